//! Publishing, changing and withdrawing announcements; reading and acknowledging them.

use chrono::{DateTime, Utc};
use klas_domain::{
    Scope,
    announcement::{Announcement, AnnouncementOutcome, Audience},
    edit::plain,
    id::{Id, of},
};
use uuid::Uuid;

use crate::{
    acknowledgement::Sender,
    db::{Conn, sql},
    error::{Result, StoreError},
    notice::{Event, tell},
    school::{load_year, local_day},
    store::Store,
};

/// Who announces in which school, and when.
#[derive(Clone, Copy, Debug)]
pub struct Announcer {
    /// The school.
    pub school: Id<of::School>,
    /// The author.
    pub author: Id<of::Person>,
    /// The moment.
    pub now: DateTime<Utc>,
}

/// An announcement that is to be changed.
struct Known {
    scope: Scope,
    version: i32,
    withdrawn: bool,
    says: Announcement,
    written_at: DateTime<Utc>,
    written_by: Uuid,
}

impl Store {
    /// Publishes an announcement, of which families are told; `may` is asked with the scope of those it is for. One whose
    /// identifier the author used before is published already.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where there is no such class; [`StoreError::Exists`] where the identifier is another's;
    /// the database's. Then nothing was written.
    pub async fn publish_announcement(
        &self,
        announcer: Announcer,
        id: Id<of::Announcement>,
        audience: Audience,
        says: Announcement,
        may: impl Fn(&Scope) -> bool + Send + 'static,
    ) -> Result<AnnouncementOutcome> {
        let says = plainly(says);
        self.write(Some(announcer.school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                let scope = scope_of(conn, announcer.school, audience).await?;
                if !may(&scope) {
                    return Ok(AnnouncementOutcome::Forbidden);
                }
                if let Err(error) = says.check() {
                    return Ok(AnnouncementOutcome::Refused(error));
                }
                let known: Option<(Uuid, i32)> = sql("SELECT author_id, version FROM announcement \
                     WHERE school_id = $1 AND announcement_id = $2")
                .bind(announcer.school)
                .bind(id)
                .fetch_optional(conn)
                .await?;
                match known {
                    Some((author, version)) if author == announcer.author.uuid() => {
                        return Ok(AnnouncementOutcome::Saved { version });
                    }
                    Some(_) => return Err(StoreError::Exists("the announcement")),
                    None => insert(conn, announcer, id, audience, says).await?,
                }
                Ok(AnnouncementOutcome::Saved { version: 1 })
            })
        })
        .await
    }

    /// Changes what an announcement says; what it said stays on record. `may` is asked with the scope of those it is for
    /// and its author.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; the database's. Then nothing was written.
    pub async fn change_announcement(
        &self,
        announcer: Announcer,
        id: Id<of::Announcement>,
        base: i32,
        says: Announcement,
        may: impl Fn(&Scope) -> bool + Send + 'static,
    ) -> Result<AnnouncementOutcome> {
        let says = plainly(says);
        self.write(Some(announcer.school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                let known = known(conn, announcer.school, id).await?;
                if !may(&known.scope) {
                    return Ok(AnnouncementOutcome::Forbidden);
                }
                if known.withdrawn {
                    return Ok(AnnouncementOutcome::Withdrawn);
                }
                if let Err(error) = says.check() {
                    return Ok(AnnouncementOutcome::Refused(error));
                }
                if known.says == says {
                    return Ok(AnnouncementOutcome::Saved { version: known.version });
                }
                if known.version != base {
                    return Ok(AnnouncementOutcome::Conflict);
                }
                replace(conn, announcer, id, known, says).await
            })
        })
        .await
    }

    /// Withdraws an announcement: families do not see it any more. `may` is asked as for a change.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; the database's. Then nothing was written.
    pub async fn withdraw_announcement(
        &self,
        announcer: Announcer,
        id: Id<of::Announcement>,
        may: impl Fn(&Scope) -> bool + Send + 'static,
    ) -> Result<AnnouncementOutcome> {
        self.write(Some(announcer.school), move |mut conn| {
            Box::pin(async move {
                let known = known(&mut conn, announcer.school, id).await?;
                if !may(&known.scope) {
                    return Ok(AnnouncementOutcome::Forbidden);
                }
                sql("UPDATE announcement SET withdrawn_at = COALESCE(withdrawn_at, $3) \
                     WHERE school_id = $1 AND announcement_id = $2")
                .bind(announcer.school)
                .bind(id)
                .bind(announcer.now)
                .execute(&mut conn)
                .await?;
                Ok(AnnouncementOutcome::Saved { version: known.version })
            })
        })
        .await
    }

    /// Notes that a person read a version of an announcement for a pupil, or `acknowledges` it: of the words of a later one
    /// nothing is said by that. That it is for the pupil, and the pupil the person's, is the caller's matter.
    ///
    /// # Errors
    /// The database's; then nothing was written.
    pub async fn read_announcement(
        &self,
        reader: Sender,
        id: Id<of::Announcement>,
        version: i32,
        acknowledges: bool,
    ) -> Result<()> {
        self.write(Some(reader.school), move |mut conn| {
            Box::pin(async move {
                sql("INSERT INTO announcement_reading (school_id, announcement_id, pupil_id, person_id, version, \
                     read_at, acknowledged_at, acknowledged_version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
                     ON CONFLICT (school_id, announcement_id, pupil_id, person_id) DO UPDATE SET \
                     version = CASE WHEN excluded.version > announcement_reading.version THEN excluded.version \
                      ELSE announcement_reading.version END, \
                     acknowledged_at = CASE WHEN excluded.acknowledged_version > \
                      COALESCE(announcement_reading.acknowledged_version, 0) THEN excluded.acknowledged_at \
                      ELSE announcement_reading.acknowledged_at END, \
                     acknowledged_version = CASE WHEN excluded.acknowledged_version > \
                      COALESCE(announcement_reading.acknowledged_version, 0) THEN excluded.acknowledged_version \
                      ELSE announcement_reading.acknowledged_version END")
                .bind(reader.school)
                .bind(id)
                .bind(reader.pupil)
                .bind(reader.author)
                .bind(version)
                .bind(reader.now)
                .bind(acknowledges.then_some(reader.now))
                .bind(acknowledges.then_some(version))
                .execute(&mut conn)
                .await
                .map(|_| ())
            })
        })
        .await
    }
}

