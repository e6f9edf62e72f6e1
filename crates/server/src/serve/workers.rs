//! A thread with a runtime of its own for each processor: a call, its connection to the upstream and
//! the memory of both stay on one, so that a call wakes no other thread and shares no lock.

use std::io;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};

use tokio::runtime::{Builder, Handle};
use tokio_util::sync::CancellationToken;

/// The threads. When this is dropped they end, with whatever still runs on them.
#[derive(Debug)]
pub(super) struct Cores {
    places: Places,
    stop: CancellationToken,
    threads: Vec<JoinHandle<()>>,
}

/// Where connections are served.
#[derive(Clone, Debug)]
pub(super) struct Places(Arc<[Core]>);

#[derive(Debug)]
struct Core {
    runtime: Handle,
    /// Connections that are served here.
    load: AtomicUsize,
}

/// A connection's place on a core.
struct Place {
    all: Places,
    at: usize,
}

impl Cores {
    /// One for each processor that this process may use.
    pub(super) fn start() -> io::Result<Self> {
        let count = thread::available_parallelism().map_or(1, usize::from);
        let stop = CancellationToken::new();
        let mut threads = Vec::with_capacity(count);
        let mut cores = Vec::with_capacity(count);
        for _ in 0..count {
            let runtime = Builder::new_current_thread().enable_all().build()?;
            cores.push(Core::on(runtime.handle().clone()));
            let stopped = stop.clone().cancelled_owned();
            let run = move || runtime.block_on(stopped);
            threads.push(thread::Builder::new().name("core".to_owned()).spawn(run)?);
        }
        Ok(Self {
            places: Places(cores.into()),
            stop,
            threads,
        })
    }

    pub(super) fn places(&self) -> Places {
        self.places.clone()
    }
}

impl Drop for Cores {
    fn drop(&mut self) {
        self.stop.cancel();
        for thread in self.threads.drain(..) {
            if thread.join().is_err() {
                tracing::error!("a core ended in a panic");
            }
        }
    }
}

impl Core {
    fn on(runtime: Handle) -> Self {
        Self {
            runtime,
            load: AtomicUsize::new(0),
        }
    }
}

impl Places {
    /// On the runtime that we are on, and no other.
    pub(super) fn here() -> Self {
        Self(Arc::new([Core::on(Handle::current())]))
    }

    /// Serves a connection where the fewest are. `serve` is called there, since a socket belongs to
    /// the runtime that it is registered with.
    pub(super) fn serve<F>(
        &self,
        stream: TcpStream,
        serve: impl FnOnce(TcpStream) -> F + Send + 'static,
    ) where
        F: Future<Output = ()> + Send,
    {
        let loads = self.0.iter().map(|core| core.load.load(Ordering::Relaxed));
        let fewest = loads.enumerate().min_by_key(|(_, load)| *load);
        let place = self.take(fewest.map_or(0, |(at, _)| at));
        let core = self.0[place.at].runtime.clone();
        core.spawn(async move {
            serve(stream).await;
            drop(place);
        });
    }

    fn take(&self, at: usize) -> Place {
        self.0[at].load.fetch_add(1, Ordering::Relaxed);
        Place {
            all: self.clone(),
            at,
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.all.0[self.at].load.fetch_sub(1, Ordering::Relaxed);
    }
}
