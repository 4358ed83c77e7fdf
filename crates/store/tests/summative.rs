//! Columns that sum up, what is proposed for them, what may stand in them.

use klas_domain::{
    EditOutcome, Entry, EntryError, Id, Mark,
    Mark::{NotAttested, Points},
    MarkError, Scale,
    archive::Signatory,
    calendar::Semester::First,
    column::{Column, ColumnChange, ColumnOf, ColumnRefusal, Sum, Work},
    edit::Refusal,
    id::of,
    proposal::Weights,
    substitution::{Arrangement, ArrangementEdit, ArrangementOutcome, ChangeReason, Held},
};
use klas_store::{
    archive::Signing,
    history::ChainState,
    journal::{Course, LessonColumn},
    register::Arranger,
    summative::{Change, GroupsRefusal, Setting},
};
use rstest::rstest;

use crate::{
    closing::{self, COURSES, close, close_first, closer, finish},
    package::{container, seen, signature},
    support::{Cell, Engine, Postgres, Sqlite, TODAY, TestSchool, class, day, now, saved, slot, typed},
};

const SEMESTER: Sum = Sum::Semester(First);

fn marked(mark: Mark) -> Entry {
    Entry { mark: Some(mark), ..Entry::default() }
}

/// The cell of a summative column of algebra.
fn sum(school: &TestSchool, sum: Sum, pupil: &str) -> Cell {
    Cell { column: sum.id(school.course("Алгебра").id), pupil: school.person(pupil) }
}

async fn arrange(school: &TestSchool, wishes: Vec<ColumnChange>) -> Result<(), ColumnRefusal> {
    arrange_as(school, wishes, true).await
}

async fn arrange_as(school: &TestSchool, wishes: Vec<ColumnChange>, may: bool) -> Result<(), ColumnRefusal> {
    let change = Change {
        school: school.id,
        course: school.course("Алгебра").id,
        author: school.person("Коваль"),
        now: now(),
    };
    school.store.change_columns(change, wishes, move |_| may).await.unwrap()
}

async fn sums(school: &TestSchool, course: &Course) -> Vec<Sum> {
    let columns = school.reader().await.columns(course.id).await.unwrap();
    columns.iter().filter_map(Column::sum).collect()
}

/// What is proposed for a pupil in algebra.
async fn proposed(school: &TestSchool, sum: Sum, pupil: &str) -> Option<Mark> {
    let course = school.course("Алгебра");
    let mut reader = school.reader().await;
    let (_, year) = reader.year(TODAY).await.unwrap();
    let standings = reader.standings(&course, &year, TODAY, school.person("Коваль")).await.unwrap();
    let pupil = school.person(pupil);
    let (_, standing) = standings.pupils.into_iter().find(|(known, _)| known.id == pupil).unwrap();
    standing.propose(sum).proposal.mark
}

#[rstest]
#[tokio::test]
async fn a_course_has_its_columns_from_the_beginning(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let course = school.course("Алгебра");
    let groups = school.reader().await.results_groups(course.id).await.unwrap();
    assert_eq!(groups.len(), 3, "grade 8 of 2026 is marked by groups of results");
    assert_eq!(sums(&school, &course).await, Sum::of_course(8, 3));
    let again = school.take_in(crate::support::bundle()).await;
    assert!(again.nothing(), "taking in the same school adds no columns");
    assert_eq!(sums(&school, &course).await, Sum::of_course(8, 3));
}

/// Courses of grade 12 were made without it before.
#[rstest]
#[tokio::test]
async fn a_course_without_its_attestation_gets_it_with_the_next_import(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::start(on).await;
    let mut bundle = crate::support::bundle();
    let mut load = bundle.courses[0].clone();
    (load.key.class, load.teacher) = (class("12-А"), None);
    bundle.courses.push(load);
    school.take_in(bundle.clone()).await;
    let courses = school.reader().await.courses(school.year, None).await.unwrap();
    let course = courses.iter().find(|own| own.class == class("12-А")).unwrap();
    assert_eq!(sums(&school, course).await, Sum::of_course(12, 0));
    let forget = "DELETE FROM journal_column WHERE kind = 'attestation'";
    assert_eq!(school.db.tamper(school.id, forget).await, 1);
    school.take_in(bundle).await;
    assert_eq!(sums(&school, course).await, Sum::of_course(12, 0));
}

