//! The errors of an open store.

use std::time::Duration;

use plugdock_package::PluginId;
use plugdock_schema::field::Whom;
use plugdock_schema::place::{Path, Place};
use plugdock_schema::process::Halt;
use plugdock_schema::query::Refused;
use plugdock_schema::{AppId, FileKey, Invalid, Problem, ProxyConfigId, RecordId, Revision};

use crate::GroupKind;

/// A refusal that the caller can act on, or a failure of the storage.
///
/// No variant contains a credential, because errors are logged and shown to operators.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no such app.
    #[error("app {0} does not exist")]
    NoApp(AppId),
    /// The actor may not do this.
    #[error("no privilege to proceed")]
    Denied,
    /// The revision that the caller expected is not the current one (`GAIA_CO02`).
    #[error("the revision is {actual}, not {expected}")]
    Conflict {
        /// The revision that the caller expected.
        expected: Revision,
        /// The current revision.
        actual: Revision,
    },
    /// An app to revert was never deployed.
    #[error("app {0} was never deployed")]
    NeverDeployed(AppId),
    /// The plug-in is not installed (`PD_PLUGIN_NOT_FOUND`).
    #[error("plug-in {0} is not installed")]
    NoPlugin(PluginId),
    /// The plug-in is not in the app's preview settings.
    #[error("plug-in {plugin} is not added to app {app}")]
    NotAdded {
        /// The app.
        app: AppId,
        /// The plug-in.
        plugin: PluginId,
    },
    /// The plug-in is already installed (`GAIA_PL18`).
    #[error("plug-in {0} is already installed")]
    Installed(PluginId),
    /// The package contains another plug-in than the one to update (`GAIA_PL22`).
    #[error("the package contains plug-in {found}, not {expected}")]
    OtherPlugin {
        /// The plug-in to update.
        expected: PluginId,
        /// The plug-in in the package.
        found: PluginId,
    },
    /// The plug-in has no stored version with this number.
    #[error("plug-in {plugin} has no stored version number {number}")]
    NoVersion {
        /// The plug-in.
        plugin: PluginId,
        /// The number of the version.
        number: i64,
    },
    /// Only system administrators may change script on an app's pages (R50).
    #[error("only a system administrator may change an app's script")]
    ScriptDenied,
    /// The app would have more plug-ins than allowed (R48).
    #[error("an app may have at most {0} plug-ins")]
    TooManyPlugins(usize),
    /// There is no upload with this key that the user may use (`GAIA_BL01`).
    #[error("the specified file (id: {0}) not found")]
    NoFile(FileKey),
    /// A body is larger than allowed. Nothing of it is stored.
    #[error("the file is larger than {0} bytes")]
    TooLarge(u64),
    /// A value to save contains a mask that was made for another value (R08). It has the name of the
    /// header or of the data.
    #[error("the value of {0} contains a mask of another value")]
    MaskElsewhere(String),
    /// There is no such proxy config.
    #[error("proxy config {0} does not exist")]
    NoProxyConfig(ProxyConfigId),
    /// There is no such record (`GAIA_RE01`).
    #[error("record {id} of app {app} does not exist")]
    NoRecord {
        /// The app.
        app: AppId,
        /// The record.
        id: RecordId,
    },
    /// A field with a lookup has a value that no record of the other app has, as far as the caller
    /// may see (`GAIA_LO03`), or that several records have (`GAIA_LO04`).
    #[error("the value {value:?} of field {field} cannot be looked up")]
    NotLookedUp {
        /// The field's code.
        field: String,
        /// The value.
        value: String,
        /// True if several records have the value.
        several: bool,
    },
    /// The form has no such field, or the field has another type than required.
    #[error("there is no field {0} of that kind")]
    NoField(String),
    /// A record names a user (`GAIA_IL26`), a group (`GAIA_IL27`) or an organization (`GAIA_IL28`)
    /// that does not exist.
    #[error("{code:?}, which a record names, does not exist")]
    NoEntity {
        /// The kind of the missing entity.
        whom: Whom,
        /// The code.
        code: String,
    },
    /// Fields, a layout or values are invalid. The error lists all problems (`CB_VA01`).
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// The query cannot be used with this app.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The step in an app's process is not possible.
    #[error(transparent)]
    Halt(Halt),
    /// There is no such user.
    #[error("the user does not exist")]
    NoUser,
    /// After the change, no active user would be an administrator.
    #[error("the last administrator cannot be removed or deactivated")]
    LastAdmin,
    /// A user tried to deactivate their own account.
    #[error("users cannot deactivate their own account")]
    OwnAccount,
    /// Another user has the login name.
    #[error("the login name {0:?} is taken")]
    LoginTaken(String),
    /// There is no such group or organization.
    #[error("the {} does not exist", .0.as_str())]
    NoGroup(GroupKind),
    /// Another group or organization has the code.
    #[error("the code {0:?} is taken")]
    CodeTaken(String),
    /// An organization would become its own ancestor.
    #[error("an organization cannot be below itself")]
    Circular,
    /// Stored bytes differ from what was stored (T45), or a sealed value cannot be opened.
    #[error("stored data is damaged: {0}")]
    Damaged(String),
    /// A proxy config is sealed with a master key that this process does not have (T31).
    #[error(
        "saved credentials are sealed with master key {0}, which this process does not have: add it to PLUGDOCK_MASTER_KEY and restart, or to the key's file"
    )]
    NoSealingKey(String),
    /// A question about records took longer than allowed, and was stopped.
    #[error("the question was stopped after {0:?}")]
    Overdue(Duration),
    /// The records of one answer are too large together.
    #[error("the records are too large for one answer")]
    AnswerTooLarge,
    /// Too many questions about records take long at the moment.
    #[error("too many heavy questions about records")]
    TooManyQuestions {
        /// True if they are all from the caller.
        own: bool,
    },
    /// The body to store broke off.
    #[error("reading the body failed")]
    Body(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    /// The blob storage failed.
    #[error("the blob storage failed")]
    Blobs(#[from] object_store::Error),
    /// A file of the data folder could not be read or written.
    #[error("the data folder cannot be read or written")]
    Folder(#[from] std::io::Error),
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Invalid::from(problem).into()
    }
}

impl Error {
    /// Returns the same error with the place of each problem changed.
    #[must_use]
    pub fn placed(mut self, place: impl Fn(Path) -> Path) -> Self {
        if let Self::Invalid(invalid) = &mut self {
            for problem in &mut invalid.problems {
                problem.at = place(std::mem::take(&mut problem.at));
            }
        }
        self
    }

    /// Returns the same error with the places of its problems moved below `at`.
    #[must_use]
    pub fn within(self, at: &Place<'_>) -> Self {
        self.placed(|path| path.within(at))
    }

    /// Returns true if the database does not answer at the moment, or has no connection free. The
    /// caller may try again.
    pub fn is_unavailable(&self) -> bool {
        let Self::Database(error) = self else {
            return false;
        };
        match error {
            sqlx::Error::PoolTimedOut | sqlx::Error::Tls(_) => true,
            // PostgreSQL has no connection left.
            sqlx::Error::Database(inner) if inner.code().as_deref() == Some("53300") => true,
            error => is_lost(error),
        }
    }

    /// Creates the error for a stored document that cannot be read. `what` names the document.
    pub(crate) fn document(what: &str, error: &serde_json::Error) -> Self {
        Self::Damaged(format!("{what}: {error}"))
    }
}

/// The result of most of the store's functions.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Returns true if a connection was lost, or if the database ended it: an administrator's command,
/// a crash, or a start that has not finished.
pub(crate) fn is_lost(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::WorkerCrashed => true,
        // 57P: PostgreSQL shuts down or starts. 08: the connection failed.
        sqlx::Error::Database(error) => {
            let code = error.code();
            code.is_some_and(|code| code.starts_with("57P") || code.starts_with("08"))
        }
        _ => false,
    }
}
