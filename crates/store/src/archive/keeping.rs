//! How long what is archived is kept, and all that is archived.

use chrono::{DateTime, NaiveDate, Utc};
use klas_domain::{
    id::{Id, of},
    retention::Retention,
    school::ClassName,
};
use sqlx::FromRow;
use uuid::Uuid;

use super::lock::Touches;
use crate::{
    db::sql,
    error::{Result, StoreError},
    history::Chain,
    journal::class_name,
    store::{Reader, Store},
    summative::{Setting, record},
};

/// A container that the school keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptContainer {
    /// The class.
    pub class: Id<of::SchoolClass>,
    /// As it is written.
    pub name: ClassName,
    /// The first and the last day of its year.
    pub year: (NaiveDate, NaiveDate),
    /// SHA-256 of its manifest.
    pub digest: Vec<u8>,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// Whether both have signed it.
    pub signed: bool,
}

#[derive(FromRow)]
struct KeptRow {
    class_id: Uuid,
    grade: i32,
    letter: String,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    digest: Vec<u8>,
    made_at: DateTime<Utc>,
    signed: bool,
}

impl Reader {
    /// All containers of the school: the newest year first, the classes of a year in their order.
    ///
    /// # Errors
    /// The database's.
    pub async fn containers(&mut self) -> Result<Vec<KeptContainer>> {
        let school = self.school;
        let rows: Vec<KeptRow> = sql("SELECT a.class_id, k.grade, k.letter, y.starts_on, y.ends_on, a.digest, a.made_at, \
             EXISTS (SELECT 1 FROM archive_signature s WHERE s.school_id = a.school_id AND s.class_id = a.class_id \
              AND s.role = 'head') AS signed FROM archive a \
             JOIN school_class k ON k.school_id = a.school_id AND k.class_id = a.class_id \
             JOIN academic_year y ON y.school_id = k.school_id AND y.year_id = k.year_id WHERE a.school_id = $1")
        .bind(school)
        .fetch_all(&mut self.conn())
        .await?;
        let kept = |row: KeptRow| {
            Ok(KeptContainer {
                class: row.class_id.into(),
                name: class_name(row.grade, row.letter)?,
                year: (row.starts_on, row.ends_on),
                digest: row.digest,
                made_at: row.made_at,
                signed: row.signed,
            })
        };
        let mut all = rows.into_iter().map(kept).collect::<Result<Vec<_>>>()?;
        // The databases do not know the order of the letters of classes.
        all.sort_by(|a, b| b.year.cmp(&a.year).then_with(|| a.name.cmp(&b.name)));
        Ok(all)
    }

    /// The years of a pupil whose journals both have signed: class, its name and the year's first day, the newest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn archived_years(
        &mut self,
        pupil: Id<of::Person>,
    ) -> Result<Vec<(Id<of::SchoolClass>, ClassName, NaiveDate)>> {
        let school = self.school;
        let rows: Vec<(Uuid, i32, String, NaiveDate)> =
            sql("SELECT DISTINCT k.class_id, k.grade, k.letter, y.starts_on FROM enrolment n \
             JOIN school_class k ON k.school_id = n.school_id AND k.class_id = n.class_id \
             JOIN academic_year y ON y.school_id = k.school_id AND y.year_id = k.year_id \
             JOIN archive_signature s ON s.school_id = k.school_id AND s.class_id = k.class_id AND s.role = 'head' \
             WHERE n.school_id = $1 AND n.pupil_id = $2 ORDER BY y.starts_on DESC")
            .bind(school)
            .bind(pupil)
            .fetch_all(&mut self.conn())
            .await?;
        let named = |(class, grade, letter, from)| Ok((Id::from(class), class_name(grade, letter)?, from));
        rows.into_iter().map(named).collect()
    }

    /// The classes of the year of a first day that a pupil was of for a day at least, the last one first, each with whether
    /// its journal is archived and signed by both.
    ///
    /// # Errors
    /// The database's.
    pub async fn classes_of_year(
        &mut self,
        pupil: Id<of::Person>,
        year: NaiveDate,
    ) -> Result<Vec<(Id<of::SchoolClass>, bool)>> {
        let school = self.school;
        let rows: Vec<(Uuid, bool)> = sql("SELECT k.class_id, EXISTS (SELECT 1 FROM archive_signature s \
              WHERE s.school_id = k.school_id AND s.class_id = k.class_id AND s.role = 'head') \
             FROM enrolment n \
             JOIN school_class k ON k.school_id = n.school_id AND k.class_id = n.class_id \
             JOIN academic_year y ON y.school_id = k.school_id AND y.year_id = k.year_id \
             WHERE n.school_id = $1 AND n.pupil_id = $2 AND y.starts_on = $3 \
             AND (n.ends_on IS NULL OR n.ends_on >= n.starts_on) \
             GROUP BY k.school_id, k.class_id ORDER BY max(n.starts_on) DESC, k.class_id")
        .bind(school)
        .bind(pupil)
        .bind(year)
        .fetch_all(&mut self.conn())
        .await?;
        Ok(rows.into_iter().map(|(class, signed)| (class.into(), signed)).collect())
    }

    /// How long the school keeps what it archived.
    ///
    /// # Errors
    /// The database's.
    pub async fn retention(&mut self) -> Result<Retention> {
        let school = self.school;
        let (journals, summaries): (i32, i32) =
            sql("SELECT journal_years, summary_years FROM school WHERE school_id = $1")
                .bind(school)
                .fetch_one(&mut self.conn())
                .await?;
        let years = |years: i32| u8::try_from(years).map_err(|_| StoreError::Corrupt("years of keeping"));
        Ok(Retention { journals: years(journals)?, summaries: years(summaries)? })
    }
}

impl Store {
    /// Sets how long the school keeps what it archived; false where that is shorter than the order allows, and nothing was
    /// changed.
    ///
    /// # Errors
    /// The database's.
    pub async fn set_retention(&self, setting: Setting, retention: Retention) -> Result<bool> {
        if !retention.is_allowed() {
            return Ok(false);
        }
        self.write(Some(setting.school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                let chain = Chain::take(conn, setting.school, Touches::NoJournal).await?;
                sql("UPDATE school SET journal_years = $2, summary_years = $3 WHERE school_id = $1")
                    .bind(setting.school)
                    .bind(retention.journals)
                    .bind(retention.summaries)
                    .execute(conn)
                    .await?;
                let said = serde_json::json!({
                    "retention": { "journals": retention.journals, "summaries": retention.summaries }
                });
                record(conn, chain, setting, &said).await?;
                Ok(true)
            })
        })
        .await
    }
}
