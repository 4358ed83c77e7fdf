//! Invitations: given by the class teacher, used by guardians and pupils, refused where they cannot be used.

use axum::http::StatusCode;
use chrono::Days;
use klas_domain::{Id, id::of};
use klas_store::summative::Setting;
use rstest::rstest;

use crate::support::{Answer, PASSWORD, TODAY, TestApp};

const NEW_PASSWORD: &str = "барвінок-77";

pub fn families(app: &TestApp) -> String {
    format!("/classes/{}/families", app.class)
}

/// Somebody of a family, as the page's buttons name them.
pub fn whom(pupil: Id<of::Person>, person: Id<of::Person>) -> String {
    format!("{pupil}.{person}")
}

/// The pupil of 8-А who has no account, and the mother.
pub async fn vovk(app: &TestApp) -> (Id<of::Person>, Id<of::Person>) {
    use klas_domain::Role::{Guardian, Pupil};
    let pupil = crate::support::person(&app.store, app.school, Pupil, "Вовк").await;
    (pupil, crate::support::person(&app.store, app.school, Guardian, "Вовчиця").await)
}

pub async fn press(app: &TestApp, login: &str, button: (&str, &str)) -> Answer {
    app.post(&families(app), &[button], &app.cookie_of(login).await).await
}

/// The codes that a page shows.
pub fn codes(answer: &Answer) -> Vec<String> {
    let cards = answer.body.split("<p class=\"code\">").skip(1);
    cards.map(|card| card.split("</p>").next().unwrap().to_owned()).collect()
}

