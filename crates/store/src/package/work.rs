//! Ordering packages, and making them.

use chrono::{DateTime, NaiveDate, Utc};
use klas_domain::id::{Id, of};
use uuid::Uuid;

use super::{Held, Making, PackageFile, PackageKind, PackageOrder, PackageState, PackageWork};
use crate::{
    db::{Conn, Value, insert_many, sql},
    error::{Result, StoreError},
    store::Store,
};

impl Store {
    /// Orders a package in the place of the school's last one of the kind; while one is being made, that one stays and
    /// false is given.
    ///
    /// # Errors
    /// The database's.
    pub async fn order_package(&self, order: PackageOrder) -> Result<bool> {
        let (school, kind) = (order.school, order.what.kind().code());
        let (period, year, class) = order.what.columns();
        self.write(Some(school), move |mut conn| {
            Box::pin(async move {
                sql("DELETE FROM package WHERE school_id = $1 AND kind = $2 AND state <> 'running'")
                    .bind(school)
                    .bind(kind)
                    .execute(&mut conn)
                    .await?;
                let ordered = sql("INSERT INTO package (school_id, package_id, period, day, account_id, \
                     ordered_by, ordered_at, state, kind, year_id, class_id) \
                     VALUES ($1, $2, $3, $4, $5, $6, $7, 'running', $8, $9, $10) \
                     ON CONFLICT DO NOTHING")
                .bind(school)
                .bind(Id::<of::Package>::new())
                .bind(period)
                .bind(order.day)
                .bind(order.account)
                .bind(order.author)
                .bind(order.now)
                .bind(kind)
                .bind(year)
                .bind(class)
                .execute(&mut conn)
                .await?;
                Ok(ordered == 1)
            })
        })
        .await
    }

