//! The school's settings and classes.

mod bells;
mod marking;
mod people;
mod scales;
mod year;

use klas_domain::message::OfficeHours;
use leptos::prelude::*;

use crate::{
    api::school::SchoolView,
    components::message,
    locales::Locale,
    routes::administration::{Hours, Settings},
};

pub use bells::{BellsTyped, bells};
pub use marking::{MarkingTyped, marking};
pub use people::{NameForm, PEOPLE, name, people};
pub use scales::{ScalesTyped, scales};
pub use year::{HolidayTyped, YearTyped, year};

/// The school's page; settings that were refused stand as they were typed.
pub fn school(
    view: SchoolView,
    saved: bool,
    refused: Option<Settings>,
    refused_hours: Option<Hours>,
    locale: Locale,
) -> impl IntoView {
    let texts = locale.texts();
    let (marking_link, families) = (locale.summary().marking, locale.families().families);
    let wrong = refused.as_ref().map(|_| {
        view! { <span class="problem" id="days-error" role="alert">{texts.free_edit_days_wrong}</span> }
    });
    let described = refused.as_ref().map(|_| "days-error");
    let chosen = refused.as_ref().map_or(view.school.publish_hour, |typed| typed.publish_hour.parse().ok());
    let days = refused.map_or(view.school.free_edit_days.to_string(), |typed| typed.free_edit_days);
    let hours = (7..=21_u32)
        .map(|hour| view! { <option value=hour.to_string() selected=chosen == Some(hour)>{format!("{hour}:00")}</option> })
        .collect_view();
    let classes = view
        .classes
        .into_iter()
        .map(|class| {
            view! {
                <tr>
                    <th scope="row">{class.class.to_string()}</th>
                    <td>{class.class_teacher.map(|name| name.full())}</td>
                    <td class="figure">{class.pupils}</td>
                    <td><a href=format!("/classes/{}/families", class.id)>{families}</a></td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="narrow">
            <h1>{view.school.name}</h1>
            {message(saved.then(|| texts.saved.to_owned()), true)}
            <form class="card stack" method="post" action="/school">
                <h2>{texts.school_settings}</h2>
                <label>
                    {texts.publish_hour}
                    <select name="publish_hour">
                        <option value="" selected=chosen.is_none()>{texts.publish_at_once}</option>
                        {hours}
                    </select>
                </label>
                <p class="muted small">{texts.publish_hour_hint}</p>
                <label>
                    {texts.free_edit_days}
                    <input name="free_edit_days" inputmode="numeric" value=days aria-invalid=described.map(|_| "true")
                        aria-describedby=described />
                    {wrong}
                </label>
                <p class="muted small">{texts.free_edit_days_hint}</p>
                <p><button class="button primary">{texts.save}</button></p>
            </form>
            {office_hours(view.hours, refused_hours, locale).into_any()}
            <p class="bar">
                <a class="button" href="/school/marking">{marking_link}</a>
                <a class="button" href="/school/year">{locale.calendar().link}</a>
                <a class="button" href="/school/bells">{locale.bells().title}</a>
                <a class="button" href=PEOPLE>{locale.naming().title}</a>
            </p>
            <h2>{texts.classes}</h2>
            <p class="muted small">{texts.import_hint}</p>
            <div class="card scroll">
                <table class="list">
                    <thead>
                        <tr><th scope="col">{texts.class}</th><th scope="col">{texts.class_teacher}</th><th scope="col" class="figure">{texts.pupils}</th><th scope="col"><span class="hidden">{families}</span></th></tr>
                    </thead>
                    <tbody>{classes}</tbody>
                </table>
            </div>
        </section>
    }
}

/// The hours in which families are answered; those that were refused stand as they were chosen.
fn office_hours(hours: OfficeHours, refused: Option<Hours>, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.messages();
    let wrong = refused.as_ref().map(|_| "true");
    let problem = refused.as_ref().map(|_| view! { <p class="problem" role="alert">{texts.hours_wrong}</p> });
    let (from, until) = refused.map_or((hours.from, hours.until), |typed| (typed.from, typed.until));
    let options = |chosen: u8, hours: std::ops::RangeInclusive<u8>| {
        let option = move |hour: u8| {
            view! { <option value=hour.to_string() selected=hour == chosen>{format!("{hour}:00")}</option> }
        };
        hours.map(option).collect_view()
    };
    view! {
        <form class="card stack" method="post" action="/school/hours#hours" id="hours">
            <h2>{texts.setting}</h2>
            <p class="muted small">{texts.setting_hint}</p>
            <div class="pair">
                <label>{texts.from}<select name="from" aria-invalid=wrong>{options(from, 0..=23)}</select></label>
                <label>{texts.until}<select name="until" aria-invalid=wrong>{options(until, 1..=24)}</select></label>
            </div>
            {problem}
            <p><button class="button primary">{locale.texts().save}</button></p>
        </form>
    }
}
