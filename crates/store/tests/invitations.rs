//! Codes: given, taken back, used once; and what they lead to.

use chrono::{DateTime, TimeDelta, Utc};
use klas_domain::{
    Id, Role,
    bundle::{Guardian, Pupil},
    guardianship::{Child, Document, DocumentKind, Hidden, Restriction, RestrictionEdit, RestrictionError},
    id::of,
    invitation::{DAYS_VALID, InvitationKind, Invitee, Standing},
    record::RecordOutcome,
};
use klas_store::{
    StoreError,
    family::{Access, NewCode, Redeemed},
    history::ChainState,
    register::Keeper,
};
use rstest::rstest;

use crate::support::{Engine, Postgres, Sqlite, TODAY, TestSchool, bundle, class, day, name, now};

const CODE: &[u8] = b"hash of a code";
const OTHER_CODE: &[u8] = b"hash of another code";

fn keeper(school: &TestSchool) -> Keeper {
    let class = school.course("Алгебра").class_id;
    Keeper { school: school.id, class, author: school.person("Коваль"), now: now() }
}

fn mother(school: &TestSchool) -> Invitee {
    Invitee { person: school.person("Юрченко"), pupil: school.person("Андрієнко") }
}

fn pupil(school: &TestSchool) -> Invitee {
    let pupil = school.person("Андрієнко");
    Invitee { person: pupil, pupil }
}

async fn invite(school: &TestSchool, invitee: Invitee, code: &[u8]) -> Option<InvitationKind> {
    let codes = vec![NewCode { invitee, hash: code.to_vec() }];
    let given = school.store.invite(keeper(school), codes, |_| true).await.unwrap().unwrap();
    given.first().map(|(_, kind)| *kind)
}

async fn standing(school: &TestSchool, code: &[u8], at: DateTime<Utc>) -> Option<Standing> {
    let found = school.store.invitation(code.to_vec(), at).await.unwrap();
    found.map(|found| found.invitation.standing)
}

async fn join(school: &TestSchool, code: &[u8], login: &str) -> Redeemed {
    school.store.join_with_code(code.to_vec(), login, "hash".to_owned(), now()).await.unwrap()
}

async fn account(school: &TestSchool, login: &str) -> Id<of::Account> {
    school.store.credentials(login).await.unwrap().unwrap().account_id
}

/// Whose guardian an account is in the school where it acts.
async fn children(school: &TestSchool, account: Id<of::Account>, person: Id<of::Person>) -> Vec<Child> {
    let token = open(school, account, person).await;
    school.store.session(token, now()).await.unwrap().unwrap().person.actor.children
}

/// Signs in, and gives the token's hash.
async fn open(school: &TestSchool, account: Id<of::Account>, person: Id<of::Person>) -> Vec<u8> {
    let token = uuid::Uuid::new_v4().as_bytes().to_vec();
    let lasts = now()..now() + TimeDelta::hours(1);
    school.store.open_session(account, Some(person), token.clone(), lasts).await.unwrap();
    token
}

async fn access(school: &TestSchool, of: Invitee) -> Access {
    let mut reader = school.reader().await;
    let class = reader.register_class(school.course("Алгебра").class_id).await.unwrap();
    let families = reader.families(&class, TODAY).await.unwrap();
    let family = families.into_iter().find(|family| family.pupil.id == of.pupil).unwrap();
    if of.is_pupil() {
        return family.access;
    }
    family.guardians.into_iter().find(|own| own.id == of.person).unwrap().access
}

