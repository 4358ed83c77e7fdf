//! Two years of a school side by side: whose marks either has, and where the pupils were.

use klas_domain::{
    Id,
    Mark::{self, NotAttested, Points},
    bundle::{Bundle, Pupil},
    calendar::AcademicYear,
    figures::{Figures, InitialWeight, Measure, Pair},
    id::of,
    school::ClassName,
};
use klas_store::{
    Reader,
    reports::{Behind, Question},
};
use rstest::rstest;

use crate::{
    reports::FIRST,
    support::{Column, Engine, Postgres, Sqlite, TODAY, TestSchool, YEAR, bundle, class, day, pupil},
};

fn younger(class: &ClassName) -> ClassName {
    ClassName { grade: class.grade - 1, letter: class.letter.clone() }
}

/// The same school a year before: Мельник led 7-А, Гай was in 7-Б, Старий has left since, Явір had not come yet.
fn last_year() -> Bundle {
    let mut then = bundle();
    then.year = Some(AcademicYear::starting(YEAR - 1));
    then.staff[0].class_teacher_of = None;
    then.staff[1].class_teacher_of = Some(class("7-А"));
    then.pupils.retain(|pupil| pupil.name.surname != "Явір");
    then.pupils.push(pupil("Старий Степан Ілліч"));
    for own in &mut then.pupils {
        let to = if own.name.surname == "Гай" { "7-Б" } else { "7-А" };
        let (enrolled_on, left_on, order, groups) = (None, None, None, Vec::new());
        *own = Pupil { class: class(to), enrolled_on, left_on, order, groups, ..own.clone() };
    }
    then.courses.retain(|course| course.key.subject == "Алгебра");
    for course in &mut then.courses {
        course.key.class = younger(&course.key.class);
    }
    then.timetable.clear();
    then.plans.clear();
    then
}

/// Algebra at the end of the first semester of both years.
async fn two_years(on: Engine) -> TestSchool {
    let db = on.start();
    let store = db.open().await;
    let id = store.add_school("Ліцей № 4").await.unwrap();
    store.take_in(id, last_year(), day(2025, 11, 25), false).await.unwrap();
    store.take_in(id, bundle(), TODAY, false).await.unwrap();
    let school = TestSchool::of(db, store, id).await;
    let now = [("Андрієнко", Points(10)), ("Ґудзь", Points(6)), ("Явір", Points(9))];
    give(&school, &asked(&school, 0).await, "8-А", &now).await;
    let then = asked(&school, 1).await;
    let marks = [("Андрієнко", Points(9)), ("Ґудзь", Points(7)), ("Старий", Points(12))];
    give(&school, &then, "7-А", &[&marks[..], &[("Їжак", NotAttested)]].concat()).await;
    give(&school, &then, "7-Б", &[("Гай", Points(4))]).await;
    school
}

/// The question about the first semester so many years ago.
async fn asked(school: &TestSchool, ago: i32) -> Question {
    let day = day(YEAR - ago, 12, 20);
    let (year, _) = school.reader().await.year(day).await.unwrap();
    Question { year, period: FIRST, day, viewer: None }
}

/// Marks of a class in algebra.
async fn give(school: &TestSchool, question: &Question, of_class: &str, marks: &[(&str, Mark)]) {
    let courses = school.reader().await.courses(question.year, None).await.unwrap();
    let is_own =
        |course: &klas_store::journal::Course| course.class == class(of_class) && course.subject == "Алгебра";
    let course = courses.into_iter().find(is_own).unwrap();
    let marks = marks.iter().map(|(pupil, mark)| (*pupil, *mark, false)).collect();
    school.sum_up(Column { course, kind: "semester", semester: Some(1), marks }).await;
}

async fn class_of(reader: &mut Reader, question: &Question, name: &str) -> Id<of::SchoolClass> {
    let names = reader.class_names(question.year).await.unwrap();
    names.into_iter().find(|(_, own)| *own == class(name)).unwrap().0
}

