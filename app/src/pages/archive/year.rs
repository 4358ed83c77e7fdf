//! The classes of a year, each with how far its archive is.

use chrono::Datelike;
use klas_domain::archive::Signatory;
use klas_store::{
    history::{ChainState, NightlyCheck},
    package::{Package, PackageState},
};
use leptos::prelude::*;

use super::{Said, integrity, is_watched, said, send, sign::sign, sign_later, state};
use crate::{
    api::{
        archive::{Archive, Line},
        keeping::LastCheck,
    },
    components::{moment, year_choice},
    locales::Locale,
    pages::class_teacher::full_date,
};

/// The archive of a year.
pub fn year(archive: &Archive, person: String, words: &Said, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.archive();
    let rows = archive.lines.iter().map(|line| row(archive, line, locale)).collect_view();
    let path = format!("/archive?year={}", archive.year.starts_on.year());
    let reads = archive.lines.iter().any(|line| line.reads && line.card.is_some());
    let signing = if is_watched(archive, words) {
        reads.then(|| sign_later(locale)).into_any()
    } else {
        let send = reads.then(|| send(&path, person, true, locale));
        view! {
            {sign(archive.lines.iter(), locale)}
            {send}
        }
        .into_any()
    };
    let order = archive.makes.then(|| order(archive, &path, locale));
    view! {
        <section class="columns-page archive">
            <div class="bar">
                <h1>{(texts.title)(&archive.year.label())}</h1>
                <span class="grow"></span>
                {year_choice("/archive", archive.year.starts_on.year(), &archive.years, None, locale)}
            </div>
            <p class="muted">{texts.lead}</p>
            {said(words, locale)}
            {archive.checked.as_ref().map(|LastCheck(last)| checked(last.as_ref(), locale))}
            {order}
            {ways(archive, locale)}
            <div class="card scroll">
                <table class="list">
                    <thead>
                        <tr>
                            <th scope="col">{locale.texts().class}</th>
                            <th scope="col">{locale.texts().class_teacher}</th>
                            <th scope="col">{texts.state_column}</th>
                            <th scope="col" class="figure">{locale.keeping().keep_until}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {signing}
            <p class="small"><a href="/verify">{locale.verify().link}</a></p>
        </section>
    }
}

fn row(archive: &Archive, line: &Line, locale: Locale) -> AnyView {
    let texts = locale.archive();
    let href = format!("/archive/{}", line.class);
    let signatures = line.card.as_ref().map(|card| card.signatures.len());
    let signed = signatures.is_some_and(|signed| Signatory::next(signed).is_none());
    let until = signed.then(|| full_date(archive.retention.container_until(archive.year.ends_on)));
    view! {
        <tr>
            <th scope="row"><a href=href>{line.name.to_string()}</a></th>
            <td>{line.class_teacher.as_ref().map(klas_domain::school::PersonName::initials)}</td>
            <td>{state(!line.open.is_empty(), signatures, texts)}</td>
            <td class="figure">{until}</td>
        </tr>
    }
    .into_any()
}

/// What the last check of the history found: a break aloud, everything else in a line.
fn checked(last: Option<&NightlyCheck>, locale: Locale) -> AnyView {
    let texts = locale.keeping();
    let way = view! { <a href="/archive/integrity">{texts.integrity}</a> };
    match last {
        Some(check) if !matches!(check.state, ChainState::Whole(_)) => {
            view! { {integrity::state(check, locale)} <p class="message bad">{texts.what_to_do}" "{way}</p> }
                .into_any()
        }
        Some(check) => {
            let said = texts.state(check.state, check.links);
            view! { <p class="muted small">{way}": "{said}", "{moment(check.at)}</p> }.into_any()
        }
        None => view! { <p class="muted small">{way}": "{texts.no_check}</p> }.into_any(),
    }
}

/// The ways to what is done with archives of all years.
fn ways(archive: &Archive, locale: Locale) -> AnyView {
    let texts = locale.opened();
    let any = archive.lines.iter().any(|line| line.card.is_some());
    let year = any.then(|| {
        let href = format!("/archive/containers.zip?year={}", archive.year.starts_on.year());
        view! { <a class="button" href=href download>{texts.take_year}</a> }
    });
    let take = archive.takes.then(|| {
        view! {
            {year}
            <a class="button" href="/archive/containers.zip" download title=texts.take_hint>{texts.take_all}</a>
        }
    });
    let retention = archive.makes.then(|| {
        view! { <a class="button" href="/archive/retention">{locale.keeping().retention}</a> }
    });
    view! { <p class="row ways">{retention}{take}</p> }.into_any()
}

/// What is being made, and the form that has it made.
fn order(archive: &Archive, path: &str, locale: Locale) -> AnyView {
    let texts = locale.archive();
    let last = archive.order.as_ref().and_then(|order| progress(order, path, locale));
    let open = archive.open().count();
    let any = archive.lines.iter().any(|line| line.card.is_some());
    let unsigned = |line: &Line| line.card.as_ref().is_none_or(|card| card.signatures.is_empty());
    let form = if archive.is_running() {
        None
    } else if open > 0 {
        let blocked = (texts.blocked)(open);
        let href = format!("/closing?year={}", archive.year.starts_on.year());
        Some(view! { <p>{blocked}" "<a href=href>{texts.to_closing}</a></p> }.into_any())
    } else if archive.lines.iter().any(unsigned) {
        let words = if any { texts.make_anew } else { texts.make };
        let class = if any { "button" } else { "button primary" };
        Some(
            view! {
                <form method="post" action=path.to_owned()>
                    <button class=class name="what" value="order">{words}</button>
                </form>
            }
            .into_any(),
        )
    } else {
        None
    };
    (last.is_some() || form.is_some())
        .then(|| view! { <div class="card pad package">{last}{form}</div> })
        .into_any()
}

/// How far an order is; nothing of one that is done.
pub(super) fn progress(order: &Package, path: &str, locale: Locale) -> Option<AnyView> {
    let texts = locale.archive();
    match order.state {
        PackageState::Ready => None,
        PackageState::Cancelled => Some(view! { <p role="status">{texts.cancelled}</p> }.into_any()),
        PackageState::Failed => {
            let words = (texts.failed)(&order.id.to_string());
            Some(view! { <p class="message bad" role="alert">{words}</p> }.into_any())
        }
        PackageState::Running => {
            let bar = match order.documents {
                Some(classes) => {
                    let words = (texts.made)(order.made, classes, order.pages);
                    view! {
                        <progress max=classes.to_string() value=order.made.to_string() aria-label=texts.progress></progress>
                        <p role="status">{words}</p>
                    }
                    .into_any()
                }
                None => view! {
                    <progress aria-label=texts.progress></progress>
                    <p role="status">{texts.waiting}</p>
                }
                .into_any(),
            };
            Some(
                view! {
                    {bar}
                    <p class="muted small">{texts.may_leave}</p>
                    <form method="post" action=path.to_owned()>
                        <button class="button" name="what" value="cancel">{texts.cancel}</button>
                    </form>
                }
                .into_any(),
            )
        }
    }
}
