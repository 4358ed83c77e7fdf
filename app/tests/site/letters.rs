//! Letters as families get them: the address that is confirmed, the letter of the week, letters at once, and the ways to end
//! them.

use axum::http::StatusCode;
use chrono::{Days, TimeDelta};
use klas_app::{
    state::AppState,
    telling::{tell, write},
};
use klas_domain::{Id, calendar::Semester::First, column::Sum, id::of};
use rstest::rstest;

use crate::{
    notices::at,
    post::PostOffice,
    support::{PASSWORD, TODAY, TestApp},
};

/// The link of a letter, without the site before it.
pub fn link(text: &str, path: &str) -> String {
    let start = text.find(&format!("https://klas.example{path}")).unwrap() + "https://klas.example".len();
    text[start..].split_whitespace().next().unwrap().to_owned()
}

/// The form of an address.
pub fn email(address: &str) -> [(&str, &str); 3] {
    [("what", "email"), ("email", address), ("current", PASSWORD)]
}

impl TestApp {
    pub async fn confirm_email(&self, office: &PostOffice, address: &str, cookie: &str) {
        let answer = self.post("/notices/settings", &email(address), cookie).await;
        assert_eq!(answer.location, "/notices/settings?sent#email", "{}", answer.body);
        let letter = office.letters().pop().unwrap();
        assert_eq!((letter.from.as_str(), letter.to.as_str()), ("klas@school.example", address));
        let link = link(&letter.text(), "/email?code=");
        // Whoever opens the link – a mail program does – changes nothing; the button does.
        assert!(self.get(&link, "").await.body.contains("Підтвердити"));
        let code = link.split('=').nth(1).unwrap();
        let answer = self.post("/email", &[("code", code)], "").await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let again = self.post("/email", &[("code", code)], "").await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.body.contains("Надішліть лист для підтвердження ще раз"));
    }
}

