//! Timetables and topic plans, which refer to the teaching load.

use crate::common::{faults, read_new, taken, text_file, workbook};
use klas_documents::import::{FileKind, Known, SourceFile, read};
use klas_domain::{
    bundle::CourseKey,
    calendar::AcademicYear,
    school::{ClassName, LessonKind},
};
use rstest::rstest;

const LOAD: &str = "Учитель;Предмет;Клас;Група;Годин\n\
                    Вакансія;Англійська мова;5-А;1 група;3\n\
                    Вакансія;Англійська мова;5-А;2 група;3\n\
                    Вакансія;Інформатика;5-А;1;1\n\
                    Вакансія;Інформатика;5-А;2;1\n\
                    Вакансія;Математика;5-А;;5\n\
                    Вакансія;Українська мова;5-А;;4\n\
                    Вакансія;Українська література;5-А;;2\n\
                    Вакансія;Здоров'я, безпека та добробут;5-А;;1\n\
                    Вакансія;Математика;5-Б;;5\n";

fn load() -> SourceFile {
    text_file("Навантаження.csv", LOAD)
}

/// The lessons of a timetable as `day.period class subject group room`.
fn lessons(timetable: SourceFile) -> Vec<String> {
    let bundle = taken(&[load(), timetable]).bundle;
    bundle
        .timetable
        .iter()
        .map(|slot| {
            let CourseKey { class, group, subject } = &slot.course;
            let group = group.map(|group| format!(" гр. {group}")).unwrap_or_default();
            let room = slot.room.as_ref().map(|room| format!(", каб. {room}")).unwrap_or_default();
            format!("{}.{} {class} {subject}{group}{room}", slot.weekday, slot.period)
        })
        .collect()
}

#[rstest]
#[case::day_in_its_column(&["Розклад", "День|№|5-А|5-Б", "Понеділок|1|Математика|", "|2||Математика", "Вівторок|1|Математика|"])]
#[case::day_in_its_row(&["|Урок|5-А|5-Б", "ПОНЕДІЛОК", "|1|Математика", "|2||математика", "ВІВТОРОК", "|1|Математика"])]
#[case::unnamed_columns(&["||5а|5б", "Пн|1|Математика|-", "Пн|2||Математика", "Вт|1|Математика"])]
#[case::with_times(&["День|№|Час|5-А|5-Б", "Понеділок|1|8.30-9.15|Математика|", "|2|9:25||Математика", "Вівторок|1|8.30|Математика|"])]
#[case::with_times_of_no_header(&["День|№||5-А|5-Б", "Понеділок|1|8.30-9.15|Математика|", "|2|9:25||Математика", "Вівторок|1|8.30|Математика|"])]
#[case::list(&["День|Урок|Клас|Предмет", "Понеділок|1|5-А|Математика", "пн|2|5-Б|Математика", "2|1|5-А|Математика"])]
#[case::short(&["День|№|5-А|5-Б", "Понеділок|1|Матем.|", "|2||Мат.", "Вівторок|1|Матем.|"])]
fn a_timetable_in_any_shape(#[case] rows: &[&str]) {
    let lessons = lessons(workbook("Розклад.xlsx", &[("Розклад", rows)]));

    assert_eq!(lessons, ["1.1 5-А Математика", "1.2 5-Б Математика", "2.1 5-А Математика"]);
}

#[test]
fn a_timetable_for_each_grade_has_letters_for_classes() {
    let rows: &[&str] = &["День|№|А|каб.|Б", "Пн|1|Математика|7|", "Пн|2|||Математика"];
    let lessons = lessons(workbook("Розклад.xlsx", &[("5 клас", rows)]));
    assert_eq!(lessons, ["1.1 5-А Математика, каб. 7", "1.2 5-Б Математика"]);
}

