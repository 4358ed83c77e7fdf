//! Files as sheets of text, whatever they are: workbooks, CSV in any encoding and with any separator.

use std::{
    borrow::Cow,
    fs,
    io::{self, Cursor, Read as _},
    path::Path,
};

use calamine::{Data, ExcelDateTime, Range, Reader as _, Sheets, open_workbook_auto_from_rs};

use super::value::tidy;

/// A file as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Name with its extension, which tells how to read it; a file from a folder or an archive has that one's name
    /// before it, with `/` between.
    pub name: String,
    /// Content.
    pub bytes: Vec<u8>,
}

impl SourceFile {
    /// The name without folders and extension.
    pub(super) fn stem(&self) -> &str {
        let name = self.name.rsplit('/').next().unwrap_or(&self.name);
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    fn extension(&self) -> String {
        extension(&self.name)
    }
}

/// A sheet: cells as the texts that a person sees in them, dates as `05.09.2015` and times as `08:30`.
pub(super) struct Sheet {
    pub name: String,
    /// The first row and the first column are the spreadsheet's first, even where they are empty.
    pub rows: Vec<Vec<String>>,
}

impl Sheet {
    /// Text of a cell; empty where there is none.
    pub fn text(&self, row: usize, column: usize) -> &str {
        self.rows.get(row).and_then(|row| row.get(column)).map_or("", String::as_str)
    }
}

/// No archive's entry is read beyond this size: a school's largest sheet is a hundredth of it.
const LARGEST_ENTRY: u64 = 64 << 20;

/// What a directory, an archive or a single file holds, in the order of names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Collected {
    /// The files that may hold a school's data.
    pub files: Vec<SourceFile>,
    /// The names of the others, which are no tables: whoever put them there believes that they are taken.
    pub passed: Vec<String>,
}

/// The files that a directory, an archive or a single file holds. Of a directory and an archive only tables are taken;
/// `README` and hidden files are not even told.
///
/// # Errors
/// The file system's; `InvalidData` for an archive that is damaged or holds a file of more than 64 MiB.
pub fn collect(path: &Path) -> io::Result<Collected> {
    let mut found = Collected::default();
    if path.is_dir() {
        collect_directory(path, "", &mut found)?;
    } else {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        collect_file(name, fs::read(path)?, &mut found)?;
    }
    found.files.sort_by(|a, b| a.name.cmp(&b.name));
    found.passed.sort();
    Ok(found)
}

fn collect_directory(path: &Path, prefix: &str, found: &mut Collected) -> io::Result<()> {
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        let file_name = entry.file_name().to_string_lossy().into_owned();
        let name = format!("{prefix}{file_name}");
        if is_hidden(&file_name) {
            continue;
        }
        if entry.path().is_dir() {
            collect_directory(&entry.path(), &format!("{name}/"), found)?;
        } else if is_known(&file_name) || extension(&file_name) == "zip" {
            collect_file(name, fs::read(entry.path())?, found)?;
        } else if !is_beside(&file_name) {
            found.passed.push(name);
        }
    }
    Ok(())
}

fn collect_file(name: String, bytes: Vec<u8>, found: &mut Collected) -> io::Result<()> {
    if extension(&name) != "zip" {
        found.files.push(SourceFile { name, bytes });
        return Ok(());
    }
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes))?;
    for place in 0..archive.len() {
        let mut entry = archive.by_index(place)?;
        // Windows writes names in the page of its consoles.
        let inner = match std::str::from_utf8(entry.name_raw()) {
            Ok(name) => name.replace('\\', "/"),
            Err(_) => encoding_rs::IBM866.decode(entry.name_raw()).0.replace('\\', "/"),
        };
        if entry.is_dir() || inner.split('/').any(is_hidden) {
            continue;
        }
        if !is_known(&inner) {
            if !inner.rsplit('/').next().is_some_and(is_beside) {
                found.passed.push(format!("{name}/{inner}"));
            }
            continue;
        }
        let mut bytes = Vec::new();
        entry.by_ref().take(LARGEST_ENTRY + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > LARGEST_ENTRY {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                format!("{name}/{inner}: завеликий файл"),
            ));
        }
        found.files.push(SourceFile { name: format!("{name}/{inner}"), bytes });
    }
    Ok(())
}

fn extension(name: &str) -> String {
    name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase()).unwrap_or_default()
}

fn is_hidden(name: &str) -> bool {
    name.starts_with(['.', '~']) || name == "__MACOSX"
}

/// Whether a file that is no table stands beside the tables and nobody would take it for one: words about them, or what
/// the system put there.
fn is_beside(name: &str) -> bool {
    let name = name.to_lowercase();
    name.starts_with("readme") || matches!(name.as_str(), "thumbs.db" | "desktop.ini")
}

fn is_known(name: &str) -> bool {
    matches!(extension(name).as_str(), "xlsx" | "xlsm" | "xls" | "ods" | "csv" | "tsv" | "txt")
}

