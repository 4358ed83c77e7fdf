//! What a class is closed with besides its courses, and years that are over when they are closed.

use klas_domain::{
    Absence, EditOutcome, Entry, Id, JournalEdit, Mark, Scale,
    bundle::Bundle,
    calendar::{
        AcademicYear,
        Semester::{First, Second},
    },
    closing::ClosingRefusal,
    column::Sum,
    edit::Refusal,
    excuse::{Excuse, ExcuseAnswer},
    id::of,
};
use klas_store::{
    acknowledgement::Sender,
    closing::{Closer, Missing, OpenCell},
    excuse::AnswerOutcome,
    register::Keeper,
};
use rstest::rstest;

use crate::{
    closing::{
        COURSES, HERE, close, close_as_client, close_first, closer, closer_in_june, course, finish, marked,
        sum, tell_topics, whole,
    },
    support::{
        Cell, Column, Engine, Postgres, Sqlite, TODAY, TestSchool, bundle, day, kyiv, now, pencil, saved,
        typed,
    },
};

fn class(school: &TestSchool) -> Id<of::SchoolClass> {
    school.course("Алгебра").class_id
}

/// Closes the first semester of all courses of 8-А.
async fn close_courses(school: &TestSchool) {
    for name in COURSES {
        finish(school, course(school, name)).await;
        assert_eq!(close(school, course(school, name)).await, Ok(()));
    }
}

async fn close_class(school: &TestSchool, reason: &str) -> Result<(), ClosingRefusal> {
    school.store.close_class(closer(school), class(school), First, reason).await.unwrap()
}

async fn missing(school: &TestSchool) -> Missing {
    let mut reader = school.reader().await;
    let (_, year) = reader.year_of_class(class(school)).await.unwrap();
    reader.missing_of_class(class(school), &year, First, TODAY).await.unwrap()
}

/// DOMAIN §3, §5: the class teacher gives absences their reasons, and does so until the class is closed.
#[rstest]
#[tokio::test]
async fn a_class_is_closed_when_its_absences_have_reasons(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let here = school.algebra("Їжак");
    let left = school.cell("Історія України", day(2026, 9, 29), "Гай");
    for cell in [here, left] {
        assert_eq!(school.save("Коваль", cell.edit(0, typed("н"))).await, saved(1));
    }
    let of_another_semester = school.cell("Алгебра", day(2027, 1, 12), "Їжак");
    assert_eq!(school.save("Коваль", of_another_semester.edit(0, typed("н"))).await, saved(1));
    close_courses(&school).await;
    assert_eq!(close_class(&school, "Так треба").await, Err(ClosingRefusal::Blocked));
    let found = missing(&school).await;
    let told: Vec<_> =
        found.unexplained.iter().map(|own| (own.name.surname.as_str(), own.days.clone())).collect();
    assert_eq!(told, [("Гай", vec![day(2026, 9, 29)]), ("Їжак", vec![TODAY])], "leavers too");

    let explained = here.edit(1, typed("хв"));
    let by_another = school.save("Мельник", explained.clone()).await;
    assert_eq!(by_another, EditOutcome::Refused(Refusal::ReasonNeeded), "to anybody else it is a correction");
    assert_eq!(school.save("Коваль", explained).await, saved(2));
    assert_eq!(school.save("Коваль", left.edit(1, typed("бп"))).await, saved(2));
    assert!(missing(&school).await.is_nothing());
    assert_eq!(close_class(&school, "").await, Ok(()));
    let late = school.save("Коваль", here.edit(2, typed("пп"))).await;
    assert_eq!(late, EditOutcome::Refused(Refusal::ReasonNeeded), "now it is a correction to everybody");
}

