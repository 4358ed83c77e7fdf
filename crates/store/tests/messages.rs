//! Messages between guardians and staff: who may begin, who has read, and how much one side writes.

use klas_domain::{
    Id,
    guardianship::Hidden,
    message::{MessageOutcome, OfficeHours, Reached, TEXT_LIMIT, Thread, UNREAD_LIMIT},
};
use klas_store::message::{ThreadLine, Writer};
use rstest::rstest;

use crate::support::{Engine, Postgres, Sqlite, TODAY, TestSchool, now};

impl TestSchool {
    fn thread(&self, pupil: &str, staff: &str) -> Thread {
        Thread {
            pupil: self.person(pupil), guardian: self.person("Юрченко"), staff: self.person(staff)
        }
    }

    fn writer(&self, author: &str, staff: &str) -> Writer {
        let thread = self.thread("Андрієнко", staff);
        Writer { school: self.id, thread, author: self.person(author), now: now() }
    }

    async fn write_to(&self, author: &str, staff: &str, text: &str) -> MessageOutcome {
        let writer = self.writer(author, staff);
        self.store.send_message(writer, Id::new(), text.to_owned()).await.unwrap()
    }

    async fn threads_of(&self, person: &str) -> Vec<ThreadLine> {
        self.reader().await.threads(self.person(person)).await.unwrap()
    }
}

#[rstest]
#[tokio::test]
async fn a_family_begins_and_staff_answers(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let answer = school.write_to("Мельник", "Мельник", "Добрий день").await;
    assert_eq!(answer, MessageOutcome::NoAccount, "nobody would read it");
    assert_eq!(school.write_to("Юрченко", "Мельник", " Добрий день! ").await, MessageOutcome::Sent);
    assert_eq!(school.write_to("Мельник", "Мельник", "Вітаю!").await, MessageOutcome::Sent);
    let thread = school.thread("Андрієнко", "Мельник");
    let messages = school.reader().await.messages(thread).await.unwrap();
    let said: Vec<_> = messages.iter().map(|own| (own.author, own.text.as_str())).collect();
    assert_eq!(said, [(thread.guardian, "Добрий день!"), (thread.staff, "Вітаю!")]);
    for (person, unread) in [("Юрченко", 1), ("Мельник", 1), ("Коваль", 0)] {
        let threads = school.threads_of(person).await;
        assert_eq!(threads.iter().map(|line| line.unread).sum::<usize>(), unread, "{person}");
    }
    assert_eq!(school.threads_of("Коваль").await, [], "the class teacher is not of it");
    school.store.read_messages(school.writer("Юрченко", "Мельник")).await.unwrap();
    let line = school.threads_of("Юрченко").await.remove(0);
    assert_eq!((line.unread, line.last.text.as_str(), line.last.read_at), (0, "Вітаю!", Some(now())));
    assert_eq!(school.threads_of("Мельник").await[0].unread, 1, "the other side has not read");
}

#[rstest]
#[case::group_one_of_english("Їжак", "Мельник", MessageOutcome::Sent)]
#[case::the_class_teacher("Андрієнко", "Коваль", MessageOutcome::Sent)]
#[case::nobody_of_the_staff("Андрієнко", "Ґудзь", MessageOutcome::NotTheirs)]
#[case::a_child_who_left("Гай", "Коваль", MessageOutcome::NotTheirs)]
#[tokio::test]
async fn a_family_writes_to_who_teaches_the_child(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] pupil: &str,
    #[case] staff: &str,
    #[case] outcome: MessageOutcome,
) {
    let school = TestSchool::start(on).await;
    let thread = school.thread(pupil, staff);
    let writer = Writer { school: school.id, thread, author: thread.guardian, now: now() };
    assert_eq!(school.store.send_message(writer, Id::new(), "Т".to_owned()).await.unwrap(), outcome);
    let listed = school.reader().await.staff_of_pupil(thread.pupil, TODAY).await.unwrap();
    let known = listed.iter().any(|own| own.id == thread.staff);
    assert_eq!(known, outcome == MessageOutcome::Sent, "the list and the rule agree");
}

#[rstest]
#[tokio::test]
async fn the_staff_of_a_pupil_are_listed_with_what_they_teach(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let staff = school.reader().await.staff_of_pupil(school.person("Андрієнко"), TODAY).await.unwrap();
    let listed: Vec<_> = staff
        .iter()
        .map(|own| (own.name.surname.as_str(), own.class_teacher, own.subjects.join(", ")))
        .collect();
    let koval = ("Коваль", true, "Алгебра, Англійська мова".to_owned());
    assert_eq!(listed, [koval, ("Мельник", false, "Історія України".to_owned())], "group 2 has Коваль");
}

#[rstest]
#[case::nothing(" \n ".to_owned(), MessageOutcome::Empty)]
#[case::all_that_fits("ї".repeat(TEXT_LIMIT), MessageOutcome::Sent)]
#[case::more("ї".repeat(TEXT_LIMIT + 1), MessageOutcome::TooLong)]
#[tokio::test]
async fn a_message_says_something_and_not_too_much(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] text: String,
    #[case] outcome: MessageOutcome,
) {
    let school = TestSchool::start(on).await;
    assert_eq!(school.write_to("Юрченко", "Коваль", &text).await, outcome);
}