/// The announcement with its words as they can be kept.
fn plainly(mut says: Announcement) -> Announcement {
    for text in [&mut says.title, &mut says.text] {
        plain(text).trim().clone_into(text);
    }
    says.title = says.title.replace('\n', " ");
    says
}

async fn scope_of(conn: &mut Conn<'_>, school: Id<of::School>, audience: Audience) -> Result<Scope> {
    let Audience::Class(class) = audience else { return Ok(Scope::school(school)) };
    let (class_teacher,): (Option<Uuid>,) =
        sql("SELECT class_teacher_id FROM school_class WHERE school_id = $1 AND class_id = $2")
            .bind(school)
            .bind(class)
            .fetch_one(conn)
            .await?;
    Ok(Scope { class_teacher: class_teacher.map(Id::from), ..Scope::school(school) })
}

async fn known(conn: &mut Conn<'_>, school: Id<of::School>, id: Id<of::Announcement>) -> Result<Known> {
    type Row = (Uuid, Option<Uuid>, i32, bool, String, String, bool, bool, DateTime<Utc>, Uuid);
    let row: Row =
        sql("SELECT a.author_id, k.class_teacher_id, a.version, a.withdrawn_at IS NOT NULL, a.title, \
         a.body, a.urgent, a.asks, a.written_at, a.written_by FROM announcement a \
         LEFT JOIN school_class k ON k.school_id = a.school_id AND k.class_id = a.class_id \
         WHERE a.school_id = $1 AND a.announcement_id = $2")
        .bind(school)
        .bind(id)
        .fetch_one(conn)
        .await?;
    let (author, class_teacher, version, withdrawn, title, text, urgent, asks, written_at, written_by) = row;
    let class_teacher = class_teacher.map(Id::from);
    Ok(Known {
        scope: Scope { staff: Some(author.into()), class_teacher, ..Scope::school(school) },
        version,
        withdrawn,
        says: Announcement { title, text, urgent, asks },
        written_at,
        written_by,
    })
}

async fn insert(
    conn: &mut Conn<'_>,
    announcer: Announcer,
    id: Id<of::Announcement>,
    audience: Audience,
    says: Announcement,
) -> Result<()> {
    let year = load_year(conn, announcer.school, local_day(announcer.now)).await?;
    let (year, _) = year.ok_or(StoreError::NotFound)?;
    let (grade, class) = match audience {
        Audience::Class(class) => (None, Some(class)),
        Audience::Grade(grade) => (Some(i32::from(grade)), None),
        Audience::School => (None, None),
    };
    sql("INSERT INTO announcement (school_id, announcement_id, year_id, author_id, audience, grade, class_id, title, \
         body, urgent, asks, published_at, written_at, written_by, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $4, 1)")
    .bind(announcer.school)
    .bind(id)
    .bind(year)
    .bind(announcer.author)
    .bind(audience.code())
    .bind(grade)
    .bind(class)
    .bind(says.title)
    .bind(says.text)
    .bind(says.urgent)
    .bind(says.asks)
    .bind(announcer.now)
    .execute(conn)
    .await?;
    tell(conn, announcer.school, Event::Announcement, id.uuid(), announcer.now).await
}

async fn replace(
    conn: &mut Conn<'_>,
    announcer: Announcer,
    id: Id<of::Announcement>,
    known: Known,
    says: Announcement,
) -> Result<AnnouncementOutcome> {
    let version = known.version + 1;
    let changed =
        sql("UPDATE announcement SET title = $3, body = $4, urgent = $5, asks = $6, written_at = $7, \
         written_by = $8, version = $9 WHERE school_id = $1 AND announcement_id = $2 AND version = $10")
        .bind(announcer.school)
        .bind(id)
        .bind(says.title)
        .bind(says.text)
        .bind(says.urgent)
        .bind(says.asks)
        .bind(announcer.now)
        .bind(announcer.author)
        .bind(version)
        .bind(known.version)
        .execute(conn)
        .await?;
    // Another writer of PostgreSQL came first.
    if changed == 0 {
        return Ok(AnnouncementOutcome::Conflict);
    }
    sql("INSERT INTO announcement_version (school_id, announcement_id, version, title, body, urgent, asks, written_at, \
         author_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
    .bind(announcer.school)
    .bind(id)
    .bind(known.version)
    .bind(known.says.title)
    .bind(known.says.text)
    .bind(known.says.urgent)
    .bind(known.says.asks)
    .bind(known.written_at)
    .bind(known.written_by)
    .execute(conn)
    .await?;
    tell(conn, announcer.school, Event::Announcement, id.uuid(), announcer.now).await?;
    Ok(AnnouncementOutcome::Saved { version })
}
