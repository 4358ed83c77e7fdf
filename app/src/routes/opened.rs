//! Journals that are opened from their archive, and extracts from them.

use axum::{
    extract::{Path, Query},
    response::{Html, Response},
};
use chrono::Days;
use klas_domain::{Role, closing::Closings};

use super::{
    document_of, id, page,
    registers::Asked,
    teacher::{self, period},
};
use crate::{
    api::{
        self,
        opened::{Opened, SECTIONS},
        register::Section,
    },
    components::Tab,
    failure::Failure,
    locales::Locale,
    pages::{
        self,
        class_teacher::{BriefingForm, DecisionForm, ExcursionForm, HealthForm, ReasonsForm},
        teacher::{FromArchive, JournalView, Reach},
    },
    paper::{self, Format},
    visit::Visit,
};

/// The contents of an archived journal.
pub async fn contents(visit: Visit, Path(class): Path<String>) -> Result<Html<String>, Failure> {
    let opened = api::opened::open(&visit, id(&class)?).await?;
    let title = title(&visit, &opened, visit.locale.opened().contents);
    Ok(page(&visit, Tab::Archive, title, pages::archive::contents(&opened, visit.locale)))
}

fn title(visit: &Visit, opened: &Opened, what: &str) -> String {
    let class = &opened.class;
    format!("{} · {what}", (visit.locale.opened().title)(&class.name.to_string(), &class.year.label()))
}

/// A section of it: the page that shows the section of a journal of this year.
pub async fn section(
    visit: Visit,
    Path((class, section)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Failure> {
    let section = SECTIONS.into_iter().find(|own| own.path() == section).ok_or(Failure::NotFound)?;
    let opened = api::opened::open_section(&visit, id(&class)?, section).await?;
    let locale = visit.locale;
    let title = title(&visit, &opened, locale.section(section));
    // The journal as it was when the year was over: nobody is in the midst of it any more.
    let after = opened.class.year.ends_on + Days::new(1);
    let shown = match section {
        Section::Attendance => {
            let (register, form) =
                (opened.attendance(|year| asked.shown(year, after))?, ReasonsForm::default());
            let content = pages::class_teacher::register(&register, &form, after, locale);
            page(&visit, Tab::Archive, title, content)
        }
        Section::Summary => {
            let (register, form) = (opened.summary()?, DecisionForm::default());
            let content = pages::class_teacher::summary(&register, &form, after, locale);
            page(&visit, Tab::Archive, title, content)
        }
        Section::Pupils => {
            let pupils = opened.information(&visit).await?;
            page(&visit, Tab::Archive, title, pages::class_teacher::pupils(&pupils, locale))
        }
        Section::Health => {
            let health = opened.health(&visit).await?;
            let content = pages::class_teacher::health(&health, &HealthForm::default(), locale);
            page(&visit, Tab::Archive, title, content)
        }
        Section::Briefings => {
            let briefings = opened.briefings()?;
            let content = pages::class_teacher::briefings(&briefings, &BriefingForm::default(), locale);
            page(&visit, Tab::Archive, title, content)
        }
        _ => {
            let excursions = opened.excursions()?;
            let content = pages::class_teacher::excursions(&excursions, &ExcursionForm::default(), locale);
            page(&visit, Tab::Archive, title, content)
        }
    };
    Ok(shown)
}

/// The page of a subject.
pub async fn course(
    visit: Visit,
    Path((class, course)): Path<(String, String)>,
    Query(query): Query<teacher::Shown>,
) -> Result<Html<String>, Failure> {
    let course = id(&course)?;
    let opened = api::opened::open_course(&visit, id(&class)?, course).await?;
    let year = opened.class.year.clone();
    let after = year.ends_on + Days::new(1);
    let period = period(&year, &query, after);
    let own = opened.page(course, |year| teacher::days(&period, year))?;
    let what = format!("{} · {}", own.course.subject, pages::teacher::period_name(period, visit.locale));
    let title = title(&visit, &opened, &what);
    let view = JournalView {
        own: vec![false; own.lessons.len()],
        page: own,
        year,
        period,
        today: after,
        person: visit.actor()?.person,
        own_course: false,
        reach: Reach::WholePage,
        explains: false,
        closings: Closings::default(),
        corrects: false,
        plan: Vec::new(),
        lines: Vec::new(),
        groups: Vec::new(),
        at: None,
        opened: Some(FromArchive { integrity: opened.integrity.clone(), reads_whole: opened.sections.whole }),
    };
    Ok(page(&visit, Tab::Archive, title, pages::teacher::journal(view, visit.locale)))
}

/// What an archived journal says of a pupil.
pub async fn of_pupil(
    visit: Visit,
    Path((class, pupil)): Path<(String, String)>,
) -> Result<Html<String>, Failure> {
    let own = api::opened::open_of_pupil(&visit, id(&class)?, id(&pupil)?).await?;
    let tables = paper::of_pupil(&own, visit.locale);
    let title = format!("{} · {} {}", own.name, own.class.name, own.class.year.label());
    let family = visit.actor()?.is(Role::Guardian) || visit.actor()?.is(Role::Pupil);
    let tab = if own.reads_journal || !family { Tab::Archive } else { Tab::Marks };
    Ok(page(&visit, tab, title, pages::archive::of_pupil(&own, &tables, visit.locale)))
}

/// The extract on a pupil.
pub async fn extract(
    visit: Visit,
    Path((class, pupil)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let (own, head) = api::opened::extract(&visit, id(&class)?, id(&pupil)?).await?;
    let made = (&visit.person()?.name, visit.state.clock.now());
    let tables = paper::extract(&own, made, head.as_ref(), Locale::OF_DOCUMENTS);
    // The school as it was called then.
    let document =
        paper::Document { school: own.school, ..document_of(&visit, "klas-extract".to_owned(), tables)? };
    document.taken(Format::Pdf).await
}
