//! What a pupil has to do: homework by the day for which it is, and the control works to come.

use chrono::NaiveDate;
use klas_store::diary::ControlWork;
use leptos::prelude::*;

use super::sections::{DiaryPart, head};
use crate::{
    api::homework::{Homework, Task},
    components::short_date,
    locales::{Locale, capitalised},
};

/// What a pupil has to do.
pub fn homework(view: &Homework, locale: Locale) -> AnyView {
    let says = locale.seeing();
    let none = view.tasks.is_empty().then(|| view! { <p class="blank card">{says.no_homework}</p> });
    let days = view.tasks.chunk_by(|a, b| day_of(a) == day_of(b));
    let days = days.map(|tasks| day(view, tasks, locale)).collect_view();
    let lead = view.shows_ticks.then(|| view! { <p class="muted small">{says.ticks_lead}</p> });
    view! {
        <section class="narrow diary">
            {head(&view.open, view.ways, DiaryPart::Homework, locale)}
            {to_control_works(view, locale)}
            <h2>{locale.texts().homework}</h2>
            {none}
            {days}
            {lead}
            {control_works(view, locale)}
        </section>
    }
    .into_any()
}

fn day_of(task: &Task) -> Option<NaiveDate> {
    task.due.map(|(day, _)| day)
}

/// The way to the control works, which stand beneath what is to be done before them.
fn to_control_works(view: &Homework, locale: Locale) -> Option<AnyView> {
    let number = view.control_works.len();
    let said = format!("{}: {number}", locale.seeing().control_works);
    let link = || view! { <p><a class="chip wait" href="#control-works">{said}</a></p> }.into_any();
    (number > 0).then(link)
}

fn control_works(view: &Homework, locale: Locale) -> AnyView {
    let (texts, says) = (locale.texts(), locale.seeing());
    let row = |work: &ControlWork| {
        let group = work.group.map(|number| format!(" · {} {number}", texts.group_short));
        let topic =
            (!work.topic.is_empty()).then(|| view! { <span class="topic small">{work.topic.clone()}</span> });
        let plan = work.by_plan.then(|| view! { <span class="small muted">{says.by_plan}</span> });
        view! {
            <li>
                <div class="main">
                    <strong>{work.subject.clone()}{group}</strong>
                    <span class="small">{capitalised(&locale.day(work.date))}", "{(texts.lesson_number)(work.period)}</span>
                    {topic}
                    {plan}
                </div>
            </li>
        }
    };
    let list = if view.control_works.is_empty() {
        view! { <p class="muted card pad">{says.no_control_works}</p> }.into_any()
    } else {
        view! { <ul class="lessons card">{view.control_works.iter().map(row).collect_view()}</ul> }.into_any()
    };
    view! { <section class="tomorrow" id="control-works"><h2>{says.control_works}</h2>{list}</section> }
        .into_any()
}

fn day(view: &Homework, tasks: &[Task], locale: Locale) -> AnyView {
    let says = locale.seeing();
    let title = tasks.first().and_then(day_of);
    let title = title.map_or_else(|| says.no_day.to_owned(), |day| locale.day_heading(day));
    let rows = tasks.iter().map(|task| row(view, task, locale)).collect_view();
    view! { <section class="day"><h3>{title}</h3><ul class="lessons card">{rows}</ul></section> }.into_any()
}

fn row(view: &Homework, task: &Task, locale: Locale) -> AnyView {
    let (texts, says) = (locale.texts(), locale.seeing());
    let done = view.done.contains(&task.given);
    let group = task.group.map(|number| format!(" · {} {number}", texts.group_short));
    let tick = match view.ticks {
        Some(person) => button(view, task, person.to_string(), done, locale),
        None if view.shows_ticks && done => {
            view! { <span class="chip good">"✓ "{says.done}</span> }.into_any()
        }
        None => ().into_any(),
    };
    view! {
        <li id=format!("t{}", task.given)>
            <div class="main">
                <strong>{task.subject.clone()}{group}</strong>
                <span class="homework" class:muted=done>{task.homework.clone()}</span>
                <span class="small muted">{(says.given_on)(&short_date(task.given_on))}</span>
            </div>
            {tick}
        </li>
    }
    .into_any()
}

fn button(view: &Homework, task: &Task, person: String, done: bool, locale: Locale) -> AnyView {
    let says = locale.seeing();
    let action = format!("/diary/{}/homework#t{}", view.open.pupil.id, task.given);
    let (what, name) = if done { ("undo", says.untick) } else { ("done", says.tick) };
    let label = format!("{name}: {}", task.subject);
    let sign = if done { "✓" } else { "" };
    view! {
        <form method="post" action=action class="tick-off">
            <input type="hidden" name="person" value=person />
            <input type="hidden" name="lesson" value=task.given.to_string() />
            <button name="what" value=what aria-label=label title=name aria-pressed=done.to_string()>{sign}</button>
        </form>
    }
    .into_any()
}
