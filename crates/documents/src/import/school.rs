//! What the files and the database say together: whom a name may mean, which courses a class has.

use std::collections::{HashMap, HashSet};

use klas_domain::{
    bundle::{Bundle, CourseKey},
    collation,
    school::{ClassName, PersonName},
};

use super::{title, value};

/// Where something is from: the place of a file among the drafts, none for the database.
pub(super) type Origin = Option<usize>;

/// Members of staff, in the files and in the database.
#[derive(Default)]
pub(super) struct Staff {
    members: Vec<(PersonName, String, Origin)>,
}

/// Whom a name means.
pub(super) enum Meant<'a> {
    One(&'a PersonName, Origin),
    Several(Vec<&'a PersonName>),
    Nobody,
}

impl Staff {
    /// Adds a member; one who is known already, perhaps without the patronymic, is not another.
    pub fn add(&mut self, name: &PersonName, origin: Origin) {
        let key = collation::normalize(&name.full());
        if self.members.iter().any(|(_, known, _)| *known == key) {
            return;
        }
        let lacks = |known: &PersonName| {
            !known.is_abbreviated() && !name.is_abbreviated() && known.differences(name) == 0
        };
        let places = self.members.iter().enumerate().filter(|(_, (known, ..))| lacks(known));
        let places: Vec<usize> = places.map(|(place, _)| place).collect();
        match places[..] {
            [place] if self.members[place].0.patronymic.is_empty() => {
                let known_origin = self.members[place].2;
                self.members[place] = (name.clone(), key, known_origin);
            }
            [_] => {}
            _ => self.members.push((name.clone(), key, origin)),
        }
    }

    /// Whom a full name, or a surname with initials or without, means.
    pub fn find(&self, text: &str) -> Meant<'_> {
        let key = collation::normalize(text);
        let exact = self.matching(|_, known| known == key);
        if !exact.is_empty() {
            return Meant::of(exact);
        }
        if let Ok(meant) = value::person_or_initials(text) {
            let people = self.matching(|name, _| name.may_be(&meant));
            if !people.is_empty() || meant.is_abbreviated() {
                return Meant::of(people);
            }
        }
        Meant::of(self.matching(|name, _| {
            collation::normalize(&name.short()) == key || collation::normalize(&name.surname) == key
        }))
    }

    fn matching(&self, is_meant: impl Fn(&PersonName, &str) -> bool) -> Vec<(&PersonName, Origin)> {
        let members = self.members.iter().filter(|(name, key, _)| is_meant(name, key));
        members.map(|(name, _, origin)| (name, *origin)).collect()
    }
}

impl<'a> Meant<'a> {
    fn of(people: Vec<(&'a PersonName, Origin)>) -> Self {
        match people.as_slice() {
            [] => Self::Nobody,
            [(name, origin)] => Self::One(name, *origin),
            _ => Self::Several(people.into_iter().map(|(name, _)| name).collect()),
        }
    }
}

/// Courses, in the files and in the database.
#[derive(Default)]
pub(super) struct Courses {
    of_class: HashMap<ClassName, Vec<Course>>,
    /// The classes that are divided for a subject in another way than for the rest, each with the folded subject.
    divided: HashSet<(ClassName, String)>,
}

/// A course, and where it is from.
pub(super) struct Course {
    pub key: CourseKey,
    pub origin: Origin,
    /// The subject folded, to recognise it in whatever spelling.
    subject: String,
}

/// Which subject of a class a text means.
pub(super) enum MeantSubject<'a> {
    /// The courses of the subject: of the whole class or of its groups.
    One(Vec<&'a Course>),
    Several(Vec<&'a str>),
    Nothing,
}

impl Courses {
    pub fn add(&mut self, key: &CourseKey, origin: Origin) {
        let subject = collation::normalize(&key.subject);
        let courses = self.of_class.entry(key.class.clone()).or_default();
        if !courses.iter().any(|known| known.key.group == key.group && known.subject == subject) {
            courses.push(Course { key: key.clone(), origin, subject });
        }
    }

    /// Divides a class for a subject in another way than for the rest.
    pub fn divide(&mut self, class: &ClassName, subject: &str) {
        self.divided.insert((class.clone(), collation::normalize(subject)));
    }

    /// Who of its class is on a page: the group's number, and of which division it is – that of the folded subject, or of
    /// all subjects that have none of their own, which is empty.
    pub fn taught(&self, key: &CourseKey) -> (Option<u8>, String) {
        let own = (key.class.clone(), collation::normalize(&key.subject));
        let is_own = key.group.is_some() && self.divided.contains(&own);
        (key.group, if is_own { own.1 } else { String::new() })
    }

    pub fn is_empty(&self) -> bool {
        self.of_class.is_empty()
    }

    pub fn has_class(&self, class: &ClassName) -> bool {
        self.of_class.contains_key(class)
    }

    /// All courses.
    pub fn all(&self) -> impl Iterator<Item = &Course> {
        self.of_class.values().flatten()
    }

    /// The courses of a class whose subject a text means: its name, or its words cut short («Укр. мова»).
    pub fn find(&self, class: &ClassName, text: &str) -> MeantSubject<'_> {
        let courses = self.of_class.get(class).map(Vec::as_slice).unwrap_or_default();
        let folded = collation::normalize(text);
        let exact: Vec<&Course> = courses.iter().filter(|course| course.subject == folded).collect();
        if !exact.is_empty() {
            return MeantSubject::One(exact);
        }
        let short: Vec<&Course> =
            courses.iter().filter(|course| is_short_for(text, &course.subject)).collect();
        MeantSubject::of(short)
    }

    /// The courses of a class's groups.
    fn of_groups(&self, class: &ClassName) -> impl Iterator<Item = &Course> {
        let courses = self.of_class.get(class).map(Vec::as_slice).unwrap_or_default();
        courses.iter().filter(|course| course.key.group.is_some())
    }

    /// The courses of the groups of a class in the subject that a text means: its name, or the first of its words, in any
    /// case form or cut short («з інформатики», «англ.»).
    pub fn find_divided(&self, class: &ClassName, text: &str) -> MeantSubject<'_> {
        let left = |course: &Course| title::words_left(text, &course.subject);
        let mut found: Vec<(usize, &Course)> =
            self.of_groups(class).filter_map(|course| Some((left(course)?, course))).collect();
        if found.iter().any(|(left, _)| *left == 0) {
            found.retain(|(left, _)| *left == 0);
        }
        MeantSubject::of(found.into_iter().map(|(_, course)| course).collect())
    }

