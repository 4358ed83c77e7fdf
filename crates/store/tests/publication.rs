//! When the family sees a new mark.

use chrono::{DateTime, Utc};
use klas_domain::{Entry, Id};
use klas_store::{StoreError, school::School, summative::Setting};
use rstest::rstest;

use crate::support::{Engine, Postgres, Sqlite, TestSchool, kyiv, now, typed};

#[rstest]
#[case::at_once(None, kyiv(2026, 11, 24, 11, 0), kyiv(2026, 11, 24, 11, 0))]
#[case::this_evening(Some(18), kyiv(2026, 11, 24, 11, 0), kyiv(2026, 11, 24, 18, 0))]
#[case::a_minute_before(Some(18), kyiv(2026, 11, 24, 17, 59), kyiv(2026, 11, 24, 18, 0))]
#[case::at_the_hour_itself(Some(18), kyiv(2026, 11, 24, 18, 0), kyiv(2026, 11, 25, 18, 0))]
#[case::tomorrow_evening(Some(18), kyiv(2026, 11, 24, 20, 0), kyiv(2026, 11, 25, 18, 0))]
#[case::over_midnight(Some(7), kyiv(2026, 12, 31, 23, 0), kyiv(2027, 1, 1, 7, 0))]
#[case::midnight(Some(0), kyiv(2026, 11, 24, 11, 0), kyiv(2026, 11, 25, 0, 0))]
// Clocks go back at four on 25 October and forward at three on 28 March.
#[case::over_the_longer_night(Some(18), kyiv(2026, 10, 24, 20, 0), kyiv(2026, 10, 25, 18, 0))]
#[case::hour_that_comes_twice(Some(3), kyiv(2026, 10, 24, 20, 0), kyiv(2026, 10, 25, 3, 0))]
#[case::over_the_shorter_night(Some(18), kyiv(2027, 3, 27, 20, 0), kyiv(2027, 3, 28, 18, 0))]
#[case::hour_that_is_skipped(Some(3), kyiv(2027, 3, 27, 20, 0), kyiv(2027, 3, 28, 4, 0))]
fn the_family_is_told_at_the_schools_hour(
    #[case] publish_hour: Option<u32>,
    #[case] now: DateTime<Utc>,
    #[case] wanted: DateTime<Utc>,
) {
    let school =
        School { id: Id::new(), name: "Ліцей № 4".to_owned(), free_edit_days: 14, publish_hour };
    assert_eq!(school.visible_at(now), wanted);
}

#[test]
fn clocks_of_chernivtsi_are_two_hours_ahead_in_winter_and_three_in_summer() {
    assert_eq!(kyiv(2026, 11, 24, 11, 0).to_rfc3339(), "2026-11-24T09:00:00+00:00");
    assert_eq!(kyiv(2026, 9, 1, 11, 0).to_rfc3339(), "2026-09-01T08:00:00+00:00");
}

async fn school_that_publishes_at(on: Engine, hour: Option<u8>) -> TestSchool {
    let school = TestSchool::start(on).await;
    school.store.set_settings(school.setting(), 14, hour).await.unwrap();
    assert_eq!(school.reader().await.school().await.unwrap().publish_hour, hour.map(u32::from));
    school
}

#[rstest]
#[tokio::test]
async fn the_hour_of_a_school_that_is_not_there_cannot_be_set(#[values(Sqlite, Postgres)] on: Engine) {
    let db = on.start();
    let store = db.open().await;
    let nowhere = Setting::of_program(Id::new(), now());
    assert!(matches!(store.set_settings(nowhere, 14, Some(18)).await, Err(StoreError::NotFound)));
}

