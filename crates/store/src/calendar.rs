//! The dates of the academic year, and the lessons that follow from them and from the timetable.

use chrono::NaiveDate;
use klas_domain::{
    calendar::{AcademicYear, Holiday, Semester},
    id::{Id, of},
    school::Weeks,
};
use uuid::Uuid;

use crate::{
    archive::lock::Touches,
    bundle::lesson_id,
    db::{Batch, Conn, Value, insert_many, sql},
    error::{Result, StoreError},
    history::Chain,
    school::load_year_to_arrange,
    store::Store,
    summative::{Setting, record},
};

/// Within the number of values that a statement takes.
const LESSONS_AT_ONCE: usize = 1000;

/// What new dates did to the lessons from today on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CalendarChange {
    /// Lessons that came.
    pub made: u64,
    /// Untouched lessons that went.
    pub removed: u64,
    /// Lessons on days without lessons that stay, because something is written there or arranged for them.
    pub kept: u64,
}

/// Why dates are not set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarRefusal {
    /// A course closed the semester whose dates would move.
    Closed(Semester),
}

impl Store {
    /// Sets the dates and holidays of the year of [`crate::Reader::year_to_arrange`]. Lessons to come follow: those on
    /// days that have none any more go, unless something is written there; days that have lessons now get those of the
    /// timetable. What was before today stays.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for a school without years; the database's.
    pub async fn set_calendar(
        &self,
        setting: Setting,
        calendar: AcademicYear,
        today: NaiveDate,
    ) -> Result<Result<CalendarChange, CalendarRefusal>> {
        self.write(Some(setting.school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                // Those who close a semester or sign an archive wait, or were first.
                Chain::hold(conn, setting.school).await?;
                let (year, before) =
                    load_year_to_arrange(conn, setting.school, today).await?.ok_or(StoreError::NotFound)?;
                let chain = Chain::take(conn, setting.school, Touches::Year(year)).await?;
                if let Some(semester) = closed(conn, setting.school, year, &before, &calendar).await? {
                    return Ok(Err(CalendarRefusal::Closed(semester)));
                }
                put(conn, setting.school, year, &calendar).await?;
                let change = follow(conn, setting.school, year, &calendar, today).await?;
                record(conn, chain, setting, &serde_json::json!({ "calendar": said(&calendar) })).await?;
                Ok(Ok(change))
            })
        })
        .await
    }
}

fn said(calendar: &AcademicYear) -> serde_json::Value {
    let holiday = |own: &Holiday| serde_json::json!([own.name, own.starts_on, own.ends_on]);
    serde_json::json!({
        "semesters": Semester::ALL.map(|semester| calendar.range(semester)),
        "holidays": calendar.holidays.iter().map(holiday).collect::<Vec<_>>(),
    })
}

/// The first semester whose dates would move though a course has closed it.
async fn closed(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    year: Id<of::Year>,
    before: &AcademicYear,
    after: &AcademicYear,
) -> Result<Option<Semester>> {
    let rows: Vec<(i32,)> = sql("SELECT DISTINCT z.semester FROM closing z \
         JOIN course c ON c.school_id = z.school_id AND c.course_id = z.course_id \
         JOIN school_class k ON k.school_id = c.school_id AND k.class_id = c.class_id \
         WHERE z.school_id = $1 AND k.year_id = $2")
    .bind(school)
    .bind(year)
    .fetch_all(conn)
    .await?;
    let is_closed = |semester: &Semester| rows.iter().any(|(code,)| *code == i32::from(semester.code()));
    let moves = |semester: &Semester| before.range(*semester) != after.range(*semester);
    Ok(Semester::ALL.into_iter().find(|semester| is_closed(semester) && moves(semester)))
}

async fn put(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    year: Id<of::Year>,
    calendar: &AcademicYear,
) -> Result<()> {
    sql("UPDATE academic_year SET starts_on = $3, first_semester_ends_on = $4, second_semester_starts_on = $5, \
         ends_on = $6 WHERE school_id = $1 AND year_id = $2")
    .bind(school)
    .bind(year)
    .bind(calendar.starts_on)
    .bind(calendar.first_semester_ends_on)
    .bind(calendar.second_semester_starts_on)
    .bind(calendar.ends_on)
    .execute(conn)
    .await?;
    sql("DELETE FROM holiday WHERE school_id = $1 AND year_id = $2")
        .bind(school)
        .bind(year)
        .execute(conn)
        .await?;
    put_holidays(conn, school, year, &calendar.holidays).await
}

