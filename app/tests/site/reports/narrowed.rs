//! A report of a part of the school: a class, a subject, a teacher.

use rstest::rstest;

use super::{choice, links, look_behind, page, row, summed_up, words};

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
    assert!(text.contains("Якість 66,7 % ▼ менше на 33,3 порівняно з минулим роком"), "{text}");
    let other = app.class_of("8-Б").await;
    let text = words(&page(&app, "head", &format!("/reports?period=1&class={other}")).await);
    assert!(text.contains("Якість 100,0 % 100,0 % учнів з усіма 7–12"), "{text}");
    assert!(!text.contains("порівняно з минулим роком"), "there was no 7-Б: {text}");
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
