//! The week of the diary, day by day.

use std::iter::once;

use chrono::{Datelike, Days, NaiveDate};
use klas_domain::{Absence, Entry, Id, Mark, column::Work, guardianship::Restriction, id::of};
use klas_store::diary::DiaryLesson;
use leptos::prelude::*;

use super::{
    everyone, kept,
    sections::{DiaryPart, parts},
};
use crate::{
    api::{
        around::Around,
        diary::{Diary, NextDay},
        weeks::Week,
    },
    components::{moment, short_date, signed_diary_note},
    grid::entry_class,
    locales::{Locale, capitalised},
    pages::elsewhere,
};

/// The week that holds `day`, and what is to be done for the next day of lessons.
pub fn week(
    diary: Diary,
    day: NaiveDate,
    today: NaiveDate,
    next: Option<NextDay>,
    around: &Around,
    locale: Locale,
) -> impl IntoView {
    let texts = locale.texts();
    let monday = day.week(chrono::Weekday::Mon).first_day();
    let path = format!("/diary/{}", diary.pupil.id);
    let days: Vec<NaiveDate> = monday
        .iter_days()
        .take(7)
        .filter(|date| {
            date.weekday().number_from_monday() <= 5
                || diary.lessons.iter().any(|lesson| lesson.date == *date)
        })
        .collect();
    let strip = days.iter().map(|date| day_link(*date, day, &path, &diary.lessons, locale)).collect_view();
    // The family looks for the chosen day first, then for what comes after it.
    let first = days.iter().position(|date| *date == day).unwrap_or_default();
    let mut sections = days.iter().cycle().skip(first).take(days.len()).map(|date| {
        let lessons: Vec<_> = diary.lessons.iter().filter(|lesson| lesson.date == *date).cloned().collect();
        let explained = (diary.writes_excuses && unexplained(&lessons)).then_some(diary.pupil.id);
        section(*date, today, lessons, explained, locale)
    });
    let chosen = sections.next();
    let others = sections.collect_view();
    let next = next.map(|next| tasks(next, today, locale));
    let hidden = diary.hidden.as_ref().map(|own| hidden_marks(own, locale));
    let archived = signed_diary_note(diary.signed.as_ref(), around.there.is_none(), locale);
    let year = diary.year.starts_on..=diary.year.ends_on;
    let link = |first: Option<NaiveDate>, name: &'static str, sign: &'static str| {
        // The days of the week that are of the year.
        let last = first.and_then(|first| first.checked_add_days(Days::new(6)));
        let shown = first.zip(last).filter(|(first, last)| first <= year.end() && year.start() <= last);
        shown.map(|(date, _)| view! { <a class="button" href=format!("{path}?week={date}") aria-label=name title=name>{sign}</a> })
    };
    let another = year.contains(&today) && today.week(chrono::Weekday::Mon).first_day() != monday;
    let back = another
        .then(|| view! { <a class="button" href=format!("{path}?week={today}")>{texts.this_week}</a> });
    let notice =
        around.there.as_ref().map(|there| elsewhere::notice(there, format!("{path}?week={day}"), locale));
    let title = diary.pupil.name.short();
    let class = diary.pupil.class.clone().map(|class| format!(" · {class}"));
    view! {
        <section class="narrow diary" data-week=monday.to_string()
            data-keep=kept(&diary, today)>
            {notice}
            {everyone(&diary, "", &format!("?week={day}"))}
            <div class="bar title-bar">
                <h1>{title}{class}</h1>
                <span class="grow"></span>
                <span class="pager">
                    {back}
                    {link(monday.checked_sub_days(Days::new(7)), texts.previous_week, "‹")}
                    {link(monday.checked_add_days(Days::new(7)), texts.next_week, "›")}
                </span>
            </div>
            {parts(diary.pupil.id, diary.ways, DiaryPart::Week, locale)}
            {hidden}
            {archived}
            <nav class="days" aria-label=texts.week>{strip}</nav>
            {chosen}
            {ways(&path, diary.writes_excuses, around, locale)}
            {next}
            {others}
            {signature(&path, &around.week, locale).into_any()}
            {around.reports.then(|| view! { <p class="small"><a href="/bullying">{locale.bullying().way}</a></p> })}
        </section>
    }
}

