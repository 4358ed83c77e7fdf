//! What leads where: the table of routes, and what stands around every one of them.

mod account;
pub(crate) mod administration;
mod announcements;
mod applications;
mod archive;
mod bullying;
mod closing;
mod department;
mod families;
mod family;
mod feeds;
mod guard;
mod join;
mod keeping;
mod lost_password;
mod messages;
mod notes;
mod notices;
mod opened;
mod own_data;
mod registers;
mod reports;
mod resume;
mod seeing;
pub(crate) mod site;
mod substitutions;
mod teacher;
pub(crate) mod verify;
mod worker;

use axum::{
    Router,
    extract::Request,
    http::Method,
    middleware,
    response::{Html, IntoResponse, Redirect, Response},
    routing::{MethodRouter, get, post},
};
use leptos::prelude::*;
use serde::Deserialize;
use tower_http::{
    CompressionLevel,
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer,
        predicate::{NotForContentType, Predicate, SizeAbove},
    },
};

use crate::{
    components::{Document, Tab, document},
    failure::Failure,
    locales::Locale,
    paper::{
        self,
        Format::{Pdf, Xlsx},
    },
    state::AppState,
    visit::Visit,
};
use klas_documents::table::Table;
use klas_domain::Id;

/// A route: its path, the methods it answers, and what answers. Every one has its rows in the authorisation test.
type Route = (&'static str, &'static [Method], MethodRouter<AppState>);

const READ: &[Method] = &[Method::GET];
const WRITE: &[Method] = &[Method::POST];
const BOTH: &[Method] = &[Method::GET, Method::POST];

