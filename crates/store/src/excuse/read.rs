//! What families wrote about absences, and what they were answered.

use chrono::{DateTime, NaiveDate, Utc};
use klas_domain::{
    Absence,
    excuse::{Excuse, ExcuseState},
    id::{Id, of},
    school::PersonName,
};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    db::{Sql, sql},
    error::{Result, StoreError},
    store::Reader,
};

/// A note as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredExcuse {
    /// Identifier.
    pub id: Id<of::Excuse>,
    /// The child.
    pub pupil: Id<of::Person>,
    /// The child's names.
    pub pupil_name: PersonName,
    /// Who wrote it.
    pub guardian: Id<of::Person>,
    /// That person's names.
    pub guardian_name: PersonName,
    /// What was written.
    pub says: Excuse,
    /// When.
    pub sent_at: DateTime<Utc>,
    /// How far it is.
    pub state: ExcuseState,
    /// Why it was refused; empty where it was not.
    pub answer: String,
    /// Whether a photo is with it.
    pub has_photo: bool,
}

/// Who may see the photo of a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExcuseReaders {
    /// The child.
    pub pupil: Id<of::Person>,
    /// Who wrote it.
    pub author: Id<of::Person>,
    /// The class teachers of the classes that the child was of on its days.
    pub class_teachers: Vec<Id<of::Person>>,
}

#[derive(FromRow)]
struct ExcuseRow {
    excuse_id: Uuid,
    pupil_id: Uuid,
    surname: String,
    given: String,
    patronymic: String,
    guardian_id: Uuid,
    guardian_surname: String,
    guardian_given: String,
    guardian_patronymic: String,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    kind: String,
    comment: String,
    sent_at: DateTime<Utc>,
    state: String,
    answer: String,
    has_photo: bool,
}

impl TryFrom<ExcuseRow> for StoredExcuse {
    type Error = StoreError;
    fn try_from(row: ExcuseRow) -> Result<Self> {
        Ok(Self {
            id: row.excuse_id.into(),
            pupil: row.pupil_id.into(),
            pupil_name: PersonName { surname: row.surname, given: row.given, patronymic: row.patronymic },
            guardian: row.guardian_id.into(),
            guardian_name: PersonName {
                surname: row.guardian_surname,
                given: row.guardian_given,
                patronymic: row.guardian_patronymic,
            },
            says: Excuse {
                from: row.starts_on,
                to: row.ends_on,
                kind: Absence::from_code(&row.kind).ok_or(StoreError::Corrupt("kind of a note"))?,
                comment: row.comment,
            },
            sent_at: row.sent_at,
            state: ExcuseState::from_code(&row.state).ok_or(StoreError::Corrupt("state of a note"))?,
            answer: row.answer,
            has_photo: row.has_photo,
        })
    }
}

/// Begins a statement that selects notes, `x`, by what follows in `WHERE`.
macro_rules! notes {
    ($condition:literal) => {
        sql(concat!(
            "SELECT x.excuse_id, x.pupil_id, p.surname, p.given, p.patronymic, x.guardian_id, \
             g.surname AS guardian_surname, g.given AS guardian_given, g.patronymic AS guardian_patronymic, \
             x.starts_on, x.ends_on, x.kind, x.comment, x.sent_at, x.state, x.answer, \
             EXISTS (SELECT 1 FROM excuse_photo f WHERE f.school_id = x.school_id AND f.excuse_id = x.excuse_id) \
              AS has_photo FROM excuse x \
             JOIN person p ON p.school_id = x.school_id AND p.person_id = x.pupil_id \
             JOIN person g ON g.school_id = x.school_id AND g.person_id = x.guardian_id \
             WHERE x.school_id = $1 AND ",
            $condition,
            " ORDER BY x.sent_at DESC, x.excuse_id DESC"
        ))
    };
}

impl Reader {
    /// The notes about a pupil, the newest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn excuses_of_pupil(&mut self, pupil: Id<of::Person>) -> Result<Vec<StoredExcuse>> {
        let school = self.school;
        self.excuses(notes!("x.pupil_id = $2").bind(school).bind(pupil)).await
    }

    /// The notes about days on which a pupil was of a class, the newest first; those that were taken back are left out.
    ///
    /// # Errors
    /// The database's.
    pub async fn excuses_of_class(&mut self, class: Id<of::SchoolClass>) -> Result<Vec<StoredExcuse>> {
        let school = self.school;
        let statement = notes!(
            "x.state <> 'withdrawn' AND EXISTS (SELECT 1 FROM enrolment n \
              WHERE n.school_id = x.school_id AND n.class_id = $2 AND n.pupil_id = x.pupil_id \
              AND n.starts_on <= x.ends_on AND (n.ends_on IS NULL OR n.ends_on >= x.starts_on))"
        );
        self.excuses(statement.bind(school).bind(class)).await
    }

    async fn excuses(&mut self, statement: Sql) -> Result<Vec<StoredExcuse>> {
        let rows: Vec<ExcuseRow> = statement.fetch_all(&mut self.conn()).await?;
        rows.into_iter().map(StoredExcuse::try_from).collect()
    }

    /// Whom a note is about, who wrote it, and the class teachers of its days.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; the database's.
    pub async fn excuse_readers(&mut self, excuse: Id<of::Excuse>) -> Result<ExcuseReaders> {
        let school = self.school;
        let rows: Vec<(Uuid, Uuid, Option<Uuid>)> =
            sql("SELECT x.pupil_id, x.guardian_id, k.class_teacher_id \
             FROM excuse x \
             LEFT JOIN enrolment n ON n.school_id = x.school_id AND n.pupil_id = x.pupil_id \
              AND n.starts_on <= x.ends_on AND (n.ends_on IS NULL OR n.ends_on >= x.starts_on) \
             LEFT JOIN school_class k ON k.school_id = n.school_id AND k.class_id = n.class_id \
             WHERE x.school_id = $1 AND x.excuse_id = $2")
            .bind(school)
            .bind(excuse)
            .fetch_all(&mut self.conn())
            .await?;
        let (pupil, author, _) = rows.first().copied().ok_or(StoreError::NotFound)?;
        Ok(ExcuseReaders {
            pupil: pupil.into(),
            author: author.into(),
            class_teachers: rows.into_iter().filter_map(|(.., teacher)| teacher.map(Id::from)).collect(),
        })
    }

    /// The photo that is with a note, as JPEG.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where there is none; the database's.
    pub async fn excuse_photo(&mut self, excuse: Id<of::Excuse>) -> Result<Vec<u8>> {
        let school = self.school;
        let (content,): (Vec<u8>,) =
            sql("SELECT content FROM excuse_photo WHERE school_id = $1 AND excuse_id = $2")
                .bind(school)
                .bind(excuse)
                .fetch_one(&mut self.conn())
                .await?;
        Ok(content)
    }
}
