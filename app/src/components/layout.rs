//! The frame of every page: head, navigation by role, content.

use klas_domain::{Id, Role, id::of};
use klas_store::account::SignedIn;
use leptos::prelude::*;

use crate::{
    locales::{Locale, Texts},
    routes::site,
};

/// Which entry of the navigation the page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// The teacher's day.
    Today,
    /// The journals.
    Journals,
    /// The own class's registers.
    Class(Id<of::SchoolClass>),
    /// The registers of all classes.
    Classes,
    /// Substitutions.
    Substitutions,
    /// The semester's reports.
    Reports,
    /// The figures that a department sees.
    Department,
    /// The archive of years.
    Archive,
    /// The diary.
    Diary,
    /// The list of marks.
    Marks,
    /// What the school tells families.
    Announcements,
    /// Messages between guardians and staff.
    Messages,
    /// Reports of bullying.
    Bullying,
    /// The school.
    School,
    /// The account.
    Account,
    /// None.
    Other,
}

/// What the frame needs to know of a page.
pub struct Document<'a> {
    /// Title of the page.
    pub title: String,
    /// Language.
    pub locale: Locale,
    /// Who looks at it; none before signing in.
    pub person: Option<&'a SignedIn>,
    /// How many notices that person has not seen.
    pub unseen: usize,
    /// Where in the navigation it is.
    pub tab: Tab,
    /// Whether the grid is brought to life.
    pub grid: bool,
    /// Path to come back to after a change of language.
    pub path: String,
}

/// The whole HTML of a page.
pub fn document(about: Document<'_>, content: impl IntoView) -> String {
    let texts = about.locale.texts();
    let title = format!("{} · {}", about.title, texts.product);
    let header = header(&about, texts);
    let tabs = about.person.map(|person| tab_bar(person, about.tab, about.locale));
    let script = about.grid.then(|| grid_script(texts));
    let pocket = pocket_script(&about);
    let view = view! {
        <html lang=about.locale.code()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <title>{title}</title>
                <link rel="stylesheet" href=site::address("pkg/klas.css") />
                <link rel="icon" href=site::address("icon.svg") type="image/svg+xml" />
                <link rel="apple-touch-icon" href=site::address("icon-192.png") />
                <link rel="manifest" href="/manifest.webmanifest" />
                <meta name="theme-color" content="#1d4fa3" />
                {script}
                {pocket}
            </head>
            <body class:wide=about.grid>
                <a class="skip" href="#content">{texts.skip_to_content}</a>
                {header}
                <main id="content">{content}</main>
                {tabs}
            </body>
        </html>
    };
    // The marks that hydration would need: nothing of a page is hydrated.
    format!("<!DOCTYPE html>{}", view.to_html().replace("<!>", ""))
}

/// A message at the top of a page: what was saved, or what was not.
pub fn message(text: Option<String>, good: bool) -> impl IntoView {
    text.map(|text| {
        let class = if good { "message good" } else { "message bad" };
        view! { <p class=class role=if good { "status" } else { "alert" }>{text}</p> }
    })
}

fn grid_script(texts: &'static Texts) -> impl IntoView {
    let module = site::address("pkg/klas.js");
    let wasm = site::address("pkg/klas.wasm");
    view! {
        <link rel="modulepreload" href=module.clone() />
        <link rel="preload" href=wasm.clone() r#as="fetch" type="application/wasm" crossorigin="anonymous" />
        <script src=site::address("start.js") data-module=module data-wasm=wasm
            data-failed=texts.grid_failed data-sheet=texts.open_sheet></script>
    }
}

/// What is kept on the device, and what is said of it.
fn pocket_script(about: &Document<'_>) -> impl IntoView + use<> {
    let texts = about.locale.pocket();
    let account = about.person.map(|person| person.account.to_string());
    // Whoever may write in journals: with them goes what is said of work that was left unsaved.
    let keeps_journals = |person: &&SignedIn| {
        [Role::Teacher, Role::Head, Role::Deputy].into_iter().any(|role| person.actor.is(role))
    };
    let writer = about.person.filter(keeps_journals).map(|person| person.actor.person.to_string());
    let said = |text: &'static str| writer.is_some().then_some(text);
    view! {
        <script src=site::address("app.js") defer data-since=texts.since data-offline=texts.offline
            data-reload=texts.reload data-unsent=texts.unsent data-unwritten=texts.unwritten data-account=account data-unsaved=said(texts.unsaved)
            data-journal=said(texts.unsaved_journal) data-open=said(texts.unsaved_open)
            data-drop=said(texts.unsaved_drop) data-drop-asked=said(texts.unsaved_drop_asked) data-person=writer.clone()></script>
    }
}

