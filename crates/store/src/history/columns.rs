//! The columns of journals held against what the history says of them: themes, further works, and which group of results
//! marks count for. The columns that every course has are known by their identifiers.

use std::collections::HashMap;

use chrono::NaiveDate;
use klas_domain::{
    archive::Signatory,
    calendar::Semester,
    column::{Column, ColumnOf, Moment, Sum},
    id::{Id, of},
};
use serde::Deserialize;
use serde_json::{Value, from_str, from_value};
use sqlx::FromRow;
use uuid::Uuid;

use super::{Object, closings::Closing, verify::STEP};
use crate::{db::sql, error::Result, store::Reader, summative::ColumnRow};

/// What the history says of a column.
#[derive(Default)]
struct Known {
    made: Option<Made>,
    removed: bool,
    /// The group of results that its marks count for, and the place in the history that says so.
    counts: Option<(u8, i64)>,
    /// The last place that speaks of it, where an earlier version of the program wrote that: those took off the lessons to
    /// come with whatever was arranged for their columns, and told the history nothing of it.
    earlier: Option<i64>,
}

/// A column that somebody made.
enum Made {
    Theme(Theme),
    Work(FurtherWork),
}

#[derive(Deserialize)]
struct Theme {
    #[serde(rename = "theme")]
    name: String,
    until: NaiveDate,
    period: i32,
    // Earlier versions of the program did not say these.
    semester: Option<i16>,
    course: Option<Uuid>,
}

#[derive(Deserialize)]
struct FurtherWork {
    work: String,
    lesson: Uuid,
}

#[derive(Deserialize)]
struct Counts {
    results: Option<u8>,
}

#[derive(Deserialize)]
struct Groups {
    subject: Uuid,
    #[serde(rename = "groups")]
    names: Vec<String>,
    /// Earlier versions of the program reached into closed semesters.
    #[serde(default)]
    spares_closed: bool,
}

/// The school named the groups of results of a subject.
struct Named {
    /// The place in the history.
    seq: i64,
    subject: Uuid,
    count: usize,
    spares_closed: bool,
}

#[derive(Deserialize)]
struct Signed {
    signed: String,
}

impl Known {
    /// Takes in a row of the history.
    fn hear(&mut self, seq: i64, after: &str) -> serde_json::Result<()> {
        let said: Value = from_str(after)?;
        self.earlier = said.get("course").is_none().then_some(seq);
        if said.get("theme").is_some() {
            self.made = Some(Made::Theme(from_value(said)?));
        } else if said.get("work").is_some() {
            self.made = Some(Made::Work(from_value(said)?));
        } else if said.get("removed").is_some() {
            self.removed = true;
        } else {
            let counts: Counts = from_value(said)?;
            self.counts = counts.results.map(|number| (number, seq));
        }
        Ok(())
    }

    /// The lesson that the column goes with.
    fn lesson(&self, column: Uuid) -> Option<Uuid> {
        match &self.made {
            None => Some(column),
            Some(Made::Work(own)) => Some(own.lesson),
            Some(Made::Theme(_)) => None,
        }
    }
}

impl Theme {
    fn is(&self, semester: Semester, until: Moment, name: Option<&str>, course: Uuid) -> bool {
        self.name == name.unwrap_or_default()
            && (self.until, self.period) == until
            && self.semester.is_none_or(|own| own == semester.code())
            && self.course.is_none_or(|own| own == course)
    }
}

/// All that the history says that columns rest on.
#[derive(Default)]
struct Told {
    columns: HashMap<Uuid, Known>,
    groups: Vec<Named>,
    /// The places where semesters were closed and opened, by what was closed and the semester.
    closings: HashMap<(Uuid, i32), Vec<(i64, bool)>>,
    /// The places where heads signed archives, by what the history calls these.
    signed: HashMap<Uuid, i64>,
    /// The lessons that an earlier version of the program may have taken off, each after this place.
    taken_off: Vec<(Uuid, i64)>,
}

#[derive(FromRow)]
struct ToldRow {
    seq: i64,
    kind: String,
    object_id: Uuid,
    after: String,
}

