//! The one place that knows that there are two databases: a statement and its values, run on either.

use std::fmt::Write as _;

use chrono::{DateTime, NaiveDate, Utc};
use klas_domain::Id;
use sqlx::{AssertSqlSafe, FromRow, PgConnection, SqliteConnection, postgres::PgRow, sqlite::SqliteRow};
use uuid::Uuid;

use crate::error::{Result, StoreError};

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

    /// # Errors
    /// [`StoreError::NotFound`] where there is no row.
    pub async fn fetch_one<T: Row>(self, conn: &mut Conn<'_>) -> Result<T> {
        self.fetch_optional(conn).await?.ok_or(StoreError::NotFound)
    }
}

/// The most values that one statement takes: SQLite's limit is 32 766.
const VALUES_LIMIT: usize = 8000;

/// `($1, $2), ($3, $4)…`; on SQLite `(?, ?), (?, ?)…`, because it looks for each name among all names.
fn tuples(conn: &Conn<'_>, rows: usize, width: usize) -> String {
    let mut text = String::with_capacity(6 * rows * width);
    for place in 0..rows * width {
        text.push_str(match place {
            0 => "(",
            _ if place % width == 0 => "), (",
            _ => ", ",
        });
        match conn {
            Conn::Sqlite(_) => text.push('?'),
            Conn::Postgres(_) => drop(write!(text, "${}", place + 1)),
        }
    }
    text + ")"
}

/// Looks up many rows at a time: `query` reads the table `wanted`, whose rows are `(edit_id, column_id, pupil_id)`,
/// and knows `key` as `$1`.
pub async fn select_many<T: Row>(
    conn: &mut Conn<'_>,
    wanted: Vec<Vec<Value>>,
    query: &'static str,
    key: Value,
) -> Result<Vec<T>> {
    let Some(width) = wanted.first().map(Vec::len) else { return Ok(Vec::new()) };
    let mut found = Vec::with_capacity(wanted.len());
    for chunk in wanted.chunks(VALUES_LIMIT / width) {
        let rows = tuples(conn, chunk.len(), width);
        let query = query.replace("$1", &format!("${}", chunk.len() * width + 1));
        let text = format!("WITH wanted (edit_id, column_id, pupil_id) AS (VALUES {rows}) {query}");
        let values = chunk.iter().flatten().chain([&key]).cloned();
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

/// Inserts rows many to a statement. `head` ends with `VALUES`; `tail` may say what to do on a conflict.
pub async fn insert_many(
    conn: &mut Conn<'_>,
    head: &'static str,
    rows: Vec<Vec<Value>>,
    tail: &'static str,
) -> Result<u64> {
    let Some(width) = rows.first().map(Vec::len) else { return Ok(0) };
    let mut touched = 0;
    for chunk in rows.chunks(VALUES_LIMIT / width) {
        let text = format!("{head} {} {tail}", tuples(conn, chunk.len(), width));
        let values = chunk.iter().flatten().cloned();
        touched += match conn {
            Conn::Sqlite(conn) => {
                bound!(sqlx::query(AssertSqlSafe(text)), values).execute(&mut **conn).await?.rows_affected()
            }
            Conn::Postgres(conn) => {
                bound!(sqlx::query(AssertSqlSafe(text)), values).execute(&mut **conn).await?.rows_affected()
            }
        };
    }
    Ok(touched)
}
