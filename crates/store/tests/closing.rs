//! A closed semester: what has to be done before, what may be written afterwards, and by whom.

use std::sync::Arc;

use chrono::NaiveDate;
use klas_domain::{
    EditOutcome, Entry, Id, JournalEdit, Mark, Scope, StoredEntry,
    calendar::{
        Semester,
        Semester::{First, Second},
    },
    closing::{ClosingRefusal, Finding, Pencil},
    column::{Column, ColumnChange, ColumnOf, ColumnRefusal, Sum, Work},
    edit::{LessonEdit, LessonOutcome, LessonText, Refusal},
    id::of,
};
use klas_store::{
    StoreError,
    closing::{Check, Closer},
    history::ChainState,
    journal::Write,
    summative::Change,
};
use rstest::rstest;

use crate::support::{
    Cell, Engine, Postgres, Sqlite, TODAY, TestSchool, day, everyone, kyiv, now, pencil, saved, typed,
};

pub const COURSES: [(&str, Option<i32>); 4] = [
    ("Алгебра", None),
    ("Англійська мова", Some(1)),
    ("Англійська мова", Some(2)),
    ("Історія України", None),
];
/// Those of the class who are there today; the one who left needs no mark.
pub const HERE: [&str; 4] = ["Андрієнко", "Ґудзь", "Їжак", "Явір"];

pub fn closer(school: &TestSchool) -> Closer {
    Closer { school: school.id, author: school.person("Коваль"), now: now() }
}

pub fn marked(points: u8) -> Entry {
    Entry { mark: Some(Mark::Points(points)), ..Entry::default() }
}

pub fn sum(school: &TestSchool, sum: Sum, pupil: &str) -> Cell {
    Cell { column: sum.id(school.course("Алгебра").id), pupil: school.person(pupil) }
}

pub fn course(school: &TestSchool, (subject, group): (&str, Option<i32>)) -> Id<of::Course> {
    match group {
        Some(group) => school.group_course(subject, group).id,
        None => school.course(subject).id,
    }
}

/// Writes the topics of a course's lessons up to today and everybody's semester mark.
pub async fn finish(school: &TestSchool, course: Id<of::Course>) {
    finish_by(school, course, First, TODAY).await;
}

/// The same of a semester up to a day.
pub async fn finish_by(school: &TestSchool, course: Id<of::Course>, semester: Semester, day: NaiveDate) {
    let mut reader = school.reader().await;
    let (_, year) = reader.year(TODAY).await.unwrap();
    let lessons = reader.lessons(course, (year.range(semester).0, day)).await.unwrap();
    let pupils = {
        let course = reader.course(course).await.unwrap();
        reader.pupils_of(&course).await.unwrap()
    };
    drop(reader);
    for lesson in lessons {
        assert_eq!(tell(school, lesson.lesson, "Дроби").await, LessonOutcome::Saved { version: 1 });
    }
    let column = Sum::Semester(semester).id(course);
    let here = pupils.iter().filter(|pupil| pupil.belongs(day));
    let edits: Vec<_> = here.map(|pupil| Cell { column, pupil: pupil.id }.edit(0, marked(8))).collect();
    let outcomes = school.save_at(now(), "Коваль", edits).await;
    assert!(outcomes.iter().all(|outcome| *outcome == saved(1)), "{outcomes:?}");
}

async fn tell(school: &TestSchool, lesson: Id<of::Lesson>, topic: &str) -> LessonOutcome {
    let text = LessonText { topic: topic.to_owned(), ..LessonText::default() };
    let edit = LessonEdit { id: Id::new(), lesson, base: 0, text };
    school.store.write_lesson(school.id, school.person("Коваль"), now(), edit, |_| true).await.unwrap()
}

pub async fn close(school: &TestSchool, course: Id<of::Course>) -> Result<(), ClosingRefusal> {
    school.store.close_course(closer(school), course, First, "").await.unwrap()
}

/// A school where algebra's first semester is closed.
async fn closed(on: Engine) -> TestSchool {
    let school = TestSchool::start(on).await;
    finish(&school, school.course("Алгебра").id).await;
    assert_eq!(close(&school, school.course("Алгебра").id).await, Ok(()));
    school
}