#[rstest]
#[tokio::test]
async fn a_summative_mark_stands_on_the_page_of_every_month(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let cell = sum(&school, SEMESTER, "Їжак");
    let entry = Entry { basis: Some(-7), ..marked(Points(9)) };
    assert_eq!(school.save("Коваль", cell.edit(0, entry.clone())).await, saved(1));
    assert_eq!(school.seen("Коваль", cell).await.entry, entry);
    let mut reader = school.reader().await;
    let day = (TODAY, TODAY);
    let page = reader.journal(school.course("Алгебра"), day, school.person("Коваль")).await.unwrap();
    assert!(page.entries.iter().any(|entry| entry.column == cell.column));
}

#[rstest]
#[case::not_attested("н/а", true)]
#[case::exempt("зв", true)]
#[case::passed("зар", true)]
#[case::too_high("13", false)]
#[tokio::test]
async fn a_summative_cell_accepts_what_its_scale_lists(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] text: &str,
    #[case] accepted: bool,
) {
    let school = TestSchool::start(on).await;
    let entry = Entry::parse(text, Scale::TwelvePoint.summative());
    assert_eq!(entry.is_ok(), accepted, "{text}");
    if let Ok(entry) = entry {
        let cell = sum(&school, SEMESTER, "Їжак");
        assert_eq!(school.save("Коваль", cell.edit(0, entry)).await, saved(1));
    }
}

#[rstest]
#[tokio::test]
async fn an_absence_has_no_place_among_summative_marks(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let edit = sum(&school, SEMESTER, "Їжак").edit(0, typed("н"));
    let error = EntryError::Mark(MarkError(Scale::TwelvePoint.summative()));
    assert_eq!(school.save("Коваль", edit).await, EditOutcome::Refused(Refusal::Entry(error)));
}

/// DOMAIN §4.4 row 13.
#[rstest]
#[case::lower(Some(Points(6)), 5, Some(Refusal::NotRisen))]
#[case::equal(Some(Points(6)), 6, Some(Refusal::NotRisen))]
#[case::higher(Some(Points(6)), 7, None)]
#[case::from_not_attested(Some(NotAttested), 4, None)]
#[case::exempt(Some(Mark::Exempt), 9, Some(Refusal::NothingToCorrect))]
#[case::nothing_yet(None, 9, Some(Refusal::NothingToCorrect))]
#[tokio::test]
async fn a_corrected_mark_is_written_where_the_result_rose(
    #[values(Sqlite, Postgres)] on: Engine,
    #[values(true, false)] at_once: bool,
    #[case] semester: Option<Mark>,
    #[case] corrected: u8,
    #[case] refusal: Option<Refusal>,
) {
    let school = TestSchool::start(on).await;
    let first = semester.map(|mark| sum(&school, SEMESTER, "Їжак").edit(0, marked(mark)));
    let then = sum(&school, Sum::Corrected(First), "Їжак").edit(0, marked(Points(corrected)));
    let expected = refusal.map_or(saved(1), EditOutcome::Refused);
    school.keep(school.application("Їжак")).await;
    if at_once {
        let outcomes = school.save_at(now(), "Коваль", first.into_iter().chain([then]).collect()).await;
        assert_eq!(outcomes.last(), Some(&expected));
    } else {
        if let Some(edit) = first {
            school.save("Коваль", edit).await;
        }
        assert_eq!(school.save("Коваль", then).await, expected);
    }
}

/// Corrects a 6 of Їжак by an 8, in the semester or in the year, and then writes the first mark anew.
async fn rewrite_what_was_corrected(
    school: &TestSchool,
    (first, corrected): (Sum, Sum),
    correction: Entry,
    mark: Option<Mark>,
    at_once: bool,
) -> EditOutcome {
    school.keep(school.application("Їжак")).await;
    let cell = sum(school, first, "Їжак");
    let edits = vec![
        cell.edit(0, marked(Points(6))),
        sum(school, corrected, "Їжак").edit(0, correction),
        cell.edit(1, Entry { mark, ..Entry::default() }),
    ];
    let mut outcomes = Vec::new();
    if at_once {
        outcomes = school.save_at(now(), "Коваль", edits).await;
    } else {
        for edit in edits {
            outcomes.push(school.save("Коваль", edit).await);
        }
    }
    assert_eq!(outcomes[..2], [saved(1), saved(1)]);
    outcomes.remove(2)
}

