//! The divisions of classes into groups, and which pages each has.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use klas_domain::{
    bundle::{Bundle, BundleRow, CourseKey},
    collation,
    id::{Id, of},
    school::ClassName,
};
use uuid::Uuid;

use super::{
    Intake,
    courses::{COURSES, title},
    pupils::PUPILS,
};
use crate::{db::sql, error::Result};

/// A division of a class: of one subject, or of all subjects that have none of their own.
#[derive(Debug, Default)]
pub struct Division {
    /// The subject as the school writes it; empty for all.
    pub subject: String,
    /// Groups by number.
    groups: BTreeMap<u8, Uuid>,
    /// The numbers of those that have pages.
    paged: BTreeSet<u8>,
}

impl Division {
    /// The numbers of the groups that have pages.
    pub fn numbers(&self) -> &BTreeSet<u8> {
        &self.paged
    }

    /// The group of a number.
    pub fn group(&self, number: u8) -> Option<Uuid> {
        self.groups.get(&number).copied()
    }

    /// The number of a group; none where it is another division's.
    pub fn number_of(&self, group: Uuid) -> Option<u8> {
        self.groups.iter().find(|(_, own)| **own == group).map(|(number, _)| *number)
    }
}

/// The divisions of the school's classes by the folded subject.
#[derive(Debug, Default)]
pub struct Divisions(HashMap<Uuid, BTreeMap<String, Division>>);

impl Divisions {
    /// The group of a page.
    pub fn group(&self, class: Uuid, key: &CourseKey) -> Option<Uuid> {
        let own = self.own(class, &collation::normalize(&key.subject));
        own.or_else(|| self.own(class, ""))?.group(key.group?)
    }

    /// The divisions of a class, by the folded subject; that of all subjects first.
    pub fn of_class(&self, class: Uuid) -> impl Iterator<Item = (&str, &Division)> {
        self.0.get(&class).into_iter().flatten().map(|(subject, division)| (subject.as_str(), division))
    }

    /// The division that a subject, folded, has of its own in a class.
    pub fn own(&self, class: Uuid, subject: &str) -> Option<&Division> {
        self.0.get(&class)?.get(subject)
    }

    /// The subjects to which rows of pupils give divisions of their own: the pupil's place, the class, the subject as its
    /// pages have it.
    fn wanted<'a>(
        &self,
        bundle: &Bundle,
        classes: &HashMap<ClassName, Uuid>,
        pages: &'a [Page],
    ) -> Vec<(usize, Uuid, &'a str)> {
        let mut divided: HashMap<(Uuid, String), &str> = HashMap::new();
        for page in pages {
            let subject = &page.key.subject;
            divided.entry((page.class, collation::normalize(subject))).or_insert(subject);
        }
        let mut wanted = Vec::new();
        for (place, pupil) in bundle.pupils.iter().enumerate() {
            let Some(class) = classes.get(&pupil.class) else { continue };
            for subject in pupil.own_divisions().map(collation::normalize) {
                if self.own(*class, &subject).is_none()
                    && let Some(subject) = divided.get(&(*class, subject))
                {
                    wanted.push((place, *class, *subject));
                }
            }
        }
        wanted
    }

    /// Gives a subject a division of its own.
    fn divide(&mut self, class: Uuid, subject: &str) {
        let own = self.0.entry(class).or_default().entry(collation::normalize(subject));
        own.or_insert_with(|| Division { subject: subject.to_owned(), ..Division::default() });
    }

    /// The division of a subject in a class: its own, else that of all.
    fn division(&mut self, class: Uuid, subject: &str) -> &mut Division {
        let divisions = self.0.entry(class).or_default();
        let subject = collation::normalize(subject);
        let own = if divisions.contains_key(&subject) { subject } else { String::new() };
        divisions.entry(own).or_default()
    }
}

/// A page of a group.
struct Page {
    class: Uuid,
    key: CourseKey,
    number: u8,
    /// The page that is kept already, and its group.
    kept: Option<(Id<of::Course>, Uuid)>,
}

