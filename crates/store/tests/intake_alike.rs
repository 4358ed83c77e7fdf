//! Names that were corrected before files are taken in again: what is plain is recognised, the rest is asked.

use chrono::NaiveDate;
use klas_domain::{
    Role,
    bundle::{Bundle, Guardian, Pupil, StaffMember},
};
use klas_store::{Changes, naming::NameOutcome};
use rstest::rstest;

use crate::support::{Engine, Postgres, Sqlite, TestSchool, bundle, class, day, name, pupil, staff};

const PHONE: &str = "+380671112233";

fn of_pupils(pupils: Vec<Pupil>) -> Bundle {
    Bundle { pupils, ..Bundle::default() }
}

fn of_staff(staff: Vec<StaffMember>) -> Bundle {
    Bundle { staff, ..Bundle::default() }
}

async fn people(school: &TestSchool, role: Role) -> Vec<String> {
    let people = school.reader().await.people(role).await.unwrap();
    people.into_iter().map(|(_, name)| name.full()).collect()
}

/// The one question of an import, which took nothing in.
fn question(changes: &Changes) -> &str {
    let [question] = changes.questions.as_slice() else { panic!("one question: {changes:?}") };
    assert!(changes.rows.is_empty(), "{changes:?}");
    question
}

#[rstest]
#[case::told_later("Яценко Яна", "Яценко Яна Юріївна")]
#[case::left_out("Яценко Яна Юріївна", "Яценко Яна")]
#[tokio::test]
async fn a_patronymic_makes_no_second_pupil(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] before: &str,
    #[case] after: &str,
    #[values(true, false)] is_dated: bool,
) {
    let school = TestSchool::start(on).await;
    let born = is_dated.then(|| day(2013, 3, 1));
    let of = |name| of_pupils(vec![Pupil { born, ..pupil(name) }]);
    school.take_in(of(before)).await;
    let changes = school.take_in(of(after)).await;
    assert_eq!((changes.count("учні").0, changes.questions.len()), (0, 0), "{changes:?}");
    assert!(school.take_in(of(after)).await.nothing());
    let pupils = people(&school, Role::Pupil).await;
    let namesakes: Vec<_> = pupils.iter().filter(|name| name.starts_with("Яценко")).collect();
    assert_eq!(namesakes, ["Яценко Яна Юріївна"], "what was told is not forgotten");
}

#[rstest]
#[tokio::test]
async fn two_birth_dates_without_a_patronymic_are_a_question(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let of = |name, date| of_pupils(vec![Pupil { born: Some(date), ..pupil(name) }]);
    school.take_in(of("Яценко Яна", day(2013, 3, 1))).await;
    let changes = school.take_in(of("Яценко Яна Юріївна", day(2013, 9, 1))).await;
    assert!(question(&changes).contains("Яценко Яна (8-А, 01.03.2013)"), "{changes:?}");
}

#[rstest]
#[case::surname("Яценко Яна Юріївна")]
#[case::given_name("Ященко Яніна Юріївна")]
#[case::patronymic("Ященко Яна Юр'ївна")]
#[tokio::test]
async fn a_corrected_name_of_a_pupil_is_a_question(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] corrected: &str,
) {
    let school = TestSchool::start(on).await;
    let of = |name| Pupil { born: Some(day(2013, 3, 1)), ..pupil(name) };
    let before = of("Ященко Яна Юріївна");
    school.take_in(of_pupils(vec![before.clone()])).await;
    let count = people(&school, Role::Pupil).await.len();
    let changes = school.take_in(of_pupils(vec![of(corrected)])).await;
    let asked = question(&changes);
    assert!(asked.contains(corrected) && asked.contains("Ященко Яна Юріївна"), "{asked}");
    assert_eq!(people(&school, Role::Pupil).await.len(), count);
    let both = school.take_in(of_pupils(vec![of(corrected), before])).await;
    assert_eq!((both.count("учні").0, both.questions.len()), (1, 0), "twins: {both:?}");
}

