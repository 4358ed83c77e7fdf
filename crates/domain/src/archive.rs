//! The archive of a year (DOMAIN §11): who signs a class's journal, and in which order.

use crate::{
    collation::normalize,
    id::{Id, of},
    school::{ClassName, PersonName},
};

/// The journal of a class and a year that is archived and signed by both: nothing is written in it any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locked {
    /// The class.
    pub class: Id<of::SchoolClass>,
    /// As it is written.
    pub name: ClassName,
    /// The year as papers name it.
    pub year: String,
}

/// In which part a person signs the journal of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Signatory {
    /// The class teacher, who signs first.
    ClassTeacher,
    /// The head, who signs what the class teacher has signed.
    Head,
}

impl Signatory {
    /// Both, in the order of signing.
    pub const ALL: [Self; 2] = [Self::ClassTeacher, Self::Head];

    /// A stable name for storage.
    pub fn code(self) -> &'static str {
        match self {
            Self::ClassTeacher => "class-teacher",
            Self::Head => "head",
        }
    }

    /// The part of a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|own| own.code() == code)
    }

    /// Who signs next what so many have signed; none where both have.
    pub fn next(signed: usize) -> Option<Self> {
        Self::ALL.get(signed).copied()
    }
}

/// Whether a certificate that names its owner so may be the person's: surname and given name are among its words, and so
/// is the patronymic where the certificate has a third word. Letter case, apostrophes and order do not count.
pub fn is_named(certificate: &str, person: &PersonName) -> bool {
    let certificate = normalize(certificate);
    let words: Vec<&str> = certificate.split(' ').filter(|word| !word.is_empty()).collect();
    let has = |name: &str| normalize(name).split(' ').all(|part| words.contains(&part));
    let full = person.full();
    let parts = normalize(&full).split(' ').count();
    has(&person.surname) && has(&person.given) && (words.len() < parts || has(&person.patronymic))
}
