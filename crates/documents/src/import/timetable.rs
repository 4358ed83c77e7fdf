//! The weekly timetable: a table with a column for each class, or a list with a row for each lesson.

use std::collections::BTreeMap;

use klas_domain::{
    bundle::{CourseKey, TimetableSlot},
    collation,
    school::ClassName,
};

use super::{
    draft::{Draft, Row, Source},
    header::Field,
    school::{Course, Courses, MeantSubject},
    shift::{self, Said},
    value,
};

/// When and for whom a cell of the timetable is.
struct Place<'a> {
    row: Row<'a>,
    column: usize,
    class: &'a ClassName,
    weekday: u8,
    period: u8,
    room: Option<String>,
}

/// A table with a column for each class. The day may stand in its own column, in a row of its own or in the sheet's
/// name, and holds for the rows below until the next.
pub(super) fn read_matrix(source: &Source, courses: &Courses, draft: &mut Draft) {
    let columns = columns(source, courses, draft);
    let unnamed = unnamed(source);
    let mut weekday = source.titles.iter().find_map(|title| value::weekday(title).ok());
    let shift = source.titles.iter().find_map(|title| shift::shift_of(title));
    for row in source.rows(draft) {
        let heading = row.filled().next().filter(|_| row.filled().count() == 1);
        if let Some(day) = heading.and_then(|text| value::weekday(text).ok()) {
            weekday = Some(day);
            continue;
        }
        if let Some(day) = row.optional(Field::Day, value::weekday, draft) {
            weekday = Some(day);
        }
        fault_unnamed(row, &unnamed, draft);
        if columns.iter().all(|column| value::is_nothing(row.at(column.at))) {
            continue;
        }
        let period = row.required(Field::Period, value::period, draft);
        let Some(day) = weekday else {
            row.fault(Field::Day, "не видно дня тижня", draft);
            continue;
        };
        let Some(period) = period else { continue };
        for (place, column) in columns.iter().enumerate() {
            let text = row.at(column.at);
            if value::is_nothing(text) || column.continues && only_room(text).is_some() {
                continue;
            }
            if let Some(shift) = shift {
                shift::tell(row, &column.class, shift.to_owned(), draft);
            }
            let room = room_beside(row, column, &columns[place + 1..]);
            let place = Place { row, column: column.at, class: &column.class, weekday: day, period, room };
            read_cell(&place, courses, draft);
        }
    }
}

/// A column with lessons of a class.
struct LessonColumn {
    at: usize,
    class: ClassName,
    /// The column of their rooms.
    room: Option<usize>,
    /// Whether it has no header and so is of the class to its left.
    continues: bool,
}

/// The columns with lessons. Under a header that reaches over several, each group of the class has its own.
fn columns(source: &Source, courses: &Courses, draft: &mut Draft) -> Vec<LessonColumn> {
    let header = Row::header(source);
    let mut columns: Vec<LessonColumn> = Vec::new();
    let mut class: Option<ClassName> = None;
    for at in 0..width(source) {
        let field = source.table.columns.iter().find(|(_, column)| *column == at).map(|(field, _)| *field);
        if field == Some(Field::Room) {
            let own = columns.iter_mut().filter(|own| Some(&own.class) == class.as_ref());
            for own in own.filter(|own| own.room.is_none()) {
                own.room = Some(at);
            }
            continue;
        }
        let continues = field != Some(Field::Class);
        if !continues {
            class = class_of_column(header, at, &columns, courses, draft);
        }
        columns.extend(class.clone().map(|class| LessonColumn { at, class, room: None, continues }));
    }
    columns
}

/// The class of a header; a fault where it can have no lessons here.
fn class_of_column(
    header: Row<'_>,
    at: usize,
    before: &[LessonColumn],
    courses: &Courses,
    draft: &mut Draft,
) -> Option<ClassName> {
    let class = ClassName::parse(header.at(at))?;
    let reason = if !courses.has_class(&class) {
        "для цього класу немає навантаження"
    } else if before.iter().any(|other| other.class == class) {
        "цей клас уже має стовпець"
    } else {
        return Some(class);
    };
    header.fault_at(at, header.at(at), reason, draft);
    None
}