/// What is said where a decision hides marks from a guardian.
fn hidden_marks(restriction: &Restriction, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.families();
    view! { <p class="message" role="status">{texts.marks_hidden}" "{texts.grounds(restriction)}</p> }
}

/// What waits for the family, and what it may write.
fn ways(path: &str, writes: bool, around: &Around, locale: Locale) -> Option<impl IntoView + use<>> {
    let says = locale.announcements();
    let number = around.announcements;
    let announcements = (number > 0).then(|| {
        view! { <a class="chip wait" href="/announcements">{says.title}" · "{(says.unread)(number)}</a> }
    });
    let messages = (around.messages > 0).then(|| {
        let texts = locale.messages();
        view! { <a class="chip wait" href="/messages">{texts.title}" · "{(texts.unread)(around.messages)}</a> }
    });
    let note =
        writes.then(|| view! { <a class="button" href=format!("{path}/notes")>{locale.excuses().write}</a> });
    (announcements.is_some() || messages.is_some() || note.is_some())
        .then(|| view! { <p class="row family-ways">{announcements}{messages}{note}</p> })
}

/// Whether the week was seen, and the button of who has not.
fn signature(path: &str, week: &Week, locale: Locale) -> Option<impl IntoView + use<>> {
    let says = locale.weeks();
    let last = week.monday.checked_add_days(Days::new(6)).unwrap_or(week.monday);
    let days = format!("{}–{}", short_date(week.monday), short_date(last));
    let signed = week.signed.then(|| {
        let own = week.own.map(|at| view! { <p class="small muted">{(says.by_you)(&moment(at))}</p> });
        view! { <p class="high">"✓ "{(says.signed)(&days)}</p>{own} }
    });
    let form = week.signs.map(|person| {
        view! {
            <form method="post" action=format!("{path}/weeks") class="row">
                <input type="hidden" name="person" value=person.to_string() />
                <input type="hidden" name="week" value=week.monday.to_string() />
                <span class="grow small muted">{(says.sign_hint)(&days)}</span>
                <button class="button primary">{says.sign}</button>
            </form>
        }
    });
    (signed.is_some() || form.is_some())
        .then(|| view! { <section class="card pad signature" id="signature">{signed}{form}</section> })
}

/// «На завтра»: the homework for the next day of lessons.
fn tasks(next: NextDay, today: NaiveDate, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.texts();
    let tomorrow = today.succ_opt() == Some(next.date);
    let title =
        if tomorrow { texts.for_tomorrow.to_owned() } else { (texts.homework_for)(&locale.day(next.date)) };
    let count = (texts.tasks)(next.tasks.len());
    let tasks = next
        .tasks
        .into_iter()
        .map(|task| {
            let group = task.group.map(|number| format!(" · {} {number}", texts.group_short));
            view! {
                <li>
                    <div class="main">
                        <strong>{task.subject}{group}</strong>
                        <span class="homework">{task.homework}</span>
                    </div>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="tomorrow">
            <h2>{title}" "<span class="muted small">{count}</span></h2>
            <ul class="lessons card">{tasks}</ul>
        </section>
    }
}

fn day_link(
    date: NaiveDate,
    chosen: NaiveDate,
    path: &str,
    lessons: &[DiaryLesson],
    locale: Locale,
) -> impl IntoView + use<> {
    let dot = format!("dot {}", tone(lessons.iter().filter(|lesson| lesson.date == date)));
    let current = (date == chosen).then_some("date");
    view! {
        <a href=format!("{path}?week={date}") aria-current=current>
            <span class="small">{locale.weekday(date)}</span>
            <strong>{date.day()}</strong>
            <i class=dot aria-hidden="true"></i>
        </a>
    }
}

/// What the dot under a day says: an absence before all, else the lowest of the marks, those of further works too. Marks
/// outside the levels have a dot without a colour.
fn tone<'a>(lessons: impl Iterator<Item = &'a DiaryLesson>) -> &'static str {
    let of = |lesson: &'a DiaryLesson| once(&lesson.entry).chain(lesson.works.iter().map(|(_, entry)| entry));
    let entries: Vec<&Entry> = lessons.flat_map(of).collect();
    if entries.iter().any(|entry| entry.absence.is_some()) {
        return "a";
    }
    let level = |entry: &&&Entry| entry.mark.and_then(Mark::level);
    let lowest = entries.iter().filter(|entry| level(entry).is_some()).min_by_key(level);
    let is_marked = entries.iter().any(|entry| entry.mark.is_some());
    lowest.map_or(if is_marked { "" } else { "none" }, |entry| entry_class(entry))
}

