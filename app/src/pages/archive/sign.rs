//! Signing in the browser, for whoever has to sign next. Without JavaScript the ways outside are left.

use leptos::prelude::*;

use crate::{api::archive::Line, locales::Locale, routes::site};

/// The form that signs the classes which wait for the visitor; nothing where none does.
pub fn sign<'a>(lines: impl Iterator<Item = &'a Line>, locale: Locale) -> Option<AnyView> {
    let waiting: Vec<&Line> = lines.filter(|line| line.signs).collect();
    if waiting.is_empty() {
        return None;
    }
    let texts = locale.archive();
    let names = waiting.iter().map(|line| line.name.to_string()).collect::<Vec<_>>().join(", ");
    let address = |line: &&Line| (line.name.to_string(), format!("/archive/{}/to-sign.xml", line.class));
    // Names and addresses are text: nothing in them can fail to be written.
    let classes = serde_json::to_string(&waiting.iter().map(address).collect::<Vec<_>>()).unwrap_or_default();
    Some(
        view! {
            <noscript><p class="card pad">{texts.sign_needs_script}</p></noscript>
            <form class="card stack" id="sign" method="dialog" autocomplete="off" hidden novalidate
                data-classes=classes data-worker=site::address("module.js")
                data-module=site::address("modules/signer.js") data-wasm=site::address("modules/signer.wasm")
                data-signing=texts.signing data-sending=texts.sending data-failed=texts.sign_failed
                data-no-key-file=texts.no_key_file data-unreadable=texts.key_unreadable
                data-password=texts.key_wrong_password data-nokey=texts.key_absent data-kind=texts.key_kind data-ended=texts.key_ended
                data-early=texts.key_not_begun>
                <h2>{texts.sign_title}</h2>
                <p>{texts.sign_lead}</p>
                <p><strong>{texts.sign_classes}" "{names}</strong></p>
                <div>
                    <label>{texts.key}
                        <input type="file" name="key" accept=".p12,.pfx" aria-describedby="key-problem" />
                    </label>
                    <p class="problem" id="key-problem" role="alert"></p>
                </div>
                <div>
                    <label>{texts.key_password}
                        <input type="password" name="password" autocomplete="off" aria-describedby="password-problem" />
                    </label>
                    <p class="problem" id="password-problem" role="alert"></p>
                </div>
                <p class="row">
                    <button class="button primary">{texts.sign}</button>
                    <span id="sign-state" class="muted" role="status"></span>
                </p>
                <p class="muted small">{texts.sign_without_stamp}</p>
            </form>
            <script src=site::address("sign.js") defer></script>
        }
        .into_any(),
    )
}
