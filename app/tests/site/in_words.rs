//! Classes that are assessed in words: what pages and printed documents say of their pupils.

use std::io::Cursor;

use axum::http::StatusCode;
use calamine::{Data, Reader, Xlsx};
use klas_domain::{Role, calendar::Semester, column::Sum};
use rstest::rstest;

use crate::{
    paper::{line, take, text},
    support::{Answer, TODAY, TestApp, person},
};

const FIRST: Sum = Sum::Semester(Semester::First);
const AT_LESSON: &str = "Читає по складах";
const OF_SEMESTER: &str = "Читає вільно, розуміє прочитане";

/// A school whose class 1-А was assessed at a lesson and for the semester.
async fn described() -> TestApp {
    let app = TestApp::start().await;
    let little = person(&app.store, app.school, Role::Pupil, "Малюк").await;
    let (presence, words) = (format!("a-{little}"), format!("n-{little}"));
    let sheet = app.sheet_of("Читання").await;
    let fields = [
        ("version", "0"),
        ("topic", "Казка"),
        ("homework", ""),
        (presence.as_str(), ""),
        (words.as_str(), AT_LESSON),
    ];
    let saved = app.post(&sheet, &fields, &app.sign_in("colleague").await).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    app.describe("1-А", "Читання", FIRST, &[("Малюк", OF_SEMESTER)]).await;
    app
}

