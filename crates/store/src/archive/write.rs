//! Keeping containers and signatures.

use chrono::{DateTime, Utc};
use klas_domain::{
    archive::Signatory,
    id::{Id, of},
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{ArchiveSignature, history::last_change, lock::Touches};
use crate::{
    db::{Batch, Conn, sql},
    error::{Result, StoreError},
    history::{self, Chain, Object, Record},
    package::{Held, go_on, note_made},
    store::Store,
};

/// A container that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewContainer {
    /// Whose journal it is.
    pub class: Id<of::SchoolClass>,
    /// SHA-256 of its manifest.
    pub digest: Vec<u8>,
    /// The version of the program.
    pub producer: String,
    /// Pages of the journal.
    pub pages: u32,
    /// The container.
    pub content: Vec<u8>,
    /// When it was made.
    pub at: DateTime<Utc>,
    /// Who ordered it; none for the command line.
    pub by: Option<Id<of::Person>>,
    /// Whether it also takes the place of one that the class teacher alone has signed, whose signature then goes.
    pub over_signed: Option<Stale>,
}

/// Why the head cannot sign a container that the class teacher alone has signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stale {
    /// The journal was changed after that.
    Outdated,
    /// The signature does not hold by what is known now: its certificate was revoked.
    Void,
}

/// The container that somebody signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeenContainer {
    /// Whose journal it is.
    pub class: Id<of::SchoolClass>,
    /// Its version.
    pub version: i32,
    /// The place in the school's history of the last change that it has; none where it has none. Earlier versions of the
    /// program put the closing of the school among the changes of its classes.
    pub last_change: Option<i64>,
    /// How far the school's history was when the container was found to be what the journal says.
    pub seq: i64,
}

/// What became of a signed container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signing {
    /// It is kept.
    Kept,
    /// The one that is kept is another by now, or something of the whole school was changed: people, the year, scales.
    Changed,
    /// The journal was changed after it was made.
    Outdated,
}

impl Store {
    /// Keeps a container in the place of the one before; false where nothing changed: it is the same, or somebody signed the
    /// one before, which stays unless [`NewContainer::over_signed`].
    ///
    /// # Errors
    /// The database's.
    pub async fn keep_archive(&self, school: Id<of::School>, container: NewContainer) -> Result<bool> {
        self.write(Some(school), move |mut conn| {
            Box::pin(async move { put(&mut conn, school, container).await })
        })
        .await
    }

    /// Keeps a container as the next document of a package, of so many in all; false where the package is not wanted any
    /// more or another's, and nothing was kept.
    ///
    /// # Errors
    /// The database's.
    pub async fn keep_container(
        &self,
        held: Held,
        documents: i32,
        container: NewContainer,
        lease_until: DateTime<Utc>,
    ) -> Result<bool> {
        self.write(Some(held.school), move |mut conn| {
            Box::pin(async move {
                if !go_on(&mut conn, held, documents, lease_until).await? {
                    return Ok(false);
                }
                note_made(&mut conn, held, &container.class.to_string(), container.pages).await?;
                put(&mut conn, held.school, container).await?;
                Ok(true)
            })
        })
        .await
    }

    /// Puts a signed container in the place of the one that was looked at, with the card of each new signature; the history
    /// says the container's digest. Where that is not the one any more, or not what the journal says, nothing is written.
    ///
    /// # Errors
    /// The database's.
    pub async fn sign_archive(
        &self,
        school: Id<of::School>,
        seen: SeenContainer,
        content: Vec<u8>,
        signatures: Vec<ArchiveSignature>,
        (author, now): (Id<of::Person>, DateTime<Utc>),
    ) -> Result<Signing> {
        let SeenContainer { class, version, .. } = seen;
        self.write(Some(school), move |mut conn| {
            Box::pin(async move {
                let mut chain = Chain::take(&mut conn, school, Touches::Class(class)).await?;
                // Whoever writes in the journal waits for the chain: what was written before now is seen here.
                if last_change(&mut conn, school, class).await? > seen.last_change {
                    return Ok(Signing::Outdated);
                }
                if school_was_changed(&mut conn, school, seen.seq).await? {
                    return Ok(Signing::Changed);
                }
                let seal = format!("{:x}", Sha256::digest(&content));
                let signed = sql("UPDATE archive SET content = $4, version = version + 1 \
                     WHERE school_id = $1 AND class_id = $2 AND version = $3")
                .bind(school)
                .bind(class)
                .bind(version)
                .bind(content)
                .execute(&mut conn)
                .await?;
                if signed == 0 {
                    return Ok(Signing::Changed);
                }
                let mut batch = Batch::default();
                let records = signatures.iter().map(|own| record(class, own, &seal, (author, now)));
                let records = records.map(|record| chain.link(record)).collect::<Vec<_>>();
                batch.insert(history::INSERT, &records, "");
                chain.put_back(&mut batch);
                batch.run(&mut conn).await?;
                for own in signatures {
                    sql("INSERT INTO archive_signature (school_id, class_id, role, name, position, organisation, \
                         serial, issuer, signed_at, stamped, trusted, file, taken_at, taken_from) \
                         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)")
                    .bind(school)
                    .bind(class)
                    .bind(own.role.code())
                    .bind(own.name)
                    .bind(own.position)
                    .bind(own.organisation)
                    .bind(own.serial)
                    .bind(own.issuer)
                    .bind(own.signed_at)
                    .bind(own.stamped)
                    .bind(own.trusted)
                    .bind(own.file)
                    .bind(now)
                    .bind(author)
                    .execute(&mut conn)
                    .await?;
                }
                Ok(Signing::Kept)
            })
        })
        .await
    }
}

