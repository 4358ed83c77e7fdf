//! The timetable, and the lessons it gives.

use std::collections::{HashMap, HashSet};

use chrono::{Datelike, Days, NaiveDate};
use klas_domain::{
    bundle::{Bundle, BundleRow, CourseKey, TimetableSlot},
    collation,
    id::{Id, of},
    school::{ClassName, Weeks},
};
use uuid::Uuid;

use super::{
    Intake,
    courses::{KnownCourse, folded, title},
};
use crate::{
    calendar::{self, Untouched, remove_lessons, store_lessons, untouched_lessons},
    db::{Value, insert_many, sql},
    error::{Result, StoreError},
};

const TIMETABLE: &str = "розклад";

const WEEKDAYS: [&str; 7] = ["пн", "вт", "ср", "чт", "пт", "сб", "нд"];

impl Intake<'_, '_> {
    /// Takes in the timetable and makes the lessons of its new slots: of the whole year where the course had none, from
    /// today on where the timetable changes.
    pub async fn timetable(&mut self, bundle: &Bundle) -> Result<()> {
        if bundle.timetable.is_empty() {
            return Ok(());
        }
        let courses = self.known_courses().await?;
        let mut known = self.known_slots().await?;
        let timetabled: HashSet<Uuid> = known.keys().map(|(course, ..)| *course).collect();
        known.retain(|_, slot| slot.ends_on.is_none());
        let weeks = weeks_of(&bundle.timetable, &courses);
        let mut taken = HashSet::new();
        let mut lessons = Lessons::default();
        for (number, slot) in bundle.timetable.iter().enumerate() {
            let row = BundleRow::Slot(number);
            let Some((_, course)) = courses.get(&folded(&slot.course)) else {
                let title = slot_title(slot);
                if !self.leaves(&slot.course.class, Some(row), TIMETABLE, &title) {
                    self.changes.note(format!("розклад: {title}, не взято: такої сторінки в журналі немає"));
                }
                continue;
            };
            let place = (course.id.uuid(), i32::from(slot.weekday), i32::from(slot.period));
            if taken.insert(place) {
                let subjects = weeks.get(&meeting(slot, course.group));
                let weeks = subjects.map_or(Weeks::All, |subjects| subjects.weeks_of(slot));
                let is_first = !timetabled.contains(&course.id.uuid());
                let stored = known.remove(&place);
                self.slot(course.id, (row, slot), weeks, (stored, is_first), &mut lessons).await?;
            }
        }
        lessons.gone.extend(self.vanished_slots(bundle, courses.into_values().collect(), known).await?);
        self.remove_lessons(&lessons.gone).await?;
        self.move_lessons(lessons.moved).await?;
        self.changes.lessons = store_lessons(self.conn, lessons.new).await?;
        Ok(())
    }

    /// Keeps a slot, and notes what becomes of its lessons; told is the slot as it was, and whether the course had none
    /// at all.
    async fn slot(
        &mut self,
        course: Id<of::Course>,
        (row, slot): (BundleRow, &TimetableSlot),
        weeks: Weeks,
        (stored, is_first): (Option<KnownSlot>, bool),
        lessons: &mut Lessons,
    ) -> Result<()> {
        let is_same =
            |stored: &KnownSlot| stored.weeks == weeks && (slot.room.is_none() || slot.room == stored.room);
        if stored.as_ref().is_some_and(is_same)
            || self.leaves(&slot.course.class, Some(row), TIMETABLE, slot_title(slot))
        {
            return Ok(());
        }
        match stored {
            Some(stored) if stored.weeks == weeks => {
                self.changes.updated(TIMETABLE, slot_title(slot));
                lessons.moved.extend(self.lessons_of(course, slot, weeks, self.today));
            }
            Some(_) => {
                self.changes.updated(TIMETABLE, slot_title(slot));
                lessons.gone.insert((course.uuid(), i32::from(slot.weekday), i32::from(slot.period)));
                lessons.new.extend(self.lessons_of(course, slot, weeks, self.today));
            }
            None => {
                self.changes.added(TIMETABLE, slot_title(slot));
                let from = if is_first { self.calendar.starts_on } else { self.today };
                lessons.new.extend(self.lessons_of(course, slot, weeks, from));
            }
        }
        self.store_slot(course, slot, weeks).await
    }

