//! The hours of courses: what they were to have, and the lessons they had.

use std::collections::HashMap;

use chrono::NaiveDate;
use klas_domain::{
    calendar::AcademicYear,
    fulfilment::{Hours, Lessons},
    id::{Id, of},
};
use uuid::Uuid;

use super::Question;
use crate::{
    db::sql,
    error::{Result, StoreError},
    journal::Course,
    store::Reader,
};

/// A course and its hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CourseHours {
    /// Course.
    pub course: Course,
    /// Subject.
    pub subject: Id<of::Subject>,
    /// What it was to have, and its lessons.
    pub hours: Hours,
}

impl Reader {
    /// The hours of the courses of a year, by class, subject and group; lessons after the day of the question are to come.
    ///
    /// # Errors
    /// The database's.
    pub async fn course_hours(
        &mut self,
        question: &Question,
        year: &AcademicYear,
    ) -> Result<Vec<CourseHours>> {
        let mut lessons = self.lesson_counts(question, year.first_semester_ends_on).await?;
        let mut plans = self.plans_of_courses(question.year, year.first_semester_ends_on).await?;
        let courses = self.courses(question.year, question.viewer).await?;
        let own = |course: Course| {
            let (subject, weekly_tenths, topics) = plans.remove(&course.id).ok_or(StoreError::NotFound)?;
            let lessons = lessons.remove(&course.id).unwrap_or_default();
            Ok(CourseHours { course, subject, hours: Hours { topics, weekly_tenths, lessons } })
        };
        courses.into_iter().map(own).collect()
    }

    /// The lessons of each course by semester.
    async fn lesson_counts(
        &mut self,
        question: &Question,
        first_ends: NaiveDate,
    ) -> Result<HashMap<Id<of::Course>, [Lessons; 2]>> {
        type Packed = (Uuid, u8, u8, u8, u32);
        let rows: Vec<Packed> = sql("SELECT json_group_array(json_array(hex(course_id), later, cancelled, ahead, number)) \
             FROM (SELECT l.course_id, CASE WHEN l.held_on > $3 THEN 1 ELSE 0 END AS later, \
              CAST(l.cancelled AS integer) AS cancelled, CASE WHEN l.held_on > $4 THEN 1 ELSE 0 END AS ahead, \
              count(*) AS number \
              FROM school_class k \
              JOIN course c ON c.school_id = k.school_id AND c.class_id = k.class_id \
              JOIN lesson l ON l.school_id = c.school_id AND l.course_id = c.course_id \
              WHERE k.school_id = $1 AND k.year_id = $2 GROUP BY 1, 2, 3, 4) counted")
        .bind(self.school)
        .bind(question.year)
        .bind(first_ends)
        .bind(question.day)
        .fetch_packed(&mut self.conn())
        .await?;
        let mut courses: HashMap<_, [Lessons; 2]> = HashMap::new();
        for (course, later, cancelled, ahead, number) in rows {
            let [first, second] = courses.entry(course.into()).or_default();
            let lessons = if later == 0 { first } else { second };
            match (cancelled, ahead) {
                (0, 0) => lessons.given += number,
                (0, _) => lessons.ahead += number,
                _ => lessons.cancelled += number,
            }
        }
        Ok(courses)
    }

    /// Of each course of a year its subject, weekly hours in tenths, and how many topics its plan has for the lessons of
    /// either semester.
    async fn plans_of_courses(
        &mut self,
        year: Id<of::Year>,
        first_ends: NaiveDate,
    ) -> Result<HashMap<Id<of::Course>, (Id<of::Subject>, u32, [u32; 2])>> {
        type Packed = (Uuid, Uuid, u32, u32, u32);
        let rows: Vec<Packed> =
            sql("SELECT json_group_array(json_array(hex(c.course_id), hex(c.subject_id), c.weekly_tenths, \
             (SELECT count(*) FROM plan_line p WHERE p.school_id = c.school_id AND p.course_id = c.course_id \
              AND p.topic <> '' AND p.number <= COALESCE(f.lessons, 0)), \
             (SELECT count(*) FROM plan_line p WHERE p.school_id = c.school_id AND p.course_id = c.course_id \
              AND p.topic <> '' AND p.number > COALESCE(f.lessons, 0)))) \
             FROM school_class k JOIN course c ON c.school_id = k.school_id AND c.class_id = k.class_id \
             LEFT JOIN (SELECT l.course_id, count(*) AS lessons FROM school_class y \
              JOIN course o ON o.school_id = y.school_id AND o.class_id = y.class_id \
              JOIN lesson l ON l.school_id = o.school_id AND l.course_id = o.course_id AND l.held_on <= $3 \
              WHERE y.school_id = $1 AND y.year_id = $2 GROUP BY l.course_id) f ON f.course_id = c.course_id \
             WHERE k.school_id = $1 AND k.year_id = $2")
            .bind(self.school)
            .bind(year)
            .bind(first_ends)
            .fetch_packed(&mut self.conn())
            .await?;
        let known = |(course, subject, weekly, first, second): Packed| {
            (course.into(), (subject.into(), weekly, [first, second]))
        };
        Ok(rows.into_iter().map(known).collect())
    }
}
