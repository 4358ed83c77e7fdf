//! The texts of a class's registers.

mod en;
mod summary;
mod uk;

pub use en::TEXTS as EN;
pub use summary::SummaryRegisterTexts;
pub use uk::TEXTS as UK;

/// The texts of a class's registers.
#[expect(missing_docs, reason = "each text says itself what it is")]
pub struct RegisterTexts {
    pub my_class: fn(&str) -> String,
    pub classes: &'static str,
    pub no_classes: &'static str,
    pub open_register: &'static str,
    pub open_summary: &'static str,
    pub attendance: &'static str,
    pub month_total: &'static str,
    pub year_total: &'static str,
    pub days: &'static str,
    pub lessons: &'static str,
    pub days_missed: &'static str,
    pub lessons_missed: &'static str,
    pub through_illness: &'static str,
    pub without_reason: &'static str,
    pub class_lessons: &'static str,
    pub class_days: &'static str,
    pub not_of_class: &'static str,
    pub missed_of: fn(&str, u32) -> String,
    pub legend: &'static str,
    pub no_days: &'static str,
    pub reasons: &'static str,
    pub unexplained: &'static str,
    pub all_explained: &'static str,
    pub choose_pupil: &'static str,
    pub from: &'static str,
    pub to: &'static str,
    pub kind: &'static str,
    pub kinds: [&'static str; 4],
    pub all_absences: &'static str,
    pub correction: &'static str,
    pub correction_hint: fn(u64) -> String,
    pub explain: &'static str,
    pub changed: fn(usize) -> String,
    pub not_changed: fn(usize, &str) -> String,
    pub nothing_to_change: &'static str,
    pub pupil_missing: &'static str,
    pub dates_wrong: fn(&str, &str) -> String,
    pub kind_missing: &'static str,
    pub reason_needed: fn(u64) -> String,
    pub conflict: &'static str,
}
