//! A school's folder, as an office keeps it: a small one beside these tests, and the whole one that it is cut from.

use std::{collections::HashSet, path::Path};

use klas_documents::import::{FileKind, Known, Reading, collect, read};
use klas_domain::{
    bundle::{Bundle, TopicPlan},
    permission::Role,
    school::LessonKind,
};

/// Two classes of the whole school with all their lessons, and four pupils of each.
const SMALL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/school");
/// The whole school lies beside the repository and is not part of it.
const WHOLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/school");

/// How many rows a school's folder has.
struct Rows {
    pupils: usize,
    staff: usize,
    courses: usize,
    plan: usize,
}

const SMALL_ROWS: Rows = Rows { pupils: 8, staff: 21, courses: 27, plan: 14 };
const WHOLE_ROWS: Rows = Rows { pupils: 853, staff: 51, courses: 418, plan: 44 };

fn school(folder: &str) -> Reading {
    read(&collect(Path::new(folder)).unwrap().files, &Known::default())
}

fn every_row_is_taken(Reading { bundle, files, .. }: &Reading, rows: &Rows) {
    for file in files {
        assert!(file.taken(), "{file:#?}");
    }
    assert_eq!(bundle.pupils.len(), rows.pupils);
    assert_eq!(bundle.staff.len(), rows.staff);
    assert_eq!(bundle.courses.len(), rows.courses);
    assert_eq!(bundle.bells.len(), 8);
    assert_eq!(bundle.plans.iter().map(|plan| plan.lines.len()).collect::<Vec<_>>(), [rows.plan]);
    assert_eq!(bundle.year.as_ref().unwrap().label(), "2026/2027");
    let kinds: Vec<_> =
        files.iter().map(|file| (file.name.as_str(), file.sheets[0].1, file.sheets[0].2)).collect();
    assert_eq!(
        kinds,
        [
            ("Дзвінки.csv", Some(FileKind::Bells), 8),
            ("КТП Алгебра 8.xlsx", Some(FileKind::Plan), rows.plan),
            ("Навантаження.xlsx", Some(FileKind::Courses), rows.courses),
            ("Працівники.csv", Some(FileKind::Staff), rows.staff),
            ("Розклад.xlsx", Some(FileKind::TimetableMatrix), 40),
            ("Учні.xlsx", Some(FileKind::Pupils), rows.pupils),
        ]
    );
}

/// So many lessons a week, and so many where those of both groups count twice.
fn every_lesson_finds_its_course(bundle: &Bundle, lessons: usize, of_groups: usize) {
    let week: HashSet<_> = bundle
        .timetable
        .iter()
        .map(|slot| (&slot.course.class, slot.weekday, slot.period, &slot.course.subject))
        .collect();
    assert_eq!((week.len(), bundle.timetable.len()), (lessons, of_groups));
    let courses: HashSet<_> = bundle.courses.iter().map(|course| &course.key).collect();
    assert!(bundle.timetable.iter().all(|slot| courses.contains(&slot.course)));
}

/// Besides the head and the deputy, everybody teaches.
fn people_are_read_whole(bundle: &Bundle, rows: &Rows, classes: usize) {
    let with = |role: Role| bundle.staff.iter().filter(|member| member.roles.contains(&role)).count();
    assert_eq!((with(Role::Head), with(Role::Deputy), with(Role::Teacher)), (1, 1, rows.staff - 2));
    assert_eq!(bundle.staff.iter().filter(|member| member.class_teacher_of.is_some()).count(), classes);

    let pupil = &bundle.pupils[0];
    assert_eq!(pupil.name.full(), "Чуйко Трохим Олегович");
    assert_eq!(pupil.born.unwrap().to_string(), "2019-01-13");
    assert_eq!(pupil.class.to_string(), "1-А");
    let relations: Vec<_> = pupil.guardians.iter().map(|guardian| guardian.relation.as_str()).collect();
    assert_eq!(relations, ["мати", "батько"]);
    assert_eq!(pupil.guardians[0].phone.as_deref(), Some("+380983186027"));
}

fn the_plan_is_of_its_course(plan: &TopicPlan, control: &[u16]) {
    assert_eq!((plan.subject.as_str(), plan.grade, plan.letter.as_deref()), ("Алгебра", 8, None));
    let found: Vec<_> =
        plan.lines.iter().filter(|line| line.kind == LessonKind::Control).map(|line| line.number).collect();
    assert_eq!(found, control);
    assert_eq!(plan.lines[0].theme.as_deref(), Some("Тема 1"));
}

#[test]
fn a_small_school_is_read_whole() {
    let reading = school(SMALL);
    every_row_is_taken(&reading, &SMALL_ROWS);
    let bundle = &reading.bundle;
    every_lesson_finds_its_course(bundle, 53, 57);
    people_are_read_whole(bundle, &SMALL_ROWS, 2);
    the_plan_is_of_its_course(&bundle.plans[0], &[12]);
}

#[test]
#[ignore = "the whole school lies beside the repository; `make test` reads it where it is"]
fn the_whole_school_is_read_whole() {
    let reading = school(WHOLE);
    every_row_is_taken(&reading, &WHOLE_ROWS);
    let bundle = &reading.bundle;
    every_lesson_finds_its_course(bundle, 808, 920);
    people_are_read_whole(bundle, &WHOLE_ROWS, 30);
    the_plan_is_of_its_course(&bundle.plans[0], &[12, 24, 36]);
}
