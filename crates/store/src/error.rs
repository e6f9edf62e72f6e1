//! What can go wrong once the store is open.

use plugdock_package::PluginId;
use plugdock_schema::field::Whom;
use plugdock_schema::place::{Path, Place};
use plugdock_schema::process::Halt;
use plugdock_schema::query::Refused;
use plugdock_schema::{AppId, FileKey, Invalid, Problem, ProxyConfigId, RecordId, Revision};

use crate::GroupKind;

/// A refusal that the caller can act on, or a fault below.
///
/// No variant carries a credential: faults are logged and shown to operators.
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
        /// What the caller expected.
        expected: Revision,
        /// What is current.
        actual: Revision,
    },
    /// A revert of an app that was never deployed.
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
    /// The plug-in is installed already (`GAIA_PL18`).
    #[error("plug-in {0} is installed already")]
    Installed(PluginId),
    /// The package is of another plug-in than the one to update (`GAIA_PL22`).
    #[error("the package is of plug-in {found}, not {expected}")]
    OtherPlugin {
        /// The plug-in to update.
        expected: PluginId,
        /// The package's own ID.
        found: PluginId,
    },
    /// The plug-in has no such kept version.
    #[error("plug-in {plugin} has no kept version number {number}")]
    NoVersion {
        /// The plug-in.
        plugin: PluginId,
        /// The number asked for.
        number: i64,
    },
    /// Script on an app's pages is for system administrators alone to change (R50).
    #[error("only a system administrator may change an app's script")]
    ScriptDenied,
    /// More plug-ins than an app may have (R48).
    #[error("an app may have at most {0} plug-ins")]
    TooManyPlugins(usize),
    /// No upload of that key that this user may use (`GAIA_BL01`).
    #[error("the specified file (id: {0}) not found")]
    NoFile(FileKey),
    /// A body was larger than allowed; nothing is kept of it.
    #[error("the file is larger than {0} bytes")]
    TooLarge(u64),
    /// There is no such saved proxy setting.
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
    /// A record has a value in a field with a lookup that the other app does not have, as far as the
    /// caller may see (`GAIA_LO03`), or has several times (`GAIA_LO04`).
    #[error("the value {value:?} of field {field} cannot be looked up")]
    NotLookedUp {
        /// The field's code.
        field: String,
        /// The value.
        value: String,
        /// Several records have it.
        several: bool,
    },
    /// The form has no such field, or it is not of the kind that is asked for.
    #[error("there is no field {0} of that kind")]
    NoField(String),
    /// A record names a user (`GAIA_IL26`), a group (`GAIA_IL27`) or a department (`GAIA_IL28`) that
    /// does not exist.
    #[error("{code:?}, which a record names, does not exist")]
    NoEntity {
        /// Which of them.
        whom: Whom,
        /// The code.
        code: String,
    },
    /// Fields, a layout or values that cannot be; everything that is wrong (`CB_VA01`).
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// A query that cannot be asked of the app.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// A step in an app's process that cannot be taken.
    #[error(transparent)]
    Halt(Halt),
    /// There is no such user.
    #[error("the user does not exist")]
    NoUser,
    /// Nobody who may sign in would be an administrator any more.
    #[error("the last administrator stays one")]
    LastAdmin,
    /// Somebody would keep itself out.
    #[error("nobody may deactivate their own account")]
    OwnAccount,
    /// The login name is taken.
    #[error("the login name {0:?} is taken")]
    LoginTaken(String),
    /// There is no such group or organization.
    #[error("the {} does not exist", .0.as_str())]
    NoGroup(GroupKind),
    /// A group or department has the code.
    #[error("the code {0:?} is taken")]
    CodeTaken(String),
    /// A department would stand below itself.
    #[error("a department cannot be below itself")]
    Circular,
    /// Stored bytes are not what was stored (T45), or a sealed value does not open.
    #[error("stored data is damaged: {0}")]
    Damaged(String),
    /// A proxy config is sealed with a master key that this process does not have (T31).
    #[error(
        "saved credentials are sealed with master key {0}, which this process does not have: add it to PLUGDOCK_MASTER_KEY and restart, or to the key's file"
    )]
    NoSealingKey(String),
    /// The body that was to be stored broke off.
    #[error("reading the body failed")]
    Body(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    /// The blob storage failed.
    #[error("the blob storage failed")]
    Blobs(#[from] object_store::Error),
    /// A file of the data folder could not be read or written.
    #[error("the data folder failed")]
    Folder(#[from] std::io::Error),
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Invalid::from(problem).into()
    }
}

impl Error {
    /// The same, with the place of each problem changed.
    #[must_use]
    pub fn placed(mut self, place: impl Fn(Path) -> Path) -> Self {
        if let Self::Invalid(invalid) = &mut self {
            for problem in &mut invalid.problems {
                problem.at = place(std::mem::take(&mut problem.at));
            }
        }
        self
    }

    /// The same seen from outside, where what was read stands at `at`.
    #[must_use]
    pub fn within(self, at: &Place<'_>) -> Self {
        self.placed(|path| path.within(at))
    }

    /// A document in the database that does not read back.
    pub(crate) fn document(what: &str, error: &serde_json::Error) -> Self {
        Self::Damaged(format!("{what}: {error}"))
    }
}

/// The answer of most of the store's functions.
pub type Result<T, E = Error> = std::result::Result<T, E>;
