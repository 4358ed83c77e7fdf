//! `klas sign`

use std::{
    io::IsTerminal,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use chrono::{NaiveDate, Utc};
use clap::Args;
use klas_documents::archive::{Container, File, MANIFEST, Manifest};
use klas_signature::{Certificate, Trust, Verdict, unpack, verify};
use klas_signing::Key;

use super::{
    Refusal,
    files::{read, write_whole},
};

/// Sign files with a key in a PKCS#12 file: containers of an archive get one signature more, any other file gets its
/// signature beside it (.p7s; where somebody's is there already, .2.p7s, and so on). The key stays on this computer; without --tsa nothing is asked over the network.
#[derive(Debug, Args)]
pub struct Sign {
    /// Containers (.asice) or other files.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The key: .p12 or .pfx with RSA, ECDSA P-256 or P-384.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// A file whose first line is the key's password; without it the password is asked for.
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// A time stamp authority (RFC 3161), which proves when it was signed.
    #[arg(long, value_name = "URL")]
    tsa: Option<String>,
}

/// How long an authority has for its answer.
const PATIENCE: Duration = Duration::from_secs(30);
/// The largest answer, in bytes.
const LARGEST_ANSWER: u64 = 1 << 20;

fn words(error: impl std::fmt::Display) -> Refusal {
    Refusal::Words(error.to_string())
}

impl Sign {
    pub fn run(self) -> Result<ExitCode, Refusal> {
        let key = Key::open(&read(&self.key)?, &self.password()?).map_err(words)?;
        let signer = Signer { key, tsa: self.tsa };
        for path in &self.files {
            let bytes = read(path)?;
            let written = if bytes.starts_with(b"PK") {
                let container = signer.container(&bytes).map_err(|why| of_file(path, &why))?;
                write_whole(path, &container)?;
                path.clone()
            } else {
                let signature = signer.signature(&bytes).map_err(|why| of_file(path, &why))?;
                let beside = free_beside(path);
                write_whole(&beside, &signature)?;
                beside
            };
            println!("{}: підписано – {}", written.display(), signer.key.owner());
        }
        Ok(ExitCode::SUCCESS)
    }

    fn password(&self) -> Result<String, Refusal> {
        if let Some(file) = &self.password_file {
            let text = String::from_utf8(read(file)?).map_err(|_| words("пароль записано не в UTF-8"))?;
            return Ok(text.lines().next().unwrap_or_default().to_owned());
        }
        if !std::io::stdin().is_terminal() {
            return Err(words("пароль ключа: назвіть файл із ним через --password-file"));
        }
        rpassword::prompt_password("Пароль ключа: ").map_err(words)
    }
}

/// Where the next signature of a file goes: those that others made stay.
fn free_beside(path: &Path) -> PathBuf {
    let mut number = 1;
    loop {
        let mut name = path.as_os_str().to_owned();
        name.push(if number == 1 { ".p7s".to_owned() } else { format!(".{number}.p7s") });
        let beside = PathBuf::from(name);
        // A link that leads nowhere is there, too.
        if beside.symlink_metadata().is_err() {
            return beside;
        }
        number += 1;
    }
}

fn of_file(path: &Path, why: &Refusal) -> Refusal {
    Refusal::Words(format!("{}: {why}", path.display()))
}

struct Signer {
    key: Key,
    tsa: Option<String>,
}

impl Signer {
    /// A container with one signature more.
    fn container(&self, bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
        let files = unpack(bytes).map_err(words)?;
        let files: Vec<File> = files.into_iter().map(|file| File::new(file.name, file.bytes)).collect();
        let list = files.iter().find(|file| file.name == MANIFEST);
        let manifest = list.and_then(|list| Manifest::read(&list.bytes));
        if let Some(manifest) = &manifest {
            if manifest.draft {
                return Err(words("це чернетка, її не підписують"));
            }
            if let Some(name) = manifest.misses(&files) {
                return Err(words(format!("документ «{name}» не такий, як в описі: контейнер змінено")));
            }
        }
        let day = manifest.map_or(NaiveDate::default(), |manifest| manifest.day);
        let mut container = Container { day, files };
        let (manifest, place) = container.next_signature();
        let signature = self.signature(&manifest.bytes)?;
        container.files.extend([manifest, File::new(place, signature)]);
        container.zip().map_err(words)
    }

    /// The signature of a content, checked as a verifier would, before it is kept.
    fn signature(&self, content: &[u8]) -> Result<Vec<u8>, Refusal> {
        let mut signature = self.key.sign(content, Utc::now()).map_err(words)?;
        if let Some(tsa) = &self.tsa {
            let answer = ask(tsa, &signature.stamp_request().map_err(words)?)?;
            signature = signature.stamped(&answer).map_err(words)?;
        }
        let signature = signature.to_der().map_err(words)?;
        let mut trust = Trust::default();
        if let Some(own) = self.key.certificate().ok().and_then(|der| Certificate::read(&der).ok()) {
            trust.add(own);
        }
        let report = verify(&signature, Some(content), &trust, Utc::now());
        let mut faults = report.faults.iter().chain(report.signatures.iter().flat_map(|own| &own.faults));
        match faults.find(|fault| fault.verdict() == Verdict::Invalid) {
            Some(fault) => Err(words(fault)),
            None => Ok(signature),
        }
    }
}

/// Asks an authority for a time stamp.
fn ask(tsa: &str, request: &[u8]) -> Result<Vec<u8>, Refusal> {
    let unanswered = |error: ureq::Error| words(format!("служба позначок часу {tsa} не відповіла: {error}"));
    let agent: ureq::Agent = ureq::Agent::config_builder().timeout_global(Some(PATIENCE)).build().into();
    let mut answer = agent
        .post(tsa)
        .header("Content-Type", "application/timestamp-query")
        .send(request)
        .map_err(unanswered)?;
    answer.body_mut().with_config().limit(LARGEST_ANSWER).read_to_vec().map_err(unanswered)
}
