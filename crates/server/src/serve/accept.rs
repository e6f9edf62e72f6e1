//! Accepts connections until the server stops, and then drains them without losing an answer.

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
use tokio_util::sync::CancellationToken;
use tower::{Service, ServiceExt};

use super::drain::DrainOnDrop;
use super::idle_timeout::IdleTimeout;
use super::room::{Room, Seat, Sending};
use super::workers::Places;

/// The time limit for the head of a request, and for the pause between two chunks of its body. It
/// stops attacks with slow headers and slow bodies.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
/// The time after the signal in which connections are still accepted. Every response then has
/// `Connection: close`, so that a client that reuses its connection does not find it closed.
const SHUTDOWN_DELAY: Duration = Duration::from_millis(300);
/// The time after that in which calls in progress must end.
const DRAIN: Duration = Duration::from_mins(1);

/// A service that answers whole requests. Clones share its state.
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

/// Serves `service` on `listener`, each connection on one of `places`, until `stop`. Then it drains
/// the connections.
///
/// Returns the number of connections that were still busy at the end of the drain time.
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
        room: Room::new(),
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
    let room = Arc::clone(&server.room);
    match tokio::time::timeout(DRAIN, graceful.shutdown()).await {
        Ok(()) => 0,
        Err(_) => room.open(),
    }
}

struct Server<S> {
    http: Builder<TokioExecutor>,
    service: S,
    places: Places,
    leaving: AtomicBool,
    room: Arc<Room>,
    idle_timeout: Duration,
}

/// Completes if a connection sends no request within `idle_timeout`.
async fn silent(spoke: &CancellationToken, idle_timeout: Duration) {
    if tokio::time::timeout(idle_timeout, spoke.cancelled())
        .await
        .is_ok()
    {
        std::future::pending::<()>().await;
    }
}

impl<S: Answers> Server<S> {
    /// Accepts one connection. It first waits for a free slot, so that a full server still notices
    /// the stop signal. Dropping the future at any await loses nothing.
    async fn take(self: &Arc<Self>, listener: &TcpListener, graceful: &GracefulShutdown) {
        let Some(permit) = self.room.wait().await else {
            return;
        };
        // Detached from this runtime, because another runtime may serve the connection.
        let accepted = listener.accept().await;
        let accepted = accepted.and_then(|(stream, peer)| Ok((stream.into_std()?, peer)));
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // The process is probably out of file descriptors. Open connections must end first,
                // so this waits.
                tracing::warn!(%error, "could not accept a connection");
                tokio::time::sleep(Duration::from_millis(50)).await;
                return;
            }
        };
        let Some(seat) = self.room.seat(permit, peer.ip()) else {
            tracing::debug!(address = %peer.ip(), "an address has too many connections");
            return;
        };
        let server = Arc::clone(self);
        let watcher = graceful.watcher();
        self.places.serve(stream, move |stream| async move {
            if let Err(error) = server.attend(stream, peer, &seat, watcher).await {
                tracing::debug!(%error, "a connection ended early");
            }
        });
    }

    /// Serves one connection to its end.
    async fn attend(
        self: Arc<Self>,
        stream: std::net::TcpStream,
        peer: SocketAddr,
        seat: &Arc<Seat>,
        watcher: Watcher,
    ) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        let stream = TcpStream::from_std(stream)?;
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "could not disable Nagle's algorithm");
        }
        // hyper's own timeout begins when it knows the HTTP version. A client that sends nothing,
        // or half of the version, would keep the connection forever.
        let spoke = CancellationToken::new();
        let first = spoke.clone();
        let server = Arc::clone(&self);
        let service = hyper::service::service_fn(move |request| {
            first.cancel();
            Arc::clone(&server).answer(request, peer, Arc::clone(seat))
        });
        let connection = self.http.serve_connection(TokioIo::new(stream), service);
        let connection = watcher.watch(connection.into_owned());
        tokio::pin!(connection);
        tokio::select! {
            ended = &mut connection => ended,
            () = silent(&spoke, self.idle_timeout) => Ok(()),
            () = seat.closing() => {
                // A request that has just begun is still answered.
                if seat.is_idle() { Ok(()) } else { connection.await }
            }
        }
    }

    async fn answer(
        self: Arc<Self>,
        mut request: Request<Incoming>,
        peer: SocketAddr,
        seat: Arc<Seat>,
    ) -> Result<Response, Infallible> {
        let in_progress = seat.request();
        request.extensions_mut().insert(ConnectInfo(peer));
        let version = request.version();
        // A client that waits for permission to send the body has not started it. In HTTP/2, a
        // stream ends by itself.
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
        Ok(response.map(|body| Body::new(Sending::new(body, in_progress))))
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::routing::{get, post};
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    /// Returns what a server with a short idle timeout answers to `sent` until it closes the
    /// connection. The test sends nothing more and never closes its own half.
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
        let mut answer = Vec::new();
        let closed = stream.read_to_end(&mut answer);
        let closed = tokio::time::timeout(Duration::from_secs(10), closed).await;
        closed.expect("the server closes the connection").ok();
        stop.cancel();
        serving.abort();
        String::from_utf8_lossy(&answer).into_owned()
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
            let response = answer(sent).await;
            assert!(!response.contains("here"), "{sent:?}: {response}");
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
        let response = answer(&format!("{head}{body}{next}")).await;
        assert!(response.starts_with("HTTP/1.1 413"), "{response}");
        assert!(response.ends_with("here"), "{response}");
    }

    // T61
    #[tokio::test]
    async fn t61_a_body_that_stops_coming_is_given_up() {
        let head = "POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n";
        let response = answer(&format!("{head}drip")).await;
        assert!(response.starts_with("HTTP/1.1 400"), "{response}");
    }
}
