//! Whose names and telephones stand beside a pupil's.

use crate::common::{faults, read_new, taken, text_file};
use klas_domain::bundle::Pupil;
use rstest::rstest;

/// The pupil's name, then each guardian with the telephone: `мати Коваль Олена +380671234567`.
fn people(pupil: &Pupil) -> Vec<String> {
    let mut people = vec![pupil.name.full()];
    for guardian in &pupil.guardians {
        let contacts = [&guardian.phone, &guardian.email].map(|contact| contact.as_deref().unwrap_or("–"));
        people.push(format!("{} {} {}", guardian.relation, guardian.name.full(), contacts.join(" ")));
    }
    people
}

#[rstest]
#[case::names_in_three_columns(
    "Прізвище;Ім'я;По батькові;Клас;Прізвище матері;Ім'я матері;По батькові матері",
    "Коваль;Ада;Ігорівна;5-А;Коваль;Олена;Петрівна",
    &["Коваль Ада Ігорівна", "мати Коваль Олена Петрівна – –"]
)]
#[case::pupils_name_in_one(
    "ПІБ учня;Клас;Прізвище матері;Ім'я матері;По батькові матері;Телефон",
    "Коваль Ада Ігорівна;5-А;Коваль;Олена;Петрівна;067 123 45 67",
    &["Коваль Ада Ігорівна", "мати Коваль Олена Петрівна +380671234567 –"]
)]
#[case::both_parents(
    "ПІБ;Клас;Прізвище мами;Ім'я мами;По батькові мами;Прізвище батька;Ім'я батька;По батькові батька",
    "Коваль Ада;5-А;Коваль;Олена;Петрівна;Коваль;Ігор;Львович",
    &["Коваль Ада", "мати Коваль Олена Петрівна – –", "батько Коваль Ігор Львович – –"]
)]
#[case::names_in_two_columns(
    "ПІБ;Клас;Прізвище опікуна;Ім'я та по батькові опікуна;E-mail опікуна",
    "Коваль Ада;5-А;Бойко;Лев Ігорович;Lev@ukr.net",
    &["Коваль Ада", "опікун Бойко Лев Ігорович – lev@ukr.net"]
)]
#[case::initials(
    "Прізвище;Ім'я;Клас;Прізвище одного з батьків;Ініціали одного з батьків",
    "Коваль;Ада;5-А;Коваль;О. П.",
    &["Коваль Ада", "один із батьків Коваль О. П. – –"]
)]
#[case::whole_name_under_given(
    "Прізвище;Ім'я;По батькові;Клас;Ім'я матері;Телефон",
    "Коваль;Ада;Ігорівна;5-А;Коваль Олена;067 123 45 67",
    &["Коваль Ада Ігорівна", "мати Коваль Олена +380671234567 –"]
)]
#[case::whole_names(
    "Прізвище та ім'я;Клас;Прізвище та ім'я одного з батьків",
    "Коваль Ада Ігорівна;5-А;Коваль Олена Петрівна",
    &["Коваль Ада Ігорівна", "один із батьків Коваль Олена Петрівна – –"]
)]
#[case::pupil_with_initials("Прізвище;Ініціали;Клас", "Коваль;А. І.;5-А", &["Коваль А. І."])]
fn names_in_any_columns(#[case] header: &str, #[case] row: &str, #[case] expected: &[&str]) {
    let bundle = taken(&[text_file("Учні.csv", &format!("{header}\n{row}\n"))]).bundle;

    assert_eq!(people(&bundle.pupils[0]), expected);
}

#[rstest]
#[case::of_the_only_one("Коваль Олена;;067 123 45 67;o@ukr.net", "мати Коваль Олена +380671234567 o@ukr.net", &[])]
#[case::of_the_only_one_with_a_word(";Коваль Ігор;067 123 45 67 (тато);", "батько Коваль Ігор +380671234567 –", &[])]
#[case::of_one_of_two(
    "Коваль Олена;Коваль Ігор;067 123 45 67;",
    "мати Коваль Олена – –, батько Коваль Ігор – –",
    &["Телефон батьків"]
)]
#[case::of_nobody(";;067 123 45 67;o@ukr.net", "", &["Телефон батьків", "Пошта батьків"])]
#[case::none("Коваль Олена;Коваль Ігор;;", "мати Коваль Олена – –, батько Коваль Ігор – –", &[])]
fn a_telephone_of_the_parents_is_that_of_the_only_one(
    #[case] row: &str,
    #[case] guardians: &str,
    #[case] not_taken: &[&str],
) {
    let text = format!(
        "ПІБ;Клас;Мати;Батько;Телефон батьків;Пошта батьків\nКоваль Ада;5-А;{row}\nКоваль Лев;5-А;{row}\n"
    );

    let reading = taken(&[text_file("Учні.csv", &text)]);

    assert_eq!(people(&reading.bundle.pupils[1])[1..].join(", "), guardians);
    let warnings: Vec<String> = not_taken.iter().map(|header| not_taken_warning(header)).collect();
    assert_eq!(reading.files[0].warnings, warnings, "once for a sheet");
}

#[rstest]
#[case::nobody_is_named("ПІБ;Клас;Телефон батьків", "Коваль Ада;5-А;067 123 45 67", "Телефон батьків")]
#[case::a_mothers_is_no_fathers(
    "ПІБ;Клас;Батько;Телефон матері",
    "Коваль Ада;5-А;Коваль Ігор;067 123 45 67",
    "Телефон матері"
)]
#[case::whoever_has_one_keeps_it(
    "ПІБ;Клас;Мати;Телефон матері;Телефон батьків",
    "Коваль Ада;5-А;Коваль Олена;050 111 22 33;067 123 45 67",
    "Телефон батьків"
)]
fn a_telephone_without_a_name_is_not_taken(#[case] header: &str, #[case] row: &str, #[case] column: &str) {
    let reading = taken(&[text_file("Учні.csv", &format!("{header}\n{row}\n"))]);

    assert_eq!(reading.files[0].warnings, [not_taken_warning(column)]);
    let pupil = &reading.bundle.pupils[0];
    assert!(pupil.guardians.iter().all(|guardian| guardian.phone.as_deref() != Some("+380671234567")));
}

#[test]
fn a_telephone_beside_an_empty_name_is_a_fault() {
    let text = "ПІБ;Клас;Мати;Батьки;Телефон батьків\nКоваль Ада;5-А;Коваль Олена;;067 123 45 67\n";

    let reading = read_new(&[text_file("Учні.csv", text)]);

    assert_eq!(faults(&reading.files[0]), ["Учні, 2, Батьки, «»: є телефон чи пошта, а імені немає"]);
}

fn not_taken_warning(column: &str) -> String {
    format!("аркуш «Учні»: стовпець «{column}» не взято там, де не видно, чиє це: стовпця з іменем немає")
}

#[test]
fn a_guardian_without_a_given_name_is_a_fault() {
    let text = "ПІБ;Клас;Прізвище матері;Ім'я матері\nКоваль Ада;5-А;Коваль;\n";

    let reading = read_new(&[text_file("Учні.csv", text)]);

    assert_eq!(faults(&reading.files[0]), ["Учні, 2, Прізвище матері, «Коваль»: потрібні прізвище та ім'я"]);
}
