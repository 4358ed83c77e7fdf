//! The teacher's home: the lessons of a day, one tap from each.

use chrono::NaiveDate;
use klas_store::lesson::DayLesson;
use leptos::prelude::*;

use crate::{api::today::Day, components::clock, locales::Locale};

/// The lessons of a day.
pub fn today(day: Day, today: NaiveDate, locale: Locale) -> impl IntoView {
    let texts = locale.texts();
    let link = |date: Option<NaiveDate>, name: &'static str, sign: &'static str| {
        date.map(|date| view! { <a class="button" href=format!("/today?day={date}") aria-label=name title=name>{sign}</a> })
    };
    let notes = day.notes.iter().map(|(class, number)| {
        let said = (locale.excuses().waiting)(*number);
        view! { <p><a class="chip wait" href=format!("/classes/{class}/notes")>{said}</a></p> }
    });
    let notes = notes.collect_view();
    let amendments = day.amendments.iter().map(|(class, number)| {
        let said = (locale.own_data().waiting)(*number);
        view! { <p><a class="chip wait" href=format!("/classes/{class}/amendments")>{said}</a></p> }
    });
    let amendments = amendments.collect_view();
    let messages = (day.messages > 0).then(|| {
        let says = locale.messages();
        view! { <p><a class="chip wait" href="/messages">{says.title}" · "{(says.unread)(day.messages)}</a></p> }
    });
    let reports = (day.reports > 0).then(|| {
        let said = (locale.bullying().waiting)(day.reports);
        view! { <p><a class="chip wait" href="/bullying">{said}</a></p> }
    });
    let next = day.next.filter(|_| day.lessons.is_empty());
    let blank = day.lessons.is_empty().then(|| {
        let next = next.map(|date| {
            view! { <p>{texts.next_lessons}" "<a href=format!("/today?day={date}")>{locale.day(date)}</a></p> }
        });
        view! { <div class="blank card"><h2>{texts.no_lessons}</h2><p class="muted">{texts.no_lessons_hint}</p>{next}</div> }
    });
    let bells = day.bells;
    let lessons = day
        .lessons
        .into_iter()
        .map(|lesson| {
            let time = bells.period(lesson.class_id, lesson.date, lesson.period).map(clock);
            row(lesson, time, today, locale)
        })
        .collect_view();
    let back = (day.date != today).then(|| view! { <a class="button" href="/today">{texts.today}</a> });
    view! {
        <section class="narrow">
            <div class="bar">
                <h1>{locale.day_heading(day.date)}</h1>
                <span class="grow"></span>
                <span class="pager">
                    {back}
                    {link(day.previous, texts.previous_day, "‹")}
                    {link(day.next, texts.next_day, "›")}
                </span>
            </div>
            {notes}
            {amendments}
            {messages}
            {reports}
            {blank}
            <ol class="lessons card">{lessons}</ol>
        </section>
    }
}

fn row(lesson: DayLesson, time: Option<String>, today: NaiveDate, locale: Locale) -> impl IntoView {
    let texts = locale.texts();
    let state = state(&lesson, today, locale).map(|(said, class)| view! { <span class=class>{said}</span> });
    let written =
        written(&lesson, today, locale).map(|said| view! { <span class="muted small">{said}</span> });
    let whose = whose(&lesson, locale).map(|said| view! { <span class="small">{said}</span> });
    let group = lesson.group.map(|number| format!(" · {} {number}", texts.group_short));
    let room = lesson.room.map(|room| format!(" · {} {room}", texts.room));
    let no_topic = lesson.topic.is_empty();
    let topic = if no_topic { texts.no_topic.to_owned() } else { lesson.topic };
    let sheet = format!("/journal/{}/lessons/{}", lesson.course, lesson.lesson);
    view! {
        <li class:off=lesson.cancelled>
            <span class="period" aria-hidden="true">{lesson.period}</span>
            <a class="main" href=sheet>
                <strong>{lesson.subject}" · "{lesson.class}{group}</strong>
                <span class="muted small">{(texts.lesson_number)(lesson.period)}{time.map(|time| format!(" · {time}"))}{room}</span>
                {whose}
                <span class="topic" class:muted=no_topic>{topic}</span>
                {written}
            </a>
            {state}
            <a class="button" href=format!("/journal/{}", lesson.course)>{texts.open_journal}</a>
        </li>
    }
}

/// What the lesson's chip says, with its class. Nobody is warned of a lesson to come, or of one that somebody else
/// gives; a class of which nobody was absent leaves nothing behind, so a missing roll call is no warning either.
fn state(lesson: &DayLesson, today: NaiveDate, locale: Locale) -> Option<(&'static str, &'static str)> {
    let texts = locale.texts();
    if lesson.cancelled {
        Some((texts.cancelled, "chip"))
    } else if lesson.substituted_by.is_some() {
        Some((texts.substitution, "chip"))
    } else if !lesson.topic.is_empty() {
        Some((texts.topic_there, "chip good"))
    } else if lesson.missed + lesson.marks > 0 {
        Some((texts.topic_missing, "chip warn"))
    } else {
        (lesson.date <= today).then_some((texts.not_filled, "chip warn"))
    }
}

/// What stands at the lesson beside its words; of one with a topic it is said too that nothing does.
fn written(lesson: &DayLesson, today: NaiveDate, locale: Locale) -> Option<String> {
    let texts = locale.texts();
    if lesson.missed + lesson.marks > 0 {
        Some((texts.missed_and_marks)(lesson.missed, lesson.marks))
    } else {
        let held = lesson.date <= today && !lesson.cancelled && !lesson.topic.is_empty();
        held.then(|| texts.nothing_missed_or_marked.to_owned())
    }
}

/// Who gives the lesson, or in whose place it is given.
fn whose(lesson: &DayLesson, locale: Locale) -> Option<String> {
    let texts = locale.texts();
    let given = lesson.substituted_by.as_ref().map(|name| (texts.given_by)(&name.short()));
    given.or_else(|| lesson.instead_of.as_ref().map(|name| (texts.instead_of)(&name.short())))
}
