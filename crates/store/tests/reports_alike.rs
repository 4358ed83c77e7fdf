//! Whatever marks stand in the summative columns, both databases count the same, and the counts are the list's.

use std::collections::BTreeMap;

use klas_domain::{Mark, calendar::Semester, column::Sum, figures::Standing};
use klas_store::{
    Reader,
    reports::{Behind, Question, Report, ReportMark},
};
use proptest::{
    collection::vec,
    option,
    prelude::*,
    sample::select,
    test_runner::{Config, TestRunner},
};
use tokio::runtime::Runtime;

use crate::{
    reports::{FIRST, told},
    support::{Column, Postgres, Sqlite, TODAY, TestSchool},
};

const PUPILS: [&str; 5] = ["Андрієнко", "Гай", "Ґудзь", "Їжак", "Явір"];
const SUBJECTS: [(&str, Option<i32>); 4] =
    [("Алгебра", None), ("Англійська мова", Some(1)), ("Англійська мова", Some(2)), ("Мистецтво", None)];

/// For each course the semester's and the corrected marks of each pupil, with those in pencil.
type Marks = Vec<Vec<Option<(Mark, bool)>>>;

fn marks() -> impl Strategy<Value = Marks> {
    let codes: Vec<i16> = (1..=12).chain(21..=24).chain([31, 32, 41, 42]).collect();
    let mark = select(codes).prop_map(|code| Mark::try_from(code).unwrap());
    vec(vec(option::weighted(0.7, (mark, proptest::bool::weighted(0.1))), PUPILS.len()), SUBJECTS.len() * 2)
}

async fn write(school: &TestSchool, marks: &Marks) {
    let own = school.literal(school.id.uuid());
    let emptied = format!(
        "DELETE FROM entry WHERE school_id = {own} AND column_id IN \
         (SELECT column_id FROM journal_column WHERE kind <> 'lesson')"
    );
    school.db.tamper(school.id, &emptied).await;
    for (place, column) in marks.iter().enumerate() {
        let (subject, group) = SUBJECTS[place / 2];
        let course = match group {
            Some(group) => school.group_course(subject, group),
            None => school.course(subject),
        };
        let marks = PUPILS.into_iter().zip(column);
        let marks = marks.filter_map(|(pupil, mark)| mark.map(|(mark, draft)| (pupil, mark, draft)));
        let kind = if place % 2 == 0 { "semester" } else { "corrected" };
        school.sum_up(Column { course, kind, semester: Some(1), marks: marks.collect() }).await;
    }
}

/// What is told of the marks, with where the pupils stand; held against the list of all of them.
async fn read(school: &TestSchool) -> (Vec<String>, String) {
    let question = Question { year: school.year, period: FIRST, day: TODAY, viewer: None };
    let mut reader = school.reader().await;
    let report = reader.report(&question).await.unwrap();
    let mut pupils: BTreeMap<_, Vec<Mark>> = BTreeMap::new();
    let marks = reader.marks_behind(&question, &Behind::default()).await.unwrap();
    registered(school, &mut reader, &marks).await;
    for mark in marks {
        pupils.entry(mark.pupil).or_default().push(mark.mark);
    }
    let counted: u32 = report.counts.iter().map(|count| count.number).sum();
    assert_eq!(counted as usize, pupils.values().map(Vec::len).sum::<usize>());
    let standings = pupils.into_values().map(Standing::of);
    assert_eq!(of_class(&report).with_quality as usize, standings.filter(|own| own.has_quality()).count());
    (told(&report), format!("{:?}", of_class(&report)))
}

/// The summary register has the marks of the report, and besides them those of the leaver alone.
async fn registered(school: &TestSchool, reader: &mut Reader, marks: &[ReportMark]) {
    let (class, leaver) = (school.course("Алгебра").class_id, school.person("Гай"));
    let summary = reader.summary(class).await.unwrap();
    let told = marks.iter().map(|own| ((own.subject, own.pupil), (own.mark, own.corrected)));
    let first = Sum::Semester(Semester::First);
    let of_pupils = summary.marks.iter().filter(|((_, pupil, sum), _)| *sum == first && *pupil != leaver);
    let kept = of_pupils.map(|((subject, pupil, _), own)| ((*subject, *pupil), own));
    let kept: BTreeMap<_, _> = kept.collect();
    assert_eq!(kept.len(), marks.len());
    for (place, (mark, corrected)) in told {
        assert_eq!(kept[&place].mark, mark);
        assert!(corrected || kept[&place].corrected.is_none(), "the report says {mark} is the first one");
    }
}

fn of_class(report: &Report) -> klas_domain::figures::Pupils {
    report.classes[0].pupils.unwrap()
}

#[test]
fn both_databases_count_the_same() {
    let runtime = Runtime::new().unwrap();
    let (one, other) =
        runtime.block_on(async { (TestSchool::start(Sqlite).await, TestSchool::start(Postgres).await) });
    let config = Config { cases: 12, max_shrink_iters: 0, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&marks(), |marks| {
            let (told, retold) = runtime.block_on(async {
                write(&one, &marks).await;
                write(&other, &marks).await;
                (read(&one).await, read(&other).await)
            });
            prop_assert_eq!(told, retold);
            Ok(())
        })
        .unwrap();
    let _entered = runtime.enter();
    drop((one, other));
}
