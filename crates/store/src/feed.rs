//! Addresses under which a calendar shows a pupil's lessons, homework and holidays.

use chrono::{DateTime, Utc};
use klas_domain::{
    Actor,
    id::{Id, of},
};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    acknowledgement::Sender,
    db::{Conn, sql},
    error::{Result, StoreError},
    school::local_day,
    store::{Reader, Store},
};

/// The most addresses that one person has of one pupil at a time.
pub const FEED_LIMIT: i64 = 5;

/// An address that was not revoked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    /// Identifier.
    pub id: Id<of::CalendarFeed>,
    /// When it was made.
    pub made_at: DateTime<Utc>,
}

/// What became of the wish for an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewFeed {
    /// It is there.
    Made,
    /// It was made before, and its secret is not known any more.
    MadeBefore,
    /// There are [`FEED_LIMIT`] already.
    TooMany,
}

/// Whose calendar an address shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundFeed {
    /// The address.
    pub id: Id<of::CalendarFeed>,
    /// With whose rights it is read, as they are today.
    pub actor: Actor,
    /// The pupil.
    pub pupil: Id<of::Person>,
    /// The code of the language.
    pub language: String,
}

#[derive(FromRow)]
struct FeedRow {
    pupil_id: Uuid,
    person_id: Uuid,
    language: String,
}

impl Store {
    /// Makes an address, known by the hash of its secret.
    ///
    /// # Errors
    /// The database's; then nothing was written.
    pub async fn make_feed(
        &self,
        sender: Sender,
        id: Id<of::CalendarFeed>,
        secret_hash: Vec<u8>,
        language: &'static str,
    ) -> Result<NewFeed> {
        self.write(Some(sender.school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                if count(conn, sender).await? >= FEED_LIMIT {
                    return Ok(NewFeed::TooMany);
                }
                let made = sql(
                    "INSERT INTO calendar_feed (school_id, feed_id, pupil_id, person_id, language, made_at) \
                     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (school_id, feed_id) DO NOTHING",
                )
                .bind(sender.school)
                .bind(id)
                .bind(sender.pupil)
                .bind(sender.author)
                .bind(language)
                .bind(sender.now)
                .execute(conn)
                .await?;
                if made == 0 {
                    return Ok(NewFeed::MadeBefore);
                }
                sql("INSERT INTO calendar_secret (secret_hash, school_id, feed_id) VALUES ($1, $2, $3)")
                    .bind(secret_hash)
                    .bind(sender.school)
                    .bind(id)
                    .execute(conn)
                    .await?;
                Ok(NewFeed::Made)
            })
        })
        .await
    }

    /// Revokes an own address; one that is revoked stays so.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where the person has no such address of the pupil; the database's.
    pub async fn revoke_feed(&self, sender: Sender, id: Id<of::CalendarFeed>) -> Result<()> {
        self.write(Some(sender.school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                let own = sql(
                    "UPDATE calendar_feed SET revoked_at = COALESCE(revoked_at, $5) WHERE school_id = $1 \
                     AND feed_id = $2 AND person_id = $3 AND pupil_id = $4",
                )
                .bind(sender.school)
                .bind(id)
                .bind(sender.author)
                .bind(sender.pupil)
                .bind(sender.now)
                .execute(conn)
                .await?;
                if own == 0 {
                    return Err(StoreError::NotFound);
                }
                sql("DELETE FROM calendar_secret WHERE school_id = $1 AND feed_id = $2")
                    .bind(sender.school)
                    .bind(id)
                    .execute(conn)
                    .await
                    .map(|_| ())
            })
        })
        .await
    }

    /// Whose calendar the address of a secret shows at a moment; none where nobody made it, or it was revoked.
    ///
    /// # Errors
    /// The database's.
    pub async fn feed(&self, secret_hash: Vec<u8>, now: DateTime<Utc>) -> Result<Option<FoundFeed>> {
        let mut reader = self.read_accounts().await?;
        let place: Option<(Uuid, Uuid)> =
            sql("SELECT school_id, feed_id FROM calendar_secret WHERE secret_hash = $1")
                .bind(secret_hash)
                .fetch_optional(&mut reader.conn())
                .await?;
        drop(reader);
        let Some((school, feed)) = place else { return Ok(None) };
        let mut reader = self.read(school.into()).await?;
        let row: Option<FeedRow> = sql("SELECT pupil_id, person_id, language FROM calendar_feed \
             WHERE school_id = $1 AND feed_id = $2 AND revoked_at IS NULL")
        .bind(school)
        .bind(feed)
        .fetch_optional(&mut reader.conn())
        .await?;
        let Some(row) = row else { return Ok(None) };
        // The rights are the person's own and need no account.
        let nobody = Id::from(Uuid::nil());
        let person = reader.identify(nobody, row.person_id.into(), local_day(now)).await?;
        Ok(Some(FoundFeed {
            id: feed.into(),
            actor: person.actor,
            pupil: row.pupil_id.into(),
            language: row.language,
        }))
    }
}

async fn count(conn: &mut Conn<'_>, sender: Sender) -> Result<i64> {
    let (number,): (i64,) =
        sql("SELECT count(*) FROM calendar_feed WHERE school_id = $1 AND person_id = $2 \
         AND pupil_id = $3 AND revoked_at IS NULL")
        .bind(sender.school)
        .bind(sender.author)
        .bind(sender.pupil)
        .fetch_one(conn)
        .await?;
    Ok(number)
}

impl Reader {
    /// A person's addresses of a pupil's calendar, the newest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn feeds(&mut self, person: Id<of::Person>, pupil: Id<of::Person>) -> Result<Vec<Feed>> {
        let school = self.school;
        let rows: Vec<(Uuid, DateTime<Utc>)> = sql("SELECT feed_id, made_at FROM calendar_feed \
             WHERE school_id = $1 AND person_id = $2 AND pupil_id = $3 AND revoked_at IS NULL \
             ORDER BY made_at DESC, feed_id DESC")
        .bind(school)
        .bind(person)
        .bind(pupil)
        .fetch_all(&mut self.conn())
        .await?;
        Ok(rows.into_iter().map(|(id, made_at)| Feed { id: id.into(), made_at }).collect())
    }
}
