//! Giving codes to families, and taking them back.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use klas_domain::{
    Id, Scope,
    guardianship::Hidden,
    id::of,
    invitation::{DAYS_VALID, Invitation, InvitationKind, Invitee, Standing},
    school::PersonName,
};
use sqlx::FromRow;
use uuid::Uuid;

use super::{
    RestrictionRow,
    holder::set_holder,
    read::{Members, members},
};
use crate::{
    archive::lock::Touches,
    db::{Batch, Conn, sql},
    error::{Result, StoreError},
    history::Chain,
    journal::class_name,
    register::Keeper,
    school::local_day,
    store::{Reader, Store},
};

/// A code that is to be given to somebody; only its hash comes here.
#[derive(Clone, Debug)]
pub struct NewCode {
    /// To whom.
    pub invitee: Invitee,
    /// The code's hash.
    pub hash: Vec<u8>,
}

/// What a code leads to, and whose account it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The invitation.
    pub invitation: Invitation,
    pub(super) id: Id<of::Invitation>,
    /// Who acts for whom it invites: another record of the same human, or the same.
    pub(super) acting: Id<of::Person>,
    /// Of the person who acts.
    pub(super) account: Option<Id<of::Account>>,
    /// Whether a decision hides everything of the pupil from whom it invites.
    pub hides_all: bool,
}

#[derive(FromRow)]
struct FoundRow {
    kind: String,
    person_id: Uuid,
    pupil_id: Uuid,
    expires_at: DateTime<Utc>,
    used_at: Option<DateTime<Utc>>,
    revoked_at: Option<DateTime<Utc>>,
    school_name: String,
    surname: String,
    given: String,
    patronymic: String,
    pupil_surname: String,
    pupil_given: String,
    pupil_patronymic: String,
    guards: bool,
    acting_id: Uuid,
    account_id: Option<Uuid>,
    is_staff: bool,
    grade: Option<i32>,
    letter: Option<String>,
    teacher_surname: Option<String>,
    teacher_given: Option<String>,
    teacher_patronymic: Option<String>,
    #[sqlx(flatten)]
    restriction: RestrictionRow,
}

const FOUND: &str = "WITH own AS (SELECT i.*, COALESCE(g.holder_id, i.person_id) AS acting_id, \
      (i.person_id = i.pupil_id OR g.guardian_id IS NOT NULL) AS guards \
      FROM invitation i LEFT JOIN guardianship g ON g.school_id = i.school_id AND g.pupil_id = i.pupil_id \
       AND g.guardian_id = i.person_id \
      WHERE i.school_id = $1 AND i.invitation_id = $2) \
     SELECT i.kind, i.person_id, i.pupil_id, i.expires_at, i.used_at, i.revoked_at, s.name AS school_name, \
     p.surname, p.given, p.patronymic, \
     c.surname AS pupil_surname, c.given AS pupil_given, c.patronymic AS pupil_patronymic, i.guards, i.acting_id, \
     (SELECT m.account_id FROM membership m WHERE m.school_id = $1 AND m.person_id = i.acting_id \
      ORDER BY m.account_id LIMIT 1) AS account_id, \
     EXISTS (SELECT 1 FROM person_role w WHERE w.school_id = $1 AND w.person_id = i.acting_id \
      AND w.role NOT IN ('pupil', 'guardian')) AS is_staff, \
     k.grade, k.letter, t.surname AS teacher_surname, t.given AS teacher_given, t.patronymic AS teacher_patronymic, \
     r.hidden, r.valid_from, r.valid_until, r.document, r.document_number, r.document_date, r.version \
     FROM own i \
     JOIN school s ON s.school_id = $1 \
     JOIN person p ON p.school_id = $1 AND p.person_id = i.person_id \
     JOIN person c ON c.school_id = $1 AND c.person_id = i.pupil_id \
     LEFT JOIN enrolment n ON n.school_id = $1 AND n.pupil_id = i.pupil_id AND (n.ends_on IS NULL OR n.ends_on >= $3) \
     LEFT JOIN school_class k ON k.school_id = $1 AND k.class_id = n.class_id \
     LEFT JOIN person t ON t.school_id = $1 AND t.person_id = k.class_teacher_id \
     LEFT JOIN guardian_restriction r ON r.school_id = $1 AND r.pupil_id = i.pupil_id AND r.guardian_id = i.person_id \
     ORDER BY n.starts_on DESC LIMIT 1";

