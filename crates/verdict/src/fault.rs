//! The words of faults. The Ukrainian ones are those that the verifier gives its faults; the English ones stand here.

use klas_signature::Fault;

use crate::{Language, told::moment};

/// What is wrong, or could not be checked.
pub fn fault(fault: &Fault, language: Language) -> String {
    match language {
        Language::Uk => fault.to_string(),
        Language::En => english(fault),
    }
}

/// The name of an algorithm: that of a national standard is written in the letters of the language.
pub fn algorithm(name: &str, language: Language) -> String {
    match language {
        Language::Uk => name.to_owned(),
        Language::En => name.replace("ДСТУ", "DSTU").replace("ГОСТ", "GOST"),
    }
}

/// The parts of files that faults name.
const PARTS: [(&str, &str); 29] = [
    ("текст PEM", "the PEM text"),
    ("файл підпису", "the signature's file"),
    ("структура CMS", "the CMS structure"),
    ("позначка часу", "the time stamp"),
    ("ключ видавця", "the issuer's key"),
    ("ключ підписувача", "the signer's key"),
    ("алгоритм підпису", "the signature's algorithm"),
    ("версія CMS не відповідає змісту", "the version of CMS does not fit the content"),
    ("версія підпису не відповідає змісту", "the version of the signature does not fit the content"),
    ("перелік гешів не називає того, який ужито", "the list of digests does not name the one that was used"),
    ("час підписання", "the time of signing"),
    ("геш вмісту", "the digest of the content"),
    ("вид вмісту", "the type of the content"),
    ("сертифікат підписувача", "the signer's certificate"),
    ("він завеликий", "it is too large"),
    ("це не текст UTF-8", "it is not text in UTF-8"),
    ("це не XML, який можна прочитати", "it is no XML that can be read"),
    ("це не ASiCManifest", "it is no ASiCManifest"),
    ("він має називати один підпис", "it has to name one signature"),
    ("він не називає жодного файлу", "it names no file"),
    (
        "файл названо без геша або геш записано хибно",
        "a file is named without a digest, or the digest is written wrong",
    ),
    ("він називає більше файлів, ніж може мати контейнер", "it names more files than a container may have"),
    ("явні параметри", "explicit parameters"),
    ("сертифікатів", "certificates"),
    ("алгоритмів геша", "digest algorithms"),
    ("відомостей про підпис", "attributes of a signature"),
    ("свідчень про скасування", "pieces of evidence of revocation"),
    ("просторів імен в описі підпису", "namespaces in the list of a signature"),
    ("атрибутів в елементі опису підпису", "attributes of an element in the list of a signature"),
];

fn part(ukrainian: &str) -> &str {
    PARTS.iter().find(|(own, _)| *own == ukrainian).map_or(ukrainian, |(_, english)| *english)
}

