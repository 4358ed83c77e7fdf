//! The tables of a report as a spreadsheet: real numbers, a header that stays in sight, a filter, a printed page wide.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A whole number.
    Number(u32),
    /// A number of tenths, shown with one decimal: 614 is `61,4`.
    Tenths(u32),
    /// A difference in tenths, shown with its sign: −3 is `-0,3`.
    Change(i32),
    /// A number of hundredths, shown with two decimals: 784 is `7,84`.
    Hundredths(u32),
    /// Nothing: a figure that there is not.
    Empty,
}

/// A table on a sheet of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The sheet's name; at most 31 characters of it are kept, without those that sheets cannot have.
    pub name: String,
    /// What stands above the table.
    pub title: String,
    /// Headers with the widths of their columns in characters.
    pub header: Vec<(String, u8)>,
    /// Rows as wide as the header.
    pub rows: Vec<Vec<Cell>>,
}

/// The tables, each on its sheet.
///
/// # Errors
/// What the writer of spreadsheets refuses: two sheets of one name, texts of more than 32 767 characters.
pub fn book(tables: &[Table]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    for table in tables {
        let sheet = book.add_worksheet().set_name(sheet_name(&table.name))?;
        fill(sheet, table)?;
    }
    book.save_to_buffer()
}

fn sheet_name(name: &str) -> String {
    name.chars().filter(|c| !"[]:*?/\\".contains(*c)).take(31).collect()
}

const TITLE_ROW: u32 = 0;
const HEADER_ROW: u32 = 1;

fn fill(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    sheet.write_with_format(TITLE_ROW, 0, &table.title, &Format::new().set_bold().set_font_size(12))?;
    let header = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
        .set_border(FormatBorder::Thin)
        .set_background_color(Color::RGB(0x00E8_EEF7));
    for (column, (name, width)) in (0..).zip(&table.header) {
        sheet.write_with_format(HEADER_ROW, column, name, &header)?;
        sheet.set_column_width(column, *width)?;
    }
    let mut last = HEADER_ROW;
    for (row, cells) in (HEADER_ROW + 1..).zip(&table.rows) {
        for (column, cell) in (0..).zip(cells) {
            write(sheet, row, column, cell)?;
        }
        last = row;
    }
    let width = u16::try_from(table.header.len()).unwrap_or(u16::MAX).saturating_sub(1);
    sheet.set_freeze_panes(HEADER_ROW + 1, 1)?;
    sheet.autofilter(HEADER_ROW, 0, last, width)?;
    sheet.set_print_area(TITLE_ROW, 0, last, width)?;
    sheet.set_repeat_rows(HEADER_ROW, HEADER_ROW)?;
    sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
    Ok(())
}

/// The number by which spreadsheets know A4.
const A4: u8 = 9;

fn write(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell) -> Result<(), XlsxError> {
    let decimals = |format: &str| Format::new().set_num_format(format);
    match cell {
        Cell::Text(text) => sheet.write(row, column, text)?,
        Cell::Number(number) => sheet.write(row, column, *number)?,
        Cell::Tenths(number) => {
            sheet.write_with_format(row, column, f64::from(*number) / 10.0, &decimals("0.0"))?
        }
        Cell::Change(number) => {
            sheet.write_with_format(row, column, f64::from(*number) / 10.0, &decimals("+0.0;-0.0;0.0"))?
        }
        Cell::Hundredths(number) => {
            sheet.write_with_format(row, column, f64::from(*number) / 100.0, &decimals("0.00"))?
        }
        Cell::Empty => sheet,
    };
    Ok(())
}
