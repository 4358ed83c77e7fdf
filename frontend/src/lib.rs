//! The browser's entry: brings the journal grid of a page to life.

use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the browser once the module is loaded.
#[wasm_bindgen(start)]
pub fn start() {
    klas_app::grid::attach();
}
