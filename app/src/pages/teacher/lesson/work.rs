//! A further work of the lesson in a pupil's row: its one field, or what stands there.

use klas_domain::{Id, Scale, StoredEntry, column::Work, edit::Refusal, id::of};
use klas_store::journal::PagePupil;
use leptos::prelude::*;

use super::{
    field::{MarkField, choice},
    row::{Right, right},
    typed::{Trouble, Typed, TypedWork},
};
use crate::{
    api::lesson::LessonSheet,
    grid::{entry_class, told},
    locales::Locale,
};

/// A pupil's cell of a further work.
pub struct WorkCell {
    key: String,
    name: &'static str,
    label: String,
    stored: StoredEntry,
    typed: Option<TypedWork>,
    trouble: Option<Trouble>,
    writes: bool,
    scale: Scale,
    locale: Locale,
}

impl WorkCell {
    /// The pupil's cell of a work of the sheet.
    pub fn new(
        sheet: &LessonSheet,
        typed: &Typed,
        (column, work): (Id<of::Column>, Work),
        pupil: &PagePupil,
        locale: Locale,
    ) -> Self {
        let stored = sheet.stored_in(column, pupil.id);
        let cell = (column, pupil.id);
        let trouble = typed.work_troubles.get(&cell).cloned();
        let name = locale.summary().work_name(work);
        Self {
            key: format!("{column}-{}", pupil.id),
            name,
            label: format!("{name}: {}", pupil.name.short()),
            // What was typed stays, even where a lesson was cancelled or its semester closed meanwhile.
            writes: trouble.is_some() || right(sheet, &stored.entry) == Right::Write,
            typed: typed.works.get(&cell).cloned(),
            stored,
            trouble,
            scale: sheet.course.scale,
            locale,
        }
    }

    /// The cell.
    pub fn view(self) -> impl IntoView + use<> {
        let content = if self.writes { self.field().into_any() } else { self.words().into_any() };
        // What the field itself does not show.
        let note = self.stored.entry.note.clone().filter(|_| self.writes && self.scale != Scale::Verbal);
        let note = note.map(|note| view! { <p class="note">{self.locale.texts().note}": "{note}</p> });
        let problem = self.trouble.as_ref().map(|trouble| trouble.said(self.locale));
        view! {
            <div class="work">
                {content}
                {note}
                <p class="problem" id=self.problem_id() role="alert">{problem}</p>
                {self.choice()}
            </div>
        }
    }

    fn problem_id(&self) -> String {
        format!("problem-{}", self.key)
    }

    fn shown(&self) -> TypedWork {
        self.typed.clone().unwrap_or_else(|| TypedWork::of(&self.stored, self.scale))
    }

    fn named(&self, what: &str) -> String {
        format!("{what}-{}", self.key)
    }

    /// The field, and what the form remembers: the version that the person saw, and the cell as it was drawn.
    fn field(&self) -> impl IntoView + use<> {
        let shown = self.shown();
        let invalid = matches!(self.trouble, Some(Trouble::Refused(Refusal::Entry(_)))).then_some("true");
        let words = (self.scale == Scale::Verbal).then(|| {
            view! {
                <textarea name=self.named("w") rows="2" aria-label=self.label.clone() aria-invalid=invalid
                    aria-describedby=self.problem_id()>{shown.text.clone()}</textarea>
            }
        });
        let mark = MarkField {
            name: self.named("w"),
            label: self.label.clone(),
            text: shown.text,
            pencil: shown.pencil,
            scale: self.scale,
            invalid,
            problem: self.problem_id(),
        };
        view! {
            <label>
                <span aria-hidden="true">{self.name}</span>
                {mark.view()}
                {words}
            </label>
            <input type="hidden" name=self.named("wv") value=shown.base />
            <input type="hidden" name=self.named("wo") value=TypedWork::of(&self.stored, self.scale).text />
        }
    }

    fn words(&self) -> impl IntoView + use<> {
        let entry = &self.stored.entry;
        let (class, text) = (entry_class(entry), told(entry, self.locale.grid()));
        view! { <span>{self.name}": "<b class=class>{text}</b></span> }
    }

    fn choice(&self) -> Option<impl IntoView + use<>> {
        let Some(Trouble::Conflict { theirs, .. }) = &self.trouble else { return None };
        let typed = self.shown();
        let wanted = typed.entry(&self.stored.entry, self.scale);
        let mine = wanted.map_or(typed.text, |entry| told(&entry, self.locale.grid()));
        let fields = [self.named("wc"), self.named("wk")];
        Some(choice(theirs, mine, fields, self.problem_id(), self.locale))
    }
}
