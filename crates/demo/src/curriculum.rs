//! What is taught in which class, and how many pupils learn there.

use klas_domain::school::ClassName;

use crate::{
    data::{self, rows},
    dice::Dice,
};

/// Classes of this many pupils are split into groups where the subject asks for it.
pub(crate) const SPLIT_FROM: usize = 25;

/// A class to be filled.
pub(crate) struct Class {
    pub name: ClassName,
    pub size: usize,
}

impl Class {
    pub fn is_split(&self) -> bool {
        self.size >= SPLIT_FROM
    }
}

/// A subject of the school's curriculum.
pub(crate) struct Subject {
    pub name: &'static str,
    pub department: &'static str,
    /// Large classes learn it in two groups.
    pub in_groups: bool,
    /// The class teacher gives it in grades 1–4.
    pub by_class_teacher: bool,
    /// How many per mille of the present pupils get a mark in an ordinary lesson.
    pub marked: u32,
    /// How much higher marks are than the pupil's ability, in hundredths of a point.
    pub ease: i64,
    hours: Vec<u8>,
}

impl Subject {
    /// Lessons a week in a grade; 0 where it is not taught.
    pub fn hours(&self, grade: u8) -> u8 {
        self.hours.get(usize::from(grade).saturating_sub(1)).copied().unwrap_or(0)
    }
}

/// All subjects in the order of the class's journal.
pub(crate) fn subjects() -> Vec<Subject> {
    rows(data::CURRICULUM).filter_map(|row| subject(&row)).collect()
}

fn subject(row: &[&'static str]) -> Option<Subject> {
    let [name, department, how, marked, ease, hours @ ..] = row else { return None };
    Some(Subject {
        name,
        department,
        in_groups: *how == "groups",
        by_class_teacher: *how == "primary",
        marked: marked.parse::<u32>().ok()? * 10,
        ease: ease.parse().ok()?,
        hours: hours.iter().filter_map(|hours| hours.parse().ok()).collect(),
    })
}

/// Thirty classes, fewer in the upper grades.
pub(crate) fn classes(number: u32, dice: &mut Dice) -> Vec<Class> {
    const PARALLELS: [usize; 11] = [3, 3, 3, 3, 3, 3, 3, 2, 3, 2, 2];
    let usual = if number == 1 { 28 } else { dice.between(22, 28) };
    let mut classes = Vec::new();
    for (grade, parallels) in (1..).zip(PARALLELS) {
        for letter in ["А", "Б", "В"].into_iter().take(parallels) {
            let name = ClassName { grade, letter: letter.to_owned() };
            // A page of 34 pupils is what the journal is measured with.
            let size = if (grade, letter) == (8, "А") { 34 } else { dice.between(usual - 3, usual + 4) };
            classes.push(Class { name, size });
        }
    }
    classes
}
