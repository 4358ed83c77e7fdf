//! A fresh database for each story, of either kind.

use std::{env, str::FromStr};

use klas_domain::{Id, id::of};
use klas_store::Store;
use sqlx::{
    AssertSqlSafe, Connection, PgConnection, SqliteConnection,
    postgres::PgConnectOptions,
    sqlite::SqliteConnectOptions,
};
use tempfile::TempDir;
use uuid::Uuid;

const POSTGRES_URL: &str = "KLAS_TEST_POSTGRES_URL";
const SQLITE_ONLY: &str = "KLAS_TEST_SQLITE_ONLY";

/// Which database a story runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    /// An empty database.
    ///
    /// PostgreSQL is the server of `KLAS_TEST_POSTGRES_URL`, whose role may create databases and is no superuser.
    /// Without the variable the story fails, so that half of the tests cannot be left out by accident; with
    /// `KLAS_TEST_SQLITE_ONLY=1` it runs on SQLite once more.
    pub async fn start(self) -> TestDatabase {
        match (self, env::var(POSTGRES_URL)) {
            (Self::Postgres, Ok(server)) => postgres(server).await,
            (Self::Postgres, Err(_)) if env::var(SQLITE_ONLY).as_deref() != Ok("1") => {
                panic!("set {POSTGRES_URL} (`make test` does), or {SQLITE_ONLY}=1 to do without PostgreSQL")
            }
            _ => sqlite(),
        }
    }
}

/// A database that goes away with the story.
pub struct TestDatabase {
    /// Which database it really is.
    pub engine: Engine,
    /// Its address, for [`Store::open`].
    pub address: String,
    place: Place,
}

enum Place {
    Folder { _folder: TempDir },
    Server { server: String, name: String },
}

fn sqlite() -> TestDatabase {
    let folder = tempfile::tempdir().unwrap();
    let address = format!("sqlite://{}", folder.path().join("data/klas.db").display());
    TestDatabase { engine: Engine::Sqlite, address, place: Place::Folder { _folder: folder } }
}

async fn postgres(server: String) -> TestDatabase {
    let name = format!("klas_test_{}", Uuid::new_v4().simple());
    let mut connection = PgConnection::connect(&server).await.unwrap();
    let create = format!("CREATE DATABASE {name}");
    sqlx::raw_sql(AssertSqlSafe(create)).execute(&mut connection).await.unwrap();
    let (up_to_path, _) = server.rsplit_once('/').unwrap();
    let address = format!("{up_to_path}/{name}");
    TestDatabase { engine: Engine::Postgres, address, place: Place::Server { server, name } }
}

impl Drop for TestDatabase {
    /// On a thread of its own: a failing story drops its database in the middle of the runtime.
    fn drop(&mut self) {
        let Place::Server { server, name } = &self.place else { return };
        let (server, drop) = (server.clone(), format!("DROP DATABASE {name} WITH (FORCE)"));
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let mut connection = PgConnection::connect(&server).await.unwrap();
                sqlx::raw_sql(AssertSqlSafe(drop)).execute(&mut connection).await.unwrap();
            });
        });
        dropping.join().unwrap();
    }
}

impl TestDatabase {
    /// A store on it.
    pub async fn open(&self) -> Store {
        Store::open(&self.address).await.unwrap()
    }

    /// What somebody with a database client does to a school behind the program's back; tells how many rows were
    /// touched.
    pub async fn tamper(&self, school: Id<of::School>, statement: &str) -> u64 {
        let statement = AssertSqlSafe(statement.to_owned());
        match self.engine {
            Engine::Sqlite => {
                let mut file = self.sqlite().await;
                sqlx::query(statement).execute(&mut file).await.unwrap().rows_affected()
            }
            Engine::Postgres => {
                let mut connection = self.postgres().await;
                enter(&mut connection, school).await;
                sqlx::query(statement).execute(&mut connection).await.unwrap().rows_affected()
            }
        }
    }

    /// What a counting statement says, asked by a database client that entered a school or none.
    pub async fn count(&self, school: Option<Id<of::School>>, statement: &str) -> i64 {
        let statement = AssertSqlSafe(statement.to_owned());
        match self.engine {
            Engine::Sqlite => {
                sqlx::query_scalar(statement).fetch_one(&mut self.sqlite().await).await.unwrap()
            }
            Engine::Postgres => {
                let mut connection = self.postgres().await;
                if let Some(school) = school {
                    enter(&mut connection, school).await;
                }
                sqlx::query_scalar(statement).fetch_one(&mut connection).await.unwrap()
            }
        }
    }

    /// A client's connection to the SQLite file.
    pub async fn sqlite(&self) -> SqliteConnection {
        let options = SqliteConnectOptions::from_str(&self.address).unwrap().foreign_keys(false);
        SqliteConnection::connect_with(&options).await.unwrap()
    }

    /// A client's connection to the PostgreSQL database; it entered no school.
    pub async fn postgres(&self) -> PgConnection {
        let options = PgConnectOptions::from_str(&self.address).unwrap();
        PgConnection::connect_with(&options).await.unwrap()
    }
}

async fn enter(connection: &mut PgConnection, school: Id<of::School>) {
    sqlx::query("SELECT set_config('klas.school_id', $1, false)")
        .bind(school.to_string())
        .execute(connection)
        .await
        .unwrap();
}