#[rstest]
#[tokio::test]
async fn a_code_says_whom_it_invites_and_makes_the_account_once(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    assert_eq!(invite(&school, mother(&school), CODE).await, Some(InvitationKind::Join));
    let valid = now() + TimeDelta::days(DAYS_VALID);
    assert_eq!(access(&school, mother(&school)).await.code_until, Some(valid));
    let found = school.store.invitation(CODE.to_vec(), now()).await.unwrap().unwrap().invitation;
    assert_eq!((found.school, found.school_name.as_str()), (school.id, "Ліцей № 4"));
    assert_eq!((found.name, found.pupil), (name("Юрченко Марія Юріївна"), name("Андрієнко Анна Ігорівна")));
    assert_eq!((found.class, found.class_teacher), (Some(class("8-А")), Some(name("Коваль Олена Петрівна"))));
    assert_eq!(found.standing, Standing::Open);

    let made = join(&school, CODE, " Mama ").await;
    let account = account(&school, "mama").await;
    assert_eq!(made, Redeemed::Done(account, mother(&school).person));
    let child = Child { id: school.person("Андрієнко"), restriction: None };
    assert_eq!(children(&school, account, mother(&school).person).await, [child]);
    let held = access(&school, mother(&school)).await;
    let known = held.account.unwrap();
    assert_eq!((known.since, known.signed_in_at, known.holder), (Some(now()), Some(now()), None));
    assert_eq!(held.code_until, None);
    assert_eq!(join(&school, CODE, "mama2").await, Redeemed::Not(Standing::Used));
    assert!(school.store.credentials("mama2").await.unwrap().is_none());
}

#[rstest]
#[tokio::test]
async fn a_pupils_code_makes_the_pupils_account(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    assert_eq!(invite(&school, pupil(&school), CODE).await, Some(InvitationKind::Join));
    let made = join(&school, CODE, "anna").await;
    let account = account(&school, "anna").await;
    assert_eq!(made, Redeemed::Done(account, pupil(&school).person));
    let names = school.store.sign_in_names(school.id).await.unwrap();
    assert_eq!(names, [(Role::Pupil, "anna".to_owned(), "Андрієнко Анна".to_owned())]);
    assert!(access(&school, pupil(&school)).await.account.is_some());
}

#[rstest]
#[tokio::test]
async fn of_those_who_use_a_code_at_once_one_succeeds(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    invite(&school, mother(&school), CODE).await;
    let logins: Vec<String> = (0..8).map(|number| format!("mama{number}")).collect();
    let tries = logins.iter().map(|login| join(&school, CODE, login));
    let outcomes = futures::future::join_all(tries).await;
    let done = outcomes.iter().filter(|outcome| matches!(outcome, Redeemed::Done(..))).count();
    assert_eq!(done, 1, "{outcomes:?}");
    assert_eq!(school.db.count(Some(school.id), "SELECT count(*) FROM account").await, 1);
}

#[rstest]
#[tokio::test]
async fn a_taken_name_leaves_the_code_as_it_was(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    school.store.add_account(school.id, school.person("Мельник"), "mama", "own".to_owned()).await.unwrap();
    invite(&school, mother(&school), CODE).await;
    assert_eq!(join(&school, CODE, "MAMA").await, Redeemed::LoginTaken);
    assert_eq!(school.store.credentials("mama").await.unwrap().unwrap().password_hash, "own");
    assert!(matches!(join(&school, CODE, "mama2").await, Redeemed::Done(..)));
}

#[rstest]
#[tokio::test]
async fn a_code_ends_by_its_days_by_a_newer_one_and_by_being_taken_back(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::start(on).await;
    invite(&school, mother(&school), CODE).await;
    let end = now() + TimeDelta::days(DAYS_VALID);
    assert_eq!(standing(&school, CODE, end - TimeDelta::seconds(1)).await, Some(Standing::Open));
    assert_eq!(standing(&school, CODE, end).await, Some(Standing::Expired));
    let late = school.store.join_with_code(CODE.to_vec(), "mama", "hash".to_owned(), end).await.unwrap();
    assert_eq!(late, Redeemed::Not(Standing::Expired));

    invite(&school, mother(&school), OTHER_CODE).await;
    assert_eq!(standing(&school, CODE, now()).await, Some(Standing::Revoked));
    assert_eq!(standing(&school, OTHER_CODE, now()).await, Some(Standing::Open));
    assert!(school.store.revoke(keeper(&school), mother(&school), |_| true).await.unwrap());
    assert_eq!(standing(&school, OTHER_CODE, now()).await, Some(Standing::Revoked));
    assert_eq!(join(&school, OTHER_CODE, "mama").await, Redeemed::Not(Standing::Revoked));
    assert_eq!(access(&school, mother(&school)).await.code_until, None);
    assert_eq!(standing(&school, b"guessed", now()).await, None);
    let guessed = school.store.join_with_code(b"guessed".to_vec(), "mama", "hash".to_owned(), now()).await;
    assert!(matches!(guessed, Err(StoreError::NotFound)));
}

