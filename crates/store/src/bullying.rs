//! Reports of bullying, and who is responsible for them: whoever becomes that reads all of them, and so each change stands
//! in the history and is told.

use chrono::{DateTime, Utc};
use klas_domain::{
    bullying::{NEW_LIMIT, ReportOutcome, ReportState, TEXT_LIMIT},
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
    history::{self, Chain, Object, Record, bullying_officer},
    notice::{Event, tell},
    store::{Reader, Store},
};

/// A report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BullyingReport {
    /// Identifier.
    pub id: Id<of::BullyingReport>,
    /// Who wrote it.
    pub reporter: PersonName,
    /// The pupil through whom that person belongs to the school.
    pub pupil: PersonName,
    /// What it says.
    pub text: String,
    /// When it was sent.
    pub sent_at: DateTime<Utc>,
    /// How far it is.
    pub state: ReportState,
    /// Since when.
    pub changed_at: DateTime<Utc>,
}

/// That somebody became responsible for reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    /// Who; none: the head.
    pub officer: Option<(Id<of::Person>, PersonName)>,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Who named them.
    pub named_by: PersonName,
}

#[derive(FromRow)]
struct DutyRow {
    at: DateTime<Utc>,
    after: String,
    surname: String,
    given: String,
    patronymic: String,
}

#[derive(FromRow)]
struct ReportRow {
    report_id: Uuid,
    surname: String,
    given: String,
    patronymic: String,
    pupil_surname: String,
    pupil_given: String,
    pupil_patronymic: String,
    body: String,
    sent_at: DateTime<Utc>,
    state: String,
    changed_at: DateTime<Utc>,
}

impl TryFrom<ReportRow> for BullyingReport {
    type Error = StoreError;
    fn try_from(row: ReportRow) -> Result<Self> {
        Ok(Self {
            id: row.report_id.into(),
            reporter: PersonName { surname: row.surname, given: row.given, patronymic: row.patronymic },
            pupil: PersonName {
                surname: row.pupil_surname,
                given: row.pupil_given,
                patronymic: row.pupil_patronymic,
            },
            text: row.body,
            sent_at: row.sent_at,
            state: ReportState::from_code(&row.state).ok_or(StoreError::Corrupt("state of a report"))?,
            changed_at: row.changed_at,
        })
    }
}

/// Begins a statement that selects reports, `r`, by what follows in `WHERE`, the newest first.
macro_rules! reports {
    ($condition:literal) => {
        sql(concat!(
            "SELECT r.report_id, a.surname, a.given, a.patronymic, p.surname AS pupil_surname, \
             p.given AS pupil_given, p.patronymic AS pupil_patronymic, r.body, r.sent_at, r.state, r.changed_at \
             FROM bullying_report r \
             JOIN person a ON a.school_id = r.school_id AND a.person_id = r.reporter_id \
             JOIN person p ON p.school_id = r.school_id AND p.person_id = r.pupil_id \
             WHERE r.school_id = $1",
            $condition,
            " ORDER BY r.sent_at DESC, r.report_id DESC"
        ))
    };
}

/// Who is responsible for reports in a school: the person named, while that person works there.
const OFFICER: &str = "SELECT s.bullying_officer_id FROM school s WHERE s.school_id = $1 AND EXISTS ( \
     SELECT 1 FROM person_role r WHERE r.school_id = s.school_id AND r.person_id = s.bullying_officer_id \
     AND r.role IN ('head', 'deputy', 'teacher', 'nurse', 'psychologist'))";

async fn officer(conn: &mut Conn<'_>, school: Id<of::School>) -> Result<Option<Id<of::Person>>> {
    let row: Option<(Uuid,)> = sql(OFFICER).bind(school).fetch_optional(conn).await?;
    Ok(row.map(|(officer,)| officer.into()))
}

