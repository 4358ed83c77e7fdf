//! Taking in a school as data: an import's or the demonstration school's.
//!
//! Rows are recognised by what people call them, so taking in the same bundle twice changes nothing. What changed
//! is updated; what is no longer there is reported and never deleted, but for lessons to come that nobody has touched. A topic
//! plan that was changed by hand stays as it is, and so does all of a class whose journal of the year is archived.

mod alike;
mod archived;
mod bells;
mod changes;
mod courses;
mod divisions;
mod enrolment;
mod groups;
mod guardians;
mod known;
mod people;
mod person;
mod plans;
mod pupils;
mod taught;
mod timetable;

pub use changes::{Change, Changes, Left};
pub(crate) use person::PersonRow;
pub(crate) use timetable::lesson_id;

use std::collections::HashMap;

use chrono::{NaiveDate, Utc};
use klas_domain::{
    Role,
    bundle::Bundle,
    calendar::AcademicYear,
    id::{Id, of},
    school::ClassName,
};
use uuid::Uuid;

use crate::{
    archive::lock::{Kept, Touches, archived_classes},
    calendar::put_holidays,
    db::{Batch, Conn, sql},
    error::{Result, StoreError},
    history::{self, Chain, Object, Record},
    school::load_year,
    store::Store,
    summative::complete,
};

/// The school and year that rows are taken into, with the transaction.
struct Intake<'a, 'c> {
    conn: &'a mut Conn<'c>,
    school: Id<of::School>,
    year: Id<of::Year>,
    calendar: AcademicYear,
    today: NaiveDate,
    /// The classes of the year whose journals are archived.
    archived: HashMap<ClassName, Uuid>,
    changes: Changes,
    /// The roles of staff that people had not before.
    gained: Vec<(Role, Uuid)>,
}

impl Store {
    /// Makes a school without people.
    ///
    /// # Errors
    /// The database's.
    pub async fn add_school(&self, name: &str) -> Result<Id<of::School>> {
        let school = Id::new();
        let name = name.to_owned();
        self.write(Some(school), move |mut conn| {
            Box::pin(async move {
                add_school(&mut conn, school, &name).await?;
                Ok(school)
            })
        })
        .await
    }

    /// Makes a school and takes a bundle into it, all or nothing, and tells what was added. With `dry_run`, or while
    /// there are questions, nothing is written.
    ///
    /// # Errors
    /// The database's.
    pub async fn take_in_new(
        &self,
        name: &str,
        bundle: Bundle,
        today: NaiveDate,
        dry_run: bool,
    ) -> Result<Changes> {
        let school = Id::new();
        let name = name.to_owned();
        let taken = self.write(Some(school), move |mut conn| {
            Box::pin(async move {
                add_school(&mut conn, school, &name).await?;
                finish(take_in(&mut conn, school, &bundle, today).await?, dry_run)
            })
        });
        told(taken.await)
    }

    /// Takes a bundle into a school, all or nothing, and tells what changed. With `dry_run`, or while there are
    /// questions, it tells what would change, and nothing is written.
    ///
    /// # Errors
    /// The database's.
    pub async fn take_in(
        &self,
        school: Id<of::School>,
        bundle: Bundle,
        today: NaiveDate,
        dry_run: bool,
    ) -> Result<Changes> {
        let taken = self.write(Some(school), move |mut conn| {
            Box::pin(async move { finish(take_in(&mut conn, school, &bundle, today).await?, dry_run) })
        });
        told(taken.await)
    }
}

/// An error, though none, takes everything back.
fn finish(mut changes: Changes, dry_run: bool) -> Result<Changes> {
    let is_unclear = !changes.questions.is_empty();
    if is_unclear {
        changes = Changes { questions: changes.questions, ..Changes::default() };
    }
    if dry_run || is_unclear { Err(StoreError::DryRun(Box::new(changes))) } else { Ok(changes) }
}

