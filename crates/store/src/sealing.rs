//! Credentials at rest: AES-256-GCM under the master key.
//!
//! A sealed value is `form (1 byte), key name (8), nonce (12), ciphertext, tag (16)`. What it is
//! sealed for (its row's key) is authenticated with it, so a value copied to another row, app or
//! plug-in does not open there. The name of a key is derived from it: a wrong key is known at once.

use std::{
    fmt,
    fs::{self, File},
    io::Write as _,
    path::Path,
};

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey},
    hmac, rand,
};
use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use secrecy::{ExposeSecret as _, SecretString};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{Error, Millis, OpenError, Result, db::Pool, migrate, with_db, with_tx};

const FORM: u8 = 1;
const NAME: usize = 8;
const HEAD: usize = 1 + NAME + NONCE_LEN;
const TAG: usize = 16;

/// What proves a key: sealed at its first use, opened at each start.
const PROOF: &[u8] = b"this text opens under the right master key";
const PROOF_FOR: &[&str] = &["proof"];

/// Master keys, the one that seals in front.
pub(crate) struct Keyring(Vec<Key>);

struct Key {
    name: [u8; NAME],
    cipher: RandomizedNonceKey,
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.0.iter().map(Key::name))
            .finish()
    }
}

impl Key {
    fn new(bytes: &[u8]) -> Result<Self, OpenError> {
        let cipher =
            RandomizedNonceKey::new(&AES_256_GCM, bytes).map_err(|_| OpenError::KeyForm)?;
        let tag = hmac::sign(
            &hmac::Key::new(hmac::HMAC_SHA256, bytes),
            b"plugdock master key name",
        );
        let mut name = [0; NAME];
        name.copy_from_slice(&tag.as_ref()[..NAME]);
        Ok(Self { name, cipher })
    }

