//! What is said on screens, in Ukrainian and English. A text that one language lacks does not compile.

mod announcements;
mod applications;
mod archive;
mod bells;
mod bullying;
mod calendar;
mod change;
mod closing;
mod department;
mod en;
mod excuses;
mod families;
mod grid;
mod join;
#[cfg(feature = "ssr")]
mod keeping;
mod lost_password;
mod messages;
mod naming;
mod notices;
mod opened;
mod own_data;
mod package;
mod paper;
mod plan;
mod plans;
mod pocket;
mod pupil_records;
mod records;
mod registers;
mod reports;
mod scales;
mod seeing;
mod sheet;
mod substitutions;
mod summary;
mod uk;
mod verify;
mod weeks;

use chrono::{Datelike, NaiveDate};
use klas_domain::Absence;
use serde::{Deserialize, Serialize};

pub use announcements::AnnouncementTexts;
pub use applications::ApplicationTexts;
pub use archive::ArchiveTexts;
pub use bells::BellTexts;
pub use bullying::BullyingTexts;
pub use calendar::CalendarTexts;
pub use change::ChangeTexts;
pub use closing::{ClosingTexts, MISSING};
pub use department::DepartmentTexts;
pub use excuses::ExcuseTexts;
pub use families::FamilyTexts;
pub use grid::GridTexts;
pub use join::JoinTexts;
#[cfg(feature = "ssr")]
pub use keeping::KeepingTexts;
pub use lost_password::LostPasswordTexts;
pub use messages::MessageTexts;
pub use naming::NamingTexts;
pub use notices::NoticeTexts;
pub use opened::OpenedTexts;
pub use own_data::OwnDataTexts;
pub use package::PackageTexts;
pub use paper::PaperTexts;
pub use plan::PlanTexts;
pub use plans::PlanHoursTexts;
pub use pocket::PocketTexts;
pub use pupil_records::PupilRecordTexts;
pub use records::RecordTexts;
pub use registers::{RegisterTexts, SummaryRegisterTexts};
pub use reports::ReportTexts;
pub use scales::ScaleTexts;
pub use seeing::SeeingTexts;
pub use sheet::SheetTexts;
pub use substitutions::SubstitutionTexts;
pub use summary::SummaryTexts;
pub use verify::VerifyTexts;
pub use weeks::WeekTexts;

/// The language of what is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Locale {
    /// Українська.
    #[default]
    Uk,
    /// English.
    En,
}

impl Locale {
    /// The language of what the school prints, signs and hands in: the state's, in whatever language the visitor reads
    /// pages.
    pub const OF_DOCUMENTS: Self = Self::Uk;

