//! One signature, checked: CAdES-BES and -T, and the plain CMS below them.

use std::iter;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use crate::{
    certificate::{Certificate, Purpose, Subject},
    chain,
    cms::{Attributes, SIGNATURE_TIMESTAMP, SignedData, Signer},
    fault::{self, Fault, Verdict},
    integrity::Integrity,
    judge::Judge,
    revocation::{Asked, State},
    timestamp::{self, Timestamp},
};

/// More time stamps than any signature carries.
const MOST_TIMESTAMPS: usize = 4;
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

/// Checks every signature of a file; `content` is what was signed apart from it.
pub(crate) fn check_all(data: &SignedData, content: Option<&[u8]>, judge: &Judge<'_>) -> Vec<Signature> {
    let checked = data.signers.iter().map(|signer| match (content, data.content.as_deref()) {
        (None, None) => {
            let mut signature = check(data, signer, &[], judge);
            // That an absent content is another one is no news.
            signature.faults.retain(|fault| match fault {
                Fault::OtherContent => false,
                Fault::SignatureWrong => signer.signed.is_some(),
                _ => true,
            });
            signature.with(Fault::ContentAbsent)
        }
        (Some(apart), Some(inside)) if apart != inside => {
            check(data, signer, inside, judge).with(Fault::OtherContent)
        }
        (Some(content), _) | (None, Some(content)) => check(data, signer, content, judge),
    });
    let form = data.out_of_form.map(|what| Fault::OutOfForm { what });
    checked.map(|signature| form.iter().cloned().fold(signature, Signature::with)).collect()
}

/// Checks one signature of the content.
fn check(data: &SignedData, signer: &Signer, content: &[u8], judge: &Judge<'_>) -> Signature {
    let integrity = Integrity::check(data, signer, content, iter::empty());
    let mut faults = integrity.faults;
    let claimed = signer.signed.as_ref().map_or(Ok(None), Attributes::signing_time);
    let claimed = claimed.unwrap_or_else(|fault| {
        faults.push(fault);
        None
    });
    let timestamp = timestamp_of(signer, data, judge).unwrap_or_else(|fault| {
        faults.push(match fault {
            // It was not read to its end, so nobody knows whether it is wrong.
            Fault::TooManyParts { .. } | Fault::TooManySigners { .. } => fault,
            fault => Fault::TimestampWrong { why: Box::new(fault) },
        });
        None
    });
    let proven = timestamp.as_ref().filter(|stamp| stamp.doubt.is_none());
    let time = match (proven, claimed) {
        (Some(stamp), _) => Time::Stamped(stamp.at),
        (None, Some(at)) => Time::Claimed(at),
        (None, None) => Time::Now(judge.now),
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
        ..Signature::empty(judge.now)
    };
    if signature.time.at().signed_duration_since(judge.now) > CLOCKS_DIFFER {
        signature.faults.push(Fault::FromFuture { at: signature.time.at() });
    }
    if let Some(certificate) = integrity.certificate {
        signature.climb(data, certificate, judge);
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

    fn climb(&mut self, data: &SignedData, certificate: &Certificate, judge: &Judge<'_>) {
        self.faults.extend(certificate.serves(Purpose::Documents).err());
        let others = [data.certificates.as_slice(), &[]];
        match chain::build(certificate, others, judge.trust, self.time.at()) {
            Ok(chain) => {
                self.chain = chain.iter().map(|link| Link::of(link)).collect();
                for pair in chain.windows(2) {
                    let asked = Asked { certificate: pair[0], issuer: pair[1], others, judge };
                    self.ask_evidence(data, &asked);
                }
            }
            Err(Fault::Expired { subject, .. }) if matches!(self.time, Time::Now(_)) => {
                self.faults.push(Fault::ExpiredNoTime { subject });
            }
            Err(fault) => self.faults.push(fault),
        }
    }

    fn ask_evidence(&mut self, data: &SignedData, asked: &Asked<'_>) {
        let link = asked.certificate;
        let mut known = Vec::new();
        for evidence in [&data.evidence, &asked.judge.trust.evidence] {
            match evidence.of(asked) {
                Ok(state) => known.extend(state),
                Err(fault) if self.faults.contains(&fault) => {}
                Err(fault) => self.faults.push(fault),
            }
        }
        let is_signer = self.chain.first().is_some_and(|first| first.serial == link.serial_number());
        let revoked = known.iter().find_map(|state| match state {
            State::Revoked(since) => Some(*since),
            State::Good(_) => None,
        });
        let good = known.iter().filter_map(|state| match state {
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
fn timestamp_of(signer: &Signer, data: &SignedData, judge: &Judge<'_>) -> Result<Option<Timestamp>, Fault> {
    let tokens = signer.unsigned.iter().flat_map(|unsigned| unsigned.all(SIGNATURE_TIMESTAMP));
    let stamps = tokens
        .take(MOST_TIMESTAMPS)
        .map(|token| timestamp::check(token, &signer.signature, data, judge))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(stamps.into_iter().min_by_key(|stamp| (stamp.doubt.is_some(), stamp.at)))
}
