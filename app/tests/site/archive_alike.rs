//! The same year in either database gives the same container, byte for byte.

use klas_app::{
    archive::Archiving,
    state::{AppState, Clock},
};
use klas_domain::{Id, id::of};
use klas_store::Store;
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};

use crate::{
    archive::lived_in,
    support::{TODAY, TestApp},
    template,
};

async fn container(store: &Store, app: &TestApp) -> Vec<u8> {
    let state = AppState::new(store.clone(), Clock::fixed(Some(TODAY)), false);
    let schools = store.schools().await.unwrap();
    let school = schools.iter().find(|school| school.id == app.school).unwrap();
    let archiving = Archiving::of_school(&state, school, None).await.unwrap();
    archiving.container(app.class).await.unwrap().bytes
}

/// The tables of a SQLite database, each after those that it refers to.
async fn tables(from: &mut SqliteConnection) -> Vec<String> {
    let all: Vec<(String,)> = sqlx::query_as(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '_sqlx%'",
    )
    .fetch_all(&mut *from)
    .await
    .unwrap();
    let mut left: Vec<(String, Vec<String>)> = Vec::new();
    for (table,) in all {
        let wanted: Vec<(String,)> = sqlx::query_as(AssertSqlSafe(format!(
            "SELECT DISTINCT \"table\" FROM pragma_foreign_key_list('{table}') WHERE \"table\" <> '{table}'"
        )))
        .fetch_all(&mut *from)
        .await
        .unwrap();
        left.push((table, wanted.into_iter().map(|(table,)| table).collect()));
    }
    let mut sorted: Vec<String> = Vec::new();
    while !left.is_empty() {
        let place =
            left.iter().position(|(_, wanted)| wanted.iter().all(|own| sorted.contains(own))).unwrap();
        sorted.push(left.remove(place).0);
    }
    sorted
}

const SIGNING_IN: [&str; 3] = ["membership", "session", "invitation_code"];

/// Copies all rows of a school, as somebody with two database clients does it.
async fn copy(from: &mut SqliteConnection, to: &mut PgConnection, school: Id<of::School>) {
    sqlx::query("SELECT set_config('klas.school_id', $1, false)")
        .bind(school.to_string())
        .execute(&mut *to)
        .await
        .unwrap();
    for table in tables(from).await {
        let columns: Vec<(String, String)> = sqlx::query_as(
            "SELECT column_name::text, data_type::text FROM information_schema.columns \
             WHERE table_schema = current_schema() AND table_name = $1",
        )
        .bind(&table)
        .fetch_all(&mut *to)
        .await
        .unwrap();
        let fields: Vec<String> = columns
            .iter()
            .map(|(name, kind)| match kind.as_str() {
                "bytea" => format!("'{name}', CASE WHEN {name} IS NOT NULL THEN '\\x' || hex({name}) END"),
                "uuid" => format!("'{name}', CASE WHEN {name} IS NOT NULL THEN hex({name}) END"),
                _ => format!("'{name}', {name}"),
            })
            .collect();
        // What signing in needs knows of people in several schools; the archive knows nothing of it.
        let of_school = columns.iter().any(|(name, _)| name == "school_id");
        if !of_school || SIGNING_IN.contains(&table.as_str()) {
            continue;
        }
        let statement =
            format!("SELECT json_object({}) FROM {table} WHERE school_id = $1", fields.join(", "));
        let rows: Vec<(String,)> =
            sqlx::query_as(AssertSqlSafe(statement)).bind(school.uuid()).fetch_all(&mut *from).await.unwrap();
        for (row,) in rows {
            let insert = format!(
                "INSERT INTO {table} SELECT * FROM jsonb_populate_record(NULL::{table}, $1::jsonb) ON CONFLICT DO NOTHING"
            );
            sqlx::query(AssertSqlSafe(insert)).bind(&row).execute(&mut *to).await.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn both_databases_give_the_same_bytes() {
    let Ok(server) = std::env::var("KLAS_TEST_POSTGRES_URL") else {
        eprintln!("left out: KLAS_TEST_POSTGRES_URL names no PostgreSQL (`make test` does)");
        return;
    };
    let app = lived_in().await;
    let name = format!("klas_test_{}", uuid::Uuid::new_v4().simple());
    let mut client = PgConnection::connect(&server).await.unwrap();
    let template = template::postgres(&server);
    let made = format!("CREATE DATABASE {name} TEMPLATE {template}");
    sqlx::query(AssertSqlSafe(made)).execute(&mut client).await.unwrap();
    let address = template::within(&server, &name);
    let other = Store::open(&address).await.unwrap();
    let mut to = PgConnection::connect(&address).await.unwrap();
    let mut from = SqliteConnection::connect(&format!("sqlite://{}", app.file().display())).await.unwrap();
    copy(&mut from, &mut to, app.school).await;
    let (one, two) = (container(&app.store, &app).await, container(&other, &app).await);
    to.close().await.unwrap();
    drop(other);
    let leave = format!(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = current_user AND datname = '{name}'"
    );
    for statement in [leave, format!("DROP DATABASE {name}")] {
        sqlx::query(AssertSqlSafe(statement)).execute(&mut client).await.unwrap();
    }
    assert!(one.len() > 10_000, "{}", one.len());
    assert_eq!(Sha256::digest(&one), Sha256::digest(&two));
}
