//! A pupil's row of the sheet.

use klas_domain::{Absence, Entry, EntryError, Scale, StoredEntry, edit::Refusal, entry::LATE};
use klas_store::journal::PagePupil;
use leptos::prelude::*;

use super::{
    field::{MarkField, choice, option},
    typed::{Trouble, Typed, TypedRow},
    work::WorkCell,
};
use crate::{
    api::lesson::LessonSheet,
    grid::{entry_class, told},
    locales::Locale,
};

/// What the visitor may do to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// Everything that a teacher enters.
    Write,
    /// Give the absence that stands there its reason.
    Explain,
    /// Look at it.
    Read,
}

/// What the visitor may do to a cell of the lesson.
pub fn right(sheet: &LessonSheet, stored: &Entry) -> Right {
    match stored.absence {
        _ if sheet.lesson.cancelled => Right::Read,
        _ if sheet.writes_rows() => Right::Write,
        Some(_) if sheet.explains => Right::Explain,
        _ => Right::Read,
    }
}

/// A pupil's row.
pub struct Row {
    number: usize,
    key: String,
    name: String,
    stored: StoredEntry,
    typed: Option<TypedRow>,
    trouble: Option<Trouble>,
    works: Vec<WorkCell>,
    right: Right,
    explains: bool,
    scale: Scale,
    locale: Locale,
}

impl Row {
    /// The row of the pupil in this place of the sheet.
    pub fn new(
        sheet: &LessonSheet,
        typed: &Typed,
        (place, pupil): (usize, &PagePupil),
        locale: Locale,
    ) -> Self {
        let stored = sheet.stored(pupil.id);
        let trouble = typed.troubles.get(&pupil.id).cloned();
        // What was typed stays, even where a lesson was cancelled or its semester closed meanwhile.
        let right = match trouble {
            Some(_) if sheet.reads_rows() => Right::Write,
            Some(_) if sheet.while_open.explains => Right::Explain,
            _ => right(sheet, &stored.entry),
        };
        Self {
            number: place + 1,
            key: pupil.id.to_string(),
            name: pupil.name.short(),
            right,
            stored,
            typed: typed.rows.get(&pupil.id).cloned(),
            trouble,
            works: sheet.works.iter().map(|work| WorkCell::new(sheet, typed, *work, pupil, locale)).collect(),
            explains: sheet.while_open.explains || sheet.corrects(),
            scale: sheet.course.scale,
            locale,
        }
    }

    /// The row.
    pub fn view(mut self) -> impl IntoView + use<> {
        let works = std::mem::take(&mut self.works);
        let works = (!works.is_empty()).then(|| {
            let cells = works.into_iter().map(WorkCell::view).collect_view();
            view! { <div class="works">{cells}</div> }
        });
        let problem = self.trouble.as_ref().map(|trouble| trouble.said(self.locale));
        let controls = match self.right {
            Right::Read => self.words().into_any(),
            Right::Explain => (
                self.kept(),
                self.drawn_for_reason(),
                self.mark_as_text(),
                self.presence(),
                self.note_as_text(),
            )
                .into_any(),
            Right::Write => {
                (self.kept(), self.mark(), self.presence(), self.minutes(), self.more()).into_any()
            }
        };
        let choice = self.choice();
        view! {
            <li id=format!("row-{}", self.number) class=format!("row-{}", self.scale.code())>
                <span class="number" aria-hidden="true">{self.number}</span>
                <span class="name">{self.name.clone()}</span>
                {controls}
                <p class="problem" id=self.problem_id() role="alert">{problem}</p>
                {choice}
                {works}
            </li>
        }
    }

    fn problem_id(&self) -> String {
        format!("problem-{}", self.number)
    }

    fn shown(&self) -> TypedRow {
        self.typed.clone().unwrap_or_else(|| TypedRow::of(&self.stored))
    }

    fn field(&self, letter: char) -> String {
        format!("{letter}-{}", self.key)
    }

    fn label(&self, what: &str) -> String {
        format!("{what}: {}", self.name)
    }

    /// What the form remembers: the version that the person saw, and the row as it was drawn.
    fn kept(&self) -> impl IntoView + use<> {
        view! {
            <input type="hidden" name=self.field('v') value=self.shown().base />
            <input type="hidden" name=self.field('o') value=TypedRow::of(&self.stored).to_text() />
        }
    }

    /// Says that the rest of the row was only shown: whoever writes the lesson, and leads its class, gives reasons alone
    /// once the semester is closed.
    fn drawn_for_reason(&self) -> impl IntoView + use<> {
        view! { <input type="hidden" name=self.field('e') value="1" /> }
    }

    fn mark(&self) -> Option<AnyView> {
        let shown = self.shown();
        let field = MarkField {
            name: self.field('m'),
            label: self.label(self.locale.texts().mark),
            text: shown.mark,
            pencil: shown.pencil,
            scale: self.scale,
            invalid: self.is_wrong(|error| matches!(error, EntryError::Mark(_))),
            problem: self.problem_id(),
        };
        field.view()
    }

