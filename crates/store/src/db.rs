//! The one place that knows that there are two databases: a statement and its values, run on either.

use std::fmt::Write as _;

use chrono::{DateTime, NaiveDate, Utc};
use klas_domain::Id;
use serde::de::DeserializeOwned;
use sqlx::{
    AssertSqlSafe, FromRow, PgConnection, SqliteConnection, postgres::PgRow, sqlite::SqliteRow, types::Json,
};
use uuid::Uuid;

use crate::{
    error::{Result, StoreError},
    writer::{BEGIN, COMMIT},
};

/// A borrowed connection to either database.
pub enum Conn<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

/// A row that both drivers can decode.
pub trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}
impl<T> Row for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

/// A value bound to a statement.
#[derive(Clone, Debug)]
pub enum Value {
    Uuid(Option<Uuid>),
    Text(Option<String>),
    Int(Option<i32>),
    Big(i64),
    Bool(bool),
    Date(Option<NaiveDate>),
    Moment(Option<DateTime<Utc>>),
    Bytes(Vec<u8>),
}

macro_rules! values {
    ($($from:ty => |$value:ident| $made:expr),* $(,)?) => {
        $(impl From<$from> for Value { fn from($value: $from) -> Self { $made } })*
    };
}
values! {
    Uuid => |value| Value::Uuid(Some(value)),
    Option<Uuid> => |value| Value::Uuid(value),
    String => |value| Value::Text(Some(value)),
    &str => |value| Value::Text(Some(value.to_owned())),
    &String => |value| Value::Text(Some(value.clone())),
    Option<String> => |value| Value::Text(value),
    Option<&str> => |value| Value::Text(value.map(str::to_owned)),
    i32 => |value| Value::Int(Some(value)),
    u8 => |value| Value::Int(Some(value.into())),
    u16 => |value| Value::Int(Some(value.into())),
    Option<i32> => |value| Value::Int(value),
    i64 => |value| Value::Big(value),
    bool => |value| Value::Bool(value),
    NaiveDate => |value| Value::Date(Some(value)),
    Option<NaiveDate> => |value| Value::Date(value),
    DateTime<Utc> => |value| Value::Moment(Some(value)),
    Option<DateTime<Utc>> => |value| Value::Moment(value),
    Vec<u8> => |value| Value::Bytes(value),
}

impl<T> From<Id<T>> for Value {
    fn from(id: Id<T>) -> Self {
        Self::Uuid(Some(id.uuid()))
    }
}
impl<T> From<Option<Id<T>>> for Value {
    fn from(id: Option<Id<T>>) -> Self {
        Self::Uuid(id.map(Id::uuid))
    }
}

/// A statement in the dialect common to both databases, with its values.
pub struct Sql {
    text: &'static str,
    values: Vec<Value>,
}

/// Begins a statement; `$1`, `$2`… are bound in order.
pub fn sql(text: &'static str) -> Sql {
    Sql { text, values: Vec::new() }
}

macro_rules! bound {
    ($query:expr, $values:expr) => {
        $values.into_iter().fold($query, |query, value| match value {
            Value::Uuid(value) => query.bind(value),
            Value::Text(value) => query.bind(value),
            Value::Int(value) => query.bind(value),
            Value::Big(value) => query.bind(value),
            Value::Bool(value) => query.bind(value),
            Value::Date(value) => query.bind(value),
            Value::Moment(value) => query.bind(value),
            Value::Bytes(value) => query.bind(value),
        })
    };
}

impl Sql {
    pub fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    /// Runs a statement and tells how many rows it touched.
    pub async fn execute(self, conn: &mut Conn<'_>) -> Result<u64> {
        Ok(match conn {
            Conn::Sqlite(conn) => {
                bound!(sqlx::query(self.text), self.values).execute(&mut **conn).await?.rows_affected()
            }
            Conn::Postgres(conn) => {
                bound!(sqlx::query(self.text), self.values).execute(&mut **conn).await?.rows_affected()
            }
        })
    }

    pub async fn fetch_all<T: Row>(self, conn: &mut Conn<'_>) -> Result<Vec<T>> {
        Ok(match conn {
            Conn::Sqlite(conn) => {
                bound!(sqlx::query_as(self.text), self.values).fetch_all(&mut **conn).await?
            }
            Conn::Postgres(conn) => {
                bound!(sqlx::query_as(self.text), self.values).fetch_all(&mut **conn).await?
            }
        })
    }

    pub async fn fetch_optional<T: Row>(self, conn: &mut Conn<'_>) -> Result<Option<T>> {
        Ok(match conn {
            Conn::Sqlite(conn) => {
                bound!(sqlx::query_as(self.text), self.values).fetch_optional(&mut **conn).await?
            }
            Conn::Postgres(conn) => {
                bound!(sqlx::query_as(self.text), self.values).fetch_optional(&mut **conn).await?
            }
        })
    }

