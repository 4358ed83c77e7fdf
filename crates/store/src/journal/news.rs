//! What became of the lessons and columns of a page since it was drawn.

use klas_domain::id::{Id, of};

use super::page::{LessonColumn, LessonRow};
use crate::{db::sql, error::Result, store::Reader};

impl Reader {
    /// The lessons of a course whose words changed after `seq`, in time order.
    ///
    /// # Errors
    /// The database's.
    pub async fn words_since(&mut self, course: Id<of::Course>, seq: i64) -> Result<Vec<LessonColumn>> {
        let school = self.school;
        let rows: Vec<LessonRow> = sql("SELECT l.lesson_id, l.held_on, l.period, l.kind, l.cancelled, l.room, \
             l.topic, l.homework, l.substitute_id, l.version FROM lesson l \
             WHERE l.school_id = $1 AND l.course_id = $2 AND l.lesson_id IN (SELECT h.object_id FROM history h \
              WHERE h.school_id = $1 AND h.seq > $3 AND h.kind = 'lesson') ORDER BY l.held_on, l.period")
        .bind(school)
        .bind(course)
        .bind(seq)
        .fetch_all(&mut self.conn())
        .await?;
        rows.into_iter().map(LessonColumn::try_from).collect()
    }

    /// Whether a course's columns came or went after `seq`, its lessons are held otherwise since, or a semester of it or of its
    /// class was closed or opened. What an import, new dates of the year, other scales or groups of results changed is told to all
    /// courses: the history does not say whose pages it touched. Of which group of results marks count for it does not
    /// speak. After so many changes of the school that looking through them is not worth it, the answer is yes.
    ///
    /// # Errors
    /// The database's.
    pub async fn is_rearranged(&mut self, course: Id<of::Course>, seq: i64) -> Result<bool> {
        let school = self.school;
        let (is,): (bool,) = sql("SELECT head.seq > $3 + 5000 OR EXISTS ( \
             SELECT 1 FROM history h WHERE h.school_id = head.school_id AND h.seq > $3 AND ( \
              h.kind = 'column' AND h.after NOT LIKE '%\"results\":%' AND (h.after LIKE $4 \
               OR h.object_id IN (SELECT j.column_id FROM journal_column j \
                WHERE j.school_id = head.school_id AND j.course_id = $2)) \
              OR h.kind = 'substitution' AND (h.before LIKE $4 OR h.after LIKE $4 \
               OR h.object_id IN (SELECT l.lesson_id FROM lesson l \
                WHERE l.school_id = head.school_id AND l.course_id = $2)) \
              OR h.kind = 'school' AND (h.after LIKE '%\"rows\":%' OR h.after LIKE '%\"calendar\":%' \
               OR h.after LIKE '%\"scales\":%' OR h.after LIKE '%\"groups\":%') \
              OR h.kind = 'closing' AND (h.object_id = $2 OR h.object_id = (SELECT c.class_id FROM course c \
               WHERE c.school_id = head.school_id AND c.course_id = $2)))) \
             FROM history_head head WHERE head.school_id = $1")
        .bind(school)
        .bind(course)
        .bind(seq)
        // A column that was taken away, and a lesson that is held in another one's place, name the course themselves.
        .bind(format!("%{course}%"))
        .fetch_one(&mut self.conn())
        .await?;
        Ok(is)
    }
}
