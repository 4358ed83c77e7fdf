//! The registers of a class as a browser without JavaScript shows and fills them.

use axum::http::StatusCode;
use chrono::NaiveDate;
use klas_domain::{Id, id::of};
use rstest::rstest;

use crate::support::{Answer, TODAY, TestApp};

const LAST_WEEK: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 17).unwrap();

/// The teachers of algebra and Ukrainian, who are at two lessons of each Tuesday.
pub const SUBJECTS: [(&str, &str); 2] = [("teacher", "Алгебра"), ("colleague", "Українська мова")];

fn register(app: &TestApp) -> String {
    format!("/classes/{}/register", app.class)
}

/// Enters an absence of a pupil at a subject's lesson of a day, as its teacher.
pub async fn absent(app: &TestApp, (login, subject): (&str, &str), day: NaiveDate, pupil: Id<of::Person>) {
    let mut reader = app.store.read(app.school).await.unwrap();
    let (year, _) = reader.year(TODAY).await.unwrap();
    let courses = reader.courses(year, None).await.unwrap();
    let course =
        courses.iter().find(|course| course.subject == subject && course.class.letter == "А").unwrap();
    let lesson = reader.lessons(course.id, (day, day)).await.unwrap()[0].lesson;
    drop(reader);
    let cookie = app.sign_in(login).await;
    let path = format!("/journal/{}/lessons/{lesson}", course.id);
    let field = format!("a-{pupil}");
    let fields = [("version", "0"), ("topic", ""), ("homework", ""), (field.as_str(), "н")];
    assert_eq!(app.post(&path, &fields, &cookie).await.status, StatusCode::SEE_OTHER);
}

pub async fn absent_all_day(app: &TestApp, day: NaiveDate) {
    for lesson in SUBJECTS {
        absent(app, lesson, day, app.pupil).await;
    }
}

/// Sends the form of reasons.
async fn explain(app: &TestApp, days: [&str; 2], more: &[(&str, &str)], cookie: &str) -> Answer {
    let pupil = app.pupil.to_string();
    let mut fields = vec![("pupil", pupil.as_str()), ("from", days[0]), ("to", days[1])];
    fields.extend(more);
    if !more.iter().any(|(name, _)| *name == "kind") {
        fields.push(("kind", "хв"));
    }
    app.post(&format!("{}?month=2026-11", register(app)), &fields, cookie).await
}