impl Reader {
    /// Who is responsible for reports; none while nobody is named, and then it is the head.
    ///
    /// # Errors
    /// The database's.
    pub async fn bullying_officer(&mut self) -> Result<Option<Id<of::Person>>> {
        let school = self.school;
        officer(&mut self.conn(), school).await
    }

    /// All reports of the school, the newest first: for the responsible person.
    ///
    /// # Errors
    /// The database's.
    pub async fn bullying_reports(&mut self) -> Result<Vec<BullyingReport>> {
        let school = self.school;
        self.reports_of(reports!("").bind(school)).await
    }

    /// The reports that a person wrote, the newest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn bullying_reports_by(&mut self, reporter: Id<of::Person>) -> Result<Vec<BullyingReport>> {
        let school = self.school;
        self.reports_of(reports!(" AND r.reporter_id = $2").bind(school).bind(reporter)).await
    }

    /// Who became responsible for reports and when, the newest first, as the history has it.
    ///
    /// # Errors
    /// The database's.
    pub async fn bullying_duties(&mut self) -> Result<Vec<Duty>> {
        let school = self.school;
        let rows: Vec<DutyRow> =
            sql("SELECT h.at, h.after, p.surname, p.given, p.patronymic FROM history h \
             JOIN person p ON p.school_id = h.school_id AND p.person_id = h.author_id \
             WHERE h.school_id = $1 AND h.object_id = $2 AND h.kind = 'bullying-officer' ORDER BY h.seq DESC")
            .bind(school)
            .bind(bullying_officer(school))
            .fetch_all(&mut self.conn())
            .await?;
        let mut duties = Vec::with_capacity(rows.len());
        for row in rows {
            let officer: Option<Id<of::Person>> =
                serde_json::from_str(&row.after).map_err(|_| StoreError::Corrupt("history"))?;
            let officer = match officer {
                Some(officer) => Some((officer, self.name_of(officer).await?)),
                None => None,
            };
            let named_by = PersonName { surname: row.surname, given: row.given, patronymic: row.patronymic };
            duties.push(Duty { officer, since: row.at, named_by });
        }
        Ok(duties)
    }

    async fn name_of(&mut self, person: Id<of::Person>) -> Result<PersonName> {
        let school = self.school;
        let (surname, given, patronymic): (String, String, String) =
            sql("SELECT surname, given, patronymic FROM person WHERE school_id = $1 AND person_id = $2")
                .bind(school)
                .bind(person)
                .fetch_one(&mut self.conn())
                .await?;
        Ok(PersonName { surname, given, patronymic })
    }

    async fn reports_of(&mut self, statement: Sql) -> Result<Vec<BullyingReport>> {
        let rows: Vec<ReportRow> = statement.fetch_all(&mut self.conn()).await?;
        rows.into_iter().map(BullyingReport::try_from).collect()
    }
}

