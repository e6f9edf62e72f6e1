//! Why a call failed: what the caller may know, and apart from it what only the log may know (R19).

use std::fmt;

/// What kind of failure; each has one code and one HTTP status (R19).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The call itself is wrong: URL, method, header, data. The text names the part.
    BadRequest,
    /// The plug-in may not call this address (R26, R23's own paths).
    Denied,
    /// Too many calls wait already.
    Busy,
    /// Refused, closed, filtered or forbidden by policy: never told apart to the caller (T16).
    Unreachable,
    /// The upstream's certificate or handshake was not acceptable (R28).
    Tls,
    /// The answer passed a limit (R22). The text names it.
    Limit,
    /// The time set for the whole call is over (R17).
    Timeout,
}

impl Kind {
    /// The code of the error answer.
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

    /// The HTTP status of the error answer.
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

/// The one text of all causes of [`Kind::Unreachable`].
const UNREACHABLE: &str = "proxy.unreachable";

/// A call that failed. `Display` is what the caller may read; [`Failure::cause`] is for the log.
#[derive(Clone, PartialEq, Eq)]
pub struct Failure {
    kind: Kind,
    key: &'static str,
    params: Vec<(&'static str, String)>,
    cause: Option<String>,
}

impl Failure {
    /// A failure of this kind, told by the text under `key`.
    pub fn new(kind: Kind, key: &'static str) -> Self {
        Self {
            kind,
            key,
            params: Vec::new(),
            cause: None,
        }
    }

    /// A part of the call is wrong.
    pub fn bad(key: &'static str) -> Self {
        Self::new(Kind::BadRequest, key)
    }

    /// The upstream cannot be reached, and only the log says why (T16).
    pub fn unreachable(cause: impl fmt::Display) -> Self {
        Self::new(Kind::Unreachable, UNREACHABLE).because(cause)
    }

    /// A limit was passed; the text under `key` names it.
    pub fn limit(key: &'static str, limit: impl fmt::Display) -> Self {
        Self::new(Kind::Limit, key).with("limit", limit)
    }

    /// What one of the text's places stands for: never a value of a header or of data.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.params.push((name, value.to_string()));
        self
    }

    /// Keeps the hidden cause. Never hand it a header value, a body or a whole URL (T26, T27).
    #[must_use]
    pub fn because(mut self, cause: impl fmt::Display) -> Self {
        self.cause = Some(cause.to_string());
        self
    }

    /// What kind of failure.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The code of the error answer.
    pub fn code(&self) -> &'static str {
        self.kind.code()
    }

    /// The HTTP status of the error answer.
    pub fn status(&self) -> u16 {
        self.kind.status()
    }

    /// The key of the text in `locales/{language}/proxy.json`, as `proxy.{name}`.
    pub fn key(&self) -> &'static str {
        self.key
    }

    /// What the text's places stand for: names of headers and parts, limits; never values.
    pub fn params(&self) -> &[(&'static str, String)] {
        &self.params
    }

    /// Why, for the log and an administrator's inspector only (R19, T16).
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
