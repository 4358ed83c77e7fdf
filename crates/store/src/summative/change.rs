//! What a teacher does to the columns of a page, each change in the history.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use klas_domain::{
    Scope,
    calendar::{AcademicYear, Semester},
    column::{ColumnChange, ColumnRefusal, Moment, NAME_LIMIT, Work},
    edit::plain,
    id::{Id, of},
};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    archive::lock::Touches,
    closing::closings,
    db::{Batch, Conn, Value, sql},
    error::{Result, StoreError},
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

/// The statement that makes a change, the column it is about, and what the history says of it.
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
                let mut chain = Chain::take(conn, change.school, Touches::Course(change.course)).await?;
                let scope = scope(conn, &change).await?;
                if !may(&scope) {
                    return Ok(Err(ColumnRefusal::Forbidden));
                }
                let mut ground = Ground::load(conn, change).await?;
                let mut batch = Batch::default();
                let mut records = Vec::new();
                for wish in wishes {
                    match ground.make(wish) {
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

/// The page as it is, for the rules of a change.
struct Ground {
    change: Change,
    lessons: HashMap<Id<of::Lesson>, Moment>,
    columns: HashMap<Id<of::Column>, ColumnRow>,
    year: Option<AcademicYear>,
    /// The semesters of the course that are shut.
    closed: Vec<Semester>,
    /// How many groups of results the subject has.
    groups: u8,
}

#[derive(FromRow)]
struct ColumnRow {
    column_id: Uuid,
    lesson_id: Option<Uuid>,
    kind: String,
    ends_on: Option<NaiveDate>,
    ends_period: Option<i32>,
    filled: bool,
}

impl Ground {
    async fn load(conn: &mut Conn<'_>, change: Change) -> Result<Self> {
        let lessons: Vec<(Uuid, NaiveDate, i32)> =
            sql("SELECT lesson_id, held_on, period FROM lesson WHERE school_id = $1 AND course_id = $2")
                .bind(change.school)
                .bind(change.course)
                .fetch_all(conn)
                .await?;
        let columns: Vec<ColumnRow> = sql("SELECT j.column_id, j.lesson_id, j.kind, j.ends_on, j.ends_period, \
             j.kind IN ('work', 'thematic') AND EXISTS (SELECT 1 FROM entry e WHERE e.school_id = j.school_id \
              AND e.column_id = j.column_id) AS filled \
             FROM journal_column j WHERE j.school_id = $1 AND j.course_id = $2")
        .bind(change.school)
        .bind(change.course)
        .fetch_all(conn)
        .await?;
        let (groups,): (i64,) = sql("SELECT count(*) FROM results_group g JOIN course c \
             ON c.school_id = g.school_id AND c.subject_id = g.subject_id \
             WHERE g.school_id = $1 AND c.course_id = $2")
        .bind(change.school)
        .bind(change.course)
        .fetch_one(conn)
        .await?;
        let closed = closings(conn, change.school, change.course).await?.course;
        let year = match lessons.first() {
            Some((_, day, _)) => load_year(conn, change.school, *day).await?.map(|(_, year)| year),
            None => None,
        };
        Ok(Self {
            change,
            lessons: lessons.into_iter().map(|(id, day, period)| (id.into(), (day, period))).collect(),
            columns: columns.into_iter().map(|row| (row.column_id.into(), row)).collect(),
            year,
            closed,
            groups: groups.try_into().map_err(|_| StoreError::Corrupt("group of results"))?,
        })
    }

    fn make(&mut self, wish: ColumnChange) -> Outcome {
        if self.day_of(&wish).is_some_and(|day| self.is_closed(day)) {
            return Err(ColumnRefusal::Closed);
        }
        match wish {
            ColumnChange::AddTheme { lesson, name } => self.add_theme(lesson, plain(&name).trim()),
            ColumnChange::AddWork { lesson, work } => self.add_work(lesson, work),
            ColumnChange::CountFor { column, results } => self.count_for(column, results),
            ColumnChange::Remove { column } => self.remove(column),
        }
    }

    /// The day of the lesson that a change is about, or that the column it is about ends with.
    fn day_of(&self, wish: &ColumnChange) -> Option<NaiveDate> {
        let of_lesson = |lesson: &Id<of::Lesson>| self.lessons.get(lesson).map(|(day, _)| *day);
        match wish {
            ColumnChange::AddTheme { lesson, .. } | ColumnChange::AddWork { lesson, .. } => of_lesson(lesson),
            ColumnChange::CountFor { column, .. } | ColumnChange::Remove { column } => {
                let row = self.columns.get(column)?;
                row.ends_on.or_else(|| of_lesson(&row.lesson_id?.into()))
            }
        }
    }

    fn is_closed(&self, day: NaiveDate) -> bool {
        let semester = self.year.as_ref().and_then(|year| year.semester_of(day));
        semester.is_some_and(|semester| self.closed.contains(&semester))
    }

    fn add_theme(&mut self, lesson: Id<of::Lesson>, name: &str) -> Outcome {
        if name.chars().count() > NAME_LIMIT {
            return Err(ColumnRefusal::TooLong);
        }
        let moment @ (day, period) = *self.lessons.get(&lesson).ok_or(ColumnRefusal::NoSuchColumn)?;
        let semester = self.year.as_ref().and_then(|year| year.semester_of(day));
        let semester = semester.ok_or(ColumnRefusal::NoSuchColumn)?;
        if self.columns.values().any(|row| row.ends_on.zip(row.ends_period) == Some(moment)) {
            return Err(ColumnRefusal::AlreadyThere);
        }
        let column: Id<of::Column> = Id::new();
        let row = ColumnRow {
            column_id: column.uuid(),
            lesson_id: None,
            kind: "thematic".to_owned(),
            ends_on: Some(day),
            ends_period: Some(period),
            filled: false,
        };
        self.columns.insert(column, row);
        Ok(Made {
            column,
            statement: "INSERT INTO journal_column (school_id, column_id, course_id, kind, semester, ends_on, \
                 ends_period, name) VALUES (?, ?, ?, 'thematic', ?, ?, ?, ?)",
            values: vec![
                self.change.school.into(),
                column.into(),
                self.change.course.into(),
                i32::from(semester.code()).into(),
                day.into(),
                period.into(),
                Some(name).filter(|name| !name.is_empty()).into(),
            ],
            said: serde_json::json!({
                "theme": name,
                "until": day,
                "period": period,
                "semester": semester.code(),
                "course": self.change.course,
            }),
        })
    }

    fn add_work(&self, lesson: Id<of::Lesson>, work: Work) -> Outcome {
        if !self.lessons.contains_key(&lesson) {
            return Err(ColumnRefusal::NoSuchColumn);
        }
        let column: Id<of::Column> = Id::new();
        Ok(Made {
            column,
            statement: "INSERT INTO journal_column (school_id, column_id, course_id, lesson_id, kind, work) \
                 VALUES (?, ?, ?, ?, 'work', ?)",
            values: vec![
                self.change.school.into(),
                column.into(),
                self.change.course.into(),
                lesson.into(),
                work.code().into(),
            ],
            said: serde_json::json!({ "work": work.code(), "lesson": lesson, "course": self.change.course }),
        })
    }

    fn count_for(&self, column: Id<of::Column>, results: Option<u8>) -> Outcome {
        let known = self.columns.get(&column);
        if !known.is_some_and(|row| ["lesson", "work"].contains(&row.kind.as_str())) {
            return Err(ColumnRefusal::NoSuchColumn);
        }
        if results.is_some_and(|number| !(1..=self.groups).contains(&number)) {
            return Err(ColumnRefusal::NoSuchGroup);
        }
        Ok(Made {
            column,
            statement: "UPDATE journal_column SET results = ? WHERE school_id = ? AND column_id = ?",
            values: vec![results.map(i32::from).into(), self.change.school.into(), column.into()],
            said: serde_json::json!({ "results": results, "course": self.change.course }),
        })
    }

    fn remove(&self, column: Id<of::Column>) -> Outcome {
        let known = self.columns.get(&column);
        let row = known.filter(|row| ["work", "thematic"].contains(&row.kind.as_str()));
        let row = row.ok_or(ColumnRefusal::NoSuchColumn)?;
        if row.filled {
            return Err(ColumnRefusal::NotEmpty);
        }
        Ok(Made {
            column,
            statement: "DELETE FROM journal_column WHERE school_id = ? AND column_id = ?",
            values: vec![self.change.school.into(), column.into()],
            said: serde_json::json!({ "removed": row.kind, "course": self.change.course }),
        })
    }
}
