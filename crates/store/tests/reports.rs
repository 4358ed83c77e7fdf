//! What the summative marks of a period come to, and whose they are.

use chrono::NaiveDate;
use klas_domain::{
    Mark::{self, Exempt, NotAttested, Points},
    Scale,
    bundle::PlanLine,
    calendar::Semester,
    column::Sum,
    figures::{Figures, InitialWeight, Period, Pupils},
    fulfilment::{Hours, Lessons},
};
use klas_store::{
    StoreError,
    history::ChainState,
    journal::Course,
    register::SummaryMark,
    reports::{Behind, Question, Report, ReportMark, ReportPupil, Teacher},
    summative::Setting,
};
use rstest::rstest;

use crate::support::{
    Column, Engine, Postgres, Sqlite, TODAY, TestSchool, bundle, class, day, now, pupil, slot,
};

pub const FIRST: Period = Period::Semester(Semester::First);

/// A column whose marks are in ink.
fn column<'a>(course: Course, kind: &'a str, semester: Option<i32>, marks: &[(&'a str, Mark)]) -> Column<'a> {
    Column {
        course,
        kind,
        semester,
        marks: marks.iter().map(|(pupil, mark)| (*pupil, *mark, false)).collect(),
    }
}

/// A class at the end of the first semester: a corrected mark, one in pencil, one not attested, a leaver.
async fn summed_up(on: Engine) -> TestSchool {
    let school = TestSchool::start(on).await;
    let algebra = school.course("Алгебра");
    let marks = [
        ("Андрієнко", Points(12)),
        ("Ґудзь", Points(9)),
        ("Їжак", Points(6)),
        ("Явір", NotAttested),
        ("Гай", Points(3)),
    ];
    school.sum_up(column(algebra.clone(), "semester", Some(1), &marks)).await;
    let corrected = vec![("Їжак", Points(8), false), ("Явір", Points(5), true)];
    school.sum_up(Column { marks: corrected, ..column(algebra, "corrected", Some(1), &[]) }).await;
    let english = |group| school.group_course("Англійська мова", group);
    let marks = [("Ґудзь", Points(10)), ("Їжак", Points(7))];
    school.sum_up(column(english(1), "semester", Some(1), &marks)).await;
    let marks = [("Андрієнко", Points(11)), ("Явір", Points(4))];
    school.sum_up(column(english(2), "semester", Some(1), &marks)).await;
    school.sum_up(column(school.course("Мистецтво"), "semester", Some(1), &[("Андрієнко", Exempt)])).await;
    school
}

fn ask(school: &TestSchool, period: Period, viewer: Option<&str>) -> Question {
    Question { year: school.year, period, day: TODAY, viewer: viewer.map(|name| school.person(name)) }
}

/// `8-А · Алгебра · Коваль: 9 12 н/а`
pub fn told(report: &Report) -> Vec<String> {
    let mut lines = Vec::new();
    for class in &report.classes {
        for (subject, name) in &report.subjects {
            for teacher in report.teachers.iter().map(Some).chain([None]) {
                let own = report.counts.iter().filter(|count| {
                    (count.class, count.subject) == (class.id, *subject)
                        && count.teacher == teacher.map(|(id, _)| *id)
                });
                let marks: Vec<_> = own.map(|count| format!(" {}×{}", count.number, count.mark)).collect();
                let teacher = teacher.map_or("–", |(_, name)| &name.surname);
                if !marks.is_empty() {
                    lines.push(format!("{} · {name} · {teacher}:{}", class.name, marks.concat()));
                }
            }
        }
    }
    lines
}

/// `Ґудзь 8-А Алгебра 9`
fn whose(marks: &[ReportMark]) -> Vec<String> {
    let one = |mark: &ReportMark| {
        let corrected = if mark.corrected { " скоригована" } else { "" };
        format!("{} {} {} {}{corrected}", mark.name.surname, mark.class_name, mark.subject_name, mark.mark)
    };
    marks.iter().map(one).collect()
}

#[rstest]
#[tokio::test]
async fn marks_are_counted_by_class_subject_and_teacher(#[values(Sqlite, Postgres)] on: Engine) {
    let school = summed_up(on).await;
    let report = school.reader().await.report(&ask(&school, FIRST, None)).await.unwrap();
    assert_eq!(
        told(&report),
        [
            "8-А · Алгебра · Коваль: 1×8 1×9 1×12 1×н/а",
            "8-А · Англійська мова · Коваль: 1×4 1×11",
            "8-А · Англійська мова · Мельник: 1×7 1×10",
            "8-А · Мистецтво · –: 1×зв",
        ]
    );
    let marks = school.reader().await.mark_counts(&ask(&school, FIRST, None)).await.unwrap();
    assert_eq!(marks, report.counts);
    let figures = report.counts.iter().fold(Figures::default(), |mut figures, count| {
        figures.add(count.mark, count.number);
        figures
    });
    assert_eq!((figures.attested(), figures.not_attested(), figures.aside()), (7, 1, 1));
    assert_eq!(figures.mean().unwrap().to_string(), "8,71");
}

#[rstest]
#[tokio::test]
async fn each_pupil_stands_where_the_lowest_mark_does(#[values(Sqlite, Postgres)] on: Engine) {
    let school = summed_up(on).await;
    let report = school.reader().await.report(&ask(&school, FIRST, None)).await.unwrap();
    let pupils = report.classes[0].pupils.unwrap();
    // The leaver is not among them; Явір is not attested in algebra.
    assert_eq!(pupils, Pupils { all: 4, attested: 3, not_attested: 1, with_quality: 3, succeeding: 3 });
    assert_eq!(pupils.unmarked(), 0);
    let names: Vec<_> = report.classes.iter().map(|class| class.name.to_string()).collect();
    assert_eq!(names, ["8-А"], "8-Б has no pupils");
}

/// Where the pupils of [`summed_up`] stand.
const ALL: [&str; 4] = ["Андрієнко 8-А High", "Ґудзь 8-А Sufficient", "Їжак 8-А Sufficient", "Явір 8-А н/а"];

/// The list is what was counted, one by one; a subject teacher sees nobody's every subject.
#[rstest]
#[case::all(None, None, &ALL)]
#[case::of_the_class_led(None, Some("Коваль"), &ALL)]
#[case::of_no_class_led(None, Some("Мельник"), &[])]
#[case::of_a_grade(Some(8), None, &ALL)]
#[case::of_another_grade(Some(9), None, &[])]
#[tokio::test]
async fn pupils_are_listed_as_they_are_counted(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] grade: Option<u8>,
    #[case] viewer: Option<&str>,
    #[case] listed: &[&str],
) {
    let school = summed_up(on).await;
    let question = ask(&school, FIRST, viewer);
    let behind = Behind { grade, ..Behind::default() };
    let pupils = school.reader().await.pupils_behind(&question, &behind).await.unwrap();
    let told = |pupil: &ReportPupil| {
        let lowest = pupil.standing.lowest.map(|level| format!("{level:?}"));
        let lowest = if pupil.standing.not_attested { Some("н/а".to_owned()) } else { lowest };
        format!("{} {} {}", pupil.name.surname, pupil.class_name, lowest.unwrap_or_default())
    };
    assert_eq!(pupils.iter().map(told).collect::<Vec<_>>(), listed);
}

#[rstest]
#[case::another_semester(Period::Semester(Semester::Second))]
#[case::the_year(Period::Year)]
#[tokio::test]
async fn a_period_without_marks_has_pupils_alone(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] period: Period,
) {
    let school = summed_up(on).await;
    let report = school.reader().await.report(&ask(&school, period, None)).await.unwrap();
    assert_eq!((report.counts.len(), report.subjects.len(), report.teachers.len()), (0, 0, 0));
    assert_eq!(report.classes[0].pupils.map(|pupils| (pupils.all, pupils.unmarked())), Some((4, 4)));
}

