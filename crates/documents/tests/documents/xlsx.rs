//! The spreadsheet of a report, opened again.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use klas_documents::{
    table::{Cell, Head, Table},
    xlsx::book,
};

fn table() -> Table {
    Table {
        name: "Класи: І семестр".to_owned(),
        title: "Підсумки І семестру 2026/2027".to_owned(),
        heads: vec![
            Head::words("Клас", 12),
            Head::new("Учнів", 8),
            Head::new("Якість, %", 10),
            Head::new("Бал", 8),
            Head::new("Проти мин. року", 8),
        ],
        rows: vec![
            vec![
                Cell::Text("8-А".to_owned()),
                Cell::Number(29),
                Cell::Tenths(614),
                Cell::Hundredths(784),
                Cell::Change(-3),
            ],
            vec![Cell::Text("8-Б".to_owned()), Cell::Number(0), Cell::Empty, Cell::Empty, Cell::Change(0)],
        ],
        ..Table::default()
    }
}

fn opened(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(bytes)).unwrap()
}

#[test]
fn numbers_are_numbers() {
    let mut book = opened(book(&[table()]).unwrap());
    assert_eq!(book.sheet_names(), ["Класи І семестр"]);
    let range = book.worksheet_range("Класи І семестр").unwrap();
    let cell = |row, column| range.get_value((row, column)).cloned().unwrap_or_default();
    assert_eq!(cell(0, 0), Data::String("Підсумки І семестру 2026/2027".to_owned()));
    assert_eq!(cell(1, 2), Data::String("Якість, %".to_owned()));
    assert_eq!(cell(2, 0), Data::String("8-А".to_owned()));
    let numbers = [29.0, 61.4, 7.84, -0.3].map(Data::Float);
    assert_eq!([cell(2, 1), cell(2, 2), cell(2, 3), cell(2, 4)], numbers);
    assert_eq!([cell(3, 1), cell(3, 2), cell(3, 3)], [Data::Float(0.0), Data::Empty, Data::Empty]);
}

#[test]
fn a_difference_has_its_sign() {
    let shown = |cell: Cell| cell.shown();
    let tenths = [614, 0, -83].map(|number| shown(Cell::Change(number)));
    assert_eq!(tenths, ["+61,4", "0,0", "−8,3"]);
    let hundredths = [5, 0, -117].map(|number| shown(Cell::FineChange(number)));
    assert_eq!(hundredths, ["+0,05", "0,00", "−1,17"]);
    let row = vec![Cell::Text("8-А".to_owned()), Cell::FineChange(-117), Cell::Change(-83)];
    let bytes = book(&[Table { rows: vec![row], ..table() }]).unwrap();
    let range = opened(bytes).worksheet_range("Класи І семестр").unwrap();
    let numbers = [1, 2].map(|column| range.get_value((2, column)).cloned());
    assert_eq!(numbers, [-1.17, -8.3].map(|number| Some(Data::Float(number))));
}

/// A file inside a book.
fn part(book: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(book)).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut archive.by_name(name).unwrap(), &mut text).unwrap();
    text
}