fn told(taken: Result<Changes>) -> Result<Changes> {
    match taken {
        Err(StoreError::DryRun(changes)) => Ok(*changes),
        taken => taken,
    }
}

async fn add_school(conn: &mut Conn<'_>, school: Id<of::School>, name: &str) -> Result<()> {
    sql("INSERT INTO school (school_id, name) VALUES ($1, $2)").bind(school).bind(name).execute(conn).await?;
    Chain::begin(conn, school).await
}

async fn take_in(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    bundle: &Bundle,
    today: NaiveDate,
) -> Result<Changes> {
    // Those who write in the journal wait meanwhile: what they save must not be taken for untouched and removed.
    Chain::hold(conn, school).await?;
    let first = load_year(conn, school, today).await?.is_none();
    let (year, calendar) = take_in_year(conn, school, bundle.year.as_ref(), today).await?;
    let kept = Kept::of(conn, school, year).await?;
    let archived = archived_classes(conn, school, year).await?;
    let changes = Changes::default();
    let mut intake = Intake { conn, school, year, calendar, today, archived, changes, gained: Vec::new() };
    intake.bells(bundle).await?;
    let mut known = intake.known_people().await?;
    let pupils = intake.people(bundle, &mut known).await?;
    intake.courses(bundle, &mut known, &pupils).await?;
    intake.shifts(bundle).await?;
    complete(intake.conn, school).await?;
    intake.timetable(bundle).await?;
    intake.plans(bundle).await?;
    intake.gained_rights(&known);
    intake.kept_rights(bundle, &known).await?;
    intake.kept_classes(bundle, &known).await?;
    let changes = intake.changes;
    kept.stand(conn, school, year).await?;
    // Before its first intake a school has nothing that could change.
    if !first && !changes.nothing() {
        record(conn, school, &changes).await?;
    }
    Ok(changes)
}

/// Records that the school changed, so that pages drawn before are known to be old. Its author is the program.
async fn record(conn: &mut Conn<'_>, school: Id<of::School>, changes: &Changes) -> Result<()> {
    let (rows, lessons) = (changes.rows.len(), changes.lessons);
    let mut chain = Chain::take(conn, school, Touches::NoJournal).await?;
    let record = Record {
        edit: Id::new(),
        object: Object::School(school),
        at: Utc::now(),
        author: Id::from(Uuid::nil()),
        reason: None,
        before: "{}".to_owned(),
        after: format!("{{\"rows\":{rows},\"lessons\":{lessons}}}"),
    };
    let mut batch = Batch::default();
    batch.insert(history::INSERT, &[chain.link(record)], "");
    chain.put_back(&mut batch);
    batch.run(conn).await.map(|_| ())
}

/// The year of the bundle, or the one that holds today. A year that the school has keeps its dates: the pedagogical
/// council set them, files tell no more than which year they are about.
async fn take_in_year(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    year: Option<&AcademicYear>,
    today: NaiveDate,
) -> Result<(Id<of::Year>, AcademicYear)> {
    let calendar = year.cloned().unwrap_or_else(|| AcademicYear::of_day(today));
    for day in [today, calendar.ends_on] {
        if let Some((id, known)) = load_year(conn, school, day).await? {
            let holds_today = (known.starts_on..=known.ends_on).contains(&today);
            if known.label() == calendar.label() || (year.is_none() && holds_today) {
                return Ok((id, known));
            }
        }
    }
    let id: Id<of::Year> = Id::new();
    sql("INSERT INTO academic_year (school_id, year_id, starts_on, first_semester_ends_on, \
         second_semester_starts_on, ends_on) VALUES ($1, $2, $3, $4, $5, $6)")
    .bind(school)
    .bind(id)
    .bind(calendar.starts_on)
    .bind(calendar.first_semester_ends_on)
    .bind(calendar.second_semester_starts_on)
    .bind(calendar.ends_on)
    .execute(conn)
    .await?;
    put_holidays(conn, school, id, &calendar.holidays).await?;
    Ok((id, calendar))
}
