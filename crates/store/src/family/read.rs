//! The families of a class as those see them who give them access.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use klas_domain::{
    guardianship::{Hidden, Restriction, StoredRestriction},
    id::{Id, of},
    invitation::{InvitationKind, Invitee},
    roll::RollPupil,
    school::PersonName,
};
use sqlx::FromRow;
use uuid::Uuid;

use super::RestrictionRow;
use crate::{
    db::{Conn, sql},
    error::Result,
    register::RegisterClass,
    store::Reader,
};

/// An account that a person of the school has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Since when; none where that is not known.
    pub since: Option<DateTime<Utc>>,
    /// When somebody last signed in with it; none: never since that is kept.
    pub signed_in_at: Option<DateTime<Utc>>,
    /// Whose it is, where the guardian signs in as another person of the school's lists.
    pub holder: Option<PersonName>,
}

/// How a person comes to the diary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// The account.
    pub account: Option<Held>,
    /// Until when the code that was given last can be used; of one that was used or revoked, none.
    pub code_until: Option<DateTime<Utc>>,
    /// Whether the person has a role at the school besides: access of staff is the administrator's.
    pub is_staff: bool,
}

impl Access {
    /// What a code would be for that is given now: a new password where there is an account; none is given to who works at
    /// the school.
    pub fn invitable(&self) -> Option<InvitationKind> {
        match &self.account {
            _ if self.is_staff => None,
            Some(_) => Some(InvitationKind::Password),
            None => Some(InvitationKind::Join),
        }
    }
}

/// A guardian of a pupil.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FamilyGuardian {
    /// The person.
    pub id: Id<of::Person>,
    /// Names.
    pub name: PersonName,
    /// What they are to the pupil: «мати», «батько», «опікун».
    pub relation: String,
    /// Telephone.
    pub phone: Option<String>,
    /// E-mail, as the school's lists have it.
    pub email: Option<String>,
    /// How they come to the diary.
    pub access: Access,
    /// Who acts for them: another record of the same human, or they themselves.
    pub acting: Id<of::Person>,
    /// What is hidden from them.
    pub stored: StoredRestriction,
    /// Who recorded that, and when; none where nothing ever was.
    pub recorded: Option<(PersonName, DateTime<Utc>)>,
}

impl FamilyGuardian {
    /// Whether it is this person, by the own record or by one that the person acts for.
    pub fn is(&self, person: Id<of::Person>) -> bool {
        self.id == person || self.acting == person
    }

    /// What a code would be for that is given now: nobody is invited to a diary that is hidden from them.
    pub fn invitable(&self, today: NaiveDate) -> Option<InvitationKind> {
        let hides = |own: &Restriction| {
            own.hidden == Hidden::Everything && own.until.is_none_or(|until| until >= today)
        };
        let hidden = self.stored.restriction.as_ref().is_some_and(hides);
        self.access.invitable().filter(|kind| !hidden || *kind == InvitationKind::Password)
    }
}

/// A pupil with the guardians.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family {
    /// The pupil.
    pub pupil: RollPupil,
    /// How the pupil comes to the diary.
    pub access: Access,
    /// The guardians in alphabetical order.
    pub guardians: Vec<FamilyGuardian>,
}

#[derive(FromRow)]
struct MemberRow {
    pupil_id: Uuid,
    person_id: Uuid,
    acting_id: Uuid,
    relation: String,
    surname: String,
    given: String,
    patronymic: String,
    phone: Option<String>,
    email: Option<String>,
    account_id: Option<Uuid>,
    since: Option<DateTime<Utc>>,
    signed_in_at: Option<DateTime<Utc>>,
    holder_surname: Option<String>,
    holder_given: Option<String>,
    holder_patronymic: Option<String>,
    code_until: Option<DateTime<Utc>>,
    is_staff: bool,
    recorded_at: Option<DateTime<Utc>>,
    by_surname: Option<String>,
    by_given: Option<String>,
    by_patronymic: Option<String>,
    #[sqlx(flatten)]
    restriction: RestrictionRow,
}

/// The pupils of a class on a day with their guardians, and who acts for each.
const MEMBERS: &str = "WITH own AS (SELECT DISTINCT e.pupil_id FROM enrolment e \
      WHERE e.school_id = $1 AND e.class_id = $2 AND (e.ends_on IS NULL OR e.ends_on >= $3)), \
     member AS (SELECT own.pupil_id, own.pupil_id AS person_id, own.pupil_id AS acting_id, '' AS relation FROM own \
      UNION ALL SELECT g.pupil_id, g.guardian_id, COALESCE(g.holder_id, g.guardian_id), g.relation \
      FROM guardianship g JOIN own ON own.pupil_id = g.pupil_id WHERE g.school_id = $1) \
     SELECT m.pupil_id, m.person_id, m.acting_id, m.relation, p.surname, p.given, p.patronymic, p.phone, p.email, \
     s.account_id, s.since, a.signed_in_at, \
     h.surname AS holder_surname, h.given AS holder_given, h.patronymic AS holder_patronymic, \
     (SELECT max(i.expires_at) FROM invitation i WHERE i.school_id = $1 AND i.person_id = m.person_id \
      AND i.pupil_id = m.pupil_id AND i.used_at IS NULL AND i.revoked_at IS NULL) AS code_until, \
     EXISTS (SELECT 1 FROM person_role w WHERE w.school_id = $1 AND w.person_id = m.acting_id \
      AND w.role NOT IN ('pupil', 'guardian')) AS is_staff, \
     r.hidden, r.valid_from, r.valid_until, r.document, r.document_number, r.document_date, r.version, r.recorded_at, \
     b.surname AS by_surname, b.given AS by_given, b.patronymic AS by_patronymic \
     FROM member m \
     JOIN person p ON p.school_id = $1 AND p.person_id = m.person_id \
     LEFT JOIN person h ON h.school_id = $1 AND h.person_id = m.acting_id AND m.acting_id <> m.person_id \
     LEFT JOIN membership s ON s.school_id = $1 AND s.person_id = m.acting_id \
     LEFT JOIN account a ON a.account_id = s.account_id \
     LEFT JOIN guardian_restriction r ON r.school_id = $1 AND r.pupil_id = m.pupil_id AND r.guardian_id = m.person_id \
     LEFT JOIN person b ON b.school_id = $1 AND b.person_id = r.recorded_by \
     ORDER BY p.sort_key, p.person_id, s.account_id";

