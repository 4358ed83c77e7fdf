//! Two schools in one database: neither sees the other.

use klas_domain::{
    EditOutcome, Id, Role, StoredEntry,
    edit::{LessonEdit, LessonText, Refusal},
    id::of,
};
use klas_store::{Result, StoreError, journal::Write, people::Employee, summative::Setting};
use rstest::rstest;

use crate::support::{
    Cell, Engine, Postgres, Sqlite, TODAY, TestSchool, bundle, day, everyone, now, pencil, typed,
};

const ALWAYS: (chrono::NaiveDate, chrono::NaiveDate) = (day(2020, 1, 1), day(2030, 1, 1));

/// A school with a page full of secrets, and another beside it with the same files.
async fn two_schools(on: Engine) -> (TestSchool, Id<of::School>, Cell) {
    let school = TestSchool::start(on).await;
    let cell = school.algebra("Андрієнко");
    school.save("Коваль", cell.edit(0, typed("8"))).await;
    school.save("Коваль", school.algebra("Їжак").edit(0, pencil("9"))).await;
    school.store.add_account(school.id, school.person("Коваль"), "koval", "hash".to_owned()).await.unwrap();
    let other = school.store.add_school("Гімназія № 1").await.unwrap();
    school.store.take_in(other, bundle(), TODAY, false).await.unwrap();
    (school, other, cell)
}

fn is_not_found<T>(result: Result<T>) -> bool {
    matches!(result, Err(StoreError::NotFound))
}

#[rstest]
#[tokio::test]
async fn a_reader_of_one_school_finds_nothing_of_another(#[values(Sqlite, Postgres)] on: Engine) {
    let (school, other, cell) = two_schools(on).await;
    let (course, lesson) = (school.course("Алгебра"), school.lesson("Алгебра", TODAY));
    let koval = school.person("Коваль");
    let mut stranger = school.store.read(other).await.unwrap();

    assert!(is_not_found(stranger.course(course.id).await));
    assert!(is_not_found(stranger.lesson(lesson.lesson).await));
    assert!(is_not_found(stranger.lesson_of_course(course.id, lesson.lesson).await));
    assert!(is_not_found(stranger.lesson_of_column(cell.column).await));
    assert!(is_not_found(stranger.place_of_column(cell.column).await));
    assert!(is_not_found(stranger.diary_pupil(cell.pupil, TODAY).await));
    assert!(is_not_found(stranger.course_plan(course.id).await));

    assert_eq!(stranger.courses(school.year, None).await.unwrap(), []);
    assert_eq!(stranger.courses(school.year, Some(koval)).await.unwrap(), []);
    assert_eq!(stranger.lessons(course.id, ALWAYS).await.unwrap(), []);
    assert_eq!(stranger.pupils_of(&course).await.unwrap(), []);
    assert_eq!(stranger.changes_since(course.id, 0, koval).await.unwrap(), (0, vec![]));
    assert_eq!(stranger.changes_since(course.id, -1, koval).await.unwrap(), (0, vec![]));
    assert_eq!(stranger.words_since(course.id, -1).await.unwrap(), []);
    assert!(!stranger.is_rearranged(course.id, -1).await.unwrap());
    assert_eq!(stranger.cell_history(cell.column, cell.pupil, koval).await.unwrap(), []);
    assert!(stranger.substituted(course.id, koval).await.unwrap().is_empty());
    assert_eq!(stranger.day_of_teacher(koval, TODAY).await.unwrap(), []);
    assert_eq!(stranger.neighbour_days(koval, TODAY).await.unwrap(), (None, None));
    assert_eq!(stranger.planned(course.id, &lesson).await.unwrap(), None);
    assert_eq!(stranger.plan(course.id, TODAY).await.unwrap(), (vec![], 0));
    assert_eq!(stranger.later_lessons(cell.pupil, TODAY, 0).await.unwrap(), []);
    assert_eq!(stranger.diary(cell.pupil, ALWAYS, now()).await.unwrap(), []);
    assert_eq!(stranger.classes(school.year, TODAY).await.unwrap(), []);

    let page = stranger.journal(course, ALWAYS, koval).await.unwrap();
    assert_eq!((page.lessons, page.pupils, page.entries, page.seq), (vec![], vec![], vec![], 0));
}

