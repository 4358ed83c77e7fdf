//! Years that are archived: what families are told of them, and how whoever had access comes to them later.

use axum::http::StatusCode;
use chrono::NaiveDate;
use klas_domain::{
    Id, Role,
    bundle::Bundle,
    calendar::{AcademicYear, Semester},
    column::Sum,
    id::of,
};

use crate::{
    after_archive::{main_of, signed_school},
    archive::{key, lived_in, signed},
    families::restrict,
    support::{TODAY, TestApp, bundle, literal, person},
};

const SIGNED: &str = "з підписаного контейнера";

/// The parts of a diary that show what was written in the journal, after the diary's address.
fn written(app: &TestApp) -> [String; 5] {
    let subject = format!("/marks/{}", app.course);
    ["?week=2026-11-17", "/marks", "/absences", "/card", &subject].map(str::to_owned)
}

/// A diary says of an archived year that what it shows was signed, and leads to the rest.
#[tokio::test(flavor = "multi_thread")]
async fn a_diary_of_an_archived_year_says_that_it_shows_what_was_signed() {
    let app = lived_in().await;
    let diary = format!("/diary/{}", app.pupil);
    let parts = [written(&app).as_slice(), &[String::new()]].concat();
    let guardian = app.sign_in("guardian").await;
    for part in &parts {
        let page = app.get(&format!("{diary}{part}"), &guardian).await;
        assert_eq!(page.status, StatusCode::OK, "{part}: {}", page.body);
        assert!(!page.body.contains(SIGNED), "{part}: {}", page.body);
    }
    app.sign_archive().await;
    let way = format!("<a href=\"/archive/{}/pupils/{}\">Усе підписане про учня</a>", app.class, app.pupil);
    for login in ["guardian", "pupil", "class-teacher"] {
        let cookie = app.sign_in(login).await;
        for part in &parts {
            let page = app.get(&format!("{diary}{part}"), &cookie).await.body;
            assert!(page.contains(SIGNED) && page.contains(&way), "{login} {part}: {page}");
        }
    }
    let english = app.get(&diary, &format!("{guardian}; klas_language=en")).await.body;
    assert!(english.contains("All that was signed of the pupil"), "{english}");
    // A class that is still written says nothing, and neither does what is of no journal.
    let other = app.get(&format!("/diary/{}", app.other_pupil), &app.sign_in("other-guardian").await).await;
    assert!(!other.body.contains(SIGNED), "{}", other.body);
    for part in ["timetable", "homework"] {
        let page = app.get(&format!("{diary}/{part}"), &guardian).await.body;
        assert!(!page.contains(SIGNED), "{part}: {page}");
    }
    // From whom a decision hides the marks, hears that the year is archived, and is not led there.
    assert_eq!(restrict(&app, "deputy", &[("hidden", "marks")]).await.status, StatusCode::SEE_OTHER);
    let page = app.get(&diary, &app.sign_in("guardian").await).await.body;
    assert!(page.contains(SIGNED), "{page}");
    assert!(!main_of(&page).contains("href=\"/archive/") && !page.contains("Молодець"), "{page}");
}

/// What a diary says, without the note that it was signed and the way to the archive.
fn said(page: &str) -> String {
    let without = |text: &str, paragraph: &str| match text.split_once(paragraph) {
        Some((before, after)) => [before, after.split_once("</p>").unwrap().1].concat(),
        None => text.to_owned(),
    };
    let main = without(main_of(page), "<p role=\"note\" class=\"message archived\">");
    without(&main, "<p class=\"row\"><span>Минулі роки з архіву")
}

