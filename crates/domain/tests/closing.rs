//! What is looked at before a semester is closed (DOMAIN §4.3, §8), and what is closed with it (DOMAIN §3).

#![expect(clippy::unwrap_used, reason = "a story ends where something unforeseen happens")]

use std::collections::HashMap;

use chrono::NaiveDate;
use klas_domain::{
    Id, Level, Mark,
    Mark::{Exempt, NotAttested, Points},
    calendar::{
        Semester,
        Semester::{First, Second},
    },
    closing::{Cell, Finding, Lesson, Page, Pencil, Pupil, Severity, Written, check, closed_with},
    column::Sum,
    id::of,
    summary::{Current, Standing},
};
use rstest::rstest;

const TODAY: u32 = 20;

fn day(number: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 10, number).unwrap()
}

fn column(sum: Sum) -> Id<of::Column> {
    sum.id(Id::<of::Course>::derived(uuid::Uuid::nil(), "course"))
}

fn lesson(on: u32, cancelled: bool, has_topic: bool) -> Lesson {
    Lesson { id: Id::new(), on: day(on), cancelled, has_topic }
}

/// A lesson's cell: the mark there, and whether the pupil missed the lesson.
fn cell(on: u32, mark: Option<u8>, missed: bool) -> Current {
    Current {
        column: Id::new(),
        at: (day(on), 1),
        semester: Some(First),
        weight: 1,
        results: None,
        mark: mark.map(Points),
        missed: Some(missed),
    }
}

/// Three lessons with these marks.
fn marked(marks: [u8; 3]) -> Vec<Current> {
    marks.into_iter().zip(1..).map(|(mark, on)| cell(on, Some(mark), false)).collect()
}

struct Story {
    pupil: Id<of::Person>,
    standing: Standing,
    written: HashMap<Id<of::Column>, Written>,
    lessons: Vec<Lesson>,
    semester: Semester,
    at_end: bool,
    in_words: bool,
    pencil: Vec<Pencil>,
}

impl Story {
    fn new(current: Vec<Current>, sums: &[(Sum, Option<Mark>)]) -> Self {
        let sums = sums.iter().map(|(sum, mark)| (column(*sum), *sum, *mark)).collect();
        Self {
            pupil: Id::new(),
            standing: Standing { current, sums },
            written: HashMap::new(),
            lessons: vec![lesson(1, false, true)],
            semester: First,
            at_end: true,
            in_words: false,
            pencil: Vec::new(),
        }
    }

    fn written(mut self, sum: Sum, written: Written) -> Self {
        self.written.insert(column(sum), written);
        self
    }

    fn check(&self) -> Vec<Finding> {
        let pupil =
            Pupil { id: self.pupil, at_end: self.at_end, standing: &self.standing, written: &self.written };
        check(&Page {
            semester: self.semester,
            today: day(TODAY),
            lessons: self.lessons.clone(),
            pupils: vec![pupil],
            pencil: self.pencil.clone(),
            in_words: self.in_words,
            least_marks: 3,
        })
    }

    fn of(&self, sum: Sum) -> Cell {
        Cell { pupil: self.pupil, sum }
    }
}

const SEMESTER: Sum = Sum::Semester(First);

fn theme() -> Sum {
    Sum::Thematic(First, (day(10), 1))
}

#[test]
fn a_page_where_all_is_done_has_no_findings() {
    let story = Story::new(marked([7, 8, 9]), &[(theme(), Some(Points(8))), (SEMESTER, Some(Points(8)))]);
    assert_eq!(story.check(), []);
}

#[rstest]
#[case::written(1, false, true, false)]
#[case::held_and_untold(1, false, false, true)]
#[case::today(TODAY, false, false, true)]
#[case::cancelled(1, true, false, false)]
#[case::to_come(TODAY + 1, false, false, false)]
fn a_lesson_that_was_held_has_a_topic(
    #[case] on: u32,
    #[case] cancelled: bool,
    #[case] has_topic: bool,
    #[case] found: bool,
) {
    let mut story = Story::new(marked([7, 8, 9]), &[]);
    let own = lesson(on, cancelled, has_topic);
    story.lessons.push(own);
    assert_eq!(story.check().contains(&Finding::NoTopic { lesson: own.id }), found);
}

#[test]
fn lessons_to_come_are_told() {
    let mut story = Story::new(marked([7, 8, 9]), &[]);
    story.lessons.extend([lesson(21, false, false), lesson(22, true, false), lesson(23, false, true)]);
    assert_eq!(story.check(), [Finding::ToCome { lessons: 2 }]);
}

