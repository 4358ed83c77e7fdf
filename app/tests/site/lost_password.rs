//! A lost password: asked for by anybody, told to nobody but the owner of the confirmed address, used once.

use std::time::Duration;

use axum::http::StatusCode;
use chrono::TimeDelta;
use rstest::rstest;

use crate::{
    join::{code_for_password, typed, whom},
    letters::{email, link},
    post::{PostOffice, TakenLetter},
    support::{Answer, PASSWORD, TestApp},
};

const NEW_PASSWORD: &str = "барвінок-77";

/// A school with a mail server, where somebody has confirmed an address.
async fn with_address(login: &str, address: &str) -> (TestApp, PostOffice) {
    let mut app = TestApp::start().await;
    let office = PostOffice::open().await;
    app.tell_by(Some(&office.url())).await;
    app.confirm_email(&office, address, &app.sign_in(login).await).await;
    (app, office)
}

/// The letters after the first so many, once there are `number` of them.
async fn letters(office: &PostOffice, number: usize) -> Vec<TakenLetter> {
    for _ in 0..100 {
        if office.letters().len() >= number {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    office.letters()
}

async fn ask(app: &TestApp, who: &str) -> Answer {
    app.post("/password", &[("who", who)], "").await
}

/// The link of the last letter, once there are so many.
async fn last_link(office: &PostOffice, number: usize) -> String {
    link(&letters(office, number).await.pop().unwrap().text(), "/password/new?code=")
}

/// The cookie that carries a link's code.
async fn follow(app: &TestApp, link: &str) -> String {
    let answer = app.get(link, "").await;
    assert_eq!((answer.status, answer.location.as_str()), (StatusCode::SEE_OTHER, "/password/new"));
    answer.cookie.split(';').next().unwrap().to_owned()
}

async fn choose(app: &TestApp, password: &str, repeat: &str, cookie: &str) -> Answer {
    app.post("/password/new", &[("password", password), ("repeat", repeat)], cookie).await
}

#[rstest]
#[case::a_mother_by_her_name("guardian", "Guardian ")]
#[case::a_mother_by_her_address("guardian", "own@Example.com")]
#[case::a_teacher("teacher", "own@example.com")]
#[tokio::test(flavor = "multi_thread")]
async fn a_letter_leads_to_a_new_password_once(#[case] login: &str, #[case] typed: &str) {
    let (app, office) = with_address(login, "own@example.com").await;
    let before = app.sign_in(login).await;
    let sent = office.letters().len();
    assert!(app.get("/sign-in", "").await.body.contains("href=\"/password\""));
    let answer = ask(&app, typed).await;
    assert_eq!((answer.status, answer.location.as_str()), (StatusCode::SEE_OTHER, "/password?noted"));
    let letter = letters(&office, sent + 1).await.pop().unwrap();
    assert_eq!(letter.to, "own@example.com");
    assert!(letter.text().contains(login), "{}", letter.text());
    let link = link(&letter.text(), "/password/new?code=");
    let cookie = follow(&app, &link).await;
    let page = app.get("/password/new", &cookie).await;
    assert!(page.status.is_success() && page.body.contains(login) && !page.body.contains("code="));
    assert_eq!(app.get("/account", &before).await.status, StatusCode::OK, "a link changes nothing by itself");
    let set = choose(&app, NEW_PASSWORD, NEW_PASSWORD, &cookie).await;
    assert_eq!((set.status, set.location.as_str()), (StatusCode::SEE_OTHER, "/"));
    let session = set.cookies.iter().find(|own| own.starts_with("klas_session=")).unwrap();
    let account = app.get("/account", session.split(';').next().unwrap()).await;
    assert!(account.body.contains("змінено посиланням із листа"), "{}", account.body);
    assert_eq!(app.get("/account", &before).await.status, StatusCode::SEE_OTHER, "other sessions ended");
    let told = letters(&office, sent + 2).await.pop().unwrap();
    assert!(told.to == "own@example.com" && told.text().contains("щойно змінено"), "{}", told.text());
    for (password, status) in [(PASSWORD, StatusCode::UNAUTHORIZED), (NEW_PASSWORD, StatusCode::SEE_OTHER)] {
        let answer = app.post("/sign-in", &[("login", login), ("password", password)], "").await;
        assert_eq!(answer.status, status, "{password}");
    }
    let again = choose(&app, PASSWORD, PASSWORD, &follow(&app, &link).await).await;
    assert_eq!(again.status, StatusCode::GONE);
    assert!(
        again.body.contains("Цим посиланням уже скористалися") && again.body.contains("href=\"/password\"")
    );
}

/// Neither the answer nor what it takes tells whether there is such an account.
#[rstest]
#[case::nobody("nobody")]
#[case::no_address("other-guardian")]
#[case::not_confirmed("pending@example.com")]
#[tokio::test(flavor = "multi_thread")]
async fn whoever_cannot_be_written_to_is_answered_the_same(#[case] typed: &str) {
    let (app, office) = with_address("guardian", "own@example.com").await;
    let cookie = app.sign_in("other-guardian").await;
    app.post("/notices/settings", &email("pending@example.com"), &cookie).await;
    let sent = office.letters().len();
    let (known, other) = (ask(&app, "guardian").await, ask(&app, typed).await);
    assert_eq!((known.status, &known.location, &known.body), (other.status, &other.location, &other.body));
    assert!(app.get(&other.location, "").await.body.contains("Якщо є такий обліковий запис"));
    letters(&office, sent + 1).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let letters = office.letters();
    assert_eq!(letters.len(), sent + 1, "the owner's alone");
    assert_eq!(letters.last().unwrap().to, "own@example.com");
}

/// Whoever asks with many names that nobody has keeps nobody from a letter, nor learns that nobody has them.
#[tokio::test(flavor = "multi_thread")]
async fn names_that_nobody_has_take_no_letters_from_others() {
    let (app, office) = with_address("guardian", "own@example.com").await;
    let sent = office.letters().len();
    for number in 0..70 {
        let answer = ask(&app, &format!("nobody-{number}")).await;
        assert_eq!(answer.location, "/password?noted", "{number}");
    }
    let answer = ask(&app, "guardian").await;
    assert_eq!(answer.location, "/password?noted");
    assert_eq!(letters(&office, sent + 1).await.len(), sent + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_letter_replaces_the_one_before() {
    let (app, office) = with_address("guardian", "own@example.com").await;
    let sent = office.letters().len();
    ask(&app, "guardian").await;
    let first = last_link(&office, sent + 1).await;
    let again = ask(&app, "GUARDIAN").await;
    assert_eq!(again.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(again.body.contains("Зачекайте хвилину") && again.body.contains("value=\"GUARDIAN\""));
    // Asked for with the other name within the minute, no second letter goes either.
    ask(&app, "own@example.com").await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(office.letters().len(), sent + 1);
    let mut own = app.store.recoverable("guardian").await.unwrap();
    let later = app.state().clock.now() + TimeDelta::minutes(2);
    assert!(app.store.make_password_link(own.remove(0), b"newer".to_vec(), later).await.unwrap());
    let answer = choose(&app, NEW_PASSWORD, NEW_PASSWORD, &follow(&app, &first).await).await;
    assert_eq!(answer.status, StatusCode::GONE);
    assert!(answer.body.contains("надіслано новіше"), "{}", answer.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_hour_later_and_with_another_address_the_link_is_of_no_use() {
    let (app, office) = with_address("guardian", "own@example.com").await;
    let sent = office.letters().len();
    ask(&app, "guardian").await;
    let link = last_link(&office, sent + 1).await;
    let mut tomorrow = app;
    tomorrow.turn_to(crate::support::TODAY + chrono::Days::new(1));
    let cookie = follow(&tomorrow, &link).await;
    let late = tomorrow.get("/password/new", &cookie).await;
    assert_eq!(late.status, StatusCode::GONE);
    assert!(late.body.contains("Посиланню понад годину") && late.body.contains("класний керівник"));
    tomorrow.turn_to(crate::support::TODAY);
    let session = tomorrow.sign_in("guardian").await;
    tomorrow.post("/notices/settings", &[("what", "email-remove")], &session).await;
    let moved = choose(&tomorrow, NEW_PASSWORD, NEW_PASSWORD, &follow(&tomorrow, &link).await).await;
    assert_eq!(moved.status, StatusCode::GONE, "{}", moved.body);
    let made_up = tomorrow.get("/password/new", &follow(&tomorrow, "/password/new?code=guessed").await).await;
    assert_eq!(made_up.status, StatusCode::NOT_FOUND);
    assert!(made_up.body.contains("Посилання неповне"));
}

#[rstest]
#[case::short("коротк", "коротк", "щонайменше 8")]
#[case::as_the_name("guardian", "guardian", "не може збігатися")]
#[case::twice_differently(NEW_PASSWORD, PASSWORD, "Паролі різні")]
#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_will_not_do_is_chosen_anew(
    #[case] password: &str,
    #[case] repeat: &str,
    #[case] said: &str,
) {
    let (app, office) = with_address("guardian", "own@example.com").await;
    let sent = office.letters().len();
    ask(&app, "guardian").await;
    let cookie = follow(&app, &last_link(&office, sent + 1).await).await;
    let answer = choose(&app, password, repeat, &cookie).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains(said) && answer.body.contains("name=\"repeat\""), "{}", answer.body);
    let good = choose(&app, NEW_PASSWORD, NEW_PASSWORD, &cookie).await;
    assert_eq!(good.location, "/", "the link was not used up");
}

/// Whoever holds the code may not be whom it was given for.
#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_was_set_by_a_code_is_told_to_the_confirmed_address() {
    let (app, office) = with_address("guardian", "own@example.com").await;
    let sent = office.letters().len();
    let (_, code) = code_for_password(&app, &whom(app.pupil, app.person_of("guardian"))).await;
    let cookie = typed(&app, &code, "").await;
    let good = [("what", "password"), ("password", NEW_PASSWORD), ("repeat", NEW_PASSWORD)];
    assert_eq!(app.post("/join", &good, &cookie).await.status, StatusCode::SEE_OTHER);
    let told = letters(&office, sent + 1).await.pop().unwrap();
    assert_eq!(told.to, "own@example.com");
    let text = told.text();
    for said in ["guardian", "кодом, який видав заклад", "/password", "повідомте заклад"]
    {
        assert!(text.contains(said), "{said}: {text}");
    }
    for secret in ["Бабенко", "8-А", code.as_str()] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_mail_server_the_other_ways_are_named() {
    let app = TestApp::start().await;
    let page = app.get("/password", "").await;
    assert!(page.body.contains("Заклад не налаштував пошту") && !page.body.contains("name=\"who\""));
    assert!(page.body.contains("класний керівник") && page.body.contains("адміністратор журналу"));
    let answer = ask(&app, "guardian").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("Заклад не налаштував пошту"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_typed_is_said_beside_the_field() {
    let mut app = TestApp::start().await;
    let office = PostOffice::open().await;
    app.tell_by(Some(&office.url())).await;
    let answer = ask(&app, "  ").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("aria-invalid=\"true\"") && answer.body.contains("Введіть ім'я"));
}

/// An unlocked computer is not enough to have the letters of its owner sent to oneself.
#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_named_by_who_knows_the_password() {
    let mut app = TestApp::start().await;
    let office = PostOffice::open().await;
    app.tell_by(Some(&office.url())).await;
    let cookie = app.sign_in("teacher").await;
    let page = app.get("/notices/settings", &cookie).await;
    assert!(page.body.contains("name=\"current\""), "staff have an address too");
    let form = [("what", "email"), ("email", "thief@example.com"), ("current", "вгадано")];
    let answer = app.post("/notices/settings", &form, &cookie).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        answer.body.contains("Пароль не підходить") && answer.body.contains("value=\"thief@example.com\"")
    );
    assert!(office.letters().is_empty());
}
