//! Lessons of the demonstration school that were not held as planned: a teacher is away for a day every week, one class
//! goes home during an alert, another one is in quarantine.

use chrono::{DateTime, Days, NaiveDate, Utc};
use klas_domain::{
    Id, Role,
    calendar::AcademicYear,
    id::of,
    substitution::{ArrangedLesson, Arrangement, ArrangementEdit, ChangeReason, Held},
};
use klas_store::{
    Store,
    register::{Arranger, Substitute},
};

use super::{super::Refusal, registers::is_weekend};

/// Every so many school days a teacher is away.
const EVERY: usize = 5;

/// The class that end-to-end stories write in stays as it is planned.
const UNTOUCHED: &str = "8-А";

/// Arranges the lessons of the year up to the days just after `today`.
pub async fn arrange(
    store: &Store,
    school: Id<of::School>,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Result<(), Refusal> {
    let mut reader = store.read(school).await?;
    let (year, calendar) = reader.year(today).await?;
    let people = reader.substitutes(year).await?;
    let Some((author, _)) = reader.people(Role::Deputy).await?.into_iter().next() else { return Ok(()) };
    let days = school_days(&calendar, today);
    let mut edits = Vec::new();
    for (number, day) in days.iter().enumerate().filter(|(number, _)| number % EVERY == 2) {
        edits.extend(away(&reader.lessons_of_day(*day).await?, &people, number));
    }
    if let Some(day) = days.iter().rev().nth(3) {
        edits.extend(alert(&reader.lessons_of_day(*day).await?));
    }
    for day in calendar_after(&calendar, today).take(2) {
        edits.extend(quarantine(&reader.lessons_of_day(day).await?));
    }
    drop(reader);
    store.arrange(Arranger { school, author, now }, edits, |_| true).await?;
    Ok(())
}

/// The school days before today.
fn school_days(calendar: &AcademicYear, today: NaiveDate) -> Vec<NaiveDate> {
    let days = calendar.starts_on.iter_days().take_while(|day| *day < today && *day <= calendar.ends_on);
    days.filter(|day| calendar.is_school_day(*day) && !is_weekend(*day)).collect()
}

/// The school days after today, within two weeks.
fn calendar_after(calendar: &AcademicYear, today: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let days = (today + Days::new(1)).iter_days().take(14);
    days.filter(|day| calendar.is_school_day(*day) && !is_weekend(*day))
}

fn edit(lesson: &ArrangedLesson, held: Held, reason: ChangeReason, words: &str) -> ArrangementEdit {
    let arrangement = Arrangement { held, reason: Some(reason), words: words.to_owned() };
    ArrangementEdit { id: Id::new(), lesson: lesson.lesson, base: 0, arrangement }
}

/// One of the day's teachers is away; whoever is free gives the lessons, of the same subject if there is somebody.
fn away(lessons: &[ArrangedLesson], people: &[Substitute], number: usize) -> Vec<ArrangementEdit> {
    let untouched = |person: &Substitute| {
        let mut own = lessons.iter().filter(|lesson| lesson.taught_by() == Some(person.id)).peekable();
        own.peek().is_some() && own.all(|lesson| lesson.class.to_string() != UNTOUCHED)
    };
    let teachers: Vec<&Substitute> = people.iter().filter(|person| untouched(person)).collect();
    let Some(teacher) = teachers.get(number * 7 % teachers.len().max(1)) else { return Vec::new() };
    let reasons = [ChangeReason::Illness, ChangeReason::Training, ChangeReason::Illness, ChangeReason::Trip];
    let reason = reasons[number / EVERY % reasons.len()];
    let words = format!("наказ № {}-к", 40 + number);
    let own = lessons.iter().filter(|lesson| lesson.taught_by() == Some(teacher.id));
    own.filter_map(|lesson| {
        let free = |person: &&Substitute| {
            let mut then = lessons.iter().filter(|other| other.period == lesson.period);
            person.id != teacher.id && then.all(|other| other.taught_by() != Some(person.id))
        };
        let knows = |person: &&Substitute| person.subjects.contains(&lesson.subject_id);
        let has_courses = |person: &&Substitute| !person.subjects.is_empty();
        let mut same = people.iter().filter(free).filter(knows);
        let substitute = same.next().or_else(|| people.iter().filter(free).find(has_courses))?;
        Some(edit(lesson, Held::By(substitute.id), reason, &words))
    })
    .collect()
}

/// The later lessons of a class of grade 2, where nobody has marks.
fn alert(lessons: &[ArrangedLesson]) -> Vec<ArrangementEdit> {
    let Some(class) = lessons.iter().find(|lesson| lesson.class.grade == 2).map(|lesson| lesson.class_id)
    else {
        return Vec::new();
    };
    let later = lessons.iter().filter(|lesson| lesson.class_id == class && lesson.period >= 4);
    later.map(|lesson| edit(lesson, Held::Cancelled, ChangeReason::Alert, "")).collect()
}

/// All lessons of a class of grade 6.
fn quarantine(lessons: &[ArrangedLesson]) -> Vec<ArrangementEdit> {
    let Some(class) = lessons.iter().find(|lesson| lesson.class.grade == 6).map(|lesson| &lesson.class)
    else {
        return Vec::new();
    };
    let own = lessons.iter().filter(|lesson| lesson.class == *class);
    own.map(|lesson| edit(lesson, Held::Cancelled, ChangeReason::Quarantine, "наказ № 118")).collect()
}
