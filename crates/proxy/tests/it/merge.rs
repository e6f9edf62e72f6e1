//! Tests outgoing requests on the wire: the documented examples and the rules of merging.

use super::support::*;

#[tokio::test]
async fn a_get_carries_saved_data_in_its_query_and_no_body() {
    // R13, 003.38, 003.39, 003.43, 001.07
    let upstream = Upstream::answering(ok("", "x")).await;
    let saved = [proxy_config(
        &upstream.url(""),
        "GET",
        "{}",
        r#"{"k1":"v1","k2":"v 2&"}"#,
    )];
    let proxy = engine(|_| ());
    for (url, line) in [
        ("?k=v", "GET /?k=v&k1=v1&k2=v%202%26 HTTP/1.1"),
        ("", "GET /?k1=v1&k2=v%202%26 HTTP/1.1"),
        ("/p?k1=own#frag", "GET /p?k1=own&k1=v1&k2=v%202%26 HTTP/1.1"),
    ] {
        let mut asked = get(&upstream.url(url));
        asked.data = plugdock_proxy::Data::Text("ignored".to_owned());
        let answer = proxy.call(asked, &saved, by()).await.unwrap();
        assert_eq!(answer.used, [0]);
        answer.body.collect().await.unwrap();
        let seen = upstream.seen().pop().unwrap();
        assert_eq!(seen.line, line);
        assert!(seen.body.is_empty());
        assert_eq!(seen.header("Content-Length"), None);
        assert_eq!(seen.header("Transfer-Encoding"), None);
    }
    // All calls used one connection.
    assert_eq!(upstream.connections(), 1);
}

#[tokio::test]
async fn the_longest_saved_url_wins_and_saved_beats_called() {
    // R11, R12, 003.41, 003.44, 003.34, 003.35
    let upstream = Upstream::answering(ok("", "")).await;
    let saved = [
        proxy_config(
            &upstream.url("/"),
            "POST",
            r#"{"k2":"v2-1","k3":"v3"}"#,
            "{}",
        ),
        proxy_config(
            &upstream.url(""),
            "POST",
            r#"{"k1":"v1","k2":"v2","authorization":"s"}"#,
            "{}",
        ),
    ];
    let called = [
        ("K2", "mine"),
        ("Authorization", "mine"),
        ("k4", "a"),
        ("K4", "b"),
    ];
    let asked = call("post", &upstream.url("/"), &called, "{}");
    engine(|_| ()).call(asked, &saved, by()).await.unwrap();
    let seen = upstream.only();
    for (name, value) in [
        ("K1", "v1"),
        ("K2", "v2-1"),
        ("K3", "v3"),
        ("K4", "b"),
        ("Authorization", "s"),
    ] {
        assert_eq!(seen.header(name), Some(value));
    }
}

#[tokio::test]
async fn bodies_go_out_by_their_kind_with_a_length() {
    // R14, 001.26, 003.36, 003.37
    let upstream = Upstream::answering(ok("", "")).await;
    let saved = [proxy_config(
        &upstream.url(""),
        "PUT",
        "{}",
        r#"{"k":"saved","n":1.50}"#,
    )];
    let proxy = engine(|_| ());
    let form = ("Content-Type", "application/x-www-form-urlencoded");
    for (headers, data, body, kind) in [
        (
            vec![],
            r#"{"a":{"b":[1.0]},"k":1}"#,
            r#"{"a":{"b":[1.0]},"k":"saved","n":1.50}"#,
            Some("application/json"),
        ),
        (
            vec![form],
            r#"{"a":"x y"}"#,
            "a=x+y&k=saved&n=1.50",
            Some(form.1),
        ),
        (vec![], r#""plain""#, "plain", None),
        (vec![], "[1]", "[1]", Some("application/json")),
    ] {
        proxy
            .call(
                call("PUT", &upstream.url("/"), &headers, data),
                &saved,
                by(),
            )
            .await
            .unwrap();
        let seen = upstream.seen().pop().unwrap();
        assert_eq!((seen.text(), seen.header("Content-Type")), (body, kind));
        assert_eq!(
            seen.header("Content-Length"),
            Some(body.len().to_string().as_str())
        );
    }
    ask(&proxy, call("PUT", &upstream.url("/"), &[], "{}"))
        .await
        .unwrap();
    let seen = upstream.seen().pop().unwrap();
    assert_eq!(
        (seen.header("Content-Length"), seen.header("Content-Type")),
        (Some("0"), None)
    );
}

#[tokio::test]
async fn t21_nothing_goes_out_that_nobody_named() {
    // R17, T21, T27: no cookie, no referer, and nothing else from a browser is sent.
    let upstream = Upstream::answering(ok("Set-Cookie: sid=1\r\n", "")).await;
    let proxy = engine(|_| ());
    fetch(&proxy, &upstream.url("/")).await.unwrap();
    fetch(&proxy, &upstream.url("/")).await.unwrap();
    for seen in upstream.seen() {
        let names: Vec<_> = seen.headers.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["User-Agent", "Accept-Encoding", "Host"]);
        assert_eq!(
            seen.header("Accept-Encoding"),
            Some("gzip, deflate, br, zstd")
        );
        assert!(seen.header("User-Agent").unwrap().starts_with("Plugdock/"));
        assert_eq!(
            seen.header("Host"),
            Some(upstream.address.to_string().as_str())
        );
    }
    let named = [
        ("Cookie", "a=b"),
        ("user-agent", "mine"),
        ("accept-encoding", "identity"),
    ];
    ask(&proxy, call("GET", &upstream.url("/"), &named, "{}"))
        .await
        .unwrap();
    let seen = upstream.seen().pop().unwrap();
    assert_eq!(seen.header("Cookie"), Some("a=b"));
    assert_eq!(seen.header("User-Agent"), Some("mine"));
    assert_eq!(seen.header("Accept-Encoding"), Some("identity"));
}

