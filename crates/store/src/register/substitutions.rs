//! The lessons of days with how they are held, and the register of those that were not held as planned.

use chrono::NaiveDate;
use klas_domain::{
    id::{Id, of},
    school::PersonName,
    substitution::{ArrangedLesson, Named, Replacement, SubstitutionRegister},
};
use serde::Deserialize;
use uuid::Uuid;

use super::{ArrangementRow, arrangement::former_teacher};
use crate::{
    db::{Sql, sql},
    error::Result,
    journal::{class_name, truth},
    store::Reader,
};

#[derive(Deserialize)]
struct LessonRow {
    lesson_id: Uuid,
    course_id: Uuid,
    held_on: NaiveDate,
    period: i32,
    class_id: Uuid,
    grade: i32,
    letter: String,
    group_number: Option<i32>,
    subject_id: Uuid,
    subject: String,
    teacher_id: Option<Uuid>,
    teacher: [Option<String>; 3],
    #[serde(deserialize_with = "truth")]
    cancelled: bool,
    substitute_id: Option<Uuid>,
    substitute: [Option<String>; 3],
    replaced_by: Option<Uuid>,
    replacement: (Option<String>, Option<Uuid>, [Option<String>; 3]),
    reason: Option<String>,
    words: String,
    changes: i32,
}

/// A person with the names and one of the subjects.
type PersonRow = (Uuid, String, String, String, Option<Uuid>);

fn name(parts: [Option<String>; 3]) -> PersonName {
    let [surname, given, patronymic] = parts.map(Option::unwrap_or_default);
    PersonName { surname, given, patronymic }
}

fn named(id: Option<Uuid>, parts: [Option<String>; 3]) -> Option<Named> {
    id.map(|id| (id.into(), name(parts)))
}

impl TryFrom<LessonRow> for ArrangedLesson {
    type Error = crate::StoreError;
    fn try_from(row: LessonRow) -> Result<Self> {
        let arrangement = ArrangementRow {
            cancelled: row.cancelled,
            substitute_id: row.substitute_id,
            replaced_by: row.replaced_by,
            change_reason: row.reason,
            change_words: row.words,
            changes: row.changes,
        };
        let (subject, teacher_id, teacher) = row.replacement;
        Ok(Self {
            lesson: row.lesson_id.into(),
            course: row.course_id.into(),
            date: row.held_on,
            period: row.period,
            class_id: row.class_id.into(),
            class: class_name(row.grade, row.letter)?,
            group: row.group_number,
            subject_id: row.subject_id.into(),
            subject: row.subject,
            teacher: named(row.teacher_id, row.teacher),
            substitute: row.substitute_id.map(|_| name(row.substitute)),
            replacement: subject.map(|subject| Replacement { subject, teacher: named(teacher_id, teacher) }),
            arrangement: arrangement.arrangement()?,
            version: row.changes,
        })
    }
}

macro_rules! lessons {
    ($tail:literal) => {
        concat!(
            "SELECT json_group_array(json_array(hex(l.lesson_id), hex(l.course_id), l.held_on, l.period, hex(k.class_id), k.grade, \
             k.letter, g.number, hex(s.subject_id), s.name, \
             CASE WHEN t.person_id IS NOT NULL THEN hex(t.person_id) END, \
             json_array(t.surname, t.given, t.patronymic), CAST(l.cancelled AS integer), \
             CASE WHEN l.substitute_id IS NOT NULL THEN hex(l.substitute_id) END, \
             json_array(u.surname, u.given, u.patronymic), \
             CASE WHEN l.replaced_by IS NOT NULL THEN hex(l.replaced_by) END, \
             json_array(x.name, CASE WHEN w.person_id IS NOT NULL THEN hex(w.person_id) END, \
              json_array(w.surname, w.given, w.patronymic)), l.change_reason, l.change_words, l.changes) \
             ORDER BY l.held_on, l.period, k.grade, k.letter, g.number, s.sort_key, l.lesson_id) FROM lesson l \
             JOIN course c ON c.school_id = l.school_id AND c.course_id = l.course_id \
             JOIN subject s ON s.school_id = c.school_id AND s.subject_id = c.subject_id \
             JOIN school_class k ON k.school_id = c.school_id AND k.class_id = c.class_id \
             LEFT JOIN class_group g ON g.school_id = c.school_id AND g.group_id = c.group_id ",
            former_teacher!("b", "l.course_id"),
            "LEFT JOIN person t ON t.school_id = c.school_id \
              AND t.person_id = CASE WHEN b.course_id IS NULL THEN c.teacher_id ELSE b.teacher_id END \
             LEFT JOIN person u ON u.school_id = l.school_id AND u.person_id = l.substitute_id \
             LEFT JOIN course d ON d.school_id = l.school_id AND d.course_id = l.replaced_by \
             LEFT JOIN subject x ON x.school_id = d.school_id AND x.subject_id = d.subject_id ",
            former_teacher!("q", "l.replaced_by"),
            "LEFT JOIN person w ON w.school_id = d.school_id \
              AND w.person_id = CASE WHEN q.course_id IS NULL THEN d.teacher_id ELSE q.teacher_id END \
             WHERE l.school_id = $1 AND l.held_on BETWEEN $2 AND $3",
            $tail
        )
    };
}

