//! The registers of a class: attendance first.

mod cards;
mod journal;
mod pupils;
mod reasons;
mod records;
mod sections;
mod summary;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, Months, NaiveDate};
use klas_domain::{
    Absence, Action, Id, Scope,
    attendance::{self, Day, Missed, missed_between},
    calendar::{AcademicYear, Semester},
    excuse::ExcuseState,
    id::of,
    permission::may,
};
use klas_store::{
    Reader,
    excuse::StoredExcuse,
    journal::PagePupil,
    people::ClassCount,
    register::{PupilAttendance, RegisterClass},
};

use crate::{
    api::{access::require, opened::section_once_archived},
    archive::year_of,
    failure::Failure,
    locales::{Locale, capitalised},
    visit::Visit,
};

pub(in crate::api) use cards::cards_of_family;
pub use cards::{Cards, cards};
pub use journal::{ClassJournal, SemesterPage, class_journal, semester};
pub use pupils::{Health, Pupils, health, pupils, set_health};
pub use reasons::{Explained, Obstacle, Reasons, explain};
pub(super) use records::keeper;
pub use records::{Briefings, Excursions, briefings, excursions, write_briefing, write_excursion};
pub use sections::{Section, Sections};
pub use summary::{SummaryRegister, decide, summary};

/// First and last day.
pub type Span = (NaiveDate, NaiveDate);

/// Which part of the year the register shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Semester.
    pub semester: Semester,
    /// Year and month 1–12; none for the whole semester.
    pub month: Option<(i32, u32)>,
}

impl Shown {
    /// Its days.
    pub fn span(self, year: &AcademicYear) -> Span {
        let semester = year.range(self.semester);
        self.month.map_or(semester, |month| month_within(month, semester))
    }

    /// As the register's address names it.
    pub fn query(self) -> String {
        match self.month {
            Some((year, month)) => format!("month={year}-{month:02}"),
            None => format!("semester={}", self.semester.code()),
        }
    }
}

/// The days of a month that lie in a semester.
fn month_within((number, month): (i32, u32), (from, to): Span) -> Span {
    let first = NaiveDate::from_ymd_opt(number, month, 1).unwrap_or(from);
    let last = first.checked_add_months(Months::new(1)).and_then(|day| day.pred_opt()).unwrap_or(to);
    (first.max(from), last.min(to))
}

/// A pupil's line of the register.
pub struct Row {
    /// The pupil.
    pub pupil: PagePupil,
    /// The days of the year on which lessons were held for the pupil.
    pub days: BTreeMap<NaiveDate, Day>,
}

impl From<PupilAttendance> for Row {
    fn from(own: PupilAttendance) -> Self {
        Self { days: attendance::days(&own.lessons), pupil: own.pupil }
    }
}

impl Row {
    /// What the pupil missed between two days.
    pub fn missed(&self, span: Span) -> Missed {
        missed_between(&self.days, span)
    }
}

/// Days of a pupil whose absences nobody has given a reason.
pub struct Unexplained {
    /// The pupil.
    pub pupil: PagePupil,
    /// The days, in their order; never empty.
    pub days: Vec<NaiveDate>,
}

/// The register of a class.
pub struct Register {
    /// Who looks at it.
    pub person: Id<of::Person>,
    /// The class.
    pub class: RegisterClass,
    /// Which part of the year is shown.
    pub shown: Shown,
    /// The pupils in alphabetical order.
    pub rows: Vec<Row>,
    /// Whether the visitor gives absences their reasons.
    pub explains: bool,
    /// Whether the visitor gave them until the class closed the semester.
    pub shut: bool,
    /// The sections of the class's journal that the visitor sees.
    pub sections: Sections,
    /// Days in which the school lets entries be corrected without a reason.
    pub free_edit_days: u64,
    /// The last week's absences without a reason.
    pub unexplained: Vec<Unexplained>,
    /// The families' notes, for who explains absences.
    pub notes: Vec<StoredExcuse>,
}

impl Register {
    /// The note about a pupil's day that counts most: one that was accepted, else one that waits.
    pub fn note(&self, pupil: Id<of::Person>, day: NaiveDate) -> Option<&StoredExcuse> {
        let of = |state| {
            let own =
                |note: &&StoredExcuse| note.state == state && note.pupil == pupil && note.says.covers(day);
            self.notes.iter().find(own)
        };
        of(ExcuseState::Accepted).or_else(|| of(ExcuseState::Waiting))
    }

    /// How many notes wait for an answer.
    pub fn waiting_notes(&self) -> usize {
        self.notes.iter().filter(|note| note.state == ExcuseState::Waiting).count()
    }
}

impl Register {
    /// The months of the semester that is shown, each with its days.
    pub fn months(&self) -> Vec<((i32, u32), Span)> {
        let semester = self.class.year.range(self.shown.semester);
        let months = self.class.year.months(self.shown.semester).into_iter();
        months.map(|month| (month, month_within(month, semester))).collect()
    }

    /// What the whole class missed between two days.
    pub fn missed(&self, span: Span) -> Missed {
        self.rows.iter().map(|row| row.missed(span)).sum()
    }

