//! The letter of the week: of each child what came since the letter before it, and what is to be done next.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use futures::{StreamExt, stream};
use klas_courier::Mailer;
use klas_domain::{
    Actor, Id,
    column::ColumnOf,
    guardianship::Part,
    id::of,
    notice::{Kind, LETTER_HOUR, Preferences, letter_of},
};
use klas_store::{
    Reader, Result, StoreError,
    diary::Came,
    notice::{Letter, LetterEnd},
    school::School,
};

use super::{
    Handed, LEASE, Letters, Moment, Telling, hand_over, letter_words, local, moment, stop_link,
    words::{Line, of_column},
};
use crate::{api::homework, components::short_date, locales::Locale, state::AppState};

/// To how many people it is written at once.
const AT_ONCE: usize = 4;
/// How many days after the week homework is told of.
const AHEAD: u64 = 7;
/// How many weeks a letter reaches back, where the ones before it were not sent or not wanted.
const REACH: u64 = 4;
/// The most lines of a part, and marks of a subject: what is more the diary has.
const LINES: usize = 20;

/// What a letter says of a child.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChildWeek {
    /// The child's names.
    pub name: String,
    /// The class as it is written; empty where there is none.
    pub class: String,
    /// The way to the diary.
    pub href: String,
    /// Whether a decision hides marks and absences.
    pub hidden: bool,
    /// Marks by subject.
    pub marks: Vec<(String, Vec<String>)>,
    /// Days with absences.
    pub absences: Vec<String>,
    /// Teachers' notes.
    pub notes: Vec<String>,
    /// Homework of the next days.
    pub homework: Vec<(String, Vec<String>)>,
    /// Announcements, with their addresses.
    pub announcements: Vec<Line>,
}

impl ChildWeek {
    fn says_nothing(&self) -> bool {
        self.marks.is_empty()
            && self.absences.is_empty()
            && self.notes.is_empty()
            && self.homework.is_empty()
            && self.announcements.is_empty()
    }
}

/// Sends the letters of a school that are to be sent at a moment.
pub async fn send(state: &AppState, telling: &Telling, school: &School, at: Moment) -> Result<()> {
    let Some(mailer) = &telling.mailer else { return Ok(()) };
    let now = at.read();
    if let Some(week) = letter_of(local(now)) {
        state.store.plan_letters(school.id, week, now).await?;
    }
    loop {
        let now = at.read();
        let lease = now + LEASE;
        let letters = state.store.take_letters(school.id, now, lease).await?;
        if letters.is_empty() {
            return Ok(());
        }
        let sending =
            letters.into_iter().map(|letter| send_one(state, (telling, mailer), school, letter, (at, lease)));
        let ends: Vec<Result<()>> = stream::iter(sending).buffer_unordered(AT_ONCE).collect().await;
        ends.into_iter().collect::<Result<()>>()?;
    }
}

async fn send_one(
    state: &AppState,
    (telling, mailer): (&Telling, &Mailer),
    school: &School,
    letter: Letter,
    (at, lease): (Moment, DateTime<Utc>),
) -> Result<()> {
    let _desk = telling.desks.acquire().await;
    // Waiting for it took its time.
    if !at.holds(lease) {
        return Ok(());
    }
    let now = at.read();
    let weeks = weeks(state, school.id, &letter, now).await?;
    let end = if weeks.iter().all(ChildWeek::says_nothing) {
        LetterEnd::Nothing
    } else {
        let locale = Locale::from_code(&letter.language).unwrap_or_default();
        let stop = stop_link(telling, school.id, letter.person, Letters::OfTheWeek);
        let written = letter_words::written(&weeks, school, letter.week, &telling.site, &stop, locale);
        let written = klas_courier::Letter { to: letter.address.clone(), ..written };
        match hand_over(mailer, written, "a letter of the week").await {
            Handed::Over => LetterEnd::Sent,
            Handed::NotNow => LetterEnd::Failed,
            Handed::Never => LetterEnd::Nothing,
        }
    };
    state.store.end_letter(school.id, letter, end, now).await
}

/// Since when a letter tells what came: since the one before it, and the first one since the hour of a letter a week ago.
fn begins(letter: &Letter) -> Result<DateTime<Utc>> {
    let ago = |weeks: u64| {
        let friday = before(after(letter.week, 4)?, 7 * weeks)?;
        friday.and_hms_opt(LETTER_HOUR, 0, 0).and_then(moment).ok_or(StoreError::Corrupt("day"))
    };
    match letter.last {
        Some(last) => Ok(last.max(ago(REACH)?)),
        None => ago(1),
    }
}

