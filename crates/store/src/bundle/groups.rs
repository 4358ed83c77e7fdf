//! Groups of classes and their members.

use std::collections::{BTreeMap, BTreeSet, HashMap, hash_map::Entry::Vacant};

use chrono::{Days, NaiveDate};
use klas_domain::{
    bundle::{Bundle, Pupil},
    school::ClassName,
};
use uuid::Uuid;

use super::{Intake, pupils::PUPILS};
use crate::{db::sql, error::Result};

/// The groups of the school by class and number.
type Groups = HashMap<(Uuid, u8), Uuid>;

/// A pupil's place in a group from today on: class, number, group, since when.
type Membership = (Uuid, i32, Uuid, NaiveDate);

impl Intake<'_, '_> {
    /// The groups that courses name, with their pupils.
    pub async fn groups(
        &mut self,
        bundle: &Bundle,
        classes: &HashMap<ClassName, Uuid>,
        pupils: &[Option<Uuid>],
    ) -> Result<Groups> {
        let rows: Vec<(Uuid, Uuid, i32)> =
            sql("SELECT group_id, class_id, number FROM class_group WHERE school_id = $1")
                .bind(self.school)
                .fetch_all(self.conn)
                .await?;
        let mut groups: Groups = rows
            .into_iter()
            .filter_map(|(group, class, number)| Some(((class, u8::try_from(number).ok()?), group)))
            .collect();
        for course in &bundle.courses {
            let (Some(class), Some(number)) = (classes.get(&course.key.class), course.key.group) else {
                continue;
            };
            if let Vacant(place) = groups.entry((*class, number)) {
                let group = Uuid::now_v7();
                place.insert(group);
                sql(
                    "INSERT INTO class_group (school_id, group_id, class_id, number) VALUES ($1, $2, $3, $4)",
                )
                .bind(self.school)
                .bind(group)
                .bind(*class)
                .bind(number)
                .execute(self.conn)
                .await?;
                self.changes.added("групи", format_args!("{} гр. {number}", course.key.class));
            }
        }
        self.group_members(bundle, classes, &groups, pupils).await?;
        Ok(groups)
    }

    /// Pupils go into the groups their row names; those whose row names none are split in alphabetical parts, which
    /// is told: which languages pupils learn no alphabet knows.
    async fn group_members(
        &mut self,
        bundle: &Bundle,
        classes: &HashMap<ClassName, Uuid>,
        groups: &Groups,
        pupils: &[Option<Uuid>],
    ) -> Result<()> {
        let told = || pupils.iter().zip(&bundle.pupils).filter_map(|(id, pupil)| Some(((*id)?, pupil)));
        let named: HashMap<Uuid, &[u8]> = told().map(|(id, pupil)| (id, &pupil.groups[..])).collect();
        let mut classes_in_order: Vec<(&ClassName, &Uuid)> = classes.iter().collect();
        classes_in_order.sort_unstable();
        for (name, class) in classes_in_order {
            let mut numbers: Vec<u8> =
                groups.keys().filter(|(of, _)| of == class).map(|(_, number)| *number).collect();
            if numbers.is_empty() {
                continue;
            }
            numbers.sort_unstable();
            let pupils = self.ungrouped(*class).await?;
            let part = pupils.len().div_ceil(numbers.len()).max(1);
            let mut divided: BTreeMap<u8, usize> = BTreeMap::new();
            for (place, (pupil, starts_on, ends_on)) in pupils.into_iter().enumerate() {
                let own = named.get(&pupil).copied().unwrap_or_default();
                let own: BTreeSet<u8> = if own.is_empty() {
                    let number = numbers[place / part];
                    *divided.entry(number).or_default() += 1;
                    BTreeSet::from([number])
                } else {
                    own.iter().copied().collect()
                };
                for group in own.iter().filter_map(|number| groups.get(&(*class, *number))) {
                    self.join_group(*group, pupil, starts_on, ends_on).await?;
                }
            }
            self.tell_divided(name, &divided);
        }
        let memberships = self.memberships().await?;
        for (id, pupil) in told().filter(|(_, pupil)| !pupil.groups.is_empty()) {
            if let Some(class) = classes.get(&pupil.class) {
                let own = memberships.get(&id).map(Vec::as_slice).unwrap_or_default();
                self.change_groups(id, pupil, *class, groups, own).await?;
            }
        }
        Ok(())
    }

    /// How many pupils of a class went into which group though nobody had said so.
    fn tell_divided(&mut self, class: &ClassName, divided: &BTreeMap<u8, usize>) {
        if divided.is_empty() {
            return;
        }
        let parts: Vec<String> =
            divided.iter().map(|(number, pupils)| format!("гр. {number} – {pupils}")).collect();
        self.changes.note(format!(
            "{class}: учнів, у яких не вказано групи, розподілено за абеткою: {}. Якщо групи інші, впишіть їх у стовпець «Група» таблиці учнів",
            parts.join(", ")
        ));
    }