    fn name(&self) -> String {
        hex(&self.name)
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

impl Keyring {
    /// From the setting, else from the file in the data folder. Where the file is missing it is
    /// made, unless the database has been sealed before: `known` are the names of its keys.
    pub(crate) fn open(
        given: Option<&SecretString>,
        data_dir: &Path,
        known: &[String],
    ) -> Result<Self, OpenError> {
        let text = if let Some(given) = given {
            Zeroizing::new(given.expose_secret().to_owned())
        } else {
            let path = data_dir.join("master.key");
            // A new key could open nothing, and would stand where the lost one belongs.
            if !known.is_empty() && !path.exists() {
                return Err(OpenError::NoKey {
                    expected: known.join(", "),
                    path,
                });
            }
            key_file(&path)?
        };
        let keys: Result<Vec<_>, _> = text
            .split(',')
            .map(|one| Key::new(&*decode(one.trim())?))
            .collect();
        Ok(Self(keys?))
    }

    /// Names of the keys under which the database was sealed; none at the first start.
    pub(crate) async fn known(pool: &Pool) -> Result<Vec<String>, OpenError> {
        with_db!(pool, |db| sqlx::query_scalar(
            "SELECT key_id FROM sealing_keys ORDER BY created_at, key_id"
        )
        .fetch_all(db)
        .await)
        .map_err(Error::from)
        .map_err(OpenError::store)
    }

    /// The name of the key that seals.
    pub(crate) fn current(&self) -> String {
        self.0.first().map(Key::name).unwrap_or_default()
    }

    /// Seals `plain` for one place; `plain` is wiped by its owner.
    pub(crate) fn seal(&self, plain: &[u8], place: &[&str]) -> Result<Vec<u8>> {
        let key = self
            .0
            .first()
            .ok_or_else(|| Error::Damaged("no master key".into()))?;
        // Encrypted in place, with room for the tag: no second copy of the plain text stays behind.
        let mut buffer = Zeroizing::new(Vec::with_capacity(plain.len() + TAG));
        buffer.extend_from_slice(plain);
        let nonce = key
            .cipher
            .seal_in_place_append_tag(Aad::from(aad(place)), &mut *buffer)
            .map_err(|_| Error::Damaged("sealing failed".into()))?;
        let mut sealed = Vec::with_capacity(HEAD + buffer.len());
        sealed.push(FORM);
        sealed.extend_from_slice(&key.name);
        sealed.extend_from_slice(nonce.as_ref());
        sealed.extend_from_slice(&buffer);
        Ok(sealed)
    }

    /// Opens what was sealed for that very place under one of the keys.
    pub(crate) fn open_sealed(&self, sealed: &[u8], place: &[&str]) -> Result<Zeroizing<Vec<u8>>> {
        let damaged = || Error::Damaged("a sealed value does not open".into());
        let (head, body) = sealed.split_at_checked(HEAD).ok_or_else(damaged)?;
        let (name, nonce) = head[1..].split_at(NAME);
        let key = self
            .0
            .iter()
            .find(|key| key.name == name && head[0] == FORM)
            .ok_or_else(damaged)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| damaged())?;
        let mut buffer = Zeroizing::new(body.to_vec());
        let length = key
            .cipher
            .open_in_place(nonce, Aad::from(aad(place)), &mut buffer)
            .map_err(|_| damaged())?
            .len();
        buffer.truncate(length);
        Ok(buffer)
    }

    /// Compares the keys with those that the database was sealed under, and makes the first known.
    pub(crate) async fn check(&self, pool: &Pool, now: Millis) -> Result<(), OpenError> {
        const INSERT: &str =
            "INSERT INTO sealing_keys (key_id, proof, created_at) VALUES ($1, $2, $3)";
        let mut tx = pool.begin().await.map_err(OpenError::store)?;
        migrate::lock(&mut tx).await?;
        let known: Vec<(String, Vec<u8>)> = with_tx!(tx, |db| sqlx::query_as(
            "SELECT key_id, proof FROM sealing_keys ORDER BY created_at, key_id"
        )
        .fetch_all(db)
        .await)?;
        let ours = |name: &str| self.0.iter().any(|key| key.name() == name);
        let opens = |proof: &[u8]| {
            self.open_sealed(proof, PROOF_FOR)
                .is_ok_and(|plain| *plain == PROOF)
        };
        let wrong = |names: Vec<String>| OpenError::WrongKey {
            expected: names.join(", "),
            found: self.current(),
        };
        if !known.is_empty() && !known.iter().any(|(name, proof)| ours(name) && opens(proof)) {
            return Err(wrong(known.into_iter().map(|(name, _)| name).collect()));
        }
        let used: Vec<String> = with_tx!(tx, |db| sqlx::query_scalar(
            "SELECT DISTINCT key_id FROM entries"
        )
        .fetch_all(db)
        .await)?;
        let missing: Vec<_> = used.into_iter().filter(|name| !ours(name)).collect();
        if !missing.is_empty() {
            return Err(wrong(missing));
        }
        if !known.iter().any(|(name, _)| *name == self.current()) {
            let proof = self.seal(PROOF, PROOF_FOR).map_err(OpenError::store)?;
            with_tx!(tx, |db| sqlx::query(INSERT)
                .bind(self.current())
                .bind(&proof)
                .bind(now)
                .execute(db)
                .await
                .map(drop))?;
        }
        tx.commit(now).await.map_err(OpenError::store)?;
        Ok(())
    }
}

/// The parts of a place, each behind its length, so that no two places read alike.
fn aad(place: &[&str]) -> Vec<u8> {
    let mut out = b"plugdock".to_vec();
    for part in place {
        out.extend_from_slice(&(part.len() as u64).to_be_bytes());
        out.extend_from_slice(part.as_bytes());
    }
    out
}

fn decode(text: &str) -> Result<Zeroizing<[u8; 32]>, OpenError> {
    const LENIENT: GeneralPurposeConfig =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let mut key = Zeroizing::new([0; 32]);
    if text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        for (index, byte) in key.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[index * 2..index * 2 + 2], 16)
                .map_err(|_| OpenError::KeyForm)?;
        }
        return Ok(key);
    }
    let url_safe = text.contains(['-', '_']);
    let letters = if url_safe {
        &alphabet::URL_SAFE
    } else {
        &alphabet::STANDARD
    };
    // Room for the three bytes that a decoder may touch beyond 32.
    let mut room = Zeroizing::new([0; 36]);
    match GeneralPurpose::new(letters, LENIENT).decode_slice(text, &mut *room) {
        Ok(32) => {
            key.copy_from_slice(&room[..32]);
            Ok(key)
        }
        _ => Err(OpenError::KeyForm),
    }
}

