//! Which class a pupil is in, and since when.

use chrono::{Days, NaiveDate};
use klas_domain::bundle::{BundleRow, Pupil};
use uuid::Uuid;

use super::{Intake, pupils::PUPILS};
use crate::{db::sql, error::Result};

/// A pupil's enrolment: class, since when, until when, number of the order.
type Enrolment = (Uuid, NaiveDate, Option<NaiveDate>, Option<String>);

impl Intake<'_, '_> {
    /// Puts a pupil into the class. A pupil of another class of the year moves today, or on the day of enrolment where
    /// that is yet to come: the row may still tell the day on which the pupil came to the school. One who left comes
    /// back on the day of enrolment that lies after the leaving. Nobody comes into an archived class, nor leaves it.
    pub async fn enrol(
        &mut self,
        row: BundleRow,
        pupil_id: Uuid,
        class: Uuid,
        pupil: &Pupil,
        is_known: bool,
    ) -> Result<()> {
        let mut starts_on = pupil.enrolled_on.unwrap_or(self.calendar.starts_on);
        let mut ends = None;
        if let Some((current_class, since, until, order)) = self.last_enrolment(pupil_id).await? {
            let comes_back = until.zip(pupil.enrolled_on).is_some_and(|(until, day)| until < day);
            if current_class == class && !comes_back {
                return self.correct_enrolment(row, pupil_id, pupil, (class, since, until, order)).await;
            }
            starts_on = match until {
                Some(until) if until < self.today => {
                    pupil.enrolled_on.unwrap_or(self.today).max(until + Days::new(1))
                }
                _ => pupil.enrolled_on.unwrap_or(self.today).max(self.today).max(since),
            };
            ends = Some((current_class, since)).filter(|_| until.is_none_or(|until| until >= starts_on));
        }
        let former = ends.and_then(|(current_class, _)| self.archived_name(current_class));
        for touched in former.iter().chain([&pupil.class]) {
            if self.leaves(touched, Some(row), PUPILS, moved(pupil)) {
                return Ok(());
            }
        }
        if let Some((current_class, since)) = ends {
            let last = starts_on - Days::new(1);
            self.end_enrolment(pupil_id, current_class, since, Some(last), None).await?;
            self.leave_groups(pupil_id, current_class, last).await?;
        }
        if is_known {
            self.changes.updated(PUPILS, moved(pupil));
        }
        sql("INSERT INTO enrolment (school_id, class_id, pupil_id, starts_on, ends_on, order_number) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (school_id, class_id, pupil_id, starts_on) \
             DO UPDATE SET ends_on = excluded.ends_on, order_number = excluded.order_number")
        .bind(self.school)
        .bind(class)
        .bind(pupil_id)
        .bind(starts_on)
        .bind(pupil.left_on.and_then(last_day))
        .bind(pupil.order.as_deref())
        .execute(self.conn)
        .await
        .map(|_| ())
    }

    async fn last_enrolment(&mut self, pupil: Uuid) -> Result<Option<Enrolment>> {
        sql("SELECT n.class_id, n.starts_on, n.ends_on, n.order_number FROM enrolment n \
             JOIN school_class k ON k.school_id = n.school_id AND k.class_id = n.class_id \
             WHERE n.school_id = $1 AND n.pupil_id = $2 AND k.year_id = $3 \
             ORDER BY n.starts_on DESC, CASE WHEN n.ends_on IS NULL THEN 0 ELSE 1 END LIMIT 1")
        .bind(self.school)
        .bind(pupil)
        .bind(self.year)
        .fetch_optional(self.conn)
        .await
    }

    /// What a row tells of the class that the pupil is in: the day of leaving, the order.
    async fn correct_enrolment(
        &mut self,
        row: BundleRow,
        pupil_id: Uuid,
        pupil: &Pupil,
        (class, since, until, order): Enrolment,
    ) -> Result<()> {
        let unchanged = pupil.left_on.is_none_or(|day| last_day(day) == until)
            && (pupil.order.is_none() || pupil.order == order);
        let name = format!("{}: {}", pupil.name.full(), pupil.class);
        if unchanged || self.leaves(&pupil.class, Some(row), PUPILS, &name) {
            return Ok(());
        }
        let until = pupil.left_on.and_then(last_day).or(until);
        self.end_enrolment(pupil_id, class, since, until, pupil.order.as_deref()).await?;
        self.changes.updated(PUPILS, name);
        Ok(())
    }

    async fn end_enrolment(
        &mut self,
        pupil: Uuid,
        class: Uuid,
        since: NaiveDate,
        until: Option<NaiveDate>,
        order: Option<&str>,
    ) -> Result<()> {
        sql("UPDATE enrolment SET ends_on = $5, order_number = COALESCE($6, order_number) \
             WHERE school_id = $1 AND class_id = $2 AND pupil_id = $3 AND starts_on = $4")
        .bind(self.school)
        .bind(class)
        .bind(pupil)
        .bind(since)
        .bind(until)
        .bind(order)
        .execute(self.conn)
        .await
        .map(|_| ())
    }
}

/// A pupil's coming into a class, as it is told.
pub(super) fn moved(pupil: &Pupil) -> String {
    format!("{}: → {}", pupil.name.full(), pupil.class)
}

/// A pupil is in the class up to the day before leaving it.
fn last_day(left_on: NaiveDate) -> Option<NaiveDate> {
    left_on.pred_opt()
}
