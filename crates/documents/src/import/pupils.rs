//! Pupils with their guardians.

use klas_domain::{
    bundle::{Guardian, Pupil},
    collation,
    school::{ClassName, PersonName},
};

use super::{
    draft::{Draft, Row, Source},
    groups::GroupColumns,
    header::{self, Field},
    school::Courses,
    value,
};

/// Where a guardian stands in a row, and what the guardian is to the pupil.
const GUARDIANS: [(Field, Field, Field, &str); 4] = [
    (Field::Mother, Field::MotherPhone, Field::MotherEmail, "мати"),
    (Field::Father, Field::FatherPhone, Field::FatherEmail, "батько"),
    (Field::Parent, Field::ParentPhone, Field::ParentEmail, "один із батьків"),
    (Field::Guardian, Field::GuardianPhone, Field::GuardianEmail, "опікун"),
];

pub(super) fn read(source: &Source, courses: &Courses, draft: &mut Draft) {
    let groups = GroupColumns::of(source, courses, draft);
    // Where each row has its class, a row without it is a slip of the pen.
    let mut class = source.class.clone().filter(|_| source.table.column(Field::Class).is_none());
    for row in source.rows(draft) {
        if let Some(heading) = header::heading_class(row.cells()) {
            class = Some(heading);
            continue;
        }
        if row.name_text().is_empty()
            && row.is_empty(&[Field::Born, Field::Class, Field::Mother, Field::Address])
        {
            continue;
        }
        let pupil = pupil(row, class.as_ref(), &groups, draft);
        if let Some(pupil) = &pupil {
            row.only_once(row.name_field(), key(pupil), draft);
        }
        draft.content.pupils.extend(pupil);
    }
}

/// What two rows about one pupil share. Namesakes are told apart by their birth dates, else by their classes.
pub(super) fn key(pupil: &Pupil) -> String {
    let name = collation::normalize(&pupil.name.full());
    match pupil.born {
        Some(born) => format!("учень {name} {born}"),
        None => format!("учень {name} {}", pupil.class),
    }
}

fn pupil(
    row: Row<'_>,
    class: Option<&ClassName>,
    groups: &GroupColumns<'_>,
    draft: &mut Draft,
) -> Option<Pupil> {
    let name = name(row, draft);
    if let Some(name) = name.as_ref().filter(|name| name.is_abbreviated()) {
        let name = name.full();
        draft.warn(format!("{}: «{name}»: замість імені ініціали, впишіть повне ім'я", row.place()));
    }
    let class = if row.text(Field::Class).is_empty() && class.is_some() {
        class.cloned()
    } else {
        row.required(Field::Class, value::class, draft)
    };
    let born = row.optional(Field::Born, value::birth_date, draft);
    let year_begins = draft.content.year.as_ref().map(|year| year.starts_on);
    if born.zip(year_begins).is_some_and(|(born, begins)| born >= begins) {
        row.fault(Field::Born, "народження пізніше за початок навчального року", draft);
    }
    let sex = row.optional(Field::Sex, value::sex, draft);
    let groups = groups.read(row, class.as_ref(), draft);
    let guardians = GUARDIANS.iter().filter_map(|places| guardian(row, places, draft)).collect();
    let enrolled_on = row.optional(Field::EnrolledOn, value::date, draft);
    let stays = row.text(Field::LeftOn).to_lowercase().starts_with("не вибу");
    let left_on = if stays { None } else { row.optional(Field::LeftOn, value::date, draft) };
    if left_on.is_some() && left_on <= enrolled_on {
        row.fault(Field::LeftOn, "вибув раніше, ніж зарахований", draft);
    }
    Some(Pupil {
        name: name?,
        born,
        sex,
        class: class?,
        groups: groups.of_class,
        subject_groups: groups.of_subjects,
        not_taken: groups.not_taken,
        rostered: false,
        guardians,
        address: row.optional_text(Field::Address),
        enrolled_on,
        left_on,
        stays,
        order: row.optional_text(Field::Order),
    })
}

/// A full name, or a fault in the column where it begins.
pub(super) fn name(row: Row<'_>, draft: &mut Draft) -> Option<PersonName> {
    let text = row.name_text();
    let name = if text.is_empty() {
        Err("має бути заповнено")
    } else {
        value::person_or_initials(&text)
    };
    name.map_err(|reason| row.fault(row.name_field(), reason, draft)).ok()
}

/// A guardian; the telephone may stand in the name's cell after the name.
fn guardian(
    row: Row<'_>,
    (field, phone_field, email_field, relation): &(Field, Field, Field, &str),
    draft: &mut Draft,
) -> Option<Guardian> {
    let (name, phone_beside_name) = split_phone(row.text(*field));
    let read_phone = |text: &str| value::phone_of(own_words(relation), text);
    let mut phone = row.optional(*phone_field, read_phone, draft);
    let email = row.optional(*email_field, value::email, draft);
    if let Some(beside) = phone_beside_name {
        let beside = read_phone(beside).map_err(|reason| row.fault(*field, reason, draft)).ok();
        phone = phone.or(beside);
    }
    if name.is_empty() {
        if phone.is_some() || email.is_some() {
            row.fault(*field, "є телефон чи пошта, а імені немає", draft);
        }
        return None;
    }
    let name = value::person_or_initials(name).map_err(|reason| row.fault(*field, reason, draft)).ok()?;
    Some(Guardian { name, relation: (*relation).to_owned(), phone, email })
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
