//! Tests each limit of an answer at its value and just above it (R22), and answers that try to
//! exhaust the server.

use async_compression::tokio::write::{BrotliEncoder, GzipEncoder, ZlibEncoder, ZstdEncoder};
use plugdock_proxy::{Failure, Kind, Proxy};
use tokio::io::AsyncWriteExt;

use super::support::*;

const MB10: usize = 10 * 1_048_576;

pub(super) async fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzipEncoder::new(Vec::new());
    encoder.write_all(bytes).await.unwrap();
    encoder.shutdown().await.unwrap();
    encoder.into_inner()
}

pub(super) async fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new());
    encoder.write_all(bytes).await.unwrap();
    encoder.shutdown().await.unwrap();
    encoder.into_inner()
}

pub(super) async fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = BrotliEncoder::with_quality(Vec::new(), async_compression::Level::Fastest);
    encoder.write_all(bytes).await.unwrap();
    encoder.shutdown().await.unwrap();
    encoder.into_inner()
}

pub(super) async fn zstd(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZstdEncoder::new(Vec::new());
    encoder.write_all(bytes).await.unwrap();
    encoder.shutdown().await.unwrap();
    encoder.into_inner()
}

/// Returns an answer with `lines` header lines, one of which has `longest` bytes. The body is `x`.
fn head(lines: usize, longest: usize) -> Vec<u8> {
    let mut head = vec![
        "HTTP/1.1 200 OK".to_owned(),
        "Content-Length: 1".to_owned(),
        format!("X-Long: {}", "y".repeat(longest - "X-Long: ".len())),
    ];
    head.extend((2..lines).map(|line| format!("X-{line}: 1")));
    (head.join("\r\n") + "\r\n\r\nx").into_bytes()
}

async fn outcome(proxy: &Proxy, reply: Vec<u8>) -> Result<(u16, String), Failure> {
    let upstream = Upstream::answering(reply).await;
    fetch(proxy, &upstream.url("/")).await
}

#[track_caller]
fn passed(outcome: Result<(u16, String), Failure>, key: &str, limit: &str) {
    let failure = outcome.expect_err("over the limit");
    assert_eq!(failure.key(), key, "{failure:?}");
    assert_eq!(
        (failure.kind(), failure.code(), failure.status()),
        (Kind::Limit, "PD_PROXY_LIMIT", 502)
    );
    assert_eq!(failure.params(), [("limit", limit.to_owned())]);
}

#[tokio::test]
async fn t62_header_lines_pass_at_100_and_at_8180_bytes_and_not_beyond() {
    // R22, 003.26, 003.27, 003.30
    let proxy = engine(|_| ());
    assert_eq!(outcome(&proxy, head(100, 8180)).await.unwrap().1, "x");
    passed(
        outcome(&proxy, head(101, 20)).await,
        "proxy.limit_header_lines",
        "100",
    );
    passed(
        outcome(&proxy, head(3, 8181)).await,
        "proxy.limit_header_line",
        "8180",
    );
    passed(
        outcome(&proxy, head(3, 2_000_000)).await,
        "proxy.limit_header_line",
        "8180",
    );
    // A hundred lines of the maximum length are more than the default buffer of hyper.
    let mut full = vec!["HTTP/1.1 200 OK".to_owned(), "Content-Length: 1".to_owned()];
    full.extend((0..99).map(|line| format!("X-{line:02}: {}", "y".repeat(8180 - "X-00: ".len()))));
    let full = full.join("\r\n") + "\r\n\r\nx";
    assert_eq!(outcome(&proxy, full.into_bytes()).await.unwrap().1, "x");
}

#[tokio::test]
async fn the_meter_starts_again_with_each_answer_of_a_connection() {
    // R22
    let upstream = Upstream::with(|mut stream| async move {
        let good = [head(100, 8180), ok("", vec![b'z'; 100_000])];
        for reply in [&good[0], &good[1], &good[0], &head(101, 20)] {
            if read_request(&mut stream).await.is_none() {
                return;
            }
            stream.write_all(reply).await.unwrap();
        }
    })
    .await;
    let proxy = engine(|_| ());
    for _ in 0..3 {
        fetch(&proxy, &upstream.url("/")).await.unwrap();
    }
    passed(
        fetch(&proxy, &upstream.url("/")).await,
        "proxy.limit_header_lines",
        "100",
    );
    assert_eq!(upstream.connections(), 1);
}

