//! The shapes in which school offices keep the same things.

use crate::common::{faults, read_new, taken, text_file, workbook};
use klas_documents::import::{FileKind, SourceFile};
use klas_domain::{bundle::Bundle, permission::Role, school::Sex};
use rstest::rstest;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

const PUPILS: &str = "Список учнів\nПІБ учня;Дата народження;Клас\nҐалаґан Єва Їжаківна;05.09.2015;5-А\n";

fn bytes(name: &str, bytes: Vec<u8>) -> SourceFile {
    SourceFile { name: name.to_owned(), bytes }
}

fn only_pupil(file: SourceFile) -> String {
    let Bundle { pupils, .. } = taken(&[file]).bundle;
    let [pupil] = pupils.as_slice() else { panic!("one pupil: {pupils:?}") };
    format!("{} {} {}", pupil.name.full(), pupil.class, pupil.born.unwrap())
}

#[rstest]
#[case::utf8(PUPILS.as_bytes().to_vec())]
#[case::utf8_with_mark([b"\xef\xbb\xbf", PUPILS.as_bytes()].concat())]
#[case::windows_1251(encoding_rs::WINDOWS_1251.encode(PUPILS).0.into_owned())]
#[case::utf16(PUPILS.encode_utf16().fold(vec![0xff, 0xfe], |mut bytes, unit| { bytes.extend(unit.to_le_bytes()); bytes }))]
#[case::commas(PUPILS.replace(';', ",").into_bytes())]
#[case::tabs(PUPILS.replace(';', "\t").into_bytes())]
#[case::windows_line_ends(PUPILS.replace('\n', "\r\n").into_bytes())]
#[case::quoted(PUPILS.replace("5-А", "\"5-А\"").into_bytes())]
fn text_in_any_encoding_and_with_any_separator(#[case] content: Vec<u8>) {
    assert_eq!(only_pupil(bytes("Учні.csv", content)), "Ґалаґан Єва Їжаківна 5-А 2015-09-05");
}

#[rstest]
#[case::addresses(
    "ПІБ;Клас;Адреса\nКоваль Ада;5-А;58000, м. Чернівці, вул. Головна, буд. 12, кв. 5\n\
     Бойко Лев;5-А;58000, м. Чернівці, вул. Головна, буд. 14, кв. 7\n",
    "58000, м. Чернівці, вул. Головна, буд. 12, кв. 5"
)]
#[case::addresses_after_tabs(
    "ПІБ\tКлас\tАдреса\nКоваль Ада\t5-А\tУкраїна, 58000, Чернівці, Головна, 12, 5\n",
    "Україна, 58000, Чернівці, Головна, 12, 5"
)]
#[case::semicolons_among_commas(
    "ПІБ,Клас,Адреса\nКоваль Ада,5-А,Чернівці; Головна; 12; 5; 7\n",
    "Чернівці; Головна; 12; 5; 7"
)]
#[case::lines_in_a_cell(
    "ПІБ;Клас;Адреса\nКоваль Ада;5-А;\"Чернівці,\nГоловна, 12,\n5\"\n",
    "Чернівці, Головна, 12, 5"
)]
fn cells_may_have_what_separates_elsewhere(#[case] text: &str, #[case] address: &str) {
    let bundle = taken(&[text_file("Учні.csv", text)]).bundle;

    assert_eq!(bundle.pupils[0].address.as_deref(), Some(address));
}