#[rstest]
#[tokio::test]
async fn a_class_is_closed_when_families_have_their_answers(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    close_courses(&school).await;
    let (pupil, author) = (school.person("Андрієнко"), school.person("Юрченко"));
    let sender = Sender { school: school.id, author, pupil, now: now() };
    let send = async |from, to| {
        let note = Excuse { from, to, kind: Absence::Illness, comment: "Застуда".to_owned() };
        let id = Id::new();
        assert_eq!(school.store.send_excuse(sender, id, note, None).await.unwrap(), Ok(()));
        id
    };
    send(day(2027, 1, 12), day(2027, 1, 13)).await;
    assert!(missing(&school).await.is_nothing(), "it is about the other semester");
    let waiting = send(TODAY, TODAY).await;
    assert_eq!(missing(&school).await.notes, 1);
    assert_eq!(close_class(&school, "").await, Err(ClosingRefusal::Blocked));
    let keeper =
        Keeper {
            school: school.id, class: class(&school), author: school.person("Коваль"), now: now()
        };
    let answer = ExcuseAnswer::Refused("Була на уроках".to_owned());
    let answered = school.store.answer_excuse(keeper, waiting, answer, |_| true).await.unwrap();
    assert_eq!(answered, AnswerOutcome::Saved);
    assert_eq!(close_class(&school, "").await, Ok(()));
}

/// Nobody gives reasons in a class without class teacher: it is closed as it is, and the history says why.
#[rstest]
#[tokio::test]
async fn a_class_without_class_teacher_is_closed_as_it_is_with_a_reason(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::start(on).await;
    assert_eq!(school.save("Коваль", school.algebra("Їжак").edit(0, typed("н"))).await, saved(1));
    assert_eq!(close_class(&school, "Немає кому").await, Err(ClosingRefusal::Blocked), "courses are open");
    close_courses(&school).await;
    let (id, own) = (school.literal(school.id.uuid()), school.literal(class(&school).uuid()));
    let vacate = format!(
        "UPDATE school_class SET class_teacher_id = NULL WHERE school_id = {id} AND class_id = {own}"
    );
    school.db.tamper(school.id, &vacate).await;
    assert_eq!(close_class(&school, " ").await, Err(ClosingRefusal::ReasonNeeded));
    assert_eq!(close_class(&school, "Немає кому").await, Ok(()));
    let count = "SELECT count(*) FROM history WHERE kind = 'closing' AND reason = 'Немає кому'";
    assert_eq!(school.db.count(Some(school.id), count).await, 1);
    whole(&school).await;
}

/// The cells that are not ready in June.
async fn open_cells(school: &TestSchool) -> Vec<OpenCell> {
    let mut reader = school.reader().await;
    let (_, year) = reader.year_of_class(class(school)).await.unwrap();
    reader.missing_of_class(class(school), &year, Second, day(2027, 5, 31)).await.unwrap().cells
}

/// Subject, group, column and pupil of cells, and whether something stands there in pencil.
fn named(cells: &[OpenCell]) -> Vec<(&str, Option<i32>, Sum, &str, bool)> {
    let cells = cells.iter();
    let named = cells.map(|own| (&*own.subject, own.group, own.sum, &*own.name.surname, own.pencil));
    named.collect()
}

/// Courses are closed before what comes after their marks: the class is not closed while any of that is missing.
#[rstest]
#[tokio::test]
async fn a_class_closes_its_year_with_the_years_marks(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    for name in COURSES {
        let own = course(&school, name).uuid();
        close_as_client(&school, ("closing", "course_id"), own, Second).await;
    }
    assert_eq!(missing(&school).await, Missing::default(), "the first semester does not end the year");
    let close = async || {
        let june = closer_in_june(&school);
        school.store.close_class(june, class(&school), Second, "Так треба").await.unwrap()
    };
    assert_eq!(close().await, Err(ClosingRefusal::Blocked));
    let annual = |subject, group, pupil| (subject, group, Sum::Annual, pupil, false);
    let everybody = |subject| HERE.map(|pupil| annual(subject, None, pupil));
    let in_groups = [(1, "Ґудзь"), (1, "Їжак"), (2, "Андрієнко"), (2, "Явір")]
        .map(|(group, pupil)| annual("Англійська мова", Some(group), pupil));
    let cells = open_cells(&school).await;
    let expected = [everybody("Алгебра"), in_groups, everybody("Історія України")].concat();
    assert_eq!(named(&cells), expected, "who left needs none, and art has no teacher and no lessons");

    let pencilled = sum(&school, Sum::Annual, "Їжак");
    for own in &cells {
        let cell = Cell { column: own.column, pupil: own.pupil };
        let entry = if cell == pencilled { pencil("8") } else { marked(8) };
        assert_eq!(school.save("Коваль", cell.edit(0, entry)).await, saved(1));
    }
    let corrected = sum(&school, Sum::CorrectedAnnual, "Явір");
    assert_eq!(school.save("Коваль", corrected.edit(0, pencil("9"))).await, saved(1));
    let in_pencil = [("Їжак", Sum::Annual), ("Явір", Sum::CorrectedAnnual)];
    let in_pencil = in_pencil.map(|(pupil, sum)| ("Алгебра", None::<i32>, sum, pupil, true));
    assert_eq!(named(&open_cells(&school).await), in_pencil);
    assert_eq!(close().await, Err(ClosingRefusal::Blocked));
    assert_eq!(school.save("Коваль", pencilled.edit(1, marked(8))).await, saved(2));
    assert_eq!(school.save("Коваль", corrected.edit(1, marked(9))).await, saved(2));
    assert_eq!(close().await, Ok(()));
}

