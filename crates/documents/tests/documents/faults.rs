//! What is wrong is told all at once, and a file with anything wrong gives nothing.

use std::{
    fs,
    io::{Cursor, Write},
};

use crate::common::{faults, read_new, taken, text_file, workbook};
use klas_documents::import::{Known, collect, read};
use klas_domain::{bundle::Bundle, school::PersonName};
use rstest::rstest;

#[test]
fn every_bad_cell_of_a_file_is_named_with_its_place() {
    let book = workbook(
        "Учні.xlsx",
        &[(
            "Список",
            &[
                "Список учнів",
                "№|ПІБ|Дата народження|Стать|Клас|Мати|Телефон матері",
                "1|Коваль Ада Ігорівна|31.02.2015|жін|5-А|Коваль Олена Петрівна|0671234567",
                "2|Бойко Лев Ігорович|вересень|ж?|5-Ъ|Олена Петрівна|52-52-52",
                "3|Гнатюк|05.09.2015|?|13-А||0501112233",
                "4||06.09.2015|ч|5-А||",
                "5|Коваль А. І.|05.09.1915|ч||Мельник Ольга 7||",
            ],
        )],
    );

    let reading = read_new(&[book]);

    assert_eq!(
        faults(&reading.files[0]),
        [
            "Список, 3, Дата народження, «31.02.2015»: такого дня немає в календарі",
            "Список, 4, Клас, «5-Ъ»: не схоже на клас: потрібно, наприклад, 5-А",
            "Список, 4, Дата народження, «вересень»: не схоже на дату: потрібно, наприклад, 05.09.2015",
            "Список, 4, Телефон матері, «52-52-52»: не схоже на номер телефону: потрібно 10 цифр, наприклад 067 123 45 67",
            "Список, 4, Мати, «Олена Петрівна»: спершу має стояти прізвище, тоді ім'я та по батькові",
            "Список, 5, ПІБ, «Гнатюк»: потрібні прізвище та ім'я",
            "Список, 5, Клас, «13-А»: не схоже на клас: потрібно, наприклад, 5-А",
            "Список, 5, Стать, «?»: не схоже на стать: потрібно «чоловіча» або «жіноча»",
            "Список, 5, Мати, «»: є телефон чи пошта, а імені немає",
            "Список, 6, ПІБ, «»: має бути заповнено",
            "Список, 7, Клас, «»: має бути заповнено",
            "Список, 7, Дата народження, «05.09.1915»: надто рання дата народження для учня",
            "Список, 7, Мати, «Мельник Ольга 7»: не схоже на номер телефону: потрібно 10 цифр, наприклад 067 123 45 67",
        ]
    );
    assert_eq!(reading.bundle.pupils, []);
}

#[test]
fn a_column_without_a_header_is_named_by_its_letters() {
    let timetable = text_file("Розклад.csv", ";;5-А\nПн;1;Хімія\nПн;;Хімія\n");
    let load = text_file("Навантаження.csv", "Вчитель;Предмет;Клас;Годин\nвакансія;Хімія;5-А;2\n");

    let reading = read_new(&[load, timetable]);

    assert_eq!(faults(&reading.files[1]), ["Розклад, 3, B, «»: має бути заповнено"]);
}

#[test]
fn nobody_in_a_class_is_born_after_its_year_began() {
    let text = "Учні, 2026/2027 н. р.\nПІБ;Клас;Дата народження\nКоваль Ада;5-А;05.09.2051\n";

    let reading = read_new(&[text_file("Учні.csv", text)]);

    assert_eq!(reading.files[0].faults[0].value, "05.09.2051");
}

