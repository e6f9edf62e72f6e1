//! Tests odd URLs that could send credentials and calls to the wrong host (T8, T9, T13–T15). One
//! parser reads the URL for matching, for storage and for the connection.

use plugdock_proxy::{Proxy, ProxyConfig, Rules};

use super::inside::Inside;
use super::name_server::NameServer;
use super::support::*;

const KEY: &str = r#"{"X-Key":"s3cr3t"}"#;

/// Returns an engine in which each upstream answers the calls to the origin on its left. It uses
/// the mapping of R23, so that the URL keeps its own scheme and port.
fn mapped(pairs: &[(&str, &Upstream)]) -> Proxy {
    engine(|config| {
        for (left, upstream) in pairs {
            let right = upstream.url("").parse().unwrap();
            config.remap.push((left.parse().unwrap(), right));
        }
    })
}

/// Returns the saved key that the upstream received. Returns `None` if the call failed or carried
/// no key.
async fn carried(
    proxy: &Proxy,
    upstream: &Upstream,
    saved: &[ProxyConfig],
    url: &str,
) -> Option<String> {
    let before = upstream.seen().len();
    let answer = proxy.call(get(url), saved, by()).await.ok()?;
    answer.body.collect().await.unwrap();
    let seen = upstream.seen();
    assert_eq!(seen.len(), before + 1, "{url} went elsewhere");
    seen[before].header("X-Key").map(str::to_owned)
}

#[tokio::test]
async fn t8_an_odd_authority_is_refused_or_names_one_host_to_all() {
    let inside = Inside::at(([127, 0, 0, 2], 0)).await;
    let port = inside.address.port();
    let names = NameServer::of(&[("inside.test", &["127.0.0.2"])]).await;
    let proxy = engine(|config| config.resolver = names.resolver());
    for authority in [
        "[inside.test]",
        "[[::1]]",
        "[127.0.0.2]",
        "[::1",
        "::1",
        "inside.test..",
        ".inside.test",
        "inside..test",
        "user:pass@inside.test",
        "user@inside.test",
        "@inside.test",
        ":@inside.test",
        "good.test@inside.test",
        "good.test%40inside.test",
        "inside.test%2F.good.test",
        "inside.test%5C.good.test",
        "inside.test%00.good.test",
        "inside.test%23.good.test",
        "inside.test%3F.good.test",
        "inside.test%0d%0a.good.test",
        "inside.test%20",
        "inside.\ttest",
        "inside.\ntest",
        "inside.\rtest",
        "inside\u{0}.test",
        " inside.test",
        "inside.test ",
        "inside.test<",
        "inside.test^",
        "inside.test|",
        "ins\u{a0}ide.test",
        "\\inside.test",
        "/inside.test",
        "",
        "#@inside.test",
        "?@inside.test",
    ] {
        for scheme in ["http", "HTTP"] {
            let url = format!("{scheme}://{authority}:{port}/");
            let failure = ask(&proxy, get(&url)).await.expect_err(&url);
            assert_eq!(failure.key(), "proxy.bad_url", "{url:?}");
        }
    }
    for url in [
        format!("http:inside.test:{port}/"),
        format!("http:/inside.test:{port}/"),
        format!("http:\\\\inside.test:{port}/"),
        format!("//inside.test:{port}/"),
        format!("inside.test:{port}/"),
        format!("ht\ttp://inside.test:{port}/"),
        format!("http://inside.test:{port}0000/"),
        format!("http://inside.test:-{port}/"),
        "http://inside.test:/\u{7f}".to_owned(),
    ] {
        let failure = ask(&proxy, get(&url)).await.expect_err(&url);
        assert_eq!(failure.key(), "proxy.bad_url", "{url:?}");
    }
    assert_eq!(
        names.asked("inside.test"),
        0,
        "refused before a name is resolved"
    );
    inside.saw_nothing().await;
}

#[tokio::test]
async fn t8_what_follows_a_host_is_never_taken_for_one() {
    let good = Upstream::answering(ok("", "good")).await;
    let inside = Inside::at(([127, 0, 0, 2], 0)).await;
    let other = inside.address;
    let proxy = engine(|_| ());
    for tail in [
        format!("#@{other}/"),
        format!("?@{other}/"),
        format!("/@{other}/"),
        format!("\\@{other}/"),
        format!("\\\\{other}/"),
        format!("//{other}/"),
        format!("/http://{other}/"),
    ] {
        let url = good.url(&tail);
        assert_eq!(fetch(&proxy, &url).await.expect(&url).1, "good");
        let seen = good.seen().pop().unwrap();
        assert_eq!(
            seen.header("Host"),
            Some(&*good.address.to_string()),
            "{url}"
        );
    }
    inside.saw_nothing().await;
}

