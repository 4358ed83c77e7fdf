//! Pupils: whom a row means, by name and birth date, else by name within the class.

use std::collections::{HashMap, HashSet};

use chrono::{Datelike, NaiveDate};
use klas_domain::{
    Role,
    bundle::{Bundle, BundleRow, Pupil},
    collation,
    school::ClassName,
};
use uuid::Uuid;

use super::{
    Intake, alike,
    enrolment::moved,
    known::{Known, Place},
    person::{PersonRow, folded},
};
use crate::error::Result;

pub(super) const PUPILS: &str = "учні";

/// Whom a row of a pupil means.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Whom {
    One(Uuid),
    New,
    /// One of these, or somebody new: only a person can tell.
    Unclear(Vec<Uuid>),
    /// One of these under another name, or somebody new: only a person can tell.
    Alike(Vec<Uuid>),
}

impl Whom {
    fn among(people: Vec<Uuid>) -> Option<Self> {
        match people.as_slice() {
            [] => None,
            [one] => Some(Self::One(*one)),
            [..] => Some(Self::Unclear(people)),
        }
    }

    fn one(&self) -> Option<Uuid> {
        if let Self::One(id) = self { Some(*id) } else { None }
    }
}

/// What two rows about one pupil share.
type RowKey<'a> = (String, Option<NaiveDate>, Option<&'a ClassName>);

fn row_key(pupil: &Pupil) -> RowKey<'_> {
    (folded(&pupil.name), pupil.born, Some(&pupil.class).filter(|_| pupil.born.is_none()))
}

impl Intake<'_, '_> {
    /// Takes in pupils with their guardians, and tells who they are, in the order of the bundle; who would be new in an
    /// archived class is nobody.
    pub async fn pupils(
        &mut self,
        known: &mut Known,
        classes: &HashMap<ClassName, Uuid>,
        bundle: &Bundle,
    ) -> Result<Vec<Option<Uuid>>> {
        let whom = whom(known, &bundle.pupils, (self.calendar.starts_on, self.today));
        let mut made: HashMap<RowKey, Uuid> = HashMap::new();
        let mut pupils = Vec::with_capacity(bundle.pupils.len());
        for (place, (pupil, whom)) in bundle.pupils.iter().zip(whom).enumerate() {
            let row = BundleRow::Pupil(place);
            let found = match whom {
                Whom::One(id) => Some(id),
                Whom::New => made.get(&row_key(pupil)).copied(),
                Whom::Unclear(people) => {
                    self.changes.ask(question(known, pupil, &people));
                    pupils.push(None);
                    continue;
                }
                Whom::Alike(people) => {
                    self.changes.ask(alike::pupil(known, pupil, &people));
                    pupils.push(None);
                    continue;
                }
            };
            // Whoever comes into an archived class has no other place in the school.
            if found.is_none() && self.leaves(&pupil.class, Some(row), PUPILS, moved(pupil)) {
                pupils.push(None);
                continue;
            }
            let id = self.person(known, PUPILS, found, PersonRow::of_pupil(pupil)).await?;
            made.insert(row_key(pupil), id);
            self.role(known, id, Role::Pupil).await?;
            if let Some(class) = classes.get(&pupil.class) {
                self.enrol(row, id, *class, pupil, found.is_some()).await?;
            }
            self.guardians(known, id, pupil).await?;
            pupils.push(Some(id));
        }
        self.vanished_pupils(bundle, known);
        Ok(pupils)
    }

    /// Pupils of the classes that the bundle lists whom it does not name. Those who have left are not missed.
    fn vanished_pupils(&mut self, bundle: &Bundle, known: &Known) {
        let listed: HashSet<&ClassName> = bundle.pupils.iter().map(|pupil| &pupil.class).collect();
        let is_missed = |person: &&PersonRow| {
            let place = known.place(person.person_id);
            place.is_some_and(|place| {
                place.year_begins == self.calendar.starts_on
                    && listed.contains(&place.class)
                    && place.ends_on.is_none_or(|day| day >= self.today)
            })
        };
        let gone = known.all().filter(|person| !known.is_seen(PUPILS, person.person_id)).filter(is_missed);
        let mut names: Vec<String> = gone.map(PersonRow::name).collect();
        names.sort_by_cached_key(|name| collation::sort_key(name));
        for name in names {
            self.changes.vanished(PUPILS, name);
        }
    }
}

/// Whom each row means.
fn whom(known: &Known, pupils: &[Pupil], (year_begins, today): (NaiveDate, NaiveDate)) -> Vec<Whom> {
    let listed = pupils.iter().map(|pupil| &pupil.class).collect();
    let mut recognition = Recognition { known, listed, year_begins, today, claimed: HashSet::new() };
    let mut all: Vec<Option<Whom>> = vec![None; pupils.len()];
    // What is surer decides first, so that nobody else's row is taken for a correction or a move.
    let steps = [
        Recognition::by_date,
        Recognition::by_class,
        Recognition::by_school,
        Recognition::by_likeness,
        Recognition::by_surname,
    ];
    for step in steps {
        for (pupil, whom) in pupils.iter().zip(&mut all).filter(|(_, whom)| whom.is_none()) {
            *whom = step(&recognition, pupil);
        }
        recognition.claimed.extend(all.iter().flatten().filter_map(Whom::one));
    }
    let mut all: Vec<Whom> = all.into_iter().map(|whom| whom.unwrap_or(Whom::New)).collect();
    let mut wanted: HashMap<Uuid, HashSet<RowKey>> = HashMap::new();
    for (pupil, whom) in pupils.iter().zip(&all) {
        if let Some(id) = whom.one() {
            wanted.entry(id).or_default().insert(row_key(pupil));
        }
    }
    for whom in &mut all {
        let shared = whom.one().filter(|id| wanted.get(id).is_some_and(|rows| rows.len() > 1));
        if let Some(id) = shared {
            *whom = Whom::Unclear(vec![id]);
        }
    }
    all
}

