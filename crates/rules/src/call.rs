//! What is asked of the engine: calls, uploads, proxy configs, and by whom.

use std::fmt;
use std::sync::Arc;

use secrecy::SecretString;
use serde_json::value::RawValue;

use crate::failure::Failure;
use crate::lock::Lock;
use crate::prefix::Prefix;

/// The methods that a plug-in can call with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Reads; sends no body (R13).
    Get,
    /// Sends a body (R14).
    Post,
    /// Sends a body (R14).
    Put,
    /// Deletes; sends no body (R13).
    Delete,
}

impl Method {
    /// Reads a method in any case (R10); another one is refused.
    pub fn parse(text: &str) -> Result<Self, Failure> {
        [Self::Get, Self::Post, Self::Put, Self::Delete]
            .into_iter()
            .find(|method| method.as_str().eq_ignore_ascii_case(text))
            .ok_or_else(|| Failure::bad("proxy.bad_method"))
    }

    /// The upper-case name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }

    /// Whether it carries a body.
    pub fn has_body(self) -> bool {
        matches!(self, Self::Post | Self::Put)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A saved proxy setting of one plug-in in one app.
#[derive(Clone, Debug)]
pub struct ProxyConfig {
    /// Calls whose URL begins so are meant, within R10.
    pub url: Prefix,
    /// Calls of this method are meant.
    pub method: Method,
    /// Names as saved, values as saved.
    pub headers: Vec<(String, SecretString)>,
    /// Keys, and the JSON text of each scalar value (R43).
    pub data: Vec<(String, SecretString)>,
}

/// The body of a call as the plug-in gave it.
#[derive(Clone, Debug, Default)]
pub enum Data {
    /// None.
    #[default]
    None,
    /// A JSON object, unread.
    Object(Box<RawValue>),
    /// A JSON array, unread.
    Array(Box<RawValue>),
    /// A string, sent as it is.
    Text(String),
}

/// `kintone.plugin.app.proxy` and `kintone.proxy`.
#[derive(Clone, Debug)]
pub struct Call {
    /// Where to, as given.
    pub url: String,
    /// How, in any case.
    pub method: String,
    /// Header names and values, the last of a name wins (R12).
    pub headers: Vec<(String, String)>,
    /// The body.
    pub data: Data,
}

/// What an upload's bytes are (R15).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// The bytes of a Blob of this type (`""` for none).
    Raw {
        /// `Blob.type`.
        blob_type: String,
    },
    /// An encoded `FormData` with this `multipart/form-data; boundary=…`.
    Multipart {
        /// The whole Content-Type.
        content_type: String,
    },
}

/// `kintone.plugin.app.proxy.upload` and `kintone.proxy.upload`; the bytes come apart.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Where to, as given.
    pub url: String,
    /// `POST` or `PUT`, in any case.
    pub method: String,
    /// Header names and values, the last of a name wins (R12).
    pub headers: Vec<(String, String)>,
    /// What the bytes are.
    pub form: Form,
    /// How many bytes will come; they are counted.
    pub size: u64,
}

/// Who calls: what fairness (T66), the log and recursion (R23) go by.
#[derive(Clone, Debug, Default)]
pub struct Caller {
    /// App and plug-in as one name; empty for `kintone.proxy`.
    pub plugin: Arc<str>,
    /// The user's number.
    pub user: i64,
    /// Where the plug-in's manifest says it may call (R26): `*` or URIs. `None`: anywhere.
    pub allowed_hosts: Option<Arc<[String]>>,
    /// Where an administrator holds it to. `None`: nowhere.
    pub lock: Option<Arc<Lock>>,
    /// The request that asks carried [`crate::HOP_HEADER`]: it came from a proxy of ours.
    pub hop: bool,
}
