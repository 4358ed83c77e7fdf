//! Who is in which groups of classes.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{Days, NaiveDate};
use klas_domain::{
    bundle::{Bundle, BundleRow, Pupil, SubjectGroup},
    collation,
    school::ClassName,
};
use uuid::Uuid;

use super::{
    Intake,
    divisions::{Division, Divisions},
    pupils::PUPILS,
};
use crate::{db::sql, error::Result};

/// A pupil's place in a group from today on: the group, since when.
type Membership = (Uuid, NaiveDate);

/// The numbers of the groups that a row names for a division, which is called by its folded subject.
fn named(pupil: &Pupil, division: &str) -> BTreeSet<u8> {
    if division.is_empty() {
        return pupil.groups.iter().copied().collect();
    }
    let own = pupil.subject_groups.iter();
    own.filter(|group| collation::normalize(&group.subject) == division).map(|group| group.number).collect()
}

/// Whether a row says that the pupil is in no group of a division.
fn is_without(pupil: &Pupil, division: &str) -> bool {
    !division.is_empty() && pupil.not_taken.iter().any(|subject| collation::normalize(subject) == division)
}

/// The groups of a division into which a row puts a pupil who is in none: those that it names for the division's
/// subject, or where it names none, those that it names for the class. Whose row names only other subjects' groups does
/// not learn this one. Nothing where the row leaves it open.
fn placed(pupil: &Pupil, subject: &str, division: &Division) -> Option<BTreeSet<u8>> {
    if is_without(pupil, subject) {
        return Some(BTreeSet::new());
    }
    let mut own = named(pupil, subject);
    if own.is_empty() {
        own.extend(named(pupil, "").intersection(division.numbers()));
    }
    let names_others = !(subject.is_empty() || pupil.groups.is_empty() && pupil.subject_groups.is_empty());
    (pupil.rostered || names_others || !own.is_empty()).then_some(own)
}

/// `гр. 1, 3`, or a dash.
fn list(numbers: &BTreeSet<u8>) -> String {
    let numbers: Vec<String> = numbers.iter().map(u8::to_string).collect();
    if numbers.is_empty() { "–".to_owned() } else { format!("гр. {}", numbers.join(", ")) }
}

impl Intake<'_, '_> {
    /// The groups that courses name, with their pupils.
    pub async fn groups(
        &mut self,
        bundle: &Bundle,
        classes: &HashMap<ClassName, Uuid>,
        pupils: &[Option<Uuid>],
    ) -> Result<Divisions> {
        let divisions = self.divisions(bundle, classes).await?;
        let rows = pupils.iter().zip(&bundle.pupils).enumerate();
        let told: Vec<(BundleRow, Uuid, &Pupil)> =
            rows.filter_map(|(place, (id, pupil))| Some((BundleRow::Pupil(place), (*id)?, pupil))).collect();
        let rows: HashMap<Uuid, &Pupil> = told.iter().map(|(_, id, pupil)| (*id, *pupil)).collect();
        let mut classes_in_order: Vec<(&ClassName, &Uuid)> = classes.iter().collect();
        classes_in_order.retain(|(name, _)| !self.is_archived(name));
        classes_in_order.sort_unstable();
        for (name, class) in classes_in_order {
            for (subject, division) in divisions.of_class(*class) {
                self.fill((name, *class), (subject, division), &rows).await?;
            }
        }
        let memberships = self.memberships().await?;
        for (row, id, pupil) in told {
            if let Some(class) = classes.get(&pupil.class) {
                if !self.changes.is_left(row) {
                    self.note_missing(pupil, *class, &divisions);
                }
                let own = memberships.get(&id).map(Vec::as_slice).unwrap_or_default();
                for division in divisions.of_class(*class) {
                    self.change_groups((row, id, pupil), *class, division, own).await?;
                }
            }
        }
        Ok(divisions)
    }

