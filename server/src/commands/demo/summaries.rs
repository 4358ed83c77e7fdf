//! What teachers of the demonstration school have summed up: themes of their plans, and semesters that are over. Once the
//! year is over, everything is decided that has to be before it is closed.

use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, Utc};
use klas_app::api::summary::planned_themes;
use klas_domain::{
    Entry, Id, JournalEdit, Mark, Scale,
    calendar::{AcademicYear, Semester},
    column::{ColumnChange, Sum},
    id::of,
    summary::Reasoned,
};
use klas_store::{
    Store,
    journal::{Course, LessonColumn, Write},
    summative::Change,
};

use tokio::task::JoinSet;

use super::super::Refusal;

/// Teachers take this many days to decide on a theme that ended.
const SLOWNESS: Days = Days::new(10);

/// How many teachers sum up at the same time: what they write while a transaction is on its way to the disk shares the
/// next one, as it does at the end of a real semester.
pub(super) const TOGETHER: usize = 48;

/// What is said of a semester in grades without marks.
const IN_WORDS: [&str; 4] = [
    "Працює самостійно, доводить розпочате до кінця, охоче допомагає іншим",
    "Старається, запитує, коли щось не вдається; має помітний поступ",
    "Добре засвоює нове, зосереджено слухає, бере участь у роботі групи",
    "Потребує підтримки вчителя, краще працює в парі; поступ є",
];

