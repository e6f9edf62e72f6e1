//! A way to the test's PostgreSQL that a test can cut.

use std::net::SocketAddr;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_util::task::AbortOnDropHandle;

/// The state of a relay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// Bytes pass in both directions.
    Open,
    /// Connections are closed, as while a server restarts.
    Closed,
    /// Connections stay open, but nothing passes, as in a broken network.
    Silent,
}

/// Passes connections on to a server.
pub(crate) struct Relay {
    /// The address to connect to.
    pub(crate) address: SocketAddr,
    way: watch::Sender<Way>,
    _accepting: AbortOnDropHandle<()>,
}

impl Relay {
    /// Starts a relay to the server of a URL.
    pub(crate) async fn start(url: &str) -> Self {
        let url: url::Url = url.parse().unwrap();
        let to = (
            url.host_str().unwrap().to_owned(),
            url.port().unwrap_or(5432),
        );
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (way, seen) = watch::channel(Way::Open);
        let accepting = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(pass(stream, to.clone(), seen.clone()));
            }
        });
        Self {
            address,
            way,
            _accepting: AbortOnDropHandle::new(accepting),
        }
    }

    pub(crate) fn set(&self, way: Way) {
        self.way.send_replace(way);
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the test stands between the store and its database"
)]
async fn pass(mut stream: TcpStream, to: (String, u16), mut way: watch::Receiver<Way>) {
    if *way.borrow_and_update() == Way::Closed {
        return;
    }
    let mut server = TcpStream::connect(to).await.unwrap();
    loop {
        let now = *way.borrow_and_update();
        match now {
            Way::Closed => return,
            Way::Silent => {}
            Way::Open => {
                tokio::select! {
                    _ = tokio::io::copy_bidirectional(&mut stream, &mut server) => return,
                    _ = way.changed() => continue,
                }
            }
        }
        if way.changed().await.is_err() {
            return;
        }
    }
}
