//! Guardians' requests to correct what is kept of a child, each step in the history.

use chrono::{DateTime, NaiveDate, Utc};
use klas_domain::{
    Scope,
    amendment::{
        About, Amendment, AmendmentAnswer, AmendmentError, AmendmentRecord, AmendmentState, WAITING_LIMIT,
    },
    edit::plain,
    id::{Id, of},
    school::PersonName,
};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    acknowledgement::Sender,
    archive::lock::Touches,
    db::{Batch, Conn, Sql, sql},
    error::{Result, StoreError},
    history::{self, Chain, Object, Record},
    register::Keeper,
    school::local_day,
    store::{Reader, Store},
};

/// A request as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAmendment {
    /// Identifier.
    pub id: Id<of::Amendment>,
    /// The child.
    pub pupil: Id<of::Person>,
    /// The child's names.
    pub pupil_name: PersonName,
    /// Who asks.
    pub guardian: Id<of::Person>,
    /// That person's names.
    pub guardian_name: PersonName,
    /// When.
    pub sent_at: DateTime<Utc>,
    /// What is asked for, and what became of it.
    pub says: AmendmentRecord,
    /// When it was answered.
    pub answered_at: Option<DateTime<Utc>>,
}

/// The columns `about, wrong, proper, state, answer` of a request.
#[derive(FromRow)]
pub(crate) struct SaysRow {
    about: String,
    wrong: String,
    proper: String,
    state: String,
    answer: String,
}

impl SaysRow {
    pub(crate) fn record(self) -> Result<AmendmentRecord> {
        let about = About::from_code(&self.about).ok_or(StoreError::Corrupt("request"))?;
        Ok(AmendmentRecord {
            asks: Amendment { about, wrong: self.wrong, right: self.proper },
            state: AmendmentState::from_code(&self.state).ok_or(StoreError::Corrupt("state of a request"))?,
            answer: self.answer,
        })
    }
}

#[derive(FromRow)]
struct Row {
    amendment_id: Uuid,
    pupil_id: Uuid,
    surname: String,
    given: String,
    patronymic: String,
    guardian_id: Uuid,
    guardian_surname: String,
    guardian_given: String,
    guardian_patronymic: String,
    sent_at: DateTime<Utc>,
    answered_at: Option<DateTime<Utc>>,
    #[sqlx(flatten)]
    says: SaysRow,
}

impl TryFrom<Row> for StoredAmendment {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: row.amendment_id.into(),
            pupil: row.pupil_id.into(),
            pupil_name: PersonName { surname: row.surname, given: row.given, patronymic: row.patronymic },
            guardian: row.guardian_id.into(),
            guardian_name: PersonName {
                surname: row.guardian_surname,
                given: row.guardian_given,
                patronymic: row.guardian_patronymic,
            },
            sent_at: row.sent_at,
            says: row.says.record()?,
            answered_at: row.answered_at,
        })
    }
}

/// Begins a statement that selects requests, `x`, by what follows in `WHERE`.
macro_rules! amendments {
    ($condition:literal) => {
        sql(concat!(
            "SELECT x.amendment_id, x.pupil_id, p.surname, p.given, p.patronymic, x.guardian_id, \
             g.surname AS guardian_surname, g.given AS guardian_given, g.patronymic AS guardian_patronymic, \
             x.sent_at, x.answered_at, x.about, x.wrong, x.proper, x.state, x.answer FROM amendment x \
             JOIN person p ON p.school_id = x.school_id AND p.person_id = x.pupil_id \
             JOIN person g ON g.school_id = x.school_id AND g.person_id = x.guardian_id \
             WHERE x.school_id = $1 AND ",
            $condition,
            " ORDER BY x.sent_at DESC, x.amendment_id DESC"
        ))
    };
}

/// What became of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmendmentOutcome {
    /// It stands.
    Saved,
    /// The author may not give it.
    Forbidden,
    /// A refusal has no word, or the words are too long.
    NoWord,
}

