//! A notice in words: the same in the list, on a locked screen that may show it, and in the letter of the week.

use klas_domain::{
    Entry,
    column::{ColumnOf, Sum},
    notice::Kind,
};
use klas_store::{
    diary::DiaryLesson,
    notice::{Notice, What},
};

use crate::{components::short_date, locales::Locale, pages::messages::thread_address};

/// The longest words of a line, in characters.
const LENGTH: usize = 140;

/// A notice in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it is.
    pub head: String,
    /// What it says.
    pub text: String,
    /// Where it leads.
    pub href: String,
}

impl Line {
    /// All of it.
    pub fn whole(&self) -> String {
        if self.text.is_empty() { self.head.clone() } else { format!("{}: {}", self.head, self.text) }
    }

    /// Whom it is about: the child.
    pub fn title(&self, notice: &Notice, locale: Locale) -> String {
        match notice.what {
            What::Message(..) | What::Report | What::ReportState(_) | What::Duty(_) => {
                locale.texts().product.to_owned()
            }
            _ => notice.name.short(),
        }
    }
}

/// A notice in words.
pub fn line(notice: &Notice, locale: Locale) -> Line {
    let texts = locale.notices();
    let diary = format!("/diary/{}", notice.about);
    let (head, text, href) = match &notice.what {
        What::Cell { subject, column, day, entry } => {
            let head = match (notice.kind, entry.mark) {
                (Kind::Note, _) | (_, None) => texts.note.to_owned(),
                (_, Some(mark)) => (texts.mark)(&mark.to_string()),
            };
            let href = day.map_or(format!("{diary}/marks"), |day| format!("{diary}?week={day}"));
            (head, cell(subject, column, day.map(short_date), note(notice, entry), locale), href)
        }
        What::Day(day, lessons) => {
            let is_absence = notice.kind == Kind::Absence;
            let head = if is_absence { texts.absence } else { texts.homework };
            let of = |own: &DiaryLesson| if is_absence { absence(own, locale) } else { homework(own) };
            let said: Vec<String> = lessons.iter().map(of).collect();
            let separator = if is_absence { ", " } else { "; " };
            let text = format!("{}: {}", short_date(*day), said.join(separator));
            (head.to_owned(), text, format!("{diary}?week={day}"))
        }
        What::Announcement(id, title) => {
            let head = if notice.kind == Kind::Urgent { texts.urgent } else { texts.announcement };
            (head.to_owned(), title.clone(), format!("/announcements/{id}"))
        }
        What::Message(thread, other) => {
            (texts.message.to_owned(), other.short(), format!("{}#last", thread_address(*thread)))
        }
        What::Excuse(from, to, state) => {
            let days = if from == to {
                short_date(*from)
            } else {
                format!("{}–{}", short_date(*from), short_date(*to))
            };
            let text = format!("{days}: {}", locale.excuses().state(*state));
            (texts.excuse.to_owned(), text, format!("{diary}/notes"))
        }
        What::Report => (texts.report.to_owned(), texts.report_text.to_owned(), "/bullying".to_owned()),
        What::Duty(is_own) => {
            // The page of reports is closed to who is responsible no more.
            let (text, href) =
                if *is_own { (texts.duty_begins, "/bullying") } else { (texts.duty_ends, "/notices") };
            (texts.report_duty.to_owned(), text.to_owned(), href.to_owned())
        }
        What::ReportState(state) => {
            let state = locale.bullying().state(*state);
            (texts.report_state.to_owned(), state.to_owned(), "/bullying".to_owned())
        }
        What::Gone(day) => {
            let day = short_date(*day);
            let text = match notice.kind {
                Kind::Absence => (texts.gone_absence)(&day),
                Kind::Mark | Kind::LowMark => (texts.gone_mark)(&day),
                _ => (texts.gone_other)(&day),
            };
            (texts.corrected.to_owned(), text, diary)
        }
    };
    Line { head, text: shortened(&text), href }
}

fn note<'a>(notice: &Notice, entry: &'a Entry) -> Option<&'a str> {
    entry.note.as_deref().filter(|_| notice.kind == Kind::Note)
}

/// `Алгебра, 24.11`; of a summative mark `Алгебра, І семестр`.
fn cell(subject: &str, column: &ColumnOf, day: Option<String>, note: Option<&str>, locale: Locale) -> String {
    let of = of_column(column, day, locale);
    let place = if of.is_empty() { subject.to_owned() } else { format!("{subject}, {of}") };
    note.map_or(place.clone(), |note| format!("{place}. {note}"))
}

/// For what something stands in a column: `24.11`, `24.11, зошит`, `І семестр`.
pub fn of_column(column: &ColumnOf, day: Option<String>, locale: Locale) -> String {
    match column {
        ColumnOf::Sum { sum, name } => {
            let full = locale.summary().sum_name(*sum, None);
            let theme = name.as_ref().filter(|_| matches!(sum, Sum::Thematic(..)));
            theme.map_or(full.clone(), |name| format!("{full}: {name}"))
        }
        ColumnOf::Current { work, .. } => {
            let work = work.map(|work| locale.summary().work_name(work).to_lowercase());
            day.into_iter().chain(work).collect::<Vec<_>>().join(", ")
        }
    }
}

/// `1. Алгебра`, with the reason where there is one.
fn absence(lesson: &DiaryLesson, locale: Locale) -> String {
    let reason = lesson.entry.absence.filter(|own| !klas_domain::notice::is_unexplained(*own));
    let reason = reason.map(|own| format!(" ({})", locale.absence(own)));
    format!("{}. {}{}", lesson.period, lesson.subject, reason.unwrap_or_default())
}

fn homework(lesson: &DiaryLesson) -> String {
    let words = lesson.homework.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("{} – {words}", lesson.subject)
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= LENGTH {
        return text.to_owned();
    }
    text.chars().take(LENGTH - 1).chain(['…']).collect()
}