/// How many columns have any text.
fn width(source: &Source) -> usize {
    let last = |row: &Vec<String>| row.iter().rposition(|cell| !cell.is_empty());
    source.sheet.rows.iter().filter_map(last).max().map_or(0, |last| last + 1)
}

/// The columns left of the classes that have no header and are neither of days nor of numbers.
fn unnamed(source: &Source) -> Vec<usize> {
    let header = Row::header(source);
    let known = &source.table.columns;
    let first = known.iter().find(|(field, _)| *field == Field::Class).map_or(0, |(_, column)| *column);
    let is_known = |at: usize| known.iter().any(|(_, column)| *column == at);
    (0..first).filter(|at| header.at(*at).is_empty() && !is_known(*at)).collect()
}

/// Faults where a lesson may stand in a column of no class; numbers and times are none. A text alone in its row is a
/// heading or a note.
fn fault_unnamed(row: Row<'_>, unnamed: &[usize], draft: &mut Draft) {
    if row.filled().count() < 2 {
        return;
    }
    for at in unnamed {
        let text = row.at(*at);
        if text.contains(char::is_alphabetic) && !value::is_nothing(text) {
            row.fault_at(*at, text, "у стовпця немає заголовка: не видно, якого класу цей урок", draft);
        }
    }
}

/// The room of a lesson: in the column of rooms, else alone in the class's next filled cell.
fn room_beside(row: Row<'_>, column: &LessonColumn, after: &[LessonColumn]) -> Option<String> {
    let is_filled = |text: &&str| !value::is_nothing(text);
    let room = column.room.map(|room| row.at(room)).filter(is_filled);
    let mut beside = after.iter().take_while(|next| next.continues).map(|next| row.at(next.at));
    room.map(str::to_owned).or_else(|| beside.find(is_filled).and_then(only_room))
}

/// The room in a cell with nothing else: `каб. 12`, `12а`. A digit alone may be a group's number.
fn only_room(text: &str) -> Option<String> {
    let after = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_number =
        text.len() - after.len() > 1 && after.chars().count() < 2 && after.chars().all(char::is_alphabetic);
    if is_number {
        return Some(text.to_owned());
    }
    let Lesson { subject, groups, room } = split_groups(&format!(" {text}"));
    room.filter(|_| subject.is_empty() && groups.is_empty())
}

/// A list with a row for each lesson.
pub(super) fn read_list(source: &Source, courses: &Courses, draft: &mut Draft) {
    let Some(column) = source.table.column(Field::Subject) else { return };
    let titled = source.titles.iter().find_map(|title| shift::shift_of(title));
    let mut weekday = None;
    for row in source.rows(draft) {
        if row.is_empty(&[Field::Subject, Field::Class, Field::Period]) {
            continue;
        }
        let day_or_number = |text: &str| match text.parse() {
            Ok(day @ 1..=7) => Ok(day),
            _ => value::weekday(text),
        };
        let given_day = row.optional(Field::Day, day_or_number, draft);
        weekday = given_day.or(weekday);
        if weekday.is_none() && row.text(Field::Day).is_empty() {
            row.fault(Field::Day, "має бути заповнено", draft);
        }
        let period = row.required(Field::Period, value::period, draft);
        let class = row.class(source.grade, draft);
        let subject = row.required(Field::Subject, |text| Ok(text.to_owned()), draft);
        let groups = row.optional(Field::Group, value::groups, draft);
        let (Some(weekday), Some(period), Some(class), Some(subject)) = (weekday, period, class, subject)
        else {
            continue;
        };
        let shift = row.optional_text(Field::Shift).map(|text| Said::default().of_cell(&text));
        if let Some(shift) = shift.or_else(|| titled.map(str::to_owned)) {
            shift::tell(row, &class, shift, draft);
        }
        let room = row.optional_text(Field::Room);
        let place = Place { row, column, class: &class, weekday, period, room };
        let mut lesson = split_groups(&subject);
        lesson.groups.extend(groups.unwrap_or_default());
        match find(&place, &lesson, courses, draft) {
            Found::Courses(found) => add(&place, &lesson, &found, draft),
            Found::Asked => {}
            Found::Nothing(reason) => row.fault_at(column, &subject, reason, draft),
        }
    }
}

