//! Closing and reopening, each time in the history.

use chrono::{DateTime, SubsecRound, Utc};
use klas_domain::{
    calendar::Semester,
    closing::ClosingRefusal,
    edit::{REASON_LIMIT, plain},
    id::{Id, of},
};
use uuid::Uuid;

use super::{
    missing::missing,
    state::{Year, classes},
};
use crate::{
    archive::lock::Touches,
    db::{Batch, Conn, sql},
    error::{Result, StoreError},
    history::{self, Chain, Object, Record},
    journal::still_true,
    school::{load_year_of_class, load_year_of_id, local_day},
    store::Store,
};

/// Who closes or reopens, and when.
#[derive(Clone, Copy, Debug)]
pub struct Closer {
    /// The school.
    pub school: Id<of::School>,
    /// The person.
    pub author: Id<of::Person>,
    /// The moment.
    pub now: DateTime<Utc>,
}

/// What came of it.
type Outcome = std::result::Result<(), ClosingRefusal>;

/// How often a course is looked at anew because somebody wrote in it meanwhile, before that is called being in the way.
const ATTEMPTS: usize = 3;

impl Store {
    /// Closes a course's semester unless something blocks it: what is found and the closing are of the same state. What
    /// is closed already stays as it is. A course without teacher has nobody who could do what is in the way: it is closed
    /// as it is with a reason, which stays in the history. No reason closes a semester before its time.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where there is no such course; the database's. Inside: [`ClosingRefusal::Blocked`],
    /// [`ClosingRefusal::NotBegun`], [`ClosingRefusal::ReasonNeeded`] of a course without teacher.
    pub async fn close_course(
        &self,
        closer: Closer,
        course: Id<of::Course>,
        semester: Semester,
        reason: &str,
    ) -> Result<Outcome> {
        let reason = plainly(reason);
        for _ in 0..ATTEMPTS {
            let mut reader = self.read(closer.school).await?;
            let page = reader.course(course).await?;
            let ground = reader.closing_ground(page.class_id, semester, local_day(closer.now)).await?;
            let check = reader.check_closing(&page, &ground).await?;
            drop(reader);
            if check.has_not_begun() {
                return Ok(Err(ClosingRefusal::NotBegun));
            }
            let why = match (check.is_blocked(), &page.teacher) {
                (false, _) => None,
                (true, Some(_)) => return Ok(Err(ClosingRefusal::Blocked)),
                (true, None) if reason.is_empty() => return Ok(Err(ClosingRefusal::ReasonNeeded)),
                (true, None) => Some(reason.clone()),
            };
            if self.close_as_seen(closer, course, semester, (check.seq, why)).await? {
                return Ok(Ok(()));
            }
        }
        Ok(Err(ClosingRefusal::Blocked))
    }

    /// Closes a course whose page is as it was at `seq`, with the reason where there is one; tells whether it is.
    async fn close_as_seen(
        &self,
        closer: Closer,
        course: Id<of::Course>,
        semester: Semester,
        (seq, reason): (i64, Option<String>),
    ) -> Result<bool> {
        self.write(Some(closer.school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                let chain = Chain::take(conn, closer.school, Touches::Course(course)).await?;
                if still_true(conn, closer.school, course, seq).await?.is_none() {
                    return Ok(false);
                }
                let what = What { table: COURSE, id: course.uuid(), semester };
                close(conn, chain, closer, what, reason).await?;
                Ok(true)
            })
        })
        .await
    }

    /// Closes a class's semester, of whichever year it is, once all its courses that have lessons are closed and nothing
    /// else is missing. A class without class teacher has nobody who could do what is missing: it is closed as it is with a
    /// reason, which stays in the history.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where there is no such class; the database's. Inside: [`ClosingRefusal::Blocked`],
    /// [`ClosingRefusal::NotBegun`], [`ClosingRefusal::ReasonNeeded`] of a class without class teacher.
    pub async fn close_class(
        &self,
        closer: Closer,
        class: Id<of::SchoolClass>,
        semester: Semester,
        reason: &str,
    ) -> Result<Outcome> {
        let reason = plainly(reason);
        self.write(Some(closer.school), move |mut conn| {
            Box::pin(async move {
                let (conn, school) = (&mut conn, closer.school);
                let today = local_day(closer.now);
                let chain = Chain::take(conn, school, Touches::Class(class)).await?;
                let (id, year) = load_year_of_class(conn, school, class).await?;
                let states = classes(conn, school, (id, &year), semester, Some(class)).await?;
                let state = states.first().ok_or(StoreError::NotFound)?;
                if !year.has_begun(semester, today) {
                    return Ok(Err(ClosingRefusal::NotBegun));
                }
                if !state.is_ready() {
                    return Ok(Err(ClosingRefusal::Blocked));
                }
                let missing = missing(conn, (school, class), (&year, semester), today).await?;
                let why = match (missing.is_nothing(), &state.class_teacher) {
                    (true, _) => None,
                    (false, Some(_)) => return Ok(Err(ClosingRefusal::Blocked)),
                    (false, None) if reason.is_empty() => return Ok(Err(ClosingRefusal::ReasonNeeded)),
                    (false, None) => Some(reason),
                };
                let what = What { table: CLASS, id: class.uuid(), semester };
                close(conn, chain, closer, what, why).await.map(Ok)
            })
        })
        .await
    }

    /// Closes a year's semester in the whole school once all classes that have lessons are closed.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where there is no such year; the database's. Inside: [`ClosingRefusal::Blocked`],
    /// [`ClosingRefusal::NotBegun`].
    pub async fn close_school(
        &self,
        closer: Closer,
        year: Id<of::Year>,
        semester: Semester,
    ) -> Result<Outcome> {
        self.write(Some(closer.school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                let chain = Chain::take(conn, closer.school, Touches::NoJournal).await?;
                let calendar = load_year_of_id(conn, closer.school, year).await?;
                if !calendar.has_begun(semester, local_day(closer.now)) {
                    return Ok(Err(ClosingRefusal::NotBegun));
                }
                if !all_closed(conn, closer, (year, &calendar), semester).await? {
                    return Ok(Err(ClosingRefusal::Blocked));
                }
                let what = What { table: SCHOOL, id: year.uuid(), semester };
                close(conn, chain, closer, what, None).await.map(Ok)
            })
        })
        .await
    }

    /// Reopens a course's semester, and with it the class's and the school's: what was said of them no longer holds.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where there is no such course; the database's. Inside:
    /// [`ClosingRefusal::ReasonNeeded`].
    pub async fn reopen_course(
        &self,
        closer: Closer,
        course: Id<of::Course>,
        semester: Semester,
        reason: &str,
    ) -> Result<Outcome> {
        let reason = plainly(reason);
        if reason.is_empty() {
            return Ok(Err(ClosingRefusal::ReasonNeeded));
        }
        self.write(Some(closer.school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                let chain = Chain::take(conn, closer.school, Touches::Course(course)).await?;
                let (class, year): (Uuid, Uuid) = sql("SELECT c.class_id, k.year_id FROM course c \
                     JOIN school_class k ON k.school_id = c.school_id AND k.class_id = c.class_id \
                     WHERE c.school_id = $1 AND c.course_id = $2")
                .bind(closer.school)
                .bind(course)
                .fetch_one(conn)
                .await?;
                let ids = [(COURSE, course.uuid()), (CLASS, class), (SCHOOL, year)];
                reopen(conn, chain, closer, ids.map(|(table, id)| What { table, id, semester }), reason)
                    .await?;
                Ok(Ok(()))
            })
        })
        .await
    }
}

