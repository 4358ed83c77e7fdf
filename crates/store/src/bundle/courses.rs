//! Subjects and courses.

use std::collections::{HashMap, HashSet};

use klas_domain::{
    bundle::{Bundle, BundleRow, CourseKey, CourseLoad},
    collation,
    id::{Id, of},
    school::ClassName,
};
use uuid::Uuid;

use super::{Intake, known::Known};
use crate::{
    db::{Conn, sql},
    error::Result,
    journal::class_name,
};

pub(super) const COURSES: &str = "сторінки предметів";

/// A course as it is kept.
#[derive(Clone, Copy)]
pub struct KnownCourse {
    pub id: Id<of::Course>,
    pub group: Option<Uuid>,
    pub teacher: Option<Uuid>,
    weekly_tenths: i32,
}

/// Who teaches a course, as its row tells.
#[derive(Clone, Copy)]
enum Told {
    Teacher(Uuid),
    Vacant,
    /// The name is nobody's.
    Nobody,
}

impl Told {
    /// The teacher, where a course had this one before.
    fn after(self, before: Option<Uuid>) -> Option<Uuid> {
        match self {
            Self::Teacher(teacher) => Some(teacher),
            Self::Vacant => None,
            Self::Nobody => before,
        }
    }
}

/// Who teaches a course, and how many tenths of a lesson a week.
type Load = (Option<Uuid>, i32);

/// The load of a course after its row: what the row leaves open stays as it was before.
fn load(course: &CourseLoad, teacher: Told, before: Option<KnownCourse>) -> Load {
    // A roster of another system knows of no hours; those that the load told are not forgotten.
    let told = Some(i32::from(course.weekly_tenths)).filter(|tenths| *tenths > 0);
    let tenths = told.or(before.map(|before| before.weekly_tenths)).unwrap_or_default();
    (teacher.after(before.and_then(|before| before.teacher)), tenths)
}

impl Intake<'_, '_> {
    /// Takes in groups and courses.
    pub async fn courses(
        &mut self,
        bundle: &Bundle,
        people: &mut Known,
        pupils: &[Option<Uuid>],
    ) -> Result<()> {
        if bundle.courses.is_empty() && bundle.pupils.is_empty() {
            return Ok(());
        }
        let classes = self.classes().await?;
        let groups = self.groups(bundle, &classes, pupils).await?;
        if bundle.courses.is_empty() {
            return Ok(());
        }
        let mut taken = HashSet::new();
        let mut subjects = self.subjects().await?;
        let mut known = self.known_courses().await?;
        for (place, course) in bundle.courses.iter().enumerate() {
            let Some(class) = classes.get(&course.key.class) else { continue };
            if !taken.insert(folded(&course.key)) {
                continue;
            }
            let stored = known.remove(&folded(&course.key)).map(|(_, stored)| stored);
            let teacher = self.teacher_of(course, people);
            let load = load(course, teacher, stored);
            let is_same = stored.is_some_and(|stored| (stored.teacher, stored.weekly_tenths) == load);
            let row = Some(BundleRow::Course(place));
            if !is_same && self.leaves(&course.key.class, row, COURSES, title(&course.key)) {
                continue;
            }
            if let Told::Teacher(teacher) = teacher {
                self.teacher(people, teacher).await?;
            }
            match stored {
                None => {
                    let subject = self.subject(&mut subjects, &course.key.subject).await?;
                    let group = groups.group(*class, &course.key);
                    self.add_course(&course.key, (*class, group, subject), load).await?;
                }
                Some(stored) if !is_same => self.update_course(&course.key, stored, load).await?,
                Some(_) => {}
            }
        }
        let listed: HashSet<&ClassName> = bundle.courses.iter().map(|course| &course.key.class).collect();
        let gone = known.into_values().filter(|(key, _)| listed.contains(&key.class));
        let mut vanished: Vec<String> = gone.map(|(key, _)| title(&key)).collect();
        vanished.sort();
        for name in vanished {
            self.changes.vanished(COURSES, name);
        }
        Ok(())
    }

