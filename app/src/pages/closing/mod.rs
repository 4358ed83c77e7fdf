//! Closing a semester: of a course, of a class, of the school. Complete without JavaScript.

mod class;
mod course;
mod missing;
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
    /// The reason as it was typed.
    pub reason: String,
    /// A number of marks that makes no sense.
    pub least_marks: Option<String>,
    /// Whether something was saved just now.
    pub saved: bool,
}

/// The choice of a semester; `year` is what the addresses say besides.
fn semesters(path: &str, year: &str, chosen: Semester, locale: Locale) -> AnyView {
    let texts = locale.texts();
    let names = [(Semester::First, texts.first_semester), (Semester::Second, texts.second_semester)];
    let links = names.map(|(semester, name)| {
        let current = (semester == chosen).then_some("true");
        let href = format!("{path}?semester={}{year}", semester.code());
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

/// The form that closes.
struct CloseForm<'a> {
    /// Where it goes.
    path: &'a str,
    semester: Semester,
    /// What its button says.
    button: &'static str,
    /// What is in the way, in words.
    blocked: Option<String>,
    /// The field of a reason with which it is closed all the same.
    reason: Option<AnyView>,
}

impl CloseForm<'_> {
    /// The button; with the reason in words beside it while it cannot be pressed.
    fn view(self) -> AnyView {
        let described = self.blocked.is_some().then_some("closing-why");
        let disabled = self.blocked.is_some() && self.reason.is_none();
        let why = self.blocked.map(|why| view! { <p class="problem" id="closing-why">{why}</p> });
        view! {
            <form class="stack" method="post" action=self.path.to_owned()>
                <input type="hidden" name="semester" value=self.semester.code().to_string() />
                {why}
                {self.reason}
                <p><button class="button primary" name="what" value="close" disabled=disabled aria-describedby=described>{self.button}</button></p>
            </form>
        }
        .into_any()
    }
}

/// The field of a reason, which stays as it was typed.
fn reason_field(typed: &Typed, locale: Locale) -> AnyView {
    let texts = locale.closing();
    let missing = (typed.refusal == Some(ClosingRefusal::ReasonNeeded)).then_some("true");
    let value = typed.reason.clone();
    view! { <label>{texts.reason}<input name="reason" maxlength="500" required=true value=value aria-invalid=missing /></label> }
        .into_any()
}

/// Why nothing was closed or reopened.
fn refusal(typed: &Typed, locale: Locale) -> Option<String> {
    typed.refusal.and_then(|refusal| locale.closing().refusal(refusal)).map(str::to_owned)
}
