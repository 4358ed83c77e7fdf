//! What a teacher does to the columns of a page, each change in the history.

use chrono::{DateTime, NaiveDate, Utc};
use klas_domain::{
    Scope,
    column::{ColumnChange, ColumnRefusal, NAME_LIMIT, Work},
    edit::plain,
    id::{Id, of},
};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    db::{Batch, Conn, Value, sql},
    error::Result,
    history::{self, Chain, Object, Record},
    school::load_year,
    store::Store,
};

/// Who changes the columns of which course, and when.
#[derive(Clone, Copy, Debug)]
pub struct Change {
    /// The school.
    pub school: Id<of::School>,
    /// The course.
    pub course: Id<of::Course>,
    /// The author.
    pub author: Id<of::Person>,
    /// The moment.
    pub now: DateTime<Utc>,
}

/// Statements that make a change, the column they are about, and what the history says of it.
struct Made {
    column: Id<of::Column>,
    statement: &'static str,
    values: Vec<Value>,
    said: serde_json::Value,
}

type Outcome = std::result::Result<Made, ColumnRefusal>;

impl Store {
    /// Makes changes of a course's columns, all or none; `may` is asked with the course's scope in the same transaction.
    ///
    /// # Errors
    /// [`crate::StoreError::NotFound`] where there is no such course; the database's. Inside: the first refusal.
    pub async fn change_columns(
        &self,
        change: Change,
        wishes: Vec<ColumnChange>,
        may: impl Fn(&Scope) -> bool + Send + Sync + 'static,
    ) -> Result<std::result::Result<(), ColumnRefusal>> {
        self.write(Some(change.school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                let mut chain = Chain::take(conn, change.school).await?;
                let scope = scope(conn, &change).await?;
                if !may(&scope) {
                    return Ok(Err(ColumnRefusal::Forbidden));
                }
                let mut batch = Batch::default();
                let mut records = Vec::new();
                for wish in wishes {
                    match make(conn, &change, wish).await? {
                        Ok(made) => {
                            records.push(chain.link(record(&change, &made)));
                            batch.add(made.statement, made.values);
                        }
                        Err(refusal) => return Ok(Err(refusal)),
                    }
                }
                batch.insert(history::INSERT, &records, "");
                chain.put_back(&mut batch);
                batch.run(conn).await?;
                Ok(Ok(()))
            })
        })
        .await
    }
}

async fn scope(conn: &mut Conn<'_>, change: &Change) -> Result<Scope> {
    let (teacher, class_teacher): (Option<Uuid>, Option<Uuid>) =
        sql("SELECT c.teacher_id, k.class_teacher_id FROM course c \
         JOIN school_class k ON k.school_id = c.school_id AND k.class_id = c.class_id \
         WHERE c.school_id = $1 AND c.course_id = $2")
        .bind(change.school)
        .bind(change.course)
        .fetch_one(conn)
        .await?;
    let mut scope = Scope::school(change.school);
    (scope.teacher, scope.class_teacher) = (teacher.map(Id::from), class_teacher.map(Id::from));
    Ok(scope)
}

fn record(change: &Change, made: &Made) -> Record {
    Record {
        edit: Id::new(),
        object: Object::Column(made.column),
        at: change.now,
        author: change.author,
        reason: None,
        before: "{}".to_owned(),
        after: made.said.to_string(),
    }
}

async fn make(conn: &mut Conn<'_>, change: &Change, wish: ColumnChange) -> Result<Outcome> {
    match wish {
        ColumnChange::AddTheme { lesson, name } => add_theme(conn, change, lesson, &plain(&name)).await,
        ColumnChange::AddWork { lesson, work } => add_work(conn, change, lesson, work).await,
        ColumnChange::CountFor { column, results } => count_for(conn, change, column, results).await,
        ColumnChange::Remove { column } => remove(conn, change, column).await,
    }
}

async fn lesson(
    conn: &mut Conn<'_>,
    change: &Change,
    lesson: Id<of::Lesson>,
) -> Result<Option<(NaiveDate, i32)>> {
    sql("SELECT held_on, period FROM lesson WHERE school_id = $1 AND course_id = $2 AND lesson_id = $3")
        .bind(change.school)
        .bind(change.course)
        .bind(lesson)
        .fetch_optional(conn)
        .await
}