impl Reader {
    /// All lessons of the school on a day, by number and class, each with how it is held.
    ///
    /// # Errors
    /// The database's.
    pub async fn lessons_of_day(&mut self, day: NaiveDate) -> Result<Vec<ArrangedLesson>> {
        self.arranged(sql(lessons!("")), (day, day)).await
    }

    /// The register of missed and substituted lessons between two days, both included.
    ///
    /// # Errors
    /// The database's.
    pub async fn substitutions(
        &mut self,
        (from, to): (NaiveDate, NaiveDate),
    ) -> Result<SubstitutionRegister> {
        let changed = sql(lessons!(" AND (l.cancelled OR l.substitute_id IS NOT NULL)"));
        Ok(SubstitutionRegister { from, to, lessons: self.arranged(changed, (from, to)).await? })
    }

    async fn arranged(
        &mut self,
        statement: Sql,
        (from, to): (NaiveDate, NaiveDate),
    ) -> Result<Vec<ArrangedLesson>> {
        let school = self.school;
        let rows: Vec<LessonRow> =
            statement.bind(school).bind(from).bind(to).fetch_packed(&mut self.conn()).await?;
        rows.into_iter().map(ArrangedLesson::try_from).collect()
    }

    /// Who may give a lesson in another's place – whose roles let them keep its journal –, in alphabetical order, each
    /// with the subjects that they teach in a year.
    ///
    /// # Errors
    /// The database's.
    pub async fn substitutes(&mut self, year: Id<of::Year>) -> Result<Vec<Substitute>> {
        let school = self.school;
        let rows: Vec<PersonRow> = sql("SELECT p.person_id, p.surname, p.given, \
             p.patronymic, t.subject_id FROM person p LEFT JOIN (SELECT DISTINCT c.teacher_id, c.subject_id \
              FROM course c JOIN school_class k ON k.school_id = c.school_id AND k.class_id = c.class_id \
              WHERE c.school_id = $1 AND k.year_id = $2) t ON t.teacher_id = p.person_id \
             WHERE p.school_id = $1 AND EXISTS (SELECT 1 FROM person_role r WHERE r.school_id = p.school_id \
              AND r.person_id = p.person_id AND r.role IN ('teacher', 'head', 'deputy')) \
             ORDER BY p.sort_key, p.person_id")
        .bind(school)
        .bind(year)
        .fetch_all(&mut self.conn())
        .await?;
        let mut people: Vec<Substitute> = Vec::new();
        for (id, surname, given, patronymic, subject) in rows {
            let subject = subject.map(Id::from);
            match people.last_mut() {
                Some(last) if last.id.uuid() == id => last.subjects.extend(subject),
                _ => people.push(Substitute {
                    id: id.into(),
                    name: PersonName { surname, given, patronymic },
                    subjects: subject.into_iter().collect(),
                }),
            }
        }
        Ok(people)
    }
}

/// Somebody who may give a lesson in another's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Substitute {
    /// The person.
    pub id: Id<of::Person>,
    /// Names.
    pub name: PersonName,
    /// The subjects that the person teaches.
    pub subjects: Vec<Id<of::Subject>>,
}
