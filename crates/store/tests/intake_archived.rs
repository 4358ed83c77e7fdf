//! An import that meets a class whose journal of the year is archived: 8-А stays, and all else is taken.

use klas_domain::{
    bundle::{Bundle, BundleRow, CourseKey, CourseLoad, Pupil, SubjectGroup},
    calendar::AcademicYear,
};
use klas_store::{Changes, Left, history::ChainState};
use rstest::rstest;

use crate::{
    after_archive::{archive, archived},
    support::{Engine, Postgres, Sqlite, TODAY, TestSchool, YEAR, bundle, class, day, pupil},
};

const ENGLISH: &str = "Англійська мова";

fn left(row: Option<BundleRow>, what: &str) -> Left {
    Left {
        row, note: format!("{what}, не змінено: журнал 8-А за 2026/2027 в архіві")
    }
}

fn page(group: Option<u8>, subject: &str) -> CourseLoad {
    let key = CourseKey { class: class("8-А"), group, subject: subject.to_owned() };
    CourseLoad { key, teacher: None, weekly_tenths: 10 }
}

#[rstest]
#[case::class_teacher(
    |own: &mut Bundle| {
        own.staff[0].class_teacher_of = None;
        own.staff[1].class_teacher_of = Some(class("8-А"));
    },
    BundleRow::Staff(1),
    "класні керівники: 8-А: Мельник Петро Іванович"
)]
#[case::load(
    |own: &mut Bundle| { own.courses[0].weekly_tenths += 5; },
    BundleRow::Course(0),
    "сторінки предметів: Алгебра · 8-А"
)]
#[case::teacher(
    |own: &mut Bundle| { own.courses[1].teacher = own.courses[0].teacher.clone(); },
    BundleRow::Course(1),
    "сторінки предметів: Англійська мова · 8-А гр. 1"
)]
#[case::vacancy(
    |own: &mut Bundle| { own.courses[3].teacher = None; },
    BundleRow::Course(3),
    "сторінки предметів: Історія України · 8-А"
)]
#[case::new_page(
    |own: &mut Bundle| { own.courses.push(page(None, "Хімія")); },
    BundleRow::Course(6),
    "сторінки предметів: Хімія · 8-А"
)]
#[case::new_page_of_a_group(
    |own: &mut Bundle| { own.courses.push(page(Some(3), ENGLISH)); },
    BundleRow::Course(6),
    "сторінки предметів: Англійська мова · 8-А гр. 3"
)]
#[case::newcomer(
    |own: &mut Bundle| { own.pupils.push(pupil("Нова Ніна Іванівна")); },
    BundleRow::Pupil(5),
    "учні: Нова Ніна Іванівна: → 8-А"
)]
#[case::leaver(
    |own: &mut Bundle| { own.pupils[0].left_on = Some(day(2026, 12, 1)); },
    BundleRow::Pupil(0),
    "учні: Їжак Іван Олегович: 8-А"
)]
#[case::other_class(
    |own: &mut Bundle| { own.pupils[0].class = class("8-Б"); },
    BundleRow::Pupil(0),
    "учні: Їжак Іван Олегович: → 8-Б"
)]
#[case::other_group(
    |own: &mut Bundle| { own.pupils[0].groups = vec![2]; },
    BundleRow::Pupil(0),
    "учні: Їжак Іван Олегович: гр. 1 → гр. 2"
)]
#[case::own_division(
    |own: &mut Bundle| {
        own.pupils[0].subject_groups = vec![SubjectGroup { subject: ENGLISH.to_lowercase(), number: 2 }];
    },
    BundleRow::Pupil(0),
    "учні: Їжак Іван Олегович: групи з предмета «Англійська мова»"
)]
#[case::new_lesson(
    |own: &mut Bundle| {
        let mut slot = own.timetable[0].clone();
        slot.weekday = 5;
        own.timetable.push(slot);
    },
    BundleRow::Slot(5),
    "розклад: пт, 1-й урок, Алгебра · 8-А"
)]
#[case::lesson_of_no_page(
    |own: &mut Bundle| { own.timetable[0].course.subject = "Хімія".to_owned(); },
    BundleRow::Slot(0),
    "розклад: вт, 1-й урок, Хімія · 8-А"
)]
#[case::other_room(
    |own: &mut Bundle| { own.timetable[0].room = Some("31".to_owned()); },
    BundleRow::Slot(0),
    "розклад: вт, 1-й урок, Алгебра · 8-А"
)]
#[case::plan(
    |own: &mut Bundle| {
        own.plans[0].letter = Some("А".to_owned());
        own.plans[0].lines[0].topic = "Дроби".to_owned();
    },
    BundleRow::Plan(0),
    "календарні плани: Алгебра · 8-А, інших рядків: 1"
)]
#[tokio::test]
async fn a_row_that_would_change_an_archived_class_is_left(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] change: fn(&mut Bundle),
    #[case] row: BundleRow,
    #[case] what: &str,
) {
    let school = archived(on, 2).await;
    let mut files = bundle();
    change(&mut files);
    let changes = school.take_in(files.clone()).await;
    assert!(changes.left.contains(&left(Some(row), what)), "{changes:?}");
    assert!(changes.left.iter().all(|left| left.row.is_none_or(|own| own == row)), "{changes:?}");
    assert!(changes.nothing() && changes.notes.is_empty(), "{changes:?}");
    assert_eq!(school.take_in(files).await, changes, "it is told as long as the files say it");
    assert_eq!(school.take_in(bundle()).await, Changes::default(), "all is as it was signed");
}

