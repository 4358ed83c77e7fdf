//! A page of the journal: its head, its columns, its pupils, what stands in the cells, and the edits of cells.

mod edits;
mod page;
mod row;

pub use edits::{Authorise, Write};
pub(crate) use page::class_name;
pub use page::{CellChange, Course, JournalPage, LessonColumn, PageEntry, PagePupil};
pub(crate) use row::EntryRow;