/// Whichever of the two is written last, the corrected mark is the better one, and never stands alone.
#[rstest]
#[case::still_below(Some(Points(7)), true)]
#[case::equal(Some(Points(8)), false)]
#[case::above(Some(Points(9)), false)]
#[case::not_attested(Some(NotAttested), true)]
#[case::exempt(Some(Mark::Exempt), false)]
#[case::of_another_kind(Some(Mark::Passed), false)]
#[case::emptied(None, false)]
#[tokio::test]
async fn a_mark_stays_below_the_one_that_corrects_it(
    #[values(Sqlite, Postgres)] on: Engine,
    #[values((SEMESTER, Sum::Corrected(First)), (Sum::Annual, Sum::CorrectedAnnual))] columns: (Sum, Sum),
    #[values(true, false)] at_once: bool,
    #[case] mark: Option<Mark>,
    #[case] taken: bool,
) {
    let school = TestSchool::start(on).await;
    let outcome = rewrite_what_was_corrected(&school, columns, marked(Points(8)), mark, at_once).await;
    let refused = EditOutcome::Refused(Refusal::NotBelowCorrected);
    assert_eq!(outcome, if taken { saved(2) } else { refused });
}

#[rstest]
#[tokio::test]
async fn a_corrected_mark_in_pencil_holds_nothing_down(
    #[values(Sqlite, Postgres)] on: Engine,
    #[values(true, false)] at_once: bool,
) {
    let school = TestSchool::start(on).await;
    let columns = (SEMESTER, Sum::Corrected(First));
    let pencil = Entry { draft: true, ..marked(Points(8)) };
    let outcome = rewrite_what_was_corrected(&school, columns, pencil, Some(Points(9)), at_once).await;
    assert_eq!(outcome, saved(2));
    let inked = sum(&school, Sum::Corrected(First), "Їжак").edit(1, marked(Points(8)));
    assert_eq!(school.save("Коваль", inked).await, EditOutcome::Refused(Refusal::NotRisen));
}

/// Marks that stood so before the rule was kept may still be confirmed.
#[rstest]
#[tokio::test]
async fn a_mark_above_its_corrected_one_is_confirmed_and_not_written_anew(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::start(on).await;
    for (kind, points) in [("semester", 9), ("corrected", 8)] {
        let marks = vec![("Їжак", Points(points), false)];
        school
            .sum_up(crate::support::Column {
                course: school.course("Алгебра"),
                kind,
                semester: Some(1),
                marks,
            })
            .await;
    }
    let cell = sum(&school, SEMESTER, "Їжак");
    let refused = EditOutcome::Refused(Refusal::NotBelowCorrected);
    assert_eq!(school.save("Коваль", cell.edit(1, marked(Points(8)))).await, refused);
    let confirmed = Entry { basis: Some(7), ..marked(Points(9)) };
    assert_eq!(school.save("Коваль", cell.edit(1, confirmed)).await, saved(2));
}

#[rstest]
#[tokio::test]
async fn a_theme_sums_up_its_lessons_and_a_control_work_weighs_twice(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let days = school.algebra_days();
    let [first, second] = days[..2] else { panic!("two lessons") };
    let lesson = |day| school.lesson("Алгебра", day).lesson;
    let wishes = vec![
        ColumnChange::AddTheme { lesson: lesson(second), name: "Дроби".to_owned() },
        ColumnChange::AddWork { lesson: lesson(first), work: Work::Control },
    ];
    assert_eq!(arrange(&school, wishes).await, Ok(()));
    let columns = school.reader().await.columns(school.course("Алгебра").id).await.unwrap();
    let theme = columns.iter().find_map(|column| match &column.of {
        ColumnOf::Sum { sum: sum @ Sum::Thematic(..), name } => Some((*sum, name.clone())),
        _ => None,
    });
    let work = columns.iter().find(|column| matches!(column.of, ColumnOf::Current { work: Some(_), .. }));
    let (theme, name) = theme.unwrap();
    assert_eq!(name.as_deref(), Some("Дроби"));
    let pupil = school.person("Їжак");
    let cell = Cell { column: work.unwrap().id, pupil };
    assert_eq!(school.save("Коваль", cell.edit(0, typed("10"))).await, saved(1));
    school.save("Коваль", school.cell("Алгебра", second, "Їжак").edit(0, typed("7"))).await;
    assert_eq!(proposed(&school, theme, "Їжак").await, Some(Points(9)), "27/3");
    let page = school.journal(school.course("Алгебра"), "Коваль").await;
    assert!(page.entries.iter().any(|entry| entry.column == cell.column));
}