#[rstest]
#[tokio::test]
async fn a_mark_waits_for_the_hour_an_absence_does_not(#[values(Sqlite, Postgres)] on: Engine) {
    let school = school_that_publishes_at(on, Some(18)).await;
    let cell = school.algebra("Андрієнко");
    let (lesson, evening) = (kyiv(2026, 11, 24, 9, 0), kyiv(2026, 11, 24, 18, 0));
    school.save_at(lesson, "Коваль", vec![cell.edit(0, typed("сп5 8"))]).await;
    assert_eq!(school.diary_entry(cell, kyiv(2026, 11, 24, 17, 59)).await, typed("сп5"));
    assert_eq!(school.diary_entry(cell, evening).await, typed("сп5 8"));
}

#[rstest]
#[tokio::test]
async fn without_an_hour_a_mark_is_seen_at_once(#[values(Sqlite, Postgres)] on: Engine) {
    let school = school_that_publishes_at(on, None).await;
    let cell = school.algebra("Андрієнко");
    let lesson = kyiv(2026, 11, 24, 9, 0);
    school.save_at(lesson, "Коваль", vec![cell.edit(0, typed("8"))]).await;
    assert_eq!(school.diary_entry(cell, lesson).await, typed("8"));
}

#[rstest]
#[tokio::test]
async fn a_correction_before_the_hour_shows_the_corrected_mark_alone(#[values(Sqlite, Postgres)] on: Engine) {
    let school = school_that_publishes_at(on, Some(18)).await;
    let cell = school.algebra("Андрієнко");
    school.save_at(kyiv(2026, 11, 24, 9, 0), "Коваль", vec![cell.edit(0, typed("3"))]).await;
    school.save_at(kyiv(2026, 11, 24, 10, 0), "Коваль", vec![cell.edit(1, typed("8"))]).await;
    assert_eq!(school.diary_entry(cell, kyiv(2026, 11, 24, 17, 59)).await, Entry::default());
    assert_eq!(school.diary_entry(cell, kyiv(2026, 11, 24, 18, 0)).await, typed("8"));
}

/// A mark that the family has seen does not disappear till the evening because it is corrected.
#[rstest]
#[tokio::test]
async fn a_correction_of_what_was_seen_is_seen_at_once(#[values(Sqlite, Postgres)] on: Engine) {
    let school = school_that_publishes_at(on, Some(18)).await;
    let cell = school.algebra("Андрієнко");
    school.save_at(kyiv(2026, 11, 24, 9, 0), "Коваль", vec![cell.edit(0, typed("3"))]).await;
    let night = kyiv(2026, 11, 24, 22, 0);
    school.save_at(night, "Коваль", vec![cell.edit(1, typed("8"))]).await;
    assert_eq!(school.diary_entry(cell, night).await, typed("8"));
}

/// An absence is told at once; the mark that is added to it later is a new mark all the same.
#[rstest]
#[tokio::test]
async fn a_mark_added_to_what_was_seen_waits_for_the_hour(
    #[values(Sqlite, Postgres)] on: Engine,
    #[values("н", "8", "сп5")] before: &str,
) {
    let school = school_that_publishes_at(on, Some(18)).await;
    let cell = school.algebra("Андрієнко");
    let (lesson, cleared, later) =
        (kyiv(2026, 11, 24, 9, 0), kyiv(2026, 11, 24, 20, 0), kyiv(2026, 11, 25, 9, 0));
    school.save_at(lesson, "Коваль", vec![cell.edit(0, typed(before))]).await;
    let stays = if before == "8" { typed("") } else { typed(before) };
    let version = if before == "8" { 2 } else { 1 };
    school.save_at(cleared, "Коваль", vec![cell.edit(1, stays.clone())]).await;
    let marked = Entry { mark: typed("9").mark, ..stays.clone() };
    school.save_at(later, "Коваль", vec![cell.edit(version, marked.clone())]).await;
    assert_eq!(school.diary_entry(cell, kyiv(2026, 11, 25, 17, 59)).await, stays);
    assert_eq!(school.diary_entry(cell, kyiv(2026, 11, 25, 18, 0)).await, marked);
}