#[rstest]
#[case::another_group(
    &["День|№|5-А||5-Б", "Пн|1|Англійська мова (гр. 1)|Англійська мова (гр. 2)|Математика"],
    &["5-А Англійська мова гр. 1", "5-А Англійська мова гр. 2", "5-Б Математика"]
)]
#[case::alone_in_its_row(&["День|№|5-А||5-Б", "Пн|1||Англійська мова (гр. 2)|"], &["5-А Англійська мова гр. 2"])]
#[case::right_of_the_last_header(
    &["День|№|5-Б|5-А", "Пн|1|Математика|Англійська мова (гр. 1)|Англійська мова (гр. 2)"],
    &["5-Б Математика", "5-А Англійська мова гр. 1", "5-А Англійська мова гр. 2"]
)]
#[case::room(&["День|№|5-А||5-Б", "Пн|1|Математика|каб. 7|Математика"], &["5-А Математика, каб. 7", "5-Б Математика"])]
#[case::number_of_a_room(&["День|№|5-А||5-Б||", "Пн|1|Математика|12|Математика||14а"], &["5-А Математика, каб. 12", "5-Б Математика, каб. 14а"])]
#[case::rooms_of_both_groups(
    &["День|№|5-А|каб.||каб.", "Пн|1|Англійська мова (гр. 1)|5|Англійська мова (гр. 2)|6"],
    &["5-А Англійська мова гр. 1, каб. 5", "5-А Англійська мова гр. 2, каб. 6"]
)]
fn a_column_without_a_header_continues_the_class_to_its_left(
    #[case] rows: &[&str],
    #[case] expected: &[&str],
) {
    let expected: Vec<String> = expected.iter().map(|lesson| format!("1.1 {lesson}")).collect();

    assert_eq!(lessons(workbook("Розклад.xlsx", &[("Тиждень", rows)])), expected);
}

#[rstest]
#[case::no_course(
    &["День|№|5-А||5-Б", "Пн|1|Математика|Хімія|"],
    "2, D, «Хімія»: у 5-А немає навантаження з такого предмета"
)]
#[case::perhaps_a_group(
    &["День|№|5-А||5-Б", "Пн|1|Англійська мова|1|"],
    "2, D, «1»: у 5-А немає навантаження з такого предмета"
)]
#[case::no_class(
    &["День|№||5-А", "Пн|1|Англійська мова (гр. 2)|Математика"],
    "2, C, «Англійська мова (гр. 2)»: у стовпця немає заголовка: не видно, якого класу цей урок"
)]
#[case::no_other_lesson(
    &["День|№||5-А", "Пн|1|Хімія|", "Пн|2||Математика"],
    "2, C, «Хімія»: у стовпця немає заголовка: не видно, якого класу цей урок"
)]
#[case::a_class_without_load(
    &["День|№|5-А|9-Г||каб.", "Пн|1|Математика|Хімія|Фізика|8"],
    "1, 9-Г, «9-Г»: для цього класу немає навантаження"
)]
fn a_column_of_no_class_is_a_fault(#[case] rows: &[&str], #[case] fault: &str) {
    let reading = read_new(&[load(), workbook("Розклад.xlsx", &[("Тиждень", rows)])]);

    assert_eq!(faults(&reading.files[1]), [format!("Тиждень, {fault}")]);
}

#[test]
fn a_timetables_title_may_stand_in_two_cells() {
    let rows = ["Розклад уроків учнів||5 клас", "День|№|5-А|5-Б", "Пн|1|Математика|"];

    assert_eq!(lessons(workbook("Розклад.xlsx", &[("Тиждень", &rows)])), ["1.1 5-А Математика"]);
}