/// What a letter says of each child.
async fn weeks(
    state: &AppState,
    school: Id<of::School>,
    letter: &Letter,
    now: DateTime<Utc>,
) -> Result<Vec<ChildWeek>> {
    let mut reader = state.store.read(school).await?;
    let preferences = reader.preferences(letter.person).await?;
    if preferences.no_letter {
        return Ok(Vec::new());
    }
    let actor = reader.identify(letter.account, letter.person, local(now).date()).await?.actor;
    let writer = Writer {
        preferences,
        actor,
        week: letter.week,
        since: begins(letter)?,
        now,
        locale: Locale::from_code(&letter.language).unwrap_or_default(),
    };
    let mut weeks = Vec::new();
    for child in writer.actor.children.clone() {
        if writer.actor.guards(child.id, Part::Diary) {
            weeks.push(writer.week_of(&mut reader, child.id).await?);
        }
    }
    Ok(weeks)
}

struct Writer {
    preferences: Preferences,
    actor: Actor,
    week: NaiveDate,
    since: DateTime<Utc>,
    now: DateTime<Utc>,
    locale: Locale,
}

impl Writer {
    async fn week_of(&self, reader: &mut Reader, child: Id<of::Person>) -> Result<ChildWeek> {
        let pupil = reader.diary_pupil(child, local(self.now).date()).await?;
        let sees_marks = self.actor.guards(child, Part::Marks);
        let mut own = ChildWeek {
            name: pupil.name.short(),
            class: pupil.class.unwrap_or_default(),
            href: format!("/diary/{child}?week={}", self.week),
            hidden: !sees_marks,
            ..ChildWeek::default()
        };
        if sees_marks {
            let came = reader.came(child, self.since, self.now).await?;
            own.marks = self.marks(child, &came);
            own.absences = self.absences(child, &came);
            own.notes = self.notes(child, &came);
        }
        own.homework = self.homework(reader, child).await?;
        own.announcements = self.announcements(reader, child).await?;
        Ok(own)
    }

    fn wants(&self, child: Id<of::Person>, kind: Kind) -> bool {
        self.preferences.weekly(child, kind)
    }

    fn marks(&self, child: Id<of::Person>, came: &[Came]) -> Vec<(String, Vec<String>)> {
        let mut subjects: BTreeMap<Vec<u8>, (String, Vec<String>)> = BTreeMap::new();
        for own in came {
            let Some(mark) = own.entry.mark else { continue };
            let kind = Kind::of_mark(mark);
            if own.kinds.contains(&kind) && self.wants(child, kind) {
                let key = klas_domain::collation::sort_key(&own.subject).into_bytes();
                let (_, marks) = subjects.entry(key).or_insert_with(|| (own.subject.clone(), Vec::new()));
                marks.push(format!("{mark} ({})", self.place(own)));
            }
        }
        let more = self.locale.notices().letter_more;
        subjects.into_values().map(|(subject, marks)| (subject, bounded(marks, more))).collect()
    }

    /// For what something stands: `24.11`, `24.11, зошит`, `І семестр`.
    fn place(&self, own: &Came) -> String {
        of_column(&own.column, own.day.map(short_date), self.locale)
    }

    fn absences(&self, child: Id<of::Person>, came: &[Came]) -> Vec<String> {
        if !self.wants(child, Kind::Absence) {
            return Vec::new();
        }
        // A further work of a lesson that was missed is not another absence.
        let missed = |own: &&Came| {
            own.kinds.contains(&Kind::Absence) && matches!(own.column, ColumnOf::Current { work: None, .. })
        };
        let missed: Vec<&Came> = came.iter().filter(missed).collect();
        let days = missed.chunk_by(|a, b| a.day == b.day);
        let day = |day: &[&Came]| {
            let date = day.first()?.day?;
            let said = |own: &&Came| {
                let kind = own.entry.absence.map(|own| format!(" – {own}"));
                format!("{}{}", own.subject, kind.unwrap_or_default())
            };
            let lessons = day.iter().map(said).collect::<Vec<_>>().join(", ");
            Some(format!("{}: {lessons}", self.locale.day(date)))
        };
        bounded(days.filter_map(day).collect(), self.locale.notices().letter_more)
    }

    fn notes(&self, child: Id<of::Person>, came: &[Came]) -> Vec<String> {
        if !self.wants(child, Kind::Note) {
            return Vec::new();
        }
        let note = |own: &Came| {
            let note = own.entry.note.as_ref().filter(|_| own.kinds.contains(&Kind::Note))?;
            Some(format!("{}, {}: {note}", self.place(own), own.subject))
        };
        bounded(came.iter().filter_map(note).collect(), self.locale.notices().letter_more)
    }

