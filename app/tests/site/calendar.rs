//! The dates of the academic year, as the school sets them.

use axum::http::StatusCode;
use klas_app::api::journal::News;
use rstest::rstest;

use crate::support::TestApp;

const YEAR: [(&str, &str); 7] = [
    ("first-from", "2026-09-01"),
    ("first-until", "2026-12-25"),
    ("second-from", "2027-01-11"),
    ("second-until", "2027-05-31"),
    ("name-0", "Карантин"),
    ("from-0", "2026-11-30"),
    ("until-0", "2026-12-06"),
];

fn with(name: &str, value: &'static str) -> Vec<(&'static str, &'static str)> {
    YEAR.iter().map(|(own, was)| (*own, if *own == name { value } else { *was })).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quarantine_takes_its_lessons_off() {
    let app = TestApp::start().await;
    let deputy = app.sign_in("deputy").await;
    let answer = app.post("/school/year", &YEAR, &deputy).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let html = app.get(&answer.location, &deputy).await.body;
    assert!(html.contains("Збережено.") && html.contains("знято"), "{html}");
    assert!(html.contains("value=\"Карантин\""), "{html}");
    let teacher = app.sign_in("teacher").await;
    let no_lessons = "Уроків цього дня немає";
    assert!(app.get("/today?day=2026-12-01", &teacher).await.body.contains(no_lessons));
    assert!(!app.get("/today?day=2026-12-08", &teacher).await.body.contains(no_lessons));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_page_of_the_journal_hears_of_new_dates() {
    let app = TestApp::start().await;
    let teacher = app.sign_in("teacher").await;
    let news = async |seq: i64| {
        let (person, course) = (app.person_of("teacher"), app.course);
        let ask = format!(r#"{{"person":"{person}","course":"{course}","seq":{seq}}}"#);
        serde_json::from_str::<News>(&app.call("news", &ask, &teacher).await.body).unwrap()
    };
    let opened = news(0).await.seq;
    let answer = app.post("/school/year", &YEAR, &app.sign_in("deputy").await).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let heard = news(opened).await;
    assert!(heard.rearranged, "{heard:?}");
    assert!(!news(heard.seq).await.rearranged, "once");
}

#[rstest]
#[case::no_date("first-until", "", "Вкажіть дату.")]
#[case::semesters("second-from", "2026-12-20", "Семестри мають іти один за одним.")]
#[case::another_year("second-until", "2028-05-31", "Рік 2026/2027 починається і закінчується у своїх")]
#[case::no_name("name-0", " ", "Дайте назву.")]
#[case::backwards("until-0", "2026-11-29", "Останній день раніше за перший.")]
#[case::outside("until-0", "2027-06-29", "Ці дні поза навчальним роком.")]
#[case::nonsense("from-0", "30.11", "Вкажіть дату.")]
#[tokio::test(flavor = "multi_thread")]
async fn a_date_that_cannot_be_is_told_beside_it_and_the_rest_stays(
    #[case] name: &str,
    #[case] value: &'static str,
    #[case] said: &str,
) {
    let app = TestApp::start().await;
    let head = app.sign_in("head").await;
    let answer = app.post("/school/year", &with(name, value), &head).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains(said), "{}", answer.body);
    assert!(answer.body.contains("value=\"2026-09-01\""), "what was typed stays");
    let stored = app.get("/school/year", &head).await.body;
    assert!(stored.contains("Осінні канікули") && !stored.contains("Карантин"), "nothing changed");
}
