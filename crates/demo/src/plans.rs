//! Topic plans: lists of real topics stretched over the lessons of a year.

use std::ops::RangeInclusive;

use klas_domain::{
    bundle::{PlanLine, TopicPlan},
    school::LessonKind,
};

use crate::{
    curriculum::Subject,
    data::{self, lines, rows},
};

/// Weeks that a plan is made for.
const WEEKS: usize = 35;

/// The plans of all subjects in all grades.
pub(crate) fn plans(subjects: &[Subject]) -> Vec<TopicPlan> {
    let blocks: Vec<Block> = data::TOPICS.into_iter().flat_map(blocks).collect();
    let styles: Vec<Style> = rows(data::STYLES).filter_map(|row| Style::read(&row)).collect();
    let mut plans = Vec::new();
    for subject in subjects {
        for grade in (1..=11).filter(|grade| subject.hours(*grade) > 0) {
            let of = |block: &&Block| block.subject == subject.name && block.grades.contains(&grade);
            let Some(block) = blocks.iter().find(of) else { continue };
            let Some(style) = styles.iter().find(|style| style.name == block.style) else { continue };
            let lessons = usize::from(subject.hours(grade)) * WEEKS;
            let mut lines = plan_lines(block, style, lessons);
            if grade == 1 {
                // No homework in grade 1 (the ministry's letters on the workload of pupils).
                for line in &mut lines {
                    line.homework = None;
                }
            }
            plans.push(TopicPlan { subject: subject.name.to_owned(), grade, letter: None, lines });
        }
    }
    plans
}

/// The topics of a subject for some grades.
struct Block {
    subject: &'static str,
    grades: RangeInclusive<u8>,
    style: &'static str,
    /// Theme and topic.
    topics: Vec<(&'static str, &'static str)>,
}

/// Reads `@ subject | grades | style`, `= theme` and topics, each on its line.
fn blocks(text: &'static str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut theme = "";
    for line in lines(text) {
        if let Some(head) = line.strip_prefix("@ ") {
            blocks.extend(block(head));
        } else if let Some(name) = line.strip_prefix("= ") {
            theme = name;
        } else if let Some(block) = blocks.last_mut() {
            block.topics.push((theme, line));
        }
    }
    blocks
}

fn block(head: &'static str) -> Option<Block> {
    let mut parts = head.split(" | ");
    let (subject, grades, style) = (parts.next()?, parts.next()?, parts.next()?);
    let (first, last) = grades.split_once('–').unwrap_or((grades, grades));
    Some(Block { subject, grades: first.parse().ok()?..=last.parse().ok()?, style, topics: Vec::new() })
}

/// How lessons of a kind of subject go on, and what is set for home.
struct Style {
    name: &'static str,
    control: Option<&'static str>,
    continuations: Vec<&'static str>,
    homework: Vec<&'static str>,
    /// What is set for home after a control work.
    after_control: &'static str,
}

impl Style {
    fn read(row: &[&'static str]) -> Option<Self> {
        let [name, control, continuations, homework, after_control] = row else { return None };
        Some(Self {
            name,
            control: (*control != "-").then_some(control),
            continuations: continuations.split(';').collect(),
            homework: homework.split(';').collect(),
            after_control,
        })
    }

    /// The topic of the lesson that is given to it for the `again`th time.
    fn topic(&self, topic: &str, again: usize) -> String {
        match again.checked_sub(1).and_then(|again| self.continuations.get(again % self.continuations.len()))
        {
            None => topic.to_owned(),
            Some(continuation) => format!("{topic}. {continuation}"),
        }
    }

    fn homework(&self, paragraph: usize, again: usize) -> Option<String> {
        let template = self.homework.get((paragraph * 3 + again) % self.homework.len())?;
        let (exercise, page) = (paragraph * 14 + again * 3 + 5, paragraph * 5 + again * 2 + 2);
        let text = template
            .replace("{p}", &paragraph.to_string())
            .replace("{n}", &exercise.to_string())
            .replace("{m}", &(exercise + 2).to_string())
            .replace("{s}", &page.to_string())
            .replace("{t}", &(page + 3).to_string())
            .replace("{q}", &(again % 6 + 1).to_string());
        (!text.is_empty()).then_some(text)
    }
}

/// Laboratory and practical works, projects and excursions take one lesson each, a control work ends each theme,
/// and what remains is shared among the other topics.
fn plan_lines(block: &Block, style: &Style, lessons: usize) -> Vec<PlanLine> {
    let is_special = |topic: &str| LessonKind::from_topic(topic) != LessonKind::Ordinary;
    let themes: Vec<_> = block.topics.chunk_by(|a, b| a.0 == b.0).collect();
    let controls = if style.control.is_some() { themes.len() } else { 0 };
    let ordinary = block.topics.iter().filter(|(_, topic)| !is_special(topic)).count();
    let specials = block.topics.len() - ordinary;
    let shared = lessons.saturating_sub(controls + specials);

    let mut plan = Plan { lines: Vec::with_capacity(lessons) };
    let mut paragraph = 0;
    for (number, theme) in (1..).zip(themes) {
        for (name, topic) in theme {
            let times = if is_special(topic) {
                1
            } else {
                paragraph += 1;
                paragraph * shared / ordinary - (paragraph - 1) * shared / ordinary
            };
            for again in 0..times {
                let homework = style.homework(paragraph.max(1), again);
                plan.push(name, style.topic(topic, again), homework, LessonKind::from_topic(topic));
            }
        }
        if let (Some(control), Some((name, _))) = (style.control, theme.first()) {
            let homework = Some(style.after_control.replace("{p}", &paragraph.max(1).to_string()));
            plan.push(name, format!("{control} № {number}. {name}"), homework, LessonKind::Control);
        }
    }
    plan.lines
}

struct Plan {
    lines: Vec<PlanLine>,
}

impl Plan {
    fn push(&mut self, theme: &str, topic: String, homework: Option<String>, kind: LessonKind) {
        let number = u16::try_from(self.lines.len() + 1).unwrap_or(u16::MAX);
        self.lines.push(PlanLine { number, theme: Some(theme.to_owned()), topic, homework, kind });
    }
}
