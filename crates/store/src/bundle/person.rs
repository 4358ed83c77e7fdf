//! A person as rows and files tell of one, and what a person is recognised by.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use klas_domain::{
    bundle::{Guardian, Pupil, StaffMember},
    collation,
    school::{PersonName, Sex},
};
use sqlx::FromRow;
use uuid::Uuid;

/// A person as it is kept, but for the identifier.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct PersonRow {
    pub person_id: Uuid,
    pub match_key: String,
    pub surname: String,
    pub given: String,
    pub patronymic: String,
    pub born: Option<NaiveDate>,
    pub sex: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub address: Option<String>,
    pub position: Option<String>,
}

/// The people of the school by what they are recognised by.
pub struct Known {
    pub people: HashMap<String, PersonRow>,
    pub seen: HashSet<Uuid>,
}

impl PersonRow {
    fn new(match_key: String, name: &PersonName) -> Self {
        Self {
            person_id: Uuid::now_v7(),
            match_key,
            surname: name.surname.clone(),
            given: name.given.clone(),
            patronymic: name.patronymic.clone(),
            born: None,
            sex: None,
            phone: None,
            email: None,
            address: None,
            position: None,
        }
    }

    pub fn of_staff(member: &StaffMember) -> Self {
        Self {
            phone: member.phone.clone(),
            email: member.email.clone(),
            position: Some(member.position.clone()).filter(|position| !position.is_empty()),
            ..Self::new(staff_key(&member.name), &member.name)
        }
    }

    pub fn of_pupil(pupil: &Pupil) -> Self {
        let sex = pupil.sex.map(|sex| match sex {
            Sex::Female => "female".to_owned(),
            Sex::Male => "male".to_owned(),
        });
        Self {
            born: pupil.born,
            sex,
            address: pupil.address.clone(),
            ..Self::new(pupil_key(pupil), &pupil.name)
        }
    }

    pub fn of_guardian(guardian: &Guardian, pupil: &Pupil) -> Self {
        Self {
            phone: guardian.phone.clone(),
            email: guardian.email.clone(),
            ..Self::new(guardian_key(guardian, pupil), &guardian.name)
        }
    }

    pub fn name(&self) -> String {
        let name = PersonName {
            surname: self.surname.clone(),
            given: self.given.clone(),
            patronymic: self.patronymic.clone(),
        };
        name.full()
    }

    /// What the files leave out is not forgotten.
    pub fn filled_from(mut self, known: &Self) -> Self {
        self.person_id = known.person_id;
        self.phone = self.phone.or_else(|| known.phone.clone());
        self.email = self.email.or_else(|| known.email.clone());
        self.address = self.address.or_else(|| known.address.clone());
        self.position = self.position.or_else(|| known.position.clone());
        self.sex = self.sex.or_else(|| known.sex.clone());
        self.born = self.born.or(known.born);
        self
    }
}

fn folded(name: &PersonName) -> String {
    collation::normalize(&name.full())
}

pub fn staff_key(name: &PersonName) -> String {
    format!("staff|{}", folded(name))
}

pub fn pupil_key(pupil: &Pupil) -> String {
    let born = pupil.born.map(|day| day.to_string()).unwrap_or_default();
    format!("pupil|{}|{born}", folded(&pupil.name))
}

/// A guardian of two children is one person where the telephone says so.
fn guardian_key(guardian: &Guardian, pupil: &Pupil) -> String {
    let mark = guardian.phone.clone().unwrap_or_else(|| pupil_key(pupil));
    format!("guardian|{}|{mark}", folded(&guardian.name))
}
