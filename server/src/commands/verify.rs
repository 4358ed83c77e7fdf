//! `klas verify`

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use klas_app::archive;
use klas_documents::archive::hex;
use klas_signature::{LARGEST, Report, Verdict, too_large, verify};
use klas_store::history::ChainState;
use klas_verdict::{Language, text};
use serde_json::{Value, json};

use super::{
    Database, Refusal,
    files::{read_within, trust_of},
};

/// Check a signed file, or the chain of changes in the database. Of a file the code is 0 where it is valid, 1 where
/// it is not, 3 where that cannot be told. Nothing is asked over the network.
#[derive(Debug, Args)]
pub struct Verify {
    #[command(flatten)]
    database: Database,
    /// A container (ASiC-E), a signature (.p7s, .p7m) or a certificate.
    #[arg(required_unless_present = "history", conflicts_with = "history")]
    file: Option<PathBuf>,
    /// What was signed, where the signature stands apart.
    #[arg(long, value_name = "FILE", requires = "file")]
    content: Option<PathBuf>,
    /// A folder of trusted certificates (.cer, .crt, .pem, .p7b) and lists of revoked ones (.crl).
    #[arg(long, value_name = "DIR", env = "KLAS_TRUST")]
    trust: Vec<PathBuf>,
    /// Tell it as JSON.
    #[arg(long, requires = "file")]
    json: bool,
    /// Check the chain of every school's history of changes, the journals against it, and the archives that are kept.
    #[arg(long)]
    history: bool,
    /// With --history: say whether a digest that was received earlier, by letter or from this command, is in the history.
    #[arg(long, value_name = "HEX", requires = "history", value_parser = digest)]
    digest: Option<[u8; 32]>,
}

/// SHA-256 in hexadecimal, in whatever letter case.
fn digest(text: &str) -> Result<[u8; 32], String> {
    let text = text.trim();
    let bytes = |text: &str| -> Option<Vec<u8>> {
        (0..text.len() / 2).map(|at| u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok()).collect()
    };
    let is_hex = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let read = bytes(text).filter(|_| is_hex).and_then(|bytes| bytes.try_into().ok());
    read.ok_or_else(|| "64 hexadecimal digits".to_owned())
}

impl Verify {
    pub async fn run(self) -> Result<ExitCode, Refusal> {
        match &self.file {
            Some(file) => self.file(file),
            None => self.history().await,
        }
    }

    fn file(&self, path: &Path) -> Result<ExitCode, Refusal> {
        let trust = trust_of(&self.trust)?;
        let file = read_within(path, LARGEST)?;
        let content = match &self.content {
            Some(path) => read_within(path, LARGEST)?.map(Some),
            None => Some(None),
        };
        let report = match (file, content) {
            (Some(file), Some(content)) => {
                verify(&file, content.as_deref(), &trust, self.database.clock().now())
            }
            _ => too_large(),
        };
        let name =
            path.file_name().map_or_else(|| path.display().to_string(), |it| it.to_string_lossy().into());
        if self.json {
            println!("{}", as_json(&name, &report)?);
        } else {
            print!("{}", text(&name, &report, Language::Uk));
        }
        Ok(match report.verdict {
            Verdict::Valid => ExitCode::SUCCESS,
            Verdict::Invalid => ExitCode::FAILURE,
            Verdict::CannotTell => ExitCode::from(3),
        })
    }

    async fn history(&self) -> Result<ExitCode, Refusal> {
        let store = self.database.open_existing().await?;
        let wanted = self.digest.as_ref().map(<[u8; 32]>::as_slice);
        let (mut whole, mut found) = (true, false);
        for school in store.schools().await? {
            let containers = archive::altered(&store, school.id, self.database.clock().now()).await?;
            for class in &containers {
                eprintln!("{}: архів {class} не такий, як каже його картка", school.name);
            }
            let altered = i64::try_from(containers.len()).unwrap_or(i64::MAX);
            let walked = store.walk_history(school.id, wanted).await?.with_altered(altered);
            if let Some((row, at)) = walked.found {
                found = true;
                let at = at.format("%d.%m.%Y %H:%M UTC");
                println!("{}: геш є в історії: запис {row} від {at}", school.name);
            }
            match walked.state {
                ChainState::Whole(rows) => {
                    println!("{}: історія ціла, записів: {rows}", school.name);
                    if rows > 0 {
                        println!("  геш останнього запису: {}", hex(&walked.digest));
                    }
                }
                ChainState::BrokenAt(row) => {
                    whole = false;
                    eprintln!("{}: історію порушено на записі {row}", school.name);
                }
                ChainState::Altered(count) => {
                    whole = false;
                    eprintln!("{}: журнал змінено поза програмою, місць: {count}", school.name);
                }
            }
        }
        if wanted.is_some() && !found {
            eprintln!(
                "такого геша в історії немає: її змінено після того, як його отримано, або він з іншої бази"
            );
        }
        Ok(if whole && (wanted.is_none() || found) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn as_json(name: &str, report: &Report) -> Result<Value, Refusal> {
    let mut value = serde_json::to_value(report).map_err(|error| Refusal::Words(error.to_string()))?;
    value["file"] = json!(name);
    Ok(value)
}
