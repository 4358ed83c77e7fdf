//! The commands, a file each.

mod archive;
mod demo;
mod files;
mod import;
mod refusal;
mod report;
mod serve;
mod sign;
mod user;
mod verify;

use std::{path::Path, process::ExitCode};

use chrono::{DateTime, NaiveDate};
use clap::{Args, Parser, Subcommand};
use klas_app::state::Clock;
use klas_domain::{Id, id::of, school::ClassName};
use klas_store::{Store, StoreError, school::School};

use refusal::Refusal;

/// Електронний класний журнал і щоденник.
#[derive(Debug, Parser)]
#[command(name = "klas", version)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the site.
    Serve(serve::Serve),
    /// Bring the database up to date.
    Migrate(Database),
    /// Fill an empty database with a demonstration school, or a city of them.
    Demo(demo::Demo),
    /// Read a school from its spreadsheets.
    Import(import::Import),
    /// Write empty spreadsheets with headers and examples.
    Template(import::Template),
    /// Write a semester's documents of the whole school into one file.
    Report(report::Report),
    /// Write the archive of a year: a container for each class, to be signed and kept.
    Archive(archive::Archive),
    /// Sign containers or other files with a key in a PKCS#12 file.
    Sign(sign::Sign),
    /// Check a signed file, or the history of changes.
    Verify(verify::Verify),
    /// Accounts: add, password, role, list.
    User(user::User),
}

/// Which database, and which day it is.
// Global: a command with commands of its own takes them after those too.
#[derive(Debug, Args)]
struct Database {
    /// `sqlite://FILE` or `postgres://…`
    #[arg(
        long = "database-url",
        env = "KLAS_DATABASE_URL",
        default_value = "sqlite://data/klas.db",
        hide_env_values = true,
        global = true
    )]
    url: String,
    /// Pretend that today is this day (YYYY-MM-DD): for demonstrations and tests.
    #[arg(long, env = "KLAS_TODAY", hide = true, global = true)]
    today: Option<NaiveDate>,
    /// The moment, in seconds of Unix time, at which that day's noon is: for tests, of which some run at midnight.
    #[arg(long, env = "KLAS_NOON", hide = true, global = true)]
    noon: Option<i64>,
}

impl Database {
    async fn open(&self) -> Result<Store, StoreError> {
        Store::open(&self.url).await
    }

    /// Opens a database for a command that makes none.
    async fn open_existing(&self) -> Result<Store, Refusal> {
        if self.is_there() {
            return Ok(self.open().await?);
        }
        let address = &self.url;
        Err(Refusal::Words(format!("бази {address} немає: створіть її командою klas import або klas demo")))
    }

    /// Whether there is a database to open; of one that is not a file only opening it tells.
    fn is_there(&self) -> bool {
        let Some(path) = self.url.strip_prefix("sqlite:") else { return true };
        let path = path.strip_prefix("//").unwrap_or(path);
        Path::new(path.split('?').next().unwrap_or(path)).exists()
    }

    fn clock(&self) -> Clock {
        Clock::fixed(self.today).from_noon(self.noon.and_then(|noon| DateTime::from_timestamp(noon, 0)))
    }
}

impl Cli {
    /// Runs the command; the exit code is 0, or 1 where a fault was found and told.
    pub async fn run(self) -> Result<ExitCode, impl std::fmt::Display> {
        match self.command {
            Command::Serve(serve) => serve.run().await,
            Command::Migrate(database) => {
                database.open().await.map(|_| ExitCode::SUCCESS).map_err(Refusal::from)
            }
            Command::Demo(demo) => demo.run().await,
            Command::Import(import) => import.run().await,
            Command::Template(template) => template.run(),
            Command::Report(report) => report.run().await,
            Command::Archive(archive) => archive.run().await,
            Command::Sign(sign) => sign.run(),
            Command::Verify(verify) => verify.run().await,
            Command::User(user) => user.run().await,
        }
    }
}

/// A class as it is written.
fn class(name: &str) -> Result<ClassName, String> {
    ClassName::parse(name).ok_or_else(|| "a class: 8-А".to_owned())
}

/// The school of a name or identifier; the only one where none is named.
async fn school(store: &Store, wanted: Option<&str>) -> Result<School, Refusal> {
    let mut schools = store.schools().await?;
    if let Some(wanted) = wanted {
        let id = wanted.parse::<Id<of::School>>().ok();
        schools.retain(|school| Some(school.id) == id || school.name == wanted);
    }
    match schools.len() {
        0 => Err(Refusal::Words("такого закладу в базі немає".to_owned())),
        1 => Ok(schools.remove(0)),
        _ => Err(Refusal::Words("у базі кілька закладів: назвіть один через --school".to_owned())),
    }
}
