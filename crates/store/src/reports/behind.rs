//! The pupils and the marks behind a figure.

use klas_domain::{
    Mark, Scale, collation,
    figures::Standing,
    id::{Id, of},
    school::{ClassName, PersonName},
};
use serde::Deserialize;
use sqlx::FromRow;
use uuid::Uuid;

use super::{Question, mark_of, of_marks, standing_of};
use crate::{
    db::sql,
    error::{Result, StoreError},
    journal::class_name,
    store::Reader,
};

/// Whose courses are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Teacher {
    /// Those of a person.
    Person(Id<of::Person>),
    /// Those that have no teacher: the place is vacant.
    Vacant,
}

impl Teacher {
    /// How addresses name those without a teacher.
    const VACANT: &'static str = "vacant";

    /// As addresses name it.
    pub fn code(self) -> String {
        match self {
            Self::Person(person) => person.to_string(),
            Self::Vacant => Self::VACANT.to_owned(),
        }
    }

    /// What an address names.
    pub fn from_code(code: &str) -> Option<Self> {
        if code == Self::VACANT { Some(Self::Vacant) } else { code.parse().ok().map(Self::Person) }
    }
}

impl From<Option<Id<of::Person>>> for Teacher {
    fn from(teacher: Option<Id<of::Person>>) -> Self {
        teacher.map_or(Self::Vacant, Self::Person)
    }
}

/// Which figure is looked behind: the marks of a grade, a class, a subject, a teacher, a pupil, as far as they are given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Behind {
    /// Year of study, 1–12.
    pub grade: Option<u8>,
    /// Class.
    pub class: Option<Id<of::SchoolClass>>,
    /// Subject.
    pub subject: Option<Id<of::Subject>>,
    /// Teacher of the course.
    pub teacher: Option<Teacher>,
    /// Pupil.
    pub pupil: Option<Id<of::Person>>,
}

/// A mark that counts, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportMark {
    /// Pupil.
    pub pupil: Id<of::Person>,
    /// The pupil's names.
    pub name: PersonName,
    /// The pupil's class.
    pub class: Id<of::SchoolClass>,
    /// The class as it is written.
    pub class_name: ClassName,
    /// Subject.
    pub subject: Id<of::Subject>,
    /// The subject's name.
    pub subject_name: String,
    /// Teacher of the course; none while vacant.
    pub teacher: Option<PersonName>,
    /// The mark.
    pub mark: Mark,
    /// Whether it stands in the column of corrected marks.
    pub corrected: bool,
}

/// A pupil who is counted, and where the pupil stands over all subjects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportPupil {
    /// Pupil.
    pub id: Id<of::Person>,
    /// The pupil's names.
    pub name: PersonName,
    /// The pupil's class.
    pub class: Id<of::SchoolClass>,
    /// The class as it is written.
    pub class_name: ClassName,
    /// Where the pupil stands.
    pub standing: Standing,
}

/// A mark that a class gave a pupil who is not of it any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovedMark {
    /// Pupil.
    pub pupil: Id<of::Person>,
    /// The pupil's names.
    pub name: PersonName,
    /// The class where the pupil is now; none where the pupil left the school.
    pub now: Option<ClassName>,
    /// Subject.
    pub subject: Id<of::Subject>,
    /// The mark.
    pub mark: Mark,
    /// Whether it stands in the column of corrected marks.
    pub corrected: bool,
}

#[derive(FromRow)]
struct MovedRow {
    person_id: Uuid,
    surname: String,
    given: String,
    patronymic: String,
    subject_id: Uuid,
    mark: i32,
    corrected: i32,
    grade: Option<i32>,
    letter: Option<String>,
}

impl MovedRow {
    fn mark(self) -> Result<MovedMark> {
        let now = self.grade.zip(self.letter).map(|(grade, letter)| class_name(grade, letter));
        Ok(MovedMark {
            pupil: self.person_id.into(),
            name: PersonName { surname: self.surname, given: self.given, patronymic: self.patronymic },
            now: now.transpose()?,
            subject: self.subject_id.into(),
            mark: crate::journal::mark_of(self.mark)?,
            corrected: self.corrected != 0,
        })
    }
}

#[derive(Deserialize)]
struct PupilRow {
    pupil_id: Uuid,
    surname: String,
    given: String,
    patronymic: String,
    pupil_key: String,
    class_id: Uuid,
    grade: i32,
    letter: String,
    lowest: [Option<i16>; 3],
}

impl PupilRow {
    fn pupil(self) -> Result<ReportPupil> {
        Ok(ReportPupil {
            id: self.pupil_id.into(),
            name: PersonName { surname: self.surname, given: self.given, patronymic: self.patronymic },
            class: self.class_id.into(),
            class_name: class_name(self.grade, self.letter)?,
            standing: standing_of(self.lowest)?,
        })
    }
}

