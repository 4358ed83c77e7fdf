//! The pupils behind the change of a figure: whoever they are, what they add comes to the change that is shown.

use std::io::Cursor;

use axum::http::StatusCode;
use calamine::{Data, Reader, Xlsx};
use rstest::rstest;

use crate::{
    reports::{links, page, row, summed_up, words},
    support::TestApp,
};

/// Both semesters of this year and the first one of the last: Бабенко was in 7-А, and so was Гончар, who is in 8-Б now;
/// Вовк came to the school in autumn.
async fn two_years() -> TestApp {
    let app = summed_up().await;
    app.a_year_ago(1, &[("Бабенко", 9), ("Гончар", 7)]).await;
    app.sum_up("8-А", "Алгебра", "semester", 2, &[("Бабенко", 12), ("Вовк", 6)]).await;
    app
}

/// The change of a class's figure to last year.
fn of_class(app: &TestApp, measure: &str) -> String {
    format!("/reports/change?period=1&class={}&of={measure}&to=last-year", app.class)
}

/// The changes of a page with what is said of them.
fn changes(html: &str) -> Vec<(String, String)> {
    links(html).into_iter().filter(|(to, _)| to.starts_with("/reports/change?")).collect()
}

#[rstest]
#[case::of_classes("/reports?period=1&by=classes", "head", 10)]
#[case::of_subjects("/reports?period=1&by=subjects", "head", 10)]
#[case::of_teachers("/reports?period=1&by=teachers", "head", 10)]
#[case::of_parallels("/reports?period=1&by=parallels", "head", 10)]
#[case::of_a_class("/reports/classes/{class}?period=1", "head", 8)]
#[case::of_a_semester("/reports/classes/{class}?period=2", "head", 4)]
#[case::of_a_part("/reports?period=1&by=subjects&class={class}", "deputy", 10)]
#[case::of_the_own_class("/reports/classes/{class}?period=1", "class-teacher", 8)]
#[case::of_what_a_class_teacher_sees("/reports?period=1", "class-teacher", 10)]
#[case::of_what_a_teacher_sees("/reports?period=1&by=subjects", "teacher", 10)]
#[tokio::test(flavor = "multi_thread")]
async fn every_change_leads_to_pupils_who_come_to_it(
    #[case] path: &str,
    #[case] login: &str,
    #[case] least: usize,
) {
    let app = two_years().await;
    let html = page(&app, login, &path.replace("{class}", &app.class.to_string())).await;
    let changes = changes(&html);
    assert!(changes.len() >= least, "{changes:?}");
    for (address, said) in changes {
        let list = page(&app, login, &address).await;
        // A figure of marks that may not be named leads here too.
        let told = said.split(" порівняно ").next().unwrap().trim_end_matches(" %");
        let all = row(&list, "Разом");
        assert!(all.contains(told), "{address}: {said}, {all}");
        assert!(all.starts_with("Разом ") && !all.ends_with('–'), "{all}");
    }
}

