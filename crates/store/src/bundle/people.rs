//! Staff and classes, and what all people have in common.

use std::collections::{HashMap, HashSet, hash_map::Entry::Vacant};

use klas_domain::{
    Role, Scale,
    bundle::{Bundle, BundleRow, StaffMember},
    collation,
    school::ClassName,
};
use uuid::Uuid;

use super::{
    Intake,
    alike::{self, Likeness, Staff},
    known::Known,
    person::{PersonRow, is_staff_key},
};
use crate::{db::sql, error::Result, journal::class_name};

pub(super) const STAFF: &str = "працівники";
const CLASSES: &str = "класи";
const CLASS_TEACHERS: &str = "класні керівники";

impl Intake<'_, '_> {
    /// Takes in staff, classes, pupils and their guardians. Tells who the bundle's pupils are, in its order.
    pub async fn people(&mut self, bundle: &Bundle, known: &mut Known) -> Result<Vec<Option<Uuid>>> {
        let staff = self.known_staff(bundle, known).await?;
        for member in &bundle.staff {
            self.staff_member(known, &staff, member).await?;
        }
        let mut classes = self.classes().await?;
        for class in class_names(bundle) {
            if let Vacant(place) = classes.entry(class) {
                let id = self.add_class(place.key()).await?;
                place.insert(id);
            }
        }
        self.class_teachers(bundle, known, &classes).await?;
        self.vanished_staff(bundle, known);
        let pupils = self.pupils(known, &classes, bundle).await?;
        self.vanished_guardians(known, bundle.pupils.iter().any(|pupil| !pupil.guardians.is_empty()));
        Ok(pupils)
    }

    /// The person's identifier, after adding the person, or updating the one who was found where needed.
    pub async fn person(
        &mut self,
        known: &mut Known,
        kind: &'static str,
        found: Option<Uuid>,
        person: PersonRow,
    ) -> Result<Uuid> {
        let stored = found.and_then(|id| known.person(id)).cloned();
        let mut person = stored.as_ref().map_or(person.clone(), |stored| person.filled_from(stored));
        let own_key = stored.as_ref().map(|stored| stored.match_key.clone());
        if own_key.as_ref() != Some(&person.match_key) && known.has_key(&person.match_key) {
            person.match_key =
                own_key.unwrap_or_else(|| format!("{}|{}", person.match_key, person.person_id.simple()));
        }
        match stored {
            None => {
                self.insert_person(&person).await?;
                self.changes.added(kind, person.name());
            }
            Some(stored) if stored != person => {
                self.update_person(&person).await?;
                self.changes.updated(kind, person.name());
            }
            Some(_) => {}
        }
        let id = person.person_id;
        known.see(kind, id);
        known.put(person);
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
             phone = $9, email = $10, address = $11, position = $12, match_key = $13 \
             WHERE school_id = $1 AND person_id = $2")
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
        .bind(&person.match_key)
        .execute(self.conn)
        .await
        .map(|_| ())
    }

    /// Gives a role and tells whether the person had it not.
    pub async fn role(&mut self, known: &mut Known, person: Uuid, role: Role) -> Result<bool> {
        if known.roles(person).contains(&role) {
            return Ok(false);
        }
        sql("INSERT INTO person_role (school_id, person_id, role) VALUES ($1, $2, $3)")
            .bind(self.school)
            .bind(person)
            .bind(role.code())
            .execute(self.conn)
            .await?;
        known.put_role(person, role);
        if !matches!(role, Role::Pupil | Role::Guardian) {
            self.gained.push((role, person));
        }
        Ok(true)
    }

    async fn staff_member(&mut self, known: &mut Known, staff: &Staff, member: &StaffMember) -> Result<()> {
        let row = PersonRow::of_staff(member);
        let found = match known.called(&member.name, |person| known.is_staff(person)).as_slice() {
            [] => known.called(&member.name, |person| {
                !Known::is_pupil(person) && row.phone.is_some() && person.phone == row.phone
            }),
            people => people.to_vec(),
        };
        if found.len() > 1 {
            let people: Vec<String> = found.iter().map(|id| known.name(*id)).collect();
            let name = member.name.full();
            self.changes.ask(format!("працівник «{name}» — це {}? Впишіть повне ім'я", people.join(" чи ")));
            return Ok(());
        }
        if found.is_empty() {
            match staff.like(known, member) {
                Likeness::None => {}
                Likeness::Shown(people) => {
                    self.changes.ask(alike::member(known, member, &people));
                    return Ok(());
                }
                Likeness::Surname(people) => self.changes.note(alike::new_member(known, member, &people)),
            }
        }
        let noted = self.changes.rows.len();
        let id = self.person(known, STAFF, found.first().copied(), row).await?;
        let mut gained = false;
        for role in &member.roles {
            gained |= self.role(known, id, *role).await?;
        }
        if gained && self.changes.rows.len() == noted {
            self.changes.updated(STAFF, member.name.full());
        }
        Ok(())
    }