#[test]
fn a_page_without_lessons_has_nothing_to_sum_up() {
    let mut story = Story::new(Vec::new(), &[(SEMESTER, None)]);
    story.lessons = vec![lesson(1, true, false), lesson(21, false, false)];
    assert_eq!(story.check(), []);
}

#[rstest]
#[case::present(Some(9), false, false)]
#[case::handed_in_later(Some(9), true, true)]
#[case::absent_alone(None, true, false)]
fn a_mark_beside_an_absence_is_looked_at(
    #[case] mark: Option<u8>,
    #[case] missed: bool,
    #[case] found: bool,
    #[values(true, false)] at_end: bool,
) {
    let own = cell(9, mark, missed);
    let story = Story { at_end, ..Story::new([marked([7, 8, 9]), vec![own]].concat(), &[]) };
    let expected = Finding::MarkOnAbsence { lesson: own.column.uuid().into(), pupil: story.pupil };
    assert_eq!(story.check(), Vec::from_iter(found.then_some(expected)));
}

/// Marks, lessons that the pupil was at, lessons that the pupil missed.
#[rstest]
#[case::enough(3, 4, 0, None)]
#[case::too_few(2, 4, 0, Some(Finding::FewMarks { pupil: Id::new(), marks: 2 }))]
#[case::none(0, 4, 0, Some(Finding::FewMarks { pupil: Id::new(), marks: 0 }))]
#[case::half_present(1, 2, 2, Some(Finding::FewMarks { pupil: Id::new(), marks: 1 }))]
#[case::seldom_present(1, 2, 3, Some(Finding::SeldomPresent { pupil: Id::new(), present: 2, held: 5 }))]
#[case::seldom_and_enough(3, 3, 5, None)]
#[case::nothing_held(0, 0, 0, None)]
fn a_pupil_has_enough_marks(
    #[case] marks: usize,
    #[case] present: usize,
    #[case] missed: usize,
    #[case] expected: Option<Finding>,
) {
    let there = (0..present).map(|place| cell(1, (place < marks).then_some(7), false));
    let story = Story::new(there.chain((0..missed).map(|_| cell(2, None, true))).collect(), &[]);
    let pupil = story.pupil;
    let expected = expected.map(|finding| match finding {
        Finding::FewMarks { marks, .. } => Finding::FewMarks { pupil, marks },
        Finding::SeldomPresent { present, held, .. } => Finding::SeldomPresent { pupil, present, held },
        other => other,
    });
    assert_eq!(story.check(), Vec::from_iter(expected));
}

#[test]
fn marks_of_the_other_semester_do_not_count() {
    let story = Story { semester: Second, ..Story::new(marked([7, 8, 9]), &[]) };
    assert_eq!(story.check(), [], "no lesson was held for the pupil");
}

#[rstest]
#[case::a_mark(Some(Points(8)), true)]
#[case::a_level(Some(Mark::Level(Level::High)), true)]
#[case::not_attested(Some(NotAttested), false)]
#[case::exempt(Some(Exempt), false)]
#[case::none(None, false)]
fn a_thematic_mark_rests_on_marks_of_its_theme(#[case] mark: Option<Mark>, #[case] found: bool) {
    let after: Vec<_> = (11..14).map(|on| cell(on, Some(8), false)).collect();
    let there = cell(9, None, false);
    let story = Story::new([vec![there], after].concat(), &[(theme(), mark)]);
    assert_eq!(story.check(), Vec::from_iter(found.then_some(Finding::Unfounded(story.of(theme())))));
}

#[rstest]
#[case::a_theme(theme(), Severity::Look)]
#[case::the_semester(SEMESTER, Severity::Blocks)]
fn what_is_proposed_is_decided(#[case] sum: Sum, #[case] severity: Severity) {
    let mut sums = vec![(theme(), Some(Points(8))), (SEMESTER, Some(Points(8)))];
    sums.iter_mut().filter(|(own, _)| *own == sum).for_each(|(_, mark)| *mark = None);
    let story = Story::new(marked([7, 8, 9]), &sums);
    let found = story.check();
    let proposed = Some(Points(8));
    assert_eq!(found[..1], [Finding::Undecided { cell: story.of(sum), proposed }]);
    assert_eq!(found[0].severity(), severity);
}

