//! Looking people up.

use chrono::NaiveDate;
use klas_domain::{
    Scale, collation,
    id::{Id, of},
    permission::Role,
    school::{ClassName, PersonName},
};
use uuid::Uuid;

use crate::{
    db::sql,
    error::{Result, StoreError},
    journal::class_name,
    store::Reader,
};

/// A class with its class teacher and the number of its pupils.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassCount {
    /// Identifier.
    pub id: Id<of::SchoolClass>,
    /// Class as it is written.
    pub class: ClassName,
    /// Scale of its marks.
    pub scale: Scale,
    /// Class teacher's names.
    pub class_teacher: Option<PersonName>,
    /// How many pupils it has on the day asked about.
    pub pupils: i64,
}

/// One of the people who have a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Namesake {
    /// Identifier.
    pub id: Id<of::Person>,
    /// Names.
    pub name: PersonName,
    /// Birth date of a pupil.
    pub born: Option<NaiveDate>,
    /// Position of a member of staff.
    pub position: Option<String>,
    /// Roles.
    pub roles: Vec<Role>,
    /// The pupils whose guardian the person is.
    pub children: Vec<String>,
}

/// Somebody who works at the school.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Employee {
    /// Identifier.
    pub id: Id<of::Person>,
    /// Names.
    pub name: PersonName,
    /// Roles.
    pub roles: Vec<Role>,
    /// Whether anybody signs in as the person.
    pub has_account: bool,
}

impl Reader {
    /// The classes of a year in their order, with the number of their pupils on a day.
    ///
    /// # Errors
    /// The database's.
    pub async fn classes(&mut self, year: Id<of::Year>, day: NaiveDate) -> Result<Vec<ClassCount>> {
        type ClassRow = (Uuid, i32, String, String, Option<String>, Option<String>, Option<String>, i64);
        let school = self.school;
        let rows: Vec<ClassRow> = sql("SELECT k.class_id, k.grade, k.letter, k.scale, t.surname, t.given, t.patronymic, \
             (SELECT count(*) FROM enrolment n WHERE n.school_id = k.school_id AND n.class_id = k.class_id \
              AND n.starts_on <= $3 AND (n.ends_on IS NULL OR n.ends_on >= $3)) \
             FROM school_class k LEFT JOIN person t ON t.school_id = k.school_id AND t.person_id = k.class_teacher_id \
             WHERE k.school_id = $1 AND k.year_id = $2")
        .bind(school)
        .bind(year)
        .bind(day)
        .fetch_all(&mut self.conn())
        .await?;
        let mut classes = Vec::with_capacity(rows.len());
        for (id, grade, letter, scale, surname, given, patronymic, pupils) in rows {
            let class_teacher = surname
                .zip(given)
                .zip(patronymic)
                .map(|((surname, given), patronymic)| PersonName { surname, given, patronymic });
            let scale = Scale::from_code(&scale).ok_or(StoreError::Corrupt("scale"))?;
            classes.push((class_name(grade, letter)?, id, scale, class_teacher, pupils));
        }
        // The databases do not know the order of the letters of classes.
        classes.sort_by(|(a, ..), (b, ..)| a.cmp(b));
        let count = |(class, id, scale, class_teacher, pupils): (ClassName, Uuid, _, _, _)| ClassCount {
            id: id.into(),
            class,
            scale,
            class_teacher,
            pupils,
        };
        Ok(classes.into_iter().map(count).collect())
    }