/// Closes the first semester of 8-А: each of its courses, then the class.
pub async fn close_first(school: &TestSchool) {
    for name in COURSES {
        let own = course(school, name);
        finish(school, own).await;
        assert_eq!(close(school, own).await, Ok(()));
    }
    let class = school.course("Алгебра").class_id;
    assert_eq!(school.store.close_class(closer(school), class, First, "").await.unwrap(), Ok(()));
}

async fn check(school: &TestSchool, semester: Semester, day: NaiveDate) -> Check {
    let page = school.course("Алгебра");
    let mut reader = school.reader().await;
    let ground = reader.closing_ground(page.class_id, semester, day).await.unwrap();
    reader.check_closing(&page, &ground).await.unwrap()
}

async fn findings(school: &TestSchool) -> Vec<Finding> {
    check(school, First, TODAY).await.findings
}

pub async fn whole(school: &TestSchool) -> i64 {
    match school.store.verify_history(school.id).await.unwrap() {
        ChainState::Whole(rows) => rows,
        broken => panic!("{broken:?}"),
    }
}

#[rstest]
#[tokio::test]
async fn a_course_is_closed_when_nothing_is_in_the_way(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let algebra = school.course("Алгебра").id;
    assert_eq!(close(&school, algebra).await, Err(ClosingRefusal::Blocked));
    assert_eq!(school.reader().await.closed_semesters(algebra).await.unwrap(), []);
    finish(&school, algebra).await;
    let before = whole(&school).await;
    assert_eq!(close(&school, algebra).await, Ok(()));
    assert_eq!(close(&school, algebra).await, Ok(()), "closing it again is nothing new");
    assert_eq!(whole(&school).await, before + 1);
    let mut reader = school.reader().await;
    assert_eq!(reader.closed_semesters(algebra).await.unwrap(), [First]);
    let class = school.course("Алгебра").class_id;
    let courses = reader.closed_courses(class, First).await.unwrap();
    let closed = &courses[&algebra];
    assert_eq!((closed.at, closed.by.surname.as_str(), courses.len()), (now(), "Коваль", 1));
    assert!(reader.closed_courses(class, Second).await.unwrap().is_empty());
}

#[rstest]
#[case::opened("DELETE FROM closing")]
#[case::of_another_semester("UPDATE closing SET semester = 2")]
#[case::by_another("UPDATE closing SET closed_by = (SELECT person_id FROM person WHERE surname = 'Мельник')")]
#[case::at_another_moment("UPDATE closing SET closed_at = '2026-11-20T09:00:00+00:00'")]
#[case::of_a_class(
    "INSERT INTO class_closing (school_id, class_id, semester, closed_at, closed_by) \
     SELECT school_id, class_id, semester, closed_at, closed_by FROM closing JOIN course USING (school_id, course_id)"
)]
#[case::of_the_school(
    "INSERT INTO school_closing (school_id, year_id, semester, closed_at, closed_by) \
     SELECT school_id, year_id, semester, closed_at, closed_by FROM closing JOIN academic_year USING (school_id)"
)]
#[tokio::test]
async fn a_closing_behind_the_programs_back_shows(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] tampering: &str,
) {
    let school = closed(on).await;
    whole(&school).await;
    assert!(school.db.tamper(school.id, tampering).await > 0);
    let state = school.store.verify_history(school.id).await.unwrap();
    assert!(matches!(state, ChainState::Altered(1..)), "{state:?}");
}

/// Nobody writes in a course without teacher: it is closed as it is, and the history says why.
#[rstest]
#[tokio::test]
async fn a_course_without_teacher_is_closed_as_it_is_with_a_reason(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let algebra = school.course("Алгебра").id;
    let close =
        async |reason| school.store.close_course(closer(&school), algebra, First, reason).await.unwrap();
    assert_eq!(close("Учителька пішла").await, Err(ClosingRefusal::Blocked), "it has a teacher");
    let (id, course) = (school.literal(school.id.uuid()), school.literal(algebra.uuid()));
    let vacate =
        format!("UPDATE course SET teacher_id = NULL WHERE school_id = {id} AND course_id = {course}");
    school.db.tamper(school.id, &vacate).await;
    assert_eq!(close(" ").await, Err(ClosingRefusal::ReasonNeeded));
    assert_eq!(close("Учителька пішла").await, Ok(()));
    let count = "SELECT count(*) FROM history WHERE kind = 'closing' AND reason = 'Учителька пішла'";
    assert_eq!(school.db.count(Some(school.id), count).await, 1);
    assert_eq!(school.reader().await.closed_semesters(algebra).await.unwrap(), [First]);
}

