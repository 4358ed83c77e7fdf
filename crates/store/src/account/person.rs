//! The person that an account is in a school: roles, children, own classes.

use chrono::{DateTime, NaiveDate, Utc};
use klas_domain::{
    collation,
    guardianship::Child,
    id::{Id, of},
    permission::{Actor, Role},
    school::PersonName,
};
use sqlx::FromRow;
use uuid::Uuid;

use super::SignedIn;
use crate::{
    db::sql,
    error::Result,
    family::RestrictionRow,
    school::local_day,
    store::{Reader, Store},
};

#[derive(FromRow)]
struct PersonRow {
    surname: String,
    given: String,
    patronymic: String,
    school_name: String,
    roles: Option<String>,
    has_led: bool,
}

impl Store {
    /// The people that an account is in its schools, one in each, in alphabetical order of the schools' names.
    ///
    /// # Errors
    /// The database's.
    pub async fn everywhere(&self, account: Id<of::Account>, now: DateTime<Utc>) -> Result<Vec<SignedIn>> {
        self.people_of(account, None, now).await
    }

    /// The same in all its schools but one. Of an account of one school nothing more is asked.
    ///
    /// # Errors
    /// The database's.
    pub async fn elsewhere(
        &self,
        account: Id<of::Account>,
        here: Id<of::School>,
        now: DateTime<Utc>,
    ) -> Result<Vec<SignedIn>> {
        self.people_of(account, Some(here), now).await
    }

    async fn people_of(
        &self,
        account: Id<of::Account>,
        without: Option<Id<of::School>>,
        now: DateTime<Utc>,
    ) -> Result<Vec<SignedIn>> {
        let mut reader = self.read_accounts().await?;
        let mut rows: Vec<(Uuid, Uuid)> =
            sql("SELECT school_id, person_id FROM membership WHERE account_id = $1 ORDER BY school_id")
                .bind(account)
                .fetch_all(&mut reader.conn())
                .await?;
        drop(reader);
        rows.retain(|(school, _)| without != Some(Id::from(*school)));
        let mut people = Vec::with_capacity(rows.len());
        for (school, person) in rows {
            let mut reader = self.read(school.into()).await?;
            people.push(reader.identify(account, person.into(), local_day(now)).await?);
        }
        people.sort_by_cached_key(|person| collation::sort_key(&person.school_name));
        Ok(people)
    }
}

impl Reader {
    /// A person as one that signed in with an account, with the rights of a day.
    ///
    /// # Errors
    /// [`StoreError::NotFound`](crate::StoreError::NotFound) where there is no such person; the database's.
    pub async fn identify(
        &mut self,
        account: Id<of::Account>,
        person: Id<of::Person>,
        today: NaiveDate,
    ) -> Result<SignedIn> {
        let school = self.school;
        let row: PersonRow = sql("SELECT p.surname, p.given, p.patronymic, s.name AS school_name, \
             (SELECT string_agg(r.role, ',') FROM person_role r \
              WHERE r.school_id = p.school_id AND r.person_id = p.person_id) AS roles, \
             EXISTS (SELECT 1 FROM school_class k \
              WHERE k.school_id = p.school_id AND k.class_teacher_id = p.person_id) AS has_led \
             FROM person p JOIN school s ON s.school_id = p.school_id \
             WHERE p.school_id = $1 AND p.person_id = $2")
        .bind(school)
        .bind(person)
        .fetch_one(&mut self.conn())
        .await?;
        let roles: Vec<Role> =
            row.roles.iter().flat_map(|roles| roles.split(',')).filter_map(Role::from_code).collect();
        let children =
            if roles.contains(&Role::Guardian) { self.children(person, today).await? } else { Vec::new() };
        let staff = [Role::Teacher, Role::Head, Role::Deputy].iter().any(|role| roles.contains(role));
        let classes = if staff { self.classes_led(person, today).await? } else { Vec::new() };
        Ok(SignedIn {
            account,
            actor: Actor { person, school, roles, children },
            name: PersonName { surname: row.surname, given: row.given, patronymic: row.patronymic },
            school_name: row.school_name,
            classes,
            has_led: staff && row.has_led,
        })
    }

    async fn children(&mut self, guardian: Id<of::Person>, today: NaiveDate) -> Result<Vec<Child>> {
        #[derive(FromRow)]
        struct Row {
            pupil_id: Uuid,
            #[sqlx(flatten)]
            restriction: RestrictionRow,
        }
        let school = self.school;
        let rows: Vec<Row> = sql("SELECT g.pupil_id, r.hidden, r.valid_from, r.valid_until, r.document, \
             r.document_number, r.document_date, r.version FROM guardianship g \
             LEFT JOIN guardian_restriction r ON r.school_id = g.school_id AND r.pupil_id = g.pupil_id \
              AND r.guardian_id = g.guardian_id \
             WHERE g.school_id = $1 AND (g.holder_id = $2 OR g.guardian_id = $2 AND g.holder_id IS NULL) \
             ORDER BY g.pupil_id")
        .bind(school)
        .bind(guardian)
        .fetch_all(&mut self.conn())
        .await?;
        let mut children: Vec<Child> = Vec::with_capacity(rows.len());
        for row in rows {
            let restriction = row.restriction.stored()?.restriction.filter(|own| own.holds(today));
            add_child(&mut children, Child { id: row.pupil_id.into(), restriction });
        }
        Ok(children)
    }
}

/// One more child of a guardian, whose children come in the order of their identifiers.
pub(crate) fn add_child(children: &mut Vec<Child>, child: Child) {
    match children.last_mut() {
        // Twice a guardian of the child, by two records: what hides more holds.
        Some(last) if last.id == child.id => last.join(child),
        _ => children.push(child),
    }
}
