//! The package of a semester's documents: ordering it, watching it, taking it.

use chrono_tz::Europe::Kyiv;
use klas_domain::figures::Period;
use klas_store::package::{Making, Package, PackageState};
use leptos::prelude::*;

use crate::locales::Locale;

/// The package, and the form that orders another; `unmarked` are the periods that have no marks yet.
pub fn package(
    last: Option<Package>,
    period: Period,
    unmarked: &[Period],
    locale: Locale,
) -> impl IntoView + use<> {
    let texts = locale.package();
    let running = last.as_ref().is_some_and(|package| package.state == PackageState::Running);
    let back = format!("/reports?period={}", period.code());
    view! {
        <section class="narrow">
            <div class="bar">
                <a class="button back" href=back>"‹ "{locale.reports().back}</a>
                <h1>{texts.title}</h1>
            </div>
            <p class="muted">{texts.what}</p>
            {last.map(|package| state(&package, locale))}
            {(!running).then(|| order(period, unmarked, locale))}
        </section>
    }
}

fn order(period: Period, unmarked: &[Period], locale: Locale) -> impl IntoView + use<> {
    let (texts, reports) = (locale.package(), locale.reports());
    let periods = Period::ALL
        .into_iter()
        .zip(reports.periods)
        .map(|(own, name)| view! { <option value=own.code() selected=own == period>{name}</option> })
        .collect_view();
    let names: Vec<&str> = unmarked.iter().map(|period| reports.period(*period)).collect();
    let empty = (!names.is_empty()).then(|| (texts.unmarked)(&names.join(", ")));
    view! {
        <form method="post" class="bar">
            <select name="period" aria-label=reports.choose_period>{periods}</select>
            <button class="button primary" name="what" value="order">{texts.order}</button>
            {empty.map(|text| view! { <span class="muted small">{text}</span> })}
        </form>
    }
}

fn state(package: &Package, locale: Locale) -> impl IntoView + use<> {
    let (texts, reports) = (locale.package(), locale.reports());
    let places = Period::ALL.iter().zip(reports.periods);
    let period = places
        .into_iter()
        .find(|(period, _)| package.what == Making::Documents(**period))
        .map(|(_, name)| name);
    let ordered = (texts.ordered)(
        &package.author.initials(),
        &package.day.format("%d.%m.%Y").to_string(),
        &package.ordered_at.with_timezone(&Kyiv).format("%H:%M").to_string(),
    );
    let body = match package.state {
        PackageState::Running => running(package, locale).into_any(),
        PackageState::Ready => {
            let size = (texts.size)(package.documents.unwrap_or_default(), package.pages, package.size);
            view! {
                <p role="status">{size}</p>
                <p><a class="button primary" href="/reports/package.zip" download>{texts.take}</a></p>
            }
            .into_any()
        }
        PackageState::Cancelled => view! { <p role="status">{texts.cancelled}</p> }.into_any(),
        PackageState::Failed => {
            view! { <p class="message bad" role="alert">{(texts.failed)(&package.id.to_string())}</p> }
                .into_any()
        }
    };
    view! {
        <div class="card pad package">
            <h2>{period}</h2>
            <p class="muted small">{ordered}</p>
            {body}
        </div>
    }
}

fn running(package: &Package, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.package();
    let progress = match package.documents {
        Some(documents) => view! {
            <progress max=documents.to_string() value=package.made.to_string() aria-label=texts.progress></progress>
            <p role="status">{(texts.made)(package.made, documents, package.pages)}</p>
        }
        .into_any(),
        None => view! {
            <progress aria-label=texts.progress></progress>
            <p role="status">{texts.waiting}</p>
        }
        .into_any(),
    };
    view! {
        {progress}
        <p class="muted small">{texts.may_leave}</p>
        <form method="post"><button class="button" name="what" value="cancel">{texts.cancel}</button></form>
    }
}