    async fn known_slots(&mut self) -> Result<HashMap<SlotKey, KnownSlot>> {
        type SlotRow = (Uuid, i32, i32, Option<String>, String, Option<NaiveDate>);
        let rows: Vec<SlotRow> =
            sql("SELECT t.course_id, t.weekday, t.period, t.room, t.weeks, t.ends_on FROM timetable_slot t \
                 JOIN course c ON c.school_id = t.school_id AND c.course_id = t.course_id \
                 JOIN school_class k ON k.school_id = c.school_id AND k.class_id = c.class_id \
                 WHERE t.school_id = $1 AND k.year_id = $2")
            .bind(self.school)
            .bind(self.year)
            .fetch_all(self.conn)
            .await?;
        rows.into_iter()
            .map(|(course, weekday, period, room, weeks, ends_on)| {
                let weeks = Weeks::from_code(&weeks).ok_or(StoreError::Corrupt("weeks"))?;
                Ok(((course, weekday, period), KnownSlot { room, weeks, ends_on }))
            })
            .collect()
    }

    async fn store_slot(&mut self, course: Id<of::Course>, slot: &TimetableSlot, weeks: Weeks) -> Result<()> {
        sql("INSERT INTO timetable_slot (school_id, course_id, weekday, period, room, weeks) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (school_id, course_id, weekday, period) \
             DO UPDATE SET room = COALESCE(excluded.room, timetable_slot.room), weeks = excluded.weeks, \
             ends_on = NULL")
        .bind(self.school)
        .bind(course)
        .bind(slot.weekday)
        .bind(slot.period)
        .bind(slot.room.as_deref())
        .bind(weeks.code())
        .execute(self.conn)
        .await
        .map(|_| ())
    }

