//! Pupils who come and go during the year.

use chrono::NaiveDate;
use klas_domain::bundle::Pupil;

use crate::dice::Dice;

/// How many per mille of the pupils leave, and as many come.
const MOVING: u32 = 10;

/// Lets some pupils leave and others come on a school day between the third week and the last one.
pub(crate) fn move_some(pupils: &mut [Pupil], days: &[NaiveDate], dice: &mut Dice) {
    let Some(last) = days.len().checked_sub(6).filter(|last| *last > 10) else { return };
    let mut movers = Vec::new();
    for (place, pupil) in pupils.iter().enumerate() {
        // 8-А stays whole: it is what the journal's page is measured with.
        let stays = pupil.class.grade == 8 && pupil.class.letter == "А";
        if dice.permille(2 * MOVING) && !stays {
            movers.push((days[dice.between(10, last)], place, dice.permille(500)));
        }
    }
    movers.sort_unstable();
    for (order, (day, place, leaves)) in (31..).zip(movers) {
        let pupil = &mut pupils[place];
        *(if leaves { &mut pupil.left_on } else { &mut pupil.enrolled_on }) = Some(day);
        pupil.order = Some(format!("{order}-у"));
    }
}

/// Whether the pupil is of the school on a day. The day of leaving is the first without the pupil.
pub(crate) fn belongs(pupil: &Pupil, day: NaiveDate) -> bool {
    pupil.enrolled_on.is_none_or(|first| first <= day) && pupil.left_on.is_none_or(|left| day < left)
}