#[derive(FromRow)]
struct Row {
    #[sqlx(flatten)]
    column: ColumnRow,
    column_id: Uuid,
    kind: String,
    course_id: Uuid,
    subject_id: Option<Uuid>,
    class_id: Option<Uuid>,
    lesson_course: Option<Uuid>,
    held_on: Option<NaiveDate>,
    first_semester_ends_on: Option<NaiveDate>,
}

impl Row {
    /// The semester of the course in which the lesson of the column is closed.
    fn semester(&self) -> Option<(Uuid, i32)> {
        let (day, first_ends) = self.held_on.zip(self.first_semester_ends_on)?;
        Some((self.course_id, if day <= first_ends { 1 } else { 2 }))
    }
}

/// How many columns are not what the history says of them, or are gone.
pub(super) async fn altered_columns(reader: &mut Reader) -> Result<usize> {
    let mut told = Told::read(reader).await?;
    let (mut from, mut altered) = (Uuid::nil(), 0);
    loop {
        let rows: Vec<Row> =
            sql("SELECT j.column_id, j.lesson_id, j.kind, j.work, j.semester, j.results, j.ends_on, j.ends_period, \
             j.name, j.course_id, c.subject_id, c.class_id, l.course_id AS lesson_course, l.held_on, \
             y.first_semester_ends_on FROM journal_column j \
             LEFT JOIN course c ON c.school_id = j.school_id AND c.course_id = j.course_id \
             LEFT JOIN school_class k ON k.school_id = c.school_id AND k.class_id = c.class_id \
             LEFT JOIN academic_year y ON y.school_id = k.school_id AND y.year_id = k.year_id \
             LEFT JOIN lesson l ON l.school_id = j.school_id AND l.lesson_id = j.lesson_id \
             WHERE j.school_id = $1 AND j.column_id > $2 ORDER BY j.column_id LIMIT $3")
            .bind(reader.school)
            .bind(from)
            .bind(STEP)
            .fetch_all(&mut reader.conn())
            .await?;
        let Some(end) = rows.last() else {
            return Ok(altered + told.missing() + told.not_taken_off(reader).await?);
        };
        from = end.column_id;
        altered += rows.into_iter().map(|row| usize::from(!told.holds(row))).sum::<usize>();
    }
}

impl Told {
    async fn read(reader: &mut Reader) -> Result<Self> {
        let rows: Vec<ToldRow> = sql("SELECT seq, kind, object_id, after FROM history WHERE school_id = $1 \
             AND (kind IN ('column', 'archive', 'closing') OR kind = 'school' AND after LIKE '%\"groups\"%') ORDER BY seq")
        .bind(reader.school)
        .fetch_all(&mut reader.conn())
        .await?;
        let mut told = Self::default();
        for row in rows {
            match row.kind.as_str() {
                // What cannot be read says nothing, and the column is not what it says.
                "column" => drop(told.columns.entry(row.object_id).or_default().hear(row.seq, &row.after)),
                "school" => told.groups.extend(from_str(&row.after).ok().map(|own: Groups| Named {
                    seq: row.seq,
                    subject: own.subject,
                    count: own.names.len(),
                    spares_closed: own.spares_closed,
                })),
                "closing" => {
                    if let Ok(Closing { semester, closed }) = from_str(&row.after) {
                        told.closings.entry((row.object_id, semester)).or_default().push((row.seq, closed));
                    }
                }
                _ => {
                    let signed = from_str(&row.after).ok();
                    if signed.is_some_and(|own: Signed| own.signed == Signatory::Head.code()) {
                        told.signed.insert(row.object_id, row.seq);
                    }
                }
            }
        }
        Ok(told)
    }

    /// Whether a column is what the history says; it is not missing then.
    fn holds(&mut self, row: Row) -> bool {
        let known = self.columns.remove(&row.column_id).unwrap_or_default();
        let counts = self.counts_for(&known, &row);
        let Ok(Column { id, of }) = row.column.column() else { return false };
        match of {
            ColumnOf::Current { lesson, work, results } => {
                let is_made = match (work, &known.made) {
                    (None, None) => row.kind == "lesson" && id.uuid() == lesson.uuid(),
                    (Some(work), Some(Made::Work(own))) => {
                        row.kind == "work" && own.work == work.code() && own.lesson == lesson.uuid()
                    }
                    _ => false,
                };
                let as_told = is_made && !known.removed && row.lesson_course == Some(row.course_id);
                // A lesson that is made again counts for nothing.
                let as_new = work.is_none() && results.is_none();
                as_told && (results == counts || as_new && self.may_be_taken_off(lesson.uuid(), &known))
            }
            ColumnOf::Sum { sum: Sum::Thematic(semester, until), name } => match &known.made {
                Some(Made::Theme(own)) => {
                    !known.removed && own.is(semester, until, name.as_deref(), row.course_id)
                }
                _ => false,
            },
            ColumnOf::Sum { sum, name } => {
                known.made.is_none() && name.is_none() && id == sum.id(row.course_id.into())
            }
        }
    }

