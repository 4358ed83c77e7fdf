//! What stands before a mail server of a test's own and encrypts what goes through it, with a certificate of an authority
//! that nobody knows.

use std::{
    fs, io, mem,
    net::SocketAddr,
    process::Command,
    sync::{Arc, Mutex},
};

use klas_courier::Authorities;
use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, copy_bidirectional},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::TlsAcceptor;

use crate::post::PostOffice;

const OPENSSL: &str = "[req]
distinguished_name = name
prompt = no
[name]
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
[post]
basicConstraints = critical,CA:FALSE
subjectAltName = IP:127.0.0.1
";

/// An authority that nobody knows (`root`), and this machine, for which it vouches (`post`).
pub struct Unknown {
    folder: TempDir,
}

impl Unknown {
    pub fn found() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("openssl.cnf"), OPENSSL).unwrap();
        let unknown = Self { folder };
        unknown.certify("root", &[]);
        unknown.certify("post", &["-CA", "root.pem", "-CAkey", "root.key"]);
        unknown
    }

    fn certify(&self, name: &str, by: &[&str]) {
        let [key, certificate] = [format!("{name}.key"), format!("{name}.pem")];
        let made = Command::new("openssl")
            .args(["req", "-config", "openssl.cnf", "-x509", "-days", "2", "-extensions", name])
            .args(["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"])
            .args(["-subj", &format!("/CN={name}"), "-keyout", &key, "-out", &certificate])
            .args(by)
            .current_dir(self.folder.path())
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    }

    /// `root.pem`, `root.key`, `post.pem` or `post.key`.
    pub fn file(&self, name: &str) -> Vec<u8> {
        fs::read(self.folder.path().join(name)).unwrap()
    }

    pub fn trusted(&self) -> Authorities {
        Authorities::read(&self.file("root.pem")).unwrap()
    }

    fn acceptor(&self) -> TlsAcceptor {
        let certificate = CertificateDer::from_pem_slice(&self.file("post.pem")).unwrap();
        let key = PrivateKeyDer::from_pem_slice(&self.file("post.key")).unwrap();
        let server = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .unwrap();
        TlsAcceptor::from(Arc::new(server))
    }
}

/// When what goes through is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encrypted {
    FromTheFirstByte,
    AfterStarttls,
    Never,
}

impl Encrypted {
    /// What it says that it can do.
    fn features(self) -> &'static str {
        match self {
            Self::Never => "250-gate.example\r\n250 AUTH PLAIN\r\n",
            _ => "250-gate.example\r\n250-AUTH PLAIN\r\n250 STARTTLS\r\n",
        }
    }
}

pub struct Gate {
    address: SocketAddr,
    encrypted: Encrypted,
    heard: Heard,
}

/// The commands that came in the clear.
type Heard = Arc<Mutex<Vec<String>>>;

impl Gate {
    /// Opens before a mail server.
    pub async fn open(office: &PostOffice, encrypted: Encrypted, unknown: &Unknown) -> Self {
        let office: SocketAddr = office.url().trim_start_matches("smtp://").parse().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (tls, heard) = (unknown.acceptor(), Heard::default());
        let hearing = heard.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (tls, heard) = (tls.clone(), hearing.clone());
                tokio::spawn(async move { let_in(stream, office, encrypted, &tls, &heard).await });
            }
        });
        Self { address, encrypted, heard }
    }

    /// Its address for whoever wants encryption, with what stands before the host.
    pub fn url(&self, who: &str) -> String {
        match self.encrypted {
            Encrypted::FromTheFirstByte => format!("smtps://{who}{}", self.address),
            _ => format!("smtp://{who}{}?tls=required", self.address),
        }
    }

    pub fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}

async fn let_in(
    stream: TcpStream,
    office: SocketAddr,
    encrypted: Encrypted,
    tls: &TlsAcceptor,
    heard: &Mutex<Vec<String>>,
) -> io::Result<()> {
    let mut office = BufReader::new(TcpStream::connect(office).await?);
    let stream = if encrypted == Encrypted::FromTheFirstByte {
        stream
    } else {
        // Whoever comes is greeted here.
        office.read_line(&mut String::new()).await?;
        let Some(stream) = until_starttls(stream, encrypted, heard).await? else { return Ok(()) };
        stream
    };
    let mut stream = tls.accept(stream).await?;
    copy_bidirectional(&mut stream, &mut office).await?;
    Ok(())
}

/// Talks in the clear; the connection, once it is to be encrypted.
async fn until_starttls(
    stream: TcpStream,
    encrypted: Encrypted,
    heard: &Mutex<Vec<String>>,
) -> io::Result<Option<TcpStream>> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 gate.example ESMTP\r\n").await?;
    let mut line = String::new();
    while stream.read_line(&mut line).await? > 0 {
        let command = mem::take(&mut line).trim_end().to_owned();
        heard.lock().unwrap().push(command.clone());
        if command == "STARTTLS" {
            stream.write_all(b"220 Go on\r\n").await?;
            return Ok(Some(stream.into_inner()));
        }
        let answer = if command.starts_with("EHLO") { encrypted.features() } else { "250 OK\r\n" };
        stream.write_all(answer.as_bytes()).await?;
    }
    Ok(None)
}
