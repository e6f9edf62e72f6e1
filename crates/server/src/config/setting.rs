//! What a setting can be: how a flag, a variable or the settings file gives it, and what of it people
//! see. [`settings!`] declares all of them from one list.

use std::fmt;
use std::net::SocketAddr;
use std::ops::Deref;
use std::path::PathBuf;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

/// A setting that cannot be read. The text names it and says what would be right.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Unreadable(pub(super) String);

/// A type that settings have.
pub trait Kind: Sized {
    /// As flags, variables and the settings file give it.
    type Raw;

    /// Reads what was given; `name` is the flag, for the error.
    ///
    /// # Errors
    /// It cannot be read.
    fn read(name: &str, raw: Self::Raw) -> Result<Self, Unreadable>;

    /// What of the value people may see.
    fn shown(&self) -> Shown;
}

/// What people see of a setting's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// There is none.
    Unset,
    /// A secret: only that there is one.
    Given,
    /// The value.
    Text(String),
    /// A time.
    Seconds(u64),
}

/// Where the administration page lists a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Group {
    /// With the server itself.
    Server,
    /// With what plug-ins may reach.
    Calls,
    /// With times and numbers.
    Limits,
    /// Nowhere in the list: it is of no use after the first start, or has a place of its own.
    Elsewhere,
}

/// A setting in the list of the administration page.
#[derive(Debug)]
pub(crate) struct Listed {
    /// Its name; texts about it carry it.
    pub(crate) name: &'static str,
    /// Where it stands.
    pub(crate) group: Group,
    /// What is in force.
    pub(crate) value: Shown,
    /// Whether somebody chose that.
    pub(crate) is_chosen: bool,
}

impl Listed {
    pub(super) fn new(
        group: Group,
        name: &'static str,
        value: &impl Kind,
        default: &impl Kind,
    ) -> Self {
        let (value, default) = (value.shown(), default.shown());
        Self {
            name,
            group,
            is_chosen: value != default,
            value,
        }
    }
}