#[rstest]
#[case::first_row(&["Прізвище, ім'я, по батькові|Дата нар.|Клас", "Коваль Ада Ігорівна|05.09.2015|5-А"])]
#[case::fifth_row(&["Ліцей № 3", "Список", "станом на 01.09.2026", "", "№ з/п|П.І.Б.|Д. народження|Клас", "1|Коваль Ада Ігорівна|42252|5а"])]
#[case::three_columns(&["Прізвище|Ім’я|По-батькові|Дата народження|Клас", "Коваль|Ада|Ігорівна|2015-09-05|5 A"])]
#[case::two_columns(&["Прізвище|Ім’я та по батькові|Дата народження|Кл.", "Коваль|Ада Ігорівна|5 вересня 2015 р.|5 A"])]
#[case::other_abbreviation(&["ПІП учня|Дата народж.|Клас", "Коваль Ада Ігорівна|05,09,2015|5-А"])]
#[case::counts(&["ПІБ|Народження|Клас", "Коваль Ада Ігорівна|05.09.2015|5А", "Хлопців: 0", "Дівчат|1", "Класний керівник: Бойко Л. І."])]
#[case::totals(&["ПІБ|Народження|Клас", "Коваль Ада Ігорівна|05.09.2015|5А", "", "Усього: 1", "|Разом|1"])]
#[case::total_beside_a_number(&["№|ПІБ|Народження|Клас", "1|Коваль Ада Ігорівна|05.09.2015|5А", "1|Усього учнів"])]
#[case::class_in_title(&["Список учнів 5-А класу", "№|Учень|Дата народження", "1|Коваль Ада Ігорівна|5.9.2015"])]
#[case::class_in_heading(&["ПІБ|Дата народження|Стать", "5-А клас", "Коваль Ада Ігорівна|05/09/15|ж"])]
#[case::title_in_two_cells(&["Список учнів||5-А клас", "№|ПІБ|Дата народження", "1|Коваль Ада Ігорівна|05.09.2015"])]
#[case::title_in_three_cells(&["Список учнів||Клас|5-А", "", "№|ПІБ|Дата народження|Стать", "1|Коваль Ада Ігорівна|05.09.2015|ж"])]
#[case::numbered_empty_rows(&["Учні 5-А класу", "№|ПІБ|Дата народження", "1|Коваль Ада Ігорівна|05.09.2015", "2", "3||"])]
#[case::address_above(&["вул. Шкільна, 7 Б", "5-А клас", "№|ПІБ|Дата народження", "1|Коваль Ада Ігорівна|05.09.2015"])]
#[case::signature(&["ПІБ|Дата народження|Клас", "Коваль Ада Ігорівна|05.09.2015|5-А", "Директор ________|А. Шевченко"])]
#[case::header_on_each_page(&["ПІБ|Народження|Клас", "Коваль Ада Ігорівна|05.09.2015|5-А", "ПІБ|Народження|Клас"])]
fn a_pupil_in_any_sheet(#[case] rows: &[&str]) {
    assert_eq!(
        only_pupil(workbook("Список.xlsx", &[("Аркуш1", rows)])),
        "Коваль Ада Ігорівна 5-А 2015-09-05"
    );
}

#[test]
fn a_sheet_for_each_class() {
    let header = "№|ПІБ|Дата народження";
    let book = workbook(
        "Учні.xlsx",
        &[
            ("5-А", &[header, "1|Коваль Ада Ігорівна|05.09.2015"]),
            ("5-Б", &[header, "1|Бойко Лев Ігорович|06.09.2015", "2|Гнатюк Ніна Ігорівна|07.09.2015"]),
            ("довідка", &["Телефон канцелярії 52-52-52"]),
        ],
    );

    let reading = taken(&[book]);

    let classes: Vec<String> = reading.bundle.pupils.iter().map(|pupil| pupil.class.to_string()).collect();
    assert_eq!(classes, ["5-А", "5-Б", "5-Б"]);
    assert_eq!(
        reading.files[0].sheets,
        [
            ("5-А".to_owned(), Some(FileKind::Pupils), 1),
            ("5-Б".to_owned(), Some(FileKind::Pupils), 2),
            ("довідка".to_owned(), None, 1),
        ]
    );
}

#[rstest]
#[case::named_by_the_sheet("5 клас", &["№|ПІБ|Клас", "1|Коваль Ада Ігорівна|А", "2|Бойко Лев Ігорович|Б"])]
#[case::named_by_a_title("Аркуш1", &["Учні 5-х класів", "№|ПІБ|Клас", "1|Коваль Ада Ігорівна|«А»", "2|Бойко Лев Ігорович|Б"])]
#[case::of_whole_names("5 класи", &["№|ПІБ|Клас", "1|Коваль Ада Ігорівна|5-А", "2|Бойко Лев Ігорович|5-Б"])]
#[case::beside_sex("5 клас", &["№|ПІБ|Клас|Стать", "1|Коваль Ада Ігорівна|А|Ж", "2|Бойко Лев Ігорович|Б|Ч"])]
fn a_sheet_for_each_grade(#[case] name: &str, #[case] rows: &[&str]) {
    let other: &[&str] = &["№|ПІБ|Клас", "1|Гнатюк Ніна Ігорівна|А"];
    let reading = taken(&[workbook("Учні.xlsx", &[(name, rows), ("6 клас", other)])]);
    let classes: Vec<String> = reading.bundle.pupils.iter().map(|pupil| pupil.class.to_string()).collect();
    assert_eq!(classes, ["5-А", "5-Б", "6-А"]);
}

