//! What a demonstration school must be, whatever its seed.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::{Datelike, NaiveDate};
use klas_demo::{DemoSchool, school};
use klas_domain::{
    bundle::{CourseKey, Pupil},
    entry::Absence,
    mark::Scale,
    permission::Role,
    school::{ClassName, LessonKind},
};
use rstest::rstest;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// A day late in the first semester.
fn november() -> NaiveDate {
    day(2026, 11, 24)
}

fn class(text: &str) -> ClassName {
    ClassName::parse(text).unwrap()
}

fn pupils_of<'a>(demo: &'a DemoSchool, class: &ClassName) -> Vec<&'a Pupil> {
    demo.bundle.pupils.iter().filter(|pupil| pupil.class == *class).collect()
}

#[test]
fn the_same_seed_gives_the_same_school() {
    let demo = school(7, 1, november());
    assert_eq!(demo, school(7, 1, november()));
    assert_ne!(demo.bundle.pupils, school(8, 1, november()).bundle.pupils);
    assert_ne!(demo.bundle.pupils, school(7, 2, november()).bundle.pupils);
}

#[test]
fn the_first_school_is_of_the_planned_size() {
    let DemoSchool { bundle, lessons } = school(1, 1, november());
    let classes: BTreeSet<_> = bundle.pupils.iter().map(|pupil| &pupil.class).collect();
    let entries: usize = lessons.iter().map(|lesson| lesson.entries.len()).sum();
    assert_eq!(classes.len(), 30);
    assert!((800..=900).contains(&bundle.pupils.len()), "{} pupils", bundle.pupils.len());
    assert!((60..=70).contains(&bundle.staff.len()), "{} staff", bundle.staff.len());
    assert!((900..=1100).contains(&bundle.timetable.len()), "{} weekly lessons", bundle.timetable.len());
    assert!((10_000..=16_000).contains(&lessons.len()), "{} lessons", lessons.len());
    assert!((80_000..=250_000).contains(&entries), "{entries} entries");
    assert_eq!(bundle.bells.len(), 16, "eight lessons, ordinary and shortened");
}

#[test]
fn a_class_alone_is_as_it_is_among_the_others() {
    let (whole, eighth) = (school(1, 1, november()), class("8-А"));
    let alone = whole.clone().of_classes(std::slice::from_ref(&eighth));
    assert_eq!(alone.bundle.pupils.iter().collect::<Vec<_>>(), pupils_of(&whole, &eighth));
    let led: Vec<_> =
        alone.bundle.staff.iter().filter_map(|member| member.class_teacher_of.as_ref()).collect();
    assert_eq!(led, [&eighth]);
    assert!(alone.bundle.courses.iter().all(|load| load.key.class == eighth));
    assert!(alone.bundle.timetable.iter().all(|slot| slot.course.class == eighth));
    let told = |demo: &DemoSchool| -> Vec<_> {
        let lessons = demo.lessons.iter().filter(|lesson| lesson.course.class == eighth);
        let entries = lessons.flat_map(|lesson| lesson.entries.iter().map(move |own| (lesson, own)));
        entries
            .map(|(lesson, (place, entry))| {
                let pupil = demo.bundle.pupils[*place].name.clone();
                (lesson.date, lesson.period, lesson.topic.clone(), pupil, entry.clone())
            })
            .collect()
    };
    assert!(told(&alone).len() > 1000);
    assert_eq!(told(&alone), told(&whole));
}

#[test]
fn class_8_a_fills_the_largest_journal_page() {
    let demo = school(1, 1, november());
    assert_eq!(pupils_of(&demo, &class("8-А")).len(), 34);
    let algebra = CourseKey { class: class("8-А"), group: None, subject: "Алгебра".to_owned() };
    let weekly = |course: &CourseKey| {
        demo.bundle.courses.iter().find(|load| load.key == *course).map(|load| load.weekly_tenths)
    };
    assert_eq!(weekly(&algebra), Some(30));
}

