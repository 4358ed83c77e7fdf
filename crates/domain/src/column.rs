//! What the columns of a journal page stand for (DOMAIN §4.2).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    calendar::{AcademicYear, Semester},
    id::{Id, of},
    school::LessonKind,
};

/// A kind of current work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Work {
    /// Усна відповідь.
    Oral,
    /// Зошит: a current mark, which does not replace a control work.
    Notebook,
    /// Контрольна робота.
    Control,
    /// Самостійна робота.
    Independent,
    /// Лабораторна чи практична робота.
    Practical,
    /// Навчальний проєкт.
    Project,
}

impl Work {
    /// All kinds.
    pub const ALL: [Self; 6] =
        [Self::Oral, Self::Notebook, Self::Control, Self::Independent, Self::Practical, Self::Project];

    /// A stable name for storage.
    pub fn code(self) -> &'static str {
        match self {
            Self::Oral => "oral",
            Self::Notebook => "notebook",
            Self::Control => "control",
            Self::Independent => "independent",
            Self::Practical => "practical",
            Self::Project => "project",
        }
    }

    /// The kind of a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|work| work.code() == code)
    }

    /// The work that a lesson's own column is for, where the kind of the lesson tells.
    pub fn of_lesson(kind: LessonKind) -> Option<Self> {
        match kind {
            LessonKind::Control => Some(Self::Control),
            LessonKind::Practical => Some(Self::Practical),
            LessonKind::Project => Some(Self::Project),
            LessonKind::Ordinary | LessonKind::Excursion | LessonKind::Distance => None,
        }
    }
}

/// Day and number of a lesson: its place in the time order of a page.
pub type Moment = (NaiveDate, i32);

/// A column that sums others up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Sum {
    /// «Тематична»: the marks since the theme before, up to this lesson.
    Thematic(Semester, Moment),
    /// «ГР1»: the marks of the semester that count for the group of results of this number.
    Results(Semester, u8),
    /// «І семестр».
    Semester(Semester),
    /// «Скоригована».
    Corrected(Semester),
    /// «Річна».
    Annual,
    /// «Скоригована річна».
    CorrectedAnnual,
    /// «ДПА».
    Attestation,
}

/// The grades that end with a state attestation: the last of each level, and of the complete one whether it takes eleven
/// years or twelve.
const ATTESTED_GRADES: [u8; 4] = [4, 9, 11, 12];

impl Sum {
    /// A stable name of the kind for storage.
    pub fn code(self) -> &'static str {
        match self {
            Self::Thematic(..) => "thematic",
            Self::Results(..) => "results",
            Self::Semester(_) => "semester",
            Self::Corrected(_) => "corrected",
            Self::Annual => "annual",
            Self::CorrectedAnnual => "corrected-annual",
            Self::Attestation => "attestation",
        }
    }

    /// The semester the column belongs to; none for those of the whole year.
    pub fn semester(self) -> Option<Semester> {
        match self {
            Self::Thematic(semester, _)
            | Self::Results(semester, _)
            | Self::Semester(semester)
            | Self::Corrected(semester) => Some(semester),
            Self::Annual | Self::CorrectedAnnual | Self::Attestation => None,
        }
    }

    /// The number of the group of results.
    pub fn results(self) -> Option<u8> {
        match self {
            Self::Results(_, group) => Some(group),
            _ => None,
        }
    }

    /// The column that this one corrects.
    pub fn corrects(self) -> Option<Self> {
        match self {
            Self::Corrected(semester) => Some(Self::Semester(semester)),
            Self::CorrectedAnnual => Some(Self::Annual),
            _ => None,
        }
    }

    /// The column that corrects this one.
    pub fn corrected_by(self) -> Option<Self> {
        match self {
            Self::Semester(semester) => Some(Self::Corrected(semester)),
            Self::Annual => Some(Self::CorrectedAnnual),
            _ => None,
        }
    }

    /// The days whose pupils the column is for.
    pub fn days(self, year: &AcademicYear) -> (NaiveDate, NaiveDate) {
        self.semester().map_or((year.starts_on, year.ends_on), |semester| year.range(semester))
    }

    /// The place among the columns of its page: themes in time, groups of results, semester, corrected; then the year's.
    pub fn place(self) -> (u8, u8, Option<Moment>) {
        let of_semester = |semester: Semester| u8::from(semester == Semester::Second);
        match self {
            Self::Thematic(semester, moment) => (of_semester(semester), 0, Some(moment)),
            Self::Results(semester, group) => (of_semester(semester), group, None),
            Self::Semester(semester) => (of_semester(semester), 254, None),
            Self::Corrected(semester) => (of_semester(semester), 255, None),
            Self::Annual => (2, 0, None),
            Self::CorrectedAnnual => (2, 1, None),
            Self::Attestation => (2, 2, None),
        }
    }

    /// The columns that a course of a grade has from its beginning, with this many groups of results; thematic ones
    /// come with the themes.
    pub fn of_course(grade: u8, groups: u8) -> Vec<Self> {
        let of_semester = |semester| {
            let results = (1..=groups).map(move |group| Self::Results(semester, group));
            results.chain([Self::Semester(semester), Self::Corrected(semester)])
        };
        let mut sums: Vec<Self> = Semester::ALL.into_iter().flat_map(of_semester).collect();
        sums.extend([Self::Annual, Self::CorrectedAnnual]);
        if Self::is_attested(grade) {
            sums.push(Self::Attestation);
        }
        sums
    }

    /// Whether a grade ends with a state attestation.
    pub fn is_attested(grade: u8) -> bool {
        ATTESTED_GRADES.contains(&grade)
    }

    /// The identifier of the column in a course: the same wherever it is computed. Thematic columns have their own.
    pub fn id(self, course: Id<of::Course>) -> Id<of::Column> {
        let semester = self.semester().map_or(0, Semester::code);
        let name = format!("{}/{semester}/{}", self.code(), self.results().unwrap_or_default());
        Id::derived(course.uuid(), &name)
    }
}

