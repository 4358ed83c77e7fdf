//! Empty spreadsheets for schools that begin from nothing: headers that the import knows, and two rows that show what
//! goes where.

use chrono::NaiveDate;
use rust_xlsxwriter::{
    Color, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

/// What the templates are for, in the order of filling them in; also the files' names without extension.
pub const KINDS: [&str; 6] = ["Працівники", "Учні", "Навантаження", "Дзвінки", "Розклад", "КТП"];

/// A spreadsheet to fill in.
struct Template {
    title: &'static str,
    /// Headers with widths in characters.
    columns: &'static [(&'static str, u8)],
    examples: [&'static [&'static str]; 2],
}

/// The files with their names: one for each of [`KINDS`], `.xlsx`.
///
/// # Errors
/// What the writer of spreadsheets refuses; nothing of the kind is known for these.
pub fn files() -> Result<Vec<(String, Vec<u8>)>, XlsxError> {
    let templates = [STAFF, PUPILS, COURSES, BELLS, TIMETABLE, PLAN];
    KINDS
        .iter()
        .zip(templates)
        .map(|(kind, template)| Ok((format!("{kind}.xlsx"), book(kind, &template)?)))
        .collect()
}

fn book(kind: &str, template: &Template) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name(kind)?;
    sheet.write_with_format(0, 0, template.title, &Format::new().set_bold().set_font_size(12))?;
    let header = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
        .set_border(FormatBorder::Thin)
        .set_background_color(Color::RGB(0x00E8_EEF7));
    for (column, (name, width)) in (0..).zip(template.columns) {
        sheet.write_with_format(1, column, *name, &header)?;
        sheet.set_column_width(column, *width)?;
    }
    for (row, cells) in (2..).zip(template.examples) {
        for (column, cell) in (0..).zip(cells) {
            write(sheet, row, column, cell)?;
        }
    }
    sheet.set_freeze_panes(2, 0)?;
    book.save_to_buffer()
}

/// Numbers and dates as such, so that what is typed over them is one, too; telephones stay text, which keeps their zero.
fn write(sheet: &mut Worksheet, row: u32, column: u16, cell: &str) -> Result<(), XlsxError> {
    if let Ok(day) = NaiveDate::parse_from_str(cell, "%d.%m.%Y") {
        let day = ExcelDateTime::parse_from_str(&day.to_string())?;
        sheet.write_with_format(row, column, day, &Format::new().set_num_format("dd.mm.yyyy"))?;
    } else if let Ok(number) = cell.parse::<u8>() {
        sheet.write(row, column, number)?;
    } else if !cell.is_empty() {
        sheet.write_with_format(row, column, cell, &Format::new().set_num_format("@"))?;
    }
    Ok(())
}

const STAFF: Template = Template {
    title: "Працівники закладу (два рядки нижче — приклад)",
    columns: &[
        ("№", 5),
        ("Прізвище", 18),
        ("Ім'я", 14),
        ("По батькові", 18),
        ("Посада", 30),
        ("Предмет", 22),
        ("Телефон", 18),
        ("Електронна пошта", 26),
        ("Класний керівник", 12),
    ],
    examples: [
        &["1", "Шевченко", "Олена", "Іванівна", "директорка", "", "067 123 45 67", "olena@example.org", ""],
        &["2", "Бойко", "Андрій", "Петрович", "вчитель", "Математика", "050 765 43 21", "", "8-А"],
    ],
};

const PUPILS: Template = Template {
    title: "Учні (два рядки нижче — приклад; «Група (предмет)» — лише там, де на цей предмет клас ділиться інакше)",
    columns: &[
        ("№", 5),
        ("Прізвище, ім'я, по батькові учня", 34),
        ("Дата народження", 14),
        ("Стать", 11),
        ("Клас", 7),
        ("Група", 8),
        ("Група (англійська мова)", 14),
        ("Мати", 32),
        ("Телефон матері", 18),
        ("Батько", 32),
        ("Телефон батька", 18),
        ("Опікун", 32),
        ("Телефон опікуна", 18),
        ("Адреса", 36),
        ("Зарахований", 14),
        ("Вибув", 14),
        ("Наказ", 20),
    ],
    examples: [
        &[
            "1",
            "Кравчук Марія Олегівна",
            "05.09.2013",
            "жіноча",
            "8-А",
            "1",
            "",
            "Кравчук Ганна Степанівна",
            "067 111 22 33",
            "Кравчук Олег Романович",
            "+380501112233",
            "",
            "",
            "вул. Головна, буд. 1, кв. 2",
            "",
            "",
            "",
        ],
        &[
            "2",
            "Мельник Тарас Ігорович",
            "21.03.2013",
            "чоловіча",
            "8-А",
            "2",
            "1",
            "",
            "",
            "",
            "",
            "Мельник Ніна Павлівна",
            "0631112233",
            "вул. Шкільна, буд. 3",
            "12.01.2026",
            "",
            "№ 5-у від 12.01.2026",
        ],
    ],
};

const COURSES: Template = Template {
    title: "Розподіл навантаження (два рядки нижче — приклад; вакантні години — «вакансія»)",
    columns: &[
        ("Учитель", 34),
        ("Предмет", 28),
        ("Клас", 7),
        ("Група", 10),
        ("Годин на тиждень", 12),
        ("Зміна", 10),
    ],
    examples: [
        &["Бойко Андрій Петрович", "Алгебра", "8-А", "", "3", "ІІ зміна"],
        &["Шевченко О. І.", "Англійська мова", "8-А", "1 група", "1,5", ""],
    ],
};

const BELLS: Template = Template {
    title: "Розклад дзвінків (два рядки нижче — приклад; якщо зміна одна, стовпець «Зміна» не заповнюйте)",
    columns: &[("Зміна", 18), ("Урок", 7), ("Початок", 10), ("Кінець", 10)],
    examples: [&["І зміна", "1", "08:30", "09:15"], &["ІІ зміна", "1", "13:30", "14:15"]],
};

const TIMETABLE: Template = Template {
    title: "Розклад уроків (два рядки нижче — приклад; далі стовпець для кожного класу)",
    columns: &[("День", 12), ("№", 5), ("8-А", 30)],
    examples: [&["Понеділок", "1", "Алгебра"], &["", "2", "Англійська мова (гр. 1)"]],
};

const PLAN: Template = Template {
    title: "Календарно-тематичне планування. Алгебра, 8 клас (два рядки нижче — приклад)",
    columns: &[
        ("№ уроку", 9),
        ("Тема №", 8),
        ("Зміст уроку", 60),
        ("Домашнє завдання", 28),
        ("Примітка", 24),
    ],
    examples: [
        &["1", "1", "Раціональні дроби", "§ 1, № 2, 5", ""],
        &["2", "1", "Контрольна робота № 1", "Повторити § 1", "контрольна робота"],
    ],
};
