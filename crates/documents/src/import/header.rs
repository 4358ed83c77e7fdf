//! Which row of a sheet is its header, what the columns mean, and so what the sheet is.

use std::ops::Range;

use klas_domain::{collation, school::ClassName};

use super::{
    groups::subject_of_group,
    guardians,
    patterns::{GUARDIAN, KINDS, Patterns},
    report::FileKind,
    sheet::Sheet,
    title, value,
};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    FullName,
    Surname,
    Given,
    Patronymic,
    Born,
    Sex,
    Class,
    Group,
    /// The group for one subject, which the header names.
    SubjectGroup,
    Mother,
    Father,
    Parent,
    Guardian,
    MotherGiven,
    FatherGiven,
    ParentGiven,
    GuardianGiven,
    MotherPatronymic,
    FatherPatronymic,
    ParentPatronymic,
    GuardianPatronymic,
    MotherPhone,
    FatherPhone,
    ParentPhone,
    GuardianPhone,
    MotherEmail,
    FatherEmail,
    ParentEmail,
    GuardianEmail,
    Address,
    EnrolledOn,
    LeftOn,
    Order,
    Position,
    Phone,
    Email,
    ClassTeacherOf,
    Subject,
    Hours,
    Period,
    Starts,
    Ends,
    Span,
    /// The bell schedule, of a shift or another.
    Shift,
    Day,
    Room,
    Number,
    Theme,
    Topic,
    Homework,
    Remark,
    /// Known and not taken.
    Passed,
}

/// How far down a header is looked for.
pub(super) const HEADER_WITHIN: usize = 10;

/// A sheet that was recognised.
pub(super) struct Table {
    pub kind: FileKind,
    /// Place of the header among the rows, from 0.
    pub header: usize,
    /// What the columns hold; columns that hold nothing of interest are not here.
    pub columns: Vec<(Field, usize)>,
}

impl Table {
    /// The column of a field.
    pub fn column(&self, field: Field) -> Option<usize> {
        self.columns.iter().find(|(known, _)| *known == field).map(|(_, column)| *column)
    }

    fn has(&self, fields: &[Field]) -> bool {
        fields.iter().all(|field| self.column(*field).is_some())
    }

    fn has_any(&self, fields: &[Field]) -> bool {
        fields.iter().any(|field| self.column(*field).is_some())
    }

    fn is_whole(&self, class_is_known: bool) -> bool {
        use Field::{
            Address, Born, Class, Day, Ends, Father, FullName, Given, Homework, Hours, Mother, Number,
            Parent, Period, Position, Remark, Sex, Span, Starts, Subject, Surname, Topic,
        };
        let named = self.has_any(&[FullName, Surname]);
        match self.kind {
            FileKind::Pupils => {
                let about_pupils = self.has_any(&[Born, Sex, Mother, Father, Parent, Address, Class]);
                named && about_pupils && !self.has(&[Position]) && (self.has(&[Class]) || class_is_known)
            }
            FileKind::Staff => {
                (self.has(&[FullName]) || self.has(&[Surname, Given])) && self.has_any(&[Position, Subject])
            }
            FileKind::Courses => named && self.has(&[Subject, Class, Hours]),
            FileKind::Bells => self.has(&[Period]) && (self.has(&[Starts, Ends]) || self.has(&[Span])),
            FileKind::TimetableList => self.has(&[Day, Period, Class, Subject]),
            FileKind::Plan => self.has(&[Topic]) && self.has_any(&[Number, Homework, Remark]),
            FileKind::TimetableMatrix | FileKind::OneRoster => false,
        }
    }
}