/// Whether something that the history tells of the whole school, and of no class, was changed after a place in it.
async fn school_was_changed(conn: &mut Conn<'_>, school: Id<of::School>, since: i64) -> Result<bool> {
    let row: Option<(i64,)> =
        sql("SELECT seq FROM history WHERE school_id = $1 AND seq > $2 AND kind = 'school' LIMIT 1")
            .bind(school)
            .bind(since)
            .fetch_optional(conn)
            .await?;
    Ok(row.is_some())
}

/// A signature in the history, with the SHA-256 of the container that has it: from the head's on the journal is written by
/// nobody any more.
fn record(
    class: Id<of::SchoolClass>,
    own: &ArchiveSignature,
    seal: &str,
    (author, now): (Id<of::Person>, DateTime<Utc>),
) -> Record {
    Record {
        edit: Id::new(),
        object: Object::Archive(class),
        at: now,
        author,
        reason: None,
        before: "{}".to_owned(),
        after: serde_json::json!({ "signed": own.role.code(), "serial": own.serial, "container": seal })
            .to_string(),
    }
}

/// Takes the class teacher's signature off a container whose place another takes, which the history says; what both have
/// signed stays.
async fn unsign(conn: &mut Conn<'_>, school: Id<of::School>, new: &NewContainer, stale: Stale) -> Result<()> {
    let gone: Vec<(String, String)> =
        sql("DELETE FROM archive_signature WHERE school_id = $1 AND class_id = $2 \
         AND EXISTS (SELECT 1 FROM archive a WHERE a.school_id = $1 AND a.class_id = $2 AND (a.digest <> $3 OR $5)) \
         AND NOT EXISTS (SELECT 1 FROM archive_signature s \
          WHERE s.school_id = $1 AND s.class_id = $2 AND s.role = $4) RETURNING role, serial")
        .bind(school)
        .bind(new.class)
        .bind(new.digest.clone())
        .bind(Signatory::Head.code())
        .bind(stale == Stale::Void)
        .fetch_all(conn)
        .await?;
    if gone.is_empty() {
        return Ok(());
    }
    let mut chain = Chain::take(conn, school, Touches::NoJournal).await?;
    let record = |(role, serial): (String, String)| Record {
        edit: Id::new(),
        object: Object::Archive(new.class),
        at: new.at,
        author: new.by.unwrap_or_else(|| Id::from(Uuid::nil())),
        reason: None,
        before: serde_json::json!({ "signed": role, "serial": serial }).to_string(),
        after: serde_json::json!({ "unsigned": role }).to_string(),
    };
    let records: Vec<_> = gone.into_iter().map(|own| chain.link(record(own))).collect();
    let mut batch = Batch::default();
    batch.insert(history::INSERT, &records, "");
    chain.put_back(&mut batch);
    batch.run(conn).await.map(|_| ())
}

/// Keeps a container; false where the one before is the same, or is signed and stays.
async fn put(conn: &mut Conn<'_>, school: Id<of::School>, new: NewContainer) -> Result<bool> {
    // A signature that is being taken elsewhere is not seen by this statement otherwise, and would be lost.
    Chain::hold(conn, school).await?;
    if let Some(stale) = new.over_signed {
        unsign(conn, school, &new, stale).await?;
    }
    let pages = i32::try_from(new.pages).map_err(|_| StoreError::Corrupt("pages"))?;
    let kept = sql("INSERT INTO archive (school_id, class_id, digest, producer, made_at, made_by, pages, version, content) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8) \
         ON CONFLICT (school_id, class_id) DO UPDATE SET digest = excluded.digest, producer = excluded.producer, \
          made_at = excluded.made_at, made_by = excluded.made_by, pages = excluded.pages, \
          version = archive.version + 1, content = excluded.content \
         WHERE (archive.digest <> excluded.digest OR $9) AND NOT EXISTS (SELECT 1 FROM archive_signature s \
          WHERE s.school_id = archive.school_id AND s.class_id = archive.class_id)")
    .bind(school)
    .bind(new.class)
    .bind(new.digest)
    .bind(new.producer)
    .bind(new.at)
    .bind(new.by)
    .bind(pages)
    .bind(new.content)
    .bind(new.over_signed == Some(Stale::Void))
    .execute(conn)
    .await?;
    Ok(kept > 0)
}
