//! What families and staff are told of, by whom it is not seen, and that each thing is told once.

use chrono::{DateTime, TimeDelta, Utc};
use klas_domain::{
    Entry, Id, Scope,
    announcement::{Announcement, Audience},
    bullying::ReportState,
    edit::{LessonEdit, LessonText},
    excuse::{Excuse, ExcuseAnswer, ExcuseState},
    guardianship::{Document, DocumentKind, Hidden, Restriction, RestrictionEdit},
    id::of,
    message::Thread,
    notice::{Choice, Detail, GRACE, HOMEWORK_PAUSE, Kind, Preferences, QuietHours},
    school::LessonKind,
};
use klas_store::{
    acknowledgement::Sender,
    announcement::Announcer,
    message::Writer,
    notice::{Fate, JobEnd, NewDevice, Notice, What},
    register::Keeper,
};
use rstest::rstest;

use crate::support::{Cell, Engine, Postgres, Sqlite, TODAY, TestSchool, now, pencil, typed};

impl TestSchool {
    /// A school whose history is read for notices from now on, with accounts of a mother, her daughter and two teachers.
    pub async fn telling(on: Engine) -> Self {
        let school = Self::start(on).await;
        for (person, login) in
            [("Юрченко", "mother"), ("Андрієнко", "pupil"), ("Коваль", "koval"), ("Мельник", "melnyk")]
        {
            let person = school.person(person);
            school.store.add_account(school.id, person, login, "hash".to_owned()).await.unwrap();
        }
        assert!(!school.store.make_notices(school.id, now()).await.unwrap(), "the beginning");
        school
    }

    pub async fn make_at(&self, at: DateTime<Utc>) {
        while self.store.make_notices(self.id, at).await.unwrap() {}
    }

    /// What a person is told of at a moment, the newest first.
    pub async fn told_at(&self, name: &str, at: DateTime<Utc>) -> Vec<Notice> {
        self.make_at(at).await;
        self.reader().await.notices(self.person(name), at, 100).await.unwrap()
    }

    async fn kinds_told(&self, name: &str) -> Vec<Kind> {
        self.told_at(name, later(60)).await.into_iter().map(|notice| notice.kind).collect()
    }

    pub async fn account(&self, login: &str) -> Id<of::Account> {
        self.store.credentials(login).await.unwrap().unwrap().account_id
    }

    /// How many notices are new for the mother at a moment, with her rights of today.
    async fn unseen_by_mother(&self, at: DateTime<Utc>) -> usize {
        let (account, person) = (self.account("mother").await, self.person("Юрченко"));
        let mut reader = self.reader().await;
        let mother = reader.identify(account, person, TODAY).await.unwrap();
        reader.unseen(&mother.actor, at).await.unwrap()
    }

    pub async fn device(&self, login: &str, endpoint: &str, session: &[u8]) {
        self.device_instead(login, endpoint, session, None).await;
    }

    /// The same, where its browser had another address before.
    async fn device_instead(&self, login: &str, endpoint: &str, session: &[u8], instead: Option<&str>) {
        let device = NewDevice {
            account: self.account(login).await,
            endpoint: endpoint.to_owned(),
            instead: instead.map(str::to_owned),
            p256dh: vec![4; 65],
            auth: vec![7; 16],
            session: session.to_vec(),
            language: "uk",
            now: now(),
        };
        self.store.add_device(device).await.unwrap();
    }

    /// Decides that all due notices are sent, and tells how many there were.
    async fn settle_all(&self, at: DateTime<Utc>) -> usize {
        let due = self.reader().await.due_notices(at).await.unwrap();
        let fates = due.iter().map(|due| (due.notice, Fate::Send)).collect();
        self.store.settle_notices(self.id, at, fates).await.unwrap();
        due.len()
    }

    pub async fn restrict_mother(&self, hidden: Hidden) {
        let document =
            Document { kind: DocumentKind::CourtDecision, number: "12-к".to_owned(), date: TODAY };
        let edit = RestrictionEdit {
            id: Id::new(),
            pupil: self.person("Андрієнко"),
            guardian: self.person("Юрченко"),
            base: 0,
            restriction: Some(Restriction { hidden, from: TODAY, until: None, document }),
        };
        let class = self.course("Алгебра").class_id;
        let keeper = Keeper { school: self.id, class, author: self.person("Коваль"), now: now() };
        self.store.restrict(keeper, edit, |_: &Scope| true).await.unwrap();
    }
}

pub fn later(seconds: i64) -> DateTime<Utc> {
    now() + TimeDelta::seconds(seconds)
}

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

