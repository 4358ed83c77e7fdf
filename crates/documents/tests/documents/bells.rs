//! Bells of several schedules, and the shifts of classes.

use crate::common::{faults, read_new, taken, text_file, workbook};
use klas_documents::import::SourceFile;
use rstest::rstest;

const LOAD: &str = "Учитель;Предмет;Клас;Годин\nВакансія;Хімія;8-А;2\nВакансія;Хімія;8-Б;2\n";

fn load() -> SourceFile {
    text_file("Навантаження.csv", LOAD)
}

/// The bells as `schedule: period start`; nothing before the colon where none is named.
fn schedules(files: &[SourceFile]) -> Vec<String> {
    let bells = taken(files).bundle.bells.into_iter();
    let named = bells.map(|bell| {
        let starts = bell.starts.format("%H:%M");
        format!("{}: {} {starts}", bell.schedule.unwrap_or_default(), bell.period)
    });
    named.collect()
}

/// The shifts of classes as `class: schedule`.
fn shifts(files: &[SourceFile]) -> Vec<String> {
    let shifts = taken(files).bundle.shifts.into_iter();
    shifts.map(|own| format!("{}: {}", own.class, own.schedule)).collect()
}

#[rstest]
#[case::a_column(&["Зміна|Урок|Початок|Кінець", "1|1|8:00|8:45", "1|2|8:55|9:40", "2|1|14:00|14:45"])]
#[case::only_where_it_begins(&["Зміна|Урок|Час", "І зміна|1|8:00-8:45", "|2|8:55-9:40", "ІІ зміна|1|14:00-14:45"])]
#[case::latin_letters_and_words(&["Урок|Зміна|Час", "1|I|8:00-8:45", "2|перша|8:55-9:40", "1|друга зміна|14:00-14:45"])]
#[case::numbers_beside_the_number(&["№|№ зміни|Час", "1|1-а|8:00-8:45", "2|1 зміна|8:55-9:40", "1|2-га зміна|14:00-14:45"])]
#[case::headings(&["Урок|Час", "І зміна", "1|8:00-8:45", "2|8:55-9:40", "ІІ зміна", "1|14:00-14:45"])]
#[case::blocks(&["І зміна", "Урок|Час", "1|8:00-8:45", "2|8:55-9:40", "", "ІІ зміна", "Урок|Час", "1|14:00-14:45"])]
fn two_shifts_in_one_sheet(#[case] rows: &[&str]) {
    let book = workbook("Дзвінки.xlsx", &[("Аркуш1", rows)]);

    assert_eq!(schedules(&[book]), ["І зміна: 1 08:00", "І зміна: 2 08:55", "ІІ зміна: 1 14:00"]);
}

#[test]
fn a_sheet_or_a_file_for_each_schedule() {
    let rows = |starts: &'static str| ["Урок|Час", starts];
    let (first, second, short) = (rows("1|8:00-8:45"), rows("1|14:00-14:45"), rows("1|8:00-8:30"));
    let book = workbook("Дзвінки.xlsx", &[("І зміна", &first), ("2 зміна", &second), ("Скорочені", &short)]);
    let title = "Розклад дзвінків для ІІ зміни (скорочені уроки)";
    let file = text_file("Інше.csv", &format!("{title}\nУрок;Час\n1;13:00-13:30\n"));

    let expected = [
        "І зміна: 1 08:00",
        "ІІ зміна: 1 14:00",
        "скорочені уроки: 1 08:00",
        "ІІ зміна, скорочені уроки: 1 13:00",
    ];
    assert_eq!(schedules(&[book, file]), expected);
}

#[test]
fn a_column_of_shifts_among_shortened_bells() {
    let file = text_file(
        "Дзвінки скорочені.csv",
        "Зміна;Урок;Час\n1;1;8:00-8:30\nІІ;1;13:00-13:30\nмолодша школа;1;9:00-9:30\n",
    );

    let expected =
        ["І зміна, скорочені уроки: 1 08:00", "ІІ зміна, скорочені уроки: 1 13:00", "молодша школа: 1 09:00"];
    assert_eq!(schedules(&[file]), expected);
}

