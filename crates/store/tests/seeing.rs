//! What families see beside the week: homework that is done, the timetable, control works, subjects; calendars' addresses;
//! who looked; requests to correct.

use klas_domain::{
    Absence, Action, Entry, Id, Mark,
    amendment::{About, Amendment, AmendmentAnswer, AmendmentError, AmendmentState},
    calendar::Semester::First,
    column::{Sum, Work},
    edit::{LessonEdit, LessonText},
    excuse::Excuse,
    forecast::forecast,
    id::of,
    look::Looked,
    permission::may,
    school::LessonKind,
    substitution::{Arrangement, ArrangementEdit, ChangeReason, Held},
};
use klas_store::{
    StoreError,
    acknowledgement::Sender,
    amendment::AmendmentOutcome,
    diary::Ticked,
    feed::NewFeed,
    history::ChainState,
    look::{Look, LookedAt},
    own_data::{OtherNoteData, SignatureData},
    register::{Arranger, Keeper},
};
use rstest::rstest;

use crate::support::{Engine, Postgres, Sqlite, TODAY, TestSchool, day, now, pencil, typed};

const ANNA: &str = "Андрієнко";
const WEEK: (chrono::NaiveDate, chrono::NaiveDate) = (day(2026, 11, 23), day(2026, 11, 29));

async fn write(school: &TestSchool, lesson: Id<of::Lesson>, base: i32, text: LessonText) {
    let edit = LessonEdit { id: Id::new(), lesson, base, text };
    school.store.write_lesson(school.id, school.person("Коваль"), now(), edit, |_| true).await.unwrap();
}

fn homework(text: &str) -> LessonText {
    LessonText { topic: "Дроби".to_owned(), homework: text.to_owned(), ..LessonText::default() }
}

fn mother(school: &TestSchool) -> Sender {
    Sender {
        school: school.id, author: school.person("Юрченко"), pupil: school.person(ANNA), now: now()
    }
}

#[rstest]
#[tokio::test]
async fn homework_is_done_until_it_is_taken_back_or_changed(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let lesson = school.lesson("Алгебра", TODAY).lesson;
    let tick = Ticked { school: school.id, pupil: school.person(ANNA), lesson, now: now() };
    let nothing = school.store.tick_homework(tick, true).await;
    assert!(matches!(nothing, Err(StoreError::NotFound)), "a lesson without homework");
    write(&school, lesson, 0, homework("§ 12")).await;
    school.store.tick_homework(tick, true).await.unwrap();
    school.store.tick_homework(tick, true).await.unwrap();
    let done = school.reader().await.homework_done(tick.pupil).await.unwrap();
    assert_eq!(done.into_iter().collect::<Vec<_>>(), [lesson]);
    assert!(school.reader().await.homework_done(school.person("Їжак")).await.unwrap().is_empty());

    write(&school, lesson, 1, homework("§ 12, № 7")).await;
    assert!(school.reader().await.homework_done(tick.pupil).await.unwrap().is_empty(), "it is another task");
    school.store.tick_homework(tick, true).await.unwrap();
    assert_eq!(school.reader().await.homework_done(tick.pupil).await.unwrap().len(), 1);
    school.store.tick_homework(tick, false).await.unwrap();
    assert!(school.reader().await.homework_done(tick.pupil).await.unwrap().is_empty());

    let gone = Ticked { pupil: school.person("Гай"), ..tick };
    let left = school.store.tick_homework(gone, true).await;
    assert!(matches!(left, Err(StoreError::NotFound)), "who left has no homework");
}

