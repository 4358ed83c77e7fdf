//! The families of a class: who has which access, and what is hidden from whom.

use chrono::TimeDelta;
use klas_domain::{
    Id,
    guardianship::{
        Child, Document, DocumentKind, Hidden, Restriction, RestrictionEdit, RestrictionError,
        RestrictionOutcome,
    },
    record::RecordOutcome,
};
use klas_store::{StoreError, family::Family, history::ChainState, register::Keeper};
use rstest::rstest;

use crate::support::{Engine, Postgres, Sqlite, TODAY, TestSchool, day, kyiv, name, now};

fn kept(version: i32) -> RestrictionOutcome {
    RecordOutcome::Saved { version }
}

/// A court hides everything of Anna from her mother from today on.
fn restriction(school: &TestSchool) -> RestrictionEdit {
    let document = Document {
        kind: DocumentKind::CourtDecision,
        number: "727/4321/26".to_owned(),
        date: day(2026, 11, 20),
    };
    let restriction = Restriction { hidden: Hidden::Everything, from: TODAY, until: None, document };
    RestrictionEdit {
        id: Id::new(),
        pupil: school.person("Андрієнко"),
        guardian: school.person("Юрченко"),
        base: 0,
        restriction: Some(restriction),
    }
}

fn changed(edit: &RestrictionEdit, base: i32, change: impl FnOnce(&mut Restriction)) -> RestrictionEdit {
    let mut edit = RestrictionEdit { id: Id::new(), base, ..edit.clone() };
    edit.restriction.as_mut().map(change);
    edit
}

fn keeper(school: &TestSchool) -> Keeper {
    let class = school.course("Алгебра").class_id;
    Keeper { school: school.id, class, author: school.person("Коваль"), now: now() }
}

async fn restrict(school: &TestSchool, edit: RestrictionEdit) -> RestrictionOutcome {
    school.store.restrict(keeper(school), edit, |_| true).await.unwrap()
}

async fn families(school: &TestSchool) -> Vec<Family> {
    let mut reader = school.reader().await;
    let class = reader.register_class(school.course("Алгебра").class_id).await.unwrap();
    reader.families(&class, TODAY).await.unwrap()
}

/// Whose guardian the mother is at a moment, by the session.
async fn children(school: &TestSchool, at: chrono::DateTime<chrono::Utc>) -> Vec<Child> {
    school.store.session(b"mother".to_vec(), at).await.unwrap().unwrap().person.actor.children
}

async fn with_account(on: Engine) -> TestSchool {
    let school = TestSchool::start(on).await;
    let mother = school.person("Юрченко");
    school.store.add_account(school.id, mother, "mama", "hash".to_owned()).await.unwrap();
    let account = school.store.credentials("mama").await.unwrap().unwrap().account_id;
    let lasts = now()..now() + TimeDelta::days(300);
    school.store.open_session(account, None, b"mother".to_vec(), lasts).await.unwrap();
    school
}

#[rstest]
#[tokio::test]
async fn a_class_has_its_families_without_leavers(#[values(Sqlite, Postgres)] on: Engine) {
    let school = with_account(on).await;
    let families = families(&school).await;
    let names: Vec<_> = families.iter().map(|family| family.pupil.name.surname.as_str()).collect();
    assert_eq!(names, ["Андрієнко", "Ґудзь", "Їжак", "Явір"]);
    let mother = &families[0].guardians[0];
    assert_eq!((mother.name.clone(), mother.relation.as_str()), (name("Юрченко Марія Юріївна"), "мати"));
    assert_eq!((mother.stored.version, &mother.recorded), (0, &None));
    assert!(mother.access.account.is_some() && !mother.access.is_staff);
    assert!(families[0].access.account.is_none(), "the pupil has none yet");
    assert!(families[1].guardians.is_empty());
}

#[rstest]
#[tokio::test]
async fn the_session_brings_what_is_hidden_today(#[values(Sqlite, Postgres)] on: Engine) {
    let school = with_account(on).await;
    let edit = restriction(&school);
    let edit = changed(&edit, 0, |own| own.until = Some(day(2026, 11, 25)));
    assert_eq!(restrict(&school, edit.clone()).await, kept(1));
    let child = |restriction: Option<Restriction>| vec![Child { id: edit.pupil, restriction }];
    for (at, holds) in [
        (kyiv(2026, 11, 23, 23, 59), false),
        (kyiv(2026, 11, 24, 0, 1), true),
        (kyiv(2026, 11, 25, 23, 59), true),
        (kyiv(2026, 11, 26, 0, 1), false),
    ] {
        let expected = child(edit.restriction.clone().filter(|_| holds));
        assert_eq!(children(&school, at).await, expected, "{at}");
    }
}

