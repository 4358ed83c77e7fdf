//! Who was absent from which lessons of a class.

use std::collections::HashMap;

use chrono::NaiveDate;
use klas_domain::{
    Absence,
    attendance::PupilLesson,
    id::{Id, of},
};
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    db::sql,
    error::{Result, StoreError},
    journal::{PagePupil, truth},
    store::Reader,
};

/// A pupil of a class and all the class's lessons, each as it concerns the pupil.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PupilAttendance {
    /// The pupil.
    pub pupil: PagePupil,
    /// The lessons in time order, those of other groups and of days outside the class too.
    pub lessons: Vec<PupilLesson>,
}

#[derive(Deserialize)]
struct LessonRow {
    lesson_id: Uuid,
    held_on: NaiveDate,
    period: u8,
    #[serde(deserialize_with = "truth")]
    cancelled: bool,
    group_id: Option<Uuid>,
}

#[derive(Deserialize)]
struct AbsenceRow {
    lesson_id: Uuid,
    pupil_id: Uuid,
    absence: String,
}

#[derive(Deserialize)]
struct MemberRow {
    group_id: Uuid,
    pupil_id: Uuid,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
}

/// First and last day in a group.
type Stay = (NaiveDate, Option<NaiveDate>);

/// When each pupil was in each group of the class.
struct Members(HashMap<(Uuid, Uuid), Vec<Stay>>);

impl Members {
    fn are(&self, group: Uuid, pupil: Uuid, day: NaiveDate) -> bool {
        let mut spans = self.0.get(&(group, pupil)).into_iter().flatten();
        spans.any(|(from, to)| *from <= day && to.is_none_or(|to| day <= to))
    }
}

impl Reader {
    /// The attendance of a class between two days, its pupils in alphabetical order, leavers included.
    ///
    /// # Errors
    /// The database's.
    pub async fn attendance(
        &mut self,
        class: Id<of::SchoolClass>,
        days: (NaiveDate, NaiveDate),
    ) -> Result<Vec<PupilAttendance>> {
        let pupils = self.pupils_of_class(class).await?;
        let lessons = self.lessons_of_class(class, days).await?;
        let members = self.members_of_class(class).await?;
        let absences = self.absences_of_class(class, days).await?;
        let concerns = |pupil: &PagePupil, lesson: &LessonRow| {
            let in_group = |group| members.are(group, pupil.id.uuid(), lesson.held_on);
            PupilLesson {
                date: lesson.held_on,
                period: lesson.period,
                cancelled: lesson.cancelled,
                absence: absences.get(&(lesson.lesson_id, pupil.id.uuid())).copied(),
                belongs: pupil.is_of_class(lesson.held_on) && lesson.group_id.is_none_or(in_group),
            }
        };
        let own = |pupil: PagePupil| PupilAttendance {
            lessons: lessons.iter().map(|lesson| concerns(&pupil, lesson)).collect(),
            pupil,
        };
        Ok(pupils.into_iter().map(own).collect())
    }

    async fn lessons_of_class(
        &mut self,
        class: Id<of::SchoolClass>,
        (from, to): (NaiveDate, NaiveDate),
    ) -> Result<Vec<LessonRow>> {
        let school = self.school;
        sql("SELECT json_group_array(json_array(hex(l.lesson_id), l.held_on, l.period, \
             CAST(l.cancelled AS integer), CASE WHEN c.group_id IS NOT NULL THEN hex(c.group_id) END) \
             ORDER BY l.held_on, l.period, l.lesson_id) FROM course c \
             JOIN lesson l ON l.school_id = c.school_id AND l.course_id = c.course_id \
              AND l.held_on BETWEEN $3 AND $4 \
             WHERE c.school_id = $1 AND c.class_id = $2")
        .bind(school)
        .bind(class)
        .bind(from)
        .bind(to)
        .fetch_packed(&mut self.conn())
        .await
    }

    async fn members_of_class(&mut self, class: Id<of::SchoolClass>) -> Result<Members> {
        let school = self.school;
        let rows: Vec<MemberRow> = sql(
            "SELECT json_group_array(json_array(hex(m.group_id), hex(m.pupil_id), m.starts_on, m.ends_on)) \
             FROM class_group g JOIN group_member m ON m.school_id = g.school_id AND m.group_id = g.group_id \
             WHERE g.school_id = $1 AND g.class_id = $2",
        )
        .bind(school)
        .bind(class)
        .fetch_packed(&mut self.conn())
        .await?;
        let mut members: HashMap<_, Vec<_>> = HashMap::new();
        for row in rows {
            members.entry((row.group_id, row.pupil_id)).or_default().push((row.starts_on, row.ends_on));
        }
        Ok(Members(members))
    }

    async fn absences_of_class(
        &mut self,
        class: Id<of::SchoolClass>,
        (from, to): (NaiveDate, NaiveDate),
    ) -> Result<HashMap<(Uuid, Uuid), Absence>> {
        let school = self.school;
        let rows: Vec<AbsenceRow> =
            sql("SELECT json_group_array(json_array(hex(e.column_id), hex(e.pupil_id), e.absence)) \
             FROM course c JOIN lesson l ON l.school_id = c.school_id AND l.course_id = c.course_id \
              AND l.held_on BETWEEN $3 AND $4 \
             JOIN entry e ON e.school_id = l.school_id AND e.column_id = l.lesson_id \
             WHERE c.school_id = $1 AND c.class_id = $2 AND e.absence IS NOT NULL")
            .bind(school)
            .bind(class)
            .bind(from)
            .bind(to)
            .fetch_packed(&mut self.conn())
            .await?;
        let known = |row: AbsenceRow| {
            let absence = Absence::from_code(&row.absence).ok_or(StoreError::Corrupt("absence"))?;
            Ok(((row.lesson_id, row.pupil_id), absence))
        };
        rows.into_iter().map(known).collect()
    }
}
