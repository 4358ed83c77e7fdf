//! A report of bullying (Law «Про освіту», art. 25; MoES order № 1646 of 28.12.2019): written by a pupil or a guardian,
//! read by the school's responsible person and by nobody else.

/// The longest report, in characters.
pub const TEXT_LIMIT: usize = 4000;
/// The most reports of one person that nobody has taken up.
pub const NEW_LIMIT: i64 = 10;

/// How far a report is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportState {
    /// Nobody has taken it up.
    New,
    /// The responsible person looks into it.
    InWork,
    /// It is settled.
    Closed,
}

impl ReportState {
    /// All states.
    pub const ALL: [Self; 3] = [Self::New, Self::InWork, Self::Closed];

    /// A stable name for storage.
    pub fn code(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::InWork => "work",
            Self::Closed => "closed",
        }
    }

    /// The state of a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// What became of a report that somebody sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportOutcome {
    /// The responsible person can read it.
    Sent,
    /// It says nothing.
    Empty,
    /// It is longer than [`TEXT_LIMIT`].
    TooLong,
    /// [`NEW_LIMIT`] reports of the person wait already.
    TooMany,
}