pub(crate) async fn put_holidays(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    year: Id<of::Year>,
    holidays: &[Holiday],
) -> Result<()> {
    let row = |own: &Holiday| {
        vec![school.into(), year.into(), own.starts_on.into(), own.ends_on.into(), own.name.as_str().into()]
    };
    let rows = holidays.iter().map(row).collect();
    insert_many(conn, "INSERT INTO holiday (school_id, year_id, starts_on, ends_on, name) VALUES", rows, "")
        .await
        .map(|_| ())
}

/// Makes the lessons to come those that the timetable and the calendar give.
async fn follow(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    year: Id<of::Year>,
    calendar: &AcademicYear,
    today: NaiveDate,
) -> Result<CalendarChange> {
    let wanted = wanted(conn, school, year, calendar, today).await?;
    let untouched = untouched_lessons(conn, school, today).await?;
    let stray: Vec<Uuid> = untouched
        .iter()
        .filter(|lesson| lesson.year == year.uuid() && !calendar.is_school_day(lesson.day))
        .map(|lesson| lesson.id)
        .collect();
    remove_lessons(conn, school, &stray).await?;
    let made = store_lessons(conn, wanted).await?;
    let days: Vec<(NaiveDate,)> = sql("SELECT l.held_on FROM lesson l \
         JOIN course c ON c.school_id = l.school_id AND c.course_id = l.course_id \
         JOIN school_class k ON k.school_id = c.school_id AND k.class_id = c.class_id \
         WHERE l.school_id = $1 AND k.year_id = $2 AND l.held_on >= $3 AND NOT l.cancelled")
    .bind(school)
    .bind(year)
    .bind(today)
    .fetch_all(conn)
    .await?;
    let kept = days.iter().filter(|(day,)| !calendar.is_school_day(*day)).count() as u64;
    Ok(CalendarChange { made, removed: stray.len() as u64, kept })
}

/// The lessons that the timetable gives from a day on.
async fn wanted(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    year: Id<of::Year>,
    calendar: &AcademicYear,
    from: NaiveDate,
) -> Result<Vec<Vec<Value>>> {
    type SlotRow = (Uuid, i32, i32, Option<String>, String);
    let slots: Vec<SlotRow> =
        sql("SELECT t.course_id, t.weekday, t.period, t.room, t.weeks FROM timetable_slot t \
         JOIN course c ON c.school_id = t.school_id AND c.course_id = t.course_id \
         JOIN school_class k ON k.school_id = c.school_id AND k.class_id = c.class_id \
         WHERE t.school_id = $1 AND k.year_id = $2 AND t.ends_on IS NULL")
        .bind(school)
        .bind(year)
        .fetch_all(conn)
        .await?;
    let mut lessons = Vec::new();
    for (course, weekday, period, room, weeks) in slots {
        let number = |number: i32| u8::try_from(number).map_err(|_| StoreError::Corrupt("timetable"));
        let (weekday, period) = (number(weekday)?, number(period)?);
        let weeks = Weeks::from_code(&weeks).ok_or(StoreError::Corrupt("weeks"))?;
        lessons.extend(lessons_of(
            school,
            course.into(),
            (weekday, period),
            room.as_deref(),
            weeks,
            calendar,
            from,
        ));
    }
    Ok(lessons)
}

/// The lessons that a slot – weekday and number – gives in the year from a day on. A lesson's identifier follows from
/// course, day and number, so that it is never made twice.
pub(crate) fn lessons_of(
    school: Id<of::School>,
    course: Id<of::Course>,
    (weekday, period): (u8, u8),
    room: Option<&str>,
    weeks: Weeks,
    calendar: &AcademicYear,
    from: NaiveDate,
) -> Vec<Vec<Value>> {
    calendar
        .lesson_days(weekday)
        .filter(|day| *day >= from && weeks.hold(*day, calendar.starts_on))
        .map(|day| {
            let lesson: Id<of::Lesson> = lesson_id(course, day, period);
            vec![school.into(), lesson.into(), course.into(), day.into(), period.into(), room.into()]
        })
        .collect()
}