    /// The rows of a statement as one JSON text: SQLite hands rows over from its own thread, one by one, and a page
    /// has hundreds of them. The statement has SQLite's names: it selects `json_group_array(json_array(…))`, with
    /// identifiers as `hex(…)` and truth values as integers.
    pub async fn fetch_packed<T>(self, conn: &mut Conn<'_>) -> Result<Vec<T>>
    where
        T: DeserializeOwned + Send + Unpin + 'static,
    {
        let (packed,): (Option<Json<Vec<T>>>,) = match conn {
            Conn::Sqlite(conn) => {
                bound!(sqlx::query_as(self.text), self.values).fetch_one(&mut **conn).await?
            }
            Conn::Postgres(conn) => {
                let text = self.text.replace("json_group_array(", "json_agg(");
                let text = text.replace("json_array(", "json_build_array(").replace("hex(", "(");
                bound!(sqlx::query_as(AssertSqlSafe(text)), self.values).fetch_one(&mut **conn).await?
            }
        };
        Ok(packed.map(|Json(rows)| rows).unwrap_or_default())
    }

    /// # Errors
    /// [`StoreError::NotFound`] where there is no row.
    pub async fn fetch_one<T: Row>(self, conn: &mut Conn<'_>) -> Result<T> {
        self.fetch_optional(conn).await?.ok_or(StoreError::NotFound)
    }
}

/// The most values that one statement takes: SQLite's limit is 32 766.
const VALUES_LIMIT: usize = 8000;

/// `(?, ?), (?, ?)…`
fn tuples(rows: usize, width: usize) -> String {
    let tuple = format!("({})", vec!["?"; width].join(", "));
    vec![tuple; rows].join(", ")
}

/// The text with `$1`, `$2`… for the question marks, as PostgreSQL wants it. SQLite takes them as they are, and would
/// look for each name among all names.
fn numbered(text: &str) -> String {
    let mut parts = text.split('?');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.zip(1..).fold(first, |mut text, (part, number)| {
        let _ = write!(text, "${number}{part}");
        text
    })
}

/// Looks up many rows at a time in a transaction, which begins on SQLite in the same trip: `query` reads the table
/// `wanted`, whose rows are `(edit_id, column_id, pupil_id)`, and knows `key` as `$1`.
pub async fn begin_with_many<T: Row>(
    conn: &mut Conn<'_>,
    wanted: Vec<Vec<Value>>,
    query: &'static str,
    key: Value,
) -> Result<Vec<T>> {
    let Some(width) = wanted.first().map(Vec::len) else { return Ok(Vec::new()) };
    let mut found = Vec::with_capacity(wanted.len());
    let mut begin = if let Conn::Sqlite(_) = conn { format!("{BEGIN}; ") } else { String::new() };
    for chunk in wanted.chunks(VALUES_LIMIT / width) {
        let rows = tuples(chunk.len(), width);
        let rows = if let Conn::Postgres(_) = conn { numbered(&rows) } else { rows };
        let query = query.replace("$1", &format!("${}", chunk.len() * width + 1));
        let text = format!("{begin}WITH wanted (edit_id, column_id, pupil_id) AS (VALUES {rows}) {query}");
        let values = chunk.iter().flatten().chain([&key]).cloned();
        begin.clear();
        found.extend(match conn {
            Conn::Sqlite(conn) => {
                bound!(sqlx::query_as(AssertSqlSafe(text)), values).fetch_all(&mut **conn).await?
            }
            Conn::Postgres(conn) => {
                bound!(sqlx::query_as(AssertSqlSafe(text)), values).fetch_all(&mut **conn).await?
            }
        });
    }
    Ok(found)
}

/// Statements that write, one after the other; their values stand as `?`, in order. SQLite takes them all at once:
/// going to its thread and back costs more than most statements.
#[derive(Default)]
pub struct Batch {
    statements: Vec<(String, Vec<Value>)>,
    commits: bool,
}

impl Batch {
    /// Adds a statement.
    pub fn add(&mut self, text: &str, values: Vec<Value>) {
        self.statements.push((text.to_owned(), values));
    }

    /// Inserts rows, many to a statement. `head` ends with `VALUES`; `tail` may say what to do on a conflict.
    pub fn insert(&mut self, head: &str, rows: &[Vec<Value>], tail: &str) {
        let Some(width) = rows.first().map(Vec::len) else { return };
        for chunk in rows.chunks(VALUES_LIMIT / width) {
            let text = format!("{head} {} {tail}", tuples(chunk.len(), width));
            self.statements.push((text, chunk.iter().flatten().cloned().collect()));
        }
    }

    /// Ends the transaction that [`begin_with_many`] began with these statements.
    pub fn commit(&mut self) {
        self.commits = true;
    }

    /// Runs the statements and tells how many rows they touched.
    pub async fn run(self, conn: &mut Conn<'_>) -> Result<u64> {
        let mut touched = 0;
        match conn {
            Conn::Sqlite(conn) => {
                let (mut texts, values): (Vec<String>, Vec<Vec<Value>>) = self.statements.into_iter().unzip();
                texts.extend(self.commits.then(|| COMMIT.to_owned()));
                let query = sqlx::query(AssertSqlSafe(texts.join("; ")));
                touched =
                    bound!(query, values.into_iter().flatten()).execute(&mut **conn).await?.rows_affected();
            }
            Conn::Postgres(conn) => {
                for (text, values) in self.statements {
                    let query = sqlx::query(AssertSqlSafe(numbered(&text)));
                    touched += bound!(query, values).execute(&mut **conn).await?.rows_affected();
                }
            }
        }
        Ok(touched)
    }
}

/// Inserts rows, many to a statement. `head` ends with `VALUES`; `tail` may say what to do on a conflict.
pub async fn insert_many(
    conn: &mut Conn<'_>,
    head: &'static str,
    rows: Vec<Vec<Value>>,
    tail: &'static str,
) -> Result<u64> {
    let mut batch = Batch::default();
    batch.insert(head, &rows, tail);
    batch.run(conn).await
}
