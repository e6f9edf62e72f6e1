//! Tests T60 to T65: upstreams that send slowly, endlessly or incorrectly. Each call ends by itself
//! with a failure that names the cause. Bytes that remain after one answer never become part of the
//! next.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use plugdock_proxy::{Failure, Kind, Proxy};
use tokio::io::AsyncWriteExt;

use super::limits::gzip;
use super::support::*;

/// The time limit of a call in these tests.
const CALL: Duration = Duration::from_secs(1);

fn impatient() -> Proxy {
    engine(|config| config.timeouts.call = CALL)
}

/// The behaviour of an upstream on its first connection.
#[derive(Clone)]
enum Trick {
    /// Writes these bytes once, and then stays silent.
    Once(Vec<u8>),
    /// Writes the first bytes, and then the second ones repeatedly.
    Endless(Vec<u8>, Vec<u8>, Duration),
    /// Writes these bytes and closes the connection.
    Close(Vec<u8>),
}

fn once(text: &str) -> Trick {
    Trick::Once(text.as_bytes().to_vec())
}

fn drip(first: &str, again: &str) -> Trick {
    Trick::Endless(first.into(), again.into(), Duration::from_millis(20))
}

fn flood(first: &str, again: &str) -> Trick {
    Trick::Endless(first.into(), again.repeat(1_000).into(), Duration::ZERO)
}

/// Starts an upstream that plays a trick on its first connection and answers `right` on each later
/// one. If the first connection is reused, the answer is `tricked`.
async fn trickster(trick: Trick) -> Upstream {
    let count = Arc::new(AtomicUsize::new(0));
    Upstream::with(move |mut stream: Stream| {
        let (trick, is_first) = (trick.clone(), count.fetch_add(1, Ordering::SeqCst) == 0);
        async move {
            let mut is_tricked = false;
            while read_request(&mut stream).await.is_some() {
                if !is_first || is_tricked {
                    let body = if is_tricked { "tricked" } else { "right" };
                    if stream.write_all(&ok("", body)).await.is_err() {
                        return;
                    }
                    continue;
                }
                is_tricked = true;
                match &trick {
                    Trick::Once(bytes) => {
                        // A client that hangs up on a bad answer is not a failure of the upstream.
                        drop(stream.write_all(bytes).await);
                    }
                    Trick::Close(bytes) => {
                        drop(stream.write_all(bytes).await);
                        return;
                    }
                    Trick::Endless(first, again, pause) => {
                        drop(stream.write_all(first).await);
                        while stream.write_all(again).await.is_ok() {
                            tokio::time::sleep(*pause).await;
                        }
                        return;
                    }
                }
            }
        }
    })
    .await
}

/// Plays a trick. Then asserts that later calls to the same host work normally.
async fn played(proxy: &Proxy, trick: Trick) -> Result<(u16, String), Failure> {
    let upstream = trickster(trick).await;
    let start = Instant::now();
    let outcome = fetch(proxy, &upstream.url("/")).await;
    assert!(start.elapsed() < CALL * 60, "{:?}", start.elapsed());
    for _ in 0..3 {
        let next = fetch(proxy, &upstream.url("/")).await.unwrap();
        assert_eq!(next, (200, "right".to_owned()), "after {outcome:?}");
    }
    outcome
}

