//! Which certificates are revoked, by the lists (RFC 5280) and answers of OCSP (RFC 6960) at hand.
//! Nothing is asked over the network: a signature has to prove itself by what it brings.

use chrono::{DateTime, Utc};
use der::{
    AnyRef, Decode, Encode, Reader, SliceReader, Tag, TagNumber, Tagged,
    asn1::{ObjectIdentifier, OctetStringRef},
};
use spki::AlgorithmIdentifierRef;
use x509_cert::crl::TbsCertList;

use crate::{
    certificate::{Certificate, Purpose, Signed},
    chain::Others,
    cms::{context, elements, explicit, serial},
    digest::Digest,
    fault::Fault,
    judge::Judge,
    moment,
};

const BASIC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.1");

/// Lists, and answers, that are kept.
pub const MOST: usize = 256;
/// Certificates that an answer brings: the responder's, and those above it.
const MOST_RESPONDERS: usize = 8;

/// What evidence is asked.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    pub certificate: &'a Certificate,
    pub issuer: &'a Certificate,
    /// Where the certificate of whoever answered may be: the answer need not bring it.
    pub others: Others<'a>,
    pub judge: &'a Judge<'a>,
}

/// Lists and answers that can be read; their signatures are checked when they are asked.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    lists: Vec<List>,
    answers: Vec<Answer>,
}

#[derive(Debug, Clone)]
struct List {
    signed: Signed,
    body: TbsCertList,
}

#[derive(Debug, Clone)]
struct Answer {
    signed: Signed,
    produced: DateTime<Utc>,
    about: Vec<Status>,
    certificates: Vec<Certificate>,
}

#[derive(Debug, Clone)]
struct Status {
    digest: Option<Digest>,
    issuer_name: Vec<u8>,
    issuer_key: Vec<u8>,
    serial: Vec<u8>,
    /// `None` where the responder does not know the certificate.
    standing: Option<Standing>,
}

#[derive(Debug, Clone, Copy)]
enum Standing {
    Good,
    Revoked(DateTime<Utc>),
}

/// What the evidence says of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Not revoked as of the moment.
    Good(DateTime<Utc>),
    /// Revoked since the moment.
    Revoked(DateTime<Utc>),
}

impl Evidence {
    /// Adds a list; `false` where it is malformed, or says of a part of the certificates only.
    pub fn add_list(&mut self, der: &[u8]) -> bool {
        if self.lists.len() >= MOST {
            return false;
        }
        let read = || -> der::Result<List> {
            let mut reader = SliceReader::new(der)?;
            let signed = reader.sequence(Signed::read)?;
            reader.finish()?;
            let body = TbsCertList::from_der(&signed.body)?;
            if body.crl_extensions.iter().flatten().any(|extension| extension.critical) {
                return Err(Tag::Sequence.value_error().into());
            }
            Ok(List { signed, body })
        };
        read().map(|list| self.lists.push(list)).is_ok()
    }

    /// Adds an `OCSPResponse`.
    pub fn add_response(&mut self, der: &[u8]) {
        if let Ok(Some(basic)) = basic_response(der) {
            self.add_answer(basic);
        }
    }

    /// Adds a `BasicOCSPResponse`.
    pub fn add_answer(&mut self, der: &[u8]) {
        if self.answers.len() < MOST {
            self.answers.extend(answer(der).ok());
        }
    }

    /// What is known of a certificate, from evidence that its issuer signed or had signed. The word
    /// «revoked» weighs more than «good», and the newest «good» most.
    ///
    /// # Errors
    /// [`Fault::TooMuchEvidence`]
    pub fn of(&self, asked: &Asked<'_>) -> Result<Option<State>, Fault> {
        let lists = self.lists.iter().map(|list| list.of(asked));
        let answers = self.answers.iter().map(|answer| answer.of(asked));
        let known = lists.chain(answers).filter_map(Result::transpose).collect::<Result<Vec<_>, _>>()?;
        Ok(known.into_iter().max_by_key(|state| match state {
            State::Good(as_of) => (false, as_of.timestamp()),
            State::Revoked(since) => (true, -since.timestamp()),
        }))
    }
}

/// Whether it is signed by the certificate's key; by one that is not known, it is not.
fn is_signed(signed: &Signed, by: &Certificate, judge: &Judge<'_>) -> Result<bool, Fault> {
    judge.spend(signed.body.len())?;
    Ok(by.key().and_then(|key| signed.is_signed_by(key)).unwrap_or(false))
}

impl List {
    fn of(&self, asked: &Asked<'_>) -> Result<Option<State>, Fault> {
        let Asked { certificate, issuer, judge, .. } = *asked;
        if self.body.issuer != *certificate.issuer() || !issuer.may_list_revoked() {
            return Ok(None);
        }
        if !is_signed(&self.signed, issuer, judge)? {
            return Ok(None);
        }
        let mut revoked = self.body.revoked_certificates.iter().flatten();
        Ok(Some(match revoked.find(|entry| entry.serial_number.as_bytes() == certificate.serial()) {
            Some(entry) => State::Revoked(moment::of(&entry.revocation_date)),
            None => State::Good(moment::of(&self.body.this_update)),
        }))
    }
}

