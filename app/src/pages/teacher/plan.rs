//! A course's topic plan: its lines beside the lessons that take them. Complete without JavaScript.

use chrono::NaiveDate;
use klas_domain::{
    edit::LessonText,
    plan::{Line, PlanRefusal},
    school::LessonKind,
};
use klas_store::journal::LessonColumn;
use leptos::prelude::*;

use crate::{
    api::plan::PlanPage,
    components::{archived_page_note, message, short_date},
    locales::{Locale, PlanTexts},
};

/// What was asked of the page or typed into it, and why it was refused.
#[derive(Default)]
pub struct PlanTyped {
    /// The number of the line that is open for writing.
    pub open: Option<usize>,
    /// What was typed into it and refused.
    pub text: Option<LessonText>,
    /// The text that was pasted and refused.
    pub pasted: Option<String>,
    /// Why nothing was changed.
    pub refusal: Option<PlanRefusal>,
    /// Whether the plan was changed just now.
    pub saved: bool,
}

/// The form that the buttons of the lines belong to.
const FORM: &str = "plan";

/// The plan of a course.
pub fn plan(page: PlanPage, typed: &PlanTyped, today: NaiveDate, locale: Locale) -> impl IntoView {
    let texts = locale.plan();
    let course = &page.course;
    let journal = format!("/journal/{}", course.id);
    let sheet = Sheet { page: &page, typed, locale, texts, path: format!("{journal}/plan") };
    let saved = typed.saved.then(|| texts.saved.to_owned());
    let refused = typed.refusal.filter(|_| typed.text.is_none() && typed.pasted.is_none());
    let refused = refused.map(|refusal| texts.refusal(refusal));
    let hints = page.may_change.then(|| {
        view! {
            <p class="muted small">{texts.shift_hint}</p>
            <p class="muted small">{texts.import_hint}</p>
        }
    });
    view! {
        <section class="plan-page">
            <p><a href=journal>"← "{locale.summary().back_to_journal}</a></p>
            <h1>{texts.title}</h1>
            <p class="muted">{course.subject.clone()}" · "{course.class.to_string()}</p>
            {archived_page_note(course, locale)}
            {message(saved, true)}
            {message(refused, false)}
            <p class="muted small">{texts.lead}</p>
            {hints}
            <p>{(texts.counts)(page.plan.lines.len(), page.lessons.len())}" "{sheet.to_next(today)}</p>
            {sheet.buttons()}
            {sheet.lines()}
            {sheet.paste()}
        </section>
    }
}

struct Sheet<'a> {
    page: &'a PlanPage,
    typed: &'a PlanTyped,
    locale: Locale,
    texts: &'static PlanTexts,
    path: String,
}

