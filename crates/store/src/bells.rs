//! When lessons begin and end: the schedules that files brought, and the days on which the school has other bells.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use klas_domain::{
    bells::{BellSchedule, Bells, DayBells, Period},
    collation,
    id::{Id, of},
};
use uuid::Uuid;

use crate::{
    archive::lock::Touches,
    db::{Conn, sql},
    error::{Result, StoreError},
    history::Chain,
    store::{Reader, Store},
    summative::{Setting, record},
};

impl Reader {
    /// The school's bells: all schedules, and the days between two that have other bells.
    ///
    /// # Errors
    /// The database's.
    pub async fn bells(&mut self, (from, to): (NaiveDate, NaiveDate)) -> Result<Bells> {
        let school = self.school;
        let schedules = self.schedules().await?;
        let shifts: Vec<(Uuid, Uuid)> = sql("SELECT class_id, schedule_id FROM school_class \
             WHERE school_id = $1 AND schedule_id IS NOT NULL")
        .bind(school)
        .fetch_all(&mut self.conn())
        .await?;
        let days: Vec<(NaiveDate, Option<Uuid>, Uuid)> =
            sql("SELECT day, shift_id, schedule_id FROM bell_day \
             WHERE school_id = $1 AND day BETWEEN $2 AND $3")
            .bind(school)
            .bind(from)
            .bind(to)
            .fetch_all(&mut self.conn())
            .await?;
        let day = |(day, shift, schedule): (NaiveDate, Option<Uuid>, Uuid)| DayBells {
            day,
            shift: shift.map(Id::from),
            schedule: schedule.into(),
        };
        let mut days: Vec<DayBells> = days.into_iter().map(day).collect();
        let place = |id: Id<of::BellSchedule>| schedules.iter().position(|own| own.id == id);
        days.sort_by_key(|own| (own.day, own.shift.map(place)));
        let shifts = shifts.into_iter().map(|(class, schedule)| (class.into(), schedule.into())).collect();
        Ok(Bells { schedules, shifts, days })
    }

    async fn schedules(&mut self) -> Result<Vec<BellSchedule>> {
        let school = self.school;
        let rows: Vec<(Uuid, String, bool)> =
            sql("SELECT schedule_id, name, is_default FROM bell_schedule WHERE school_id = $1")
                .bind(school)
                .fetch_all(&mut self.conn())
                .await?;
        let periods: Vec<(Uuid, i32, i32, i32)> = sql(
            "SELECT schedule_id, period, starts_at, ends_at FROM bell WHERE school_id = $1 ORDER BY period",
        )
        .bind(school)
        .fetch_all(&mut self.conn())
        .await?;
        let mut of_schedule: BTreeMap<Uuid, Vec<Period>> = BTreeMap::new();
        for (schedule, number, starts_at, ends_at) in periods {
            let period = period(number, starts_at, ends_at).ok_or(StoreError::Corrupt("bell"))?;
            of_schedule.entry(schedule).or_default().push(period);
        }
        let schedule = |(id, name, is_default): (Uuid, String, bool)| {
            let periods = of_schedule.remove(&id).unwrap_or_default();
            BellSchedule { id: id.into(), name, is_default, periods }
        };
        let mut schedules: Vec<BellSchedule> = rows.into_iter().map(schedule).collect();
        schedules.sort_by_cached_key(|own| (!own.is_default, collation::sort_key(&own.name), own.id));
        Ok(schedules)
    }
}

fn period(number: i32, starts_at: i32, ends_at: i32) -> Option<Period> {
    Some(Period {
        number: number.try_into().ok()?,
        starts_at: starts_at.try_into().ok()?,
        ends_at: ends_at.try_into().ok()?,
    })
}

impl Store {
    /// Sets the bells of a day, in the place of those that the same day and shift had.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where the school has no such schedule; the database's.
    pub async fn set_day_bells(&self, setting: Setting, own: DayBells) -> Result<()> {
        self.write(Some(setting.school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                let chain = Chain::take(conn, setting.school, Touches::NoJournal).await?;
                let schedule = name(conn, setting.school, own.schedule).await?;
                let shift = match own.shift {
                    Some(shift) => Some(name(conn, setting.school, shift).await?),
                    None => None,
                };
                sql("INSERT INTO bell_day (school_id, bell_day_id, day, shift_id, schedule_id) \
                     VALUES ($1, $2, $3, $4, $5) ON CONFLICT (school_id, bell_day_id) \
                     DO UPDATE SET schedule_id = excluded.schedule_id")
                .bind(setting.school)
                .bind(own.id(setting.school))
                .bind(own.day)
                .bind(own.shift)
                .bind(own.schedule)
                .execute(conn)
                .await?;
                let said = serde_json::json!({ "day": own.day, "shift": shift, "schedule": schedule });
                record(conn, chain, setting, &serde_json::json!({ "bells": said })).await
            })
        })
        .await
    }

    /// Gives a day its usual bells back; nothing happens where it has them already.
    ///
    /// # Errors
    /// The database's.
    pub async fn take_back_day_bells(&self, setting: Setting, id: Id<of::DayBells>) -> Result<()> {
        self.write(Some(setting.school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                let chain = Chain::take(conn, setting.school, Touches::NoJournal).await?;
                let gone: Option<(NaiveDate, Option<Uuid>)> = sql(
                    "DELETE FROM bell_day WHERE school_id = $1 AND bell_day_id = $2 RETURNING day, shift_id",
                )
                .bind(setting.school)
                .bind(id)
                .fetch_optional(conn)
                .await?;
                let Some((day, shift)) = gone else { return Ok(()) };
                let shift = match shift {
                    Some(shift) => Some(name(conn, setting.school, shift.into()).await?),
                    None => None,
                };
                let said = serde_json::json!({ "day": day, "shift": shift, "schedule": null });
                record(conn, chain, setting, &serde_json::json!({ "bells": said })).await
            })
        })
        .await
    }
}

/// The name of a schedule of the school.
async fn name(conn: &mut Conn<'_>, school: Id<of::School>, schedule: Id<of::BellSchedule>) -> Result<String> {
    let (name,): (String,) = sql("SELECT name FROM bell_schedule WHERE school_id = $1 AND schedule_id = $2")
        .bind(school)
        .bind(schedule)
        .fetch_one(conn)
        .await?;
    Ok(name)
}
