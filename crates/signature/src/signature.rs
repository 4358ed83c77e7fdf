//! One signature, checked: CAdES-BES and -T, and the plain CMS below them.

use chrono::{DateTime, TimeDelta, Utc};
use der::{
    AnyRef, Decode, SliceReader, Tag, Tagged,
    asn1::{ObjectIdentifier, OctetStringRef},
};
use serde::Serialize;
use spki::{AlgorithmIdentifierRef, der::referenced::OwnedToRef};

use crate::{
    algorithm::{Algorithm, PublicKey},
    certificate::{Certificate, Purpose, Subject},
    chain::{self, Trust},
    cms::{
        Attributes, CONTENT_TYPE, MESSAGE_DIGEST, SIGNATURE_TIMESTAMP, SIGNING_CERTIFICATE,
        SIGNING_CERTIFICATE_V2, SignedData, Signer, SignerId,
    },
    digest::{Digest, gost34311},
    fault::{self, Fault, Verdict},
    revocation::State,
    timestamp::{self, Timestamp},
};

/// More time stamps than any signature carries.
const MOST_TIMESTAMPS: usize = 4;
/// Signatures of one file.
const MOST_SIGNERS: usize = 32;
/// How far the clocks of those who signed may be ahead of ours.
const CLOCKS_DIFFER: TimeDelta = TimeDelta::days(1);

/// All that is known of one signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Signature {
    /// The file of the signature inside a container.
    pub place: Option<String>,
    /// What follows from the faults.
    pub verdict: Verdict,
    /// What does not hold, or could not be checked.
    pub faults: Vec<Fault>,
    /// Who signed, by the certificate.
    pub signer: Option<Subject>,
    /// The serial number of the certificate.
    pub serial: Option<String>,
    /// Who issued the certificate, by its own word.
    pub issuer: Option<String>,
    /// The algorithm, on screens.
    pub algorithm: Option<String>,
    /// The moment at which the certificate was checked.
    pub time: Time,
    /// The time stamp, where there is one of this signature.
    pub timestamp: Option<Timestamp>,
    /// What is known of a revocation of the signer's certificate.
    pub revocation: Revocation,
    /// From the signer's certificate up to a trusted one; empty where none was found.
    pub chain: Vec<Link>,
    /// Whether a signed attribute names the certificate, as CAdES asks.
    pub names_certificate: bool,
    /// The files that the signature covers, in a container.
    pub covers: Vec<String>,
}

/// Of which moment a certificate was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "by", content = "at")]
pub enum Time {
    /// A time stamp of a trusted authority proves it.
    Stamped(DateTime<Utc>),
    /// The signer says so.
    Claimed(DateTime<Utc>),
    /// Nothing says when: the moment of the check.
    Now(DateTime<Utc>),
}

impl Time {
    /// The moment.
    pub const fn at(self) -> DateTime<Utc> {
        match self {
            Self::Stamped(at) | Self::Claimed(at) | Self::Now(at) => at,
        }
    }
}

/// What the evidence at hand says of the signer's certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "state", content = "at")]
pub enum Revocation {
    /// There is no evidence.
    NotChecked,
    /// Not revoked as of the moment.
    Good(DateTime<Utc>),
    /// Revoked since the moment.
    Revoked(DateTime<Utc>),
}

/// A certificate of a chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Link {
    /// Whom it names.
    pub subject: String,
    /// Its serial number in hexadecimal.
    pub serial: String,
    /// Valid from.
    pub not_before: DateTime<Utc>,
    /// Valid until.
    pub not_after: DateTime<Utc>,
}

impl Link {
    pub(crate) fn of(certificate: &Certificate) -> Self {
        Self {
            subject: certificate.subject().name,
            serial: certificate.serial_number(),
            not_before: certificate.not_before(),
            not_after: certificate.not_after(),
        }
    }
}

/// Whether a signature is of its content and of its certificate's key, whoever that is.
pub(crate) struct Integrity<'a> {
    pub certificate: Option<&'a Certificate>,
    pub faults: Vec<Fault>,
    algorithm: Option<String>,
    names_certificate: bool,
}

