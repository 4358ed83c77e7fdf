//! QR codes, drawn on the server.

use leptos::prelude::*;
use qrcode::{Color, EcLevel, QrCode};

/// How many modules stay white around a code (ISO/IEC 18004).
const QUIET: usize = 4;

/// A QR code that any camera reads; black on white in every theme. None where the text is too long for one.
pub fn qr(text: &str, label: &'static str) -> Option<AnyView> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let dark = code.into_colors().into_iter().enumerate().filter(|(_, color)| *color == Color::Dark);
    let square =
        |(place, _): (usize, Color)| format!("M{} {}h1v1h-1z", place % width + QUIET, place / width + QUIET);
    let path: String = dark.map(square).collect();
    let side = width + 2 * QUIET;
    let view = view! {
        <svg class="qr" viewBox=format!("0 0 {side} {side}") role="img" aria-label=label shape-rendering="crispEdges">
            <rect width=side.to_string() height=side.to_string() fill="#fff"></rect>
            <path d=path fill="#000"></path>
        </svg>
    };
    Some(view.into_any())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_its_code_and_a_novel_none() {
        let drawn = qr("https://klas.example/join?code=K7MHX3RTHB", "code").unwrap().to_html();
        assert!(drawn.contains("viewBox=\"0 0 37 37\""), "{drawn}");
        assert!(drawn.contains("M4 4h1v1h-1z"), "the corner of the finder pattern: {drawn}");
        assert!(qr(&"к".repeat(3000), "code").is_none());
    }
}
