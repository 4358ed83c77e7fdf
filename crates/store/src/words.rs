//! Writing a lesson's topic, homework and kind.

use chrono::{DateTime, Utc};
use klas_domain::{
    Scope,
    edit::{LessonEdit, LessonOutcome, LessonText, TEXT_LIMIT},
    id::{Id, of},
    school::{LessonKind, PersonName},
};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    archive::lock::Touches,
    closing::is_shut,
    db::{Batch, Conn, sql},
    error::{Result, StoreError},
    history::{self, Chain, Object, Record, applied},
    store::Store,
};

#[derive(FromRow)]
struct Words {
    topic: String,
    homework: String,
    kind: String,
    version: i32,
    teacher_id: Option<Uuid>,
    substitute_id: Option<Uuid>,
    class_teacher_id: Option<Uuid>,
    closed: bool,
}

impl Words {
    fn text(&self) -> Result<LessonText> {
        Ok(LessonText {
            topic: self.topic.clone(),
            homework: self.homework.clone(),
            kind: LessonKind::from_code(&self.kind).ok_or(StoreError::Corrupt("kind of lesson"))?,
        })
    }
}

impl Store {
    /// Writes a lesson's words; `may` is asked with the lesson's scope in the same transaction. An edit that was
    /// applied before is answered again and not applied again. Nobody writes those of a closed semester (DOMAIN §3).
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where there is no such lesson; the database's.
    pub async fn write_lesson(
        &self,
        school: Id<of::School>,
        author: Id<of::Person>,
        now: DateTime<Utc>,
        edit: LessonEdit,
        may: impl Fn(&Scope) -> bool + Send + 'static,
    ) -> Result<LessonOutcome> {
        let edit = edit.plain();
        self.write(Some(school), move |mut conn| {
            Box::pin(async move {
                // Others who write the same lesson wait here, so that each sees the words it is held against.
                let chain = Chain::take(&mut conn, school, Touches::Lesson(edit.lesson)).await?;
                let words = load_words(&mut conn, school, edit.lesson).await?;
                if !may(&scope(school, &words)) {
                    return Ok(LessonOutcome::Forbidden);
                }
                if words.closed {
                    return Ok(LessonOutcome::Closed);
                }
                if let Some(version) = applied(&mut conn, school, edit.id).await? {
                    return Ok(LessonOutcome::Saved { version });
                }
                let text = words.text()?;
                if [&edit.text.topic, &edit.text.homework]
                    .iter()
                    .any(|text| text.chars().count() > TEXT_LIMIT)
                {
                    return Ok(LessonOutcome::TooLong);
                }
                if text == edit.text {
                    return Ok(LessonOutcome::Saved { version: words.version });
                }
                if words.version != edit.base {
                    let author = last_author(&mut conn, school, edit.lesson).await?;
                    return Ok(LessonOutcome::Conflict { text, version: words.version, author });
                }
                let record = record(author, now, &edit, &text)?;
                store_words(&mut conn, chain, school, record, &edit).await?;
                Ok(LessonOutcome::Saved { version: words.version + 1 })
            })
        })
        .await
    }
}

/// Whose the lesson is while its semester is open: whoever may write it then is told where it is closed.
fn scope(school: Id<of::School>, words: &Words) -> Scope {
    Scope {
        school,
        teacher: words.teacher_id.map(Id::from),
        substitute: words.substitute_id.map(Id::from),
        class_teacher: words.class_teacher_id.map(Id::from),
        pupil: None,
        staff: None,
        closed: false,
        class_closed: false,
        archived: false,
    }
}

async fn load_words(conn: &mut Conn<'_>, school: Id<of::School>, lesson: Id<of::Lesson>) -> Result<Words> {
    sql(concat!(
        "SELECT l.topic, l.homework, l.kind, l.version, c.teacher_id, l.substitute_id, k.class_teacher_id, ",
        is_shut!("c", "l.held_on"),
        " AS closed FROM lesson l JOIN course c ON c.school_id = l.school_id AND c.course_id = l.course_id \
         JOIN school_class k ON k.school_id = c.school_id AND k.class_id = c.class_id \
         JOIN academic_year y ON y.school_id = k.school_id AND y.year_id = k.year_id \
         WHERE l.school_id = $1 AND l.lesson_id = $2"
    ))
    .bind(school)
    .bind(lesson)
    .fetch_one(conn)
    .await
}

async fn last_author(conn: &mut Conn<'_>, school: Id<of::School>, lesson: Id<of::Lesson>) -> Result<String> {
    let row: Option<(String, String, String)> =
        sql("SELECT p.surname, p.given, p.patronymic FROM history h \
         JOIN person p ON p.school_id = h.school_id AND p.person_id = h.author_id \
         WHERE h.school_id = $1 AND h.object_id = $2 AND h.kind = 'lesson' ORDER BY h.seq DESC LIMIT 1")
        .bind(school)
        .bind(lesson)
        .fetch_optional(conn)
        .await?;
    let name = |(surname, given, patronymic)| PersonName { surname, given, patronymic }.initials();
    Ok(row.map(name).unwrap_or_default())
}

fn record(
    author: Id<of::Person>,
    now: DateTime<Utc>,
    edit: &LessonEdit,
    before: &LessonText,
) -> Result<Record> {
    let json = |text: &LessonText| serde_json::to_string(text).map_err(|_| StoreError::Corrupt("lesson"));
    Ok(Record {
        edit: edit.id,
        object: Object::Lesson(edit.lesson),
        at: now,
        author,
        reason: None,
        before: json(before)?,
        after: json(&edit.text)?,
    })
}

async fn store_words(
    conn: &mut Conn<'_>,
    mut chain: Chain,
    school: Id<of::School>,
    record: Record,
    edit: &LessonEdit,
) -> Result<()> {
    let text = &edit.text;
    let mut batch = Batch::default();
    batch.insert(history::INSERT, &[chain.link(record)], "");
    batch.add(
        "UPDATE lesson SET topic = ?, homework = ?, kind = ?, version = version + 1 \
         WHERE school_id = ? AND lesson_id = ?",
        vec![
            (&text.topic).into(),
            (&text.homework).into(),
            text.kind.code().into(),
            school.into(),
            edit.lesson.into(),
        ],
    );
    chain.put_back(&mut batch);
    batch.run(conn).await.map(|_| ())
}
