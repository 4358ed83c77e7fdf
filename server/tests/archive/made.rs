//! What `klas archive` makes, makes anew, leaves and refuses.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use super::{Year, command, data, done, klas, names, refused, school, school_of, tamper, text};

#[test]
fn a_year_that_is_stopped_midway_leaves_whole_containers_and_goes_on() {
    let classes = ["8-А", "8-Б", "8-В", "8-Г"];
    let year = Year::of(school_of(&classes));
    let out = year.out.display().to_string();
    let arguments = ["archive", "--year", "2026", "--out", &out];
    let mut work = command(year.folder.path(), &arguments);
    let work = work.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let is_whole = |name: &String| name.ends_with(" 2026-2027.asice");
    let begun = Instant::now();
    while !(year.out.exists() && names(&year.out).iter().any(is_whole)) {
        assert!(begun.elapsed() < Duration::from_mins(5), "nothing is written");
        thread::sleep(Duration::from_millis(5));
    }
    let stop = format!("kill -TERM {}", work.id());
    assert!(Command::new("sh").args(["-c", &stop]).status().unwrap().success());
    let told = refused(&work.wait_with_output().unwrap());
    assert!(told.contains("зупинено; класи, які вже записано, лишилися"), "{told}");
    let left = names(&year.out);
    assert!(!left.is_empty() && left.len() < classes.len() && left.iter().all(is_whole), "{left:?}");
    let bytes = |name: &String| fs::read(year.out.join(name)).unwrap();
    let before: Vec<_> = left.iter().map(bytes).collect();
    for name in &left {
        let verified = year.verify(&year.path(name));
        assert_eq!(verified.status.code(), Some(3), "whole, and nobody has signed it: {verified:?}");
    }

    let told = done(&year.archive(&[]));
    let more = classes.len() - left.len();
    assert!(told.contains(&format!("класів 4, з них записано тепер {more}")), "{told}");
    assert_eq!(names(&year.out), classes.map(|class| format!("{class} 2026-2027.asice")));
    assert_eq!(left.iter().map(bytes).collect::<Vec<_>>(), before, "what was written stays as it was");
}

#[test]
fn what_is_kept_is_made_anew_only_where_that_is_asked() {
    let year = Year::start();
    let class = ["--class", "8-А"];
    done(&year.archive(&class));
    let file = year.path("8-А 2026-2027.asice");
    let kept = fs::read(&file).unwrap();
    tamper(year.folder.path(), "UPDATE person SET given = 'Соломія' WHERE surname = 'Бабенко'");
    fs::remove_file(&file).unwrap();
    let again = year.archive(&class);
    assert!(done(&again).contains("записано тепер 1"));
    assert_eq!(fs::read(&file).unwrap(), kept, "people may be signing the one that is kept");
    let told = text(&again.stderr);
    assert!(told.contains("8-А: журнал змінено") && told.contains("--anew"), "{told}");
    let anew = year.archive(&["--class", "8-А", "--anew"]);
    assert!(done(&anew).contains("записано тепер 1"));
    assert_ne!(fs::read(&file).unwrap(), kept);
    for output in [anew, year.archive(&class)] {
        assert!(!text(&output.stderr).contains("журнал змінено"), "{}", text(&output.stderr));
    }
}

/// The head's signature under the journal of 8-А, as the site keeps it.
const SIGNED: &str = "INSERT INTO archive_signature (school_id, class_id, role, name, position, organisation, serial, \
    issuer, signed_at, stamped, trusted, file, taken_at, taken_from) \
    SELECT a.school_id, a.class_id, 'head', '', '', '', '', '', '2027-06-10T08:00:00+00:00', FALSE, FALSE, '', \
    '2027-06-10T08:00:00+00:00', (SELECT p.person_id FROM person p LIMIT 1) FROM archive a \
    JOIN school_class k ON k.school_id = a.school_id AND k.class_id = a.class_id WHERE k.letter = 'А'";