/// A new code for somebody.
async fn code(app: &TestApp, whom: &str) -> String {
    let answer = press(app, "class-teacher", ("invite", whom)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    codes(&answer).pop().unwrap()
}

/// A code for Vovk's mother.
async fn mothers_code(app: &TestApp) -> String {
    let (pupil, mother) = vovk(app).await;
    code(app, &whom(pupil, mother)).await
}

/// A browser that a code was typed into: the cookie that carries it, after the ones it had.
pub async fn typed(app: &TestApp, code: &str, cookie: &str) -> String {
    let answer = app.post("/join", &[("what", "code"), ("code", code)], cookie).await;
    assert_eq!(
        (answer.status, answer.location.as_str()),
        (StatusCode::SEE_OTHER, "/join"),
        "{}",
        answer.body
    );
    let own = answer.cookie.split(';').next().unwrap();
    if cookie.is_empty() { own.to_owned() } else { format!("{cookie}; {own}") }
}

/// What the page says after a code was typed.
pub async fn brought(app: &TestApp, code: &str, cookie: &str) -> Answer {
    let cookie = typed(app, code, cookie).await;
    app.get("/join", &cookie).await
}

const ACCOUNT: [(&str, &str); 4] =
    [("what", "account"), ("login", "vovchytsia"), ("password", NEW_PASSWORD), ("repeat", NEW_PASSWORD)];

pub async fn make_account(app: &TestApp, cookie: &str, typed: &[(&str, &str)]) -> Answer {
    let said = |name: &str| typed.iter().any(|(own, _)| *own == name);
    let usual = ACCOUNT.into_iter().filter(|(name, _)| !said(name));
    let fields: Vec<_> = usual.chain(typed.iter().copied()).collect();
    app.post("/join", &fields, cookie).await
}

async fn signs_in(app: &TestApp, login: &str, password: &str) -> bool {
    let answer = app.post("/sign-in", &[("login", login), ("password", password)], "").await;
    answer.status == StatusCode::SEE_OTHER
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guardian_comes_from_the_sheet_to_the_diary() {
    let app = TestApp::start().await;
    let (pupil, mother) = vovk(&app).await;
    let sheet = press(&app, "class-teacher", ("invite", &whom(pupil, mother))).await;
    for said in [
        "Вовчиця Олена Петрівна",
        "щоденник: Вовк Олена, 8-А",
        "Ліцей № 4",
        "по 08.12.2026",
        "aria-label=\"QR-код запрошення\"",
    ] {
        assert!(sheet.body.contains(said), "{said}: {}", sheet.body);
    }
    let code = codes(&sheet).pop().unwrap();
    let page = brought(&app, &code.to_lowercase().replace('-', " "), "").await;
    assert_eq!(page.status, StatusCode::OK);
    for said in ["Вовчиця Олена Петрівна", "Вовк Олена, 8-А", "Ліцей № 4", "value=\"olena.vovchytsia\""]
    {
        assert!(page.body.contains(said), "{said}: {}", page.body);
    }
    assert!(!page.body.contains(&code) && !page.body.contains(&code.replace('-', "")), "{}", page.body);
    let answer = make_account(&app, &typed(&app, &code, "").await, &[]).await;
    assert_eq!(answer.location, format!("/diary/{pupil}"), "{}", answer.body);
    let session = answer.cookies.iter().find(|cookie| cookie.starts_with("klas_session")).unwrap();
    assert!(
        answer.cookies.iter().any(|cookie| cookie.starts_with("klas_invitation=;")),
        "the code is given away"
    );
    let diary = app.get(&answer.location, session.split(';').next().unwrap()).await;
    assert_eq!(diary.status, StatusCode::OK);
    assert!(diary.body.contains("Вовк Олена"), "{}", diary.body);
    assert!(signs_in(&app, "Vovchytsia", NEW_PASSWORD).await);
    let list = app.get(&families(&app), &app.sign_in("class-teacher").await).await.body;
    assert!(list.contains("з 24.11.2026, останній вхід 24.11.2026"), "{list}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scanned_code_leaves_the_address_at_once() {
    let app = TestApp::start().await;
    let code = mothers_code(&app).await.replace('-', "");
    let answer = app.get(&format!("/join?code={code}"), "").await;
    assert_eq!((answer.status, answer.location.as_str()), (StatusCode::SEE_OTHER, "/join"));
    assert!(answer.cookie.starts_with(&format!("klas_invitation={code};")), "{}", answer.cookie);
    assert!(answer.cookie.contains("HttpOnly"), "{}", answer.cookie);
    let page = app.get("/join", answer.cookie.split(';').next().unwrap()).await;
    assert!(page.body.contains("Вовчиця"), "{}", page.body);
    let broken = app.get("/join?code=K7", "").await;
    assert_eq!(broken.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!broken.body.contains("/join?"), "it is not sent back as the way to return: {}", broken.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pupil_has_an_account_of_their_own() {
    let app = TestApp::start().await;
    let (pupil, _) = vovk(&app).await;
    let code = code(&app, &whom(pupil, pupil)).await;
    let page = brought(&app, &code, &app.sign_in("guardian").await).await;
    assert!(
        page.body.contains("спершу вийдіть зі свого"),
        "a parent's account is not the pupil's: {}",
        page.body
    );
    assert!(page.body.contains("action=\"/sign-out?next=/join\""), "{}", page.body);
    let cookie = typed(&app, &code, "").await;
    let answer = make_account(&app, &cookie, &[("login", "vovk")]).await;
    assert_eq!(answer.location, format!("/diary/{pupil}"), "{}", answer.body);
    let form = [("login", "vovk"), ("password", NEW_PASSWORD)];
    let session = app.post("/sign-in", &form, "").await.cookie;
    let session = session.split(';').next().unwrap();
    assert_eq!(app.get(&format!("/diary/{pupil}"), session).await.status, StatusCode::OK);
    assert_eq!(app.get(&format!("/diary/{}", app.pupil), session).await.status, StatusCode::FORBIDDEN);
}

#[rstest]
#[case::short(&[("login", "vo")], "Ім'я для входу – від 3 до 40 знаків")]
#[case::spaces(&[("login", "vov chytsia")], "Лише літери, цифри")]
#[case::taken(&[("login", "guardian")], "Це ім'я вже зайняте")]
#[case::taken_in_capitals(&[("login", "GUARDIAN")], "Це ім'я вже зайняте")]
#[case::short_password(&[("password", "калина1"), ("repeat", "калина1")], "потрібно щонайменше 8 знаків")]
#[case::same_as_the_name(&[("password", "vovchytsia"), ("repeat", "vovchytsia")], "не може збігатися")]
#[case::different(&[("repeat", "барвінок-78")], "Паролі різні")]
#[tokio::test(flavor = "multi_thread")]
async fn what_will_not_do_is_said_beside_its_field(#[case] typed_so: &[(&str, &str)], #[case] said: &str) {
    let app = TestApp::start().await;
    let cookie = typed(&app, &mothers_code(&app).await, "").await;
    let answer = make_account(&app, &cookie, typed_so).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let problem = answer.body.split("class=\"problem\"").nth(1).unwrap_or_default();
    let problem = problem.split("</p>").next().unwrap().replace("&#x27;", "'");
    assert!(problem.contains(said), "{said}: {}", answer.body);
    let login = typed_so.iter().find(|(name, _)| *name == "login").map_or("vovchytsia", |(_, login)| login);
    assert!(answer.body.contains(&format!("value=\"{login}\"")), "the name stays: {}", answer.body);
    assert!(!answer.body.contains(NEW_PASSWORD), "a password is never sent back");
    let good = make_account(&app, &cookie, &[]).await;
    assert_eq!(good.status, StatusCode::SEE_OTHER, "the code is there for the next attempt: {}", good.body);
}

#[rstest]
#[case::nothing("")]
#[case::too_short("K7MHX-3RTH")]
#[case::letters_that_no_code_has("O0I1L-3RTHB")]
#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_code_is_said_before_anything_is_looked_up(#[case] code: &str) {
    let app = TestApp::start().await;
    let answer = app.post("/join", &[("what", "code"), ("code", code)], "").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("У коді 10 знаків"), "{}", answer.body);
    assert!(answer.body.contains(&format!("value=\"{code}\"")) || code.is_empty(), "{}", answer.body);
}

/// What becomes of a code before it is brought.
#[derive(Clone, Copy, Debug)]
enum Fate {
    Expired,
    Used,
    Revoked,
    Replaced,
    Unknown,
    Left,
    HasAccount,
}

#[rstest]
#[case(
    Fate::Expired,
    StatusCode::GONE,
    "Термін дії цього коду минув.",
    "Новий код дасть класний керівник 8-А: Класна Олена Петрівна."
)]
#[case(Fate::Used, StatusCode::GONE, "Цим кодом уже скористалися.", "Класна Олена Петрівна")]
#[case(Fate::Revoked, StatusCode::GONE, "Цей код відкликано", "Класна Олена Петрівна")]
#[case(Fate::Replaced, StatusCode::GONE, "замість нього могли видати новий", "Класна Олена Петрівна")]
#[case(
    Fate::Unknown,
    StatusCode::NOT_FOUND,
    "Такого коду немає.",
    "Якщо код видав заклад, який має іншу адресу"
)]
#[case(
    Fate::Left,
    StatusCode::GONE,
    "Дитина вже не навчається в цьому закладі",
    "Зверніться до закладу: Ліцей № 4."
)]
#[case(Fate::HasAccount, StatusCode::CONFLICT, "уже є обліковий запис", "href=\"/sign-in\"")]
#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_cannot_be_used_says_why_and_a_way_on(
    #[case] fate: Fate,
    #[case] status: StatusCode,
    #[case] said: &str,
    #[case] way: &str,
) {
    let mut app = TestApp::start().await;
    let (pupil, mother) = vovk(&app).await;
    let mut code = mothers_code(&app).await;
    match fate {
        Fate::Expired => app.turn_to(TODAY + Days::new(15)),
        Fate::Used => {
            let cookie = typed(&app, &code, "").await;
            assert_eq!(make_account(&app, &cookie, &[]).await.status, StatusCode::SEE_OTHER);
        }
        Fate::Revoked => {
            let answer = press(&app, "head", ("revoke", &whom(pupil, mother))).await;
            assert!(answer.location.contains("?revoked"), "{}", answer.body);
        }
        Fate::Replaced => {
            mothers_code(&app).await;
        }
        Fate::Unknown => "K7MHX-3RTHB".clone_into(&mut code),
        Fate::Left => app.let_go("Вовк", TODAY.pred_opt().unwrap()).await,
        Fate::HasAccount => {
            app.store.add_account(app.school, mother, "vovchytsia", "hash".to_owned()).await.unwrap();
        }
    }
    let page = brought(&app, &code, "").await;
    assert_eq!(page.status, status, "{fate:?}");
    for text in [said, way, "name=\"code\""] {
        assert!(page.body.contains(text), "{fate:?} {text}: {}", page.body);
    }
    assert!(page.cookie.starts_with("klas_invitation=;"), "the code is not kept: {}", page.cookie);
    let cookie = typed(&app, &code, "").await;
    let form = make_account(&app, &cookie, &[("login", "somebody")]).await;
    assert_eq!(form.status, status, "{fate:?}: nor does a form that was open help");
    assert!(!signs_in(&app, "somebody", NEW_PASSWORD).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guardian_adds_another_child_by_code() {
    let app = TestApp::start().await;
    let (pupil, mother) = vovk(&app).await;
    let code = code(&app, &whom(pupil, mother)).await;
    let session = app.sign_in("guardian").await;
    let before = app.get(&format!("/diary/{pupil}"), &session).await;
    assert_eq!(before.status, StatusCode::FORBIDDEN);
    let page = brought(&app, &code, &session).await;
    for said in [
        "Ви увійшли як Мати Олена Петрівна",
        "Вовчиця Олена Петрівна",
        "Вовк Олена, 8-А",
        "action=\"/sign-out?next=/join\"",
    ] {
        assert!(page.body.contains(said), "{said}: {}", page.body);
    }
    let cookie = typed(&app, &code, &session).await;
    let person = app.person_of("guardian").to_string();
    let strange = app.person_of("other-guardian").to_string();
    let another = app.post("/join", &[("what", "add"), ("person", &strange)], &cookie).await;
    assert_eq!(another.status, StatusCode::CONFLICT, "somebody else's form");
    let answer = app.post("/join", &[("what", "add"), ("person", &person)], &cookie).await;
    assert_eq!(answer.location, format!("/diary/{pupil}"), "{}", answer.body);
    let diary = app.get(&answer.location, &session).await;
    assert_eq!(diary.status, StatusCode::OK, "at once, in the same session");
    for child in [pupil, app.pupil] {
        assert!(diary.body.contains(&format!("/diary/{child}")), "{}", diary.body);
    }
    let list = app.get(&families(&app), &app.sign_in("class-teacher").await).await.body;
    assert!(list.contains("як Мати Олена Петрівна,"), "{list}");
    let back = press(&app, "class-teacher", ("detach", &whom(pupil, mother))).await;
    assert!(back.location.contains("?detached"), "{}", back.body);
    let diary = app.get(&format!("/diary/{pupil}"), &app.sign_in("guardian").await).await;
    assert_eq!(diary.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_who_has_an_account_signs_in_first_and_the_code_waits() {
    let app = TestApp::start().await;
    let (pupil, _) = vovk(&app).await;
    let code = mothers_code(&app).await;
    let carried = typed(&app, &code, "").await;
    let page = app.get("/join", &carried).await;
    assert!(page.body.contains("href=\"/sign-in?next=/join\""), "{}", page.body);
    let form = [("login", "other-guardian"), ("password", PASSWORD), ("next", "/join")];
    let signed_in = app.post("/sign-in", &form, &carried).await;
    assert_eq!(signed_in.location, "/join");
    let session = signed_in.cookies.iter().find(|own| own.starts_with("klas_session")).unwrap();
    let cookie = format!("{carried}; {}", session.split(';').next().unwrap());
    let person = app.person_of("other-guardian").to_string();
    let answer = app.post("/join", &[("what", "add"), ("person", &person)], &cookie).await;
    assert_eq!(answer.location, format!("/diary/{pupil}"), "{}", answer.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_of_another_school_says_so_and_adds_the_child_there() {
    let app = TestApp::start().await;
    let (pupil, _) = vovk(&app).await;
    let code = mothers_code(&app).await;
    let session = app.sign_in("guardian-of-5").await;
    let page = brought(&app, &code, &session).await;
    let said = "Код видав інший заклад – Ліцей № 4; зараз ви в закладі Ліцей № 5";
    assert!(page.body.contains(said), "{}", page.body);
    let cookie = typed(&app, &code, &session).await;
    let person = app.person_of("guardian-of-5").to_string();
    let answer = app.post("/join", &[("what", "add"), ("person", &person)], &cookie).await;
    assert_eq!(answer.location, format!("/diary/{pupil}"), "{}", answer.body);
    assert_eq!(app.get(&answer.location, &session).await.status, StatusCode::OK, "the session moved there");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_gives_nothing_new_stays_with_whom_it_was_given() {
    let app = TestApp::start().await;
    let (pupil, mother) = vovk(&app).await;
    let code = mothers_code(&app).await;
    let session = app.sign_in("pupil").await;
    let cookie = typed(&app, &code, &session).await;
    let person = app.person_of("pupil").to_string();
    let answer = app.post("/join", &[("what", "add"), ("person", &person)], &cookie).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.body.contains("Цей код – для батьків"), "{}", answer.body);
    // The same child by the same record once more: the account is the mother's by now.
    let made = make_account(&app, &typed(&app, &code, "").await, &[]).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "a pupil's attempt did not use it: {}", made.body);
    assert_eq!(code_for_password(&app, &whom(pupil, mother)).await.0, StatusCode::OK);
}

pub async fn code_for_password(app: &TestApp, whom: &str) -> (StatusCode, String) {
    let answer = press(app, "class-teacher", ("invite", whom)).await;
    assert!(answer.body.contains("Новий пароль до електронного щоденника"), "{}", answer.body);
    (answer.status, codes(&answer).pop().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_password_is_set_by_a_code_and_signs_everybody_out() {
    let app = TestApp::start().await;
    let old = app.sign_in("guardian").await;
    assert_eq!(app.get("/diary/marks", &old).await.status, StatusCode::SEE_OTHER);
    let (_, code) = code_for_password(&app, &whom(app.pupil, app.person_of("guardian"))).await;
    let cookie = typed(&app, &code, "").await;
    let page = app.get("/join", &cookie).await;
    assert!(
        page.body.contains("Ім&#x27;я для входу лишається те саме: guardian")
            || page.body.contains("Ім'я для входу лишається те саме: guardian"),
        "{}",
        page.body
    );
    let differing = [("what", "password"), ("password", NEW_PASSWORD), ("repeat", "інший-пароль")];
    let refused = app.post("/join", &differing, &cookie).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Паролі різні"), "{}", refused.body);
    let good = [("what", "password"), ("password", NEW_PASSWORD), ("repeat", NEW_PASSWORD)];
    let answer = app.post("/join", &good, &cookie).await;
    assert_eq!(answer.location, format!("/diary/{}", app.pupil), "{}", answer.body);
    let ended = app.get("/diary", &old).await;
    assert!(ended.location.starts_with("/sign-in"), "{}", ended.location);
    assert!(!signs_in(&app, "guardian", PASSWORD).await);
    assert!(signs_in(&app, "guardian", NEW_PASSWORD).await);
    let again = app.post("/join", &good, &cookie).await;
    assert_eq!(again.status, StatusCode::GONE);
}

/// The account is there for other children too.
#[tokio::test(flavor = "multi_thread")]
async fn a_lost_password_is_set_by_a_code_though_a_decision_hides_the_child() {
    let app = TestApp::start().await;
    app.hide("everything").await;
    let (_, code) = code_for_password(&app, &whom(app.pupil, app.person_of("guardian"))).await;
    let cookie = typed(&app, &code, "").await;
    let page = app.get("/join", &cookie).await;
    assert!(page.status.is_success() && page.body.contains("Зберегти пароль"), "{}", page.body);
    assert!(!page.body.contains("8-А"), "not even the class is told: {}", page.body);
    let good = [("what", "password"), ("password", NEW_PASSWORD), ("repeat", NEW_PASSWORD)];
    let answer = app.post("/join", &good, &cookie).await;
    assert_eq!((answer.status, answer.location.as_str()), (StatusCode::SEE_OTHER, "/"), "{}", answer.body);
    assert!(signs_in(&app, "guardian", NEW_PASSWORD).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_class_is_invited_at_once_and_nobody_twice() {
    let app = TestApp::start().await;
    let list = app.get(&families(&app), &app.sign_in("class-teacher").await).await.body;
    assert!(list.contains("Доступ мають 2 з 4."), "{list}");
    assert!(list.contains("Запросити всіх, хто без доступу й коду (2)"), "{list}");
    let sheet = press(&app, "class-teacher", ("invite", "all")).await;
    let given = codes(&sheet);
    assert_eq!(given.len(), 2, "{}", sheet.body);
    assert_ne!(given[0], given[1]);
    assert!(!sheet.body.contains("Мати Олена"), "who has an account is not invited");
    let again = press(&app, "class-teacher", ("invite", "all")).await;
    assert!(again.location.contains("?nobody"), "{}", again.body);
    let list = app.get(&again.location, &app.sign_in("administrator").await).await.body;
    assert!(list.contains("Запрошувати нікого"), "{list}");
    assert!(list.contains("код чинний по 08.12.2026") && !list.contains(&given[0]), "{list}");
    for code in given {
        assert_eq!(brought(&app, &code, "").await.status, StatusCode::OK, "{code}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_hashes_of_codes_are_kept() {
    let app = TestApp::start().await;
    let code = mothers_code(&app).await.replace('-', "");
    for file in ["klas.db", "klas.db-wal"] {
        let bytes = std::fs::read(app.file().with_file_name(file)).unwrap_or_default();
        let found = bytes.windows(code.len()).any(|window| window == code.as_bytes());
        assert!(!found, "{file}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_who_is_a_parent_gets_no_code_of_a_class_teacher() {
    let app = TestApp::start().await;
    let (pupil, mother) = vovk(&app).await;
    app.store.add_account(app.school, mother, "vovchytsia", "hash".to_owned()).await.unwrap();
    let setting = Setting::of_program(app.school, chrono::Utc::now());
    app.store.set_role(setting, "vovchytsia", klas_domain::Role::Teacher, true).await.unwrap();
    let answer = press(&app, "class-teacher", ("invite", &whom(pupil, mother))).await;
    assert!(answer.location.contains("?nobody"), "{}", answer.body);
    let list = app.get(&families(&app), &app.sign_in("class-teacher").await).await.body;
    assert!(!list.contains(&format!("name=\"invite\" value=\"{}\"", whom(pupil, mother))), "{list}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ways_lead_there() {
    let app = TestApp::start().await;
    let sign_in = app.get("/sign-in", "").await.body;
    assert!(sign_in.contains("href=\"/join\""), "{sign_in}");
    for (login, leads) in [("guardian", true), ("teacher", true), ("pupil", false)] {
        let account = app.get("/account", &app.sign_in(login).await).await.body;
        assert_eq!(account.contains("href=\"/join\""), leads, "{login}");
    }
    let school = app.get("/school", &app.sign_in("administrator").await).await.body;
    assert!(school.contains(&format!("href=\"{}\"", families(&app))), "{school}");
    let register = format!("/classes/{}/register", app.class);
    let html = app.get(&register, &app.sign_in("class-teacher").await).await.body;
    assert!(html.contains(&format!("href=\"{}\"", families(&app))), "{html}");
    let restricted = app.get("/join", "").await.body;
    assert!(restricted.contains("name=\"code\""), "{restricted}");
}
