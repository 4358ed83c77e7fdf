//! What is looked at before a semester is closed (DOMAIN §4.3, §8), and what is closed with it (DOMAIN §3).

#![expect(clippy::unwrap_used, reason = "a story ends where something unforeseen happens")]

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use klas_domain::{
    Absence, Id, Level, Mark,
    Mark::{Exempt, NotAttested, Points},
    attendance::Day,
    calendar::{
        Semester,
        Semester::{First, Second},
    },
    closing::{
        Cell, ClosedWith, Closings, Finding, Lesson, Page, Pencil, Pupil, Severity, Written, check,
        closed_with,
    },
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
        ahead: false,
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
    days: BTreeMap<NaiveDate, Day>,
    lessons: Vec<Lesson>,
    begun: bool,
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
            days: BTreeMap::new(),
            lessons: vec![lesson(1, false, true)],
            begun: true,
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

    fn pupil(&self) -> Pupil<'_> {
        Pupil {
            id: self.pupil,
            at_end: self.at_end,
            standing: &self.standing,
            written: &self.written,
            days: &self.days,
        }
    }

    fn check(&self) -> Vec<Finding> {
        self.check_beside(&[])
    }

    /// What is found on the page where others stand on it beside the pupil.
    fn check_beside(&self, others: &[&Self]) -> Vec<Finding> {
        let others = others.iter().map(|other| other.pupil());
        check(&Page {
            semester: self.semester,
            today: day(TODAY),
            begun: self.begun,
            lessons: self.lessons.clone(),
            pupils: [self.pupil()].into_iter().chain(others).collect(),
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
    let next = lesson(22, false, false);
    story.lessons.extend([lesson(21, true, false), next, lesson(23, false, true)]);
    assert_eq!(story.check(), [Finding::ToCome { next: next.id, lessons: 2 }]);
}

/// The days of the lessons with whether they were cancelled; the findings, each with the place of the lesson it names.
#[rstest]
#[case::no_lessons(true, &[], &[])]
#[case::all_cancelled(true, &[(1, true), (21, true)], &[])]
#[case::none_held_yet(true, &[(1, true), (21, true), (22, false), (23, false)], &[Some(2)])]
#[case::not_begun(false, &[(21, true), (22, false)], &[Some(1)])]
#[case::not_begun_and_without_lessons(false, &[], &[None])]
fn a_semester_without_lessons_so_far_has_nothing_to_sum_up_and_stays_open(
    #[case] begun: bool,
    #[case] lessons: &[(u32, bool)],
    #[case] found: &[Option<usize>],
) {
    let mut story = Story { begun, ..Story::new(Vec::new(), &[(SEMESTER, None)]) };
    story.lessons = lessons.iter().map(|(on, cancelled)| lesson(*on, *cancelled, false)).collect();
    let named = |place: usize| story.lessons[place].id;
    let expected = found.iter().map(|first| Finding::NotBegun { first: first.map(named) });
    assert_eq!(story.check(), expected.collect::<Vec<_>>());
    assert!(story.check().iter().all(|finding| finding.blocks()));
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
    let expected = Finding::MarkOnAbsence { column: own.column, pupil: story.pupil };
    assert_eq!(story.check(), Vec::from_iter(found.then_some(expected)));
    assert!(!expected.blocks(), "the work may have been handed in later");
}

#[rstest]
#[case::of_the_lesson_that_was_missed(9, Some(8), true, true)]
#[case::of_one_that_was_not(9, Some(8), false, false)]
#[case::of_another_lesson(8, Some(8), true, false)]
#[case::nothing_given(9, None, true, false)]
fn a_mark_in_a_further_work_of_a_missed_lesson_is_looked_at(
    #[case] on: u32,
    #[case] mark: Option<u8>,
    #[case] missed: bool,
    #[case] found: bool,
) {
    let work = Current { missed: None, ..cell(on, mark, false) };
    let current = [marked([7, 8, 9]), vec![cell(9, None, missed), work]].concat();
    let story = Story::new(current, &[]);
    let expected = Finding::MarkOnAbsence { column: work.column, pupil: story.pupil };
    assert_eq!(story.check(), Vec::from_iter(found.then_some(expected)));
}

/// The lessons of the day that other courses held for the pupil, how many of them the pupil missed, and whether the mark of
/// a lesson that the pupil was at is looked at.
#[rstest]
#[case::absent_from_all_others(4, 4, true)]
#[case::there_at_one_of_them(4, 3, false)]
#[case::there_all_day(4, 0, false)]
#[case::no_other_lessons(0, 0, false)]
fn a_mark_of_a_day_that_the_pupil_missed_elsewhere_is_looked_at(
    #[case] held: u32,
    #[case] missed: u32,
    #[case] found: bool,
    #[values(false, true)] missed_the_one_before: bool,
) {
    let own = cell(9, Some(8), false);
    let before = Current { at: (day(9), 0), ..cell(9, None, missed_the_one_before) };
    let mut story = Story::new([marked([7, 8, 9]), vec![before, own]].concat(), &[]);
    let missed = missed + u32::from(missed_the_one_before);
    let missed = (missed > 0).then_some((Absence::Unknown, missed));
    story.days.insert(day(9), Day { held: held + 2, missed: Vec::from_iter(missed) });
    let expected = Finding::MarkOnAbsence { column: own.column, pupil: story.pupil };
    assert_eq!(story.check(), Vec::from_iter(found.then_some(expected)));
}

fn levels(marks: &[Level]) -> Vec<Mark> {
    marks.iter().copied().map(Mark::Level).collect()
}

fn points(marks: &[u8]) -> Vec<Mark> {
    marks.iter().copied().map(Points).collect()
}

/// The other marks, the mark, and what is usual beside it where it is looked at.
#[rstest]
#[case::five_less(points(&[8, 9, 9, 7, 10]), Points(4), Some(Points(9)))]
#[case::five_more(points(&[4, 5, 3, 4, 6]), Points(9), Some(Points(4)))]
#[case::four_less(points(&[8, 9, 9, 7, 10]), Points(5), None)]
#[case::four_others(points(&[9, 9, 9, 9]), Points(1), None)]
#[case::of_two_in_the_middle_the_nearer(points(&[7, 7, 7, 8, 8, 8]), Points(2), Some(Points(7)))]
#[case::far_from_one_of_two_in_the_middle(points(&[7, 7, 7, 8, 8, 8]), Points(3), None)]
#[case::the_middle_and_not_the_mean(points(&[12, 12, 12, 1, 1]), Points(7), Some(Points(12)))]
#[case::two_levels(levels(&[Level::High; 5]), Mark::Level(Level::Medium), Some(Mark::Level(Level::High)))]
#[case::one_level(levels(&[Level::High; 5]), Mark::Level(Level::Sufficient), None)]
#[case::four_levels(levels(&[Level::High; 4]), Mark::Level(Level::Initial), None)]
#[case::not_passed(vec![Mark::Passed; 5], Mark::NotPassed, None)]
#[case::of_another_scale(points(&[12; 5]), Mark::Level(Level::Initial), None)]
fn a_current_mark_far_from_the_usual_is_looked_at(
    #[case] others: Vec<Mark>,
    #[case] mark: Mark,
    #[case] usual: Option<Mark>,
    #[values(true, false)] at_end: bool,
) {
    let given = |mark| Current { mark: Some(mark), ..cell(1, None, false) };
    let own = given(mark);
    let current = others.into_iter().map(given).chain([own]).collect();
    let story = Story { at_end, ..Story::new(current, &[]) };
    let unusual = |usual| Finding::Unusual { column: own.column, pupil: story.pupil, mark, usual };
    let found = story
        .check()
        .into_iter()
        .filter(|finding| matches!(finding, Finding::Unusual { column, .. } if *column == own.column));
    let expected = usual.map(unusual).filter(|_| at_end);
    assert_eq!(found.collect::<Vec<_>>(), Vec::from_iter(expected));
    assert!(expected.is_none_or(|finding| !finding.blocks()));
}

#[test]
fn the_usual_is_of_the_semester() {
    let earlier = (1..=5).map(|on| Current { semester: Some(Second), ..cell(on, Some(12), false) });
    let story = Story::new(earlier.chain(marked([7, 8, 2])).collect(), &[]);
    assert_eq!(story.check(), []);
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
fn annual_marks_are_given_with_the_second_semester(#[case] semester: Semester, #[case] found: bool) {
    let both = [(SEMESTER, Some(Points(7))), (Sum::Semester(Second), Some(Points(8))), (Sum::Annual, None)];
    let story = Story { semester, ..Story::new(marked([7, 7, 7]), &both) };
    let missing = Finding::Undecided { cell: story.of(Sum::Annual), proposed: Some(Points(8)) };
    assert_eq!(story.check().contains(&missing), found);
    assert!(missing.blocks());
}

/// DOMAIN §4.4, row 14, and scales on which nothing is ever proposed: the teacher decides, and does not forget to.
#[rstest]
#[case::not_attested_in_the_first(NotAttested, Points(9), false)]
#[case::levels(Mark::Level(Level::High), Mark::Level(Level::Sufficient), false)]
#[case::in_words(Exempt, Exempt, true)]
fn an_annual_mark_is_missed_where_nothing_is_proposed(
    #[case] first: Mark,
    #[case] second: Mark,
    #[case] in_words: bool,
) {
    let both = [(SEMESTER, Some(first)), (Sum::Semester(Second), Some(second)), (Sum::Annual, None)];
    let story = Story { semester: Second, in_words, ..Story::new(marked([7, 7, 7]), &both) };
    let missing = Finding::Undecided { cell: story.of(Sum::Annual), proposed: None };
    assert_eq!(story.check(), [missing]);
    assert!(missing.blocks());
    let left = Story { at_end: false, ..story };
    assert_eq!(left.check(), [], "who left needs none");
    let told = left.written(Sum::Annual, Written { basis: None, in_words: true });
    let told = Story { at_end: true, ..told };
    assert_eq!(told.check().is_empty(), in_words, "words stand for a mark where the page is one of words");
}

/// The column is there in every subject of the grade, and the attestation in few of them.
#[rstest]
#[case::held(Second, Some(Points(9)), true)]
#[case::of_another_semester(First, Some(Points(9)), false)]
#[case::not_held(Second, None, false)]
fn an_attestation_is_missed_where_others_have_one(
    #[case] semester: Semester,
    #[case] of_another: Option<Mark>,
    #[case] found: bool,
) {
    let story = Story { semester, ..Story::new(marked([7, 7, 7]), &[(Sum::Attestation, None)]) };
    let other = Story { semester, ..Story::new(marked([7, 7, 7]), &[(Sum::Attestation, of_another)]) };
    let missing = |story: &Story| Finding::Undecided { cell: story.of(Sum::Attestation), proposed: None };
    assert_eq!(story.check_beside(&[&other]), Vec::from_iter(found.then(|| missing(&story))));
    assert!(!missing(&story).blocks(), "it may be held after the semester is closed");
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

/// DOMAIN §4.3: a correction comes after the mark that it corrects, and the annual mark after both.
#[rstest]
#[case::a_theme(theme(), ClosedWith::Course(First))]
#[case::a_group(Sum::Results(Second, 1), ClosedWith::Course(Second))]
#[case::the_semester(SEMESTER, ClosedWith::Course(First))]
#[case::the_second_semester(Sum::Semester(Second), ClosedWith::Course(Second))]
#[case::corrected(Sum::Corrected(First), ClosedWith::Year)]
#[case::corrected_in_the_second(Sum::Corrected(Second), ClosedWith::Year)]
#[case::annual(Sum::Annual, ClosedWith::Year)]
#[case::corrected_annual(Sum::CorrectedAnnual, ClosedWith::Year)]
#[case::attestation(Sum::Attestation, ClosedWith::Year)]
fn a_column_is_closed_with_its_semester_or_the_year_of_its_class(#[case] sum: Sum, #[case] with: ClosedWith) {
    assert_eq!(closed_with(sum), with);
    let of_course = Closings { course: vec![First, Second], class: vec![First] };
    assert_eq!(of_course.shut(sum), with != ClosedWith::Year);
    let of_class = Closings { class: vec![First, Second], ..of_course };
    assert!(of_class.shut(sum));
    assert!(!Closings::default().shut(sum));
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
