//! The marks of a report by what its lines stand for.

use std::collections::HashMap;

use klas_domain::{Id, figures::Figures, id::of, school::ClassName};
use klas_store::reports::{Count, Teacher};

use super::{
    By, Narrowed,
    last_year::{Names, a_grade_lower},
};

/// What a mark is counted for, known again in another year.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Class(ClassName),
    Subject(Id<of::Subject>),
    Teacher(Teacher),
    Grade(u8),
}

impl Key {
    /// What it was a year ago: pupils were a grade lower.
    pub fn a_year_ago(&self) -> Self {
        match self {
            Self::Class(name) => Self::Class(a_grade_lower(name)),
            Self::Grade(grade) => Self::Grade(grade.saturating_sub(1)),
            same => same.clone(),
        }
    }
}

/// The marks of a report by key.
#[derive(Default)]
pub(super) struct Sums(HashMap<Key, Figures>);

impl Sums {
    /// The marks that a narrowed report keeps; `names` are those of their year's classes.
    pub fn of(counts: &[Count], names: &Names, by: By, narrowed: &Narrowed) -> Self {
        let mut sums = Self::default();
        for count in counts.iter().filter(|count| narrowed.keeps(count)) {
            let key = match (by, names.get(&count.class)) {
                (By::Classes, Some(name)) => Key::Class(name.clone()),
                (By::Parallels, Some(name)) => Key::Grade(name.grade),
                (By::Subjects, _) => Key::Subject(count.subject),
                (By::Teachers, _) => Key::Teacher(count.teacher.into()),
                (_, None) => continue,
            };
            sums.0.entry(key).or_default().add(count.mark, count.number);
        }
        sums
    }

    /// Those of a key.
    pub fn get(&self, key: &Key) -> Figures {
        self.0.get(key).copied().unwrap_or_default()
    }
}
