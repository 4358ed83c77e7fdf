//! Notices as families meet them: the list and its number, the choices, a device that opens what was sealed for it.

use std::sync::{Arc, Mutex};

use axum::{Router, body::Bytes, http::StatusCode, routing::post};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Europe::Kyiv;
use klas_app::telling::tell;
use klas_domain::{Id, id::of};
use rstest::rstest;
use web_push_native::p256::SecretKey;

use crate::support::{Answer, TODAY, TestApp};

/// A moment of the last week of November 2026 by the clock on the school's wall; Tuesday is the 24th.
pub fn at(day: u32, hour: u32) -> DateTime<Utc> {
    Kyiv.with_ymd_and_hms(2026, 11, day, hour, 0, 0).unwrap().with_timezone(&Utc)
}

impl TestApp {
    /// The teacher writes into the cell of a pupil at today's algebra.
    pub async fn mark(&self, entry: &str, base: i32) {
        self.mark_as("teacher", entry, base).await;
    }

    async fn mark_as(&self, login: &str, entry: &str, base: i32) {
        self.mark_at(self.lesson, login, entry, base).await;
    }

    async fn mark_at(&self, lesson: Id<of::Lesson>, login: &str, entry: &str, base: i32) {
        let cookie = self.sign_in(login).await;
        let body = format!(
            r#"{{"person":"{}","edits":[{{"id":"{}","column":"{}","pupil":"{}","base":{base},"entry":{entry}}}]}}"#,
            self.person_of(login),
            uuid::Uuid::new_v4(),
            lesson,
            self.pupil
        );
        let answer = self.call("apply-edits", &body, &cookie).await;
        assert!(answer.body.contains("Saved"), "{}", answer.body);
    }

    fn boxes(&self, kinds: &[&str]) -> Vec<(String, String)> {
        let own = [("what", "choices"), ("quiet_from", "0"), ("quiet_until", "0"), ("letter", "on")];
        let mut pairs: Vec<_> =
            own.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        pairs.extend(kinds.iter().map(|kind| (kind.replace("{}", &self.pupil.to_string()), "on".to_owned())));
        pairs
    }

    pub async fn choose(&self, kinds: &[&str], more: &[(&str, &str)], cookie: &str) {
        let boxes = self.boxes(kinds);
        let mut fields: Vec<(&str, &str)> =
            boxes.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        fields.extend(more);
        let answer = self.post("/notices/settings", &fields, cookie).await;
        assert_eq!(
            (answer.status, answer.location.as_str()),
            (StatusCode::SEE_OTHER, "/notices/settings?saved")
        );
    }
}

