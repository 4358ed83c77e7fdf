//! The diary of a year whose journal is archived: what was written in it is read from the containers that were signed, and
//! not from the tables.

use std::sync::Arc;

use chrono::NaiveDate;
use klas_documents::archive::data::Journal;
use klas_domain::{Id, calendar::AcademicYear, collation::sort_key, id::of};
use klas_store::{
    diary::{DiaryLesson, DiaryPupil, DiarySum, PupilSubject},
    journal::JournalPage,
    register::{RegisterClass, Summary},
};

use crate::{
    api::opened::{self, Checked, opens, unread},
    archive::{diary, open},
    failure::Failure,
    visit::Visit,
};

/// A pupil's year as it was signed.
pub struct SignedDiary {
    /// Where all that was signed of the pupil is, for those who may open it.
    pub way: Option<String>,
    /// The last class, as it was then.
    pub class: RegisterClass,
    /// Whether the pupil was of another class before whose journal is not archived yet, or in an earlier form: what stands
    /// in that comes from the tables.
    pub is_mixed: bool,
    journal: Arc<Journal>,
    last: NaiveDate,
    classes: Vec<Id<of::SchoolClass>>,
    days: Vec<(NaiveDate, Option<NaiveDate>)>,
    pages: Vec<JournalPage>,
}

/// The year that a pupil's diary shows, from its archive, for those who read the diary; none while the journal of the last
/// class is written, or where its data are of a form that did not know who was of which group when.
pub async fn signed_diary(
    visit: &Visit,
    pupil: &DiaryPupil,
    year: &AcademicYear,
) -> Result<Option<SignedDiary>, Failure> {
    let classes = visit.reader().await?.classes_of_year(pupil.id, year.starts_on).await?;
    let Some((last, true)) = classes.first() else { return Ok(None) };
    let Checked { class, journal, .. } = checked(visit, *last).await?;
    if journal.is_earlier() {
        return Ok(None);
    }
    let way = opens(visit.actor()?, &class, pupil.id).then(|| format!("/archive/{last}/pupils/{}", pupil.id));
    let mut signed = SignedDiary {
        way,
        class,
        is_mixed: false,
        journal: Arc::clone(&journal),
        last: year.ends_on,
        classes: Vec::new(),
        days: Vec::new(),
        pages: Vec::new(),
    };
    signed.add(&journal, pupil.id)?;
    for (class, archived) in &classes[1..] {
        let former = if *archived { Some(checked(visit, *class).await?) } else { None };
        match former.filter(|own| !own.journal.is_earlier()) {
            Some(own) => signed.add(&own.journal, pupil.id)?,
            None => signed.is_mixed = true,
        }
    }
    Ok(Some(signed))
}

async fn checked(visit: &Visit, class: Id<of::SchoolClass>) -> Result<Checked, Failure> {
    let known = visit.reader().await?.register_class(class).await?;
    opened::checked(visit, &known).await
}

impl SignedDiary {
    fn add(&mut self, journal: &Journal, pupil: Id<of::Person>) -> Result<(), Failure> {
        self.pages.extend(unread(diary::pages(journal, pupil))?);
        self.days.extend(open::stays_of(journal, pupil));
        self.classes.push(journal.class.id);
        Ok(())
    }

    /// The lessons between two days; `live` are those of the tables, of which a class counts that is not read from here.
    pub fn lessons(&self, (from, to): (NaiveDate, NaiveDate), live: Vec<DiaryLesson>) -> Vec<DiaryLesson> {
        let is_signed = |day: NaiveDate| {
            self.days.iter().any(|(first, last)| *first <= day && last.is_none_or(|last| day <= last))
        };
        let signed = diary::lessons(&self.pages);
        let signed = signed.into_iter().filter(|lesson| (from..=to).contains(&lesson.date));
        let unsigned = live.into_iter().filter(|lesson| !is_signed(lesson.date));
        let mut lessons: Vec<DiaryLesson> = unsigned.chain(signed).collect();
        lessons.sort_by_key(|lesson| (lesson.date, lesson.period));
        lessons
    }

    /// The summative marks, by subject; of `live` as with lessons.
    pub fn sums(&self, live: Vec<DiarySum>) -> Vec<DiarySum> {
        let unsigned = live.into_iter().filter(|own| !self.classes.contains(&own.class));
        let mut sums: Vec<DiarySum> = unsigned.chain(diary::sums(&self.pages)).collect();
        sums.sort_by_cached_key(|own| (sort_key(&own.subject), own.sum.place()));
        sums
    }

    /// The subjects at the end of the year, with their marks.
    pub fn subjects(&self) -> Vec<PupilSubject> {
        diary::subjects(&self.pages, self.last)
    }

    /// The summary register of the last class.
    pub fn summary(&self) -> Result<Summary, Failure> {
        unread(open::summary(&self.journal))
    }
}