#[tokio::test]
async fn t8_a_final_dot_walks_around_no_rule_and_no_proxy_config() {
    let upstream = Upstream::answering(ok("", "x")).await;
    let port = upstream.address.port();
    let names = NameServer::of(&[("named.test", &["127.0.0.1"])]).await;
    let closed = engine(|config| {
        config.rules = Rules::parse("127.0.0.1", "named.test").unwrap();
        config.resolver = names.resolver();
    });
    for host in ["named.test", "named.test.", "NAMED.test."] {
        let answer = ask(&closed, get(&format!("http://{host}:{port}/")));
        assert_eq!(answer.await.unwrap().status, 503, "{host}");
    }
    assert_eq!(upstream.connections(), 0);
    let open = engine(|config| config.resolver = names.resolver());
    let url = format!("http://named.test.:{port}/");
    let saved = [proxy_config(&url, "GET", KEY, "{}")];
    assert_eq!(
        carried(&open, &upstream, &saved, &url).await.as_deref(),
        Some("s3cr3t")
    );
}

#[tokio::test]
async fn t9_a_name_in_any_script_is_one_name_to_rules_resolver_and_upstream() {
    let upstream = Upstream::answering(ok("", "x")).await;
    let port = upstream.address.port();
    let names = NameServer::of(&[
        ("xn--bcher-kva.test", &["127.0.0.1"]),
        ("example.test", &["127.0.0.1"]),
        ("xn--fa-hia.test", &["127.0.0.1"]),
        ("fass.test", &["127.0.0.1"]),
        ("xn--xample-2of.test", &["127.0.0.1"]),
    ])
    .await;
    let open = engine(|config| config.resolver = names.resolver());
    for (host, name) in [
        ("bücher.test", "xn--bcher-kva.test"),
        ("BÜCHER.test", "xn--bcher-kva.test"),
        ("bu\u{308}cher.test", "xn--bcher-kva.test"),
        ("XN--BCHER-KVA.TEST", "xn--bcher-kva.test"),
        ("b%C3%BCcher.test", "xn--bcher-kva.test"),
        ("ｅｘａｍｐｌｅ.test", "example.test"),
        ("example\u{3002}test", "example.test"),
        ("example\u{ff0e}test", "example.test"),
        ("example\u{ff61}test", "example.test"),
        ("exam\u{ad}ple.test", "example.test"),
        ("ⓔxample.test", "example.test"),
        ("faß.test", "xn--fa-hia.test"),
    ] {
        let before = names.asked(name);
        let url = format!("http://{host}:{port}/");
        // Without an open connection, the resolver must be asked.
        let fresh = engine(|config| config.resolver = names.resolver());
        assert_eq!(fetch(&fresh, &url).await.expect(&url).1, "x");
        assert_eq!(names.asked(name), before + 1, "{host}");
        let seen = upstream.seen().pop().unwrap();
        assert_eq!(
            seen.header("Host"),
            Some(&*format!("{name}:{port}")),
            "{host}"
        );
        // A closing rule applies in every script, whichever script it is written in.
        for rule in [host, name] {
            let closed = engine(|config| {
                config.rules = Rules::parse("127.0.0.1", rule).unwrap();
                config.resolver = names.resolver();
            });
            let before = upstream.connections();
            assert_eq!(ask(&closed, get(&url)).await.expect(&url).status, 503);
            assert_eq!(upstream.connections(), before, "{url} with {rule}");
        }
        // A proxy config that was saved with this URL applies to it.
        let saved = [proxy_config(&url, "GET", KEY, "{}")];
        assert_eq!(
            carried(&open, &upstream, &saved, &url).await.as_deref(),
            Some("s3cr3t")
        );
    }
    // A host that only looks similar is a different host. It receives nothing that was saved for
    // the other.
    for (saved, called) in [
        ("faß.test", "fass.test"),
        ("example.test", "\u{435}xample.test"), // Cyrillic
    ] {
        let saved = [proxy_config(
            &format!("http://{saved}:{port}"),
            "GET",
            KEY,
            "{}",
        )];
        let url = format!("http://{called}:{port}/");
        assert_eq!(
            carried(&open, &upstream, &saved, &url).await,
            None,
            "{called}"
        );
    }
    for host in [
        "xn--example-.org",
        "xn--",
        "xn--a",
        "xn--example-\u{fffd}.test",
        "exa\u{200e}mple.test",
        "\u{2f}\u{338}.test",
        "xn--ls8h=.test",
    ] {
        let failure = ask(&open, get(&format!("http://{host}:{port}/")))
            .await
            .expect_err(host);
        assert_eq!(failure.key(), "proxy.bad_url", "{host}");
    }
}

