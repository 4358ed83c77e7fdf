//! What families see beside the week: subjects, timetable, homework, absences, report card.

use axum::http::StatusCode;
use chrono::NaiveDate;
use klas_domain::{Id, id::of};
use rstest::rstest;

use crate::{
    registers::{absent, absent_all_day},
    substitutions::arrange,
    support::{Answer, TODAY, TestApp},
};

impl TestApp {
    /// A page of the story's pupil as somebody sees it.
    pub async fn diary_page(&self, suffix: &str, login: &str) -> String {
        let answer = self.get(&format!("/diary/{}{suffix}", self.pupil), &self.sign_in(login).await).await;
        assert_eq!(answer.status, StatusCode::OK, "{login} {suffix}: {}", answer.body);
        answer.body
    }

    /// Writes algebra's lesson of today, with more fields of its sheet.
    pub async fn write_lesson(&self, homework: &str, more: &[(&str, &str)]) {
        let path = format!("/journal/{}/lessons/{}", self.course, self.lesson);
        let mut fields = vec![("version", "0"), ("topic", "Дроби"), ("homework", homework)];
        fields.extend(more);
        // Browsers send the choice of presence with every row.
        let rows = more.iter().filter_map(|(name, _)| name.strip_prefix("m-"));
        let rows: Vec<String> = rows.map(|pupil| format!("a-{pupil}")).collect();
        fields.extend(rows.iter().map(|row| (row.as_str(), "")));
        let answer = self.post(&path, &fields, &self.sign_in("teacher").await).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    }
}

