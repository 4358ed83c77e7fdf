//! Fulfilment of plans: planned hours beside the lessons there were, and to whom they are shown.

use std::io::Cursor;

use axum::http::StatusCode;
use calamine::{Data, Reader, Xlsx};
use rstest::rstest;

use crate::{
    reports::{links, page, row},
    support::TestApp,
};

/// Twelve Tuesdays up to 24 November and four to come; nineteen in the second semester. Algebra has a plan of one line,
/// Ukrainian has none and an hour a week.
#[rstest]
#[case::first_semester("1", "1 12 0 4 0 15", "16 12 0 4 0 0")]
#[case::second_semester("2", "0 0 0 19 0 19", "19 0 0 19 0 0")]
#[case::year("year", "1 12 0 23 0 34", "35 12 0 23 0 0")]
#[tokio::test(flavor = "multi_thread")]
async fn planned_hours_stand_beside_the_lessons(
    #[case] period: &str,
    #[case] algebra: &str,
    #[case] ukrainian: &str,
) {
    let app = TestApp::start().await;
    let html = page(&app, "deputy", &format!("/reports/plans?period={period}")).await;
    let seen = row(&html, "8-А · Алгебра");
    assert_eq!(seen, format!("8-А · Алгебра Алгебраїстка О. П. планом {algebra}"));
    let seen = row(&html, "8-А · Українська мова");
    assert_eq!(seen, format!("8-А · Українська мова Мовниця О. П. навантаженням {ukrainian}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_lesson_leaves_an_hour_short() {
    let app = TestApp::start().await;
    app.run("UPDATE lesson SET cancelled = TRUE WHERE held_on = '2026-11-24';".to_owned()).await;
    let html = page(&app, "head", "/reports/plans?period=1").await;
    assert!(row(&html, "8-А · Українська мова").ends_with("16 11 1 4 1 0"), "{html}");
    // Two of 8-Б's algebra, one of each other course; what algebra has beyond its plan helps nobody else.
    assert_eq!(row(&html, "Разом"), "Разом 50 66 6 24 3 43");
    assert!(html.contains("Проведено – уроки по 24.11.2026 включно"), "{html}");
    let journal = (format!("/journal/{}?semester=1", app.course), "8-А · Алгебра".to_owned());
    assert!(links(&html).contains(&journal), "{:?}", links(&html));
}

/// What was planned by load has no plan to lead to; what is none, nothing.
#[rstest]
#[case::deputy("deputy")]
#[case::class_teacher("class-teacher")]
#[tokio::test(flavor = "multi_thread")]
async fn numbers_lead_to_the_plan_and_to_the_lessons(#[case] login: &str) {
    let app = TestApp::start().await;
    let html = page(&app, login, "/reports/plans?period=1").await;
    let own = html.split("<tr>").find(|row| row.contains("8-А · Алгебра")).unwrap();
    let journal = format!("/journal/{}", app.course);
    let lessons = format!("{journal}?semester=1");
    let ways = [(format!("{journal}/plan"), "1"), (lessons.clone(), "12"), (lessons, "4")];
    let numbers: Vec<_> = links(own).into_iter().skip(1).collect();
    assert_eq!(numbers, ways.map(|(to, number)| (to, number.to_owned())));
    for (address, _) in numbers {
        page(&app, login, &address).await;
    }
    let other = html.split("<tr>").find(|row| row.contains("8-А · Українська мова")).unwrap();
    assert!(!other.contains("/plan\""), "{other}");
}

/// The page of a course of last year has the lessons of that year.
#[tokio::test(flavor = "multi_thread")]
async fn lessons_of_an_earlier_year_are_found_where_its_plans_lead() {
    let app = TestApp::start().await;
    app.a_year_ago(1, &[("Бабенко", 9)]).await;
    app.run(
        "INSERT INTO lesson (school_id, lesson_id, course_id, held_on, period) \
         SELECT c.school_id, x'0198f2a0000070008000000000000001', c.course_id, '2025-09-16', 1 FROM course c \
         JOIN school_class k ON k.class_id = c.class_id WHERE k.grade = 7; \
         INSERT INTO journal_column (school_id, column_id, course_id, lesson_id) \
         SELECT school_id, lesson_id, course_id, lesson_id FROM lesson WHERE held_on = '2025-09-16';"
            .to_owned(),
    )
    .await;
    let html = page(&app, "deputy", "/reports/plans?period=1&year=2025").await;
    let own = html.split("<tr>").find(|row| row.contains("7-А · Алгебра")).unwrap();
    let (address, _) = links(own).into_iter().find(|(_, text)| text == "1").unwrap();
    let journal = page(&app, "deputy", &address).await;
    assert!(journal.contains("16.09") && journal.contains("Бабенко"), "{journal}");
}

#[rstest]
#[case::subject_teacher("colleague", &["8-А · Українська мова", "8-Б · Алгебра"], "8-А · Алгебра")]
#[case::class_teacher("class-teacher", &["8-А · Українська мова", "8-А · Алгебра"], "8-Б · Алгебра")]
#[tokio::test(flavor = "multi_thread")]
async fn a_teacher_sees_own_courses_and_the_own_class(
    #[case] login: &str,
    #[case] seen: &[&str],
    #[case] hidden: &str,
) {
    let app = TestApp::start().await;
    let html = page(&app, login, "/reports/plans").await;
    for course in seen {
        row(&html, course);
    }
    assert!(!html.contains(hidden), "{html}");
}

#[tokio::test(flavor = "multi_thread")]
async fn plans_of_a_class_are_taken_as_they_are_shown() {
    let app = TestApp::start().await;
    let cookie = app.sign_in("head").await;
    let ways = links(&page(&app, "head", "/reports").await);
    assert!(
        ways.contains(&("/reports/plans?period=1".to_owned(), "Виконання планів".to_owned())),
        "{ways:?}"
    );
    let path = format!("?period=1&class={}", app.class);
    let html = page(&app, "head", &format!("/reports/plans{path}")).await;
    assert!(!html.contains("8-Б · Алгебра"), "{html}");
    assert!(links(&html).contains(&(format!("/reports/plans.pdf{path}"), "PDF".to_owned())));
    let book = app.get(&format!("/reports/plans.xlsx{path}"), &cookie).await.bytes;
    let range = Xlsx::new(Cursor::new(book)).unwrap().worksheet_range("Виконання планів").unwrap();
    let line = |name: &str| range.rows().find(|row| row[0] == Data::String(name.to_owned()));
    assert_eq!(
        line("8-А · Українська мова").unwrap()[3..],
        [16.0, 12.0, 0.0, 4.0, 0.0, 0.0].map(Data::Float)
    );
    assert_eq!(line("Разом").unwrap()[3..], [17.0, 24.0, 0.0, 8.0, 0.0, 15.0].map(Data::Float));
    assert!(line("Клас: 8-А").is_some() && line("8-Б · Алгебра").is_none());
    let pdf = app.get(&format!("/reports/plans.pdf{path}"), &cookie).await;
    assert_eq!((pdf.status, &pdf.bytes[..5]), (StatusCode::OK, &b"%PDF-"[..]));
}
