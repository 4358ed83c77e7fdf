//! `klas demo`

mod closing;
mod families;
mod registers;
mod substitutions;
mod summaries;
mod talk;

use std::process::ExitCode;

use chrono::{DateTime, TimeDelta, Utc};
use clap::Args;
use klas_app::password;
use klas_domain::{
    Id, Role,
    bundle::{Bundle, CourseLoad, Pupil, StaffMember},
    collation,
    id::of,
    school::{ClassName, PersonName},
};
use klas_store::Store;

use super::{Database, Refusal, class};

/// The one password of all demonstration accounts.
pub const PASSWORD: &str = "klas-demo";

/// The sign-in names of the demonstration school, in the order of telling.
pub const LOGINS: [&str; 10] = [
    "head",
    "deputy",
    "administrator",
    "teacher",
    "class-teacher",
    "nurse",
    "psychologist",
    DEPARTMENT,
    "guardian",
    "pupil",
];

/// The city has one department, whose officer sees all its schools.
const DEPARTMENT: &str = "department";

/// Fill an empty database with a demonstration school, or a city of them, as it stands today: in summer its year is over
/// and closed.
#[derive(Debug, Args)]
pub struct Demo {
    #[command(flatten)]
    database: Database,
    /// How many schools.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=200))]
    schools: u32,
    /// The same seed gives the same school.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// These classes alone: 8-А. All thirty where none is named.
    #[arg(long, value_parser = class)]
    class: Vec<ClassName>,
}

impl Demo {
    pub async fn run(self) -> Result<ExitCode, Refusal> {
        let store = self.database.open().await?;
        if !store.schools().await?.is_empty() {
            return Err(Refusal::Words(
                "база не порожня: демонстраційний заклад створюють лише в порожній".to_owned(),
            ));
        }
        let today = self.database.clock().today();
        let hash = password::hash(PASSWORD).map_err(Refusal::Words)?;
        let mut first = None;
        for number in 1..=self.schools {
            let demo = klas_demo::school(self.seed, number, today);
            let demo = if self.class.is_empty() { demo } else { demo.of_classes(&self.class) };
            let name = demo.bundle.school.clone().unwrap_or_else(|| format!("Школа № {number}"));
            let school = store.add_school(&name).await?;
            let mut bundle = demo.bundle;
            bundle.staff.push(officer());
            store.take_in(school, bundle.clone(), today, false).await?;
            let (year, _) = store.read(school).await?.year(today).await?;
            let accounts = accounts(&bundle);
            let entries = store.take_in_lessons(school, year, bundle.clone(), demo.lessons).await?;
            // The database counts its rows where it is opened, and plans its queries by that: without it each course would
            // be looked for in the whole year.
            let store = self.database.open().await?;
            let now = self.database.clock().now();
            let suffix = if number == 1 { String::new() } else { format!("-{number}") };
            let people = add_accounts(&store, school, &accounts, &suffix, &hash).await?;
            tell(&store, school, people, now).await?;
            summaries::sum_up(&store, school, today, now).await?;
            registers::fill(&store, school, today, now).await?;
            substitutions::arrange(&store, school, today, now).await?;
            closing::close(&store, school, today, now).await?;
            let of_account = |wanted: &str| {
                let account = accounts.iter().find(|(login, ..)| *login == wanted);
                account.map(|(_, name, _)| name.clone())
            };
            // The school's work of this minute is no news.
            let seq = store.read(school).await?.seq().await?;
            store.begin_notices(school, seq).await?;
            if let Some((guardian, child)) = of_account("guardian").zip(of_account("pupil")) {
                talk::speak(&store, school, &bundle, (&guardian, &child), today, now).await?;
            }
            families::invite(&store, school, now, &hash).await?;
            eprintln!("{name}: {entries} записів у журналах");
            first = first.or(Some(school));
        }
        if let Some(school) = first {
            tell_sign_in_names(&store, school, &LOGINS).await?;
        }
        if self.schools > 1 {
            println!("В інших закладах — з номером: head-2, teacher-2…");
        }
        println!("Далі: klas serve");
        Ok(ExitCode::SUCCESS)
    }
}

