//! In which groups of the class a sheet of pupils puts them.

use crate::common::{faults, read_new, taken, text_file};
use klas_documents::import::{Known, Reading, SourceFile, read};
use klas_domain::{bundle::CourseKey, school::ClassName};
use rstest::rstest;

const LOAD: &str = "Учитель;Предмет;Клас;Група;Годин\n\
                    Вакансія;Англійська мова;8-А;1;3\n\
                    Вакансія;Англійська мова;8-А;2;3\n\
                    Вакансія;Інформатика;8-А;1;1\n\
                    Вакансія;Інформатика;8-А;2;1\n\
                    Вакансія;Українська мова;8-А;1;3\n\
                    Вакансія;Українська мова;8-А;2;3\n\
                    Вакансія;Українська література;8-А;1;2\n\
                    Вакансія;Технології;8-А;3;1\n\
                    Вакансія;Технології;8-А;4;1\n\
                    Вакансія;Фізична культура;8-А;1;3\n\
                    Вакансія;Фізична культура;8-А;2;3\n\
                    Вакансія;Алгебра;8-А;;4\n";

fn load() -> SourceFile {
    text_file("Навантаження.csv", LOAD)
}

/// A sheet of one pupil with these columns.
fn sheet(columns: &str, cells: &str) -> SourceFile {
    text_file("Учні.csv", &format!("ПІБ;Клас;{columns}\nКоваль Ада Ігорівна;8-А;{cells}\n"))
}

/// The groups of the only pupil: those for all subjects, then those for one, then the subjects without any.
fn groups(reading: &Reading) -> String {
    let [pupil] = reading.bundle.pupils.as_slice() else { panic!("one pupil: {:?}", reading.files) };
    let of_class = pupil.groups.iter().map(u8::to_string);
    let of_subjects = pupil.subject_groups.iter().map(|own| format!("{} {}", own.subject, own.number));
    let not_taken = pupil.not_taken.iter().map(|subject| format!("без {subject}"));
    of_class.chain(of_subjects).chain(not_taken).collect::<Vec<_>>().join(", ")
}

#[rstest]
#[case::one_for_all("Група", "2", "2")]
#[case::a_column_for_a_subject("Група;Група (інформатика)", "1;2", "1, Інформатика 2")]
#[case::the_subject_first("Група;Інформатика (група)", "1;2", "1, Інформатика 2")]
#[case::cut_short("Англ. мова (група);Підгрупа: інф.", "1;2", "Англійська мова 1, Інформатика 2")]
#[case::the_first_word("Група (англійська)", "2 група", "Англійська мова 2")]
#[case::in_another_case("Група з інформатики", "ІІ", "Інформатика 2")]
#[case::all_of_a_name("Група (українська мова)", "1", "Українська мова 1")]
#[case::of_physical_culture("Група;Група (фізична культура)", "1;2", "1, Фізична культура 2")]
#[case::shortly("Група з фізкультури", "2", "Фізична культура 2")]
#[case::an_empty_cell("Група;Група (інформатика)", "1;", "1")]
#[case::a_dash("Група;Група (інформатика)", "1;–", "1, без Інформатика")]
#[case::one_of_two("Група (англійська);Група (інформатика)", "2;-", "Англійська мова 2, без Інформатика")]
#[case::a_dash_beside_a_number("Групи;Група (інформатика)", "інф. 1;-", "Інформатика 1")]
#[case::a_dash_instead_of_the_class("Група;Група (інформатика)", "-;1", "Інформатика 1")]
#[case::in_one_cell("Групи", "\"англ. 1; інф. 2\"", "Англійська мова 1, Інформатика 2")]
#[case::numbers_first("Групи", "\"1 англ., 2 інф.\"", "Англійська мова 1, Інформатика 2")]
#[case::on_two_lines("Групи", "\"Англ. мова 1 гр.\nІнформатика 2 гр.\"", "Англійська мова 1, Інформатика 2")]
#[case::one_otherwise("Група", "\"1; інформатика 2\"", "1, Інформатика 2")]
#[case::a_teacher_beside("Група", "1-ша група (Петренко О. І.)", "1")]
#[case::numbers_that_go_on("Група", "\"1, 3\"", "1, 3")]
fn a_pupils_groups(#[case] columns: &str, #[case] cells: &str, #[case] expected: &str) {
    assert_eq!(groups(&taken(&[load(), sheet(columns, cells)])), expected);
}

