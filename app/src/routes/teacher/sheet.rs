//! The form of a lesson's sheet: from typed fields to edits, and from outcomes back to the rows.

use std::collections::HashMap;

use klas_domain::{
    Absence, EditOutcome, Entry, Id, JournalEdit, StoredEntry,
    edit::{LessonEdit, LessonOutcome, LessonText, Refusal},
    id::of,
    school::LessonKind,
};

use crate::{
    api::{self, lesson::LessonSheet},
    failure::Failure,
    pages::teacher::{Typed, typed_row},
    visit::Visit,
};

type Fields<'a> = HashMap<&'a str, &'a str>;

/// Saves what was typed and says what could not be saved.
pub async fn save(visit: &Visit, sheet: &LessonSheet, pairs: &[(String, String)]) -> Result<Typed, Failure> {
    let fields: Fields<'_> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let mut typed = Typed { reason: value(&fields, "reason").to_owned(), ..Typed::default() };
    save_words(visit, sheet, &fields, &mut typed).await?;
    save_rows(visit, sheet, &fields, &mut typed).await?;
    if !typed.problems.is_empty() || typed.text_problem.is_some() {
        typed.message = Some((visit.locale.texts().lesson_partly_saved.to_owned(), false));
    }
    Ok(typed)
}

fn value<'a>(fields: &Fields<'a>, name: &str) -> &'a str {
    fields.get(name).copied().unwrap_or_default()
}

async fn save_words(
    visit: &Visit,
    sheet: &LessonSheet,
    fields: &Fields<'_>,
    typed: &mut Typed,
) -> Result<(), Failure> {
    if !sheet.may_write {
        return Err(Failure::Forbidden);
    }
    let line = |name| value(fields, name).replace("\r\n", "\n").trim().to_owned();
    let text = LessonText {
        topic: line("topic"),
        homework: line("homework"),
        kind: LessonKind::from_code(value(fields, "kind")).unwrap_or(sheet.lesson.text.kind),
    };
    let base = value(fields, "version").parse().unwrap_or_default();
    let edit = LessonEdit { id: Id::new(), lesson: sheet.lesson.lesson, base, text: text.clone() };
    let texts = visit.locale.texts();
    typed.text_problem = match api::lesson::write(visit, edit).await? {
        LessonOutcome::Saved { .. } => None,
        LessonOutcome::Conflict { author, .. } => Some((texts.conflict_lesson)(&author)),
        LessonOutcome::TooLong => Some(texts.text_too_long.to_owned()),
        LessonOutcome::Forbidden => return Err(Failure::Forbidden),
    };
    typed.text = typed.text_problem.is_some().then_some(text);
    Ok(())
}

async fn save_rows(
    visit: &Visit,
    sheet: &LessonSheet,
    fields: &Fields<'_>,
    typed: &mut Typed,
) -> Result<(), Failure> {
    let stored: HashMap<_, _> = sheet.entries.iter().map(|entry| (entry.pupil, &entry.stored)).collect();
    let says = visit.locale.grid();
    let mut edits = Vec::new();
    for pupil in &sheet.pupils {
        let row = TypedRow::read(fields, pupil.id);
        if !row.touched {
            continue;
        }
        typed.cells.insert(pupil.id, (row.mark.clone(), row.absence));
        let before = stored.get(&pupil.id).copied().cloned().unwrap_or_default();
        match row.entry(&before, sheet.course.scale) {
            Ok(entry) => edits.push(row.edit(sheet, pupil.id, entry, &typed.reason)),
            Err(error) => {
                typed.problems.insert(pupil.id, says.entry_error(error).to_owned());
            }
        }
    }
    let pupils: Vec<_> = edits.iter().map(|edit| edit.pupil).collect();
    for (pupil, outcome) in pupils.into_iter().zip(api::journal::apply(visit, edits).await?) {
        match said(outcome, visit) {
            Some(problem) => {
                typed.problems.insert(pupil, problem);
            }
            None => {
                typed.cells.remove(&pupil);
            }
        }
    }
    Ok(())
}

fn said(outcome: EditOutcome, visit: &Visit) -> Option<String> {
    match outcome {
        EditOutcome::Saved { .. } => None,
        EditOutcome::Conflict { stored, author, .. } => {
            Some((visit.locale.grid().conflict)(&author, &stored.entry.to_string()))
        }
        EditOutcome::Refused(Refusal::ReasonNeeded) => {
            let texts = visit.locale.texts();
            Some(format!("{}: {}", texts.reason_for_change, texts.reason_hint))
        }
        EditOutcome::Refused(refusal) => Some(visit.locale.grid().refusal(refusal).to_owned()),
    }
}

/// A pupil's row as it came.
struct TypedRow {
    mark: String,
    absence: Option<Absence>,
    version: i32,
    touched: bool,
}

impl TypedRow {
    fn read(fields: &Fields<'_>, pupil: Id<of::Person>) -> Self {
        let field = |prefix: &str| value(fields, &format!("{prefix}-{pupil}"));
        let mark = field("m").to_owned();
        let absence = Absence::from_code(field("a"));
        let touched =
            fields.contains_key(format!("m-{pupil}").as_str()) && typed_row(&mark, absence) != field("o");
        Self { mark, absence, version: field("v").parse().unwrap_or_default(), touched }
    }

    /// What the row asks for; note and pencil stay as they are.
    fn entry(
        &self,
        before: &StoredEntry,
        scale: klas_domain::Scale,
    ) -> Result<Entry, klas_domain::EntryError> {
        let typed = Entry::parse(&self.mark, scale)?;
        let entry = Entry {
            absence: self.absence.or(typed.absence),
            note: before.entry.note.clone(),
            draft: before.entry.draft && typed.mark.is_some(),
            ..typed
        };
        entry.check(scale)?;
        Ok(entry)
    }

    fn edit(&self, sheet: &LessonSheet, pupil: Id<of::Person>, entry: Entry, reason: &str) -> JournalEdit {
        JournalEdit {
            id: Id::new(),
            column: sheet.lesson.column(),
            pupil,
            base: self.version,
            entry,
            reason: Some(reason.to_owned()).filter(|reason| !reason.trim().is_empty()),
        }
    }
}
