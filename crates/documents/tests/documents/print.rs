//! Printed pages, read again as text.

use std::process::Command;

use klas_documents::{
    print::{Part, Print, Printed, print},
    table::{Cell, Head, Signature, Table},
};

fn register() -> Table {
    let mut heads = vec![Head::new("№", 3), Head::words("Учень, учениця", 26)];
    heads.extend(["02.11", "03.11", "04.11"].map(|day| Head::upright(day, 4)));
    heads.extend(["дн.", "ур."].map(|name| Head::new(name, 4).under("За місяць")));
    let row = |number, name: &str, cells: [Cell; 5]| {
        [vec![Cell::Number(number), Cell::Text(name.to_owned())], cells.to_vec()].concat()
    };
    Table {
        name: "Листопад".to_owned(),
        title: "Облік відвідування · 9-А · Листопад 2026".to_owned(),
        notes: vec!["н – причина невідома · хв – хвороба".to_owned()],
        heads,
        rows: vec![
            row(
                1,
                "Нечуй-Левицька-Григоренко Олександра-Вікторія",
                [Cell::Text("н/3".to_owned()), Cell::Empty, Cell::Empty, Cell::Number(0), Cell::Number(3)],
            ),
            row(
                2,
                "Їжакевич Ґанна (прибув 04.11)",
                [
                    Cell::Blocked,
                    Cell::Blocked,
                    Cell::Text("хв/6".to_owned()),
                    Cell::Number(1),
                    Cell::Number(6),
                ],
            ),
        ],
        signatures: vec![Signature {
            position: "Класний керівник".to_owned(),
            name: "Коваль О. П.".to_owned(),
        }],
        ..Table::default()
    }
}

fn document(parts: Vec<Part>) -> Print {
    Print {
        title: "Класний журнал".to_owned(),
        school: "Ліцей № 5 імені Ольги Кобилянської".to_owned(),
        language: "uk",
        numbered: true,
        flows: false,
        kept: None,
        parts,
    }
}

/// The text of a PDF as an independent reader sees it, page by page.
fn text(printed: &Printed) -> Vec<String> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &printed.bytes).unwrap();
    let output = Command::new("pdftotext").arg("-layout").arg(file.path()).arg("-").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.split('\u{c}').map(str::to_owned).filter(|page| !page.trim().is_empty()).collect()
}

#[test]
fn a_register_says_what_the_table_says() {
    let printed = print(&document(vec![Part::Table(register())])).unwrap();
    assert_eq!(printed.pages, 1);
    let page = &text(&printed)[0];
    for words in [
        "Ліцей № 5 імені Ольги Кобилянської",
        "Облік відвідування · 9-А · Листопад 2026",
        "хв – хвороба",
        "За місяць",
        "Ґанна (прибув 04.11)",
        "н/3",
        "хв/6",
        "Класний керівник",
        "Коваль О. П.",
    ] {
        assert!(page.contains(words), "{words:?} is not in {page}");
    }
    assert_eq!(page.trim_end().rsplit_once('\n').unwrap().1.replace(' ', ""), "1/1");
}

#[test]
fn a_long_table_goes_on_under_the_same_heads() {
    let row = |number: u32| {
        let name = format!("Тема уроку номер {number} про взаємоперетворення енергії");
        vec![Cell::Number(number), Cell::Text(name)]
    };
    let table = Table {
        title: "Зміст уроків".to_owned(),
        heads: vec![Head::new("№", 3), Head::words("Зміст уроку", 40)],
        rows: (1..=120).map(row).collect(),
        ..Table::default()
    };
    let printed = print(&document(vec![Part::Table(table)])).unwrap();
    let pages = text(&printed);
    assert!(printed.pages > 1 && printed.pages == pages.len());
    for page in &pages {
        assert!(page.contains("Зміст уроку") && page.contains("Зміст уроків"), "{page}");
    }
    assert!(pages.last().unwrap().contains("номер 120"));
}

/// A table of so many short rows.
fn list(title: &str, rows: u32) -> Table {
    Table {
        title: title.to_owned(),
        heads: vec![Head::new("№", 3), Head::words(format!("Голова: {title}"), 40)],
        rows: (1..=rows).map(|number| vec![Cell::Number(number), Cell::Text("Слово".to_owned())]).collect(),
        ..Table::default()
    }
}

