//! A pupil's row of the sheet.

use klas_domain::{Absence, Entry, EntryError, Level, Mark, Scale, StoredEntry, edit::Refusal, entry::LATE};
use klas_store::journal::PagePupil;
use leptos::prelude::*;

use super::typed::{Trouble, Typed, TypedRow};
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
            explains: sheet.while_open.explains || sheet.corrects(),
            scale: sheet.course.scale,
            locale,
        }
    }

    /// The row.
    pub fn view(self) -> impl IntoView + use<> {
        let problem = self.trouble.as_ref().map(|trouble| trouble.said(self.locale));
        let controls = match self.right {
            Right::Read => self.words().into_any(),
            Right::Explain => {
                (self.kept(), self.mark_as_text(), self.presence(), self.note_as_text()).into_any()
            }
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

    /// A keyboard of figures where marks are figures; a choice where they are letters; grades 1–2 have words alone.
    fn mark(&self) -> Option<AnyView> {
        let texts = self.locale.texts();
        let shown = self.shown();
        let (name, label, problem) = (self.field('m'), self.label(texts.mark), self.problem_id());
        let entry = Entry { mark: Mark::parse(&shown.mark, self.scale).ok(), ..Entry::default() };
        let class = format!("mark {}{}", entry_class(&entry), if shown.pencil { " d" } else { "" });
        let choices: Vec<Mark> = match self.scale {
            Scale::Verbal => return None,
            Scale::TwelvePoint => Vec::new(),
            Scale::Levels => Level::ALL.into_iter().rev().map(Mark::Level).collect(),
            Scale::Pass => vec![Mark::Passed, Mark::NotPassed],
        };
        let invalid = self.is_wrong(|error| matches!(error, EntryError::Mark(_)));
        Some(if choices.is_empty() {
            view! {
                <input class=class name=name value=shown.mark aria-label=label inputmode="numeric" autocomplete="off"
                    maxlength="8" aria-invalid=invalid aria-describedby=problem />
            }
            .into_any()
        } else {
            let options =
                choices.into_iter().map(|mark| option(&mark.to_string(), &mark.to_string(), &shown.mark));
            let options = options.collect_view();
            view! {
                <select class=class name=name aria-label=label aria-invalid=invalid aria-describedby=problem>
                    <option value="">"–"</option>
                    {options}
                </select>
            }
            .into_any()
        })
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
        let says = self.locale.grid();
        let typed = self.shown();
        let mine = typed.entry(self.scale).map_or(typed.mark, |entry| told(&entry, says));
        let theirs_told = told(&theirs.entry, says);
        Some(view! {
            <div class="choice" role="radiogroup" aria-labelledby=self.problem_id()>
                <input type="hidden" name=self.field('c') value=theirs.version />
                <label class="tick"><input type="radio" name=self.field('k') value="mine" />{says.keep_mine}": «"{mine}"»"</label>
                <label class="tick"><input type="radio" name=self.field('k') value="theirs" />{says.keep_theirs}": «"{theirs_told}"»"</label>
            </div>
        })
    }
}

fn option(value: &str, name: &str, chosen: &str) -> impl IntoView + use<> {
    view! { <option value=value.to_owned() selected=value == chosen>{name.to_owned()}</option> }
}