/// A subject with the groups of the class that are named beside it; none are named where all have it.
pub(super) struct Lesson {
    subject: String,
    pub groups: Vec<u8>,
    room: Option<String>,
}

enum Found<'a> {
    Courses(Vec<&'a Course>),
    Asked,
    Nothing(String),
}

fn read_cell(place: &Place<'_>, courses: &Courses, draft: &mut Draft) {
    let text = place.row.at(place.column);
    if value::is_nothing(text) {
        return;
    }
    // Two groups of a class may have different subjects: «Англійська мова (гр. 1) / Інформатика (гр. 2)».
    let parts: Vec<Lesson> = text.split(['/', ';', ',']).map(split_groups).collect();
    let by_groups = parts.iter().all(|part| !part.groups.is_empty() && !part.subject.is_empty());
    let lessons = if by_groups { parts } else { vec![split_groups(text)] };
    for lesson in &lessons {
        match find(place, lesson, courses, draft) {
            Found::Courses(found) => add(place, lesson, &found, draft),
            Found::Asked => {}
            Found::Nothing(reason) => {
                if by_groups || !read_alternate(place, text, courses, draft) {
                    place.row.fault_at(place.column, text, reason, draft);
                }
            }
        }
    }
}

/// `Алгебра / Геометрія`: two subjects of the same pupils, in the odd weeks and in the even. Groups of one number are the
/// same pupils in one division alone; of two divisions a cell has to name them.
fn read_alternate(place: &Place<'_>, text: &str, courses: &Courses, draft: &mut Draft) -> bool {
    let Some((odd, even)) = text.split_once('/') else { return false };
    let (odd, even) = (split_groups(odd), split_groups(even));
    let (Found::Courses(first), Found::Courses(second)) =
        (find(place, &odd, courses, draft), find(place, &even, courses, draft))
    else {
        return false;
    };
    let taught = |found: &[&Course]| {
        let mut taught: Vec<(Option<u8>, String)> =
            found.iter().map(|course| courses.taught(&course.key)).collect();
        taught.sort_unstable();
        taught
    };
    let (of_first, of_second) = (taught(&first), taught(&second));
    if !of_first.iter().map(|(number, _)| number).eq(of_second.iter().map(|(number, _)| number)) {
        return false;
    }
    if of_first != of_second {
        let reason = "ці предмети діляться на групи по-різному: впишіть групи, наприклад «Англійська мова (гр. 1) / Інформатика (гр. 2)»";
        place.row.fault_at(place.column, text, reason, draft);
        return true;
    }
    add(place, &odd, &first, draft);
    add(place, &even, &second, draft);
    true
}

/// Nobody has two lessons at once, so two subjects alternate by weeks; a person should see which begins.
pub(super) fn tell_alternate(courses: &Courses, draft: &mut Draft) {
    let mut meetings: BTreeMap<_, Vec<TimetableSlot>> = BTreeMap::new();
    for slot in &draft.content.timetable {
        let meeting = (slot.course.class.clone(), slot.weekday, slot.period, courses.taught(&slot.course));
        meetings.entry(meeting).or_default().push(slot.clone());
    }
    for ((class, ..), slots) in meetings {
        let subjects: Vec<&str> = slots.iter().map(|slot| slot.course.subject.as_str()).collect();
        let place = slots.first().and_then(|slot| draft.seen.get(&key(slot))).cloned().unwrap_or_default();
        match subjects.as_slice() {
            [] | [_] => {}
            [odd, even] => draft.warn(format!(
                "{place}, {class}: через тиждень — у 1-й, 3-й… тиждень року «{odd}», у 2-й, 4-й… «{even}»"
            )),
            [..] => {
                let subjects = subjects.join(" чи ");
                draft.ask(format!("{place}, {class}: що з цього в один час — {subjects}?"));
            }
        }
    }
}