#[rstest]
#[case::nothing("Дзвінки")]
#[case::both_shifts("Дзвінки І та ІІ зміни")]
#[case::both_in_digits("Дзвінки 1, 2 зміна")]
#[case::two_of_them("Дзвінки (2 зміни)")]
#[case::and("Дзвінки і зміни")]
#[case::changes("Дзвінки зі змінами (2)")]
#[case::both_kinds("Дзвінки звичайні і скорочені")]
fn a_name_that_does_not_tell_one_schedule(#[case] name: &str) {
    let file = text_file(&format!("{name}.csv"), "Урок;Час\n1;8:00-8:45\n");

    assert_eq!(schedules(&[file]), [": 1 08:00"]);
}

#[rstest]
#[case::twice(
    "Зміна;Урок;Час\n2;1;14:00-14:45\nІІ зміна;1;15:00-15:45\n",
    "Дзвінки, 3, Урок, «1»: те саме вже є: аркуш «Дзвінки», рядок 2"
)]
#[case::overlap(
    "Зміна;Урок;Час\n1;1;8:00-8:45\n1;2;8:40-9:25\n2;1;8:10-8:55\n",
    "Дзвінки, 3, Час, «8:40-9:25»: накладається на урок 1"
)]
#[case::beside_one_another(
    "Урок;Час (І зміна);Час (ІІ зміна)\n1;8:00-8:45;14:00-14:45\n",
    "Дзвінки, 1, Урок, «Урок»: зміни стоять поруч: потрібен стовпець «Зміна» або окремий аркуш для кожної"
)]
fn bells_that_cannot_be(#[case] text: &str, #[case] fault: &str) {
    assert_eq!(faults(&read_new(&[text_file("Дзвінки.csv", text)]).files[0]), [fault]);
}

#[test]
fn shifts_of_classes_from_the_load() {
    let text = "Учитель;Предмет;Клас;Годин;Зміна\n\
                Вакансія;Хімія;8-А;2;\nВакансія;Хімія;8-Б;2;2\nВакансія;Фізика;8-Б;2;ІІ зміна\n";

    assert_eq!(shifts(&[text_file("Навантаження.csv", text)]), ["8-Б: ІІ зміна"]);
    assert_eq!(shifts(&[load()]), Vec::<String>::new());
}

#[rstest]
#[case::a_sheet_for_each_shift(
    workbook("Розклад.xlsx", &[("І зміна", &["День|№|8-А|8-Б", "Пн|1|Хімія|"]), ("ІІ зміна", &["День|№|8-А|8-Б", "Пн|1||Хімія"])])
)]
#[case::a_column(text_file(
    "Розклад.csv",
    "День;Урок;Зміна;Клас;Предмет\nПн;1;1;8-А;Хімія\nПн;1;2;8-Б;Хімія\nВт;2;;8-Б;Хімія\n"
))]
fn shifts_of_classes_from_the_timetable(#[case] timetable: SourceFile) {
    assert_eq!(shifts(&[load(), timetable]), ["8-А: І зміна", "8-Б: ІІ зміна"]);
}

#[test]
fn a_class_in_two_shifts_is_a_fault() {
    let text = "Учитель;Предмет;Клас;Годин;Зміна\nВакансія;Хімія;8-Б;2;1\nВакансія;Фізика;8-Б;2;2\n";
    let reading = read_new(&[text_file("Навантаження.csv", text)]);

    assert_eq!(faults(&reading.files[0]), ["Навантаження, 3, Зміна, «2»: вище для 8-Б вказано «І зміна»"]);
}

#[test]
fn files_that_do_not_agree_about_a_class_are_a_question() {
    let load = text_file("Навантаження.csv", "Учитель;Предмет;Клас;Годин;Зміна\nВакансія;Хімія;8-Б;2;1\n");
    let timetable = text_file("Розклад ІІ зміна.csv", "День;№;8-Б\nПн;1;Хімія\n");
    let reading = read_new(&[load, timetable]);

    assert_eq!(
        reading.files[1].questions,
        ["8-Б: тут «ІІ зміна», а у файлі «Навантаження.csv» – «І зміна». Яка зміна в цього класу?"]
    );
    assert_eq!(reading.bundle.shifts.len(), 1);
}
