//! The form of a lesson's sheet: from typed fields to edits, and from outcomes back to the rows.

use std::collections::HashMap;

use klas_domain::{
    Absence, EditOutcome, Entry, EntryError, Id, JournalEdit, StoredEntry,
    column::ColumnChange,
    edit::{LessonEdit, LessonOutcome, LessonText, Refusal},
    id::of,
    school::LessonKind,
};

use crate::{
    api::{self, lesson::LessonSheet},
    failure::Failure,
    grid::lane::CellId,
    pages::teacher::{TextTrouble, Trouble, Typed, TypedRow, TypedWork, words_as_text},
    visit::Visit,
};

type Fields<'a> = HashMap<&'a str, &'a str>;

/// Saves what was typed and says what could not be saved.
pub async fn save(visit: &Visit, sheet: &LessonSheet, pairs: &[(String, String)]) -> Result<Typed, Failure> {
    if sheet.course.archived {
        return Err(Failure::Archived(None));
    }
    if !sheet.reads_rows() && !sheet.while_open.explains {
        return Err(Failure::Forbidden);
    }
    let fields: Fields<'_> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let mut typed = Typed { reason: value(&fields, "reason").to_owned(), ..Typed::default() };
    if sheet.while_open.writes {
        save_words(visit, sheet, &fields, &mut typed).await?;
        save_groups(visit, sheet, &fields, &mut typed).await?;
    }
    save_rows(visit, sheet, &fields, &mut typed).await?;
    if !typed.is_saved() {
        let (texts, says) = (visit.locale.texts(), visit.locale.sheet());
        let said = if typed.is_closed() { says.closed_meanwhile } else { texts.lesson_partly_saved };
        typed.message = Some((said.to_owned(), false));
    }
    Ok(typed)
}

fn value<'a>(fields: &Fields<'a>, name: &str) -> &'a str {
    fields.get(name).copied().unwrap_or_default()
}

/// Forms send the lines of a text as CR and LF.
fn lines(fields: &Fields<'_>, name: &str) -> String {
    value(fields, name).replace("\r\n", "\n").trim().to_owned()
}

async fn save_words(
    visit: &Visit,
    sheet: &LessonSheet,
    fields: &Fields<'_>,
    typed: &mut Typed,
) -> Result<(), Failure> {
    let text = LessonText {
        topic: lines(fields, "topic"),
        homework: lines(fields, "homework"),
        kind: LessonKind::from_code(value(fields, "kind")).unwrap_or(sheet.lesson.text.kind),
    };
    if words_as_text(&text) == value(fields, "words-stored").replace("\r\n", "\n") {
        return Ok(());
    }
    let Some(base) = wanted_base(fields, "version", "words-seen", "words-keep") else { return Ok(()) };
    let edit = LessonEdit { id: Id::new(), lesson: sheet.lesson.lesson, base, text: text.clone() };
    typed.text_trouble = match api::lesson::write(visit, edit).await? {
        LessonOutcome::Saved { .. } => None,
        LessonOutcome::Conflict { text: theirs, version, author } => {
            Some(TextTrouble::Conflict { base, theirs, version, author })
        }
        LessonOutcome::TooLong => Some(TextTrouble::TooLong { base }),
        LessonOutcome::Closed => Some(TextTrouble::Closed { base }),
        LessonOutcome::Forbidden => return Err(Failure::Forbidden),
    };
    typed.text = typed.text_trouble.is_some().then_some(text);
    Ok(())
}

/// Lets the marks of the lesson and of its works count for the groups that were chosen anew.
async fn save_groups(
    visit: &Visit,
    sheet: &LessonSheet,
    fields: &Fields<'_>,
    typed: &mut Typed,
) -> Result<(), Failure> {
    let chosen = sheet.counted.iter().filter_map(|counted| {
        let chosen = *fields.get(format!("g-{}", counted.column).as_str())?;
        let drawn = value(fields, &format!("gs-{}", counted.column));
        (chosen != drawn).then_some((counted.column, chosen))
    });
    let chosen: Vec<_> = chosen.collect();
    let mut wishes = Vec::new();
    for (column, number) in &chosen {
        let results = (!number.is_empty()).then(|| number.parse()).transpose();
        let results = results.map_err(|_| Failure::BadRequest)?;
        wishes.push(ColumnChange::CountFor { column: *column, results });
    }
    if wishes.is_empty() {
        return Ok(());
    }
    if let Err(refusal) = api::summary::arrange(visit, sheet.course.id, wishes).await? {
        typed.groups = chosen.into_iter().map(|(column, number)| (column, number.to_owned())).collect();
        typed.groups_trouble = Some(refusal);
    }
    Ok(())
}

/// The version that an edit knows: the one the form was drawn with, or, where the own was chosen in a conflict, the
/// one that was seen then. None where the other's was chosen. Nothing chosen leaves the conflict as it is.
fn wanted_base(fields: &Fields<'_>, drawn: &str, seen: &str, keep: &str) -> Option<i32> {
    let version = |name| value(fields, name).parse().unwrap_or_default();
    match value(fields, keep) {
        "theirs" => None,
        "mine" => Some(version(seen)),
        _ => Some(version(drawn)),
    }
}