impl Answer {
    fn of(&self, asked: &Asked<'_>) -> Result<Option<State>, Fault> {
        let standing = self.status_of(asked)?.and_then(|status| status.standing);
        let Some(standing) = standing else { return Ok(None) };
        let state = match standing {
            Standing::Revoked(since) => State::Revoked(since),
            Standing::Good => State::Good(self.produced),
        };
        Ok(self.is_trusted(asked)?.then_some(state))
    }

    fn status_of(&self, asked: &Asked<'_>) -> Result<Option<&Status>, Fault> {
        for status in self.about.iter().filter(|status| status.serial == asked.certificate.serial()) {
            // Name and key are compared by their hashes.
            asked.judge.spend(0)?;
            if status.is_of(asked.certificate, asked.issuer) {
                return Ok(Some(status));
            }
        }
        Ok(None)
    }

    /// The issuer answers itself, or by one that it entrusted with answering.
    fn is_trusted(&self, asked: &Asked<'_>) -> Result<bool, Fault> {
        let Asked { issuer, others, judge, .. } = *asked;
        if is_signed(&self.signed, issuer, judge)? {
            return Ok(true);
        }
        let elsewhere = others.into_iter().flatten().chain(judge.trust.certificates());
        for responder in self.certificates.iter().chain(elsewhere) {
            let may_answer = responder.issuer() == issuer.subject_name()
                && responder.serves(Purpose::Revocation).is_ok()
                && responder.holds_at(self.produced).is_ok();
            if may_answer
                && is_signed(&self.signed, responder, judge)?
                && is_signed(responder.signed(), issuer, judge)?
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl Status {
    fn is_of(&self, certificate: &Certificate, issuer: &Certificate) -> bool {
        let Some(digest) = self.digest else { return false };
        let Ok(name) = certificate.issuer().to_der() else { return false };
        self.serial == certificate.serial()
            && self.issuer_name == digest.hash(&name)
            && self.issuer_key == digest.hash(issuer.key_bits())
    }
}

fn basic_response(der: &[u8]) -> der::Result<Option<&[u8]>> {
    let mut reader = SliceReader::new(AnyRef::from_der(der)?.value())?;
    let status = AnyRef::decode(&mut reader)?;
    let Some(bytes) = explicit(&mut reader, 0)?.filter(|_| status.value() == [0]) else { return Ok(None) };
    let mut reader = SliceReader::new(AnyRef::from_der(bytes)?.value())?;
    if ObjectIdentifier::decode(&mut reader)? != BASIC {
        return Ok(None);
    }
    Ok(Some(<&OctetStringRef>::decode(&mut reader)?.as_bytes()))
}

fn answer(der: &[u8]) -> der::Result<Answer> {
    let mut reader = SliceReader::new(AnyRef::from_der(der)?.value())?;
    let signed = Signed::read(&mut reader)?;
    let mut certificates = Vec::new();
    if let Some(sequence) = explicit(&mut reader, 0)? {
        let encoded = elements(AnyRef::from_der(sequence)?.value()).map_while(Result::ok);
        certificates.extend(encoded.take(MOST_RESPONDERS).filter_map(|der| Certificate::read(der).ok()));
    }
    let (produced, about) = response_data(AnyRef::from_der(&signed.body)?.value())?;
    Ok(Answer { signed, produced, about, certificates })
}

fn response_data(content: &[u8]) -> der::Result<(DateTime<Utc>, Vec<Status>)> {
    let mut reader = SliceReader::new(content)?;
    context(&mut reader, 0)?;
    // Who answers: the signature tells.
    AnyRef::decode(&mut reader)?;
    let produced = time(&mut reader)?;
    let single = elements(AnyRef::decode(&mut reader)?.value());
    let about = single.map(|single| status(single?)).collect::<der::Result<_>>()?;
    Ok((produced, about))
}

fn status(der: &[u8]) -> der::Result<Status> {
    let mut reader = SliceReader::new(AnyRef::from_der(der)?.value())?;
    let (digest, issuer_name, issuer_key, serial) = reader.sequence(|id| -> der::Result<_> {
        let digest = Digest::of(AlgorithmIdentifierRef::decode(id)?.oid);
        let name = <&OctetStringRef>::decode(id)?.as_bytes().to_vec();
        let key = <&OctetStringRef>::decode(id)?.as_bytes().to_vec();
        Ok((digest, name, key, serial(id)?))
    })?;
    let state = AnyRef::decode(&mut reader)?;
    let standing = match state.tag() {
        Tag::ContextSpecific { number: TagNumber(0), .. } => Some(Standing::Good),
        Tag::ContextSpecific { number: TagNumber(1), .. } => {
            Some(Standing::Revoked(time(&mut SliceReader::new(state.value())?)?))
        }
        _ => None,
    };
    Ok(Status { digest, issuer_name, issuer_key, serial, standing })
}

fn time<'a>(reader: &mut impl Reader<'a>) -> der::Result<DateTime<Utc>> {
    let any = AnyRef::decode(reader)?;
    moment::read(any).ok_or_else(|| any.tag().value_error().into())
}
