//! What families and staff are told of, by whom it is not seen, and that each thing is told once.

mod devices;
mod due;
mod entries;
mod homework;
mod seen;
mod silence;
mod written;

use chrono::{DateTime, TimeDelta, Utc};
use klas_domain::{
    Id, Scope,
    announcement::{Announcement, Audience},
    guardianship::{Document, DocumentKind, Hidden, Restriction, RestrictionEdit},
    id::of,
    message::Thread,
    notice::Kind,
};
use klas_store::{
    announcement::Announcer,
    message::Writer,
    notice::{Fate, NewDevice, Notice},
    register::Keeper,
};

use crate::support::{Engine, TODAY, TestSchool, now};

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
