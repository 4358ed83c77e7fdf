//! Absences and marks, as families are told of them.

use klas_domain::{Entry, notice::Kind};
use klas_store::notice::What;
use rstest::rstest;

use super::later;
use crate::support::{Engine, Postgres, Sqlite, TODAY, TestSchool, pencil, typed};

#[rstest]
#[tokio::test]
async fn an_absence_and_a_mark_reach_the_family(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::telling(on).await;
    let cell = school.algebra("Андрієнко");
    school.save("Коваль", cell.edit(0, typed("н/9"))).await;
    for of_family in ["Юрченко", "Андрієнко"] {
        let told = school.told_at(of_family, later(60)).await;
        assert_eq!(told.len(), 2, "{told:?}");
        let mark = told.iter().find(|own| own.kind == Kind::Mark).unwrap();
        let What::Cell { subject, entry, day, .. } = &mark.what else { panic!("{mark:?}") };
        assert_eq!((subject.as_str(), entry.to_string().as_str(), *day), ("Алгебра", "н/9", Some(TODAY)));
        let absence = told.iter().find(|own| own.kind == Kind::Absence).unwrap();
        let What::Day(TODAY, lessons) = &absence.what else { panic!("{absence:?}") };
        assert_eq!(lessons.len(), 1);
        assert_eq!(absence.about, cell.pupil);
    }
    assert_eq!(school.kinds_told("Коваль").await, [], "the teacher knows");
    let beside = school.store.add_school("Гімназія № 1").await.unwrap();
    let mut stranger = school.store.read(beside).await.unwrap();
    assert_eq!(stranger.notices(school.person("Юрченко"), later(60), 9).await.unwrap(), []);
    assert_eq!(stranger.due_notices(later(60)).await.unwrap(), []);
    assert_eq!(school.reader().await.notices(school.person("Їжак"), later(60), 9).await.unwrap(), []);
}

#[rstest]
#[tokio::test]
async fn a_day_without_school_is_one_notice(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::telling(on).await;
    school.save("Коваль", school.algebra("Андрієнко").edit(0, typed("н"))).await;
    let first = school.told_at("Юрченко", later(60)).await;
    let history = school.cell("Історія України", TODAY, "Андрієнко");
    school.save_at(later(9000), "Мельник", vec![history.edit(0, typed("н"))]).await;
    let told = school.told_at("Юрченко", later(9060)).await;
    assert_eq!((told.len(), told[0].id, told[0].at), (1, first[0].id, first[0].at), "told once");
    let What::Day(_, lessons) = &told[0].what else { panic!("{told:?}") };
    assert_eq!(
        lessons.iter().map(|own| own.subject.as_str()).collect::<Vec<_>>(),
        ["Алгебра", "Історія України"]
    );
}

#[rstest]
#[tokio::test]
async fn what_was_put_right_before_anybody_knew_is_told_to_nobody(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::telling(on).await;
    let cell = school.algebra("Андрієнко");
    school.save("Коваль", cell.edit(0, typed("н"))).await;
    school.make_at(later(5)).await;
    school.save_at(later(10), "Коваль", vec![cell.edit(1, typed(""))]).await;
    assert_eq!(school.told_at("Юрченко", later(60)).await, []);
    let count = school.db.count(Some(school.id), "SELECT count(*) FROM notice").await;
    assert_eq!(count, 0);
}

#[rstest]
#[tokio::test]
async fn whoever_was_told_is_told_that_it_was_taken_back(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::telling(on).await;
    let cell = school.algebra("Андрієнко");
    school.save("Коваль", cell.edit(0, typed("н"))).await;
    school.make_at(later(60)).await;
    school.store.see_notices(school.id, school.person("Юрченко"), later(60)).await.unwrap();
    school.save_at(later(90), "Коваль", vec![cell.edit(1, typed("сп10"))]).await;
    let told = school.told_at("Юрченко", later(120)).await;
    assert_eq!((told.len(), &told[0].what, told[0].seen), (1, &What::Gone(TODAY), false));
    assert_eq!(school.told_at("Андрієнко", later(120)).await, [], "who did not know of it");
    // It comes again: told anew.
    school.save_at(later(150), "Коваль", vec![cell.edit(2, typed("н"))]).await;
    let told = school.told_at("Юрченко", later(180)).await;
    assert!(matches!(told[0].what, What::Day(..)), "{told:?}");
}

#[rstest]
#[tokio::test]
async fn a_mark_is_told_as_it_stands_and_again_when_it_changes(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::telling(on).await;
    let cell = school.algebra("Андрієнко");
    school.save("Коваль", cell.edit(0, typed("2"))).await;
    school.make_at(later(5)).await;
    school.save_at(later(6), "Коваль", vec![cell.edit(1, typed("12"))]).await;
    // Not made anew yet, and told as it stands all the same.
    let told = school.reader().await.notices(school.person("Юрченко"), later(7), 9).await.unwrap();
    let What::Cell { entry, .. } = &told[0].what else { panic!("{told:?}") };
    assert_eq!(entry.to_string(), "12");
    let told = school.told_at("Юрченко", later(60)).await;
    assert_eq!((told.len(), told[0].kind), (1, Kind::Mark), "it is no low one any more");
    school.store.see_notices(school.id, school.person("Юрченко"), later(60)).await.unwrap();
    school.save_at(later(61), "Коваль", vec![cell.edit(2, typed("3"))]).await;
    let told = school.told_at("Юрченко", later(90)).await;
    assert_eq!((told.len(), told[0].kind, told[0].seen), (1, Kind::LowMark, false));
}

#[rstest]
#[tokio::test]
async fn pencil_is_told_when_it_is_published_and_not_before_the_hour(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::telling(on).await;
    school.store.set_settings(school.setting(), 14, Some(18)).await.unwrap();
    let cell = school.algebra("Андрієнко");
    school.save("Коваль", cell.edit(0, pencil("8"))).await;
    assert_eq!(school.kinds_told("Юрченко").await, []);
    let published = Entry { draft: false, ..pencil("8") };
    school.save_at(later(60), "Коваль", vec![cell.edit(1, published)]).await;
    assert_eq!(school.told_at("Юрченко", later(120)).await, [], "it is eleven o'clock");
    let evening = crate::support::kyiv(2026, 11, 24, 18, 0);
    let told = school.told_at("Юрченко", evening).await;
    assert_eq!((told.len(), told[0].at), (1, evening));
}
