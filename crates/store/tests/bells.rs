//! When lessons begin and end: schedules and shifts from files, days with other bells.

use chrono::NaiveDate;
use klas_domain::{
    Id,
    bells::{Bells, DayBells},
    bundle::{Bell, Bundle, ClassShift},
    id::of,
};
use klas_store::{Change, Changes, StoreError, history::ChainState, summative::Setting};
use rstest::rstest;

use crate::support::{Engine, Postgres, Sqlite, TODAY, TestSchool, bell, bundle, class, day, now};

const BELLS: &str = "дзвінки";
const SCHEDULES: &str = "розклади дзвінків";
const SHIFTS: &str = "зміни класів";

const FIRST: &str = "І зміна";
const SECOND: &str = "ІІ зміна";
const SHORT: &str = "скорочені уроки";

const TOMORROW: NaiveDate = day(2026, 11, 25);

fn of_schedule(name: &str, bell: Bell) -> Bell {
    Bell { schedule: Some(name.to_owned()), ..bell }
}

fn shift(of_class: &str, schedule: &str) -> ClassShift {
    ClassShift { class: class(of_class), schedule: schedule.to_owned() }
}

/// The bells of two shifts and of shortened days, in an order in which files may have them; 8-Б is in the second shift.
fn two_shifts() -> Bundle {
    Bundle {
        bells: vec![
            of_schedule(SHORT, bell(1, (9, 0), (9, 30))),
            of_schedule(SECOND, bell(1, (14, 0), (14, 45))),
            of_schedule(FIRST, bell(1, (8, 0), (8, 45))),
            of_schedule(FIRST, bell(2, (8, 55), (9, 40))),
        ],
        shifts: vec![shift("8-Б", SECOND)],
        ..Bundle::default()
    }
}

async fn school_of_two_shifts(on: Engine) -> TestSchool {
    let school = TestSchool::start(on).await;
    school.take_in(two_shifts()).await;
    school
}

async fn school_without_bells(on: Engine) -> TestSchool {
    let db = on.start();
    let store = db.open().await;
    let id = store.add_school("Ліцей № 4").await.unwrap();
    store.take_in(id, Bundle { bells: Vec::new(), ..bundle() }, TODAY, false).await.unwrap();
    TestSchool::of(db, store, id).await
}

async fn bells(school: &TestSchool) -> Bells {
    school.reader().await.bells((TODAY, TOMORROW)).await.unwrap()
}

/// What the schedules are called, and whether each is the default one.
fn names(bells: &Bells) -> Vec<(&str, bool)> {
    bells.schedules.iter().map(|own| (own.name.as_str(), own.is_default)).collect()
}

fn named(bells: &Bells, name: &str) -> Id<of::BellSchedule> {
    bells.schedules.iter().find(|own| own.name == name).unwrap().id
}

/// When a class's lesson of a number begins on a day, as a clock shows it.
async fn begins(school: &TestSchool, of_class: &str, day: NaiveDate, number: i32) -> Option<String> {
    let mut reader = school.reader().await;
    let classes = reader.classes(school.year, TODAY).await.unwrap();
    let id = classes.into_iter().find(|known| known.class == class(of_class)).unwrap().id;
    let period = reader.bells((TODAY, TOMORROW)).await.unwrap().period(id, day, number);
    period.map(|own| format!("{:02}:{:02}", own.starts_at / 60, own.starts_at % 60))
}

fn setting(school: &TestSchool) -> Setting {
    Setting { school: school.id, author: school.person("Мельник"), now: now() }
}

async fn set(school: &TestSchool, day: NaiveDate, shift: Option<&str>, schedule: &str) -> DayBells {
    let bells = bells(school).await;
    let shift = shift.map(|name| named(&bells, name));
    let own = DayBells { day, shift, schedule: named(&bells, schedule) };
    school.store.set_day_bells(setting(school), own).await.unwrap();
    own
}

fn told<'a>(changes: &'a Changes, kind: &str) -> Vec<&'a Change> {
    changes.rows.iter().filter(|(own, _)| *own == kind).map(|(_, change)| change).collect()
}

