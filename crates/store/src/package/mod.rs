//! Packages: a semester's documents, or the archive of a year. Ordered once, made document by document, by one server
//! at a time.

mod work;

pub(crate) use work::{go_on, note_made};

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, Utc};
use klas_domain::{
    figures::Period,
    id::{Id, of},
    school::PersonName,
};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    account::SignedIn,
    db::sql,
    error::{Result, StoreError},
    store::Reader,
};

/// How far a package is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PackageState {
    /// It is being made, or waits for a server.
    Running,
    /// It may be taken.
    Ready,
    /// Somebody stopped it.
    Cancelled,
    /// It could not be made; the log says why.
    Failed,
}

impl PackageState {
    const ALL: [Self; 4] = [Self::Running, Self::Ready, Self::Cancelled, Self::Failed];

    fn code(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Ready => "ready",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
        }
    }

    fn from_code(code: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|state| state.code() == code)
            .ok_or(StoreError::Corrupt("state of a package"))
    }
}

/// What a package is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Making {
    /// The documents of a semester, or of the year.
    Documents(Period),
    /// The containers of a year's classes; of one class where it is named.
    Archive(Id<of::Year>, Option<Id<of::SchoolClass>>),
}

/// The kinds of packages: a school makes one of each at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PackageKind {
    /// Documents of a semester.
    Documents,
    /// The archive of a year.
    Archive,
}

impl PackageKind {
    fn code(self) -> &'static str {
        match self {
            Self::Documents => "documents",
            Self::Archive => "archive",
        }
    }
}

impl Making {
    /// Of which kind that is.
    pub fn kind(self) -> PackageKind {
        match self {
            Self::Documents(_) => PackageKind::Documents,
            Self::Archive(..) => PackageKind::Archive,
        }
    }

    /// The columns `period, year_id, class_id`.
    fn columns(self) -> (&'static str, Option<Id<of::Year>>, Option<Id<of::SchoolClass>>) {
        match self {
            Self::Documents(period) => (period.code(), None, None),
            Self::Archive(year, class) => (Period::Year.code(), Some(year), class),
        }
    }

    fn of_columns(code: &str, year: Option<Uuid>, class: Option<Uuid>) -> Result<Self> {
        Ok(match year {
            Some(year) => Self::Archive(year.into(), class.map(Id::from)),
            None => Self::Documents(period(code)?),
        })
    }
}

/// Who orders a package of what.
#[derive(Clone, Copy, Debug)]
pub struct PackageOrder {
    /// The school.
    pub school: Id<of::School>,
    /// What it is made of.
    pub what: Making,
    /// The day that its documents are of.
    pub day: NaiveDate,
    /// With whose rights it is made.
    pub account: Id<of::Account>,
    /// The same person in the school.
    pub author: Id<of::Person>,
    /// The moment.
    pub now: DateTime<Utc>,
}

/// A package as people see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// Identifier.
    pub id: Id<of::Package>,
    /// What it is made of.
    pub what: Making,
    /// The day that its documents are of.
    pub day: NaiveDate,
    /// Who ordered it.
    pub author: PersonName,
    /// When.
    pub ordered_at: DateTime<Utc>,
    /// How far it is.
    pub state: PackageState,
    /// How many documents are made.
    pub made: u32,
    /// How many there will be; none until that is known.
    pub documents: Option<u32>,
    /// How many pages the made ones have.
    pub pages: u32,
    /// How large the made ones are, in bytes.
    pub size: u64,
}

/// A package in a server's hands: whoever lost it to another changes nothing any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// The school.
    pub school: Id<of::School>,
    /// The package.
    pub package: Id<of::Package>,
    /// Made anew whenever it is taken.
    pub(crate) holder: Uuid,
}

/// A package that a server has taken to work on.
#[derive(Clone, Debug)]
pub struct PackageWork {
    /// What is held.
    pub held: Held,
    /// What it is made of.
    pub what: Making,
    /// The day that its documents are of.
    pub day: NaiveDate,
    /// Who ordered it, with the rights the person has now.
    pub author: SignedIn,
    /// The documents that are made, by name.
    pub made: HashSet<String>,
    /// How often it was begun since the last document that was kept; at least once.
    pub attempts: i32,
}