/// Reads the key file, or makes it. Two processes that start together end up with one key: the file
/// is written whole under another name and linked, which fails where one is there already.
fn key_file(path: &Path) -> Result<Zeroizing<String>, OpenError> {
    if !path.exists() {
        let mut key = Zeroizing::new([0_u8; 32]);
        rand::fill(&mut *key).map_err(|_| OpenError::KeyForm)?;
        let text = Zeroizing::new(base64::engine::general_purpose::STANDARD.encode(*key));
        let draft = path.with_extension(format!("{}.new", Uuid::new_v4().simple()));
        let made = write_private(&draft, &text).and_then(|()| fs::hard_link(&draft, path));
        fs::remove_file(&draft).map_err(OpenError::folder(&draft))?;
        match made {
            Ok(()) => {
                tracing::info!(path = %path.display(), "made a master key: keep a copy apart from the data");
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(OpenError::folder(path)(error)),
        }
    }
    let text = fs::read_to_string(path).map_err(OpenError::folder(path))?;
    Ok(Zeroizing::new(text))
}

fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ring(text: &str) -> Keyring {
        Keyring::open(Some(&text.into()), Path::new("/nowhere"), &[]).unwrap()
    }

    const A: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    const B: &str = "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";

    proptest! {
        #[test]
        fn opens_what_it_sealed_only_for_the_same_place(
            plain in proptest::collection::vec(any::<u8>(), 0..300), place in "[a-z|]{0,9}", other in "[a-z|]{0,9}",
        ) {
            let ring = ring(A);
            let sealed = ring.seal(&plain, &["1", &place]).unwrap();
            prop_assert_eq!(&**ring.open_sealed(&sealed, &["1", &place]).unwrap(), &plain[..]);
            prop_assert_eq!(ring.open_sealed(&sealed, &["1", &other]).is_ok(), place == other);
            let joined = format!("1{place}");
            prop_assert!(ring.open_sealed(&sealed, &[&joined]).is_err());
        }

        #[test]
        fn a_changed_byte_does_not_open(plain in ".{0,40}", at in any::<prop::sample::Index>(), bit in 0..8_u8) {
            let ring = ring(A);
            let mut sealed = ring.seal(plain.as_bytes(), &["x"]).unwrap();
            let at = at.index(sealed.len());
            sealed[at] ^= 1 << bit;
            prop_assert!(ring.open_sealed(&sealed, &["x"]).is_err());
        }
    }

    #[test]
    fn the_same_text_is_never_sealed_alike() {
        let ring = ring(A);
        assert_ne!(ring.seal(b"x", &[]).unwrap(), ring.seal(b"x", &[]).unwrap());
    }

    #[test]
    fn an_old_key_still_opens_and_the_first_one_seals() {
        let sealed = ring(A).seal(b"x", &[]).unwrap();
        let both = ring(&format!("{B}, {A}"));
        assert_eq!(**both.open_sealed(&sealed, &[]).unwrap(), *b"x");
        assert!(ring(B).open_sealed(&sealed, &[]).is_err());
        assert_eq!(both.current(), ring(B).current());
    }

    #[test]
    fn a_key_is_32_bytes_in_hex_or_either_base64() {
        for good in [
            A,
            B,
            A.trim_end_matches('='),
            "__________________________________________8",
        ] {
            assert!(decode(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "short",
            &A[4..],
            "a very long passphrase that is no key at all",
            &B[1..],
        ] {
            assert!(matches!(decode(bad), Err(OpenError::KeyForm)), "{bad}");
        }
    }
}
