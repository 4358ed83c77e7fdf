//! The site's own files, inside the binary.

use std::{borrow::Cow, collections::HashMap, sync::LazyLock};

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, header},
    response::{IntoResponse, Response},
};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use crate::failure::Failure;

#[derive(RustEmbed)]
#[folder = "../target/site"]
#[allow_missing = true]
struct Files;

/// Files that the operator adds to the site or puts in the place of its own: those of the folder `KLAS_SITE_DIR`.
static ADDED: LazyLock<HashMap<String, Vec<u8>>> = LazyLock::new(|| {
    let Some(folder) = std::env::var_os("KLAS_SITE_DIR") else { return HashMap::new() };
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter_map(|entry| Some((entry.file_name().into_string().ok()?, std::fs::read(entry.path()).ok()?)))
        .collect()
});

/// The version of each file, from its content: what has not changed is never fetched twice.
static VERSIONS: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let own = Files::iter().filter_map(|path| {
        let hash = Files::get(&path)?.metadata.sha256_hash();
        Some((path.into_owned(), short(&hash)))
    });
    own.chain(ADDED.iter().map(|(path, bytes)| (path.clone(), short(&Sha256::digest(bytes))))).collect()
});

/// The address of a file, with its version.
pub fn address(path: &str) -> String {
    match VERSIONS.get(path) {
        Some(version) => format!("/{path}?v={version}"),
        None => format!("/{path}"),
    }
}

/// The version of the site as a whole.
pub fn version() -> String {
    let mut all: Vec<&str> = VERSIONS.values().map(String::as_str).collect();
    all.sort_unstable();
    short(&Sha256::digest(all.concat()))
}

/// The beginning of a hash, long enough to tell versions apart.
pub fn short(hash: &[u8]) -> String {
    hash.iter().take(6).fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// A file of the site, compressed where the browser takes it so.
pub async fn file(request: Request) -> Result<Response, Failure> {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return Err(Failure::NotFound);
    }
    let path = request.uri().path().trim_start_matches('/');
    let packed = accepts_brotli(request.headers()).then(|| Files::get(&format!("{path}.br"))).flatten();
    let (data, encoding): (Cow<'static, [u8]>, _) = match (ADDED.get(path), packed) {
        (Some(bytes), _) => (Cow::Borrowed(bytes.as_slice()), None),
        (None, Some(file)) => (file.data, Some("br")),
        (None, None) => (Files::get(path).ok_or(Failure::NotFound)?.data, None),
    };
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    let asked = request.uri().query().and_then(|query| query.strip_prefix("v="));
    let cache = match asked {
        None => "public, max-age=3600",
        Some(version) if VERSIONS.get(path).is_some_and(|own| own == version) => {
            "public, max-age=31536000, immutable"
        }
        // Of another version, which another server may have: under this name these bytes are kept nowhere.
        Some(_) => "no-store",
    };
    let body = match data {
        Cow::Borrowed(bytes) => Body::from(bytes),
        Cow::Owned(bytes) => Body::from(bytes),
    };
    let mut response = body.into_response();
    let headers = response.headers_mut();
    if let Ok(kind) = HeaderValue::from_str(kind.as_ref()) {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    Ok(response)
}

fn accepts_brotli(headers: &HeaderMap) -> bool {
    let accepted =
        headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.split(',').any(|encoding| encoding.trim().split(';').next() == Some("br"))
}