/// Who missed the first lessons of a theme may still come to the rest.
#[rstest]
#[tokio::test]
async fn a_theme_with_lessons_to_come_is_not_called_unattested(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    for day in school.algebra_days() {
        school.save("Коваль", school.cell("Алгебра", day, "Їжак").edit(0, typed("н"))).await;
    }
    let theme = async |lesson: &LessonColumn| {
        let wish = ColumnChange::AddTheme { lesson: lesson.lesson, name: "Дроби".to_owned() };
        assert_eq!(arrange(&school, vec![wish]).await, Ok(()));
        Sum::Thematic(First, (lesson.date, lesson.period))
    };
    let lessons = &school.page_of("Алгебра", None).1;
    let coming = theme(lessons.iter().find(|lesson| lesson.date > TODAY).unwrap()).await;
    assert_eq!(proposed(&school, coming, "Їжак").await, None);
    let over = theme(&school.lesson("Алгебра", TODAY)).await;
    assert_eq!(proposed(&school, over, "Їжак").await, Some(NotAttested));
}

#[rstest]
#[tokio::test]
async fn marks_count_for_the_group_their_column_is_told_to(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let cell = school.algebra("Їжак");
    school.save("Коваль", cell.edit(0, typed("8"))).await;
    assert_eq!(proposed(&school, Sum::Results(First, 2), "Їжак").await, None);
    let count = |results| vec![ColumnChange::CountFor { column: cell.column, results }];
    assert_eq!(arrange(&school, count(Some(2))).await, Ok(()));
    assert_eq!(proposed(&school, Sum::Results(First, 2), "Їжак").await, Some(Points(8)));
    assert_eq!(arrange(&school, count(Some(9))).await, Err(ColumnRefusal::NoSuchGroup));
    assert_eq!(arrange(&school, count(None)).await, Ok(()));
    assert_eq!(proposed(&school, Sum::Results(First, 2), "Їжак").await, None);
}

#[rstest]
#[tokio::test]
async fn a_column_that_was_written_in_stays(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let lesson = school.lesson("Алгебра", TODAY).lesson;
    let theme = |lesson| vec![ColumnChange::AddTheme { lesson, name: String::new() }];
    assert_eq!(arrange(&school, theme(lesson)).await, Ok(()));
    assert_eq!(arrange(&school, theme(lesson)).await, Err(ColumnRefusal::AlreadyThere));
    assert_eq!(arrange(&school, theme(Id::new())).await, Err(ColumnRefusal::NoSuchColumn));
    let columns = school.reader().await.columns(school.course("Алгебра").id).await.unwrap();
    let column = columns.iter().find(|column| matches!(column.sum(), Some(Sum::Thematic(..)))).unwrap().id;
    let remove = || vec![ColumnChange::Remove { column }];
    assert_eq!(arrange_as(&school, remove(), false).await, Err(ColumnRefusal::Forbidden));
    let cell = Cell { column, pupil: school.person("Їжак") };
    school.save("Коваль", cell.edit(0, typed("8"))).await;
    assert_eq!(arrange(&school, remove()).await, Err(ColumnRefusal::NotEmpty));
    let semester = SEMESTER.id(school.course("Алгебра").id);
    let semester = vec![ColumnChange::Remove { column: semester }];
    assert_eq!(arrange(&school, semester).await, Err(ColumnRefusal::NoSuchColumn), "nobody takes that away");
}

/// All of a form's changes are made, or none.
#[rstest]
#[tokio::test]
async fn changes_of_columns_are_made_together_and_make_drawn_pages_old(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::start(on).await;
    let course: Id<of::Course> = school.course("Алгебра").id;
    let seq = school.reader().await.seq().await.unwrap();
    let lesson = school.lesson("Алгебра", TODAY).lesson;
    let work = ColumnChange::AddWork { lesson, work: Work::Notebook };
    let wrong = ColumnChange::AddWork { lesson: Id::new(), work: Work::Notebook };
    assert_eq!(arrange(&school, vec![work.clone(), wrong]).await, Err(ColumnRefusal::NoSuchColumn));
    assert_eq!(school.reader().await.still_true(course, seq).await.unwrap(), Some(seq));
    assert_eq!(arrange(&school, vec![work]).await, Ok(()));
    assert_eq!(school.reader().await.still_true(course, seq).await.unwrap(), None);
}

