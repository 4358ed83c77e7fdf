//! How a person wants to be told.

use std::collections::HashMap;

use klas_domain::{
    id::{Id, of},
    notice::{Choice, Detail, Kind, Preferences, QuietHours},
};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    db::{Conn, Value, insert_many, sql},
    error::{Result, StoreError},
    store::{Reader, Store},
};

/// What a person chose for each pupil and kind.
pub(super) type Choices = HashMap<(Id<of::Person>, Kind), Choice>;

#[derive(FromRow)]
pub(super) struct SettingsRow {
    quiet_from: i32,
    quiet_until: i32,
    quiet_weekends: bool,
    full_detail: bool,
    no_letter: bool,
}

impl Reader {
    /// How a person wants to be told: what was chosen, and the usual of everything else.
    ///
    /// # Errors
    /// The database's.
    pub async fn preferences(&mut self, person: Id<of::Person>) -> Result<Preferences> {
        let school = self.school;
        let row: Option<SettingsRow> =
            sql("SELECT quiet_from, quiet_until, quiet_weekends, full_detail, no_letter \
             FROM notice_settings WHERE school_id = $1 AND person_id = $2")
            .bind(school)
            .bind(person)
            .fetch_optional(&mut self.conn())
            .await?;
        let rows: Vec<(Uuid, String, bool, bool, bool)> =
            sql("SELECT about_id, kind, at_once, mailed, weekly FROM notice_choice \
             WHERE school_id = $1 AND person_id = $2")
            .bind(school)
            .bind(person)
            .fetch_all(&mut self.conn())
            .await?;
        let mut choices = Choices::new();
        for (about, kind, at_once, mailed, weekly) in rows {
            let kind = Kind::from_code(&kind).ok_or(StoreError::Corrupt("kind of a notice"))?;
            choices.insert((about.into(), kind), Choice { at_once, mailed, weekly });
        }
        preferences(row, choices)
    }
}

/// What was chosen, and the usual of everything else.
pub(super) fn preferences(row: Option<SettingsRow>, choices: Choices) -> Result<Preferences> {
    let Some(row) = row else { return Ok(Preferences { choices, ..Preferences::default() }) };
    let hours = u8::try_from(row.quiet_from).ok().zip(u8::try_from(row.quiet_until).ok());
    let quiet = hours.and_then(|(from, until)| QuietHours::new(from, until, row.quiet_weekends));
    Ok(Preferences {
        quiet: quiet.ok_or(StoreError::Corrupt("quiet hours"))?,
        detail: if row.full_detail { Detail::Full } else { Detail::Discreet },
        no_letter: row.no_letter,
        choices,
    })
}

impl Store {
    /// Keeps how a person wants to be told.
    ///
    /// # Errors
    /// The database's; then nothing was written.
    pub async fn prefer(
        &self,
        school: Id<of::School>,
        person: Id<of::Person>,
        preferences: Preferences,
    ) -> Result<()> {
        self.write(Some(school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                keep_settings(conn, school, person, &preferences).await?;
                let row = |((about, kind), choice): ((Id<of::Person>, Kind), Choice)| -> Vec<Value> {
                    let Choice { at_once, mailed, weekly } = choice;
                    let kind = kind.code();
                    vec![
                        school.into(),
                        person.into(),
                        about.into(),
                        kind.into(),
                        at_once.into(),
                        mailed.into(),
                        weekly.into(),
                    ]
                };
                let rows = preferences.choices.into_iter().map(row).collect();
                insert_many(conn, CHOICES, rows, CHOICES_AGAIN).await.map(|_| ())
            })
        })
        .await
    }

    /// Ends a person's letters of the week.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where there is no such person; the database's.
    pub async fn end_letters(&self, school: Id<of::School>, person: Id<of::Person>) -> Result<()> {
        let mut preferences = self.read(school).await?.preferences(person).await?;
        preferences.no_letter = true;
        self.write(Some(school), move |mut conn| {
            Box::pin(async move {
                sql("SELECT 1 FROM person WHERE school_id = $1 AND person_id = $2")
                    .bind(school)
                    .bind(person)
                    .fetch_one::<(i32,)>(&mut conn)
                    .await?;
                keep_settings(&mut conn, school, person, &preferences).await
            })
        })
        .await
    }

    /// Ends the letters that tell a person of something at once; what waits to be told by one is not.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where the person never wanted any; the database's.
    pub async fn end_letters_at_once(&self, school: Id<of::School>, person: Id<of::Person>) -> Result<()> {
        self.write(Some(school), move |mut conn| {
            Box::pin(async move {
                let known =
                    sql("UPDATE notice_choice SET mailed = false WHERE school_id = $1 AND person_id = $2")
                        .bind(school)
                        .bind(person)
                        .execute(&mut conn)
                        .await?;
                if known == 0 { Err(StoreError::NotFound) } else { Ok(()) }
            })
        })
        .await
    }
}

const CHOICES: &str =
    "INSERT INTO notice_choice (school_id, person_id, about_id, kind, at_once, mailed, weekly) VALUES";

const CHOICES_AGAIN: &str = "ON CONFLICT (school_id, person_id, about_id, kind) DO UPDATE SET \
     at_once = excluded.at_once, mailed = excluded.mailed, weekly = excluded.weekly";

async fn keep_settings(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    person: Id<of::Person>,
    own: &Preferences,
) -> Result<()> {
    sql("INSERT INTO notice_settings (school_id, person_id, quiet_from, quiet_until, quiet_weekends, full_detail, \
         no_letter) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (school_id, person_id) DO UPDATE SET \
         quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until, \
         quiet_weekends = excluded.quiet_weekends, full_detail = excluded.full_detail, \
         no_letter = excluded.no_letter")
    .bind(school)
    .bind(person)
    .bind(own.quiet.from)
    .bind(own.quiet.until)
    .bind(own.quiet.weekends)
    .bind(own.detail == Detail::Full)
    .bind(own.no_letter)
    .execute(conn)
    .await
    .map(|_| ())
}