#[rstest]
#[tokio::test]
async fn homework_of_a_day_is_one_notice_for_all_who_have_it(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::telling(on).await;
    school.give("Алгебра", None, "§ 12", now()).await;
    school.give("Англійська мова", Some(1), "Ex. 4", now()).await;
    let told = school.told_at("Юрченко", later(60)).await;
    let What::Day(TODAY, lessons) = &told[0].what else { panic!("{told:?}") };
    let homework: Vec<_> = lessons.iter().map(|own| own.homework.as_str()).collect();
    assert_eq!(
        (told.len(), told[0].kind, homework),
        (1, Kind::Homework, vec!["§ 12"]),
        "her group is the second"
    );
    school.give("Англійська мова", Some(2), "Ex. 7", later(70)).await;
    let told = school.told_at("Юрченко", later(90)).await;
    let What::Day(_, lessons) = &told[0].what else { panic!("{told:?}") };
    assert_eq!((told.len(), lessons.len()), (1, 2));
}

impl TestSchool {
    /// A lesson of today gives homework for the first time.
    async fn give(&self, subject: &str, group: Option<i32>, homework: &str, at: DateTime<Utc>) {
        let lesson = match group {
            Some(group) => self.group_lesson(subject, group, TODAY),
            None => self.lesson(subject, TODAY),
        };
        let text =
            LessonText { topic: String::new(), homework: homework.to_owned(), kind: LessonKind::Ordinary };
        let edit = LessonEdit { id: Id::new(), lesson: lesson.lesson, base: 0, text };
        self.store.write_lesson(self.id, self.person("Коваль"), at, edit, |_| true).await.unwrap();
        self.make_at(at).await;
    }

    /// Sends one device all that waits for it, and tells how many notices that is.
    async fn send_waiting(&self, at: DateTime<Utc>) -> usize {
        let jobs = self.store.take_jobs(self.id, at, at + TimeDelta::minutes(10)).await.unwrap();
        let Some(own) = jobs.first() else { return 0 };
        let notices: Vec<_> = own.iter().map(|job| job.notice).collect();
        let number = notices.len();
        self.store.end_jobs(self.id, at, &own[0].device, notices, JobEnd::Sent).await.unwrap();
        number
    }
}

#[rstest]
#[tokio::test]
async fn a_device_is_told_of_a_days_homework_once_when_no_lesson_gives_more(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::telling(on).await;
    school.device("mother", "https://push.example/1", b"one").await;
    school.give("Алгебра", None, "§ 12", now()).await;
    let next = now() + TimeDelta::minutes(55);
    school.give("Історія України", None, "§ 3", next).await;
    assert_eq!(school.settle_all(now() + HOMEWORK_PAUSE).await, 0, "the next lesson gave more");
    let at = next + HOMEWORK_PAUSE;
    assert_eq!(school.settle_all(at).await, 1);
    assert_eq!(school.send_waiting(at).await, 1);
    let mother = school.person("Юрченко");
    school.store.see_notices(school.id, mother, at).await.unwrap();
    let evening = at + TimeDelta::hours(3);
    school.give("Англійська мова", Some(2), "Ex. 7", evening).await;
    let told = school.told_at("Юрченко", evening).await;
    assert_eq!((told.len(), told[0].seen), (1, false), "the list has it as new");
    assert_eq!(school.settle_all(evening + HOMEWORK_PAUSE).await, 0, "a day is told of once");
    assert_eq!(school.send_waiting(evening + TimeDelta::days(1)).await, 0);
}

#[rstest]
#[tokio::test]
async fn homework_that_is_given_while_a_device_is_told_goes_along_with_it(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::telling(on).await;
    school.device("mother", "https://push.example/1", b"one").await;
    school.give("Алгебра", None, "§ 12", now()).await;
    let at = now() + HOMEWORK_PAUSE;
    assert_eq!(school.settle_all(at).await, 1);
    school.give("Історія України", None, "§ 3", at).await;
    assert_eq!(school.send_waiting(at).await, 1);
    assert_eq!(school.settle_all(at + HOMEWORK_PAUSE).await, 0);
}

/// What was read in the list was not told by a device: what comes after it is.
#[rstest]
#[tokio::test]
async fn homework_that_comes_after_the_day_was_read_is_told(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::telling(on).await;
    school.device("mother", "https://push.example/1", b"one").await;
    school.give("Алгебра", None, "§ 12", now()).await;
    school.store.see_notices(school.id, school.person("Юрченко"), later(60)).await.unwrap();
    let at = now() + HOMEWORK_PAUSE;
    let due = school.reader().await.due_notices(at).await.unwrap();
    school.store.settle_notices(school.id, at, vec![(due[0].notice, Fate::Drop)]).await.unwrap();
    school.give("Історія України", None, "§ 3", at).await;
    assert_eq!(school.settle_all(at + HOMEWORK_PAUSE).await, 1);
}

