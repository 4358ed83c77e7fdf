//! Where push messages may go. A browser names the address of its push service, and whoever calls that a browser may name
//! any address: none may lead to the machines beside the server.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use hyper::Uri;
use thiserror::Error;

/// The longest address of a push service, in bytes.
const LENGTH_LIMIT: usize = 1000;

/// An address of a push service that may be sent to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    pub(crate) uri: Uri,
}

/// Why an address is not sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum EndpointError {
    /// It is none.
    #[error("not an address of a push service")]
    NotAnAddress,
    /// It is not encrypted.
    #[error("the address of a push service begins with https")]
    NotHttps,
    /// It leads into the server's own network.
    #[error("the address leads into a private network")]
    Private,
}

impl Endpoint {
    /// The address that a browser names; `local` lets tests name one on this machine, without https.
    ///
    /// # Errors
    /// The first rule it breaks.
    pub fn new(address: &str, local: bool) -> Result<Self, EndpointError> {
        let uri: Uri = address.parse().map_err(|_| EndpointError::NotAnAddress)?;
        let (Some(_), Some(authority)) = (uri.scheme(), uri.authority()) else {
            return Err(EndpointError::NotAnAddress);
        };
        if address.len() > LENGTH_LIMIT || authority.as_str().contains('@') {
            return Err(EndpointError::NotAnAddress);
        }
        if local {
            return Ok(Self { uri });
        }
        if uri.scheme_str() != Some("https") {
            return Err(EndpointError::NotHttps);
        }
        let host = authority.host().trim_start_matches('[').trim_end_matches(']');
        let private = match host.parse::<IpAddr>() {
            Ok(address) => !is_public(address),
            // Names are asked when the connection is made.
            Err(_) => !host.contains('.') || host.eq_ignore_ascii_case("localhost"),
        };
        if private { Err(EndpointError::Private) } else { Ok(Self { uri }) }
    }

    /// Scheme, host and port: whom the server proves itself to.
    pub fn origin(&self) -> String {
        let scheme = self.uri.scheme_str().unwrap_or("https");
        format!("{scheme}://{}", self.uri.authority().map_or("", |authority| authority.as_str()))
    }
}

/// Whether an address is of the public network.
pub(crate) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation()
        || a == 0
        // Shared by providers (RFC 6598), of protocols (RFC 6890), of measurements (RFC 2544), reserved.
        || a == 100 && (64..128).contains(&b)
        || (a, b, c) == (192, 0, 0)
        || a == 198 && (18..20).contains(&b)
        || a >= 240)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(inner) = address.to_ipv4_mapped() {
        return is_public_v4(inner);
    }
    let [first, second, ..] = address.segments();
    // Nothing but global unicast, and of that neither documentation nor what carries addresses of IPv4.
    first & 0xe000 == 0x2000 && first != 0x2002 && !(first == 0x2001 && (second < 0x200 || second == 0xdb8))
}
