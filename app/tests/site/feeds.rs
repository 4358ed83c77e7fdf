//! Calendars: the addresses of a family, and what an application finds there.

use std::io::BufReader;

use axum::http::StatusCode;
use chrono::NaiveDate;
use ical::{IcalParser, parser::ical::component::IcalEvent};
use klas_domain::{
    Id,
    edit::{LessonEdit, LessonOutcome, LessonText},
};
use rstest::rstest;

use crate::{
    substitutions::arrange,
    support::{Answer, TestApp},
};

impl TestApp {
    /// Hides something of the child from the story's guardian.
    pub async fn hide(&self, what: &str) {
        let path = format!("/classes/{}/families/{}/{}", self.class, self.pupil, self.person_of("guardian"));
        let fields = [
            ("what", "keep"),
            ("hidden", what),
            ("from", "2026-11-24"),
            ("document", "court"),
            ("number", "727/4321/26"),
            ("date", "2026-11-20"),
            ("version", "0"),
        ];
        let answer = self.post(&path, &fields, &self.sign_in("class-teacher").await).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    }

    /// The teacher gives homework at the last algebra before the winter holidays.
    pub async fn give_before_holidays(&self, homework: &str) {
        let last = NaiveDate::from_ymd_opt(2026, 12, 22).unwrap();
        let mut reader = self.store.read(self.school).await.unwrap();
        let lesson = reader.lessons(self.course, (last, last)).await.unwrap()[0].lesson;
        drop(reader);
        let text = LessonText { homework: homework.to_owned(), ..LessonText::default() };
        let edit = LessonEdit { id: Id::new(), lesson, base: 0, text };
        let (teacher, now) = (self.person_of("teacher"), self.state().clock.now());
        let outcome = self.store.write_lesson(self.school, teacher, now, edit, |_| true).await.unwrap();
        assert_eq!(outcome, LessonOutcome::Saved { version: 1 });
    }
}

async fn change(app: &TestApp, login: &str, feed: &str, what: &str) -> Answer {
    let fields = [("feed", feed), ("what", what)];
    app.post(&format!("/diary/{}/calendar", app.pupil), &fields, &app.sign_in(login).await).await
}

/// Makes an address and gives its path.
async fn made(app: &TestApp, login: &str) -> String {
    let answer = change(app, login, &uuid::Uuid::now_v7().to_string(), "make").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let (_, rest) = answer.body.split_once("readonly value=\"").unwrap();
    let address = rest.split('"').next().unwrap();
    assert!(answer.body.contains("href=\"webcal://"), "{}", answer.body);
    address[address.find("/calendar/").unwrap()..].to_owned()
}

/// The events, as another implementation reads them.
fn events(answer: &Answer) -> Vec<IcalEvent> {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let mut calendars = IcalParser::new(BufReader::new(answer.bytes.as_slice()));
    let calendar = calendars.next().unwrap().unwrap();
    assert!(calendars.next().is_none());
    calendar.events
}

fn value(event: &IcalEvent, name: &str) -> String {
    let own = event.properties.iter().find(|own| own.name == name);
    own.and_then(|own| own.value.clone()).unwrap_or_default()
}