#[rstest]
#[tokio::test]
async fn each_change_has_its_version_and_its_place_in_the_history(#[values(Sqlite, Postgres)] on: Engine) {
    let school = with_account(on).await;
    let edit = restriction(&school);
    assert_eq!(restrict(&school, edit.clone()).await, kept(1));
    assert_eq!(restrict(&school, edit.clone()).await, kept(1), "sent again, answered again");
    let same = changed(&edit, 0, |own| own.document.number = " 727/4321/26 ".to_owned());
    assert_eq!(restrict(&school, same).await, kept(1), "two who want the same do not conflict");
    let other = changed(&edit, 0, |own| own.hidden = Hidden::Marks);
    assert_eq!(restrict(&school, other.clone()).await, RecordOutcome::Conflict);
    assert_eq!(restrict(&school, RestrictionEdit { base: 1, ..other }).await, kept(2));
    let mother = families(&school).await.remove(0).guardians.remove(0);
    assert_eq!(mother.stored.restriction.unwrap().hidden, Hidden::Marks);
    assert_eq!(mother.recorded, Some((name("Коваль Олена Петрівна"), now())));
    let lifted = RestrictionEdit { id: Id::new(), base: 2, restriction: None, ..edit };
    assert_eq!(restrict(&school, lifted).await, kept(3));
    assert_eq!(children(&school, now()).await[0].restriction, None);
    let mother = families(&school).await.remove(0).guardians.remove(0);
    assert_eq!((mother.stored.restriction, mother.stored.version), (None, 3));
    assert_eq!(school.store.verify_history(school.id).await.unwrap(), ChainState::Whole(3));
}

#[rstest]
#[tokio::test]
async fn restrictions_that_cannot_stand_are_refused(#[values(Sqlite, Postgres)] on: Engine) {
    let school = with_account(on).await;
    let edit = restriction(&school);
    let refused = |error| RecordOutcome::Refused(error);
    let early = changed(&edit, 0, |own| own.from = day(2026, 11, 19));
    assert_eq!(restrict(&school, early).await, refused(RestrictionError::BeforeDocument));
    let stranger = RestrictionEdit { guardian: school.person("Коваль"), ..edit.clone() };
    assert_eq!(restrict(&school, stranger).await, refused(RestrictionError::NotOfFamily));
    let other_child = RestrictionEdit { pupil: school.person("Їжак"), ..edit.clone() };
    assert_eq!(restrict(&school, other_child).await, refused(RestrictionError::NotOfFamily));
    let denied = school.store.restrict(keeper(&school), edit, |_| false).await.unwrap();
    assert_eq!(denied, RecordOutcome::Forbidden);
    assert_eq!(children(&school, now()).await[0].restriction, None);
}

#[rstest]
#[tokio::test]
async fn nobody_says_or_lifts_what_is_hidden_from_oneself(#[values(Sqlite, Postgres)] on: Engine) {
    let school = with_account(on).await;
    let edit = restriction(&school);
    let oneself = Keeper { author: edit.guardian, ..keeper(&school) };
    let refused = RecordOutcome::Refused(RestrictionError::Own);
    assert_eq!(school.store.restrict(oneself, edit.clone(), |_| true).await.unwrap(), refused);
    assert_eq!(restrict(&school, edit.clone()).await, kept(1));
    let lifted = RestrictionEdit { id: Id::new(), base: 1, restriction: None, ..edit.clone() };
    assert_eq!(school.store.restrict(oneself, lifted, |_| true).await.unwrap(), refused);
    assert_eq!(children(&school, now()).await[0].restriction, edit.restriction);
    let mother = families(&school).await.remove(0).guardians.remove(0);
    assert!(mother.is(edit.guardian) && !mother.is(school.person("Коваль")));
}

#[rstest]
#[case::altered("UPDATE guardian_restriction SET hidden = 'messages'")]
#[case::lifted_unseen("UPDATE guardian_restriction SET hidden = NULL")]
#[case::gone("DELETE FROM guardian_restriction")]
#[tokio::test]
async fn a_restriction_altered_behind_the_program_is_found(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] statement: &str,
) {
    let school = with_account(on).await;
    restrict(&school, restriction(&school)).await;
    school.db.tamper(school.id, statement).await;
    assert_eq!(school.store.verify_history(school.id).await.unwrap(), ChainState::Altered(1));
}

#[rstest]
#[tokio::test]
async fn another_school_neither_sees_nor_restricts(#[values(Sqlite, Postgres)] on: Engine) {
    let school = with_account(on).await;
    restrict(&school, restriction(&school)).await;
    let other = school.store.add_school("Гімназія № 1").await.unwrap();
    let class = school.reader().await.register_class(school.course("Алгебра").class_id).await.unwrap();
    assert_eq!(school.store.read(other).await.unwrap().families(&class, TODAY).await.unwrap(), []);
    let keeper = Keeper { school: other, ..keeper(&school) };
    let strange = school.store.restrict(keeper, restriction(&school), |_| true).await;
    assert!(matches!(strange, Err(StoreError::NotFound)));
}

#[rstest]
#[tokio::test]
async fn a_guardian_comes_with_the_address_of_the_lists(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let address = "UPDATE person SET email = 'mama@example.com' WHERE surname = 'Юрченко'";
    school.db.tamper(school.id, address).await;
    let mother = school.person("Юрченко");
    let families = families(&school).await;
    let mut guardians = families.iter().flat_map(|family| &family.guardians);
    let own = guardians.find(|own| own.id == mother).unwrap();
    assert_eq!(own.email.as_deref(), Some("mama@example.com"));
}
