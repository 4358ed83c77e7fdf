//! The figures of the schools that a department sees: totals by parallel, nobody by name (DOMAIN §7, §9).

use std::collections::{BTreeMap, HashMap};

use klas_domain::{
    Action, Scope,
    figures::{Figures, Period, Pupils},
    permission::may,
};
use klas_store::{
    StoreError,
    account::SignedIn,
    reports::{Question, Report},
};

use super::access::require;
use crate::{failure::Failure, visit::Visit};

/// The figures of some classes together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// How many classes they are of.
    pub classes: usize,
    /// The marks.
    pub figures: Figures,
    /// The pupils over all subjects.
    pub pupils: Pupils,
}

impl Sum {
    fn of<'a>(parts: impl Iterator<Item = &'a Self>) -> Self {
        parts.fold(Self::default(), |all, part| Self {
            classes: all.classes + part.classes,
            figures: all.figures.and(&part.figures),
            pupils: all.pupils.and(&part.pupils),
        })
    }
}

/// The figures of a school.
pub struct SchoolFigures {
    /// Its name.
    pub name: String,
    /// All its classes together.
    pub all: Sum,
    /// By year of study.
    pub parallels: BTreeMap<u8, Sum>,
}

impl SchoolFigures {
    fn of(name: String, report: &Report) -> Self {
        let mut parallels: BTreeMap<u8, Sum> = BTreeMap::new();
        for class in &report.classes {
            let sum = parallels.entry(class.name.grade).or_default();
            sum.classes += 1;
            sum.pupils = sum.pupils.and(&class.pupils.unwrap_or_default());
        }
        let grades: HashMap<_, u8> =
            report.classes.iter().map(|class| (class.id, class.name.grade)).collect();
        for count in &report.counts {
            if let Some(sum) = grades.get(&count.class).and_then(|grade| parallels.get_mut(grade)) {
                sum.figures.add(count.mark, count.number);
            }
        }
        Self { name, all: Sum::of(parallels.values()), parallels }
    }
}

/// What a department sees.
pub struct Department {
    /// Whose marks: of a semester or of the year.
    pub period: Period,
    /// The academic year as papers name it; none where no school has one.
    pub year: Option<String>,
    /// The schools in alphabetical order.
    pub schools: Vec<SchoolFigures>,
    /// All of them together.
    pub all: Sum,
}

/// The figures of the schools where the visitor's account is a department's; without a period, of that whose marks are
/// given now.
pub async fn figures(visit: &Visit, asked: Option<Period>) -> Result<Department, Failure> {
    let person = visit.person()?;
    require(&person.actor, Action::ReadFigures, &Scope::school(person.actor.school))?;
    let (store, today) = (&visit.state.store, visit.today());
    let (mut asked, mut label) = (asked, None);
    let mut schools = Vec::new();
    for own in store.everywhere(person.account, visit.state.clock.now()).await?.into_iter().filter(sees) {
        let mut reader = store.read(own.actor.school).await?;
        let report = match reader.year(today).await {
            Ok((year, calendar)) => {
                let period = *asked.get_or_insert_with(|| Period::of_day(&calendar, today));
                label = label.or_else(|| Some(calendar.label()));
                let day = period.last_day(&calendar).min(today);
                reader.report(&Question { year, period, day, viewer: None }).await?
            }
            // Nothing has been taken into it yet.
            Err(StoreError::NotFound) => Report::default(),
            Err(error) => return Err(error.into()),
        };
        schools.push(SchoolFigures::of(own.school_name, &report));
    }
    let all = Sum::of(schools.iter().map(|school| &school.all));
    Ok(Department { period: asked.unwrap_or(Period::Year), year: label, schools, all })
}

fn sees(own: &SignedIn) -> bool {
    may(&own.actor, Action::ReadFigures, &Scope::school(own.actor.school))
}
