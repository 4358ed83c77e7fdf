//! `klas import`

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use klas_documents::import::{FileKind, FileReport, Known, Reading, SourceFile, collect, read};
use klas_domain::{Id, bundle::CourseKey, id::of};
use klas_store::{Change, Changes, Store};
use serde_json::{Value, json};

use super::{Database, Refusal, school};

/// Read a school from its spreadsheets or from a `OneRoster` bundle. Each file is taken whole or not at all; reading
/// the same files again changes nothing; nothing is ever deleted.
#[derive(Debug, Args)]
pub struct Import {
    #[command(flatten)]
    database: Database,
    /// Spreadsheets (XLSX, CSV), folders of them, or a `OneRoster` zip.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Name or identifier of the school; a new name makes a new school in an empty database.
    #[arg(long)]
    school: Option<String>,
    /// Tell what would change, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// Tell it as JSON.
    #[arg(long)]
    json: bool,
}

impl Import {
    pub async fn run(self) -> Result<ExitCode, Refusal> {
        let mut files: Vec<SourceFile> = Vec::new();
        for path in &self.files {
            let collected = collect(path);
            files.extend(collected.map_err(|error| Refusal::Words(format!("{}: {error}", path.display())))?);
        }
        if files.is_empty() {
            return Err(Refusal::Words("тут немає таблиць, які можна прочитати (XLSX, CSV, ZIP)".to_owned()));
        }
        let store = self.database.open().await?;
        let today = self.database.clock().today();
        let empty = store.schools().await?.is_empty();
        let known = if empty { Known::default() } else { self.known(&store, today).await? };
        let reading = read(&files, &known);
        let good = reading.files.iter().all(FileReport::taken);
        let nothing_read = !reading.files.iter().any(FileReport::taken);
        let changes = if nothing_read {
            Changes::default()
        } else {
            self.take_in(&store, &reading, empty, today).await?
        };
        if self.json {
            println!("{}", as_json(&reading.files, &changes));
        } else {
            tell_files(&reading.files);
            tell_changes(&changes, self.dry_run);
        }
        Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    async fn known(&self, store: &Store, today: chrono::NaiveDate) -> Result<Known, Refusal> {
        let school = school(store, self.school.as_deref()).await?;
        let mut reader = store.read(school.id).await?;
        let staff = reader.staff().await?;
        let (year, _) = reader.year(today).await?;
        let courses = reader.courses(year, None).await?.into_iter().map(|course| CourseKey {
            class: course.class,
            group: course.group.and_then(|(_, number)| u8::try_from(number).ok()),
            subject: course.subject,
        });
        Ok(Known { staff, courses: courses.collect() })
    }

    async fn take_in(
        &self,
        store: &Store,
        reading: &Reading,
        empty: bool,
        today: chrono::NaiveDate,
    ) -> Result<Changes, Refusal> {
        let id: Id<of::School> = if empty {
            let name = self.school.clone().or_else(|| reading.bundle.school.clone());
            let name = name.unwrap_or_else(|| "Заклад освіти".to_owned());
            if self.dry_run {
                return Ok(store.try_in(&name, reading.bundle.clone(), today).await?);
            }
            store.add_school(&name).await?
        } else {
            school(store, self.school.as_deref()).await?.id
        };
        Ok(store.take_in(id, reading.bundle.clone(), today, self.dry_run).await?)
    }
}

/// What each file was taken for, and what is wrong with it.
fn tell_files(files: &[FileReport]) {
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
            println!(
                "  {} · рядок {} · {} · «{}»: {}",
                fault.sheet, fault.row, fault.column, fault.value, fault.reason
            );
        }
        for question in &file.questions {
            println!("  ? {question}");
        }
    }
}

fn tell_changes(changes: &Changes, dry_run: bool) {
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
    for (kind, change) in &changes.rows {
        if let Change::Vanished(name) = change {
            println!("  немає у файлах ({kind}), лишається в базі: {name}");
        }
    }
}

fn as_json(files: &[FileReport], changes: &Changes) -> Value {
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
                    "questions": file.questions })
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
    json!({ "files": files, "changes": rows, "lessons": changes.lessons })
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
