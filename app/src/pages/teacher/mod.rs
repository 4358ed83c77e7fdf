//! The teacher's pages.

mod journal;
mod lesson;
mod today;

pub use journal::{JournalView, Period, journal, journals, period_name};
pub use lesson::{Typed, lesson, typed_row};
pub use today::today;
