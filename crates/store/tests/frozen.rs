//! Databases of earlier schemas, frozen as dumps: a later program must open them and keep what they hold.

use std::{fs, path::Path};

use klas_store::{Changes, history::ChainState};
use rstest::rstest;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection, sqlite::SqliteConnectOptions};

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
    let db = on.start();
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