/// A letter alone is no class where it may be of several grades.
#[rstest]
#[case::of_two_grades("10-11 класи")]
#[case::of_these_and_those("5 і 6 класи")]
#[case::of_so_many_classes("12 класів")]
fn a_letter_says_no_class(#[case] name: &str) {
    let book = workbook("Учні.xlsx", &[(name, &["№|ПІБ|Клас", "1|Коваль Ада Ігорівна|А"])]);
    assert_eq!(faults(&read_new(&[book]).files[0]).len(), 1);
}

#[test]
fn a_letter_is_of_the_grade_of_the_heading_above_it() {
    let rows: &[&str] =
        &["№|ПІБ|Клас", "5 клас||", "1|Коваль Ада Ігорівна|А", "6 клас||", "1|Бойко Лев Ігорович|А"];
    let reading = taken(&[workbook("Учні.xlsx", &[("Учні", rows)])]);
    let classes: Vec<String> = reading.bundle.pupils.iter().map(|pupil| pupil.class.to_string()).collect();
    assert_eq!(classes, ["5-А", "6-А"]);
}

/// What stands above a second header with more columns is data, and is not passed over.
#[test]
fn a_short_table_above_a_longer_one_is_no_title() {
    let rows: &[&str] = &[
        "ПІБ|Посада",
        "Коваль Ада Ігорівна|директор",
        "ПІБ|Посада|Предмет|Телефон",
        "Бойко Лев Ігорович|учитель|Математика|0671234567",
    ];
    let book = workbook("Працівники.xlsx", &[("Працівники", rows)]);
    assert!(!faults(&read_new(&[book]).files[0]).is_empty());
}

#[test]
fn a_row_of_staff_with_their_classes_is_no_timetable() {
    let rows: &[&str] = &["№|ПІБ|Предмет|Класи", "1|Коваль Ада Ігорівна|Математика|5-А|5-Б|6-А"];
    let reading = taken(&[workbook("Працівники.xlsx", &[("Працівники", rows)])]);
    assert_eq!(reading.files[0].sheets, [("Працівники".to_owned(), Some(FileKind::Staff), 1)]);
}

#[rstest]
#[case("0671234567")]
#[case("671234567")]
#[case("380671234567")]
#[case("80671234567")]
#[case("+38 (067) 123-45-67")]
#[case("8-067-123-45-67")]
#[case("тел. 067 123 45 67")]
#[case("067.123.45.67, 050 111 22 33")]
#[case("+38 067 123 45 67 050 111 22 33")]
#[case("067-123-45-67 (моб.)")]
#[case("моб.0671234567")]
#[case("00380671234567")]
#[case("067/123-45-67")]
#[case("+38 (067) / 123 45 67")]
#[case("0671234567/0501112233")]
#[case("067 123 45 67 / 050 111 22 33")]
#[case("067/123-45-67, 050/111-22-33")]
#[case("т. 067 123 45 67")]
#[case("м.т.067-123-45-67")]
#[case("дом.тел. 067 123 45 67")]
#[case("067-123-45-67 (дом.)")]
#[case("067-123-45-67(роб.)")]
#[case("067 123 45 67 (мама)")]
#[case("мати – 067 123 45 67")]
fn telephones_in_any_shape(#[case] written: &str) {
    let text =
        format!("ПІБ\tКлас\tМати\tТелефон\nКоваль Ада Ігорівна\t5-А\tКоваль Олена Петрівна\t{written}\n");

    let bundle = taken(&[text_file("Учні.tsv", &text)]).bundle;

    assert_eq!(bundle.pupils[0].guardians[0].phone.as_deref(), Some("+380671234567"));
}

