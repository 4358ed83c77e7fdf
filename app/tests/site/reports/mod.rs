//! Semester reports: what the pages show, to whom, and what is behind the figures.

mod behind;
mod charts;
mod compared;
mod figures;
mod narrowed;
mod of_class;
mod seen;
mod spreadsheets;

use axum::http::StatusCode;

use crate::support::TestApp;

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