impl Store {
    /// Sends a report. One whose identifier was used before is sent already. The responsible person is told that there is
    /// one, and nothing of what it says.
    ///
    /// # Errors
    /// The database's; then nothing was written.
    pub async fn report_bullying(
        &self,
        sender: Sender,
        id: Id<of::BullyingReport>,
        text: String,
    ) -> Result<ReportOutcome> {
        let text = plain(&text).trim().to_owned();
        if text.is_empty() {
            return Ok(ReportOutcome::Empty);
        }
        if text.chars().count() > TEXT_LIMIT {
            return Ok(ReportOutcome::TooLong);
        }
        self.write(Some(sender.school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                let (sent, waiting): (bool, i64) = sql("SELECT EXISTS (SELECT 1 FROM bullying_report r \
                     WHERE r.school_id = $1 AND r.report_id = $2), (SELECT count(*) FROM bullying_report r \
                     WHERE r.school_id = $1 AND r.reporter_id = $3 AND r.state = 'new')")
                .bind(sender.school)
                .bind(id)
                .bind(sender.author)
                .fetch_one(conn)
                .await?;
                if sent {
                    return Ok(ReportOutcome::Sent);
                }
                if waiting >= NEW_LIMIT {
                    return Ok(ReportOutcome::TooMany);
                }
                sql("INSERT INTO bullying_report (school_id, report_id, reporter_id, pupil_id, body, sent_at, state, \
                     changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $6)")
                .bind(sender.school)
                .bind(id)
                .bind(sender.author)
                .bind(sender.pupil)
                .bind(text)
                .bind(sender.now)
                .bind(ReportState::New.code())
                .execute(conn)
                .await?;
                tell(conn, sender.school, Event::Report, id.uuid(), sender.now).await?;
                Ok(ReportOutcome::Sent)
            })
        })
        .await
    }

    /// Sets how far a report is, once `may` allows it, which is asked in the same transaction with who is responsible.
    /// Tells whether it was allowed. The reporter is told.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; the database's. Then nothing was written.
    pub async fn set_report_state(
        &self,
        school: Id<of::School>,
        now: DateTime<Utc>,
        id: Id<of::BullyingReport>,
        state: ReportState,
        may: impl Fn(Option<Id<of::Person>>) -> bool + Send + 'static,
    ) -> Result<bool> {
        self.write(Some(school), move |mut conn| {
            Box::pin(async move {
                let officer = officer(&mut conn, school).await?;
                if !may(officer) {
                    return Ok(false);
                }
                let (known,): (String,) =
                    sql("SELECT state FROM bullying_report WHERE school_id = $1 AND report_id = $2")
                        .bind(school)
                        .bind(id)
                        .fetch_one(&mut conn)
                        .await?;
                if known != state.code() {
                    sql("UPDATE bullying_report SET state = $3, changed_at = $4 \
                         WHERE school_id = $1 AND report_id = $2")
                    .bind(school)
                    .bind(id)
                    .bind(state.code())
                    .bind(now)
                    .execute(&mut conn)
                    .await?;
                    tell(&mut conn, school, Event::ReportState, id.uuid(), now).await?;
                }
                Ok(true)
            })
        })
        .await
    }

    /// Names who is responsible for reports; none makes it the head. Whoever was it and whoever is it now are told, but
    /// for the author. Naming whoever is named already writes nothing.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where there is no such school; the database's. Then nothing was written.
    pub async fn set_bullying_officer(
        &self,
        school: Id<of::School>,
        author: Id<of::Person>,
        now: DateTime<Utc>,
        officer: Option<Id<of::Person>>,
    ) -> Result<()> {
        self.write(Some(school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                let mut chain = Chain::take(conn, school, Touches::NoJournal).await?;
                let (before,): (Option<Uuid>,) =
                    sql("SELECT bullying_officer_id FROM school WHERE school_id = $1")
                        .bind(school)
                        .fetch_one(conn)
                        .await?;
                let before = before.map(Id::<of::Person>::from);
                if before == officer {
                    return Ok(());
                }
                let record = Record {
                    edit: Id::new(),
                    object: Object::BullyingOfficer(school),
                    at: now,
                    author,
                    reason: None,
                    before: json(before)?,
                    after: json(officer)?,
                };
                let mut batch = Batch::default();
                batch.insert(history::INSERT, &[chain.link(record)], "");
                batch.add(
                    "UPDATE school SET bullying_officer_id = ? WHERE school_id = ?",
                    vec![officer.into(), school.into()],
                );
                chain.put_back(&mut batch);
                batch.run(conn).await?;
                for told in [before, officer].into_iter().flatten().filter(|own| *own != author) {
                    tell(conn, school, Event::Duty, told.uuid(), now).await?;
                }
                Ok(())
            })
        })
        .await
    }
}

fn json(officer: Option<Id<of::Person>>) -> Result<String> {
    serde_json::to_string(&officer).map_err(|_| StoreError::Corrupt("responsible person"))
}