#[derive(Deserialize)]
struct MarkRow {
    pupil_id: Uuid,
    surname: String,
    given: String,
    patronymic: String,
    pupil_key: String,
    class_id: Uuid,
    grade: i32,
    letter: String,
    subject_id: Uuid,
    subject: String,
    subject_key: String,
    teacher: [Option<String>; 3],
    mark: i16,
    corrected: i32,
}

impl Reader {
    /// The marks behind a figure, by class, pupil and subject.
    ///
    /// # Errors
    /// The database's.
    pub async fn marks_behind(&mut self, question: &Question, behind: &Behind) -> Result<Vec<ReportMark>> {
        let text = of_marks!(
            "SELECT json_group_array(json_array(hex(m.pupil_id), p.surname, p.given, p.patronymic, p.sort_key, \
             hex(m.class_id), k.grade, k.letter, hex(m.subject_id), s.name, s.sort_key, \
             json_array(t.surname, t.given, t.patronymic), m.mark, m.corrected)) \
             FROM marks m \
             JOIN school_class k ON k.school_id = $1 AND k.class_id = m.class_id \
             JOIN subject s ON s.school_id = $1 AND s.subject_id = m.subject_id \
             JOIN person p ON p.school_id = $1 AND p.person_id = m.pupil_id \
             LEFT JOIN person t ON t.school_id = $1 AND t.person_id = m.teacher_id \
             WHERE ($8 = 0 OR k.grade = $8) AND ($9 IS NULL OR m.class_id = $9) \
             AND ($10 IS NULL OR m.subject_id = $10) AND ($11 IS NULL OR m.teacher_id = $11) \
             AND ($12 = 0 OR m.teacher_id IS NULL) AND ($13 IS NULL OR m.pupil_id = $13)"
        );
        let teacher = match behind.teacher {
            Some(Teacher::Person(person)) => Some(person),
            Some(Teacher::Vacant) | None => None,
        };
        let mut rows: Vec<MarkRow> = self
            .asked(question, text)
            .bind(behind.grade.unwrap_or_default())
            .bind(behind.class)
            .bind(behind.subject)
            .bind(teacher)
            .bind(i32::from(behind.teacher == Some(Teacher::Vacant)))
            .bind(behind.pupil)
            .fetch_packed(&mut self.conn())
            .await?;
        rows.sort_by_cached_key(|row| {
            let class = (row.grade, collation::sort_key(&row.letter));
            (class, row.pupil_key.clone(), row.pupil_id, row.subject_key.clone(), row.subject_id)
        });
        rows.into_iter().map(MarkRow::mark).collect()
    }

    /// The pupils behind a figure of a grade or a class, by class and in alphabetical order; those of classes whose every
    /// subject the viewer sees.
    ///
    /// # Errors
    /// The database's.
    pub async fn pupils_behind(&mut self, question: &Question, behind: &Behind) -> Result<Vec<ReportPupil>> {
        let text = of_marks!(
            "SELECT json_group_array(json_array(hex(a.pupil_id), p.surname, p.given, p.patronymic, p.sort_key, \
             hex(a.class_id), k.grade, k.letter, json_array(a.points, a.level, a.missing))) \
             FROM standing a \
             JOIN school_class k ON k.school_id = $1 AND k.class_id = a.class_id \
             JOIN person p ON p.school_id = $1 AND p.person_id = a.pupil_id \
             WHERE ($8 = 0 OR k.grade = $8) AND ($9 IS NULL OR a.class_id = $9) \
             AND ($10 IS NULL OR a.pupil_id = $10)"
        );
        let mut rows: Vec<PupilRow> = self
            .asked(question, text)
            .bind(behind.grade.unwrap_or_default())
            .bind(behind.class)
            .bind(behind.pupil)
            .fetch_packed(&mut self.conn())
            .await?;
        rows.sort_by_cached_key(|row| {
            let class = (row.grade, collation::sort_key(&row.letter));
            (class, row.pupil_key.clone(), row.pupil_id)
        });
        rows.into_iter().map(PupilRow::pupil).collect()
    }

