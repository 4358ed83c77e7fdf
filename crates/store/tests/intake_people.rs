//! Who is who when files are taken in again: corrected dates, new telephones, namesakes, families.

use klas_domain::{
    Role,
    bundle::{Bundle, Guardian, Pupil},
    calendar::AcademicYear,
};
use klas_store::Changes;
use rstest::rstest;

use crate::support::{Engine, Postgres, Sqlite, TODAY, TestSchool, bundle, class, day, name, pupil, staff};

const PUPILS: &str = "учні";
const GUARDIANS: &str = "батьки";
const PHONE: &str = "+380671112233";

fn mother(full_name: &str, phone: Option<&str>) -> Guardian {
    Guardian {
        name: name(full_name),
        relation: "мати".to_owned(),
        phone: phone.map(str::to_owned),
        email: None,
    }
}

fn undated(full_name: &str) -> Pupil {
    Pupil { born: None, ..pupil(full_name) }
}

fn of_pupils(pupils: Vec<Pupil>) -> Bundle {
    Bundle { pupils, ..Bundle::default() }
}

async fn people(school: &TestSchool, role: Role) -> usize {
    school.reader().await.people(role).await.unwrap().len()
}

/// Takes pupils in twice: the second time must change nothing.
async fn take_in(school: &TestSchool, pupils: Vec<Pupil>) -> Changes {
    let changes = school.take_in(of_pupils(pupils.clone())).await;
    assert_eq!(changes.questions, Vec::<String>::new());
    let again = school.take_in(of_pupils(pupils)).await;
    assert!(again.nothing(), "{again:?}");
    changes
}

#[rstest]
#[case::added(None, Some(day(2013, 2, 1)))]
#[case::corrected(Some(day(2013, 2, 1)), Some(day(2013, 1, 2)))]
#[case::left_out(Some(day(2013, 2, 1)), None)]
#[tokio::test]
async fn a_birth_date_makes_no_second_pupil(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] before: Option<chrono::NaiveDate>,
    #[case] after: Option<chrono::NaiveDate>,
) {
    let school = TestSchool::start(on).await;
    let of = |born| vec![Pupil { born, ..pupil("Яценко Яна Юріївна") }];
    take_in(&school, of(before)).await;
    let count = people(&school, Role::Pupil).await;
    take_in(&school, of(after)).await;
    assert_eq!(people(&school, Role::Pupil).await, count);
}

#[rstest]
#[tokio::test]
async fn namesakes_of_a_class_are_told_apart_by_their_dates(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let born = |date| Pupil { born: Some(date), ..pupil("Яценко Яна Юріївна") };
    let (older, younger) = (born(day(2013, 3, 1)), born(day(2013, 9, 1)));
    let changes = take_in(&school, vec![older.clone(), younger.clone()]).await;
    assert_eq!(changes.count(PUPILS).0, 2);
    let corrected = Pupil { born: Some(day(2013, 9, 10)), ..younger };
    let changes = take_in(&school, vec![older, corrected]).await;
    assert_eq!(changes.count(PUPILS).0, 0, "the other date belongs to the other row: {changes:?}");
    assert_eq!(changes.count(PUPILS).1, 1);
}

#[rstest]
#[tokio::test]
async fn a_row_that_fits_two_namesakes_is_a_question_and_nothing_is_taken(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::start(on).await;
    let born = |date| Pupil { born: Some(date), ..pupil("Яценко Яна Юріївна") };
    take_in(&school, vec![born(day(2013, 3, 1)), born(day(2013, 9, 1))]).await;
    let count = people(&school, Role::Pupil).await;
    let changes = school.take_in(of_pupils(vec![undated("Яценко Яна Юріївна"), pupil("Новий Ной")])).await;
    assert_eq!(changes.questions.len(), 1, "{changes:?}");
    assert_eq!(people(&school, Role::Pupil).await, count);
}

