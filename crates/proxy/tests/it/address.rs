//! Tests the addresses that the operator opens, closes and maps, and the server's own listeners
//! (R23, T10, T11, T17–T19). The tests use the real dialer.

use std::sync::{Arc, Mutex};

use plugdock_proxy::{Caller, Config, Kind, Origin, Proxy, Rules};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::inside::Inside;
use super::name_server::NameServer;
use super::support::*;

#[tokio::test]
async fn an_upstream_proxy_that_is_gone_is_not_a_host_without_address() {
    // R18, R23
    let names = NameServer::of(&[("example.test", &["93.184.216.34"])]).await;
    let proxy = engine(|config| {
        config.through = Some("http://gateway.test:3128".parse().unwrap());
        config.resolver = names.resolver();
    });
    let failure = ask(&proxy, get("http://example.test/")).await.unwrap_err();
    assert_eq!(failure.kind(), Kind::Unreachable);
}

#[tokio::test]
async fn t17_nothing_inside_is_open_unless_an_operator_opens_it() {
    let inside = Inside::at(([127, 0, 0, 1], 0)).await;
    let url = format!("http://{}/", inside.address);
    let proxy = Proxy::new(Config::default()).unwrap();
    let failure = ask(&proxy, get(&url)).await.unwrap_err();
    assert_eq!(failure.kind(), Kind::Unreachable);
    assert!(Config::default().rules.is_public_only());
    inside.saw_nothing().await;
    // The server can list what is opened, name by name.
    let rules = Rules::parse("127.0.0.1, intra.example, fd00::/8", "").unwrap();
    assert!(!rules.is_public_only());
    assert_eq!(
        rules.opened(),
        ["127.0.0.1/32", "intra.example", "fd00::/8"]
    );
}

#[tokio::test]
async fn t18_what_is_closed_stays_closed_whatever_is_open() {
    // R23
    let upstream = Upstream::answering(ok("", "x")).await;
    let names = NameServer::of(&[("intra.test", &["127.0.0.1"])]).await;
    let port = upstream.address.port();
    for (host, allow, deny, passes) in [
        ("intra.test", "", "", false),
        // A name does not open this machine (T6).
        ("intra.test", "intra.test", "", false),
        ("intra.test", "127.0.0.1", "", true),
        ("intra.test", "127.0.0.0/8", "", true),
        ("intra.test", "other.test", "", false),
        ("intra.test", "test", "", false),
        ("intra.test", "INTRA.test., 127.0.0.1", "", true),
        // If a destination is both opened and closed, it is closed. The two rules may be equal, or
        // one may be wider than the other.
        ("intra.test", "intra.test", "intra.test", false),
        ("intra.test", "127.0.0.1", "127.0.0.1", false),
        ("intra.test", "127.0.0.1", "127.0.0.0/8", false),
        ("intra.test", "127.0.0.0/8", "127.0.0.1", false),
        ("intra.test", "0.0.0.0/0, ::/0", "127.0.0.1", false),
        ("intra.test", "intra.test, 127.0.0.1", "intra.test", false),
        ("intra.test", "intra.test", "127.0.0.0/30", false),
        ("intra.test", "127.0.0.1", "other.test", true),
        ("127.0.0.1", "127.0.0.1", "::ffff:127.0.0.1", false),
        ("[::ffff:127.0.0.1]", "127.0.0.0/8", "127.0.0.1", false),
        // A rule for a name opens its addresses only under that name.
        ("127.0.0.1", "intra.test", "", false),
        ("127.0.0.1", "127.0.0.1", "intra.test", true),
    ] {
        let proxy = engine(|config| {
            config.rules = Rules::parse(allow, deny).unwrap();
            config.resolver = names.resolver();
        });
        let before = upstream.connections();
        let got = fetch(&proxy, &format!("http://{host}:{port}/")).await;
        let passed = got.is_ok_and(|(_, text)| text == "x");
        assert_eq!(passed, passes, "{host}: allow {allow}; deny {deny}");
        assert_eq!(upstream.connections() - before, usize::from(passes));
    }
}

