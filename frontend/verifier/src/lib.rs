//! The verifier in the browser: a module of its own, which the page of verification alone loads, and only once a file is
//! chosen. It runs in a worker, and asks nothing of anybody.

use chrono::DateTime;
use js_sys::Uint8Array;
use klas_signature::Trust;
use klas_verdict::{Language, markup};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

/// The report on a file of the name that is too large to be checked, and therefore not read.
#[wasm_bindgen]
pub fn too_large(name: &str, language: &str) -> String {
    markup(name, &klas_signature::too_large(), Language::of_code(language))
}

/// Checks a file at a moment (milliseconds since 1970), and gives the report as markup. `content` is what a signature that
/// stands apart was made of; `trust` are files of whom to trust.
///
/// # Errors
/// The number of the file of trust in which there is nothing to trust, counted from nought.
#[wasm_bindgen]
pub fn verify(
    name: &str,
    file: &[u8],
    content: Option<Vec<u8>>,
    trust: Vec<Uint8Array>,
    now: i64,
    language: &str,
) -> Result<String, JsValue> {
    let mut trusted = Trust::default();
    for (number, given) in (0_u32..).zip(trust) {
        if trusted.add_file(&given.to_vec()) == 0 {
            return Err(number.into());
        }
    }
    let now = DateTime::from_timestamp_millis(now).unwrap_or_default();
    let report = klas_signature::verify(file, content.as_deref(), &trusted, now);
    Ok(markup(name, &report, Language::of_code(language)))
}
