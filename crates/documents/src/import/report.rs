//! What is told about the files that were read.

/// What a sheet was taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// Pupils with their guardians.
    Pupils,
    /// Members of staff.
    Staff,
    /// Who teaches what in which class, and how many hours.
    Courses,
    /// When lessons begin and end.
    Bells,
    /// The timetable with a column for each class.
    TimetableMatrix,
    /// The timetable with a row for each lesson.
    TimetableList,
    /// A topic plan.
    Plan,
    /// A file of a OneRoster bundle.
    OneRoster,
}

impl FileKind {
    /// The kind as it is shown to people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Pupils => "учні",
            Self::Staff => "працівники",
            Self::Courses => "навантаження",
            Self::Bells => "розклад дзвінків",
            Self::TimetableMatrix => "розклад уроків (таблиця)",
            Self::TimetableList => "розклад уроків (список)",
            Self::Plan => "календарно-тематичне планування",
            Self::OneRoster => "OneRoster",
        }
    }
}

/// A cell that cannot be taken as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The sheet's name; a CSV file has one sheet, named as spreadsheet programs do: like the file without its
    /// extension. In a OneRoster bundle, the file in it. Empty where the whole file is at fault.
    pub sheet: String,
    /// The row as a spreadsheet program numbers it, from 1; 0 where the whole sheet or file is at fault.
    pub row: usize,
    /// The column's header as it stands in the sheet, or its letters where it has none; empty where the column is
    /// missing.
    pub column: String,
    /// What stands in the cell; may be empty.
    pub value: String,
    /// Why it cannot be taken, in Ukrainian, for the person who will correct it.
    pub reason: String,
}

/// What was found in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileReport {
    /// The file's name as it was given; of a OneRoster bundle, its folder's or archive's name.
    pub name: String,
    /// Each sheet with what it was taken for and its number of rows with data; nothing for a sheet that was not
    /// recognised and is passed over.
    pub sheets: Vec<(String, Option<FileKind>, usize)>,
    /// Every bad cell.
    pub faults: Vec<Fault>,
    /// What only a person can decide: «Коваль О. П.» of whom the school has two, a file that waits for another.
    pub questions: Vec<String>,
    /// What was taken in a way that a person should look at.
    pub warnings: Vec<String>,
}

impl FileReport {
    /// Whether the file's rows are in the bundle: a file with any fault or question gives nothing to it.
    pub fn taken(&self) -> bool {
        self.faults.is_empty() && self.questions.is_empty()
    }
}
