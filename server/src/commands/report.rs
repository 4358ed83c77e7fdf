//! `klas report`

mod kept;

use std::{
    fs::{self, File},
    io::BufWriter,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use klas_app::{
    locales::Locale,
    package::{Packing, Part, title},
    state::AppState,
};
use klas_documents::package::Package;
use klas_domain::figures::Period;
use klas_store::{Store, package::PackageFile, school::School};

use super::{
    Database, Refusal,
    files::{half_made, tell, unwritten},
    school,
    serve::asked_to_stop,
};
use kept::KeptDocuments;

/// Write a semester's documents of the whole school into one file. A run that was stopped is gone on with by the next
/// one of the same day, unless something was changed in the school meanwhile.
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
        let kept = KeptDocuments::beside(&self.out, self.of(&store, &school).await?);
        let state = AppState::new(store, self.database.clock(), false);
        let packing = Packing::of_school(&state, &school, self.semester);
        if packing.is_unmarked().await.map_err(unready)? {
            let period = Locale::Uk.reports().period(self.semester);
            eprintln!("{}", (Locale::Uk.package().unmarked)(period));
        }
        let work = Work { packing, kept };
        // Under its own name the file is whole or not there.
        let half_made = half_made(&self.out);
        let file = File::create_new(&half_made).map_err(|error| unwritten(&half_made, &error))?;
        let written = tokio::select! {
            written = work.write(file, &half_made) => written,
            () = asked_to_stop() => Err(work.stopped()),
        };
        let written = written.and_then(|written| {
            fs::rename(&half_made, &self.out).map_err(|error| unwritten(&self.out, &error)).map(|()| written)
        });
        if written.is_err() {
            let _ = fs::remove_file(&half_made);
        }
        let Written { documents, made, pages } = written?;
        work.kept.clear();
        println!(
            "{}: документів {documents}, з них зроблено тепер {made}; {pages} стор.",
            self.out.display()
        );
        Ok(ExitCode::SUCCESS)
    }

    /// What the documents are of: runs of which this is the same make the same ones.
    async fn of(&self, store: &Store, school: &School) -> Result<String, Refusal> {
        let (version, period, day) =
            (env!("CARGO_PKG_VERSION"), self.semester.code(), self.database.clock().today());
        let history = store.read(school.id).await?.seq().await?;
        Ok(format!("klas {version}, {}, {period}, {day}, {history}", school.id))
    }
}

/// What is said where a document could not be made.
fn unready<F>(_: F) -> Refusal {
    Refusal::Words("документи не готові: причина в журналі програми".to_owned())
}

/// A package that is being written.
struct Work {
    packing: Packing,
    kept: KeptDocuments,
}

/// A package that is whole.
struct Written {
    documents: usize,
    /// How many of them no earlier run had made.
    made: usize,
    pages: u64,
}

impl Work {
    async fn write(&self, file: File, path: &Path) -> Result<Written, Refusal> {
        let mut package = Package::new(BufWriter::new(file));
        let parts = self.packing.parts().await.map_err(unready)?;
        let mut written = Written { documents: parts.len(), made: 0, pages: 0 };
        for (number, part) in (1..).zip(&parts) {
            let title = title(part, Locale::Uk);
            tell(number, parts.len(), &title);
            let (files, is_new) = self.files(number, part, &title).await?;
            written.made += usize::from(is_new);
            for file in files {
                written.pages += u64::from(file.pages);
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
        Ok(written)
    }

    /// The files of a document, and whether they were made now.
    async fn files(
        &self,
        number: usize,
        part: &Part,
        title: &str,
    ) -> Result<(Vec<PackageFile>, bool), Refusal> {
        if let Some(files) = self.kept.get(number, title) {
            return Ok((files, false));
        }
        let files = self.packing.files(part).await.map_err(unready)?;
        self.kept.keep(number, title, &files)?;
        Ok((files, true))
    }

    fn stopped(&self) -> Refusal {
        let folder = self.kept.folder().display();
        Refusal::Words(format!(
            "зупинено; зроблені документи лишилися в {folder}, наступний запуск продовжить"
        ))
    }
}