#[rstest]
#[tokio::test]
async fn the_code_of_a_pupil_who_left_leads_nowhere(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    invite(&school, mother(&school), CODE).await;
    let left = "UPDATE enrolment SET ends_on = '2026-11-23'";
    school.db.tamper(school.id, left).await;
    assert_eq!(standing(&school, CODE, now()).await, Some(Standing::Left));
}

#[rstest]
#[tokio::test]
async fn who_is_not_of_the_classs_families_gets_no_code(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let stranger = Invitee { person: school.person("Мельник"), ..mother(&school) };
    let leaver = Invitee { person: school.person("Гай"), pupil: school.person("Гай") };
    let other_child = Invitee { pupil: school.person("Їжак"), ..mother(&school) };
    for invitee in [stranger, leaver, other_child] {
        assert_eq!(invite(&school, invitee, CODE).await, None, "{invitee:?}");
    }
    let codes = vec![NewCode { invitee: mother(&school), hash: CODE.to_vec() }];
    assert_eq!(school.store.invite(keeper(&school), codes, |_| false).await.unwrap(), None);
    assert_eq!(standing(&school, CODE, now()).await, None);
    assert!(!school.store.revoke(keeper(&school), mother(&school), |_| false).await.unwrap());
    let unknown = school.store.revoke(keeper(&school), stranger, |_| true).await;
    assert!(matches!(unknown, Err(StoreError::NotFound)));
}

/// Access of staff is the administrator's: a class teacher's code would give whoever holds it the rights of a colleague.
#[rstest]
#[tokio::test]
async fn nobody_comes_to_a_colleagues_account_by_a_code(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let mother = mother(&school);
    invite(&school, mother, CODE).await;
    join(&school, CODE, "mama").await;
    assert_eq!(invite(&school, mother, CODE_OF_PASSWORD).await, Some(InvitationKind::Password));
    school.store.set_role(school.setting(), "mama", Role::Teacher, true).await.unwrap();
    assert_eq!(standing(&school, CODE_OF_PASSWORD, now()).await, Some(Standing::Staff));
    let set = school
        .store
        .set_password_with_code(CODE_OF_PASSWORD.to_vec(), "stolen".to_owned(), now())
        .await
        .unwrap();
    assert_eq!(set, Redeemed::Not(Standing::Staff));
    assert!(access(&school, mother).await.is_staff);
    assert_eq!(invite(&school, mother, OTHER_CODE).await, None);
    school.store.set_role(school.setting(), "mama", Role::Teacher, false).await.unwrap();

    // The same in another school of the city.
    let other = school.store.add_school("Гімназія № 1").await.unwrap();
    school.store.take_in(other, bundle(), TODAY, false).await.unwrap();
    let teacher = school.store.read(other).await.unwrap().people(Role::Teacher).await.unwrap()[0].0;
    school.store.add_account(other, teacher, "mama", "ignored".to_owned()).await.unwrap();
    assert_eq!(standing(&school, CODE_OF_PASSWORD, now()).await, Some(Standing::Staff));
    assert_eq!(school.store.credentials("mama").await.unwrap().unwrap().password_hash, "hash");
}

const CODE_OF_PASSWORD: &[u8] = b"hash of a code for a password";