#[rstest]
#[tokio::test]
async fn the_year_counts_annual_marks_and_the_better_ones(#[values(Sqlite, Postgres)] on: Engine) {
    let school = summed_up(on).await;
    let algebra = school.course("Алгебра");
    let annual = [("Андрієнко", Points(10)), ("Їжак", Points(6))];
    school.sum_up(column(algebra.clone(), "annual", None, &annual)).await;
    school.sum_up(column(algebra, "corrected-annual", None, &[("Їжак", Points(9))])).await;
    let question = ask(&school, Period::Year, None);
    let marks = school.reader().await.marks_behind(&question, &Behind::default()).await.unwrap();
    assert_eq!(whose(&marks), ["Андрієнко 8-А Алгебра 10", "Їжак 8-А Алгебра 9 скоригована"]);
}

#[rstest]
#[case::class_teacher("Коваль", &[
    "8-А · Алгебра · Коваль: 1×8 1×9 1×12 1×н/а",
    "8-А · Англійська мова · Коваль: 1×4 1×11",
    "8-А · Англійська мова · Мельник: 1×7 1×10",
    "8-А · Мистецтво · –: 1×зв",
], true)]
#[case::teacher("Мельник", &["8-А · Англійська мова · Мельник: 1×7 1×10"], false)]
#[tokio::test]
async fn a_teacher_sees_own_courses_and_the_own_class(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] viewer: &str,
    #[case] lines: &[&str],
    #[case] pupils: bool,
) {
    let school = summed_up(on).await;
    let question = ask(&school, FIRST, Some(viewer));
    let mut reader = school.reader().await;
    let report = reader.report(&question).await.unwrap();
    assert_eq!(told(&report), lines);
    assert_eq!(report.classes[0].pupils.is_some(), pupils);
    let marks = reader.marks_behind(&question, &Behind::default()).await.unwrap();
    assert_eq!(marks.len(), if pupils { 9 } else { 2 });
}

