//! `klas import`

use std::{path::PathBuf, process::ExitCode};

use chrono::NaiveDate;
use clap::Args;
use klas_documents::import::{
    Collected, Fault, FileKind, FileReport, Known, Reading, SourceFile, collect, read,
};
use klas_domain::{Id, bundle::CourseKey, id::of};
use klas_store::{Change, Changes, Store, StoreError};
use serde_json::{Value, json};

use super::{Database, Refusal, school, user::tell_of_nobody};

/// Read a school from its spreadsheets or from a `OneRoster` bundle. Each file is taken whole or not at all; reading
/// the same files again changes nothing; what they tell no longer is reported, and stays. A class whose journal is
/// archived stays as it is: what the files tell of it otherwise is reported.
#[derive(Debug, Args)]
pub struct Import {
    #[command(flatten)]
    database: Database,
    /// Spreadsheets (XLSX, CSV), folders of them, or a `OneRoster` zip.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Name or identifier of the school.
    #[arg(long)]
    school: Option<String>,
    /// Make a new school of this name and take the files into it. In an empty database it is made unasked.
    #[arg(long, value_name = "NAME", conflicts_with = "school")]
    new_school: Option<String>,
    /// Tell what would change, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// Tell it as JSON.
    #[arg(long)]
    json: bool,
}

