//! Who is shown which figures: nobody those of others.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};

use super::{choice, page, row, summed_up, words};

#[tokio::test(flavor = "multi_thread")]
async fn a_choice_shows_a_teacher_nothing_of_others() {
    let app = summed_up().await;
    let algebra = choice(&page(&app, "head", "/reports").await, "Алгебраїстка Олена Петрівна");
    let html = page(&app, "colleague", &format!("/reports?teacher={algebra}")).await;
    assert!(html.contains("За цим вибором оцінок немає") && !html.contains("Алгебраїстка"), "{html}");
    let html = page(&app, "colleague", &format!("/reports?class={}", app.class)).await;
    assert!(words(&html).contains("Підсумкових оцінок 1 з 2"), "{}", words(&html));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sees_a_class_alone_lists_no_pupils_of_others() {
    let app = summed_up().await;
    let own = page(&app, "class-teacher", "/reports/pupils?period=1").await;
    assert!(own.contains("2 учні") && row(&own, "Вовк Олена").ends_with("8-А н/а"), "{own}");
    let none = page(&app, "colleague", "/reports/pupils?period=1").await;
    assert!(none.contains("Таких учнів немає."), "{none}");
}

/// Of one pupil the list is a page of the pupil's data, and the family is told who opened it.
#[tokio::test(flavor = "multi_thread")]
async fn the_marks_of_one_pupil_are_not_listed_without_a_trace() {
    let app = summed_up().await;
    page(&app, "deputy", &format!("/reports/marks?period=1&class={}", app.class)).await;
    let nothing = format!("/reports/marks?period=year&pupil={}", app.pupil);
    assert!(page(&app, "deputy", &nothing).await.contains("Таких оцінок немає."));
    let told = app.diary_page("/data", "guardian").await;
    assert!(told.contains("За рік таких переглядів не було."), "{told}");
    page(&app, "deputy", &format!("/reports/marks?period=1&pupil={}", app.pupil)).await;
    let told = app.diary_page("/data", "guardian").await;
    let (_, looks) = told.split_once("id=\"looks\"").unwrap();
    assert!(looks.contains("Заступниця Олена") && looks.contains("підсумкові оцінки у звіті"), "{looks}");
}

/// Nor is the mark that keeps one pupil from a higher level.
#[tokio::test(flavor = "multi_thread")]
async fn the_mark_that_keeps_one_pupil_is_not_told_without_a_trace() {
    let app = summed_up().await;
    page(&app, "deputy", "/reports/pupils?period=1&only=away").await;
    page(&app, "deputy", &format!("/reports/pupils?period=1&pupil={}", app.pupil)).await;
    let told = app.diary_page("/data", "guardian").await;
    assert!(told.contains("За рік таких переглядів не було."), "{told}");
    let own = format!("/reports/pupils?period=1&only=away&pupil={}", app.pupil);
    assert!(page(&app, "deputy", &own).await.contains("Алгебра"));
    let told = app.diary_page("/data", "guardian").await;
    assert!(told.contains("підсумкові оцінки у звіті"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_teacher_sees_the_own_courses_alone() {
    let app = summed_up().await;
    let html = page(&app, "colleague", "/reports").await;
    assert!(html.contains("Показано ваші предмети"));
    assert!(row(&html, "8-А").contains("1 100,0 100,0 10,00"), "{}", row(&html, "8-А"));
    assert!(!html.contains("/reports/classes/"), "not the pages of others' classes");
    let list = page(&app, "colleague", "/reports/marks?period=1").await;
    assert!(list.contains("4 оцінки") && !list.contains("скоригована"), "{list}");
    let own = page(&app, "class-teacher", "/reports").await;
    assert!(own.contains(&format!("/reports/classes/{}", app.class)) && !own.contains("8-Б"), "{own}");
}

/// The pupils of the own class and the marks of another one are no pupils and marks of the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_class_teacher_who_teaches_elsewhere_is_told_no_pupils_of_all() {
    let app = summed_up().await;
    let before = page(&app, "class-teacher", "/reports?period=1").await;
    assert!(words(&before).contains("Учнів оцінено 1 з 2"), "{}", words(&before));
    assert!(row(&before, "Разом").starts_with("Разом 2 "), "{}", row(&before, "Разом"));
    app.hand_over("8-Б", "Алгебра", "class-teacher").await;
    let html = page(&app, "class-teacher", "/reports?period=1").await;
    assert!(words(&html).contains("Підсумкових оцінок 4 з 5"), "{}", words(&html));
    let (own, other, all) = (row(&html, "8-А"), row(&html, "8-Б"), row(&html, "Разом"));
    assert!(own.starts_with("8-А 2 ") && own.ends_with("50,0 50,0 –"), "{own}");
    assert!(other.starts_with("8-Б – ") && other.ends_with("100,0 – – –"), "{other}");
    assert!(all.starts_with("Разом – ") && all.ends_with("– – –"), "{all}");
    let cookie = app.sign_in("class-teacher").await;
    let book = app.get("/reports.xlsx?period=1", &cookie).await.bytes;
    let range = Xlsx::new(Cursor::new(book)).unwrap().worksheet_range("Класи").unwrap();
    let of = |name: &str| range.rows().find(|row| row[0] == Data::String(name.to_owned())).unwrap();
    assert_eq!((&of("8-А")[1], &of("8-Б")[1]), (&Data::Float(2.0), &Data::Empty));
    assert_eq!(of("Разом")[1], Data::Empty, "two pupils, and the marks of three");
}
