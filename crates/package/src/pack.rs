//! Making packages: keys, signing, archives (B1.1–B1.3).

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

/// Bits of new keys: the vendor's tools make 1024 and nothing else (B1.3).
const NEW_KEY_BITS: usize = 1024;

/// The key that makes a plug-in what it is: who has it can update the plug-in.
#[derive(Clone)]
pub struct PrivateKey {
    key: RsaPrivateKey,
    public: Vec<u8>,
}

/// A new package.
#[derive(Debug, Clone)]
pub struct Packed {
    /// Of the key.
    pub id: PluginId,
    /// As read.
    pub manifest: Manifest,
    /// What is odd but accepted (R32).
    pub warnings: Vec<Problem>,
    /// The package, to be saved as `.zip` or `.plugin` (R28).
    pub bytes: Vec<u8>,
}

/// Packs the manifest, exactly as written, and the files it names, and signs them. `file` gives
/// the bytes of the file at a path relative to the manifest. The same input gives the same bytes.
///
/// # Errors
/// The reasons for which [`crate::open()`] would refuse the package.
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
    // Sizes are judged where they are judged for everybody.
    crate::open(&bytes, &limits)?;
    Ok(Packed {
        id: key.id(),
        manifest: read.clone(),
        warnings: warnings.into_list(),
        bytes,
    })
}

/// Whether the manifest writes a path in this very way: the vendor's tools look for entries of the
/// names they find there, without reading `./a` as `a`.
fn names(manifest: &Value, path: &str) -> bool {
    match manifest {
        Value::String(text) => text == path,
        Value::Array(items) => items.iter().any(|item| names(item, path)),
        Value::Object(map) => map.values().any(|item| names(item, path)),
        _ => false,
    }
}

impl PrivateKey {
    /// A new key of 1024 bits.
    ///
    /// # Errors
    /// [`Code::BadPrivateKey`] when the system gives no random numbers.
    pub fn generate() -> Result<Self, Invalid> {
        RsaPrivateKey::new(&mut OsRng, NEW_KEY_BITS)
            .map_err(|_| unreadable())
            .and_then(Self::new)
    }

    /// Reads a `.ppk`: RSA as PKCS#1 PEM, as the vendor's tools write it, or PKCS#8 PEM.
    ///
    /// # Errors
    /// [`Code::BadPrivateKey`], or what [`crate::open()`] has against its public half.
    pub fn from_pem(pem: &str) -> Result<Self, Invalid> {
        let key =
            RsaPrivateKey::from_pkcs1_pem(pem).or_else(|_| RsaPrivateKey::from_pkcs8_pem(pem));
        key.map_err(|_| unreadable()).and_then(Self::new)
    }

    /// PKCS#1 PEM with a trailing newline, which the vendor's tools read. A secret.
    ///
    /// # Errors
    /// [`Code::BadPrivateKey`], for a key whose numbers do not belong together.
    pub fn to_pem(&self) -> Result<String, Invalid> {
        let pem = self
            .key
            .to_pkcs1_pem(LineEnding::LF)
            .map_err(|_| unreadable())?;
        Ok(format!("{}\n", pem.trim_end()))
    }

    /// The ID of the plug-in that this key signs.
    pub fn id(&self) -> PluginId {
        PluginId::of_public_key(&self.public)
    }

    /// The content of `PUBKEY`.
    pub fn public_key(&self) -> &[u8] {
        &self.public
    }

    /// Bits of the modulus.
    pub fn bits(&self) -> usize {
        self.key.n().bits()
    }

    /// RSASSA-PKCS1-v1_5 with SHA-1 over `message` (B1.2), blinded against timing.
    ///
    /// # Errors
    /// [`Code::BadPrivateKey`], for a key whose numbers do not belong together.
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
