//! What can be wrong with a package. A problem is data: its text comes from
//! `locales/*/package.json` under [`Code::key`], filled with its parameters.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// One thing wrong, or one warning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// A JSON pointer into the manifest (`/name/en`), or a file name (`plugin.zip` for the package
    /// itself, `manifest.json` for the whole of it).
    pub at: String,
    /// What is wrong.
    pub code: Code,
    /// What the text is filled with. Names from archives are shortened, control characters replaced.
    pub params: Vec<(Cow<'static, str>, String)>,
}

/// Every reason why a package is refused, at once (R31). Never empty.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Invalid {
    /// The reasons, at most 200.
    pub problems: Vec<Problem>,
}

impl Invalid {
    /// Whether `code` is among the reasons.
    pub fn has(&self, code: Code) -> bool {
        self.problems.iter().any(|problem| problem.code == code)
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invalid package: ")?;
        for (index, problem) in self.problems.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{} at {}", problem.code.key(), problem.at)?;
        }
        Ok(())
    }
}

impl Problem {
    pub(crate) fn new(at: impl Into<String>, code: Code) -> Self {
        Self {
            at: at.into(),
            code,
            params: Vec::new(),
        }
    }

    pub(crate) fn with(mut self, key: &'static str, value: &(impl ToString + ?Sized)) -> Self {
        self.params.push((Cow::Borrowed(key), value.to_string()));
        self
    }
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident $key:literal [$($param:ident)*],)+) => {
        /// The kinds of problem.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Code {
            $($(#[doc = $doc])+ #[serde(rename = $key)] $name,)+
        }

        impl Code {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The key of its text in `locales/*/package.json`.
            pub fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)+ }
            }

            /// The parameters that its text may use.
            pub fn params(self) -> &'static [&'static str] {
                match self { $(Self::$name => &[$(stringify!($param)),*],)+ }
            }
        }
    };
}

codes! {
    /// The package is over [`crate::Limits::package`].
    PackageTooBig "package_too_big" [size limit],
    /// No archive at all.
    NotZip "not_zip" [archive],
    /// An archive whose end is missing, or that points past its end.
    Truncated "truncated" [archive],
    /// Bytes before, between or after the entries, where another reader could see another archive (T42).
    StrayData "stray_data" [archive],
    /// Two places can be read as the end of the archive (T42).
    SeveralEnds "several_ends" [archive],
    /// The archive uses ZIP64, which nothing within the limits needs (T42).
    Zip64 "zip64" [archive],
    /// The end record's count or size is not that of the entry list (T42).
    WrongCount "wrong_count" [archive],
    /// Over [`crate::Limits::entries`] (T43).
    TooManyEntries "too_many_entries" [count limit],
    /// Entries share bytes (T43).
    Overlap "overlap" [archive entry],
    /// An entry is described in two ways (T42).
    HeaderMismatch "header_mismatch" [archive entry],
    /// Two entries of one name, or of names that some file systems hold to be one (T42).
    DuplicateEntry "duplicate_entry" [archive entry],
    /// A name that points out of the archive, or is none (T40).
    BadEntryName "bad_entry_name" [archive entry],
    /// A symbolic link, a device, or a file that is also a folder (T41).
    SpecialEntry "special_entry" [archive entry],
    /// An encrypted entry.
    EncryptedEntry "encrypted_entry" [archive entry],
    /// An entry that is neither stored nor deflated.
    UnknownMethod "unknown_method" [archive entry method],
    /// An entry whose data does not inflate, or whose checksum is wrong.
    DamagedEntry "damaged_entry" [archive entry],
    /// An entry that inflates to another size than it declares (T43).
    WrongSize "wrong_size" [archive entry],
    /// An entry over its limit (T43).
    EntryTooBig "entry_too_big" [archive entry limit],
    /// All entries together over [`crate::Limits::inflated`] (T43, T44).
    InflatedTooBig "inflated_too_big" [limit],
    /// `contents.zip`, `PUBKEY` or `SIGNATURE` is missing.
    MissingEntry "missing_entry" [entry],
    /// `SIGNATURE` is not that of `contents.zip` under `PUBKEY`.
    BadSignature "bad_signature" [],
    /// `PUBKEY` is no RSA key in its one canonical encoding (T47).
    BadKey "bad_key" [],
    /// The key is not of 1024 to 4096 bits (R30).
    KeySize "key_size" [bits],
    /// The key's numbers protect nothing: even modulus, even or tiny exponent (T47).
    WeakKey "weak_key" [],
    /// The private key cannot be read.
    BadPrivateKey "bad_private_key" [],
    /// No `manifest.json` in the contents.
    NoManifest "no_manifest" [],
    /// None at the root, several in folders.
    SeveralManifests "several_manifests" [],
    /// The manifest is not UTF-8.
    NotUtf8 "not_utf8" [],
    /// The manifest is no JSON.
    NotJson "not_json" [line column],
    /// A key occurs twice in one object (T51).
    DuplicateKey "duplicate_key" [key],
    /// A key that would not survive being stored (T51).
    ReservedKey "reserved_key" [key],
    /// A NUL character, which PostgreSQL cannot store in a text (T51).
    NulCharacter "nul_character" [],
    /// A key that no rule knows; a warning (R32).
    UnknownKey "unknown_key" [key],
    /// A missing key.
    Required "required" [key],
    /// A value of another JSON type.
    WrongType "wrong_type" [expected],
    /// `manifest_version` other than 1 (R32).
    ManifestVersion "manifest_version" [found],
    /// A version that is neither a whole number nor `1.2.3`.
    BadVersion "bad_version" [],
    /// `type` other than `APP`.
    BadAppType "bad_app_type" [],
    /// An empty text.
    Empty "empty" [],
    /// A text over its limit, in UTF-16 units.
    TooLong "too_long" [limit length],
    /// A list over its limit.
    TooManyItems "too_many_items" [limit count],
    /// An item that the list has already.
    RepeatedItem "repeated_item" [item],
    /// An `http:` script or style.
    NotHttps "not_https" [url],
    /// A value that is no URL of the wanted kind.
    BadUrl "bad_url" [url],
    /// A path that leaves the package, is absolute or not plain (T51).
    BadPath "bad_path" [path],
    /// A value outside the few that are known.
    BadChoice "bad_choice" [choices],
    /// A file that the manifest names is not in the package.
    MissingFile "missing_file" [file],
    /// The icon is neither PNG, JPEG, GIF nor BMP (T51, T52).
    BadIcon "bad_icon" [file],
    /// The settings page's HTML is over its limit.
    HtmlTooBig "html_too_big" [file limit size],
    /// There is no icon; a warning (R32).
    NoIcon "no_icon" [],
    /// `homepage_url` has a language that the name has not.
    NoName "no_name" [language],
    /// A language has a name but no home page; a warning.
    NoHomepage "no_homepage" [language],
    /// More problems than are listed.
    More "more" [count],
}
