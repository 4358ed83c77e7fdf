//! Databases of earlier schemas, frozen as dumps: a later program must open them and keep what they hold.

use std::{fs, path::Path};

use klas_domain::{
    Id,
    bells::{BellSchedule, Bells, Period},
    id::of,
};
use klas_store::{Changes, history::ChainState};
use rstest::rstest;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection, migrate::Migrator, sqlite::SqliteConnectOptions};
use uuid::Uuid;

use crate::support::{Engine, Postgres, Sqlite, TODAY, TestDatabase, TestSchool, bundle, typed};

/// Fills an empty database as an earlier program would have left it.
async fn thaw(db: &TestDatabase, schema: &str) {
    let engine = if db.engine == Sqlite { "sqlite" } else { "postgres" };
    let file = format!("{}/tests/fixtures/{schema}.{engine}.sql", env!("CARGO_MANIFEST_DIR"));
    let dump = AssertSqlSafe(fs::read_to_string(file).unwrap());
    if db.engine == Postgres {
        sqlx::raw_sql(dump).execute(&mut db.postgres().await).await.unwrap();
        return;
    }
    let path = db.address.trim_start_matches("sqlite://");
    fs::create_dir_all(Path::new(path).parent().unwrap()).unwrap();
    let options = SqliteConnectOptions::new().filename(path).create_if_missing(true).foreign_keys(false);
    let mut file = SqliteConnection::connect_with(&options).await.unwrap();
    sqlx::raw_sql(dump).execute(&mut file).await.unwrap();
    file.close().await.unwrap();
}

#[rstest]
#[tokio::test]
async fn a_frozen_database_is_brought_up_to_date_and_keeps_its_rows(
    #[values(Sqlite, Postgres)] on: Engine,
    #[values("schema_0003")] schema: &str,
) {
    let db = on.start_empty();
    thaw(&db, schema).await;
    let store = db.open().await;
    let id = store.schools().await.unwrap()[0].id;
    let school = TestSchool::of(db, store, id).await;
    assert_eq!(school.store.verify_history(id).await.unwrap(), ChainState::Whole(2));
    assert_eq!(school.seen("Коваль", school.algebra("Їжак")).await.entry, typed("10"));
    assert!(school.store.credentials("olena").await.unwrap().is_some());
    assert_eq!(
        school.take_in(bundle()).await,
        Changes::default(),
        "on {TODAY} the school is as its files say"
    );
}

/// Brings a database to the schema of an earlier program.
async fn migrate(db: &TestDatabase, version: i64) {
    let engine = if db.engine == Sqlite { "sqlite" } else { "postgres" };
    let folder = format!("{}/migrations/{engine}", env!("CARGO_MANIFEST_DIR"));
    let migrator = Migrator::new(Path::new(&folder)).await.unwrap();
    if db.engine == Sqlite {
        migrator.run_to(version, &mut db.sqlite().await).await.unwrap();
    } else {
        migrator.run_to(version, &mut db.postgres().await).await.unwrap();
    }
}

/// The school that a frozen database holds.
async fn frozen_school(db: &TestDatabase) -> Uuid {
    let statement = "SELECT school_id FROM school";
    if db.engine == Sqlite {
        sqlx::query_scalar(statement).fetch_one(&mut db.sqlite().await).await.unwrap()
    } else {
        sqlx::query_scalar(statement).fetch_one(&mut db.postgres().await).await.unwrap()
    }
}

#[rstest]
#[tokio::test]
async fn courses_that_are_there_get_the_scale_of_their_subject(#[values(Sqlite, Postgres)] on: Engine) {
    let db = on.start_empty();
    thaw(&db, "schema_0003").await;
    migrate(&db, 17).await;
    let school = frozen_school(&db).await.into();
    let passed = "UPDATE subject SET scale = 'pass' WHERE name = 'Алгебра'";
    assert_eq!(db.tamper(school, passed).await, 1);
    drop(db.open().await);
    let passes = "SELECT count(*) FROM course c JOIN subject s ON s.school_id = c.school_id \
         AND s.subject_id = c.subject_id WHERE s.name = 'Алгебра' AND c.scale = 'pass'";
    assert_eq!(db.count(Some(school), passes).await, 2);
    assert_eq!(db.count(Some(school), "SELECT count(*) FROM course WHERE scale IS NULL").await, 4);
    if db.engine == Postgres {
        let all = "SELECT (SELECT count(*) FROM course) + (SELECT count(*) FROM subject)";
        assert_eq!(db.count(None, all).await, 0, "the fence stands again");
    }
}

