//! What a container holds, as it is read by programs that know nothing of Klas.

use std::{
    io::{Cursor, Read},
    process::Command,
};

use klas_documents::archive::{Container, Manifest, SCHEMA};

use super::{archived, file, opened, rows, text_of, written};

/// The bookmarks of pages, each with its depth from 1.
fn bookmarks_of(pages: &[u8]) -> Vec<(usize, String)> {
    let (_folder, path) = written(pages);
    let told = Command::new("pdftohtml").args(["-xml", "-i", "-stdout"]).arg(&path).output().unwrap();
    let told = String::from_utf8(told.stdout).unwrap();
    let (mut depth, mut bookmarks) = (0, Vec::new());
    for line in told.lines().map(str::trim) {
        match line {
            "<outline>" => depth += 1,
            "</outline>" => depth -= 1,
            _ => {
                let title = line.strip_prefix("<item").and_then(|item| item.strip_suffix("</item>"));
                bookmarks.extend(title.and_then(|item| Some((depth, item.split_once('>')?.1.to_owned()))));
            }
        }
    }
    bookmarks
}

#[tokio::test(flavor = "multi_thread")]
async fn a_container_is_read_by_readers_that_know_nothing_of_klas() {
    let (_app, bytes) = archived().await;
    let mut zip = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    assert_eq!(zip.file_names().next(), Some("mimetype"));
    let first = zip.by_index(0).unwrap();
    assert_eq!(first.compression(), zip::CompressionMethod::Stored);
    assert!(first.extra_data().unwrap_or_default().is_empty());
    drop(first);
    let mut pages = Vec::new();
    zip.by_name("journal.pdf").unwrap().read_to_end(&mut pages).unwrap();
    let container = opened(&bytes);
    let manifest = Manifest::read(file(&container, "manifest.json")).unwrap();
    assert_eq!(manifest.misses(&container.files), None);
    let listed: Vec<&str> = manifest.files.iter().map(|own| own.name.as_str()).collect();
    let there: Vec<&str> = container.files[1..].iter().map(|own| own.name.as_str()).collect();
    assert_eq!(listed, there, "every file is listed, in its order");
    assert_eq!((manifest.class.name.as_str(), manifest.year.as_str()), ("8-А", "2026/2027"));

    let metadata = String::from_utf8_lossy(&pages);
    assert!(metadata.contains("<pdfaid:part>2</pdfaid:part>"), "PDF/A-2");
    assert!(metadata.contains("<pdfaid:conformance>U</pdfaid:conformance>"), "every letter can be found");
    let (_folder, path) = written(&pages);
    let fonts = Command::new("pdffonts").arg(&path).output().unwrap();
    let fonts = String::from_utf8(fonts.stdout).unwrap();
    assert!(fonts.lines().count() > 2, "{fonts}");
    assert!(
        fonts.lines().skip(2).all(|line| line.contains(" yes yes yes ")),
        "embedded, in part, with letters: {fonts}"
    );
    let text = text_of(&pages);
    for words in ["КЛАСНИЙ ЖУРНАЛ", "Бабенко", "Алгебра", "Зведений облік", "Загальні відомості"]
    {
        assert!(text.contains(words), "no {words}");
    }
    let bookmarks = bookmarks_of(&pages);
    let sections = [
        "Облік відвідування",
        "Сторінки предметів",
        "Зведений облік навчальних досягнень",
        "Загальні відомості про учнів",
        "Бесіди та інструктажі з безпеки життєдіяльності",
        "Екскурсії та навчальна практика",
    ];
    let of_sections =
        bookmarks.iter().filter(|(depth, title)| *depth == 1 && sections.contains(&title.as_str()));
    let of_sections: Vec<&str> = of_sections.map(|(_, title)| title.as_str()).collect();
    assert_eq!(of_sections, sections, "{bookmarks:?}");
    for subject in ["Алгебра", "Українська мова"] {
        let is_its = |(depth, title): &(usize, String)| *depth == 2 && title.starts_with(subject);
        assert!(bookmarks.iter().any(is_its), "no {subject}: {bookmarks:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_data_are_as_the_published_schema_says() {
    let (_app, bytes) = archived().await;
    let container = opened(&bytes);
    let schema: serde_json::Value = serde_json::from_str(SCHEMA).unwrap();
    assert_eq!(file(&container, "journal.schema.json"), SCHEMA.as_bytes());
    let journal: serde_json::Value = serde_json::from_slice(file(&container, "journal.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let faults: Vec<String> = validator.iter_errors(&journal).map(|fault| fault.to_string()).collect();
    assert!(faults.is_empty(), "{faults:#?}");
    let algebra = journal["courses"].as_array().unwrap();
    let algebra = algebra.iter().find(|course| course["subject"] == "Алгебра").unwrap();
    assert!(!algebra["entries"].as_array().unwrap().is_empty());
    let marks = rows(&container, "csv/summary.csv");
    let corrected = marks.iter().find(|row| !row["corrected"].is_empty()).unwrap();
    assert_eq!((corrected["subject"].as_str(), corrected["mark"].as_str()), ("Алгебра", "9"));
    assert_eq!(rows(&container, "csv/pupils.csv").len(), 2);
    let entries: usize = journal["courses"]
        .as_array()
        .unwrap()
        .iter()
        .map(|own| own["entries"].as_array().unwrap().len())
        .sum();
    assert_eq!(rows(&container, "csv/entries.csv").len(), entries);
    every_part_is_in_a_table(&container, &journal);
    let known: Vec<String> =
        rows(&container, "csv/pupils.csv").into_iter().map(|mut row| row.remove("id").unwrap()).collect();
    for (table, id) in [
        ("entries", "pupil_id"),
        ("attendance", "pupil_id"),
        ("summary", "pupil_id"),
        ("decisions", "pupil_id"),
        ("briefings", "present_ids"),
    ] {
        let rows = rows(&container, &format!("csv/{table}.csv"));
        assert!(!rows.is_empty() && rows.iter().all(|row| known.contains(&row[id])), "{table}: {rows:?}");
    }
    for part in ["briefings", "excursions", "decisions"] {
        assert_eq!(journal[part].as_array().unwrap().len(), 1, "{part}");
    }
    let ill = &journal["attendance"].as_array().unwrap()[1]["days"][0]["missed"];
    assert_eq!(*ill, serde_json::json!({ "хв": 1 }));
    assert_eq!(journal["pupils"][0]["health"]["group"], "main");
    // What is broken is seen by the schema.
    let mut broken = journal.clone();
    broken["courses"][0]["entries"] = serde_json::json!([{ "column": "x", "pupil": 1, "mark": "13" }]);
    assert!(validator.iter_errors(&broken).count() >= 3);
}

/// What is in the data and not in the tables of marks: the year, who belongs to what, the columns.
fn every_part_is_in_a_table(container: &Container, journal: &serde_json::Value) {
    let year = rows(container, "csv/year.csv");
    let told = |kind: &str| {
        let row = year.iter().find(|row| row["kind"] == kind).unwrap_or_else(|| panic!("no {kind}"));
        ["name", "from", "to"].map(|name| row[name].clone())
    };
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let own = &journal["year"];
    assert_eq!(told("year"), [&own["name"], &own["startsOn"], &own["endsOn"]].map(text));
    assert_eq!(told("school")[0], "Ліцей № 4");
    assert_eq!(told("class")[0], "8-А");
    assert_eq!(told("class-teacher")[0], "Класна Олена Петрівна");
    assert_eq!(told("semester"), ["1".to_owned(), text(&own["startsOn"]), text(&own["firstSemesterEndsOn"])]);
    let holidays = own["holidays"].as_array().unwrap();
    assert_eq!(told("holidays"), ["name", "startsOn", "endsOn"].map(|name| text(&holidays[0][name])));
    assert_eq!(year.iter().filter(|row| row["kind"] == "holidays").count(), holidays.len());

    let courses = journal["courses"].as_array().unwrap();
    let tables = rows(container, "csv/courses.csv");
    assert_eq!(tables.len(), courses.len());
    for (course, row) in courses.iter().zip(&tables) {
        let pupils: Vec<String> = course["pupils"].as_array().unwrap().iter().map(text).collect();
        assert_eq!(row["pupil_ids"], pupils.join(" "));
        assert_eq!((&row["id"], &row["scale"]), (&text(&course["id"]), &text(&course["scale"])));
    }
    let ids = |part: &str| -> Vec<String> {
        let all = courses.iter().flat_map(|course| course[part].as_array().unwrap());
        all.map(|own| text(&own["id"])).collect()
    };
    let rows_of = |table: &str| -> Vec<String> {
        rows(container, table).into_iter().map(|mut row| row.remove("id").unwrap()).collect()
    };
    assert!(!ids("columns").is_empty());
    assert_eq!(rows_of("csv/columns.csv"), ids("columns"));
    assert_eq!(rows_of("csv/lessons.csv"), ids("lessons"));
    let known = [ids("columns"), ids("lessons")].concat();
    assert!(rows(container, "csv/entries.csv").iter().all(|row| known.contains(&row["column_id"])));
    let stays: usize = journal["pupils"]
        .as_array()
        .unwrap()
        .iter()
        .map(|pupil| pupil["stays"].as_array().unwrap().len())
        .sum();
    assert_eq!(rows(container, "csv/stays.csv").len(), stays);
}