#[rstest]
#[tokio::test]
async fn the_timetable_is_as_the_lessons_are_held(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let pupil = school.person(ANNA);
    let algebra = school.lesson("Алгебра", TODAY);
    let before = school.reader().await.timetable_of_pupil(pupil, WEEK).await.unwrap();
    let diary = school.reader().await.diary(pupil, WEEK, now()).await.unwrap();
    let lessons =
        |of: &[klas_store::diary::TimetableLesson]| of.iter().map(|own| own.lesson).collect::<Vec<_>>();
    assert_eq!(lessons(&before), diary.iter().map(|own| own.lesson).collect::<Vec<_>>());
    let own = before.iter().find(|own| own.lesson == algebra.lesson).unwrap();
    assert_eq!(own.teacher.as_ref().unwrap().surname, "Коваль");
    assert_eq!((own.substituted, own.cancelled, own.room.as_deref()), (false, false, Some("12")));

    let arranger = Arranger { school: school.id, author: school.person("Коваль"), now: now() };
    let mut base = 0;
    for (held, surname, substituted, cancelled) in [
        (Held::By(school.person("Мельник")), "Мельник", true, false),
        (Held::Cancelled, "Коваль", false, true),
    ] {
        let arrangement = Arrangement { held, reason: Some(ChangeReason::Illness), words: String::new() };
        let edit = ArrangementEdit { id: Id::new(), lesson: algebra.lesson, base, arrangement };
        school.store.arrange(arranger, vec![edit], |_| true).await.unwrap();
        base += 1;
        let after = school.reader().await.timetable_of_pupil(pupil, WEEK).await.unwrap();
        let own = after.iter().find(|own| own.lesson == algebra.lesson).unwrap();
        assert_eq!((own.substituted, own.cancelled), (substituted, cancelled));
        assert_eq!(own.teacher.as_ref().unwrap().surname, surname);
        assert_eq!(own.changes, base, "whoever has the lesson in a calendar hears of it");
    }
    let gone = school.reader().await.timetable_of_pupil(school.person("Гай"), WEEK).await.unwrap();
    assert_eq!(gone, []);
}

#[rstest]
#[tokio::test]
async fn control_works_are_known_by_kind_column_and_plan(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let pupil = school.person(ANNA);
    let ahead = (TODAY, day(2026, 12, 22));
    let planned = school.reader().await.control_works(pupil, ahead).await.unwrap();
    let lesson = school.lesson("Алгебра", TODAY).lesson;
    let control = LessonText { kind: LessonKind::Control, ..homework("") };
    write(&school, lesson, 0, control).await;
    let works = school.reader().await.control_works(pupil, ahead).await.unwrap();
    let own = works.iter().find(|work| work.lesson == lesson).unwrap();
    assert_eq!((own.topic.as_str(), own.by_plan, own.subject.as_str()), ("Дроби", false, "Алгебра"));
    let others = works.iter().filter(|work| work.lesson != lesson);
    let before = planned.iter().filter(|work| work.lesson != lesson);
    assert!(others.eq(before), "the other lessons are what they were");
}

#[rstest]
#[tokio::test]
async fn a_line_of_the_plan_makes_a_control_work_until_the_lesson_is_written(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::start(on).await;
    let (pupil, course) = (school.person(ANNA), school.course("Алгебра"));
    let days = school.algebra_days();
    let lesson = school.lesson("Алгебра", TODAY);
    let line = days.iter().position(|day| *day == TODAY).unwrap() + 1;
    let (id, of) = (school.literal(school.id.uuid()), school.literal(course.id.uuid()));
    let clear = format!("DELETE FROM plan_line WHERE school_id = {id} AND course_id = {of}");
    school.db.tamper(school.id, &clear).await;
    let insert = format!(
        "INSERT INTO plan_line (school_id, course_id, number, topic, kind) VALUES ({id}, {of}, {line}, 'Дроби', 'control')"
    );
    school.db.tamper(school.id, &insert).await;
    let of_algebra = |works: Vec<klas_store::diary::ControlWork>| {
        works.into_iter().filter(|work| work.subject == "Алгебра").collect::<Vec<_>>()
    };
    let ahead = (TODAY, day(2026, 12, 22));
    let works = of_algebra(school.reader().await.control_works(pupil, ahead).await.unwrap());
    assert_eq!(works.len(), 1);
    assert_eq!((works[0].lesson, works[0].by_plan, &*works[0].topic), (lesson.lesson, true, "Дроби"));
    write(&school, lesson.lesson, 0, homework("")).await;
    let works = of_algebra(school.reader().await.control_works(pupil, ahead).await.unwrap());
    assert_eq!(works, [], "the teacher gave an ordinary lesson");
}

