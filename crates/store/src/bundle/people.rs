//! Staff, pupils, guardians, classes, enrolments.

use std::collections::{HashMap, HashSet, hash_map::Entry::Vacant};

use chrono::{Days, NaiveDate};
use klas_domain::{
    Role, Scale,
    bundle::{Bundle, Guardian, Pupil, StaffMember},
    collation,
    id::{Id, of},
    school::{ClassName, PersonName, Sex},
};
use sqlx::FromRow;
use uuid::Uuid;

use super::Intake;
use crate::{db::sql, error::Result, journal::class_name};

/// A person as it is kept, but for the identifier.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
struct PersonRow {
    person_id: Uuid,
    match_key: String,
    surname: String,
    given: String,
    patronymic: String,
    born: Option<NaiveDate>,
    sex: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    address: Option<String>,
    position: Option<String>,
}

/// The people of the school by what they are recognised by.
pub struct Known {
    people: HashMap<String, PersonRow>,
    seen: HashSet<Uuid>,
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

    fn of_staff(member: &StaffMember) -> Self {
        Self {
            phone: member.phone.clone(),
            email: member.email.clone(),
            position: Some(member.position.clone()).filter(|position| !position.is_empty()),
            ..Self::new(staff_key(&member.name), &member.name)
        }
    }

    fn of_pupil(pupil: &Pupil) -> Self {
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

    fn of_guardian(guardian: &Guardian, pupil: &Pupil) -> Self {
        Self {
            phone: guardian.phone.clone(),
            email: guardian.email.clone(),
            ..Self::new(guardian_key(guardian, pupil), &guardian.name)
        }
    }

    fn name(&self) -> String {
        let name = PersonName {
            surname: self.surname.clone(),
            given: self.given.clone(),
            patronymic: self.patronymic.clone(),
        };
        name.full()
    }

    /// What the files leave out is not forgotten.
    fn filled_from(mut self, known: &Self) -> Self {
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

const STAFF: &str = "працівники";
const PUPILS: &str = "учні";
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

    /// Puts a pupil into the class; a pupil of another class of the year moves today, and one who left comes back on
    /// the day of enrolment that lies after the leaving.
    async fn enrol(&mut self, pupil_id: Uuid, class: Uuid, pupil: &Pupil) -> Result<()> {
        let current: Vec<(Uuid, NaiveDate, Option<NaiveDate>, Option<String>)> =
            sql("SELECT n.class_id, n.starts_on, n.ends_on, n.order_number FROM enrolment n \
                 JOIN school_class k ON k.school_id = n.school_id AND k.class_id = n.class_id \
                 WHERE n.school_id = $1 AND n.pupil_id = $2 AND k.year_id = $3 ORDER BY n.starts_on DESC LIMIT 1")
            .bind(self.school)
            .bind(pupil_id)
            .bind(self.year)
            .fetch_all(self.conn)
            .await?;
        let mut starts_on = pupil.enrolled_on.unwrap_or(self.calendar.starts_on);
        if let Some((current_class, since, until, order)) = current.into_iter().next() {
            let comes_back = until.zip(pupil.enrolled_on).is_some_and(|(until, day)| until < day);
            if current_class == class && !comes_back {
                let unchanged = pupil.left_on.is_none_or(|day| last_day(day) == until)
                    && (pupil.order.is_none() || pupil.order == order);
                if !unchanged {
                    self.end_enrolment(
                        pupil_id,
                        class,
                        since,
                        pupil.left_on.and_then(last_day).or(until),
                        pupil.order.as_deref(),
                    )
                    .await?;
                    self.changes.updated(PUPILS, format_args!("{}: {}", pupil.name.full(), pupil.class));
                }
                return Ok(());
            }
            if until.is_none() {
                self.end_enrolment(pupil_id, current_class, since, Some(self.today - Days::new(1)), None)
                    .await?;
            }
            starts_on = pupil.enrolled_on.unwrap_or(self.today);
            self.changes.updated(PUPILS, format_args!("{}: → {}", pupil.name.full(), pupil.class));
        }
        sql("INSERT INTO enrolment (school_id, class_id, pupil_id, starts_on, ends_on, order_number) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (school_id, class_id, pupil_id, starts_on) \
             DO UPDATE SET ends_on = excluded.ends_on, order_number = excluded.order_number")
        .bind(self.school)
        .bind(class)
        .bind(pupil_id)
        .bind(starts_on)
        .bind(pupil.left_on.and_then(last_day))
        .bind(pupil.order.as_deref())
        .execute(self.conn)
        .await
        .map(|_| ())
    }

    async fn end_enrolment(
        &mut self,
        pupil: Uuid,
        class: Uuid,
        since: NaiveDate,
        until: Option<NaiveDate>,
        order: Option<&str>,
    ) -> Result<()> {
        sql("UPDATE enrolment SET ends_on = $5, order_number = COALESCE($6, order_number) \
             WHERE school_id = $1 AND class_id = $2 AND pupil_id = $3 AND starts_on = $4")
        .bind(self.school)
        .bind(class)
        .bind(pupil)
        .bind(since)
        .bind(until)
        .bind(order)
        .execute(self.conn)
        .await
        .map(|_| ())
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

/// A pupil is in the class up to the day before leaving it.
fn last_day(left_on: NaiveDate) -> Option<NaiveDate> {
    left_on.pred_opt()
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
