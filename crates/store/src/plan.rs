//! A course's topic plan: its lines, and every change of them by hand in the history.

use chrono::{DateTime, Utc};
use klas_domain::{
    Scope,
    edit::LessonText,
    id::{Id, of},
    plan::{Line, PlanChange, PlanRefusal},
    school::LessonKind,
};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    archive::lock::Touches,
    db::{Batch, Conn, Value, sql},
    error::{Result, StoreError},
    history::{self, Chain, Object, Record},
    store::{Reader, Store},
};

/// A course's plan as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoursePlan {
    /// Its lines: the lesson *k* that is held takes line *k*.
    pub lines: Vec<Line>,
    /// How often it was changed, by files or by hand.
    pub version: i32,
    /// Whether its last change can be taken back.
    pub undoes: bool,
}

/// Who changes the plan of which course, and when.
#[derive(Clone, Copy, Debug)]
pub struct Planner {
    /// The school.
    pub school: Id<of::School>,
    /// The course.
    pub course: Id<of::Course>,
    /// The author.
    pub author: Id<of::Person>,
    /// The moment.
    pub now: DateTime<Utc>,
}

/// What somebody wants of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanWish {
    /// A change.
    Change(PlanChange),
    /// That its last change is taken back; taking that back makes it again.
    Undo,
}

/// What the history keeps of a change, on either side of it: the version of the plan, and the change that leads there.
#[derive(Serialize, Deserialize)]
struct Said {
    version: i32,
    change: PlanChange,
}

/// The course as far as its plan is concerned.
#[derive(FromRow)]
struct Head {
    teacher_id: Option<Uuid>,
    plan_version: i32,
}

impl Reader {
    /// The plan of a course.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where there is no such course; the database's.
    pub async fn course_plan(&mut self, course: Id<of::Course>) -> Result<CoursePlan> {
        let school = self.school;
        let conn = &mut self.conn();
        let version = head(conn, school, course).await?.plan_version;
        let lines = load(conn, school, course).await?;
        let undoes = back(conn, school, course, version).await?.is_some();
        Ok(CoursePlan { lines, version, undoes })
    }
}

impl Store {
    /// Changes a plan of which the author saw version `base`; `may` is asked with the course's scope in the same
    /// transaction.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where there is no such course; the database's. Inside: why nothing was changed.
    pub async fn change_plan(
        &self,
        planner: Planner,
        base: i32,
        wish: PlanWish,
        may: impl Fn(&Scope) -> bool + Send + 'static,
    ) -> Result<std::result::Result<(), PlanRefusal>> {
        self.write(Some(planner.school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                let Planner { school, course, .. } = planner;
                let chain = Chain::take(conn, school, Touches::Course(course)).await?;
                let head = head(conn, school, course).await?;
                let teacher = head.teacher_id.map(Id::from);
                if !may(&Scope { teacher, ..Scope::school(school) }) {
                    return Ok(Err(PlanRefusal::Forbidden));
                }
                if head.plan_version != base {
                    return Ok(Err(PlanRefusal::Conflict));
                }
                let change = match wish {
                    PlanWish::Change(change) => Some(change),
                    PlanWish::Undo => back(conn, school, course, base).await?,
                };
                let Some(change) = change else { return Ok(Err(PlanRefusal::NothingToUndo)) };
                let before = load(conn, school, course).await?;
                let mut lines = before.clone();
                let back = match change.clone().apply(&mut lines) {
                    Ok(back) => back,
                    Err(refusal) => return Ok(Err(refusal)),
                };
                if lines != before {
                    let said = [Said { version: base, change: back }, Said { version: base + 1, change }];
                    store(conn, chain, record(&planner, &said)?, (school, course), &lines).await?;
                }
                Ok(Ok(()))
            })
        })
        .await
    }
}

/// A row of `plan_line`: number, theme, topic, homework, kind.
pub(crate) type LineRow = (i32, Option<String>, String, Option<String>, String);

/// The rows of a course's plan by their numbers.
pub(crate) async fn rows(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    course: Id<of::Course>,
) -> Result<Vec<LineRow>> {
    sql("SELECT number, theme, topic, homework, kind FROM plan_line \
         WHERE school_id = $1 AND course_id = $2 ORDER BY number")
    .bind(school)
    .bind(course)
    .fetch_all(conn)
    .await
}

