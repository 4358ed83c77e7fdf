//! The sheet of a lesson: the list of pupils with their presence, mark and note. Complete without JavaScript, best on
//! a phone.

mod field;
mod row;
mod typed;
mod words;
mod work;

use chrono::Datelike;
use klas_domain::{Absence, edit::Refusal, entry::LATE};
use klas_store::journal::LessonColumn;
use leptos::prelude::*;

use crate::{
    api::lesson::{Carry, Closing, LessonSheet},
    components::{archived_note, message},
    locales::Locale,
};

use row::{Right, Row, right};
pub use typed::{TextTrouble, Trouble, Typed, TypedRow, TypedWork};
pub use words::words_as_text;

/// The sheet of a lesson; `carry` are the absences that may be carried to later lessons of the day.
pub fn lesson(sheet: LessonSheet, typed: Typed, carry: Vec<Carry>, locale: Locale) -> impl IntoView {
    let texts = locale.texts();
    let action = path(&sheet);
    let (text, good) = typed.message.clone().map_or((None, true), |(text, good)| (Some(text), good));
    let present = (texts.present)(sheet.present(), sheet.pupils.len());
    let rows = sheet.pupils.iter().enumerate();
    let rows = rows.map(|pupil| Row::new(&sheet, &typed, pupil, locale).view()).collect_view();
    let blank = sheet.pupils.is_empty().then(|| view! { <p class="blank">{texts.no_pupils}</p> });
    view! {
        <div class="narrow">
            {head(&sheet, locale)}
            {archived_note(sheet.course.archived, None, locale)}
            {message(text, good)}
            {troubles(&sheet, &typed, locale)}
            {carry_form(&sheet, carry, locale)}
            <form class="lesson-sheet" method="post" action=action>
                {words::words(&sheet, &typed, locale)}
                <div class="bar roll-bar">
                    <h2>{present}</h2>
                    {words::about(&sheet, &typed, locale)}
                </div>
                {blank}
                <ol class="roll card">{rows}</ol>
                {legend(&sheet, locale)}
                {foot(&sheet, &typed, locale)}
            </form>
        </div>
    }
}

fn path(sheet: &LessonSheet) -> String {
    format!("/journal/{}/lessons/{}", sheet.course.id, sheet.lesson.lesson)
}

fn head(sheet: &LessonSheet, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.texts();
    let lesson = &sheet.lesson;
    let group = sheet.course.group.map(|(_, number)| format!(" · {} {number}", texts.group_short));
    let room = lesson.room.as_ref().map(|room| format!(" · {} {room}", texts.room));
    let cancelled = lesson.cancelled.then(|| view! { <span class="chip">{texts.cancelled}</span> });
    let course = sheet.course.id;
    let beside = |other: &Option<LessonColumn>, name: &'static str, sign: &'static str| {
        other.as_ref().map(|other| {
            let href = format!("/journal/{course}/lessons/{}", other.lesson);
            view! { <a class="button" href=href aria-label=name title=name>{sign}</a> }
        })
    };
    // The part of the journal that the lesson stands in, whichever is today's.
    let journal = format!("/journal/{course}?month={}-{:02}#grid", lesson.date.year(), lesson.date.month());
    view! {
        <p class="muted small">{locale.day_heading(lesson.date)}" · "{(texts.lesson_number)(lesson.period)}{room}" "{cancelled}</p>
        <div class="bar title-bar sheet-bar">
            <h1>{sheet.course.subject.clone()}" · "{sheet.course.class.to_string()}{group}</h1>
            <span class="grow"></span>
            <span class="pager">
                <a class="button" href=journal>{texts.open_journal}</a>
                {beside(&sheet.neighbours.0, texts.previous_lesson, "‹")}
                {beside(&sheet.neighbours.1, texts.next_lesson, "›")}
            </span>
        </div>
    }
}

