//! Electronic signatures and signed containers, verified: CAdES, ASiC-E, X.509, DSTU 4145. Nothing is
//! signed here and nothing is asked over the network; it runs in the browser as well.

mod algorithm;
mod ber;
mod certificate;
mod chain;
mod cms;
mod container;
mod dstu;
mod fault;
mod integrity;
mod judge;
mod moment;
mod report;
mod revocation;
mod signature;
mod timestamp;

pub mod digest;

pub use certificate::{Certificate, Subject};
pub use chain::Trust;
pub use container::{Unpacked, fits, unpack, unpack_within};
pub use fault::{Fault, Verdict};
pub use report::{CertificateCard, File, Kind, LARGEST, Report, content, detached, too_large, verify};
pub use signature::{Link, Revocation, Signature, Time};
pub use timestamp::Timestamp;
