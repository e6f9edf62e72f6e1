//! One thread with its own runtime per processor. A call, its connection to the upstream and their
//! memory stay on one thread, so that a call wakes no other thread and shares no lock.

use std::io;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};

use tokio::runtime::{Builder, Handle};
use tokio_util::sync::CancellationToken;

/// The threads. When this is dropped they end, together with all tasks on them.
#[derive(Debug)]
pub(super) struct Cores {
    places: Places,
    stop: CancellationToken,
    threads: Vec<JoinHandle<()>>,
}

/// The runtimes that serve connections.
#[derive(Clone, Debug)]
pub(super) struct Places(Arc<[Core]>);

#[derive(Debug)]
struct Core {
    runtime: Handle,
    /// The number of connections that this runtime serves.
    load: AtomicUsize,
}

/// A connection's slot on a runtime.
struct Place {
    all: Places,
    at: usize,
}

impl Cores {
    /// Starts one thread for each processor that this process may use.
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
                tracing::error!("a worker thread panicked");
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
    /// Returns only the current runtime.
    pub(super) fn here() -> Self {
        Self(Arc::new([Core::on(Handle::current())]))
    }

    /// Serves a connection on the runtime with the fewest connections. `serve` is called on that
    /// runtime, because a socket belongs to the runtime that it is registered with.
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
