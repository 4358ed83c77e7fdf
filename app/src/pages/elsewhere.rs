//! The way into another school of the visitor.

use leptos::prelude::*;

use crate::{api::elsewhere::Elsewhere, locales::Locale};

/// The button that leads to an address there.
pub fn way(there: &Elsewhere, address: String, locale: Locale) -> impl IntoView + use<> {
    let said = format!("{}: {}", locale.texts().switch_school, there.name);
    view! {
        <form method="post" action="/account/school">
            <input type="hidden" name="next" value=address />
            <button class="button primary" name="school" value=there.school.to_string()>{said}</button>
        </form>
    }
}

/// What is said above a diary that is read while the session is of another school.
pub fn notice(there: &Elsewhere, address: String, locale: Locale) -> impl IntoView + use<> {
    view! {
        <div class="message elsewhere">
            <p>{locale.texts().elsewhere_diary}</p>
            {way(there, address, locale)}
        </div>
    }
}
