//! What leaves the server: Web Push messages to browsers, e-mail to people.
//!
//! It knows nothing of schools: whoever calls it says what is sent, and decides what becomes of what was not taken.

mod address;
mod authorities;
mod link;
mod mail;
mod push;
mod vapid;

pub use address::{Endpoint, EndpointError};
pub use authorities::Authorities;
pub use link::LinkKey;
pub use mail::{Letter, MailError, Mailer};
pub use push::{Message, Pusher, Sent, Subscription};
pub use vapid::{VapidKey, new_secret};
