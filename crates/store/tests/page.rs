//! The page of a journal and the list of pages.

use chrono::NaiveDate;
use klas_domain::{
    Id, Role, StoredEntry,
    bundle::Bundle,
    edit::{LessonEdit, LessonText},
    id::of,
    school::PersonName,
};
use klas_store::{
    StoreError,
    journal::{Course, PageEntry},
};
use rstest::rstest;

use crate::support::{
    Engine, Postgres, Sqlite, TODAY, TestSchool, bundle, class, day, name, now, pupil, saved, typed,
};

type Span = (NaiveDate, Option<NaiveDate>);

const FIRST_DAY: NaiveDate = day(2026, 9, 1);

#[rstest]
#[tokio::test]
async fn pupils_stand_in_the_order_of_the_ukrainian_alphabet(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let surnames =
        ["Яворська", "Іваненко", "Їжакевич", "Євтушенко", "Ґалаґан", "Гончар", "Єва", "Иванов", "Щур"];
    let pupils = surnames.map(|surname| pupil(&format!("{surname} Саша"))).into();
    school.take_in(Bundle { pupils, ..Bundle::default() }).await;
    let page = school.journal(school.course("Алгебра"), "Коваль").await;
    let order: Vec<_> = page.pupils.iter().map(|pupil| pupil.name.surname.as_str()).collect();
    assert_eq!(
        order,
        [
            "Андрієнко",
            "Гай",
            "Гончар",
            "Ґалаґан",
            "Ґудзь",
            "Єва",
            "Євтушенко",
            "Иванов",
            "Іваненко",
            "Їжак",
            "Їжакевич",
            "Щур",
            "Явір",
            "Яворська"
        ]
    );
}

#[rstest]
#[tokio::test]
async fn a_page_tells_who_belongs_to_it_and_when(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let page = school.journal(school.course("Алгебра"), "Коваль").await;
    let pupils: Vec<(&str, &[Span], Option<&str>)> = page
        .pupils
        .iter()
        .map(|pupil| (pupil.name.surname.as_str(), &pupil.spans[..], pupil.order.as_deref()))
        .collect();
    let whole_year: &[Span] = &[(FIRST_DAY, None)];
    assert_eq!(
        pupils,
        [
            ("Андрієнко", whole_year, None),
            ("Гай", &[(FIRST_DAY, Some(day(2026, 10, 5)))], Some("12-у")),
            ("Ґудзь", whole_year, None),
            ("Їжак", whole_year, None),
            ("Явір", &[(day(2026, 11, 3), None)], Some("31-у")),
        ]
    );
    let hai = &page.pupils[1];
    assert!(hai.belongs(day(2026, 10, 5)) && !hai.belongs(day(2026, 10, 6)));
    assert_eq!(hai.left(day(2026, 10, 5)), None, "still there");
    assert_eq!(hai.left(day(2026, 10, 6)), Some(day(2026, 10, 5)));
    assert!(hai.is_of_class(day(2026, 10, 5)) && !hai.is_of_class(day(2026, 10, 6)));
}

#[rstest]
#[tokio::test]
async fn who_comes_back_without_an_order_has_not_that_of_leaving(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let mut returned = bundle();
    let hai = &mut returned.pupils[2];
    (hai.enrolled_on, hai.left_on, hai.order) = (Some(day(2026, 11, 10)), None, None);
    school.take_in(returned).await;
    let page = school.journal(school.course("Алгебра"), "Коваль").await;
    let hai = page.pupils.iter().find(|pupil| pupil.id == school.person("Гай")).unwrap();
    let spans = [(FIRST_DAY, Some(day(2026, 10, 5))), (day(2026, 11, 10), None)];
    assert_eq!((&hai.spans[..], hai.order.as_deref()), (&spans[..], None));
}

