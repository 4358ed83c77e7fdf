//! Excursions and educational practice of a class, and the form with which the class teacher writes them.

use klas_domain::{
    Id,
    excursion::{Excursion, ExcursionKind, StoredExcursion},
    id::of,
};
use leptos::prelude::*;

use super::{
    briefings::struck,
    sections::{full_date, sections},
};
use crate::{
    api::register::{Excursions, Section},
    components::{files, message},
    locales::Locale,
};

/// The form as it stands on the page: of a new record, of one that is corrected, or as it was typed.
#[derive(Clone, Debug, Default)]
pub struct ExcursionForm {
    /// The record's identifier; made when the form is drawn, so that sending it twice makes one record.
    pub id: Id<of::Excursion>,
    /// The version that was seen; 0 for a new record.
    pub version: i32,
    /// The kind's code.
    pub kind: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Where to, or what it was about.
    pub place: String,
    /// Lesson hours.
    pub hours: String,
    /// Who led it.
    pub led_by: String,
    /// Whether the record was made by mistake.
    pub struck: bool,
    /// What is said of it, and whether that is good news.
    pub message: Option<(String, bool)>,
    /// The field that is wrong.
    pub wrong: Option<&'static str>,
}

impl ExcursionForm {
    /// The form of a record that is corrected.
    pub fn of(stored: &StoredExcursion) -> Self {
        let says = stored.says.clone();
        Self {
            id: stored.id,
            version: stored.version,
            kind: says.kind.code().to_owned(),
            from: says.starts_on.to_string(),
            to: says.ends_on.to_string(),
            place: says.place,
            hours: says.hours.to_string(),
            led_by: says.led_by,
            struck: says.struck,
            ..Self::default()
        }
    }
}

/// The excursions and the practice of a class.
pub fn excursions(excursions: &Excursions, form: &ExcursionForm, locale: Locale) -> impl IntoView + use<> {
    let says = locale.records();
    let head = &excursions.register.head;
    let (said, good) = form.message.clone().unzip();
    let table = if excursions.register.excursions.is_empty() {
        view! { <p class="blank card">{says.no_excursions}</p> }.into_any()
    } else {
        table(excursions, locale).into_any()
    };
    view! {
        <section class="records register-page">
            {message(said, good.unwrap_or_default())}
            <div class="bar">
                <h1>{head.class.to_string()}" · "{says.excursions_title}" "{head.year.clone()}</h1>
                <div class="actions">{files(&format!("/classes/{}/excursions", head.class_id), "", says.excursions_title, locale)}</div>
            </div>
            {sections(head.class_id, &excursions.sections, Some(Section::Excursions), locale)}
            {table}
            {excursions.writes.then(|| fields(excursions, form, locale))}
        </section>
    }
}

fn table(excursions: &Excursions, locale: Locale) -> impl IntoView + use<> {
    let says = locale.records();
    let rows = excursions.register.excursions.iter().map(|stored| line(stored, excursions.writes, locale));
    let edit =
        excursions.writes.then(|| view! { <th scope="col"><span class="hidden">{says.correct}</span></th> });
    let total = ExcursionKind::ALL
        .map(|kind| format!("{}: {}", says.excursion(kind), (says.hours_of)(excursions.register.hours(kind))))
        .join(" · ");
    view! {
        <div class="card scroll">
            <table class="list">
                <thead>
                    <tr>
                        <th scope="col">{says.dates}</th>
                        <th scope="col">{says.kind}</th>
                        <th scope="col">{says.place}</th>
                        <th scope="col" class="figure">{says.hours}</th>
                        <th scope="col">{says.led_by}</th>
                        {edit}
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
        <p class="muted small">{total}</p>
    }
}

fn line(stored: &StoredExcursion, writes: bool, locale: Locale) -> impl IntoView + use<> {
    let says = locale.records();
    let own = &stored.says;
    let corrected = (stored.version > 1).then(|| view! { " "<small class="muted">{says.corrected}</small> });
    let edit = writes.then(|| {
        let href = format!("?record={}#form", stored.id);
        view! { <td><a href=href>{says.correct}</a></td> }
    });
    view! {
        <tr class:struck=own.struck>
            <th scope="row">{dates(own)}</th>
            <td>{says.excursion(own.kind)}</td>
            <td>{own.place.clone()}{corrected}</td>
            <td class="figure">{own.hours}</td>
            <td>{own.led_by.clone()}</td>
            {edit}
        </tr>
    }
}

/// `05.09.2026 – 07.09.2026`
pub fn dates(excursion: &Excursion) -> String {
    let first = full_date(excursion.starts_on);
    if excursion.starts_on == excursion.ends_on {
        first
    } else {
        format!("{first}\u{a0}– {}", full_date(excursion.ends_on))
    }
}

fn fields(excursions: &Excursions, form: &ExcursionForm, locale: Locale) -> impl IntoView + use<> {
    let says = locale.records();
    let head = &excursions.register.head;
    let correcting = form.version > 0;
    let invalid = |name: &str| (form.wrong == Some(name)).then_some("true");
    let described = |name: &str| (form.wrong == Some(name)).then_some("form-problem");
    let kinds = ExcursionKind::ALL
        .map(|kind| view! { <option value=kind.code() selected=kind.code() == form.kind>{says.excursion(kind)}</option> })
        .collect_view();
    let staff =
        excursions.staff.iter().map(|name| view! { <option value=name.clone()></option> }).collect_view();
    let problem = form.message.as_ref().filter(|(_, good)| !good);
    let problem = problem.map(|(said, _)| view! { <p class="problem" id="form-problem">{said.clone()}</p> });
    let path = format!("/classes/{}/excursions", head.class_id);
    let (first, last) = (head.starts_on.to_string(), head.ends_on.to_string());
    view! {
        <section class="card pad entry-form" id="form">
            <h2>{if correcting { says.correct_record } else { says.new_excursion }}</h2>
            <form method="post" action=format!("{path}#form") class="choice bare">
                <input type="hidden" name="person" value=excursions.person.to_string() />
                <input type="hidden" name="record" value=form.id.to_string() />
                <input type="hidden" name="version" value=form.version.to_string() />
                <label>{says.kind}<select name="kind">{kinds}</select></label>
                <label>{says.from}<input type="date" name="from" value=form.from.clone() min=first.clone() max=last.clone() required aria-invalid=invalid("from") aria-describedby=described("from") /></label>
                <label>{says.to}<input type="date" name="to" value=form.to.clone() min=first max=last aria-invalid=invalid("from") /></label>
                <label>{says.hours}<input name="hours" inputmode="numeric" value=form.hours.clone() required autocomplete="off" aria-invalid=invalid("hours") aria-describedby=described("hours") /></label>
                <label class="why">{says.place}<input name="place" value=form.place.clone() maxlength="300" required autocomplete="off" aria-invalid=invalid("place") aria-describedby=described("place") /></label>
                <label class="who">{says.led_by}<input name="led_by" value=form.led_by.clone() maxlength="120" required list="staff" autocomplete="off" aria-invalid=invalid("led_by") aria-describedby=described("led_by") /></label>
                <datalist id="staff">{staff}</datalist>
                {correcting.then(|| struck(form.struck, locale))}
                {problem}
                <button class="button primary">{if correcting { says.save_correction } else { says.write }}</button>
                {correcting.then(|| view! { <a class="button" href=path.clone()>{says.cancel}</a> })}
            </form>
        </section>
    }
}
