//! Files made in the tests.

use klas_documents::import::{FileReport, Known, Reading, SourceFile, read};
use rust_xlsxwriter::Workbook;

/// A file of text in UTF-8.
pub fn text_file(name: &str, text: &str) -> SourceFile {
    SourceFile { name: name.to_owned(), bytes: text.as_bytes().to_vec() }
}

/// A workbook: sheets with rows, cells separated by `|`; what looks like a number is one.
pub fn workbook(name: &str, sheets: &[(&str, &[&str])]) -> SourceFile {
    let mut book = Workbook::new();
    for (title, rows) in sheets {
        let sheet = book.add_worksheet().set_name(*title).unwrap();
        for (row, cells) in (0..).zip(*rows) {
            for (column, cell) in (0..).zip(cells.split('|').map(str::trim)) {
                match cell.parse::<f64>() {
                    Ok(number) => sheet.write(row, column, number).unwrap(),
                    Err(_) if cell.is_empty() => continue,
                    Err(_) => sheet.write(row, column, cell).unwrap(),
                };
            }
        }
    }
    SourceFile { name: name.to_owned(), bytes: book.save_to_buffer().unwrap() }
}

/// Reads files of a school of which nothing is known yet.
pub fn read_new(files: &[SourceFile]) -> Reading {
    read(files, &Known::default())
}

/// Reads files that must all be taken.
pub fn taken(files: &[SourceFile]) -> Reading {
    let reading = read_new(files);
    for file in &reading.files {
        assert!(file.taken(), "{file:#?}");
    }
    reading
}

/// Faults as `sheet, row, column, value: reason`.
pub fn faults(file: &FileReport) -> Vec<String> {
    file.faults
        .iter()
        .map(|fault| {
            format!("{}, {}, {}, «{}»: {}", fault.sheet, fault.row, fault.column, fault.value, fault.reason)
        })
        .collect()
}
