//! A fresh database for each story, of either kind.

use std::{
    env, fs,
    path::Path,
    str::FromStr,
    sync::{
        Mutex, OnceLock,
        mpsc::{Sender, SyncSender, channel, sync_channel},
    },
};

use klas_domain::{Id, id::of};
use klas_store::Store;
use sqlx::{
    AssertSqlSafe, Connection, PgConnection, SqliteConnection, postgres::PgConnectOptions,
    sqlite::SqliteConnectOptions,
};
use tempfile::TempDir;
use uuid::Uuid;

use super::template;

const POSTGRES_URL: &str = "KLAS_TEST_POSTGRES_URL";
const SQLITE_ONLY: &str = "KLAS_TEST_SQLITE_ONLY";

/// Which database a story runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    /// A database with the schema in it and nothing else.
    ///
    /// PostgreSQL is the server of `KLAS_TEST_POSTGRES_URL`, whose role may make databases and is no superuser.
    /// Without the variable the story fails, so that half of the tests cannot be left out by accident; with
    /// `KLAS_TEST_SQLITE_ONLY=1` it runs on SQLite once more.
    pub fn start(self) -> TestDatabase {
        match self.server() {
            Some(server) => postgres(&server, Some(template::postgres(&server))),
            None => sqlite(Some(template::sqlite())),
        }
    }

    /// A database without a schema.
    pub fn start_empty(self) -> TestDatabase {
        match self.server() {
            Some(server) => postgres(&server, None),
            None => sqlite(None),
        }
    }

    fn server(self) -> Option<String> {
        match (self, env::var(POSTGRES_URL)) {
            (Self::Postgres, Ok(server)) => Some(server),
            (Self::Postgres, Err(_)) if env::var(SQLITE_ONLY).as_deref() != Ok("1") => {
                panic!("set {POSTGRES_URL} (`make test` does), or {SQLITE_ONLY}=1 to do without PostgreSQL")
            }
            _ => None,
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

fn sqlite(template: Option<&Path>) -> TestDatabase {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("data/klas.db");
    if let Some(template) = template {
        fs::create_dir(folder.path().join("data")).unwrap();
        fs::copy(template, &file).unwrap();
    }
    let address = format!("sqlite://{}", file.display());
    TestDatabase { engine: Engine::Sqlite, address, place: Place::Folder { _folder: folder } }
}

fn postgres(server: &str, template: Option<&str>) -> TestDatabase {
    let name = format!("klas_test_{}", Uuid::new_v4().simple());
    run(server, format!("CREATE DATABASE {name} TEMPLATE {}", template.unwrap_or("template0")));
    let address = template::within(server, &name);
    let place = Place::Server { server: server.to_owned(), name };
    TestDatabase { engine: Engine::Postgres, address, place }
}

/// Runs a statement on the one connection of all stories: signing in to PostgreSQL is made slow on purpose.
fn run(server: &str, statement: String) {
    type Request = (String, SyncSender<()>);
    static QUEUE: OnceLock<Mutex<Sender<Request>>> = OnceLock::new();
    let queue = QUEUE.get_or_init(|| {
        let (queue, requests) = channel::<Request>();
        let server = server.to_owned();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let mut connection = PgConnection::connect(&server).await.unwrap();
                for (statement, done) in requests {
                    sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await.unwrap();
                    done.send(()).unwrap();
                }
            });
        });
        Mutex::new(queue)
    });
    let (done, answer) = sync_channel(1);
    queue.lock().unwrap().send((statement, done)).unwrap();
    answer.recv().unwrap();
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let Place::Server { server, name } = &self.place else { return };
        run(server, format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false"));
        // Not WITH (FORCE): the connections of the server itself, which tidies up, are not the role's to end.
        let leave = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = current_user";
        run(server, format!("{leave} AND datname = '{name}'"));
        run(server, format!("DROP DATABASE {name}"));
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
                let mut connection = self.postgres_in(school).await;
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

    /// The same; it entered a school.
    pub async fn postgres_in(&self, school: Id<of::School>) -> PgConnection {
        let mut connection = self.postgres().await;
        enter(&mut connection, school).await;
        connection
    }
}

async fn enter(connection: &mut PgConnection, school: Id<of::School>) {
    sqlx::query("SELECT set_config('klas.school_id', $1, false)")
        .bind(school.to_string())
        .execute(connection)
        .await
        .unwrap();
}