fn header(about: &Document<'_>, texts: &'static Texts) -> impl IntoView + use<> {
    let other = match about.locale {
        Locale::Uk => Locale::En,
        Locale::En => Locale::Uk,
    };
    let person = about.person.map(|person| {
        let initials: String = [&person.name.surname, &person.name.given]
            .iter()
            .filter_map(|name| name.chars().next())
            .collect();
        view! {
            <nav class="tabs" aria-label=texts.product>{entries(person, about.tab, about.locale)}</nav>
            <span class="school">{person.school_name.clone()}</span>
            {bell(about.unseen, about.locale)}
            <a class="avatar" href="/account" title=format!("{} – {}", person.name.full(), texts.nav_account)>
                <span aria-hidden="true">{initials}</span>
                <span class="hidden">{texts.nav_account}</span>
            </a>
        }
    });
    view! {
        <header class="top">
            <a class="logo" href="/">"Klas"<i>"."</i></a>
            {person}
            <form method="post" action="/account/language" class="language" class:alone=about.person.is_none()>
                <input type="hidden" name="next" value=about.path.clone() />
                <button name="language" value=other.code() lang=other.code()>{texts.other_language}</button>
            </form>
        </header>
    }
}

/// The way to the notices, with the number of those that are new.
fn bell(number: usize, locale: Locale) -> impl IntoView {
    let texts = locale.notices();
    let shown = if number > 99 { "99+".to_owned() } else { number.to_string() };
    let said = if number > 0 {
        format!("{}, {}", texts.title, (texts.unseen)(&shown))
    } else {
        texts.title.to_owned()
    };
    let badge = (number > 0).then(|| view! { <b aria-hidden="true">{shown}</b> });
    let title = said.clone();
    view! {
        <a class="bell" href="/notices" title=title>
            <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
                <path d="M12 3a6 6 0 0 0-6 6v4l-2 3h16l-2-3V9a6 6 0 0 0-6-6zM10 19a2 2 0 0 0 4 0" fill="none"
                    stroke="currentColor" stroke-width="1.8" stroke-linejoin="round" stroke-linecap="round" />
            </svg>
            {badge}
            <span class="hidden">{said}</span>
        </a>
    }
}

/// The same entries under the thumb, where a phone's screen is narrow.
fn tab_bar(person: &SignedIn, tab: Tab, locale: Locale) -> impl IntoView + use<> {
    view! { <nav class="tab-bar" aria-label=locale.texts().product>{entries(person, tab, locale)}</nav> }
}

fn entries(person: &SignedIn, tab: Tab, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.texts();
    let is = |roles: &[Role]| roles.iter().any(|role| person.actor.is(*role));
    let all = [
        (Tab::Today, "/today", texts.nav_today, is(&[Role::Teacher])),
        (Tab::Journals, "/journal", texts.nav_journals, is(&[Role::Teacher, Role::Head, Role::Deputy])),
        (
            Tab::Classes,
            "/classes",
            locale.registers().classes,
            is(&[Role::Head, Role::Deputy, Role::Nurse, Role::Psychologist]),
        ),
        (Tab::Substitutions, "/school/lessons", locale.substitutions().nav, is(&[Role::Head, Role::Deputy])),
        (Tab::Reports, "/reports", locale.reports().nav, is(&[Role::Teacher, Role::Head, Role::Deputy])),
        (Tab::Department, "/department", locale.department().nav, is(&[Role::DepartmentOfficer])),
        (Tab::Diary, "/diary", texts.nav_diary, is(&[Role::Pupil, Role::Guardian])),
        (Tab::Marks, "/diary/marks", texts.nav_marks, is(&[Role::Pupil, Role::Guardian])),
        (
            Tab::Announcements,
            "/announcements",
            locale.announcements().title,
            !person.classes.is_empty() || is(&[Role::Head, Role::Deputy, Role::Pupil, Role::Guardian]),
        ),
        (
            Tab::Messages,
            "/messages",
            locale.messages().title,
            is(&[Role::Teacher, Role::Head, Role::Deputy, Role::Guardian]),
        ),
        (
            Tab::Archive,
            "/archive",
            locale.archive().nav,
            person.has_led || is(&[Role::Head, Role::Deputy, Role::Administrator]),
        ),
        (Tab::Bullying, "/bullying", locale.bullying().nav, is(&[Role::Head])),
        (Tab::School, "/school", texts.nav_school, is(&[Role::Administrator])),
    ];
    let mut shown: Vec<_> = all
        .into_iter()
        .filter(|(.., shown)| *shown)
        .map(|(own, href, name, _)| (own, href.to_owned(), name.to_owned()))
        .collect();
    let own_classes = person.classes.iter().map(|(id, class)| {
        let name = (locale.registers().my_class)(&class.to_string());
        (Tab::Class(*id), format!("/classes/{id}/register"), name)
    });
    let place = shown.iter().take_while(|(own, ..)| matches!(own, Tab::Today | Tab::Journals)).count();
    shown.splice(place..place, own_classes);
    shown
        .into_iter()
        .map(|(own, href, name)| {
            let current = (own == tab).then_some("page");
            view! { <a href=href aria-current=current>{name}</a> }
        })
        .collect_view()
}
