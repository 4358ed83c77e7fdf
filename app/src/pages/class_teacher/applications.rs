//! Applications for corrected marks: what is on record, and the form of whoever keeps them.

use klas_domain::{
    application::{Answer, DAYS_TO_APPLY, Subject},
    calendar::Semester,
};
use klas_store::application::ClassApplication;
use leptos::prelude::*;

use super::sections::full_date;
use crate::{
    api::applications::ClassApplications,
    components::{archived_note, message},
    locales::{ApplicationTexts, Locale},
};

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApplicationField {
    /// The pupil.
    Pupil,
    /// The course.
    Course,
    /// The day of the application.
    AppliedOn,
    /// The reason.
    Reason,
    /// № of the order, and its date.
    Order,
    /// What the commission decided.
    Answer,
}

/// The form as it stands on the page: empty, filled with what is on record, or as it was typed.
#[derive(Clone, Debug, Default)]
pub struct ApplicationForm {
    /// The person whose work it is.
    pub person: String,
    /// The course's identifier.
    pub course: String,
    /// The pupil's identifier.
    pub pupil: String,
    /// The semester's number.
    pub semester: String,
    /// The day of the application.
    pub applied_on: String,
    /// Why.
    pub reason: String,
    /// № of the order.
    pub order: String,
    /// Its date.
    pub ordered_on: String,
    /// The code of the commission's answer.
    pub answer: String,
    /// The commission's words.
    pub words: String,
    /// The version that was seen; 0 for a new application.
    pub version: i32,
    /// What is wrong, and with which field.
    pub problem: Option<(ApplicationField, &'static str)>,
    /// What is said of the whole, and whether that is good news.
    pub message: Option<(&'static str, bool)>,
}

/// The address that fills the form with an application.
pub fn application_address(class: impl std::fmt::Display, subject: Subject) -> String {
    let Subject { course, pupil, semester } = subject;
    format!("/classes/{class}/applications?of={course}.{pupil}.{}#application", semester.code())
}

/// The applications of a class.
pub fn applications(view: &ClassApplications, form: &ApplicationForm, locale: Locale) -> impl IntoView {
    let texts = locale.applications();
    let class = &view.class;
    let summary = view.keeps_summary.then(|| {
        let href = format!("/classes/{}/summary", class.id);
        view! { <a class="button" href=href>{locale.registers().open_summary}</a> }
    });
    let archive = view.keeps_summary.then(|| format!("/archive/{}/journal/summary", class.id));
    let content = if view.applications.is_empty() {
        view! { <p class="blank card">{texts.none}</p> }.into_any()
    } else {
        table(view, locale).into_any()
    };
    let form_view = view.keeps.then(|| Fields { view, form, locale, texts }.view());
    view! {
        <section class="register-page">
            {message(form.message.map(|(text, _)| text.to_owned()), form.message.is_some_and(|(_, good)| good))}
            <div class="bar">
                <h1>{class.name.to_string()}" · "{texts.title}</h1>
                <span class="grow"></span>
                {summary}
            </div>
            {archived_note(class.archived, archive, locale)}
            <p class="muted small">{texts.lead}</p>
            {content}
            {form_view}
        </section>
    }
}

fn table(view: &ClassApplications, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.applications();
    let rows = view.applications.iter().map(|own| row(view, own, locale)).collect_view();
    let change = view.keeps.then(|| view! { <th scope="col"></th> });
    view! {
        <div class="card scroll">
            <table class="list" id="applications">
                <thead>
                    <tr>
                        <th scope="col">{texts.pupil}</th>
                        <th scope="col">{texts.subject}</th>
                        <th scope="col">{texts.marks}</th>
                        <th scope="col">{texts.applied_on}</th>
                        <th scope="col">{texts.reason}</th>
                        <th scope="col">{texts.order}</th>
                        <th scope="col">{texts.answer}</th>
                        {change}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn row(view: &ClassApplications, own: &ClassApplication, locale: Locale) -> Option<AnyView> {
    let texts = locale.applications();
    let application = own.stored.application.as_ref()?;
    let pupil = view.pupils.iter().find(|pupil| pupil.id == own.subject.pupil);
    let late = own.semester_mark.is_some_and(|(_, decided)| application.is_late(decided));
    let late = late.then(|| view! { <p class="chip warn">{(texts.late)(DAYS_TO_APPLY)}</p> });
    let order = application.ordered_on.map_or_else(
        || texts.no_order.to_owned(),
        |day| (texts.order_of)(&application.order, &full_date(day)),
    );
    let answer = application.answer.map_or(texts.no_answer, |answer| texts.answer(answer));
    let words = (!application.words.is_empty()).then(|| format!(": {}", application.words));
    let change = view.keeps.then(|| {
        let href = application_address(view.class.id, own.subject);
        view! { <td><a href=href>{texts.change}</a></td> }
    });
    Some(
        view! {
            <tr>
                <th scope="row">{pupil.map(|pupil| pupil.name.short())}</th>
                <td>{course_name(view, own.subject, locale)}" · "{semester_name(own.subject.semester, locale)}</td>
                <td>{marks(own, texts)}</td>
                <td>{full_date(application.applied_on)}{late}</td>
                <td>{application.reason.clone()}</td>
                <td>{order}</td>
                <td>{answer}{words}</td>
                {change}
            </tr>
        }
        .into_any(),
    )
}

fn semester_name(semester: Semester, locale: Locale) -> &'static str {
    match semester {
        Semester::First => locale.texts().first_semester,
        Semester::Second => locale.texts().second_semester,
    }
}

fn course_name(view: &ClassApplications, subject: Subject, locale: Locale) -> String {
    let course = view.courses.iter().find(|course| course.id == subject.course);
    course.map(|course| named(course, locale)).unwrap_or_default()
}

fn named(course: &klas_store::journal::Course, locale: Locale) -> String {
    let group = course.group.map(|(_, number)| format!(" · {} {number}", locale.texts().group_short));
    format!("{}{}", course.subject, group.unwrap_or_default())
}

/// The semester mark, and the corrected one where it was given: «6 → 8».
fn marks(own: &ClassApplication, texts: &ApplicationTexts) -> String {
    let mark = own.semester_mark.map_or_else(|| texts.no_mark.to_owned(), |(mark, _)| mark.to_string());
    own.corrected.map_or_else(|| mark.clone(), |corrected| format!("{mark} → {corrected}"))
}

struct Fields<'a> {
    view: &'a ClassApplications,
    form: &'a ApplicationForm,
    locale: Locale,
    texts: &'static ApplicationTexts,
}

impl Fields<'_> {
    fn view(&self) -> AnyView {
        let (texts, form) = (self.texts, self.form);
        let known = form.version > 0;
        let title = if known { texts.change_title } else { texts.new_title };
        let take_back = known.then(|| {
            view! { <button class="button" name="what" value="take-back">{texts.take_back}</button> }
        });
        let action = format!("/classes/{}/applications#application", self.view.class.id);
        view! {
            <form class="card stack" method="post" action=action id="application">
                <h2>{title}</h2>
                <input type="hidden" name="person" value=form.person.clone() />
                <input type="hidden" name="version" value=form.version />
                {self.whose()}
                <label>{texts.applied_on}<input type="date" name="applied_on" required value=form.applied_on.clone() aria-invalid=self.is_wrong(ApplicationField::AppliedOn) /></label>
                {self.problem(ApplicationField::AppliedOn)}
                <label>{texts.reason}<textarea name="reason" rows="2" required aria-invalid=self.is_wrong(ApplicationField::Reason)>{form.reason.clone()}</textarea></label>
                {self.problem(ApplicationField::Reason)}
                {self.order()}
                <p class="row">
                    <button class="button primary" name="what" value="keep">{texts.keep}</button>
                    {take_back}
                </p>
            </form>
        }
        .into_any()
    }

    /// Pupil, course and semester; of an application on record they stay.
    fn whose(&self) -> AnyView {
        let (texts, form) = (self.texts, self.form);
        if form.version > 0 {
            return self.whose_on_record();
        }
        let pupils = self.view.pupils.iter().map(|pupil| {
            let id = pupil.id.to_string();
            let chosen = id == form.pupil;
            view! { <option value=id selected=chosen>{pupil.name.short()}</option> }
        });
        let courses = self.view.courses.iter().map(|course| {
            let id = course.id.to_string();
            let chosen = id == form.course;
            view! { <option value=id selected=chosen>{named(course, self.locale)}</option> }
        });
        let semesters = Semester::ALL.map(|semester| {
            let code = semester.code().to_string();
            let chosen = code == form.semester;
            view! { <option value=code selected=chosen>{semester_name(semester, self.locale)}</option> }
        });
        view! {
            <label>{texts.pupil}
                <select name="pupil" required aria-invalid=self.is_wrong(ApplicationField::Pupil)>
                    <option value="">{texts.choose_pupil}</option>
                    {pupils.collect_view()}
                </select>
            </label>
            {self.problem(ApplicationField::Pupil)}
            <label>{texts.subject}
                <select name="course" required aria-invalid=self.is_wrong(ApplicationField::Course)>
                    <option value="">{texts.choose_subject}</option>
                    {courses.collect_view()}
                </select>
            </label>
            {self.problem(ApplicationField::Course)}
            <label>{texts.semester}<select name="semester">{semesters}</select></label>
        }
        .into_any()
    }

    fn whose_on_record(&self) -> AnyView {
        let form = self.form;
        let pupil = self.view.pupils.iter().find(|pupil| pupil.id.to_string() == form.pupil);
        let course = self.view.courses.iter().find(|course| course.id.to_string() == form.course);
        let semester = form.semester.parse().ok().and_then(Semester::from_code);
        let said: Vec<String> = [
            pupil.map(|pupil| pupil.name.short()),
            course.map(|course| named(course, self.locale)),
            semester.map(|semester| semester_name(semester, self.locale).to_owned()),
        ]
        .into_iter()
        .flatten()
        .collect();
        view! {
            <p><b>{said.join(" · ")}</b></p>
            <input type="hidden" name="pupil" value=form.pupil.clone() />
            <input type="hidden" name="course" value=form.course.clone() />
            <input type="hidden" name="semester" value=form.semester.clone() />
        }
        .into_any()
    }

    /// The head's order, and what the commission decided.
    fn order(&self) -> AnyView {
        let (texts, form) = (self.texts, self.form);
        let answers = Answer::ALL.map(|answer| {
            let chosen = answer.code() == form.answer;
            view! { <option value=answer.code() selected=chosen>{texts.answer(answer)}</option> }
        });
        let wrong = self.is_wrong(ApplicationField::Order);
        view! {
            <label>{texts.order}<input name="order" maxlength="40" autocomplete="off" value=form.order.clone() aria-invalid=wrong /></label>
            <label>{texts.ordered_on}<input type="date" name="ordered_on" value=form.ordered_on.clone() aria-invalid=wrong /></label>
            {self.problem(ApplicationField::Order)}
            <label>{texts.answer}
                <select name="answer" aria-invalid=self.is_wrong(ApplicationField::Answer)>
                    <option value="">{texts.no_answer}</option>
                    {answers}
                </select>
            </label>
            {self.problem(ApplicationField::Answer)}
            <label>{texts.words}<textarea name="words" rows="2">{form.words.clone()}</textarea></label>
        }
        .into_any()
    }

    fn is_wrong(&self, field: ApplicationField) -> Option<&'static str> {
        self.form.problem.is_some_and(|(wrong, _)| wrong == field).then_some("true")
    }

    fn problem(&self, field: ApplicationField) -> AnyView {
        let said = self.form.problem.filter(|(wrong, _)| *wrong == field);
        said.map(|(_, said)| view! { <p class="problem" role="alert">{said}</p> }).into_any()
    }
}
