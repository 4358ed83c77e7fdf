//! What a class still lacks when its courses are closed: what is closed with the class alone (DOMAIN §3, §4.3, §5).

use chrono::NaiveDate;
use klas_domain::{
    Absence, Scale,
    calendar::{AcademicYear, Semester},
    column::Sum,
    excuse::ExcuseState,
    id::{Id, of},
    school::PersonName,
};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    db::{Conn, sql},
    error::{Result, StoreError},
    store::Reader,
    summative::ColumnRow,
};

/// Days of a pupil on which absences have no reason: once the class is closed, its teacher gives them none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unexplained {
    /// The pupil.
    pub pupil: Id<of::Person>,
    /// The pupil's names.
    pub name: PersonName,
    /// The days in their order; never empty.
    pub days: Vec<NaiveDate>,
}

/// A cell that is closed with the class and not ready: empty, or in the pencil of the course's teacher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenCell {
    /// The course.
    pub course: Id<of::Course>,
    /// Its subject.
    pub subject: String,
    /// The number of its group.
    pub group: Option<i32>,
    /// The column.
    pub column: Id<of::Column>,
    /// What it sums up.
    pub sum: Sum,
    /// The pupil.
    pub pupil: Id<of::Person>,
    /// The pupil's names.
    pub name: PersonName,
    /// Whether something stands there in pencil.
    pub pencil: bool,
}

/// What a class lacks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Missing {
    /// Absences without a reason, by pupil.
    pub unexplained: Vec<Unexplained>,
    /// How many of the families' notes about days of the semester wait for an answer.
    pub notes: i64,
    /// The cells that are not ready, by subject, column and pupil: pencil of the semester in courses without lessons in it,
    /// which the class shuts; then, with semester II, those of the year.
    pub cells: Vec<OpenCell>,
}

impl Missing {
    /// Whether nothing is.
    pub fn is_nothing(&self) -> bool {
        self.unexplained.is_empty() && self.notes == 0 && self.cells.is_empty()
    }
}

/// The class whose semester is looked at, with the days of the semester and of its year.
#[derive(Clone, Copy)]
struct Asked {
    school: Id<of::School>,
    class: Id<of::SchoolClass>,
    semester: (NaiveDate, NaiveDate),
    year: (NaiveDate, NaiveDate),
    /// On this day it is looked who belongs to the courses.
    end: NaiveDate,
}

/// What a class lacks for its semester to be closed.
pub(super) async fn missing(
    conn: &mut Conn<'_>,
    (school, class): (Id<of::School>, Id<of::SchoolClass>),
    (year, semester): (&AcademicYear, Semester),
    today: NaiveDate,
) -> Result<Missing> {
    let days = year.range(semester);
    let asked =
        Asked { school, class, semester: days, year: (year.starts_on, year.ends_on), end: days.1.min(today) };
    let mut cells = asked.pencil(conn, semester).await?;
    if semester == Semester::Second {
        cells.extend(asked.cells(conn).await?);
    }
    Ok(Missing { unexplained: asked.unexplained(conn).await?, notes: asked.notes(conn).await?, cells })
}

#[derive(FromRow)]
struct AbsenceRow {
    pupil_id: Uuid,
    surname: String,
    given: String,
    patronymic: String,
    held_on: NaiveDate,
}

#[derive(FromRow)]
struct CellRow {
    course_id: Uuid,
    subject: String,
    group_number: Option<i32>,
    pupil_id: Uuid,
    surname: String,
    given: String,
    patronymic: String,
    pencil: bool,
    #[sqlx(flatten)]
    column: ColumnRow,
}

impl TryFrom<CellRow> for OpenCell {
    type Error = StoreError;
    fn try_from(row: CellRow) -> Result<Self> {
        let column = row.column.column()?;
        Ok(Self {
            course: row.course_id.into(),
            subject: row.subject,
            group: row.group_number,
            sum: column.sum().ok_or(StoreError::Corrupt("column"))?,
            column: column.id,
            pupil: row.pupil_id.into(),
            name: PersonName { surname: row.surname, given: row.given, patronymic: row.patronymic },
            pencil: row.pencil,
        })
    }
}

