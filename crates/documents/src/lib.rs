//! Documents that come in and go out: what a school keeps in spreadsheets becomes a
//! [`Bundle`](klas_domain::bundle::Bundle), and empty spreadsheets are given to those who begin from nothing; what the
//! program knows goes out as [`Table`](table::Table)s, into spreadsheets and onto paper.

pub mod import;
pub mod package;
pub mod print;
pub mod table;
pub mod template;
pub mod xlsx;