#[rstest]
#[tokio::test]
async fn a_lesson_has_the_courses_lessons_before_and_after_it(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let (course, days) = (school.course("Алгебра"), school.algebra_days());
    let mut reader = school.reader().await;
    let mut beside = async |day: NaiveDate| {
        let lesson = school.lesson("Алгебра", day);
        let (previous, next) = reader.neighbour_lessons(course.id, &lesson).await.unwrap();
        (previous.map(|lesson| lesson.date), next.map(|lesson| lesson.date))
    };
    assert_eq!(beside(days[1]).await, (Some(days[0]), Some(days[2])));
    assert_eq!(beside(days[0]).await, (None, Some(days[1])));
}

#[rstest]
#[case::first(1, &["Ґудзь", "Їжак"])]
#[case::second(2, &["Андрієнко", "Гай", "Явір"])]
#[tokio::test]
async fn a_groups_page_has_the_groups_pupils(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] group: i32,
    #[case] surnames: &[&str],
) {
    let school = TestSchool::start(on).await;
    let page = school.journal(school.group_course("Англійська мова", group), "Коваль").await;
    let names: Vec<_> = page.pupils.iter().map(|pupil| pupil.name.surname.as_str()).collect();
    assert_eq!(names, surnames);
}

#[rstest]
#[tokio::test]
async fn a_pupil_who_changes_the_group_belongs_to_each_in_its_time(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let [(one, _), (two, _)] =
        [1, 2].map(|group| school.group_course("Англійська мова", group).group.unwrap());
    let yizhak = school.person("Їжак");
    let (left, came) = (day(2026, 10, 11), day(2026, 10, 12));
    let of = |group: Id<of::Group>| format!("group_id = {}", school.literal(group.uuid()));
    let pupil = school.literal(yizhak.uuid());
    school
        .db
        .tamper(
            school.id,
            &format!("UPDATE group_member SET ends_on = '{left}' WHERE {} AND pupil_id = {pupil}", of(one)),
        )
        .await;
    school
        .db
        .tamper(
            school.id,
            &format!(
                "INSERT INTO group_member (school_id, group_id, pupil_id, starts_on) \
                 SELECT school_id, group_id, {pupil}, '{came}' FROM class_group WHERE {}",
                of(two)
            ),
        )
        .await;
    let mut reader = school.reader().await;
    let wanted: [(i32, Span); 2] = [(1, (FIRST_DAY, Some(left))), (2, (came, None))];
    for (group, span) in wanted {
        let course = school.group_course("Англійська мова", group);
        let pupils = reader.pupils_of(&course).await.unwrap();
        assert_eq!(pupils.iter().find(|pupil| pupil.id == yizhak).unwrap().spans, [span]);
    }
}

#[rstest]
#[tokio::test]
async fn a_page_shows_the_lessons_and_entries_of_its_days(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let (today, earlier) =
        (school.algebra("Андрієнко"), school.cell("Алгебра", day(2026, 11, 10), "Андрієнко"));
    school.save("Коваль", today.edit(0, typed("8"))).await;
    school.save("Коваль", earlier.edit(0, typed("9"))).await;
    school.save("Мельник", school.cell("Історія України", TODAY, "Андрієнко").edit(0, typed("3"))).await;
    let mut reader = school.reader().await;
    let days = (day(2026, 11, 17), day(2026, 11, 26));
    let page = reader.journal(school.course("Алгебра"), days, school.person("Коваль")).await.unwrap();
    let dates: Vec<_> = page.lessons.iter().map(|lesson| lesson.date).collect();
    assert_eq!(dates, [day(2026, 11, 17), day(2026, 11, 19), TODAY, day(2026, 11, 26)]);
    assert_eq!(
        page.entries,
        [PageEntry {
            column: today.column,
            pupil: today.pupil,
            stored: StoredEntry { entry: typed("8"), version: 1 }
        }]
    );
    assert_eq!(page.seq, 3);
    assert_eq!(page.course, reader.course(page.course.id).await.unwrap());
}

