//! Staff, pupils, guardians, classes.

use std::collections::{HashMap, HashSet, hash_map::Entry::Vacant};

use klas_domain::{
    Role, Scale,
    bundle::{Bundle, Pupil, StaffMember},
    collation,
    id::{Id, of},
    school::ClassName,
};
use uuid::Uuid;

use super::{
    Intake,
    person::{Known, PersonRow, staff_key},
};
use crate::{db::sql, error::Result, journal::class_name};

const STAFF: &str = "працівники";
pub(super) const PUPILS: &str = "учні";
const GUARDIANS: &str = "батьки";
const CLASSES: &str = "класи";

impl Intake<'_, '_> {
    /// Takes in staff, classes, pupils and their guardians.
    pub async fn people(&mut self, bundle: &Bundle) -> Result<()> {
        let mut known = self.known_people().await?;
        for member in &bundle.staff {
            self.staff_member(&mut known, member).await?;
        }
        let mut classes = self.classes().await?;
        for class in class_names(bundle) {
            if let Vacant(place) = classes.entry(class) {
                let id = self.add_class(place.key()).await?;
                place.insert(id);
            }
        }
        self.class_teachers(bundle, &known, &classes).await?;
        for pupil in &bundle.pupils {
            self.pupil(&mut known, &classes, pupil).await?;
        }
        self.vanished_people(bundle, &known);
        Ok(())
    }

    async fn known_people(&mut self) -> Result<Known> {
        let rows: Vec<PersonRow> =
            sql("SELECT person_id, match_key, surname, given, patronymic, born, sex, phone, \
             email, address, position FROM person WHERE school_id = $1")
            .bind(self.school)
            .fetch_all(self.conn)
            .await?;
        let people = rows.into_iter().map(|row| (row.match_key.clone(), row)).collect();
        Ok(Known { people, seen: HashSet::new() })
    }

    /// The person's identifier, after adding or updating the person where needed.
    async fn person(&mut self, known: &mut Known, kind: &'static str, person: PersonRow) -> Result<Uuid> {
        let person = match known.people.get(&person.match_key) {
            None => {
                self.insert_person(&person).await?;
                self.changes.added(kind, person.name());
                person
            }
            Some(stored) => {
                let person = person.filled_from(stored);
                if person != *stored {
                    self.update_person(&person).await?;
                    self.changes.updated(kind, person.name());
                }
                person
            }
        };
        let id = person.person_id;
        known.seen.insert(id);
        known.people.insert(person.match_key.clone(), person);
        Ok(id)
    }

    async fn insert_person(&mut self, person: &PersonRow) -> Result<()> {
        sql("INSERT INTO person (school_id, person_id, match_key, sort_key, surname, given, patronymic, born, sex, \
             phone, email, address, position) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)")
        .bind(self.school)
        .bind(person.person_id)
        .bind(&person.match_key)
        .bind(collation::sort_key(&person.name()))
        .bind(&person.surname)
        .bind(&person.given)
        .bind(&person.patronymic)
        .bind(person.born)
        .bind(person.sex.as_deref())
        .bind(person.phone.as_deref())
        .bind(person.email.as_deref())
        .bind(person.address.as_deref())
        .bind(person.position.as_deref())
        .execute(self.conn)
        .await
        .map(|_| ())
    }

    async fn update_person(&mut self, person: &PersonRow) -> Result<()> {
        sql("UPDATE person SET sort_key = $3, surname = $4, given = $5, patronymic = $6, born = $7, sex = $8, \
             phone = $9, email = $10, address = $11, position = $12 WHERE school_id = $1 AND person_id = $2")
        .bind(self.school)
        .bind(person.person_id)
        .bind(collation::sort_key(&person.name()))
        .bind(&person.surname)
        .bind(&person.given)
        .bind(&person.patronymic)
        .bind(person.born)
        .bind(person.sex.as_deref())
        .bind(person.phone.as_deref())
        .bind(person.email.as_deref())
        .bind(person.address.as_deref())
        .bind(person.position.as_deref())
        .execute(self.conn)
        .await
        .map(|_| ())
    }

