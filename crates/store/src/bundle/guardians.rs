//! Guardians: whom a row means, by the pupil, else by name and telephone, else by the family.

use klas_domain::{
    Role,
    bundle::{Guardian, Pupil},
    collation,
    school::PersonName,
};
use uuid::Uuid;

use super::{
    Intake, alike,
    known::Known,
    person::{PersonRow, folded},
    pupils::PUPILS,
};
use crate::{db::sql, error};

pub(super) const GUARDIANS: &str = "батьки";

impl Intake<'_, '_> {
    /// Takes in the guardians that a pupil's row names.
    pub async fn guardians(&mut self, known: &mut Known, pupil_id: Uuid, pupil: &Pupil) -> error::Result<()> {
        for guardian in &pupil.guardians {
            let mut found = match meant(known, pupil_id, guardian) {
                Ok(found) => found,
                Err(people) => {
                    self.changes.ask(question(known, pupil, guardian, &people));
                    continue;
                }
            };
            if found.is_none()
                && let Some((relative, is_sure)) = of_family(known, pupil, guardian)
            {
                self.changes.note(note(known, relative, guardian, pupil, is_sure));
                found = Some(relative).filter(|_| is_sure);
            }
            if found.is_none()
                && let Some(own) = alike::own_guardian(known, pupil_id, pupil, guardian)
            {
                self.changes.ask(alike::guardian(known, pupil, guardian, own));
                continue;
            }
            let mut row = PersonRow::of_guardian(guardian);
            if let Some(id) = found.filter(|id| known.is_seen(GUARDIANS, *id)) {
                self.keep_first_told(known, id, &mut row, pupil);
            }
            let id = self.person(known, GUARDIANS, found, row).await?;
            self.role(known, id, Role::Guardian).await?;
            self.guardianship(known, pupil_id, id, guardian).await?;
        }
        Ok(())
    }

    /// Two rows that tell different telephones of one person would change them to and fro at every import.
    fn keep_first_told(&mut self, known: &Known, id: Uuid, row: &mut PersonRow, pupil: &Pupil) {
        let Some(first) = known.person(id) else { return };
        if row.phone.is_some() && first.phone.is_some() && row.phone != first.phone {
            self.changes.note(format!(
                "{} ({}): у рядках різні телефони, лишається {}",
                first.name(),
                pupil.name.full(),
                first.phone.as_deref().unwrap_or_default()
            ));
            row.phone.clone_from(&first.phone);
        }
        if first.email.is_some() {
            row.email.clone_from(&first.email);
        }
    }

    async fn guardianship(
        &mut self,
        known: &mut Known,
        pupil: Uuid,
        guardian_id: Uuid,
        guardian: &Guardian,
    ) -> error::Result<()> {
        let stored = known.guardians(pupil).iter().find(|(id, _)| *id == guardian_id);
        let stored = stored.map(|(_, relation)| relation.clone());
        if stored.as_ref() == Some(&guardian.relation) {
            return Ok(());
        }
        sql("INSERT INTO guardianship (school_id, pupil_id, guardian_id, relation) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (school_id, pupil_id, guardian_id) DO UPDATE SET relation = excluded.relation")
        .bind(self.school)
        .bind(pupil)
        .bind(guardian_id)
        .bind(&guardian.relation)
        .execute(self.conn)
        .await?;
        known.put_guardian(pupil, guardian_id, &guardian.relation);
        if stored.is_some() {
            self.changes
                .updated(GUARDIANS, format_args!("{}: {}", known.name(guardian_id), guardian.relation));
        }
        Ok(())
    }

    /// Guardians of pupils of the bundle whom no row names.
    pub fn vanished_guardians(&mut self, known: &Known, are_told: bool) {
        if !are_told {
            return;
        }
        let mut gone = Vec::new();
        for pupil in known.all().filter(|person| known.is_seen(PUPILS, person.person_id)) {
            for (guardian, _) in known.guardians(pupil.person_id) {
                if !known.is_seen(GUARDIANS, *guardian) {
                    gone.push(format!("{} ({})", known.name(*guardian), pupil.name()));
                }
            }
        }
        gone.sort_by_cached_key(|name| collation::sort_key(name));
        for name in gone {
            self.changes.vanished(GUARDIANS, name);
        }
    }
}

