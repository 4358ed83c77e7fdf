//! What a class lacks before it is closed, and years that are over, as those see it who close them.

use axum::http::StatusCode;
use chrono::NaiveDate;
use klas_domain::{
    Entry, JournalEdit,
    bundle::Bundle,
    calendar::{AcademicYear, Semester::First},
    column::Sum,
};

use crate::{
    closing::{CLOSE, closed, edit, of_course},
    registers::{SUBJECTS, absent, absent_all_day},
    support::{TODAY, TestApp, bundle},
};

const JUNE: NaiveDate = NaiveDate::from_ymd_opt(2027, 5, 31).unwrap();
const AUTUMN: NaiveDate = NaiveDate::from_ymd_opt(2027, 9, 2).unwrap();

fn of_class(app: &TestApp) -> String {
    format!("/classes/{}/closing?semester=1", app.class)
}

/// Closes the first semester of both courses of 8-А.
async fn close_courses(app: &TestApp) {
    for (login, subject) in SUBJECTS {
        let course = app.course_called(subject).await;
        app.finish(course).await;
        assert_eq!(app.close(course, login).await.status, StatusCode::SEE_OTHER);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn absences_without_a_reason_are_listed_with_the_way_to_give_one() {
    let app = TestApp::start().await;
    absent_all_day(&app, TODAY).await;
    absent(&app, SUBJECTS[0], NaiveDate::from_ymd_opt(2026, 9, 8).unwrap(), app.pupil).await;
    let path = of_class(&app);
    let early = app.body(&path, "class-teacher").await;
    let said = "не закрито 2 предмети, учнів із відсутністю без причини – 1.";
    assert!(early.contains(said), "{early}");
    close_courses(&app).await;
    let html = app.body(&path, "class-teacher").await;
    assert!(html.contains("Ще не можна: учнів із відсутністю без причини – 1."), "{html}");
    assert!(html.contains("Бабенко Олена: 08.09, 24.11"), "{html}");
    let days = "from=2026-09-08&amp;to=2026-11-24";
    let form =
        format!("/classes/{}/register?semester=1&amp;pupil={}&amp;{days}#reasons", app.class, app.pupil);
    assert!(html.contains(&form), "{html}");
    let cookie = app.sign_in("class-teacher").await;
    assert_eq!(app.post(&path, &CLOSE, &cookie).await.status, StatusCode::UNPROCESSABLE_ENTITY);

    let pupil = app.pupil.to_string();
    let reasons = [
        ("pupil", pupil.as_str()),
        ("from", "2026-09-08"),
        ("to", "2026-11-24"),
        ("kind", "хв"),
        ("correction", "Довідка"),
    ];
    let register = format!("/classes/{}/register?semester=1", app.class);
    let answer = app.post(&register, &reasons, &cookie).await;
    assert_eq!(
        answer.status,
        StatusCode::SEE_OTHER,
        "the courses are closed, the class is not: {}",
        answer.body
    );
    assert_eq!(app.post(&path, &CLOSE, &cookie).await.location, path);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_that_waits_is_in_the_way_and_only_the_class_teacher_is_led_to_it() {
    let app = TestApp::start().await;
    close_courses(&app).await;
    app.note().await;
    let way = format!("href=\"/classes/{}/notes\"", app.class);
    for (login, is_led) in [("class-teacher", true), ("deputy", false)] {
        let html = app.body(&of_class(&app), login).await;
        assert!(html.contains("записок родин без відповіді – 1."), "{html}");
        assert_eq!(html.contains(&way), is_led, "{login}: {html}");
    }
    let cookie = app.sign_in("deputy").await;
    assert_eq!(app.post(&of_class(&app), &CLOSE, &cookie).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_class_without_class_teacher_is_closed_as_it_is_with_a_reason() {
    let app = TestApp::start().await;
    absent_all_day(&app, TODAY).await;
    close_courses(&app).await;
    app.run("UPDATE school_class SET class_teacher_id = NULL;".to_owned()).await;
    let (path, cookie) = (of_class(&app), app.sign_in("deputy").await);
    assert!(app.body(&path, "deputy").await.contains("Закрити як є"));
    let close = |reason| [("semester", "1"), ("what", "close"), ("reason", reason)];
    let answer = app.post(&path, &close(" "), &cookie).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("Укажіть причину"), "{}", answer.body);
    assert_eq!(app.post(&path, &close("Керівника немає"), &cookie).await.location, path);
    assert!(app.body(&path, "deputy").await.contains("Семестр закрито"));
}

#[tokio::test(flavor = "multi_thread")]
async fn annual_marks_are_wanted_with_the_second_semester() {
    let mut app = TestApp::start().await;
    app.turn_to(JUNE);
    let html = app.body(&format!("/journal/{}/closing?semester=2", app.course), "teacher").await;
    assert!(html.contains("учнів без семестрової оцінки – 2, учнів без річної оцінки – 2."), "{html}");
    let annual = Sum::Annual.id(app.course);
    let link = format!("href=\"/journal/{}?semester=2&amp;at={annual}.{}#at\"", app.course, app.pupil);
    assert!(html.contains("Немає річної оцінки") && html.contains(&link), "{html}");
    assert!(html.contains("Скориговані й річні оцінки та ДПА ви ставите й далі"), "{html}");

    for (_, subject) in SUBJECTS {
        app.shut(app.course_called(subject).await, 2).await;
    }
    let class = format!("/classes/{}/closing?semester=2", app.class);
    let html = app.body(&class, "class-teacher").await;
    assert!(html.contains("Ще не можна: неготових підсумкових клітинок – 4."), "{html}");
    let way = format!("/journal/{}?view=summary&at={annual}.{}", app.course, app.pupil);
    let link = format!("href=\"{}#at\"", way.replace('&', "&amp;"));
    assert!(html.contains("Алгебра · Річна · Бабенко Олена") && html.contains(&link), "{html}");
    assert!(app.body(&way, "teacher").await.contains("id=at"), "its cell is there");
    let written = JournalEdit { column: annual, ..edit(app.course, app.pupil, 0, 9) };
    assert!(
        app.apply("teacher", written).await.contains("Saved"),
        "it is the teacher's until the class is closed"
    );
    app.shut_class(app.class, 2).await;
    let late = JournalEdit { column: annual, ..edit(app.course, app.pupil, 1, 10) };
    assert_eq!(app.apply("teacher", late).await, r#"[{"Refused":"Closed"}]"#);
}

/// A course without lessons in the semester has nothing to close: its class shuts its page, and a deputy opens that.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_without_lessons_is_shut_with_its_class() {
    let app = closed().await;
    let ukrainian = app.course_called("Українська мова").await;
    app.cancel_until(ukrainian, NaiveDate::from_ymd_opt(2026, 12, 31).unwrap()).await;
    let (class, course) = (of_class(&app), of_course(ukrainian));
    assert!(app.body(&class, "class-teacher").await.contains("уроків немає"));
    let early = edit(ukrainian, app.pupil, 0, 8);
    let in_pencil = JournalEdit { entry: Entry { draft: true, ..early.entry.clone() }, ..early };
    let early = app.apply("colleague", in_pencil).await;
    assert!(early.contains("Saved"), "the class is open: {early}");
    let html = app.body(&class, "class-teacher").await;
    let column = Sum::Semester(First).id(ukrainian);
    let way = format!("/journal/{ukrainian}?view=summary&at={column}.{}", app.pupil);
    let link = format!("href=\"{}#at\"", way.replace('&', "&amp;"));
    let said = "Українська мова · І семестр · Бабенко Олена (олівцем)";
    assert!(html.contains(said) && html.contains(&link), "{html}");
    assert!(app.body(&way, "colleague").await.contains("id=at"), "its cell is there");
    let blocked = app.post(&class, &CLOSE, &app.sign_in("class-teacher").await).await;
    assert_eq!(blocked.status, StatusCode::UNPROCESSABLE_ENTITY);
    let published = app.apply("colleague", edit(ukrainian, app.pupil, 1, 8)).await;
    assert!(published.contains("Saved"), "{published}");
    assert_eq!(app.post(&class, &CLOSE, &app.sign_in("class-teacher").await).await.location, class);

    let late = edit(ukrainian, app.pupil, 2, 9);
    assert_eq!(app.apply("colleague", late.clone()).await, r#"[{"Refused":"Closed"}]"#);
    assert_eq!(app.apply("deputy", late.clone()).await, r#"[{"Refused":"ReasonNeeded"}]"#);
    let journal = app.body(&format!("/journal/{ukrainian}?semester=1"), "colleague").await;
    assert!(journal.contains("Семестр закрито"), "{journal}");
    let html = app.body(&course, "colleague").await;
    assert!(
        html.contains("Семестр закрито 24.11.2026") && !html.contains("<button class=\"button primary\"")
    );
    let open = [("semester", "1"), ("what", "open"), ("reason", "Апеляція")];
    assert_eq!(app.post(&course, &open, &app.sign_in("deputy").await).await.location, course);
    assert!(app.apply("colleague", late).await.contains("Saved"), "it opened the class");
}

/// In September a deputy opens a page of the year that is over, and closes it again: its archive waits for that.
#[tokio::test(flavor = "multi_thread")]
async fn a_year_that_is_over_is_closed_in_its_own_days() {
    let mut app = closed().await;
    let ukrainian = app.course_called("Українська мова").await;
    app.finish(ukrainian).await;
    app.close(ukrainian, "colleague").await;
    let (class, course) = (of_class(&app), of_course(app.course));
    assert_eq!(app.post(&class, &CLOSE, &app.sign_in("class-teacher").await).await.location, class);
    let next = Bundle { year: Some(AcademicYear::starting(2027)), pupils: Vec::new(), ..bundle() };
    app.store.take_in(app.school, next, AUTUMN, false).await.unwrap();
    app.turn_to(AUTUMN);

    let second = format!("/journal/{}/closing?semester=2", app.course);
    assert!(app.body(&second, "teacher").await.contains("учнів без річної оцінки – 2"));
    let close = [("semester", "2"), ("what", "close")];
    let unchecked = app.post(&second, &close, &app.sign_in("teacher").await).await;
    assert_eq!(unchecked.status, StatusCode::UNPROCESSABLE_ENTITY, "nothing of it was done");

    let open = [("semester", "1"), ("what", "open"), ("reason", "Помилка в темі")];
    assert_eq!(app.post(&course, &open, &app.sign_in("deputy").await).await.location, course);
    let column = Sum::Semester(First).id(app.course);
    let jump = format!("/journal/{}?semester=1&at={column}.{}", app.course, app.pupil);
    let journal = app.body(&jump, "teacher").await;
    assert!(journal.contains("id=at>8</td>"), "the page shows the year of its class");
    app.tell_topics(app.course, AUTUMN).await;
    assert_eq!(app.close(app.course, "teacher").await.location, course);
    assert_eq!(app.post(&class, &CLOSE, &app.sign_in("class-teacher").await).await.location, class);
    let html = app.body(&class, "deputy").await;
    assert!(html.contains("href=\"/closing?semester=1&amp;year=2026\""), "{html}");
    let school = app.body("/closing?semester=1&year=2026", "deputy").await;
    assert!(school.contains("2 з 2") && school.contains("не закрито 3 класи."), "{school}");
    assert!(school.contains("action=\"/closing?year=2026\""), "{school}");
    let years =
        school.split("action=\"/closing\"").nth(1).and_then(|rest| rest.split("</form>").next()).unwrap();
    assert!(years.contains("name=\"semester\" value=\"1\"") && years.contains("2027/2028"), "{school}");
    let fields = [("semester", "1"), ("what", "least-marks"), ("least_marks", "2")];
    let saved = app.post("/closing?year=2026", &fields, &app.sign_in("deputy").await).await;
    assert_eq!(saved.location, "/closing?semester=1&year=2026&saved");
    let strange = app.get("/closing?year=1999", &app.sign_in("deputy").await).await;
    assert_eq!(strange.status, StatusCode::NOT_FOUND);
}
