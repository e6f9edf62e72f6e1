//! The mapping from the errors of other crates, complete in one file.

use axum::http::StatusCode;
use plugdock_package as package;
use plugdock_store as store;
use plugdock_store::{GroupKind, Trouble};

use super::{Error, Reason};

/// The times after which a caller may try again, in seconds: while the database does not answer, and
/// while heavy searches take all places.
pub(crate) const UNAVAILABLE_SECONDS: u32 = 2;
const BUSY_SECONDS: u32 = 5;

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        use store::Error as E;
        match error {
            E::NoApp(app) => Self::no_app(&app),
            E::Denied => Self::no_privilege(),
            E::ScriptDenied => Self::script_denied(),
            E::Conflict { .. } => Self::revision_conflict(),
            E::NeverDeployed(app) => Self::new(
                StatusCode::BAD_REQUEST,
                "PD_NEVER_DEPLOYED",
                "errors.never_deployed",
                vec![("id", app.to_string())],
            ),
            E::NoPlugin(id) => Self::no_plugin(&id),
            E::NotAdded { plugin, .. } => Self::plugin_not_added(&plugin),
            E::Installed(_) => Self::plugin_installed(),
            E::OtherPlugin { .. } => Self::plugin_mismatch(),
            E::NoVersion { plugin, number } => Self::new(
                StatusCode::NOT_FOUND,
                "PD_VERSION_NOT_FOUND",
                "errors.version_not_found",
                vec![("id", plugin.to_string()), ("number", number.to_string())],
            ),
            E::TooManyPlugins(most) => Self::plugin_limit(most),
            E::NoFile(key) => Self::no_file(&key),
            E::MaskElsewhere(name) => Self::new(
                StatusCode::BAD_REQUEST,
                "PD_MASKED_VALUE",
                "errors.masked_value",
                vec![("name", name)],
            ),
            E::NoProxyConfig(id) => Self::new(
                StatusCode::NOT_FOUND,
                "PD_PROXY_CONFIG_NOT_FOUND",
                "errors.proxy_config_not_found",
                vec![("id", id.to_string())],
            ),
            E::TooLarge(limit) => Self::too_large(limit),
            E::NoRecord { id, .. } => Self::no_record(&id),
            E::NoEntity { whom, code } => Self::no_entity(whom, code),
            E::NotLookedUp {
                field,
                value,
                several,
            } => Self::not_looked_up(field, value, several),
            E::NoField(code) => {
                Self::invalid_at("field", "records.field_unknown", vec![("code", code)])
            }
            E::Invalid(invalid) => invalid.into(),
            E::Refused(refused) => refused.into(),
            E::Halt(halt) => halt.into(),
            E::NoUser => Self::no_user(),
            E::LastAdmin => Self::new(
                StatusCode::BAD_REQUEST,
                "PD_LAST_ADMIN",
                "errors.last_admin",
                Vec::new(),
            ),
            E::OwnAccount => Self::new(
                StatusCode::BAD_REQUEST,
                "PD_OWN_ACCOUNT",
                "errors.own_account",
                Vec::new(),
            ),
            E::LoginTaken(_) => Self::invalid_at("login", "errors.login_taken", Vec::new()),
            E::NoSealingKey(_) => {
                let refusal = Self::no_sealing_key();
                tracing::error!(error.id = %refusal.id, cause = %error, "a master key is missing");
                refusal
            }
            E::NoGroup(kind) => {
                let (code, text) = match kind {
                    GroupKind::Group => ("PD_GROUP_NOT_FOUND", "errors.no_group"),
                    GroupKind::Organization => {
                        ("PD_ORGANIZATION_NOT_FOUND", "errors.no_organization")
                    }
                };
                Self::new(StatusCode::NOT_FOUND, code, text, Vec::new())
            }
            E::CodeTaken(_) => Self::invalid_at("code", "errors.code_taken", Vec::new()),
            E::Circular => Self::invalid_at("parent", "errors.circular", Vec::new()),
            // The client disconnected or broke the framing, so nobody reads the answer.
            E::Body(_) => Self::illegal_request(),
            E::AnswerTooLarge => Self::answer_too_large(),
            E::Overdue(limit) => Self::search_overdue(limit),
            E::TooManyQuestions { own: true } => Self::own_searches_busy().again_in(BUSY_SECONDS),
            E::TooManyQuestions { own: false } => Self::searches_busy().again_in(BUSY_SECONDS),
            other => match other.trouble() {
                Some(trouble) => troubled(trouble, &other),
                None if other.is_unavailable() => unavailable(&other),
                None => Self::internal(&chain(&other)),
            },
        }
    }
}

/// Builds the error for a database that does not answer.
fn unavailable(cause: &store::Error) -> Error {
    let error = Error::database_unavailable().again_in(UNAVAILABLE_SECONDS);
    tracing::warn!(error.id = %error.id, cause = %chain(cause), "the database does not answer");
    error
}

/// Builds the error for a disk that is full or cannot be written. The caller may try again, and the
/// log gives advice.
fn troubled(trouble: Trouble, cause: &store::Error) -> Error {
    let error = match trouble {
        Trouble::Full => Error::storage_full(),
        Trouble::Unwritable => Error::storage_unwritable(),
    };
    let (cause, advice) = (chain(cause), advice(trouble));
    tracing::error!(error.id = %error.id, %cause, advice, "could not write the changes of a request");
    error
}

impl From<package::Invalid> for Error {
    /// Reports every reason at once, keyed by JSON pointer or file name (R31).
    fn from(invalid: package::Invalid) -> Self {
        let mut error = Self::new(
            StatusCode::BAD_REQUEST,
            "PD_PACKAGE_INVALID",
            "errors.package_invalid",
            Vec::new(),
        );
        error.errors = invalid.problems.into_iter().map(Reason::from).collect();
        error
    }
}

impl From<package::Problem> for Reason {
    fn from(problem: package::Problem) -> Self {
        Self {
            at: problem.at,
            key: format!("package.{}", problem.code.key()),
            params: problem.params,
            code: Some(problem.code.key().to_owned()),
        }
    }
}

/// Returns the error and its causes as one text, for the log.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

/// Returns the advice for operators in the log when a disk cannot be written.
pub(crate) fn advice(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Full => {
            "the disk is full: free space on the disk of the data folder or the database; a restart is not needed"
        }
        Trouble::Unwritable => {
            "the disk is read-only or failing: check the system log and make the disk writable; existing data can still be read"
        }
    }
}
