//! Letters, taken by a mail server on this machine: a real conversation of SMTP.

#![expect(clippy::unwrap_used, reason = "a story ends where something unforeseen happens")]

mod post;

use klas_courier::{Letter, MailError, Mailer};
use post::PostOffice;
use rstest::rstest;

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
