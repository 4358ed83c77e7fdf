//! Signing with a key that its owner has in a file (PKCS#12): the signature stands apart from its content (CAdES-B-B, ETSI EN
//! 319 122-1), and may carry a time stamp (CAdES-B-T). The key is read, used and forgotten on the owner's computer – by
//! `klas sign`, or in the owner's browser; the server never sees one, and has no use for this crate.

mod key;
mod signature;
mod stamp;

pub use key::{Key, KeyFault};
pub use signature::{SignFault, Signature};
pub use stamp::StampFault;
