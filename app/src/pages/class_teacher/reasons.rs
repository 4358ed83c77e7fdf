//! The form with which the class teacher gives absences their reason.

use chrono::NaiveDate;
use klas_domain::{Absence, edit::Refusal};
use leptos::prelude::*;

use crate::{
    api::register::{Explained, Obstacle, Register, Unexplained},
    components::short_date,
    locales::Locale,
};

/// The form as it stands on the page: prefilled by a link, or as it was typed.
#[derive(Clone, Debug, Default)]
pub struct ReasonsForm {
    /// The pupil's identifier.
    pub pupil: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// The letters of the kind of absence.
    pub kind: String,
    /// Whether absences that have a reason already are meant too.
    pub all: bool,
    /// Why old entries are corrected.
    pub correction: String,
    /// What is said of it, and whether that is good news.
    pub message: Option<(String, bool)>,
    /// Whether it was not saved because old entries need a reason.
    pub late: bool,
}

/// What is said of absences that were, or were not, given their reason.
pub fn explained(explained: &Explained, free_edit_days: u64, locale: Locale) -> String {
    let says = locale.registers();
    let why = |obstacle: Obstacle| match obstacle {
        Obstacle::Conflict => says.conflict.to_owned(),
        Obstacle::Refused(Refusal::ReasonNeeded) => (says.reason_needed)(free_edit_days),
        Obstacle::Refused(refusal) => locale.grid().refusal(refusal).to_owned(),
    };
    let changed = (explained.changed > 0).then(|| (says.changed)(explained.changed));
    let obstacles =
        explained.obstacles.iter().map(|(obstacle, number)| (says.not_changed)(*number, &why(*obstacle)));
    let said: Vec<_> = changed.into_iter().chain(obstacles).collect();
    if said.is_empty() { says.nothing_to_change.to_owned() } else { said.join(" ") }
}

/// The address of the register with the form filled in for a pupil's days.
pub fn prefilled(query: &str, pupil: impl std::fmt::Display, from: NaiveDate, to: NaiveDate) -> String {
    format!("?{query}&pupil={pupil}&from={from}&to={to}#reasons")
}

/// The last week's absences without a reason, and the form.
pub fn reasons(register: &Register, form: &ReasonsForm, locale: Locale) -> impl IntoView + use<> {
    let says = locale.registers();
    let query = register.shown.query();
    let unexplained = unexplained(&register.unexplained, &query, locale);
    view! {
        <section class="card pad reasons" id="reasons">
            <h2>{says.reasons}</h2>
            {waiting(register, locale)}
            {unexplained}
            {fields(register, form, locale)}
        </section>
    }
}

/// The way to the families' notes that wait for an answer.
fn waiting(register: &Register, locale: Locale) -> Option<impl IntoView + use<>> {
    let number = register.waiting_notes();
    let href = format!("/classes/{}/notes", register.class.id);
    (number > 0)
        .then(|| view! { <p><a href=href class="chip wait">{(locale.excuses().waiting)(number)}</a></p> })
}

fn unexplained(pupils: &[Unexplained], query: &str, locale: Locale) -> impl IntoView + use<> {
    let says = locale.registers();
    if pupils.is_empty() {
        return view! { <p class="muted small">{says.all_explained}</p> }.into_any();
    }
    let links = pupils
        .iter()
        .filter_map(|own| {
            let (first, last) = (own.days.first()?, own.days.last()?);
            let days: Vec<_> = own.days.iter().copied().map(short_date).collect();
            let href = prefilled(query, own.pupil.id, *first, *last);
            Some(view! { <li><a href=href>{own.pupil.name.short()}": "{days.join(", ")}</a></li> })
        })
        .collect_view();
    view! { <h3>{says.unexplained}</h3><ul class="unexplained">{links}</ul> }.into_any()
}

fn fields(register: &Register, form: &ReasonsForm, locale: Locale) -> impl IntoView + use<> {
    let (texts, says) = (locale.texts(), locale.registers());
    let year = &register.class.year;
    let (first, last) = (year.starts_on.to_string(), year.ends_on.to_string());
    let pupils = register
        .rows
        .iter()
        .map(|row| {
            let id = row.pupil.id.to_string();
            let chosen = id == form.pupil;
            view! { <option value=id selected=chosen>{row.pupil.name.short()}</option> }
        })
        .collect_view();
    let chosen_kind = if form.kind.is_empty() { Absence::Illness.code() } else { &form.kind };
    let kinds = Absence::ALL
        .into_iter()
        .zip(says.kinds)
        .map(|(kind, name)| view! { <option value=kind.code() selected=kind.code() == chosen_kind>{name}</option> })
        .collect_view();
    let late = form.late.then_some("true");
    view! {
        <form method="post" action=format!("?{}#reasons", register.shown.query())>
            <input type="hidden" name="person" value=register.person.to_string() />
            <label class="who">
                {texts.pupil}
                <select name="pupil" required>
                    <option value="">{says.choose_pupil}</option>
                    {pupils}
                </select>
            </label>
            <label>{says.from}<input type="date" name="from" value=form.from.clone() min=first.clone() max=last.clone() required /></label>
            <label>{says.to}<input type="date" name="to" value=form.to.clone() min=first max=last required /></label>
            <label>{says.kind}<select name="kind">{kinds}</select></label>
            <label class="why">
                {says.correction}" – "{(says.correction_hint)(register.free_edit_days)}
                <input name="correction" value=form.correction.clone() maxlength="500" autocomplete="off" aria-invalid=late />
            </label>
            <label class="tick"><input type="checkbox" name="all" value="1" checked=form.all />{says.all_absences}</label>
            <button class="button primary">{says.explain}</button>
        </form>
    }
}