/// The line of a pupil in the table, without what browsers do not show.
fn line(body: &str, surname: &str) -> String {
    let (_, table) = body.split_once("<tbody").unwrap();
    let (_, row) = table.split_once(&format!(">{surname}")).unwrap();
    let row = row.split("</tr>").next().unwrap();
    let mut text = String::new();
    for part in row.split('<').skip(1) {
        let (tag, shown) = part.split_once('>').unwrap();
        if tag.starts_with("td") {
            text.push('|');
        }
        text.push_str(shown);
    }
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn the_register_shows_lessons_missed_and_adds_them_up() {
    let app = TestApp::start().await;
    absent_all_day(&app, TODAY).await;
    absent(&app, SUBJECTS[0], LAST_WEEK, app.pupil).await;
    let cookie = app.sign_in("head").await;
    let body = app.get(&format!("{}?month=2026-11", register(&app)), &cookie).await.body;
    let own = line(&body, "Бабенко");
    assert!(own.contains("|н/1|") && own.contains("|н/2|"), "{own}");
    assert!(own.ends_with("|1|3||".repeat(3).as_str()), "month, semester, year: {own}");
    assert!(!line(&body, "Вовк").contains("н/"));
    assert!(!body.contains(r#"name="kind""#), "reasons are the class teacher's");
    let semester = app.get(&format!("{}?semester=1", register(&app)), &cookie).await.body;
    assert!(semester.contains("Вересень") && semester.contains("Грудень"), "months of the semester");
    assert!(line(&semester, "Бабенко").contains("|1|3||"));
}

#[tokio::test(flavor = "multi_thread")]
async fn absences_of_a_day_get_their_reason_at_once() {
    let app = TestApp::start().await;
    absent_all_day(&app, TODAY).await;
    let cookie = app.sign_in("class-teacher").await;
    let path = format!("{}?month=2026-11", register(&app));
    let before = app.get(&path, &cookie).await.body;
    assert!(before.contains("Бабенко Олена: 24.11"), "the reminder");
    assert!(before.contains(&format!("pupil={}&amp;from=2026-11-24&amp;to=2026-11-24#reasons", app.pupil)));
    let answer = explain(&app, ["2026-11-24", "2026-11-24"], &[], &cookie).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    assert_eq!(answer.location, format!("{path}&changed=2"));
    let after = app.get(&answer.location, &cookie).await.body;
    assert!(line(&after, "Бабенко").contains("|хв/2|"));
    assert!(after.contains("Причину змінено: 2\u{a0}уроки."));
    assert!(after.contains("причини всіх пропусків указано"));
}

/// Courses are closed before their class: the form is there until the class is.
#[tokio::test(flavor = "multi_thread")]
async fn reasons_are_given_until_the_class_is_closed() {
    let app = TestApp::start().await;
    absent_all_day(&app, TODAY).await;
    for (_, subject) in SUBJECTS {
        app.shut(app.course_called(subject).await, 1).await;
    }
    let cookie = app.sign_in("class-teacher").await;
    let day = ["2026-11-24", "2026-11-24"];
    assert_eq!(explain(&app, day, &[], &cookie).await.status, StatusCode::SEE_OTHER);
    app.shut_class(app.class, 1).await;
    let path = format!("{}?month=2026-11", register(&app));
    let body = app.get(&path, &cookie).await.body;
    assert!(body.contains("виправити може лише заступник директора"), "{body}");
    assert!(!body.contains(r#"name="kind""#), "{body}");
    let other = app.get(&format!("{}?semester=2", register(&app)), &cookie).await.body;
    assert!(other.contains(r#"name="kind""#), "the other semester is open");
    let answer = explain(&app, day, &[("kind", "пп"), ("all", "1")], &cookie).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("хв/2") && !answer.body.contains("пп/2"), "{}", answer.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_a_reason_keeps_it_unless_all_are_meant() {
    let app = TestApp::start().await;
    absent(&app, SUBJECTS[0], TODAY, app.pupil).await;
    let cookie = app.sign_in("class-teacher").await;
    let day = ["2026-11-24", "2026-11-24"];
    explain(&app, day, &[], &cookie).await;
    absent(&app, SUBJECTS[1], TODAY, app.pupil).await;
    let answer = explain(&app, day, &[("kind", "пп")], &cookie).await;
    assert!(answer.location.ends_with("changed=1"));
    let path = format!("{}?month=2026-11", register(&app));
    assert!(line(&app.get(&path, &cookie).await.body, "Бабенко").contains("хв/1 пп/1"));
    let answer = explain(&app, day, &[("kind", "бп"), ("all", "1")], &cookie).await;
    assert!(answer.location.ends_with("changed=2"));
    let answer = explain(&app, day, &[("kind", "н")], &cookie).await;
    assert!(answer.location.ends_with("changed=2"), "н takes the reasons back");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_entry_asks_why_and_keeps_what_was_typed() {
    let mut app = TestApp::start().await;
    absent_all_day(&app, TODAY).await;
    app.turn_to(NaiveDate::from_ymd_opt(2026, 12, 15).unwrap());
    let cookie = app.sign_in("class-teacher").await;
    let day = ["2026-11-24", "2026-11-24"];
    let answer = explain(&app, day, &[], &cookie).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("Не змінено: 2\u{a0}уроки. Запису понад 14\u{a0}днів"), "{}", answer.body);
    assert!(answer.body.contains(r#"name="from" value="2026-11-24""#));
    assert!(answer.body.contains(&format!(r#"value="{}" selected"#, app.pupil)));
    let answer = explain(&app, day, &[("correction", "Довідку принесли пізно")], &cookie).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let history = app.call("cell-history", &cell(&app), &cookie).await.body;
    assert!(history.contains("Довідку принесли пізно"), "{history}");
}

fn cell(app: &TestApp) -> String {
    format!(r#"{{"column":"{}","pupil":"{}"}}"#, app.lesson, app.pupil)
}

#[rstest]
#[case::turned_round(["2026-11-24", "2026-11-23"], "в межах навчального року")]
#[case::outside_the_year(["2026-08-01", "2026-11-24"], "в межах навчального року")]
#[case::no_dates(["", "завтра"], "в межах навчального року")]
#[case::nothing_missed(["2026-11-23", "2026-11-23"], "змінювати нічого")]
#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_changes_nothing_says_why(#[case] days: [&str; 2], #[case] said: &str) {
    let app = TestApp::start().await;
    let cookie = app.sign_in("class-teacher").await;
    let answer = explain(&app, days, &[], &cookie).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains(said), "{}", answer.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ran_out_loses_no_reason() {
    let app = TestApp::start().await;
    absent_all_day(&app, TODAY).await;
    let day = ["2026-11-24", "2026-11-24"];
    let cookie = app.sign_in("class-teacher").await;
    let person = app.person_of("class-teacher").to_string();
    let html = app.get(&register(&app), &cookie).await.body;
    assert!(html.contains(&format!(r#"name="person" value="{person}""#)), "the form knows whose it is");
    let typed = [("person", person.as_str()), ("kind", "пп"), ("correction", "Довідка")];
    let answer = explain(&app, day, &typed, "").await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    for kept in ["2026-11-24", "пп", "Довідка"] {
        assert!(answer.body.contains(&format!(">{kept}</textarea>")), "{kept}: {}", answer.body);
    }
    let mut again = typed.to_vec();
    again.extend([("login", "class-teacher"), ("password", crate::support::PASSWORD)]);
    let answer = explain(&app, day, &again, "").await;
    assert_eq!(answer.location, format!("{}?month=2026-11&changed=2", register(&app)), "{}", answer.body);
    assert!(!answer.cookie.is_empty());
    let stranger = explain(&app, day, &typed, &app.sign_in("teacher").await).await;
    assert_eq!(stranger.status, StatusCode::UNAUTHORIZED, "another person is signed in");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pupil_of_another_class_is_not_on_the_list() {
    let app = TestApp::start().await;
    let cookie = app.sign_in("class-teacher").await;
    let pupil = app.other_pupil.to_string();
    let fields = [("pupil", pupil.as_str()), ("from", "2026-11-24"), ("to", "2026-11-24"), ("kind", "хв")];
    let answer = app.post(&register(&app), &fields, &cookie).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("Виберіть учня"));
}

#[rstest]
#[case::class_teacher("class-teacher", "/today", Some("Мій клас 8-А"), false)]
#[case::teacher("teacher", "/today", None, false)]
#[case::head("head", "/journal", None, true)]
#[case::nurse("nurse", "/classes", None, true)]
#[case::psychologist("psychologist", "/classes", None, true)]
#[tokio::test(flavor = "multi_thread")]
async fn the_way_to_registers_is_in_the_navigation(
    #[case] login: &str,
    #[case] home: &str,
    #[case] own: Option<&str>,
    #[case] all: bool,
) {
    let app = TestApp::start().await;
    let cookie = app.sign_in(login).await;
    assert_eq!(app.get("/", &cookie).await.location, home);
    let body = app.get(home, &cookie).await.body;
    assert_eq!(body.contains("Мій клас"), own.is_some());
    assert_eq!(body.contains(r#"href="/classes""#), all);
    if all {
        let list = app.get("/classes", &cookie).await.body;
        assert!(list.contains(&format!(r#"href="{}""#, register(&app))));
    }
}

/// A pupil who came during the year has no cells before.
#[tokio::test(flavor = "multi_thread")]
async fn days_outside_the_class_are_hatched() {
    let app = TestApp::start().await;
    let cookie = app.sign_in("class-teacher").await;
    let path = format!("{}?month=2026-09", register(&app));
    assert!(!app.get(&path, &cookie).await.body.contains("не в класі"));
    app.let_come("Яворський", NaiveDate::from_ymd_opt(2026, 9, 15).unwrap()).await;
    let body = app.get(&path, &cookie).await.body;
    // 1 to 14 September: ten days from Monday to Friday.
    assert_eq!(body.matches("не в класі").count(), 10);
    assert!(body.contains("з 15.09"));
}

fn summary(app: &TestApp) -> String {
    format!("/classes/{}/summary", app.class)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_council_decides_on_the_class_and_then_on_one_pupil() {
    let app = TestApp::start().await;
    let cookie = app.sign_in("class-teacher").await;
    let whole = [("who", "all"), ("verdict", "promoted"), ("order", "45-у"), ("date", "2027-06-04")];
    let answer = app.post(&summary(&app), &whole, &cookie).await;
    assert_eq!(answer.location, format!("{}?decided=2", summary(&app)), "{}", answer.body);
    let body = app.get(&answer.location, &cookie).await.body;
    assert!(body.contains("Рішення записано: 2\u{a0}учні."));
    let said = "переведено до 9\u{a0}класу, наказ №\u{a0}45-у від 04.06.2027";
    assert_eq!(body.matches(said).count(), 2);

    let (pupil, version) = (app.pupil.to_string(), format!("v-{}", app.pupil));
    let one = |seen| {
        let words = ("words", "видано довідку");
        [("who", "marked"), ("pupil", pupil.as_str()), (version.as_str(), seen), ("verdict", "other"), words]
    };
    let stale = app.post(&summary(&app), &one("0"), &cookie).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(stale.body.contains("Тим часом рішення змінив хтось інший"));
    assert!(stale.body.contains(r#"value="видано довідку""#), "what was typed stays");
    let answer = app.post(&summary(&app), &one("1"), &cookie).await;
    assert_eq!(answer.location, format!("{}?decided=1", summary(&app)));
    let body = app.get(&summary(&app), &cookie).await.body;
    assert!(line(&body, "Бабенко").contains("видано довідку"));
    assert_eq!(body.matches(said).count(), 1);
}

#[rstest]
#[case::nobody_is_ticked(&[("who", "marked"), ("verdict", "promoted")], "хоча б одного")]
#[case::no_words(&[("who", "all"), ("verdict", "other")], "інше рішення словами")]
#[case::no_verdict(&[("who", "all"), ("verdict", "")], "Виберіть рішення")]
#[case::no_date(&[("who", "all"), ("verdict", "graduated"), ("date", "завтра")], "дату наказу")]
#[tokio::test(flavor = "multi_thread")]
async fn a_decision_that_makes_no_sense_is_not_written(#[case] form: &[(&str, &str)], #[case] said: &str) {
    let app = TestApp::start().await;
    let cookie = app.sign_in("deputy").await;
    let answer = app.post(&summary(&app), form, &cookie).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains(said), "{}", answer.body);
}
