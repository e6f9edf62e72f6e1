//! Tests that client certificates are presented only to the origins that they are listed for.

use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::Full;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use plugdock_proxy::{
    ClientCertificate, ClientCertificateError, Config, ConfigError, Kind, Origin, Proxy,
};
use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::name_server::NameServer;
use super::support::*;
use super::tls::{Authority, authority, certificate};

/// Returns a client's certificate and key in PEM.
fn client(by: &Authority) -> (String, String) {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params
        .distinguished_name
        .push(DnType::CommonName, "plugdock");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    let certificate = params.signed_by(&key, &by.issuer).unwrap();
    (certificate.pem(), key.serialize_pem())
}

/// Returns the configuration of a TLS server for `name` that requests a client certificate.
fn asking(
    name: &str,
    servers: &Authority,
    clients: &Authority,
    is_must: bool,
) -> Arc<ServerConfig> {
    let mut roots = RootCertStore::empty();
    let root = CertificateDer::from_pem_slice(clients.pem.as_bytes()).unwrap();
    roots.add(root).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), Arc::clone(&provider));
    let verifier = if is_must {
        verifier
    } else {
        verifier.allow_unauthenticated()
    };
    let (certificate, key) = certificate(name, Some(servers), false);
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(verifier.build().unwrap())
        .with_single_cert(vec![certificate], key)
        .unwrap();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Arc::new(config)
}

/// Starts a server whose answer says if the client presented a certificate: `known` or `nobody`.
async fn serve(config: &Arc<ServerConfig>) -> SocketAddr {
    let acceptor = TlsAcceptor::from(Arc::clone(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(stream) = acceptor.accept(stream).await else {
                    return;
                };
                let is_known = stream.get_ref().1.peer_certificates().is_some();
                let who = if is_known { "known" } else { "nobody" };
                let answer = service_fn(move |request: http::Request<_>| {
                    let _: &hyper::body::Incoming = request.body();
                    let answer = http::Response::new(Full::new(Bytes::from_static(who.as_bytes())));
                    async move { Ok::<_, std::convert::Infallible>(answer) }
                });
                let server = auto::Builder::new(TokioExecutor::new());
                // A client that disconnects early is not a failure.
                drop(server.serve_connection(TokioIo::new(stream), answer).await);
            });
        }
    });
    address
}

async fn proxy(servers: &Authority, certificates: Vec<ClientCertificate>, idle: u64) -> Proxy {
    let here: &[&str] = &["127.0.0.1"];
    let names = NameServer::of(&[("api.test", here), ("other.test", here)]).await;
    engine(|config: &mut Config| {
        config.ca_pem = servers.pem.clone().into_bytes();
        config.resolver = names.resolver();
        config.client_certificates = certificates;
        config.timeouts.idle = std::time::Duration::from_millis(idle);
    })
}

fn origins(of: &[&str]) -> Vec<Origin> {
    of.iter().map(|text| text.parse().unwrap()).collect()
}

#[tokio::test]
async fn a_client_certificate_opens_the_server_that_demands_it_and_only_where_it_is_listed() {
    let (servers, clients) = (authority("servers"), authority("clients"));
    let address = serve(&asking("api.test", &servers, &clients, true)).await;
    let url = format!("https://api.test:{}/", address.port());
    let (certificate, key) = client(&clients);
    let listed = ClientCertificate::new(origins(&[&url]), certificate.as_bytes(), key.as_bytes());
    assert_eq!(
        fetch(&proxy(&servers, vec![listed.unwrap()], 20_000).await, &url)
            .await
            .unwrap(),
        (200, "known".to_owned())
    );
    // The certificate is missing, is listed for other origins, or is from another authority.
    let elsewhere = ClientCertificate::new(
        origins(&["https://other.test", "https://api.test"]),
        certificate.as_bytes(),
        key.as_bytes(),
    );
    let (foreign, foreign_key) = client(&authority("clients"));
    let foreign =
        ClientCertificate::new(origins(&[&url]), foreign.as_bytes(), foreign_key.as_bytes());
    for certificates in [vec![], vec![elsewhere.unwrap()], vec![foreign.unwrap()]] {
        let failure = fetch(&proxy(&servers, certificates, 20_000).await, &url)
            .await
            .unwrap_err();
        assert!(
            matches!(failure.kind(), Kind::Tls | Kind::Unreachable),
            "{failure:?}"
        );
        assert_eq!(failure.status(), 502);
    }
}

#[tokio::test]
async fn neither_a_connection_nor_a_session_carries_a_client_certificate_to_another_origin() {
    let (servers, clients) = (authority("servers"), authority("clients"));
    // One server behind two ports, so that both ports can resume the same TLS sessions.
    let config = asking("api.test", &servers, &clients, false);
    let (listed, other) = (serve(&config).await, serve(&config).await);
    let url = |address: SocketAddr, host: &str| format!("https://{host}:{}/", address.port());
    let (certificate, key) = client(&clients);
    let of = origins(&[&url(listed, "api.test")]);
    let certificate = ClientCertificate::new(of, certificate.as_bytes(), key.as_bytes()).unwrap();
    // With an idle time, connections are reused. Without one, TLS sessions are resumed.
    for idle in [20_000, 0] {
        let proxy = proxy(&servers, vec![certificate.clone()], idle).await;
        for _ in 0..3 {
            for (address, who) in [(listed, "known"), (other, "nobody")] {
                let got = fetch(&proxy, &url(address, "api.test")).await.unwrap().1;
                assert_eq!(got, who, "{address}, idle {idle}");
            }
        }
    }
    // A name with a final dot is the same origin for the resolver, the rules and this list.
    let proxy = proxy(&servers, vec![certificate], 20_000).await;
    assert_eq!(
        fetch(&proxy, &url(listed, "api.test.")).await.unwrap().1,
        "known"
    );
}

#[tokio::test]
async fn a_client_certificate_that_cannot_be_used_is_refused_and_the_key_is_not_told() {
    use ClientCertificateError as Wrong;
    let clients = authority("clients");
    let (certificate, key) = client(&clients);
    let (_, other_key) = client(&clients);
    let https = origins(&["https://api.test"]);
    let new = |of: &[Origin], certificate: &str, key: &str| {
        ClientCertificate::new(of.to_vec(), certificate.as_bytes(), key.as_bytes())
    };
    assert!(matches!(
        new(&[], &certificate, &key),
        Err(Wrong::NoOrigins)
    ));
    let clear = origins(&["http://api.test"]);
    assert!(matches!(
        new(&clear, &certificate, &key),
        Err(Wrong::NotHttps(_))
    ));
    let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for text in ["", "no pem", &*key, broken] {
        let refused = new(&https, text, &key);
        assert!(
            matches!(refused, Err(Wrong::Certificate(_))),
            "{text}: {refused:?}"
        );
    }
    for text in ["", "no pem", &*certificate] {
        assert!(
            matches!(new(&https, &certificate, text), Err(Wrong::Key(_))),
            "{text}"
        );
    }
    assert!(matches!(
        new(&https, &certificate, &other_key),
        Err(Wrong::Pair)
    ));

    let fine = new(&https, &certificate, &key).unwrap();
    let told = format!("{fine:?}");
    assert_eq!(
        told,
        r#"ClientCertificate { origins: [Origin { https: true, host: Domain("api.test"), port: 443 }], .. }"#
    );
    let twice = Config {
        client_certificates: vec![fine.clone(), fine],
        ..config()
    };
    let refused = Proxy::new(twice).unwrap_err();
    assert!(
        matches!(refused, ConfigError::TwoCertificates(_)),
        "{refused}"
    );
}