fn setting(school: &TestSchool) -> Setting {
    Setting { school: school.id, author: school.person("Коваль"), now: now() }
}

/// Sets the groups of results of algebra.
async fn set_groups(school: &TestSchool, names: &[&str]) -> Result<(), GroupsRefusal> {
    set_groups_of(school, "Алгебра", names).await
}

async fn set_groups_of(school: &TestSchool, subject: &str, names: &[&str]) -> Result<(), GroupsRefusal> {
    let mut reader = school.reader().await;
    let subjects = reader.subjects_by_groups(school.year).await.unwrap();
    drop(reader);
    let subject = subjects.iter().find(|own| own.subject == subject).unwrap().id;
    let names = names.iter().map(|name| (*name).to_owned()).collect();
    school.store.set_results_groups(setting(school), subject, names).await.unwrap()
}

/// The columns of grade 8 with so many groups of results in either semester.
fn with_groups(first: u8, second: u8) -> Vec<Sum> {
    let stays = |sum: &Sum| match sum {
        Sum::Results(First, group) => *group <= first,
        Sum::Results(_, group) => *group <= second,
        _ => true,
    };
    Sum::of_course(8, 9).into_iter().filter(stays).collect()
}

#[rstest]
#[tokio::test]
async fn a_subject_gains_and_loses_groups_of_results_as_the_school_decides(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::start(on).await;
    let course = school.course("Алгебра");
    let cell = school.algebra("Їжак");
    let count = ColumnChange::CountFor { column: cell.column, results: Some(3) };
    assert_eq!(arrange(&school, vec![count]).await, Ok(()));
    assert_eq!(set_groups(&school, &["Одна", " ", "Друга"]).await, Ok(()));
    assert_eq!(school.reader().await.results_groups(course.id).await.unwrap(), ["Одна", "Друга"]);
    assert_eq!(sums(&school, &course).await, Sum::of_course(8, 2));
    let columns = school.reader().await.columns(course.id).await.unwrap();
    assert!(columns.iter().all(|column| column.id != cell.column), "it counts for nothing any more");
    assert_eq!(set_groups(&school, &["1", "2", "3", "4"]).await, Ok(()));
    assert_eq!(sums(&school, &course).await, Sum::of_course(8, 4));
    let fourth = sum(&school, Sum::Results(First, 4), "Їжак");
    assert_eq!(school.save("Коваль", fourth.edit(0, marked(Points(9)))).await, saved(1));
    assert_eq!(set_groups(&school, &["1"]).await, Err(GroupsRefusal::Marked));
    assert_eq!(set_groups(&school, &["x"; 10]).await, Err(GroupsRefusal::TooLong));
    assert_eq!(sums(&school, &course).await, Sum::of_course(8, 4), "nothing was changed");
    let state = school.store.verify_history(school.id).await.unwrap();
    assert_eq!(state, ChainState::Whole(4), "what counts for nothing any more is true to the history");
}

#[rstest]
#[tokio::test]
async fn an_archived_journal_keeps_its_groups_of_results_and_holds_up_no_other(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::start(on).await;
    let course = school.course("Алгебра");
    let count = ColumnChange::CountFor { column: school.algebra("Їжак").column, results: Some(3) };
    assert_eq!(arrange(&school, vec![count]).await, Ok(()));
    let third = sum(&school, Sum::Results(First, 3), "Їжак");
    assert_eq!(school.save("Коваль", third.edit(0, marked(Points(9)))).await, saved(1));
    assert_eq!(set_groups(&school, &["1"]).await, Err(GroupsRefusal::Marked));
    let before = school.reader().await.columns(course.id).await.unwrap();
    assert!(school.store.keep_archive(school.id, container(&school, b"one")).await.unwrap());
    let signatures = Signatory::ALL.map(|role| signature(&school, role)).to_vec();
    let (seen, by) = (seen(&school, 1).await, (school.person("Коваль"), now()));
    let signed = school.store.sign_archive(school.id, seen, b"signed".to_vec(), signatures, by);
    assert_eq!(signed.await.unwrap(), Signing::Kept);
    assert_eq!(set_groups(&school, &["1"]).await, Ok(()));
    assert_eq!(school.reader().await.columns(course.id).await.unwrap(), before);
    let state = school.store.verify_history(school.id).await.unwrap();
    assert!(matches!(state, ChainState::Whole(_)), "{state:?}");
    let courses = school.reader().await.courses(school.year, None).await.unwrap();
    let is_other = |own: &&Course| own.subject == "Алгебра" && own.class == class("8-Б");
    let other = courses.iter().find(is_other).unwrap();
    assert_eq!(sums(&school, other).await, Sum::of_course(8, 1), "another class goes on");
}

