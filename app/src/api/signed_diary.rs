//! The diary of a year whose journal is archived: what was written in it is read from the containers that were signed, and
//! not from the tables.

use std::{collections::HashMap, sync::Arc};

use chrono::NaiveDate;
use klas_documents::archive::data::Journal;
use klas_domain::{Id, calendar::AcademicYear, id::of};
use klas_store::{
    diary::{DiaryLesson, DiaryPupil, DiarySum, PupilSubject, TimetableLesson},
    journal::JournalPage,
    register::{RegisterClass, Summary},
};

use crate::{
    api::opened::{self, Checked},
    archive::{diary, open},
    failure::Failure,
    visit::Visit,
};

/// A pupil's year as it was signed.
pub struct SignedDiary {
    /// Where all that was signed of the pupil is, for those who may open it.
    pub way: Option<String>,
    /// The class of today, as it was then.
    pub class: RegisterClass,
    journal: Arc<Journal>,
    last: NaiveDate,
    pages: Vec<JournalPage>,
    days: Vec<(NaiveDate, Option<NaiveDate>)>,
}

/// The year that a pupil's diary shows, from its archive, for those who read the diary; none while it is written.
pub async fn signed_diary(
    visit: &Visit,
    pupil: &DiaryPupil,
    year: &AcademicYear,
) -> Result<Option<SignedDiary>, Failure> {
    let years = visit.reader().await?.archived_years(pupil.id).await?;
    let mut classes: Vec<_> = years.into_iter().filter(|(.., from)| *from == year.starts_on).collect();
    // Who changed classes in the midst of the year has two journals: the one of today counts.
    let of_today = |class: Id<of::SchoolClass>| pupil.class_id.is_none_or(|today| today == class);
    let Some(place) = classes.iter().position(|(class, ..)| of_today(*class)) else { return Ok(None) };
    classes.swap(0, place);
    let mut checked = Vec::with_capacity(classes.len());
    for (class, ..) in classes {
        let known = visit.reader().await?.register_class(class).await?;
        checked.push(opened::checked(visit, &known).await?);
    }
    let parts = checked.iter().map(|own| diary::pages(&own.journal, pupil.id));
    let pages: Vec<JournalPage> = opened::unread(parts.collect::<Option<Vec<_>>>())?.concat();
    let days = checked.iter().flat_map(|own| open::stays_of(&own.journal, pupil.id)).collect();
    let Some(Checked { class, journal, .. }) = checked.into_iter().next() else { return Ok(None) };
    let opens = opened::years_of(visit, pupil.id).await?.iter().any(|(own, ..)| *own == class.id);
    let way = opens.then(|| format!("/archive/{}/pupils/{}", class.id, pupil.id));
    Ok(Some(SignedDiary { way, class, journal, last: year.ends_on, pages, days }))
}

impl SignedDiary {
    /// The lessons between two days; those of a class whose journal is not archived yet stay as they are.
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

    /// Puts in these lessons the homework that was signed.
    pub fn set_homework(&self, lessons: &mut [TimetableLesson]) {
        let pages = self.pages.iter().flat_map(|page| &page.lessons);
        let homework: HashMap<_, _> = pages.map(|own| (own.lesson, &own.text.homework)).collect();
        for lesson in lessons {
            if let Some(signed) = homework.get(&lesson.lesson) {
                lesson.homework.clone_from(signed);
            }
        }
    }

    /// The summative marks, by subject.
    pub fn sums(&self) -> Vec<DiarySum> {
        diary::sums(&self.pages)
    }

    /// The subjects at the end of the year, with their marks.
    pub fn subjects(&self) -> Vec<PupilSubject> {
        diary::subjects(&self.pages, self.last)
    }

    /// The summary register of the class.
    pub fn summary(&self) -> Result<Summary, Failure> {
        opened::unread(open::summary(&self.journal))
    }
}
