//! Whether a signature is of its content, and of the key of the certificate that it names.

use der::{
    AnyRef, Decode, SliceReader, Tag, Tagged,
    asn1::{ObjectIdentifier, OctetStringRef},
};
use spki::{AlgorithmIdentifierRef, der::referenced::OwnedToRef};

use crate::{
    algorithm::{Algorithm, PublicKey},
    certificate::Certificate,
    cms::{
        Attributes, CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_CERTIFICATE, SIGNING_CERTIFICATE_V2, SignedData,
        Signer, SignerId,
    },
    digest::{Digest, gost34311},
    fault::Fault,
};

/// Whether a signature is of its content and of its certificate's key, whoever that is.
pub struct Integrity<'a> {
    pub certificate: Option<&'a Certificate>,
    pub faults: Vec<Fault>,
    pub algorithm: Option<String>,
    pub names_certificate: bool,
}

impl<'a> Integrity<'a> {
    /// Checks a signature whose certificate is in its file, or elsewhere.
    pub fn check(
        data: &'a SignedData,
        signer: &Signer,
        content: &[u8],
        elsewhere: impl IntoIterator<Item = &'a Certificate>,
    ) -> Self {
        let mut certificates = data.certificates.iter().chain(elsewhere);
        let certificate = certificates.find(|certificate| is_of(&signer.id, certificate));
        let mut this = Self { certificate, faults: Vec::new(), algorithm: None, names_certificate: false };
        if let Err(fault) = this.signature(data, signer, content) {
            this.faults.push(fault);
        }
        this
    }

    fn signature(&mut self, data: &SignedData, signer: &Signer, content: &[u8]) -> Result<(), Fault> {
        let certificate = self.certificate.ok_or(Fault::CertificateAbsent)?;
        let digest = Digest::of(signer.digest).filter(|digest| *digest != Digest::Sha1);
        let digest = digest.ok_or_else(|| Fault::UnknownAlgorithm { name: signer.digest.to_string() })?;
        let identifier: AlgorithmIdentifierRef<'_> = signer.algorithm.owned_to_ref();
        let algorithm = Algorithm::read(&identifier, Some(digest))
            .map_err(|refusal| Fault::of_refusal(refusal, "алгоритм підпису"))?;
        self.algorithm = Some(algorithm.name());
        let key = certificate.key().map_err(|refusal| Fault::of_refusal(refusal, "ключ підписувача"))?;
        let Some(attributes) = &signer.signed else {
            // The attributes of another signature, passed off as a document, would verify here.
            if Attributes::is_one_of_signature(content) {
                return Err(Fault::AttributeAbsent { name: "геш вмісту" });
            }
            let holds = key.verifies(&algorithm, content, &signer.signature);
            return if holds { Ok(()) } else { Err(Fault::SignatureWrong) };
        };
        let signs = |message: &[u8]| key.verifies(&algorithm, message, &signer.signature);
        if !signs(&attributes.bytes) && !attributes.sorted().is_some_and(|sorted| signs(&sorted)) {
            return Err(Fault::SignatureWrong);
        }
        content_type(attributes, data.content_type)?;
        message_digest(attributes, digest, key, content)?;
        self.names_certificate = signing_certificate(attributes, certificate)?;
        Ok(())
    }
}

fn is_of(id: &SignerId, certificate: &Certificate) -> bool {
    match id {
        SignerId::Serial(issuer, serial) => {
            certificate.serial() == serial.as_slice() && certificate.issuer() == &**issuer
        }
        SignerId::Key(key) => certificate.key_identifier().is_some_and(|own| own == *key),
    }
}

fn content_type(signed: &Attributes, expected: ObjectIdentifier) -> Result<(), Fault> {
    let name = "вид вмісту";
    let value = signed.one(CONTENT_TYPE, name)?.ok_or(Fault::AttributeAbsent { name })?;
    let found: ObjectIdentifier = value.decode_as().map_err(|_| Fault::AttributeWrong { name })?;
    if found == expected { Ok(()) } else { Err(Fault::AttributeWrong { name }) }
}