#[rstest]
#[case::both_groups("Англійська мова (гр. 1, гр. 2)", &["Англійська мова гр. 1", "Англійська мова гр. 2"])]
#[case::groups_that_are_not_named("Англійська мова", &["Англійська мова гр. 1", "Англійська мова гр. 2"])]
#[case::one_group("Англійська мова (1 група)", &["Англійська мова гр. 1"])]
#[case::without_brackets("Англійська мова гр. 2", &["Англійська мова гр. 2"])]
#[case::number_before("Англійська мова 2 гр.", &["Англійська мова гр. 2"])]
#[case::roman_number("Англійська мова (І гр., ІІ гр.)", &["Англійська мова гр. 1", "Англійська мова гр. 2"])]
#[case::half_group("Англійська мова, підгрупа 1", &["Англійська мова гр. 1"])]
#[case::two_numbers("Англійська мова (гр. 1 і 2)", &["Англійська мова гр. 1", "Англійська мова гр. 2"])]
#[case::two_subjects("Англійська мова (гр. 1) / Інформатика (гр. 2)", &["Англійська мова гр. 1", "Інформатика гр. 2"])]
#[case::room("Математика (каб. 12)", &["Математика, каб. 12"])]
#[case::group_and_room("Англ. мова (гр. 2, каб. 7а)", &["Англійська мова гр. 2, каб. 7а"])]
#[case::short("Укр. літ.", &["Українська література"])]
#[case::apostrophe("Здоров’я, безпека та добробут", &["Здоров'я, безпека та добробут"])]
fn a_cell_names_courses(#[case] cell: &str, #[case] courses: &[&str]) {
    let row = format!("Понеділок|3|{cell}");
    let found = lessons(workbook("Розклад.xlsx", &[("Розклад", &["День|№|5-А", &row])]));

    let expected: Vec<String> = courses.iter().map(|course| format!("1.3 5-А {course}")).collect();
    assert_eq!(found, expected);
}

#[rstest]
#[case("Математика 1 каб. 12", "у 5-А немає навантаження з такого предмета")]
#[case("Хімія", "у 5-А немає навантаження з такого предмета")]
#[case("Математика (гр. 1)", "у 5-А з цього предмета немає групи 1")]
#[case("Математика / Інформатика", "у 5-А немає навантаження з такого предмета")]
#[case("Англійська мова (гр. 1) Інформатика (гр. 2)", "у 5-А немає навантаження з такого предмета")]
fn a_cell_that_names_no_course_is_a_fault(#[case] cell: &str, #[case] reason: &str) {
    let row = format!("Понеділок|3|{cell}");
    let reading = read_new(&[load(), workbook("Розклад.xlsx", &[("Тиждень", &["День|№|5-А", &row])])]);

    assert_eq!(faults(&reading.files[1]), [format!("Тиждень, 2, 5-А, «{cell}»: {reason}")]);
    assert_eq!(reading.bundle.timetable, []);
    assert_eq!(reading.bundle.courses.len(), 9);
}

#[rstest]
#[case("Математика / Українська мова", &["Математика", "Українська мова"])]
#[case("Укр. літ./Математика", &["Українська література", "Математика"])]
#[case("Англ. мова / Інформатика", &["Англійська мова гр. 1", "Англійська мова гр. 2", "Інформатика гр. 1", "Інформатика гр. 2"])]
fn subjects_of_alternate_weeks_are_taken_with_a_warning(#[case] cell: &str, #[case] courses: &[&str]) {
    let row = format!("Понеділок|3|{cell}");
    let timetable = workbook("Розклад.xlsx", &[("Тиждень", &["День|№|5-А", &row])]);

    let reading = taken(&[load(), timetable.clone()]);

    let warnings = &reading.files[1].warnings;
    assert!(warnings[0].contains("рядок 2, 5-А: через тиждень"), "{warnings:?}");
    let expected: Vec<String> = courses.iter().map(|course| format!("1.3 5-А {course}")).collect();
    assert_eq!(lessons(timetable), expected);
}

/// Pupils whose groups in informatics are not those in English.
fn pupils() -> SourceFile {
    text_file(
        "Учні.csv",
        "ПІБ;Клас;Група (англійська);Група (інформатика)\n\
         Коваль Ада Ігорівна;5-А;1;2\nБойко Іван Ігорович;5-А;2;1\n",
    )
}

/// A timetable of one cell of 5-А.
fn of_one_cell(cell: &str) -> SourceFile {
    let row = format!("Понеділок|3|{cell}");
    workbook("Розклад.xlsx", &[("Тиждень", &["День|№|5-А", &row])])
}

