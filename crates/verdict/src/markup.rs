//! A report as markup: what it says of a file is somebody else's words, so all of it is escaped.

use std::fmt::{self, Write};

use klas_signature::{Report, Verdict};

use crate::{
    Language,
    told::{Mark, Part, Row, Told},
    words::Words,
};

/// The report on a file of the name, as a page shows it.
pub fn markup(name: &str, report: &Report, language: Language) -> String {
    let mut markup = String::new();
    // Writing into a string cannot fail.
    let _ = whole(&mut markup, name, report, Words::of(language));
    markup
}

fn whole(to: &mut String, name: &str, report: &Report, words: &Words) -> fmt::Result {
    let told = Told::of(report, words);
    let (class, verdict) = (class(report.verdict), words.verdict(report.verdict));
    write!(to, r#"<article class="card verdict {class}" data-verdict="{class}">"#)?;
    write!(to, r#"<header><h2 tabindex="-1">{verdict}</h2><p class="file-name">{}</p>"#, escaped(name))?;
    write!(to, "<p>{}</p>", words.meaning(report.verdict))?;
    marks(to, &told.marks)?;
    to.write_str("</header>")?;
    for part in &told.parts {
        self::part(to, part, words)?;
    }
    if let Some(count) = told.count {
        write!(to, r#"<p class="muted small count">{count}</p>"#)?;
    }
    to.write_str("</article>")
}

const fn class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Valid => "valid",
        Verdict::CannotTell => "cannot-tell",
        Verdict::Invalid => "invalid",
    }
}

fn part(to: &mut String, part: &Part, words: &Words) -> fmt::Result {
    write!(to, "<section><h3>{}", part.title)?;
    if let Some(verdict) = part.verdict {
        write!(to, r#" <span class="chip {}">{}</span>"#, class(verdict), words.verdict(verdict))?;
    }
    to.write_str("</h3>")?;
    if let Some(place) = &part.place {
        write!(to, r#"<p class="muted small place">{}</p>"#, escaped(place))?;
    }
    marks(to, &part.marks)?;
    rows(to, &part.rows)?;
    to.write_str("</section>")
}

fn marks(to: &mut String, marks: &[Mark]) -> fmt::Result {
    if marks.is_empty() {
        return Ok(());
    }
    to.write_str(r#"<ul class="findings">"#)?;
    for mark in marks {
        let class = mark.verdict.map_or("plain", class);
        write!(
            to,
            r#"<li class="{class}"><b aria-hidden="true">{}</b> {}</li>"#,
            mark.sign(),
            escaped(&mark.words)
        )?;
    }
    to.write_str("</ul>")
}

fn rows(to: &mut String, rows: &[Row]) -> fmt::Result {
    if rows.is_empty() {
        return Ok(());
    }
    to.write_str(r#"<dl class="facts">"#)?;
    for (name, value) in rows {
        // More lines of one name belong to it.
        if !name.is_empty() {
            write!(to, "<dt>{name}</dt>")?;
        }
        write!(to, "<dd>{}</dd>", escaped(value))?;
    }
    to.write_str("</dl>")
}

/// Text as it stands between tags, and in quoted attributes.
fn escaped(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut text, letter| {
        match letter {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '"' => text.push_str("&quot;"),
            _ => text.push(letter),
        }
        text
    })
}
