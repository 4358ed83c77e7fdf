//! The lessons of a day with the means to have them given by another, or by nobody.

use klas_domain::{
    Id,
    id::of,
    substitution::{ArrangedLesson, ChangeReason, Held},
};
use klas_store::{journal::Course, register::Substitute};
use leptos::prelude::*;

use super::{CANCEL, DayForm, TypedLesson, class_of, held_code, instead_of, path, reason_of};
use crate::{
    api::substitutions::{Chosen, DayLessons},
    components::message,
    locales::Locale,
};

/// The lessons of a day.
pub fn day(lessons: &DayLessons, form: &DayForm, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.substitutions();
    let saved = form.saved.map(|number| (texts.saved)(number));
    let partly = form.partly.map(|number| (texts.partly)(number));
    let content = match (lessons.chosen, lessons.lessons.is_empty()) {
        (Chosen::Nobody, true) => view! { <p class="blank card">{texts.nothing_changed}</p> }.into_any(),
        (Chosen::Nobody, false) => changed(lessons, locale).into_any(),
        (_, true) => view! { <p class="blank card">{texts.no_lessons}</p> }.into_any(),
        (_, false) => lesson_form(lessons, form, locale).into_any(),
    };
    view! {
        <section class="substitutions">
            {message(saved, true)}
            {message(partly, false)}
            <div class="bar">
                <h1>{texts.day_title}</h1>
                <span class="grow"></span>
                <a class="button" href="/school/year">{locale.calendar().link}</a>
                <a class="button" href="/school/bells">{locale.bells().title}</a>
                <a class="button" href=format!("/school/substitutions?month={}", lessons.date.format("%Y-%m"))>{texts.open_register}</a>
            </div>
            {choice(lessons, locale)}
            <h2>{locale.day_heading(lessons.date)}</h2>
            {content}
        </section>
    }
}

/// The choice of a day and of whose lessons are shown.
fn choice(lessons: &DayLessons, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.substitutions();
    let (previous, next) = (lessons.date.pred_opt(), lessons.date.succ_opt());
    let step = |day: Option<chrono::NaiveDate>, sign: &'static str, name: &'static str| {
        let href = day.map(|day| path(day, lessons.chosen));
        href.map(|href| view! { <a class="button" href=href aria-label=name>{sign}</a> })
    };
    let teachers = lessons.people.iter().map(|own| {
        let selected = lessons.chosen == Chosen::Teacher(own.id);
        let load = Some(lessons.load(own.id)).filter(|load| *load > 0).map(|load| (texts.lessons)(load));
        let name =
            format!("{}{}", own.name.full(), load.map(|load| format!(" – {load}")).unwrap_or_default());
        view! { <option value=own.id.to_string() selected=selected>{name}</option> }
    });
    let classes = lessons.classes.iter().map(|class| {
        let selected = lessons.chosen == Chosen::Class(class.id);
        view! { <option value=class.id.to_string() selected=selected>{class.class.to_string()}</option> }
    });
    let name = if lessons.chosen == Chosen::Nobody { "any" } else { "chosen" };
    view! {
        <form method="get" action="/school/lessons" class="card pad choice" data-state=name>
            {step(previous, "←", locale.texts().previous_day)}
            <label>{locale.texts().date}<input type="date" name="date" value=lessons.date.to_string() required /></label>
            {step(next, "→", locale.texts().next_day)}
            <label class="who">
                {texts.teacher}
                <select name="teacher"><option value="">{texts.any_teacher}</option>{teachers.collect_view()}</select>
            </label>
            <label>
                {locale.texts().class}
                <select name="class"><option value="">{texts.any_class}</option>{classes.collect_view()}</select>
            </label>
            <button class="button">{texts.show}</button>
        </form>
    }
}