#[rstest]
#[case::nowhere(None, None)]
#[case::in_the_row(None, Some(day(2013, 3, 1)))]
#[case::in_klas(Some(day(2013, 3, 1)), None)]
#[tokio::test]
async fn a_corrected_surname_of_a_pupil_is_a_question_wherever_a_birth_date_stands(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] known: Option<NaiveDate>,
    #[case] told: Option<NaiveDate>,
) {
    let school = TestSchool::start(on).await;
    let before = Pupil { born: known, ..pupil("Ященко Яна Юріївна") };
    let corrected = Pupil { born: told, ..pupil("Яценко Яна Юріївна") };
    school.take_in(of_pupils(vec![before.clone()])).await;
    let count = people(&school, Role::Pupil).await.len();
    let changes = school.take_in(of_pupils(vec![corrected.clone()])).await;
    let asked = question(&changes);
    assert!(asked.contains("Яценко Яна Юріївна") && asked.contains("«Ященко Яна Юріївна»"), "{asked}");
    assert!(!asked.contains("дата народження"), "no two dates are the same: {asked}");
    assert_eq!(people(&school, Role::Pupil).await.len(), count);
    let both = school.take_in(of_pupils(vec![corrected, before])).await;
    assert_eq!((both.count("учні").0, both.questions.len()), (1, 0), "two pupils: {both:?}");
}

#[rstest]
#[case::another_day(Pupil { born: Some(day(2013, 3, 2)), ..pupil("Яценко Яна Юріївна") })]
#[case::another_class(Pupil { class: class("8-Б"), born: Some(day(2013, 3, 1)), ..pupil("Яценко Яна Юріївна") })]
#[case::two_names(Pupil { born: Some(day(2013, 3, 1)), ..pupil("Яценко Яніна Юріївна") })]
#[case::given_name_without_a_day(Pupil { born: None, ..pupil("Ященко Яніна Юріївна") })]
#[case::surname_without_a_patronymic(Pupil { born: None, ..pupil("Яценко Яна") })]
#[case::surname_in_another_class(Pupil { class: class("8-Б"), born: None, ..pupil("Яценко Яна Юріївна") })]
#[tokio::test]
async fn who_is_not_alike_enough_is_new(#[values(Sqlite, Postgres)] on: Engine, #[case] newcomer: Pupil) {
    let school = TestSchool::start(on).await;
    let known = Pupil { born: Some(day(2013, 3, 1)), ..pupil("Ященко Яна Юріївна") };
    school.take_in(of_pupils(vec![known])).await;
    let changes = school.take_in(of_pupils(vec![newcomer])).await;
    assert_eq!((changes.count("учні").0, changes.questions.len()), (1, 0), "{changes:?}");
}

#[rstest]
#[case::telephone(None)]
#[case::class_leadership(Some("8-А"))]
#[tokio::test]
async fn a_corrected_name_of_a_teacher_is_a_question(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] leads: Option<&str>,
) {
    let school = TestSchool::start(on).await;
    let mut known = bundle().staff;
    known[0].phone = Some(PHONE.to_owned());
    school.take_in(of_staff(known.clone())).await;
    let renamed = StaffMember {
        phone: leads.is_none().then(|| PHONE.to_owned()),
        class_teacher_of: leads.map(class),
        ..staff("Бондар Олена Петрівна", &[Role::Teacher])
    };
    let changes = school.take_in(of_staff(vec![renamed.clone(), known[1].clone()])).await;
    let asked = question(&changes);
    assert!(asked.contains("Бондар Олена Петрівна") && asked.contains("Коваль Олена Петрівна"), "{asked}");
    assert_eq!(people(&school, Role::Teacher).await.len(), 2);
    let mut both = known;
    both[0].class_teacher_of = None;
    both.push(renamed);
    let changes = school.take_in(of_staff(both)).await;
    assert_eq!((changes.count("працівники").0, changes.questions.len()), (1, 0), "{changes:?}");
}

