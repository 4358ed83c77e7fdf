//! The sample school's folder, as an office keeps it.

use std::{collections::HashSet, path::PathBuf};

use klas_documents::import::{FileKind, Known, Reading, collect, read};
use klas_domain::{permission::Role, school::LessonKind};

/// The folder lies beside the repository and is not part of it.
fn sample() -> Option<Reading> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/school");
    folder.is_dir().then(|| read(&collect(&folder).unwrap(), &Known::default()))
}

#[test]
fn every_row_is_taken() {
    let Some(Reading { bundle, files }) = sample() else { return };

    for file in &files {
        assert!(file.taken(), "{file:#?}");
    }
    assert_eq!(bundle.pupils.len(), 853);
    assert_eq!(bundle.staff.len(), 51);
    assert_eq!(bundle.courses.len(), 418);
    assert_eq!(bundle.bells.len(), 8);
    assert_eq!(bundle.plans.iter().map(|plan| plan.lines.len()).collect::<Vec<_>>(), [44]);
    assert_eq!(bundle.year.unwrap().label(), "2026/2027");
}

#[test]
fn each_file_is_recognised() {
    let Some(Reading { files, .. }) = sample() else { return };

    let kinds: Vec<_> =
        files.iter().map(|file| (file.name.as_str(), file.sheets[0].1, file.sheets[0].2)).collect();
    assert_eq!(
        kinds,
        [
            ("Дзвінки.csv", Some(FileKind::Bells), 8),
            ("КТП Алгебра 8.xlsx", Some(FileKind::Plan), 44),
            ("Навантаження.xlsx", Some(FileKind::Courses), 418),
            ("Працівники.csv", Some(FileKind::Staff), 51),
            ("Розклад.xlsx", Some(FileKind::TimetableMatrix), 40),
            ("Учні.xlsx", Some(FileKind::Pupils), 853),
        ]
    );
}

#[test]
fn all_808_lessons_of_the_week_find_their_courses() {
    let Some(Reading { bundle, .. }) = sample() else { return };

    let lessons: HashSet<_> = bundle
        .timetable
        .iter()
        .map(|slot| (&slot.course.class, slot.weekday, slot.period, &slot.course.subject))
        .collect();
    assert_eq!(lessons.len(), 808);
    // 112 of them are of both groups.
    assert_eq!(bundle.timetable.len(), 920);
    let courses: HashSet<_> = bundle.courses.iter().map(|course| &course.key).collect();
    assert!(bundle.timetable.iter().all(|slot| courses.contains(&slot.course)));
}

#[test]
fn people_are_read_whole() {
    let Some(Reading { bundle, .. }) = sample() else { return };

    let with = |role: Role| bundle.staff.iter().filter(|member| member.roles.contains(&role)).count();
    assert_eq!((with(Role::Head), with(Role::Deputy), with(Role::Teacher)), (1, 1, 49));
    assert_eq!(bundle.staff.iter().filter(|member| member.class_teacher_of.is_some()).count(), 30);

    let pupil = &bundle.pupils[0];
    assert_eq!(pupil.name.full(), "Чуйко Трохим Олегович");
    assert_eq!(pupil.born.unwrap().to_string(), "2019-01-13");
    assert_eq!(pupil.class.to_string(), "1-А");
    let relations: Vec<_> = pupil.guardians.iter().map(|guardian| guardian.relation.as_str()).collect();
    assert_eq!(relations, ["мати", "батько"]);
    assert_eq!(pupil.guardians[0].phone.as_deref(), Some("+380983186027"));
}

#[test]
fn the_plan_is_of_its_course() {
    let Some(Reading { bundle, .. }) = sample() else { return };

    let plan = &bundle.plans[0];
    assert_eq!((plan.subject.as_str(), plan.grade, plan.letter.as_deref()), ("Алгебра", 8, None));
    let control: Vec<_> =
        plan.lines.iter().filter(|line| line.kind == LessonKind::Control).map(|line| line.number).collect();
    assert_eq!(control, [12, 24, 36]);
    assert_eq!(plan.lines[0].theme.as_deref(), Some("Тема 1"));
}
