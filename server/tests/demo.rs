//! `klas demo` on a day when its year is over.

#![expect(clippy::unwrap_used, reason = "a story ends where something unforeseen happens")]

use std::{path::Path, process::Command};

use chrono::NaiveDate;
use klas_app::{
    archive::Archiving,
    state::{AppState, Clock},
};
use klas_domain::{Id, calendar::Semester, column::Sum, id::of};
use klas_store::{Reader, Store};

const SUMMER: NaiveDate = NaiveDate::from_ymd_opt(2027, 7, 5).unwrap();

/// A class that is told of in words, one on levels, one on points.
const CLASSES: [&str; 3] = ["1-А", "4-А", "9-А"];

fn address(folder: &Path) -> String {
    format!("sqlite://{}", folder.join("klas.db").display())
}

fn klas(folder: &Path, arguments: &[&str]) {
    let output = Command::new(env!("CARGO_BIN_EXE_klas"))
        .args(arguments)
        .env("KLAS_DATABASE_URL", address(folder))
        .env("KLAS_TODAY", SUMMER.to_string())
        .env_remove("KLAS_LOG")
        .output()
        .unwrap();
    let told = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&told));
}

#[test]
fn a_year_that_is_over_is_closed_and_waits_for_its_archive() {
    let folder = tempfile::tempdir().unwrap();
    klas(folder.path(), &[&["demo"], &CLASSES.map(|class| ["--class", class]).concat()[..]].concat());
    klas(folder.path(), &["verify", "--history"]);
    closed(folder.path());
}

/// The year is summed up for everybody who was there at its end, in marks or in words, and no class lacks anything.
async fn summed_up(reader: &mut Reader, id: Id<of::Year>) {
    let year = reader.year_of_id(id).await.unwrap();
    let courses = reader.courses(id, None).await.unwrap();
    for course in courses.into_iter().filter(|course| course.teacher.is_some()) {
        let standings = reader.standings(&course, &year, SUMMER, Id::new()).await.unwrap();
        let annual = Sum::Annual.id(course.id);
        for (pupil, standing) in standings.pupils.iter().filter(|(pupil, _)| pupil.belongs(year.ends_on)) {
            let written = standings.written.get(&pupil.id).and_then(|own| own.get(&annual));
            let told = written.is_some_and(|own| own.in_words);
            let what = format!("{} {}, {}", course.class, course.subject, pupil.name.short());
            assert!(told || standing.mark(Sum::Annual).is_some(), "{what}");
        }
        for semester in Semester::ALL {
            let missing = reader.missing_of_class(course.class_id, &year, semester, SUMMER).await.unwrap();
            assert!(missing.is_nothing(), "{missing:?}");
        }
    }
}

#[tokio::main]
async fn closed(folder: &Path) {
    let store = Store::open(&address(folder)).await.unwrap();
    let school = store.schools().await.unwrap().remove(0);
    let mut reader = store.read(school.id).await.unwrap();
    let (id, year) = reader.year(SUMMER).await.unwrap();
    assert!(year.ends_on < SUMMER);
    for semester in Semester::ALL {
        let states = reader.class_states((id, &year), semester).await.unwrap();
        let told: Vec<_> = states
            .iter()
            .map(|class| (class.name.to_string(), class.has_courses() && class.is_closed()))
            .collect();
        assert_eq!(told, CLASSES.map(|class| (class.to_owned(), true)));
        assert!(reader.school_closed(id, semester).await.unwrap().is_some());
    }
    summed_up(&mut reader, id).await;
    drop(reader);
    let state = AppState::new(store, Clock::fixed(Some(SUMMER)), false);
    let archiving = Archiving::of_school(&state, &school, None).await.unwrap();
    assert!(archiving.open_semesters().await.unwrap().is_empty(), "klas archive asks for no --draft");
}
