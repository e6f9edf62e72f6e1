//! Measures the memory that bombs and large uploads cost, as the operating system counts it (T60,
//! T63). The tests run in a process of their own and one after the other, so that nothing else is
//! counted.

#![cfg(target_os = "linux")]

#[cfg(test)]
#[path = "it/support.rs"]
#[expect(dead_code, reason = "shared with the other tests")]
mod support;

#[cfg(test)]
mod cost {
    use std::fs;

    use async_compression::tokio::write::{BrotliEncoder, GzipEncoder, ZlibEncoder, ZstdEncoder};
    use bytes::Bytes;
    use futures_util::StreamExt as _;
    use futures_util::stream;
    use http_body::Frame;
    use http_body_util::StreamBody;
    use plugdock_proxy::{Form, Proxy, Upload};
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::support::*;

    const MB: usize = 1_048_576;

    /// Returns the highest resident size since the last reset, in bytes.
    fn peak() -> usize {
        let status = fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM:"));
        let kilobytes = line.unwrap().split_whitespace().nth(1).unwrap();
        kilobytes.parse::<usize>().unwrap() * 1024
    }

    fn reset() -> usize {
        fs::write("/proc/self/clear_refs", "5").unwrap();
        peak()
    }

    macro_rules! coded {
        ($encoder:expr, $bytes:expr) => {{
            let mut encoder = $encoder;
            encoder.write_all($bytes).await.unwrap();
            encoder.shutdown().await.unwrap();
            encoder.into_inner()
        }};
    }

    /// Reads a body until it fails, without keeping it. Returns the number of bytes.
    async fn burst(proxy: &Proxy, url: &str) -> usize {
        let mut body = ask(proxy, get(url)).await.unwrap().body;
        let mut said = 0;
        loop {
            match body.next().await.expect("it does not end well") {
                Ok(piece) => said += piece.len(),
                Err(failure) => {
                    assert_eq!(failure.key(), "proxy.limit_body");
                    return said;
                }
            }
        }
    }

    async fn bombs() {
        let zeros = vec![0; 64 * MB];
        let gzip = coded!(GzipEncoder::new(Vec::new()), &zeros);
        let twice = coded!(GzipEncoder::new(Vec::new()), &gzip);
        let level = async_compression::Level::Fastest;
        let bombs = [
            // Concatenated gzip members that would decode to four gigabytes.
            ("gzip", gzip.repeat(64)),
            ("deflate", coded!(ZlibEncoder::new(Vec::new()), &zeros)),
            (
                "br",
                coded!(BrotliEncoder::with_quality(Vec::new(), level), &zeros),
            ),
            (
                "zstd",
                coded!(ZstdEncoder::new(Vec::new()), &zeros).repeat(64),
            ),
            ("gzip, gzip", twice.clone()),
            (
                "gzip, gzip, br",
                coded!(BrotliEncoder::with_quality(Vec::new(), level), &twice),
            ),
        ];
        drop(zeros);
        let proxy = engine(|_| ());
        for (coding, bytes) in bombs {
            let head = format!("Content-Encoding: {coding}\r\n");
            let upstream = Upstream::answering(ok(&head, bytes)).await;
            let url = upstream.url("/");
            burst(&proxy, &url).await; // the first call allocates memory that later calls reuse
            let before = reset();
            let all = stream::iter(0..8).map(|_| burst(&proxy, &url));
            let said: Vec<usize> = all.buffer_unordered(8).collect().await;
            let memory = peak().saturating_sub(before);
            println!("8 × {coding}: {} KiB", memory / 1024);
            assert!(said.iter().all(|bytes| *bytes <= 10 * MB));
            // Eight calls run at once. Each would take at least 64 MB if the whole body were held,
            // or 10 MB if only the delivered part were held.
            assert!(memory < 40 * MB, "{coding}: {memory}");
        }
    }

    async fn uploads() {
        let upstream = Upstream::with(|mut stream: Stream| async move {
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(stream.read_u8().await.unwrap());
            }
            let mut buffer = vec![0; 65_536];
            let mut left = 200 * MB;
            while left > 0 {
                match stream.read(&mut buffer).await.unwrap() {
                    0 => return,
                    read => left -= read,
                }
            }
            stream.write_all(&ok("", "whole")).await.unwrap();
        })
        .await;
        let proxy = engine(|_| ());
        let send = async || {
            // Each piece has its own allocation, as in an upload from a page.
            let pieces = (0..3_200).map(|number| {
                let piece = Bytes::from(vec![u8::try_from(number % 251).unwrap(); 65_536]);
                Ok::<_, std::convert::Infallible>(Frame::data(piece))
            });
            let upload = Upload {
                url: upstream.url("/"),
                method: "POST".to_owned(),
                headers: Vec::new(),
                form: Form::Raw {
                    blob_type: String::new(),
                },
                size: (200 * MB) as u64,
            };
            let body = StreamBody::new(stream::iter(pieces));
            let answer = proxy.upload(upload, body, &[], by()).await.unwrap();
            assert_eq!(answer.body.collect().await.unwrap(), b"whole");
        };
        send().await;
        let before = reset();
        futures_util::future::join_all([send(), send(), send(), send()]).await;
        let memory = peak().saturating_sub(before);
        println!("4 × 200 MB up: {} KiB", memory / 1024);
        assert!(memory < 24 * MB, "{memory}");
    }

    #[test]
    fn t60_t63_bombs_and_uploads_cost_little_however_large_they_are() {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(bombs());
        runtime.block_on(uploads());
    }
}