#[rstest]
#[tokio::test]
async fn what_is_found_is_read_from_the_page(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let algebra = school.course("Алгебра").id;
    let days = school.algebra_days();
    let found = findings(&school).await;
    let count = |wanted: fn(&Finding) -> bool| found.iter().filter(|finding| wanted(finding)).count();
    assert_eq!(count(|finding| matches!(finding, Finding::NoTopic { .. })), days.len());
    assert_eq!(count(|finding| matches!(finding, Finding::FewMarks { marks: 0, .. })), HERE.len());
    assert_eq!(count(|finding| finding.blocks()), days.len() + HERE.len());
    finish(&school, algebra).await;
    let both = Entry { absence: Some(klas_domain::Absence::Illness), ..marked(9) };
    let cell = school.algebra("Їжак");
    school.save("Коваль", cell.edit(0, both)).await;
    let found = Finding::MarkOnAbsence { column: cell.column, pupil: cell.pupil };
    assert!(findings(&school).await.contains(&found));
    school.store.set_least_marks(school.setting(), 0).await.unwrap();
    let found = findings(&school).await;
    assert!(
        !found.iter().any(|finding| matches!(finding, Finding::FewMarks { .. } | Finding::NoTopic { .. }))
    );
}

/// The absence stands at the lesson, the mark in a column of its own.
#[rstest]
#[tokio::test]
async fn a_further_work_of_a_missed_lesson_is_found(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let work = |day| ColumnChange::AddWork {
        lesson: school.lesson("Алгебра", day).lesson,
        work: Work::Notebook,
    };
    for day in [TODAY, day(2026, 11, 19)] {
        assert_eq!(arrange(&school, work(day)).await, Ok(()));
    }
    let columns = school.reader().await.columns(cell_course(&school)).await.unwrap();
    let notebooks =
        columns.iter().filter(|column| matches!(column.of, ColumnOf::Current { work: Some(_), .. }));
    let pupil = school.person("Їжак");
    for notebook in notebooks {
        let cell = Cell { column: notebook.id, pupil };
        assert_eq!(school.save("Коваль", cell.edit(0, typed("8"))).await, saved(1));
    }
    assert_eq!(school.save("Коваль", school.algebra("Їжак").edit(0, typed("н"))).await, saved(1));
    let own = |column: &&Column| match column.of {
        ColumnOf::Current { lesson, .. } => lesson == school.lesson("Алгебра", TODAY).lesson,
        ColumnOf::Sum { .. } => false,
    };
    let column = columns.iter().find(own).unwrap().id;
    let found = findings(&school).await;
    let on_absence: Vec<_> =
        found.into_iter().filter(|finding| matches!(finding, Finding::MarkOnAbsence { .. })).collect();
    assert_eq!(on_absence, [Finding::MarkOnAbsence { column, pupil }]);
}

/// The pupil was at home all day, and one teacher gave a mark: the absences stand on the pages of other courses.
#[rstest]
#[tokio::test]
async fn a_mark_of_a_day_that_the_others_say_was_missed_is_found(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let cell = school.algebra("Їжак");
    let found = Finding::MarkOnAbsence { column: cell.column, pupil: cell.pupil };
    assert_eq!(school.save("Коваль", cell.edit(0, typed("8"))).await, saved(1));
    let history = school.cell("Історія України", TODAY, "Їжак");
    assert_eq!(school.save("Мельник", history.edit(0, typed("н"))).await, saved(1));
    assert!(!findings(&school).await.contains(&found), "the pupil was at the English of group 1");
    let column = school.group_lesson("Англійська мова", 1, TODAY).column();
    let english = Cell { column, pupil: cell.pupil };
    assert_eq!(school.save("Мельник", english.edit(0, typed("н"))).await, saved(1));
    assert!(findings(&school).await.contains(&found));
}

