//! Signing in, sessions, roles.

use chrono::{DateTime, TimeDelta, Utc};
use klas_domain::{Id, Role, guardianship::Child, id::of};
use klas_store::{
    StoreError,
    account::{LinkStanding, NewAccount},
    history::ChainState,
};
use rstest::rstest;

use crate::support::{Engine, Postgres, Sqlite, TODAY, TestSchool, bundle, name, now};

const TOKEN: &[u8] = b"hash of a token";
const OTHER_TOKEN: &[u8] = b"hash of another token";

async fn school_with_account(on: Engine, person: &str, login: &str) -> (TestSchool, Id<of::Account>) {
    let school = TestSchool::start(on).await;
    school.store.add_account(school.id, school.person(person), login, "hash".to_owned()).await.unwrap();
    let account = school.store.credentials(login).await.unwrap().unwrap().account_id;
    (school, account)
}

async fn is_signed_in(school: &TestSchool, token: &[u8], now: DateTime<Utc>) -> bool {
    school.store.session(token.to_vec(), now).await.unwrap().is_some()
}

async fn open(school: &TestSchool, account: Id<of::Account>, token: &[u8]) {
    school
        .store
        .open_session(account, None, token.to_vec(), now()..now() + TimeDelta::hours(8))
        .await
        .unwrap();
}

#[rstest]
#[tokio::test]
async fn who_signs_in_is_known_by_the_token(#[values(Sqlite, Postgres)] on: Engine) {
    let (school, account) = school_with_account(on, "Коваль", "koval").await;
    open(&school, account, TOKEN).await;
    let signed_in = school.store.session(TOKEN.to_vec(), now()).await.unwrap().unwrap().person;
    assert_eq!(signed_in.account, account);
    assert_eq!(
        (signed_in.name, signed_in.school_name.as_str()),
        (name("Коваль Олена Петрівна"), "Ліцей № 4")
    );
    assert_eq!((signed_in.actor.person, signed_in.actor.school), (school.person("Коваль"), school.id));
    assert_eq!((signed_in.actor.roles, signed_in.actor.children), (vec![Role::Teacher], vec![]));
    assert!(!is_signed_in(&school, OTHER_TOKEN, now()).await);
}

#[rstest]
#[tokio::test]
async fn a_guardian_comes_with_the_own_children(#[values(Sqlite, Postgres)] on: Engine) {
    let (school, account) = school_with_account(on, "Юрченко", "mama").await;
    open(&school, account, TOKEN).await;
    let actor = school.store.session(TOKEN.to_vec(), now()).await.unwrap().unwrap().person.actor;
    let child = Child { id: school.person("Андрієнко"), restriction: None };
    assert_eq!((actor.roles, actor.children), (vec![Role::Guardian], vec![child]));
}

#[rstest]
#[case::as_it_is("koval.olena", true)]
#[case::in_capitals_with_spaces("  Koval.OLENA ", true)]
#[case::somebody_else("koval", false)]
#[case::nothing("", false)]
#[tokio::test]
async fn a_sign_in_name_is_found_in_any_letter_case(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] typed: &str,
    #[case] found: bool,
) {
    let (school, _) = school_with_account(on, "Коваль", "Koval.Olena").await;
    assert_eq!(school.store.credentials(typed).await.unwrap().is_some(), found);
}

#[rstest]
#[tokio::test]
async fn five_wrong_passwords_in_a_row_make_an_account_wait_a_minute(#[values(Sqlite, Postgres)] on: Engine) {
    let (school, account) = school_with_account(on, "Коваль", "koval").await;
    let locked = async || school.store.credentials("koval").await.unwrap().unwrap().locked_until;
    for _ in 0..4 {
        school.store.count_failure(account, now()).await.unwrap();
    }
    assert_eq!(locked().await, None, "four are forgiven");
    open(&school, account, TOKEN).await;
    for _ in 0..4 {
        school.store.count_failure(account, now()).await.unwrap();
    }
    assert_eq!(locked().await, None, "the right password between them began the row anew");
    school.store.count_failure(account, now()).await.unwrap();
    assert_eq!(locked().await, Some(now() + TimeDelta::minutes(1)));
    school.store.count_failure(account, now() + TimeDelta::minutes(2)).await.unwrap();
    assert_eq!(locked().await, None, "after the minute the next row begins");
}

