//! The lesson that another course of the class has where one is not held.

use chrono::NaiveDate;
use klas_domain::{
    id::{Id, of},
    substitution::ArrangementError,
};
use uuid::Uuid;

use crate::{
    bundle::lesson_id,
    calendar::{is_untouched, remove_lessons, store_lessons},
    closing::is_shut,
    db::{Conn, sql},
    error::{Result, StoreError},
};

/// The lesson that is not held: its course, day, number and room.
pub(super) struct Place<'a> {
    pub school: Id<of::School>,
    pub course: Uuid,
    pub day: NaiveDate,
    pub period: i32,
    pub room: Option<&'a str>,
}

impl Place<'_> {
    fn lesson(&self, course: Id<of::Course>) -> Result<Id<of::Lesson>> {
        let period = u8::try_from(self.period).map_err(|_| StoreError::Corrupt("lesson"))?;
        Ok(lesson_id(course, self.day, period))
    }

    /// Why the course cannot have a lesson here: see [`ArrangementError`].
    pub async fn refusal(
        &self,
        conn: &mut Conn<'_>,
        course: Id<of::Course>,
    ) -> Result<Option<ArrangementError>> {
        Ok(match self.other(conn, course).await? {
            None => Some(ArrangementError::NotOfClass),
            Some((true, _)) => Some(ArrangementError::Closed),
            Some((_, true)) => Some(ArrangementError::NotFree),
            Some((false, false)) => None,
        })
    }

    /// Of another course of the same class or group: whether its semester is closed, and whether it has a lesson here.
    async fn other(&self, conn: &mut Conn<'_>, course: Id<of::Course>) -> Result<Option<(bool, bool)>> {
        sql(concat!(
            "SELECT ",
            is_shut!("b", "$4"),
            ", EXISTS (SELECT 1 FROM lesson l WHERE l.school_id = b.school_id AND l.course_id = b.course_id \
              AND l.held_on = $4 AND l.period = $5) \
             FROM course a JOIN course b ON b.school_id = a.school_id AND b.class_id = a.class_id \
              AND b.group_id IS NOT DISTINCT FROM a.group_id AND b.course_id <> a.course_id \
             JOIN school_class k ON k.school_id = b.school_id AND k.class_id = b.class_id \
             JOIN academic_year y ON y.school_id = k.school_id AND y.year_id = k.year_id \
             WHERE a.school_id = $1 AND a.course_id = $2 AND b.course_id = $3"
        ))
        .bind(self.school)
        .bind(self.course)
        .bind(course)
        .bind(self.day)
        .bind(self.period)
        .fetch_optional(conn)
        .await
    }

    /// Gives the course a lesson here.
    pub async fn give(&self, conn: &mut Conn<'_>, course: Id<of::Course>) -> Result<()> {
        let lesson = self.lesson(course)?;
        let values = vec![
            self.school.into(),
            lesson.into(),
            course.into(),
            self.day.into(),
            self.period.into(),
            self.room.into(),
        ];
        store_lessons(conn, vec![values]).await.map(|_| ())
    }

    /// Why the lesson that the course has here has to stay: something is written there, or its semester is closed.
    pub async fn bond(
        &self,
        conn: &mut Conn<'_>,
        course: Id<of::Course>,
    ) -> Result<Option<ArrangementError>> {
        if let Some((true, _)) = self.other(conn, course).await? {
            return Ok(Some(ArrangementError::Closed));
        }
        let untouched = is_untouched(conn, self.school, self.lesson(course)?).await?;
        Ok((!untouched).then_some(ArrangementError::ReplacementKept))
    }

    /// Takes the course's lesson off again.
    pub async fn take(&self, conn: &mut Conn<'_>, course: Id<of::Course>) -> Result<()> {
        remove_lessons(conn, self.school, &[self.lesson(course)?.uuid()]).await
    }
}
