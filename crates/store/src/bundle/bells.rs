//! The bell schedules, and which classes have which.

use std::collections::{BTreeMap, HashSet};

use chrono::{NaiveTime, Timelike};
use klas_domain::{
    bells::FIRST_SHIFT,
    bundle::{Bell, Bundle},
    collation,
    school::ClassName,
};
use uuid::Uuid;

use super::Intake;
use crate::{db::sql, error::Result, journal::class_name};

const BELLS: &str = "дзвінки";
const SCHEDULES: &str = "розклади дзвінків";
const SHIFTS: &str = "зміни класів";

/// A bell schedule that the school has.
#[derive(Clone)]
struct Schedule {
    id: Uuid,
    name: String,
    is_default: bool,
}

/// Beginnings and ends in minutes, by schedule and lesson number.
type Times = BTreeMap<(Uuid, i32), (i32, i32)>;

impl Intake<'_, '_> {
    /// Takes in the bell schedules.
    pub async fn bells(&mut self, bundle: &Bundle) -> Result<()> {
        if bundle.bells.is_empty() {
            return Ok(());
        }
        let mut schedules = self.schedules().await?;
        let mut stored = self.stored_bells().await?;
        let mut listed = HashSet::new();
        for bell in usual_first(bundle) {
            let (schedule, is_usual) = match &bell.schedule {
                Some(name) => {
                    let own = self.schedule(&mut schedules, name, all_named(bundle)).await?;
                    let is_given = schedules.iter().any(|own| own.is_default && own.name.is_empty());
                    (own, is_first(name) && !is_given)
                }
                None => (self.unnamed(&mut schedules, names_first(bundle)).await?, true),
            };
            if is_usual {
                self.give_default(&mut schedules, schedule.id).await?;
            }
            let place = (schedule.id, i32::from(bell.period));
            let wanted = (minutes(bell.starts), minutes(bell.ends));
            listed.insert(place);
            let known = stored.insert(place, wanted);
            if known != Some(wanted) {
                self.put_bell(place, wanted).await?;
                let title = title(&schedule.name, place.1);
                if known.is_none() {
                    self.changes.added(BELLS, title);
                } else {
                    self.changes.updated(BELLS, title);
                }
            }
        }
        for (schedule, period) in stored.into_keys().filter(|place| !listed.contains(place)) {
            let own = schedules.iter().find(|own| own.id == schedule);
            self.changes.vanished(BELLS, title(own.map_or("", |own| own.name.as_str()), period));
        }
        Ok(())
    }

    /// Takes in which classes have a schedule of their own; the classes are there already.
    pub async fn shifts(&mut self, bundle: &Bundle) -> Result<()> {
        if bundle.shifts.is_empty() {
            return Ok(());
        }
        let classes = self.classes().await?;
        let mut schedules = self.schedules().await?;
        let mut stored = self.stored_shifts().await?;
        let mut listed = HashSet::new();
        for shift in &bundle.shifts {
            let Some(class) = classes.get(&shift.class) else { continue };
            let schedule = self.schedule(&mut schedules, &shift.schedule, true).await?;
            listed.insert(&shift.class);
            let known = stored.insert(shift.class.clone(), schedule.id);
            if known != Some(schedule.id) {
                sql("UPDATE school_class SET schedule_id = $3 WHERE school_id = $1 AND class_id = $2")
                    .bind(self.school)
                    .bind(*class)
                    .bind(schedule.id)
                    .execute(self.conn)
                    .await?;
                let title = format!("{} · {}", shift.class, schedule.name);
                if known.is_none() {
                    self.changes.added(SHIFTS, title);
                } else {
                    self.changes.updated(SHIFTS, title);
                }
            }
        }
        for class in stored.keys().filter(|class| !listed.contains(class)) {
            self.changes.vanished(SHIFTS, class);
        }
        Ok(())
    }

    async fn schedules(&mut self) -> Result<Vec<Schedule>> {
        let rows: Vec<(Uuid, String, bool)> = sql("SELECT schedule_id, name, is_default FROM bell_schedule \
             WHERE school_id = $1 ORDER BY schedule_id")
        .bind(self.school)
        .fetch_all(self.conn)
        .await?;
        Ok(rows.into_iter().map(|(id, name, is_default)| Schedule { id, name, is_default }).collect())
    }

    async fn stored_bells(&mut self) -> Result<Times> {
        let rows: Vec<(Uuid, i32, i32, i32)> =
            sql("SELECT schedule_id, period, starts_at, ends_at FROM bell WHERE school_id = $1")
                .bind(self.school)
                .fetch_all(self.conn)
                .await?;
        Ok(rows.into_iter().map(|(id, period, starts, ends)| ((id, period), (starts, ends))).collect())
    }

