//! The archive of a year: the journal of each class made into a container, as one who leads the school sees it on the
//! year's last day – whoever orders it, and whenever (DOMAIN §11).

mod cards;
mod data;
pub(crate) mod diary;
mod kept;
mod lists;
pub(crate) mod open;
mod signed;

use std::pin::Pin;

use chrono::{DateTime, SecondsFormat, Utc};
use klas_documents::{
    archive::{
        Change, Container, Whose, container,
        data::{FILE, Journal},
    },
    print::{Kept, print},
};
use klas_domain::{
    Actor, Entry, Id, Role,
    calendar::{AcademicYear, Semester},
    id::of,
    school::PersonName,
};
use klas_store::{
    account::SignedIn,
    archive::{HistoryRow, NewContainer, Stale},
    people::ClassCount,
    school::School,
};
use sha2::{Digest, Sha256};

use crate::{
    api::register::{ClassJournal, class_journal},
    failure::Failure,
    locales::Locale,
    paper,
    state::AppState,
    visit::Visit,
    work::{apart, behind},
};

pub use kept::altered;
pub(crate) use kept::{Held, Told, held};
pub use lists::{Lists, is_of, matched};
pub(crate) use signed::is_void;
pub use signed::{Archived, Merged, Refused, Signed, merge};

/// A school's year that is archived.
#[derive(Clone)]
pub struct Archiving {
    visit: Visit,
    school: (Id<of::School>, String),
    year_id: Id<of::Year>,
    year: AcademicYear,
    draft: bool,
}

/// How often a journal is read that is written in meanwhile.
const ATTEMPTS: usize = 3;

/// A journal as it stood at one moment.
struct Read {
    journal: ClassJournal,
    data: Journal,
    history: Vec<HistoryRow>,
}

/// A journal that is being read: its type holds those of all sections, which is more than the compiler follows.
type Reading<'a> = Pin<Box<dyn Future<Output = Result<Read, Failure>> + Send + 'a>>;

/// A container that was made.
pub struct MadeContainer {
    /// SHA-256 of its manifest.
    pub digest: Vec<u8>,
    /// Pages of the journal.
    pub pages: u32,
    /// The container.
    pub bytes: Vec<u8>,
}

impl Archiving {
    /// The year of a school that began in a calendar year; the current one where none is named.
    ///
    /// # Errors
    /// [`Failure::NotFound`] where there is no such year.
    pub async fn of_school(state: &AppState, school: &School, began: Option<i32>) -> Result<Self, Failure> {
        let mut reader = state.store.read(school.id).await?;
        let (year_id, year) = year_of(&mut reader, began, state.clock.today()).await?;
        Ok(Self::new(state, (school.id, school.name.clone()), (year_id, year)))
    }

    /// A year of a school.
    pub fn new(
        state: &AppState,
        school: (Id<of::School>, String),
        (year_id, year): (Id<of::Year>, AcademicYear),
    ) -> Self {
        let actor =
            Actor { person: Id::new(), school: school.0, roles: vec![Role::Head], children: Vec::new() };
        let nameless = PersonName { surname: String::new(), given: String::new(), patronymic: String::new() };
        let head = SignedIn {
            account: Id::new(),
            actor,
            name: nameless,
            school_name: school.1.clone(),
            classes: Vec::new(),
            has_led: false,
        };
        let visit = Visit {
            state: state.clone().with_own_journals().on_day(year.ends_on),
            signed_in: Some(head),
            token_hash: None,
            locale: Locale::Uk,
            path: String::new(),
            unseen: 0,
        };
        Self { visit, school, year_id, year, draft: false }
    }

    /// The same, of a year that is still written: to be looked at, and never signed.
    #[must_use]
    pub fn draft(mut self) -> Self {
        self.draft = true;
        self
    }

    /// The year.
    pub fn year(&self) -> (Id<of::Year>, &AcademicYear) {
        (self.year_id, &self.year)
    }

    /// Its classes in their order.
    ///
    /// # Errors
    /// The database's.
    pub async fn classes(&self) -> Result<Vec<ClassCount>, Failure> {
        let mut reader = self.visit.reader().await?;
        Ok(reader.classes(self.year_id, self.year.ends_on).await?)
    }

