//! A person as rows and files tell of one.

use chrono::NaiveDate;
use klas_domain::{
    bundle::{Guardian, Pupil, StaffMember},
    collation,
    school::{PersonName, Sex},
};
use sqlx::FromRow;
use uuid::Uuid;

/// A person as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct PersonRow {
    pub person_id: Uuid,
    /// What the person came into the school as, and what tells the person from namesakes; no two people share it.
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
            ..Self::new(pupil_key(&pupil.name, pupil.born), &pupil.name)
        }
    }

    pub fn of_guardian(guardian: &Guardian) -> Self {
        Self {
            phone: guardian.phone.clone(),
            email: guardian.email.clone(),
            ..Self::new(guardian_key(&guardian.name, guardian.phone.as_deref()), &guardian.name)
        }
    }

    pub fn names(&self) -> PersonName {
        PersonName {
            surname: self.surname.clone(),
            given: self.given.clone(),
            patronymic: self.patronymic.clone(),
        }
    }

    pub fn name(&self) -> String {
        self.names().full()
    }

    /// The person under another name.
    pub fn renamed(&self, name: &PersonName) -> Self {
        let mut person = self.clone();
        person.surname.clone_from(&name.surname);
        person.given.clone_from(&name.given);
        person.patronymic.clone_from(&name.patronymic);
        person.match_key = person.key(self);
        person
    }

    /// What the files leave out is not forgotten.
    pub fn filled_from(mut self, known: &Self) -> Self {
        self.person_id = known.person_id;
        if self.names().is_abbreviated() && !known.names().is_abbreviated() {
            self.given.clone_from(&known.given);
            self.patronymic.clone_from(&known.patronymic);
        } else if self.patronymic.is_empty() {
            self.patronymic.clone_from(&known.patronymic);
        }
        self.phone = self.phone.or_else(|| known.phone.clone());
        self.email = self.email.or_else(|| known.email.clone());
        self.address = self.address.or_else(|| known.address.clone());
        self.position = self.position.or_else(|| known.position.clone());
        self.sex = self.sex.or_else(|| known.sex.clone());
        self.born = self.born.or(known.born);
        self.match_key = self.key(known);
        self
    }

    /// Whoever works at the school stays recognised by that, with children in it or without.
    fn key(&self, known: &Self) -> String {
        let names = self.names();
        if is_staff_key(&known.match_key) || is_staff_key(&self.match_key) {
            staff_key(&names)
        } else if self.match_key.starts_with(PUPIL) {
            self.born.map_or_else(|| known.match_key.clone(), |born| pupil_key(&names, Some(born)))
        } else {
            let phone = self.phone.as_deref();
            phone.map_or_else(|| known.match_key.clone(), |phone| guardian_key(&names, Some(phone)))
        }
    }
}

const PUPIL: &str = "pupil|";
const STAFF: &str = "staff|";

pub fn is_pupil_key(key: &str) -> bool {
    key.starts_with(PUPIL)
}

pub fn is_staff_key(key: &str) -> bool {
    key.starts_with(STAFF)
}

pub fn folded(name: &PersonName) -> String {
    collation::normalize(&name.full())
}

fn staff_key(name: &PersonName) -> String {
    format!("{STAFF}{}", folded(name))
}

pub fn pupil_key(name: &PersonName, born: Option<NaiveDate>) -> String {
    let born = born.map(|day| day.to_string()).unwrap_or_default();
    format!("{PUPIL}{}|{born}", folded(name))
}

fn guardian_key(name: &PersonName, phone: Option<&str>) -> String {
    format!("guardian|{}|{}", folded(name), phone.unwrap_or_default())
}