/// What a sheet is, judging by the words of its header; a timetable matrix by the classes in it. Of several readings
/// and rows the one that understands most columns. A list of pupils need not say their class in each row where the
/// sheet's or the file's name, a title or a heading says it.
pub(super) fn recognise(sheet: &Sheet, names_class: bool) -> Option<Table> {
    let rows = 0..sheet.rows.len().min(HEADER_WITHIN);
    let names_class = names_class || sheet.rows.iter().any(|row| heading_class(row).is_some());
    let class_above =
        |row: usize| sheet.rows[..row].iter().flatten().any(|cell| title::class(cell).is_some());
    let mut best: Option<Table> = None;
    for row in rows.clone() {
        // A timetable's columns of numbers and times would be understood as bells.
        let classes = sheet.rows[row].iter().filter(|cell| is_lettered_class(cell)).count();
        if classes > 1
            && let Some(table) = matrix(sheet, row)
            && best.as_ref().is_none_or(|best| is_title(sheet, best) && understood(&table) > understood(best))
        {
            return Some(table);
        }
        let readings = KINDS.iter().map(|(kind, groups)| read_header(sheet, row, *kind, groups));
        let reading = readings
            .filter(|table| table.is_whole(names_class || class_above(row)))
            .filter(|table| table.kind != FileKind::Bells || classes == 0)
            .max_by_key(understood);
        // A title in several cells may pass as a header.
        if let Some(table) = reading
            && best.as_ref().is_none_or(|best| {
                has_no_data(sheet, best.header + 1..row) && rank(sheet, &table) > rank(sheet, best)
            })
        {
            best = Some(table);
        }
    }
    best.or_else(|| rows.into_iter().find_map(|row| matrix(sheet, row)))
}

/// Of rows that are understood equally well, one that names a class is rather a title.
fn rank(sheet: &Sheet, table: &Table) -> (usize, bool) {
    (understood(table), !is_title(sheet, table))
}

fn is_title(sheet: &Sheet, table: &Table) -> bool {
    sheet.rows[table.header].iter().any(|cell| title::class(cell).is_some())
}

/// Whether rows are no more than titles: what has data below it is a table of its own.
fn has_no_data(sheet: &Sheet, mut rows: Range<usize>) -> bool {
    rows.all(|row| sheet.rows[row].iter().filter(|cell| !cell.is_empty()).count() < 2)
}

fn is_lettered_class(cell: &str) -> bool {
    ClassName::parse(cell).is_some_and(|class| !class.letter.is_empty())
}

/// The class that a heading of the rows below it names: a row with nothing else, or with words about a class.
pub(super) fn heading_class(row: &[String]) -> Option<ClassName> {
    let mut filled = row.iter().filter(|cell| !cell.is_empty());
    let only = filled.next().filter(|_| filled.next().is_none())?;
    // A number alone is that of a row not filled in.
    only.chars().any(char::is_alphabetic).then_some(())?;
    ClassName::parse(only).or_else(|| title::class(only).filter(|_| only.contains("клас")))
}

fn understood(table: &Table) -> usize {
    table.columns.iter().filter(|(field, _)| *field != Field::Passed).count()
}

fn read_header(sheet: &Sheet, row: usize, kind: FileKind, groups: &[Patterns]) -> Table {
    let headers: Vec<Vec<String>> = sheet.rows[row].iter().map(|cell| words(cell)).collect();
    let mut columns: Vec<(Field, usize)> = Vec::new();
    for (field, patterns) in groups.iter().copied().flatten() {
        for pattern in *patterns {
            for (column, header) in headers.iter().enumerate() {
                let is_free = !columns
                    .iter()
                    .any(|(known, taken)| *taken == column || known == field && !may_repeat(*field));
                let is_anothers = kind == FileKind::Pupils && is_name(*field) && is_of_guardian(header);
                if is_free && !is_anothers && fits(header, pattern) {
                    columns.push((*field, column));
                }
            }
        }
    }
    columns.sort_by_key(|(_, column)| *column);
    if kind == FileKind::Pupils {
        guardians::begin_names(&mut columns);
        guardians::give_to_left_neighbour(&mut columns);
        tell_groups_apart(&mut columns, sheet, row);
    }
    Table { kind, header: row, columns }
}

fn is_name(field: Field) -> bool {
    matches!(field, Field::FullName | Field::Surname | Field::Given | Field::Patronymic)
}