#[rstest]
#[tokio::test]
async fn a_teacher_of_another_surname_is_new_and_it_is_told(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let staff = vec![staff("Бондар Олена Петрівна", &[Role::Teacher]), bundle().staff[1].clone()];
    let changes = school.take_in(of_staff(staff)).await;
    assert_eq!((changes.count("працівники").0, changes.questions.len()), (1, 0), "{changes:?}");
    assert!(changes.notes.iter().any(|note| note.contains("«Коваль Олена Петрівна»")), "{changes:?}");
}

/// A teacher whose name was corrected in Klas, where neither telephone nor class shows who that is.
#[rstest]
#[case::surname("Ткач Петро Іванович")]
#[case::given_name("Мельник Павло Іванович")]
#[tokio::test]
async fn a_teacher_whose_pages_the_files_give_to_another_name_is_a_question(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] corrected: &str,
) {
    let school = TestSchool::start(on).await;
    let (person, before) = (school.person("Мельник"), name("Мельник Петро Іванович"));
    let renamed = school.store.rename(school.setting(), person, before, name(corrected)).await.unwrap();
    assert_eq!(renamed, NameOutcome::Saved);
    let changes = school.take_in(bundle()).await;
    let asked = question(&changes);
    assert!(asked.contains("«Мельник Петро Іванович»") && asked.contains(corrected), "{asked}");
    let mut both = bundle();
    both.staff.push(staff(corrected, &[Role::Teacher]));
    let changes = school.take_in(both).await;
    assert_eq!((changes.count("працівники").0, changes.questions.len()), (1, 0), "{changes:?}");
    assert_eq!(changes.count("сторінки предметів"), (0, 3, 0), "{changes:?}");
}

#[rstest]
#[tokio::test]
async fn a_new_teacher_without_the_pages_of_the_one_who_is_missed_is_told(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::start(on).await;
    let mut files = bundle();
    files.staff[1] = staff("Ткач Петро Іванович", &[Role::Teacher]);
    for course in &mut files.courses {
        course.teacher = Some(files.staff[0].name.clone());
    }
    let changes = school.take_in(files).await;
    assert_eq!((changes.count("працівники").0, changes.questions.len()), (1, 0), "{changes:?}");
    assert!(changes.notes.iter().any(|note| note.contains("«Мельник Петро Іванович»")), "{changes:?}");
}

#[rstest]
#[tokio::test]
async fn a_teacher_without_patronymic_is_the_one_of_the_name(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let members = vec![staff("Коваль Олена", &[Role::Teacher])];
    let changes = school.take_in(of_staff(members)).await;
    assert!(changes.nothing(), "{changes:?}");
    assert_eq!(people(&school, Role::Teacher).await, ["Коваль Олена Петрівна", "Мельник Петро Іванович"]);
}

#[rstest]
#[case::surname("Ткач Марія Юріївна", None)]
#[case::telephone("Юрченко Марія Юр'ївна", Some("+380501112233"))]
#[tokio::test]
async fn a_corrected_name_of_a_mother_is_a_question(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] corrected: &str,
    #[case] phone: Option<&str>,
) {
    let school = TestSchool::start(on).await;
    let mother = Guardian {
        name: name(corrected),
        relation: "мати".to_owned(),
        phone: phone.map(str::to_owned),
        email: None,
    };
    let child = Pupil { guardians: vec![mother], ..bundle().pupils[4].clone() };
    let changes = school.take_in(of_pupils(vec![child])).await;
    let asked = question(&changes);
    assert!(asked.contains(corrected) && asked.contains("«Юрченко Марія Юріївна»"), "{asked}");
    assert_eq!(people(&school, Role::Guardian).await.len(), 1);
}
