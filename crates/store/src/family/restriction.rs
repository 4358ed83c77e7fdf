//! Limited rights of guardians, each change in the history.

use chrono::NaiveDate;
use klas_domain::{
    Scope,
    edit::plain,
    guardianship::{
        Document, DocumentKind, Hidden, Restriction, RestrictionEdit, RestrictionError, RestrictionOutcome,
        StoredRestriction,
    },
    invitation::InvitationKind,
    record::RecordOutcome,
};
use sqlx::FromRow;

use crate::{
    archive::lock::Touches,
    db::{Batch, Conn, Value, sql},
    error::{Result, StoreError},
    history::{self, Chain, Object, applied},
    register::Keeper,
    school::local_day,
    store::Store,
};

/// The columns `hidden, valid_from, valid_until, document, document_number, document_date, version` of a restriction, all
/// absent where there never was one.
#[derive(Default, FromRow)]
pub(crate) struct RestrictionRow {
    hidden: Option<String>,
    valid_from: Option<NaiveDate>,
    valid_until: Option<NaiveDate>,
    document: Option<String>,
    document_number: Option<String>,
    document_date: Option<NaiveDate>,
    version: Option<i32>,
}

impl RestrictionRow {
    /// What is on record.
    pub(crate) fn stored(self) -> Result<StoredRestriction> {
        let version = self.version.unwrap_or_default();
        let Some(hidden) = self.hidden else { return Ok(StoredRestriction { restriction: None, version }) };
        let corrupt = || StoreError::Corrupt("restriction");
        let kind = self.document.as_deref().and_then(DocumentKind::from_code).ok_or_else(corrupt)?;
        let document = Document {
            kind,
            number: self.document_number.unwrap_or_default(),
            date: self.document_date.ok_or_else(corrupt)?,
        };
        let restriction = Restriction {
            hidden: Hidden::from_code(&hidden).ok_or_else(corrupt)?,
            from: self.valid_from.ok_or_else(corrupt)?,
            until: self.valid_until,
            document,
        };
        Ok(StoredRestriction { restriction: Some(restriction), version })
    }
}

impl Store {
    /// Puts on record what is hidden from a guardian, changes it or lifts it; `may` is asked with the class's scope in the
    /// same transaction. An edit that was applied before is answered again and not applied again. Codes by which somebody
    /// from whom everything is hidden would come end; those for a new password are about the account and go on.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where there is no such class; the database's. Then nothing was written.
    pub async fn restrict(
        &self,
        keeper: Keeper,
        edit: RestrictionEdit,
        may: impl Fn(&Scope) -> bool + Send + 'static,
    ) -> Result<RestrictionOutcome> {
        let edit = plainly(edit);
        self.write(Some(keeper.school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                let chain = Chain::take(conn, keeper.school, Touches::NoJournal).await?;
                let ground = keeper.ground(conn).await?;
                if !may(&ground.scope) {
                    return Ok(RecordOutcome::Forbidden);
                }
                if let Some(version) = applied(conn, keeper.school, edit.id).await? {
                    return Ok(RecordOutcome::Saved { version });
                }
                match decide(conn, keeper, &edit).await? {
                    Ok(stored) => store(conn, chain, keeper, edit, stored).await,
                    Err(outcome) => Ok(outcome),
                }
            })
        })
        .await
    }
}

fn plainly(mut edit: RestrictionEdit) -> RestrictionEdit {
    if let Some(own) = &mut edit.restriction {
        let number = plain(&own.document.number);
        number.trim().clone_into(&mut own.document.number);
    }
    edit
}

/// What is on record of a guardian of a pupil, and whether the author acts for that guardian.
#[derive(FromRow)]
struct OnRecord {
    is_own: bool,
    #[sqlx(flatten)]
    restriction: RestrictionRow,
}

