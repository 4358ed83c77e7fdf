//! What is published, as its readers and its authors see it.

use chrono::{DateTime, NaiveDate, Utc};
use klas_domain::{
    announcement::{Announcement, Audience},
    id::{Id, of},
    school::{ClassName, PersonName},
};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    db::sql,
    error::{Result, StoreError},
    journal::class_name,
    store::Reader,
};

/// An announcement as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAnnouncement {
    /// Identifier.
    pub id: Id<of::Announcement>,
    /// Whom it is for.
    pub audience: Audience,
    /// The class it is for, as it is written.
    pub class: Option<ClassName>,
    /// The class teacher of that class.
    pub class_teacher: Option<Id<of::Person>>,
    /// Who wrote it.
    pub author: Id<of::Person>,
    /// The author's names.
    pub author_name: PersonName,
    /// What it says.
    pub says: Announcement,
    /// When it was published.
    pub published_at: DateTime<Utc>,
    /// When it was withdrawn; none while it stands.
    pub withdrawn_at: Option<DateTime<Utc>>,
    /// How often it was written: 1 as it was published.
    pub version: i32,
}

/// An announcement as one of a family sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FamilyAnnouncement {
    /// What stands there.
    pub stored: StoredAnnouncement,
    /// The pupil through whom the person sees it.
    pub pupil: Id<of::Person>,
    /// Whether the person has read it as it stands now.
    pub read: bool,
    /// Whether the person said so, of what stands there now.
    pub acknowledged: bool,
}

/// What an announcement once said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// What it said.
    pub says: Announcement,
    /// Since when.
    pub at: DateTime<Utc>,
    /// Who wrote it so.
    pub author: PersonName,
}

#[derive(FromRow)]
struct AnnouncementRow {
    announcement_id: Uuid,
    audience: String,
    audience_grade: Option<i32>,
    class_id: Option<Uuid>,
    grade: Option<i32>,
    letter: Option<String>,
    class_teacher_id: Option<Uuid>,
    author_id: Uuid,
    surname: String,
    given: String,
    patronymic: String,
    title: String,
    body: String,
    urgent: bool,
    asks: bool,
    published_at: DateTime<Utc>,
    withdrawn_at: Option<DateTime<Utc>>,
    version: i32,
}

impl TryFrom<AnnouncementRow> for StoredAnnouncement {
    type Error = StoreError;
    fn try_from(row: AnnouncementRow) -> Result<Self> {
        let audience = match (row.audience.as_str(), row.class_id, row.audience_grade) {
            ("class", Some(class), _) => Audience::Class(class.into()),
            ("grade", _, Some(grade)) => {
                Audience::Grade(u8::try_from(grade).map_err(|_| StoreError::Corrupt("grade"))?)
            }
            ("school", ..) => Audience::School,
            _ => return Err(StoreError::Corrupt("audience")),
        };
        let class = row.grade.zip(row.letter).map(|(grade, letter)| class_name(grade, letter)).transpose()?;
        Ok(Self {
            id: row.announcement_id.into(),
            audience,
            class,
            class_teacher: row.class_teacher_id.map(Id::from),
            author: row.author_id.into(),
            author_name: PersonName { surname: row.surname, given: row.given, patronymic: row.patronymic },
            says: Announcement { title: row.title, text: row.body, urgent: row.urgent, asks: row.asks },
            published_at: row.published_at,
            withdrawn_at: row.withdrawn_at,
            version: row.version,
        })
    }
}

#[derive(FromRow)]
struct FamilyRow {
    #[sqlx(flatten)]
    announcement: AnnouncementRow,
    read: bool,
    acknowledged: bool,
}

/// What is selected of an announcement `a`, its author `p` and its class `c`.
macro_rules! announcements {
    ($more:literal, $rest:literal) => {
        sql(concat!(
            "SELECT a.announcement_id, a.audience, a.grade AS audience_grade, a.class_id, c.grade, c.letter, \
             c.class_teacher_id, a.author_id, p.surname, p.given, p.patronymic, a.title, a.body, a.urgent, a.asks, \
             a.published_at, a.withdrawn_at, a.version",
            $more,
            " FROM announcement a \
             JOIN person p ON p.school_id = a.school_id AND p.person_id = a.author_id \
             LEFT JOIN school_class c ON c.school_id = a.school_id AND c.class_id = a.class_id ",
            $rest
        ))
    };
}