#[rstest]
#[tokio::test]
async fn a_lost_password_is_set_anew_and_all_sessions_end(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let mother = mother(&school);
    invite(&school, mother, CODE).await;
    join(&school, CODE, "mama").await;
    let account = account(&school, "mama").await;
    let token = open(&school, account, mother.person).await;
    assert_eq!(invite(&school, mother, CODE_OF_PASSWORD).await, Some(InvitationKind::Password));
    assert!(access(&school, mother).await.code_until.is_some());
    let found = school.store.invitation(CODE_OF_PASSWORD.to_vec(), now()).await.unwrap().unwrap();
    assert_eq!(school.store.login_of(&found).await.unwrap().as_deref(), Some("mama"));
    for code in [CODE, CODE_OF_PASSWORD] {
        let made = join(&school, code, "mama2").await;
        assert!(matches!(made, Redeemed::Not(_)), "it is for the password alone: {made:?}");
    }
    for _ in 0..5 {
        school.store.count_failure(account, now()).await.unwrap();
    }
    let set = || school.store.set_password_with_code(CODE_OF_PASSWORD.to_vec(), "new".to_owned(), now());
    assert_eq!(set().await.unwrap(), Redeemed::Done(account, mother.person));
    let credentials = school.store.credentials("mama").await.unwrap().unwrap();
    assert_eq!((credentials.password_hash.as_str(), credentials.locked_until), ("new", None));
    assert_eq!(school.store.session(token, now()).await.unwrap(), None);
    assert_eq!(set().await.unwrap(), Redeemed::Not(Standing::Used));
}

/// The mother of Anna stands in the lists once more, with another telephone, as the mother of Yaryna.
async fn with_second_record(on: Engine) -> (TestSchool, Invitee) {
    let school = TestSchool::start(on).await;
    let mut bundle = bundle();
    let again = Guardian {
        name: name("Юрченко-Явір Марія Юріївна"),
        relation: "мати".to_owned(),
        phone: Some("+380509998877".to_owned()),
        email: None,
    };
    let yavir = bundle.pupils.iter_mut().find(|own: &&mut Pupil| own.name.surname == "Явір").unwrap();
    yavir.guardians.push(again);
    school.take_in(bundle).await;
    let TestSchool { db, store, id, .. } = school;
    let school = TestSchool::of(db, store, id).await;
    let second =
        Invitee { person: school.person("Юрченко-Явір"), pupil: school.person("Явір") };
    (school, second)
}

fn first(school: &TestSchool) -> Invitee {
    Invitee { person: school.person("Юрченко Марія"), pupil: school.person("Андрієнко") }
}

#[rstest]
#[tokio::test]
async fn another_child_comes_to_the_account_under_whatever_record(#[values(Sqlite, Postgres)] on: Engine) {
    let (school, second) = with_second_record(on).await;
    let own = first(&school);
    invite(&school, own, CODE).await;
    join(&school, CODE, "mama").await;
    let account = account(&school, "mama").await;
    invite(&school, second, OTHER_CODE).await;
    let add = || school.store.add_child_with_code(OTHER_CODE.to_vec(), account, now());
    assert_eq!(add().await.unwrap(), Redeemed::Done(account, own.person));
    let both = children(&school, account, own.person).await;
    let mut ids: Vec<_> = both.into_iter().map(|child| child.id).collect();
    ids.sort();
    let mut expected = vec![own.pupil, second.pupil];
    expected.sort();
    assert_eq!(ids, expected);
    let held = access(&school, second).await.account.unwrap();
    assert_eq!(held.holder, Some(name("Юрченко Марія Юріївна")), "the office's lists stay as they were");
    assert_eq!(add().await.unwrap(), Redeemed::Not(Standing::Used));

    // A decision about the record that the school has holds for whoever acts for it.
    let document = Document { kind: DocumentKind::CourtDecision, number: "1".to_owned(), date: TODAY };
    let restriction = Restriction { hidden: Hidden::Everything, from: TODAY, until: None, document };
    let edit = RestrictionEdit {
        id: Id::new(),
        pupil: second.pupil,
        guardian: second.person,
        base: 0,
        restriction: Some(restriction.clone()),
    };
    assert_eq!(
        school.store.restrict(keeper(&school), edit, |_| true).await.unwrap(),
        RecordOutcome::Saved { version: 1 }
    );
    let now_seen = children(&school, account, own.person).await;
    let yaryna = now_seen.iter().find(|child| child.id == second.pupil).unwrap();
    assert_eq!(yaryna.restriction, Some(restriction));

    assert!(school.store.detach(keeper(&school), second, |_| true).await.unwrap());
    assert_eq!(children(&school, account, own.person).await.len(), 1);
    assert_eq!(access(&school, second).await.account, None);

    // Who had the child's diary, and until when, can be proved.
    let recorded =
        school.db.count(Some(school.id), "SELECT count(*) FROM history WHERE kind = 'holder'").await;
    assert_eq!(recorded, 2);
    let state = school.store.verify_history(school.id).await.unwrap();
    assert!(matches!(state, ChainState::Whole(_)), "{state:?}");
    let again = format!(
        "UPDATE guardianship SET holder_id = {} WHERE guardian_id = {}",
        school.literal(own.person.uuid()),
        school.literal(second.person.uuid()),
    );
    assert_eq!(school.db.tamper(school.id, &again).await, 1);
    assert_eq!(school.store.verify_history(school.id).await.unwrap(), ChainState::Altered(1));
}

