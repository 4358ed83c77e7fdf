//! Correcting a person's name: after a marriage or a slip of the pen; a family may ask for it (Law «Про захист
//! персональних даних», art. 8).

use crate::{edit::plain, record::fits, school::PersonName};

/// The longest surname, given name or patronymic, in characters.
pub const NAME_LIMIT: usize = 60;

/// A part of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamePart {
    /// Прізвище.
    Surname,
    /// Ім'я.
    Given,
    /// По батькові.
    Patronymic,
}

/// Why a name cannot be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameError {
    /// The surname or the given name is empty.
    Missing(NamePart),
    /// A part has more than [`NAME_LIMIT`] characters.
    TooLong(NamePart),
}

impl PersonName {
    /// The name as it can be kept: one space between words, and none around them.
    #[must_use]
    pub fn tidy(&self) -> Self {
        let tidy = |text: &str| plain(text).split_whitespace().collect::<Vec<_>>().join(" ");
        Self { surname: tidy(&self.surname), given: tidy(&self.given), patronymic: tidy(&self.patronymic) }
    }

    /// Checks a name that came from elsewhere.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub fn check(&self) -> Result<(), NameError> {
        let parts = [
            (NamePart::Surname, &self.surname),
            (NamePart::Given, &self.given),
            (NamePart::Patronymic, &self.patronymic),
        ];
        for (part, text) in parts {
            if text.is_empty() && part != NamePart::Patronymic {
                return Err(NameError::Missing(part));
            }
            if !fits(text, NAME_LIMIT) {
                return Err(NameError::TooLong(part));
            }
        }
        Ok(())
    }
}
