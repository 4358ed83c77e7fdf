//! Tables as a spreadsheet: real numbers, a header that stays in sight, a filter, a printed page wide.

use std::collections::HashSet;

use rust_xlsxwriter::{
    Color, Format, FormatAlign, FormatBorder, FormatPattern, Workbook, Worksheet, XlsxError,
};

use crate::table::{Cell, Head, Table};

/// The tables, each on its sheet.
///
/// # Errors
/// What the writer of spreadsheets refuses: texts of more than 32 767 characters.
pub fn book(tables: &[Table]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let mut taken = HashSet::new();
    for table in tables {
        let sheet = book.add_worksheet().set_name(sheet_name(&table.name, &mut taken))?;
        fill(sheet, table)?;
    }
    book.save_to_buffer()
}

/// The longest name of a sheet, in characters.
const NAME_LIMIT: usize = 31;

/// A name that no sheet before has, whatever its letters' case; of several of one name the later ones are numbered.
fn sheet_name(name: &str, taken: &mut HashSet<String>) -> String {
    let cut = |room: usize| {
        let kept = name.chars().filter(|c| !"[]:*?/\\".contains(*c)).take(room);
        kept.collect::<String>().trim_matches('\'').trim().to_owned()
    };
    let mut own = cut(NAME_LIMIT);
    let mut number = 1;
    while own.is_empty() || !taken.insert(own.to_lowercase()) {
        number += 1;
        let ending = format!(" ({number})");
        own = cut(NAME_LIMIT - ending.len()) + &ending;
    }
    own
}

/// The number by which spreadsheets know A4.
const A4: u8 = 9;

fn fill(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    sheet.write_with_format(0, 0, &table.title, &Format::new().set_bold().set_font_size(12))?;
    let mut row = 1;
    for note in &table.notes {
        sheet.write(row, 0, note)?;
        row += 1;
    }
    let heads = row;
    if table.heads.iter().any(|head| head.over.is_some()) {
        bands(sheet, row, &table.heads)?;
        row += 1;
    }
    let header = row;
    for (column, head) in (0..).zip(&table.heads) {
        let format = if head.upright { upright_format() } else { head_format() };
        sheet.write_with_format(header, column, &head.name, &format)?;
        sheet.set_column_width(column, head.width.max(4))?;
    }
    let upright = table.heads.iter().filter(|head| head.upright);
    if let Some(longest) = upright.map(|head| head.name.chars().count()).max() {
        sheet.set_row_height(header, height_of(longest))?;
    }
    let mut above = vec![&Cell::Empty; table.heads.len()];
    for cells in &table.rows {
        row += 1;
        for (((column, cell), above), head) in (0..).zip(cells).zip(&mut above).zip(&table.heads) {
            if *cell != Cell::Above {
                *above = cell;
            }
            write(sheet, row, column, above, head)?;
        }
    }
    let width = u16::try_from(table.heads.len()).unwrap_or(u16::MAX).saturating_sub(1);
    let words = table.heads.iter().position(|head| head.words).map_or(1, |place| place + 1);
    sheet.set_freeze_panes(header + 1, u16::try_from(words).unwrap_or(1))?;
    let totals = u32::try_from(table.totals.min(table.rows.len())).unwrap_or_default();
    sheet.autofilter(header, 0, row - totals, width)?;
    sheet.set_print_area(0, 0, row, width)?;
    sheet.set_repeat_rows(heads, header)?;
    sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
    Ok(())
}

fn head_format() -> Format {
    Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
        .set_border(FormatBorder::Thin)
        .set_background_color(Color::RGB(0x00E8_EEF7))
}

/// A head that is read from the bottom up, in a row high enough for it.
fn upright_format() -> Format {
    head_format().set_rotation(90).set_align(FormatAlign::Center).set_align(FormatAlign::Bottom)
}

/// The height of a row, in points, in which so many characters stand above one another; no row is higher than 409.
fn height_of(characters: usize) -> u16 {
    let height = u16::try_from(characters * 6 + 14).unwrap_or(u16::MAX);
    height.min(400)
}

/// What stands over several heads, over all of them at once.
fn bands(sheet: &mut Worksheet, row: u32, heads: &[Head]) -> Result<(), XlsxError> {
    let format = head_format().set_align(FormatAlign::Center);
    let mut first = 0_u16;
    for run in heads.chunk_by(|left, right| left.over == right.over) {
        let next = first.saturating_add(u16::try_from(run.len()).unwrap_or(u16::MAX));
        match run.first().and_then(|head| head.over.as_ref()) {
            Some(over) if run.len() > 1 => {
                sheet.merge_range(row, first, row, next - 1, over, &format)?;
            }
            Some(over) => {
                sheet.write_with_format(row, first, over, &format)?;
            }
            None => {}
        }
        first = next;
    }
    Ok(())
}

/// Words that are longer than their column is wide go on beneath.
fn write(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell, head: &Head) -> Result<(), XlsxError> {
    let shown_as = |format: &str| Format::new().set_num_format(format);
    match cell {
        Cell::Text(text) if head.words && text.chars().count() > usize::from(head.width) => {
            sheet.write_with_format(row, column, text, &Format::new().set_text_wrap())?
        }
        Cell::Text(text) => sheet.write(row, column, text)?,
        Cell::Number(number) => sheet.write(row, column, *number)?,
        Cell::Corrected(number) => sheet.write_with_format(row, column, *number, &shown_as("0\"*\""))?,
        Cell::Tenths(number) => {
            sheet.write_with_format(row, column, f64::from(*number) / 10.0, &shown_as("0.0"))?
        }
        Cell::Change(number) => {
            sheet.write_with_format(row, column, f64::from(*number) / 10.0, &shown_as("+0.0;-0.0;0.0"))?
        }
        Cell::Hundredths(number) => {
            sheet.write_with_format(row, column, f64::from(*number) / 100.0, &shown_as("0.00"))?
        }
        Cell::FineChange(number) => {
            let format = shown_as("+0.00;-0.00;0.00");
            sheet.write_with_format(row, column, f64::from(*number) / 100.0, &format)?
        }
        Cell::Blocked => {
            sheet.write_blank(row, column, &Format::new().set_pattern(FormatPattern::LightUp))?
        }
        Cell::Empty | Cell::Blank | Cell::Above => sheet,
    };
    Ok(())
}