/// Declares the settings. Each line is the documentation, the name, the type, the default, the
/// environment variable, and where the administration page lists it. The name is the key of the
/// settings file too, and with hyphens the flag.
macro_rules! settings {
    ($($(#[doc = $doc:literal])+ $name:ident: $kind:ty = $default:expr, $env:literal, $group:ident;)+) => {
        /// Every setting of `plugdock serve`.
        #[derive(Clone, Debug)]
        pub struct Config {
            $($(#[doc = $doc])+ pub $name: $kind,)+
            /// Certificates with which calls to certain origins show who they are.
            pub proxy_client_certificates: Vec<ClientCertificate>,
            /// Whether a demo app is made in a store that has none.
            pub demo: bool,
        }

        impl Default for Config {
            fn default() -> Self {
                Self {
                    $($name: $default,)+
                    proxy_client_certificates: Vec::new(),
                    demo: false,
                }
            }
        }

        /// What was given of the settings, by flags and variables or by the settings file.
        #[derive(Default, clap::Args, serde::Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub struct Given {
            $(
                $(#[doc = $doc])+
                #[arg(long, env = $env, hide_env_values = true, global = true)]
                #[arg(help = setting::help(concat!($($doc),+), &Config::default().$name))]
                pub $name: Option<<$kind as Kind>::Raw>,
            )+
            /// What has too many parts for a flag: the file's alone.
            #[arg(skip)]
            pub proxy: ProxySection,
        }

        impl Given {
            /// Takes from `file` what is open here.
            #[must_use]
            pub fn or(self, file: Self) -> Self {
                Self { $($name: self.$name.or(file.$name),)+ proxy: file.proxy }
            }

            /// The settings in force.
            ///
            /// # Errors
            /// One cannot be read.
            pub fn config(self) -> Result<Config, Unreadable> {
                Ok(Config {
                    $($name: setting::read(stringify!($name), self.$name, || $default)?,)+
                    proxy_client_certificates: self.proxy.client_certificates,
                    demo: false,
                })
            }
        }

        impl Config {
            fn flags(&self) -> Vec<Listed> {
                let default = Self::default();
                vec![$(Listed::new(Group::$group, stringify!($name), &self.$name, &default.$name),)+]
            }
        }
    };
}

pub(super) use settings;

/// What was given, or the default.
pub(super) fn read<T: Kind>(
    name: &str,
    raw: Option<T::Raw>,
    default: impl FnOnce() -> T,
) -> Result<T, Unreadable> {
    match raw {
        Some(raw) => T::read(&name.replace('_', "-"), raw),
        None => Ok(default()),
    }
}

/// The line in `--help`: without a full stop, as clap writes it, or with the default.
pub(super) fn help(doc: &str, default: &impl Kind) -> String {
    let doc = doc.trim();
    match default.shown() {
        Shown::Text(value) => format!("{doc} [default: {value}]"),
        Shown::Seconds(value) => format!("{doc} [default: {value}]"),
        Shown::Unset | Shown::Given => doc.strip_suffix('.').unwrap_or(doc).to_owned(),
    }
}

impl Kind for String {
    type Raw = String;

    fn read(_: &str, raw: String) -> Result<Self, Unreadable> {
        Ok(raw)
    }

    fn shown(&self) -> Shown {
        Shown::Text(self.clone())
    }
}

impl Kind for PathBuf {
    type Raw = Self;

    fn read(_: &str, raw: Self) -> Result<Self, Unreadable> {
        Ok(raw)
    }

    fn shown(&self) -> Shown {
        Shown::Text(self.display().to_string())
    }
}

impl Kind for usize {
    type Raw = Self;

    fn read(_: &str, raw: Self) -> Result<Self, Unreadable> {
        Ok(raw)
    }

    fn shown(&self) -> Shown {
        Shown::Text(self.to_string())
    }
}

/// Whole seconds.
impl Kind for Duration {
    type Raw = u64;

    fn read(_: &str, raw: u64) -> Result<Self, Unreadable> {
        Ok(Self::from_secs(raw))
    }

    fn shown(&self) -> Shown {
        Shown::Seconds(self.as_secs())
    }
}

impl Kind for SocketAddr {
    type Raw = String;

    fn read(name: &str, raw: String) -> Result<Self, Unreadable> {
        raw.parse().map_err(|error| {
            Unreadable(format!(
                "{name}: `{raw}` is not an address with a port, such as 127.0.0.1:8080: {error}"
            ))
        })
    }

    fn shown(&self) -> Shown {
        Shown::Text(self.to_string())
    }
}

/// Divided by commas.
impl Kind for Vec<String> {
    type Raw = String;

    fn read(_: &str, raw: String) -> Result<Self, Unreadable> {
        let items = raw.split(',').map(str::trim);
        let items = items.filter(|item| !item.is_empty());
        Ok(items.map(str::to_owned).collect())
    }

    fn shown(&self) -> Shown {
        if self.is_empty() {
            Shown::Unset
        } else {
            Shown::Text(self.join(", "))
        }
    }
}

impl Kind for SecretString {
    type Raw = Self;

    fn read(_: &str, raw: Self) -> Result<Self, Unreadable> {
        Ok(raw)
    }

    fn shown(&self) -> Shown {
        Shown::Given
    }
}

/// A setting that may have no value.
impl<T: Kind> Kind for Option<T> {
    type Raw = T::Raw;

    fn read(name: &str, raw: T::Raw) -> Result<Self, Unreadable> {
        T::read(name, raw).map(Some)
    }

    fn shown(&self) -> Shown {
        self.as_ref().map_or(Shown::Unset, T::shown)
    }
}

/// An address that may hold a password; only its scheme is ever shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Location(String);

impl Location {
    fn scheme(&self) -> &str {
        self.0.split(':').next().unwrap_or_default()
    }
}

impl Deref for Location {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:…", self.scheme())
    }
}

impl Kind for Location {
    type Raw = SecretString;

    fn read(_: &str, raw: SecretString) -> Result<Self, Unreadable> {
        Ok(Self(raw.expose_secret().to_owned()))
    }

    fn shown(&self) -> Shown {
        Shown::Text(self.scheme().to_owned())
    }
}
