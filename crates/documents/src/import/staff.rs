//! Members of staff, and what their positions let them do.

use klas_domain::{
    bundle::StaffMember,
    collation,
    permission::Role,
    school::{ClassName, PersonName},
};

use super::{
    draft::{Draft, Row, Source},
    header::Field,
    pupils, value,
};

pub(super) fn read(source: &Source, draft: &mut Draft) {
    for row in source.rows(draft) {
        if row.name_text().is_empty() && row.is_empty(&[Field::Position, Field::Subject, Field::Phone]) {
            continue;
        }
        let Some(member) = member(row, draft) else { continue };
        row.only_once(row.name_field(), key(&member.name), draft);
        if let Some(class) = &member.class_teacher_of {
            row.only_once(Field::ClassTeacherOf, class_teacher_key(class), draft);
        }
        draft.content.staff.push(member);
    }
}

/// What two rows about one member of staff share.
pub(super) fn key(name: &PersonName) -> String {
    format!("працівник {}", collation::normalize(&name.full()))
}

fn class_teacher_key(class: &ClassName) -> String {
    format!("класний керівник {class}")
}

fn member(row: Row<'_>, draft: &mut Draft) -> Option<StaffMember> {
    let name = pupils::name(row, draft);
    let phone = row.optional(Field::Phone, value::phone, draft);
    let email = row.optional(Field::Email, value::email, draft);
    let class_teacher_of = row.optional(Field::ClassTeacherOf, value::class, draft);
    let position = row.text(Field::Position).to_owned();
    let mut roles = roles(&position);
    if class_teacher_of.is_some() || !row.is_empty(&[Field::Subject]) {
        add_role(&mut roles, Role::Teacher);
    }
    Some(StaffMember { name: name?, position, roles, phone, email, class_teacher_of })
}

/// Adds a role that is not there yet.
pub(super) fn add_role(roles: &mut Vec<Role>, role: Role) {
    if !roles.contains(&role) {
        roles.push(role);
    }
}

/// What positions let people do (DOMAIN §7). A deputy head for the building and supplies keeps no journals, a
/// teacher's assistant gives no lessons.
pub(super) fn roles(position: &str) -> Vec<Role> {
    let mut roles = Vec::new();
    for part in collation::normalize(position).split([',', ';', '/', '+']) {
        let says = |words: &[&str]| words.iter().any(|word| part.contains(word));
        let begins = |words: &[&str]| words.iter().any(|word| part.trim().starts_with(word));
        if says(&["заступ"]) {
            if !says(&["господар"]) {
                add_role(&mut roles, Role::Deputy);
            }
        } else if begins(&["директор", "в.о", "в. о", "т.в.о", "т. в. о", "виконув"]) && says(&["директор"])
        {
            add_role(&mut roles, Role::Head);
        } else if says(&["медичн", "медсестр"]) {
            add_role(&mut roles, Role::Nurse);
        } else if says(&["психолог"]) {
            add_role(&mut roles, Role::Psychologist);
        } else if says(&["адміністратор", "секретар", "діловод"]) {
            add_role(&mut roles, Role::Administrator);
        } else if says(&["вчител", "учител", "викладач"]) && !says(&["асистент"])
        {
            add_role(&mut roles, Role::Teacher);
        }
    }
    roles
}
