//! A report taken apart into lines, before it is written in any form.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use klas_signature::{
    CertificateCard, Fault, File, Kind, Link, Report, Revocation, Signature, Subject, Time, Verdict,
};

use crate::{fault::fault, words::Words};

/// Files that are named of a signature: all of them stand above.
const MOST_NAMES: usize = 20;

/// A report in its order.
pub struct Told {
    /// What is said of the whole.
    pub marks: Vec<Mark>,
    pub parts: Vec<Part>,
    /// What is counted at the end of a container.
    pub count: Option<String>,
}

/// The files, a signature or a certificate.
pub struct Part {
    pub title: String,
    /// Where it stands inside a container.
    pub place: Option<String>,
    pub verdict: Option<Verdict>,
    pub marks: Vec<Mark>,
    pub rows: Vec<Row>,
}

/// A name and what is said of it; more lines of one name follow with an empty one.
pub type Row = (&'static str, String);

/// A line with a sign before it.
pub struct Mark {
    /// None: nothing is judged.
    pub verdict: Option<Verdict>,
    pub words: String,
}

impl Mark {
    fn of(fault: &Fault, words: &Words) -> Self {
        Self { verdict: Some(fault.verdict()), words: crate::fault(fault, words.language) }
    }

    /// The sign before the line.
    pub const fn sign(&self) -> char {
        match self.verdict {
            None => '·',
            Some(Verdict::Valid) => '✓',
            Some(Verdict::CannotTell) => '?',
            Some(Verdict::Invalid) => '✗',
        }
    }
}

impl Told {
    pub fn of(report: &Report, words: &Words) -> Self {
        let of_files: Vec<&Fault> = report.files.iter().filter_map(|file| file.fault.as_ref()).collect();
        let own = report.faults.iter().filter(|fault| !of_files.contains(fault));
        let marks = own.map(|fault| Mark::of(fault, words)).collect();
        let mut parts = Vec::new();
        if !report.files.is_empty() {
            parts.push(files(report, words));
        }
        let signatures = report.signatures.iter().enumerate();
        parts.extend(signatures.map(|(number, own)| {
            let mut part = signature(number + 1, own, &of_files, words);
            covered(&mut part.rows, own, &report.files, words);
            part
        }));
        parts.extend(report.certificate.iter().map(|card| certificate(card, words)));
        let counts = report.kind == Kind::Container && !report.signatures.is_empty();
        let count = counts.then(|| (words.count)(report.signatures.len(), report.files.len()));
        Self { marks, parts, count }
    }
}

fn files(report: &Report, words: &Words) -> Part {
    let mark = |file: &File| {
        let named = format!("{} – {}", file.name, (words.bytes)(file.size));
        let (verdict, more) = match &file.fault {
            None if report.signatures.is_empty() => return Mark { verdict: None, words: named },
            None if file.proven == Some(Verdict::Valid) => (Verdict::Valid, words.as_signed.to_owned()),
            // It is what a list says; the list may be anybody's.
            None => (file.proven.unwrap_or(Verdict::CannotTell), words.as_listed.to_owned()),
            Some(wrong) if wrong.verdict() == Verdict::Invalid => return Mark::of(wrong, words),
            Some(unknown) => (Verdict::CannotTell, fault(unknown, words.language)),
        };
        Mark { verdict: Some(verdict), words: format!("{named}, {more}") }
    };
    let marks = report.files.iter().map(mark).collect();
    let mut rows = Vec::new();
    row(&mut rows, words.archive_digest, report.archive_digest.clone());
    Part { title: words.files.to_owned(), place: None, verdict: None, marks, rows }
}

fn signature(number: usize, own: &Signature, of_files: &[&Fault], words: &Words) -> Part {
    let is_told = |fault: &&Fault| fault.verdict() == Verdict::Invalid && of_files.contains(fault);
    let (told_above, own_faults): (Vec<&Fault>, Vec<&Fault>) = own.faults.iter().partition(is_told);
    let mut marks: Vec<Mark> = own_faults.into_iter().map(|fault| Mark::of(fault, words)).collect();
    if !told_above.is_empty() {
        let told = words.files_altered.to_owned();
        marks.push(Mark { verdict: Some(Verdict::Invalid), words: told });
    }
    let mut rows = Vec::new();
    if let Some(signer) = &own.signer {
        subject(&mut rows, words.signer, signer, words);
    }
    row(&mut rows, words.serial, own.serial.clone());
    row(&mut rows, words.issuer, own.issuer.clone());
    row(&mut rows, words.algorithm, own.algorithm.as_deref().map(|name| named(name, words)));
    row(&mut rows, words.time, Some(time(own.time, words)));
    row(&mut rows, words.stamp, Some(stamp(own, words)));
    row(&mut rows, words.revocation, Some(revocation(own.revocation, words)));
    if own.signer.is_some() && !own.names_certificate {
        row(&mut rows, words.note, Some(words.not_cades.to_owned()));
    }
    chain(&mut rows, &own.chain, words);
    let title = format!("{} {number}", words.signature);
    Part { title, place: own.place.clone(), verdict: Some(own.verdict), marks, rows }
}

/// How many files of a container a signature covers, and which, where it leaves some out.
fn covered(rows: &mut Vec<Row>, own: &Signature, files: &[File], words: &Words) {
    if own.place.is_none() {
        return;
    }
    let covers: HashSet<&str> = own.covers.iter().map(String::as_str).collect();
    let names = files.iter().map(|file| file.name.as_str()).filter(|name| covers.contains(name));
    let names: Vec<&str> = names.collect();
    row(rows, words.covers, Some((words.covered)(names.len(), files.len())));
    if names.len() < files.len() {
        let more = (names.len() > MOST_NAMES).then_some("…");
        rows.extend(names.into_iter().take(MOST_NAMES).chain(more).map(|name| ("", name.to_owned())));
    }
}

fn certificate(card: &CertificateCard, words: &Words) -> Part {
    let mut rows = Vec::new();
    subject(&mut rows, words.owner, &card.subject, words);
    row(&mut rows, words.issuer, Some(card.issuer.clone()));
    row(&mut rows, words.serial, Some(card.serial.clone()));
    row(&mut rows, words.key, card.key.as_deref().map(|name| named(name, words)));
    let over = if card.expired { format!(" – {}", words.expired) } else { String::new() };
    row(&mut rows, words.validity, Some(format!("{}–{}{over}", day(card.not_before), day(card.not_after))));
    chain(&mut rows, &card.chain, words);
    let title = words.certificate.to_owned();
    Part { title, place: None, verdict: None, marks: Vec::new(), rows }
}

/// Whom a certificate names.
fn subject(rows: &mut Vec<Row>, name: &'static str, subject: &Subject, words: &Words) {
    row(rows, name, Some(subject.name.clone()));
    row(rows, words.position, subject.position.clone());
    row(rows, words.organisation, subject.organisation.clone());
    row(rows, words.unit, subject.unit.clone());
    row(rows, words.tax_number, subject.tax_number.clone());
    row(rows, words.organisation_code, subject.organisation_code.clone());
}

fn chain(rows: &mut Vec<Row>, chain: &[Link], words: &Words) {
    for (place, link) in chain.iter().enumerate() {
        let trusted = if place + 1 == chain.len() { format!(", {}", words.trusted) } else { String::new() };
        let told = format!("{} ({}–{}{trusted})", link.subject, day(link.not_before), day(link.not_after));
        row(rows, if place == 0 { words.chain } else { "" }, Some(told));
    }
}

/// A row where there is something to tell.
fn row(rows: &mut Vec<Row>, name: &'static str, value: Option<String>) {
    rows.extend(value.map(|value| (name, value)));
}

fn time(time: Time, words: &Words) -> String {
    match time {
        Time::Stamped(at) => format!("{}, {}", moment(at), words.stamped),
        Time::Claimed(at) => format!("{}, {}", moment(at), words.claimed),
        Time::Now(at) => (words.no_time)(&moment(at)),
    }
}

fn stamp(own: &Signature, words: &Words) -> String {
    let Some(stamp) = &own.timestamp else { return words.no_stamp.to_owned() };
    let doubt = stamp
        .doubt
        .as_ref()
        .map_or_else(String::new, |doubt| format!("; {}: {}", words.doubtful, fault(doubt, words.language)));
    format!("{}, {}{doubt}", moment(stamp.at), stamp.authority)
}

fn revocation(revocation: Revocation, words: &Words) -> String {
    match revocation {
        Revocation::NotChecked => words.not_checked.to_owned(),
        Revocation::Good(as_of) => format!("{} {}", words.not_revoked, moment(as_of)),
        Revocation::Revoked(since) => format!("{} {}", words.revoked, moment(since)),
    }
}

fn named(algorithm: &str, words: &Words) -> String {
    crate::fault::algorithm(algorithm, words.language)
}

/// A moment.
pub fn moment(at: DateTime<Utc>) -> String {
    at.format("%d.%m.%Y %H:%M UTC").to_string()
}

fn day(at: DateTime<Utc>) -> String {
    at.format("%d.%m.%Y").to_string()
}
