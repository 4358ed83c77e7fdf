//! What families and staff are told of: notices, how each person wants them, the devices and letters that carry them.

mod audience;
mod changed;
mod device;
mod due;
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

use chrono::{DateTime, Utc};
use klas_domain::id::{Id, of};

use crate::{db::sql, error::Result, store::Store};

pub use device::{Device, NewDevice};
pub use due::DuePerson;
pub use email::AccountEmail;
pub use feed::{LISTED, Notice, What};
pub use letter::{Letter, LetterEnd};
pub use mail::{Mail, MailEnd};
pub use push::{Due, Fate, Job, JobEnd};

pub(crate) use event::{Event, tell};

impl Store {
    /// Whether anything of a school waits at a moment, by a statement that asks it: a school at rest costs a question and
    /// no transaction.
    async fn waits(&self, school: Id<of::School>, asked: &'static str, now: DateTime<Utc>) -> Result<bool> {
        let mut reader = self.read(school).await?;
        let (waits,) = sql(asked).bind(school).bind(now).fetch_one(&mut reader.conn()).await?;
        Ok(waits)
    }
}