#[rstest]
#[tokio::test]
async fn behind_a_figure_are_its_pupils(#[values(Sqlite, Postgres)] on: Engine) {
    let school = summed_up(on).await;
    let question = ask(&school, FIRST, None);
    let mut reader = school.reader().await;
    let algebra = [
        "Андрієнко 8-А Алгебра 12",
        "Ґудзь 8-А Алгебра 9",
        "Їжак 8-А Алгебра 8 скоригована",
        "Явір 8-А Алгебра н/а",
    ];
    let report = reader.report(&question).await.unwrap();
    let subject = Some(report.subjects[0].0);
    let marks = reader.marks_behind(&question, &Behind { subject, ..Behind::default() }).await.unwrap();
    assert_eq!(whose(&marks), algebra);
    assert_eq!(marks[0].teacher.as_ref().unwrap().surname, "Коваль");
    let teacher = Some(Teacher::Person(school.person("Мельник")));
    let class = Some(report.classes[0].id);
    let own = Behind { teacher, class, grade: Some(8), ..Behind::default() };
    let marks = reader.marks_behind(&question, &own).await;
    assert_eq!(whose(&marks.unwrap()), ["Ґудзь 8-А Англійська мова 10", "Їжак 8-А Англійська мова 7"]);
    let vacant = Behind { teacher: Some(Teacher::Vacant), ..Behind::default() };
    let marks = reader.marks_behind(&question, &vacant).await.unwrap();
    assert_eq!(whose(&marks), ["Андрієнко 8-А Мистецтво зв"]);
    let marks = reader.marks_behind(&question, &Behind { grade: Some(9), ..Behind::default() }).await;
    assert_eq!(marks.unwrap(), []);
}

#[rstest]
#[case::on_the_last_day_before(day(2026, 11, 23), "8-А", 4)]
#[case::afterwards(TODAY, "8-Б", 3)]
#[tokio::test]
async fn who_changed_classes_counts_once_in_the_class_of_the_day(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] date: NaiveDate,
    #[case] of_class: &str,
    #[case] in_the_first: u32,
) {
    let school = summed_up(on).await;
    let mut moved = bundle();
    moved.pupils[0].class = class("8-Б");
    school.take_in(moved).await;
    let mut reader = school.reader().await;
    let courses = reader.courses(school.year, None).await.unwrap();
    let other = courses.into_iter().find(|course| course.class == class("8-Б")).unwrap();
    school.sum_up(column(other, "semester", Some(1), &[("Їжак", Points(5))])).await;
    let question = Question { day: date, ..ask(&school, FIRST, None) };
    let marks = reader.marks_behind(&question, &Behind::default()).await.unwrap();
    let own: Vec<_> = marks.iter().filter(|mark| mark.name.surname == "Їжак").collect();
    assert!(own.iter().all(|mark| mark.class_name == class(of_class)), "{own:?}");
    let algebra = own.iter().find(|mark| mark.subject_name == "Алгебра").unwrap();
    assert_eq!(algebra.mark, if of_class == "8-Б" { Points(5) } else { Points(8) });
    let report = reader.report(&question).await.unwrap();
    assert_eq!(report.classes[0].pupils.unwrap().all, in_the_first);
    let listed = reader.pupils_of_report(&question, report.classes[0].id).await.unwrap();
    assert_eq!(listed.len(), in_the_first as usize);
}