    /// The semesters of each class that are not closed; a class without lessons has nothing to close.
    ///
    /// # Errors
    /// The database's.
    pub async fn open_semesters(&self) -> Result<Vec<(Id<of::SchoolClass>, Semester)>, Failure> {
        let mut reader = self.visit.reader().await?;
        let mut open = Vec::new();
        for semester in Semester::ALL {
            let states = reader.class_states((self.year_id, &self.year), semester).await?;
            let not_closed = states.into_iter().filter(|class| class.has_courses() && !class.is_closed());
            open.extend(not_closed.map(|class| (class.id, semester)));
        }
        Ok(open)
    }

    /// What a container is made of.
    fn read(&self, class: Id<of::SchoolClass>) -> Reading<'_> {
        Box::pin(self.read_parts(class))
    }

    /// Its parts are read one after another, so that they are read again where something was written in between.
    async fn read_parts(&self, class: Id<of::SchoolClass>) -> Result<Read, Failure> {
        for _ in 0..ATTEMPTS {
            let before = self.visit.reader().await?.history_of_class(class).await?;
            let mut journal = class_journal(&self.visit, class).await?;
            let data = data::journal(&self.visit, &self.school.1, &journal).await?;
            let history = self.visit.reader().await?.history_of_class(class).await?;
            if before.last().map(|row| row.seq) == history.last().map(|row| row.seq) {
                // What a court has ordered is for those who call the family, and not for those who read an archive.
                let pupils = &mut journal.pupils.register.pupils;
                pupils.iter_mut().flat_map(|own| &mut own.guardians).for_each(|own| own.hidden = None);
                return Ok(Read { journal, data, history });
            }
        }
        tracing::error!(%class, "a journal is written in faster than it can be read");
        Err(Failure::Internal)
    }

    /// Makes the container of a class, behind whatever else there is to do; takes some seconds of a core.
    ///
    /// # Errors
    /// [`Failure::NotFound`] where there is no such class; the program's own.
    pub async fn container(&self, class: Id<of::SchoolClass>) -> Result<MadeContainer, Failure> {
        let mut own = self.clone();
        behind(&self.visit.state.store, async move |store| {
            own.visit.state.store = store;
            own.made(class).await
        })
        .await?
    }

    async fn made(&self, class: Id<of::SchoolClass>) -> Result<MadeContainer, Failure> {
        let Read { journal, data, history } = self.read(class).await?;
        let name = journal.summary.class.name.to_string();
        let whose = Whose {
            school: self.school.clone(),
            class: (class, name),
            year: self.year.label(),
            day: self.year.ends_on,
            draft: self.draft,
        };
        let locale = self.visit.locale;
        let school = if self.draft {
            format!("{} · {}", locale.paper().draft, self.school.1)
        } else {
            self.school.1.clone()
        };
        let mut document = paper::journal(journal, school, self.year.ends_on, locale);
        if let Some(lines) = document.cover.as_mut().filter(|_| self.draft) {
            lines.push(locale.paper().draft.to_owned());
        }
        let identifier = format!("urn:klas:{}:{class}:{}", self.school.0, self.year.label());
        let mut pages = document.pages();
        pages.kept = Some(Kept { identifier, day: self.year.ends_on });
        let made = || -> Result<_, Box<dyn std::error::Error + Send + Sync>> {
            let printed = print(&pages)?;
            let changes: Vec<Change> = history.into_iter().map(change).collect();
            let container = container(&whose, printed.bytes, &data, &changes)?;
            Ok((container.zip()?, digest(&container), printed.pages))
        };
        let (bytes, digest, pages) = made().map_err(|error| {
            tracing::error!(%error, %class, "a container could not be made");
            Failure::Internal
        })?;
        Ok(MadeContainer { digest, pages: u32::try_from(pages).unwrap_or(u32::MAX), bytes })
    }

    /// Whether a semester of a class is open: until it is closed again the class is not archived.
    ///
    /// # Errors
    /// [`Failure::NotFound`] where there is no such class; the database's.
    pub async fn is_open(&self, class: Id<of::SchoolClass>) -> Result<bool, Failure> {
        let mut reader = self.visit.reader().await?;
        for semester in Semester::ALL {
            let state = reader.class_state((self.year_id, &self.year), semester, class).await?;
            if state.has_courses() && !state.is_closed() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Why a class that is archived has to be archived anew before somebody signs it, by what is known at a moment; none
    /// where it is not archived, or may be signed.
    ///
    /// # Errors
    /// The database's; the program's own where what is kept cannot be read.
    pub async fn stale(
        &self,
        class: Id<of::SchoolClass>,
        now: DateTime<Utc>,
    ) -> Result<Option<Stale>, Failure> {
        let kept = self.visit.reader().await?.archived(class).await;
        let content = match kept {
            Ok((content, _)) => content,
            Err(klas_store::StoreError::NotFound) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        if self.is_behind(class, &opened(&content, self.year.ends_on)?).await? {
            return Ok(Some(Stale::Outdated));
        }
        let trust = self.visit.state.trust.clone();
        let is_void = apart(move || is_void(&content, &trust, now)).await?;
        Ok(is_void.then_some(Stale::Void))
    }

    /// Whether a container is not what the journal of its class says now: the class's history has gone on, or the data are
    /// others – names, addresses, teachers, holidays, scales, whose changes the history tells of the school alone. Reads
    /// the whole journal, a tenth of a second or so.
    pub(crate) async fn is_behind(
        &self,
        class: Id<of::SchoolClass>,
        container: &Container,
    ) -> Result<bool, Failure> {
        let last = self.visit.reader().await?.last_change_of_class(class).await?;
        // A container of an earlier version of the program may have a later one: the closing of the school.
        if last > container.last_change() {
            return Ok(true);
        }
        let Some(kept) = container.find(FILE).and_then(|file| Journal::read(&file.bytes)) else {
            return Ok(true);
        };
        let now = self.read(class).await?.data;
        Ok(now.in_form(kept.format.clone()) != kept)
    }

    /// A container as it is kept: whose order it is, and whether it takes the place of one that the class teacher has
    /// signed.
    pub fn kept(
        &self,
        class: Id<of::SchoolClass>,
        made: MadeContainer,
        (by, over_signed): (Option<Id<of::Person>>, Option<Stale>),
        clock: crate::state::Clock,
    ) -> NewContainer {
        NewContainer {
            class,
            digest: made.digest,
            producer: klas_documents::archive::VERSION.to_owned(),
            pages: made.pages,
            content: made.bytes,
            at: clock.now(),
            by,
            over_signed,
        }
    }
}

/// The year that began in a calendar year, else the current one.
pub(crate) async fn year_of(
    reader: &mut klas_store::Reader,
    began: Option<i32>,
    today: chrono::NaiveDate,
) -> Result<(Id<of::Year>, AcademicYear), Failure> {
    use chrono::Datelike;
    let Some(began) = began else { return Ok(reader.year(today).await?) };
    let start = reader.years().await?.into_iter().find(|start| start.year() == began);
    Ok(reader.year(start.ok_or(Failure::NotFound)?).await?)
}

/// A container as it is kept, read.
pub(crate) fn opened(content: &[u8], day: chrono::NaiveDate) -> Result<Container, Failure> {
    Archived::open(content, day).map_err(|fault| {
        tracing::error!(%fault, "a container that is kept cannot be read");
        Failure::Internal
    })
}

/// What stands for the archive of a class: the digest of the list of its documents.
pub(crate) fn digest(container: &Container) -> Vec<u8> {
    let manifest = container.find(klas_documents::archive::MANIFEST);
    Sha256::digest(manifest.map(|file| file.bytes.as_slice()).unwrap_or_default()).to_vec()
}

/// A row of the history as the archive tells it. Pencil is nobody's but its author's: of such an edit it is told that there
/// was one.
fn change(row: HistoryRow) -> Change {
    let is_pencil = |json: &str| serde_json::from_str::<Entry>(json).is_ok_and(|entry| entry.draft);
    let withheld = row.kind == "entry" && (is_pencil(&row.before) || is_pencil(&row.after));
    let told = |words: String| if withheld { String::new() } else { words };
    Change {
        seq: row.seq,
        at: row.at.to_rfc3339_opts(SecondsFormat::Micros, true),
        author: row.author_name.full(),
        author_id: row.author.to_string(),
        kind: row.kind,
        object_id: row.object.to_string(),
        pupil_id: row.pupil.map(|pupil| pupil.to_string()).unwrap_or_default(),
        reason: told(row.reason.unwrap_or_default()),
        before: told(row.before),
        after: told(row.after),
        withheld,
        edit_id: row.edit.to_string(),
        previous: row.previous,
        hash: row.hash,
    }
}
