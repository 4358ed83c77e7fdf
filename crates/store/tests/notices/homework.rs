//! A day's homework, as families are told of it: in the list at once, by a device when no lesson gives more.

use chrono::{DateTime, TimeDelta, Utc};
use klas_domain::{
    Id,
    edit::{LessonEdit, LessonText},
    notice::{GRACE, HOMEWORK_PAUSE, Kind},
    school::LessonKind,
};
use klas_store::notice::{Fate, JobEnd, What};
use rstest::rstest;

use super::later;
use crate::support::{Engine, Postgres, Sqlite, TODAY, TestSchool, now};

#[rstest]
#[tokio::test]
async fn homework_of_a_day_is_one_notice_for_all_who_have_it(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::telling(on).await;
    school.give("Алгебра", None, "§ 12", now()).await;
    school.give("Англійська мова", Some(1), "Ex. 4", now()).await;
    let told = school.told_at("Юрченко", later(60)).await;
    let What::Day(TODAY, lessons) = &told[0].what else { panic!("{told:?}") };
    let homework: Vec<_> = lessons.iter().map(|own| own.homework.as_str()).collect();
    assert_eq!(
        (told.len(), told[0].kind, homework),
        (1, Kind::Homework, vec!["§ 12"]),
        "her group is the second"
    );
    school.give("Англійська мова", Some(2), "Ex. 7", later(70)).await;
    let told = school.told_at("Юрченко", later(90)).await;
    let What::Day(_, lessons) = &told[0].what else { panic!("{told:?}") };
    assert_eq!((told.len(), lessons.len()), (1, 2));
}

impl TestSchool {
    /// A lesson of today gives homework for the first time.
    async fn give(&self, subject: &str, group: Option<i32>, homework: &str, at: DateTime<Utc>) {
        let lesson = match group {
            Some(group) => self.group_lesson(subject, group, TODAY),
            None => self.lesson(subject, TODAY),
        };
        let text =
            LessonText { topic: String::new(), homework: homework.to_owned(), kind: LessonKind::Ordinary };
        let edit = LessonEdit { id: Id::new(), lesson: lesson.lesson, base: 0, text };
        self.store.write_lesson(self.id, self.person("Коваль"), at, edit, |_| true).await.unwrap();
        self.make_at(at).await;
    }

    /// Decides that all due notices wait until a moment, and tells how many there were.
    async fn put_off(&self, at: DateTime<Utc>, until: DateTime<Utc>) -> usize {
        let due = self.reader().await.due_notices(at).await.unwrap();
        let fates = due.iter().map(|due| (due.notice, Fate::Wait(until))).collect();
        self.store.settle_notices(self.id, at, fates).await.unwrap();
        due.len()
    }

    /// Sends one device all that waits for it, and tells how many notices that is.
    async fn send_waiting(&self, at: DateTime<Utc>) -> usize {
        let jobs = self.store.take_jobs(self.id, at, at + TimeDelta::minutes(10)).await.unwrap();
        let Some(own) = jobs.first() else { return 0 };
        let notices: Vec<_> = own.iter().map(|job| job.notice).collect();
        let number = notices.len();
        self.store.end_jobs(self.id, at, &own[0].device, notices, JobEnd::Sent).await.unwrap();
        number
    }
}

#[rstest]
#[tokio::test]
async fn a_device_is_told_of_a_days_homework_once_when_no_lesson_gives_more(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::telling(on).await;
    school.device("mother", "https://push.example/1", b"one").await;
    school.give("Алгебра", None, "§ 12", now()).await;
    assert_eq!(school.put_off(now() + GRACE, now() + HOMEWORK_PAUSE).await, 1);
    let next = now() + TimeDelta::minutes(55);
    school.give("Історія України", None, "§ 3", next).await;
    assert_eq!(school.put_off(next + GRACE, next + HOMEWORK_PAUSE).await, 1, "asked about anew");
    assert_eq!(school.settle_all(now() + HOMEWORK_PAUSE).await, 0, "the next lesson gave more");
    let at = next + HOMEWORK_PAUSE;
    assert_eq!(school.settle_all(at).await, 1);
    assert_eq!(school.send_waiting(at).await, 1);
    let mother = school.person("Юрченко");
    school.store.see_notices(school.id, mother, at).await.unwrap();
    let evening = at + TimeDelta::hours(3);
    school.give("Англійська мова", Some(2), "Ex. 7", evening).await;
    let told = school.told_at("Юрченко", evening).await;
    assert_eq!((told.len(), told[0].seen), (1, false), "the list has it as new");
    assert_eq!(school.settle_all(evening + HOMEWORK_PAUSE).await, 0, "a day is told of once");
    assert_eq!(school.send_waiting(evening + TimeDelta::days(1)).await, 0);
}

#[rstest]
#[tokio::test]
async fn homework_that_is_given_while_a_device_is_told_goes_along_with_it(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::telling(on).await;
    school.device("mother", "https://push.example/1", b"one").await;
    school.give("Алгебра", None, "§ 12", now()).await;
    let at = now() + HOMEWORK_PAUSE;
    assert_eq!(school.settle_all(at).await, 1);
    school.give("Історія України", None, "§ 3", at).await;
    assert_eq!(school.send_waiting(at).await, 1);
    assert_eq!(school.settle_all(at + HOMEWORK_PAUSE).await, 0);
}

/// What was read in the list was not told by a device: what comes after it is.
#[rstest]
#[tokio::test]
async fn homework_that_comes_after_the_day_was_read_is_told(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::telling(on).await;
    school.device("mother", "https://push.example/1", b"one").await;
    school.give("Алгебра", None, "§ 12", now()).await;
    school.store.see_notices(school.id, school.person("Юрченко"), later(60)).await.unwrap();
    let at = now() + HOMEWORK_PAUSE;
    let due = school.reader().await.due_notices(at).await.unwrap();
    school.store.settle_notices(school.id, at, vec![(due[0].notice, Fate::Drop)]).await.unwrap();
    school.give("Історія України", None, "§ 3", at).await;
    assert_eq!(school.settle_all(at + HOMEWORK_PAUSE).await, 1);
}
