//! For which group of results the marks of the column under the cursor count.

use klas_domain::column::ColumnRefusal;
use leptos::{prelude::*, task::spawn_local};

use super::super::{Signals, Ui, draw, limit::within, propose, sync, with_ui};
use crate::{
    api::{Problem, summary::count_for},
    grid::data::GridColumn,
};

/// The choice of a group, where the subject has groups and the person arranges its columns.
pub fn counted(signals: Signals) -> impl IntoView {
    move || {
        signals.change.track();
        let (_, place) = signals.cursor.get();
        with_ui(|ui| choice(ui, place)).flatten()
    }
}

fn choice(ui: &Ui, place: usize) -> Option<impl IntoView + use<>> {
    let grid = ui.grid.borrow();
    let column = grid.data.columns.get(place).filter(|column| column.counts())?;
    let texts = grid.data.locale.summary();
    let options = (1..).zip(&grid.data.groups).map(|(number, name)| {
        let selected = column.results == Some(number);
        view! { <option value=number.to_string() selected=selected>{format!("{number}. {name}")}</option> }
    });
    let options = options.collect_view();
    let choose = move |event: leptos::ev::Event| {
        let results = event_target_value(&event).parse().ok();
        with_ui(|ui| send(ui, place, results));
    };
    (!grid.data.groups.is_empty()).then(|| {
        view! {
            <label class="inline">
                {texts.group}
                <select id="counted" on:change=choose><option value="">{texts.no_group}</option>{options}</select>
            </label>
        }
    })
}

fn send(ui: &Ui, place: usize, results: Option<u8>) {
    let data = &ui.grid.borrow().data;
    let Some(column) = data.columns.get(place).map(|column| column.id) else { return };
    let (person, course) = (data.person, data.course);
    spawn_local(async move {
        let answer = within(count_for(person, course, column, results)).await;
        with_ui(|ui| answered(ui, place, results, answer));
    });
}

fn answered(ui: &Ui, place: usize, results: Option<u8>, answer: Result<Result<(), ColumnRefusal>, Problem>) {
    let texts = ui.grid.borrow().data.locale.summary();
    match answer {
        Ok(Ok(())) => {
            if let Some(column) = ui.grid.borrow_mut().data.columns.get_mut(place) {
                column.results = results;
            }
            let title = results.map(|number| texts.counted_for(number, &ui.grid.borrow().data.groups));
            draw::head_title(ui, place, title.as_deref());
            ui.signals.say(texts.saved);
            propose::ask(ui);
        }
        Ok(Err(refusal)) => ui.signals.say(texts.column_refusal(refusal)),
        Err(problem) => ui.signals.say(sync::not_done(ui, problem)),
    }
    // Also where it failed: the choice shows again what is true.
    ui.signals.change.update(|change| *change += 1);
}

impl GridColumn {
    /// Whether its marks may be told what they count for.
    fn counts(&self) -> bool {
        self.writes_words() && self.held().is_some_and(|(_, cancelled)| !cancelled)
    }
}
