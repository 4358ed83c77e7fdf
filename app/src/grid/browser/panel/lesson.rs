//! The lesson under the cursor: topic, homework, kind, its place in the plan.

use klas_domain::{edit::LessonText, school::LessonKind};
use leptos::prelude::*;

use super::{
    super::{Signals, Ui, draw, sync, with_ui},
    texts,
};
use crate::grid::{
    data::{GridColumn, GridLesson},
    queue::WordsWhy,
    words::WordsState,
};

/// The fields of a lesson's words.
#[derive(Clone, Copy)]
pub struct Words {
    /// The lesson's column.
    pub column: RwSignal<usize>,
    topic: RwSignal<String>,
    homework: RwSignal<String>,
    kind: RwSignal<LessonKind>,
}

impl Words {
    /// Fields that show no lesson yet.
    pub fn new() -> Self {
        Self {
            column: RwSignal::new(usize::MAX),
            topic: RwSignal::new(String::new()),
            homework: RwSignal::new(String::new()),
            kind: RwSignal::new(LessonKind::Ordinary),
        }
    }

    fn text(self) -> LessonText {
        LessonText {
            topic: self.topic.get_untracked(),
            homework: self.homework.get_untracked(),
            kind: self.kind.get_untracked(),
        }
    }

    fn set(self, text: LessonText) {
        self.topic.set(text.topic);
        self.homework.set(text.homework);
        self.kind.set(text.kind);
    }

    /// Whether the fields say what the grid knows already.
    pub fn is_as_stored(self, ui: &Ui) -> bool {
        ui.grid.borrow().words(self.column.get_untracked()) == self.text()
    }

    /// Shows what a lesson says.
    pub fn show(self, ui: &Ui, column: usize) {
        self.column.set(column);
        let text = ui.grid.borrow().words(column);
        self.set(text);
    }

    /// Saves what was changed: leaving a field, the column or the page does.
    pub fn save(self, ui: &Ui) {
        let column = self.column.get_untracked();
        let written = ui.grid.borrow_mut().write_words(column, self.text());
        // Words in dispute change without being sent, and are to be kept as well.
        if written || !ui.grid.borrow().queue.words_troubles.is_empty() {
            sync::changed(ui);
        }
    }
}

fn column(place: usize) -> Option<GridColumn> {
    with_ui(|ui| ui.grid.borrow().data.columns.get(place).cloned()).flatten()
}

fn lesson_of(place: usize) -> Option<GridLesson> {
    column(place).and_then(|column| column.lesson().cloned())
}

/// The lesson under the cursor.
pub fn lesson(signals: Signals) -> impl IntoView {
    let words = signals.words;
    Effect::new(move || {
        let (_, place) = signals.cursor.get();
        if place != words.column.get_untracked() {
            with_ui(|ui| {
                words.save(ui);
                words.show(ui, place);
            });
        }
    });
    let locked = move || column(words.column.get()).is_none_or(|column| !column.writes_words());
    let save = move || {
        with_ui(|ui| words.save(ui));
    };
    let texts = texts();
    view! {
        <section class="lesson-panel" hidden=move || lesson_of(signals.cursor.get().1).is_none()>
            {move || heading(signals)}
            <label>
                {texts.topic}
                <textarea id="topic" rows="2" readonly=locked aria-describedby="words-state" bind:value=words.topic on:change=move |_| save()></textarea>
            </label>
            <label>
                {texts.homework}
                <textarea id="homework" rows="2" readonly=locked aria-describedby="words-state" bind:value=words.homework on:change=move |_| save()></textarea>
            </label>
            <div id="words-state" role="status">{move || state(signals)}</div>
            {move || plan(signals, words)}
            {kind(words, locked)}
        </section>
    }
}

/// The kind of the lesson: seldom changed, so that it stands folded.
fn kind(words: Words, locked: impl Fn() -> bool + Copy + Send + Sync + 'static) -> impl IntoView {
    let names = texts().lesson_kinds;
    let name = move || {
        let kinds = LessonKind::ALL.into_iter().zip(names);
        kinds.filter(|(kind, _)| *kind == words.kind.get()).map(|(_, name)| name).next()
    };
    let kinds = LessonKind::ALL
        .into_iter()
        .zip(names)
        .map(|(kind, name)| {
            view! { <option value=kind.code() selected=move || words.kind.get() == kind>{name}</option> }
        })
        .collect_view();
    let choose = move |event: leptos::ev::Event| {
        if let Some(kind) = LessonKind::from_code(&event_target_value(&event)) {
            words.kind.set(kind);
            with_ui(|ui| words.save(ui));
        }
    };
    view! {
        <details class="kind small">
            <summary>{texts().kind}": "{name}</summary>
            <select id="kind" aria-label=texts().kind disabled=locked on:change=choose>{kinds}</select>
        </details>
    }
}

