//! The failure of a call. The part that the caller may know is separate from the part that only the
//! log may contain (R19).

use std::fmt;

/// The kinds of failures. Each has one code and one HTTP status (R19).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The call itself is invalid: its URL, method, headers or data. The message names the part.
    BadRequest,
    /// The plug-in may not call this address (R26), or it is a protected path of this server (R23).
    Denied,
    /// Too many calls are waiting already.
    Busy,
    /// The upstream is unreachable: connection refused or closed, filtered, or forbidden by policy.
    /// The caller never learns which of these it is (T16).
    Unreachable,
    /// The certificate or the TLS handshake of the upstream is not acceptable (R28).
    Tls,
    /// The answer exceeds a limit (R22), which the message names.
    Limit,
    /// The time limit of the whole call is over (R17).
    Timeout,
}

impl Kind {
    /// Returns the code of the error answer.
    pub fn code(self) -> &'static str {
        match self {
            Self::BadRequest => "PD_PROXY_BAD_REQUEST",
            Self::Denied => "CB_NO02",
            Self::Busy => "PD_PROXY_BUSY",
            Self::Unreachable => "PD_PROXY_UNREACHABLE",
            Self::Tls => "PD_PROXY_TLS",
            Self::Limit => "PD_PROXY_LIMIT",
            Self::Timeout => "PD_PROXY_TIMEOUT",
        }
    }

    /// Returns the HTTP status of the error answer.
    pub fn status(self) -> u16 {
        match self {
            Self::BadRequest => 400,
            Self::Denied => 403,
            Self::Busy => 429,
            Self::Unreachable | Self::Tls | Self::Limit => 502,
            Self::Timeout => 504,
        }
    }
}

/// The text key for all causes of [`Kind::Unreachable`].
const UNREACHABLE: &str = "proxy.unreachable";

/// A failed call. `Display` writes only what the caller may know. [`Failure::cause`] is for the
/// log.
#[derive(Clone, PartialEq, Eq)]
pub struct Failure {
    kind: Kind,
    key: &'static str,
    params: Vec<(&'static str, String)>,
    cause: Option<String>,
}

impl Failure {
    /// Creates a failure of this kind, with the message under `key`.
    pub fn new(kind: Kind, key: &'static str) -> Self {
        Self {
            kind,
            key,
            params: Vec::new(),
            cause: None,
        }
    }

    /// Creates a failure for an invalid part of the call.
    pub fn bad(key: &'static str) -> Self {
        Self::new(Kind::BadRequest, key)
    }

    /// Creates a failure for an unreachable upstream. Only the log contains the cause (T16).
    pub fn unreachable(cause: impl fmt::Display) -> Self {
        Self::new(Kind::Unreachable, UNREACHABLE).because(cause)
    }

    /// Creates a failure for an exceeded limit, which the message under `key` names.
    pub fn limit(key: &'static str, limit: impl fmt::Display) -> Self {
        Self::new(Kind::Limit, key).with("limit", limit)
    }

    /// Sets a parameter of the message. The value must never be that of a header or of data.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.params.push((name, value.to_string()));
        self
    }

    /// Adds the hidden cause. It must never contain a header value, a body or a whole URL (T26,
    /// T27).
    #[must_use]
    pub fn because(mut self, cause: impl fmt::Display) -> Self {
        self.cause = Some(cause.to_string());
        self
    }

    /// Returns the kind of the failure.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Returns the code of the error answer.
    pub fn code(&self) -> &'static str {
        self.kind.code()
    }

    /// Returns the HTTP status of the error answer.
    pub fn status(&self) -> u16 {
        self.kind.status()
    }

    /// Returns the key of the message, `proxy.{name}`, in `locales/{language}/proxy.json`.
    pub fn key(&self) -> &'static str {
        self.key
    }

    /// Returns the parameters of the message. They are names of headers and parts, and limits,
    /// never values.
    pub fn params(&self) -> &[(&'static str, String)] {
        &self.params
    }

    /// Returns the cause, which is only for the server's log (R19, T16).
    pub fn cause(&self) -> Option<&str> {
        self.cause.as_deref()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.code(), self.key)?;
        for (name, value) in &self.params {
            write!(f, " {name}={value:?}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)?;
        match &self.cause {
            Some(cause) => write!(f, " ({cause})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Failure {}
