//! The bells of the school, and the days on which they are not the usual ones.

use klas_domain::{Id, bells::BellSchedule, id::of};
use leptos::prelude::*;

use crate::{
    api::bells::BellsView,
    components::{clock, message},
    locales::{BellTexts, Locale},
};

/// What was chosen in the form, and why it is refused.
#[derive(Default)]
pub struct BellsTyped {
    /// Day.
    pub day: String,
    /// Whose bells; empty for all classes.
    pub shift: String,
    /// The schedule that they follow.
    pub schedule: String,
    /// Why the day cannot be.
    pub problem: Option<&'static str>,
    /// Whether something was saved just now.
    pub saved: bool,
}

/// The page of the bells.
pub fn bells(view: &BellsView, typed: &BellsTyped, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.bells();
    let form = match view.bells.schedules.len() {
        0 => None,
        1 => Some(view! { <p class="card pad">{texts.only_one}</p> }.into_any()),
        _ => Some(form(view, typed, locale)),
    };
    view! {
        <section class="narrow">
            <h1>{texts.title}</h1>
            {message(typed.saved.then(|| locale.texts().saved.to_owned()), true)}
            <p class="muted">{texts.what}</p>
            {schedules(view, locale)}
            <h2>{texts.days}</h2>
            {days(view, locale)}
            {form}
        </section>
    }
}

fn name(own: &BellSchedule, texts: &BellTexts) -> String {
    if own.name.is_empty() { texts.unnamed.to_owned() } else { own.name.clone() }
}

fn name_of(view: &BellsView, id: Id<of::BellSchedule>, texts: &BellTexts) -> Option<String> {
    view.bells.schedule(id).map(|own| name(own, texts))
}

/// The schedules beside one another, and whose they are.
fn schedules(view: &BellsView, locale: Locale) -> AnyView {
    let texts = locale.bells();
    let own = &view.bells.schedules;
    if own.is_empty() {
        return view! { <p class="blank card">{texts.none}</p> }.into_any();
    }
    let heads = own.iter().map(|own| view! { <th scope="col">{name(own, texts)}</th> }).collect_view();
    let numbers = (0..=9).filter(|number| own.iter().any(|own| own.period(*number).is_some()));
    let rows = numbers.map(|number| {
        let times = own.iter().map(|own| view! { <td>{own.period(number).map(clock)}</td> }).collect_view();
        view! { <tr><th scope="row">{number}</th>{times}</tr> }
    });
    let rows = rows.collect_view();
    let classes = own.iter().map(|own| view! { <td>{classes_of(view, own, texts)}</td> }).collect_view();
    view! {
        <div class="card scroll">
            <table class="list">
                <thead><tr><th scope="col">{locale.texts().lesson}</th>{heads}</tr></thead>
                <tbody>
                    {rows}
                    <tr><th scope="row">{locale.texts().classes}</th>{classes}</tr>
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The classes that a schedule is the usual one of.
fn classes_of(view: &BellsView, own: &BellSchedule, texts: &BellTexts) -> String {
    let is_its = |class: Id<of::SchoolClass>| view.bells.shift_of(class) == Some(own.id);
    let names: Vec<String> =
        view.classes.iter().filter(|class| is_its(class.id)).map(|class| class.class.to_string()).collect();
    match names.len() {
        0 => "–".to_owned(),
        all if all == view.classes.len() => texts.all.to_owned(),
        _ => names.join(", "),
    }
}

/// The days with other bells, each with the means to take them back.
fn days(view: &BellsView, locale: Locale) -> AnyView {
    let texts = locale.bells();
    if view.bells.days.is_empty() {
        return view! { <p class="muted">{texts.no_days}</p> }.into_any();
    }
    let rows = view.bells.days.iter().map(|own| {
        let day = format!("{}, {}", locale.weekday(own.day), own.day.format("%d.%m.%Y"));
        let whose = own.shift.map_or_else(|| Some(texts.all.to_owned()), |id| name_of(view, id, texts));
        let label = format!("{}: {day}", texts.back);
        view! {
            <tr>
                <th scope="row">{day}</th>
                <td>{whose}</td>
                <td>{name_of(view, own.schedule, texts)}</td>
                <td><button class="button" name="back" value=own.id(view.school).to_string() aria-label=label>{texts.back}</button></td>
            </tr>
        }
    });
    view! {
        <form method="post" action="/school/bells">
            <input type="hidden" name="person" value=view.person.to_string() />
            <div class="card scroll">
                <table class="list">
                    <thead>
                        <tr>
                            <th scope="col">{texts.day}</th>
                            <th scope="col">{texts.whose}</th>
                            <th scope="col">{texts.schedule}</th>
                            <th scope="col"><span class="hidden">{texts.back}</span></th>
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        </form>
    }
    .into_any()
}

/// The form that gives a day other bells.
fn form(view: &BellsView, typed: &BellsTyped, locale: Locale) -> AnyView {
    let texts = locale.bells();
    let option = |own: &BellSchedule, chosen: bool| {
        view! { <option value=own.id.to_string() selected=chosen>{name(own, texts)}</option> }
    };
    let usual = view.bells.usual();
    let whose = (usual.len() > 1).then(|| {
        let options = usual.iter().map(|own| option(own, typed.shift == own.id.to_string())).collect_view();
        view! {
            <label>{texts.whose}<select name="shift"><option value="">{texts.all}</option>{options}</select></label>
        }
    });
    // The schedules that no class has are there for such days.
    let other = view.bells.schedules.iter().find(|own| usual.iter().all(|usual| usual.id != own.id));
    let chosen = other.map(|own| own.id.to_string()).filter(|_| typed.schedule.is_empty());
    let chosen = chosen.unwrap_or_else(|| typed.schedule.clone());
    let schedules =
        view.bells.schedules.iter().map(|own| option(own, chosen == own.id.to_string())).collect_view();
    let invalid = typed.problem.map(|_| "true");
    let described = typed.problem.map(|_| "day-problem");
    let problem =
        typed.problem.map(|said| view! { <p class="problem" id="day-problem" role="alert">{said}</p> });
    view! {
        <form class="card stack" method="post" action="/school/bells">
            <h2>{texts.add}</h2>
            <input type="hidden" name="person" value=view.person.to_string() />
            <div class="bar dates">
                <label>{texts.day}<input type="date" name="day" value=typed.day.clone() required
                    min=view.year.starts_on.to_string() max=view.year.ends_on.to_string()
                    aria-invalid=invalid aria-describedby=described /></label>
                {whose}
                <label>{texts.schedule}<select name="schedule">{schedules}</select></label>
            </div>
            {problem}
            <p><button class="button primary">{texts.set}</button></p>
        </form>
    }
    .into_any()
}