#[rstest]
#[case::everything(Hidden::Everything, vec![])]
#[case::marks(Hidden::Marks, vec![Kind::Announcement, Kind::Message])]
#[case::messages(Hidden::Messages, vec![Kind::Announcement, Kind::Mark])]
#[tokio::test]
async fn what_a_decision_hides_is_told_to_nobody_it_hides_it_from(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] hidden: Hidden,
    #[case] told: Vec<Kind>,
) {
    let school = TestSchool::telling(on).await;
    school.restrict_mother(hidden).await;
    school.save("Коваль", school.algebra("Андрієнко").edit(0, typed("9"))).await;
    school.announce_to_all(false).await;
    school.talk("Коваль", "Вітаю").await;
    let mut kinds = school.kinds_told("Юрченко").await;
    kinds.sort_by_key(|kind| kind.code());
    assert_eq!(kinds, told);
    assert!(school.kinds_told("Андрієнко").await.contains(&Kind::Mark), "her daughter is told");
}

impl TestSchool {
    pub async fn announce_to_all(&self, urgent: bool) -> Id<of::Announcement> {
        let says = Announcement {
            title: "Батьківські збори".to_owned(),
            text: "У четвер о 18:00.".to_owned(),
            urgent,
            asks: false,
        };
        let (id, author) = (Id::new(), self.person("Коваль"));
        let announcer = Announcer { school: self.id, author, now: now() };
        self.store.publish_announcement(announcer, id, Audience::School, says, |_| true).await.unwrap();
        id
    }

    /// Somebody of the thread of the mother and her daughter's class teacher writes; she began it.
    async fn talk(&self, author: &str, text: &str) {
        let thread = Thread {
            pupil: self.person("Андрієнко"),
            guardian: self.person("Юрченко"),
            staff: self.person("Коваль"),
        };
        let writer = |author| Writer { school: self.id, thread, author, now: now() };
        let mother = writer(self.person("Юрченко"));
        self.store.send_message(mother, Id::new(), "Добрий день!".to_owned()).await.unwrap();
        self.store.send_message(writer(self.person(author)), Id::new(), text.to_owned()).await.unwrap();
    }
}

#[rstest]
#[tokio::test]
async fn announcements_messages_and_answers_are_told(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::telling(on).await;
    school.announce_to_all(true).await;
    school.talk("Коваль", "Вітаю").await;
    let (pupil, mother) = (school.person("Андрієнко"), school.person("Юрченко"));
    let sender = Sender { school: school.id, author: mother, pupil, now: now() };
    let excuse =
        Excuse { from: TODAY, to: TODAY, kind: klas_domain::Absence::Illness, comment: String::new() };
    let note = Id::new();
    school.store.send_excuse(sender, note, excuse, None).await.unwrap().unwrap();
    let keeper = Keeper {
        school: school.id,
        class: school.course("Алгебра").class_id,
        author: school.person("Коваль"),
        now: later(30),
    };
    school.store.answer_excuse(keeper, note, ExcuseAnswer::Accepted, |_| true).await.unwrap();
    let told = school.told_at("Юрченко", later(60)).await;
    let kinds: Vec<_> = told.iter().map(|own| own.kind).collect();
    assert_eq!(kinds.len(), 3, "{told:?}");
    assert!([Kind::Urgent, Kind::Message, Kind::Answer].iter().all(|kind| kinds.contains(kind)), "{kinds:?}");
    let answer = told.iter().find(|own| own.kind == Kind::Answer).unwrap();
    assert_eq!(answer.what, What::Excuse(TODAY, TODAY, ExcuseState::Accepted));
    assert_eq!(school.kinds_told("Коваль").await, [Kind::Message], "what the mother wrote");
    assert_eq!(school.kinds_told("Андрієнко").await, [Kind::Urgent], "her daughter writes to nobody");
}

#[rstest]
#[tokio::test]
async fn a_withdrawn_announcement_is_told_no_more(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::telling(on).await;
    let id = school.announce_to_all(false).await;
    assert_eq!(school.kinds_told("Юрченко").await, [Kind::Announcement]);
    let announcer = Announcer { school: school.id, author: school.person("Коваль"), now: now() };
    school.store.withdraw_announcement(announcer, id, |_| true).await.unwrap();
    assert_eq!(school.kinds_told("Юрченко").await, []);
}

