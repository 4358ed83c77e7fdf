//! A browser that replaces the address at which it is told, or is told no more.

use axum::http::StatusCode;
use klas_app::telling::tell;

use crate::{
    notices::{Browser, at},
    support::TestApp,
};

const ABSENT: &str = r#"{"absence":"Unknown"}"#;

impl TestApp {
    async fn account_of(&self, login: &str) -> String {
        self.store.credentials(login).await.unwrap().unwrap().account_id.to_string()
    }

    /// The addresses of the visitor's devices, as both pages of notices give them to their program.
    async fn known(&self, cookie: &str) -> String {
        let mut known = Vec::new();
        for path in ["/notices", "/notices/settings"] {
            let page = self.get(path, cookie).await.body;
            let (_, rest) = page.split_once("data-known=\"").unwrap_or_else(|| panic!("{path}: {page}"));
            known.push(rest.split('"').next().unwrap().to_owned());
        }
        assert_eq!(known[0], known[1]);
        known.remove(0)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_replaced_its_address_is_told_there_and_at_the_old_one_no_more() {
    let mut app = TestApp::start().await;
    let state = app.tell_by(None).await;
    let (old, new) = (Browser::open(StatusCode::CREATED).await, Browser::open(StatusCode::CREATED).await);
    let cookie = app.sign_in("guardian").await;
    old.turn_on(&app, &cookie).await;
    assert_eq!(app.known(&cookie).await, old.endpoint);
    let account = app.account_of("guardian").await;
    let more = [("account", account.as_str()), ("instead", old.endpoint.as_str())];
    assert_eq!(new.send(&app, &more, &cookie).await.status, StatusCode::SEE_OTHER);
    assert_eq!(app.known(&cookie).await, new.endpoint);
    app.mark(ABSENT, 0).await;
    tell(&state, at(25, 10)).await;
    assert_eq!((new.opened().len(), old.opened().len()), (1, 0));
    app.post("/sign-out", &[], &cookie).await;
    assert_eq!(app.known(&app.sign_in("guardian").await).await, "", "it ends with the session");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_is_renewed_for_the_account_that_allowed_it_and_for_no_other() {
    let mut app = TestApp::start().await;
    app.tell_by(None).await;
    let (old, new) = (Browser::open(StatusCode::CREATED).await, Browser::open(StatusCode::CREATED).await);
    let cookie = app.sign_in("guardian").await;
    old.turn_on(&app, &cookie).await;
    let account = app.account_of("guardian").await;
    let more = [("account", account.as_str()), ("instead", old.endpoint.as_str())];
    assert_eq!(new.send(&app, &more, "").await.status, StatusCode::UNAUTHORIZED, "the session is gone");
    let stranger = app.sign_in("other-guardian").await;
    assert_eq!(new.send(&app, &more, &stranger).await.status, StatusCode::FORBIDDEN);
    assert_eq!(app.known(&stranger).await, "");
    assert_eq!(app.known(&cookie).await, old.endpoint);
    let taken = new.send(&app, &more[1..], &stranger).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "a device of her own");
    assert_eq!(app.known(&stranger).await, new.endpoint);
    assert_eq!(app.known(&cookie).await, old.endpoint, "which takes nobody else's place");
    let foreign = app.send_from("https://elsewhere.example", "/notices/settings", &cookie).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_notices_can_say_that_they_no_longer_come() {
    let mut app = TestApp::start().await;
    let state = app.tell_by(None).await;
    let browser = Browser::open(StatusCode::GONE).await;
    let cookie = app.sign_in("guardian").await;
    browser.turn_on(&app, &cookie).await;
    app.mark(ABSENT, 0).await;
    tell(&state, at(25, 10)).await;
    assert_eq!(browser.taken.lock().unwrap().len(), 1);
    assert_eq!(app.known(&cookie).await, "", "its push service knows it no more");
    let page = app.get("/notices", &cookie).await.body;
    let own = page.split("<div").find(|own| own.contains("id=\"device\"")).unwrap();
    assert!(own.split('>').next().unwrap().contains(" hidden"), "its program shows it: {own}");
    let account = app.account_of("guardian").await;
    for said in [
        "Сповіщення на цьому пристрої більше не надходять",
        "Увімкнути сповіщення на цьому пристрої",
        "Не нагадувати",
        "notices.js",
        &format!("data-account=\"{account}\""),
    ] {
        assert!(own.contains(said), "{said}: {own}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_no_device_can_be_told_the_list_offers_none() {
    let app = TestApp::start().await;
    let page = app.get("/notices", &app.sign_in("guardian").await).await.body;
    assert!(!page.contains("id=\"device\""), "{page}");
}
