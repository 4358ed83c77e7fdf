//! What guardians do for a child: who writes, and the weeks of the diary that they have seen.

use chrono::{DateTime, NaiveDate, Utc};
use klas_domain::{
    acknowledgement::{WeekError, check},
    id::{Id, of},
    school::PersonName,
};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    db::sql,
    error::{Result, StoreError},
    school::{load_year, local_day},
    store::{Reader, Store},
};

/// Who writes of which child, and when. That the person may is the caller's matter: the rule needs no more than the
/// child.
#[derive(Clone, Copy, Debug)]
pub struct Sender {
    /// The school.
    pub school: Id<of::School>,
    /// The author.
    pub author: Id<of::Person>,
    /// The child.
    pub pupil: Id<of::Person>,
    /// The moment.
    pub now: DateTime<Utc>,
}

/// A guardian's acknowledgement of a week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeekSignature {
    /// The child.
    pub pupil: Id<of::Person>,
    /// The week's Monday.
    pub week: NaiveDate,
    /// Who has seen it.
    pub guardian: Id<of::Person>,
    /// That person's names.
    pub name: PersonName,
    /// When.
    pub at: DateTime<Utc>,
}

#[derive(FromRow)]
struct SignatureRow {
    pupil_id: Uuid,
    week: NaiveDate,
    guardian_id: Uuid,
    surname: String,
    given: String,
    patronymic: String,
    signed_at: DateTime<Utc>,
}

impl From<SignatureRow> for WeekSignature {
    fn from(row: SignatureRow) -> Self {
        Self {
            pupil: row.pupil_id.into(),
            week: row.week,
            guardian: row.guardian_id.into(),
            name: PersonName { surname: row.surname, given: row.given, patronymic: row.patronymic },
            at: row.signed_at,
        }
    }
}

impl Store {
    /// Acknowledges the week of a Monday; the first time counts.
    ///
    /// # Errors
    /// The database's; then nothing was written.
    pub async fn sign_week(
        &self,
        sender: Sender,
        monday: NaiveDate,
    ) -> Result<std::result::Result<(), WeekError>> {
        self.write(Some(sender.school), move |mut conn| {
            Box::pin(async move {
                let today = local_day(sender.now);
                let year = load_year(&mut conn, sender.school, today).await?;
                let (_, year) = year.ok_or(StoreError::NotFound)?;
                if let Err(error) = check(monday, today, &year) {
                    return Ok(Err(error));
                }
                sql("INSERT INTO week_signature (school_id, pupil_id, week, guardian_id, signed_at) \
                     VALUES ($1, $2, $3, $4, $5) ON CONFLICT (school_id, pupil_id, week, guardian_id) DO NOTHING")
                .bind(sender.school)
                .bind(sender.pupil)
                .bind(monday)
                .bind(sender.author)
                .bind(sender.now)
                .execute(&mut conn)
                .await?;
                Ok(Ok(()))
            })
        })
        .await
    }
}

impl Reader {
    /// Who has acknowledged a pupil's week, the earliest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn week_signatures(
        &mut self,
        pupil: Id<of::Person>,
        monday: NaiveDate,
    ) -> Result<Vec<WeekSignature>> {
        let school = self.school;
        let rows: Vec<SignatureRow> = sql("SELECT s.pupil_id, s.week, s.guardian_id, p.surname, p.given, \
             p.patronymic, s.signed_at FROM week_signature s \
             JOIN person p ON p.school_id = s.school_id AND p.person_id = s.guardian_id \
             WHERE s.school_id = $1 AND s.pupil_id = $2 AND s.week = $3 ORDER BY s.signed_at, s.guardian_id")
        .bind(school)
        .bind(pupil)
        .bind(monday)
        .fetch_all(&mut self.conn())
        .await?;
        Ok(rows.into_iter().map(WeekSignature::from).collect())
    }

    /// The acknowledgements of the weeks of a class's pupils, the earliest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn week_signatures_of_class(
        &mut self,
        class: Id<of::SchoolClass>,
    ) -> Result<Vec<WeekSignature>> {
        let school = self.school;
        let rows: Vec<SignatureRow> = sql("SELECT s.pupil_id, s.week, s.guardian_id, p.surname, p.given, \
             p.patronymic, s.signed_at FROM week_signature s \
             JOIN person p ON p.school_id = s.school_id AND p.person_id = s.guardian_id \
             WHERE s.school_id = $1 AND EXISTS (SELECT 1 FROM enrolment n WHERE n.school_id = s.school_id \
              AND n.class_id = $2 AND n.pupil_id = s.pupil_id) ORDER BY s.signed_at, s.guardian_id")
        .bind(school)
        .bind(class)
        .fetch_all(&mut self.conn())
        .await?;
        Ok(rows.into_iter().map(WeekSignature::from).collect())
    }
}
