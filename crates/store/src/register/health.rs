//! The health groups of a class's pupils, each change in the history.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use klas_domain::{
    Id, Scope,
    health::{
        Assessment, AssessmentEdit, AssessmentError, AssessmentOutcome, HealthGroup, HealthLine,
        HealthRegister, StoredAssessment,
    },
    id::of,
    roll::RollPupil,
};
use sqlx::FromRow;
use uuid::Uuid;

use super::{Keeper, RegisterClass, keeper::Ground};
use crate::{
    archive::lock::Touches,
    db::{Batch, Conn, Value, sql},
    error::{Result, StoreError},
    history::{self, Chain, Object, applied},
    store::{Reader, Store},
};

/// The columns `pupil_id, health_group, examined_on, version` of a pupil's group in a year, all but the first absent where
/// there is none.
#[derive(FromRow)]
pub(crate) struct GroupRow {
    pub(crate) pupil_id: Uuid,
    health_group: Option<String>,
    examined_on: Option<NaiveDate>,
    version: Option<i32>,
}

/// All who were ever of the class, with what the class's year says of them.
const GROUPS: &str = "SELECT DISTINCT e.pupil_id, h.health_group, h.examined_on, h.version FROM enrolment e \
     JOIN school_class k ON k.school_id = e.school_id AND k.class_id = e.class_id \
     LEFT JOIN health_group h ON h.school_id = e.school_id AND h.year_id = k.year_id AND h.pupil_id = e.pupil_id \
     WHERE e.school_id = $1 AND e.class_id = $2";

impl GroupRow {
    /// What the year says of the pupil.
    pub(crate) fn stored(&self) -> Result<StoredAssessment> {
        let known = |(code, on): (&String, NaiveDate)| -> Result<Assessment> {
            let group = HealthGroup::from_code(code).ok_or(StoreError::Corrupt("health group"))?;
            Ok(Assessment { group, on })
        };
        let assessment = self.health_group.as_ref().zip(self.examined_on).map(known).transpose()?;
        Ok(StoredAssessment { assessment, version: self.version.unwrap_or_default() })
    }
}

async fn load(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    class: Id<of::SchoolClass>,
) -> Result<HashMap<Id<of::Person>, StoredAssessment>> {
    let rows: Vec<GroupRow> = sql(GROUPS).bind(school).bind(class).fetch_all(conn).await?;
    rows.into_iter().map(|row| Ok((row.pupil_id.into(), row.stored()?))).collect()
}

impl Reader {
    /// The health groups of a class's pupils.
    ///
    /// # Errors
    /// The database's.
    pub async fn health_groups(&mut self, class: &RegisterClass, today: NaiveDate) -> Result<HealthRegister> {
        let roll = self.roll(class, today).await?;
        let school = self.school;
        let known = load(&mut self.conn(), school, class.id).await?;
        let line = |pupil: RollPupil| HealthLine {
            stored: known.get(&pupil.id).copied().unwrap_or_default(),
            pupil,
        };
        Ok(HealthRegister { head: class.head(), lines: roll.into_iter().map(line).collect() })
    }
}

impl Store {
    /// Sets health groups of a class's pupils in one transaction, each with its own outcome; `may` is asked with the
    /// class's scope in the same transaction. An edit that was applied before is answered again and not applied again.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where there is no such class; the database's. Then nothing was written.
    pub async fn set_health_groups(
        &self,
        keeper: Keeper,
        edits: Vec<AssessmentEdit>,
        may: impl Fn(&Scope) -> bool + Send + 'static,
    ) -> Result<Vec<AssessmentOutcome>> {
        self.write(Some(keeper.school), move |mut conn| {
            Box::pin(async move {
                let chain = Chain::take(&mut conn, keeper.school, Touches::Class(keeper.class)).await?;
                let ground = keeper.ground(&mut conn).await?;
                if !may(&ground.scope) {
                    return Ok(edits.iter().map(|_| AssessmentOutcome::Forbidden).collect());
                }
                let known = load(&mut conn, keeper.school, keeper.class).await?;
                let mut sheet =
                    Sheet { keeper, ground, chain, known, records: Vec::new(), written: HashSet::new() };
                let mut outcomes = Vec::with_capacity(edits.len());
                for edit in edits {
                    outcomes.push(sheet.apply(&mut conn, &edit).await?);
                }
                sheet.store(&mut conn).await?;
                Ok(outcomes)
            })
        })
        .await
    }
}

/// The groups of the class, and what the transaction is going to write.
struct Sheet {
    keeper: Keeper,
    ground: Ground,
    chain: Chain,
    known: HashMap<Id<of::Person>, StoredAssessment>,
    records: Vec<Vec<Value>>,
    written: HashSet<Id<of::Person>>,
}

impl Sheet {
    async fn apply(&mut self, conn: &mut Conn<'_>, edit: &AssessmentEdit) -> Result<AssessmentOutcome> {
        let days = (self.ground.first_day, self.ground.last_day);
        let Some(stored) = self.known.get_mut(&edit.pupil) else {
            return Ok(AssessmentOutcome::Refused(AssessmentError::NotOfClass));
        };
        if let Some(version) = applied(conn, self.keeper.school, edit.id).await? {
            return Ok(AssessmentOutcome::Saved { version });
        }
        if let Some(Err(error)) = edit.assessment.map(|own| own.check(days)) {
            return Ok(AssessmentOutcome::Refused(error));
        }
        if stored.assessment == edit.assessment {
            return Ok(AssessmentOutcome::Saved { version: stored.version });
        }
        if stored.version != edit.base {
            return Ok(AssessmentOutcome::Conflict);
        }
        let json = |own: Option<Assessment>| {
            serde_json::to_string(&own).map_err(|_| StoreError::Corrupt("health group"))
        };
        let (before, after) = (json(stored.assessment)?, json(edit.assessment)?);
        let object = Object::HealthGroup { year: self.ground.year, pupil: edit.pupil };
        self.records.push(self.chain.link(self.keeper.record(edit.id, object, before, after)));
        self.written.insert(edit.pupil);
        *stored = StoredAssessment { assessment: edit.assessment, version: stored.version + 1 };
        Ok(AssessmentOutcome::Saved { version: stored.version })
    }

    async fn store(self, conn: &mut Conn<'_>) -> Result<()> {
        if self.records.is_empty() {
            return Ok(());
        }
        let row = |pupil: &Id<of::Person>| {
            let stored = self.known.get(pupil)?;
            let (group, on) = stored.assessment.map(|own| (own.group.code(), own.on)).unzip();
            let (school, year) = (self.keeper.school, self.ground.year);
            Some(vec![
                school.into(),
                year.into(),
                (*pupil).into(),
                group.into(),
                on.into(),
                stored.version.into(),
            ])
        };
        let rows: Vec<Vec<Value>> = self.written.iter().filter_map(row).collect();
        let mut batch = Batch::default();
        batch.insert(history::INSERT, &self.records, "");
        batch.insert(
            "INSERT INTO health_group (school_id, year_id, pupil_id, health_group, examined_on, version) VALUES",
            &rows,
            "ON CONFLICT (school_id, year_id, pupil_id) DO UPDATE SET health_group = excluded.health_group, \
             examined_on = excluded.examined_on, version = excluded.version",
        );
        self.chain.put_back(&mut batch);
        batch.run(conn).await.map(|_| ())
    }
}