fn table() -> Vec<Route> {
    vec![
        ("/", READ, get(account::home)),
        ("/sign-in", BOTH, get(account::sign_in_form).post(account::sign_in)),
        ("/sign-out", WRITE, post(account::sign_out)),
        ("/join", BOTH, get(join::join).post(join::go_on)),
        ("/password", BOTH, get(lost_password::ask_form).post(lost_password::ask)),
        ("/password/new", BOTH, get(lost_password::choose).post(lost_password::set)),
        ("/account", READ, get(account::account)),
        ("/account/school", WRITE, post(account::switch_school)),
        ("/account/language", WRITE, post(account::switch_language)),
        ("/today", READ, get(teacher::today)),
        ("/journal", READ, get(teacher::journals)),
        ("/journal/{course}", READ, get(teacher::journal)),
        ("/journal/{course}/columns", BOTH, get(teacher::columns).post(teacher::change_columns)),
        ("/journal/{course}/plan", BOTH, get(teacher::plan).post(teacher::change_plan)),
        ("/journal/{course}/closing", BOTH, get(closing::course).post(closing::change_course)),
        ("/classes/{class}/closing", BOTH, get(closing::class).post(closing::change_class)),
        ("/closing", BOTH, get(closing::school).post(closing::change_school)),
        ("/journal/{course}/lessons/{lesson}", BOTH, get(teacher::lesson).post(teacher::save_lesson)),
        ("/journal/{course}/lessons/{lesson}/absences", WRITE, post(teacher::carry_absences)),
        (
            "/journal/{course}/pages.pdf",
            READ,
            get(|visit, course, asked| teacher::pages_file(visit, course, asked, Pdf)),
        ),
        (
            "/journal/{course}/pages.xlsx",
            READ,
            get(|visit, course, asked| teacher::pages_file(visit, course, asked, Xlsx)),
        ),
        ("/diary", READ, get(family::home)),
        ("/diary/marks", READ, get(family::marks_home)),
        ("/diary/{pupil}", READ, get(family::week)),
        ("/diary/{pupil}/marks", READ, get(family::marks)),
        ("/diary/{pupil}/notes", BOTH, notes::family()),
        ("/diary/{pupil}/weeks", WRITE, post(family::sign_week)),
        ("/diary/{pupil}/marks/{course}", READ, get(seeing::subject)),
        ("/diary/{pupil}/timetable", READ, get(seeing::timetable)),
        ("/diary/{pupil}/homework", BOTH, get(seeing::homework).post(seeing::tick)),
        ("/diary/{pupil}/absences", READ, get(seeing::absences)),
        ("/diary/{pupil}/card", READ, get(seeing::card)),
        ("/diary/{pupil}/card.pdf", READ, get(seeing::card_file)),
        ("/diary/{pupil}/calendar", BOTH, get(feeds::feeds).post(feeds::change)),
        ("/calendar/{file}", READ, get(feeds::calendar)),
        ("/diary/{pupil}/data", BOTH, get(own_data::own_data).post(own_data::ask)),
        ("/diary/{pupil}/data.zip", READ, get(own_data::package)),
        ("/classes/{class}/amendments", BOTH, get(own_data::amendments).post(own_data::answer)),
        ("/classes/{class}/weeks", READ, get(registers::weeks)),
        ("/announcements", BOTH, get(announcements::list).post(announcements::publish)),
        ("/announcements/{announcement}", BOTH, get(announcements::item).post(announcements::change)),
        ("/messages", READ, get(messages::inbox)),
        ("/messages/new", READ, get(messages::classes)),
        ("/messages/new/{class}", READ, get(messages::families)),
        ("/messages/{pupil}/{guardian}/{staff}", BOTH, get(messages::conversation).post(messages::send)),
        ("/school/hours", WRITE, post(administration::save_hours)),
        ("/notices", READ, get(notices::feed)),
        ("/notices/settings", BOTH, get(notices::settings).post(notices::change)),
        ("/email", BOTH, get(notices::email).post(notices::confirm_email)),
        ("/unsubscribe", BOTH, get(notices::letter).post(notices::unsubscribe)),
        ("/bullying", BOTH, get(bullying::reports).post(bullying::change)),
        ("/notes/{note}/photo", READ, get(notes::photo)),
        ("/classes/{class}/notes", BOTH, get(notes::class_notes).post(notes::answer)),
        ("/classes", READ, get(registers::classes)),
        ("/classes/{class}/register", BOTH, get(registers::register).post(registers::explain)),
        (
            "/classes/{class}/register.pdf",
            READ,
            get(|visit, class, asked| registers::register_file(visit, class, asked, Pdf)),
        ),
        (
            "/classes/{class}/register.xlsx",
            READ,
            get(|visit, class, asked| registers::register_file(visit, class, asked, Xlsx)),
        ),
        (
            "/classes/{class}/cards.pdf",
            READ,
            get(|visit, class, asked| registers::cards_file(visit, class, asked, Pdf)),
        ),
        (
            "/classes/{class}/cards.xlsx",
            READ,
            get(|visit, class, asked| registers::cards_file(visit, class, asked, Xlsx)),
        ),
        ("/classes/{class}/cards", READ, get(registers::cards)),
        ("/classes/{class}/journal.pdf", READ, get(registers::journal_file)),
        ("/classes/{class}/pupils.pdf", READ, get(|visit, class| registers::pupils_file(visit, class, Pdf))),
        (
            "/classes/{class}/pupils.xlsx",
            READ,
            get(|visit, class| registers::pupils_file(visit, class, Xlsx)),
        ),
        (
            "/classes/{class}/briefings.pdf",
            READ,
            get(|visit, class| registers::briefings_file(visit, class, Pdf)),
        ),
        (
            "/classes/{class}/briefings.xlsx",
            READ,
            get(|visit, class| registers::briefings_file(visit, class, Xlsx)),
        ),
        ("/classes/{class}/health.pdf", READ, get(|visit, class| registers::health_file(visit, class, Pdf))),
        (
            "/classes/{class}/health.xlsx",
            READ,
            get(|visit, class| registers::health_file(visit, class, Xlsx)),
        ),
        (
            "/classes/{class}/excursions.pdf",
            READ,
            get(|visit, class| registers::excursions_file(visit, class, Pdf)),
        ),
        (
            "/classes/{class}/excursions.xlsx",
            READ,
            get(|visit, class| registers::excursions_file(visit, class, Xlsx)),
        ),
        ("/school/substitutions.pdf", READ, get(|visit, asked| substitutions::file(visit, asked, Pdf))),
        ("/school/substitutions.xlsx", READ, get(|visit, asked| substitutions::file(visit, asked, Xlsx))),
        (
            "/classes/{class}/summary.pdf",
            READ,
            get(|visit, class| registers::summary_file(visit, class, Pdf)),
        ),
        (
            "/classes/{class}/summary.xlsx",
            READ,
            get(|visit, class| registers::summary_file(visit, class, Xlsx)),
        ),
        ("/classes/{class}/summary", BOTH, get(registers::summary).post(registers::decide)),
        (
            "/classes/{class}/applications",
            BOTH,
            get(applications::applications).post(applications::keep_application),
        ),
        ("/classes/{class}/families", BOTH, get(families::families).post(families::change)),
        (
            "/classes/{class}/families/{pupil}/{guardian}",
            BOTH,
            get(families::restriction).post(families::restrict),
        ),
        ("/classes/{class}/pupils", READ, get(registers::pupils)),
        ("/classes/{class}/health", BOTH, get(registers::health).post(registers::set_health)),
        ("/classes/{class}/briefings", BOTH, get(registers::briefings).post(registers::write_briefing)),
        ("/classes/{class}/excursions", BOTH, get(registers::excursions).post(registers::write_excursion)),
        ("/reports", READ, get(reports::overview)),
        ("/reports.pdf", READ, get(|visit, asked| reports::file(visit, asked, Pdf))),
        ("/reports.xlsx", READ, get(|visit, asked| reports::file(visit, asked, Xlsx))),
        ("/reports/plans", READ, get(reports::plans)),
        ("/reports/plans.pdf", READ, get(|visit, asked| reports::plans_file(visit, asked, Pdf))),
        ("/reports/plans.xlsx", READ, get(|visit, asked| reports::plans_file(visit, asked, Xlsx))),
        ("/reports/package", BOTH, get(reports::package).post(reports::change_package)),
        ("/reports/package.zip", READ, get(reports::packed)),
        ("/reports/classes/{class}", READ, get(reports::class)),
        (
            "/reports/classes/{class}/report.pdf",
            READ,
            get(|visit, class, asked| reports::class_file(visit, class, asked, Pdf)),
        ),
        (
            "/reports/classes/{class}/report.xlsx",
            READ,
            get(|visit, class, asked| reports::class_file(visit, class, asked, Xlsx)),
        ),
        ("/reports/marks", READ, get(reports::marks)),
        ("/reports/change", READ, get(reports::change)),
        ("/reports/change.pdf", READ, get(|visit, asked| reports::change_file(visit, asked, Pdf))),
        ("/reports/change.xlsx", READ, get(|visit, asked| reports::change_file(visit, asked, Xlsx))),
        ("/department", READ, get(department::figures)),
        ("/reports/pupils", READ, get(reports::pupils)),
        ("/archive", BOTH, archive::year()),
        ("/archive/containers.zip", READ, get(keeping::containers)),
        ("/archive/retention", BOTH, get(keeping::retention).post(keeping::set_retention)),
        ("/archive/retention/act.pdf", READ, get(keeping::act)),
        ("/archive/integrity", BOTH, get(keeping::integrity).post(keeping::set_addresses)),
        ("/archive/{class}", BOTH, archive::class()),
        ("/archive/{class}/container.asice", READ, get(archive::container)),
        ("/archive/{class}/to-sign.xml", READ, get(archive::to_sign)),
        ("/archive/{class}/journal", READ, get(opened::contents)),
        ("/archive/{class}/journal/{section}", READ, get(opened::section)),
        ("/archive/{class}/journal/courses/{course}", READ, get(opened::course)),
        ("/archive/{class}/pupils/{pupil}", READ, get(opened::of_pupil)),
        ("/archive/{class}/pupils/{pupil}/extract.pdf", READ, get(opened::extract)),
        ("/verify", BOTH, verify::verify()),
        ("/verify/trust.pem", READ, get(verify::trust)),
        ("/school", BOTH, get(administration::school).post(administration::save_school)),
        ("/school/lessons", BOTH, get(substitutions::day).post(substitutions::arrange)),
        ("/school/substitutions", READ, get(substitutions::month)),
        ("/school/year", BOTH, get(administration::year).post(administration::save_year)),
        ("/school/bells", BOTH, get(administration::bells).post(administration::save_bells)),
        ("/school/marking", BOTH, get(administration::marking).post(administration::save_marking)),
        ("/school/people", READ, get(administration::people)),
        ("/school/people/{person}", BOTH, get(administration::name).post(administration::rename)),
        ("/school/scales", BOTH, get(administration::scales).post(administration::save_scales)),
        ("/api/{*function}", WRITE, post(server_function)),
        ("/sw.js", READ, get(worker::program)),
        ("/offline", READ, get(worker::offline)),
        ("/healthz", READ, get(|| async { "ok" })),
        ("/readyz", READ, get(ready)),
    ]
}