/// Whether an absence of a day has no reason yet.
fn unexplained(lessons: &[DiaryLesson]) -> bool {
    lessons.iter().any(|lesson| !lesson.cancelled && lesson.entry.absence == Some(Absence::Unknown))
}

/// A day; `explained` is the pupil about whose absences the visitor may write a note.
fn section(
    date: NaiveDate,
    today: NaiveDate,
    lessons: Vec<DiaryLesson>,
    explained: Option<Id<of::Person>>,
    locale: Locale,
) -> impl IntoView {
    let explain = explained.map(|pupil| {
        let href = format!("/diary/{pupil}/notes?from={date}#note");
        view! { <a class="small" href=href>{locale.excuses().explain_day}</a> }
    });
    let texts = locale.texts();
    let rows = lessons.into_iter().map(|lesson| row(lesson, today, locale)).collect::<Vec<_>>();
    let list = if rows.is_empty() {
        view! { <p class="muted card pad">{texts.day_off}</p> }.into_any()
    } else {
        view! { <ol class="lessons card">{rows}</ol> }.into_any()
    };
    view! {
        <section id=format!("d{date}") class="day" class:now=date == today>
            <h2>{locale.day_heading(date)}" "{explain}</h2>
            {list}
        </section>
    }
}

fn row(lesson: DiaryLesson, today: NaiveDate, locale: Locale) -> impl IntoView {
    let texts = locale.texts();
    let group = lesson.group.map(|number| format!(" · {} {number}", texts.group_short));
    let cancelled = lesson.cancelled.then(|| view! { <span class="chip">{texts.cancelled}</span> });
    let topic = (!lesson.topic.is_empty())
        .then(|| view! { <span class="topic small muted">{lesson.topic.clone()}</span> });
    let homework = match lesson.homework.as_str() {
        "" if lesson.date > today => ().into_any(),
        "" => view! { <span class="homework small muted">{texts.no_homework}</span> }.into_any(),
        homework => view! { <span class="homework">{homework.to_owned()}</span> }.into_any(),
    };
    let note = lesson
        .entry
        .note
        .clone()
        .map(|note| view! { <p class="note">{texts.note_from_teacher}": "{note}</p> });
    let meaning = meaning(&lesson.entry, locale).map(|meaning| {
        view! { <span class=format!("small {}", entry_class(&lesson.entry))>{capitalised(&meaning)}</span> }
    });
    view! {
        <li class:off=lesson.cancelled>
            <span class="period">{lesson.period}</span>
            <div class="main">
                <strong>{lesson.subject}{group}" "{cancelled}</strong>
                {topic}
                {homework}
                {meaning}
                {note}
            </div>
            <span class="values">{entry(&lesson.entry, locale)}{works(&lesson.works, locale)}</span>
        </li>
    }
}

/// The marks for further works of a lesson, each with what it was for.
fn works(works: &[(Work, Entry)], locale: Locale) -> impl IntoView + use<> {
    let texts = locale.summary();
    let works = works.iter().map(|(work, own)| {
        let entry = entry(own, locale);
        let note = own.note.clone().map(|note| view! { <small class="muted">{note}</small> });
        view! { <span class="work" title=texts.work_name(*work)><small class="muted">{texts.work_short(*work)}</small>" "{entry}{note}</span> }
    });
    works.collect_view()
}

/// The mark as a figure in the colour of its level; letters of an absence as they stand in the journal.
pub fn entry(entry: &Entry, locale: Locale) -> impl IntoView + use<> {
    let text = Entry { note: None, ..entry.clone() }.to_string();
    (!text.is_empty()).then(|| {
        let class = format!("value {}", entry_class(entry));
        view! { <span class=class title=meaning(entry, locale)>{text}</span> }
    })
}

/// What the letters of an absence or a lateness mean.
pub fn meaning(entry: &Entry, locale: Locale) -> Option<String> {
    let texts = locale.texts();
    if let Some(absence) = entry.absence {
        return Some(locale.absence(absence).to_owned());
    }
    entry.late.map(|minutes| match minutes {
        0 => texts.late.to_owned(),
        minutes => format!("{}: {minutes} {}", texts.late, texts.minutes),
    })
}
