//! Talks and briefings on safety of a class, each change in the history.

use std::collections::HashMap;

use chrono::NaiveDate;
use klas_domain::{
    Scope,
    briefing::{Briefing, BriefingEdit, BriefingKind, BriefingOutcome, BriefingRegister, StoredBriefing},
    id::{Id, of},
    roll::RollPupil,
};
use sqlx::FromRow;
use uuid::Uuid;

use super::{Keeper, RegisterClass};
use crate::{
    archive::lock::Touches,
    db::{Batch, Conn, Value, sql},
    error::{Result, StoreError},
    history::{self, Chain, Object, applied},
    store::{Reader, Store},
};

/// Pupils by the briefing at which they were present.
pub(crate) type Present = HashMap<Uuid, Vec<Id<of::Person>>>;

/// The columns `briefing_id, held_on, kind, topic, held_by, struck, version` of a briefing.
#[derive(FromRow)]
pub(crate) struct BriefingRow {
    briefing_id: Uuid,
    held_on: NaiveDate,
    kind: String,
    topic: String,
    held_by: String,
    struck: bool,
    version: i32,
}

const BRIEFINGS: &str = "SELECT briefing_id, held_on, kind, topic, held_by, struck, version FROM briefing \
     WHERE school_id = $1 AND class_id = $2 ORDER BY held_on, briefing_id";

const PRESENT: &str = "SELECT p.briefing_id, p.pupil_id FROM briefing b \
     JOIN briefing_pupil p ON p.school_id = b.school_id AND p.briefing_id = b.briefing_id \
     WHERE b.school_id = $1 AND b.class_id = $2 ORDER BY p.briefing_id, p.pupil_id";

impl BriefingRow {
    /// The briefing, with those of all who were present who were at this one.
    pub(crate) fn stored(self, present: &Present) -> Result<StoredBriefing> {
        let kind = BriefingKind::from_code(&self.kind).ok_or(StoreError::Corrupt("briefing"))?;
        let says = Briefing {
            held_on: self.held_on,
            kind,
            topic: self.topic,
            held_by: self.held_by,
            present: present.get(&self.briefing_id).cloned().unwrap_or_default(),
            struck: self.struck,
        };
        Ok(StoredBriefing { id: self.briefing_id.into(), says, version: self.version })
    }
}

/// Who was present at which briefing, from pairs in this order.
pub(crate) fn present(pairs: Vec<(Uuid, Uuid)>) -> Present {
    let mut present = Present::new();
    for (briefing, pupil) in pairs {
        present.entry(briefing).or_default().push(pupil.into());
    }
    present
}

async fn load(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    class: Id<of::SchoolClass>,
) -> Result<Vec<StoredBriefing>> {
    let rows: Vec<BriefingRow> = sql(BRIEFINGS).bind(school).bind(class).fetch_all(conn).await?;
    let pairs: Vec<(Uuid, Uuid)> = sql(PRESENT).bind(school).bind(class).fetch_all(conn).await?;
    let present = present(pairs);
    rows.into_iter().map(|row| row.stored(&present)).collect()
}

impl Reader {
    /// The safety briefings of a class.
    ///
    /// # Errors
    /// The database's.
    pub async fn briefings(&mut self, class: &RegisterClass, today: NaiveDate) -> Result<BriefingRegister> {
        let pupils = self.roll(class, today).await?;
        let school = self.school;
        let briefings = load(&mut self.conn(), school, class.id).await?;
        Ok(BriefingRegister { head: class.head(), pupils, briefings })
    }
}

impl Store {
    /// Writes a briefing of a class, a new one or one corrected; `may` is asked with the class's scope in the same
    /// transaction. An edit that was applied before is answered again and not applied again. Of the pupils who are said
    /// to be present those are kept who were of the class that day.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where there is no such class, or the record is not the class's; the database's.
    pub async fn write_briefing(
        &self,
        keeper: Keeper,
        edit: BriefingEdit,
        may: impl Fn(&Scope) -> bool + Send + 'static,
    ) -> Result<BriefingOutcome> {
        let mut reader = self.read(keeper.school).await?;
        let class = reader.register_class(keeper.class).await?;
        // Where the roll changes at this very moment, it does not matter who was first.
        let roll = reader.roll(&class, crate::school::local_day(keeper.now)).await?;
        drop(reader);
        self.write(Some(keeper.school), move |mut conn| {
            Box::pin(async move {
                let chain = Chain::take(&mut conn, keeper.school, Touches::Class(keeper.class)).await?;
                let ground = keeper.ground(&mut conn).await?;
                if !may(&ground.scope) {
                    return Ok(BriefingOutcome::Forbidden);
                }
                apply(&mut conn, chain, keeper, (ground.first_day, ground.last_day), edit, &roll).await
            })
        })
        .await
    }
}