/// The year is summed up with its second semester.
#[rstest]
#[tokio::test]
async fn the_second_semester_is_closed_with_annual_marks(#[values(Sqlite, Postgres)] on: Engine) {
    let school = closed(on).await;
    let june = day(2027, 5, 31);
    finish_by(&school, cell_course(&school), Second, june).await;
    let close = async || {
        let june = closer_in_june(&school);
        school.store.close_course(june, cell_course(&school), Second, "").await.unwrap()
    };
    assert_eq!(close().await, Err(ClosingRefusal::Blocked));
    let found = check(&school, Second, june).await.findings;
    let missing = HERE.map(|pupil| {
        let cell = klas_domain::closing::Cell { pupil: school.person(pupil), sum: Sum::Annual };
        Finding::Undecided { cell, proposed: marked(8).mark }
    });
    assert_eq!(found.into_iter().filter(|finding| finding.blocks()).collect::<Vec<_>>(), missing);
    for pupil in HERE {
        let cell = sum(&school, Sum::Annual, pupil);
        assert_eq!(school.save("Коваль", cell.edit(0, marked(8))).await, saved(1));
    }
    assert_eq!(close().await, Ok(()));
}

/// In November nobody closes the semester that begins in January, nor on its first day, before its first lesson: not even
/// the course that nobody teaches.
#[rstest]
#[tokio::test]
async fn a_semester_is_not_closed_before_its_first_lesson(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let (page, art) = (school.course("Алгебра"), school.course("Мистецтво").id);
    let early = Err(ClosingRefusal::NotBegun);
    let november = closer(&school);
    let january = Closer { now: kyiv(2027, 1, 11, 15, 0), ..november };
    for (closer, course) in [(november, page.id), (january, page.id), (november, art)] {
        let outcome = school.store.close_course(closer, course, Second, "Учительки немає").await.unwrap();
        assert_eq!(outcome, early);
    }
    assert_eq!(school.store.close_class(november, page.class_id, Second, "").await.unwrap(), early);
    assert_eq!(school.store.close_school(november, school.year, Second).await.unwrap(), early);
    let check = check(&school, Second, TODAY).await;
    let first = Some(school.lesson("Алгебра", day(2027, 1, 12)).lesson);
    assert_eq!(check.findings, [Finding::NotBegun { first }]);
    assert!(check.is_blocked() && check.has_not_begun());
    let class = school.store.close_class(january, page.class_id, Second, "").await.unwrap();
    assert_eq!(class, Err(ClosingRefusal::Blocked), "it has begun, and its courses are open");
}

/// What the teacher has in pencil would be lost to everybody; in the other semester it disturbs nobody.
#[rstest]
#[tokio::test]
async fn what_is_still_in_pencil_is_published_before_closing(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let algebra = school.course("Алгебра").id;
    finish(&school, algebra).await;
    let cell = school.algebra("Їжак");
    let unpublished = |own| Finding::Unpublished(Pencil { column: cell.column, pupil: cell.pupil, own });
    let teacher = school.course("Алгебра").teacher.unwrap().1.surname;
    school.save(&teacher, cell.edit(0, pencil("8"))).await;
    school.save(&teacher, sum(&school, Sum::Semester(Second), "Їжак").edit(0, pencil("9"))).await;
    let found = findings(&school).await;
    let told = found.iter().filter(|finding| matches!(finding, Finding::Unpublished(_)));
    assert_eq!(told.copied().collect::<Vec<_>>(), [unpublished(true)]);
    assert_eq!(close(&school, algebra).await, Err(ClosingRefusal::Blocked));
    school.save(&teacher, cell.edit(1, typed("8"))).await;
    assert_eq!(close(&school, algebra).await, Ok(()));
}

