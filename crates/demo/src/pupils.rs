//! Pupils and their families.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use klas_domain::{
    bundle::{Guardian, Pupil},
    calendar::AcademicYear,
    collation::sort_key,
    login::latin,
    school::{ClassName, PersonName, Sex},
};

use crate::{
    curriculum::Class,
    dice::Dice,
    later,
    names::{Father, Generation, Names, Surname, phone},
};

/// How many per mille of the pupils have an elder brother or sister in the school or a younger one.
const SIBLINGS: u32 = 100;

/// A family that sends children to the school.
struct Family {
    surname: Surname,
    father: Father,
    guardians: Vec<Guardian>,
    address: String,
    /// The grade of the only child so far; none where two go to the school.
    only_child_in: Option<u8>,
}

/// The pupils of all classes, class by class, each in alphabetical order.
pub(crate) fn pupils(classes: &[Class], year: &AcademicYear, dice: &mut Dice) -> Vec<Pupil> {
    let names = Names::new();
    let mut families: Vec<Family> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut pupils = Vec::new();
    for class in classes {
        let mut members: Vec<Pupil> = Vec::with_capacity(class.size);
        while members.len() < class.size {
            let family = family_for(&class.name, &mut families, &names, dice);
            let pupil = child(&families[family], &class.name, year, &names, dice);
            if seen.insert((pupil.name.clone(), pupil.born)) {
                members.push(pupil);
            }
        }
        members.sort_by_cached_key(|pupil| sort_key(&pupil.name.full()));
        if class.is_split() {
            let half = members.len().div_ceil(2);
            members.iter_mut().enumerate().for_each(|(place, pupil)| {
                pupil.groups = vec![if place < half { 1 } else { 2 }];
            });
        }
        pupils.append(&mut members);
    }
    pupils
}

/// The places among `pupils` of each class's pupils.
pub(crate) fn members(classes: &[Class], pupils: &[Pupil]) -> Vec<Vec<usize>> {
    let of = |name: &ClassName| (0..pupils.len()).filter(|place| pupils[*place].class == *name).collect();
    classes.iter().map(|class| of(&class.name)).collect()
}

fn family_for(class: &ClassName, families: &mut Vec<Family>, names: &Names, dice: &mut Dice) -> usize {
    if dice.permille(SIBLINGS) {
        let younger: Vec<usize> = (0..families.len())
            .filter(|place| families[*place].only_child_in.is_some_and(|grade| grade < class.grade))
            .collect();
        if !younger.is_empty() {
            let family = dice.pick(&younger);
            families[family].only_child_in = None;
            return family;
        }
    }
    families.push(family(class.grade, names, dice));
    families.len() - 1
}

fn family(grade: u8, names: &Names, dice: &mut Dice) -> Family {
    let (surname, father) = (names.surname(dice), names.father(dice));
    let both = dice.weighed(&[(3, 800_u32), (1, 150), (2, 35), (0, 15)]);
    let mut guardians = Vec::new();
    if both & 1 == 1 {
        let surname = if dice.permille(90) { names.surname(dice) } else { surname };
        let grandfather = names.father(dice);
        let name = names.person(Sex::Female, surname, grandfather, Generation::Parents, dice);
        guardians.push(guardian(name, "мати", dice));
    }
    if both & 2 == 2 {
        let grandfather = names.father(dice);
        let name = PersonName {
            given: father.given.to_owned(),
            ..names.person(Sex::Male, surname, grandfather, Generation::Parents, dice)
        };
        guardians.push(guardian(name, "батько", dice));
    }
    if both == 0 {
        let (surname, grandfather) = (names.surname(dice), names.father(dice));
        let name = names.person(Sex::Female, surname, grandfather, Generation::Parents, dice);
        guardians.push(guardian(name, "опікунка", dice));
    }
    Family { surname, father, guardians, address: names.address(dice), only_child_in: Some(grade) }
}

fn guardian(name: PersonName, relation: &str, dice: &mut Dice) -> Guardian {
    let phone = phone(dice);
    let email = dice
        .permille(600)
        .then(|| format!("{}.{}@mail.example", latin(&name.surname), &phone[phone.len() - 7..]));
    Guardian { name, relation: relation.to_owned(), phone: Some(phone), email }
}

fn child(family: &Family, class: &ClassName, year: &AcademicYear, names: &Names, dice: &mut Dice) -> Pupil {
    let sex = if dice.permille(490) { Sex::Female } else { Sex::Male };
    Pupil {
        name: names.person(sex, family.surname, family.father, Generation::Children, dice),
        born: born(class.grade, year, dice),
        sex: Some(sex),
        class: class.clone(),
        groups: Vec::new(),
        subject_groups: Vec::new(),
        not_taken: Vec::new(),
        rostered: false,
        guardians: family.guardians.clone(),
        address: Some(family.address.clone()),
        enrolled_on: None,
        left_on: None,
        stays: false,
        order: None,
    }
}

/// Children come to school at six: those of grade 1 were born in the year before the September of their sixth year.
fn born(grade: u8, year: &AcademicYear, dice: &mut Dice) -> Option<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(year.starts_on.year() - 6 - i32::from(grade), 9, 1)?;
    Some(later(first, dice.between(0, 364) as u64))
}
