//! Who gives which lesson of a day, and the register of missed and substituted lessons.

use std::collections::HashMap;

use chrono::{Months, NaiveDate};
use klas_domain::{
    Action, Id, Scope,
    calendar::AcademicYear,
    id::of,
    permission::may,
    school::PersonName,
    substitution::{
        ArrangedLesson, ArrangementEdit, ArrangementOutcome, Held, SubstitutionRegister, TeacherTotal,
    },
};
use klas_store::{
    journal::Course,
    people::ClassCount,
    register::{Arranger, Substitute},
};

use crate::{api::access::require, failure::Failure, visit::Visit};

/// Whose lessons of the day are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// Nobody's yet: those that are not held as planned.
    Nobody,
    /// A teacher's, own ones and those given in others' place.
    Teacher(Id<of::Person>),
    /// A class's.
    Class(Id<of::SchoolClass>),
}

/// A person's lessons at a lesson number: each with its class.
type Busy = HashMap<(Id<of::Person>, i32), Vec<(Id<of::Lesson>, String)>>;

/// The lessons of a day as they can be arranged.
pub struct DayLessons {
    /// The day.
    pub date: NaiveDate,
    /// Whose lessons are shown.
    pub chosen: Chosen,
    /// The lessons that are shown, by number.
    pub lessons: Vec<ArrangedLesson>,
    /// Who may give a lesson in another's place, in alphabetical order.
    pub people: Vec<Substitute>,
    /// The courses of the classes whose lessons are shown.
    courses: Vec<Course>,
    /// The classes of the day's year.
    pub classes: Vec<ClassCount>,
    /// Who arranges them: a form belongs to whoever filled it.
    pub person: Id<of::Person>,
    /// Each person's lessons of the day by number: the lesson and its class.
    busy: Busy,
    /// How many lessons each person gives that day.
    loads: HashMap<Id<of::Person>, usize>,
}

impl DayLessons {
    /// The class in which a person has another lesson at the time of this one.
    pub fn busy(&self, person: Id<of::Person>, lesson: &ArrangedLesson) -> Option<&str> {
        let there = self.busy.get(&(person, lesson.period))?;
        there.iter().find(|(other, _)| *other != lesson.lesson).map(|(_, class)| class.as_str())
    }

    /// The courses that may have a lesson instead of this one: the others of its class or group.
    pub fn others(&self, lesson: &ArrangedLesson) -> impl Iterator<Item = &Course> {
        let pupils = |course: &Course| (course.class_id, course.group);
        let own = self.courses.iter().find(|course| course.id == lesson.course).map(pupils);
        self.courses.iter().filter(move |course| Some(pupils(course)) == own && course.id != lesson.course)
    }

    /// How many lessons of the day concern a person.
    pub fn load(&self, person: Id<of::Person>) -> usize {
        self.loads.get(&person).copied().unwrap_or_default()
    }
}

/// The lessons of a day, for those who arrange them.
pub async fn day(visit: &Visit, date: NaiveDate, chosen: Chosen) -> Result<DayLessons, Failure> {
    let actor = visit.actor()?;
    require(actor, Action::ManageTimetable, &Scope::school(actor.school))?;
    let mut reader = visit.reader().await?;
    let (year, _) = reader.year(date).await?;
    let mut lessons = reader.lessons_of_day(date).await?;
    let (mut busy, mut loads) = (Busy::new(), HashMap::new());
    for lesson in &lessons {
        if let Some(person) = lesson.taught_by() {
            let there = busy.entry((person, lesson.period)).or_default();
            there.push((lesson.lesson, lesson.class.to_string()));
        }
        let own = lesson.teacher.as_ref().map(|(teacher, _)| *teacher);
        let other = lesson.taught_by().filter(|person| own != Some(*person));
        for person in own.into_iter().chain(other) {
            *loads.entry(person).or_default() += 1;
        }
    }
    lessons.retain(|lesson| match chosen {
        Chosen::Nobody => lesson.arrangement.held != Held::AsPlanned,
        Chosen::Teacher(teacher) => lesson.concerns(teacher),
        Chosen::Class(class) => lesson.class_id == class,
    });
    let people = reader.substitutes(year).await?;
    let courses = match chosen {
        Chosen::Nobody => Vec::new(),
        Chosen::Teacher(_) => reader.courses(year, None).await?,
        Chosen::Class(class) => reader.courses_of_class(class).await?,
    };
    let classes = reader.classes(year, date).await?;
    Ok(DayLessons { date, chosen, lessons, people, courses, classes, person: actor.person, busy, loads })
}

/// Arranges how lessons are held; each wish has its own outcome.
pub async fn arrange(visit: &Visit, edits: Vec<ArrangementEdit>) -> Result<Vec<ArrangementOutcome>, Failure> {
    let actor = visit.actor()?.clone();
    let arranger = Arranger { school: actor.school, author: actor.person, now: visit.state.clock.now() };
    let leads = move |scope: &_| may(&actor, Action::ManageTimetable, scope);
    Ok(visit.state.store.arrange(arranger, edits, leads).await?)
}

/// The register of a month.
pub struct MonthRegister {
    /// The register, of one teacher where one is asked for.
    pub register: SubstitutionRegister,
    /// What the month comes to for each teacher, of one alone where one is asked for.
    pub totals: Vec<TeacherTotal>,
    /// Whose alone it is.
    pub teacher: Option<Id<of::Person>>,
    /// Year and month 1–12.
    pub month: (i32, u32),
    /// The year that the month belongs to, for the choice of another one.
    pub year: AcademicYear,
    /// The teachers of whom one can be chosen.
    pub people: Vec<Substitute>,
}

impl MonthRegister {
    /// The names of the teacher whose alone it is.
    pub fn whose(&self) -> Option<&PersonName> {
        let teacher = self.teacher?;
        let known = self.people.iter().map(|own| (own.id, &own.name));
        let mut named = known.chain(self.totals.iter().map(|own| (own.teacher.0, &own.teacher.1)));
        named.find(|(own, _)| *own == teacher).map(|(_, name)| name)
    }
}

/// The register of missed and substituted lessons of a calendar month, for those who lead the school.
pub async fn month(
    visit: &Visit,
    (number, month): (i32, u32),
    teacher: Option<Id<of::Person>>,
) -> Result<MonthRegister, Failure> {
    let actor = visit.actor()?;
    require(actor, Action::ManageTimetable, &Scope::school(actor.school))?;
    let first = NaiveDate::from_ymd_opt(number, month, 1).ok_or(Failure::BadRequest)?;
    let next = first.checked_add_months(Months::new(1)).ok_or(Failure::BadRequest)?;
    let last = next.pred_opt().ok_or(Failure::BadRequest)?;
    let mut reader = visit.reader().await?;
    let (year, calendar) = reader.year(last).await?;
    let mut register = reader.substitutions((first, last)).await?;
    let people = reader.substitutes(year).await?;
    let mut totals = register.totals();
    if let Some(teacher) = teacher {
        totals.retain(|total| total.teacher.0 == teacher);
        register = register.of_teacher(teacher);
    }
    Ok(MonthRegister { register, totals, teacher, month: (number, month), year: calendar, people })
}
