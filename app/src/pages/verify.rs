//! Checking a signed file: in the browser, which the file does not leave; on the server where that is asked for, or where
//! the browser cannot.

use klas_signature::LARGEST;
use leptos::prelude::*;

use crate::{
    locales::{Locale, VerifyTexts},
    routes::site,
};

/// A certificate that this site trusts.
pub struct Trusted {
    /// Whom it names.
    pub name: String,
    /// Its serial number.
    pub serial: String,
    /// Since when it is valid.
    pub since: String,
    /// Until when.
    pub until: String,
}

/// Whom this site trusts.
pub struct WhomToTrust {
    /// The certificates.
    pub anchors: Vec<Trusted>,
    /// Where the browser gets all that is trusted and known to be revoked; none where there is nothing.
    pub address: Option<String>,
}

/// What the server says of a file that was sent to it.
#[derive(Default)]
pub struct Said {
    /// The report, as markup.
    pub report: Option<String>,
    /// What is wrong with the file.
    pub of_file: Option<String>,
    /// What is wrong with the files of trust.
    pub of_trust: Option<String>,
    /// Why it was not checked, whatever it is.
    pub refused: Option<&'static str>,
}

/// The page; `limit` is how many bytes the server takes.
pub fn verify(whom: WhomToTrust, said: Said, limit: u64, locale: Locale) -> impl IntoView {
    let texts = locale.verify();
    let refused = said.refused.map(|words| view! { <p class="message bad" role="alert">{words}</p> });
    let report = said.report.unwrap_or_default();
    let address = whom.address.clone();
    view! {
        <section class="narrow verify">
            <h1>{texts.title}</h1>
            <p>{texts.lead}</p>
            {refused}
            <form id="verify" class="card stack" method="post" action="/verify" enctype="multipart/form-data">
                <p class="promise" id="stays" hidden>{texts.stays}</p>
                <noscript><p class="promise">{texts.no_script}</p></noscript>
                {field("file", (texts.file, texts.file_hint), said.of_file)}
                {field("content", (texts.content, texts.content_hint), None)}
                {field("trust", (texts.trust, texts.trust_hint), said.of_trust)}
                <p class="row">
                    <button class="button primary" name="where" value="here" id="here" hidden>{texts.check}</button>
                    <button class="button" name="where" value="server">{texts.check_on_server}</button>
                </p>
                <p class="muted small">{(texts.server_hint)(limit)}</p>
            </form>
            <p id="verify-state" class="muted" role="status"></p>
            <section id="report" aria-label=texts.report inner_html=report></section>
            {trusted(&whom, texts)}
            <script src=site::address("verify.js") defer data-worker=site::address("module.js")
                data-module=site::address("modules/verifier.js") data-wasm=site::address("modules/verifier.wasm")
                data-trust=address data-language=locale.code() data-largest=LARGEST.to_string() data-checking=texts.checking
                data-failed=texts.failed data-no-file=texts.no_file
                data-nothing-to-trust=(texts.nothing_to_trust)("{}")></script>
        </section>
    }
}

/// A field for a file, or for several of trust.
fn field(
    name: &'static str,
    (label, hint): (&'static str, &'static str),
    problem: Option<String>,
) -> impl IntoView {
    let (hint_id, problem_id) = (format!("{name}-hint"), format!("{name}-problem"));
    let invalid = problem.as_ref().map(|_| "true");
    let accept = match name {
        "file" => Some(".asice,.sce,.p7s,.p7m,.p7,.cer,.crt,.der,.pem"),
        "trust" => Some(".cer,.crt,.der,.pem,.p7b,.crl"),
        _ => None,
    };
    view! {
        <div>
            <label>{label}
                <input type="file" name=name accept=accept multiple=name == "trust" aria-invalid=invalid
                    aria-describedby=format!("{hint_id} {problem_id}") />
            </label>
            <p class="muted small hint" id=hint_id>{hint}</p>
            <p class="problem" id=problem_id role="alert">{problem}</p>
        </div>
    }
}

/// Whom the check trusts, and where to get whom one may trust.
fn trusted(whom: &WhomToTrust, texts: &'static VerifyTexts) -> impl IntoView + use<> {
    let one = |anchor: &Trusted| {
        let valid = (texts.valid)(&anchor.since, &anchor.until);
        view! {
            <li>
                <strong>{anchor.name.clone()}</strong>
                <br />
                <span class="muted small">{valid}" · № "{anchor.serial.clone()}</span>
            </li>
        }
    };
    let anchors = if whom.anchors.is_empty() {
        view! { <p>{texts.nobody}</p> }.into_any()
    } else {
        let list = whom.anchors.iter().map(one).collect_view();
        view! { <p>{texts.whom_lead}</p><ul class="anchors">{list}</ul> }.into_any()
    };
    let steps = texts.root_steps.map(|step| view! { <li>{step}</li> }).collect_view();
    view! {
        <details class="card pad" id="whom">
            <summary>{texts.whom}</summary>
            {anchors}
            <h2>{texts.root_title}</h2>
            <ol>{steps}</ol>
            <p class="muted small">{texts.by_command_line}</p>
        </details>
    }
}