/// What stands on record before the edit is written, or what is answered where it is not.
async fn decide(
    conn: &mut Conn<'_>,
    keeper: Keeper,
    edit: &RestrictionEdit,
) -> Result<std::result::Result<StoredRestriction, RestrictionOutcome>> {
    let row: Option<OnRecord> = sql("SELECT $6 IN (g.guardian_id, COALESCE(g.holder_id, g.guardian_id)) \
         AS is_own, r.hidden, r.valid_from, r.valid_until, r.document, r.document_number, r.document_date, r.version \
         FROM guardianship g \
         LEFT JOIN guardian_restriction r ON r.school_id = g.school_id AND r.pupil_id = g.pupil_id \
          AND r.guardian_id = g.guardian_id \
         WHERE g.school_id = $1 AND g.pupil_id = $2 AND g.guardian_id = $3 AND EXISTS (SELECT 1 FROM enrolment e \
          WHERE e.school_id = g.school_id AND e.class_id = $4 AND e.pupil_id = g.pupil_id \
          AND (e.ends_on IS NULL OR e.ends_on >= $5))")
    .bind(keeper.school)
    .bind(edit.pupil)
    .bind(edit.guardian)
    .bind(keeper.class)
    .bind(local_day(keeper.now))
    .bind(keeper.author)
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else {
        return Ok(Err(RecordOutcome::Refused(RestrictionError::NotOfFamily)));
    };
    if row.is_own {
        return Ok(Err(RecordOutcome::Refused(RestrictionError::Own)));
    }
    let stored = row.restriction.stored()?;
    if let Some(Err(error)) = edit.restriction.as_ref().map(|own| own.check(local_day(keeper.now))) {
        return Ok(Err(RecordOutcome::Refused(error)));
    }
    if stored.restriction == edit.restriction {
        return Ok(Err(RecordOutcome::Saved { version: stored.version }));
    }
    if stored.version != edit.base {
        return Ok(Err(RecordOutcome::Conflict));
    }
    Ok(Ok(stored))
}

async fn store(
    conn: &mut Conn<'_>,
    mut chain: Chain,
    keeper: Keeper,
    edit: RestrictionEdit,
    before: StoredRestriction,
) -> Result<RestrictionOutcome> {
    let version = before.version + 1;
    let json = |own: &Option<Restriction>| {
        serde_json::to_string(own).map_err(|_| StoreError::Corrupt("restriction"))
    };
    let object = Object::Restriction { guardian: edit.guardian, pupil: edit.pupil };
    let record = keeper.record(edit.id, object, json(&before.restriction)?, json(&edit.restriction)?);
    let mut batch = Batch::default();
    batch.insert(history::INSERT, &[chain.link(record)], "");
    batch.insert(ROWS, &[values(keeper, &edit, version)], ROWS_AGAIN);
    if edit.restriction.is_some_and(|own| own.hidden == Hidden::Everything) {
        batch.add(
            "UPDATE invitation SET revoked_at = ? WHERE school_id = ? AND person_id = ? AND pupil_id = ? AND kind = ? \
             AND used_at IS NULL AND revoked_at IS NULL",
            vec![
                keeper.now.into(),
                keeper.school.into(),
                edit.guardian.into(),
                edit.pupil.into(),
                InvitationKind::Join.code().into(),
            ],
        );
    }
    chain.put_back(&mut batch);
    batch.run(conn).await?;
    Ok(RecordOutcome::Saved { version })
}

const ROWS: &str = "INSERT INTO guardian_restriction (school_id, pupil_id, guardian_id, hidden, valid_from, valid_until, \
     document, document_number, document_date, recorded_by, recorded_at, version) VALUES";

const ROWS_AGAIN: &str = "ON CONFLICT (school_id, pupil_id, guardian_id) DO UPDATE SET hidden = excluded.hidden, \
     valid_from = excluded.valid_from, valid_until = excluded.valid_until, document = excluded.document, \
     document_number = excluded.document_number, document_date = excluded.document_date, \
     recorded_by = excluded.recorded_by, recorded_at = excluded.recorded_at, version = excluded.version";

fn values(keeper: Keeper, edit: &RestrictionEdit, version: i32) -> Vec<Value> {
    let own = edit.restriction.as_ref();
    vec![
        keeper.school.into(),
        edit.pupil.into(),
        edit.guardian.into(),
        own.map(|own| own.hidden.code()).into(),
        own.map(|own| own.from).into(),
        own.and_then(|own| own.until).into(),
        own.map(|own| own.document.kind.code()).into(),
        own.map_or("", |own| &own.document.number).into(),
        own.map(|own| own.document.date).into(),
        keeper.author.into(),
        keeper.now.into(),
        version.into(),
    ]
}