/// The paths and methods of all routes, for the test that holds each against the rules of permission.
pub fn paths() -> Vec<(&'static str, &'static [Method])> {
    table().into_iter().map(|(path, methods, _)| (path, methods)).collect()
}

/// The whole site.
pub fn router(state: AppState) -> Router {
    let routes =
        table().into_iter().fold(Router::new(), |router, (path, _, methods)| router.route(path, methods));
    guarded(routes.fallback(site::file), state)
}

/// Routes with what stands around every one of them.
pub fn guarded(routes: Router<AppState>, state: AppState) -> Router {
    // What is compressed already is not compressed again.
    let compressed = SizeAbove::new(1024)
        .and(NotForContentType::const_new("application/wasm"))
        .and(NotForContentType::const_new("application/pdf"))
        .and(NotForContentType::const_new("application/vnd.openxmlformats"))
        .and(NotForContentType::const_new("application/zip"))
        .and(NotForContentType::const_new("application/vnd.etsi.asic-e+zip"));
    routes
        .layer(middleware::from_fn_with_state(state.clone(), guard::own_site_only))
        .layer(middleware::from_fn_with_state(state.clone(), guard::prolonged))
        .layer(CatchPanicLayer::custom(guard::panicked))
        .layer(middleware::from_fn_with_state(state.clone(), guard::error_pages))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(compressed))
        .layer(middleware::from_fn(guard::headers))
        .layer(middleware::from_fn(guard::numbered))
        .with_state(state)
}