    /// The schedules of the classes of the year that have their own.
    async fn stored_shifts(&mut self) -> Result<BTreeMap<ClassName, Uuid>> {
        let rows: Vec<(i32, String, Uuid)> = sql("SELECT grade, letter, schedule_id FROM school_class \
             WHERE school_id = $1 AND year_id = $2 AND schedule_id IS NOT NULL")
        .bind(self.school)
        .bind(self.year)
        .fetch_all(self.conn)
        .await?;
        rows.into_iter().map(|(grade, letter, id)| Ok((class_name(grade, letter)?, id))).collect()
    }

    /// The schedule of a name, which is made where there is none. A school's only bells were the first shift's: where
    /// that is named now, their schedule takes the name.
    async fn schedule(&mut self, known: &mut Vec<Schedule>, name: &str, all_named: bool) -> Result<Schedule> {
        let wanted = collation::normalize(name);
        if let Some(own) = known.iter().find(|own| collation::normalize(&own.name) == wanted) {
            return Ok(own.clone());
        }
        let takes_name = all_named && is_first(name);
        let Some(own) = known.iter_mut().find(|own| takes_name && own.name.is_empty()) else {
            self.changes.added(SCHEDULES, name);
            return self.add_schedule(known, name).await;
        };
        sql("UPDATE bell_schedule SET name = $3 WHERE school_id = $1 AND schedule_id = $2")
            .bind(self.school)
            .bind(own.id)
            .bind(name)
            .execute(self.conn)
            .await?;
        name.clone_into(&mut own.name);
        self.changes.updated(SCHEDULES, name);
        Ok(own.clone())
    }

    /// The schedule of the rows that name none: that without a name, else the first shift's where the files do not name
    /// it beside; it is made where there is neither.
    async fn unnamed(&mut self, known: &mut Vec<Schedule>, names_first: bool) -> Result<Schedule> {
        let first = || known.iter().find(|own| !names_first && is_first(&own.name));
        let own = known.iter().find(|own| own.name.is_empty()).or_else(first).cloned();
        match own {
            Some(own) => Ok(own),
            None => self.add_schedule(known, "").await,
        }
    }

    async fn add_schedule(&mut self, known: &mut Vec<Schedule>, name: &str) -> Result<Schedule> {
        let own = Schedule { id: Uuid::now_v7(), name: name.to_owned(), is_default: false };
        sql("INSERT INTO bell_schedule (school_id, schedule_id, name, is_default) VALUES ($1, $2, $3, $4)")
            .bind(self.school)
            .bind(own.id)
            .bind(name)
            .bind(own.is_default)
            .execute(self.conn)
            .await?;
        known.push(own.clone());
        Ok(own)
    }

    /// Makes a schedule the default one, in the place of any other.
    async fn give_default(&mut self, known: &mut [Schedule], id: Uuid) -> Result<()> {
        if known.iter().any(|own| own.is_default && own.id == id) {
            return Ok(());
        }
        sql("UPDATE bell_schedule SET is_default = $2 WHERE school_id = $1 AND is_default")
            .bind(self.school)
            .bind(false)
            .execute(self.conn)
            .await?;
        sql("UPDATE bell_schedule SET is_default = $3 WHERE school_id = $1 AND schedule_id = $2")
            .bind(self.school)
            .bind(id)
            .bind(true)
            .execute(self.conn)
            .await?;
        for own in known {
            own.is_default = own.id == id;
        }
        Ok(())
    }

    async fn put_bell(&mut self, (schedule, period): (Uuid, i32), (starts, ends): (i32, i32)) -> Result<()> {
        sql("INSERT INTO bell (school_id, schedule_id, period, starts_at, ends_at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (school_id, schedule_id, period) DO UPDATE SET starts_at = excluded.starts_at, \
             ends_at = excluded.ends_at")
        .bind(self.school)
        .bind(schedule)
        .bind(period)
        .bind(starts)
        .bind(ends)
        .execute(self.conn)
        .await
        .map(|_| ())
    }
}

/// The rows that name no schedule, then the first shift's, then the others: the first schedule of these is that of the
/// classes that have none of their own, which others, of shortened days or of a later shift, never are.
fn usual_first(bundle: &Bundle) -> Vec<&Bell> {
    let mut bells: Vec<&Bell> = bundle.bells.iter().collect();
    bells.sort_by_key(|bell| bell.schedule.as_deref().map(|name| !is_first(name)));
    bells
}

fn is_first(name: &str) -> bool {
    collation::normalize(name) == collation::normalize(FIRST_SHIFT)
}

fn names_first(bundle: &Bundle) -> bool {
    bundle.bells.iter().filter_map(|bell| bell.schedule.as_deref()).any(is_first)
}

fn all_named(bundle: &Bundle) -> bool {
    bundle.bells.iter().all(|bell| bell.schedule.is_some())
}

fn title(schedule: &str, period: i32) -> String {
    if schedule.is_empty() {
        format!("{period}-й урок")
    } else {
        format!("{schedule}, {period}-й урок")
    }
}

fn minutes(time: NaiveTime) -> i32 {
    i32::try_from(time.num_seconds_from_midnight() / 60).unwrap_or_default()
}
