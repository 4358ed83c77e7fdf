//! One lesson: its sheet, its words, and absences carried from it.

use std::sync::Arc;

use klas_domain::{
    Absence, Action, EditOutcome, Entry, Id, JournalEdit, Scope, StoredEntry,
    column::{Column, ColumnOf, Work},
    edit::{LessonEdit, LessonOutcome},
    id::of,
    permission::may,
    school::PersonName,
};
use klas_store::{
    journal::{Course, LessonColumn, PageEntry, PagePupil},
    lesson::PlannedLesson,
};

use crate::{
    api::{self, access::require},
    failure::Failure,
    visit::Visit,
};

/// What the sheet of a lesson shows.
pub struct LessonSheet {
    /// Who fills it.
    pub person: Id<of::Person>,
    /// Course.
    pub course: Course,
    /// Lesson.
    pub lesson: LessonColumn,
    /// The lessons of the course just before and after it that the visitor may open.
    pub neighbours: (Option<LessonColumn>, Option<LessonColumn>),
    /// The pupils who belong to the course on that day.
    pub pupils: Vec<PagePupil>,
    /// What stands in the cells.
    pub entries: Vec<PageEntry>,
    /// The further works of the lesson, each with its column.
    pub works: Vec<(Id<of::Column>, Work)>,
    /// The plan's line for the lesson.
    pub planned: Option<PlannedLesson>,
    /// Where the whole plan is; none for a substitute, who does not see it.
    pub plan_page: Option<String>,
    /// How many groups of results the subject has.
    pub groups: u8,
    /// For which of them the marks of the lesson and of its works count.
    pub counted: Vec<Counted>,
    /// Whether the visitor may change that.
    pub arranges: bool,
    /// Whether the visitor may write here.
    pub may_write: bool,
    /// Whether the visitor may give absences their reasons.
    pub explains: bool,
    /// Whether the lesson's semester is closed.
    pub closing: Closing,
    /// What the visitor does here while the semester is open: the sheet may have been opened before it was closed.
    pub while_open: WhileOpen,
}

/// A column of marks of the lesson.
pub struct Counted {
    /// The column.
    pub column: Id<of::Column>,
    /// Which further work it is for; none for the lesson's own.
    pub work: Option<Work>,
    /// The group of results that its marks count for.
    pub results: Option<u8>,
}

/// What a visitor does at a lesson whose semester is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WhileOpen {
    /// Writes it.
    pub writes: bool,
    /// Gives its absences their reasons.
    pub explains: bool,
}

/// What the closing of its semester makes of a lesson.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closing {
    /// It is open.
    Open,
    /// It is closed, and the visitor only looks at it.
    Closed,
    /// It is closed, and the visitor corrects what stands there, with a reason.
    Corrected,
}

impl LessonSheet {
    /// Whether the visitor may write the rows of pupils; the lesson's words are another matter.
    pub fn writes_rows(&self) -> bool {
        self.may_write || self.corrects()
    }

    /// Whether what the visitor sends is read as rows written in full: saved, or, where the semester was closed
    /// meanwhile, kept on the page.
    pub fn reads_rows(&self) -> bool {
        self.while_open.writes || self.corrects()
    }

    /// Whether the visitor corrects the lesson of a closed semester.
    pub fn corrects(&self) -> bool {
        self.closing == Closing::Corrected
    }

    /// What stands in a pupil's cell of the lesson itself.
    pub fn stored(&self, pupil: Id<of::Person>) -> StoredEntry {
        self.stored_in(self.lesson.column(), pupil)
    }

    /// What stands in a pupil's cell of a column of the lesson.
    pub fn stored_in(&self, column: Id<of::Column>, pupil: Id<of::Person>) -> StoredEntry {
        let own = self.entries.iter().find(|entry| entry.pupil == pupil && entry.column == column);
        own.map(|entry| entry.stored.clone()).unwrap_or_default()
    }

    /// How many of the listed pupils are there.
    pub fn present(&self) -> usize {
        self.pupils.iter().filter(|pupil| self.stored(pupil.id).entry.absence.is_none()).count()
    }
}

