//! What else a class's journal holds: briefings, excursions, health groups, general information on pupils.

use klas_domain::{
    Id, Role,
    briefing::{Briefing, BriefingEdit, BriefingError, BriefingKind, BriefingOutcome, BriefingRegister},
    bundle::Pupil,
    excursion::{Excursion, ExcursionEdit, ExcursionError, ExcursionKind, ExcursionOutcome},
    health::{
        Assessment, AssessmentEdit, AssessmentError, AssessmentOutcome, HealthGroup, HealthRegister,
        StoredAssessment,
    },
    id::of,
    roll::Movement,
};
use klas_store::{StoreError, history::ChainState, register::Keeper};
use rstest::rstest;

use crate::support::{Engine, Postgres, Sqlite, TODAY, TestSchool, bundle, class, day, now, pupil};

fn keeper(school: &TestSchool) -> Keeper {
    Keeper {
        school: school.id,
        class: school.course("Алгебра").class_id,
        author: school.person("Коваль"),
        now: now(),
    }
}

fn everybody(school: &TestSchool) -> Vec<Id<of::Person>> {
    ["Андрієнко", "Гай", "Ґудзь", "Їжак", "Явір"].map(|name| school.person(name)).to_vec()
}

fn briefing(school: &TestSchool) -> Briefing {
    Briefing {
        held_on: day(2026, 9, 1),
        kind: BriefingKind::Introductory,
        topic: "Правила поведінки під час повітряної тривоги".to_owned(),
        held_by: "Коваль О. П.".to_owned(),
        present: everybody(school),
        struck: false,
    }
}

fn new_briefing(says: Briefing) -> BriefingEdit {
    BriefingEdit { id: Id::new(), briefing: Id::new(), base: 0, says }
}

async fn write_briefing(school: &TestSchool, edit: BriefingEdit) -> BriefingOutcome {
    school.store.write_briefing(keeper(school), edit, |_| true).await.unwrap()
}

async fn briefings(school: &TestSchool) -> BriefingRegister {
    let mut reader = school.reader().await;
    let class = reader.register_class(keeper(school).class).await.unwrap();
    reader.briefings(&class, TODAY).await.unwrap()
}

#[rstest]
#[tokio::test]
async fn a_briefing_lists_who_was_there_and_is_corrected(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let first = new_briefing(briefing(&school));
    assert_eq!(write_briefing(&school, first.clone()).await, BriefingOutcome::Saved { version: 1 });
    let register = briefings(&school).await;
    let stored = &register.briefings[0];
    let names = |present: bool| {
        let (there, away) = register.parted(&stored.says);
        let of = if present { there } else { away };
        of.into_iter().map(|pupil| pupil.name.surname.clone()).collect::<Vec<_>>()
    };
    assert_eq!(names(true), ["Андрієнко", "Гай", "Ґудзь", "Їжак"], "Явір came in November");
    assert_eq!(names(false), [""; 0]);

    let corrected = Briefing { present: vec![school.person("Їжак")], ..briefing(&school) };
    let second = BriefingEdit { id: Id::new(), base: 1, says: corrected, ..first.clone() };
    assert_eq!(write_briefing(&school, second.clone()).await, BriefingOutcome::Saved { version: 2 });
    let stale = BriefingEdit { id: Id::new(), says: briefing(&school), ..second };
    assert_eq!(write_briefing(&school, stale).await, BriefingOutcome::Conflict);
    assert_eq!(write_briefing(&school, first).await, BriefingOutcome::Saved { version: 1 }, "sent again");
    let register = briefings(&school).await;
    assert_eq!(register.briefings.len(), 1);
    assert_eq!(register.briefings[0].says.present, [school.person("Їжак")]);
    assert_eq!(school.store.verify_history(school.id).await.unwrap(), ChainState::Whole(2));
}