    /// A pupil whose row names other groups than before changes them today.
    async fn change_groups(
        &mut self,
        id: Uuid,
        pupil: &Pupil,
        class: Uuid,
        groups: &Groups,
        memberships: &[Membership],
    ) -> Result<()> {
        let (wanted, missing): (BTreeSet<u8>, BTreeSet<u8>) =
            pupil.groups.iter().partition(|number| groups.contains_key(&(class, **number)));
        if let Some(number) = missing.first() {
            let (name, class) = (pupil.name.full(), &pupil.class);
            self.changes.note(format!("{name}: у {class} немає групи {number}, бо немає її сторінок"));
        }
        let own: Vec<&Membership> = memberships.iter().filter(|(of, ..)| *of == class).collect();
        let known: BTreeSet<u8> =
            own.iter().filter_map(|(_, number, ..)| u8::try_from(*number).ok()).collect();
        // Whoever is in none has left the class.
        if wanted.is_empty() || known.is_empty() || wanted == known {
            return Ok(());
        }
        let mut from = self.today;
        for (_, number, group, since) in &own {
            if u8::try_from(*number).is_ok_and(|number| wanted.contains(&number)) {
                continue;
            }
            from = from.max(*since);
            sql("UPDATE group_member SET ends_on = $5 WHERE school_id = $1 AND group_id = $2 AND pupil_id = $3 \
                 AND starts_on = $4")
            .bind(self.school)
            .bind(*group)
            .bind(id)
            .bind(*since)
            .bind(from - Days::new(1))
            .execute(self.conn)
            .await?;
        }
        for number in wanted.difference(&known) {
            if let Some(group) = groups.get(&(class, *number)) {
                self.join_group(*group, id, from, None).await?;
            }
        }
        let list = |numbers: &BTreeSet<u8>| numbers.iter().map(u8::to_string).collect::<Vec<_>>().join(", ");
        let name = pupil.name.full();
        self.changes.updated(PUPILS, format_args!("{name}: гр. {} → гр. {}", list(&known), list(&wanted)));
        Ok(())
    }

    /// In which groups pupils are, today or from a later day on.
    async fn memberships(&mut self) -> Result<HashMap<Uuid, Vec<Membership>>> {
        let rows: Vec<(Uuid, Uuid, i32, Uuid, NaiveDate)> =
            sql("SELECT m.pupil_id, g.class_id, g.number, g.group_id, m.starts_on FROM group_member m \
                 JOIN class_group g ON g.school_id = m.school_id AND g.group_id = m.group_id \
                 WHERE m.school_id = $1 AND (m.ends_on IS NULL OR m.ends_on >= $2 AND m.ends_on >= m.starts_on) \
                 ORDER BY m.pupil_id, g.number, m.starts_on")
            .bind(self.school)
            .bind(self.today)
            .fetch_all(self.conn)
            .await?;
        let mut memberships: HashMap<Uuid, Vec<Membership>> = HashMap::new();
        for (pupil, class, number, group, since) in rows {
            memberships.entry(pupil).or_default().push((class, number, group, since));
        }
        Ok(memberships)
    }

    async fn join_group(
        &mut self,
        group: Uuid,
        pupil: Uuid,
        starts_on: NaiveDate,
        ends_on: Option<NaiveDate>,
    ) -> Result<()> {
        sql("INSERT INTO group_member (school_id, group_id, pupil_id, starts_on, ends_on) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (school_id, group_id, pupil_id, starts_on) \
             DO UPDATE SET ends_on = excluded.ends_on")
        .bind(self.school)
        .bind(group)
        .bind(pupil)
        .bind(starts_on)
        .bind(ends_on)
        .execute(self.conn)
        .await
        .map(|_| ())
    }

    /// Whoever leaves a class leaves its groups.
    pub async fn leave_groups(&mut self, pupil: Uuid, class: Uuid, last: NaiveDate) -> Result<()> {
        sql("UPDATE group_member SET ends_on = $4 WHERE school_id = $1 AND pupil_id = $2 \
             AND (ends_on IS NULL OR ends_on > $4) AND group_id IN (SELECT g.group_id FROM class_group g \
              WHERE g.school_id = $1 AND g.class_id = $3)")
        .bind(self.school)
        .bind(pupil)
        .bind(class)
        .bind(last)
        .execute(self.conn)
        .await
        .map(|_| ())
    }

    /// The pupils of a class who have been in none of its groups since they came, in alphabetical order.
    async fn ungrouped(&mut self, class: Uuid) -> Result<Vec<(Uuid, NaiveDate, Option<NaiveDate>)>> {
        sql("SELECT n.pupil_id, n.starts_on, n.ends_on FROM enrolment n \
             JOIN person p ON p.school_id = n.school_id AND p.person_id = n.pupil_id \
             WHERE n.school_id = $1 AND n.class_id = $2 AND NOT EXISTS (SELECT 1 FROM group_member m \
              JOIN class_group g ON g.school_id = m.school_id AND g.group_id = m.group_id \
              WHERE m.school_id = n.school_id AND m.pupil_id = n.pupil_id AND g.class_id = n.class_id \
              AND (m.ends_on IS NULL OR m.ends_on >= n.starts_on OR m.starts_on >= n.starts_on)) \
             ORDER BY p.sort_key, p.person_id")
        .bind(self.school)
        .bind(class)
        .fetch_all(self.conn)
        .await
    }
}
