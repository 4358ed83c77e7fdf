//! The site as those see it who come to it: a real router on a real database.

#![expect(clippy::unwrap_used, reason = "a story ends where something unforeseen happens")]

mod after_archive;
mod announcements;
mod applications;
mod archive;
mod archive_alike;
mod archived_years;
mod authorisation;
mod bells;
mod bullying;
mod calendar;
mod changes;
mod class_closing;
mod class_records;
mod closing;
mod department;
mod devices;
mod drawn;
mod elsewhere;
mod families;
mod feeds;
mod in_words;
mod invitation_letters;
mod join;
mod keeping;
mod letters;
mod lost_password;
mod marking;
mod messages;
mod naming;
mod notes;
mod notices;
mod opened;
mod own_data;
mod pages;
mod paper;
mod plan;
mod plans;
mod pocket;
#[path = "../../../crates/courier/tests/post/mod.rs"]
mod post;
mod printed;
mod registers;
mod reports;
mod resumed;
mod scales;
mod seeing;
mod sessions;
mod sheet;
mod signing;
mod substitute;
mod substitutions;
mod summative;
mod support;
#[path = "../../../crates/store/tests/support/template.rs"]
mod template;
mod today;
mod upgraded;
mod verify;
mod weeks;