fn named(surname: Option<String>, given: Option<String>, patronymic: Option<String>) -> Option<PersonName> {
    let names = surname.zip(given).zip(patronymic);
    names.map(|((surname, given), patronymic)| PersonName { surname, given, patronymic })
}

impl MemberRow {
    fn access(&mut self) -> Access {
        let holder =
            named(self.holder_surname.take(), self.holder_given.take(), self.holder_patronymic.take());
        let held = Held { since: self.since, signed_in_at: self.signed_in_at, holder };
        Access {
            account: self.account_id.map(|_| held),
            code_until: self.code_until,
            is_staff: self.is_staff,
        }
    }

    fn guardian(mut self) -> Result<FamilyGuardian> {
        let by = named(self.by_surname.take(), self.by_given.take(), self.by_patronymic.take());
        Ok(FamilyGuardian {
            id: self.person_id.into(),
            access: self.access(),
            acting: self.acting_id.into(),
            name: PersonName { surname: self.surname, given: self.given, patronymic: self.patronymic },
            relation: self.relation,
            phone: self.phone,
            email: self.email,
            stored: self.restriction.stored()?,
            recorded: by.zip(self.recorded_at),
        })
    }
}

/// Who of the families of a class has which access.
pub(super) struct Members {
    pupils: HashMap<Uuid, Access>,
    guardians: HashMap<Uuid, Vec<FamilyGuardian>>,
}

impl Members {
    /// What a code would be for that is given now; none where none is given.
    pub(super) fn invitable(&self, invitee: Invitee, today: NaiveDate) -> Option<InvitationKind> {
        if invitee.is_pupil() {
            return self.pupils.get(&invitee.pupil.uuid())?.invitable();
        }
        self.guardian(invitee)?.invitable(today)
    }

    /// Whether it is one of the class's families.
    pub(super) fn know(&self, invitee: Invitee) -> bool {
        if invitee.is_pupil() {
            self.pupils.contains_key(&invitee.pupil.uuid())
        } else {
            self.guardian(invitee).is_some()
        }
    }

    /// Whether it is a guardian who is this person, or for whom this person acts.
    pub(super) fn is_own(&self, invitee: Invitee, person: Id<of::Person>) -> bool {
        self.guardian(invitee).is_some_and(|own| own.is(person))
    }

    fn guardian(&self, invitee: Invitee) -> Option<&FamilyGuardian> {
        self.guardians.get(&invitee.pupil.uuid())?.iter().find(|own| own.id == invitee.person)
    }
}

/// The families of the pupils who are in a class on a day or come to it.
pub(super) async fn members(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    class: Id<of::SchoolClass>,
    today: NaiveDate,
) -> Result<Members> {
    let rows: Vec<MemberRow> = sql(MEMBERS).bind(school).bind(class).bind(today).fetch_all(conn).await?;
    let mut members = Members { pupils: HashMap::new(), guardians: HashMap::new() };
    // Whoever has two accounts has two rows.
    let mut seen = HashSet::new();
    for mut row in rows {
        if !seen.insert((row.pupil_id, row.person_id)) {
            continue;
        }
        if row.pupil_id == row.person_id {
            members.pupils.insert(row.pupil_id, row.access());
        } else {
            members.guardians.entry(row.pupil_id).or_default().push(row.guardian()?);
        }
    }
    Ok(members)
}

impl Reader {
    /// The families of the pupils who are in a class on `today` or come to it, in the order of its roll.
    ///
    /// # Errors
    /// The database's.
    pub async fn families(&mut self, class: &RegisterClass, today: NaiveDate) -> Result<Vec<Family>> {
        let roll = self.roll(class, today).await?;
        let school = self.school;
        let mut members = members(&mut self.conn(), school, class.id, today).await?;
        let family = |pupil: RollPupil| {
            let own = pupil.id.uuid();
            let guardians = members.guardians.remove(&own).unwrap_or_default();
            Some(Family { access: members.pupils.remove(&own)?, guardians, pupil })
        };
        Ok(roll.into_iter().filter_map(family).collect())
    }
}
