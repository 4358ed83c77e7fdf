//! What a person may type into a cell (DOMAIN §3, §4.1; §4.4 rows 16 and 17).

use klas_domain::{Absence, Entry, EntryError, Level, Mark, MarkError, Scale};
use proptest::{option, prelude::*, sample};
use rstest::rstest;

use Absence::{Illness, Invalid, Unknown, Valid};
use Scale::{Levels, Pass, TwelvePoint, Verbal};

fn mark(mark: Mark) -> Entry {
    Entry { mark: Some(mark), ..Entry::default() }
}

fn absent(absence: Absence) -> Entry {
    Entry { absence: Some(absence), ..Entry::default() }
}

fn late(minutes: u8) -> Entry {
    Entry { late: Some(minutes), ..Entry::default() }
}

#[rstest]
#[case::words_or_levels(&[1, 2], &[Verbal, Levels])]
#[case::levels(&[3, 4], &[Levels])]
#[case::points(&[5, 9, 10, 12], &[TwelvePoint])]
fn a_grade_has_its_scales_and_the_usual_one_is_among_them(#[case] grades: &[u8], #[case] scales: &[Scale]) {
    for grade in grades {
        assert_eq!(Scale::choices_for_grade(*grade), scales);
        assert_eq!(Scale::choices_for_grade(*grade).first(), Some(&Scale::default_for_grade(*grade)));
    }
}

#[rstest]
#[case::first(Entry::default(), mark(Mark::Points(6)), true)]
#[case::another(mark(Mark::Points(6)), mark(Mark::Points(7)), true)]
#[case::confirmed(mark(Mark::Points(6)), Entry { basis: Some(7), ..mark(Mark::Points(6)) }, false)]
#[case::in_pencil(Entry::default(), Entry { draft: true, ..mark(Mark::Points(6)) }, false)]
#[case::published(Entry { draft: true, ..mark(Mark::Points(6)) }, mark(Mark::Points(6)), true)]
#[case::taken_away(mark(Mark::Points(6)), Entry::default(), false)]
fn a_mark_is_decided_once(#[case] before: Entry, #[case] after: Entry, #[case] decided: bool) {
    assert_eq!(after.decides(&before), decided);
}

fn with(points: u8, entry: Entry) -> Entry {
    Entry { mark: Some(Mark::Points(points)), ..entry }
}

#[rstest]
#[case::row_16("12 ", mark(Mark::Points(12)))]
#[case("1", mark(Mark::Points(1)))]
#[case(" 7", mark(Mark::Points(7)))]
#[case("", Entry::default())]
#[case("  ", Entry::default())]
#[case("н", absent(Unknown))]
#[case("Н", absent(Unknown))]
#[case("n", absent(Unknown))]
#[case("y", absent(Unknown))]
#[case("Y", absent(Unknown))]
#[case("хв", absent(Illness))]
#[case("ХВ", absent(Illness))]
#[case("[d", absent(Illness))]
#[case("пп", absent(Valid))]
#[case("gg", absent(Valid))]
#[case("бп", absent(Invalid))]
#[case(",g", absent(Invalid))]
#[case("сп", late(0))]
#[case("cg", late(0))]
#[case("сп10", late(10))]
#[case("сп45", late(45))]
#[case("н/8", with(8, absent(Unknown)))]
#[case("н 8", with(8, absent(Unknown)))]
#[case("y8", with(8, absent(Unknown)))]
#[case("хв 11", with(11, absent(Illness)))]
#[case("сп10 8", with(8, late(10)))]
#[case("сп/8", with(8, late(0)))]
fn a_twelve_point_cell_reads(#[case] typed: &str, #[case] entry: Entry) {
    assert_eq!(Entry::parse(typed, TwelvePoint), Ok(entry));
}

#[rstest]
#[case::row_17("В", Level::High)]
#[case::row_17("в", Level::High)]
#[case::row_17_latin("B", Level::High)]
#[case::key_of_the_letter("d", Level::High)]
#[case("П", Level::Initial)]
#[case("с", Level::Medium)]
#[case::latin("C", Level::Medium)]
#[case("д", Level::Sufficient)]
#[case("l", Level::Sufficient)]
fn a_level_cell_reads(#[case] typed: &str, #[case] level: Level) {
    assert_eq!(Entry::parse(typed, Levels), Ok(mark(Mark::Level(level))));
}

#[rstest]
#[case("зар", Mark::Passed)]
#[case("ЗАР", Mark::Passed)]
#[case("pfh", Mark::Passed)]
#[case("незар", Mark::NotPassed)]
#[case("нз", Mark::NotPassed)]
fn a_pass_cell_reads(#[case] typed: &str, #[case] passed: Mark) {
    assert_eq!(Entry::parse(typed, Pass), Ok(mark(passed)));
}

#[rstest]
fn a_wrong_mark_is_refused_and_the_scale_named(
    #[values("13", "0", "7,5", "7.5", "-1", "+8", "abc", "В", "н/а", "зв", "н/13", "8 н", "123")] typed: &str,
) {
    assert_eq!(Entry::parse(typed, TwelvePoint), Err(EntryError::Mark(MarkError(TwelvePoint.into()))));
}

