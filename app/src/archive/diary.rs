//! What a pupil's diary shows of an archived year: the pupil's lines of the pages that `open` turns a container into.

use chrono::NaiveDate;
use klas_documents::archive::data::Journal;
use klas_domain::{
    Entry, Id,
    column::{Column, ColumnOf, Work},
    id::of,
    summary::Standing,
};
use klas_store::{
    diary::{DiaryLesson, DiarySum, PupilSubject, SubjectMark},
    journal::{JournalPage, LessonColumn, PagePupil},
};

use super::open;

/// The pages of a pupil's courses, with the cells of nobody else.
pub fn pages(journal: &Journal, pupil: Id<of::Person>) -> Option<Vec<JournalPage>> {
    let year = (journal.year.starts_on, journal.year.ends_on);
    let courses = journal.courses.iter().filter(|course| course.pupils.contains(&pupil));
    courses.map(|course| open::page(journal, course, year, Some(pupil))).collect()
}

/// The lessons of these pages that were the pupil's, in time order. Of the room a journal knows nothing.
pub fn lessons(pages: &[JournalPage]) -> Vec<DiaryLesson> {
    let mut lessons: Vec<DiaryLesson> = pages.iter().flat_map(of_page).collect();
    lessons.sort_by_key(|lesson| (lesson.date, lesson.period));
    lessons
}

/// The summative marks of these pages.
pub fn sums(pages: &[JournalPage]) -> impl Iterator<Item = DiarySum> {
    pages.iter().flat_map(|page| page.columns.iter().filter_map(|column| sum(page, column)))
}

fn sum(page: &JournalPage, column: &Column) -> Option<DiarySum> {
    let ColumnOf::Sum { sum, name } = &column.of else { return None };
    let (class, subject, entry) =
        (page.course.class_id, page.course.subject.clone(), stands(page, column.id));
    (!entry.is_empty()).then(|| DiarySum { class, subject, sum: *sum, name: name.clone(), entry })
}

/// The subjects of the pages that were the pupil's at the end of the year, with their marks. Nothing is proposed of a year
/// that is over, so the current marks are not among what proposals are made of.
pub fn subjects(pages: &[JournalPage], last: NaiveDate) -> Vec<PupilSubject> {
    let own = pages.iter().filter(|page| page.pupils.iter().any(|pupil| pupil.belongs(last)));
    own.map(subject).collect()
}

fn subject(page: &JournalPage) -> PupilSubject {
    let sum = |column: &Column| match &column.of {
        ColumnOf::Sum { sum, .. } => Some((column.id, *sum, stands(page, column.id).mark)),
        ColumnOf::Current { .. } => None,
    };
    let mut sums: Vec<_> = page.columns.iter().filter_map(sum).collect();
    sums.sort_by_key(|(_, sum, _)| sum.place());
    let mut marks: Vec<SubjectMark> = of_page(page).into_iter().flat_map(marks).collect();
    marks.sort_by_key(|mark| (mark.on, mark.period));
    PupilSubject {
        course: page.course.id,
        subject: page.course.subject.clone(),
        group: page.course.group.map(|(_, number)| number),
        scale: page.course.scale,
        standing: Standing { sums, ..Standing::default() },
        marks,
    }
}

/// What stands in the cells of a lesson: its own, and those of further works.
fn marks(lesson: DiaryLesson) -> Vec<SubjectMark> {
    let own = (Work::of_lesson(lesson.kind), lesson.entry);
    let further = lesson.works.into_iter().map(|(work, entry)| (Some(work), entry));
    let cells = std::iter::once(own).chain(further).filter(|(_, entry)| !entry.is_empty());
    let mark = |(work, entry)| SubjectMark {
        on: lesson.date,
        period: lesson.period,
        topic: lesson.topic.clone(),
        work,
        entry,
    };
    cells.map(mark).collect()
}

fn of_page(page: &JournalPage) -> Vec<DiaryLesson> {
    let was_there = |day| page.pupils.iter().any(|pupil: &PagePupil| pupil.belongs(day));
    let own = page.lessons.iter().filter(|lesson| was_there(lesson.date));
    own.map(|lesson| diary_lesson(page, lesson)).collect()
}

fn diary_lesson(page: &JournalPage, own: &LessonColumn) -> DiaryLesson {
    let work = |column: &Column| match column.of {
        ColumnOf::Current { lesson, work: Some(work), .. } if lesson == own.lesson => {
            Some((work, stands(page, column.id)))
        }
        _ => None,
    };
    DiaryLesson {
        lesson: own.lesson,
        date: own.date,
        period: own.period,
        subject: page.course.subject.clone(),
        group: page.course.group.map(|(_, number)| number),
        room: None,
        topic: own.text.topic.clone(),
        homework: own.text.homework.clone(),
        kind: own.text.kind,
        cancelled: own.cancelled,
        entry: stands(page, own.column()),
        works: page.columns.iter().filter_map(work).filter(|(_, entry)| !entry.is_empty()).collect(),
    }
}

/// What stands in the pupil's cell of a column.
fn stands(page: &JournalPage, column: Id<of::Column>) -> Entry {
    let cell = page.entries.iter().find(|entry| entry.column == column);
    cell.map(|cell| cell.stored.entry.clone()).unwrap_or_default()
}