#[test]
fn an_import_leaves_an_archived_class_and_says_where_its_rows_stand() {
    let year = Year::start();
    done(&year.archive(&[]));
    let folder = year.folder.path();
    tamper(folder, SIGNED);
    let sheets = folder.join("sheets");
    let import = |more: &[&str]| {
        let sheets = sheets.display().to_string();
        let arguments = [&["import", sheets.as_str()][..], more].concat();
        done(&command(folder, &arguments).env("KLAS_TODAY", "2027-06-15").output().unwrap())
    };
    let same = import(&[]);
    assert!(same.contains("Без змін.") && !same.contains("в архіві"), "{same}");
    let write = |name: &str, text: &str| fs::write(sheets.join(name), text).unwrap();
    write(
        "Навантаження.csv",
        "Учитель\tПредмет\tКлас\tГодин на тиждень\n\
         Коваль О. П.\tАлгебра\t8-А\t2\nКоваль О. П.\tАлгебра\t8-Б\t2\n",
    );
    write(
        "Учні.csv",
        "ПІБ учня;Дата народження;Клас\nБабенко Софія Іванівна;05.09.2012;8-А\n\
         Ґудзь Софія Іванівна;05.09.2012;8-Б\nВовк Ніна Іванівна;06.09.2012;8-А\n\
         Гончар Ніна Іванівна;07.09.2012;8-Б\n",
    );
    let left = [
        "Учні.csv, аркуш «Учні», рядок 4: учні: Вовк Ніна Іванівна: → 8-А",
        "Навантаження.csv, аркуш «Навантаження», рядок 2: сторінки предметів: Алгебра · 8-А",
    ]
    .map(|row| format!("{row}, не змінено: журнал 8-А за 2026/2027 в архіві"));
    let tried = import(&["--dry-run"]);
    let taken = import(&[]);
    for told in [&tried, &taken] {
        assert!(left.iter().all(|note| told.contains(&format!("  ! {note}\n"))), "{told}");
        assert!(told.contains("учні: додано 1, змінено 0"), "{told}");
        assert!(told.contains("сторінки предметів: додано 0, змінено 1"), "{told}");
    }
    let again: serde_json::Value = serde_json::from_str(&import(&["--json"])).unwrap();
    assert_eq!(again["notes"], serde_json::json!(left));
    assert_eq!(again["changes"], serde_json::json!([]));
}

#[test]
fn a_container_that_is_not_what_its_card_says_is_told_with_the_history() {
    let year = Year::start();
    done(&year.archive(&["--class", "8-А"]));
    let told = || text(&klas(year.folder.path(), &["verify", "--history"]).stderr);
    let words = "архів 8-А, 2026/2027 не такий, як каже його картка";
    assert!(!told().contains(words), "{}", told());
    tamper(year.folder.path(), "UPDATE archive SET digest = zeroblob(32)");
    assert!(told().contains(words), "{}", told());
}

#[test]
fn a_year_that_is_not_closed_is_refused_and_shown_as_a_draft() {
    let folder = school();
    let out = folder.path().join("out").display().to_string();
    let told = refused(&klas(folder.path(), &["archive", "--year", "2026", "--out", &out]));
    assert!(told.contains("І семестр – 8-А, 8-Б; ІІ семестр – 8-А, 8-Б"), "{told}");
    done(&klas(folder.path(), &["archive", "--year", "2026", "--class", "8-а", "--out", &out, "--draft"]));
    assert_eq!(names(Path::new(&out)), ["8-А 2026-2027 ЧЕРНЕТКА.asice"]);
    let password = folder.path().join("password").display().to_string();
    fs::write(&password, "klas-test").unwrap();
    let (draft, key) =
        (format!("{out}/8-А 2026-2027 ЧЕРНЕТКА.asice"), data("head.p12").display().to_string());
    let told = refused(&klas(folder.path(), &["sign", &draft, "--key", &key, "--password-file", &password]));
    assert!(told.contains("це чернетка"), "{told}");
    refused(&klas(folder.path(), &["archive", "--year", "1999", "--out", &out]));
    refused(&klas(folder.path(), &["archive", "--year", "2026", "--class", "11-Я", "--out", &out]));
}
