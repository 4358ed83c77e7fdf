//! The families that a member of staff may write to first: of the pupils whom the person teaches or whose class the person
//! leads. Nobody is written to who cannot read it.

use chrono::NaiveDate;
use klas_domain::{
    guardianship::{Child, Part},
    id::{Id, of},
    message::{Reached, Thread},
    school::PersonName,
};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    db::{Conn, sql},
    error::Result,
    family::RestrictionRow,
    store::Reader,
};

/// A guardian as one who may be written to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuardianOfPupil {
    /// Who reads what is written: the guardian, or as whom the guardian signs in.
    pub id: Id<of::Person>,
    /// Names.
    pub name: PersonName,
    /// What they are to the pupil: «мати», «батько», «опікун».
    pub relation: String,
    /// Whether a message reaches them.
    pub reached: Reached,
}

/// A pupil with the guardians.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FamilyOfPupil {
    /// The pupil.
    pub pupil: Id<of::Person>,
    /// Names.
    pub name: PersonName,
    /// The guardians in alphabetical order.
    pub guardians: Vec<GuardianOfPupil>,
}

#[derive(FromRow)]
struct GuardianRow {
    pupil_id: Uuid,
    pupil_surname: String,
    pupil_given: String,
    pupil_patronymic: String,
    acting_id: Option<Uuid>,
    surname: Option<String>,
    given: Option<String>,
    patronymic: Option<String>,
    relation: Option<String>,
    has_account: bool,
    #[sqlx(flatten)]
    restriction: RestrictionRow,
}

#[derive(FromRow)]
struct ReachRow {
    has_account: bool,
    #[sqlx(flatten)]
    restriction: RestrictionRow,
}

impl Reader {
    /// The pupils of a class whom a member of staff teaches on a day, or all of them for the class teacher, with their
    /// guardians; by name.
    ///
    /// # Errors
    /// The database's.
    pub async fn families_of_staff(
        &mut self,
        staff: Id<of::Person>,
        class: Id<of::SchoolClass>,
        day: NaiveDate,
    ) -> Result<Vec<FamilyOfPupil>> {
        let school = self.school;
        let rows: Vec<GuardianRow> = sql("SELECT p.person_id AS pupil_id, p.surname AS pupil_surname, \
             p.given AS pupil_given, p.patronymic AS pupil_patronymic, \
             COALESCE(g.holder_id, g.guardian_id) AS acting_id, h.surname, h.given, h.patronymic, g.relation, \
             EXISTS (SELECT 1 FROM membership m JOIN person_role w ON w.school_id = m.school_id \
              AND w.person_id = m.person_id AND w.role = 'guardian' \
              WHERE m.school_id = $1 AND m.person_id = COALESCE(g.holder_id, g.guardian_id)) AS has_account, \
             r.hidden, r.valid_from, r.valid_until, r.document, r.document_number, r.document_date, r.version \
             FROM enrolment n \
             JOIN school_class k ON k.school_id = n.school_id AND k.class_id = n.class_id \
             JOIN person p ON p.school_id = n.school_id AND p.person_id = n.pupil_id \
             LEFT JOIN guardianship g ON g.school_id = n.school_id AND g.pupil_id = n.pupil_id \
             LEFT JOIN person h ON h.school_id = g.school_id AND h.person_id = g.guardian_id \
             LEFT JOIN guardian_restriction r ON r.school_id = g.school_id AND r.pupil_id = g.pupil_id \
              AND r.guardian_id = g.guardian_id \
             WHERE n.school_id = $1 AND n.class_id = $2 AND n.starts_on <= $4 \
             AND (n.ends_on IS NULL OR n.ends_on >= $4) AND (k.class_teacher_id = $3 OR EXISTS (SELECT 1 \
              FROM course c WHERE c.school_id = k.school_id AND c.class_id = k.class_id AND c.teacher_id = $3 \
              AND (c.group_id IS NULL OR EXISTS (SELECT 1 FROM group_member m WHERE m.school_id = c.school_id \
               AND m.group_id = c.group_id AND m.pupil_id = n.pupil_id AND m.starts_on <= $4 \
               AND (m.ends_on IS NULL OR m.ends_on >= $4))))) \
             ORDER BY p.sort_key, p.person_id, h.sort_key, h.person_id")
        .bind(school)
        .bind(class)
        .bind(staff)
        .bind(day)
        .fetch_all(&mut self.conn())
        .await?;
        let mut families: Vec<FamilyOfPupil> = Vec::new();
        for row in rows {
            if families.last().is_none_or(|last| last.pupil.uuid() != row.pupil_id) {
                families.push(FamilyOfPupil {
                    pupil: row.pupil_id.into(),
                    name: PersonName {
                        surname: row.pupil_surname,
                        given: row.pupil_given,
                        patronymic: row.pupil_patronymic,
                    },
                    guardians: Vec::new(),
                });
            }
            let Some(family) = families.last_mut() else { continue };
            let names = row.surname.zip(row.given).zip(row.patronymic);
            let Some((acting, ((surname, given), patronymic))) = row.acting_id.zip(names) else { continue };
            let reached = reached(family.pupil, row.has_account, row.restriction, day)?;
            match family.guardians.iter_mut().find(|own| own.id.uuid() == acting) {
                // By two records of one human: what hides more holds.
                Some(own) => own.reached = own.reached.max(reached),
                // Nobody writes to oneself.
                None if acting == staff.uuid() => {}
                None => family.guardians.push(GuardianOfPupil {
                    id: acting.into(),
                    name: PersonName { surname, given, patronymic },
                    relation: row.relation.unwrap_or_default(),
                    reached,
                }),
            }
        }
        Ok(families)
    }
}

/// Whether a message reaches the guardian of a thread on a day; none where the person is no guardian of the child.
pub(super) async fn reach(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    thread: Thread,
    day: NaiveDate,
) -> Result<Option<Reached>> {
    let rows: Vec<ReachRow> = sql("SELECT EXISTS (SELECT 1 FROM membership m JOIN person_role w \
          ON w.school_id = m.school_id AND w.person_id = m.person_id AND w.role = 'guardian' \
          WHERE m.school_id = $1 AND m.person_id = $3) AS has_account, \
         r.hidden, r.valid_from, r.valid_until, r.document, r.document_number, r.document_date, r.version \
         FROM guardianship g LEFT JOIN guardian_restriction r ON r.school_id = g.school_id \
          AND r.pupil_id = g.pupil_id AND r.guardian_id = g.guardian_id \
         WHERE g.school_id = $1 AND g.pupil_id = $2 AND COALESCE(g.holder_id, g.guardian_id) = $3")
    .bind(school)
    .bind(thread.pupil)
    .bind(thread.guardian)
    .fetch_all(conn)
    .await?;
    let mut found = None;
    for row in rows {
        let own = reached(thread.pupil, row.has_account, row.restriction, day)?;
        found = found.max(Some(own));
    }
    Ok(found)
}

fn reached(
    pupil: Id<of::Person>,
    has_account: bool,
    restriction: RestrictionRow,
    day: NaiveDate,
) -> Result<Reached> {
    let restriction = restriction.stored()?.restriction.filter(|own| own.holds(day));
    let child = Child { id: pupil, restriction };
    Ok(if !child.shows(Part::Messages) {
        Reached::Hindered
    } else if has_account {
        Reached::Yes
    } else {
        Reached::NoAccount
    })
}