    /// Homework that was given up to now for the next days' lessons: what stands in the last lesson of each subject.
    async fn homework(
        &self,
        reader: &mut Reader,
        child: Id<of::Person>,
    ) -> Result<Vec<(String, Vec<String>)>> {
        if !self.wants(child, Kind::Homework) {
            return Ok(Vec::new());
        }
        let today = local(self.now).date();
        let earliest = today.checked_sub_days(homework::REACH).ok_or(StoreError::Corrupt("day"))?;
        let given = reader.diary(child, (earliest, today), self.now).await?;
        let next = reader.diary(child, (after(today, 1)?, after(today, AHEAD)?), self.now).await?;
        let mut told = Vec::new();
        let mut days: Vec<(NaiveDate, Vec<String>)> = Vec::new();
        for lesson in next.iter().filter(|lesson| !lesson.cancelled) {
            let of = (lesson.subject.clone(), lesson.group);
            if told.contains(&of) {
                continue;
            }
            let last =
                given.iter().rev().find(|own| (own.subject.clone(), own.group) == of && !own.cancelled);
            told.push(of);
            if let Some(homework) = last.map(|own| &own.homework).filter(|words| !words.is_empty()) {
                let words = format!("{} – {homework}", lesson.subject);
                match days.last_mut() {
                    Some((date, tasks)) if *date == lesson.date => tasks.push(words),
                    _ => days.push((lesson.date, vec![words])),
                }
            }
        }
        Ok(days.into_iter().map(|(date, tasks)| (self.locale.day_heading(date), tasks)).collect())
    }

    async fn announcements(&self, reader: &mut Reader, child: Id<of::Person>) -> Result<Vec<Line>> {
        let all = reader.announcements_of_pupil(child, self.actor.person, local(self.now).date()).await?;
        let came = all.into_iter().filter(|own| {
            let kind = Kind::of_announcement(own.stored.says.urgent);
            own.stored.published_at > self.since && self.wants(child, kind)
        });
        let line = |own: klas_store::announcement::FamilyAnnouncement| Line {
            head: own.stored.says.title,
            text: String::new(),
            href: format!("/announcements/{}", own.stored.id),
        };
        let more = |number| Line {
            head: (self.locale.notices().letter_more)(number),
            text: String::new(),
            href: "/announcements".to_owned(),
        };
        Ok(bounded(came.map(line).collect(), more))
    }
}

/// At most [`LINES`] of a part, and a line that says how many more there are.
fn bounded<T>(mut lines: Vec<T>, more: impl Fn(usize) -> T) -> Vec<T> {
    let left = lines.len().saturating_sub(LINES);
    if left > 0 {
        lines.truncate(LINES);
        lines.push(more(left));
    }
    lines
}

fn after(day: NaiveDate, days: u64) -> Result<NaiveDate> {
    day.checked_add_days(Days::new(days)).ok_or(StoreError::Corrupt("day"))
}

fn before(day: NaiveDate, days: u64) -> Result<NaiveDate> {
    day.checked_sub_days(Days::new(days)).ok_or(StoreError::Corrupt("day"))
}

/// First and last school day of a week, as its letter names it: `23.11–27.11.2026`.
pub fn span(week: NaiveDate) -> String {
    let friday = week.checked_add_days(Days::new(4)).unwrap_or(week);
    format!("{}–{}.{}", short_date(week), short_date(friday), friday.year())
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;
    use chrono_tz::Europe::Kyiv;

    use super::*;

    fn friday(month: u32, day: u32, hour: u32) -> DateTime<Utc> {
        Kyiv.with_ymd_and_hms(2026, month, day, hour, 0, 0).unwrap().with_timezone(&Utc)
    }

    #[test]
    fn a_letter_goes_on_where_the_one_before_it_ended_and_reaches_four_weeks_back() {
        for (last, begins_at) in [
            (None, friday(11, 20, 16)),
            (Some(friday(11, 20, 17)), friday(11, 20, 17)),
            (Some(friday(11, 6, 16)), friday(11, 6, 16)),
            (Some(friday(10, 2, 16)), friday(10, 30, 16)),
        ] {
            let letter = Letter {
                person: Id::new(),
                account: Id::new(),
                address: String::new(),
                language: String::new(),
                week: NaiveDate::from_ymd_opt(2026, 11, 23).unwrap(),
                last,
            };
            assert_eq!(begins(&letter).unwrap(), begins_at, "{last:?}");
        }
    }

    #[test]
    fn a_part_of_a_letter_has_its_end() {
        let of = |lines: usize| bounded(vec![0; lines], |more| more);
        assert_eq!(of(LINES), vec![0; LINES]);
        assert_eq!((of(LINES + 5).len(), of(LINES + 5).last()), (LINES + 1, Some(&5)));
    }
}
