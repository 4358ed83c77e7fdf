//! `klas archive`, `klas sign` and `klas verify`, one after another, as a school does in June.

#![expect(clippy::unwrap_used, reason = "a story ends where something unforeseen happens")]

use std::{
    fs,
    io::{Read, Write},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use klas_documents::archive::{Container, File};
use klas_signature::unpack;
use klas_signing::Key;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/signing/tests/data").join(name)
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_klas"));
    command
        .args(arguments)
        .env("KLAS_DATABASE_URL", format!("sqlite://{}", folder.join("klas.db").display()))
        .env("KLAS_TODAY", "2040-06-10")
        .env_remove("KLAS_TRUST")
        .env_remove("KLAS_LOG");
    command
}

fn klas(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[track_caller]
fn done(output: &Output) -> String {
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout)
}

/// Code 1 and one line on stderr, which is given.
#[track_caller]
fn refused(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{}{}", text(&output.stdout), text(&output.stderr));
    let told = text(&output.stderr);
    assert_eq!(told.trim().lines().count(), 1, "{told}");
    told
}

/// A school with two classes.
fn school() -> tempfile::TempDir {
    school_of(&["8-А", "8-Б"])
}

/// A school whose classes have algebra one after another on Mondays.
fn school_of(classes: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let sheets = folder.path().join("sheets");
    fs::create_dir(&sheets).unwrap();
    let write = |name: &str, text: &str| fs::write(sheets.join(name), text).unwrap();
    let of_each = |line: &dyn Fn(usize, &str) -> String| {
        classes.iter().enumerate().map(|(place, class)| line(place, class)).collect::<String>()
    };
    let surnames = ["Бабенко", "Ґудзь", "Вовк", "Гончар"];
    let pupils = of_each(&|place, class| format!("{} Софія Іванівна;05.09.2012;{class}\n", surnames[place]));
    write("Учні.csv", &format!("ПІБ учня;Дата народження;Клас\n{pupils}"));
    write(
        "Працівники.csv",
        "Прізвище,Ім'я,По батькові,Посада,Класний керівник\nКоваль,Олена,Петрівна,вчителька,8-А\nГринюк,Євген,Ілліч,директор,\n",
    );
    let load = of_each(&|_, class| format!("Коваль О. П.\tАлгебра\t{class}\t1\n"));
    write("Навантаження.csv", &format!("Учитель\tПредмет\tКлас\tГодин на тиждень\n{load}"));
    let bells = of_each(&|place, _| format!("{},{:02}:30,{:02}:15\n", place + 1, place + 8, place + 9));
    write("Дзвінки.csv", &format!("Урок,Початок,Кінець\n{bells}"));
    let timetable = of_each(&|place, _| {
        let day = if place == 0 { "Понеділок" } else { "" };
        let (before, after) = (";".repeat(place), ";".repeat(classes.len() - 1 - place));
        format!("{day};{};{before}Алгебра{after}\n", place + 1)
    });
    write("Розклад.csv", &format!("День;№;{}\n{timetable}", classes.join(";")));
    let sheets = sheets.display().to_string();
    let imported = Command::new(env!("CARGO_BIN_EXE_klas"))
        .args(["import", &sheets])
        .env("KLAS_DATABASE_URL", format!("sqlite://{}", folder.path().join("klas.db").display()))
        .env("KLAS_TODAY", "2026-09-01")
        .output()
        .unwrap();
    done(&imported);
    folder
}

/// Changes a row, as somebody with a database client does it.
#[tokio::main]
async fn tamper(folder: &Path, statement: &'static str) {
    let address = format!("sqlite://{}", folder.join("klas.db").display());
    let mut file = SqliteConnection::connect(&address).await.unwrap();
    let changed = sqlx::query(statement).execute(&mut file).await;
    assert_eq!(changed.unwrap().rows_affected(), 1);
}

