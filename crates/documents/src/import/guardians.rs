//! A pupil's guardians: the columns that tell of each, and what a row has in them.

use klas_domain::bundle::Guardian;

use super::{
    draft::{Draft, Row},
    header::Field,
    value,
};

/// Where a guardian stands in a row, and what the guardian is to the pupil.
struct Places {
    /// The whole name, or the surname with the given name and the patronymic in columns of their own.
    name: Field,
    given: Field,
    patronymic: Field,
    phone: Field,
    email: Field,
    relation: &'static str,
}

const GUARDIANS: [Places; 4] = [
    Places {
        name: Field::Mother,
        given: Field::MotherGiven,
        patronymic: Field::MotherPatronymic,
        phone: Field::MotherPhone,
        email: Field::MotherEmail,
        relation: "мати",
    },
    Places {
        name: Field::Father,
        given: Field::FatherGiven,
        patronymic: Field::FatherPatronymic,
        phone: Field::FatherPhone,
        email: Field::FatherEmail,
        relation: "батько",
    },
    Places {
        name: Field::Parent,
        given: Field::ParentGiven,
        patronymic: Field::ParentPatronymic,
        phone: Field::ParentPhone,
        email: Field::ParentEmail,
        relation: "один із батьків",
    },
    Places {
        name: Field::Guardian,
        given: Field::GuardianGiven,
        patronymic: Field::GuardianPatronymic,
        phone: Field::GuardianPhone,
        email: Field::GuardianEmail,
        relation: "опікун",
    },
];

/// «Ім'я матері» without her surname in another column is the whole name.
pub(super) fn begin_names(columns: &mut [(Field, usize)]) {
    for places in &GUARDIANS {
        if columns.iter().any(|(field, _)| *field == places.name) {
            continue;
        }
        if let Some((field, _)) = columns.iter_mut().find(|(field, _)| *field == places.given) {
            *field = places.name;
        }
    }
}

/// «Мати | Телефон | Батько | Телефон»: a telephone is that of the person to the left.
pub(super) fn give_to_left_neighbour(columns: &mut [(Field, usize)]) {
    let mut contacts = (Field::Passed, Field::Passed);
    for (field, _) in columns {
        match *field {
            Field::Phone => *field = contacts.0,
            Field::Email => *field = contacts.1,
            other => {
                if let Some(places) = GUARDIANS.iter().find(|places| places.name == other) {
                    contacts = (places.phone, places.email);
                }
            }
        }
    }
}

/// The guardians of a row's pupil.
pub(super) fn read(row: Row<'_>, draft: &mut Draft) -> Vec<Guardian> {
    let has_names = |places: &&Places| row.source.table.column(places.name).is_some();
    let (named, nameless): (Vec<&Places>, Vec<&Places>) = GUARDIANS.iter().partition(has_names);
    let mut guardians: Vec<Guardian> =
        named.into_iter().filter_map(|places| guardian(row, places, draft)).collect();
    for places in nameless {
        give_to_only(row, places, &mut guardians, draft);
    }
    guardians
}

/// Where the sheet has no names for them, the telephone and the e-mail of the parents or a representative are those of
/// the row's only guardian. A mother's are not a father's.
fn give_to_only(row: Row<'_>, places: &Places, guardians: &mut [Guardian], draft: &mut Draft) {
    let may_be_anybodys = matches!(places.name, Field::Parent | Field::Guardian);
    let mut only = match guardians {
        [only] if may_be_anybodys => Some(only),
        _ => None,
    };
    if !row.is_empty(&[places.phone]) {
        match only.as_deref_mut().filter(|only| only.phone.is_none()) {
            Some(only) => {
                let words = own_words(&only.relation);
                only.phone = row.optional(places.phone, |text| value::phone_of(words, text), draft);
            }
            None => warn_of_nobodys(row, places.phone, draft),
        }
    }
    if !row.is_empty(&[places.email]) {
        match only.filter(|only| only.email.is_none()) {
            Some(only) => only.email = row.optional(places.email, value::email, draft),
            None => warn_of_nobodys(row, places.email, draft),
        }
    }
}

fn warn_of_nobodys(row: Row<'_>, field: Field, draft: &mut Draft) {
    let Some(column) = row.source.table.column(field) else { return };
    let (sheet, header) = (&row.source.sheet.name, Row::header(row.source).at(column));
    draft.warn(format!(
        "аркуш «{sheet}»: стовпець «{header}» не взято там, де не видно, чиє це: стовпця з іменем немає"
    ));
}

/// A guardian; the telephone may stand in the name's cell after the name.
fn guardian(row: Row<'_>, places: &Places, draft: &mut Draft) -> Option<Guardian> {
    let text = row.joined(&[places.name, places.given, places.patronymic]);
    let (name, phone_beside_name) = split_phone(&text);
    let read_phone = |text: &str| value::phone_of(own_words(places.relation), text);
    let mut phone = row.optional(places.phone, read_phone, draft);
    let email = row.optional(places.email, value::email, draft);
    if let Some(beside) = phone_beside_name {
        let beside = read_phone(beside).map_err(|reason| row.fault(places.name, reason, draft)).ok();
        phone = phone.or(beside);
    }
    if name.is_empty() {
        if phone.is_some() || email.is_some() {
            row.fault(places.name, "є телефон чи пошта, а імені немає", draft);
        }
        return None;
    }
    let name =
        value::person_or_initials(name).map_err(|reason| row.fault(places.name, reason, draft)).ok()?;
    Some(Guardian { name, relation: places.relation.to_owned(), phone, email })
}

/// What a cell with a telephone may call the guardian whose it is.
fn own_words(relation: &str) -> &'static [&'static str] {
    match relation {
        "мати" => &["мати", "матері", "мама", "мами"],
        "батько" => &["батько", "батька", "тато", "тата"],
        "опікун" => &["опікун", "опікуна", "опікунка", "опікунки"],
        _ => &[],
    }
}

fn split_phone(text: &str) -> (&str, Option<&str>) {
    let Some(digit) = text.find(|c: char| c.is_ascii_digit()) else { return (text, None) };
    let name = text[..digit].trim_end_matches(|c: char| !c.is_alphabetic());
    let name = name.trim_end_matches("тел").trim_end_matches(|c: char| !c.is_alphabetic());
    (name, Some(text[name.len()..].trim_start_matches([',', ';', ' ', '('])))
}
