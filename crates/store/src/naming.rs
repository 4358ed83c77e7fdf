//! Correcting people's names, each change in the history.

use klas_domain::{
    collation,
    id::{Id, of},
    naming::NameError,
    school::PersonName,
};

use crate::{
    archive::lock::Touches,
    bundle::PersonRow,
    db::{Batch, Conn, sql},
    error::Result,
    history::{self, Chain, Object, Record},
    store::Store,
    summative::Setting,
};

/// What became of a wish to correct a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameOutcome {
    /// The person has the name.
    Saved,
    /// Somebody else corrected it meanwhile; nothing was written.
    Conflict,
    /// It breaks a rule; nothing was written.
    Refused(NameError),
}

impl Store {
    /// Gives a person, whose name was seen as `seen`, another name. Everything else stays the person's, and files are
    /// recognised by the new name. Archived journals keep the name that was signed.
    ///
    /// # Errors
    /// [`crate::StoreError::NotFound`] where the school has nobody of that identifier; the database's. Then nothing was
    /// written.
    pub async fn rename(
        &self,
        setting: Setting,
        person: Id<of::Person>,
        seen: PersonName,
        name: PersonName,
    ) -> Result<NameOutcome> {
        let name = name.tidy();
        if let Err(error) = name.check() {
            return Ok(NameOutcome::Refused(error));
        }
        self.write(Some(setting.school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                let chain = Chain::take(conn, setting.school, Touches::NoJournal).await?;
                let stored: PersonRow =
                    sql("SELECT person_id, match_key, surname, given, patronymic, born, sex, phone, \
                     email, address, position FROM person WHERE school_id = $1 AND person_id = $2")
                    .bind(setting.school)
                    .bind(person)
                    .fetch_one(conn)
                    .await?;
                if stored.names() == name {
                    return Ok(NameOutcome::Saved);
                }
                if stored.names() != seen {
                    return Ok(NameOutcome::Conflict);
                }
                let mut renamed = stored.renamed(&name);
                if is_taken(conn, setting.school, &renamed).await? {
                    renamed.match_key.clone_from(&stored.match_key);
                }
                update(conn, setting.school, &renamed).await?;
                keep(conn, chain, setting, &stored, &renamed).await?;
                Ok(NameOutcome::Saved)
            })
        })
        .await
    }
}

/// Whether somebody else is told from namesakes by the same key.
async fn is_taken(conn: &mut Conn<'_>, school: Id<of::School>, person: &PersonRow) -> Result<bool> {
    let row: Option<(i32,)> =
        sql("SELECT 1 FROM person WHERE school_id = $1 AND match_key = $2 AND person_id <> $3")
            .bind(school)
            .bind(&person.match_key)
            .bind(person.person_id)
            .fetch_optional(conn)
            .await?;
    Ok(row.is_some())
}

async fn update(conn: &mut Conn<'_>, school: Id<of::School>, person: &PersonRow) -> Result<()> {
    sql("UPDATE person SET surname = $3, given = $4, patronymic = $5, sort_key = $6, match_key = $7 \
         WHERE school_id = $1 AND person_id = $2")
    .bind(school)
    .bind(person.person_id)
    .bind(&person.surname)
    .bind(&person.given)
    .bind(&person.patronymic)
    .bind(collation::sort_key(&person.name()))
    .bind(&person.match_key)
    .execute(conn)
    .await
    .map(|_| ())
}

/// Names stand on all pages of the school, so this is a change of the school's.
async fn keep(
    conn: &mut Conn<'_>,
    mut chain: Chain,
    setting: Setting,
    before: &PersonRow,
    after: &PersonRow,
) -> Result<()> {
    let said =
        |own: &PersonRow| serde_json::json!({ "person": own.person_id, "name": own.names() }).to_string();
    let record = Record {
        edit: Id::new(),
        object: Object::School(setting.school),
        at: setting.now,
        author: setting.author,
        reason: None,
        before: said(before),
        after: said(after),
    };
    let mut batch = Batch::default();
    batch.insert(history::INSERT, &[chain.link(record)], "");
    chain.put_back(&mut batch);
    batch.run(conn).await.map(|_| ())
}
