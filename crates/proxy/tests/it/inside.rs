//! A server that must not be reached. It counts connections and received bytes.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::support::until;

/// The connections and bytes that the server received.
#[derive(Default)]
struct Came {
    connections: AtomicUsize,
    bytes: AtomicUsize,
}

pub(super) struct Inside {
    pub(super) address: SocketAddr,
    came: Arc<Came>,
}

impl Inside {
    /// Listens on an address with a port.
    pub(super) async fn at(address: impl Into<SocketAddr>) -> Self {
        let address = address.into();
        let listener = TcpListener::bind(address)
            .await
            .unwrap_or_else(|error| panic!("{address}: {error}"));
        let address = listener.local_addr().unwrap();
        let came = Arc::new(Came::default());
        let own = Arc::clone(&came);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                own.connections.fetch_add(1, Ordering::SeqCst);
                let own = Arc::clone(&own);
                tokio::spawn(async move {
                    let mut piece = [0; 1024];
                    while let Ok(size @ 1..) = stream.read(&mut piece).await {
                        own.bytes.fetch_add(size, Ordering::SeqCst);
                        // An answer ends a wrong call quickly, so that a failing test does not
                        // wait.
                        drop(
                            stream
                                .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                                .await,
                        );
                    }
                });
            }
        });
        Self { address, came }
    }

    /// Asserts that no other connection was made and that nothing was sent. It connects once
    /// itself. The listener accepts in order, so all earlier connections are counted by then, and a
    /// counter that does not work is noticed.
    pub(super) async fn saw_nothing(self) {
        #[expect(clippy::disallowed_methods, reason = "knocks at a server of this test")]
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(b"x").await.unwrap();
        until("the knock", || self.came.bytes.load(Ordering::SeqCst) > 0).await;
        assert_eq!(
            (
                self.came.connections.load(Ordering::SeqCst),
                self.came.bytes.load(Ordering::SeqCst)
            ),
            (1, 1),
            "connections and bytes at {}, our own knock included",
            self.address
        );
    }
}
