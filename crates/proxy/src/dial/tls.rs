//! TLS with the system's certificate authorities and the configured ones, with client certificates
//! for configured origins, and with HTTP/2 where the server supports it and it helps.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use rustls::client::Resumption;
use rustls::crypto::aws_lc_rs;
use rustls::sign::SingleCertAndKey;
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, ServerName};
use rustls_platform_verifier::Verifier;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use url::Host;

use super::DialError;
use crate::client_certificate::ClientCertificate;
use crate::config::ConfigError;
use crate::origin::Origin;

/// Returns a client configuration that verifies against the system's authorities and those in
/// `ca_pem` (R28).
fn client(ca_pem: &[u8]) -> Result<ClientConfig, ConfigError> {
    let extra = CertificateDer::pem_slice_iter(ca_pem)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| ConfigError::Authorities(error.to_string()))?;
    if extra.is_empty() && !ca_pem.trim_ascii().is_empty() {
        return Err(ConfigError::Authorities("no certificate in it".to_owned()));
    }
    let provider = Arc::new(aws_lc_rs::default_provider());
    let failed = |error: rustls::Error| ConfigError::Tls(error.to_string());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(failed)?;
    let is_extra = !extra.is_empty();
    match Verifier::new_with_extra_roots(extra, provider) {
        Ok(verifier) => Ok(builder
            .dangerous() // only its name is dangerous: the platform's verifier does verify
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth()),
        Err(error) if is_extra => Err(ConfigError::Authorities(error.to_string())),
        Err(error) => {
            // A minimal container has no authorities. The server starts anyway, but trusts no one.
            tracing::warn!(%error, "found no certificate authorities, so no TLS server can be called");
            Ok(builder
                .with_root_certificates(RootCertStore::empty())
                .with_no_client_auth())
        }
    }
}

/// The client configurations: an anonymous one, and one for each origin with a client certificate.
pub(super) struct Clients {
    anonymous: Arc<ClientConfig>,
    authenticated: HashMap<Origin, Arc<ClientConfig>>,
}

impl Clients {
    pub(super) fn new(
        ca_pem: &[u8],
        certificates: &[ClientCertificate],
    ) -> Result<Self, ConfigError> {
        let anonymous = client(ca_pem)?;
        let mut authenticated = HashMap::new();
        for certificate in certificates {
            let mut config = anonymous.clone();
            config.client_auth_cert_resolver = Arc::new(SingleCertAndKey::from(certificate.pair()));
            // Sessions are stored by host name only. With a shared store, a session that was
            // authenticated by the certificate could be resumed on another port of the host.
            config.resumption = Resumption::default();
            let config = Arc::new(config);
            for origin in certificate.origins() {
                if authenticated
                    .insert(origin.clone(), Arc::clone(&config))
                    .is_some()
                {
                    return Err(ConfigError::TwoCertificates(origin.clone()));
                }
            }
        }
        let anonymous = Arc::new(anonymous);
        Ok(Self {
            anonymous,
            authenticated,
        })
    }

    /// Performs the handshake with `origin`. A connection that is reused may use HTTP/2.
    pub(super) async fn handshake(
        &self,
        origin: &Origin,
        stream: TcpStream,
        is_reused: bool,
    ) -> Result<Stream, DialError> {
        let failed = |error| DialError::Tls(origin.to_string(), error);
        let name = match origin.host() {
            Host::Domain(name) => ServerName::try_from(name.clone())
                .map_err(|error| failed(std::io::Error::other(error)))?,
            Host::Ipv4(ip) => ServerName::IpAddress((*ip).into()),
            Host::Ipv6(ip) => ServerName::IpAddress((*ip).into()),
        };
        let config = self.authenticated.get(origin).unwrap_or(&self.anonymous);
        // HTTP/2 has no advantage for a single request, and an upload would wait for its windows.
        let spoken: &[&[u8]] = if is_reused {
            &[b"h2", b"http/1.1"]
        } else {
            &[b"http/1.1"]
        };
        let connector = TlsConnector::from(Arc::clone(config));
        let connector = connector.with_alpn(spoken.iter().map(|name| name.to_vec()).collect());
        let connecting = connector.connect(name, stream);
        Ok(Stream::Tls(Box::new(connecting.await.map_err(failed)?)))
    }
}

/// A connection with or without TLS.
pub(crate) enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Stream {
    /// Returns true if HTTP/2 was negotiated.
    pub(super) fn is_h2(&self) -> bool {
        match self {
            Self::Plain(_) => false,
            Self::Tls(stream) => stream.get_ref().1.alpn_protocol() == Some(b"h2"),
        }
    }
}

macro_rules! on {
    ($self:ident, $stream:ident => $call:expr) => {
        match $self.get_mut() {
            Stream::Plain($stream) => {
                let $stream = Pin::new($stream);
                $call
            }
            Stream::Tls($stream) => {
                let $stream = Pin::new($stream.as_mut());
                $call
            }
        }
    };
}

type Done<T> = Poll<std::io::Result<T>>;

impl AsyncRead for Stream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Done<()> {
        on!(self, stream => stream.poll_read(cx, buf))
    }
}

impl AsyncWrite for Stream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Done<usize> {
        on!(self, stream => stream.poll_write(cx, buf))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[std::io::IoSlice<'_>],
    ) -> Done<usize> {
        on!(self, stream => stream.poll_write_vectored(cx, bufs))
    }

    fn is_write_vectored(&self) -> bool {
        match self {
            Self::Plain(stream) => stream.is_write_vectored(),
            Self::Tls(stream) => stream.is_write_vectored(),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Done<()> {
        on!(self, stream => stream.poll_flush(cx))
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Done<()> {
        on!(self, stream => stream.poll_shutdown(cx))
    }
}