/// Marks the story's pupil in algebra on days of the past, in time order.
async fn marked(app: &TestApp, marks: &[u8]) {
    let mut reader = app.store.read(app.school).await.unwrap();
    let (_, year) = reader.year(TODAY).await.unwrap();
    let lessons = reader.lessons(app.course, (year.starts_on, TODAY)).await.unwrap();
    drop(reader);
    let last = &lessons[lessons.len() - marks.len()..];
    let edit = |(lesson, mark): (&klas_store::journal::LessonColumn, &u8)| {
        let (id, pupil) = (uuid::Uuid::new_v4(), app.pupil);
        format!(
            r#"{{"id":"{id}","column":"{}","pupil":"{pupil}","base":0,"reason":"пізніше","entry":{{"mark":{mark}}}}}"#,
            lesson.lesson
        )
    };
    let edits: Vec<String> = last.iter().zip(marks).map(edit).collect();
    let body = format!(r#"{{"person":"{}","edits":[{}]}}"#, app.person_of("teacher"), edits.join(","));
    let answer = app.call("apply-edits", &body, &app.sign_in("teacher").await).await;
    assert_eq!(answer.body.matches("Saved").count(), marks.len(), "{}", answer.body);
}

fn subject(app: &TestApp) -> String {
    format!("/marks/{}", app.course)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subject_says_where_the_marks_go_and_what_the_semester_would_be() {
    let app = TestApp::start().await;
    marked(&app, &[6, 7, 8, 9]).await;
    for login in ["guardian", "pupil"] {
        let list = app.diary_page("/marks", login).await;
        assert!(list.contains("Якби семестр закінчився сьогодні:\u{a0}<strong>8</strong>"), "{list}");
        assert!(list.contains(&format!("/diary/{}{}?semester=1", app.pupil, subject(&app))));
        let page = app.diary_page(&subject(&app), login).await;
        for said in [
            "Якби семестр закінчився сьогодні:\u{a0}<span class=\"value\">8</span>",
            "Поточні оцінки: вийшло б 8 (середнє 7,5, округлено до 8)",
            "зростають: середнє останніх 2 – 8,5, перед ними – 6,5",
            "<desc>03.11 – 6, 10.11 – 7, 17.11 – 8, 24.11 – 9</desc>",
            "Семестрову оцінку ставить учитель",
        ] {
            assert!(page.contains(said), "{login} {said}: {page}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pencil_and_what_is_not_published_are_in_no_forecast() {
    let app = TestApp::start().await;
    let pencil = format!("d-{}", app.pupil);
    let mark = format!("m-{}", app.pupil);
    app.write_lesson("", &[(&mark, "2"), (&pencil, "1")]).await;
    let page = app.diary_page(&subject(&app), "guardian").await;
    assert!(page.contains("Прогнозу немає") && page.contains("оцінок ще немає"), "{page}");
    assert!(!page.contains("value i"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_teachers_own_semester_mark_stands_in_the_place_of_a_forecast() {
    let app = TestApp::start().await;
    marked(&app, &[4, 5]).await;
    app.finish(app.course).await;
    let page = app.diary_page(&subject(&app), "guardian").await;
    assert!(page.contains("Семестрова оцінка: <strong class=\"value\">8</strong>"), "{page}");
    assert!(!page.contains("Якби семестр"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subject_of_another_class_is_not_found() {
    let app = TestApp::start().await;
    let other = Id::<of::Course>::new();
    let path = format!("/diary/{}/marks/{other}", app.pupil);
    let answer = app.get(&path, &app.sign_in("guardian").await).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_timetable_shows_times_substitutes_and_holidays_weeks_ahead() {
    let app = TestApp::start().await;
    let deputy = app.sign_in("deputy").await;
    let page = app.diary_page("/timetable", "guardian").await;
    for said in ["08:30–09:15", "Алгебра", "Алгебраїстка\u{a0}О.\u{a0}П.", "Українська мова", "23.11–29.11"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(!page.contains(">заміна<"), "{page}");
    let substitute = app.person_of("class-teacher").to_string();
    arrange(&app, &substitute, &[("reason", "illness")], &deputy).await;
    let page = app.diary_page("/timetable", "pupil").await;
    assert!(page.contains(">заміна<") && page.contains("Класна\u{a0}О.\u{a0}П."), "{page}");
    assert!(!page.contains("хвороб"), "why is the school's matter: {page}");
    arrange(&app, "cancelled", &[("reason", "alert"), ("was", &substitute)], &deputy).await;
    let ahead = app.diary_page("/timetable?week=2026-12-01", "guardian").await;
    assert!(ahead.contains("30.11–06.12") && ahead.contains("Алгебра"), "{ahead}");
    let off = app.diary_page("/timetable?week=2026-10-27", "guardian").await;
    assert!(off.contains("Осінні канікули") && off.contains("Уроків немає."), "{off}");
}

async fn tick(app: &TestApp, login: &str, what: &str) -> Answer {
    let lesson = app.lesson.to_string();
    let fields = [("lesson", lesson.as_str()), ("what", what)];
    app.post(&format!("/diary/{}/homework", app.pupil), &fields, &app.sign_in(login).await).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pupil_ticks_homework_off_and_the_family_alone_sees_it() {
    let app = TestApp::start().await;
    assert!(app.diary_page("/homework", "guardian").await.contains("Завдань немає."));
    app.write_lesson("§ 12, № 7", &[]).await;
    let page = app.diary_page("/homework", "pupil").await;
    assert!(page.contains("§ 12, № 7") && page.contains("Вівторок, 1\u{a0}грудня"), "{page}");
    assert!(page.contains("aria-pressed=\"false\"") && page.contains("aria-label=\"Зроблено: Алгебра\""));
    assert!(!app.diary_page("/homework", "guardian").await.contains("✓ зроблено"));
    let answer = tick(&app, "pupil", "done").await;
    let back = format!("/diary/{}/homework#t{}", app.pupil, app.lesson);
    assert_eq!(answer.location, back, "{}", answer.body);
    assert!(app.diary_page("/homework", "pupil").await.contains("aria-pressed=\"true\""));
    let family = app.diary_page("/homework", "guardian").await;
    assert!(family.contains("✓ зроблено") && !family.contains("<button name=\"what\""), "{family}");
    let staff = app.diary_page("/homework", "class-teacher").await;
    assert!(staff.contains("§ 12, № 7") && !staff.contains("✓"), "{staff}");
    tick(&app, "pupil", "undo").await;
    assert!(!app.diary_page("/homework", "guardian").await.contains("✓ зроблено"));
    for login in ["guardian", "class-teacher", "other-pupil"] {
        assert_eq!(tick(&app, login, "done").await.status, StatusCode::FORBIDDEN, "{login}");
    }
    assert_eq!(tick(&app, "pupil", "maybe").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_control_works_stand_beneath_the_homework() {
    let app = TestApp::start().await;
    assert!(app.diary_page("/homework", "guardian").await.contains("контрольних робіт не заплановано"));
    app.write_lesson("", &[("kind", "control")]).await;
    let page = app.diary_page("/homework", "guardian").await;
    let (_, works) = page.split_once("id=\"control-works\"").unwrap();
    assert!(works.contains("Вівторок, 24\u{a0}листопада, 1-й урок") && works.contains("Дроби"), "{works}");
}

#[tokio::test(flavor = "multi_thread")]
async fn absences_are_summed_up_by_day_lesson_and_reason() {
    let app = TestApp::start().await;
    let nothing = app.diary_page("/absences", "guardian").await;
    assert!(nothing.contains("Пропусків і запізнень у цьому семестрі немає."), "{nothing}");
    absent_all_day(&app, TODAY).await;
    let week_ago = NaiveDate::from_ymd_opt(2026, 11, 17).unwrap();
    absent(&app, ("teacher", "Алгебра"), week_ago, app.pupil).await;
    let page = app.diary_page("/absences", "pupil").await;
    for said in [
        "<dt>Пропущено днів</dt><dd>1</dd>",
        "<dt>Пропущено уроків</dt><dd>3</dd>",
        "Відсутність, причина невідома (н)",
        "3 уроки",
        "весь день",
        ">н/2<",
        ">н/1<",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(app.diary_page("/absences?semester=2", "guardian").await.contains("Пропусків і запізнень"));
}

#[tokio::test(flavor = "multi_thread")]
async fn lateness_is_counted_apart() {
    let app = TestApp::start().await;
    let (kind, minutes) = (format!("a-{}", app.pupil), format!("l-{}", app.pupil));
    app.write_lesson("", &[(&kind, "сп"), (&minutes, "10")]).await;
    let page = app.diary_page("/absences", "guardian").await;
    assert!(
        page.contains("1 раз, разом 10 хв") && page.contains("<dt>Пропущено уроків</dt><dd>0</dd>"),
        "{page}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_report_card_appears_when_the_class_closes_the_semester() {
    let app = TestApp::start().await;
    let file = format!("/diary/{}/card.pdf", app.pupil);
    assert!(app.diary_page("/card", "guardian").await.contains("щойно клас закриє семестр"));
    assert_eq!(app.get(&file, &app.sign_in("guardian").await).await.status, StatusCode::NOT_FOUND);
    for (subject, login) in [("Алгебра", "teacher"), ("Українська мова", "colleague")] {
        let course = app.course_called(subject).await;
        app.finish(course).await;
        let answer = app.close(course, login).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    }
    assert!(app.diary_page("/card", "guardian").await.contains("щойно клас закриє семестр"));
    let class = format!("/classes/{}/closing", app.class);
    let close = [("semester", "1"), ("what", "close")];
    let closed = app.post(&class, &close, &app.sign_in("class-teacher").await).await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.body);
    for login in ["guardian", "pupil"] {
        let page = app.diary_page("/card", login).await;
        assert!(page.contains("Бабенко") && !page.contains("Вовк"), "{login}: {page}");
        assert!(
            page.contains("<td class=\"figure\">8</td>") || page.contains("class=\"figure\">8<"),
            "{page}"
        );
        let answer = app.get(&file, &app.sign_in(login).await).await;
        assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "application/pdf"));
        assert!(answer.bytes.starts_with(b"%PDF"));
    }
    let certificate = format!("{file}?kind=certificate");
    let answer = app.get(&certificate, &app.sign_in("guardian").await).await;
    assert_eq!(answer.status, StatusCode::OK, "grade 8 of 2026 is of the New Ukrainian School");
}

#[rstest]
#[case::marks("marks", &["", "/timetable", "/homework", "/data", "/calendar"], &["/marks", "/absences", "/card"])]
#[case::everything("everything", &[], &["", "/timetable", "/homework", "/marks", "/absences", "/card", "/data", "/data.zip", "/calendar"])]
#[tokio::test(flavor = "multi_thread")]
async fn what_a_decision_hides_is_hidden_on_every_page(
    #[case] hidden: &str,
    #[case] open: &[&str],
    #[case] closed: &[&str],
) {
    let app = TestApp::start().await;
    marked(&app, &[11, 11]).await;
    app.hide(hidden).await;
    let guardian = app.sign_in("guardian").await;
    for suffix in open {
        let answer = app.get(&format!("/diary/{}{suffix}", app.pupil), &guardian).await;
        assert_eq!(answer.status, StatusCode::OK, "{suffix}");
        assert!(
            !answer.body.contains("/marks\"><") && !answer.body.contains(">11<"),
            "{suffix}: {}",
            answer.body
        );
    }
    for suffix in closed.iter().chain(&[subject(&app).as_str()]) {
        let answer = app.get(&format!("/diary/{}{suffix}", app.pupil), &guardian).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{suffix}");
        assert!(!answer.body.contains("Алгебра"), "{suffix}: {}", answer.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_parts_of_a_diary_speak_english_too() {
    let app = TestApp::start().await;
    app.write_lesson("§ 3", &[]).await;
    let guardian = format!("{}; klas_language=en", app.sign_in("guardian").await);
    for (suffix, said) in [
        ("/timetable", "Timetable"),
        ("/homework", "Next control works"),
        ("/absences", "Nothing was missed"),
        ("/card", "as soon as the class closes the semester"),
        ("/calendar", "Make an address"),
        ("/data", "Download all data"),
        ("/marks", "Marks"),
    ] {
        let page = app.get(&format!("/diary/{}{suffix}", app.pupil), &guardian).await.body;
        assert!(page.contains(said), "{suffix} {said}: {page}");
    }
}
