//! Who was away on which day: illness that comes in waves, and other reasons.

use chrono::NaiveDate;
use klas_domain::{
    calendar::{AcademicYear, Semester},
    entry::Absence,
};

use crate::dice::Dice;

/// How many per mille of the healthy fall ill on an ordinary day, and in a class that a wave has reached.
const FALLING_ILL: u32 = 7;
const FALLING_ILL_IN_WAVE: u32 = 45;
/// How many per mille of the classes a wave reaches.
const REACHED: u32 = 450;
/// How many per mille are away for one day for another reason.
const AWAY: u32 = 7;
/// Absences that ended within this many school days have often no reason yet.
const FRESH: usize = 4;

/// Whole days missed, by pupil and day.
pub(crate) struct Absences {
    days: usize,
    of_pupils: Vec<Option<Absence>>,
    over: bool,
}

impl Absences {
    /// Why a pupil missed a day; both by their places.
    pub fn of(&self, pupil: usize, day: usize) -> Option<Absence> {
        self.of_pupils.get(pupil * self.days + day).copied().flatten()
    }

    /// The reason for missing one lesson that lies `ago` school days back.
    pub fn one_off(&self, ago: usize, dice: &mut Dice) -> Option<Absence> {
        one_off(ago, self.over, dice)
    }
}

/// Throws the absences of all pupils, `members` being the pupils of each class; once the year is `over`, each has its
/// reason.
pub(crate) fn absences(
    year: &AcademicYear,
    days: &[NaiveDate],
    members: &[Vec<usize>],
    over: bool,
    dice: &mut Dice,
) -> Absences {
    let pupils = members.iter().map(Vec::len).sum::<usize>();
    let mut of_pupils = vec![None; pupils * days.len()];
    let waves = waves(year, days, members.len(), dice);
    for (class, class_members) in members.iter().enumerate() {
        for &pupil in class_members {
            let row = &mut of_pupils[pupil * days.len()..][..days.len()];
            throw(row, &waves[class], over, dice);
        }
    }
    Absences { days: days.len(), of_pupils, over }
}

/// For each class and day whether a wave is in the class: two waves a semester, each of about two weeks.
fn waves(year: &AcademicYear, days: &[NaiveDate], classes: usize, dice: &mut Dice) -> Vec<Vec<bool>> {
    let mut waves = vec![vec![false; days.len()]; classes];
    for semester in Semester::ALL {
        let (first, last) = year.range(semester);
        let length = usize::try_from((last - first).num_days()).unwrap_or(0);
        for share in [25, 65] {
            let peak = crate::later(first, (length * dice.between(share, share + 15) / 100) as u64);
            for wave in &mut waves {
                if dice.permille(REACHED) {
                    let begins = crate::later(peak, dice.between(0, 5) as u64);
                    let ends = crate::later(begins, dice.between(9, 15) as u64);
                    let reached = days.iter().zip(wave).filter(|(day, _)| (begins..ends).contains(day));
                    reached.for_each(|(_, in_wave)| *in_wave = true);
                }
            }
        }
    }
    waves
}

fn throw(row: &mut [Option<Absence>], wave: &[bool], over: bool, dice: &mut Dice) {
    let mut day = 0;
    while day < row.len() {
        let falling_ill = if wave[day] { FALLING_ILL_IN_WAVE } else { FALLING_ILL };
        if dice.permille(falling_ill) {
            let end = (day + dice.between(2, 6)).min(row.len());
            let kinds = [(Absence::Illness, 880), (Absence::Valid, 70), (Absence::Unknown, 50)].map(wrapped);
            let kind = reason(&kinds, row.len() - end, over, dice);
            row[day..end].fill(kind);
            // Nobody falls ill again on the day of coming back.
            day = end + 1;
            continue;
        }
        if dice.permille(AWAY) {
            row[day] = one_off(row.len() - day - 1, over, dice);
        }
        day += 1;
    }
}

/// The reason for missing a day or a lesson that lies `ago` school days back.
fn one_off(ago: usize, over: bool, dice: &mut Dice) -> Option<Absence> {
    let kinds =
        [(Absence::Valid, 480), (Absence::Illness, 170), (Absence::Invalid, 170), (Absence::Unknown, 180)];
    reason(&kinds.map(wrapped), ago, over, dice)
}

/// Before a year is closed class teachers give every absence its reason: where nothing was heard, that there is no valid
/// one.
fn reason(kinds: &[(Option<Absence>, u32)], ago: usize, over: bool, dice: &mut Dice) -> Option<Absence> {
    if !over && ago < FRESH && dice.permille(750) {
        return Some(Absence::Unknown);
    }
    let kind = dice.weighed(kinds);
    if over && kind == Some(Absence::Unknown) { Some(Absence::Invalid) } else { kind }
}

fn wrapped((kind, weight): (Absence, u32)) -> (Option<Absence>, u32) {
    (Some(kind), weight)
}
