//! Tests uploads (R15): any bytes, with a length and a limit.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures_util::stream;
use http_body::Frame;
use http_body_util::{Full, StreamBody};
use plugdock_proxy::{Answer, Failure, Form, Proxy, ProxyConfig, Upload};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::support::*;

fn raw(url: &str, headers: &[(&str, &str)], blob_type: &str, size: u64) -> Upload {
    Upload {
        url: url.to_owned(),
        method: "POST".to_owned(),
        headers: pairs(headers),
        form: Form::Raw {
            blob_type: blob_type.to_owned(),
        },
        size,
    }
}

async fn send(
    proxy: &Proxy,
    upload: Upload,
    proxy_configs: &[ProxyConfig],
) -> Result<Answer, Failure> {
    let body = Full::new(Bytes::from(vec![
        0xFF;
        usize::try_from(upload.size).unwrap()
    ]));
    proxy.upload(upload, body, proxy_configs, by()).await
}

#[tokio::test]
async fn the_bytes_go_as_they_are_under_the_first_type_that_is_named() {
    // R15, 003.04, 003.06, 003.07
    let upstream = Upstream::answering(ok("", "done")).await;
    let url = upstream.url("/");
    let proxy = engine(|_| ());
    let saved = [proxy_config(
        &upstream.url(""),
        "POST",
        r#"{"content-type":"saved/type","K":"s"}"#,
        r#"{"d":1}"#,
    )];
    let named = [("content-type", "called/type"), ("k", "mine")];
    for (headers, blob, proxy_configs, kind) in [
        (&named[..], "blob/type", &saved[..], Some("called/type")),
        (&[], "blob/type", &saved, Some("saved/type")),
        (&[], "blob/type", &[], Some("blob/type")),
        (&[], "", &[], None),
    ] {
        let answer = send(&proxy, raw(&url, headers, blob, 3), proxy_configs)
            .await
            .unwrap();
        assert_eq!(answer.body.collect().await.unwrap(), b"done");
        let seen = upstream.seen().pop().unwrap();
        assert_eq!(
            (seen.header("Content-Type"), &seen.body[..]),
            (kind, &[0xFF; 3][..])
        );
        assert_eq!(seen.header("Content-Length"), Some("3"));
        // R03: an upload includes saved headers but never saved data.
        assert_eq!(seen.header("K"), (!proxy_configs.is_empty()).then_some("s"));
        assert_eq!(seen.line, "POST / HTTP/1.1");
    }
    let mut empty = raw(&url, &[], "", 0);
    empty.method = "put".to_owned();
    send(&proxy, empty, &[]).await.unwrap();
    let seen = upstream.seen().pop().unwrap();
    assert_eq!(
        (seen.line.as_str(), seen.header("Content-Length")),
        ("PUT / HTTP/1.1", Some("0"))
    );
}

#[tokio::test]
async fn a_form_goes_under_its_own_boundary() {
    // R15, 000.37
    let upstream = Upstream::answering(ok("", "")).await;
    let saved = [proxy_config(
        &upstream.url(""),
        "POST",
        r#"{"Content-Type":"saved/type"}"#,
        "{}",
    )];
    let form = |content_type: &str| Upload {
        form: Form::Multipart {
            content_type: content_type.to_owned(),
        },
        ..raw(
            &upstream.url("/"),
            &[("Content-Type", "called/type")],
            "",
            2,
        )
    };
    let kind = "multipart/form-data; boundary=----x";
    send(&engine(|_| ()), form(kind), &saved).await.unwrap();
    assert_eq!(upstream.only().header("Content-Type"), Some(kind));
    let failure = send(&engine(|_| ()), form("text/html"), &[])
        .await
        .unwrap_err();
    assert_eq!(failure.key(), "proxy.bad_part");
}

#[tokio::test]
async fn t63_a_refused_upload_sends_nothing() {
    // R15, R16, 003.08, 003.28, T63
    let upstream = Upstream::answering(ok("", "")).await;
    let url = upstream.url("/");
    let proxy = engine(|_| ());
    let method = |method: &str| Upload {
        method: method.to_owned(),
        ..raw(&url, &[], "", 1)
    };
    let mb200 = 200 * 1_048_576;
    for (upload, key) in [
        (method("GET"), "proxy.bad_method"),
        (method("DELETE"), "proxy.bad_method"),
        (
            raw(&url, &[("content-length", "1")], "", 1),
            "proxy.forbidden_header",
        ),
        (raw(&url, &[], "a\nb", 1), "proxy.bad_header_value"),
        (raw(&url, &[], "", mb200 + 1), "proxy.upload_too_large"),
    ] {
        let body = Full::new(Bytes::from_static(b"x"));
        let failure = proxy.upload(upload, body, &[], by()).await.unwrap_err();
        assert_eq!((failure.key(), failure.status()), (key, 400));
    }
    assert_eq!(upstream.connections(), 0);
}

