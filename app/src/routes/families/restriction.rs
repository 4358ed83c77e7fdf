//! What is hidden from a guardian: the form of whoever records it.

use axum::{
    extract::Path,
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use chrono::NaiveDate;
use klas_domain::{
    Id,
    guardianship::{
        Document, DocumentKind, Hidden, Restriction, RestrictionEdit, RestrictionError, RestrictionOutcome,
        StoredRestriction,
    },
    id::of,
    record::RecordOutcome,
};

use super::{id, page, tab};
use crate::{
    api::{self, families::Families},
    failure::Failure,
    locales::Locale,
    pages::{
        self,
        class_teacher::{RestrictionField, RestrictionForm},
    },
    routes::resume::{SentForm, text, value},
    visit::Visit,
};

/// Class, pupil and guardian as the address has them.
type Address = Path<(String, String, String)>;

/// Pupil and guardian.
type Whose = (Id<of::Person>, Id<of::Person>);

pub async fn restriction(
    visit: Visit,
    Path((class, pupil, guardian)): Address,
) -> Result<Html<String>, Failure> {
    let view = allowed(&visit, &class).await?;
    let whose = (id(&pupil)?, id(&guardian)?);
    let (_, guardian) = view.guardian(whose.0, whose.1).ok_or(Failure::NotFound)?;
    let form = on_record(&guardian.stored, visit.today());
    shown(&visit, &view, whose, &form)
}

/// The families of the class, where the visitor records restrictions.
async fn allowed(visit: &Visit, class: &str) -> Result<Families, Failure> {
    let view = api::families::families(visit, id(class)?).await?;
    if view.restricts { Ok(view) } else { Err(Failure::Forbidden) }
}

fn shown(
    visit: &Visit,
    view: &Families,
    (pupil, guardian): Whose,
    form: &RestrictionForm,
) -> Result<Html<String>, Failure> {
    let whose = view.guardian(pupil, guardian).ok_or(Failure::NotFound)?;
    let title = format!("{} · {}", view.class.name, visit.locale.families().restriction_title);
    let content = pages::class_teacher::restriction(view, whose, form, visit.locale);
    Ok(page(visit, tab(visit, view.class.id), title, content))
}

fn on_record(stored: &StoredRestriction, today: NaiveDate) -> RestrictionForm {
    let Some(own) = &stored.restriction else {
        return RestrictionForm {
            from: today.to_string(),
            version: stored.version,
            ..RestrictionForm::default()
        };
    };
    RestrictionForm {
        hidden: own.hidden.code().to_owned(),
        from: own.from.to_string(),
        until: own.until.map(|day| day.to_string()).unwrap_or_default(),
        document: own.document.kind.code().to_owned(),
        number: own.document.number.clone(),
        date: own.document.date.to_string(),
        version: stored.version,
        ..RestrictionForm::default()
    }
}

/// Records a restriction, changes it or lifts it. What was refused stands as it was typed.
pub async fn restrict(Path((class, pupil, guardian)): Address, sent: SentForm) -> Result<Response, Failure> {
    let response = restricted(&sent.visit, &class, (id(&pupil)?, id(&guardian)?), &sent.pairs).await?;
    Ok(sent.answered(response))
}

async fn restricted(
    visit: &Visit,
    class: &str,
    whose: Whose,
    pairs: &[(String, String)],
) -> Result<Response, Failure> {
    let view = allowed(visit, class).await?;
    let (_, before) = view.guardian(whose.0, whose.1).ok_or(Failure::NotFound)?;
    let mut form = typed(pairs);
    let texts = visit.locale.families();
    let lifted = value(pairs, "what") == Some("lift");
    let wanted = if lifted { Ok(None) } else { wanted(&form, visit.locale).map(Some) };
    let problem = match wanted {
        Ok(restriction) => {
            let (pupil, guardian) = whose;
            let edit = RestrictionEdit { id: Id::new(), pupil, guardian, base: form.version, restriction };
            said(api::families::restrict(visit, view.class.id, edit).await?, visit.locale)?
        }
        Err(problem) => Some(Err(problem)),
    };
    match problem {
        None => {
            let path = format!("/classes/{class}/families?restricted#p{}", whose.0);
            return Ok(Redirect::to(&path).into_response());
        }
        Some(Ok(conflict)) => {
            form.message = Some(conflict);
            // What somebody else recorded stands above the form: the next attempt is about it.
            let view = allowed(visit, class).await?;
            form.version =
                view.guardian(whose.0, whose.1).map_or(before.stored.version, |(_, now)| now.stored.version);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(visit, &view, whose, &form)?).into_response());
        }
        Some(Err(problem)) => {
            form.message = Some(texts.not_saved);
            form.problem = Some(problem);
        }
    }
    Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(visit, &view, whose, &form)?).into_response())
}

/// Which field is wrong, and what is said of it.
type Wrong = (RestrictionField, &'static str);

/// What is said of an outcome: nothing of one that was saved, one text of a conflict, or what is wrong with a field.
fn said(outcome: RestrictionOutcome, locale: Locale) -> Result<Option<Result<&'static str, Wrong>>, Failure> {
    let texts = locale.families();
    match outcome {
        RecordOutcome::Saved { .. } => Ok(None),
        RecordOutcome::Conflict => Ok(Some(Ok(texts.restriction_conflict))),
        // The page has no form for it.
        RecordOutcome::Forbidden | RecordOutcome::Refused(RestrictionError::Own) => Err(Failure::Forbidden),
        RecordOutcome::Refused(RestrictionError::NotOfFamily) => Err(Failure::NotFound),
        RecordOutcome::Refused(error) => Ok(Some(Err((field_of(error), texts.error(error))))),
    }
}

fn field_of(error: RestrictionError) -> RestrictionField {
    match error {
        RestrictionError::EndsBeforeBeginning => RestrictionField::Until,
        RestrictionError::NumberWrong | RestrictionError::NotOfFamily | RestrictionError::Own => {
            RestrictionField::Number
        }
        RestrictionError::DocumentOfFuture => RestrictionField::Date,
        RestrictionError::BeforeDocument => RestrictionField::From,
    }
}

fn typed(pairs: &[(String, String)]) -> RestrictionForm {
    let text = |name| text(pairs, name);
    RestrictionForm {
        hidden: text("hidden"),
        from: text("from"),
        until: text("until"),
        document: text("document"),
        number: text("number"),
        date: text("date"),
        version: text("version").parse().unwrap_or_default(),
        ..RestrictionForm::default()
    }
}

fn wanted(form: &RestrictionForm, locale: Locale) -> Result<Restriction, Wrong> {
    let texts = locale.families();
    let date = |text: &str, field| text.parse::<NaiveDate>().map_err(|_| (field, texts.date_wrong));
    let until = match form.until.as_str() {
        "" => None,
        day => Some(date(day, RestrictionField::Until)?),
    };
    let hidden = Hidden::from_code(&form.hidden);
    let kind = DocumentKind::from_code(&form.document);
    Ok(Restriction {
        hidden: hidden.ok_or((RestrictionField::Hidden, texts.choose_hidden))?,
        from: date(&form.from, RestrictionField::From)?,
        until,
        document: Document {
            kind: kind.ok_or((RestrictionField::Document, texts.choose_document))?,
            number: form.number.clone(),
            date: date(&form.date, RestrictionField::Date)?,
        },
    })
}
