//! What goes wrong with a server function, as the browser learns it.

use leptos::server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use serde::{Deserialize, Serialize};

/// Why a server function did not do it. What is said of it is the page's matter: see `locales`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Problem {
    /// The session ran out: sign in again in place.
    SignedOut,
    /// Wrong sign-in name or password.
    WrongPassword,
    /// Too many wrong passwords: wait a minute.
    Locked,
    /// The account, or whoever is signed in, is not the person whose work this is.
    AnotherPerson,
    /// The person may not do this.
    Forbidden,
    /// The journal of the year is archived and signed.
    Archived,
    /// There is no such thing.
    NotFound,
    /// The request makes no sense.
    BadRequest,
    /// The server cannot be reached.
    Offline,
    /// The program's own fault.
    Internal,
}

impl FromServerFnError for Problem {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        let problem = match error {
            ServerFnErrorErr::Request(_) => Self::Offline,
            // On the server it is what the browser sent that cannot be read.
            ServerFnErrorErr::Deserialization(_) if cfg!(feature = "ssr") => Self::BadRequest,
            _ => Self::Internal,
        };
        #[cfg(feature = "ssr")]
        problem.set_status();
        problem
    }
}

#[cfg(feature = "ssr")]
impl From<crate::failure::Failure> for Problem {
    fn from(failure: crate::failure::Failure) -> Self {
        use crate::failure::Failure;
        let problem = match failure {
            Failure::SignedOut { .. } => Self::SignedOut,
            Failure::Forbidden | Failure::Restricted(_) => Self::Forbidden,
            Failure::Archived(_) => Self::Archived,
            Failure::NotFound => Self::NotFound,
            Failure::BadRequest => Self::BadRequest,
            Failure::Internal | Failure::Damaged(_) => Self::Internal,
        };
        problem.set_status();
        problem
    }
}

#[cfg(feature = "ssr")]
impl Problem {
    pub(super) fn set_status(self) {
        if let Some(response) = leptos::prelude::use_context::<leptos_axum::ResponseOptions>() {
            response.set_status(self.status());
        }
    }

    /// The HTTP status to match.
    pub fn status(self) -> axum::http::StatusCode {
        use axum::http::StatusCode;
        match self {
            Self::SignedOut | Self::WrongPassword => StatusCode::UNAUTHORIZED,
            Self::Locked => StatusCode::TOO_MANY_REQUESTS,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::AnotherPerson | Self::Archived => StatusCode::CONFLICT,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::Offline | Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}
