//! Closing a semester as those see it who do it: the teacher, the class teacher, the deputy head.

use std::sync::Arc;

use axum::http::StatusCode;
use chrono::{Days, NaiveDate};
use klas_domain::{
    EditOutcome, Entry, Id, JournalEdit, Mark,
    calendar::Semester::First,
    column::Sum,
    edit::{LessonEdit, LessonText},
    id::of,
};
use klas_store::journal::{LessonColumn, Write};
use rstest::rstest;

use crate::support::{Answer, TODAY, TestApp};

pub const CLOSE: [(&str, &str); 2] = [("semester", "1"), ("what", "close")];

impl TestApp {
    pub async fn course_called(&self, subject: &str) -> Id<of::Course> {
        let mut reader = self.store.read(self.school).await.unwrap();
        let (year, _) = reader.year(TODAY).await.unwrap();
        let courses = reader.courses(year, None).await.unwrap();
        courses.iter().find(|course| course.subject == subject && course.class_id == self.class).unwrap().id
    }

    /// Writes the topics of a course's lessons up to today and everybody's semester mark.
    pub async fn finish(&self, course: Id<of::Course>) {
        self.tell_topics(course, TODAY).await;
        let mut reader = self.store.read(self.school).await.unwrap();
        let known = reader.course(course).await.unwrap();
        let pupils = reader.pupils_of(&known).await.unwrap();
        drop(reader);
        let (author, now) = (self.person_of("teacher"), self.state().clock.now());
        let edits = pupils.iter().map(|pupil| edit(course, pupil.id, 0, 8)).collect();
        let write = Write { school: self.school, author, now, authorise: Arc::new(|_, _, _| true) };
        let outcomes = self.store.apply(write, edits).await.unwrap();
        assert!(outcomes.iter().all(|outcome| *outcome == EditOutcome::Saved { version: 1 }), "{outcomes:?}");
    }

    /// Gives all lessons of the year up to a day a topic.
    pub async fn tell_topics(&self, course: Id<of::Course>, until: NaiveDate) {
        let mut reader = self.store.read(self.school).await.unwrap();
        let (_, year) = reader.year(TODAY).await.unwrap();
        let lessons = reader.lessons(course, (year.starts_on, until)).await.unwrap();
        drop(reader);
        let (author, now) = (self.person_of("teacher"), self.state().clock.now());
        for lesson in lessons {
            let text = LessonText { topic: "Дроби".to_owned(), ..lesson.text };
            let edit = LessonEdit { id: Id::new(), lesson: lesson.lesson, base: lesson.version, text };
            self.store.write_lesson(self.school, author, now, edit, |_| true).await.unwrap();
        }
    }

    /// Closes a course of 8-А as its teacher.
    pub async fn close(&self, course: Id<of::Course>, login: &str) -> Answer {
        self.post(&of_course(course), &CLOSE, &self.sign_in(login).await).await
    }