/// English is taught in two groups; who moved to the other one has a mark on both pages. The register says what the
/// report does.
#[rstest]
#[tokio::test]
async fn a_subject_in_two_groups_is_one_subject(#[values(Sqlite, Postgres)] on: Engine) {
    let school = summed_up(on).await;
    let english = school.group_course("Англійська мова", 2);
    school.sum_up(column(english, "corrected", Some(1), &[("Їжак", Points(2))])).await;
    let question = ask(&school, FIRST, None);
    let marks = school.reader().await.marks_behind(&question, &Behind::default()).await.unwrap();
    let own = marks.into_iter().filter(|mark| mark.name.surname == "Їжак").collect::<Vec<_>>();
    assert_eq!(whose(&own), ["Їжак 8-А Алгебра 8 скоригована", "Їжак 8-А Англійська мова 7"]);
    let summary = school.reader().await.summary(school.course("Алгебра").class_id).await.unwrap();
    let place = (own[1].subject, own[1].pupil, Sum::Semester(Semester::First));
    assert_eq!(summary.marks[&place], SummaryMark { mark: Points(7), corrected: None });
}

/// A pupil of a group until the new year has the semester's mark of that group, whatever the next one wrote.
#[rstest]
#[tokio::test]
async fn the_group_of_the_period_tells_its_mark(#[values(Sqlite, Postgres)] on: Engine) {
    let school = summed_up(on).await;
    let pupil = school.literal(school.person("Їжак").uuid());
    let group = school.group_course("Англійська мова", 2).group.unwrap().0;
    let (own, group) = (school.literal(school.id.uuid()), school.literal(group.uuid()));
    for statement in [
        format!("UPDATE group_member SET ends_on = '2027-01-10' WHERE pupil_id = {pupil}"),
        format!(
            "INSERT INTO group_member (school_id, group_id, pupil_id, starts_on) \
             VALUES ({own}, {group}, {pupil}, '2027-01-11')"
        ),
    ] {
        assert_eq!(school.db.tamper(school.id, &statement).await, 1);
    }
    let english = school.group_course("Англійська мова", 2);
    school.sum_up(column(english.clone(), "corrected", Some(1), &[("Їжак", Points(2))])).await;
    school.sum_up(column(english, "semester", Some(2), &[("Їжак", Points(9))])).await;
    let old = school.group_course("Англійська мова", 1);
    school.sum_up(column(old, "semester", Some(2), &[("Їжак", Points(4))])).await;
    let class_id = school.course("Алгебра").class_id;
    let mut reader = school.reader().await;
    let summary = reader.summary(class_id).await.unwrap();
    for (semester, day, mark) in
        [(Semester::First, TODAY, Points(7)), (Semester::Second, day(2027, 5, 20), Points(9))]
    {
        let question = Question { day, ..ask(&school, Period::Semester(semester), None) };
        let marks = reader.marks_behind(&question, &Behind::default()).await.unwrap();
        let is_own = |own: &&ReportMark| own.name.surname == "Їжак" && own.subject_name == "Англійська мова";
        let told = marks.iter().find(is_own).unwrap();
        assert_eq!((told.mark, told.corrected), (mark, false));
        let place = (told.subject, told.pupil, Sum::Semester(semester));
        assert_eq!(summary.marks[&place], SummaryMark { mark, corrected: None });
    }
}

