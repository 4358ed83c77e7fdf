//! Bells, the timetable, the lessons it gives, topic plans.

use std::collections::{HashMap, HashSet};

use chrono::{NaiveDate, NaiveTime, Timelike};
use klas_domain::{
    bundle::{Bundle, CourseKey, PlanLine, TimetableSlot},
    collation,
    id::{Id, of},
    school::ClassName,
};
use uuid::Uuid;

use super::{
    Intake,
    courses::{folded, title},
};
use crate::{
    db::{Value, insert_many, sql},
    error::Result,
};

const BELLS: &str = "дзвінки";
const TIMETABLE: &str = "розклад";
const PLANS: &str = "календарні плани";

const WEEKDAYS: [&str; 7] = ["пн", "вт", "ср", "чт", "пт", "сб", "нд"];

impl Intake<'_, '_> {
    /// Takes in the bell schedule.
    pub async fn bells(&mut self, bundle: &Bundle) -> Result<()> {
        for bell in &bundle.bells {
            let known: Option<(i32, i32)> =
                sql("SELECT starts_at, ends_at FROM bell WHERE school_id = $1 AND period = $2")
                    .bind(self.school)
                    .bind(bell.period)
                    .fetch_optional(self.conn)
                    .await?;
            let wanted = (minutes(bell.starts), minutes(bell.ends));
            if known == Some(wanted) {
                continue;
            }
            sql("INSERT INTO bell (school_id, period, starts_at, ends_at) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT (school_id, period) DO UPDATE SET starts_at = excluded.starts_at, \
                 ends_at = excluded.ends_at")
            .bind(self.school)
            .bind(bell.period)
            .bind(wanted.0)
            .bind(wanted.1)
            .execute(self.conn)
            .await?;
            let name = format!("{}-й урок", bell.period);
            if known.is_none() { self.changes.added(BELLS, name) } else { self.changes.updated(BELLS, name) }
        }
        Ok(())
    }

    /// Takes in the timetable and makes the year's lessons of its new slots.
    pub async fn timetable(&mut self, bundle: &Bundle) -> Result<()> {
        if bundle.timetable.is_empty() {
            return Ok(());
        }
        let courses = self.known_courses().await?;
        let mut known = self.known_slots().await?;
        let mut taken = HashSet::new();
        let (mut lessons, mut moved) = (Vec::new(), Vec::new());
        for slot in &bundle.timetable {
            let Some((_, course)) = courses.get(&folded(&slot.course)) else { continue };
            let place = (course.id.uuid(), i32::from(slot.weekday), i32::from(slot.period));
            if !taken.insert(place) {
                continue;
            }
            match known.remove(&place) {
                Some(room) if room == slot.room || slot.room.is_none() => continue,
                Some(_) => {
                    self.changes.updated(TIMETABLE, slot_title(slot));
                    moved.extend(self.lessons_of(course.id, slot, self.today));
                }
                None => {
                    self.changes.added(TIMETABLE, slot_title(slot));
                    lessons.extend(self.lessons_of(course.id, slot, self.calendar.starts_on));
                }
            }
            self.store_slot(course.id, slot).await?;
        }
        self.move_lessons(moved).await?;
        self.changes.lessons = self.store_lessons(lessons).await?;
        let classes: HashSet<&ClassName> = bundle.timetable.iter().map(|slot| &slot.course.class).collect();
        let courses = courses.into_values().filter(|(key, _)| classes.contains(&key.class));
        self.vanished_slots(&courses.map(|(key, course)| (course.id.uuid(), key)).collect(), known);
        Ok(())
    }

    async fn known_slots(&mut self) -> Result<HashMap<(Uuid, i32, i32), Option<String>>> {
        let rows: Vec<(Uuid, i32, i32, Option<String>)> =
            sql("SELECT t.course_id, t.weekday, t.period, t.room FROM timetable_slot t \
                 JOIN course c ON c.school_id = t.school_id AND c.course_id = t.course_id \
                 JOIN school_class k ON k.school_id = c.school_id AND k.class_id = c.class_id \
                 WHERE t.school_id = $1 AND k.year_id = $2")
            .bind(self.school)
            .bind(self.year)
            .fetch_all(self.conn)
            .await?;
        Ok(rows
            .into_iter()
            .map(|(course, weekday, period, room)| ((course, weekday, period), room))
            .collect())
    }

    async fn store_slot(&mut self, course: Id<of::Course>, slot: &TimetableSlot) -> Result<()> {
        sql("INSERT INTO timetable_slot (school_id, course_id, weekday, period, room) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (school_id, course_id, weekday, period) DO UPDATE SET room = excluded.room")
        .bind(self.school)
        .bind(course)
        .bind(slot.weekday)
        .bind(slot.period)
        .bind(slot.room.as_deref())
        .execute(self.conn)
        .await
        .map(|_| ())
    }

    /// The lessons that a slot gives in the year from a day on. A lesson's identifier follows from course, day and number, so
    /// that it is never made twice.
    fn lessons_of(&self, course: Id<of::Course>, slot: &TimetableSlot, from: NaiveDate) -> Vec<Vec<Value>> {
        self.calendar
            .lesson_days(slot.weekday)
            .filter(|day| *day >= from)
            .map(|day| {
                let lesson: Id<of::Lesson> = lesson_id(course, day, slot.period);
                vec![
                    self.school.into(),
                    lesson.into(),
                    course.into(),
                    day.into(),
                    slot.period.into(),
                    slot.room.as_deref().into(),
                ]
            })
            .collect()
    }