impl Store {
    /// Sends a request. One whose identifier the author used before is there already and is not sent again. This is where
    /// the class teacher's news begins.
    ///
    /// # Errors
    /// [`StoreError::Exists`] where the identifier is another's; the database's. Then nothing was written.
    pub async fn send_amendment(
        &self,
        sender: Sender,
        id: Id<of::Amendment>,
        asks: Amendment,
    ) -> Result<std::result::Result<(), AmendmentError>> {
        let words = |text: &str| plain(text).trim().to_owned();
        let asks = Amendment { wrong: words(&asks.wrong), right: words(&asks.right), ..asks };
        self.write(Some(sender.school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                let chain = Chain::take(conn, sender.school, Touches::NoJournal).await?;
                if is_sent(conn, sender, id).await? {
                    return Ok(Ok(()));
                }
                if let Err(error) = asks.check() {
                    return Ok(Err(error));
                }
                if waiting(conn, sender).await? >= WAITING_LIMIT {
                    return Ok(Err(AmendmentError::TooMany));
                }
                let says = AmendmentRecord { asks, state: AmendmentState::Waiting, answer: String::new() };
                insert(conn, sender, id, &says).await?;
                let object = Object::Amendment { id, pupil: sender.pupil };
                let author = (sender.author, sender.now);
                keep(conn, chain, record(object, author, None, &says)?).await?;
                Ok(Ok(()))
            })
        })
        .await
    }

    /// Answers a request about a pupil who is of the class on the day; `may` is asked with the class's scope in the
    /// same transaction. This is where the family's news begins.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where the class has no such request; the database's. Then nothing was written.
    pub async fn answer_amendment(
        &self,
        keeper: Keeper,
        id: Id<of::Amendment>,
        answer: AmendmentAnswer,
        may: impl Fn(&Scope) -> bool + Send + 'static,
    ) -> Result<AmendmentOutcome> {
        self.write(Some(keeper.school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                let chain = Chain::take(conn, keeper.school, Touches::NoJournal).await?;
                let ground = keeper.ground(conn).await?;
                if !may(&ground.scope) {
                    return Ok(AmendmentOutcome::Forbidden);
                }
                let statement = amendments!(
                    "x.amendment_id = $3 AND EXISTS (SELECT 1 FROM enrolment n WHERE n.school_id = x.school_id \
                      AND n.class_id = $2 AND n.pupil_id = x.pupil_id AND n.starts_on <= $4 \
                      AND (n.ends_on IS NULL OR n.ends_on >= $4))"
                );
                let statement = statement.bind(keeper.school).bind(keeper.class).bind(id);
                let row: Row = statement.bind(local_day(keeper.now)).fetch_one(conn).await?;
                let before = StoredAmendment::try_from(row)?;
                if !answer.is_whole() {
                    return Ok(AmendmentOutcome::NoWord);
                }
                let words = plain(&answer.words).trim().to_owned();
                let after = AmendmentRecord { state: answer.state, answer: words, ..before.says.clone() };
                if after == before.says {
                    return Ok(AmendmentOutcome::Saved);
                }
                sql("UPDATE amendment SET state = $3, answer = $4, answered_by = $5, answered_at = $6 \
                     WHERE school_id = $1 AND amendment_id = $2")
                .bind(keeper.school)
                .bind(id)
                .bind(after.state.code())
                .bind(&after.answer)
                .bind(keeper.author)
                .bind(keeper.now)
                .execute(conn)
                .await?;
                let object = Object::Amendment { id, pupil: before.pupil };
                let author = (keeper.author, keeper.now);
                keep(conn, chain, record(object, author, Some(&before.says), &after)?).await?;
                Ok(AmendmentOutcome::Saved)
            })
        })
        .await
    }
}

async fn is_sent(conn: &mut Conn<'_>, sender: Sender, id: Id<of::Amendment>) -> Result<bool> {
    let row: Option<(Uuid, Uuid)> =
        sql("SELECT guardian_id, pupil_id FROM amendment WHERE school_id = $1 AND amendment_id = $2")
            .bind(sender.school)
            .bind(id)
            .fetch_optional(conn)
            .await?;
    match row {
        None => Ok(false),
        Some(own) if own == (sender.author.uuid(), sender.pupil.uuid()) => Ok(true),
        Some(_) => Err(StoreError::Exists("the request")),
    }
}