#[rstest]
#[tokio::test]
async fn lists_of_a_school_are_its_own(#[values(Sqlite, Postgres)] on: Engine) {
    let (school, other, _) = two_schools(on).await;
    let mut own = school.store.read(school.id).await.unwrap();
    let mut strange = school.store.read(other).await.unwrap();
    for role in Role::ALL {
        let (ours, theirs) = (own.people(role).await.unwrap(), strange.people(role).await.unwrap());
        assert_eq!(ours.len(), theirs.len(), "{role:?}");
        assert!(ours.iter().all(|(id, _)| theirs.iter().all(|(other, _)| id != other)), "{role:?}");
    }
    let called = strange.people_called("Коваль Олена Петрівна").await.unwrap();
    assert_eq!(called.len(), 1);
    assert_ne!(called[0].id, school.person("Коваль"));
    assert_eq!(strange.staff().await.unwrap().len(), 2);
    let with_account = |staff: Vec<Employee>| staff.iter().filter(|own| own.has_account).count();
    assert_eq!(with_account(own.employees().await.unwrap()), 1);
    assert_eq!(with_account(strange.employees().await.unwrap()), 0);
    assert_eq!(strange.school().await.unwrap().name, "Гімназія № 1");
    assert_ne!(strange.year(TODAY).await.unwrap().0, school.year);
    let (bells, theirs) = (own.bells(ALWAYS).await.unwrap(), strange.bells(ALWAYS).await.unwrap());
    assert_eq!((bells.schedules.len(), theirs.schedules.len()), (1, 1));
    assert_ne!(bells.schedules[0].id, theirs.schedules[0].id);
    assert_eq!(school.store.sign_in_names(other).await.unwrap(), []);
}

#[rstest]
#[tokio::test]
async fn a_writer_of_one_school_does_not_reach_another(#[values(Sqlite, Postgres)] on: Engine) {
    let (school, other, cell) = two_schools(on).await;
    let author = school.store.read(other).await.unwrap().people(Role::Teacher).await.unwrap()[0].0;
    let write = Write { school: other, author, now: now(), authorise: everyone() };
    let outcomes = school.store.apply(write, vec![cell.edit(1, typed("1"))]).await.unwrap();
    assert_eq!(outcomes, [EditOutcome::Refused(Refusal::NoSuchCell)]);
    let text = LessonText { topic: "Чужа тема".to_owned(), ..LessonText::default() };
    let edit = LessonEdit { id: Id::new(), lesson: cell.column.uuid().into(), base: 0, text };
    assert!(is_not_found(school.store.write_lesson(other, author, now(), edit, |_| true).await));
    let of_other = Setting::of_program(other, now());
    assert!(is_not_found(school.store.set_role(of_other, "koval", Role::Head, true).await));
    let changes = school.store.take_in(other, bundle(), TODAY, false).await.unwrap();
    assert!(changes.nothing());
    assert_eq!(school.seen("Коваль", cell).await, StoredEntry { entry: typed("8"), version: 1 });
}

#[rstest]
#[tokio::test]
async fn an_edit_that_one_school_applied_is_new_to_another(#[values(Sqlite, Postgres)] on: Engine) {
    let (school, other, cell) = two_schools(on).await;
    let edit = cell.edit(1, typed("9"));
    school.save("Коваль", edit.clone()).await;
    let author = school.store.read(other).await.unwrap().people(Role::Teacher).await.unwrap()[0].0;
    let write = Write { school: other, author, now: now(), authorise: everyone() };
    let outcomes = school.store.apply(write, vec![edit]).await.unwrap();
    assert_eq!(outcomes, [EditOutcome::Refused(Refusal::NoSuchCell)]);
}