    /// The group of results that the marks of a column count for. Where the school named fewer groups later, it is none,
    /// but in a journal that was archived and a semester that was closed by then.
    fn counts_for(&self, known: &Known, row: &Row) -> Option<u8> {
        let (number, since) = known.counts?;
        let signed = row.class_id.and_then(|class| self.signed.get(&archive_of(class.into())));
        let is_no_more = |named: &Named| {
            named.seq > since
                && Some(named.subject) == row.subject_id
                && usize::from(number) > named.count
                && signed.is_none_or(|signed| *signed > named.seq)
                && !(named.spares_closed && self.was_closed(row, named.seq))
        };
        (!self.groups.iter().any(is_no_more)).then_some(number)
    }

    /// Whether the course had closed the semester of a column's lesson at a place of the history. Where its class alone
    /// shut that, groups of results are taken off its lessons all the same: none of them takes place.
    fn was_closed(&self, row: &Row, seq: i64) -> bool {
        let turns = row.semester().and_then(|semester| self.closings.get(&semester));
        let before = turns.into_iter().flatten().take_while(|(at, _)| *at < seq);
        before.last().is_some_and(|(_, closed)| *closed)
    }

    /// How many columns that the history knows of were not looked at, because they are not there; without those that may
    /// have gone with their lessons.
    fn missing(&mut self) -> usize {
        let mut missing = 0;
        for (column, known) in std::mem::take(&mut self.columns) {
            let is_missing = self.is_missed(&known)
                && known.lesson(column).is_none_or(|lesson| !self.may_be_taken_off(lesson, &known));
            missing += usize::from(is_missing);
        }
        missing
    }

    /// Whether a column should be there.
    fn is_missed(&self, known: &Known) -> bool {
        // A lesson whose marks count for nothing any more goes with a timetable that has it no longer.
        let counts = |(number, since): (u8, i64)| {
            !self.groups.iter().any(|named| named.seq > since && usize::from(number) > named.count)
        };
        !known.removed && (known.made.is_some() || known.counts.is_some_and(counts))
    }

    /// Whether an earlier version of the program may have taken a lesson off with a column that the history knows. Whether
    /// it could is asked in the end, of all of them.
    fn may_be_taken_off(&mut self, lesson: Uuid, known: &Known) -> bool {
        self.taken_off.extend(known.earlier.map(|last| (lesson, last)));
        known.earlier.is_some()
    }

    /// How many of the lessons that may have been taken off were not: before that somebody had written in them or arranged
    /// how they are held. What was written in a lesson that is there may have come after it was made again.
    async fn not_taken_off(&self, reader: &mut Reader) -> Result<usize> {
        let mut touched = 0;
        for (lesson, last) in &self.taken_off {
            let (is_touched,): (bool,) =
                sql("SELECT EXISTS (SELECT 1 FROM history h WHERE h.school_id = $1 AND h.object_id = $2 \
                 AND h.kind IN ('entry', 'lesson', 'substitution') AND (h.seq < $3 OR NOT EXISTS ( \
                  SELECT 1 FROM lesson l WHERE l.school_id = h.school_id AND l.lesson_id = h.object_id)))")
                .bind(reader.school)
                .bind(*lesson)
                .bind(*last)
                .fetch_one(&mut reader.conn())
                .await?;
            touched += usize::from(is_touched);
        }
        Ok(touched)
    }
}

/// What the history calls the archive of a class.
pub(crate) fn archive_of(class: Id<of::SchoolClass>) -> Uuid {
    Object::Archive(class).parts().1
}