/// Keeps lessons that are not there yet, each with its column.
pub(crate) async fn store_lessons(conn: &mut Conn<'_>, lessons: Vec<Vec<Value>>) -> Result<u64> {
    let columns = lessons.iter().map(|lesson| {
        let [school, id, course, ..] = &lesson[..] else { return Vec::new() };
        vec![school.clone(), id.clone(), course.clone(), id.clone()]
    });
    let columns = columns.collect();
    let made = insert_many(
        conn,
        "INSERT INTO lesson (school_id, lesson_id, course_id, held_on, period, room) VALUES",
        lessons,
        "ON CONFLICT DO NOTHING",
    )
    .await?;
    insert_many(
        conn,
        "INSERT INTO journal_column (school_id, column_id, course_id, lesson_id) VALUES",
        columns,
        "ON CONFLICT DO NOTHING",
    )
    .await?;
    Ok(made)
}

/// A lesson in which nobody has written, for which nothing is arranged, and whose columns are as they were made.
pub(crate) struct Untouched {
    pub(crate) id: Uuid,
    pub(crate) course: Uuid,
    pub(crate) day: NaiveDate,
    pub(crate) period: i32,
    year: Uuid,
}

/// The lessons in which nobody has written, for which nothing is arranged and whose columns are as they were made, with
/// what else is asked of them.
macro_rules! untouched {
    ($columns:literal, $tail:literal) => {
        concat!(
            "SELECT ",
            $columns,
            " FROM lesson l JOIN course c ON c.school_id = l.school_id AND c.course_id = l.course_id \
             JOIN school_class k ON k.school_id = c.school_id AND k.class_id = c.class_id \
             WHERE l.school_id = $1 AND l.version = 0 AND l.topic = '' AND l.homework = '' \
             AND l.kind = 'ordinary' AND NOT l.cancelled AND l.substitute_id IS NULL AND l.changes = 0 \
             AND NOT EXISTS (SELECT 1 FROM journal_column j JOIN entry e ON e.school_id = j.school_id \
              AND e.column_id = j.column_id WHERE j.school_id = l.school_id AND j.lesson_id = l.lesson_id) \
             AND NOT EXISTS (SELECT 1 FROM journal_column j WHERE j.school_id = l.school_id \
              AND j.lesson_id = l.lesson_id AND (j.kind <> 'lesson' OR j.results IS NOT NULL)) ",
            $tail
        )
    };
}

/// Whether nobody has touched a lesson.
pub(crate) async fn is_untouched(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    lesson: Id<of::Lesson>,
) -> Result<bool> {
    let row: Option<(i32,)> =
        sql(untouched!("1", "AND l.lesson_id = $2")).bind(school).bind(lesson).fetch_optional(conn).await?;
    Ok(row.is_some())
}

/// The lessons from a day on that nobody has touched, without those that were given to a course in another's place.
pub(crate) async fn untouched_lessons(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    from: NaiveDate,
) -> Result<Vec<Untouched>> {
    let rows: Vec<(Uuid, Uuid, NaiveDate, i32, Uuid)> = sql(untouched!(
        "l.lesson_id, l.course_id, l.held_on, l.period, k.year_id",
        "AND l.held_on >= $2 AND NOT EXISTS (SELECT 1 FROM lesson r WHERE r.school_id = l.school_id \
             AND r.held_on = l.held_on AND r.period = l.period AND r.replaced_by = l.course_id)"
    ))
    .bind(school)
    .bind(from)
    .fetch_all(conn)
    .await?;
    let lesson = |(id, course, day, period, year)| Untouched { id, course, day, period, year };
    Ok(rows.into_iter().map(lesson).collect())
}

/// Takes lessons off with their columns: one that nobody has touched has no history, and called off it would stand in
/// the journal for ever.
pub(crate) async fn remove_lessons(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    lessons: &[Uuid],
) -> Result<()> {
    if lessons.is_empty() {
        return Ok(());
    }
    let mut batch = Batch::default();
    for some in lessons.chunks(LESSONS_AT_ONCE) {
        let places = vec!["?"; some.len()].join(", ");
        let mut values: Vec<Value> = vec![school.into()];
        values.extend(some.iter().map(|lesson| Value::from(*lesson)));
        for table in ["journal_column", "lesson"] {
            let statement = format!("DELETE FROM {table} WHERE school_id = ? AND lesson_id IN ({places})");
            batch.add(&statement, values.clone());
        }
    }
    batch.run(conn).await.map(|_| ())
}
