//! Packages of a semester's documents: ordered once, made document by document, by one server at a time.

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
    db::{Value, insert_many, sql},
    error::{Result, StoreError},
    store::{Reader, Store},
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

/// Who orders a package of what.
#[derive(Clone, Copy, Debug)]
pub struct PackageOrder {
    /// The school.
    pub school: Id<of::School>,
    /// Which semester, or the year.
    pub period: Period,
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
    /// Of which semester, or of the year.
    pub period: Period,
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

/// A package that a server has taken to work on.
#[derive(Clone, Debug)]
pub struct PackageWork {
    /// The school.
    pub school: Id<of::School>,
    /// Identifier.
    pub id: Id<of::Package>,
    /// Of which semester, or of the year.
    pub period: Period,
    /// The day that its documents are of.
    pub day: NaiveDate,
    /// Who ordered it, with the rights the person has now.
    pub author: SignedIn,
    /// The documents that are made, by number.
    pub made: HashSet<i32>,
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
            period: period(&row.period)?,
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
    /// The school's last package.
    ///
    /// # Errors
    /// The database's.
    pub async fn package(&mut self) -> Result<Option<Package>> {
        let school = self.school;
        let row: Option<PackageRow> =
            sql("SELECT k.package_id, k.period, k.day, p.surname, p.given, p.patronymic, \
             k.ordered_at, k.state, k.documents, \
             (SELECT count(DISTINCT f.document) FROM package_file f \
              WHERE f.school_id = k.school_id AND f.package_id = k.package_id) AS made, \
             (SELECT COALESCE(sum(f.pages), 0) FROM package_file f \
              WHERE f.school_id = k.school_id AND f.package_id = k.package_id) AS pages, \
             (SELECT COALESCE(sum(length(f.content)), 0) FROM package_file f \
              WHERE f.school_id = k.school_id AND f.package_id = k.package_id) AS size \
             FROM package k JOIN person p ON p.school_id = k.school_id AND p.person_id = k.ordered_by \
             WHERE k.school_id = $1 ORDER BY k.ordered_at DESC LIMIT 1")
            .bind(school)
            .fetch_optional(&mut self.conn())
            .await?;
        row.map(Package::try_from).transpose()
    }