#[rstest]
#[tokio::test]
async fn subjects_rest_on_what_the_family_sees(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let pupil = school.person(ANNA);
    let days = school.algebra_days();
    let last: Vec<_> = days.iter().rev().take(3).collect();
    for (day, mark) in last.iter().zip(["9", "7", "8"]) {
        school.save("Коваль", school.cell("Алгебра", **day, ANNA).edit(0, typed(mark))).await;
    }
    school.save("Коваль", school.cell("Алгебра", days[0], ANNA).edit(0, pencil("1"))).await;
    let mut reader = school.reader().await;
    let (year_id, year) = reader.year(TODAY).await.unwrap();
    let subjects = reader.subjects_of_pupil(pupil, (year_id, &year), TODAY, now()).await.unwrap();
    let algebra = subjects.iter().find(|own| own.subject == "Алгебра").unwrap();
    let marks: Vec<_> = algebra.marks.iter().filter_map(|own| own.entry.mark).collect();
    assert_eq!(marks, [8, 7, 9].map(Mark::Points), "in time order, without the one in pencil");
    let own = forecast(&algebra.standing, First, TODAY).unwrap();
    assert_eq!((own.mark, own.mean.unwrap().to_string()), (Mark::Points(8), "8".to_owned()));
    assert_eq!(algebra.standing.mark(Sum::Semester(First)), None);
    let names: Vec<_> = subjects.iter().map(|own| (&*own.subject, own.group)).collect();
    let mut once = names.clone();
    once.dedup();
    assert_eq!(names, once);
    assert!(names.iter().all(|(_, group)| group.is_none_or(|group| group == 2)), "{names:?}");

    let strangers = reader.subjects_of_pupil(school.person("Гай"), (year_id, &year), TODAY, now()).await;
    assert!(strangers.unwrap().is_empty(), "who left is of no course today");
}

#[rstest]
#[tokio::test]
async fn a_control_work_weighs_in_the_forecast_as_in_the_proposal(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let days = school.algebra_days();
    let control = school.lesson("Алгебра", TODAY).lesson;
    write(&school, control, 0, LessonText { kind: LessonKind::Control, ..homework("") }).await;
    school.save("Коваль", school.cell("Алгебра", days[0], ANNA).edit(0, typed("7"))).await;
    school.save("Коваль", school.algebra(ANNA).edit(0, typed("10"))).await;
    let mut reader = school.reader().await;
    let (year_id, year) = reader.year(TODAY).await.unwrap();
    let pupil = school.person(ANNA);
    let subjects = reader.subjects_of_pupil(pupil, (year_id, &year), TODAY, now()).await.unwrap();
    let algebra = subjects.iter().find(|own| own.subject == "Алгебра").unwrap();
    assert_eq!(algebra.marks.last().unwrap().work, Some(Work::Control));
    // DOMAIN §4.4, row 3.
    assert_eq!(forecast(&algebra.standing, First, TODAY).unwrap().mark, Mark::Points(9));
}