#[rstest]
#[tokio::test]
async fn attempts_made_at_once_are_all_counted(#[values(Sqlite, Postgres)] on: Engine) {
    let (school, account) = school_with_account(on, "Коваль", "koval").await;
    let attempts = (0..5).map(|_| school.store.count_failure(account, now()));
    for attempt in futures::future::join_all(attempts).await {
        attempt.unwrap();
    }
    assert!(school.store.credentials("koval").await.unwrap().unwrap().locked_until.is_some());
}

#[rstest]
#[tokio::test]
async fn a_session_runs_out(#[values(Sqlite, Postgres)] on: Engine) {
    let (school, account) = school_with_account(on, "Коваль", "koval").await;
    open(&school, account, TOKEN).await;
    let end = now() + TimeDelta::hours(8);
    assert!(is_signed_in(&school, TOKEN, end - TimeDelta::milliseconds(1)).await);
    assert!(!is_signed_in(&school, TOKEN, end).await);
}

#[rstest]
#[tokio::test]
async fn signing_out_ends_one_session_and_forgets_those_that_ran_out(#[values(Sqlite, Postgres)] on: Engine) {
    let (school, account) = school_with_account(on, "Коваль", "koval").await;
    open(&school, account, TOKEN).await;
    open(&school, account, OTHER_TOKEN).await;
    school
        .store
        .open_session(
            account,
            None,
            b"old".to_vec(),
            now() - TimeDelta::days(1)..now() - TimeDelta::seconds(1),
        )
        .await
        .unwrap();
    school.store.close_session(TOKEN.to_vec(), now()).await.unwrap();
    assert!(!is_signed_in(&school, TOKEN, now()).await);
    assert!(is_signed_in(&school, OTHER_TOKEN, now()).await);
    assert_eq!(school.db.count(None, "SELECT count(*) FROM session").await, 1);
}

#[rstest]
#[tokio::test]
async fn a_new_password_ends_all_sessions(#[values(Sqlite, Postgres)] on: Engine) {
    let (school, account) = school_with_account(on, "Коваль", "koval").await;
    school.store.add_account(school.id, school.person("Мельник"), "melnyk", "hash".to_owned()).await.unwrap();
    let melnyk = school.store.credentials("melnyk").await.unwrap().unwrap().account_id;
    open(&school, account, TOKEN).await;
    open(&school, melnyk, OTHER_TOKEN).await;
    for _ in 0..5 {
        school.store.count_failure(account, now()).await.unwrap();
    }
    school.store.set_password(" KOVAL", "new hash".to_owned(), now()).await.unwrap();
    let credentials = school.store.credentials("koval").await.unwrap().unwrap();
    assert_eq!((credentials.password_hash.as_str(), credentials.locked_until), ("new hash", None));
    assert!(!is_signed_in(&school, TOKEN, now()).await);
    assert!(is_signed_in(&school, OTHER_TOKEN, now()).await, "a colleague stays signed in");
    let nobody = school.store.set_password("nobody", "hash".to_owned(), now()).await;
    assert!(matches!(nobody, Err(StoreError::NotFound)));
}

#[rstest]
#[tokio::test]
async fn roles_are_given_and_taken(#[values(Sqlite, Postgres)] on: Engine) {
    let (school, account) = school_with_account(on, "Коваль", "koval").await;
    open(&school, account, TOKEN).await;
    let roles =
        async || school.store.session(TOKEN.to_vec(), now()).await.unwrap().unwrap().person.actor.roles;
    for _ in 0..2 {
        school.store.set_role(school.setting(), "KOVAL", Role::Deputy, true).await.unwrap();
        let mut roles = roles().await;
        roles.sort_by_key(|role| role.code());
        assert_eq!(roles, [Role::Deputy, Role::Teacher]);
    }
    for role in [Role::Teacher, Role::Deputy, Role::Nurse] {
        school.store.set_role(school.setting(), "koval", role, false).await.unwrap();
    }
    assert_eq!(roles().await, []);
    let nobody = school.store.set_role(school.setting(), "nobody", Role::Head, true).await;
    assert!(matches!(nobody, Err(StoreError::NotFound)));
    let state = school.store.verify_history(school.id).await.unwrap();
    assert_eq!(state, ChainState::Whole(3), "what changed is told, what stood already is not");
}

