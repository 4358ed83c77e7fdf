//! Announcements: whom they reach, what stays of their former words, who has read them.

use klas_domain::{
    Id, Scope,
    announcement::{Announcement, AnnouncementError, AnnouncementOutcome, Audience},
    id::of,
};
use klas_store::{
    StoreError,
    acknowledgement::Sender,
    announcement::{Announcer, FamilyAnnouncement, Readers},
};
use rstest::rstest;

use crate::support::{Engine, Postgres, Sqlite, TODAY, TestSchool, now};

fn meeting() -> Announcement {
    Announcement {
        title: "Батьківські збори".to_owned(),
        text: "У четвер о 18:00.".to_owned(),
        urgent: false,
        asks: true,
    }
}

fn kept(version: i32) -> AnnouncementOutcome {
    AnnouncementOutcome::Saved { version }
}

impl TestSchool {
    fn announcer(&self, name: &str) -> Announcer {
        Announcer { school: self.id, author: self.person(name), now: now() }
    }

    async fn announce(&self, audience: Audience) -> Id<of::Announcement> {
        let id = Id::new();
        let told =
            self.store
                .publish_announcement(self.announcer("Коваль"), id, audience, meeting(), |_| true);
        assert_eq!(told.await.unwrap(), kept(1));
        id
    }

    async fn change_announcement(
        &self,
        id: Id<of::Announcement>,
        base: i32,
        says: Announcement,
    ) -> AnnouncementOutcome {
        let announcer = self.announcer("Мельник");
        self.store.change_announcement(announcer, id, base, says, |_| true).await.unwrap()
    }

    /// What the mother sees through her child.
    async fn told(&self) -> Vec<FamilyAnnouncement> {
        let (pupil, mother) = (self.person("Андрієнко"), self.person("Юрченко"));
        self.reader().await.announcements_of_pupil(pupil, mother, TODAY).await.unwrap()
    }

    async fn read(&self, id: Id<of::Announcement>, reader: &str, version: i32, acknowledges: bool) {
        let (author, pupil) = (self.person(reader), self.person("Андрієнко"));
        let sender = Sender { school: self.id, author, pupil, now: now() };
        self.store.read_announcement(sender, id, version, acknowledges).await.unwrap();
    }

    async fn class_called(&self, name: &str) -> Id<of::SchoolClass> {
        let classes = self.reader().await.classes(self.year, TODAY).await.unwrap();
        classes.into_iter().find(|class| class.class.to_string() == name).unwrap().id
    }
}

#[rstest]
#[tokio::test]
async fn an_announcement_reaches_those_it_is_for(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let (own, other) = (school.class_called("8-А").await, school.class_called("8-Б").await);
    let for_own = school.announce(Audience::Class(own)).await;
    school.announce(Audience::Class(other)).await;
    let for_grade = school.announce(Audience::Grade(8)).await;
    school.announce(Audience::Grade(9)).await;
    let for_all = school.announce(Audience::School).await;
    let told: Vec<_> = school.told().await.iter().map(|own| own.stored.id).collect();
    assert_eq!(told, [for_all, for_grade, for_own], "the newest first");
    let mut reader = school.reader().await;
    let left =
        reader.announcements_of_pupil(school.person("Гай"), school.person("Гай"), TODAY).await.unwrap();
    assert_eq!(left, [], "who left is told nothing");
    assert_eq!(reader.announcements(school.year).await.unwrap().len(), 5);
    let known = reader.announcement(for_own).await.unwrap();
    assert_eq!((known.class_teacher, known.author), (Some(school.person("Коваль")), school.person("Коваль")));
    assert_eq!(known.class.unwrap().to_string(), "8-А");
}

#[rstest]
#[tokio::test]
async fn what_it_said_stays_on_record_and_is_read_anew(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let id = school.announce(Audience::School).await;
    assert!(!school.told().await[0].read);
    school.read(id, "Юрченко", 1, true).await;
    assert!(school.told().await[0].read && school.told().await[0].acknowledged);
    let moved = Announcement { text: "У п'ятницю о 18:00.".to_owned(), ..meeting() };
    assert_eq!(school.change_announcement(id, 1, moved.clone()).await, kept(2));
    assert_eq!(
        school.change_announcement(id, 1, moved.clone()).await,
        kept(2),
        "the same words are no change"
    );
    assert_eq!(school.change_announcement(id, 1, meeting()).await, AnnouncementOutcome::Conflict);
    let nothing = Announcement { text: " ".to_owned(), ..meeting() };
    let refused = AnnouncementOutcome::Refused(AnnouncementError::TextMissing);
    assert_eq!(school.change_announcement(id, 2, nothing).await, refused);
    let told = school.told().await;
    assert_eq!((&told[0].stored.says, told[0].read, told[0].acknowledged), (&moved, false, false));
    let versions = school.reader().await.announcement_versions(id).await.unwrap();
    assert_eq!(versions.len(), 1);
    assert_eq!((&versions[0].says, versions[0].author.surname.as_str()), (&meeting(), "Коваль"));
    school.read(id, "Юрченко", 2, false).await;
    let told = school.told().await;
    assert_eq!((told[0].read, told[0].acknowledged), (true, false), "nobody confirmed these words");
    school.read(id, "Юрченко", 2, true).await;
    school.read(id, "Юрченко", 1, true).await;
    assert!(school.told().await[0].acknowledged, "nor does a late word about the old ones take that back");
}

