//! `klas archive`

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use klas_app::{
    archive::{Archived, Archiving},
    state::AppState,
};
use klas_documents::archive::MANIFEST;
use klas_domain::{Id, archive::Signatory, calendar::Semester, id::of, school::ClassName};
use klas_store::{StoreError, archive::Stale, people::ClassCount, school::School};

use super::{
    Database, Refusal, class,
    files::{tell, unwritten, write_whole},
    school,
    serve::asked_to_stop,
};

/// Write the archive of a year: a container (ASiC-E) for each class, with the signatures that it has by now. What is
/// written already is not made again.
#[derive(Debug, Args)]
pub struct Archive {
    #[command(flatten)]
    database: Database,
    /// Name or identifier of the school, where there are several.
    #[arg(long)]
    school: Option<String>,
    /// The calendar year in which the year began: 2026 for 2026/2027. The current one where none is named.
    #[arg(long)]
    year: Option<i32>,
    /// One class alone: 8-А.
    #[arg(long, value_parser = class)]
    class: Option<ClassName>,
    /// The folder to write into.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Make containers anew that nobody has signed, whatever is in the folder.
    #[arg(long)]
    anew: bool,
    /// A year that is not closed yet, to be looked at: marked as a draft, kept nowhere else, never signed.
    #[arg(long, conflicts_with = "anew")]
    draft: bool,
}

/// The year of a school, and where it is written.
struct Work {
    state: AppState,
    school: School,
    archiving: Archiving,
    out: PathBuf,
    anew: bool,
    draft: bool,
}

impl Archive {
    pub async fn run(self) -> Result<ExitCode, Refusal> {
        let store = self.database.open_existing().await?;
        let school = school(&store, self.school.as_deref()).await?;
        let state = AppState::new(store, self.database.clock(), false);
        let archiving = Archiving::of_school(&state, &school, self.year).await;
        let archiving =
            archiving.map_err(|_| Refusal::Words("такого навчального року в закладі немає".to_owned()))?;
        let archiving = if self.draft { archiving.draft() } else { archiving };
        fs::create_dir_all(&self.out).map_err(|error| unwritten(&self.out, &error))?;
        let work = Work { state, school, archiving, out: self.out, anew: self.anew, draft: self.draft };
        let classes = work.classes(self.class.as_ref()).await?;
        let written = tokio::select! {
            written = work.write(&classes) => written?,
            () = asked_to_stop() => {
                return Err(Refusal::Words("зупинено; класи, які вже записано, лишилися".to_owned()));
            }
        };
        println!("{}: класів {}, з них записано тепер {written}", work.out.display(), classes.len());
        Ok(ExitCode::SUCCESS)
    }
}

fn failed(_: impl std::fmt::Debug) -> Refusal {
    Refusal::Words("архів не готовий: причина в журналі програми".to_owned())
}

impl Work {
    /// The classes to be written; a refusal that names the semesters that are not closed.
    async fn classes(&self, only: Option<&ClassName>) -> Result<Vec<ClassCount>, Refusal> {
        let mut classes = self.archiving.classes().await.map_err(failed)?;
        classes.retain(|class| only.is_none_or(|only| *only == class.class));
        if classes.is_empty() {
            return Err(Refusal::Words("такого класу цього року немає".to_owned()));
        }
        if self.draft {
            return Ok(classes);
        }
        let open = self.archiving.open_semesters().await.map_err(failed)?;
        let mut missing: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
        for class in &classes {
            for (_, semester) in open.iter().filter(|(open, _)| *open == class.id) {
                let name = match semester {
                    Semester::First => "І семестр",
                    Semester::Second => "ІІ семестр",
                };
                missing.entry(name).or_default().push(class.class.to_string());
            }
        }
        if missing.is_empty() {
            return Ok(classes);
        }
        let told: Vec<String> =
            missing.into_iter().map(|(name, classes)| format!("{name} – {}", classes.join(", "))).collect();
        Err(Refusal::Words(format!("рік не закрито: {}; чернетку запише --draft", told.join("; "))))
    }

