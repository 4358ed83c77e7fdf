//! Closing a semester: of a course, of a class, of the school. Complete without JavaScript.

mod class;
mod course;
mod school;

use chrono_tz::Europe::Kyiv;
use klas_domain::{calendar::Semester, closing::ClosingRefusal};
use klas_store::closing::Closed;
use leptos::prelude::*;

use crate::locales::Locale;

pub use class::class;
pub use course::course;
pub use school::school;

/// What was sent, as far as it was refused.
#[derive(Default)]
pub struct Typed {
    /// Why nothing was closed or reopened.
    pub refusal: Option<ClosingRefusal>,
    /// A number of marks that makes no sense.
    pub least_marks: Option<String>,
    /// Whether something was saved just now.
    pub saved: bool,
}

/// The choice of a semester.
fn semesters(path: &str, chosen: Semester, locale: Locale) -> AnyView {
    let texts = locale.texts();
    let names = [(Semester::First, texts.first_semester), (Semester::Second, texts.second_semester)];
    let links = names.map(|(semester, name)| {
        let current = (semester == chosen).then_some("true");
        let href = format!("{path}?semester={}", semester.code());
        view! { <a href=href aria-current=current>{name}</a> }
    });
    view! { <nav class="segments" aria-label=locale.closing().choose_semester>{links}</nav> }.into_any()
}

/// By whom it was closed, and when by the school's clock.
fn closed_line(closed: &Closed, locale: Locale) -> AnyView {
    let when = closed.at.with_timezone(&Kyiv).format("%d.%m.%Y, %H:%M").to_string();
    let said = (locale.closing().closed)(&when, &closed.by.initials());
    view! { <p class="message good" id="closed">{said}</p> }.into_any()
}

/// The button that closes; with the reason beside it while something is in the way.
fn close_form(path: &str, semester: Semester, button: &'static str, blocked: Option<String>) -> AnyView {
    let described = blocked.is_some().then_some("closing-why");
    let disabled = blocked.is_some();
    let why = blocked.map(|why| view! { <p class="problem" id="closing-why">{why}</p> });
    view! {
        <form class="stack" method="post" action=path.to_owned()>
            <input type="hidden" name="semester" value=semester.code().to_string() />
            {why}
            <p><button class="button primary" name="what" value="close" disabled=disabled aria-describedby=described>{button}</button></p>
        </form>
    }
    .into_any()
}

/// Why nothing was closed or reopened.
fn refusal(typed: &Typed, locale: Locale) -> Option<String> {
    typed.refusal.and_then(|refusal| locale.closing().refusal(refusal)).map(str::to_owned)
}
