//! What a person typed into the sheet, and what is said of it.

use std::collections::HashMap;

use klas_domain::{
    Absence, Entry, EntryError, Id, Scale, StoredEntry,
    column::ColumnRefusal,
    edit::{LessonText, Refusal},
    entry::{LATE, LATE_LIMIT},
    id::of,
};

use crate::{
    grid::{lane::CellId, told},
    locales::Locale,
};

/// What a person typed into the sheet: shown again where it was not saved.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// Topic, homework, kind.
    pub text: Option<LessonText>,
    /// The rows that were not saved.
    pub rows: HashMap<Id<of::Person>, TypedRow>,
    /// The marks of further works that were not saved.
    pub works: HashMap<CellId, TypedWork>,
    /// Reason of corrections.
    pub reason: String,
    /// Why rows were not saved.
    pub troubles: HashMap<Id<of::Person>, Trouble>,
    /// Why marks of further works were not saved.
    pub work_troubles: HashMap<CellId, Trouble>,
    /// Why topic and homework were not saved.
    pub text_trouble: Option<TextTrouble>,
    /// The groups of results that were chosen and not saved, as they were sent.
    pub groups: HashMap<Id<of::Column>, String>,
    /// Why not.
    pub groups_trouble: Option<ColumnRefusal>,
    /// What is said of the whole.
    pub message: Option<(String, bool)>,
}

impl Typed {
    /// Why cells were not saved, of the lesson itself and of its further works.
    pub fn cell_troubles(&self) -> impl Iterator<Item = &Trouble> {
        self.troubles.values().chain(self.work_troubles.values())
    }

    /// Whether everything was saved.
    pub fn is_saved(&self) -> bool {
        self.cell_troubles().next().is_none() && self.text_trouble.is_none() && self.groups_trouble.is_none()
    }

    /// Whether nothing more can be saved because the semester was closed meanwhile.
    pub fn is_closed(&self) -> bool {
        let cells = self.cell_troubles().any(|trouble| matches!(trouble, Trouble::Refused(Refusal::Closed)));
        let words = matches!(self.text_trouble, Some(TextTrouble::Closed { .. }));
        cells || words || self.groups_trouble == Some(ColumnRefusal::Closed)
    }
}

/// Why a cell was not saved.
#[derive(Clone, Debug)]
pub enum Trouble {
    /// It breaks a rule.
    Refused(Refusal),
    /// Somebody else changed the cell meanwhile.
    Conflict {
        /// What stands there now.
        theirs: StoredEntry,
        /// Who wrote it.
        author: String,
    },
}

impl Trouble {
    /// What is said of it.
    pub fn said(&self, locale: Locale) -> String {
        match self {
            Self::Refused(refusal) => locale.sheet().refusal(*refusal, locale).to_owned(),
            Self::Conflict { theirs, author } => {
                (locale.grid().conflict)(author, &told(&theirs.entry, locale.grid()))
            }
        }
    }
}

/// Why topic and homework were not saved.
#[derive(Clone, Debug)]
pub enum TextTrouble {
    /// They are too long.
    TooLong {
        /// The version that the person saw.
        base: i32,
    },
    /// The semester was closed meanwhile.
    Closed {
        /// The version that the person saw.
        base: i32,
    },
    /// Somebody else changed them meanwhile.
    Conflict {
        /// The version that the person saw.
        base: i32,
        /// What the lesson says now.
        theirs: LessonText,
        /// At which version.
        version: i32,
        /// Who wrote it.
        author: String,
    },
}

/// What the controls of a pupil's row say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedRow {
    /// The version of the cell that the person saw.
    pub base: i32,
    /// An absence's letters, [`LATE`], or nothing where the pupil is there.
    pub presence: String,
    /// Minutes of a lateness.
    pub minutes: String,
    /// The mark. Whoever types letters here, as into the grid, is understood too.
    pub mark: String,
    /// The note to the family.
    pub note: String,
    /// Whether the entry is in pencil.
    pub pencil: bool,
}

impl TypedRow {
    /// What the controls say of a stored cell.
    pub fn of(stored: &StoredEntry) -> Self {
        let entry = &stored.entry;
        let late = entry.late.map(|_| LATE);
        Self {
            base: stored.version,
            presence: entry.absence.map(Absence::code).or(late).unwrap_or_default().to_owned(),
            minutes: entry.late.filter(|late| *late > 0).map(|late| late.to_string()).unwrap_or_default(),
            mark: entry.mark.map(|mark| mark.to_string()).unwrap_or_default(),
            note: entry.note.clone().unwrap_or_default(),
            pencil: entry.draft,
        }
    }

    /// The row as one text, to tell rows that were touched from those that were not.
    pub fn to_text(&self) -> String {
        let minutes = if self.presence == LATE { self.minutes.trim() } else { "" };
        let pencil = if self.pencil { "1" } else { "" };
        [&self.presence, minutes, self.mark.trim(), pencil, self.note.trim()].join("|")
    }

    /// What the row asks for.
    ///
    /// # Errors
    /// The rule it breaks.
    pub fn entry(&self, scale: Scale) -> Result<Entry, EntryError> {
        let typed = Entry::parse(&self.mark, scale)?;
        let note = Some(self.note.trim().to_owned()).filter(|note| !note.is_empty());
        let entry = Entry {
            mark: typed.mark,
            absence: Absence::from_code(&self.presence).or(typed.absence),
            late: self.late().or(typed.late),
            draft: self.pencil && (typed.mark.is_some() || note.is_some()),
            note,
            ..Entry::default()
        };
        entry.check(scale)?;
        Ok(entry)
    }

