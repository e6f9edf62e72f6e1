//! Certificates with which calls to listed origins show who they are.

use std::fmt;
use std::sync::Arc;

use rustls::crypto::aws_lc_rs;
use rustls::sign::CertifiedKey;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

use crate::origin::Origin;

/// A certificate, its key, and the only origins that ever see it.
#[derive(Clone)]
pub struct ClientCertificate {
    origins: Vec<Origin>,
    pair: Arc<CertifiedKey>,
}

/// What is wrong with one.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientCertificateError {
    /// It would never be shown.
    #[error("no origins are listed")]
    NoOrigins,
    /// Without TLS there is nobody to show it to.
    #[error("{0} is not https")]
    NotHttps(Origin),
    /// The certificate cannot be read.
    #[error("no certificate in PEM can be read: {0}")]
    Certificate(String),
    /// The key cannot be read.
    #[error("no unencrypted private key in PEM can be read: {0}")]
    Key(String),
    /// They do not belong together.
    #[error("the key does not match the certificate")]
    Pair,
}

impl ClientCertificate {
    /// Reads a certificate, with those between it and its authority, and its key, both in PEM.
    pub fn new(
        origins: Vec<Origin>,
        certificate: &[u8],
        key: &[u8],
    ) -> Result<Self, ClientCertificateError> {
        use ClientCertificateError as Wrong;
        if origins.is_empty() {
            return Err(Wrong::NoOrigins);
        }
        if let Some(clear) = origins.iter().find(|origin| !origin.is_https()) {
            return Err(Wrong::NotHttps(clear.clone()));
        }
        let chain = CertificateDer::pem_slice_iter(certificate)
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| Wrong::Certificate(error.to_string()))?;
        if chain.is_empty() {
            return Err(Wrong::Certificate("there is none in the file".to_owned()));
        }
        let key =
            PrivateKeyDer::from_pem_slice(key).map_err(|error| Wrong::Key(error.to_string()))?;
        let provider = aws_lc_rs::default_provider();
        let pair = CertifiedKey::from_der(chain, key, &provider).map_err(|error| match error {
            rustls::Error::InconsistentKeys(_) => Wrong::Pair,
            rustls::Error::InvalidCertificate(_) => Wrong::Certificate(error.to_string()),
            error => Wrong::Key(error.to_string()),
        })?;
        Ok(Self {
            origins,
            pair: Arc::new(pair),
        })
    }

    /// Who sees it.
    pub fn origins(&self) -> &[Origin] {
        &self.origins
    }

    pub(crate) fn pair(&self) -> Arc<CertifiedKey> {
        Arc::clone(&self.pair)
    }
}

/// Never the key.
impl fmt::Debug for ClientCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCertificate")
            .field("origins", &self.origins)
            .finish_non_exhaustive()
    }
}