async fn apply(
    conn: &mut Conn<'_>,
    mut chain: Chain,
    keeper: Keeper,
    days: (NaiveDate, NaiveDate),
    edit: BriefingEdit,
    roll: &[RollPupil],
) -> Result<BriefingOutcome> {
    if let Some(version) = applied(conn, keeper.school, edit.id).await? {
        return Ok(BriefingOutcome::Saved { version });
    }
    let says = edit.says.plain(roll);
    if let Err(error) = says.check(days) {
        return Ok(BriefingOutcome::Refused(error));
    }
    let known = load(conn, keeper.school, keeper.class).await?;
    let stored = known.into_iter().find(|own| own.id == edit.briefing);
    if stored.is_none() && is_elsewhere(conn, KNOWN, keeper.school, edit.briefing).await? {
        return Err(StoreError::NotFound);
    }
    if let Some(own) = stored.as_ref().filter(|own| own.says == says) {
        return Ok(BriefingOutcome::Saved { version: own.version });
    }
    let Some(version) = next_version(edit.base, stored.as_ref().map(|own| own.version)) else {
        return if edit.base > 0 && stored.is_none() {
            Err(StoreError::NotFound)
        } else {
            Ok(BriefingOutcome::Conflict)
        };
    };
    let json = |briefing: Option<&Briefing>| {
        serde_json::to_string(&briefing).map_err(|_| StoreError::Corrupt("briefing"))
    };
    let (before, after) = (json(stored.as_ref().map(|own| &own.says))?, json(Some(&says))?);
    let record = keeper.record(edit.id, Object::Briefing(edit.briefing), before, after);
    let mut batch = Batch::default();
    batch.insert(history::INSERT, &[chain.link(record)], "");
    store(&mut batch, keeper, edit.briefing, &says, version);
    chain.put_back(&mut batch);
    batch.run(conn).await?;
    Ok(BriefingOutcome::Saved { version })
}

/// Any class's record.
const KNOWN: &str = "SELECT 1 FROM briefing WHERE school_id = $1 AND briefing_id = $2";

/// Whether there is a record of an identifier that the class has none of: another class's, which a form made up or
/// taken from there must not reach.
pub(super) async fn is_elsewhere<T>(
    conn: &mut Conn<'_>,
    known: &'static str,
    school: Id<of::School>,
    record: Id<T>,
) -> Result<bool> {
    let row: Option<(i32,)> = sql(known).bind(school).bind(record).fetch_optional(conn).await?;
    Ok(row.is_some())
}

/// The version that a write gives a record whose version `base` its author saw; none where it is another one by now.
pub(super) fn next_version(base: i32, stored: Option<i32>) -> Option<i32> {
    (stored.unwrap_or_default() == base).then_some(base + 1)
}

fn store(batch: &mut Batch, keeper: Keeper, id: Id<of::Briefing>, says: &Briefing, version: i32) {
    let row: Vec<Value> = vec![
        keeper.school.into(),
        id.into(),
        keeper.class.into(),
        says.held_on.into(),
        says.kind.code().into(),
        (&says.topic).into(),
        (&says.held_by).into(),
        says.struck.into(),
        version.into(),
    ];
    batch.insert(
        "INSERT INTO briefing (school_id, briefing_id, class_id, held_on, kind, topic, held_by, struck, version) VALUES",
        &[row],
        "ON CONFLICT (school_id, briefing_id) DO UPDATE SET held_on = excluded.held_on, kind = excluded.kind, \
         topic = excluded.topic, held_by = excluded.held_by, struck = excluded.struck, version = excluded.version \
         WHERE briefing.class_id = excluded.class_id",
    );
    batch.add(
        "DELETE FROM briefing_pupil WHERE school_id = ? AND briefing_id = ?",
        vec![keeper.school.into(), id.into()],
    );
    let present = says.present.iter().map(|pupil| vec![keeper.school.into(), id.into(), (*pupil).into()]);
    batch.insert(
        "INSERT INTO briefing_pupil (school_id, briefing_id, pupil_id) VALUES",
        &present.collect::<Vec<_>>(),
        "",
    );
}
