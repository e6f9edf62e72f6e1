//! Writes the use and reading of proxy configs to the audit log, in batches and outside of the
//! calls themselves (R04, R07).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use plugdock_package::PluginId;
use plugdock_schema::{AppId, Millis, ProxyConfigId};
use plugdock_store::{AuditLine, By, Store};
use tokio::sync::{Notify, mpsc, oneshot};

/// The maximum number of waiting notes. If the database is slower than the calls, calls wait, and
/// no note is lost.
const WAITING: usize = 8_192;
/// The number of waiting notes that starts a write. Otherwise a write starts after [`PAUSE`].
const BATCH: usize = 4_096;
const PAUSE: Duration = Duration::from_millis(500);

/// A proxied call to which proxy configs were added.
pub(crate) struct Use {
    pub(crate) app: AppId,
    pub(crate) plugin: PluginId,
    pub(crate) by: By,
    /// The URL without its query.
    pub(crate) url: String,
    pub(crate) proxy_configs: Vec<ProxyConfigId>,
    pub(crate) at: Millis,
}

/// The reading of a proxy config by a page.
pub(crate) struct Read {
    pub(crate) app: AppId,
    pub(crate) plugin: PluginId,
    pub(crate) by: By,
    /// The URL without its query.
    pub(crate) url: String,
    pub(crate) proxy_config: ProxyConfigId,
    /// True for an app page, false for a settings page. Administrators are warned about reads on
    /// app pages (R07).
    pub(crate) on_app_page: bool,
    pub(crate) at: Millis,
}

/// An event for the audit log.
pub(crate) enum Note {
    Use(Use),
    Read(Read),
    /// Any other event that must not delay a call.
    Line(AuditLine),
}

impl From<Use> for Note {
    fn from(used: Use) -> Self {
        Self::Use(used)
    }
}

impl From<AuditLine> for Note {
    fn from(line: AuditLine) -> Self {
        Self::Line(line)
    }
}

impl From<Read> for Note {
    fn from(read: Read) -> Self {
        Self::Read(read)
    }
}

/// The queue for notes. A call adds its note to the queue. Only the first note and the one that
/// fills a batch wake the writer.
#[derive(Clone, Debug)]
pub struct AuditWriter {
    queue: Arc<Queue>,
    /// The writer ends when the last of these senders is dropped.
    _open: mpsc::Sender<()>,
}

#[derive(Debug, Default)]
struct Queue {
    waiting: Mutex<Waiting>,
    /// Signals that a note waits.
    begun: Notify,
    /// Signals that the notes must be written now.
    full: Notify,
    /// Signals that the notes were taken and there is room again.
    taken: Notify,
}

/// The notes for the next batch.
#[derive(Debug, Default)]
struct Waiting {
    /// Repeated uses of the same kind become one line with all their times.
    uses: HashMap<Act, Vec<Millis>>,
    lines: Vec<AuditLine>,
    last_used: HashMap<ProxyConfigId, Millis>,
    count: usize,
    flushed: Vec<oneshot::Sender<()>>,
}

/// The key of repeated uses: the user and the address, the app, the plug-in and the URL.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Act {
    by: By,
    app: AppId,
    plugin: PluginId,
    url: String,
}

impl AuditWriter {
    /// Starts the writer. It ends when the last `AuditWriter` is dropped and all notes are written.
    pub fn start(store: Store) -> Self {
        let queue = Arc::<Queue>::default();
        let (open, closed) = mpsc::channel(1);
        tokio::spawn(write(store, Arc::clone(&queue), closed));
        Self { queue, _open: open }
    }

    /// Adds a note. Waits while the queue is full.
    pub(crate) async fn note(&self, note: impl Into<Note>) {
        while self.queue.lock().count >= WAITING {
            let taken = self.queue.taken.notified();
            if self.queue.lock().count >= WAITING {
                taken.await;
            }
        }
        self.note_now(note);
    }

    /// Adds a note without waiting, for code that cannot wait, such as the drop of a call.
    pub(crate) fn note_now(&self, note: impl Into<Note>) {
        let mut waiting = self.queue.lock();
        waiting.add(note.into());
        let count = waiting.count;
        drop(waiting);
        if count == 1 {
            self.queue.begun.notify_one();
        } else if count == BATCH {
            self.queue.full.notify_one();
        }
    }