/// The sheets of a file, or why it cannot be read.
pub(super) fn open(file: &SourceFile) -> Result<Vec<Sheet>, String> {
    if matches!(file.extension().as_str(), "csv" | "tsv" | "txt") {
        let rows = csv_rows(&file.bytes).map_err(|error| format!("не читається як таблиця: {error}"))?;
        return Ok(vec![Sheet { name: file.stem().to_owned(), rows }]);
    }
    let mut book = open_workbook_auto_from_rs(Cursor::new(file.bytes.as_slice()))
        .map_err(|_| "це не електронна таблиця (XLSX, XLS, ODS, CSV) або файл пошкоджено".to_owned())?;
    let mut sheets = Vec::new();
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).map_err(|error| format!("аркуш «{name}»: {error}"))?;
        let mut rows = rows_of(&range);
        fill_merged(&mut book, &name, &mut rows);
        sheets.push(Sheet { name, rows });
    }
    Ok(sheets)
}

fn rows_of(range: &Range<Data>) -> Vec<Vec<String>> {
    let (above, left) = range.start().unwrap_or_default();
    let left = left as usize;
    let mut rows = vec![Vec::new(); above as usize];
    rows.extend(range.rows().map(|row| {
        let mut cells = vec![String::new(); left];
        cells.extend(row.iter().map(text_of));
        cells
    }));
    rows
}

fn text_of(cell: &Data) -> String {
    match cell {
        Data::DateTime(moment) => moment_text(moment),
        Data::DateTimeIso(text) => text.trim_end_matches("T00:00:00").to_owned(),
        cell => tidy(&cell.to_string()),
    }
}

fn moment_text(moment: &ExcelDateTime) -> String {
    let format = if moment.as_f64() < 1.0 { "%H:%M" } else { "%d.%m.%Y" };
    // A time is kept as a fraction that may fall a hair short of its minute.
    let half_minute = chrono::Duration::seconds(if moment.as_f64() < 1.0 { 30 } else { 0 });
    moment
        .as_datetime()
        .and_then(|moment| moment.checked_add_signed(half_minute))
        .map_or_else(|| moment.to_string(), |moment| moment.format(format).to_string())
}

/// A cell merged over several rows says its text of each of them: a teacher's name beside all the teacher's courses.
fn fill_merged<R: io::Read + io::Seek>(book: &mut Sheets<R>, name: &str, rows: &mut [Vec<String>]) {
    let Sheets::Xlsx(book) = book else { return };
    let Ok(regions) = book.merge_cells_by_sheet_name(name) else { return };
    for region in regions.iter().filter(|region| region.start.1 == region.end.1) {
        let column = region.start.1 as usize;
        let Some(text) = rows.get(region.start.0 as usize).and_then(|row| row.get(column)).cloned() else {
            continue;
        };
        for row in rows.iter_mut().take(region.end.0 as usize + 1).skip(region.start.0 as usize + 1) {
            if let Some(cell) = row.get_mut(column) {
                cell.clone_from(&text);
            }
        }
    }
}

fn csv_rows(bytes: &[u8]) -> Result<Vec<Vec<String>>, csv::Error> {
    let text = decode(bytes).replace("\r\n", "\n").replace('\r', "\n");
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator(&text))
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut record = csv::StringRecord::new();
    loop {
        let line_before = reader.position().line();
        if !reader.read_record(&mut record)? {
            return Ok(rows);
        }
        let breaks: usize = record.iter().map(|cell| cell.matches('\n').count()).sum();
        let lines = usize::try_from(reader.position().line() - line_before).unwrap_or_default();
        // The reader passes over blank lines, which are rows of the spreadsheet.
        rows.extend(std::iter::repeat_n(Vec::new(), lines.saturating_sub(breaks + 1)));
        rows.push(record.iter().map(tidy).collect());
    }
}

/// By its byte order mark; else UTF-8 where it is valid, else Windows-1251.
fn decode(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0;
    }
    std::str::from_utf8(bytes).map_or_else(|_| encoding_rs::WINDOWS_1251.decode(bytes).0, Cow::Borrowed)
}

/// The one of semicolon, tab and comma that stands equally often in most of the first rows: a cell may have more
/// commas than its row has separators.
fn separator(text: &str) -> u8 {
    let mut quoted = false;
    let rows = text.split(|c: char| {
        quoted ^= c == '"';
        c == '\n' && !quoted
    });
    let rows: Vec<&str> = rows.take(20).collect();
    // Of equals the last is taken.
    [b',', b'\t', b';'].into_iter().max_by_key(|separator| rows_alike(&rows, *separator)).unwrap_or(b';')
}

/// How many rows have as many of a separator as most that have any.
fn rows_alike(rows: &[&str], separator: u8) -> usize {
    let counts: Vec<usize> =
        rows.iter().map(|row| outside_quotes(row, separator)).filter(|count| *count > 0).collect();
    let alike = |count: &usize| counts.iter().filter(|other| *other == count).count();
    counts.iter().map(alike).max().unwrap_or_default()
}

fn outside_quotes(row: &str, separator: u8) -> usize {
    row.split('"').step_by(2).map(|part| part.matches(char::from(separator)).count()).sum()
}
