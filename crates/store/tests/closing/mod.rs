//! A closed semester: what has to be done before, what may be written afterwards, and by whom.

mod corrections;
mod found;
mod steps;

use std::sync::Arc;

use chrono::NaiveDate;
use klas_domain::{
    EditOutcome, Entry, Id, JournalEdit, Mark, Scope, StoredEntry,
    calendar::{Semester, Semester::First},
    closing::{ClosingRefusal, Finding},
    column::{ColumnChange, ColumnRefusal, Sum},
    edit::{LessonEdit, LessonOutcome, LessonText},
    id::of,
};
use klas_store::{
    closing::{Check, Closer},
    history::ChainState,
    journal::Write,
    summative::Change,
};

use crate::support::{Cell, Engine, TODAY, TestSchool, kyiv, now, saved};

pub const COURSES: [(&str, Option<i32>); 4] = [
    ("Алгебра", None),
    ("Англійська мова", Some(1)),
    ("Англійська мова", Some(2)),
    ("Історія України", None),
];
/// Those of the class who are there today; the one who left needs no mark.
pub const HERE: [&str; 4] = ["Андрієнко", "Ґудзь", "Їжак", "Явір"];

pub fn closer(school: &TestSchool) -> Closer {
    Closer { school: school.id, author: school.person("Коваль"), now: now() }
}

pub fn marked(points: u8) -> Entry {
    Entry { mark: Some(Mark::Points(points)), ..Entry::default() }
}

pub fn sum(school: &TestSchool, sum: Sum, pupil: &str) -> Cell {
    Cell { column: sum.id(school.course("Алгебра").id), pupil: school.person(pupil) }
}

pub fn course(school: &TestSchool, (subject, group): (&str, Option<i32>)) -> Id<of::Course> {
    match group {
        Some(group) => school.group_course(subject, group).id,
        None => school.course(subject).id,
    }
}

/// Writes the topics of a course's lessons up to today and everybody's semester mark.
pub async fn finish(school: &TestSchool, course: Id<of::Course>) {
    finish_by(school, course, First, TODAY).await;
}

/// Writes the topics of a course's lessons between two days.
pub async fn tell_topics(school: &TestSchool, course: Id<of::Course>, days: (NaiveDate, NaiveDate)) {
    for lesson in school.reader().await.lessons(course, days).await.unwrap() {
        assert_eq!(tell(school, lesson.lesson, "Дроби").await, LessonOutcome::Saved { version: 1 });
    }
}

/// The same as [`finish`] of a semester up to a day.
pub async fn finish_by(school: &TestSchool, course: Id<of::Course>, semester: Semester, day: NaiveDate) {
    let mut reader = school.reader().await;
    let (_, year) = reader.year(TODAY).await.unwrap();
    let pupils = {
        let course = reader.course(course).await.unwrap();
        reader.pupils_of(&course).await.unwrap()
    };
    drop(reader);
    tell_topics(school, course, (year.range(semester).0, day)).await;
    let column = Sum::Semester(semester).id(course);
    let here = pupils.iter().filter(|pupil| pupil.belongs(day));
    let edits: Vec<_> = here.map(|pupil| Cell { column, pupil: pupil.id }.edit(0, marked(8))).collect();
    let outcomes = school.save_at(now(), "Коваль", edits).await;
    assert!(outcomes.iter().all(|outcome| *outcome == saved(1)), "{outcomes:?}");
}

async fn tell(school: &TestSchool, lesson: Id<of::Lesson>, topic: &str) -> LessonOutcome {
    let text = LessonText { topic: topic.to_owned(), ..LessonText::default() };
    let edit = LessonEdit { id: Id::new(), lesson, base: 0, text };
    school.store.write_lesson(school.id, school.person("Коваль"), now(), edit, |_| true).await.unwrap()
}

pub async fn close(school: &TestSchool, course: Id<of::Course>) -> Result<(), ClosingRefusal> {
    school.store.close_course(closer(school), course, First, "").await.unwrap()
}

/// A school where algebra's first semester is closed.
async fn closed(on: Engine) -> TestSchool {
    let school = TestSchool::start(on).await;
    finish(&school, school.course("Алгебра").id).await;
    assert_eq!(close(&school, school.course("Алгебра").id).await, Ok(()));
    school
}

/// Closes the first semester of 8-А: each of its courses, then the class.
pub async fn close_first(school: &TestSchool) {
    for name in COURSES {
        let own = course(school, name);
        finish(school, own).await;
        assert_eq!(close(school, own).await, Ok(()));
    }
    let class = school.course("Алгебра").class_id;
    assert_eq!(school.store.close_class(closer(school), class, First, "").await.unwrap(), Ok(()));
}

async fn check(school: &TestSchool, semester: Semester, day: NaiveDate) -> Check {
    let page = school.course("Алгебра");
    let mut reader = school.reader().await;
    let ground = reader.closing_ground(page.class_id, semester, day).await.unwrap();
    reader.check_closing(&page, &ground).await.unwrap()
}

async fn findings(school: &TestSchool) -> Vec<Finding> {
    check(school, First, TODAY).await.findings
}

pub async fn whole(school: &TestSchool) -> i64 {
    match school.store.verify_history(school.id).await.unwrap() {
        ChainState::Whole(rows) => rows,
        broken => panic!("{broken:?}"),
    }
}

/// Whoever may write a cell that is open, and whoever corrects a closed one.
fn rights(school: &TestSchool, author: &str, corrects: bool) -> Write {
    let authorise = move |scope: &Scope, _: &StoredEntry, _: &JournalEdit| corrects || !scope.closed;
    Write { authorise: Arc::new(authorise), ..school.write(author, now()) }
}

async fn save(school: &TestSchool, corrects: bool, edit: JournalEdit) -> EditOutcome {
    school.store.apply(rights(school, "Коваль", corrects), vec![edit]).await.unwrap().remove(0)
}

fn cell_course(school: &TestSchool) -> Id<of::Course> {
    school.course("Алгебра").id
}

pub fn closer_in_june(school: &TestSchool) -> Closer {
    Closer { now: kyiv(2027, 5, 31, 15, 0), ..closer(school) }
}

/// Closes algebra's semester as a database client would.
async fn close_behind(school: &TestSchool, semester: Semester) {
    close_as_client(school, ("closing", "course_id"), cell_course(school).uuid(), semester).await;
}

/// Closes the semester of 8-А as a database client would.
async fn close_class_behind(school: &TestSchool, semester: Semester) {
    let class = school.course("Алгебра").class_id;
    close_as_client(school, ("class_closing", "class_id"), class.uuid(), semester).await;
}

/// Closes a semester of a course or class as a database client would.
pub async fn close_as_client(
    school: &TestSchool,
    (table, key): (&str, &str),
    of: uuid::Uuid,
    semester: Semester,
) {
    let (id, of) = (school.literal(school.id.uuid()), school.literal(of));
    let author = school.literal(school.person("Коваль").uuid());
    let statement = format!(
        "INSERT INTO {table} (school_id, {key}, semester, closed_at, closed_by) \
         VALUES ({id}, {of}, {}, '2026-11-24 09:00:00', {author})",
        semester.code()
    );
    school.db.tamper(school.id, &statement).await;
}

async fn arrange(school: &TestSchool, wish: ColumnChange) -> Result<(), ColumnRefusal> {
    let (author, course) = (school.person("Коваль"), cell_course(school));
    let change = Change { school: school.id, course, author, now: now() };
    school.store.change_columns(change, vec![wish], |_| true).await.unwrap()
}
