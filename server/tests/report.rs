//! `klas report`: what others find in the package, and what a stopped run leaves to the next one.

#![expect(clippy::unwrap_used, reason = "a story ends where something unforeseen happens")]

use std::{
    fs::{self, File},
    io::{Cursor, Read},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use calamine::{Data, Reader, Xlsx};
use zip::ZipArchive;

/// The last day of the semester.
const DAY: &str = "2026-12-25";

fn command(folder: &Path, day: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_klas"));
    command
        .args(arguments)
        .env("KLAS_DATABASE_URL", format!("sqlite://{}", folder.join("klas.db").display()))
        .env("KLAS_TODAY", day)
        .env_remove("KLAS_LOG");
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// What a command that is done says.
#[track_caller]
fn done(mut command: Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout)
}

fn out(folder: &Path) -> PathBuf {
    folder.join("семестр.zip")
}

fn report(folder: &Path) -> Command {
    let out = out(folder).display().to_string();
    command(folder, DAY, &["report", "--semester", "1", "--out", &out])
}

fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// The names of the files of a package.
fn files(package: &Path) -> Vec<String> {
    let package = ZipArchive::new(File::open(package).unwrap()).unwrap();
    let mut names: Vec<String> = package.file_names().map(str::to_owned).collect();
    names.sort();
    names
}

fn file(package: &Path, name: &str) -> Vec<u8> {
    let mut package = ZipArchive::new(File::open(package).unwrap()).unwrap();
    let mut bytes = Vec::new();
    package.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

#[test]
fn the_documents_of_a_semester_are_read_by_others() {
    let folder = tempfile::tempdir().unwrap();
    done(command(folder.path(), DAY, &["demo", "--class", "9-А"]));
    let told = done(report(folder.path()));
    assert!(told.contains("документів 8, з них зроблено тепер 8; "), "{told}");
    let package = out(folder.path());
    assert_eq!(
        files(&package),
        [
            "9-А/Зведений облік навчальних досягнень 9-А.pdf",
            "9-А/Зведений облік навчальних досягнень 9-А.xlsx",
            "9-А/Облік відвідування 9-А.pdf",
            "9-А/Облік відвідування 9-А.xlsx",
            "9-А/Підсумки 9-А.pdf",
            "9-А/Підсумки 9-А.xlsx",
            "9-А/Свідоцтва досягнень 9-А.pdf",
            "9-А/Табелі 9-А.pdf",
            "Виконання планів.pdf",
            "Виконання планів.xlsx",
            "Журнал пропущених і замінених уроків.pdf",
            "Журнал пропущених і замінених уроків.xlsx",
            "Підсумки закладу.pdf",
            "Підсумки закладу.xlsx",
        ]
    );
    assert!(names(folder.path()).iter().all(|name| !has_ending(name, "part")), "nothing half-made");

    // The class's algebra in the spreadsheet, and its mean once more where it is printed.
    let mut book = Xlsx::new(Cursor::new(file(&package, "9-А/Підсумки 9-А.xlsx"))).unwrap();
    let sheet = book.worksheet_range("Предмети за рівнями").unwrap();
    let algebra = sheet.rows().find(|row| row[0] == Data::String("Алгебра".to_owned())).unwrap();
    let (Data::Float(marks), Data::Float(mean)) = (&algebra[1], &algebra[9]) else { panic!("{algebra:?}") };
    assert!(*marks > 10.0 && (1.0..=12.0).contains(mean), "{algebra:?}");
    let pages = folder.path().join("pages.pdf");
    fs::write(&pages, file(&package, "9-А/Підсумки 9-А.pdf")).unwrap();
    let printed = Command::new("pdftotext").arg("-layout").arg(&pages).arg("-").output().unwrap();
    let printed = text(&printed.stdout);
    let mean = format!("{mean:.2}").replace('.', ",");
    let mut lines = printed.lines().filter(|line| line.contains("Алгебра"));
    assert!(lines.any(|line| line.contains(&mean)), "{mean}: {printed}");
}

const CLASSES: [&str; 3] = ["8-А", "8-Б", "8-В"];

/// The three documents of the school, and five of each class.
const DOCUMENTS: usize = 3 + 5 * CLASSES.len();

fn pupils(names: &[&str]) -> String {
    let rows = names.iter().zip(CLASSES.iter().cycle());
    let rows: Vec<String> =
        rows.map(|(name, class)| format!("{name} Софія Іванівна;05.09.2012;{class}\n")).collect();
    format!("ПІБ учня;Дата народження;Клас\n{}", rows.concat())
}

/// A school whose classes have a lesson a week.
fn school() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let sheets = folder.path().join("sheets");
    fs::create_dir(&sheets).unwrap();
    let write = |name: &str, text: &str| fs::write(sheets.join(name), text).unwrap();
    write("Учні.csv", &pupils(&["Бабенко", "Вовк", "Гончар"]));
    write(
        "Працівники.csv",
        "Прізвище,Ім'я,По батькові,Посада,Класний керівник\nГринюк,Євген,Ілліч,директор,\n",
    );
    let load: String = CLASSES.map(|class| format!("Вакансія\tАлгебра\t{class}\t1\n")).concat();
    write("Навантаження.csv", &format!("Учитель\tПредмет\tКлас\tГодин на тиждень\n{load}"));
    write("Дзвінки.csv", "Урок,Початок,Кінець\n1,08:30,09:15\n");
    let timetable = format!("День;№;{}\nПонеділок;1;Алгебра;Алгебра;Алгебра\n", CLASSES.join(";"));
    write("Розклад.csv", &timetable);
    done(command(folder.path(), "2026-09-01", &["import", &sheets.display().to_string()]));
    folder
}

/// Stops a run as the system does once it has finished a document or two; gives what it said.
fn stopped(folder: &Path) -> Output {
    let work = report(folder).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let begun = Instant::now();
    while kept(folder).len() < 2 {
        assert!(begun.elapsed() < Duration::from_mins(2), "nothing is finished");
        thread::sleep(Duration::from_millis(5));
    }
    let stop = format!("kill -TERM {}", work.id());
    assert!(Command::new("sh").args(["-c", &stop]).status().unwrap().success());
    work.wait_with_output().unwrap()
}

fn beside(folder: &Path) -> PathBuf {
    folder.join("семестр.zip.part")
}

/// The finished documents beside the package's file.
fn kept(folder: &Path) -> Vec<String> {
    let mut names = names(&beside(folder));
    names.retain(|name| name.ends_with(".document"));
    names
}

#[test]
fn a_stopped_run_leaves_no_half_made_file_and_is_gone_on_with() {
    let school = school();
    let folder = school.path();
    fs::write(out(folder), "торішній").unwrap();
    let output = stopped(folder);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(text(&output.stderr).contains("зупинено; зроблені документи лишилися в "), "{output:?}");
    assert_eq!(fs::read(out(folder)).unwrap(), "торішній".as_bytes(), "the file of before is still there");
    let left = kept(folder).len();
    assert!((2..DOCUMENTS).contains(&left), "{left}");
    assert_eq!(names(&beside(folder)).len(), left, "whole documents and nothing else");
    let half_made = |name: &String| has_ending(name, "part") && *name != "семестр.zip.part";
    assert!(!names(folder).iter().any(half_made), "{:?}", names(folder));

    let told = done(report(folder));
    let more = DOCUMENTS - left;
    assert!(told.contains(&format!("документів {DOCUMENTS}, з них зроблено тепер {more}; ")), "{told}");
    assert!(!beside(folder).exists(), "what was finished is in the package");
    let package = files(&out(folder));
    assert_eq!(package.len(), 6 + 8 * CLASSES.len(), "{package:?}");
    for name in package {
        let start: &[u8] = if has_ending(&name, "pdf") { b"%PDF-" } else { b"PK" };
        assert!(file(&out(folder), &name).starts_with(start), "{name}");
    }
    let again = done(report(folder));
    assert!(again.contains(&format!("з них зроблено тепер {DOCUMENTS}; ")), "{again}");
}

#[test]
fn after_a_change_in_the_school_everything_is_made_anew() {
    let school = school();
    let folder = school.path();
    stopped(folder);
    let own = beside(folder).join("нотатки.txt");
    fs::write(&own, "не чіпати").unwrap();
    let list = folder.join("Учні.csv");
    fs::write(&list, pupils(&["Бабенко", "Вовк", "Гончар", "Дорошенко"])).unwrap();
    done(command(folder, DAY, &["import", &list.display().to_string()]));
    let told = done(report(folder));
    assert!(told.contains(&format!("документів {DOCUMENTS}, з них зроблено тепер {DOCUMENTS}; ")), "{told}");
    assert_eq!(names(&beside(folder)), ["нотатки.txt"], "somebody's own file is not removed");
}

fn has_ending(name: &str, ending: &str) -> bool {
    Path::new(name).extension().is_some_and(|own| own == ending)
}