#[rstest]
#[tokio::test]
async fn a_briefing_that_cannot_be_is_refused(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let good = briefing(&school);
    for (says, error) in [
        (Briefing { held_on: day(2026, 11, 25), ..good.clone() }, BriefingError::DateWrong),
        (Briefing { held_on: day(2026, 8, 31), ..good.clone() }, BriefingError::DateWrong),
        (Briefing { topic: " ".to_owned(), ..good.clone() }, BriefingError::TopicWrong),
        (Briefing { held_by: "а".repeat(121), ..good.clone() }, BriefingError::HeldByWrong),
        (
            Briefing { present: vec![school.person("Явір"), Id::new()], ..good.clone() },
            BriefingError::NobodyPresent,
        ),
    ] {
        assert_eq!(write_briefing(&school, new_briefing(says)).await, BriefingOutcome::Refused(error));
    }
    let forbidden = school.store.write_briefing(keeper(&school), new_briefing(good.clone()), |_| false).await;
    assert_eq!(forbidden.unwrap(), BriefingOutcome::Forbidden);
    let unknown = BriefingEdit { base: 1, ..new_briefing(good) };
    let unknown = school.store.write_briefing(keeper(&school), unknown, |_| true).await;
    assert!(matches!(unknown, Err(StoreError::NotFound)));
}

fn excursion() -> Excursion {
    Excursion {
        kind: ExcursionKind::Excursion,
        starts_on: day(2026, 10, 9),
        ends_on: day(2026, 10, 9),
        place: "Краєзнавчий музей".to_owned(),
        hours: 3,
        led_by: "Коваль О. П.".to_owned(),
        struck: false,
    }
}

async fn write_excursion(school: &TestSchool, edit: ExcursionEdit) -> ExcursionOutcome {
    school.store.write_excursion(keeper(school), edit, |_| true).await.unwrap()
}

#[rstest]
#[tokio::test]
async fn excursions_and_practice_add_up_without_what_is_struck_through(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::start(on).await;
    let new = |says| ExcursionEdit { id: Id::new(), excursion: Id::new(), base: 0, says };
    let first = new(excursion());
    let practice = Excursion { kind: ExcursionKind::Practice, hours: 12, ..excursion() };
    for edit in [first.clone(), new(practice), new(Excursion { hours: 5, ..excursion() })] {
        assert_eq!(write_excursion(&school, edit).await, ExcursionOutcome::Saved { version: 1 });
    }
    let struck = ExcursionEdit {
        id: Id::new(),
        base: 1,
        says: Excursion { struck: true, ..excursion() },
        ..first.clone()
    };
    assert_eq!(write_excursion(&school, struck).await, ExcursionOutcome::Saved { version: 2 });
    let stale = ExcursionEdit { id: Id::new(), base: 1, says: excursion(), ..first };
    assert_eq!(write_excursion(&school, stale).await, ExcursionOutcome::Conflict);
    let mut reader = school.reader().await;
    let class = reader.register_class(keeper(&school).class).await.unwrap();
    let register = reader.excursions(&class).await.unwrap();
    assert_eq!(register.excursions.len(), 3);
    assert_eq!((register.hours(ExcursionKind::Excursion), register.hours(ExcursionKind::Practice)), (5, 12));
    assert_eq!(school.store.verify_history(school.id).await.unwrap(), ChainState::Whole(4));
    for (says, error) in [
        (Excursion { ends_on: day(2026, 10, 8), ..excursion() }, ExcursionError::DatesWrong),
        (Excursion { ends_on: day(2026, 12, 8), ..excursion() }, ExcursionError::DatesWrong),
        (Excursion { place: String::new(), ..excursion() }, ExcursionError::PlaceWrong),
        (Excursion { hours: 0, ..excursion() }, ExcursionError::HoursWrong),
        (Excursion { led_by: String::new(), ..excursion() }, ExcursionError::LedByWrong),
    ] {
        assert_eq!(write_excursion(&school, new(says)).await, ExcursionOutcome::Refused(error));
    }
}

/// Whoever keeps the records of 8-Б, where one pupil came, and that pupil.
async fn keeper_of_another_class(school: &TestSchool) -> (Keeper, Id<of::Person>) {
    let mut files = bundle();
    files.pupils.push(Pupil { class: class("8-Б"), ..pupil("Чуйко Остап Іванович") });
    school.take_in(files).await;
    let mut reader = school.reader().await;
    let classes = reader.classes(school.year, TODAY).await.unwrap();
    let other = classes.iter().find(|own| own.class == class("8-Б")).unwrap().id;
    let pupils = reader.people(Role::Pupil).await.unwrap();
    let came = pupils.iter().find(|(_, name)| name.surname == "Чуйко").unwrap().0;
    (Keeper { class: other, ..keeper(school) }, came)
}

