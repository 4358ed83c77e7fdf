//! Writing what the pedagogical council decided, each decision in the history.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use klas_domain::{
    Scope,
    council::{Decision, DecisionEdit, DecisionOutcome, StoredDecision},
    edit::plain,
    id::{Id, of},
};
use uuid::Uuid;

use super::summary::{DECISIONS, DecisionRow};
use crate::{
    archive::lock::Touches,
    db::{Batch, Conn, Value, sql},
    error::{Result, StoreError},
    history::{self, Chain, Object, Record, applied},
    store::Store,
};

/// Who writes decisions on which class, and when.
#[derive(Clone, Copy, Debug)]
pub struct Council {
    /// The school.
    pub school: Id<of::School>,
    /// The class.
    pub class: Id<of::SchoolClass>,
    /// The author.
    pub author: Id<of::Person>,
    /// The moment.
    pub now: DateTime<Utc>,
}

impl Store {
    /// Writes decisions on pupils of a class in one transaction, each with its own outcome; `may` is asked with the
    /// class's scope in the same transaction. An edit that was applied before is answered again and not applied again.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where there is no such class; the database's. Then nothing was written.
    pub async fn decide(
        &self,
        council: Council,
        edits: Vec<DecisionEdit>,
        may: impl Fn(&Scope) -> bool + Send + 'static,
    ) -> Result<Vec<DecisionOutcome>> {
        self.write(Some(council.school), move |mut conn| {
            Box::pin(async move {
                // Others who write of the same class wait here.
                let mut chain = Chain::take(&mut conn, council.school, Touches::Class(council.class)).await?;
                let mut sheet = Sheet::load(&mut conn, council).await?;
                if !may(&sheet.scope) {
                    return Ok(edits.iter().map(|_| DecisionOutcome::Forbidden).collect());
                }
                let mut outcomes = Vec::with_capacity(edits.len());
                for edit in edits {
                    outcomes.push(sheet.apply(&mut conn, &mut chain, plainly(edit)).await?);
                }
                sheet.store(&mut conn, chain).await?;
                Ok(outcomes)
            })
        })
        .await
    }
}

/// The edit with its words as they can be kept.
fn plainly(mut edit: DecisionEdit) -> DecisionEdit {
    if let Some(decision) = &mut edit.decision {
        for text in [&mut decision.words, &mut decision.order] {
            plain(text).trim().clone_into(text);
        }
    }
    edit
}

/// The class's decisions, and what the transaction is going to write.
struct Sheet {
    council: Council,
    scope: Scope,
    pupils: HashSet<Uuid>,
    decisions: HashMap<Uuid, StoredDecision>,
    records: Vec<Vec<Value>>,
    written: HashSet<Uuid>,
}

impl Sheet {
    async fn load(conn: &mut Conn<'_>, council: Council) -> Result<Self> {
        let (school, class) = (council.school, council.class);
        let (class_teacher,): (Option<Uuid>,) =
            sql("SELECT class_teacher_id FROM school_class WHERE school_id = $1 AND class_id = $2")
                .bind(school)
                .bind(class)
                .fetch_one(conn)
                .await?;
        let pupils: Vec<(Uuid,)> =
            sql("SELECT DISTINCT pupil_id FROM enrolment WHERE school_id = $1 AND class_id = $2")
                .bind(school)
                .bind(class)
                .fetch_all(conn)
                .await?;
        let rows: Vec<DecisionRow> = sql(DECISIONS).bind(school).bind(class).fetch_all(conn).await?;
        let decisions =
            rows.into_iter().map(|row| Ok((row.pupil_id, row.stored()?))).collect::<Result<_>>()?;
        Ok(Self {
            council,
            scope: Scope { class_teacher: class_teacher.map(Id::from), ..Scope::school(school) },
            pupils: pupils.into_iter().map(|(pupil,)| pupil).collect(),
            decisions,
            records: Vec::new(),
            written: HashSet::new(),
        })
    }

    async fn apply(
        &mut self,
        conn: &mut Conn<'_>,
        chain: &mut Chain,
        edit: DecisionEdit,
    ) -> Result<DecisionOutcome> {
        let pupil = edit.pupil.uuid();
        if !self.pupils.contains(&pupil) {
            return Ok(DecisionOutcome::NotOfClass);
        }
        if let Some(version) = applied(conn, self.council.school, edit.id).await? {
            return Ok(DecisionOutcome::Saved { version });
        }
        if let Some(Err(error)) = edit.decision.as_ref().map(Decision::check) {
            return Ok(DecisionOutcome::Refused(error));
        }
        let stored = self.decisions.entry(pupil).or_default();
        if stored.decision == edit.decision {
            return Ok(DecisionOutcome::Saved { version: stored.version });
        }
        if stored.version != edit.base {
            return Ok(DecisionOutcome::Conflict);
        }
        let record = record(self.council, &edit, stored.decision.as_ref())?;
        self.records.push(chain.link(record));
        self.written.insert(pupil);
        *stored = StoredDecision { decision: edit.decision, version: stored.version + 1 };
        Ok(DecisionOutcome::Saved { version: stored.version })
    }

    async fn store(self, conn: &mut Conn<'_>, chain: Chain) -> Result<()> {
        if self.records.is_empty() {
            return Ok(());
        }
        let rows: Vec<Vec<Value>> = self
            .written
            .iter()
            .filter_map(|pupil| Some(values(self.council, *pupil, self.decisions.get(pupil)?)))
            .collect();
        let mut batch = Batch::default();
        batch.insert(history::INSERT, &self.records, "");
        batch.insert(ROWS, &rows, ROWS_AGAIN);
        chain.put_back(&mut batch);
        batch.run(conn).await.map(|_| ())
    }
}

const ROWS: &str = "INSERT INTO council_decision (school_id, class_id, pupil_id, verdict, words, order_number, \
     decided_on, version) VALUES";

const ROWS_AGAIN: &str = "ON CONFLICT (school_id, class_id, pupil_id) DO UPDATE SET verdict = excluded.verdict, \
     words = excluded.words, order_number = excluded.order_number, decided_on = excluded.decided_on, \
     version = excluded.version";

fn values(council: Council, pupil: Uuid, stored: &StoredDecision) -> Vec<Value> {
    let decision = stored.decision.as_ref();
    vec![
        council.school.into(),
        council.class.into(),
        pupil.into(),
        decision.map(|decision| decision.verdict.code()).into(),
        decision.map_or("", |decision| &decision.words).into(),
        decision.map_or("", |decision| &decision.order).into(),
        decision.and_then(|decision| decision.date).into(),
        stored.version.into(),
    ]
}

fn record(council: Council, edit: &DecisionEdit, before: Option<&Decision>) -> Result<Record> {
    let json = |decision: Option<&Decision>| {
        serde_json::to_string(&decision).map_err(|_| StoreError::Corrupt("decision"))
    };
    Ok(Record {
        edit: edit.id,
        object: Object::Decision { class: council.class, pupil: edit.pupil },
        at: council.now,
        author: council.author,
        reason: None,
        before: json(before)?,
        after: json(edit.decision.as_ref())?,
    })
}
