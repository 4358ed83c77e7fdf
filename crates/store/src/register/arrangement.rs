//! Writing who gives a lesson in its teacher's place, or that nobody does, each time in the history.

use chrono::{DateTime, NaiveDate, Utc};
use klas_domain::{
    Scope,
    id::{Id, of},
    substitution::{Arrangement, ArrangementEdit, ArrangementError, ArrangementOutcome, ChangeReason, Held},
};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    archive::lock::{Touches, pass},
    closing::is_shut,
    db::{Batch, Conn, Value, sql},
    error::{Result, StoreError},
    history::{self, Chain, Object, Record, applied},
    register::replacement::Place,
    store::Store,
};

/// Who arranges lessons, and when.
#[derive(Clone, Copy, Debug)]
pub struct Arranger {
    /// The school.
    pub school: Id<of::School>,
    /// The author.
    pub author: Id<of::Person>,
    /// The moment.
    pub now: DateTime<Utc>,
}

/// The columns of a lesson that say how it is held.
#[derive(Clone, Debug, FromRow)]
pub(crate) struct ArrangementRow {
    pub cancelled: bool,
    pub substitute_id: Option<Uuid>,
    pub replaced_by: Option<Uuid>,
    pub change_reason: Option<String>,
    pub change_words: String,
    pub changes: i32,
}

impl ArrangementRow {
    pub fn arrangement(&self) -> Result<Arrangement> {
        let held = match (self.cancelled, self.replaced_by, self.substitute_id) {
            (true, Some(course), _) => Held::Replaced(course.into()),
            (true, None, _) => Held::Cancelled,
            (false, _, Some(substitute)) => Held::By(substitute.into()),
            (false, _, None) => Held::AsPlanned,
        };
        let known = |code: &str| ChangeReason::from_code(code).ok_or(StoreError::Corrupt("reason"));
        let reason = self.change_reason.as_deref().map(known).transpose()?;
        Ok(Arrangement { held, reason, words: self.change_words.clone() })
    }
}

/// Joins who taught a course on the day of the lesson `l`, where a teacher came after.
macro_rules! former_teacher {
    ($alias:literal, $course:literal) => {
        concat!(
            "LEFT JOIN former_teacher ",
            $alias,
            " ON ",
            $alias,
            ".school_id = l.school_id AND ",
            $alias,
            ".course_id = ",
            $course,
            " AND ",
            $alias,
            ".ends_on = (SELECT min(f.ends_on) FROM former_teacher f WHERE f.school_id = l.school_id \
              AND f.course_id = ",
            $course,
            " AND f.ends_on >= l.held_on) "
        )
    };
}
pub(super) use former_teacher;

/// A lesson as far as it decides what may become of it.
#[derive(FromRow)]
struct LessonState {
    #[sqlx(flatten)]
    row: ArrangementRow,
    course_id: Uuid,
    held_on: NaiveDate,
    period: i32,
    room: Option<String>,
    /// The course's teacher on the day of the lesson.
    teacher_id: Option<Uuid>,
    closed: bool,
    /// Whether an entry shows that it was held: a mark, an absence, lateness.
    marked: bool,
}

impl LessonState {
    fn place(&self, school: Id<of::School>) -> Place<'_> {
        let (course, room) = (self.course_id, self.room.as_deref());
        Place { school, course, day: self.held_on, period: self.period, room }
    }
}

impl Store {
    /// Arranges how lessons are held, in one transaction, each with its own outcome; `may` is asked with the school's
    /// scope. An edit that was applied before is answered again and not applied again. A lesson of a closed semester
    /// stays as it is, and one with marks, absences or lateness is not cancelled: it was held.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where there is no such lesson; the database's. Then nothing was written.
    pub async fn arrange(
        &self,
        arranger: Arranger,
        edits: Vec<ArrangementEdit>,
        may: impl Fn(&Scope) -> bool + Send + 'static,
    ) -> Result<Vec<ArrangementOutcome>> {
        if !may(&Scope::school(arranger.school)) {
            return Ok(edits.iter().map(|_| ArrangementOutcome::Forbidden).collect());
        }
        self.write(Some(arranger.school), move |mut conn| {
            Box::pin(async move {
                // Others who arrange the same lessons wait here.
                let mut chain = Chain::take(&mut conn, arranger.school, Touches::NoJournal).await?;
                let mut outcomes = Vec::with_capacity(edits.len());
                for edit in edits {
                    let edit = ArrangementEdit { arrangement: edit.arrangement.plain(), ..edit };
                    outcomes.push(apply(&mut conn, &mut chain, arranger, &edit).await?);
                }
                let mut batch = Batch::default();
                chain.put_back(&mut batch);
                batch.run(&mut conn).await?;
                Ok(outcomes)
            })
        })
        .await
    }
}