#[test]
fn a_corrected_mark_is_a_number_with_a_star() {
    let marks = Table {
        name: "Оцінки".to_owned(),
        title: "Оцінки".to_owned(),
        heads: vec![Head::words("Учень", 20), Head::new("І", 7)],
        rows: vec![
            vec![Cell::Text("Ґава Ївга".to_owned()), Cell::Corrected(9)],
            vec![Cell::Text("Вовк Олена".to_owned()), Cell::Number(7)],
        ],
        ..Table::default()
    };
    assert_eq!(Cell::Corrected(9).shown(), "9*");
    let bytes = book(&[marks]).unwrap();
    let styles = part(&bytes, "xl/styles.xml");
    assert!(styles.contains(r#"formatCode="0&quot;*&quot;""#), "{styles}");
    let range = opened(bytes).worksheet_range("Оцінки").unwrap();
    let marks = [2, 3].map(|row| range.get_value((row, 1)).cloned());
    assert_eq!(marks, [9.0, 7.0].map(|mark| Some(Data::Float(mark))));
}

#[test]
fn words_longer_than_their_column_go_on_beneath() {
    let said = |words: &str| Table {
        heads: vec![Head::words("Вербальна оцінка", 12), Head::new("Дата", 4)],
        rows: vec![vec![Cell::Text(words.to_owned()), Cell::Text("24.11.2026".to_owned())]],
        ..table()
    };
    let wraps = |words| part(&book(&[said(words)]).unwrap(), "xl/styles.xml").matches("wrapText").count();
    assert_eq!(wraps("Читає вільно й розуміє прочитане"), wraps("Читає") + 1);
}

#[test]
fn the_header_stays_in_sight_and_is_printed() {
    let bytes = book(&[table()]).unwrap();
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    for part in
        [r#"ySplit="2""#, r#"state="frozen""#, r#"<autoFilter ref="A2:E4"/>"#, r#"orientation="landscape""#]
    {
        assert!(sheet.contains(part), "{part} in {sheet}");
    }
    let names = part(&bytes, "xl/workbook.xml");
    assert!(names.contains("$A$1:$E$4") && names.contains("$2:$2"), "{names}");
}

/// What is sorted and filtered are the lines, not what they come to; all is printed.
#[test]
fn the_filter_leaves_the_totals_out() {
    let summed_up = |rows: usize, totals| {
        let row = |_| vec![Cell::Text("Разом".to_owned()), Cell::Number(29)];
        let own = Table { rows: (0..rows).map(row).collect(), totals, ..table() };
        part(&book(&[own]).unwrap(), "xl/worksheets/sheet1.xml")
    };
    for (rows, totals, filter) in [(3, 1, "A2:E4"), (3, 2, "A2:E3"), (1, 1, "A2:E2"), (0, 1, "A2:E2")] {
        let sheet = summed_up(rows, totals);
        assert!(sheet.contains(&format!(r#"<autoFilter ref="{filter}"/>"#)), "{rows} {totals}: {sheet}");
    }
    let bytes = book(&[Table { totals: 1, ..table() }]).unwrap();
    assert!(part(&bytes, "xl/workbook.xml").contains("$A$1:$E$4"), "all of it is printed");
}

/// The name of a subject does not break into pieces over a column of five characters.
#[test]
fn an_upright_head_is_turned_and_has_room() {
    let name = "Українська література";
    let heads = vec![Head::words("Учень", 20), Head::upright(name, 5)];
    let bytes = book(&[Table { heads, rows: Vec::new(), ..table() }]).unwrap();
    let styles = part(&bytes, "xl/styles.xml");
    assert!(styles.contains(r#"textRotation="90""#), "{styles}");
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains(r#"ht="140.25""#) && sheet.contains(r#"customHeight="1""#), "{sheet}");
    let flat = part(&book(&[table()]).unwrap(), "xl/styles.xml");
    assert!(!flat.contains("textRotation"), "{flat}");
}

#[test]
fn each_table_has_its_sheet_and_a_table_may_have_no_rows() {
    let named = |name: &str| Table { name: name.to_owned(), rows: vec![], ..table() };
    let long = "Українська література · 10-А класу";
    let tables = [table(), named("Предмети"), named("ПРЕДМЕТИ"), named(long), named(long), named("")];
    let book = opened(book(&tables).unwrap());
    assert_eq!(
        book.sheet_names(),
        [
            "Класи І семестр",
            "Предмети",
            "ПРЕДМЕТИ (2)",
            "Українська література · 10-А кл",
            "Українська література · 10- (2)",
            " (2)"
        ]
    );
}

#[test]
fn a_common_head_stands_over_its_columns_and_what_is_above_holds_below() {
    let table = Table {
        name: "Рік".to_owned(),
        title: "Зведений облік".to_owned(),
        notes: vec!["* – скоригована".to_owned()],
        heads: vec![
            Head::words("Учень", 20),
            Head::upright("дн.", 4).under("За рік"),
            Head::upright("ур.", 4).under("За рік"),
        ],
        rows: vec![
            vec![Cell::Text("Ґава Ївга".to_owned()), Cell::Number(1), Cell::Blocked],
            vec![Cell::Above, Cell::Number(2), Cell::Number(9)],
        ],
        ..Table::default()
    };
    let bytes = book(&[table]).unwrap();
    let names = part(&bytes, "xl/workbook.xml");
    assert!(names.contains("$3:$4"), "both rows of heads are printed on each page: {names}");
    let range = opened(bytes).worksheet_range("Рік").unwrap();
    let cell = |row, column| range.get_value((row, column)).cloned().unwrap_or_default();
    assert_eq!(cell(1, 0), Data::String("* – скоригована".to_owned()));
    assert_eq!(cell(2, 1), Data::String("За рік".to_owned()));
    assert_eq!(cell(3, 2), Data::String("ур.".to_owned()));
    for row in [4, 5] {
        assert_eq!(
            cell(row, 0),
            Data::String("Ґава Ївга".to_owned()),
            "a filter finds each row by its pupil"
        );
    }
    assert_eq!((cell(4, 2), cell(5, 2)), (Data::Empty, Data::Float(9.0)));
}
