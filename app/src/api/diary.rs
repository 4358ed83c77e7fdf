//! The diary of a pupil.

use std::collections::HashSet;

use chrono::{Days, NaiveDate};
use klas_domain::{
    Action, Actor, Entry, Id, Role, Scope,
    calendar::AcademicYear,
    guardianship::{Part, Restriction},
    id::of,
    look::Looked,
    permission::may,
};
use klas_store::diary::{DiaryLesson, DiaryPupil, DiarySum};

use super::{
    elsewhere::{self, ChildElsewhere},
    homework::REACH,
    looks,
    signed_diary::{SignedDiary, signed_diary},
};
use crate::{api::access::require, failure::Failure, visit::Visit};

/// A diary between two days.
pub struct Diary {
    /// Whose it is.
    pub pupil: DiaryPupil,
    /// The visitor's own children, or the pupil alone.
    pub children: Vec<DiaryPupil>,
    /// Of which of them the visitor sees marks, absences and notes.
    pub marks_of: HashSet<Id<of::Person>>,
    /// The visitor's children in other schools.
    pub elsewhere: Vec<ChildElsewhere>,
    /// The lessons in time order, with what the family may see.
    pub lessons: Vec<DiaryLesson>,
    /// Summative marks of the year, by subject.
    pub sums: Vec<DiarySum>,
    /// The academic year.
    pub year: AcademicYear,
    /// Its identifier.
    pub year_id: Id<of::Year>,
    /// What hides marks, absences and notes from the visitor, where something does.
    pub hidden: Option<Restriction>,
    /// What was signed of the year, once its journal is archived.
    pub signed: Option<SignedDiary>,
    /// Whether the visitor writes notes about absences.
    pub writes_excuses: bool,
    /// The ways through the diary.
    pub ways: Ways,
}

/// A child of the visitor, in whichever school of the account.
#[derive(Clone, Copy)]
pub struct Child<'a> {
    /// The child.
    pub pupil: &'a DiaryPupil,
    /// The academic year of the child's school.
    pub year: &'a AcademicYear,
    /// Whether the visitor sees marks, absences and notes.
    pub shows_marks: bool,
}

impl Diary {
    /// The visitor's children, those of the diary's school first.
    pub fn everyone(&self) -> impl Iterator<Item = Child<'_>> {
        let here = self.children.iter().map(|pupil| {
            let shows_marks = self.marks_of.contains(&pupil.id);
            Child { pupil, year: &self.year, shows_marks }
        });
        let there = self.elsewhere.iter();
        here.chain(there.map(|own| Child {
            pupil: &own.pupil,
            year: &own.year,
            shows_marks: own.shows_marks,
        }))
    }
}

/// A pupil's diary, for [`may`].
fn scope_of(actor: &Actor, pupil: &DiaryPupil) -> Scope {
    Scope { class_teacher: pupil.class_teacher, pupil: Some(pupil.id), ..Scope::school(actor.school) }
}

/// Whether a person sees the marks, absences and notes of a pupil.
pub fn shows_marks(actor: &Actor, pupil: &DiaryPupil) -> bool {
    may(actor, Action::ReadDiaryMarks, &scope_of(actor, pupil))
}

/// The pupils whose diaries are the visitor's own: a guardian's children, or the pupil. Those whose diary a decision hides
/// come last, and of them nothing but the name is told.
pub async fn own_pupils(visit: &Visit) -> Result<Vec<DiaryPupil>, Failure> {
    let actor = visit.actor()?;
    let mut ids: Vec<_> = actor.children.iter().map(|child| (child.id, child.shows(Part::Diary))).collect();
    if actor.is(Role::Pupil) {
        ids.insert(0, (actor.person, true));
    }
    ids.sort_by_key(|(_, shown)| !shown);
    let mut reader = visit.reader().await?;
    let mut pupils = Vec::with_capacity(ids.len());
    for (id, shown) in ids {
        let mut pupil = reader.diary_pupil(id, visit.today()).await?;
        if !shown {
            (pupil.class, pupil.class_id, pupil.class_teacher) = (None, None, None);
        }
        pupils.push(pupil);
    }
    Ok(pupils)
}

/// A pupil's diary that is open before the visitor.
pub struct OpenDiary {
    /// Whose it is.
    pub pupil: DiaryPupil,
    /// The visitor's own children, or the pupil alone; nobody for staff.
    pub children: Vec<DiaryPupil>,
    /// The academic year, and its identifier.
    pub year: (Id<of::Year>, AcademicYear),
    /// Whether the visitor sees marks, absences and notes.
    pub shows_marks: bool,
    /// What hides them, where something does.
    pub hidden: Option<Restriction>,
    /// What was signed of the year, once its journal is archived.
    pub signed: Option<SignedDiary>,
    /// Whose it is, for [`klas_domain::permission::may`].
    pub scope: Scope,
}

