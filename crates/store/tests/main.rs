//! The store on both databases, told as what happens in a school.

#![expect(clippy::unwrap_used, reason = "a story ends where something unforeseen happens")]

mod accounts;
mod after_archive;
mod announcements;
mod applications;
mod attendance;
mod bells;
mod bullying;
mod calendar;
mod class_records;
mod closing;
mod concurrency;
mod council;
mod day;
mod diary;
mod divisions;
mod edits;
mod excuses;
mod families;
mod frozen;
mod history;
mod intake;
mod intake_people;
mod intake_rights;
mod intake_timetable;
mod invitations;
mod isolation;
mod letters;
mod messages;
mod notices;
mod package;
mod page;
mod pencil;
mod plan;
mod publication;
mod reports;
mod reports_alike;
mod same_on_both;
mod scales;
mod schema;
mod seeing;
mod substitutions;
mod summative;
mod support;
mod weeks;
