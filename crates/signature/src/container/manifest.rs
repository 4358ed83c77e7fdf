//! `ASiCManifest` (ETSI EN 319 162-1, clause A.4): which files a signature covers, by their digests.

use base64::{Engine, engine::general_purpose::STANDARD};
use percent_encoding::percent_decode_str;
use roxmltree::{Document, Node, ParsingOptions};

use super::zip::MOST_FILES;
use crate::{digest::Digest, fault::Fault};

const ASIC: &str = "http://uri.etsi.org/02918/v1.2.1#";
const XML_SIGNATURE: &str = "http://www.w3.org/2000/09/xmldsig#";
/// Bytes and nodes of one manifest.
const LARGEST: usize = 1 << 20;
const MOST_NODES: u32 = 50_000;
/// The parser compares each attribute of an element with all before it, and each namespace with all that hold there.
const MOST_ATTRIBUTES: usize = 64;
const MOST_NAMESPACES: usize = 1024;

/// A manifest.
#[derive(Debug)]
pub struct Manifest {
    pub name: String,
    /// The file of the signature.
    pub signature: String,
    pub references: Vec<Reference>,
}

/// A file that is covered.
#[derive(Debug)]
pub struct Reference {
    pub file: String,
    /// `Err` is the address of an algorithm that is not known.
    pub digest: Result<Digest, String>,
    pub value: Vec<u8>,
}

impl Manifest {
    /// Reads a manifest.
    ///
    /// # Errors
    /// [`Fault::ManifestMalformed`]
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, Fault> {
        let fault = |why: &str| Fault::ManifestMalformed { name: name.to_owned(), why: why.to_owned() };
        if bytes.len() > LARGEST {
            return Err(fault("він завеликий"));
        }
        let text = str::from_utf8(bytes).map_err(|_| fault("це не текст UTF-8"))?;
        if text.matches("xmlns").count() > MOST_NAMESPACES {
            let what = "просторів імен в описі підпису";
            return Err(Fault::TooManyParts { what, limit: MOST_NAMESPACES });
        }
        if text.split('<').any(is_crowded) {
            let what = "атрибутів в елементі опису підпису";
            return Err(Fault::TooManyParts { what, limit: MOST_ATTRIBUTES });
        }
        let options = ParsingOptions { allow_dtd: false, nodes_limit: MOST_NODES, ..Default::default() };
        let document = Document::parse_with_options(text.trim_start_matches('\u{FEFF}'), options)
            .map_err(|_| fault("це не XML, який можна прочитати"))?;
        let root = document.root_element();
        if !root.has_tag_name((ASIC, "ASiCManifest")) {
            return Err(fault("це не ASiCManifest"));
        }
        let mut signatures = root.children().filter(|node| node.has_tag_name((ASIC, "SigReference")));
        let (Some(signature), None) = (signatures.next(), signatures.next()) else {
            return Err(fault("він має називати один підпис"));
        };
        let references: Vec<_> =
            root.children().filter(|node| node.has_tag_name((ASIC, "DataObjectReference"))).collect();
        if references.is_empty() {
            return Err(fault("він не називає жодного файлу"));
        }
        if references.len() > MOST_FILES {
            return Err(fault("він називає більше файлів, ніж може мати контейнер"));
        }
        let references = references.into_iter().map(|node| {
            Reference::read(node).ok_or_else(|| fault("файл названо без геша або геш записано хибно"))
        });
        Ok(Self {
            name: name.to_owned(),
            signature: file(signature).ok_or_else(|| fault("він має називати один підпис"))?,
            references: references.collect::<Result<_, _>>()?,
        })
    }
}

impl Reference {
    fn read(node: Node<'_, '_>) -> Option<Self> {
        let child = |name| {
            let mut found = node.children().filter(|child| child.has_tag_name((XML_SIGNATURE, name)));
            found.next().filter(|_| found.next().is_none())
        };
        let address = child("DigestMethod")?.attribute("Algorithm")?;
        let value: String = child("DigestValue")?.text()?.split_whitespace().collect();
        Some(Self {
            file: file(node)?,
            digest: Digest::of_address(address).ok_or_else(|| address.to_owned()),
            value: STANDARD.decode(value).ok()?,
        })
    }
}

/// Whether an element, from its first letter on, has more attributes than any of a manifest. Comments may hold anything.
fn is_crowded(element: &str) -> bool {
    !element.starts_with('!') && element.matches('=').count() > MOST_ATTRIBUTES
}

/// The file that an element names, from the root of the container.
fn file(node: Node<'_, '_>) -> Option<String> {
    let address = node.attribute("URI")?;
    Some(percent_decode_str(address).decode_utf8().ok()?.into_owned())
}
