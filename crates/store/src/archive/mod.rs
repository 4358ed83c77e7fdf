//! Archives of years: the container of each class's journal, and who signed it (DOMAIN §11).

mod history;
mod keeping;
pub(crate) mod lock;
mod write;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use klas_domain::{
    archive::Signatory,
    id::{Id, of},
    school::PersonName,
};
use serde::Deserialize;
use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    db::sql,
    error::{Result, StoreError},
    history::archive_of,
    store::Reader,
};

pub use history::HistoryRow;
pub use keeping::KeptContainer;
pub use write::{NewContainer, SeenContainer, Signing, Stale};

/// The card of an archived class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchiveCard {
    /// SHA-256 of the container's manifest, which has the digests of all its documents.
    pub digest: Vec<u8>,
    /// The version of the program that made it.
    pub producer: String,
    /// When.
    pub made_at: DateTime<Utc>,
    /// Who ordered it; none where the command line did.
    pub made_by: Option<PersonName>,
    /// The pages of the journal.
    pub pages: u32,
    /// How large the container is, in bytes.
    pub size: u64,
    /// Counts what was written: containers made anew, and signatures.
    pub version: i32,
    /// The signatures in the order of signing.
    pub signatures: Vec<ArchiveSignature>,
}

/// A signature of an archived class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchiveSignature {
    /// In which part the person signed.
    pub role: Signatory,
    /// Names, as the certificate says them.
    pub name: String,
    /// Посада, as the certificate says it; empty where it does not.
    pub position: String,
    /// Організація, likewise.
    pub organisation: String,
    /// The certificate's serial number in hexadecimal.
    pub serial: String,
    /// Who issued the certificate.
    pub issuer: String,
    /// When it was signed.
    pub signed_at: DateTime<Utc>,
    /// Whether a trusted time stamp proves when.
    pub stamped: bool,
    /// Whether the certificate leads up to one that the server trusts.
    pub trusted: bool,
    /// The signature's place in the container.
    pub file: String,
}

#[derive(FromRow)]
struct CardRow {
    class_id: Uuid,
    digest: Vec<u8>,
    producer: String,
    made_at: DateTime<Utc>,
    surname: Option<String>,
    given: Option<String>,
    patronymic: Option<String>,
    pages: i32,
    size: i64,
    version: i32,
}

impl CardRow {
    fn card(self, signatures: Vec<ArchiveSignature>) -> Result<ArchiveCard> {
        let name = self.surname.zip(self.given).zip(self.patronymic);
        Ok(ArchiveCard {
            digest: self.digest,
            producer: self.producer,
            made_at: self.made_at,
            made_by: name.map(|((surname, given), patronymic)| PersonName { surname, given, patronymic }),
            pages: u32::try_from(self.pages).map_err(|_| StoreError::Corrupt("pages"))?,
            size: u64::try_from(self.size).map_err(|_| StoreError::Corrupt("size"))?,
            version: self.version,
            signatures,
        })
    }
}

#[derive(FromRow)]
struct SignatureRow {
    class_id: Uuid,
    role: String,
    name: String,
    position: String,
    organisation: String,
    serial: String,
    issuer: String,
    signed_at: DateTime<Utc>,
    stamped: bool,
    trusted: bool,
    file: String,
}

impl TryFrom<SignatureRow> for ArchiveSignature {
    type Error = StoreError;

    fn try_from(row: SignatureRow) -> Result<Self> {
        Ok(Self {
            role: Signatory::from_code(&row.role).ok_or(StoreError::Corrupt("signatory"))?,
            name: row.name,
            position: row.position,
            organisation: row.organisation,
            serial: row.serial,
            issuer: row.issuer,
            signed_at: row.signed_at,
            stamped: row.stamped,
            trusted: row.trusted,
            file: row.file,
        })
    }
}

impl Reader {
    /// The cards of the archived classes of a year.
    ///
    /// # Errors
    /// The database's.
    pub async fn archive_cards(
        &mut self,
        year: Id<of::Year>,
    ) -> Result<HashMap<Id<of::SchoolClass>, ArchiveCard>> {
        let school = self.school;
        let rows: Vec<SignatureRow> =
            sql("SELECT s.class_id, s.role, s.name, s.position, s.organisation, s.serial, \
             s.issuer, s.signed_at, s.stamped, s.trusted, s.file FROM archive_signature s \
             JOIN school_class k ON k.school_id = s.school_id AND k.class_id = s.class_id \
             WHERE s.school_id = $1 AND k.year_id = $2 ORDER BY s.role")
            .bind(school)
            .bind(year)
            .fetch_all(&mut self.conn())
            .await?;
        let mut signatures: HashMap<Uuid, Vec<ArchiveSignature>> = HashMap::new();
        for row in rows {
            signatures.entry(row.class_id).or_default().push(row.try_into()?);
        }
        let rows: Vec<CardRow> =
            sql("SELECT a.class_id, a.digest, a.producer, a.made_at, p.surname, p.given, \
             p.patronymic, a.pages, CAST(length(a.content) AS bigint) AS size, a.version FROM archive a \
             JOIN school_class k ON k.school_id = a.school_id AND k.class_id = a.class_id \
             LEFT JOIN person p ON p.school_id = a.school_id AND p.person_id = a.made_by \
             WHERE a.school_id = $1 AND k.year_id = $2")
            .bind(school)
            .bind(year)
            .fetch_all(&mut self.conn())
            .await?;
        let card = |row: CardRow| {
            let class = row.class_id;
            Ok((class.into(), row.card(signatures.remove(&class).unwrap_or_default())?))
        };
        rows.into_iter().map(card).collect()
    }

    /// The container of a class as it is kept, with its version.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where the class is not archived; the database's.
    pub async fn archived(&mut self, class: Id<of::SchoolClass>) -> Result<(Vec<u8>, i32)> {
        let school = self.school;
        sql("SELECT content, version FROM archive WHERE school_id = $1 AND class_id = $2")
            .bind(school)
            .bind(class)
            .fetch_one(&mut self.conn())
            .await
    }

    /// SHA-256, in hexadecimal, of the container of a class as the last signature left it, by what the history says; none
    /// where nobody has signed it, or an earlier version of the program took the signature.
    ///
    /// # Errors
    /// The database's.
    pub async fn archive_seal(&mut self, class: Id<of::SchoolClass>) -> Result<Option<String>> {
        #[derive(Deserialize)]
        struct Said {
            container: Option<String>,
        }
        let school = self.school;
        let row: Option<(String,)> =
            sql("SELECT after FROM history WHERE school_id = $1 AND object_id = $2 \
             AND kind = 'archive' ORDER BY seq DESC LIMIT 1")
            .bind(school)
            .bind(archive_of(class))
            .fetch_optional(&mut self.conn())
            .await?;
        // What cannot be read says nothing.
        let said = row.and_then(|(after,)| serde_json::from_str(&after).ok());
        Ok(said.and_then(|said: Said| said.container))
    }
}