#[rstest]
#[tokio::test]
async fn classes_of_two_shifts_have_their_own_times(#[values(Sqlite, Postgres)] on: Engine) {
    let school = school_of_two_shifts(on).await;
    assert_eq!(begins(&school, "8-А", TODAY, 1).await.as_deref(), Some("08:00"));
    assert_eq!(begins(&school, "8-А", TODAY, 2).await.as_deref(), Some("08:55"));
    assert_eq!(begins(&school, "8-Б", TODAY, 1).await.as_deref(), Some("14:00"));
    assert_eq!(begins(&school, "8-Б", TODAY, 2).await, None);
    assert!(school.take_in(two_shifts()).await.nothing());
}

/// The bells that the school had were those of the shift that is now named the first.
#[rstest]
#[tokio::test]
async fn the_bells_without_a_name_become_the_first_shifts(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let before = bells(&school).await.schedules.remove(0);
    let changes = school.take_in(two_shifts()).await;
    let after = bells(&school).await;
    assert_eq!(names(&after), [(FIRST, true), (SECOND, false), (SHORT, false)]);
    assert_eq!(named(&after, FIRST), before.id);
    assert_eq!(changes.count(SCHEDULES), (2, 1, 0));
    assert_eq!(changes.count(BELLS), (2, 2, 0), "two of the first shift have other times");
    assert_eq!(told(&changes, SHIFTS), [&Change::Added("8-Б · ІІ зміна".to_owned())]);
}

#[rstest]
#[tokio::test]
async fn bells_without_a_name_are_those_of_all_classes_whatever_else_a_file_has(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let db = on.start();
    let store = db.open().await;
    let id = store.add_school("Ліцей № 4").await.unwrap();
    let mut files = bundle();
    files.bells.insert(0, of_schedule(SHORT, bell(1, (9, 0), (9, 30))));
    store.take_in(id, files.clone(), TODAY, false).await.unwrap();
    let school = TestSchool::of(db, store, id).await;
    let names: Vec<_> =
        bells(&school).await.schedules.into_iter().map(|own| (own.name, own.periods.len())).collect();
    assert_eq!(names, [(String::new(), 2), (SHORT.to_owned(), 1)]);
    assert_eq!(begins(&school, "8-А", TODAY, 1).await.as_deref(), Some("08:30"));
    assert!(school.take_in(files).await.nothing());
}

/// Whichever file comes first; a school in which it was the default one before gets the usual one back.
#[rstest]
#[case::shortened_days(SHORT, "")]
#[case::a_later_shift(SECOND, FIRST)]
#[tokio::test]
async fn bells_that_are_not_the_usual_ones_are_nobodys_by_themselves(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] alone: &str,
    #[case] usual: &str,
    #[values(false, true)] was_default: bool,
) {
    let school = school_without_bells(on).await;
    let other = of_schedule(alone, bell(1, (12, 0), (12, 30)));
    school.take_in(Bundle { bells: vec![other.clone()], ..Bundle::default() }).await;
    assert_eq!(names(&bells(&school).await), [(alone, false)]);
    assert_eq!(begins(&school, "8-А", TODAY, 1).await, None);
    if was_default {
        school.db.tamper(school.id, "UPDATE bell_schedule SET is_default = TRUE").await;
    }
    let schedule = Some(usual.to_owned()).filter(|name| !name.is_empty());
    let usual_bell = Bell { schedule, ..bell(1, (8, 0), (8, 45)) };

    school.take_in(Bundle { bells: vec![usual_bell.clone()], ..Bundle::default() }).await;

    assert_eq!(names(&bells(&school).await), [(usual, true), (alone, false)]);
    assert_eq!(begins(&school, "8-А", TODAY, 1).await.as_deref(), Some("08:00"));
    set(&school, TODAY, None, alone).await;
    assert_eq!(begins(&school, "8-А", TODAY, 1).await.as_deref(), Some("12:00"), "its times are its own");
    assert!(school.take_in(Bundle { bells: vec![other, usual_bell], ..Bundle::default() }).await.nothing());
}

