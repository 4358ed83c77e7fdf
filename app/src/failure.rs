//! Why a page cannot be shown, and what is said of it.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use klas_domain::{archive::Locked, guardianship::Restriction};
use klas_store::StoreError;

/// Why a request ends without its page. Internals go to the log; the person reads an error page that shows the
/// request's number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Nobody is signed in: to the sign-in page, and back afterwards.
    SignedOut {
        /// Where to go back to.
        next: String,
    },
    /// The person may not do this: 403.
    Forbidden,
    /// A decision hides this from the guardian: 403.
    Restricted(Restriction),
    /// The journal of the year is archived and signed: 409. Whose, where that is known.
    Archived(Option<Box<Locked>>),
    /// There is no such thing, or it is another school's: 404.
    NotFound,
    /// The request itself makes no sense: 400.
    BadRequest,
    /// An archived journal is not what was signed: 500. Whose.
    Damaged(Box<Locked>),
    /// The program's own fault: 500.
    Internal,
}

impl Failure {
    /// The status to match.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::SignedOut { .. } => StatusCode::UNAUTHORIZED,
            Self::Forbidden | Self::Restricted(_) => StatusCode::FORBIDDEN,
            Self::Archived(_) => StatusCode::CONFLICT,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::Internal | Self::Damaged(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl Failure {
    /// What is said of a status that the framework answered by itself.
    pub fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::FORBIDDEN => Self::Forbidden,
            status if status.is_server_error() => Self::Internal,
            _ => Self::BadRequest,
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let error = match error {
            StoreError::NotFound => return Self::NotFound,
            StoreError::Archived(locked) => return Self::Archived(Some(locked)),
            error => error,
        };
        tracing::error!(%error, "the store failed");
        Self::Internal
    }
}

/// The error page itself is drawn by [`crate::routes`], which knows the person's language and the request's number.
impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        if let Self::SignedOut { next } = &self {
            let query = serde_urlencoded::to_string([("next", next)]).unwrap_or_default();
            return Redirect::to(&format!("/sign-in?{query}")).into_response();
        }
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
