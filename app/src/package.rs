//! The package of a semester, and the archive of a year: the documents of the whole school, made one after another, so
//! that what is done stays done whatever happens to the server.

use std::{
    pin::Pin,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use chrono::{Datelike, TimeDelta, Utc};
use klas_documents::table::Table;
use klas_domain::{
    Actor, Id, Role, Scale,
    archive::Signatory,
    calendar::Semester,
    figures::Period,
    id::of,
    results,
    school::{ClassName, PersonName},
};
use klas_store::{
    Store,
    account::SignedIn,
    package::{Held, Making, PackageFile, PackageState, PackageWork},
    school::School,
};

use crate::{
    api::{
        register::{Shown, cards, register, summary},
        reports::{Narrowed, class_report, overviews, plans, unmarked_periods},
        substitutions::{MonthRegister, month},
    },
    archive::Archiving,
    failure::Failure,
    locales::Locale,
    paper::{self, Document, Format},
    state::AppState,
    visit::Visit,
    work::behind,
};

/// How long a server that says nothing is believed to work on.
const LEASE: TimeDelta = TimeDelta::seconds(60);
/// How often it says something while it makes a document.
const LEASE_ROUND: Duration = Duration::from_secs(20);

/// A document of the package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// The report of the school.
    School,
    /// The fulfilment of plans.
    Plans,
    /// The register of missed and substituted lessons.
    Substitutions,
    /// What there is of a class.
    Class(Id<of::SchoolClass>, ClassName, OfClass),
}

/// A document of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfClass {
    /// The report.
    Report,
    /// The attendance register.
    Attendance,
    /// The summary register.
    Summary,
    /// The pupils' report cards.
    Cards,
    /// The pupils' certificates of achievement.
    Certificates,
}

/// Whose package it is, and of when.
#[derive(Clone)]
pub struct Packing {
    visit: Visit,
    period: Period,
}

impl Packing {
    /// The package of a period as a person sees the school.
    pub fn new(state: &AppState, author: SignedIn, period: Period) -> Self {
        let visit = Visit {
            state: state.clone().with_own_journals(),
            signed_in: Some(author),
            token_hash: None,
            locale: Locale::Uk,
            path: String::new(),
            unseen: 0,
        };
        Self { visit, period }
    }

    /// The package as a head would see it, for whoever has the whole database.
    pub fn of_school(state: &AppState, school: &School, period: Period) -> Self {
        let roles = vec![Role::Head];
        let actor = Actor { person: Id::new(), school: school.id, roles, children: Vec::new() };
        let nameless = PersonName { surname: String::new(), given: String::new(), patronymic: String::new() };
        let author = SignedIn {
            account: Id::new(),
            actor,
            name: nameless,
            school_name: school.name.clone(),
            classes: Vec::new(),
            has_led: false,
        };
        Self::new(state, author, period)
    }

    /// Whether the period has no marks yet: the reports and the cards will be empty.
    pub async fn is_unmarked(&self) -> Result<bool, Failure> {
        Ok(unmarked_periods(&self.visit).await?.contains(&self.period))
    }

    /// The documents, in their order.
    pub async fn parts(&self) -> Result<Vec<Part>, Failure> {
        let mut reader = self.visit.reader().await?;
        let (year, calendar) = reader.year(self.visit.today()).await?;
        let mut parts = vec![Part::School, Part::Plans, Part::Substitutions];
        for class in reader.classes(year, self.visit.today()).await? {
            // Words come to no figures.
            let report = (class.scale != Scale::Verbal).then_some(OfClass::Report);
            let mut kinds: Vec<_> = report.into_iter().collect();
            kinds.extend([OfClass::Attendance, OfClass::Summary, OfClass::Cards]);
            if results::apply(class.class.grade, calendar.starts_on.year()) {
                kinds.push(OfClass::Certificates);
            }
            parts.extend(kinds.into_iter().map(|kind| Part::Class(class.id, class.class.clone(), kind)));
        }
        Ok(parts)
    }

    /// The files of a document.
    pub async fn files(&self, part: &Part) -> Result<Vec<PackageFile>, Failure> {
        let (mut own, part) = (self.clone(), part.clone());
        behind(&self.visit.state.store, async move |store| {
            own.visit.state.store = store;
            let (document, formats) = own.document(&part).await?;
            let file = |format: &Format| {
                let made = document.clone().made(*format)?;
                let name = format!("{}.{}", document.file, format.ending());
                let pages = u32::try_from(made.pages).unwrap_or(u32::MAX);
                Ok(PackageFile { name, pages, content: made.bytes })
            };
            formats.iter().map(file).collect()
        })
        .await?
    }