#[rstest]
#[tokio::test]
async fn a_sign_in_name_acts_once_in_a_school(#[values(Sqlite, Postgres)] on: Engine) {
    let (school, _) = school_with_account(on, "Коваль", "koval").await;
    let taken =
        school.store.add_account(school.id, school.person("Мельник"), "Koval", "other".to_owned()).await;
    assert!(matches!(taken, Err(StoreError::Exists(_))));
    assert_eq!(school.store.credentials("koval").await.unwrap().unwrap().password_hash, "hash");
}

fn new_account(school: &TestSchool, full_name: &str) -> NewAccount {
    let name = name(full_name);
    NewAccount { person: school.person(&name.short()), name, password_hash: "new hash".to_owned() }
}

/// Who works at the school, as what, and who of them has an account.
async fn employees(school: &TestSchool) -> Vec<(String, Vec<Role>, bool)> {
    let staff = school.store.read(school.id).await.unwrap().employees().await.unwrap();
    staff.into_iter().map(|own| (own.name.surname, own.roles, own.has_account)).collect()
}

#[rstest]
#[tokio::test]
async fn staff_get_accounts_of_their_own_once(#[values(Sqlite, Postgres)] on: Engine) {
    let (school, mother) = school_with_account(on, "Юрченко", "olena.koval").await;
    let staff = |has_account| {
        ["Коваль", "Мельник"].map(|surname| (surname.to_owned(), vec![Role::Teacher], has_account))
    };
    assert_eq!(employees(&school).await, staff(false));
    let accounts =
        ["Коваль Олена Петрівна", "Мельник Петро Іванович"].map(|own| new_account(&school, own)).to_vec();
    let add = || school.store.add_accounts(school.id, accounts.clone());
    let (one, other) = tokio::join!(add(), add());
    let mut made: Vec<String> = [one.unwrap(), other.unwrap()].into_iter().flatten().flatten().collect();
    made.sort();
    assert_eq!(made, ["olena.koval2", "petro.melnyk"], "each once, whoever asked");
    assert_eq!(add().await.unwrap(), [None, None]);
    assert_eq!(employees(&school).await, staff(true));

    let taken = school.store.credentials("olena.koval").await.unwrap().unwrap();
    assert_eq!((taken.account_id, taken.password_hash.as_str()), (mother, "hash"));
    let own = school.store.credentials("olena.koval2").await.unwrap().unwrap();
    assert_eq!(own.password_hash, "new hash");
    open(&school, own.account_id, TOKEN).await;
    let actor = school.store.session(TOKEN.to_vec(), now()).await.unwrap().unwrap().person.actor;
    assert_eq!((actor.person, actor.roles), (school.person("Коваль"), vec![Role::Teacher]));
}

