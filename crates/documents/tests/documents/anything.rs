//! Whatever is typed, every file is either taken or told what is wrong with it.

use klas_documents::import::{SourceFile, collect};
use proptest::prelude::*;

use crate::common::{read_new, text_file};

const HEADERS: [&str; 8] = [
    "ПІБ;Клас;Дата народження;Стать;Мати;Телефон",
    "ПІБ;Посада;Класний керівник;Телефон;Пошта;Предмет",
    "Вчитель;Предмет;Клас;Група;Години;№",
    "Урок;Початок;Кінець;а;б;в",
    "Зміна;Урок;Час;а;б;в",
    "День;№;5-А;каб.;5-Б;каб.",
    "День;Урок;Клас;Предмет;Група;Кабінет",
    "№ уроку;Тема;Зміст уроку;Домашнє завдання;Примітка;Дата",
];

const LOAD: &str = "Вчитель;Предмет;Клас;Група;Години\n\
                    вакансія;Мова;5-А;1;2\nвакансія;Мова;5-А;2;2\nвакансія;Мова і читання;5-Б;;2\n";

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        "[а-яіїєґА-Я]{1,8}",
        "[0-9.:,-]{1,10}",
        "[Мова (гр. 12)каб/І]{0,16}",
        "\\PC{0,12}",
        Just(String::new())
    ]
}

proptest! {
    #[test]
    fn rows_of_any_cells(
        header in 0..HEADERS.len(),
        rows in prop::collection::vec(prop::collection::vec(cell(), 6), 0..5),
    ) {
        let rows: Vec<String> = rows.iter().map(|cells| cells.join(";").replace(['\n', '"'], " ")).collect();
        let text = format!("{}\n{}\n", HEADERS[header], rows.join("\n"));
        let files = [text_file("Навантаження.csv", LOAD), text_file("КТП Мова 5.csv", &text)];

        let reading = read_new(&files);

        let report = &reading.files[1];
        prop_assert!(report.faults.iter().all(|fault| fault.row <= rows.len() + 1 && !fault.reason.is_empty()));
        if !report.taken() {
            prop_assert_eq!(reading.bundle.courses.len(), 3);
            prop_assert!(reading.bundle.pupils.is_empty() && reading.bundle.timetable.is_empty());
        }
    }

    #[test]
    fn files_of_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300), extension in "csv|xlsx|xls|ods") {
        let reading = read_new(&[SourceFile { name: format!("Файл.{extension}"), bytes }]);

        prop_assert!(!reading.files[0].taken());
    }

    #[test]
    fn telephones_with_any_separators(digits in "[1-9][0-9]{8}", separators in "[ ().-]{9}") {
        let spread: String = digits.chars().zip(separators.chars()).flat_map(|(digit, c)| [digit, c]).collect();
        let text = format!("ПІБ;Посада;Телефон\nКоваль Ада;кухар;0{spread}\n");

        let reading = read_new(&[text_file("Працівники.csv", &text)]);

        let expected = format!("+380{digits}");
        prop_assert_eq!(reading.bundle.staff[0].phone.as_deref(), Some(expected.as_str()));
    }
}

#[test]
fn a_damaged_archive_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roster.zip");
    std::fs::write(&path, b"PK\x03\x04").unwrap();

    assert!(collect(&path).is_err());
}