    /// A document, and the kinds of files that it is kept as.
    pub async fn document(&self, part: &Part) -> Result<(Document, &'static [Format]), Failure> {
        const BOTH: &[Format] = &[Format::Pdf, Format::Xlsx];
        let (visit, when, locale) = (&self.visit, self.period.into(), self.visit.locale);
        let (tables, formats) = match part {
            Part::School => {
                (paper::overviews(&overviews(visit, when, Narrowed::default()).await?, locale), BOTH)
            }
            Part::Plans => (paper::plans(&plans(visit, when, Narrowed::default()).await?, locale), BOTH),
            Part::Substitutions => (paper::substitutions_of_months(&self.months().await?, locale), BOTH),
            Part::Class(class, _, kind) => match kind {
                OfClass::Report => {
                    (paper::class_report(&class_report(visit, *class, when).await?, locale), BOTH)
                }
                OfClass::Attendance => (self.attendance(*class).await?, BOTH),
                OfClass::Summary => {
                    (paper::summary(&summary(visit, *class).await?, visit.today(), locale), BOTH)
                }
                // A sheet for each pupil would be of no use to anybody.
                OfClass::Cards => (paper::cards(&cards(visit, *class, None).await?, locale), &BOTH[..1]),
                OfClass::Certificates => {
                    (paper::certificates(&cards(visit, *class, None).await?, locale), &BOTH[..1])
                }
            },
        };
        let document = Document {
            file: name(part, locale),
            title: title(part, locale),
            school: visit.person()?.school_name.clone(),
            locale,
            apart: matches!(part, Part::Class(.., OfClass::Cards | OfClass::Certificates)),
            flows: false,
            cover: None,
            sections: Vec::new(),
            tables,
        };
        Ok((document, formats))
    }

    fn semesters(&self) -> Vec<Semester> {
        match self.period {
            Period::Semester(semester) => vec![semester],
            Period::Year => Semester::ALL.to_vec(),
        }
    }

    /// The registers of missed and substituted lessons of the months up to today, of the first one at least.
    async fn months(&self) -> Result<Vec<MonthRegister>, Failure> {
        let today = self.visit.today();
        let (_, year) = self.visit.reader().await?.year(today).await?;
        let months = self.semesters().into_iter().flat_map(|semester| year.months(semester));
        let has_begun = |own: &(i32, u32)| *own <= (today.year(), today.month());
        let (begun, to_come): (Vec<_>, Vec<_>) = months.partition(has_begun);
        let first = to_come.into_iter().next().filter(|_| begun.is_empty());
        let mut registers = Vec::new();
        for own in begun.into_iter().chain(first) {
            registers.push(month(&self.visit, own, None).await?);
        }
        Ok(registers)
    }

    async fn attendance(&self, class: Id<of::SchoolClass>) -> Result<Vec<Table>, Failure> {
        let mut tables = Vec::new();
        for semester in self.semesters() {
            let register = register(&self.visit, class, |_| Shown { semester, month: None }).await?;
            tables.extend(paper::attendance(register, self.visit.today(), self.visit.locale));
        }
        Ok(tables)
    }
}

/// Where a document stands in the package, without the file's ending.
fn name(part: &Part, locale: Locale) -> String {
    match part {
        Part::School | Part::Plans | Part::Substitutions => title(part, locale),
        Part::Class(_, class, _) => format!("{class}/{}", title(part, locale)),
    }
}

/// What a document is called.
pub fn title(part: &Part, locale: Locale) -> String {
    let paper = locale.paper();
    match part {
        Part::School => paper.school_report.to_owned(),
        Part::Plans => locale.plans().title.to_owned(),
        Part::Substitutions => locale.substitutions().register_title.to_owned(),
        Part::Class(_, class, kind) => {
            let name = match kind {
                OfClass::Report => paper.class_report,
                OfClass::Attendance => locale.registers().attendance,
                OfClass::Summary => locale.summary_register().title,
                OfClass::Cards => paper.cards,
                OfClass::Certificates => paper.certificates,
            };
            format!("{name} {class}")
        }
    }
}

/// Makes packages until the program is asked to stop: what is ordered, and what another run or server left half-made.
pub async fn keep_making(state: AppState, stop: impl Future<Output = ()>) {
    let working = Working::default();
    tokio::select! {
        () = make_all(&state, &working) => {}
        () = stop => {}
    }
    let left = working.lock().unwrap_or_else(PoisonError::into_inner).take();
    // Whoever comes next need not wait for the lease to run out.
    if let Some(held) = left
        && let Err(error) = state.store.leave_package(held).await
    {
        tracing::error!(%error, package = %held.package, "a package could not be left to others");
    }
}

/// The package that is being made.
type Working = Mutex<Option<Held>>;

/// How often it is looked for packages that another server left.
const POLL: Duration = Duration::from_secs(15);

async fn make_all(state: &AppState, working: &Working) {
    loop {
        match state.store.schools().await {
            Ok(schools) => {
                for school in schools {
                    make_of(state, school.id, working).await;
                }
            }
            Err(error) => tracing::error!(%error, "packages wait: the schools cannot be read"),
        }
        let _ = tokio::time::timeout(POLL, state.ordered.notified()).await;
    }
}