#[rstest]
#[case::of_somebody_else("067 123 45 67 (бабуся)")]
#[case::of_the_other_parent("067 123 45 67 (тато)")]
#[case::of_somebody_with_a_name("067 123 45 67 Роберт")]
#[case::short("52-52-52")]
#[case::two_short("5-25-25/52-52")]
#[case::two_short_of_ten_figures("5-25-25/5-26-26")]
fn a_number_of_somebody_else_or_without_its_code_is_no_telephone(#[case] written: &str) {
    let text = format!("ПІБ\tКлас\tМати\tТелефон\nКоваль Ада\t5-А\tКоваль Олена\t{written}\n");

    assert_eq!(read_new(&[text_file("Учні.tsv", &text)]).files[0].faults[0].column, "Телефон");
}

#[test]
fn a_row_is_passed_over_only_where_it_sums_up_or_signs() {
    let text = "ПІБ;Клас;Мати;Телефон\nРазомко Ада;5-А;Разомко Олена;________\nДиректоренко Лев;5-А;;\n\
                Директор;;;________\nРазом;2;;\n";

    let bundle = taken(&[text_file("Учні.csv", text)]).bundle;

    let surnames: Vec<&str> = bundle.pupils.iter().map(|pupil| pupil.name.surname.as_str()).collect();
    assert_eq!(surnames, ["Разомко", "Директоренко"]);
    assert_eq!(bundle.pupils[0].guardians[0].phone, None);
}

#[test]
fn a_row_may_say_that_a_pupil_has_not_left() {
    let text = "ПІБ;Клас;Вибув\nКоваль Ада;5-А;не вибула\nБойко Лев;5-А;–\nГай Ян;5-А;06.10.2026\n";

    let bundle = taken(&[text_file("Учні.csv", text)]).bundle;

    let told: Vec<_> = bundle.pupils.iter().map(|pupil| (pupil.stays, pupil.left_on.is_some())).collect();
    assert_eq!(told, [(true, false), (false, false), (false, true)]);
}

#[test]
fn a_year_of_two_digits_is_of_somebody_who_goes_to_school() {
    let text = "ПІБ;Клас;Дата народження\nКоваль Ада;12-А;05.09.98\n";

    let bundle = taken(&[text_file("Учні.csv", text)]).bundle;

    assert_eq!(bundle.pupils[0].born.unwrap().to_string(), "1998-09-05");
}

#[rstest]
#[case("05.09.2015")]
#[case("05. 09. 2015")]
#[case("05 . 09 . 2015 р.")]
#[case("05.09.2015р")]
#[case("05.09.2015р.")]
#[case("05.09.2015р.н.")]
#[case("05.09.2015 р. н.")]
#[case("05.09.2015 року народження")]
#[case("5 вересня 2015р.")]
fn birth_dates_in_any_shape(#[case] written: &str) {
    let text = format!("ПІБ;Клас;Дата народження\nКоваль Ада;5-А;{written}\n");

    let bundle = taken(&[text_file("Учні.csv", &text)]).bundle;

    assert_eq!(bundle.pupils[0].born.unwrap().to_string(), "2015-09-05");
}

#[test]
fn a_telephone_beside_the_guardians_name() {
    let text = "Учень;Клас;Стать;Мати (ПІБ, телефон);Батько\n\
                Коваль Ада Ігорівна;5-А;дівчинка;Коваль Олена Петрівна, тел. (067) 123-45-67;—\n";

    let bundle = taken(&[text_file("Учні.csv", text)]).bundle;

    let [mother] = bundle.pupils[0].guardians.as_slice() else { panic!("{:?}", bundle.pupils) };
    assert_eq!((mother.name.full().as_str(), mother.relation.as_str()), ("Коваль Олена Петрівна", "мати"));
    assert_eq!(mother.phone.as_deref(), Some("+380671234567"));
    assert_eq!(bundle.pupils[0].sex, Some(Sex::Female));
}

