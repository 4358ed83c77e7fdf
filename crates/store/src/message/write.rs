//! Sending messages and reading them.

use chrono::{DateTime, Utc};
use klas_domain::{
    edit::plain,
    id::{Id, of},
    message::{MessageOutcome, OfficeHours, Reached, TEXT_LIMIT, Thread, UNREAD_LIMIT},
};
use serde_json::json;
use uuid::Uuid;

use super::family::reach;
use crate::{
    archive::lock::Touches,
    db::{Conn, sql},
    error::Result,
    history::Chain,
    notice::{Event, tell},
    school::local_day,
    store::Store,
    summative::{Setting, record},
};

/// Who writes in which thread, and when: its guardian or its member of staff. That the person may is the caller's matter.
#[derive(Clone, Copy, Debug)]
pub struct Writer {
    /// The school.
    pub school: Id<of::School>,
    /// The thread.
    pub thread: Thread,
    /// The author.
    pub author: Id<of::Person>,
    /// The moment.
    pub now: DateTime<Utc>,
}

impl Writer {
    /// The thread's identifier, which whose it is decides.
    fn thread_id(&self) -> Uuid {
        let Thread { pupil, guardian, staff } = self.thread;
        Id::<of::Thread>::derived(pupil.uuid(), &format!("thread/{}/{guardian}/{staff}", self.school)).uuid()
    }
}

impl Store {
    /// Sends a message: a guardian to who teaches the child or leads its class, and these to a guardian of the child whom it
    /// reaches; in a thread that was begun staff go on when they teach the child no more. A message whose identifier was used before is sent already. The other side is told.
    ///
    /// # Errors
    /// The database's; then nothing was written.
    pub async fn send_message(
        &self,
        writer: Writer,
        id: Id<of::Message>,
        text: String,
    ) -> Result<MessageOutcome> {
        let text = plain(&text).trim().to_owned();
        if text.is_empty() {
            return Ok(MessageOutcome::Empty);
        }
        if text.chars().count() > TEXT_LIMIT {
            return Ok(MessageOutcome::TooLong);
        }
        self.write(Some(writer.school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                if let Some(outcome) = obstacle(conn, writer, id).await? {
                    return Ok(outcome);
                }
                let thread = writer.thread_id();
                sql("INSERT INTO thread (school_id, thread_id, pupil_id, guardian_id, staff_id) \
                     VALUES ($1, $2, $3, $4, $5) ON CONFLICT (school_id, thread_id) DO NOTHING")
                .bind(writer.school)
                .bind(thread)
                .bind(writer.thread.pupil)
                .bind(writer.thread.guardian)
                .bind(writer.thread.staff)
                .execute(conn)
                .await?;
                sql("INSERT INTO message (school_id, message_id, thread_id, author_id, body, sent_at) \
                     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (school_id, message_id) DO NOTHING")
                .bind(writer.school)
                .bind(id)
                .bind(thread)
                .bind(writer.author)
                .bind(text)
                .bind(writer.now)
                .execute(conn)
                .await?;
                tell(conn, writer.school, Event::Message, id.uuid(), writer.now).await?;
                Ok(MessageOutcome::Sent)
            })
        })
        .await
    }

    /// Notes that a person has read what the other side wrote.
    ///
    /// # Errors
    /// The database's.
    pub async fn read_messages(&self, reader: Writer) -> Result<()> {
        self.write(Some(reader.school), move |mut conn| {
            Box::pin(async move {
                sql("UPDATE message SET read_at = $4 WHERE school_id = $1 AND thread_id = $2 \
                     AND author_id <> $3 AND read_at IS NULL")
                .bind(reader.school)
                .bind(reader.thread_id())
                .bind(reader.author)
                .bind(reader.now)
                .execute(&mut conn)
                .await
                .map(|_| ())
            })
        })
        .await
    }

    /// Sets the hours in which the school answers families.
    ///
    /// # Errors
    /// [`crate::StoreError::NotFound`] where there is no such school; the database's.
    pub async fn set_office_hours(&self, setting: Setting, hours: OfficeHours) -> Result<()> {
        self.write(Some(setting.school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                let chain = Chain::take(conn, setting.school, Touches::NoJournal).await?;
                sql("UPDATE school SET answers_from = $2, answers_until = $3 WHERE school_id = $1")
                    .bind(setting.school)
                    .bind(hours.from)
                    .bind(hours.until)
                    .execute(conn)
                    .await?;
                let said = json!({ "office_hours": { "from": hours.from, "until": hours.until } });
                record(conn, chain, setting, &said).await
            })
        })
        .await
    }
}

/// What is answered instead of sending a message.
async fn obstacle(
    conn: &mut Conn<'_>,
    writer: Writer,
    id: Id<of::Message>,
) -> Result<Option<MessageOutcome>> {
    let (sent, begun, unread): (bool, bool, i64) = sql("SELECT \
         EXISTS (SELECT 1 FROM message m WHERE m.school_id = $1 AND m.message_id = $2), \
         EXISTS (SELECT 1 FROM thread t WHERE t.school_id = $1 AND t.thread_id = $3), \
         (SELECT count(*) FROM message m WHERE m.school_id = $1 AND m.thread_id = $3 AND m.author_id = $4 \
          AND m.read_at IS NULL)")
    .bind(writer.school)
    .bind(id)
    .bind(writer.thread_id())
    .bind(writer.author)
    .fetch_one(conn)
    .await?;
    let by_guardian = writer.author == writer.thread.guardian;
    if sent {
        return Ok(Some(MessageOutcome::Sent));
    }
    if !(begun && !by_guardian || teaches(conn, writer).await?) {
        return Ok(Some(MessageOutcome::NotTheirs));
    }
    let reached = if by_guardian {
        Some(Reached::Yes)
    } else {
        reach(conn, writer.school, writer.thread, local_day(writer.now)).await?
    };
    Ok(match reached {
        None => Some(MessageOutcome::NotTheirs),
        Some(Reached::NoAccount) if !begun => Some(MessageOutcome::NoAccount),
        Some(Reached::Hindered) => Some(MessageOutcome::Hindered),
        Some(Reached::Yes | Reached::NoAccount) => {
            (unread >= UNREAD_LIMIT).then_some(MessageOutcome::TooMany)
        }
    })
}

/// Whether the member of staff teaches the child today or leads its class.
async fn teaches(conn: &mut Conn<'_>, writer: Writer) -> Result<bool> {
    let (teaches,): (bool,) = sql("SELECT EXISTS (SELECT 1 FROM enrolment n \
         JOIN school_class k ON k.school_id = n.school_id AND k.class_id = n.class_id \
         WHERE n.school_id = $1 AND n.pupil_id = $2 AND n.starts_on <= $4 \
         AND (n.ends_on IS NULL OR n.ends_on >= $4) AND (k.class_teacher_id = $3 OR EXISTS (SELECT 1 FROM course c \
          WHERE c.school_id = k.school_id AND c.class_id = k.class_id AND c.teacher_id = $3 \
          AND (c.group_id IS NULL OR EXISTS (SELECT 1 FROM group_member m WHERE m.school_id = c.school_id \
           AND m.group_id = c.group_id AND m.pupil_id = $2 AND m.starts_on <= $4 \
           AND (m.ends_on IS NULL OR m.ends_on >= $4))))))")
    .bind(writer.school)
    .bind(writer.thread.pupil)
    .bind(writer.thread.staff)
    .bind(local_day(writer.now))
    .fetch_one(conn)
    .await?;
    Ok(teaches)
}
