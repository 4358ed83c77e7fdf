//! Identifiers that cannot be mistaken for one another.

use std::{
    fmt,
    hash::{Hash, Hasher},
    marker::PhantomData,
    str::FromStr,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// The identifier of a `T`; on the wire and on disk a plain UUID.
pub struct Id<T>(Uuid, PhantomData<fn() -> T>);

/// What identifiers point at.
pub mod of {
    macro_rules! kinds { ($($(#[$doc:meta])* $name:ident),* $(,)?) => { $( $(#[$doc])* #[derive(Debug)] pub enum $name {} )* } }
    kinds!(
        /// A school: the tenant.
        School,
        /// An academic year of a school.
        Year,
        /// A person: pupil, guardian or member of staff.
        Person,
        /// A class of pupils.
        SchoolClass,
        /// A group within a class.
        Group,
        /// A taught subject.
        Subject,
        /// A page of the journal.
        Course,
        /// A lesson of a course.
        Lesson,
        /// A column of a course: a lesson's or a summative one.
        Column,
        /// One edit of one cell, made by the client.
        Edit,
        /// An account that signs in.
        Account,
        /// A package of documents.
        Package,
        /// An invitation to an account.
        Invitation,
        /// A record in the register of safety briefings.
        Briefing,
        /// What a school tells its families.
        Announcement,
        /// A thread of messages between a guardian and a member of staff.
        Thread,
        /// A message in a thread.
        Message,
        /// A report of bullying.
        BullyingReport,
        /// An address of a calendar.
        CalendarFeed,
        /// A guardian's request to correct what is kept of a child.
        Amendment,
        /// A family's note about an absence.
        Excuse,
        /// A record in the register of excursions and practice.
        Excursion,
        /// Something that a person is told of.
        Notice,
        /// A device that is told at once.
        Device,
        /// A bell schedule.
        BellSchedule,
        /// The bells of a day that are not the usual ones.
        DayBells,
    );
}

impl<T> Id<T> {
    /// A new identifier that sorts after those made before it (UUID v7).
    pub fn new() -> Self {
        Uuid::now_v7().into()
    }

    /// The same identifier for the same parent and name, wherever it is computed (UUID v5).
    pub fn derived(parent: Uuid, name: &str) -> Self {
        Uuid::new_v5(&parent, name.as_bytes()).into()
    }

    /// The plain UUID.
    pub fn uuid(self) -> Uuid {
        self.0
    }
}

impl<T> Default for Id<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> From<Uuid> for Id<T> {
    fn from(uuid: Uuid) -> Self {
        Self(uuid, PhantomData)
    }
}

impl<T> From<Id<T>> for Uuid {
    fn from(id: Id<T>) -> Self {
        id.0
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}

impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T> Eq for Id<T> {}

impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}

impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T> FromStr for Id<T> {
    type Err = uuid::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::parse_str(text).map(Self::from)
    }
}

impl<T> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
impl<'de, T> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Uuid::deserialize(deserializer).map(Self::from)
    }
}
