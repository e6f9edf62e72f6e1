//! Tests the destinations that are reachable, whatever the call, its name or its answer contains
//! (T1–T7). The product's resolver uses the tests' own name server. The upstreams and the inside
//! servers really listen. 127.0.0.1 is opened and represents the outside, and everything else is
//! the inside.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use plugdock_proxy::{Answer, Failure, Kind, Proxy, Rules};

use super::inside::Inside;
use super::name_server::NameServer;
use super::support::*;

/// Starts an inside server at another address of this machine, on the same port as `upstream`.
async fn beside(upstream: &Upstream, ip: &str) -> Inside {
    Inside::at((ip.parse::<IpAddr>().unwrap(), upstream.address.port())).await
}

/// Returns an engine that resolves names with `names` and opens only the addresses in `allow`.
fn asking(names: &NameServer, allow: &str) -> Proxy {
    engine(|config| {
        config.rules = Rules::parse(allow, "").unwrap();
        config.resolver = names.resolver();
        // If a check is missing, the address may be one that never answers.
        config.timeouts.connect = Duration::from_millis(500);
    })
}

/// Asserts that the call is refused for its address, and that the answer reveals nothing else. A name
/// all of whose addresses are refused is answered as one that does not resolve (R19).
async fn refused(proxy: &Proxy, url: &str) {
    let failure = match ask(proxy, get(url)).await {
        Ok(answer) => {
            let is_name = url::Url::parse(url).unwrap().domain().is_some();
            assert!(is_name, "{url}: {answer:?}");
            return hidden(answer, url).await;
        }
        Err(failure) => failure,
    };
    openly(&failure, url);
}

async fn hidden(answer: Answer, url: &str) {
    assert_eq!(answer.status, 503, "{url}");
    let body = answer.body.collect().await.unwrap();
    assert_eq!(body, b"DNS Cache Missing", "{url}");
}

fn openly(failure: &Failure, url: &str) {
    assert_eq!(failure.kind(), Kind::Unreachable, "{url}");
    assert!(failure.params().is_empty());
    let cause = failure.cause().unwrap();
    let by_policy = ["not a public address", "an address that cannot be called"];
    assert!(
        by_policy.iter().any(|why| cause.contains(why)),
        "{url}: {cause}"
    );
}