    /// Gives a role and tells whether the person had it not.
    async fn role(&mut self, person: Uuid, role: Role) -> Result<bool> {
        let touched = sql(
            "INSERT INTO person_role (school_id, person_id, role) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        )
        .bind(self.school)
        .bind(person)
        .bind(role.code())
        .execute(self.conn)
        .await?;
        Ok(touched == 1)
    }

    async fn staff_member(&mut self, known: &mut Known, member: &StaffMember) -> Result<()> {
        let noted = self.changes.rows.len();
        let id = self.person(known, STAFF, PersonRow::of_staff(member)).await?;
        let mut gained = false;
        for role in &member.roles {
            gained |= self.role(id, *role).await?;
        }
        if gained && self.changes.rows.len() == noted {
            self.changes.updated(STAFF, member.name.full());
        }
        Ok(())
    }

    /// The classes of the year.
    pub async fn classes(&mut self) -> Result<HashMap<ClassName, Uuid>> {
        let rows: Vec<(Uuid, i32, String)> =
            sql("SELECT class_id, grade, letter FROM school_class WHERE school_id = $1 AND year_id = $2")
                .bind(self.school)
                .bind(self.year)
                .fetch_all(self.conn)
                .await?;
        rows.into_iter().map(|(id, grade, letter)| Ok((class_name(grade, letter)?, id))).collect()
    }

    async fn add_class(&mut self, class: &ClassName) -> Result<Uuid> {
        let id = Uuid::now_v7();
        sql("INSERT INTO school_class (school_id, class_id, year_id, grade, letter, scale) \
             VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(self.school)
        .bind(id)
        .bind(self.year)
        .bind(class.grade)
        .bind(&class.letter)
        .bind(Scale::default_for_grade(class.grade).code())
        .execute(self.conn)
        .await?;
        self.changes.added(CLASSES, class);
        Ok(id)
    }

    async fn class_teachers(
        &mut self,
        bundle: &Bundle,
        known: &Known,
        classes: &HashMap<ClassName, Uuid>,
    ) -> Result<()> {
        for member in &bundle.staff {
            let Some(class) = &member.class_teacher_of else { continue };
            let (Some(id), Some(person)) = (classes.get(class), known.people.get(&staff_key(&member.name)))
            else {
                continue;
            };
            let touched =
                sql("UPDATE school_class SET class_teacher_id = $3 WHERE school_id = $1 AND class_id = $2 \
                 AND (class_teacher_id IS NULL OR class_teacher_id <> $3)")
                .bind(self.school)
                .bind(*id)
                .bind(person.person_id)
                .execute(self.conn)
                .await?;
            if touched == 1 {
                self.changes.updated(CLASSES, format_args!("{class}: {}", person.name()));
            }
        }
        Ok(())
    }

    async fn pupil(
        &mut self,
        known: &mut Known,
        classes: &HashMap<ClassName, Uuid>,
        pupil: &Pupil,
    ) -> Result<()> {
        let id = self.person(known, PUPILS, PersonRow::of_pupil(pupil)).await?;
        self.role(id, Role::Pupil).await?;
        if let Some(class) = classes.get(&pupil.class) {
            self.enrol(id, *class, pupil).await?;
        }
        for guardian in &pupil.guardians {
            let guardian_id = self.person(known, GUARDIANS, PersonRow::of_guardian(guardian, pupil)).await?;
            self.role(guardian_id, Role::Guardian).await?;
            sql("INSERT INTO guardianship (school_id, pupil_id, guardian_id, relation) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT DO NOTHING")
            .bind(self.school)
            .bind(id)
            .bind(guardian_id)
            .bind(&guardian.relation)
            .execute(self.conn)
            .await?;
        }
        Ok(())
    }

    /// People of a kind that the bundle holds, but not they themselves.
    fn vanished_people(&mut self, bundle: &Bundle, known: &Known) {
        let kinds =
            [(STAFF, "staff|", bundle.staff.is_empty()), (PUPILS, "pupil|", bundle.pupils.is_empty())];
        for (kind, prefix, absent) in kinds {
            let gone = known.people.values().filter(|person| {
                !absent && person.match_key.starts_with(prefix) && !known.seen.contains(&person.person_id)
            });
            let mut names: Vec<String> = gone.map(PersonRow::name).collect();
            names.sort_by_cached_key(|name| collation::sort_key(name));
            for name in names {
                self.changes.vanished(kind, name);
            }
        }
    }

    /// The identifiers of staff by what they are recognised by.
    pub async fn staff_ids(&mut self) -> Result<HashMap<String, Id<of::Person>>> {
        let known = self.known_people().await?;
        Ok(known.people.into_iter().map(|(key, row)| (key, row.person_id.into())).collect())
    }
}

/// Every class that anything of the bundle names, in order.
fn class_names(bundle: &Bundle) -> Vec<ClassName> {
    let mut names: Vec<ClassName> = bundle
        .pupils
        .iter()
        .map(|pupil| &pupil.class)
        .chain(bundle.courses.iter().map(|course| &course.key.class))
        .chain(bundle.staff.iter().filter_map(|member| member.class_teacher_of.as_ref()))
        .cloned()
        .collect();
    names.sort();
    names.dedup();
    names
}