#[rstest]
#[tokio::test]
async fn bells_that_are_there_are_the_default_schedule(#[values(Sqlite, Postgres)] on: Engine) {
    let db = on.start_empty();
    thaw(&db, "schema_0003").await;
    let school: Id<of::School> = frozen_school(&db).await.into();
    let store = db.open().await;
    let bells = store.read(school).await.unwrap().bells((TODAY, TODAY)).await.unwrap();
    let period = |number, starts_at, ends_at| Period { number, starts_at, ends_at };
    let default = BellSchedule {
        id: school.uuid().into(),
        name: String::new(),
        is_default: true,
        periods: vec![period(1, 510, 555), period(2, 565, 610)],
    };
    assert_eq!(bells, Bells { schedules: vec![default], ..Bells::default() });
    if db.engine == Postgres {
        let all = "SELECT (SELECT count(*) FROM bell) + (SELECT count(*) FROM bell_schedule)";
        assert_eq!(db.count(None, all).await, 0, "the fence stands");
    }
}

/// A school of before has one division for all subjects; pages and members keep their groups, though the table is another.
#[rstest]
#[tokio::test]
async fn groups_that_are_there_are_of_the_division_of_all_subjects(#[values(Sqlite, Postgres)] on: Engine) {
    let db = on.start_empty();
    thaw(&db, "schema_0003").await;
    let school = frozen_school(&db).await.into();
    let of_groups = "SELECT (SELECT count(*) FROM course c JOIN class_group g ON g.school_id = c.school_id \
         AND g.group_id = c.group_id) + (SELECT count(*) FROM group_member m JOIN class_group g \
         ON g.school_id = m.school_id AND g.group_id = m.group_id)";
    let before = db.count(Some(school), of_groups).await;
    drop(db.open().await);
    assert_eq!((before, db.count(Some(school), of_groups).await), (7, 7));
    let groups = "SELECT count(*) FROM class_group WHERE division = ''";
    assert_eq!(db.count(Some(school), groups).await, 2);
    let add = |division: &str| {
        format!(
            "INSERT INTO class_group (school_id, group_id, class_id, division, number) \
             SELECT school_id, school_id, class_id, '{division}', number FROM class_group WHERE number = 1"
        )
    };
    assert_eq!(db.tamper(school, &add("Інформатика")).await, 1, "its first group is another");
    if db.engine == Sqlite {
        let broken = "SELECT count(*) FROM pragma_foreign_key_check('course')";
        assert_eq!(db.count(None, broken).await, 0);
        let again = AssertSqlSafe(add("").replace("school_id, school_id", "school_id, randomblob(16)"));
        assert!(sqlx::query(again).execute(&mut db.sqlite().await).await.is_err(), "one group has a number");
    }
}

/// The migrations of a folder: numbers with names.
fn migrations(folder: &str) -> Vec<(usize, String)> {
    let folder = format!("{}/migrations/{folder}", env!("CARGO_MANIFEST_DIR"));
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let parts = names.map(|name| {
        let (number, title) = name.split_once('_').unwrap();
        (number.parse().unwrap(), title.to_owned())
    });
    let mut migrations: Vec<_> = parts.collect();
    migrations.sort();
    migrations
}

#[test]
fn both_databases_have_the_same_migrations() {
    let sqlite = migrations("sqlite");
    assert_eq!(sqlite, migrations("postgres"));
    assert!(sqlite.iter().map(|(number, _)| *number).eq(1..=sqlite.len()), "{sqlite:?}");
}
