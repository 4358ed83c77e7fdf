//! The columns of a page: themes, further works of lessons, groups of results. Complete without JavaScript.

use std::collections::HashMap;

use chrono::NaiveDate;
use klas_domain::{
    Id,
    calendar::Semester,
    column::{Column, ColumnOf, ColumnRefusal, Sum, Work},
    id::of,
};
use klas_store::journal::LessonColumn;
use leptos::prelude::*;

use crate::{
    api::summary::{ColumnsPage, theme_number},
    components::{archived_page_note, message, short_date},
    locales::{Locale, SummaryTexts},
};

/// Which form was sent, what was typed into it, and why it was refused.
#[derive(Default)]
pub struct ColumnsTyped {
    /// The form.
    pub what: String,
    /// The chosen lesson.
    pub lesson: String,
    /// The chosen kind of work.
    pub work: String,
    /// The name of the theme.
    pub name: String,
    /// Why nothing was changed.
    pub refusal: Option<ColumnRefusal>,
    /// Whether something was changed just now.
    pub saved: bool,
}

/// The page of a course's columns.
pub fn columns(page: ColumnsPage, typed: &ColumnsTyped, today: NaiveDate, locale: Locale) -> impl IntoView {
    let texts = locale.summary();
    let course = &page.course;
    let journal = format!("/journal/{}", course.id);
    let forms = Forms { page: &page, typed, today, locale, texts, action: format!("{journal}/columns") };
    let themes = forms.themes().into_any();
    let works = forms.works().into_any();
    let groups = (!page.groups.is_empty()).then(|| forms.groups().into_any());
    let closed = forms.closed();
    view! {
        <section class="columns-page">
            <p><a href=journal.clone()>"← "{texts.back_to_journal}</a></p>
            <h1>{texts.columns_title}</h1>
            <p class="muted">{course.subject.clone()}" · "{course.class.to_string()}</p>
            {archived_page_note(course, locale)}
            {message(typed.saved.then(|| texts.saved.to_owned()), true)}
            {closed}
            {themes}
            {works}
            {groups}
            <p><a class="button" href=format!("{journal}/closing")>{locale.closing().title}</a></p>
        </section>
    }
}

struct Forms<'a> {
    page: &'a ColumnsPage,
    typed: &'a ColumnsTyped,
    today: NaiveDate,
    locale: Locale,
    texts: &'static SummaryTexts,
    action: String,
}

