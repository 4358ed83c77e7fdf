//! Databases with the schema in them, made once and copied for each story: to bring one up to date takes longer than most
//! stories do.

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
    sync::OnceLock,
};

use klas_store::Store;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};

/// The number of the lock under which the template is made on PostgreSQL.
const MAKING: i64 = 0x6b6c_6173;

/// The file to copy for a story on SQLite.
pub fn sqlite() -> &'static Path {
    static FILE: OnceLock<PathBuf> = OnceLock::new();
    FILE.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let file = folder.join(format!("{}.db", name()));
        if !file.exists() {
            let made = tempfile::tempdir_in(folder).unwrap();
            let (first, whole) = (made.path().join("first.db"), made.path().join("whole.db"));
            let copy = whole.clone();
            apart(|| make_sqlite(first, copy));
            fs::rename(whole, &file).unwrap();
        }
        file
    })
}

async fn make_sqlite(made: PathBuf, whole: PathBuf) {
    let address = format!("sqlite://{}", made.display());
    drop(Store::open(&address).await.unwrap());
    let mut connection = SqliteConnection::connect(&address).await.unwrap();
    let copy = format!("VACUUM INTO '{}'", whole.display());
    sqlx::raw_sql(AssertSqlSafe(copy)).execute(&mut connection).await.unwrap();
}

/// The name of the database to copy for a story on a PostgreSQL server.
pub fn postgres(server: &str) -> &'static str {
    static NAME: OnceLock<String> = OnceLock::new();
    NAME.get_or_init(|| {
        let server = server.to_owned();
        apart(|| make_postgres(server, name()));
        name()
    })
}

/// Another program of tests may be making it just now.
async fn make_postgres(server: String, name: String) {
    let mut connection = PgConnection::connect(&server).await.unwrap();
    sqlx::query("SELECT pg_advisory_lock($1)").bind(MAKING).execute(&mut connection).await.unwrap();
    let known = sqlx::query("SELECT 1 FROM pg_database WHERE datname = $1").bind(&name);
    if known.fetch_optional(&mut connection).await.unwrap().is_none() {
        let run = async |connection: &mut PgConnection, statement: String| {
            sqlx::raw_sql(AssertSqlSafe(statement)).execute(connection).await.unwrap();
        };
        let made = format!("{name}_made");
        // Those of the server itself, which tidies up, go on their own.
        let leave = format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = current_user AND datname = '{made}'"
        );
        run(&mut connection, leave.clone()).await;
        run(&mut connection, format!("DROP DATABASE IF EXISTS {made}")).await;
        run(&mut connection, format!("CREATE DATABASE {made} TEMPLATE template0")).await;
        drop(Store::open(&within(&server, &made)).await.unwrap());
        run(&mut connection, format!("{leave}; ALTER DATABASE {made} RENAME TO {name}")).await;
    }
    connection.close().await.unwrap();
}

/// The address of another database of a server.
pub fn within(server: &str, name: &str) -> String {
    let (address, parameters) = server
        .split_once('?')
        .map_or((server, String::new()), |(address, rest)| (address, format!("?{rest}")));
    let (host, _) = address.rsplit_once('/').unwrap();
    format!("{host}/{name}{parameters}")
}

/// One name for each state of the migrations.
fn name() -> String {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let migrations =
        crates.map(|folder| folder.join("crates/store/migrations")).find(|it| it.is_dir()).unwrap();
    let mut hasher = DefaultHasher::new();
    for engine in ["sqlite", "postgres"] {
        let mut files: Vec<_> =
            fs::read_dir(migrations.join(engine)).unwrap().map(|file| file.unwrap().path()).collect();
        files.sort();
        for file in files {
            fs::read(file).unwrap().hash(&mut hasher);
        }
    }
    format!("klas_template_{:016x}", hasher.finish())
}

/// Waits for something on a thread of its own: stories have runtimes already, in which nothing may wait.
fn apart<F: Future<Output = ()>>(making: impl FnOnce() -> F + Send + 'static) {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    std::thread::spawn(move || runtime().block_on(making())).join().unwrap();
}
