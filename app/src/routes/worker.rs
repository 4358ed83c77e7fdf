//! The service worker, and the page that it shows where neither the network nor a kept page is there.

use axum::{
    http::header,
    response::{Html, IntoResponse},
};

use super::{page, site};
use crate::{components::Tab, pages, visit::Visit};

/// What the service worker keeps of the site's files from the first.
const FILES: [&str; 3] = ["pkg/klas.css", "app.js", "icon.svg"];

/// The service worker's program. A browser asks for it anew at each visit, so that a new version of the site is
/// taken at once.
pub async fn program() -> impl IntoResponse {
    let files = FILES.map(|path| format!("\"{}\"", site::address(path))).join(", ");
    let version = site::version();
    let program = include_str!("../../../frontend/worker.js");
    (
        [(header::CONTENT_TYPE, "text/javascript"), (header::CACHE_CONTROL, "no-cache")],
        format!("const VERSION = \"{version}\";\nconst FILES = [{files}];\n{program}"),
    )
}

/// Belongs to nobody, because it is kept for whoever comes.
pub async fn offline(mut visit: Visit) -> Html<String> {
    visit.signed_in = None;
    let texts = visit.locale.pocket();
    page(&visit, Tab::Other, texts.offline_title, pages::account::offline(visit.locale))
}
