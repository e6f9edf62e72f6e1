//! Creates packages: keys, signatures and archives (B1.1–B1.3).

use std::collections::BTreeMap;
use std::fmt;

use rand::rngs::OsRng;
use rsa::pkcs1::{DecodeRsaPrivateKey, EncodeRsaPrivateKey, LineEnding};
use rsa::pkcs8::{DecodePrivateKey, EncodePublicKey};
use rsa::traits::PublicKeyParts;
use rsa::{Pkcs1v15Sign, RsaPrivateKey};
use serde_json::Value;
use sha1::{Digest, Sha1};

use crate::archive::Writer;
use crate::manifest::Found;
use crate::problems::Problems;
use crate::{Code, Invalid, Limits, Manifest, PluginId, Problem, key, manifest};

/// The size of new keys in bits. Kintone's tools support only 1024 (B1.3).
const NEW_KEY_BITS: usize = 1024;

/// The private key of a plug-in. Its owner can update the plug-in.
#[derive(Clone)]
pub struct PrivateKey {
    key: RsaPrivateKey,
    public: Vec<u8>,
}

/// A new package.
#[derive(Debug, Clone)]
pub struct Packed {
    /// The ID that belongs to the key.
    pub id: PluginId,
    /// The parsed manifest.
    pub manifest: Manifest,
    /// The warnings about unusual but accepted parts (R32).
    pub warnings: Vec<Problem>,
    /// The bytes of the package, for a `.zip` or `.plugin` file (R28).
    pub bytes: Vec<u8>,
}

/// Packs and signs a manifest, unchanged, and the files to which it refers. `file` returns the
/// bytes of a file by its path relative to the manifest. The same input always gives the same
/// bytes.
///
/// # Errors
///
/// Returns the problems for which [`crate::open()`] would refuse the package.
pub fn pack(
    manifest: &[u8],
    file: impl Fn(&str) -> Option<Vec<u8>>,
    key: &PrivateKey,
) -> Result<Packed, Invalid> {
    let limits = Limits::default();
    let mut problems = Problems::default();
    let mut warnings = Problems::default();
    let read = manifest::read(manifest, &limits, &mut problems, &mut warnings);
    let named = read.as_ref().map(Manifest::files).unwrap_or_default();
    let files: BTreeMap<&str, Vec<u8>> = named
        .iter()
        .filter_map(|path| Some((*path, file(path)?)))
        .collect();
    if let Some(read) = &read {
        manifest::check_files(read, &limits, &mut problems, |path| {
            files
                .get(path)
                .map_or(Found::Missing, |bytes| Found::Bytes(bytes))
        });
    }
    let mut contents = Writer::default();
    contents.add("manifest.json", manifest);
    let Some(read) = read.as_ref().filter(|_| problems.is_empty()) else {
        return Err(problems.into_invalid());
    };
    for (path, bytes) in named
        .iter()
        .filter_map(|path| Some((path, files.get(path)?)))
    {
        let dotted = format!("./{path}");
        contents.add(
            if names(&read.raw, &dotted) {
                &dotted
            } else {
                path
            },
            bytes,
        );
    }
    let contents = contents.finish();
    let signature = key.sign(&contents)?;
    let mut package = Writer::default();
    package.add("contents.zip", &contents);
    package.add("PUBKEY", &key.public);
    package.add("SIGNATURE", &signature);
    let bytes = package.finish();
    // Opening the package checks the sizes, with the same rules as for all packages.
    crate::open(&bytes, &limits)?;
    Ok(Packed {
        id: key.id(),
        manifest: read.clone(),
        warnings: warnings.into_list(),
        bytes,
    })
}

/// Returns true if the manifest contains a path in exactly this form. Kintone's tools look for
/// entries with the exact names of the manifest, and do not treat `./a` as `a`.
fn names(manifest: &Value, path: &str) -> bool {
    match manifest {
        Value::String(text) => text == path,
        Value::Array(items) => items.iter().any(|item| names(item, path)),
        Value::Object(map) => map.values().any(|item| names(item, path)),
        _ => false,
    }
}

impl PrivateKey {
    /// Generates a new key of 1024 bits.
    ///
    /// # Errors
    ///
    /// Returns [`Code::BadPrivateKey`] if the system provides no random numbers.
    pub fn generate() -> Result<Self, Invalid> {
        RsaPrivateKey::new(&mut OsRng, NEW_KEY_BITS)
            .map_err(|_| unreadable())
            .and_then(Self::new)
    }

    /// Reads a `.ppk` file: an RSA key as PKCS#1 PEM, as Kintone's tools write it, or as PKCS#8
    /// PEM.
    ///
    /// # Errors
    ///
    /// Returns [`Code::BadPrivateKey`], or the problem for which [`crate::open()`] would refuse its
    /// public key.
    pub fn from_pem(pem: &str) -> Result<Self, Invalid> {
        let key =
            RsaPrivateKey::from_pkcs1_pem(pem).or_else(|_| RsaPrivateKey::from_pkcs8_pem(pem));
        key.map_err(|_| unreadable()).and_then(Self::new)
    }

    /// Returns the key as PKCS#1 PEM with a trailing newline, which Kintone's tools can read. This
    /// is a secret.
    ///
    /// # Errors
    ///
    /// Returns [`Code::BadPrivateKey`] if the numbers of the key are inconsistent.
    pub fn to_pem(&self) -> Result<String, Invalid> {
        let pem = self
            .key
            .to_pkcs1_pem(LineEnding::LF)
            .map_err(|_| unreadable())?;
        Ok(format!("{}\n", pem.trim_end()))
    }

    /// Returns the ID of the plug-in that this key signs.
    pub fn id(&self) -> PluginId {
        PluginId::of_public_key(&self.public)
    }

    /// Returns the content of `PUBKEY`.
    pub fn public_key(&self) -> &[u8] {
        &self.public
    }

    /// Returns the size of the modulus in bits.
    pub fn bits(&self) -> usize {
        self.key.n().bits()
    }

    /// Signs `message` with RSASSA-PKCS1-v1_5 and SHA-1 (B1.2), with blinding against timing
    /// attacks.
    ///
    /// # Errors
    ///
    /// Returns [`Code::BadPrivateKey`] if the numbers of the key are inconsistent.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Invalid> {
        let hash = Sha1::digest(message);
        self.key
            .sign_with_rng(&mut OsRng, Pkcs1v15Sign::new::<Sha1>(), &hash)
            .map_err(|_| unreadable())
    }

    fn new(key: RsaPrivateKey) -> Result<Self, Invalid> {
        let public = key
            .to_public_key()
            .to_public_key_der()
            .map_err(|_| unreadable())?
            .into_vec();
        key::check(&public).map_err(|problem| Invalid {
            problems: vec![problem],
        })?;
        Ok(Self { key, public })
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey({})", self.id())
    }
}

fn unreadable() -> Invalid {
    Invalid {
        problems: vec![Problem::new("private key", Code::BadPrivateKey)],
    }
}