impl OpenDiary {
    /// The lessons between two days, with what the family may see.
    pub async fn lessons(
        &self,
        visit: &Visit,
        days: (NaiveDate, NaiveDate),
    ) -> Result<Vec<DiaryLesson>, Failure> {
        lessons(visit, (self.pupil.id, self.signed.as_ref()), days).await
    }

    /// The summative marks of the year that the family may see, by subject.
    pub async fn sums(&self, visit: &Visit) -> Result<Vec<DiarySum>, Failure> {
        let (now, mut live) = (visit.state.clock.now(), Vec::new());
        if reads_tables(self.signed.as_ref()) {
            live = visit.reader().await?.diary_sums(self.pupil.id, self.year.0, now).await?;
        }
        Ok(match &self.signed {
            Some(signed) => signed.sums(live),
            None => live,
        })
    }

    /// The ways from here that the visitor may go.
    pub fn ways(&self, actor: &Actor) -> Ways {
        Ways { marks: self.shows_marks, own_data: may(actor, Action::SeeOwnData, &self.scope) }
    }
}

/// Whether anything of a diary comes from the tables.
fn reads_tables(signed: Option<&SignedDiary>) -> bool {
    signed.is_none_or(|signed| signed.is_mixed)
}

/// The lessons of a pupil between two days, as they were signed where they were.
async fn lessons(
    visit: &Visit,
    (pupil, signed): (Id<of::Person>, Option<&SignedDiary>),
    days: (NaiveDate, NaiveDate),
) -> Result<Vec<DiaryLesson>, Failure> {
    let mut live = Vec::new();
    if reads_tables(signed) {
        live = visit.reader().await?.diary(pupil, days, visit.state.clock.now()).await?;
    }
    Ok(match signed {
        Some(signed) => signed.lessons(days, live),
        None => live,
    })
}

/// The ways through a diary that a visitor may go beside the lessons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ways {
    /// To marks, absences, the report card.
    pub marks: bool,
    /// To all that is kept of the child.
    pub own_data: bool,
}

/// Opens a pupil's diary for whoever may do `action` with it. That staff opened it is kept.
pub async fn open(visit: &Visit, pupil: Id<of::Person>, action: Action) -> Result<OpenDiary, Failure> {
    let actor = visit.actor()?;
    let mut reader = visit.reader().await?;
    let pupil = reader.diary_pupil(pupil, visit.today()).await?;
    let scope = scope_of(actor, &pupil);
    require(actor, action, &scope)?;
    let year = reader.year(visit.today()).await?;
    drop(reader);
    let shows_marks = shows_marks(actor, &pupil);
    let shown = if shows_marks { Part::Marks } else { Part::Diary };
    looks::keep_unless_family(visit, pupil.id, Looked::Diary, shown).await?;
    let own = own_pupils(visit).await?;
    Ok(OpenDiary {
        children: if own.iter().any(|child| child.id == pupil.id) { own } else { Vec::new() },
        shows_marks,
        hidden: actor.hindered(Action::ReadDiaryMarks, &scope).cloned(),
        signed: None,
        pupil,
        year,
        scope,
    })
}

/// The same for what was written in the journal of the year, which is read as it was signed once that is archived.
pub async fn open_journal(
    visit: &Visit,
    pupil: Id<of::Person>,
    action: Action,
) -> Result<OpenDiary, Failure> {
    let open = open(visit, pupil, action).await?;
    let signed = signed_diary(visit, &open.pupil, &open.year.1).await?;
    Ok(OpenDiary { signed, ..open })
}

