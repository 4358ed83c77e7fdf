//! The pupils of a class as its registers list them (DOMAIN §6): numbered in alphabetical order, a leaver stays with
//! date and order, a newcomer has the date.

use chrono::NaiveDate;

use crate::{
    guardianship::Hidden,
    id::{Id, of},
    school::{ClassName, PersonName},
};

/// First and last day of a stay; no last day while it lasts.
pub type Stay = (NaiveDate, Option<NaiveDate>);

/// The first day of the last stay; stays that follow one another without a day between them are one.
pub fn came_on(stays: &[Stay]) -> Option<NaiveDate> {
    let (mut came, _) = *stays.iter().max_by_key(|(from, _)| *from)?;
    while let Some((from, _)) = came.pred_opt().and_then(|before| stay_on(stays, before)) {
        came = from;
    }
    Some(came)
}

fn stay_on(stays: &[Stay], day: NaiveDate) -> Option<Stay> {
    stays.iter().copied().find(|(from, to)| *from <= day && to.is_none_or(|to| day <= to))
}

/// Coming to a class or leaving it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    /// The first day in the class, or the first day out of it.
    pub on: NaiveDate,
    /// № of the order; none where it is not known.
    pub order: Option<String>,
}

/// A pupil on the roll of a class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RollPupil {
    /// The pupil.
    pub id: Id<of::Person>,
    /// Names.
    pub name: PersonName,
    /// When the pupil was in the class, in time order; never empty.
    pub stays: Vec<Stay>,
    /// How the pupil came, for the last time, where that was after the year's first day.
    pub came: Option<Movement>,
    /// How the pupil left, where that has happened.
    pub left: Option<Movement>,
}

impl RollPupil {
    /// A pupil as enrolment has them, looked at on `today` of a year that began on `first_day`. The one order that
    /// enrolment keeps is that of leaving, or else that of coming.
    pub fn new(
        id: Id<of::Person>,
        name: PersonName,
        stays: Vec<Stay>,
        order: Option<String>,
        (first_day, today): (NaiveDate, NaiveDate),
    ) -> Self {
        let last = stays.iter().max_by_key(|(from, _)| *from).and_then(|(_, to)| *to);
        let last = last.filter(|last| *last < today);
        let came = came_on(&stays).filter(|came| *came > first_day);
        let left = last.map(|last| Movement { on: last.succ_opt().unwrap_or(last), order: order.clone() });
        let order = order.filter(|_| left.is_none());
        Self { id, name, stays, came: came.map(|on| Movement { on, order }), left }
    }

    /// Whether the pupil is of the class on a day.
    pub fn is_of_class(&self, day: NaiveDate) -> bool {
        stay_on(&self.stays, day).is_some()
    }
}

/// Whose register it is: what stands over its pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterHead {
    /// The class.
    pub class_id: Id<of::SchoolClass>,
    /// The class as it is written.
    pub class: ClassName,
    /// The class teacher.
    pub class_teacher: Option<PersonName>,
    /// The year as papers name it: `2026/2027`.
    pub year: String,
    /// The first day of the year.
    pub starts_on: NaiveDate,
    /// The last day of the year.
    pub ends_on: NaiveDate,
}

/// One of the pupil's parents, or who stands in their place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuardianInfo {
    /// Names.
    pub name: PersonName,
    /// What they are to the pupil: «мати», «батько», «опікун».
    pub relation: String,
    /// Telephone.
    pub phone: Option<String>,
    /// Electronic mail.
    pub email: Option<String>,
    /// What a decision hides from them today: whoever calls them has to know.
    pub hidden: Option<Hidden>,
}

/// What a class's journal says of a pupil in general (Law «Про захист персональних даних»: read by the class teacher
/// and the administration alone, DOMAIN §7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PupilInfo {
    /// The pupil.
    pub pupil: RollPupil,
    /// Birth date.
    pub born: Option<NaiveDate>,
    /// Where the pupil lives.
    pub address: Option<String>,
    /// The pupil's own telephone.
    pub phone: Option<String>,
    /// Guardians in alphabetical order.
    pub guardians: Vec<GuardianInfo>,
}

/// The section «Загальні відомості про учнів» of a class's journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PupilsRegister {
    /// Whose it is.
    pub head: RegisterHead,
    /// The pupils in alphabetical order, leavers included.
    pub pupils: Vec<PupilInfo>,
}
