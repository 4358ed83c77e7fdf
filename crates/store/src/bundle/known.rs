//! The people whom the school has already, and whom a name may mean among them.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use klas_domain::{
    Role, collation,
    school::{ClassName, PersonName},
};
use uuid::Uuid;

use super::{
    Intake,
    person::{PersonRow, folded, is_pupil_key, is_staff_key},
};
use crate::{db::sql, error::Result, journal::class_name};

/// The class that a pupil was put into last.
pub struct Place {
    pub class: ClassName,
    /// When the class's year begins.
    pub year_begins: NaiveDate,
    pub ends_on: Option<NaiveDate>,
}

/// The people of the school.
pub struct Known {
    people: HashMap<Uuid, PersonRow>,
    keys: HashSet<String>,
    by_surname: HashMap<String, Vec<Uuid>>,
    roles: HashMap<Uuid, Vec<Role>>,
    places: HashMap<Uuid, Place>,
    /// By pupil, the guardians with what they are to the pupil.
    guardians: HashMap<Uuid, Vec<(Uuid, String)>>,
    children: HashMap<Uuid, Vec<Uuid>>,
    /// People of whom the bundle tells, by the kind of row that does.
    seen: HashSet<(&'static str, Uuid)>,
}

impl Intake<'_, '_> {
    /// The people of the school.
    pub async fn known_people(&mut self) -> Result<Known> {
        let rows: Vec<PersonRow> =
            sql("SELECT person_id, match_key, surname, given, patronymic, born, sex, phone, \
             email, address, position FROM person WHERE school_id = $1 ORDER BY person_id")
            .bind(self.school)
            .fetch_all(self.conn)
            .await?;
        let mut known = Known {
            people: HashMap::new(),
            keys: HashSet::new(),
            by_surname: HashMap::new(),
            roles: HashMap::new(),
            places: self.places().await?,
            guardians: HashMap::new(),
            children: HashMap::new(),
            seen: HashSet::new(),
        };
        for row in rows {
            known.put(row);
        }
        let roles: Vec<(Uuid, String)> = sql("SELECT person_id, role FROM person_role WHERE school_id = $1")
            .bind(self.school)
            .fetch_all(self.conn)
            .await?;
        for (person, role) in roles {
            known.roles.entry(person).or_default().extend(Role::from_code(&role));
        }
        let guardians: Vec<(Uuid, Uuid, String)> =
            sql("SELECT pupil_id, guardian_id, relation FROM guardianship WHERE school_id = $1 \
             ORDER BY pupil_id, guardian_id")
            .bind(self.school)
            .fetch_all(self.conn)
            .await?;
        for (pupil, guardian, relation) in guardians {
            known.put_guardian(pupil, guardian, &relation);
        }
        Ok(known)
    }

    async fn places(&mut self) -> Result<HashMap<Uuid, Place>> {
        let rows: Vec<(Uuid, i32, String, NaiveDate, Option<NaiveDate>)> =
            sql("SELECT n.pupil_id, k.grade, k.letter, y.starts_on, n.ends_on FROM enrolment n \
                 JOIN school_class k ON k.school_id = n.school_id AND k.class_id = n.class_id \
                 JOIN academic_year y ON y.school_id = k.school_id AND y.year_id = k.year_id \
                 WHERE n.school_id = $1 AND y.starts_on <= $2 \
                 ORDER BY n.starts_on, CASE WHEN n.ends_on IS NULL THEN 1 ELSE 0 END")
            .bind(self.school)
            .bind(self.calendar.starts_on)
            .fetch_all(self.conn)
            .await?;
        let place = |(pupil, grade, letter, year_begins, ends_on)| {
            Ok((pupil, Place { class: class_name(grade, letter)?, year_begins, ends_on }))
        };
        rows.into_iter().map(place).collect()
    }
}

impl Known {
    /// Adds a person, or what is new about one.
    pub fn put(&mut self, person: PersonRow) {
        let id = person.person_id;
        self.keys.insert(person.match_key.clone());
        let namesakes = self.by_surname.entry(collation::normalize(&person.surname)).or_default();
        if !namesakes.contains(&id) {
            namesakes.push(id);
        }
        if let Some(before) = self.people.insert(id, person)
            && self.people[&id].match_key != before.match_key
        {
            self.keys.remove(&before.match_key);
        }
    }