#[test]
fn a_file_is_all_or_nothing_and_the_others_are_taken() {
    let bad = text_file("Учні.csv", "ПІБ;Клас;Стать\nКоваль Ада Ігорівна;5-А;ж\nБойко Лев;5;?\n");
    let good = text_file("Дзвінки.csv", "Урок;Початок;Кінець\n1;08:30;09:15\n");

    let reading = read_new(&[bad, good]);

    assert!(!reading.files[0].taken());
    assert!(reading.files[1].taken());
    assert_eq!((reading.bundle.pupils.len(), reading.bundle.bells.len()), (0, 1));
}

#[test]
fn rows_are_numbered_as_in_the_spreadsheet() {
    let text = "\nСписок\n\n\nПІБ;Клас;Адреса\nКоваль Ада;5-А;\"вулиця\nМирна\"\n\nБойко Лев;п'ятий;\n";

    let reading = read_new(&[text_file("Учні.csv", text)]);

    assert_eq!(
        faults(&reading.files[0]),
        ["Учні, 8, Клас, «п'ятий»: не схоже на клас: потрібно, наприклад, 5-А"]
    );
}

#[rstest]
#[case(
    "ПІБ;Клас;Стать\nКоваль Ада;5-А;\nБойко Лев;5-А;\nКОВАЛЬ АДА;5-А;\n",
    "Учні, 4, ПІБ, «КОВАЛЬ АДА»: те саме вже є: аркуш «Учні», рядок 2"
)]
#[case(
    "ПІБ;Посада\nКоваль Ада;кухар\nКоваль Ада;двірник\n",
    "Учні, 3, ПІБ, «Коваль Ада»: те саме вже є: аркуш «Учні», рядок 2"
)]
#[case(
    "ПІБ;Посада;Клас\nКоваль Ада;вчителька;5-А\nБойко Лев;вчитель;5а\n",
    "Учні, 3, Клас, «5а»: те саме вже є: аркуш «Учні», рядок 2"
)]
#[case(
    "Вчитель;Предмет;Клас;Годин\nвакансія;Хімія;8-А;2\nвакансія;хімія;8А;1\n",
    "Учні, 3, Предмет, «хімія»: те саме вже є: аркуш «Учні», рядок 2"
)]
#[case(
    "Урок;Початок;Кінець\n1;08:30;09:15\n1;09:25;10:10\n",
    "Учні, 3, Урок, «1»: те саме вже є: аркуш «Учні», рядок 2"
)]
#[case(
    "Урок;Початок;Кінець\n1;08:30;09:15\n2;09:10;09:55\n",
    "Учні, 3, Початок, «09:10»: накладається на урок 1"
)]
#[case(
    "Урок;Початок;Кінець\n1;08:30;08:15\n",
    "Учні, 2, Початок, «08:30»: урок закінчується не пізніше, ніж починається"
)]
#[case(
    "Урок;Початок;Кінець\n12;08:30;25:15\n",
    "Учні, 2, Урок, «12»: не схоже на номер уроку: потрібно число від 0 до 9"
)]
#[case(
    "Вчитель;Предмет;Клас;Годин\n;Хімія;8-А;2\n",
    "Учні, 2, Вчитель, «»: впишіть учителя або слово «вакансія»"
)]
#[case(
    "Вчитель;Предмет;Клас;Годин\nБойко Лев;Хімія;8-А;2\n",
    "Учні, 2, Вчитель, «Бойко Лев»: такої людини немає серед працівників"
)]
#[case(
    "Вчитель;Предмет;Клас;Годин\nвакансія;Хімія;8-А;1,25\n",
    "Учні, 2, Годин, «1,25»: година ділиться лише на десяті: наприклад, 1,5"
)]
fn a_fault_says_what_is_wrong(#[case] text: &str, #[case] fault: &str) {
    let reading = read_new(&[text_file("Учні.csv", text)]);

    assert_eq!(faults(&reading.files[0]).first().map(String::as_str), Some(fault));
}

