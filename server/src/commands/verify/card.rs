//! What `klas verify` found, for a person.

use std::fmt::{self, Write};

use chrono::{DateTime, Utc};
use klas_signature::{CertificateCard, Fault, Kind, Link, Report, Revocation, Signature, Time, Verdict};

/// The report on a file of the name.
pub fn of(name: &str, report: &Report) -> String {
    let mut text = String::new();
    // Writing into a string cannot fail.
    let _ = whole(&mut text, name, report);
    text
}

fn whole(to: &mut String, name: &str, report: &Report) -> fmt::Result {
    writeln!(to, "{name}: {}", verdict(report.verdict))?;
    let of_files: Vec<_> = report.files.iter().filter_map(|file| file.fault.as_ref()).collect();
    let own = report.faults.iter().filter(|fault| !of_files.contains(fault));
    faults(to, own, &[])?;
    if !report.files.is_empty() {
        writeln!(to, "\nФайли")?;
    }
    for file in &report.files {
        match &file.fault {
            None if report.signatures.is_empty() => writeln!(to, "  · {} – {} Б", file.name, file.size)?,
            None => writeln!(to, "  ✓ {} – {} Б, як підписано", file.name, file.size)?,
            Some(fault) => writeln!(to, "  ✗ {fault}")?,
        }
    }
    for (number, signature) in report.signatures.iter().enumerate() {
        self::signature(to, number + 1, signature, &of_files)?;
    }
    if let Some(card) = &report.certificate {
        certificate(to, card)?;
    }
    if report.kind == Kind::Container && !report.signatures.is_empty() {
        writeln!(to)?;
        writeln!(to, "Підписів: {}, файлів: {}", report.signatures.len(), report.files.len())?;
    }
    Ok(())
}

const fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Valid => "ДІЙСНО",
        Verdict::Invalid => "НЕДІЙСНО",
        Verdict::CannotTell => "НЕ МОЖНА ВСТАНОВИТИ",
    }
}

fn faults<'a>(to: &mut String, faults: impl IntoIterator<Item = &'a Fault>, told: &[&Fault]) -> fmt::Result {
    for fault in faults.into_iter().filter(|fault| !told.contains(fault)) {
        let mark = if fault.verdict() == Verdict::Invalid { '✗' } else { '?' };
        writeln!(to, "  {mark} {fault}")?;
    }
    Ok(())
}

fn signature(to: &mut String, number: usize, it: &Signature, of_files: &[&Fault]) -> fmt::Result {
    let place = it.place.as_ref().map_or_else(String::new, |place| format!(" ({place})"));
    writeln!(to, "\nПідпис {number}{place}: {}", verdict(it.verdict))?;
    faults(to, &it.faults, of_files)?;
    if it.faults.iter().any(|fault| of_files.contains(&fault)) {
        writeln!(to, "  ✗ підписані файли не ті, що були: див. вище")?;
    }
    if let Some(signer) = &it.signer {
        row(to, "Підписувач", Some(&signer.name))?;
        row(to, "Посада", signer.position.as_ref())?;
        row(to, "Організація", signer.organisation.as_ref())?;
        row(to, "Підрозділ", signer.unit.as_ref())?;
        row(to, "РНОКПП", signer.tax_number.as_ref())?;
        row(to, "ЄДРПОУ", signer.organisation_code.as_ref())?;
    }
    row(to, "Сертифікат №", it.serial.as_ref())?;
    row(to, "Алгоритм", it.algorithm.as_ref())?;
    row(to, "Час підпису", Some(&time(it.time)))?;
    row(to, "Позначка часу", Some(&stamp(it)))?;
    row(to, "Скасування", Some(&revocation(it.revocation)))?;
    if it.signer.is_some() && !it.names_certificate {
        row(to, "Примітка", Some(&"підпис не називає свого сертифіката (це не CAdES)".to_owned()))?;
    }
    chain(to, &it.chain)
}

fn certificate(to: &mut String, card: &CertificateCard) -> fmt::Result {
    writeln!(to, "\nСертифікат")?;
    row(to, "Власник", Some(&card.subject.name))?;
    row(to, "Посада", card.subject.position.as_ref())?;
    row(to, "Організація", card.subject.organisation.as_ref())?;
    row(to, "РНОКПП", card.subject.tax_number.as_ref())?;
    row(to, "ЄДРПОУ", card.subject.organisation_code.as_ref())?;
    row(to, "Видавець", Some(&card.issuer))?;
    row(to, "Сертифікат №", Some(&card.serial))?;
    row(to, "Ключ", card.key.as_ref())?;
    let over = if card.expired { " – строк минув" } else { "" };
    row(to, "Чинність", Some(&format!("{}–{}{over}", day(card.not_before), day(card.not_after))))?;
    chain(to, &card.chain)
}

fn chain(to: &mut String, chain: &[Link]) -> fmt::Result {
    for (place, link) in chain.iter().enumerate() {
        let trusted = if place + 1 == chain.len() { ", довірений" } else { "" };
        let text = format!("{} ({}–{}{trusted})", link.subject, day(link.not_before), day(link.not_after));
        row(to, if place == 0 { "Ланцюжок" } else { "" }, Some(&text))?;
    }
    Ok(())
}

/// A row where there is something to tell.
fn row(to: &mut String, name: &str, value: Option<&String>) -> fmt::Result {
    value.map_or(Ok(()), |value| writeln!(to, "  {name:<14} {value}"))
}

fn time(time: Time) -> String {
    match time {
        Time::Stamped(at) => format!("{}, за позначкою часу", moment(at)),
        Time::Claimed(at) => format!("{}, зі слів підписувача", moment(at)),
        Time::Now(at) => format!("невідомий; сертифікат перевірено на {}", moment(at)),
    }
}

fn stamp(signature: &Signature) -> String {
    let Some(stamp) = &signature.timestamp else { return "немає".to_owned() };
    let doubt = stamp.doubt.as_ref().map_or_else(String::new, |doubt| format!("; не доводить часу: {doubt}"));
    format!("{}, {}{doubt}", moment(stamp.at), stamp.authority)
}

fn revocation(revocation: Revocation) -> String {
    match revocation {
        Revocation::NotChecked => "не перевірено: немає ані OCSP, ані списку відкликаних".to_owned(),
        Revocation::Good(as_of) => format!("не скасовано станом на {}", moment(as_of)),
        Revocation::Revoked(since) => format!("скасовано {}", moment(since)),
    }
}

fn moment(at: DateTime<Utc>) -> String {
    at.format("%d.%m.%Y %H:%M UTC").to_string()
}

fn day(at: DateTime<Utc>) -> String {
    at.format("%d.%m.%Y").to_string()
}
