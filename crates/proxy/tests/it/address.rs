//! Which addresses are connected to (R23), over the real dialer.

use std::net::IpAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use plugdock_proxy::{Caller, Kind, Origin, Resolver, Rules};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::support::*;

/// Answers one list after the other, the last one for ever; counts the questions.
fn answers(lists: &[&[&str]]) -> (Resolver, Arc<AtomicUsize>) {
    let lists: Vec<Vec<IpAddr>> = lists
        .iter()
        .map(|list| list.iter().map(|ip| ip.parse().unwrap()).collect())
        .collect();
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let lookup = move |_: &str| {
        let index = count.fetch_add(1, Ordering::SeqCst).min(lists.len() - 1);
        lists[index].clone()
    };
    (Resolver::Given(Arc::new(lookup)), asked)
}

#[tokio::test]
async fn the_address_that_was_judged_is_the_one_connected_to() {
    // R23, T2: the first answer passes, every later one would lead elsewhere.
    let upstream = Upstream::answering(ok("", "x")).await;
    let (resolver, asked) = answers(&[&["127.0.0.1"], &["127.0.0.2"]]);
    let proxy = engine(|config| config.resolver = resolver);
    let url = format!("http://rebind.test:{}/", upstream.address.port());
    assert_eq!(fetch(&proxy, &url).await.unwrap().1, "x");
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    // 127.0.0.2 is not open: a new connection is refused, though the name was fine before.
    let (resolver, _) = answers(&[&["127.0.0.2"]]);
    let proxy = engine(|config| config.resolver = resolver);
    assert_eq!(
        ask(&proxy, get(&url)).await.unwrap_err().kind(),
        Kind::Unreachable
    );
    assert_eq!(upstream.connections(), 1);
}

#[tokio::test]
async fn every_address_of_a_name_must_pass() {
    // R23, T3
    let upstream = Upstream::answering(ok("", "x")).await;
    let url = format!("http://mixed.test:{}/", upstream.address.port());
    for list in [
        &["127.0.0.1", "10.0.0.1"][..],
        &["127.0.0.1", "fd00::1"],
        &["10.0.0.1", "127.0.0.1"],
        &["127.0.0.1", "::ffff:10.0.0.1"],
    ] {
        let (resolver, _) = answers(&[list]);
        let proxy = engine(|config| config.resolver = resolver);
        let failure = ask(&proxy, get(&url)).await.unwrap_err();
        assert_eq!(failure.kind(), Kind::Unreachable);
        assert!(failure.cause().unwrap().contains("not a public address"));
    }
    assert_eq!(upstream.connections(), 0);
}

#[tokio::test]
async fn nothing_private_is_reached_by_any_spelling() {
    // R23, T4, T5, T7
    let upstream = Upstream::answering(ok("", "x")).await;
    let port = upstream.address.port();
    let proxy = engine(|config| config.rules = Rules::default());
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "127.0.0.1.",
        "0",
        "0.0.0.0",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::127.0.0.1]",
        "[2002:7f00:1::]",
        "localhost",
        "LOCALHOST.",
        "foo.localhost",
    ] {
        let url = format!("http://{host}:{port}/");
        match ask(&proxy, get(&url)).await {
            Err(failure) => assert_eq!(failure.kind(), Kind::Unreachable, "{url}"),
            // A name may just not resolve.
            Ok(answer) => assert_eq!(answer.status, 503, "{url}"),
        }
    }
    assert_eq!(upstream.connections(), 0);
}

#[tokio::test]
async fn the_systems_resolver_is_asked_and_what_it_says_is_judged() {
    // R23, T7
    let upstream = Upstream::answering(ok("", "x")).await;
    let url = format!("http://localhost:{}/", upstream.address.port());
    assert_eq!(fetch(&engine(|_| ()), &url).await.unwrap().1, "x");
    let narrow = engine(|config| config.rules = Rules::parse("127.0.0.1", "").unwrap());
    let failure = ask(&narrow, get(&url)).await.unwrap_err();
    assert!(
        failure.cause().unwrap().contains("::1"),
        "every address is judged: {failure:?}"
    );
}

#[tokio::test]
async fn an_upstream_proxy_that_is_gone_is_not_a_host_without_address() {
    // R18, R23
    let proxy = engine(|config| {
        config.through = Some("http://gateway.test:3128".parse().unwrap());
        config.resolver = Resolver::Given(Arc::new(|name| match name {
            "gateway.test" => Vec::new(),
            _ => vec!["93.184.216.34".parse().unwrap()],
        }));
    });
    let failure = ask(&proxy, get("http://example.test/")).await.unwrap_err();
    assert_eq!(failure.kind(), Kind::Unreachable);
}

#[tokio::test]
async fn an_allowed_name_opens_its_addresses_and_a_denied_one_closes_them() {
    // R23, T18
    let upstream = Upstream::answering(ok("", "x")).await;
    let url = format!("http://intra.test:{}/", upstream.address.port());
    for (allow, deny, passes) in [
        ("intra.test", "", true),
        ("", "", false),
        ("intra.test, 127.0.0.0/8", "127.0.0.1", false),
    ] {
        let proxy = engine(|config| {
            config.rules = Rules::parse(allow, deny).unwrap();
            config.resolver = answers(&[&["127.0.0.1"]]).0;
        });
        assert_eq!(fetch(&proxy, &url).await.is_ok(), passes, "{allow} {deny}");
    }
}

