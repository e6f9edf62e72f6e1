//! Tests failures: their codes, their single public text, and their timing (R18, R19).

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use plugdock_proxy::{Failure, Kind};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpSocket, TcpStream};

use super::name_server::NameServer;
use super::support::*;

async fn closed_port() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}/", listener.local_addr().unwrap())
}

#[tokio::test]
async fn t16_refused_closed_filtered_and_forbidden_cannot_be_told_apart() {
    // R19, R23, T16
    let delay = Duration::from_millis(700);
    let proxy = engine(|config| {
        config.timeouts.connect = Duration::from_millis(200);
        config.timeouts.unreachable = delay;
    });
    let hangs_up = Upstream::with(|mut stream| async move {
        read_request(&mut stream).await;
    })
    .await;
    // A listener whose queue is full drops connections, as a packet filter does.
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let full = socket.listen(0).unwrap();
    let address = full.local_addr().unwrap();
    let mut queued = Vec::new();
    loop {
        #[expect(
            clippy::disallowed_methods,
            reason = "fills the queue of a listener of this test"
        )]
        let connecting = TcpStream::connect(address);
        match tokio::time::timeout(Duration::from_millis(300), connecting).await {
            Ok(connected) => queued.push(connected.unwrap()),
            Err(_) => break,
        }
    }
    let filtered = format!("http://{address}/");

    let mut failures = Vec::new();
    for url in [
        closed_port().await,
        hangs_up.url("/"),
        filtered,
        "http://10.0.0.1/".to_owned(),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        "https://localhost:1/".to_owned(),
    ] {
        let start = Instant::now();
        let failure = ask(&proxy, get(&url)).await.unwrap_err();
        let took = start.elapsed();
        assert!(
            took >= delay && took < delay + Duration::from_secs(30),
            "{url}: {took:?}"
        );
        failures.push(failure);
    }
    for failure in &failures {
        assert_eq!(failure.to_string(), failures[0].to_string());
        assert_eq!(
            (failure.code(), failure.status()),
            ("PD_PROXY_UNREACHABLE", 502)
        );
        assert!(failure.params().is_empty());
    }
    // The causes in the log are all different.
    let causes: std::collections::HashSet<_> = failures.iter().map(Failure::cause).collect();
    assert_eq!(causes.len(), failures.len(), "{causes:?}");
}

#[tokio::test]
async fn a_host_that_does_not_resolve_is_an_answer() {
    // R18, 001.24, 003.23
    let names = NameServer::start().await;
    names.says("inside.test", &["10.0.0.1", "fd00::1"]);
    names.says("printer.local", &["93.184.216.34"]);
    let delay = Duration::from_millis(300);
    let proxy = engine(|config| {
        config.resolver = names.resolver();
        config.timeouts.unreachable = delay;
    });
    // R19: a name inside and a name of a private network look the same, and take as long.
    for name in ["nowhere.test", "inside.test", "printer.local", "intranet"] {
        let url = format!("http://{name}");
        let saved = [proxy_config(&url, "GET", "{}", "{}")];
        let start = Instant::now();
        let answer = proxy.call(get(&format!("{url}/")), &saved, by()).await;
        let answer = answer.unwrap();
        assert!(start.elapsed() >= delay, "{name}");
        assert_eq!((answer.status, answer.used), (503, vec![0]), "{name}");
        let body = answer.body.collect().await.unwrap();
        assert_eq!(body, b"DNS Cache Missing", "{name}");
    }
}