/// How rows find their people.
struct Recognition<'a> {
    known: &'a Known,
    /// The classes of the rows.
    listed: HashSet<&'a ClassName>,
    year_begins: NaiveDate,
    today: NaiveDate,
    /// People whom surer rows mean.
    claimed: HashSet<Uuid>,
}

impl Recognition<'_> {
    /// The namesake with the row's birth date.
    fn by_date(&self, pupil: &Pupil) -> Option<Whom> {
        let born = pupil.born?;
        let is_meant = |person: &PersonRow| Known::is_pupil(person) && person.born == Some(born);
        Whom::among(self.known.called(&pupil.name, is_meant))
    }

    /// The only namesake of the class. Where one of the names lacks the patronymic, no two birth dates may stand between
    /// them.
    fn by_class(&self, pupil: &Pupil) -> Option<Whom> {
        let is_of_class = |place: &Place| place.year_begins == self.year_begins && place.class == pupil.class;
        let mut people = self.free(pupil);
        people.retain(|id| self.known.place(*id).is_some_and(is_of_class));
        let is_other_day = |person: &PersonRow| person.born.is_some() && pupil.born.is_some();
        if people.iter().any(|id| self.known.person(*id).is_some_and(is_other_day) && self.lacks(pupil, *id))
        {
            return Some(Whom::Unclear(people));
        }
        Whom::among(people)
    }

    /// The only namesake who was in a class that the rows list without that pupil, or in the class below a year ago.
    fn by_school(&self, pupil: &Pupil) -> Option<Whom> {
        let known = self.known;
        let mut people = self.free(pupil);
        // Another birth date in another class is another person.
        people.retain(|id| {
            pupil.born.is_none() || known.person(*id).is_some_and(|person| person.born.is_none())
        });
        let has_come_from = |place: &Place| {
            let years = self.year_begins.year() - place.year_begins.year();
            if years == 0 {
                self.listed.contains(&place.class)
            } else {
                i32::from(place.class.grade) + years == i32::from(pupil.class.grade)
            }
        };
        match people.as_slice() {
            [one] if self.lacks(pupil, *one) || !known.place(*one).is_none_or(has_come_from) => {
                Some(Whom::Unclear(people))
            }
            _ => Whom::among(people),
        }
    }

    /// Those of the class, now or a year ago, who were born on the same day and differ in one of their names: the row may
    /// correct it, or be a twin's.
    fn by_likeness(&self, pupil: &Pupil) -> Option<Whom> {
        let born = pupil.born?;
        self.alike(pupil, |person| person.born == Some(born) && person.names().differences(&pupil.name) == 1)
    }

    /// Those of the class, now or a year ago, who differ in the surname alone, where no two birth dates say more.
    fn by_surname(&self, pupil: &Pupil) -> Option<Whom> {
        self.alike(pupil, |person| {
            (pupil.born.is_none() || person.born.is_none()) && person.names().differs_in_surname(&pupil.name)
        })
    }

    /// Those of the class, now or a year ago, whom no surer row means and who fit.
    fn alike(&self, pupil: &Pupil, fits: impl Fn(&PersonRow) -> bool) -> Option<Whom> {
        let is_of_class = |place: &Place| {
            let years = self.year_begins.year() - place.year_begins.year();
            place.class.letter == pupil.class.letter
                && i32::from(place.class.grade) + years == i32::from(pupil.class.grade)
                && (years > 0 || place.ends_on.is_none_or(|day| day >= self.today))
        };
        let is_meant = |person: &&PersonRow| {
            fits(person)
                && Known::is_pupil(person)
                && !self.claimed.contains(&person.person_id)
                && self.known.place(person.person_id).is_some_and(is_of_class)
        };
        let mut people: Vec<Uuid> =
            self.known.all().filter(is_meant).map(|person| person.person_id).collect();
        people.sort_unstable();
        (!people.is_empty()).then_some(Whom::Alike(people))
    }

    /// Whether the row and the person have one name but for the patronymic, which only one of them has.
    fn lacks(&self, pupil: &Pupil, id: Uuid) -> bool {
        self.known.person(id).is_some_and(|person| !person.names().may_be(&pupil.name))
    }

    /// The namesakes whom no surer row means.
    fn free(&self, pupil: &Pupil) -> Vec<Uuid> {
        let mut people = self.known.called(&pupil.name, Known::is_pupil);
        people.retain(|id| !self.claimed.contains(id));
        people
    }
}

fn question(known: &Known, pupil: &Pupil, people: &[Uuid]) -> String {
    let told = |id: &Uuid| {
        let class = known.place(*id).map(|place| place.class.to_string());
        let born = known.person(*id).and_then(|person| person.born);
        let born = born.map(|day| day.format("%d.%m.%Y").to_string());
        let marks: Vec<String> = class.into_iter().chain(born).collect();
        format!("{} ({})", known.name(*id), marks.join(", "))
    };
    let people: Vec<String> = people.iter().map(told).collect();
    let patronymic = if pupil.name.patronymic.is_empty() { "по батькові й " } else { "" };
    format!(
        "учень «{}», {}: це {} чи хтось інший? Впишіть {patronymic}дату народження в усі рядки з таким ім'ям",
        pupil.name.full(),
        pupil.class,
        people.join(" чи ")
    )
}