#[tokio::test]
async fn the_own_listener_is_reached_by_its_public_origin_only_and_as_an_outsider() {
    // R23, T10, T11, 001.22
    let server = Upstream::answering(ok("", "me")).await;
    let port = server.address.port();
    let origin = "http://plugdock.test:".to_owned() + &port.to_string();
    let resolver = || answers(&[&["127.0.0.1"]]).0;
    let proxy = engine(|config| {
        config.rules = Rules::parse("127.0.0.0/8, ::1, plugdock.test, other.test", "").unwrap();
        config.listen = vec![format!("0.0.0.0:{port}").parse().unwrap()];
        config.public_origins = vec![origin.parse().unwrap()];
        config.resolver = resolver();
    });
    for host in ["127.0.0.1", "127.0.0.2", "[::1]", "other.test"] {
        let failure = ask(&proxy, get(&format!("http://{host}:{port}/k/")))
            .await
            .unwrap_err();
        assert!(
            failure.cause().unwrap().contains("this server itself"),
            "{failure:?}"
        );
    }
    assert_eq!(server.connections(), 0);

    let named = [("X-Cybozu-API-Token", "t")];
    let asked = call("GET", &format!("{origin}/k/v1/app.json?id=1"), &named, "{}");
    ask(&proxy, asked)
        .await
        .unwrap()
        .body
        .collect()
        .await
        .unwrap();
    let seen = server.only();
    assert_eq!(seen.header("X-Cybozu-Api-Token"), Some("t"));
    assert_eq!(seen.header("X-Plugdock-Hop"), Some("1"));

    for path in [
        "/-/health",
        "/k/api/plugin/proxy/call.json",
        "/k/%61pi/x",
        "//k//api/x",
        "/x/..%2fk/api/x",
    ] {
        let failure = ask(&proxy, get(&format!("{origin}{path}")))
            .await
            .unwrap_err();
        assert_eq!(
            (failure.key(), failure.status()),
            ("proxy.own_path", 403),
            "{path}"
        );
    }
    let hopped = Caller { hop: true, ..by() };
    let failure = proxy
        .call(get(&format!("{origin}/k/")), &[], hopped)
        .await
        .unwrap_err();
    assert_eq!(failure.key(), "proxy.hop");
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn some_listeners_are_never_reached() {
    // R23: metrics
    let metrics = Upstream::answering(ok("", "x")).await;
    let origin: Origin = metrics.url("").parse().unwrap();
    let proxy = engine(|config| {
        config.never = vec![metrics.address];
        config.public_origins = vec![origin];
    });
    assert_eq!(
        ask(&proxy, get(&metrics.url("/")))
            .await
            .unwrap_err()
            .kind(),
        Kind::Unreachable
    );
    assert_eq!(metrics.connections(), 0);
}

#[tokio::test]
async fn the_own_origin_is_reachable_though_its_address_is_private() {
    // R23
    let server = Upstream::answering(ok("", "me")).await;
    let proxy = engine(|config| {
        config.rules = Rules::default();
        config.listen = vec![server.address];
        config.public_origins = vec![server.url("").parse().unwrap()];
    });
    assert_eq!(
        fetch(&proxy, &server.url("/k/v1/x.json")).await.unwrap().1,
        "me"
    );
}

#[tokio::test]
async fn a_remapped_origin_goes_where_the_operator_said_under_its_own_name() {
    // R23: PLUGDOCK_PROXY_UPSTREAM
    let upstream = Upstream::answering(ok("", "mock")).await;
    let proxy = engine(|config| {
        config.rules = Rules::default();
        config.remap = vec![(
            "https://api.example.com".parse().unwrap(),
            upstream.url("").parse().unwrap(),
        )];
    });
    let saved = [entry(
        "https://api.example.com/v1",
        "GET",
        r#"{"Authorization":"s"}"#,
        "{}",
    )];
    let answer = proxy
        .call(get("https://api.example.com/v1/x?y"), &saved, by())
        .await
        .unwrap();
    assert_eq!(answer.body.collect().await.unwrap(), b"mock");
    let seen = upstream.only();
    assert_eq!(seen.line, "GET /v1/x?y HTTP/1.1");
    assert_eq!(seen.header("Host"), Some("api.example.com"));
    assert_eq!(seen.header("Authorization"), Some("s"));
    // The right side is no exception by itself.
    assert_eq!(
        ask(&proxy, get(&upstream.url("/")))
            .await
            .unwrap_err()
            .kind(),
        Kind::Unreachable
    );
}

#[tokio::test]
async fn an_upstream_proxy_is_asked_to_connect_to_the_judged_address() {
    // R23
    let asked = Arc::new(Mutex::new(Vec::new()));
    let record = Arc::clone(&asked);
    let through = Upstream::with(move |mut stream: Stream| {
        let record = Arc::clone(&record);
        async move {
            let Some(connect) = read_request(&mut stream).await else {
                return;
            };
            record.lock().unwrap().push(connect.line);
            stream
                .write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")
                .await
                .unwrap();
            let inner = read_request(&mut stream).await.unwrap();
            stream.write_all(&ok("", inner.line)).await.unwrap();
            let _ = stream.read_u8().await;
        }
    })
    .await;
    let proxy = engine(|config| {
        config.rules = Rules::default();
        config.through = Some(through.url("").parse().unwrap());
        config.resolver = answers(&[&["93.184.216.34"], &["10.0.0.1"]]).0;
    });
    let text = fetch(&proxy, "http://example.test:8080/p").await.unwrap().1;
    assert_eq!(text, "GET /p HTTP/1.1");
    assert_eq!(
        *asked.lock().unwrap(),
        ["CONNECT 93.184.216.34:8080 HTTP/1.1"]
    );
    // What policy refuses is not asked for.
    assert_eq!(
        ask(&proxy, get("http://other.test/"))
            .await
            .unwrap_err()
            .kind(),
        Kind::Unreachable
    );
    assert_eq!(through.connections(), 1);
}
