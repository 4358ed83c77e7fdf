//! A bundle's users: staff, pupils and their guardians.

use std::collections::{BTreeSet, HashMap};

use klas_domain::{
    bundle::{Guardian, Pupil, StaffMember, SubjectGroup},
    permission::Role,
    school::{ClassName, PersonName},
};

use super::{
    Record, Roster,
    classes::{Class, Enrolment},
    name,
};
use crate::import::{
    draft::Draft,
    pupils::key as pupil_key,
    staff::{add_role, key as staff_key},
    value,
};

/// A user with the roles that the bundle names.
pub(super) struct User<'a> {
    pub record: Record<'a>,
    pub name: PersonName,
    roles: Vec<&'a str>,
    phone: Option<String>,
    email: Option<String>,
}

impl User<'_> {
    fn is(&self, role: &str) -> bool {
        self.roles.contains(&role)
    }
}

/// The users by their identifiers. Version 1.1 has the role in the user's row, 1.2 in a table of its own.
pub(super) fn users<'a>(roster: &'a Roster, draft: &mut Draft) -> HashMap<&'a str, User<'a>> {
    let mut roles: HashMap<&str, Vec<&str>> = HashMap::new();
    for record in roster.rows("roles", draft) {
        roles.entry(record.text("userSourcedId")).or_default().push(record.text("role"));
    }
    let mut users = HashMap::new();
    for record in roster.rows("users", draft) {
        let id = record.text("sourcedId");
        let mut roles = roles.remove(id).unwrap_or_default();
        roles.extend(Some(record.text("role")).filter(|role| !role.is_empty()));
        if roles.is_empty() {
            record.fault("role", "не видно ролі: ні тут, ні в roles.csv", draft);
        }
        let sms = record.optional("sms", value::phone, draft);
        let phone = record.optional("phone", value::phone, draft);
        let email = record.optional("email", value::email, draft);
        let user = User { record, name: name(record, draft), roles, phone: sms.or(phone), email };
        users.insert(id, user);
    }
    users
}

/// What the bundle's roles are here: the position's words and what they let the person do.
const POSITIONS: [(&str, &str, Option<Role>); 8] = [
    ("principal", "директор", Some(Role::Head)),
    ("teacher", "вчитель", Some(Role::Teacher)),
    ("administrator", "адміністратор", Some(Role::Administrator)),
    ("siteAdministrator", "адміністратор", Some(Role::Administrator)),
    ("systemAdministrator", "адміністратор", Some(Role::Administrator)),
    ("counselor", "консультант", None),
    ("aide", "асистент", None),
    ("proctor", "асистент", None),
];

pub(super) fn staff(
    users: &HashMap<&str, User>,
    classes: &HashMap<&str, Class>,
    enrolments: &[Enrolment],
    draft: &mut Draft,
) {
    for (id, user) in in_order(users) {
        let positions: Vec<_> = POSITIONS.iter().filter(|(role, ..)| user.is(role)).collect();
        let Some((_, position, _)) = positions.first() else { continue };
        let mut roles = Vec::new();
        for role in positions.iter().filter_map(|(.., role)| *role) {
            add_role(&mut roles, role);
        }
        let own = enrolments.iter().filter(|enrolment| enrolment.is_teacher && enrolment.user == id);
        let homerooms =
            own.filter_map(|enrolment| classes.get(enrolment.class)).filter(|class| class.subject.is_none());
        let class_teacher_of = homerooms.map(|class| class.name.clone()).next();
        user.record.row.named_only_once("familyName", staff_key(&user.name), draft);
        draft.content.staff.push(StaffMember {
            name: user.name.clone(),
            position: (*position).to_owned(),
            roles,
            phone: user.phone.clone(),
            email: user.email.clone(),
            class_teacher_of,
        });
    }
}

fn in_order<'a, 'b>(users: &'b HashMap<&'a str, User<'a>>) -> Vec<(&'a str, &'b User<'a>)> {
    let mut users: Vec<_> = users.iter().map(|(id, user)| (*id, user)).collect();
    users.sort_by_key(|(_, user)| user.record.row.number());
    users
}

pub(super) fn pupils(
    roster: &Roster,
    users: &HashMap<&str, User>,
    classes: &HashMap<&str, Class>,
    enrolments: &[Enrolment],
    draft: &mut Draft,
) {
    let demographics = roster.by_id("demographics", draft);
    let agents = agents(users);
    let divided = divided(classes, enrolments);
    for (id, user) in in_order(users).into_iter().filter(|(_, user)| user.is("student")) {
        let own: Vec<(&Enrolment, &Class)> = enrolments
            .iter()
            .filter(|enrolment| !enrolment.is_teacher && enrolment.user == id)
            .filter_map(|enrolment| Some((enrolment, classes.get(enrolment.class)?)))
            .collect();
        let Some((class, enrolment)) = class_of(user, &own, draft) else { continue };
        let personal = demographics.get(id);
        let born = personal.and_then(|personal| personal.optional("birthDate", value::birth_date, draft));
        let sex = personal.and_then(|personal| personal.optional("sex", value::sex, draft));
        let pages = || own.iter().map(|(_, page)| *page).filter(|page| page.name == class);
        let mut groups: Vec<u8> = pages().filter_map(|page| page.group).collect();
        groups.sort_unstable();
        groups.dedup();
        let subject_groups = subject_groups(pages());
        let is_on_page = |subject: &str| pages().any(|page| page.subject.as_deref() == Some(subject));
        let of_class = divided.iter().filter(|(of, _)| **of == class).map(|(_, subject)| *subject);
        let not_taken = of_class.filter(|subject| !is_on_page(subject)).map(str::to_owned).collect();
        if let Some((one, other)) = two_groups(&subject_groups) {
            let (place, pupil, subject) = (user.record.row.place(), user.name.full(), &one.subject);
            let (one, other) = (one.number, other.number);
            draft.ask(format!("{place}: {pupil} — з предмета «{subject}» у групі {one} чи {other}?"));
        }
        let year = draft.content.year.as_ref();
        let enrolled_on = enrolment.begins.filter(|day| year.is_some_and(|year| *day > year.starts_on));
        let left_on = enrolment.ends.filter(|day| year.is_some_and(|year| *day < year.ends_on));
        let pupil = Pupil {
            name: user.name.clone(),
            born,
            sex,
            class,
            groups,
            subject_groups,
            not_taken,
            rostered: true,
            guardians: agents.get(id).into_iter().flatten().filter_map(|agent| guardian(agent)).collect(),
            address: None,
            enrolled_on,
            left_on,
            stays: false,
            order: None,
        };
        user.record.row.named_only_once("familyName", pupil_key(&pupil), draft);
        draft.content.pupils.push(pupil);
    }
    tell_divisions_apart(&mut draft.content.pupils);
}

