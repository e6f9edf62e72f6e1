//! What a caller is told when something is refused: the only type with an HTTP status.
//!
//! An [`Error`] names its text by key. Handlers return it; the middleware in [`render`] writes the
//! text in the caller's language, so no handler passes a locale around.

mod advice;
mod from;
pub(crate) mod problems;
mod records;
pub mod render;

pub(crate) use advice::advice;

use std::borrow::Cow;
use std::fmt::Display;
use std::num::NonZeroU32;

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::i18n::{self, Locale};

/// Parameters of a text: place and value.
pub type TextParams = Vec<(&'static str, String)>;

/// A refusal or failure as the caller sees it (B3.3, B8.3).
#[derive(Clone, Debug)]
pub struct Error {
    /// The HTTP status.
    pub status: StatusCode,
    /// The code clients compare; those no source documents begin with `PD_` (R34).
    pub code: &'static str,
    /// The text's key, "area.key".
    pub key: &'static str,
    /// The text's parameters.
    pub params: TextParams,
    /// What is wrong with each parameter or part of a package, in order; may be empty.
    pub errors: Vec<Reason>,
    /// Seconds after which the same may be tried again (`Retry-After`).
    pub retry_after: Option<NonZeroU32>,
    /// 20 base64url characters; the log has the same id beside the cause.
    pub id: String,
}

/// One thing that is wrong, at one place of the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// A parameter's path (`apps[0].app`), a JSON pointer or a file's name.
    pub at: String,
    /// The text's key, "area.key".
    pub key: String,
    /// The text's parameters.
    pub params: Vec<(Cow<'static, str>, String)>,
    /// For packages: what a program may compare (R31).
    pub code: Option<String>,
}

impl Reason {
    /// A reason without a code of its own.
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
    /// Nobody has signed in.
    please_login: UNAUTHORIZED "CB_AU01" "please_login";
    /// The password header is malformed, or name and password do not belong together.
    password_failed: UNAUTHORIZED "CB_WA01" "password_failed";
    /// An API token that no app has.
    token_unknown: UNAUTHORIZED "PD_TOKEN_UNKNOWN" "token_unknown";
    /// A token whose maker may not sign in any more (R51).
    token_suspended: UNAUTHORIZED "PD_TOKEN_SUSPENDED" "token_suspended";
    /// The caller is known and may not.
    no_privilege: FORBIDDEN "CB_NO02" "no_privilege";
    /// The caller manages the app and is no system administrator, whom its script takes (R50).
    script_denied: FORBIDDEN "CB_NO02" "script_denied";
    /// A state change by session without its request token (B8.1).
    csrf: FORBIDDEN "PD_CSRF" "csrf";
    /// Another site's page asks (T70).
    foreign_page: FORBIDDEN "PD_CSRF" "foreign_page";
    /// A body that did not come in time.
    too_slow: REQUEST_TIMEOUT "PD_TOO_SLOW" "too_slow";
    /// No user has that number.
    no_user: NOT_FOUND "PD_USER_NOT_FOUND" "user_not_found";
    /// The body is not JSON.
    invalid_json: BAD_REQUEST "CB_IJ01" "invalid_json";
    /// The request cannot be understood.
    illegal_request: BAD_REQUEST "CB_IL02" "illegal_request";
    /// No such address.
    not_found: NOT_FOUND "PD_NOT_FOUND" "not_found";
    /// The address does not take this method.
    method_not_allowed: METHOD_NOT_ALLOWED "PD_METHOD_NOT_ALLOWED" "method_not_allowed";
    /// The address line is over 8 KB (B8.2).
    url_too_long: URI_TOO_LONG "PD_URL_TOO_LONG" "url_too_long";
    /// The revision given is not the newest.
    revision_conflict: CONFLICT "GAIA_CO02" "revision_conflict";
    /// Installing an ID that is installed (R34).
    plugin_installed: BAD_REQUEST "GAIA_PL18" "plugin_installed";
    /// Updating with a package of another ID (R34).
    plugin_mismatch: BAD_REQUEST "GAIA_PL22" "plugin_mismatch";
    /// More calls at once than the server takes.
    too_many_calls: TOO_MANY_REQUESTS "GAIA_TO04" "too_many_calls";
    /// No space is left on a disk; nothing was changed.
    storage_full: INSUFFICIENT_STORAGE "PD_STORAGE_FULL" "storage_full";
    /// A disk is read-only or failing; nothing was changed.
    storage_unwritable: SERVICE_UNAVAILABLE "PD_STORAGE_UNWRITABLE" "storage_unwritable";
    /// This process lacks a master key that saved credentials are sealed with.
    no_sealing_key: SERVICE_UNAVAILABLE "PD_KEY_MISSING" "no_sealing_key";
    /// Too many failed or pending sign-ins at once.
    sign_in_busy: TOO_MANY_REQUESTS "PD_SIGN_IN_BUSY" "sign_in_busy";
}

impl Error {
    /// Any refusal whose text is `key` ("area.key").
    pub fn new(
        status: StatusCode,
        code: &'static str,
        key: &'static str,
        params: TextParams,
    ) -> Self {
        let mut id = [0; 15];
        // An id that repeats is worth less, not wrong: no reason to fail a second time here.
        if aws_lc_rs::rand::fill(&mut id).is_err() {
            tracing::error!("the system gives no random bytes");
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

    /// Parameters that are missing or out of range, all of them at once.
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

    /// One parameter that is missing or out of range.
    pub fn invalid_at(at: impl Into<String>, key: &str, params: TextParams) -> Self {
        Self::invalid(vec![Reason::new(at, key, params)])
    }

    /// A name that the server does not go by (T71).
    pub fn host_refused(host: &str) -> Self {
        let params = vec![("host", host.to_owned())];
        Self::new(
            StatusCode::MISDIRECTED_REQUEST,
            "PD_HOST",
            "errors.host_refused",
            params,
        )
    }

    /// Too many tries to sign in failed; `wait` is milliseconds.
    pub fn sign_in_wait(wait: i64) -> Self {
        let seconds = u32::try_from(wait).unwrap_or_default().div_ceil(1_000);
        let mut error = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "PD_SIGN_IN_WAIT",
            "errors.sign_in_wait",
            vec![("seconds", seconds.to_string())],
        );
        error.retry_after = NonZeroU32::new(seconds);
        error
    }

    /// An app that does not exist.
    pub fn no_app(id: &(impl Display + ?Sized)) -> Self {
        let params = vec![("id", id.to_string())];
        Self::new(
            StatusCode::NOT_FOUND,
            "GAIA_AP01",
            "errors.app_not_found",
            params,
        )
    }

    /// A file key that does not exist, is spent, is out of date or is another's: one answer (T53).
    pub fn no_file(key: &(impl Display + ?Sized)) -> Self {
        let params = vec![("id", key.to_string())];
        Self::new(
            StatusCode::NOT_FOUND,
            "GAIA_BL01",
            "errors.file_not_found",
            params,
        )
    }

    /// A plug-in that is not installed (R34).
    pub fn no_plugin(id: &(impl Display + ?Sized)) -> Self {
        let params = vec![("id", id.to_string())];
        Self::new(
            StatusCode::NOT_FOUND,
            "PD_PLUGIN_NOT_FOUND",
            "errors.plugin_not_found",
            params,
        )
    }

    /// A plug-in that is not among those of the app.
    pub fn plugin_not_added(id: &(impl Display + ?Sized)) -> Self {
        let params = vec![("id", id.to_string())];
        Self::new(
            StatusCode::NOT_FOUND,
            "PD_PLUGIN_NOT_ADDED",
            "errors.plugin_not_added",
            params,
        )
    }

    /// More plug-ins than an app may have (R48).
    pub fn plugin_limit(most: usize) -> Self {
        let params = vec![("maximum", most.to_string())];
        Self::new(
            StatusCode::BAD_REQUEST,
            "PD_PLUGIN_LIMIT",
            "errors.plugin_limit",
            params,
        )
    }

    /// A body over `limit` bytes.
    pub fn too_large(limit: u64) -> Self {
        let params = vec![("limit", limit.to_string())];
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "PD_TOO_LARGE",
            "errors.too_large",
            params,
        )
    }

    /// A JSON body of more values than `limit`.
    pub fn json_too_many(limit: usize) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "PD_JSON_TOO_MANY",
            "errors.json_too_many",
            vec![("maximum", limit.to_string())],
        )
    }

    /// A JSON body with values in more than `limit` others.
    pub fn json_too_deep(limit: usize) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "PD_JSON_TOO_DEEP",
            "errors.json_too_deep",
            vec![("maximum", limit.to_string())],
        )
    }

    /// Our own failure: `cause` goes to the log with the id, the caller learns the id alone.
    pub fn internal(cause: &(impl Display + ?Sized)) -> Self {
        let error = Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "PD_INTERNAL",
            "errors.internal",
            Vec::new(),
        );
        tracing::error!(error.id = %error.id, cause = %cause, "a request failed");
        error
    }

    /// The message as `locale` speaks it. Its place `{problem}` is the first reason: some clients of the
    /// vendor print the message and none of the reasons.
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
