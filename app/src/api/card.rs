//! The report card as a family has it: once the class's semester is closed.

use klas_domain::{Action, Id, calendar::Semester, column::Sum, id::of};
use klas_store::{diary::DiarySum, register::SummaryPlace};

use crate::{
    api::{
        diary::{OpenDiary, Ways, open_journal},
        head,
        register::{Cards, cards_of_family},
    },
    failure::Failure,
    visit::Visit,
};

/// A pupil's report card.
pub struct OwnCard {
    /// Whose.
    pub open: OpenDiary,
    /// The ways through the diary.
    pub ways: Ways,
    /// The semesters that are closed, in the order of the year.
    pub published: Vec<Semester>,
    /// What the card is made of; none before any semester is closed.
    pub cards: Option<Cards>,
}

/// A pupil's report card, for who sees the marks. Of a semester that is not closed nothing stands in it.
pub async fn of_pupil(visit: &Visit, pupil: Id<of::Person>) -> Result<OwnCard, Failure> {
    let actor = visit.actor()?;
    let open = open_journal(visit, pupil, Action::ReadDiaryMarks).await?;
    let mut reader = visit.reader().await?;
    let mut published = Vec::new();
    let (year_id, year) = (open.year.0, &open.year.1);
    if let Some(class) = open.pupil.class_id {
        for semester in Semester::ALL {
            // What is archived was closed.
            if open.signed.is_some()
                || reader.class_state((year_id, year), semester, class).await?.is_closed()
            {
                published.push(semester);
            }
        }
    }
    let class = open.pupil.class_id.filter(|_| !published.is_empty());
    let cards = match class {
        None => None,
        Some(class) => {
            let head = head(&mut reader).await?;
            let (class, summary) = match &open.signed {
                Some(signed) => (signed.class.clone(), signed.summary()?),
                None => (reader.register_class(class).await?, reader.summary(class).await?),
            };
            drop(reader);
            let sums = open.sums(visit).await?;
            let lessons = open.lessons(visit, (year.starts_on, year.ends_on)).await?;
            let mut cards = cards_of_family(visit, pupil, (class, summary), &lessons, head)?;
            publish(&mut cards, pupil, &sums, &published);
            Some(cards)
        }
    };
    Ok(OwnCard { ways: open.ways(actor), open, published, cards })
}

/// Leaves in the card what the family may see: of closed semesters, and nothing that is not published yet. Marks of the
/// year belong to the second semester.
fn publish(cards: &mut Cards, pupil: Id<of::Person>, sums: &[DiarySum], published: &[Semester]) {
    let summary = &mut cards.summary.summary;
    let subjects = summary.subjects.clone();
    let is_seen = |subject: Id<of::Subject>, sum: Sum| {
        let name = subjects.iter().find(|(id, _)| *id == subject).map(|(_, name)| name);
        sums.iter().any(|own| Some(&own.subject) == name && own.sum == sum)
    };
    let is_open = |(subject, whose, sum): &SummaryPlace, corrected: bool| {
        let semester = sum.semester().unwrap_or(Semester::Second);
        // What is corrected stands in the place of what it corrects.
        let column = sum.corrected_by().filter(|_| corrected).unwrap_or(*sum);
        *whose == pupil && published.contains(&semester) && is_seen(*subject, column)
    };
    summary.marks.retain(|place, mark| is_open(place, mark.corrected.is_some()));
    summary.words.retain(|place, words| is_open(place, words.corrected));
    if !published.contains(&Semester::Second) {
        summary.decisions.clear();
    }
}