/// Tells the password and these sign-in names of a demonstration school, with whose they are.
pub async fn tell_sign_in_names(
    store: &Store,
    school: Id<of::School>,
    logins: &[&str],
) -> Result<(), Refusal> {
    println!("Пароль для всіх: {PASSWORD}");
    let names = store.sign_in_names(school).await?;
    for wanted in logins {
        let roles: Vec<&str> =
            names.iter().filter(|(_, login, _)| login == wanted).map(|(role, ..)| role.code()).collect();
        if let Some((.., name)) = names.iter().find(|(_, login, _)| login == wanted) {
            println!("  {wanted:<16} {:<20} {name}", roles.join(", "));
        }
    }
    Ok(())
}

fn officer() -> StaffMember {
    StaffMember {
        name: PersonName {
            surname: "Доброхліб".to_owned(),
            given: "Віра".to_owned(),
            patronymic: "Климівна".to_owned(),
        },
        position: "головна спеціалістка управління освіти".to_owned(),
        roles: vec![Role::DepartmentOfficer],
        phone: None,
        email: None,
        class_teacher_of: None,
    }
}

/// A sign-in name, whose it is, and the role that tells namesakes apart.
type Account = (&'static str, PersonName, Role);

/// Who of the school signs in under which name.
fn accounts(bundle: &Bundle) -> Vec<Account> {
    let class = ClassName { grade: 8, letter: "А".to_owned() };
    let with_role = |role: Role| {
        bundle.staff.iter().find(|member| member.roles.contains(&role)).map(|member| member.name.clone())
    };
    let algebra = |load: &&CourseLoad| load.key.class == class && load.key.subject == "Алгебра";
    let teacher = bundle.courses.iter().find(algebra).and_then(|load| load.teacher.clone());
    let class_teacher = bundle.staff.iter().find(|member| member.class_teacher_of.as_ref() == Some(&class));
    let pupils: Vec<&Pupil> = bundle.pupils.iter().filter(|pupil| pupil.class == class).collect();
    let shared =
        |pupil: &&&Pupil| pupil.guardians.iter().any(|guardian| children(bundle, &guardian.name) > 1);
    let child = pupils.iter().find(shared).or(pupils.first()).copied();
    let guardian = child.and_then(|pupil| {
        let with_two = pupil.guardians.iter().find(|guardian| children(bundle, &guardian.name) > 1);
        with_two.or(pupil.guardians.first()).map(|guardian| guardian.name.clone())
    });
    let named = [
        ("head", with_role(Role::Head), Role::Head),
        ("deputy", with_role(Role::Deputy), Role::Deputy),
        ("administrator", with_role(Role::Administrator), Role::Administrator),
        ("teacher", teacher, Role::Teacher),
        ("class-teacher", class_teacher.map(|member| member.name.clone()), Role::Teacher),
        ("nurse", with_role(Role::Nurse), Role::Nurse),
        ("psychologist", with_role(Role::Psychologist), Role::Psychologist),
        (DEPARTMENT, with_role(Role::DepartmentOfficer), Role::DepartmentOfficer),
        ("guardian", guardian, Role::Guardian),
        ("pupil", child.map(|pupil| pupil.name.clone()), Role::Pupil),
    ];
    named.into_iter().filter_map(|(login, name, role)| Some((login, name?, role))).collect()
}

fn children(bundle: &Bundle, guardian: &PersonName) -> usize {
    bundle.pupils.iter().filter(|pupil| pupil.guardians.iter().any(|own| own.name == *guardian)).count()
}

async fn add_accounts(
    store: &Store,
    school: Id<of::School>,
    accounts: &[Account],
    suffix: &str,
    hash: &str,
) -> Result<Vec<Id<of::Person>>, Refusal> {
    let mut added = Vec::new();
    for (login, name, role) in accounts {
        let people = store.read(school).await?.people(*role).await?;
        let wanted = collation::normalize(&name.full());
        let Some((person, _)) = people.iter().find(|(_, own)| collation::normalize(&own.full()) == wanted)
        else {
            continue;
        };
        let suffix = if *login == DEPARTMENT { "" } else { suffix };
        store.add_account(school, *person, &format!("{login}{suffix}"), hash.to_owned()).await?;
        added.push(*person);
    }
    Ok(added)
}

/// Has families told of the last days; what is older than two days they have seen.
async fn tell(
    store: &Store,
    school: Id<of::School>,
    people: Vec<Id<of::Person>>,
    now: DateTime<Utc>,
) -> Result<(), Refusal> {
    store.begin_notices(school, 0).await?;
    while store.make_notices(school, now).await? {}
    for person in people {
        store.see_notices(school, person, now - TimeDelta::hours(46)).await?;
    }
    Ok(())
}
