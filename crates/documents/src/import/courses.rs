//! Who teaches what in which class.

use klas_domain::{
    bundle::{CourseKey, CourseLoad},
    collation,
    school::PersonName,
};

use super::{
    draft::{Draft, Row, Source},
    header::Field,
    school::{Meant, Staff},
    shift::{self, Said},
    value,
};

pub(super) fn read(source: &Source, staff: &Staff, draft: &mut Draft) {
    for row in source.rows(draft) {
        if row.is_empty(&[Field::Subject, Field::Class, Field::Hours]) {
            continue;
        }
        let Some(course) = course(row, staff, draft) else { continue };
        row.only_once(Field::Subject, key(&course.key), draft);
        if let Some(text) = row.optional_text(Field::Shift) {
            shift::tell(row, &course.key.class, Said::default().of_cell(&text), draft);
        }
        draft.content.courses.push(course);
    }
}

/// What two rows about one page of the journal share.
pub(super) fn key(CourseKey { class, group, subject }: &CourseKey) -> String {
    format!("сторінка {class} {} {}", group.unwrap_or_default(), collation::normalize(subject))
}

fn course(row: Row<'_>, staff: &Staff, draft: &mut Draft) -> Option<CourseLoad> {
    let teacher = teacher(row, staff, draft);
    let subject = row.required(Field::Subject, |text| Ok(text.to_owned()), draft);
    let class = row.class(row.source.grade, draft);
    let groups = row.optional(Field::Group, value::groups, draft).unwrap_or_default();
    if groups.len() > 1 {
        row.fault(Field::Group, "для кожної групи потрібен окремий рядок", draft);
    }
    let weekly_tenths = row.required(Field::Hours, value::weekly_tenths, draft);
    let key = CourseKey { class: class?, group: groups.first().copied(), subject: subject? };
    Some(CourseLoad { key, teacher, weekly_tenths: weekly_tenths? })
}

fn teacher(row: Row<'_>, staff: &Staff, draft: &mut Draft) -> Option<PersonName> {
    let text = row.name_text();
    if text.to_lowercase().starts_with("ваканс") || text.to_lowercase().starts_with("вакант") {
        return None;
    }
    if text.is_empty() {
        row.fault(row.name_field(), "впишіть учителя або слово «вакансія»", draft);
        return None;
    }
    match staff.find(&text) {
        Meant::One(name, origin) => {
            draft.needs.extend(origin);
            Some(name.clone())
        }
        Meant::Several(people) => {
            let people: Vec<String> = people.into_iter().map(PersonName::full).collect();
            draft.ask(format!("{}: «{text}» — це {}?", row.place(), people.join(" чи ")));
            None
        }
        Meant::Nobody => {
            row.fault(row.name_field(), "такої людини немає серед працівників", draft);
            None
        }
    }
}