#[tokio::test]
async fn t13_a_key_does_not_follow_a_path_out_of_its_prefix() {
    let upstream = Upstream::answering(ok("", "x")).await;
    let proxy = engine(|_| ());
    let saved = [proxy_config(&upstream.url("/x/public"), "GET", KEY, "{}")];
    for path in [
        "/x/public",
        "/x/public/",
        "/x/public/a/../b",
        "/x/public/a%20b",
        "/x/public/..a",
        "/x/public?next=/../admin",
        "/x/public#/../admin",
    ] {
        let key = carried(&proxy, &upstream, &saved, &upstream.url(path)).await;
        assert_eq!(key.as_deref(), Some("s3cr3t"), "{path}");
    }
    for path in [
        "/x/public/../admin",
        "/x/public/..",
        "/x/public/./../admin",
        "/x/public/%2e%2e/admin",
        "/x/public/.%2E/admin",
        "/x/public/%252e%252e/admin",
        "/x/public/%25252e%25252e/admin",
        "/x/public/..%2fadmin",
        "/x/public/..%252fadmin",
        "/x/public/..\\admin",
        "/x/public\\..\\admin",
        "/x/public/..%5cadmin",
        "/x/public/..;/admin",
        "/x/public/..;a=b/admin",
        "/x/public/%2e%2e%3b/admin",
        "/x/public//../../admin",
        "/x/public/a//../../../admin",
        "/x/public%2f..%2fadmin",
        "/x//public/../../admin",
    ] {
        let key = carried(&proxy, &upstream, &saved, &upstream.url(path)).await;
        assert_eq!(key, None, "{path}");
    }
}

#[tokio::test]
async fn t14_a_key_does_not_cross_the_end_of_its_host() {
    let good = Upstream::answering(ok("", "x")).await;
    let evil = Upstream::answering(ok("", "x")).await;
    let proxy = mapped(&[
        ("https://api.example.com", &good),
        ("https://api.example.com.evil.test", &evil),
        ("https://api.example.comx", &evil),
        ("https://api.example.com:8443", &evil),
        ("https://api.example.com-evil.test", &evil),
        ("https://evil.test", &evil),
        ("https://evil.api.example.com", &evil),
        ("http://api.example.com", &evil),
    ]);
    let saved = [
        proxy_config("https://api.example.com", "GET", KEY, "{}"),
        proxy_config("https://api.example.com/v1", "GET", r#"{"X-V1":"1"}"#, "{}"),
    ];
    for url in [
        "https://api.example.com",
        "https://api.example.com/",
        "https://api.example.com:443/v1",
        "https://api.example.com?q=@evil.test",
        "https://api.example.com#@evil.test/",
        "https://api.example.com\\@evil.test/",
    ] {
        let key = carried(&proxy, &good, &saved, url).await;
        assert_eq!(key.as_deref(), Some("s3cr3t"), "{url}");
    }
    for url in [
        "https://api.example.com.evil.test/",
        "https://api.example.comx/",
        "https://api.example.com:8443/",
        "https://api.example.com-evil.test/",
        "https://evil.api.example.com/",
        "https://evil.test/https://api.example.com/",
        "https://evil.test/?https://api.example.com",
    ] {
        assert_eq!(carried(&proxy, &evil, &saved, url).await, None, "{url}");
    }
    // These URLs are not even called.
    for url in [
        "https://api.example.com@evil.test/",
        "https://api.example.com:443@evil.test/",
        "https://api.example.com%40evil.test/",
        "https://api.example.com%2f@evil.test/",
        "https://api.example.com%00.evil.test/",
    ] {
        let failure = proxy.call(get(url), &saved, by()).await.expect_err(url);
        assert_eq!(failure.key(), "proxy.bad_url", "{url}");
    }
    for seen in evil.seen() {
        let told = format!("{seen:?}");
        assert!(
            !told.contains("s3cr3t") && seen.header("X-V1").is_none(),
            "{told}"
        );
    }
}

#[tokio::test]
async fn t15_a_key_for_https_never_goes_out_in_clear_and_no_other_scheme_is_spoken() {
    let secure = Upstream::answering(ok("", "x")).await;
    let clear = Upstream::answering(ok("", "x")).await;
    let proxy = mapped(&[
        ("https://api.example.com", &secure),
        ("http://api.example.com", &clear),
        ("http://api.example.com:443", &clear),
    ]);
    let saved = [proxy_config("https://api.example.com", "GET", KEY, "{}")];
    let key = carried(&proxy, &secure, &saved, "https://api.example.com/").await;
    assert_eq!(key.as_deref(), Some("s3cr3t"));
    for url in [
        "http://api.example.com/",
        "HTTP://api.example.com/",
        "http://api.example.com:443/",
    ] {
        assert_eq!(carried(&proxy, &clear, &saved, url).await, None, "{url}");
    }
    let address = clear.address;
    let before = clear.connections();
    for scheme in [
        "file",
        "gopher",
        "data",
        "ftp",
        "ftps",
        "ws",
        "wss",
        "dict",
        "ldap",
        "tftp",
        "jar",
        "unix",
        "javascript",
        "view-source:http",
        "blob:http",
        "htp",
        "http+unix",
    ] {
        let url = format!("{scheme}://{address}/");
        let failure = proxy.call(get(&url), &saved, by()).await.expect_err(&url);
        assert_eq!(failure.key(), "proxy.bad_url", "{url}");
    }
    assert_eq!(clear.connections(), before);
}
