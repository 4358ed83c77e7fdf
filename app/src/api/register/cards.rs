//! Report cards and certificates of a class.

use chrono::{Datelike, NaiveDate};
use klas_domain::{
    Id, attendance, calendar::Semester, column::Sum, guardianship::Part, id::of, look::Looked, results,
    school::PersonName,
};
use klas_store::{
    Reader,
    diary::DiaryLesson,
    journal::PagePupil,
    look::LookedAt,
    register::{RegisterClass, Summary},
};

use super::{Register, Row, Sections, Shown, SummaryRegister, register, summary};
use crate::{
    api::{absences::concerns, head, looks},
    failure::Failure,
    visit::Visit,
};

/// What report cards and certificates are made of.
pub struct Cards {
    /// Marks and decisions of the class.
    pub summary: SummaryRegister,
    /// What its pupils missed.
    pub attendance: Register,
    /// The head of the school.
    pub head: Option<PersonName>,
    /// Whose they are; none: of all who are in the class.
    pub only: Option<Id<of::Person>>,
    today: NaiveDate,
}

impl Cards {
    /// The pupils who are in the class, in alphabetical order.
    pub fn of_class(&self) -> impl Iterator<Item = &PagePupil> {
        self.summary.summary.pupils.iter().filter(|pupil| pupil.left(self.today).is_none())
    }

    /// The pupils whose cards they are, in alphabetical order.
    pub fn pupils(&self) -> impl Iterator<Item = &PagePupil> {
        let wanted = |pupil: &&PagePupil| match self.only {
            Some(only) => pupil.id == only,
            None => pupil.left(self.today).is_none(),
        };
        self.summary.summary.pupils.iter().filter(wanted)
    }

    /// Whether the pupil has a mark of this kind in any subject.
    pub fn has_mark(&self, pupil: Id<of::Person>, sum: Sum) -> bool {
        self.summary.summary.marks.keys().any(|(_, own, of)| (*own, *of) == (pupil, sum))
    }

    /// Whether the class has certificates of achievement: those who are marked by groups of results.
    pub fn are_certified(&self) -> bool {
        let class = &self.summary.class;
        results::apply(class.name.grade, class.year.starts_on.year())
    }
}

/// What the cards of a class are made of, for those who keep its summary register; of one pupil, or of all.
pub async fn cards(
    visit: &Visit,
    class: Id<of::SchoolClass>,
    only: Option<Id<of::Person>>,
) -> Result<Cards, Failure> {
    let shown = Shown { semester: Semester::First, month: None };
    let summary = summary(visit, class).await?;
    let mut attendance = register(visit, class, |_| shown).await?;
    if only.is_some_and(|only| !summary.summary.pupils.iter().any(|pupil| pupil.id == only)) {
        return Err(Failure::NotFound);
    }
    match only {
        Some(pupil) => looks::keep_unless_family(visit, pupil, Looked::Cards, Part::Marks).await?,
        None => looks::keep(visit, LookedAt::Class(class), Looked::Cards).await?,
    }
    let mut reader = visit.reader().await?;
    bring_absences(&mut reader, &mut attendance).await?;
    let head = head(&mut reader).await?;
    Ok(Cards { summary, attendance, head, only, today: visit.today() })
}

/// What the card of one pupil is made of, for the family: whether it may have it is the caller's matter.
pub(in crate::api) fn cards_of_family(
    visit: &Visit,
    pupil: Id<of::Person>,
    (class, summary): (RegisterClass, Summary),
    lessons: &[DiaryLesson],
    head: Option<PersonName>,
) -> Result<Cards, Failure> {
    let person = visit.actor()?.person;
    let days = attendance::days(&lessons.iter().map(concerns).collect::<Vec<_>>());
    let own = summary.pupils.iter().find(|own| own.id == pupil).ok_or(Failure::NotFound)?;
    let attendance = Register {
        person,
        class: class.clone(),
        shown: Shown { semester: Semester::First, month: None },
        rows: vec![Row { pupil: own.clone(), days }],
        explains: false,
        shut: false,
        sections: Sections::default(),
        free_edit_days: 0,
        unexplained: Vec::new(),
        notes: Vec::new(),
    };
    let summary = SummaryRegister { class, summary, sections: Sections::default(), person };
    Ok(Cards { summary, attendance, head, only: Some(pupil), today: visit.today() })
}

/// Adds what pupils missed in the classes of this year in which they were before.
async fn bring_absences(reader: &mut Reader, register: &mut Register) -> Result<(), Failure> {
    let year = (register.class.year.starts_on, register.class.year.ends_on);
    for (class, pupils) in reader.former_classes(register.class.id).await? {
        let former = reader.attendance(class, year).await?;
        for own in former.into_iter().filter(|own| pupils.contains(&own.pupil.id)) {
            let row = register.rows.iter_mut().find(|row| row.pupil.id == own.pupil.id);
            if let Some(row) = row {
                row.days.extend(attendance::days(&own.lessons));
            }
        }
    }
    Ok(())
}
