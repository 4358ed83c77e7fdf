//! The change of a figure, pupil by pupil: the marks of a period against those of the other semester or of a year ago.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use klas_domain::{
    Id, Mark, collation,
    figures::{Figures, Measure, Pair, Period, Times},
    id::of,
    school::{ClassName, PersonName},
};
use klas_store::{
    Reader,
    reports::{Behind, Question, ReportMark},
};

use super::{
    Covered, Origin, When,
    last_year::{LastYear, Names},
    marks::PAGE,
    question, viewer,
};
use crate::{failure::Failure, visit::Visit};

/// What the figures of a period are held against.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Against {
    /// Those of the other semester.
    Semester,
    /// Those of the same period a year ago.
    #[default]
    LastYear,
}

impl Against {
    /// Both, in the order of a report.
    pub const ALL: [Self; 2] = [Self::Semester, Self::LastYear];

    /// As addresses name it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Semester => "semester",
            Self::LastYear => "last-year",
        }
    }

    /// What an address names.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|against| against.code() == code)
    }
}

/// Which change is looked behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compare {
    /// Whose marks.
    pub behind: Behind,
    /// The figure that changed.
    pub measure: Measure,
    /// What it is held against.
    pub against: Against,
    /// The page's number, from 1.
    pub page: usize,
    /// The overview that the list was opened from.
    pub origin: Origin,
}

/// The time that a period is held against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Then {
    /// The semester, or the whole year.
    pub period: Period,
    /// Its year as papers name it.
    pub year: String,
    /// How addresses name it.
    pub query: String,
    /// Where its marks are found.
    pub behind: Behind,
    /// What the class of the list was called.
    pub class: Option<ClassName>,
}

/// A pupil at one of the two times.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Side {
    /// The pupil's class, where marks count or not; none for who was not at the school.
    pub class: Option<ClassName>,
    /// The marks that count.
    pub marks: Figures,
    /// The mark, where there is no other.
    pub only: Option<Mark>,
    /// Whether the visitor may list the marks.
    pub listed: bool,
}

/// A pupil of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeLine {
    /// Identifier.
    pub pupil: Id<of::Person>,
    /// Names.
    pub name: PersonName,
    /// At the later look.
    pub now: Side,
    /// At the time that is held against.
    pub then: Side,
}

impl ChangeLine {
    /// The marks of both times.
    pub fn pair(&self) -> Pair {
        Pair { now: self.now.marks, then: self.then.marks }
    }
}

/// The change of a figure.
pub struct Change {
    /// What the report covers.
    pub covered: Covered,
    /// Which change it is.
    pub compare: Compare,
    /// The class that it is about.
    pub class: Option<ClassName>,
    /// The subject that it is about.
    pub subject: Option<String>,
    /// The teacher whom it is about.
    pub teacher: Option<PersonName>,
    /// What is held against; none where the school has no such year or semester, or the class was not there.
    pub then: Option<Then>,
    /// Those who have marks of both times, those of now alone, those of then alone; each by class and name.
    pub lines: Vec<ChangeLine>,
    /// How many pupils there are whose marks of then count besides, and whom the visitor may not list: a class teacher
    /// those who were in the class when another led it, and are gone.
    pub unnamed: (usize, Figures),
}

impl Change {
    /// How many pupils were there at these times, and their marks together.
    pub fn group(&self, times: Times) -> (usize, Pair) {
        let unnamed = Pair { now: Figures::default(), then: self.unnamed.1 };
        let first = if times == Times::Then { (self.unnamed.0, unnamed) } else { (0, Pair::default()) };
        let own = self.lines.iter().map(ChangeLine::pair).filter(|pair| pair.times() == Some(times));
        own.fold(first, |(number, all), pair| (number + 1, all.and(&pair)))
    }

    /// The marks of all pupils together: what the figures are made of.
    pub fn total(&self) -> Pair {
        Times::ALL.into_iter().fold(Pair::default(), |all, times| all.and(&self.group(times).1))
    }

    /// How many pupils there are.
    pub fn number(&self) -> usize {
        self.lines.len() + self.unnamed.0
    }

    /// How many pages the list has, at least 1.
    pub fn pages(&self) -> usize {
        self.lines.len().div_ceil(PAGE).max(1)
    }

    /// The page's number, from 1.
    pub fn page(&self) -> usize {
        self.compare.page.clamp(1, self.pages())
    }

    /// The pupils of the page.
    pub fn shown(&self) -> impl Iterator<Item = &ChangeLine> {
        self.lines.iter().skip((self.page() - 1) * PAGE).take(PAGE)
    }
}

/// In which class each pupil is on a day.
type Places = HashMap<Id<of::Person>, (Id<of::SchoolClass>, ClassName)>;

/// What the store tells of the time that is held against.
struct Held {
    then: Then,
    places: Places,
    /// The marks that the visitor may list.
    marks: Vec<ReportMark>,
    /// Those that count besides, of the pupils of the visitor's own class.
    of_own: Vec<ReportMark>,
    /// Those that count besides, of others.
    of_others: Vec<ReportMark>,
}

