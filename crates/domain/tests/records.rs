//! The registers that are kept record by record: what can stand in them, and what they add up to.

#![expect(clippy::unwrap_used, reason = "a story ends where something unforeseen happens")]

use chrono::NaiveDate;
use klas_domain::{
    Id,
    briefing::{Briefing, BriefingKind},
    excursion::ExcursionKind,
    health::{Assessment, AssessmentError, HealthGroup},
    id::of,
    roll::{Movement, RollPupil},
    school::{ClassName, PersonName},
    substitution::{
        ArrangedLesson, Arrangement, ArrangementError, ChangeReason, Held, Replacement, SubstitutionRegister,
    },
};
use rstest::rstest;

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

fn name(surname: &str) -> PersonName {
    PersonName { surname: surname.to_owned(), ..PersonName::default() }
}

fn pupil(stays: &[(NaiveDate, Option<NaiveDate>)], order: Option<&str>) -> RollPupil {
    let order = order.map(str::to_owned);
    RollPupil::new(Id::new(), name("Їжак"), stays.to_vec(), order, (day(9, 1), day(11, 24)))
}

#[rstest]
#[case::from_the_first_day(&[(day(9, 1), None)], None, None)]
#[case::came_later(&[(day(9, 15), None)], Some(day(9, 15)), None)]
#[case::left(&[(day(9, 1), Some(day(10, 5)))], None, Some(day(10, 6)))]
#[case::leaves_soon(&[(day(9, 1), Some(day(12, 5)))], None, None)]
#[case::came_back(&[(day(9, 1), Some(day(10, 5))), (day(11, 3), None)], Some(day(11, 3)), None)]
#[case::came_later_and_came_back(&[(day(9, 15), Some(day(10, 5))), (day(11, 3), None)], Some(day(11, 3)), None)]
#[case::came_back_and_left_again(
    &[(day(9, 1), Some(day(10, 5))), (day(11, 3), Some(day(11, 20)))],
    Some(day(11, 3)),
    Some(day(11, 21))
)]
#[case::enrolled_anew_without_leaving(&[(day(9, 1), Some(day(10, 5))), (day(10, 6), None)], None, None)]
#[case::came_and_left(&[(day(9, 7), Some(day(10, 5)))], Some(day(9, 7)), Some(day(10, 6)))]
fn a_roll_tells_who_came_and_who_left(
    #[case] stays: &[(NaiveDate, Option<NaiveDate>)],
    #[case] came: Option<NaiveDate>,
    #[case] left: Option<NaiveDate>,
) {
    let pupil = pupil(stays, Some("7-у"));
    assert_eq!(pupil.came.as_ref().map(|own| own.on), came);
    assert_eq!(pupil.left.as_ref().map(|own| own.on), left);
    let orders = [&pupil.came, &pupil.left].into_iter().flatten().filter_map(|own| own.order.as_deref());
    assert!(orders.count() <= 1, "the one order is told once");
    if let Some(left) = left {
        assert_eq!(pupil.left, Some(Movement { on: left, order: Some("7-у".to_owned()) }));
    }
}

#[test]
fn only_who_was_of_the_class_that_day_was_present() {
    let roll = [
        pupil(&[(day(9, 1), None)], None),
        pupil(&[(day(9, 1), Some(day(10, 5)))], None),
        pupil(&[(day(11, 3), None)], None),
    ];
    let mut present: Vec<Id<of::Person>> = roll.iter().map(|own| own.id).collect();
    present.extend([roll[0].id, Id::new()]);
    let briefing = Briefing {
        held_on: day(11, 10),
        kind: BriefingKind::Talk,
        topic: " Вода взимку\u{0} ".to_owned(),
        held_by: "Коваль О. П.".to_owned(),
        present,
        struck: false,
    };
    let plain = briefing.plain(&roll);
    let mut there = vec![roll[0].id, roll[2].id];
    there.sort_unstable();
    assert_eq!((plain.present, plain.topic.as_str()), (there, "Вода взимку"));
}

