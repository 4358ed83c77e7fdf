//! `klas archive`, `klas sign` and `klas verify`, one after another, as a school does in June.

#![expect(clippy::unwrap_used, reason = "a story ends where something unforeseen happens")]

mod made;
mod signed;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

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