/// They stay where they are, and hold up nobody until their semester is opened again.
#[rstest]
#[tokio::test]
async fn marks_of_a_closed_semester_do_not_hold_up_fewer_groups(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let third = sum(&school, Sum::Results(First, 3), "Їжак");
    assert_eq!(school.save("Коваль", third.edit(0, marked(Points(9)))).await, saved(1));
    assert_eq!(set_groups(&school, &["1"]).await, Err(GroupsRefusal::Marked));
    close_first(&school).await;
    assert_eq!(set_groups(&school, &["1"]).await, Ok(()));
    assert_eq!(school.seen("Коваль", third).await.entry, marked(Points(9)));
    let state = school.store.verify_history(school.id).await.unwrap();
    assert!(matches!(state, ChainState::Whole(_)), "{state:?}");
    let course = school.course("Алгебра").id;
    let opened = school.store.reopen_course(closer(&school), course, First, "Помилка");
    assert_eq!(opened.await.unwrap(), Ok(()));
    assert_eq!(set_groups(&school, &["1"]).await, Err(GroupsRefusal::Marked));
}

/// What the school names later is of the semester to come, until the closed one is opened again.
#[rstest]
#[tokio::test]
async fn a_closed_semester_keeps_its_groups_of_results(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let course = school.course("Алгебра");
    let lesson = school.algebra("Їжак").column;
    let count = ColumnChange::CountFor { column: lesson, results: Some(3) };
    assert_eq!(arrange(&school, vec![count]).await, Ok(()));
    close_first(&school).await;
    let counts_for = async || {
        let columns = school.reader().await.columns(course.id).await.unwrap();
        let own = columns.into_iter().find(|column| column.id == lesson);
        own.and_then(|column| match column.of {
            ColumnOf::Current { results, .. } => results,
            ColumnOf::Sum { .. } => None,
        })
    };
    let is_whole = async || {
        let state = school.store.verify_history(school.id).await.unwrap();
        assert!(matches!(state, ChainState::Whole(_)), "{state:?}");
    };
    assert_eq!(set_groups(&school, &["1", "2", "3", "4"]).await, Ok(()));
    assert_eq!(sums(&school, &course).await, with_groups(3, 4));
    assert_eq!(set_groups(&school, &["1"]).await, Ok(()));
    assert_eq!((sums(&school, &course).await, counts_for().await), (with_groups(3, 1), Some(3)));
    is_whole().await;
    let opened = school.store.reopen_course(closer(&school), course.id, First, "Помилка");
    assert_eq!(opened.await.unwrap(), Ok(()));
    assert_eq!(set_groups(&school, &["1"]).await, Ok(()));
    assert_eq!((sums(&school, &course).await, counts_for().await), (with_groups(1, 1), None));
    is_whole().await;
}

/// So does a semester without lessons, which the class shut, until lessons come into it.
#[rstest]
#[tokio::test]
async fn a_semester_shut_with_its_class_keeps_its_groups_of_results(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let art = school.course("Мистецтво");
    let set = async |names: &[&str]| set_groups_of(&school, "Мистецтво", names).await;
    assert_eq!(set(&["1", "2", "3"]).await, Ok(()));
    let third = Cell { column: Sum::Results(First, 3).id(art.id), pupil: school.person("Їжак") };
    assert_eq!(school.save("Коваль", third.edit(0, marked(Points(9)))).await, saved(1));
    assert_eq!(set(&["1"]).await, Err(GroupsRefusal::Marked));
    close_first(&school).await;
    assert_eq!(set(&["1", "2", "3", "4"]).await, Ok(()));
    assert_eq!(sums(&school, &art).await, with_groups(3, 4));
    assert_eq!(set(&["1"]).await, Ok(()));
    assert_eq!(sums(&school, &art).await, with_groups(3, 1));
    let state = school.store.verify_history(school.id).await.unwrap();
    assert!(matches!(state, ChainState::Whole(_)), "{state:?}");
    let mut later = crate::support::bundle();
    later.timetable.push(slot("8-А", None, "Мистецтво", 4, 2));
    assert!(school.take_in(later).await.lessons > 0);
    assert_eq!(set(&["1"]).await, Err(GroupsRefusal::Marked));
}