#[rstest]
#[tokio::test]
async fn undated_namesakes_of_two_classes_are_two_pupils(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let other = Pupil { class: class("8-Б"), ..undated("Яценко Яна Юріївна") };
    let changes = take_in(&school, vec![undated("Яценко Яна Юріївна"), other]).await;
    assert_eq!(changes.count(PUPILS), (2, 0, 4));
}

#[rstest]
#[case(undated("Яценко Яна Юріївна"))]
#[case(pupil("Яценко Яна Юріївна"))]
#[tokio::test]
async fn a_namesake_who_comes_into_another_class_is_new(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] newcomer: Pupil,
) {
    let school = TestSchool::start(on).await;
    let other = Pupil { class: class("8-Б"), ..undated("Яценко Яна Юріївна") };
    take_in(&school, vec![other.clone()]).await;
    let changes = take_in(&school, vec![newcomer, other]).await;
    assert_eq!(changes.count(PUPILS).0, 1);
}

#[rstest]
#[tokio::test]
async fn a_pupil_goes_up_with_the_class(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    take_in(&school, vec![undated("Яценко Яна Юріївна")]).await;
    let next_year = Bundle {
        year: Some(AcademicYear::starting(2027)),
        pupils: vec![Pupil { class: class("9-А"), ..undated("Яценко Яна Юріївна") }],
        ..Bundle::default()
    };
    let changes = school.take_in(next_year).await;
    assert_eq!((changes.count(PUPILS).0, changes.questions.len()), (0, 0), "{changes:?}");
}

#[rstest]
#[tokio::test]
async fn an_undated_pupil_moves_where_the_files_list_the_former_class(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::start(on).await;
    take_in(&school, vec![undated("Яценко Яна Юріївна")]).await;
    let moved = Pupil { class: class("8-Б"), ..undated("Яценко Яна Юріївна") };
    let alone = school.take_in(of_pupils(vec![moved.clone()])).await;
    assert_eq!(alone.questions.len(), 1, "perhaps 8-А has a namesake: {alone:?}");
    let changes = take_in(&school, vec![moved, pupil("Їжак Іван Олегович")]).await;
    assert_eq!(changes.count(PUPILS).0, 0);
}

#[rstest]
#[tokio::test]
async fn a_new_telephone_makes_no_second_mother(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let andriienko = |guardian| vec![Pupil { guardians: vec![guardian], ..bundle().pupils[4].clone() }];
    for phone in [Some(PHONE), None, Some("+380501112233")] {
        let changes = take_in(&school, andriienko(mother("Юрченко Марія Юріївна", phone))).await;
        assert_eq!(changes.count(GUARDIANS).0, 0);
    }
    assert_eq!(people(&school, Role::Guardian).await, 1);
}

#[rstest]
#[tokio::test]
async fn what_a_guardian_is_to_the_pupil_is_updated(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let mut pupils = bundle().pupils;
    pupils[4].guardians[0].relation = "опікун".to_owned();
    assert_eq!(take_in(&school, pupils).await.count(GUARDIANS), (0, 1, 0));
}

#[rstest]
#[case::one_telephone(Some(PHONE), Some(PHONE), None, 1)]
#[case::two_telephones(Some(PHONE), Some("+380991112233"), None, 2)]
#[case::one_address(None, None, Some("вул. Миру, 1"), 1)]
#[case::one_father(None, None, None, 1)]
#[tokio::test]
async fn siblings_have_one_mother(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] first: Option<&str>,
    #[case] second: Option<&str>,
    #[case] address: Option<&str>,
    #[case] mothers: usize,
) {
    let school = TestSchool::start(on).await;
    let child = |full_name, phone| Pupil {
        guardians: vec![mother("Ярова Надія Павлівна", phone)],
        address: address.map(str::to_owned),
        ..pupil(full_name)
    };
    let children = vec![child("Яровий Лев Юрійович", first), child("Ярова Ада Юріївна", second)];
    assert_eq!(take_in(&school, children).await.count(GUARDIANS).0, mothers);
}