fn is_of_guardian(header: &[String]) -> bool {
    GUARDIAN.iter().any(|pattern| fits(header, pattern))
}

fn may_repeat(field: Field) -> bool {
    matches!(field, Field::Passed | Field::Phone | Field::Email | Field::SubjectGroup)
}

/// «Група» is for all subjects of the class, «Група (інформатика)» for one. What is said of physical culture may be of
/// health, «основна», «спеціальна»; numbers are of groups.
fn tell_groups_apart(columns: &mut [(Field, usize)], sheet: &Sheet, header: usize) {
    let mut has_group = false;
    for (field, column) in columns {
        let text = sheet.text(header, *column);
        *field = match *field {
            Field::Group | Field::SubjectGroup if !subject_of_group(text).is_empty() => Field::SubjectGroup,
            Field::Group | Field::SubjectGroup if has_group => Field::Passed,
            Field::Group | Field::SubjectGroup => {
                has_group = true;
                Field::Group
            }
            Field::Passed if may_be_of_health(text) && is_numbered(sheet, header, *column) => {
                Field::SubjectGroup
            }
            other => other,
        };
    }
}

fn may_be_of_health(header: &str) -> bool {
    let header = words(header);
    fits(&header, "фіз груп") && !fits(&header, "здоров")
}

/// Whether nothing but numbers of groups stands in a column.
fn is_numbered(sheet: &Sheet, header: usize, column: usize) -> bool {
    let cells = sheet.rows.iter().skip(header + 1).filter_map(|row| row.get(column));
    let mut filled = cells.filter(|cell| !value::is_nothing(cell)).peekable();
    filled.peek().is_some() && filled.all(|cell| value::groups(cell).is_ok())
}

/// The words of a header, in small letters.
pub(super) fn words(header: &str) -> Vec<String> {
    // A long text is a title or a note.
    if header.chars().count() > 70 {
        return Vec::new();
    }
    let header = collation::normalize(header).replace('№', " № ");
    let words = header.split(|c: char| !c.is_alphanumeric() && c != '№');
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn fits(header: &[String], pattern: &str) -> bool {
    pattern.split(' ').all(|stem| match stem.strip_suffix('.') {
        Some(whole) => header.iter().any(|word| word == whole),
        None => header.iter().any(|word| word.starts_with(stem)),
    })
}

/// A row with classes in it, and left of them a column of lesson numbers.
fn matrix(sheet: &Sheet, header: usize) -> Option<Table> {
    let cells = &sheet.rows[header];
    let classes: Vec<(Field, usize)> = (0..)
        .zip(cells)
        .filter_map(|(column, cell)| {
            let is_room = fits(&words(cell), "каб") || fits(&words(cell), "ауд");
            let field = if is_room { Field::Room } else { Field::Class };
            (is_room || ClassName::parse(cell).is_some()).then_some((field, column))
        })
        .collect();
    let (_, first) = *classes.first()?;
    let others = cells.iter().skip(first).filter(|cell| !cell.is_empty()).count() - classes.len();
    let lettered = classes.iter().any(|(_, column)| is_lettered_class(&cells[*column]));
    if others > 0 || !lettered && classes.len() < 2 {
        return None;
    }
    let below = || sheet.rows.iter().skip(header + 1);
    let holds = |column: usize, is_so: fn(&str) -> bool| {
        below().any(|row| row.get(column).is_some_and(|cell| is_so(cell)))
    };
    let day = (0..first).find(|column| holds(*column, |cell| value::weekday(cell).is_ok()));
    // Lessons of groups have numbers, too.
    let is_named = |column: &usize| ["№", "урок"].iter().any(|stem| fits(&words(&cells[*column]), stem));
    let period = (0..first)
        .filter(|column| Some(*column) != day && holds(*column, |cell| value::period(cell).is_ok()))
        .max_by_key(is_named)?;
    let mut columns = vec![(Field::Period, period)];
    columns.extend(day.map(|day| (Field::Day, day)));
    columns.extend(classes);
    Some(Table { kind: FileKind::TimetableMatrix, header, columns })
}