    /// Brings lessons to come into the room that the timetable names now.
    async fn move_lessons(&mut self, lessons: Vec<Vec<Value>>) -> Result<()> {
        insert_many(
            self.conn,
            "INSERT INTO lesson (school_id, lesson_id, course_id, held_on, period, room) VALUES",
            lessons,
            "ON CONFLICT (school_id, lesson_id) DO UPDATE SET room = excluded.room",
        )
        .await
        .map(|_| ())
    }

    async fn store_lessons(&mut self, lessons: Vec<Vec<Value>>) -> Result<u64> {
        let columns = lessons.iter().map(|lesson| {
            let [school, id, course, ..] = &lesson[..] else { return Vec::new() };
            vec![school.clone(), id.clone(), course.clone(), id.clone()]
        });
        let columns = columns.collect();
        let made = insert_many(
            self.conn,
            "INSERT INTO lesson (school_id, lesson_id, course_id, held_on, period, room) VALUES",
            lessons,
            "ON CONFLICT DO NOTHING",
        )
        .await?;
        insert_many(
            self.conn,
            "INSERT INTO journal_column (school_id, column_id, course_id, lesson_id) VALUES",
            columns,
            "ON CONFLICT DO NOTHING",
        )
        .await?;
        Ok(made)
    }

    /// Slots that a class of the bundle has no longer.
    fn vanished_slots(
        &mut self,
        courses: &HashMap<Uuid, CourseKey>,
        known: HashMap<(Uuid, i32, i32), Option<String>>,
    ) {
        let mut names: Vec<String> = known
            .into_keys()
            .filter_map(|(course, weekday, period)| {
                let day = WEEKDAYS.get(usize::try_from(weekday - 1).ok()?)?;
                Some(format!("{day}, {period}-й урок, {}", title(courses.get(&course)?)))
            })
            .collect();
        names.sort();
        for name in names {
            self.changes.vanished(TIMETABLE, name);
        }
    }

    /// Takes in topic plans: a plan for a grade goes to every course of the subject in that grade.
    pub async fn plans(&mut self, bundle: &Bundle) -> Result<()> {
        if bundle.plans.is_empty() {
            return Ok(());
        }
        let mut courses: Vec<_> = self.known_courses().await?.into_iter().collect();
        courses.sort_by(|(a, _), (b, _)| a.cmp(b));
        for plan in &bundle.plans {
            let subject = collation::normalize(&plan.subject);
            let fits = |key: &CourseKey| {
                key.subject == subject
                    && key.class.grade == plan.grade
                    && plan.letter.as_ref().is_none_or(|letter| *letter == key.class.letter)
            };
            for (_, (key, course)) in courses.iter().filter(|(key, _)| fits(key)) {
                self.plan(course.id, &title(key), &plan.lines).await?;
            }
        }
        Ok(())
    }

    async fn plan(&mut self, course: Id<of::Course>, title: &str, lines: &[PlanLine]) -> Result<()> {
        type LineRow = (i32, Option<String>, String, Option<String>, String);
        let known: Vec<LineRow> = sql("SELECT number, theme, topic, homework, kind FROM plan_line \
             WHERE school_id = $1 AND course_id = $2 ORDER BY number")
        .bind(self.school)
        .bind(course)
        .fetch_all(self.conn)
        .await?;
        for (number, ..) in &known {
            if !lines.iter().any(|line| i32::from(line.number) == *number) {
                self.changes.vanished(PLANS, format_args!("{title}, рядок {number}"));
            }
        }
        let known: HashSet<LineRow> = known.into_iter().collect();
        let changed: Vec<&PlanLine> = lines
            .iter()
            .filter(|line| {
                !known.contains(&(
                    line.number.into(),
                    line.theme.clone(),
                    line.topic.clone(),
                    line.homework.clone(),
                    line.kind.code().to_owned(),
                ))
            })
            .collect();
        if changed.is_empty() {
            return Ok(());
        }
        let rows = changed
            .iter()
            .map(|line| {
                vec![
                    self.school.into(),
                    course.into(),
                    line.number.into(),
                    line.theme.as_deref().into(),
                    line.topic.as_str().into(),
                    line.homework.as_deref().into(),
                    line.kind.code().into(),
                ]
            })
            .collect();
        insert_many(
            self.conn,
            "INSERT INTO plan_line (school_id, course_id, number, theme, topic, homework, kind) VALUES",
            rows,
            "ON CONFLICT (school_id, course_id, number) DO UPDATE SET theme = excluded.theme, \
             topic = excluded.topic, homework = excluded.homework, kind = excluded.kind",
        )
        .await?;
        if known.is_empty() {
            self.changes.added(PLANS, title);
        } else {
            self.changes.updated(PLANS, title);
        }
        Ok(())
    }
}

/// The identifier of the lesson of a course on a day at a number.
pub fn lesson_id(course: Id<of::Course>, day: NaiveDate, period: u8) -> Id<of::Lesson> {
    Id::derived(course.uuid(), &format!("{day}/{period}"))
}

fn slot_title(slot: &TimetableSlot) -> String {
    let day = WEEKDAYS.get(usize::from(slot.weekday).wrapping_sub(1)).unwrap_or(&"");
    format!("{day}, {}-й урок, {}", slot.period, title(&slot.course))
}

fn minutes(time: NaiveTime) -> i32 {
    i32::try_from(time.num_seconds_from_midnight() / 60).unwrap_or_default()
}