#[rstest]
#[tokio::test]
async fn an_open_page_learns_what_changed_since(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let (anna, ivan) = (school.algebra("Андрієнко"), school.algebra("Їжак"));
    school.save("Коваль", anna.edit(0, typed("8"))).await;
    let opened = school.journal(school.course("Алгебра"), "Коваль").await.seq;
    let news = async |since| {
        let mut reader = school.reader().await;
        let (seq, cells) =
            reader.changes_since(school.course("Алгебра").id, since, school.person("Коваль")).await.unwrap();
        (seq, cells.into_iter().map(|cell| (cell.pupil, cell.stored.entry)).collect::<Vec<_>>())
    };
    assert_eq!(news(opened).await, (1, vec![]), "nothing yet");
    school.save("Мельник", ivan.edit(0, typed("н"))).await;
    school.save("Мельник", school.cell("Історія України", TODAY, "Їжак").edit(0, typed("н"))).await;
    assert_eq!(news(opened).await, (3, vec![(ivan.pupil, typed("н"))]), "the other page is not told of");
    assert_eq!(school.save("Коваль", anna.edit(1, typed(""))).await, saved(2));
    assert_eq!(news(3).await, (4, vec![(anna.pupil, typed(""))]), "a cleared cell is news");
    assert_eq!(news(0).await.1.len(), 2, "each cell once");
}

#[rstest]
#[tokio::test]
async fn an_open_page_learns_what_its_lessons_say_since(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let (algebra, history) = (school.course("Алгебра").id, school.course("Історія України").id);
    let lesson = school.lesson("Алгебра", TODAY);
    let text = LessonText { topic: "Степінь".into(), ..LessonText::default() };
    let edit = LessonEdit { id: Id::new(), lesson: lesson.lesson, base: lesson.version, text: text.clone() };
    let (id, author) = (school.id, school.person("Коваль"));
    school.store.write_lesson(id, author, now(), edit, |_| true).await.unwrap();
    school.save("Коваль", school.algebra("Їжак").edit(0, typed("9"))).await;
    let words = async |course, seq| {
        let lessons = school.reader().await.words_since(course, seq).await.unwrap();
        lessons.into_iter().map(|lesson| (lesson.lesson, lesson.text, lesson.version)).collect::<Vec<_>>()
    };
    assert_eq!(words(algebra, 0).await, [(lesson.lesson, text, 1)]);
    assert_eq!(words(algebra, 1).await, [], "a mark is no word");
    assert_eq!(words(history, 0).await, [], "another page");
    let mut reader = school.reader().await;
    assert!(!reader.is_rearranged(algebra, 0).await.unwrap(), "nor is the page another one");
}

#[rstest]
#[case::everything(None, &["8-А Алгебра", "8-А Англійська мова 1", "8-А Англійська мова 2", "8-А Історія України",
    "8-А Мистецтво", "8-Б Алгебра"])]
#[case::class_teacher_and_teacher(Some("Коваль"), &["8-А Алгебра", "8-А Англійська мова 1",
    "8-А Англійська мова 2", "8-А Історія України", "8-А Мистецтво"])]
#[case::teacher(Some("Мельник"), &["8-А Англійська мова 1", "8-А Історія України", "8-Б Алгебра"])]
#[case::pupil(Some("Їжак"), &[])]
#[tokio::test]
async fn people_find_their_pages(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] person: Option<&str>,
    #[case] pages: &[&str],
) {
    let school = TestSchool::start(on).await;
    let person = person.map(|person| school.person(person));
    let courses = school.reader().await.courses(school.year, person).await.unwrap();
    assert_eq!(courses.iter().map(title).collect::<Vec<_>>(), pages);
}

fn title(course: &Course) -> String {
    let group = course.group.map(|(_, number)| format!(" {number}")).unwrap_or_default();
    format!("{} {}{group}", course.class, course.subject)
}

#[rstest]
#[tokio::test]
async fn pages_stand_by_class_as_the_alphabet_has_it(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let mut more = bundle();
    for letter in ["Ґ", "Є", "Г", "В", "І"] {
        let mut course = bundle().courses[0].clone();
        course.key.class = class(&format!("8-{letter}"));
        more.courses.push(course);
    }
    let mut fifth = bundle().courses[0].clone();
    fifth.key.class = class("5-Я");
    let mut eleventh = bundle().courses[0].clone();
    eleventh.key.class = class("11");
    more.courses.extend([eleventh, fifth]);
    school.take_in(more).await;
    let mut reader = school.reader().await;
    let courses = reader.courses(school.year, None).await.unwrap();
    let mut classes: Vec<_> = courses.iter().map(|course| course.class.to_string()).collect();
    classes.dedup();
    let alphabet = ["5-Я", "8-А", "8-Б", "8-В", "8-Г", "8-Ґ", "8-Є", "8-І", "11"];
    assert_eq!(classes, alphabet);
    let classes = reader.classes(school.year, TODAY).await.unwrap();
    assert_eq!(classes.into_iter().map(|known| known.class.to_string()).collect::<Vec<_>>(), alphabet);
}

