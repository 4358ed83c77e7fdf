//! Names of invented people, addresses and telephones.

use klas_domain::school::{PersonName, Sex};

use crate::{
    data::{self, rows},
    dice::Dice,
};

/// The surname of a family in both forms.
#[derive(Clone, Copy, Default)]
pub(crate) struct Surname {
    masculine: &'static str,
    feminine: &'static str,
}

impl Surname {
    pub fn of(self, sex: Sex) -> &'static str {
        match sex {
            Sex::Female => self.feminine,
            Sex::Male => self.masculine,
        }
    }
}

/// A father's name and what his children are called by it.
#[derive(Clone, Copy, Default)]
pub(crate) struct Father {
    pub given: &'static str,
    son: &'static str,
    daughter: &'static str,
}

impl Father {
    pub fn patronymic(self, sex: Sex) -> &'static str {
        match sex {
            Sex::Female => self.daughter,
            Sex::Male => self.son,
        }
    }
}

/// The generation a given name is usual in.
#[derive(Clone, Copy)]
pub(crate) enum Generation {
    Parents,
    Children,
}

/// All the lists of names.
pub(crate) struct Names {
    surnames: Vec<Surname>,
    fathers: Vec<Father>,
    mothers: Vec<&'static str>,
    sons: Vec<&'static str>,
    daughters: Vec<&'static str>,
    streets: Vec<&'static str>,
}

impl Names {
    pub fn new() -> Self {
        let surname = |row: Vec<&'static str>| Surname {
            masculine: row[0],
            feminine: row.get(1).copied().unwrap_or(row[0]),
        };
        let father = |row: Vec<&'static str>| match row[..] {
            [given, son, daughter] => Some(Father { given, son, daughter }),
            _ => None,
        };
        Self {
            surnames: rows(data::SURNAMES).map(surname).collect(),
            fathers: rows(data::FATHERS).filter_map(father).collect(),
            mothers: data::lines(data::MOTHERS).collect(),
            sons: data::lines(data::SONS).collect(),
            daughters: data::lines(data::DAUGHTERS).collect(),
            streets: data::lines(data::STREETS).collect(),
        }
    }

    pub fn surname(&self, dice: &mut Dice) -> Surname {
        dice.pick(&self.surnames)
    }

    pub fn father(&self, dice: &mut Dice) -> Father {
        dice.pick(&self.fathers)
    }

    /// Names of a person of this surname and father.
    pub fn person(
        &self,
        sex: Sex,
        surname: Surname,
        father: Father,
        generation: Generation,
        dice: &mut Dice,
    ) -> PersonName {
        let given = match (generation, sex) {
            (Generation::Parents, Sex::Male) => self.father(dice).given,
            (Generation::Parents, Sex::Female) => dice.pick(&self.mothers),
            (Generation::Children, Sex::Male) => dice.pick(&self.sons),
            (Generation::Children, Sex::Female) => dice.pick(&self.daughters),
        };
        PersonName {
            surname: surname.of(sex).to_owned(),
            given: given.to_owned(),
            patronymic: father.patronymic(sex).to_owned(),
        }
    }

    pub fn address(&self, dice: &mut Dice) -> String {
        let street = dice.pick(&self.streets);
        let house = dice.between(1, 180);
        if dice.permille(650) {
            format!("{street}, {house}, кв. {}", dice.between(1, 120))
        } else {
            format!("{street}, {house}")
        }
    }
}

/// A mobile number as `+380…`.
pub(crate) fn phone(dice: &mut Dice) -> String {
    const OPERATORS: [u8; 12] = [50, 63, 66, 67, 68, 73, 93, 95, 96, 97, 98, 99];
    format!("+380{}{:07}", dice.pick(&OPERATORS), dice.between(1_000_000, 9_999_999))
}