/// The number beside the bell; none where there is none.
fn bell(body: &str) -> Option<&str> {
    let own = body.split("class=\"bell\"").nth(1)?.split("</a>").next()?;
    own.split("<b aria-hidden=\"true\">").nth(1)?.split("</b>").next()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guardian_sees_what_is_new_once() {
    let mut app = TestApp::start().await;
    let state = app.tell_by(None).await;
    let cookie = app.sign_in("guardian").await;
    let page = app.get("/notices", &cookie).await;
    assert!(page.body.contains("Поки що нічого нового") && bell(&page.body).is_none());
    app.mark(r#"{"absence":"Unknown","mark":3}"#, 0).await;
    tell(&state, state.clock.now()).await;
    let cookie = app.sign_in("guardian").await;
    assert_eq!(bell(&app.get("/diary", &cookie).await.body), None, "the way leads on");
    let diary = app.get(&format!("/diary/{}", app.pupil), &cookie).await;
    assert_eq!(bell(&diary.body), Some("2"));
    let page = app.get("/notices", &cookie).await.body;
    for said in ["Відсутність", "1. Алгебра", "Оцінка 3", "Алгебра, 24.11", "нове"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(page.contains(&format!("/diary/{}?week=2026-11-24", app.pupil)));
    assert_eq!(bell(&page), None, "what the page shows is seen");
    let again = app.get("/notices", &cookie).await.body;
    assert!(again.contains("Оцінка 3") && !again.contains(">нове<"));
    let stranger = app.sign_in("other-guardian").await;
    assert!(!app.get("/notices", &stranger).await.body.contains("Алгебра"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journal_that_was_drawn_before_says_what_is_new_since() {
    let mut app = TestApp::start().await;
    let state = app.tell_by(None).await;
    let journal = format!("/journal/{}", app.course);
    let page = app.get(&journal, &app.sign_in("class-teacher").await).await;
    assert_eq!((page.status, bell(&page.body)), (StatusCode::OK, None));
    app.write("guardian", "Добрий день!").await;
    tell(&state, state.clock.now()).await;
    let cookie = app.sign_in("class-teacher").await;
    assert_eq!(bell(&app.get(&journal, &cookie).await.body), Some("1"));
    app.get("/notices", &cookie).await;
    assert_eq!(bell(&app.get(&journal, &cookie).await.body), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn choices_stay_as_they_were_chosen() {
    let app = TestApp::start().await;
    let cookie = app.sign_in("guardian").await;
    let page = app.get("/notices/settings", &cookie).await.body;
    let checked = |page: &str, field: &str| {
        let name = format!("name=\"{}\"", field.replace("{}", &app.pupil.to_string()));
        let tag = page.split("<input").find(|tag| tag.contains(&name)).unwrap_or_else(|| panic!("{field}"));
        tag.split('>').next().unwrap().contains("checked")
    };
    assert!(checked(&page, "o-{}-absence") && checked(&page, "o-{}-urgent") && checked(&page, "w-{}-mark"));
    assert!(!checked(&page, "o-{}-mark") && checked(&page, "letter") && checked(&page, "quiet_weekends"));
    assert!(page.contains("Про завдання дня пристрій повідомляє один раз"), "{page}");
    assert!(
        page.contains(r#"<option value="20" selected>"#) && page.contains(r#"<option value="7" selected>"#)
    );
    app.choose(&["o-{}-mark", "w-{}-homework"], &[("detail", "full")], &cookie).await;
    let page = app.get("/notices/settings?saved", &cookie).await.body;
    assert!(page.contains("Збережено"));
    assert!(checked(&page, "o-{}-mark") && checked(&page, "w-{}-homework"));
    assert!(
        !checked(&page, "o-{}-absence") && !checked(&page, "w-{}-mark") && !checked(&page, "quiet_weekends")
    );
    let teacher = app.get("/notices/settings", &app.sign_in("teacher").await).await.body;
    assert!(teacher.contains("Для роботи") && !teacher.contains("Низька оцінка"));
    assert!(!teacher.contains("Про завдання дня"), "no homework is hers");
}

#[rstest]
#[case("quiet_from", "24")]
#[case("quiet_until", "ніч")]
#[tokio::test(flavor = "multi_thread")]
async fn hours_that_no_page_offers_are_refused(#[case] field: &str, #[case] value: &str) {
    let app = TestApp::start().await;
    let cookie = app.sign_in("guardian").await;
    let mut fields = vec![("what", "choices"), ("quiet_from", "20"), ("quiet_until", "7")];
    fields.iter_mut().find(|(name, _)| *name == field).unwrap().1 = value;
    assert_eq!(app.post("/notices/settings", &fields, &cookie).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_chooses_for_anothers_child() {
    let app = TestApp::start().await;
    let cookie = app.sign_in("other-guardian").await;
    app.choose(&["o-{}-mark"], &[], &cookie).await;
    let person = app.person_of("other-guardian");
    let own = app.store.read(app.school).await.unwrap().preferences(person).await.unwrap();
    assert!(own.choices.keys().all(|(about, _)| *about == app.other_pupil), "{own:?}");
}

/// A browser with a push service on this machine.
pub struct Browser {
    key: SecretKey,
    pub endpoint: String,
    pub taken: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Browser {
    pub async fn open(status: StatusCode) -> Self {
        let taken = Arc::<Mutex<Vec<Vec<u8>>>>::default();
        let kept = taken.clone();
        let take = move |body: Bytes| {
            kept.lock().unwrap().push(body.to_vec());
            async move { status }
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}/push/1", listener.local_addr().unwrap());
        let site = Router::new().route("/push/1", post(take));
        tokio::spawn(async move { axum::serve(listener, site).await });
        let key = SecretKey::from_slice(uuid::Uuid::new_v4().as_bytes().repeat(2).as_slice()).unwrap();
        Self { key, endpoint, taken }
    }

    /// Turns notices on as the page's script does.
    pub async fn turn_on(&self, app: &TestApp, cookie: &str) {
        let answer = self.send(app, &[], cookie).await;
        assert_eq!(answer.location, "/notices/settings?saved#device", "{}", answer.body);
    }

    /// Sends the server the address, with more fields.
    pub async fn send(&self, app: &TestApp, more: &[(&str, &str)], cookie: &str) -> Answer {
        let key = URL_SAFE_NO_PAD.encode(self.key.public_key().to_sec1_bytes());
        let auth = URL_SAFE_NO_PAD.encode([5_u8; 16]);
        let own = [("what", "device"), ("endpoint", &*self.endpoint), ("p256dh", &*key), ("auth", &*auth)];
        app.post("/notices/settings", &[&own[..], more].concat(), cookie).await
    }

    /// What the browser was sent, opened.
    pub fn opened(&self) -> Vec<String> {
        let taken = std::mem::take(&mut *self.taken.lock().unwrap());
        let open = |sealed| web_push_native::decrypt(sealed, &self.key, &[5_u8; 16].into()).unwrap();
        taken.into_iter().map(|sealed| String::from_utf8(open(sealed)).unwrap()).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_is_told_of_an_absence_without_names_or_marks() {
    let mut app = TestApp::start().await;
    let state = app.tell_by(None).await;
    let browser = Browser::open(StatusCode::CREATED).await;
    browser.turn_on(&app, &app.sign_in("guardian").await).await;
    app.mark(r#"{"absence":"Unknown","mark":3}"#, 0).await;
    tell(&state, at(25, 10)).await;
    let told = browser.opened();
    assert_eq!(told.len(), 1, "{told:?}");
    let said: serde_json::Value = serde_json::from_str(&told[0]).unwrap();
    assert_eq!((said["title"].as_str(), said["url"].as_str()), (Some("Нове в щоденнику"), Some("/notices")));
    for secret in ["Бабенко", "Олена", "Алгебра", "3", "Відсутність"] {
        assert!(!told[0].contains(secret), "{secret}: {}", told[0]);
    }
    tell(&state, at(25, 11)).await;
    assert_eq!(browser.opened(), Vec::<String>::new(), "once");
    // The mother is told that it was a mistake.
    app.mark(r#"{"late":5,"mark":3}"#, 1).await;
    tell(&state, at(25, 12)).await;
    assert_eq!(browser.opened().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_that_chose_so_reads_it_on_the_locked_screen() {
    let mut app = TestApp::start().await;
    let state = app.tell_by(None).await;
    let browser = Browser::open(StatusCode::CREATED).await;
    let cookie = app.sign_in("guardian").await;
    browser.turn_on(&app, &cookie).await;
    app.choose(&["o-{}-mark"], &[("detail", "full")], &cookie).await;
    app.mark(r#"{"mark":3}"#, 0).await;
    tell(&state, at(25, 10)).await;
    let told = browser.opened();
    let said: serde_json::Value = serde_json::from_str(&told[0]).unwrap();
    assert_eq!(said["title"].as_str(), Some("Бабенко Олена"));
    assert_eq!(said["body"].as_str(), Some("Оцінка 3: Алгебра, 24.11"));
    assert_eq!(said["url"].as_str(), Some(&*format!("/diary/{}?week=2026-11-24", app.pupil)));
}

#[tokio::test(flavor = "multi_thread")]
async fn homework_rings_once_a_day_and_not_before_the_next_lesson_had_its_turn() {
    let mut app = TestApp::start().await;
    let state = app.tell_by(None).await;
    let browser = Browser::open(StatusCode::CREATED).await;
    let cookie = app.sign_in("guardian").await;
    browser.turn_on(&app, &cookie).await;
    app.choose(&["o-{}-homework"], &[("detail", "full")], &cookie).await;
    app.write_lesson("№ 1001", &[]).await;
    let given = state.clock.now();
    tell(&state, given + TimeDelta::minutes(1)).await;
    tell(&state, given + TimeDelta::minutes(60)).await;
    assert_eq!(browser.opened(), Vec::<String>::new(), "the next lesson may give some");
    tell(&state, given + TimeDelta::hours(2)).await;
    let told = browser.opened();
    assert!(told.len() == 1 && told[0].contains("№ 1001"), "{told:?}");
    let more = [("version", "1"), ("topic", "Дроби"), ("homework", "№ 1001, № 1002")];
    let sheet = format!("/journal/{}/lessons/{}", app.course, app.lesson);
    let answer = app.post(&sheet, &more, &app.sign_in("teacher").await).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    tell(&state, given + TimeDelta::hours(6)).await;
    assert_eq!(browser.opened(), Vec::<String>::new(), "once");
    let page = app.get("/notices", &cookie).await.body;
    assert!(page.contains("№ 1002") && page.contains("нове"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn quiet_hours_wait_and_what_was_seen_meanwhile_is_not_told() {
    let mut app = TestApp::start().await;
    let state = app.tell_by(None).await;
    let browser = Browser::open(StatusCode::CREATED).await;
    let cookie = app.sign_in("guardian").await;
    browser.turn_on(&app, &cookie).await;
    app.mark(r#"{"absence":"Unknown"}"#, 0).await;
    tell(&state, at(25, 22)).await;
    tell(&state, at(26, 6)).await;
    assert!(browser.opened().is_empty(), "it is night");
    app.get("/notices", &cookie).await;
    tell(&state, at(26, 7)).await;
    assert!(browser.opened().is_empty(), "she has read it");
    app.mark("{}", 1).await;
    tell(&state, at(26, 9)).await;
    assert!(browser.opened().is_empty(), "no device was told of it");
    app.mark(r#"{"absence":"Unknown"}"#, 2).await;
    tell(&state, at(26, 23)).await;
    tell(&state, at(27, 7)).await;
    assert_eq!(browser.opened().len(), 1, "in the morning");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_put_right_in_the_night_is_not_told_as_it_was() {
    let mut app = TestApp::start().await;
    let state = app.tell_by(None).await;
    let browser = Browser::open(StatusCode::CREATED).await;
    browser.turn_on(&app, &app.sign_in("guardian").await).await;
    app.mark(r#"{"absence":"Unknown"}"#, 0).await;
    tell(&state, at(25, 22)).await;
    app.mark("{}", 1).await;
    tell(&state, at(26, 8)).await;
    assert!(browser.opened().is_empty());
    app.mark(r#"{"absence":"Unknown"}"#, 2).await;
    app.mark_as("class-teacher", r#"{"absence":"Illness"}"#, 3).await;
    tell(&state, at(26, 9)).await;
    assert!(browser.opened().is_empty(), "the school knows why");
}

/// A day that began with an illness and was read goes on with an absence that nobody can explain.
#[tokio::test(flavor = "multi_thread")]
async fn an_absence_that_nobody_explained_is_told_though_the_day_was_read() {
    let mut app = TestApp::start().await;
    let state = app.tell_by(None).await;
    let browser = Browser::open(StatusCode::CREATED).await;
    let cookie = app.sign_in("guardian").await;
    browser.turn_on(&app, &cookie).await;
    app.mark(r#"{"absence":"Unknown"}"#, 0).await;
    app.mark_as("class-teacher", r#"{"absence":"Illness"}"#, 1).await;
    tell(&state, at(25, 10)).await;
    assert!(browser.opened().is_empty(), "the school knows why");
    assert!(app.get("/notices", &cookie).await.body.contains("Відсутність"));
    let mut reader = app.store.read(app.school).await.unwrap();
    let courses = reader.courses_of_class(app.class).await.unwrap();
    let language = courses.iter().find(|course| course.subject == "Українська мова").unwrap().id;
    let lesson = reader.lessons(language, (TODAY, TODAY)).await.unwrap()[0].lesson;
    drop(reader);
    app.mark_at(lesson, "colleague", r#"{"absence":"Unknown"}"#, 0).await;
    tell(&state, at(25, 11)).await;
    assert_eq!(browser.opened().len(), 1);
    let diary = app.get(&format!("/diary/{}", app.pupil), &app.sign_in("guardian").await).await.body;
    assert_eq!(bell(&diary), Some("1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_wants_no_more_is_forgotten() {
    let mut app = TestApp::start().await;
    let state = app.tell_by(None).await;
    let browser = Browser::open(StatusCode::GONE).await;
    let cookie = app.sign_in("guardian").await;
    browser.turn_on(&app, &cookie).await;
    let page = app.get("/notices/settings", &cookie).await.body;
    assert!(page.contains("цей пристрій") && page.contains(&format!("data-known=\"{}\"", browser.endpoint)));
    app.mark(r#"{"absence":"Unknown"}"#, 0).await;
    tell(&state, at(25, 10)).await;
    assert_eq!(browser.taken.lock().unwrap().len(), 1);
    assert!(!app.get("/notices/settings", &cookie).await.body.contains("цей пристрій"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_push_service_did_not_take_in_the_evening_is_tried_again_in_the_morning() {
    let mut app = TestApp::start().await;
    let state = app.tell_by(None).await;
    let browser = Browser::open(StatusCode::SERVICE_UNAVAILABLE).await;
    browser.turn_on(&app, &app.sign_in("guardian").await).await;
    app.mark(r#"{"absence":"Unknown"}"#, 0).await;
    let evening = at(25, 20) - TimeDelta::minutes(3);
    tell(&state, evening).await;
    tell(&state, evening + TimeDelta::minutes(1)).await;
    assert_eq!(browser.taken.lock().unwrap().len(), 2, "it is tried again");
    for minutes in 4..30 {
        tell(&state, evening + TimeDelta::minutes(minutes)).await;
    }
    assert_eq!(browser.taken.lock().unwrap().len(), 2, "it is quiet");
    tell(&state, at(26, 7)).await;
    assert_eq!(browser.taken.lock().unwrap().len(), 3, "in the morning");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_is_not_told_once_its_family_wants_it_no_more() {
    let mut app = TestApp::start().await;
    let state = app.tell_by(None).await;
    let browser = Browser::open(StatusCode::SERVICE_UNAVAILABLE).await;
    let cookie = app.sign_in("guardian").await;
    browser.turn_on(&app, &cookie).await;
    app.mark(r#"{"absence":"Unknown"}"#, 0).await;
    tell(&state, at(25, 10)).await;
    assert_eq!(browser.taken.lock().unwrap().len(), 1);
    app.choose(&["w-{}-absence"], &[], &cookie).await;
    tell(&state, at(25, 11)).await;
    assert_eq!(browser.taken.lock().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_silences_the_device() {
    let mut app = TestApp::start().await;
    let state = app.tell_by(None).await;
    let browser = Browser::open(StatusCode::CREATED).await;
    let cookie = app.sign_in("guardian").await;
    browser.turn_on(&app, &cookie).await;
    app.post("/sign-out", &[], &cookie).await;
    app.mark(r#"{"absence":"Unknown"}"#, 0).await;
    tell(&state, at(25, 10)).await;
    assert!(browser.taken.lock().unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_silences_a_device_of_the_session_before() {
    let mut app = TestApp::start().await;
    let state = app.tell_by(None).await;
    let browser = Browser::open(StatusCode::CREATED).await;
    let before = app.sign_in("guardian").await;
    browser.turn_on(&app, &before).await;
    let again = app.post("/sign-in", &[("login", "guardian"), ("password", "калина-2026")], &before).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.body);
    app.post("/sign-out", &[], again.cookie.split(';').next().unwrap()).await;
    app.mark(r#"{"absence":"Unknown"}"#, 0).await;
    tell(&state, at(25, 10)).await;
    assert!(browser.taken.lock().unwrap().is_empty());
}

#[rstest]
#[case::nothing("", "", "")]
#[case::no_keys("http://127.0.0.1:9/push", "", "")]
#[case::a_key_that_is_none("http://127.0.0.1:9/push", "BAAA", "BQUFBQUFBQUFBQUFBQUFBQ")]
#[tokio::test(flavor = "multi_thread")]
async fn what_no_browser_gives_is_refused_with_a_way_on(
    #[case] endpoint: &str,
    #[case] p256dh: &str,
    #[case] auth: &str,
) {
    let mut app = TestApp::start().await;
    app.tell_by(None).await;
    let cookie = app.sign_in("guardian").await;
    let fields = [("what", "device"), ("endpoint", endpoint), ("p256dh", p256dh), ("auth", auth)];
    let answer = app.post("/notices/settings", &fields, &cookie).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("Оновіть браузер і спробуйте ще раз"), "{}", answer.body);
}

/// A push service that takes connections and never answers.
async fn silent() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}/push/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((stream, _)) = listener.accept().await {
            held.push(stream);
        }
    });
    endpoint
}

#[tokio::test(flavor = "multi_thread")]
async fn devices_of_a_push_service_that_does_not_answer_hold_up_no_others() {
    let mut app = TestApp::start().await;
    let state = app.tell_by(None).await;
    let (mother, pupil) = (app.sign_in("guardian").await, app.sign_in("pupil").await);
    let silent = silent().await;
    for number in 0..19 {
        let own =
            Browser { endpoint: format!("{silent}{number}"), ..Browser::open(StatusCode::CREATED).await };
        own.turn_on(&app, if number < 10 { &pupil } else { &mother }).await;
    }
    let quick = Browser::open(StatusCode::CREATED).await;
    quick.turn_on(&app, &mother).await;
    app.mark(r#"{"absence":"Unknown"}"#, 0).await;
    let round = tokio::spawn(async move { tell(&state, at(25, 10)).await });
    let told = async {
        while quick.taken.lock().unwrap().is_empty() {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(5), told).await.unwrap();
    assert!(!round.is_finished(), "the others still wait for an answer");
    tokio::time::timeout(std::time::Duration::from_secs(25), round).await.unwrap().unwrap();
}