#[tokio::test]
async fn t61_the_whole_call_has_one_deadline_its_body_included() {
    // R17, R19, T61
    let proxy = engine(|config| config.timeouts.call = Duration::from_secs(1));
    let silent = Upstream::with(|mut stream| async move {
        read_request(&mut stream).await;
        std::future::pending::<()>().await;
    })
    .await;
    let failure = ask(&proxy, get(&silent.url("/"))).await.unwrap_err();
    assert_eq!(
        (failure.code(), failure.status()),
        ("PD_PROXY_TIMEOUT", 504)
    );
    for endless in [
        &b"1\r\nx\r\n"[..],
        &[b"400\r\n", &[b'y'; 1024][..], b"\r\n"].concat(),
    ] {
        let endless: Arc<[u8]> = endless.into();
        let drips = Upstream::with(move |mut stream| {
            let endless = Arc::clone(&endless);
            async move {
                read_request(&mut stream).await;
                let head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
                stream.write_all(head).await.unwrap();
                while stream.write_all(&endless).await.is_ok() {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
            }
        })
        .await;
        let start = Instant::now();
        let answer = ask(&proxy, get(&drips.url("/"))).await.unwrap();
        assert_eq!(answer.status, 200);
        assert_eq!(
            answer.body.collect().await.unwrap_err().kind(),
            Kind::Timeout
        );
        assert!(start.elapsed() >= Duration::from_millis(990));
        assert!(start.elapsed() < Duration::from_mins(1));
    }
}

#[tokio::test]
async fn t65_a_body_cut_short_is_a_late_failure() {
    // R19, T65
    let proxy = engine(|_| ());
    for reply in [
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
    ] {
        let upstream = Upstream::with(move |mut stream| async move {
            read_request(&mut stream).await;
            stream.write_all(reply.as_bytes()).await.unwrap();
        })
        .await;
        let mut body = ask(&proxy, get(&upstream.url("/"))).await.unwrap().body;
        assert_eq!(body.next().await.unwrap().unwrap(), "half");
        let failure = body.next().await.unwrap().unwrap_err();
        assert_eq!((failure.key(), failure.status()), ("proxy.cut", 502));
        assert!(body.next().await.is_none());
    }
}

#[tokio::test]
async fn what_is_no_http_is_unreachable() {
    let proxy = engine(|_| ());
    for reply in [
        "220 smtp.test ESMTP\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
    ] {
        let upstream = Upstream::answering(reply).await;
        let failure = ask(&proxy, get(&upstream.url("/"))).await.unwrap_err();
        assert_eq!(failure.key(), "proxy.unreachable");
    }
}

#[tokio::test]
async fn t66_one_call_too_many_is_busy_and_the_next_is_not() {
    // R19, T66
    let proxy = engine(|config| {
        config.concurrency.host = 1;
        config.concurrency.queue = 0;
    });
    let upstream = Upstream::answering(ok("", "x")).await;
    let held = ask(&proxy, get(&upstream.url("/"))).await.unwrap();
    let failure = ask(&proxy, get(&upstream.url("/"))).await.unwrap_err();
    assert_eq!((failure.code(), failure.status()), ("PD_PROXY_BUSY", 429));
    // A call keeps its slot until its body is read.
    held.body.collect().await.unwrap();
    fetch(&proxy, &upstream.url("/")).await.unwrap();
}

#[test]
fn every_failure_has_its_text_in_both_languages() {
    // R19
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = String::new();
    for folder in ["src", "../rules/src", "../server/src/api/proxy"] {
        for file in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = file.unwrap().path();
            if path.is_file() {
                sources += &std::fs::read_to_string(path).unwrap();
            }
        }
    }
    let texts = |language: &str| -> BTreeMap<String, String> {
        let path = root.join(format!("../../locales/{language}/proxy.json"));
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
    };
    for language in ["en", "ja"] {
        let texts = texts(language);
        for used in sources.split("\"proxy.").skip(1) {
            let key = used.split('"').next().unwrap();
            assert!(texts.contains_key(key), "{language} lacks {key}");
        }
        for key in texts.keys() {
            assert!(
                sources.contains(&format!("\"proxy.{key}\"")),
                "{key} is said nowhere"
            );
        }
    }
}

#[tokio::test]
async fn t26_no_failure_tells_a_secret() {
    // T26, T27
    let marker = "s3cr3t-marker";
    let url = closed_port().await;
    let quoted = format!(r#"{{"k":"{marker}"}}"#);
    let saved = [
        proxy_config(&url, "GET", &quoted, &quoted),
        proxy_config(&url, "POST", &quoted, &quoted),
    ];
    let proxy = engine(|_| ());
    for method in ["GET", "POST"] {
        let asked = call(method, &url, &[("X", marker)], &quoted);
        let failure = proxy.call(asked, &saved, by()).await.unwrap_err();
        assert!(!format!("{failure} {failure:?} {saved:?}").contains(marker));
        // A value that is refused is not revealed either.
        let broken = format!("{marker}\u{1}");
        let asked = call(method, &url, &[("X", &broken)], "{}");
        let failure = proxy.call(asked, &saved, by()).await.unwrap_err();
        let told = format!("{failure} {failure:?} {:?}", failure.cause());
        assert!(!told.contains(marker), "{told}");
    }
}