fn message_digest(signed: &Attributes, digest: Digest, key: &PublicKey, content: &[u8]) -> Result<(), Fault> {
    let name = "геш вмісту";
    let value = signed.one(MESSAGE_DIGEST, name)?.ok_or(Fault::AttributeAbsent { name })?;
    value.tag().assert_eq(Tag::OctetString).map_err(|_| Fault::AttributeWrong { name })?;
    let same = |hash: &[u8]| hash == value.value();
    let own_s_box = || match key {
        PublicKey::Dstu(key) if digest == Digest::Gost34311 => same(&gost34311::hash(key.s_box(), content)),
        _ => false,
    };
    if same(&digest.hash(content)) || own_s_box() { Ok(()) } else { Err(Fault::OtherContent) }
}

/// Whether a signed attribute names the certificate (RFC 5035).
fn signing_certificate(signed: &Attributes, certificate: &Certificate) -> Result<bool, Fault> {
    let name = "сертифікат підписувача";
    let wrong = |_| Fault::AttributeWrong { name };
    let (value, v2) = match signed.one(SIGNING_CERTIFICATE_V2, name)? {
        Some(value) => (value, true),
        None => match signed.one(SIGNING_CERTIFICATE, name)? {
            Some(value) => (value, false),
            None => return Ok(false),
        },
    };
    let (digest, hash) = named_certificate(value, v2).map_err(wrong)?;
    let digest = digest.ok_or(Fault::AttributeWrong { name })?;
    if digest.hash(certificate.der()) == hash { Ok(true) } else { Err(Fault::OtherCertificate) }
}

/// The first `ESSCertID` or `ESSCertIDv2`: the certificate of the signer.
fn named_certificate(value: AnyRef<'_>, v2: bool) -> der::Result<(Option<Digest>, Vec<u8>)> {
    let mut list = SliceReader::new(value.value())?;
    let identifiers = AnyRef::decode(&mut list)?;
    let first = AnyRef::decode(&mut SliceReader::new(identifiers.value())?)?;
    let mut reader = SliceReader::new(first.value())?;
    let digest = match (v2, Tag::peek(&reader)?) {
        (true, Tag::Sequence) => Digest::of(AlgorithmIdentifierRef::decode(&mut reader)?.oid),
        (true, _) => Some(Digest::Sha256),
        (false, _) => Some(Digest::Sha1),
    };
    Ok((digest, <&OctetStringRef>::decode(&mut reader)?.as_bytes().to_vec()))
}

/// What is read only of a signature that holds: nobody but its signer can change that, so it is asked here directly.
#[cfg(test)]
mod tests {
    use der::Encode;
    use proptest::{collection::vec, prelude::*, sample::Index};
    use rstest::rstest;

    use super::*;

    const DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
    const SIGNED: &[u8] = include_bytes!("../tests/data/8a-1.p7s");
    const CONTENT: &[u8] = include_bytes!("../tests/data/8a-1.xml");

    fn teacher() -> Certificate {
        Certificate::read(include_bytes!("../tests/data/teacher.cer")).unwrap()
    }

    fn element(tag: Tag, parts: &[&[u8]]) -> Vec<u8> {
        AnyRef::new(tag, &parts.concat()).unwrap().to_der().unwrap()
    }

    fn attributes(list: &[(ObjectIdentifier, Vec<u8>)]) -> Attributes {
        let attribute = |(name, value): &(ObjectIdentifier, Vec<u8>)| {
            element(Tag::Sequence, &[&name.to_der().unwrap(), &element(Tag::Set, &[value])])
        };
        let list: Vec<Vec<u8>> = list.iter().map(attribute).collect();
        Attributes::read(&list.concat()).unwrap()
    }

    /// `SigningCertificate` with one identifier.
    fn naming(parts: &[&[u8]]) -> Vec<u8> {
        element(Tag::Sequence, &[&element(Tag::Sequence, &[&element(Tag::Sequence, parts)])])
    }

    fn hashed(digest: Digest) -> Vec<u8> {
        element(Tag::OctetString, &[&digest.hash(teacher().der())])
    }

    fn algorithm(dotted: &str) -> Vec<u8> {
        element(Tag::Sequence, &[&ObjectIdentifier::new_unwrap(dotted).to_der().unwrap()])
    }

    const WRONG: Result<bool, Fault> =
        Err(Fault::AttributeWrong { name: "сертифікат підписувача" });