#[rstest]
#[case::as_a_new_one(0)]
#[case::as_one_that_was_seen(1)]
#[tokio::test]
async fn a_record_of_another_class_stays_as_it_is(#[values(Sqlite, Postgres)] on: Engine, #[case] base: i32) {
    let school = TestSchool::start(on).await;
    let (other, came) = keeper_of_another_class(&school).await;
    let first = new_briefing(briefing(&school));
    write_briefing(&school, first.clone()).await;
    let says = Briefing { topic: "Інша".to_owned(), present: vec![came], ..briefing(&school) };
    let strange = BriefingEdit { id: Id::new(), base, says, ..first };
    let written = school.store.write_briefing(other, strange, |_| true).await;
    assert!(matches!(written, Err(StoreError::NotFound)), "{written:?}");
    assert_eq!(briefings(&school).await.briefings[0].says.present.len(), 4, "as it was");

    let first = ExcursionEdit { id: Id::new(), excursion: Id::new(), base: 0, says: excursion() };
    write_excursion(&school, first.clone()).await;
    let says = Excursion { place: "Інше місце".to_owned(), ..excursion() };
    let strange = ExcursionEdit { id: Id::new(), base, says, ..first };
    let written = school.store.write_excursion(other, strange, |_| true).await;
    assert!(matches!(written, Err(StoreError::NotFound)), "{written:?}");
    let mut reader = school.reader().await;
    let class = reader.register_class(keeper(&school).class).await.unwrap();
    assert_eq!(reader.excursions(&class).await.unwrap().excursions[0].says, excursion());
}

async fn set(
    school: &TestSchool,
    pupil: Id<of::Person>,
    base: i32,
    group: Option<HealthGroup>,
) -> AssessmentOutcome {
    let assessment = group.map(|group| Assessment { group, on: day(2026, 8, 28) });
    let edits = vec![AssessmentEdit { id: Id::new(), pupil, base, assessment }];
    school.store.set_health_groups(keeper(school), edits, |_| true).await.unwrap().remove(0)
}

async fn health(school: &TestSchool) -> HealthRegister {
    let mut reader = school.reader().await;
    let class = reader.register_class(keeper(school).class).await.unwrap();
    reader.health_groups(&class, TODAY).await.unwrap()
}

#[rstest]
#[tokio::test]
async fn a_health_group_is_set_changed_and_taken_back(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let (izhak, gudz) = (school.person("Їжак"), school.person("Ґудзь"));
    let kept = |version| AssessmentOutcome::Saved { version };
    assert_eq!(set(&school, izhak, 0, Some(HealthGroup::Special)).await, kept(1));
    assert_eq!(set(&school, gudz, 0, Some(HealthGroup::Main)).await, kept(1));
    assert_eq!(set(&school, izhak, 0, Some(HealthGroup::Main)).await, AssessmentOutcome::Conflict);
    assert_eq!(set(&school, izhak, 1, Some(HealthGroup::Preparatory)).await, kept(2));
    assert_eq!(set(&school, gudz, 1, None).await, kept(2));
    assert_eq!(
        set(&school, Id::new(), 0, Some(HealthGroup::Main)).await,
        AssessmentOutcome::Refused(AssessmentError::NotOfClass)
    );
    let register = health(&school).await;
    let of = |pupil| register.lines.iter().find(|line| line.pupil.id == pupil).unwrap().stored;
    let preparatory = Assessment { group: HealthGroup::Preparatory, on: day(2026, 8, 28) };
    assert_eq!(of(izhak), StoredAssessment { assessment: Some(preparatory), version: 2 });
    assert_eq!(of(gudz), StoredAssessment { assessment: None, version: 2 });
    assert_eq!(register.count(Some(HealthGroup::Preparatory)), 1);
    assert_eq!(register.count(None), 3, "the leaver is not counted");
    assert_eq!(school.store.verify_history(school.id).await.unwrap(), ChainState::Whole(4));
}

#[rstest]
#[case::tomorrow(day(2026, 11, 25))]
#[case::last_year(day(2026, 1, 15))]
#[tokio::test]
async fn an_examination_is_of_this_year_and_over(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] day: chrono::NaiveDate,
) {
    let school = TestSchool::start(on).await;
    let assessment = Some(Assessment { group: HealthGroup::Main, on: day });
    let edit = AssessmentEdit { id: Id::new(), pupil: school.person("Їжак"), base: 0, assessment };
    let outcomes = school.store.set_health_groups(keeper(&school), vec![edit], |_| true).await.unwrap();
    assert_eq!(outcomes, [AssessmentOutcome::Refused(AssessmentError::DateWrong)]);
}

