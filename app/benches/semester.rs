//! The figures of a semester's end, on the database of `KLAS_DATABASE_URL` on the day `KLAS_TODAY`: the school's report
//! against the bare SQL of its sums, and the package of its documents. What the package is set from is written to the
//! folder `BENCH_SOURCES`, for another program to set.

#![expect(clippy::unwrap_used, reason = "a measurement that cannot be taken ends")]

use std::{
    env, fs,
    path::Path,
    time::{Duration, Instant},
};

use axum::{
    body::{Body, to_bytes},
    http::{Request, header},
};
use klas_app::{
    package::Packing,
    routes::router,
    state::{AppState, Clock},
};
use klas_documents::print;
use klas_domain::{calendar::Semester, figures::Period};
use klas_store::{Store, school::School};
use sqlx::{Connection, SqliteConnection};
use tower::ServiceExt;

/// How often each is done; the median counts.
const TIMES: usize = 15;

/// The marks that count in a semester, by class, subject, teacher and mark.
const BARE: &str = "SELECT c.class_id, c.subject_id, c.teacher_id, COALESCE(better.mark, e.mark) AS mark, count(*) \
    FROM journal_column j \
    CROSS JOIN course c ON c.school_id = j.school_id AND c.course_id = j.course_id \
    CROSS JOIN entry e ON e.school_id = j.school_id AND e.column_id = j.column_id \
    LEFT JOIN journal_column k ON k.school_id = j.school_id AND k.course_id = j.course_id \
     AND k.kind = 'corrected' AND k.semester = j.semester \
    LEFT JOIN entry better ON better.school_id = k.school_id AND better.column_id = k.column_id \
     AND better.pupil_id = e.pupil_id AND better.mark IS NOT NULL \
    WHERE j.kind = 'semester' AND j.semester = 1 AND e.mark IS NOT NULL AND NOT e.draft \
    GROUP BY c.class_id, c.subject_id, c.teacher_id, COALESCE(better.mark, e.mark)";

#[tokio::main]
async fn main() {
    let address = env::var("KLAS_DATABASE_URL").unwrap();
    let store = Store::open(&address).await.unwrap();
    let school = store.schools().await.unwrap().remove(0);
    let day = env::var("KLAS_TODAY").unwrap().parse().unwrap();
    let state = AppState::new(store, Clock::fixed(Some(day)), false);
    report(&state, &address).await;
    package(&state, &school).await;
}

async fn report(state: &AppState, address: &str) {
    let mut connection = SqliteConnection::connect(address).await.unwrap();
    let mut bare = Vec::new();
    for _ in 0..TIMES {
        let started = Instant::now();
        let rows = sqlx::query(BARE).fetch_all(&mut connection).await.unwrap();
        bare.push(started.elapsed());
        assert!(!rows.is_empty(), "the semester has marks");
    }
    let cookie = sign_in(state).await;
    let mut pages = Vec::new();
    for _ in 0..TIMES {
        let request = Request::get("/reports?period=1").header(header::COOKIE, &cookie);
        let started = Instant::now();
        let response = router(state.clone()).oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert!(response.status().is_success());
        to_bytes(response.into_body(), usize::MAX).await.unwrap();
        pages.push(started.elapsed());
    }
    let (bare, page) = (median(bare), median(pages));
    println!(
        "report of the school: page {:.1} ms, bare SQL {:.1} ms; ratio {:.2}",
        page * 1e3,
        bare * 1e3,
        page / bare
    );
}

async fn sign_in(state: &AppState) -> String {
    let form = Request::post("/sign-in")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("login=head&password=klas-demo"));
    let response = router(state.clone()).oneshot(form.unwrap()).await.unwrap();
    let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

/// Seconds.
fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64()
}

async fn package(state: &AppState, school: &School) {
    let packing = Packing::of_school(state, school, Period::Semester(Semester::First));
    let parts = packing.parts().await.unwrap();
    let (mut pages, mut printing) = (0, Duration::ZERO);
    let started = Instant::now();
    for (number, part) in (0..).zip(&parts) {
        let (document, _) = packing.document(part).await.unwrap();
        let document = document.pages();
        write_sources(number, &document);
        let begun = Instant::now();
        pages += print::print(&document).unwrap().pages;
        printing += begun.elapsed();
    }
    let whole = started.elapsed().as_secs_f64();
    let rate = f64::from(u32::try_from(pages).unwrap()) / printing.as_secs_f64();
    println!(
        "package: {} documents, {pages} pages in {whole:.1} s; {rate:.0} pages/s on one core; peak memory {} MB",
        parts.len(),
        peak_megabytes(),
    );
}

fn write_sources(number: usize, document: &print::Print) {
    let Ok(folder) = env::var("BENCH_SOURCES") else { return };
    let folder = Path::new(&folder).join(format!("{number:03}"));
    fs::create_dir_all(&folder).unwrap();
    let (template, data) = print::sources(document);
    fs::write(folder.join("print.typ"), template).unwrap();
    fs::write(folder.join("print.json"), data).unwrap();
}

fn peak_megabytes() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<usize>().ok()).unwrap_or_default() / 1024
}