/// The URL that the child process of [`t19_the_environments_proxies_are_not_asked`] calls. It is
/// set only in the child.
const T19_CALLS: &str = "PLUGDOCK_T19_CALLS";

#[tokio::test]
async fn t19_the_environments_proxies_are_not_asked() {
    // R23: the test cannot change the environment of its own process, so it runs itself as a child
    // process.
    if let Ok(url) = std::env::var(T19_CALLS) {
        assert!(
            std::env::var("HTTP_PROXY")
                .unwrap()
                .starts_with("http://127.0.0.1:")
        );
        assert_eq!(fetch(&engine(|_| ()), &url).await.unwrap().1, "x");
        let failure = ask(&engine(|_| ()), get("http://10.0.0.1/"))
            .await
            .unwrap_err();
        assert_eq!(failure.kind(), Kind::Unreachable);
        return;
    }
    let upstream = Upstream::answering(ok("", "x")).await;
    let trap = Inside::at(([127, 0, 0, 1], 0)).await;
    let mut child = tokio::process::Command::new(std::env::current_exe().unwrap());
    child.args([
        "--exact",
        "it::address::t19_the_environments_proxies_are_not_asked",
    ]);
    child.env(T19_CALLS, upstream.url("/"));
    for name in [
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "http_proxy",
        "https_proxy",
        "all_proxy",
    ] {
        child.env(name, format!("http://{}", trap.address));
    }
    // The proxies apply to every host, because no variable exempts one.
    child.env_remove("NO_PROXY").env_remove("no_proxy");
    let done = child.output().await.unwrap();
    let told = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success() && told.contains("1 passed"), "{told}");
    assert_eq!(upstream.seen().len(), 1);
    trap.saw_nothing().await;
}

/// Returns the engine of a server that listens on `port` at every address and has the public origin
/// `origin`.
fn own_server(port: u16, origin: &str, names: &NameServer) -> Proxy {
    engine(|config| {
        config.rules = Rules::parse("127.0.0.0/8, ::1, plugdock.test, other.test", "").unwrap();
        config.listen = vec![format!("0.0.0.0:{port}").parse().unwrap()];
        config.public_origins = vec![origin.parse().unwrap()];
        config.resolver = names.resolver();
    })
}

#[tokio::test]
async fn t10_the_own_listener_is_reached_by_its_public_origin_only() {
    // R23, 001.22
    let inside = Inside::at(([0, 0, 0, 0], 0)).await;
    let port = inside.address.port();
    let names = NameServer::of(&[
        ("other.test", &["127.0.0.1"]),
        ("plugdock.test", &["127.0.0.1"]),
    ])
    .await;
    let proxy = own_server(port, "http://plugdock.test", &names);
    for host in [
        "127.0.0.1",
        "127.1",
        "127.0.0.2",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "other.test",
        "localhost",
        // This is the public name, but not the public origin.
        "plugdock.test",
    ] {
        let failure = ask(&proxy, get(&format!("http://{host}:{port}/k/")))
            .await
            .unwrap_err();
        assert!(
            failure.cause().unwrap().contains("this server itself"),
            "{host}: {failure:?}"
        );
    }
    inside.saw_nothing().await;
}