#[test]
fn groups_of_one_number_are_other_pupils_in_another_division() {
    let timetable = of_one_cell("Англ. мова (гр. 1) / Інформатика (гр. 1)");
    let warnings = |files: &[SourceFile]| taken(files).files[1].warnings.len();

    assert_eq!(warnings(&[load(), timetable.clone()]), 1, "every other week");
    assert_eq!(warnings(&[load(), timetable.clone(), pupils()]), 0, "each week, side by side");
    let slots = taken(&[load(), timetable, pupils()]).bundle.timetable;
    assert_eq!(slots.iter().map(|slot| slot.course.group).collect::<Vec<_>>(), [Some(1), Some(1)]);
}

#[test]
fn the_divisions_may_be_those_of_the_database() {
    let class = || ClassName::parse("5-А").unwrap();
    let page = |subject: &str| CourseKey { class: class(), group: Some(1), subject: subject.to_owned() };
    let courses = vec![page("Англійська мова"), page("Інформатика")];
    let divided = vec![(class(), "Інформатика".to_owned())];
    let timetable = of_one_cell("Англ. мова (гр. 1) / Інформатика (гр. 1)");
    let warnings =
        |known: Known| read(std::slice::from_ref(&timetable), &known).files.remove(0).warnings.len();

    assert_eq!(warnings(Known { courses: courses.clone(), ..Known::default() }), 1);
    assert_eq!(warnings(Known { courses, divided, ..Known::default() }), 0);
}

#[test]
fn subjects_of_two_divisions_need_their_groups_named() {
    let reading = read_new(&[load(), of_one_cell("Англ. мова / Інформатика"), pupils()]);

    let reason = "ці предмети діляться на групи по-різному: впишіть групи, наприклад «Англійська мова (гр. 1) / Інформатика (гр. 2)»";
    assert_eq!(faults(&reading.files[1]), [format!("Тиждень, 2, 5-А, «Англ. мова / Інформатика»: {reason}")]);
}

#[test]
fn three_subjects_at_one_time_are_a_question() {
    let rows = "День;Урок;Клас;Предмет\nпн;1;5-А;Математика\nпн;1;5-А;Українська мова\nпн;1;5-А;Українська література\n";

    let reading = read_new(&[load(), text_file("Розклад.csv", rows)]);

    assert_eq!(reading.files[1].questions.len(), 1);
}

#[test]
fn another_years_pages_are_not_this_files() {
    let chemistry =
        CourseKey { class: ClassName::parse("9-Г").unwrap(), group: None, subject: "Хімія".to_owned() };
    let year = Some(AcademicYear::starting(2025));
    let known = Known { courses: vec![chemistry], year, ..Known::default() };

    let timetable = text_file("Розклад.csv", "Розклад, 2026/2027 н. р.\nДень;№;9-Г\nПн;1;Хімія\n");
    let reading = read(&[timetable], &known);

    assert_eq!(faults(&reading.files[0]), ["Розклад, 2, 9-Г, «9-Г»: для цього класу немає навантаження"]);
}

#[test]
fn a_plan_without_any_page_is_told() {
    let plan = text_file("8 клас хімія.csv", "№;Тема;Д/з\n1;Вступ;§ 1\n");

    assert_eq!(taken(&[plan]).files[0].warnings.len(), 1);
}

#[test]
fn a_short_name_of_two_subjects_is_a_question() {
    let timetable = text_file("Розклад.csv", "День;№;5-А\nПн;1;Укр. м.\nПн;2;У. л.\nПн;3;Укр.\n");
    let load = text_file("Навантаження.csv", &LOAD.replace("Математика;5-А", "Українська міфологія;5-А"));

    let report = &read_new(&[load, timetable]).files[1];

    assert_eq!(
        report.questions,
        ["аркуш «Розклад», рядок 2, 5-А: «Укр. м.» — це Українська мова чи Українська міфологія?"]
    );
    assert_eq!(report.faults.len(), 1, "«Укр.» is short for nothing: {:?}", report.faults);
}

