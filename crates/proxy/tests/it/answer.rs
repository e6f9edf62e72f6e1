//! Tests answers as a plug-in receives them (R18, R21).

use super::limits::{brotli, gzip, zlib, zstd};
use super::support::*;

#[tokio::test]
async fn t24_headers_are_title_case_joined_and_only_end_to_end() {
    // R21, T24, 003.24
    let upstream = Upstream::answering(ok(
        "content-type: text/plain\r\nSET-COOKIE: a=1; Path=/\r\nset-cookie: b=2\r\nx-caf\u{65}: \u{e9}\r\n\
         Connection: keep-alive, X-Secret-Hop\r\nX-Secret-Hop: 1\r\nKeep-Alive: timeout=5\r\n",
        "x",
    ))
    .await;
    let proxy = engine(|_| ());
    let answer = ask(&proxy, get(&upstream.url("/"))).await.unwrap();
    let expected = [
        ("Content-Type", "text/plain"),
        ("Set-Cookie", "a=1; Path=/, b=2"),
        ("X-Cafe", "\u{c3}\u{a9}"), // the two bytes of UTF-8, each as a Latin-1 character
    ];
    assert_eq!(answer.headers, pairs(&expected));
    answer.body.collect().await.unwrap();
    // The cookie is text in the answer. The proxy never stores or sends it.
    fetch(&proxy, &upstream.url("/")).await.unwrap();
    assert!(
        upstream
            .seen()
            .iter()
            .all(|seen| seen.header("Cookie").is_none())
    );
}

#[tokio::test]
async fn any_status_is_an_answer_and_a_redirect_is_not_followed() {
    // R17, R18, T1, T20
    let proxy = engine(|_| ());
    let inside = Upstream::answering(ok("", "inside")).await;
    for status in ["301 Moved", "302 Found", "303 See Other", "307 T", "308 P"] {
        let location = format!(
            "HTTP/1.1 {status}\r\nLocation: {}\r\nContent-Length: 0\r\n\r\n",
            inside.url("/")
        );
        let upstream = Upstream::answering(location).await;
        let answer = ask(&proxy, get(&upstream.url("/"))).await.unwrap();
        assert_eq!(answer.status.to_string(), status[..3]);
        assert!(
            answer
                .headers
                .contains(&("Location".to_owned(), inside.url("/")))
        );
    }
    assert_eq!(inside.connections(), 0);
    for status in [204_u16, 304, 400, 404, 500, 503, 599] {
        let upstream =
            Upstream::answering(format!("HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n")).await;
        assert_eq!(
            fetch(&proxy, &upstream.url("/")).await.unwrap(),
            (status, String::new())
        );
    }
}

#[tokio::test]
async fn content_codings_are_taken_off() {
    // R21
    let proxy = engine(|_| ());
    let text = "日本語 text ".repeat(5_000);
    let bytes = text.as_bytes();
    let raw_deflate = zlib(bytes).await[2..].to_vec();
    let both = brotli(&gzip(bytes).await).await;
    let members = [gzip(&bytes[..9_999]).await, gzip(&bytes[9_999..]).await].concat();
    for (coding, body) in [
        ("gzip", gzip(bytes).await),
        ("X-GZIP", members),
        ("deflate", zlib(bytes).await),
        ("deflate", raw_deflate),
        ("br", brotli(bytes).await),
        ("zstd", zstd(bytes).await),
        ("gzip, br", both),
        ("identity", bytes.to_vec()),
    ] {
        let header = format!("Content-Encoding: {coding}\r\n");
        for reply in [ok(&header, &body), chunked(&header, &body)] {
            let upstream = Upstream::answering(reply).await;
            let answer = ask(&proxy, get(&upstream.url("/"))).await.unwrap();
            let names: Vec<_> = answer
                .headers
                .iter()
                .map(|(name, _)| name.as_str())
                .collect();
            assert!(!names.contains(&"Content-Encoding"), "{coding}");
            assert!(
                coding == "identity" || !names.contains(&"Content-Length"),
                "{coding}"
            );
            assert_eq!(answer.body.collect().await.unwrap(), bytes, "{coding}");
        }
        // An empty body needs no decoding.
        let upstream = Upstream::answering(chunked(&header, b"")).await;
        assert_eq!(
            fetch(&proxy, &upstream.url("/")).await.unwrap().1,
            "",
            "{coding}"
        );
    }
}

#[tokio::test]
async fn a_body_that_is_not_what_it_says_is_a_failure() {
    let proxy = engine(|_| ());
    let mut short = gzip(b"some text that is long enough to be cut off").await;
    short.truncate(short.len() - 12);
    for body in [short, b"this is no gzip".to_vec()] {
        let upstream = Upstream::answering(ok("Content-Encoding: gzip\r\n", body)).await;
        let failure = fetch(&proxy, &upstream.url("/")).await.unwrap_err();
        assert_eq!(
            (failure.key(), failure.status()),
            ("proxy.undecodable", 502)
        );
    }
}

#[tokio::test]
async fn t64_text_is_decoded_by_what_is_declared_else_by_its_mark() {
    // R21, T64, 001.25, 003.31
    let proxy = engine(|_| ());
    let (sjis, ..) = encoding_rs::SHIFT_JIS.encode("日本語");
    let (euc, ..) = encoding_rs::EUC_JP.encode("日本語");
    let utf16: Vec<u8> = "\u{FEFF}日本語"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for (kind, body, text) in [
        ("text/plain; charset=Shift_JIS", sjis.to_vec(), "日本語"),
        ("text/html;charset=\"euc-jp\"", euc.to_vec(), "日本語"),
        ("text/plain", utf16, "日本語"),
        ("application/json", "\u{FEFF}日本語".into(), "日本語"),
        ("application/json", b"a\xFF\0b".to_vec(), "a\u{FFFD}\0b"),
    ] {
        let upstream = Upstream::answering(ok(&format!("Content-Type: {kind}\r\n"), body)).await;
        assert_eq!(
            fetch(&proxy, &upstream.url("/")).await.unwrap().1,
            text,
            "{kind}"
        );
    }
}

#[tokio::test]
async fn the_answer_streams() {
    // The first chunk arrives while the upstream still holds back the second.
    let (go, held) = tokio::sync::oneshot::channel::<()>();
    let held = std::sync::Mutex::new(Some(held));
    let upstream = Upstream::with(move |mut stream: Stream| {
        let held = held.lock().unwrap().take().unwrap();
        async move {
            use tokio::io::AsyncWriteExt;
            read_request(&mut stream).await.unwrap();
            stream
                .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nfirst")
                .await
                .unwrap();
            held.await.unwrap();
            stream.write_all(b"last").await.unwrap();
        }
    })
    .await;
    let mut body = ask(&engine(|_| ()), get(&upstream.url("/")))
        .await
        .unwrap()
        .body;
    let first = futures_util::StreamExt::next(&mut body)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(first, "first");
    go.send(()).unwrap();
    assert_eq!(body.collect().await.unwrap(), b"last");
}
