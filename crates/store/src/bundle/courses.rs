//! Subjects, groups and their members, courses.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use klas_domain::{
    bundle::{Bundle, CourseKey, CourseLoad},
    collation,
    id::{Id, of},
    school::ClassName,
};
use uuid::Uuid;

use super::{
    Intake,
    person::{pupil_key, staff_key},
};
use crate::{
    db::{Conn, sql},
    error::Result,
    journal::class_name,
};

const COURSES: &str = "сторінки предметів";

/// A course as it is kept.
#[derive(Clone, Copy)]
pub struct KnownCourse {
    pub id: Id<of::Course>,
    teacher: Option<Uuid>,
    weekly_tenths: i32,
}

impl Intake<'_, '_> {
    /// Takes in groups and courses.
    pub async fn courses(&mut self, bundle: &Bundle) -> Result<()> {
        if bundle.courses.is_empty() && bundle.pupils.is_empty() {
            return Ok(());
        }
        let classes = self.classes().await?;
        let groups = self.groups(bundle, &classes).await?;
        if bundle.courses.is_empty() {
            return Ok(());
        }
        let staff = self.staff_ids().await?;
        let mut taken = HashSet::new();
        let mut subjects = self.subjects().await?;
        let mut known = self.known_courses().await?;
        for course in &bundle.courses {
            let Some(class) = classes.get(&course.key.class) else { continue };
            if !taken.insert(folded(&course.key)) {
                continue;
            }
            let subject = self.subject(&mut subjects, &course.key.subject).await?;
            let group = course.key.group.and_then(|number| groups.get(&(*class, number)).copied());
            let teacher = course.teacher.as_ref().and_then(|name| staff.get(&staff_key(name)).copied());
            match known.remove(&folded(&course.key)) {
                None => self.add_course(course, *class, group, subject, teacher).await?,
                Some(stored) => self.update_course(course, stored, teacher).await?,
            }
        }
        let mut vanished: Vec<String> = known.into_values().map(|(key, _)| title(&key)).collect();
        vanished.sort();
        for name in vanished {
            self.changes.vanished(COURSES, name);
        }
        Ok(())
    }

    /// The courses of the year by their folded key, with the key as it is written.
    pub async fn known_courses(&mut self) -> Result<HashMap<CourseKey, (CourseKey, KnownCourse)>> {
        course_rows(self.conn, self.school, self.year).await
    }

