//! What is said when a page cannot be shown.

use axum::http::StatusCode;
use klas_domain::archive::Locked;
use leptos::prelude::*;

use super::elsewhere;
use crate::{api::elsewhere::Elsewhere, failure::Failure, locales::Locale};

/// The page of a failure, with the number under which the log knows the request, and with the way into another school of
/// the visitor, where the address leads there.
pub fn error_page(
    status: StatusCode,
    failure: &Failure,
    request: String,
    way: Option<(&Elsewhere, &str)>,
    locale: Locale,
) -> impl IntoView + use<> {
    let (texts, families) = (locale.texts(), locale.families());
    let told = match failure {
        Failure::Restricted(restriction) => {
            Some(view! { <p><strong>{families.grounds(restriction)}</strong></p> }.into_any())
        }
        Failure::Archived(locked) => Some(archive(locked.as_deref(), locale)),
        Failure::Damaged(locked) => {
            let name = (locale.archive().title_of_class)(&locked.name.to_string(), &locked.year);
            Some(view! { <p><strong>{name}</strong></p> }.into_any())
        }
        _ => None,
    };
    let (title, hint) = match failure {
        Failure::NotFound | Failure::SignedOut { .. } => (texts.error_not_found, texts.error_not_found_hint),
        Failure::Forbidden => (texts.error_forbidden, texts.error_forbidden_hint),
        Failure::Restricted(_) => (families.hidden_title, families.hidden_hint),
        Failure::Archived(_) => (locale.archive().locked, locale.archive().locked_hint),
        Failure::BadRequest if status == StatusCode::PAYLOAD_TOO_LARGE => {
            (texts.error_too_large, texts.error_too_large_hint)
        }
        Failure::BadRequest => (texts.error_bad_request, texts.error_bad_request_hint),
        Failure::Damaged(_) => (locale.archive().damaged, locale.archive().damaged_hint),
        Failure::Internal => (texts.error_internal, texts.error_internal_hint),
    };
    let (title, hint, button) = match way {
        Some((there, _)) => (texts.elsewhere, (texts.elsewhere_hint)(&there.name), "button"),
        None => (title, hint.to_owned(), "button primary"),
    };
    let way = way.map(|(there, address)| elsewhere::way(there, address.to_owned(), locale));
    view! {
        <section class="blank">
            <p class="status">{status.as_u16()}</p>
            <h1>{title}</h1>
            {told}
            <p>{hint}</p>
            {way}
            <p><a class=button href="/">{texts.to_home}</a></p>
            <p class="muted small">{texts.request_number}": "<code>{request}</code></p>
        </section>
    }
}

/// The way to the archive that keeps a journal from being written.
fn archive(locked: Option<&Locked>, locale: Locale) -> AnyView {
    let texts = locale.archive();
    let (href, name) = match locked {
        Some(own) => (
            format!("/archive/{}/journal", own.class),
            (texts.title_of_class)(&own.name.to_string(), &own.year),
        ),
        None => ("/archive".to_owned(), texts.nav.to_owned()),
    };
    view! { <p><a href=href>{name}</a></p> }.into_any()
}
