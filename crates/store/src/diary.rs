//! What a pupil and the family see.

mod came;
mod homework;
mod subjects;
mod timetable;

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use klas_domain::{
    Entry,
    column::{ColumnOf, Sum, Work},
    id::{Id, of},
    school::{LessonKind, PersonName},
};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    db::sql,
    error::{Result, StoreError},
    journal::{EntryRow, class_name},
    store::Reader,
    summative::ColumnRow,
};

pub use came::Came;
pub use homework::Ticked;
pub use subjects::{PupilSubject, SubjectMark};
pub use timetable::{ControlWork, TimetableLesson};

/// A pupil as the diary's cover names one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiaryPupil {
    /// Identifier.
    pub id: Id<of::Person>,
    /// Names.
    pub name: PersonName,
    /// Class as it is written, on the day asked about.
    pub class: Option<String>,
    /// That class.
    pub class_id: Option<Id<of::SchoolClass>>,
    /// Class teacher.
    pub class_teacher: Option<Id<of::Person>>,
}

/// A lesson in the diary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiaryLesson {
    /// Lesson.
    pub lesson: Id<of::Lesson>,
    /// Day.
    pub date: NaiveDate,
    /// Lesson number.
    pub period: i32,
    /// Subject.
    pub subject: String,
    /// Group number.
    pub group: Option<i32>,
    /// Room.
    pub room: Option<String>,
    /// Topic.
    pub topic: String,
    /// Homework.
    pub homework: String,
    /// Kind of lesson.
    pub kind: LessonKind,
    /// Whether it was cancelled.
    pub cancelled: bool,
    /// What the family may see of the cell.
    pub entry: Entry,
    /// Further works of the lesson that the family may see.
    pub works: Vec<(Work, Entry)>,
}

/// A summative mark of a pupil.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiarySum {
    /// The class in whose journal it stands.
    pub class: Id<of::SchoolClass>,
    /// Subject.
    pub subject: String,
    /// What it sums up.
    pub sum: Sum,
    /// The theme's name.
    pub name: Option<String>,
    /// The mark, or the words of grades without marks.
    pub entry: Entry,
}

#[derive(FromRow)]
struct WorkRow {
    lesson_id: Uuid,
    work: String,
    #[sqlx(flatten)]
    entry: EntryRow,
}

#[derive(FromRow)]
struct SumRow {
    class_id: Uuid,
    subject: String,
    #[sqlx(flatten)]
    column: ColumnRow,
    #[sqlx(flatten)]
    entry: EntryRow,
}

#[derive(FromRow)]
struct LessonRow {
    lesson_id: Uuid,
    held_on: NaiveDate,
    period: i32,
    subject: String,
    group_number: Option<i32>,
    room: Option<String>,
    topic: String,
    homework: String,
    kind: String,
    cancelled: bool,
    #[sqlx(flatten)]
    entry: EntryRow,
}

#[derive(FromRow)]
struct PupilRow {
    surname: String,
    given: String,
    patronymic: String,
    grade: Option<i32>,
    letter: Option<String>,
    class_id: Option<Uuid>,
    class_teacher_id: Option<Uuid>,
}

impl Reader {
    /// A pupil with the class of `day`.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; the database's.
    pub async fn diary_pupil(&mut self, pupil: Id<of::Person>, day: NaiveDate) -> Result<DiaryPupil> {
        let school = self.school;
        let row: PupilRow = sql("SELECT p.surname, p.given, p.patronymic, k.grade, k.letter, k.class_id, \
             k.class_teacher_id \
             FROM person p \
             JOIN person_role r ON r.school_id = p.school_id AND r.person_id = p.person_id AND r.role = 'pupil' \
             LEFT JOIN enrolment n ON n.school_id = p.school_id AND n.pupil_id = p.person_id AND n.starts_on <= $3 \
              AND (n.ends_on IS NULL OR n.ends_on >= $3) \
             LEFT JOIN school_class k ON k.school_id = n.school_id AND k.class_id = n.class_id \
             WHERE p.school_id = $1 AND p.person_id = $2 ORDER BY n.starts_on DESC LIMIT 1")
        .bind(school)
        .bind(pupil)
        .bind(day)
        .fetch_one(&mut self.conn())
        .await?;
        let class = row.grade.zip(row.letter).map(|(grade, letter)| class_name(grade, letter)).transpose()?;
        Ok(DiaryPupil {
            id: pupil,
            name: PersonName { surname: row.surname, given: row.given, patronymic: row.patronymic },
            class: class.map(|class| class.to_string()),
            class_id: row.class_id.map(Id::from),
            class_teacher: row.class_teacher_id.map(Id::from),
        })
    }