    async fn add_course(
        &mut self,
        course: &CourseLoad,
        class: Uuid,
        group: Option<Uuid>,
        subject: Uuid,
        teacher: Option<Id<of::Person>>,
    ) -> Result<()> {
        sql("INSERT INTO course (school_id, course_id, class_id, group_id, subject_id, teacher_id, weekly_tenths) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .bind(self.school)
        .bind(Uuid::now_v7())
        .bind(class)
        .bind(group)
        .bind(subject)
        .bind(teacher)
        .bind(course.weekly_tenths)
        .execute(self.conn)
        .await?;
        self.changes.added(COURSES, title(&course.key));
        Ok(())
    }

    async fn update_course(
        &mut self,
        course: &CourseLoad,
        (_, stored): (CourseKey, KnownCourse),
        teacher: Option<Id<of::Person>>,
    ) -> Result<()> {
        let teacher = teacher.map(Id::uuid).or(stored.teacher);
        if teacher == stored.teacher && i32::from(course.weekly_tenths) == stored.weekly_tenths {
            return Ok(());
        }
        sql("UPDATE course SET teacher_id = $3, weekly_tenths = $4 WHERE school_id = $1 AND course_id = $2")
            .bind(self.school)
            .bind(stored.id)
            .bind(teacher)
            .bind(course.weekly_tenths)
            .execute(self.conn)
            .await?;
        self.changes.updated(COURSES, title(&course.key));
        Ok(())
    }

    async fn subjects(&mut self) -> Result<HashMap<String, Uuid>> {
        let rows: Vec<(Uuid, String)> = sql("SELECT subject_id, name FROM subject WHERE school_id = $1")
            .bind(self.school)
            .fetch_all(self.conn)
            .await?;
        Ok(rows.into_iter().map(|(id, name)| (collation::normalize(&name), id)).collect())
    }

    async fn subject(&mut self, subjects: &mut HashMap<String, Uuid>, name: &str) -> Result<Uuid> {
        let key = collation::normalize(name);
        if let Some(id) = subjects.get(&key) {
            return Ok(*id);
        }
        let id = Uuid::now_v7();
        sql("INSERT INTO subject (school_id, subject_id, name, sort_key) VALUES ($1, $2, $3, $4)")
            .bind(self.school)
            .bind(id)
            .bind(name)
            .bind(collation::sort_key(name))
            .execute(self.conn)
            .await?;
        subjects.insert(key, id);
        Ok(id)
    }

    /// The groups that courses name, with their pupils.
    async fn groups(
        &mut self,
        bundle: &Bundle,
        classes: &HashMap<ClassName, Uuid>,
    ) -> Result<HashMap<(Uuid, u8), Uuid>> {
        let rows: Vec<(Uuid, Uuid, i32)> =
            sql("SELECT group_id, class_id, number FROM class_group WHERE school_id = $1")
                .bind(self.school)
                .fetch_all(self.conn)
                .await?;
        let mut groups: HashMap<(Uuid, u8), Uuid> = rows
            .into_iter()
            .filter_map(|(group, class, number)| Some(((class, u8::try_from(number).ok()?), group)))
            .collect();
        for course in &bundle.courses {
            let (Some(class), Some(number)) = (classes.get(&course.key.class), course.key.group) else {
                continue;
            };
            if let std::collections::hash_map::Entry::Vacant(place) = groups.entry((*class, number)) {
                let group = Uuid::now_v7();
                place.insert(group);
                sql(
                    "INSERT INTO class_group (school_id, group_id, class_id, number) VALUES ($1, $2, $3, $4)",
                )
                .bind(self.school)
                .bind(group)
                .bind(*class)
                .bind(number)
                .execute(self.conn)
                .await?;
                self.changes.added("групи", format_args!("{} гр. {number}", course.key.class));
            }
        }
        self.group_members(bundle, classes, &groups).await?;
        Ok(groups)
    }

    /// Pupils go into the groups their row names; those whose row names none are split in alphabetical parts.
    async fn group_members(
        &mut self,
        bundle: &Bundle,
        classes: &HashMap<ClassName, Uuid>,
        groups: &HashMap<(Uuid, u8), Uuid>,
    ) -> Result<()> {
        let people = self.staff_ids().await?;
        let named: HashMap<Uuid, &[u8]> = bundle
            .pupils
            .iter()
            .filter_map(|pupil| Some((people.get(&pupil_key(pupil))?.uuid(), &pupil.groups[..])))
            .collect();
        for class in classes.values() {
            let mut numbers: Vec<u8> =
                groups.keys().filter(|(of, _)| of == class).map(|(_, number)| *number).collect();
            if numbers.is_empty() {
                continue;
            }
            numbers.sort_unstable();
            let pupils = self.ungrouped(*class).await?;
            let part = pupils.len().div_ceil(numbers.len()).max(1);
            for (place, (pupil, starts_on, ends_on)) in pupils.into_iter().enumerate() {
                let own = named.get(&pupil).copied().unwrap_or_default();
                let own: HashSet<u8> = if own.is_empty() {
                    HashSet::from([numbers[place / part]])
                } else {
                    own.iter().copied().collect()
                };
                for number in own {
                    let Some(group) = groups.get(&(*class, number)) else { continue };
                    sql("INSERT INTO group_member (school_id, group_id, pupil_id, starts_on, ends_on) \
                         VALUES ($1, $2, $3, $4, $5)")
                    .bind(self.school)
                    .bind(*group)
                    .bind(pupil)
                    .bind(starts_on)
                    .bind(ends_on)
                    .execute(self.conn)
                    .await?;
                }
            }
        }
        Ok(())
    }

    /// The pupils of a class who have been in none of its groups since they came, in alphabetical order.
    async fn ungrouped(&mut self, class: Uuid) -> Result<Vec<(Uuid, NaiveDate, Option<NaiveDate>)>> {
        sql("SELECT n.pupil_id, n.starts_on, n.ends_on FROM enrolment n \
             JOIN person p ON p.school_id = n.school_id AND p.person_id = n.pupil_id \
             WHERE n.school_id = $1 AND n.class_id = $2 AND NOT EXISTS (SELECT 1 FROM group_member m \
              JOIN class_group g ON g.school_id = m.school_id AND g.group_id = m.group_id \
              WHERE m.school_id = n.school_id AND m.pupil_id = n.pupil_id AND g.class_id = n.class_id \
              AND (m.ends_on IS NULL OR m.ends_on >= n.starts_on OR m.starts_on >= n.starts_on)) \
             ORDER BY p.sort_key, p.person_id")
        .bind(self.school)
        .bind(class)
        .fetch_all(self.conn)
        .await
    }
}

/// The courses of a year by their folded key, with the key as it is written.
pub async fn course_rows(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    year: Id<of::Year>,
) -> Result<HashMap<CourseKey, (CourseKey, KnownCourse)>> {
    type CourseRow = (Uuid, i32, String, Option<i32>, String, Option<Uuid>, i32);
    let rows: Vec<CourseRow> =
        sql("SELECT c.course_id, k.grade, k.letter, g.number, s.name, c.teacher_id, c.weekly_tenths FROM course c \
             JOIN school_class k ON k.school_id = c.school_id AND k.class_id = c.class_id \
             JOIN subject s ON s.school_id = c.school_id AND s.subject_id = c.subject_id \
             LEFT JOIN class_group g ON g.school_id = c.school_id AND g.group_id = c.group_id \
             WHERE c.school_id = $1 AND k.year_id = $2")
        .bind(school)
        .bind(year)
        .fetch_all(conn)
        .await?;
    rows.into_iter()
        .map(|(id, grade, letter, group, subject, teacher, weekly_tenths)| {
            let group = group.and_then(|number| u8::try_from(number).ok());
            let key = CourseKey { class: class_name(grade, letter)?, group, subject };
            Ok((folded(&key), (key, KnownCourse { id: id.into(), teacher, weekly_tenths })))
        })
        .collect()
}

/// The key with its subject folded, to recognise it in whatever spelling.
pub fn folded(key: &CourseKey) -> CourseKey {
    CourseKey { subject: collation::normalize(&key.subject), ..key.clone() }
}

pub fn title(key: &CourseKey) -> String {
    match key.group {
        Some(number) => format!("{} · {} гр. {number}", key.subject, key.class),
        None => format!("{} · {}", key.subject, key.class),
    }
}
