//! Topic plans.

use std::ops::RangeInclusive;

use klas_domain::{
    bundle::{PlanLine, TopicPlan},
    collation,
    school::{ClassName, LessonKind},
};

use super::{
    draft::{Draft, Row, Source},
    header::Field,
    school::Courses,
    title,
    value::Read,
};

pub(super) fn read(source: &Source, courses: &Courses, draft: &mut Draft) {
    let lines = lines(source, draft);
    let Some((subject, class)) = about(source, courses) else {
        draft.sheet_fault(
            &source.sheet.name,
            "не видно предмета й класу: напишіть їх над таблицею чи в назві файлу, наприклад «КТП Алгебра 8»",
        );
        return;
    };
    let letter = Some(class.letter.clone()).filter(|letter| !letter.is_empty());
    let taught = || courses.all().filter(|course| course.is_of(class.grade, letter.as_deref(), &subject));
    if taught().all(|course| course.origin.is_some()) {
        draft.needs.extend(taught().filter_map(|course| course.origin));
    }
    if courses.is_empty() {
        draft.warn(format!("планування «{subject}», {class}: без навантаження йому немає місця в журналі"));
    } else if taught().next().is_none() {
        let reason = format!("у навантаженні немає предмета «{subject}» для класу {class}");
        draft.sheet_fault(&source.sheet.name, &reason);
    }
    let plan = TopicPlan { subject, grade: class.grade, letter, lines };
    if let Some(place) = draft.seen.insert(key(&plan), format!("аркуш «{}»", source.sheet.name)) {
        draft.sheet_fault(&source.sheet.name, &format!("планування з цього предмета вже є: {place}"));
    }
    draft.content.plans.push(plan);
}

/// What two plans for the same courses share.
pub(super) fn key(plan: &TopicPlan) -> String {
    let letter = plan.letter.as_deref().unwrap_or_default();
    format!("планування {}{letter} {}", plan.grade, collation::normalize(&plan.subject))
}

/// Subject and class of a plan: what the titles say, from the nearest to the file's name.
fn about(source: &Source, courses: &Courses) -> Option<(String, ClassName)> {
    let titles = || source.titles.iter().map(String::as_str);
    let file = titles().next_back()?;
    let class = title::class_of(&source.titles).or_else(|| grade_in_name(file))?;
    let subjects = |text, grade: Option<u8>| {
        let of_grade =
            courses.all().filter(|course| grade.is_none_or(|grade| course.key.class.grade == grade));
        title::known_subject(text, of_grade.map(|course| course.key.subject.as_str()))
    };
    let known = titles().find_map(|text| subjects(text, Some(class.grade)).or_else(|| subjects(text, None)));
    let is_of_plan =
        |text: &&str| ["план", "ктп", "клас"].iter().any(|word| text.to_lowercase().contains(word));
    let bare = || titles().filter(is_of_plan).chain([file]).find_map(title::bare_subject);
    Some((known.map(str::to_owned).or_else(bare)?, class))
}

/// The last number of a name like `КТП Алгебра 8`, `Алгебра 8А`.
fn grade_in_name(text: &str) -> Option<ClassName> {
    let words = || text.split([' ', '_', ',', '.']).rev();
    words().find_map(|word| ClassName::parse(word).filter(|_| word.chars().count() <= 4))
}

fn lines(source: &Source, draft: &mut Draft) -> Vec<PlanLine> {
    let mut lines: Vec<PlanLine> = Vec::new();
    let mut theme: Option<String> = None;
    let mut counted_before = 0;
    for row in source.rows(draft) {
        let topic = row.text(Field::Topic);
        if let Some(text) = row.filled().next().filter(|_| row.filled().count() == 1)
            && is_heading(text, topic, source.table.column(Field::Number).is_some())
        {
            if !text.to_lowercase().contains("семестр") {
                theme = Some(text.to_owned());
            }
            continue;
        }
        if row.is_empty(&[Field::Number, Field::Topic, Field::Homework]) {
            continue;
        }
        let last = lines.last().map_or(0, |line| line.number);
        let numbers = if row.text(Field::Number).is_empty() {
            Some(last + 1..=last + 1)
        } else {
            row.required(Field::Number, numbers, draft)
        };
        if topic.is_empty() {
            row.fault(Field::Topic, "має бути заповнено", draft);
        }
        let Some(numbers) = numbers else { continue };
        // The second semester's numbers may begin anew.
        if *numbers.start() == 1 && last > 0 {
            counted_before = last;
        }
        let numbers = counted_before + numbers.start()..=counted_before + numbers.end();
        if *numbers.start() <= last {
            row.fault(Field::Number, format!("номери уроків мають зростати, а вище стоїть {last}"), draft);
        }
        theme = named_theme(row).or(theme);
        lines.extend(numbers.map(|number| line(row, number, theme.clone())));
    }
    lines
}

fn line(row: Row<'_>, number: u16, theme: Option<String>) -> PlanLine {
    let topic = row.text(Field::Topic);
    // Many plans have no column of remarks, and many remarks tell of something else.
    let kind = LessonKind::from_remark(row.text(Field::Remark));
    let kind = kind.unwrap_or_else(|| LessonKind::from_topic(topic));
    PlanLine { number, theme, topic: topic.to_owned(), homework: row.optional_text(Field::Homework), kind }
}

/// The theme in the row's own column; it holds until the next one.
fn named_theme(row: Row<'_>) -> Option<String> {
    let theme = row.optional_text(Field::Theme)?;
    let is_bare = theme.chars().all(|c| c.is_ascii_digit());
    Some(if is_bare { format!("Тема {theme}") } else { theme })
}

/// Whether a row with this text alone is a heading of the rows below. In the topics' column it may be a lesson, too.
fn is_heading(text: &str, topic: &str, are_numbered: bool) -> bool {
    let lower = text.to_lowercase();
    let says = ["тема ", "тема:", "розділ", "модуль", "блок"].iter().any(|word| lower.starts_with(word));
    let is_shouted = text == text.to_uppercase();
    let apart = topic.is_empty() && numbers(text).is_err();
    apart || are_numbered && (says || is_shouted) || lower.ends_with("семестр")
}

/// A lesson number, or two of a double lesson: `12`, `12.`, `12-13`, `12, 13`.
fn numbers(text: &str) -> Read<RangeInclusive<u16>> {
    const REASON: &str = "не схоже на номер уроку за планом: потрібно число від 1";
    let is_joint = |c: char| matches!(c, '.' | ',' | '-' | '–' | '—' | ' ');
    let parts: Option<Vec<u16>> =
        text.split(is_joint).filter(|part| !part.is_empty()).map(|part| part.parse().ok()).collect();
    match parts.as_deref() {
        Some(&[one @ 1..=999]) => Ok(one..=one),
        Some(&[first @ 1..=999, last @ 1..=999]) if first < last && last - first < 5 => Ok(first..=last),
        _ => Err(REASON),
    }
}
