//! A school's spreadsheets, in whatever shape its office keeps them, as a [`Bundle`].
//!
//! Each sheet is recognised by the words of its header. Nothing is guessed about people: what cannot be read is a
//! fault with its cell, what may mean two things is a question, and a file with either gives nothing to the bundle.

mod bells;
mod courses;
mod draft;
mod grade;
mod groups;
mod guardians;
mod header;
mod oneroster;
mod patterns;
mod plan;
mod pupils;
mod report;
mod school;
mod sheet;
mod shift;
mod staff;
mod timetable;
mod title;
mod value;

use std::collections::{HashMap, HashSet};

use klas_domain::{
    bundle::{Bundle, BundleRow, CourseKey},
    calendar::AcademicYear,
    permission::Role,
    school::{ClassName, PersonName},
};

use draft::{Draft, Source};
use school::School;

pub use report::{Fault, FileKind, FileReport};
pub use sheet::{Collected, SourceFile, collect};

/// What the database has already, for files that refer to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Names of the school's staff.
    pub staff: Vec<PersonName>,
    /// The pages of the journal of a year.
    pub courses: Vec<CourseKey>,
    /// Its classes that are divided for a subject in another way than for the rest, each with the subject.
    pub divided: Vec<(ClassName, String)>,
    /// That year; where files are about another one, the pages are none of theirs.
    pub year: Option<AcademicYear>,
}

/// What files hold, and what is wrong with them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// The rows of the files that were taken.
    pub bundle: Bundle,
    /// A report for each file, in the order of the files; the files of a OneRoster bundle have one together.
    pub files: Vec<FileReport>,
    /// Where rows of the bundle stand, by what they are about.
    places: HashMap<String, String>,
}

impl Reading {
    /// Where a row of the bundle stands, for people: file, sheet and row; of a topic plan, file and sheet.
    pub fn place(&self, row: BundleRow) -> Option<&str> {
        let bundle = &self.bundle;
        let key = match row {
            BundleRow::Staff(place) => staff::key(&bundle.staff.get(place)?.name),
            BundleRow::Pupil(place) => pupils::key(bundle.pupils.get(place)?),
            BundleRow::Course(place) => courses::key(&bundle.courses.get(place)?.key),
            BundleRow::Slot(place) => timetable::key(bundle.timetable.get(place)?),
            BundleRow::Plan(place) => plan::key(bundle.plans.get(place)?),
        };
        self.places.get(&key).map(String::as_str)
    }
}

/// Reads files together: timetables refer to the teaching load, the load to the staff, whatever file they are in.
pub fn read(files: &[SourceFile], known: &Known) -> Reading {
    let mut drafts = Vec::new();
    let mut sources = Vec::new();
    let mut rosters: Vec<&str> = Vec::new();
    for file in files {
        let (draft, tables) = match oneroster::folder(file) {
            Some(folder) if rosters.contains(&folder) => continue,
            Some(folder) => {
                rosters.push(folder);
                let parts: Vec<_> =
                    files.iter().filter(|file| oneroster::folder(file) == Some(folder)).collect();
                (oneroster::read(folder, &parts, known.year.as_ref()), Vec::new())
            }
            None => open(file),
        };
        drafts.push(draft);
        sources.push(tables);
    }
    read_tables(&mut drafts, &sources, known);
    ask_about_years(&mut drafts);
    ask_about_repeats(&mut drafts);
    shift::ask_about_differences(&mut drafts);
    wait_for_needed(&mut drafts);
    assemble(drafts)
}

/// The file's recognised sheets, and a draft that tells of all of them.
fn open(file: &SourceFile) -> (Draft, Vec<Source>) {
    let mut draft = Draft::new(file.name.clone());
    let mut sources = Vec::new();
    match sheet::open(file) {
        Err(reason) => draft.file_fault(&reason),
        Ok(sheets) => {
            for sheet in sheets {
                sources.extend(recognise(file, sheet, &mut draft));
            }
            if sources.is_empty() {
                draft.file_fault("не впізнано: немає рядка заголовків, з якого видно, що це за таблиця");
            }
        }
    }
    (draft, sources)
}

fn recognise(file: &SourceFile, mut sheet: sheet::Sheet, draft: &mut Draft) -> Option<Source> {
    let name = sheet.name.clone();
    grade::complete_heads(&mut sheet, file.stem());
    let class = title::class_or_number(&name).or_else(|| title::class(file.stem()));
    let Some(table) = header::recognise(&sheet, class.is_some()) else {
        let rows = sheet.rows.iter().filter(|row| row.iter().any(|cell| !cell.is_empty())).count();
        draft.report.sheets.push((name, None, rows));
        return None;
    };
    let above = sheet.rows.iter().take(table.header).flatten();
    let mut titles: Vec<String> = above.filter(|cell| !cell.is_empty()).cloned().collect();
    let class = title::class_of(&titles).or(class);
    titles.extend([name.clone(), file.stem().to_owned()]);
    let year = titles.iter().find_map(|text| title::year(text));
    draft.content.year = draft.content.year.take().or(year.map(AcademicYear::starting));
    draft.report.sheets.push((name, Some(table.kind), 0));
    let grade = grade::of(&sheet, table.header, file.stem());
    Some(Source { sheet, table, titles, class, grade })
}