#[rstest]
#[tokio::test]
async fn namesakes_of_two_families_are_two_mothers_and_it_is_told(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let child = |full_name| Pupil {
        guardians: vec![mother("Коваленко Надія Павлівна", None)],
        groups: vec![1],
        ..pupil(full_name)
    };
    let changes =
        take_in(&school, vec![child("Коваленко Лев Юрійович"), child("Коваленко Ада Ігорівна")]).await;
    assert_eq!(changes.count(GUARDIANS).0, 2);
    assert_eq!(changes.notes.len(), 1, "{changes:?}");
}

#[rstest]
#[tokio::test]
async fn rows_that_tell_two_telephones_of_one_mother_change_nothing_for_ever(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::start(on).await;
    let child = |full_name, phone| Pupil {
        guardians: vec![mother("Ярова Надія Павлівна", Some(phone))],
        ..pupil(full_name)
    };
    take_in(&school, vec![child("Яровий Лев Юрійович", PHONE), child("Ярова Ада Юріївна", PHONE)]).await;
    let new = "+380991112233";
    let changes =
        take_in(&school, vec![child("Яровий Лев Юрійович", new), child("Ярова Ада Юріївна", PHONE)]).await;
    assert_eq!(changes.count(GUARDIANS), (0, 1, 0));
    assert_eq!(changes.notes.len(), 1, "{changes:?}");
}

#[rstest]
#[tokio::test]
async fn initials_mean_whoever_they_fit(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let mut pupils = bundle().pupils;
    pupils[4].guardians[0].name = name("Юрченко М. Ю.");
    let changes = take_in(&school, pupils).await;
    assert_eq!(changes.count(GUARDIANS), (0, 0, 0), "the full name is not forgotten");
    let members = vec![staff("Коваль О. П.", &[Role::Teacher])];
    let changes = school.take_in(Bundle { staff: members, ..Bundle::default() }).await;
    assert!(changes.nothing(), "{changes:?}");
}

#[rstest]
#[tokio::test]
async fn initials_of_both_parents_are_a_question(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let child = |guardians| vec![Pupil { guardians, ..pupil("Яровий Лев Юрійович") }];
    let parents = vec![mother("Яровий Олег Петрович", Some(PHONE)), mother("Яровий Остап Павлович", None)];
    take_in(&school, child(parents)).await;
    let changes = school.take_in(of_pupils(child(vec![mother("Яровий О. П.", None)]))).await;
    assert_eq!(changes.questions.len(), 1, "{changes:?}");
    let changes = take_in(&school, child(vec![mother("Яровий О. П.", Some(PHONE))])).await;
    assert_eq!(changes.count(GUARDIANS), (0, 0, 1), "the telephone tells which: {changes:?}");
}

#[rstest]
#[case::the_teacher_first(true)]
#[case::the_mother_first(false)]
#[tokio::test]
async fn a_teacher_with_a_child_in_the_school_is_one_person(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] teacher_first: bool,
) {
    let school = TestSchool::start(on).await;
    let mut teacher = staff("Ярова Надія Павлівна", &[Role::Teacher]);
    teacher.phone = Some(PHONE.to_owned());
    let child = Pupil {
        guardians: vec![mother("Ярова Надія Павлівна", Some(PHONE))],
        ..pupil("Яровий Лев Юрійович")
    };
    let teachers = Bundle { staff: vec![teacher], ..Bundle::default() };
    let children = of_pupils(vec![child]);
    let mut order = [teachers, children];
    if !teacher_first {
        order.reverse();
    }
    for part in order.clone() {
        school.take_in(part).await;
    }
    for part in order {
        assert!(school.take_in(part).await.nothing());
    }
    let mut reader = school.reader().await;
    let found = reader.people_called("Ярова Надія Павлівна").await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].children, ["Яровий Лев"]);
    for role in [Role::Teacher, Role::Guardian] {
        assert!(found[0].roles.contains(&role), "{role:?}");
    }
}

