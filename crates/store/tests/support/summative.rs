//! Summative columns with what stands in them, as a database client would write them.

use klas_domain::{
    Id, Mark,
    application::{Application, ApplicationEdit, ApplicationOutcome, Subject},
    calendar::Semester::First,
    column::Sum,
};
use klas_store::{application::Keeper, journal::Course};
use uuid::Uuid;

use super::{Engine, TODAY, TestSchool, now};

/// A summative column that a course has, and the marks to stand in it.
pub struct Column<'a> {
    pub course: Course,
    pub kind: &'a str,
    pub semester: Option<i32>,
    /// Pupils by name, with the mark and whether it is in pencil.
    pub marks: Vec<(&'a str, Mark, bool)>,
}

impl TestSchool {
    /// Writes what stands in a column behind the program's back.
    pub async fn sum_up(&self, column: Column<'_>) {
        let columns = self.reader().await.columns(column.course.id).await.unwrap();
        let is_own = |sum: Sum| {
            let semester = sum.semester().map(|semester| i32::from(semester.code()));
            (sum.code(), semester) == (column.kind, column.semester)
        };
        let own = columns.iter().find(|known| known.sum().is_some_and(is_own)).unwrap();
        let (school, own) = (self.literal(self.id.uuid()), self.literal(own.id.uuid()));
        for (pupil, mark, draft) in column.marks {
            let (pupil, author) = (self.person(pupil), self.person("Коваль"));
            let insert = format!(
                "INSERT INTO entry (school_id, column_id, pupil_id, mark, draft, version, seq, created_at, updated_at, \
                 updated_by) VALUES ({school}, {own}, {}, {}, {draft}, 1, 0, '2026-11-24 09:00:00', \
                 '2026-11-24 09:00:00', {})",
                self.literal(pupil.uuid()),
                mark.code(),
                self.literal(author.uuid()),
            );
            self.db.tamper(self.id, &insert).await;
        }
    }

    /// Writes words in a summative column behind the program's back; pupils by name, with whether it is in pencil.
    pub async fn describe(&self, course: &Course, sum: Sum, words: &[(&str, &str, bool)]) {
        let columns = self.reader().await.columns(course.id).await.unwrap();
        let own = columns.iter().find(|known| known.sum() == Some(sum)).unwrap();
        let (school, own) = (self.literal(self.id.uuid()), self.literal(own.id.uuid()));
        for (pupil, words, draft) in words {
            let insert = format!(
                "INSERT INTO entry (school_id, column_id, pupil_id, note, draft, version, seq, created_at, updated_at, \
                 updated_by) VALUES ({school}, {own}, {}, '{words}', {draft}, 1, 0, '2026-11-24 09:00:00', \
                 '2026-11-24 09:00:00', {})",
                self.literal(self.person(pupil).uuid()),
                self.literal(self.person("Коваль").uuid()),
            );
            self.db.tamper(self.id, &insert).await;
        }
    }

    /// An application for algebra's first semester of a pupil, which the head answered with an order.
    pub fn application(&self, pupil: &str) -> ApplicationEdit {
        let application = Application {
            applied_on: TODAY,
            reason: "Хвороба".to_owned(),
            order: "112-у".to_owned(),
            ordered_on: Some(TODAY),
            answer: None,
            words: String::new(),
        };
        let (course, pupil) = (self.course("Алгебра").id, self.person(pupil));
        let subject = Subject { course, pupil, semester: First };
        ApplicationEdit { id: Id::new(), subject, base: 0, application: Some(application) }
    }

    /// Puts an application on record.
    pub async fn keep(&self, edit: ApplicationEdit) -> ApplicationOutcome {
        let keeper = Keeper { school: self.id, author: self.person("Коваль"), now: now() };
        self.store.keep_application(keeper, edit, |_| true).await.unwrap()
    }

    /// An identifier as the school's database writes it.
    pub fn literal(&self, id: Uuid) -> String {
        match self.db.engine {
            Engine::Sqlite => format!("x'{}'", id.simple()),
            Engine::Postgres => format!("'{id}'"),
        }
    }
}
