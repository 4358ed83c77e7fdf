//! Registers, cards and reports as files, opened again by readers that know nothing of Klas.

use std::{
    future::pending,
    io::{Cursor, Write},
    process::{Command, Stdio},
    time::Duration,
};

use axum::http::StatusCode;
use calamine::{Data, Reader, Xlsx};
use chrono::{NaiveDate, TimeDelta, Utc};
use klas_app::package::{keep_making, while_held};
use klas_domain::{calendar::Semester, column::Sum};
use klas_store::package::{Held, PackageKind, PackageState};
use rstest::rstest;
use sqlx::{Connection, SqliteConnection};

use crate::{
    registers::absent_all_day,
    reports::summed_up,
    substitutions::arrange,
    support::{Answer, TODAY, TestApp, bundle},
};

/// The text of a PDF.
pub fn text(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    text_of(&answer.bytes)
}

fn text_of(pdf: &[u8]) -> String {
    let reader = Command::new("pdftotext")
        .args(["-layout", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let mut reader = reader.unwrap();
    reader.stdin.take().unwrap().write_all(pdf).unwrap();
    let output = reader.wait_with_output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

/// Words with one space between them.
fn plain(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The numbers and the words of a row of a spreadsheet: the first one of a sheet, known by its place, in which a cell
/// says this.
pub fn row_of(book: &[u8], sheet: usize, said: &str) -> (Vec<f64>, Vec<String>) {
    let mut book = Xlsx::new(Cursor::new(book)).unwrap();
    let range = book.worksheet_range_at(sheet).unwrap().unwrap();
    let words = |cell: &Data| if let Data::String(words) = cell { Some(plain(words)) } else { None };
    let row = range.rows().find(|row| row.iter().filter_map(words).any(|words| words == said));
    let row = row.unwrap_or_else(|| panic!("no row with {said} in {range:?}"));
    let number = |cell: &Data| if let Data::Float(number) = cell { Some(*number) } else { None };
    (row.iter().filter_map(number).collect(), row.iter().filter_map(words).collect())
}

/// The first line that contains all the words, without more than one space between them.
pub fn line(text: &str, words: &[&str]) -> String {
    let lines = text.lines().map(plain);
    let mut found = lines.filter(|line| words.iter().all(|word| line.contains(word)));
    found.next().unwrap_or_else(|| panic!("no line with {words:?} in {text}"))
}

pub async fn take(app: &TestApp, login: &str, path: &str) -> Answer {
    app.get(path, &app.sign_in(login).await).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_attendance_register_is_printed_as_it_is_shown() {
    let app = TestApp::start().await;
    absent_all_day(&app, TODAY).await;
    let path = format!("/classes/{}/register", app.class);
    let printed = text(&take(&app, "class-teacher", &format!("{path}.pdf?month=2026-11")).await);
    line(&printed, &["Облік відвідування · 8-А · Листопад 2026"]);
    let own = line(&printed, &["Бабенко Олена"]);
    assert!(own.starts_with("1 Бабенко Олена н/2 1 2 1 2 1 2"), "{own}");
    assert_eq!(line(&printed, &["Не було весь день"]), "Не було весь день 1");
    line(&printed, &["Класний керівник"]);
    let semester = text(&take(&app, "head", &format!("{path}.pdf?semester=1")).await);
    for month in ["Вересень 2026", "Жовтень 2026", "Листопад 2026", "Грудень 2026", "І семестр"]
    {
        line(&semester, &["Облік відвідування · 8-А", month]);
    }
    let book = take(&app, "nurse", &format!("{path}.xlsx?month=2026-11")).await;
    let mut book = Xlsx::new(Cursor::new(book.bytes)).unwrap();
    let range = book.worksheet_range("Листопад 2026").unwrap();
    let own = range.rows().find(|row| row[1] == Data::String("Бабенко Олена".to_owned())).unwrap();
    assert!(
        own.contains(&Data::String("н/2".to_owned()))
            && own.ends_with(&[Data::Float(2.0), Data::Empty, Data::Empty])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_summary_register_is_printed_with_corrected_marks() {
    let app = summed_up().await;
    let path = format!("/classes/{}/summary", app.class);
    let printed = text(&take(&app, "class-teacher", &format!("{path}.pdf")).await);
    line(&printed, &["Зведений облік навчальних досягнень · 8-А · 2026/2027"]);
    let own = line(&printed, &["9*"]);
    assert!(own.contains("10"), "{own}");
    line(&printed, &["1 Бабенко Олена"]);
    let mut book = Xlsx::new(Cursor::new(take(&app, "head", &format!("{path}.xlsx")).await.bytes)).unwrap();
    let sheet = book.sheet_names()[0].clone();
    let range = book.worksheet_range(&sheet).unwrap();
    let rows: Vec<_> = range.rows().filter(|row| row[1] == Data::String("Вовк Олена".to_owned())).collect();
    assert_eq!(rows.len(), 3, "semesters and the year, each with the pupil's name");
    assert!(rows[0].contains(&Data::Float(3.0)) && rows[0].contains(&Data::String("н/а".to_owned())));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_register_of_one_teacher_is_printed_with_the_name_and_own_totals() {
    let app = TestApp::start().await;
    let substitute = app.person_of("class-teacher");
    arrange(&app, &substitute.to_string(), &[("r", "illness")], &app.sign_in("deputy").await).await;
    let path = format!("/school/substitutions.pdf?month=2026-11&teacher={substitute}");
    let printed = text(&take(&app, "deputy", &path).await);
    line(&printed, &["Журнал пропущених і замінених уроків · Листопад 2026 · Класна Олена Петрівна"]);
    assert!(!printed.contains("Алгебраїстка Олена Петрівна"), "{printed}");
    line(&printed, &["Заступник директора"]);
}

/// The school's documents are in the state language, whatever language the pages are read in, and have room to sign.
#[rstest]
#[case::attendance("/classes/{class}/register.pdf?month=2026-11", "Облік відвідування", "Класний керівник")]
#[case::summary("/classes/{class}/summary.pdf", "Зведений облік", "Класний керівник")]
#[case::pupils("/classes/{class}/pupils.pdf", "Загальні відомості про учнів", "Класний керівник")]
#[case::journal("/classes/{class}/journal.pdf", "КЛАСНИЙ ЖУРНАЛ", "Класний керівник")]
#[case::cards("/classes/{class}/cards.pdf", "Табель навчальних досягнень", "Директор")]
#[case::pages("/journal/{course}/pages.pdf?semester=1", "Зміст уроку", "Учитель")]
#[case::substitutions("/school/substitutions.pdf?month=2026-11", "Журнал пропущених", "Заступник директора")]
#[case::plans("/reports/plans.pdf?period=1", "Виконання планів", "Заступник директора")]
#[case::of_the_school("/reports.pdf?period=1", "Підсумки І семестру", "Директор")]
#[case::of_a_class("/reports/classes/{class}/report.pdf?period=1", "Предмет", "Класний керівник")]
#[tokio::test(flavor = "multi_thread")]
async fn documents_are_in_the_state_language_and_have_room_to_sign(
    #[case] path: &str,
    #[case] said: &str,
    #[case] signs: &str,
) {
    let app = summed_up().await;
    let cookie = format!("{}; klas_language=en", app.sign_in("head").await);
    let path = path.replace("{class}", &app.class.to_string()).replace("{course}", &app.course.to_string());
    let printed = text(&app.get(&path, &cookie).await);
    line(&printed, &[said]);
    line(&printed, &[signs]);
    for english in ["Attendance", "Pupil", "Subject", "Teacher", "Head", "Class"] {
        assert!(!printed.contains(english), "{english} in {printed}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_pupil_has_a_report_card() {
    let app = summed_up().await;
    let path = format!("/classes/{}/cards", app.class);
    let printed = text(&take(&app, "class-teacher", &format!("{path}.pdf")).await);
    for pupil in ["Бабенко Олена Петрівна", "Вовк Олена Петрівна"] {
        line(&printed, &["Табель навчальних досягнень", pupil]);
    }
    line(&printed, &["8-А клас, 2026/2027 навчальний рік"]);
    let algebra = line(&printed, &["Алгебра"]);
    assert_eq!(algebra, "Алгебра 9*");
    let one = text(&take(&app, "class-teacher", &format!("{path}.pdf?pupil={}", app.pupil)).await);
    assert!(one.contains("Бабенко") && !one.contains("Вовк"), "{one}");
    let shown = take(&app, "class-teacher", &path).await;
    assert!(shown.body.contains("Табель навчальних досягнень · Бабенко Олена Петрівна"), "{}", shown.body);
    let strange = take(&app, "class-teacher", &format!("{path}?pupil={}", app.other_pupil)).await;
    assert_eq!(strange.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn certificates_are_of_who_is_marked_by_groups_of_results() {
    let app = summed_up().await;
    let groups: [(u8, &[(&str, i16)]); 3] =
        [(1, &[("Бабенко", 7), ("Вовк", 4)]), (2, &[("Бабенко", 10)]), (3, &[("Бабенко", 8)])];
    for (group, marks) in groups {
        app.mark_in("8-А", "Алгебра", Sum::Results(Semester::First, group), marks).await;
    }
    let path = format!("/classes/{}/cards", app.class);
    let certificates = format!("{path}.pdf?kind=certificate");
    let printed = text(&take(&app, "class-teacher", &certificates).await);
    let pages: Vec<&str> = printed.split('\u{c}').collect();
    line(pages[0], &["Свідоцтво досягнень", "Бабенко Олена Петрівна"]);
    line(pages[1], &["Свідоцтво досягнень", "Вовк Олена Петрівна"]);
    for (group, marks) in [
        ("Досліджує ситуації та створює математичні моделі", ["7", "4"]),
        ("Розв'язує математичні задачі", ["10", ""]),
        ("Інтерпретує та критично аналізує результати", ["8", ""]),
        ("Загальна оцінка", ["9*", "3"]),
    ] {
        for (page, mark) in pages.iter().zip(marks) {
            let own = line(page, &[group]);
            assert!(own.ends_with(format!("{group} {mark}").trim_end()), "{own}");
        }
    }
    // What the school names no more stays where the semester was closed by then.
    app.shut(app.course, 1).await;
    let mut reader = app.store.read(app.school).await.unwrap();
    let (year, _) = reader.year(TODAY).await.unwrap();
    let subjects = reader.subjects_by_groups(year).await.unwrap();
    drop(reader);
    let subject = subjects.iter().find(|own| own.subject == "Алгебра").unwrap().id.to_string();
    let form = [("subject", subject.as_str()), ("groups", "Рахує")];
    let answer = app.post("/school/marking", &form, &app.sign_in("administrator").await).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let printed = text(&take(&app, "class-teacher", &certificates).await);
    assert!(line(&printed, &["Рахує"]).ends_with("Рахує 7"), "{printed}");
    assert!(line(&printed, &["ГР2"]).ends_with("ГР2 10"), "{printed}");

    let third = app.class_of("3-А").await;
    let answer = take(&app, "head", &format!("/classes/{third}/cards?kind=certificate")).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_journal_has_the_sections_of_the_paper_form_in_their_order() {
    let app = summed_up().await;
    let printed = text(&take(&app, "class-teacher", &format!("/classes/{}/journal.pdf", app.class)).await);
    let sections = [
        "КЛАСНИЙ ЖУРНАЛ",
        "Зміст",
        "Облік відвідування · 8-А · Вересень 2026",
        "Алгебра · 8-А · І семестр",
        "Українська мова · 8-А · І семестр",
        "Зведений облік навчальних досягнень · 8-А",
        "Загальні відомості про учнів · 8-А",
        "Бесіди та інструктажі з безпеки життєдіяльності · 8-А",
        "Листок здоров'я · 8-А",
        "Екскурсії та навчальна практика · 8-А",
        "Зауваження щодо ведення класного журналу · 8-А",
    ];
    // The contents name every section once before it comes.
    let last = |section: &&str| {
        if *section == "Зміст" { printed.find(*section) } else { printed.rfind(*section) }
    };
    let places: Vec<_> = sections.iter().map(last).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?} in {printed}");
    let (contents, _) = printed.split_at(places[2].unwrap());
    for section in &sections[2..] {
        assert!(contents.contains(section), "{section} is not in the contents: {contents}");
    }
    line(&printed, &["Дата", "Зауваження та пропозиції"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_courses_pages_open_as_on_paper() {
    let app = summed_up().await;
    let printed =
        text(&take(&app, "teacher", &format!("/journal/{}/pages.pdf?semester=1", app.course)).await);
    line(&printed, &["Алгебра · 8-А · І семестр"]);
    line(&printed, &["Дата", "Зміст уроку", "Завдання додому"]);
    assert!(printed.contains("Бабенко Олена"), "{printed}");
}

async fn pages_of_algebra(app: &TestApp, semester: u8) -> String {
    let path = format!("/journal/{}/pages.pdf?semester={semester}", app.course);
    text(&take(app, "deputy", &path).await)
}

/// Beneath a page stands who taught its lessons, and not who happens to teach the course when it is printed.
#[tokio::test(flavor = "multi_thread")]
async fn a_courses_pages_name_whoever_taught_it_then() {
    let mut app = TestApp::start().await;
    line(&pages_of_algebra(&app, 1).await, &["Учитель Алгебраїстка О. П."]);
    let mut files = bundle();
    files.courses[0].teacher = files.courses[1].teacher.clone();
    app.store.take_in(app.school, files, TODAY, false).await.unwrap();
    let both = ["Учитель Алгебраїстка О. П. (до 23.11), Мовниця О. П."];
    line(&pages_of_algebra(&app, 1).await, &both);
    let february = NaiveDate::from_ymd_opt(2027, 2, 2).unwrap();
    app.turn_to(february);
    line(&pages_of_algebra(&app, 2).await, &["Учитель Мовниця О. П."]);
    app.store.take_in(app.school, bundle(), february, false).await.unwrap();
    line(&pages_of_algebra(&app, 1).await, &both);
}

/// Nobody answers for the lessons that were held after they had left, though nobody came after them.
#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_a_course_that_is_vacant_says_until_when_it_was_taught() {
    let app = TestApp::start().await;
    let mut files = bundle();
    files.courses[0].teacher = None;
    app.store.take_in(app.school, files, TODAY, false).await.unwrap();
    line(&pages_of_algebra(&app, 1).await, &["Учитель Алгебраїстка О. П. (до 23.11)"]);
    app.run(format!("UPDATE lesson SET cancelled = TRUE WHERE held_on = '{TODAY}';")).await;
    let printed = pages_of_algebra(&app, 1).await;
    line(&printed, &["Учитель Алгебраїстка О. П."]);
    assert!(!printed.contains("(до 23.11)"), "no lesson was held since: {printed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_report_is_printed_with_the_numbers_of_the_page() {
    let app = summed_up().await;
    let printed = text(&take(&app, "head", "/reports.pdf?period=1").await);
    line(&printed, &["8-А", "66,7 66,7 7,33 60,0"]);
}

/// What the page of a class tells, its document does: lists, dynamics, how it is counted.
#[tokio::test(flavor = "multi_thread")]
async fn the_document_of_a_class_has_its_lists_and_its_dynamics() {
    let app = summed_up().await;
    app.a_year_ago(1, &[("Бабенко", 9), ("Вовк", 7)]).await;
    app.sum_up("8-А", "Алгебра", "semester", 2, &[("Бабенко", 12), ("Вовк", 6)]).await;
    let path = format!("/reports/classes/{}/report", app.class);
    let printed = text(&take(&app, "class-teacher", &format!("{path}.pdf?period=1")).await);
    assert_eq!(line(&printed, &["Достатній рівень"]), "Достатній рівень Бабенко Олена Петрівна");
    assert_eq!(line(&printed, &["Високий рівень"]), "Високий рівень нікого");
    line(&printed, &["Бабенко Олена Петрівна", "Алгебра – 9, до високого рівня"]);
    assert_eq!(line(&printed, &["Не атестовано"]), "Не атестовано Вовк Олена Петрівна Українська мова");
    assert_eq!(line(&printed, &["Ще без оцінок"]), "Ще без оцінок нікого");
    assert_eq!(line(&printed, &["Якість, %", "100,0"]), "Якість, % 66,7 50,0 100,0");
    for rule in ["ступінь навченості (СНУ) =", "Рівень учня за всіма предметами", "Проти минулого року –"]
    {
        line(&printed, &[rule]);
    }
    let book = take(&app, "class-teacher", &format!("{path}.xlsx?period=1")).await.bytes;
    let mut book = Xlsx::new(Cursor::new(book)).unwrap();
    let lists = book.worksheet_range("Списки").unwrap();
    let of = |list: &str| lists.rows().filter(|row| row[0] == Data::String(list.to_owned())).count();
    assert_eq!((of("Достатній рівень"), of("За одну оцінку до вищого рівня")), (1, 1));
    let dynamics = book.worksheet_range("Динаміка").unwrap();
    let means = dynamics.rows().find(|row| row[0] == Data::String("Середній бал".to_owned())).unwrap();
    assert_eq!(means[1..], [7.33, 9.0, 8.0].map(Data::Float));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_report_of_the_school_has_the_dynamics_of_its_lines_and_of_the_whole() {
    let app = summed_up().await;
    app.sum_up("8-А", "Алгебра", "semester", 2, &[("Бабенко", 12), ("Вовк", 6)]).await;
    let printed = text(&take(&app, "head", "/reports.pdf?period=2").await);
    assert_eq!(line(&printed, &["Якість, %", "80,0"]), "Якість, % 80,0 50,0");
    let book = take(&app, "head", "/reports.xlsx?period=2").await.bytes;
    // 66.7 % in the first semester, one mark of two in the second.
    let (numbers, _) = row_of(&book, 0, "8-А");
    assert_eq!(numbers.last(), Some(&-16.7));
    let (numbers, _) = row_of(&book, 4, "Середній бал");
    assert_eq!(numbers, [8.5, 9.0]);
}

/// The package's page until it says something, for two minutes at most: a package is made behind all else.
async fn wait_for(app: &TestApp, cookie: &str, words: &str) -> String {
    for _ in 0..1200 {
        let page = app.get("/reports/package", cookie).await.body;
        if page.contains(words) {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("no {words:?}: {}", app.get("/reports/package", cookie).await.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_package_has_every_document_of_the_school() {
    let app = summed_up().await;
    absent_all_day(&app, TODAY).await;
    app.describe("1-А", "Читання", Sum::Semester(Semester::First), &[("Малюк", "Читає вільно")]).await;
    let substitute = app.person_of("class-teacher").to_string();
    let why = [("reason", "illness"), ("words", "наказ № 7")];
    arrange(&app, &substitute, &why, &app.sign_in("deputy").await).await;
    let maker = tokio::spawn(keep_making(app.state(), pending()));
    let cookie = app.sign_in("deputy").await;
    let ordered = app.post("/reports/package", &[("what", "order"), ("period", "1")], &cookie).await;
    assert_eq!(ordered.status, StatusCode::SEE_OTHER);
    wait_for(&app, &cookie, "Завантажити ZIP").await;
    let mut package =
        zip::ZipArchive::new(Cursor::new(app.get("/reports/package.zip", &cookie).await.bytes)).unwrap();
    let names: Vec<_> = package.file_names().map(str::to_owned).collect();
    assert!(
        !names.iter().any(|name| name.starts_with("1-А/Підсумки")),
        "words come to no figures: {names:?}"
    );
    let mut file = |name: &str| {
        let mut bytes = Vec::new();
        std::io::copy(&mut package.by_name(name).unwrap(), &mut bytes).unwrap();
        bytes
    };
    line(&text_of(&file("Підсумки закладу.pdf")), &["8-А", "66,7 66,7 7,33 60,0"]);
    line(&text_of(&file("Виконання планів.pdf")), &["8-А · Українська мова", "16 12 0 4 0 0"]);
    let register = text_of(&file("Журнал пропущених і замінених уроків.pdf"));
    line(&register, &["Журнал пропущених і замінених уроків · Листопад 2026"]);
    assert!(register.contains("Класна О. П.") && register.contains("хвороба"), "{register}");
    assert!(!register.contains("Жовтень"), "a month as planned has no pages: {register}");
    assert_eq!(line(&text_of(&file("8-А/Табелі 8-А.pdf")), &["Алгебра"]), "Алгебра 9*");
    assert_eq!(line(&text_of(&file("1-А/Табелі 1-А.pdf")), &["Читання"]), "Читання Читає вільно");
    line(&text_of(&file("8-А/Свідоцтва досягнень 8-А.pdf")), &["Загальна оцінка", "9*"]);
    let of_school = [2.0, 1.0, 3.0, 1.0, 1.0, 0.0, 1.0, 1.0, 66.7, 66.7, 7.33, 60.0, 50.0, 50.0];
    let spreadsheets: [(&str, usize, &str, &[f64]); 5] = [
        ("Підсумки закладу", 0, "8-А", &of_school),
        ("8-А/Підсумки 8-А", 0, "Бабенко Олена Петрівна", &[9.0, 10.0, 9.5]),
        ("8-А/Облік відвідування 8-А", 2, "Бабенко Олена", &[1.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0]),
        ("8-А/Зведений облік навчальних досягнень 8-А", 0, "Бабенко Олена", &[1.0, 9.0, 10.0]),
        ("1-А/Зведений облік навчальних досягнень 1-А", 1, "Читає вільно", &[1.0]),
    ];
    for (name, sheet, said, numbers) in spreadsheets {
        assert_eq!(row_of(&file(&format!("{name}.xlsx")), sheet, said).0, numbers, "{name}");
    }
    let told = app.diary_page("/data", "guardian").await;
    let (_, told) = told.split_once("id=\"looks\"").unwrap();
    assert!(told.contains("Заступниця Олена") && told.contains("табелі й свідоцтва"), "{told}");
    maker.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_outlives_the_server_that_makes_it() {
    let app = summed_up().await;
    let cookie = app.sign_in("head").await;
    app.post("/reports/package", &[("what", "order"), ("period", "1")], &cookie).await;
    let lease = TimeDelta::seconds(60);
    let work = app.store.take_package(app.school, Utc::now(), Utc::now() + lease).await.unwrap().unwrap();
    let files = vec![klas_store::package::PackageFile {
        name: "Підсумки закладу.pdf".to_owned(),
        pages: 1,
        content: b"made before".to_vec(),
    }];
    let document = || ("Підсумки закладу".to_owned(), 9);
    assert!(app.store.keep_document(work.held, document(), files.clone(), Utc::now() + lease).await.unwrap());
    assert!(app.store.take_package(app.school, Utc::now(), Utc::now() + lease).await.unwrap().is_none());
    // The server stops, and says nothing for longer than its lease.
    let later = Utc::now() + lease + lease;
    let next = app.store.take_package(app.school, later, later - lease - lease).await.unwrap().unwrap();
    assert_eq!(next.made.into_iter().collect::<Vec<_>>(), ["Підсумки закладу"]);
    let late = app.store.keep_document(work.held, document(), files, Utc::now() + lease).await.unwrap();
    assert!(!late, "who lost it keeps nothing");
    app.store.end_package(work.held, PackageState::Failed).await.unwrap();
    let maker = tokio::spawn(keep_making(app.state(), pending()));
    wait_for(&app, &cookie, "Завантажити ZIP").await;
    let mut package =
        zip::ZipArchive::new(Cursor::new(app.get("/reports/package.zip", &cookie).await.bytes)).unwrap();
    let mut first = String::new();
    std::io::Read::read_to_string(&mut package.by_name("Підсумки закладу.pdf").unwrap(), &mut first).unwrap();
    assert_eq!(first, "made before", "what was made is not made again");
    maker.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_that_is_cancelled_keeps_nothing_more() {
    let app = TestApp::start().await;
    let cookie = app.sign_in("head").await;
    app.post("/reports/package", &[("what", "order"), ("period", "1")], &cookie).await;
    let now = Utc::now();
    let work = app.store.take_package(app.school, now, now).await.unwrap().unwrap();
    app.post("/reports/package", &[("what", "cancel")], &cookie).await;
    let page = app.get("/reports/package", &cookie).await.body;
    assert!(page.contains("Підготовку скасовано."), "{page}");
    assert!(!app.store.keep_document(work.held, ("Підсумки".to_owned(), 1), Vec::new(), now).await.unwrap());
    app.store.end_package(work.held, PackageState::Ready).await.unwrap();
    assert_eq!(app.get("/reports/package.zip", &cookie).await.status, StatusCode::NOT_FOUND);
}

/// How often a server of the stories says that it works on.
const ROUND: Duration = Duration::from_millis(10);
/// How long the stories wait for what has to come.
const AT_MOST: Duration = Duration::from_secs(30);

/// A package that a server took, whose lease ran out at once.
async fn taken(app: &TestApp) -> Held {
    let order = [("what", "order"), ("period", "1")];
    app.post("/reports/package", &order, &app.sign_in("head").await).await;
    let now = Utc::now();
    app.store.take_package(app.school, now, now).await.unwrap().unwrap().held
}

/// Until when the package is its server's.
async fn lease(app: &TestApp) -> String {
    let mut file = SqliteConnection::connect(&format!("sqlite://{}", app.file().display())).await.unwrap();
    let (until,): (String,) =
        sqlx::query_as("SELECT lease_until FROM package").fetch_one(&mut file).await.unwrap();
    until
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_is_held_again_and_again_while_a_document_is_slow() {
    let app = TestApp::start().await;
    let held = taken(&app).await;
    let slow = async {
        for _ in 0..3 {
            let before = lease(&app).await;
            while lease(&app).await == before {
                tokio::time::sleep(ROUND).await;
            }
        }
        "made"
    };
    let made = tokio::time::timeout(AT_MOST, while_held(&app.store, held, ROUND, slow)).await;
    assert_eq!(made.unwrap(), Some("made"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_document_is_left_where_its_package_is_anothers_or_not_wanted_any_more() {
    let app = TestApp::start().await;
    let first = taken(&app).await;
    let endless = |held| tokio::time::timeout(AT_MOST, while_held(&app.store, held, ROUND, pending::<()>()));
    let tomorrow = Utc::now() + TimeDelta::days(1);
    let (left, next) = tokio::join!(endless(first), app.store.take_package(app.school, tomorrow, tomorrow));
    assert!(left.unwrap().is_none(), "another server has it");
    let (left, cancelled) = tokio::join!(
        endless(next.unwrap().unwrap().held),
        app.store.cancel_package(app.school, PackageKind::Documents)
    );
    cancelled.unwrap();
    assert!(left.unwrap().is_none(), "it was cancelled");
}

#[rstest]
#[case::no_period("what=order", StatusCode::BAD_REQUEST)]
#[case::another_period("what=order&period=3", StatusCode::BAD_REQUEST)]
#[case::nothing_known("what=dance", StatusCode::BAD_REQUEST)]
#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_makes_no_sense_is_refused(#[case] form: &str, #[case] status: StatusCode) {
    let app = TestApp::start().await;
    let cookie = app.sign_in("head").await;
    let kind = "application/x-www-form-urlencoded";
    let answer = app.send(axum::http::Method::POST, "/reports/package", kind, form, &cookie).await;
    assert_eq!(answer.status, status);
}
