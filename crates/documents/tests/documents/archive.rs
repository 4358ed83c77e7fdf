//! Containers of archives, and the data of those that were made by earlier versions of the program.

use std::io::{Cursor, Read};

use chrono::NaiveDate;
use klas_documents::archive::{
    Container, File,
    data::{FORMAT, Journal},
    extended,
};
use klas_domain::{Id, id::of};
use serde_json::{Value, json};
use zip::{CompressionMethod, ZipArchive};

/// A journal with one lesson, in the form of a version of the data.
fn journal(format: &str) -> Value {
    let (class, course, lesson): (Id<of::SchoolClass>, Id<of::Course>, Id<of::Lesson>) =
        (Id::new(), Id::new(), Id::new());
    json!({
        "format": format,
        "school": "Ліцей № 4",
        "year": {
            "name": "2026/2027",
            "startsOn": "2026-09-01",
            "firstSemesterEndsOn": "2026-12-25",
            "secondSemesterStartsOn": "2027-01-11",
            "endsOn": "2027-05-31",
            "holidays": [],
        },
        "class": { "id": class, "name": "8-А", "grade": 8 },
        "pupils": [],
        "courses": [{
            "id": course,
            "subject": "Алгебра",
            "scale": "twelve-point",
            "pupils": [],
            "lessons": [{
                "id": lesson,
                "date": "2026-11-24",
                "period": 1,
                "kind": "ordinary",
                "cancelled": true,
                "reason": "other",
                "topic": "",
                "homework": "",
            }],
            "columns": [],
            "entries": [],
        }],
        "attendance": [],
        "summary": [],
        "decisions": [],
        "briefings": [],
        "excursions": [],
    })
}

fn read(journal: &Value) -> Option<Journal> {
    Journal::read(&serde_json::to_vec(journal).unwrap())
}

/// A journal whose first page has what came to the data with 1.1 and 1.2.
fn grown() -> Value {
    let mut journal = journal(FORMAT);
    journal["courses"][0]["lessons"][0]["words"] = json!("Аварія водогону");
    journal["groups"] = json!([{ "subject": "Алгебра", "names": ["Досліджує", "Розв'язує"] }]);
    journal["words"] = json!([{
        "subject": "Алгебра",
        "pupil": Id::<of::Person>::new(),
        "kind": "semester",
        "semester": 1,
        "words": "Рахує вільно",
        "corrected": true,
    }]);
    journal["courses"][0]["stays"] =
        json!([{ "pupil": Id::<of::Person>::new(), "from": "2026-09-01", "to": "2026-10-30" }]);
    journal
}

#[test]
fn data_of_earlier_forms_are_read_as_before() {
    let first = read(&journal("klas-journal/1")).unwrap();
    assert_eq!((&first.courses[0].lessons[0].words, first.courses[0].stays.len()), (&None, 0));
    let grown = grown();
    let now = read(&grown).unwrap();
    assert_eq!(now.courses[0].lessons[0].words.as_deref(), Some("Аварія водогону"));
    assert_eq!(now.courses[0].stays[0].stay.to, NaiveDate::from_ymd_opt(2026, 10, 30));
    assert_eq!(serde_json::to_value(&now).unwrap(), grown, "what is read is written");
}

#[test]
fn data_are_compared_in_the_form_that_is_kept() {
    let mut second = grown();
    let now = read(&second).unwrap();
    second["format"] = json!("klas-journal/1.1");
    second["courses"][0].as_object_mut().unwrap().remove("stays");
    for own in ["words", "groups"] {
        second.as_object_mut().unwrap().remove(own).unwrap();
    }
    let mut first = second.clone();
    first["format"] = json!("klas-journal/1");
    first["courses"][0]["lessons"][0].as_object_mut().unwrap().remove("words");
    for before in [first, second].map(|before| read(&before).unwrap()) {
        assert_eq!(now.clone().in_form(before.format.clone()), before);
    }
    assert_eq!(now.clone().in_form(now.format.clone()), now);
}

#[test]
fn data_of_another_kind_are_not_read() {
    assert_eq!(read(&journal("klas-journal/2")), None);
    assert_eq!(Journal::read(b"{}"), None);
}

/// The files of a ZIP as they are packed.
fn packed(bytes: &[u8]) -> Vec<(String, CompressionMethod, Vec<u8>)> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let places = 0..zip.len();
    let read = |place: usize| {
        let mut file = zip.by_index_raw(place).unwrap();
        let mut raw = Vec::new();
        file.read_to_end(&mut raw).unwrap();
        (file.name().to_owned(), file.compression(), raw)
    };
    places.map(read).collect()
}

#[test]
fn what_comes_later_leaves_the_others_as_they_are_packed() {
    let day = NaiveDate::from_ymd_opt(2027, 5, 31).unwrap();
    let documents =
        vec![File::new("journal.json", b"12 ".repeat(5000)), File::new("journal.pdf", b"%PDF".to_vec())];
    let more = [
        File::new("META-INF/ASiCManifest001.xml", b"<list/>".repeat(500)),
        File::new("META-INF/signature001.p7s", b"0".to_vec()),
    ];
    let kept = Container { day, files: documents.clone() }.zip().unwrap();
    let whole = Container { day, files: [documents, more.to_vec()].concat() }.zip().unwrap();
    let longer = packed(&extended(&kept, day, &more).unwrap());
    assert_eq!(longer, packed(&whole));
    assert!(longer.starts_with(&packed(&kept)));
    assert!(extended(b"PK", day, &more).is_err(), "no ZIP");
}
