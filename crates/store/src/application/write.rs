//! Putting applications on record, each change in the history.

use chrono::{DateTime, Utc};
use klas_domain::{
    Scope,
    application::{
        Answer, Application, ApplicationEdit, ApplicationError, ApplicationOutcome, StoredApplication,
        Subject,
    },
    edit::plain,
    id::{Id, of},
};
use uuid::Uuid;

use super::read::{APPLICATION, ApplicationRow};
use crate::{
    archive::lock::Touches,
    db::{Batch, Conn, Value, sql},
    error::{Result, StoreError},
    history::{self, Chain, Object, Record, applied},
    school::local_day,
    store::Store,
};

/// Who keeps the applications of which school, and when.
#[derive(Clone, Copy, Debug)]
pub struct Keeper {
    /// The school.
    pub school: Id<of::School>,
    /// The author.
    pub author: Id<of::Person>,
    /// The moment.
    pub now: DateTime<Utc>,
}

impl Store {
    /// Puts an application on record, changes it or takes it back; `may` is asked with the course's scope in the same
    /// transaction. An edit that was applied before is answered again and not applied again. What a corrected mark rests
    /// on stays as long as the mark.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where there is no such course; the database's. Then nothing was written.
    pub async fn keep_application(
        &self,
        keeper: Keeper,
        edit: ApplicationEdit,
        may: impl Fn(&Scope) -> bool + Send + Sync + 'static,
    ) -> Result<ApplicationOutcome> {
        let edit = plainly(edit);
        self.write(Some(keeper.school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                // Others who write of the same school wait here.
                let chain = Chain::take(conn, keeper.school, Touches::Course(edit.subject.course)).await?;
                if !may(&scope(conn, keeper.school, edit.subject.course).await?) {
                    return Ok(ApplicationOutcome::Forbidden);
                }
                if let Some(version) = applied(conn, keeper.school, edit.id).await? {
                    return Ok(ApplicationOutcome::Saved { version });
                }
                match decide(conn, keeper, &edit).await? {
                    Ok(stored) => store(conn, chain, keeper, edit, stored).await,
                    Err(outcome) => Ok(outcome),
                }
            })
        })
        .await
    }
}

/// The edit with its words as they can be kept.
fn plainly(mut edit: ApplicationEdit) -> ApplicationEdit {
    if let Some(application) = &mut edit.application {
        for text in [&mut application.reason, &mut application.order, &mut application.words] {
            plain(text).trim().clone_into(text);
        }
    }
    edit
}

async fn scope(conn: &mut Conn<'_>, school: Id<of::School>, course: Id<of::Course>) -> Result<Scope> {
    let (teacher, class_teacher): (Option<Uuid>, Option<Uuid>) =
        sql("SELECT c.teacher_id, k.class_teacher_id FROM course c \
         JOIN school_class k ON k.school_id = c.school_id AND k.class_id = c.class_id \
         WHERE c.school_id = $1 AND c.course_id = $2")
        .bind(school)
        .bind(course)
        .fetch_one(conn)
        .await?;
    let mut scope = Scope::school(school);
    (scope.teacher, scope.class_teacher) = (teacher.map(Id::from), class_teacher.map(Id::from));
    Ok(scope)
}

/// What stands on record before the edit is written, or what is answered where it is not.
async fn decide(
    conn: &mut Conn<'_>,
    keeper: Keeper,
    edit: &ApplicationEdit,
) -> Result<std::result::Result<StoredApplication, ApplicationOutcome>> {
    if !is_of_course(conn, keeper.school, edit.subject).await? {
        return Ok(Err(ApplicationOutcome::NotOfCourse));
    }
    let check = edit.application.as_ref().map(|application| application.check(local_day(keeper.now)));
    if let Some(Err(error)) = check {
        return Ok(Err(ApplicationOutcome::Refused(error)));
    }
    let row: Option<ApplicationRow> = sql(APPLICATION)
        .bind(keeper.school)
        .bind(edit.subject.course)
        .bind(edit.subject.pupil)
        .bind(i32::from(edit.subject.semester.code()))
        .fetch_optional(conn)
        .await?;
    let nothing = StoredApplication { application: None, version: 0 };
    let stored = row.map_or(Ok(nothing), ApplicationRow::stored)?;
    if stored.application == edit.application {
        return Ok(Err(ApplicationOutcome::Saved { version: stored.version }));
    }
    if stored.version != edit.base {
        return Ok(Err(ApplicationOutcome::Conflict));
    }
    let allows = |own: Option<&Application>| own.is_some_and(Application::allows_correction);
    let ends = allows(stored.application.as_ref()) && !allows(edit.application.as_ref());
    if ends && is_corrected(conn, keeper.school, edit.subject).await? {
        return Ok(Err(ApplicationOutcome::Refused(ApplicationError::MarkStands)));
    }
    Ok(Ok(stored))
}

