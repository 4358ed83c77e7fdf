//! Topic plans.

use std::collections::HashSet;

use klas_domain::{
    bundle::{Bundle, BundleRow, CourseKey, PlanLine},
    collation,
    id::{Id, of},
};

use super::{Intake, courses::title};
use crate::{
    db::{insert_many, sql},
    error::Result,
    plan::{LineRow, rows},
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
        for (place, plan) in bundle.plans.iter().enumerate() {
            let subject = collation::normalize(&plan.subject);
            let fits = |key: &CourseKey| {
                key.subject == subject
                    && key.class.grade == plan.grade
                    && plan.letter.as_ref().is_none_or(|letter| *letter == key.class.letter)
            };
            let mut has_place = false;
            for (_, (key, course)) in courses.iter().filter(|(key, _)| fits(key)) {
                has_place = true;
                self.plan(BundleRow::Plan(place), (key, course.id), &plan.lines).await?;
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

    async fn plan(
        &mut self,
        row_of_bundle: BundleRow,
        (key, course): (&CourseKey, Id<of::Course>),
        lines: &[PlanLine],
    ) -> Result<()> {
        let title = title(key);
        let known = rows(self.conn, self.school, course).await?;
        if !known.is_empty() && self.is_by_hand(course).await? {
            if !known.iter().cloned().eq(lines.iter().map(row)) {
                self.changes.note(format!(
                    "планування «{title}» лишилося таким, яким його змінено на сторінці плану: у файлі воно інше"
                ));
            }
            return Ok(());
        }
        for (number, ..) in &known {
            if !lines.iter().any(|line| i32::from(line.number) == *number) {
                self.changes.vanished(PLANS, format_args!("{title}, рядок {number}"));
            }
        }
        let is_new = known.is_empty();
        let known: HashSet<LineRow> = known.into_iter().collect();
        let changed: Vec<_> = lines.iter().map(row).filter(|line| !known.contains(line)).collect();
        if changed.is_empty() {
            return Ok(());
        }
        let name = format!("{title}, інших рядків: {}", changed.len());
        if self.leaves(&key.class, Some(row_of_bundle), PLANS, name) {
            return Ok(());
        }
        let values = changed.into_iter().map(|(number, theme, topic, homework, kind)| {
            vec![
                self.school.into(),
                course.into(),
                number.into(),
                theme.into(),
                topic.into(),
                homework.into(),
                kind.into(),
            ]
        });
        insert_many(
            self.conn,
            "INSERT INTO plan_line (school_id, course_id, number, theme, topic, homework, kind) VALUES",
            values.collect(),
            "ON CONFLICT (school_id, course_id, number) DO UPDATE SET theme = excluded.theme, \
             topic = excluded.topic, homework = excluded.homework, kind = excluded.kind",
        )
        .await?;
        sql("UPDATE course SET plan_version = plan_version + 1, plan_by_hand = FALSE \
             WHERE school_id = $1 AND course_id = $2")
        .bind(self.school)
        .bind(course)
        .execute(self.conn)
        .await?;
        if is_new {
            self.changes.added(PLANS, title);
        } else {
            self.changes.updated(PLANS, title);
        }
        Ok(())
    }

    /// Whether somebody changed the plan by hand, so that no file undoes it.
    async fn is_by_hand(&mut self, course: Id<of::Course>) -> Result<bool> {
        let (by_hand,): (bool,) =
            sql("SELECT plan_by_hand FROM course WHERE school_id = $1 AND course_id = $2")
                .bind(self.school)
                .bind(course)
                .fetch_one(self.conn)
                .await?;
        Ok(by_hand)
    }
}

/// A line as it is stored.
fn row(line: &PlanLine) -> LineRow {
    let (theme, homework) = (line.theme.clone(), line.homework.clone());
    (line.number.into(), theme, line.topic.clone(), homework, line.kind.code().to_owned())
}
