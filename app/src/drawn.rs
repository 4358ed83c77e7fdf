//! Pages of the journal as they were drawn, kept for as long as they are true: in the busiest week most of the pages
//! that are asked for are the ones that were asked for a minute ago.
//!
//! A page is never believed. Each time the database is asked whether anything of it changed: the history knows every
//! change, by whichever program it was made.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use axum::body::Bytes;
use chrono::NaiveDate;
use klas_domain::{Id, id::of};
use klas_store::account::SignedIn;
use quick_cache::{Weighter, sync::Cache};

use crate::{failure::Failure, locales::Locale, visit::Visit};

/// How many bytes of pages are kept: some four hundred.
const ROOM: u64 = 32 << 20;
/// How long a page usually is.
const USUAL_LENGTH: usize = 80 << 10;

/// A person, the address they look at, and their language.
type Place = (Id<of::Person>, String, Locale);

struct Drawn {
    course: Id<of::Course>,
    /// Who looked: with other roles the page may be another one.
    person: SignedIn,
    /// The number in its head.
    unseen: usize,
    today: NaiveDate,
    /// Place in the school's history up to which the page is true.
    seq: AtomicI64,
    html: Bytes,
}

#[derive(Clone)]
struct Length;

impl Weighter<Place, Arc<Drawn>> for Length {
    fn weight(&self, _: &Place, page: &Arc<Drawn>) -> u64 {
        page.html.len() as u64
    }
}

/// The pages that are kept; clones share them.
#[derive(Clone)]
pub(crate) struct DrawnPages(Arc<Cache<Place, Arc<Drawn>, Length>>);

impl Default for DrawnPages {
    fn default() -> Self {
        let usual = usize::try_from(ROOM).unwrap_or(usize::MAX) / USUAL_LENGTH;
        Self(Arc::new(Cache::with_weighter(usual, ROOM, Length)))
    }
}

impl DrawnPages {
    /// The page that the visitor asks for, where it was drawn and is still true.
    pub(crate) async fn get(&self, visit: &Visit) -> Result<Option<Bytes>, Failure> {
        let Some(page) = self.0.get(&place(visit)?) else { return Ok(None) };
        if page.person != *visit.person()? || page.unseen != visit.unseen || page.today != visit.today() {
            return Ok(None);
        }
        let seen = page.seq.load(Ordering::Relaxed);
        let Some(seq) = visit.reader().await?.still_true(page.course, seen).await? else { return Ok(None) };
        page.seq.fetch_max(seq, Ordering::Relaxed);
        Ok(Some(page.html.clone()))
    }

    /// Keeps the page that was drawn for the visitor, true up to `seq`.
    pub(crate) fn keep(
        &self,
        visit: &Visit,
        course: Id<of::Course>,
        seq: i64,
        html: String,
    ) -> Result<Bytes, Failure> {
        let html = Bytes::from(html);
        let person = visit.person()?.clone();
        let (unseen, today) = (visit.unseen, visit.today());
        let page = Drawn { course, person, unseen, today, seq: AtomicI64::new(seq), html: html.clone() };
        self.0.insert(place(visit)?, Arc::new(page));
        Ok(html)
    }
}

fn place(visit: &Visit) -> Result<Place, Failure> {
    Ok((visit.actor()?.person, visit.path.clone(), visit.locale))
}
