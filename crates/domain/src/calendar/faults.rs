//! What keeps the dates of an academic year from making sense.

use chrono::Datelike;

use super::AcademicYear;

/// A date that cannot be; holidays are named by their place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum YearFault {
    /// The year would begin or end in another calendar year than its name says.
    OtherYear,
    /// The semesters do not follow one another.
    SemesterOrder,
    /// Holidays without a name.
    Unnamed(usize),
    /// Holidays that end before they begin.
    HolidayOrder(usize),
    /// Holidays that lie outside of the year, in part at least.
    Outside(usize),
    /// Holidays that begin before the ones above them end.
    Overlap(usize),
}

impl AcademicYear {
    /// What is wrong with the dates of the year that begins in the calendar year `year`, in the order of the year.
    pub fn faults(&self, year: i32) -> Vec<YearFault> {
        let mut faults = Vec::new();
        if self.starts_on.year() != year || self.ends_on.year() != year.saturating_add(1) {
            faults.push(YearFault::OtherYear);
        }
        let follow = self.starts_on < self.first_semester_ends_on
            && self.first_semester_ends_on < self.second_semester_starts_on
            && self.second_semester_starts_on < self.ends_on;
        if !follow {
            faults.push(YearFault::SemesterOrder);
        }
        let own = self.starts_on..=self.ends_on;
        for (place, holiday) in self.holidays.iter().enumerate() {
            let earlier = self.holidays.iter().take(place);
            if holiday.name.trim().is_empty() {
                faults.push(YearFault::Unnamed(place));
            }
            if holiday.ends_on < holiday.starts_on {
                faults.push(YearFault::HolidayOrder(place));
            } else if !own.contains(&holiday.starts_on) || !own.contains(&holiday.ends_on) {
                faults.push(YearFault::Outside(place));
            } else if earlier
                .clone()
                .any(|other| other.starts_on <= holiday.ends_on && holiday.starts_on <= other.ends_on)
            {
                faults.push(YearFault::Overlap(place));
            }
        }
        faults
    }
}