    /// Of a month that is shown, its days from Monday to Friday on which lessons may be held, and any other day that
    /// had some; of a semester, none.
    pub fn days(&self) -> Vec<NaiveDate> {
        if self.shown.month.is_none() {
            return Vec::new();
        }
        let year = &self.class.year;
        let (first, last) = self.shown.span(year);
        let held: BTreeSet<NaiveDate> = self.rows.iter().flat_map(|row| row.days.keys().copied()).collect();
        let usual = |day: &NaiveDate| day.weekday().number_from_monday() <= 5 && year.is_school_day(*day);
        let days = first.iter_days().take_while(|day| *day <= last);
        days.filter(|day| usual(day) || held.contains(day)).collect()
    }

    /// What is added up beside the days: of a month the month itself, of a semester each of its months; then the
    /// semester and the year.
    pub fn totals(&self) -> Vec<(Total, Span)> {
        let (year, semester) = (&self.class.year, self.shown.semester);
        let mut totals = if self.shown.month.is_some() {
            vec![(Total::Shown, self.shown.span(year))]
        } else {
            self.months().into_iter().map(|((_, month), span)| (Total::Month(month), span)).collect()
        };
        totals.push((Total::Semester(semester), year.range(semester)));
        totals.push((Total::Year, (year.starts_on, year.ends_on)));
        totals
    }
}

/// What a total of the register covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Total {
    /// The month whose days are shown.
    Shown,
    /// A month 1–12 of the semester.
    Month(u32),
    /// A semester.
    Semester(Semester),
    /// The year.
    Year,
}

impl Total {
    /// What stands above the total.
    pub fn title(self, locale: Locale) -> String {
        let (texts, says) = (locale.texts(), locale.registers());
        match self {
            Self::Shown => says.month_total.to_owned(),
            Self::Month(month) => capitalised(locale.month(month)),
            Self::Semester(Semester::First) => texts.first_semester.to_owned(),
            Self::Semester(Semester::Second) => texts.second_semester.to_owned(),
            Self::Year => says.year_total.to_owned(),
        }
    }
}

/// How far back the class teacher is reminded of absences without a reason (DOMAIN §8).
const REMINDED: Days = Days::new(7);

/// The register of a class; from its archive, once that is signed.
pub async fn register(
    visit: &Visit,
    class: Id<of::SchoolClass>,
    shown: impl FnOnce(&AcademicYear) -> Shown,
) -> Result<Register, Failure> {
    if let Some(opened) = section_once_archived(visit, class, Section::Attendance).await? {
        return opened.attendance(shown);
    }
    let actor = visit.actor()?;
    let mut reader = visit.reader().await?;
    let class = reader.register_class(class).await?;
    let scope = class.scope(actor.school);
    require(actor, Action::ReadRegister, &scope)?;
    let shown = shown(&class.year);
    let attendance = reader.attendance(class.id, (class.year.starts_on, class.year.ends_on)).await?;
    let rows: Vec<Row> = attendance.into_iter().map(Row::from).collect();
    let explained = may(actor, Action::ExplainAbsence, &scope);
    let shut = explained && is_closed(&mut reader, class.id, shown.semester).await?;
    let explains = explained && !shut;
    Ok(Register {
        person: actor.person,
        unexplained: if explains { unexplained(&rows, visit.today()) } else { Vec::new() },
        notes: if explains { reader.excuses_of_class(class.id).await? } else { Vec::new() },
        free_edit_days: reader.school().await?.free_edit_days,
        sections: Section::seen_by(actor, &scope),
        class,
        shown,
        rows,
        explains,
        shut,
    })
}

async fn is_closed(
    reader: &mut Reader,
    class: Id<of::SchoolClass>,
    semester: Semester,
) -> Result<bool, Failure> {
    let (id, year) = reader.year_of_class(class).await?;
    Ok(reader.class_state((id, &year), semester, class).await?.is_closed())
}

fn unexplained(rows: &[Row], today: NaiveDate) -> Vec<Unexplained> {
    let since = today.checked_sub_days(REMINDED).unwrap_or(today);
    let of = |row: &Row| {
        let unknown = row.days.range(since..=today).filter(|(_, day)| day.lessons_of(Absence::Unknown) > 0);
        let days: Vec<_> = unknown.map(|(date, _)| *date).collect();
        (!days.is_empty()).then(|| Unexplained { pupil: row.pupil.clone(), days })
    };
    rows.iter().filter_map(of).collect()
}

/// The classes of a year whose registers a visitor may read.
pub struct Classes {
    /// The classes, with the number of their pupils today, or on the last day of a year that is over.
    pub classes: Vec<ClassCount>,
    /// The calendar year in which the year began.
    pub year: i32,
    /// Those of all years of the school, newest first.
    pub years: Vec<i32>,
}

/// The classes of the year that began in a calendar year, else of the current one, whose registers the visitor may
/// read: all.
pub async fn classes(visit: &Visit, began: Option<i32>) -> Result<Classes, Failure> {
    let actor = visit.actor()?;
    require(actor, Action::ReadRegister, &Scope::school(actor.school))?;
    let mut reader = visit.reader().await?;
    let (id, year) = year_of(&mut reader, began, visit.today()).await?;
    let years = reader.years().await?.iter().map(Datelike::year).collect();
    let classes = reader.classes(id, visit.today().min(year.ends_on)).await?;
    Ok(Classes { classes, year: year.starts_on.year(), years })
}