/// The pupil's guardian of the name, else whoever has the name and the telephone: another pupil's guardian, or a member
/// of staff. Those who are meant equally well are the error.
pub(super) fn meant(known: &Known, pupil: Uuid, guardian: &Guardian) -> Result<Option<Uuid>, Vec<Uuid>> {
    let own = known.guardians(pupil);
    let of_pupil = known.called(&guardian.name, |person| own.iter().any(|(id, _)| *id == person.person_id));
    match of_pupil.as_slice() {
        [] => {}
        [one] => return Ok(Some(*one)),
        [..] => {
            let with_phone = of_pupil.iter().find(|id| has_phone(known, **id, guardian));
            return with_phone.map(|id| Some(*id)).ok_or(of_pupil);
        }
    }
    let is_adult = |person: &PersonRow| {
        !Known::is_pupil(person) && guardian.phone.is_some() && person.phone == guardian.phone
    };
    let people = known.called(&guardian.name, is_adult);
    let staff = people.iter().find(|id| known.person(**id).is_some_and(|person| known.is_staff(person)));
    match (staff, people.as_slice()) {
        (None, []) => Ok(None),
        (None, [one]) => Ok(Some(*one)),
        // One who was taken for two before the school told it: the one who may sign in as a teacher goes on.
        (Some(staff), _) => Ok(Some(*staff)),
        (None, _) => Err(people),
    }
}

fn has_phone(known: &Known, id: Uuid, guardian: &Guardian) -> bool {
    guardian.phone.is_some() && known.person(id).is_some_and(|person| person.phone == guardian.phone)
}

/// A namesake among the guardians where a telephone is missing, and whether the family shows that it is the same
/// person.
fn of_family(known: &Known, pupil: &Pupil, guardian: &Guardian) -> Option<(Uuid, bool)> {
    let wanted = folded(&guardian.name);
    let namesakes = known.called(&guardian.name, |person| {
        !Known::is_pupil(person)
            && !known.children(person.person_id).is_empty()
            && (person.phone.is_none() || guardian.phone.is_none())
            && folded(&person.names()) == wanted
    });
    let is_of_family = |id: &&Uuid| known.children(**id).iter().any(|child| is_sibling(known, *child, pupil));
    match namesakes.iter().filter(is_of_family).collect::<Vec<_>>().as_slice() {
        [one] if !guardian.name.is_abbreviated() => Some((**one, true)),
        _ => namesakes.first().map(|id| (*id, false)),
    }
}

/// Whether a pupil of the school and one of a row live together, or at least have the same father by their names.
fn is_sibling(known: &Known, child: Uuid, pupil: &Pupil) -> bool {
    let Some(child) = known.person(child) else { return false };
    match (&child.address, &pupil.address) {
        (Some(one), Some(other)) => collation::normalize(one) == collation::normalize(other),
        _ => father(&child.names()).is_some_and(|known| father(&pupil.name) == Some(known)),
    }
}

/// Surname and patronymic without the endings that differ between brother and sister.
fn father(name: &PersonName) -> Option<(String, String)> {
    const ENDINGS: [&str; 6] = ["йович", "ївна", "ович", "івна", "ич", "ічна"];
    let patronymic = collation::normalize(&name.patronymic);
    let stem = ENDINGS.iter().find_map(|ending| patronymic.strip_suffix(ending))?;
    let surname = collation::normalize(&name.surname);
    let surname = surname.trim_end_matches(['а', 'я', 'й', 'и', 'і']);
    (stem.chars().count() > 1).then(|| (surname.to_owned(), stem.to_owned()))
}

fn question(known: &Known, pupil: &Pupil, guardian: &Guardian, people: &[Uuid]) -> String {
    let people: Vec<String> = people.iter().map(|id| known.name(*id)).collect();
    let (name, pupil) = (guardian.name.full(), pupil.name.full());
    format!("«{name}» у рядку учня {pupil} — це {}? Впишіть повне ім'я й телефон", people.join(" чи "))
}

fn note(known: &Known, relative: Uuid, guardian: &Guardian, pupil: &Pupil, is_sure: bool) -> String {
    let children: Vec<String> = known.children(relative).iter().map(|child| known.name(*child)).collect();
    let name = guardian.name.full();
    let (children, pupil) = (children.join(", "), pupil.name.full());
    if is_sure {
        format!("{name}: одна людина для {children} і {pupil}; якщо це різні люди, впишіть їхні телефони")
    } else {
        format!(
            "{name}: різні люди для {children} і {pupil}; якщо це одна людина, впишіть телефон в усі рядки"
        )
    }
}
