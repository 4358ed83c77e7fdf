//! Report cards and certificates of achievement.

use klas_documents::table::Table;
use klas_domain::{Id, id::of};
use leptos::prelude::*;

use crate::{
    components::{files, sheet},
    locales::Locale,
};

/// What the page shows.
pub struct CardView {
    /// The class, and as it is written.
    pub class: (Id<of::SchoolClass>, String),
    /// Whether the class has certificates.
    pub certified: bool,
    /// Whether certificates are shown; else report cards.
    pub certificates: bool,
    /// The pupils who are in the class.
    pub pupils: Vec<(Id<of::Person>, String)>,
    /// Whose document is shown.
    pub shown: Option<Id<of::Person>>,
    /// The document; none where the class has nobody.
    pub table: Option<Table>,
}

/// The document of a pupil, and the way to those of all.
pub fn cards(view: CardView, locale: Locale) -> impl IntoView {
    let (texts, paper) = (locale.texts(), locale.paper());
    let (class, name) = &view.class;
    let path = format!("/classes/{class}/cards");
    let kind = if view.certificates { "certificate" } else { "card" };
    let title = if view.certificates { paper.certificates } else { paper.cards };
    let shown = view.shown.map(|pupil| pupil.to_string()).unwrap_or_default();
    let pupils = view
        .pupils
        .iter()
        .map(|(pupil, name)| {
            view! { <option value=pupil.to_string() selected=view.shown == Some(*pupil)>{name.clone()}</option> }
        })
        .collect_view();
    let kinds = view.certified.then(|| {
        let link = |code: &str, name: &'static str| {
            let href = format!("?kind={code}&pupil={shown}");
            view! { <a href=href aria-current=(code == kind).then_some("true")>{name}</a> }
        };
        view! {
            <nav class="segments" aria-label=title>
                {link("card", paper.cards)}
                {link("certificate", paper.certificates)}
            </nav>
        }
    });
    let content = match &view.table {
        None => view! { <p class="blank card">{texts.no_pupils}</p> }.into_any(),
        Some(table) => sheet(table).into_any(),
    };
    let all = format!("?kind={kind}");
    view! {
        <section class="narrow">
            <div class="bar">
                <h1>{name.clone()}" · "{title}</h1>
                <span class="grow"></span>
                {kinds}
            </div>
            <div class="bar">
                <form class="bar">
                    <input type="hidden" name="kind" value=kind />
                    <select name="pupil" aria-label=texts.pupil>{pupils}</select>
                    <button class="button">{paper.show}</button>
                    {files(&path, &format!("?kind={kind}&pupil={shown}"), title, locale)}
                </form>
                <span class="grow"></span>
                <span class="muted">{paper.all_pupils}":"</span>
                {files(&path, &all, paper.all_pupils, locale)}
            </div>
            {content}
        </section>
    }
}