fn english(fault: &Fault) -> String {
    match fault {
        Fault::NotRecognised => {
            "the file is neither an ASiC-E container nor a signature nor a certificate: there is nothing to check".to_owned()
        }
        Fault::FileTooLarge { limit } => format!("the file is too large: more than {limit} MB are not checked"),
        Fault::Truncated => "the container is cut off or damaged: the end of the ZIP archive is missing".to_owned(),
        Fault::ForeignData => "the container holds foreign data outside its files".to_owned(),
        Fault::DuplicateName { name } => format!("two files of the container have the same name “{name}”"),
        Fault::UnsafeName { name } => format!("the file name “{name}” leads out of the container"),
        Fault::TooManyFiles { limit } => format!("the container has more than {limit} files"),
        Fault::TooLarge { name } => format!("the file “{name}” is larger than allowed once unpacked"),
        Fault::Bomb { name } => {
            format!("the file “{name}” is packed improbably tight: it looks like an archive bomb")
        }
        Fault::Encrypted { name } => format!("the file “{name}” is encrypted"),
        Fault::UnknownCompression { name } => {
            format!("the file “{name}” is packed in a way that ASiC-E does not know")
        }
        Fault::Damaged { name } => {
            format!("the file “{name}” is damaged: it does not unpack, or does not match its checksum")
        }
        Fault::HeadersDisagree { name } => {
            format!("what is said of the file “{name}” differs at the beginning and the end of the container")
        }
        Fault::OtherName { name, other } => {
            format!("the file “{name}” has a second name in the container, “{other}”: another program would show that")
        }
        Fault::MimetypeNotFirst => {
            "the container was packed anew: the file mimetype has to be first, and is elsewhere or missing".to_owned()
        }
        Fault::MimetypePacked => {
            "the container was packed anew: the file mimetype is compressed or has needless fields".to_owned()
        }
        Fault::MimetypeOther { found } => format!("this is a container of another kind: {found}"),
        Fault::ManifestMalformed { name, why } => {
            format!("the list of a signature “{name}” is damaged: {}", part(why))
        }
        Fault::UnknownDigest { manifest, algorithm } => {
            format!("the list “{manifest}” names a digest that this program does not know: {algorithm}")
        }
        Fault::FileMissing { name } => format!("the file “{name}”, which was signed, is not in the container"),
        Fault::FileAltered { name } => format!("the file “{name}” was altered after it was signed"),
        Fault::FileSwapped { name, other } => {
            format!("the file “{name}” was swapped: under its name lies the content of “{other}”")
        }
        Fault::FileNotCovered { name } => format!("the file “{name}” is not signed: no list of a signature has it"),
        Fault::SignatureMissing { name } => {
            format!("the signature “{name}”, which a list names, is not in the container")
        }
        Fault::SignatureWithoutManifest { name } => format!("the signature “{name}” belongs to no list"),
        Fault::ListMalformed { name } => {
            format!("the list of the archive's documents “{name}” is damaged: it cannot be read")
        }
        Fault::ListedOtherwise { name } => {
            format!("the file “{name}” is not what the list of the archive's documents, manifest.json, says")
        }
        Fault::ListedMissing { name } => format!(
            "the file “{name}”, which the list of the archive's documents, manifest.json, names, is not in the container"
        ),
        Fault::NotListed { name } => {
            format!("the file “{name}” is not in the list of the archive's documents, manifest.json")
        }
        Fault::OutOfOrder { name } => format!(
            "the file “{name}” is not in its place: the order of the files is not that of the list of the archive's \
             documents, manifest.json"
        ),
        Fault::LeavesOut { name } => {
            format!("the signature does not cover all documents of the archive: it leaves out “{name}”")
        }
        Fault::NoSignatures => "nobody signed the container".to_owned(),
        Fault::Xades { name } => format!("the signature “{name}” is XAdES, which this program does not check"),
        Fault::Malformed { what } => format!("the signature is damaged: {} cannot be read", part(what)),
        Fault::NotSignature => "these are CMS data, but no signature".to_owned(),
        Fault::NoSigners => "the signature's file has no signer".to_owned(),
        Fault::TooManySigners { limit } => format!("more than {limit} signers are not checked"),
        Fault::SignatureTooLarge { limit } => {
            format!("the signature is too large: more than {limit} MB beside what is signed are not checked")
        }
        Fault::TooManyParts { what, limit } => {
            format!("there are too many of them: more than {limit} {} are not checked", part(what))
        }
        Fault::OutOfForm { what } => format!("the signature is not made by the standard: {}", part(what)),
        Fault::ContentAbsent => {
            "the signature stands apart from its content: the file that was signed is needed, too".to_owned()
        }
        Fault::CertificateAbsent => "the signer's certificate is not in the signature, or cannot be read".to_owned(),
        Fault::OtherContent => {
            "the signature is genuine, but of another content: the data were altered, or it is another document's signature"
                .to_owned()
        }
        Fault::SignatureWrong => {
            "the signature does not match the signer's key: it or the signed attributes were altered".to_owned()
        }
        Fault::AttributeAbsent { name } => format!("the signature lacks what it has to have: {}", part(name)),
        Fault::AttributeWrong { name } => {
            format!("an attribute of the signature is repeated or written wrong: {}", part(name))
        }
        Fault::FromFuture { at } => format!("the time of the signature, {}, has not come yet", moment(*at)),
        Fault::OtherCertificate => "the signature was made with another certificate than the one added".to_owned(),
        Fault::UnknownAlgorithm { name } => {
            format!("this program does not know the algorithm {}", algorithm(name, Language::En))
        }
        Fault::WeakKey { bits } => format!("the RSA key is too short: {bits} bits"),
        Fault::UnknownCurve { name } => format!("this program does not know the elliptic curve: {}", part(name)),
        Fault::CertificateMalformed => "the certificate cannot be read".to_owned(),
        Fault::CertificateWrong { subject } => {
            format!("the certificate “{subject}” is forged or altered: its issuer's signature does not match")
        }
        Fault::Expired { subject, until, at } => {
            format!("the certificate “{subject}” ended {}, and is asked of {}", moment(*until), moment(*at))
        }
        Fault::NotYetValid { subject, from, at } => {
            format!("the certificate “{subject}” began {}, later than {}", moment(*from), moment(*at))
        }
        Fault::WrongPurpose { subject } => {
            format!("the certificate “{subject}” is not meant for this kind of signature")
        }
        Fault::NotAuthority { subject } => format!("the certificate “{subject}” may not issue others"),
        Fault::ChainTooLong => "the chain of certificates is too long".to_owned(),
        Fault::UnknownExtension { subject, name } => {
            format!("the certificate “{subject}” has a critical extension {name} that this program does not know")
        }
        Fault::IssuerUnknown { issuer } => {
            format!("the issuer “{issuer}” is not known: its certificate is neither in the signature nor trusted")
        }
        Fault::Untrusted { root } => format!("the chain ends in the certificate “{root}”, which is not trusted"),
        Fault::Revoked { subject, since } => {
            format!("the certificate “{subject}” was revoked {}", moment(*since))
        }
        Fault::RevokedMaybeBefore { subject, since } => format!(
            "the certificate “{subject}” was revoked {}, and no time stamp proves when it was signed",
            moment(*since)
        ),
        Fault::ExpiredNoTime { subject } => {
            format!("the certificate “{subject}” is over, and it is not known when it was signed")
        }
        Fault::TooMuchEvidence => "there is too much evidence of revocation: not all of it was checked".to_owned(),
        Fault::TimestampWrong { why } => {
            format!("the time stamp is not of this signature, or was altered: {}", english(why))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;

    /// What the verifier names in Ukrainian, apart from the words of its faults.
    fn named(folder: &Path, named: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                self::named(&entry, named);
            } else if entry.file_name().is_some_and(|name| name != "fault.rs" && name != "tests.rs") {
                let text = fs::read_to_string(&entry).unwrap();
                let program = text.split("#[cfg(test)]").next().unwrap_or_default();
                let lines = program.lines().filter(|line| !line.trim_start().starts_with("//"));
                named.extend(lines.flat_map(|line| line.split('"').skip(1).step_by(2)).map(str::to_owned));
            }
        }
    }

    #[test]
    fn every_part_has_english_words() {
        let mut all = Vec::new();
        named(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../signature/src"), &mut all);
        all.retain(|words| words.chars().any(|letter| ('\u{400}'..'\u{500}').contains(&letter)));
        assert!(all.len() >= PARTS.len(), "{all:?}");
        all.retain(|words| {
            let is_algorithm = words.starts_with("ДСТУ") || words.starts_with("ГОСТ");
            // Somebody whom the certificate does not name.
            !is_algorithm && words != "(без імені)" && part(words) == words
        });
        assert!(all.is_empty(), "{all:?}");
    }
}
