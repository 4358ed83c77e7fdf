//! Which class a pupil is in, and since when.

use chrono::{Days, NaiveDate};
use klas_domain::bundle::{BundleRow, Pupil};
use sqlx::FromRow;
use uuid::Uuid;

use super::{Intake, pupils::PUPILS};
use crate::{db::sql, error::Result};

/// A pupil's time in a class.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
struct Enrolment {
    class_id: Uuid,
    starts_on: NaiveDate,
    /// The last day.
    ends_on: Option<NaiveDate>,
    order_number: Option<String>,
}

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
        if let Some(last) = self.last_enrolment(pupil_id).await? {
            let until = last.ends_on;
            let comes_back = until.zip(pupil.enrolled_on).is_some_and(|(until, day)| until < day);
            if last.class_id == class && (pupil.stays || !comes_back) {
                return self.correct_enrolment(row, pupil_id, pupil, &last).await;
            }
            starts_on = match until {
                Some(until) if until < self.today => {
                    pupil.enrolled_on.unwrap_or(self.today).max(until + Days::new(1))
                }
                _ => pupil.enrolled_on.unwrap_or(self.today).max(self.today).max(last.starts_on),
            };
            ends = Some((last.class_id, last.starts_on))
                .filter(|_| until.is_none_or(|until| until >= starts_on));
        }
        let former = ends.and_then(|(current_class, _)| self.archived_name(current_class));
        for touched in former.iter().chain([&pupil.class]) {
            if self.leaves(touched, Some(row), PUPILS, moved(pupil)) {
                return Ok(());
            }
        }
        if let Some((current_class, since)) = ends {
            let last = starts_on - Days::new(1);
            self.end_enrolment(pupil_id, current_class, since, last).await?;
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

    /// What a row tells of the class that the pupil is in: the days of coming and leaving, the order.
    async fn correct_enrolment(
        &mut self,
        row: BundleRow,
        pupil_id: Uuid,
        pupil: &Pupil,
        known: &Enrolment,
    ) -> Result<()> {
        let mut told = known.clone();
        if pupil.stays {
            told.ends_on = None;
        }
        told.ends_on = pupil.left_on.and_then(last_day).or(told.ends_on);
        told.order_number = match &pupil.order {
            None if pupil.stays && known.ends_on.is_some() => None,
            order => order.clone().or(told.order_number),
        };
        if let Some(day) = self.corrected_start(pupil_id, pupil, &told).await? {
            told.starts_on = day;
        }
        self.note_leaver(pupil, known);
        let name = format!("{}: {}", pupil.name.full(), pupil.class);
        if told == *known || self.leaves(&pupil.class, Some(row), PUPILS, &name) {
            return Ok(());
        }
        self.rewrite_enrolment(pupil_id, known, &told).await?;
        self.follow_in_groups(pupil_id, known, &told).await?;
        self.changes.updated(PUPILS, name);
        Ok(())
    }

    /// A leaving is not forgotten because a row leaves its day out; but whoever left it out is to know.
    fn note_leaver(&mut self, pupil: &Pupil, known: &Enrolment) {
        let Some(last) = known.ends_on.filter(|_| pupil.left_on.is_none() && !pupil.stays) else { return };
        self.changes.note(format!(
            "{}, {}: у базі вибуття з {}, у таблиці його дня немає; лишається як у базі. Якщо вибуття помилкове, напишіть у стовпці «Вибув» «не вибув»",
            pupil.name.full(),
            pupil.class,
            (last + Days::new(1)).format("%d.%m.%Y")
        ));
    }

    /// The day of enrolment that a row tells, where it differs and can be that of this stay: it lies in the year and in no
    /// former stay, whose row may still tell the day on which the pupil came to the school. Nothing that was written
    /// falls before it: what would is told.
    async fn corrected_start(
        &mut self,
        pupil_id: Uuid,
        pupil: &Pupil,
        stay: &Enrolment,
    ) -> Result<Option<NaiveDate>> {
        let year = self.calendar.starts_on..=self.calendar.ends_on;
        let is_other = |day: &NaiveDate| *day != stay.starts_on && year.contains(day);
        let Some(day) = pupil.enrolled_on.filter(is_other) else { return Ok(None) };
        let before = self.last_day_before(pupil_id, stay).await?;
        if before.is_some_and(|last| day <= last) || stay.ends_on.is_some_and(|last| last < day) {
            return Ok(None);
        }
        let Some(written) = self.written_before(pupil_id, stay, day).await? else { return Ok(Some(day)) };
        self.changes.note(format!(
            "{}, {}: день зарахування лишається {}, а не {}: у журналі вже є запис за {}",
            pupil.name.full(),
            pupil.class,
            stay.starts_on.format("%d.%m.%Y"),
            day.format("%d.%m.%Y"),
            written.format("%d.%m.%Y")
        ));
        Ok(None)
    }

    /// The last day of the pupil's other stays in classes of the year.
    async fn last_day_before(&mut self, pupil: Uuid, stay: &Enrolment) -> Result<Option<NaiveDate>> {
        let row: Option<(NaiveDate,)> = sql("SELECT n.ends_on FROM enrolment n \
             JOIN school_class k ON k.school_id = n.school_id AND k.class_id = n.class_id \
             WHERE n.school_id = $1 AND n.pupil_id = $2 AND k.year_id = $3 AND n.ends_on IS NOT NULL \
             AND NOT (n.class_id = $4 AND n.starts_on = $5) ORDER BY n.ends_on DESC LIMIT 1")
        .bind(self.school)
        .bind(pupil)
        .bind(self.year)
        .bind(stay.class_id)
        .bind(stay.starts_on)
        .fetch_optional(self.conn)
        .await?;
        Ok(row.map(|(day,)| day))
    }

    /// The first day of the stay before `day` of which something is written of the pupil.
    async fn written_before(
        &mut self,
        pupil: Uuid,
        stay: &Enrolment,
        day: NaiveDate,
    ) -> Result<Option<NaiveDate>> {
        let row: Option<(NaiveDate,)> = sql("SELECT l.held_on FROM entry e \
             JOIN journal_column j ON j.school_id = e.school_id AND j.column_id = e.column_id \
             JOIN lesson l ON l.school_id = j.school_id AND l.lesson_id = j.lesson_id \
             JOIN course c ON c.school_id = l.school_id AND c.course_id = l.course_id \
             WHERE e.school_id = $1 AND e.pupil_id = $2 AND c.class_id = $3 AND l.held_on >= $4 AND l.held_on < $5 \
             AND (e.mark IS NOT NULL OR e.absence IS NOT NULL OR e.late IS NOT NULL OR e.note IS NOT NULL) \
             ORDER BY l.held_on LIMIT 1")
        .bind(self.school)
        .bind(pupil)
        .bind(stay.class_id)
        .bind(stay.starts_on)
        .bind(day)
        .fetch_optional(self.conn)
        .await?;
        Ok(row.map(|(day,)| day))
    }

    async fn rewrite_enrolment(&mut self, pupil: Uuid, known: &Enrolment, told: &Enrolment) -> Result<()> {
        sql("UPDATE enrolment SET starts_on = $5, ends_on = $6, order_number = $7 \
             WHERE school_id = $1 AND class_id = $2 AND pupil_id = $3 AND starts_on = $4")
        .bind(self.school)
        .bind(known.class_id)
        .bind(pupil)
        .bind(known.starts_on)
        .bind(told.starts_on)
        .bind(told.ends_on)
        .bind(told.order_number.as_deref())
        .execute(self.conn)
        .await
        .map(|_| ())
    }

    /// Groups that the pupil came into and left with the class are come into and left on the corrected days.
    async fn follow_in_groups(&mut self, pupil: Uuid, known: &Enrolment, told: &Enrolment) -> Result<()> {
        if let Some(last) = known.ends_on.filter(|_| told.ends_on != known.ends_on) {
            sql("UPDATE group_member SET ends_on = $5 WHERE school_id = $1 AND pupil_id = $2 AND ends_on = $4 \
                 AND group_id IN (SELECT g.group_id FROM class_group g WHERE g.school_id = $1 AND g.class_id = $3)")
            .bind(self.school)
            .bind(pupil)
            .bind(known.class_id)
            .bind(last)
            .bind(told.ends_on)
            .execute(self.conn)
            .await?;
        }
        // A later day needs nothing: who is not in the class is in no group of it.
        if told.starts_on < known.starts_on {
            sql("UPDATE group_member SET starts_on = $5 WHERE school_id = $1 AND pupil_id = $2 AND starts_on = $4 \
                 AND group_id IN (SELECT g.group_id FROM class_group g WHERE g.school_id = $1 AND g.class_id = $3)")
            .bind(self.school)
            .bind(pupil)
            .bind(known.class_id)
            .bind(known.starts_on)
            .bind(told.starts_on)
            .execute(self.conn)
            .await?;
        }
        Ok(())
    }

    async fn end_enrolment(
        &mut self,
        pupil: Uuid,
        class: Uuid,
        since: NaiveDate,
        last: NaiveDate,
    ) -> Result<()> {
        sql("UPDATE enrolment SET ends_on = $5 \
             WHERE school_id = $1 AND class_id = $2 AND pupil_id = $3 AND starts_on = $4")
        .bind(self.school)
        .bind(class)
        .bind(pupil)
        .bind(since)
        .bind(last)
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