/// The pupils and marks behind the change of a figure, as far as the visitor sees them.
pub async fn change(visit: &Visit, when: When, compare: Compare) -> Result<Change, Failure> {
    let viewer = viewer(visit)?;
    let mut reader = visit.reader().await?;
    let (question, covered) = question(&mut reader, when, viewer, visit.today()).await?;
    let names = reader.class_names(question.year).await?;
    let behind = &compare.behind;
    let marks = reader.marks_behind(&question, behind).await?;
    let places = reader.classes_of_pupils(&question).await?;
    let held = match compare.against {
        Against::Semester => {
            semester(&mut reader, visit.today(), &question, &covered, &names, behind).await?
        }
        Against::LastYear => a_year_ago(&mut reader, &question, &covered, &names, &places, behind).await?,
    };
    let class = behind.class.and_then(|class| names.get(&class).cloned());
    let then = held.as_ref().map(|held| held.then.clone());
    let first = marks.first().or(held.as_ref().and_then(|held| held.marks.first()));
    let subject = first.filter(|_| behind.subject.is_some()).map(|mark| mark.subject_name.clone());
    let teacher = first.filter(|_| behind.teacher.is_some()).and_then(|mark| mark.teacher.clone());
    let covered = Covered { origin: compare.origin, ..covered };
    let (lines, unnamed) = held.map(|held| compared(marks, &places, held)).unwrap_or_default();
    Ok(Change { covered, compare, class, subject, teacher, then, lines, unnamed })
}

/// The other semester of the year.
async fn semester(
    reader: &mut Reader,
    today: NaiveDate,
    question: &Question,
    covered: &Covered,
    names: &Names,
    behind: &Behind,
) -> Result<Option<Held>, Failure> {
    let Some(period) = covered.period.other_semester() else { return Ok(None) };
    let question = Question { period, day: period.last_day(&covered.year).min(today), ..*question };
    let then = Then {
        period,
        year: covered.year.label(),
        query: covered.query_of(period),
        behind: *behind,
        class: behind.class.and_then(|class| names.get(&class).cloned()),
    };
    Ok(Some(Held {
        then,
        places: reader.classes_of_pupils(&question).await?,
        marks: reader.marks_behind(&question, behind).await?,
        of_own: Vec::new(),
        of_others: Vec::new(),
    }))
}

/// The same period a year ago; `here` tells which pupils the classes that the viewer leads still have.
async fn a_year_ago(
    reader: &mut Reader,
    question: &Question,
    covered: &Covered,
    names: &Names,
    here: &Places,
    behind: &Behind,
) -> Result<Option<Held>, Failure> {
    let Some(year) = LastYear::read(reader, question, covered, names).await? else { return Ok(None) };
    let Some(behind) = year.behind(names, behind) else { return Ok(None) };
    let (marks, besides) = year.marks(reader, &behind).await?;
    let is_own = |mark: &ReportMark| here.get(&mark.pupil).is_some_and(|(class, _)| year.leads(*class));
    let (of_own, of_others) = besides.into_iter().partition(is_own);
    let then = Then {
        period: covered.period,
        year: year.label.clone(),
        query: year.query.clone(),
        behind,
        class: behind.class.and_then(|class| year.names.get(&class).cloned()),
    };
    let places = reader.classes_of_pupils(&year.question).await?;
    Ok(Some(Held { then, places, marks, of_own, of_others }))
}

/// A pupil's marks of one time.
struct Own {
    name: PersonName,
    class: ClassName,
    marks: Vec<Mark>,
    listed: bool,
}

/// Adds marks to those of their pupils.
fn add(pupils: &mut HashMap<Id<of::Person>, Own>, marks: Vec<ReportMark>, listed: bool) {
    for mark in marks {
        let own = pupils.entry(mark.pupil).or_insert_with(|| Own {
            name: mark.name,
            class: mark.class_name,
            marks: Vec::new(),
            listed: true,
        });
        own.marks.push(mark.mark);
        own.listed &= listed;
    }
}

/// The pupils of either time in the order of the list, and those who are not named in it.
fn compared(marks: Vec<ReportMark>, here: &Places, held: Held) -> (Vec<ChangeLine>, (usize, Figures)) {
    let unnamed: BTreeSet<_> = held.of_others.iter().map(|mark| mark.pupil).collect();
    let unnamed = (unnamed.len(), Figures::of(held.of_others.iter().map(|mark| mark.mark)));
    let (mut now, mut then) = (HashMap::new(), HashMap::new());
    add(&mut now, marks, true);
    add(&mut then, held.marks, true);
    add(&mut then, held.of_own, false);
    let pupils: BTreeSet<_> = now.keys().chain(then.keys()).copied().collect();
    let line = |pupil: Id<of::Person>| {
        let (own, earlier) = (now.remove(&pupil), then.remove(&pupil));
        let name = own.as_ref().or(earlier.as_ref())?.name.clone();
        let (now, then) = (side(own, here.get(&pupil)), side(earlier, held.places.get(&pupil)));
        Some(ChangeLine { pupil, name, now, then })
    };
    let mut lines: Vec<_> = pupils.into_iter().filter_map(line).collect();
    lines.sort_by_cached_key(|line| {
        let times = line.pair().times();
        let of = if times == Some(Times::Then) { &line.then } else { &line.now };
        let class = of.class.as_ref().map(|class| (class.grade, collation::sort_key(&class.letter)));
        (times, class, collation::sort_key(&line.name.full()), line.pupil)
    });
    (lines, unnamed)
}

fn side(own: Option<Own>, place: Option<&(Id<of::SchoolClass>, ClassName)>) -> Side {
    let Some(own) = own else {
        return Side { class: place.map(|(_, class)| class.clone()), ..Side::default() };
    };
    let only = if let [mark] = own.marks[..] { Some(mark) } else { None };
    Side { class: Some(own.class), marks: Figures::of(own.marks), only, listed: own.listed }
}
