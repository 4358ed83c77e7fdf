//! The families of a class.

mod restriction;

use axum::{
    extract::{Path, Query},
    response::Html,
};
use klas_domain::{Id, Role, id::of};
use serde::Deserialize;

use super::{id, page, registers};
use crate::{api, components::Tab, failure::Failure, pages, visit::Visit};

pub use restriction::{restrict, restriction};

/// What was just done.
#[derive(Deserialize)]
pub struct Done {
    restricted: Option<String>,
}

pub async fn families(
    visit: Visit,
    Path(class): Path<String>,
    Query(done): Query<Done>,
) -> Result<Html<String>, Failure> {
    let view = api::families::families(&visit, id(&class)?).await?;
    let texts = visit.locale.families();
    let said = done.restricted.map(|_| texts.restriction_saved);
    let title = format!("{} · {}", view.class.name, texts.families);
    let content = pages::class_teacher::families(&view, said, visit.today(), visit.locale);
    Ok(page(&visit, tab(&visit, view.class.id), title, content))
}

/// The journal administrator comes from the school's page.
fn tab(visit: &Visit, class: Id<of::SchoolClass>) -> Tab {
    let is = |role| visit.signed_in.as_ref().is_some_and(|person| person.actor.is(role));
    let own = registers::tab(visit, class);
    let leads = is(Role::Head) || is(Role::Deputy);
    if own == Tab::Classes && is(Role::Administrator) && !leads { Tab::School } else { own }
}
