//! The other sections of a class's journal: pupils, briefings, health groups, excursions, remarks.

use klas_documents::table::{Cell, Head, Table};
use klas_domain::{
    briefing::{BriefingRegister, StoredBriefing},
    excursion::{ExcursionRegister, StoredExcursion},
    health::{HealthLine, HealthRegister},
    roll::{GuardianInfo, PupilInfo, PupilsRegister, RegisterHead, RollPupil},
};

use super::{class_teacher, pupil_heads};
use crate::{
    locales::Locale,
    pages::class_teacher::{excursion_dates, full_date, moved},
};

fn framed(name: &str, head: &RegisterHead, heads: Vec<Head>, rows: Vec<Vec<Cell>>, locale: Locale) -> Table {
    Table {
        name: name.to_owned(),
        title: format!("{name} · {} · {}", head.class, head.year),
        notes: Vec::new(),
        heads,
        rows,
        signatures: class_teacher(head.class_teacher.as_ref(), locale),
        ..Table::default()
    }
}

fn numbered(number: u32, pupil: &RollPupil, locale: Locale) -> [Cell; 2] {
    let name = match moved(pupil, locale.texts()) {
        Some(moved) => format!("{} ({moved})", pupil.name.full()),
        None => pupil.name.full(),
    };
    [Cell::Number(number), Cell::Text(name)]
}

/// The general information on pupils.
pub fn pupils(register: &PupilsRegister, locale: Locale) -> Table {
    let says = locale.pupil_records();
    let mut heads = Vec::from(pupil_heads(locale));
    heads.push(Head::new(says.born, 11));
    heads.extend([
        Head::words(says.address, 34),
        Head::words(says.phone, 15),
        Head::words(says.guardians, 50),
    ]);
    let row = |(info, number): (&PupilInfo, u32)| {
        let guardians: Vec<String> = info.guardians.iter().map(|own| guardian(own, locale)).collect();
        let mut cells = Vec::from(numbered(number, &info.pupil, locale));
        cells.push(Cell::words(info.born.map(full_date).unwrap_or_default()));
        cells.push(Cell::words(info.address.clone().unwrap_or_default()));
        cells.push(Cell::words(info.phone.clone().unwrap_or_default()));
        cells.push(Cell::words(guardians.join("; ")));
        cells
    };
    let rows = register.pupils.iter().zip(1..).map(row).collect();
    framed(says.pupils_title, &register.head, heads, rows, locale)
}

fn guardian(guardian: &GuardianInfo, locale: Locale) -> String {
    let relation =
        if guardian.relation.is_empty() { String::new() } else { format!("{}: ", guardian.relation) };
    let ways = [guardian.phone.as_ref(), guardian.email.as_ref()].into_iter().flatten();
    let said = ways.fold(format!("{relation}{}", guardian.name.full()), |said, way| format!("{said}, {way}"));
    guardian
        .hidden
        .map_or_else(|| said.clone(), |hidden| format!("{said} ({})", locale.families().limited(hidden)))
}

/// The safety briefings, each with who was present.
pub fn briefings(register: &BriefingRegister, locale: Locale) -> Table {
    let says = locale.records();
    let heads = vec![
        Head::new(locale.texts().date, 11),
        Head::words(says.kind, 14),
        Head::words(says.topic, 40),
        Head::words(says.held_by, 24),
        Head::words(says.present, 60),
    ];
    let row = |stored: &StoredBriefing| {
        let own = &stored.says;
        let (present, _) = register.parted(own);
        let names: Vec<String> = present.iter().map(|pupil| pupil.name.short()).collect();
        vec![
            Cell::Text(full_date(own.held_on)),
            Cell::Text(says.briefing(own.kind).to_owned()),
            Cell::Text(struck_or(&own.topic, own.struck, locale)),
            Cell::Text(own.held_by.clone()),
            Cell::words(names.join(", ")),
        ]
    };
    let rows = register.briefings.iter().map(row).collect();
    framed(says.briefings_title, &register.head, heads, rows, locale)
}

/// What was written by mistake stays to be read, and says so.
fn struck_or(text: &str, struck: bool, locale: Locale) -> String {
    if struck { format!("{text} ({})", locale.records().struck.to_lowercase()) } else { text.to_owned() }
}

/// The health groups.
pub fn health(register: &HealthRegister, locale: Locale) -> Table {
    let says = locale.pupil_records();
    let mut heads = Vec::from(pupil_heads(locale));
    heads.extend([Head::words(says.health_group, 20), Head::new(says.examined, 14)]);
    let row = |(line, number): (&HealthLine, u32)| {
        let own = line.stored.assessment;
        let mut cells = Vec::from(numbered(number, &line.pupil, locale));
        cells.push(Cell::words(own.map(|own| says.group(own.group)).unwrap_or_default()));
        cells.push(Cell::words(own.map(|own| full_date(own.on)).unwrap_or_default()));
        cells
    };
    let rows = register.lines.iter().zip(1..).map(row).collect();
    framed(says.health_title, &register.head, heads, rows, locale)
}

/// Excursions and practice.
pub fn excursions(register: &ExcursionRegister, locale: Locale) -> Table {
    let says = locale.records();
    let heads = vec![
        Head::new(says.dates, 16),
        Head::words(says.kind, 14),
        Head::words(says.place, 50),
        Head::new(says.hours, 7),
        Head::words(says.led_by, 30),
    ];
    let row = |stored: &StoredExcursion| {
        let own = &stored.says;
        vec![
            Cell::Text(excursion_dates(own)),
            Cell::Text(says.excursion(own.kind).to_owned()),
            Cell::Text(struck_or(&own.place, own.struck, locale)),
            Cell::Number(own.hours.into()),
            Cell::Text(own.led_by.clone()),
        ]
    };
    let rows = register.excursions.iter().map(row).collect();
    framed(says.excursions_title, &register.head, heads, rows, locale)
}

/// How many lines a page of remarks has.
const REMARKS: usize = 16;

/// The page on which those who check the journal write their remarks by hand (DOMAIN §6).
pub fn remarks(head: &RegisterHead, locale: Locale) -> Table {
    let says = locale.paper();
    let [date, content, who, deadline, done, accepted] = says.remark_heads;
    let heads = vec![
        Head::new(date, 11),
        Head::words(content, 52),
        Head::words(who, 28),
        Head::new(deadline, 12),
        Head::words(done, 24),
        Head::words(accepted, 22),
    ];
    let rows = vec![vec![Cell::Blank; heads.len()]; REMARKS];
    Table { signatures: Vec::new(), ..framed(says.remarks, head, heads, rows, locale) }
}