/// From the message at the top to what it speaks of.
fn troubles(sheet: &LessonSheet, typed: &Typed, locale: Locale) -> Option<impl IntoView + use<>> {
    if typed.is_saved() {
        return None;
    }
    let texts = locale.texts();
    let words = words::said(typed, locale)
        .map(|said| view! { <li><a href="#topic">{texts.topic}</a>": "{said}</li> });
    let rows = sheet.pupils.iter().enumerate().flat_map(|(place, pupil)| {
        let own = typed.troubles.get(&pupil.id).map(|trouble| (None, trouble));
        let further = sheet.works.iter().filter_map(move |(column, work)| {
            let name = locale.summary().work_name(*work);
            Some((Some(name), typed.work_troubles.get(&(*column, pupil.id))?))
        });
        let line = move |(work, trouble): (Option<&str>, &Trouble)| {
            let work = work.map(|name| format!(" ({name})")).unwrap_or_default();
            let who = format!("{}{work}", pupil.name.short());
            let said = trouble.said(locale);
            view! { <li><a href=format!("#row-{}", place + 1)>{who}</a>": "{said}</li> }
        };
        own.into_iter().chain(further).map(line)
    });
    Some(view! { <ul class="troubles">{words}{rows.collect_view()}</ul> })
}

/// Absences just entered, and the later lessons of the day that they may be carried to.
fn carry_form(sheet: &LessonSheet, carry: Vec<Carry>, locale: Locale) -> Option<impl IntoView + use<>> {
    if carry.is_empty() {
        return None;
    }
    let says = locale.sheet();
    let pupils = carry
        .into_iter()
        .map(|carry| {
            let lessons: Vec<_> = carry.periods.iter().map(i32::to_string).collect();
            let told = (says.carry_lessons)(&carry.name.short(), &lessons.join(", "));
            view! { <label class="tick"><input type="checkbox" name="pupil" value=carry.pupil.to_string() checked=true />{told}</label> }
        })
        .collect_view();
    let action = format!("{}/absences", path(sheet));
    Some(view! {
        <form class="card pad carry" method="post" action=action>
            <strong>{says.carry_title}</strong>
            {pupils}
            <button class="button">{says.carry}</button>
        </form>
    })
}

/// What the letters mean, where there is something to choose.
fn legend(sheet: &LessonSheet, locale: Locale) -> Option<impl IntoView + use<>> {
    let says = locale.sheet();
    let rights = || sheet.pupils.iter().map(|pupil| right(sheet, &sheet.stored(pupil.id).entry));
    let here = rights().any(|right| right == Right::Write);
    if !here && !rights().any(|right| right == Right::Explain) {
        return None;
    }
    let kinds = Absence::ALL
        .into_iter()
        .filter(|absence| sheet.explains || sheet.corrects() || *absence == Absence::Unknown);
    let mut meanings: Vec<_> =
        kinds.map(|absence| format!("{absence} – {}", locale.absence(absence))).collect();
    if here {
        meanings.insert(0, format!("{} – {}", says.here, says.here_name));
        meanings.push(format!("{LATE} – {}", locale.texts().late));
    }
    let pencil = here.then(|| format!(". {}", locale.grid().pencil_hint));
    Some(view! { <p class="muted small">{meanings.join(" · ")}{pencil}</p> })
}

fn foot(sheet: &LessonSheet, typed: &Typed, locale: Locale) -> AnyView {
    let (texts, says) = (locale.texts(), locale.sheet());
    let explains =
        sheet.pupils.iter().any(|pupil| right(sheet, &sheet.stored(pupil.id).entry) == Right::Explain);
    let lead = |said: &'static str| view! { <p class="muted">{said}</p> };
    let (lead, button) = match (sheet.may_write, explains) {
        (true, _) => (None, texts.save_lesson),
        _ if typed.is_closed() && !sheet.corrects() => (None, says.send_again),
        _ if sheet.corrects() => (Some(lead(says.corrections_only)), says.save_corrections),
        (false, true) => (Some(lead(says.reasons_only)), says.save_reasons),
        _ if sheet.course.archived => return lead(texts.read_only).into_any(),
        _ if sheet.closing == Closing::Closed => return lead(locale.grid().semester_closed).into_any(),
        (false, false) => return lead(texts.read_only).into_any(),
    };
    let needed =
        typed.cell_troubles().any(|trouble| matches!(trouble, Trouble::Refused(Refusal::ReasonNeeded)));
    let reason = (needed || sheet.corrects() || !typed.reason.is_empty()).then(|| {
        view! {
            <label>
                <span>{texts.reason_for_change}<span class="muted">" ("{texts.reason_hint}")"</span></span>
                <input name="reason" value=typed.reason.clone() maxlength="300" />
            </label>
        }
    });
    view! {
        {lead}
        {reason}
        <div class="save-bar"><button class="button primary big">{button}</button></div>
    }
    .into_any()
}
