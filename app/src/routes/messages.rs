//! Messages between guardians and staff.

use axum::{
    extract::Path,
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use klas_domain::{Id, id::of, message::Thread};

use super::{
    id, page,
    resume::{SentForm, text},
};
use crate::{
    api::{self, messages::Conversation},
    components::Tab,
    failure::Failure,
    pages::{
        self,
        messages::{MessageForm, thread_address},
    },
    visit::Visit,
};

pub async fn inbox(visit: Visit) -> Result<Html<String>, Failure> {
    let view = api::messages::inbox(&visit).await?;
    let content = pages::messages::inbox(&view, visit.locale);
    Ok(page(&visit, Tab::Messages, visit.locale.messages().title, content))
}

/// The classes whose families the visitor may write to first.
pub async fn classes(visit: Visit) -> Result<Html<String>, Failure> {
    let classes = api::messages::classes(&visit).await?;
    let content = pages::messages::classes(&classes, visit.locale);
    Ok(page(&visit, Tab::Messages, visit.locale.messages().write_first, content))
}

/// The families of a class that the visitor may write to first.
pub async fn families(visit: Visit, Path(class): Path<String>) -> Result<Html<String>, Failure> {
    let (class, families) = api::messages::families(&visit, id(&class)?).await?;
    let staff = visit.actor()?.person;
    let content = pages::messages::families(staff, &class, &families, visit.locale);
    Ok(page(&visit, Tab::Messages, visit.locale.messages().write_first, content))
}

/// Whose thread an address is: the child, the guardian, the member of staff.
type Address = Path<(String, String, String)>;

fn thread(Path((pupil, guardian, staff)): Address) -> Result<Thread, Failure> {
    Ok(Thread { pupil: id(&pupil)?, guardian: id(&guardian)?, staff: id(&staff)? })
}

pub async fn conversation(visit: Visit, address: Address) -> Result<Html<String>, Failure> {
    let view = api::messages::conversation(&visit, thread(address)?).await?;
    Ok(shown(&visit, &view, MessageForm::default()))
}

fn shown(visit: &Visit, view: &Conversation, form: MessageForm) -> Html<String> {
    let new = if form.id.is_empty() { Id::<of::Message>::new().to_string() } else { form.id };
    let content = pages::messages::conversation(view, &MessageForm { id: new, ..form }, visit.locale);
    page(visit, Tab::Messages, visit.locale.messages().title, content)
}

/// Sends a message. What was not sent stands as it was typed.
pub async fn send(address: Address, sent: SentForm) -> Result<Response, Failure> {
    let response = sent_in(&sent.visit, thread(address)?, &sent.pairs).await?;
    Ok(sent.answered(response))
}

async fn sent_in(visit: &Visit, thread: Thread, pairs: &[(String, String)]) -> Result<Response, Failure> {
    let (id, typed) = (text(pairs, "id"), text(pairs, "text").replace("\r\n", "\n"));
    // An identifier that is none is not the person's doing.
    let message = id.parse().unwrap_or_default();
    let outcome = api::messages::send(visit, thread, message, typed.clone()).await?;
    let Some(problem) = visit.locale.messages().obstacle(outcome) else {
        return Ok(Redirect::to(&format!("{}#last", thread_address(thread))).into_response());
    };
    let form = MessageForm { id, text: typed, problem: Some(problem) };
    let html = match api::messages::conversation(visit, thread).await {
        Ok(view) => shown(visit, &view, form),
        // Nothing was written yet and nothing may be any more: who cannot be written to is not named.
        Err(Failure::NotFound) => {
            let content = pages::messages::unsent(visit.actor()?.person, thread, &form, visit.locale);
            page(visit, Tab::Messages, visit.locale.messages().title, content)
        }
        Err(failure) => return Err(failure),
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html).into_response())
}