/// Lateness, and a mark of a further work, at a lesson of the week before.
async fn live_through_a_week(app: &TestApp) {
    let day = NaiveDate::from_ymd_opt(2026, 11, 17).unwrap();
    let lesson =
        app.store.read(app.school).await.unwrap().lessons(app.course, (day, day)).await.unwrap()[0].lesson;
    let work = Id::<of::Column>::new();
    let entry = |column: String, mark: u8, late: &str| {
        format!(
            "INSERT INTO entry (school_id, column_id, pupil_id, mark, late, draft, visible_at, version, seq, created_at, \
             updated_at, updated_by) VALUES ({school}, {column}, {pupil}, {mark}, {late}, FALSE, '2026-11-17T09:00:00Z', \
             1, 0, '2026-11-17T09:00:00Z', '2026-11-17T09:00:00Z', {author});",
            school = literal(app.school),
            pupil = literal(app.pupil),
            author = literal(app.person_of("teacher")),
        )
    };
    app.run(format!(
        "INSERT INTO journal_column (school_id, column_id, course_id, lesson_id, kind, work) \
         VALUES ({}, {}, {}, {}, 'work', 'independent'); {} {}",
        literal(app.school),
        literal(work),
        literal(app.course),
        literal(lesson),
        entry(literal(lesson), 8, "7"),
        entry(literal(work), 11, "NULL"),
    ))
    .await;
    // Of rooms a journal knows nothing; what sums up was written here without being published.
    let published = "UPDATE lesson SET room = NULL; \
         UPDATE entry SET visible_at = (SELECT min(visible_at) FROM entry) WHERE NOT draft;";
    app.run(published.to_owned()).await;
}

/// What the parts of the pupil's diary say to the guardian.
async fn read(app: &TestApp, parts: &[String]) -> Vec<String> {
    let cookie = app.sign_in("guardian").await;
    let mut pages = Vec::new();
    for part in parts {
        pages.push(said(&app.get(&format!("/diary/{}{part}", app.pupil), &cookie).await.body));
    }
    pages
}

/// The pages of a diary are those of the year that was written, and stay so whatever the tables say by then.
#[tokio::test(flavor = "multi_thread")]
async fn a_diary_of_an_archived_year_is_read_from_its_container() {
    let app = lived_in().await;
    live_through_a_week(&app).await;
    let parts = [written(&app).as_slice(), &["?week=2026-11-24".to_owned()]].concat();
    let before = read(&app, &parts).await;
    assert!(before[0].contains("7 хв") && before[0].contains(">11<"), "{}", before[0]);
    assert!(before[5].contains("Молодець"), "{}", before[5]);
    app.sign_archive().await;
    assert_eq!(read(&app, &parts).await, before);
    let altered =
        "UPDATE lesson SET topic = 'Підмінено', homework = 'Підмінено', cancelled = 1; DELETE FROM entry;";
    app.run(altered.to_owned()).await;
    assert_eq!(read(&app, &parts).await, before);
}

/// Of whoever came from another class that is not archived yet, what was written there stays, and that is said.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_in_a_class_before_stays_in_the_diary() {
    let app = lived_in().await;
    app.run(format!(
        "UPDATE enrolment SET starts_on = '2026-11-16' WHERE pupil_id = {pupil}; \
         INSERT INTO enrolment (school_id, class_id, pupil_id, starts_on, ends_on) \
         VALUES ({school}, {before}, {pupil}, '2026-09-01', '2026-11-15');",
        pupil = literal(app.pupil),
        school = literal(app.school),
        before = literal(app.class_of("8-Б").await),
    ))
    .await;
    app.mark_in("8-Б", "Алгебра", Sum::Results(Semester::First, 2), &[("Бабенко", 6)]).await;
    live_through_a_week(&app).await;
    let parts = ["?week=2026-11-10", "?week=2026-11-17", "/marks", "/absences", "/card"].map(str::to_owned);
    let before = read(&app, &parts).await;
    assert!(before[0].contains("Алгебра") && before[2].contains(">6<"), "{before:?}");
    app.sign_archive().await;
    assert_eq!(read(&app, &parts).await, before);
    let page = app.get(&format!("/diary/{}", app.pupil), &app.sign_in("guardian").await).await.body;
    assert!(page.contains("Попередній клас – з бази закладу"), "{page}");
}

/// Who was moved before the year began has an empty stay in the class of the list, and the diary of the other one.
#[tokio::test(flavor = "multi_thread")]
async fn a_class_in_which_nobody_was_for_a_day_is_not_the_diarys() {
    let app = lived_in().await;
    app.run(format!(
        "INSERT INTO enrolment (school_id, class_id, pupil_id, starts_on, ends_on) \
         SELECT e.school_id, {other}, e.pupil_id, e.starts_on, date(e.starts_on, '-1 day') FROM enrolment e \
         WHERE e.pupil_id = {pupil}; \
         INSERT INTO enrolment (school_id, class_id, pupil_id, starts_on, ends_on) \
         SELECT e.school_id, {class}, e.pupil_id, e.starts_on, date(e.starts_on, '-1 day') FROM enrolment e \
         WHERE e.pupil_id = {strange};",
        other = literal(app.class_of("8-Б").await),
        class = literal(app.class),
        pupil = literal(app.pupil),
        strange = literal(app.other_pupil),
    ))
    .await;
    app.sign_archive().await;
    let own = app.get(&format!("/diary/{}", app.pupil), &app.sign_in("guardian").await).await.body;
    assert!(own.contains(SIGNED) && !own.contains("Попередній клас"), "{own}");
    let strange = app.get(&format!("/diary/{}", app.other_pupil), &app.sign_in("other-guardian").await).await;
    assert!(!strange.body.contains(SIGNED), "{}", strange.body);
}