/// The sheet of a lesson of a course.
pub async fn sheet(
    visit: &Visit,
    course: Id<of::Course>,
    lesson: Id<of::Lesson>,
) -> Result<LessonSheet, Failure> {
    let actor = visit.actor()?;
    let mut reader = visit.reader().await?;
    let course = reader.course(course).await?;
    let lesson = reader.lesson_of_course(course.id, lesson).await?;
    let scope_of =
        |lesson: &LessonColumn| Scope { substitute: lesson.substitute, ..course.scope(actor.school) };
    let scope = scope_of(&lesson);
    require(actor, Action::ReadJournal, &scope)?;
    let closed = reader.closed_semesters(course.id).await?;
    let (previous, next) = reader.neighbour_lessons(course.id, &lesson).await?;
    // A substitute sees the substituted lessons alone.
    let readable = |lesson: &LessonColumn| may(actor, Action::ReadJournal, &scope_of(lesson));
    let neighbours = (previous.filter(readable), next.filter(readable));
    let page = reader.journal(course.clone(), (lesson.date, lesson.date), actor.person).await?;
    let planned = reader.planned(course.id, &lesson).await?;
    let reads_plan = may(actor, Action::ReadJournal, &course.scope(actor.school));
    let plan_page = reads_plan.then(|| format!("/journal/{}/plan", course.id));
    let groups = reader.results_groups(course.id).await?.len();
    let year = reader.register_class(course.class_id).await?.year;
    let semester = year.semester_of(lesson.date);
    let closed = semester.is_some_and(|semester| closed.contains(&semester));
    let while_open = WhileOpen {
        writes: may(actor, Action::WriteEntries, &scope),
        explains: may(actor, Action::ExplainAbsence, &scope),
    };
    let scope = Scope { closed, ..scope };
    let counted = counted(&lesson, &page.columns);
    let is_own = |entry: &PageEntry| counted.iter().any(|own| own.column == entry.column);
    let entries = page.entries.into_iter().filter(is_own).collect();
    Ok(LessonSheet {
        person: actor.person,
        groups: u8::try_from(groups).unwrap_or_default(),
        works: counted.iter().filter_map(|own| Some((own.column, own.work?))).collect(),
        counted: if groups > 0 { counted } else { Vec::new() },
        arranges: !closed && may(actor, Action::ArrangeColumns, &scope),
        neighbours,
        pupils: page.pupils.into_iter().filter(|pupil| pupil.belongs(lesson.date)).collect(),
        entries,
        may_write: may(actor, Action::WriteEntries, &scope),
        explains: may(actor, Action::ExplainAbsence, &scope),
        closing: match (closed, may(actor, Action::CorrectClosed, &scope)) {
            (false, _) => Closing::Open,
            (true, false) => Closing::Closed,
            (true, true) => Closing::Corrected,
        },
        while_open,
        course,
        lesson,
        planned,
        plan_page,
    })
}

/// The lesson's own column, and those of its further works.
fn counted(lesson: &LessonColumn, columns: &[Column]) -> Vec<Counted> {
    let current = columns.iter().filter_map(|column| match column.of {
        ColumnOf::Current { lesson: of, work, results } if of == lesson.lesson => {
            Some(Counted { column: column.id, work, results })
        }
        _ => None,
    });
    let (own, works): (Vec<_>, Vec<_>) = current.partition(|counted| counted.column == lesson.column());
    let plain = Counted { column: lesson.column(), work: None, results: None };
    [own.into_iter().next().unwrap_or(plain)].into_iter().chain(works).collect()
}

/// Writes a lesson's words.
pub async fn write(visit: &Visit, edit: LessonEdit) -> Result<LessonOutcome, Failure> {
    let actor = visit.actor()?.clone();
    let (school, person, now) = (actor.school, actor.person, visit.state.clock.now());
    let may_write = move |scope: &Scope| may(&actor, Action::WriteLesson, scope);
    Ok(visit.state.store.write_lesson(school, person, now, edit, may_write).await?)
}

/// A pupil absent from the lesson, and the later lessons of the day where nothing is known of the pupil.
pub struct Carry {
    /// Pupil.
    pub pupil: Id<of::Person>,
    /// Names.
    pub name: PersonName,
    /// Columns of the later lessons.
    pub columns: Vec<Id<of::Column>>,
    /// Their numbers.
    pub periods: Vec<i32>,
}

/// The absences that whoever wrote the lesson may carry to later lessons of the day.
pub async fn carries(visit: &Visit, sheet: &LessonSheet) -> Result<Vec<Carry>, Failure> {
    let mut carries = Vec::new();
    if !sheet.may_write {
        return Ok(carries);
    }
    let mut reader = visit.reader().await?;
    for pupil in &sheet.pupils {
        if sheet.stored(pupil.id).entry.absence != Some(Absence::Unknown) {
            continue;
        }
        let later = reader.later_lessons(pupil.id, sheet.lesson.date, sheet.lesson.period).await?;
        if !later.is_empty() {
            let (columns, periods) = later.into_iter().unzip();
            carries.push(Carry { pupil: pupil.id, name: pupil.name.clone(), columns, periods });
        }
    }
    Ok(carries)
}

/// Carries the absences of these pupils to later lessons of the day, and tells on how many they were put. The right
/// to write the lesson's absence is the right to carry it: the rule of DOMAIN §5 knows the day.
pub async fn carry(visit: &Visit, sheet: &LessonSheet, pupils: &[Id<of::Person>]) -> Result<usize, Failure> {
    if sheet.course.archived {
        return Err(Failure::Archived(None));
    }
    if !sheet.may_write {
        return Err(Failure::Forbidden);
    }
    let edit = |column, pupil| JournalEdit {
        id: Id::new(),
        column,
        pupil,
        base: 0,
        entry: Entry { absence: Some(Absence::Unknown), ..Entry::default() },
        reason: None,
    };
    let carries = carries(visit, sheet).await?;
    let chosen = carries.iter().filter(|carry| pupils.contains(&carry.pupil));
    let edits =
        chosen.flat_map(|carry| carry.columns.iter().map(|column| edit(*column, carry.pupil))).collect();
    let outcomes = api::journal::save(visit, Arc::new(|_, _, _| true), edits).await?;
    Ok(outcomes.iter().filter(|outcome| matches!(outcome, EditOutcome::Saved { .. })).count())
}