    /// The files of the school's last package, once it is ready, by name.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where there is none that is ready; the database's.
    pub async fn package_files(&mut self) -> Result<(Period, Vec<PackageFile>)> {
        let school = self.school;
        let (id, code): (Uuid, String) =
            sql("SELECT package_id, period FROM package WHERE school_id = $1 AND state = 'ready'")
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

impl Store {
    /// Orders a package in the place of the school's last one; while one is being made, that one stays and false is
    /// given.
    ///
    /// # Errors
    /// The database's.
    pub async fn order_package(&self, order: PackageOrder) -> Result<bool> {
        let school = order.school;
        self.write(Some(school), move |mut conn| {
            Box::pin(async move {
                sql("DELETE FROM package WHERE school_id = $1 AND state <> 'running'")
                    .bind(school)
                    .execute(&mut conn)
                    .await?;
                let ordered = sql("INSERT INTO package (school_id, package_id, period, day, account_id, \
                     ordered_by, ordered_at, state) VALUES ($1, $2, $3, $4, $5, $6, $7, 'running') \
                     ON CONFLICT DO NOTHING")
                .bind(school)
                .bind(Id::<of::Package>::new())
                .bind(order.period.code())
                .bind(order.day)
                .bind(order.account)
                .bind(order.author)
                .bind(order.now)
                .execute(&mut conn)
                .await?;
                Ok(ordered == 1)
            })
        })
        .await
    }

    /// Stops the package that is being made; its documents go.
    ///
    /// # Errors
    /// The database's.
    pub async fn cancel_package(&self, school: Id<of::School>) -> Result<()> {
        self.write(Some(school), move |mut conn| {
            Box::pin(async move {
                let cancelled: Option<(Uuid,)> = sql("UPDATE package SET state = 'cancelled' \
                     WHERE school_id = $1 AND state = 'running' RETURNING package_id")
                .bind(school)
                .fetch_optional(&mut conn)
                .await?;
                let Some((package,)) = cancelled else { return Ok(()) };
                sql("DELETE FROM package_file WHERE school_id = $1 AND package_id = $2")
                    .bind(school)
                    .bind(package)
                    .execute(&mut conn)
                    .await
                    .map(|_| ())
            })
        })
        .await
    }

    /// Takes the school's package that no server works on, for as long as the lease holds; none where there is none.
    ///
    /// # Errors
    /// The database's.
    pub async fn take_package(
        &self,
        school: Id<of::School>,
        now: DateTime<Utc>,
        lease_until: DateTime<Utc>,
    ) -> Result<Option<PackageWork>> {
        let taken: Option<(Uuid, String, NaiveDate, Uuid, Uuid)> = self
            .write(Some(school), move |mut conn| {
                Box::pin(async move {
                    sql("UPDATE package SET lease_until = $3 WHERE school_id = $1 AND state = 'running' \
                         AND (lease_until IS NULL OR lease_until < $2) \
                         RETURNING package_id, period, day, account_id, ordered_by")
                    .bind(school)
                    .bind(now)
                    .bind(lease_until)
                    .fetch_optional(&mut conn)
                    .await
                })
            })
            .await?;
        let Some((id, code, day, account, person)) = taken else { return Ok(None) };
        let mut reader = self.read(school).await?;
        let made: Vec<(i32,)> =
            sql("SELECT DISTINCT document FROM package_file WHERE school_id = $1 AND package_id = $2")
                .bind(school)
                .bind(id)
                .fetch_all(&mut reader.conn())
                .await?;
        Ok(Some(PackageWork {
            school,
            id: id.into(),
            period: period(&code)?,
            day,
            author: reader.identify(account.into(), person.into(), day).await?,
            made: made.into_iter().map(|(document,)| document).collect(),
        }))
    }

    /// Keeps a document's files and the lease; false where the package is not wanted any more, and nothing was kept.
    ///
    /// # Errors
    /// The database's.
    pub async fn keep_document(
        &self,
        school: Id<of::School>,
        package: Id<of::Package>,
        (document, documents): (i32, i32),
        files: Vec<PackageFile>,
        lease_until: DateTime<Utc>,
    ) -> Result<bool> {
        self.write(Some(school), move |mut conn| {
            Box::pin(async move {
                let wanted = sql("UPDATE package SET documents = $3, lease_until = $4 \
                     WHERE school_id = $1 AND package_id = $2 AND state = 'running'")
                .bind(school)
                .bind(package)
                .bind(documents)
                .bind(lease_until)
                .execute(&mut conn)
                .await?;
                if wanted == 0 {
                    return Ok(false);
                }
                let row = |file: PackageFile| -> Result<Vec<Value>> {
                    let pages = i32::try_from(file.pages).map_err(|_| StoreError::Corrupt("pages"))?;
                    Ok(vec![
                        school.into(),
                        package.into(),
                        document.into(),
                        file.name.into(),
                        pages.into(),
                        file.content.into(),
                    ])
                };
                let rows = files.into_iter().map(row).collect::<Result<_>>()?;
                insert_many(
                    &mut conn,
                    "INSERT INTO package_file (school_id, package_id, document, name, pages, content) VALUES",
                    rows,
                    "ON CONFLICT DO NOTHING",
                )
                .await?;
                Ok(true)
            })
        })
        .await
    }

    /// Gives back a package that was taken, unfinished.
    ///
    /// # Errors
    /// The database's.
    pub async fn leave_package(&self, school: Id<of::School>, package: Id<of::Package>) -> Result<()> {
        self.write(Some(school), move |mut conn| {
            Box::pin(async move {
                sql("UPDATE package SET lease_until = NULL WHERE school_id = $1 AND package_id = $2")
                    .bind(school)
                    .bind(package)
                    .execute(&mut conn)
                    .await
                    .map(|_| ())
            })
        })
        .await
    }

    /// Ends the making of a package that is still wanted.
    ///
    /// # Errors
    /// The database's.
    pub async fn end_package(
        &self,
        school: Id<of::School>,
        package: Id<of::Package>,
        state: PackageState,
    ) -> Result<()> {
        self.write(Some(school), move |mut conn| {
            Box::pin(async move {
                sql("UPDATE package SET state = $3, lease_until = NULL \
                     WHERE school_id = $1 AND package_id = $2 AND state = 'running'")
                .bind(school)
                .bind(package)
                .bind(state.code())
                .execute(&mut conn)
                .await
                .map(|_| ())
            })
        })
        .await
    }
}
