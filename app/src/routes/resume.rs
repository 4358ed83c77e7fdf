//! A form that outlives its session: whoever sends it after the session ran out signs in, and what was typed goes on
//! from there.

use axum::{
    extract::{
        DefaultBodyLimit, FromRef, FromRequest, FromRequestParts, Multipart, Request, multipart::Field,
    },
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use axum_extra::extract::cookie::{Cookie, CookieJar};
use klas_documents::photo::FILE_LIMIT;
use klas_domain::{Id, id::of};

use super::{account::said, notes::FORM_LIMIT as NOTES_LIMIT, page};
use crate::{
    api::session,
    components::Tab,
    failure::Failure,
    pages,
    state::AppState,
    visit::{Visit, hash_token},
};

/// How much is read of a form without files, in bytes: as much as axum reads where nobody says anything.
const TEXT_LIMIT: usize = 2 * 1024 * 1024;

/// How large each file of a page's form may be, in bytes; of a page that does not say it, as large as a photo.
#[derive(Clone, Copy, Debug)]
pub struct FileLimit(pub usize);

/// What a form sent, in its order.
type Pairs = Vec<(String, String)>;

/// A form in the hands of the person who filled it.
pub struct SentForm {
    /// The person's visit.
    pub visit: Visit,
    /// The form's fields.
    pub pairs: Pairs,
    /// The files that were with it, by their names.
    pub files: Vec<(String, SentFile)>,
    jar: CookieJar,
}

/// A file that a form carried.
pub enum SentFile {
    /// As it came.
    Whole(Vec<u8>),
    /// Larger than any file that the page takes, and not kept.
    TooLarge,
}

impl SentForm {
    /// The field that says that a file was left behind when the session had run out.
    pub const FILE_LOST: &str = "file-lost";

    /// The file that was with it; of several the last.
    pub fn file(&self) -> Option<&SentFile> {
        self.files.last().map(|(_, file)| file)
    }

    /// The answer, with the new session's cookie where the person has just signed in.
    pub fn answered(self, response: Response) -> Response {
        (self.jar, response).into_response()
    }
}

/// Of whoever sends the form after the session ran out, the page that asks to sign in is the rejection.
impl<S> FromRequest<S> for SentForm
where
    S: Send + Sync,
    AppState: FromRef<S>,
{
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let visit =
            Visit::from_request_parts(&mut parts, state).await.map_err(IntoResponse::into_response)?;
        let jar = CookieJar::from_headers(&parts.headers);
        let mut request = Request::from_parts(parts, body);
        match (carries_files(&request), visit.signed_in.is_some()) {
            // As far as the page allows.
            (true, true) => {}
            // Whoever's session ran out keeps what was typed; nobody else has the server hold what it would throw away.
            (true, false) => DefaultBodyLimit::max(NOTES_LIMIT).apply(&mut request),
            (false, _) => DefaultBodyLimit::max(TEXT_LIMIT).apply(&mut request),
        }
        let (pairs, files) = read(request, state).await?;
        resume(Self { visit, pairs, files, jar }).await.map_err(IntoResponse::into_response)?
    }
}

/// The files of a form, by their names.
type Files = Vec<(String, SentFile)>;

fn carries_files(request: &Request) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("multipart/form-data"))
}

/// The fields of a form, sent in either way, and its files.
async fn read<S: Send + Sync>(request: Request, state: &S) -> Result<(Pairs, Files), Response> {
    if carries_files(&request) {
        let limit = request.extensions().get::<FileLimit>().map_or(FILE_LIMIT, |own| own.0);
        let form = Multipart::from_request(request, state).await.map_err(IntoResponse::into_response)?;
        return read_parts(form, limit).await;
    }
    let body = String::from_request(request, state).await.map_err(IntoResponse::into_response)?;
    let pairs = serde_urlencoded::from_str(&body).map_err(|_| Failure::BadRequest.into_response())?;
    Ok((pairs, Vec::new()))
}

