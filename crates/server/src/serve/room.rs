//! The room for open connections. If it is full, the connections that have been idle for the longest
//! time are closed first. So a flood of silent connections delays nobody.

use std::collections::HashMap;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Instant;

use axum::body::{Bytes, HttpBody};
use http_body::{Frame, SizeHint};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;

/// The maximum number of open connections. Further ones wait in the kernel's queue. It limits
/// memory under a flood.
const CONNECTIONS: usize = 8_192;
/// The number of open files that are kept for the database, blobs and calls to upstreams.
const OTHER_FILES: u64 = 512;

/// The room of one listener.
#[derive(Debug)]
pub(super) struct Room {
    most: usize,
    free: Arc<Semaphore>,
    seats: Mutex<Seats>,
    began: Instant,
}

/// The open connections.
#[derive(Debug, Default)]
struct Seats {
    all: HashMap<u64, Arc<State>>,
    of_address: HashMap<IpAddr, usize>,
    next: u64,
}

/// The seat of one connection. Dropping it makes room.
#[derive(Debug)]
pub(super) struct Seat {
    room: Arc<Room>,
    number: u64,
    state: Arc<State>,
    _permit: OwnedSemaphorePermit,
}

/// The state of one connection. A request changes it without a lock.
#[derive(Debug)]
struct State {
    address: IpAddr,
    /// The number of requests in progress.
    requests: AtomicUsize,
    /// The time since `Room::began` at which the connection became idle, in microseconds.
    idle_since: AtomicU64,
    closing: CancellationToken,
}

/// A request in progress on a connection.
#[derive(Debug)]
pub(super) struct InProgress(Arc<Seat>);

impl Room {
    /// Creates the room for as many connections as the process may open.
    pub(super) fn new() -> Arc<Self> {
        let files = raise_limit();
        let most = usize::try_from(files.saturating_sub(OTHER_FILES)).unwrap_or(CONNECTIONS);
        Self::of(most.clamp(64, CONNECTIONS))
    }

    fn of(most: usize) -> Arc<Self> {
        Arc::new(Self {
            most,
            free: Arc::new(Semaphore::new(most)),
            seats: Mutex::default(),
            began: Instant::now(),
        })
    }

    /// Waits for room for one connection. If there is none, closes the one that has been idle for
    /// the longest time.
    pub(super) async fn wait(&self) -> Option<OwnedSemaphorePermit> {
        if let Ok(permit) = Arc::clone(&self.free).try_acquire_owned() {
            return Some(permit);
        }
        self.lock().close_idle(None);
        Arc::clone(&self.free).acquire_owned().await.ok()
    }

    /// Gives the room to a connection. One address may take half of all room; beyond that, its own
    /// idle connections are closed. Returns `None` if it has none.
    pub(super) fn seat(
        self: &Arc<Self>,
        permit: OwnedSemaphorePermit,
        address: IpAddr,
    ) -> Option<Arc<Seat>> {
        let mut seats = self.lock();
        let of_address = seats.of_address.get(&address).copied().unwrap_or(0);
        if of_address >= self.most / 2 && !seats.close_idle(Some(address)) {
            return None;
        }
        seats.of_address.insert(address, of_address + 1);
        seats.next += 1;
        let number = seats.next;
        let state = Arc::new(State {
            address,
            requests: AtomicUsize::new(0),
            idle_since: AtomicU64::new(self.now()),
            closing: CancellationToken::new(),
        });
        seats.all.insert(number, Arc::clone(&state));
        Some(Arc::new(Seat {
            room: Arc::clone(self),
            number,
            state,
            _permit: permit,
        }))
    }

    /// Returns the number of open connections.
    pub(super) fn open(&self) -> usize {
        self.most - self.free.available_permits()
    }

    fn now(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_micros()).unwrap_or(u64::MAX)
    }

    fn lock(&self) -> MutexGuard<'_, Seats> {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seats {
    /// Closes the connection that has been idle for the longest time, of one address or of all.
    /// Returns false if there is none.
    fn close_idle(&self, of: Option<IpAddr>) -> bool {
        let idle = self.all.iter().filter(|(_, state)| {
            of.is_none_or(|of| of == state.address)
                && state.requests.load(Ordering::Relaxed) == 0
                && !state.closing.is_cancelled()
        });
        let oldest = idle.min_by_key(|(number, state)| {
            let since = state.idle_since.load(Ordering::Relaxed);
            (since, **number)
        });
        let Some((_, oldest)) = oldest else {
            return false;
        };
        oldest.closing.cancel();
        true
    }
}