/// Row-level security is PostgreSQL's own fence: it stands even where a query forgot its `school_id`.
mod fence {
    use sqlx::{AssertSqlSafe, PgConnection};

    use super::*;

    const TABLES: [&str; 21] = [
        "academic_year",
        "holiday",
        "bell_schedule",
        "bell",
        "person",
        "person_role",
        "guardianship",
        "school_class",
        "class_group",
        "enrolment",
        "group_member",
        "subject",
        "course",
        "timetable_slot",
        "plan_line",
        "lesson",
        "journal_column",
        "results_group",
        "entry",
        "history",
        "history_head",
    ];

    async fn rows(connection: &mut PgConnection, table: &str) -> i64 {
        let statement = AssertSqlSafe(format!("SELECT count(*) FROM {table}"));
        sqlx::query_scalar(statement).fetch_one(connection).await.unwrap()
    }

    #[tokio::test]
    async fn a_client_that_entered_no_school_sees_no_row() {
        let (school, other, _) = two_schools(Postgres).await;
        if school.db.engine != Postgres {
            return;
        }
        let mut client = school.db.postgres().await;
        for table in TABLES {
            assert_eq!(rows(&mut client, table).await, 0, "{table}");
            let statement = format!("SELECT count(*) FROM {table}");
            let ours = school.db.count(Some(school.id), &statement).await;
            let theirs = school.db.count(Some(other), &statement).await;
            assert!(ours > 0, "{table}: the school has rows");
            assert!(theirs > 0 || ["entry", "history"].contains(&table), "{table}: so has the other");
        }
    }

    #[tokio::test]
    async fn every_table_of_a_school_stands_behind_it() {
        let db = Postgres.start();
        if db.engine != Postgres {
            return;
        }
        db.open().await;
        let open: Vec<(String,)> = sqlx::query_as(
            "SELECT c.relname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid \
             WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND a.attname = 'school_id' \
             AND NOT (c.relrowsecurity AND c.relforcerowsecurity) ORDER BY c.relname",
        )
        .fetch_all(&mut db.postgres().await)
        .await
        .unwrap();
        let open: Vec<_> = open.into_iter().map(|(table,)| table).collect();
        assert_eq!(
            open,
            ["calendar_secret", "invitation_code", "membership", "school", "session"],
            "what signing in needs before it knows the school"
        );
    }

    #[tokio::test]
    async fn a_client_in_one_school_cannot_write_into_another() {
        let (school, other, _) = two_schools(Postgres).await;
        if school.db.engine != Postgres {
            return;
        }
        let mut client = school.db.postgres().await;
        sqlx::query("SELECT set_config('klas.school_id', $1, false)")
            .bind(other.to_string())
            .execute(&mut client)
            .await
            .unwrap();
        let id = school.id;
        let touched = sqlx::query("UPDATE entry SET mark = 1 WHERE school_id = $1")
            .bind(id.uuid())
            .execute(&mut client)
            .await
            .unwrap();
        assert_eq!(touched.rows_affected(), 0);
        let smuggled = sqlx::query(
            "INSERT INTO bell (school_id, schedule_id, period, starts_at, ends_at) VALUES ($1, $1, 9, 0, 1)",
        )
        .bind(id.uuid())
        .execute(&mut client)
        .await;
        assert!(smuggled.unwrap_err().to_string().contains("row-level security"));
    }

    #[tokio::test]
    async fn a_connection_forgets_the_school_it_served_before() {
        let (school, other, cell) = two_schools(Postgres).await;
        for _ in 0..32 {
            let mut reader = school.store.read(school.id).await.unwrap();
            assert!(reader.lesson_of_column(cell.column).await.is_ok());
            drop(reader);
            let mut stranger = school.store.read(other).await.unwrap();
            assert!(is_not_found(stranger.lesson_of_column(cell.column).await));
        }
    }
}
