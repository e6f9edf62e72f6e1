//! Who used or read a saved entry: noted off the call's path, written in batches (R04, R07).

use std::collections::HashMap;
use std::time::Duration;

use plugdock_package::PluginId;
use plugdock_store::{AppId, AuditLine, EntryId, Millis, Store, UserId};
use tokio::sync::{mpsc, oneshot};

/// Notes that may wait. When the database is slower than the calls, calls wait, and no note is lost.
const WAITING: usize = 4_096;
/// A batch is written at this size, or after this time.
const BATCH: usize = 512;
const PAUSE: Duration = Duration::from_millis(500);

/// A proxied call to which saved entries were added.
pub(crate) struct Use {
    pub(crate) app: AppId,
    pub(crate) plugin: PluginId,
    pub(crate) user: UserId,
    /// Without its query.
    pub(crate) url: String,
    pub(crate) entries: Vec<EntryId>,
    pub(crate) at: Millis,
}

/// A saved entry that was handed to a page.
pub(crate) struct Read {
    pub(crate) app: AppId,
    pub(crate) plugin: PluginId,
    pub(crate) user: UserId,
    /// Without its query.
    pub(crate) url: String,
    pub(crate) entry: EntryId,
    /// An app page, not a settings page: administrators are warned of it (R07).
    pub(crate) on_app_page: bool,
    pub(crate) at: Millis,
}

/// One thing to note.
pub(crate) enum Note {
    Use(Use),
    Read(Read),
    /// Anything else that is not to hold a call up.
    Line(AuditLine),
    /// Answers when all that came before is written.
    Flush(oneshot::Sender<()>),
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

/// Where calls leave their notes.
#[derive(Clone, Debug)]
pub struct Usage {
    notes: mpsc::Sender<Note>,
}

impl Usage {
    /// Starts the writer; it ends when the last `Usage` is gone and all is written.
    pub fn start(store: Store) -> Self {
        let (notes, waiting) = mpsc::channel(WAITING);
        tokio::spawn(write(store, waiting));
        Self { notes }
    }

    /// Leaves a note.
    pub(crate) async fn note(&self, note: impl Into<Note>) {
        if self.notes.send(note.into()).await.is_err() {
            tracing::error!("the audit writer is gone; a use of a credential was not written down");
        }
    }

    /// Leaves a note where nothing can wait: when a call was dropped.
    pub(crate) fn note_now(&self, note: impl Into<Note>) {
        if self.notes.try_send(note.into()).is_err() {
            tracing::error!("a use of a credential could not be written down");
        }
    }

    /// Waits until all notes left so far are written; for shutdown and tests.
    pub async fn flush(&self) {
        let (done, written) = oneshot::channel();
        self.note(Note::Flush(done)).await;
        if written.await.is_err() {
            tracing::error!("the audit writer ended before it was done");
        }
    }
}

async fn write(store: Store, mut waiting: mpsc::Receiver<Note>) {
    let mut batch = Vec::with_capacity(BATCH);
    while waiting.recv_many(&mut batch, BATCH).await > 0 {
        // What comes within the pause shares the transaction; a flush does not wait.
        let pause = tokio::time::sleep(PAUSE);
        tokio::pin!(pause);
        while batch.len() < BATCH && !batch.iter().any(|note| matches!(note, Note::Flush(_))) {
            tokio::select! {
                () = &mut pause => break,
                more = waiting.recv() => match more {
                    Some(note) => batch.push(note),
                    None => break,
                },
            }
        }
        let mut lines = Vec::with_capacity(batch.len());
        let mut last_used: HashMap<EntryId, Millis> = HashMap::new();
        let mut flushed = Vec::new();
        for note in batch.drain(..) {
            match note {
                Note::Use(used) => {
                    for entry in used.entries {
                        last_used.insert(entry, used.at);
                    }
                    lines.push(line(
                        "entry.use",
                        used.at,
                        used.user,
                        used.app,
                        used.plugin,
                        used.url,
                    ));
                }
                Note::Read(read) => {
                    last_used.insert(read.entry, read.at);
                    let action = if read.on_app_page {
                        "entry.read.app"
                    } else {
                        "entry.read.settings"
                    };
                    lines.push(line(
                        action,
                        read.at,
                        read.user,
                        read.app,
                        read.plugin,
                        read.url,
                    ));
                }
                Note::Line(line) => lines.push(line),
                Note::Flush(done) => flushed.push(done),
            }
        }
        if let Err(error) = store.note_use(lines, last_used.into_iter().collect()).await {
            tracing::error!(%error, "uses of credentials could not be written down");
        }
        for done in flushed {
            let _ = done.send(());
        }
    }
}

fn line(
    action: &'static str,
    at: Millis,
    user: UserId,
    app: AppId,
    plugin: PluginId,
    url: String,
) -> AuditLine {
    AuditLine {
        at,
        action: action.to_owned(),
        user: Some(user),
        app: Some(app),
        plugin: Some(plugin),
        detail: url,
    }
}