/// Whether a corrected mark stands; pencil counts for nothing.
async fn is_corrected(conn: &mut Conn<'_>, school: Id<of::School>, subject: Subject) -> Result<bool> {
    let (corrected,): (bool,) = sql("SELECT EXISTS (SELECT 1 FROM journal_column j \
         JOIN entry e ON e.school_id = j.school_id AND e.column_id = j.column_id AND e.pupil_id = $3 \
         WHERE j.school_id = $1 AND j.course_id = $2 AND j.kind = 'corrected' AND j.semester = $4 \
          AND e.mark IS NOT NULL AND NOT e.draft)")
    .bind(school)
    .bind(subject.course)
    .bind(subject.pupil)
    .bind(i32::from(subject.semester.code()))
    .fetch_one(conn)
    .await?;
    Ok(corrected)
}

async fn is_of_course(conn: &mut Conn<'_>, school: Id<of::School>, subject: Subject) -> Result<bool> {
    let (known,): (bool,) = sql("SELECT EXISTS (SELECT 1 FROM course c \
         JOIN enrolment n ON n.school_id = c.school_id AND n.class_id = c.class_id AND n.pupil_id = $3 \
         WHERE c.school_id = $1 AND c.course_id = $2 AND (c.group_id IS NULL OR EXISTS ( \
          SELECT 1 FROM group_member m WHERE m.school_id = c.school_id AND m.group_id = c.group_id \
          AND m.pupil_id = $3)))")
    .bind(school)
    .bind(subject.course)
    .bind(subject.pupil)
    .fetch_one(conn)
    .await?;
    Ok(known)
}

async fn store(
    conn: &mut Conn<'_>,
    mut chain: Chain,
    keeper: Keeper,
    edit: ApplicationEdit,
    before: StoredApplication,
) -> Result<ApplicationOutcome> {
    let version = before.version + 1;
    let record = record(keeper, &edit, before.application.as_ref())?;
    let mut batch = Batch::default();
    batch.insert(history::INSERT, &[chain.link(record)], "");
    batch.insert(ROWS, &[values(keeper.school, edit, version)], ROWS_AGAIN);
    chain.put_back(&mut batch);
    batch.run(conn).await?;
    Ok(ApplicationOutcome::Saved { version })
}

const ROWS: &str = "INSERT INTO correction_application (school_id, course_id, pupil_id, semester, applied_on, reason, \
     order_number, ordered_on, answer, words, version) VALUES";

const ROWS_AGAIN: &str = "ON CONFLICT (school_id, course_id, pupil_id, semester) DO UPDATE SET \
     applied_on = excluded.applied_on, reason = excluded.reason, order_number = excluded.order_number, \
     ordered_on = excluded.ordered_on, answer = excluded.answer, words = excluded.words, version = excluded.version";

fn values(school: Id<of::School>, edit: ApplicationEdit, version: i32) -> Vec<Value> {
    let ApplicationEdit { subject, application, .. } = edit;
    let own = application.as_ref();
    vec![
        school.into(),
        subject.course.into(),
        subject.pupil.into(),
        i32::from(subject.semester.code()).into(),
        own.map(|own| own.applied_on).into(),
        own.map_or("", |own| &own.reason).into(),
        own.map_or("", |own| &own.order).into(),
        own.and_then(|own| own.ordered_on).into(),
        own.and_then(|own| own.answer).map(Answer::code).into(),
        own.map_or("", |own| &own.words).into(),
        version.into(),
    ]
}

fn record(keeper: Keeper, edit: &ApplicationEdit, before: Option<&Application>) -> Result<Record> {
    let json = |application: Option<&Application>| {
        serde_json::to_string(&application).map_err(|_| StoreError::Corrupt("application"))
    };
    Ok(Record {
        edit: edit.id,
        object: Object::Application(edit.subject),
        at: keeper.now,
        author: keeper.author,
        reason: None,
        before: json(before)?,
        after: json(edit.application.as_ref())?,
    })
}