#[rstest]
#[tokio::test]
async fn a_changed_announcement_is_counted_anew_and_a_leaver_not_at_all(
    #[values(Sqlite, Postgres)] on: Engine,
) {
    let school = TestSchool::start(on).await;
    let id = school.announce(Audience::School).await;
    let counted = async || {
        let mut reader = school.reader().await;
        let of_year = reader.announcement_readers(school.year, TODAY).await.unwrap();
        let families = reader.announcement_families(id, TODAY).await.unwrap();
        assert_eq!(of_year[&id], Readers::of(&families), "both ways of counting agree");
        of_year[&id]
    };
    for reader in ["Андрієнко", "Юрченко"] {
        school.read(id, reader, 1, reader == "Юрченко").await;
    }
    let before = counted().await;
    assert_eq!((before.pupils_read, before.families_read, before.acknowledged), (1, 1, 1));
    school.change_announcement(id, 1, Announcement { urgent: true, ..meeting() }).await;
    let changed = Readers { pupils: before.pupils, ..Readers::default() };
    assert_eq!(counted().await, changed);
    school.read(id, "Юрченко", 2, true).await;
    assert_eq!(counted().await, Readers { families_read: 1, acknowledged: 1, ..changed });
    let anna = school.literal(school.person("Андрієнко").uuid());
    let leaves = format!("UPDATE enrolment SET ends_on = '2026-11-20' WHERE pupil_id = {anna}");
    assert_eq!(school.db.tamper(school.id, &leaves).await, 1);
    assert_eq!(counted().await, Readers { pupils: before.pupils - 1, ..Readers::default() });
}

#[rstest]
#[tokio::test]
async fn readers_are_counted_by_pupil(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let id = school.announce(Audience::Grade(8)).await;
    let counted = async || {
        let mut reader = school.reader().await;
        let of_year = reader.announcement_readers(school.year, TODAY).await.unwrap();
        let families = reader.announcement_families(id, TODAY).await.unwrap();
        assert_eq!(of_year[&id], Readers::of(&families), "both ways of counting agree");
        of_year[&id]
    };
    assert_eq!(counted().await, Readers { pupils: 4, ..Readers::default() });
    school.read(id, "Андрієнко", 1, false).await;
    school.read(id, "Юрченко", 1, false).await;
    school.read(id, "Мельник", 1, true).await;
    let all = Readers { pupils: 4, pupils_read: 1, families_read: 1, acknowledged: 1 };
    assert_eq!(counted().await, all, "two guardians are one family");
    let families = school.reader().await.announcement_families(id, TODAY).await.unwrap();
    let names: Vec<_> = families.iter().map(|family| family.name.surname.as_str()).collect();
    assert_eq!(names, ["Андрієнко", "Ґудзь", "Їжак", "Явір"]);
}

#[rstest]
#[tokio::test]
async fn a_withdrawn_announcement_is_seen_by_its_school_alone(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let id = school.announce(Audience::School).await;
    let announcer = school.announcer("Коваль");
    assert_eq!(school.store.withdraw_announcement(announcer, id, |_| true).await.unwrap(), kept(1));
    assert_eq!(school.told().await, []);
    assert_eq!(school.reader().await.announcement(id).await.unwrap().withdrawn_at, Some(now()));
    let outcome = school.change_announcement(id, 1, Announcement { urgent: true, ..meeting() }).await;
    assert_eq!(outcome, AnnouncementOutcome::Withdrawn);
}

#[rstest]
#[tokio::test]
async fn the_rule_is_asked_for_whom_and_by_whom(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let class = Audience::Class(school.class_called("8-А").await);
    let koval = school.person("Коваль");
    let led = move |scope: &Scope| scope.class_teacher == Some(koval);
    let publish = async |audience, id| {
        let announcer = school.announcer("Коваль");
        school.store.publish_announcement(announcer, id, audience, meeting(), led).await
    };
    let id = Id::new();
    assert_eq!(publish(class, id).await.unwrap(), kept(1));
    assert_eq!(publish(class, id).await.unwrap(), kept(1), "sent twice it is one");
    assert_eq!(school.told().await.len(), 1);
    assert_eq!(publish(Audience::School, Id::new()).await.unwrap(), AnnouncementOutcome::Forbidden);
    let nowhere = publish(Audience::Class(Id::new()), Id::new()).await;
    assert!(matches!(nowhere, Err(StoreError::NotFound)));
    let other = school.announcer("Мельник");
    let stolen = school.store.publish_announcement(other, id, class, meeting(), |_| true).await;
    assert!(matches!(stolen, Err(StoreError::Exists(_))));
    let by_author = move |scope: &Scope| scope.staff != Some(koval);
    let says = Announcement { urgent: true, ..meeting() };
    let outcome = school.store.change_announcement(other, id, 1, says, by_author).await.unwrap();
    assert_eq!(outcome, AnnouncementOutcome::Forbidden, "the rule hears who wrote it");
    let outcome = school.store.withdraw_announcement(other, id, by_author).await.unwrap();
    assert_eq!(outcome, AnnouncementOutcome::Forbidden);
}

#[rstest]
#[tokio::test]
async fn another_school_hears_nothing(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let id = school.announce(Audience::School).await;
    let other = school.store.add_school("Гімназія № 1").await.unwrap();
    let mut stranger = school.store.read(other).await.unwrap();
    assert!(matches!(stranger.announcement(id).await, Err(StoreError::NotFound)));
    assert_eq!(stranger.announcements(school.year).await.unwrap(), []);
    assert_eq!(stranger.announcement_families(id, TODAY).await.unwrap(), []);
    let pupil = school.person("Андрієнко");
    assert_eq!(stranger.announcements_of_pupil(pupil, pupil, TODAY).await.unwrap(), []);
}