impl Reader {
    /// The announcements for a pupil's class of a day, as a person of the family sees them, the newest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn announcements_of_pupil(
        &mut self,
        pupil: Id<of::Person>,
        person: Id<of::Person>,
        day: NaiveDate,
    ) -> Result<Vec<FamilyAnnouncement>> {
        let school = self.school;
        let rows: Vec<FamilyRow> = announcements!(
            ", COALESCE(r.version >= a.version, FALSE) AS read, \
             COALESCE(r.acknowledged_version >= a.version, FALSE) AS acknowledged",
            "LEFT JOIN announcement_reading r ON r.school_id = a.school_id \
              AND r.announcement_id = a.announcement_id AND r.pupil_id = $2 AND r.person_id = $3 \
             WHERE a.school_id = $1 AND a.withdrawn_at IS NULL AND EXISTS (SELECT 1 FROM enrolment n \
              JOIN school_class k ON k.school_id = n.school_id AND k.class_id = n.class_id \
              WHERE n.school_id = a.school_id AND n.pupil_id = $2 AND n.starts_on <= $4 \
              AND (n.ends_on IS NULL OR n.ends_on >= $4) AND k.year_id = a.year_id \
              AND (a.audience = 'school' OR a.grade = k.grade OR a.class_id = k.class_id)) \
             ORDER BY a.published_at DESC, a.announcement_id DESC"
        )
        .bind(school)
        .bind(pupil)
        .bind(person)
        .bind(day)
        .fetch_all(&mut self.conn())
        .await?;
        let own = |row: FamilyRow| {
            Ok(FamilyAnnouncement {
                stored: row.announcement.try_into()?,
                pupil,
                read: row.read,
                acknowledged: row.acknowledged,
            })
        };
        rows.into_iter().map(own).collect()
    }

    /// The announcements of a year, withdrawn ones too, the newest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn announcements(&mut self, year: Id<of::Year>) -> Result<Vec<StoredAnnouncement>> {
        let school = self.school;
        let rows: Vec<AnnouncementRow> = announcements!(
            "",
            "WHERE a.school_id = $1 AND a.year_id = $2 ORDER BY a.published_at DESC, a.announcement_id DESC"
        )
        .bind(school)
        .bind(year)
        .fetch_all(&mut self.conn())
        .await?;
        rows.into_iter().map(StoredAnnouncement::try_from).collect()
    }

    /// An announcement.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; the database's.
    pub async fn announcement(&mut self, id: Id<of::Announcement>) -> Result<StoredAnnouncement> {
        let school = self.school;
        let row: AnnouncementRow = announcements!("", "WHERE a.school_id = $1 AND a.announcement_id = $2")
            .bind(school)
            .bind(id)
            .fetch_one(&mut self.conn())
            .await?;
        row.try_into()
    }

    /// What an announcement said before, the newest first; what it says now is not among them.
    ///
    /// # Errors
    /// The database's.
    pub async fn announcement_versions(&mut self, id: Id<of::Announcement>) -> Result<Vec<Version>> {
        type Row = (String, String, bool, bool, DateTime<Utc>, String, String, String);
        let school = self.school;
        let rows: Vec<Row> = sql("SELECT v.title, v.body, v.urgent, v.asks, v.written_at, \
             p.surname, p.given, p.patronymic FROM announcement_version v \
             JOIN person p ON p.school_id = v.school_id AND p.person_id = v.author_id \
             WHERE v.school_id = $1 AND v.announcement_id = $2 ORDER BY v.version DESC")
        .bind(school)
        .bind(id)
        .fetch_all(&mut self.conn())
        .await?;
        let version = |(title, text, urgent, asks, at, surname, given, patronymic)| Version {
            says: Announcement { title, text, urgent, asks },
            at,
            author: PersonName { surname, given, patronymic },
        };
        Ok(rows.into_iter().map(version).collect())
    }
}