/// Returns the Content-Length of a request, or `None` if no request arrived.
async fn announced(stream: &mut Stream) -> Option<u64> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).unwrap();
    let length = head
        .split("Content-Length: ")
        .nth(1)?
        .split("\r\n")
        .next()?;
    Some(length.parse().unwrap())
}

/// Starts an upstream that counts bytes without keeping them.
async fn counting() -> (Upstream, Arc<Mutex<(u64, bool)>>) {
    let counted = Arc::new(Mutex::new((0, false)));
    let count = Arc::clone(&counted);
    let upstream = Upstream::with(move |mut stream: Stream| {
        let count = Arc::clone(&count);
        async move {
            if let Some(length) = announced(&mut stream).await {
                let mut buffer = vec![0; 65_536];
                while count.lock().unwrap().0 < length {
                    match stream.read(&mut buffer).await {
                        Ok(0) | Err(_) => break,
                        Ok(read) => count.lock().unwrap().0 += read as u64,
                    }
                }
                // A client that cancelled the upload does not read this answer.
                drop(stream.write_all(&ok("", length.to_string())).await);
            }
            count.lock().unwrap().1 = true;
        }
    })
    .await;
    (upstream, counted)
}

fn chunks(
    count: u64,
) -> StreamBody<impl futures_util::Stream<Item = Result<Frame<Bytes>, Infallible>>> {
    let chunk = Bytes::from(vec![b'u'; 1_048_576]);
    StreamBody::new(stream::iter(
        (0..count).map(move |_| Ok(Frame::data(chunk.clone()))),
    ))
}

#[tokio::test]
async fn t63_two_hundred_megabytes_pass() {
    // R15, 003.08, T63
    let (upstream, counted) = counting().await;
    let upload = raw(&upstream.url("/"), &[], "", 200 * 1_048_576);
    let answer = engine(|_| ())
        .upload(upload, chunks(200), &[], by())
        .await
        .unwrap();
    assert_eq!(answer.body.collect().await.unwrap(), b"209715200");
    assert_eq!(counted.lock().unwrap().0, 200 * 1_048_576);
}

#[tokio::test]
async fn t63_more_or_fewer_bytes_than_announced_are_no_upload() {
    // R15
    for (announced, sent) in [(1_048_575, 1), (2_097_153, 2)] {
        let (upstream, counted) = counting().await;
        let upload = raw(&upstream.url("/"), &[], "", announced);
        let failure = engine(|_| ())
            .upload(upload, chunks(sent), &[], by())
            .await
            .unwrap_err();
        assert_eq!(
            (failure.key(), failure.status()),
            ("proxy.upload_size", 400)
        );
        until("the upstream's end", || counted.lock().unwrap().1).await;
        assert!(counted.lock().unwrap().0 < announced);
    }
}

#[tokio::test]
async fn t63_an_upload_left_midway_is_cancelled_upstream() {
    // R17, T63
    let (upstream, counted) = counting().await;
    let first = stream::iter([Ok::<_, Infallible>(Frame::data(Bytes::from_static(
        b"first",
    )))]);
    let body = StreamBody::new(futures_util::StreamExt::chain(first, stream::pending()));
    let proxy = engine(|_| ());
    let mut running =
        Box::pin(proxy.upload(raw(&upstream.url("/"), &[], "", 1_000), body, &[], by()));
    tokio::select! {
        _ = &mut running => panic!("it cannot end"),
        () = until("the first bytes", || counted.lock().unwrap().0 == 5) => {}
    }
    drop(running);
    until("the upstream's end", || counted.lock().unwrap().1).await;
    assert_eq!(counted.lock().unwrap().0, 5);
}

#[tokio::test]
async fn an_early_answer_is_read_whole_though_the_body_still_goes_out() {
    // The meter must not take the bytes that are still being sent for a new request (R22).
    let upstream = Upstream::with(|mut stream: Stream| async move {
        announced(&mut stream).await.unwrap();
        let body = vec![b'z'; 50_000];
        let head = format!(
            "HTTP/1.1 413 Too Large\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut buffer = vec![0; 65_536];
        for _ in 0..4 {
            assert!(stream.read(&mut buffer).await.unwrap() > 0);
        }
        stream.write_all(&body).await.unwrap();
        while matches!(stream.read(&mut buffer).await, Ok(read) if read > 0) {}
    })
    .await;
    let upload = raw(&upstream.url("/"), &[], "", 8 * 1_048_576);
    let answer = engine(|_| ())
        .upload(upload, chunks(8), &[], by())
        .await
        .unwrap();
    assert_eq!(answer.status, 413);
    assert_eq!(answer.body.collect().await.unwrap().len(), 50_000);
}