/// A pencil mark is nobody's but its author's: it does not stand in for a decided one.
#[rstest]
#[tokio::test]
async fn a_semester_mark_in_pencil_is_still_missing(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let algebra = school.course("Алгебра").id;
    finish(&school, algebra).await;
    let cell = sum(&school, Sum::Semester(First), "Їжак");
    school.save("Коваль", cell.edit(1, Entry::default())).await;
    school.save("Коваль", cell.edit(2, pencil("8"))).await;
    assert_eq!(close(&school, algebra).await, Err(ClosingRefusal::Blocked));
    school.save("Коваль", cell.edit(3, typed("8"))).await;
    assert_eq!(close(&school, algebra).await, Ok(()));
}

#[rstest]
#[tokio::test]
async fn what_rests_on_other_marks_is_told(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let cell = sum(&school, Sum::Results(First, 1), "Їжак");
    let found = klas_domain::closing::Cell { pupil: cell.pupil, sum: Sum::Results(First, 1) };
    school.save("Коваль", cell.edit(0, Entry { basis: Some(-7), ..marked(9) })).await;
    assert!(findings(&school).await.contains(&Finding::Stale(found)));
    school.save("Коваль", cell.edit(1, marked(9))).await;
    assert!(!findings(&school).await.contains(&Finding::Stale(found)));
}

/// Whoever may write a cell that is open, and whoever corrects a closed one.
fn rights(school: &TestSchool, author: &str, corrects: bool) -> Write {
    let authorise = move |scope: &Scope, _: &StoredEntry, _: &JournalEdit| corrects || !scope.closed;
    Write { authorise: Arc::new(authorise), ..school.write(author, now()) }
}

async fn save(school: &TestSchool, corrects: bool, edit: JournalEdit) -> EditOutcome {
    school.store.apply(rights(school, "Коваль", corrects), vec![edit]).await.unwrap().remove(0)
}

#[rstest]
#[case::a_lesson(None)]
#[case::a_group_of_results(Some(Sum::Results(First, 1)))]
#[case::the_semester(Some(Sum::Semester(First)))]
#[tokio::test]
async fn a_closed_cell_is_corrected_by_a_deputy_with_a_reason(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] of: Option<Sum>,
) {
    let school = closed(on).await;
    let cell = of.map_or(school.algebra("Їжак"), |of| sum(&school, of, "Їжак"));
    let base = school.seen("Коваль", cell).await.version;
    let edit = || cell.edit(base, marked(10));
    let refused = EditOutcome::Refused;
    assert_eq!(save(&school, false, edit()).await, refused(Refusal::Closed));
    assert_eq!(save(&school, true, edit()).await, refused(Refusal::ReasonNeeded));
    let blank = JournalEdit { reason: Some(" ".to_owned()), ..edit() };
    assert_eq!(save(&school, true, blank).await, refused(Refusal::ReasonNeeded));
    let reason = Some("Апеляція, наказ № 12".to_owned());
    let reasoned = JournalEdit { reason: reason.clone(), ..edit() };
    assert_eq!(save(&school, false, reasoned.clone()).await, refused(Refusal::Closed));
    assert_eq!(save(&school, true, reasoned).await, saved(base + 1));
    let mut reader = school.reader().await;
    let history = reader.cell_history(cell.column, cell.pupil, school.person("Коваль")).await.unwrap();
    assert_eq!((history[0].reason.clone(), history[0].after.mark), (reason, marked(10).mark));
}

/// DOMAIN §4.3: a correction comes after the mark that it corrects, and the annual mark after both. They are the teacher's
/// until the class is closed.
#[rstest]
#[case::the_semester(Sum::Semester(Second), true)]
#[case::corrected_of_the_first(Sum::Corrected(First), false)]
#[case::corrected(Sum::Corrected(Second), false)]
#[case::annual(Sum::Annual, false)]
#[case::corrected_annual(Sum::CorrectedAnnual, false)]
#[tokio::test]
async fn what_comes_after_the_semester_is_closed_with_the_class(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] of: Sum,
    #[case] with_course: bool,
) {
    let school = closed(on).await;
    for semester in [First, Second] {
        let mut application = school.application("Їжак");
        application.subject.semester = semester;
        school.keep(application).await;
    }
    for below in [Sum::Semester(Second), Sum::Annual].into_iter().filter(|below| *below != of) {
        let edit = sum(&school, below, "Їжак").edit(0, marked(7));
        assert_eq!(save(&school, false, edit).await, saved(1));
    }
    close_behind(&school, Second).await;
    let (cell, shut) = (sum(&school, of, "Їжак"), EditOutcome::Refused(Refusal::Closed));
    let (base, expected) = if with_course { (0, shut.clone()) } else { (1, saved(1)) };
    assert_eq!(save(&school, false, cell.edit(0, marked(9))).await, expected);
    close_class_behind(&school, Second).await;
    let edit = cell.edit(base, marked(10));
    assert_eq!(save(&school, false, edit.clone()).await, shut);
    let reasoned = JournalEdit { reason: Some("Наказ № 12".to_owned()), ..edit };
    assert_eq!(save(&school, true, reasoned).await, saved(base + 1));
}

