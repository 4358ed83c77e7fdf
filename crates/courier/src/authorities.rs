//! Whom a mail server's certificate may rest on, beside the public authorities.

use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters, TlsParametersBuilder};
use rustls::{
    RootCertStore,
    pki_types::{CertificateDer, pem::PemObject},
};
use url::Url;

use crate::mail::MailError;

/// Certificates of private authorities, which a mail server's own may rest on.
#[derive(Clone, Debug)]
pub struct Authorities(Vec<Certificate>);

impl Authorities {
    /// Those of a PEM file; what else it has is passed over. None where it has no certificate, or one that cannot be read:
    /// what was meant to be trusted would not be.
    pub fn read(pem: &[u8]) -> Option<Self> {
        let mut certificates = Vec::new();
        // The mail library takes whatever stands between the marks.
        let mut readable = RootCertStore::empty();
        for found in CertificateDer::pem_slice_iter(pem) {
            let found = found.ok()?;
            certificates.push(Certificate::from_der(found.to_vec()).ok()?);
            readable.add(found).ok()?;
        }
        (!certificates.is_empty()).then_some(Self(certificates))
    }

    /// How the mail server of an address is spoken to by whoever trusts these too.
    ///
    /// # Errors
    /// [`MailError::Settings`] where it is no address, or one that does not insist on encryption.
    pub(crate) fn tls(&self, server: &str) -> Result<Tls, MailError> {
        let unread = || MailError::Settings("not the address of a mail server".to_owned());
        let url = Url::parse(server).map_err(|_| unread())?;
        let host = url.host_str().ok_or_else(unread)?.to_owned();
        let trusting = self
            .0
            .iter()
            .cloned()
            .fold(TlsParameters::builder(host), TlsParametersBuilder::add_root_certificate)
            .build()
            .map_err(|_| MailError::Settings("a trusted certificate cannot be read".to_owned()))?;
        let asked = url.query_pairs().find(|(name, _)| name == "tls").map(|(_, how)| how);
        match (url.scheme(), asked.as_deref()) {
            ("smtps", _) => Ok(Tls::Wrapper(trusting)),
            ("smtp", Some("required")) => Ok(Tls::Required(trusting)),
            // Whoever names an authority means letters to go encrypted.
            _ => {
                let words = "certificates are trusted, but the address does not insist on encryption";
                Err(MailError::Settings(words.to_owned()))
            }
        }
    }
}
