//! Accepting connections until told to stop, and then losing no answer.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderValue, Request, Version, header};
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

/// Connections open at once; more wait in the kernel's queue. Bounds memory under a flood.
const CONNECTIONS: usize = 8_192;
/// A client has this long to send a request's head (slow-header attacks).
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
/// After the signal, connections are still taken for this long while every answer says
/// `Connection: close`, so that a client which reuses its connection meets no closed one.
const FAREWELL: Duration = Duration::from_millis(300);
/// After that, calls in flight have this long to end.
const DRAIN: Duration = Duration::from_mins(1);

/// Serves `router` on `listener` until `stop`, then drains.
///
/// Returns how many connections were still busy when the time to drain was over.
pub(crate) async fn serve(listener: TcpListener, router: Router, stop: CancellationToken) -> usize {
    let mut http = Builder::new(TokioExecutor::new());
    http.http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT);
    http.http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(Some(HEAD_TIMEOUT));
    let server = Arc::new(Server {
        http,
        router,
        leaving: AtomicBool::new(false),
        room: Arc::new(Semaphore::new(CONNECTIONS)),
    });
    let graceful = GracefulShutdown::new();
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            () = server.take(&listener, &graceful) => {}
        }
    }
    server.leaving.store(true, Ordering::Relaxed);
    let farewell = tokio::time::sleep(FAREWELL);
    tokio::pin!(farewell);
    loop {
        tokio::select! {
            () = &mut farewell => break,
            () = server.take(&listener, &graceful) => {}
        }
    }
    drop(listener);
    let busy = Arc::clone(&server.room);
    match tokio::time::timeout(DRAIN, graceful.shutdown()).await {
        Ok(()) => 0,
        Err(_) => CONNECTIONS - busy.available_permits(),
    }
}

struct Server {
    http: Builder<TokioExecutor>,
    router: Router,
    leaving: AtomicBool,
    room: Arc<Semaphore>,
}

impl Server {
    /// Takes one connection. Room for it comes first, so that a server without any still hears
    /// that it is to stop: whatever this waits for, nothing is lost when it is dropped.
    async fn take(self: &Arc<Self>, listener: &TcpListener, graceful: &GracefulShutdown) {
        let Ok(room) = Arc::clone(&self.room).acquire_owned().await else {
            return;
        };
        let (stream, peer) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of descriptors, most likely: what is open must end first, so do not spin.
                tracing::warn!(%error, "could not accept a connection");
                tokio::time::sleep(Duration::from_millis(50)).await;
                return;
            }
        };
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "could not unset Nagle's algorithm");
        }
        let server = Arc::clone(self);
        let service =
            hyper::service::service_fn(move |request| Arc::clone(&server).answer(request, peer));
        let connection = self
            .http
            .serve_connection(TokioIo::new(stream), service)
            .into_owned();
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
            drop(room);
        });
    }

    async fn answer(
        self: Arc<Self>,
        mut request: Request<Incoming>,
        peer: SocketAddr,
    ) -> Result<axum::response::Response, std::convert::Infallible> {
        request.extensions_mut().insert(ConnectInfo(peer));
        let version = request.version();
        let mut response = self.router.clone().oneshot(request.map(Body::new)).await?;
        if self.leaving.load(Ordering::Relaxed) && version <= Version::HTTP_11 {
            response
                .headers_mut()
                .insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        Ok(response)
    }
}