#[rstest]
#[tokio::test]
async fn one_person_acts_in_two_schools(#[values(Sqlite, Postgres)] on: Engine) {
    let (school, account) = school_with_account(on, "Коваль", "koval").await;
    let other = school.store.add_school("Гімназія № 1").await.unwrap();
    school.store.take_in(other, bundle(), TODAY, false).await.unwrap();
    let person = school.store.read(other).await.unwrap().people(Role::Guardian).await.unwrap()[0].0;
    school.store.add_account(other, person, "koval", "ignored".to_owned()).await.unwrap();
    assert_eq!(school.store.credentials("koval").await.unwrap().unwrap().password_hash, "hash");
    assert_eq!(
        school.store.memberships(account).await.unwrap(),
        [(other, "Гімназія № 1".to_owned()), (school.id, "Ліцей № 4".to_owned())]
    );
    let everywhere = school.store.everywhere(account, now()).await.unwrap();
    let everywhere: Vec<_> =
        everywhere.into_iter().map(|own| (own.actor.school, own.school_name, own.actor.roles)).collect();
    assert_eq!(
        everywhere,
        [
            (other, "Гімназія № 1".to_owned(), vec![Role::Guardian]),
            (school.id, "Ліцей № 4".to_owned(), vec![Role::Teacher]),
        ]
    );
    for (here, there) in [(school.id, other), (other, school.id)] {
        let elsewhere = school.store.elsewhere(account, here, now()).await.unwrap();
        assert_eq!(elsewhere.iter().map(|own| own.actor.school).collect::<Vec<_>>(), [there]);
    }

    open(&school, account, TOKEN).await;
    let acts = async || school.store.session(TOKEN.to_vec(), now()).await.unwrap().unwrap().person.actor;
    school.store.switch_school(TOKEN.to_vec(), other).await.unwrap();
    assert_eq!((acts().await.school, acts().await.roles), (other, vec![Role::Guardian]));
    school.store.switch_school(TOKEN.to_vec(), school.id).await.unwrap();
    assert_eq!((acts().await.school, acts().await.roles), (school.id, vec![Role::Teacher]));

    let strange = school.store.add_school("Школа № 99").await.unwrap();
    let refused = school.store.switch_school(TOKEN.to_vec(), strange).await;
    assert!(matches!(refused, Err(StoreError::NotFound)));
    assert_eq!(acts().await.school, school.id);
}

#[rstest]
#[tokio::test]
async fn a_session_is_opened_as_the_person_asked_for_and_as_nobody_else(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let (school, account) = school_with_account(on, "Коваль", "koval").await;
    let other = school.store.add_school("Гімназія № 1").await.unwrap();
    school.store.take_in(other, bundle(), TODAY, false).await.unwrap();
    let there = school.store.read(other).await.unwrap().people(Role::Guardian).await.unwrap()[0].0;
    school.store.add_account(other, there, "koval", "ignored".to_owned()).await.unwrap();
    let lasts = now()..now() + TimeDelta::hours(8);
    for (person, of) in [(there, other), (school.person("Коваль"), school.id)] {
        let token = person.uuid().as_bytes().to_vec();
        school.store.open_session(account, Some(person), token.clone(), lasts.clone()).await.unwrap();
        let actor = school.store.session(token, now()).await.unwrap().unwrap().person.actor;
        assert_eq!((actor.person, actor.school), (person, of));
    }

    for _ in 0..4 {
        school.store.count_failure(account, now()).await.unwrap();
    }
    let stranger = Some(school.person("Мельник"));
    let refused = school.store.open_session(account, stranger, TOKEN.to_vec(), lasts).await;
    assert!(matches!(refused, Err(StoreError::NotFound)));
    assert!(!is_signed_in(&school, TOKEN, now()).await);
    school.store.count_failure(account, now()).await.unwrap();
    let locked = school.store.credentials("koval").await.unwrap().unwrap().locked_until;
    assert!(locked.is_some(), "a refusal forgives no wrong passwords");
}

/// When the session of the stories was opened, and when it runs out.
async fn lasts(school: &TestSchool) -> (Option<DateTime<Utc>>, DateTime<Utc>) {
    let session = school.store.session(TOKEN.to_vec(), now()).await.unwrap().unwrap();
    (session.opened_at, session.expires_at)
}

#[rstest]
#[tokio::test]
async fn the_session_of_a_family_is_prolonged_and_never_made_shorter(#[values(Sqlite, Postgres)] on: Engine) {
    let (school, account) = school_with_account(on, "Юрченко", "mama").await;
    open(&school, account, TOKEN).await;
    let until = now() + TimeDelta::days(14);
    assert_eq!(lasts(&school).await, (Some(now()), now() + TimeDelta::hours(8)));
    let prolong = async |until| school.store.prolong_session(TOKEN.to_vec(), account, until).await.unwrap();
    assert!(prolong(until).await);
    assert_eq!(lasts(&school).await, (Some(now()), until));
    assert!(!prolong(until - TimeDelta::days(1)).await);
    assert_eq!(lasts(&school).await.1, until);
    assert!(!is_signed_in(&school, TOKEN, until).await);
}