impl Sheet<'_> {
    /// The way past what is taught.
    fn to_next(&self, today: NaiveDate) -> Option<impl IntoView + use<>> {
        let is_next = |lesson: &LessonColumn| lesson.date >= today && lesson.text.topic.is_empty();
        let place = self.page.lessons.iter().position(is_next)?;
        let href = format!("#line-{}", place + 1);
        let says = self.texts.to_next;
        (place < self.page.plan.lines.len()).then(|| view! { <a href=href>{says}</a> })
    }

    /// What every form of the page tells: who fills it, and which plan they see.
    fn seen(&self) -> impl IntoView + use<> {
        view! {
            <input type="hidden" name="person" value=self.page.person.to_string() />
            <input type="hidden" name="version" value=self.page.plan.version />
        }
    }

    /// The form of the lines' buttons, and the button that takes the last change back.
    fn buttons(&self) -> Option<impl IntoView + use<>> {
        let texts = self.texts;
        let undo = self.page.plan.undoes.then(|| {
            view! { <button class="button" name="what" value="undo">{texts.undo}</button> }
        });
        let first = self.page.plan.lines.is_empty().then(|| {
            view! { <button class="button" name="what" value="insert-1">{texts.insert_first}</button> }
        });
        self.page.may_change.then(|| {
            view! {
                <form class="row" method="post" id=FORM action=self.path.clone()>
                    {self.seen()}
                    {first}
                    {undo}
                </form>
            }
        })
    }

    fn lines(&self) -> AnyView {
        let texts = self.locale.texts();
        let lines = &self.page.plan.lines;
        if lines.is_empty() {
            return view! { <p class="blank card">{self.texts.no_lines}</p> }.into_any();
        }
        let mut theme: Option<&str> = None;
        let mut rows = Vec::with_capacity(lines.len());
        for (line, number) in lines.iter().zip(1..) {
            if line.theme.as_deref() != theme {
                theme = line.theme.as_deref();
                rows.extend(theme.map(|theme| {
                    view! { <tr><td colspan="5" class="theme">{theme.to_owned()}</td></tr> }.into_any()
                }));
            }
            rows.push(self.line(line, number));
        }
        let actions = self.page.may_change.then(|| view! { <th scope="col">{self.texts.actions}</th> });
        view! {
            <div class="card scroll">
                <table class="list" id="lines">
                    <thead>
                        <tr>
                            <th scope="col">{texts.number}</th>
                            <th scope="col">{texts.topic}</th>
                            <th scope="col">{texts.homework}</th>
                            <th scope="col">{texts.lesson}</th>
                            {actions}
                        </tr>
                    </thead>
                    <tbody>{rows.into_iter().collect_view()}</tbody>
                </table>
            </div>
        }
        .into_any()
    }

    fn line(&self, line: &Line, number: usize) -> AnyView {
        if self.page.may_change && self.typed.open == Some(number) {
            return self.open_line(line, number).into_any();
        }
        let lesson = self.page.lessons.get(number - 1);
        let is_empty = line.text.topic.is_empty();
        let topic = if is_empty { self.texts.empty_line.to_owned() } else { line.text.topic.clone() };
        let kind = self.kind(line.text.kind).map(|name| view! { " "<span class="chip">{name}</span> });
        let actions = self.page.may_change.then(|| self.actions(number, lesson));
        view! {
            <tr id=format!("line-{number}")>
                <th scope="row">{number}</th>
                <td class="words"><span class:muted=is_empty>{topic}</span>{kind}</td>
                <td class="words">{line.text.homework.clone()}</td>
                <td>{self.lesson(line, lesson)}</td>
                {actions}
            </tr>
        }
        .into_any()
    }

    /// What a lesson of this kind is called; an ordinary one is not called anything.
    fn kind(&self, kind: LessonKind) -> Option<&'static str> {
        let place = LessonKind::ALL.iter().position(|other| *other == kind)?;
        (kind != LessonKind::Ordinary).then(|| self.locale.texts().lesson_kinds[place])
    }

    /// The lesson that takes a line, and what it was about where that is not what the line says.
    fn lesson(&self, line: &Line, lesson: Option<&LessonColumn>) -> AnyView {
        let texts = self.texts;
        let Some(lesson) = lesson else {
            return view! { <span class="muted">{texts.no_lesson}</span> }.into_any();
        };
        let href = format!("/journal/{}/lessons/{}", self.page.course.id, lesson.lesson);
        let day = short_date(lesson.date);
        let label = (texts.lesson_on)(&day);
        let topic = &lesson.text.topic;
        let taught = (!topic.is_empty()).then(|| view! { " "<span class="chip good">{texts.taught}</span> });
        let otherwise = (!topic.is_empty() && *topic != line.text.topic)
            .then(|| view! { <p class="muted small words">{(texts.taught_otherwise)(topic)}</p> });
        view! { <a href=href aria-label=label>{day}</a>{taught}{otherwise} }.into_any()
    }

    fn actions(&self, number: usize, lesson: Option<&LessonColumn>) -> impl IntoView + use<> {
        let texts = self.texts;
        let day = lesson.map(|lesson| short_date(lesson.date));
        let later = day
            .as_ref()
            .map(|day| button(format!("insert-{number}"), texts.later, Some((texts.later_hint)(day))));
        let name = if day.is_some() { texts.pass_over } else { texts.remove };
        let hint = day.as_ref().map(|day| (texts.pass_over_hint)(day));
        let remove = button(format!("remove-{number}"), name, hint);
        let insert = button(format!("insert-{}", number + 1), texts.insert, None);
        let up = (number > 1).then(|| button(format!("up-{number}"), texts.up, None));
        let is_last = number == self.page.plan.lines.len();
        let down = (!is_last).then(|| button(format!("down-{number}"), texts.down, None));
        let write = format!("{}?edit={number}#line-{number}", self.path);
        let label = (texts.actions_of)(number);
        view! {
            <td>
                <details>
                    <summary aria-label=label>{texts.actions}</summary>
                    <div class="line-actions">
                        <a class="button small" href=write>{texts.write}</a>
                        {later}
                        {remove}
                        {insert}
                        {up}
                        {down}
                    </div>
                </details>
            </td>
        }
    }

    /// A line open for writing; where its words were refused, with them and what it says now.
    fn open_line(&self, line: &Line, number: usize) -> impl IntoView + use<> {
        let (texts, words) = (self.texts, self.locale.texts());
        let text = self.typed.text.as_ref().unwrap_or(&line.text).clone();
        let refused = self.typed.text.is_some();
        let said = self.typed.refusal.filter(|_| refused).map(|refusal| texts.refusal(refusal));
        let problem = said.map(|said| view! { <p class="problem" role="alert">{said}</p> });
        let stands = [line.text.topic.as_str(), line.text.homework.as_str()];
        let stands: Vec<_> = stands.into_iter().filter(|text| !text.is_empty()).collect();
        let stands = if stands.is_empty() { texts.empty_line.to_owned() } else { stands.join(" · ") };
        let stands = refused.then(|| view! { <p class="muted small words">{(texts.stands)(&stands)}</p> });
        let kinds = LessonKind::ALL
            .into_iter()
            .zip(words.lesson_kinds)
            .map(
                |(kind, name)| view! { <option value=kind.code() selected=kind == text.kind>{name}</option> },
            )
            .collect_view();
        let anchor = format!("#line-{number}");
        view! {
            <tr id=format!("line-{number}")>
                <th scope="row">{number}</th>
                <td colspan="4">
                    <form class="stack" method="post" action=format!("{}{anchor}", self.path)>
                        <input type="hidden" name="what" value=format!("write-{number}") />
                        {self.seen()}
                        {problem}
                        {stands}
                        <label>{words.topic}<textarea name="topic" rows="2">{text.topic}</textarea></label>
                        <label>{words.homework}<textarea name="homework" rows="1">{text.homework}</textarea></label>
                        <label>{words.kind}<select name="kind">{kinds}</select></label>
                        <p class="row">
                            <button class="button primary">{texts.save}</button>
                            <a class="button" href=format!("{}{anchor}", self.path)>{texts.leave}</a>
                        </p>
                    </form>
                </td>
            </tr>
        }
    }

    /// A whole plan as a text.
    fn paste(&self) -> Option<impl IntoView + use<>> {
        if !self.page.may_change {
            return None;
        }
        let texts = self.texts;
        let pasted = self.typed.pasted.clone();
        let said = self.typed.refusal.filter(|_| pasted.is_some()).map(|refusal| texts.refusal(refusal));
        let problem = said.map(|said| view! { <p class="problem" role="alert">{said}</p> });
        let replaces = !self.page.plan.lines.is_empty();
        let hint = replaces.then(|| view! { <p class="muted small">{texts.replace_hint}</p> });
        let name = if replaces { texts.replace } else { texts.paste };
        Some(view! {
            <section class="card pad" id="paste">
                <h2>{texts.paste_title}</h2>
                <p class="muted small">{texts.paste_hint}</p>
                <form class="stack" method="post" action=format!("{}#paste", self.path)>
                    <input type="hidden" name="what" value="replace" />
                    {self.seen()}
                    {problem}
                    <label>{texts.pasted}<textarea name="lines" rows="8">{pasted.unwrap_or_default()}</textarea></label>
                    {hint}
                    <p><button class="button primary">{name}</button></p>
                </form>
            </section>
        })
    }
}

/// A button of a line: what it asks for, and what that does where its name does not tell.
fn button(what: String, name: &'static str, hint: Option<String>) -> impl IntoView + use<> {
    view! { <button class="button small" form=FORM name="what" value=what title=hint>{name}</button> }
}
