//! A school in a database, whose people, courses and cells are called as people call them.

use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, NaiveDate, Utc};
use klas_domain::{EditOutcome, Entry, Id, JournalEdit, Role, StoredEntry, bundle::Bundle, id::of};
use klas_store::{
    Changes, Reader, Store,
    journal::{Authorise, Course, JournalPage, LessonColumn, Write},
    summative::Setting,
};

use super::{Engine, TODAY, TestDatabase, bundle, class, now};

/// The school of [`bundle`] on a database of its own.
pub struct TestSchool {
    pub store: Store,
    pub id: Id<of::School>,
    pub year: Id<of::Year>,
    people: HashMap<String, Id<of::Person>>,
    courses: Vec<(Course, Vec<LessonColumn>)>,
    // Last, so that the store's connections are closed before the database goes away.
    pub db: TestDatabase,
}

/// A cell of the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    pub column: Id<of::Column>,
    pub pupil: Id<of::Person>,
}

impl Cell {
    /// A new wish to make the cell hold an entry, by someone who saw this version of it.
    pub fn edit(self, base: i32, entry: Entry) -> JournalEdit {
        JournalEdit { id: Id::new(), column: self.column, pupil: self.pupil, base, entry, reason: None }
    }
}

/// Everybody may do everything: for stories that are not about rights.
pub fn everyone() -> Authorise {
    Arc::new(|_, _, _| true)
}

/// The outcome of an edit that was taken.
pub fn saved(version: i32) -> EditOutcome {
    EditOutcome::Saved { version }
}

impl TestSchool {
    /// The school of [`bundle`].
    pub async fn start(engine: Engine) -> Self {
        let db = engine.start();
        let store = db.open().await;
        let id = store.add_school("Ліцей № 4").await.unwrap();
        store.take_in(id, bundle(), TODAY, false).await.unwrap();
        Self::of(db, store, id).await
    }

    /// A school that stands in the database already.
    pub async fn of(db: TestDatabase, store: Store, id: Id<of::School>) -> Self {
        let mut reader = store.read(id).await.unwrap();
        let (year, calendar) = reader.year(TODAY).await.unwrap();
        let mut people = HashMap::new();
        for role in Role::ALL {
            for (person, name) in reader.people(role).await.unwrap() {
                people.insert(name.short(), person);
            }
        }
        let mut courses = Vec::new();
        for course in reader.courses(year, None).await.unwrap() {
            let lessons = reader.lessons(course.id, (calendar.starts_on, calendar.ends_on)).await.unwrap();
            courses.push((course, lessons));
        }
        drop(reader);
        Self { store, id, year, people, courses, db }
    }

    /// The person whose surname and given name these are, or the only one whose names begin so.
    pub fn person(&self, name: &str) -> Id<of::Person> {
        let mut fitting = self.people.iter().filter(|(known, _)| known.starts_with(name));
        let (_, person) = fitting.next().unwrap_or_else(|| panic!("nobody is called {name}"));
        assert!(fitting.next().is_none(), "several people are called {name}");
        *person
    }

    pub fn page_of(&self, subject: &str, group: Option<i32>) -> &(Course, Vec<LessonColumn>) {
        let is = |course: &Course| {
            course.class == class("8-А")
                && course.subject == subject
                && course.group.map(|(_, number)| number) == group
        };
        self.courses.iter().find(|(course, _)| is(course)).unwrap()
    }

    /// The course of 8-А, whole class.
    pub fn course(&self, subject: &str) -> Course {
        self.page_of(subject, None).0.clone()
    }

    /// The course of a group of 8-А.
    pub fn group_course(&self, subject: &str, group: i32) -> Course {
        self.page_of(subject, Some(group)).0.clone()
    }

    /// The lesson of a course of 8-А on a day.
    pub fn lesson(&self, subject: &str, day: NaiveDate) -> LessonColumn {
        lesson_on(&self.page_of(subject, None).1, day)
    }

    /// The lesson of a group of 8-А on a day.
    pub fn group_lesson(&self, subject: &str, group: i32, day: NaiveDate) -> LessonColumn {
        lesson_on(&self.page_of(subject, Some(group)).1, day)
    }

    /// The days up to today on which 8-А has algebra.
    pub fn algebra_days(&self) -> Vec<NaiveDate> {
        let lessons = &self.page_of("Алгебра", None).1;
        lessons.iter().map(|lesson| lesson.date).filter(|day| *day <= TODAY).collect()
    }

    /// The cell of a pupil at a lesson of the whole class.
    pub fn cell(&self, subject: &str, day: NaiveDate, pupil: &str) -> Cell {
        Cell { column: self.lesson(subject, day).column(), pupil: self.person(pupil) }
    }

    /// The cell at today's algebra.
    pub fn algebra(&self, pupil: &str) -> Cell {
        self.cell("Алгебра", TODAY, pupil)
    }

    /// Reads of the school.
    pub async fn reader(&self) -> Reader {
        self.store.read(self.id).await.unwrap()
    }

    /// Who sets what is set for the whole school.
    pub fn setting(&self) -> Setting {
        Setting { school: self.id, author: self.person("Мельник"), now: now() }
    }

    /// Who writes, at a moment, with every right.
    pub fn write(&self, author: &str, now: DateTime<Utc>) -> Write {
        Write { school: self.id, author: self.person(author), now, authorise: everyone() }
    }

    /// Applies edits at a moment.
    pub async fn save_at(
        &self,
        now: DateTime<Utc>,
        author: &str,
        edits: Vec<JournalEdit>,
    ) -> Vec<EditOutcome> {
        self.store.apply(self.write(author, now), edits).await.unwrap()
    }

    /// Applies one edit now.
    pub async fn save(&self, author: &str, edit: JournalEdit) -> EditOutcome {
        self.save_at(now(), author, vec![edit]).await.remove(0)
    }

    /// Takes in a bundle today.
    pub async fn take_in(&self, bundle: Bundle) -> Changes {
        self.store.take_in(self.id, bundle, TODAY, false).await.unwrap()
    }

    /// A page from the first day of the year to the last, as somebody sees it.
    pub async fn journal(&self, course: Course, viewer: &str) -> JournalPage {
        let mut reader = self.reader().await;
        let (_, year) = reader.year(TODAY).await.unwrap();
        reader.journal(course, (year.starts_on, year.ends_on), self.person(viewer)).await.unwrap()
    }

    /// What somebody sees in a cell of 8-А's algebra.
    pub async fn seen(&self, viewer: &str, cell: Cell) -> StoredEntry {
        let page = self.journal(self.course("Алгебра"), viewer).await;
        let mut entries = page.entries.into_iter();
        let entry = entries.find(|entry| (entry.column, entry.pupil) == (cell.column, cell.pupil));
        entry.map(|entry| entry.stored).unwrap_or_default()
    }

    /// What the family sees of a lesson of today at a moment.
    pub async fn diary_entry(&self, cell: Cell, now: DateTime<Utc>) -> Entry {
        let lessons = self.reader().await.diary(cell.pupil, (TODAY, TODAY), now).await.unwrap();
        lessons.into_iter().find(|lesson| lesson.lesson.uuid() == cell.column.uuid()).unwrap().entry
    }
}

fn lesson_on(lessons: &[LessonColumn], day: NaiveDate) -> LessonColumn {
    lessons.iter().find(|lesson| lesson.date == day).unwrap().clone()
}