impl Import {
    pub async fn run(self) -> Result<ExitCode, Refusal> {
        let Collected { files, passed } = self.collected()?;
        if files.is_empty() {
            let passed = if passed.is_empty() {
                String::new()
            } else {
                format!("; не таблиці: {}", passed.join(", "))
            };
            return Err(Refusal::Words(format!(
                "тут немає таблиць, які можна прочитати (XLSX, CSV, ZIP){passed}"
            )));
        }
        let (Outcome { reading, changes }, store) = self.outcome(&files).await?;
        let good = reading.files.iter().all(FileReport::taken) && changes.questions.is_empty();
        let notes = notes(&changes, &reading);
        if self.json {
            println!("{}", as_json(&reading.files, &passed, &changes, &notes));
        } else {
            tell_files(&reading.files, &passed);
            tell_changes(&changes, &notes, self.dry_run);
            if let Some(store) = store.filter(|_| !self.dry_run) {
                tell_of_nobody(&store).await?;
            }
        }
        Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    fn collected(&self) -> Result<Collected, Refusal> {
        let mut all = Collected::default();
        for path in &self.files {
            let found = collect(path);
            let found = found.map_err(|error| Refusal::Words(format!("{}: {error}", path.display())))?;
            all.files.extend(found.files);
            all.passed.extend(found.passed);
        }
        Ok(all)
    }

    /// What comes of the files, and the database, where there is one: it is made only for what can be taken in, as even
    /// an empty one would pass for a school at the next start.
    async fn outcome(&self, files: &[SourceFile]) -> Result<(Outcome, Option<Store>), Refusal> {
        if !self.database.is_there() {
            let tried = self.tried_apart(files).await?;
            if self.dry_run || !tried.is_taken() {
                return Ok((tried, None));
            }
        }
        let store = self.database.open().await?;
        Ok((self.read_into(&store, files, self.dry_run).await?, Some(store)))
    }

    /// What would come of the files in an empty database: one that goes away.
    async fn tried_apart(&self, files: &[SourceFile]) -> Result<Outcome, Refusal> {
        let folder = tempfile::tempdir().map_err(|error| Refusal::Words(error.to_string()))?;
        let address = format!("sqlite://{}", folder.path().join("klas.db").display());
        let store = Store::open(&address).await?;
        self.read_into(&store, files, true).await
    }

    async fn read_into(
        &self,
        store: &Store,
        files: &[SourceFile],
        dry_run: bool,
    ) -> Result<Outcome, Refusal> {
        let today = self.database.clock().today();
        let place = self.place(store).await?;
        let known = match &place {
            Place::School(id) => known(store, *id, today).await?,
            Place::New(_) => Known::default(),
        };
        let reading = read(files, &known);
        let changes = if reading.files.iter().any(FileReport::taken) {
            self.take_in(store, &reading, place, today, dry_run).await?
        } else {
            Changes::default()
        };
        Ok(Outcome { reading, changes })
    }

    async fn place(&self, store: &Store) -> Result<Place, Refusal> {
        let schools = store.schools().await?;
        match &self.new_school {
            Some(name) if schools.iter().any(|school| school.name == *name) => {
                Err(Refusal::Words(format!("заклад «{name}» уже є: оберіть його через --school")))
            }
            Some(name) => Ok(Place::New(Some(name.clone()))),
            None if schools.is_empty() => Ok(Place::New(self.school.clone())),
            None => Ok(Place::School(school(store, self.school.as_deref()).await?.id)),
        }
    }

    async fn take_in(
        &self,
        store: &Store,
        reading: &Reading,
        place: Place,
        today: NaiveDate,
        dry_run: bool,
    ) -> Result<Changes, Refusal> {
        let bundle = reading.bundle.clone();
        Ok(match place {
            Place::School(id) => store.take_in(id, bundle, today, dry_run).await?,
            Place::New(name) => {
                let name = name.or_else(|| reading.bundle.school.clone());
                let name = name.unwrap_or_else(|| "Заклад освіти".to_owned());
                store.take_in_new(&name, bundle, today, dry_run).await?
            }
        })
    }
}

/// What the files told, and what that changes.
struct Outcome {
    reading: Reading,
    changes: Changes,
}

impl Outcome {
    /// Whether any file can be taken in.
    fn is_taken(&self) -> bool {
        self.reading.files.iter().any(FileReport::taken) && self.changes.questions.is_empty()
    }
}

/// Where the files go.
enum Place {
    School(Id<of::School>),
    /// A new school, named here or in the files.
    New(Option<String>),
}

/// What a school has that files may refer to.
async fn known(store: &Store, school: Id<of::School>, today: NaiveDate) -> Result<Known, Refusal> {
    let mut reader = store.read(school).await?;
    let staff = reader.staff().await?;
    let (year, calendar) = match reader.year(today).await {
        Ok(year) => year,
        Err(StoreError::NotFound) => return Ok(Known { staff, ..Known::default() }),
        Err(error) => return Err(error.into()),
    };
    let courses = reader.courses(year, None).await?.into_iter().map(|course| CourseKey {
        class: course.class,
        group: course.group.and_then(|(_, number)| u8::try_from(number).ok()),
        subject: course.subject,
    });
    let divided = reader.own_divisions(year).await?;
    Ok(Known { staff, courses: courses.collect(), divided, year: Some(calendar) })
}

/// What each file was taken for, and what is wrong with it; then the files that are no tables.
fn tell_files(files: &[FileReport], passed: &[String]) {
    for file in files {
        let state = if file.taken() {
            "прочитано"
        } else {
            "НЕ ВЗЯТО, нічого з файлу не змінено"
        };
        println!("{}: {state}", file.name);
        for (sheet, kind, rows) in &file.sheets {
            let kind = kind.map_or("не впізнано", |kind| kind.title());
            println!("  {sheet}: {kind}, рядків: {rows}");
        }
        for fault in &file.faults {
            println!("  {}", words_of(fault));
        }
        for question in &file.questions {
            println!("  ? {question}");
        }
        for warning in &file.warnings {
            println!("  ! {warning}");
        }
    }
    for name in passed {
        println!("{name}: не таблиця, пропущено");
    }
}

/// Where the fault is, as far as it is in a place, and what is wrong.
fn words_of(fault: &Fault) -> String {
    let places = [
        fault.sheet.clone(),
        if fault.row > 0 { format!("рядок {}", fault.row) } else { String::new() },
        fault.column.clone(),
        if fault.row > 0 { format!("«{}»", fault.value) } else { String::new() },
    ];
    let places: Vec<String> = places.into_iter().filter(|place| !place.is_empty()).collect();
    if places.is_empty() {
        fault.reason.clone()
    } else {
        format!("{}: {}", places.join(" · "), fault.reason)
    }
}

/// What a person should know; first, with its place, what was left because the journal is archived.
fn notes(changes: &Changes, reading: &Reading) -> Vec<String> {
    let left = changes.left.iter().map(|left| match left.row.and_then(|row| reading.place(row)) {
        Some(place) => format!("{place}: {}", left.note),
        None => left.note.clone(),
    });
    left.chain(changes.notes.iter().cloned()).collect()
}

fn tell_changes(changes: &Changes, notes: &[String], dry_run: bool) {
    if !changes.questions.is_empty() {
        println!("НЕ ВЗЯТО, у базі нічого не змінено: спершу дайте відповідь");
        for question in &changes.questions {
            println!("  ? {question}");
        }
        return;
    }
    if dry_run {
        println!("Пробний запуск: у базі нічого не змінено.");
    }
    if changes.nothing() {
        println!("Без змін.");
    }
    for kind in changes.kinds() {
        let (added, updated, vanished) = changes.count(kind);
        println!("{kind}: додано {added}, змінено {updated}, немає у файлах {vanished}");
    }
    if changes.lessons > 0 {
        println!("уроків за розкладом: {}", changes.lessons);
    }
    if changes.lessons_removed > 0 {
        println!("знято майбутніх уроків, яких у розкладі більше немає: {}", changes.lessons_removed);
    }
    for (kind, change) in &changes.rows {
        if let Change::Vanished(name) = change {
            println!("  немає у файлах ({kind}), лишається в базі: {name}");
        }
    }
    for note in notes {
        println!("  ! {note}");
    }
}

fn as_json(files: &[FileReport], passed: &[String], changes: &Changes, notes: &[String]) -> Value {
    let files: Vec<Value> = files
        .iter()
        .map(|file| {
            let faults: Vec<Value> = file
                .faults
                .iter()
                .map(|fault| {
                    json!({ "sheet": fault.sheet, "row": fault.row, "column": fault.column, "value": fault.value,
                            "reason": fault.reason })
                })
                .collect();
            let sheets: Vec<Value> = file
                .sheets
                .iter()
                .map(|(sheet, kind, rows)| json!({ "sheet": sheet, "kind": kind.map(FileKind::title), "rows": rows }))
                .collect();
            json!({ "file": file.name, "taken": file.taken(), "sheets": sheets, "faults": faults,
                    "questions": file.questions, "warnings": file.warnings })
        })
        .collect();
    let rows: Vec<Value> = changes
        .rows
        .iter()
        .map(|(kind, change)| match change {
            Change::Added(name) => json!({ "kind": kind, "added": name }),
            Change::Updated(name) => json!({ "kind": kind, "updated": name }),
            Change::Vanished(name) => json!({ "kind": kind, "vanished": name }),
        })
        .collect();
    json!({ "files": files, "passed": passed, "changes": rows, "lessons": changes.lessons,
            "lessons_removed": changes.lessons_removed, "questions": changes.questions, "notes": notes })
}

/// Write empty spreadsheets with headers and examples.
#[derive(Debug, Args)]
pub struct Template {
    /// Folder to write them into.
    folder: PathBuf,
}

impl Template {
    pub fn run(&self) -> Result<ExitCode, Refusal> {
        let words = |error: &dyn std::fmt::Display| Refusal::Words(error.to_string());
        let files = klas_documents::template::files().map_err(|error| words(&error))?;
        let taken = files.iter().map(|(name, _)| self.folder.join(name)).find(|path| path.exists());
        if let Some(path) = taken {
            return Err(Refusal::Words(format!("{} уже є: нічого не записано", path.display())));
        }
        std::fs::create_dir_all(&self.folder).map_err(|error| words(&error))?;
        for (name, bytes) in files {
            let path = self.folder.join(name);
            std::fs::write(&path, bytes).map_err(|error| words(&error))?;
            println!("{}", path.display());
        }
        Ok(ExitCode::SUCCESS)
    }
}
