//! Opening a database: a new one, one that is there, one that is too new, one that is none.

use klas_store::{Store, StoreError};
use rstest::rstest;

use crate::support::{Engine, Postgres, Sqlite, TestSchool};

#[rstest]
#[tokio::test]
async fn an_empty_database_is_made_ready(#[values(Sqlite, Postgres)] on: Engine) {
    let db = on.start_empty();
    let store = db.open().await;
    store.ping().await.unwrap();
    assert_eq!(store.schools().await.unwrap(), []);
}

#[rstest]
#[tokio::test]
async fn what_was_written_is_there_after_a_restart(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let again = school.db.open().await;
    let names: Vec<_> = again.schools().await.unwrap().into_iter().map(|known| known.name).collect();
    assert_eq!(names, ["Ліцей № 4"]);
}

/// A city's servers start together; a SQLite file has one.
#[tokio::test]
async fn two_servers_may_open_a_new_database_at_once() {
    let db = Postgres.start_empty();
    if db.engine != Postgres {
        return;
    }
    let (one, other) = tokio::join!(Store::open(&db.address), Store::open(&db.address));
    let school = one.unwrap().add_school("Гімназія № 1").await.unwrap();
    assert_eq!(other.unwrap().schools().await.unwrap()[0].id, school);
}

#[rstest]
#[tokio::test]
async fn a_database_of_a_newer_program_is_left_alone(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let from_the_future = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         SELECT 9999, 'from the future', success, checksum, 0 FROM _sqlx_migrations WHERE version = 1";
    school.db.tamper(school.id, from_the_future).await;
    assert!(matches!(Store::open(&school.db.address).await, Err(StoreError::NewerSchema)));
}

#[rstest]
#[case::nothing("")]
#[case::a_bare_file("klas.db")]
#[case::another_database("mysql://root@localhost/klas")]
#[case::a_port_that_is_none("postgres://localhost:port/klas")]
#[case::a_mode_that_is_none("sqlite://klas.db?mode=carefully")]
#[tokio::test]
async fn an_address_that_is_none_is_refused(#[case] address: &str) {
    assert!(matches!(Store::open(address).await, Err(StoreError::Address(_))));
}

#[rstest]
#[case::no_such_server("postgres://klas@nowhere.invalid/klas")]
#[case::no_folder_can_be_made("sqlite:///dev/null/klas.db")]
#[tokio::test]
async fn a_database_that_cannot_be_opened_is_told(#[case] address: &str) {
    assert!(matches!(Store::open(address).await, Err(StoreError::Open { .. })));
}

#[rstest]
#[case::in_its_place("mysql://klas:таємниця@db/klas")]
#[case::with_signs_of_an_address("mysql://klas:таєм@ни:ця@db/klas")]
#[case::among_the_parameters("mysql://db/klas?user=klas&password=таємниця")]
#[tokio::test]
async fn a_password_is_not_repeated_in_the_message(#[case] address: &str) {
    let message = Store::open(address).await.err().unwrap().to_string();
    assert!(
        message.contains("db/klas") && !message.contains("ниця") && !message.contains("таєм"),
        "{message}"
    );
}
