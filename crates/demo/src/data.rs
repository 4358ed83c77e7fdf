//! The lists that the school is made from. Lines that begin with `#` are remarks.

pub(crate) const CURRICULUM: &str = include_str!("../data/curriculum.tsv");
pub(crate) const DEPARTMENTS: &str = include_str!("../data/departments.tsv");
pub(crate) const SURNAMES: &str = include_str!("../data/surnames.tsv");
pub(crate) const FATHERS: &str = include_str!("../data/fathers.tsv");
pub(crate) const MOTHERS: &str = include_str!("../data/mothers.txt");
pub(crate) const SONS: &str = include_str!("../data/sons.txt");
pub(crate) const DAUGHTERS: &str = include_str!("../data/daughters.txt");
pub(crate) const STREETS: &str = include_str!("../data/streets.txt");
pub(crate) const SCHOOLS: &str = include_str!("../data/schools.txt");
pub(crate) const NOTES: &str = include_str!("../data/notes.tsv");
pub(crate) const STYLES: &str = include_str!("../data/styles.tsv");
pub(crate) const TOPICS: [&str; 7] = [
    include_str!("../data/topics/primary.txt"),
    include_str!("../data/topics/languages.txt"),
    include_str!("../data/topics/literature.txt"),
    include_str!("../data/topics/mathematics.txt"),
    include_str!("../data/topics/nature.txt"),
    include_str!("../data/topics/society.txt"),
    include_str!("../data/topics/skills.txt"),
];

/// The rows of a list, cut at tabs.
pub(crate) fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    lines(text).map(|line| line.split('\t').collect())
}

/// The lines of a list that are neither empty nor remarks.
pub(crate) fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(str::trim_end).filter(|line| !line.is_empty() && !line.starts_with('#'))
}