/// A school whose letters come to the post office, a mother whose address there is confirmed, and her session.
async fn mother_with_an_address() -> (TestApp, PostOffice, AppState, String) {
    let mut app = TestApp::start().await;
    let office = PostOffice::open().await;
    let state = app.tell_by(Some(&office.url())).await;
    let cookie = app.sign_in("guardian").await;
    app.confirm_email(&office, "mother@example.com", &cookie).await;
    (app, office, state, cookie)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_letter_of_the_week_comes_on_friday_and_ends_with_one_click() {
    let (app, office, state, cookie) = mother_with_an_address().await;
    assert!(
        app.get("/notices/settings", &cookie).await.body.contains("Листи надходять на mother@example.com")
    );
    app.mark(r#"{"absence":"Unknown","mark":3,"note":"Без зошита"}"#, 0).await;
    tell(&state, state.clock.now()).await;
    let sent = office.letters().len();
    write(&state, at(27, 15)).await;
    assert_eq!(office.letters().len(), sent, "it is not four yet");
    write(&state, at(27, 16)).await;
    write(&state, at(28, 10)).await;
    assert_eq!(office.letters().len(), sent + 1, "one");
    let letter = office.letters().pop().unwrap();
    let text = letter.text();
    for said in [
        "Тиждень у школі, 23.11–27.11.2026",
        "Бабенко Олена, 8-А",
        "Алгебра: 3 (24.11)",
        "вівторок, 24\u{a0}листопада: Алгебра – н",
        "24.11, Алгебра: Без зошита",
        "Ліцей № 4",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(text.contains("<!DOCTYPE html>"));
    // A mail program sends the link as it is.
    let stop = link(&text, "/unsubscribe?letter=");
    assert!(letter.unfolded().contains(&format!("List-Unsubscribe: <https://klas.example{stop}>")));
    assert!(app.get(&stop, "").await.body.contains("Не надсилати"), "asks first");
    let answer = app.post(&stop, &[("List-Unsubscribe", "One-Click")], "").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    write(&state, at(27, 16) + TimeDelta::days(7)).await;
    assert_eq!(office.letters().len(), sent + 1, "no more");
    let broken = app.post(&stop[..stop.len() - 3], &[], "").await;
    assert_eq!(broken.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(broken.body.contains("вимкніть лист у налаштуваннях"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_has_the_homework_that_was_given_before_the_holidays() {
    let (app, office, state, _) = mother_with_an_address().await;
    app.give_before_holidays("§ 20").await;
    // The last Friday of the holidays is the eighth of January.
    write(&state, at(27, 16) + TimeDelta::days(42)).await;
    let text = office.letters().pop().unwrap().text();
    assert!(text.contains("12\u{a0}січня") && text.contains("Алгебра – § 20"), "{text}");
}

/// The teacher writes into an empty cell of the story's pupil.
async fn enter(app: &TestApp, column: Id<of::Column>, entry: &str) {
    let (edit, teacher) = (uuid::Uuid::new_v4(), app.person_of("teacher"));
    let cell = format!(r#""column":"{column}","pupil":"{}""#, app.pupil);
    let body =
        format!(r#"{{"person":"{teacher}","edits":[{{"id":"{edit}",{cell},"base":0,"entry":{entry}}}]}}"#);
    let answer = app.call("apply-edits", &body, &app.sign_in("teacher").await).await;
    assert!(answer.body.contains("Saved"), "{}", answer.body);
}

/// A control work that is checked at the weekend, the mark of a semester, and what is announced on Saturday.
#[tokio::test(flavor = "multi_thread")]
async fn what_comes_after_a_letter_is_in_the_next_one_and_in_no_other() {
    let (mut app, office, state, _) = mother_with_an_address().await;
    app.mark(r#"{"mark":3}"#, 0).await;
    app.announce("class-teacher", &[("title", "Осінній ярмарок")]).await;
    let sent = office.letters().len();
    write(&state, at(27, 16)).await;
    let first = office.letters().pop().unwrap().text();
    assert!(first.contains("Алгебра: 3 (24.11)") && first.contains("Осінній ярмарок"), "{first}");
    app.turn_to(TODAY + Days::new(4));
    let week_before = TODAY - Days::new(7);
    let mut reader = app.store.read(app.school).await.unwrap();
    let late = reader.lessons(app.course, (week_before, week_before)).await.unwrap()[0].column();
    drop(reader);
    enter(&app, late, r#"{"absence":"Unknown","mark":5,"note":"Написано пізніше"}"#).await;
    enter(&app, Sum::Semester(First).id(app.course), r#"{"mark":10}"#).await;
    app.announce("class-teacher", &[("title", "Суботня толока")]).await;
    write(&state, at(27, 16) + TimeDelta::days(7)).await;
    assert_eq!(office.letters().len(), sent + 2);
    let second = office.letters().pop().unwrap().text();
    for said in [
        "Тиждень у школі, 30.11–04.12.2026",
        "Алгебра: 5 (17.11), 10 (І семестр)",
        "вівторок, 17\u{a0}листопада: Алгебра – н",
        "17.11, Алгебра: Написано пізніше",
        "Суботня толока",
    ] {
        assert!(second.contains(said), "{said}: {second}");
    }
    for told in ["3 (24.11)", "Осінній ярмарок"] {
        assert!(!second.contains(told), "{told} was told before: {second}");
    }
    write(&state, at(27, 16) + TimeDelta::days(14)).await;
    assert_eq!(office.letters().len(), sent + 2, "there is nothing new");
}

#[rstest]
#[case::not_wanted(false)]
#[case::hidden(true)]
#[tokio::test(flavor = "multi_thread")]
async fn a_letter_keeps_quiet_of_marks_that_are_not_wanted_or_hidden(#[case] hidden: bool) {
    let (app, office, state, cookie) = mother_with_an_address().await;
    app.mark(r#"{"absence":"Unknown","mark":3,"note":"Без зошита"}"#, 0).await;
    app.announce("class-teacher", &[("title", "Осінній ярмарок")]).await;
    if hidden {
        app.hide("marks").await;
    } else {
        app.choose(&["w-{}-absence", "w-{}-announcement"], &[], &cookie).await;
    }
    write(&state, at(27, 16)).await;
    let text = office.letters().pop().unwrap().text();
    assert!(text.contains("Осінній ярмарок"), "{text}");
    assert_eq!(text.contains("Алгебра – н"), !hidden, "{text}");
    assert_eq!(text.contains("у листі немає за рішенням"), hidden, "{text}");
    for quiet in ["3 (24.11)", "Без зошита"] {
        assert!(!text.contains(quiet), "{quiet}: {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_waits_for_a_mail_server_that_is_away() {
    let (mut app, office, state, _) = mother_with_an_address().await;
    app.mark(r#"{"mark":9}"#, 0).await;
    let away = app.tell_by(Some("smtp://127.0.0.1:1")).await;
    write(&away, at(27, 16)).await;
    let sent = office.letters().len();
    write(&state, at(27, 16) + TimeDelta::seconds(90)).await;
    assert_eq!(office.letters().len(), sent + 1);
}

#[rstest]
#[case::no_address("olena", "Це не електронна адреса")]
#[case::refused("nobody@example.com", "Поштовий сервер відхилив цю адресу")]
#[case::away("later@example.com", "зараз не відповідає")]
#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_no_letter_reaches_stays_as_it_was_typed(#[case] address: &str, #[case] said: &str) {
    let mut app = TestApp::start().await;
    let office = PostOffice::open().await;
    app.tell_by(Some(&office.url())).await;
    let cookie = app.sign_in("guardian").await;
    let answer = app.post("/notices/settings", &email(address), &cookie).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        answer.body.contains(said) && answer.body.contains(&format!("value=\"{address}\"")),
        "{}",
        answer.body
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_mail_server_the_page_says_so() {
    let mut app = TestApp::start().await;
    app.tell_by(None).await;
    let cookie = app.sign_in("guardian").await;
    let page = app.get("/notices/settings", &cookie).await.body;
    assert!(page.contains("Заклад не налаштував пошту") && !page.contains("type=\"email\""));
    let answer = app.post("/notices/settings", &email("olena@example.com"), &cookie).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_is_asked_for_once_a_minute() {
    let mut app = TestApp::start().await;
    let office = PostOffice::open().await;
    app.tell_by(Some(&office.url())).await;
    let cookie = app.sign_in("guardian").await;
    let ask = email("olena@example.com");
    app.post("/notices/settings", &ask, &cookie).await;
    let again = app.post("/notices/settings", &ask, &cookie).await;
    assert!(again.body.contains("Зачекайте хвилину"), "{}", again.body);
    assert_eq!(office.letters().len(), 1);
    let page = app.post("/notices/settings", &[("what", "email-remove")], &cookie).await;
    assert_eq!(page.location, "/notices/settings?saved#email");
    let page = app.get("/notices/settings", &cookie).await.body;
    assert!(!page.contains("olena@example.com"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_at_once_tells_of_an_absence_without_names_or_marks_and_ends_with_one_click() {
    let (app, office, state, cookie) = mother_with_an_address().await;
    let sent = office.letters().len();
    app.mark(r#"{"absence":"Unknown","mark":3}"#, 0).await;
    tell(&state, at(24, 10)).await;
    assert_eq!(office.letters().len(), sent, "the letter of the week is the usual");
    app.choose(&["m-{}-absence", "m-{}-mark", "w-{}-mark"], &[], &cookie).await;
    app.mark(r#"{"mark":3}"#, 1).await;
    tell(&state, at(24, 10)).await;
    app.mark(r#"{"absence":"Unknown","mark":3}"#, 2).await;
    tell(&state, at(24, 10)).await;
    tell(&state, at(25, 11)).await;
    assert_eq!(office.letters().len(), sent + 1, "one, of the absence alone");
    let letter = office.letters().pop().unwrap();
    let text = letter.text();
    assert!(letter.to == "mother@example.com" && text.contains("У щоденнику є нове"), "{text}");
    assert!(text.contains("https://klas.example/notices") && text.contains("Ліцей № 4"), "{text}");
    for secret in ["Бабенко", "Олена", "Алгебра", "Відсутність", "24.11"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    let stop = link(&text, "/unsubscribe?letter=");
    assert!(letter.unfolded().contains(&format!("List-Unsubscribe: <https://klas.example{stop}>")));
    assert!(app.get(&stop, "").await.body.contains("Лист за тиждень лишиться"), "asks first");
    let answer = app.post(&stop, &[("List-Unsubscribe", "One-Click")], "").await;
    assert!(answer.status == StatusCode::OK && answer.body.contains("Листів одразу більше не буде"));
    app.mark("{}", 3).await;
    tell(&state, at(25, 12)).await;
    app.mark(r#"{"absence":"Unknown"}"#, 4).await;
    tell(&state, at(25, 12)).await;
    assert_eq!(office.letters().len(), sent + 1, "no more");
    let mut reader = app.store.read(app.school).await.unwrap();
    let own = reader.preferences(app.person_of("guardian")).await.unwrap();
    assert!(!own.no_letter && own.choices.values().all(|choice| !choice.mailed), "{own:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_at_once_says_what_the_family_lets_be_shown_and_waits_for_the_morning() {
    let (app, office, state, cookie) = mother_with_an_address().await;
    let sent = office.letters().len();
    let quiet = [("quiet_from", "20"), ("quiet_until", "7"), ("detail", "full")];
    let boxes = [format!("m-{}-absence", app.pupil), format!("m-{}-urgent", app.pupil)];
    let form = [("what", "choices"), (&*boxes[0], "on"), (&*boxes[1], "on")];
    let form: Vec<(&str, &str)> = form.into_iter().chain(quiet).collect();
    assert_eq!(app.post("/notices/settings", &form, &cookie).await.location, "/notices/settings?saved");
    app.mark(r#"{"absence":"Unknown"}"#, 0).await;
    tell(&state, at(25, 22)).await;
    assert_eq!(office.letters().len(), sent, "it is night");
    app.announce("class-teacher", &[("urgent", "1")]).await;
    tell(&state, at(25, 23)).await;
    assert_eq!(office.letters().len(), sent + 1, "what is urgent passes");
    assert!(office.letters().pop().unwrap().text().contains("Термінове в щоденнику"));
    tell(&state, at(26, 7)).await;
    let letters = office.letters();
    assert_eq!(letters.len(), sent + 2);
    let text = letters.last().unwrap().text();
    assert!(text.contains("Бабенко Олена. Відсутність: 24.11: 1. Алгебра"), "{text}");
    assert!(text.contains(&format!("/diary/{}?week=2026-11-24", app.pupil)), "{text}");
}
