//! Topic plans.

use std::collections::HashSet;

use klas_domain::{
    bundle::{Bundle, CourseKey, PlanLine},
    collation,
    id::{Id, of},
};

use super::{Intake, courses::title};
use crate::{
    db::{insert_many, sql},
    error::Result,
};

const PLANS: &str = "календарні плани";

impl Intake<'_, '_> {
    /// Takes in topic plans: a plan for a grade goes to every course of the subject in that grade.
    pub async fn plans(&mut self, bundle: &Bundle) -> Result<()> {
        if bundle.plans.is_empty() {
            return Ok(());
        }
        let mut courses: Vec<_> = self.known_courses().await?.into_iter().collect();
        courses.sort_by(|(a, _), (b, _)| a.cmp(b));
        for plan in &bundle.plans {
            let subject = collation::normalize(&plan.subject);
            let fits = |key: &CourseKey| {
                key.subject == subject
                    && key.class.grade == plan.grade
                    && plan.letter.as_ref().is_none_or(|letter| *letter == key.class.letter)
            };
            let mut has_place = false;
            for (_, (key, course)) in courses.iter().filter(|(key, _)| fits(key)) {
                has_place = true;
                self.plan(course.id, &title(key), &plan.lines).await?;
            }
            if !has_place {
                let letter = plan.letter.as_deref().unwrap_or_default();
                let (subject, grade) = (&plan.subject, plan.grade);
                self.changes.note(format!(
                    "планування «{subject}», {grade}{letter} клас, не взято: такої сторінки в журналі немає"
                ));
            }
        }
        Ok(())
    }

    async fn plan(&mut self, course: Id<of::Course>, title: &str, lines: &[PlanLine]) -> Result<()> {
        type LineRow = (i32, Option<String>, String, Option<String>, String);
        let known: Vec<LineRow> = sql("SELECT number, theme, topic, homework, kind FROM plan_line \
             WHERE school_id = $1 AND course_id = $2 ORDER BY number")
        .bind(self.school)
        .bind(course)
        .fetch_all(self.conn)
        .await?;
        for (number, ..) in &known {
            if !lines.iter().any(|line| i32::from(line.number) == *number) {
                self.changes.vanished(PLANS, format_args!("{title}, рядок {number}"));
            }
        }
        let known: HashSet<LineRow> = known.into_iter().collect();
        let changed: Vec<&PlanLine> = lines
            .iter()
            .filter(|line| {
                !known.contains(&(
                    line.number.into(),
                    line.theme.clone(),
                    line.topic.clone(),
                    line.homework.clone(),
                    line.kind.code().to_owned(),
                ))
            })
            .collect();
        if changed.is_empty() {
            return Ok(());
        }
        let rows = changed
            .iter()
            .map(|line| {
                vec![
                    self.school.into(),
                    course.into(),
                    line.number.into(),
                    line.theme.as_deref().into(),
                    line.topic.as_str().into(),
                    line.homework.as_deref().into(),
                    line.kind.code().into(),
                ]
            })
            .collect();
        insert_many(
            self.conn,
            "INSERT INTO plan_line (school_id, course_id, number, theme, topic, homework, kind) VALUES",
            rows,
            "ON CONFLICT (school_id, course_id, number) DO UPDATE SET theme = excluded.theme, \
             topic = excluded.topic, homework = excluded.homework, kind = excluded.kind",
        )
        .await?;
        if known.is_empty() {
            self.changes.added(PLANS, title);
        } else {
            self.changes.updated(PLANS, title);
        }
        Ok(())
    }
}