/// The class shuts the semester of a course without lessons in it: then nobody would publish or erase its pencil.
#[rstest]
#[tokio::test]
async fn pencil_of_a_course_without_lessons_is_in_the_way_of_its_class(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::start(on).await;
    let art = school.course("Мистецтво").id;
    let (id, own) = (school.literal(school.id.uuid()), school.literal(art.uuid()));
    let teacher = school.literal(school.person("Мельник").uuid());
    let teach =
        format!("UPDATE course SET teacher_id = {teacher} WHERE school_id = {id} AND course_id = {own}");
    assert!(school.db.tamper(school.id, &teach).await > 0);
    let cell = |of: Sum, pupil| Cell { column: of.id(art), pupil: school.person(pupil) };
    let group = cell(Sum::Results(First, 1), "Гай");
    let semester = cell(Sum::Semester(First), "Їжак");
    let of_spring = [Sum::Semester(Second), Sum::Annual].map(|of| cell(of, "Їжак"));
    for cell in [group, semester].into_iter().chain(of_spring) {
        assert_eq!(school.save("Мельник", cell.edit(0, pencil("8"))).await, saved(1));
    }
    let by_another = cell(Sum::Semester(First), "Явір");
    assert_eq!(school.save("Коваль", by_another.edit(0, pencil("8"))).await, saved(1));
    let in_pencil = |of, pupil| ("Мистецтво", None::<i32>, of, pupil, true);
    let cells = open_cells(&school).await;
    let of_art: Vec<_> = named(&cells).into_iter().filter(|(subject, ..)| *subject == "Мистецтво").collect();
    let expected = [in_pencil(Sum::Semester(Second), "Їжак"), in_pencil(Sum::Annual, "Їжак")];
    assert_eq!(of_art, expected, "no mark is wanted where nothing was taught");

    close_courses(&school).await;
    let expected = [in_pencil(Sum::Results(First, 1), "Гай"), in_pencil(Sum::Semester(First), "Їжак")];
    assert_eq!(named(&missing(&school).await.cells), expected, "of those who left too");
    assert_eq!(close_class(&school, "Так треба").await, Err(ClosingRefusal::Blocked));
    assert_eq!(school.save("Мельник", semester.edit(1, marked(8))).await, saved(2), "published");
    assert_eq!(close_class(&school, "").await, Err(ClosingRefusal::Blocked));
    assert_eq!(school.save("Мельник", group.edit(1, Entry::default())).await, saved(2), "erased");
    assert!(missing(&school).await.is_nothing());
    assert_eq!(close_class(&school, "").await, Ok(()));
}