    /// A pupil's lessons between two days with what the family may see at `now`, in time order.
    ///
    /// # Errors
    /// The database's.
    pub async fn diary(
        &mut self,
        pupil: Id<of::Person>,
        (from, to): (NaiveDate, NaiveDate),
        now: DateTime<Utc>,
    ) -> Result<Vec<DiaryLesson>> {
        let school = self.school;
        let rows: Vec<LessonRow> = sql("SELECT l.lesson_id, l.held_on, l.period, s.name AS subject, \
             g.number AS group_number, l.room, l.topic, l.homework, l.kind, l.cancelled, \
             e.mark, e.absence, e.late, e.note, e.draft, e.visible_at, e.version, e.updated_by, e.basis \
             FROM enrolment n \
             JOIN course c ON c.school_id = n.school_id AND c.class_id = n.class_id \
             JOIN subject s ON s.school_id = c.school_id AND s.subject_id = c.subject_id \
             JOIN lesson l ON l.school_id = c.school_id AND l.course_id = c.course_id \
              AND l.held_on BETWEEN $3 AND $4 \
             LEFT JOIN class_group g ON g.school_id = c.school_id AND g.group_id = c.group_id \
             LEFT JOIN entry e ON e.school_id = l.school_id AND e.column_id = l.lesson_id AND e.pupil_id = $2 \
             WHERE n.school_id = $1 AND n.pupil_id = $2 AND n.starts_on <= l.held_on \
             AND (n.ends_on IS NULL OR n.ends_on >= l.held_on) \
             AND (c.group_id IS NULL OR EXISTS (SELECT 1 FROM group_member m WHERE m.school_id = c.school_id \
              AND m.group_id = c.group_id AND m.pupil_id = $2 AND m.starts_on <= l.held_on \
              AND (m.ends_on IS NULL OR m.ends_on >= l.held_on))) \
             ORDER BY l.held_on, l.period, s.sort_key")
        .bind(school)
        .bind(pupil)
        .bind(from)
        .bind(to)
        .fetch_all(&mut self.conn())
        .await?;
        let mut works = self.works(pupil, (from, to), now).await?;
        rows.into_iter()
            .map(|row| {
                let works = works.remove(&row.lesson_id).unwrap_or_default();
                row.lesson(works, now)
            })
            .collect()
    }

    /// What the family sees of the further works of lessons between two days.
    async fn works(
        &mut self,
        pupil: Id<of::Person>,
        (from, to): (NaiveDate, NaiveDate),
        now: DateTime<Utc>,
    ) -> Result<HashMap<Uuid, Vec<(Work, Entry)>>> {
        let school = self.school;
        let rows: Vec<WorkRow> = sql("SELECT j.lesson_id, j.work, \
             e.mark, e.absence, e.late, e.note, e.draft, e.visible_at, e.version, e.updated_by, e.basis \
             FROM entry e \
             JOIN journal_column j ON j.school_id = e.school_id AND j.column_id = e.column_id AND j.kind = 'work' \
             JOIN lesson l ON l.school_id = j.school_id AND l.lesson_id = j.lesson_id \
             WHERE e.school_id = $1 AND e.pupil_id = $2 AND l.held_on BETWEEN $3 AND $4 ORDER BY j.column_id")
        .bind(school)
        .bind(pupil)
        .bind(from)
        .bind(to)
        .fetch_all(&mut self.conn())
        .await?;
        let mut works: HashMap<Uuid, Vec<(Work, Entry)>> = HashMap::new();
        for row in rows {
            let work = Work::from_code(&row.work).ok_or(StoreError::Corrupt("work"))?;
            let entry = row.entry.for_family(now).entry()?;
            if !entry.is_empty() {
                works.entry(row.lesson_id).or_default().push((work, entry));
            }
        }
        Ok(works)
    }

    /// The summative marks of a pupil's year that the family may see at `now`, by subject, in the order of the page.
    ///
    /// # Errors
    /// The database's.
    pub async fn diary_sums(
        &mut self,
        pupil: Id<of::Person>,
        year: Id<of::Year>,
        now: DateTime<Utc>,
    ) -> Result<Vec<DiarySum>> {
        let school = self.school;
        let rows: Vec<SumRow> = sql(
            "SELECT c.class_id, s.name AS subject, j.column_id, j.lesson_id, j.kind, j.work, j.semester, \
             j.results, j.ends_on, j.ends_period, j.name, \
             e.mark, e.absence, e.late, e.note, e.draft, e.visible_at, e.version, e.updated_by, e.basis \
             FROM entry e \
             JOIN journal_column j ON j.school_id = e.school_id AND j.column_id = e.column_id \
             JOIN course c ON c.school_id = j.school_id AND c.course_id = j.course_id \
             JOIN school_class k ON k.school_id = c.school_id AND k.class_id = c.class_id \
             JOIN subject s ON s.school_id = c.school_id AND s.subject_id = c.subject_id \
             WHERE e.school_id = $1 AND e.pupil_id = $2 AND j.lesson_id IS NULL AND k.year_id = $3 \
             ORDER BY s.sort_key, j.column_id",
        )
        .bind(school)
        .bind(pupil)
        .bind(year)
        .fetch_all(&mut self.conn())
        .await?;
        let mut sums = Vec::with_capacity(rows.len());
        for row in rows {
            let entry = row.entry.for_family(now).entry()?;
            if let ColumnOf::Sum { sum, name } = row.column.column()?.of
                && !entry.is_empty()
            {
                sums.push(DiarySum { class: row.class_id.into(), subject: row.subject, sum, name, entry });
            }
        }
        // The database knows the order of subjects, the columns that of the page.
        for own in sums.chunk_by_mut(|a, b| a.subject == b.subject) {
            own.sort_by_key(|sum| sum.sum.place());
        }
        Ok(sums)
    }
}

impl LessonRow {
    fn lesson(self, works: Vec<(Work, Entry)>, now: DateTime<Utc>) -> Result<DiaryLesson> {
        Ok(DiaryLesson {
            lesson: self.lesson_id.into(),
            date: self.held_on,
            period: self.period,
            subject: self.subject,
            group: self.group_number,
            room: self.room,
            topic: self.topic,
            homework: self.homework,
            kind: LessonKind::from_code(&self.kind).ok_or(StoreError::Corrupt("kind of lesson"))?,
            cancelled: self.cancelled,
            entry: self.entry.for_family(now).entry()?,
            works,
        })
    }
}