    /// The pupils of a class on the day of the question, in alphabetical order.
    ///
    /// # Errors
    /// The database's.
    pub async fn pupils_of_report(
        &mut self,
        question: &Question,
        class: Id<of::SchoolClass>,
    ) -> Result<Vec<(Id<of::Person>, PersonName)>> {
        type NameRow = (Uuid, String, String, String);
        let school = self.school;
        // Of two classes of one day, the pupil is in the one that the pupil came to last.
        let rows: Vec<NameRow> = sql("SELECT p.person_id, p.surname, p.given, p.patronymic FROM person p \
             WHERE p.school_id = $1 AND $3 = (SELECT n.class_id FROM enrolment n \
              JOIN school_class k ON k.school_id = n.school_id AND k.class_id = n.class_id AND k.year_id = $2 \
              WHERE n.school_id = p.school_id AND n.pupil_id = p.person_id AND n.starts_on <= $4 \
              AND (n.ends_on IS NULL OR n.ends_on >= $4) ORDER BY n.starts_on DESC, n.class_id LIMIT 1) \
             ORDER BY p.sort_key, p.person_id")
        .bind(school)
        .bind(question.year)
        .bind(class)
        .bind(question.day)
        .fetch_all(&mut self.conn())
        .await?;
        let named = |(id, surname, given, patronymic): NameRow| {
            (id.into(), PersonName { surname, given, patronymic })
        };
        Ok(rows.into_iter().map(named).collect())
    }

    /// The marks of a class that do not count for it: those of pupils who were of another class, or of none, on the day of
    /// the question. By pupil in alphabetical order; of a corrected mark and the one it corrects, the corrected one.
    ///
    /// # Errors
    /// The database's.
    pub async fn marks_of_moved(
        &mut self,
        question: &Question,
        class: Id<of::SchoolClass>,
    ) -> Result<Vec<MovedMark>> {
        let (kind, better, semester) = question.columns();
        let rows: Vec<MovedRow> = sql("SELECT p.person_id, p.surname, p.given, p.patronymic, c.subject_id, e.mark, \
             CASE WHEN j.kind = $5 THEN 1 ELSE 0 END AS corrected, now.grade, now.letter \
             FROM course c \
             JOIN journal_column j ON j.school_id = c.school_id AND j.course_id = c.course_id \
              AND j.kind IN ($4, $5) AND ($6 = 0 OR j.semester = $6) \
             JOIN entry e ON e.school_id = j.school_id AND e.column_id = j.column_id \
              AND e.mark IS NOT NULL AND NOT e.draft \
             JOIN person p ON p.school_id = e.school_id AND p.person_id = e.pupil_id \
             LEFT JOIN (SELECT n.pupil_id, k.class_id, k.grade, k.letter, ROW_NUMBER() OVER ( \
               PARTITION BY n.pupil_id ORDER BY n.starts_on DESC, n.class_id) AS place FROM school_class k \
               JOIN enrolment n ON n.school_id = k.school_id AND n.class_id = k.class_id \
               WHERE k.school_id = $1 AND k.year_id = $7 AND n.starts_on <= $3 \
               AND (n.ends_on IS NULL OR n.ends_on >= $3)) now ON now.pupil_id = p.person_id AND now.place = 1 \
             WHERE c.school_id = $1 AND c.class_id = $2 AND (now.class_id IS NULL OR now.class_id <> $2) \
             ORDER BY p.sort_key, p.person_id, corrected")
        .bind(self.school)
        .bind(class)
        .bind(question.day)
        .bind(kind)
        .bind(better)
        .bind(semester)
        .bind(question.year)
        .fetch_all(&mut self.conn())
        .await?;
        rows.into_iter().map(MovedRow::mark).collect()
    }

    /// A class of a year: as it is written, its class teacher, the scale of its marks.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; the database's.
    pub async fn class_of_year(
        &mut self,
        year: Id<of::Year>,
        class: Id<of::SchoolClass>,
    ) -> Result<(ClassName, Option<Id<of::Person>>, Scale)> {
        let school = self.school;
        let (grade, letter, class_teacher, scale): (i32, String, Option<Uuid>, String) =
            sql("SELECT grade, letter, class_teacher_id, scale FROM school_class \
             WHERE school_id = $1 AND year_id = $2 AND class_id = $3")
            .bind(school)
            .bind(year)
            .bind(class)
            .fetch_one(&mut self.conn())
            .await?;
        let scale = Scale::from_code(&scale).ok_or(StoreError::Corrupt("scale"))?;
        Ok((class_name(grade, letter)?, class_teacher.map(Id::from), scale))
    }
}

impl MarkRow {
    fn mark(self) -> Result<ReportMark> {
        let teacher = match self.teacher {
            [Some(surname), Some(given), Some(patronymic)] => Some(PersonName { surname, given, patronymic }),
            _ => None,
        };
        Ok(ReportMark {
            pupil: self.pupil_id.into(),
            name: PersonName { surname: self.surname, given: self.given, patronymic: self.patronymic },
            class: self.class_id.into(),
            class_name: class_name(self.grade, self.letter)?,
            subject: self.subject_id.into(),
            subject_name: self.subject,
            teacher,
            mark: mark_of(self.mark)?,
            corrected: self.corrected != 0,
        })
    }
}
