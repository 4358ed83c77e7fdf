//! `klas user add --all-staff`

use std::{
    io::{self, Write},
    process::ExitCode,
};

use klas_app::password;
use klas_domain::{Id, id::of};
use klas_store::{Store, account::NewAccount, people::Employee};

use super::{super::Refusal, generated};

/// Somebody who works at a school and is to have an account with this password.
struct Newcomer {
    employee: Employee,
    password: String,
}

/// Makes an account for everybody who works at a school and has none. The standard output is the table of them and
/// nothing else, so that it can be kept as a file.
pub async fn add(store: &Store, school: Id<of::School>) -> Result<ExitCode, Refusal> {
    let staff = store.read(school).await?.employees().await?;
    let (known, without): (Vec<_>, Vec<_>) = staff.into_iter().partition(|own| own.has_account);
    let newcomer = |employee| Newcomer { employee, password: generated() };
    let newcomers: Vec<Newcomer> = without.into_iter().map(newcomer).collect();
    let accounts = newcomers.iter().map(Newcomer::account).collect::<Result<Vec<_>, Refusal>>()?;
    let logins = store.add_accounts(school, accounts).await?;
    let made = logins.iter().flatten().count();
    let told = tell(&newcomers, &logins);
    eprintln!("Зроблено облікових записів: {made}. Уже мали: {}.", known.len());
    Ok(if told && made == newcomers.len() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Writes the table at once; false where it could not be written. The accounts are there by then, so that is said.
fn tell(newcomers: &[Newcomer], logins: &[Option<String>]) -> bool {
    let mut table = String::new();
    for (newcomer, login) in newcomers.iter().zip(logins) {
        match login {
            Some(login) => table += &newcomer.row(login),
            None => eprintln!("{}", newcomer.left_out()),
        }
    }
    if table.is_empty() {
        return true;
    }
    let head = "ПІБ\tРолі\tІм'я для входу\tПароль (показано один раз)\n";
    let written = io::stdout().write_all((head.to_owned() + &table).as_bytes());
    if let Err(error) = &written {
        eprintln!("Таблицю не записано ({error}). Нові паролі: klas user password ІМ'Я.");
    }
    written.is_ok()
}

impl Newcomer {
    fn account(&self) -> Result<NewAccount, Refusal> {
        let password_hash = password::hash(&self.password).map_err(Refusal::Words)?;
        Ok(NewAccount { person: self.employee.id, name: self.employee.name.clone(), password_hash })
    }

    fn row(&self, login: &str) -> String {
        let roles: Vec<&str> = self.employee.roles.iter().map(|role| role.code()).collect();
        let roles = if roles.is_empty() { "–".to_owned() } else { roles.join(", ") };
        format!("{}\t{roles}\t{login}\t{}\n", self.employee.name.full(), self.password)
    }

    fn left_out(&self) -> String {
        format!(
            "{}: не зроблено – обліковий запис щойно надано або з цього імені не складається ім'я для входу: \
             klas user add ІМ'Я --person {}",
            self.employee.name.full(),
            self.employee.id
        )
    }
}