    /// Waits until all notes so far are written. Used at shutdown and in tests.
    pub async fn flush(&self) {
        let (done, written) = oneshot::channel();
        self.queue.lock().flushed.push(done);
        self.queue.begun.notify_one();
        self.queue.full.notify_one();
        if written.await.is_err() {
            tracing::error!("the audit writer ended before it wrote all notes");
        }
    }
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    fn add(&mut self, note: Note) {
        self.count += 1;
        match note {
            Note::Use(used) => {
                for proxy_config in used.proxy_configs {
                    self.last_used.insert(proxy_config, used.at);
                }
                let act = Act {
                    by: used.by,
                    app: used.app,
                    plugin: used.plugin,
                    url: used.url,
                };
                self.uses.entry(act).or_default().push(used.at);
            }
            Note::Read(read) => {
                self.last_used.insert(read.proxy_config, read.at);
                let action = if read.on_app_page {
                    "proxy_config.read.app"
                } else {
                    "proxy_config.read.settings"
                };
                let line = AuditLine::new(action, read.by, read.at);
                let line = line.app(read.app).plugin(&read.plugin);
                self.lines.push(line.detail(read.url));
            }
            Note::Line(line) => self.lines.push(line),
        }
    }

    /// Returns all lines, oldest first.
    fn lines(&mut self) -> Vec<AuditLine> {
        let mut lines = std::mem::take(&mut self.lines);
        for (act, mut moments) in self.uses.drain() {
            moments.sort_unstable();
            let Some(at) = moments.pop() else {
                continue;
            };
            let mut line = AuditLine::new("proxy_config.use", act.by, at);
            line = line.app(act.app).plugin(&act.plugin).detail(act.url);
            line.earlier = moments;
            lines.push(line);
        }
        lines.sort_by_key(|line| line.at);
        lines
    }
}

async fn write(store: Store, queue: Arc<Queue>, mut closed: mpsc::Receiver<()>) {
    let mut is_over = false;
    while !is_over {
        tokio::select! {
            () = queue.begun.notified() => tokio::select! {
                // Notes that arrive within the pause share the transaction.
                () = tokio::time::sleep(PAUSE) => {}
                () = queue.full.notified() => {}
                _ = closed.recv() => is_over = true,
            },
            _ = closed.recv() => is_over = true,
        }
        let mut batch = std::mem::take(&mut *queue.lock());
        queue.taken.notify_waiters();
        if batch.count > 0 {
            let lines = batch.lines();
            let used = batch.last_used.drain().collect();
            if let Err(error) = store.note_use(lines, used).await {
                tracing::error!(%error, "could not write the use of credentials to the audit log");
            }
        }
        for done in batch.flushed {
            let _ = done.send(());
        }
    }
}

#[cfg(test)]
mod tests {
    use plugdock_schema::UserId;

    use super::*;

    fn used(url: &str, at: Millis) -> Note {
        used_from("192.0.2.1", url, at)
    }

    fn used_from(address: &str, url: &str, at: Millis) -> Note {
        Note::Use(Use {
            app: AppId(1),
            plugin: "abcdefghijklmnopabcdefghijklmnop".parse().unwrap(),
            by: By::user(UserId(2), address.parse().ok()),
            url: url.to_owned(),
            proxy_configs: Vec::new(),
            at,
        })
    }

    #[test]
    fn a_burst_is_one_line_with_every_moment() {
        let mut waiting = Waiting::default();
        for note in [used("a", 3), used("b", 2), used("a", 1), used("a", 4)] {
            waiting.add(note);
        }
        waiting.add(AuditLine::new("egress.report", By::server(), 3).into());
        let lines = waiting.lines();
        let shown: Vec<_> = lines
            .iter()
            .map(|line| (&*line.detail, line.at, &*line.earlier))
            .collect();
        assert_eq!(shown, [("b", 2, &[][..]), ("", 3, &[]), ("a", 4, &[1, 3])]);
    }

    #[test]
    fn uses_from_two_addresses_are_two_lines() {
        let mut waiting = Waiting::default();
        for (address, at) in [("192.0.2.1", 1), ("192.0.2.2", 2), ("192.0.2.1", 3)] {
            waiting.add(used_from(address, "a", at));
        }
        let lines = waiting.lines();
        let shown: Vec<_> = lines
            .iter()
            .map(|line| {
                (
                    line.by.address.map(|it| it.to_string()),
                    line.at,
                    &*line.earlier,
                )
            })
            .collect();
        let of = |address: &str| Some(address.to_owned());
        assert_eq!(
            shown,
            [(of("192.0.2.2"), 2, &[][..]), (of("192.0.2.1"), 3, &[1])]
        );
    }
}
