//! Letters, taken by a mail server on this machine: a real conversation of SMTP.

#![expect(clippy::unwrap_used, reason = "a story ends where something unforeseen happens")]

mod gate;
mod post;

use std::time::Duration;

use gate::{Encrypted, Gate, Unknown};
use klas_courier::{Authorities, Letter, MailError, Mailer};
use post::PostOffice;
use rstest::rstest;
use tokio::time::timeout;

fn letter(to: &str) -> Letter {
    Letter {
        to: to.to_owned(),
        subject: "Тиждень у школі".to_owned(),
        text: "Алгебра: 9".to_owned(),
        html: "<p>Алгебра: 9</p>".to_owned(),
        unsubscribe: Some("https://klas.example/unsubscribe?letter=abc".to_owned()),
    }
}

#[tokio::test]
async fn a_letter_has_both_parts_and_the_way_to_end_it() {
    let office = PostOffice::open().await;
    let mailer = Mailer::new(&office.url(), "Ліцей № 4 <klas@school.example>").unwrap();
    assert_eq!(mailer.address(), "klas@school.example");
    mailer.send(letter("mother@example.com")).await.unwrap();
    let taken = office.letters();
    assert_eq!(taken.len(), 1);
    assert_eq!((taken[0].from.as_str(), taken[0].to.as_str()), ("klas@school.example", "mother@example.com"));
    let data = taken[0].unfolded();
    assert!(data.contains("List-Unsubscribe: <https://klas.example/unsubscribe?letter=abc>"), "{data}");
    assert!(data.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{data}");
    assert!(data.contains("multipart/alternative"), "{data}");
    assert!(taken[0].text().contains("Алгебра: 9") && taken[0].text().contains("<p>Алгебра: 9</p>"));
}

#[tokio::test]
async fn what_a_mail_server_refuses_is_told_apart_from_one_that_is_away() {
    let office = PostOffice::open().await;
    let mailer = Mailer::new(&office.url(), "klas@school.example").unwrap();
    let refused = mailer.send(letter("nobody@example.com")).await.unwrap_err();
    assert!(matches!(refused, MailError::Refused(_)), "{refused}");
    let busy = mailer.send(letter("later@example.com")).await.unwrap_err();
    assert!(matches!(busy, MailError::Unreachable(_)), "{busy}");
    for said in [refused.to_string(), busy.to_string()] {
        assert!(said.ends_with(|last: char| last.is_ascii_digit()), "its code and no more: {said}");
    }
    let away = Mailer::new("smtp://127.0.0.1:1", "klas@school.example").unwrap();
    let away = away.send(letter("mother@example.com")).await.unwrap_err();
    assert!(matches!(away, MailError::Unreachable(_)), "{away}");
    let none = mailer.send(letter("mother")).await.unwrap_err();
    assert!(matches!(none, MailError::Address), "{none}");
    assert!(office.letters().is_empty());
}

#[tokio::test]
async fn a_letter_that_is_cut_off_leaves_nothing_to_the_next_one() {
    let office = PostOffice::open().await;
    let mailer = Mailer::new(&office.url(), "klas@school.example").unwrap().waiting(Duration::from_secs(1));
    mailer.send(letter("mother@example.com")).await.unwrap();
    let silent = mailer.send(letter("silent@example.com")).await.unwrap_err();
    assert_eq!(silent.to_string(), "the mail server did not take the letter: no answer in time");
    mailer.send(letter("father@example.com")).await.unwrap();
    let nobody_waits = timeout(Duration::from_millis(100), mailer.send(letter("silent@example.com"))).await;
    assert!(nobody_waits.is_err());
    mailer.send(letter("mother@example.com")).await.unwrap();
    assert_eq!(office.letters().len(), 3);
}

#[rstest]
#[case::no_server("nothing", "klas@school.example")]
#[case::another_protocol("https://klas:secret@mail.example", "klas@school.example")]
#[case::no_sender("smtp://mail.example", "школа")]
fn settings_that_cannot_be_read_are_told_without_the_password(#[case] server: &str, #[case] from: &str) {
    let Err(error) = Mailer::new(server, from) else { panic!("{server} {from}") };
    assert!(matches!(error, MailError::Settings(_)));
    assert!(!error.to_string().contains("secret"), "{error}");
}

#[rstest]
#[case(Encrypted::FromTheFirstByte)]
#[case(Encrypted::AfterStarttls)]
#[tokio::test]
async fn a_letter_goes_encrypted_where_an_authority_is_trusted(#[case] encrypted: Encrypted) {
    let (office, unknown) = (PostOffice::open().await, Unknown::found());
    let gate = Gate::open(&office, encrypted, &unknown).await;
    let mailer = Mailer::trusting(&gate.url(""), "klas@school.example", &unknown.trusted()).unwrap();
    mailer.send(letter("mother@example.com")).await.unwrap();
    assert_eq!(office.letters().len(), 1);
    assert_only_greeted(&gate);
}

#[rstest]
#[case(Encrypted::FromTheFirstByte)]
#[case(Encrypted::AfterStarttls)]
#[case(Encrypted::Never)]
#[tokio::test]
async fn neither_letter_nor_password_goes_where_nobody_trusted_encrypts(#[case] encrypted: Encrypted) {
    let (office, unknown) = (PostOffice::open().await, Unknown::found());
    let gate = Gate::open(&office, encrypted, &unknown).await;
    let (url, from) = (gate.url("klas:secret@"), "klas@school.example");
    // Another authority of the same name has not vouched for this server.
    let namesake = Unknown::found().trusted();
    for mailer in [Mailer::new(&url, from), Mailer::trusting(&url, from, &namesake)] {
        let refused = mailer.unwrap().send(letter("mother@example.com")).await.unwrap_err();
        assert_eq!(refused.to_string(), "the mail server did not take the letter: no encrypted connection");
    }
    assert!(office.letters().is_empty());
    assert_only_greeted(&gate);
}

/// Nothing was said in the clear but what comes before encryption.
fn assert_only_greeted(gate: &Gate) {
    for command in gate.heard() {
        assert!(command.starts_with("EHLO ") || command == "STARTTLS", "{command}");
    }
}

#[rstest]
#[case::in_the_clear("smtp://klas:secret@mail.example")]
#[case::as_it_happens("smtp://klas:secret@mail.example?tls=opportunistic")]
#[case::no_server("nothing")]
fn whoever_names_an_authority_insists_on_encryption(#[case] server: &str) {
    let trusted = Unknown::found().trusted();
    let Err(error) = Mailer::trusting(server, "klas@school.example", &trusted) else { panic!("{server}") };
    assert!(matches!(error, MailError::Settings(_)));
    assert!(!error.to_string().contains("secret"), "{error}");
}

#[test]
fn authorities_are_of_a_file_that_has_them_each_to_be_read() {
    let unknown = Unknown::found();
    let [root, post, key] = ["root.pem", "post.pem", "root.key"].map(|name| unknown.file(name));
    let broken = b"-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n".to_vec();
    let half = root[..root.len() / 2].to_vec();
    for files in [&[&root][..], &[&root, &post], &[&key, &root]] {
        assert!(authorities_of(files).is_some(), "{files:?}");
    }
    for files in [&[][..], &[&key], &[&broken], &[&root, &broken], &[&half]] {
        assert!(authorities_of(files).is_none(), "{files:?}");
    }
}

/// Those of some files, one after another in one.
fn authorities_of(files: &[&Vec<u8>]) -> Option<Authorities> {
    let file: Vec<u8> = files.iter().copied().flatten().copied().collect();
    Authorities::read(&file)
}

#[rstest]
#[case("olena@example.com", true)]
#[case("olena@xn--80a1acny.example", true)]
#[case("Олена@example.com", false)]
#[case("olena@пошта.example", false)]
#[case("olena", false)]
#[case("", false)]
#[case("olena@example.com, other@example.com", false)]
#[case("olena@example.com\r\nBcc: all@example.com", false)]
fn an_address_is_one(#[case] text: &str, #[case] is: bool) {
    assert_eq!(Mailer::is_address(text), is);
}