fn cell_course(school: &TestSchool) -> Id<of::Course> {
    school.course("Алгебра").id
}

pub fn closer_in_june(school: &TestSchool) -> Closer {
    Closer { now: kyiv(2027, 5, 31, 15, 0), ..closer(school) }
}

/// Closes algebra's semester as a database client would.
async fn close_behind(school: &TestSchool, semester: Semester) {
    close_as_client(school, ("closing", "course_id"), cell_course(school).uuid(), semester).await;
}

/// Closes the semester of 8-А as a database client would.
async fn close_class_behind(school: &TestSchool, semester: Semester) {
    let class = school.course("Алгебра").class_id;
    close_as_client(school, ("class_closing", "class_id"), class.uuid(), semester).await;
}

/// Closes a semester of a course or class as a database client would.
pub async fn close_as_client(
    school: &TestSchool,
    (table, key): (&str, &str),
    of: uuid::Uuid,
    semester: Semester,
) {
    let (id, of) = (school.literal(school.id.uuid()), school.literal(of));
    let author = school.literal(school.person("Коваль").uuid());
    let statement = format!(
        "INSERT INTO {table} (school_id, {key}, semester, closed_at, closed_by) \
         VALUES ({id}, {of}, {}, '2026-11-24 09:00:00', {author})",
        semester.code()
    );
    school.db.tamper(school.id, &statement).await;
}

#[rstest]
#[tokio::test]
async fn other_courses_and_the_other_semester_stay_open(#[values(Sqlite, Postgres)] on: Engine) {
    let school = closed(on).await;
    let history = school.cell("Історія України", TODAY, "Їжак");
    assert_eq!(save(&school, false, history.edit(0, marked(9))).await, saved(1));
    let january = school.cell("Алгебра", day(2027, 1, 12), "Їжак");
    assert_eq!(save(&school, false, january.edit(0, typed("н"))).await, saved(1));
    let last = school.cell("Алгебра", day(2026, 12, 24), "Їжак");
    assert_eq!(save(&school, false, last.edit(0, typed("н"))).await, EditOutcome::Refused(Refusal::Closed));
}

#[rstest]
#[tokio::test]
async fn a_lessons_words_are_closed_with_its_semester(#[values(Sqlite, Postgres)] on: Engine) {
    let school = closed(on).await;
    let lesson = |day| school.lesson("Алгебра", day).lesson;
    assert_eq!(tell(&school, lesson(day(2026, 12, 1)), "Інша тема").await, LessonOutcome::Closed);
    let january = tell(&school, lesson(day(2027, 1, 12)), "Інша тема").await;
    assert_eq!(january, LessonOutcome::Saved { version: 1 });
}