#[track_caller]
fn ended(outcome: Result<(u16, String), Failure>, kind: Kind, key: &str) {
    let failure = outcome.expect_err("it cannot pass");
    assert_eq!((failure.kind(), failure.key()), (kind, key), "{failure:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t61_whatever_never_ends_is_ended_at_the_deadline() {
    let proxy = impatient();
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n";
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let cases = [
        ("nothing at all", once("")),
        (
            "a head without its end",
            once("HTTP/1.1 200 OK\r\nX: y\r\n"),
        ),
        ("half a status line", once("HTTP/1.1 2")),
        ("a head, byte by byte", drip("HTTP/1.1 200 OK\r\nX: ", "y")),
        ("no body", once(head)),
        ("a body, byte by byte", drip(head, "x")),
        ("chunks without end", drip(chunked, "1\r\nx\r\n")),
        ("a chunk size without end", drip(chunked, "0")),
        (
            "a chunk extension without end",
            drip(&format!("{chunked}1;"), "e"),
        ),
        (
            "a last chunk without its end",
            once(&format!("{chunked}1\r\nx\r\n0\r\n")),
        ),
        (
            "trailers without end",
            drip(&format!("{chunked}0\r\nX: "), "y"),
        ),
        (
            "an answer that needs no end, silent",
            once("HTTP/1.1 200 OK\r\n\r\nx"),
        ),
    ];
    for (name, trick) in cases {
        let outcome = played(&proxy, trick).await;
        let failure = outcome.expect_err(name);
        assert!(
            // hyper rejects some of the answers before the time limit.
            failure.kind() == Kind::Timeout || failure.key() == "proxy.cut",
            "{name}: {failure:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t61_chunks_without_end_at_full_speed_end_at_the_limit() {
    let proxy = engine(|_| ());
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    // The upstream sends only chunk sizes. They are read as the bytes of the first chunk, and then
    // no line end follows.
    let sizes = flood(chunked, "400\r\n");
    ended(played(&proxy, sizes).await, Kind::Unreachable, "proxy.cut");
    let piece = format!("400\r\n{}\r\n", "z".repeat(1024));
    ended(
        played(&proxy, flood(chunked, &piece)).await,
        Kind::Limit,
        "proxy.limit_body",
    );
}

#[tokio::test]
async fn t60_coded_bytes_that_decode_to_nothing_end_too() {
    // The first case is an endless run of empty gzip members, as fast as the connection accepts it.
    // In the second case, another coding makes the run a thousand times longer. The decoder works
    // forever but outputs nothing. The test has one thread, where a decoder that never yields would
    // block the timer.
    let empty = gzip(b"").await.repeat(5_000);
    let twice = gzip(&gzip(b"").await.repeat(500_000)).await;
    for (coding, again) in [("gzip", empty), ("gzip, gzip", twice)] {
        let head = format!("HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\n\r\n");
        let trick = Trick::Endless(head.into(), again, Duration::ZERO);
        ended(
            played(&impatient(), trick).await,
            Kind::Timeout,
            "proxy.timeout",
        );
    }
}

#[tokio::test]
async fn t60_a_window_larger_than_the_web_allows_is_never_set_aside() {
    let frame = |window_log: u8| {
        let mut frame = vec![0x28, 0xB5, 0x2F, 0xFD, 0x00, (window_log - 10) << 3];
        frame.extend_from_slice(&[0x09, 0, 0, b'x']); // one raw block of one byte, the last
        ok("Content-Encoding: zstd\r\n", frame)
    };
    let proxy = engine(|_| ());
    let fits = Upstream::answering(frame(23)).await;
    assert_eq!(fetch(&proxy, &fits.url("/")).await.unwrap().1, "x");
    for window_log in [24, 27, 31] {
        let upstream = Upstream::answering(frame(window_log)).await;
        let failure = fetch(&proxy, &upstream.url("/")).await.unwrap_err();
        assert_eq!(failure.key(), "proxy.undecodable", "{window_log}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t62_floods_of_headers_are_cut_off_as_they_come() {
    let proxy = engine(|_| ());
    let status = "HTTP/1.1 200 OK\r\n";
    for (trick, key) in [
        (flood(status, "X: y\r\n"), "proxy.limit_header_lines"),
        (
            flood(&format!("{status}X: "), "y"),
            "proxy.limit_header_line",
        ),
        (flood(status, "y"), "proxy.limit_header_line"),
        (
            flood("", "HTTP/1.1 100 Continue\r\n\r\n"),
            "proxy.limit_informational",
        ),
        (
            flood("", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
            "proxy.limit_informational",
        ),
    ] {
        ended(played(&proxy, trick).await, Kind::Limit, key);
    }
    let trailers = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n";
    for again in ["T: y\r\n", "y"] {
        let trick = flood(trailers, again);
        ended(played(&proxy, trick).await, Kind::Unreachable, "proxy.cut");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t61_what_stands_behind_an_answer_is_never_the_next_one() {
    // A length that is too small leaves bytes that look like another answer.
    let forged = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged";
    for reply in [
        format!("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok{forged}"),
        format!("HTTP/1.1 204 No Content\r\n\r\n{forged}"),
        format!("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n{forged}"),
        format!(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n{forged}"
        ),
    ] {
        // The extra bytes may arrive with the answer or a moment later. Neither case may reuse
        // them.
        let proxy = engine(|_| ());
        for _ in 0..10 {
            let outcome = played(&proxy, once(&reply)).await;
            assert_ne!(outcome.unwrap().1, "forged", "{reply}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t61_lengths_that_lie_are_a_failure_or_are_not_believed() {
    let proxy = impatient();
    let close = |text: &str| Trick::Close(text.into());
    for (trick, kind, key) in [
        // The length is too large, and the connection is closed or stays open.
        (
            close("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"),
            Kind::Unreachable,
            "proxy.cut",
        ),
        (
            once("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"),
            Kind::Timeout,
            "proxy.timeout",
        ),
        // The lengths contradict each other or are not numbers, so the end of the answer is
        // unknown.
        (
            once("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 6\r\n\r\nok"),
            Kind::Unreachable,
            "proxy.unreachable",
        ),
        (
            once("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"),
            Kind::Unreachable,
            "proxy.unreachable",
        ),
        (
            once("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n"),
            Kind::Unreachable,
            "proxy.unreachable",
        ),
        (
            once("HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775807\r\n\r\n"),
            Kind::Limit,
            "proxy.limit_body",
        ),
        // The size of the chunk overflows every counter.
        (
            once("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n"),
            Kind::Unreachable,
            "proxy.cut",
        ),
    ] {
        ended(played(&proxy, trick).await, kind, key);
    }
    // With both framings, the chunks determine the end of the answer, and the next answer starts
    // there.
    let both = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n";
    let upstream = trickster(once(both)).await;
    let answered = fetch(&proxy, &upstream.url("/")).await.unwrap();
    assert_eq!(answered.1, "ok");
    let next = fetch(&proxy, &upstream.url("/")).await.unwrap().1;
    assert!(["right", "tricked"].contains(&&*next), "{next}");
}

#[tokio::test]
async fn t65_a_failure_that_comes_late_is_the_last_thing_of_a_body() {
    // The causes are an exceeded limit, a timeout, a closed connection, and bytes that are not
    // encoded as declared.
    let gzipped = gzip(&vec![b'a'; 100_000]).await;
    let mut broken = gzipped.clone();
    let middle = broken.len() / 2;
    broken[middle] ^= 0xFF;
    let coded = |body: &[u8]| {
        let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n";
        Trick::Close([head.as_bytes(), body].concat())
    };
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let piece = format!("10000\r\n{}\r\n", "z".repeat(65_536));
    for (trick, key, status) in [
        (
            Trick::Endless(chunked.into(), piece.into(), Duration::ZERO),
            "proxy.limit_body",
            502,
        ),
        (drip(chunked, "1\r\nx\r\n"), "proxy.timeout", 504),
        (
            Trick::Close(format!("{chunked}4\r\nhalf\r\n").into()),
            "proxy.cut",
            502,
        ),
        (coded(&broken), "proxy.undecodable", 502),
        (
            coded(&gzipped[..gzipped.len() - 9]),
            "proxy.undecodable",
            502,
        ),
    ] {
        let upstream = trickster(trick).await;
        let answer = ask(&impatient(), get(&upstream.url("/"))).await.unwrap();
        assert_eq!(answer.status, 200);
        let said: Vec<_> = StreamExt::collect(answer.body).await;
        let (last, before) = said.split_last().unwrap();
        assert!(before.iter().all(Result::is_ok), "{key}");
        let failure = last.as_ref().unwrap_err();
        assert_eq!((failure.key(), failure.status()), (key, status));
    }
}
