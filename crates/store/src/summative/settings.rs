//! What the school sets: the groups of results of its subjects, and what works weigh.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use klas_domain::{
    calendar::Semester,
    column::{NAME_LIMIT, Sum, Work},
    edit::plain,
    figures::InitialWeight,
    id::{Id, of},
    results::{self, GROUPS_LIMIT},
};
use sqlx::FromRow;
use uuid::Uuid;

use super::create::{COLUMNS, GROUPS, values};
use crate::{
    archive::lock::Touches,
    closing::is_semester_shut,
    db::{Batch, Conn, insert_many, sql},
    error::{Result, StoreError},
    history::{self, Chain, Object, Record},
    store::{Reader, Store},
};

/// A subject that is marked by groups of results in some grade, and its groups by number from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectGroups {
    /// Identifier.
    pub id: Id<of::Subject>,
    /// Name.
    pub subject: String,
    /// Names of its groups.
    pub groups: Vec<String>,
}

/// Why groups of results were not set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupsRefusal {
    /// More than [`GROUPS_LIMIT`] groups, or a name longer than [`NAME_LIMIT`] characters.
    TooLong,
    /// Marks stand in the column of a group that would be no more, in a semester that is open.
    Marked,
}

/// Who sets it, and when.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// The school.
    pub school: Id<of::School>,
    /// The author.
    pub author: Id<of::Person>,
    /// The moment.
    pub now: DateTime<Utc>,
}

impl Setting {
    /// The program itself, for whoever keeps the server: on the command line nobody is signed in.
    pub fn of_program(school: Id<of::School>, now: DateTime<Utc>) -> Self {
        Self { school, author: Id::from(Uuid::nil()), now }
    }
}

impl Reader {
    /// The subjects that are marked by groups of results in the year, in alphabetical order.
    ///
    /// # Errors
    /// The database's.
    pub async fn subjects_by_groups(&mut self, year: Id<of::Year>) -> Result<Vec<SubjectGroups>> {
        let school = self.school;
        let rows: Vec<(Uuid, String, i32, NaiveDate)> =
            sql("SELECT DISTINCT s.subject_id, s.name, k.grade, \
             y.starts_on, s.sort_key FROM course c \
             JOIN subject s ON s.school_id = c.school_id AND s.subject_id = c.subject_id \
             JOIN school_class k ON k.school_id = c.school_id AND k.class_id = c.class_id \
             JOIN academic_year y ON y.school_id = k.school_id AND y.year_id = k.year_id \
             WHERE c.school_id = $1 AND k.year_id = $2 ORDER BY s.sort_key, s.subject_id")
            .bind(school)
            .bind(year)
            .fetch_all(&mut self.conn())
            .await?;
        let names: Vec<(Uuid, String)> = sql(
            "SELECT subject_id, name FROM results_group WHERE school_id = $1 ORDER BY subject_id, number",
        )
        .bind(school)
        .fetch_all(&mut self.conn())
        .await?;
        let mut groups: BTreeMap<Uuid, Vec<String>> = BTreeMap::new();
        for (subject, name) in names {
            groups.entry(subject).or_default().push(name);
        }
        let mut subjects: Vec<SubjectGroups> = Vec::new();
        for (id, subject, grade, starts_on) in rows {
            let known = subjects.last().is_some_and(|last| last.id.uuid() == id);
            if !known && applies(grade, starts_on)? {
                let groups = groups.remove(&id).unwrap_or_default();
                subjects.push(SubjectGroups { id: id.into(), subject, groups });
            }
        }
        Ok(subjects)
    }

    /// What a mark of the initial level weighs in the learning index of reports.
    ///
    /// # Errors
    /// The database's.
    pub async fn initial_weight(&mut self) -> Result<InitialWeight> {
        let school = self.school;
        let (weight,): (i32,) = sql("SELECT initial_weight FROM school WHERE school_id = $1")
            .bind(school)
            .fetch_one(&mut self.conn())
            .await?;
        u8::try_from(weight).ok().and_then(InitialWeight::new).ok_or(StoreError::Corrupt("initial weight"))
    }
}

fn applies(grade: i32, starts_on: NaiveDate) -> Result<bool> {
    let grade = u8::try_from(grade).map_err(|_| StoreError::Corrupt("grade"))?;
    Ok(results::apply(grade, starts_on.year()))
}