#[rstest]
#[tokio::test]
async fn the_general_information_names_families_leavers_and_newcomers(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::start(on).await;
    let mut reader = school.reader().await;
    let class = reader.register_class(keeper(&school).class).await.unwrap();
    let register = reader.pupil_infos(&class, TODAY).await.unwrap();
    assert_eq!((register.head.class.to_string().as_str(), register.head.year.as_str()), ("8-А", "2026/2027"));
    let of = |surname: &str| register.pupils.iter().find(|own| own.pupil.name.surname == surname).unwrap();
    let anna = of("Андрієнко");
    assert_eq!(anna.born, Some(day(2013, 2, 1)));
    assert_eq!(anna.guardians.len(), 1);
    assert_eq!(
        (anna.guardians[0].name.surname.as_str(), anna.guardians[0].relation.as_str()),
        ("Юрченко", "мати")
    );
    assert_eq!(anna.guardians[0].phone.as_deref(), Some("+380501112233"));
    let left = Movement { on: day(2026, 10, 6), order: Some("12-у".to_owned()) };
    assert_eq!((&of("Гай").pupil.left, &of("Гай").pupil.came), (&Some(left), &None));
    let came = Movement { on: day(2026, 11, 3), order: Some("31-у".to_owned()) };
    assert_eq!((&of("Явір").pupil.left, &of("Явір").pupil.came), (&None, &Some(came)));
}

/// `klas verify --history` holds the records of a class against the history.
#[rstest]
#[case::a_topic("UPDATE briefing SET topic = 'Не було'")]
#[case::struck_out("UPDATE briefing SET struck = TRUE")]
#[case::who_was_there("DELETE FROM briefing_pupil")]
#[case::hours("UPDATE excursion SET hours = 30")]
#[case::no_excursion("DELETE FROM excursion")]
#[case::a_group("UPDATE health_group SET health_group = 'main'")]
#[case::no_group("DELETE FROM health_group")]
#[tokio::test]
async fn a_record_altered_behind_the_program_is_found(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] statement: &str,
) {
    let school = TestSchool::start(on).await;
    write_briefing(&school, new_briefing(briefing(&school))).await;
    let new = ExcursionEdit { id: Id::new(), excursion: Id::new(), base: 0, says: excursion() };
    write_excursion(&school, new).await;
    set(&school, school.person("Їжак"), 0, Some(HealthGroup::Special)).await;
    assert_eq!(school.store.verify_history(school.id).await.unwrap(), ChainState::Whole(3));
    assert!(school.db.tamper(school.id, statement).await > 0);
    assert_eq!(school.store.verify_history(school.id).await.unwrap(), ChainState::Altered(1));
}

#[rstest]
#[tokio::test]
async fn another_school_neither_sees_nor_writes(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let edit = new_briefing(briefing(&school));
    write_briefing(&school, edit.clone()).await;
    set(&school, school.person("Їжак"), 0, Some(HealthGroup::Main)).await;
    let other = school.store.add_school("Гімназія № 1").await.unwrap();
    let strange = Keeper { school: other, ..keeper(&school) };
    let written = school.store.write_briefing(strange, edit, |_| true).await;
    assert!(matches!(written, Err(StoreError::NotFound)));
    let new = ExcursionEdit { id: Id::new(), excursion: Id::new(), base: 0, says: excursion() };
    assert!(matches!(school.store.write_excursion(strange, new, |_| true).await, Err(StoreError::NotFound)));
    let groups = school.store.set_health_groups(strange, Vec::new(), |_| true).await;
    assert!(matches!(groups, Err(StoreError::NotFound)));
    let mut own = school.reader().await;
    let class = own.register_class(keeper(&school).class).await.unwrap();
    let mut stranger = school.store.read(other).await.unwrap();
    assert_eq!(stranger.briefings(&class, TODAY).await.unwrap().briefings, []);
    assert_eq!(stranger.health_groups(&class, TODAY).await.unwrap().lines, []);
    assert_eq!(stranger.pupil_infos(&class, TODAY).await.unwrap().pupils, []);
}
