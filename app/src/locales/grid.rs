//! The texts of the grid, which travel to the browser with it.

mod en;
mod uk;

use klas_domain::{EntryError, MarkError, Marking, Scale, edit::Refusal};

pub use en::TEXTS as EN;
pub use uk::TEXTS as UK;

/// The texts of the grid, and the names of days and months.
#[expect(missing_docs, reason = "each text says itself what it is")]
pub struct GridTexts {
    pub weekdays: [&'static str; 7],
    pub weekdays_short: [&'static str; 7],
    pub months: [&'static str; 12],
    pub months_of: [&'static str; 12],
    pub all_saved: &'static str,
    pub saving: fn(usize) -> String,
    pub offline: fn(usize) -> String,
    pub troubled: fn(usize) -> String,
    pub troubled_elsewhere: fn(usize) -> String,
    pub to_trouble: &'static str,
    pub give_up: &'static str,
    pub words_troubled: &'static str,
    pub not_taken_back: fn(usize) -> String,
    pub rearranged: &'static str,
    pub reload: &'static str,
    pub signed_out: &'static str,
    pub another_person: &'static str,
    pub no_connection: &'static str,
    pub server_fault: &'static str,
    pub not_done: &'static str,
    pub topic: &'static str,
    pub homework: &'static str,
    pub lesson_number: fn(i32) -> String,
    pub room: &'static str,
    pub no_topic: &'static str,
    pub from_plan: fn(i64, usize) -> String,
    pub take_from_plan: &'static str,
    pub present: fn(usize, usize) -> String,
    pub kind: &'static str,
    pub lesson_kinds: [&'static str; 6],
    pub save: &'static str,
    pub cancel: &'static str,
    pub saved: &'static str,
    pub words_saving: &'static str,
    pub words_waiting: &'static str,
    pub words_forbidden: &'static str,
    pub words_closed: &'static str,
    pub note: &'static str,
    pub late_minutes: &'static str,
    pub bad_minutes: &'static str,
    pub note_short: &'static str,
    pub reason: &'static str,
    pub history: &'static str,
    pub no_history: &'static str,
    pub empty: &'static str,
    pub pencil: &'static str,
    pub pencil_hint: &'static str,
    pub publish: fn(usize) -> String,
    pub publish_hint: &'static str,
    /// How many pencil entries were published, and how many were not.
    pub published: fn(usize, usize) -> String,
    pub fill: &'static str,
    pub fill_empty: &'static str,
    pub fill_all: &'static str,
    pub fill_value: &'static str,
    pub fill_over: fn(usize) -> String,
    pub fill_yes: &'static str,
    pub filled: fn(usize) -> String,
    /// How many values were pasted, and how many were not: of pupils who did not belong there, outside the grid.
    pub left_out: fn(usize, usize, usize) -> String,
    pub carry: fn(&str, &str) -> String,
    pub carry_yes: &'static str,
    pub carry_no: &'static str,
    pub carried: fn(&str) -> String,
    pub carried_for: fn(usize) -> String,
    pub carried_nowhere: &'static str,
    pub carry_all: &'static str,
    pub carry_none: &'static str,
    pub carry_title: &'static str,
    pub carry_hint: &'static str,
    pub keys_title: &'static str,
    pub close: &'static str,
    pub keys: &'static str,
    pub conflict: fn(&str, &str) -> String,
    pub keep_mine: &'static str,
    pub keep_theirs: &'static str,
    pub lesson_conflict: fn(&str) -> String,
    pub too_long: &'static str,
    pub forbidden: &'static str,
    pub class_teachers_reason: &'static str,
    pub not_enrolled: &'static str,
    pub future: &'static str,
    pub lesson_cancelled: &'static str,
    pub reason_needed: &'static str,
    pub semester_closed: &'static str,
    pub archived: &'static str,
    pub already_published: &'static str,
    pub no_such_cell: &'static str,
    pub absent_and_late: &'static str,
    pub late_too_long: &'static str,
    pub note_too_long: &'static str,
    pub scale_twelve: &'static str,
    pub scale_levels: &'static str,
    pub scale_pass: &'static str,
    pub scale_verbal: &'static str,
    pub summative_twelve: &'static str,
    pub summative_levels: &'static str,
    pub summative_pass: &'static str,
    pub summative_verbal: &'static str,
    pub not_risen: &'static str,
    pub not_below_corrected: &'static str,
    pub nothing_to_correct: &'static str,
    pub application_needed: &'static str,
    pub login: &'static str,
    pub password: &'static str,
    pub sign_in: &'static str,
    pub sign_in_again: &'static str,
    pub sign_in_as_yourself: &'static str,
    pub anothers_account: &'static str,
    pub wrong_password: &'static str,
    pub locked: &'static str,
    pub pad: &'static str,
    pub clear: &'static str,
}

impl GridTexts {
    /// On to which lessons the absences of pupils were carried, each pupil's listed; an empty list where nothing was empty
    /// any more.
    pub fn told_of_carried(&self, pupils: &[String]) -> String {
        let reached: Vec<&String> = pupils.iter().filter(|lessons| !lessons.is_empty()).collect();
        match reached.as_slice() {
            [] => self.carried_nowhere.to_owned(),
            [lessons] => (self.carried)(lessons),
            _ => (self.carried_for)(reached.len()),
        }
    }

    /// Why an edit was refused, in words.
    pub fn refusal(&self, refusal: Refusal) -> &'static str {
        match refusal {
            Refusal::Entry(error) => self.entry_error(error),
            Refusal::NotEnrolled => self.not_enrolled,
            Refusal::Forbidden => self.forbidden,
            Refusal::ClassTeachersReason => self.class_teachers_reason,
            Refusal::Future => self.future,
            Refusal::Cancelled => self.lesson_cancelled,
            Refusal::ReasonNeeded => self.reason_needed,
            Refusal::Closed => self.semester_closed,
            Refusal::Archived => self.archived,
            Refusal::Published => self.already_published,
            Refusal::NotRisen => self.not_risen,
            Refusal::NotBelowCorrected => self.not_below_corrected,
            Refusal::NothingToCorrect => self.nothing_to_correct,
            Refusal::ApplicationNeeded => self.application_needed,
            Refusal::NoSuchCell => self.no_such_cell,
        }
    }

    /// Why an entry cannot stand, in words that name the scale.
    pub fn entry_error(&self, error: EntryError) -> &'static str {
        match error {
            EntryError::Mark(MarkError(marking)) => self.marking(marking),
            EntryError::AbsentAndLate => self.absent_and_late,
            EntryError::LateTooLong => self.late_too_long,
            EntryError::NoteTooLong => self.note_too_long,
        }
    }

    fn marking(&self, marking: Marking) -> &'static str {
        match (marking.scale, marking.summative) {
            (Scale::TwelvePoint, false) => self.scale_twelve,
            (Scale::Levels, false) => self.scale_levels,
            (Scale::Pass, false) => self.scale_pass,
            (Scale::Verbal, false) => self.scale_verbal,
            (Scale::TwelvePoint, true) => self.summative_twelve,
            (Scale::Levels, true) => self.summative_levels,
            (Scale::Pass, true) => self.summative_pass,
            (Scale::Verbal, true) => self.summative_verbal,
        }
    }
}
