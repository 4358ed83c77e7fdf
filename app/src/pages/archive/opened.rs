//! A journal that is opened from its archive: what it has, and what it says of one pupil. Its other pages are those of the
//! journals of this year.

use klas_documents::table::Table;
use leptos::prelude::*;

use crate::{
    api::opened::{Contents, OfPupil, Opened},
    components::{integrity_note, sheet},
    locales::Locale,
    pages::class_teacher::sections,
};

/// The contents of an archived journal.
pub fn contents(opened: &Opened, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.opened();
    let class = &opened.class;
    let base = format!("/archive/{}", class.id);
    let teacher = class.class_teacher_name.as_ref().map(|name| {
        view! { <p class="muted">{locale.texts().class_teacher}": "{name.full()}</p> }
    });
    let courses = opened.contents().map(|course| line(&course, &base, locale)).collect_view();
    let pupils = opened.pupils().map(|(number, pupil, name)| {
        let href = format!("{base}/pupils/{pupil}");
        view! { <li value=number.to_string()><a href=href>{name}</a></li> }
    });
    view! {
        <section class="register-page archived-journal">
            <div class="bar">
                <h1>{(texts.title)(&class.name.to_string(), &class.year.label())}</h1>
                <span class="grow"></span>
                <a class="button" href=format!("/classes/{}/journal.pdf", class.id)>{locale.paper().print_journal}</a>
                <a class="button" href=base.clone()>{texts.archive_card}</a>
            </div>
            <p class="muted">{opened.school().to_owned()}</p>
            {teacher}
            {sections(class.id, &opened.sections, None, locale)}
            <h2>{texts.courses}</h2>
            <ul class="courses card">{courses}</ul>
            <h2>{texts.pupils}</h2>
            <p class="muted small">{texts.pupils_hint}</p>
            <ol class="card pad roll-links">{pupils.collect_view()}</ol>
        </section>
    }
}

fn line(course: &Contents<'_>, base: &str, locale: Locale) -> impl IntoView + use<> {
    let href = format!("{base}/journal/courses/{}", course.id);
    let group = course.group.map(|number| format!(" · {} {number}", locale.texts().group_short));
    let told = [course.teacher.clone(), Some((locale.opened().lessons)(course.lessons))];
    let told = told.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    view! {
        <li>
            <a href=href><strong>{course.subject.to_owned()}{group}</strong><span class="muted small">{told}</span></a>
        </li>
    }
}

/// What an archived journal says of a pupil.
pub fn of_pupil(own: &OfPupil, tables: &[Table], locale: Locale) -> impl IntoView + use<> {
    let texts = locale.opened();
    let (class, base) = (&own.class, format!("/archive/{}", own.class.id));
    let title = (texts.title)(&class.name.to_string(), &class.year.label());
    let back = own.reads_journal.then(|| {
        view! { <a class="button back" href=format!("{base}/journal")>"‹ "{title.clone()}</a> }
    });
    let extract = own.takes_extract.then(|| {
        let href = format!("{base}/pupils/{}/extract.pdf", own.pupil);
        view! {
            <p class="row"><a class="button primary" href=href>{texts.take_extract}</a></p>
            <p class="muted small">{texts.extract_hint}</p>
        }
    });
    let tables = tables.iter().map(sheet).collect_view();
    view! {
        <section class="columns-page archived-journal">
            <div class="bar">
                {back}
                <h1>{own.name.clone()}" · "{class.name.to_string()}" "{class.year.label()}</h1>
            </div>
            {integrity_note(&own.integrity, own.reads_journal.then_some(class.id), locale)}
            {extract}
            {tables}
        </section>
    }
}
