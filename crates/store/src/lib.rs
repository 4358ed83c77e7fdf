//! Where everything is kept: one SQL text for SQLite and PostgreSQL.
//!
//! [`Store`] opens either database. Reads go through [`Reader`], which sees one school; each write is one
//! transaction. On SQLite all writes pass one connection, whose queue commits waiting
//! writes together.

pub mod account;
pub mod acknowledgement;
pub mod amendment;
pub mod announcement;
pub mod application;
pub mod archive;
pub mod bells;
pub mod bullying;
mod bundle;
pub mod calendar;
pub mod closing;
mod db;
pub mod diary;
mod error;
pub mod excuse;
pub mod family;
pub mod feed;
pub mod history;
pub mod journal;
pub mod lesson;
pub mod look;
pub mod message;
pub mod naming;
pub mod notice;
pub mod own_data;
pub mod package;
pub mod people;
pub mod plan;
pub mod register;
pub mod reports;
pub mod school;
mod store;
pub mod summative;
mod words;
mod writer;

pub use bundle::{Change, Changes, Left};
pub use error::{Result, StoreError};
pub use store::{Reader, Store};