async fn read_parts(mut form: Multipart, limit: usize) -> Result<(Pairs, Files), Response> {
    let (mut pairs, mut files) = (Vec::new(), Vec::new());
    while let Some(field) = form.next_field().await.map_err(IntoResponse::into_response)? {
        let name = field.name().unwrap_or_default().to_owned();
        if let Some(file) = field.file_name().map(str::to_owned) {
            files.extend(read_file(field, limit).await?.map(|content| (file, content)));
        } else {
            pairs.push((name, field.text().await.map_err(IntoResponse::into_response)?));
        }
    }
    Ok((pairs, files))
}

/// What is in a field for a file; none where no file was chosen. One that is too large is read to its end and not kept:
/// a browser hears no answer before it has sent everything.
async fn read_file(mut field: Field<'_>, limit: usize) -> Result<Option<SentFile>, Response> {
    let (mut file, mut too_large) = (Vec::new(), false);
    while let Some(part) = field.chunk().await.map_err(IntoResponse::into_response)? {
        too_large |= file.len() + part.len() > limit;
        if too_large {
            file = Vec::new();
        } else {
            file.extend_from_slice(&part);
        }
    }
    Ok(match (too_large, file.is_empty()) {
        (true, _) => Some(SentFile::TooLarge),
        (false, true) => None,
        (false, false) => Some(SentFile::Whole(file)),
    })
}

/// The value of a field.
pub fn value<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
}

/// The value of a field without the spaces around it; of a field that was not sent, nothing.
pub fn text(pairs: &[(String, String)], name: &str) -> String {
    value(pairs, name).unwrap_or_default().trim().to_owned()
}

/// Makes the visit that of the person who filled the form: as it is, or by signing in with what the form carries. Else
/// the page that asks to sign in, which keeps what was typed.
async fn resume(mut sent: SentForm) -> Result<Result<SentForm, Response>, Failure> {
    let person = whose(&sent.pairs);
    let here = sent.visit.signed_in.as_ref();
    if here.is_some_and(|here| person.is_none_or(|person| here.actor.person == person)) {
        return Ok(Ok(sent));
    }
    match sign_in_with(&sent.visit, &sent.pairs, person).await? {
        Ok(cookie) => {
            let token = hash_token(cookie.value());
            sent.visit.signed_in = sent.visit.state.signed_in(&token).await?;
            // A device that the form allows is of the new session.
            sent.visit.token_hash = Some(token);
            sent.jar = sent.jar.add(cookie);
            Ok(Ok(sent))
        }
        Err(said) => {
            if !sent.files.is_empty() {
                sent.pairs.push((SentForm::FILE_LOST.to_owned(), "1".to_owned()));
            }
            Ok(Err(ask_to_sign_in(&sent.visit, sent.pairs, said)))
        }
    }
}

/// Who filled the form: on a shared computer somebody else may be signed in by now.
fn whose(pairs: &[(String, String)]) -> Option<Id<of::Person>> {
    value(pairs, "person").and_then(|person| person.parse().ok())
}

/// Signs in with what the form carries: the cookie, or what is said where that failed; nothing where it carries no
/// password.
async fn sign_in_with(
    visit: &Visit,
    pairs: &[(String, String)],
    person: Option<Id<of::Person>>,
) -> Result<Result<Cookie<'static>, Option<&'static str>>, Failure> {
    let Some((login, password)) = value(pairs, "login").zip(value(pairs, "password")) else {
        return Ok(Err(visit.signed_in.as_ref().map(|_| visit.locale.texts().anothers_account)));
    };
    match session::sign_in(visit, login, password, person).await {
        Ok(cookie) => Ok(Ok(cookie)),
        Err(problem) => Ok(Err(Some(said(problem, visit.locale.texts())?))),
    }
}

fn ask_to_sign_in(visit: &Visit, pairs: Pairs, said: Option<&'static str>) -> Response {
    let texts = visit.locale.texts();
    let content = pages::account::sign_in_to_save(visit.path.clone(), pairs, said, texts);
    (StatusCode::UNAUTHORIZED, page(visit, Tab::Other, texts.sign_in, content)).into_response()
}
