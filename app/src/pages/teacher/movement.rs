//! What is said beneath the name of a pupil who came or left during the year.

use chrono::NaiveDate;
use klas_domain::roll::came_on;
use klas_store::journal::{Course, PagePupil};

use crate::{components::short_date, locales::Texts};

/// «вибув 12.10, наказ № 45», «з 03.11»; of a pupil who only changed groups, «у групі 1 до 11.10».
pub fn movement(
    pupil: &PagePupil,
    course: &Course,
    days: (NaiveDate, NaiveDate),
    texts: &Texts,
) -> Option<String> {
    movement_in(pupil, course.group.map(|(_, number)| number), days, texts)
}

/// The same in the list of a whole class, where no groups are told apart: the group is none.
pub fn movement_in(
    pupil: &PagePupil,
    group: Option<i32>,
    (first_day, today): (NaiveDate, NaiveDate),
    texts: &Texts,
) -> Option<String> {
    let order =
        pupil.order.as_ref().map(|order| format!(", {}\u{a0}{order}", texts.order)).unwrap_or_default();
    let group = group.unwrap_or_default();
    if let Some(last) = pupil.left(today) {
        let left_on = last.succ_opt().unwrap_or(last);
        return Some(if pupil.is_of_class(left_on) {
            (texts.in_group_until)(group, &short_date(last))
        } else {
            format!("{} {}{order}", texts.left, short_date(left_on))
        });
    }
    let came = came_on(&pupil.spans).filter(|came| *came > first_day)?;
    let changed = came.pred_opt().is_some_and(|before| pupil.is_of_class(before));
    Some(if changed {
        (texts.in_group_from)(group, &short_date(came))
    } else {
        format!("{} {}{order}", texts.arrived, short_date(came))
    })
}

#[cfg(test)]
mod tests {
    use klas_domain::{
        Id, Scale,
        school::{ClassName, PersonName},
    };
    use rstest::rstest;

    use super::*;
    use crate::locales::Locale;

    type Span = (NaiveDate, Option<NaiveDate>);

    const fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    const WHOLE_YEAR: Span = (day(9, 1), None);

    #[rstest]
    #[case::of_the_whole_year(WHOLE_YEAR, WHOLE_YEAR, None)]
    #[case::left((day(9, 1), Some(day(10, 11))), (day(9, 1), Some(day(10, 11))), Some("вибув 12.10, наказ №\u{a0}45"))]
    #[case::came((day(11, 3), None), (day(11, 3), None), Some("з 03.11, наказ №\u{a0}45"))]
    #[case::left_the_group((day(9, 1), Some(day(10, 11))), WHOLE_YEAR, Some("у групі 1 до 11.10"))]
    #[case::came_to_the_group((day(10, 12), None), WHOLE_YEAR, Some("у групі 1 з 12.10"))]
    fn who_only_changed_groups_did_not_leave(
        #[case] in_group: Span,
        #[case] in_class: Span,
        #[case] said: Option<&str>,
    ) {
        assert_eq!(said_of(&[in_group], &[in_class]).as_deref(), said);
    }

    #[rstest]
    #[case::from_the_first_day(day(9, 1))]
    #[case::who_had_come_later(day(9, 15))]
    fn who_left_and_came_back_is_there_since_then(#[case] from: NaiveDate) {
        let stays = [(from, Some(day(10, 11))), (day(11, 3), None)];
        assert_eq!(said_of(&stays, &stays).as_deref(), Some("з 03.11, наказ №\u{a0}45"));
    }

    #[test]
    fn stays_without_a_day_between_them_are_one() {
        let stays = [(day(9, 1), Some(day(10, 11))), (day(10, 12), None)];
        assert_eq!(said_of(&stays, &stays), None);
    }

    fn said_of(in_group: &[Span], in_class: &[Span]) -> Option<String> {
        let pupil = PagePupil {
            id: Id::new(),
            name: PersonName::default(),
            spans: in_group.to_vec(),
            class_spans: in_class.to_vec(),
            order: Some("45".to_owned()),
        };
        let course = Course {
            id: Id::new(),
            subject: "Англійська мова".to_owned(),
            class_id: Id::new(),
            class: ClassName { grade: 8, letter: "А".to_owned() },
            group: Some((Id::new(), 1)),
            scale: Scale::TwelvePoint,
            teacher: None,
            class_teacher: None,
            archived: false,
        };
        movement(&pupil, &course, (day(9, 1), day(11, 24)), Locale::Uk.texts())
    }
}