    /// The lateness that the controls say; minutes that are no number are too many.
    fn late(&self) -> Option<u8> {
        let minutes = match self.minutes.trim() {
            "" => 0,
            minutes => minutes.parse().unwrap_or(LATE_LIMIT + 1),
        };
        (self.presence == LATE).then_some(minutes)
    }
}

/// What the field of a further work says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedWork {
    /// The version of the cell that the person saw.
    pub base: i32,
    /// What the cell shall hold, as it is typed into the grid; in grades 1–2, which are assessed in words, its note.
    pub text: String,
    /// Whether the entry is in pencil.
    pub pencil: bool,
}

impl TypedWork {
    /// What the field says of a stored cell.
    pub fn of(stored: &StoredEntry, scale: Scale) -> Self {
        let entry = &stored.entry;
        let words = entry.note.clone().unwrap_or_default();
        let text = if scale == Scale::Verbal { words } else { entry.to_string() };
        Self { base: stored.version, text, pencil: entry.draft }
    }

    /// What the field asks for of a cell that holds this: what it does not show stays.
    ///
    /// # Errors
    /// The rule it breaks.
    pub fn entry(&self, stored: &Entry, scale: Scale) -> Result<Entry, EntryError> {
        let text = self.text.trim();
        let mut entry = if scale == Scale::Verbal {
            Entry { note: Some(text.to_owned()).filter(|note| !note.is_empty()), ..stored.clone() }
        } else {
            Entry { note: stored.note.clone(), ..Entry::parse(text, scale)? }
        };
        entry.draft = self.pencil && (entry.mark.is_some() || entry.note.is_some());
        entry.check(scale)?;
        Ok(entry)
    }
}

#[cfg(test)]
mod tests {
    use klas_domain::Mark;

    use super::*;

    fn row(presence: &str, minutes: &str, mark: &str) -> TypedRow {
        TypedRow {
            presence: presence.into(),
            minutes: minutes.into(),
            mark: mark.into(),
            ..TypedRow::default()
        }
    }

    #[test]
    fn a_row_says_what_the_grid_would() {
        let scale = Scale::TwelvePoint;
        assert_eq!(row("", "", " 8 ").entry(scale), Entry::parse("8", scale));
        assert_eq!(row("н", "", "8").entry(scale), Entry::parse("н 8", scale));
        assert_eq!(row(LATE, "10", "").entry(scale), Entry::parse("сп10", scale));
        assert_eq!(row(LATE, "", "").entry(scale), Entry::parse("сп", scale));
        assert_eq!(row("", "", "y").entry(scale), Entry::parse("н", scale));
        assert_eq!(row(LATE, "60", "").entry(scale), Err(EntryError::LateTooLong));
        assert_eq!(row(LATE, "x", "").entry(scale), Err(EntryError::LateTooLong));
        assert_eq!(row("н", "", "сп5").entry(scale), Err(EntryError::AbsentAndLate));
        assert_eq!(row("", "5", "").entry(scale), Ok(Entry::default()), "minutes of nobody who is late");
    }

    #[test]
    fn grades_one_and_two_are_assessed_in_words_and_in_pencil_if_wished() {
        let row = TypedRow { note: " Молодець!\n".into(), pencil: true, ..TypedRow::default() };
        let entry = row.entry(Scale::Verbal).unwrap();
        assert_eq!((entry.note.as_deref(), entry.draft), (Some("Молодець!"), true));
    }

    #[test]
    fn the_field_of_a_work_shows_and_asks_for_what_the_grid_would_and_leaves_the_rest() {
        let entry = Entry {
            mark: Some(Mark::Points(8)),
            absence: Some(Absence::Unknown),
            note: Some("Здано пізніше".into()),
            draft: true,
            ..Entry::default()
        };
        let stored = StoredEntry { entry: entry.clone(), version: 2 };
        let shown = TypedWork::of(&stored, Scale::TwelvePoint);
        assert_eq!((shown.base, shown.text.as_str()), (2, "н/8"));
        assert_eq!(shown.entry(&entry, Scale::TwelvePoint), Ok(entry.clone()));
        let better = TypedWork { text: " 11 ".into(), ..shown };
        let expected = Entry { mark: Some(Mark::Points(11)), absence: None, ..entry.clone() };
        assert_eq!(better.entry(&entry, Scale::TwelvePoint), Ok(expected));
        let words = TypedWork { text: "Гарно ".into(), ..TypedWork::default() };
        let expected = Entry { note: Some("Гарно".into()), ..Entry::default() };
        assert_eq!(words.entry(&Entry::default(), Scale::Verbal), Ok(expected));
    }

    #[test]
    fn what_the_controls_show_of_a_cell_asks_for_the_same_cell() {
        let entry = Entry {
            mark: Some(Mark::Points(11)),
            late: Some(7),
            note: Some("Гарно".into()),
            draft: true,
            ..Entry::default()
        };
        let row = TypedRow::of(&StoredEntry { entry: entry.clone(), version: 3 });
        assert_eq!(row.entry(Scale::TwelvePoint), Ok(entry));
    }
}
