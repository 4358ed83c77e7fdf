//! The report of a class: its pupils by subject, its lists, its absences.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};

use super::{links, page, row, summed_up, words};
use crate::{
    registers::absent_all_day,
    support::{TODAY, TestApp},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_class_has_its_pupils_by_subject_and_its_lists() {
    let app = summed_up().await;
    let html = page(&app, "class-teacher", &format!("/reports/classes/{}", app.class)).await;
    let text = words(&html);
    assert!(text.contains("8-А · підсумки І семестру 2026/2027"));
    assert!(
        row(&html, "Бабенко Олена").ends_with("9 * 10 9,50 достатній"),
        "{}",
        row(&html, "Бабенко Олена")
    );
    assert!(row(&html, "Вовк Олена").ends_with("3 н/а 3,00 н/а"), "{}", row(&html, "Вовк Олена"));
    // Of the two pupils who have a mark in algebra.
    assert!(row(&html, "Алгебра").contains("1 50,0 %"), "{}", row(&html, "Алгебра"));
    assert!(text.contains("Бабенко Олена: Алгебра – 9, до високого рівня"), "{text}");
    assert!(text.contains("Не атестовано 1 Вовк Олена: Українська мова"), "{text}");
    assert!(text.contains("Достатній рівень 1 Бабенко Олена"), "{text}");
    assert!(html.contains("heat h heat-0") && html.contains("heat s heat-3"), "{html}");
}

/// Absent from both lessons of a day: as the register has it, on the screen and in the file.
#[tokio::test(flavor = "multi_thread")]
async fn a_class_has_the_absences_of_its_register() {
    let app = summed_up().await;
    absent_all_day(&app, TODAY).await;
    let path = format!("/reports/classes/{}", app.class);
    let html = page(&app, "class-teacher", &format!("{path}?period=1")).await;
    let absences = html.split("id=\"absences\"").nth(1).unwrap();
    assert_eq!(row(absences, "Бабенко Олена"), "Бабенко Олена 1 2 0 0");
    assert_eq!(row(absences, "Разом"), "Разом 1 2 0 0");
    assert!(!absences.contains("Вовк"), "who missed nothing is not listed");
    let register = format!("/classes/{}/register?semester=1", app.class);
    assert!(links(absences).contains(&(register.clone(), "2".to_owned())));
    let counted = words(&page(&app, "class-teacher", &register).await);
    assert!(counted.contains("Пропущено уроків 1 2 1 2 1 2"), "{counted}");
    let cookie = app.sign_in("class-teacher").await;
    let book = app.get(&format!("{path}/report.xlsx?period=1"), &cookie).await.bytes;
    let range = Xlsx::new(Cursor::new(book)).unwrap().worksheet_range("Пропуски").unwrap();
    let all = range.rows().find(|row| row[0] == Data::String("Разом".to_owned())).unwrap();
    assert_eq!(all[1..], [Data::Float(1.0), Data::Float(2.0), Data::Empty, Data::Empty]);
}

#[tokio::test(flavor = "multi_thread")]
async fn absences_are_shown_before_there_are_marks() {
    let app = TestApp::start().await;
    absent_all_day(&app, TODAY).await;
    let path = format!("/reports/classes/{}", app.class);
    let html = page(&app, "head", &format!("{path}?period=1")).await;
    assert!(html.contains("Підсумкових оцінок ще немає: І семестр"), "{html}");
    assert_eq!(row(&html, "Разом"), "Разом 1 2 0 0");
    let later = page(&app, "head", &format!("{path}?period=2")).await;
    assert!(!later.contains("id=\"absences\""), "{later}");
}

/// Counted where the pupil is now, and not lost where the mark was given.
#[tokio::test(flavor = "multi_thread")]
async fn the_former_class_shows_the_mark_of_who_moved() {
    let app = summed_up().await;
    let last = chrono::NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
    app.leave(app.pupil, last, Some(app.other_pupil)).await;
    let path = format!("/reports/classes/{}?period=1", app.class);
    let html = page(&app, "head", &path).await;
    let moved = html.split("<tr class=\"muted\">").nth(1).unwrap();
    let moved = words(moved.split("</tr>").next().unwrap());
    assert_eq!(moved, "Бабенко Олена вибув до 8-Б 9 * 10 – –");
    assert!(row(&html, "Вовк Олена").contains('3'));
    assert!(html.contains("у колишньому класі його оцінки показано без врахування"));
    let before = words(&html);
    app.leave(app.pupil, last.succ_opt().unwrap(), None).await;
    let html = page(&app, "head", &path).await;
    assert!(words(&html).contains("Бабенко Олена вибув 9"), "{before}");
}