/// All words of all sheets of a spreadsheet.
fn words_of(answer: Answer) -> Vec<String> {
    let mut book = Xlsx::new(Cursor::new(answer.bytes)).unwrap();
    let sheets = book.worksheets();
    let cells = sheets.iter().flat_map(|(_, range)| range.rows()).flatten();
    let words = |cell: &Data| if let Data::String(words) = cell { Some(words.clone()) } else { None };
    cells.filter_map(words).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_report_card_says_the_words() {
    let app = described().await;
    let path = format!("/classes/{}/cards", app.class_of("1-А").await);
    let shown = take(&app, "head", &path).await;
    assert!(shown.body.contains(OF_SEMESTER), "{}", shown.body);
    let printed = text(&take(&app, "head", &format!("{path}.pdf")).await);
    assert_eq!(line(&printed, &["Читання"]), format!("Читання {OF_SEMESTER}"));
    let words = words_of(take(&app, "head", &format!("{path}.xlsx")).await);
    assert!(words.contains(&OF_SEMESTER.to_owned()), "{words:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_summary_register_leads_to_the_words_and_lists_them() {
    let app = described().await;
    let path = format!("/classes/{}/summary", app.class_of("1-А").await);
    let shown = take(&app, "head", &path).await;
    assert!(shown.body.contains(OF_SEMESTER), "{}", shown.body);
    let printed = text(&take(&app, "head", &format!("{path}.pdf")).await);
    line(&printed, &["опис – вербальна оцінка"]);
    line(&printed, &["І опис"]);
    line(&printed, &["Зведений облік навчальних досягнень · 1-А · 2026/2027 · вербальні оцінки"]);
    assert_eq!(line(&printed, &["Малюк Олена", "Читання"]), format!("1 Малюк Олена Читання {OF_SEMESTER}"));
    let words = words_of(take(&app, "head", &format!("{path}.xlsx")).await);
    assert!(words.contains(&OF_SEMESTER.to_owned()) && words.contains(&"опис".to_owned()), "{words:?}");
    // Where there are marks, nothing is said of words.
    let marked = text(&take(&app, "head", &format!("/classes/{}/summary.pdf", app.class)).await);
    assert!(!marked.contains("вербальн"), "{marked}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_family_finds_the_words_among_the_marks() {
    let app = described().await;
    let little = person(&app.store, app.school, Role::Pupil, "Малюк").await;
    let shown = take(&app, "head", &format!("/diary/{little}/marks?semester=1")).await;
    assert!(
        shown.body.contains("<strong>Читання</strong>") && shown.body.contains(AT_LESSON),
        "{}",
        shown.body
    );
}

#[rstest]
#[case::in_the_place_of_a_mark("verbal", "", true)]
#[case::beside_a_mark("twelve-point", "9", false)]
#[tokio::test(flavor = "multi_thread")]
async fn words_stand_among_the_marks_where_there_is_no_mark(
    #[case] scale: &str,
    #[case] given: &str,
    #[case] shown: bool,
) {
    let app = TestApp::start().await;
    app.run(format!("UPDATE school_class SET scale = '{scale}' WHERE grade = 8;")).await;
    let [presence, mark, words] = ["a", "m", "n"].map(|field| format!("{field}-{}", app.pupil));
    app.write_lesson("", &[(&presence, ""), (&mark, given), (&words, AT_LESSON)]).await;
    for login in ["guardian", "pupil", "class-teacher"] {
        let marks = app.diary_page("/marks?semester=1", login).await;
        assert!(marks.contains("<strong>Алгебра</strong>"), "{login}: {marks}");
        assert_eq!(marks.contains(AT_LESSON), shown, "{login}: {marks}");
    }
}

/// No marks are to come, and none are waited for.
#[tokio::test(flavor = "multi_thread")]
async fn the_report_says_that_words_come_to_no_figures() {
    let app = described().await;
    let class = app.class_of("1-А").await;
    let path = format!("/reports/classes/{class}");
    let shown = take(&app, "head", &format!("{path}?period=1")).await;
    assert!(shown.body.contains("Клас оцінюють словесно"), "{}", shown.body);
    assert!(shown.body.contains(&format!("href=\"/classes/{class}/summary\"")), "{}", shown.body);
    let printed = text(&take(&app, "head", &format!("{path}/report.pdf?period=1")).await);
    line(&printed, &["Клас оцінюють словесно"]);
    for said in [shown.body, printed] {
        assert!(!said.contains("Підсумкових оцінок ще немає") && !said.contains("Звіт складеться"), "{said}");
    }
    let marked = take(&app, "head", &format!("/reports/classes/{}?period=1", app.class)).await;
    assert!(marked.body.contains("Звіт складеться сам"), "{}", marked.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_a_course_list_the_words_beneath_the_grid() {
    let app = described().await;
    let course = app.course_of("1-А", "Читання", TODAY).await;
    let path = format!("/journal/{course}/pages");
    let printed = text(&take(&app, "colleague", &format!("{path}.pdf?semester=1")).await);
    line(&printed, &["опис – вербальна оцінка"]);
    assert_eq!(line(&printed, &[AT_LESSON]), format!("1 Малюк Олена 24.11 {AT_LESSON}"));
    assert_eq!(line(&printed, &[OF_SEMESTER]), format!("1 Малюк Олена І семестр {OF_SEMESTER}"));
    let words = words_of(take(&app, "colleague", &format!("{path}.xlsx?semester=1")).await);
    for said in ["опис", AT_LESSON, OF_SEMESTER] {
        assert!(words.contains(&said.to_owned()), "{said}: {words:?}");
    }
    let journal = format!("/classes/{}/journal.pdf", app.class_of("1-А").await);
    let journal = text(&take(&app, "head", &journal).await);
    assert!(journal.contains(AT_LESSON) && journal.contains(OF_SEMESTER), "{journal}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_beside_a_mark_is_the_familys_and_is_not_printed() {
    let app = TestApp::start().await;
    let (mark, note) = (format!("m-{}", app.pupil), format!("n-{}", app.pupil));
    app.write_lesson("", &[(&mark, "9"), (&note, "Молодець")]).await;
    app.describe("8-А", "Алгебра", FIRST, &[("Бабенко", "Старається")]).await;
    for path in [
        format!("/journal/{}/pages.pdf?semester=1", app.course),
        format!("/classes/{}/summary.pdf", app.class),
        format!("/classes/{}/cards.pdf", app.class),
    ] {
        let printed = text(&take(&app, "head", &path).await);
        assert!(!printed.contains("Молодець") && !printed.contains("Старається"), "{path}: {printed}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_familys_card_says_the_words_that_are_published() {
    let app = TestApp::start().await;
    app.run("UPDATE school_class SET scale = 'verbal' WHERE grade = 8;".to_owned()).await;
    app.describe("8-А", "Алгебра", FIRST, &[("Бабенко", "Рахує вільно"), ("Вовк", "Рахує до ста")]).await;
    app.describe("8-А", "Українська мова", FIRST, &[("Бабенко", "Пише чисто")]).await;
    app.run("UPDATE entry SET visible_at = NULL WHERE note = 'Пише чисто';".to_owned()).await;
    assert!(!app.diary_page("/card", "guardian").await.contains("Рахує"), "the semester is not closed");
    app.close_year().await;
    let card = app.diary_page("/card", "guardian").await;
    assert!(card.contains("Рахує вільно"), "{card}");
    assert!(!card.contains("Рахує до ста") && !card.contains("Пише чисто"), "{card}");
}