#[rstest]
#[case::two_groups_of_each_subject(
    "Група",
    "\"1, 2\"",
    "аркуш «Учні», рядок 2, 8-А: «1, 2» — у якій групі учень з предмета «Англійська мова»? Впишіть групу до кожного предмета: «Англійська мова 1; Інформатика 2»"
)]
#[case::words_of_two_subjects(
    "Група (українська)",
    "1",
    "8-А: «українська» у групах учнів — це Українська література чи Українська мова?"
)]
#[case::two_answers(
    "Групи;Група (інформатика)",
    "інф. 1;2",
    "аркуш «Учні», рядок 2, 8-А: з предмета «Інформатика» група 1 чи 2?"
)]
fn what_may_mean_two_things_is_a_question(
    #[case] columns: &str,
    #[case] cells: &str,
    #[case] question: &str,
) {
    let reading = read_new(&[load(), sheet(columns, cells)]);

    assert_eq!(reading.files[1].questions, [question]);
    assert_eq!((reading.bundle.pupils.len(), reading.bundle.courses.len()), (0, 12));
}

#[rstest]
#[case("Група (інформатика)", "\"1, 2\"", "«1, 2»: з одного предмета учень належить до однієї групи")]
#[case("Група (інформатика)", "друга", "«друга»: не схоже на групу: потрібно, наприклад, 1 група")]
#[case("Групи", "\"інф. 1; нім. 2\"", "«інф. 1; нім. 2»: у 8-А немає груп з предмета «нім»")]
#[case("Групи", "\"інф. 1; 2\"", "«інф. 1; 2»: не видно, з якого предмета група 2")]
#[case("Групи", "\"інф. 1, укр. мова\"", "«інф. 1, укр. мова»: не видно номера групи з предмета «укр мова»")]
fn a_group_that_cannot_be_read_is_a_fault(#[case] columns: &str, #[case] cells: &str, #[case] fault: &str) {
    let reading = read_new(&[load(), sheet(columns, cells)]);

    assert_eq!(faults(&reading.files[1]), [format!("Учні, 2, {columns}, {fault}")]);
}

#[test]
fn a_column_of_no_subject_with_groups_is_told_and_not_taken() {
    let reading = taken(&[load(), sheet("Група;Група продовженого дня;Група (алгебра)", "1;так;")]);

    assert_eq!(groups(&reading), "1");
    assert_eq!(
        reading.files[1].warnings,
        [
            "аркуш «Учні»: стовпець «Група продовженого дня» не взято: у навантаженні немає предмета з групами, який так зветься"
        ],
        "an empty column is nobody's business"
    );
}

#[test]
fn groups_of_health_are_none_of_the_class() {
    let reading = taken(&[load(), sheet("Група;Фіз. група;Група здоров'я", "1;основна;2")]);

    assert_eq!((groups(&reading).as_str(), reading.files[1].warnings.len()), ("1", 0));
}

#[test]
fn the_subjects_may_be_those_of_the_database() {
    let page = |number| CourseKey {
        class: ClassName::parse("8-А").unwrap(),
        group: Some(number),
        subject: "Інформатика".to_owned(),
    };
    let known = Known { courses: vec![page(1), page(2)], ..Known::default() };

    let reading = read(&[sheet("Група;Група (інф.)", "1;2")], &known);

    assert_eq!(groups(&reading), "1, Інформатика 2");
}

#[test]
fn pupils_whose_groups_are_of_a_load_that_is_not_taken_wait_for_it() {
    let load = text_file("Навантаження.csv", &LOAD.replace("8-А;;4", "8-А;;багато"));

    let reading = read_new(&[load, sheet("Група;Група (інформатика)", "1;2")]);

    assert_eq!(
        reading.files[1].questions,
        ["Спершу виправте файл «Навантаження.csv»: цей на нього посилається"]
    );
}