    /// Pupils go into the groups of a division that their row names, and into none where it leaves this subject out: which
    /// languages pupils learn no alphabet knows. Of whom nothing is said is put into alphabetical parts, unless the
    /// subject has a division of its own. What the rows do not say is told.
    async fn fill(
        &mut self,
        (name, class): (&ClassName, Uuid),
        (subject, division): (&str, &Division),
        rows: &HashMap<Uuid, &Pupil>,
    ) -> Result<()> {
        let numbers: Vec<u8> = division.numbers().iter().copied().collect();
        if numbers.is_empty() {
            return Ok(());
        }
        let pupils = self.ungrouped(class, &division.subject).await?;
        let part = pupils.len().div_ceil(numbers.len()).max(1);
        let mut divided: BTreeMap<u8, usize> = BTreeMap::new();
        let mut left_out = Vec::new();
        for (place, (pupil, starts_on, ends_on)) in pupils.into_iter().enumerate() {
            let row = rows.get(&pupil).copied();
            let own = match row {
                Some(row) => placed(row, subject, division),
                None => (!subject.is_empty()).then(BTreeSet::new),
            };
            let own = own.unwrap_or_else(|| {
                let number = numbers[place / part];
                *divided.entry(number).or_default() += 1;
                BTreeSet::from([number])
            });
            left_out.extend(row.filter(|_| own.is_empty()).map(|row| row.name.short()));
            for group in own.iter().filter_map(|number| division.group(*number)) {
                self.join_group(group, pupil, starts_on, ends_on).await?;
            }
        }
        self.tell_divided(name, &division.subject, &divided);
        self.tell_left_out(name, &division.subject, &left_out);
        Ok(())
    }

    /// Which pupils of a class are in no group of a division.
    fn tell_left_out(&mut self, class: &ClassName, subject: &str, pupils: &[String]) {
        if pupils.is_empty() {
            return;
        }
        let of = if subject.is_empty() { String::new() } else { format!(", {subject}") };
        self.changes.note(format!(
            "{class}{of}: групи не вказано, тож на сторінках груп не буде: {}. Якщо хтось із цих учнів має там бути, вкажіть групу й повторіть імпорт",
            pupils.join(", ")
        ));
    }

    /// How many pupils of a class went into which group though nobody had said so.
    fn tell_divided(&mut self, class: &ClassName, subject: &str, divided: &BTreeMap<u8, usize>) {
        if divided.is_empty() {
            return;
        }
        let parts: Vec<String> =
            divided.iter().map(|(number, pupils)| format!("гр. {number} – {pupils}")).collect();
        let (of, column) = if subject.is_empty() {
            (String::new(), "Група".to_owned())
        } else {
            (format!(", {subject}"), format!("Група ({subject})"))
        };
        self.changes.note(format!(
            "{class}{of}: учнів, у яких не вказано групи, розподілено за абеткою: {}. Якщо групи інші, впишіть їх у стовпець «{column}» таблиці учнів",
            parts.join(", ")
        ));
    }

    /// A row may name a group that has no page.
    fn note_missing(&mut self, pupil: &Pupil, class: Uuid, divisions: &Divisions) {
        let (name, class_name) = (pupil.name.full(), &pupil.class);
        let is_somewhere =
            |number: u8| divisions.of_class(class).any(|(_, division)| division.numbers().contains(&number));
        if let Some(number) = pupil.groups.iter().find(|number| !is_somewhere(**number)) {
            self.changes.note(format!("{name}: у {class_name} немає групи {number}, бо немає її сторінок"));
        }
        let has_page = |group: &SubjectGroup| {
            let own = divisions.own(class, &collation::normalize(&group.subject));
            own.map_or_else(
                || pupil.groups.contains(&group.number),
                |division| division.numbers().contains(&group.number),
            )
        };
        if let Some(group) = pupil.subject_groups.iter().find(|group| !has_page(group)) {
            let (number, subject) = (group.number, &group.subject);
            self.changes.note(format!(
                "{name}: у {class_name} немає групи {number} з предмета «{subject}», бо немає її сторінок"
            ));
        }
    }