/// A reason as it can be kept.
fn plainly(reason: &str) -> String {
    plain(reason.trim()).chars().take(REASON_LIMIT).collect()
}

async fn all_closed(conn: &mut Conn<'_>, closer: Closer, year: Year<'_>, semester: Semester) -> Result<bool> {
    let states = classes(conn, closer.school, year, semester, None).await?;
    let mut with_lessons = states.iter().filter(|state| state.has_courses()).peekable();
    Ok(with_lessons.peek().is_some() && with_lessons.all(super::ClassState::is_closed))
}

/// A table of closings: its name, whose they are, and how one is found.
#[derive(Clone, Copy)]
struct Table {
    name: &'static str,
    key: &'static str,
    find: &'static str,
}

macro_rules! table {
    ($name:literal, $key:literal) => {
        Table {
            name: $name,
            key: $key,
            find: concat!(
                "SELECT 1 FROM ",
                $name,
                " WHERE school_id = $1 AND ",
                $key,
                " = $2 AND semester = $3"
            ),
        }
    };
}
const COURSE: Table = table!("closing", "course_id");
const CLASS: Table = table!("class_closing", "class_id");
const SCHOOL: Table = table!("school_closing", "year_id");

/// Whose semester.
#[derive(Clone, Copy)]
struct What {
    table: Table,
    id: Uuid,
    semester: Semester,
}

impl What {
    async fn is_closed(&self, conn: &mut Conn<'_>, school: Id<of::School>) -> Result<bool> {
        let row: Option<(i32,)> = sql(self.table.find)
            .bind(school)
            .bind(self.id)
            .bind(i32::from(self.semester.code()))
            .fetch_optional(conn)
            .await?;
        Ok(row.is_some())
    }

    fn record(&self, closer: Closer, shut: bool, reason: Option<String>) -> Record {
        let state = |closed: bool| {
            serde_json::json!({ "semester": self.semester.code(), "closed": closed }).to_string()
        };
        Record {
            edit: Id::new(),
            object: Object::Closing(self.id),
            at: closer.now,
            author: closer.author,
            reason,
            before: state(!shut),
            after: state(shut),
        }
    }
}

async fn close(
    conn: &mut Conn<'_>,
    mut chain: Chain,
    closer: Closer,
    what: What,
    reason: Option<String>,
) -> Result<()> {
    if what.is_closed(conn, closer.school).await? {
        return Ok(());
    }
    let mut batch = Batch::default();
    batch.insert(history::INSERT, &[chain.link(what.record(closer, true, reason))], "");
    let Table { name, key, .. } = what.table;
    batch.add(
        &format!(
            "INSERT INTO {name} (school_id, {key}, semester, closed_at, closed_by) VALUES (?, ?, ?, ?, ?)"
        ),
        vec![
            closer.school.into(),
            what.id.into(),
            i32::from(what.semester.code()).into(),
            closer.now.trunc_subsecs(6).into(),
            closer.author.into(),
        ],
    );
    chain.put_back(&mut batch);
    batch.run(conn).await.map(|_| ())
}

async fn reopen(
    conn: &mut Conn<'_>,
    mut chain: Chain,
    closer: Closer,
    all: [What; 3],
    reason: String,
) -> Result<()> {
    let mut batch = Batch::default();
    let mut records = Vec::new();
    for what in all {
        if !what.is_closed(conn, closer.school).await? {
            continue;
        }
        records.push(chain.link(what.record(closer, false, Some(reason.clone()))));
        let Table { name, key, .. } = what.table;
        batch.add(
            &format!("DELETE FROM {name} WHERE school_id = ? AND {key} = ? AND semester = ?"),
            vec![closer.school.into(), what.id.into(), i32::from(what.semester.code()).into()],
        );
    }
    if records.is_empty() {
        return Ok(());
    }
    batch.insert(history::INSERT, &records, "");
    chain.put_back(&mut batch);
    batch.run(conn).await.map(|_| ())
}