/// The words of a line.
pub(crate) fn words(topic: String, homework: Option<String>, kind: &str) -> Result<LessonText> {
    let kind = LessonKind::from_code(kind).ok_or(StoreError::Corrupt("kind of lesson"))?;
    Ok(LessonText { topic, homework: homework.unwrap_or_default(), kind })
}

/// Lines at the places that their numbers name: a file may have left numbers out, and there `empty` makes a line of the
/// one before.
pub(crate) fn at_their_numbers<T>(rows: Vec<(i32, T)>, empty: impl Fn(Option<&T>) -> T) -> Vec<T> {
    let mut lines: Vec<T> = Vec::with_capacity(rows.len());
    for (number, line) in rows {
        while i32::try_from(lines.len()).is_ok_and(|length| length + 1 < number) {
            let missing = empty(lines.last());
            lines.push(missing);
        }
        lines.push(line);
    }
    lines
}

async fn load(conn: &mut Conn<'_>, school: Id<of::School>, course: Id<of::Course>) -> Result<Vec<Line>> {
    let line = |(number, theme, topic, homework, kind): LineRow| {
        Ok((number, Line { theme, text: words(topic, homework, &kind)? }))
    };
    let known: Result<Vec<_>> = rows(conn, school, course).await?.into_iter().map(line).collect();
    let empty = |before: Option<&Line>| Line {
        theme: before.and_then(|line| line.theme.clone()),
        text: LessonText::default(),
    };
    Ok(at_their_numbers(known?, empty))
}

async fn head(conn: &mut Conn<'_>, school: Id<of::School>, course: Id<of::Course>) -> Result<Head> {
    sql("SELECT teacher_id, plan_version FROM course WHERE school_id = $1 AND course_id = $2")
        .bind(school)
        .bind(course)
        .fetch_one(conn)
        .await
}

/// The change that takes the last one back, where that led to this version of the plan.
async fn back(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    course: Id<of::Course>,
    version: i32,
) -> Result<Option<PlanChange>> {
    let row: Option<(String,)> = sql("SELECT before FROM history \
         WHERE school_id = $1 AND object_id = $2 AND kind = 'plan' ORDER BY seq DESC LIMIT 1")
    .bind(school)
    .bind(history::plan(course))
    .fetch_optional(conn)
    .await?;
    let Some((before,)) = row else { return Ok(None) };
    let said: Said = serde_json::from_str(&before).map_err(|_| StoreError::Corrupt("history"))?;
    Ok((said.version + 1 == version).then_some(said.change))
}

fn record(planner: &Planner, [before, after]: &[Said; 2]) -> Result<Record> {
    let json = |said: &Said| serde_json::to_string(said).map_err(|_| StoreError::Corrupt("plan"));
    Ok(Record {
        edit: Id::new(),
        object: Object::Plan(planner.course),
        at: planner.now,
        author: planner.author,
        reason: None,
        before: json(before)?,
        after: json(after)?,
    })
}

async fn store(
    conn: &mut Conn<'_>,
    mut chain: Chain,
    record: Record,
    (school, course): (Id<of::School>, Id<of::Course>),
    lines: &[Line],
) -> Result<()> {
    let own = || -> Vec<Value> { vec![school.into(), course.into()] };
    let row = |(number, Line { theme, text }): (i32, &Line)| -> Vec<Value> {
        let homework = (!text.homework.is_empty()).then_some(text.homework.as_str());
        vec![
            school.into(),
            course.into(),
            number.into(),
            theme.as_deref().into(),
            text.topic.as_str().into(),
            homework.into(),
            text.kind.code().into(),
        ]
    };
    let rows: Vec<_> = (1..).zip(lines).map(row).collect();
    let mut batch = Batch::default();
    batch.insert(history::INSERT, &[chain.link(record)], "");
    batch.add("DELETE FROM plan_line WHERE school_id = ? AND course_id = ?", own());
    batch.insert(
        "INSERT INTO plan_line (school_id, course_id, number, theme, topic, homework, kind) VALUES",
        &rows,
        "",
    );
    batch.add(
        "UPDATE course SET plan_version = plan_version + 1, plan_by_hand = TRUE \
         WHERE school_id = ? AND course_id = ?",
        own(),
    );
    chain.put_back(&mut batch);
    batch.run(conn).await.map(|_| ())
}