/// Who changed groups has the lessons of each for as long as they were of it, in a container as in the tables.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_changed_groups_has_the_lessons_of_each_in_the_archive() {
    let app = lived_in().await;
    let course = app.course_of("8-А", "Українська мова", TODAY).await;
    let vowk = person(&app.store, app.school, Role::Pupil, "Вовк").await;
    let group = Id::<of::Group>::new();
    app.run(format!(
        "UPDATE lesson SET room = NULL; \
         INSERT INTO class_group (school_id, group_id, class_id, number) SELECT school_id, {group}, class_id, 1 \
         FROM school_class WHERE class_id = {class}; \
         UPDATE course SET group_id = {group} WHERE course_id = {course}; \
         INSERT INTO group_member (school_id, group_id, pupil_id, starts_on, ends_on) \
         SELECT school_id, {group}, person_id, '2026-09-01', '2026-11-18' FROM person WHERE person_id = {vowk};",
        group = literal(group),
        class = literal(app.class),
        course = literal(course),
        vowk = literal(vowk),
    ))
    .await;
    let deputy = app.sign_in("deputy").await;
    let weeks = async || {
        let mut pages = Vec::new();
        for week in ["2026-11-17", "2026-11-24"] {
            let page = app.get(&format!("/diary/{vowk}?week={week}"), &deputy).await.body;
            pages.push(page.matches("Українська мова").count());
        }
        pages
    };
    let before = weeks().await;
    assert!(before[0] > 0 && before[1] == 0, "{before:?}");
    app.sign_archive().await;
    assert_eq!(weeks().await, before);
}

/// The second day of the year after that of the stories.
const NEXT_AUTUMN: NaiveDate = NaiveDate::from_ymd_opt(2027, 9, 2).unwrap();

/// The year after: every class is a grade older, and whoever substituted leads 9-А and teaches it alone. So the class
/// teacher of 8-А leads no class any more, and nobody has the courses there that they had.
fn next_year() -> Bundle {
    let mut next = bundle();
    next.year = Some(AcademicYear::starting(2027));
    next.plans.clear();
    let new = next.staff.iter().find(|own| own.name.surname == "Замінниця").unwrap().name.clone();
    for own in &mut next.staff {
        let leads = own.name == new;
        own.class_teacher_of = leads.then(|| next.pupils[0].class.clone());
    }
    let classes = next.staff.iter_mut().filter_map(|own| own.class_teacher_of.as_mut());
    let classes = classes.chain(next.pupils.iter_mut().map(|own| &mut own.class));
    let classes = classes.chain(next.courses.iter_mut().map(|own| &mut own.key.class));
    for class in classes.chain(next.timetable.iter_mut().map(|own| &mut own.course.class)) {
        class.grade += 1;
    }
    for course in &mut next.courses {
        course.teacher = Some(new.clone());
    }
    next
}

/// Lets the next year begin.
async fn next_autumn(app: &mut TestApp) {
    app.store.take_in(app.school, next_year(), NEXT_AUTUMN, false).await.unwrap();
    app.turn_to(NEXT_AUTUMN);
}

