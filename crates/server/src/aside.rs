//! Runs long computations on separate threads. A thread that serves connections serves many of them,
//! and all of them would have to wait.
//!
//! Work does not stop when nobody waits for it any more. The caller must limit the number of
//! concurrent tasks of its kind, because each takes a thread and its memory.

use tokio::runtime::Handle;
use tokio::task::spawn_blocking;
use tracing::Span;

use crate::error::Error;

/// Runs `work` on a separate thread.
///
/// # Errors
/// Fails if `work` panics.
pub(crate) async fn run<T, W>(work: W) -> Result<T, Error>
where
    T: Send + 'static,
    W: FnOnce() -> T + Send + 'static,
{
    let span = Span::current();
    spawn_blocking(move || span.in_scope(work))
        .await
        .map_err(|error| Error::internal(&error))
}

/// Runs asynchronous `work` on a separate thread. It uses the runtime of the caller for the store's
/// I/O.
///
/// # Errors
/// Fails if `work` panics.
pub(crate) fn run_async<F>(work: F) -> impl Future<Output = Result<F::Output, Error>>
where
    F: Future<Output: Send> + Send + 'static,
{
    // Boxed, so that the returned future stays small.
    let work = Box::pin(work);
    async move {
        let caller = Handle::current();
        run(move || caller.block_on(work)).await
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn work_leaves_the_thread_that_asks_for_it() {
        let here = thread::current().id();
        let there = run(|| thread::current().id()).await.unwrap();
        assert_ne!(here, there);
        let (sender, receiver) = oneshot::channel();
        let waits = async {
            receiver.await.unwrap();
            thread::current().id()
        };
        tokio::spawn(async { sender.send(()) });
        assert_ne!(here, run_async(waits).await.unwrap());
    }

    #[tokio::test]
    async fn a_panic_is_a_fault_of_ours() {
        let ended = run(|| panic!("on purpose")).await;
        assert_eq!(ended.unwrap_err().status, 500);
    }
}