#[rstest]
#[tokio::test]
async fn an_address_of_a_calendar_is_known_by_its_hash_until_it_is_revoked(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::start(on).await;
    let (mother, id) = (mother(&school), Id::new());
    let made = |id, hash: &'static [u8]| school.store.make_feed(mother, id, hash.to_vec(), "uk");
    assert_eq!(made(id, b"one").await.unwrap(), NewFeed::Made);
    assert_eq!(made(id, b"two").await.unwrap(), NewFeed::MadeBefore);
    assert_eq!(school.store.feed(b"two".to_vec(), now()).await.unwrap(), None);
    let found = school.store.feed(b"one".to_vec(), now()).await.unwrap().unwrap();
    assert_eq!((found.id, found.pupil, found.language.as_str()), (id, mother.pupil, "uk"));
    let mut scope = klas_domain::Scope::school(school.id);
    scope.pupil = Some(mother.pupil);
    assert!(may(&found.actor, Action::KeepCalendarFeeds, &scope), "read with the rights of today");
    let feeds = school.reader().await.feeds(mother.author, mother.pupil).await.unwrap();
    assert_eq!(feeds.iter().map(|own| (own.id, own.made_at)).collect::<Vec<_>>(), [(id, now())]);

    let stranger = Sender { author: school.person("Мельник"), ..mother };
    let not_own = school.store.revoke_feed(stranger, id).await;
    assert!(matches!(not_own, Err(StoreError::NotFound)));
    for _ in 0..2 {
        school.store.revoke_feed(mother, id).await.unwrap();
        assert_eq!(school.store.feed(b"one".to_vec(), now()).await.unwrap(), None);
        assert_eq!(school.reader().await.feeds(mother.author, mother.pupil).await.unwrap(), []);
    }
    let hashes: [&[u8]; 6] = [b"a", b"b", b"c", b"d", b"e", b"f"];
    let mut outcomes = Vec::new();
    for hash in hashes {
        outcomes.push(made(Id::new(), hash).await.unwrap());
    }
    assert_eq!(outcomes.pop(), Some(NewFeed::TooMany));
    assert_eq!(outcomes, [NewFeed::Made; 5]);
}

#[rstest]
#[tokio::test]
async fn looks_are_kept_once_a_day_and_told_of_the_pupil_and_the_class(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::start(on).await;
    let class = school.course("Алгебра").class_id;
    let (pupil, koval) = (school.person(ANNA), school.person("Коваль"));
    let look = |at, part, on| Look { school: school.id, person: koval, at, part, day: on };
    for (at, part, on) in [
        (LookedAt::Pupil(pupil), Looked::Diary, day(2026, 11, 20)),
        (LookedAt::Pupil(pupil), Looked::Diary, TODAY),
        (LookedAt::Pupil(pupil), Looked::Diary, TODAY),
        (LookedAt::Class(class), Looked::Health, TODAY),
        (LookedAt::Pupil(school.person("Їжак")), Looked::Diary, TODAY),
    ] {
        school.store.keep_look(look(at, part, on)).await.unwrap();
    }
    let seen = |looks: Vec<klas_store::look::DayOfLooks>| {
        let told = |own: klas_store::look::DayOfLooks| {
            (own.day, own.name.surname, own.parts.into_iter().collect::<Vec<_>>())
        };
        looks.into_iter().map(told).collect::<Vec<_>>()
    };
    let year = day(2026, 9, 1);
    let koval = "Коваль".to_owned();
    assert_eq!(
        seen(school.reader().await.looks_at(pupil, year).await.unwrap()),
        [
            (TODAY, koval.clone(), vec![Looked::Diary, Looked::Health]),
            (day(2026, 11, 20), koval.clone(), vec![Looked::Diary]),
        ]
    );
    assert_eq!(school.reader().await.looks_at(pupil, TODAY).await.unwrap().len(), 1);
    let gone = school.reader().await.looks_at(school.person("Гай"), year).await.unwrap();
    assert_eq!(gone, [], "who left before is none of the class that was looked at");
    let other = school.store.add_school("Гімназія № 1").await.unwrap();
    assert_eq!(school.store.read(other).await.unwrap().looks_at(pupil, year).await.unwrap(), []);
}

fn asks(wrong: &str) -> Amendment {
    Amendment { about: About::Person, wrong: wrong.to_owned(), right: "02.01.2013".to_owned() }
}

