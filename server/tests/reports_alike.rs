//! The demonstration school says the same in its reports on either database, to the last digit.

#![expect(clippy::unwrap_used, reason = "a story ends where something unforeseen happens")]

use std::{
    collections::HashSet,
    env, fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
    thread,
};

use sqlx::{AssertSqlSafe, Connection, PgConnection};

/// The year is over, and all its marks stand.
const DAY: &str = "2027-07-05";

/// A class on levels, and two on points between which a pupil moves.
const CLASSES: [&str; 3] = ["4-А", "5-Б", "5-В"];

fn klas(address: &str, day: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_klas"));
    command
        .args(arguments)
        .env("KLAS_DATABASE_URL", address)
        .env("KLAS_TODAY", day)
        .env_remove("KLAS_SITE_DIR")
        .env_remove("KLAS_LOG");
    command
}

#[track_caller]
fn done(mut command: Command) {
    let output = command.output().unwrap();
    let told = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&told));
}

/// Makes the school, and has a pupil change classes in March, as the office's list says it.
fn live(address: &str, list: &Path) {
    done(klas(address, DAY, &[&["demo"], &CLASSES.map(|class| ["--class", class]).concat()[..]].concat()));
    done(klas(address, "2027-03-01", &["import", &list.display().to_string()]));
}

/// The list of 5-Б with the one who comes from 5-В.
fn list() -> String {
    let school = klas_demo::school(1, 1, DAY.parse().unwrap()).bundle;
    let mut pupils = school.pupils.into_iter().filter(|pupil| pupil.class.to_string() == "5-В");
    let pupil = pupils.find(|pupil| pupil.enrolled_on.is_none() && pupil.left_on.is_none()).unwrap();
    let born = pupil.born.unwrap().format("%d.%m.%Y");
    format!("ПІБ учня;Дата народження;Клас\n{};{born};5-Б\n", pupil.name.full())
}

/// A site whose reports the head reads.
struct Site {
    server: Child,
    /// What it says has to be taken from it.
    _said: BufReader<ChildStdout>,
    host: String,
    cookie: String,
}

impl Site {
    fn serve(address: &str) -> Self {
        let mut serving = klas(address, DAY, &["serve", "--listen", "127.0.0.1:0"]);
        let mut server = serving.stdout(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(server.stdout.take().unwrap());
        let mut line = String::new();
        said.read_line(&mut line).unwrap();
        let host = line.trim().rsplit_once('/').unwrap().1.to_owned();
        let mut site = Self { server, _said: said, host, cookie: String::new() };
        let form = "login=head&password=klas-demo";
        let kind = "Content-Type: application/x-www-form-urlencoded";
        let answer = site.ask("POST /sign-in", &format!("{kind}\r\nContent-Length: {}", form.len()), form);
        let (_, cookie) = answer.split_once("klas_session=").unwrap();
        site.cookie = format!("klas_session={}", cookie.split(';').next().unwrap());
        site
    }

    fn ask(&self, what: &str, heads: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        write!(stream, "{what} HTTP/1.0\r\nHost: {}\r\n{heads}\r\n\r\n{body}", self.host).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// A page without what frames it.
    fn page(&self, path: &str) -> String {
        let answer = self.ask(&format!("GET {path}"), &format!("Cookie: {}", self.cookie), "");
        let status = answer.lines().next().unwrap_or_default();
        assert!(status.contains(" 200 "), "{path}: {status}");
        let (_, page) = answer.split_once("<main").unwrap();
        page.split("</main>").next().unwrap().to_owned()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// The words of a page without its tags, one space between them.
fn words(page: &str) -> String {
    let texts = page.split('<').skip(1).filter_map(|tag| Some(tag.split_once('>')?.1));
    let words: Vec<&str> = texts.flat_map(str::split_whitespace).collect();
    words.join(" ")
}

/// The ways from a page to other pages of reports: those to everything behind a line, and where `all` are wanted, those to
/// what is behind each figure.
fn ways(page: &str, all: bool) -> Vec<String> {
    let addresses = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let addresses = addresses.map(|address| address.replace("&amp;", "&"));
    let is_page = |address: &String| {
        address.starts_with("/reports/") && !address.contains(".pdf") && !address.contains(".xlsx")
    };
    addresses.filter(is_page).filter(|address| all || !address.contains("&only=")).collect()
}

/// The same page of both sites, whose words are the same.
fn alike(sites: &[Site; 2], paths: [&str; 2]) -> [String; 2] {
    let pages = [sites[0].page(paths[0]), sites[1].page(paths[1])];
    assert_eq!(words(&pages[0]), words(&pages[1]), "{}", paths[0]);
    pages
}

/// A schema of its own in the PostgreSQL of the tests; it goes with the story.
struct Schema {
    server: String,
    name: String,
}

impl Schema {
    fn in_server(server: String) -> Self {
        let name = format!("klas_test_{}", uuid::Uuid::new_v4().simple());
        run(&server, format!("CREATE SCHEMA {name}"));
        Self { server, name }
    }

    fn address(&self) -> String {
        let parameters = if self.server.contains('?') { '&' } else { '?' };
        format!("{}{parameters}options=-csearch_path%3D{}", self.server, self.name)
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        run(&self.server, format!("DROP SCHEMA {} CASCADE", self.name));
    }
}

#[tokio::main]
async fn run(server: &str, statement: String) {
    let mut client = PgConnection::connect(server).await.unwrap();
    sqlx::query(AssertSqlSafe(statement)).execute(&mut client).await.unwrap();
}

#[test]
fn the_demonstration_school_has_the_same_reports_on_either_database() {
    let Ok(server) = env::var("KLAS_TEST_POSTGRES_URL") else {
        eprintln!("left out: KLAS_TEST_POSTGRES_URL names no PostgreSQL (`make test` does)");
        return;
    };
    let (folder, schema) = (tempfile::tempdir().unwrap(), Schema::in_server(server));
    let pupils = folder.path().join("Учні.csv");
    fs::write(&pupils, list()).unwrap();
    let file = format!("sqlite://{}", folder.path().join("klas.db").display());
    let addresses = [file, schema.address()];
    thread::scope(|scope| {
        for address in &addresses {
            let pupils = &pupils;
            scope.spawn(move || live(address, pupils));
        }
    });
    let sites = addresses.map(|address| Site::serve(&address));

    let (mut looked, mut moved) = (HashSet::new(), 0);
    for period in ["1", "2", "year"] {
        for by in ["classes", "subjects", "teachers", "parallels"] {
            let path = format!("/reports?period={period}&by={by}");
            let [here, there] = alike(&sites, [&path, &path]).map(|page| ways(&page, by == "classes"));
            assert_eq!(here.len(), there.len(), "{path}");
            for (here, there) in here.iter().zip(&there) {
                if looked.insert(here.clone()) {
                    let [page, _] = alike(&sites, [here, there]);
                    moved += usize::from(page.contains("вибув до 5-Б"));
                }
            }
        }
    }
    assert!(looked.len() > 100, "{} pages behind figures", looked.len());
    // The former class shows the marks of the second semester, and those of the year.
    assert_eq!(moved, 2);
}
