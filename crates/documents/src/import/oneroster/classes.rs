//! A bundle's classes: homerooms and pages of the journal, and who is enrolled in them.

use std::collections::HashMap;

use chrono::NaiveDate;
use klas_domain::{
    bundle::{CourseKey, CourseLoad},
    school::{ClassName, PersonName},
};

use super::{Record, Roster, people::User};
use crate::import::{courses, draft::Draft, timetable, title, value};

/// A class of the bundle.
pub(super) struct Class<'a> {
    pub record: Record<'a>,
    pub name: ClassName,
    /// The subject; none for a homeroom.
    pub subject: Option<String>,
    pub group: Option<u8>,
}

/// Somebody's place in a class.
pub(super) struct Enrolment<'a> {
    pub record: Record<'a>,
    pub user: &'a str,
    pub class: &'a str,
    pub is_teacher: bool,
    pub is_primary: bool,
    pub begins: Option<NaiveDate>,
    pub ends: Option<NaiveDate>,
}

pub(super) fn classes<'a>(roster: &'a Roster, draft: &mut Draft) -> HashMap<&'a str, Class<'a>> {
    let courses = roster.by_id("courses", draft);
    let mut classes = HashMap::new();
    for record in roster.rows("classes", draft) {
        let title = record.text("title");
        let named = [title, record.text("classCode")];
        let Some(name) = named.iter().find_map(|text| title::class_or_number(text)) else {
            record.fault("title", "у назві не видно класу: потрібно, наприклад, «5-А Алгебра»", draft);
            continue;
        };
        let course = courses.get(record.text("courseSourcedId")).map(|course| course.text("title"));
        let own =
            Some(record.text("subjects")).filter(|subjects| !subjects.is_empty() && !subjects.contains(','));
        let subject = own.or(course).filter(|_| record.text("classType") != "homeroom").map(str::to_owned);
        if subject.is_none() && record.text("classType") == "scheduled" {
            record.fault("courseSourcedId", "не видно предмета: немає такого запису в courses.csv", draft);
        }
        let group = timetable::split_groups(title).groups.first().copied();
        classes.insert(record.text("sourcedId"), Class { record, name, subject, group });
    }
    classes
}

pub(super) fn enrolments<'a>(
    roster: &'a Roster,
    users: &HashMap<&str, User>,
    classes: &HashMap<&str, Class>,
    draft: &mut Draft,
) -> Vec<Enrolment<'a>> {
    let mut enrolments = Vec::new();
    for record in roster.rows("enrollments", draft) {
        let (user, class) = (record.text("userSourcedId"), record.text("classSourcedId"));
        let is_teacher = match record.text("role") {
            "teacher" => true,
            "student" => false,
            // An administrator or a proctor has no part in the journal's pages.
            _ => continue,
        };
        if !users.contains_key(user) {
            record.fault("userSourcedId", "немає такого запису в users.csv", draft);
        }
        if !classes.contains_key(class) {
            record.fault("classSourcedId", "немає такого запису в classes.csv", draft);
        }
        enrolments.push(Enrolment {
            record,
            user,
            class,
            is_teacher,
            is_primary: record.text("primary").eq_ignore_ascii_case("true"),
            begins: record.optional("beginDate", value::date, draft),
            ends: record.optional("endDate", value::date, draft),
        });
    }
    enrolments
}

/// Pages of the journal with their teachers, in the order of the bundle.
pub(super) fn courses(
    users: &HashMap<&str, User>,
    classes: &HashMap<&str, Class>,
    enrolments: &[Enrolment],
    draft: &mut Draft,
) {
    let mut scheduled: Vec<(&str, &Class)> = classes.iter().map(|(id, class)| (*id, class)).collect();
    scheduled.sort_by_key(|(_, class)| class.record.row.number());
    for (id, class) in scheduled {
        let Some(subject) = class.subject.clone() else { continue };
        let key = CourseKey { class: class.name.clone(), group: class.group, subject };
        class.record.row.named_only_once("title", courses::key(&key), draft);
        let teacher = teacher(id, class, users, enrolments, draft);
        draft.content.courses.push(CourseLoad { key, teacher, weekly_tenths: 0 });
    }
}

/// The primary teacher, else the only one.
fn teacher(
    id: &str,
    class: &Class,
    users: &HashMap<&str, User>,
    enrolments: &[Enrolment],
    draft: &mut Draft,
) -> Option<PersonName> {
    let of_class: Vec<&Enrolment> =
        enrolments.iter().filter(|enrolment| enrolment.is_teacher && enrolment.class == id).collect();
    let primary: Vec<&Enrolment> =
        of_class.iter().copied().filter(|enrolment| enrolment.is_primary).collect();
    let teachers = if primary.is_empty() { of_class } else { primary };
    let mut names: Vec<&PersonName> =
        teachers.iter().filter_map(|enrolment| users.get(enrolment.user)).map(|user| &user.name).collect();
    names.sort();
    names.dedup();
    if names.len() > 1 {
        let people: Vec<String> = names.iter().map(|name| name.full()).collect();
        let title = class.record.text("title");
        draft.ask(format!("{}: хто веде «{title}» — {}?", class.record.row.place(), people.join(" чи ")));
    }
    names.first().map(|name| (*name).clone())
}
