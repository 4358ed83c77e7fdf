//! `klas user`

mod staff;

use std::{io::Read, process::ExitCode};

use chrono::{NaiveDate, Utc};
use clap::{Args, Subcommand};
use klas_app::password;
use klas_domain::{Id, Role, id::of, login::PASSWORD_LEAST};
use klas_store::{Store, StoreError, people::Namesake, summative::Setting};
use rand::Rng;

use super::{Database, Refusal, school};

/// Accounts.
#[derive(Debug, Args)]
pub struct User {
    #[command(flatten)]
    database: Database,
    /// Name or identifier of the school, where there are several.
    #[arg(long, global = true)]
    school: Option<String>,
    #[command(subcommand)]
    command: UserCommand,
}

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// Make an account for a person of the school, or for everybody who works there.
    Add(Add),
    /// Set a new password; all sessions of the account end.
    Password {
        /// Name to sign in with.
        login: String,
        /// Read the password from standard input instead of making one.
        #[arg(long)]
        password_stdin: bool,
    },
    /// Give or take roles.
    Role {
        /// Name to sign in with.
        login: String,
        /// Role to give.
        #[arg(long, value_parser = role, required_unless_present = "remove")]
        add: Vec<Role>,
        /// Role to take.
        #[arg(long, value_parser = role)]
        remove: Vec<Role>,
    },
    /// List sign-in names with roles.
    List,
}

/// Make an account for a person of the school, or for everybody who works there.
#[derive(Debug, Args)]
struct Add {
    /// Name to sign in with.
    #[arg(required_unless_present = "all_staff")]
    login: Option<String>,
    /// Full name of the person, as the school's lists have it, or the person's identifier.
    #[arg(long, required_unless_present = "all_staff")]
    person: Option<String>,
    /// Of several people of that name, the one with this role.
    #[arg(long = "as", value_name = "ROLE", value_parser = role)]
    acting_as: Option<Role>,
    /// Of several people of that name, the one born on this day (YYYY-MM-DD).
    #[arg(long)]
    born: Option<NaiveDate>,
    /// A role to give besides those the person has.
    #[arg(long, value_parser = role)]
    role: Vec<Role>,
    /// Read the password from standard input instead of making one.
    #[arg(long)]
    password_stdin: bool,
    /// Make one for each member of staff who has none, with a sign-in name of the person's own names, and list them with
    /// their passwords, separated by tabs.
    #[arg(long, conflicts_with_all = ["login", "person", "acting_as", "born", "role", "password_stdin"])]
    all_staff: bool,
}

fn role(code: &str) -> Result<Role, String> {
    Role::from_code(code).ok_or_else(|| {
        let codes: Vec<&str> = Role::ALL.iter().map(|role| role.code()).collect();
        format!("one of {}", codes.join(", "))
    })
}