    /// Whether a text means a subject for which any class is divided.
    pub fn divides(&self, text: &str) -> bool {
        let is_meant = |class: &ClassName| !matches!(self.find_divided(class, text), MeantSubject::Nothing);
        self.of_class.keys().any(is_meant)
    }

    /// The subjects in which several of these groups of a class have courses.
    pub fn subjects_of_several(&self, class: &ClassName, groups: &[u8]) -> Vec<&str> {
        let is_of_them = |course: &&Course| course.key.group.is_some_and(|group| groups.contains(&group));
        let courses: Vec<&Course> = self.of_groups(class).filter(is_of_them).collect();
        let is_of_several =
            |course: &Course| courses.iter().filter(|other| other.subject == course.subject).count() > 1;
        let several = courses.iter().copied().filter(|course| is_of_several(course));
        several.map(|course| course.key.subject.as_str()).collect()
    }
}

impl<'a> MeantSubject<'a> {
    fn of(found: Vec<&'a Course>) -> Self {
        let mut subjects: Vec<&Course> = found.clone();
        subjects.sort_by_key(|course| &course.subject);
        subjects.dedup_by_key(|course| &course.subject);
        match subjects.len() {
            0 => Self::Nothing,
            1 => Self::One(found),
            _ => Self::Several(subjects.into_iter().map(|course| course.key.subject.as_str()).collect()),
        }
    }
}

impl Course {
    /// Whether the course is one of those that a plan of a subject is for: of a grade, or of one class in it.
    pub fn is_of(&self, grade: u8, letter: Option<&str>, subject: &str) -> bool {
        let class = &self.key.class;
        class.grade == grade
            && letter.is_none_or(|letter| class.letter == letter)
            && self.subject == collation::normalize(subject)
    }
}

/// `Укр. мова` for `Українська мова`: the same number of words, each cut short or whole, one at least with its dot.
fn is_short_for(text: &str, folded_subject: &str) -> bool {
    let text = collation::normalize(&text.replace('.', ". "));
    let (short, full): (Vec<&str>, Vec<&str>) =
        (text.split(' ').collect(), folded_subject.split(' ').collect());
    let fits = |(short, full): (&&str, &&str)| {
        short.strip_suffix('.').map_or(short == full, |cut| full.starts_with(cut))
    };
    text.contains('.') && short.len() == full.len() && short.iter().zip(&full).all(fits)
}

/// All that files and database have of what other files refer to.
#[derive(Default)]
pub(super) struct School {
    pub staff: Staff,
    pub courses: Courses,
}

impl School {
    /// Adds a file's staff.
    pub fn add_staff(&mut self, content: &Bundle, origin: Origin) {
        for member in &content.staff {
            self.staff.add(&member.name, origin);
        }
    }

    /// Adds how a file's pupils are divided.
    pub fn add_divisions(&mut self, content: &Bundle) {
        for pupil in &content.pupils {
            for subject in pupil.own_divisions() {
                self.courses.divide(&pupil.class, subject);
            }
        }
    }

    /// Adds a file's courses.
    pub fn add_courses(&mut self, content: &Bundle, origin: Origin) {
        for course in &content.courses {
            self.courses.add(&course.key, origin);
        }
    }
}