#[rstest]
#[tokio::test]
async fn a_lesson_that_is_in_the_files_no_longer_stays(#[values(Sqlite, Postgres)] on: Engine) {
    let school = archived(on, 2).await;
    let mut files = bundle();
    files.timetable.remove(3);
    let changes = school.take_in(files).await;
    let gone = left(None, "розклад: вт, 4-й урок, Історія України · 8-А (у файлах немає)");
    assert_eq!(changes, Changes { left: vec![gone], ..Changes::default() });
    assert_eq!(school.take_in(bundle()).await, Changes::default());
}

#[rstest]
#[tokio::test]
async fn all_else_that_the_files_tell_is_taken(#[values(Sqlite, Postgres)] on: Engine) {
    let school = archived(on, 2).await;
    let mut files = bundle();
    files.pupils[0].address = Some("вул. Садова, 1".to_owned());
    files.pupils[0].groups = vec![2];
    files.pupils[4].guardians[0].phone = Some("+380671112233".to_owned());
    // Who had left 8-А before it was archived may come into another class.
    files.pupils[2] = Pupil { class: class("8-Б"), ..pupil("Гай Олег Романович") };
    files.pupils.push(Pupil { class: class("8-Б"), ..pupil("Нова Ніна Іванівна") });
    files.courses[5].teacher = files.courses[0].teacher.clone();
    files.plans[0].lines[0].topic = "Дроби".to_owned();
    let tried = school.store.take_in(school.id, files.clone(), TODAY, true).await.unwrap();
    let changes = school.take_in(files.clone()).await;
    assert_eq!(tried, changes);
    let told = [
        left(Some(BundleRow::Pupil(0)), "учні: Їжак Іван Олегович: гр. 1 → гр. 2"),
        left(Some(BundleRow::Plan(0)), "календарні плани: Алгебра · 8-А, інших рядків: 1"),
    ];
    assert_eq!(changes.left, told);
    assert!(changes.notes.is_empty(), "{changes:?}");
    let counts = ["учні", "батьки", "сторінки предметів", "календарні плани"].map(|kind| changes.count(kind));
    assert_eq!(counts, [(1, 2, 0), (0, 1, 0), (0, 1, 0), (0, 1, 0)]);
    let again = school.take_in(files).await;
    assert_eq!(again, Changes { left: told.to_vec(), ..Changes::default() });
    assert_eq!(school.store.verify_history(school.id).await.unwrap(), ChainState::Whole(3));
}

/// Whom no row puts into a group the alphabet does; in an archived class nobody is put anywhere any more.
#[rstest]
#[tokio::test]
async fn nobody_comes_into_the_groups_of_an_archived_class(#[values(Sqlite, Postgres)] on: Engine) {
    let db = on.start();
    let store = db.open().await;
    let id = store.add_school("Ліцей № 4").await.unwrap();
    let mut rostered = bundle();
    rostered.pupils[0].groups.clear();
    rostered.pupils[0].rostered = true;
    store.take_in(id, rostered, TODAY, false).await.unwrap();
    let school = TestSchool::of(db, store, id).await;
    archive(&school, 2).await;
    let of_another_class = Bundle { courses: vec![bundle().courses.remove(5)], ..Bundle::default() };
    assert_eq!(school.take_in(of_another_class).await, Changes::default());
    let told = left(Some(BundleRow::Pupil(0)), "учні: Їжак Іван Олегович: – → гр. 1");
    assert_eq!(school.take_in(bundle()).await, Changes { left: vec![told], ..Changes::default() });
}

#[rstest]
#[tokio::test]
async fn a_year_of_which_a_class_is_archived_keeps_its_dates(#[values(Sqlite, Postgres)] on: Engine) {
    let school = archived(on, 2).await;
    let mut files = bundle();
    files.year = Some(AcademicYear { ends_on: day(2027, 6, 15), ..AcademicYear::starting(YEAR) });
    files.pupils.push(Pupil { class: class("8-Б"), ..pupil("Нова Ніна Іванівна") });
    assert_eq!(school.take_in(files).await.count("учні"), (1, 0, 0));
    assert_eq!(school.reader().await.year(TODAY).await.unwrap().1, AcademicYear::starting(YEAR));
}

/// Until the head has signed, the journal is made anew where an import changes it.
#[rstest]
#[tokio::test]
async fn a_class_that_the_head_has_not_signed_goes_on(#[values(Sqlite, Postgres)] on: Engine) {
    let school = archived(on, 1).await;
    let mut files = bundle();
    files.courses[0].weekly_tenths += 5;
    let changes = school.take_in(files).await;
    assert_eq!((changes.count("сторінки предметів"), changes.left), ((0, 1, 0), Vec::new()));
}