#[test]
fn namesakes_with_other_birth_dates_are_two_pupils() {
    let text = "ПІБ;Клас;Дата народження\nКоваль Ада;5-А;05.09.2015\nКоваль Ада;5-А;06.09.2015\n";

    assert_eq!(taken(&[text_file("Учні.csv", text)]).bundle.pupils.len(), 2);
}

const TWO_KOVALS: &str = "ПІБ;Посада\nКоваль Олена Петрівна;вчителька\nКоваль Ольга Павлівна;вчителька\n";

#[test]
fn initials_of_two_people_are_a_question() {
    let load = "Вчитель;Предмет;Клас;Годин\nКоваль О. П.;Хімія;8-А;2\nКоваль Ольга Павлівна;Хімія;8-Б;2\n";

    let reading = read_new(&[text_file("Працівники.csv", TWO_KOVALS), text_file("Навантаження.csv", load)]);

    assert_eq!(
        reading.files[1].questions,
        [
            "аркуш «Навантаження», рядок 2: «Коваль О. П.» — це Коваль Олена Петрівна чи Коваль Ольга Павлівна?"
        ]
    );
    assert_eq!((reading.bundle.staff.len(), reading.bundle.courses.len()), (2, 0));
}

#[test]
fn initials_may_mean_somebody_in_the_database_too() {
    let known = Known {
        staff: vec![PersonName {
            surname: "Коваль".to_owned(),
            given: "Остап".to_owned(),
            patronymic: "Пилипович".to_owned(),
        }],
        ..Known::default()
    };
    let load = text_file("Навантаження.csv", "Вчитель;Предмет;Клас;Годин\nКоваль О.П.;Хімія;8-А;2\n");
    let staff = text_file("Працівники.csv", "ПІБ;Посада\nКоваль Олена Петрівна;вчителька\n");

    assert_eq!(read(std::slice::from_ref(&load), &known).bundle.courses.len(), 1);
    assert_eq!(read(&[load, staff], &known).files[0].questions.len(), 1);
}

#[test]
fn whom_the_database_has_without_patronymic_is_nobody_else() {
    let known = Known {
        staff: vec![PersonName {
            surname: "Коваль".to_owned(),
            given: "Олена".to_owned(),
            patronymic: String::new(),
        }],
        ..Known::default()
    };
    let load = text_file("Навантаження.csv", "Вчитель;Предмет;Клас;Годин\nКоваль О. П.;Хімія;8-А;2\n");
    let staff = text_file("Працівники.csv", "ПІБ;Посада\nКоваль Олена Петрівна;вчителька\n");

    let reading = read(&[load, staff], &known);

    assert_eq!(reading.files[0].questions, Vec::<String>::new());
    assert_eq!(reading.bundle.courses[0].teacher.as_ref(), Some(&reading.bundle.staff[0].name));
}

#[test]
fn initials_are_taken_as_they_are_given() {
    let staff = "ПІБ;Посада\nКоваль О. П.;вчителька\nЛ.І. Бойко;вчитель\n";
    let pupils = "ПІБ;Клас;Мати\nКоваль Ада Ігорівна;5-А;Коваль О.П.\nГнатюк Л. А.;5-А;Гнатюк Ніна В.\n";
    let load = "Вчитель;Предмет;Клас;Годин\nКоваль Олена Петрівна;Хімія;5-А;2\nБойко;Фізика;5-А;2\n";

    let files = [("Працівники.csv", staff), ("Учні.csv", pupils), ("Навантаження.csv", load)];
    let reading = taken(&files.map(|(name, text)| text_file(name, text)));

    let bundle = reading.bundle;
    let staff: Vec<String> = bundle.staff.iter().map(|member| member.name.full()).collect();
    assert_eq!(staff, ["Коваль О. П.", "Бойко Л. І."]);
    let mothers: Vec<String> = bundle.pupils.iter().map(|pupil| pupil.guardians[0].name.full()).collect();
    assert_eq!(mothers, ["Коваль О. П.", "Гнатюк Ніна В."]);
    assert_eq!(bundle.courses[0].teacher.as_ref(), Some(&bundle.staff[0].name));
    assert_eq!(bundle.courses[1].teacher.as_ref(), Some(&bundle.staff[1].name));
    assert_eq!(reading.files[1].warnings.len(), 1, "a pupil should have a full name: {:?}", reading.files[1]);
}