/// An attestation is held in few of the subjects that have its column; grades 1–2 are told of in words.
#[rstest]
#[tokio::test]
async fn an_attestation_is_wanted_where_it_was_held_and_words_stand_for_marks(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::start(on).await;
    let (algebra, history) = (school.course("Алгебра"), school.course("Історія України"));
    let id = school.literal(school.id.uuid());
    for course in [algebra.id, history.id] {
        let column = school.literal(Sum::Attestation.id(course).uuid());
        let statement = format!(
            "INSERT INTO journal_column (school_id, column_id, course_id, kind) \
             VALUES ({id}, {column}, {}, 'attestation')",
            school.literal(course.uuid())
        );
        school.db.tamper(school.id, &statement).await;
    }
    let everybody = HERE.map(|pupil| (pupil, Mark::Points(9), false)).to_vec();
    let annual = Column { course: algebra.clone(), kind: "annual", semester: None, marks: everybody };
    school.sum_up(annual).await;
    let attested = vec![("Їжак", Mark::Points(9), false), ("Явір", Mark::Exempt, false)];
    let held = Column { course: algebra, kind: "attestation", semester: None, marks: attested };
    school.sum_up(held).await;
    let words = format!(
        "UPDATE course SET scale = '{}' WHERE school_id = {id} AND course_id = {}",
        Scale::Verbal.code(),
        school.literal(history.id.uuid())
    );
    school.db.tamper(school.id, &words).await;
    let told = [("Андрієнко", "Старається", false), ("Їжак", "Міркує", false), ("Явір", "Уважна", true)];
    school.describe(&history, Sum::Annual, &told).await;
    let cells = open_cells(&school).await;
    let of_group = |own: &OpenCell| own.group.is_some();
    let cells: Vec<_> = cells.into_iter().filter(|own| !of_group(own)).collect();
    let attestation = |pupil| ("Алгебра", None::<i32>, Sum::Attestation, pupil, false);
    let annual = |pupil, pencil| ("Історія України", None, Sum::Annual, pupil, pencil);
    let expected =
        [attestation("Андрієнко"), attestation("Ґудзь"), annual("Ґудзь", false), annual("Явір", true)];
    assert_eq!(named(&cells), expected);
}

/// From September on a year that is over is closed in its own days, and not in those of the new one.
#[rstest]
#[tokio::test]
async fn a_year_that_is_over_is_still_closed_as_it_was(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    close_first(&school).await;
    let store = &school.store;
    assert_eq!(store.close_school(closer(&school), school.year, First).await.unwrap(), Ok(()));
    let next = Bundle { year: Some(AcademicYear::starting(2027)), pupils: Vec::new(), ..bundle() };
    store.take_in(school.id, next, day(2027, 9, 2), false).await.unwrap();
    let autumn = Closer { now: kyiv(2027, 9, 2, 11, 0), ..closer(&school) };
    let (algebra, class) = (school.course("Алгебра").id, class(&school));
    let mut reader = school.reader().await;
    assert_ne!(reader.year(day(2027, 9, 2)).await.unwrap().0, school.year, "a new year has begun");
    assert_eq!(reader.year_of_class(class).await.unwrap().0, school.year);
    drop(reader);

    let second = store.close_course(autumn, algebra, Second, "").await.unwrap();
    assert_eq!(second, Err(ClosingRefusal::Blocked), "nobody wrote its lessons and gave its marks");
    assert_eq!(store.reopen_course(autumn, algebra, First, "Помилка").await.unwrap(), Ok(()));
    let cell = sum(&school, Sum::Semester(First), "Їжак");
    let edit = JournalEdit { reason: Some("Помилка".to_owned()), ..cell.edit(1, marked(9)) };
    assert_eq!(school.save_at(autumn.now, "Коваль", vec![edit]).await, [saved(2)]);
    tell_topics(&school, algebra, (day(2026, 11, 25), day(2026, 12, 31))).await;
    assert_eq!(store.close_course(autumn, algebra, First, "").await.unwrap(), Ok(()));
    assert_eq!(store.close_class(autumn, class, First, "").await.unwrap(), Ok(()));
    assert_eq!(store.close_school(autumn, school.year, First).await.unwrap(), Ok(()));
    let closed = school.reader().await.school_closed(school.year, First).await.unwrap().unwrap();
    assert_eq!(closed.at, autumn.now);
}
