//! `klas report`

use std::{
    fs::{self, File},
    io::BufWriter,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use klas_app::{
    locales::Locale,
    package::{Packing, title},
    state::AppState,
};
use klas_documents::package::Package;
use klas_domain::figures::Period;

use super::{
    Database, Refusal,
    files::{half_made, tell, unwritten},
    school,
    serve::asked_to_stop,
};

/// Write a semester's documents of the whole school into one file.
#[derive(Debug, Args)]
pub struct Report {
    #[command(flatten)]
    database: Database,
    /// Name or identifier of the school, where there are several.
    #[arg(long)]
    school: Option<String>,
    /// 1, 2 or year.
    #[arg(long, value_parser = period)]
    semester: Period,
    /// The file to write, a ZIP.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

fn period(code: &str) -> Result<Period, String> {
    Period::from_code(code).ok_or_else(|| "one of 1, 2, year".to_owned())
}

impl Report {
    pub async fn run(self) -> Result<ExitCode, Refusal> {
        let store = self.database.open_existing().await?;
        let school = school(&store, self.school.as_deref()).await?;
        let state = AppState::new(store, self.database.clock(), false);
        let packing = Packing::of_school(&state, &school, self.semester);
        if packing.is_unmarked().await.map_err(unready)? {
            let period = Locale::Uk.reports().period(self.semester);
            eprintln!("{}", (Locale::Uk.package().unmarked)(period));
        }
        // Under its own name the file is whole or not there.
        let half_made = half_made(&self.out);
        let file = File::create_new(&half_made).map_err(|error| unwritten(&half_made, &error))?;
        let written = tokio::select! {
            written = write(&packing, file, &half_made) => written,
            () = asked_to_stop() => Err(Refusal::Words("зупинено, нічого не записано".to_owned())),
        };
        let written = written.and_then(|pages| {
            fs::rename(&half_made, &self.out).map_err(|error| unwritten(&self.out, &error)).map(|()| pages)
        });
        if written.is_err() {
            let _ = fs::remove_file(&half_made);
        }
        println!("{}: {} стор.", self.out.display(), written?);
        Ok(ExitCode::SUCCESS)
    }
}

/// What is said where a document could not be made.
fn unready<F>(_: F) -> Refusal {
    Refusal::Words("документи не готові: причина в журналі програми".to_owned())
}

/// Writes the package and tells how many pages it has.
async fn write(packing: &Packing, file: File, path: &Path) -> Result<u64, Refusal> {
    let mut package = Package::new(BufWriter::new(file));
    let parts = packing.parts().await.map_err(unready)?;
    let mut pages = 0;
    for (number, part) in (1..).zip(&parts) {
        tell(number, parts.len(), &title(part, Locale::Uk));
        for file in packing.files(part).await.map_err(unready)? {
            pages += u64::from(file.pages);
            package.add(&file.name, &file.content).map_err(|error| unwritten(path, &error))?;
        }
    }
    let end = |error| unwritten(path, &error);
    package
        .finish()
        .map_err(end)?
        .into_inner()
        .map_err(|error| unwritten(path, error.error()))?
        .sync_all()
        .map_err(end)?;
    Ok(pages)
}
