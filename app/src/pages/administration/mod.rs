//! The school's settings and classes.

mod marking;
mod year;

use leptos::prelude::*;

use crate::{
    api::school::SchoolView, components::message, locales::Locale, routes::administration::Settings,
};

pub use marking::{MarkingTyped, marking};
pub use year::{HolidayTyped, YearTyped, year};

/// The school's page; settings that were refused stand as they were typed.
pub fn school(view: SchoolView, saved: bool, refused: Option<Settings>, locale: Locale) -> impl IntoView {
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
            <p class="bar">
                <a class="button" href="/school/marking">{marking_link}</a>
                <a class="button" href="/school/year">{locale.calendar().link}</a>
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