/// A timetable may name the first shift before any bells are there.
#[rstest]
#[tokio::test]
async fn bells_without_a_name_are_those_of_a_first_shift_that_has_none(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = school_without_bells(on).await;
    school.take_in(Bundle { shifts: vec![shift("8-А", FIRST)], ..Bundle::default() }).await;
    school.take_in(bundle()).await;
    assert_eq!(names(&bells(&school).await), [(FIRST, true)]);
    for of_class in ["8-А", "8-Б"] {
        assert_eq!(begins(&school, of_class, TODAY, 1).await.as_deref(), Some("08:30"));
    }
    assert!(school.take_in(bundle()).await.nothing());
}

/// Where files tell of the first shift beside, its bells and those without a name are two schedules.
#[rstest]
#[tokio::test]
async fn a_first_shift_beside_bells_without_a_name_has_its_own(#[values(Sqlite, Postgres)] on: Engine) {
    let school = school_without_bells(on).await;
    school.take_in(Bundle { shifts: vec![shift("8-Б", FIRST)], ..Bundle::default() }).await;
    let mut files = bundle();
    files.bells.push(of_schedule(FIRST, bell(1, (8, 0), (8, 45))));
    school.take_in(files.clone()).await;
    assert_eq!(names(&bells(&school).await), [("", true), (FIRST, false)]);
    assert_eq!(begins(&school, "8-А", TODAY, 1).await.as_deref(), Some("08:30"));
    assert_eq!(begins(&school, "8-Б", TODAY, 1).await.as_deref(), Some("08:00"));
    assert!(school.take_in(files).await.nothing());
}

#[rstest]
#[tokio::test]
async fn bells_and_shifts_that_files_lack_are_told_and_stay(#[values(Sqlite, Postgres)] on: Engine) {
    let school = school_of_two_shifts(on).await;
    let mut shorter = two_shifts();
    shorter.bells.retain(|bell| bell.schedule.as_deref() == Some(FIRST) && bell.period == 1);
    shorter.shifts = vec![shift("8-А", FIRST)];
    let changes = school.take_in(shorter).await;
    let vanished = |name: &str| Change::Vanished(name.to_owned());
    let mut told_bells = told(&changes, BELLS);
    told_bells.sort_by_key(|change| format!("{change:?}"));
    let wanted = [
        vanished("І зміна, 2-й урок"),
        vanished("ІІ зміна, 1-й урок"),
        vanished("скорочені уроки, 1-й урок"),
    ];
    assert_eq!(told_bells, wanted.iter().collect::<Vec<_>>());
    assert_eq!(told(&changes, SHIFTS), [&Change::Added("8-А · І зміна".to_owned()), &vanished("8-Б")]);
    assert_eq!(begins(&school, "8-А", TODAY, 2).await.as_deref(), Some("08:55"));
    assert_eq!(begins(&school, "8-Б", TODAY, 1).await.as_deref(), Some("14:00"));
}

#[rstest]
#[tokio::test]
async fn a_class_changes_its_shift(#[values(Sqlite, Postgres)] on: Engine) {
    let school = school_of_two_shifts(on).await;
    let changes = school.take_in(Bundle { shifts: vec![shift("8-Б", "і зміна")], ..Bundle::default() }).await;
    assert_eq!(told(&changes, SHIFTS), [&Change::Updated("8-Б · І зміна".to_owned())]);
    assert_eq!(begins(&school, "8-Б", TODAY, 1).await.as_deref(), Some("08:00"));
}

/// A shift whose bells nobody told yet is no reason to show another one's times.
#[rstest]
#[tokio::test]
async fn a_shift_without_bells_has_no_times(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    school.take_in(Bundle { shifts: vec![shift("8-Б", SECOND)], ..Bundle::default() }).await;
    assert_eq!(begins(&school, "8-Б", TODAY, 1).await, None);
    assert_eq!(begins(&school, "8-А", TODAY, 1).await.as_deref(), Some("08:30"));
}

