//! In which classes pupils are, and who leads which.

use std::collections::{HashMap, HashSet};

use klas_domain::{
    id::{Id, of},
    school::ClassName,
};
use uuid::Uuid;

use super::Question;
use crate::{db::sql, error::Result, journal::class_name, store::Reader};

impl Reader {
    /// The class of each pupil on the day of the question, whether or not the class is assessed by marks: of two classes
    /// of one day, the one that the pupil came to last.
    ///
    /// # Errors
    /// The database's.
    pub async fn classes_of_pupils(
        &mut self,
        question: &Question,
    ) -> Result<HashMap<Id<of::Person>, (Id<of::SchoolClass>, ClassName)>> {
        type Packed = (Uuid, Uuid, i32, String);
        let rows: Vec<Packed> =
            sql("SELECT json_group_array(json_array(hex(pupil_id), hex(class_id), grade, letter)) FROM (\
             SELECT n.pupil_id, n.class_id, k.grade, k.letter, ROW_NUMBER() OVER ( \
              PARTITION BY n.pupil_id ORDER BY n.starts_on DESC, n.class_id) AS place \
             FROM school_class k JOIN enrolment n ON n.school_id = k.school_id AND n.class_id = k.class_id \
             WHERE k.school_id = $1 AND k.year_id = $2 AND n.starts_on <= $3 \
             AND (n.ends_on IS NULL OR n.ends_on >= $3)) ranked WHERE place = 1")
            .bind(self.school)
            .bind(question.year)
            .bind(question.day)
            .fetch_packed(&mut self.conn())
            .await?;
        let placed = |(pupil, class, grade, letter): Packed| {
            Ok((pupil.into(), (class.into(), class_name(grade, letter)?)))
        };
        rows.into_iter().map(placed).collect()
    }

    /// The classes of a year that a person leads.
    ///
    /// # Errors
    /// The database's.
    pub async fn classes_led_in(
        &mut self,
        year: Id<of::Year>,
        class_teacher: Id<of::Person>,
    ) -> Result<HashSet<Id<of::SchoolClass>>> {
        let school = self.school;
        let rows: Vec<(Uuid,)> = sql("SELECT class_id FROM school_class \
             WHERE school_id = $1 AND year_id = $2 AND class_teacher_id = $3")
        .bind(school)
        .bind(year)
        .bind(class_teacher)
        .fetch_all(&mut self.conn())
        .await?;
        Ok(rows.into_iter().map(|(id,)| id.into()).collect())
    }
}