#[rstest]
#[tokio::test]
async fn only_the_classes_of_the_file_are_missed(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let of_b = Pupil { class: class("8-Б"), ..pupil("Яценко Яна Юріївна") };
    let changes = take_in(&school, vec![of_b]).await;
    assert_eq!(changes.count(PUPILS), (1, 0, 0));
    let mut pupils = bundle().pupils;
    pupils[4].guardians = vec![mother("Бабуся Ганна Ігорівна", None)];
    let changes = take_in(&school, pupils).await;
    assert_eq!(changes.count(PUPILS), (0, 0, 0));
    assert_eq!(changes.count(GUARDIANS), (1, 0, 1), "the mother is missed: {changes:?}");
}

#[rstest]
#[tokio::test]
async fn an_old_day_of_enrolment_does_not_go_back_on_a_move(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let enrolled =
        Pupil { enrolled_on: Some(day(2026, 9, 10)), ..pupil("Яценко Яна Юріївна") };
    take_in(&school, vec![enrolled.clone()]).await;
    take_in(&school, vec![Pupil { class: class("8-Б"), ..enrolled }]).await;
    let overlapping = "SELECT count(*) FROM enrolment a JOIN enrolment b ON a.school_id = b.school_id \
        AND a.pupil_id = b.pupil_id AND a.class_id < b.class_id AND a.starts_on <= COALESCE(b.ends_on, '2999-01-01') \
        AND b.starts_on <= COALESCE(a.ends_on, '2999-01-01')";
    assert_eq!(school.db.count(Some(school.id), overlapping).await, 0);
    let since_today =
        format!("SELECT count(*) FROM enrolment WHERE ends_on IS NULL AND starts_on = '{TODAY}'");
    assert_eq!(school.db.count(Some(school.id), &since_today).await, 1);
}

#[rstest]
#[tokio::test]
async fn a_class_that_the_alphabet_divided_is_told_once(#[values(Sqlite, Postgres)] on: Engine) {
    let db = on.start();
    let store = db.open().await;
    let school = store.add_school("Ліцей № 4").await.unwrap();
    let mut ungrouped = bundle();
    for pupil in &mut ungrouped.pupils[..4] {
        pupil.groups = Vec::new();
    }
    let trial = store.take_in(school, ungrouped.clone(), TODAY, true).await.unwrap();
    let changes = store.take_in(school, ungrouped.clone(), TODAY, false).await.unwrap();
    assert_eq!(changes.notes, trial.notes);
    let divided: Vec<_> = changes.notes.iter().filter(|note| note.contains("за абеткою")).collect();
    // Of the five in alphabetical order, three and two; the first has a group in the file.
    assert_eq!(divided.len(), 1, "8-Б has no groups: {divided:?}");
    assert!(divided[0].starts_with("8-А: ") && divided[0].contains("гр. 1 – 2, гр. 2 – 2."), "{divided:?}");
    let again = store.take_in(school, ungrouped, TODAY, false).await.unwrap();
    assert_eq!(again.notes, Vec::<String>::new());
}

#[rstest]
#[tokio::test]
async fn a_pupil_of_another_group_changes_it_today(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let mut pupils = bundle().pupils;
    pupils[0].groups = vec![2];
    let changes = take_in(&school, pupils).await;
    assert_eq!(changes.count(PUPILS), (0, 1, 0));
    let mut reader = school.reader().await;
    let mut spans = Vec::new();
    for group in [1, 2] {
        let course = school.group_course("Англійська мова", group);
        let members = reader.pupils_of(&course).await.unwrap();
        let own = members.into_iter().find(|member| member.id == school.person("Їжак")).unwrap();
        spans.push(own.spans);
    }
    assert_eq!(spans, [vec![(day(2026, 9, 1), Some(day(2026, 11, 23)))], vec![(TODAY, None)]]);
}