#[tokio::test]
async fn t1_a_redirect_is_the_answer_and_is_never_followed() {
    let inside = Inside::at(([127, 0, 0, 2], 0)).await;
    let other_port = Inside::at(([127, 0, 0, 1], 0)).await;
    let proxy = engine(|_| ());
    let to = [
        format!("http://{}/", inside.address),
        format!("http://{}/", other_port.address),
        format!("//{}/", other_port.address),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        "file:///etc/passwd".to_owned(),
        "/elsewhere".to_owned(),
    ];
    for status in [300, 301, 302, 303, 305, 307, 308] {
        for location in &to {
            for method in ["GET", "POST"] {
                let reply = format!(
                    "HTTP/1.1 {status} X\r\nLocation: {location}\r\nRefresh: 0; url={location}\r\nContent-Length: 0\r\n\r\n"
                );
                let upstream = Upstream::answering(reply).await;
                let asked = call(method, &upstream.url("/"), &[], r#"{"a":1}"#);
                let answer = ask(&proxy, asked).await.unwrap();
                assert_eq!(answer.status, status);
                let told = ("Location".to_owned(), location.clone());
                assert!(answer.headers.contains(&told), "{:?}", answer.headers);
                answer.body.collect().await.unwrap();
                assert_eq!(upstream.only().line, format!("{method} / HTTP/1.1"));
            }
        }
    }
    inside.saw_nothing().await;
    other_port.saw_nothing().await;
}

#[tokio::test]
async fn t2_a_name_that_changes_its_address_leads_to_the_judged_one_only() {
    // The answer has no length, so that each call needs a new connection.
    let upstream = Upstream::answering("HTTP/1.1 200 OK\r\n\r\nx").await;
    let inside = beside(&upstream, "127.0.0.2").await;
    let names = NameServer::start().await;
    let url = format!("http://rebind.test:{}/", upstream.address.port());
    names.says_in_turn("rebind.test", &[&["127.0.0.1"], &["127.0.0.2"]]);
    let proxy = asking(&names, "127.0.0.1");
    assert_eq!(fetch(&proxy, &url).await.unwrap().1, "x");
    assert_eq!(
        names.asked("rebind.test"),
        1,
        "asked once, judged, connected to"
    );
    // The record had a TTL of zero, so the next connection resolves the name again and gets the
    // other address.
    refused(&proxy, &url).await;
    assert_eq!(names.asked("rebind.test"), 2);
    assert_eq!(upstream.connections(), 1);
    inside.saw_nothing().await;
}

#[tokio::test]
async fn t2_a_kept_connection_stays_with_the_address_it_was_made_to() {
    let upstream = Upstream::answering(ok("", "x")).await;
    let inside = beside(&upstream, "127.0.0.2").await;
    let names = NameServer::start().await;
    let url = format!("http://rebind.test:{}/", upstream.address.port());
    names.says_in_turn("rebind.test", &[&["127.0.0.1"], &["127.0.0.2"]]);
    let proxy = asking(&names, "127.0.0.1");
    for _ in 0..3 {
        assert_eq!(fetch(&proxy, &url).await.unwrap().1, "x");
    }
    assert_eq!((names.asked("rebind.test"), upstream.connections()), (1, 1));
    inside.saw_nothing().await;
}

#[tokio::test]
async fn t3_one_inside_address_among_those_of_a_name_is_enough_to_refuse() {
    let upstream = Upstream::answering(ok("", "x")).await;
    let inside = beside(&upstream, "127.0.0.2").await;
    let inside_v6 = beside(&upstream, "::1").await;
    let names = NameServer::start().await;
    let proxy = asking(&names, "127.0.0.1");
    for (at, list) in [
        &["127.0.0.1", "127.0.0.2"][..],
        &["127.0.0.2", "127.0.0.1"],
        &["127.0.0.1", "::1"],
        &["127.0.0.1", "fd00::1"],
        &["127.0.0.1", "::ffff:127.0.0.2"],
        &["127.0.0.1", "127.0.0.1", "10.0.0.1"],
    ]
    .into_iter()
    .enumerate()
    {
        let name = format!("mixed-{at}.test");
        names.says(&name, list);
        let url = format!("http://{name}:{}/", upstream.address.port());
        openly(&ask(&proxy, get(&url)).await.expect_err(&url), &url);
    }
    // The same holds for an alias of the name.
    names.says_alias("alias.test", "mixed-0.test");
    let url = format!("http://alias.test:{}/", upstream.address.port());
    openly(&ask(&proxy, get(&url)).await.expect_err(&url), &url);
    assert_eq!(
        upstream.connections(),
        0,
        "not even the outside one is called"
    );
    inside.saw_nothing().await;
    inside_v6.saw_nothing().await;
    // A name with only outside addresses is allowed.
    names.says("plain.test", &["127.0.0.1", "127.0.0.1"]);
    names.says_alias("also.test", "plain.test");
    let url = format!("http://also.test:{}/", upstream.address.port());
    assert_eq!(fetch(&proxy, &url).await.unwrap().1, "x");
}

#[tokio::test]
async fn t4_an_ipv4_address_is_the_same_in_every_spelling() {
    let spellings = [
        "127.0.0.1",
        "127.1",
        "127.0.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0X7F.0.0.1",
        "0x7f.0x0.0x0.0x1",
        "0177.0.0.1",
        "0177.0.0.01",
        "017700000001",
        "127.0.0.1.",
        "127.1.",
        "127.000.000.001",
        "１２７.0.0.1",
        "0x7f。1",
        "%31%32%37.0.0.1",
    ];
    let upstream = Upstream::answering(ok("", "x")).await;
    let port = upstream.address.port();
    let open = engine(|_| ());
    for host in spellings {
        let url = format!("http://{host}:{port}/");
        assert_eq!(
            fetch(&open, &url).await.expect(&url).1,
            "x",
            "where it is open"
        );
    }
    let inside = Inside::at(([127, 0, 0, 1], 0)).await;
    let any = Inside::at(([0, 0, 0, 0], 0)).await;
    let closed = engine(|config| config.rules = Rules::default());
    for host in spellings {
        refused(
            &closed,
            &format!("http://{host}:{}/", inside.address.port()),
        )
        .await;
    }
    // On Linux, these addresses reach the machine itself. No rule opens them.
    let wide = engine(|config| config.rules = Rules::parse("0.0.0.0/0, ::/0", "").unwrap());
    for host in [
        "0",
        "0.0.0.0",
        "0x0",
        "00",
        "0.",
        "[::]",
        "[::0.0.0.0]",
        "[::ffff:0.0.0.0]",
    ] {
        for proxy in [&closed, &wide] {
            refused(proxy, &format!("http://{host}:{}/", any.address.port())).await;
        }
    }
    // The number is read as octal, so the address is 10.1.2.3.
    refused(&closed, "http://012.1.2.3/").await;
    refused(&closed, "http://0xa9fea9fe/latest/meta-data/").await;
    for host in [
        "127.0.0.256",
        "0x100000000",
        "127.0.0.1.1",
        "09.1.1.1",
        "127.0.0.1..",
        "1.2.3.4.5",
    ] {
        let failure = ask(&closed, get(&format!("http://{host}/")))
            .await
            .unwrap_err();
        assert_eq!(failure.key(), "proxy.bad_url", "{host}");
    }
    inside.saw_nothing().await;
    any.saw_nothing().await;
}

/// IPv6 addresses that are inside, or that may embed an inside IPv4 address.
const INSIDE_V6: [&str; 26] = [
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::ffff:a00:1",
    "::ffff:169.254.169.254",
    "::127.0.0.1",
    "::7f00:1",
    "::ffff:0:127.0.0.1",
    "64:ff9b::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::127.0.0.1",
    "64:ff9b:1:7f00::1",
    "100::1",
    "2001::1",
    "2001:0:7f00:1::",
    "2001:0:4136:e378:8000:63bf:80ff:fffe",
    "2001:10::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::1",
    "3fff::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
];

#[tokio::test]
async fn t5_no_ipv6_form_hides_an_inside_address() {
    let inside = Inside::at(([127, 0, 0, 1], 0)).await;
    let port = inside.address.port();
    let inside_v6 = Inside::at((IpAddr::from([0, 0, 0, 0, 0, 0, 0, 1]), port)).await;
    let names = NameServer::start().await;
    let proxy = asking(&names, "");
    for (at, ip) in INSIDE_V6.iter().enumerate() {
        refused(&proxy, &format!("http://[{ip}]:{port}/")).await;
        // The same address as the result of a name, where no text can be checked.
        let name = format!("v6-{at}.test");
        names.says(&name, &[ip]);
        refused(&proxy, &format!("http://{name}:{port}/")).await;
    }
    for zoned in [
        "[fe80::1%25eth0]",
        "[fe80::1%eth0]",
        "[::1%25lo]",
        "[::1%lo]",
    ] {
        let failure = ask(&proxy, get(&format!("http://{zoned}:{port}/")))
            .await
            .unwrap_err();
        assert_eq!(failure.key(), "proxy.bad_url", "{zoned}");
    }
    // A rule for an IPv4 range opens its mapped form, but no other embedding.
    let open = asking(&names, "10.0.0.0/8, 127.0.0.0/16");
    for ip in ["::127.0.0.1", "64:ff9b::127.0.0.1", "2002:7f00:1::"] {
        refused(&open, &format!("http://[{ip}]:{port}/")).await;
    }
    inside.saw_nothing().await;
    inside_v6.saw_nothing().await;
}

#[tokio::test]
async fn t6_no_special_range_is_reached_by_address_or_by_name() {
    let inside = Inside::at(([127, 255, 255, 254], 0)).await;
    let port = inside.address.port();
    let names = NameServer::start().await;
    let proxy = asking(&names, "");
    for (at, ip) in [
        "0.0.0.1",
        "0.255.255.255",
        "10.0.0.0",
        "10.255.255.255",
        "100.64.0.0",
        "100.100.100.200",
        "100.127.255.255",
        "127.0.0.2",
        "127.255.255.254",
        "169.254.0.1",
        "169.254.169.254",
        "169.254.255.255",
        "172.16.0.0",
        "172.31.255.255",
        "192.0.0.0",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.0",
        "192.168.255.255",
        "198.18.0.0",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.254",
        "255.255.255.255",
        "ff02::1",
        "ff0e::1",
    ]
    .into_iter()
    .enumerate()
    {
        let address = SocketAddr::new(ip.parse().unwrap(), port);
        refused(&proxy, &format!("http://{address}/")).await;
        let name = format!("special-{at}.test");
        names.says(&name, &[ip]);
        refused(&proxy, &format!("http://{name}:{port}/")).await;
    }
    inside.saw_nothing().await;
}

#[tokio::test]
async fn t7_a_name_is_judged_by_its_address_and_never_by_its_letters() {
    let inside = Inside::at(([127, 0, 0, 1], 0)).await;
    let port = inside.address.port();
    let inside_v6 = Inside::at((IpAddr::from([0, 0, 0, 0, 0, 0, 0, 1]), port)).await;
    let names = NameServer::of(&[
        ("127.0.0.1.nip.test", &["127.0.0.1"]),
        ("7f000001.nip.test", &["127.0.0.1"]),
        ("harmless.example.test", &["127.0.0.1"]),
        ("localtest.me.test", &["127.0.0.1", "::1"]),
        ("host.docker.internal", &["127.0.0.1"]),
        ("gateway.docker.internal", &["192.168.65.1"]),
        ("kubernetes.default.svc", &["10.96.0.1"]),
        ("metadata.google.internal", &["169.254.169.254"]),
        ("plugdock", &["172.17.0.2"]),
    ])
    .await;
    names.says_alias("cdn.public.test", "harmless.example.test");
    let proxy = asking(&names, "");
    for host in [
        "localhost",
        "LOCALHOST",
        "localhost.",
        "foo.localhost",
        "127.0.0.1.nip.test",
        "7F000001.NIP.test",
        "harmless.example.test",
        "localtest.me.test.",
        "cdn.public.test",
        "host.docker.internal",
        "gateway.docker.internal",
        "kubernetes.default.svc",
        "metadata.google.internal",
        "plugdock",
    ] {
        refused(&proxy, &format!("http://{host}:{port}/")).await;
    }
    inside.saw_nothing().await;
    inside_v6.saw_nothing().await;
    // A name that only looks like an inside address is called.
    let upstream = Upstream::answering(ok("", "x")).await;
    names.says("10.0.0.1.nip.test", &["127.0.0.1"]);
    let url = format!("http://10.0.0.1.nip.test:{}/", upstream.address.port());
    assert_eq!(
        fetch(&asking(&names, "127.0.0.1"), &url).await.unwrap().1,
        "x"
    );
}

#[tokio::test]
async fn t7_what_the_systems_resolver_says_is_judged_too() {
    // R23
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