    fn lessons_of(
        &self,
        course: Id<of::Course>,
        slot: &TimetableSlot,
        weeks: Weeks,
        from: NaiveDate,
    ) -> Vec<Vec<Value>> {
        let place = (slot.weekday, slot.period);
        calendar::lessons_of(self.school, course, place, slot.room.as_deref(), weeks, &self.calendar, from)
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

    /// Slots that a class of the bundle has no longer. On the weekdays of which the bundle tells they end today, and are
    /// given back; of the other days it may not tell because each day has its own file. Those of an archived class stay.
    async fn vanished_slots(
        &mut self,
        bundle: &Bundle,
        courses: Vec<(CourseKey, KnownCourse)>,
        known: HashMap<SlotKey, KnownSlot>,
    ) -> Result<Vec<SlotKey>> {
        let classes: HashSet<&ClassName> = bundle.timetable.iter().map(|slot| &slot.course.class).collect();
        let weekdays: HashSet<i32> = bundle.timetable.iter().map(|slot| slot.weekday.into()).collect();
        let courses: HashMap<Uuid, CourseKey> =
            courses.into_iter().map(|(key, course)| (course.id.uuid(), key)).collect();
        let mut gone: Vec<(String, SlotKey, &ClassName)> = known
            .into_keys()
            .filter_map(|slot @ (course, weekday, period)| {
                let key = courses.get(&course).filter(|key| classes.contains(&key.class))?;
                let day = WEEKDAYS.get(usize::try_from(weekday - 1).ok()?)?;
                Some((format!("{day}, {period}-й урок, {}", title(key)), slot, &key.class))
            })
            .collect();
        gone.sort();
        let mut ended = Vec::new();
        for (name, slot, class) in gone {
            let is_told_of = weekdays.contains(&slot.1);
            if is_told_of && self.leaves(class, None, TIMETABLE, format!("{name} (у файлах немає)"))
            {
                continue;
            }
            self.changes.vanished(TIMETABLE, name);
            if is_told_of {
                self.end_slot(slot).await?;
                ended.push(slot);
            }
        }
        Ok(ended)
    }

    async fn end_slot(&mut self, (course, weekday, period): SlotKey) -> Result<()> {
        sql("UPDATE timetable_slot SET ends_on = $5 \
             WHERE school_id = $1 AND course_id = $2 AND weekday = $3 AND period = $4")
        .bind(self.school)
        .bind(course)
        .bind(weekday)
        .bind(period)
        .bind(self.today - Days::new(1))
        .execute(self.conn)
        .await
        .map(|_| ())
    }

    /// Takes off the lessons to come of slots in which nobody has written, today's included.
    async fn remove_lessons(&mut self, slots: &HashSet<SlotKey>) -> Result<()> {
        if slots.is_empty() {
            return Ok(());
        }
        let untouched = untouched_lessons(self.conn, self.school, self.today).await?;
        let of_slots = |lesson: &Untouched| {
            let weekday = i32::try_from(lesson.day.weekday().number_from_monday()).ok()?;
            slots.contains(&(lesson.course, weekday, lesson.period)).then_some(lesson.id)
        };
        let lessons: Vec<Uuid> = untouched.iter().filter_map(of_slots).collect();
        remove_lessons(self.conn, self.school, &lessons).await?;
        self.changes.lessons_removed = lessons.len() as u64;
        Ok(())
    }
}

/// What a timetable does to lessons.
#[derive(Default)]
struct Lessons {
    new: Vec<Vec<Value>>,
    /// Those in another room.
    moved: Vec<Vec<Value>>,
    /// Slots whose lessons to come are no more.
    gone: HashSet<SlotKey>,
}

/// A slot as it is kept.
struct KnownSlot {
    room: Option<String>,
    weeks: Weeks,
    ends_on: Option<NaiveDate>,
}

/// Course, weekday, period.
type SlotKey = (Uuid, i32, i32);

/// Who is taught when: class, group, weekday, period. Groups of one number are others in another division.
type Meeting = (ClassName, Option<Uuid>, u8, u8);

fn meeting(slot: &TimetableSlot, group: Option<Uuid>) -> Meeting {
    (slot.course.class.clone(), group, slot.weekday, slot.period)
}

/// What a class or a group has at one time, in the order of the files.
#[derive(Default)]
struct Subjects(Vec<String>);

impl Subjects {
    /// Nobody has two lessons at once: of two subjects the first is given in the odd weeks, the second in the even.
    fn weeks_of(&self, slot: &TimetableSlot) -> Weeks {
        match self.0.as_slice() {
            [_] => Weeks::All,
            [first, ..] if *first == collation::normalize(&slot.course.subject) => Weeks::Odd,
            _ => Weeks::Even,
        }
    }
}

fn weeks_of(
    timetable: &[TimetableSlot],
    courses: &HashMap<CourseKey, (CourseKey, KnownCourse)>,
) -> HashMap<Meeting, Subjects> {
    let mut meetings: HashMap<Meeting, Subjects> = HashMap::new();
    for slot in timetable {
        let Some((_, course)) = courses.get(&folded(&slot.course)) else { continue };
        let Subjects(subjects) = meetings.entry(meeting(slot, course.group)).or_default();
        let subject = collation::normalize(&slot.course.subject);
        if !subjects.contains(&subject) {
            subjects.push(subject);
        }
    }
    meetings
}

/// The identifier of the lesson of a course on a day at a number.
pub fn lesson_id(course: Id<of::Course>, day: NaiveDate, period: u8) -> Id<of::Lesson> {
    Id::derived(course.uuid(), &format!("{day}/{period}"))
}

fn slot_title(slot: &TimetableSlot) -> String {
    let day = WEEKDAYS.get(usize::from(slot.weekday).wrapping_sub(1)).unwrap_or(&"");
    format!("{day}, {}-й урок, {}", slot.period, title(&slot.course))
}
