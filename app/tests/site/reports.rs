//! Semester reports: what the pages show, to whom, and what is behind the figures.

use std::io::Cursor;

use axum::http::StatusCode;
use calamine::{Data, Reader, Xlsx};
use rstest::rstest;

use crate::{
    registers::absent_all_day,
    support::{TODAY, TestApp},
};

const HIGH: i16 = 24;
const NOT_ATTESTED: i16 = 41;

/// The end of a semester: 8-А in two subjects, one mark corrected, one pupil not attested; 8-Б; a class marked by
/// levels; a class assessed in words.
pub async fn summed_up() -> TestApp {
    let app = TestApp::start().await;
    app.sum_up("8-А", "Алгебра", "semester", 1, &[("Бабенко", 7), ("Вовк", 3)]).await;
    app.sum_up("8-А", "Алгебра", "corrected", 1, &[("Бабенко", 9)]).await;
    app.sum_up("8-А", "Українська мова", "semester", 1, &[("Бабенко", 10), ("Вовк", NOT_ATTESTED)]).await;
    app.sum_up("8-Б", "Алгебра", "semester", 1, &[("Гончар", 12)]).await;
    app.sum_up("3-А", "Малювання", "semester", 1, &[("Третяк", HIGH)]).await;
    app
}

pub async fn page(app: &TestApp, login: &str, path: &str) -> String {
    let answer = app.get(path, &app.sign_in(login).await).await;
    assert_eq!(answer.status, StatusCode::OK, "{login} {path}: {}", answer.body);
    answer.body
}

/// The words of a page without its tags, one space between them.
pub fn words(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => (inside, text) = (true, text + " "),
            '>' => inside = false,
            c if !inside => text.push(c),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The row of a table that begins with a name.
pub fn row(html: &str, name: &str) -> String {
    let rows = html.split("<tr>").skip(1).map(|row| words(row.split("</tr>").next().unwrap()));
    rows.into_iter().find(|row| row.starts_with(name)).unwrap_or_else(|| panic!("no row {name} in {html}"))
}

/// Addresses of a page with what stands in the links.
pub fn links(html: &str) -> Vec<(String, String)> {
    html.split("<a ")
        .skip(1)
        .filter_map(|link| {
            let (_, rest) = link.split_once("href=\"")?;
            let (address, rest) = rest.split_once('"')?;
            let (_, rest) = rest.split_once('>')?;
            Some((address.replace("&amp;", "&"), words(rest.split("</a>").next()?)))
        })
        .collect()
}

/// The value of one of the choices of a form.
fn choice(html: &str, name: &str) -> String {
    let before = html.split(&format!(">{name}</option>")).next().unwrap();
    let option = before.rsplit("<option value=\"").next().unwrap();
    option.split('"').next().unwrap().to_owned()
}

/// Follows every link of a report: behind a number there are as many marks or pupils. How many were looked behind.
async fn look_behind(app: &TestApp, html: &str, cookie: &str) -> usize {
    let mut looked = 0;
    for (address, text) in links(html) {
        if !address.starts_with("/reports/") {
            continue;
        }
        let list = app.get(&address, cookie).await;
        assert_eq!(list.status, StatusCode::OK, "{address}");
        if let (false, Ok(number)) = (address.starts_with("/reports/classes"), text.parse::<usize>()) {
            assert_eq!(list.body.matches("<th scope=\"row\">").count(), number, "{address}");
            looked += 1;
        }
    }
    looked
}

#[tokio::test(flavor = "multi_thread")]
async fn the_head_sees_the_figures_of_the_school() {
    let app = summed_up().await;
    let html = page(&app, "head", "/reports").await;
    let text = words(&html);
    assert!(text.contains("Підсумки І семестру 2026/2027"));
    assert!(text.contains("Учнів оцінено 3 з 4 1 не атестовано Якість"), "{text}");
    // 9, 3, 10, 12 and one mark of the level «високий».
    assert!(text.contains("Якість 80,0 %"), "{text}");
    assert!(html.contains("80,0\u{a0}%"), "the sign does not leave its number");
    assert!(text.contains("Середній бал 8,50"), "{text}");
    assert!(text.contains("75,0 % учнів з усіма 7–12"), "{text}");
    let (eighth, third) = (row(&html, "8-А"), row(&html, "3-А"));
    assert!(eighth.ends_with("1 66,7 66,7 7,33 60,0 50,0 50,0 –"), "{eighth}");
    assert!(third.ends_with("0 100,0 100,0 – 100,0 100,0 100,0 –"), "{third}");
    assert!(row(&html, "Разом").starts_with("Разом 4 "), "{}", row(&html, "Разом"));
    assert!(!text.contains("1-А"), "a class that is assessed in words has no marks to report");
}

#[rstest]
#[case("classes", "8-А")]
#[case("subjects", "Алгебра")]
#[case("teachers", "Алгебраїстка Олена Петрівна")]
#[case("parallels", "8-мі класи")]
#[tokio::test(flavor = "multi_thread")]
async fn behind_every_number_are_as_many_marks(#[case] by: &str, #[case] line: &str) {
    let app = summed_up().await;
    let cookie = app.sign_in("head").await;
    let html = app.get(&format!("/reports?by={by}"), &cookie).await.body;
    row(&html, line);
    let looked = look_behind(&app, &html, &cookie).await;
    assert!(looked > 5, "{looked}");
}

/// Algebra alone: 9, 3 and 12.
#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_narrowed_to_a_subject_wherever_it_leads() {
    let app = summed_up().await;
    let cookie = app.sign_in("head").await;
    let whole = page(&app, "head", "/reports?period=1").await;
    let subject = choice(&whole, "Алгебра");
    let html = page(&app, "head", &format!("/reports?period=1&by=classes&subject={subject}")).await;
    assert!(html.contains(&format!("<option value=\"{subject}\" selected>Алгебра</option>")), "{html}");
    let text = words(&html);
    assert!(text.contains("Підсумкових оцінок 3 з 3 Якість 66,7 %"), "{text}");
    assert!(text.contains("3: 1, 4: 0, 5: 0, 6: 0, 7: 0, 8: 0, 9: 1, 10: 0, 11: 0, 12: 1"), "{text}");
    // No pupil stands anywhere over all subjects where one alone is shown.
    assert!(row(&html, "8-А").ends_with("0 50,0 50,0 6,00 40,0 –"), "{}", row(&html, "8-А"));
    assert!(row(&html, "Разом").ends_with("0 66,7 66,7 8,00 60,0 –"), "{}", row(&html, "Разом"));
    assert!(!html.contains("учнів з усіма") && !html.split("<tr>").any(|row| words(row).starts_with("3-А")));
    let kept = |(to, _): &(String, String)| {
        to.starts_with("/reports") && to.contains('?') && !to.starts_with("/reports/package")
    };
    let ways: Vec<_> = links(&html).into_iter().filter(kept).collect();
    assert!(ways.len() > 20, "{ways:?}");
    for (address, text) in ways {
        assert!(address.contains(&format!("subject={subject}")), "{text}: {address}");
    }
    assert!(look_behind(&app, &html, &cookie).await > 5);
}