#[rstest]
#[tokio::test]
async fn the_pupils_of_a_class_are_those_of_the_day(#[values(Sqlite, Postgres)] on: Engine) {
    let school = summed_up(on).await;
    let mut reader = school.reader().await;
    let class_id = school.course("Алгебра").class_id;
    let surnames = async |reader: &mut klas_store::Reader, day: NaiveDate| {
        let question = Question { day, ..ask(&school, FIRST, None) };
        let pupils = reader.pupils_of_report(&question, class_id).await.unwrap();
        pupils.into_iter().map(|(_, name)| name.surname).collect::<Vec<_>>()
    };
    assert_eq!(surnames(&mut reader, TODAY).await, ["Андрієнко", "Ґудзь", "Їжак", "Явір"]);
    assert_eq!(surnames(&mut reader, day(2026, 10, 1)).await, ["Андрієнко", "Гай", "Ґудзь", "Їжак"]);
    let found = reader.class_of_year(school.year, class_id).await.unwrap();
    assert_eq!(found, (class("8-А"), Some(school.person("Коваль")), Scale::TwelvePoint));
    let mut names: Vec<_> = reader.class_names(school.year).await.unwrap().into_values().collect();
    names.sort();
    assert_eq!(names, [class("8-А"), class("8-Б")]);
    let strange = reader.class_of_year(school.year, klas_domain::Id::new()).await;
    assert!(matches!(strange, Err(StoreError::NotFound)));
}

#[rstest]
#[tokio::test]
async fn courses_have_their_planned_hours_and_their_lessons(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    // Thursday: algebra alone.
    let cancelled = "UPDATE lesson SET cancelled = TRUE WHERE held_on = '2026-11-19'";
    assert_eq!(school.db.tamper(school.id, cancelled).await, 1);
    let mut reader = school.reader().await;
    let (_, year) = reader.year(TODAY).await.unwrap();
    let hours = reader.course_hours(&ask(&school, FIRST, None), &year).await.unwrap();
    let algebra = hours.iter().find(|own| own.course.id == school.course("Алгебра").id).unwrap();
    let dates: Vec<_> = school.page_of("Алгебра", None).1.iter().map(|lesson| lesson.date).collect();
    let number = |of: &dyn Fn(&NaiveDate) -> bool| {
        u32::try_from(dates.iter().filter(|date| of(date)).count()).unwrap()
    };
    let first_ends = year.first_semester_ends_on;
    let first = Lessons {
        given: number(&|date| *date <= TODAY) - 1,
        cancelled: 1,
        ahead: number(&|date| *date > TODAY && *date <= first_ends),
    };
    let second = Lessons { ahead: number(&|date| *date > first_ends), ..Lessons::default() };
    assert_eq!(algebra.hours, Hours { topics: [3, 0], weekly_tenths: 20, lessons: [first, second] });
    let own = reader.course_hours(&ask(&school, FIRST, Some("Мельник")), &year).await.unwrap();
    let own: Vec<_> = own.iter().map(|own| format!("{} {}", own.course.class, own.course.subject)).collect();
    assert_eq!(own, ["8-А Англійська мова", "8-А Історія України", "8-Б Алгебра"]);
}

/// Two lessons of autumn go beside the plan; its topics reach ten lessons into the second semester.
#[rstest]
#[tokio::test]
async fn a_line_without_a_topic_is_an_hour_less_of_its_own_semester(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let (_, year) = school.reader().await.year(TODAY).await.unwrap();
    let lessons = &school.page_of("Алгебра", None).1;
    let of_first = lessons.iter().filter(|lesson| lesson.date <= year.first_semester_ends_on).count();
    let of_first = u16::try_from(of_first).unwrap();
    let line = bundle().plans[0].lines[0].clone();
    let topic = |number: u16| if [3, 5].contains(&number) { String::new() } else { line.topic.clone() };
    let mut files = bundle();
    files.plans[0].lines =
        (1..=of_first + 10).map(|number| PlanLine { number, topic: topic(number), ..line.clone() }).collect();
    school.take_in(files).await;
    let hours = school.reader().await.course_hours(&ask(&school, FIRST, None), &year).await.unwrap();
    let algebra = hours.iter().find(|own| own.course.id == school.course("Алгебра").id).unwrap();
    assert_eq!(algebra.hours.topics, [u32::from(of_first) - 2, 10]);
}