impl User {
    pub async fn run(self) -> Result<ExitCode, Refusal> {
        let store = self.database.open_existing().await?;
        let wanted = self.school.as_deref();
        match self.command {
            UserCommand::Add(add) => {
                let school = school(&store, wanted).await?;
                return add.run(&store, school.id).await;
            }
            UserCommand::Password { login, password_stdin } => {
                let (password, made) = choose_password(password_stdin)?;
                let hash = password::hash(&password).map_err(Refusal::Words)?;
                let set = store.set_password(&login, hash, Utc::now()).await;
                set.map_err(|error| refusal(error, &login))?;
                tell(made);
            }
            UserCommand::Role { login, add, remove } => {
                let school = school(&store, wanted).await?;
                let setting = Setting::of_program(school.id, Utc::now());
                for (roles, has) in [(add, true), (remove, false)] {
                    for role in roles {
                        let set = store.set_role(setting, &login, role, has).await;
                        set.map_err(|error| refusal(error, &login))?;
                    }
                }
            }
            UserCommand::List => {
                let school = school(&store, wanted).await?;
                for (role, login, name) in store.sign_in_names(school.id).await? {
                    println!("{login}\t{}\t{name}", role.code());
                }
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Add {
    async fn run(self, store: &Store, school: Id<of::School>) -> Result<ExitCode, Refusal> {
        let (Some(login), Some(person)) = (self.login, self.person) else {
            return staff::add(store, school).await;
        };
        let people = store.read(school).await?.people_called(&person).await?;
        let found = the_one(&person, people, self.acting_as, self.born)?;
        let account = Account { school, login, password_stdin: self.password_stdin };
        account.add(store, &found, self.role).await?;
        Ok(ExitCode::SUCCESS)
    }
}

/// The person whom a name and what else is told mean.
fn the_one(
    wanted: &str,
    mut people: Vec<Namesake>,
    acting_as: Option<Role>,
    born: Option<NaiveDate>,
) -> Result<Namesake, Refusal> {
    people.retain(|person| acting_as.is_none_or(|role| person.roles.contains(&role)));
    people.retain(|person| born.is_none_or(|day| person.born == Some(day)));
    match people.len() {
        0 => Err(Refusal::Words(format!("«{wanted}»: такої людини в закладі немає"))),
        1 => Ok(people.remove(0)),
        _ => {
            let told: Vec<String> = people.iter().map(described).collect();
            Err(Refusal::Words(format!(
                "«{wanted}»: таких людей кілька, оберіть через --as, --born або --person з ідентифікатором:\n  {}",
                told.join("\n  ")
            )))
        }
    }
}

fn described(person: &Namesake) -> String {
    let roles: Vec<&str> = person.roles.iter().map(|role| role.code()).collect();
    let mut marks = vec![roles.join(", ")];
    marks.extend(person.position.clone());
    marks.extend(person.born.map(|day| day.to_string()));
    marks.extend((!person.children.is_empty()).then(|| format!("діти: {}", person.children.join(", "))));
    marks.retain(|mark| !mark.is_empty());
    format!("{}  {}  {}", person.id, person.name.full(), marks.join("; "))
}

/// An account to be made in a school.
struct Account {
    school: Id<of::School>,
    login: String,
    password_stdin: bool,
}

impl Account {
    async fn add(self, store: &Store, person: &Namesake, roles: Vec<Role>) -> Result<(), Refusal> {
        // Whoever acts in another school already keeps the password: none is made that would not be valid.
        let is_known = store.credentials(&self.login).await?.is_some();
        let (password, made) =
            if is_known { (generated(), None) } else { choose_password(self.password_stdin)? };
        let hash = password::hash(&password).map_err(Refusal::Words)?;
        let added = store.add_account(self.school, person.id, &self.login, hash).await;
        added.map_err(|error| refusal(error, &self.login))?;
        let setting = Setting::of_program(self.school, Utc::now());
        for role in roles {
            store.set_role(setting, &self.login, role, true).await?;
        }
        println!("{}: {}", self.login, person.name.full());
        if is_known {
            println!("Обліковий запис уже був в іншому закладі: пароль лишається той самий.");
        }
        tell(made);
        Ok(())
    }
}

/// Why nothing was done with a sign-in name.
fn refusal(error: StoreError, login: &str) -> Refusal {
    match error {
        StoreError::NotFound => Refusal::Words(format!(
            "облікового запису «{login}» немає; ті, що є, показує команда klas user list"
        )),
        StoreError::Exists(_) => Refusal::Words(format!(
            "ім'ям «{login}» у цьому закладі вже входять: оберіть інше або дайте новий пароль командою \
             klas user password"
        )),
        error => error.into(),
    }
}

/// The password, and itself again where it was made here and must be told.
fn choose_password(from_stdin: bool) -> Result<(String, Option<String>), Refusal> {
    if !from_stdin {
        let password = generated();
        return Ok((password.clone(), Some(password)));
    }
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).map_err(|error| Refusal::Words(error.to_string()))?;
    let password = text.trim_end_matches(['\r', '\n']).to_owned();
    if password.chars().count() < PASSWORD_LEAST {
        return Err(Refusal::Words(format!("пароль має бути щонайменше з {PASSWORD_LEAST} знаків")));
    }
    Ok((password, None))
}

/// Twelve characters that are not mistaken for one another.
fn generated() -> String {
    const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
    let mut random = rand::rng();
    let mut letter = || char::from(LETTERS[random.random_range(0..LETTERS.len())]);
    let parts: Vec<String> = (0..3).map(|_| (0..4).map(|_| letter()).collect()).collect();
    parts.join("-")
}

fn tell(password: Option<String>) {
    if let Some(password) = password {
        println!("Пароль (показано один раз): {password}");
    }
}

/// Tells, of each school where nobody can sign in yet, how the first account is made: for who manages the journal, else
/// for the head; and how all staff get theirs.
pub(super) async fn tell_of_nobody(store: &Store) -> Result<(), Refusal> {
    let schools = store.schools().await?;
    let several = schools.len() > 1;
    for school in schools {
        if !store.sign_in_names(school.id).await?.is_empty() {
            continue;
        }
        let mut reader = store.read(school.id).await?;
        let mut people = reader.people(Role::Administrator).await?;
        people.extend(reader.people(Role::Head).await?);
        let person = people.first().map_or_else(|| "ПІБ".to_owned(), |(_, name)| name.full());
        let named = if several { format!(" --school \"{}\"", school.name) } else { String::new() };
        println!("{}: увійти ще ніхто не може. Перший обліковий запис:", school.name);
        println!("  klas user add ІМ'Я --person \"{person}\"{named}");
        println!("Усім працівникам одразу:");
        println!("  klas user add --all-staff{named}");
    }
    Ok(())
}
