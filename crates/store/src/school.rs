//! The school itself: its settings, its year.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Europe::Kyiv;
use klas_domain::{
    calendar::{AcademicYear, Holiday},
    collation,
    id::{Id, of},
};
use serde_json::json;
use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    archive::lock::Touches,
    db::{Conn, sql},
    error::{Result, StoreError},
    history::Chain,
    store::{Reader, Store},
    summative::{Setting, record},
};

/// A school's settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct School {
    /// Identifier.
    pub id: Id<of::School>,
    /// Name.
    pub name: String,
    /// Days in which an entry is corrected without a reason (DOMAIN §3).
    pub free_edit_days: u64,
    /// The hour of the day, 0–23, at which families see new marks; none: at once.
    pub publish_hour: Option<u32>,
}

impl School {
    /// When families see what a teacher publishes at `now`: at once, or the next time the school's clock shows the
    /// hour of publication.
    pub fn visible_at(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let Some(time) = self.publish_hour.and_then(|hour| NaiveTime::from_hms_opt(hour, 0, 0)) else {
            return now;
        };
        let local = now.with_timezone(&Kyiv).naive_local();
        let day = if local.time() < time { local.date() } else { local.date() + Days::new(1) };
        let moment = day.and_time(time);
        // In spring the clock skips an hour: then the next one stands in for it.
        [moment, moment + TimeDelta::hours(1)]
            .iter()
            .find_map(|moment| Kyiv.from_local_datetime(moment).earliest())
            .map_or(now, |moment| moment.with_timezone(&Utc))
    }
}

/// The day of a moment on the school's wall.
pub fn local_day(moment: DateTime<Utc>) -> NaiveDate {
    moment.with_timezone(&Kyiv).date_naive()
}

#[derive(Clone, FromRow)]
pub(crate) struct SchoolRow {
    school_id: Uuid,
    name: String,
    free_edit_days: i32,
    publish_hour: Option<i32>,
}

impl From<SchoolRow> for School {
    fn from(row: SchoolRow) -> Self {
        Self {
            id: row.school_id.into(),
            name: row.name,
            free_edit_days: u64::try_from(row.free_edit_days).unwrap_or_default(),
            publish_hour: row.publish_hour.and_then(|hour| u32::try_from(hour).ok()),
        }
    }
}

#[derive(FromRow)]
struct YearRow {
    year_id: Uuid,
    starts_on: NaiveDate,
    first_semester_ends_on: NaiveDate,
    second_semester_starts_on: NaiveDate,
    ends_on: NaiveDate,
}

#[derive(FromRow)]
struct HolidayRow {
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    name: String,
}

impl Store {
    /// All schools of the installation, by name.
    ///
    /// # Errors
    /// The database's.
    pub async fn schools(&self) -> Result<Vec<School>> {
        let mut reader = self.read_accounts().await?;
        let rows: Vec<SchoolRow> =
            sql("SELECT school_id, name, free_edit_days, publish_hour FROM school ORDER BY school_id")
                .fetch_all(&mut reader.conn())
                .await?;
        let mut schools: Vec<School> = rows.into_iter().map(School::from).collect();
        schools.sort_by_cached_key(|school| collation::sort_key(&school.name));
        Ok(schools)
    }

    /// Sets the days in which an entry is corrected without a reason, and the hour at which families see new marks;
    /// without an hour they see them at once.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where there is no such school; the database's.
    pub async fn set_settings(
        &self,
        setting: Setting,
        free_edit_days: u16,
        publish_hour: Option<u8>,
    ) -> Result<()> {
        self.write(Some(setting.school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                let chain = Chain::take(conn, setting.school, Touches::NoJournal).await?;
                sql("UPDATE school SET free_edit_days = $2, publish_hour = $3 WHERE school_id = $1")
                    .bind(setting.school)
                    .bind(free_edit_days)
                    .bind(publish_hour.map(i32::from))
                    .execute(conn)
                    .await?;
                let said = json!({ "free_edit_days": free_edit_days, "publish_hour": publish_hour });
                record(conn, chain, setting, &said).await
            })
        })
        .await
    }
}

