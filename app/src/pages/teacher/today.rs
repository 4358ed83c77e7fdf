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
            row(lesson, time, locale)
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

fn row(lesson: DayLesson, time: Option<String>, locale: Locale) -> impl IntoView {
    let texts = locale.texts();
    let filled = !lesson.topic.is_empty();
    let (state, class) = match (lesson.cancelled, filled) {
        (true, _) => (texts.cancelled, "chip"),
        (_, true) => (texts.filled, "chip good"),
        (_, false) => (texts.not_filled, "chip warn"),
    };
    let group = lesson.group.map(|number| format!(" · {} {number}", texts.group_short));
    let room = lesson.room.map(|room| format!(" · {} {room}", texts.room));
    let topic = if filled { lesson.topic } else { texts.no_topic.to_owned() };
    let sheet = format!("/journal/{}/lessons/{}", lesson.course, lesson.lesson);
    view! {
        <li class:off=lesson.cancelled>
            <span class="period" aria-hidden="true">{lesson.period}</span>
            <a class="main" href=sheet>
                <strong>{lesson.subject}" · "{lesson.class}{group}</strong>
                <span class="muted small">{(texts.lesson_number)(lesson.period)}{time.map(|time| format!(" · {time}"))}{room}</span>
                <span class="topic" class:muted=!filled>{topic}</span>
            </a>
            <span class=class>{state}</span>
            <a class="button" href=format!("/journal/{}", lesson.course)>{texts.open_journal}</a>
        </li>
    }
}