async fn make_of(state: &AppState, school: Id<of::School>, working: &Working) {
    let work = match state.store.take_package(school, Utc::now(), Utc::now() + LEASE).await {
        Ok(Some(work)) => work,
        Ok(None) => return,
        Err(error) => return tracing::error!(%error, "a package could not be taken"),
    };
    let (held, attempts) = (work.held, work.attempts);
    let set = |now| *working.lock().unwrap_or_else(PoisonError::into_inner) = now;
    set(Some(held));
    // Its type holds those of all documents, which is more than the compiler follows.
    let made: Pin<Box<dyn Future<Output = Result<bool, Failure>> + Send>> = Box::pin(make(state, work));
    let end = match while_held(&state.store, held, LEASE_ROUND, made).await {
        Some(Ok(true)) => Some(PackageState::Ready),
        Some(Ok(false)) | None => None,
        Some(Err(failure)) => {
            tracing::error!(?failure, attempts, package = %held.package, "a document could not be made");
            // What failed once may do when the lease has run out; what failed again and again will not.
            (attempts >= ATTEMPTS).then_some(PackageState::Failed)
        }
    };
    set(None);
    if let Some(end) = end
        && let Err(error) = state.store.end_package(held, end).await
    {
        tracing::error!(%error, package = %held.package, "a package could not be ended");
    }
}

/// Does work on a package and renews its lease each round, however long a document gives way to other work; none where the
/// package is not wanted any more, or another's: then the work is left where it is.
pub async fn while_held<T>(
    store: &Store,
    held: Held,
    round: Duration,
    work: impl Future<Output = T>,
) -> Option<T> {
    tokio::select! {
        done = work => Some(done),
        () = keep_holding(store, held, round) => None,
    }
}

/// Renews the lease each round until the package is not wanted any more, or another's.
async fn keep_holding(store: &Store, held: Held, round: Duration) {
    let mut rounds = tokio::time::interval(round);
    loop {
        rounds.tick().await;
        match store.hold_package(held, Utc::now() + LEASE).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => tracing::error!(%error, package = %held.package, "a lease could not be renewed"),
        }
    }
}

/// How often the same document is tried.
const ATTEMPTS: i32 = 3;

/// Makes what is left of a package; false where it is not wanted any more.
async fn make(state: &AppState, work: PackageWork) -> Result<bool, Failure> {
    let period = match work.what {
        Making::Documents(period) => period,
        Making::Archive(year, class) => return make_archive(state, work, year, class).await,
    };
    let state = state.clone().on_day(work.day);
    let packing = Packing::new(&state, work.author, period);
    let parts = packing.parts().await?;
    let documents = i32::try_from(parts.len()).unwrap_or(i32::MAX);
    for part in &parts {
        let document = name(part, Locale::Uk);
        if work.made.contains(&document) {
            continue;
        }
        let files = packing.files(part).await?;
        let kept = state.store.keep_document(work.held, (document, documents), files, Utc::now() + LEASE);
        if !kept.await? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Makes the containers that are left of an archive; false where it is not wanted any more.
async fn make_archive(
    state: &AppState,
    work: PackageWork,
    year: Id<of::Year>,
    class: Option<Id<of::SchoolClass>>,
) -> Result<bool, Failure> {
    let author = &work.author;
    let school = (author.actor.school, author.school_name.clone());
    let mut reader = state.store.read(school.0).await?;
    let (calendar, cards) = (reader.year_of_id(year).await?, reader.archive_cards(year).await?);
    drop(reader);
    let archiving = Archiving::new(state, school, (year, calendar));
    let classes = archiving.classes().await?.into_iter().map(|own| own.id);
    // What both have signed is never made anew.
    let is_signed = |own: &Id<of::SchoolClass>| {
        cards.get(own).is_some_and(|card| Signatory::next(card.signatures.len()).is_none())
    };
    let wanted = |own: &Id<of::SchoolClass>| class.map_or(!is_signed(own), |class| class == *own);
    let classes: Vec<_> = classes.filter(wanted).collect();
    let documents = i32::try_from(classes.len()).unwrap_or(i32::MAX);
    for own in classes {
        if work.made.contains(&own.to_string()) {
            continue;
        }
        // It was closed when this was ordered; whoever opened it since goes on writing.
        if archiving.is_open(own).await? {
            continue;
        }
        // What is signed stays, unless a person asks for this very class and it cannot be signed as it is.
        let over_signed = match class {
            Some(_) => archiving.stale(own, state.clock.now()).await?,
            None => None,
        };
        let made = archiving.container(own).await?;
        let by = (Some(author.actor.person), over_signed);
        let container = archiving.kept(own, made, by, state.clock);
        let kept = state.store.keep_container(work.held, documents, container, Utc::now() + LEASE);
        if !kept.await? {
            return Ok(false);
        }
    }
    Ok(true)
}