/// Its lessons do not take place, and the history knows that they count for no group that is no more.
#[rstest]
#[tokio::test]
async fn cancelled_lessons_of_a_semester_shut_with_its_class_are_true_to_the_history(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::start(on).await;
    let algebra = school.course("Алгебра");
    let count = ColumnChange::CountFor { column: school.algebra("Їжак").column, results: Some(3) };
    assert_eq!(arrange(&school, vec![count]).await, Ok(()));
    let arranger = Arranger { school: school.id, author: school.person("Коваль"), now: now() };
    let autumn = (day(2026, 9, 1), day(2026, 12, 31));
    let lessons = school.reader().await.lessons(algebra.id, autumn).await.unwrap();
    let cancel = |lesson: &LessonColumn| {
        let reason = Some(ChangeReason::Alert);
        let arrangement = Arrangement { held: Held::Cancelled, reason, words: String::new() };
        ArrangementEdit { id: Id::new(), lesson: lesson.lesson, base: 0, arrangement }
    };
    let edits: Vec<_> = lessons.iter().map(cancel).collect();
    let outcomes = school.store.arrange(arranger, edits, |_| true).await.unwrap();
    let cancelled = ArrangementOutcome::Saved { version: 1 };
    assert!(outcomes.iter().all(|outcome| *outcome == cancelled), "{outcomes:?}");
    for name in COURSES.into_iter().filter(|(subject, _)| *subject != algebra.subject) {
        let own = closing::course(&school, name);
        finish(&school, own).await;
        assert_eq!(close(&school, own).await, Ok(()));
    }
    let closed = school.store.close_class(closer(&school), algebra.class_id, First, "").await.unwrap();
    assert_eq!(closed, Ok(()));
    assert_eq!(set_groups(&school, &["1"]).await, Ok(()));
    assert_eq!(sums(&school, &algebra).await, with_groups(3, 1));
    let state = school.store.verify_history(school.id).await.unwrap();
    assert!(matches!(state, ChainState::Whole(_)), "{state:?}");
}

#[rstest]
#[tokio::test]
async fn the_school_decides_what_works_weigh(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let weights = || async { school.reader().await.weights().await.unwrap() };
    assert_eq!(weights().await, Weights::default());
    for weight in [3, 4] {
        school.store.set_weights(setting(&school), vec![(Work::Control, weight)]).await.unwrap();
        assert_eq!(weights().await, Weights::default().with(Work::Control, weight));
    }
}

#[rstest]
#[tokio::test]
async fn confirming_a_mark_that_is_weeks_old_needs_no_reason_and_changing_it_does(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::start(on).await;
    let cell = sum(&school, SEMESTER, "Їжак");
    let decided = |mark, basis| Entry { basis: Some(basis), ..marked(Points(mark)) };
    let long_ago = now() - chrono::TimeDelta::days(30);
    school.save_at(long_ago, "Коваль", vec![cell.edit(0, decided(9, 1))]).await;
    assert_eq!(school.save("Коваль", cell.edit(1, decided(9, 2))).await, saved(2));
    let refused = EditOutcome::Refused(Refusal::ReasonNeeded);
    assert_eq!(school.save("Коваль", cell.edit(2, decided(8, 2))).await, refused);
}

/// A lesson's own column has the lesson's identifier: what it counts for is not the lesson's words.
#[rstest]
#[tokio::test]
async fn a_lesson_that_counts_for_a_group_is_true_to_its_history(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let column = school.lesson("Алгебра", school.algebra_days()[0]).column();
    let wish = ColumnChange::CountFor { column, results: Some(1) };
    assert_eq!(arrange(&school, vec![wish]).await, Ok(()));
    let state = school.store.verify_history(school.id).await.unwrap();
    assert_eq!(state, ChainState::Whole(1));
}