/// Closes both semesters, as somebody with a database client does it.
#[tokio::main]
async fn close(folder: &Path) {
    let address = format!("sqlite://{}", folder.join("klas.db").display());
    let mut file = SqliteConnection::connect(&address).await.unwrap();
    for (table, key, from) in
        [("closing", "course_id", "course"), ("class_closing", "class_id", "school_class")]
    {
        let statement = format!(
            "INSERT INTO {table} (school_id, {key}, semester, closed_at, closed_by) \
             SELECT t.school_id, t.{key}, s.column1, '2027-06-01T08:00:00+00:00', \
             (SELECT p.person_id FROM person p LIMIT 1) FROM {from} t, (VALUES (1), (2)) s"
        );
        sqlx::query(AssertSqlSafe(statement)).execute(&mut file).await.unwrap();
    }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

struct Year {
    folder: tempfile::TempDir,
    out: PathBuf,
    password: String,
}

impl Year {
    fn start() -> Self {
        Self::of(school())
    }

    fn of(folder: tempfile::TempDir) -> Self {
        close(folder.path());
        let out = folder.path().join("out");
        let password = folder.path().join("password").display().to_string();
        fs::write(&password, "klas-test\n").unwrap();
        Self { folder, out, password }
    }

    fn archive(&self, more: &[&str]) -> Output {
        let out = self.out.display().to_string();
        klas(self.folder.path(), &[&["archive", "--year", "2026", "--out", &out], more].concat())
    }

    fn path(&self, name: &str) -> String {
        self.out.join(name).display().to_string()
    }

    fn sign(&self, file: &str, key: &str, more: &[&str]) -> Output {
        let key = data(key).display().to_string();
        let arguments = ["sign", file, "--key", &key, "--password-file", &self.password];
        klas(self.folder.path(), &[&arguments, more].concat())
    }

    fn verify(&self, file: &str) -> Output {
        let trust = self.folder.path().join("trust");
        fs::create_dir_all(&trust).unwrap();
        fs::copy(data("root.cer"), trust.join("root.cer")).unwrap();
        klas(self.folder.path(), &["verify", file, "--trust", &trust.display().to_string()])
    }
}

#[test]
fn a_year_is_archived_signed_and_verified() {
    let year = Year::start();
    assert!(done(&year.archive(&[])).contains("класів 2, з них записано тепер 2"));
    assert_eq!(names(&year.out), ["8-А 2026-2027.asice", "8-Б 2026-2027.asice"], "nothing half-made");
    let file = year.path("8-А 2026-2027.asice");
    let unsigned = fs::read(&file).unwrap();
    let verified = year.verify(&file);
    assert_eq!(verified.status.code(), Some(3), "nobody has signed it");
    assert!(text(&verified.stdout).contains("ніхто не підписав"), "{}", text(&verified.stdout));

    let told = done(&year.sign(&file, "class-teacher.p12", &[]));
    assert!(told.contains("підписано"), "{told}");
    done(&year.sign(&file, "head.p12", &[]));
    assert_eq!(names(&year.out).len(), 2, "{:?}", names(&year.out));
    let verified = done(&year.verify(&file));
    for words in [
        "ДІЙСНО",
        "КЛАСНА ОЛЕНА ПЕТРІВНА",
        "Директорка Олена Петрівна",
        "✓ journal.pdf",
        "✓ history.csv",
        "Геш архіву",
        "META-INF/signature002.p7s",
        "Підписів: 2",
    ] {
        assert!(verified.contains(words), "no {words}: {verified}");
    }
    // OpenSSL takes each signature of the list that it is of.
    let mut zip = zip::ZipArchive::new(fs::File::open(&file).unwrap()).unwrap();
    let folder = year.folder.path();
    for number in ["001", "002"] {
        for (name, out) in [
            (format!("META-INF/ASiCManifest{number}.xml"), "list"),
            (format!("META-INF/signature{number}.p7s"), "signature"),
        ] {
            let mut bytes = Vec::new();
            zip.by_name(&name).unwrap().read_to_end(&mut bytes).unwrap();
            fs::write(folder.join(out), bytes).unwrap();
        }
        let root =
            Command::new("openssl").args(["x509", "-inform", "DER", "-in"]).arg(data("root.cer")).output();
        fs::write(folder.join("root.pem"), root.unwrap().stdout).unwrap();
        let taken = Command::new("openssl")
            .args([
                "cms",
                "-verify",
                "-binary",
                "-cades",
                "-purpose",
                "any",
                "-inform",
                "DER",
                "-in",
                "signature",
            ])
            .args(["-content", "list", "-CAfile", "root.pem", "-out", "content"])
            .current_dir(folder)
            .output()
            .unwrap();
        assert!(taken.status.success(), "{}", text(&taken.stderr));
    }
    // An independent reader of the whole.
    let read = Command::new("unzip").args(["-tq", &file]).output().unwrap();
    assert!(read.status.success(), "{}{}", text(&read.stdout), text(&read.stderr));

    // The school does not know of the signatures yet; the file that has them is not lost to one that has none.
    let signed = fs::read(&file).unwrap();
    assert!(done(&year.archive(&["--anew"])).contains("записано тепер 0"));
    assert_eq!(fs::read(&file).unwrap(), signed);
    fs::remove_file(&file).unwrap();
    assert!(done(&year.archive(&[])).contains("записано тепер 1"), "the other one was there");
    assert_eq!(fs::read(&file).unwrap(), unsigned, "the same year gives the same bytes");
    assert!(done(&year.archive(&[])).contains("записано тепер 0"));
    assert!(done(&year.archive(&["--anew"])).contains("записано тепер 0"), "made anew it is the same");
}

#[test]
fn an_archive_whose_files_are_in_another_order_is_invalid() {
    let year = Year::start();
    done(&year.archive(&["--class", "8-А"]));
    let file = year.path("8-А 2026-2027.asice");
    done(&year.sign(&file, "class-teacher.p12", &[]));
    let files = unpack(&fs::read(&file).unwrap()).unwrap();
    let mut files: Vec<File> = files.into_iter().map(|own| File::new(own.name, own.bytes)).collect();
    files.swap(1, 2);
    let day = chrono::NaiveDate::from_ymd_opt(2027, 6, 30).unwrap();
    fs::write(&file, Container { day, files }.zip().unwrap()).unwrap();
    let verified = year.verify(&file);
    assert_eq!(verified.status.code(), Some(1));
    let told = text(&verified.stdout);
    assert!(
        told.contains("✗ файл «journal.json» стоїть не на своєму місці: порядок файлів не такий"),
        "{told}"
    );
    assert!(told.contains("Підпис 1 (META-INF/signature001.p7s): ДІЙСНО"), "{told}");
}

/// As the site takes no signature that leaves something out, so no verifier calls such an archive valid.
#[test]
fn an_archive_that_somebody_signed_in_part_is_invalid() {
    let year = Year::start();
    done(&year.archive(&["--class", "8-А"]));
    let file = year.path("8-А 2026-2027.asice");
    done(&year.sign(&file, "class-teacher.p12", &[]));
    let files = unpack(&fs::read(&file).unwrap()).unwrap();
    let mut files: Vec<File> = files.into_iter().map(|own| File::new(own.name, own.bytes)).collect();
    let day = chrono::NaiveDate::from_ymd_opt(2027, 6, 30).unwrap();
    let of_history = |own: &&File| own.name == "history.csv" || own.name.starts_with("META-INF/");
    let in_part = Container { day, files: files.iter().filter(of_history).cloned().collect() };
    let (list, place) = in_part.next_signature();
    let key = Key::open(&fs::read(data("head.p12")).unwrap(), "klas-test").unwrap();
    let signature = key.sign(&list.bytes, chrono::Utc::now()).unwrap().to_der().unwrap();
    files.extend([list, File::new(place, signature)]);
    fs::write(&file, Container { day, files }.zip().unwrap()).unwrap();
    let verified = year.verify(&file);
    assert_eq!(verified.status.code(), Some(1));
    let told = text(&verified.stdout);
    for words in [
        "НЕДІЙСНО",
        "Підпис 1 (META-INF/signature001.p7s): ДІЙСНО",
        "Підпис 2 (META-INF/signature002.p7s): НЕДІЙСНО",
        "✗ підпис охоплює не всі документи архіву: поза ним лишився «manifest.json»",
        "файлів: 1 з ",
    ] {
        assert!(told.contains(words), "no {words}: {told}");
    }
}

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

#[test]
fn what_cannot_be_signed_stays_as_it_is() {
    let year = Year::start();
    done(&year.archive(&["--class", "8-А"]));
    let file = year.path("8-А 2026-2027.asice");
    let before = fs::read(&file).unwrap();
    fs::write(&year.password, "wrong").unwrap();
    assert!(refused(&year.sign(&file, "head.p12", &[])).contains("пароль не підходить"));
    fs::write(&year.password, "klas-test").unwrap();
    assert!(refused(&year.sign(&file, "edwards.p12", &[])).contains("ДСТУ 4145"));
    let unanswered = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let tsa = format!("http://{unanswered}/");
    assert!(refused(&year.sign(&file, "head.p12", &["--tsa", &tsa])).contains("не відповіла"));
    assert_eq!(fs::read(&file).unwrap(), before);
    fs::write(&file, &before[..before.len() - 40]).unwrap();
    assert!(refused(&year.sign(&file, "head.p12", &[])).contains("обрізано"));
    assert_eq!(names(&year.out), ["8-А 2026-2027.asice"]);
}

/// An authority that answers one request by OpenSSL.
fn authority(folder: &Path) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/tsp", listener.local_addr().unwrap());
    let folder = folder.to_owned();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut heard = Vec::new();
        let mut part = [0; 4096];
        let body = loop {
            let read = stream.read(&mut part).unwrap();
            heard.extend_from_slice(&part[..read]);
            let Some(end) = heard.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
            let lines = text(&heard[..end]).to_lowercase();
            assert!(lines.contains("application/timestamp-query"), "{lines}");
            let length = lines.split("content-length: ").nth(1).unwrap();
            let length: usize = length.split("\r\n").next().unwrap().trim().parse().unwrap();
            if heard.len() >= end + 4 + length {
                break heard[end + 4..].to_vec();
            }
        };
        fs::write(folder.join("query"), body).unwrap();
        let config = format!(
            "[tsa]\ndefault_tsa = main\n[main]\nserial = {}\nsigner_cert = {}\nsigner_key = {}\nsigner_digest = sha256\n\
             default_policy = 1.2.3.4.1\ndigests = sha256\naccuracy = secs:1\ness_cert_id_alg = sha256\n",
            folder.join("serial").display(),
            data("stamps.pem").display(),
            data("stamps.key").display(),
        );
        fs::write(folder.join("tsa.cnf"), config).unwrap();
        let made = Command::new("openssl")
            .args(["ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query", "-out", "reply"])
            .current_dir(&folder)
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", text(&made.stderr));
        let reply = fs::read(folder.join("reply")).unwrap();
        let answer = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/timestamp-reply\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            reply.len()
        );
        stream.write_all(&[answer.as_bytes(), &reply].concat()).unwrap();
    });
    address
}

#[test]
fn a_time_stamp_proves_when_it_was_signed() {
    let year = Year::start();
    done(&year.archive(&["--class", "8-А"]));
    let file = year.path("8-А 2026-2027.asice");
    let tsa = authority(year.folder.path());
    done(&year.sign(&file, "class-teacher.p12", &["--tsa", &tsa]));
    let verified = done(&year.verify(&file));
    assert!(verified.contains("за позначкою часу"), "{verified}");
    assert!(verified.contains("Вигадана служба позначок часу"), "{verified}");
}
