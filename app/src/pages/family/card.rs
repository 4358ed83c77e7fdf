//! The report card of a pupil, for the family.

use klas_documents::table::Table;
use leptos::prelude::*;

use super::sections::{DiaryPart, head};
use crate::{api::card::OwnCard, components::sheet, locales::Locale};

/// The report card; `certified` where the class has certificates of achievement.
pub fn card(view: &OwnCard, table: Option<&Table>, certified: bool, locale: Locale) -> AnyView {
    let says = locale.seeing();
    let path = format!("/diary/{}/card.pdf", view.open.pupil.id);
    let content = match table {
        None => view! { <p class="blank card">{says.no_card}</p> }.into_any(),
        Some(table) => {
            let certificate = certified.then(|| {
                let href = format!("{path}?kind=certificate");
                view! { <a class="button" href=href>{says.certificate_pdf}</a> }
            });
            view! {
                <p class="muted small">{says.card_lead}</p>
                <p class="row"><a class="button primary" href=path>{says.card_pdf}</a>{certificate}</p>
                {sheet(table)}
            }
            .into_any()
        }
    };
    view! {
        <section class="narrow diary">
            {head(&view.open, view.ways, DiaryPart::Card, locale)}
            {content}
        </section>
    }
    .into_any()
}
