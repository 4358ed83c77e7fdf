//! Substitutions and cancellations as the deputy head arranges them in a browser without JavaScript.

use axum::http::StatusCode;
use klas_domain::bundle::{CourseKey, CourseLoad, SubjectGroup, TimetableSlot};
use rstest::rstest;

use crate::support::{Answer, TODAY, TestApp, bundle};

/// The address of a teacher's lessons of today.
fn path(app: &TestApp) -> String {
    format!("/school/lessons?date={TODAY}&teacher={}", app.person_of("teacher"))
}

/// Sends the form of the algebra teacher's day with its one lesson held so.
pub async fn arrange(app: &TestApp, held: &str, more: &[(&str, &str)], cookie: &str) -> Answer {
    let fields = [format!("h-{}", app.lesson), format!("r-{}", app.lesson), format!("was-{}", app.lesson)];
    let mut form = vec![(fields[0].as_str(), held)];
    for (name, value) in more {
        form.push(match *name {
            "r" => (fields[1].as_str(), *value),
            "was" => (fields[2].as_str(), *value),
            name => (name, *value),
        });
    }
    app.post(&path(app), &form, cookie).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_substitute_is_assigned_writes_in_the_journal_and_stands_in_the_register() {
    let app = TestApp::start().await;
    let deputy = app.sign_in("deputy").await;
    let page = app.get(&path(&app), &deputy).await.body;
    let substitute = app.person_of("class-teacher").to_string();
    assert!(page.contains(&format!(r#"<option value="{substitute}""#)), "{page}");
    let answer = arrange(&app, &substitute, &[("reason", "illness"), ("words", "наказ № 7")], &deputy).await;
    assert_eq!(answer.location, format!("{}&saved=1", path(&app)), "{}", answer.body);
    let page = app.get(&answer.location, &deputy).await.body;
    assert!(page.contains("Збережено: 1\u{a0}урок."));
    assert!(page.contains(&format!(r#"<option value="{substitute}" selected"#)));

    let own = app.sign_in("class-teacher").await;
    let day = app.get("/today", &own).await.body;
    assert!(day.contains("Алгебра") && day.contains("за розкладом – Алгебраїстка"), "{day}");
    assert!(day.contains("не заповнено"), "whoever gives the lesson fills it in: {day}");
    let day = app.get("/today", &app.sign_in("teacher").await).await.body;
    assert!(day.contains("проводить: Класна") && day.contains(">заміна<"), "{day}");
    assert!(!day.contains("не заповнено"), "{day}");
    let sheet = format!("/journal/{}/lessons/{}", app.course, app.lesson);
    let mark = format!("m-{}", app.pupil);
    let form = [("version", "0"), ("topic", "Дроби"), ("homework", ""), (mark.as_str(), "9")];
    assert_eq!(app.post(&sheet, &form, &own).await.status, StatusCode::SEE_OTHER);

    let register = app.get("/school/substitutions?month=2026-11", &deputy).await.body;
    for said in ["24.11", "8-А", "Алгебра", "Алгебраїстка", "Класна", "хвороба: наказ № 7"]
    {
        assert!(register.contains(said), "{said}: {register}");
    }
    let other = format!("/school/substitutions?month=2026-11&teacher={}", app.person_of("colleague"));
    assert!(app.get(&other, &deputy).await.body.contains("пропущених і замінених уроків немає"));
    let october = app.get("/school/substitutions?month=2026-10", &deputy).await.body;
    assert!(october.contains("пропущених і замінених уроків немає"));
}

/// The class teacher stood in, and has the course from the next day on.
#[tokio::test(flavor = "multi_thread")]
async fn a_new_teacher_of_a_course_does_not_take_over_what_the_former_missed() {
    let app = TestApp::start().await;
    let deputy = app.sign_in("deputy").await;
    let substitute = app.person_of("class-teacher").to_string();
    let answer = arrange(&app, &substitute, &[("r", "illness")], &deputy).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let mut files = bundle();
    let successor = files.staff.iter().find(|own| own.name.surname == "Класна").unwrap();
    files.courses[0].teacher = Some(successor.name.clone());
    app.store.take_in(app.school, files, TODAY + chrono::Days::new(1), false).await.unwrap();
    let register = "/school/substitutions?month=2026-11";
    let of_former = format!("{register}&teacher={}", app.person_of("teacher"));
    let html = app.get(&of_former, &deputy).await.body;
    assert!(html.contains("24.11") && !html.contains("замінених уроків немає"), "{html}");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_subject_of_the_class_is_held_instead() {
    let app = TestApp::start().await;
    let deputy = app.sign_in("deputy").await;
    let page = app.get(&path(&app), &deputy).await.body;
    let (_, group) = page.split_once("Інший предмет замість цього").expect("the other subjects of the class");
    let (course, name) = first_option(group);
    let name = name.split(" – ").next().unwrap_or_default();
    let answer = arrange(&app, course, &[("r", "illness")], &deputy).await;
    assert_eq!(answer.location, format!("{}&saved=1", path(&app)), "{}", answer.body);
    let page = app.get(&answer.location, &deputy).await.body;
    assert!(page.contains(&format!(r#"<option value="{course}" selected"#)), "{page}");
    let register = app.get("/school/substitutions?month=2026-11", &deputy).await.body;
    assert!(register.contains(&format!("<td>{name}</td>")), "{name}: {register}");
}

/// Technologies are taught in the groups of the class, informatics in its own: to its first group others go.
#[tokio::test(flavor = "multi_thread")]
async fn instead_of_a_groups_lesson_only_subjects_of_the_same_group_are_offered() {
    let app = TestApp::start().await;
    let mut files = bundle();
    let class = files.pupils[0].class.clone();
    let key = |subject: &str, number: u8| CourseKey {
        class: class.clone(),
        group: Some(number),
        subject: subject.to_owned(),
    };
    let pages = [("Англійська мова", 1), ("Технології", 1), ("Інформатика", 1), ("Інформатика", 2)];
    files.courses.extend(pages.map(|(subject, number)| CourseLoad {
        key: key(subject, number),
        teacher: None,
        weekly_tenths: 10,
    }));
    let english = key("Англійська мова", 1);
    files.timetable.push(TimetableSlot { course: english, weekday: 2, period: 3, room: None });
    files.pupils[0].groups = vec![1];
    files.pupils[0].subject_groups =
        vec![SubjectGroup { subject: "Інформатика".to_owned(), number: 2 }];
    app.store.take_in(app.school, files, TODAY, false).await.unwrap();
    let mut reader = app.store.read(app.school).await.unwrap();
    let courses = reader.courses_of_class(app.class).await.unwrap();
    let course = |subject: &str| courses.iter().find(|own| own.subject == subject).unwrap().id;
    let lesson = reader.lessons(course("Англійська мова"), (TODAY, TODAY)).await.unwrap()[0].lesson;
    drop(reader);
    let path = format!("/school/lessons?date={TODAY}&class={}", app.class);
    let page = app.get(&path, &app.sign_in("deputy").await).await.body;
    let (_, choice) = page.split_once(&format!("name=\"h-{lesson}\"")).expect("the lesson is listed");
    let (choice, _) = choice.split_once("</select>").unwrap();
    assert!(choice.contains(&course("Технології").to_string()), "{choice}");
    assert!(!choice.contains(&course("Інформатика").to_string()), "{choice}");
}

/// The value and the words of the first option.
fn first_option(html: &str) -> (&str, &str) {
    let (_, rest) = html.split_once("<option value=\"").unwrap();
    let (value, rest) = rest.split_once('"').unwrap();
    let (_, rest) = rest.split_once('>').unwrap();
    (value, rest.split_once('<').unwrap().0)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_register_of_one_teacher_names_the_teacher_and_has_nobody_elses_totals() {
    let app = TestApp::start().await;
    let deputy = app.sign_in("deputy").await;
    let substitute = app.person_of("class-teacher");
    arrange(&app, &substitute.to_string(), &[("r", "illness")], &deputy).await;
    let total = |page: &str, surname: &str| {
        page.contains(&format!(r#"<th scope="row">{surname} Олена Петрівна</th>"#))
    };
    let path = "/school/substitutions?month=2026-11";
    let all = app.get(path, &deputy).await.body;
    assert!(total(&all, "Алгебраїстка") && total(&all, "Класна"), "{all}");
    assert!(all.contains("<h2>Листопад 2026</h2>"), "{all}");
    let own = app.get(&format!("{path}&teacher={substitute}"), &deputy).await.body;
    assert!(total(&own, "Класна") && !total(&own, "Алгебраїстка"), "{own}");
    assert!(own.contains("<h2>Листопад 2026 · Класна Олена Петрівна</h2>"), "{own}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_a_lesson_at_that_time_may_still_be_chosen_and_is_marked() {
    let app = TestApp::start().await;
    let deputy = app.sign_in("deputy").await;
    let page = app.get(&path(&app), &deputy).await.body;
    assert!(page.contains("– має урок у 1-А"), "{page}");
    let colleague = app.person_of("colleague").to_string();
    let answer = arrange(&app, &colleague, &[("r", "training")], &deputy).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let page = app.get(&answer.location, &deputy).await.body;
    assert!(page.contains(r#"<span class="chip warn">має урок у 1-А</span>"#), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lessons_of_a_class_are_cancelled_at_once_and_held_again() {
    let app = TestApp::start().await;
    let deputy = app.sign_in("head").await;
    let path = format!("/school/lessons?date={TODAY}&class={}", app.class);
    let all = [("all", "cancel"), ("reason", "quarantine")];
    let answer = app.post(&path, &all, &deputy).await;
    assert_eq!(answer.location, format!("{path}&saved=2"), "{}", answer.body);
    let day = app.get(&format!("/school/lessons?date={TODAY}"), &deputy).await.body;
    assert_eq!(day.matches("карантин").count(), 2, "{day}");
    let diary = app.sign_in("guardian").await;
    let week = app.get(&format!("/diary/{}?week={TODAY}", app.pupil), &diary).await.body;
    assert_eq!(week.matches("скасовано").count(), 2, "{week}");
    let mut form: Vec<(String, String)> = vec![("all".to_owned(), "planned".to_owned())];
    let page = app.get(&path, &deputy).await.body;
    for (_, rest) in page.match_indices("name=\"was-").map(|(at, _)| page.split_at(at)) {
        let id: String = rest.chars().skip(10).take(36).collect();
        form.push((format!("was-{id}"), "cancel|quarantine|".to_owned()));
        form.push((format!("v-{id}"), "1".to_owned()));
    }
    let form: Vec<_> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let answer = app.post(&path, &form, &deputy).await;
    assert_eq!(answer.location, format!("{path}&saved=2"), "{}", answer.body);
    let register = app.get("/school/substitutions?month=2026-11", &deputy).await.body;
    assert!(register.contains("пропущених і замінених уроків немає"));
}

#[rstest]
#[case::no_reason(&[], "Виберіть причину")]
#[case::no_words(&[("r", "other")], "іншу причину словами")]
#[tokio::test(flavor = "multi_thread")]
async fn what_makes_no_sense_is_said_beside_the_lesson(#[case] more: &[(&str, &str)], #[case] said: &str) {
    let app = TestApp::start().await;
    let deputy = app.sign_in("deputy").await;
    let answer = arrange(&app, "cancel", more, &deputy).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains(said), "{}", answer.body);
    assert!(answer.body.contains(r#"<option value="cancel" selected"#), "what was typed stays");
    let register = app.get("/school/substitutions?month=2026-11", &deputy).await.body;
    assert!(register.contains("пропущених і замінених уроків немає"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lesson_that_somebody_missed_was_held() {
    let app = TestApp::start().await;
    let absent = format!("a-{}", app.pupil);
    let sheet = format!("/journal/{}/lessons/{}", app.course, app.lesson);
    let form = [("version", "0"), ("topic", ""), ("homework", ""), (absent.as_str(), "н")];
    let saved = app.post(&sheet, &form, &app.sign_in("teacher").await).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let deputy = app.sign_in("deputy").await;
    let answer = arrange(&app, "cancel", &[("r", "alert")], &deputy).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("оцінки, відсутність або запізнення"), "{}", answer.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_second_is_told_and_a_line_that_nobody_touched_is_left_alone() {
    let app = TestApp::start().await;
    let deputy = app.sign_in("deputy").await;
    arrange(&app, "cancel", &[("r", "alert")], &deputy).await;
    let substitute = app.person_of("class-teacher").to_string();
    let stale = arrange(&app, &substitute, &[("r", "illness")], &deputy).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(stale.body.contains("Тим часом урок змінив хтось інший"), "{}", stale.body);
    // A form that was drawn before and says what it was drawn with.
    let untouched = arrange(&app, "", &[], &deputy).await;
    assert_eq!(untouched.location, format!("{}&saved=0", path(&app)));
    let register = app.get("/school/substitutions?month=2026-11", &deputy).await.body;
    assert!(register.contains("повітряна тривога"));
}

#[rstest]
#[case("/school/lessons?date=yesterday")]
#[case("/school/lessons?teacher=somebody")]
#[case("/school/substitutions?month=november")]
#[case("/school/substitutions?month=2026-13")]
#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_makes_no_sense_is_told_so(#[case] path: &str) {
    let app = TestApp::start().await;
    let deputy = app.sign_in("deputy").await;
    assert_eq!(app.get(path, &deputy).await.status, StatusCode::BAD_REQUEST);
}