/// What is not held as planned, with the way to change it.
fn changed(lessons: &DayLessons, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.substitutions();
    let rows = lessons.lessons.iter().map(|lesson| {
        let whose =
            lesson.teacher.as_ref().map_or(Chosen::Class(lesson.class_id), |own| Chosen::Teacher(own.0));
        let teacher = lesson.teacher.as_ref().map(|(_, name)| name.initials());
        view! {
            <tr>
                <td class="figure">{lesson.period}</td>
                <th scope="row">{class_of(lesson, locale)}</th>
                <td>{lesson.subject.clone()}</td>
                <td>{teacher}</td>
                <td>{instead_of(lesson, locale)}{clash(lessons, lesson, locale)}</td>
                <td>{reason_of(lesson, locale)}</td>
                <td><a href=path(lessons.date, whose)>{texts.change}</a></td>
            </tr>
        }
    });
    view! {
        <div class="card scroll">
            <table class="list">
                <thead>
                    <tr>
                        <th scope="col" class="figure">{locale.texts().lesson}</th>
                        <th scope="col">{locale.texts().class}</th>
                        <th scope="col">{texts.subject}</th>
                        <th scope="col">{texts.teacher}</th>
                        <th scope="col">{texts.instead}</th>
                        <th scope="col">{texts.why}</th>
                        <th scope="col"><span class="hidden">{texts.change}</span></th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}

/// The warning where the substitute has another lesson at the same time.
fn clash(lessons: &DayLessons, lesson: &ArrangedLesson, locale: Locale) -> Option<AnyView> {
    let Held::By(person) = lesson.arrangement.held else { return None };
    let class = lessons.busy(person, lesson)?;
    let said = (locale.substitutions().clash)(class);
    Some(view! { <span class="chip warn">{said}</span> }.into_any())
}

fn lesson_form(lessons: &DayLessons, form: &DayForm, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.substitutions();
    let lines = lessons.lessons.iter().map(|lesson| line(lessons, lesson, form, locale)).collect_view();
    view! {
        <form method="post" action=path(lessons.date, lessons.chosen)>
            <input type="hidden" name="person" value=lessons.person.to_string() />
            <fieldset class="card pad choice">
                <legend class="hidden">{texts.for_all}</legend>
                <label>
                    {texts.for_all}
                    <select name="all">
                        <option value="">{texts.as_chosen}</option>
                        <option value=CANCEL>{texts.cancel_all}</option>
                        <option value="planned">{texts.plan_all}</option>
                    </select>
                </label>
                <label>{texts.reason_for_all}<select name="reason"><option value="">"–"</option>{reasons(&form.reason, locale)}</select></label>
                <label class="why">{texts.words}<input name="words" value=form.words.clone() maxlength="200" autocomplete="off" /></label>
            </fieldset>
            <ol class="card arranged">{lines}</ol>
            <p><button class="button primary">{texts.save}</button></p>
        </form>
    }
}

fn reasons(chosen: &str, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.substitutions();
    let option = |reason: ChangeReason| {
        view! { <option value=reason.code() selected=reason.code() == chosen>{texts.reason(reason)}</option> }
    };
    ChangeReason::ALL.map(option).collect_view()
}

fn line(
    lessons: &DayLessons,
    lesson: &ArrangedLesson,
    form: &DayForm,
    locale: Locale,
) -> impl IntoView + use<> {
    let texts = locale.substitutions();
    let typed = form.line(lesson);
    let id = lesson.lesson;
    let about = format!("{} {}", class_of(lesson, locale), lesson.subject);
    let teacher =
        lesson.teacher.as_ref().map_or(locale.texts().vacant.to_owned(), |(_, name)| name.initials());
    let error = format!("error-{id}");
    let described = typed.problem.map(|_| error.clone());
    let problem = typed.problem.map(|said| view! { <p class="problem" id=error role="alert">{said}</p> });
    let changed = (lesson.arrangement.held != Held::AsPlanned).then_some("changed");
    view! {
        <li class=changed>
            <span class="period">{lesson.period}</span>
            <p class="about"><strong>{about.clone()}</strong><span class="muted small">{teacher}</span>{clash(lessons, lesson, locale)}</p>
            <label class="who">
                {texts.instead}
                <select name=format!("h-{id}") aria-invalid=described.as_ref().map(|_| "true") aria-describedby=described>
                    {holders(lessons, lesson, &typed, locale)}
                </select>
            </label>
            <label>{texts.why}<select name=format!("r-{id}")><option value="">{texts.as_for_all}</option>{reasons(&typed.reason, locale)}</select></label>
            <label class="why">{texts.words}<input name=format!("w-{id}") value=typed.words.clone() maxlength="200" autocomplete="off" /></label>
            <input type="hidden" name=format!("was-{id}") value=TypedLesson::of(lesson).drawn() />
            <input type="hidden" name=format!("v-{id}") value=lesson.version.to_string() />
            {problem}
        </li>
    }
}

/// Who may give the lesson: teachers of the subject first; who has another lesson then is told so and can be chosen.
fn holders(
    lessons: &DayLessons,
    lesson: &ArrangedLesson,
    typed: &TypedLesson,
    locale: Locale,
) -> impl IntoView + use<> {
    let texts = locale.substitutions();
    let own: Option<Id<of::Person>> = lesson.teacher.as_ref().map(|(teacher, _)| *teacher);
    let option = |person: &Substitute| {
        let id = person.id.to_string();
        let busy = lessons.busy(person.id, lesson).map(|class| format!(" – {}", (texts.clash)(class)));
        let name = format!("{}{}", person.name.initials(), busy.unwrap_or_default());
        let selected = id == typed.held;
        view! { <option value=id selected=selected>{name}</option> }
    };
    let others = || lessons.people.iter().filter(|person| Some(person.id) != own);
    let knows = |person: &&Substitute| person.subjects.contains(&lesson.subject_id);
    let same = others().filter(knows).map(option).collect_view();
    let rest = others().filter(|person| !knows(person)).map(option).collect_view();
    view! {
        <option value="">{texts.as_planned}</option>
        <option value=CANCEL selected=typed.held == CANCEL>{texts.cancel}</option>
        <optgroup label=texts.same_subject>{same}</optgroup>
        <optgroup label=texts.other_subjects>{rest}</optgroup>
        <optgroup label=texts.another_subject>{courses(lessons, lesson, typed, locale)}</optgroup>
    }
}

/// The other courses of the class that may have a lesson instead.
fn courses(
    lessons: &DayLessons,
    lesson: &ArrangedLesson,
    typed: &TypedLesson,
    locale: Locale,
) -> impl IntoView + use<> {
    let option = |course: &Course| {
        let code = held_code(Held::Replaced(course.id));
        let teacher = course.teacher.as_ref();
        let name = teacher.map_or(locale.texts().vacant.to_owned(), |(_, name)| name.initials());
        let busy = teacher.and_then(|(person, _)| lessons.busy(*person, lesson));
        // In the same class it is the lesson that is given instead.
        let elsewhere = busy.filter(|class| *class != lesson.class.to_string());
        let busy = elsewhere.map(|class| format!(" – {}", (locale.substitutions().clash)(class)));
        let name = format!("{}, {name}{}", course.subject, busy.unwrap_or_default());
        let selected = code == typed.held;
        view! { <option value=code selected=selected>{name}</option> }
    };
    lessons.others(lesson).map(option).collect_view()
}
