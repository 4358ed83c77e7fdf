//! The summary register of a class: marks of the year and what the council decided.

use std::collections::HashMap;

use klas_domain::{
    Id, Mark,
    calendar::Semester,
    column::Sum,
    council::{Decision, DecisionEdit, DecisionError, DecisionOutcome, StoredDecision, Verdict},
    id::of,
};
use klas_store::{
    StoreError,
    history::ChainState,
    register::{Council, Summary, SummaryMark, SummaryWords},
};
use rstest::rstest;

use crate::support::{Column, Engine, Postgres, Sqlite, TestSchool, bundle, class, day, now};

fn council(school: &TestSchool) -> Council {
    Council {
        school: school.id,
        class: school.course("Алгебра").class_id,
        author: school.person("Коваль"),
        now: now(),
    }
}

fn promoted(order: &str) -> Decision {
    Decision {
        verdict: Verdict::Promoted,
        words: String::new(),
        order: order.to_owned(),
        date: Some(day(2027, 6, 4)),
    }
}

fn edit(school: &TestSchool, pupil: &str, base: i32, decision: Option<Decision>) -> DecisionEdit {
    DecisionEdit { id: Id::new(), pupil: school.person(pupil), base, decision }
}

async fn decide(school: &TestSchool, edits: Vec<DecisionEdit>) -> Vec<DecisionOutcome> {
    school.store.decide(council(school), edits, |_| true).await.unwrap()
}

async fn summary(school: &TestSchool) -> Summary {
    school.reader().await.summary(council(school).class).await.unwrap()
}

fn saved(version: i32) -> DecisionOutcome {
    DecisionOutcome::Saved { version }
}

#[rstest]
#[tokio::test]
async fn a_whole_class_is_decided_on_at_once_and_one_pupil_anew(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let pupils = ["Андрієнко", "Ґудзь", "Їжак"];
    let edits = pupils.map(|pupil| edit(&school, pupil, 0, Some(promoted("45-у")))).to_vec();
    assert_eq!(decide(&school, edits).await, [saved(1); 3]);
    let repeats = Decision { verdict: Verdict::Repeats, ..promoted("46-у") };
    assert_eq!(decide(&school, vec![edit(&school, "Їжак", 1, Some(repeats.clone()))]).await, [saved(2)]);
    assert_eq!(decide(&school, vec![edit(&school, "Ґудзь", 1, None)]).await, [saved(2)]);
    let known = summary(&school).await.decisions;
    let of = |pupil| known.get(&school.person(pupil)).cloned().unwrap_or_default();
    assert_eq!(of("Андрієнко"), StoredDecision { decision: Some(promoted("45-у")), version: 1 });
    assert_eq!(of("Їжак"), StoredDecision { decision: Some(repeats), version: 2 });
    assert_eq!(of("Ґудзь"), StoredDecision { decision: None, version: 2 });
    assert_eq!(of("Явір"), StoredDecision::default());
    assert_eq!(school.store.verify_history(school.id).await.unwrap(), ChainState::Whole(5));
}

#[rstest]
#[tokio::test]
async fn who_comes_second_does_not_wipe_out_what_was_decided(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let first = edit(&school, "Андрієнко", 0, Some(promoted("45-у")));
    assert_eq!(decide(&school, vec![first.clone()]).await, [saved(1)]);
    let second = edit(&school, "Андрієнко", 0, Some(promoted("46-у")));
    assert_eq!(decide(&school, vec![second]).await, [DecisionOutcome::Conflict]);
    assert_eq!(decide(&school, vec![first]).await, [saved(1)], "sent again, answered again");
    let same = edit(&school, "Андрієнко", 0, Some(promoted(" 45-у ")));
    assert_eq!(decide(&school, vec![same]).await, [saved(1)], "two who want the same do not conflict");
}

#[rstest]
#[tokio::test]
async fn decisions_that_cannot_stand_are_refused(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let other = Decision { verdict: Verdict::Other, ..promoted("45-у") };
    let stranger = DecisionEdit { pupil: Id::new(), ..edit(&school, "Їжак", 0, Some(promoted("45-у"))) };
    let edits = vec![
        edit(&school, "Їжак", 0, Some(other)),
        edit(&school, "Їжак", 0, Some(promoted(&"4".repeat(41)))),
        stranger,
    ];
    let refused = DecisionOutcome::Refused;
    assert_eq!(
        decide(&school, edits).await,
        [refused(DecisionError::WordsMissing), refused(DecisionError::TooLong), DecisionOutcome::NotOfClass]
    );
    let edits = vec![edit(&school, "Їжак", 0, Some(promoted("45-у")))];
    let outcomes = school.store.decide(council(&school), edits, |_| false).await.unwrap();
    assert_eq!(outcomes, [DecisionOutcome::Forbidden]);
    assert!(summary(&school).await.decisions.is_empty());
}

#[rstest]
#[tokio::test]
async fn the_corrected_mark_stands_in_the_place_of_the_first(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let first = Some(1);
    for (kind, semester, marks) in [
        ("semester", first, vec![("Андрієнко", Mark::Points(6), false), ("Їжак", Mark::NotAttested, false)]),
        ("corrected", first, vec![("Андрієнко", Mark::Points(8), false)]),
        ("annual", None, vec![("Андрієнко", Mark::Points(9), true), ("Їжак", Mark::Points(7), false)]),
    ] {
        school.sum_up(Column { course: school.course("Алгебра"), kind, semester, marks }).await;
    }
    let summary = summary(&school).await;
    let names: Vec<_> = summary.subjects.iter().map(|(_, name)| name.as_str()).collect();
    assert_eq!(names, ["Алгебра", "Англійська мова", "Історія України", "Мистецтво"]);
    let algebra: Id<of::Subject> = summary.subjects[0].0;
    let of = |pupil, sum| summary.marks.get(&(algebra, school.person(pupil), sum)).copied();
    let semester = Sum::Semester(Semester::First);
    assert_eq!(
        of("Андрієнко", semester),
        Some(SummaryMark { mark: Mark::Points(8), corrected: Some(Mark::Points(6)) })
    );
    assert_eq!(of("Їжак", semester), Some(SummaryMark { mark: Mark::NotAttested, corrected: None }));
    assert_eq!(of("Андрієнко", Sum::Annual), None, "pencil counts for nothing");
    assert_eq!(summary.marks.len(), 3);
}

