//! Documents that come in and go out: what a school keeps in spreadsheets becomes a
//! [`Bundle`](klas_domain::bundle::Bundle), and empty spreadsheets are given to those who begin from nothing; what the
//! program knows goes out as [`Table`](table::Table)s, into spreadsheets and onto paper, and as the [`archive`] of a year;
//! photos that families send come in as pictures and nothing else.

pub mod archive;
pub mod import;
pub mod package;
pub mod photo;
pub mod print;
pub mod table;
pub mod template;
pub mod xlsx;
