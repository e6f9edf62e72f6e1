//! Tests calls whose page disconnects early (R17).

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::Notify;

use super::support::*;

#[tokio::test]
async fn a_call_that_was_left_runs_to_its_end() {
    // R17: the page disconnects before the answer, or during its body.
    for leave_in_body in [false, true] {
        let go = Arc::new(Notify::new());
        let asked = Arc::new(Notify::new());
        let ended = Arc::new(Mutex::new(None));
        let (may_go, was_asked, outcome) =
            (Arc::clone(&go), Arc::clone(&asked), Arc::clone(&ended));
        let upstream = Upstream::with(move |mut stream: Stream| {
            let (may_go, was_asked, outcome) = (
                Arc::clone(&may_go),
                Arc::clone(&was_asked),
                Arc::clone(&outcome),
            );
            async move {
                read_request(&mut stream).await.unwrap();
                let body = vec![b'x'; 1_000_000];
                let head = format!(
                    "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
                    body.len()
                );
                was_asked.notify_one();
                if leave_in_body {
                    stream.write_all(head.as_bytes()).await.unwrap();
                    may_go.notified().await;
                } else {
                    may_go.notified().await;
                    stream.write_all(head.as_bytes()).await.unwrap();
                }
                let written = stream.write_all(&body).await.is_ok();
                // The proxy closes the connection after reading everything. A reset would be an
                // error.
                let closed = stream.read(&mut [0; 8]).await;
                *outcome.lock().unwrap() = Some(written && matches!(closed, Ok(0)));
            }
        })
        .await;
        let proxy = engine(|_| ());
        let url = upstream.url("/");
        if leave_in_body {
            drop(ask(&proxy, get(&url)).await.unwrap());
        } else {
            let mut running = Box::pin(ask(&proxy, get(&url)));
            tokio::select! {
                _ = &mut running => panic!("nothing was answered yet"),
                () = asked.notified() => {}
            }
            drop(running);
        }
        go.notify_one();
        proxy.finish().await;
        until("the upstream's end", || ended.lock().unwrap().is_some()).await;
        assert_eq!(
            *ended.lock().unwrap(),
            Some(true),
            "left in body: {leave_in_body}"
        );
    }
}