impl Seat {
    /// Notes that a request began.
    pub(super) fn request(self: &Arc<Self>) -> InProgress {
        self.state.requests.fetch_add(1, Ordering::Relaxed);
        InProgress(Arc::clone(self))
    }

    pub(super) fn is_idle(&self) -> bool {
        self.state.requests.load(Ordering::Relaxed) == 0
    }

    /// Completes when the connection must close to make room.
    pub(super) async fn closing(&self) {
        self.state.closing.cancelled().await;
    }
}

impl Drop for InProgress {
    fn drop(&mut self) {
        let Seat { room, state, .. } = &*self.0;
        state.idle_since.store(room.now(), Ordering::Relaxed);
        state.requests.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut seats = self.room.lock();
        seats.all.remove(&self.number);
        if let Some(of_address) = seats.of_address.get_mut(&self.state.address) {
            *of_address -= 1;
            if *of_address == 0 {
                seats.of_address.remove(&self.state.address);
            }
        }
    }
}

/// Raises the number of files that this process may open to what the system allows. Returns it.
/// Many systems start services with 1,024 files, although they allow far more.
fn raise_limit() -> u64 {
    let limit = getrlimit(Resource::Nofile);
    let allowed = limit.maximum.unwrap_or(u64::MAX);
    let raised = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    match setrlimit(Resource::Nofile, raised) {
        Ok(()) => allowed,
        Err(error) => {
            tracing::warn!(%error, "could not raise the number of open files");
            limit.current.unwrap_or(u64::MAX)
        }
    }
}

/// The body of a response. Its request is in progress until the body was sent.
pub(super) struct Sending<B> {
    body: B,
    _request: InProgress,
}

impl<B> Sending<B> {
    pub(super) fn new(body: B, request: InProgress) -> Self {
        Self {
            body,
            _request: request,
        }
    }
}

impl<B: HttpBody<Data = Bytes> + Unpin> HttpBody for Sending<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;
    use std::time::Duration;

    use super::*;

    const ONE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
    const OTHER: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 2));

    async fn seat(room: &Arc<Room>, address: IpAddr) -> Option<Arc<Seat>> {
        room.seat(room.wait().await.unwrap(), address)
    }

    #[tokio::test]
    async fn a_full_room_closes_what_has_been_idle_for_the_longest_time() {
        let room = Room::of(4);
        let silent = seat(&room, ONE).await.unwrap();
        let busy = seat(&room, ONE).await.unwrap();
        let used = seat(&room, OTHER).await.unwrap();
        let _request = busy.request();
        tokio::time::sleep(Duration::from_millis(2)).await;
        drop(used.request());
        let newest = seat(&room, OTHER).await.unwrap();
        assert_eq!(room.open(), 4);
        let mut waiting = Box::pin(room.wait());
        assert!(futures_util::poll!(&mut waiting).is_pending());
        silent.closing().await;
        drop(silent);
        assert!(waiting.await.is_some());
        let still_open = [&busy, &used, &newest];
        assert!(
            still_open
                .iter()
                .all(|seat| !seat.state.closing.is_cancelled())
        );
    }

    #[tokio::test]
    async fn an_address_has_at_most_half_of_the_room() {
        let room = Room::of(4);
        let (first, second) = (
            seat(&room, ONE).await.unwrap(),
            seat(&room, ONE).await.unwrap(),
        );
        let third = seat(&room, ONE).await.unwrap();
        first.closing().await;
        drop(first);
        let _requests = (second.request(), third.request());
        assert!(seat(&room, ONE).await.is_none());
        assert!(seat(&room, OTHER).await.is_some());
    }

    #[test]
    fn the_number_of_open_files_is_raised() {
        let allowed = raise_limit();
        assert_eq!(
            getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX),
            allowed
        );
    }
}
