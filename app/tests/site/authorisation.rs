//! Every route and every server function, held against every role in the own and in another school (DOMAIN §7).
//! A route or function without its row here fails the first test.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use klas_app::routes;
use klas_domain::{calendar::Semester, column::Sum};
use rstest::rstest;

use crate::support::{Answer, PASSWORD, TODAY, TestApp};

/// Everybody who may come, and nobody. The substitute gives the lesson of the table in its teacher's place, and no other.
pub const EVERYBODY: [&str; 19] = [
    "",
    "head",
    "deputy",
    "administrator",
    "nurse",
    "psychologist",
    "department",
    "teacher",
    "colleague",
    "substitute",
    "class-teacher",
    "pupil",
    "other-pupil",
    "guardian",
    "other-guardian",
    "head-of-5",
    "teacher-of-5",
    "guardian-of-5",
    "administrator-of-5",
];

/// A way to the site and who may go it.
struct Row {
    method: Method,
    /// The route's pattern, or the server function's path.
    path: &'static str,
    /// What is sent; `{person}` stands for whoever sends it.
    body: fn(&TestApp) -> String,
    allowed: &'static [&'static str],
}

const ALL_STAFF_WHO_READ: &[&str] = &["head", "deputy", "teacher", "class-teacher"];
/// The page is open to a substitute for the sake of the substituted lesson; what is done with the whole page is not.
const READS_LESSON: &[&str] = &["head", "deputy", "teacher", "substitute", "class-teacher"];
/// The colleague teaches another subject of the class, and sees its applications alone.
const ALL_STAFF_WHO_READ_AND_TEACH: &[&str] = &["head", "deputy", "teacher", "colleague", "class-teacher"];
const LEADS: &[&str] = &["head", "deputy"];
const SETS_CALENDAR: &[&str] = &["head", "deputy", "administrator", "head-of-5", "administrator-of-5"];
const GUARDS: &[&str] = &["head", "administrator", "head-of-5", "administrator-of-5"];
const LEADS_OF_BOTH: &[&str] = &["head", "deputy", "head-of-5"];
const ARRANGES: &[&str] = &["teacher"];
const WRITES: &[&str] = &["teacher", "substitute"];
/// The class teacher saves the sheet for its absences' reasons alone.
const EXPLAINS: &[&str] = &["teacher", "substitute", "class-teacher"];
const READS_DIARY: &[&str] = &["head", "deputy", "class-teacher", "pupil", "guardian"];
const KEEPS_SUMMARY: &[&str] = &["head", "deputy", "class-teacher"];
const GIVES_ACCESS: &[&str] = &["head", "deputy", "administrator", "class-teacher"];
/// Who reads announcements, or writes them.
const TOLD_OF: &[&str] = &[
    "head",
    "deputy",
    "class-teacher",
    "pupil",
    "other-pupil",
    "guardian",
    "other-guardian",
    "head-of-5",
    "guardian-of-5",
];
/// Families, and who may be written to by them.
const WRITES_MESSAGES: &[&str] = &[
    "head",
    "deputy",
    "teacher",
    "colleague",
    "substitute",
    "class-teacher",
    "guardian",
    "other-guardian",
    "head-of-5",
    "teacher-of-5",
    "guardian-of-5",
];
/// Families and pupils, and the head, who is responsible where nobody else is named.
const REPORTS_BULLYING: &[&str] =
    &["head", "pupil", "other-pupil", "guardian", "other-guardian", "head-of-5", "guardian-of-5"];
const READS_REGISTER: &[&str] = &["head", "deputy", "nurse", "psychologist", "class-teacher"];
const READS_HEALTH: &[&str] = &["head", "deputy", "nurse", "class-teacher"];
const SIGNED_IN: &[&str] = &[
    "head",
    "deputy",
    "administrator",
    "nurse",
    "psychologist",
    "department",
    "teacher",
    "colleague",
    "substitute",
    "class-teacher",
    "pupil",
    "other-pupil",
    "guardian",
    "other-guardian",
    "head-of-5",
    "teacher-of-5",
    "guardian-of-5",
    "administrator-of-5",
];
const TEACHERS_OF_BOTH: &[&str] =
    &["head", "deputy", "teacher", "colleague", "substitute", "class-teacher", "head-of-5", "teacher-of-5"];

fn none(_: &TestApp) -> String {
    String::new()
}

