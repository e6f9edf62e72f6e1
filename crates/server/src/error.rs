//! The error type of the server. It is the only error with an HTTP status.
//!
//! An [`Error`] names its message by a text key. Handlers return the error, and [`render`] writes
//! the message in the caller's language, so handlers do not pass a locale around.

mod from;
pub(crate) mod problems;
mod records;
pub mod render;

pub(crate) use from::{UNAVAILABLE_SECONDS, advice};

use std::borrow::Cow;
use std::fmt::Display;
use std::num::NonZeroU32;
use std::time::Duration;

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::i18n::{self, Locale};

/// The parameters of a text: pairs of name and value.
pub type TextParams = Vec<(&'static str, String)>;

/// A refusal or failure, as the caller sees it (B3.3, B8.3).
#[derive(Clone, Debug)]
pub struct Error {
    /// The HTTP status.
    pub status: StatusCode,
    /// The code that clients compare. Codes that Kintone does not document begin with `PD_` (R34).
    pub code: &'static str,
    /// The key of the text, in the form "area.key".
    pub key: &'static str,
    /// The parameters of the text.
    pub params: TextParams,
    /// The faults of parameters or parts of a package, in order. May be empty.
    pub errors: Vec<Reason>,
    /// The number of seconds after which the caller may try again (`Retry-After`).
    pub retry_after: Option<NonZeroU32>,
    /// A random ID of 20 base64url characters. The log has the same ID next to the cause.
    pub id: String,
}

/// A fault at one place of the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The place: a parameter's path (`apps[0].app`), a JSON pointer or a file name.
    pub at: String,
    /// The key of the text, in the form "area.key".
    pub key: String,
    /// The parameters of the text.
    pub params: Vec<(Cow<'static, str>, String)>,
    /// For packages, a code that programs can compare (R31).
    pub code: Option<String>,
}

impl Reason {
    /// Creates a reason without a code.
    pub fn new(at: impl Into<String>, key: impl Into<String>, params: TextParams) -> Self {
        Self {
            at: at.into(),
            key: key.into(),
            params: params
                .into_iter()
                .map(|(k, v)| (Cow::Borrowed(k), v))
                .collect(),
            code: None,
        }
    }
}

macro_rules! plain {
    ($($(#[$doc:meta])* $name:ident: $status:ident $code:literal $key:literal;)+) => {
        impl Error {
            $($(#[$doc])* pub fn $name() -> Self {
                Self::new(StatusCode::$status, $code, concat!("errors.", $key), Vec::new())
            })+
        }
    };
}

plain! {
    /// The caller is not signed in.
    please_login: UNAUTHORIZED "CB_AU01" "please_login";
    /// The password header is malformed, or the name and the password do not match.
    password_failed: UNAUTHORIZED "CB_WA01" "password_failed";
    /// The API token belongs to no app.
    token_unknown: UNAUTHORIZED "PD_TOKEN_UNKNOWN" "token_unknown";
    /// The owner of the API token may no longer sign in (R51).
    token_suspended: UNAUTHORIZED "PD_TOKEN_SUSPENDED" "token_suspended";
    /// The caller is authenticated but does not have the permission.
    no_privilege: FORBIDDEN "CB_NO02" "no_privilege";
    /// The caller manages the app but is not a system administrator. JavaScript and CSS require one
    /// (R50).
    script_denied: FORBIDDEN "CB_NO02" "script_denied";
    /// A request with a session tried to change data without its CSRF token (B8.1).
    csrf: FORBIDDEN "PD_CSRF" "csrf";
    /// The request comes from a page of another site (T70).
    foreign_page: FORBIDDEN "PD_CSRF" "foreign_page";
    /// The request gives somebody more power, and the session did not confirm it (T79).
    confirmation_needed: FORBIDDEN "PD_CONFIRMATION_NEEDED" "confirmation_needed";
    /// The password that confirms a request is wrong (T79).
    confirmation_wrong: FORBIDDEN "PD_CONFIRMATION_WRONG" "confirmation_wrong";
    /// A session at the origin of the apps tried to change something in administration, which has an
    /// origin of its own (T79).
    administration_elsewhere: FORBIDDEN "PD_ADMINISTRATION_ELSEWHERE" "administration_elsewhere";
    /// The body did not arrive in time.
    too_slow: REQUEST_TIMEOUT "PD_TOO_SLOW" "too_slow";
    /// There is no user with this ID.
    no_user: NOT_FOUND "PD_USER_NOT_FOUND" "user_not_found";
    /// The user has no session with this ID.
    no_session: NOT_FOUND "PD_SESSION_NOT_FOUND" "session_not_found";
    /// The body is not JSON.
    invalid_json: BAD_REQUEST "CB_IJ01" "invalid_json";
    /// The request is malformed.
    illegal_request: BAD_REQUEST "CB_IL02" "illegal_request";
    /// There is no such address.
    not_found: NOT_FOUND "PD_NOT_FOUND" "not_found";
    /// The address does not support this method.
    method_not_allowed: METHOD_NOT_ALLOWED "PD_METHOD_NOT_ALLOWED" "method_not_allowed";
    /// The URL is longer than 8 KB (B8.2).
    url_too_long: URI_TOO_LONG "PD_URL_TOO_LONG" "url_too_long";
    /// The expected revision is not the newest one.
    revision_conflict: CONFLICT "GAIA_CO02" "revision_conflict";
    /// A plug-in with this ID is already installed (R34).
    plugin_installed: BAD_REQUEST "GAIA_PL18" "plugin_installed";
    /// The package for an update has a different plug-in ID (R34).
    plugin_mismatch: BAD_REQUEST "GAIA_PL22" "plugin_mismatch";
    /// The server already handles the maximum number of calls.
    too_many_calls: TOO_MANY_REQUESTS "GAIA_TO04" "too_many_calls";
    /// A disk has no space left. Nothing was changed.
    storage_full: INSUFFICIENT_STORAGE "PD_STORAGE_FULL" "storage_full";
    /// A disk is read-only or failing. Nothing was changed.
    storage_unwritable: SERVICE_UNAVAILABLE "PD_STORAGE_UNWRITABLE" "storage_unwritable";
    /// This process lacks a master key that saved credentials are encrypted with.
    no_sealing_key: SERVICE_UNAVAILABLE "PD_KEY_MISSING" "no_sealing_key";
    /// The requested records are too large for one answer.
    answer_too_large: BAD_REQUEST "PD_ANSWER_TOO_LARGE" "answer_too_large";
    /// The database does not answer at the moment.
    database_unavailable: SERVICE_UNAVAILABLE "PD_DATABASE_UNAVAILABLE" "database_unavailable";
    /// Other callers' searches take all the places for heavy searches.
    searches_busy: SERVICE_UNAVAILABLE "PD_SEARCHES_BUSY" "searches_busy";
    /// The caller's own searches take all of the caller's places for heavy searches.
    own_searches_busy: TOO_MANY_REQUESTS "PD_SEARCHES_BUSY" "own_searches_busy";
    /// There are too many failed or pending sign-ins at the moment.
    sign_in_busy: TOO_MANY_REQUESTS "PD_SIGN_IN_BUSY" "sign_in_busy";
}

impl Error {
    /// Creates an error whose text is `key`, in the form "area.key".
    pub fn new(
        status: StatusCode,
        code: &'static str,
        key: &'static str,
        params: TextParams,
    ) -> Self {
        let mut id = [0; 15];
        // A repeated ID is less useful but not wrong, so this is no reason for a second failure.
        if aws_lc_rs::rand::fill(&mut id).is_err() {
            tracing::error!("could not read random bytes from the system");
        }
        Self {
            status,
            code,
            key,
            params,
            errors: Vec::new(),
            retry_after: None,
            id: URL_SAFE_NO_PAD.encode(id),
        }
    }

    /// Returns the same error with the time after which the caller may try again, in seconds.
    #[must_use]
    pub fn again_in(mut self, seconds: u32) -> Self {
        self.retry_after = NonZeroU32::new(seconds);
        self
    }

    /// The search took longer than `limit` and was stopped.
    pub fn search_overdue(limit: Duration) -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "PD_SEARCH_OVERDUE",
            "errors.search_overdue",
            vec![("seconds", limit.as_secs().to_string())],
        )
    }

    /// Parameters are missing or out of range. The error reports all of them.
    pub fn invalid(errors: Vec<Reason>) -> Self {
        let mut error = Self::new(
            StatusCode::BAD_REQUEST,
            "CB_VA01",
            "errors.invalid_input",
            Vec::new(),
        );
        error.errors = errors;
        error
    }

    /// One parameter is missing or out of range.
    pub fn invalid_at(at: impl Into<String>, key: &str, params: TextParams) -> Self {
        Self::invalid(vec![Reason::new(at, key, params)])
    }

    /// The request names a host that is not one of the server's names (T71).
    pub fn host_refused(host: &str) -> Self {
        let params = vec![("host", host.to_owned())];
        Self::new(
            StatusCode::MISDIRECTED_REQUEST,
            "PD_HOST",
            "errors.host_refused",
            params,
        )
    }

    /// Too many sign-ins failed. `wait` is in milliseconds.
    pub fn sign_in_wait(wait: i64) -> Self {
        let seconds = u32::try_from(wait).unwrap_or_default().div_ceil(1_000);
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "PD_SIGN_IN_WAIT",
            "errors.sign_in_wait",
            vec![("seconds", seconds.to_string())],
        )
        .again_in(seconds)
    }

    /// The app does not exist.
    pub fn no_app(id: &(impl Display + ?Sized)) -> Self {
        let params = vec![("id", id.to_string())];
        Self::new(
            StatusCode::NOT_FOUND,
            "GAIA_AP01",
            "errors.app_not_found",
            params,
        )
    }

    /// The file key does not exist, was used, has expired or belongs to another user. All get the
    /// same answer (T53).
    pub fn no_file(key: &(impl Display + ?Sized)) -> Self {
        let params = vec![("id", key.to_string())];
        Self::new(
            StatusCode::NOT_FOUND,
            "GAIA_BL01",
            "errors.file_not_found",
            params,
        )
    }

    /// The plug-in is not installed (R34).
    pub fn no_plugin(id: &(impl Display + ?Sized)) -> Self {
        let params = vec![("id", id.to_string())];
        Self::new(
            StatusCode::NOT_FOUND,
            "PD_PLUGIN_NOT_FOUND",
            "errors.plugin_not_found",
            params,
        )
    }

    /// The plug-in is not added to the app.
    pub fn plugin_not_added(id: &(impl Display + ?Sized)) -> Self {
        let params = vec![("id", id.to_string())];
        Self::new(
            StatusCode::NOT_FOUND,
            "PD_PLUGIN_NOT_ADDED",
            "errors.plugin_not_added",
            params,
        )
    }

    /// The app would exceed its maximum number of plug-ins (R48).
    pub fn plugin_limit(most: usize) -> Self {
        let params = vec![("maximum", most.to_string())];
        Self::new(
            StatusCode::BAD_REQUEST,
            "PD_PLUGIN_LIMIT",
            "errors.plugin_limit",
            params,
        )
    }

    /// The body is larger than `limit` bytes.
    pub fn too_large(limit: u64) -> Self {
        let params = vec![("limit", limit.to_string())];
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "PD_TOO_LARGE",
            "errors.too_large",
            params,
        )
    }

    /// The JSON body has more than `limit` values.
    pub fn json_too_many(limit: usize) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "PD_JSON_TOO_MANY",
            "errors.json_too_many",
            vec![("maximum", limit.to_string())],
        )
    }

    /// The values of the JSON body are nested deeper than `limit`.
    pub fn json_too_deep(limit: usize) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "PD_JSON_TOO_DEEP",
            "errors.json_too_deep",
            vec![("maximum", limit.to_string())],
        )
    }

    /// The server itself failed. `cause` goes to the log with the ID. The caller learns only the
    /// ID.
    pub fn internal(cause: &(impl Display + ?Sized)) -> Self {
        let error = Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "PD_INTERNAL",
            "errors.internal",
            Vec::new(),
        );
        tracing::error!(error.id = %error.id, cause = %cause, "request failed");
        error
    }

    /// Returns the message in a language. The placeholder `{problem}` stands for the first reason,
    /// because some of the vendor's clients print only the message and no reasons.
    pub fn message(&self, locale: Locale) -> String {
        let first = self.errors.first().map(|reason| {
            let text = say(locale, &reason.key, &reason.params);
            ("problem", format!("{}: {text}", reason.at))
        });
        let params: Vec<_> = self.params.iter().cloned().chain(first).collect();
        say(locale, self.key, &params)
    }
}

fn say<K: AsRef<str>>(locale: Locale, key: &str, params: &[(K, String)]) -> String {
    let params: Vec<_> = params
        .iter()
        .map(|(k, v)| (k.as_ref(), v.as_str()))
        .collect();
    i18n::text(locale, key, &params)
}
