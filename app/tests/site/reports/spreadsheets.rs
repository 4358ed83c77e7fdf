//! Reports as XLSX: what the pages show, and whose marks count.

use std::io::Cursor;

use axum::http::StatusCode;
use calamine::{Data, Reader, Xlsx};
use rstest::rstest;

use super::{choice, page, summed_up};

#[rstest]
#[case("Класи", "8-А", &[2.0, 1.0, 3.0, 1.0, 1.0, 0.0, 1.0, 1.0, 66.7, 66.7, 7.33, 60.0, 50.0, 50.0])]
#[case("Предмети", "Алгебра", &[3.0, 1.0, 1.0, 0.0, 1.0, 0.0, 66.7, 66.7, 8.0, 60.0])]
#[case("Паралелі", "3-ті класи", &[1.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 100.0, 100.0])]
#[tokio::test(flavor = "multi_thread")]
async fn the_spreadsheet_has_the_pages_numbers(
    #[case] sheet: &str,
    #[case] line: &str,
    #[case] numbers: &[f64],
) {
    let app = summed_up().await;
    let answer = app.get("/reports.xlsx?period=1", &app.sign_in("head").await).await;
    assert_eq!(answer.status, StatusCode::OK);
    let mut book = Xlsx::new(Cursor::new(answer.bytes)).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    let row = range.rows().find(|row| row[0] == Data::String(line.to_owned())).unwrap();
    let found: Vec<_> = row[1..]
        .iter()
        .filter_map(|cell| if let Data::Float(number) = cell { Some(*number) } else { None })
        .collect();
    assert_eq!(found[..numbers.len()], *numbers);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_narrowed_report_is_taken_as_it_is_shown() {
    let app = summed_up().await;
    let whole = page(&app, "head", "/reports?period=1").await;
    let path = format!("/reports.xlsx?period=1&subject={}", choice(&whole, "Алгебра"));
    let mut book = Xlsx::new(Cursor::new(app.get(&path, &app.sign_in("head").await).await.bytes)).unwrap();
    let range = book.worksheet_range("Класи").unwrap();
    let rows: Vec<_> = range.rows().map(|row| row[0].to_string()).collect();
    assert!(rows.contains(&"Предмет: Алгебра".to_owned()), "{rows:?}");
    assert!(rows.contains(&"8-А".to_owned()) && !rows.contains(&"3-А".to_owned()), "{rows:?}");
    let class = range.rows().find(|row| row[0] == Data::String("8-А".to_owned())).unwrap();
    assert_eq!(class[1], Data::Float(2.0), "marks of algebra alone");
}

#[rstest]
#[case::of_the_school("/reports.xlsx", "Учителі")]
#[case::of_a_class("/reports/classes/{class}/report.xlsx", "Предмети за рівнями")]
#[tokio::test(flavor = "multi_thread")]
async fn a_document_says_which_marks_count_and_whose(#[case] path: &str, #[case] sheet: &str) {
    let app = summed_up().await;
    let cookie = app.sign_in("head").await;
    let path = path.replace("{class}", &app.class.to_string());
    for (period, empty) in [("1", false), ("2", true)] {
        let answer = app.get(&format!("{path}?period={period}"), &cookie).await;
        let mut book = Xlsx::new(Cursor::new(answer.bytes)).unwrap();
        let range = book.worksheet_range(sheet).unwrap();
        let text = range.rows().map(|row| row[0].to_string()).collect::<Vec<_>>().join("\n");
        assert!(text.contains("Враховано скориговану оцінку"), "{text}");
        assert!(text.contains("навчався в класі станом на 24.11.2026"), "{text}");
        assert_eq!(text.contains("Підсумкових оцінок ще немає: ІІ семестр"), empty, "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_spreadsheet_of_a_class_has_its_pupils() {
    let app = summed_up().await;
    let path = format!("/reports/classes/{}/report.xlsx?period=1", app.class);
    let cookie = app.sign_in("class-teacher").await;
    let mut book = Xlsx::new(Cursor::new(app.get(&path, &cookie).await.bytes)).unwrap();
    let range = book.worksheet_range("Оцінки учнів").unwrap();
    let name = Data::String("Бабенко Олена Петрівна".to_owned());
    let pupil = range.rows().find(|row| row[0] == name).unwrap();
    assert_eq!(pupil[1..4], [9.0, 10.0, 9.5].map(Data::Float));
    let forbidden = app.get(&path, &app.sign_in("teacher").await).await;
    assert_eq!(forbidden.status, StatusCode::FORBIDDEN);
}
