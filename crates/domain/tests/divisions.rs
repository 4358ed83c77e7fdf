//! Of a class that is divided for its subjects: which of them have a division of their own (DOMAIN §2).

use klas_domain::{
    bundle::{Pupil, SubjectGroup},
    school::{ClassName, PersonName},
};
use rstest::rstest;

fn pupil(groups: &[u8], subject_groups: &[(&str, u8)], not_taken: &[&str]) -> Pupil {
    let of_subject =
        |(subject, number): &(&str, u8)| SubjectGroup { subject: (*subject).to_owned(), number: *number };
    Pupil {
        name: PersonName::default(),
        born: None,
        sex: None,
        class: ClassName { grade: 8, letter: "А".to_owned() },
        groups: groups.to_vec(),
        subject_groups: subject_groups.iter().map(of_subject).collect(),
        not_taken: not_taken.iter().copied().map(str::to_owned).collect(),
        rostered: false,
        guardians: Vec::new(),
        address: None,
        enrolled_on: None,
        left_on: None,
        stays: false,
        order: None,
    }
}

#[rstest]
#[case::nothing_is_told_of_subjects(&[1], &[], &[], &[])]
#[case::the_same_groups_everywhere(&[2], &[("Англійська мова", 2), ("Інформатика", 2)], &[], &[])]
#[case::one_subject_otherwise(&[1], &[("Англійська мова", 1), ("Інформатика", 2)], &[], &["Інформатика"])]
#[case::no_groups_of_the_class(&[], &[("Англійська мова", 1), ("Інформатика", 2)], &[], &["Англійська мова", "Інформатика"])]
#[case::numbers_that_go_on(&[1, 3], &[("Інформатика", 3)], &[], &[])]
#[case::one_of_two_subjects(&[], &[("Англійська мова", 1)], &["Німецька мова"], &["Англійська мова", "Німецька мова"])]
#[case::all_but_one(&[2], &[("Англійська мова", 2)], &["Німецька мова"], &["Німецька мова"])]
fn a_subject_has_its_own_division_where_its_groups_are_others(
    #[case] groups: &[u8],
    #[case] subject_groups: &[(&str, u8)],
    #[case] not_taken: &[&str],
    #[case] own: &[&str],
) {
    let pupil = pupil(groups, subject_groups, not_taken);

    let divisions: Vec<&str> = pupil.own_divisions().collect();

    assert_eq!(divisions, own);
}
