//! A class whose journal of a year is archived and signed by both: nothing of that year is written any more. This is the
//! one gate: whatever writes in a school's history passes it with what it is about to touch.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use klas_domain::{
    archive::Locked,
    calendar::year_label,
    id::{Id, of},
    school::ClassName,
};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    db::{Conn, sql},
    error::{Result, StoreError},
    journal::class_name,
};

/// What a write is about, and so whose archive it has to leave alone.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Touches {
    /// The journal of a class.
    Class(Id<of::SchoolClass>),
    /// The page of a course.
    Course(Id<of::Course>),
    /// A lesson.
    Lesson(Id<of::Lesson>),
    /// All classes of a year: its dates, the scales of its subjects.
    Year(Id<of::Year>),
    /// No journal of a year: settings, and what is kept of people.
    NoJournal,
}

macro_rules! locked {
    ($tail:literal) => {
        concat!(
            "SELECT k.class_id, k.grade, k.letter, y.starts_on FROM archive_signature s \
             JOIN school_class k ON k.school_id = s.school_id AND k.class_id = s.class_id \
             JOIN academic_year y ON y.school_id = k.school_id AND y.year_id = k.year_id \
             WHERE s.school_id = $1 AND s.role = 'head' AND ",
            $tail,
            " ORDER BY k.grade, k.letter LIMIT 1"
        )
    };
}

#[derive(FromRow)]
struct LockedRow {
    class_id: Uuid,
    grade: i32,
    letter: String,
    starts_on: NaiveDate,
}

impl Touches {
    /// The statement that finds an archive which both have signed, and whose.
    fn looks_for(self) -> Option<(&'static str, Uuid)> {
        Some(match self {
            Self::Class(class) => (locked!("k.class_id = $2"), class.uuid()),
            Self::Course(course) => (
                locked!(
                    "k.class_id = (SELECT c.class_id FROM course c WHERE c.school_id = $1 AND c.course_id = $2)"
                ),
                course.uuid(),
            ),
            Self::Lesson(lesson) => (
                locked!(
                    "k.class_id = (SELECT c.class_id FROM lesson l \
                      JOIN course c ON c.school_id = l.school_id AND c.course_id = l.course_id \
                      WHERE l.school_id = $1 AND l.lesson_id = $2)"
                ),
                lesson.uuid(),
            ),
            Self::Year(year) => (locked!("k.year_id = $2"), year.uuid()),
            Self::NoJournal => return None,
        })
    }
}

/// Ends a write that touches a class's journal which is archived and signed by both.
pub(crate) async fn pass(conn: &mut Conn<'_>, school: Id<of::School>, touches: Touches) -> Result<()> {
    let Some((statement, id)) = touches.looks_for() else { return Ok(()) };
    let row: Option<LockedRow> = sql(statement).bind(school).bind(id).fetch_optional(conn).await?;
    let Some(row) = row else { return Ok(()) };
    Err(StoreError::Archived(Box::new(Locked {
        class: row.class_id.into(),
        name: class_name(row.grade, row.letter)?,
        year: year_label(row.starts_on.year()),
    })))
}

/// What the archived journals of a year rest on: their classes, pupils, groups, courses, timetables, lessons and topic
/// plans. An intake leaves them alone row by row; whether it did is seen here once it is through.
pub(crate) struct Kept(Vec<Line>);

/// A row of any of their tables: what the table does not have is empty.
#[derive(Debug, PartialEq, FromRow)]
struct Line {
    class_id: Uuid,
    #[sqlx(default)]
    one: Option<Uuid>,
    #[sqlx(default)]
    other: Option<Uuid>,
    #[sqlx(default)]
    third: Option<Uuid>,
    #[sqlx(default)]
    fourth: Option<Uuid>,
    #[sqlx(default)]
    begins: Option<NaiveDate>,
    #[sqlx(default)]
    ends: Option<NaiveDate>,
    #[sqlx(default)]
    number: Option<i32>,
    #[sqlx(default)]
    words: Option<String>,
    #[sqlx(default)]
    more: Option<String>,
    #[sqlx(default)]
    theme: Option<String>,
    #[sqlx(default)]
    kind: Option<String>,
    #[sqlx(default)]
    cancelled: Option<bool>,
}