#[rstest]
#[tokio::test]
async fn nobody_takes_the_own_account_out_of_a_record_that_a_decision_is_about(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let (school, second) = with_second_record(on).await;
    let own = first(&school);
    invite(&school, own, CODE).await;
    join(&school, CODE, "mama").await;
    invite(&school, second, OTHER_CODE).await;
    let account = account(&school, "mama").await;
    school.store.add_child_with_code(OTHER_CODE.to_vec(), account, now()).await.unwrap();
    let oneself = Keeper { author: own.person, ..keeper(&school) };
    assert!(!school.store.detach(oneself, second, |_| true).await.unwrap());
    assert!(access(&school, second).await.account.is_some());
    let document = Document { kind: DocumentKind::CourtDecision, number: "1".to_owned(), date: TODAY };
    let restriction = Restriction { hidden: Hidden::Everything, from: TODAY, until: None, document };
    let edit = RestrictionEdit {
        id: Id::new(),
        pupil: second.pupil,
        guardian: second.person,
        base: 0,
        restriction: Some(restriction),
    };
    let outcome = school.store.restrict(oneself, edit, |_| true).await.unwrap();
    assert_eq!(outcome, RecordOutcome::Refused(RestrictionError::Own), "nor says what is hidden from it");
}

#[rstest]
#[tokio::test]
async fn a_child_that_the_account_has_leaves_the_code_to_whom_it_was_given(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let (school, second) = with_second_record(on).await;
    let own = first(&school);
    invite(&school, own, CODE).await;
    join(&school, CODE, "mama").await;
    let account = account(&school, "mama").await;
    // A father of Anna, who stands in the lists besides.
    let mut bundle = bundle();
    let father = Guardian {
        name: name("Андрієнко Ігор Львович"),
        relation: "батько".to_owned(),
        phone: Some("+380671112233".to_owned()),
        email: None,
    };
    let anna = bundle.pupils.iter_mut().find(|own| own.name.surname == "Андрієнко").unwrap();
    anna.guardians.push(father);
    school.take_in(bundle).await;
    let TestSchool { db, store, id, .. } = school;
    let school = TestSchool::of(db, store, id).await;
    let father = Invitee { person: school.person("Андрієнко Ігор"), pupil: own.pupil };
    invite(&school, father, OTHER_CODE).await;
    let add = school.store.add_child_with_code(OTHER_CODE.to_vec(), account, now()).await.unwrap();
    assert_eq!(add, Redeemed::HasChild);
    assert_eq!(standing(&school, OTHER_CODE, now()).await, Some(Standing::Open));
    assert_eq!(children(&school, account, own.person).await.len(), 1);

    // A pupil's account takes no child, and a pupil's code is not for a guardian's account.
    let anna = Invitee { person: own.pupil, pupil: own.pupil };
    invite(&school, anna, b"of the pupil").await;
    let of_pupil = school.store.add_child_with_code(b"of the pupil".to_vec(), account, now()).await.unwrap();
    assert_eq!(of_pupil, Redeemed::NotAGuardian);
    join(&school, b"of the pupil", "anna").await;
    let anna = school.store.credentials("anna").await.unwrap().unwrap().account_id;
    let as_pupil = school.store.add_child_with_code(OTHER_CODE.to_vec(), anna, now()).await.unwrap();
    assert_eq!(as_pupil, Redeemed::NotAGuardian);
    assert_eq!(second.pupil, school.person("Явір"));
}

