//! What stands above the pages of a journal that is archived.

use klas_documents::archive::hex;
use klas_domain::{Id, id::of};
use leptos::prelude::*;

use crate::{api::opened::Integrity, locales::Locale, paper::signer};

/// That the journal of a class is only read, and the way to its archive; nothing while it is written.
pub fn archived_note(archived: bool, class: Id<of::SchoolClass>, locale: Locale) -> Option<AnyView> {
    let texts = locale.archive();
    archived.then(|| {
        view! {
            <p class="message archived" role="note">
                {texts.read_only}" "<a href=format!("/archive/{class}/journal")>{texts.open_journal}</a>
            </p>
        }
        .into_any()
    })
}

/// That what stands below is what was signed, by whom, and the way to the archive's card for those who see it.
pub fn integrity_note(checked: &Integrity, card: Option<Id<of::SchoolClass>>, locale: Locale) -> AnyView {
    let texts = locale.opened();
    let signers: Vec<String> = checked.signatures.iter().map(|own| signer(own, locale)).collect();
    let card = card.map(|class| {
        view! { " "<a href=format!("/archive/{class}#card")>{texts.archive_card}</a> }
    });
    view! {
        <div class="message good archived" role="note">
            <p><strong>"✓ "{texts.checked}</strong>" – "{texts.checked_hint}" "{texts.from_archive}{card}</p>
            <p class="small">{texts.signed_by}": "{signers.join("; ")}</p>
            <p class="small digest">{texts.digest}": "<code>{hex(&checked.digest)}</code></p>
        </div>
    }
    .into_any()
}
