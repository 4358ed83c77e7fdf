//! Talks and briefings on safety of a class, and the form with which the class teacher writes them.

use klas_domain::{
    Id,
    briefing::{Briefing, BriefingKind, StoredBriefing},
    id::of,
    roll::RollPupil,
};
use leptos::prelude::*;

use super::sections::{full_date, moved, sections};
use crate::{
    api::register::{Briefings, Section},
    components::{files, message},
    locales::Locale,
};

/// The form as it stands on the page: of a new record, of one that is corrected, or as it was typed.
#[derive(Clone, Debug, Default)]
pub struct BriefingForm {
    /// The record's identifier; made when the form is drawn, so that sending it twice makes one record.
    pub id: Id<of::Briefing>,
    /// The version that was seen; 0 for a new record.
    pub version: i32,
    /// The day.
    pub date: String,
    /// The kind's code.
    pub kind: String,
    /// What it was about.
    pub topic: String,
    /// Who held it.
    pub held_by: String,
    /// Who was present.
    pub present: Vec<Id<of::Person>>,
    /// Whether the record was made by mistake.
    pub struck: bool,
    /// What is said of it, and whether that is good news.
    pub message: Option<(String, bool)>,
    /// The field that is wrong.
    pub wrong: Option<&'static str>,
}

impl BriefingForm {
    /// The form of a record that is corrected.
    pub fn of(stored: &StoredBriefing) -> Self {
        let says = stored.says.clone();
        Self {
            id: stored.id,
            version: stored.version,
            date: says.held_on.to_string(),
            kind: says.kind.code().to_owned(),
            topic: says.topic,
            held_by: says.held_by,
            present: says.present,
            struck: says.struck,
            ..Self::default()
        }
    }
}

/// The briefings of a class.
pub fn briefings(briefings: &Briefings, form: &BriefingForm, locale: Locale) -> impl IntoView + use<> {
    let says = locale.records();
    let head = &briefings.register.head;
    let (said, good) = form.message.clone().unzip();
    let table = if briefings.register.briefings.is_empty() {
        view! { <p class="blank card">{says.no_briefings}</p> }.into_any()
    } else {
        table(briefings, locale).into_any()
    };
    view! {
        <section class="records register-page">
            {message(said, good.unwrap_or_default())}
            <div class="bar">
                <h1>{head.class.to_string()}" · "{says.briefings_title}" "{head.year.clone()}</h1>
                <div class="actions">{files(&format!("/classes/{}/briefings", head.class_id), "", says.briefings_title, locale)}</div>
            </div>
            {sections(head.class_id, &briefings.sections, Some(Section::Briefings), locale)}
            {table}
            {briefings.writes.then(|| fields(briefings, form, locale))}
        </section>
    }
}

