//! Pupils: whom a row means, by name and birth date, else by name within the class.

use std::collections::{HashMap, HashSet};

use chrono::{Datelike, NaiveDate};
use klas_domain::{
    Role,
    bundle::{Bundle, Pupil},
    collation,
    school::ClassName,
};
use uuid::Uuid;

use super::{
    Intake,
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
}

/// What two rows about one pupil share.
type RowKey<'a> = (String, Option<NaiveDate>, Option<&'a ClassName>);

fn row_key(pupil: &Pupil) -> RowKey<'_> {
    (folded(&pupil.name), pupil.born, Some(&pupil.class).filter(|_| pupil.born.is_none()))
}

impl Intake<'_, '_> {
    /// Takes in pupils with their guardians, and tells who they are, in the order of the bundle.
    pub async fn pupils(
        &mut self,
        known: &mut Known,
        classes: &HashMap<ClassName, Uuid>,
        bundle: &Bundle,
    ) -> Result<Vec<Option<Uuid>>> {
        let whom = whom(known, &bundle.pupils, self.calendar.starts_on);
        let mut made: HashMap<RowKey, Uuid> = HashMap::new();
        let mut pupils = Vec::with_capacity(bundle.pupils.len());
        for (pupil, whom) in bundle.pupils.iter().zip(whom) {
            let found = match whom {
                Whom::One(id) => Some(id),
                Whom::New => made.get(&row_key(pupil)).copied(),
                Whom::Unclear(people) => {
                    self.changes.ask(question(known, pupil, &people));
                    pupils.push(None);
                    continue;
                }
            };
            let id = self.person(known, PUPILS, found, PersonRow::of_pupil(pupil)).await?;
            made.insert(row_key(pupil), id);
            self.role(known, id, Role::Pupil).await?;
            if let Some(class) = classes.get(&pupil.class) {
                self.enrol(id, *class, pupil).await?;
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

/// Whom each row means. A birth date that agrees decides first, so that nobody else's row is taken for a correction.
fn whom(known: &Known, pupils: &[Pupil], year_begins: NaiveDate) -> Vec<Whom> {
    let listed: HashSet<&ClassName> = pupils.iter().map(|pupil| &pupil.class).collect();
    let dated: Vec<Option<Whom>> = pupils.iter().map(|pupil| by_date(known, pupil)).collect();
    let claimed: HashSet<Uuid> = dated
        .iter()
        .filter_map(|whom| match whom {
            Some(Whom::One(id)) => Some(*id),
            _ => None,
        })
        .collect();
    let mut wanted: HashMap<Uuid, HashSet<RowKey>> = HashMap::new();
    let mut all = Vec::with_capacity(pupils.len());
    for (pupil, dated) in pupils.iter().zip(dated) {
        let whom = dated.unwrap_or_else(|| by_class(known, pupil, &claimed, &listed, year_begins));
        if let Whom::One(id) = whom {
            wanted.entry(id).or_default().insert(row_key(pupil));
        }
        all.push(whom);
    }
    for whom in &mut all {
        if let Whom::One(id) = *whom
            && wanted.get(&id).is_some_and(|rows| rows.len() > 1)
        {
            *whom = Whom::Unclear(vec![id]);
        }
    }
    all
}

/// The namesake with the row's birth date.
fn by_date(known: &Known, pupil: &Pupil) -> Option<Whom> {
    let born = pupil.born?;
    let people = known.called(&pupil.name, |person| Known::is_pupil(person) && person.born == Some(born));
    match people.as_slice() {
        [] => None,
        [one] => Some(Whom::One(*one)),
        _ => Some(Whom::Unclear(people)),
    }
}

/// The only namesake of the class; else the one who was in a class that the bundle lists without that pupil, or in
/// the class below a year ago.
fn by_class(
    known: &Known,
    pupil: &Pupil,
    claimed: &HashSet<Uuid>,
    listed: &HashSet<&ClassName>,
    year_begins: NaiveDate,
) -> Whom {
    let mut free = known.called(&pupil.name, Known::is_pupil);
    free.retain(|id| !claimed.contains(id));
    let place = |id: &Uuid| known.place(*id);
    let this_year = |place: &Place| place.year_begins == year_begins;
    let in_class: Vec<Uuid> = free
        .iter()
        .copied()
        .filter(|id| place(id).is_some_and(|place| this_year(place) && place.class == pupil.class))
        .collect();
    match in_class.as_slice() {
        [one] => return Whom::One(*one),
        [_, _, ..] => return Whom::Unclear(in_class),
        [] => {}
    }
    // Another birth date in another class is another person.
    free.retain(|id| pupil.born.is_none() || known.person(*id).is_some_and(|person| person.born.is_none()));
    let has_come_from = |place: &Place| {
        let years = year_begins.year() - place.year_begins.year();
        if years == 0 {
            listed.contains(&place.class)
        } else {
            i32::from(place.class.grade) + years == i32::from(pupil.class.grade)
        }
    };
    match free.as_slice() {
        [] => Whom::New,
        [one] if place(one).is_none_or(has_come_from) => Whom::One(*one),
        _ => Whom::Unclear(free),
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
    format!(
        "учень «{}», {}: це {} чи хтось інший? Впишіть дату народження в усі рядки з таким ім'ям",
        pupil.name.full(),
        pupil.class,
        people.join(" чи ")
    )
}
