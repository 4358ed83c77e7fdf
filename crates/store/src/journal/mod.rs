//! A page of the journal: its head, its columns, its pupils, what stands in the cells, and the edits of cells.

mod cell;
mod cells;
mod course;
mod edits;
mod news;
mod page;
mod row;
mod together;

pub(crate) use cells::still_true;
pub use cells::{CellChange, PageEntry};
pub use course::Course;
pub(crate) use course::class_name;
pub use edits::{Authorise, Write};
pub use page::{JournalPage, LessonColumn, PagePupil};
pub(crate) use row::{EntryRow, mark_of, truth};
pub(crate) use together::EditQueue;