impl Asked {
    /// The absences that [`Reader::absences_of_pupil`] knows of all pupils, leavers included.
    async fn unexplained(self, conn: &mut Conn<'_>) -> Result<Vec<Unexplained>> {
        let rows: Vec<AbsenceRow> = sql("SELECT DISTINCT p.sort_key, e.pupil_id, p.surname, p.given, p.patronymic, \
             l.held_on FROM course c \
             JOIN lesson l ON l.school_id = c.school_id AND l.course_id = c.course_id \
              AND l.held_on BETWEEN $3 AND $4 AND NOT l.cancelled \
             JOIN entry e ON e.school_id = l.school_id AND e.column_id = l.lesson_id AND e.absence = $5 \
             JOIN person p ON p.school_id = e.school_id AND p.person_id = e.pupil_id \
             WHERE c.school_id = $1 AND c.class_id = $2 \
             AND EXISTS (SELECT 1 FROM enrolment n WHERE n.school_id = c.school_id AND n.class_id = c.class_id \
              AND n.pupil_id = e.pupil_id AND n.starts_on <= l.held_on AND (n.ends_on IS NULL OR n.ends_on >= l.held_on)) \
             AND (c.group_id IS NULL OR EXISTS (SELECT 1 FROM group_member m WHERE m.school_id = c.school_id \
              AND m.group_id = c.group_id AND m.pupil_id = e.pupil_id AND m.starts_on <= l.held_on \
              AND (m.ends_on IS NULL OR m.ends_on >= l.held_on))) \
             ORDER BY p.sort_key, e.pupil_id, l.held_on")
        .bind(self.school)
        .bind(self.class)
        .bind(self.semester.0)
        .bind(self.semester.1)
        .bind(Absence::Unknown.code())
        .fetch_all(conn)
        .await?;
        let mut unexplained: Vec<Unexplained> = Vec::new();
        for row in rows {
            match unexplained.last_mut() {
                Some(last) if last.pupil.uuid() == row.pupil_id => last.days.push(row.held_on),
                _ => unexplained.push(Unexplained {
                    pupil: row.pupil_id.into(),
                    name: PersonName { surname: row.surname, given: row.given, patronymic: row.patronymic },
                    days: vec![row.held_on],
                }),
            }
        }
        Ok(unexplained)
    }

    async fn notes(self, conn: &mut Conn<'_>) -> Result<i64> {
        let (notes,): (i64,) = sql("SELECT count(*) FROM excuse x WHERE x.school_id = $1 AND x.state = $5 \
             AND x.starts_on <= $4 AND x.ends_on >= $3 AND EXISTS (SELECT 1 FROM enrolment n \
              WHERE n.school_id = x.school_id AND n.class_id = $2 AND n.pupil_id = x.pupil_id \
              AND n.starts_on <= x.ends_on AND (n.ends_on IS NULL OR n.ends_on >= x.starts_on))")
        .bind(self.school)
        .bind(self.class)
        .bind(self.semester.0)
        .bind(self.semester.1)
        .bind(ExcuseState::Waiting.code())
        .fetch_one(conn)
        .await?;
        Ok(notes)
    }

    /// What stands in pencil in courses without lessons in the semester: nothing of theirs is looked at but by the class that
    /// shuts them, and from then on nobody publishes or erases it. Of those who left too, as their cells are on the page.
    async fn pencil(self, conn: &mut Conn<'_>, semester: Semester) -> Result<Vec<OpenCell>> {
        let rows: Vec<CellRow> = sql("SELECT c.course_id, s.name AS subject, g.number AS group_number, \
             p.person_id AS pupil_id, p.surname, p.given, p.patronymic, e.draft AS pencil, \
             j.column_id, j.lesson_id, j.kind, j.work, j.semester, j.results, j.ends_on, j.ends_period, j.name \
             FROM course c \
             JOIN subject s ON s.school_id = c.school_id AND s.subject_id = c.subject_id \
             JOIN journal_column j ON j.school_id = c.school_id AND j.course_id = c.course_id \
              AND j.kind IN ('thematic', 'results', 'semester') AND j.semester = $3 \
             CROSS JOIN entry e \
             JOIN person p ON p.school_id = e.school_id AND p.person_id = e.pupil_id \
             LEFT JOIN class_group g ON g.school_id = c.school_id AND g.group_id = c.group_id \
             WHERE c.school_id = $1 AND c.class_id = $2 \
             AND e.school_id = j.school_id AND e.column_id = j.column_id AND e.draft AND e.updated_by = c.teacher_id \
             AND NOT EXISTS (SELECT 1 FROM lesson l WHERE l.school_id = c.school_id AND l.course_id = c.course_id \
              AND NOT l.cancelled AND l.held_on BETWEEN $4 AND $5) \
             AND EXISTS (SELECT 1 FROM enrolment n WHERE n.school_id = c.school_id AND n.class_id = c.class_id \
              AND n.pupil_id = e.pupil_id AND n.starts_on <= $5 AND (n.ends_on IS NULL OR n.ends_on >= $4)) \
             AND (c.group_id IS NULL OR EXISTS (SELECT 1 FROM group_member m WHERE m.school_id = c.school_id \
              AND m.group_id = c.group_id AND m.pupil_id = e.pupil_id AND m.starts_on <= $5 \
              AND (m.ends_on IS NULL OR m.ends_on >= $4))) \
             ORDER BY s.sort_key, COALESCE(g.number, 0), c.course_id, j.kind, j.results, j.ends_on, j.ends_period, \
             p.sort_key, p.person_id")
        .bind(self.school)
        .bind(self.class)
        .bind(i32::from(semester.code()))
        .bind(self.semester.0)
        .bind(self.semester.1)
        .fetch_all(conn)
        .await?;
        rows.into_iter().map(OpenCell::try_from).collect()
    }

