//! Pupils with their guardians.

use klas_domain::{
    bundle::Pupil,
    collation,
    school::{ClassName, PersonName},
};

use super::{
    draft::{Draft, Row, Source},
    groups::GroupColumns,
    guardians,
    header::{self, Field},
    school::Courses,
    value,
};

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
        row.class(class.map(|class| class.grade).or(row.source.grade), draft)
    };
    let born = row.optional(Field::Born, value::birth_date, draft);
    let year_begins = draft.content.year.as_ref().map(|year| year.starts_on);
    if born.zip(year_begins).is_some_and(|(born, begins)| born >= begins) {
        row.fault(Field::Born, "народження пізніше за початок навчального року", draft);
    }
    let sex = row.optional(Field::Sex, value::sex, draft);
    let groups = groups.read(row, class.as_ref(), draft);
    let guardians = guardians::read(row, draft);
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