#[rstest]
#[tokio::test]
async fn a_course_knows_whose_it_is(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let history = school.course("Історія України");
    assert_eq!(history.teacher, Some((school.person("Мельник"), name("Мельник Петро Іванович"))));
    assert_eq!(history.class_teacher, Some(school.person("Коваль")));
    assert_eq!(history.scope(school.id).teacher, Some(school.person("Мельник")));
    assert_eq!(school.course("Мистецтво").teacher, None::<(Id<of::Person>, PersonName)>);
}

#[rstest]
#[tokio::test]
async fn what_is_not_there_is_not_found(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let mut reader = school.reader().await;
    assert!(matches!(reader.course(Id::new()).await, Err(StoreError::NotFound)));
    assert!(matches!(reader.lesson(Id::new()).await, Err(StoreError::NotFound)));
    assert!(matches!(reader.lesson_of_column(Id::new()).await, Err(StoreError::NotFound)));
    let (algebra, history) = (school.lesson("Алгебра", TODAY), school.course("Історія України"));
    let strange = reader.lesson_of_course(history.id, algebra.lesson).await;
    assert!(matches!(strange, Err(StoreError::NotFound)), "a lesson of another page");
    let own = reader.lesson_of_course(school.course("Алгебра").id, algebra.lesson).await.unwrap();
    assert_eq!(own, algebra);
}

#[rstest]
#[tokio::test]
async fn people_are_listed_by_role(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let mut reader = school.reader().await;
    let teachers = reader.people(Role::Teacher).await.unwrap();
    assert_eq!(
        teachers,
        [
            (school.person("Коваль"), name("Коваль Олена Петрівна")),
            (school.person("Мельник"), name("Мельник Петро Іванович"))
        ]
    );
    assert_eq!(reader.people(Role::Nurse).await.unwrap(), []);
}

#[rstest]
#[tokio::test]
async fn a_drawn_page_is_true_until_something_of_it_changes(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let algebra = school.course("Алгебра").id;
    let still_true = async |seq| school.reader().await.still_true(algebra, seq).await.unwrap();
    assert_eq!(still_true(0).await, Some(0));

    school.save("Мельник", school.cell("Історія України", TODAY, "Ґудзь").edit(0, typed("9"))).await;
    assert_eq!(still_true(0).await, Some(1), "a mark of another page");

    school.save("Коваль", school.algebra("Ґудзь").edit(0, typed("9"))).await;
    assert_eq!(still_true(1).await, None, "a mark of the page");
    assert_eq!(still_true(2).await, Some(2));

    let lesson = school.lesson("Алгебра", TODAY);
    let text = LessonText { topic: "Степінь".into(), ..LessonText::default() };
    let edit = LessonEdit { id: Id::new(), lesson: lesson.lesson, base: lesson.version, text };
    let (id, author) = (school.id, school.person("Коваль"));
    school.store.write_lesson(id, author, now(), edit, |_| true).await.unwrap();
    assert_eq!(still_true(2).await, None, "the words of a lesson");

    assert_eq!(still_true(3).await, Some(3));
    let mut bundle = bundle();
    bundle.pupils[0].address = Some("вул. Головна, 1".into());
    assert!(!school.take_in(bundle.clone()).await.nothing());
    assert_eq!(still_true(3).await, None, "the school");
    assert_eq!(still_true(4).await, Some(4));
    assert!(school.take_in(bundle).await.nothing());
    assert_eq!(still_true(4).await, Some(4), "the same files again");
}
