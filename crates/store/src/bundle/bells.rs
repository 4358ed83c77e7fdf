//! The bell schedule.

use chrono::{NaiveTime, Timelike};
use klas_domain::bundle::Bundle;

use super::Intake;
use crate::{db::sql, error::Result};

const BELLS: &str = "дзвінки";

impl Intake<'_, '_> {
    /// Takes in the bell schedule.
    pub async fn bells(&mut self, bundle: &Bundle) -> Result<()> {
        for bell in &bundle.bells {
            let known: Option<(i32, i32)> =
                sql("SELECT starts_at, ends_at FROM bell WHERE school_id = $1 AND period = $2")
                    .bind(self.school)
                    .bind(bell.period)
                    .fetch_optional(self.conn)
                    .await?;
            let wanted = (minutes(bell.starts), minutes(bell.ends));
            if known == Some(wanted) {
                continue;
            }
            sql("INSERT INTO bell (school_id, period, starts_at, ends_at) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT (school_id, period) DO UPDATE SET starts_at = excluded.starts_at, \
                 ends_at = excluded.ends_at")
            .bind(self.school)
            .bind(bell.period)
            .bind(wanted.0)
            .bind(wanted.1)
            .execute(self.conn)
            .await?;
            let name = format!("{}-й урок", bell.period);
            if known.is_none() { self.changes.added(BELLS, name) } else { self.changes.updated(BELLS, name) }
        }
        self.vanished_bells(bundle).await
    }

    async fn vanished_bells(&mut self, bundle: &Bundle) -> Result<()> {
        if bundle.bells.is_empty() {
            return Ok(());
        }
        let known: Vec<(i32,)> = sql("SELECT period FROM bell WHERE school_id = $1 ORDER BY period")
            .bind(self.school)
            .fetch_all(self.conn)
            .await?;
        for (period,) in known {
            if !bundle.bells.iter().any(|bell| i32::from(bell.period) == period) {
                self.changes.vanished(BELLS, format_args!("{period}-й урок"));
            }
        }
        Ok(())
    }
}

fn minutes(time: NaiveTime) -> i32 {
    i32::try_from(time.num_seconds_from_midnight() / 60).unwrap_or_default()
}