async fn waiting(conn: &mut Conn<'_>, sender: Sender) -> Result<i64> {
    let (number,): (i64,) = sql("SELECT count(*) FROM amendment WHERE school_id = $1 AND pupil_id = $2 \
         AND state = 'waiting'")
    .bind(sender.school)
    .bind(sender.pupil)
    .fetch_one(conn)
    .await?;
    Ok(number)
}

async fn insert(
    conn: &mut Conn<'_>,
    sender: Sender,
    id: Id<of::Amendment>,
    says: &AmendmentRecord,
) -> Result<()> {
    sql("INSERT INTO amendment (school_id, amendment_id, pupil_id, guardian_id, about, wrong, proper, sent_at, state) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
    .bind(sender.school)
    .bind(id)
    .bind(sender.pupil)
    .bind(sender.author)
    .bind(says.asks.about.code())
    .bind(&says.asks.wrong)
    .bind(&says.asks.right)
    .bind(sender.now)
    .bind(says.state.code())
    .execute(conn)
    .await
    .map(|_| ())
}

fn record(
    object: Object,
    (author, at): (Id<of::Person>, DateTime<Utc>),
    before: Option<&AmendmentRecord>,
    after: &AmendmentRecord,
) -> Result<Record> {
    let json = |record: Option<&AmendmentRecord>| {
        serde_json::to_string(&record).map_err(|_| StoreError::Corrupt("request"))
    };
    let (before, after) = (json(before)?, json(Some(after))?);
    Ok(Record { edit: Id::new(), object, at, author, reason: None, before, after })
}

async fn keep(conn: &mut Conn<'_>, mut chain: Chain, record: Record) -> Result<()> {
    let mut batch = Batch::default();
    batch.insert(history::INSERT, &[chain.link(record)], "");
    chain.put_back(&mut batch);
    batch.run(conn).await.map(|_| ())
}

impl Reader {
    /// A guardian's requests about a child, the newest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn amendments_of(
        &mut self,
        guardian: Id<of::Person>,
        pupil: Id<of::Person>,
    ) -> Result<Vec<StoredAmendment>> {
        let school = self.school;
        let statement = amendments!("x.guardian_id = $2 AND x.pupil_id = $3");
        self.amendments(statement.bind(school).bind(guardian).bind(pupil)).await
    }

    /// The requests about the pupils that a class has on a day, the newest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn amendments_of_class(
        &mut self,
        class: Id<of::SchoolClass>,
        day: NaiveDate,
    ) -> Result<Vec<StoredAmendment>> {
        let school = self.school;
        let statement = amendments!(
            "EXISTS (SELECT 1 FROM enrolment n WHERE n.school_id = x.school_id AND n.class_id = $2 \
              AND n.pupil_id = x.pupil_id AND n.starts_on <= $3 AND (n.ends_on IS NULL OR n.ends_on >= $3))"
        );
        self.amendments(statement.bind(school).bind(class).bind(day)).await
    }

    /// How many of them wait for an answer.
    ///
    /// # Errors
    /// The database's.
    pub async fn amendments_waiting(&mut self, class: Id<of::SchoolClass>, day: NaiveDate) -> Result<usize> {
        let school = self.school;
        let (number,): (i64,) =
            sql("SELECT count(*) FROM amendment x WHERE x.school_id = $1 AND x.state = $4 \
             AND EXISTS (SELECT 1 FROM enrolment n WHERE n.school_id = x.school_id AND n.class_id = $2 \
              AND n.pupil_id = x.pupil_id AND n.starts_on <= $3 AND (n.ends_on IS NULL OR n.ends_on >= $3))")
            .bind(school)
            .bind(class)
            .bind(day)
            .bind(AmendmentState::Waiting.code())
            .fetch_one(&mut self.conn())
            .await?;
        Ok(usize::try_from(number).unwrap_or_default())
    }

    async fn amendments(&mut self, statement: Sql) -> Result<Vec<StoredAmendment>> {
        let rows: Vec<Row> = statement.fetch_all(&mut self.conn()).await?;
        rows.into_iter().map(StoredAmendment::try_from).collect()
    }
}