#[test]
fn a_class_without_load_is_one_fault_at_its_header() {
    let timetable = text_file("Розклад.csv", "День;№;5-А;9-Г\nПн;1;Математика;Хімія\nПн;2;;Фізика\n");

    let reading = read_new(&[load(), timetable]);

    assert_eq!(faults(&reading.files[1]), ["Розклад, 1, 9-Г, «9-Г»: для цього класу немає навантаження"]);
}

#[test]
fn what_the_database_has_is_enough() {
    let known = Known {
        courses: vec![CourseKey {
            class: ClassName::parse("9-Г").unwrap(),
            group: None,
            subject: "Хімія".to_owned(),
        }],
        ..Known::default()
    };

    let reading = read(&[text_file("Розклад.csv", "День;№;9-Г\nПн;1;Хімія\n")], &known);

    assert_eq!(reading.bundle.timetable[0].course, known.courses[0]);
}

#[test]
fn a_sheet_for_each_day() {
    let lessons = lessons(workbook(
        "Розклад.xlsx",
        &[("Понеділок", &["№|5-А", "1|Математика"]), ("Вівторок", &["№|5-А", "1|Математика"])],
    ));

    assert_eq!(lessons, ["1.1 5-А Математика", "2.1 5-А Математика"]);
}

#[test]
fn a_file_for_each_day() {
    let day = |day: &str| workbook(&format!("{day}.xlsx"), &[("Аркуш1", &["№|5-А", "1|Математика"])]);

    let bundle = taken(&[load(), day("Понеділок"), day("Вівторок")]).bundle;

    assert_eq!(bundle.timetable.iter().map(|slot| slot.weekday).collect::<Vec<_>>(), [1, 2]);
}

#[rstest]
#[case::title("план.csv", "Календарно-тематичне планування з математики\nдля 5 класу\n", "Математика 5")]
#[case::title_in_two_cells(
    "Математика 5.csv",
    "Календарно-тематичне планування;;Ліцей № 3\n",
    "Математика 5"
)]
#[case::one_class("план.csv", "КТП. Українська мова. 5-А клас\n", "Українська мова 5 А")]
#[case::file_name("КТП Українська література 5.csv", "", "Українська література 5")]
#[case::file_name_of_a_class("Математика_5Б.csv", "", "Математика 5 Б")]
fn a_plan_is_about_what_its_title_says(#[case] name: &str, #[case] title: &str, #[case] about: &str) {
    let text = format!("{title}№;Зміст уроку;Домашнє завдання\n1;Вступ;§ 1\n");

    let bundle = taken(&[load(), text_file(name, &text)]).bundle;

    let plan = &bundle.plans[0];
    let letter = plan.letter.as_ref().map(|letter| format!(" {letter}")).unwrap_or_default();
    assert_eq!(format!("{} {}{letter}", plan.subject, plan.grade), about);
}

#[test]
fn a_plans_homework_may_be_short() {
    let plan = text_file("8 клас хімія.csv", "№;Тема;Д/з\n1;Вступ;§ 1\n");

    let plan = taken(&[plan]).bundle.plans.remove(0);

    assert_eq!((plan.subject.as_str(), plan.lines[0].homework.as_deref()), ("Хімія", Some("§ 1")));
}

#[test]
fn homework_may_have_more_commas_than_its_row_has_separators() {
    let rows = "1;Вступ;§ 1, № 3, 5, 7\n2;Солі;§ 2, № 1, 2, 4\n3;Кислоти;§ 3\n";
    let plan = text_file("8 клас хімія.csv", &format!("№;Тема;Д/з\n{rows}"));

    let plan = taken(&[plan]).bundle.plans.remove(0);

    let homework: Vec<_> = plan.lines.iter().filter_map(|line| line.homework.as_deref()).collect();
    assert_eq!(homework, ["§ 1, № 3, 5, 7", "§ 2, № 1, 2, 4", "§ 3"]);
}