    fn teacher_of(&mut self, course: &CourseLoad, people: &Known) -> Told {
        let Some(name) = &course.teacher else { return Told::Vacant };
        let Some(teacher) = people.member(name) else {
            let (course, name) = (title(&course.key), name.full());
            self.changes.note(format!("{course}: серед працівників немає єдиної людини на ім'я «{name}»"));
            return Told::Nobody;
        };
        Told::Teacher(teacher)
    }

    /// The courses of the year by their folded key, with the key as it is written.
    pub async fn known_courses(&mut self) -> Result<HashMap<CourseKey, (CourseKey, KnownCourse)>> {
        course_rows(self.conn, self.school, self.year).await
    }

    async fn add_course(
        &mut self,
        key: &CourseKey,
        (class, group, subject): (Uuid, Option<Uuid>, Uuid),
        (teacher, weekly_tenths): Load,
    ) -> Result<()> {
        sql("INSERT INTO course (school_id, course_id, class_id, group_id, subject_id, teacher_id, weekly_tenths, \
              scale) SELECT $1, $2, $3, $4, s.subject_id, $6, $7, s.scale FROM subject s \
             WHERE s.school_id = $1 AND s.subject_id = $5")
        .bind(self.school)
        .bind(Uuid::now_v7())
        .bind(class)
        .bind(group)
        .bind(subject)
        .bind(teacher)
        .bind(weekly_tenths)
        .execute(self.conn)
        .await?;
        self.changes.added(COURSES, title(key));
        Ok(())
    }

    async fn update_course(
        &mut self,
        key: &CourseKey,
        stored: KnownCourse,
        (teacher, weekly_tenths): Load,
    ) -> Result<()> {
        if stored.teacher != teacher {
            self.keep_former_teacher(stored).await?;
        }
        sql("UPDATE course SET teacher_id = $3, weekly_tenths = $4 WHERE school_id = $1 AND course_id = $2")
            .bind(self.school)
            .bind(stored.id)
            .bind(teacher)
            .bind(weekly_tenths)
            .execute(self.conn)
            .await?;
        self.changes.updated(COURSES, title(key));
        Ok(())
    }

    /// Keeps who taught a course up to yesterday. Of several changes on a day, only the first has such a teacher.
    async fn keep_former_teacher(&mut self, stored: KnownCourse) -> Result<()> {
        sql("INSERT INTO former_teacher (school_id, course_id, ends_on, teacher_id) VALUES ($1, $2, $3, $4) \
             ON CONFLICT DO NOTHING")
        .bind(self.school)
        .bind(stored.id)
        .bind(self.today.pred_opt().unwrap_or(self.today))
        .bind(stored.teacher)
        .execute(self.conn)
        .await
        .map(|_| ())
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
}

/// The courses of a year by their folded key, with the key as it is written.
pub async fn course_rows(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    year: Id<of::Year>,
) -> Result<HashMap<CourseKey, (CourseKey, KnownCourse)>> {
    type CourseRow = (Uuid, i32, String, Option<Uuid>, Option<i32>, String, Option<Uuid>, i32);
    let rows: Vec<CourseRow> =
        sql("SELECT c.course_id, k.grade, k.letter, c.group_id, g.number, s.name, c.teacher_id, c.weekly_tenths FROM course c \
             JOIN school_class k ON k.school_id = c.school_id AND k.class_id = c.class_id \
             JOIN subject s ON s.school_id = c.school_id AND s.subject_id = c.subject_id \
             LEFT JOIN class_group g ON g.school_id = c.school_id AND g.group_id = c.group_id \
             WHERE c.school_id = $1 AND k.year_id = $2")
        .bind(school)
        .bind(year)
        .fetch_all(conn)
        .await?;
    rows.into_iter()
        .map(|(id, grade, letter, group, number, subject, teacher, weekly_tenths)| {
            let number = number.and_then(|number| u8::try_from(number).ok());
            let key = CourseKey { class: class_name(grade, letter)?, group: number, subject };
            Ok((folded(&key), (key, KnownCourse { id: id.into(), group, teacher, weekly_tenths })))
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