#[rstest]
#[case::here(false)]
#[case::in_another_school(true)]
#[tokio::test]
async fn the_session_of_who_works_in_a_school_is_not(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] elsewhere: bool,
) {
    let person = if elsewhere { "Юрченко" } else { "Коваль" };
    let (school, account) = school_with_account(on, person, "koval").await;
    if elsewhere {
        let other = school.store.add_school("Гімназія № 1").await.unwrap();
        school.store.take_in(other, bundle(), TODAY, false).await.unwrap();
        let teacher = school.store.read(other).await.unwrap().people(Role::Teacher).await.unwrap()[0].0;
        school.store.add_account(other, teacher, "koval", "ignored".to_owned()).await.unwrap();
    }
    open(&school, account, TOKEN).await;
    let until = now() + TimeDelta::days(14);
    assert!(!school.store.prolong_session(TOKEN.to_vec(), account, until).await.unwrap());
    assert_eq!(lasts(&school).await, (None, now() + TimeDelta::hours(8)));
}

#[rstest]
#[tokio::test]
async fn an_account_without_a_school_cannot_sign_in(#[values(Sqlite, Postgres)] on: Engine) {
    let (school, account) = school_with_account(on, "Коваль", "koval").await;
    open(&school, account, TOKEN).await;
    school.db.tamper(school.id, "DELETE FROM membership").await;
    assert!(!is_signed_in(&school, TOKEN, now()).await);
    let lasts = now()..now() + TimeDelta::hours(8);
    let refused = school.store.open_session(account, None, OTHER_TOKEN.to_vec(), lasts).await;
    assert!(matches!(refused, Err(StoreError::NotFound)));
}

#[rstest]
#[tokio::test]
async fn sign_in_names_are_listed_by_role(#[values(Sqlite, Postgres)] on: Engine) {
    let (school, _) = school_with_account(on, "Коваль", "koval").await;
    school.store.add_account(school.id, school.person("Андрієнко"), "anna", "hash".to_owned()).await.unwrap();
    assert_eq!(
        school.store.sign_in_names(school.id).await.unwrap(),
        [
            (Role::Pupil, "anna".to_owned(), "Андрієнко Анна".to_owned()),
            (Role::Teacher, "koval".to_owned(), "Коваль Олена".to_owned())
        ]
    );
}

const ADDRESS: &str = "Olena@example.com";

/// An account whose address is confirmed.
async fn with_address(on: Engine) -> (TestSchool, Id<of::Account>) {
    let (school, account) = school_with_account(on, "Коваль", "koval").await;
    confirm(&school, account, ADDRESS, now()).await;
    (school, account)
}

async fn confirm(school: &TestSchool, account: Id<of::Account>, address: &str, at: DateTime<Utc>) {
    let code = address.as_bytes().to_vec();
    let of = (address.to_owned(), "uk");
    assert!(school.store.ask_email(account, of, code.clone(), (at, at + TimeDelta::days(1))).await.unwrap());
    assert!(school.store.confirm_email(code, at).await.unwrap());
}

async fn make_link(school: &TestSchool, code: &[u8], at: DateTime<Utc>) -> bool {
    let own = school.store.recoverable("koval").await.unwrap().remove(0);
    school.store.make_password_link(own, code.to_vec(), at).await.unwrap()
}

async fn standing(school: &TestSchool, code: &[u8], at: DateTime<Utc>) -> Option<LinkStanding> {
    school.store.password_link(code.to_vec(), at).await.unwrap().map(|own| own.standing)
}

#[rstest]
#[case::the_name(" KOVAL ", true)]
#[case::the_address("olena@EXAMPLE.com", true)]
#[case::nobody("kovalenko", false)]
#[tokio::test]
async fn only_a_confirmed_address_is_written_to(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] typed: &str,
    #[case] found: bool,
) {
    let (school, account) = with_address(on).await;
    let own = school.store.recoverable(typed).await.unwrap();
    assert_eq!(own.len(), usize::from(found));
    assert!(own.iter().all(|own| own.account == account && own.address == ADDRESS && own.login == "koval"));
    school.store.remove_email(account).await.unwrap();
    assert_eq!(school.store.recoverable(typed).await.unwrap(), []);
}