#[rstest]
#[case::another_name("UPDATE journal_column SET name = 'Інша' WHERE kind = 'thematic'")]
#[case::another_lesson("UPDATE journal_column SET ends_period = ends_period + 1 WHERE kind = 'thematic'")]
#[case::another_semester("UPDATE journal_column SET semester = 2 WHERE kind = 'thematic'")]
#[case::no_theme("DELETE FROM journal_column WHERE kind = 'thematic'")]
#[case::another_work("UPDATE journal_column SET work = 'oral' WHERE kind = 'work'")]
#[case::no_work("DELETE FROM journal_column WHERE kind = 'work'")]
#[case::a_work_more(
    "INSERT INTO journal_column (school_id, column_id, course_id, lesson_id, kind, work) \
     SELECT school_id, course_id, course_id, lesson_id, 'work', 'control' FROM lesson LIMIT 1"
)]
#[case::another_group("UPDATE journal_column SET results = 1 WHERE kind = 'lesson' AND results = 2")]
#[case::no_group("UPDATE journal_column SET results = NULL WHERE kind = 'lesson' AND results = 2")]
#[case::a_group_more("UPDATE journal_column SET results = 1 WHERE kind = 'work'")]
#[case::what_it_sums_up("UPDATE journal_column SET kind = 'attestation' WHERE kind = 'annual'")]
#[tokio::test]
async fn a_column_behind_the_programs_back_shows(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] tampering: &str,
) {
    let school = TestSchool::start(on).await;
    let [first, second] = [0, 1].map(|place| school.lesson("Алгебра", school.algebra_days()[place]));
    let wishes = vec![
        ColumnChange::AddTheme { lesson: second.lesson, name: "Дроби".to_owned() },
        ColumnChange::AddWork { lesson: first.lesson, work: Work::Control },
        ColumnChange::CountFor { column: first.column(), results: Some(2) },
    ];
    assert_eq!(arrange(&school, wishes).await, Ok(()));
    assert_eq!(school.store.verify_history(school.id).await.unwrap(), ChainState::Whole(3));
    assert!(school.db.tamper(school.id, tampering).await > 0);
    let state = school.store.verify_history(school.id).await.unwrap();
    assert!(matches!(state, ChainState::Altered(1..)), "{state:?}");
}

#[rstest]
#[tokio::test]
async fn a_column_that_was_taken_away_is_not_missed(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let lesson = school.lesson("Алгебра", TODAY).lesson;
    assert_eq!(arrange(&school, vec![ColumnChange::AddWork { lesson, work: Work::Oral }]).await, Ok(()));
    let columns = school.reader().await.columns(school.course("Алгебра").id).await.unwrap();
    let work = columns.iter().find(|column| column.sum().is_none()).unwrap().id;
    assert_eq!(arrange(&school, vec![ColumnChange::Remove { column: work }]).await, Ok(()));
    assert_eq!(school.store.verify_history(school.id).await.unwrap(), ChainState::Whole(2));
}

#[rstest]
#[tokio::test]
async fn an_open_page_is_told_that_columns_came_and_went(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let (algebra, history) = (school.course("Алгебра").id, school.course("Історія України").id);
    let is_rearranged = async |course, seq| school.reader().await.is_rearranged(course, seq).await.unwrap();
    let lesson = school.lesson("Алгебра", TODAY).lesson;
    let add = ColumnChange::AddWork { lesson, work: Work::Notebook };
    assert_eq!(arrange(&school, vec![add]).await, Ok(()));
    assert!(is_rearranged(algebra, 0).await && !is_rearranged(history, 0).await);
    let columns = school.reader().await.columns(algebra).await.unwrap();
    let is_work = |column: &&Column| matches!(column.of, ColumnOf::Current { work: Some(_), .. });
    let column = columns.iter().find(is_work).unwrap().id;
    assert_eq!(arrange(&school, vec![ColumnChange::CountFor { column, results: None }]).await, Ok(()));
    assert!(!is_rearranged(algebra, 1).await, "what its marks count for leaves the columns where they are");
    assert_eq!(arrange(&school, vec![ColumnChange::Remove { column }]).await, Ok(()));
    assert!(is_rearranged(algebra, 2).await, "a column that is gone is known to no course any more");
    assert!(!is_rearranged(history, 2).await && !is_rearranged(algebra, 3).await);
    assert_eq!(set_groups(&school, &["Усно"]).await, Ok(()));
    assert!(is_rearranged(algebra, 3).await, "groups of results have columns");
}
