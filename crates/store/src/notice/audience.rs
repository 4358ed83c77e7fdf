//! Who of a school has an account to be told by.

use std::collections::HashMap;

use chrono::NaiveDate;
use klas_domain::{
    guardianship::{Child, Part},
    id::{Id, of},
};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{db::sql, error::Result, family::RestrictionRow, store::Reader};

/// By what a person may be told at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Reach {
    /// Whether the person has a device that is told.
    pub(super) device: bool,
    /// Whether the person has an address and wants letters of some kind at once.
    pub(super) letter: bool,
}

/// A person who may be told of a pupil.
pub(super) struct Recipient {
    pub(super) person: Id<of::Person>,
    pub(super) reach: Reach,
    /// The pupil as the guardian sees one; none of the pupil, who sees everything.
    child: Option<Child>,
}

impl Recipient {
    pub(super) fn sees(&self, part: Part) -> bool {
        self.child.as_ref().is_none_or(|child| child.shows(part))
    }
}

/// The pupils of a school, each with who may be told of it: guardians and the pupil, where they have accounts.
pub(super) type Families = HashMap<Uuid, Vec<Recipient>>;

#[derive(FromRow)]
struct GuardianRow {
    pupil_id: Uuid,
    person_id: Uuid,
    has_device: bool,
    has_letter: bool,
    #[sqlx(flatten)]
    restriction: RestrictionRow,
}

impl Reader {
    pub(super) async fn told_families(&mut self, today: NaiveDate) -> Result<Families> {
        let school = self.school;
        let rows: Vec<GuardianRow> = sql("SELECT g.pupil_id, m.person_id, \
             EXISTS (SELECT 1 FROM push_device d WHERE d.account_id = m.account_id) AS has_device, \
             EXISTS (SELECT 1 FROM account_email a JOIN notice_choice c ON c.mailed \
              WHERE a.account_id = m.account_id AND a.address IS NOT NULL \
              AND c.school_id = m.school_id AND c.person_id = m.person_id) AS has_letter, \
             r.hidden, r.valid_from, r.valid_until, r.document, r.document_number, r.document_date, r.version \
             FROM guardianship g \
             JOIN membership m ON m.school_id = g.school_id AND m.person_id = COALESCE(g.holder_id, g.guardian_id) \
             JOIN person_role w ON w.school_id = m.school_id AND w.person_id = m.person_id AND w.role = 'guardian' \
             LEFT JOIN guardian_restriction r ON r.school_id = g.school_id AND r.pupil_id = g.pupil_id \
              AND r.guardian_id = g.guardian_id \
             WHERE g.school_id = $1 ORDER BY g.pupil_id, m.person_id")
        .bind(school)
        .fetch_all(&mut self.conn())
        .await?;
        let mut families = Families::new();
        for row in rows {
            let restriction = row.restriction.stored()?.restriction.filter(|own| own.holds(today));
            let child = Child { id: row.pupil_id.into(), restriction };
            let family = families.entry(row.pupil_id).or_default();
            match family.last_mut() {
                // By two records of one human, or by two accounts.
                Some(last) if last.person.uuid() == row.person_id => {
                    last.reach.device |= row.has_device;
                    last.reach.letter |= row.has_letter;
                    last.child.get_or_insert_with(|| child.clone()).join(child);
                }
                _ => family.push(Recipient {
                    person: row.person_id.into(),
                    reach: Reach { device: row.has_device, letter: row.has_letter },
                    child: Some(child),
                }),
            }
        }
        for (pupil, device, letter) in self.pupils_with_accounts().await? {
            let own = Recipient { person: pupil.into(), reach: Reach { device, letter }, child: None };
            families.entry(pupil).or_default().push(own);
        }
        Ok(families)
    }

    async fn pupils_with_accounts(&mut self) -> Result<Vec<(Uuid, bool, bool)>> {
        let school = self.school;
        let mut rows: Vec<(Uuid, bool, bool)> = sql("SELECT m.person_id, \
             EXISTS (SELECT 1 FROM push_device d WHERE d.account_id = m.account_id), \
             EXISTS (SELECT 1 FROM account_email a JOIN notice_choice c ON c.mailed \
              WHERE a.account_id = m.account_id AND a.address IS NOT NULL \
              AND c.school_id = m.school_id AND c.person_id = m.person_id) FROM membership m \
             JOIN person_role w ON w.school_id = m.school_id AND w.person_id = m.person_id AND w.role = 'pupil' \
             WHERE m.school_id = $1 ORDER BY m.person_id, 2 DESC")
        .bind(school)
        .fetch_all(&mut self.conn())
        .await?;
        rows.dedup_by(|own, kept| {
            let same = own.0 == kept.0;
            kept.2 |= same && own.2;
            same
        });
        Ok(rows)
    }

    /// By what a member of staff may be told at once: no letter tells of work.
    pub(super) async fn reach_of_staff(&mut self, person: Id<of::Person>) -> Result<Reach> {
        let school = self.school;
        let (device,): (bool,) = sql("SELECT EXISTS (SELECT 1 FROM membership m \
             JOIN push_device d ON d.account_id = m.account_id WHERE m.school_id = $1 AND m.person_id = $2)")
        .bind(school)
        .bind(person)
        .fetch_one(&mut self.conn())
        .await?;
        Ok(Reach { device, letter: false })
    }
}