#[rstest]
#[tokio::test]
async fn a_report_is_told_to_who_is_responsible_and_its_state_to_who_wrote_it(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::telling(on).await;
    let (melnyk, koval) = (school.person("Мельник"), school.person("Коваль"));
    school.store.set_bullying_officer(school.id, melnyk, now(), Some(melnyk)).await.unwrap();
    let pupil = school.person("Андрієнко");
    let sender = Sender { school: school.id, author: pupil, pupil, now: now() };
    let report = Id::new();
    school.store.report_bullying(sender, report, "Мене ображають".to_owned()).await.unwrap();
    let told = school.told_at("Мельник", later(60)).await;
    assert_eq!((told.len(), told[0].kind, &told[0].what), (1, Kind::Report, &What::Report));
    assert!(!format!("{told:?}").contains("ображають"));
    assert_eq!(school.kinds_told("Коваль").await, []);
    school.store.set_report_state(school.id, later(60), report, ReportState::InWork, |_| true).await.unwrap();
    let told = school.told_at("Андрієнко", later(90)).await;
    assert_eq!((told.len(), &told[0].what), (1, &What::ReportState(ReportState::InWork)));
    assert_eq!(school.kinds_told("Юрченко").await, [], "a pupil's report is not the mother's");
    school.store.set_bullying_officer(school.id, koval, later(120), None).await.unwrap();
    let told = school.told_at("Мельник", later(180)).await;
    assert_eq!((told[0].kind, &told[0].what), (Kind::Report, &What::Duty(false)), "nobody reads in silence");
    school.store.set_bullying_officer(school.id, koval, later(240), Some(melnyk)).await.unwrap();
    let told = school.told_at("Мельник", later(300)).await;
    assert_eq!((told.len(), &told[0].what, told[0].seen), (2, &What::Duty(true), false));
    assert_eq!(school.told_at("Коваль", later(300)).await, [], "whoever names knows");
}

#[rstest]
#[case::marks(Hidden::Marks, vec![Kind::ReportState])]
#[case::everything(Hidden::Everything, vec![])]
#[tokio::test]
async fn whoever_may_report_is_told_what_became_of_it(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] hidden: Hidden,
    #[case] told: Vec<Kind>,
) {
    let school = TestSchool::telling(on).await;
    let (mother, pupil) = (school.person("Юрченко"), school.person("Андрієнко"));
    let sender = Sender { school: school.id, author: mother, pupil, now: now() };
    let report = Id::new();
    school.store.report_bullying(sender, report, "Дочку ображають".to_owned()).await.unwrap();
    school.restrict_mother(hidden).await;
    school.store.set_report_state(school.id, later(1), report, ReportState::InWork, |_| true).await.unwrap();
    assert_eq!(school.kinds_told("Юрченко").await, told);
}

#[rstest]
#[tokio::test]
async fn two_servers_tell_once(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::telling(on).await;
    school.save("Коваль", school.algebra("Андрієнко").edit(0, typed("9"))).await;
    school.announce_to_all(false).await;
    let other = school.db.open().await;
    let made = tokio::join!(
        school.store.make_notices(school.id, later(1)),
        other.make_notices(school.id, later(1)),
    );
    made.0.unwrap();
    made.1.unwrap();
    assert_eq!(school.kinds_told("Юрченко").await.len(), 2);
    assert_eq!(school.db.count(Some(school.id), "SELECT count(*) FROM notice_event").await, 0);
    school.store.see_notices(school.id, school.person("Юрченко"), later(60)).await.unwrap();
    school.make_at(later(61)).await;
    let told = school.told_at("Юрченко", later(61)).await;
    assert!(told.iter().all(|own| own.seen), "nothing is told anew");
}

#[rstest]
#[tokio::test]
async fn what_is_long_past_is_not_told(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::telling(on).await;
    school.save("Коваль", school.algebra("Андрієнко").edit(0, typed("9"))).await;
    school.announce_to_all(false).await;
    assert_eq!(school.told_at("Юрченко", now() + TimeDelta::days(8)).await, []);
    // An absence of a month ago, entered today.
    let day = school.algebra_days()[2];
    school.save("Коваль", school.cell("Алгебра", day, "Андрієнко").edit(0, typed("н"))).await;
    assert_eq!(school.kinds_told("Юрченко").await, []);
}

#[rstest]
#[tokio::test]
async fn the_number_of_new_ones_goes_when_they_are_seen(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::telling(on).await;
    assert_eq!(school.unseen_by_mother(now()).await, 0);
    school.save("Коваль", school.algebra("Андрієнко").edit(0, typed("н/9"))).await;
    school.make_at(later(60)).await;
    assert_eq!(school.unseen_by_mother(later(60)).await, 2);
    school.store.see_notices(school.id, school.person("Юрченко"), later(60)).await.unwrap();
    assert_eq!(school.unseen_by_mother(later(60)).await, 0);
    school.store.forget_notices(school.id, later(60)).await.unwrap();
    assert_eq!(school.told_at("Юрченко", later(60)).await, []);
}