#[rstest]
#[tokio::test]
async fn a_shortened_day_is_set_changed_and_taken_back(#[values(Sqlite, Postgres)] on: Engine) {
    let school = school_of_two_shifts(on).await;
    let ChainState::Whole(length) = school.store.verify_history(school.id).await.unwrap() else {
        panic!("the history is whole")
    };
    let own = set(&school, TODAY, None, SHORT).await;
    for of_class in ["8-А", "8-Б"] {
        assert_eq!(begins(&school, of_class, TODAY, 1).await.as_deref(), Some("09:00"));
    }
    assert_eq!(begins(&school, "8-А", TODAY, 2).await, None, "a short day has one lesson");
    assert_eq!(begins(&school, "8-А", TOMORROW, 1).await.as_deref(), Some("08:00"));

    set(&school, TODAY, Some(SECOND), FIRST).await;
    assert_eq!(begins(&school, "8-А", TODAY, 1).await.as_deref(), Some("09:00"));
    assert_eq!(begins(&school, "8-Б", TODAY, 1).await.as_deref(), Some("08:00"));
    set(&school, TODAY, Some(SECOND), SECOND).await;
    assert_eq!(begins(&school, "8-Б", TODAY, 1).await.as_deref(), Some("14:00"));
    let shifts: Vec<_> = bells(&school).await.days.into_iter().map(|own| own.shift.is_some()).collect();
    assert_eq!(shifts, [false, true], "one of each, that of all classes first");

    school.store.take_back_day_bells(setting(&school), own.id(school.id)).await.unwrap();
    assert_eq!(begins(&school, "8-А", TODAY, 1).await.as_deref(), Some("08:00"));
    let written = ChainState::Whole(length + 4);
    assert_eq!(school.store.verify_history(school.id).await.unwrap(), written);
    school.store.take_back_day_bells(setting(&school), own.id(school.id)).await.unwrap();
    assert_eq!(school.store.verify_history(school.id).await.unwrap(), written, "there was nothing any more");
    assert_eq!(school.db.count(Some(school.id), "SELECT count(*) FROM bell_day").await, 1);
}

/// The bells of a school that is older than schedules became one with the school's own identifier.
#[rstest]
#[tokio::test]
async fn days_of_a_shift_with_the_schools_identifier_are_not_those_of_all(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = school_without_bells(on).await;
    let id = school.literal(school.id.uuid());
    let schedule = format!(
        "INSERT INTO bell_schedule (school_id, schedule_id, name, is_default) VALUES ({id}, {id}, '', TRUE)"
    );
    school.db.tamper(school.id, &schedule).await;
    school.take_in(two_shifts()).await;
    assert_eq!(named(&bells(&school).await, FIRST).uuid(), school.id.uuid());

    let of_all = set(&school, TODAY, None, SHORT).await;
    set(&school, TODAY, Some(FIRST), SECOND).await;

    assert_eq!(begins(&school, "8-А", TODAY, 1).await.as_deref(), Some("14:00"));
    assert_eq!(begins(&school, "8-Б", TODAY, 1).await.as_deref(), Some("09:00"));
    school.store.take_back_day_bells(setting(&school), of_all.id(school.id)).await.unwrap();
    assert_eq!(begins(&school, "8-А", TODAY, 1).await.as_deref(), Some("14:00"));
    assert_eq!(begins(&school, "8-Б", TODAY, 1).await.as_deref(), Some("14:00"));
}

#[rstest]
#[tokio::test]
async fn bells_of_a_day_are_the_schools_own(#[values(Sqlite, Postgres)] on: Engine) {
    let school = school_of_two_shifts(on).await;
    let own = set(&school, TODAY, None, SHORT).await;
    let other = school.store.add_school("Гімназія № 1").await.unwrap();
    school.store.take_in(other, bundle(), TODAY, false).await.unwrap();
    let theirs = Setting { school: other, ..setting(&school) };
    let schedule =
        school.store.read(other).await.unwrap().bells((TODAY, TODAY)).await.unwrap().schedules[0].id;
    for foreign in [own, DayBells { shift: Some(own.schedule), schedule, ..own }] {
        let refused = school.store.set_day_bells(theirs, foreign).await;
        assert!(matches!(refused, Err(StoreError::NotFound)));
    }
    school.store.take_back_day_bells(theirs, own.id(school.id)).await.unwrap();
    assert_eq!(bells(&school).await.days, [own]);
}