    /// Writes the classes and tells how many were not there.
    async fn write(&self, classes: &[ClassCount]) -> Result<usize, Refusal> {
        let mut written = 0;
        for (number, class) in (1..).zip(classes) {
            tell(number, classes.len(), &class.class.to_string());
            let path = self.path(&class.class);
            let bytes =
                if self.draft { self.draft(class.id).await? } else { self.kept(class, &path).await? };
            if let Some(bytes) = bytes {
                write_whole(&path, &bytes)?;
                written += 1;
            }
        }
        Ok(written)
    }

    fn path(&self, class: &ClassName) -> PathBuf {
        let year = self.archiving.year().1.label().replace('/', "-");
        let draft = if self.draft { " ЧЕРНЕТКА" } else { "" };
        self.out.join(format!("{class} {year}{draft}.asice"))
    }

    async fn draft(&self, class: Id<of::SchoolClass>) -> Result<Option<Vec<u8>>, Refusal> {
        Ok(Some(self.archiving.container(class).await.map_err(failed)?.bytes))
    }

    /// The container of a class as the school keeps it, made where there is none; nothing where the file is that already.
    async fn kept(&self, own: &ClassCount, path: &Path) -> Result<Option<Vec<u8>>, Refusal> {
        let (class, there) = (own.id, fs::read(path).ok());
        let (year, _) = self.archiving.year();
        let card = self.state.store.read(self.school.id).await?.archive_cards(year).await?.remove(&class);
        let signatures = card.map_or(0, |card| card.signatures.len());
        let stays = !self.anew || signatures > 0;
        if stays && Signatory::next(signatures).is_some() {
            self.warn(own, signatures).await?;
        }
        let stored = self.stored(class).await?;
        if let (Some(there), Some(stored)) = (&there, &stored)
            && (self.is_signed_further(there, stored) || !self.anew && there == stored)
        {
            return Ok(None);
        }
        if stored.is_none() || !stays {
            let made = self.archiving.container(class).await.map_err(failed)?;
            let container = self.archiving.kept(class, made, (None, None), self.state.clock);
            self.state.store.keep_archive(self.school.id, container).await?;
        }
        let stored = self.stored(class).await?;
        Ok(stored.filter(|stored| there.as_ref() != Some(stored)))
    }

    /// Tells of a container that stays, though nobody signs it any more: it is not what the journal says.
    async fn warn(&self, class: &ClassCount, signatures: usize) -> Result<(), Refusal> {
        let stale = self.archiving.stale(class.id, self.state.clock.now()).await.map_err(failed)?;
        let why = match stale {
            Some(Stale::Outdated) => "журнал змінено після того, як архів підготовлено",
            Some(Stale::Void) => "підпис класного керівника вже не дійсний",
            None => return Ok(()),
        };
        let way = if signatures == 0 {
            "з --anew його буде підготовлено знову"
        } else {
            "підготуйте його знову на сторінці архіву класу, підпис класного керівника тоді буде знято"
        };
        eprintln!("{}: {why}; {way}", class.class);
        Ok(())
    }

    /// Whether a file is the container that is kept with signatures that the school has not got yet: it is not lost.
    fn is_signed_further(&self, there: &[u8], stored: &[u8]) -> bool {
        let day = self.archiving.year().1.ends_on;
        let (Ok(there), Ok(stored)) = (Archived::open(there, day), Archived::open(stored, day)) else {
            return false;
        };
        there.find(MANIFEST) == stored.find(MANIFEST) && there.files.len() > stored.files.len()
    }

    async fn stored(&self, class: Id<of::SchoolClass>) -> Result<Option<Vec<u8>>, Refusal> {
        match self.state.store.read(self.school.id).await?.archived(class).await {
            Ok((content, _)) => Ok(Some(content)),
            Err(StoreError::NotFound) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}