/// Sums up, as every course's teacher, what was over by `today`.
pub async fn sum_up(
    store: &Store,
    school: Id<of::School>,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Result<(), Refusal> {
    let (year, calendar) = store.read(school).await?.year(today).await?;
    let courses = store.read(school).await?.courses(year, None).await?;
    let page = |course: &Course| {
        let (teacher, _) = course.teacher.clone()?;
        let (store, course, calendar) = (store.clone(), course.clone(), calendar.clone());
        Some(Page { store, school, course, teacher, calendar, today, now })
    };
    for together in courses.chunks(TOGETHER) {
        let mut teachers: JoinSet<Result<(), Refusal>> =
            together.iter().filter_map(page).map(Page::sum_up).collect();
        finish(&mut teachers).await?;
    }
    Ok(())
}

/// Waits until all have done their part.
pub(super) async fn finish(teachers: &mut JoinSet<Result<(), Refusal>>) -> Result<(), Refusal> {
    while let Some(done) = teachers.join_next().await {
        done.map_err(|error| Refusal::Words(error.to_string()))??;
    }
    Ok(())
}

/// What is summed up before what.
#[derive(Clone, Copy, PartialEq)]
enum Level {
    Themes,
    Groups(Semester),
    Semester(Semester),
    Year,
}

struct Page {
    store: Store,
    school: Id<of::School>,
    course: Course,
    teacher: Id<of::Person>,
    calendar: AcademicYear,
    today: NaiveDate,
    now: DateTime<Utc>,
}

impl Page {
    async fn sum_up(self) -> Result<(), Refusal> {
        self.arrange().await?;
        for level in self.levels() {
            self.decide(level).await?;
        }
        Ok(())
    }

    /// Themes as the plan has them; lessons count for the groups of results in turn.
    async fn arrange(&self) -> Result<(), Refusal> {
        let mut reader = self.store.read(self.school).await?;
        let days = (self.calendar.starts_on, self.calendar.ends_on);
        let lessons = reader.lessons(self.course.id, days).await?;
        let themes = reader.plan_themes(self.course.id).await?;
        let groups = reader.results_groups(self.course.id).await?.len();
        drop(reader);
        let past =
            |lesson: Id<of::Lesson>| lessons.iter().any(|own| own.lesson == lesson && own.date < self.today);
        let themes = planned_themes(&themes, &lessons, &[]).into_iter().filter(|(lesson, _)| past(*lesson));
        let themes = themes.map(|(lesson, name)| ColumnChange::AddTheme { lesson, name });
        let groups = (1..=u8::try_from(groups).unwrap_or_default()).cycle();
        let held = lessons.iter().filter(|lesson| lesson.date < self.today);
        let counted = held.zip(groups).map(|(lesson, group)| count(lesson, group));
        let change =
            Change { school: self.school, course: self.course.id, author: self.teacher, now: self.now };
        let wishes: Vec<ColumnChange> = themes.chain(counted).collect();
        let done = self.store.change_columns(change, wishes, |_| true).await?;
        done.map_err(|refusal| Refusal::Words(format!("{refusal:?}")))
    }

    fn levels(&self) -> Vec<Level> {
        let over = |semester| self.calendar.range(semester).1 - Days::new(2) <= self.today;
        let semesters = Semester::ALL.into_iter().filter(|semester| over(*semester));
        let of_semester = semesters.flat_map(|semester| [Level::Groups(semester), Level::Semester(semester)]);
        let year = over(Semester::Second).then_some(Level::Year);
        [Level::Themes].into_iter().chain(of_semester).chain(year).collect()
    }

    /// Accepts what is proposed for every pupil who is there.
    async fn decide(&self, level: Level) -> Result<(), Refusal> {
        let mut reader = self.store.read(self.school).await?;
        let standings = reader.standings(&self.course, &self.calendar, self.today, self.teacher).await?;
        drop(reader);
        let sums = standings.columns.iter().filter_map(|column| Some((column.id, column.sum()?)));
        let sums: Vec<_> = sums.filter(|(_, sum)| self.is_of(*sum, level)).collect();
        let mut edits = Vec::new();
        for (place, (pupil, standing)) in standings.pupils.iter().enumerate() {
            for (column, sum) in &sums {
                if pupil.belongs(sum.days(&self.calendar).1.min(self.today)) {
                    let entry = entry(&standing.propose(*sum)).or_else(|| self.without_marks(*sum, place));
                    edits.extend(entry.map(|entry| edit(*column, pupil.id, entry)));
                }
            }
        }
        let write = Write {
            school: self.school,
            author: self.teacher,
            now: self.now,
            authorise: Arc::new(|_, _, _| true),
        };
        self.store.apply(write, edits).await?;
        Ok(())
    }

    /// What stands for a semester or a year for which nothing can be proposed, once the year is over: words in grades
    /// without marks, else that the pupil was not attested.
    fn without_marks(&self, sum: Sum, place: usize) -> Option<Entry> {
        let is_over = self.today > self.calendar.ends_on;
        if !is_over || !matches!(sum, Sum::Semester(_) | Sum::Annual) {
            return None;
        }
        Some(if self.course.scale == Scale::Verbal {
            let words = IN_WORDS[place % IN_WORDS.len()];
            Entry { note: Some(words.to_owned()), ..Entry::default() }
        } else {
            Entry { mark: Some(Mark::NotAttested), ..Entry::default() }
        })
    }

    fn is_of(&self, sum: Sum, level: Level) -> bool {
        match sum {
            Sum::Thematic(_, (day, _)) => level == Level::Themes && day + SLOWNESS < self.today,
            Sum::Results(semester, _) => level == Level::Groups(semester),
            Sum::Semester(semester) => level == Level::Semester(semester),
            Sum::Annual => level == Level::Year,
            Sum::Corrected(_) | Sum::CorrectedAnnual | Sum::Attestation => false,
        }
    }
}

fn count(lesson: &LessonColumn, group: u8) -> ColumnChange {
    ColumnChange::CountFor { column: lesson.column(), results: Some(group) }
}

/// What is proposed; of levels, which have no mean, the one in the middle.
fn entry(reasoned: &Reasoned) -> Option<Entry> {
    let mut levels: Vec<Mark> = reasoned.inputs.iter().filter_map(|input| input.mark).collect();
    levels.retain(|mark| matches!(mark, Mark::Level(_)));
    levels.sort_by_key(|mark| mark.code());
    let mark = reasoned.proposal.mark.or_else(|| levels.get(levels.len() / 2).copied())?;
    Some(Entry { mark: Some(mark), basis: reasoned.basis, ..Entry::default() })
}

fn edit(column: Id<of::Column>, pupil: Id<of::Person>, entry: Entry) -> JournalEdit {
    JournalEdit { id: Id::new(), column, pupil, base: 0, entry, reason: None }
}