#[rstest]
#[case("директор", "", "", &[Role::Head])]
#[case("В.о. директора", "", "", &[Role::Head])]
#[case("заступниця директора з НВР, вчителька хімії", "", "", &[Role::Deputy, Role::Teacher])]
#[case("заступник директора з господарської роботи", "", "", &[])]
#[case("секретар директора", "", "", &[Role::Administrator])]
#[case("сестра медична", "", "", &[Role::Nurse])]
#[case("практичний психолог", "", "", &[Role::Psychologist])]
#[case("бібліотекар", "Мистецтво", "", &[Role::Teacher])]
#[case("педагог-організатор", "", "7-В", &[Role::Teacher])]
#[case("асистентка вчителя", "", "", &[])]
#[case("кухар", "", "", &[])]
fn positions_give_roles(
    #[case] position: &str,
    #[case] subject: &str,
    #[case] class: &str,
    #[case] roles: &[Role],
) {
    let text = format!(
        "ПІБ;Посада;Предмет;Класний керівник\nКоваль Ада Ігорівна;\"{position}\";{subject};{class}\n"
    );

    let bundle = taken(&[text_file("Працівники.csv", &text)]).bundle;

    assert_eq!(bundle.staff[0].roles, roles);
}

const STAFF: &str = "Прізвище;Ім'я;По батькові;Посада\n\
                     Коваль;Олена;Петрівна;учителька\n\
                     Дем'янюк;Ігор;Львович;педагог\n";

#[rstest]
#[case::full("Демʼянюк Ігор Львович")]
#[case::other_apostrophe("Дем’янюк Ігор Львович")]
#[case::initials("Дем`янюк І. Л.")]
#[case::close_initials("Дем'янюк І.Л.")]
#[case::initials_first("І. Л. Дем'янюк")]
#[case::one_initial("Дем'янюк І.")]
#[case::no_patronymic("Дем'янюк Ігор")]
#[case::surname("ДЕМ'ЯНЮК")]
fn a_teacher_in_any_spelling(#[case] written: &str) {
    let load = format!("Вчитель,Предмет,Клас,Год.\n{written},Фізика,7б,\"1,5\"\n");

    let bundle = taken(&[text_file("a.csv", STAFF), text_file("b.csv", &load)]).bundle;

    assert_eq!(bundle.courses[0].teacher.as_ref().unwrap().full(), "Дем'янюк Ігор Львович");
    assert_eq!(bundle.courses[0].weekly_tenths, 15);
    assert!(bundle.staff[1].roles.contains(&Role::Teacher), "courses make a teacher");
}

#[test]
fn a_vacancy_has_no_teacher() {
    let load = "Вчитель;Предмет;Клас;Годин\nВакансія;Фізика;7-Б;2\n";

    assert_eq!(taken(&[text_file("Навантаження.csv", load)]).bundle.courses[0].teacher, None);
}

#[rstest]
#[case("№ уроку;Початок уроку;Кінець уроку\n0;7:30;8:15\n1;08.30;09.15\n")]
#[case("Урок,Час\n0,7:30-8:15\n\"1 урок\",08:30 – 09:15\n")]
#[case("Урок;Час\nУрок 0;7.30-8.15\n1 (перша зміна);8.30-9.15\n")]
#[case("Номер\tпочаток\tзакінчення\n0\t0.3125\t0,34375\n1.\t8:30:00\t9:15:00\n")]
fn bells(#[case] text: &str) {
    let bundle = taken(&[text_file("Дзвінки.csv", text)]).bundle;

    let bells: Vec<String> =
        bundle.bells.iter().map(|bell| format!("{} {} {}", bell.period, bell.starts, bell.ends)).collect();
    assert_eq!(bells, ["0 07:30:00 08:15:00", "1 08:30:00 09:15:00"]);
}

#[test]
fn cells_of_dates_and_times() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["Урок", "Початок", "Кінець"]).unwrap();
    sheet.write(1, 0, 1).unwrap();
    for (column, time) in [(1, "08:35"), (2, "09:20")] {
        let time = ExcelDateTime::parse_from_str(time).unwrap();
        sheet.write_with_format(1, column, time, &Format::new().set_num_format("hh:mm")).unwrap();
    }

    let bundle = taken(&[bytes("Дзвінки.xlsx", book.save_to_buffer().unwrap())]).bundle;

    assert_eq!(bundle.bells[0].starts.to_string(), "08:35:00");
    assert_eq!(bundle.bells[0].ends.to_string(), "09:20:00");
}