/// A pupil's diary between two days of the year, for whoever may do `action` with it; without the marks for those who do
/// not see them.
pub async fn diary(
    visit: &Visit,
    pupil: Id<of::Person>,
    action: Action,
    days: impl FnOnce(&AcademicYear) -> (NaiveDate, NaiveDate),
) -> Result<Diary, Failure> {
    let open = open_journal(visit, pupil, action).await?;
    // Whoever reads by office has nobody there beside this pupil.
    let elsewhere = if open.children.is_empty() { Vec::new() } else { elsewhere::children(visit).await? };
    let actor = visit.actor()?;
    let mut lessons = open.lessons(visit, days(&open.year.1)).await?;
    let mut sums = open.sums(visit).await?;
    if !open.shows_marks {
        for lesson in &mut lessons {
            (lesson.entry, lesson.works) = (Entry::default(), Vec::new());
        }
        sums.clear();
    }
    let marks_of = open.children.iter().filter(|own| shows_marks(actor, own)).map(|own| own.id).collect();
    Ok(Diary {
        lessons,
        sums,
        marks_of,
        ways: open.ways(actor),
        writes_excuses: may(actor, Action::WriteExcuse, &open.scope),
        pupil: open.pupil,
        children: open.children,
        elsewhere,
        year_id: open.year.0,
        year: open.year.1,
        hidden: open.hidden,
        signed: open.signed,
    })
}

/// A pupil's next day of lessons, and what is to be done for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextDay {
    /// The day.
    pub date: NaiveDate,
    /// The homework for its lessons, in their order.
    pub tasks: Vec<Task>,
}

/// Homework for a lesson: what was given at the lesson of the same page before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Subject.
    pub subject: String,
    /// Group number.
    pub group: Option<i32>,
    /// What is to be done.
    pub homework: String,
}

/// The next day of lessons after today of a pupil whose diary the visitor reads; none in the holidays.
pub async fn next_day(visit: &Visit, diary: &Diary) -> Result<Option<NextDay>, Failure> {
    let today = visit.today();
    let days = (today.checked_sub_days(REACH), today.checked_add_days(Days::new(7)));
    let (Some(from), Some(to)) = days else { return Ok(None) };
    let lessons = lessons(visit, (diary.pupil.id, diary.signed.as_ref()), (from, to)).await?;
    Ok(next_day_of(&lessons, today))
}

fn next_day_of(lessons: &[DiaryLesson], today: NaiveDate) -> Option<NextDay> {
    let held = || lessons.iter().filter(|lesson| !lesson.cancelled);
    let date = held().map(|lesson| lesson.date).find(|date| *date > today)?;
    let page = |lesson: &DiaryLesson| (lesson.subject.clone(), lesson.group);
    let mut pages: Vec<_> = held().filter(|lesson| lesson.date == date).map(page).collect();
    let mut seen = HashSet::new();
    pages.retain(|page| seen.insert(page.clone()));
    let task = |(subject, group): (String, Option<i32>)| {
        let own = |lesson: &&DiaryLesson| lesson.subject == subject && lesson.group == group;
        let last = held().take_while(|lesson| lesson.date < date).filter(own).last()?;
        let homework = last.homework.clone();
        (!homework.is_empty()).then_some(Task { subject, group, homework })
    };
    Some(NextDay { date, tasks: pages.into_iter().filter_map(task).collect() })
}

#[cfg(test)]
mod tests {
    use klas_domain::school::LessonKind;

    use super::*;

    const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();

    fn lesson(day: u32, period: i32, subject: &str, homework: &str) -> DiaryLesson {
        DiaryLesson {
            lesson: Id::new(),
            date: NaiveDate::from_ymd_opt(2026, 11, day).unwrap(),
            period,
            subject: subject.to_owned(),
            group: None,
            room: None,
            topic: String::new(),
            homework: homework.to_owned(),
            kind: LessonKind::Ordinary,
            cancelled: false,
            entry: Entry::default(),
            works: Vec::new(),
        }
    }

    #[test]
    fn the_homework_for_a_day_was_given_at_the_lessons_before_it() {
        let cancelled = DiaryLesson { cancelled: true, ..lesson(25, 1, "Хімія", "") };
        let lessons = [
            lesson(19, 1, "Хімія", "§ 1"),
            lesson(23, 1, "Алгебра", "§ 2"),
            lesson(24, 1, "Алгебра", "§ 3"),
            lesson(24, 2, "Мова", ""),
            cancelled,
            lesson(26, 1, "Мова", ""),
            lesson(26, 2, "Алгебра", ""),
            lesson(26, 3, "Алгебра", ""),
            lesson(26, 4, "Хімія", ""),
        ];
        let next = next_day_of(&lessons, TODAY).unwrap();
        let tasks: Vec<_> =
            next.tasks.iter().map(|task| (task.subject.as_str(), task.homework.as_str())).collect();
        assert_eq!(next.date, NaiveDate::from_ymd_opt(2026, 11, 26).unwrap());
        assert_eq!(tasks, [("Алгебра", "§ 3"), ("Хімія", "§ 1")]);
        assert_eq!(next_day_of(&lessons, next.date), None);
    }
}