    #[rstest]
    #[case::by_sha1(SIGNING_CERTIFICATE, naming(&[&hashed(Digest::Sha1)]), Ok(true))]
    #[case::by_sha256(SIGNING_CERTIFICATE_V2, naming(&[&hashed(Digest::Sha256)]), Ok(true))]
    #[case::by_a_digest_that_is_named(
        SIGNING_CERTIFICATE_V2,
        naming(&[&algorithm("2.16.840.1.101.3.4.2.3"), &hashed(Digest::Sha512)]),
        Ok(true)
    )]
    #[case::by_nothing(MESSAGE_DIGEST, hashed(Digest::Sha256), Ok(false))]
    #[case::another(SIGNING_CERTIFICATE_V2, naming(&[&hashed(Digest::Sha1)]), Err(Fault::OtherCertificate))]
    #[case::by_an_unknown_digest(
        SIGNING_CERTIFICATE_V2,
        naming(&[&algorithm("1.2.3"), &hashed(Digest::Sha256)]),
        WRONG
    )]
    #[case::without_a_digest(SIGNING_CERTIFICATE_V2, naming(&[]), WRONG)]
    #[case::no_identifier(SIGNING_CERTIFICATE_V2, element(Tag::Sequence, &[]), WRONG)]
    #[case::no_sequence(SIGNING_CERTIFICATE_V2, element(Tag::OctetString, &[b"certificate"]), WRONG)]
    fn a_certificate_is_named(
        #[case] name: ObjectIdentifier,
        #[case] value: Vec<u8>,
        #[case] expected: Result<bool, Fault>,
    ) {
        assert_eq!(signing_certificate(&attributes(&[(name, value)]), &teacher()), expected);
    }

    #[test]
    fn an_attribute_stands_once() {
        let twice = (SIGNING_CERTIFICATE_V2, naming(&[&hashed(Digest::Sha256)]));
        assert_eq!(signing_certificate(&attributes(&[twice.clone(), twice]), &teacher()), WRONG);
    }

    #[test]
    fn the_kind_of_content_is_the_one_that_is_signed() {
        let name = "вид вмісту";
        let of = |value| content_type(&attributes(&[(CONTENT_TYPE, value)]), DATA);
        assert_eq!(of(DATA.to_der().unwrap()), Ok(()));
        assert_eq!(of(CONTENT_TYPE.to_der().unwrap()), Err(Fault::AttributeWrong { name }));
        assert_eq!(of(element(Tag::Null, &[])), Err(Fault::AttributeWrong { name }));
        assert_eq!(content_type(&attributes(&[]), DATA), Err(Fault::AttributeAbsent { name }));
    }

    #[test]
    fn the_digest_is_that_of_the_content() {
        let (name, teacher) = ("геш вмісту", teacher());
        let of = |list: &[(ObjectIdentifier, Vec<u8>)]| {
            message_digest(&attributes(list), Digest::Sha256, teacher.key().unwrap(), b"content")
        };
        let hash = Digest::Sha256.hash(b"content");
        assert_eq!(of(&[(MESSAGE_DIGEST, element(Tag::OctetString, &[&hash]))]), Ok(()));
        let other = element(Tag::OctetString, &[&hash[1..]]);
        assert_eq!(of(&[(MESSAGE_DIGEST, other)]), Err(Fault::OtherContent));
        let other = element(Tag::Utf8String, &[&hash]);
        assert_eq!(of(&[(MESSAGE_DIGEST, other)]), Err(Fault::AttributeWrong { name }));
        assert_eq!(of(&[]), Err(Fault::AttributeAbsent { name }));
    }

    proptest! {
        /// The attributes of a real signature with bytes changed and cut.
        #[test]
        fn no_attributes_make_a_check_panic(
            changes in vec((any::<Index>(), any::<u8>()), 0..6),
            cut in any::<Index>(),
        ) {
            let data = SignedData::read(SIGNED).unwrap();
            let signer = &data.signers[0];
            let mut bytes = AnyRef::from_der(&signer.signed.as_ref().unwrap().bytes).unwrap().value().to_vec();
            for (at, value) in changes {
                let at = at.index(bytes.len());
                bytes[at] = value;
            }
            let teacher = teacher();
            for content in [&bytes[..], &bytes[..cut.index(bytes.len())]] {
                let Ok(attributes) = Attributes::read(content) else { continue };
                let _ = content_type(&attributes, DATA);
                let _ = message_digest(&attributes, Digest::Sha256, teacher.key().unwrap(), CONTENT);
                let _ = signing_certificate(&attributes, &teacher);
                let _ = attributes.signing_time();
                let _ = attributes.sorted();
            }
        }
    }
}
