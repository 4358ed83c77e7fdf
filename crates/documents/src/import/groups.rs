//! In which groups of the class a pupil is: for all its subjects, or for one.

use klas_domain::{bundle::SubjectGroup, collation, school::ClassName};

use super::{
    draft::{Draft, Row, Source},
    header::{self, Field},
    school::{Courses, MeantSubject},
    value,
};

const ONE_GROUP: &str = "з одного предмета учень належить до однієї групи";

/// A pupil's groups.
#[derive(Default)]
pub(super) struct Groups {
    /// For all subjects.
    pub of_class: Vec<u8>,
    /// For one subject each.
    pub of_subjects: Vec<SubjectGroup>,
    /// Subjects in none of whose groups the pupil is.
    pub not_taken: Vec<String>,
}

impl Groups {
    fn number(&self, subject: &str) -> Option<u8> {
        self.of_subjects.iter().find(|own| own.subject == subject).map(|own| own.number)
    }
}

/// The columns that tell the groups of a sheet's pupils.
pub(super) struct GroupColumns<'a> {
    courses: &'a Courses,
    /// Columns for one subject, with its name in the header.
    of_subjects: Vec<(usize, String)>,
}

impl<'a> GroupColumns<'a> {
    /// The columns of a sheet. One whose header names no subject with groups is not taken, which is told.
    pub fn of(source: &Source, courses: &'a Courses, draft: &mut Draft) -> Self {
        let headers = Row::header(source);
        let mut of_subjects = Vec::new();
        let columns = source.table.columns.iter().filter(|(field, _)| *field == Field::SubjectGroup);
        for (_, column) in columns {
            let header = headers.at(*column);
            let subject = subject_of_group(header);
            if courses.divides(&subject) {
                of_subjects.push((*column, subject));
            } else if is_filled(source, *column) {
                let sheet = &source.sheet.name;
                draft.warn(format!(
                    "аркуш «{sheet}»: стовпець «{header}» не взято: у навантаженні немає предмета з групами, який так зветься"
                ));
            }
        }
        Self { courses, of_subjects }
    }

    /// The groups that a row tells.
    pub fn read(&self, row: Row<'_>, class: Option<&ClassName>, draft: &mut Draft) -> Groups {
        let mut groups = Groups::default();
        self.read_of_class(row, class, &mut groups, draft);
        let Some(class) = class else { return groups };
        for (column, subject) in &self.of_subjects {
            let text = row.at(*column);
            if value::is_nothing(text) {
                // A dash says that there is no group; an empty cell says nothing.
                if !text.trim().is_empty() {
                    groups.not_taken.extend(self.meant(class, subject, draft).map(str::to_owned));
                }
                continue;
            }
            match value::groups(text).as_deref() {
                Ok([]) => {}
                Ok([group]) => self.add((row, class), (subject, *group), &mut groups, draft),
                Ok(_) => row.fault_at(*column, text, ONE_GROUP, draft),
                Err(reason) => row.fault_at(*column, text, *reason, draft),
            }
        }
        let told = std::mem::take(&mut groups.not_taken);
        groups.not_taken = told.into_iter().filter(|subject| groups.number(subject).is_none()).collect();
        self.ask_about_several((row, class), &groups, draft);
        groups
    }

    /// The column «Група»: a number for all subjects, or numbers with subjects, `англ. 1; інф. 2`.
    fn read_of_class(&self, row: Row<'_>, class: Option<&ClassName>, groups: &mut Groups, draft: &mut Draft) {
        let text = row.text(Field::Group);
        let Some(numbers) = row.optional(Field::Group, value::groups, draft) else { return };
        let told = told(text);
        let is_subject = |words: &str| {
            let meant = class.map(|class| self.courses.find_divided(class, words));
            !matches!(meant, None | Some(MeantSubject::Nothing))
        };
        let Some(class) = class.filter(|_| told.iter().any(|(words, _)| is_subject(words))) else {
            groups.of_class = numbers;
            return;
        };
        for (words, number) in &told {
            match number {
                Some(number) if is_subject(words) => {
                    self.add((row, class), (words, *number), groups, draft);
                }
                Some(number) if words.is_empty() && groups.of_subjects.is_empty() => {
                    groups.of_class.push(*number);
                }
                Some(number) if words.is_empty() => {
                    row.fault(Field::Group, format!("не видно, з якого предмета група {number}"), draft);
                }
                Some(_) => {
                    row.fault(Field::Group, format!("у {class} немає груп з предмета «{words}»"), draft);
                }
                None if is_subject(words) => {
                    row.fault(Field::Group, format!("не видно номера групи з предмета «{words}»"), draft);
                }
                None => {}
            }
        }
    }

