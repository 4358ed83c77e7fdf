//! The list of classes, for those who read all registers.

use leptos::prelude::*;

use super::sections::sections;
use crate::{
    api::register::{Classes, Sections},
    components::year_choice,
    locales::Locale,
};

/// The classes, each with the way to the sections of its journal that the visitor sees.
pub fn classes(view: Classes, seen: &Sections, locale: Locale) -> impl IntoView {
    let (texts, says) = (locale.texts(), locale.registers());
    let years = year_choice("/classes", view.year, &view.years, None, locale);
    if view.classes.is_empty() {
        return view! { <section class="blank"><h1>{says.classes}</h1><p class="muted">{says.no_classes}</p>{years}</section> }
            .into_any();
    }
    let rows = view
        .classes
        .into_iter()
        .map(|class| {
            view! {
                <tr>
                    <th scope="row">{class.class.to_string()}</th>
                    <td>{class.class_teacher.map(|name| name.full())}</td>
                    <td class="figure">{class.pupils}</td>
                    <td>{sections(class.id, seen, None, locale)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="narrow all-classes">
            <div class="bar">
                <h1>{says.classes}</h1>
                <span class="grow"></span>
                {years}
            </div>
            <div class="card scroll">
                <table class="list">
                    <thead>
                        <tr>
                            <th scope="col">{texts.class}</th>
                            <th scope="col">{texts.class_teacher}</th>
                            <th scope="col" class="figure">{texts.pupils}</th>
                            <th scope="col"><span class="hidden">{locale.records().sections}</span></th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}
