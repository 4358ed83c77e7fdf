//! Fulfilment of plans: the hours that courses were to have against the lessons they had.

use klas_domain::{Id, collation, fulfilment::Fulfilment, id::of, school::PersonName};
use klas_store::{journal::Course, reports::CourseHours};

use super::{Choices, Covered, Narrowed, When, question, viewer};
use crate::{failure::Failure, visit::Visit};

/// How many numbers a line has: planned, given, cancelled, to come, short, over.
pub const NUMBERS: usize = 6;

/// A course of the report.
pub struct PlanLine {
    /// The course.
    pub course: Course,
    /// Whether the planned hours are the topics of its plan; else they are those of its weekly load.
    pub has_plan: bool,
    /// The hours of the period.
    pub fulfilment: Fulfilment,
}

impl PlanLine {
    /// The numbers of the line.
    pub fn numbers(&self) -> [u32; NUMBERS] {
        let (own, lessons) = (self.fulfilment, self.fulfilment.lessons);
        [own.planned, lessons.given, lessons.cancelled, lessons.ahead, own.short(), own.over()]
    }
}

/// The report on the fulfilment of plans.
pub struct Plans {
    /// What it covers.
    pub covered: Covered,
    /// What it is narrowed to.
    pub narrowed: Narrowed,
    /// What it can be narrowed to.
    pub choices: Choices,
    /// The courses by class, subject and group.
    pub lines: Vec<PlanLine>,
}

impl Plans {
    /// The sums of all lines: what one course lacks, another does not make up for.
    pub fn sums(&self) -> [u32; NUMBERS] {
        self.lines.iter().map(PlanLine::numbers).fold([0; NUMBERS], |mut sums, numbers| {
            for (sum, number) in sums.iter_mut().zip(numbers) {
                *sum += number;
            }
            sums
        })
    }
}

/// The report of a period: of the whole school, or of the visitor's own courses and class.
pub async fn plans(visit: &Visit, when: When, narrowed: Narrowed) -> Result<Plans, Failure> {
    let viewer = viewer(visit)?;
    let mut reader = visit.reader().await?;
    let (question, covered) = question(&mut reader, when, viewer, visit.today()).await?;
    let courses = reader.course_hours(&question, &covered.year).await?;
    let choices = choices(&courses);
    let line = |own: CourseHours| {
        let teacher = own.course.teacher.as_ref().map(|(teacher, _)| *teacher);
        let kept = narrowed.holds(own.course.class_id, own.subject, teacher);
        let fulfilment = own.hours.of(covered.period, &covered.year);
        let line = PlanLine { has_plan: own.hours.has_plan(), course: own.course, fulfilment };
        (kept && !fulfilment.is_empty()).then_some(line)
    };
    let lines = courses.into_iter().filter_map(line).collect();
    Ok(Plans { covered, narrowed, choices, lines })
}

fn choices(courses: &[CourseHours]) -> Choices {
    let mut classes: Vec<_> =
        courses.iter().map(|own| (own.course.class_id, own.course.class.clone())).collect();
    classes.dedup_by_key(|(class, _)| *class);
    let mut subjects: Vec<(Id<of::Subject>, String)> =
        courses.iter().map(|own| (own.subject, own.course.subject.clone())).collect();
    subjects.sort_by_cached_key(|(subject, name)| (collation::sort_key(name), *subject));
    subjects.dedup();
    let mut teachers: Vec<(Id<of::Person>, PersonName)> =
        courses.iter().filter_map(|own| own.course.teacher.clone()).collect();
    teachers.sort_by_cached_key(|(teacher, name)| (collation::sort_key(&name.full()), *teacher));
    teachers.dedup();
    let vacant = courses.iter().any(|own| own.course.teacher.is_none());
    Choices { classes, subjects, teachers, vacant }
}
