//! Accepting connections until told to stop, and then losing no answer.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderValue, Request, Version, header};
use axum::response::Response;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tower::{Service, ServiceExt};

use super::drain::DrainOnDrop;
use super::idle_timeout::IdleTimeout;
use super::workers::Places;

/// Connections open at once; more wait in the kernel's queue. Bounds memory under a flood.
const CONNECTIONS: usize = 8_192;
/// A client has this long to send a request's head, and at most this long between two pieces of its
/// body (slow-header and slow-body attacks).
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
/// After the signal, connections are still taken for this long while every answer says
/// `Connection: close`, so that a client which reuses its connection meets no closed one.
const SHUTDOWN_DELAY: Duration = Duration::from_millis(300);
/// After that, calls in flight have this long to end.
const DRAIN: Duration = Duration::from_mins(1);

/// Answers a whole request; clones share what they hold.
pub(crate) trait Answers:
    Service<axum::extract::Request, Response = Response, Error = Infallible, Future: Send>
    + Clone
    + Send
    + Sync
    + 'static
{
}

impl<S> Answers for S where
    S: Service<axum::extract::Request, Response = Response, Error = Infallible, Future: Send>
        + Clone
        + Send
        + Sync
        + 'static
{
}

/// Serves `service` on `listener`, each connection at one of `places`, until `stop`, then drains.
///
/// Returns how many connections were still connections when the time to drain was over.
pub(super) async fn serve(
    listener: TcpListener,
    service: impl Answers,
    stop: CancellationToken,
    places: Places,
) -> usize {
    within(listener, service, stop, places, HEAD_TIMEOUT).await
}

async fn within(
    listener: TcpListener,
    service: impl Answers,
    stop: CancellationToken,
    places: Places,
    idle_timeout: Duration,
) -> usize {
    let mut http = Builder::new(TokioExecutor::new());
    http.http1()
        .timer(TokioTimer::new())
        .header_read_timeout(idle_timeout);
    http.http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(Some(idle_timeout));
    let server = Arc::new(Server {
        http,
        service,
        places,
        leaving: AtomicBool::new(false),
        room: Arc::new(Semaphore::new(CONNECTIONS)),
        idle_timeout,
    });
    let graceful = GracefulShutdown::new();
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            () = server.take(&listener, &graceful) => {}
        }
    }
    server.leaving.store(true, Ordering::Relaxed);
    let delay = tokio::time::sleep(SHUTDOWN_DELAY);
    tokio::pin!(delay);
    loop {
        tokio::select! {
            () = &mut delay => break,
            () = server.take(&listener, &graceful) => {}
        }
    }
    drop(listener);
    let connections = Arc::clone(&server.room);
    match tokio::time::timeout(DRAIN, graceful.shutdown()).await {
        Ok(()) => 0,
        Err(_) => CONNECTIONS - connections.available_permits(),
    }
}

struct Server<S> {
    http: Builder<TokioExecutor>,
    service: S,
    places: Places,
    leaving: AtomicBool,
    room: Arc<Semaphore>,
    idle_timeout: Duration,
}

/// Ends when a connection has had `idle_timeout` to bring its first request and has not.
async fn silent(spoke: &CancellationToken, idle_timeout: Duration) {
    if tokio::time::timeout(idle_timeout, spoke.cancelled())
        .await
        .is_ok()
    {
        std::future::pending::<()>().await;
    }
}

