//! The lesson under the cursor: topic, homework, kind, its place in the plan.

use klas_domain::{
    Id,
    edit::{LessonEdit, LessonOutcome, LessonText},
    school::LessonKind,
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    super::{Signals, draw, with_ui},
    texts,
};
use crate::{api::journal::write_lesson, grid::data::GridColumn};

#[derive(Clone, Copy)]
struct Editor {
    column: RwSignal<usize>,
    topic: RwSignal<String>,
    homework: RwSignal<String>,
    kind: RwSignal<LessonKind>,
    said: RwSignal<(String, bool)>,
}

impl Editor {
    fn text(self) -> LessonText {
        LessonText {
            topic: self.topic.get_untracked().trim().to_owned(),
            homework: self.homework.get_untracked().trim().to_owned(),
            kind: self.kind.get_untracked(),
        }
    }

    fn show(self, place: usize, text: &LessonText) {
        self.column.set(place);
        self.topic.set(text.topic.clone());
        self.homework.set(text.homework.clone());
        self.kind.set(text.kind);
        self.said.set((String::new(), true));
    }

    /// Saves what was changed; leaving the field or the column saves too.
    fn save(self) {
        let place = self.column.get_untracked();
        let Some(column) = column(place).filter(|column| column.own && column.text != self.text()) else {
            return;
        };
        let edit = LessonEdit {
            id: Id::from(uuid::Uuid::new_v4()),
            lesson: column.id,
            base: column.version,
            text: self.text(),
        };
        spawn_local(async move {
            let text = edit.text.clone();
            let outcome = write_lesson(edit).await;
            let texts = texts();
            let said = match outcome {
                Ok(LessonOutcome::Saved { version }) => {
                    remember(place, text, version);
                    (format!("✓ {}", texts.saved), true)
                }
                Ok(LessonOutcome::Conflict { version, author, .. }) => {
                    with_column(place, |column| column.version = version);
                    ((texts.lesson_conflict)(&author), false)
                }
                Ok(LessonOutcome::TooLong) => (texts.too_long.to_owned(), false),
                Ok(LessonOutcome::Forbidden) => (texts.forbidden.to_owned(), false),
                Err(crate::api::Problem::SignedOut) => {
                    with_ui(|ui| ui.signals.status.set(super::Status::SignedOut));
                    (texts.signed_out.to_owned(), false)
                }
                Err(_) => (texts.server_fault.to_owned(), false),
            };
            if self.column.get_untracked() == place {
                self.said.set(said);
            }
        });
    }
}

fn column(place: usize) -> Option<GridColumn> {
    with_ui(|ui| ui.grid.borrow().data.columns.get(place).cloned()).flatten()
}

fn with_column(place: usize, change: impl FnOnce(&mut GridColumn)) {
    with_ui(|ui| ui.grid.borrow_mut().data.columns.get_mut(place).map(change));
}

fn remember(place: usize, text: LessonText, version: i32) {
    with_column(place, |column| {
        column.text = text;
        column.version = version;
    });
    with_ui(|ui| ui.signals.change.update(|change| *change += 1));
}

/// The lesson under the cursor.
pub fn lesson(signals: Signals) -> impl IntoView {
    let editor = Editor {
        column: RwSignal::new(usize::MAX),
        topic: RwSignal::new(String::new()),
        homework: RwSignal::new(String::new()),
        kind: RwSignal::new(LessonKind::Ordinary),
        said: RwSignal::new((String::new(), true)),
    };
    Effect::new(move || {
        let (_, place) = signals.cursor.get();
        if place != editor.column.get_untracked() {
            editor.save();
            if let Some(column) = column(place) {
                editor.show(place, &column.text);
            }
        }
    });
    let locked = move || column(editor.column.get()).is_none_or(|column| !column.own);
    let texts = texts();
    let kinds = LessonKind::ALL
        .into_iter()
        .zip(texts.lesson_kinds)
        .map(|(kind, name)| {
            view! { <option value=kind.code() selected=move || editor.kind.get() == kind>{name}</option> }
        })
        .collect_view();
    let choose = move |event: leptos::ev::Event| {
        if let Some(kind) = LessonKind::from_code(&event_target_value(&event)) {
            editor.kind.set(kind);
            editor.save();
        }
    };
    view! {
        <section class="lesson-panel">
            {move || heading(signals)}
            <label>
                {texts.topic}
                <textarea id="topic" rows="2" readonly=locked bind:value=editor.topic on:change=move |_| editor.save()></textarea>
            </label>
            <label>
                {texts.homework}
                <textarea id="homework" rows="2" readonly=locked bind:value=editor.homework on:change=move |_| editor.save()></textarea>
            </label>
            <label>{texts.kind}<select id="kind" disabled=locked on:change=choose>{kinds}</select></label>
            <p class="small" class:problem=move || !editor.said.get().1 class:good=move || editor.said.get().1 role="status">
                {move || editor.said.get().0}
            </p>
            {move || plan(signals, editor)}
        </section>
    }
}

fn heading(signals: Signals) -> impl IntoView {
    signals.change.track();
    let (_, place) = signals.cursor.get();
    column(place).map(|column| {
        let locale = with_ui(|ui| ui.grid.borrow().data.locale).unwrap_or_default();
        let texts = texts();
        let room = column.room.map(|room| format!(" · {} {room}", texts.room));
        let topic = if column.text.topic.is_empty() { texts.no_topic.to_owned() } else { column.text.topic };
        view! {
            <p class="muted small">{locale.day_heading(column.date)}" · "{(texts.lesson_number)(column.period)}{room}</p>
            <h2>{topic}</h2>
        }
    })
}

fn plan(signals: Signals, editor: Editor) -> impl IntoView {
    signals.change.track();
    let (_, place) = signals.cursor.get();
    let texts = texts();
    let (present, of) = presence(place);
    let column = column(place);
    let own = column.as_ref().is_some_and(|column| column.own);
    let plan_length = column.as_ref().map_or(0, |column| column.plan_length);
    let planned = column.and_then(|column| column.planned).map(|(line, text)| {
        let take = text.filter(|_| own).map(|text| {
            let take = move |_| {
                editor.topic.set(text.topic.clone());
                editor.homework.set(text.homework.clone());
                editor.kind.set(text.kind);
                editor.save();
            };
            view! { <button class="button small" on:click=take>{texts.take_from_plan}</button> }
        });
        view! { <span class="chip">{(texts.from_plan)(line, plan_length)}</span>{take} }
    });
    view! { <p class="chips">{planned}<span class="chip">{(texts.present)(present, of)}</span></p> }
}

/// How many of the column's pupils are present, of how many.
fn presence(place: usize) -> (usize, usize) {
    with_ui(|ui| {
        let grid = ui.grid.borrow();
        let rows = (0..grid.size().0).filter(|row| !draw::is_blocked(ui, (*row, place)));
        rows.fold((0, 0), |(present, of), row| {
            (present + usize::from(grid.entry((row, place)).absence.is_none()), of + 1)
        })
    })
    .unwrap_or_default()
}