#[rstest]
#[tokio::test]
async fn what_cannot_be_opened_any_more_is_not_new(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::telling(on).await;
    let id = school.announce_to_all(false).await;
    school.save("Коваль", school.algebra("Андрієнко").edit(0, typed("9"))).await;
    school.talk("Коваль", "Вітаю").await;
    school.make_at(later(60)).await;
    assert_eq!(school.unseen_by_mother(later(60)).await, 3);
    let announcer = Announcer { school: school.id, author: school.person("Коваль"), now: now() };
    school.store.withdraw_announcement(announcer, id, |_| true).await.unwrap();
    assert_eq!(school.unseen_by_mother(later(60)).await, 2, "the announcement was withdrawn");
    school.restrict_mother(Hidden::Marks).await;
    assert_eq!(school.unseen_by_mother(later(60)).await, 1, "the message alone is left");
}

#[rstest]
#[tokio::test]
async fn choices_are_kept_for_each_child_and_person(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::telling(on).await;
    let (mother, pupil) = (school.person("Юрченко"), school.person("Андрієнко"));
    let kept = async |person| school.reader().await.preferences(person).await.unwrap();
    assert_eq!(kept(mother).await, Preferences::default());
    let mut own = Preferences {
        quiet: QuietHours::new(22, 6, false).unwrap(),
        detail: Detail::Full,
        no_letter: false,
        ..Preferences::default()
    };
    own.choices.insert((pupil, Kind::Mark), Choice { at_once: true, mailed: true, weekly: false });
    school.store.prefer(school.id, mother, own.clone()).await.unwrap();
    assert_eq!(kept(mother).await, own);
    own.choices.insert((pupil, Kind::Mark), Choice { at_once: false, mailed: false, weekly: true });
    school.store.prefer(school.id, mother, own.clone()).await.unwrap();
    assert_eq!(kept(mother).await, own);
    assert_eq!(kept(pupil).await, Preferences::default());
    school.store.end_letters(school.id, mother).await.unwrap();
    assert_eq!(kept(mother).await, Preferences { no_letter: true, ..own });
    let nobody = school.store.end_letters(school.id, Id::new()).await;
    assert!(matches!(nobody, Err(klas_store::StoreError::NotFound)));
}

#[rstest]
#[tokio::test]
async fn a_device_is_told_after_the_grace_and_until_it_is_gone(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::telling(on).await;
    school.device("mother", "https://push.example/1", b"one").await;
    school.device("mother", "https://push.example/2", b"two").await;
    school.save("Коваль", school.algebra("Андрієнко").edit(0, typed("н"))).await;
    school.make_at(now()).await;
    assert_eq!(school.settle_all(now()).await, 0, "the grace");
    let at = now() + GRACE;
    assert_eq!(school.settle_all(at).await, 1, "the mother; her daughter has no device");
    assert_eq!(school.settle_all(at).await, 0, "once");
    let lease = at + TimeDelta::minutes(1);
    let mut jobs = school.store.take_jobs(school.id, at, lease).await.unwrap();
    assert_eq!(jobs.len(), 2, "{jobs:?}");
    assert!(school.store.take_jobs(school.id, at, lease).await.unwrap().is_empty(), "they are taken");
    jobs.sort_by_key(|own| own[0].device.endpoint.clone());
    let end = async |at, jobs: &[klas_store::notice::Job], end| {
        let notices = jobs.iter().map(|job| job.notice).collect();
        school.store.end_jobs(school.id, at, &jobs[0].device, notices, end).await.unwrap();
    };
    end(at, &jobs[0], JobEnd::Gone).await;
    end(at, &jobs[1], JobEnd::Failed).await;
    let devices = school.store.devices(school.account("mother").await).await.unwrap();
    assert_eq!(devices.iter().map(|own| own.fails).collect::<Vec<_>>(), [true]);
    assert!(!school.told_at("Юрченко", at).await[0].told);
    let again = at + TimeDelta::minutes(1);
    let jobs = school.store.take_jobs(school.id, again, again + TimeDelta::minutes(1)).await.unwrap();
    assert_eq!(jobs.len(), 1);
    end(again, &jobs[0], JobEnd::Sent).await;
    assert!(school.told_at("Юрченко", again).await[0].told);
    let much_later = again + TimeDelta::days(1);
    assert!(school.store.take_jobs(school.id, much_later, much_later).await.unwrap().is_empty());
}

