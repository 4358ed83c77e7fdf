//! Figures beside those of other periods and years.

use axum::http::StatusCode;

use super::{links, page, row, summed_up, words};

const TO_SECOND: &str = "порівняно з ІІ семестром";
const TO_LAST_YEAR: &str = "порівняно з минулим роком";

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_held_against_the_other_semester_and_last_year() {
    let app = summed_up().await;
    // Quality was 100 % a year ago; in 8-А of this year it is two marks of three.
    app.a_year_ago(1, &[("Бабенко", 9), ("Вовк", 7)]).await;
    app.sum_up("8-А", "Алгебра", "semester", 2, &[("Бабенко", 12), ("Вовк", 6)]).await;
    let first = page(&app, "head", "/reports?period=1").await;
    assert!(row(&first, "8-А").ends_with("▼ менше на 33,3"), "{}", row(&first, "8-А"));
    assert!(row(&first, "8-Б").ends_with('–'), "8-Б was in no class a year ago");
    let text = words(&first);
    assert!(
        text.contains(&format!("Якість 80,0 % ▲ більше на 30,0 {TO_SECOND} ▼ менше на 20,0 {TO_LAST_YEAR}")),
        "{text}"
    );
    assert!(
        text.contains(&format!(
            "Середній бал 8,50 ▼ менше на 0,50 {TO_SECOND} ▲ більше на 0,50 {TO_LAST_YEAR}"
        )),
        "{text}"
    );
    let second = words(&page(&app, "head", "/reports?period=2").await);
    assert!(second.contains("Якість 50,0 % ▼ менше на 30,0 порівняно з І семестром"), "{second}");
    let class = words(&page(&app, "head", &format!("/reports/classes/{}?period=1", app.class)).await);
    assert!(
        class.contains(&format!("Якість 66,7 % ▲ більше на 16,7 {TO_SECOND} ▼ менше на 33,3 {TO_LAST_YEAR}")),
        "{class}"
    );
    let parallels = page(&app, "head", "/reports?period=1&by=parallels").await;
    assert!(row(&parallels, "8-мі класи").ends_with("▼ менше на 25,0"), "{}", row(&parallels, "8-мі класи"));
}

/// Quality of the first semester, of the second, of the year, of the first semester a year ago.
#[tokio::test(flavor = "multi_thread")]
async fn the_periods_of_the_year_stand_in_their_order_and_then_a_year_ago() {
    let app = summed_up().await;
    app.a_year_ago(1, &[("Бабенко", 9), ("Вовк", 7)]).await;
    app.sum_up("8-А", "Алгебра", "semester", 2, &[("Бабенко", 12), ("Вовк", 6)]).await;
    app.sum_up("8-А", "Алгебра", "annual", 0, &[("Бабенко", 11), ("Вовк", 1)]).await;
    let html = page(&app, "head", "/reports?period=1").await;
    assert_eq!(row(&html, "І семестр"), "І семестр ІІ семестр Рік Торік, І семестр");
    assert_eq!(row(&html, "Якість"), "Якість 80,0 % 50,0 % 50,0 % 100,0 %");
    assert_eq!(row(&html, "Успішність"), "Успішність 80,0 % 100,0 % 50,0 % 100,0 %");
    let html = page(&app, "head", "/reports?period=year").await;
    assert_eq!(row(&html, "І семестр"), "І семестр ІІ семестр Рік");
    let class = page(&app, "class-teacher", &format!("/reports/classes/{}?period=2", app.class)).await;
    assert_eq!(row(&class, "Якість"), "Якість 66,7 % 50,0 % 50,0 %");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_earlier_year_is_read_as_it_was() {
    let app = summed_up().await;
    app.a_year_ago(1, &[("Бабенко", 9), ("Вовк", 7)]).await;
    let html = page(&app, "head", "/reports?period=1&year=2025").await;
    assert!(words(&html).contains("Підсумки І семестру 2025/2026"), "{html}");
    assert!(row(&html, "7-А").contains("100,0 100,0 8,00"), "{}", row(&html, "7-А"));
    assert!(!html.contains(">8-А<"), "a class of this year");
    assert!(html.contains("<option value=\"2025\" selected>2025/2026</option>"), "{html}");
    // Whatever the page leads to is of the same year, and a file is as well.
    let of_report = |(to, _): &(String, String)| to.starts_with("/reports") && to.contains('?');
    let ways: Vec<_> = links(&html).into_iter().filter(of_report).collect();
    assert!(ways.len() > 10);
    for (address, text) in ways {
        assert!(address.contains("year=2025"), "{text}: {address}");
        page(&app, "head", &address).await;
    }
    // A year that the school does not have is not there; a school of one year has nothing to choose.
    let cookie = app.sign_in("head").await;
    assert_eq!(app.get("/reports?year=2019", &cookie).await.status, StatusCode::NOT_FOUND);
    assert!(!page(&summed_up().await, "head", "/reports").await.contains("name=\"year\""));
}
