//! Looking people up.

use klas_domain::{
    collation,
    id::{Id, of},
    permission::Role,
    school::PersonName,
};
use uuid::Uuid;

use crate::{db::sql, error::Result, store::Reader};

impl Reader {
    /// The people of a role in alphabetical order.
    ///
    /// # Errors
    /// The database's.
    pub async fn people(&mut self, role: Role) -> Result<Vec<(Id<of::Person>, PersonName)>> {
        let school = self.school;
        let rows: Vec<(Uuid, String, String, String)> = sql("SELECT p.person_id, p.surname, p.given, p.patronymic \
             FROM person p JOIN person_role r ON r.school_id = p.school_id AND r.person_id = p.person_id \
             WHERE p.school_id = $1 AND r.role = $2 ORDER BY p.sort_key, p.person_id")
        .bind(school)
        .bind(role.code())
        .fetch_all(&mut self.conn())
        .await?;
        Ok(rows
            .into_iter()
            .map(|(id, surname, given, patronymic)| (id.into(), PersonName { surname, given, patronymic }))
            .collect())
    }

    /// The people whose full name, in whatever letter case and apostrophe, is `name`.
    ///
    /// # Errors
    /// The database's.
    pub async fn people_called(&mut self, name: &str) -> Result<Vec<(Id<of::Person>, PersonName)>> {
        let school = self.school;
        let wanted = collation::normalize(name);
        let rows: Vec<(Uuid, String, String, String)> = sql(
            "SELECT person_id, surname, given, patronymic FROM person WHERE school_id = $1 ORDER BY sort_key, person_id",
        )
        .bind(school)
        .fetch_all(&mut self.conn())
        .await?;
        Ok(rows
            .into_iter()
            .map(|(id, surname, given, patronymic)| (id.into(), PersonName { surname, given, patronymic }))
            .filter(|(_, known): &(_, PersonName)| collation::normalize(&known.full()) == wanted)
            .collect())
    }
}
