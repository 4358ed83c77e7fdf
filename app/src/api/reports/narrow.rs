//! What a report is narrowed to, and what it can be narrowed to.

use std::collections::HashSet;

use klas_domain::{
    Id,
    id::of,
    school::{ClassName, PersonName},
};
use klas_store::reports::{Behind, Count, Report, Teacher};

use crate::locales::ReportTexts;

/// What a report is narrowed to; where nothing is named it is the whole of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Narrowed {
    /// A class.
    pub class: Option<Id<of::SchoolClass>>,
    /// A subject.
    pub subject: Option<Id<of::Subject>>,
    /// The courses of a teacher, or those without one.
    pub teacher: Option<Teacher>,
}

impl Narrowed {
    /// Whether anything is left out.
    pub fn is_any(&self) -> bool {
        *self != Self::default()
    }

    /// Whether subjects of pupils are left out: where a pupil stands over all of them is then no part of the report.
    fn is_within_classes(&self) -> bool {
        self.subject.is_some() || self.teacher.is_some()
    }

    /// Where its marks are found.
    pub fn behind(&self) -> Behind {
        Behind { class: self.class, subject: self.subject, teacher: self.teacher, ..Behind::default() }
    }

    /// How addresses name it, after what they say before: `&class=…&subject=…`.
    pub fn query(&self) -> String {
        query_of(&self.behind())
    }

    /// Whether these marks are a part of it.
    pub(super) fn keeps(&self, count: &Count) -> bool {
        self.holds(count.class, count.subject, count.teacher)
    }

    /// Whether what is of a class, a subject and a teacher is a part of it.
    pub(super) fn holds(
        &self,
        class: Id<of::SchoolClass>,
        subject: Id<of::Subject>,
        teacher: Option<Id<of::Person>>,
    ) -> bool {
        self.class.is_none_or(|own| own == class)
            && self.subject.is_none_or(|own| own == subject)
            && self.teacher.is_none_or(|own| own == Teacher::from(teacher))
    }

    /// Leaves out of a report what is no part of it.
    pub(super) fn narrow(&self, report: &mut Report) {
        report.counts.retain(|count| self.keeps(count));
        report.classes.retain(|own| self.class.is_none_or(|class| class == own.id));
        if self.is_within_classes() {
            let marked: HashSet<_> = report.counts.iter().map(|count| count.class).collect();
            report.classes.retain(|class| marked.contains(&class.id));
            for class in &mut report.classes {
                class.pupils = None;
            }
        }
        let subjects: HashSet<_> = report.counts.iter().map(|count| count.subject).collect();
        report.subjects.retain(|(subject, _)| subjects.contains(subject));
        let teachers: HashSet<_> = report.counts.iter().filter_map(|count| count.teacher).collect();
        report.teachers.retain(|(teacher, _)| teachers.contains(teacher));
    }
}

/// How addresses name what is looked behind: `&grade=…&class=…`.
pub fn query_of(behind: &Behind) -> String {
    let parts = [
        ("grade", behind.grade.map(|grade| grade.to_string())),
        ("class", behind.class.map(|class| class.to_string())),
        ("subject", behind.subject.map(|subject| subject.to_string())),
        ("teacher", behind.teacher.map(Teacher::code)),
        ("pupil", behind.pupil.map(|pupil| pupil.to_string())),
    ];
    let given = parts.into_iter().filter_map(|(name, value)| Some(format!("&{name}={}", value?)));
    given.collect()
}

/// What a report can be narrowed to: what the visitor sees anything of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// The classes in their order.
    pub classes: Vec<(Id<of::SchoolClass>, ClassName)>,
    /// The subjects in alphabetical order.
    pub subjects: Vec<(Id<of::Subject>, String)>,
    /// The teachers in alphabetical order.
    pub teachers: Vec<(Id<of::Person>, PersonName)>,
    /// Whether there are courses without a teacher.
    pub vacant: bool,
}

impl Choices {
    /// What a whole report can be narrowed to.
    pub(super) fn of(report: &Report) -> Self {
        Self {
            classes: report.classes.iter().map(|class| (class.id, class.name.clone())).collect(),
            subjects: report.subjects.clone(),
            teachers: report.teachers.clone(),
            vacant: report.counts.iter().any(|count| count.teacher.is_none()),
        }
    }

    /// What was chosen, in words: «Клас: 8-А».
    pub fn words(&self, chosen: &Narrowed, texts: &ReportTexts) -> Vec<String> {
        let class = chosen.class.map(|own| known(&self.classes, own, ClassName::to_string, texts));
        let subject = chosen.subject.map(|own| known(&self.subjects, own, String::clone, texts));
        let teacher = chosen.teacher.map(|own| match own {
            Teacher::Person(person) => known(&self.teachers, person, PersonName::full, texts),
            Teacher::Vacant => texts.vacant.to_owned(),
        });
        let named = texts.line.into_iter().zip([class, subject, teacher]);
        named.filter_map(|(what, name)| Some(format!("{what}: {}", name?))).collect()
    }
}

/// The name of one of the choices, or that it is not among them.
fn known<K: PartialEq, V>(
    choices: &[(K, V)],
    chosen: K,
    name: fn(&V) -> String,
    texts: &ReportTexts,
) -> String {
    let own = choices.iter().find(|(own, _)| *own == chosen);
    own.map_or_else(|| texts.not_here.to_owned(), |(_, own)| name(own))
}