async fn server_function(visit: Visit, request: Request) -> Response {
    leptos_axum::handle_server_fns_with_context(move || provide_context(visit.clone()), request)
        .await
        .into_response()
}

async fn ready(axum::extract::State(state): axum::extract::State<AppState>) -> Result<&'static str, Failure> {
    state.store.ping().await?;
    Ok("ready")
}

/// The year that an address asks for.
#[derive(Deserialize)]
pub struct OfYear {
    /// The calendar year in which it began; none: the page's own choice.
    year: Option<i32>,
}

/// The identifier in an address; what is none leads nowhere.
fn id<T>(text: &str) -> Result<Id<T>, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}

/// To where something is now, with what the visitor's address asks for.
fn moved(visit: &Visit, to: &str) -> Response {
    let asked = visit.path.split_once('?').map_or_else(String::new, |(_, asked)| format!("?{asked}"));
    Redirect::to(&format!("{to}{asked}")).into_response()
}

/// Tables as a document of the visitor's school, in the language of documents and called as its first table is.
fn document_of(visit: &Visit, file: String, tables: Vec<Table>) -> Result<paper::Document, Failure> {
    let title = tables.first().map(|table| table.title.clone()).unwrap_or_default();
    let school = visit.person()?.school_name.clone();
    let (locale, sections) = (Locale::OF_DOCUMENTS, Vec::new());
    Ok(paper::Document {
        file,
        title,
        school,
        locale,
        apart: false,
        flows: false,
        cover: None,
        sections,
        tables,
    })
}

/// A page for a visitor.
fn page(visit: &Visit, tab: Tab, title: impl Into<String>, content: impl IntoView) -> Html<String> {
    framed(visit, tab, title.into(), content, false)
}

fn framed(visit: &Visit, tab: Tab, title: String, content: impl IntoView, grid: bool) -> Html<String> {
    Html(document(
        Document {
            title,
            locale: visit.locale,
            person: visit.signed_in.as_ref(),
            unseen: visit.unseen,
            tab,
            grid,
            path: visit.path.clone(),
        },
        content,
    ))
}
