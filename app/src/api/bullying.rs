//! Reports of bullying: families and pupils write them, one person reads them.

use chrono::{DateTime, Utc};
use klas_domain::{
    Action, Actor, Id, Role, Scope,
    bullying::{ReportOutcome, ReportState},
    id::of,
    permission::may,
    school::PersonName,
};
use klas_store::{
    acknowledgement::Sender,
    bullying::{BullyingReport, Duty},
    diary::DiaryPupil,
};

use crate::{
    api::{access::require, diary::own_pupils},
    failure::Failure,
    visit::Visit,
};

/// Somebody of the staff.
type Person = (Id<of::Person>, PersonName);

/// What a visitor sees of reports.
pub struct Reports {
    /// Who the visitor is.
    pub person: Id<of::Person>,
    /// The pupils for whom the visitor may report: the visitor's children, or the visitor.
    pub pupils: Vec<DiaryPupil>,
    /// What the visitor has reported.
    pub own: Vec<BullyingReport>,
    /// All reports, where the visitor is the responsible person.
    pub all: Option<Vec<BullyingReport>>,
    /// Who is responsible; the head where nobody is named.
    pub officers: Vec<PersonName>,
    /// Since when; none where that was so before the history had it.
    pub since: Option<DateTime<Utc>>,
    /// Who became responsible, the newest first: for whoever wrote reports, since the first of them.
    pub duties: Vec<Duty>,
    /// Whom the visitor may make responsible, and who it is; none where the visitor does not name anybody.
    pub candidates: Option<(Vec<Person>, Option<Id<of::Person>>)>,
}

/// Whether the visitor is the one who reads reports.
fn handles(actor: &Actor, officer: Option<Id<of::Person>>) -> bool {
    let staff = officer.or(actor.is(Role::Head).then_some(actor.person));
    may(actor, Action::HandleReports, &Scope { staff, ..Scope::school(actor.school) })
}

/// What the visitor sees of reports.
pub async fn reports(visit: &Visit) -> Result<Reports, Failure> {
    let actor = visit.actor()?;
    let mut pupils = own_pupils(visit).await?;
    pupils.retain(|pupil| reports_for(actor, pupil.id));
    let mut reader = visit.reader().await?;
    let officer = reader.bullying_officer().await?;
    let handles = handles(actor, officer);
    let names = may(actor, Action::NameOfficer, &Scope::school(actor.school));
    if pupils.is_empty() && !handles && !names {
        return Err(Failure::Forbidden);
    }
    let staff = staff(&mut reader).await?;
    let officers = match officer {
        Some(officer) => staff.iter().filter(|(id, _)| *id == officer).cloned().collect(),
        None => reader.people(Role::Head).await?,
    };
    let own = if pupils.is_empty() { Vec::new() } else { reader.bullying_reports_by(actor.person).await? };
    let mut duties = reader.bullying_duties().await?;
    let since = duties.first().filter(|last| last.officer.as_ref().map(|(id, _)| *id) == officer);
    let since = since.map(|last| last.since);
    if !handles && !names {
        let first = own.last().map(|report| report.sent_at);
        duties.retain(|duty| first.is_some_and(|first| duty.since > first));
    }
    Ok(Reports {
        person: actor.person,
        own,
        since,
        duties,
        all: if handles { Some(reader.bullying_reports().await?) } else { None },
        officers: officers.into_iter().map(|(_, name)| name).collect(),
        candidates: names.then_some((staff, officer)),
        pupils,
    })
}

/// Who may be made responsible, in alphabetical order.
async fn staff(reader: &mut klas_store::Reader) -> Result<Vec<Person>, Failure> {
    let mut staff: Vec<Person> = Vec::new();
    for role in [Role::Head, Role::Deputy, Role::Nurse, Role::Psychologist, Role::Teacher] {
        for person in reader.people(role).await? {
            if !staff.contains(&person) {
                staff.push(person);
            }
        }
    }
    staff.sort_by_cached_key(|(_, name)| klas_domain::collation::sort_key(&name.full()));
    Ok(staff)
}

/// Whether an actor may report bullying of which a pupil or the pupil's family knows.
pub fn reports_for(actor: &Actor, pupil: Id<of::Person>) -> bool {
    may(actor, Action::ReportBullying, &Scope { pupil: Some(pupil), ..Scope::school(actor.school) })
}

/// How many reports the visitor is responsible for and has not taken up; none where the visitor is not responsible.
pub async fn waiting(visit: &Visit) -> Result<Option<usize>, Failure> {
    let mut reader = visit.reader().await?;
    let officer = reader.bullying_officer().await?;
    if !handles(visit.actor()?, officer) {
        return Ok(None);
    }
    let reports = reader.bullying_reports().await?;
    Ok(Some(reports.iter().filter(|report| report.state == ReportState::New).count()))
}

/// Sends a report.
pub async fn report(
    visit: &Visit,
    pupil: Id<of::Person>,
    id: Id<of::BullyingReport>,
    text: String,
) -> Result<ReportOutcome, Failure> {
    let actor = visit.actor()?;
    if !reports_for(actor, pupil) {
        return Err(Failure::Forbidden);
    }
    let sender = Sender { school: actor.school, author: actor.person, pupil, now: visit.state.clock.now() };
    Ok(visit.state.store.report_bullying(sender, id, text).await?)
}

/// Sets how far a report is.
pub async fn set_state(visit: &Visit, id: Id<of::BullyingReport>, state: ReportState) -> Result<(), Failure> {
    let actor = visit.actor()?.clone();
    let (school, now) = (actor.school, visit.state.clock.now());
    let allowed = move |officer| handles(&actor, officer);
    if visit.state.store.set_report_state(school, now, id, state, allowed).await? {
        Ok(())
    } else {
        Err(Failure::Forbidden)
    }
}

/// Names who is responsible for reports; none makes it the head.
pub async fn name_officer(visit: &Visit, officer: Option<Id<of::Person>>) -> Result<(), Failure> {
    let actor = visit.actor()?;
    require(actor, Action::NameOfficer, &Scope::school(actor.school))?;
    if let Some(officer) = officer {
        let known = staff(&mut visit.reader().await?).await?.iter().any(|(id, _)| *id == officer);
        if !known {
            return Err(Failure::BadRequest);
        }
    }
    let now = visit.state.clock.now();
    Ok(visit.state.store.set_bullying_officer(actor.school, actor.person, now, officer).await?)
}
