//! What is due for devices, with all by which it is decided: asked of a batch's people together, however many they are.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use klas_domain::{
    guardianship::Child,
    id::{Id, of},
    notice::{Choice, Kind, Preferences},
    permission::{Actor, Role},
};
use sqlx::FromRow;
use uuid::Uuid;

use super::{
    Due, Notice,
    settings::{Choices, SettingsRow, preferences},
};
use crate::{
    account::add_child,
    db::{Sql, sql},
    error::{Result, StoreError},
    family::RestrictionRow,
    school::local_day,
    store::Reader,
};

/// Somebody of whose notices devices are to be told now, if that is still wanted.
#[derive(Clone, Debug)]
pub struct DuePerson {
    /// The person, with the rights of the day.
    pub actor: Actor,
    /// How the person wants to be told.
    pub preferences: Preferences,
    /// What is due.
    pub due: Vec<Due>,
    /// Those of them of which there is something left to say.
    pub notices: Vec<Notice>,
}

/// The last notice of a batch, in the order in which they are due.
#[derive(Clone, Copy)]
pub(super) struct Until {
    at: DateTime<Utc>,
    notice: Id<of::Notice>,
}

impl Until {
    /// Binds a school and the batch's end.
    pub(super) fn bind(self, statement: Sql, school: Id<of::School>) -> Sql {
        statement.bind(school).bind(self.at).bind(self.notice)
    }
}

/// A statement about the people of a batch: what it selects, by which column, in which order.
macro_rules! of_people {
    ($head:literal, $person:literal, $tail:literal) => {
        sql(concat!(
            $head,
            " AND ",
            $person,
            " IN (SELECT n.person_id FROM notice n WHERE n.school_id = $1 AND n.push_at <= $2 \
             AND (n.push_at, n.notice_id) <= ($2, $3))",
            $tail
        ))
    };
}

#[derive(FromRow)]
struct ChildRow {
    person_id: Uuid,
    pupil_id: Uuid,
    #[sqlx(flatten)]
    restriction: RestrictionRow,
}

#[derive(FromRow)]
struct OwnSettings {
    person_id: Uuid,
    #[sqlx(flatten)]
    settings: SettingsRow,
}

impl Reader {
    /// Whose devices are to be told of something at a moment, and all by which it is decided whether they are: of the
    /// notices that are due first, so many as are taken together.
    ///
    /// # Errors
    /// The database's.
    pub async fn due_persons(&mut self, now: DateTime<Utc>) -> Result<Vec<DuePerson>> {
        let due = self.due_notices(now).await?;
        let Some(until) = due.last().map(|last| Until { at: last.at, notice: last.notice }) else {
            return Ok(Vec::new());
        };
        let mut roles = self.roles_of_due(until).await?;
        let mut children = self.children_of_due(until, local_day(now)).await?;
        let mut wanted = self.preferences_of_due(until).await?;
        let mut notices = self.notices_until(until, now).await?;
        let mut by_person: BTreeMap<Id<of::Person>, Vec<Due>> = BTreeMap::new();
        for own in due {
            by_person.entry(own.person).or_default().push(own);
        }
        let school = self.school;
        let person = |(person, due): (Id<of::Person>, Vec<Due>)| {
            let roles = roles.remove(&person.uuid()).unwrap_or_default();
            let children = children.remove(&person.uuid()).filter(|_| roles.contains(&Role::Guardian));
            DuePerson {
                actor: Actor { person, school, roles, children: children.unwrap_or_default() },
                preferences: wanted.remove(&person.uuid()).unwrap_or_default(),
                notices: due.iter().filter_map(|own| notices.remove(&own.notice)).collect(),
                due,
            }
        };
        Ok(by_person.into_iter().map(person).collect())
    }

    async fn roles_of_due(&mut self, until: Until) -> Result<HashMap<Uuid, Vec<Role>>> {
        let statement = of_people!(
            "SELECT r.person_id, r.role FROM person_role r WHERE r.school_id = $1",
            "r.person_id",
            ""
        );
        let school = self.school;
        let rows: Vec<(Uuid, String)> = until.bind(statement, school).fetch_all(&mut self.conn()).await?;
        let mut roles: HashMap<Uuid, Vec<Role>> = HashMap::new();
        for (person, role) in rows {
            roles.entry(person).or_default().extend(Role::from_code(&role));
        }
        Ok(roles)
    }

    async fn children_of_due(&mut self, until: Until, today: NaiveDate) -> Result<HashMap<Uuid, Vec<Child>>> {
        let statement = of_people!(
            "SELECT COALESCE(g.holder_id, g.guardian_id) AS person_id, g.pupil_id, r.hidden, r.valid_from, \
             r.valid_until, r.document, r.document_number, r.document_date, r.version FROM guardianship g \
             LEFT JOIN guardian_restriction r ON r.school_id = g.school_id AND r.pupil_id = g.pupil_id \
              AND r.guardian_id = g.guardian_id WHERE g.school_id = $1",
            "COALESCE(g.holder_id, g.guardian_id)",
            " ORDER BY g.pupil_id"
        );
        let school = self.school;
        let rows: Vec<ChildRow> = until.bind(statement, school).fetch_all(&mut self.conn()).await?;
        let mut children: HashMap<Uuid, Vec<Child>> = HashMap::new();
        for row in rows {
            let restriction = row.restriction.stored()?.restriction.filter(|own| own.holds(today));
            let child = Child { id: row.pupil_id.into(), restriction };
            add_child(children.entry(row.person_id).or_default(), child);
        }
        Ok(children)
    }

    /// How they want to be told; who never chose is left out.
    async fn preferences_of_due(&mut self, until: Until) -> Result<HashMap<Uuid, Preferences>> {
        let statement = of_people!(
            "SELECT s.person_id, s.quiet_from, s.quiet_until, s.quiet_weekends, s.full_detail, s.no_letter \
             FROM notice_settings s WHERE s.school_id = $1",
            "s.person_id",
            ""
        );
        let school = self.school;
        let rows: Vec<OwnSettings> = until.bind(statement, school).fetch_all(&mut self.conn()).await?;
        let mut choices = self.choices_of_due(until).await?;
        let mut wanted = HashMap::new();
        for row in rows {
            let own = choices.remove(&row.person_id).unwrap_or_default();
            wanted.insert(row.person_id, preferences(Some(row.settings), own)?);
        }
        for (person, own) in choices {
            wanted.insert(person, preferences(None, own)?);
        }
        Ok(wanted)
    }

    async fn choices_of_due(&mut self, until: Until) -> Result<HashMap<Uuid, Choices>> {
        let statement = of_people!(
            "SELECT c.person_id, c.about_id, c.kind, c.at_once, c.mailed, c.weekly FROM notice_choice c \
             WHERE c.school_id = $1",
            "c.person_id",
            ""
        );
        let school = self.school;
        let rows: Vec<(Uuid, Uuid, String, bool, bool, bool)> =
            until.bind(statement, school).fetch_all(&mut self.conn()).await?;
        let mut choices: HashMap<Uuid, Choices> = HashMap::new();
        for (person, about, kind, at_once, mailed, weekly) in rows {
            let kind = Kind::from_code(&kind).ok_or(StoreError::Corrupt("kind of a notice"))?;
            let choice = Choice { at_once, mailed, weekly };
            choices.entry(person).or_default().insert((about.into(), kind), choice);
        }
        Ok(choices)
    }
}
