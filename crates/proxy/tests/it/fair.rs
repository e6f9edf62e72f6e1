//! Tests T66: nobody can take the capacity that others need.

use std::time::{Duration, Instant};

use plugdock_proxy::{Caller, Failure, Proxy};

use super::support::*;

fn of(plugin: &str, user: i64) -> Caller {
    Caller {
        plugin: plugin.into(),
        user,
        ..Caller::default()
    }
}

async fn whole(proxy: &Proxy, url: &str, by: Caller) -> Result<Vec<u8>, Failure> {
    proxy.call(get(url), &[], by).await?.body.collect().await
}

/// Starts an upstream that accepts requests and never answers.
async fn hanging() -> Upstream {
    Upstream::with(|mut stream| async move {
        read_request(&mut stream).await;
        std::future::pending::<()>().await;
    })
    .await
}

/// Measures the median and the 99th percentile of consecutive calls, for each proxy. Other
/// processes disturb the measurement, so the proxies take turns, and the best of several rounds
/// counts.
async fn latencies<const N: usize>(proxies: [&Proxy; N], url: &str) -> [(Duration, Duration); N] {
    const ROUNDS: usize = 10;
    const CALLS: usize = 100;
    let mut best = [(Duration::MAX, Duration::MAX); N];
    for _ in 0..ROUNDS {
        for (proxy, best) in proxies.iter().zip(&mut best) {
            let mut took = Vec::with_capacity(CALLS);
            for _ in 0..CALLS {
                let start = Instant::now();
                whole(proxy, url, of("1/b", 2)).await.unwrap();
                took.push(start.elapsed());
            }
            took.sort();
            best.0 = best.0.min(took[CALLS / 2]);
            best.1 = best.1.min(took[CALLS * 99 / 100]);
        }
    }
    best
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t66_a_hundred_hung_connections_of_one_plug_in_leave_the_others_as_fast() {
    let proxy = engine(|_| ());
    let (hangs, answers) = (hanging().await, Upstream::answering(ok("", "x")).await);
    let url = answers.url("/");
    let mut hung = tokio::task::JoinSet::new();
    for number in 0..100 {
        let (proxy, url) = (proxy.clone(), hangs.url("/"));
        // The calls come from two users.
        let by = of("1/a", 1 + number % 2);
        hung.spawn(async move { whole(&proxy, &url, by).await.is_ok() });
    }
    until("a hundred hung calls", || hangs.connections() == 100).await;
    let idle = engine(|_| ());
    let [free, beside] = latencies([&idle, &proxy], &url).await;
    println!("p50 and p99 without hung calls {free:?}, beside them {beside:?}");
    assert!(
        beside.0 <= free.0 * 3 + Duration::from_millis(1),
        "p50 {free:?} {beside:?}"
    );
    assert!(
        beside.1 <= free.1 * 5 + Duration::from_millis(20),
        "p99 {free:?} {beside:?}"
    );
    assert_eq!(hangs.connections(), 100, "they all still hang");
    hung.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t66_a_plug_in_at_its_limit_is_told_so_and_nobody_else_is() {
    let proxy = engine(|config| {
        config.concurrency.pair = 4;
        config.concurrency.user = 8;
        config.concurrency.plugin = 8;
        config.concurrency.queue = 3;
        config.concurrency.wait = Duration::from_millis(300);
    });
    let (hangs, answers) = (hanging().await, Upstream::answering(ok("", "x")).await);
    let mut greedy = tokio::task::JoinSet::new();
    for _ in 0..40 {
        let (proxy, url) = (proxy.clone(), hangs.url("/"));
        greedy.spawn(async move { whole(&proxy, &url, of("1/a", 1)).await.unwrap_err() });
    }
    // Four calls run, three wait in the queue, and the others are refused immediately. Nothing
    // waits forever.
    let mut refused = Vec::new();
    while refused.len() < 36 {
        refused.push(greedy.join_next().await.unwrap().unwrap());
    }
    for failure in &refused {
        assert_eq!((failure.code(), failure.status()), ("PD_PROXY_BUSY", 429));
    }
    let waited = |failure: &&Failure| failure.cause() == Some("waited too long");
    assert_eq!(refused.iter().filter(waited).count(), 3);
    assert_eq!(hangs.connections(), 4);
    // Another plug-in of the same user, the same plug-in of another user, and calls without a
    // plug-in still succeed.
    for by in [of("1/b", 1), of("1/a", 2), of("", 1), of("", 3)] {
        let body = whole(&proxy, &answers.url("/"), by.clone()).await.unwrap();
        assert_eq!(body, b"x", "{by:?}");
    }
    let still = whole(&proxy, &answers.url("/"), of("1/a", 1)).await;
    assert_eq!(still.unwrap_err().code(), "PD_PROXY_BUSY");
    greedy.shutdown().await;
}
