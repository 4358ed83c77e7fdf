//! A course's topic plan as it is changed: the lesson *k* that is held takes line *k* (DOMAIN §2), so that a lesson is
//! skipped by an empty line, and a line is passed over by being taken away.

use serde::{Deserialize, Serialize};

use crate::{
    edit::{LessonText, TEXT_LIMIT, plain},
    school::LessonKind,
};

/// The most lines of a plan: eleven lessons a week have room.
pub const LINES_LIMIT: usize = 400;

/// A line of a plan: what one lesson is to be about. Without a topic it proposes nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Theme the lesson belongs to, as the plan names it.
    pub theme: Option<String>,
    /// Topic, homework, kind.
    pub text: LessonText,
}

/// A change of a plan; lines are counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PlanChange {
    /// The line shall say this.
    Write {
        /// The line.
        number: usize,
        /// Topic, homework, kind.
        text: LessonText,
    },
    /// A line shall stand here, before what stands here now: an empty one of the theme before it, where it is not told.
    Insert {
        /// Where.
        number: usize,
        /// The line, where one that was taken away comes back.
        line: Option<Line>,
    },
    /// The line shall go; those after it move up.
    Remove {
        /// The line.
        number: usize,
    },
    /// The line and the next one change places. Themes stay where they are, so that each remains in one piece.
    Swap {
        /// The upper line.
        number: usize,
    },
    /// These shall be all lines.
    Replace {
        /// The lines.
        lines: Vec<Line>,
    },
}

/// Why a plan was not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanRefusal {
    /// The person may not change it.
    Forbidden,
    /// It was changed since the person looked.
    Conflict,
    /// It has no such line.
    NoSuchLine,
    /// Topic or homework of this line, counted from 1, is longer than [`TEXT_LIMIT`].
    TooLong(usize),
    /// It would have more than [`LINES_LIMIT`] lines.
    TooMany,
    /// This line of a pasted text, counted from 1, has more than topic and homework.
    TooManyColumns(usize),
    /// The pasted text has no lines.
    NoLines,
    /// There is no change to take back.
    NothingToUndo,
}

impl PlanChange {
    /// A line with these words, as they can be kept: see [`plain`].
    ///
    /// # Errors
    /// [`PlanRefusal::TooLong`].
    pub fn write(number: usize, text: &LessonText) -> Result<Self, PlanRefusal> {
        let text = words(&text.topic, &text.homework, text.kind);
        if is_too_long(&text) { Err(PlanRefusal::TooLong(number)) } else { Ok(Self::Write { number, text }) }
    }

    /// Changes the lines, and gives the change that takes it back.
    ///
    /// # Errors
    /// [`PlanRefusal::NoSuchLine`], [`PlanRefusal::TooMany`]; the lines are as they were.
    pub fn apply(self, lines: &mut Vec<Line>) -> Result<Self, PlanRefusal> {
        match self {
            Self::Write { number, text } => {
                let line = place(number).and_then(|place| lines.get_mut(place));
                let line = line.ok_or(PlanRefusal::NoSuchLine)?;
                Ok(Self::Write { number, text: std::mem::replace(&mut line.text, text) })
            }
            Self::Insert { number, line } => {
                let place = place(number).filter(|place| *place <= lines.len());
                let place = place.ok_or(PlanRefusal::NoSuchLine)?;
                if line.is_none() && lines.len() >= LINES_LIMIT {
                    return Err(PlanRefusal::TooMany);
                }
                let line = line.unwrap_or_else(|| empty(lines, place));
                lines.insert(place, line);
                Ok(Self::Remove { number })
            }
            Self::Remove { number } => {
                let place = place(number).filter(|place| *place < lines.len());
                let line = lines.remove(place.ok_or(PlanRefusal::NoSuchLine)?);
                Ok(Self::Insert { number, line: Some(line) })
            }
            Self::Swap { number } => {
                let rest = place(number).and_then(|place| lines.get_mut(place..)).unwrap_or_default();
                let [upper, lower, ..] = rest else { return Err(PlanRefusal::NoSuchLine) };
                std::mem::swap(&mut upper.text, &mut lower.text);
                Ok(Self::Swap { number })
            }
            Self::Replace { lines: wanted } => Ok(Self::Replace { lines: std::mem::replace(lines, wanted) }),
        }
    }
}

/// A line's place among the lines; line 0 has none.
fn place(number: usize) -> Option<usize> {
    number.checked_sub(1)
}

/// An empty line for this place, of the theme before it: a theme with a gap in it would end twice.
fn empty(lines: &[Line], place: usize) -> Line {
    let before = place.checked_sub(1).and_then(|before| lines.get(before));
    let theme = before.or(lines.first()).and_then(|line| line.theme.clone());
    Line { theme, text: LessonText::default() }
}

fn words(topic: &str, homework: &str, kind: LessonKind) -> LessonText {
    let kept = |text: &str| plain(text).trim().to_owned();
    LessonText { topic: kept(topic), homework: kept(homework), kind }
}

fn is_too_long(text: &LessonText) -> bool {
    [&text.topic, &text.homework].into_iter().any(|text| text.chars().count() > TEXT_LIMIT)
}

/// The plan that a pasted text tells: a topic on each line, after a tab its homework, and before them the line's number or
/// not, as a spreadsheet gives them. Lines without anything are left out; one with its number alone is an empty line of
/// the plan. The kind of lesson is how the topic begins: «Контрольна робота № 1».
///
/// # Errors
/// [`PlanRefusal::TooManyColumns`], [`PlanRefusal::TooLong`], [`PlanRefusal::TooMany`], [`PlanRefusal::NoLines`].
pub fn parse(text: &str) -> Result<Vec<Line>, PlanRefusal> {
    let mut lines = Vec::new();
    for (row, number) in text.lines().zip(1..) {
        let cells: Vec<&str> = row.split('\t').map(str::trim).collect();
        let (is_numbered, cells) = match cells.as_slice() {
            [first, rest @ ..] if !rest.is_empty() && is_number(first) => (true, rest),
            cells => (false, cells),
        };
        let filled = cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
        let (topic, homework) = match &cells[..filled] {
            [] if !is_numbered => continue,
            [] => ("", ""),
            [topic] => (*topic, ""),
            [topic, homework] => (*topic, *homework),
            _ => return Err(PlanRefusal::TooManyColumns(number)),
        };
        let text = words(topic, homework, LessonKind::from_topic(topic));
        if is_too_long(&text) {
            return Err(PlanRefusal::TooLong(number));
        }
        lines.push(Line { theme: None, text });
    }
    match lines.len() {
        0 => Err(PlanRefusal::NoLines),
        1..=LINES_LIMIT => Ok(lines),
        _ => Err(PlanRefusal::TooMany),
    }
}

/// `12`, `12.`
fn is_number(cell: &str) -> bool {
    let digits = cell.strip_suffix('.').unwrap_or(cell);
    !digits.is_empty() && digits.chars().all(|letter| letter.is_ascii_digit())
}