#[rstest]
#[case::a_class("class", "8-А", "Учнів оцінено 1 з 2 1 не атестовано Якість 66,7 %")]
#[case::a_teacher("teacher", "Мовниця Олена Петрівна", "Підсумкових оцінок 3 з 4 1 н/а Якість 100,0 %")]
#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_narrowed_to_what_is_chosen(#[case] part: &str, #[case] name: &str, #[case] said: &str) {
    let app = summed_up().await;
    let cookie = app.sign_in("head").await;
    let chosen = choice(&page(&app, "head", "/reports").await, name);
    for by in ["classes", "subjects", "teachers", "parallels"] {
        let html = page(&app, "head", &format!("/reports?by={by}&{part}={chosen}")).await;
        assert!(words(&html).contains(said), "{by}: {}", words(&html));
        assert!(look_behind(&app, &html, &cookie).await > 3, "{by}");
    }
}

/// The class of this year is another one than that of the last, and is held against it all the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_narrowed_report_is_held_against_the_same_a_year_ago() {
    let app = summed_up().await;
    app.a_year_ago(1, &[("Бабенко", 9), ("Вовк", 7)]).await;
    let path = format!("/reports?period=1&class={}", app.class);
    let text = words(&page(&app, "head", &path).await);
    assert!(text.contains("Якість 66,7 % ▼ менше на 33,3 до торік"), "{text}");
    let other = app.class_of("8-Б").await;
    let text = words(&page(&app, "head", &format!("/reports?period=1&class={other}")).await);
    assert!(text.contains("Якість 100,0 % 100,0 % учнів з усіма 7–12"), "{text}");
    assert!(!text.contains(" до торік"), "there was no 7-Б: {text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_choice_without_marks_says_so_and_stays_chosen() {
    let app = summed_up().await;
    let whole = page(&app, "head", "/reports?period=1").await;
    let drawing = choice(&whole, "Малювання");
    let path = format!("/reports?period=1&class={}&subject={drawing}", app.class);
    let html = page(&app, "head", &path).await;
    assert!(html.contains("За цим вибором оцінок немає") && !html.contains("<table"), "{html}");
    assert!(html.contains(&format!("<option value=\"{drawing}\" selected>Малювання</option>")), "{html}");
    assert!(links(&html).contains(&("/reports?period=1&by=classes".to_owned(), "Показати все".to_owned())));
    // Of a period that has no marks of the subject, it is chosen still.
    let html = page(&app, "head", &format!("/reports?period=2&subject={drawing}")).await;
    assert!(html.contains("Підсумкових оцінок ще немає: ІІ семестр"), "{html}");
    assert!(html.contains(&format!("value=\"{drawing}\" selected>немає в цьому звіті")), "{html}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_choice_shows_a_teacher_nothing_of_others() {
    let app = summed_up().await;
    let algebra = choice(&page(&app, "head", "/reports").await, "Алгебраїстка Олена Петрівна");
    let html = page(&app, "colleague", &format!("/reports?teacher={algebra}")).await;
    assert!(html.contains("За цим вибором оцінок немає") && !html.contains("Алгебраїстка"), "{html}");
    let html = page(&app, "colleague", &format!("/reports?class={}", app.class)).await;
    assert!(words(&html).contains("Підсумкових оцінок 1 з 2"), "{}", words(&html));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_behind_a_figure_names_pupils_and_marks() {
    let app = summed_up().await;
    let html = page(&app, "head", &format!("/reports/marks?period=1&class={}&only=quality", app.class)).await;
    assert!(words(&html).contains("Оцінки: І семестр · 8-А · 7–12"), "{html}");
    assert!(html.contains("2 оцінки"));
    let first = row(&html, "Бабенко Олена");
    assert!(first.ends_with("Алгебра Алгебраїстка О. П. 9 скоригована"), "{first}");
    let none = page(&app, "head", "/reports/marks?period=1&grade=11").await;
    assert!(none.contains("Таких оцінок немає."));
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_of_pupils_lead_to_the_pupils() {
    let app = summed_up().await;
    let html = page(&app, "head", "/reports?period=1").await;
    let class = format!("&class={}", app.class);
    let leads = |html: &str, query: &str, text: &str| {
        let way = (format!("/reports/pupils?period=1{query}"), text.to_owned());
        assert!(links(html).contains(&way), "{way:?} in {:?}", links(html));
    };
    leads(&html, "&only=attested", "3 з 4");
    leads(&html, "&only=not-attested", "1 не атестовано");
    leads(&html, "&only=quality", "75,0 % учнів з усіма 7–12");
    leads(&html, "&only=success", "75,0 % учнів з усіма 4–12");
    leads(&html, &format!("{class}&only=quality"), "50,0");
    leads(&html, "", "4");
    let parallels = page(&app, "head", "/reports?period=1&by=parallels").await;
    leads(&parallels, "&grade=8&by=parallels", "3");
    leads(&parallels, "&grade=8&only=success&by=parallels", "66,7");
    let own = page(&app, "class-teacher", &format!("/reports/classes/{}?period=1", app.class)).await;
    leads(&own, &format!("{class}&only=attested"), "1 з 2");
}

#[rstest]
#[case::all_seven_and_more("only=quality", "Учні: І семестр · усі оцінки 7–12", &["Третяк", "Бабенко", "Гончар"])]
#[case::a_parallel("grade=8", "Учні: І семестр · 8-мі класи", &["Бабенко", "Вовк", "Гончар"])]
#[case::a_class("class={class}&only=attested", "Учні: І семестр · 8-А · атестовано", &["Бабенко"])]
#[case::a_level("grade=8&only=sufficient", "8-мі класи · достатній рівень", &["Бабенко"])]
#[case::not_attested("only=not-attested", "Учні: І семестр · не атестовано", &["Вовк"])]
#[case::unmarked("only=unmarked", "Таких учнів немає.", &[])]
#[tokio::test(flavor = "multi_thread")]
async fn pupils_are_listed_by_where_they_stand(
    #[case] query: &str,
    #[case] said: &str,
    #[case] surnames: &[&str],
) {
    let app = summed_up().await;
    let query = query.replace("{class}", &app.class.to_string());
    let html = page(&app, "head", &format!("/reports/pupils?period=1&{query}")).await;
    assert!(words(&html).contains(said), "{}", words(&html));
    let listed = html.split("<th scope=\"row\">").skip(1);
    let listed: Vec<_> = listed.map(|name| name.split(' ').next().unwrap()).collect();
    assert_eq!(listed, surnames);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sees_a_class_alone_lists_no_pupils_of_others() {
    let app = summed_up().await;
    let own = page(&app, "class-teacher", "/reports/pupils?period=1").await;
    assert!(own.contains("2 учні") && row(&own, "Вовк Олена").ends_with("8-А н/а"), "{own}");
    let none = page(&app, "colleague", "/reports/pupils?period=1").await;
    assert!(none.contains("Таких учнів немає."), "{none}");
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_without_a_teacher_lead_to_their_marks() {
    let app = summed_up().await;
    app.vacate(app.course).await;
    let html = page(&app, "head", "/reports?period=1&by=teachers").await;
    let way = ("/reports/marks?period=1&teacher=vacant&by=teachers".to_owned(), "вакансія".to_owned());
    assert!(links(&html).contains(&way), "{:?}", links(&html));
    assert!(look_behind(&app, &html, &app.sign_in("head").await).await > 5);
    let list = page(&app, "head", &way.0).await;
    assert!(words(&list).contains("Оцінки: І семестр · вакансія"), "{list}");
    assert!(list.contains("2 оцінки") && row(&list, "Вовк Олена").contains("Алгебра"), "{list}");
    let chosen = page(&app, "head", "/reports?period=1&teacher=vacant").await;
    assert!(chosen.contains("<option value=\"vacant\" selected>вакансія</option>"), "{chosen}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_of_the_distribution_leads_to_its_marks() {
    let app = summed_up().await;
    let html = page(&app, "head", "/reports?period=1").await;
    assert!(links(&html).contains(&("/reports/marks?period=1&only=12".to_owned(), "1".to_owned())));
    let list = page(&app, "head", "/reports/marks?period=1&only=12").await;
    assert!(words(&list).contains("Оцінки: І семестр · бал 12"), "{list}");
    assert!(list.contains("1 оцінка") && list.contains("Гончар"), "{list}");
}

/// A mark of the scale of levels has no points, and no part in the mean.
#[tokio::test(flavor = "multi_thread")]
async fn a_mean_leads_to_the_marks_that_it_is_made_of() {
    let app = summed_up().await;
    let html = page(&app, "head", "/reports?period=1").await;
    let way = ("/reports/marks?period=1&only=pointed".to_owned(), "8,50".to_owned());
    assert!(links(&html).contains(&way), "{:?}", links(&html));
    let list = page(&app, "head", &way.0).await;
    assert!(words(&list).contains("Оцінки: І семестр · з балами"), "{}", words(&list));
    assert!(list.contains("4 оцінки") && !list.contains("Третяк"), "{list}");
}

/// Every pupil of a list leads to the marks, every number of one to the pupils; who has no mark leads nowhere.
#[tokio::test(flavor = "multi_thread")]
async fn the_lists_of_a_class_lead_to_pupils_and_marks() {
    let app = summed_up().await;
    let html = page(&app, "class-teacher", &format!("/reports/classes/{}?period=1", app.class)).await;
    let (_, lists) = html.split_once("id=\"lists\"").unwrap();
    let (lists, _) = lists.split_once("class=\"rules").unwrap();
    let own = format!("/reports/marks?period=1&class={}&pupil={}", app.class, app.pupil);
    let ways = links(lists);
    for said in ["Бабенко Олена", "Бабенко Олена: Алгебра – 9, до високого рівня"]
    {
        assert!(ways.contains(&(own.clone(), said.to_owned())), "{said} in {ways:?}");
    }
    for (only, number) in [("sufficient", 1), ("not-attested", 1)] {
        let way = format!("/reports/pupils?period=1&class={}&only={only}", app.class);
        assert!(ways.contains(&(way.clone(), number.to_string())), "{only} in {ways:?}");
        let list = page(&app, "class-teacher", &way).await;
        assert_eq!(list.matches("<th scope=\"row\">").count(), number);
    }
    assert!(links(&html).contains(&(format!("{own}&only=pointed"), "9,50".to_owned())));
    for (address, _) in ways {
        page(&app, "class-teacher", &address).await;
    }
    let list = page(&app, "class-teacher", &own).await;
    assert!(list.contains("2 оцінки") && !list.contains("Вовк"), "{list}");
}

/// The line that was followed narrows nothing; what was chosen stays chosen.
#[rstest]
#[case::a_line("by=subjects&class={class}", "Алгебра", "&by=subjects&class={class}")]
#[case::what_is_chosen("by=classes&class={class}", "8-А", "&class={class}")]
#[case::of_the_whole("by=teachers", "Мовниця Олена Петрівна", "&by=teachers")]
#[tokio::test(flavor = "multi_thread")]
async fn the_way_back_from_a_list_is_to_what_was_compared(
    #[case] query: &str,
    #[case] line: &str,
    #[case] back: &str,
) {
    let app = summed_up().await;
    let whole = |text: &str| text.replace("{class}", &app.class.to_string());
    let html = page(&app, "head", &format!("/reports?period=1&{}", whole(query))).await;
    let own = html.split("<tr>").skip(1).find(|row| words(row).starts_with(line)).unwrap();
    let of_line = |(to, _): &(String, String)| to.starts_with("/reports/marks");
    let (address, _) = links(own).into_iter().find(of_line).unwrap();
    let list = page(&app, "head", &address).await;
    let way = (format!("/reports?period=1{}", whole(back)), "‹ Звіти".to_owned());
    assert!(links(&list).contains(&way), "{way:?} in {:?}", links(&list));
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_of_the_dynamics_lead_to_the_marks_of_their_period() {
    let app = summed_up().await;
    app.a_year_ago(1, &[("Бабенко", 9), ("Вовк", 7)]).await;
    app.sum_up("8-А", "Алгебра", "semester", 2, &[("Бабенко", 12), ("Вовк", 6)]).await;
    let html = page(&app, "head", &format!("/reports/classes/{}?period=1", app.class)).await;
    let (_, table) = html.split_once("Торік, І семестр</th>").unwrap();
    let ways = links(table.split("</table>").next().unwrap());
    let quality: Vec<_> = ways.iter().take(3).collect();
    let numbers = [(2, "66,7 %"), (1, "50,0 %"), (2, "100,0 %")];
    for ((address, text), (marks, shown)) in quality.into_iter().zip(numbers) {
        assert_eq!(text, shown);
        let list = page(&app, "head", address).await;
        assert_eq!(list.matches("<th scope=\"row\">").count(), marks, "{address}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_class_has_its_pupils_by_subject_and_its_lists() {
    let app = summed_up().await;
    let html = page(&app, "class-teacher", &format!("/reports/classes/{}", app.class)).await;
    let text = words(&html);
    assert!(text.contains("8-А · підсумки І семестру 2026/2027"));
    assert!(
        row(&html, "Бабенко Олена").ends_with("9 * 10 9,50 достатній"),
        "{}",
        row(&html, "Бабенко Олена")
    );
    assert!(row(&html, "Вовк Олена").ends_with("3 н/а 3,00 н/а"), "{}", row(&html, "Вовк Олена"));
    // Of the two pupils who have a mark in algebra.
    assert!(row(&html, "Алгебра").contains("1 50,0 %"), "{}", row(&html, "Алгебра"));
    assert!(text.contains("Бабенко Олена: Алгебра – 9, до високого рівня"), "{text}");
    assert!(text.contains("Не атестовано 1 Вовк Олена: Українська мова"), "{text}");
    assert!(text.contains("Достатній рівень 1 Бабенко Олена"), "{text}");
    assert!(html.contains("heat h heat-0") && html.contains("heat s heat-3"), "{html}");
}

/// Absent from both lessons of a day: as the register has it, on the screen and in the file.
#[tokio::test(flavor = "multi_thread")]
async fn a_class_has_the_absences_of_its_register() {
    let app = summed_up().await;
    absent_all_day(&app, TODAY).await;
    let path = format!("/reports/classes/{}", app.class);
    let html = page(&app, "class-teacher", &format!("{path}?period=1")).await;
    let absences = html.split("id=\"absences\"").nth(1).unwrap();
    assert_eq!(row(absences, "Бабенко Олена"), "Бабенко Олена 1 2 0 0");
    assert_eq!(row(absences, "Разом"), "Разом 1 2 0 0");
    assert!(!absences.contains("Вовк"), "who missed nothing is not listed");
    let register = format!("/classes/{}/register?semester=1", app.class);
    assert!(links(absences).contains(&(register.clone(), "2".to_owned())));
    let counted = words(&page(&app, "class-teacher", &register).await);
    assert!(counted.contains("Пропущено уроків 1 2 1 2 1 2"), "{counted}");
    let cookie = app.sign_in("class-teacher").await;
    let book = app.get(&format!("{path}/report.xlsx?period=1"), &cookie).await.bytes;
    let range = Xlsx::new(Cursor::new(book)).unwrap().worksheet_range("Пропуски").unwrap();
    let all = range.rows().find(|row| row[0] == Data::String("Разом".to_owned())).unwrap();
    assert_eq!(all[1..], [Data::Float(1.0), Data::Float(2.0), Data::Empty, Data::Empty]);
}

#[tokio::test(flavor = "multi_thread")]
async fn absences_are_shown_before_there_are_marks() {
    let app = TestApp::start().await;
    absent_all_day(&app, TODAY).await;
    let path = format!("/reports/classes/{}", app.class);
    let html = page(&app, "head", &format!("{path}?period=1")).await;
    assert!(html.contains("Підсумкових оцінок ще немає: І семестр"), "{html}");
    assert_eq!(row(&html, "Разом"), "Разом 1 2 0 0");
    let later = page(&app, "head", &format!("{path}?period=2")).await;
    assert!(!later.contains("id=\"absences\""), "{later}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_teacher_sees_the_own_courses_alone() {
    let app = summed_up().await;
    let html = page(&app, "colleague", "/reports").await;
    assert!(html.contains("Показано ваші предмети"));
    assert!(row(&html, "8-А").contains("1 100,0 100,0 10,00"), "{}", row(&html, "8-А"));
    assert!(!html.contains("/reports/classes/"), "not the pages of others' classes");
    let list = page(&app, "colleague", "/reports/marks?period=1").await;
    assert!(list.contains("4 оцінки") && !list.contains("скоригована"), "{list}");
    let own = page(&app, "class-teacher", "/reports").await;
    assert!(own.contains(&format!("/reports/classes/{}", app.class)) && !own.contains("8-Б"), "{own}");
}

/// The pupils of the own class and the marks of another one are no pupils and marks of the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_class_teacher_who_teaches_elsewhere_is_told_no_pupils_of_all() {
    let app = summed_up().await;
    let before = page(&app, "class-teacher", "/reports?period=1").await;
    assert!(words(&before).contains("Учнів оцінено 1 з 2"), "{}", words(&before));
    assert!(row(&before, "Разом").starts_with("Разом 2 "), "{}", row(&before, "Разом"));
    app.hand_over("8-Б", "Алгебра", "class-teacher").await;
    let html = page(&app, "class-teacher", "/reports?period=1").await;
    assert!(words(&html).contains("Підсумкових оцінок 4 з 5"), "{}", words(&html));
    let (own, other, all) = (row(&html, "8-А"), row(&html, "8-Б"), row(&html, "Разом"));
    assert!(own.starts_with("8-А 2 ") && own.ends_with("50,0 50,0 –"), "{own}");
    assert!(other.starts_with("8-Б – ") && other.ends_with("100,0 – – –"), "{other}");
    assert!(all.starts_with("Разом – ") && all.ends_with("– – –"), "{all}");
    let cookie = app.sign_in("class-teacher").await;
    let book = app.get("/reports.xlsx?period=1", &cookie).await.bytes;
    let range = Xlsx::new(Cursor::new(book)).unwrap().worksheet_range("Класи").unwrap();
    let of = |name: &str| range.rows().find(|row| row[0] == Data::String(name.to_owned())).unwrap();
    assert_eq!((&of("8-А")[1], &of("8-Б")[1]), (&Data::Float(2.0), &Data::Empty));
    assert_eq!(of("Разом")[1], Data::Empty, "two pupils, and the marks of three");
}

#[rstest]
#[case("/reports?period=2", "Підсумкових оцінок ще немає: ІІ семестр")]
#[case("/reports?period=year", "Підсумкових оцінок ще немає: Рік")]
#[case("/reports/classes/{class}?period=2", "Підсумкових оцінок ще немає: ІІ семестр")]
#[tokio::test(flavor = "multi_thread")]
async fn a_period_without_marks_says_so_and_where_marks_are_given(#[case] path: &str, #[case] said: &str) {
    let app = summed_up().await;
    let html = page(&app, "head", &path.replace("{class}", &app.class.to_string())).await;
    assert!(html.contains(said), "{html}");
    assert!(links(&html).contains(&("/journal".to_owned(), "До журналів".to_owned())));
    assert!(!html.contains("<table") && !html.contains("NaN"));
}

#[rstest]
#[case("/reports?period=3", StatusCode::BAD_REQUEST)]
#[case("/reports?by=pupils", StatusCode::BAD_REQUEST)]
#[case("/reports/marks?only=best", StatusCode::BAD_REQUEST)]
#[case("/reports/marks?only=13", StatusCode::BAD_REQUEST)]
#[case("/reports/pupils?only=0", StatusCode::BAD_REQUEST)]
#[case("/reports/marks?class=8", StatusCode::BAD_REQUEST)]
#[case("/reports/classes/8-А", StatusCode::NOT_FOUND)]
#[case("/reports/classes/0198f2a0-0000-7000-8000-000000000000", StatusCode::NOT_FOUND)]
#[case("/reports?class=8", StatusCode::BAD_REQUEST)]
#[case("/reports?teacher=nobody", StatusCode::BAD_REQUEST)]
#[case("/reports.xlsx?subject=algebra", StatusCode::BAD_REQUEST)]
#[case("/reports?period=&by=&class=&subject=&teacher=", StatusCode::OK)]
#[case("/reports/marks?page=99", StatusCode::OK)]
#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_makes_no_sense_is_told_so(#[case] path: &str, #[case] status: StatusCode) {
    let app = TestApp::start().await;
    let path = path.replace('А', "%D0%90");
    assert_eq!(app.get(&path, &app.sign_in("head").await).await.status, status);
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_held_against_the_other_semester_and_last_year() {
    let app = summed_up().await;
    // Quality was 100 % a year ago; in 8-А of this year it is two marks of three.
    app.a_year_ago(1, &[("Бабенко", 9), ("Вовк", 7)]).await;
    app.sum_up("8-А", "Алгебра", "semester", 2, &[("Бабенко", 12), ("Вовк", 6)]).await;
    let first = page(&app, "head", "/reports?period=1").await;
    assert!(row(&first, "8-А").ends_with("▼ менше на 33,3"), "{}", row(&first, "8-А"));
    assert!(row(&first, "8-Б").ends_with('–'), "8-Б was in no class a year ago");
    let text = words(&first);
    assert!(
        text.contains("Якість 80,0 % ▲ більше на 30,0 до ІІ семестру ▼ менше на 20,0 до торік"),
        "{text}"
    );
    assert!(
        text.contains("Середній бал 8,50 ▼ менше на 0,50 до ІІ семестру ▲ більше на 0,50 до торік"),
        "{text}"
    );
    let second = words(&page(&app, "head", "/reports?period=2").await);
    assert!(second.contains("Якість 50,0 % ▼ менше на 30,0 до І семестру"), "{second}");
    let class = words(&page(&app, "head", &format!("/reports/classes/{}?period=1", app.class)).await);
    assert!(
        class.contains("Якість 66,7 % ▲ більше на 16,7 до ІІ семестру ▼ менше на 33,3 до торік"),
        "{class}"
    );
    let parallels = page(&app, "head", "/reports?period=1&by=parallels").await;
    assert!(row(&parallels, "8-мі класи").ends_with("▼ менше на 25,0"), "{}", row(&parallels, "8-мі класи"));
}

/// Quality of the first semester, of the second, of the year, of the first semester a year ago.
#[tokio::test(flavor = "multi_thread")]
async fn the_periods_of_the_year_stand_in_their_order_and_then_a_year_ago() {
    let app = summed_up().await;
    app.a_year_ago(1, &[("Бабенко", 9), ("Вовк", 7)]).await;
    app.sum_up("8-А", "Алгебра", "semester", 2, &[("Бабенко", 12), ("Вовк", 6)]).await;
    app.sum_up("8-А", "Алгебра", "annual", 0, &[("Бабенко", 11), ("Вовк", 1)]).await;
    let html = page(&app, "head", "/reports?period=1").await;
    assert_eq!(row(&html, "І семестр"), "І семестр ІІ семестр Рік Торік, І семестр");
    assert_eq!(row(&html, "Якість"), "Якість 80,0 % 50,0 % 50,0 % 100,0 %");
    assert_eq!(row(&html, "Успішність"), "Успішність 80,0 % 100,0 % 50,0 % 100,0 %");
    let html = page(&app, "head", "/reports?period=year").await;
    assert_eq!(row(&html, "І семестр"), "І семестр ІІ семестр Рік");
    let class = page(&app, "class-teacher", &format!("/reports/classes/{}?period=2", app.class)).await;
    assert_eq!(row(&class, "Якість"), "Якість 66,7 % 50,0 % 50,0 %");
}

/// What a chart says to who does not see it, what is drawn in it, and the table beneath it.
fn chart<'a>(html: &'a str, title: &str) -> [&'a str; 3] {
    let mut figures = html.split("<figure").skip(1);
    let figure = figures.find(|figure| figure.contains(&format!("<title>{title}</title>"))).unwrap();
    assert!(figure.contains("role=\"img\""), "{figure}");
    let (_, rest) = figure.split_once("<desc>").unwrap();
    let (said, rest) = rest.split_once("</desc>").unwrap();
    let (drawn, rest) = rest.split_once("</svg>").unwrap();
    let (table, _) = rest.split_once("</table>").unwrap();
    [said, drawn, table]
}

/// The figures of the row of a table that begins with a name.
fn cells(table: &str, name: &str) -> Vec<String> {
    let mut rows = table.split("<tr>").skip(1).map(|row| row.split("</tr>").next().unwrap());
    let row = rows.find(|row| words(row).starts_with(name)).unwrap();
    row.split("class=\"figure\">").skip(1).map(|cell| words(cell.split("</t").next().unwrap())).collect()
}

#[rstest]
#[case::of_the_school("/reports?period=1")]
#[case::of_a_subject("/reports?period=2&by=subjects&class={class}")]
#[case::of_a_class("/reports/classes/{class}?period=1")]
#[tokio::test(flavor = "multi_thread")]
async fn a_chart_says_what_the_table_beneath_it_does(#[case] path: &str) {
    let app = summed_up().await;
    app.a_year_ago(1, &[("Бабенко", 9), ("Вовк", 7)]).await;
    app.sum_up("8-А", "Алгебра", "semester", 2, &[("Бабенко", 12), ("Вовк", 6)]).await;
    let html = page(&app, "head", &path.replace("{class}", &app.class.to_string())).await;
    let [said, drawn, table] = chart(&html, "Розподіл балів");
    let (points, numbers) = (cells(table, "Бал"), cells(table, "Оцінок"));
    assert_eq!((points.len(), numbers.len()), (12, 12), "{table}");
    let pairs = || points.iter().zip(&numbers);
    let told: Vec<_> = pairs().map(|(points, number)| format!("{points}: {number}")).collect();
    assert_eq!(words(said), told.join(", "));
    let shown: Vec<_> = pairs().map(|(points, number)| format!("{number} {points}")).collect();
    assert_eq!(words(drawn), shown.join(" "));
    let [said, drawn, table] = chart(&html, "Динаміка");
    let (periods, quality, success) =
        (cells(table, "І семестр"), cells(table, "Якість"), cells(table, "Успішність"));
    assert!(periods.len() > 1 && periods.len() == quality.len() && quality.len() == success.len());
    let told = periods.iter().zip(&quality).zip(&success);
    let told =
        told.map(|((period, quality), success)| format!("{period}: Успішність {success}, Якість {quality}"));
    assert_eq!(words(said), told.collect::<Vec<_>>().join("; "));
    for shown in periods.iter().chain(&quality).chain(&success) {
        assert!(words(drawn).contains(shown), "{shown} in {drawn}");
    }
}

/// A class that has no points is spread over levels, and each number leads to its marks.
#[tokio::test(flavor = "multi_thread")]
async fn a_class_on_levels_has_its_distribution() {
    let app = summed_up().await;
    let class = app.class_of("3-А").await;
    let html = page(&app, "head", &format!("/reports/classes/{class}?period=1")).await;
    let [said, drawn, table] = chart(&html, "Розподіл рівнів");
    assert_eq!(words(said), "початковий: 0, середній: 0, достатній: 0, високий: 1");
    assert_eq!(words(drawn), "0 початковий 0 середній 0 достатній 1 високий");
    assert_eq!(cells(table, "Оцінок"), ["0", "0", "0", "1"]);
    let way = (format!("/reports/marks?period=1&class={class}&only=high"), "1".to_owned());
    assert!(links(table).contains(&way), "{:?}", links(table));
    assert!(!html.contains("Розподіл балів"), "nobody has points");
}

/// Where each number of a chart stands, by its place along the axis.
fn labels(drawn: &str) -> Vec<(u32, u32)> {
    let number = |text: &str, name: &str| -> u32 {
        let (_, value) = text.split_once(&format!("{name}=\"")).unwrap();
        value.split('"').next().unwrap().parse().unwrap()
    };
    let texts = drawn.split("<text").skip(1).map(|text| text.split('>').next().unwrap());
    texts.map(|text| (number(text, " x"), number(text, " y"))).collect()
}

/// All marks are 12: both lines are one, and the numbers of both are read.
#[tokio::test(flavor = "multi_thread")]
async fn numbers_of_equal_lines_do_not_lie_on_each_other() {
    let app = summed_up().await;
    app.sum_up("8-Б", "Алгебра", "semester", 2, &[("Гончар", 12)]).await;
    let path = format!("/reports/classes/{}?period=1", app.class_of("8-Б").await);
    let html = page(&app, "head", &path).await;
    let [said, drawn, _] = chart(&html, "Динаміка");
    assert_eq!(said.matches("100,0").count(), 4, "{said}");
    let labels = labels(drawn);
    assert_eq!(labels.len(), 6, "two numbers of each line and two names: {labels:?}");
    for (place, (x, y)) in labels.iter().enumerate() {
        let near = |(other, below): &&(u32, u32)| other == x && below.abs_diff(*y) < 14;
        assert!(!labels[place + 1..].iter().any(|own| near(&own)), "{labels:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_earlier_year_is_read_as_it_was() {
    let app = summed_up().await;
    app.a_year_ago(1, &[("Бабенко", 9), ("Вовк", 7)]).await;
    let html = page(&app, "head", "/reports?period=1&year=2025").await;
    assert!(words(&html).contains("Підсумки І семестру 2025/2026"), "{html}");
    assert!(row(&html, "7-А").contains("100,0 100,0 8,00"), "{}", row(&html, "7-А"));
    assert!(!html.contains(">8-А<"), "a class of this year");
    assert!(html.contains("<option value=\"2025\" selected>2025/2026</option>"), "{html}");
    // Whatever the page leads to is of the same year, and a file is as well.
    let of_report = |(to, _): &(String, String)| to.starts_with("/reports") && to.contains('?');
    let ways: Vec<_> = links(&html).into_iter().filter(of_report).collect();
    assert!(ways.len() > 10);
    for (address, text) in ways {
        assert!(address.contains("year=2025"), "{text}: {address}");
        page(&app, "head", &address).await;
    }
    // A year that the school does not have is not there; a school of one year has nothing to choose.
    let cookie = app.sign_in("head").await;
    assert_eq!(app.get("/reports?year=2019", &cookie).await.status, StatusCode::NOT_FOUND);
    assert!(!page(&summed_up().await, "head", "/reports").await.contains("name=\"year\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_english_page_has_english_numbers() {
    let app = summed_up().await;
    let cookie = format!("{}; klas_language=en", app.sign_in("head").await);
    let text = words(&app.get("/reports", &cookie).await.body);
    assert!(text.contains("Results of semester I 2026/2027") && text.contains("Quality 80.0%"), "{text}");
}

#[rstest]
#[case("Класи", "8-А", &[2.0, 1.0, 3.0, 1.0, 1.0, 0.0, 1.0, 1.0, 66.7, 66.7, 7.33, 60.0, 50.0, 50.0])]
#[case("Предмети", "Алгебра", &[3.0, 1.0, 1.0, 0.0, 1.0, 0.0, 66.7, 66.7, 8.0, 60.0])]
#[case("Паралелі", "3-ті класи", &[1.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 100.0, 100.0])]
#[tokio::test(flavor = "multi_thread")]
async fn the_spreadsheet_has_the_pages_numbers(
    #[case] sheet: &str,
    #[case] line: &str,
    #[case] numbers: &[f64],
) {
    let app = summed_up().await;
    let answer = app.get("/reports.xlsx?period=1", &app.sign_in("head").await).await;
    assert_eq!(answer.status, StatusCode::OK);
    let mut book = Xlsx::new(Cursor::new(answer.bytes)).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    let row = range.rows().find(|row| row[0] == Data::String(line.to_owned())).unwrap();
    let found: Vec<_> = row[1..]
        .iter()
        .filter_map(|cell| if let Data::Float(number) = cell { Some(*number) } else { None })
        .collect();
    assert_eq!(found[..numbers.len()], *numbers);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_narrowed_report_is_taken_as_it_is_shown() {
    let app = summed_up().await;
    let whole = page(&app, "head", "/reports?period=1").await;
    let path = format!("/reports.xlsx?period=1&subject={}", choice(&whole, "Алгебра"));
    let mut book = Xlsx::new(Cursor::new(app.get(&path, &app.sign_in("head").await).await.bytes)).unwrap();
    let range = book.worksheet_range("Класи").unwrap();
    let rows: Vec<_> = range.rows().map(|row| row[0].to_string()).collect();
    assert!(rows.contains(&"Предмет: Алгебра".to_owned()), "{rows:?}");
    assert!(rows.contains(&"8-А".to_owned()) && !rows.contains(&"3-А".to_owned()), "{rows:?}");
    let class = range.rows().find(|row| row[0] == Data::String("8-А".to_owned())).unwrap();
    assert_eq!(class[1], Data::Float(2.0), "marks of algebra alone");
}

#[rstest]
#[case::of_the_school("/reports.xlsx", "Учителі")]
#[case::of_a_class("/reports/classes/{class}/report.xlsx", "Предмети за рівнями")]
#[tokio::test(flavor = "multi_thread")]
async fn a_document_says_which_marks_count_and_whose(#[case] path: &str, #[case] sheet: &str) {
    let app = summed_up().await;
    let cookie = app.sign_in("head").await;
    let path = path.replace("{class}", &app.class.to_string());
    for (period, empty) in [("1", false), ("2", true)] {
        let answer = app.get(&format!("{path}?period={period}"), &cookie).await;
        let mut book = Xlsx::new(Cursor::new(answer.bytes)).unwrap();
        let range = book.worksheet_range(sheet).unwrap();
        let text = range.rows().map(|row| row[0].to_string()).collect::<Vec<_>>().join("\n");
        assert!(text.contains("Враховано скориговану оцінку"), "{text}");
        assert!(text.contains("навчався в класі станом на 24.11.2026"), "{text}");
        assert_eq!(text.contains("Підсумкових оцінок ще немає: ІІ семестр"), empty, "{text}");
    }
}

/// One of the three marks of 8-А is of the initial level: (100 + 64 + weight) / 3.
#[rstest]
#[case::usual("16", StatusCode::SEE_OTHER, "60,0")]
#[case::lighter("4", StatusCode::SEE_OTHER, "56,0")]
#[case::nothing(" 0 ", StatusCode::SEE_OTHER, "54,7")]
#[case::as_the_medium_level("36", StatusCode::SEE_OTHER, "66,7")]
#[case::too_heavy("37", StatusCode::UNPROCESSABLE_ENTITY, "60,0")]
#[case::not_a_number("шість", StatusCode::UNPROCESSABLE_ENTITY, "60,0")]
#[tokio::test(flavor = "multi_thread")]
async fn a_school_chooses_what_the_initial_level_weighs(
    #[case] typed: &str,
    #[case] status: StatusCode,
    #[case] index: &str,
) {
    let app = summed_up().await;
    let cookie = app.sign_in("administrator").await;
    let answer = app.post("/school/marking", &[("what", "index"), ("initial", typed)], &cookie).await;
    assert_eq!(answer.status, status);
    let shown = if status == StatusCode::SEE_OTHER {
        app.get("/school/marking", &cookie).await.body
    } else {
        assert!(answer.body.contains("Вага – ціле число від 0 до 36."), "{}", answer.body);
        answer.body
    };
    let form = shown.split("id=\"index\"").nth(1).unwrap().split("</form>").next().unwrap();
    assert!(form.contains(&format!("value=\"{}\"", typed.trim())), "{form}");
    let head = app.sign_in("head").await;
    let html = app.get("/reports?period=1", &head).await.body;
    assert!(row(&html, "8-А").contains(&format!("7,33 {index} 50,0")), "{}", row(&html, "8-А"));
    let weight = if status == StatusCode::SEE_OTHER { typed.trim() } else { "16" };
    assert_eq!(html.matches(&format!("36 · середній + {weight} · початковий")).count(), 2, "{html}");
    let class = app.get(&format!("/reports/classes/{}?period=1", app.class), &head).await.body;
    assert!(words(&class).contains(&format!("Ступінь навченості {index} %")), "{}", words(&class));
    let book = app.get("/reports.xlsx?period=1", &head).await.bytes;
    let range = Xlsx::new(Cursor::new(book)).unwrap().worksheet_range("Класи").unwrap();
    let line = range.rows().find(|row| row[0] == Data::String("8-А".to_owned())).unwrap();
    let index = index.replace(',', ".").parse().unwrap();
    assert!(line.contains(&Data::Float(index)), "{line:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_package_says_beforehand_which_periods_have_no_marks() {
    let app = summed_up().await;
    let html = page(&app, "deputy", "/reports/package").await;
    assert!(html.contains("Підсумкових оцінок ще немає: ІІ семестр, Рік."), "{html}");
    for (kind, semester) in [("semester", 2), ("annual", 0)] {
        app.sum_up("8-А", "Алгебра", kind, semester, &[("Бабенко", 10)]).await;
    }
    let html = page(&app, "deputy", "/reports/package").await;
    assert!(!html.contains("Підсумкових оцінок ще немає"), "{html}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_spreadsheet_of_a_class_has_its_pupils() {
    let app = summed_up().await;
    let path = format!("/reports/classes/{}/report.xlsx?period=1", app.class);
    let cookie = app.sign_in("class-teacher").await;
    let mut book = Xlsx::new(Cursor::new(app.get(&path, &cookie).await.bytes)).unwrap();
    let range = book.worksheet_range("Оцінки учнів").unwrap();
    let name = Data::String("Бабенко Олена Петрівна".to_owned());
    let pupil = range.rows().find(|row| row[0] == name).unwrap();
    assert_eq!(pupil[1..4], [9.0, 10.0, 9.5].map(Data::Float));
    let forbidden = app.get(&path, &app.sign_in("teacher").await).await;
    assert_eq!(forbidden.status, StatusCode::FORBIDDEN);
}

/// Counted where the pupil is now, and not lost where the mark was given.
#[tokio::test(flavor = "multi_thread")]
async fn the_former_class_shows_the_mark_of_who_moved() {
    let app = summed_up().await;
    let last = chrono::NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
    app.leave(app.pupil, last, Some(app.other_pupil)).await;
    let path = format!("/reports/classes/{}?period=1", app.class);
    let html = page(&app, "head", &path).await;
    let moved = html.split("<tr class=\"muted\">").nth(1).unwrap();
    let moved = words(moved.split("</tr>").next().unwrap());
    assert_eq!(moved, "Бабенко Олена вибув до 8-Б 9 * 10 – –");
    assert!(row(&html, "Вовк Олена").contains('3'));
    assert!(html.contains("у колишньому класі його оцінки показано без врахування"));
    let before = words(&html);
    app.leave(app.pupil, last.succ_opt().unwrap(), None).await;
    let html = page(&app, "head", &path).await;
    assert!(words(&html).contains("Бабенко Олена вибув 9"), "{before}");
}
