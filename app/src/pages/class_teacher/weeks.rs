//! Which weeks of the diary the families of a class have seen: pupils by weeks.

use klas_domain::calendar::Semester;
use leptos::prelude::*;

use super::sections::sections;
use crate::{
    api::{register::Section, weeks::ClassWeeks},
    components::{moment, short_date},
    locales::Locale,
};

/// The weeks of a class.
pub fn weeks(view: &ClassWeeks, locale: Locale) -> impl IntoView + use<> {
    let (texts, says) = (locale.texts(), locale.weeks());
    let semesters = Semester::ALL.into_iter().zip([texts.first_semester, texts.second_semester]);
    let semesters = semesters.map(|(semester, name)| {
        let current = (semester == view.semester).then_some("true");
        view! { <a href=format!("?semester={}", semester.code()) aria-current=current>{name}</a> }
    });
    let semesters = semesters.collect_view();
    let newest = view.weeks.first().map(|week| {
        let (monday, number) = (short_date(*week), view.unsigned(*week));
        let said = if number == 0 { (says.all_signed)(&monday) } else { (says.unsigned)(&monday, number) };
        view! { <p>{said}</p> }
    });
    let content = if view.weeks.is_empty() {
        view! { <p class="blank card">{says.none}</p> }.into_any()
    } else if view.pupils.is_empty() {
        view! { <p class="blank card">{texts.no_pupils}</p> }.into_any()
    } else {
        table(view, locale).into_any()
    };
    view! {
        <section class="register-page">
            <div class="bar">
                <h1>{view.class.name.to_string()}" · "{says.title}</h1>
                <span class="grow"></span>
                <nav class="segments" aria-label=texts.journal_semesters>{semesters}</nav>
            </div>
            {sections(view.class.id, &view.sections, Some(Section::Weeks), locale)}
            <p class="muted small">{says.lead}</p>
            {newest}
            {content}
        </section>
    }
}

fn table(view: &ClassWeeks, locale: Locale) -> impl IntoView + use<> {
    let (texts, says) = (locale.texts(), locale.weeks());
    let heads = view.weeks.iter().map(|week| {
        let title = (says.week_of)(&short_date(*week));
        view! { <th scope="col" title=title>{short_date(*week)}</th> }
    });
    let heads = heads.collect_view();
    let rows = view.pupils.iter().zip(1..).map(|(pupil, number)| {
        let mut signed = 0;
        let cells: Vec<_> = view.weeks.iter().map(|week| {
            let own = view.signatures(pupil.id, *week);
            let who: Vec<_> =
                own.iter().map(|own| (says.by)(&own.name.short(), &moment(own.at))).collect();
            if own.is_empty() {
                view! { <td title=says.no><span class="hidden">{says.no}</span></td> }.into_any()
            } else {
                signed += 1;
                view! { <td class="seen" title=who.join("; ")>"✓"<span class="hidden">{says.yes}": "{who.join("; ")}</span></td> }
                    .into_any()
            }
        }).collect();
        view! {
            <tr>
                <td class="n">{number}</td>
                <th scope="row" class="nm">{pupil.name.short()}</th>
                <td class="figure total">{(says.total_of)(signed, view.weeks.len())}</td>
                {cells}
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <div class="register-scroll" tabindex="0" role="region" aria-label=says.title>
            <table class="register weeks">
                <thead>
                    <tr>
                        <th scope="col" class="n">{texts.number}</th>
                        <th scope="col" class="nm">{texts.pupil}</th>
                        <th scope="col" class="total">{says.total}</th>
                        {heads}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}