macro_rules! lines {
    ($what:literal, $from:literal, $order:literal) => {
        concat!(
            "SELECT k.class_id, ",
            $what,
            " FROM archive_signature s \
             JOIN school_class k ON k.school_id = s.school_id AND k.class_id = s.class_id ",
            $from,
            " WHERE s.school_id = $1 AND s.role = 'head' AND k.year_id = $2 ORDER BY k.class_id, ",
            $order
        )
    };
}

const KEPT: [&str; 7] = [
    lines!("k.class_teacher_id AS one, k.grade AS number, k.letter AS words, k.scale AS kind", "", "1"),
    lines!(
        "n.pupil_id AS one, n.starts_on AS begins, n.ends_on AS ends, n.order_number AS words",
        "JOIN enrolment n ON n.school_id = k.school_id AND n.class_id = k.class_id",
        "n.pupil_id, n.starts_on"
    ),
    lines!(
        "c.course_id AS one, c.teacher_id AS other, c.group_id AS third, c.subject_id AS fourth, \
         c.weekly_tenths AS number, c.scale AS kind",
        "JOIN course c ON c.school_id = k.school_id AND c.class_id = k.class_id",
        "c.course_id"
    ),
    lines!(
        "m.group_id AS one, m.pupil_id AS other, m.starts_on AS begins, m.ends_on AS ends",
        "JOIN class_group g ON g.school_id = k.school_id AND g.class_id = k.class_id \
         JOIN group_member m ON m.school_id = g.school_id AND m.group_id = g.group_id",
        "m.group_id, m.pupil_id, m.starts_on"
    ),
    lines!(
        "l.lesson_id AS one, l.substitute_id AS other, l.replaced_by AS third, l.held_on AS begins, l.period AS number, \
         l.topic AS words, l.homework AS more, l.kind, l.cancelled",
        "JOIN course c ON c.school_id = k.school_id AND c.class_id = k.class_id \
         JOIN lesson l ON l.school_id = c.school_id AND l.course_id = c.course_id",
        "l.lesson_id"
    ),
    // A weekday and a period are one digit each.
    lines!(
        "t.course_id AS one, t.weekday * 10 + t.period AS number, t.room AS words, t.weeks AS kind, t.ends_on AS ends",
        "JOIN course c ON c.school_id = k.school_id AND c.class_id = k.class_id \
         JOIN timetable_slot t ON t.school_id = c.school_id AND t.course_id = c.course_id",
        "t.course_id, t.weekday, t.period"
    ),
    lines!(
        "p.course_id AS one, p.number AS number, p.topic AS words, p.homework AS more, p.theme AS theme, p.kind AS kind",
        "JOIN course c ON c.school_id = k.school_id AND c.class_id = k.class_id \
         JOIN plan_line p ON p.school_id = c.school_id AND p.course_id = c.course_id",
        "p.course_id, p.number"
    ),
];

/// The classes of a year whose journals are archived.
pub(crate) async fn archived_classes(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    year: Id<of::Year>,
) -> Result<HashMap<ClassName, Uuid>> {
    let rows: Vec<(Uuid, i32, String)> =
        sql(lines!("k.grade, k.letter", "", "1")).bind(school).bind(year).fetch_all(conn).await?;
    rows.into_iter().map(|(class, grade, letter)| Ok((class_name(grade, letter)?, class))).collect()
}

impl Kept {
    /// As it is now.
    pub(crate) async fn of(conn: &mut Conn<'_>, school: Id<of::School>, year: Id<of::Year>) -> Result<Self> {
        let mut kept = Vec::new();
        for statement in KEPT {
            kept.extend(sql(statement).bind(school).bind(year).fetch_all::<Line>(conn).await?);
        }
        Ok(Self(kept))
    }

    /// Ends a write that changed any of it.
    pub(crate) async fn stand(
        self,
        conn: &mut Conn<'_>,
        school: Id<of::School>,
        year: Id<of::Year>,
    ) -> Result<()> {
        let now = Self::of(conn, school, year).await?;
        let common = self.0.iter().zip(&now.0).take_while(|(was, is)| was == is).count();
        let changed = now.0.get(common).or(self.0.get(common));
        match changed {
            Some(line) => pass(conn, school, Touches::Class(line.class_id.into())).await,
            None => Ok(()),
        }
    }
}
