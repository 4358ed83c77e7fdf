//! The sections of a class's journal, and who sees which.

use std::sync::Arc;

use klas_domain::{Action, Actor, Id, Scope, id::of, permission::may};

use crate::api::opened::{Integrity, SECTIONS};

/// A section of a class's journal that has a page of its own (DOMAIN §6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Attendance.
    Attendance,
    /// Summary register of achievement.
    Summary,
    /// General information on pupils.
    Pupils,
    /// Health groups.
    Health,
    /// Families and their access.
    Families,
    /// Safety briefings.
    Briefings,
    /// Excursions and practice.
    Excursions,
    /// The families' notes about absences: no section of the paper journal, and kept beside them.
    Notes,
    /// The weeks of the diary that families have acknowledged.
    Weeks,
    /// The families' requests to correct what is kept.
    Amendments,
}

impl Section {
    /// All sections, in the order of the journal.
    pub const ALL: [Self; 10] = [
        Self::Attendance,
        Self::Summary,
        Self::Pupils,
        Self::Families,
        Self::Notes,
        Self::Weeks,
        Self::Amendments,
        Self::Briefings,
        Self::Health,
        Self::Excursions,
    ];

    /// The last part of its address.
    pub fn path(self) -> &'static str {
        match self {
            Self::Attendance => "register",
            Self::Summary => "summary",
            Self::Pupils => "pupils",
            Self::Health => "health",
            Self::Families => "families",
            Self::Briefings => "briefings",
            Self::Excursions => "excursions",
            Self::Notes => "notes",
            Self::Weeks => "weeks",
            Self::Amendments => "amendments",
        }
    }

    /// What one must be allowed to see it.
    pub(crate) fn read_by(self) -> Action {
        match self {
            Self::Attendance => Action::ReadRegister,
            Self::Summary => Action::KeepSummaryRegister,
            Self::Pupils => Action::ReadPupilInfo,
            Self::Health => Action::ReadHealthGroups,
            Self::Families => Action::ManageFamilies,
            Self::Briefings | Self::Excursions => Action::ReadClassRecords,
            Self::Notes => Action::ReadExcuses,
            Self::Weeks => Action::ReadSignatures,
            Self::Amendments => Action::AnswerAmendments,
        }
    }

    /// The sections that an actor sees of a class.
    pub fn seen_by(actor: &Actor, scope: &Scope) -> Sections {
        let seen = Self::ALL.into_iter().filter(|section| may(actor, section.read_by(), scope)).collect();
        let whole = may(actor, Action::ReadArchive, scope);
        Sections { seen, whole, archived: scope.archived, opened: None }
    }
}

/// The sections of a class's journal that somebody sees.
#[derive(Clone, Debug, Default)]
pub struct Sections {
    /// Which.
    pub seen: Vec<Section>,
    /// Whether the visitor opens the whole journal once it is archived.
    pub whole: bool,
    /// Whether the journal is archived and signed by both: then nothing is written in them.
    pub archived: bool,
    /// What was checked, where they are shown from the archive itself.
    pub opened: Option<Arc<Integrity>>,
}

impl Sections {
    /// Where a section of a class is: in the archive, once the journal is archived and as far as the archive has it.
    pub fn path(&self, class: Id<of::SchoolClass>, section: Section) -> String {
        if self.archived && SECTIONS.contains(&section) {
            format!("/archive/{class}/journal/{}", section.path())
        } else {
            format!("/classes/{class}/{}", section.path())
        }
    }

    /// Where the whole of an archived journal is, for those who open it.
    pub fn journal(&self, class: Id<of::SchoolClass>) -> Option<String> {
        (self.archived && self.whole).then(|| format!("/archive/{class}/journal"))
    }
}
