//! The problems of packages. A problem is data. Its message is in `locales/*/package.json` under
//! [`Code::key`] and contains its parameters.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// A problem or a warning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The place: a JSON pointer into the manifest such as `/name/en`, or a file name. `plugin.zip`
    /// is the package itself, and `manifest.json` is the manifest as a whole.
    pub at: String,
    /// The kind of the problem.
    pub code: Code,
    /// The parameters of the message. Names from archives are shortened, and their control
    /// characters are replaced.
    pub params: Vec<(Cow<'static, str>, String)>,
}

/// All reasons for which a package is refused (R31). There is at least one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Invalid {
    /// The reasons, at most 200.
    pub problems: Vec<Problem>,
}

impl Invalid {
    /// Returns true if `code` is one of the reasons.
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
        /// The kinds of problems.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Code {
            $($(#[doc = $doc])+ #[serde(rename = $key)] $name,)+
        }

        impl Code {
            /// All codes.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Returns the key of the message in `locales/*/package.json`.
            pub fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)+ }
            }

            /// Returns the names of the parameters that the message may contain.
            pub fn params(self) -> &'static [&'static str] {
                match self { $(Self::$name => &[$(stringify!($param)),*],)+ }
            }
        }
    };
}

codes! {
    /// The package is larger than [`crate::Limits::package`].
    PackageTooBig "package_too_big" [size limit],
    /// The file is not a zip archive.
    NotZip "not_zip" [archive],
    /// The end of the archive is missing, or its end record points past the end.
    Truncated "truncated" [archive],
    /// There are bytes before, between or after the entries, in which another reader could see
    /// another archive (T42).
    StrayData "stray_data" [archive],
    /// Two places can be read as the end of the archive (T42).
    SeveralEnds "several_ends" [archive],
    /// The archive uses ZIP64, which is never needed within the limits (T42).
    Zip64 "zip64" [archive],
    /// The count or the size in the end record differs from the central directory (T42).
    WrongCount "wrong_count" [archive],
    /// There are more entries than [`crate::Limits::entries`] (T43).
    TooManyEntries "too_many_entries" [count limit],
    /// Entries overlap (T43).
    Overlap "overlap" [archive entry],
    /// The two headers of an entry differ (T42).
    HeaderMismatch "header_mismatch" [archive entry],
    /// Two entries have the same name, or names that some file systems treat as the same (T42).
    DuplicateEntry "duplicate_entry" [archive entry],
    /// The name of an entry points out of the archive or is invalid (T40).
    BadEntryName "bad_entry_name" [archive entry],
    /// The entry is a symbolic link, a device, or both a file and a folder (T41).
    SpecialEntry "special_entry" [archive entry],
    /// The entry is encrypted.
    EncryptedEntry "encrypted_entry" [archive entry],
    /// The entry is neither stored nor deflated.
    UnknownMethod "unknown_method" [archive entry method],
    /// The data of the entry cannot be inflated, or its checksum is wrong.
    DamagedEntry "damaged_entry" [archive entry],
    /// The entry has another size than it declares (T43).
    WrongSize "wrong_size" [archive entry],
    /// The entry is larger than its limit (T43).
    EntryTooBig "entry_too_big" [archive entry limit],
    /// All entries together are larger than [`crate::Limits::inflated`] (T43, T44).
    InflatedTooBig "inflated_too_big" [limit],
    /// `contents.zip`, `PUBKEY` or `SIGNATURE` is missing.
    MissingEntry "missing_entry" [entry],
    /// `SIGNATURE` is not a signature of `contents.zip` with the key `PUBKEY`.
    BadSignature "bad_signature" [],
    /// `PUBKEY` is not an RSA key in its canonical encoding (T47).
    BadKey "bad_key" [],
    /// The key does not have 1024 to 4096 bits (R30).
    KeySize "key_size" [bits],
    /// The key is insecure: its modulus is even, or its exponent is even or tiny (T47).
    WeakKey "weak_key" [],
    /// The private key cannot be read.
    BadPrivateKey "bad_private_key" [],
    /// The contents include no `manifest.json`.
    NoManifest "no_manifest" [],
    /// There are several manifests in folders, and none at the root.
    SeveralManifests "several_manifests" [],
    /// The manifest is not UTF-8.
    NotUtf8 "not_utf8" [],
    /// The manifest is not JSON.
    NotJson "not_json" [line column],
    /// A key occurs twice in one object (T51).
    DuplicateKey "duplicate_key" [key],
    /// A key is reserved and could not be stored (T51).
    ReservedKey "reserved_key" [key],
    /// A text contains a NUL character, which PostgreSQL cannot store (T51).
    NulCharacter "nul_character" [],
    /// A key is unknown. This is a warning (R32).
    UnknownKey "unknown_key" [key],
    /// A required key is missing.
    Required "required" [key],
    /// A value has the wrong JSON type.
    WrongType "wrong_type" [expected],
    /// `manifest_version` is not 1 (R32).
    ManifestVersion "manifest_version" [found],
    /// The version is neither an integer nor in the form `1.2.3`.
    BadVersion "bad_version" [],
    /// `type` is not `APP`.
    BadAppType "bad_app_type" [],
    /// A text is empty.
    Empty "empty" [],
    /// A text is longer than its limit, in UTF-16 code units.
    TooLong "too_long" [limit length],
    /// A list has more items than its limit.
    TooManyItems "too_many_items" [limit count],
    /// A list contains an item twice.
    RepeatedItem "repeated_item" [item],
    /// A script or style has an `http:` URL.
    NotHttps "not_https" [url],
    /// A value is not a URL of the required kind.
    BadUrl "bad_url" [url],
    /// A path leaves the package, is absolute, or contains forbidden parts (T51).
    BadPath "bad_path" [path],
    /// A value is not one of the known choices.
    BadChoice "bad_choice" [choices],
    /// A file to which the manifest refers is not in the package.
    MissingFile "missing_file" [file],
    /// The icon is not a PNG, JPEG, GIF or BMP image (T51, T52).
    BadIcon "bad_icon" [file],
    /// The HTML of the settings page is larger than its limit.
    HtmlTooBig "html_too_big" [file limit size],
    /// There is no icon. This is a warning (R32).
    NoIcon "no_icon" [],
    /// `homepage_url` contains a language for which there is no name.
    NoName "no_name" [language],
    /// There is a name in a language, but no home page. This is a warning.
    NoHomepage "no_homepage" [language],
    /// There are more problems than can be listed.
    More "more" [count],
}