#[test]
fn where_the_remark_says_nothing_the_topic_tells_the_kind_of_lesson() {
    let kinds = |header: &str, rows: &str| {
        let plan = text_file("8 клас хімія.csv", &format!("{header}\n{rows}"));
        let lines = taken(&[plan]).bundle.plans.remove(0).lines;
        lines.into_iter().map(|line| line.kind).collect::<Vec<_>>()
    };

    let bare = kinds(
        "№;Тема уроку;Д/з",
        "1;Вступ;§ 1\n2;Контрольна робота № 1;\n3;Аналіз контрольної роботи;\n4;Лабораторна робота № 1;§ 2\n\
         5;Розв'язування задач. Підготовка до контрольної роботи;\n6;Практичне значення електролізу;\n",
    );
    let remarked = kinds(
        "№;Тема уроку;Д/з;Примітка",
        "1;Контрольна робота № 1;;комбінований\n2;Узагальнення;;контрольна робота\n3;Практична робота;;проєкт\n\
         4;Контрольна робота № 2;;кабінет 12\n5;Солі;;дистанційно\n",
    );

    let (ordinary, control) = (LessonKind::Ordinary, LessonKind::Control);
    assert_eq!(bare, [ordinary, control, ordinary, LessonKind::Practical, ordinary, ordinary]);
    assert_eq!(remarked, [ordinary, control, LessonKind::Project, control, LessonKind::Distance]);
}

#[test]
fn a_plan_with_headings_totals_and_double_lessons() {
    let plan = workbook(
        "КТП Хімія 8.xlsx",
        &[(
            "Аркуш1",
            &[
                "№ уроку|Дата|Тема уроку|Д/з (домашнє завдання)|Примітка",
                "І семестр",
                "Тема 1. Повторення",
                "1|01.09|Речовини|§ 1|",
                "2-3||Практична робота||практична робота",
                "||Тема 2. Кількість речовини",
                "4||Моль|§ 2|",
                "ІІ семестр",
                "1||Кислоти||",
                "2||Разом з кислотами: солі||",
                "Разом|5|годин",
            ],
        )],
    );

    let reading = taken(&[plan]);

    assert_eq!(reading.files[0].sheets[0].1, Some(FileKind::Plan));
    let lines: Vec<_> = reading.bundle.plans[0]
        .lines
        .iter()
        .map(|line| (line.number, line.theme.as_deref().unwrap(), line.topic.as_str(), line.kind))
        .collect();
    assert_eq!(
        lines,
        [
            (1, "Тема 1. Повторення", "Речовини", LessonKind::Ordinary),
            (2, "Тема 1. Повторення", "Практична робота", LessonKind::Practical),
            (3, "Тема 1. Повторення", "Практична робота", LessonKind::Practical),
            (4, "Тема 2. Кількість речовини", "Моль", LessonKind::Ordinary),
            (5, "Тема 2. Кількість речовини", "Кислоти", LessonKind::Ordinary),
            (6, "Тема 2. Кількість речовини", "Разом з кислотами: солі", LessonKind::Ordinary),
        ]
    );
}

#[rstest]
#[case("КТП.csv", "№;Тема;Домашнє завдання\n1;Вступ;\n", "не видно предмета й класу")]
#[case("КТП Хімія 5.csv", "№;Тема;Домашнє завдання\n1;Вступ;\n", "немає предмета «Хімія» для класу 5")]
#[case("Математика 5.csv", "№;Тема;Домашнє завдання\n2;Вступ;\n2;Числа;\n", "номери уроків мають зростати")]
#[case("Математика 5.csv", "№;Тема;Домашнє завдання\nперший;Вступ;\n", "не схоже на номер уроку за планом")]
#[case("Математика 5.csv", "№;Тема;Домашнє завдання\n1;;§ 1\n", "має бути заповнено")]
fn a_bad_plan(#[case] name: &str, #[case] text: &str, #[case] reason: &str) {
    let reading = read_new(&[load(), text_file(name, text)]);

    let [fault] = reading.files[1].faults.as_slice() else { panic!("{:?}", reading.files[1]) };
    assert!(fault.reason.contains(reason), "{fault:?}");
    assert_eq!(reading.bundle.plans, []);
}