fn table(briefings: &Briefings, locale: Locale) -> impl IntoView + use<> {
    let says = locale.records();
    let rows =
        briefings.register.briefings.iter().map(|stored| line(briefings, stored, locale)).collect_view();
    let edit =
        briefings.writes.then(|| view! { <th scope="col"><span class="hidden">{says.correct}</span></th> });
    view! {
        <div class="card scroll">
            <table class="list">
                <thead>
                    <tr>
                        <th scope="col">{locale.texts().date}</th>
                        <th scope="col">{says.kind}</th>
                        <th scope="col">{says.topic}</th>
                        <th scope="col">{says.held_by}</th>
                        <th scope="col">{says.present}</th>
                        {edit}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn line(briefings: &Briefings, stored: &StoredBriefing, locale: Locale) -> impl IntoView + use<> {
    let says = locale.records();
    let own = &stored.says;
    let corrected = (stored.version > 1).then(|| view! { " "<small class="muted">{says.corrected}</small> });
    let edit = briefings.writes.then(|| {
        let href = format!("?record={}#form", stored.id);
        view! { <td><a href=href>{says.correct}</a></td> }
    });
    view! {
        <tr class:struck=own.struck>
            <th scope="row">{full_date(own.held_on)}</th>
            <td>{says.briefing(own.kind)}</td>
            <td>{own.topic.clone()}{corrected}</td>
            <td>{own.held_by.clone()}</td>
            <td>{attendance(briefings, own, locale)}</td>
            {edit}
        </tr>
    }
}

/// «28 з 30, відсутні: Бабенко О., Вовк І.»
fn attendance(briefings: &Briefings, briefing: &Briefing, locale: Locale) -> String {
    let says = locale.records();
    let (present, absent) = briefings.register.parted(briefing);
    let count = (says.present_of)(present.len(), present.len() + absent.len());
    if absent.is_empty() {
        return count;
    }
    let names: Vec<String> = absent.iter().map(|pupil| pupil.name.short()).collect();
    format!("{count}; {}: {}", says.absent, names.join(", "))
}

fn fields(briefings: &Briefings, form: &BriefingForm, locale: Locale) -> impl IntoView + use<> {
    let (texts, says) = (locale.texts(), locale.records());
    let register = &briefings.register;
    let correcting = form.version > 0;
    let invalid = |name: &str| (form.wrong == Some(name)).then_some("true");
    let described = |name: &str| (form.wrong == Some(name)).then_some("form-problem");
    let kinds = BriefingKind::ALL
        .map(|kind| view! { <option value=kind.code() selected=kind.code() == form.kind>{says.briefing(kind)}</option> })
        .collect_view();
    let staff =
        briefings.staff.iter().map(|name| view! { <option value=name.clone()></option> }).collect_view();
    let ticks = register.pupils.iter().map(|pupil| tick(pupil, form, locale)).collect_view();
    let problem = form.message.as_ref().filter(|(_, good)| !good);
    let problem = problem.map(|(said, _)| view! { <p class="problem" id="form-problem">{said.clone()}</p> });
    let path = format!("/classes/{}/briefings", register.head.class_id);
    let (first, last) = (register.head.starts_on.to_string(), register.head.ends_on.to_string());
    view! {
        <section class="card pad entry-form" id="form">
            <h2>{if correcting { says.correct_record } else { says.new_briefing }}</h2>
            <form method="post" action=format!("{path}#form") class="choice bare">
                <input type="hidden" name="person" value=briefings.person.to_string() />
                <input type="hidden" name="record" value=form.id.to_string() />
                <input type="hidden" name="version" value=form.version.to_string() />
                <label>{texts.date}<input type="date" name="date" value=form.date.clone() min=first max=last required aria-invalid=invalid("date") aria-describedby=described("date") /></label>
                <label>{says.kind}<select name="kind">{kinds}</select></label>
                <label class="why">{says.topic}<input name="topic" value=form.topic.clone() maxlength="300" required autocomplete="off" aria-invalid=invalid("topic") aria-describedby=described("topic") /></label>
                <label class="who">{says.held_by}<input name="held_by" value=form.held_by.clone() maxlength="120" required list="staff" autocomplete="off" aria-invalid=invalid("held_by") aria-describedby=described("held_by") /></label>
                <datalist id="staff">{staff}</datalist>
                <fieldset class="roll-ticks" aria-describedby=described("present")>
                    <legend>{says.who_was_present}</legend>
                    {ticks}
                </fieldset>
                {correcting.then(|| struck(form.struck, locale))}
                {problem}
                <button class="button primary">{if correcting { says.save_correction } else { says.write }}</button>
                {correcting.then(|| view! { <a class="button" href=path.clone()>{says.cancel}</a> })}
            </form>
        </section>
    }
}

/// The choice to have a record stand struck through.
pub(super) fn struck(struck: bool, locale: Locale) -> impl IntoView {
    view! { <label class="tick"><input type="checkbox" name="struck" value="1" checked=struck />{locale.records().struck}</label> }
}

fn tick(pupil: &RollPupil, form: &BriefingForm, locale: Locale) -> impl IntoView + use<> {
    let moved = moved(pupil, locale.texts()).map(|moved| view! { <small class="muted">{moved}</small> });
    let ticked = form.present.contains(&pupil.id);
    view! {
        <label class="tick">
            <input type="checkbox" name="present" value=pupil.id.to_string() checked=ticked />
            <span>{pupil.name.short()}" "{moved}</span>
        </label>
    }
}