#[rstest]
#[tokio::test]
async fn a_school_sets_what_the_initial_level_weighs(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    assert_eq!(school.reader().await.initial_weight().await.unwrap(), InitialWeight::USUAL);
    let setting = Setting { school: school.id, author: school.person("Коваль"), now: now() };
    let weight = InitialWeight::new(4).unwrap();
    school.store.set_initial_weight(setting, weight).await.unwrap();
    assert_eq!(school.reader().await.initial_weight().await.unwrap(), weight);
    assert_eq!(school.store.verify_history(school.id).await.unwrap(), ChainState::Whole(1));
}

#[rstest]
#[tokio::test]
async fn another_school_sees_nothing_of_it(#[values(Sqlite, Postgres)] on: Engine) {
    let school = summed_up(on).await;
    let other = school.store.add_school("Гімназія № 1").await.unwrap();
    school.store.take_in(other, bundle(), TODAY, false).await.unwrap();
    let mut stranger = school.store.read(other).await.unwrap();
    let question = ask(&school, FIRST, None);
    assert_eq!(stranger.report(&question).await.unwrap(), Report::default());
    assert_eq!(stranger.marks_behind(&question, &Behind::default()).await.unwrap(), []);
    let class_id = school.course("Алгебра").class_id;
    assert_eq!(stranger.pupils_of_report(&question, class_id).await.unwrap(), []);
    assert_eq!(stranger.pupils_behind(&question, &Behind::default()).await.unwrap(), []);
    assert!(stranger.class_names(school.year).await.unwrap().is_empty());
    let (_, year) = stranger.year(TODAY).await.unwrap();
    assert_eq!(stranger.course_hours(&question, &year).await.unwrap(), []);
    assert!(matches!(stranger.class_of_year(school.year, class_id).await, Err(StoreError::NotFound)));
}

/// Marks of the scale of levels have no points, and count all the same; a class assessed in words has no marks.
#[rstest]
#[tokio::test]
async fn a_class_marked_by_levels_counts_by_level(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let mut little = bundle();
    little.pupils = vec![
        klas_domain::bundle::Pupil {
            class: class("3-А"), ..pupil("Малюк Марко Іванович")
        },
        klas_domain::bundle::Pupil {
            class: class("3-А"), ..pupil("Дрібна Дарина Іванівна")
        },
    ];
    little.courses.truncate(1);
    little.courses[0].key.class = class("3-А");
    little.timetable = vec![slot("3-А", None, "Алгебра", 1, 1)];
    little.staff.clear();
    little.plans.clear();
    school.take_in(little).await;
    let TestSchool { store, id, db, .. } = school;
    let school = TestSchool::of(db, store, id).await;
    let mut reader = school.reader().await;
    let courses = reader.courses(school.year, None).await.unwrap();
    let course = courses.into_iter().find(|course| course.class == class("3-А")).unwrap();
    let level = |code| Mark::try_from(code).unwrap();
    let marks = [("Малюк", level(22)), ("Дрібна", level(24))];
    school.sum_up(column(course, "semester", Some(1), &marks)).await;
    // 8-А is assessed in words from now on.
    let in_words = "UPDATE school_class SET scale = 'verbal' WHERE grade = 8";
    school.db.tamper(school.id, in_words).await;
    let report = reader.report(&ask(&school, FIRST, None)).await.unwrap();
    assert_eq!(told(&report), ["3-А · Алгебра · Коваль: 1×С 1×В"]);
    let names: Vec<_> = report.classes.iter().map(|class| class.name.to_string()).collect();
    assert_eq!(names, ["3-А"]);
    let little = report.classes[0].pupils.unwrap();
    assert_eq!((little.all, little.with_quality, little.succeeding), (2, 1, 2));
    let classes = reader.classes(school.year, TODAY).await.unwrap();
    let scale = |name| classes.iter().find(|own| own.class == class(name)).unwrap().scale;
    assert_eq!((scale("3-А"), scale("8-А")), (Scale::Levels, Scale::Verbal));
}
