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
    }
}

fn document(parts: Vec<Part>) -> Print {
    Print {
        title: "Класний журнал".to_owned(),
        school: "Ліцей № 5 імені Ольги Кобилянської".to_owned(),
        language: "uk",
        numbered: true,
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
        "1 / 1",
    ] {
        assert!(page.contains(words), "{words:?} is not in {page}");
    }
}
