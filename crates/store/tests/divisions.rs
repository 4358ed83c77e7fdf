//! Classes that are divided for one subject in another way than for the rest (DOMAIN §2).

use chrono::{Datelike, NaiveDate, Weekday};
use klas_domain::{
    EditOutcome,
    bundle::{Bundle, CourseKey, CourseLoad, SubjectGroup},
    edit::Refusal,
};
use klas_store::{Changes, history::ChainState, journal::PagePupil};
use rstest::rstest;

use crate::support::{
    Cell, Engine, Postgres, Sqlite, TODAY, TestSchool, bundle, class, day, now, pupil, saved, slot, typed,
};

const ENGLISH: &str = "Англійська мова";
const INFORMATICS: &str = "Інформатика";
const GERMAN: &str = "Німецька мова";
const THURSDAY: NaiveDate = day(2026, 11, 26);

/// The bundle with informatics on Thursdays, group after group; nobody's row says anything of it.
fn with_informatics() -> Bundle {
    let mut files = bundle();
    for number in [1, 2] {
        let key = CourseKey { class: class("8-А"), group: Some(number), subject: INFORMATICS.to_owned() };
        files.courses.push(CourseLoad { key, teacher: None, weekly_tenths: 10 });
        files.timetable.push(slot("8-А", Some(number), INFORMATICS, 4, number + 1));
    }
    files
}

/// The same, where two pupils are in another group of informatics than of English.
fn divided() -> Bundle {
    let mut files = with_informatics();
    for (surname, number) in [("Їжак", 2), ("Андрієнко", 1)] {
        let pupil = files.pupils.iter_mut().find(|own| own.name.surname == surname).unwrap();
        pupil.subject_groups = vec![SubjectGroup { subject: INFORMATICS.to_uppercase(), number }];
    }
    files
}

/// English and German at one time: the sheet has a group for the language that a pupil learns, and nothing for the other.
fn languages() -> Bundle {
    let mut files = bundle();
    let key = CourseKey { class: class("8-А"), group: Some(1), subject: GERMAN.to_owned() };
    files.courses.push(CourseLoad { key, teacher: None, weekly_tenths: 10 });
    files.timetable.push(slot("8-А", Some(1), GERMAN, 2, 2));
    for pupil in &mut files.pupils {
        let subject = if pupil.groups == [1] { ENGLISH } else { GERMAN };
        pupil.groups.clear();
        pupil.subject_groups = vec![SubjectGroup { subject: subject.to_owned(), number: 1 }];
    }
    files
}

/// A new school that these files are about.
async fn school(on: Engine, files: Bundle) -> (TestSchool, Changes) {
    let db = on.start();
    let store = db.open().await;
    let id = store.add_school("Ліцей № 4").await.unwrap();
    let changes = store.take_in(id, files, TODAY, false).await.unwrap();
    (TestSchool::of(db, store, id).await, changes)
}

/// The pupils of a group's page as it is now.
async fn page(school: &TestSchool, subject: &str, group: i32) -> Vec<PagePupil> {
    let mut reader = school.reader().await;
    let course = reader.course(school.group_course(subject, group).id).await.unwrap();
    reader.pupils_of(&course).await.unwrap()
}

async fn surnames(school: &TestSchool, subject: &str, group: i32) -> Vec<String> {
    page(school, subject, group).await.into_iter().map(|own| own.name.surname).collect()
}

/// Since when and until when a pupil is on a group's page.
async fn spans(
    school: &TestSchool,
    surname: &str,
    subject: &str,
    group: i32,
) -> Vec<(NaiveDate, Option<NaiveDate>)> {
    let own = page(school, subject, group).await.into_iter().find(|own| own.name.surname == surname);
    let mut spans = own.map(|own| own.spans).unwrap_or_default();
    spans.sort_unstable();
    spans
}

/// What is told of pupils who are in no group.
fn left_out(changes: &Changes) -> Vec<&str> {
    let mark = ": групи не вказано, тож на сторінках груп не буде: ";
    let told = changes.notes.iter().filter(|note| note.contains(mark));
    told.filter_map(|note| note.split_once(". ").map(|(told, _)| told)).collect()
}