#[rstest]
#[case::in_summer(day(8, 28), Ok(()))]
#[case::today(day(11, 24), Ok(()))]
#[case::tomorrow(day(11, 25), Err(AssessmentError::DateWrong))]
#[case::in_winter(day(1, 20), Err(AssessmentError::DateWrong))]
fn an_examination_is_of_this_year(#[case] on: NaiveDate, #[case] said: Result<(), AssessmentError>) {
    let assessment = Assessment { group: HealthGroup::Main, on };
    assert_eq!(assessment.check((day(9, 1), day(11, 24))), said);
}

#[rstest]
#[case::as_planned(Held::AsPlanned, None, "", Ok(()))]
#[case::no_reason(Held::Cancelled, None, "", Err(ArrangementError::ReasonMissing))]
#[case::in_other_words(Held::Cancelled, Some(ChangeReason::Other), "прорвало трубу", Ok(()))]
#[case::no_words(Held::Cancelled, Some(ChangeReason::Other), " ", Err(ArrangementError::WordsMissing))]
fn a_change_has_its_reason(
    #[case] held: Held,
    #[case] reason: Option<ChangeReason>,
    #[case] words: &str,
    #[case] said: Result<(), ArrangementError>,
) {
    assert_eq!(Arrangement { held, reason, words: words.to_owned() }.check(), said);
}

#[test]
fn a_lesson_as_planned_keeps_no_reason() {
    let undone =
        Arrangement { held: Held::AsPlanned, reason: Some(ChangeReason::Alert), words: "ні".to_owned() };
    assert_eq!(undone.plain(), Arrangement::default());
}

#[test]
fn totals_count_each_teachers_missed_cancelled_and_substituted_lessons() {
    let (koval, melnyk) = ((Id::new(), name("Коваль")), (Id::new(), name("Мельник")));
    let lesson = |teacher: Option<&(Id<of::Person>, PersonName)>, held: Held| ArrangedLesson {
        lesson: Id::new(),
        course: Id::new(),
        date: day(11, 24),
        period: 1,
        class_id: Id::new(),
        class: ClassName::parse("8-А").unwrap(),
        group: None,
        subject_id: Id::new(),
        subject: "Алгебра".to_owned(),
        teacher: teacher.cloned(),
        substitute: matches!(held, Held::By(_)).then(|| melnyk.1.clone()),
        replacement: matches!(held, Held::Replaced(_))
            .then(|| Replacement { subject: "Фізика".to_owned(), teacher: Some(melnyk.clone()) }),
        arrangement: Arrangement { held, reason: Some(ChangeReason::Illness), words: String::new() },
        version: 1,
    };
    let by_melnyk = Held::By(melnyk.0);
    let lessons = vec![
        lesson(Some(&koval), by_melnyk),
        lesson(Some(&koval), Held::Cancelled),
        lesson(None, by_melnyk),
        lesson(Some(&melnyk), Held::Cancelled),
        lesson(Some(&koval), Held::Replaced(Id::new())),
    ];
    let register = SubstitutionRegister { from: day(11, 1), to: day(11, 30), lessons };
    let totals = register.totals();
    let told: Vec<_> = totals
        .iter()
        .map(|total| (total.teacher.1.surname.as_str(), total.missed, total.cancelled, total.substituted))
        .collect();
    assert_eq!(told, [("Коваль", 2, 1, 0), ("Мельник", 0, 1, 3)]);
    assert_eq!(register.clone().of_teacher(koval.0).lessons.len(), 3);
    assert_eq!(register.of_teacher(melnyk.0).lessons.len(), 4, "own ones and those given for others");
}

#[test]
fn stored_names_are_known_again() {
    assert!(ChangeReason::ALL.iter().all(|own| ChangeReason::from_code(own.code()) == Some(*own)));
    assert!(BriefingKind::ALL.iter().all(|own| BriefingKind::from_code(own.code()) == Some(*own)));
    assert!(ExcursionKind::ALL.iter().all(|own| ExcursionKind::from_code(own.code()) == Some(*own)));
    assert!(HealthGroup::ALL.iter().all(|own| HealthGroup::from_code(own.code()) == Some(*own)));
}
