//! Tests TLS and HTTP/2 (R22, R28).

use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::Full;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use plugdock_proxy::{Config, Kind, Proxy};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::name_server::NameServer;
use super::support::*;

pub(super) struct Authority {
    pub(super) pem: String,
    pub(super) issuer: Issuer<'static, KeyPair>,
}

pub(super) fn authority(name: &str) -> Authority {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let pem = params.self_signed(&key).unwrap().pem();
    Authority {
        pem,
        issuer: Issuer::new(params, key),
    }
}

pub(super) type Identity = (CertificateDer<'static>, PrivateKeyDer<'static>);

fn key_of(key: &KeyPair) -> PrivateKeyDer<'static> {
    PrivateKeyDer::try_from(key.serialize_der()).unwrap()
}

/// Creates a certificate for `name`. It is signed by the authority, or self-signed without one.
pub(super) fn certificate(name: &str, by: Option<&Authority>, is_expired: bool) -> Identity {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    if is_expired {
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2020, 2, 1);
    }
    let certificate = match by {
        Some(authority) => params.signed_by(&key, &authority.issuer).unwrap(),
        None => params.self_signed(&key).unwrap(),
    };
    (certificate.der().clone(), key_of(&key))
}

/// Answers over TLS, with HTTP/2 if `alpn` includes it. The answer has `headers` headers, and every
/// other one has `longest` bytes.
async fn serve(identity: Identity, alpn: &[&str], headers: usize, longest: usize) -> SocketAddr {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![identity.0], identity.1)
        .unwrap();
    config.alpn_protocols = alpn.iter().map(|name| name.as_bytes().to_vec()).collect();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(stream) = acceptor.accept(stream).await else {
                    return;
                };
                let answer = service_fn(move |request: http::Request<_>| {
                    let _: &hyper::body::Incoming = request.body();
                    let version = format!("{:?}", request.version());
                    let mut answer = http::Response::new(Full::new(Bytes::from(version)));
                    for line in 0..headers {
                        let name = http::HeaderName::try_from(format!("x-{line:03}")).unwrap();
                        let value = "y".repeat(if line % 2 == 0 { longest - 7 } else { 1 });
                        answer.headers_mut().insert(name, value.parse().unwrap());
                    }
                    async move { Ok::<_, std::convert::Infallible>(answer) }
                });
                let mut server = auto::Builder::new(TokioExecutor::new());
                server.http2().max_header_list_size(4 << 20);
                // A client that disconnects early is not a failure.
                drop(server.serve_connection(TokioIo::new(stream), answer).await);
            });
        }
    });
    address
}

/// Returns an engine that also trusts this authority and resolves `api.test` to loopback.
async fn trusting(authority: &Authority) -> Proxy {
    let names = NameServer::of(&[("api.test", &["127.0.0.1"])]).await;
    engine(|config: &mut Config| {
        config.ca_pem = authority.pem.clone().into_bytes();
        config.resolver = names.resolver();
    })
}

#[tokio::test]
async fn only_a_certificate_of_a_known_authority_for_that_host_and_time_will_do() {
    // R18, R19, R28, 003.32
    let known = authority("known");
    let other = authority("other");
    let proxy = trusting(&known).await;
    let fine = serve(certificate("api.test", Some(&known), false), &[], 0, 0).await;
    let url = |address: SocketAddr| format!("https://api.test:{}/", address.port());
    assert_eq!(
        fetch(&proxy, &url(fine)).await.unwrap(),
        (200, "HTTP/1.1".to_owned())
    );
    for (identity, told) in [
        (certificate("api.test", None, false), "UnknownIssuer"),
        (
            certificate("api.test", Some(&other), false),
            "UnknownIssuer",
        ),
        (certificate("api.test", Some(&known), true), "expired"),
        (
            certificate("evil.test", Some(&known), false),
            "not valid for name",
        ),
    ] {
        let address = serve(identity, &[], 0, 0).await;
        let failure = fetch(&proxy, &url(address)).await.unwrap_err();
        assert_eq!((failure.code(), failure.status()), ("PD_PROXY_TLS", 502));
        let cause = failure.cause().unwrap();
        assert!(cause.contains(told), "{cause}");
        assert!(!failure.to_string().contains(told));
    }
    // A certificate for a name is not valid for an IP address.
    let failure = fetch(&proxy, &format!("https://{fine}/"))
        .await
        .unwrap_err();
    assert_eq!(failure.kind(), Kind::Tls);
    let by_address = serve(certificate("127.0.0.1", Some(&known), false), &[], 0, 0).await;
    fetch(&proxy, &format!("https://{by_address}/"))
        .await
        .unwrap();
    // This server does not use TLS.
    let plain = Upstream::with(|mut stream: Stream| async move {
        stream.write_all(&ok("", "x")).await.unwrap();
    })
    .await;
    let failure = fetch(&proxy, &url(plain.address)).await.unwrap_err();
    assert_eq!(failure.kind(), Kind::Tls);
}

#[tokio::test]
async fn the_header_limits_hold_over_http2() {
    // R22
    let known = authority("known");
    let proxy = trusting(&known).await;
    // The server adds content-length and date to these headers.
    for (headers, longest, outcome) in [
        (98, 8180, "HTTP/2.0"),
        (99, 20, "proxy.limit_header_lines"),
        (5, 8181, "proxy.limit_header_line"),
    ] {
        let identity = certificate("api.test", Some(&known), false);
        let address = serve(identity, &["h2"], headers, longest).await;
        let got = match fetch(&proxy, &format!("https://api.test:{}/", address.port())).await {
            Ok((_, body)) => body,
            Err(failure) => failure.key().to_owned(),
        };
        assert_eq!(got, outcome);
    }
}

#[tokio::test]
async fn an_upload_has_its_connection_to_itself_and_speaks_http1() {
    let known = authority("known");
    let identity = certificate("api.test", Some(&known), false);
    let address = serve(identity, &["h2", "http/1.1"], 0, 0).await;
    let upload = plugdock_proxy::Upload {
        url: format!("https://api.test:{}/", address.port()),
        method: "POST".to_owned(),
        headers: Vec::new(),
        form: plugdock_proxy::Form::Raw {
            blob_type: String::new(),
        },
        size: 3,
    };
    let body = Full::new(Bytes::from_static(b"abc"));
    let answer = trusting(&known)
        .await
        .upload(upload, body, &[], by())
        .await
        .unwrap();
    assert_eq!(answer.body.collect().await.unwrap(), b"HTTP/1.1");
}

#[test]
fn authorities_that_cannot_be_read_are_said_at_start() {
    for pem in [
        "no pem at all",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ] {
        let config = Config {
            ca_pem: pem.into(),
            ..config()
        };
        assert!(Proxy::new(config).is_err(), "{pem}");
    }
}