#[rstest]
#[case("8", Levels)]
#[case("В", Pass)]
#[case("8", Verbal)]
#[case("П", Verbal)]
fn a_mark_of_another_scale_is_refused(#[case] typed: &str, #[case] scale: Scale) {
    assert_eq!(Entry::parse(typed, scale), Err(EntryError::Mark(MarkError(scale.into()))));
}

#[rstest]
#[case(late(46), EntryError::LateTooLong)]
#[case(Entry { late: Some(5), ..absent(Unknown) }, EntryError::AbsentAndLate)]
#[case(Entry { note: Some("ї".repeat(501)), ..Entry::default() }, EntryError::NoteTooLong)]
#[case(mark(Mark::NotAttested), EntryError::Mark(MarkError(TwelvePoint.into())))]
fn an_entry_that_cannot_stand_is_refused(#[case] entry: Entry, #[case] error: EntryError) {
    assert_eq!(entry.check(TwelvePoint), Err(error));
}

#[rstest]
#[case("сп46")]
#[case("сп999999999999")]
fn a_lateness_longer_than_a_lesson_is_refused(#[case] typed: &str) {
    assert_eq!(Entry::parse(typed, TwelvePoint), Err(EntryError::LateTooLong));
}

#[test]
fn a_note_of_five_hundred_letters_stands() {
    let entry = Entry { note: Some("ї".repeat(500)), ..Entry::default() };
    assert_eq!(entry.check(TwelvePoint), Ok(()));
}

fn scales() -> impl Strategy<Value = Scale> {
    sample::select(vec![TwelvePoint, Levels, Pass, Verbal])
}

fn marks_of(scale: Scale) -> BoxedStrategy<Option<Mark>> {
    let marks: Vec<Mark> = match scale {
        TwelvePoint => (1..=12).map(Mark::Points).collect(),
        Levels => Level::ALL.map(Mark::Level).to_vec(),
        Pass => vec![Mark::Passed, Mark::NotPassed],
        Verbal => return Just(None).boxed(),
    };
    option::of(sample::select(marks)).boxed()
}

fn presences() -> impl Strategy<Value = Entry> {
    prop_oneof![
        Just(Entry::default()),
        sample::select(Absence::ALL.to_vec()).prop_map(absent),
        (0..=45_u8).prop_map(late),
    ]
}

fn entries() -> impl Strategy<Value = (Scale, Entry)> {
    scales().prop_flat_map(|scale| {
        (marks_of(scale), presences()).prop_map(move |(mark, presence)| (scale, Entry { mark, ..presence }))
    })
}

proptest! {
    #[test]
    fn what_a_cell_shows_can_be_typed_back((scale, entry) in entries()) {
        prop_assert_eq!(entry.check(scale), Ok(()));
        prop_assert_eq!(Entry::parse(&entry.to_string(), scale), Ok(entry));
    }

    #[test]
    fn a_mark_survives_its_stored_code((_, entry) in entries()) {
        if let Some(mark) = entry.mark {
            prop_assert_eq!(Mark::try_from(mark.code()), Ok(mark));
        }
    }

    #[test]
    fn any_text_is_read_or_refused_and_what_is_read_can_stand(text in any::<String>(), scale in scales()) {
        if let Ok(entry) = Entry::parse(&text, scale) {
            prop_assert_eq!(entry.check(scale), Ok(()));
        }
    }

    #[test]
    fn text_like_that_of_cells_is_read_or_refused(text in "[нНnyхвпбсcg,dз /+0-9ар]{0,8}", scale in scales()) {
        if let Ok(entry) = Entry::parse(&text, scale) {
            prop_assert_eq!(entry.check(scale), Ok(()));
        }
    }
}

#[rstest]
#[case::another_reason(absent(Unknown), absent(Illness), true)]
#[case::a_reason_found_wrong(absent(Illness), absent(Invalid), true)]
#[case::beside_a_mark_given_later(with(8, absent(Unknown)), with(8, absent(Valid)), true)]
#[case::nothing_new(absent(Unknown), absent(Unknown), false)]
#[case::no_absence_any_more(absent(Unknown), Entry::default(), false)]
#[case::a_new_absence(Entry::default(), absent(Unknown), false)]
#[case::a_mark_besides(absent(Unknown), with(8, absent(Illness)), false)]
fn a_class_teacher_only_gives_absences_their_reason(
    #[case] stored: Entry,
    #[case] wanted: Entry,
    #[case] explains: bool,
) {
    assert_eq!(wanted.explains(&stored), explains);
}

/// DOMAIN §3: what the subject teacher enters is `н`.
#[rstest]
#[case::an_absence(Entry::default(), absent(Unknown), false)]
#[case::a_new_absence_with_its_reason(Entry::default(), absent(Illness), true)]
#[case::a_reason_for_what_stands_there(absent(Unknown), absent(Valid), true)]
#[case::another_reason(absent(Illness), absent(Invalid), true)]
#[case::the_reason_that_stands_there(absent(Illness), with(8, absent(Illness)), false)]
#[case::its_reason_taken_back(absent(Illness), absent(Unknown), false)]
#[case::no_absence_any_more(absent(Illness), with(8, Entry::default()), false)]
fn a_reason_is_given_where_it_did_not_stand(
    #[case] stored: Entry,
    #[case] wanted: Entry,
    #[case] gives: bool,
) {
    assert_eq!(wanted.gives_reason(&stored), gives);
}
