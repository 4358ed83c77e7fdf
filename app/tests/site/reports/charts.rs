//! Charts: each says what the table beneath it does, and its numbers are read.

use rstest::rstest;

use super::{links, page, summed_up, words};

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
