//! Sending Web Push messages (RFC 8030): encrypted for one browser (RFC 8291), in the server's name (RFC 8292).

use std::{future::Future, io, net::SocketAddr, pin::Pin, time::Duration};

use http_body_util::Full;
use hyper::{
    Request, StatusCode,
    body::Bytes,
    header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE},
};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{
        Client,
        connect::{HttpConnector, dns::Name},
    },
    rt::TokioExecutor,
};
use tower::{service_fn, util::ServiceFn};
use web_push_native::p256::PublicKey;

use crate::{
    address::{Endpoint, is_public},
    vapid::VapidKey,
};

/// How long a push service has to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// A browser that may be sent to.
#[derive(Clone, Debug)]
pub struct Subscription {
    /// Where its push service takes what is for it.
    pub endpoint: String,
    /// Its public key: an uncompressed point of P-256.
    pub p256dh: Vec<u8>,
    /// Its secret, 16 bytes.
    pub auth: Vec<u8>,
}

impl Subscription {
    /// Whether the keys are what a browser gives.
    pub fn has_keys(&self) -> bool {
        self.auth.len() == 16 && PublicKey::from_sec1_bytes(&self.p256dh).is_ok()
    }
}

/// A message.
#[derive(Clone, Debug)]
pub struct Message {
    /// What the browser's service worker reads, at most some 3 KB.
    pub content: Vec<u8>,
    /// For how long the push service keeps it for a device that is not reached, in seconds.
    pub keep: u32,
    /// Whether a device that saves its battery is woken.
    pub urgent: bool,
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// The push service took it.
    Taken,
    /// The browser does not want messages any more.
    Gone,
    /// It was not taken, with this status where there was an answer; another time it may be.
    Failed(Option<u16>),
}

type Addresses = std::vec::IntoIter<SocketAddr>;
type Resolving = Pin<Box<dyn Future<Output = io::Result<Addresses>> + Send>>;
type Resolver = ServiceFn<fn(Name) -> Resolving>;

/// Sends messages to browsers.
pub struct Pusher {
    client: Client<HttpsConnector<HttpConnector<Resolver>>, Full<Bytes>>,
    key: VapidKey,
    local: bool,
}

impl Pusher {
    /// A sender with the server's key; `local` lets it reach this machine, for tests.
    pub fn new(key: VapidKey, local: bool) -> Self {
        let resolve: fn(Name) -> Resolving = if local { any } else { public };
        let mut http = HttpConnector::new_with_resolver(service_fn(resolve));
        http.enforce_http(false);
        http.set_connect_timeout(Some(PATIENCE));
        let https = HttpsConnectorBuilder::new()
            .with_webpki_roots()
            .https_or_http()
            .enable_http1()
            .wrap_connector(http);
        Self { client: Client::builder(TokioExecutor::new()).build(https), key, local }
    }

    /// The server's public key, as browsers take it.
    pub fn public_key(&self) -> String {
        self.key.public()
    }

    /// Whether it reaches this machine too.
    pub fn is_local(&self) -> bool {
        self.local
    }

    /// Sends a message to a browser. A redirect is not followed.
    pub async fn send(&self, to: &Subscription, message: &Message) -> Sent {
        // What was taken under other rules is not wanted any more.
        let Ok(endpoint) = Endpoint::new(&to.endpoint, self.local) else { return Sent::Gone };
        let Some(request) = self.request(&endpoint, to, message) else { return Sent::Gone };
        match tokio::time::timeout(PATIENCE, self.client.request(request)).await {
            Ok(Ok(answer)) => said(answer.status()),
            Ok(Err(_)) | Err(_) => Sent::Failed(None),
        }
    }

    fn request(
        &self,
        endpoint: &Endpoint,
        to: &Subscription,
        message: &Message,
    ) -> Option<Request<Full<Bytes>>> {
        let key = PublicKey::from_sec1_bytes(&to.p256dh).ok()?;
        let auth: [u8; 16] = to.auth.as_slice().try_into().ok()?;
        let sealed = web_push_native::encrypt(message.content.clone(), &key, &auth.into()).ok()?;
        Request::post(endpoint.uri.clone())
            .header("ttl", message.keep)
            .header("urgency", if message.urgent { "high" } else { "normal" })
            .header(CONTENT_TYPE, "application/octet-stream")
            .header(CONTENT_ENCODING, "aes128gcm")
            .header(AUTHORIZATION, self.key.authorization(&endpoint.origin()))
            .body(Full::new(sealed.into()))
            .ok()
    }
}

fn said(status: StatusCode) -> Sent {
    match status {
        status if status.is_success() => Sent::Taken,
        StatusCode::NOT_FOUND | StatusCode::GONE => Sent::Gone,
        status => Sent::Failed(Some(status.as_u16())),
    }
}

/// The addresses of a name that are of the public network.
fn public(name: Name) -> Resolving {
    Box::pin(async move {
        let found: Vec<_> = look_up(name).await?.filter(|address| is_public(address.ip())).collect();
        if found.is_empty() {
            return Err(io::Error::other("the name leads into a private network"));
        }
        Ok(found.into_iter())
    })
}

fn any(name: Name) -> Resolving {
    Box::pin(look_up(name))
}

async fn look_up(name: Name) -> io::Result<Addresses> {
    let found: Vec<_> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
    Ok(found.into_iter())
}
