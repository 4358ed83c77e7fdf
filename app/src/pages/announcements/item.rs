//! One announcement, who has read it, and what it said before.

use klas_store::announcement::{Family, Readers};
use leptos::prelude::*;

use super::{
    about, counted,
    form::{AnnouncementForm, change},
    marks,
};
use crate::{
    api::announcements::Item,
    components::{message, moment},
    locales::{AnnouncementTexts, Locale},
};

/// An announcement.
pub fn item(item: &Item, form: &AnnouncementForm, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.announcements();
    let says = &item.stored.says;
    let changed = item.versions.first().map(|_| {
        let trail = item.versions.iter().map(|version| {
            view! {
                <li>
                    <p class="muted small">{version.author.short()}" · "{moment(version.at)}</p>
                    <p><strong>{version.says.title.clone()}</strong></p>
                    <p class="words">{version.says.text.clone()}</p>
                </li>
            }
        });
        view! { <details class="card pad"><summary>{texts.earlier}</summary><ol class="note-list">{trail.collect_view()}</ol></details> }
    });
    let readers = item.families.as_ref().map(|families| readers(families, says.asks, texts).into_any());
    let change = item.changes.then(|| change(item, form, texts).into_any());
    let (said, good) =
        (form.message.map(|(text, _)| text.to_owned()), form.message.is_some_and(|said| said.1));
    view! {
        <section class="narrow announcements">
            {message(said, good)}
            <article class="card pad">
                <div class="bar">
                    <h1>{says.title.clone()}</h1>
                    <span class="grow"></span>
                    {marks(&item.stored, texts)}
                </div>
                <p class="muted small">{about(&item.stored, texts)}</p>
                <p class="words">{says.text.clone()}</p>
                {acknowledgement(item, texts)}
            </article>
            {readers}
            {changed}
            {change}
            <p><a href="/announcements">{texts.back}</a></p>
        </section>
    }
}

/// The button of a family that is asked to confirm, or that it did.
fn acknowledgement(item: &Item, texts: &'static AnnouncementTexts) -> Option<AnyView> {
    let line = item.family.as_ref().filter(|line| line.asks(item.person))?;
    Some(if line.acknowledged {
        view! { <p class="high">"✓ "{texts.acknowledged}</p> }.into_any()
    } else {
        view! {
            <form method="post" action=format!("/announcements/{}", item.stored.id)>
                <input type="hidden" name="person" value=item.person.to_string() />
                <input type="hidden" name="version" value=item.stored.version />
                <button class="button primary" name="what" value="acknowledge">{texts.acknowledge}</button>
            </form>
        }
        .into_any()
    })
}

/// How many have read it, and the families from whom nothing was heard, by class.
fn readers(families: &[Family], asks: bool, texts: &'static AnnouncementTexts) -> impl IntoView + use<> {
    let heard = |family: &Family| if asks { family.acknowledged } else { family.family_read };
    let silent: Vec<&Family> = families.iter().filter(|family| !heard(family)).collect();
    let title = if asks { (texts.not_acknowledged)(silent.len()) } else { (texts.not_read)(silent.len()) };
    let rest = if silent.is_empty() {
        view! { <p class="high">"✓ "{texts.everybody_read}</p> }.into_any()
    } else {
        let classes = silent.chunk_by(|a, b| a.class == b.class).map(|own| {
            let class = own.first().map(|family| family.class.to_string());
            let names: Vec<_> = own.iter().map(|family| family.name.short()).collect();
            view! { <li><strong>{class}</strong>": "{names.join(", ")}</li> }
        });
        view! { <details><summary>{title}</summary><ul class="silent">{classes.collect_view()}</ul></details> }
            .into_any()
    };
    view! {
        <section class="card pad">
            <h2>{texts.readers}</h2>
            <p>{counted(Readers::of(families), asks, texts)}</p>
            {rest}
        </section>
    }
}
