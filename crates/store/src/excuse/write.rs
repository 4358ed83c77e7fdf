//! Sending a note, taking it back, answering it.

use klas_domain::{
    Scope,
    edit::plain,
    excuse::{Excuse, ExcuseAnswer, ExcuseError, ExcuseState, WAITING_LIMIT},
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

/// What became of an answer to a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerOutcome {
    /// It stands.
    Saved,
    /// The author may not give it.
    Forbidden,
    /// The family took the note back meanwhile.
    Withdrawn,
    /// A refusal has no word, or one that is too long.
    NoWord,
}

impl Store {
    /// Sends a note, with the photo of a certificate as JPEG where there is one. A note whose identifier the author used
    /// before is there already and is not sent again.
    ///
    /// # Errors
    /// [`StoreError::Exists`] where the identifier is another's; the database's. Then nothing was written.
    pub async fn send_excuse(
        &self,
        sender: Sender,
        id: Id<of::Excuse>,
        excuse: Excuse,
        photo: Option<Vec<u8>>,
    ) -> Result<std::result::Result<(), ExcuseError>> {
        let excuse = Excuse { comment: plain(&excuse.comment).trim().to_owned(), ..excuse };
        self.write(Some(sender.school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                if is_sent(conn, sender, id).await? {
                    return Ok(Ok(()));
                }
                if let Some(error) = refusal(conn, sender, &excuse).await? {
                    return Ok(Err(error));
                }
                insert(conn, sender, id, excuse).await?;
                if let Some(photo) = photo {
                    sql("INSERT INTO excuse_photo (school_id, excuse_id, content) VALUES ($1, $2, $3)")
                        .bind(sender.school)
                        .bind(id)
                        .bind(photo)
                        .execute(conn)
                        .await?;
                }
                Ok(Ok(()))
            })
        })
        .await
    }

    /// Takes back a note that its author sent and nobody has answered; its photo goes. Tells whether it is taken back.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where the author sent no such note of the child; the database's.
    pub async fn withdraw_excuse(&self, sender: Sender, id: Id<of::Excuse>) -> Result<bool> {
        self.write(Some(sender.school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                sql("UPDATE excuse SET state = 'withdrawn' WHERE school_id = $1 AND excuse_id = $2 \
                     AND guardian_id = $3 AND pupil_id = $4 AND state = 'waiting'")
                .bind(sender.school)
                .bind(id)
                .bind(sender.author)
                .bind(sender.pupil)
                .execute(conn)
                .await?;
                let (state,): (String,) =
                    sql("SELECT state FROM excuse WHERE school_id = $1 AND excuse_id = $2 \
                     AND guardian_id = $3 AND pupil_id = $4")
                    .bind(sender.school)
                    .bind(id)
                    .bind(sender.author)
                    .bind(sender.pupil)
                    .fetch_one(conn)
                    .await?;
                let withdrawn = state == ExcuseState::Withdrawn.code();
                if withdrawn {
                    sql("DELETE FROM excuse_photo WHERE school_id = $1 AND excuse_id = $2")
                        .bind(sender.school)
                        .bind(id)
                        .execute(conn)
                        .await?;
                }
                Ok(withdrawn)
            })
        })
        .await
    }

    /// Answers a note about days on which its pupil was of the class; `may` is asked with the class's scope in the same
    /// transaction. Its author is told.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where the class has no such note; the database's.
    pub async fn answer_excuse(
        &self,
        keeper: crate::register::Keeper,
        id: Id<of::Excuse>,
        answer: ExcuseAnswer,
        may: impl Fn(&Scope) -> bool + Send + 'static,
    ) -> Result<AnswerOutcome> {
        self.write(Some(keeper.school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                let (class_teacher, state): (Option<Uuid>, String) =
                    sql("SELECT k.class_teacher_id, x.state FROM excuse x JOIN school_class k \
                     ON k.school_id = x.school_id AND k.class_id = $3 \
                     WHERE x.school_id = $1 AND x.excuse_id = $2 AND EXISTS (SELECT 1 FROM enrolment n \
                      WHERE n.school_id = x.school_id AND n.class_id = k.class_id AND n.pupil_id = x.pupil_id \
                      AND n.starts_on <= x.ends_on AND (n.ends_on IS NULL OR n.ends_on >= x.starts_on))")
                    .bind(keeper.school)
                    .bind(id)
                    .bind(keeper.class)
                    .fetch_one(conn)
                    .await?;
                let class_teacher = class_teacher.map(Id::from);
                if !may(&Scope { class_teacher, ..Scope::school(keeper.school) }) {
                    return Ok(AnswerOutcome::Forbidden);
                }
                if !answer.is_whole() {
                    return Ok(AnswerOutcome::NoWord);
                }
                if state == ExcuseState::Withdrawn.code() {
                    return Ok(AnswerOutcome::Withdrawn);
                }
                let (state, words) = match &answer {
                    ExcuseAnswer::Accepted => (ExcuseState::Accepted, String::new()),
                    ExcuseAnswer::Refused(why) => (ExcuseState::Refused, plain(why).trim().to_owned()),
                };
                // The family may have taken it back since it was read.
                let answered = sql("UPDATE excuse SET state = $3, answer = $4, decided_by = $5, decided_at = $6 \
                     WHERE school_id = $1 AND excuse_id = $2 AND state <> 'withdrawn'")
                .bind(keeper.school)
                .bind(id)
                .bind(state.code())
                .bind(words)
                .bind(keeper.author)
                .bind(keeper.now)
                .execute(conn)
                .await?;
                if answered == 0 {
                    return Ok(AnswerOutcome::Withdrawn);
                }
                tell(conn, keeper.school, Event::Excuse, id.uuid(), keeper.now).await?;
                Ok(AnswerOutcome::Saved)
            })
        })
        .await
    }
}