/// What the pupils of the lists add at both times comes to the change of what was counted.
#[rstest]
#[case::of_the_class(Some(("8-А", "7-А")))]
#[case::of_the_school(None)]
#[tokio::test]
async fn the_lists_of_both_years_come_to_the_change_of_the_counts(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] classes: Option<(&str, &str)>,
) {
    let school = two_years(on).await;
    let mut reader = school.reader().await;
    let (now, then) = (asked(&school, 0).await, asked(&school, 1).await);
    let (mut counted, mut listed) = (Vec::new(), Vec::new());
    for (question, name) in [(now, classes.map(|(now, _)| now)), (then, classes.map(|(_, then)| then))] {
        let own = match name {
            Some(name) => Some(class_of(&mut reader, &question, name).await),
            None => None,
        };
        let mut figures = Figures::default();
        for count in reader.mark_counts(&question).await.unwrap() {
            if own.is_none_or(|own| own == count.class) {
                figures.add(count.mark, count.number);
            }
        }
        counted.push(figures);
        let behind = Behind { class: own, ..Behind::default() };
        let marks = reader.marks_behind(&question, &behind).await.unwrap();
        listed.push(Figures::of(marks.iter().map(|mark| mark.mark)));
    }
    assert_eq!(counted, listed);
    let pair = Pair { now: counted[0], then: counted[1] };
    let changes = Measure::ALL.map(|measure| pair.change(measure, InitialWeight::USUAL));
    // Of 10, 6, 9 and 9, 7, 12; in the school of 9, 7, 12, 4.
    let expected = match classes {
        Some(_) => [Some(-333), Some(0), Some(-100), Some(-93)],
        None => [Some(-83), Some(0), Some(33), Some(7)],
    };
    assert_eq!(changes, expected);
}

#[rstest]
#[tokio::test]
async fn each_year_knows_the_classes_of_its_pupils(#[values(Sqlite, Postgres)] on: Engine) {
    let school = two_years(on).await;
    let mut reader = school.reader().await;
    let told = async |reader: &mut Reader, question: Question| {
        let classes = reader.classes_of_pupils(&question).await.unwrap();
        let names = ["Андрієнко", "Гай", "Старий", "Явір"];
        let of = |name| classes.get(&school.person(name)).map(|(_, class)| class.to_string());
        names.map(|name| of(name).unwrap_or_default())
    };
    let (now, then) = (asked(&school, 0).await, asked(&school, 1).await);
    assert_eq!(told(&mut reader, now).await, ["8-А", "", "", "8-А"], "Гай left in October");
    assert_eq!(told(&mut reader, then).await, ["7-А", "7-Б", "7-А", ""]);
    let september = Question { day: day(YEAR, 9, 7), ..now };
    assert_eq!(told(&mut reader, september).await, ["8-А", "8-А", "", ""], "Явір came in November");
    let class = reader.classes_of_pupils(&now).await.unwrap()[&school.person("Ґудзь")].0;
    assert_eq!(class, class_of(&mut reader, &now, "8-А").await);
}

#[rstest]
#[tokio::test]
async fn each_year_knows_who_led_its_classes(#[values(Sqlite, Postgres)] on: Engine) {
    let school = two_years(on).await;
    let mut reader = school.reader().await;
    for (ago, leader, other, name) in [(0, "Коваль", "Мельник", "8-А"), (1, "Мельник", "Коваль", "7-А")]
    {
        let question = asked(&school, ago).await;
        let led = reader.classes_led_in(question.year, school.person(leader)).await.unwrap();
        assert_eq!(led.into_iter().collect::<Vec<_>>(), [class_of(&mut reader, &question, name).await]);
        assert!(reader.classes_led_in(question.year, school.person(other)).await.unwrap().is_empty());
    }
}