async fn save_rows(
    visit: &Visit,
    sheet: &LessonSheet,
    fields: &Fields<'_>,
    typed: &mut Typed,
) -> Result<(), Failure> {
    let mut edits = Vec::new();
    for pupil in &sheet.pupils {
        edits.extend(row_edit(sheet, fields, pupil.id, typed));
        for (column, _) in sheet.works.iter().filter(|_| sheet.reads_rows()) {
            edits.extend(work_edit(sheet, fields, (*column, pupil.id), typed));
        }
    }
    let cells: Vec<CellId> = edits.iter().map(|edit| (edit.column, edit.pupil)).collect();
    for (cell, outcome) in cells.into_iter().zip(api::journal::apply(visit, edits).await?) {
        let own = cell.0 == sheet.lesson.column();
        match trouble(outcome) {
            Some(trouble) if own => {
                typed.troubles.insert(cell.1, trouble);
            }
            Some(trouble) => {
                typed.work_troubles.insert(cell, trouble);
            }
            None if own => {
                typed.rows.remove(&cell.1);
            }
            None => {
                typed.works.remove(&cell);
            }
        }
    }
    Ok(())
}

/// What a pupil's row asks to be saved; what it says and why it cannot be saved is kept.
fn row_edit(
    sheet: &LessonSheet,
    fields: &Fields<'_>,
    pupil: Id<of::Person>,
    typed: &mut Typed,
) -> Option<JournalEdit> {
    let (row, entry) = wanted(sheet, fields, pupil, &sheet.stored(pupil))?;
    let base = row.base;
    typed.rows.insert(pupil, row);
    match entry {
        Ok(entry) => Some(edit((sheet.lesson.column(), pupil), base, entry, &typed.reason)),
        Err(error) => {
            typed.troubles.insert(pupil, Trouble::Refused(Refusal::Entry(error)));
            None
        }
    }
}

/// The same of the field of a further work; none where it was not touched.
fn work_edit(
    sheet: &LessonSheet,
    fields: &Fields<'_>,
    cell: CellId,
    typed: &mut Typed,
) -> Option<JournalEdit> {
    let (column, pupil) = cell;
    let name = |what: &str| format!("{what}-{column}-{pupil}");
    fields.get(name("w").as_str())?;
    let text = lines(fields, &name("w"));
    let base = wanted_base(fields, &name("wv"), &name("wc"), &name("wk"))?;
    if text == lines(fields, &name("wo")) {
        return None;
    }
    let stored = sheet.stored_in(column, pupil).entry;
    let pencil = stored.draft || !value(fields, &format!("d-{pupil}")).is_empty();
    let work = TypedWork { base, text, pencil };
    let entry = work.entry(&stored, sheet.course.scale);
    typed.works.insert(cell, work);
    match entry {
        Ok(entry) => Some(edit(cell, base, entry, &typed.reason)),
        Err(error) => {
            typed.work_troubles.insert(cell, Trouble::Refused(Refusal::Entry(error)));
            None
        }
    }
}

fn trouble(outcome: EditOutcome) -> Option<Trouble> {
    match outcome {
        EditOutcome::Saved { .. } => None,
        EditOutcome::Conflict { stored, author, .. } => Some(Trouble::Conflict { theirs: stored, author }),
        EditOutcome::Refused(refusal) => Some(Trouble::Refused(refusal)),
    }
}

/// A pupil's row as it came, and the entry it asks for; none where nothing of it was touched.
fn wanted(
    sheet: &LessonSheet,
    fields: &Fields<'_>,
    pupil: Id<of::Person>,
    stored: &StoredEntry,
) -> Option<(TypedRow, Result<Entry, EntryError>)> {
    let name = |letter: &str| format!("{letter}-{pupil}");
    let field = |letter| value(fields, &name(letter)).to_owned();
    fields.get(name("a").as_str())?;
    let base = wanted_base(fields, &name("v"), &name("c"), &name("k"))?;
    let drawn = field("o").replace("\r\n", "\n");
    let for_reason = fields.contains_key(name("e").as_str());
    let (row, entry) = if sheet.reads_rows() && !for_reason {
        let row = TypedRow {
            base,
            presence: field("a"),
            minutes: field("l"),
            mark: field("m"),
            note: lines(fields, &name("n")),
            pencil: !field("d").is_empty(),
        };
        let entry = row.entry(sheet.course.scale);
        (row, entry)
    } else {
        // The rest of the row may have changed since it was drawn: it is not the class teacher's.
        if drawn.split('|').next() == Some(field("a").as_str()) {
            return None;
        }
        let row = TypedRow { base, presence: field("a"), ..TypedRow::of(stored) };
        let absence = Absence::from_code(&row.presence);
        (row, Ok(Entry { absence, ..stored.entry.clone() }))
    };
    (row.to_text() != drawn).then_some((row, entry))
}

fn edit((column, pupil): CellId, base: i32, entry: Entry, reason: &str) -> JournalEdit {
    JournalEdit {
        id: Id::new(),
        column,
        pupil,
        base,
        entry,
        reason: Some(reason.to_owned()).filter(|reason| !reason.trim().is_empty()),
    }
}
