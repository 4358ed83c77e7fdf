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
    "Прізвище, ім'я, по батькові;Клас;Прізвище, ім'я, по батькові одного з батьків",
    "Коваль Ада Ігорівна;5-А;Коваль Олена Петрівна",
    &["Коваль Ада Ігорівна", "один із батьків Коваль Олена Петрівна – –"]
)]
#[case::pupil_with_initials("Прізвище;Ініціали;Клас", "Коваль;А. І.;5-А", &["Коваль А. І."])]
fn names_in_any_columns(#[case] header: &str, #[case] row: &str, #[case] expected: &[&str]) {
    let bundle = taken(&[text_file("Учні.csv", &format!("{header}\n{row}\n"))]).bundle;

    assert_eq!(people(&bundle.pupils[0]), expected);
}

#[test]
fn a_guardian_without_a_given_name_is_a_fault() {
    let text = "ПІБ;Клас;Прізвище матері;Ім'я матері\nКоваль Ада;5-А;Коваль;\n";

    let reading = read_new(&[text_file("Учні.csv", text)]);

    assert_eq!(
        faults(&reading.files[0]),
        ["Учні, 2, Прізвище матері, «Коваль»: потрібні прізвище та ім'я"]
    );
}