#[tokio::test]
async fn t10_the_own_origin_is_reachable_though_its_address_is_private() {
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
async fn t10_some_listeners_are_reached_in_no_way() {
    // R23: these are listeners such as the metrics and the database. They are refused even if the
    // public origin has the same address.
    let inside = Inside::at(([127, 0, 0, 1], 0)).await;
    let url = format!("http://{}/", inside.address);
    let origin: Origin = url.parse().unwrap();
    let names = NameServer::of(&[("db.test", &["127.0.0.1"])]).await;
    let proxy = engine(|config| {
        config.rules = Rules::parse("0.0.0.0/0, ::/0, db.test", "").unwrap();
        config.never = vec![inside.address];
        config.public_origins = vec![origin];
        config.resolver = names.resolver();
    });
    let port = inside.address.port();
    for url in [
        url,
        format!("http://db.test:{port}/"),
        format!("http://[::ffff:7f00:1]:{port}/"),
    ] {
        let failure = ask(&proxy, get(&url)).await.unwrap_err();
        assert!(
            failure.cause().unwrap().contains("this server itself"),
            "{url}: {failure:?}"
        );
    }
    inside.saw_nothing().await;
}

#[tokio::test]
async fn t11_the_own_origin_is_called_as_an_outsider() {
    // R23
    let server = Upstream::answering(ok("", "me")).await;
    let port = server.address.port();
    let origin = format!("http://plugdock.test:{port}");
    let names = NameServer::of(&[("plugdock.test", &["127.0.0.1"])]).await;
    let proxy = own_server(port, &origin, &names);

    let sent = [("X-Cybozu-API-Token", "t"), ("X-Plugdock-Hop", "0")];
    let asked = call("GET", &format!("{origin}/k/v1/app.json?id=1"), &sent, "{}");
    let answer = ask(&proxy, asked).await.unwrap();
    answer.body.collect().await.unwrap();
    let seen = server.only();
    assert_eq!(seen.header("X-Cybozu-Api-Token"), Some("t"));
    assert_eq!(seen.header("X-Plugdock-Hop"), Some("1"));

    // These paths trust only the browser's session. All spellings are refused.
    for path in [
        "/-/health",
        "/-",
        "/k/api/plugin/proxy/call.json",
        "/k/api",
        "/k/%61pi/x",
        "//k//api/x",
        "/x/..%2fk/api/x",
        "/x/..;/k/api/x",
        "/k\\api/x",
        "/k/v1/../api/x",
        "/%2d/health",
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
    // A call that was caused by another call is refused.
    let hopped = Caller { hop: true, ..by() };
    let failure = proxy
        .call(get(&format!("{origin}/k/")), &[], hopped)
        .await
        .unwrap_err();
    assert_eq!(failure.key(), "proxy.hop");
    // Headers in which a reverse proxy describes the caller, and which the server may trust. The
    // failure names the header, for called and saved ones.
    for name in [
        "X-Forwarded-For",
        "x-forwarded-host",
        "X-Forwarded-Proto",
        "Forwarded",
        "X-Real-IP",
    ] {
        let url = format!("{origin}/k/v1/app.json");
        let saved = [proxy_config(
            &url,
            "GET",
            &format!(r#"{{"{name}":"1.2.3.4"}}"#),
            "{}",
        )];
        for failure in [
            ask(&proxy, call("GET", &url, &[(name, "1.2.3.4")], "{}"))
                .await
                .unwrap_err(),
            proxy.call(get(&url), &saved, by()).await.unwrap_err(),
        ] {
            assert_eq!(failure.key(), "proxy.own_header", "{name}");
            let (_, told) = &failure.params()[0];
            assert!(told.eq_ignore_ascii_case(name), "{told}");
        }
    }
    assert_eq!(server.seen().len(), 1);
    // Calls to other servers may contain these headers.
    let other = Upstream::answering(ok("", "x")).await;
    let sent = [("X-Forwarded-For", "1.2.3.4")];
    ask(&proxy, call("GET", &other.url("/"), &sent, "{}"))
        .await
        .unwrap();
    assert_eq!(other.only().header("X-Forwarded-For"), Some("1.2.3.4"));
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
    let saved = [proxy_config(
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
    // A mapping does not open its right side for direct calls.
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
    let names = NameServer::of(&[
        ("example.test", &["93.184.216.34"]),
        ("other.test", &["10.0.0.1"]),
    ])
    .await;
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
        config.resolver = names.resolver();
    });
    let text = fetch(&proxy, "http://example.test:8080/p").await.unwrap().1;
    assert_eq!(text, "GET /p HTTP/1.1");
    assert_eq!(
        *asked.lock().unwrap(),
        ["CONNECT 93.184.216.34:8080 HTTP/1.1"]
    );
    // Destinations that the rules refuse are not requested from the upstream proxy.
    let refused = ask(&proxy, get("http://other.test/")).await.unwrap();
    assert_eq!(refused.status, 503);
    assert_eq!(through.connections(), 1);
}