/// A file of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageFile {
    /// Its path within the package.
    pub name: String,
    /// Its pages; 0 for what has none.
    pub pages: u32,
    /// What is in it.
    pub content: Vec<u8>,
}

#[derive(FromRow)]
struct PackageRow {
    package_id: Uuid,
    period: String,
    year_id: Option<Uuid>,
    class_id: Option<Uuid>,
    day: NaiveDate,
    surname: String,
    given: String,
    patronymic: String,
    ordered_at: DateTime<Utc>,
    state: String,
    documents: Option<i32>,
    made: i64,
    pages: i64,
    size: i64,
}

impl TryFrom<PackageRow> for Package {
    type Error = StoreError;

    fn try_from(row: PackageRow) -> Result<Self> {
        let count = |number: i64| u32::try_from(number).map_err(|_| StoreError::Corrupt("package"));
        Ok(Self {
            id: row.package_id.into(),
            what: Making::of_columns(&row.period, row.year_id, row.class_id)?,
            day: row.day,
            author: PersonName { surname: row.surname, given: row.given, patronymic: row.patronymic },
            ordered_at: row.ordered_at,
            state: PackageState::from_code(&row.state)?,
            made: count(row.made)?,
            documents: row.documents.map(|number| count(number.into())).transpose()?,
            pages: count(row.pages)?,
            size: u64::try_from(row.size).map_err(|_| StoreError::Corrupt("package"))?,
        })
    }
}

fn period(code: &str) -> Result<Period> {
    Period::from_code(code).ok_or(StoreError::Corrupt("period"))
}

impl Reader {
    /// The school's last package of a kind.
    ///
    /// # Errors
    /// The database's.
    pub async fn package(&mut self, kind: PackageKind) -> Result<Option<Package>> {
        let school = self.school;
        let row: Option<PackageRow> = sql(
            "SELECT k.package_id, k.period, k.year_id, k.class_id, k.day, p.surname, p.given, p.patronymic, \
             k.ordered_at, k.state, k.documents, \
             (SELECT count(DISTINCT f.document) FROM package_file f \
              WHERE f.school_id = k.school_id AND f.package_id = k.package_id) AS made, \
             (SELECT COALESCE(sum(f.pages), 0) FROM package_file f \
              WHERE f.school_id = k.school_id AND f.package_id = k.package_id) AS pages, \
             (SELECT COALESCE(sum(length(f.content)), 0) FROM package_file f \
              WHERE f.school_id = k.school_id AND f.package_id = k.package_id) AS size \
             FROM package k JOIN person p ON p.school_id = k.school_id AND p.person_id = k.ordered_by \
             WHERE k.school_id = $1 AND k.kind = $2 ORDER BY k.ordered_at DESC LIMIT 1",
        )
        .bind(school)
        .bind(kind.code())
        .fetch_optional(&mut self.conn())
        .await?;
        row.map(Package::try_from).transpose()
    }

    /// The files of the school's last package of documents, once it is ready, by name.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where there is none that is ready; the database's.
    pub async fn package_files(&mut self) -> Result<(Period, Vec<PackageFile>)> {
        let school = self.school;
        let (id, code): (Uuid, String) =
            sql("SELECT package_id, period FROM package WHERE school_id = $1 AND kind = 'documents' AND state = 'ready'")
                .bind(school)
                .fetch_one(&mut self.conn())
                .await?;
        let rows: Vec<(String, i32, Vec<u8>)> = sql("SELECT name, pages, content FROM package_file \
             WHERE school_id = $1 AND package_id = $2 ORDER BY document, name")
        .bind(school)
        .bind(id)
        .fetch_all(&mut self.conn())
        .await?;
        let file = |(name, pages, content)| {
            let pages = u32::try_from(pages).map_err(|_| StoreError::Corrupt("pages"))?;
            Ok(PackageFile { name, pages, content })
        };
        Ok((period(&code)?, rows.into_iter().map(file).collect::<Result<_>>()?))
    }
}
