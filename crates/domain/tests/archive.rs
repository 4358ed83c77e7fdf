//! Who may have signed the journal of a class.

use klas_domain::{
    archive::{Signatory, is_named},
    school::PersonName,
};
use rstest::rstest;

fn person(surname: &str, given: &str, patronymic: &str) -> PersonName {
    PersonName { surname: surname.to_owned(), given: given.to_owned(), patronymic: patronymic.to_owned() }
}

#[rstest]
#[case::as_it_is_written("Коваль Олена Петрівна", true)]
#[case::in_capitals("КОВАЛЬ ОЛЕНА ПЕТРІВНА", true)]
#[case::given_name_first("Олена Петрівна Коваль", true)]
#[case::without_patronymic("Коваль Олена", true)]
#[case::another_patronymic("Коваль Олена Іванівна", false)]
#[case::another_given_name("Коваль Ольга Петрівна", false)]
#[case::a_longer_surname("Ковальчук Олена Петрівна", false)]
#[case::a_surname_alone("Коваль", false)]
#[case::nobody("", false)]
fn a_certificate_names_the_class_teacher(#[case] certificate: &str, #[case] is: bool) {
    assert_eq!(is_named(certificate, &person("Коваль", "Олена", "Петрівна")), is);
}

#[test]
fn apostrophes_and_hyphens_of_any_kind_are_the_same() {
    let person = person("Нечуй-Лук’яненко", "Дар'я", "В’ячеславівна");
    assert!(is_named("НЕЧУЙ-ЛУК'ЯНЕНКО ДАРʼЯ В'ЯЧЕСЛАВІВНА", &person));
}

#[test]
fn the_class_teacher_signs_first_and_the_head_second() {
    assert_eq!([0, 1, 2].map(Signatory::next), [Some(Signatory::ClassTeacher), Some(Signatory::Head), None]);
    assert!(Signatory::ALL.iter().all(|own| Signatory::from_code(own.code()) == Some(*own)));
}
