//! Excursions and educational practice of a class, each change in the history.

use chrono::NaiveDate;
use klas_domain::{
    Scope,
    excursion::{
        Excursion, ExcursionEdit, ExcursionKind, ExcursionOutcome, ExcursionRegister, StoredExcursion,
    },
    id::{Id, of},
};
use sqlx::FromRow;
use uuid::Uuid;

use super::{
    Keeper, RegisterClass,
    briefings::{is_elsewhere, next_version},
};
use crate::{
    archive::lock::Touches,
    db::{Batch, Conn, Value, sql},
    error::{Result, StoreError},
    history::{self, Chain, Object, applied},
    store::{Reader, Store},
};

/// The columns `excursion_id, kind, starts_on, ends_on, place, hours, led_by, struck, version` of an excursion.
#[derive(FromRow)]
pub(crate) struct ExcursionRow {
    excursion_id: Uuid,
    kind: String,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    place: String,
    hours: i32,
    led_by: String,
    struck: bool,
    version: i32,
}

impl ExcursionRow {
    /// The excursion.
    pub(crate) fn stored(self) -> Result<StoredExcursion> {
        let corrupt = StoreError::Corrupt("excursion");
        let kind = ExcursionKind::from_code(&self.kind).ok_or(corrupt)?;
        let says = Excursion {
            kind,
            starts_on: self.starts_on,
            ends_on: self.ends_on,
            place: self.place,
            hours: self.hours.try_into().map_err(|_| StoreError::Corrupt("excursion"))?,
            led_by: self.led_by,
            struck: self.struck,
        };
        Ok(StoredExcursion { id: self.excursion_id.into(), says, version: self.version })
    }
}

async fn load(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    class: Id<of::SchoolClass>,
) -> Result<Vec<StoredExcursion>> {
    let rows: Vec<ExcursionRow> = sql(
        "SELECT excursion_id, kind, starts_on, ends_on, place, hours, led_by, struck, version FROM excursion \
         WHERE school_id = $1 AND class_id = $2 ORDER BY starts_on, excursion_id",
    )
    .bind(school)
    .bind(class)
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(ExcursionRow::stored).collect()
}

impl Reader {
    /// The excursions and the practice of a class.
    ///
    /// # Errors
    /// The database's.
    pub async fn excursions(&mut self, class: &RegisterClass) -> Result<ExcursionRegister> {
        let school = self.school;
        let excursions = load(&mut self.conn(), school, class.id).await?;
        Ok(ExcursionRegister { head: class.head(), excursions })
    }
}

impl Store {
    /// Writes an excursion or practice of a class, a new one or one corrected; `may` is asked with the class's scope in
    /// the same transaction. An edit that was applied before is answered again and not applied again.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where there is no such class, or the record is not the class's; the database's.
    pub async fn write_excursion(
        &self,
        keeper: Keeper,
        edit: ExcursionEdit,
        may: impl Fn(&Scope) -> bool + Send + 'static,
    ) -> Result<ExcursionOutcome> {
        self.write(Some(keeper.school), move |mut conn| {
            Box::pin(async move {
                let chain = Chain::take(&mut conn, keeper.school, Touches::Class(keeper.class)).await?;
                let ground = keeper.ground(&mut conn).await?;
                if !may(&ground.scope) {
                    return Ok(ExcursionOutcome::Forbidden);
                }
                apply(&mut conn, chain, keeper, (ground.first_day, ground.last_day), edit).await
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
    edit: ExcursionEdit,
) -> Result<ExcursionOutcome> {
    if let Some(version) = applied(conn, keeper.school, edit.id).await? {
        return Ok(ExcursionOutcome::Saved { version });
    }
    let says = edit.says.plain();
    if let Err(error) = says.check(days) {
        return Ok(ExcursionOutcome::Refused(error));
    }
    let known = load(conn, keeper.school, keeper.class).await?;
    let stored = known.into_iter().find(|own| own.id == edit.excursion);
    if stored.is_none() && is_elsewhere(conn, KNOWN, keeper.school, edit.excursion).await? {
        return Err(StoreError::NotFound);
    }
    if let Some(own) = stored.as_ref().filter(|own| own.says == says) {
        return Ok(ExcursionOutcome::Saved { version: own.version });
    }
    let Some(version) = next_version(edit.base, stored.as_ref().map(|own| own.version)) else {
        return if edit.base > 0 && stored.is_none() {
            Err(StoreError::NotFound)
        } else {
            Ok(ExcursionOutcome::Conflict)
        };
    };
    let json = |excursion: Option<&Excursion>| {
        serde_json::to_string(&excursion).map_err(|_| StoreError::Corrupt("excursion"))
    };
    let (before, after) = (json(stored.as_ref().map(|own| &own.says))?, json(Some(&says))?);
    let record = keeper.record(edit.id, Object::Excursion(edit.excursion), before, after);
    let mut batch = Batch::default();
    batch.insert(history::INSERT, &[chain.link(record)], "");
    batch.insert(ROWS, &[values(keeper, edit.excursion, &says, version)], ROWS_AGAIN);
    chain.put_back(&mut batch);
    batch.run(conn).await?;
    Ok(ExcursionOutcome::Saved { version })
}

/// Any class's record.
const KNOWN: &str = "SELECT 1 FROM excursion WHERE school_id = $1 AND excursion_id = $2";

const ROWS: &str = "INSERT INTO excursion (school_id, excursion_id, class_id, kind, starts_on, ends_on, place, hours, \
     led_by, struck, version) VALUES";

const ROWS_AGAIN: &str = "ON CONFLICT (school_id, excursion_id) DO UPDATE SET kind = excluded.kind, \
     starts_on = excluded.starts_on, ends_on = excluded.ends_on, place = excluded.place, hours = excluded.hours, \
     led_by = excluded.led_by, struck = excluded.struck, version = excluded.version \
     WHERE excursion.class_id = excluded.class_id";

fn values(keeper: Keeper, id: Id<of::Excursion>, says: &Excursion, version: i32) -> Vec<Value> {
    vec![
        keeper.school.into(),
        id.into(),
        keeper.class.into(),
        says.kind.code().into(),
        says.starts_on.into(),
        says.ends_on.into(),
        (&says.place).into(),
        says.hours.into(),
        (&says.led_by).into(),
        says.struck.into(),
        version.into(),
    ]
}
