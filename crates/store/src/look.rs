//! Which of the staff looked at what is kept of a pupil.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use klas_domain::{
    Role,
    id::{Id, of},
    look::Looked,
    school::PersonName,
};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    db::sql,
    error::{Result, StoreError},
    store::{Reader, Store},
};

/// Whose data a page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LookedAt {
    /// One pupil's.
    Pupil(Id<of::Person>),
    /// Those of all pupils of a class.
    Class(Id<of::SchoolClass>),
}

impl LookedAt {
    fn uuid(self) -> Uuid {
        match self {
            Self::Pupil(pupil) => pupil.uuid(),
            Self::Class(class) => class.uuid(),
        }
    }
}

/// A look: who, when, at what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// The school.
    pub school: Id<of::School>,
    /// Who looked.
    pub person: Id<of::Person>,
    /// Whose data.
    pub at: LookedAt,
    /// Which part.
    pub part: Looked,
    /// The day.
    pub day: NaiveDate,
}

/// Who looked at a pupil's data on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayOfLooks {
    /// The day.
    pub day: NaiveDate,
    /// Names.
    pub name: PersonName,
    /// Position, where the school's lists have it.
    pub position: Option<String>,
    /// The person's roles among the staff.
    pub roles: Vec<Role>,
    /// What was looked at.
    pub parts: BTreeSet<Looked>,
}

#[derive(FromRow)]
struct Row {
    day: NaiveDate,
    person_id: Uuid,
    part: String,
    surname: String,
    given: String,
    patronymic: String,
    position: Option<String>,
    roles: Option<String>,
}

impl Store {
    /// Keeps a look; one that the day has already is not written again.
    ///
    /// # Errors
    /// The database's.
    pub async fn keep_look(&self, look: Look) -> Result<()> {
        if self.read(look.school).await?.is_kept(look).await? {
            return Ok(());
        }
        self.write(Some(look.school), move |mut conn| {
            Box::pin(async move {
                sql("INSERT INTO look (school_id, object_id, day, person_id, part) VALUES ($1, $2, $3, $4, $5) \
                     ON CONFLICT DO NOTHING")
                .bind(look.school)
                .bind(look.at.uuid())
                .bind(look.day)
                .bind(look.person)
                .bind(look.part.code())
                .execute(&mut conn)
                .await
                .map(|_| ())
            })
        })
        .await
    }
}

impl Reader {
    async fn is_kept(&mut self, look: Look) -> Result<bool> {
        let (kept,): (bool,) =
            sql("SELECT EXISTS (SELECT 1 FROM look WHERE school_id = $1 AND object_id = $2 \
             AND day = $3 AND person_id = $4 AND part = $5)")
            .bind(look.school)
            .bind(look.at.uuid())
            .bind(look.day)
            .bind(look.person)
            .bind(look.part.code())
            .fetch_one(&mut self.conn())
            .await?;
        Ok(kept)
    }

    /// Who looked at a pupil's data since a day, alone or with those of the class that the pupil was of then; the newest
    /// day first.
    ///
    /// # Errors
    /// The database's.
    pub async fn looks_at(&mut self, pupil: Id<of::Person>, since: NaiveDate) -> Result<Vec<DayOfLooks>> {
        let school = self.school;
        let rows: Vec<Row> =
            sql("SELECT o.day, o.person_id, o.part, p.surname, p.given, p.patronymic, p.position, \
             (SELECT string_agg(r.role, ',') FROM person_role r \
              WHERE r.school_id = p.school_id AND r.person_id = p.person_id) AS roles \
             FROM look o JOIN person p ON p.school_id = o.school_id AND p.person_id = o.person_id \
             WHERE o.school_id = $1 AND o.day >= $3 AND (o.object_id = $2 OR o.object_id IN ( \
              SELECT n.class_id FROM enrolment n WHERE n.school_id = $1 AND n.pupil_id = $2 \
              AND n.starts_on <= o.day AND (n.ends_on IS NULL OR n.ends_on >= o.day))) \
             ORDER BY o.day DESC, p.sort_key, o.person_id, o.part")
            .bind(school)
            .bind(pupil)
            .bind(since)
            .fetch_all(&mut self.conn())
            .await?;
        let mut days: Vec<(Uuid, DayOfLooks)> = Vec::new();
        for row in rows {
            let part = Looked::from_code(&row.part).ok_or(StoreError::Corrupt("look"))?;
            match days.last_mut() {
                Some((person, last)) if (*person, last.day) == (row.person_id, row.day) => {
                    last.parts.insert(part);
                }
                _ => days.push((row.person_id, row.looks(part))),
            }
        }
        Ok(days.into_iter().map(|(_, day)| day).collect())
    }
}

impl Row {
    fn looks(self, part: Looked) -> DayOfLooks {
        let roles = self.roles.iter().flat_map(|roles| roles.split(',')).filter_map(Role::from_code);
        DayOfLooks {
            day: self.day,
            name: PersonName { surname: self.surname, given: self.given, patronymic: self.patronymic },
            position: self.position,
            roles: roles.filter(|role| !role.is_family()).collect(),
            parts: BTreeSet::from([part]),
        }
    }
}