impl Intake<'_, '_> {
    /// The divisions of the classes: each page of a group has its group there. A subject that gets a division of its own
    /// takes its pages into it.
    pub async fn divisions(
        &mut self,
        bundle: &Bundle,
        classes: &HashMap<ClassName, Uuid>,
    ) -> Result<Divisions> {
        let mut divisions = self.known_divisions().await?;
        let pages = self.divided_pages(bundle, classes).await?;
        for (place, class, subject) in divisions.wanted(bundle, classes, &pages) {
            let pupil = &bundle.pupils[place];
            let name = format!("{}: групи з предмета «{subject}»", pupil.name.full());
            if !self.leaves(&pupil.class, Some(BundleRow::Pupil(place)), PUPILS, name) {
                divisions.divide(class, subject);
            }
        }
        for page in &pages {
            let group = self.group(&mut divisions, page).await?;
            if let Some((course, former)) = page.kept.filter(|(_, former)| *former != group) {
                self.move_page(course, former, group).await?;
                self.changes.updated(COURSES, title(&page.key));
            }
        }
        Ok(divisions)
    }

    async fn known_divisions(&mut self) -> Result<Divisions> {
        let rows: Vec<(Uuid, Uuid, String, i32)> =
            sql("SELECT group_id, class_id, division, number FROM class_group WHERE school_id = $1")
                .bind(self.school)
                .fetch_all(self.conn)
                .await?;
        let mut divisions = Divisions::default();
        for (group, class, subject, number) in rows {
            let Ok(number) = u8::try_from(number) else { continue };
            let own = divisions.0.entry(class).or_default().entry(collation::normalize(&subject));
            own.or_insert_with(|| Division { subject, ..Division::default() }).groups.insert(number, group);
        }
        Ok(divisions)
    }

    /// The pages of groups that are kept, then those that the bundle has; an archived class gets no more.
    async fn divided_pages(
        &mut self,
        bundle: &Bundle,
        classes: &HashMap<ClassName, Uuid>,
    ) -> Result<Vec<Page>> {
        let page = |key: CourseKey, kept| {
            Some(Page { class: *classes.get(&key.class)?, number: key.group?, key, kept })
        };
        let kept = self.known_courses().await?.into_values();
        let mut pages: Vec<Page> =
            kept.filter_map(|(key, course)| page(key, Some((course.id, course.group?)))).collect();
        pages.sort_unstable_by(|a, b| a.key.cmp(&b.key));
        let courses = bundle.courses.iter().filter(|course| !self.is_archived(&course.key.class));
        pages.extend(courses.filter_map(|course| page(course.key.clone(), None)));
        Ok(pages)
    }

    /// The group of a page, which is made where there is none.
    async fn group(&mut self, divisions: &mut Divisions, page: &Page) -> Result<Uuid> {
        let division = divisions.division(page.class, &page.key.subject);
        division.paged.insert(page.number);
        if let Some(group) = division.group(page.number) {
            return Ok(group);
        }
        let group = Uuid::now_v7();
        division.groups.insert(page.number, group);
        sql("INSERT INTO class_group (school_id, group_id, class_id, division, number) \
             VALUES ($1, $2, $3, $4, $5)")
        .bind(self.school)
        .bind(group)
        .bind(page.class)
        .bind(&division.subject)
        .bind(page.number)
        .execute(self.conn)
        .await?;
        let (class, number) = (&page.key.class, page.number);
        if division.subject.is_empty() {
            self.changes.added("групи", format_args!("{class} гр. {number}"));
        } else {
            self.changes.added("групи", format_args!("{} · {class} гр. {number}", division.subject));
        }
        Ok(group)
    }

    /// Puts a page into another group; whoever was in the former one was in this one, too, so that what was written of
    /// them on the page stays where they are.
    async fn move_page(&mut self, course: Id<of::Course>, former: Uuid, group: Uuid) -> Result<()> {
        sql("INSERT INTO group_member (school_id, group_id, pupil_id, starts_on, ends_on) \
             SELECT m.school_id, $3, m.pupil_id, m.starts_on, m.ends_on FROM group_member m \
             WHERE m.school_id = $1 AND m.group_id = $2 ON CONFLICT DO NOTHING")
        .bind(self.school)
        .bind(former)
        .bind(group)
        .execute(self.conn)
        .await?;
        sql("UPDATE course SET group_id = $3 WHERE school_id = $1 AND course_id = $2")
            .bind(self.school)
            .bind(course)
            .bind(group)
            .execute(self.conn)
            .await
            .map(|_| ())
    }
}
