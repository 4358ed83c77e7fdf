//! The archive of a class: its card, its signatures, what is signed next.

use chrono::Datelike;
use klas_documents::archive::hex;
use klas_domain::{archive::Signatory, school::PersonName};
use klas_store::archive::{ArchiveCard, ArchiveSignature, Stale};
use leptos::prelude::*;

use super::{Said, is_watched, said, send, sign::sign, sign_later, state, year::progress};
use crate::{
    api::archive::{Archive, Line},
    components::moment,
    locales::Locale,
};

/// The archive of a class of a year; `stale` where it is to be signed and cannot be as it is.
pub fn class(
    archive: &Archive,
    (line, stale): (&Line, Option<Stale>),
    person: String,
    words: &Said,
    locale: Locale,
) -> impl IntoView + use<> {
    let texts = locale.archive();
    let path = format!("/archive/{}", line.class);
    let back = format!("/archive?year={}", archive.year.starts_on.year());
    let title = (texts.title_of_class)(&line.name.to_string(), &archive.year.label());
    let signatures = line.card.as_ref().map(|card| card.signatures.len());
    let card = line.card.as_ref().map(|own| card(line, own, locale));
    let wanted = signatures.is_some_and(|signed| Signatory::next(signed).is_some()) && line.reads;
    let behind = stale.map(|stale| match stale {
        Stale::Outdated if signatures == Some(0) => texts.outdated,
        Stale::Outdated => texts.outdated_signed,
        Stale::Void => texts.void,
    });
    let ways = if is_watched(archive, words) {
        wanted.then(|| sign_later(locale)).into_any()
    } else if stale.is_some() {
        // Whatever comes back signed would be refused.
        ().into_any()
    } else {
        let send = wanted.then(|| send(&path, person, false, locale));
        view! {
            {sign(std::iter::once(line), locale)}
            {wanted.then(|| how(locale))}
            {send}
        }
        .into_any()
    };
    view! {
        <section class="narrow archive">
            <div class="bar">
                <a class="button back" href=back>"‹ "{texts.back}</a>
                <h1>{title}</h1>
                <span class="grow"></span>
                {state(!line.open.is_empty(), signatures, texts)}
            </div>
            {said(words, locale)}
            {behind.map(|words| view! { <p class="message bad" role="status">{words}</p> })}
            {archive.makes.then(|| make(archive, (line, stale.is_some()), &path, locale))}
            {card}
            {ways}
            <p class="small"><a href="/verify">{locale.verify().link}</a></p>
        </section>
    }
}

/// The form that has it made, or why it cannot be made yet.
fn make(archive: &Archive, (line, anew): (&Line, bool), path: &str, locale: Locale) -> AnyView {
    let texts = locale.archive();
    let running = archive.order.as_ref().filter(|_| archive.is_running());
    if let Some(bar) = running.and_then(|order| progress(order, path, locale)) {
        return view! { <div class="card pad package">{bar}</div> }.into_any();
    }
    if !line.open.is_empty() {
        let open = line.open.iter().map(|semester| (texts.open)(*semester)).collect::<Vec<_>>().join(" ");
        let href = format!("/classes/{}/closing?semester={}", line.class, line.open[0].code());
        return view! { <p class="card pad">{open}" "<a href=href>{texts.to_closing}</a></p> }.into_any();
    }
    let failed = archive.order.as_ref().and_then(|order| progress(order, path, locale));
    let signed = line.card.as_ref().is_some_and(|card| !card.signatures.is_empty());
    let class = if line.card.is_none() || anew { "button primary" } else { "button" };
    let words = if line.card.is_none() { texts.make_class } else { texts.make_class_anew };
    let form = (!signed || anew).then(|| {
        view! {
            <form method="post" action=path.to_owned()>
                <button class=class name="what" value="order">{words}</button>
            </form>
        }
    });
    view! { {failed}{form} }.into_any()
}

fn card(line: &Line, card: &ArchiveCard, locale: Locale) -> AnyView {
    let texts = locale.archive();
    let digest = hex(&card.digest);
    let by = card.made_by.as_ref().map_or_else(|| texts.by_command.to_owned(), PersonName::initials);
    let made = format!("{} · {by}", moment(card.made_at));
    let take = line.reads.then(|| {
        let (container, list) =
            (format!("/archive/{}/container.asice", line.class), format!("/archive/{}/to-sign.xml", line.class));
        let journal = Signatory::next(card.signatures.len()).is_none().then(|| {
            let href = format!("/archive/{}/journal", line.class);
            view! { <a class="button" href=href>{texts.open_journal}</a> }
        });
        let list = Signatory::next(card.signatures.len())
            .map(|_| view! { <a class="button" href=list download>{texts.take_list}</a> });
        view! {
            <div class="bar pad">{journal}<a class="button primary" href=container download>{texts.take}</a>{list}</div>
        }
    });
    let signatures = if card.signatures.is_empty() {
        view! { <p class="muted pad">{texts.no_signatures}</p> }.into_any()
    } else {
        let signatures = card.signatures.iter().map(|own| signature(own, locale)).collect_view();
        view! { <ol class="signatures">{signatures}</ol> }.into_any()
    };
    view! {
        <div class="card" id="card">
            <h2 class="pad">{texts.card}</h2>
            <dl class="facts">
                <dt>{texts.made_at}</dt>
                <dd>{made}</dd>
                <dt>{texts.size_name}</dt>
                <dd>{(texts.size)(card.pages, card.size)}</dd>
                <dt>{texts.producer}</dt>
                <dd>"Klas "{card.producer.clone()}</dd>
                <dt>{texts.digest}</dt>
                <dd><code class="digest">{digest}</code><br /><span class="muted small">{texts.digest_hint}</span></dd>
            </dl>
            {take}
            <h2 class="pad">{texts.signatures}</h2>
            {signatures}
        </div>
    }
    .into_any()
}

fn signature(own: &ArchiveSignature, locale: Locale) -> AnyView {
    let texts = locale.archive();
    let role = (texts.role)(own.role);
    let position = (!own.position.is_empty() && own.position.to_lowercase() != role)
        .then(|| view! { <span class="muted">" · "{own.position.clone()}</span> });
    let organisation = (!own.organisation.is_empty())
        .then(|| view! { <p class="muted small">{texts.organisation}": "{own.organisation.clone()}</p> });
    let proven = if own.stamped { texts.stamped } else { texts.claimed };
    let trusted = if own.trusted { texts.trusted } else { texts.not_asked };
    view! {
        <li>
            <p><strong>{own.name.clone()}</strong>" – "{role}{position}</p>
            <p class="small">{texts.signed_at}": "{moment(own.signed_at)}", "{proven}</p>
            {organisation}
            <p class="muted small">{(texts.certificate)(&own.serial, &own.issuer)}". "{trusted}</p>
        </li>
    }
    .into_any()
}

fn how(locale: Locale) -> AnyView {
    let texts = locale.archive();
    let steps = texts.steps.map(|step| view! { <li>{step}</li> }).collect_view();
    view! {
        <details class="card pad">
            <summary>{texts.how}</summary>
            <ol>{steps}</ol>
            <p class="muted small">{texts.by_command_line}</p>
        </details>
    }
    .into_any()
}