/// The days and numbers of the week's lessons that concern a pupil.
async fn lessons_of(school: &TestSchool, surname: &str) -> Vec<(NaiveDate, u8)> {
    let class = school.course("Алгебра").class_id;
    let all = school.reader().await.attendance(class, (TODAY, THURSDAY)).await.unwrap();
    let own = all.into_iter().find(|own| own.pupil.id == school.person(surname)).unwrap();
    let own = own.lessons.into_iter().filter(|lesson| lesson.belongs);
    own.map(|lesson| (lesson.date, lesson.period)).collect()
}

#[rstest]
#[tokio::test]
async fn a_pupil_of_two_divisions_stands_on_the_right_pages(#[values(Sqlite, Postgres)] on: Engine) {
    let (school, changes) = school(on, divided()).await;
    assert_eq!(changes.count("групи"), (4, 0, 0));
    assert!(!changes.notes.iter().any(|note| note.contains("груп")), "{:?}", changes.notes);
    assert_eq!(surnames(&school, ENGLISH, 1).await, ["Ґудзь", "Їжак"]);
    assert_eq!(surnames(&school, ENGLISH, 2).await, ["Андрієнко", "Гай", "Явір"]);
    // Whose row says nothing of informatics goes where it goes otherwise.
    assert_eq!(surnames(&school, INFORMATICS, 1).await, ["Андрієнко", "Ґудзь"]);
    assert_eq!(surnames(&school, INFORMATICS, 2).await, ["Гай", "Їжак", "Явір"]);
    assert_eq!(school.take_in(divided()).await, Changes::default());
    assert_eq!(school.take_in(with_informatics()).await, Changes::default(), "a file may say less");
}

#[rstest]
#[case("Їжак", [(TODAY, 1), (TODAY, 2), (TODAY, 4), (THURSDAY, 1), (THURSDAY, 3)])]
#[case("Андрієнко", [(TODAY, 1), (TODAY, 3), (TODAY, 4), (THURSDAY, 1), (THURSDAY, 2)])]
#[case("Ґудзь", [(TODAY, 1), (TODAY, 2), (TODAY, 4), (THURSDAY, 1), (THURSDAY, 2)])]
#[tokio::test]
async fn only_lessons_of_the_own_groups_count(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] surname: &str,
    #[case] lessons: [(NaiveDate, u8); 5],
) {
    let (school, _) = school(on, divided()).await;
    assert_eq!(lessons_of(&school, surname).await, lessons);
}

#[rstest]
#[tokio::test]
async fn no_mark_stands_on_the_page_of_the_other_group(#[values(Sqlite, Postgres)] on: Engine) {
    let (school, _) = school(on, divided()).await;
    let cell = |group| Cell {
        column: school.group_lesson(INFORMATICS, group, day(2026, 11, 19)).column(),
        pupil: school.person("Їжак"),
    };
    let refused = school.save("Коваль", cell(1).edit(0, typed("9"))).await;
    assert_eq!(refused, EditOutcome::Refused(Refusal::NotEnrolled));
    assert_eq!(school.save("Коваль", cell(2).edit(0, typed("9"))).await, saved(1));
}

#[rstest]
#[tokio::test]
async fn a_subject_that_gets_a_division_of_its_own_keeps_what_was_written(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let (school, changes) = school(on, with_informatics()).await;
    assert_eq!(changes.count("групи"), (2, 0, 0), "one division for all");
    let column = school.group_lesson(INFORMATICS, 1, day(2026, 11, 19)).column();
    let cell = Cell { column, pupil: school.person("Їжак") };
    assert_eq!(school.save("Коваль", cell.edit(0, typed("9"))).await, saved(1));

    let changes = school.take_in(divided()).await;

    assert_eq!(changes.count("групи"), (2, 0, 0));
    assert_eq!(changes.count("сторінки предметів"), (0, 2, 0));
    assert_eq!(changes.count("учні"), (0, 2, 0));
    assert_eq!(school.take_in(divided()).await, Changes::default());
    let spans = async |subject: &str, group: i32| {
        let pupils = page(&school, subject, group).await;
        pupils.into_iter().find(|own| own.id == cell.pupil).map(|own| own.spans)
    };
    let (since, until) = (day(2026, 9, 1), day(2026, 11, 23));
    assert_eq!(spans(INFORMATICS, 1).await, Some(vec![(since, Some(until))]));
    assert_eq!(spans(INFORMATICS, 2).await, Some(vec![(TODAY, None)]));
    assert_eq!(spans(ENGLISH, 1).await, Some(vec![(since, None)]), "English is divided as before");
    assert_eq!(spans(ENGLISH, 2).await, None);
    let course = school.reader().await.course(school.group_course(INFORMATICS, 1).id).await.unwrap();
    assert_eq!(school.journal(course, "Коваль").await.entries.len(), 1);
    assert!(matches!(school.store.verify_history(school.id).await.unwrap(), ChainState::Whole(_)));
}