fn called<'a>(events: &'a [IcalEvent], summary: &str, day: &str) -> &'a IcalEvent {
    let is = |event: &&IcalEvent| {
        value(event, "SUMMARY").starts_with(summary) && value(event, "DTSTART").starts_with(day)
    };
    let mut own = events.iter().filter(is);
    let event = own.next().unwrap_or_else(|| panic!("no {summary} on {day}"));
    assert!(own.next().is_none(), "several {summary} on {day}");
    event
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_finds_lessons_homework_and_holidays_and_no_marks() {
    let app = TestApp::start().await;
    let (mark, note) = (format!("m-{}", app.pupil), format!("n-{}", app.pupil));
    let homework =
        "Прочитати § 12; розв'язати № 7, № 8\r\nі повторити скорочення дробів із попереднього уроку";
    app.write_lesson(homework, &[(&mark, "11"), (&note, "Молодець")]).await;
    let path = made(&app, "guardian").await;
    let answer = app.get(&path, "").await;
    assert_eq!(answer.header("content-type"), "text/calendar; charset=utf-8");
    assert_eq!(answer.header("cache-control"), "private, max-age=900");
    let events = events(&answer);

    let lesson = called(&events, "Алгебра", "20261124");
    // 08:30 in winter is two hours before that by UTC; in summer three.
    assert_eq!(value(lesson, "DTSTART"), "20261124T063000Z");
    assert_eq!(value(lesson, "DTEND"), "20261124T071500Z");
    assert_eq!(value(lesson, "UID"), format!("{}@klas", app.lesson));
    assert!(value(lesson, "DESCRIPTION").contains("Алгебраїстка"), "{}", value(lesson, "DESCRIPTION"));
    assert_eq!(value(lesson, "STATUS"), "CONFIRMED");
    let task = called(&events, "Завдання: Алгебра", "20261201");
    let said = value(task, "DESCRIPTION").replace("\\,", ",").replace("\\;", ";").replace("\\n", "\n");
    assert_eq!(said, homework.replace("\r\n", "\n"));
    let start = task.properties.iter().find(|own| own.name == "DTSTART").unwrap();
    assert_eq!(start.params, Some(vec![("VALUE".to_owned(), vec!["DATE".to_owned()])]), "all day long");
    let holiday = called(&events, "Осінні канікули", "20261026");
    assert_eq!(value(holiday, "DTEND"), "20261102", "the day after the last");

    let uids: std::collections::BTreeSet<_> = events.iter().map(|event| value(event, "UID")).collect();
    assert_eq!(uids.len(), events.len());
    for secret in ["Молодець", "Бабенко", "8-А"] {
        assert!(!answer.body.contains(secret), "{secret}");
    }
    let said = |event: &IcalEvent| value(event, "SUMMARY") + &value(event, "DESCRIPTION");
    assert!(events.iter().all(|event| !said(event).contains("11")), "no mark is among the words");
    for line in answer.body.split("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
    }
    assert!(answer.body.ends_with("END:VCALENDAR\r\n"));
    assert!(answer.body.contains("Europe/Kyiv"));
    assert!(answer.bytes.len() < 200_000, "{}", answer.bytes.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn homework_that_was_given_before_the_holidays_is_there_after_them() {
    let mut app = TestApp::start().await;
    app.give_before_holidays("§ 20").await;
    app.turn_to(NaiveDate::from_ymd_opt(2027, 1, 8).unwrap());
    let path = made(&app, "guardian").await;
    let events = events(&app.get(&path, "").await);
    let task = called(&events, "Завдання: Алгебра", "20270112");
    assert_eq!(value(task, "DESCRIPTION"), "§ 20");
    let starts: Vec<String> = events.iter().map(|event| value(event, "DTSTART")).collect();
    let early = |day: &String| ("20261201".."20261225").contains(&day.as_str());
    assert!(
        !starts.iter().any(early),
        "lessons of a fortnight ago are shown, and none before them: {starts:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_substitution_and_a_cancellation_change_the_same_event() {
    let app = TestApp::start().await;
    let path = made(&app, "pupil").await;
    let deputy = app.sign_in("deputy").await;
    let before = called(&events(&app.get(&path, "").await), "Алгебра", "20261124").clone();
    let substitute = app.person_of("class-teacher").to_string();
    arrange(&app, &substitute, &[("reason", "illness")], &deputy).await;
    let after = called(&events(&app.get(&path, "").await), "Алгебра (заміна)", "20261124").clone();
    assert_eq!(value(&before, "UID"), value(&after, "UID"));
    assert_eq!((value(&before, "SEQUENCE"), value(&after, "SEQUENCE")), ("0".to_owned(), "1".to_owned()));
    assert!(value(&after, "DESCRIPTION").contains("Заміна: Класна"), "{}", value(&after, "DESCRIPTION"));
    assert!(!value(&after, "DESCRIPTION").contains("хвороб"));
    let lesson = app.lesson.uuid().simple();
    app.run(format!("UPDATE lesson SET cancelled = 1, changes = 2 WHERE lesson_id = x'{lesson}';")).await;
    let gone = called(&events(&app.get(&path, "").await), "Алгебра (скасовано)", "20261124").clone();
    assert_eq!(
        (value(&gone, "STATUS"), value(&gone, "UID")),
        ("CANCELLED".to_owned(), value(&before, "UID"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shortened_day_moves_the_same_event() {
    let app = TestApp::start().await;
    app.more_bells().await;
    let path = made(&app, "guardian").await;
    let before = called(&events(&app.get(&path, "").await), "Алгебра", "20261124").clone();
    let shortened = app.give_bells("2026-11-24", "", "скорочені уроки").await;
    assert_eq!(shortened.status, StatusCode::SEE_OTHER, "{}", shortened.body);
    let events = events(&app.get(&path, "").await);
    let after = called(&events, "Алгебра", "20261124");
    assert_eq!(value(&before, "UID"), value(after, "UID"));
    assert_eq!((value(&before, "DTSTART"), value(&before, "DTEND")), times("20261124", "063000", "071500"));
    assert_eq!((value(after, "DTSTART"), value(after, "DTEND")), times("20261124", "064000", "071000"));
    let later = called(&events, "Алгебра", "20261201");
    assert_eq!((value(later, "DTSTART"), value(later, "DTEND")), times("20261201", "063000", "071500"));
}

/// Beginning and end of an event by UTC.
fn times(day: &str, begins: &str, ends: &str) -> (String, String) {
    (format!("{day}T{begins}Z"), format!("{day}T{ends}Z"))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_told_once_and_a_revoked_one_answers_nothing() {
    let app = TestApp::start().await;
    let path = made(&app, "guardian").await;
    let secret = path.trim_start_matches("/calendar/").trim_end_matches(".ics").to_owned();
    assert_eq!(secret.len(), 64);
    let page = app.diary_page("/calendar", "guardian").await;
    assert!(page.contains("Адреса від 24.11.2026") && !page.contains(&secret), "{page}");
    assert!(app.diary_page("/calendar", "pupil").await.contains("Адрес ще немає."), "each has the own ones");
    let file = std::fs::read(app.file()).unwrap();
    assert!(!file.windows(64).any(|part| part == secret.as_bytes()), "the store keeps the hash alone");

    let (_, rest) = page.split_once("name=\"feed\" value=\"").unwrap();
    let feeds: Vec<&str> = page.split("name=\"feed\" value=\"").skip(1).map(|own| &own[..36]).collect();
    assert!(!rest.is_empty() && feeds.len() == 2, "the new one's and the own one's");
    let own = feeds[1];
    assert_eq!(change(&app, "pupil", own, "revoke").await.status, StatusCode::NOT_FOUND);
    assert_eq!(app.get(&path, "").await.status, StatusCode::OK);
    let revoked = change(&app, "guardian", own, "revoke").await;
    assert_eq!(revoked.location, format!("/diary/{}/calendar?revoked", app.pupil));
    assert_eq!(app.get(&path, "").await.status, StatusCode::NOT_FOUND);
    for wrong in ["/calendar/", "/calendar/.ics", "/calendar/abc.ics", path.trim_end_matches(".ics")] {
        assert_eq!(app.get(wrong, "").await.status, StatusCode::NOT_FOUND, "{wrong}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sent_twice_a_form_makes_one_address() {
    let app = TestApp::start().await;
    let id = uuid::Uuid::now_v7().to_string();
    assert_eq!(change(&app, "guardian", &id, "make").await.status, StatusCode::OK);
    let again = change(&app, "guardian", &id, "make").await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.body.contains("вже було створено") && !again.body.contains("webcal"), "{}", again.body);
    for _ in 0..4 {
        made(&app, "guardian").await;
    }
    let sixth = change(&app, "guardian", &uuid::Uuid::now_v7().to_string(), "make").await;
    assert!(
        sixth.body.contains("Адрес уже п'ять") || sixth.body.contains("Адрес уже п&#x27;ять"),
        "{}",
        sixth.body
    );
}

#[rstest]
#[case::everything("everything", StatusCode::NOT_FOUND)]
#[case::marks_alone("marks", StatusCode::OK)]
#[tokio::test(flavor = "multi_thread")]
async fn a_restriction_ends_the_calendar_with_the_diary(#[case] hidden: &str, #[case] status: StatusCode) {
    let app = TestApp::start().await;
    let path = made(&app, "guardian").await;
    app.hide(hidden).await;
    let answer = app.get(&path, "").await;
    assert_eq!(answer.status, status);
    if status == StatusCode::NOT_FOUND {
        assert!(!answer.body.contains("Алгебра") && !answer.body.contains("VCALENDAR"), "{}", answer.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_not_answered_without_end() {
    let app = TestApp::start().await;
    let path = made(&app, "guardian").await;
    for _ in 0..60 {
        assert_eq!(app.get(&path, "").await.status, StatusCode::OK);
    }
    let answer = app.get(&path, "").await;
    assert_eq!((answer.status, answer.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "3600"));
    assert_eq!(app.get(&made(&app, "pupil").await, "").await.status, StatusCode::OK);
}
