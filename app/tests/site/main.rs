//! The site as those see it who come to it: a real router on a real database.

#![expect(clippy::unwrap_used, reason = "a story ends where something unforeseen happens")]

mod authorisation;
mod closing;
mod drawn;
mod pages;
mod registers;
mod reports;
mod sheet;
mod summative;
mod substitutions;
mod support;
