//! The lessons that were given and what stands in their cells.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use klas_domain::{
    bundle::{CourseKey, Pupil, TaughtLesson, TopicPlan},
    entry::Entry,
    mark::{Level, Mark, Scale},
    school::LessonKind,
};

use crate::{
    absences::Absences,
    curriculum::Subject,
    data::{self, rows},
    dice::Dice,
    marks::{Talents, marked, strictness},
    movement::belongs,
    staff::Unit,
    timetable::Place,
};

/// Per mille of the cells: one lesson missed, lateness to the first lesson and to others, notes.
const MISSED: u32 = 4;
const LATE_FIRST: u32 = 16;
const LATE: u32 = 4;
const NOTED: u32 = 3;
/// In grades without marks teachers write more.
const NOTED_VERBAL: u32 = 12;
/// Per mille of the days with an air-raid alert; their later lessons are given from a distance.
const ALERTS: u32 = 30;

/// What lessons are made of.
pub(crate) struct Ground<'a> {
    pub units: &'a [Unit],
    pub places: &'a [Place],
    pub subjects: &'a [Subject],
    pub plans: &'a [TopicPlan],
    /// Days with lessons, all before today.
    pub days: &'a [NaiveDate],
    pub pupils: &'a [Pupil],
    /// The pupils of each class.
    pub members: &'a [Vec<usize>],
    pub absences: &'a Absences,
}

/// All lessons in the order of time.
pub(crate) fn lessons(ground: &Ground<'_>, dice: &mut Dice) -> Vec<TaughtLesson> {
    let plans: BTreeMap<(&str, u8), &TopicPlan> =
        ground.plans.iter().map(|plan| ((plan.subject.as_str(), plan.grade), plan)).collect();
    let strictness = ground.units.iter().map(|_| strictness(dice)).collect();
    let journal = Journal {
        ground,
        talents: Talents::new(ground.pupils.len(), ground.subjects, dice),
        strictness,
        notes: rows(data::NOTES).filter_map(|row| Some((*row.first()?, *row.get(1)?))).collect(),
    };
    let mut given = vec![0; ground.units.len()];
    let mut lessons = Vec::new();
    for (day, date) in ground.days.iter().enumerate() {
        let alert = dice.permille(ALERTS);
        let weekday = date.weekday().number_from_monday();
        for place in ground.places.iter().filter(|place| u32::from(place.weekday()) == weekday) {
            let unit = &ground.units[place.unit];
            let Some((key, _)) = unit.courses.first() else { continue };
            let lines = plans.get(&(key.subject.as_str(), key.class.grade)).map(|plan| &plan.lines);
            let Some(line) = lines.and_then(|lines| lines.get(given[place.unit]).or(lines.last())) else {
                continue;
            };
            given[place.unit] += 1;
            let at_distance = alert && place.period() >= 5 && line.kind == LessonKind::Ordinary;
            for (course, _) in &unit.courses {
                let mut lesson = TaughtLesson {
                    course: course.clone(),
                    date: *date,
                    period: place.period(),
                    kind: if at_distance { LessonKind::Distance } else { line.kind },
                    topic: line.topic.clone(),
                    homework: line.homework.clone().unwrap_or_default(),
                    entries: Vec::new(),
                };
                lesson.entries = journal.entries(&lesson, place.unit, day, dice);
                lessons.push(lesson);
            }
        }
    }
    lessons.sort_by_key(|lesson| (lesson.date, lesson.period));
    lessons
}

struct Journal<'a> {
    ground: &'a Ground<'a>,
    talents: Talents,
    /// By unit.
    strictness: Vec<i64>,
    /// When a note fits, and the note.
    notes: Vec<(&'static str, &'static str)>,
}

impl Journal<'_> {
    fn entries(
        &self,
        lesson: &TaughtLesson,
        unit: usize,
        day: usize,
        dice: &mut Dice,
    ) -> Vec<(usize, Entry)> {
        let mut entries = Vec::new();
        for &pupil in &self.ground.members[self.ground.units[unit].class] {
            if attends(&self.ground.pupils[pupil], &lesson.course, lesson.date) {
                let entry = self.entry(lesson, unit, (pupil, day), dice);
                if !entry.is_empty() {
                    entries.push((pupil, entry));
                }
            }
        }
        entries
    }

    fn entry(
        &self,
        lesson: &TaughtLesson,
        unit: usize,
        (pupil, day): (usize, usize),
        dice: &mut Dice,
    ) -> Entry {
        let scale = Scale::default_for_grade(lesson.course.class.grade);
        let subject = self.ground.units[unit].subject;
        let mark = |dice: &mut Dice| {
            let by = (scale, self.strictness[unit]);
            self.talents.mark((pupil, subject), lesson.kind, by, dice)
        };
        let ago = self.ground.days.len() - 1 - day;
        let missed = self.ground.absences.of(pupil, day);
        let absences = self.ground.absences;
        let absence = missed.or_else(|| dice.permille(MISSED).then(|| absences.one_off(ago, dice)).flatten());
        if absence.is_some() {
            // Who was absent from a control work may write it later.
            let later = lesson.kind == LessonKind::Control && ago > 10 && dice.permille(300);
            return Entry { mark: if later { mark(dice) } else { None }, absence, ..Entry::default() };
        }
        let share = marked(lesson.kind, &lesson.topic, &self.ground.subjects[subject]);
        let mark = if dice.permille(share) { mark(dice) } else { None };
        Entry {
            mark,
            late: late(lesson.period, dice),
            note: self.note(mark, scale, dice),
            ..Entry::default()
        }
    }

    fn note(&self, mark: Option<Mark>, scale: Scale, dice: &mut Dice) -> Option<String> {
        let share = if scale == Scale::Verbal { NOTED_VERBAL } else { NOTED };
        if !dice.permille(share) {
            return None;
        }
        let when = match mark.and_then(Mark::level) {
            Some(Level::High) => "good",
            Some(Level::Initial) => "weak",
            None if scale == Scale::Verbal && dice.permille(600) => "good",
            _ => "any",
        };
        let fitting: Vec<&str> =
            self.notes.iter().filter(|note| note.0 == when).map(|(_, text)| *text).collect();
        Some(dice.pick(&fitting).to_owned())
    }
}

fn late(period: u8, dice: &mut Dice) -> Option<u8> {
    let share = if period == 1 { LATE_FIRST } else { LATE };
    dice.permille(share).then(|| u8::try_from(dice.between(2, 20)).unwrap_or(0))
}

/// Whether a lesson of the course concerns the pupil on a day; the class is the caller's.
fn attends(pupil: &Pupil, course: &CourseKey, day: NaiveDate) -> bool {
    belongs(pupil, day) && course.group.is_none_or(|group| pupil.groups.contains(&group))
}