/// How the words fare: on their way, saved, or why not.
fn state(signals: Signals) -> impl IntoView {
    signals.change.track();
    let place = signals.words.column.get();
    let texts = texts();
    let (said, class) = match with_ui(|ui| ui.grid.borrow().words_state(place)).unwrap_or(WordsState::Calm) {
        WordsState::Calm => return None,
        WordsState::Saving if signals.status.get().holds_back() => (texts.words_waiting.to_owned(), "bad"),
        WordsState::Saving => (texts.words_saving.to_owned(), "muted"),
        WordsState::Saved => (format!("✓ {}", texts.saved), "good"),
        WordsState::Troubled(WordsWhy::TooLong) => return Some(refused(signals, texts.too_long).into_any()),
        WordsState::Troubled(WordsWhy::Closed) => {
            return Some(refused(signals, texts.words_closed).into_any());
        }
        WordsState::Troubled(WordsWhy::Forbidden) => {
            return Some(refused(signals, texts.words_forbidden).into_any());
        }
        WordsState::Troubled(WordsWhy::Conflict { theirs, author }) => {
            return Some(conflict(signals, theirs, &author).into_any());
        }
    };
    Some(view! { <p class=format!("small {class}")>{said}</p> }.into_any())
}

fn refused(signals: Signals, why: &'static str) -> impl IntoView {
    let give_up = move |_| {
        with_ui(|ui| leave_words(signals.words, ui));
    };
    view! {
        <p class="small problem">{why}</p>
        <button class="button small" id="give-up-words" on:click=give_up>{texts().give_up}</button>
    }
}

/// The fields show what is stored again.
fn leave_words(words: Words, ui: &Ui) {
    let column = words.column.get_untracked();
    ui.grid.borrow_mut().keep_their_words(column);
    words.show(ui, column);
    sync::changed(ui);
}

/// Two people's words: the own ones stand in the fields, the other's here.
fn conflict(signals: Signals, theirs: LessonText, author: &str) -> impl IntoView {
    let words = signals.words;
    let texts = texts();
    let mine = move |_| {
        with_ui(|ui| {
            words.save(ui);
            ui.grid.borrow_mut().keep_my_words(words.column.get_untracked());
            sync::changed(ui);
        });
    };
    let as_it_is = move |_| {
        with_ui(|ui| leave_words(words, ui));
    };
    let line = |name: &'static str, text: String| {
        let text = if text.is_empty() { texts.empty.to_owned() } else { text };
        view! { <p class="note small"><b>{name}": "</b>{text}</p> }
    };
    view! {
        <div class="conflict-choice">
            <p class="problem">{(texts.lesson_conflict)(author)}</p>
            {line(texts.topic, theirs.topic)}
            {line(texts.homework, theirs.homework)}
            <button class="button" id="keep-my-words" on:click=mine>{texts.keep_mine}</button>
            <button class="button" id="keep-their-words" on:click=as_it_is>{texts.keep_theirs}</button>
        </div>
    }
}

/// Day, lesson, room.
fn heading(signals: Signals) -> impl IntoView {
    signals.change.track();
    let (_, place) = signals.cursor.get();
    lesson_of(place).map(|column| {
        let locale = with_ui(|ui| ui.grid.borrow().data.locale).unwrap_or_default();
        let texts = texts();
        let room = column.room.map(|room| format!(" · {} {room}", texts.room));
        view! { <h2>{locale.day_heading(column.date)}" · "{(texts.lesson_number)(column.period)}{room}</h2> }
    })
}

fn plan(signals: Signals, words: Words) -> impl IntoView {
    signals.change.track();
    let (_, place) = signals.cursor.get();
    let texts = texts();
    let (present, of) = presence(place);
    let column = column(place);
    let own = column.as_ref().is_some_and(GridColumn::writes_words);
    let lesson = lesson_of(place);
    let plan_length = lesson.as_ref().map_or(0, |lesson| lesson.plan_length);
    let planned = lesson.and_then(|lesson| lesson.planned).map(|(line, text)| {
        let take = text.filter(|_| own).map(|text| {
            let take = move |_| {
                words.set(text.clone());
                with_ui(|ui| words.save(ui));
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