#[rstest]
#[tokio::test]
async fn a_request_is_answered_and_both_stand_in_the_history(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let (mother, id) = (mother(&school), Id::new());
    let class = school.course("Алгебра").class_id;
    let keeper = Keeper { school: school.id, class, author: school.person("Коваль"), now: now() };
    for _ in 0..2 {
        assert_eq!(school.store.send_amendment(mother, id, asks(" Дата  ")).await.unwrap(), Ok(()));
    }
    let own = school.reader().await.amendments_of(mother.author, mother.pupil).await.unwrap();
    assert_eq!(own.len(), 1, "sent twice it is one request");
    assert_eq!((own[0].says.asks.wrong.as_str(), own[0].says.state), ("Дата", AmendmentState::Waiting));
    assert_eq!(school.reader().await.amendments_of_class(class, TODAY).await.unwrap(), own);
    assert_eq!(school.reader().await.amendments_waiting(class, TODAY).await.unwrap(), 1);
    let others = school.reader().await.amendments_of(school.person("Мельник"), mother.pupil).await.unwrap();
    assert_eq!(others, []);

    let answer = |state, words: &str| AmendmentAnswer { state, words: words.to_owned() };
    let refused = answer(AmendmentState::Refused, "");
    let outcome = school.store.answer_amendment(keeper, id, refused, |_| true).await.unwrap();
    assert_eq!(outcome, AmendmentOutcome::NoWord);
    let done = answer(AmendmentState::Done, "Виправлено");
    let outcome = school.store.answer_amendment(keeper, id, done.clone(), |_| false).await.unwrap();
    assert_eq!(outcome, AmendmentOutcome::Forbidden);
    for _ in 0..2 {
        let outcome = school.store.answer_amendment(keeper, id, done.clone(), |_| true).await.unwrap();
        assert_eq!(outcome, AmendmentOutcome::Saved);
    }
    let own = school.reader().await.amendments_of(mother.author, mother.pupil).await.unwrap();
    assert_eq!((own[0].says.state, own[0].says.answer.as_str()), (AmendmentState::Done, "Виправлено"));
    assert_eq!(own[0].answered_at, Some(now()));
    let history = school.store.verify_history(school.id).await.unwrap();
    assert_eq!(history, ChainState::Whole(2), "the request and the answer, each once");
    school.db.tamper(school.id, "UPDATE amendment SET answer = 'Ні'").await;
    assert_ne!(school.store.verify_history(school.id).await.unwrap(), history);

    let nowhere = school.store.answer_amendment(keeper, Id::new(), done, |_| true).await;
    assert!(matches!(nowhere, Err(StoreError::NotFound)));
    let stranger = Sender { author: school.person("Мельник"), ..mother };
    let taken = school.store.send_amendment(stranger, id, asks("Дата")).await;
    assert!(matches!(taken, Err(StoreError::Exists(_))));
}

#[rstest]
#[tokio::test]
async fn the_class_that_a_pupil_has_left_is_not_asked(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let (mother, id) = (mother(&school), Id::new());
    school.store.send_amendment(mother, id, asks("Дата")).await.unwrap().unwrap();
    school.db.tamper(school.id, "UPDATE enrolment SET ends_on = '2026-11-23'").await;
    let class = school.course("Алгебра").class_id;
    let mut reader = school.reader().await;
    assert_eq!(reader.amendments_of_class(class, TODAY).await.unwrap(), []);
    assert_eq!(reader.amendments_waiting(class, TODAY).await.unwrap(), 0);
    assert_eq!(reader.amendments_of_class(class, day(2026, 11, 23)).await.unwrap().len(), 1);
    drop(reader);
    let keeper = Keeper { school: school.id, class, author: school.person("Коваль"), now: now() };
    let answer = AmendmentAnswer { state: AmendmentState::Done, words: String::new() };
    let outcome = school.store.answer_amendment(keeper, id, answer, |_| true).await;
    assert!(matches!(outcome, Err(StoreError::NotFound)));
}

