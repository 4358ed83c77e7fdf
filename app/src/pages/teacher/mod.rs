//! The teacher's pages.

mod columns;
mod journal;
mod lesson;
mod movement;
mod plan;
mod today;

pub use columns::{ColumnsTyped, columns};
pub use journal::{FromArchive, JournalView, Period, Reach, Shown, journal, journals, period_name, shown};
pub use lesson::{TextTrouble, Trouble, Typed, TypedRow, TypedWork, lesson, words_as_text};
pub use movement::{movement, movement_in};
pub use plan::{PlanTyped, plan};
pub use today::today;