    /// The people of a role in alphabetical order.
    ///
    /// # Errors
    /// The database's.
    pub async fn people(&mut self, role: Role) -> Result<Vec<(Id<of::Person>, PersonName)>> {
        let school = self.school;
        let rows: Vec<(Uuid, String, String, String)> =
            sql("SELECT p.person_id, p.surname, p.given, p.patronymic \
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

    /// The names of everybody who works at the school, in alphabetical order.
    ///
    /// # Errors
    /// The database's.
    pub async fn staff(&mut self) -> Result<Vec<PersonName>> {
        Ok(self.employees().await?.into_iter().map(|employee| employee.name).collect())
    }

    /// Everybody who works at the school, in alphabetical order: those who came in the staff's list, whatever they may
    /// do, and those to whom a role was given.
    ///
    /// # Errors
    /// The database's.
    pub async fn employees(&mut self) -> Result<Vec<Employee>> {
        type EmployeeRow = (Uuid, String, String, String, Option<String>, bool);
        let school = self.school;
        let rows: Vec<EmployeeRow> = sql("SELECT p.person_id, p.surname, p.given, p.patronymic, \
             (SELECT string_agg(r.role, ',') FROM person_role r \
              WHERE r.school_id = p.school_id AND r.person_id = p.person_id) AS roles, \
             EXISTS (SELECT 1 FROM membership m \
              WHERE m.school_id = p.school_id AND m.person_id = p.person_id) AS has_account FROM person p \
             WHERE p.school_id = $1 AND (p.match_key LIKE 'staff|%' OR EXISTS (SELECT 1 FROM person_role r \
              WHERE r.school_id = p.school_id AND r.person_id = p.person_id AND r.role NOT IN ('pupil', 'guardian'))) \
             ORDER BY p.sort_key, p.person_id")
        .bind(school)
        .fetch_all(&mut self.conn())
        .await?;
        let employee = |(id, surname, given, patronymic, roles, has_account): EmployeeRow| Employee {
            id: id.into(),
            name: PersonName { surname, given, patronymic },
            roles: of_codes(roles.as_deref().unwrap_or_default()),
            has_account,
        };
        Ok(rows.into_iter().map(employee).collect())
    }

    /// The people whose full name, in whatever letter case and apostrophe, is `name`, with what tells namesakes apart;
    /// or the person whose identifier it is.
    ///
    /// # Errors
    /// The database's.
    pub async fn people_called(&mut self, name: &str) -> Result<Vec<Namesake>> {
        let wanted = collation::normalize(name);
        let is_meant = |id: Uuid, name: &PersonName| {
            collation::normalize(&name.full()) == wanted || id.to_string() == wanted
        };
        self.namesakes(is_meant, usize::MAX).await
    }

    /// The people in whose names each of these words begins a word, in alphabetical order; no more than `limit`.
    ///
    /// # Errors
    /// The database's.
    pub async fn people_like(&mut self, words: &str, limit: usize) -> Result<Vec<Namesake>> {
        let words = collation::normalize(words);
        let is_meant = |_: Uuid, name: &PersonName| {
            let name = collation::normalize(&name.full());
            let own: Vec<&str> = name.split([' ', '-']).collect();
            words.split([' ', '-']).all(|word| own.iter().any(|own| own.starts_with(word)))
        };
        self.namesakes(is_meant, limit).await
    }

    async fn namesakes(
        &mut self,
        is_meant: impl Fn(Uuid, &PersonName) -> bool + Send,
        limit: usize,
    ) -> Result<Vec<Namesake>> {
        type NameRow = (Uuid, String, String, String, Option<NaiveDate>, Option<String>);
        let school = self.school;
        let rows: Vec<NameRow> =
            sql("SELECT person_id, surname, given, patronymic, born, position FROM person \
             WHERE school_id = $1 ORDER BY sort_key, person_id")
            .bind(school)
            .fetch_all(&mut self.conn())
            .await?;
        let mut people = Vec::new();
        for (id, surname, given, patronymic, born, position) in rows {
            let name = PersonName { surname, given, patronymic };
            if people.len() < limit && is_meant(id, &name) {
                let (roles, children) = (self.roles_of(id).await?, self.children_of(id).await?);
                people.push(Namesake { id: id.into(), name, born, position, roles, children });
            }
        }
        Ok(people)
    }

    async fn roles_of(&mut self, person: Uuid) -> Result<Vec<Role>> {
        let school = self.school;
        let rows: Vec<(String,)> =
            sql("SELECT role FROM person_role WHERE school_id = $1 AND person_id = $2 ORDER BY role")
                .bind(school)
                .bind(person)
                .fetch_all(&mut self.conn())
                .await?;
        Ok(rows.iter().filter_map(|(role,)| Role::from_code(role)).collect())
    }

    async fn children_of(&mut self, person: Uuid) -> Result<Vec<String>> {
        let school = self.school;
        let rows: Vec<(String, String)> = sql("SELECT p.surname, p.given FROM guardianship g \
             JOIN person p ON p.school_id = g.school_id AND p.person_id = g.pupil_id \
             WHERE g.school_id = $1 AND g.guardian_id = $2 ORDER BY p.sort_key, p.person_id")
        .bind(school)
        .bind(person)
        .fetch_all(&mut self.conn())
        .await?;
        Ok(rows.into_iter().map(|(surname, given)| format!("{surname} {given}")).collect())
    }
}

/// The roles of codes that stand between commas.
fn of_codes(codes: &str) -> Vec<Role> {
    let codes: Vec<&str> = codes.split(',').collect();
    Role::ALL.into_iter().filter(|role| codes.contains(&role.code())).collect()
}
