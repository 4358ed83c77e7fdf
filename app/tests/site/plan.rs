//! A course's topic plan as a browser without JavaScript changes it.

use axum::http::StatusCode;
use chrono::NaiveDate;
use klas_app::grid::data::{GridData, GridOf};
use klas_domain::{edit::TEXT_LIMIT, plan::LINES_LIMIT};
use rstest::rstest;

use crate::{
    after_archive::{main_of, signed_school},
    support::{Answer, TestApp},
};

const PLAN: &str = "Вступ\t§ 1\r\nДроби\r\nКонтрольна робота № 1";

/// The page as somebody opened it.
struct Page {
    path: String,
    body: String,
    cookie: String,
}

impl Page {
    async fn open(app: &TestApp, login: &str) -> Self {
        let (path, cookie) = (format!("/journal/{}/plan", app.course), app.sign_in(login).await);
        let answer = app.get(&path, &cookie).await;
        assert_eq!(answer.status, StatusCode::OK, "{login}");
        Self { path, body: answer.body, cookie }
    }

    /// Sends a form of the page as it was drawn.
    async fn send(&self, app: &TestApp, typed: &[(&str, &str)]) -> Answer {
        let (version, person) = (value(&self.body, "version"), value(&self.body, "person"));
        let drawn = [("version", version.as_str()), ("person", person.as_str())];
        app.post(&self.path, &[&drawn[..], typed].concat(), &self.cookie).await
    }

    /// The same page again, once this was sent and taken.
    async fn then(&self, app: &TestApp, typed: &[(&str, &str)], anchor: &str) -> Self {
        let answer = self.send(app, typed).await;
        assert_eq!(answer.location, format!("{}?saved{anchor}", self.path), "{}", answer.body);
        let body = app.get(&self.path, &self.cookie).await.body;
        Self { path: self.path.clone(), body, cookie: self.cookie.clone() }
    }

    /// The page that says why something was refused.
    fn refused(&self, answer: Answer) -> Self {
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        Self { path: self.path.clone(), body: answer.body, cookie: self.cookie.clone() }
    }

