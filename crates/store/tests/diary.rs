//! What a pupil and the family see.

use chrono::NaiveDate;
use klas_domain::{
    Entry, Id,
    edit::{LessonEdit, LessonText},
    school::LessonKind,
};
use klas_store::{StoreError, diary::DiaryPupil};
use rstest::rstest;

use crate::support::{Engine, Postgres, Sqlite, TODAY, TestSchool, bundle, class, day, name, now, typed};

#[rstest]
#[case::first_group("Їжак", TODAY, &["1 Алгебра", "2 Англійська мова", "4 Історія України"])]
#[case::second_group("Андрієнко", TODAY, &["1 Алгебра", "3 Англійська мова", "4 Історія України"])]
#[case::holidays("Андрієнко", day(2026, 10, 27), &[])]
#[case::before_coming("Явір", day(2026, 10, 20), &[])]
#[case::after_leaving("Гай", day(2026, 10, 6), &[])]
#[case::before_leaving("Гай", day(2026, 9, 29), &["1 Алгебра", "3 Англійська мова", "4 Історія України"])]
#[tokio::test]
async fn a_diary_has_the_pupils_own_lessons(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] pupil: &str,
    #[case] date: NaiveDate,
    #[case] lessons: &[&str],
) {
    let school = TestSchool::start(on).await;
    let diary = school.reader().await.diary(school.person(pupil), (date, date), now()).await.unwrap();
    let diary: Vec<_> = diary.iter().map(|lesson| format!("{} {}", lesson.period, lesson.subject)).collect();
    assert_eq!(diary, lessons);
}

#[rstest]
#[tokio::test]
async fn a_week_shows_words_and_the_own_entries(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let cell = school.algebra("Андрієнко");
    let entry = Entry { note: Some("Молодець!".to_owned()), ..typed("11") };
    school.save("Коваль", cell.edit(0, entry.clone())).await;
    school.save("Коваль", school.algebra("Їжак").edit(0, typed("3"))).await;
    let text =
        LessonText {
            topic: "Дроби".to_owned(), homework: "№ 5".to_owned(), kind: LessonKind::Project
        };
    let edit = LessonEdit { id: Id::new(), lesson: cell.column.uuid().into(), base: 0, text };
    school.store.write_lesson(school.id, school.person("Коваль"), now(), edit, |_| true).await.unwrap();
    let week = (day(2026, 11, 23), day(2026, 11, 29));
    let diary = school.reader().await.diary(cell.pupil, week, now()).await.unwrap();
    assert_eq!(
        diary.iter().map(|lesson| (lesson.date, lesson.period)).collect::<Vec<_>>(),
        [(TODAY, 1), (TODAY, 3), (TODAY, 4), (day(2026, 11, 26), 1)]
    );
    let algebra = &diary[0];
    assert_eq!(algebra.entry, entry);
    assert_eq!((algebra.topic.as_str(), algebra.homework.as_str()), ("Дроби", "№ 5"));
    assert_eq!(
        (algebra.kind, algebra.room.as_deref(), algebra.cancelled),
        (LessonKind::Project, Some("12"), false)
    );
    assert!(diary[1..].iter().all(|lesson| lesson.entry.is_empty()));
    assert_eq!((diary[1].group, diary[3].group), (Some(2), None));
}

#[rstest]
#[case::in_class("Андрієнко", "Андрієнко Анна Ігорівна", TODAY, true)]
#[case::newcomer_before_coming("Явір", "Явір Ярина Львівна", day(2026, 10, 1), false)]
#[case::leaver_on_the_last_day("Гай", "Гай Олег Романович", day(2026, 10, 5), true)]
#[case::leaver_afterwards("Гай", "Гай Олег Романович", TODAY, false)]
#[tokio::test]
async fn the_cover_names_the_pupil_and_the_class_of_the_day(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] pupil: &str,
    #[case] full_name: &str,
    #[case] date: NaiveDate,
    #[case] in_class: bool,
) {
    let school = TestSchool::start(on).await;
    let id = school.person(pupil);
    let cover = school.reader().await.diary_pupil(id, date).await.unwrap();
    assert_eq!(
        cover,
        DiaryPupil {
            id,
            name: name(full_name),
            class: in_class.then(|| "8-А".to_owned()),
            class_id: in_class.then(|| school.course("Алгебра").class_id),
            class_teacher: in_class.then(|| school.person("Коваль")),
        }
    );
}

#[rstest]
#[tokio::test]
async fn only_pupils_have_diaries(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let mut reader = school.reader().await;
    for stranger in [school.person("Коваль"), school.person("Юрченко"), Id::new()] {
        assert!(matches!(reader.diary_pupil(stranger, TODAY).await, Err(StoreError::NotFound)));
        assert_eq!(reader.diary(stranger, (TODAY, TODAY), now()).await.unwrap(), []);
    }
}

#[rstest]
#[tokio::test]
async fn marks_of_the_class_a_pupil_moved_from_stay_in_the_diary(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let before = school.cell("Алгебра", day(2026, 11, 19), "Їжак");
    school.save("Коваль", before.edit(0, typed("10"))).await;
    let mut moved = bundle();
    moved.pupils[0].class = class("8-Б");
    school.take_in(moved).await;
    let diary = school.reader().await.diary(before.pupil, (day(2026, 11, 19), TODAY), now()).await.unwrap();
    assert_eq!(diary.len(), 1, "8-Б has no timetable yet");
    assert_eq!(diary[0].entry, typed("10"));
}