/// 9, 10 and 3 now; 9 and 7 a year ago.
#[rstest]
#[case::quality("quality", "66,7 2 з 3 100,0 2 з 2 ▼ менше на 33,3")]
#[case::success("success", "66,7 2 з 3 100,0 2 з 2 ▼ менше на 33,3")]
#[case::mean("mean", "7,33 22 : 3 8,00 16 : 2 ▼ менше на 0,67")]
#[case::index("index", "60,0 180 : 3 64,0 128 : 2 ▼ менше на 4,0")]
#[tokio::test(flavor = "multi_thread")]
async fn the_sums_of_the_list_are_those_of_the_figure(#[case] measure: &str, #[case] all: &str) {
    let app = two_years().await;
    let html = page(&app, "head", &of_class(&app, measure)).await;
    assert_eq!(row(&html, "Разом"), format!("Разом {all}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_tells_who_was_here_and_who_was_not() {
    let app = two_years().await;
    let html = page(&app, "head", &of_class(&app, "quality")).await;
    let text = words(&html);
    assert!(text.contains("Зміна порівняно з минулим роком: Якість · І семестр · 8-А 3 учні"), "{text}");
    assert!(text.contains("І семестр 2026/2027 Якість, % І семестр 2025/2026 Якість, % Зміна"), "{text}");
    for group in [
        "І цього року, і торік 1 учень 100,0 2 з 2 100,0 1 з 1 – без змін 0,0",
        "Торік не було 1 учень 0,0 0 з 1 – –",
        "Цього року вже немає 1 учень – 100,0 1 з 1 –",
    ] {
        assert!(text.contains(group), "{group}: {text}");
    }
    for (pupil, seen) in [
        ("Бабенко Олена", "100,0 2 з 2 100,0 оцінка 9 – без змін 0,0"),
        ("Вовк Олена", "0,0 0 з 1 – не в закладі –"),
        ("Гончар Олена", "– у класі 8-Б 100,0 оцінка 7 –"),
    ] {
        assert_eq!(row(&html, pupil), format!("{pupil} {seen}"));
    }
    assert!(text.contains("Зміна – різниця двох показників рядка «Разом»"), "{text}");
    let mean = page(&app, "head", &of_class(&app, "mean")).await;
    assert_eq!(row(&mean, "Бабенко Олена"), "Бабенко Олена 9,50 19 : 2 9,00 оцінка 9 ▲ більше на 0,50");
}

/// Algebra of the whole school: each pupil with the class of either time.
#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_is_of_no_class_names_those_of_its_pupils() {
    let app = two_years().await;
    let report = page(&app, "head", "/reports?period=1&by=subjects").await;
    let algebra = report.split("<tr>").find(|row| words(row).starts_with("Алгебра")).unwrap();
    let (address, said) = changes(algebra).remove(0);
    assert_eq!(said, "▼ менше на 33,3");
    let html = page(&app, "head", &address).await;
    assert!(words(&html).contains("Зміна порівняно з минулим роком: Якість · І семестр · Алгебра"), "{html}");
    for (pupil, seen) in [
        ("Бабенко Олена", "100,0 оцінка 9 · 8-А 100,0 оцінка 9 · 7-А – без змін 0,0"),
        ("Вовк Олена", "0,0 оцінка 3 · 8-А – не в закладі –"),
        ("Гончар Олена", "100,0 оцінка 12 · 8-Б 100,0 оцінка 7 · 7-А – без змін 0,0"),
    ] {
        assert_eq!(row(&html, pupil), format!("{pupil} {seen}"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_semester_is_held_against_the_other_one() {
    let app = two_years().await;
    let path = of_class(&app, "mean").replace("last-year", "semester");
    let html = page(&app, "head", &path).await;
    assert!(
        words(&html).contains("Зміна порівняно з ІІ семестром: Середній бал · І семестр · 8-А"),
        "{html}"
    );
    assert_eq!(row(&html, "Вовк Олена"), "Вовк Олена 3,00 3 : 1 6,00 оцінка 6 ▼ менше на 3,00");
    assert_eq!(row(&html, "Разом"), "Разом 7,33 22 : 3 9,00 18 : 2 ▼ менше на 1,67");
    // From here the page of the other figures and of last year is a link away.
    let ways = links(&html);
    let other = of_class(&app, "mean");
    assert!(ways.contains(&(other.clone(), "з минулим роком".to_owned())), "{ways:?}");
    let other = other.replace("of=mean&to=last-year", "of=index&to=semester");
    assert!(ways.contains(&(other, "Ступінь навченості".to_owned())), "{ways:?}");
}

/// Both figures of a pupil lead to the marks of their time.
#[tokio::test(flavor = "multi_thread")]
async fn the_figures_of_a_pupil_lead_to_the_marks() {
    let app = two_years().await;
    let html = page(&app, "head", &of_class(&app, "mean")).await;
    let own = html.split("<tr>").find(|row| words(row).starts_with("Бабенко")).unwrap();
    let ways = links(own.split("</tr>").next().unwrap());
    assert_eq!(ways.iter().map(|(_, shown)| shown.as_str()).collect::<Vec<_>>(), ["9,50", "9,00"]);
    let now = page(&app, "head", &ways[0].0).await;
    assert!(words(&now).contains("Оцінки: І семестр · 8-А · Бабенко Олена"), "{now}");
    assert_eq!(now.matches("<th scope=\"row\">").count(), 2, "{now}");
    let then = page(&app, "head", &ways[1].0).await;
    assert!(words(&then).contains("Оцінки: І семестр · 7-А · Бабенко Олена"), "{then}");
    assert!(then.contains("1 оцінка") && row(&then, "Бабенко Олена").ends_with(" 9"), "{then}");
}

/// Somebody else led 7-А: the class is held against itself, and who has left it is counted without a name.
#[tokio::test(flavor = "multi_thread")]
async fn a_class_teacher_who_took_the_class_over_sees_no_names_of_who_left_it() {
    let app = two_years().await;
    let overview = page(&app, "class-teacher", "/reports?period=1").await;
    assert!(row(&overview, "8-А").ends_with("▼ менше на 33,3"), "{}", row(&overview, "8-А"));
    let html = page(&app, "class-teacher", &of_class(&app, "quality")).await;
    assert_eq!(row(&html, "Разом"), "Разом 66,7 2 з 3 100,0 2 з 2 ▼ менше на 33,3");
    assert!(!html.contains("Гончар") && words(&html).contains(" 3 учні "), "{html}");
    let left = "Ще 1 учень, якого у вашому класі вже немає";
    assert_eq!(row(&html, left), format!("{left} – 100,0 1 з 1 –"));
    let own = row(&html, "Бабенко Олена");
    assert_eq!(own, "Бабенко Олена 100,0 2 з 2 100,0 оцінка 9 – без змін 0,0");
    assert!(!links(&html).iter().any(|(to, _)| to.starts_with("/reports/marks") && to.contains("year=2025")));
    // What the dynamics cannot list by name, they lead to here.
    let class = page(&app, "class-teacher", &format!("/reports/classes/{}?period=1", app.class)).await;
    let (_, trend) = class.split_once("Торік, І семестр</th>").unwrap();
    let ways = links(trend.split("</table>").next().unwrap());
    assert!(ways.contains(&(of_class(&app, "quality"), "100,0 %".to_owned())), "{ways:?}");
    let file = of_class(&app, "quality").replace("change?", "change.xlsx?");
    let book = app.get(&file, &app.sign_in("class-teacher").await).await.bytes;
    let range = Xlsx::new(Cursor::new(book)).unwrap().worksheet_range("Зміна").unwrap();
    assert!(range.rows().any(|row| row[0] == Data::String(left.to_owned())), "{range:?}");
    assert!(!range.rows().any(|row| row[0].to_string().contains("Гончар")), "{range:?}");
}

/// Whoever is counted without a name is not singled out by the address either.
#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_never_of_one_pupil() {
    let app = two_years().await;
    let path = of_class(&app, "mean");
    for login in ["class-teacher", "head"] {
        let all = page(&app, login, &path).await;
        let one = page(&app, login, &format!("{path}&pupil={}", app.other_pupil)).await;
        assert_eq!(row(&one, "Разом"), row(&all, "Разом"), "{login}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_teacher_sees_the_marks_of_the_own_courses_alone() {
    let app = two_years().await;
    let own = page(&app, "teacher", &of_class(&app, "mean")).await;
    assert_eq!(row(&own, "Разом"), "Разом 6,00 12 : 2 8,00 16 : 2 ▼ менше на 2,00");
    let other = page(&app, "colleague", &of_class(&app, "mean")).await;
    assert_eq!(row(&other, "Бабенко Олена"), "Бабенко Олена 10,00 оцінка 10 – без оцінок –");
    assert!(!other.contains("Гончар") && !other.contains("оцінка 9"), "{other}");
}

#[rstest]
#[case::no_such_class("class=0198f2a0-0000-7000-8000-000000000000", "Порівняти немає з чим")]
#[case::a_class_that_was_not_there("class={other}", "Порівняти немає з чим")]
#[case::no_other_semester("period=year&to=semester", "Порівняти немає з чим")]
#[case::the_first_grade("grade=1", "Порівняти немає з чим")]
#[case::nobody("period=year", "Таких учнів немає.")]
#[case::said_with_nothing("of=&to=&page=", "Зміна порівняно з минулим роком: Якість")]
#[case::a_page_too_far("page=99", "Разом")]
#[tokio::test(flavor = "multi_thread")]
async fn where_there_is_nothing_to_compare_the_list_says_so(#[case] query: &str, #[case] said: &str) {
    let app = two_years().await;
    let query = query.replace("{other}", &app.class_of("8-Б").await.to_string());
    let html = page(&app, "head", &format!("/reports/change?{query}")).await;
    assert!(words(&html).contains(said), "{html}");
    assert!(!html.contains("NaN"));
    for ending in ["pdf", "xlsx"] {
        page(&app, "head", &format!("/reports/change.{ending}?{query}")).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_school_of_one_year_has_no_last_one() {
    let app = summed_up().await;
    let html = page(&app, "head", "/reports/change?period=1").await;
    assert!(html.contains("Порівняти немає з чим") && !html.contains("<table"), "{html}");
    assert!(changes(&page(&app, "head", "/reports?period=1").await).is_empty());
}

#[rstest]
#[case("of=best")]
#[case("to=yesterday")]
#[case("page=first")]
#[case("pupil=me")]
#[case("grade=eighth")]
#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_makes_no_sense_is_told_so(#[case] query: &str) {
    let app = TestApp::start().await;
    let answer = app.get(&format!("/reports/change?{query}"), &app.sign_in("head").await).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_english_list_has_english_words_and_numbers() {
    let app = two_years().await;
    let cookie = format!("{}; klas_language=en", app.sign_in("head").await);
    let html = app.get(&of_class(&app, "quality"), &cookie).await.body;
    assert!(words(&html).contains("Change to last year: Quality · Semester I · 8-А 3 pupils"), "{html}");
    assert_eq!(row(&html, "Together"), "Together 66.7 2 of 3 100.0 2 of 2 ▼ less by 33.3");
    assert_eq!(row(&html, "Вовк Олена"), "Вовк Олена 0.0 0 of 1 – not at the school –");
}

/// The columns of the file add up to its last row, as numbers.
#[tokio::test(flavor = "multi_thread")]
async fn the_spreadsheet_has_all_pupils_and_their_sums() {
    let app = two_years().await;
    let path = of_class(&app, "mean").replace("change?", "change.xlsx?");
    let answer = app.get(&path, &app.sign_in("head").await).await;
    let range = Xlsx::new(Cursor::new(answer.bytes)).unwrap().worksheet_range("Зміна").unwrap();
    let find = |name: &str| {
        range.rows().find(|row| row[0] == Data::String(name.to_owned())).unwrap_or_else(|| panic!("{name}"))
    };
    let text = |words: &str| Data::String(words.to_owned());
    let own = find("Бабенко Олена Петрівна");
    assert_eq!(own[1..3], [text("І цього року, і торік"), text("8-А")]);
    assert_eq!(own[3..6], [2.0, 19.0, 9.5].map(Data::Float));
    assert_eq!(own[6], text("7-А"));
    assert_eq!(own[7..], [1.0, 9.0, 9.0, 0.5].map(Data::Float));
    assert_eq!(find("Вовк Олена Петрівна")[6..8], [text("не в закладі"), Data::Empty]);
    let gone = find("Гончар Олена Петрівна");
    assert_eq!(gone[1..4], [text("Цього року вже немає"), text("8-Б"), Data::Empty]);
    let all = find("Разом");
    assert_eq!((&all[5], &all[9], &all[10]), (&Data::Float(7.33), &Data::Float(8.0), &Data::Float(-0.67)));
    let pupils = ["Бабенко", "Вовк", "Гончар"].map(|name| find(&format!("{name} Олена Петрівна")));
    for column in [3, 4, 7, 8] {
        let number = |cell: &Data| if let Data::Float(number) = cell { *number } else { 0.0 };
        let sum: f64 = pupils.iter().map(|row| number(&row[column])).sum();
        assert_eq!(Data::Float(sum), all[column], "{column}");
    }
    assert!(range.rows().any(|row| row[0].to_string().contains("Зміна – різниця двох показників")));
}