impl FoundRow {
    fn standing(&self, kind: InvitationKind, now: DateTime<Utc>, hides_all: bool) -> Standing {
        if self.used_at.is_some() {
            Standing::Used
        } else if self.revoked_at.is_some() || !self.guards || hides_all && kind == InvitationKind::Join {
            // A password is the account's, with which other children's diaries are read.
            Standing::Revoked
        } else if self.expires_at <= now {
            Standing::Expired
        } else if self.grade.is_none() {
            Standing::Left
        } else if self.is_staff {
            Standing::Staff
        } else {
            match (kind, self.account_id) {
                (InvitationKind::Join, Some(_)) => Standing::HasAccount,
                (InvitationKind::Password, None) => Standing::Revoked,
                _ => Standing::Open,
            }
        }
    }

    fn found(mut self, school: Id<of::School>, id: Id<of::Invitation>, now: DateTime<Utc>) -> Result<Found> {
        let kind = InvitationKind::from_code(&self.kind).ok_or(StoreError::Corrupt("invitation"))?;
        let class = self.grade.zip(self.letter.clone()).map(|(grade, letter)| class_name(grade, letter));
        let (class, acting) = (class.transpose()?, self.acting_id.into());
        let restriction = std::mem::take(&mut self.restriction).stored()?.restriction;
        let hides_all =
            restriction.is_some_and(|own| own.hidden == Hidden::Everything && own.holds(local_day(now)));
        let standing = self.standing(kind, now, hides_all);
        let teacher = self.teacher_surname.zip(self.teacher_given).zip(self.teacher_patronymic);
        let invitation = Invitation {
            school,
            school_name: self.school_name,
            kind,
            invitee: Invitee { person: self.person_id.into(), pupil: self.pupil_id.into() },
            name: PersonName { surname: self.surname, given: self.given, patronymic: self.patronymic },
            pupil: PersonName {
                surname: self.pupil_surname,
                given: self.pupil_given,
                patronymic: self.pupil_patronymic,
            },
            // Of a child whose diary a decision hides not even the class is told.
            class: class.filter(|_| !hides_all),
            class_teacher: teacher.map(|((surname, given), patronymic)| PersonName {
                surname,
                given,
                patronymic,
            }),
            standing,
        };
        Ok(Found { invitation, id, acting, account: self.account_id.map(Id::from), hides_all })
    }
}

impl Reader {
    async fn found(&mut self, id: Id<of::Invitation>, now: DateTime<Utc>) -> Result<Found> {
        let school = self.school;
        let row: FoundRow =
            sql(FOUND).bind(school).bind(id).bind(local_day(now)).fetch_one(&mut self.conn()).await?;
        row.found(school, id, now)
    }
}