#[test]
fn a_file_waits_for_the_file_it_refers_to() {
    let staff = text_file("Працівники.csv", "ПІБ;Посада;Телефон\nКоваль Ада Ігорівна;вчителька;12\n");
    let load = text_file("Навантаження.csv", "Вчитель;Предмет;Клас;Годин\nКоваль А. І.;Хімія;8-А;2\n");
    let timetable = text_file("Розклад.csv", "День;№;8-А\nПн;1;Хімія\n");

    let reading = read_new(&[staff, load, timetable]);

    assert_eq!(reading.files[0].faults.len(), 1);
    assert_eq!(
        reading.files[1].questions,
        ["Спершу виправте файл «Працівники.csv»: цей на нього посилається"]
    );
    assert_eq!(
        reading.files[2].questions,
        ["Спершу виправте файл «Навантаження.csv»: цей на нього посилається"]
    );
    assert_eq!(reading.bundle, Bundle::default());
}

#[test]
fn the_same_in_two_files_is_a_question() {
    let bells = "Урок;Початок;Кінець\n1;08:30;09:15\n2;09:25;10:10\n";

    let reading = read_new(&[text_file("Дзвінки.csv", bells), text_file("Дзвінки (1).csv", bells)]);

    assert_eq!(
        reading.files[1].questions,
        ["Те саме є також у файлі «Дзвінки.csv» (рядків: 2): який із двох потрібен?"]
    );
    assert_eq!(reading.bundle.bells.len(), 2);
}

#[test]
fn last_years_file_is_a_question() {
    let bells = text_file("Дзвінки.csv", "2026-2027 н. р.\nУрок;Початок;Кінець\n1;08:30;09:15\n");
    let pupils = text_file("Учні 2025-26.csv", "ПІБ;Клас;Стать\nКоваль Ада;5-А;\n");

    let reading = read_new(&[bells, pupils]);

    assert_eq!(
        reading.files[1].questions,
        ["Тут 2025/2026 навчальний рік, а в іншому файлі 2026/2027: який потрібен?"]
    );
    assert_eq!(reading.bundle.year.unwrap().label(), "2026/2027");
}

#[test]
fn a_folder_gives_only_what_may_be_a_schools() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("КТП")).unwrap();
    let names = [
        "Учні.csv",
        "README.md",
        ".прихований.csv",
        "~$Учні.xlsx",
        "Thumbs.db",
        "фото.jpg",
        "КТП/Хімія 8.csv",
        "КТП/Фізика 8.docx",
    ];
    for name in names {
        fs::write(folder.path().join(name), "а;б\n").unwrap();
    }

    let found = collect(folder.path()).unwrap();
    let single = collect(&folder.path().join("Учні.csv")).unwrap();

    let names: Vec<&str> = found.files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["КТП/Хімія 8.csv", "Учні.csv"]);
    assert_eq!(found.passed, ["КТП/Фізика 8.docx", "фото.jpg"], "they are told, hidden ones are not");
    assert_eq!(single.files[0].name, "Учні.csv");
}

#[test]
fn an_archive_tells_what_it_holds_beside_its_tables() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("школа.zip");
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for name in ["Учні.csv", "README.txt.pdf", "КТП/Фізика 8.docx"] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all("а;б\n".as_bytes()).unwrap();
    }
    fs::write(&path, archive.finish().unwrap().into_inner()).unwrap();

    let found = collect(&path).unwrap();

    assert_eq!(found.files.len(), 1);
    assert_eq!(found.passed, ["школа.zip/КТП/Фізика 8.docx"]);
}