    /// Whoever has a course is a teacher, whatever the staff's list calls the person.
    pub async fn teacher(&mut self, known: &mut Known, person: Uuid) -> Result<()> {
        if self.role(known, person, Role::Teacher).await? && !known.is_seen(STAFF, person) {
            self.changes.updated(STAFF, known.name(person));
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

    /// Class teachers whom the staff's list names as such no longer, where it names nobody else.
    pub async fn kept_classes(&mut self, bundle: &Bundle, known: &Known) -> Result<()> {
        let rows: Vec<(i32, String, Uuid)> = sql("SELECT grade, letter, class_teacher_id FROM school_class \
             WHERE school_id = $1 AND year_id = $2 AND class_teacher_id IS NOT NULL ORDER BY grade, letter")
        .bind(self.school)
        .bind(self.year)
        .fetch_all(self.conn)
        .await?;
        let told: HashSet<&ClassName> =
            bundle.staff.iter().filter_map(|member| member.class_teacher_of.as_ref()).collect();
        for (grade, letter, teacher) in rows {
            let class = class_name(grade, letter)?;
            if known.is_seen(STAFF, teacher) && !told.is_empty() && !told.contains(&class) {
                let name = known.name(teacher);
                self.changes.note(format!("{name}: у файлі не класний керівник {class}, але лишається ним"));
            }
        }
        Ok(())
    }

    async fn class_teachers(
        &mut self,
        bundle: &Bundle,
        known: &Known,
        classes: &HashMap<ClassName, Uuid>,
    ) -> Result<()> {
        let rows: Vec<(Uuid, Uuid)> = sql("SELECT class_id, class_teacher_id FROM school_class \
             WHERE school_id = $1 AND year_id = $2 AND class_teacher_id IS NOT NULL")
        .bind(self.school)
        .bind(self.year)
        .fetch_all(self.conn)
        .await?;
        let mut teachers: HashMap<Uuid, Uuid> = rows.into_iter().collect();
        for (place, member) in bundle.staff.iter().enumerate() {
            let Some(class) = &member.class_teacher_of else { continue };
            let (Some(id), Some(person)) = (classes.get(class), known.member(&member.name)) else {
                continue;
            };
            let name = format!("{class}: {}", known.name(person));
            if teachers.insert(*id, person) == Some(person)
                || self.leaves(class, Some(BundleRow::Staff(place)), CLASS_TEACHERS, &name)
            {
                continue;
            }
            sql("UPDATE school_class SET class_teacher_id = $3 WHERE school_id = $1 AND class_id = $2")
                .bind(self.school)
                .bind(*id)
                .bind(person)
                .execute(self.conn)
                .await?;
            self.changes.updated(CLASS_TEACHERS, name);
        }
        Ok(())
    }

    fn vanished_staff(&mut self, bundle: &Bundle, known: &Known) {
        if bundle.staff.is_empty() {
            return;
        }
        let gone = known
            .all()
            .filter(|person| is_staff_key(&person.match_key) && !known.is_seen(STAFF, person.person_id));
        let mut names: Vec<String> = gone.map(PersonRow::name).collect();
        names.sort_by_cached_key(|name| collation::sort_key(name));
        for name in names {
            self.changes.vanished(STAFF, name);
        }
    }

    /// What people may do from now on and could not before: whoever reads it sees whom a position made too mighty.
    /// Teachers are counted, the others named with their positions.
    pub fn gained_rights(&mut self, known: &Known) {
        for role in Role::ALL {
            let people: Vec<Uuid> =
                self.gained.iter().filter(|(own, _)| *own == role).map(|(_, person)| *person).collect();
            if people.is_empty() {
                continue;
            }
            let whom = if role == Role::Teacher {
                people.len().to_string()
            } else {
                people.into_iter().map(|id| with_position(known, id)).collect::<Vec<_>>().join(", ")
            };
            self.changes.note(format!("надано права {} ({}): {whom}", rights_of(role), role.code()));
        }
    }

    /// Rights are taken by people only; what the staff's list gives no longer is told.
    pub async fn kept_rights(&mut self, bundle: &Bundle, known: &Known) -> Result<()> {
        let teaching: Vec<(Uuid,)> =
            sql("SELECT DISTINCT teacher_id FROM course WHERE school_id = $1 AND teacher_id IS NOT NULL")
                .bind(self.school)
                .fetch_all(self.conn)
                .await?;
        let teaching: HashSet<Uuid> = teaching.into_iter().map(|(id,)| id).collect();
        for member in &bundle.staff {
            let Some(id) = known.member(&member.name) else { continue };
            let is_given = |role: Role| {
                matches!(role, Role::Pupil | Role::Guardian)
                    || member.roles.contains(&role)
                    || role == Role::Teacher && teaching.contains(&id)
            };
            for role in known.roles(id).iter().filter(|role| !is_given(**role)) {
                let (name, role) = (known.name(id), role.code());
                self.changes.note(format!("{name}: посада не дає права «{role}», але воно лишається"));
            }
        }
        Ok(())
    }
}

/// Whose rights a role gives, after «права».
fn rights_of(role: Role) -> &'static str {
    match role {
        Role::Head => "директора",
        Role::Deputy => "заступника директора",
        Role::Administrator => "адміністратора журналу",
        Role::Teacher => "учителя",
        Role::Nurse => "медичної сестри",
        Role::Psychologist => "психолога",
        Role::DepartmentOfficer => "спеціаліста управління освіти",
        Role::Pupil => "учня",
        Role::Guardian => "батьків",
    }
}

/// «Іваненко Ніна Петрівна (секретар)».
fn with_position(known: &Known, person: Uuid) -> String {
    let name = known.name(person);
    match known.person(person).and_then(|row| row.position.as_deref()) {
        Some(position) => format!("{name} ({position})"),
        None => name,
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