    /// Whether somebody is recognised by the key.
    pub fn has_key(&self, key: &str) -> bool {
        self.keys.contains(key)
    }

    pub fn person(&self, id: Uuid) -> Option<&PersonRow> {
        self.people.get(&id)
    }

    pub fn name(&self, id: Uuid) -> String {
        self.people.get(&id).map(PersonRow::name).unwrap_or_default()
    }

    pub fn all(&self) -> impl Iterator<Item = &PersonRow> {
        self.people.values()
    }

    /// The people of a kind who have the name; where nobody has, those who may have it: one of the names has initials, or
    /// else lacks the patronymic.
    pub fn called(&self, name: &PersonName, fits: impl Fn(&PersonRow) -> bool) -> Vec<Uuid> {
        let namesakes = self.by_surname.get(&collation::normalize(&name.surname));
        let people = namesakes.into_iter().flatten().filter_map(|id| self.people.get(id));
        let people: Vec<&PersonRow> = people.filter(|person| fits(person)).collect();
        let key = folded(name);
        let ways: [&dyn Fn(&PersonName) -> bool; 3] = [
            &|own: &PersonName| folded(own) == key,
            &|own: &PersonName| own.may_be(name),
            &|own: &PersonName| own.differences(name) == 0,
        ];
        let mut found = ways.iter().map(|is_meant| -> Vec<Uuid> {
            let found = people.iter().filter(|person| is_meant(&person.names()));
            found.map(|person| person.person_id).collect()
        });
        found.find(|found| !found.is_empty()).unwrap_or_default()
    }

    pub fn is_pupil(person: &PersonRow) -> bool {
        is_pupil_key(&person.match_key)
    }

    /// Whether the person works at the school: the staff's list told of the person, or a role does.
    pub fn is_staff(&self, person: &PersonRow) -> bool {
        is_staff_key(&person.match_key)
            || self.roles(person.person_id).iter().any(|role| !matches!(role, Role::Pupil | Role::Guardian))
    }

    /// The only member of staff whom a name means.
    pub fn member(&self, name: &PersonName) -> Option<Uuid> {
        match self.called(name, |person| self.is_staff(person)).as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }

    pub fn roles(&self, person: Uuid) -> &[Role] {
        self.roles.get(&person).map(Vec::as_slice).unwrap_or_default()
    }

    pub fn put_role(&mut self, person: Uuid, role: Role) {
        self.roles.entry(person).or_default().push(role);
    }

    pub fn place(&self, pupil: Uuid) -> Option<&Place> {
        self.places.get(&pupil)
    }

    pub fn put_guardian(&mut self, pupil: Uuid, guardian: Uuid, relation: &str) {
        let guardians = self.guardians.entry(pupil).or_default();
        guardians.retain(|(known, _)| *known != guardian);
        guardians.push((guardian, relation.to_owned()));
        let children = self.children.entry(guardian).or_default();
        if !children.contains(&pupil) {
            children.push(pupil);
        }
    }

    /// The guardians of a pupil with what they are to the pupil.
    pub fn guardians(&self, pupil: Uuid) -> &[(Uuid, String)] {
        self.guardians.get(&pupil).map(Vec::as_slice).unwrap_or_default()
    }

    pub fn children(&self, guardian: Uuid) -> &[Uuid] {
        self.children.get(&guardian).map(Vec::as_slice).unwrap_or_default()
    }

    pub fn see(&mut self, kind: &'static str, person: Uuid) {
        self.seen.insert((kind, person));
    }

    pub fn is_seen(&self, kind: &'static str, person: Uuid) -> bool {
        self.seen.contains(&(kind, person))
    }
}
