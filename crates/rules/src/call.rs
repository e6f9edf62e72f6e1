//! The requests to the proxy: calls, uploads, proxy configs, and the caller.

use std::fmt;
use std::sync::Arc;

use secrecy::SecretString;
use serde_json::value::RawValue;

use crate::failure::Failure;
use crate::lock::Lock;
use crate::prefix::Prefix;

/// The methods that plug-ins may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// `GET`, which sends no body (R13).
    Get,
    /// `POST`, which sends a body (R14).
    Post,
    /// `PUT`, which sends a body (R14).
    Put,
    /// `DELETE`, which sends no body (R13).
    Delete,
}

impl Method {
    /// Parses a method in any case (R10). Other methods are refused.
    pub fn parse(text: &str) -> Result<Self, Failure> {
        [Self::Get, Self::Post, Self::Put, Self::Delete]
            .into_iter()
            .find(|method| method.as_str().eq_ignore_ascii_case(text))
            .ok_or_else(|| Failure::bad("proxy.bad_method"))
    }

    /// Returns the name in upper case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }

    /// Returns true if requests with this method have a body.
    pub fn has_body(self) -> bool {
        matches!(self, Self::Post | Self::Put)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A saved proxy config of one plug-in in one app.
#[derive(Clone, Debug)]
pub struct ProxyConfig {
    /// The URL prefix of the calls to which the config applies (R10).
    pub url: Prefix,
    /// The method of the calls to which the config applies.
    pub method: Method,
    /// The header names and values, as they were saved.
    pub headers: Vec<(String, SecretString)>,
    /// The data keys, with the JSON text of each scalar value (R43).
    pub data: Vec<(String, SecretString)>,
}

/// The body of a call, as the plug-in gave it.
#[derive(Clone, Debug, Default)]
pub enum Data {
    /// No body.
    #[default]
    None,
    /// A JSON object, not parsed.
    Object(Box<RawValue>),
    /// A JSON array, not parsed.
    Array(Box<RawValue>),
    /// A string, which is sent unchanged.
    Text(String),
}

/// A call of `kintone.plugin.app.proxy` or `kintone.proxy`.
#[derive(Clone, Debug)]
pub struct Call {
    /// The URL, as it was given.
    pub url: String,
    /// The method, in any case.
    pub method: String,
    /// The header names and values. The last of several equal names counts (R12).
    pub headers: Vec<(String, String)>,
    /// The body.
    pub data: Data,
}

/// The encoding of an upload's bytes (R15).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// The bytes of a `Blob` of this type. The type may be empty.
    Raw {
        /// The value of `Blob.type`.
        blob_type: String,
    },
    /// An encoded `FormData`, with its `multipart/form-data; boundary=…`.
    Multipart {
        /// The whole Content-Type.
        content_type: String,
    },
}

/// A call of `kintone.plugin.app.proxy.upload` or `kintone.proxy.upload`. The bytes are sent
/// separately.
#[derive(Clone, Debug)]
pub struct Upload {
    /// The URL, as it was given.
    pub url: String,
    /// `POST` or `PUT`, in any case.
    pub method: String,
    /// The header names and values. The last of several equal names counts (R12).
    pub headers: Vec<(String, String)>,
    /// The encoding of the bytes.
    pub form: Form,
    /// The announced number of bytes. The actual bytes are counted.
    pub size: u64,
}

/// The caller. Fairness (T66), the log and the check for recursion (R23) depend on it.
#[derive(Clone, Debug, Default)]
pub struct Caller {
    /// The app and the plug-in as one name. Empty for `kintone.proxy`.
    pub plugin: Arc<str>,
    /// The user's number.
    pub user: i64,
    /// The `allowed_hosts` of the plug-in's manifest (R26): `*` or URIs. `None` allows all hosts.
    pub allowed_hosts: Option<Arc<[String]>>,
    /// The egress lock that an administrator has set. `None` sets no lock.
    pub lock: Option<Arc<Lock>>,
    /// True if the incoming request carried [`crate::HOP_HEADER`], so that it came from a proxy
    /// call itself.
    pub hop: bool,
}