/// The subjects of each class on whose pages of groups any pupils are.
fn divided<'a>(
    classes: &'a HashMap<&str, Class>,
    enrolments: &[Enrolment],
) -> BTreeSet<(&'a ClassName, &'a str)> {
    let of_pupils = enrolments.iter().filter(|enrolment| !enrolment.is_teacher);
    let pages = of_pupils.filter_map(|enrolment| classes.get(enrolment.class));
    let subject = |page: &'a Class| Some((&page.name, page.subject.as_deref()?));
    pages.filter(|page| page.group.is_some()).filter_map(subject).collect()
}

/// A pupil's groups by subject.
fn subject_groups<'a>(pages: impl Iterator<Item = &'a Class<'a>>) -> Vec<SubjectGroup> {
    let group = |page: &Class| Some(SubjectGroup { subject: page.subject.clone()?, number: page.group? });
    let mut groups: Vec<SubjectGroup> = pages.filter_map(group).collect();
    groups.sort_unstable();
    groups.dedup();
    groups
}

/// Two groups of one subject, where the pupil is in both.
fn two_groups(groups: &[SubjectGroup]) -> Option<(&SubjectGroup, &SubjectGroup)> {
    groups.windows(2).find_map(|pair| match pair {
        [one, other] if one.subject == other.subject => Some((one, other)),
        _ => None,
    })
}

/// Where pupils of a class are in other groups for other subjects, no group is theirs for all: each subject has a
/// division of its own.
fn tell_divisions_apart(pupils: &mut [Pupil]) {
    let several = pupils.iter().filter(|pupil| pupil.groups.len() > 1);
    let classes: BTreeSet<ClassName> = several.map(|pupil| pupil.class.clone()).collect();
    for pupil in pupils.iter_mut().filter(|pupil| classes.contains(&pupil.class)) {
        pupil.groups.clear();
    }
}

/// The class of a pupil's homeroom; without a homeroom, the class of all the pupil's pages.
fn class_of<'a>(
    user: &User,
    own: &[(&'a Enrolment<'a>, &Class)],
    draft: &mut Draft,
) -> Option<(ClassName, &'a Enrolment<'a>)> {
    let homerooms = || own.iter().filter(|(_, class)| class.subject.is_none());
    let decisive: Vec<_> =
        if homerooms().next().is_some() { homerooms().collect() } else { own.iter().collect() };
    let Some((enrolment, class)) = decisive.first() else {
        user.record.fault("sourcedId", "не видно класу: учня немає в enrollments.csv", draft);
        return None;
    };
    if let Some((other, other_class)) = decisive.iter().find(|(_, other)| other.name != class.name) {
        let (place, pupil) = (other.record.row.place(), user.name.full());
        draft.ask(format!("{place}: {pupil} — учень {} чи {}?", class.name, other_class.name));
    }
    Some((class.name.clone(), *enrolment))
}

/// By pupil, the users whose rows name the pupil or whom the pupil's row names, in the order of the bundle.
fn agents<'a, 'b>(users: &'b HashMap<&'a str, User<'a>>) -> HashMap<&'a str, Vec<&'b User<'a>>> {
    let mut agents: HashMap<&str, Vec<&User>> = HashMap::new();
    for (id, user) in in_order(users) {
        for other in user.record.list("agentSourcedIds") {
            agents.entry(other).or_default().push(user);
            if let Some(agent) = users.get(other) {
                agents.entry(id).or_default().push(agent);
            }
        }
    }
    for agents in agents.values_mut() {
        agents.sort_by_key(|agent| agent.record.row.number());
        agents.dedup_by_key(|agent| agent.record.row.number());
    }
    agents
}

fn guardian(user: &User) -> Option<Guardian> {
    const RELATIONS: [(&str, &str); 3] =
        [("parent", "один із батьків"), ("guardian", "опікун"), ("relative", "родич")];
    let (_, relation) = RELATIONS.iter().find(|(role, _)| user.is(role))?;
    Some(Guardian {
        name: user.name.clone(),
        relation: (*relation).to_owned(),
        phone: user.phone.clone(),
        email: user.email.clone(),
    })
}