    /// The language's code, for `lang` and the cookie.
    pub fn code(self) -> &'static str {
        match self {
            Self::Uk => "uk",
            Self::En => "en",
        }
    }

    /// The language of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Uk, Self::En].into_iter().find(|locale| locale.code() == code)
    }

    /// The texts of pages.
    pub fn texts(self) -> &'static Texts {
        match self {
            Self::Uk => &uk::TEXTS,
            Self::En => &en::TEXTS,
        }
    }

    /// The texts of the grid.
    pub fn grid(self) -> &'static GridTexts {
        match self {
            Self::Uk => &grid::UK,
            Self::En => &grid::EN,
        }
    }

    /// The texts of a lesson's sheet.
    pub fn sheet(self) -> &'static SheetTexts {
        match self {
            Self::Uk => &sheet::UK,
            Self::En => &sheet::EN,
        }
    }

    /// The texts of summative columns.
    pub fn summary(self) -> &'static SummaryTexts {
        match self {
            Self::Uk => &summary::UK,
            Self::En => &summary::EN,
        }
    }

    /// The texts of closing a semester.
    pub fn closing(self) -> &'static ClosingTexts {
        match self {
            Self::Uk => &closing::UK,
            Self::En => &closing::EN,
        }
    }

    /// The texts of applications for corrected marks.
    pub fn applications(self) -> &'static ApplicationTexts {
        match self {
            Self::Uk => &applications::UK,
            Self::En => &applications::EN,
        }
    }

    /// The texts of families' notes about absences.
    pub fn excuses(self) -> &'static ExcuseTexts {
        match self {
            Self::Uk => &excuses::UK,
            Self::En => &excuses::EN,
        }
    }

    /// The texts of what families see beside the week.
    pub fn seeing(self) -> &'static SeeingTexts {
        match self {
            Self::Uk => &seeing::UK,
            Self::En => &seeing::EN,
        }
    }

    /// The texts of what is kept of a child.
    pub fn own_data(self) -> &'static OwnDataTexts {
        match self {
            Self::Uk => &own_data::UK,
            Self::En => &own_data::EN,
        }
    }

    /// The texts of acknowledged weeks.
    pub fn weeks(self) -> &'static WeekTexts {
        match self {
            Self::Uk => &weeks::UK,
            Self::En => &weeks::EN,
        }
    }

    /// The texts of announcements.
    pub fn announcements(self) -> &'static AnnouncementTexts {
        match self {
            Self::Uk => &announcements::UK,
            Self::En => &announcements::EN,
        }
    }

    /// The texts of messages between guardians and staff.
    pub fn messages(self) -> &'static MessageTexts {
        match self {
            Self::Uk => &messages::UK,
            Self::En => &messages::EN,
        }
    }

    /// The texts of reports of bullying.
    pub fn bullying(self) -> &'static BullyingTexts {
        match self {
            Self::Uk => &bullying::UK,
            Self::En => &bullying::EN,
        }
    }

    /// The texts of a class's registers.
    pub fn registers(self) -> &'static RegisterTexts {
        match self {
            Self::Uk => &registers::UK,
            Self::En => &registers::EN,
        }
    }

    /// The name of an absence: «відсутність через хворобу».
    pub fn absence(self, absence: Absence) -> &'static str {
        let place = Absence::ALL.iter().position(|other| *other == absence).unwrap_or_default();
        self.texts().absence_names[place]
    }

    /// A day of the week and a date in words: «середа, 7 жовтня».
    pub fn day(self, date: NaiveDate) -> String {
        let names = self.grid();
        let weekday = names.weekdays[date.weekday().num_days_from_monday() as usize];
        let month = names.months_of[date.month0() as usize];
        format!("{weekday}, {}\u{a0}{month}", date.day())
    }

    /// The same at the beginning of a line: «Середа, 7 жовтня».
    pub fn day_heading(self, date: NaiveDate) -> String {
        capitalised(&self.day(date))
    }

    /// A short day of the week: «ср».
    pub fn weekday(self, date: NaiveDate) -> &'static str {
        self.grid().weekdays_short[date.weekday().num_days_from_monday() as usize]
    }

    /// A month by its number, 1–12.
    pub fn month(self, number: u32) -> &'static str {
        self.grid().months.get(number.saturating_sub(1) as usize).copied().unwrap_or_default()
    }
}

/// With its first letter a capital.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The form of a noun for a number: Ukrainian has three (1 учень, 2 учні, 5 учнів), English two.
pub fn plural<'a>(number: usize, forms: &[&'a str; 3]) -> &'a str {
    match (number % 10, number % 100) {
        (1, rest) if rest != 11 => forms[0],
        (2..=4, rest) if !(12..=14).contains(&rest) => forms[1],
        _ => forms[2],
    }
}

