//! Summative columns with what stands in them, as a database client would write them.

use klas_domain::Mark;
use klas_store::journal::Course;
use uuid::Uuid;

use super::{Engine, TestSchool};

/// A summative column of a course, and the marks in it.
pub struct Column<'a> {
    pub course: Course,
    pub kind: &'a str,
    pub semester: Option<i32>,
    /// Pupils by name, with the mark and whether it is in pencil.
    pub marks: Vec<(&'a str, Mark, bool)>,
}

impl TestSchool {
    /// Writes a column behind the program's back.
    pub async fn sum_up(&self, column: Column<'_>) {
        let id = Uuid::now_v7();
        let (school, own) = (self.literal(self.id.uuid()), self.literal(id));
        let semester = column.semester.map_or("NULL".to_owned(), |number| number.to_string());
        let insert = format!(
            "INSERT INTO journal_column (school_id, column_id, course_id, kind, semester) \
             VALUES ({school}, {own}, {}, '{}', {semester})",
            self.literal(column.course.id.uuid()),
            column.kind,
        );
        self.db.tamper(self.id, &insert).await;
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

    /// An identifier as the school's database writes it.
    pub fn literal(&self, id: Uuid) -> String {
        match self.db.engine {
            Engine::Sqlite => format!("x'{}'", id.simple()),
            Engine::Postgres => format!("'{id}'"),
        }
    }
}
