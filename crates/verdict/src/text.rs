//! A report as text.

use std::fmt::{self, Write};

use klas_signature::Report;

use crate::{
    Language,
    told::{Mark, Told},
    words::Words,
};

/// The report on a file of the name, as a terminal shows it.
pub fn text(name: &str, report: &Report, language: Language) -> String {
    let mut text = String::new();
    // Writing into a string cannot fail.
    let _ = whole(&mut text, name, report, Words::of(language));
    text
}

fn whole(to: &mut String, name: &str, report: &Report, words: &Words) -> fmt::Result {
    let told = Told::of(report, words);
    writeln!(to, "{name}: {}", words.verdict(report.verdict))?;
    marks(to, &told.marks)?;
    for part in &told.parts {
        let place = part.place.as_ref().map_or_else(String::new, |place| format!(" ({place})"));
        let verdict =
            part.verdict.map_or_else(String::new, |verdict| format!(": {}", words.verdict(verdict)));
        writeln!(to, "\n{}{place}{verdict}", part.title)?;
        marks(to, &part.marks)?;
        for (name, value) in &part.rows {
            writeln!(to, "  {name:<14} {value}")?;
        }
    }
    told.count.map_or(Ok(()), |count| writeln!(to, "\n{count}"))
}

fn marks(to: &mut String, marks: &[Mark]) -> fmt::Result {
    marks.iter().try_for_each(|mark| writeln!(to, "  {} {}", mark.sign(), mark.words))
}