#[rstest]
#[tokio::test]
async fn a_message_sent_twice_is_one_and_nobody_floods_another(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let (writer, id) = (school.writer("Юрченко", "Коваль"), Id::new());
    for _ in 0..2 {
        let sent = school.store.send_message(writer, id, "Добрий день!".to_owned()).await.unwrap();
        assert_eq!(sent, MessageOutcome::Sent);
    }
    assert_eq!(school.reader().await.messages(writer.thread).await.unwrap().len(), 1);
    for _ in 1..UNREAD_LIMIT {
        assert_eq!(school.write_to("Юрченко", "Коваль", "Агов").await, MessageOutcome::Sent);
    }
    assert_eq!(school.write_to("Юрченко", "Коваль", "Агов").await, MessageOutcome::TooMany);
    school.store.read_messages(school.writer("Коваль", "Коваль")).await.unwrap();
    assert_eq!(school.write_to("Юрченко", "Коваль", "Дякую").await, MessageOutcome::Sent);
}

#[rstest]
#[tokio::test]
async fn a_school_sets_its_hours(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    assert_eq!(school.reader().await.office_hours().await.unwrap(), OfficeHours::USUAL);
    let hours = OfficeHours { from: 9, until: 16 };
    school.store.set_office_hours(school.setting(), hours).await.unwrap();
    assert_eq!(school.reader().await.office_hours().await.unwrap(), hours);
}

#[rstest]
#[tokio::test]
async fn another_school_reads_nothing(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    school.write_to("Юрченко", "Коваль", "Добрий день!").await;
    let other = school.store.add_school("Гімназія № 1").await.unwrap();
    let mut stranger = school.store.read(other).await.unwrap();
    let thread = school.thread("Андрієнко", "Коваль");
    assert_eq!(stranger.messages(thread).await.unwrap(), []);
    assert_eq!(stranger.threads(thread.guardian).await.unwrap(), []);
    assert_eq!(stranger.staff_of_pupil(thread.pupil, TODAY).await.unwrap(), []);
}

/// The mother with an account: she can be written to.
async fn with_account(on: Engine) -> TestSchool {
    let school = TestSchool::start(on).await;
    school.store.add_account(school.id, school.person("Юрченко"), "mother", "hash".to_owned()).await.unwrap();
    school
}

#[rstest]
#[case::who_teaches_the_child("Андрієнко", "Мельник", MessageOutcome::Sent)]
#[case::the_class_teacher("Андрієнко", "Коваль", MessageOutcome::Sent)]
#[case::nobody_of_the_staff("Андрієнко", "Ґудзь", MessageOutcome::NotTheirs)]
#[case::of_another_child("Їжак", "Мельник", MessageOutcome::NotTheirs)]
#[tokio::test]
async fn staff_begin_with_guardians_of_those_whom_they_teach(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] pupil: &str,
    #[case] staff: &str,
    #[case] outcome: MessageOutcome,
) {
    let school = with_account(on).await;
    let thread = school.thread(pupil, staff);
    let writer = Writer { school: school.id, thread, author: thread.staff, now: now() };
    assert_eq!(school.store.send_message(writer, Id::new(), "Т".to_owned()).await.unwrap(), outcome);
    let class = school.course("Алгебра").class_id;
    let listed = school.reader().await.families_of_staff(thread.staff, class, TODAY).await.unwrap();
    let guardians = listed.iter().filter(|own| own.pupil == thread.pupil).flat_map(|own| &own.guardians);
    let known = guardians.filter(|own| own.id == thread.guardian && own.reached == Reached::Yes).count();
    assert_eq!(known == 1, outcome == MessageOutcome::Sent, "the list and the rule agree");
}

#[rstest]
#[case::messages(Hidden::Messages, true)]
#[case::everything(Hidden::Everything, true)]
#[case::marks(Hidden::Marks, false)]
#[tokio::test]
async fn nobody_writes_to_a_guardian_from_whom_messages_are_hidden(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] hidden: Hidden,
    #[case] hindered: bool,
) {
    let school = with_account(on).await;
    assert_eq!(school.write_to("Юрченко", "Коваль", "Добрий день!").await, MessageOutcome::Sent);
    school.restrict_mother(hidden).await;
    let outcome = if hindered { MessageOutcome::Hindered } else { MessageOutcome::Sent };
    assert_eq!(school.write_to("Коваль", "Коваль", "Вітаю!").await, outcome, "in a thread that was begun");
    assert_eq!(school.write_to("Мельник", "Мельник", "Вітаю!").await, outcome, "first");
    let class = school.course("Алгебра").class_id;
    let staff = school.person("Мельник");
    let listed = school.reader().await.families_of_staff(staff, class, TODAY).await.unwrap();
    let own = listed.iter().find(|own| own.pupil == school.person("Андрієнко")).unwrap();
    assert_eq!(own.guardians[0].reached == Reached::Hindered, hindered);
}