#[test]
fn short_tables_of_a_document_that_flows_share_a_page() {
    let parts = || ["Перша", "Друга", "Третя"].map(|title| Part::Table(list(title, 3))).to_vec();
    assert_eq!(print(&document(parts())).unwrap().pages, 3, "each begins a page");
    let flows = print(&Print { flows: true, ..document(parts()) }).unwrap();
    assert_eq!(flows.pages, 1);
    let page = &text(&flows)[0];
    assert!(page.contains("Класний журнал") && page.contains("Голова: Третя"), "{page}");
    // What lies across has a page of its own, and what comes after it another.
    let mut wide = list("Широка", 3);
    wide.heads.push(Head::words("Решта", 90));
    wide.rows.iter_mut().for_each(|row| row.push(Cell::Empty));
    let mixed = [parts(), vec![Part::Table(wide)], parts()].concat();
    assert_eq!(print(&Print { flows: true, ..document(mixed) }).unwrap().pages, 3);
}

#[test]
fn what_names_a_table_does_not_end_a_page_without_it() {
    for rows in 34..46 {
        let parts = vec![Part::Table(list("Перша", rows)), Part::Table(list("Друга", 12))];
        let pages = text(&print(&Print { flows: true, ..document(parts) }).unwrap());
        let own = pages.iter().find(|page| page.lines().any(|line| line.trim() == "Друга")).unwrap();
        assert!(own.contains("Голова: Друга"), "after {rows} rows: {own}");
    }
}

#[test]
fn words_are_divided_as_ukrainian_divides_them() {
    let table = Table {
        title: "Уроки".to_owned(),
        heads: vec![Head::words("Тема", 9), Head::words("Решта", 90)],
        rows: vec![vec![Cell::Text("Електродинаміка".to_owned()), Cell::Empty]],
        ..Table::default()
    };
    let printed = print(&document(vec![Part::Table(table)])).unwrap();
    let page = text(&printed).join("");
    let parts = ["Елек", "Електро", "Електроди", "Електродина", "Електродинамі"];
    let divided =
        |part: &&str| ['-', '\u{ad}'].iter().any(|hyphen| page.contains(&format!("{part}{hyphen}")));
    assert!(parts.iter().any(divided), "{page}");
}

#[test]
fn a_cover_lists_what_follows() {
    let cover = Part::Cover {
        title: "Класний журнал".to_owned(),
        lines: vec!["9-А клас".to_owned()],
        contents: Some("Зміст".to_owned()),
    };
    let continued = Table { notes: Vec::new(), ..register() };
    let printed = print(&document(vec![cover, Part::Table(register()), Part::Table(continued)])).unwrap();
    let pages = text(&printed);
    assert!(pages[0].contains("КЛАСНИЙ ЖУРНАЛ") && pages[0].contains("9-А клас"), "{}", pages[0]);
    let contents = pages[0].split_once("Зміст").unwrap().1;
    let plain: String = contents.chars().filter(|c| c.is_alphanumeric()).collect();
    assert_eq!(plain, "Обліквідвідування9АЛистопад20262", "named once, with the page where it begins");
}

#[test]
fn equal_documents_are_equal_files() {
    let set = || print(&document(vec![Part::Table(register())])).unwrap();
    assert_eq!(set(), set());
}

#[test]
fn words_that_typst_would_read_as_signs_are_words() {
    let said = "#panic(\"ні\") *не* _курсив_ $x$ <мітка> @посилання \\ // кінець";
    let table = Table {
        title: said.to_owned(),
        heads: vec![Head::words(said, 60)],
        rows: vec![vec![Cell::Text(said.to_owned())]],
        ..Table::default()
    };
    let page = text(&print(&document(vec![Part::Table(table)])).unwrap()).join("");
    assert!(page.matches("#panic(").count() >= 3 && page.contains("@посилання"), "{page}");
}

#[test]
fn a_line_to_be_written_by_hand_has_room_for_it() {
    let pages = |cell: Cell| {
        let lines = Table { rows: vec![vec![cell.clone(), cell]; 30], ..list("Зауваження", 0) };
        print(&document(vec![Part::Table(lines)])).unwrap().pages
    };
    assert_eq!((pages(Cell::Empty), pages(Cell::Blank)), (1, 2));
}

#[test]
fn a_table_without_rows_says_its_notes() {
    let table = Table {
        title: "Екскурсії".to_owned(),
        notes: vec!["Цього року не було.".to_owned()],
        heads: vec![Head::words("Дата", 10)],
        ..Table::default()
    };
    let page = text(&print(&document(vec![Part::Table(table)])).unwrap()).join("");
    assert!(page.contains("Цього року не було."), "{page}");
}
