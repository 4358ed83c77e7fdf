//! Messages to browsers, taken by a push service on this machine and opened with the browser's own key.

#![expect(clippy::unwrap_used, reason = "a story ends where something unforeseen happens")]

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use klas_courier::{LinkKey, Message, Pusher, Sent, Subscription, VapidKey, new_secret};
use p256::ecdsa::{Signature, VerifyingKey, signature::Verifier};
use rstest::rstest;
use web_push_native::p256::SecretKey;

type Taken = Arc<Mutex<Vec<(HeaderMap, Vec<u8>)>>>;

/// A push service that answers with a status, and what it took.
async fn service(status: StatusCode) -> (String, Taken) {
    let taken = Taken::default();
    let answer = move |State(taken): State<Taken>, headers: HeaderMap, body: Bytes| async move {
        taken.lock().unwrap().push((headers, body.to_vec()));
        status
    };
    let site = Router::new().route("/push/{device}", post(answer)).with_state(taken.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, site).await });
    (format!("http://{address}"), taken)
}

struct Browser {
    key: SecretKey,
    auth: [u8; 16],
}

impl Browser {
    fn new() -> Self {
        Self { key: SecretKey::from_slice(&new_secret()).unwrap(), auth: [9; 16] }
    }

    fn at(&self, endpoint: &str) -> Subscription {
        Subscription {
            endpoint: endpoint.to_owned(),
            p256dh: self.key.public_key().to_sec1_bytes().to_vec(),
            auth: self.auth.to_vec(),
        }
    }

    fn open(&self, sealed: Vec<u8>) -> String {
        String::from_utf8(web_push_native::decrypt(sealed, &self.key, &self.auth.into()).unwrap()).unwrap()
    }
}

fn pusher(local: bool) -> Pusher {
    Pusher::new(VapidKey::new(&new_secret(), "mailto:klas@school.example".to_owned()).unwrap(), local)
}

fn message(urgent: bool) -> Message {
    Message { content: "Нове в щоденнику".as_bytes().to_vec(), keep: 3600, urgent }
}

#[tokio::test]
async fn a_message_is_read_by_the_browser_alone_and_proves_who_sent_it() {
    let (site, taken) = service(StatusCode::CREATED).await;
    let (browser, pusher) = (Browser::new(), pusher(true));
    let sent = pusher.send(&browser.at(&format!("{site}/push/1")), &message(true)).await;
    assert_eq!(sent, Sent::Taken);
    let (headers, body) = taken.lock().unwrap().pop().unwrap();
    assert!(!String::from_utf8_lossy(&body).contains("щоденник"), "it travels sealed");
    assert_eq!(browser.open(body), "Нове в щоденнику");
    let head = |name| headers.get(name).unwrap().to_str().unwrap();
    assert_eq!((head("ttl"), head("urgency"), head("content-encoding")), ("3600", "high", "aes128gcm"));
    let (proof, key) = head("authorization").strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
    assert_eq!(key, pusher.public_key());
    let (signed, signature) = proof.rsplit_once('.').unwrap();
    let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
    let key = VerifyingKey::from_sec1_bytes(&bytes(key)).unwrap();
    key.verify(signed.as_bytes(), &Signature::from_slice(&bytes(signature)).unwrap()).unwrap();
    let claims: serde_json::Value =
        serde_json::from_slice(&bytes(signed.split_once('.').unwrap().1)).unwrap();
    assert_eq!(
        (claims["aud"].as_str(), claims["sub"].as_str()),
        (Some(&*site), Some("mailto:klas@school.example"))
    );
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let until = claims["exp"].as_u64().unwrap();
    assert!(until > now && until <= now + 24 * 3600, "at most a day");
}

#[rstest]
#[case::ok(StatusCode::OK, Sent::Taken)]
#[case::gone(StatusCode::GONE, Sent::Gone)]
#[case::unknown(StatusCode::NOT_FOUND, Sent::Gone)]
#[case::busy(StatusCode::TOO_MANY_REQUESTS, Sent::Failed(Some(429)))]
#[case::broken(StatusCode::BAD_GATEWAY, Sent::Failed(Some(502)))]
#[case::a_redirect_is_not_followed(StatusCode::FOUND, Sent::Failed(Some(302)))]
#[tokio::test]
async fn what_a_push_service_answers(#[case] status: StatusCode, #[case] sent: Sent) {
    let (site, _) = service(status).await;
    let to = Browser::new().at(&format!("{site}/push/1"));
    assert_eq!(pusher(true).send(&to, &message(false)).await, sent);
}

#[tokio::test]
async fn nothing_is_sent_beside_the_server() {
    let (site, taken) = service(StatusCode::CREATED).await;
    let browser = Browser::new();
    let sent = pusher(false).send(&browser.at(&format!("{site}/push/1")), &message(false)).await;
    assert_eq!(sent, Sent::Gone, "such an address is forgotten");
    let by_name = browser.at(&site.replace("http://127.0.0.1", "https://localhost.localdomain"));
    assert_ne!(pusher(false).send(&by_name, &message(false)).await, Sent::Taken);
    assert!(taken.lock().unwrap().is_empty());
    let nobody = browser.at("http://127.0.0.1:1/push");
    assert_eq!(pusher(true).send(&nobody, &message(false)).await, Sent::Failed(None));
}

#[test]
fn keys_are_those_of_a_browser() {
    let own = Browser::new().at("https://push.example/");
    assert!(own.has_keys());
    assert!(!Subscription { auth: vec![1; 15], ..own.clone() }.has_keys());
    assert!(!Subscription { p256dh: vec![4; 65], ..own.clone() }.has_keys());
    assert!(!Subscription { p256dh: Vec::new(), ..own }.has_keys());
    assert!(VapidKey::new(&[0; 32], String::new()).is_none(), "nought is no key");
}

#[test]
fn a_link_carries_what_the_server_alone_can_say() {
    let (key, other) = (LinkKey::new(new_secret()), LinkKey::new(new_secret()));
    let link = key.sign(b"whose");
    assert_eq!(key.read(&link).as_deref(), Some(&b"whose"[..]));
    assert_eq!(other.read(&link), None);
    for broken in ["", "whose", &link[1..], &link[..link.len() - 1], &link.replace(&link[..1], "_")] {
        assert_eq!(key.read(broken), None, "{broken}");
    }
}
