//! What is behind a figure: every number leads to as many marks or pupils.

use rstest::rstest;

use super::{choice, links, look_behind, page, row, summed_up, words};

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
    let listed: Vec<_> = listed.map(|row| words(row).split(' ').next().unwrap().to_owned()).collect();
    assert_eq!(listed, surnames);
}

/// Each pupil of a list leads to the marks behind it, and back to the same overview; who has none leads nowhere.
#[rstest]
#[case::leads_of_the_school("deputy", "grade=8", "Бабенко Олена", "&by=parallels")]
#[case::class_teacher("class-teacher", "only=not-attested", "Вовк Олена", "")]
#[tokio::test(flavor = "multi_thread")]
async fn pupils_of_a_list_lead_to_their_marks(
    #[case] login: &str,
    #[case] query: &str,
    #[case] name: &str,
    #[case] origin: &str,
) {
    let app = summed_up().await;
    let html = page(&app, login, &format!("/reports/pupils?period=1&{query}{origin}")).await;
    let ways = links(&html);
    let (way, _) = ways.iter().find(|(_, text)| text == name).unwrap_or_else(|| panic!("{name} in {ways:?}"));
    assert!(way.starts_with("/reports/marks?period=1&") && way.contains("&pupil="), "{way}");
    let marks = page(&app, login, way).await;
    assert!(marks.contains("2 оцінки") && row(&marks, name).contains("8-А"), "{marks}");
    let back = (format!("/reports?period=1{origin}"), "‹ Звіти".to_owned());
    assert!(links(&marks).contains(&back), "{back:?} in {:?}", links(&marks));
    let nobody = page(&app, login, "/reports/pupils?period=2").await;
    assert!(row(&nobody, name).ends_with("–"), "{nobody}");
    assert!(!nobody.contains("&amp;pupil=") && !nobody.contains("&pupil="), "{nobody}");
}

/// Of the school, and narrowed to the parallel, the subject and the teacher of the mark that keeps a pupil.
#[rstest]
#[case::of_the_school("", "", "", true)]
#[case::of_the_parallel("&grade=8", "", "8-мі класи · ", true)]
#[case::of_another_parallel("&grade=3", "", "3-ті класи · ", false)]
#[case::of_the_subject("&subject=", "Алгебра", "Алгебра · ", true)]
#[case::of_another_subject("&subject=", "Українська мова", "", false)]
#[case::of_the_teacher("&teacher=", "Алгебраїстка Олена Петрівна", "Алгебраїстка О. П. · ", true)]
#[case::of_another_teacher("&teacher=", "Мовниця Олена Петрівна", "", false)]
#[tokio::test(flavor = "multi_thread")]
async fn pupils_a_mark_away_from_a_level_are_listed(
    #[case] query: &str,
    #[case] chosen: &str,
    #[case] said: &str,
    #[case] is_there: bool,
) {
    let app = summed_up().await;
    let overview = page(&app, "deputy", "/reports?period=1").await;
    let chosen = if chosen.is_empty() { String::new() } else { choice(&overview, chosen) };
    let html = page(&app, "deputy", &format!("/reports/pupils?period=1&only=away{query}{chosen}")).await;
    let title = format!("Учні: І семестр · {said}за одну оцінку до вищого рівня");
    assert!(words(&html).contains(&title), "{title} in {}", words(&html));
    if is_there {
        let own = "Бабенко Олена 8-А достатній Алгебра – 9, до високого рівня Алгебраїстка О. П.";
        assert_eq!(row(&html, "Бабенко"), own);
    }
    assert_eq!(html.matches("<th scope=\"row\">").count(), usize::from(is_there), "{html}");
}

/// The overview leads there whoever is told pupils, from what it is narrowed to.
#[tokio::test(flavor = "multi_thread")]
async fn the_overview_leads_to_the_pupils_a_mark_away_from_a_level() {
    let app = summed_up().await;
    let leads = |html: &str, query: &str, text: &str| {
        let way = (format!("/reports/pupils?period=1{query}"), text.to_owned());
        assert!(links(html).contains(&way), "{way:?} in {:?}", links(html));
    };
    let text = "За одну оцінку до вищого рівня";
    for login in ["deputy", "class-teacher"] {
        leads(&page(&app, login, "/reports?period=1").await, "&only=away", text);
    }
    let narrowed = format!("&class={}", app.class);
    let html = page(&app, "deputy", &format!("/reports?period=1&by=parallels{narrowed}")).await;
    leads(&html, &format!("{narrowed}&only=away&by=parallels"), text);
    leads(&html, &format!("&grade=8{narrowed}&only=away&by=parallels"), "8-мі класи");
    let none = page(&app, "colleague", "/reports?period=1").await;
    assert!(!none.contains("only=away"), "{none}");
    let others = page(&app, "colleague", "/reports/pupils?period=1&only=away").await;
    assert!(others.contains("Таких учнів немає."), "{others}");
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
    for (only, number) in [("sufficient", 1), ("not-attested", 1), ("away", 1)] {
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