/// A column of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Identifier; a lesson's own column has the lesson's.
    pub id: Id<of::Column>,
    /// What it stands for.
    pub of: ColumnOf,
}

/// What a column stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ColumnOf {
    /// Current marks of a lesson.
    Current {
        /// The lesson.
        lesson: Id<of::Lesson>,
        /// Kind of work of a further column; none for the lesson's own one, whose kind of lesson tells it.
        work: Option<Work>,
        /// The group of results that the marks count for.
        results: Option<u8>,
    },
    /// Summative marks.
    Sum {
        /// What they sum up.
        sum: Sum,
        /// What a theme is called.
        name: Option<String>,
    },
}

impl Column {
    /// What the column sums up; none for current marks.
    pub fn sum(&self) -> Option<Sum> {
        match self.of {
            ColumnOf::Sum { sum, .. } => Some(sum),
            ColumnOf::Current { .. } => None,
        }
    }
}

/// Summative columns in the order of the page: themes in time, then what sums them up, semester by semester.
pub fn sort(columns: &mut [Column]) {
    columns.sort_by_key(|column| column.sum().map(Sum::place));
}

/// What a teacher does to the columns of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnChange {
    /// A theme ends with a lesson.
    AddTheme {
        /// Its last lesson.
        lesson: Id<of::Lesson>,
        /// What it is called, at most [`NAME_LIMIT`] characters; may be empty.
        name: String,
    },
    /// A lesson gets a further column of marks.
    AddWork {
        /// The lesson.
        lesson: Id<of::Lesson>,
        /// For which kind of work.
        work: Work,
    },
    /// The marks of a column count for a group of results, or for none.
    CountFor {
        /// The column.
        column: Id<of::Column>,
        /// Number of the group.
        results: Option<u8>,
    },
    /// A theme or a further work that holds nothing is taken away.
    Remove {
        /// The column.
        column: Id<of::Column>,
    },
}

/// The longest name of a theme, in characters.
pub const NAME_LIMIT: usize = 200;

/// Why a change of columns was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ColumnRefusal {
    /// The author may not arrange this page.
    Forbidden,
    /// The lesson or column is not one of the course, or not of the kind.
    NoSuchColumn,
    /// A theme ends with this lesson already.
    AlreadyThere,
    /// Something was written in the column: the journal keeps it.
    NotEmpty,
    /// The name is longer than [`NAME_LIMIT`].
    TooLong,
    /// The subject has no group of results of this number.
    NoSuchGroup,
    /// The column is of a semester that is closed.
    Closed,
}