/// Whoever led or taught in a year finds it later.
#[rstest]
#[tokio::test]
async fn a_person_has_the_years_in_which_they_led_or_taught(#[values(Sqlite, Postgres)] on: Engine) {
    let school = two_years(on).await;
    let mut reader = school.reader().await;
    let [now, then] = [YEAR, YEAR - 1].map(|year| AcademicYear::starting(year).starts_on);
    let (koval, melnyk) = (school.person("Коваль"), school.person("Мельник"));
    let nobody = school.person("Ґудзь");
    for (person, led, taught) in
        [(koval, vec![now], vec![now, then]), (melnyk, vec![then], vec![now, then]), (nobody, vec![], vec![])]
    {
        assert_eq!(reader.years_led(person).await.unwrap(), led);
        assert_eq!(reader.years_with_courses(Some(person)).await.unwrap(), taught);
    }
    assert_eq!(reader.years_with_courses(None).await.unwrap(), [now, then]);
    for (person, leads, has_led) in [(koval, true, true), (melnyk, false, true), (nobody, false, false)] {
        let signed_in = reader.identify(Id::new(), person, TODAY).await.unwrap();
        assert_eq!((!signed_in.classes.is_empty(), signed_in.has_led), (leads, has_led));
    }
}

/// A class teacher of whose class nobody teaches anything yet, and a teacher of one year alone.
#[rstest]
#[tokio::test]
async fn a_year_of_which_a_person_has_no_course_is_not_theirs(#[values(Sqlite, Postgres)] on: Engine) {
    let school = two_years(on).await;
    let mut next = Bundle { year: Some(AcademicYear::starting(YEAR + 1)), ..bundle() };
    next.courses.retain(|course| course.key.class == class("8-Б"));
    next.pupils = vec![pupil("Андрієнко Анна Ігорівна")];
    next.timetable.clear();
    next.plans.clear();
    school.store.take_in(school.id, next, day(YEAR + 1, 9, 2), false).await.unwrap();
    let mut reader = school.reader().await;
    let koval = school.person("Коваль");
    let years = [YEAR + 1, YEAR, YEAR - 1].map(|year| AcademicYear::starting(year).starts_on);
    assert_eq!(reader.years_led(koval).await.unwrap(), years[..2]);
    assert_eq!(reader.years_with_courses(Some(koval)).await.unwrap(), years[1..]);
    assert_eq!(reader.years_with_courses(Some(school.person("Мельник"))).await.unwrap(), years);
}

#[rstest]
#[tokio::test]
async fn a_list_is_of_one_pupil_where_one_is_named(#[values(Sqlite, Postgres)] on: Engine) {
    let school = two_years(on).await;
    let mut reader = school.reader().await;
    let behind = Behind { pupil: Some(school.person("Ґудзь")), ..Behind::default() };
    for (ago, mark) in [(0, Points(6)), (1, Points(7))] {
        let question = asked(&school, ago).await;
        let marks = reader.marks_behind(&question, &behind).await.unwrap();
        assert_eq!(marks.iter().map(|own| own.mark).collect::<Vec<_>>(), [mark]);
        let pupils = reader.pupils_behind(&question, &behind).await.unwrap();
        assert_eq!(pupils.iter().map(|own| own.name.surname.as_str()).collect::<Vec<_>>(), ["Ґудзь"]);
    }
}

#[rstest]
#[tokio::test]
async fn another_school_sees_nothing_of_either_year(#[values(Sqlite, Postgres)] on: Engine) {
    let school = two_years(on).await;
    let other = school.store.add_school("Гімназія № 1").await.unwrap();
    school.store.take_in(other, bundle(), TODAY, false).await.unwrap();
    let mut stranger = school.store.read(other).await.unwrap();
    for ago in [0, 1] {
        let question = asked(&school, ago).await;
        assert!(stranger.classes_of_pupils(&question).await.unwrap().is_empty());
        let leader = school.person(if ago == 0 { "Коваль" } else { "Мельник" });
        assert!(stranger.classes_led_in(question.year, leader).await.unwrap().is_empty());
        assert!(stranger.years_led(leader).await.unwrap().is_empty());
        assert!(stranger.years_with_courses(Some(leader)).await.unwrap().is_empty());
    }
}