    /// The subject teacher enters absences and latenesses, the class teacher their reasons; what stands there already
    /// can always be left as it is.
    fn presence(&self) -> impl IntoView + use<> {
        let texts = self.locale.sheet();
        let chosen = self.shown().presence;
        let offered = |absence: &Absence| *absence == Absence::Unknown || self.explains;
        let standing =
            |code: &str| code == chosen || self.stored.entry.absence.is_some_and(|own| own.code() == code);
        let writes = self.right == Right::Write;
        let kinds = Absence::ALL
            .into_iter()
            .filter(|absence| offered(absence) || standing(absence.code()))
            .map(|absence| option(absence.code(), absence.code(), &chosen))
            .collect_view();
        let here = writes.then(|| option("", texts.here, &chosen));
        let late = writes.then(|| option(LATE, LATE, &chosen));
        let invalid = self.is_wrong(|error| matches!(error, EntryError::AbsentAndLate));
        view! {
            <select class="presence" name=self.field('a') aria-label=self.label(texts.presence) aria-invalid=invalid
                aria-describedby=self.problem_id()>
                {here}{kinds}{late}
            </select>
        }
    }

    fn minutes(&self) -> impl IntoView + use<> {
        let invalid = self.is_wrong(|error| matches!(error, EntryError::LateTooLong));
        let label = self.label(self.locale.sheet().late_minutes);
        view! {
            <label class="minutes">
                <span aria-hidden="true">{self.locale.sheet().late_minutes}</span>
                <input name=self.field('l') value=self.shown().minutes inputmode="numeric" autocomplete="off" maxlength="3"
                    aria-label=label aria-invalid=invalid aria-describedby=self.problem_id() />
            </label>
        }
    }

    /// The note to the family and the pencil, out of the way until they are wanted; in grades 1–2 the note is the
    /// assessment, so it is always there.
    fn more(&self) -> AnyView {
        let (texts, shown) = (self.locale.sheet(), self.shown());
        let words = self.scale == Scale::Verbal;
        let invalid = self.is_wrong(|error| matches!(error, EntryError::NoteTooLong));
        let what = if words { texts.words } else { self.locale.texts().note };
        let (label, pencil_label) = (self.label(what), self.label(texts.pencil));
        let filled = !shown.note.is_empty() || shown.pencil;
        let fields = view! {
            <label>
                <span aria-hidden="true">{what}</span>
                <textarea name=self.field('n') rows="2" aria-label=label aria-invalid=invalid
                    aria-describedby=self.problem_id()>{shown.note}</textarea>
            </label>
            <label class="tick">
                <input type="checkbox" name=self.field('d') value="1" checked=shown.pencil aria-label=pencil_label />
                <span aria-hidden="true">{texts.pencil}</span>
            </label>
        };
        if words {
            return view! { <div class="more">{fields}</div> }.into_any();
        }
        view! {
            <details class="more" open=invalid.is_some()>
                <summary class:filled=filled title=texts.more>
                    <span aria-hidden="true">{if filled { "✎" } else { "…" }}</span>
                    <span class="hidden">{self.label(texts.more)}</span>
                </summary>
                {fields}
            </details>
        }
        .into_any()
    }

    fn is_wrong(&self, which: impl Fn(EntryError) -> bool) -> Option<&'static str> {
        match self.trouble {
            Some(Trouble::Refused(Refusal::Entry(error))) if which(error) => Some("true"),
            _ => None,
        }
    }

    fn mark_as_text(&self) -> impl IntoView + use<> {
        let text = Entry { absence: None, note: None, ..self.stored.entry.clone() }.to_string();
        let class = format!("mark {}", entry_class(&Entry { absence: None, ..self.stored.entry.clone() }));
        view! { <span class=class>{text}</span> }
    }

    fn note_as_text(&self) -> impl IntoView + use<> {
        let note = self.stored.entry.note.clone();
        note.map(|note| view! { <p class="note">{self.locale.texts().note}": "{note}</p> })
    }

    fn words(&self) -> impl IntoView + use<> {
        let absence = self.stored.entry.absence.map(|absence| {
            view! { <span class="mark a" title=self.locale.absence(absence)>{absence.code()}</span> }
        });
        (self.mark_as_text(), absence, self.note_as_text())
    }

    /// Where somebody else changed the cell meanwhile: theirs beside the own, to choose from.
    fn choice(&self) -> Option<impl IntoView + use<>> {
        let Some(Trouble::Conflict { theirs, .. }) = &self.trouble else { return None };
        let typed = self.shown();
        let wanted = typed.entry(self.scale);
        let mine = wanted.map_or(typed.mark, |entry| told(&entry, self.locale.grid()));
        let fields = [self.field('c'), self.field('k')];
        Some(choice(theirs, mine, fields, self.problem_id(), self.locale))
    }
}