/// The academic year that holds `day`, or the nearest one before it, or the first; none in a school without years.
pub(crate) async fn load_year(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    day: NaiveDate,
) -> Result<Option<(Id<of::Year>, AcademicYear)>> {
    let row: Option<YearRow> =
        sql("SELECT year_id, starts_on, first_semester_ends_on, second_semester_starts_on, ends_on \
             FROM academic_year WHERE school_id = $1 \
             ORDER BY CASE WHEN starts_on <= $2 THEN 0 ELSE 1 END, \
             CASE WHEN starts_on <= $2 THEN starts_on END DESC, starts_on LIMIT 1")
        .bind(school)
        .bind(day)
        .fetch_optional(conn)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let holidays: Vec<HolidayRow> = sql("SELECT starts_on, ends_on, name FROM holiday \
         WHERE school_id = $1 AND year_id = $2 ORDER BY starts_on")
    .bind(school)
    .bind(row.year_id)
    .fetch_all(conn)
    .await?;
    let year = AcademicYear {
        starts_on: row.starts_on,
        first_semester_ends_on: row.first_semester_ends_on,
        second_semester_starts_on: row.second_semester_starts_on,
        ends_on: row.ends_on,
        holidays: holidays
            .into_iter()
            .map(|row| Holiday { name: row.name, starts_on: row.starts_on, ends_on: row.ends_on })
            .collect(),
    };
    Ok(Some((row.year_id.into(), year)))
}

/// The academic year of an identifier.
pub(crate) async fn load_year_of_id(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    year: Id<of::Year>,
) -> Result<AcademicYear> {
    let (start,): (NaiveDate,) =
        sql("SELECT starts_on FROM academic_year WHERE school_id = $1 AND year_id = $2")
            .bind(school)
            .bind(year)
            .fetch_one(conn)
            .await?;
    Ok(load_year(conn, school, start).await?.ok_or(StoreError::NotFound)?.1)
}

/// The academic year of a class.
pub(crate) async fn load_year_of_class(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    class: Id<of::SchoolClass>,
) -> Result<(Id<of::Year>, AcademicYear)> {
    let (year,): (Uuid,) = sql("SELECT year_id FROM school_class WHERE school_id = $1 AND class_id = $2")
        .bind(school)
        .bind(class)
        .fetch_one(conn)
        .await?;
    let year: Id<of::Year> = year.into();
    Ok((year, load_year_of_id(conn, school, year).await?))
}

/// The academic year whose dates and scales are set on a day: the one of [`load_year`], and once that has ended the next
/// one, where the school has it. In summer the old year is archived and the new one is prepared.
pub(crate) async fn load_year_to_arrange(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    day: NaiveDate,
) -> Result<Option<(Id<of::Year>, AcademicYear)>> {
    let present = load_year(conn, school, day).await?;
    if present.as_ref().is_none_or(|(_, year)| day <= year.ends_on) {
        return Ok(present);
    }
    let next: Option<(NaiveDate,)> = sql("SELECT starts_on FROM academic_year \
         WHERE school_id = $1 AND starts_on > $2 ORDER BY starts_on LIMIT 1")
    .bind(school)
    .bind(day)
    .fetch_optional(conn)
    .await?;
    match next {
        Some((start,)) => load_year(conn, school, start).await,
        None => Ok(present),
    }
}

impl Reader {
    /// The school's settings.
    ///
    /// # Errors
    /// The database's.
    pub async fn school(&mut self) -> Result<School> {
        let school = self.school;
        let row: SchoolRow =
            sql("SELECT school_id, name, free_edit_days, publish_hour FROM school WHERE school_id = $1")
                .bind(school)
                .fetch_one(&mut self.conn())
                .await?;
        Ok(row.into())
    }

    /// The academic year that holds `day`, or the nearest one before it, or the first; with its identifier.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for a school without years; the database's.
    pub async fn year(&mut self, day: NaiveDate) -> Result<(Id<of::Year>, AcademicYear)> {
        let school = self.school;
        load_year(&mut self.conn(), school, day).await?.ok_or(StoreError::NotFound)
    }

    /// The academic year whose dates and scales are set on a day: the one of [`Reader::year`], and once that has ended
    /// the next one, where the school has it.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for a school without years; the database's.
    pub async fn year_to_arrange(&mut self, day: NaiveDate) -> Result<(Id<of::Year>, AcademicYear)> {
        let school = self.school;
        load_year_to_arrange(&mut self.conn(), school, day).await?.ok_or(StoreError::NotFound)
    }

    /// The academic year of an identifier.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; the database's.
    pub async fn year_of_id(&mut self, year: Id<of::Year>) -> Result<AcademicYear> {
        let school = self.school;
        load_year_of_id(&mut self.conn(), school, year).await
    }

    /// The academic year of a class, with its identifier.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; the database's.
    pub async fn year_of_class(
        &mut self,
        class: Id<of::SchoolClass>,
    ) -> Result<(Id<of::Year>, AcademicYear)> {
        let school = self.school;
        load_year_of_class(&mut self.conn(), school, class).await
    }

    /// The first days of the school's academic years, newest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn years(&mut self) -> Result<Vec<NaiveDate>> {
        let school = self.school;
        let rows: Vec<(NaiveDate,)> =
            sql("SELECT starts_on FROM academic_year WHERE school_id = $1 ORDER BY starts_on DESC")
                .bind(school)
                .fetch_all(&mut self.conn())
                .await?;
        Ok(rows.into_iter().map(|(start,)| start).collect())
    }
}