#[rstest]
#[case::first(1, 1)]
#[case::other_seed(20, 1)]
#[case::elsewhere_in_the_city(3, 17)]
#[case::last_of_the_city(4, 50)]
fn the_timetable_is_whole_without_clashes_and_holes(#[case] seed: u64, #[case] number: u32) {
    let bundle = school(seed, number, november()).bundle;
    let teacher: BTreeMap<&CourseKey, _> =
        bundle.courses.iter().map(|load| (&load.key, load.teacher.as_ref().unwrap())).collect();
    let mut teachers_busy = HashSet::new();
    let mut classes_busy: BTreeMap<_, Vec<_>> = BTreeMap::new();
    let mut weekly: BTreeMap<&CourseKey, u16> = BTreeMap::new();
    for slot in &bundle.timetable {
        let when = (slot.weekday, slot.period);
        assert!((1..=5).contains(&slot.weekday) && (1..=8).contains(&slot.period));
        assert!(teachers_busy.insert((teacher[&slot.course], when)), "{slot:?}");
        classes_busy.entry((&slot.course.class, slot.weekday)).or_default().push((slot.period, &slot.course));
        *weekly.entry(&slot.course).or_default() += 10;
    }
    for load in &bundle.courses {
        assert_eq!(weekly.get(&load.key), Some(&load.weekly_tenths), "{:?}", load.key);
    }
    for (class_and_day, lessons) in classes_busy {
        let periods: BTreeSet<u8> = lessons.iter().map(|(period, _)| *period).collect();
        assert!((1..).zip(&periods).all(|(place, period)| place == *period), "hole: {class_and_day:?}");
        for (period, course) in &lessons {
            let beside = lessons.iter().filter(|(other, _)| other == period);
            assert!(
                beside.clone().count() == 1 || beside.into_iter().all(|(_, other)| other.group.is_some()),
                "{course:?}"
            );
        }
    }
}

#[test]
fn teachers_carry_sensible_loads() {
    let bundle = school(1, 1, november()).bundle;
    let mut hours: BTreeMap<_, u16> = BTreeMap::new();
    for load in &bundle.courses {
        *hours.entry(load.teacher.as_ref().unwrap()).or_default() += load.weekly_tenths / 10;
    }
    assert!(hours.values().all(|hours| (5..=26).contains(hours)), "{hours:?}");
}

#[test]
fn entries_can_stand_in_their_cells() {
    let DemoSchool { bundle, lessons } = school(2, 1, november());
    for lesson in &lessons {
        let scale = Scale::default_for_grade(lesson.course.class.grade);
        let mut seen = HashSet::new();
        for (place, entry) in &lesson.entries {
            let pupil = &bundle.pupils[*place];
            assert_eq!(entry.check(scale), Ok(()));
            assert!(!entry.is_empty() && seen.insert(place));
            assert_eq!(pupil.class, lesson.course.class);
            assert!(lesson.course.group.is_none_or(|group| pupil.groups.contains(&group)));
            assert!(pupil.enrolled_on.is_none_or(|first| first <= lesson.date));
            assert!(pupil.left_on.is_none_or(|left| lesson.date < left));
        }
    }
}

#[rstest]
#[case::autumn(november(), day(2026, 9, 1))]
#[case::winter_holidays(day(2027, 1, 3), day(2026, 9, 1))]
#[case::end_of_may(day(2027, 5, 31), day(2026, 9, 1))]
#[case::june_is_after_the_year(day(2027, 6, 10), day(2026, 9, 1))]
#[case::summer_is_after_the_year(day(2026, 8, 31), day(2025, 9, 1))]
#[case::september_is_moved(day(2026, 9, 2), day(2026, 3, 31))]
#[case::october_is_moved(day(2026, 10, 31), day(2026, 5, 26))]
fn lessons_are_given_on_school_days_before_today(#[case] today: NaiveDate, #[case] starts_on: NaiveDate) {
    let DemoSchool { bundle, lessons } = school(1, 1, today);
    let year = bundle.year.unwrap();
    assert_eq!(year.starts_on, starts_on);
    let slots: HashSet<_> =
        bundle.timetable.iter().map(|slot| (&slot.course, slot.weekday, slot.period)).collect();
    for lesson in &lessons {
        assert!(year.is_school_day(lesson.date) && lesson.date < today);
        let weekday = u8::try_from(lesson.date.weekday().number_from_monday()).unwrap();
        assert!(slots.contains(&(&lesson.course, weekday, lesson.period)));
    }
    let expected: usize = bundle
        .timetable
        .iter()
        .map(|slot| year.lesson_days(slot.weekday).filter(|day| *day < today).count())
        .sum();
    assert_eq!(lessons.len(), expected);
    assert!(lessons.is_sorted_by_key(|lesson| (lesson.date, lesson.period)));
}