#[rstest]
#[tokio::test]
async fn no_more_than_ten_requests_wait(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let mother = mother(&school);
    for _ in 0..10 {
        assert_eq!(school.store.send_amendment(mother, Id::new(), asks("Дата")).await.unwrap(), Ok(()));
    }
    let more = school.store.send_amendment(mother, Id::new(), asks("Дата")).await.unwrap();
    assert_eq!(more, Err(AmendmentError::TooMany));
}

#[rstest]
#[tokio::test]
async fn what_is_taken_is_the_childs_and_the_guardians_own(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let mother = mother(&school);
    let entry = Entry { note: Some("Молодець".to_owned()), ..typed("9") };
    school.save("Коваль", school.algebra(ANNA).edit(0, entry)).await;
    school.save("Коваль", school.algebra("Їжак").edit(0, typed("3"))).await;
    school.store.sign_week(mother, day(2026, 11, 23)).await.unwrap().unwrap();
    let mut reader = school.reader().await;
    let diary = reader.diary_data(mother.pupil, mother.author).await.unwrap();
    assert_eq!((diary.person.surname.as_str(), diary.person.born), (ANNA, Some(day(2013, 2, 1))));
    assert_eq!(diary.your_relation, ["мати"]);
    assert_eq!((diary.classes.len(), diary.groups.len(), diary.weeks_signed.len()), (1, 1, 1));
    assert_eq!((diary.classes[0].class.as_str(), diary.groups[0].group), ("8-А", Some(2)));
    let marks = reader.marks_data(mother.pupil, mother.author, now()).await.unwrap();
    let entries: Vec<_> =
        marks.entries.iter().map(|own| (own.mark.as_deref(), own.note.as_deref())).collect();
    assert_eq!(entries, [(Some("9"), Some("Молодець"))]);
    assert_eq!(reader.messages_data(mother.pupil, mother.author).await.unwrap(), []);
}

#[rstest]
#[tokio::test]
async fn of_another_guardian_is_taken_what_explains_the_absence_and_no_more(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::start(on).await;
    let mother = mother(&school);
    let father = Sender { author: school.person("Мельник"), ..mother };
    let monday = day(2026, 11, 23);
    school.store.sign_week(mother, monday).await.unwrap().unwrap();
    let illness =
        Excuse { from: TODAY, to: TODAY, kind: Absence::Illness, comment: "Застуда".to_owned() };
    let (sent, back) = (Id::new(), Id::new());
    for id in [sent, back] {
        school.store.send_excuse(mother, id, illness.clone(), None).await.unwrap().unwrap();
    }
    assert!(school.store.withdraw_excuse(mother, back).await.unwrap());
    let mut reader = school.reader().await;
    let own = reader.marks_data(mother.pupil, mother.author, now()).await.unwrap();
    assert_eq!((own.notes_about_absences.len(), own.notes_of_another_guardian.len()), (2, 0));
    let others = reader.marks_data(mother.pupil, father.author, now()).await.unwrap();
    assert_eq!(others.notes_about_absences, []);
    let (kind, state) = ("хв".to_owned(), "waiting".to_owned());
    assert_eq!(others.notes_of_another_guardian, [OtherNoteData { from: TODAY, to: TODAY, kind, state }]);
    // Nobody keeps which of them applied for a corrected mark, and so the words are neither's.
    school.keep(school.application(ANNA)).await;
    for author in [mother.author, father.author] {
        let marks = school.reader().await.marks_data(mother.pupil, author, now()).await.unwrap();
        assert_eq!((marks.applications.len(), marks.applications[0].order.as_str()), (1, "112-у"));
        assert!(!format!("{:?}", marks.applications).contains("Хвороба"), "{:?}", marks.applications);
    }
    for (author, signed_at) in [(mother.author, Some(now())), (father.author, None)] {
        let diary = reader.diary_data(mother.pupil, author).await.unwrap();
        assert_eq!(diary.weeks_signed, [SignatureData { week: monday, signed_at }]);
    }
}