/// The courses that a lesson is of: those of the named groups; where none is named, of the whole class, else of all
/// its groups.
fn find<'a>(place: &Place<'_>, lesson: &Lesson, courses: &'a Courses, draft: &mut Draft) -> Found<'a> {
    let found = match courses.find(place.class, &lesson.subject) {
        MeantSubject::One(found) => found,
        MeantSubject::Several(subjects) => {
            let subjects = subjects.join(" чи ");
            draft.ask(format!(
                "{}, {}: «{}» — це {subjects}?",
                place.row.place(),
                place.class,
                lesson.subject
            ));
            return Found::Asked;
        }
        MeantSubject::Nothing => {
            return Found::Nothing(format!("у {} немає навантаження з такого предмета", place.class));
        }
    };
    let of_group = |group: Option<u8>| found.iter().copied().filter(move |course| course.key.group == group);
    if lesson.groups.is_empty() {
        let whole: Vec<_> = of_group(None).collect();
        return Found::Courses(if whole.is_empty() { found } else { whole });
    }
    let missing = lesson.groups.iter().find(|group| of_group(Some(**group)).next().is_none());
    match missing {
        Some(group) => Found::Nothing(format!("у {} з цього предмета немає групи {group}", place.class)),
        None => Found::Courses(lesson.groups.iter().flat_map(|group| of_group(Some(*group))).collect()),
    }
}

fn add(place: &Place<'_>, lesson: &Lesson, found: &[&Course], draft: &mut Draft) {
    for course in found {
        draft.needs.extend(course.origin);
        let slot = TimetableSlot {
            course: course.key.clone(),
            weekday: place.weekday,
            period: place.period,
            room: place.room.clone().or_else(|| lesson.room.clone()),
        };
        place.row.only_once_at(place.column, key(&slot), draft);
        draft.content.timetable.push(slot);
    }
}

/// What two cells about one lesson share.
pub(super) fn key(slot: &TimetableSlot) -> String {
    let CourseKey { class, group, subject } = &slot.course;
    let group = group.unwrap_or_default();
    format!("урок {} {} {class} {group} {}", slot.weekday, slot.period, collation::normalize(subject))
}

/// `Англійська мова (гр. 1, гр. 2)`, `Англійська мова гр. 1`, `Алгебра (каб. 12)`. A text in which anything else
/// stands after the subject is all subject, so that no word of it is passed over.
pub(super) fn split_groups(text: &str) -> Lesson {
    let all_subject = || Lesson { subject: text.trim().to_owned(), groups: Vec::new(), room: None };
    let marks = ["(", " гр", " підгр", "гр.", " каб"];
    let Some(end) = marks.iter().filter_map(|mark| text.find(mark)).min() else {
        return all_subject();
    };
    let (subject, marks) = text.split_at(start_of_number(text, end));
    let (groups, room) = marks.split_once("каб").map_or((marks, None), |(groups, room)| (groups, Some(room)));
    let room = room.map(|room| room.trim_start_matches(|c: char| c.is_alphabetic() || ". ".contains(c)));
    let (room, rest) = room.map_or(("", ""), |room| room.split_once(')').unwrap_or((room, "")));
    if rest.contains(char::is_alphanumeric) || !groups.split(|c: char| !c.is_alphanumeric()).all(is_of_group)
    {
        return all_subject();
    }
    let has_groups = groups.contains(char::is_alphanumeric);
    let groups = if has_groups { value::groups(groups) } else { Ok(Vec::new()) };
    let room = Some(room.trim()).filter(|room| !room.is_empty()).map(str::to_owned);
    groups.map_or_else(
        |_| all_subject(),
        |groups| Lesson { subject: subject.trim().trim_end_matches([',', ' ']).to_owned(), groups, room },
    )
}

/// Where the marks after a subject begin: with the number in `мова 1 гр.`, `мова 1гр.`, else at `end`.
fn start_of_number(text: &str, end: usize) -> usize {
    let before = text[..end].trim_end();
    let start = before.rfind(' ').unwrap_or(end);
    let word = before[start.min(before.len())..].trim();
    let is_number = word.parse::<u8>().is_ok() || value::roman(&word.to_lowercase()).is_some();
    let is_groups = ["гр", "підгр"].iter().any(|mark| text[end..].trim_start().starts_with(mark));
    if is_number && is_groups { start } else { end }
}

/// A word of `гр. 1, 2гр. і підгрупа 3`, `ІІ група`.
fn is_of_group(word: &str) -> bool {
    let word = word.to_lowercase();
    let letters = word.trim_matches(|c: char| c.is_ascii_digit());
    letters.is_empty()
        || letters.starts_with("гр")
        || letters.starts_with("підгр")
        || letters == "та"
        || value::roman(letters).is_some()
}
