//! Homework that a pupil has ticked off.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use klas_domain::id::{Id, of};
use uuid::Uuid;

use crate::{
    db::sql,
    error::{Result, StoreError},
    store::{Reader, Store},
};

/// Who ticks off homework, and when. That the person may is the caller's matter: it is the pupil, for oneself.
#[derive(Clone, Copy, Debug)]
pub struct Ticked {
    /// The school.
    pub school: Id<of::School>,
    /// The pupil.
    pub pupil: Id<of::Person>,
    /// The lesson at which the homework was given.
    pub lesson: Id<of::Lesson>,
    /// The moment.
    pub now: DateTime<Utc>,
}

impl Store {
    /// Ticks homework off, as it reads now, or takes the tick back.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where the pupil has no such lesson, or it gave no homework; the database's.
    pub async fn tick_homework(&self, tick: Ticked, done: bool) -> Result<()> {
        self.write(Some(tick.school), move |mut conn| {
            Box::pin(async move {
                if !done {
                    sql("DELETE FROM homework_done WHERE school_id = $1 AND pupil_id = $2 AND lesson_id = $3")
                        .bind(tick.school)
                        .bind(tick.pupil)
                        .bind(tick.lesson)
                        .execute(&mut conn)
                        .await?;
                    return Ok(());
                }
                let ticked = sql("INSERT INTO homework_done (school_id, pupil_id, lesson_id, homework, done_at) \
                     SELECT l.school_id, n.pupil_id, l.lesson_id, l.homework, $4 FROM lesson l \
                     JOIN course c ON c.school_id = l.school_id AND c.course_id = l.course_id \
                     JOIN enrolment n ON n.school_id = c.school_id AND n.class_id = c.class_id AND n.pupil_id = $2 \
                      AND n.starts_on <= l.held_on AND (n.ends_on IS NULL OR n.ends_on >= l.held_on) \
                     WHERE l.school_id = $1 AND l.lesson_id = $3 AND l.homework <> '' \
                     AND (c.group_id IS NULL OR EXISTS (SELECT 1 FROM group_member m WHERE m.school_id = c.school_id \
                      AND m.group_id = c.group_id AND m.pupil_id = $2 AND m.starts_on <= l.held_on \
                      AND (m.ends_on IS NULL OR m.ends_on >= l.held_on))) \
                     ON CONFLICT (school_id, pupil_id, lesson_id) DO UPDATE SET homework = excluded.homework, \
                     done_at = excluded.done_at")
                .bind(tick.school)
                .bind(tick.pupil)
                .bind(tick.lesson)
                .bind(tick.now)
                .execute(&mut conn)
                .await?;
                if ticked == 1 { Ok(()) } else { Err(StoreError::NotFound) }
            })
        })
        .await
    }
}

impl Reader {
    /// The lessons whose homework a pupil has ticked off as it reads now.
    ///
    /// # Errors
    /// The database's.
    pub async fn homework_done(&mut self, pupil: Id<of::Person>) -> Result<HashSet<Id<of::Lesson>>> {
        let school = self.school;
        let rows: Vec<(Uuid,)> = sql("SELECT d.lesson_id FROM homework_done d \
             JOIN lesson l ON l.school_id = d.school_id AND l.lesson_id = d.lesson_id AND l.homework = d.homework \
             WHERE d.school_id = $1 AND d.pupil_id = $2")
        .bind(school)
        .bind(pupil)
        .fetch_all(&mut self.conn())
        .await?;
        Ok(rows.into_iter().map(|(lesson,)| lesson.into()).collect())
    }
}
