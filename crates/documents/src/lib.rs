//! Documents that come in and go out: what a school keeps in spreadsheets becomes a
//! [`Bundle`](klas_domain::bundle::Bundle), and empty spreadsheets are given to those who begin from nothing.

pub mod import;
pub mod report;
pub mod template;
