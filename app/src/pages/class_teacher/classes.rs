//! The list of classes, for those who read all registers.

use klas_store::people::ClassCount;
use leptos::prelude::*;

use crate::locales::Locale;

/// The classes, each with the way to its registers; the summary one for those who keep it.
pub fn classes(classes: Vec<ClassCount>, keeps_summary: bool, locale: Locale) -> impl IntoView {
    let (texts, says) = (locale.texts(), locale.registers());
    if classes.is_empty() {
        return view! { <section class="blank"><h1>{says.classes}</h1><p class="muted">{says.no_classes}</p></section> }
            .into_any();
    }
    let rows = classes
        .into_iter()
        .map(|class| {
            let path = format!("/classes/{}", class.id);
            let summary = keeps_summary
                .then(|| view! { <td><a href=format!("{path}/summary")>{says.open_summary}</a></td> });
            view! {
                <tr>
                    <th scope="row">{class.class.to_string()}</th>
                    <td>{class.class_teacher.map(|name| name.full())}</td>
                    <td class="figure">{class.pupils}</td>
                    <td><a href=format!("{path}/register")>{says.open_register}</a></td>
                    {summary}
                </tr>
            }
        })
        .collect_view();
    let summary =
        keeps_summary.then(|| view! { <th scope="col"><span class="hidden">{says.open_summary}</span></th> });
    view! {
        <section class="narrow">
            <h1>{says.classes}</h1>
            <div class="card scroll">
                <table class="list">
                    <thead>
                        <tr>
                            <th scope="col">{texts.class}</th>
                            <th scope="col">{texts.class_teacher}</th>
                            <th scope="col" class="figure">{texts.pupils}</th>
                            <th scope="col"><span class="hidden">{says.open_register}</span></th>
                            {summary}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}