/// Grades 1 and 2 are assessed in words, which a correction replaces as it does a mark (DOMAIN §4.1, §4.3).
#[rstest]
#[tokio::test]
async fn words_count_where_a_class_is_assessed_in_words(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let (algebra, first) = (school.course("Алгебра"), Sum::Semester(Semester::First));
    let said = [("Андрієнко", "Рахує вільно", false), ("Ґудзь", "Рахує", false), ("Їжак", "Олівець", true)];
    school.describe(&algebra, first, &said).await;
    let marks = vec![("Явір", Mark::NotAttested, false)];
    school.sum_up(Column { course: algebra.clone(), kind: "semester", semester: Some(1), marks }).await;
    let of_marks = summary(&school).await;
    assert!(of_marks.words.is_empty(), "a note to the family is no assessment");
    assert_eq!(of_marks.marks.len(), 1);
    school.db.tamper(school.id, "UPDATE school_class SET scale = 'verbal' WHERE grade = 8").await;
    let corrected = [("Ґудзь", "Рахує до ста", false), ("Явір", "Рахує до десяти", false)];
    school.describe(&algebra, Sum::Corrected(Semester::First), &corrected).await;
    let summary = summary(&school).await;
    let subject = summary.subjects[0].0;
    let of = |pupil| summary.words.get(&(subject, school.person(pupil), first)).cloned();
    let words = |words: &str, corrected| Some(SummaryWords { words: words.to_owned(), corrected });
    assert_eq!(of("Андрієнко"), words("Рахує вільно", false));
    assert_eq!(of("Ґудзь"), words("Рахує до ста", true));
    assert_eq!(of("Їжак"), None, "pencil counts for nothing");
    assert_eq!(of("Явір"), words("Рахує до десяти", true));
    assert_eq!(summary.words.len(), 3);
    assert!(summary.marks.is_empty(), "who is assessed is attested");
}

#[rstest]
#[tokio::test]
async fn another_school_neither_sees_nor_decides(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    decide(&school, vec![edit(&school, "Андрієнко", 0, Some(promoted("45-у")))]).await;
    let other = school.store.add_school("Гімназія № 1").await.unwrap();
    let class = council(&school).class;
    assert_eq!(school.store.read(other).await.unwrap().summary(class).await.unwrap(), Summary::default());
    let edits = vec![edit(&school, "Андрієнко", 1, None)];
    let strange = school.store.decide(Council { school: other, ..council(&school) }, edits, |_| true).await;
    assert!(matches!(strange, Err(StoreError::NotFound)));
}

/// `klas verify --history` holds decisions against the history, as it does entries.
#[rstest]
#[case::altered("UPDATE council_decision SET verdict = 'repeats'")]
#[case::gone("DELETE FROM council_decision")]
#[tokio::test]
async fn a_decision_altered_behind_the_program_is_found(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] statement: &str,
) {
    let school = TestSchool::start(on).await;
    decide(&school, vec![edit(&school, "Андрієнко", 0, Some(promoted("45-у")))]).await;
    let verify = async || school.store.verify_history(school.id).await.unwrap();
    assert_eq!(verify().await, ChainState::Whole(1));
    school.db.tamper(school.id, statement).await;
    assert_eq!(verify().await, ChainState::Altered(1));
}

#[rstest]
#[tokio::test]
async fn a_pupil_brings_the_marks_of_the_former_class(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let former = school.course("Алгебра");
    let of_semester = |course, semester, mark| Column {
        course,
        kind: "semester",
        semester: Some(semester),
        marks: vec![("Їжак", Mark::Points(mark), false)],
    };
    school.sum_up(of_semester(former.clone(), 1, 9)).await;
    let mut moved = bundle();
    moved.pupils[0].class = class("8-Б");
    school.take_in(moved).await;
    let courses = school.reader().await.courses(school.year, None).await.unwrap();
    let own = courses.into_iter().find(|course| course.class == class("8-Б")).unwrap();
    school.sum_up(of_semester(own.clone(), 2, 10)).await;
    let mut reader = school.reader().await;
    let marks = reader.summary(own.class_id).await.unwrap().marks;
    let of = |marks: &HashMap<_, SummaryMark>, semester| {
        let mut found = marks.iter().filter(|((_, pupil, sum), _)| {
            (*pupil, *sum) == (school.person("Їжак"), Sum::Semester(semester))
        });
        found.next().map(|(_, mark): (&(Id<of::Subject>, _, _), _)| mark.mark)
    };
    assert_eq!(of(&marks, Semester::First), Some(Mark::Points(9)));
    assert_eq!(of(&marks, Semester::Second), Some(Mark::Points(10)));
    let left = reader.summary(former.class_id).await.unwrap().marks;
    assert_eq!(of(&left, Semester::First), Some(Mark::Points(9)));
    assert_eq!(of(&left, Semester::Second), None, "what came afterwards is the other class's");
    let brought = reader.former_classes(own.class_id).await.unwrap();
    assert_eq!(brought, HashMap::from([(former.class_id, vec![school.person("Їжак")])]));
    assert!(reader.former_classes(former.class_id).await.unwrap().is_empty());
}