impl Forms<'_> {
    /// Why a form was refused, beside it.
    fn problem(&self, what: &str) -> impl IntoView + use<> {
        let refusal = self.typed.refusal.filter(|_| self.typed.what == what);
        let said = refusal.map(|refusal| self.texts.column_refusal(refusal));
        said.map(|said| view! { <p class="problem" role="alert">{said}</p> })
    }

    /// Which semesters are closed, so that nobody looks for their lessons in vain.
    fn closed(&self) -> impl IntoView + use<> {
        let names = [self.locale.texts().first_semester, self.locale.texts().second_semester];
        let name = |semester: &Semester| names[usize::from(*semester == Semester::Second)];
        let closed: Vec<_> = self.page.closed.iter().map(name).collect();
        (!closed.is_empty())
            .then(|| view! { <p class="muted">{self.texts.closed_columns}" "{closed.join(", ")}</p> })
    }

    /// A lesson to choose: day, number and topic.
    fn lesson_options(&self, what: &str, lessons: &[&LessonColumn]) -> impl IntoView + use<> {
        let chosen = (self.typed.what == what).then(|| self.typed.lesson.clone());
        let options = lessons.iter().map(|lesson| {
            let id = lesson.lesson.to_string();
            let selected = chosen.as_ref() == Some(&id);
            let name = format!("{} · {}", short_date(lesson.date), self.topic(lesson));
            view! { <option value=id selected=selected>{name}</option> }
        });
        view! { <option value="">{self.texts.choose}</option> {options.collect_view()} }
    }

    fn topic(&self, lesson: &LessonColumn) -> String {
        let topic = &lesson.text.topic;
        if topic.is_empty() { (self.locale.texts().lesson_number)(lesson.period) } else { topic.clone() }
    }

    fn remove(&self, column: Id<of::Column>, on: NaiveDate) -> impl IntoView + use<> {
        self.page.is_open(on).then(|| {
            view! {
                <form method="post" action=self.action.clone()>
                    <input type="hidden" name="what" value="remove" />
                    <input type="hidden" name="column" value=column.to_string() />
                    <button class="button small">{self.texts.remove}</button>
                </form>
            }
        })
    }

    fn themes(&self) -> impl IntoView + use<> {
        let texts = self.texts;
        let rows: Vec<_> = self.page.columns.iter().filter_map(|column| self.theme(column)).collect();
        let blank = rows.is_empty().then(|| view! { <p class="muted">{texts.no_themes}</p> });
        let held = |lesson: &&LessonColumn| !lesson.cancelled && self.page.is_open(lesson.date);
        let held: Vec<&LessonColumn> = self.page.lessons.iter().filter(held).collect();
        let name = if self.typed.what == "theme" { self.typed.name.clone() } else { String::new() };
        let form = self.page.own.then(|| {
            view! {
                <form class="row columns-form" method="post" action=self.action.clone()>
                    <input type="hidden" name="what" value="theme" />
                    <label>{texts.last_lesson}<select name="lesson" required=true>{self.lesson_options("theme", &held)}</select></label>
                    <label>{texts.theme_name}<input name="name" maxlength="200" value=name /></label>
                    <button class="button primary">{texts.add_theme}</button>
                </form>
            }
        });
        let planned = self.page.planned.len();
        let plan = (self.page.own && planned > 0).then(|| {
            view! {
                <form method="post" action=self.action.clone()>
                    <input type="hidden" name="what" value="plan" />
                    <button class="button" id="themes-of-plan">{(texts.from_plan)(planned)}</button>
                </form>
            }
        });
        view! {
            <section class="card stack">
                <h2>{texts.themes}</h2>
                <p class="muted small">{texts.themes_hint}</p>
                {blank}
                <ul class="columns-list" id="themes">{rows.into_iter().collect_view()}</ul>
                {self.problem("remove")}
                {plan}
                {self.problem("theme")}
                {form}
            </section>
        }
    }

    fn theme(&self, column: &Column) -> Option<impl IntoView + use<>> {
        let ColumnOf::Sum { sum: sum @ Sum::Thematic(_, (day, _)), name } = &column.of else { return None };
        let title = self.texts.sum_name(*sum, theme_number(&self.page.columns, *sum));
        let semester = sum.semester().map(|semester| {
            let names = [self.locale.texts().first_semester, self.locale.texts().second_semester];
            names[usize::from(semester.code() == 2)]
        });
        let name = name.clone().map(|name| format!(": {name}"));
        let until = short_date(*day);
        Some(view! {
            <li>
                <span><b>{title}</b>{name}<span class="muted small">" · "{semester}" · "{until}</span></span>
                {self.remove(column.id, *day)}
            </li>
        })
    }

    fn works(&self) -> impl IntoView + use<> {
        let texts = self.texts;
        let lessons: HashMap<Id<of::Lesson>, &LessonColumn> =
            self.page.lessons.iter().map(|lesson| (lesson.lesson, lesson)).collect();
        let rows = self.page.columns.iter().filter_map(|column| {
            let ColumnOf::Current { lesson, work: Some(work), .. } = column.of else { return None };
            let lesson = lessons.get(&lesson)?;
            let said = format!("{} · {}", short_date(lesson.date), self.topic(lesson));
            let remove = self.remove(column.id, lesson.date);
            Some(view! { <li><span><b>{texts.work_name(work)}</b>" · "{said}</span>{remove}</li> })
        });
        let rows = rows.collect_view();
        let past = |lesson: &&LessonColumn| {
            !lesson.cancelled && lesson.date <= self.today && self.page.is_open(lesson.date)
        };
        let past: Vec<&LessonColumn> = self.page.lessons.iter().rev().filter(past).collect();
        let works = Work::ALL.map(|work| {
            let selected = self.typed.what == "work" && self.typed.work == work.code();
            view! { <option value=work.code() selected=selected>{texts.work_name(work)}</option> }
        });
        let form = self.page.own.then(|| {
            view! {
                <form class="row columns-form" method="post" action=self.action.clone()>
                    <input type="hidden" name="what" value="work" />
                    <label>{texts.lesson}<select name="lesson" required=true>{self.lesson_options("work", &past)}</select></label>
                    <label>{texts.work}<select name="work">{works}</select></label>
                    <button class="button primary">{texts.add_work}</button>
                </form>
            }
        });
        view! {
            <section class="card stack">
                <h2>{texts.works}</h2>
                <p class="muted small">{texts.works_hint}</p>
                <ul class="columns-list" id="works">{rows}</ul>
                {self.problem("work")}
                {form}
            </section>
        }
    }

    /// Which group the marks of each lesson and work count for.
    fn groups(&self) -> impl IntoView + use<> {
        let texts = self.texts;
        let names = self.page.groups.iter().zip(1..).map(|(name, number)| {
            view! { <li><b>{texts.group_short(number)}</b>" – "{name.clone()}</li> }
        });
        let names = names.collect_view();
        let past = self.page.lessons.iter().rev();
        let past = past.filter(|lesson| !lesson.cancelled && lesson.date <= self.today);
        let rows = past.flat_map(|lesson| self.group_rows(lesson)).collect_view();
        let save =
            self.page.own.then(|| view! { <p><button class="button primary">{texts.save}</button></p> });
        view! {
            <section class="card stack">
                <h2>{texts.groups}</h2>
                <p class="muted small">{texts.groups_hint}</p>
                <ul class="small">{names}</ul>
                {self.problem("results")}
                <form method="post" action=self.action.clone()>
                    <input type="hidden" name="what" value="results" />
                    <div class="scroll">
                        <table class="list" id="groups">
                            <thead><tr><th scope="col">{texts.lesson}</th><th scope="col">{texts.group}</th></tr></thead>
                            <tbody>{rows}</tbody>
                        </table>
                    </div>
                    {save}
                </form>
            </section>
        }
    }

    fn group_rows(&self, lesson: &LessonColumn) -> Vec<impl IntoView + use<>> {
        let own = |column: &&Column| matches!(column.of, ColumnOf::Current { lesson: of, work: Some(_), .. } if of == lesson.lesson);
        let works = self.page.columns.iter().filter(own).filter_map(|column| match column.of {
            ColumnOf::Current { work: Some(work), results, .. } => Some((column.id, Some(work), results)),
            _ => None,
        });
        let tagged = self.page.columns.iter().find(|column| column.id == lesson.column());
        let results = tagged.and_then(|column| match column.of {
            ColumnOf::Current { results, .. } => results,
            ColumnOf::Sum { .. } => None,
        });
        let rows = [(lesson.column(), None, results)].into_iter().chain(works);
        rows.map(|(column, work, results)| self.group_row(lesson, column, work, results)).collect()
    }

    fn group_row(
        &self,
        lesson: &LessonColumn,
        column: Id<of::Column>,
        work: Option<Work>,
        results: Option<u8>,
    ) -> impl IntoView + use<> {
        let texts = self.texts;
        let work = work.map(|work| format!(" ({})", texts.work_name(work)));
        let title =
            format!("{} · {}{}", short_date(lesson.date), self.topic(lesson), work.unwrap_or_default());
        // A closed semester may have groups that the subject has no more.
        let most = self.page.groups.len().max(results.map_or(0, usize::from));
        let numbers = (1..).take(most);
        let options = numbers
            .map(|number: u8| {
                let selected = results == Some(number);
                view! { <option value=number.to_string() selected=selected>{texts.group_short(number)}</option> }
            })
            .collect_view();
        view! {
            <tr>
                <th scope="row">{title.clone()}</th>
                <td>
                    <select name=format!("c-{column}") aria-label=format!("{}: {title}", texts.group) disabled=!self.page.is_open(lesson.date)>
                        <option value="">{texts.no_group}</option>
                        {options}
                    </select>
                </td>
            </tr>
        }
    }
}
