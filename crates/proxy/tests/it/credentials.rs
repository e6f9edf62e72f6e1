//! Tests T20 to T27: saved credentials are sent once, to the upstream that they are for, and
//! nowhere else.

use plugdock_proxy::{Method, Proxy, ProxyConfig};

use super::support::*;

const SECRET: &str = "s3cr3t";

/// Returns a proxy config with a header and a data value for GET under `url`.
fn saved(url: &str) -> ProxyConfig {
    proxy_config(
        url,
        "GET",
        &format!(r#"{{"X-Key":"{SECRET}","Authorization":"{SECRET}"}}"#),
        &format!(r#"{{"key":"{SECRET}"}}"#),
    )
}

fn carries(seen: &Seen) -> bool {
    let has = |name| seen.header(name) == Some(SECRET);
    let whole = [
        has("X-Key"),
        has("Authorization"),
        seen.line.contains(&format!("key={SECRET}")),
    ];
    assert!(whole == [true; 3] || whole == [false; 3], "{seen:?}");
    whole[0]
}

async fn called(proxy: &Proxy, url: &str, proxy_configs: &[ProxyConfig]) -> (u16, Option<String>) {
    let answer = proxy.call(get(url), proxy_configs, by()).await.unwrap();
    let status = answer.status;
    let location = answer.headers.iter().find(|(name, _)| name == "Location");
    let location = location.map(|(_, value)| value.clone());
    answer.body.collect().await.unwrap();
    (status, location)
}

#[tokio::test]
async fn t20_nothing_saved_follows_a_redirect_wherever_it_points() {
    let proxy = engine(|_| ());
    // The redirects lead to the same origin, to another name of the same machine, and to another
    // port, with and without a scheme.
    let hops: [fn(u16) -> String; 4] = [
        |_| "/elsewhere".to_owned(),
        |port| format!("http://localhost:{port}/"),
        |port| format!("//127.0.0.1:{port}/"),
        |port| format!("http://127.0.0.1:{port}/"),
    ];
    for status in [301, 302, 303, 307, 308] {
        for hop in hops {
            let other = Upstream::answering(ok("", "b")).await;
            let to = hop(other.address.port());
            let reply = format!(
                "HTTP/1.1 {status} Away\r\nLocation: {to}\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n"
            );
            let first = Upstream::answering(reply).await;
            let proxy_configs = [saved(&first.url("/in"))];
            let outcome = called(&proxy, &first.url("/in/x"), &proxy_configs).await;
            assert_eq!(outcome, (status, Some(to.clone())));
            assert!(carries(&first.only()), "the one it is for");
            assert_eq!(other.connections(), 0, "{status} {to}");
            // The plug-in follows the redirect itself. The proxy configs are looked up again for
            // each URL.
            let next = match (to.strip_prefix("//"), to.starts_with('/')) {
                (Some(host), _) => format!("http://{host}"),
                (None, true) => first.url(&to),
                (None, false) => to,
            };
            called(&proxy, &next, &proxy_configs).await;
            let there = first.seen().into_iter().skip(1).chain(other.seen());
            let there: Vec<Seen> = there.collect();
            assert_eq!(there.len(), 1);
            assert!(!carries(&there[0]), "{next}");
            assert!(there[0].header("Cookie").is_none());
            // A redirect back to a saved URL carries the credentials again, because a call has no
            // memory of earlier ones.
            called(&proxy, &first.url("/in/y"), &proxy_configs).await;
            assert!(carries(first.seen().last().unwrap()));
        }
    }
}

#[tokio::test]
async fn t22_a_line_break_in_a_header_of_a_call_or_a_proxy_config_sends_nothing() {
    let upstream = Upstream::answering(ok("", "")).await;
    let url = upstream.url("/");
    let proxy = engine(|_| ());
    let names = [
        "",
        " ",
        "X Y",
        "X:",
        "X\r\nY",
        "X\nY",
        "X\0",
        "X\t",
        " X",
        "X ",
        "ヘッダ",
        "X\u{e9}",
        "(x)",
    ];
    let values = [
        "a\r\nY: b",
        "a\nY: b",
        "a\rY: b",
        "a\r\n b", // obs-fold
        "a\0b",
        "a\u{7f}b",
        "a\u{1}b",
        "caf\u{e9}",
        "日本語",
        "a\u{2028}b",
        "\r\n",
    ];
    let pairs = names
        .iter()
        .map(|name| (*name, "v"))
        .chain(values.iter().map(|value| ("X-A", *value)));
    for (name, value) in pairs {
        for method in ["GET", "POST"] {
            let failure = ask(&proxy, call(method, &url, &[(name, value)], "{}"))
                .await
                .unwrap_err();
            assert_eq!(failure.status(), 400, "{name:?} {value:?}");
            // This proxy config imitates one that bypassed every check when it was saved.
            let proxy_config = ProxyConfig {
                url: (&*url).into(),
                method: Method::parse(method).unwrap(),
                headers: vec![(name.to_owned(), value.into())],
                data: Vec::new(),
            };
            let asked = call(method, &url, &[], "{}");
            let failure = proxy.call(asked, &[proxy_config], by()).await.unwrap_err();
            assert_eq!(failure.status(), 400, "saved {name:?} {value:?}");
            assert!(!failure.to_string().contains("caf"), "{failure}");
        }
    }
    assert_eq!(upstream.connections(), 0);
}

#[tokio::test]
async fn t23_framing_is_ours_alone() {
    let upstream = Upstream::answering(ok("", "")).await;
    let url = upstream.url("/");
    let proxy = engine(|_| ());
    for name in [
        "Content-Length",
        "content-length",
        "CONTENT-LENGTH",
        "Content-Length ",
        " Content-Length",
        "Transfer-Encoding",
        "tRANSFER-eNCODING",
        "Transfer-Encoding\t",
        "Connection",
        "Keep-Alive",
        "Upgrade",
        "Trailer",
        "TE",
        "Host",
        "HTTP2-Settings",
        "Proxy-Connection",
    ] {
        for method in ["GET", "POST", "DELETE", "PUT"] {
            let asked = call(method, &url, &[(name, "5")], r#"{"a":1}"#);
            let failure = ask(&proxy, asked).await.unwrap_err();
            assert_eq!(failure.status(), 400, "{name:?}");
        }
    }
    assert_eq!(upstream.connections(), 0);
    // A GET or DELETE has no body and no framing of a body, regardless of the data of the call.
    for method in ["GET", "DELETE"] {
        for data in [r#"{"a":1}"#, "[1]", r#""text""#] {
            ask(
                &proxy,
                call(method, &url, &[("Content-Type", "text/x")], data),
            )
            .await
            .unwrap();
            let seen = upstream.seen().pop().unwrap();
            assert!(seen.body.is_empty());
            for framing in ["Content-Length", "Transfer-Encoding"] {
                assert_eq!(seen.header(framing), None, "{method} {data}");
            }
        }
    }
    // Names that differ only in case are one header.
    let twice = [("x-a", "1"), ("X-A", "2"), ("X-a", "3")];
    ask(&proxy, call("POST", &url, &twice, "{}")).await.unwrap();
    let seen = upstream.seen().pop().unwrap();
    let same = |(name, _): &&(String, String)| name.eq_ignore_ascii_case("x-a");
    assert_eq!(seen.headers.iter().filter(same).count(), 1);
    assert_eq!(seen.header("X-A"), Some("3"));
}

#[tokio::test]
async fn t25_the_saved_header_goes_out_alone_whatever_its_case() {
    let upstream = Upstream::answering(ok("", "")).await;
    let proxy = engine(|_| ());
    let cases = [
        "authorization",
        "Authorization",
        "AUTHORIZATION",
        "aUTHORIZATION",
    ];
    for own in cases {
        let headers = format!(r#"{{"{own}":"{SECRET}"}}"#);
        let proxy_configs = [proxy_config(&upstream.url("/"), "GET", &headers, "{}")];
        for called in cases {
            let asked = call(
                "GET",
                &upstream.url("/"),
                &[(called, "mine"), ("x", "y")],
                "{}",
            );
            proxy.call(asked, &proxy_configs, by()).await.unwrap();
            let seen = upstream.seen().pop().unwrap();
            let all = seen.headers.iter();
            let values: Vec<&str> = all
                .filter(|(name, _)| name.eq_ignore_ascii_case("authorization"))
                .map(|(_, value)| value.as_str())
                .collect();
            assert_eq!(values, [SECRET], "{own} {called}");
        }
    }
}

#[tokio::test]
async fn t27_no_referer_is_sent_and_no_query_is_told() {
    let upstream = Upstream::answering(ok("", "")).await;
    let proxy = engine(|_| ());
    let proxy_configs = [saved(&upstream.url("/"))];
    for _ in 0..2 {
        called(
            &proxy,
            &upstream.url(&format!("/?own={SECRET}")),
            &proxy_configs,
        )
        .await;
    }
    for seen in upstream.seen() {
        assert!(carries(&seen));
        assert_eq!(seen.header("Referer"), None);
    }
    // For every kind of failure, neither its message nor its internal cause contains the query.
    let closed = {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        format!("http://{}/", listener.local_addr().unwrap())
    };
    let late =
        Upstream::answering("HTTP/1.1 200 OK\r\nContent-Length: 9\r\nX: y\r\n\r\nhalf").await;
    let none = Upstream::answering("nonsense\r\n\r\n").await;
    for url in [
        closed,
        none.url("/"),
        late.url("/"),
        "http://10.0.0.1/".to_owned(),
        "ftp://a.test/".to_owned(),
    ] {
        let proxy = engine(|config| config.timeouts.call = std::time::Duration::from_secs(1));
        let proxy_configs = [saved("http://127.0.0.1/")];
        let asked = get(&format!("{url}?own={SECRET}#{SECRET}"));
        let failure = match proxy.call(asked, &proxy_configs, by()).await {
            Ok(answer) => answer.body.collect().await.unwrap_err(),
            Err(failure) => failure,
        };
        assert!(!format!("{failure} {failure:?}").contains(SECRET), "{url}");
    }
}
