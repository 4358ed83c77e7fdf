//! Where the rows of a bundle stand in their files.

use crate::common::{read_new, taken, text_file, workbook};
use klas_domain::bundle::BundleRow;

#[test]
fn a_row_is_found_in_its_file_and_sheet() {
    let reading = taken(&[
        text_file(
            "Працівники.csv",
            "Прізвище,Ім'я,По батькові,Посада,Класний керівник\nКоваль,Олена,Петрівна,вчителька,8-А\n",
        ),
        text_file(
            "Навантаження.csv",
            "Учитель;Предмет;Клас;Годин\nКоваль О. П.;Алгебра;8-А;3\nВакансія;Хімія;8-А;2\n",
        ),
        workbook(
            "клас/Учні.xlsx",
            &[
                ("8-А", &["ПІБ учня|Дата народження", "Бабенко Софія Іванівна|05.09.2012"]),
                ("8-Б", &["ПІБ учня|Дата народження", "|", "Вовк Ніна Іванівна|06.09.2012"]),
            ],
        ),
        text_file("Розклад.csv", "День;№;8-А\nПонеділок;1;Алгебра\n;2;ХІМІЯ\n"),
        text_file("КТП Хімія 8.csv", "№;Тема;Домашнє завдання\n1;Вступ;\n"),
    ]);
    for (row, place) in [
        (BundleRow::Staff(0), "Працівники.csv, аркуш «Працівники», рядок 2"),
        (BundleRow::Course(1), "Навантаження.csv, аркуш «Навантаження», рядок 3"),
        (BundleRow::Pupil(0), "клас/Учні.xlsx, аркуш «8-А», рядок 2"),
        (BundleRow::Pupil(1), "клас/Учні.xlsx, аркуш «8-Б», рядок 3"),
        (BundleRow::Slot(1), "Розклад.csv, аркуш «Розклад», рядок 3"),
        (BundleRow::Plan(0), "КТП Хімія 8.csv, аркуш «КТП Хімія 8»"),
    ] {
        assert_eq!(reading.place(row), Some(place));
    }
    assert_eq!(reading.place(BundleRow::Pupil(2)), None);
}

#[test]
fn rows_of_a_file_that_is_not_taken_are_nowhere() {
    let reading = read_new(&[text_file("Учні.csv", "ПІБ учня;Клас\nБабенко Софія Іванівна;13-Я\n")]);
    assert_eq!(reading.place(BundleRow::Pupil(0)), None);
}
