//! Who looked at what is kept of a pupil (Law «Про захист персональних даних», art. 8: the right to know who has access).

/// What of a pupil was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Looked {
    /// The diary: lessons, marks, absences.
    Diary,
    /// The general information: birth date, address, family.
    Information,
    /// The family's access to the diary, and its limits.
    Family,
    /// The health group.
    Health,
    /// Report cards and certificates.
    Cards,
    /// The family's notes about absences, with photos of certificates.
    Notes,
    /// Requests to correct what is kept.
    Amendments,
    /// Applications for corrected marks, with the family's reasons.
    Applications,
    /// The summative marks of one pupil, as a report lists them.
    Marks,
}

impl Looked {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Diary,
        Self::Information,
        Self::Family,
        Self::Health,
        Self::Cards,
        Self::Notes,
        Self::Amendments,
        Self::Applications,
        Self::Marks,
    ];

    /// A stable name for storage.
    pub fn code(self) -> &'static str {
        match self {
            Self::Diary => "diary",
            Self::Information => "information",
            Self::Family => "family",
            Self::Health => "health",
            Self::Cards => "cards",
            Self::Notes => "notes",
            Self::Amendments => "amendments",
            Self::Applications => "applications",
            Self::Marks => "marks",
        }
    }

    /// The part of a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|looked| looked.code() == code)
    }
}
