//! What comes after the archive: the year is only read.

use axum::http::StatusCode;
use klas_domain::{
    bundle::{Bundle, CourseKey, CourseLoad},
    calendar::AcademicYear,
    school::ClassName,
};
use klas_signature::unpack;
use sqlx::{Connection, SqliteConnection};

use crate::{
    archive::lived_in,
    substitutions::arrange,
    support::{Answer, TODAY, TestApp},
};

/// A school whose class 8-А is archived and signed by both.
pub async fn signed_school() -> TestApp {
    let app = lived_in().await;
    app.sign_archive().await;
    app
}

/// What a page says between its head and its foot.
pub fn main_of(page: &str) -> &str {
    page.split_once("<main").unwrap().1.split_once("</main>").unwrap().0
}

fn said_to_be_archived(answer: &Answer) -> bool {
    answer.status == StatusCode::CONFLICT && answer.body.contains("Журнал архівовано")
}

/// Who sends what to where.
type Sent<'a> = (&'a str, String, Vec<(&'a str, &'a str)>);

/// Every way to write in the journal of a class, as whoever might otherwise: all are refused with the archive's name.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_written_in_a_year_that_is_archived() {
    let app = signed_school().await;
    let before = app.store.read(app.school).await.unwrap().seq().await.unwrap();
    let (course, class, lesson, pupil) = (app.course, app.class, app.lesson, app.pupil);
    let today = TODAY.to_string();
    let record = uuid::Uuid::now_v7().to_string();
    let (mark, group, day) = (format!("m-{pupil}"), format!("g-{pupil}"), format!("d-{pupil}"));
    let version = format!("v-{pupil}");
    let (course_id, lesson_id, pupil_id) = (course.to_string(), lesson.to_string(), pupil.to_string());
    let sheet = format!("/journal/{course}/lessons/{lesson}");
    let forms: Vec<Sent<'_>> = vec![
        ("teacher", sheet.clone(), vec![("version", "1"), ("topic", "Інша"), ("homework", ""), (&mark, "3")]),
        ("deputy", sheet.clone(), vec![(&mark, "3"), ("reason", "Помилка")]),
        ("class-teacher", sheet.clone(), vec![(&mark, "")]),
        ("teacher", format!("{sheet}/absences"), vec![("pupil", &pupil_id)]),
        (
            "teacher",
            format!("/journal/{course}/columns"),
            vec![("what", "theme"), ("lesson", &lesson_id), ("name", "Дроби")],
        ),
        (
            "teacher",
            format!("/journal/{course}/columns"),
            vec![("what", "work"), ("lesson", &lesson_id), ("work", "oral")],
        ),
        ("teacher", format!("/journal/{course}/plan"), vec![("what", "remove-1"), ("version", "1")]),
        ("teacher", format!("/journal/{course}/closing"), vec![("what", "close"), ("semester", "1")]),
        (
            "deputy",
            format!("/journal/{course}/closing"),
            vec![("what", "open"), ("semester", "1"), ("reason", "Помилка")],
        ),
        ("class-teacher", format!("/classes/{class}/closing"), vec![("what", "close"), ("semester", "1")]),
        (
            "class-teacher",
            format!("/classes/{class}/register"),
            vec![("pupil", &pupil_id), ("from", &today), ("to", &today), ("kind", "хв")],
        ),
        (
            "head",
            format!("/classes/{class}/summary"),
            vec![("who", "marked"), ("pupil", &pupil_id), ("verdict", "repeats"), (&version, "1")],
        ),
        (
            "deputy",
            format!("/classes/{class}/applications"),
            vec![
                ("what", "keep"),
                ("pupil", &pupil_id),
                ("course", &course_id),
                ("semester", "2"),
                ("applied_on", &today),
                ("reason", "Хвороба"),
                ("order", "1"),
                ("ordered_on", &today),
            ],
        ),
        (
            "nurse",
            format!("/classes/{class}/health"),
            vec![(&group, "special"), (&day, &today), (&version, "1")],
        ),
        (
            "class-teacher",
            format!("/classes/{class}/briefings"),
            vec![
                ("record", &record),
                ("version", "0"),
                ("date", &today),
                ("kind", "primary"),
                ("topic", "Вода"),
                ("held_by", "Класна"),
                ("present", &pupil_id),
            ],
        ),
        (
            "class-teacher",
            format!("/classes/{class}/excursions"),
            vec![
                ("record", &record),
                ("version", "0"),
                ("kind", "excursion"),
                ("from", &today),
                ("place", "Ліс"),
                ("hours", "2"),
                ("led_by", "Класна"),
            ],
        ),
        (
            "deputy",
            "/school/year".to_owned(),
            vec![
                ("first-from", "2026-09-01"),
                ("first-until", "2026-12-25"),
                ("second-from", "2027-01-11"),
                ("second-until", "2027-05-31"),
                ("name-0", "Карантин"),
                ("from-0", "2026-11-30"),
                ("until-0", "2026-12-06"),
            ],
        ),
    ];
    let mut wrong = Vec::new();
    for (login, path, fields) in forms {
        let answer = app.post(&path, &fields, &app.sign_in(login).await).await;
        if !said_to_be_archived(&answer) {
            wrong.push(format!("{login} {path}: {} {}", answer.status, answer.body));
        }
    }
    let deputy = app.sign_in("deputy").await;
    let cancelled = arrange(&app, "cancel", &[("reason", "alert")], &deputy).await;
    if !said_to_be_archived(&cancelled) {
        wrong.push(format!("arrange: {} {}", cancelled.status, cancelled.body));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));

    for (login, reason) in [("teacher", "null"), ("head", "\"Помилка\""), ("class-teacher", "null")] {
        let (id, author) = (uuid::Uuid::new_v4(), app.person_of(login));
        let body = format!(
            r#"{{"person":"{author}","edits":[{{"id":"{id}","column":"{lesson}","pupil":"{pupil}","base":2,"entry":{{"mark":3}},"reason":{reason}}}]}}"#
        );
        let answer = app.call("apply-edits", &body, &app.sign_in(login).await).await;
        assert_eq!(answer.body, r#"[{"Refused":"Archived"}]"#, "{login}");
    }
    let (id, author) = (uuid::Uuid::new_v4(), app.person_of("teacher"));
    let teacher = app.sign_in("teacher").await;
    for (function, body) in [
        (
            "write-lesson",
            format!(
                r#"{{"person":"{author}","edit":{{"id":"{id}","lesson":"{lesson}","base":0,"text":{{"topic":"Інша","homework":"","kind":"Ordinary"}}}}}}"#
            ),
        ),
        ("carry-absence", format!(r#"{{"person":"{author}","column":"{lesson}","pupil":"{pupil}"}}"#)),
    ] {
        let answer = app.call(function, &body, &teacher).await;
        assert_eq!(
            (answer.status, answer.body.as_str()),
            (StatusCode::CONFLICT, r#""Archived""#),
            "{function}"
        );
    }
    assert_eq!(
        app.store.read(app.school).await.unwrap().seq().await.unwrap(),
        before,
        "the history stands still"
    );
    // The class beside it, which is not archived, is written as before.
    let other = app.class_of("8-Б").await;
    let answer = app
        .post(
            &format!("/classes/{other}/summary"),
            &[("who", "marked"), ("pupil", &app.other_pupil.to_string()), ("verdict", "promoted")],
            &app.sign_in("head").await,
        )
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
}

/// What an import would change of an archived class is left and told; what concerns others is taken in.
#[tokio::test(flavor = "multi_thread")]
async fn an_import_leaves_an_archived_class_as_it_was() {
    let app = signed_school().await;
    let load = |grade: u8, letter: &str, subject: &str| Bundle {
        year: Some(AcademicYear::starting(2026)),
        courses: vec![CourseLoad {
            key: CourseKey {
                class: ClassName { grade, letter: letter.to_owned() },
                group: None,
                subject: subject.to_owned(),
            },
            teacher: None,
            weekly_tenths: 20,
        }],
        ..Bundle::default()
    };
    let changes = app.store.take_in(app.school, load(8, "А", "Астрономія"), TODAY, false).await.unwrap();
    let left: Vec<_> = changes.left.iter().map(|left| left.note.as_str()).collect();
    assert!(left.len() == 1 && left[0].contains("журнал 8-А за 2026/2027 в архіві"), "{left:?}");
    app.store.take_in(app.school, load(8, "Б", "Астрономія"), TODAY, false).await.unwrap();
    let courses =
        async |class| app.store.read(app.school).await.unwrap().courses_of_class(class).await.unwrap();
    assert_eq!(courses(app.class).await.len(), 2, "nothing was written");
    assert_eq!(courses(app.class_of("8-Б").await).await.len(), 2);
}

/// What the archive has is shown from it and not from the tables of the year: whoever opened the one is led to the other.
#[tokio::test(flavor = "multi_thread")]
async fn pages_of_an_archived_journal_are_shown_from_the_archive() {
    let app = signed_school().await;
    let (journal, class) = (format!("/journal/{}", app.course), format!("/classes/{}", app.class));
    let archive = format!("/archive/{}/journal", app.class);
    let course = format!("{archive}/courses/{}", app.course);
    let lesson =
        (format!("{journal}/lessons/{}", app.lesson), format!("{course}?month=2026-11#l-{}", app.lesson));
    for (login, path, place) in [
        ("teacher", journal.clone(), course.clone()),
        ("head", format!("{journal}?view=summary"), format!("{course}?view=summary")),
        ("teacher", lesson.0.clone(), lesson.1.clone()),
        ("deputy", lesson.0, lesson.1),
        ("class-teacher", format!("{class}/register"), format!("{archive}/register")),
        ("nurse", format!("{class}/register?month=2026-11"), format!("{archive}/register?month=2026-11")),
        ("head", format!("{class}/summary"), format!("{archive}/summary")),
        ("deputy", format!("{class}/pupils"), format!("{archive}/pupils")),
        ("nurse", format!("{class}/health"), format!("{archive}/health")),
        ("class-teacher", format!("{class}/briefings"), format!("{archive}/briefings")),
        ("class-teacher", format!("{class}/excursions"), format!("{archive}/excursions")),
    ] {
        let cookie = app.sign_in(login).await;
        let answer = app.get(&path, &cookie).await;
        assert_eq!((answer.status, &answer.location), (StatusCode::SEE_OTHER, &place), "{login} {path}");
        let (address, lesson) = place.split_once('#').unwrap_or((place.as_str(), ""));
        let page = app.get(address, &cookie).await;
        assert!(page.body.contains("Цілісність перевірено"), "{login} {place}: {}", page.body);
        assert!(page.body.contains(lesson), "{login} {place}");
    }
    // Who saw nothing of it is not led there.
    for (login, path) in
        [("colleague", &journal), ("guardian", &journal), ("nurse", &format!("{class}/pupils"))]
    {
        assert_eq!(
            app.get(path, &app.sign_in(login).await).await.status,
            StatusCode::FORBIDDEN,
            "{login} {path}"
        );
    }
}

/// What has no place in the archive stays where it was, and says that nothing of the journal is written any more.
#[tokio::test(flavor = "multi_thread")]
async fn what_an_archive_has_not_stays_and_leads_there() {
    let app = signed_school().await;
    let (journal, class) = (format!("/journal/{}", app.course), format!("/classes/{}", app.class));
    let archive = format!("/archive/{}/journal", app.class);
    let course = format!("{archive}/courses/{}", app.course);
    for (login, path, way) in [
        ("teacher", format!("{journal}/columns"), &course),
        ("deputy", format!("{journal}/closing?semester=1"), &course),
        ("deputy", format!("{class}/applications"), &format!("{archive}/summary")),
    ] {
        let page = app.get(&path, &app.sign_in(login).await).await;
        assert_eq!(page.status, StatusCode::OK, "{login} {path}");
        assert!(page.body.contains("архівовано й підписано"), "{login} {path}");
        assert!(page.body.contains(&format!("href=\"{way}\"")), "{login} {path}");
        let main = main_of(&page.body);
        assert!(!main.contains("<button"), "{login} {path}: {main}");
        assert!(!main.contains("class=\"button primary"), "{login} {path}: {main}");
    }
    // The sections lead to one another, whichever of them the archive has.
    let class_teacher = app.sign_in("class-teacher").await;
    for path in [format!("{class}/families"), format!("{archive}/register")] {
        let page = app.get(&path, &class_teacher).await.body;
        for way in [format!("{archive}/register"), format!("{class}/families"), archive.clone()] {
            assert!(page.contains(&format!("href=\"{way}\"")), "{path} {way}: {page}");
        }
    }
    let summary = app.get(&format!("{archive}/summary"), &class_teacher).await.body;
    for way in ["cards", "applications", "journal.pdf"] {
        assert!(summary.contains(&format!("href=\"{class}/{way}\"")), "{way}: {summary}");
    }
}

/// The journal that is printed is the one that was signed.
#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_an_archived_journal_are_those_of_its_container() {
    let app = signed_school().await;
    let head = app.sign_in("head").await;
    let container = app.get(&format!("/archive/{}/container.asice", app.class), &head).await.bytes;
    let files = unpack(&container).unwrap();
    let signed = &files.iter().find(|file| file.name == "journal.pdf").unwrap().bytes;
    let path = format!("/classes/{}/journal.pdf", app.class);
    let taken = app.get(&path, &head).await;
    assert_eq!((taken.status, taken.header("content-type")), (StatusCode::OK, "application/pdf"));
    assert!(taken.bytes == *signed, "byte by byte");
    assert_eq!(app.get(&path, &app.sign_in("teacher").await).await.status, StatusCode::FORBIDDEN);
    let other = format!("/classes/{}/journal.pdf", app.class_of("8-Б").await);
    assert_eq!(app.get(&other, &head).await.status, StatusCode::OK, "of a class that is still written");
}

/// A substitute read single lessons of a page, which the archive does not show apart.
#[tokio::test(flavor = "multi_thread")]
async fn a_substitute_still_reads_the_own_lessons() {
    let app = TestApp::start().await;
    let mut file = SqliteConnection::connect(&format!("sqlite://{}", app.file().display())).await.unwrap();
    sqlx::query("UPDATE lesson SET substitute_id = $1 WHERE lesson_id = $2")
        .bind(app.person_of("colleague").uuid())
        .bind(app.lesson.uuid())
        .execute(&mut file)
        .await
        .unwrap();
    app.close_year().await;
    app.sign_archive().await;
    let colleague = app.sign_in("colleague").await;
    let journal = format!("/journal/{}", app.course);
    for path in [format!("{journal}/lessons/{}", app.lesson), journal] {
        let page = app.get(&path, &colleague).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.body);
        assert!(page.body.contains("архівовано й підписано"), "{path}");
        assert!(
            !main_of(&page.body).contains("href=\"/archive/"),
            "{path}: there is no way for a substitute"
        );
    }
    let grid = app.get(&format!("/journal/{}", app.course), &colleague).await.body;
    assert!(grid.contains("\"archived\":true"), "the grid is told too");
}

/// A page that was drawn before the head signed is not shown afterwards.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_was_drawn_before_the_head_signed_is_not_shown_again() {
    let app = lived_in().await;
    let (head, path) = (app.sign_in("head").await, format!("/journal/{}", app.course));
    assert_eq!(app.get(&path, &head).await.status, StatusCode::OK);
    app.sign_archive().await;
    assert_eq!(app.get(&path, &head).await.status, StatusCode::SEE_OTHER);
}