    pub async fn apply(&self, login: &str, edit: JournalEdit) -> String {
        let edits = serde_json::to_string(&[edit]).unwrap();
        let body = format!(r#"{{"person":"{}","edits":{edits}}}"#, self.person_of(login));
        self.call("apply-edits", &body, &self.sign_in(login).await).await.body
    }

    /// The lessons of algebra up to today.
    async fn lessons(&self) -> Vec<LessonColumn> {
        let first = NaiveDate::from_ymd_opt(2026, 9, 1).unwrap();
        let mut reader = self.store.read(self.school).await.unwrap();
        reader.lessons(self.course, (first, TODAY)).await.unwrap()
    }

    /// A link to a cell of algebra, as the pages of its first semester draw it.
    fn leads_to(&self, column: Id<of::Column>, pupil: Id<of::Person>) -> String {
        format!("href=\"/journal/{}?semester=1&amp;at={column}.{pupil}#at\"", self.course)
    }

    pub async fn body(&self, path: &str, login: &str) -> String {
        let answer = self.get(path, &self.sign_in(login).await).await;
        assert_eq!(answer.status, StatusCode::OK, "{login} {path}: {}", answer.body);
        answer.body
    }
}

pub fn edit(course: Id<of::Course>, pupil: Id<of::Person>, base: i32, points: u8) -> JournalEdit {
    let entry = Entry { mark: Some(Mark::Points(points)), ..Entry::default() };
    JournalEdit { id: Id::new(), column: Sum::Semester(First).id(course), pupil, base, entry, reason: None }
}

pub fn of_course(course: Id<of::Course>) -> String {
    format!("/journal/{course}/closing?semester=1")
}

/// A site where algebra's first semester is closed.
pub async fn closed() -> TestApp {
    let app = TestApp::start().await;
    app.finish(app.course).await;
    let answer = app.close(app.course, "teacher").await;
    assert_eq!(answer.location, of_course(app.course), "{}", answer.body);
    app
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_in_the_way_is_listed_and_linked() {
    let app = TestApp::start().await;
    let html = app.body(&of_course(app.course), "teacher").await;
    let lessons = app.lessons().await;
    let sheet = |lesson| format!("href=\"/journal/{}/lessons/{lesson}\"", app.course);
    for lesson in &lessons {
        assert!(html.contains(&sheet(lesson.lesson)));
    }
    assert!(html.contains(&format!("уроків без теми – {}, учнів без семестрової оцінки – 2", lessons.len())));
    let semester = app.leads_to(Sum::Semester(First).id(app.course), app.pupil);
    assert_eq!(html.matches(&semester).count(), 2, "the missing mark, the few current ones");
    assert!(!html.contains("#grid"), "each finding leads to its own place");
    assert!(html.contains("І семестр · Бабенко Олена") && html.contains("Бабенко Олена: 0 оцінок"), "{html}");
    assert!(html.contains("«Скориговану» за І семестр ви ставите й далі."), "{html}");
    let mut reader = app.store.read(app.school).await.unwrap();
    let week = (TODAY + Days::new(1), TODAY + Days::new(7));
    let next = reader.lessons(app.course, week).await.unwrap();
    assert!(html.contains("Попереду ще уроки") && html.contains("найближчий – 01.12"), "{html}");
    assert!(html.contains(&sheet(next[0].lesson)));
    let button = html.split("<button").find(|part| part.contains("Закрити семестр")).unwrap();
    assert!(button.contains("disabled"), "{button}");
}

#[tokio::test(flavor = "multi_thread")]
async fn pencil_is_in_the_way_and_the_list_leads_to_its_cell() {
    let app = TestApp::start().await;
    app.finish(app.course).await;
    let column: Id<of::Column> = app.lesson.uuid().into();
    let entry = Entry { mark: Some(Mark::Points(9)), draft: true, ..Entry::default() };
    let edit = JournalEdit { id: Id::new(), column, pupil: app.pupil, base: 0, entry, reason: None };
    assert!(app.apply("teacher", edit).await.contains("Saved"));
    let html = app.body(&of_course(app.course), "teacher").await;
    assert!(html.contains("Записи олівцем") && html.contains("записів олівцем – 1"), "{html}");
    assert!(html.contains(&app.leads_to(column, app.pupil)), "{html}");
    let jump = format!("/journal/{}?semester=1&at={column}.{}", app.course, app.pupil);
    let journal = app.body(&jump, "teacher").await;
    assert!(journal.contains("tabindex=0 id=at>9</td>"), "the cursor stands there");
    assert_eq!(app.close(app.course, "teacher").await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mark_far_from_the_usual_leads_to_its_cell() {
    let app = TestApp::start().await;
    let lessons = app.lessons().await;
    for (lesson, points) in lessons.iter().zip([9, 9, 9, 9, 9, 2]) {
        let entry = Entry { mark: Some(Mark::Points(points)), ..Entry::default() };
        let (column, pupil) = (lesson.column(), app.pupil);
        let edit = JournalEdit { id: Id::new(), column, pupil, base: 0, entry, reason: None };
        assert!(app.apply("teacher", edit).await.contains("Saved"));
    }
    let html = app.body(&of_course(app.course), "teacher").await;
    assert!(html.contains("Далеко від звичного") && html.contains("стоїть 2, звична – 9"), "{html}");
    assert_eq!(html.matches("звична – ").count(), 1, "the others are as usual");
    assert!(html.contains(&app.leads_to(lessons[5].column(), app.pupil)), "{html}");
}

/// In November the semester that begins in January cannot be closed, by whom and with what reason ever.
#[tokio::test(flavor = "multi_thread")]
async fn a_semester_that_has_not_begun_is_not_closed() {
    let app = TestApp::start().await;
    let course = format!("/journal/{}/closing?semester=2", app.course);
    let class = format!("/classes/{}/closing?semester=2", app.class);
    let close = [("semester", "2"), ("what", "close"), ("reason", "Учителька пішла")];
    let said = "Ще не можна: уроків у цьому семестрі ще не було.";
    for (path, login) in
        [(&*course, "teacher"), (&*class, "class-teacher"), ("/closing?semester=2", "deputy")]
    {
        let html = app.body(path, login).await;
        let button = html.split("<button").find(|part| part.contains("Закрити семестр")).unwrap();
        assert!(html.contains(said) && button.contains("disabled"), "{html}");
        let answer = app.post(path, &close, &app.sign_in(login).await).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(answer.body.contains(said), "{}", answer.body);
    }
    let html = app.body(&course, "teacher").await;
    assert!(html.contains("Уроків ще не було") && html.contains("12.01 · 1-й урок"), "{html}");
    app.vacate(app.course).await;
    assert!(!app.body(&course, "deputy").await.contains("Закрити як є"));
    let answer = app.post(&course, &close, &app.sign_in("deputy").await).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut reader = app.store.read(app.school).await.unwrap();
    assert_eq!(reader.closed_semesters(app.course).await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blocked_close_does_not_close() {
    let app = TestApp::start().await;
    let answer = app.close(app.course, "teacher").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("Семестр не закрито"), "{}", answer.body);
    let mut reader = app.store.read(app.school).await.unwrap();
    assert_eq!(reader.closed_semesters(app.course).await.unwrap(), []);
    drop(reader);
    let saved = app.apply("teacher", edit(app.course, app.pupil, 0, 9)).await;
    assert!(saved.contains("Saved"), "{saved}");
}

/// DOMAIN §7: deputies close semesters; a course whose teacher left has nobody else.
#[rstest]
#[case("deputy")]
#[case("head")]
#[tokio::test(flavor = "multi_thread")]
async fn whoever_leads_closes_a_course(#[case] login: &str) {
    let app = TestApp::start().await;
    app.finish(app.course).await;
    let answer = app.close(app.course, login).await;
    assert_eq!(answer.location, of_course(app.course), "{}", answer.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_course_without_teacher_is_closed_as_it_is_with_a_reason() {
    let app = TestApp::start().await;
    app.vacate(app.course).await;
    let path = of_course(app.course);
    let said = "Учителя немає: закриває заступник директора або директор.";
    assert!(app.body(&path, "class-teacher").await.contains(said));
    let class = format!("/classes/{}/closing?semester=1", app.class);
    assert!(app.body(&class, "class-teacher").await.contains(said));
    assert!(app.body(&path, "deputy").await.contains("Закрити як є"));
    let cookie = app.sign_in("deputy").await;
    let close = |reason| [("semester", "1"), ("what", "close"), ("reason", reason)];
    let answer = app.post(&path, &close(" "), &cookie).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("Укажіть причину"), "{}", answer.body);
    assert_eq!(app.post(&path, &close("Учителька пішла"), &cookie).await.location, path);
    assert!(app.body(&path, "deputy").await.contains("Семестр закрито"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_semester_says_by_whom_and_is_read_only() {
    let app = closed().await;
    let html = app.body(&of_course(app.course), "teacher").await;
    assert!(html.contains("Семестр закрито 24.11.2026"), "{html}");
    assert!(html.contains("Алгебраїстка\u{a0}О.\u{a0}П.") && !html.contains("Відкрити семестр"));
    let refused = app.apply("teacher", edit(app.course, app.pupil, 1, 9)).await;
    assert_eq!(refused, r#"[{"Refused":"Closed"}]"#);
    let journal = app.body(&format!("/journal/{}?semester=1", app.course), "teacher").await;
    assert!(journal.contains("Семестр закрито") && journal.contains(r#""own":false,"closed":true"#));
    let sheet = format!("/journal/{}/lessons/{}", app.course, app.lesson);
    let html = app.body(&sheet, "teacher").await;
    assert!(html.contains("виправити може лише заступник директора") && !html.contains("save-bar"), "{html}");
    let saved = app.post(&sheet, &[("topic", "Інша")], &app.sign_in("teacher").await).await;
    assert_eq!(saved.status, StatusCode::UNPROCESSABLE_ENTITY);
    let strange = app.post(&sheet, &[("topic", "Інша")], &app.sign_in("colleague").await).await;
    assert_eq!(strange.status, StatusCode::FORBIDDEN);
}

#[rstest]
#[case("deputy")]
#[case("head")]
#[tokio::test(flavor = "multi_thread")]
async fn whoever_leads_corrects_with_a_reason(#[case] login: &str) {
    let app = closed().await;
    let wish = edit(app.course, app.pupil, 1, 9);
    assert_eq!(app.apply(login, wish.clone()).await, r#"[{"Refused":"ReasonNeeded"}]"#);
    let reasoned = JournalEdit { reason: Some("Апеляція".to_owned()), ..wish };
    assert_eq!(app.apply(login, reasoned).await, r#"[{"Saved":{"version":2}}]"#);
    let column = Sum::Semester(First).id(app.course);
    let cell = format!(r#"{{"column":"{column}","pupil":"{}"}}"#, app.pupil);
    let history = app.call("cell-history", &cell, &app.sign_in("teacher").await).await.body;
    assert!(history.contains("Апеляція"), "{history}");
    let other = app.course_called("Українська мова").await;
    let open = JournalEdit { reason: Some("Апеляція".to_owned()), ..edit(other, app.pupil, 0, 9) };
    assert_eq!(app.apply(login, open).await, r#"[{"Refused":"Forbidden"}]"#, "an open one is its teacher's");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deputy_corrects_a_lesson_on_its_sheet() {
    let app = closed().await;
    let sheet = format!("/journal/{}/lessons/{}", app.course, app.lesson);
    let cookie = app.sign_in("deputy").await;
    let html = app.body(&sheet, "deputy").await;
    assert!(html.contains("Зберегти виправлення") && html.contains(r#"name="reason""#), "{html}");
    let row = |letter: char| format!("{letter}-{}", app.pupil);
    let names = [row('v'), row('o'), row('a'), row('m')];
    let kept = format!(r#"name="{}" value=""#, names[1]);
    let drawn = html.split(&kept).nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let mut fields = vec![
        (names[0].as_str(), "0"),
        (names[1].as_str(), drawn),
        (names[2].as_str(), ""),
        (names[3].as_str(), "10"),
        ("topic", "Інша тема"),
    ];
    let answer = app.post(&sheet, &fields, &cookie).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "a reason is missing");
    fields.push(("reason", "Робота знайшлася"));
    let answer = app.post(&sheet, &fields, &cookie).await;
    assert_eq!(answer.location, format!("{sheet}?saved"), "{}", answer.body);
    let html = app.body(&sheet, "deputy").await;
    assert!(html.contains(r#"value="10""#) && !html.contains("Інша тема"), "{html}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_columns_of_a_closed_semester_are_not_arranged() {
    let app = closed().await;
    let path = format!("/journal/{}/columns", app.course);
    let html = app.body(&path, "teacher").await;
    assert!(html.contains("його стовпці не змінюються: І семестр"), "{html}");
    let lesson = app.lesson.to_string();
    assert!(
        !html.contains(&format!(r#"<option value="{lesson}""#)),
        "a lesson of the closed semester is not offered"
    );
    let fields = [("what", "work"), ("lesson", lesson.as_str()), ("work", "notebook")];
    let answer = app.post(&path, &fields, &app.sign_in("teacher").await).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("Семестр закрито: його стовпці вже не змінити"), "{}", answer.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deputy_reopens_with_a_reason() {
    let app = closed().await;
    let path = of_course(app.course);
    let cookie = app.sign_in("deputy").await;
    assert!(app.body(&path, "deputy").await.contains("Відкрити семестр"));
    let open = |reason| [("semester", "1"), ("what", "open"), ("reason", reason)];
    let answer = app.post(&path, &open(" "), &cookie).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("Укажіть причину"), "{}", answer.body);
    let answer = app.post(&path, &open("Помилка в темі"), &cookie).await;
    assert_eq!(answer.location, path);
    let saved = app.apply("teacher", edit(app.course, app.pupil, 1, 9)).await;
    assert!(saved.contains("Saved"), "{saved}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_class_and_the_school_are_closed_in_their_turn() {
    let app = closed().await;
    let class = format!("/classes/{}/closing?semester=1", app.class);
    let html = app.body(&class, "class-teacher").await;
    assert!(html.contains("закрито") && html.contains("заважає"), "{html}");
    assert!(html.contains("не закрито 1 предмет."), "{html}");
    let cookie = app.sign_in("class-teacher").await;
    assert_eq!(app.post(&class, &CLOSE, &cookie).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let ukrainian = app.course_called("Українська мова").await;
    app.finish(ukrainian).await;
    assert_eq!(app.close(ukrainian, "colleague").await.status, StatusCode::SEE_OTHER);
    assert_eq!(app.post(&class, &CLOSE, &cookie).await.location, class);
    assert!(app.body(&class, "class-teacher").await.contains("Семестр закрито 24.11.2026"));

    let html = app.body("/closing?semester=1", "deputy").await;
    assert!(html.contains("не закрито 3 класи."), "{html}");
    assert!(html.contains("2 з 2") && html.contains("0 з 1"), "{html}");
    let answer = app.post("/closing", &CLOSE, &app.sign_in("deputy").await).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "three classes are open");
}

/// A class may have no class teacher, or one who is away.
#[tokio::test(flavor = "multi_thread")]
async fn a_deputy_closes_a_class_too() {
    let app = closed().await;
    let ukrainian = app.course_called("Українська мова").await;
    app.finish(ukrainian).await;
    app.close(ukrainian, "deputy").await;
    let class = format!("/classes/{}/closing?semester=1", app.class);
    let answer = app.post(&class, &CLOSE, &app.sign_in("deputy").await).await;
    assert_eq!(answer.location, class, "{}", answer.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ways_lead_there() {
    let app = TestApp::start().await;
    let course = app.course;
    let journal = app.body(&format!("/journal/{course}?semester=1"), "teacher").await;
    assert!(journal.contains(&format!("href=\"/journal/{course}/closing?semester=1\"")));
    let columns = app.body(&format!("/journal/{course}/columns"), "teacher").await;
    assert!(columns.contains(&format!("href=\"/journal/{course}/closing\"")));
    assert!(app.body("/reports", "deputy").await.contains("href=\"/closing\""));
    assert!(!app.body("/reports", "teacher").await.contains("href=\"/closing\""));
    let class = app.body(&format!("/reports/classes/{}", app.class), "class-teacher").await;
    assert!(class.contains(&format!("href=\"/classes/{}/closing\"", app.class)));
    let html = app.body(&of_course(course), "class-teacher").await;
    assert!(html.contains(&format!("href=\"/classes/{}/closing?semester=1\"", app.class)));
    assert!(!html.contains("<button class=\"button primary\""), "who does not teach it does not close it");
}

#[rstest]
#[case("0", StatusCode::SEE_OTHER)]
#[case("31", StatusCode::UNPROCESSABLE_ENTITY)]
#[case("три", StatusCode::UNPROCESSABLE_ENTITY)]
#[tokio::test(flavor = "multi_thread")]
async fn a_school_says_how_many_marks_are_enough(#[case] typed: &str, #[case] status: StatusCode) {
    let app = TestApp::start().await;
    let fields = [("semester", "1"), ("what", "least-marks"), ("least_marks", typed)];
    let answer = app.post("/closing", &fields, &app.sign_in("deputy").await).await;
    assert_eq!(answer.status, status);
    let html = app.body(&of_course(app.course), "teacher").await;
    assert_eq!(html.contains("Мало поточних оцінок"), status != StatusCode::SEE_OTHER);
    if status != StatusCode::SEE_OTHER {
        assert!(answer.body.contains(&format!("value=\"{typed}\"")), "{}", answer.body);
    }
}

#[rstest]
#[case("/closing?semester=3", StatusCode::BAD_REQUEST)]
#[case("/closing?semester=", StatusCode::OK)]
#[case("/classes/8/closing", StatusCode::NOT_FOUND)]
#[case("/journal/8/closing", StatusCode::NOT_FOUND)]
#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_makes_no_sense_is_told_so(#[case] path: &str, #[case] status: StatusCode) {
    let app = TestApp::start().await;
    assert_eq!(app.get(path, &app.sign_in("head").await).await.status, status);
}
