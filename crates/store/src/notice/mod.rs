//! What families and staff are told of: notices, how each person wants them, the devices and letters that carry them.

mod audience;
mod changed;
mod device;
mod email;
mod event;
mod feed;
mod happened;
mod key;
mod letter;
mod mail;
mod make;
mod push;
mod settings;

pub use device::{Device, NewDevice};
pub use email::AccountEmail;
pub use feed::{Notice, What};
pub use letter::{Letter, LetterEnd};
pub use mail::{Mail, MailEnd};
pub use push::{Due, Fate, Job, JobEnd};

pub(crate) use event::{Event, tell};
