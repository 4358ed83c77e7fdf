//! What stands above the pages of a journal that is archived.

use klas_documents::archive::hex;
use klas_domain::{Id, id::of};
use klas_store::journal::Course;
use leptos::prelude::*;

use crate::{
    api::{
        opened::{Integrity, place_of_course},
        signed_diary::SignedDiary,
    },
    locales::Locale,
    paper::signer,
    routes::verify::language,
};

/// That a journal is only read, and the way to the same in its archive for those who may go there; nothing while it is
/// written.
pub fn archived_note(archived: bool, way: Option<String>, locale: Locale) -> Option<AnyView> {
    let texts = locale.archive();
    let way = way.map(|href| view! { " "<a href=href>{texts.open_journal}</a> });
    archived.then(|| view! { <p class="message archived" role="note">{texts.read_only}{way}</p> }.into_any())
}

/// The same of what belongs to a course's page and is not in the archive.
pub fn archived_page_note(course: &Course, locale: Locale) -> Option<AnyView> {
    archived_note(course.archived, Some(place_of_course(course)), locale)
}

/// That a diary shows what was signed, and the way to all that was signed of the pupil; from another school of the account
/// none leads into the archive.
pub fn signed_diary_note(own: Option<&SignedDiary>, here: bool, locale: Locale) -> Option<AnyView> {
    let texts = locale.opened();
    let own = own?;
    let mixed = own.is_mixed.then_some(texts.diary_mixed).map(|words| view! { " "{words} });
    let way = own.way.clone().filter(|_| here);
    let way = way.map(|href| view! { " "<a href=href>{texts.open_signed}</a> });
    Some(
        view! { <p class="message archived" role="note">"✓ "{texts.diary_signed}{mixed}{way}</p> }.into_any(),
    )
}

/// That what stands below is what was signed, by whom, what is known of the certificates by now, and the way to the
/// archive's card for those who see it.
pub fn integrity_note(checked: &Integrity, card: Option<Id<of::SchoolClass>>, locale: Locale) -> AnyView {
    let texts = locale.opened();
    let signers: Vec<String> = checked.signatures.iter().map(|own| signer(own, locale)).collect();
    let card = card.map(|class| {
        view! { " "<a href=format!("/archive/{class}#card")>{texts.archive_card}</a> }
    });
    let revoked = checked.revoked.iter().map(|fault| {
        let words = (texts.revoked)(&klas_verdict::fault(fault, language(locale)));
        view! { <p class="message archived" role="note">{words}</p> }
    });
    view! {
        <div class="message good archived" role="note">
            <p><strong>"✓ "{texts.checked}</strong>" – "{texts.checked_hint}" "{texts.from_archive}{card}</p>
            <p class="small">{texts.signed_by}": "{signers.join("; ")}</p>
            <p class="small digest">{texts.digest}": "<code>{hex(&checked.digest)}</code></p>
        </div>
        {revoked.collect_view()}
    }
    .into_any()
}