#[test]
fn a_merged_cell_is_beside_all_its_rows() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["Вчитель", "Предмет", "Клас", "Години"]).unwrap();
    sheet.write_row(1, 1, ["Хімія", "8-А", "2"]).unwrap();
    sheet.write_row(2, 1, ["Хімія", "8-Б", "2"]).unwrap();
    sheet.write_row(3, 1, ["Усього годин", "–", "4"]).unwrap();
    sheet.merge_range(1, 0, 3, 0, "Коваль О. П.", &Format::new()).unwrap();

    let bundle = taken(&[text_file("a.csv", STAFF), bytes("b.xlsx", book.save_to_buffer().unwrap())]).bundle;

    let teachers: Vec<_> =
        bundle.courses.iter().map(|course| course.teacher.as_ref().unwrap().full()).collect();
    assert_eq!(teachers, ["Коваль Олена Петрівна", "Коваль Олена Петрівна"]);
}

#[test]
fn a_header_in_two_rows() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let format = Format::new();
    sheet.merge_range(0, 1, 0, 3, "ПІБ", &format).unwrap();
    sheet.write_row(1, 1, ["Прізвище", "Ім'я", "По батькові"]).unwrap();
    for (column, header) in [(0, "№"), (4, "Дата народження"), (5, "Клас")] {
        sheet.merge_range(0, column, 1, column, header, &format).unwrap();
    }
    sheet.write_row(2, 0, ["1", "Коваль", "Ада", "Ігорівна", "05.09.2015", "5-А"]).unwrap();

    let file = bytes("Учні.xlsx", book.save_to_buffer().unwrap());

    assert_eq!(only_pupil(file), "Коваль Ада Ігорівна 5-А 2015-09-05");
}

#[rstest]
#[case("№;ПІБ;Посада;Дата народження;Клас;Адреса", FileKind::Staff)]
#[case("№;ПІБ;Клас;Мати;Місце роботи, посада матері;Телефон", FileKind::Pupils)]
#[case("№;ПІБ вчителя;Предмет;Клас;Год. на тиждень", FileKind::Courses)]
#[case("№;Прізвище;Ім'я;Предмет;Телефон", FileKind::Staff)]
#[case("№ з/п;Урок;Час", FileKind::Bells)]
#[case("День;№;Клас;Предмет;Кабінет;Вчитель", FileKind::TimetableList)]
#[case("День;№;1-А;1-Б\nПн;1", FileKind::TimetableMatrix)]
#[case("День;№;Час;1-А;1-Б\nПн;1;8:30", FileKind::TimetableMatrix)]
#[case("День;№;Час;1-А\nПн;1;8:30", FileKind::TimetableMatrix)]
#[case("Вчитель;Предмет;Кл.;Підгр.;К-сть год.", FileKind::Courses)]
#[case("№;Дата;Тема уроку;Домашнє завдання", FileKind::Plan)]
fn a_table_is_recognised_by_its_header(#[case] header: &str, #[case] kind: FileKind) {
    let reading = read_new(&[text_file("Таблиця.csv", &format!("{header}\n"))]);

    assert_eq!(reading.files[0].sheets[0].1, Some(kind));
}

#[rstest]
#[case("Список на 2026/2027 н. р.")]
#[case("2026–2027 навчальний рік")]
#[case("Станом на 01.09.2026, 2026 / 27 н.р.")]
fn a_title_names_the_year(#[case] title: &str) {
    let text = format!("{title}\nУрок;Час\n1;08:30-09:15\n");

    assert_eq!(taken(&[text_file("Дзвінки.csv", &text)]).bundle.year.unwrap().label(), "2026/2027");
}

#[test]
fn a_file_that_is_nothing_known_says_so() {
    let reading =
        read_new(&[text_file("Меню.csv", "Страва;Ціна\nБорщ;40\n"), bytes("Фото.xlsx", vec![1, 2, 3])]);

    assert_eq!(reading.files[0].sheets, [("Меню".to_owned(), None, 2)]);
    assert!(reading.files.iter().all(|file| !file.taken() && file.faults.len() == 1));
}
