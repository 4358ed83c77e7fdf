//! One-time codes by which a guardian or a pupil comes to an account, or to a new password (DOMAIN §7: access of families
//! is the class teacher's).

use std::fmt;

use crate::{
    id::{Id, of},
    school::{ClassName, PersonName},
};

/// How many characters a code has.
pub const CODE_LENGTH: usize = 10;
/// The characters of codes: none is mistaken for another, on paper or aloud.
pub const ALPHABET: &[u8; 31] = b"ABCDEFGHJKMNPQRSTUVWXYZ23456789";
/// How many days a code can be used.
pub const DAYS_VALID: i64 = 14;

/// A code, as it stands on a person's sheet. Some 2⁴⁹ are possible.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(String);

impl Code {
    /// A code of characters that `pick` chooses from so many.
    pub fn new(mut pick: impl FnMut(usize) -> usize) -> Self {
        let mut letter = || char::from(ALPHABET[pick(ALPHABET.len()) % ALPHABET.len()]);
        Self((0..CODE_LENGTH).map(|_| letter()).collect())
    }

    /// Reads a code as it is typed: in any letter case, with spaces and hyphens, with Ukrainian letters that look the
    /// same.
    pub fn parse(text: &str) -> Option<Self> {
        let counts = |c: &char| !c.is_whitespace() && !matches!(c, '-' | '–' | '—' | '‑');
        let code: String = text.chars().filter(counts).flat_map(char::to_uppercase).map(latin).collect();
        let known = |c: char| u8::try_from(c).is_ok_and(|c| ALPHABET.contains(&c));
        (code.len() == CODE_LENGTH && code.chars().all(known)).then_some(Self(code))
    }

    /// The characters without anything between.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The Latin capital that looks like the Ukrainian one.
fn latin(c: char) -> char {
    match c {
        'А' => 'A',
        'В' => 'B',
        'С' => 'C',
        'Е' => 'E',
        'Н' => 'H',
        'К' => 'K',
        'М' => 'M',
        'Р' => 'P',
        'Т' => 'T',
        'Х' => 'X',
        'У' => 'Y',
        c => c,
    }
}

/// `K7MQX-3RTHB`
impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, second) = self.0.split_at(CODE_LENGTH / 2);
        write!(f, "{first}-{second}")
    }
}

/// A code is a secret, and a log is none.
impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(…)")
    }
}

/// What a code is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitationKind {
    /// To come to an account.
    Join,
    /// To set a new password.
    Password,
}

impl InvitationKind {
    /// A stable name for storage.
    pub fn code(self) -> &'static str {
        match self {
            Self::Join => "join",
            Self::Password => "password",
        }
    }

    /// The kind of a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Join, Self::Password].into_iter().find(|kind| kind.code() == code)
    }
}

/// Who is invited, and for the sake of which pupil.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Invitee {
    /// The pupil, or a guardian.
    pub person: Id<of::Person>,
    /// The pupil.
    pub pupil: Id<of::Person>,
}

impl Invitee {
    /// Whether it is the pupil who is invited.
    pub fn is_pupil(self) -> bool {
        self.person == self.pupil
    }
}

/// Whether a code can be used, and if not, why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It can be used.
    Open,
    /// Its days are over.
    Expired,
    /// It was used.
    Used,
    /// The school took it back, or gave a newer one.
    Revoked,
    /// The pupil is of no class of the school any more.
    Left,
    /// Whom it invites has an account already.
    HasAccount,
    /// The account is of somebody who works at a school: the administrator gives it its password.
    Staff,
}

/// What a code leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// The school.
    pub school: Id<of::School>,
    /// Its name.
    pub school_name: String,
    /// What the code is for.
    pub kind: InvitationKind,
    /// Who is invited.
    pub invitee: Invitee,
    /// Names of whom it invites.
    pub name: PersonName,
    /// The pupil's names.
    pub pupil: PersonName,
    /// The pupil's class.
    pub class: Option<ClassName>,
    /// Whom to ask.
    pub class_teacher: Option<PersonName>,
    /// Whether it can be used.
    pub standing: Standing,
}
