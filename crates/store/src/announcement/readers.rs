//! Who has read an announcement as it stands now: counted by pupil, since a family reads for each of its children.

use std::collections::HashMap;

use chrono::NaiveDate;
use klas_domain::{
    id::{Id, of},
    school::{ClassName, PersonName},
};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{db::sql, error::Result, journal::class_name, store::Reader};

/// How many have read an announcement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Readers {
    /// How many pupils it is for.
    pub pupils: usize,
    /// How many of them have read it themselves.
    pub pupils_read: usize,
    /// Of how many a guardian has read it.
    pub families_read: usize,
    /// Of how many a guardian said so.
    pub acknowledged: usize,
}

/// A pupil of those an announcement is for, and the family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family {
    /// The pupil.
    pub pupil: Id<of::Person>,
    /// The pupil's names.
    pub name: PersonName,
    /// The pupil's class.
    pub class: ClassName,
    /// Whether the pupil has read it.
    pub pupil_read: bool,
    /// Whether a guardian has.
    pub family_read: bool,
    /// Whether a guardian said so.
    pub acknowledged: bool,
}

#[derive(FromRow)]
struct FamilyRow {
    pupil_id: Uuid,
    surname: String,
    given: String,
    patronymic: String,
    grade: i32,
    letter: String,
    pupil_read: bool,
    family_read: bool,
    acknowledged: bool,
}

impl Readers {
    /// Counts families.
    pub fn of(families: &[Family]) -> Self {
        let count = |is: fn(&Family) -> bool| families.iter().filter(|family| is(family)).count();
        Self {
            pupils: families.len(),
            pupils_read: count(|family| family.pupil_read),
            families_read: count(|family| family.family_read),
            acknowledged: count(|family| family.acknowledged),
        }
    }
}

impl Reader {
    /// The pupils an announcement is for on a day, by class and in alphabetical order, with who of the family has read
    /// it as it stands now.
    ///
    /// # Errors
    /// The database's.
    pub async fn announcement_families(
        &mut self,
        id: Id<of::Announcement>,
        day: NaiveDate,
    ) -> Result<Vec<Family>> {
        let school = self.school;
        let rows: Vec<FamilyRow> =
            sql("SELECT n.pupil_id, p.surname, p.given, p.patronymic, k.grade, k.letter, \
             EXISTS (SELECT 1 FROM announcement_reading r WHERE r.school_id = a.school_id \
              AND r.announcement_id = a.announcement_id AND r.version >= a.version \
              AND r.pupil_id = n.pupil_id AND r.person_id = n.pupil_id) AS pupil_read, \
             EXISTS (SELECT 1 FROM announcement_reading r WHERE r.school_id = a.school_id \
              AND r.announcement_id = a.announcement_id AND r.version >= a.version \
              AND r.pupil_id = n.pupil_id AND r.person_id <> n.pupil_id) AS family_read, \
             EXISTS (SELECT 1 FROM announcement_reading r WHERE r.school_id = a.school_id \
              AND r.announcement_id = a.announcement_id AND r.acknowledged_version >= a.version \
              AND r.pupil_id = n.pupil_id AND r.person_id <> n.pupil_id) AS acknowledged \
             FROM announcement a \
             JOIN school_class k ON k.school_id = a.school_id AND k.year_id = a.year_id \
              AND (a.audience = 'school' OR a.grade = k.grade OR a.class_id = k.class_id) \
             JOIN enrolment n ON n.school_id = k.school_id AND n.class_id = k.class_id \
              AND n.starts_on <= $3 AND (n.ends_on IS NULL OR n.ends_on >= $3) \
             JOIN person p ON p.school_id = n.school_id AND p.person_id = n.pupil_id \
             WHERE a.school_id = $1 AND a.announcement_id = $2 ORDER BY p.sort_key, p.person_id")
            .bind(school)
            .bind(id)
            .bind(day)
            .fetch_all(&mut self.conn())
            .await?;
        let family = |row: FamilyRow| {
            Ok(Family {
                pupil: row.pupil_id.into(),
                name: PersonName { surname: row.surname, given: row.given, patronymic: row.patronymic },
                class: class_name(row.grade, row.letter)?,
                pupil_read: row.pupil_read,
                family_read: row.family_read,
                acknowledged: row.acknowledged,
            })
        };
        let mut families = rows.into_iter().map(family).collect::<Result<Vec<_>>>()?;
        // The databases do not know the order of the letters of classes.
        families.sort_by(|a, b| a.class.cmp(&b.class));
        Ok(families)
    }

    /// How many of those whom it is for on a day have read each announcement of a year as it stands now.
    ///
    /// # Errors
    /// The database's.
    pub async fn announcement_readers(
        &mut self,
        year: Id<of::Year>,
        day: NaiveDate,
    ) -> Result<HashMap<Id<of::Announcement>, Readers>> {
        let school = self.school;
        let rows: Vec<(Uuid, i64, i64, i64, i64)> = sql("SELECT a.announcement_id, \
             (SELECT count(*) FROM school_class k JOIN enrolment n ON n.school_id = k.school_id \
              AND n.class_id = k.class_id AND n.starts_on <= $3 AND (n.ends_on IS NULL OR n.ends_on >= $3) \
              WHERE k.school_id = a.school_id AND k.year_id = a.year_id \
              AND (a.audience = 'school' OR a.grade = k.grade OR a.class_id = k.class_id)), \
             count(DISTINCT CASE WHEN r.person_id = r.pupil_id THEN r.pupil_id END), \
             count(DISTINCT CASE WHEN r.person_id <> r.pupil_id THEN r.pupil_id END), \
             count(DISTINCT CASE WHEN r.person_id <> r.pupil_id AND r.acknowledged_version >= a.version \
              THEN r.pupil_id END) \
             FROM announcement a LEFT JOIN announcement_reading r ON r.school_id = a.school_id \
              AND r.announcement_id = a.announcement_id AND r.version >= a.version \
              AND EXISTS (SELECT 1 FROM enrolment n JOIN school_class k ON k.school_id = n.school_id \
               AND k.class_id = n.class_id WHERE n.school_id = r.school_id AND n.pupil_id = r.pupil_id \
               AND n.starts_on <= $3 AND (n.ends_on IS NULL OR n.ends_on >= $3) AND k.year_id = a.year_id \
               AND (a.audience = 'school' OR a.grade = k.grade OR a.class_id = k.class_id)) \
             WHERE a.school_id = $1 AND a.year_id = $2 \
             GROUP BY a.school_id, a.announcement_id, a.year_id, a.audience, a.grade, a.class_id")
        .bind(school)
        .bind(year)
        .bind(day)
        .fetch_all(&mut self.conn())
        .await?;
        let number = |count: i64| usize::try_from(count).unwrap_or_default();
        let readers = |(id, pupils, pupils_read, families_read, acknowledged): (Uuid, i64, i64, i64, i64)| {
            let readers = Readers {
                pupils: number(pupils),
                pupils_read: number(pupils_read),
                families_read: number(families_read),
                acknowledged: number(acknowledged),
            };
            (id.into(), readers)
        };
        Ok(rows.into_iter().map(readers).collect())
    }
}