#[rstest]
#[tokio::test]
async fn an_absence_that_nobody_explained_is_due_after_one_that_somebody_did(
    #[values(Sqlite, Postgres)] on: Engine,
    #[values(false, true)] seen: bool,
) {
    let school = TestSchool::telling(on).await;
    school.device("mother", "https://push.example/1", b"one").await;
    let ill = Entry { absence: Some(klas_domain::Absence::Illness), ..Entry::default() };
    school.save("Коваль", school.algebra("Андрієнко").edit(0, ill)).await;
    school.make_at(now()).await;
    let at = now() + GRACE;
    let due = school.reader().await.due_notices(at).await.unwrap();
    assert_eq!(due.len(), 1);
    school.store.settle_notices(school.id, at, vec![(due[0].notice, Fate::Drop)]).await.unwrap();
    if seen {
        school.store.see_notices(school.id, school.person("Юрченко"), at).await.unwrap();
    }
    let history = school.cell("Історія України", TODAY, "Андрієнко");
    school.save_at(later(9000), "Мельник", vec![history.edit(0, typed("н"))]).await;
    school.make_at(later(9000)).await;
    let at = later(9000) + GRACE;
    assert_eq!(school.settle_all(at).await, 1);
    let jobs = school.store.take_jobs(school.id, at, at + TimeDelta::minutes(1)).await.unwrap();
    let (device, notices) = (&jobs[0][0].device, vec![jobs[0][0].notice]);
    school.store.end_jobs(school.id, at, device, notices, JobEnd::Sent).await.unwrap();
    let english = school.group_lesson("Англійська мова", 2, TODAY).column();
    let english = Cell { column: english, pupil: school.person("Андрієнко") };
    school.save_at(later(12_000), "Мельник", vec![english.edit(0, typed("н"))]).await;
    school.make_at(later(12_000)).await;
    assert_eq!(school.settle_all(later(12_000) + GRACE).await, 0, "a day is told of once");
}

#[rstest]
#[tokio::test]
async fn an_absence_that_was_read_before_a_device_told_it_leaves_the_rest_of_the_day_silent(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::telling(on).await;
    school.device("mother", "https://push.example/1", b"one").await;
    school.save("Коваль", school.algebra("Андрієнко").edit(0, typed("н"))).await;
    school.make_at(now()).await;
    school.store.see_notices(school.id, school.person("Юрченко"), later(10)).await.unwrap();
    let due = school.reader().await.due_notices(now() + GRACE).await.unwrap();
    school.store.settle_notices(school.id, now() + GRACE, vec![(due[0].notice, Fate::Drop)]).await.unwrap();
    let history = school.cell("Історія України", TODAY, "Андрієнко");
    school.save_at(later(9000), "Мельник", vec![history.edit(0, typed("н"))]).await;
    let told = school.told_at("Юрченко", later(9000)).await;
    assert!(told[0].seen, "{told:?}");
    assert_eq!(school.settle_all(later(9000) + GRACE).await, 0);
}

/// What is asked of a batch's people together is what would be asked of each alone.
#[rstest]
#[tokio::test]
async fn whoever_is_due_comes_with_rights_wishes_and_what_there_is_to_say(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::telling(on).await;
    school.device("mother", "https://push.example/1", b"one").await;
    school.device("pupil", "https://push.example/2", b"two").await;
    let (mother, pupil) = (school.person("Юрченко"), school.person("Андрієнко"));
    let quiet = QuietHours::new(22, 6, false).unwrap();
    let mut wanted = Preferences { quiet, ..Preferences::default() };
    wanted.choices.insert((pupil, Kind::Mark), Choice { at_once: true, mailed: false, weekly: false });
    school.store.prefer(school.id, mother, wanted).await.unwrap();
    school.save("Коваль", school.algebra("Андрієнко").edit(0, typed("н/9"))).await;
    let announcement = school.announce_to_all(false).await;
    school.make_at(later(60)).await;
    let announcer = Announcer { school: school.id, author: school.person("Коваль"), now: now() };
    school.store.withdraw_announcement(announcer, announcement, |_| true).await.unwrap();
    school.restrict_mother(Hidden::Marks).await;
    let at = later(120);
    let due = school.reader().await.due_persons(at).await.unwrap();
    assert_eq!(due.len(), 2, "{due:?}");
    for own in due {
        let person = own.actor.person;
        let account = school.account(if person == mother { "mother" } else { "pupil" }).await;
        let mut reader = school.reader().await;
        assert_eq!(own.actor, reader.identify(account, person, TODAY).await.unwrap().actor);
        assert_eq!(own.preferences, reader.preferences(person).await.unwrap());
        let mut notices = own.notices;
        notices.sort_by_key(|notice| std::cmp::Reverse((notice.at, notice.id)));
        assert_eq!(notices, reader.notices(person, at, 9).await.unwrap());
        assert_eq!((own.due.len(), notices.len()), (3, 2), "of what was withdrawn there is nothing to say");
    }
    let beside = school.store.add_school("Гімназія № 1").await.unwrap();
    assert!(school.store.read(beside).await.unwrap().due_persons(at).await.unwrap().is_empty());
    assert_eq!(school.settle_all(at).await, 6);
    assert!(school.reader().await.due_persons(at).await.unwrap().is_empty());
}

