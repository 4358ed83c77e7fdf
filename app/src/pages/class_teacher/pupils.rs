//! General information on the pupils of a class.

use klas_domain::roll::{GuardianInfo, PupilInfo};
use leptos::prelude::*;

use super::sections::{full_date, moved, sections};
use crate::{
    api::register::{Pupils, Section},
    components::files,
    locales::Locale,
};

/// The general information on a class's pupils.
pub fn pupils(pupils: &Pupils, locale: Locale) -> impl IntoView + use<> {
    let (texts, says) = (locale.texts(), locale.pupil_records());
    let head = &pupils.register.head;
    let content = if pupils.register.pupils.is_empty() {
        view! { <p class="blank card">{texts.no_pupils}</p> }.into_any()
    } else {
        let rows = pupils.register.pupils.iter().zip(1..).map(|(pupil, number)| line(pupil, number, locale));
        view! {
            <div class="card scroll">
                <table class="list">
                    <thead>
                        <tr>
                            <th scope="col" class="figure">{texts.number}</th>
                            <th scope="col">{texts.pupil}</th>
                            <th scope="col">{says.born}</th>
                            <th scope="col">{says.address}</th>
                            <th scope="col">{says.phone}</th>
                            <th scope="col">{says.guardians}</th>
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! {
        <section class="records register-page">
            <div class="bar">
                <h1>{head.class.to_string()}" · "{says.pupils_title}" "{head.year.clone()}</h1>
                <div class="actions">{files(&format!("/classes/{}/pupils", head.class_id), "", says.pupils_title, locale)}</div>
            </div>
            {sections(head.class_id, &pupils.sections, Some(Section::Pupils), locale)}
            <p class="muted small">{says.pupils_lead}</p>
            {content}
        </section>
    }
}

fn line(info: &PupilInfo, number: i32, locale: Locale) -> impl IntoView + use<> {
    let moved =
        moved(&info.pupil, locale.texts()).map(|moved| view! { <br /><small class="muted">{moved}</small> });
    let born = info.born.map_or("–".to_owned(), full_date);
    let guardians = info.guardians.iter().map(|own| guardian(own, locale)).collect_view();
    view! {
        <tr>
            <td class="figure">{number}</td>
            <th scope="row">{info.pupil.name.full()}{moved}</th>
            <td>{born}</td>
            <td>{info.address.clone().unwrap_or_else(|| "–".to_owned())}</td>
            <td>{info.phone.clone().map_or_else(|| "–".into_any(), |phone| phone_link(phone).into_any())}</td>
            <td><ul class="families">{guardians}</ul></td>
        </tr>
    }
}

fn phone_link(phone: String) -> impl IntoView {
    let href = format!("tel:{phone}");
    view! { <a href=href>{phone}</a> }
}

fn guardian(guardian: &GuardianInfo, locale: Locale) -> impl IntoView + use<> {
    let limited = guardian.hidden.map(|hidden| locale.families().limited(hidden));
    let limited = limited.map(|said| view! { " "<span class="chip warn">{said}</span> });
    let phone = guardian.phone.clone().map(|phone| view! { ", "{phone_link(phone)} });
    let email = guardian
        .email
        .clone()
        .map(|email| view! { ", "<a href=format!("mailto:{email}")>{email.clone()}</a> });
    let relation = (!guardian.relation.is_empty()).then(|| format!("{}: ", guardian.relation));
    view! { <li><span class="muted">{relation}</span>{guardian.name.full()}{phone}{email}{limited}</li> }
}