    /// An annual mark, in words where the page is one of words, is wanted of everybody at the end; an attestation where
    /// the subject ended with one. A course without teacher has nobody who could give them, and one without lessons in the
    /// year has nothing to sum up; its teacher's pencil is in the way all the same.
    async fn cells(self, conn: &mut Conn<'_>) -> Result<Vec<OpenCell>> {
        // The kinds are said once more as the index on them says it.
        let rows: Vec<CellRow> = sql("SELECT c.course_id, s.name AS subject, g.number AS group_number, \
             p.person_id AS pupil_id, p.surname, p.given, p.patronymic, COALESCE(e.draft, FALSE) AS pencil, \
             j.column_id, j.lesson_id, j.kind, j.work, j.semester, j.results, j.ends_on, j.ends_period, j.name \
             FROM course c \
             JOIN school_class k ON k.school_id = c.school_id AND k.class_id = c.class_id \
             JOIN subject s ON s.school_id = c.school_id AND s.subject_id = c.subject_id \
             JOIN journal_column j ON j.school_id = c.school_id AND j.course_id = c.course_id \
              AND j.kind NOT IN ('lesson', 'work', 'thematic') \
              AND j.kind IN ('corrected', 'annual', 'corrected-annual', 'attestation') \
             JOIN enrolment n ON n.school_id = c.school_id AND n.class_id = c.class_id \
              AND n.starts_on <= $3 AND (n.ends_on IS NULL OR n.ends_on >= $3) \
             JOIN person p ON p.school_id = n.school_id AND p.person_id = n.pupil_id \
             LEFT JOIN class_group g ON g.school_id = c.school_id AND g.group_id = c.group_id \
             LEFT JOIN entry e ON e.school_id = j.school_id AND e.column_id = j.column_id AND e.pupil_id = n.pupil_id \
             WHERE c.school_id = $1 AND c.class_id = $2 AND c.teacher_id IS NOT NULL \
             AND (c.group_id IS NULL OR EXISTS (SELECT 1 FROM group_member m WHERE m.school_id = c.school_id \
              AND m.group_id = c.group_id AND m.pupil_id = n.pupil_id AND m.starts_on <= $3 \
              AND (m.ends_on IS NULL OR m.ends_on >= $3))) \
             AND (e.draft AND e.updated_by = c.teacher_id \
              OR EXISTS (SELECT 1 FROM lesson l WHERE l.school_id = c.school_id AND l.course_id = c.course_id \
               AND NOT l.cancelled AND l.held_on BETWEEN $4 AND $5) AND (e.mark IS NULL OR e.draft) AND ( \
               j.kind = 'annual' AND (COALESCE(c.scale, k.scale) <> $6 OR e.note IS NULL OR e.draft) \
               OR j.kind = 'attestation' AND EXISTS (SELECT 1 FROM entry d WHERE d.school_id = j.school_id \
                AND d.column_id = j.column_id AND d.mark IS NOT NULL AND NOT d.draft))) \
             ORDER BY s.sort_key, COALESCE(g.number, 0), c.course_id, j.kind, j.semester, p.sort_key, p.person_id")
        .bind(self.school)
        .bind(self.class)
        .bind(self.end)
        .bind(self.year.0)
        .bind(self.year.1)
        .bind(Scale::Verbal.code())
        .fetch_all(conn)
        .await?;
        rows.into_iter().map(OpenCell::try_from).collect()
    }
}

impl Reader {
    /// What a class lacks for its semester to be closed, besides courses that are open.
    ///
    /// # Errors
    /// The database's.
    pub async fn missing_of_class(
        &mut self,
        class: Id<of::SchoolClass>,
        year: &AcademicYear,
        semester: Semester,
        today: NaiveDate,
    ) -> Result<Missing> {
        let school = self.school;
        missing(&mut self.conn(), (school, class), (year, semester), today).await
    }
}