impl<S: Answers> Server<S> {
    /// Takes one connection. Room for it comes first, so that a server without any still hears
    /// that it is to stop: whatever this waits for, nothing is lost when it is dropped.
    async fn take(self: &Arc<Self>, listener: &TcpListener, graceful: &GracefulShutdown) {
        let Ok(room) = Arc::clone(&self.room).acquire_owned().await else {
            return;
        };
        // Away from this runtime: another one may serve it.
        let accepted = listener.accept().await;
        let accepted = accepted.and_then(|(stream, peer)| Ok((stream.into_std()?, peer)));
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of descriptors, most likely: what is open must end first, so do not spin.
                tracing::warn!(%error, "could not accept a connection");
                tokio::time::sleep(Duration::from_millis(50)).await;
                return;
            }
        };
        let server = Arc::clone(self);
        let watcher = graceful.watcher();
        self.places.serve(stream, move |stream| async move {
            if let Err(error) = server.attend(stream, peer, watcher).await {
                tracing::debug!(%error, "a connection ended early");
            }
            drop(room);
        });
    }

    /// Serves one connection to its end.
    async fn attend(
        self: Arc<Self>,
        stream: std::net::TcpStream,
        peer: SocketAddr,
        watcher: Watcher,
    ) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        let stream = TcpStream::from_std(stream)?;
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "could not unset Nagle's algorithm");
        }
        // hyper's own deadline begins once it knows which HTTP is spoken: who never says so, or says
        // half of it, would keep the place for ever.
        let spoke = CancellationToken::new();
        let first = spoke.clone();
        let server = Arc::clone(&self);
        let service = hyper::service::service_fn(move |request| {
            first.cancel();
            Arc::clone(&server).answer(request, peer)
        });
        let connection = self.http.serve_connection(TokioIo::new(stream), service);
        let connection = watcher.watch(connection.into_owned());
        tokio::pin!(connection);
        tokio::select! {
            ended = &mut connection => ended,
            () = silent(&spoke, self.idle_timeout) => Ok(()),
        }
    }

    async fn answer(
        self: Arc<Self>,
        mut request: Request<Incoming>,
        peer: SocketAddr,
    ) -> Result<Response, Infallible> {
        request.extensions_mut().insert(ConnectInfo(peer));
        let version = request.version();
        // Who waits for leave to send a body has not begun to; over HTTP/2 a stream ends by itself.
        let drains = version <= Version::HTTP_11 && !request.headers().contains_key(header::EXPECT);
        let request = request.map(|body| {
            let body = IdleTimeout::new(body, self.idle_timeout);
            if drains {
                Body::new(DrainOnDrop::new(body))
            } else {
                Body::new(body)
            }
        });
        let mut response = self.service.clone().oneshot(request).await?;
        if self.leaving.load(Ordering::Relaxed) && version <= Version::HTTP_11 {
            response
                .headers_mut()
                .insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        Ok(response)
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::routing::{get, post};
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    /// What a server of little idle_timeout answers to `sent` until it closes the connection; the test
    /// sends nothing more and never closes its own half.
    #[expect(
        clippy::disallowed_methods,
        reason = "the test is the client of a server on the loopback address"
    )]
    async fn answer(sent: &str) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new()
            .route("/", get(|| async { "here" }))
            .route("/body", post(|body: axum::body::Bytes| async move { body }));
        let stop = CancellationToken::new();
        let idle_timeout = Duration::from_millis(100);
        let serving = tokio::spawn(within(
            listener,
            router,
            stop.clone(),
            Places::here(),
            idle_timeout,
        ));
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(sent.as_bytes()).await.unwrap();
        let mut told = Vec::new();
        let closed = stream.read_to_end(&mut told);
        let closed = tokio::time::timeout(Duration::from_secs(10), closed).await;
        closed.expect("the server closes the connection").ok();
        stop.cancel();
        serving.abort();
        String::from_utf8_lossy(&told).into_owned()
    }

    // T61, T62
    #[tokio::test]
    async fn t61_who_says_nothing_or_half_of_it_loses_the_connection() {
        for sent in [
            "",
            "P",
            "PRI * HTTP/2.0\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\n",
            "G",
        ] {
            let told = answer(sent).await;
            assert!(!told.contains("here"), "{sent:?}: {told}");
        }
        let whole = answer("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await;
        assert!(whole.ends_with("here"), "{whole}");
    }

    #[tokio::test]
    async fn who_sends_too_much_is_told_and_may_ask_again() {
        let size = 8 << 20;
        let body = "x".repeat(size);
        let head = format!("POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: {size}\r\n\r\n");
        let next = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        let told = answer(&format!("{head}{body}{next}")).await;
        assert!(told.starts_with("HTTP/1.1 413"), "{told}");
        assert!(told.ends_with("here"), "{told}");
    }

    // T61
    #[tokio::test]
    async fn t61_a_body_that_stops_coming_is_given_up() {
        let head = "POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n";
        let told = answer(&format!("{head}drip")).await;
        assert!(told.starts_with("HTTP/1.1 400"), "{told}");
    }
}
