//! Pages, a folder for each person at work: pure views of what `api` gave.

pub mod account;
pub mod administration;
pub mod announcements;
pub mod archive;
pub mod bullying;
pub mod class_teacher;
pub mod closing;
pub mod department;
pub mod elsewhere;
pub mod error;
pub mod family;
pub mod join;
pub mod lost_password;
pub mod messages;
pub mod notices;
pub mod reports;
pub mod substitutions;
pub mod teacher;
pub mod verify;