impl Store {
    /// Gives codes to families of a class, each in the place of the one that the invitee had; tells who got one, and what
    /// for: those who work at the school get none, and those from whom everything is hidden none to come by. `may` is
    /// asked with the class's scope; where it denies, none is given.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where there is no such class; the database's. Then nothing was written.
    pub async fn invite(
        &self,
        keeper: Keeper,
        codes: Vec<NewCode>,
        may: impl Fn(&Scope) -> bool + Send + 'static,
    ) -> Result<Option<Vec<(Invitee, InvitationKind)>>> {
        self.write(Some(keeper.school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                // Of two who invite the same person at once, the second takes the first one's code back.
                Chain::hold(conn, keeper.school).await?;
                let ground = keeper.ground(conn).await?;
                if !may(&ground.scope) {
                    return Ok(None);
                }
                let today = local_day(keeper.now);
                let members = members(conn, keeper.school, keeper.class, today).await?;
                let (mut batch, mut given) = (Batch::default(), Vec::with_capacity(codes.len()));
                for code in codes {
                    let kind = members.invitable(code.invitee, today);
                    if let Some(kind) = kind {
                        give(&mut batch, keeper, &code, kind);
                        given.push((code.invitee, kind));
                    }
                }
                batch.run(conn).await?;
                Ok(Some(given))
            })
        })
        .await
    }

    /// Takes back the code that somebody has, if it was not used; `may` is asked with the class's scope. Tells whether
    /// the author may.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where there is no such class, or the invitee is not of its families; the database's.
    pub async fn revoke(
        &self,
        keeper: Keeper,
        invitee: Invitee,
        may: impl Fn(&Scope) -> bool + Send + 'static,
    ) -> Result<bool> {
        self.write(Some(keeper.school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                if members_for(conn, keeper, invitee, may).await?.is_none() {
                    return Ok(false);
                }
                let mut batch = Batch::default();
                take_back(&mut batch, keeper, invitee);
                batch.run(conn).await?;
                Ok(true)
            })
        })
        .await
    }

    /// Takes the child from an account that acts for a guardian as another person of the school's lists; `may` is asked
    /// with the class's scope. Tells whether the author may: nobody does it to oneself, for what is hidden by that record
    /// would be hidden no more.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where there is no such class, or the invitee is not of its families; the database's.
    pub async fn detach(
        &self,
        keeper: Keeper,
        invitee: Invitee,
        may: impl Fn(&Scope) -> bool + Send + 'static,
    ) -> Result<bool> {
        self.write(Some(keeper.school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                let chain = Chain::take(conn, keeper.school, Touches::NoJournal).await?;
                let Some(members) = members_for(conn, keeper, invitee, may).await? else { return Ok(false) };
                if members.is_own(invitee, keeper.author) {
                    return Ok(false);
                }
                set_holder(conn, chain, invitee, None, (keeper.author, keeper.now)).await?;
                Ok(true)
            })
        })
        .await
    }

    /// What a code leads to at a moment; none where nobody gave it.
    ///
    /// # Errors
    /// The database's.
    pub async fn invitation(&self, hash: Vec<u8>, now: DateTime<Utc>) -> Result<Option<Found>> {
        let mut reader = self.read_accounts().await?;
        let place: Option<(Uuid, Uuid)> =
            sql("SELECT school_id, invitation_id FROM invitation_code WHERE code_hash = $1")
                .bind(hash)
                .fetch_optional(&mut reader.conn())
                .await?;
        drop(reader);
        let Some((school, id)) = place else { return Ok(None) };
        let mut found = self.read(school.into()).await?.found(id.into(), now).await?;
        let account = found.account.filter(|_| found.invitation.standing == Standing::Open);
        if let Some(account) = account
            && self.works_at_a_school(account).await?
        {
            found.invitation.standing = Standing::Staff;
        }
        Ok(Some(found))
    }

    /// Whether an account is of somebody who works at any of its schools.
    pub(crate) async fn works_at_a_school(&self, account: Id<of::Account>) -> Result<bool> {
        for (school, _) in self.memberships(account).await? {
            let mut reader = self.read(school).await?;
            let (works,): (bool,) = sql("SELECT EXISTS (SELECT 1 FROM membership m \
                 JOIN person_role w ON w.school_id = m.school_id AND w.person_id = m.person_id \
                 WHERE m.school_id = $1 AND m.account_id = $2 AND w.role NOT IN ('pupil', 'guardian'))")
            .bind(school)
            .bind(account)
            .fetch_one(&mut reader.conn())
            .await?;
            if works {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The class's families, where the author may change the access of this one of them; `may` is asked with the class's scope.
async fn members_for(
    conn: &mut Conn<'_>,
    keeper: Keeper,
    invitee: Invitee,
    may: impl Fn(&Scope) -> bool,
) -> Result<Option<Members>> {
    let ground = keeper.ground(conn).await?;
    if !may(&ground.scope) {
        return Ok(None);
    }
    let members = members(conn, keeper.school, keeper.class, local_day(keeper.now)).await?;
    if members.know(invitee) { Ok(Some(members)) } else { Err(StoreError::NotFound) }
}

fn take_back(batch: &mut Batch, keeper: Keeper, invitee: Invitee) {
    batch.add(
        "UPDATE invitation SET revoked_at = ? WHERE school_id = ? AND person_id = ? AND pupil_id = ? \
         AND used_at IS NULL AND revoked_at IS NULL",
        vec![keeper.now.into(), keeper.school.into(), invitee.person.into(), invitee.pupil.into()],
    );
}

fn give(batch: &mut Batch, keeper: Keeper, code: &NewCode, kind: InvitationKind) {
    let (id, Invitee { person, pupil }) = (Id::<of::Invitation>::new(), code.invitee);
    take_back(batch, keeper, code.invitee);
    let row = vec![
        keeper.school.into(),
        id.into(),
        kind.code().into(),
        person.into(),
        pupil.into(),
        keeper.author.into(),
        keeper.now.into(),
        (keeper.now + TimeDelta::days(DAYS_VALID)).into(),
    ];
    batch.insert(
        "INSERT INTO invitation (school_id, invitation_id, kind, person_id, pupil_id, made_by, made_at, expires_at) VALUES",
        &[row],
        "",
    );
    batch.insert(
        "INSERT INTO invitation_code (code_hash, school_id, invitation_id) VALUES",
        &[vec![code.hash.clone().into(), keeper.school.into(), id.into()]],
        "",
    );
}

/// The last day on which a code that is given now can be used.
pub fn valid_until(now: DateTime<Utc>) -> NaiveDate {
    local_day(now + TimeDelta::days(DAYS_VALID))
}