#[tokio::test]
async fn what_is_refused_is_refused_before_anything_is_sent() {
    // R16, R18, R19, T22, T23
    let upstream = Upstream::answering(ok("", "")).await;
    let proxy = engine(|_| ());
    let url = upstream.url("/");
    for (asked, key) in [
        (
            call("GET", &url, &[("Content-Length", "1")], "{}"),
            "proxy.forbidden_header",
        ),
        (
            call("POST", &url, &[("transfer-encoding", "chunked")], "{}"),
            "proxy.forbidden_header",
        ),
        (
            call("GET", &url, &[("HOST", "x")], "{}"),
            "proxy.forbidden_header",
        ),
        (
            call("GET", &url, &[("X", "a\r\nY: b")], "{}"),
            "proxy.bad_header_value",
        ),
        (
            call("GET", &url, &[("X Y", "a")], "{}"),
            "proxy.bad_header_name",
        ),
        (call("PATCH", &url, &[], "{}"), "proxy.bad_method"),
        (call("GET", "ftp://127.0.0.1/", &[], "{}"), "proxy.bad_url"),
        (
            call("GET", &url.replace("://", "://u:p@"), &[], "{}"),
            "proxy.bad_url",
        ),
    ] {
        let failure = ask(&proxy, asked).await.unwrap_err();
        assert_eq!(
            (failure.key(), failure.code(), failure.status()),
            (key, "PD_PROXY_BAD_REQUEST", 400)
        );
    }
    assert_eq!(upstream.connections(), 0);
}

#[tokio::test]
async fn a_manifests_hosts_are_kept_to() {
    // R26: the list contains `*` or URIs. Each URI is an origin with an optional path prefix.
    let upstream = Upstream::answering(ok("", "")).await;
    let called = [
        "https://api.example.com/v1/x",
        "https://api.example.com:8443/v1/x",
        "http://api.example.com/v1/x",
        "https://sub.example.com/",
        "https://example.com/",
    ];
    let proxy = engine(|config| {
        for url in called {
            let origin = plugdock_proxy::target::Target::parse(url)
                .unwrap()
                .origin()
                .clone();
            config
                .remap
                .push((origin, upstream.url("").parse().unwrap()));
        }
    });
    for (hosts, allowed) in [
        (&["*"][..], &called[..]),
        (&["https://other.test", "*"], &called),
        (&[], &[]),
        (&["https://other.test"], &[]),
        (&["https://api.example.com"], &called[..1]),
        (&["https://api.example.com:443/"], &called[..1]),
        (&["https://API.example.com./v1"], &called[..1]),
        (&["https://api.example.com/v1/x"], &called[..1]),
        (&["https://api.example.com/v2"], &[]),
        (&["https://api.example.com:8443"], &called[1..2]),
        (&["http://api.example.com"], &called[2..3]),
        // A host in the list stands only for itself. It has no wildcards and does not include
        // subdomains.
        (
            &["https://*.example.com", "https://*", "*.example.com"],
            &[],
        ),
        (&["https://example.com"], &called[4..]),
        (
            &[
                "api.example.com",
                "ftp://api.example.com",
                "//api.example.com",
            ],
            &[],
        ),
        (&["https://user@api.example.com"], &[]),
        (
            &["https://example.com", "http://api.example.com/v1"],
            &[called[2], called[4]],
        ),
    ] {
        for url in called {
            let by = plugdock_proxy::Caller {
                allowed_hosts: Some(hosts.iter().map(|host| (*host).to_owned()).collect()),
                ..by()
            };
            let before = upstream.seen().len();
            match proxy.call(get(url), &[], by).await {
                Ok(_) => assert!(allowed.contains(&url), "{url} by {hosts:?}"),
                Err(failure) => {
                    assert!(!allowed.contains(&url), "{url} by {hosts:?}");
                    assert_eq!((failure.code(), failure.status()), ("CB_NO02", 403));
                    assert_eq!(failure.key(), "proxy.not_allowed");
                    assert_eq!(upstream.seen().len(), before);
                }
            }
        }
    }
}
