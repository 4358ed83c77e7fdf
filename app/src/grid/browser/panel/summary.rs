//! The summative cell under the cursor: what is proposed for it, why, and what may be done with the column.

use klas_domain::Mark;
use leptos::{prelude::*, task::spawn_local};

use super::super::{Signals, Ui, draw, keys, limit::within, propose, with_ui};
use crate::{
    api::summary::{Reason, Stands, proposal_reasons},
    grid::{
        data::{GridColumn, GridOf},
        model::Place,
    },
    locales::{Locale, SummaryTexts},
};

fn locale() -> Locale {
    with_ui(|ui| ui.grid.borrow().data.locale).unwrap_or_default()
}

fn texts() -> &'static SummaryTexts {
    locale().summary()
}

fn column(place: Place) -> Option<GridColumn> {
    with_ui(|ui| ui.grid.borrow().data.columns.get(place.1).cloned()).flatten()
}

/// Whether the column under the cursor sums up.
pub fn is_sum(signals: Signals) -> bool {
    column(signals.cursor.get()).is_some_and(|column| column.sum().is_some())
}

/// What stands beside a summative cell; nothing beside others.
pub fn summary(signals: Signals) -> impl IntoView {
    let shown = Memo::new(move |_| is_sum(signals));
    move || {
        shown.get().then(|| {
            view! {
                <section class="summary-panel">
                    {move || heading(signals)}
                    {move || proposal(signals)}
                    {reasons(signals)}
                    {move || tools(signals)}
                </section>
            }
        })
    }
}

fn heading(signals: Signals) -> impl IntoView {
    let GridOf::Sum { sum, theme, name } = column(signals.cursor.get())?.of else { return None };
    let title = texts().sum_name(sum, theme);
    Some(view! { <h2>{title}</h2> {name.map(|name| view! { <p class="small">{name}</p> })} })
}

/// What is proposed, what to know before accepting it, and the keys that do it.
fn proposal(signals: Signals) -> impl IntoView {
    signals.change.track();
    let place = signals.cursor.get();
    let texts = texts();
    let sum = column(place)?.sum()?;
    let (found, proposed, stale, own) = with_ui(|ui| {
        let grid = ui.grid.borrow();
        let own =
            grid.data.columns.get(place.1).is_some_and(|column| column.own) && !draw::is_blocked(ui, place);
        (grid.proposal(place).cloned(), grid.proposed(place), grid.is_stale(place), own)
    })?;
    let proposal = found?.proposal;
    let mean = proposal.mean.map(|mean| format!(" · {}", (texts.mean)(&mean.to_string())));
    let said = proposal.mark.map(|mark| view! { <p>{(texts.proposed)(&mark.to_string())}{mean}</p> });
    let warnings = proposal.warnings.into_iter();
    let warnings =
        warnings.map(|warning| view! { <p class="warning small">{texts.warning(sum, warning)}</p> });
    let stale_said = stale.then(|| view! { <p class="problem small" id="stale">{texts.stale}</p> });
    let decide = move |_| {
        with_ui(|ui| {
            propose::decide(ui, [place]);
            keys::go(ui, place);
        });
    };
    let button = own.then(|| button(proposed, stale)).flatten().map(|text| {
        view! { <button class="button primary" id="decide" on:click=decide>{text}</button> }
    });
    Some(view! { {said}{warnings.collect_view()}{stale_said}{button} })
}

fn button(proposed: Option<Mark>, stale: bool) -> Option<String> {
    let accept = proposed.map(|mark| (texts().accept)(&mark.to_string()));
    accept.or_else(|| stale.then(|| texts().confirm.to_owned()))
}

/// The marks that the proposal was made of: asked for when the person wants to know.
fn reasons(signals: Signals) -> impl IntoView {
    let open = RwSignal::new(false);
    let lines = RwSignal::new(None::<Vec<Reason>>);
    Effect::new(move || {
        signals.change.track();
        let place = signals.cursor.get();
        if !open.get() {
            return;
        }
        let found =
            with_ui(|ui| Some((ui.grid.borrow().data.course, ui.grid.borrow().cell(place)?))).flatten();
        let Some((course, (column, pupil))) = found else { return };
        spawn_local(async move {
            let answer = within(proposal_reasons(course, column, pupil)).await;
            if signals.cursor.get_untracked() == place {
                lines.set(answer.ok());
            }
        });
    });
    let list = move || {
        let lines = open.get().then(|| lines.get()).flatten()?;
        let lines = lines.into_iter().map(|reason| view! { <li>{line(reason)}</li> }).collect_view();
        Some(view! { <ul class="reasons small" id="reasons">{lines}</ul> })
    };
    view! {
        <button class="button small" aria-expanded=move || open.get().to_string()
            on:click=move |_| open.update(|open| *open = !*open)>{texts().reasons}</button>
        {list}
    }
}

fn line((stands, mark, weight): Reason) -> String {
    let texts = texts();
    let place = match stands {
        Stands::Lesson { on, work } => {
            let work = work.map(|work| format!(", {}", texts.work_name(work))).unwrap_or_default();
            format!("{}{work}", on.format("%d.%m"))
        }
        Stands::Sum { sum, theme } => texts.sum_name(sum, theme),
    };
    let mark = mark.map_or_else(|| texts.no_mark.to_owned(), |mark| mark.to_string());
    let weight = if weight == 1 { String::new() } else { format!(" {}", (texts.weighs)(weight)) };
    format!("{mark}{weight} – {place}")
}

/// Everything of the column at once.
fn tools(signals: Signals) -> impl IntoView {
    signals.change.track();
    let (_, place) = signals.cursor.get();
    let texts = texts();
    let count = |ui: &Ui| {
        let cells = propose::cells_of(ui, place).into_iter().filter(|at| !draw::is_blocked(ui, *at));
        let cells: Vec<Place> = cells.collect();
        let grid = ui.grid.borrow();
        let own = grid.data.columns.get(place).is_some_and(|column| column.own);
        let proposed = cells.iter().filter(|at| own && grid.proposed(**at).is_some()).count();
        (proposed, cells.iter().filter(|at| own && grid.is_stale(**at)).count())
    };
    let (proposed, stale) = with_ui(count).unwrap_or_default();
    let all = move |_| {
        with_ui(|ui| {
            let decided = propose::decide(ui, propose::cells_of(ui, place));
            ui.signals.say((ui.grid.borrow().data.locale.summary().accepted)(decided));
        });
    };
    let text = match (proposed, stale) {
        (0, 0) => return None,
        (0, stale) => (texts.confirm_column)(stale),
        (proposed, _) => (texts.accept_column)(proposed),
    };
    Some(view! { <p><button class="button small" id="decide-column" on:click=all>{text}</button></p> })
}