/// Two servers decide of the same notice, one of them late.
#[rstest]
#[tokio::test]
async fn what_another_server_put_off_stays_put_off(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::telling(on).await;
    school.device("mother", "https://push.example/1", b"one").await;
    school.save("Коваль", school.algebra("Андрієнко").edit(0, typed("н"))).await;
    school.make_at(now()).await;
    let at = now() + GRACE;
    let due = school.reader().await.due_notices(at).await.unwrap();
    let morning = at + TimeDelta::hours(11);
    for fate in [Fate::Wait(morning), Fate::Drop] {
        school.store.settle_notices(school.id, at, vec![(due[0].notice, fate)]).await.unwrap();
    }
    assert_eq!(school.settle_all(at).await, 0);
    assert_eq!(school.settle_all(morning).await, 1);
}

#[rstest]
#[tokio::test]
async fn jobs_that_are_put_off_come_again_and_that_is_no_attempt(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::telling(on).await;
    school.device("mother", "https://push.example/1", b"one").await;
    school.save("Коваль", school.algebra("Андрієнко").edit(0, typed("н"))).await;
    school.make_at(now()).await;
    let at = now() + GRACE;
    school.settle_all(at).await;
    let jobs = school.store.take_jobs(school.id, at, at + TimeDelta::minutes(1)).await.unwrap();
    let morning = at + TimeDelta::hours(11);
    let later = vec![(jobs[0][0].notice, morning)];
    school.store.put_off_jobs(school.id, jobs[0][0].device.id, later).await.unwrap();
    let before = morning - TimeDelta::seconds(1);
    assert!(school.store.take_jobs(school.id, before, before).await.unwrap().is_empty());
    assert_eq!(school.store.take_jobs(school.id, morning, morning).await.unwrap(), jobs);
    let fresh = "SELECT count(*) FROM push_job WHERE attempts = 0";
    assert_eq!(school.db.count(Some(school.id), fresh).await, 1);
}

#[rstest]
#[tokio::test]
async fn attempts_end(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::telling(on).await;
    school.device("mother", "https://push.example/1", b"one").await;
    school.save("Коваль", school.algebra("Андрієнко").edit(0, typed("н"))).await;
    school.make_at(now()).await;
    let mut at = now() + GRACE;
    school.settle_all(at).await;
    let mut attempts = 0;
    loop {
        let jobs = school.store.take_jobs(school.id, at, at + TimeDelta::minutes(1)).await.unwrap();
        let Some(own) = jobs.first() else { break };
        attempts += 1;
        school
            .store
            .end_jobs(school.id, at, &own[0].device, vec![own[0].notice], JobEnd::Failed)
            .await
            .unwrap();
        at += TimeDelta::hours(12);
    }
    assert_eq!(attempts, 7);
}

#[rstest]
#[tokio::test]
async fn signing_out_and_a_new_password_silence_devices(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::telling(on).await;
    let account = school.account("mother").await;
    let devices = async || school.store.devices(account).await.unwrap().len();
    school.device("mother", "https://push.example/1", b"one").await;
    school.device("mother", "https://push.example/2", b"two").await;
    school.store.close_session(b"one".to_vec(), now()).await.unwrap();
    assert_eq!(devices().await, 1);
    let lasts = now()..now() + TimeDelta::days(1);
    let pupil = school.account("pupil").await;
    school.store.open_session(pupil, None, b"pupil's".to_vec(), lasts.clone()).await.unwrap();
    school.store.carry_devices(b"two".to_vec(), b"pupil's".to_vec()).await.unwrap();
    school.store.close_session(b"pupil's".to_vec(), now()).await.unwrap();
    assert_eq!(devices().await, 1, "who signs in after her takes no device along");
    school.store.open_session(account, None, b"again".to_vec(), lasts).await.unwrap();
    school.store.carry_devices(b"two".to_vec(), b"again".to_vec()).await.unwrap();
    school.store.close_session(b"again".to_vec(), now()).await.unwrap();
    assert_eq!(devices().await, 0, "it went on with her new session");
    school.device("mother", "https://push.example/2", b"two").await;
    school.device("pupil", "https://push.example/2", b"three").await;
    assert_eq!(devices().await, 0, "a device is of one account");
    school.device("mother", "https://push.example/3", b"four").await;
    school.store.set_password("mother", "hash".to_owned(), now()).await.unwrap();
    assert_eq!(devices().await, 0);
    for number in 0..12 {
        school.device("mother", &format!("https://push.example/{number}/more"), b"five").await;
    }
    assert_eq!(devices().await, 10, "the oldest make room");
    let stranger = school.account("pupil").await;
    let own = school.store.devices(account).await.unwrap();
    school.store.remove_device(stranger, own[0].id).await.unwrap();
    assert_eq!(devices().await, 10, "another's device is not removed");
    school.store.remove_device(account, own[0].id).await.unwrap();
    assert_eq!(devices().await, 9);
}