#[test]
fn a_semester_mark_is_missed_even_where_nothing_is_proposed() {
    let story = Story::new(marked([7, 8, 9]), &[(SEMESTER, None)]);
    let missing = Finding::Undecided { cell: story.of(SEMESTER), proposed: None };
    assert_eq!(story.check(), [missing]);
    let left = Story { at_end: false, ..story };
    assert_eq!(left.check(), [], "who left needs none");
}

#[rstest]
#[case::for_the_first(First, false)]
#[case::for_the_second(Second, true)]
fn annual_marks_are_looked_at_with_the_second_semester(#[case] semester: Semester, #[case] found: bool) {
    let both = [(SEMESTER, Some(Points(7))), (Sum::Semester(Second), Some(Points(8))), (Sum::Annual, None)];
    let story = Story { semester, ..Story::new(marked([7, 7, 7]), &both) };
    let missing = Finding::Undecided { cell: story.of(Sum::Annual), proposed: Some(Points(8)) };
    assert_eq!(story.check().contains(&missing), found);
    assert!(!missing.blocks());
}

#[rstest]
#[case::never_proposed(None, false)]
#[case::as_it_was(Some(0), false)]
#[case::others_now(Some(1), true)]
fn a_mark_is_looked_at_again_when_its_reasons_are_others(#[case] shift: Option<i32>, #[case] found: bool) {
    let story = Story::new(marked([7, 8, 9]), &[(theme(), Some(Points(8)))]);
    let basis = story.standing.propose(theme()).basis;
    let written =
        Written { basis: basis.zip(shift).map(|(basis, by)| basis.wrapping_add(by)), in_words: false };
    let story = story.written(theme(), written);
    assert_eq!(story.check(), Vec::from_iter(found.then_some(Finding::Stale(story.of(theme())))));
}

#[rstest]
#[case::as_proposed(Points(8), false)]
#[case::two_more(Points(10), false)]
#[case::three_more(Points(11), true)]
#[case::three_less(Points(5), true)]
#[case::not_attested(NotAttested, false)]
fn a_mark_far_from_the_usual_is_looked_at(#[case] mark: Mark, #[case] found: bool) {
    let story = Story::new(marked([7, 8, 9]), &[(theme(), Some(mark))]);
    let far = Finding::Far { cell: story.of(theme()), mark, proposed: Points(8) };
    assert_eq!(story.check(), Vec::from_iter(found.then_some(far)));
    assert!(!far.blocks());
}

#[rstest]
#[case::in_words(true, false, false)]
#[case::exempt(false, true, false)]
#[case::nothing(false, false, true)]
fn grades_one_and_two_are_summed_up_in_words(
    #[case] in_words: bool,
    #[case] exempt: bool,
    #[case] found: bool,
) {
    let current = (1..4).map(|on| cell(on, None, false)).collect();
    let sums = [(theme(), None), (SEMESTER, exempt.then_some(Exempt))];
    let story = Story { in_words: true, ..Story::new(current, &sums) };
    let story = story.written(SEMESTER, Written { basis: None, in_words });
    let missing = Finding::Undecided { cell: story.of(SEMESTER), proposed: None };
    assert_eq!(story.check(), Vec::from_iter(found.then_some(missing)));
}

#[rstest]
#[case::a_theme(theme(), First)]
#[case::a_group(Sum::Results(Second, 1), Second)]
#[case::the_semester(SEMESTER, First)]
#[case::corrected_later(Sum::Corrected(First), Second)]
#[case::corrected_with_the_year(Sum::Corrected(Second), Second)]
#[case::annual(Sum::Annual, Second)]
#[case::attestation(Sum::Attestation, Second)]
fn a_column_is_closed_with_its_semester(#[case] sum: Sum, #[case] semester: Semester) {
    assert_eq!(closed_with(sum), semester);
}

#[rstest]
#[case::the_teachers(true, Severity::Blocks)]
#[case::a_substitutes(false, Severity::Look)]
fn what_is_still_in_pencil_is_told(#[case] own: bool, #[case] severity: Severity) {
    let mut story = Story::new(marked([7, 8, 9]), &[(SEMESTER, Some(Points(8)))]);
    let pencil = Pencil { column: Id::new(), pupil: story.pupil, own };
    story.pencil.push(pencil);
    assert_eq!(story.check(), [Finding::Unpublished(pencil)]);
    assert_eq!(Finding::Unpublished(pencil).severity(), severity);
}