    /// A pupil whose row names other groups of a division than before changes them today; one whose row says that there
    /// are none leaves them.
    async fn change_groups(
        &mut self,
        (row, id, pupil): (BundleRow, Uuid, &Pupil),
        class: Uuid,
        (subject, division): (&str, &Division),
        memberships: &[Membership],
    ) -> Result<()> {
        let is_without = is_without(pupil, subject);
        let mut wanted: BTreeSet<u8> =
            named(pupil, subject).intersection(division.numbers()).copied().collect();
        if is_without {
            wanted.clear();
        }
        let own: Vec<(u8, Membership)> = memberships
            .iter()
            .filter_map(|membership| Some((division.number_of(membership.0)?, *membership)))
            .collect();
        let known: BTreeSet<u8> = own.iter().map(|(number, _)| *number).collect();
        if wanted == known || wanted.is_empty() && !is_without {
            return Ok(());
        }
        let (mut from, mut until) = (self.today, None);
        if known.is_empty() {
            let Some((starts_on, ends_on)) = self.stay(id, class).await? else { return Ok(()) };
            (from, until) = (from.max(starts_on), ends_on);
        }
        let of = if subject.is_empty() { String::new() } else { format!(" {},", division.subject) };
        let name = format!("{}:{of} {} → {}", pupil.name.full(), list(&known), list(&wanted));
        if self.leaves(&pupil.class, Some(row), PUPILS, &name) {
            return Ok(());
        }
        for (_, (group, since)) in own.iter().filter(|(number, _)| !wanted.contains(number)) {
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
        for group in wanted.difference(&known).filter_map(|number| division.group(*number)) {
            self.join_group(group, id, from, until).await?;
        }
        self.changes.updated(PUPILS, name);
        Ok(())
    }

    /// Since when, and until when, a pupil is in a class, today or from a later day on; nothing where the pupil has left.
    async fn stay(&mut self, pupil: Uuid, class: Uuid) -> Result<Option<(NaiveDate, Option<NaiveDate>)>> {
        sql("SELECT starts_on, ends_on FROM enrolment WHERE school_id = $1 AND pupil_id = $2 AND class_id = $3 \
             AND (ends_on IS NULL OR ends_on >= $4) ORDER BY starts_on LIMIT 1")
        .bind(self.school)
        .bind(pupil)
        .bind(class)
        .bind(self.today)
        .fetch_optional(self.conn)
        .await
    }

    /// In which groups pupils are, today or from a later day on.
    async fn memberships(&mut self) -> Result<HashMap<Uuid, Vec<Membership>>> {
        let rows: Vec<(Uuid, Uuid, NaiveDate)> =
            sql("SELECT m.pupil_id, m.group_id, m.starts_on FROM group_member m \
                 WHERE m.school_id = $1 AND (m.ends_on IS NULL OR m.ends_on >= $2 AND m.ends_on >= m.starts_on) \
                 ORDER BY m.pupil_id, m.group_id, m.starts_on")
            .bind(self.school)
            .bind(self.today)
            .fetch_all(self.conn)
            .await?;
        let mut memberships: HashMap<Uuid, Vec<Membership>> = HashMap::new();
        for (pupil, group, since) in rows {
            memberships.entry(pupil).or_default().push((group, since));
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

    /// The pupils of a class who have been in none of a division's groups since they came, in alphabetical order.
    async fn ungrouped(
        &mut self,
        class: Uuid,
        division: &str,
    ) -> Result<Vec<(Uuid, NaiveDate, Option<NaiveDate>)>> {
        sql("SELECT n.pupil_id, n.starts_on, n.ends_on FROM enrolment n \
             JOIN person p ON p.school_id = n.school_id AND p.person_id = n.pupil_id \
             WHERE n.school_id = $1 AND n.class_id = $2 AND NOT EXISTS (SELECT 1 FROM group_member m \
              JOIN class_group g ON g.school_id = m.school_id AND g.group_id = m.group_id \
              WHERE m.school_id = n.school_id AND m.pupil_id = n.pupil_id AND g.class_id = n.class_id \
              AND g.division = $3 AND (m.ends_on IS NULL OR m.ends_on >= n.starts_on OR m.starts_on >= n.starts_on)) \
             ORDER BY p.sort_key, p.person_id")
        .bind(self.school)
        .bind(class)
        .bind(division)
        .fetch_all(self.conn)
        .await
    }
}
