//! Client certificates, which authenticate this server to configured origins.

use std::fmt;
use std::sync::Arc;

use rustls::crypto::aws_lc_rs;
use rustls::sign::CertifiedKey;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

use crate::origin::Origin;

/// A certificate with its key, and the only origins to which it is presented.
#[derive(Clone)]
pub struct ClientCertificate {
    origins: Vec<Origin>,
    pair: Arc<CertifiedKey>,
}

/// The errors in a client certificate.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientCertificateError {
    /// There are no origins, so the certificate would never be presented.
    #[error("no origins are given")]
    NoOrigins,
    /// The origin does not use TLS, so the certificate cannot be presented.
    #[error("{0} is not https")]
    NotHttps(Origin),
    /// The certificate cannot be read.
    #[error("cannot read a PEM certificate: {0}")]
    Certificate(String),
    /// The key cannot be read.
    #[error("cannot read an unencrypted PEM private key: {0}")]
    Key(String),
    /// The key and the certificate do not match.
    #[error("the key does not match the certificate")]
    Pair,
}

impl ClientCertificate {
    /// Reads a certificate with its intermediate certificates, and its key. Both are PEM.
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
            return Err(Wrong::Certificate("the file contains none".to_owned()));
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

    /// Returns the origins to which the certificate is presented.
    pub fn origins(&self) -> &[Origin] {
        &self.origins
    }

    pub(crate) fn pair(&self) -> Arc<CertifiedKey> {
        Arc::clone(&self.pair)
    }
}

/// Never contains the key.
impl fmt::Debug for ClientCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCertificate")
            .field("origins", &self.origins)
            .finish_non_exhaustive()
    }
}
