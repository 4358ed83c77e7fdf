//! Report cards and certificates of achievement of a class.

use axum::{
    extract::{Path, Query},
    response::{Html, Response},
};
use klas_documents::table::Table;
use serde::Deserialize;

use super::{id, tab};
use crate::{
    api::{self, register::Cards},
    failure::Failure,
    locales::Locale,
    pages,
    paper::{self, Format},
    routes::{document_of, page},
    visit::Visit,
};

/// Which of them an address asks for.
#[derive(Deserialize)]
pub struct AskedCards {
    /// `certificate`; else report cards.
    kind: Option<String>,
    /// Whose; everybody's where it is empty.
    #[serde(default)]
    pupil: String,
}

impl AskedCards {
    async fn cards(&self, visit: &Visit, class: &str) -> Result<Cards, Failure> {
        let only = (!self.pupil.is_empty()).then(|| id(&self.pupil)).transpose()?;
        let cards = api::register::cards(visit, id(class)?, only).await?;
        if self.certificates() && !cards.are_certified() { Err(Failure::NotFound) } else { Ok(cards) }
    }

    fn certificates(&self) -> bool {
        self.kind.as_deref() == Some("certificate")
    }

    fn tables(&self, cards: &Cards, locale: Locale) -> Vec<Table> {
        if self.certificates() { paper::certificates(cards, locale) } else { paper::cards(cards, locale) }
    }
}

/// The card of one pupil, and the way to those of all.
pub async fn cards(
    visit: Visit,
    Path(class): Path<String>,
    Query(asked): Query<AskedCards>,
) -> Result<Html<String>, Failure> {
    let mut cards = asked.cards(&visit, &class).await?;
    let pupils: Vec<_> = cards.of_class().map(|pupil| (pupil.id, pupil.name.short())).collect();
    cards.only = cards.only.or(pupils.first().map(|(pupil, _)| *pupil));
    let table = asked.tables(&cards, visit.locale).pop();
    let class = &cards.summary.class;
    let title = format!("{} · {}", class.name, visit.locale.paper().cards);
    let view = pages::class_teacher::CardView {
        class: (class.id, class.name.to_string()),
        certified: cards.are_certified(),
        certificates: asked.certificates(),
        pupils,
        shown: cards.only,
        table,
    };
    let content = pages::class_teacher::cards(view, visit.locale);
    Ok(page(&visit, tab(&visit, class.id), title, content))
}

pub async fn cards_file(
    visit: Visit,
    Path(class): Path<String>,
    Query(asked): Query<AskedCards>,
    format: Format,
) -> Result<Response, Failure> {
    let cards = asked.cards(&visit, &class).await?;
    let tables = asked.tables(&cards, Locale::OF_DOCUMENTS);
    let paper = Locale::OF_DOCUMENTS.paper();
    let title = if asked.certificates() { paper.certificates } else { paper.cards };
    let file = if asked.certificates() { "klas-certificates" } else { "klas-cards" };
    let mut document = document_of(&visit, file.to_owned(), tables)?;
    document.apart = true;
    document.title = format!("{title} · {}", cards.summary.class.name);
    document.taken(format).await
}
