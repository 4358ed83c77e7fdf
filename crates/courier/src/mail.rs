//! Sending e-mail through the operator's mail server.

use std::{
    error::Error as StdError,
    io, iter, mem,
    pin::pin,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        Mailbox, MultiPart,
        header::{Header, HeaderName, HeaderValue},
    },
    transport::smtp::AsyncSmtpTransportBuilder,
};
use thiserror::Error;
use tokio::time::timeout;

use crate::Authorities;

/// How long the mail server has to take a connection.
const CONNECTING: Duration = Duration::from_secs(20);
/// How long it has for all of a letter, which it may look through before it takes it.
const PATIENCE: Duration = Duration::from_mins(1);

/// A letter to one person.
#[derive(Clone, Debug)]
pub struct Letter {
    /// The address.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// What it says, as plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// Where one click, of the person or of their mail program, ends such letters (RFC 8058).
    pub unsubscribe: Option<String>,
}

/// Why a letter was not sent.
#[derive(Debug, Error)]
pub enum MailError {
    /// The mail server's address, or that of the sender, cannot be read.
    #[error("{0}")]
    Settings(String),
    /// The receiver's address cannot be written to.
    #[error("not an address of e-mail")]
    Address,
    /// The mail server refused it for good.
    #[error("the mail server refused the letter: {0}")]
    Refused(String),
    /// The mail server cannot be reached, or refused it for a time.
    #[error("the mail server did not take the letter: {0}")]
    Unreachable(String),
}

/// Sends letters.
pub struct Mailer {
    server: AsyncSmtpTransportBuilder,
    conversations: Conversations,
    from: Mailbox,
    patience: Duration,
}

type Transport = AsyncSmtpTransport<Tokio1Executor>;
/// Those with the mail server that may be gone on with; none before the first letter and after one that was cut off.
type Conversations = Mutex<Option<Transport>>;

impl Mailer {
    /// A sender by a mail server, `smtps://NAME:PASSWORD@HOST` or `smtp://HOST?tls=required`, in the name of an address,
    /// which may have a person's or a school's name before it.
    ///
    /// # Errors
    /// [`MailError::Settings`], without the password.
    pub fn new(server: &str, from: &str) -> Result<Self, MailError> {
        Self::by(server_of(server)?, from)
    }

    /// The same, by a mail server whose certificate may rest on these authorities too.
    ///
    /// # Errors
    /// [`MailError::Settings`], also where the address does not insist on encryption.
    pub fn trusting(server: &str, from: &str, authorities: &Authorities) -> Result<Self, MailError> {
        Self::by(server_of(server)?.tls(authorities.tls(server)?), from)
    }

    fn by(server: AsyncSmtpTransportBuilder, from: &str) -> Result<Self, MailError> {
        let from =
            from.parse().map_err(|_| MailError::Settings(format!("not an address of e-mail: {from}")))?;
        let server = server.timeout(Some(CONNECTING));
        Ok(Self { server, conversations: Conversations::default(), from, patience: PATIENCE })
    }

    /// The same, with another time for a letter than a minute: for tests.
    #[must_use]
    pub fn waiting(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// The sender's address without a name.
    pub fn address(&self) -> String {
        self.from.email.to_string()
    }

    /// Whether a text is an address that can be written to. One with letters beyond ASCII is not taken: many a mail server
    /// cannot write to it, and databases fold its letter case differently; a domain can be given in its ASCII form.
    pub fn is_address(text: &str) -> bool {
        text.is_ascii() && text.parse::<lettre::Address>().is_ok()
    }

    /// Sends a letter.
    ///
    /// # Errors
    /// [`MailError::Address`], [`MailError::Refused`]; [`MailError::Unreachable`], after which it may be tried again.
    pub async fn send(&self, letter: Letter) -> Result<(), MailError> {
        let to = letter.to.parse().map_err(|_| MailError::Address)?;
        let mut message =
            Message::builder().from(self.from.clone()).to(Mailbox::new(None, to)).subject(letter.subject);
        if let Some(link) = letter.unsubscribe {
            message = message.header(ListUnsubscribe(format!("<{link}>"))).header(OneClick);
        }
        let message = message
            .multipart(MultiPart::alternative_plain_html(letter.text, letter.html))
            .map_err(|_| MailError::Address)?;
        let transport = self.transport();
        let conversation = pin!(timeout(self.patience, transport.send(message)));
        // Declared later, it is dropped before the conversation, which goes back to its transport.
        let under_way = UnderWay(&self.conversations);
        let Ok(said) = conversation.await else {
            return Err(MailError::Unreachable("no answer in time".to_owned()));
        };
        mem::forget(under_way);
        said.map(|_| ()).map_err(|error| {
            let reason = reason(&error);
            if error.is_permanent() { MailError::Refused(reason) } else { MailError::Unreachable(reason) }
        })
    }

    fn transport(&self) -> Transport {
        held(&self.conversations).get_or_insert_with(|| self.server.clone().build()).clone()
    }
}

/// A letter that is being sent. Where it is cut off – the mail server says nothing, or nobody waits for it any more – the
/// library would go on with the conversation at the next letter, which would hear the answers to this one.
struct UnderWay<'a>(&'a Conversations);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        *held(self.0) = None;
    }
}

fn held(conversations: &Conversations) -> MutexGuard<'_, Option<Transport>> {
    conversations.lock().unwrap_or_else(PoisonError::into_inner)
}

fn server_of(address: &str) -> Result<AsyncSmtpTransportBuilder, MailError> {
    Transport::from_url(address)
        .map_err(|_| MailError::Settings("not the address of a mail server".to_owned()))
}

/// What went wrong, without the mail server's words: they name addresses, which belong in no log.
fn reason(error: &lettre::transport::smtp::Error) -> String {
    match error.status() {
        Some(code) => code.to_string(),
        None if error.is_timeout() => "no answer in time".to_owned(),
        None if is_unencrypted(error) => "no encrypted connection".to_owned(),
        None if error.is_response() => "an answer that cannot be read".to_owned(),
        None => "no connection".to_owned(),
    }
}

/// Whether it was encryption that failed. Of a certificate that is not trusted the library says no more than of a server
/// that is away, and of one without STARTTLS its words alone tell.
fn is_unencrypted(error: &lettre::transport::smtp::Error) -> bool {
    let refused = iter::successors(error.source(), |&cause| cause.source())
        .filter_map(|cause| cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref))
        .any(<dyn StdError + Send + Sync>::is::<rustls::Error>);
    refused || error.is_tls() || (error.is_client() && error.to_string().contains("STARTTLS"))
}

#[derive(Clone)]
struct ListUnsubscribe(String);

impl Header for ListUnsubscribe {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe")
    }

    fn parse(text: &str) -> Result<Self, Box<dyn StdError + Send + Sync>> {
        Ok(Self(text.to_owned()))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.0.clone())
    }
}

#[derive(Clone)]
struct OneClick;

impl Header for OneClick {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe-Post")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn StdError + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "List-Unsubscribe=One-Click".to_owned())
    }
}
