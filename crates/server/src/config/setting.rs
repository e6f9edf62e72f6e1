//! The types of settings: how a flag, an environment variable or the settings file gives a value,
//! and how the value is shown. [`settings!`] declares all settings in one list.

use std::fmt;
use std::net::SocketAddr;
use std::ops::Deref;
use std::path::PathBuf;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

/// A setting that is invalid. The message names it and a valid value.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Unreadable(pub(super) String);

/// A type for settings.
pub trait Kind: Sized {
    /// The type in flags, environment variables and the settings file.
    type Raw;

    /// Reads a given value. `name` is the flag, for the error.
    ///
    /// # Errors
    /// Fails if the value is invalid.
    fn read(name: &str, raw: Self::Raw) -> Result<Self, Unreadable>;

    /// Returns the value as users may see it.
    fn shown(&self) -> Shown;
}

/// The visible part of a setting's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// The setting has no value.
    Unset,
    /// The value is a secret. Only its presence is shown.
    Given,
    /// The value as text.
    Text(String),
    /// A duration in seconds.
    Seconds(u64),
}

/// The section of the administration page that lists a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Group {
    /// The section about the server itself.
    Server,
    /// The section about calls of plug-ins.
    Calls,
    /// The section about limits and timeouts.
    Limits,
    /// No section: the setting has no effect after the first start, or is shown in another place.
    Elsewhere,
}

/// A setting in the list of the administration page.
#[derive(Debug)]
pub(crate) struct Listed {
    /// The name. The keys of its texts contain it.
    pub(crate) name: &'static str,
    /// The section that lists it.
    pub(crate) group: Group,
    /// The current value.
    pub(crate) value: Shown,
    /// True if the value differs from the default.
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

/// Declares the settings. Each line has the documentation, the name, the type, the default, the
/// environment variable, and the section of the administration page. The name is also the key in
/// the settings file, and with hyphens the flag.
macro_rules! settings {
    ($($(#[doc = $doc:literal])+ $name:ident: $kind:ty = $default:expr, $env:literal, $group:ident;)+) => {
        /// The settings of `plugdock serve`.
        #[derive(Clone, Debug)]
        pub struct Config {
            $($(#[doc = $doc])+ pub $name: $kind,)+
            /// Client certificates for calls to certain origins.
            pub proxy_client_certificates: Vec<ClientCertificate>,
            /// True to create a demo app in a store that has no apps.
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

        /// The settings given by flags and environment variables, or by the settings file.
        #[derive(Default, clap::Args, serde::Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub struct Given {
            $(
                $(#[doc = $doc])+
                #[arg(long, env = $env, hide_env_values = true, global = true)]
                #[arg(help = setting::help(concat!($($doc),+), &Config::default().$name))]
                pub $name: Option<<$kind as Kind>::Raw>,
            )+
            /// Settings that are too complex for a flag. Only the settings file has them.
            #[arg(skip)]
            pub proxy: ProxySection,
        }

        impl Given {
            /// Adds the settings from `file` that are not given here.
            #[must_use]
            pub fn or(self, file: Self) -> Self {
                Self { $($name: self.$name.or(file.$name),)+ proxy: file.proxy }
            }

            /// Returns the complete settings.
            ///
            /// # Errors
            /// Fails if a setting is invalid.
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

/// Returns the given value, or the default.
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

/// Returns the line in `--help`, without a full stop as clap writes it, or with the default.
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

impl Kind for bool {
    type Raw = Self;

    fn read(_: &str, raw: Self) -> Result<Self, Unreadable> {
        Ok(raw)
    }

    fn shown(&self) -> Shown {
        Shown::Text(self.to_string())
    }
}

/// A duration in whole seconds.
impl Kind for Duration {
    type Raw = u64;

    fn read(name: &str, raw: u64) -> Result<Self, Unreadable> {
        if raw == 0 {
            return Err(Unreadable(format!("{name} must be at least 1 second")));
        }
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

/// A list separated by commas.
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

/// A URL that may contain a password. Only its scheme is ever shown.
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