impl Store {
    /// Names the groups of results of a subject, by number from 1; courses get and lose their columns with them, but in
    /// semesters that are closed: those stay as they are.
    ///
    /// # Errors
    /// The database's. Inside: why nothing was changed.
    pub async fn set_results_groups(
        &self,
        setting: Setting,
        subject: Id<of::Subject>,
        names: Vec<String>,
    ) -> Result<std::result::Result<(), GroupsRefusal>> {
        let names: Vec<String> =
            names.iter().map(|name| plain(name.trim())).filter(|name| !name.is_empty()).collect();
        let long = names.iter().any(|name| name.chars().count() > NAME_LIMIT);
        let Some(count) = u8::try_from(names.len()).ok().filter(|count| *count <= GROUPS_LIMIT && !long)
        else {
            return Ok(Err(GroupsRefusal::TooLong));
        };
        self.write(Some(setting.school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                let chain = Chain::take(conn, setting.school, Touches::NoJournal).await?;
                let open = open_semesters(conn, setting.school, subject).await?;
                if is_marked(conn, setting.school, subject, count).await? {
                    return Ok(Err(GroupsRefusal::Marked));
                }
                store_groups(conn, setting.school, subject, &names).await?;
                add_columns(conn, setting.school, &open, count).await?;
                let said = serde_json::json!({ "subject": subject, "groups": names, "spares_closed": true });
                record(conn, chain, setting, &said).await?;
                Ok(Ok(()))
            })
        })
        .await
    }

    /// Sets whether a corrected mark is written only where an application with the head's order is on record.
    ///
    /// # Errors
    /// The database's.
    pub async fn set_corrections_need_application(&self, setting: Setting, needed: bool) -> Result<()> {
        self.write(Some(setting.school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                let chain = Chain::take(conn, setting.school, Touches::NoJournal).await?;
                sql("UPDATE school SET corrections_need_application = $2 WHERE school_id = $1")
                    .bind(setting.school)
                    .bind(needed)
                    .execute(conn)
                    .await?;
                let said = serde_json::json!({ "corrections_need_application": needed });
                record(conn, chain, setting, &said).await
            })
        })
        .await
    }

    /// Sets what a mark of the initial level weighs in the learning index of reports.
    ///
    /// # Errors
    /// The database's.
    pub async fn set_initial_weight(&self, setting: Setting, weight: InitialWeight) -> Result<()> {
        self.write(Some(setting.school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                let chain = Chain::take(conn, setting.school, Touches::NoJournal).await?;
                sql("UPDATE school SET initial_weight = $2 WHERE school_id = $1")
                    .bind(setting.school)
                    .bind(weight.hundredths())
                    .execute(conn)
                    .await?;
                let said = serde_json::json!({ "initial_weight": weight.hundredths() });
                record(conn, chain, setting, &said).await
            })
        })
        .await
    }

    /// Sets what the marks of works weigh in thematic proposals.
    ///
    /// # Errors
    /// The database's.
    pub async fn set_weights(&self, setting: Setting, weights: Vec<(Work, u8)>) -> Result<()> {
        self.write(Some(setting.school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                let chain = Chain::take(conn, setting.school, Touches::NoJournal).await?;
                let row = |(work, weight): &(Work, u8)| {
                    vec![setting.school.into(), work.code().into(), (*weight).into()]
                };
                insert_many(
                    conn,
                    "INSERT INTO work_weight (school_id, work, weight) VALUES",
                    weights.iter().map(row).collect(),
                    "ON CONFLICT (school_id, work) DO UPDATE SET weight = excluded.weight",
                )
                .await?;
                let said: BTreeMap<&str, u8> =
                    weights.iter().map(|(work, weight)| (work.code(), *weight)).collect();
                record(conn, chain, setting, &serde_json::json!({ "weights": said })).await
            })
        })
        .await
    }
}

#[derive(FromRow)]
struct CourseRow {
    course_id: Uuid,
    grade: i32,
    starts_on: NaiveDate,
    first_shut: bool,
    second_shut: bool,
}

impl CourseRow {
    fn is_open(&self, semester: Semester) -> bool {
        match semester {
            Semester::First => !self.first_shut,
            Semester::Second => !self.second_shut,
        }
    }
}

/// Whether the journal of the class of a course `c` is still written. Columns of archived journals stay, and their marks
/// hold up nobody.
macro_rules! not_archived {
    () => {
        "NOT EXISTS (SELECT 1 FROM archive_signature a \
          WHERE a.school_id = c.school_id AND a.class_id = c.class_id AND a.role = 'head')"
    };
}

/// The columns `j` of the groups of a subject `$2` that would be no more if there were `$3` of them, in open semesters. What
/// is shut, by the course or by its class, stays as it is, and its marks hold up nobody.
macro_rules! groups_no_more {
    () => {
        concat!(
            "FROM journal_column j \
             JOIN course c ON c.school_id = j.school_id AND c.course_id = j.course_id AND c.subject_id = $2 \
             JOIN school_class k ON k.school_id = c.school_id AND k.class_id = c.class_id \
             JOIN academic_year y ON y.school_id = k.school_id AND y.year_id = k.year_id \
             WHERE j.school_id = $1 AND j.kind = 'results' AND j.results > $3 AND ",
            not_archived!(),
            " AND NOT ",
            is_semester_shut!("c", "j.semester")
        )
    };
}

/// A semester of a course.
type CourseSemester = (Id<of::Course>, Semester);