impl<'a> Integrity<'a> {
    pub fn check(data: &'a SignedData, signer: &Signer, content: &[u8]) -> Self {
        let certificate = data.certificates.iter().find(|certificate| is_of(&signer.id, certificate));
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

/// Checks every signature of a file; `content` is what was signed apart from it.
pub(crate) fn check_all(
    data: &SignedData,
    content: Option<&[u8]>,
    trust: &Trust,
    now: DateTime<Utc>,
) -> Vec<Signature> {
    let signers = data.signers.iter().take(MOST_SIGNERS + 1);
    let checked = signers.map(|signer| match (content, data.content.as_deref()) {
        (None, None) => {
            let mut signature = check(data, signer, &[], trust, now);
            // That an absent content is another one is no news.
            signature.faults.retain(|fault| match fault {
                Fault::OtherContent => false,
                Fault::SignatureWrong => signer.signed.is_some(),
                _ => true,
            });
            signature.with(Fault::ContentAbsent)
        }
        (Some(apart), Some(inside)) if apart != inside => {
            check(data, signer, inside, trust, now).with(Fault::OtherContent)
        }
        (Some(content), _) | (None, Some(content)) => check(data, signer, content, trust, now),
    });
    let form = data.out_of_form.map(|what| Fault::OutOfForm { what });
    let mut checked: Vec<_> =
        checked.map(|signature| form.iter().cloned().fold(signature, Signature::with)).collect();
    if checked.len() > MOST_SIGNERS {
        checked.truncate(MOST_SIGNERS);
        checked.push(Signature::empty(now).with(Fault::TooManySigners { limit: MOST_SIGNERS }));
    }
    checked
}

/// Checks one signature of the content.
fn check(data: &SignedData, signer: &Signer, content: &[u8], trust: &Trust, now: DateTime<Utc>) -> Signature {
    let integrity = Integrity::check(data, signer, content);
    let mut faults = integrity.faults;
    let claimed = signer.signed.as_ref().map_or(Ok(None), Attributes::signing_time);
    let claimed = claimed.unwrap_or_else(|fault| {
        faults.push(fault);
        None
    });
    let timestamp = timestamp_of(signer, trust).unwrap_or_else(|fault| {
        faults.push(Fault::TimestampWrong { why: Box::new(fault) });
        None
    });
    let proven = timestamp.as_ref().filter(|stamp| stamp.doubt.is_none());
    let time = match (proven, claimed) {
        (Some(stamp), _) => Time::Stamped(stamp.at),
        (None, Some(at)) => Time::Claimed(at),
        (None, None) => Time::Now(now),
    };
    let mut signature = Signature {
        faults,
        signer: integrity.certificate.map(Certificate::subject),
        serial: integrity.certificate.map(Certificate::serial_number),
        issuer: integrity.certificate.map(Certificate::issuer_name),
        algorithm: integrity.algorithm,
        time,
        timestamp,
        names_certificate: integrity.names_certificate,
        ..Signature::empty(now)
    };
    if signature.time.at().signed_duration_since(now) > CLOCKS_DIFFER {
        signature.faults.push(Fault::FromFuture { at: signature.time.at() });
    }
    if let Some(certificate) = integrity.certificate {
        signature.climb(data, certificate, trust);
    }
    signature.verdict = fault::verdict(&signature.faults);
    signature
}

impl Signature {
    /// A signature of which nothing is known yet.
    pub(crate) fn empty(now: DateTime<Utc>) -> Self {
        Self {
            place: None,
            verdict: Verdict::Valid,
            faults: Vec::new(),
            signer: None,
            serial: None,
            issuer: None,
            algorithm: None,
            time: Time::Now(now),
            timestamp: None,
            revocation: Revocation::NotChecked,
            chain: Vec::new(),
            names_certificate: false,
            covers: Vec::new(),
        }
    }

    /// The same with one more fault.
    pub(crate) fn with(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self.verdict = fault::verdict(&self.faults);
        self
    }

    fn climb(&mut self, data: &SignedData, certificate: &Certificate, trust: &Trust) {
        self.faults.extend(certificate.serves(Purpose::Documents).err());
        match chain::build(certificate, &data.certificates, trust, self.time.at()) {
            Ok(chain) => {
                self.chain = chain.iter().map(|link| Link::of(link)).collect();
                for pair in chain.windows(2) {
                    self.ask_evidence(data, pair[0], pair[1], trust);
                }
            }
            Err(Fault::Expired { subject, .. }) if matches!(self.time, Time::Now(_)) => {
                self.faults.push(Fault::ExpiredNoTime { subject });
            }
            Err(fault) => self.faults.push(fault),
        }
    }

    fn ask_evidence(&mut self, data: &SignedData, link: &Certificate, issuer: &Certificate, trust: &Trust) {
        let known = [data.evidence.of(link, issuer), trust.evidence.of(link, issuer)];
        let is_signer = self.chain.first().is_some_and(|first| first.serial == link.serial_number());
        let revoked = known.iter().flatten().find_map(|state| match state {
            State::Revoked(since) => Some(*since),
            State::Good(_) => None,
        });
        let good = known.iter().flatten().filter_map(|state| match state {
            State::Good(as_of) => Some(*as_of),
            State::Revoked(_) => None,
        });
        if is_signer {
            self.revocation = match (revoked, good.max()) {
                (Some(since), _) => Revocation::Revoked(since),
                (None, Some(as_of)) => Revocation::Good(as_of),
                (None, None) => Revocation::NotChecked,
            };
        }
        let Some(since) = revoked else { return };
        let subject = link.subject().name;
        if since <= self.time.at() {
            self.faults.push(Fault::Revoked { subject, since });
        } else if !matches!(self.time, Time::Stamped(_)) {
            self.faults.push(Fault::RevokedMaybeBefore { subject, since });
        }
    }
}

/// The earliest time stamp of the signature whose authority is trusted, or else the first.
fn timestamp_of(signer: &Signer, trust: &Trust) -> Result<Option<Timestamp>, Fault> {
    let tokens = signer.unsigned.iter().flat_map(|unsigned| unsigned.all(SIGNATURE_TIMESTAMP));
    let stamps = tokens
        .take(MOST_TIMESTAMPS)
        .map(|token| timestamp::check(token, &signer.signature, trust))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(stamps.into_iter().min_by_key(|stamp| (stamp.doubt.is_some(), stamp.at)))
}
