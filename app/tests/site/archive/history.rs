//! The history in a container: how its rows are chained, and what they withhold.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use super::{archived, opened, rows};

/// The hash of a row of the history, as docs/archive describes it.
fn hash(row: &HashMap<String, String>, previous: &[u8]) -> Vec<u8> {
    let mut hasher = Sha256::new();
    let mut field = |bytes: &[u8]| {
        hasher.update((bytes.len() as u64).to_be_bytes());
        hasher.update(bytes);
    };
    let id =
        |name: &str| row[name].parse::<uuid::Uuid>().map(|id| id.as_bytes().to_vec()).unwrap_or_default();
    field(previous);
    field(&row["seq"].parse::<i64>().unwrap().to_be_bytes());
    field(&id("edit_id"));
    field(row["kind"].as_bytes());
    field(&id("object_id"));
    field(&id("pupil_id"));
    field(row["at"].as_bytes());
    field(&id("author_id"));
    for name in ["reason", "before", "after"] {
        field(row[name].as_bytes());
    }
    hasher.finalize().to_vec()
}

fn bytes_of(hex: &str) -> Vec<u8> {
    (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[at * 2..at * 2 + 2], 16).unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_row_of_the_history_follows_from_the_one_before() {
    let (_app, bytes) = archived().await;
    let history = rows(&opened(&bytes), "history.csv");
    assert!(history.len() > 5, "{}", history.len());
    let (mut above, mut follow) = (Vec::new(), 0);
    for row in &history {
        let told = bytes_of(&row["previous"]);
        let previous = if told.is_empty() { above.clone() } else { told };
        follow += usize::from(row["previous"].is_empty());
        let own = bytes_of(&row["hash"]);
        above = if row["withheld"] == "1" { own.clone() } else { hash(row, &previous) };
        assert!(own.is_empty() || above == own, "row {}", row["seq"]);
    }
    assert!(history.last().is_some_and(|row| !row["hash"].is_empty()), "the last of a chain says its hash");
    assert!(follow > 1, "rows side by side are chained without their hash said twice");
    assert!(history.iter().any(|row| row["author"].starts_with("Алгебраїстка")));
    let mut kinds: Vec<&str> = history.iter().map(|row| row["kind"].as_str()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    assert_eq!(kinds, ["briefing", "decision", "entry", "excursion", "health-group"]);
    let other = history.iter().filter(|row| row["author"].starts_with("Мовниця")).count();
    assert_eq!(other, 0, "what happened in another class is not told");
}

#[tokio::test(flavor = "multi_thread")]
async fn pencil_is_not_told_by_an_archive() {
    let (_app, bytes) = archived().await;
    let container = opened(&bytes);
    for file in &container.files {
        let told = String::from_utf8_lossy(&file.bytes);
        assert!(!told.contains("Лише олівцем"), "{} tells what stood in pencil", file.name);
    }
    let history = rows(&container, "history.csv");
    let withheld: Vec<_> = history.iter().filter(|row| row["withheld"] == "1").collect();
    assert_eq!(withheld.len(), 2, "pencil, and what was written over it: {withheld:?}");
    for row in withheld {
        let told = ["reason", "before", "after"].map(|name| row[name].as_str());
        assert_eq!((row["kind"].as_str(), told, row["hash"].len()), ("entry", ["", "", ""], 64));
    }
    assert!(history.iter().any(|row| row["kind"] == "entry" && row["after"].contains("Молодець")));
}