    /// Adds the group of a subject that words mean.
    fn add(
        &self,
        (row, class): (Row<'_>, &ClassName),
        (words, number): (&str, u8),
        groups: &mut Groups,
        draft: &mut Draft,
    ) {
        let Some(subject) = self.meant(class, words, draft) else { return };
        match groups.number(subject) {
            None => groups.of_subjects.push(SubjectGroup { subject: subject.to_owned(), number }),
            Some(other) if other != number => {
                let place = row.place();
                draft.ask(format!("{place}, {class}: з предмета «{subject}» група {other} чи {number}?"));
            }
            Some(_) => {}
        }
    }

    /// The subject that words mean; a question where they may mean several. One that the class has no groups for is left
    /// as it is called: that it has no pages is told when it is taken in.
    fn meant<'w>(&'w self, class: &ClassName, words: &'w str, draft: &mut Draft) -> Option<&'w str> {
        match self.courses.find_divided(class, words) {
            MeantSubject::Nothing => Some(words),
            MeantSubject::One(found) => {
                draft.needs.extend(found.iter().filter_map(|course| course.origin));
                Some(found.first().map_or(words, |course| course.key.subject.as_str()))
            }
            MeantSubject::Several(subjects) => {
                let subjects = subjects.join(" чи ");
                draft.ask(format!("{class}: «{words}» у групах учнів — це {subjects}?"));
                None
            }
        }
    }

    /// A pupil is in one group of a division: which number is of which subject only a person can tell.
    fn ask_about_several(&self, (row, class): (Row<'_>, &ClassName), groups: &Groups, draft: &mut Draft) {
        let is_told = |subject: &str| {
            groups.number(subject).is_some() || groups.not_taken.iter().any(|own| own == subject)
        };
        let several = self.courses.subjects_of_several(class, &groups.of_class);
        if let Some(subject) = several.into_iter().find(|subject| !is_told(subject)) {
            let place = row.place();
            draft.ask(format!(
                "{place}, {class}: «{}» — у якій групі учень з предмета «{subject}»? Впишіть групу до кожного предмета: «Англійська мова 1; Інформатика 2»",
                row.text(Field::Group)
            ));
        }
    }
}

fn is_filled(source: &Source, column: usize) -> bool {
    let mut rows = source.sheet.rows.iter().skip(source.table.header + 1);
    rows.any(|row| row.get(column).is_some_and(|cell| !value::is_nothing(cell)))
}

/// The subject that the header of a group's column names, in small letters and as it stands there: `англ мова`; empty
/// where it names none.
pub(super) fn subject_of_group(header: &str) -> String {
    let words = header::words(header).into_iter().filter(|word| !is_of_group(word));
    words.collect::<Vec<_>>().join(" ")
}

/// Whether a word beside a group's number or in the header of its column is none of a subject's name.
fn is_of_group(word: &str) -> bool {
    const WORDS: [&str; 11] = ["гр", "із", "зі", "та", "на", "по", "за", "для", "ша", "га", "тя"];
    const BEGINNINGS: [&str; 12] = [
        "груп",
        "підгр",
        "номер",
        "предмет",
        "клас",
        "учн",
        "учен",
        "навчальн",
        "поділ",
        "розпод",
        "вивч",
        "урок",
    ];
    word.chars().count() == 1
        || word.chars().all(|c| c.is_ascii_digit())
        || WORDS.contains(&word)
        || BEGINNINGS.iter().any(|beginning| word.starts_with(beginning))
}

/// What a cell tells: words, where there are any, with the number beside them; words without a number last. `1 англ., 2
/// інф.` is the same as `англ. 1, інф. 2` and `англ. 1 інф. 2`.
fn told(text: &str) -> Vec<(String, Option<u8>)> {
    let text = digits_apart(&collation::normalize(text));
    let has_digits = text.contains(|c: char| c.is_ascii_digit());
    let number = |word: &str| if has_digits { word.parse().ok() } else { value::roman(word) };
    let mut told = Vec::new();
    for part in text.split([',', ';', '/', '+']) {
        let mut words: Vec<&str> = part.split(|c: char| !c.is_alphanumeric()).collect();
        words.retain(|word| !word.is_empty() && (number(word).is_some() || !is_of_group(word)));
        // Behind their numbers, the words are read from the end.
        let is_behind = words.first().is_some_and(|word| number(word).is_some());
        if is_behind {
            words.reverse();
        }
        let in_order = |mut words: Vec<&str>| {
            if is_behind {
                words.reverse();
            }
            words.join(" ")
        };
        let mut of_part = Vec::new();
        let mut beside = Vec::new();
        for word in words {
            match number(word) {
                Some(number) => of_part.push((in_order(std::mem::take(&mut beside)), Some(number))),
                None => beside.push(word),
            }
        }
        if !beside.is_empty() {
            of_part.push((in_order(beside), None));
        }
        if is_behind {
            of_part.reverse();
        }
        told.append(&mut of_part);
    }
    told
}

/// `1гр` as `1 гр`.
fn digits_apart(text: &str) -> String {
    let mut apart = String::with_capacity(text.len());
    let mut is_digit = None;
    for c in text.chars() {
        let is_now = c.is_alphanumeric().then(|| c.is_ascii_digit());
        if is_now.is_some() && is_digit.is_some() && is_now != is_digit {
            apart.push(' ');
        }
        is_digit = is_now;
        apart.push(c);
    }
    apart
}
