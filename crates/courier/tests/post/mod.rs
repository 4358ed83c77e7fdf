//! A mail server of a test's own: it speaks SMTP (RFC 5321), takes what is sent, refuses `nobody@…` for good and
//! `later@…` for a time, and says nothing more after `silent@…`.

use std::sync::{Arc, Mutex};

use base64::{Engine, engine::general_purpose::STANDARD};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// A letter as it came.
#[derive(Clone, Debug, Default)]
pub struct TakenLetter {
    pub from: String,
    pub to: String,
    pub data: String,
}

impl TakenLetter {
    /// What was sent, with the lines of long headers together.
    pub fn unfolded(&self) -> String {
        self.data.replace("\r\n ", " ").replace("\r\n\t", " ")
    }

    /// Its parts as they are read.
    pub fn text(&self) -> String {
        let parts = self.data.split("\r\n--").filter_map(|part| part.split_once("\r\n\r\n"));
        parts.map(|(head, body)| decoded(head, body)).collect::<Vec<_>>().join("\n")
    }
}

fn decoded(head: &str, body: &str) -> String {
    if head.contains("base64") {
        let packed: String = body.split_whitespace().collect();
        return String::from_utf8(STANDARD.decode(packed).unwrap()).unwrap();
    }
    if head.contains("quoted-printable") {
        return quoted_printable(body);
    }
    body.to_owned()
}

fn quoted_printable(body: &str) -> String {
    let body = body.replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut rest = body.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'=' {
            let digits = [rest.next().unwrap(), rest.next().unwrap()];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).unwrap()
}

pub struct PostOffice {
    address: std::net::SocketAddr,
    letters: Arc<Mutex<Vec<TakenLetter>>>,
}

impl PostOffice {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let letters = Arc::<Mutex<Vec<_>>>::default();
        let taken = letters.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(talk(stream, taken.clone()));
            }
        });
        Self { address, letters }
    }

    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    pub fn letters(&self) -> Vec<TakenLetter> {
        self.letters.lock().unwrap().clone()
    }
}

async fn talk(stream: TcpStream, letters: Arc<Mutex<Vec<TakenLetter>>>) {
    let (reading, mut writing) = stream.into_split();
    let mut lines = BufReader::new(reading).lines();
    let mut letter = TakenLetter::default();
    let _ = writing.write_all(b"220 post.example ESMTP\r\n").await;
    while let Ok(Some(line)) = lines.next_line().await {
        let command = line.to_uppercase();
        let address = || line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
        let answer = if command.starts_with("EHLO") {
            "250-post.example\r\n250 8BITMIME"
        } else if command.starts_with("MAIL FROM") {
            letter = TakenLetter { from: address(), ..TakenLetter::default() };
            "250 OK"
        } else if command.starts_with("RCPT TO") {
            letter.to = address();
            match letter.to.split('@').next() {
                Some("nobody") => "550 No such mailbox",
                Some("later") => "451 Try again later",
                Some("silent") => std::future::pending().await,
                _ => "250 OK",
            }
        } else if command == "DATA" {
            let _ = writing.write_all(b"354 Go on\r\n").await;
            while let Ok(Some(line)) = lines.next_line().await {
                if line == "." {
                    break;
                }
                letter.data += line.strip_prefix('.').unwrap_or(&line);
                letter.data += "\r\n";
            }
            letters.lock().unwrap().push(std::mem::take(&mut letter));
            "250 Taken"
        } else if command == "QUIT" {
            let _ = writing.write_all(b"221 Bye\r\n").await;
            return;
        } else {
            "250 OK"
        };
        if writing.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
            return;
        }
    }
}