#[tokio::test]
async fn t62_storms_of_1xx_heads_and_huge_trailers_end() {
    // T62
    let proxy = engine(|_| ());
    let hint = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
    let last = String::from_utf8(ok("", "x")).unwrap();
    assert_eq!(
        outcome(&proxy, (hint.repeat(16) + &last).into_bytes())
            .await
            .unwrap()
            .1,
        "x"
    );
    let storm = (hint.repeat(17) + &last).into_bytes();
    passed(
        outcome(&proxy, storm).await,
        "proxy.limit_informational",
        "16",
    );
    let mut trailers = chunked("", b"x");
    trailers.truncate(trailers.len() - 2);
    trailers.extend_from_slice("T: y\r\n".repeat(100_000).as_bytes());
    trailers.extend_from_slice(b"\r\n");
    let failure = outcome(&proxy, trailers).await.unwrap_err();
    assert_eq!(failure.key(), "proxy.cut");
}

#[tokio::test]
async fn t60_a_body_passes_at_10_mb_and_not_with_one_byte_more() {
    // R22, 003.29, T65
    let proxy = engine(|_| ());
    let at = vec![b'a'; MB10];
    let over = vec![b'a'; MB10 + 1];
    let close = |body: &[u8]| [b"HTTP/1.1 200 OK\r\n\r\n", body].concat();
    for reply in [
        ok("", &at),
        chunked("", &at),
        close(&at),
        ok("Content-Encoding: gzip\r\n", gzip(&at).await),
        chunked("Content-Encoding: br\r\n", &brotli(&at).await),
        ok("Content-Encoding: zstd\r\n", zstd(&at).await),
    ] {
        assert_eq!(outcome(&proxy, reply).await.unwrap().1.len(), MB10);
    }
    for reply in [
        ok("", &over),
        chunked("", &over),
        close(&over),
        ok("Content-Encoding: gzip\r\n", gzip(&over).await),
        chunked("Content-Encoding: br\r\n", &brotli(&over).await),
        ok("Content-Encoding: zstd\r\n", zstd(&over).await),
    ] {
        passed(outcome(&proxy, reply).await, "proxy.limit_body", "10485760");
    }
}

#[tokio::test]
async fn a_declared_length_over_the_limit_is_refused_unread() {
    // R22
    let upstream = Upstream::answering("HTTP/1.1 200 OK\r\nContent-Length: 10485761\r\n\r\n").await;
    let failure = ask(&engine(|_| ()), get(&upstream.url("/")))
        .await
        .unwrap_err();
    assert_eq!(failure.key(), "proxy.limit_body");
}

#[tokio::test]
async fn the_limit_counts_before_the_charset_is_converted() {
    // R22: 10 MB of half-width kana become 30 MB in UTF-8.
    let kana = vec![0xB1_u8; MB10];
    let reply = ok("Content-Type: text/plain; charset=Shift_JIS\r\n", kana);
    assert_eq!(
        outcome(&engine(|_| ()), reply).await.unwrap().1.len(),
        MB10 * 3
    );
}

#[tokio::test]
async fn t60_bombs_are_cut_at_the_limit_whatever_they_are_wrapped_in() {
    // T60
    let proxy = engine(|_| ());
    let zeros = vec![0_u8; 16 * 1_048_576];
    let once = gzip(&zeros).await;
    let twice = gzip(&once).await;
    for (coding, bytes) in [
        ("gzip", once.clone()),
        ("deflate", zlib(&zeros).await),
        ("br", brotli(&zeros).await),
        ("zstd", zstd(&zeros).await),
        ("gzip, gzip", twice.clone()),
        ("gzip, gzip, br", brotli(&twice).await),
    ] {
        let upstream =
            Upstream::answering(ok(&format!("Content-Encoding: {coding}\r\n"), bytes)).await;
        let mut body = ask(&proxy, get(&upstream.url("/"))).await.unwrap().body;
        let mut said = 0;
        let failure = loop {
            match futures_util::StreamExt::next(&mut body).await {
                Some(Ok(chunk)) => said += chunk.len(),
                Some(Err(failure)) => break failure,
                None => panic!("{coding}: it ended"),
            }
        };
        assert_eq!(failure.key(), "proxy.limit_body", "{coding}");
        assert!(said <= MB10, "{coding}: {said}");
    }
    let many = ok(
        "Content-Encoding: gzip, br\r\nContent-Encoding: gzip, gzip\r\n",
        "x",
    );
    passed(outcome(&proxy, many).await, "proxy.limit_encodings", "3");
}
