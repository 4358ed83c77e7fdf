//! `klas serve`

use std::{net::SocketAddr, path::PathBuf, process::ExitCode};

use clap::Args;
use klas_app::{
    package::keep_making,
    password,
    routes::router,
    state::AppState,
    telling::{Telling, keep_telling},
    watching::keep_watching,
};
use klas_courier::Mailer;
use klas_store::Store;
use tokio::net::TcpListener;

use super::{
    Database, Refusal,
    demo::{LOGINS, PASSWORD, tell_sign_in_names},
    files::{authorities_of, trust_of},
    user::tell_of_nobody,
};
use crate::memory::keep_giving_back;

/// Serve the site.
#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    database: Database,
    /// Address and port to listen on.
    #[arg(long, env = "KLAS_LISTEN", default_value = "127.0.0.1:3000")]
    listen: SocketAddr,
    /// Address under which people see the site; with https, cookies travel encrypted only.
    #[arg(long, env = "KLAS_PUBLIC_URL")]
    public_url: Option<String>,
    /// Mail server for letters of the week: `smtps://NAME:PASSWORD@HOST` or `smtp://NAME:PASSWORD@HOST?tls=required`.
    #[arg(long, env = "KLAS_SMTP_URL", hide_env_values = true, requires = "mail_from")]
    smtp_url: Option<String>,
    /// Whom letters come from: «Ліцей № 4 <klas@school.example>».
    #[arg(long, env = "KLAS_MAIL_FROM")]
    mail_from: Option<String>,
    /// A PEM file of certificates of authorities that the mail server's own may rest on, beside the public ones.
    #[arg(long, value_name = "FILE", env = "KLAS_SMTP_TRUST", requires = "smtp_url")]
    smtp_trust: Option<PathBuf>,
    /// Let push messages reach this machine: for tests.
    #[arg(long, env = "KLAS_PUSH_LOCAL", hide = true)]
    push_local: bool,
    /// A folder of certificates (.cer, .crt, .pem, .p7b) that are trusted when a signed archive comes back.
    #[arg(long, value_name = "DIR", env = "KLAS_TRUST")]
    trust: Vec<PathBuf>,
}

impl Serve {
    pub async fn run(self) -> Result<ExitCode, Refusal> {
        let mailer = self.mailer()?;
        let store = self.database.open().await?;
        let listener = TcpListener::bind(self.listen)
            .await
            .map_err(|error| Refusal::Words(format!("не вдалося зайняти {}: {error}", self.listen)))?;
        let address = listener.local_addr().map_err(|error| Refusal::Words(error.to_string()))?;
        let public = self.public_url.clone().unwrap_or_else(|| format!("http://{address}"));
        greet(&store, &public).await?;
        let secure_cookies = public.starts_with("https://");
        let telling = Telling::open(&store, mailer, &public, self.push_local).await?;
        let state = AppState::new(store, self.database.clock(), secure_cookies)
            .at(self.public_url.as_deref())
            .telling(telling)
            .trusting(trust_of(&self.trust)?);
        let packages = tokio::spawn(keep_making(state.clone(), asked_to_stop()));
        let notices = tokio::spawn(keep_telling(state.clone(), asked_to_stop()));
        let watching = tokio::spawn(keep_watching(state.clone(), asked_to_stop()));
        let memory = tokio::spawn(keep_giving_back(state.clone(), asked_to_stop()));
        axum::serve(listener, router(state))
            .with_graceful_shutdown(asked_to_stop())
            .await
            .map_err(|error| Refusal::Words(error.to_string()))?;
        for job in [packages, notices, watching, memory] {
            job.await.map_err(|error| Refusal::Words(error.to_string()))?;
        }
        Ok(ExitCode::SUCCESS)
    }

    /// What sends letters; none where no mail server is named.
    fn mailer(&self) -> Result<Option<Mailer>, Refusal> {
        let named = self.smtp_url.as_deref().zip(self.mail_from.as_deref());
        let Some((server, from)) = named else { return Ok(None) };
        let mailer = match self.smtp_trust.as_deref() {
            Some(path) => Mailer::trusting(server, from, &authorities_of(path)?),
            None => Mailer::new(server, from),
        };
        mailer.map(Some).map_err(|error| Refusal::Words(format!("пошту не налаштовано: {error}")))
    }
}

/// The address, and the sign-in names that still have the demonstration's password.
async fn greet(store: &Store, address: &str) -> Result<(), Refusal> {
    println!("Klas: {address}");
    let schools = store.schools().await?;
    if schools.is_empty() {
        println!("База порожня: заповніть її командою klas import або klas demo.");
        return Ok(());
    }
    tell_of_nobody(store).await?;
    let mut demonstrated = Vec::new();
    for login in LOGINS {
        let account = store.credentials(login).await?;
        if account.is_some_and(|account| password::verify(PASSWORD, &account.password_hash)) {
            demonstrated.push(login);
        }
    }
    let Some(first) = demonstrated.first() else { return Ok(()) };
    for school in schools {
        if store.sign_in_names(school.id).await?.iter().any(|(_, login, _)| login == first) {
            println!("{}", school.name);
            return tell_sign_in_names(store, school.id, &demonstrated).await;
        }
    }
    Ok(())
}

/// Waits for Ctrl+C, or for the system to end the program.
pub async fn asked_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = interrupt => {}
        () = terminate => {}
    }
}