#[rstest]
#[tokio::test]
async fn a_class_is_closed_after_its_courses_and_the_school_after_its_classes(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::start(on).await;
    let class = school.course("Алгебра").class_id;
    let mut reader = school.reader().await;
    let (year_id, year) = reader.year(TODAY).await.unwrap();
    for (place, name) in COURSES.into_iter().enumerate() {
        let state = reader.class_state((year_id, &year), First, class).await.unwrap();
        assert_eq!(
            (state.courses, state.closed_courses),
            (4, i64::try_from(place).unwrap()),
            "art has no lessons"
        );
        let blocked = school.store.close_class(closer(&school), class, First, "").await.unwrap();
        assert_eq!(blocked, Err(ClosingRefusal::Blocked));
        finish(&school, course(&school, name)).await;
        assert_eq!(close(&school, course(&school, name)).await, Ok(()));
    }
    let blocked = school.store.close_school(closer(&school), year_id, First).await.unwrap();
    assert_eq!(blocked, Err(ClosingRefusal::Blocked), "the class teacher did not say so yet");
    let before = whole(&school).await;
    assert_eq!(school.store.close_class(closer(&school), class, First, "").await.unwrap(), Ok(()));
    let states = reader.class_states((year_id, &year), First).await.unwrap();
    let seen: Vec<_> =
        states.iter().map(|state| (state.name.to_string(), state.has_courses(), state.is_closed())).collect();
    assert_eq!(seen, [("8-А".to_owned(), true, true), ("8-Б".to_owned(), false, false)]);
    assert_eq!(school.store.close_school(closer(&school), year_id, First).await.unwrap(), Ok(()));
    assert_eq!(reader.school_closed(year_id, First).await.unwrap().unwrap().at, now());
    assert_eq!(whole(&school).await, before + 2);

    let algebra = school.course("Алгебра").id;
    let store = &school.store;
    let without = store.reopen_course(closer(&school), algebra, First, " ").await.unwrap();
    assert_eq!(without, Err(ClosingRefusal::ReasonNeeded));
    assert_eq!(store.reopen_course(closer(&school), algebra, First, "Помилка").await.unwrap(), Ok(()));
    assert_eq!(whole(&school).await, before + 5, "the course, the class, the school");
    assert_eq!(store.reopen_course(closer(&school), algebra, First, "Помилка").await.unwrap(), Ok(()));
    assert_eq!(whole(&school).await, before + 5, "what is open is not opened again");
    let state = reader.class_state((year_id, &year), First, class).await.unwrap();
    assert_eq!((state.closed_courses, state.closed), (3, None));
    assert_eq!(reader.school_closed(year_id, First).await.unwrap(), None);
    let edit = school.algebra("Їжак").edit(0, typed("9"));
    assert_eq!(save(&school, false, edit).await, saved(1), "the teacher writes again");
}

#[rstest]
#[tokio::test]
async fn reopening_leaves_its_reason_in_the_history(#[values(Sqlite, Postgres)] on: Engine) {
    let school = closed(on).await;
    let algebra = school.course("Алгебра").id;
    school.store.reopen_course(closer(&school), algebra, First, "Помилка в темі").await.unwrap().unwrap();
    let count = "SELECT count(*) FROM history WHERE kind = 'closing' AND reason = 'Помилка в темі' \
         AND before LIKE '%true%' AND after LIKE '%false%'";
    assert_eq!(school.db.count(Some(school.id), count).await, 1);
}

#[rstest]
#[tokio::test]
async fn a_drawn_page_is_old_once_its_course_is_closed(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let (algebra, history) = (school.course("Алгебра").id, school.course("Історія України").id);
    finish(&school, algebra).await;
    let mut reader = school.reader().await;
    let seq = reader.seq().await.unwrap();
    assert_eq!(close(&school, algebra).await, Ok(()));
    assert_eq!(reader.still_true(algebra, seq).await.unwrap(), None);
    assert_eq!(reader.still_true(history, seq).await.unwrap(), Some(seq + 1));
}

/// What the class has closed is drawn otherwise too: nobody gives its absences their reasons.
#[rstest]
#[tokio::test]
async fn a_drawn_page_is_old_once_its_class_is_closed(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    for name in COURSES {
        finish(&school, course(&school, name)).await;
        assert_eq!(close(&school, course(&school, name)).await, Ok(()));
    }
    let mut reader = school.reader().await;
    let seq = reader.seq().await.unwrap();
    let (algebra, class) = (cell_course(&school), school.course("Алгебра").class_id);
    assert_eq!(school.store.close_class(closer(&school), class, First, "").await.unwrap(), Ok(()));
    assert_eq!(reader.still_true(algebra, seq).await.unwrap(), None);
    assert!(reader.is_rearranged(algebra, seq).await.unwrap());
    let of_another_class = reader.courses(school.year, None).await.unwrap();
    let other = of_another_class.iter().find(|course| course.class_id != class).unwrap().id;
    assert_eq!(reader.still_true(other, seq).await.unwrap(), Some(seq + 1));
    assert!(!reader.is_rearranged(other, seq).await.unwrap());
}

