//! People who may be known under another name: a row that differs in one name alone may correct it, and whether it does
//! only a person can tell.

use std::collections::HashSet;

use klas_domain::{
    bundle::{Bundle, CourseLoad, Guardian, Pupil, StaffMember},
    collation,
    school::{ClassName, PersonName},
};
use uuid::Uuid;

use super::{Intake, courses::folded, guardians::meant, known::Known, people::STAFF, person::PersonRow};
use crate::{db::sql, error::Result, journal::class_name};

/// How the answer is given.
const ONE: &str = "якщо це одна людина, виправте ім'я в Klas («Заклад» → «Імена») або в таблиці";

/// Who of the staff may stand in a list under another name.
pub struct Staff {
    /// Whom the rows name.
    named: HashSet<Uuid>,
    /// The class teachers of the year with their classes.
    leaders: Vec<(Uuid, ClassName)>,
    /// Who teaches pages of the year, with the names to which the bundle gives these.
    pages: Vec<(Uuid, PersonName)>,
}

/// Who may be meant by a row that names nobody whom the school has.
pub enum Likeness {
    /// Nobody.
    None,
    /// These: a telephone, an address, the class that they lead or a page that they teach shows it.
    Shown(Vec<Uuid>),
    /// These, who differ in the surname alone.
    Surname(Vec<Uuid>),
}

impl Intake<'_, '_> {
    /// Whom the bundle's staff names of those whom the school has, and what else shows who they are.
    pub async fn known_staff(&mut self, bundle: &Bundle, known: &Known) -> Result<Staff> {
        let rows: Vec<(i32, String, Uuid)> = sql("SELECT grade, letter, class_teacher_id FROM school_class \
             WHERE school_id = $1 AND year_id = $2 AND class_teacher_id IS NOT NULL")
        .bind(self.school)
        .bind(self.year)
        .fetch_all(self.conn)
        .await?;
        let leader = |(grade, letter, person)| Ok((person, class_name(grade, letter)?));
        let courses = self.known_courses().await?;
        let page = |course: &CourseLoad| {
            let (_, stored) = courses.get(&folded(&course.key))?;
            Some((stored.teacher?, course.teacher.clone()?))
        };
        let named = bundle.staff.iter();
        let named = named.flat_map(|member| known.called(&member.name, |person| known.is_staff(person)));
        Ok(Staff {
            named: named.collect(),
            leaders: rows.into_iter().map(leader).collect::<Result<Vec<_>>>()?,
            pages: bundle.courses.iter().filter_map(page).collect(),
        })
    }
}

impl Staff {
    /// Whom of those whom no row names a row may mean.
    pub fn like(&self, known: &Known, member: &StaffMember) -> Likeness {
        let is_meant = |person: &&PersonRow| {
            known.is_staff(person)
                && !known.is_seen(STAFF, person.person_id)
                && !self.named.contains(&person.person_id)
                && person.names().differences(&member.name) == 1
        };
        let mut people: Vec<&PersonRow> = known.all().filter(is_meant).collect();
        people.sort_by_key(|person| person.person_id);
        let ids = |fits: &dyn Fn(&PersonRow) -> bool| -> Vec<Uuid> {
            let fitting = people.iter().filter(|person| fits(person));
            fitting.map(|person| person.person_id).collect()
        };
        let shown = ids(&|person: &PersonRow| self.shows(person, member));
        let surname = ids(&|person: &PersonRow| person.names().differs_in_surname(&member.name));
        match (shown.is_empty(), surname.is_empty()) {
            (false, _) => Likeness::Shown(shown),
            (true, false) => Likeness::Surname(surname),
            (true, true) => Likeness::None,
        }
    }

    fn shows(&self, person: &PersonRow, member: &StaffMember) -> bool {
        let same = |own: Option<&str>, told: Option<&str>| own.is_some() && own == told;
        let leads =
            |class: &ClassName| self.leaders.iter().any(|(id, own)| *id == person.person_id && own == class);
        let is_own = |name: &PersonName| name.differences(&member.name) == 0;
        same(person.phone.as_deref(), member.phone.as_deref())
            || same(person.email.as_deref(), member.email.as_deref())
            || member.class_teacher_of.as_ref().is_some_and(leads)
            || self.pages.iter().any(|(id, name)| *id == person.person_id && is_own(name))
    }
}

/// The pupil's guardian whom no row names and who differs in one name alone: the telephone is the same, or the surname is
/// all that differs in what is to the pupil the same.
pub fn own_guardian(known: &Known, pupil_id: Uuid, pupil: &Pupil, guardian: &Guardian) -> Option<Uuid> {
    let is_named = |id: &Uuid| {
        let mut others = pupil.guardians.iter().filter(|other| *other != guardian);
        others.any(|other| meant(known, pupil_id, other) == Ok(Some(*id)))
    };
    let is_meant = |(id, relation): &&(Uuid, String)| {
        let Some(person) = known.person(*id) else { return false };
        let same_phone = guardian.phone.is_some() && person.phone == guardian.phone;
        let same_relation = collation::normalize(relation) == collation::normalize(&guardian.relation);
        person.names().differences(&guardian.name) == 1
            && (same_phone || same_relation && person.names().differs_in_surname(&guardian.name))
            && !is_named(id)
    };
    known.guardians(pupil_id).iter().find(is_meant).map(|(id, _)| *id)
}

fn names(known: &Known, people: &[Uuid]) -> String {
    let names: Vec<String> = people.iter().map(|id| format!("«{}»", known.name(*id))).collect();
    names.join(" чи ")
}

/// What is asked about a pupil.
pub fn pupil(known: &Known, pupil: &Pupil, people: &[Uuid]) -> String {
    let is_born = |id: &Uuid| known.person(*id).is_some_and(|person| person.born == pupil.born);
    let shared = pupil.born.filter(|_| people.iter().all(is_born));
    let sign = shared.map_or_else(
        || "ті самі ім'я, по батькові й клас".to_owned(),
        |day| format!("та сама дата народження {}", day.format("%d.%m.%Y")),
    );
    format!(
        "учень «{}», {}: {sign}, що й в учня {}, якого в таблиці немає: {ONE}; якщо різні, лишіть у таблиці обох (хто вибув – з днем вибуття)",
        pupil.name.full(),
        pupil.class,
        names(known, people)
    )
}

/// What is asked about a member of staff.
pub fn member(known: &Known, member: &StaffMember, people: &[Uuid]) -> String {
    format!(
        "працівник «{}»: той самий телефон, пошта, клас чи сторінка предмета, що й у працівника {}, якого в таблиці немає: {ONE}; якщо різні, лишіть у таблиці обох",
        member.name.full(),
        names(known, people)
    )
}

/// What is told of a new member of staff where the surname of one who is missed differs.
pub fn new_member(known: &Known, member: &StaffMember, people: &[Uuid]) -> String {
    format!(
        "працівник «{}» – нова людина, а {} у таблиці немає: якщо змінилося прізвище, виправте його в Klas («Заклад» → «Імена») до імпорту",
        member.name.full(),
        names(known, people)
    )
}

/// What is asked about a guardian.
pub fn guardian(known: &Known, pupil: &Pupil, guardian: &Guardian, own: Uuid) -> String {
    format!(
        "«{}» у рядку учня {}: у базі {}: {ONE}; якщо різні, вкажіть у рядку обох",
        guardian.name.full(),
        pupil.name.full(),
        names(known, &[own])
    )
}
