//! What an opened journal says, in the form in which the journals of this year are shown.

use std::sync::Arc;

use chrono::NaiveDate;
use klas_documents::archive::data;
use klas_domain::{
    Id,
    attendance::{Missed, missed_between},
    calendar::{AcademicYear, Semester},
    id::of,
    look::Looked,
};
use klas_store::{
    journal::JournalPage,
    look::LookedAt,
    register::{RegisterClass, Summary},
};

use super::{
    Opened,
    checked::{Integrity, unread},
};
use crate::{
    api::{
        looks,
        register::{Briefings, Excursions, Health, Pupils, Register, Row, Shown, SummaryRegister},
    },
    archive::{diary, open},
    failure::Failure,
    visit::Visit,
};

/// A course of an archived journal, in its contents.
pub struct Contents<'a> {
    /// The course.
    pub id: Id<of::Course>,
    /// Its subject.
    pub subject: &'a str,
    /// The number of its group.
    pub group: Option<i32>,
    /// Who taught it.
    pub teacher: Option<String>,
    /// How many lessons were held.
    pub lessons: usize,
}

impl Opened {
    /// The pages of subjects.
    pub fn contents(&self) -> impl Iterator<Item = Contents<'_>> {
        self.journal.courses.iter().map(|course| Contents {
            id: course.id,
            subject: &course.subject,
            group: course.group,
            teacher: course.teacher.as_ref().map(data::Name::full),
            lessons: course.lessons.iter().filter(|lesson| !lesson.cancelled).count(),
        })
    }

    /// The pupils, by their numbers.
    pub fn pupils(&self) -> impl Iterator<Item = (u32, Id<of::Person>, String)> {
        self.journal.pupils.iter().map(|pupil| (pupil.number, pupil.id, pupil.name.full()))
    }

    /// The name of the school when the journal was archived.
    pub fn school(&self) -> &str {
        &self.journal.school
    }

    /// The page of a course between two days of the year.
    pub fn page(
        &self,
        course: Id<of::Course>,
        days: impl FnOnce(&AcademicYear) -> (NaiveDate, NaiveDate),
    ) -> Result<JournalPage, Failure> {
        let own = self.journal.courses.iter().find(|own| own.id == course).ok_or(Failure::NotFound)?;
        unread(open::page(&self.journal, own, days(&self.class.year), None))
    }

    /// The attendance register.
    pub fn attendance(&self, shown: impl FnOnce(&AcademicYear) -> Shown) -> Result<Register, Failure> {
        Ok(Register {
            person: self.person,
            shown: shown(&self.class.year),
            class: self.class.clone(),
            rows: unread(open::attendance(&self.journal))?,
            explains: false,
            shut: false,
            sections: self.sections.clone(),
            free_edit_days: 0,
            unexplained: Vec::new(),
            notes: Vec::new(),
        })
    }

    /// The summary register.
    pub fn summary(&self) -> Result<SummaryRegister, Failure> {
        Ok(SummaryRegister {
            class: self.class.clone(),
            summary: unread(open::summary(&self.journal))?,
            sections: self.sections.clone(),
            person: self.person,
        })
    }

    /// The general information on pupils.
    pub async fn information(&self, visit: &Visit) -> Result<Pupils, Failure> {
        looks::keep(visit, LookedAt::Class(self.class.id), Looked::Information).await?;
        Ok(Pupils { register: unread(open::pupils(&self.journal))?, sections: self.sections.clone() })
    }

    /// The health groups.
    pub async fn health(&self, visit: &Visit) -> Result<Health, Failure> {
        looks::keep(visit, LookedAt::Class(self.class.id), Looked::Health).await?;
        let register = unread(open::health(&self.journal))?;
        Ok(Health { register, sections: self.sections.clone(), sets: false, person: self.person })
    }

    /// The safety briefings.
    pub fn briefings(&self) -> Result<Briefings, Failure> {
        let (register, staff) = (unread(open::briefings(&self.journal))?, Vec::new());
        Ok(Briefings { register, sections: self.sections.clone(), writes: false, person: self.person, staff })
    }

    /// Excursions and practice.
    pub fn excursions(&self) -> Result<Excursions, Failure> {
        let (register, staff) = (unread(open::excursions(&self.journal))?, Vec::new());
        Ok(Excursions {
            register,
            sections: self.sections.clone(),
            writes: false,
            person: self.person,
            staff,
        })
    }

    /// What of it is a pupil's; none where the pupil is not of the class, or the data cannot be read.
    pub(super) fn of_pupil(&self, pupil: Id<of::Person>) -> Option<OfPupil> {
        let own = self.journal.pupils.iter().find(|own| own.id == pupil)?;
        let row = open::attendance(&self.journal)?.into_iter().find(|row| row.pupil.id == pupil)?;
        let mut summary = open::summary(&self.journal)?;
        summary.pupils.retain(|own| own.id == pupil);
        summary.marks.retain(|(_, of, _), _| *of == pupil);
        summary.words.retain(|(_, of, _), _| *of == pupil);
        summary.decisions.retain(|of, _| *of == pupil);
        Some(OfPupil {
            class: self.class.clone(),
            integrity: self.integrity.clone(),
            school: self.journal.school.clone(),
            pupil,
            number: own.number,
            name: own.name.full(),
            row,
            summary,
            pages: diary::pages(&self.journal, pupil)?,
            takes_extract: false,
            reads_journal: self.sections.whole,
        })
    }
}

/// What an archived journal says of one pupil.
pub struct OfPupil {
    /// The class.
    pub class: RegisterClass,
    /// What was checked.
    pub integrity: Arc<Integrity>,
    /// The school's name then.
    pub school: String,
    /// The pupil.
    pub pupil: Id<of::Person>,
    /// The number in the list of the class.
    pub number: u32,
    /// Names.
    pub name: String,
    /// The line of the attendance register.
    pub row: Row,
    /// The lines of the summary register.
    pub summary: Summary,
    /// The pages of the pupil's courses, with the cells of nobody else.
    pub pages: Vec<JournalPage>,
    /// Whether the visitor takes an extract.
    pub takes_extract: bool,
    /// Whether the visitor opens the whole journal.
    pub reads_journal: bool,
}

impl OfPupil {
    /// What the pupil missed in each semester and in the year.
    pub fn missed(&self) -> [Missed; 3] {
        let year = &self.class.year;
        let [first, second] = Semester::ALL.map(|semester| year.range(semester));
        [first, second, (year.starts_on, year.ends_on)].map(|span| missed_between(&self.row.days, span))
    }
}