async fn add_theme(
    conn: &mut Conn<'_>,
    change: &Change,
    last: Id<of::Lesson>,
    name: &str,
) -> Result<Outcome> {
    if name.chars().count() > NAME_LIMIT {
        return Ok(Err(ColumnRefusal::TooLong));
    }
    let Some((day, period)) = lesson(conn, change, last).await? else {
        return Ok(Err(ColumnRefusal::NoSuchColumn));
    };
    let year = load_year(conn, change.school, day).await?;
    let Some(semester) = year.and_then(|(_, year)| year.semester_of(day)) else {
        return Ok(Err(ColumnRefusal::NoSuchColumn));
    };
    let there: Option<(i32,)> =
        sql("SELECT 1 FROM journal_column WHERE school_id = $1 AND course_id = $2 AND kind = 'thematic' \
             AND ends_on = $3 AND ends_period = $4")
        .bind(change.school)
        .bind(change.course)
        .bind(day)
        .bind(period)
        .fetch_optional(conn)
        .await?;
    if there.is_some() {
        return Ok(Err(ColumnRefusal::AlreadyThere));
    }
    let column: Id<of::Column> = Id::new();
    Ok(Ok(Made {
        column,
        statement: "INSERT INTO journal_column (school_id, column_id, course_id, kind, semester, ends_on, ends_period, \
             name) VALUES (?, ?, ?, 'thematic', ?, ?, ?, ?)",
        values: vec![
            change.school.into(),
            column.into(),
            change.course.into(),
            i32::from(semester.code()).into(),
            day.into(),
            period.into(),
            Some(name.trim()).filter(|name| !name.is_empty()).into(),
        ],
        said: serde_json::json!({ "theme": name, "until": day, "period": period }),
    }))
}

async fn add_work(conn: &mut Conn<'_>, change: &Change, of: Id<of::Lesson>, work: Work) -> Result<Outcome> {
    if lesson(conn, change, of).await?.is_none() {
        return Ok(Err(ColumnRefusal::NoSuchColumn));
    }
    let column: Id<of::Column> = Id::new();
    Ok(Ok(Made {
        column,
        statement: "INSERT INTO journal_column (school_id, column_id, course_id, lesson_id, kind, work) \
             VALUES (?, ?, ?, ?, 'work', ?)",
        values: vec![
            change.school.into(),
            column.into(),
            change.course.into(),
            of.into(),
            work.code().into(),
        ],
        said: serde_json::json!({ "work": work.code(), "lesson": of }),
    }))
}

async fn count_for(
    conn: &mut Conn<'_>,
    change: &Change,
    column: Id<of::Column>,
    results: Option<u8>,
) -> Result<Outcome> {
    let known: Option<(bool,)> =
        sql("SELECT $4 IS NULL OR EXISTS (SELECT 1 FROM results_group g JOIN course c \
         ON c.school_id = g.school_id AND c.subject_id = g.subject_id \
         WHERE g.school_id = j.school_id AND c.course_id = j.course_id AND g.number = $4) \
         FROM journal_column j WHERE j.school_id = $1 AND j.course_id = $2 AND j.column_id = $3 \
         AND j.lesson_id IS NOT NULL")
        .bind(change.school)
        .bind(change.course)
        .bind(column)
        .bind(results.map(i32::from))
        .fetch_optional(conn)
        .await?;
    Ok(match known {
        None => Err(ColumnRefusal::NoSuchColumn),
        Some((false,)) => Err(ColumnRefusal::NoSuchGroup),
        Some((true,)) => Ok(Made {
            column,
            statement: "UPDATE journal_column SET results = ? WHERE school_id = ? AND column_id = ?",
            values: vec![results.map(i32::from).into(), change.school.into(), column.into()],
            said: serde_json::json!({ "results": results }),
        }),
    })
}

#[derive(FromRow)]
struct Removable {
    kind: String,
    filled: bool,
}

async fn remove(conn: &mut Conn<'_>, change: &Change, column: Id<of::Column>) -> Result<Outcome> {
    let row: Option<Removable> =
        sql("SELECT j.kind, EXISTS (SELECT 1 FROM entry e WHERE e.school_id = j.school_id \
         AND e.column_id = j.column_id) AS filled FROM journal_column j \
         WHERE j.school_id = $1 AND j.course_id = $2 AND j.column_id = $3 AND j.kind IN ('work', 'thematic')")
        .bind(change.school)
        .bind(change.course)
        .bind(column)
        .fetch_optional(conn)
        .await?;
    Ok(match row {
        None => Err(ColumnRefusal::NoSuchColumn),
        Some(row) if row.filled => Err(ColumnRefusal::NotEmpty),
        Some(row) => Ok(Made {
            column,
            statement: "DELETE FROM journal_column WHERE school_id = ? AND column_id = ?",
            values: vec![change.school.into(), column.into()],
            said: serde_json::json!({ "removed": row.kind }),
        }),
    })
}