#[rstest]
#[tokio::test]
async fn a_child_of_another_school_comes_to_the_account(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let other = school.store.add_school("Гімназія № 1").await.unwrap();
    school.store.take_in(other, bundle(), TODAY, false).await.unwrap();
    let there = school.store.read(other).await.unwrap().people(Role::Guardian).await.unwrap()[0].0;
    school.store.add_account(other, there, "mama", "hash".to_owned()).await.unwrap();
    let account = account(&school, "mama").await;
    invite(&school, mother(&school), CODE).await;
    let add = school.store.add_child_with_code(CODE.to_vec(), account, now()).await.unwrap();
    assert_eq!(add, Redeemed::Done(account, mother(&school).person));
    let child = Child { id: school.person("Андрієнко"), restriction: None };
    assert_eq!(children(&school, account, mother(&school).person).await, [child]);
    assert_eq!(school.store.memberships(account).await.unwrap().len(), 2);
}

#[rstest]
#[tokio::test]
async fn from_whom_everything_is_hidden_has_no_use_of_a_code(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    invite(&school, mother(&school), CODE).await;
    let document = Document { kind: DocumentKind::CourtDecision, number: "1".to_owned(), date: TODAY };
    let restriction =
        Restriction { hidden: Hidden::Everything, from: day(2026, 12, 1), until: None, document };
    let Invitee { person: guardian, pupil } = mother(&school);
    let edit = RestrictionEdit { id: Id::new(), pupil, guardian, base: 0, restriction: Some(restriction) };
    school.store.restrict(keeper(&school), edit, |_| true).await.unwrap();
    assert_eq!(standing(&school, CODE, now()).await, Some(Standing::Revoked));
    assert_eq!(invite(&school, mother(&school), OTHER_CODE).await, None);
}

/// A password is the account's: with it the diaries of other children are read.
#[rstest]
#[tokio::test]
async fn from_whom_a_child_is_hidden_sets_a_lost_password_all_the_same(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::start(on).await;
    let mother = mother(&school);
    invite(&school, mother, CODE).await;
    join(&school, CODE, "mama").await;
    assert_eq!(invite(&school, mother, CODE_OF_PASSWORD).await, Some(InvitationKind::Password));
    let document = Document { kind: DocumentKind::CourtDecision, number: "1".to_owned(), date: TODAY };
    let restriction = Restriction { hidden: Hidden::Everything, from: TODAY, until: None, document };
    let Invitee { person: guardian, pupil } = mother;
    let edit = RestrictionEdit { id: Id::new(), pupil, guardian, base: 0, restriction: Some(restriction) };
    school.store.restrict(keeper(&school), edit, |_| true).await.unwrap();
    assert_eq!(standing(&school, CODE_OF_PASSWORD, now()).await, Some(Standing::Open));
    let later = b"hash of a code for a password that is given later";
    assert_eq!(invite(&school, mother, later).await, Some(InvitationKind::Password));
    assert_eq!(standing(&school, CODE_OF_PASSWORD, now()).await, Some(Standing::Revoked));
    let found = school.store.invitation(later.to_vec(), now()).await.unwrap().unwrap();
    assert_eq!((found.invitation.standing, found.hides_all), (Standing::Open, true));
    assert_eq!(found.invitation.class, None, "not even the class is told");
    let set = school.store.set_password_with_code(later.to_vec(), "new".to_owned(), now()).await.unwrap();
    assert_eq!(set, Redeemed::Done(account(&school, "mama").await, guardian));
    assert_eq!(school.store.credentials("mama").await.unwrap().unwrap().password_hash, "new");
}

#[rstest]
#[tokio::test]
async fn another_school_neither_gives_nor_takes_back(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    invite(&school, mother(&school), CODE).await;
    let other = school.store.add_school("Гімназія № 1").await.unwrap();
    let keeper = Keeper { school: other, ..keeper(&school) };
    let revoked = school.store.revoke(keeper, mother(&school), |_| true).await;
    assert!(matches!(revoked, Err(StoreError::NotFound)));
    let codes = vec![NewCode { invitee: mother(&school), hash: OTHER_CODE.to_vec() }];
    let given = school.store.invite(keeper, codes, |_| true).await;
    assert!(matches!(given, Err(StoreError::NotFound)));
    assert_eq!(standing(&school, CODE, now()).await, Some(Standing::Open));
}
