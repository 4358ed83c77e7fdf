//! The journal's grid as a substitute sees it: single lessons of a page, each as it stands on the whole one; and what an
//! open page hears.

use axum::http::StatusCode;
use chrono::Days;
use klas_app::{
    api::journal::News,
    grid::data::{GridColumn, GridData, GridLesson},
};
use klas_domain::{
    Id,
    column::{Column, ColumnOf, Work},
    id::of,
};

use crate::{
    drawn::grid_of,
    support::{TODAY, TestApp},
};

impl TestApp {
    /// The teacher adds a work to a lesson; its column.
    pub async fn add_work(&self, lesson: Id<of::Lesson>, work: Work) -> Id<of::Column> {
        let (path, added) = (format!("/journal/{}/columns", self.course), lesson.to_string());
        let form = [("what", "work"), ("lesson", added.as_str()), ("work", work.code())];
        let answer = self.post(&path, &form, &self.sign_in("teacher").await).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        let columns = self.store.read(self.school).await.unwrap().columns(self.course).await.unwrap();
        let is_new = |column: &Column| match column.of {
            ColumnOf::Current { lesson: own, work: kind, .. } => own == lesson && kind == Some(work),
            ColumnOf::Sum { .. } => false,
        };
        columns.iter().find(|column| is_new(column)).unwrap().id
    }

    /// Somebody writes into an untouched cell.
    async fn write_cell(&self, login: &str, column: Id<of::Column>, entry: &str) {
        let (id, person) = (uuid::Uuid::new_v4(), self.person_of(login));
        let body = format!(
            r#"{{"person":"{person}","edits":[{{"id":"{id}","column":"{column}","pupil":"{}","base":0,"entry":{entry}}}]}}"#,
            self.pupil
        );
        let answer = self.call("apply-edits", &body, &self.sign_in(login).await).await;
        assert!(answer.body.contains("Saved"), "{}", answer.body);
    }

    /// The lesson of the course a week before today's.
    pub async fn lesson_before(&self) -> Id<of::Lesson> {
        let day = TODAY - Days::new(7);
        let mut reader = self.store.read(self.school).await.unwrap();
        reader.lessons(self.course, (day, day)).await.unwrap()[0].lesson
    }

    /// What the page of the course gives the grid.
    async fn grid(&self, query: &str, cookie: &str) -> GridData {
        let answer = self.get(&format!("/journal/{}{query}", self.course), cookie).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        grid_of(&answer.body)
    }
}

fn lessons(data: &GridData) -> Vec<&GridLesson> {
    data.columns.iter().filter_map(GridColumn::lesson).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_substituted_lesson_takes_the_line_of_the_plan_that_it_takes_for_its_teacher() {
    let app = TestApp::start().await;
    app.lengthen_plan(20).await;
    app.substitute(app.lesson, "substitute").await;
    let (teacher, substitute) = (app.sign_in("teacher").await, app.sign_in("substitute").await);
    let sheet = format!("/journal/{}/lessons/{}", app.course, app.lesson);
    let sheet = app.get(&sheet, &substitute).await.body;
    for query in ["", "?month=2026-11"] {
        let (whole, single) = (app.grid(query, &teacher).await, app.grid(query, &substitute).await);
        let of_teacher = lessons(&whole).into_iter().find(|own| own.id == app.lesson).unwrap();
        let [own] = lessons(&single)[..] else { panic!("one lesson, and not the others of the page") };
        assert_eq!((own.id, &own.planned), (app.lesson, &of_teacher.planned), "{query}");
        let (line, text) = own.planned.clone().unwrap();
        assert!(line > 4, "it is not the first of the page: {line}");
        assert!(sheet.contains(&text.unwrap().topic), "the sheet says the same: {sheet}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_in_a_further_work_of_the_lesson_is_there_for_its_substitute() {
    let app = TestApp::start().await;
    app.substitute(app.lesson, "substitute").await;
    let own = app.add_work(app.lesson, Work::Notebook).await;
    let before = app.add_work(app.lesson_before().await, Work::Notebook).await;
    app.write_cell("substitute", own, r#"{"mark":11}"#).await;
    app.write_cell("teacher", before, r#"{"mark":3}"#).await;
    let cookie = app.sign_in("substitute").await;
    let data = app.grid("", &cookie).await;
    let place = data.columns.iter().position(|column| column.id == own).unwrap();
    let cells: Vec<_> = data.cells.iter().map(|cell| (cell.1, cell.2.as_str())).collect();
    assert_eq!(cells, [(place, "11")], "and nothing of the lesson before");
    let ask = format!(r#"{{"person":"{}","course":"{}","seq":0}}"#, app.person_of("substitute"), app.course);
    let news = app.call("news", &ask, &cookie).await.body;
    assert!(news.contains(&own.to_string()) && !news.contains(&before.to_string()), "{news}");
}

/// What a page in a second tab learns: words of lessons, and that its columns are others by now.
#[tokio::test(flavor = "multi_thread")]
async fn an_open_page_hears_of_words_and_of_columns_as_far_as_it_shows_them() {
    let app = TestApp::start().await;
    app.substitute(app.lesson, "substitute").await;
    let (teacher, substitute) = (app.sign_in("teacher").await, app.sign_in("substitute").await);
    let opened = app.grid("", &teacher).await.seq;
    let before = app.lesson_before().await;
    for (lesson, topic) in [(app.lesson, "Дроби"), (before, "Степені")] {
        let (id, person) = (uuid::Uuid::new_v4(), app.person_of("teacher"));
        let text = format!(r#"{{"topic":"{topic}","homework":"","kind":"Ordinary"}}"#);
        let edit = format!(r#"{{"id":"{id}","lesson":"{lesson}","base":0,"text":{text}}}"#);
        let body = format!(r#"{{"person":"{person}","edit":{edit}}}"#);
        let answer = app.call("write-lesson", &body, &teacher).await;
        assert!(answer.body.contains("Saved"), "{}", answer.body);
    }
    let news = async |login: &str, cookie: &str, seq: i64| {
        let person = app.person_of(login);
        let ask = format!(r#"{{"person":"{person}","course":"{}","seq":{seq}}}"#, app.course);
        let body = app.call("news", &ask, cookie).await.body;
        serde_json::from_str::<News>(&body).unwrap()
    };
    let topics = |news: &News| -> Vec<(Id<of::Lesson>, String, i32)> {
        news.lessons.iter().map(|own| (own.lesson, own.text.topic.clone(), own.version)).collect()
    };
    let all = news("teacher", &teacher, opened).await;
    let powers = (before, "Степені".to_owned(), 1);
    let fractions = (app.lesson, "Дроби".to_owned(), 1);
    assert_eq!((topics(&all), all.rearranged), (vec![powers, fractions.clone()], false));
    assert_eq!(topics(&news("substitute", &substitute, opened).await), [fractions], "the own lesson");
    app.add_work(app.lesson, Work::Notebook).await;
    let after = news("teacher", &teacher, all.seq).await;
    assert!(after.rearranged && after.lessons.is_empty(), "{after:?}");
    assert_eq!(news("teacher", &teacher, after.seq).await, News { seq: after.seq, ..News::default() });
}