async fn is_sent(conn: &mut Conn<'_>, sender: Sender, id: Id<of::Excuse>) -> Result<bool> {
    let row: Option<(Uuid, Uuid)> =
        sql("SELECT guardian_id, pupil_id FROM excuse WHERE school_id = $1 AND excuse_id = $2")
            .bind(sender.school)
            .bind(id)
            .fetch_optional(conn)
            .await?;
    match row {
        None => Ok(false),
        Some(own) if own == (sender.author.uuid(), sender.pupil.uuid()) => Ok(true),
        Some(_) => Err(StoreError::Exists("the note")),
    }
}

async fn refusal(conn: &mut Conn<'_>, sender: Sender, excuse: &Excuse) -> Result<Option<ExcuseError>> {
    let year = load_year(conn, sender.school, local_day(sender.now)).await?;
    let (_, year) = year.ok_or(StoreError::NotFound)?;
    if let Err(error) = excuse.check((year.starts_on, year.ends_on)) {
        return Ok(Some(error));
    }
    let (of_class, waiting): (bool, i64) = sql("SELECT EXISTS (SELECT 1 FROM enrolment n \
         WHERE n.school_id = $1 AND n.pupil_id = $2 AND n.starts_on <= $4 AND (n.ends_on IS NULL OR n.ends_on >= $3)), \
         (SELECT count(*) FROM excuse x WHERE x.school_id = $1 AND x.pupil_id = $2 AND x.state = 'waiting')")
    .bind(sender.school)
    .bind(sender.pupil)
    .bind(excuse.from)
    .bind(excuse.to)
    .fetch_one(conn)
    .await?;
    Ok(if !of_class {
        Some(ExcuseError::NotOfClass)
    } else if waiting >= WAITING_LIMIT {
        Some(ExcuseError::TooMany)
    } else {
        None
    })
}

async fn insert(conn: &mut Conn<'_>, sender: Sender, id: Id<of::Excuse>, excuse: Excuse) -> Result<()> {
    sql(
        "INSERT INTO excuse (school_id, excuse_id, pupil_id, guardian_id, starts_on, ends_on, kind, comment, \
         sent_at, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(sender.school)
    .bind(id)
    .bind(sender.pupil)
    .bind(sender.author)
    .bind(excuse.from)
    .bind(excuse.to)
    .bind(excuse.kind.code())
    .bind(excuse.comment)
    .bind(sender.now)
    .bind(ExcuseState::Waiting.code())
    .execute(conn)
    .await
    .map(|_| ())
}