#[rstest]
fn a_moved_year_has_a_semester_and_more_behind_it(
    #[values(day(2026, 9, 1), day(2026, 10, 31))] today: NaiveDate,
) {
    let DemoSchool { bundle, lessons } = school(1, 1, today);
    let year = bundle.year.unwrap();
    assert!(year.second_semester_starts_on < today && today <= year.ends_on);
    let weeks: BTreeSet<_> = lessons.iter().map(|lesson| lesson.date.iso_week()).collect();
    assert!(weeks.len() >= 18, "{} weeks", weeks.len());
}

#[test]
fn names_are_written_in_ukrainian_letters() {
    let bundle = school(1, 1, november()).bundle;
    let pupils = bundle.pupils.iter().flat_map(|pupil| {
        std::iter::once(&pupil.name).chain(pupil.guardians.iter().map(|guardian| &guardian.name))
    });
    for name in pupils.chain(bundle.staff.iter().map(|member| &member.name)) {
        for part in [&name.surname, &name.given, &name.patronymic] {
            let ukrainian =
                |c: char| "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяʼ-".contains(c.to_lowercase().next().unwrap());
            assert!(!part.is_empty() && part.chars().all(ukrainian), "{part}");
            assert!(part.chars().next().unwrap().is_uppercase(), "{part}");
        }
    }
}

#[test]
fn courses_name_one_teacher_each() {
    let bundle = school(1, 1, november()).bundle;
    let names: Vec<_> = bundle.staff.iter().map(|member| &member.name).collect();
    let unique: BTreeSet<_> = names.iter().map(|name| name.short()).collect();
    assert_eq!(unique.len(), names.len());
    assert!(
        bundle.courses.iter().all(|load| load.teacher.as_ref().is_some_and(|name| names.contains(&name)))
    );
}

/// DOMAIN §5: a class is closed when its absences have reasons.
#[rstest]
#[case::goes_on(november(), true)]
#[case::is_over(day(2027, 6, 10), false)]
fn absences_have_reasons_once_the_year_is_over(#[case] today: NaiveDate, #[case] unknown: bool) {
    let lessons = school(1, 1, today).lessons;
    let mut entries = lessons.iter().flat_map(|lesson| &lesson.entries);
    assert_eq!(entries.any(|(_, entry)| entry.absence == Some(Absence::Unknown)), unknown);
}

#[test]
fn the_school_is_governed() {
    let bundle = school(1, 1, november()).bundle;
    let count = |role| bundle.staff.iter().filter(|member| member.roles.contains(&role)).count();
    assert_eq!(count(Role::Head), 1);
    assert_eq!(count(Role::Deputy), 2);
    assert_eq!(count(Role::Administrator), 1);
    assert!(count(Role::Nurse) >= 1);
    assert_eq!(count(Role::Psychologist), 1);
    let led: BTreeSet<_> =
        bundle.staff.iter().filter_map(|member| member.class_teacher_of.as_ref()).collect();
    assert_eq!(led.len(), 30);
    for teacher in bundle.staff.iter().filter(|member| member.class_teacher_of.is_some()) {
        let teaches = |load: &&klas_domain::bundle::CourseLoad| {
            load.teacher.as_ref() == Some(&teacher.name)
                && Some(&load.key.class) == teacher.class_teacher_of.as_ref()
        };
        assert!(bundle.courses.iter().any(|load| teaches(&load)), "{}", teacher.name.full());
    }
}