#[rstest]
#[tokio::test]
async fn another_schools_courses_and_classes_are_not_closed(#[values(Sqlite, Postgres)] on: Engine) {
    let school = closed(on).await;
    let other = school.store.add_school("Гімназія № 1").await.unwrap();
    school.store.take_in(other, crate::support::bundle(), TODAY, false).await.unwrap();
    let stranger = Closer { school: other, ..closer(&school) };
    let page = school.course("Алгебра");
    let not_found = |result: klas_store::Result<Result<(), ClosingRefusal>>| {
        assert!(matches!(result, Err(StoreError::NotFound)), "{result:?}");
    };
    not_found(school.store.close_course(stranger, page.id, First, "").await);
    not_found(school.store.reopen_course(stranger, page.id, First, "Чужа").await);
    not_found(school.store.close_class(stranger, page.class_id, First, "").await);
    not_found(school.store.close_school(stranger, school.year, First).await);
    let mut reader = school.store.read(other).await.unwrap();
    assert_eq!(reader.closed_semesters(page.id).await.unwrap(), []);
    assert!(reader.closed_courses(page.class_id, First).await.unwrap().is_empty());
    assert_eq!(school.reader().await.closed_semesters(page.id).await.unwrap(), [First]);
    let write = Write { authorise: everyone(), ..school.write("Коваль", now()) };
    let edit = school.algebra("Їжак").edit(0, typed("9"));
    let outcomes = school.store.apply(write, vec![edit]).await.unwrap();
    assert_eq!(outcomes, [EditOutcome::Refused(Refusal::ReasonNeeded)]);
}

async fn arrange(school: &TestSchool, wish: ColumnChange) -> Result<(), ColumnRefusal> {
    let (author, course) = (school.person("Коваль"), cell_course(school));
    let change = Change { school: school.id, course, author, now: now() };
    school.store.change_columns(change, vec![wish], |_| true).await.unwrap()
}

/// DOMAIN §3: what is closed stands as it was decided, and so do the columns that it was decided in.
#[rstest]
#[tokio::test]
async fn the_columns_of_a_closed_semester_stay(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let lesson = |day| school.lesson("Алгебра", day).lesson;
    let (autumn, winter) = (lesson(day(2026, 11, 24)), lesson(day(2027, 1, 12)));
    let theme = |lesson| ColumnChange::AddTheme { lesson, name: "Дроби".to_owned() };
    let work = |lesson| ColumnChange::AddWork { lesson, work: Work::Notebook };
    let count =
        |lesson: Id<of::Lesson>| ColumnChange::CountFor { column: lesson.uuid().into(), results: Some(1) };
    for wish in [theme(autumn), work(autumn)] {
        assert_eq!(arrange(&school, wish).await, Ok(()));
    }
    let columns = school.reader().await.columns(cell_course(&school)).await.unwrap();
    let own = |column: &&Column| match column.of {
        ColumnOf::Current { work, .. } => work.is_some(),
        ColumnOf::Sum { sum, .. } => matches!(sum, Sum::Thematic(..)),
    };
    let made: Vec<_> = columns.iter().filter(own).map(|column| column.id).collect();
    assert_eq!(made.len(), 2);
    close_behind(&school, First).await;
    let earlier = lesson(day(2026, 11, 17));
    let mut wishes = vec![theme(earlier), work(earlier), count(autumn)];
    wishes.extend(made.into_iter().map(|column| ColumnChange::Remove { column }));
    for wish in wishes {
        assert_eq!(arrange(&school, wish.clone()).await, Err(ColumnRefusal::Closed), "{wish:?}");
    }
    for wish in [theme(winter), work(winter), count(winter)] {
        assert_eq!(arrange(&school, wish).await, Ok(()), "the other semester is open");
    }
}
