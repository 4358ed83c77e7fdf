//! `klas verify`

use std::process::ExitCode;

use clap::Args;
use klas_store::history::ChainState;

use super::{Database, Refusal};

/// Check what can be checked.
#[derive(Debug, Args)]
pub struct Verify {
    #[command(flatten)]
    database: Database,
    /// Check the chain of every school's history of changes, and the journals against it.
    #[arg(long, required = true)]
    history: bool,
}

impl Verify {
    pub async fn run(self) -> Result<ExitCode, Refusal> {
        let store = self.database.open_existing().await?;
        let mut whole = true;
        for school in store.schools().await? {
            match store.verify_history(school.id).await? {
                ChainState::Whole(rows) => println!("{}: історія ціла, записів: {rows}", school.name),
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
        Ok(if whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
