//! How long what is archived is kept, and whether the history is whole.

use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use klas_app::watching::watch;
use klas_documents::archive::{Container, File};
use klas_signature::unpack;
use klas_store::history::ChainState;
use sqlx::{Connection, SqliteConnection};

use crate::{
    after_archive::main_of,
    archive::{key, lived_in, opened, signed_at, text_of},
    families,
    post::PostOffice,
    support::{TODAY, TestApp},
};

/// A moment of a night by the clock in Kyiv, two hours ahead of UTC in winter.
fn night(day: u32, hour: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, day, hour, 5, 0).unwrap()
}

async fn sql(app: &TestApp, statement: &'static str) {
    let mut file = SqliteConnection::connect(&format!("sqlite://{}", app.file().display())).await.unwrap();
    sqlx::query(statement).execute(&mut file).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_policy_says_until_when_and_the_act_what_may_be_destroyed() {
    let app = lived_in().await;
    app.sign_archive().await;
    let (head, deputy) = (app.sign_in("head").await, app.sign_in("deputy").await);
    let page = app.get("/archive/retention", &head).await.body;
    // The year ends in 2027: 5 and 25 years from 1 January 2028.
    for words in ["01.01.2033", "01.01.2053", "знищувати нічого", "8-А"] {
        assert!(page.contains(words), "no {words}: {page}");
    }
    assert!(app.get("/archive", &head).await.body.contains("01.01.2053"));
    for (journals, summaries) in [("4", "25"), ("5", "24"), ("5", "101"), ("п'ять", "25"), ("", "")] {
        let form = [("journals", journals), ("summaries", summaries)];
        let refused = app.post("/archive/retention", &form, &head).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{journals} {summaries}");
        assert!(refused.body.contains("щонайменше 5 років"), "{}", refused.body);
        let typed = format!("value=\"{}\"", journals.replace('\'', "&#x27;"));
        assert!(refused.body.contains(&typed) || refused.body.contains(journals), "what was typed stays");
    }
    let saved = app.post("/archive/retention", &[("journals", "10"), ("summaries", "25")], &head).await;
    assert_eq!(saved.location, "/archive/retention?saved");
    let page = app.get("/archive/retention?on=2038-06-01", &deputy).await.body;
    assert!(page.contains("01.01.2038") && page.contains("лишається до 01.01.2053"), "{page}");
    assert!(!page.contains("id=\"policy\""), "a deputy reads the policy and does not set it");
    let act = app.get("/archive/retention/act.pdf?on=2060-01-01", &deputy).await;
    assert_eq!((act.status, act.header("content-type")), (StatusCode::OK, "application/pdf"));
    let text = text_of(&act.bytes);
    for words in
        ["01.01.2060", "Класний журнал", "Зведений облік", "8-А", "2026/2027", "10 років", "25 років"]
    {
        assert!(text.replace('\u{a0}', " ").contains(words), "no {words}: {text}");
    }
    // The act destroys nothing, and there is no way to.
    let container = app.get(&format!("/archive/{}/container.asice", app.class), &head).await;
    assert_eq!(container.status, StatusCode::OK);
    assert!(!main_of(&page).contains("method=\"post\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_history_is_checked_once_a_night_and_a_break_is_said_aloud() {
    let app = TestApp::start().await;
    families::mark(&app).await;
    let (head, administrator) = (app.sign_in("head").await, app.sign_in("administrator").await);
    let state = app.state();
    assert!(app.get("/archive/integrity", &head).await.body.contains("Ще не перевірялося"));
    // 01:05 in Kyiv: the night's hour has not come.
    watch(&state, night(24, 23)).await;
    assert!(app.get("/archive/integrity", &head).await.body.contains("Ще не перевірялося"));
    watch(&state, night(25, 0)).await;
    let checks = async || app.store.read(app.school).await.unwrap().nightly_checks().await.unwrap();
    let first = checks().await.remove(0);
    assert_eq!(first.day.to_string(), "2026-11-25");
    let walked = app.store.walk_history(app.school, Some(&first.digest)).await.unwrap();
    assert_eq!((walked.digest.clone(), walked.links), (first.digest.clone(), first.links));
    assert_eq!(walked.found.map(|(row, _)| row), Some(first.links), "the digest is the last row's");
    watch(&state, night(25, 3)).await;
    assert_eq!(checks().await, std::slice::from_ref(&first), "once a night");
    for cookie in [&head, &administrator] {
        let page = app.get("/archive", cookie).await.body;
        assert!(page.contains("Історія ціла") && page.contains("/archive/integrity"), "{page}");
    }
    let deputy = app.sign_in("deputy").await;
    assert!(!app.get("/archive", &deputy).await.body.contains("Історія ціла"));

    sql(&app, "UPDATE entry SET mark = 12 WHERE mark IS NOT NULL").await;
    watch(&state, night(26, 0)).await;
    let page = app.get("/archive", &administrator).await.body;
    assert!(page.contains("ЖУРНАЛИ ЗМІНЕНО ПОЗА ПРОГРАМОЮ") && page.contains("role=\"alert\""), "{page}");
    sql(&app, "UPDATE history SET after = replace(after, '1', '2') WHERE seq = 1").await;
    watch(&state, night(27, 0)).await;
    let page = app.get("/archive/integrity", &head).await.body;
    assert!(
        page.contains("ІСТОРІЮ ПОРУШЕНО на записі 1") && page.contains("Нічого не виправляйте"),
        "{page}"
    );
    assert!(page.contains("Історія ціла"), "what was found before stays: {page}");
    assert_eq!(checks().await.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_container_that_is_not_what_its_card_says_is_found_at_night() {
    let app = lived_in().await;
    app.sign_archive().await;
    let head = app.sign_in("head").await;
    let kept = app.get(&format!("/archive/{}/container.asice", app.class), &head).await.bytes;
    let files = unpack(&kept).unwrap().into_iter().map(|own| File::new(own.name, own.bytes));
    let files: Vec<File> = files.collect();
    let altered = |name: &str| {
        let mut files = files.clone();
        *files.iter_mut().find(|own| own.name == name).unwrap().bytes.last_mut().unwrap() ^= 1;
        Container { day: TODAY, files }.zip().unwrap()
    };
    let put = async |content: Vec<u8>| {
        let address = format!("sqlite://{}", app.file().display());
        let mut file = SqliteConnection::connect(&address).await.unwrap();
        sqlx::query("UPDATE archive SET content = $1").bind(content).execute(&mut file).await.unwrap();
    };
    let state = app.state();
    let found = async |day| {
        watch(&state, night(day, 0)).await;
        app.store.read(app.school).await.unwrap().nightly_checks().await.unwrap().remove(0).state
    };
    // The year was closed past the program, which its history does not know of.
    let ChainState::Altered(others) = found(25).await else { panic!("closed past the program") };
    for (day, name) in [(26, "journal.json"), (27, "manifest.json"), (28, "META-INF/signature002.p7s")] {
        put(altered(name)).await;
        assert_eq!(found(day).await, ChainState::Altered(others + 1), "{name}");
    }
    put(kept).await;
    assert_eq!(found(29).await, ChainState::Altered(others));
    sql(&app, "UPDATE archive SET digest = zeroblob(32)").await;
    assert_eq!(found(30).await, ChainState::Altered(others + 1), "the card");
}

/// Somebody else's signature in the place of the head's, or another of the head's own: each holds, and is not the one that
/// was taken.
#[tokio::test(flavor = "multi_thread")]
async fn another_signature_in_its_place_is_found_at_night() {
    let app = lived_in().await;
    app.sign_archive().await;
    let state = app.state();
    let found = async |day| {
        watch(&state, night(day, 0)).await;
        app.store.read(app.school).await.unwrap().nightly_checks().await.unwrap().remove(0).state
    };
    let ChainState::Altered(others) = found(25).await else { panic!("closed past the program") };
    let kept = app.container(&app.sign_in("head").await).await;
    let address = format!("sqlite://{}", app.file().display());
    let mut file = SqliteConnection::connect(&address).await.unwrap();
    for (day, name) in [(26, "stranger.p12"), (27, "head.p12")] {
        let mut container = opened(&kept);
        let list = container.find("META-INF/ASiCManifest002.xml").unwrap().bytes.clone();
        let signature = key(name).sign(&list, signed_at() + TimeDelta::minutes(5)).unwrap();
        container.files.last_mut().unwrap().bytes = signature.to_der().unwrap();
        let content = container.zip().unwrap();
        sqlx::query("UPDATE archive SET content = $1").bind(content).execute(&mut file).await.unwrap();
        assert_eq!(found(day).await, ChainState::Altered(others + 1), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_digest_goes_by_letter_to_whom_the_head_named() {
    let mut app = TestApp::start().await;
    families::mark(&app).await;
    let office = PostOffice::open().await;
    let state = app.tell_by(Some(&office.url())).await;
    let head = app.sign_in("head").await;
    watch(&state, night(23, 0)).await;
    assert!(office.letters().is_empty(), "nobody is written to at first");

    let refused =
        app.post("/archive/integrity", &[("addresses", "director@school.example\nне адреса")], &head).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Це не адреса електронної пошти: не адреса"), "{}", refused.body);
    assert!(refused.body.contains("director@school.example"), "what was typed stays");
    let eleven: Vec<String> = (0..11).map(|number| format!("a{number}@school.example")).collect();
    let refused = app.post("/archive/integrity", &[("addresses", &eleven.join("\n"))], &head).await;
    assert!(refused.body.contains("щонайбільше 10"), "{}", refused.body);
    let addresses = "director@school.example\r\ndepartment@city.example\r\nlater@city.example";
    let saved = app.post("/archive/integrity", &[("addresses", addresses)], &head).await;
    assert_eq!(saved.location, "/archive/integrity?saved", "{}", saved.body);
    // Saving an address is a change of settings, which the next check knows of.
    watch(&state, night(24, 0)).await;
    let letters = office.letters();
    let mut to: Vec<&str> = letters.iter().map(|letter| letter.to.as_str()).collect();
    to.sort_unstable();
    assert_eq!(to.len(), 2, "{to:?}");
    assert!(to[0].contains("department@city.example") && to[1].contains("director@school.example"), "{to:?}");
    let check = app.store.read(app.school).await.unwrap().nightly_checks().await.unwrap().remove(0);
    let digest = klas_documents::archive::hex(&check.digest);
    let text = letters[0].text();
    for words in
        ["Історія ціла", &digest, &format!("klas verify --history --digest {digest}"), "Збережіть цей лист"]
    {
        assert!(text.contains(words), "no {words}: {text}");
    }
    assert_eq!((check.sent, check.unsent.as_slice()), (2, &["later@city.example".to_owned()][..]));
    // What the mail server did not take for a time is tried again, and nobody gets the same letter twice.
    watch(&state, night(24, 1)).await;
    assert_eq!(office.letters().len(), 2);
    let page = app.get("/archive/integrity", &head).await.body;
    assert!(page.contains("2, чекають 1"), "{page}");
    app.post("/archive/integrity", &[("addresses", "")], &head).await;
    watch(&state, night(25, 0)).await;
    assert_eq!(office.letters().len(), 2, "letters end when the addresses do");
}
