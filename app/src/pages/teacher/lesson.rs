//! The sheet of a lesson: the list of pupils with an input each. Complete without JavaScript, best on a phone.

use std::collections::HashMap;

use klas_domain::{Absence, Entry, Id, Mark, Scale, edit::LessonText, id::of, school::LessonKind};
use leptos::prelude::*;

use crate::{api::lesson::LessonSheet, components::message, grid::entry_class, locales::Locale};

/// What a person typed into the sheet, and what is said of it: shown again where something was not saved.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// Topic, homework, kind.
    pub text: Option<LessonText>,
    /// What was typed for a pupil: mark or lateness, and absence.
    pub cells: HashMap<Id<of::Person>, (String, Option<Absence>)>,
    /// Reason of corrections.
    pub reason: String,
    /// What is said of a pupil's row.
    pub problems: HashMap<Id<of::Person>, String>,
    /// What is said of topic and homework.
    pub text_problem: Option<String>,
    /// What is said of the whole.
    pub message: Option<(String, bool)>,
}

/// The sheet of a lesson.
pub fn lesson(sheet: LessonSheet, typed: Typed, locale: Locale) -> impl IntoView {
    let texts = locale.texts();
    let action = format!("/journal/{}/lessons/{}", sheet.course.id, sheet.lesson.lesson);
    let head = head(&sheet, locale);
    let (text, good) = typed.message.clone().map_or((None, true), |(text, good)| (Some(text), good));
    let words = words(&sheet, &typed, locale);
    let absent = sheet.entries.iter().filter(|entry| entry.stored.entry.absence.is_some()).count();
    let present = (texts.present)(sheet.pupils.len() - absent, sheet.pupils.len());
    let entries: HashMap<_, _> = sheet.entries.iter().map(|entry| (entry.pupil, &entry.stored)).collect();
    let rows = sheet
        .pupils
        .iter()
        .enumerate()
        .map(|(place, pupil)| {
            let stored = entries.get(&pupil.id).copied().cloned().unwrap_or_default();
            let row = Row {
                number: place + 1,
                pupil: pupil.id,
                name: pupil.name.short(),
                version: stored.version,
                entry: stored.entry,
                typed: typed.cells.get(&pupil.id).cloned(),
                problem: typed.problems.get(&pupil.id).cloned(),
                editable: sheet.may_write && !sheet.lesson.cancelled,
                scale: sheet.course.scale,
            };
            row.view(locale)
        })
        .collect_view();
    let blank = sheet.pupils.is_empty().then(|| view! { <p class="blank">{texts.no_pupils}</p> });
    let foot = if sheet.may_write {
        foot(&typed, locale).into_any()
    } else {
        view! { <p class="muted">{texts.read_only}</p> }.into_any()
    };
    view! {
        <form class="narrow lesson-sheet" method="post" action=action>
            {head}
            {message(text, good)}
            {words}
            <div class="bar"><h2>{present}</h2></div>
            {blank}
            <ol class="roll card">{rows}</ol>
            {foot}
        </form>
    }
}

fn head(sheet: &LessonSheet, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.texts();
    let lesson = &sheet.lesson;
    let group = sheet.course.group.map(|(_, number)| format!(" · {} {number}", texts.group_short));
    let room = lesson.room.as_ref().map(|room| format!(" · {} {room}", texts.room));
    let cancelled = lesson.cancelled.then(|| view! { <span class="chip">{texts.cancelled}</span> });
    view! {
        <p class="muted small">{locale.day_heading(lesson.date)}" · "{(texts.lesson_number)(lesson.period)}{room}" "{cancelled}</p>
        <div class="bar">
            <h1>{sheet.course.subject.clone()}" · "{sheet.course.class.to_string()}{group}</h1>
            <span class="grow"></span>
            <a class="button" href=format!("/journal/{}#grid", sheet.course.id)>{texts.open_journal}</a>
        </div>
    }
}

