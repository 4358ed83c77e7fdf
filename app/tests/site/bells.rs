//! The bells: shifts, and days with other bells than usually.

use axum::http::StatusCode;
use chrono::{NaiveTime, TimeDelta};
use klas_domain::{
    bundle::{Bell, Bundle, ClassShift},
    school::ClassName,
};
use rstest::rstest;

use crate::support::{Answer, TODAY, TestApp};

const SHORT: &str = "скорочені уроки";
const SECOND: &str = "ІІ зміна";

/// A lesson from an hour and a minute on.
fn bell(schedule: &str, period: u8, (hour, minute): (u32, u32), minutes: i64) -> Bell {
    let starts = NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
    let ends = starts + TimeDelta::minutes(minutes);
    Bell { schedule: Some(schedule.to_owned()), period, starts, ends }
}

impl TestApp {
    /// Brings the bells of shortened days and of a second shift, in which 8-Б is.
    pub async fn more_bells(&self) {
        let class = ClassName { grade: 8, letter: "Б".to_owned() };
        let files = Bundle {
            bells: vec![
                bell(SHORT, 1, (8, 40), 30),
                bell(SHORT, 2, (9, 20), 30),
                bell(SHORT, 3, (10, 0), 30),
                bell(SECOND, 2, (14, 0), 45),
                bell(SECOND, 3, (15, 0), 45),
            ],
            shifts: vec![ClassShift { class, schedule: SECOND.to_owned() }],
            ..Bundle::default()
        };
        self.store.take_in(self.school, files, TODAY, false).await.unwrap();
    }

    /// The identifier of a schedule; nothing for no name.
    async fn schedule(&self, name: &str) -> String {
        let mut reader = self.store.read(self.school).await.unwrap();
        let bells = reader.bells((TODAY, TODAY)).await.unwrap();
        let found = bells.schedules.into_iter().find(|own| !name.is_empty() && own.name == name);
        found.map(|own| own.id.to_string()).unwrap_or_default()
    }

    /// The deputy gives a day other bells: for a shift, or for all classes.
    pub async fn give_bells(&self, day: &str, shift: &str, schedule: &str) -> Answer {
        let (shift, schedule) = (self.schedule(shift).await, self.schedule(schedule).await);
        let fields = [("day", day), ("shift", &*shift), ("schedule", &*schedule)];
        self.post("/school/bells", &fields, &self.sign_in("deputy").await).await
    }
}

async fn today(app: &TestApp, login: &str) -> String {
    app.get("/today", &app.sign_in(login).await).await.body
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shortened_day_is_set_and_taken_back() {
    let app = TestApp::start().await;
    app.more_bells().await;
    let (usual, short) = ("08:30–09:15", "08:40–09:10");
    assert!(today(&app, "teacher").await.contains(usual));
    let answer = app.give_bells("2026-11-24", "", SHORT).await;
    assert_eq!((answer.status, answer.location.as_str()), (StatusCode::SEE_OTHER, "/school/bells?saved"));
    let deputy = app.sign_in("deputy").await;
    let page = app.get(&answer.location, &deputy).await.body;
    for said in ["Збережено.", "вт, 24.11.2026", SHORT, "усі класи", "Звичайний розклад", "08:30–09:15"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
    let home = today(&app, "teacher").await;
    assert!(home.contains(short) && !home.contains(usual), "{home}");
    let week = app.diary_page("/timetable", "guardian").await;
    assert!(week.contains(short) && !week.contains(usual), "{week}");
    let next = app.diary_page("/timetable?week=2026-12-01", "guardian").await;
    assert!(next.contains(usual) && !next.contains(short), "{next}");

    let (_, own) = page.split_once("name=\"back\" value=\"").unwrap();
    let back = app.post("/school/bells", &[("back", &own[..36])], &deputy).await;
    assert_eq!((back.status, back.location.as_str()), (StatusCode::SEE_OTHER, "/school/bells?saved"));
    assert!(app.get("/school/bells", &deputy).await.body.contains("Таких днів немає."));
    assert!(today(&app, "teacher").await.contains(usual));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_class_of_the_second_shift_has_its_own_times() {
    let app = TestApp::start().await;
    app.more_bells().await;
    let home = today(&app, "colleague").await;
    let place = |time: &str| home.find(time).unwrap_or_else(|| panic!("{time}: {home}"));
    // The fourth lesson of the first shift is before the second of the second.
    assert!(place("09:30–10:15") < place("11:30–12:15") && place("11:30–12:15") < place("14:00–14:45"));
    let path = format!("/diary/{}/timetable", app.other_pupil);
    let guardian = app.sign_in("other-guardian").await;
    assert!(app.get(&path, &guardian).await.body.contains("15:00–15:45"));
    assert_eq!(app.give_bells("2026-11-24", SECOND, SHORT).await.status, StatusCode::SEE_OTHER);
    let week = app.get(&path, &guardian).await.body;
    assert!(week.contains("10:00–10:30") && !week.contains("15:00–15:45"), "{week}");
    let first = app.diary_page("/timetable", "guardian").await;
    assert!(first.contains("08:30–09:15") && first.contains("09:30–10:15"), "{first}");
    let page = app.get("/school/bells", &app.sign_in("administrator").await).await.body;
    assert!(page.contains("<td>8-Б</td>") && page.contains("<td>1-А, 3-А, 8-А</td>"), "{page}");
}

#[rstest]
#[case::no_date("", "Вкажіть дату.")]
#[case::nonsense("24.11", "Вкажіть дату.")]
#[case::outside("2027-07-15", "Цей день поза навчальним роком.")]
#[tokio::test(flavor = "multi_thread")]
async fn a_day_that_cannot_be_is_told_beside_it(#[case] day: &str, #[case] said: &str) {
    let app = TestApp::start().await;
    app.more_bells().await;
    let answer = app.give_bells(day, SECOND, SHORT).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains(said), "{}", answer.body);
    let chosen = format!("value=\"{}\" selected", app.schedule(SECOND).await);
    assert!(answer.body.contains(&chosen), "what was chosen stays: {}", answer.body);
    assert!(answer.body.contains("Таких днів немає."), "nothing changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schedule_that_the_school_does_not_have_is_not_found() {
    let app = TestApp::start().await;
    let stranger = uuid::Uuid::new_v4().to_string();
    let deputy = app.sign_in("deputy").await;
    let fields = [("day", "2026-11-24"), ("shift", ""), ("schedule", stranger.as_str())];
    assert_eq!(app.post("/school/bells", &fields, &deputy).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn with_one_schedule_there_is_nothing_to_choose() {
    let app = TestApp::start().await;
    let deputy = app.sign_in("deputy").await;
    let page = app.get("/school/bells", &deputy).await.body;
    assert!(page.contains("Розклад дзвінків один.") && !page.contains("name=\"schedule\""), "{page}");
    assert!(page.contains("<td>усі класи</td>") && page.contains("11:30–12:15"), "{page}");
    assert!(app.get("/school/lessons", &deputy).await.body.contains("href=\"/school/bells\""));
}
