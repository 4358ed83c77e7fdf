//! What files say of who may do what.

use klas_domain::{
    Role,
    bundle::{Bundle, StaffMember},
};
use rstest::rstest;

use crate::support::{Engine, Postgres, Sqlite, TestSchool, bundle, name, staff};

#[rstest]
#[tokio::test]
async fn a_course_makes_its_teacher_a_teacher(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let librarian = StaffMember {
        position: "бібліотекар".to_owned(), ..staff("Книжна Ліна Львівна", &[])
    };
    school.take_in(Bundle { staff: vec![librarian], ..Bundle::default() }).await;
    assert!(school.reader().await.staff().await.unwrap().contains(&name("Книжна Ліна Львівна")));

    let mut art = bundle().courses.remove(4);
    art.teacher = Some(name("Книжна Ліна Львівна"));
    school.take_in(Bundle { courses: vec![art], ..Bundle::default() }).await;
    let teachers = school.reader().await.people(Role::Teacher).await.unwrap();
    assert!(teachers.iter().any(|(_, teacher)| *teacher == name("Книжна Ліна Львівна")));
}

#[rstest]
#[tokio::test]
async fn a_vacant_course_has_no_former_teacher(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let mut vacant = bundle();
    vacant.courses[0].teacher = None;
    assert_eq!(school.take_in(vacant.clone()).await.count("сторінки предметів"), (0, 1, 0));
    assert!(school.take_in(vacant).await.nothing());
    let algebra = school.reader().await.course(school.course("Алгебра").id).await.unwrap();
    assert_eq!(algebra.teacher, None);
}

#[rstest]
#[tokio::test]
async fn an_unknown_teacher_takes_no_course_from_another(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let mut unknown = bundle();
    unknown.courses[0].teacher = Some(name("Ніхто Ніде Ніколи"));
    let changes = school.take_in(unknown).await;
    assert!(changes.nothing());
    assert_eq!(changes.notes.len(), 1, "{changes:?}");
}

#[rstest]
#[tokio::test]
async fn a_right_that_the_position_gives_no_longer_stays_and_is_told(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let mut deputy = bundle();
    deputy.staff[1].roles = vec![Role::Deputy];
    let changes = school.take_in(deputy).await;
    assert!(!changes.notes.iter().any(|note| note.contains("лишається")), "whoever teaches is a teacher");
    let changes = school.take_in(bundle()).await;
    assert!(changes.notes[0].contains("Мельник") && changes.notes[0].contains("deputy"), "{changes:?}");
    let deputies = school.reader().await.people(Role::Deputy).await.unwrap();
    assert_eq!(deputies.len(), 1);
}

#[rstest]
#[tokio::test]
async fn whom_the_files_give_which_rights_is_told_once(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let of_position = |full_name, position: &str, role| StaffMember {
        position: position.to_owned(),
        ..staff(full_name, &[role])
    };
    let mut more = bundle();
    more.staff.extend([
        of_position("Секретна Ніна Павлівна", "секретар", Role::Administrator),
        of_position("Душевна Ада Львівна", "практичний психолог", Role::Psychologist),
        of_position("Нова Ліна Ігорівна", "учителька", Role::Teacher),
    ]);
    let changes = school.take_in(more.clone()).await;
    assert_eq!(
        changes.notes,
        [
            "надано права адміністратора журналу (administrator): Секретна Ніна Павлівна (секретар)",
            "надано права учителя (teacher): 1",
            "надано права психолога (psychologist): Душевна Ада Львівна (практичний психолог)",
        ]
    );
    assert_eq!(school.take_in(more).await.notes, Vec::<String>::new());
}

#[rstest]
#[tokio::test]
async fn a_class_teacher_whom_the_list_names_no_longer_is_told(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let mut changed = bundle();
    changed.staff[0].class_teacher_of = None;
    changed.staff[1].class_teacher_of = Some(crate::support::class("8-Б"));
    let changes = school.take_in(changed).await;
    assert_eq!(changes.notes.len(), 1, "{changes:?}");
}