/// Whoever had access to a journal finds the way to it from where they found it then, and by no address that they would
/// have had to keep.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_had_access_comes_to_an_archived_year_when_the_next_has_begun() {
    let mut app = signed_school().await;
    next_autumn(&mut app).await;
    let (journal, class) = (format!("/journal/{}", app.course), format!("/classes/{}", app.class));
    let archive = format!("/archive/{}/journal", app.class);
    let of_course = format!("{archive}/courses/{}", app.course);
    for (login, list, link, place) in [
        ("teacher", "/journal", &journal, &of_course),
        ("class-teacher", "/journal", &journal, &of_course),
        ("deputy", "/journal", &journal, &of_course),
        ("nurse", "/classes", &format!("{class}/health"), &format!("{archive}/health")),
        ("psychologist", "/classes", &format!("{class}/register"), &format!("{archive}/register")),
        ("head", "/classes", &format!("{class}/summary"), &format!("{archive}/summary")),
    ] {
        let cookie = app.sign_in(login).await;
        let href = format!("href=\"{link}\"");
        let now = app.get(list, &cookie).await.body;
        assert!(!now.contains(&href), "{login}: {list} shows the year that has begun: {now}");
        assert!(main_of(&now).contains("value=\"2026\""), "{login}: {list} offers the year before: {now}");
        let then = app.get(&format!("{list}?year=2026"), &cookie).await;
        assert_eq!(then.status, StatusCode::OK, "{login}: {}", then.body);
        assert!(then.body.contains(&href), "{login}: {}", then.body);
        let way = app.get(link, &cookie).await;
        assert_eq!((way.status, &way.location), (StatusCode::SEE_OTHER, place), "{login}");
        let page = app.get(place, &cookie).await;
        assert!(page.body.contains("Цілісність перевірено"), "{login} {place}: {}", page.body);
    }
    // Nobody finds more than what they had: whoever came new has no year to choose.
    let substitute = app.sign_in("substitute").await;
    let journals = app.get("/journal", &substitute).await.body;
    assert!(journals.contains("Алгебра") && !main_of(&journals).contains("name=\"year\""), "{journals}");
    assert!(!app.get("/journal?year=2026", &substitute).await.body.contains(&journal));
    assert_eq!(app.get(&journal, &substitute).await.status, StatusCode::FORBIDDEN);
    assert_eq!(app.get(&of_course, &substitute).await.status, StatusCode::FORBIDDEN);
    for (login, path) in [("teacher", "/journal?year=2020"), ("nurse", "/classes?year=2020")] {
        assert_eq!(app.get(path, &app.sign_in(login).await).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

/// A class teacher who leads no class any more has the archive of those that they led, and signs it still.
#[tokio::test(flavor = "multi_thread")]
async fn the_class_teacher_of_a_past_year_has_its_archive_and_signs_it() {
    let mut app = lived_in().await;
    let unsigned = app.archived().await;
    next_autumn(&mut app).await;
    let class_teacher = app.sign_in("class-teacher").await;
    let tab = "href=\"/archive\"";
    assert!(app.get("/today", &class_teacher).await.body.contains(tab));
    let year = app.get("/archive", &class_teacher).await;
    assert_eq!(year.status, StatusCode::OK, "{}", year.body);
    assert!(year.body.contains("2026/2027") && year.body.contains("чекає на підпис"), "{}", year.body);
    assert!(year.body.contains(&format!("href=\"/archive/{}\"", app.class)), "{}", year.body);
    assert!(!year.body.contains("2027/2028"), "of a year in which they lead nothing: {}", year.body);
    assert_eq!(app.get("/archive?year=2027", &class_teacher).await.status, StatusCode::FORBIDDEN);
    let sent = app.send_signed(&signed(&unsigned, &key("class-teacher.p12")), &class_teacher).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.body);
    // Who leads a class of this year alone sees that.
    let substitute = app.sign_in("substitute").await;
    let now = app.get("/archive", &substitute).await.body;
    assert!(now.contains("2027/2028") && now.contains("9-А") && !now.contains("value=\"2026\""), "{now}");
    assert_eq!(app.get("/archive?year=2026", &substitute).await.status, StatusCode::FORBIDDEN);
    // Whoever leads the school begins with the year that has begun, and who led nothing has no archive.
    let head = app.get("/archive", &app.sign_in("head").await).await.body;
    assert!(head.contains("2027/2028") && head.contains("value=\"2026\""), "{head}");
    let teacher = app.sign_in("teacher").await;
    assert!(!app.get("/today", &teacher).await.body.contains(tab));
    assert_eq!(app.get("/archive", &teacher).await.status, StatusCode::FORBIDDEN);
}

/// A journal of the year before that is not archived yet is read as it was, and not as one of the year that has begun.
#[tokio::test(flavor = "multi_thread")]
async fn a_journal_of_the_year_before_shows_its_own_days() {
    let mut app = lived_in().await;
    next_autumn(&mut app).await;
    let teacher = app.sign_in("teacher").await;
    let page = app.get(&format!("/journal/{}?month=2026-11", app.course), &teacher).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(main_of(&page.body).contains("24.11"), "{}", page.body);
}