#[rstest]
#[tokio::test]
async fn a_pupil_changes_the_group_of_one_subject_alone(#[values(Sqlite, Postgres)] on: Engine) {
    let (school, _) = school(on, divided()).await;
    let mut files = divided();
    files.pupils[0].subject_groups[0].number = 1;
    assert_eq!(school.take_in(files.clone()).await.count("учні"), (0, 1, 0));
    assert_eq!(school.take_in(files).await, Changes::default());
    let yizhak = |pupils: Vec<PagePupil>| {
        let own = pupils.into_iter().find(|own| own.id == school.person("Їжак"));
        own.map(|own| own.spans)
    };
    assert_eq!(yizhak(page(&school, INFORMATICS, 1).await), Some(vec![(TODAY, None)]));
    assert_eq!(yizhak(page(&school, ENGLISH, 1).await), Some(vec![(day(2026, 9, 1), None)]));
}

/// Half a class learns English while the other half has informatics; halves of one division are the same pupils.
#[rstest]
#[case::of_two_divisions(divided, true)]
#[case::of_one_division(with_informatics, false)]
#[tokio::test]
async fn groups_of_one_number_take_turns_in_one_division_alone(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] files: fn() -> Bundle,
    #[case] together: bool,
) {
    let mut files = files();
    files.timetable.extend([ENGLISH, INFORMATICS].map(|subject| slot("8-А", Some(1), subject, 5, 1)));
    let (school, _) = school(on, files.clone()).await;
    let fridays = |subject: &str| -> Vec<NaiveDate> {
        let days = school.page_of(subject, Some(1)).1.iter().map(|lesson| lesson.date);
        days.filter(|day| day.weekday() == Weekday::Fri).collect()
    };
    let (english, informatics) = (fridays(ENGLISH), fridays(INFORMATICS));
    assert!(!english.is_empty() && !informatics.is_empty());
    assert_eq!(english == informatics, together, "{english:?} {informatics:?}");
    assert_eq!(english.iter().any(|day| informatics.contains(day)), together);
    assert_eq!(school.take_in(files).await, Changes::default());
}

#[rstest]
#[tokio::test]
async fn whose_row_names_another_subject_alone_is_on_no_page_of_this_one(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let (school, changes) = school(on, languages()).await;
    let stand = async || {
        assert_eq!(surnames(&school, ENGLISH, 1).await, ["Ґудзь", "Їжак"]);
        assert_eq!(surnames(&school, ENGLISH, 2).await, Vec::<String>::new());
        assert_eq!(surnames(&school, GERMAN, 1).await, ["Андрієнко", "Гай", "Явір"]);
    };
    stand().await;
    let told = "групи не вказано, тож на сторінках груп не буде";
    assert_eq!(
        left_out(&changes),
        [
            format!("8-А, {ENGLISH}: {told}: Андрієнко Анна, Гай Олег, Явір Ярина"),
            format!("8-А, {GERMAN}: {told}: Ґудзь Ганна, Їжак Іван"),
        ]
    );
    assert!(school.take_in(languages()).await.nothing());
    stand().await;
    // A file without the pupils knows no more of them.
    assert!(school.take_in(Bundle { pupils: Vec::new(), ..languages() }).await.nothing());
    stand().await;
}

#[rstest]
#[tokio::test]
async fn a_dash_ends_a_membership_and_a_number_begins_it_again(#[values(Sqlite, Postgres)] on: Engine) {
    let (school, _) = school(on, divided()).await;
    let mut files = divided();
    files.pupils[0].subject_groups.clear();
    files.pupils[0].not_taken = vec![INFORMATICS.to_owned()];
    let (since, until) = (day(2026, 9, 1), day(2026, 11, 23));

    assert_eq!(school.take_in(files.clone()).await.count("учні"), (0, 1, 0));

    assert_eq!(spans(&school, "Їжак", INFORMATICS, 2).await, [(since, Some(until))]);
    assert_eq!(spans(&school, "Їжак", INFORMATICS, 1).await, []);
    assert_eq!(spans(&school, "Їжак", ENGLISH, 1).await, [(since, None)], "English goes on");
    assert_eq!(school.take_in(files).await, Changes::default());
    assert_eq!(school.take_in(with_informatics()).await, Changes::default(), "a file may say less");

    assert_eq!(school.take_in(divided()).await.count("учні"), (0, 1, 0));
    assert_eq!(spans(&school, "Їжак", INFORMATICS, 2).await, [(since, Some(until)), (TODAY, None)]);
    assert_eq!(school.take_in(divided()).await, Changes::default());
}