    /// A line as the page shows it.
    fn line(&self, number: usize) -> &str {
        let (_, rest) = self.body.split_once(&format!(r#"id="line-{number}""#)).unwrap();
        rest.split_once("</tr>").unwrap().0
    }
}

/// The value of the first field of a name.
fn value(body: &str, name: &str) -> String {
    let Some((_, rest)) = body.split_once(&format!(r#"name="{name}" value=""#)) else { return String::new() };
    rest.split('"').next().unwrap().to_owned()
}

/// The number and topic that the grid proposes for each lesson of September.
async fn proposed(app: &TestApp) -> Vec<Option<(i64, String)>> {
    let cookie = app.sign_in("teacher").await;
    let body = app.get(&format!("/journal/{}?month=2026-09", app.course), &cookie).await.body;
    let json = body.split(r#"id="grid-data">"#).nth(1).unwrap().split("</script>").next().unwrap();
    let data: GridData = serde_json::from_str(json).unwrap();
    let lessons = data.columns.into_iter().filter_map(|column| match column.of {
        GridOf::Lesson(lesson) => Some(lesson),
        _ => None,
    });
    let planned = lessons.map(|lesson| lesson.planned);
    planned.map(|planned| planned.map(|(line, text)| (line, text.unwrap().topic))).collect()
}

/// The sheet of the lesson of a day.
async fn sheet(app: &TestApp, day: u32) -> String {
    let day = NaiveDate::from_ymd_opt(2026, 9, day).unwrap();
    let lessons = app.store.read(app.school).await.unwrap().lessons(app.course, (day, day)).await.unwrap();
    let path = format!("/journal/{}/lessons/{}", app.course, lessons[0].lesson);
    app.get(&path, &app.sign_in("teacher").await).await.body
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pasted_plan_is_shifted_and_the_journal_and_the_sheet_propose_it() {
    let app = TestApp::start().await;
    assert_eq!(proposed(&app).await[..2], [Some((1, "Повторення".to_owned())), None]);
    let journal = app.get(&format!("/journal/{}", app.course), &app.sign_in("teacher").await).await.body;
    assert!(journal.contains(&format!(r#"href="/journal/{}/plan""#, app.course)));

    let page = Page::open(&app, "teacher").await;
    let page = page.then(&app, &[("what", "replace"), ("lines", PLAN)], "").await;
    assert!(page.body.contains("У плані 3 рядки"), "{}", page.body);
    assert!(page.line(1).contains("Вступ") && page.line(1).contains("§ 1") && page.line(1).contains("01.09"));
    assert!(page.line(3).contains("контрольна робота"), "the kind of lesson: {}", page.line(3));
    let expected = [
        Some((1, "Вступ".to_owned())),
        Some((2, "Дроби".to_owned())),
        Some((3, "Контрольна робота № 1".to_owned())),
        None,
        None,
    ];
    assert_eq!(proposed(&app).await, expected, "the page that was drawn before is old");

    let page = page.then(&app, &[("what", "insert-2")], "#line-2").await;
    assert!(page.line(2).contains("порожній рядок") && page.line(2).contains("08.09"));
    assert!(page.line(3).contains("Дроби") && page.line(3).contains("15.09"));
    let expected = [
        Some((1, "Вступ".to_owned())),
        None,
        Some((3, "Дроби".to_owned())),
        Some((4, "Контрольна робота № 1".to_owned())),
        None,
    ];
    assert_eq!(proposed(&app).await, expected);
    let skipped = sheet(&app, 8).await;
    assert!(!skipped.contains("план: урок"), "nothing is proposed: {skipped}");
    let third = sheet(&app, 15).await;
    assert!(third.contains(">Дроби</textarea>") && third.contains("план: урок 3 з 4"), "{third}");
    assert!(third.contains(&format!(r#"href="/journal/{}/plan#line-3""#, app.course)));
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_are_written_moved_passed_over_and_brought_back() {
    let app = TestApp::start().await;
    let page = Page::open(&app, "deputy").await;
    assert!(!page.body.contains("Скасувати останню зміну"));
    let page = page.then(&app, &[("what", "replace"), ("lines", PLAN)], "").await;
    let words = [("what", "write-2"), ("topic", "Степінь"), ("homework", "№ 5"), ("kind", "project")];
    let page = page.then(&app, &words, "#line-2").await;
    assert!(page.line(2).contains("Степінь") && page.line(2).contains("навчальний проєкт"));
    let page = page.then(&app, &[("what", "up-2")], "#line-1").await;
    assert!(page.line(1).contains("Степінь") && page.line(2).contains("Вступ"));
    let page = page.then(&app, &[("what", "down-1")], "#line-2").await;
    assert!(page.line(1).contains("Вступ") && page.line(2).contains("Степінь"));
    let page = page.then(&app, &[("what", "remove-1")], "#line-1").await;
    assert!(page.line(1).contains("Степінь") && page.line(2).contains("Контрольна"));
    let page = page.then(&app, &[("what", "undo")], "").await;
    assert!(
        page.line(1).contains("Вступ") && page.line(1).contains("§ 1") && page.line(3).contains("Контрольна")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_taught_is_marked_with_its_own_topic() {
    let app = TestApp::start().await;
    let page = Page::open(&app, "teacher").await;
    let lines = "Дроби\n".repeat(20);
    let page = page.then(&app, &[("what", "replace"), ("lines", lines.as_str())], "").await;
    let open = sheet_lines(&page);
    assert!(open.iter().all(|line| !line.contains("проведено")), "{open:?}");
    let path = app.sheet_of("Алгебра").await;
    let saved = app.post(&path, &[("topic", "Рівняння"), ("version", "0")], &page.cookie).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    let page = Page::open(&app, "teacher").await;
    let taught: Vec<_> =
        sheet_lines(&page).into_iter().filter(|line| line.contains("проведено")).map(str::to_owned).collect();
    assert_eq!(taught.len(), 1);
    assert!(taught[0].contains("24.11") && taught[0].contains("Проведено: Рівняння"), "{}", taught[0]);
}

/// All lines of a page.
fn sheet_lines(page: &Page) -> Vec<&str> {
    page.body.split("<tr id=\"line-").skip(1).map(|rest| rest.split("</tr>").next().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_stays_where_another_tab_was_first() {
    let app = TestApp::start().await;
    let (first, second) = (Page::open(&app, "teacher").await, Page::open(&app, "head").await);
    first.then(&app, &[("what", "insert-1")], "#line-1").await;
    let words = [("what", "write-1"), ("topic", "Степінь"), ("homework", "№ 5"), ("kind", "control")];
    let again = second.refused(second.send(&app, &words).await);
    assert!(again.body.contains("Тим часом план змінив хтось інший"), "{}", again.body);
    assert!(again.line(1).contains(">Степінь</textarea>") && again.line(1).contains(">№ 5</textarea>"));
    assert!(again.line(1).contains(r#"value="control" selected"#));
    assert!(again.line(1).contains("Зараз у рядку: порожній рядок"), "{}", again.line(1));
    let saved = again.then(&app, &words, "#line-1").await;
    assert!(saved.line(1).contains("Степінь") && saved.line(2).contains("Повторення"));

    let late = first.refused(first.send(&app, &[("what", "remove-1")]).await);
    assert!(late.body.contains("Тим часом план змінив хтось інший"));
    assert!(late.line(1).contains("Степінь"), "nothing was removed");
    let text = first.refused(first.send(&app, &[("what", "replace"), ("lines", "Вступ\r\nДроби")]).await);
    assert!(text.body.contains("Вступ\nДроби</textarea>") || text.body.contains("Вступ\r\nДроби</textarea>"));
}

#[rstest]
#[case::a_long_topic("write-1", "topic", "ї".repeat(TEXT_LIMIT + 1), "Рядок 1: задовгий текст")]
#[case::a_third_column("replace", "lines", "Вступ\t§ 1\t05.09".to_owned(), "Рядок 1: забагато стовпців")]
#[case::too_many_lines("replace", "lines", "Дроби\n".repeat(LINES_LIMIT + 1), "щонайбільше 400")]
#[case::nothing_pasted("replace", "lines", " ".to_owned(), "Вставте хоча б один рядок")]
#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_stays_as_it_was_typed(
    #[case] what: &str,
    #[case] field: &str,
    #[case] typed: String,
    #[case] said: &str,
) {
    let app = TestApp::start().await;
    let page = Page::open(&app, "teacher").await;
    let again = page.refused(page.send(&app, &[("what", what), (field, typed.as_str())]).await);
    assert!(again.body.contains(said), "{}", again.body);
    assert!(again.body.contains(&format!("{}</textarea>", typed.trim_start())), "{}", again.body);
    assert!(Page::open(&app, "teacher").await.line(1).contains("Повторення"));
}

#[rstest]
#[case::no_such_line(&[("what", "remove-2")], StatusCode::UNPROCESSABLE_ENTITY)]
#[case::above_the_first(&[("what", "up-1")], StatusCode::UNPROCESSABLE_ENTITY)]
#[case::nothing_to_undo(&[("what", "undo")], StatusCode::UNPROCESSABLE_ENTITY)]
#[case::no_number(&[("what", "remove-x")], StatusCode::BAD_REQUEST)]
#[case::another_verb(&[("what", "burn-1")], StatusCode::BAD_REQUEST)]
#[case::nothing(&[], StatusCode::BAD_REQUEST)]
#[tokio::test(flavor = "multi_thread")]
async fn what_makes_no_sense_changes_nothing(#[case] sent: &[(&str, &str)], #[case] status: StatusCode) {
    let app = TestApp::start().await;
    let page = Page::open(&app, "teacher").await;
    assert_eq!(page.send(&app, sent).await.status, status);
    assert_eq!(sheet_lines(&Page::open(&app, "teacher").await).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_is_opened_for_writing_by_those_who_may() {
    let app = TestApp::start().await;
    let path = format!("/journal/{}/plan?edit=1", app.course);
    let own = app.get(&path, &app.sign_in("teacher").await).await.body;
    assert!(own.contains(">Повторення</textarea>") && own.contains(r#"name="what" value="write-1""#));
    let others = app.get(&path, &app.sign_in("class-teacher").await).await.body;
    assert!(others.contains("Повторення") && !main_of(&others).contains("<form"), "{others}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_plan_of_an_archived_journal_is_only_read() {
    let app = signed_school().await;
    let page = Page::open(&app, "teacher").await;
    assert!(page.body.contains("архівовано й підписано") && page.line(1).contains("Повторення"));
    assert!(!main_of(&page.body).contains("<form"), "{}", page.body);
}
