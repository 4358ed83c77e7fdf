//! The archive of a year: all its classes, one of them. Complete without JavaScript.

mod class;
mod integrity;
mod keeping;
mod opened;
mod sign;
mod year;

use klas_store::archive::ArchiveSignature;
use leptos::prelude::*;

use crate::{
    api::archive::Archive,
    archive::Refused,
    components::moment,
    locales::{ArchiveTexts, Locale},
    routes::verify::language,
};

pub use class::class;
pub use integrity::{AddressForm, integrity};
pub use keeping::{PolicyForm, retention};
pub use opened::{contents, of_pupil};
pub use year::year;

/// What became of a file that was sent: its name, and what is said of it.
pub type SentFile = (String, Result<(String, Vec<ArchiveSignature>), Refused>);

/// What is said above the page.
#[derive(Default)]
pub struct Said {
    /// What became of each file that was sent.
    pub sent: Vec<SentFile>,
    /// That none was chosen.
    pub no_file: bool,
}

/// Whether the page is looked at anew by itself: while archives are being made, unless it says what a person has to read.
/// Then it has no form that somebody fills in, for whatever is chosen and typed there would be lost.
pub fn is_watched(archive: &Archive, said: &Said) -> bool {
    archive.is_running() && said.sent.is_empty() && !said.no_file
}

/// In place of the forms that a page which is looked at anew has not.
fn sign_later(locale: Locale) -> AnyView {
    view! { <p class="card pad">{locale.archive().sign_later}</p> }.into_any()
}

fn said(said: &Said, locale: Locale) -> AnyView {
    let texts = locale.archive();
    let line = |(file, outcome): &SentFile| match outcome {
        Ok((class, signatures)) => {
            let names: Vec<&str> = signatures.iter().map(|own| own.name.as_str()).collect();
            let text = (texts.taken)(class, &names.join(", "));
            view! { <p class="message good" role="status">{text}</p> }.into_any()
        }
        Err(refused) => {
            let text = (texts.not_taken)(file, &why(refused, locale));
            view! { <p class="message bad" role="alert">{text}</p> }.into_any()
        }
    };
    let lines = said.sent.iter().map(line).collect_view();
    let no_file = said.no_file.then(|| view! { <p class="message bad" role="alert">{texts.no_file}</p> });
    view! { {no_file}{lines} }.into_any()
}

/// Why a signed file was not taken. What the verifier found has words of its own.
fn why(refused: &Refused, locale: Locale) -> String {
    let texts = locale.archive();
    match refused {
        Refused::Fault(fault) => {
            let words = klas_verdict::fault(fault, language(locale));
            let mut letters = words.chars();
            let first: String =
                letters.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
            format!("{first}{}.", letters.as_str())
        }
        Refused::NotSigned => texts.not_signed.to_owned(),
        Refused::TooLarge => texts.too_large.to_owned(),
        Refused::NotArchive => texts.not_archive.to_owned(),
        Refused::Draft => texts.draft.to_owned(),
        Refused::NotArchived { class, school } => (texts.not_archived)(class, school),
        Refused::WrongClass { class } => (texts.wrong_class)(class),
        Refused::OtherVersion { class } => (texts.other_version)(class),
        Refused::Altered { name } => (texts.altered)(name),
        Refused::Missing { name } => (texts.missing)(name),
        Refused::Foreign { name } => (texts.foreign)(name),
        Refused::Unsigned => texts.unsigned.to_owned(),
        Refused::Known => texts.known.to_owned(),
        Refused::PlaceTaken => texts.place_taken.to_owned(),
        Refused::NotWhole => texts.not_whole.to_owned(),
        Refused::NamesNoCertificate => texts.names_no_certificate.to_owned(),
        Refused::NoTime => texts.no_time.to_owned(),
        Refused::TooEarly { at, made_at } => (texts.too_early)(&moment(*at), &moment(*made_at)),
        Refused::OldList => texts.old_list.to_owned(),
        Refused::NoMatch => texts.no_match.to_owned(),
        Refused::OfWholeFile => texts.of_whole_file.to_owned(),
        Refused::NotFirst { signer, class_teacher } => (texts.not_first)(signer, class_teacher),
        Refused::Stranger { signer, role, expected } => {
            (texts.stranger)(signer, (texts.role)(*role), expected)
        }
        Refused::NoClassTeacher => texts.no_class_teacher.to_owned(),
        Refused::Complete => texts.complete.to_owned(),
        Refused::Changed => texts.changed.to_owned(),
        Refused::Open => texts.opened_again.to_owned(),
        Refused::Outdated => texts.outdated.to_owned(),
    }
}

/// The form that brings back what is signed; `several` where the page is of many classes.
fn send(path: &str, person: String, several: bool, locale: Locale) -> AnyView {
    let texts = locale.archive();
    let hint = several.then(|| view! { <p class="muted small" id="files-hint">{texts.files_hint}</p> });
    view! {
        <form class="card stack" id="send" method="post" enctype="multipart/form-data" action=path.to_owned()>
            <h2>{texts.send_title}</h2>
            <input type="hidden" name="person" value=person />
            <label>{texts.files}
                <input type="file" name="signed" accept=".asice,.sce,.p7s,.p7m" multiple=several required
                    aria-describedby=several.then_some("files-hint") />
            </label>
            {hint}
            <p><button class="button primary" name="what" value="send">{texts.send}</button></p>
        </form>
    }
    .into_any()
}

/// How far a class is, in its colour.
fn state(open: bool, signatures: Option<usize>, texts: &'static ArchiveTexts) -> AnyView {
    let (class, words) = match (signatures, open) {
        (Some(0), _) => ("chip wait", texts.waits_class_teacher),
        (Some(1), _) => ("chip wait", texts.waits_head),
        (Some(_), _) => ("chip good", texts.signed),
        (None, true) => ("chip warn", texts.not_closed),
        (None, false) => ("chip", texts.not_made),
    };
    view! { <span class=class>{words}</span> }.into_any()
}