/// First what others refer to, then what refers to it.
fn read_tables(drafts: &mut [Draft], sources: &[Vec<Source>], known: &Known) {
    let mut school = School::default();
    for name in &known.staff {
        school.staff.add(name, None);
    }
    let year = newest_year(drafts).map(AcademicYear::label);
    let is_other = year.is_some_and(|year| known.year.as_ref().is_some_and(|known| known.label() != year));
    for key in known.courses.iter().filter(|_| !is_other) {
        school.courses.add(key, None);
    }
    for (class, subject) in known.divided.iter().filter(|_| !is_other) {
        school.courses.divide(class, subject);
    }
    each_table(drafts, sources, |kind, source, draft| match kind {
        FileKind::Staff => staff::read(source, draft),
        FileKind::Bells => bells::read(source, draft),
        _ => {}
    });
    for (place, draft) in drafts.iter().enumerate() {
        school.add_staff(&draft.content, Some(place));
    }
    each_table(drafts, sources, |kind, source, draft| {
        if kind == FileKind::Courses {
            courses::read(source, &school.staff, draft);
        }
    });
    for (place, draft) in drafts.iter().enumerate() {
        school.add_courses(&draft.content, Some(place));
    }
    each_table(drafts, sources, |kind, source, draft| {
        if kind == FileKind::Pupils {
            pupils::read(source, &school.courses, draft);
        }
    });
    for draft in drafts.iter().filter(|draft| draft.report.taken()) {
        school.add_divisions(&draft.content);
    }
    each_table(drafts, sources, |kind, source, draft| match kind {
        FileKind::TimetableMatrix => timetable::read_matrix(source, &school.courses, draft),
        FileKind::TimetableList => timetable::read_list(source, &school.courses, draft),
        FileKind::Plan => plan::read(source, &school.courses, draft),
        _ => {}
    });
    for draft in drafts {
        timetable::tell_alternate(&school.courses, draft);
    }
}

fn each_table(drafts: &mut [Draft], sources: &[Vec<Source>], read: impl Fn(FileKind, &Source, &mut Draft)) {
    for (draft, sources) in drafts.iter_mut().zip(sources) {
        for source in sources {
            read(source.table.kind, source, draft);
        }
    }
}

fn newest_year(drafts: &[Draft]) -> Option<&AcademicYear> {
    drafts.iter().filter_map(|draft| draft.content.year.as_ref()).max_by_key(|year| year.starts_on)
}

/// A folder may hold last year's file beside this year's.
fn ask_about_years(drafts: &mut [Draft]) {
    let Some(newest) = newest_year(drafts).map(AcademicYear::label) else { return };
    for draft in drafts {
        if let Some(year) =
            draft.content.year.as_ref().map(AcademicYear::label).filter(|year| *year != newest)
        {
            draft.ask(format!("Тут {year} навчальний рік, а в іншому файлі {newest}: який потрібен?"));
        }
    }
}

/// Two files about the same thing: which of them holds is not for the program to decide.
fn ask_about_repeats(drafts: &mut [Draft]) {
    for later in 1..drafts.len() {
        let (earlier, rest) = drafts.split_at_mut(later);
        let Some(draft) = rest.first_mut() else { return };
        for other in earlier {
            let repeated = draft.seen.keys().filter(|key| other.seen.contains_key(*key)).count();
            if repeated > 0 {
                let name = &other.report.name;
                draft.ask(format!(
                    "Те саме є також у файлі «{name}» (рядків: {repeated}): який із двох потрібен?"
                ));
            }
        }
    }
}

/// A file whose people or courses are in a file that is not taken is not taken either.
fn wait_for_needed(drafts: &mut [Draft]) {
    loop {
        let untaken: Vec<(usize, String)> = (0..)
            .zip(drafts.iter())
            .filter(|(_, draft)| !draft.report.taken())
            .map(|(place, draft)| (place, draft.report.name.clone()))
            .collect();
        let mut asked = 0;
        for (place, draft) in drafts.iter_mut().enumerate() {
            for (needed, name) in untaken.iter().filter(|(needed, _)| *needed != place) {
                if draft.needs.remove(needed) {
                    draft.ask(format!("Спершу виправте файл «{name}»: цей на нього посилається"));
                    asked += 1;
                }
            }
        }
        if asked == 0 {
            return;
        }
    }
}

fn assemble(drafts: Vec<Draft>) -> Reading {
    let mut reading = Reading::default();
    for Draft { report, content, seen, .. } in drafts {
        if report.taken() {
            let places = seen.into_iter().map(|(key, place)| (key, format!("{}, {place}", report.name)));
            reading.places.extend(places);
            let bundle = &mut reading.bundle;
            bundle.school = bundle.school.take().or(content.school);
            bundle.year = bundle.year.take().or(content.year);
            bundle.staff.extend(content.staff);
            bundle.pupils.extend(content.pupils);
            bundle.courses.extend(content.courses);
            bundle.bells.extend(content.bells);
            bundle.shifts.extend(content.shifts);
            bundle.timetable.extend(content.timetable);
            bundle.plans.extend(content.plans);
        }
        reading.files.push(report);
    }
    give_teachers_their_role(&mut reading.bundle);
    reading
}

/// Whoever has courses is a teacher, whatever the position is called.
fn give_teachers_their_role(bundle: &mut Bundle) {
    let teachers: HashSet<String> =
        bundle.courses.iter().filter_map(|course| course.teacher.as_ref()).map(staff::key).collect();
    for member in &mut bundle.staff {
        if teachers.contains(&staff::key(&member.name)) {
            staff::add_role(&mut member.roles, Role::Teacher);
        }
    }
}