/// A subject with one division for all gets its own, in which the pupil is not.
#[rstest]
#[tokio::test]
async fn a_dash_takes_a_pupil_out_of_one_subject_of_the_classs_groups(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let mut files = with_informatics();
    files.pupils[0].not_taken = vec![INFORMATICS.to_owned()];
    let (school, changes) = school(on, files).await;
    assert_eq!(surnames(&school, ENGLISH, 1).await, ["Ґудзь", "Їжак"]);
    assert_eq!(surnames(&school, INFORMATICS, 1).await, ["Ґудзь"]);
    assert_eq!(surnames(&school, INFORMATICS, 2).await, ["Андрієнко", "Гай", "Явір"]);
    let told = left_out(&changes);
    assert!(told.len() == 1 && told[0].ends_with(": Їжак Іван"), "{told:?}");
}

#[rstest]
#[tokio::test]
async fn no_alphabet_divides_whom_a_roster_tells_of(#[values(Sqlite, Postgres)] on: Engine) {
    let mut files = bundle();
    for pupil in &mut files.pupils {
        pupil.groups.clear();
        pupil.rostered = true;
    }
    let (school, changes) = school(on, files).await;
    for group in [1, 2] {
        assert_eq!(surnames(&school, ENGLISH, group).await, Vec::<String>::new());
    }
    let told = left_out(&changes);
    assert!(told.len() == 1 && told[0].starts_with("8-А: ") && told[0].contains("Їжак Іван"), "{told:?}");
    assert!(!changes.notes.iter().any(|note| note.contains("за абеткою")), "{:?}", changes.notes);
}

#[rstest]
#[tokio::test]
async fn a_newcomer_of_whom_nothing_is_told_is_divided_once_for_each(#[values(Sqlite, Postgres)] on: Engine) {
    let (school, _) = school(on, divided()).await;
    let newcomer = Bundle { pupils: vec![pupil("Яценко Яна Юріївна")], ..Bundle::default() };
    let changes = school.take_in(newcomer).await;
    let starts: Vec<&str> =
        changes.notes.iter().filter_map(|note| note.split_once(": учнів").map(|(of, _)| of)).collect();
    assert_eq!(starts, ["8-А", "8-А, Інформатика"]);
    let column = "стовпець «Група (Інформатика)»";
    assert!(changes.notes.iter().any(|note| note.contains(column)), "{:?}", changes.notes);
}

#[rstest]
#[case::no_such_subject("Хімія", 2)]
#[case::no_such_group(INFORMATICS, 3)]
#[tokio::test]
async fn a_group_without_pages_is_told(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] subject: &str,
    #[case] number: u8,
) {
    let mut files = divided();
    files.pupils[1].subject_groups = vec![SubjectGroup { subject: subject.to_owned(), number }];
    let (_, changes) = school(on, files).await;
    let told = format!("Ґудзь Ганна Андріївна: у 8-А немає групи {number} з предмета «{subject}»");
    assert!(changes.notes.iter().any(|note| note.starts_with(&told)), "{:?}", changes.notes);
}

#[rstest]
#[tokio::test]
async fn a_guardian_takes_the_groups_with_their_subjects(#[values(Sqlite, Postgres)] on: Engine) {
    let (school, _) = school(on, divided()).await;
    let (child, mother) = (school.person("Андрієнко"), school.person("Юрченко"));
    let data = school.reader().await.diary_data(child, mother).await.unwrap();
    let groups: Vec<_> = data.groups.iter().map(|own| (own.group, own.subject.as_deref())).collect();
    assert_eq!(groups, [(Some(1), Some(INFORMATICS)), (Some(2), None)]);
    let lessons = school.reader().await.diary(child, (TODAY, THURSDAY), now()).await.unwrap();
    let of_groups = lessons.iter().filter_map(|lesson| Some((lesson.subject.as_str(), lesson.group?)));
    assert_eq!(of_groups.collect::<Vec<_>>(), [(ENGLISH, 2), (INFORMATICS, 1)]);
}