async fn apply(
    conn: &mut Conn<'_>,
    chain: &mut Chain,
    arranger: Arranger,
    edit: &ArrangementEdit,
) -> Result<ArrangementOutcome> {
    let school = arranger.school;
    let lesson = load(conn, school, edit.lesson).await?;
    if let Some(version) = applied(conn, school, edit.id).await? {
        return Ok(ArrangementOutcome::Saved { version });
    }
    let stored = lesson.row.arrangement()?;
    if stored == edit.arrangement {
        return Ok(ArrangementOutcome::Saved { version: lesson.row.changes });
    }
    pass(conn, school, Touches::Lesson(edit.lesson)).await?;
    if let Some(error) = refusal(conn, school, &lesson, (&stored, &edit.arrangement)).await? {
        return Ok(ArrangementOutcome::Refused(error));
    }
    if lesson.row.changes != edit.base {
        return Ok(ArrangementOutcome::Conflict);
    }
    let version = lesson.row.changes + 1;
    let mut batch = Batch::default();
    batch.insert(history::INSERT, &[chain.link(record(arranger, edit, &stored)?)], "");
    batch.add(UPDATE, values(school, edit, version));
    batch.run(conn).await?;
    if stored.held != edit.arrangement.held {
        if let Held::Replaced(course) = stored.held {
            lesson.place(school).take(conn, course).await?;
        }
        if let Held::Replaced(course) = edit.arrangement.held {
            lesson.place(school).give(conn, course).await?;
        }
    }
    Ok(ArrangementOutcome::Saved { version })
}

async fn load(conn: &mut Conn<'_>, school: Id<of::School>, lesson: Id<of::Lesson>) -> Result<LessonState> {
    sql(concat!(
        "SELECT l.course_id, l.held_on, l.period, l.room, l.cancelled, l.substitute_id, l.replaced_by, l.change_reason, l.change_words, l.changes, \
         CASE WHEN b.course_id IS NULL THEN c.teacher_id ELSE b.teacher_id END AS teacher_id, ",
        is_shut!("c", "l.held_on"),
        " AS closed, \
         EXISTS (SELECT 1 FROM journal_column j JOIN entry e ON e.school_id = j.school_id \
          AND e.column_id = j.column_id AND (e.mark IS NOT NULL OR e.absence IS NOT NULL OR e.late IS NOT NULL) \
          WHERE j.school_id = l.school_id AND j.lesson_id = l.lesson_id) AS marked \
         FROM lesson l JOIN course c ON c.school_id = l.school_id AND c.course_id = l.course_id \
         JOIN school_class k ON k.school_id = c.school_id AND k.class_id = c.class_id \
         JOIN academic_year y ON y.school_id = k.school_id AND y.year_id = k.year_id ",
        former_teacher!("b", "l.course_id"),
        "WHERE l.school_id = $1 AND l.lesson_id = $2"
    ))
    .bind(school)
    .bind(lesson)
    .fetch_one(conn)
    .await
}

/// Why the lesson cannot be held so.
async fn refusal(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    lesson: &LessonState,
    (stored, wanted): (&Arrangement, &Arrangement),
) -> Result<Option<ArrangementError>> {
    if lesson.closed {
        return Ok(Some(ArrangementError::Closed));
    }
    if let Err(error) = wanted.check() {
        return Ok(Some(error));
    }
    let place = lesson.place(school);
    match stored.held {
        held if held == wanted.held => return Ok(None),
        Held::Replaced(course) => {
            if let Some(error) = place.bond(conn, course).await? {
                return Ok(Some(error));
            }
        }
        _ => {}
    }
    Ok(match wanted.held {
        Held::Cancelled | Held::Replaced(_) if lesson.marked => Some(ArrangementError::Marked),
        Held::By(person) if lesson.teacher_id == Some(person.uuid()) => Some(ArrangementError::OwnTeacher),
        Held::By(person) if !teaches(conn, school, person).await? => Some(ArrangementError::NotStaff),
        Held::Replaced(course) => place.refusal(conn, course).await?,
        _ => None,
    })
}

/// Whether a person's roles let them keep a lesson's journal.
async fn teaches(conn: &mut Conn<'_>, school: Id<of::School>, person: Id<of::Person>) -> Result<bool> {
    let row: Option<(i32,)> = sql("SELECT 1 FROM person_role WHERE school_id = $1 AND person_id = $2 \
         AND role IN ('teacher', 'head', 'deputy') LIMIT 1")
    .bind(school)
    .bind(person)
    .fetch_optional(conn)
    .await?;
    Ok(row.is_some())
}

const UPDATE: &str = "UPDATE lesson SET cancelled = ?, substitute_id = ?, replaced_by = ?, change_reason = ?, change_words = ?, \
     changes = ? WHERE school_id = ? AND lesson_id = ?";

fn values(school: Id<of::School>, edit: &ArrangementEdit, version: i32) -> Vec<Value> {
    let wanted = &edit.arrangement;
    let (cancelled, substitute, course) = match wanted.held {
        Held::AsPlanned => (false, None, None),
        Held::By(person) => (false, Some(person), None),
        Held::Cancelled => (true, None, None),
        Held::Replaced(course) => (true, None, Some(course)),
    };
    vec![
        cancelled.into(),
        substitute.into(),
        course.into(),
        wanted.reason.map(ChangeReason::code).into(),
        (&wanted.words).into(),
        version.into(),
        school.into(),
        edit.lesson.into(),
    ]
}

fn record(arranger: Arranger, edit: &ArrangementEdit, before: &Arrangement) -> Result<Record> {
    let json = |arrangement: &Arrangement| {
        serde_json::to_string(arrangement).map_err(|_| StoreError::Corrupt("substitution"))
    };
    Ok(Record {
        edit: edit.id,
        object: Object::Substitution(edit.lesson),
        at: arranger.now,
        author: arranger.author,
        reason: None,
        before: json(before)?,
        after: json(&edit.arrangement)?,
    })
}
