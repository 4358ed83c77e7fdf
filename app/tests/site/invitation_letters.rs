//! Invitations by letter: to the address that the school's lists have, told where they did not go.

use axum::http::StatusCode;
use klas_domain::{Id, id::of};
use rstest::rstest;

use crate::{
    join::{brought, codes, families, make_account, press, vovk, whom},
    letters::link,
    post::PostOffice,
    support::TestApp,
};

/// A site whose letters come to the post office, and the mother of Vovk, whose address the lists have.
async fn with_an_address(address: &str) -> (TestApp, PostOffice, Id<of::Person>, Id<of::Person>) {
    let mut app = TestApp::start().await;
    let office = PostOffice::open().await;
    app.tell_by(Some(&office.url())).await;
    app.run(format!("UPDATE person SET email = '{address}' WHERE surname IN ('Вовчиця', 'Мати');")).await;
    let (pupil, mother) = vovk(&app).await;
    (app, office, pupil, mother)
}

async fn page(app: &TestApp) -> String {
    app.get(&families(app), &app.sign_in("class-teacher").await).await.body
}

fn button(pupil: Id<of::Person>, person: Id<of::Person>) -> String {
    format!("name=\"mail\" value=\"{}\"", whom(pupil, person))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_goes_by_letter_and_lets_the_guardian_in() {
    let (app, office, pupil, mother) = with_an_address("mother@example.com").await;
    let list = page(&app).await;
    assert!(list.contains(&button(pupil, mother)) && list.contains("mother@example.com"), "{list}");
    assert_eq!(
        list.matches("name=\"mail\"").count(),
        2,
        "hers and that of all: who has an account sets a password otherwise: {list}"
    );
    let sent = press(&app, "class-teacher", ("mail", &whom(pupil, mother))).await;
    assert_eq!(sent.location, format!("{}?mailed#p{pupil}", families(&app)), "{}", sent.body);
    let said = app.get(&format!("{}?mailed", families(&app)), &app.sign_in("class-teacher").await).await.body;
    assert!(
        said.contains("Лист із запрошенням надіслано") && said.contains("код чинний по 08.12.2026"),
        "{said}"
    );
    let letters = office.letters();
    assert_eq!((letters.len(), letters[0].to.as_str()), (1, "mother@example.com"));
    let text = letters[0].text();
    for said in ["Ліцей № 4 запрошує", "діє по 08.12.2026"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    for secret in ["Вовк", "Вовчиця", "8-А"] {
        assert!(!text.contains(secret), "nobody has confirmed the address: {secret}: {text}");
    }
    let scanned = app.get(&link(&text, "/join?code="), "").await;
    assert_eq!((scanned.status, scanned.location.as_str()), (StatusCode::SEE_OTHER, "/join"));
    let cookie = scanned.cookie.split(';').next().unwrap();
    assert!(app.get("/join", cookie).await.body.contains("Вовчиця Олена Петрівна"));
    let made = make_account(&app, cookie, &[]).await;
    assert_eq!(made.location, format!("/diary/{pupil}"), "{}", made.body);
}

#[rstest]
#[case::refused("nobody@example.com", "Поштовий сервер відхилив цю адресу")]
#[case::away("later@example.com", "зараз не відповідає")]
#[tokio::test(flavor = "multi_thread")]
async fn a_code_whose_letter_was_not_taken_is_shown_as_a_card(#[case] address: &str, #[case] said: &str) {
    let (app, _office, pupil, mother) = with_an_address(address).await;
    let sheet = press(&app, "class-teacher", ("mail", &whom(pupil, mother))).await;
    assert_eq!(sheet.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(sheet.body.contains(said), "{}", sheet.body);
    let code = codes(&sheet).pop().unwrap();
    assert!(brought(&app, &code, "").await.body.contains("Вовчиця"), "it is the code that counts");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_class_is_invited_by_letters_and_the_rest_has_cards() {
    let (app, office, pupil, mother) = with_an_address("mother@example.com").await;
    let list = page(&app).await;
    assert!(list.contains("Надіслати листом (1), решті – картки (1)"), "{list}");
    let sheet = press(&app, "class-teacher", ("mail", "all")).await;
    assert_eq!(sheet.status, StatusCode::OK, "{}", sheet.body);
    assert!(sheet.body.contains("Надіслано листом: 1."), "{}", sheet.body);
    assert!(!sheet.body.contains("таких людей") && !sheet.body.contains("Вовчиця"), "{}", sheet.body);
    let card = codes(&sheet);
    assert_eq!(card.len(), 1, "the pupil's: {}", sheet.body);
    assert_eq!(brought(&app, &card[0], "").await.status, StatusCode::OK);
    let letters = office.letters();
    assert_eq!((letters.len(), letters[0].to.as_str()), (1, "mother@example.com"));
    let scanned = app.get(&link(&letters[0].text(), "/join?code="), "").await;
    let cookie = scanned.cookie.split(';').next().unwrap();
    assert!(app.get("/join", cookie).await.body.contains("Вовчиця"));
    let list = page(&app).await;
    assert!(!list.contains("Надіслати листом (") && !list.contains("value=\"all\""), "{list}");
    assert!(list.contains(&button(pupil, mother)), "one by one it can be sent anew: {list}");
    let again = press(&app, "class-teacher", ("mail", "all")).await;
    assert_eq!(again.location, format!("{}?nobody", families(&app)), "{}", again.body);
    assert_eq!(office.letters().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_everybody_who_waits_has_an_address_no_card_is_left() {
    let (app, office, pupil, mother) = with_an_address("mother@example.com").await;
    press(&app, "class-teacher", ("invite", &whom(pupil, pupil))).await;
    assert!(page(&app).await.contains("Надіслати всім листом (1)"));
    let answer = press(&app, "class-teacher", ("mail", "all")).await;
    assert_eq!(answer.location, format!("{}?mailed_all", families(&app)), "{}", answer.body);
    let list = app.get(&answer.location, &app.sign_in("class-teacher").await).await.body;
    assert!(list.contains("Листи із запрошеннями надіслано."), "{list}");
    assert!(office.letters().len() == 1 && list.contains(&button(pupil, mother)), "{list}");
}

#[rstest]
#[case::refused("nobody@example.com", "Поштовий сервер не взяв листів для")]
#[case::away("later@example.com", "Зараз не вдалося надіслати листи для")]
#[tokio::test(flavor = "multi_thread")]
async fn whose_letter_was_not_taken_has_a_card_among_the_rest(#[case] address: &str, #[case] why: &str) {
    let (app, office, _, _) = with_an_address(address).await;
    let sheet = press(&app, "class-teacher", ("mail", "all")).await;
    assert_eq!(sheet.status, StatusCode::OK, "{}", sheet.body);
    let said = format!("{why} таких людей: Вовчиця Олена Петрівна.");
    assert_eq!(sheet.body.matches("таких людей").count(), 1, "{}", sheet.body);
    assert!(sheet.body.contains(&said) && !sheet.body.contains("Надіслано листом"), "{}", sheet.body);
    let given = codes(&sheet);
    assert_eq!(given.len(), 2, "{}", sheet.body);
    for code in given {
        assert_eq!(brought(&app, &code, "").await.status, StatusCode::OK, "{code}");
    }
    assert!(office.letters().is_empty());
}

/// The letters before it have gone by then, and their answer has to come.
#[tokio::test(flavor = "multi_thread")]
async fn whose_code_could_not_be_made_for_a_letter_has_a_card_among_the_rest() {
    let (app, office, pupil, mother) = with_an_address("mother@example.com").await;
    let sql = |id: Id<of::Person>| format!("x'{}'", id.uuid().simple());
    app.run(format!(
        "CREATE TRIGGER busy BEFORE INSERT ON invitation WHEN NEW.person_id = {} AND NOT EXISTS \
         (SELECT 1 FROM invitation WHERE person_id = {}) BEGIN SELECT RAISE(ABORT, 'busy'); END;",
        sql(mother),
        sql(pupil)
    ))
    .await;
    let sheet = press(&app, "class-teacher", ("mail", "all")).await;
    assert_eq!((sheet.status, codes(&sheet).len()), (StatusCode::OK, 2), "{}", sheet.body);
    let said = "Зараз не вдалося надіслати листи для таких людей: Вовчиця Олена Петрівна.";
    assert!(sheet.body.contains(said) && office.letters().is_empty(), "{}", sheet.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_mail_server_a_page_that_was_open_gives_cards() {
    let (mut app, office, _, _) = with_an_address("mother@example.com").await;
    app.tell_by(None).await;
    assert!(!page(&app).await.contains("name=\"mail\""));
    let sheet = press(&app, "class-teacher", ("mail", "all")).await;
    assert_eq!((sheet.status, codes(&sheet).len()), (StatusCode::OK, 2), "{}", sheet.body);
    assert!(!sheet.body.contains("Поштовий сервер") && office.letters().is_empty(), "{}", sheet.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_given_that_cannot_be_sent() {
    let (mut app, office, pupil, mother) = with_an_address("mother@example.com").await;
    let guardian = app.person_of("guardian");
    for (pupil, person) in [(pupil, pupil), (app.pupil, guardian), (app.pupil, mother)] {
        let answer = press(&app, "class-teacher", ("mail", &whom(pupil, person))).await;
        assert_eq!(answer.location, format!("{}?nobody", families(&app)), "{}", answer.body);
    }
    assert_eq!(office.letters().len(), 0);
    app.tell_by(None).await;
    assert!(!page(&app).await.contains("name=\"mail\""));
    let answer = press(&app, "class-teacher", ("mail", &whom(pupil, mother))).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        answer.body.contains("Заклад не налаштував пошту") && codes(&answer).is_empty(),
        "{}",
        answer.body
    );
    assert!(!page(&app).await.contains("код чинний"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_goes_once_a_minute_and_its_code_stays() {
    let (app, office, pupil, mother) = with_an_address("mother@example.com").await;
    let whom = whom(pupil, mother);
    let once = ("mail", whom.as_str());
    assert_eq!(press(&app, "class-teacher", once).await.status, StatusCode::SEE_OTHER);
    let again = press(&app, "class-teacher", once).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.body.contains("Зачекайте хвилину"), "{}", again.body);
    let letters = office.letters();
    assert_eq!(letters.len(), 1);
    let scanned = app.get(&link(&letters[0].text(), "/join?code="), "").await;
    let cookie = scanned.cookie.split(';').next().unwrap();
    assert!(app.get("/join", cookie).await.body.contains("Вовчиця"), "the code of the letter is good");
}

/// The page's program copies and shares: the card says what.
#[tokio::test(flavor = "multi_thread")]
async fn a_card_carries_its_link_for_the_program_that_copies_and_shares_it() {
    let mut app = TestApp::start().await;
    app.tell_by(None).await;
    let (pupil, mother) = vovk(&app).await;
    let sheet = press(&app, "class-teacher", ("invite", &whom(pupil, mother))).await;
    let code = codes(&sheet).pop().unwrap().replace('-', "");
    assert!(sheet.body.contains(&format!("/join?code={code}\"")), "{}", sheet.body);
    for said in ["invitations.js", "Копіювати посилання", "Поділитися"] {
        assert!(sheet.body.contains(said), "{said}: {}", sheet.body);
    }
}