/// The semesters of a subject's courses that are marked by groups, whose journals are not archived, and that are open.
async fn open_semesters(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    subject: Id<of::Subject>,
) -> Result<Vec<CourseSemester>> {
    let rows: Vec<CourseRow> = sql(concat!(
        "SELECT c.course_id, k.grade, y.starts_on, ",
        is_semester_shut!("c", "1"),
        " AS first_shut, ",
        is_semester_shut!("c", "2"),
        " AS second_shut FROM course c \
         JOIN school_class k ON k.school_id = c.school_id AND k.class_id = c.class_id \
         JOIN academic_year y ON y.school_id = k.school_id AND y.year_id = k.year_id \
         WHERE c.school_id = $1 AND c.subject_id = $2 AND ",
        not_archived!()
    ))
    .bind(school)
    .bind(subject)
    .fetch_all(conn)
    .await?;
    let mut open = Vec::new();
    for row in rows {
        if applies(row.grade, row.starts_on)? {
            let semesters = Semester::ALL.into_iter().filter(|semester| row.is_open(*semester));
            open.extend(semesters.map(|semester| (row.course_id.into(), semester)));
        }
    }
    Ok(open)
}

async fn is_marked(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    subject: Id<of::Subject>,
    count: u8,
) -> Result<bool> {
    let (marked,): (bool,) = sql(concat!(
        "SELECT EXISTS (SELECT 1 ",
        groups_no_more!(),
        " AND EXISTS (SELECT 1 FROM entry e WHERE e.school_id = j.school_id AND e.column_id = j.column_id))"
    ))
    .bind(school)
    .bind(subject)
    .bind(count)
    .fetch_one(conn)
    .await?;
    Ok(marked)
}

/// The names, without what is no more: columns of groups, and what counted for them, in open semesters.
async fn store_groups(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    subject: Id<of::Subject>,
    names: &[String],
) -> Result<()> {
    let count = i32::try_from(names.len()).unwrap_or(i32::MAX);
    sql(concat!(
        "DELETE FROM journal_column WHERE school_id = $1 AND column_id IN (SELECT j.column_id ",
        groups_no_more!(),
        ")"
    ))
    .bind(school)
    .bind(subject)
    .bind(count)
    .execute(conn)
    .await?;
    // Where the class alone shut the semester, no lesson takes place whose marks could count for a group. The course's own
    // closing is asked alone, as the check of the history asks it: which lessons took place then, no history tells.
    sql(concat!(
        "UPDATE journal_column SET results = NULL WHERE school_id = $1 AND lesson_id IS NOT NULL AND results > $3 \
         AND course_id IN (SELECT c.course_id FROM course c WHERE c.school_id = $1 AND c.subject_id = $2 AND ",
        not_archived!(),
        ") AND NOT EXISTS (SELECT 1 FROM lesson l \
          JOIN course c ON c.school_id = l.school_id AND c.course_id = l.course_id \
          JOIN school_class k ON k.school_id = c.school_id AND k.class_id = c.class_id \
          JOIN academic_year y ON y.school_id = k.school_id AND y.year_id = k.year_id \
          JOIN closing z ON z.school_id = c.school_id AND z.course_id = c.course_id \
           AND z.semester = CASE WHEN l.held_on <= y.first_semester_ends_on THEN 1 ELSE 2 END \
          WHERE l.school_id = journal_column.school_id AND l.lesson_id = journal_column.lesson_id)"
    ))
    .bind(school)
    .bind(subject)
    .bind(count)
    .execute(conn)
    .await?;
    sql("DELETE FROM results_group WHERE school_id = $1 AND subject_id = $2")
        .bind(school)
        .bind(subject)
        .execute(conn)
        .await?;
    let rows = (1_i32..)
        .zip(names)
        .map(|(number, name)| vec![school.into(), subject.into(), number.into(), name.into()]);
    insert_many(conn, GROUPS, rows.collect(), "").await.map(|_| ())
}

async fn add_columns(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    open: &[CourseSemester],
    count: u8,
) -> Result<()> {
    let columns = open.iter().flat_map(|&(course, semester)| {
        (1..=count).map(move |group| values(school, course, Sum::Results(semester, group)))
    });
    insert_many(conn, COLUMNS, columns.collect(), "ON CONFLICT DO NOTHING").await.map(|_| ())
}

/// Records in the history that a setting of the school changed, so that pages drawn before are known to be old.
pub(crate) async fn record(
    conn: &mut Conn<'_>,
    mut chain: Chain,
    setting: Setting,
    said: &serde_json::Value,
) -> Result<()> {
    let record = Record {
        edit: Id::new(),
        object: Object::School(setting.school),
        at: setting.now,
        author: setting.author,
        reason: None,
        before: "{}".to_owned(),
        after: said.to_string(),
    };
    let mut batch = Batch::default();
    batch.insert(history::INSERT, &[chain.link(record)], "");
    chain.put_back(&mut batch);
    batch.run(conn).await.map(|_| ())
}