#[rstest]
#[tokio::test]
async fn what_waits_for_a_device_goes_with_it(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::telling(on).await;
    school.device("mother", "https://push.example/1", b"one").await;
    school.save("Коваль", school.algebra("Андрієнко").edit(0, typed("н"))).await;
    school.make_at(now()).await;
    let at = now() + GRACE;
    school.settle_all(at).await;
    school.store.close_session(b"one".to_vec(), at).await.unwrap();
    assert!(school.store.take_jobs(school.id, at, at).await.unwrap().is_empty());
    assert_eq!(school.db.count(Some(school.id), "SELECT count(*) FROM push_job").await, 0);
}

#[rstest]
#[tokio::test]
async fn what_waits_for_a_device_goes_to_the_address_that_its_browser_has_now(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::telling(on).await;
    school.device("mother", "https://push.example/1", b"one").await;
    school.save("Коваль", school.algebra("Андрієнко").edit(0, typed("н"))).await;
    school.make_at(now()).await;
    let at = now() + GRACE;
    school.settle_all(at).await;
    let take = async || school.store.take_jobs(school.id, at, at + TimeDelta::minutes(10)).await.unwrap();
    let before = take().await.remove(0).remove(0);
    let (old, new) = (Some("https://push.example/1"), "https://push.example/2");
    school.device_instead("pupil", "https://push.example/3", b"two", old).await;
    let devices = async |login: &str| school.store.devices(school.account(login).await).await.unwrap();
    assert_eq!(devices("mother").await, [before.device.clone()], "nobody else takes the place of her device");
    school.device_instead("mother", new, b"again", old).await;
    let renewed = devices("mother").await.remove(0);
    assert_eq!((renewed.id, renewed.endpoint.as_str()), (before.device.id, new));
    assert_eq!(renewed.session, b"again");
    // The push service says of the old address that it knows it no more.
    school.store.end_jobs(school.id, at, &before.device, vec![before.notice], JobEnd::Gone).await.unwrap();
    let after = take().await.remove(0).remove(0);
    assert_eq!((after.notice, after.device.endpoint.as_str()), (before.notice, new));
    school.store.end_jobs(school.id, at, &after.device, vec![after.notice], JobEnd::Gone).await.unwrap();
    assert!(devices("mother").await.is_empty());
    school.device_instead("mother", new, b"again", old).await;
    assert_eq!(devices("mother").await.len(), 1, "what was forgotten meanwhile is told anew");
}

/// What waits for a device, and what is on its way to it, says the day as it stands when it is sent.
#[rstest]
#[case::between_two_attempts(true)]
#[case::while_it_is_on_its_way(false)]
#[tokio::test]
async fn an_absence_that_comes_while_an_earlier_one_of_the_day_is_sent_is_not_told_again(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] between: bool,
) {
    let school = TestSchool::telling(on).await;
    school.device("mother", "https://push.example/1", b"one").await;
    school.save("Коваль", school.algebra("Андрієнко").edit(0, typed("н"))).await;
    school.make_at(now()).await;
    let mut at = now() + GRACE;
    assert_eq!(school.settle_all(at).await, 1);
    let take = async |at| school.store.take_jobs(school.id, at, at + TimeDelta::minutes(10)).await.unwrap();
    let job = take(at).await.remove(0).remove(0);
    let end = async |at, end| {
        school.store.end_jobs(school.id, at, &job.device, vec![job.notice], end).await.unwrap();
    };
    if between {
        end(at, JobEnd::Failed).await;
    }
    let history = school.cell("Історія України", TODAY, "Андрієнко");
    school.save_at(later(50), "Мельник", vec![history.edit(0, typed("н"))]).await;
    school.make_at(later(55)).await;
    at += TimeDelta::minutes(1);
    assert_eq!(take(at).await.len(), usize::from(between));
    end(at, JobEnd::Sent).await;
    assert_eq!(school.settle_all(at + TimeDelta::minutes(1)).await, 0);
    assert!(take(at + TimeDelta::hours(1)).await.is_empty());
}
