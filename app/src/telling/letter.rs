//! The letter of the week: of each child what its week was, and what is to be done next.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use futures::{StreamExt, stream};
use klas_courier::Mailer;
use klas_domain::{
    Actor, Id, Mark,
    column::ColumnOf,
    guardianship::Part,
    id::of,
    notice::{Kind, Preferences, letter_of},
};
use klas_store::{
    Reader, Result, StoreError,
    diary::DiaryLesson,
    notice::{Letter, LetterEnd, What},
    school::School,
};

use super::{
    Handed, LEASE, Letters, Moment, Telling, hand_over, letter_words, local, stop_link, words::Line,
};
use crate::{components::short_date, locales::Locale, state::AppState};

/// To how many people it is written at once.
const AT_ONCE: usize = 4;
/// How many days after the week homework is told of.
const AHEAD: u64 = 7;

/// The week of a child.
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
    /// Announcements of the week, with their addresses.
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
    let weeks = weeks(state, school.id, &letter, at.read()).await?;
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
    state.store.end_letter(school.id, letter, end, at.read()).await
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
    let mut writer = Writer {
        preferences,
        actor,
        week: letter.week,
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
    now: DateTime<Utc>,
    locale: Locale,
}

impl Writer {
    async fn week_of(&mut self, reader: &mut Reader, child: Id<of::Person>) -> Result<ChildWeek> {
        let pupil = reader.diary_pupil(child, local(self.now).date()).await?;
        let sees_marks = self.actor.guards(child, Part::Marks);
        let mut own = ChildWeek {
            name: pupil.name.short(),
            class: pupil.class.unwrap_or_default(),
            href: format!("/diary/{child}?week={}", self.week),
            hidden: !sees_marks,
            ..ChildWeek::default()
        };
        let (first, last) = (self.week, after(self.week, 6)?);
        if sees_marks {
            let lessons = reader.diary(child, (first, last), self.now).await?;
            own.marks = self.marks(reader, child, &lessons).await?;
            own.absences = self.absences(child, &lessons);
            own.notes = self.notes(child, &lessons);
        }
        own.homework = self.homework(reader, child).await?;
        own.announcements = self.announcements(reader, child).await?;
        Ok(own)
    }

    fn wants(&self, child: Id<of::Person>, kind: Kind) -> bool {
        self.preferences.weekly(child, kind)
    }

    /// Marks of the week's lessons, and summative ones that came in it.
    async fn marks(
        &self,
        reader: &mut Reader,
        child: Id<of::Person>,
        lessons: &[DiaryLesson],
    ) -> Result<Vec<(String, Vec<String>)>> {
        let mut marks: BTreeMap<Vec<u8>, (String, Vec<String>)> = BTreeMap::new();
        let mut add = |subject: &str, mark: Mark, of: String| {
            if self.wants(child, Kind::of_mark(mark)) {
                let key = klas_domain::collation::sort_key(subject).into_bytes();
                let own = marks.entry(key).or_insert_with(|| (subject.to_owned(), Vec::new()));
                own.1.push(format!("{mark} ({of})"));
            }
        };
        for lesson in lessons {
            let day = short_date(lesson.date);
            if let Some(mark) = lesson.entry.mark {
                add(&lesson.subject, mark, day.clone());
            }
            for (work, mark) in lesson.works.iter().filter_map(|(work, entry)| Some((work, entry.mark?))) {
                let work = self.locale.summary().work_name(*work).to_lowercase();
                add(&lesson.subject, mark, format!("{day}, {work}"));
            }
        }
        for notice in reader.notices(self.actor.person, self.now, 300).await? {
            if let What::Cell { subject, column: ColumnOf::Sum { sum, .. }, entry, .. } = &notice.what
                && notice.about == child
                && local(notice.at).date() >= self.week
                && let Some(mark) = entry.mark
            {
                add(subject, mark, self.locale.summary().sum_name(*sum, None));
            }
        }
        Ok(marks.into_values().collect())
    }

    fn absences(&self, child: Id<of::Person>, lessons: &[DiaryLesson]) -> Vec<String> {
        if !self.wants(child, Kind::Absence) {
            return Vec::new();
        }
        let missed = |lesson: &&DiaryLesson| lesson.entry.absence.is_some() && !lesson.cancelled;
        let missed: Vec<_> = lessons.iter().filter(missed).collect();
        let days = missed.chunk_by(|a, b| a.date == b.date);
        let day = |day: &[&DiaryLesson]| {
            let first = day.first()?;
            let said = |lesson: &&DiaryLesson| {
                let kind = lesson.entry.absence.map(|own| format!(" – {own}"));
                format!("{}{}", lesson.subject, kind.unwrap_or_default())
            };
            let lessons = day.iter().map(said).collect::<Vec<_>>().join(", ");
            Some(format!("{}: {lessons}", self.locale.day(first.date)))
        };
        days.filter_map(day).collect()
    }

    fn notes(&self, child: Id<of::Person>, lessons: &[DiaryLesson]) -> Vec<String> {
        if !self.wants(child, Kind::Note) {
            return Vec::new();
        }
        let note = |lesson: &DiaryLesson| {
            let note = lesson.entry.note.as_ref()?;
            Some(format!("{}, {}: {note}", short_date(lesson.date), lesson.subject))
        };
        lessons.iter().filter_map(note).collect()
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
        let given = reader.diary(child, (before(today, 14)?, today), self.now).await?;
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
        let of_week = all.into_iter().filter(|own| {
            let kind = Kind::of_announcement(own.stored.says.urgent);
            local(own.stored.published_at).date() >= self.week && self.wants(child, kind)
        });
        let line = |own: klas_store::announcement::FamilyAnnouncement| Line {
            head: own.stored.says.title,
            text: String::new(),
            href: format!("/announcements/{}", own.stored.id),
        };
        Ok(of_week.map(line).collect())
    }
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
