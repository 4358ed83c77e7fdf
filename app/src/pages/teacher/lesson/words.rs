//! The sheet's topic, homework and kind of lesson, and what its marks count for.

use klas_domain::{edit::LessonText, school::LessonKind};
use leptos::prelude::*;

use super::typed::{TextTrouble, Typed};
use crate::{
    api::lesson::{Counted, LessonSheet},
    locales::Locale,
};

/// What the fields show: what was typed, else the plan's for a lesson without words of its own, else what is stored.
fn shown<'a>(sheet: &'a LessonSheet, typed: &'a Typed) -> &'a LessonText {
    let stored = &sheet.lesson.text;
    let wordless = sheet.may_write && stored.topic.is_empty() && stored.homework.is_empty();
    let offered = sheet.planned.as_ref().filter(|_| wordless).map(|line| &line.text);
    typed.text.as_ref().or(offered).unwrap_or(stored)
}

/// What was typed before the semester was closed can be sent again once it is open.
fn is_locked(sheet: &LessonSheet, typed: &Typed) -> bool {
    !sheet.may_write && typed.text.is_none()
}

/// Topic and homework.
pub fn words(sheet: &LessonSheet, typed: &Typed, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.texts();
    let text = shown(sheet, typed).clone();
    let place = sheet.planned.as_ref().map(|line| {
        let of = usize::try_from(line.of).unwrap_or_default();
        let told = (texts.from_plan)(line.number.into(), of);
        let told = match &sheet.plan_page {
            Some(page) => view! { <a href=format!("{page}#line-{}", line.number)>{told}</a> }.into_any(),
            None => told.into_any(),
        };
        view! { <span class="muted">" ("{told}")"</span> }
    });
    let locked = is_locked(sheet, typed);
    let invalid = typed.text_trouble.as_ref().map(|_| "true");
    let version = match typed.text_trouble {
        Some(
            TextTrouble::Conflict { base, .. } | TextTrouble::TooLong { base } | TextTrouble::Closed { base },
        ) => base,
        _ => sheet.lesson.version,
    };
    view! {
        <input type="hidden" name="person" value=sheet.person.to_string() />
        <input type="hidden" name="version" value=version />
        <input type="hidden" name="words-stored" value=words_as_text(&sheet.lesson.text) />
        <label>
            <span>{texts.topic}{place}</span>
            <textarea id="topic" name="topic" rows="2" readonly=locked aria-invalid=invalid aria-describedby="text-problem">{text.topic}</textarea>
        </label>
        <label>
            {texts.homework}
            <textarea name="homework" rows="1" readonly=locked aria-invalid=invalid aria-describedby="text-problem">{text.homework}</textarea>
        </label>
        <p id="text-problem" class="problem" role="alert">{said(typed, locale)}</p>
        {choice(typed, locale)}
    }
}

/// The kind of lesson and what its marks count for: seldom changed, and so told in a line that opens to their fields.
pub fn about(sheet: &LessonSheet, typed: &Typed, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.texts();
    let chosen = shown(sheet, typed).kind;
    let kinds = || LessonKind::ALL.into_iter().zip(texts.lesson_kinds);
    let named = kinds().find(|(kind, _)| *kind == chosen).map(|(_, name)| name);
    let own = sheet.counted.iter().find(|counted| counted.work.is_none());
    let group = own.map(|own| group_of(own, typed)).filter(|number| !number.is_empty());
    let group = group.map(|number| format!(" · {}", locale.summary().group_short(number)));
    let options = kinds()
        .map(|(kind, name)| view! { <option value=kind.code() selected=kind == chosen>{name}</option> })
        .collect_view();
    view! {
        <details class="about" open=typed.groups_trouble.is_some()>
            <summary><span class="hidden">{texts.kind}": "</span>{named}{group}</summary>
            <label>
                {texts.kind}
                <select name="kind" disabled=is_locked(sheet, typed)>{options}</select>
            </label>
            {groups(sheet, typed, locale)}
        </details>
    }
}

/// The number of the group of results that a column's marks count for, as its field shows it; empty for none.
fn group_of(counted: &Counted, typed: &Typed) -> String {
    typed.groups.get(&counted.column).cloned().unwrap_or_else(|| drawn(counted))
}

/// The same as it is stored.
fn drawn(counted: &Counted) -> String {
    counted.results.map(|number| number.to_string()).unwrap_or_default()
}

/// For which group of results the marks of the lesson and of its works count.
fn groups(sheet: &LessonSheet, typed: &Typed, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.summary();
    let locked = !sheet.arranges && typed.groups.is_empty();
    let rows = sheet.counted.iter().map(|counted| {
        let chosen = group_of(counted, typed);
        let options = (1..=sheet.groups).map(|number| {
            let selected = chosen == number.to_string();
            view! { <option value=number.to_string() selected=selected>{texts.group_short(number)}</option> }
        });
        let work = counted.work.map(|work| format!(" ({})", texts.work_name(work)));
        view! {
            <label>
                {texts.group}{work}
                <select name=format!("g-{}", counted.column) disabled=locked aria-describedby="groups-problem">
                    <option value="">{texts.no_group}</option>
                    {options.collect_view()}
                </select>
            </label>
            <input type="hidden" name=format!("gs-{}", counted.column) value=drawn(counted) />
        }
    });
    let said = typed.groups_trouble.map(|refusal| texts.column_refusal(refusal));
    let problem = said.map(|said| view! { <p class="problem" id="groups-problem" role="alert">{said}</p> });
    (rows.collect_view(), problem)
}

/// The words as one text, to tell whether they were touched. White space around them is nobody's wish.
pub fn words_as_text(text: &LessonText) -> String {
    [text.topic.trim(), text.homework.trim(), text.kind.code()].join("\n")
}

/// What is said of topic and homework.
pub fn said(typed: &Typed, locale: Locale) -> Option<String> {
    Some(match typed.text_trouble.as_ref()? {
        TextTrouble::TooLong { .. } => locale.texts().text_too_long.to_owned(),
        TextTrouble::Closed { .. } => locale.grid().words_closed.to_owned(),
        TextTrouble::Conflict { author, .. } => (locale.sheet().text_conflict)(author),
    })
}

/// Where somebody else changed the words meanwhile: theirs, and which to keep.
fn choice(typed: &Typed, locale: Locale) -> Option<impl IntoView + use<>> {
    let Some(TextTrouble::Conflict { theirs, version, .. }) = &typed.text_trouble else { return None };
    let (texts, says) = (locale.texts(), locale.grid());
    let LessonText { topic, homework, kind } = theirs.clone();
    let place = LessonKind::ALL.iter().position(|other| *other == kind).unwrap_or_default();
    Some(view! {
        <div class="choice card pad" role="radiogroup" aria-labelledby="text-problem">
            <p><span class="muted">{texts.topic}": "</span>{topic}</p>
            <p><span class="muted">{texts.homework}": "</span>{homework}</p>
            <p><span class="muted">{texts.kind}": "</span>{texts.lesson_kinds[place]}</p>
            <input type="hidden" name="words-seen" value=*version />
            <label class="tick"><input type="radio" name="words-keep" value="mine" />{says.keep_mine}</label>
            <label class="tick"><input type="radio" name="words-keep" value="theirs" />{says.keep_theirs}</label>
        </div>
    })
}