/// Topic, homework, kind. A lesson without a topic is offered the plan's.
fn words(sheet: &LessonSheet, typed: &Typed, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.texts();
    let stored = &sheet.lesson.text;
    let planned = sheet.planned.as_ref();
    let offered =
        planned.filter(|_| stored.topic.is_empty() && stored.homework.is_empty()).map(|line| &line.text);
    let text = typed.text.as_ref().or(offered).unwrap_or(stored).clone();
    let place = planned.map(|line| {
        let of = usize::try_from(line.of).unwrap_or_default();
        view! { <span class="muted">" ("{(texts.from_plan)(line.number.into(), of)}")"</span> }
    });
    let kinds = LessonKind::ALL
        .into_iter()
        .zip(texts.lesson_kinds)
        .map(|(kind, name)| view! { <option value=kind.code() selected=kind == text.kind>{name}</option> })
        .collect_view();
    let locked = !sheet.may_write;
    let invalid = typed.text_problem.as_ref().map(|_| "true");
    view! {
        <input type="hidden" name="person" value=sheet.person.to_string() />
        <input type="hidden" name="version" value=sheet.lesson.version />
        <label>
            <span>{texts.topic}{place}</span>
            <textarea name="topic" rows="2" readonly=locked aria-invalid=invalid aria-describedby="text-problem">{text.topic}</textarea>
        </label>
        <label>
            {texts.homework}
            <textarea name="homework" rows="1" readonly=locked>{text.homework}</textarea>
        </label>
        <label>
            {texts.kind}
            <select name="kind" disabled=locked>{kinds}</select>
        </label>
        <p id="text-problem" class="problem" role="alert">{typed.text_problem.clone()}</p>
    }
}

/// A pupil's row.
struct Row {
    number: usize,
    pupil: Id<of::Person>,
    name: String,
    version: i32,
    entry: Entry,
    typed: Option<(String, Option<Absence>)>,
    problem: Option<String>,
    editable: bool,
    scale: Scale,
}

impl Row {
    fn view(self, locale: Locale) -> impl IntoView {
        let texts = locale.texts();
        let shown = Entry { absence: None, ..self.entry.clone() }.to_string();
        let original = typed_row(&shown, self.entry.absence);
        let (mark, absence) = self.typed.unwrap_or((shown, self.entry.absence));
        let problem_id = format!("p{}", self.number);
        let invalid = self.problem.as_ref().map(|_| "true");
        // The chosen kind is kept; a tick on an empty row is the absence whose reason is not known yet.
        let kind = absence.unwrap_or(Absence::Unknown);
        let digits = (self.scale == Scale::TwelvePoint).then_some("numeric");
        let class = format!(
            "mark {}",
            entry_class(&Entry { mark: Mark::parse(&mark, self.scale).ok(), ..Entry::default() })
        );
        let label = format!("{}: {}", texts.mark, self.name);
        let absent_label = format!("{}: {}", texts.absent, self.name);
        view! {
            <li>
                <span class="number" aria-hidden="true">{self.number}</span>
                <span class="name">{self.name}</span>
                <input type="hidden" name=format!("v-{}", self.pupil) value=self.version />
                <input type="hidden" name=format!("o-{}", self.pupil) value=original />
                <input class=class name=format!("m-{}", self.pupil) value=mark aria-label=label inputmode=digits
                    autocomplete="off" readonly=!self.editable aria-invalid=invalid aria-describedby=problem_id.clone() />
                <label class="absent" title=texts.absence_names[Absence::ALL.iter().position(|other| *other == kind).unwrap_or_default()]>
                    <input type="checkbox" name=format!("a-{}", self.pupil) value=kind.code() checked=absence.is_some()
                        disabled=!self.editable aria-label=absent_label />
                    <span aria-hidden="true">{kind.code()}</span>
                </label>
                <p class="problem" id=problem_id role="alert">{self.problem}</p>
            </li>
        }
    }
}

/// A row as one text, to tell rows that were touched from those that were not.
pub fn typed_row(mark: &str, absence: Option<Absence>) -> String {
    format!("{}|{}", mark.trim(), absence.map(Absence::code).unwrap_or_default())
}

fn foot(typed: &Typed, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.texts();
    let reason = (!typed.problems.is_empty() || !typed.reason.is_empty()).then(|| {
        view! {
            <label>
                <span>{texts.reason_for_change}<span class="muted">" ("{texts.reason_hint}")"</span></span>
                <input name="reason" value=typed.reason.clone() maxlength="300" />
            </label>
        }
    });
    view! {
        {reason}
        <div class="save-bar"><button class="button primary big">{texts.save_lesson}</button></div>
    }
}
