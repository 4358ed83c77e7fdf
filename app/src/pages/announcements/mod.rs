//! Announcements: the list, one of them, and the form of whoever writes them.

mod form;
mod item;

use klas_store::announcement::{Readers, StoredAnnouncement};
use leptos::prelude::*;

pub use form::{AnnouncementField, AnnouncementForm};
pub use item::item;

use crate::{
    api::announcements::{Announcements, FamilyLine},
    components::{message, moment},
    locales::{AnnouncementTexts, Locale},
};

/// The announcements that a visitor sees.
pub fn list(view: &Announcements, form: &AnnouncementForm, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.announcements();
    let writes = !view.audiences.is_empty();
    let family = if view.family.is_empty() {
        (!writes).then(|| view! { <p class="blank card">{texts.none}</p> }.into_any())
    } else {
        let heading = writes.then(|| view! { <h2>{texts.for_family}</h2> });
        let lines = view.family.iter().map(|line| family_line(line, line.asks(view.person), texts));
        let lines = lines.collect_view();
        Some(view! { {heading}<ul class="note-list">{lines}</ul> }.into_any())
    };
    let told = writes.then(|| {
        let none = view.told.is_empty().then(|| view! { <p class="blank card">{texts.none_told}</p> });
        let lines = view.told.iter().map(|(stored, readers)| told_line(stored, *readers, texts));
        let heading = (!view.family.is_empty()).then(|| view! { <h2>{texts.told}</h2> });
        view! { {heading}{none}<ul class="note-list">{lines.collect_view()}</ul> }.into_any()
    });
    let new = writes.then(|| form::new(view, form, texts).into_any());
    let (said, good) =
        (form.message.map(|(text, _)| text.to_owned()), form.message.is_some_and(|said| said.1));
    view! {
        <section class="narrow announcements">
            {message(said, good)}
            <h1>{texts.title}</h1>
            {new}
            {family}
            {told}
        </section>
    }
}

/// Whom it is for, who wrote it and when.
fn about(stored: &StoredAnnouncement, texts: &'static AnnouncementTexts) -> String {
    let class = stored.class.as_ref().map(ToString::to_string);
    let audience = texts.audience_name(stored.audience, class.as_deref());
    format!("{audience} · {} · {}", stored.author_name.short(), moment(stored.published_at))
}

/// What is to be known at a glance.
fn marks(stored: &StoredAnnouncement, texts: &'static AnnouncementTexts) -> impl IntoView + use<> {
    let urgent = stored.says.urgent.then(|| view! { <span class="chip warn">{texts.urgent}</span> });
    let withdrawn = stored.withdrawn_at.map(|_| view! { <span class="chip">{texts.withdrawn}</span> });
    view! { {urgent}{withdrawn} }
}

fn family_line(line: &FamilyLine, asks: bool, texts: &'static AnnouncementTexts) -> impl IntoView + use<> {
    let stored = &line.stored;
    let new = (!line.read).then(|| view! { <span class="chip wait">{texts.new_mark}</span> });
    let asks = (asks && !line.acknowledged).then(|| view! { <span class="chip">{texts.asks}</span> });
    view! {
        <li class="card" class:unread=!line.read>
            <div class="bar">
                <a class="main" href=format!("/announcements/{}", stored.id)><strong>{stored.says.title.clone()}</strong></a>
                <span class="grow"></span>
                {new}{marks(stored, texts)}{asks}
            </div>
            <p class="muted small">{about(stored, texts)}</p>
        </li>
    }
}

/// How many have read it: «прочитали родин: 18 з 26, учнів: 20 з 26; підтвердили: 12 з 26».
fn counted(readers: Readers, asks: bool, texts: &'static AnnouncementTexts) -> String {
    let read = format!(
        "{}, {}",
        (texts.families_read)(readers.families_read, readers.pupils),
        (texts.pupils_read)(readers.pupils_read, readers.pupils)
    );
    if !asks {
        return read;
    }
    format!("{read}; {}", (texts.families_acknowledged)(readers.acknowledged, readers.pupils))
}

fn told_line(
    stored: &StoredAnnouncement,
    readers: Option<Readers>,
    texts: &'static AnnouncementTexts,
) -> impl IntoView + use<> {
    let readers =
        readers.map(|readers| view! { <p class="small">{counted(readers, stored.says.asks, texts)}</p> });
    view! {
        <li class="card" class:gone=stored.withdrawn_at.is_some()>
            <div class="bar">
                <a class="main" href=format!("/announcements/{}", stored.id)><strong>{stored.says.title.clone()}</strong></a>
                <span class="grow"></span>
                {marks(stored, texts)}
            </div>
            <p class="muted small">{about(stored, texts)}</p>
            {readers}
        </li>
    }
}