#[test]
fn families_have_children_in_several_classes() {
    let bundle = school(1, 1, november()).bundle;
    let mut children: BTreeMap<_, BTreeSet<&ClassName>> = BTreeMap::new();
    for pupil in &bundle.pupils {
        assert!((1..=2).contains(&pupil.guardians.len()));
        let first = &pupil.guardians[0];
        children.entry((&first.name, first.phone.as_ref())).or_default().insert(&pupil.class);
    }
    let families = children.values().filter(|classes| classes.len() == 2).count();
    assert!(families >= 40, "{families} families");
}

#[test]
fn some_pupils_come_and_some_leave() {
    let pupils = school(1, 1, november()).bundle.pupils;
    let came = pupils.iter().filter(|pupil| pupil.enrolled_on.is_some()).count();
    let left = pupils.iter().filter(|pupil| pupil.left_on.is_some()).count();
    assert!((2..=25).contains(&came) && (2..=25).contains(&left), "{came} came, {left} left");
    for pupil in &pupils {
        assert_eq!(pupil.order.is_some(), pupil.enrolled_on.or(pupil.left_on).is_some());
    }
}

#[test]
fn every_course_has_a_plan_of_its_length() {
    let bundle = school(1, 1, november()).bundle;
    for load in &bundle.courses {
        let plan = bundle
            .plans
            .iter()
            .find(|plan| plan.subject == load.key.subject && plan.grade == load.key.class.grade)
            .unwrap_or_else(|| panic!("no plan: {:?}", load.key));
        assert_eq!(plan.lines.len(), usize::from(load.weekly_tenths) * 35 / 10, "{:?}", load.key);
        assert!(plan.lines.iter().zip(1..).all(|(line, number)| line.number == number));
        assert!(plan.lines.iter().all(|line| !line.topic.contains('{') && !line.topic.is_empty()));
    }
}

#[test]
fn marks_and_absences_are_believable() {
    let DemoSchool { bundle, lessons } = school(1, 1, november());
    let (mut points, mut controls, mut attended, mut ordinary) = (Vec::new(), (0, 0), 0, (0, 0));
    let mut missed: BTreeMap<&str, usize> = BTreeMap::new();
    for lesson in lessons.iter().filter(|lesson| lesson.course.class.grade >= 5) {
        let belong = bundle.pupils.iter().filter(|pupil| {
            pupil.class == lesson.course.class
                && lesson.course.group.is_none_or(|group| pupil.groups.contains(&group))
        });
        let size = belong.count();
        attended += size;
        let marks = lesson.entries.iter().filter(|(_, entry)| entry.mark.is_some()).count();
        let sum = if lesson.kind == LessonKind::Control { &mut controls } else { &mut ordinary };
        *sum = (sum.0 + marks, sum.1 + size);
        points.extend(
            lesson.entries.iter().filter_map(|(_, entry)| entry.mark).map(|mark| i64::from(mark.code())),
        );
        for absence in lesson.entries.iter().filter_map(|(_, entry)| entry.absence) {
            *missed.entry(absence.code()).or_default() += 1;
        }
    }
    let mean = points.iter().sum::<i64>() * 100 / i64::try_from(points.len()).unwrap();
    assert!((700..=860).contains(&mean), "mean {mean}");
    assert!((1..=12).all(|mark| points.contains(&mark)));
    assert!(controls.0 * 100 / controls.1 >= 80, "controls {controls:?}");
    assert!((25..=55).contains(&(ordinary.0 * 100 / ordinary.1)), "ordinary {ordinary:?}");
    let absent: usize = missed.values().sum();
    assert!((30..=110).contains(&(absent * 1000 / attended)), "{missed:?} of {attended}");
    assert!(missed[Absence::Illness.code()] * 2 > absent, "{missed:?}");
}
