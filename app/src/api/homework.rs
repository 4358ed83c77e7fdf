//! What a pupil has to do: homework by the lesson it is for, and the control works to come.

use std::collections::HashSet;

use chrono::{Days, NaiveDate};
use klas_domain::{Action, Id, id::of, permission::may};
use klas_store::diary::{ControlWork, Ticked, TimetableLesson};

use crate::{
    api::{
        access::require,
        diary::{OpenDiary, Ways, open},
    },
    failure::Failure,
    visit::Visit,
};

/// How far before a day homework may have been given for it, and how far ahead the lesson is looked for: the longest holidays,
/// and more.
pub const REACH: Days = Days::new(28);
/// How far ahead control works are told.
const CONTROL_WORKS: Days = Days::new(28);

/// Homework, and the lesson it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// The lesson at which it was given.
    pub given: Id<of::Lesson>,
    /// Its day.
    pub given_on: NaiveDate,
    /// Day and number of the lesson it is for; none where the timetable knows of no lesson yet.
    pub due: Option<(NaiveDate, i32)>,
    /// Subject.
    pub subject: String,
    /// Group number.
    pub group: Option<i32>,
    /// What is to be done.
    pub homework: String,
}

/// What a pupil has to do.
pub struct Homework {
    /// Whose.
    pub open: OpenDiary,
    /// The ways through the diary.
    pub ways: Ways,
    /// Homework for the lessons from today on, in their order.
    pub tasks: Vec<Task>,
    /// The lessons whose homework is done.
    pub done: HashSet<Id<of::Lesson>>,
    /// The control works of the next four weeks.
    pub control_works: Vec<ControlWork>,
    /// The visitor, where the visitor is the pupil, who says that homework is done.
    pub ticks: Option<Id<of::Person>>,
    /// Whether ticks are shown: to the family, and not to staff, so that they stay the pupil's own.
    pub shows_ticks: bool,
}

/// What a pupil has to do.
pub async fn of_pupil(visit: &Visit, pupil: Id<of::Person>) -> Result<Homework, Failure> {
    let actor = visit.actor()?;
    let open = open(visit, pupil, Action::ReadDiary).await?;
    let today = visit.today();
    let span = (today - REACH, today + REACH);
    let mut reader = visit.reader().await?;
    let lessons = reader.timetable_of_pupil(pupil, span).await?;
    let shows_ticks = !open.children.is_empty();
    Ok(Homework {
        ways: open.ways(actor),
        tasks: tasks(&lessons, today),
        done: if shows_ticks { reader.homework_done(pupil).await? } else { HashSet::new() },
        control_works: reader.control_works(pupil, (today, today + CONTROL_WORKS)).await?,
        ticks: may(actor, Action::TickHomework, &open.scope).then_some(actor.person),
        shows_ticks,
        open,
    })
}

/// The homework that is still to be done: each is for the next lesson of its course that is held, today's included.
pub fn tasks(lessons: &[TimetableLesson], today: NaiveDate) -> Vec<Task> {
    let held: Vec<&TimetableLesson> = lessons.iter().filter(|lesson| !lesson.cancelled).collect();
    let task = |(place, lesson): (usize, &&TimetableLesson)| {
        let next = held.iter().skip(place + 1).find(|next| next.course == lesson.course);
        Task {
            given: lesson.lesson,
            given_on: lesson.date,
            due: next.map(|next| (next.date, next.period)),
            subject: lesson.subject.clone(),
            group: lesson.group,
            homework: lesson.homework.clone(),
        }
    };
    let given = held.iter().enumerate().filter(|(_, lesson)| !lesson.homework.is_empty());
    let to_do = |task: &Task| task.due.is_none_or(|(day, _)| day >= today);
    let mut tasks: Vec<Task> = given.map(task).filter(to_do).collect();
    tasks.sort_by_key(|task| task.due.unwrap_or((NaiveDate::MAX, 0)));
    tasks
}

/// Ticks homework off or takes the tick back, for the pupil.
pub async fn tick(
    visit: &Visit,
    pupil: Id<of::Person>,
    lesson: Id<of::Lesson>,
    done: bool,
) -> Result<(), Failure> {
    let actor = visit.actor()?;
    let scope = klas_domain::Scope { pupil: Some(pupil), ..klas_domain::Scope::school(actor.school) };
    require(actor, Action::TickHomework, &scope)?;
    let tick = Ticked { school: actor.school, pupil, lesson, now: visit.state.clock.now() };
    Ok(visit.state.store.tick_homework(tick, done).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: NaiveDate = day(24);

    const fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
    }

    fn lesson(course: Id<of::Course>, on: u32, homework: &str) -> TimetableLesson {
        TimetableLesson {
            lesson: Id::new(),
            course,
            class: Id::new(),
            date: day(on),
            period: 1,
            subject: String::new(),
            group: None,
            room: None,
            teacher: None,
            substituted: false,
            cancelled: false,
            homework: homework.to_owned(),
            changes: 0,
        }
    }

    #[test]
    fn homework_is_for_the_next_lesson_of_its_course_that_is_held() {
        let (algebra, chemistry, art) = (Id::new(), Id::new(), Id::new());
        let lessons = [
            lesson(algebra, 17, "§ 1"),
            lesson(art, 18, "фарби"),
            lesson(chemistry, 20, "§ 7"),
            lesson(algebra, 23, "§ 2"),
            lesson(algebra, 24, "§ 3"),
            TimetableLesson { cancelled: true, ..lesson(algebra, 25, "") },
            lesson(chemistry, 25, ""),
            lesson(algebra, 26, ""),
        ];
        let tasks = tasks(&lessons, TODAY);
        let seen: Vec<_> = tasks.iter().map(|task| (&*task.homework, task.due.map(|(day, _)| day))).collect();
        let expected =
            [("§ 2", Some(day(24))), ("§ 7", Some(day(25))), ("§ 3", Some(day(26))), ("фарби", None)];
        assert_eq!(seen, expected);
    }
}
