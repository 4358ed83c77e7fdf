//! Whose closing shuts what (DOMAIN §3, §4.3).

use crate::{calendar::Semester, column::Sum};

/// Whose closing shuts a column: from then on nobody writes it who may else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClosedWith {
    /// The course's, of this semester.
    Course(Semester),
    /// The class's of semester II, which ends the year.
    Year,
}

/// Whose closing shuts a column. A corrected mark comes after the semester's by law (DOMAIN §4.3), the annual one rests on
/// it, and an attestation is held when lessons are over: these stay the teacher's until the class has closed the year.
pub fn closed_with(sum: Sum) -> ClosedWith {
    match sum {
        Sum::Thematic(semester, _) | Sum::Results(semester, _) | Sum::Semester(semester) => {
            ClosedWith::Course(semester)
        }
        Sum::Corrected(_) | Sum::Annual | Sum::CorrectedAnnual | Sum::Attestation => ClosedWith::Year,
    }
}

/// The semesters of a course that are shut.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Closings {
    /// Those that the course has closed, or that its class has where the course has no lessons, and so nothing to close:
    /// marks and absences of their lessons are shut, and what sums them up.
    pub course: Vec<Semester>,
    /// Those of them that the class has closed too: the reasons of their absences are shut as well.
    pub class: Vec<Semester>,
}

impl Closings {
    /// Whether a column is shut.
    pub fn shut(&self, sum: Sum) -> bool {
        match closed_with(sum) {
            ClosedWith::Course(semester) => self.course.contains(&semester),
            ClosedWith::Year => self.class.contains(&Semester::Second),
        }
    }
}