    /// Stops the package of a kind that is being made; its documents go, and the containers of an archive stay.
    ///
    /// # Errors
    /// The database's.
    pub async fn cancel_package(&self, school: Id<of::School>, kind: PackageKind) -> Result<()> {
        self.write(Some(school), move |mut conn| {
            Box::pin(async move {
                let cancelled: Option<(Uuid,)> = sql("UPDATE package SET state = 'cancelled' \
                     WHERE school_id = $1 AND kind = $2 AND state = 'running' RETURNING package_id")
                .bind(school)
                .bind(kind.code())
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

    /// Takes a package of the school that no server works on, for as long as the lease holds; none where there is none.
    ///
    /// # Errors
    /// The database's.
    pub async fn take_package(
        &self,
        school: Id<of::School>,
        now: DateTime<Utc>,
        lease_until: DateTime<Utc>,
    ) -> Result<Option<PackageWork>> {
        type Taken = (Uuid, String, Option<Uuid>, Option<Uuid>, NaiveDate, Uuid, Uuid, i32);
        let holder = Uuid::new_v4();
        let taken: Option<Taken> = self
            .write(Some(school), move |mut conn| {
                Box::pin(async move {
                    sql("UPDATE package SET lease_until = $3, holder = $4, attempts = attempts + 1 \
                         WHERE school_id = $1 AND state = 'running' \
                         AND (lease_until IS NULL OR lease_until < $2) \
                         AND package_id = (SELECT k.package_id FROM package k WHERE k.school_id = $1 \
                          AND k.state = 'running' AND (k.lease_until IS NULL OR k.lease_until < $2) \
                          ORDER BY k.ordered_at LIMIT 1) \
                         RETURNING package_id, period, year_id, class_id, day, account_id, ordered_by, attempts")
                    .bind(school)
                    .bind(now)
                    .bind(lease_until)
                    .bind(holder)
                    .fetch_optional(&mut conn)
                    .await
                })
            })
            .await?;
        let Some((id, code, year, class, day, account, person, attempts)) = taken else { return Ok(None) };
        let mut reader = self.read(school).await?;
        let made: Vec<(String,)> =
            sql("SELECT DISTINCT document FROM package_file WHERE school_id = $1 AND package_id = $2")
                .bind(school)
                .bind(id)
                .fetch_all(&mut reader.conn())
                .await?;
        Ok(Some(PackageWork {
            held: Held { school, package: id.into(), holder },
            what: Making::of_columns(&code, year, class)?,
            day,
            author: reader.identify(account.into(), person.into(), day).await?,
            made: made.into_iter().map(|(document,)| document).collect(),
            attempts,
        }))
    }

    /// Keeps a document's files, which say how many documents there will be, and the lease; false where the package is
    /// not wanted any more or another's, and nothing was kept.
    ///
    /// # Errors
    /// The database's.
    pub async fn keep_document(
        &self,
        held: Held,
        (document, documents): (String, i32),
        files: Vec<PackageFile>,
        lease_until: DateTime<Utc>,
    ) -> Result<bool> {
        self.write(Some(held.school), move |mut conn| {
            Box::pin(async move {
                if !go_on(&mut conn, held, documents, lease_until).await? {
                    return Ok(false);
                }
                let row = |file| row(held, &document, file);
                let rows = files.into_iter().map(row).collect::<Result<_>>()?;
                insert_many(&mut conn, FILES, rows, "ON CONFLICT DO NOTHING").await?;
                Ok(true)
            })
        })
        .await
    }

    /// Goes on holding a package whose next document is long in the making; false where it is not wanted any more, or
    /// another's.
    ///
    /// # Errors
    /// The database's.
    pub async fn hold_package(&self, held: Held, lease_until: DateTime<Utc>) -> Result<bool> {
        self.write(Some(held.school), move |mut conn| {
            Box::pin(async move {
                let renewed = sql("UPDATE package SET lease_until = $4 \
                     WHERE school_id = $1 AND package_id = $2 AND holder = $3 AND state = 'running'")
                .bind(held.school)
                .bind(held.package)
                .bind(held.holder)
                .bind(lease_until)
                .execute(&mut conn)
                .await?;
                Ok(renewed > 0)
            })
        })
        .await
    }

    /// Gives back a package that was taken, unfinished.
    ///
    /// # Errors
    /// The database's.
    pub async fn leave_package(&self, held: Held) -> Result<()> {
        self.write(Some(held.school), move |mut conn| {
            Box::pin(async move {
                sql("UPDATE package SET lease_until = NULL, attempts = 0 \
                     WHERE school_id = $1 AND package_id = $2 AND holder = $3")
                .bind(held.school)
                .bind(held.package)
                .bind(held.holder)
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
    pub async fn end_package(&self, held: Held, state: PackageState) -> Result<()> {
        self.write(Some(held.school), move |mut conn| {
            Box::pin(async move {
                sql("UPDATE package SET state = $4, lease_until = NULL \
                     WHERE school_id = $1 AND package_id = $2 AND holder = $3 AND state = 'running'")
                .bind(held.school)
                .bind(held.package)
                .bind(held.holder)
                .bind(state.code())
                .execute(&mut conn)
                .await
                .map(|_| ())
            })
        })
        .await
    }
}

/// Renews the lease of a package that is still wanted and held; false where it is not.
pub(crate) async fn go_on(
    conn: &mut Conn<'_>,
    held: Held,
    documents: i32,
    lease_until: DateTime<Utc>,
) -> Result<bool> {
    let renewed = sql("UPDATE package SET documents = $4, lease_until = $5, attempts = 0 \
         WHERE school_id = $1 AND package_id = $2 AND holder = $3 AND state = 'running'")
    .bind(held.school)
    .bind(held.package)
    .bind(held.holder)
    .bind(documents)
    .bind(lease_until)
    .execute(conn)
    .await?;
    Ok(renewed > 0)
}

/// Notes that a document is made whose file is kept elsewhere.
pub(crate) async fn note_made(conn: &mut Conn<'_>, held: Held, document: &str, pages: u32) -> Result<()> {
    let receipt = PackageFile { name: document.to_owned(), pages, content: Vec::new() };
    let rows = vec![row(held, document, receipt)?];
    insert_many(conn, FILES, rows, "ON CONFLICT DO NOTHING").await.map(|_| ())
}

const FILES: &str = "INSERT INTO package_file (school_id, package_id, document, name, pages, content) VALUES";

fn row(held: Held, document: &str, file: PackageFile) -> Result<Vec<Value>> {
    let pages = i32::try_from(file.pages).map_err(|_| StoreError::Corrupt("pages"))?;
    Ok(vec![
        held.school.into(),
        held.package.into(),
        document.into(),
        file.name.into(),
        pages.into(),
        file.content.into(),
    ])
}
