//! The head of a class's registers, its roll, and the general information on its pupils.

use std::collections::HashMap;

use chrono::NaiveDate;
use klas_domain::{
    guardianship::Hidden,
    id::{Id, of},
    roll::{GuardianInfo, PupilInfo, PupilsRegister, RegisterHead, RollPupil},
    school::PersonName,
};
use serde::Deserialize;
use uuid::Uuid;

use super::RegisterClass;
use crate::{db::sql, error::Result, store::Reader};

impl RegisterClass {
    /// What stands over the pages of the class's registers.
    pub fn head(&self) -> RegisterHead {
        RegisterHead {
            class_id: self.id,
            class: self.name.clone(),
            class_teacher: self.class_teacher_name.clone(),
            year: self.year.label(),
            starts_on: self.year.starts_on,
            ends_on: self.year.ends_on,
        }
    }
}

#[derive(Deserialize)]
struct GuardianRow {
    pupil_id: Uuid,
    surname: String,
    given: String,
    patronymic: String,
    relation: String,
    phone: Option<String>,
    email: Option<String>,
    hidden: Option<String>,
}

/// The pupil, with birth date, address, telephone.
type FactsRow = (Uuid, Option<NaiveDate>, Option<String>, Option<String>);

/// Birth date, address, telephone.
type Facts = (Option<NaiveDate>, Option<String>, Option<String>);

impl Reader {
    /// The pupils of a class as its registers list them on `today`, leavers included.
    ///
    /// # Errors
    /// The database's.
    pub async fn roll(&mut self, class: &RegisterClass, today: NaiveDate) -> Result<Vec<RollPupil>> {
        let days = (class.year.starts_on, today);
        let pupils = self.pupils_of_class(class.id).await?.into_iter();
        Ok(pupils.map(|own| RollPupil::new(own.id, own.name, own.class_spans, own.order, days)).collect())
    }

    /// The general information on the pupils of a class, as the database has it on `today`.
    ///
    /// # Errors
    /// The database's.
    pub async fn pupil_infos(&mut self, class: &RegisterClass, today: NaiveDate) -> Result<PupilsRegister> {
        let roll = self.roll(class, today).await?;
        let mut facts = self.facts_of_class(class.id).await?;
        let mut guardians = self.guardians_of_class(class.id, today).await?;
        let info = |pupil: RollPupil| {
            let (born, address, phone) = facts.remove(&pupil.id).unwrap_or_default();
            let guardians = guardians.remove(&pupil.id).unwrap_or_default();
            PupilInfo { born, address, phone, guardians, pupil }
        };
        Ok(PupilsRegister { head: class.head(), pupils: roll.into_iter().map(info).collect() })
    }

    async fn facts_of_class(&mut self, class: Id<of::SchoolClass>) -> Result<HashMap<Id<of::Person>, Facts>> {
        let school = self.school;
        let rows: Vec<FactsRow> = sql(
            "SELECT json_group_array(json_array(hex(p.person_id), p.born, p.address, p.phone)) FROM person p \
             WHERE p.school_id = $1 AND EXISTS (SELECT 1 FROM enrolment e WHERE e.school_id = p.school_id \
              AND e.class_id = $2 AND e.pupil_id = p.person_id)",
        )
        .bind(school)
        .bind(class)
        .fetch_packed(&mut self.conn())
        .await?;
        Ok(rows.into_iter().map(|(id, born, address, phone)| (id.into(), (born, address, phone))).collect())
    }

    async fn guardians_of_class(
        &mut self,
        class: Id<of::SchoolClass>,
        today: NaiveDate,
    ) -> Result<HashMap<Id<of::Person>, Vec<GuardianInfo>>> {
        let school = self.school;
        let rows: Vec<GuardianRow> = sql("SELECT json_group_array(json_array(hex(w.pupil_id), p.surname, p.given, \
             p.patronymic, w.relation, p.phone, p.email, r.hidden) ORDER BY p.sort_key, p.person_id) FROM guardianship w \
             JOIN person p ON p.school_id = w.school_id AND p.person_id = w.guardian_id \
             LEFT JOIN guardian_restriction r ON r.school_id = w.school_id AND r.pupil_id = w.pupil_id \
              AND r.guardian_id = w.guardian_id AND r.valid_from <= $3 AND (r.valid_until IS NULL OR r.valid_until >= $3) \
             WHERE w.school_id = $1 AND EXISTS (SELECT 1 FROM enrolment e WHERE e.school_id = w.school_id \
              AND e.class_id = $2 AND e.pupil_id = w.pupil_id)")
        .bind(school)
        .bind(class)
        .bind(today)
        .fetch_packed(&mut self.conn())
        .await?;
        let mut guardians: HashMap<Id<of::Person>, Vec<GuardianInfo>> = HashMap::new();
        for row in rows {
            guardians.entry(row.pupil_id.into()).or_default().push(GuardianInfo {
                name: PersonName { surname: row.surname, given: row.given, patronymic: row.patronymic },
                relation: row.relation,
                phone: row.phone,
                email: row.email,
                hidden: row.hidden.as_deref().and_then(Hidden::from_code),
            });
        }
        Ok(guardians)
    }
}
