//! The act that lists what may be destroyed as of a day. It destroys nothing.

use chrono::{Datelike, NaiveDate};
use klas_documents::{
    archive::hex,
    table::{Cell, Head, Signature, Table},
};
use klas_domain::{calendar::year_label, school::PersonName};

use crate::{
    api::keeping::{Expired, Keeping},
    locales::Locale,
    pages::class_teacher::full_date,
};

/// The act as of a day; the head approves it.
pub fn act(keeping: &Keeping, day: NaiveDate, locale: Locale) -> Table {
    let texts = locale.keeping();
    let expired = keeping.expired(day);
    let nothing = expired.is_empty().then(|| (texts.act_nothing)(&full_date(day)));
    let ground = (texts.act_ground)(keeping.retention.journals, keeping.retention.summaries);
    let row = |(own, number): (&Expired<'_>, u32)| {
        let container = &own.container;
        let file = format!("{} {}", (texts.kinds)(own.kept), container.name);
        vec![
            Cell::Number(number),
            Cell::Text(file),
            Cell::Text(year_label(container.year.0.year())),
            Cell::Text((texts.term)(keeping.retention.years(own.kept))),
            Cell::Text(full_date(own.since)),
            Cell::Text(stays(own, locale)),
            Cell::Text(hex(&container.digest)),
        ]
    };
    let head = keeping.head.as_ref().map(PersonName::initials).unwrap_or_default();
    Table {
        name: texts.act.to_owned(),
        title: (texts.act_title)(&full_date(day)),
        notes: [Some(ground), Some(texts.never.to_owned()), nothing].into_iter().flatten().collect(),
        heads: vec![
            Head::new(locale.texts().number, 4),
            Head::words(texts.file, 34),
            Head::new(texts.year, 11),
            Head::new(texts.kept_for, 9),
            Head::new(texts.from_day, 13),
            Head::words(texts.container, 26),
            Head::words(locale.opened().digest, 34),
        ],
        rows: expired.iter().zip(1..).map(row).collect(),
        totals: 0,
        signatures: vec![
            Signature { position: texts.commission.to_owned(), name: String::new() },
            Signature { position: locale.paper().head.to_owned(), name: head },
        ],
    }
}

/// What becomes of the container.
fn stays(own: &Expired<'_>, locale: Locale) -> String {
    let texts = locale.keeping();
    own.stays.map_or_else(|| texts.may_go.to_owned(), |day| (texts.stays)(&full_date(day)))
}