#[rstest]
#[tokio::test]
async fn a_link_sets_the_password_once_and_ends_sessions(#[values(Sqlite, Postgres)] on: Engine) {
    let (school, account) = with_address(on).await;
    open(&school, account, TOKEN).await;
    assert!(make_link(&school, b"first", now()).await);
    assert_eq!(standing(&school, b"first", now()).await, Some(LinkStanding::Open));
    assert_eq!(standing(&school, b"other", now()).await, None);
    let set = async |hash: &str| {
        school.store.set_password_by_link(b"first".to_vec(), hash.to_owned(), now()).await.unwrap()
    };
    assert_eq!(school.store.password_set_by_link(account).await.unwrap(), None);
    assert!(set("new hash").await);
    assert!(!is_signed_in(&school, TOKEN, now()).await);
    assert!(!set("newer hash").await, "once");
    assert_eq!(school.store.credentials("koval").await.unwrap().unwrap().password_hash, "new hash");
    assert_eq!(standing(&school, b"first", now()).await, Some(LinkStanding::Used));
    assert!(school.store.password_set_by_link(account).await.unwrap().is_some(), "it is on record");
}

#[rstest]
#[case::its_hour_is_over(TimeDelta::hours(1), LinkStanding::Expired)]
#[case::a_newer_one_was_sent(TimeDelta::minutes(5), LinkStanding::Replaced)]
#[case::the_password_was_set(TimeDelta::minutes(6), LinkStanding::Replaced)]
#[case::the_address_is_another(TimeDelta::minutes(7), LinkStanding::Replaced)]
#[tokio::test]
async fn a_link_that_is_of_no_use_changes_nothing(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] after: TimeDelta,
    #[case] expected: LinkStanding,
) {
    let (school, account) = with_address(on).await;
    let at = now() + after;
    assert!(make_link(&school, b"link", now()).await);
    match after.num_minutes() {
        5 => assert!(make_link(&school, b"newer", at).await),
        6 => school.store.set_password("koval", "hash".to_owned(), at).await.unwrap(),
        7 => confirm(&school, account, "other@example.com", at).await,
        _ => {}
    }
    assert_eq!(standing(&school, b"link", at).await, Some(expected));
    assert!(!school.store.set_password_by_link(b"link".to_vec(), "new hash".to_owned(), at).await.unwrap());
    assert_eq!(school.store.credentials("koval").await.unwrap().unwrap().password_hash, "hash");
}

#[rstest]
#[tokio::test]
async fn an_account_is_written_to_once_a_minute_and_five_times_a_day(#[values(Sqlite, Postgres)] on: Engine) {
    let (school, _) = with_address(on).await;
    let minutes = |number: i64| now() + TimeDelta::minutes(number);
    assert!(make_link(&school, &[0], minutes(0)).await);
    assert!(!make_link(&school, &[100], minutes(0) + TimeDelta::seconds(59)).await);
    for number in 1..5_u8 {
        assert!(make_link(&school, &[number], minutes(number.into())).await, "{number}");
    }
    assert!(!make_link(&school, &[5], minutes(5)).await);
    assert_eq!(standing(&school, &[4], minutes(5)).await, Some(LinkStanding::Open), "the last one stays");
    assert!(make_link(&school, &[5], minutes(0) + TimeDelta::days(1)).await);
}

#[rstest]
#[tokio::test]
async fn two_letters_that_are_asked_for_at_once_are_one(#[values(Sqlite, Postgres)] on: Engine) {
    let (school, _) = with_address(on).await;
    let own = school.store.recoverable("koval").await.unwrap().remove(0);
    let ask = |code: &[u8]| school.store.make_password_link(own.clone(), code.to_vec(), now());
    let (one, other) = tokio::join!(ask(b"one"), ask(b"other"));
    assert_ne!(one.unwrap(), other.unwrap());
}
