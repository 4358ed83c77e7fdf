//! The timetable of a week, as it is held.

use chrono::{Days, NaiveDate};
use klas_domain::school::PersonName;
use klas_store::diary::TimetableLesson;
use leptos::prelude::*;

use super::sections::{DiaryPart, head};
use crate::{
    api::timetable::Timetable,
    components::{clock, short_date},
    locales::Locale,
};

/// A week of lessons.
pub fn timetable(view: &Timetable, today: NaiveDate, locale: Locale) -> AnyView {
    let (texts, says) = (locale.texts(), locale.seeing());
    let path = format!("/diary/{}/timetable", view.open.pupil.id);
    let year = &view.open.year.1;
    let link = |monday: Option<NaiveDate>, name: &'static str, sign: &'static str| {
        let last = monday.and_then(|monday| monday.checked_add_days(Days::new(6)));
        let shown =
            monday.zip(last).filter(|(first, last)| *first <= year.ends_on && year.starts_on <= *last);
        shown.map(|(monday, _)| view! { <a class="button" href=format!("{path}?week={monday}") aria-label=name title=name>{sign}</a> })
    };
    let last = view.monday.checked_add_days(Days::new(6)).unwrap_or(view.monday);
    let here = (view.monday..=last).contains(&today) || !(year.starts_on..=year.ends_on).contains(&today);
    let back = (!here).then(|| view! { <a class="button" href=path.clone()>{texts.this_week}</a> });
    let days = view.days().into_iter().map(|date| day(view, date, today, locale)).collect_view();
    let feeds = view.feeds.then(|| {
        let href = format!("/diary/{}/calendar", view.open.pupil.id);
        view! { <p><a class="button" href=href>{says.to_calendar}</a></p> }
    });
    view! {
        <section class="narrow diary">
            {head(&view.open, view.ways, DiaryPart::Timetable, locale)}
            <div class="bar">
                <h2>{says.timetable}" "{short_date(view.monday)}"–"{short_date(last)}</h2>
                <span class="grow"></span>
                <span class="pager">
                    {back}
                    {link(view.monday.checked_sub_days(Days::new(7)), texts.previous_week, "‹")}
                    {link(view.monday.checked_add_days(Days::new(7)), texts.next_week, "›")}
                </span>
            </div>
            {days}
            {feeds}
        </section>
    }
    .into_any()
}

fn day(view: &Timetable, date: NaiveDate, today: NaiveDate, locale: Locale) -> AnyView {
    let lessons: Vec<_> = view.lessons.iter().filter(|lesson| lesson.date == date).collect();
    let holiday = view.holiday(date).map(|holiday| {
        view! { <span class="chip wait">{holiday.name.clone()}</span> }
    });
    let list = if lessons.is_empty() {
        view! { <p class="muted card pad">{locale.texts().day_off}</p> }.into_any()
    } else {
        let rows = lessons.into_iter().map(|lesson| row(view, lesson, locale)).collect_view();
        view! { <ol class="lessons card">{rows}</ol> }.into_any()
    };
    view! {
        <section class="day" class:now=date == today>
            <h3>{locale.day_heading(date)}" "{holiday}</h3>
            {list}
        </section>
    }
    .into_any()
}

fn row(view: &Timetable, lesson: &TimetableLesson, locale: Locale) -> AnyView {
    let (texts, says) = (locale.texts(), locale.seeing());
    let group = lesson.group.map(|number| format!(" · {} {number}", texts.group_short));
    let time = view.bells.period(lesson.class, lesson.date, lesson.period).map(clock);
    let room = lesson.room.as_ref().map(|room| (says.room)(room));
    let teacher = lesson.teacher.as_ref().map_or_else(|| texts.vacant.to_owned(), PersonName::initials);
    let place: Vec<String> = [time, room].into_iter().flatten().collect();
    let state = if lesson.cancelled {
        Some(view! { <span class="chip warn">{texts.cancelled}</span> })
    } else {
        lesson
            .substituted
            .then(|| view! { <span class="chip wait">{says.substitution.to_lowercase()}</span> })
    };
    view! {
        <li class:off=lesson.cancelled>
            <span class="period">{lesson.period}</span>
            <div class="main">
                <strong>{lesson.subject.clone()}{group}</strong>
                <span class="small muted">{place.join(" · ")}</span>
                <span class="small">{teacher}</span>
            </div>
            {state}
        </li>
    }
    .into_any()
}
