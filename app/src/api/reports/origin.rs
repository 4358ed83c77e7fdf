//! The overview whose figure is looked behind, and the way back to it.

use klas_store::reports::Behind;

use super::{By, Narrowed};

/// The overview that a list was opened from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// What its lines stand for.
    pub by: By,
    /// Whether it is narrowed to one of what its lines stand for: a list of that one is not told by its line alone.
    pub chosen: bool,
}

impl Origin {
    /// An overview that is compared and narrowed so.
    pub fn of(by: By, narrowed: &Narrowed) -> Self {
        let chosen = match by {
            By::Classes => narrowed.class.is_some(),
            By::Subjects => narrowed.subject.is_some(),
            By::Teachers => narrowed.teacher.is_some(),
            By::Parallels => false,
        };
        Self { by, chosen }
    }

    /// How addresses of lists name it; the usual comparison goes without saying.
    pub fn query(self) -> String {
        let chosen = if self.chosen { "&chosen=1" } else { "" };
        format!("{}{chosen}", self.compared())
    }

    /// How the overview's own address names what is compared.
    fn compared(self) -> String {
        if self.by == By::default() { String::new() } else { format!("&by={}", self.by.code()) }
    }

    /// How the overview's address names what it was compared by and narrowed to, where a list is of this: a line that was
    /// followed to the list does not narrow the overview.
    pub fn back(self, behind: &Behind) -> String {
        let mut narrowed = Narrowed { class: behind.class, subject: behind.subject, teacher: behind.teacher };
        if !self.chosen {
            match self.by {
                By::Classes => narrowed.class = None,
                By::Subjects => narrowed.subject = None,
                By::Teachers => narrowed.teacher = None,
                By::Parallels => {}
            }
        }
        format!("{}{}", self.compared(), narrowed.query())
    }
}