fn get(path: &'static str, allowed: &'static [&'static str]) -> Row {
    Row { method: Method::GET, path, body: none, allowed }
}

fn post(path: &'static str, body: fn(&TestApp) -> String, allowed: &'static [&'static str]) -> Row {
    Row { method: Method::POST, path, body, allowed }
}

fn cell(app: &TestApp) -> String {
    format!(r#"{{"column":"{}","pupil":"{}"}}"#, app.lesson, app.pupil)
}

fn semester_cell(app: &TestApp) -> String {
    let column = Sum::Semester(Semester::First).id(app.course);
    format!(r#"{{"course":"{}","column":"{column}","pupil":"{}"}}"#, app.course, app.pupil)
}

fn own_cell(app: &TestApp) -> String {
    format!(r#"{{"person":"{{person}}","column":"{}","pupil":"{}"}}"#, app.lesson, app.pupil)
}

fn count_for(app: &TestApp) -> String {
    format!(r#"{{"person":"{{person}}","course":"{}","column":"{}","results":null}}"#, app.course, app.lesson)
}

fn news(app: &TestApp) -> String {
    format!(r#"{{"person":"{{person}}","course":"{}","seq":0}}"#, app.course)
}

fn edits(app: &TestApp) -> String {
    let id = uuid::Uuid::new_v4();
    format!(
        r#"{{"person":"{{person}}","edits":[{{"id":"{id}","column":"{}","pupil":"{}","base":0,"entry":{{"absence":"Unknown"}}}}]}}"#,
        app.lesson, app.pupil
    )
}

fn lesson_edit(app: &TestApp) -> String {
    let id = uuid::Uuid::new_v4();
    format!(
        r#"{{"person":"{{person}}","edit":{{"id":"{id}","lesson":"{}","base":0,"text":{{"topic":"","homework":"","kind":"Ordinary"}}}}}}"#,
        app.lesson
    )
}

/// The reason of the absence that the teacher, who comes before the class teacher, has entered.
fn reasons(app: &TestApp) -> String {
    format!("pupil={}&from={TODAY}&to={TODAY}&kind=%D1%85%D0%B2", app.pupil)
}

fn application(app: &TestApp) -> String {
    let (pupil, course) = (app.pupil, app.course);
    format!(
        "what=keep&pupil={pupil}&course={course}&semester=1&applied_on={TODAY}&reason=illness&order=1&ordered_on={TODAY}"
    )
}

fn note(_: &TestApp) -> String {
    let note = uuid::Uuid::now_v7();
    format!("what=send&note={note}&from={TODAY}&to={TODAY}&kind=%D1%85%D0%B2&comment=")
}

fn announcement(app: &TestApp) -> String {
    let id = uuid::Uuid::now_v7();
    format!("id={id}&audience=class.{}&title=T&text=T", app.class)
}

fn health_group(app: &TestApp) -> String {
    format!("g-{}=main&d-{0}={TODAY}&v-{0}=0", app.pupil)
}

fn briefing(app: &TestApp) -> String {
    let record = uuid::Uuid::now_v7();
    let who = app.pupil;
    format!("record={record}&version=0&date={TODAY}&kind=primary&topic=fire&held_by=Klasna&present={who}")
}

fn excursion(_: &TestApp) -> String {
    let record = uuid::Uuid::now_v7();
    format!("record={record}&version=0&kind=excursion&from={TODAY}&place=museum&hours=3&led_by=Klasna")
}

fn rows() -> Vec<Row> {
    vec![
        get("/", SIGNED_IN),
        get("/sign-in", &EVERYBODY),
        post("/sign-in", |_| "login=nobody&password=wrong".to_owned(), &[]),
        get("/join", &EVERYBODY),
        post("/join", |_| "what=code&code=K7MHX".to_owned(), &EVERYBODY),
        get("/password", &EVERYBODY),
        post("/password", |_| "who=nobody".to_owned(), &EVERYBODY),
        // Whoever has no link sets no password.
        get("/password/new", &[]),
        post("/password/new", |_| "password=long-enough&repeat=long-enough".to_owned(), &[]),
        post("/sign-out", none, &EVERYBODY),
        get("/account", SIGNED_IN),
        post("/account/school", |app| format!("school={}", app.school), &SIGNED_IN[..14]),
        post("/account/language", |_| "language=en".to_owned(), &EVERYBODY),
        get("/today", TEACHERS_OF_BOTH),
        get("/journal", TEACHERS_OF_BOTH),
        get("/journal/{course}", READS_LESSON),
        get("/journal/{course}/columns", ALL_STAFF_WHO_READ),
        post(
            "/journal/{course}/columns",
            |app| format!("what=work&lesson={}&work=notebook", app.lesson),
            ARRANGES,
        ),
        get("/journal/{course}/plan", ALL_STAFF_WHO_READ),
        post(
            "/journal/{course}/plan",
            |_| "what=insert-1&version=1".to_owned(),
            &["head", "deputy", "teacher"],
        ),
        get("/journal/{course}/closing", ALL_STAFF_WHO_READ),
        post(
            "/journal/{course}/closing",
            |_| "semester=1&what=close".to_owned(),
            &["head", "deputy", "teacher"],
        ),
        post("/journal/{course}/closing", |_| "semester=1&what=open&reason=order".to_owned(), LEADS),
        get("/classes/{class}/closing", &["head", "deputy", "class-teacher"]),
        post("/classes/{class}/closing", |_| "semester=1&what=close".to_owned(), KEEPS_SUMMARY),
        get("/closing", LEADS_OF_BOTH),
        post("/closing", |_| "semester=1&what=close".to_owned(), LEADS_OF_BOTH),
        post("/closing", |_| "semester=1&what=least-marks&least_marks=3".to_owned(), LEADS_OF_BOTH),
        get("/journal/{course}/lessons/{lesson}", READS_LESSON),
        post("/journal/{course}/lessons/{lesson}", |_| "topic=&homework=&version=0".to_owned(), EXPLAINS),
        post("/journal/{course}/lessons/{lesson}/absences", |app| format!("pupil={}", app.pupil), WRITES),
        get("/journal/{course}/pages.pdf", ALL_STAFF_WHO_READ),
        get("/journal/{course}/pages.xlsx", ALL_STAFF_WHO_READ),
        get("/diary", SIGNED_IN),
        get("/diary/marks", SIGNED_IN),
        get("/diary/{pupil}", READS_DIARY),
        get("/diary/{pupil}/marks", READS_DIARY),
        get("/diary/{pupil}/notes", &["guardian"]),
        post("/diary/{pupil}/notes", note, &["guardian"]),
        post("/diary/{pupil}/weeks", |_| format!("week={TODAY}"), &["guardian"]),
        get("/diary/{pupil}/marks/{course}", READS_DIARY),
        get("/diary/{pupil}/timetable", READS_DIARY),
        get("/diary/{pupil}/homework", READS_DIARY),
        post("/diary/{pupil}/homework", |app| format!("what=undo&lesson={}", app.lesson), &["pupil"]),
        get("/diary/{pupil}/absences", READS_DIARY),
        get("/diary/{pupil}/card", READS_DIARY),
        // No semester is closed here, so there is none to take.
        get("/diary/{pupil}/card.pdf", &[]),
        get("/diary/{pupil}/calendar", &["pupil", "guardian"]),
        post(
            "/diary/{pupil}/calendar",
            |_| format!("what=make&feed={}", uuid::Uuid::now_v7()),
            &["pupil", "guardian"],
        ),
        // Whoever knows no secret finds nothing.
        get("/calendar/{file}", &[]),
        get("/diary/{pupil}/data", &["guardian"]),
        post("/diary/{pupil}/data", |_| "about=other&wrong=T&right=T".to_owned(), &["guardian"]),
        get("/diary/{pupil}/data.zip", &["guardian"]),
        get("/classes/{class}/amendments", KEEPS_SUMMARY),
        post(
            "/classes/{class}/amendments",
            |_| "what=done&request={request}&words=T".to_owned(),
            KEEPS_SUMMARY,
        ),
        get("/classes/{class}/weeks", KEEPS_SUMMARY),
        get("/announcements", TOLD_OF),
        post("/announcements", announcement, KEEPS_SUMMARY),
        get("/announcements/{announcement}", &["head", "deputy", "class-teacher", "pupil", "guardian"]),
        post("/announcements/{announcement}", |_| "what=acknowledge".to_owned(), &["guardian"]),
        post(
            "/announcements/{announcement}",
            |_| "what=change&version=1&title=T&text=T&asks=1".to_owned(),
            KEEPS_SUMMARY,
        ),
        get("/messages", WRITES_MESSAGES),
        get("/messages/new", TEACHERS_OF_BOTH),
        get("/messages/new/{class}", &["teacher", "colleague", "class-teacher"]),
        get("/messages/{pupil}/{guardian}/{staff}", &["class-teacher", "guardian"]),
        post(
            "/messages/{pupil}/{guardian}/{staff}",
            |_| format!("id={}&text=T", uuid::Uuid::now_v7()),
            &["class-teacher", "guardian"],
        ),
        post("/school/hours", |_| "from=8&until=18".to_owned(), &["administrator", "administrator-of-5"]),
        get("/notices", SIGNED_IN),
        get("/notices/settings", SIGNED_IN),
        post("/notices/settings", |_| "what=choices&quiet_from=20&quiet_until=7".to_owned(), SIGNED_IN),
        // Links of letters: whoever has one, and nobody without it does anything.
        get("/email", &EVERYBODY),
        post("/email", |_| "code=guessed".to_owned(), &EVERYBODY),
        get("/unsubscribe", &EVERYBODY),
        post("/unsubscribe", |_| "letter=guessed".to_owned(), &EVERYBODY),
        get("/bullying", REPORTS_BULLYING),
        post(
            "/bullying",
            |app| format!("what=report&id={}&pupil={}&text=T", uuid::Uuid::now_v7(), app.pupil),
            &["pupil", "guardian"],
        ),
        post("/bullying", |_| "what=state&id={report}&state=work".to_owned(), &["head"]),
        post("/bullying", |_| "what=officer&officer=".to_owned(), &["head", "head-of-5"]),
        get("/notes/{note}/photo", &["class-teacher", "guardian"]),
        get("/classes/{class}/notes", &["class-teacher"]),
        post("/classes/{class}/notes", |_| "what=refuse&note={note}&why=no".to_owned(), &["class-teacher"]),
        get("/classes", &["head", "deputy", "nurse", "psychologist", "head-of-5"]),
        get("/classes/{class}/register", READS_REGISTER),
        get("/classes/{class}/register.pdf", READS_REGISTER),
        get("/classes/{class}/register.xlsx", READS_REGISTER),
        get("/classes/{class}/summary", KEEPS_SUMMARY),
        get("/classes/{class}/summary.pdf", KEEPS_SUMMARY),
        get("/classes/{class}/summary.xlsx", KEEPS_SUMMARY),
        get("/classes/{class}/cards", KEEPS_SUMMARY),
        get("/classes/{class}/cards.pdf", KEEPS_SUMMARY),
        get("/classes/{class}/cards.xlsx", KEEPS_SUMMARY),
        get("/classes/{class}/journal.pdf", KEEPS_SUMMARY),
        get("/classes/{class}/pupils.pdf", KEEPS_SUMMARY),
        get("/classes/{class}/pupils.xlsx", KEEPS_SUMMARY),
        get("/classes/{class}/briefings.pdf", KEEPS_SUMMARY),
        get("/classes/{class}/briefings.xlsx", KEEPS_SUMMARY),
        get("/classes/{class}/health.pdf", READS_HEALTH),
        get("/classes/{class}/health.xlsx", READS_HEALTH),
        get("/classes/{class}/excursions.pdf", KEEPS_SUMMARY),
        get("/classes/{class}/excursions.xlsx", KEEPS_SUMMARY),
        get("/school/substitutions.pdf", LEADS_OF_BOTH),
        get("/school/substitutions.xlsx", LEADS_OF_BOTH),
        post(
            "/classes/{class}/summary",
            |app| format!("who=marked&pupil={}&verdict=promoted", app.pupil),
            KEEPS_SUMMARY,
        ),
        get("/classes/{class}/applications", ALL_STAFF_WHO_READ_AND_TEACH),
        post("/classes/{class}/applications", application, LEADS),
        get("/classes/{class}/families", GIVES_ACCESS),
        post("/classes/{class}/families", |app| format!("invite={}.{0}", app.pupil), GIVES_ACCESS),
        get("/classes/{class}/families/{pupil}/{guardian}", KEEPS_SUMMARY),
        post(
            "/classes/{class}/families/{pupil}/{guardian}",
            |_| "what=lift&version=0".to_owned(),
            KEEPS_SUMMARY,
        ),
        get("/classes/{class}/pupils", KEEPS_SUMMARY),
        get("/classes/{class}/health", READS_HEALTH),
        post("/classes/{class}/health", health_group, &["nurse"]),
        get("/classes/{class}/briefings", KEEPS_SUMMARY),
        post("/classes/{class}/briefings", briefing, &["class-teacher"]),
        get("/classes/{class}/excursions", KEEPS_SUMMARY),
        post("/classes/{class}/excursions", excursion, &["class-teacher"]),
        get("/reports", TEACHERS_OF_BOTH),
        get("/reports.pdf", TEACHERS_OF_BOTH),
        get("/reports.xlsx", TEACHERS_OF_BOTH),
        get("/reports/plans", TEACHERS_OF_BOTH),
        get("/reports/plans.pdf", TEACHERS_OF_BOTH),
        get("/reports/plans.xlsx", TEACHERS_OF_BOTH),
        get("/reports/package", LEADS_OF_BOTH),
        post("/reports/package", |_| "what=order&period=1".to_owned(), LEADS_OF_BOTH),
        // Nobody makes it here, so there is none to take; whoever may not is told that instead.
        get("/reports/package.zip", &[]),
        get("/reports/classes/{class}", KEEPS_SUMMARY),
        get("/reports/classes/{class}/report.pdf", KEEPS_SUMMARY),
        get("/reports/classes/{class}/report.xlsx", KEEPS_SUMMARY),
        get("/reports/marks", TEACHERS_OF_BOTH),
        get("/reports/change", TEACHERS_OF_BOTH),
        get("/reports/change.pdf", TEACHERS_OF_BOTH),
        get("/reports/change.xlsx", TEACHERS_OF_BOTH),
        get("/department", &["department"]),
        get("/reports/pupils", TEACHERS_OF_BOTH),
        get(
            "/archive",
            &["head", "deputy", "administrator", "class-teacher", "head-of-5", "administrator-of-5"],
        ),
        // Nothing is closed here, so there is nothing to make or to take; whoever may not is told that instead.
        post(
            "/archive",
            |_| "what=order".to_owned(),
            &["head", "deputy", "administrator", "head-of-5", "administrator-of-5"],
        ),
        get("/archive/{class}", &["head", "deputy", "administrator", "class-teacher"]),
        post("/archive/{class}", |_| "what=order".to_owned(), &["head", "deputy", "administrator"]),
        post("/archive/{class}", |_| "what=send".to_owned(), KEEPS_SUMMARY),
        get("/archive/{class}/container.asice", &[]),
        get("/archive/{class}/to-sign.xml", &[]),
        get("/archive/{class}/journal", &[]),
        get("/archive/{class}/journal/{section}", &[]),
        get("/archive/{class}/journal/courses/{course}", &[]),
        get("/archive/{class}/pupils/{pupil}", &[]),
        get("/archive/{class}/pupils/{pupil}/extract.pdf", &[]),
        get("/archive/containers.zip", &[]),
        get("/archive/retention", SETS_CALENDAR),
        post("/archive/retention", |_| "journals=5&summaries=25".to_owned(), GUARDS),
        get("/archive/retention/act.pdf", SETS_CALENDAR),
        get("/archive/integrity", GUARDS),
        post("/archive/integrity", |_| "addresses=".to_owned(), GUARDS),
        get("/verify", &EVERYBODY),
        post("/verify", none, &EVERYBODY),
        get("/verify/trust.pem", &EVERYBODY),
        get("/school", &["administrator", "administrator-of-5"]),
        post(
            "/school",
            |_| "publish_hour=&free_edit_days=14".to_owned(),
            &["administrator", "administrator-of-5"],
        ),
        get("/school/lessons", LEADS_OF_BOTH),
        post("/school/lessons", none, LEADS_OF_BOTH),
        get("/school/substitutions", LEADS_OF_BOTH),
        get("/school/year", SETS_CALENDAR),
        post("/school/year", none, SETS_CALENDAR),
        get("/school/bells", SETS_CALENDAR),
        post("/school/bells", none, SETS_CALENDAR),
        get("/school/marking", &["administrator", "administrator-of-5"]),
        post(
            "/school/marking",
            |_| "what=corrections&needed=1".to_owned(),
            &["administrator", "administrator-of-5"],
        ),
        post(
            "/school/marking",
            |_| "what=index&initial=16".to_owned(),
            &["administrator", "administrator-of-5"],
        ),
        post(
            "/school/marking",
            |_| "oral=1&notebook=1&control=2&independent=1&practical=1&project=1".to_owned(),
            &["administrator", "administrator-of-5"],
        ),
        get("/school/people", &["administrator", "administrator-of-5"]),
        get("/school/people/{person}", &["administrator"]),
        post("/school/people/{person}", |_| "surname=&given=&patronymic=".to_owned(), &["administrator"]),
        get("/school/scales", &["administrator", "administrator-of-5"]),
        post("/school/scales", none, &["administrator", "administrator-of-5"]),
        get("/healthz", &EVERYBODY),
        get("/readyz", &EVERYBODY),
        get("/sw.js", &EVERYBODY),
        get("/offline", &EVERYBODY),
        post("/api/apply-edits", edits, WRITES),
        post("/api/news", news, READS_LESSON),
        post("/api/cell-history", cell, READS_LESSON),
        post("/api/later-lessons", cell, WRITES),
        post("/api/carry-absence", own_cell, WRITES),
        post("/api/write-lesson", lesson_edit, WRITES),
        post("/api/count-for", count_for, ARRANGES),
        post("/api/proposals", |app| format!(r#"{{"course":"{}"}}"#, app.course), ALL_STAFF_WHO_READ),
        post("/api/proposal-reasons", semester_cell, ALL_STAFF_WHO_READ),
        post(
            "/api/sign-in-again",
            |_| r#"{"login":"nobody","password":"wrong","person":"{person}"}"#.to_owned(),
            &[],
        ),
        // Last: from here on the absence has a reason, and is another one to whoever saw it before.
        post("/classes/{class}/register", reasons, &["class-teacher"]),
    ]
}

#[test]
fn every_route_and_server_function_has_its_row() {
    let mut known: BTreeSet<(String, String)> = BTreeSet::new();
    for (path, methods) in routes::paths().into_iter().filter(|(path, _)| !path.starts_with("/api/")) {
        known.extend(methods.iter().map(|method| (method.to_string(), path.to_owned())));
    }
    for (path, method) in leptos::server_fn::axum::server_fn_paths() {
        known.insert((method.to_string(), path.to_owned()));
    }
    let tested = rows().iter().map(|row| (row.method.to_string(), row.path.to_owned())).collect();
    assert_eq!(known, tested);
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_may_do_what_the_table_lists_and_nothing_else() {
    let app = TestApp::start().await;
    app.substitute(app.lesson, "substitute").await;
    let note = app.note().await.to_string();
    let report = app.report("pupil", "T").await;
    app.write("guardian", "Добрий день!").await;
    let request = app.request().await;
    let announcement = app.announce("class-teacher", &[]).await;
    let mut wrong = Vec::new();
    for visitor in EVERYBODY {
        let mut cookie = app.cookie_of(visitor).await;
        for row in rows() {
            let path = row
                .path
                .replace("{course}", &app.course.to_string())
                .replace("{class}", &app.class.to_string())
                .replace("{lesson}", &app.lesson.to_string())
                .replace("{note}", &note)
                .replace("{section}", "register")
                .replace("{guardian}", &app.person_of("guardian").to_string())
                .replace("{staff}", &app.person_of("class-teacher").to_string())
                .replace("{announcement}", &announcement)
                .replace("{pupil}", &app.pupil.to_string())
                .replace("{person}", &app.pupil.to_string());
            let body = (row.body)(&app).replace("{person}", &app.person_of(visitor).to_string());
            let body = body.replace("{note}", &note).replace("{report}", &report);
            let body = body.replace("{request}", &request);
            let answer = app.send(row.method.clone(), &path, kind_of(&path), &body, &cookie).await;
            if path == "/sign-out" {
                cookie = app.cookie_of(visitor).await;
            }
            let allowed = row.allowed.contains(&visitor);
            if went_through(&answer) != allowed {
                wrong.push(format!(
                    "{visitor:?} {} {}: {} {}",
                    row.method, row.path, answer.status, answer.body
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// DOMAIN §7: a substitute has the rights of a teacher for the substituted lessons only.
#[tokio::test(flavor = "multi_thread")]
async fn a_substitute_may_do_nothing_at_the_lesson_beside() {
    let app = TestApp::start().await;
    app.substitute(app.lesson, "substitute").await;
    let (own, beside) = (app.lesson.to_string(), app.lesson_before().await.to_string());
    let person = app.person_of("substitute").to_string();
    let cookie = app.sign_in("substitute").await;
    let mut wrong = Vec::new();
    for row in rows() {
        let body = (row.body)(&app).replace("{person}", &person);
        if !row.path.contains("{lesson}") && !body.contains(&own) {
            continue;
        }
        let path = row
            .path
            .replace("{course}", &app.course.to_string())
            .replace("{pupil}", &app.pupil.to_string())
            .replace("{lesson}", &beside);
        let body = body.replace(&own, &beside);
        let answer = app.send(row.method, &path, kind_of(&path), &body, &cookie).await;
        if went_through(&answer) {
            wrong.push(format!("{path}: {} {}", answer.status, answer.body));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a way's body is written in.
fn kind_of(path: &str) -> &'static str {
    if path.starts_with("/api/") { "application/json" } else { "application/x-www-form-urlencoded" }
}

/// A page or a way on that is not the sign-in page; an edit that was saved; a wish that the state of the journal stands
/// in the way of, and not the rights.
fn went_through(answer: &Answer) -> bool {
    let blocked = answer.status == StatusCode::UNPROCESSABLE_ENTITY;
    let good = answer.status.is_success() || answer.status == StatusCode::SEE_OTHER || blocked;
    let to_sign_in = answer.location.starts_with("/sign-in?");
    let refused = answer.body.contains("Forbidden") || answer.body.contains("NoSuchCell");
    good && !to_sign_in && !refused
}

#[rstest]
#[case::another_reason(r#"{"absence":"Illness"}"#, "Saved")]
#[case::no_absence_any_more("{}", "Forbidden")]
#[case::a_mark(r#"{"mark":9}"#, "Forbidden")]
#[case::a_note_besides(r#"{"absence":"Illness","note":"був удома"}"#, "Forbidden")]
#[tokio::test(flavor = "multi_thread")]
async fn a_class_teacher_gives_an_absence_its_reason(#[case] entry: &str, #[case] outcome: &str) {
    let app = TestApp::start().await;
    let teacher = app.sign_in("teacher").await;
    let class_teacher = app.sign_in("class-teacher").await;
    let edits = |login| edits(&app).replace("{person}", &app.person_of(login).to_string());
    let written = app.call("apply-edits", &edits("teacher"), &teacher).await;
    assert!(written.body.contains("Saved"), "{}", written.body);
    let explained = edits("class-teacher")
        .replace(r#""base":0"#, r#""base":1"#)
        .replace(r#"{"absence":"Unknown"}"#, entry);
    let answer = app.call("apply-edits", &explained, &class_teacher).await;
    assert!(answer.body.contains(outcome), "{}", answer.body);
}

/// DOMAIN §3: the subject teacher enters `н`, and leaves the reason that the class teacher gave, or brings it back.
#[tokio::test(flavor = "multi_thread")]
async fn a_subject_teacher_gives_no_absence_a_reason() {
    let app = TestApp::start().await;
    let steps = [
        ("teacher", 0, r#"{"absence":"Illness"}"#, "ClassTeachersReason"),
        ("teacher", 0, r#"{"absence":"Unknown"}"#, "Saved"),
        ("teacher", 1, r#"{"absence":"Valid"}"#, "ClassTeachersReason"),
        ("class-teacher", 1, r#"{"absence":"Illness"}"#, "Saved"),
        ("teacher", 2, r#"{"absence":"Illness","mark":7}"#, "Saved"),
        ("teacher", 3, r#"{"absence":"Invalid","mark":7}"#, "ClassTeachersReason"),
        ("colleague", 3, r#"{"absence":"Invalid","mark":7}"#, "Forbidden"),
        ("teacher", 3, r#"{"mark":7}"#, "Saved"),
        ("teacher", 4, r#"{"absence":"Valid"}"#, "ClassTeachersReason"),
        ("colleague", 4, r#"{"absence":"Illness"}"#, "Forbidden"),
        ("teacher", 4, r#"{"absence":"Illness"}"#, "Saved"),
    ];
    for (login, base, entry, outcome) in steps {
        let body = edits(&app)
            .replace("{person}", &app.person_of(login).to_string())
            .replace(r#""base":0"#, &format!(r#""base":{base}"#))
            .replace(r#"{"absence":"Unknown"}"#, entry);
        let answer = app.call("apply-edits", &body, &app.sign_in(login).await).await;
        assert!(answer.body.contains(outcome), "{login} {entry}: {}", answer.body);
    }
}

/// The right to a lesson is no right to the pupils of other classes: nothing is told of their day, nothing is written.
#[tokio::test(flavor = "multi_thread")]
async fn an_absence_is_carried_only_for_who_was_absent_from_the_lesson() {
    let app = TestApp::start().await;
    let teacher = app.sign_in("teacher").await;
    let person = app.person_of("teacher").to_string();
    let own_cell = own_cell(&app).replace("{person}", &person);
    for function in ["later-lessons", "carry-absence"] {
        let stranger = own_cell.replace(&app.pupil.to_string(), &app.other_pupil.to_string());
        for body in [&stranger, &own_cell] {
            let answer = app.call(function, body, &teacher).await;
            assert_eq!((answer.status, answer.body.as_str()), (StatusCode::OK, "[]"), "{function} {body}");
        }
    }
    app.call("apply-edits", &edits(&app).replace("{person}", &person), &teacher).await;
    let answer = app.call("carry-absence", &own_cell, &teacher).await;
    assert_ne!(answer.body, "[]", "the pupil who was absent");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_guesses_at_once_are_few_guesses() {
    let app = TestApp::start().await;
    let guess = || {
        let form = "login=teacher&password=wrong";
        app.send(Method::POST, "/sign-in", "application/x-www-form-urlencoded", form, "")
    };
    let answers = futures::future::join_all((0..20).map(|_| guess())).await;
    let tried = answers.iter().filter(|answer| answer.status == StatusCode::UNAUTHORIZED).count();
    let cores = std::thread::available_parallelism().unwrap().get();
    assert!((5..5 + cores).contains(&tried), "{tried} guesses were tried");
    assert_eq!(guess().await.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_makes_no_sense_is_told_so() {
    let app = TestApp::start().await;
    let cookie = app.sign_in("teacher").await;
    let answer = app.call("apply-edits", r#"{"edits":[{}]}"#, &cookie).await;
    assert_eq!((answer.status, answer.body.as_str()), (StatusCode::BAD_REQUEST, r#""BadRequest""#));
}

#[rstest]
#[case::a_fortnight("14", StatusCode::SEE_OTHER)]
#[case::none("0", StatusCode::SEE_OTHER)]
#[case::not_a_number("два тижні", StatusCode::UNPROCESSABLE_ENTITY)]
#[case::too_many("366", StatusCode::UNPROCESSABLE_ENTITY)]
#[tokio::test(flavor = "multi_thread")]
async fn a_setting_that_makes_no_sense_stays_as_it_was_typed(#[case] days: &str, #[case] status: StatusCode) {
    let app = TestApp::start().await;
    let cookie = app.sign_in("administrator").await;
    let form = format!("publish_hour=18&free_edit_days={days}");
    let kind = "application/x-www-form-urlencoded";
    let answer = app.send(Method::POST, "/school", kind, &form, &cookie).await;
    assert_eq!(answer.status, status);
    let saved = app.send(Method::GET, "/school", "", "", &cookie).await.body;
    let shown = if status == StatusCode::SEE_OTHER { &saved } else { &answer.body };
    assert!(shown.contains(&format!(r#"value="{days}""#)), "{shown}");
    let own = saved.split("/school/hours").next().unwrap();
    assert_eq!(own.contains(r#"value="18" selected"#), status == StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_sites_form_is_refused() {
    let app = TestApp::start().await;
    let cookie = app.sign_in("teacher").await;
    let answer = app.send_from("https://evil.example", "/sign-out", &cookie).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let answer = app.send(Method::GET, "/today", "", "", &cookie).await;
    assert_eq!(answer.status, StatusCode::OK, "the session is still there");
}

/// A browser that says its page's site alone, and a proxy that asks the server in a name of its own.
#[rstest]
#[case::of_the_page("https://school.example", StatusCode::SEE_OTHER)]
#[case::of_the_host("http://klas.example", StatusCode::SEE_OTHER)]
#[case::of_nobody("null", StatusCode::FORBIDDEN)]
#[case::of_another("https://evil.example", StatusCode::FORBIDDEN)]
#[case::of_a_name_that_begins_alike("https://school.example.evil.example", StatusCode::FORBIDDEN)]
#[case::of_another_port("https://school.example:8443", StatusCode::FORBIDDEN)]
#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_the_public_address_is_taken(#[case] origin: &str, #[case] status: StatusCode) {
    let mut app = TestApp::start().await;
    let own = app.send_from("https://school.example", "/sign-out", "").await;
    assert_eq!(own.status, StatusCode::FORBIDDEN, "nobody said that this is the site");
    app.open_at("https://School.example/");
    assert_eq!(app.send_from(origin, "/sign-out", "").await.status, status);
}

#[rstest]
#[case::marks("apply-edits", edits)]
#[case::words("write-lesson", lesson_edit)]
#[case::an_absence("carry-absence", own_cell)]
#[case::a_choice_of_group("count-for", count_for)]
#[case::nor_shown_others_news("news", news)]
#[tokio::test(flavor = "multi_thread")]
async fn one_persons_page_is_not_served_as_anothers(
    #[case] function: &str,
    #[case] body: fn(&TestApp) -> String,
) {
    let app = TestApp::start().await;
    let cookie = app.sign_in("teacher").await;
    let body = body(&app).replace("{person}", &app.person_of("colleague").to_string());
    let answer = app.call(function, &body, &cookie).await;
    assert_eq!((answer.status, answer.body.as_str()), (StatusCode::CONFLICT, r#""AnotherPerson""#));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_is_saved_as_the_person_who_filled_it() {
    let app = TestApp::start().await;
    let path = format!("/journal/{}/lessons/{}", app.course, app.lesson);
    let form = format!("topic=%D0%A2&homework=&version=0&person={}", app.person_of("teacher"));
    let save = async |form: &str, cookie: &str| {
        app.send(Method::POST, &path, "application/x-www-form-urlencoded", form, cookie).await
    };
    let colleague = app.sign_in("colleague").await;
    let answer = save(&form, &colleague).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(answer.body.contains("інша людина"));
    let password = "password=%D0%BA%D0%B0%D0%BB%D0%B8%D0%BD%D0%B0-2026";
    let answer = save(&format!("{form}&login=colleague&{password}"), &colleague).await;
    assert_eq!((answer.status, answer.cookie.as_str()), (StatusCode::UNAUTHORIZED, ""));
    let answer = save(&format!("{form}&login=teacher&{password}"), &colleague).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(!answer.cookie.is_empty());
}

#[rstest]
#[case::the_own_account("teacher", StatusCode::OK, "null")]
#[case::a_colleagues("colleague", StatusCode::CONFLICT, r#""AnotherPerson""#)]
#[tokio::test(flavor = "multi_thread")]
async fn in_place_only_the_person_whose_page_it_is_signs_in(
    #[case] login: &str,
    #[case] status: StatusCode,
    #[case] said: &str,
) {
    let app = TestApp::start().await;
    let person = app.person_of("teacher");
    let body = format!(r#"{{"login":"{login}","password":"{PASSWORD}","person":"{person}"}}"#);
    let answer = app.call("sign-in-again", &body, "").await;
    assert_eq!((answer.status, answer.body.as_str()), (status, said));
    assert_eq!(answer.cookie.is_empty(), status != StatusCode::OK);
}
