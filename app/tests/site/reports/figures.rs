//! The figures of a school: what they are made of, and what is shown where there are none.

use std::io::Cursor;

use axum::http::StatusCode;
use calamine::{Data, Reader, Xlsx};
use rstest::rstest;

use super::{links, page, row, summed_up, words};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn the_head_sees_the_figures_of_the_school() {
    let app = summed_up().await;
    let html = page(&app, "head", "/reports").await;
    let text = words(&html);
    assert!(text.contains("Підсумки І семестру 2026/2027"));
    assert!(text.contains("Учнів оцінено 3 з 4 1 не атестовано Якість"), "{text}");
    // 9, 3, 10, 12 and one mark of the level «високий».
    assert!(text.contains("Якість 80,0 %"), "{text}");
    assert!(html.contains("80,0\u{a0}%"), "the sign does not leave its number");
    assert!(text.contains("Середній бал 8,50"), "{text}");
    assert!(text.contains("75,0 % учнів з усіма 7–12"), "{text}");
    let (eighth, third) = (row(&html, "8-А"), row(&html, "3-А"));
    assert!(eighth.ends_with("1 66,7 66,7 7,33 60,0 50,0 50,0 –"), "{eighth}");
    assert!(third.ends_with("0 100,0 100,0 – 100,0 100,0 100,0 –"), "{third}");
    assert!(row(&html, "Разом").starts_with("Разом 4 "), "{}", row(&html, "Разом"));
    assert!(!text.contains("1-А"), "a class that is assessed in words has no marks to report");
}

#[rstest]
#[case("/reports?period=2", "Підсумкових оцінок ще немає: ІІ семестр")]
#[case("/reports?period=year", "Підсумкових оцінок ще немає: Рік")]
#[case("/reports/classes/{class}?period=2", "Підсумкових оцінок ще немає: ІІ семестр")]
#[tokio::test(flavor = "multi_thread")]
async fn a_period_without_marks_says_so_and_where_marks_are_given(#[case] path: &str, #[case] said: &str) {
    let app = summed_up().await;
    let html = page(&app, "head", &path.replace("{class}", &app.class.to_string())).await;
    assert!(html.contains(said), "{html}");
    assert!(links(&html).contains(&("/journal".to_owned(), "До журналів".to_owned())));
    assert!(!html.contains("<table") && !html.contains("NaN"));
}

#[rstest]
#[case("/reports?period=3", StatusCode::BAD_REQUEST)]
#[case("/reports?by=pupils", StatusCode::BAD_REQUEST)]
#[case("/reports/marks?only=best", StatusCode::BAD_REQUEST)]
#[case("/reports/marks?only=13", StatusCode::BAD_REQUEST)]
#[case("/reports/pupils?only=0", StatusCode::BAD_REQUEST)]
#[case("/reports/marks?class=8", StatusCode::BAD_REQUEST)]
#[case("/reports/classes/8-А", StatusCode::NOT_FOUND)]
#[case("/reports/classes/0198f2a0-0000-7000-8000-000000000000", StatusCode::NOT_FOUND)]
#[case("/reports?class=8", StatusCode::BAD_REQUEST)]
#[case("/reports?teacher=nobody", StatusCode::BAD_REQUEST)]
#[case("/reports.xlsx?subject=algebra", StatusCode::BAD_REQUEST)]
#[case("/reports?period=&by=&class=&subject=&teacher=", StatusCode::OK)]
#[case("/reports/marks?page=99", StatusCode::OK)]
#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_makes_no_sense_is_told_so(#[case] path: &str, #[case] status: StatusCode) {
    let app = TestApp::start().await;
    let path = path.replace('А', "%D0%90");
    assert_eq!(app.get(&path, &app.sign_in("head").await).await.status, status);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_english_page_has_english_numbers() {
    let app = summed_up().await;
    let cookie = format!("{}; klas_language=en", app.sign_in("head").await);
    let text = words(&app.get("/reports", &cookie).await.body);
    assert!(text.contains("Results of semester I 2026/2027") && text.contains("Quality 80.0%"), "{text}");
}

/// One of the three marks of 8-А is of the initial level: (100 + 64 + weight) / 3.
#[rstest]
#[case::usual("16", StatusCode::SEE_OTHER, "60,0")]
#[case::lighter("4", StatusCode::SEE_OTHER, "56,0")]
#[case::nothing(" 0 ", StatusCode::SEE_OTHER, "54,7")]
#[case::as_the_medium_level("36", StatusCode::SEE_OTHER, "66,7")]
#[case::too_heavy("37", StatusCode::UNPROCESSABLE_ENTITY, "60,0")]
#[case::not_a_number("шість", StatusCode::UNPROCESSABLE_ENTITY, "60,0")]
#[tokio::test(flavor = "multi_thread")]
async fn a_school_chooses_what_the_initial_level_weighs(
    #[case] typed: &str,
    #[case] status: StatusCode,
    #[case] index: &str,
) {
    let app = summed_up().await;
    let cookie = app.sign_in("administrator").await;
    let answer = app.post("/school/marking", &[("what", "index"), ("initial", typed)], &cookie).await;
    assert_eq!(answer.status, status);
    let shown = if status == StatusCode::SEE_OTHER {
        app.get("/school/marking", &cookie).await.body
    } else {
        assert!(answer.body.contains("Вага – ціле число від 0 до 36."), "{}", answer.body);
        answer.body
    };
    let form = shown.split("id=\"index\"").nth(1).unwrap().split("</form>").next().unwrap();
    assert!(form.contains(&format!("value=\"{}\"", typed.trim())), "{form}");
    let head = app.sign_in("head").await;
    let html = app.get("/reports?period=1", &head).await.body;
    assert!(row(&html, "8-А").contains(&format!("7,33 {index} 50,0")), "{}", row(&html, "8-А"));
    let weight = if status == StatusCode::SEE_OTHER { typed.trim() } else { "16" };
    assert_eq!(html.matches(&format!("36 · середній + {weight} · початковий")).count(), 2, "{html}");
    let class = app.get(&format!("/reports/classes/{}?period=1", app.class), &head).await.body;
    assert!(words(&class).contains(&format!("Ступінь навченості {index} %")), "{}", words(&class));
    let book = app.get("/reports.xlsx?period=1", &head).await.bytes;
    let range = Xlsx::new(Cursor::new(book)).unwrap().worksheet_range("Класи").unwrap();
    let line = range.rows().find(|row| row[0] == Data::String("8-А".to_owned())).unwrap();
    let index = index.replace(',', ".").parse().unwrap();
    assert!(line.contains(&Data::Float(index)), "{line:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_package_says_beforehand_which_periods_have_no_marks() {
    let app = summed_up().await;
    let html = page(&app, "deputy", "/reports/package").await;
    assert!(html.contains("Підсумкових оцінок ще немає: ІІ семестр, Рік."), "{html}");
    for (kind, semester) in [("semester", 2), ("annual", 0)] {
        app.sum_up("8-А", "Алгебра", kind, semester, &[("Бабенко", 10)]).await;
    }
    let html = page(&app, "deputy", "/reports/package").await;
    assert!(!html.contains("Підсумкових оцінок ще немає"), "{html}");
}