/// The texts of pages.
#[expect(missing_docs, reason = "each text says itself what it is")]
pub struct Texts {
    pub product: &'static str,
    pub nav_today: &'static str,
    pub nav_journals: &'static str,
    pub nav_diary: &'static str,
    pub nav_marks: &'static str,
    pub nav_school: &'static str,
    pub nav_account: &'static str,
    pub skip_to_content: &'static str,
    pub other_language: &'static str,
    pub sign_in: &'static str,
    pub sign_in_lead: &'static str,
    pub login: &'static str,
    pub password: &'static str,
    pub sign_out: &'static str,
    pub wrong_password: &'static str,
    pub locked: &'static str,
    pub anothers_account: &'static str,
    pub sign_in_to_save: &'static str,
    pub roles: &'static str,
    pub school: &'static str,
    pub switch_school: &'static str,
    pub role_names: [&'static str; 9],
    pub today: &'static str,
    pub no_lessons: &'static str,
    pub no_lessons_hint: &'static str,
    pub next_lessons: &'static str,
    pub previous_day: &'static str,
    pub next_day: &'static str,
    pub topic_there: &'static str,
    pub topic_missing: &'static str,
    pub not_filled: &'static str,
    pub missed_and_marks: fn(i64, i64) -> String,
    pub nothing_missed_or_marked: &'static str,
    pub substitution: &'static str,
    pub given_by: fn(&str) -> String,
    pub instead_of: fn(&str) -> String,
    pub no_topic: &'static str,
    pub cancelled: &'static str,
    pub room: &'static str,
    pub group: &'static str,
    pub group_short: &'static str,
    pub open_journal: &'static str,
    pub journals: &'static str,
    pub no_journals: &'static str,
    pub vacant: &'static str,
    pub first_semester: &'static str,
    pub second_semester: &'static str,
    pub whole_semester: &'static str,
    pub pupil: &'static str,
    pub number: &'static str,
    pub left: &'static str,
    pub order: &'static str,
    pub arrived: &'static str,
    pub in_group_until: fn(i32, &str) -> String,
    pub in_group_from: fn(i32, &str) -> String,
    pub no_lessons_in_period: &'static str,
    pub no_pupils: &'static str,
    pub grid_failed: &'static str,
    pub open_sheet: &'static str,
    pub journal_semesters: &'static str,
    pub journal_months: &'static str,
    pub journal_grid: &'static str,
    pub journal_panel: &'static str,
    pub lessons_of_page: &'static str,
    pub date: &'static str,
    pub topic: &'static str,
    pub homework: &'static str,
    pub lesson: &'static str,
    pub lesson_number: fn(i32) -> String,
    pub from_plan: fn(i64, usize) -> String,
    pub take_from_plan: &'static str,
    pub kind: &'static str,
    pub lesson_kinds: [&'static str; 6],
    pub present: fn(usize, usize) -> String,
    pub mark: &'static str,
    pub absent: &'static str,
    pub note: &'static str,
    pub save_lesson: &'static str,
    pub lesson_saved: &'static str,
    pub lesson_partly_saved: &'static str,
    pub read_only: &'static str,
    pub reason_for_change: &'static str,
    pub reason_hint: &'static str,
    pub text_too_long: &'static str,
    pub previous_lesson: &'static str,
    pub next_lesson: &'static str,
    pub diary: &'static str,
    pub week: &'static str,
    pub previous_week: &'static str,
    pub next_week: &'static str,
    pub this_week: &'static str,
    pub no_homework: &'static str,
    pub no_children: &'static str,
    pub no_children_hint: &'static str,
    pub day_off: &'static str,
    pub for_tomorrow: &'static str,
    pub homework_for: fn(&str) -> String,
    pub tasks: fn(usize) -> String,
    pub note_from_teacher: &'static str,
    pub absence_names: [&'static str; 4],
    pub late: &'static str,
    pub minutes: &'static str,
    pub marks: &'static str,
    pub no_marks: &'static str,
    pub absences: fn(usize) -> String,
    pub school_settings: &'static str,
    pub publish_hour: &'static str,
    pub publish_hour_hint: &'static str,
    pub free_edit_days: &'static str,
    pub free_edit_days_hint: &'static str,
    pub free_edit_days_wrong: &'static str,
    pub publish_at_once: &'static str,
    pub save: &'static str,
    pub saved: &'static str,
    pub classes: &'static str,
    pub class: &'static str,
    pub class_teacher: &'static str,
    pub pupils: &'static str,
    pub import_hint: &'static str,
    pub error_not_found: &'static str,
    pub error_not_found_hint: &'static str,
    pub elsewhere: &'static str,
    pub elsewhere_hint: fn(&str) -> String,
    pub elsewhere_diary: &'static str,
    pub error_forbidden: &'static str,
    pub error_forbidden_hint: &'static str,
    pub error_bad_request: &'static str,
    pub error_bad_request_hint: &'static str,
    pub error_too_large: &'static str,
    pub error_too_large_hint: &'static str,
    pub error_internal: &'static str,
    pub error_internal_hint: &'static str,
    pub request_number: &'static str,
    pub to_home: &'static str,
}

/// Megabytes with one decimal, rounded up: no file has none.
fn megabytes(bytes: u64) -> (u64, u64) {
    let tenths = bytes.saturating_mul(10).div_ceil(1_000_000);
    (tenths / 10, tenths % 10)
}
