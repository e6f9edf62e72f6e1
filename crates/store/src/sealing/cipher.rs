//! A master key. It seals values for a place and opens them there.

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey},
    hmac,
};
use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use zeroize::Zeroizing;

use crate::{Error, OpenError, Result};

const FORM: u8 = 1;
const NAME: usize = 8;
const HEAD: usize = 1 + NAME + NONCE_LEN;
const TAG: usize = 16;

/// A master key and its name.
pub(super) struct Key {
    name: [u8; NAME],
    cipher: RandomizedNonceKey,
    tags: hmac::Key,
}

impl Key {
    /// Parses a key of 32 bytes, written as base64 or hex.
    pub(super) fn parse(text: &str) -> Result<Self, OpenError> {
        let bytes = decode(text)?;
        let cipher =
            RandomizedNonceKey::new(&AES_256_GCM, &*bytes).map_err(|_| OpenError::KeyForm)?;
        let derive =
            |purpose: &[u8]| hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &*bytes), purpose);
        let mut name = [0; NAME];
        name.copy_from_slice(&derive(b"plugdock master key name").as_ref()[..NAME]);
        let tags = hmac::Key::new(hmac::HMAC_SHA256, derive(b"plugdock tags").as_ref());
        Ok(Self { name, cipher, tags })
    }

    /// Returns the name of the key. It is derived from the key but does not help to guess it.
    pub(super) fn name(&self) -> String {
        hex(&self.name)
    }

    /// Returns 32 hexadecimal digits for a place. Without the key they cannot be guessed.
    pub(super) fn tag(&self, place: &[&str]) -> String {
        hex(&hmac::sign(&self.tags, &aad(place)).as_ref()[..16])
    }

    /// Seals `plain` for one place. The caller wipes `plain`.
    pub(super) fn seal(&self, plain: &[u8], place: &[&str]) -> Result<Vec<u8>> {
        // The buffer has room for the tag, so encryption leaves no second copy of the plain text in
        // memory.
        let mut buffer = Zeroizing::new(Vec::with_capacity(plain.len() + TAG));
        buffer.extend_from_slice(plain);
        let nonce = self
            .cipher
            .seal_in_place_append_tag(Aad::from(aad(place)), &mut *buffer)
            .map_err(|_| Error::Damaged("sealing failed".into()))?;
        let mut sealed = Vec::with_capacity(HEAD + buffer.len());
        sealed.push(FORM);
        sealed.extend_from_slice(&self.name);
        sealed.extend_from_slice(nonce.as_ref());
        sealed.extend_from_slice(&buffer);
        Ok(sealed)
    }

    /// Opens a value that was sealed with this key for this place.
    pub(super) fn open(&self, sealed: &[u8], place: &[&str]) -> Result<Zeroizing<Vec<u8>>> {
        let (head, body) = sealed.split_at_checked(HEAD).ok_or_else(damaged)?;
        let nonce = Nonce::try_assume_unique_for_key(&head[1 + NAME..]).map_err(|_| damaged())?;
        let mut buffer = Zeroizing::new(body.to_vec());
        let length = self
            .cipher
            .open_in_place(nonce, Aad::from(aad(place)), &mut buffer)
            .map_err(|_| damaged())?
            .len();
        buffer.truncate(length);
        Ok(buffer)
    }
}

/// Returns the name of the key that a value was sealed with.
pub(super) fn sealed_with(sealed: &[u8]) -> Result<String> {
    match sealed.split_at_checked(HEAD) {
        Some((head, _)) if head[0] == FORM => Ok(hex(&head[1..=NAME])),
        _ => Err(damaged()),
    }
}

fn damaged() -> Error {
    Error::Damaged("a sealed value cannot be opened".into())
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// Encodes the parts of a place, each after its length, so that different places have different
/// encodings.
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
    // The decoder may write up to three bytes beyond 32.
    let mut room = Zeroizing::new([0; 36]);
    match GeneralPurpose::new(letters, LENIENT).decode_slice(text, &mut *room) {
        Ok(32) => {
            key.copy_from_slice(&room[..32]);
            Ok(key)
        }
        _ => Err(OpenError::KeyForm),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const A: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    const B: &str = "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";

    proptest! {
        #[test]
        fn opens_what_it_sealed_only_for_the_same_place(
            plain in proptest::collection::vec(any::<u8>(), 0..300), place in "[a-z|]{0,9}", other in "[a-z|]{0,9}",
        ) {
            let key = Key::parse(A).unwrap();
            let sealed = key.seal(&plain, &["1", &place]).unwrap();
            prop_assert_eq!(&**key.open(&sealed, &["1", &place]).unwrap(), &plain[..]);
            prop_assert_eq!(key.open(&sealed, &["1", &other]).is_ok(), place == other);
            let joined = format!("1{place}");
            prop_assert!(key.open(&sealed, &[&joined]).is_err());
            prop_assert!(Key::parse(B).unwrap().open(&sealed, &["1", &place]).is_err());
        }

        #[test]
        fn a_changed_byte_does_not_open(plain in ".{0,40}", at in any::<prop::sample::Index>(), bit in 0..8_u8) {
            let key = Key::parse(A).unwrap();
            let mut sealed = key.seal(plain.as_bytes(), &["x"]).unwrap();
            let at = at.index(sealed.len());
            sealed[at] ^= 1 << bit;
            let named = sealed_with(&sealed).is_ok_and(|name| name == key.name());
            prop_assert!(!named || key.open(&sealed, &["x"]).is_err());
        }
    }

    #[test]
    fn the_same_text_is_never_sealed_to_the_same_bytes() {
        let key = Key::parse(A).unwrap();
        assert_ne!(key.seal(b"x", &[]).unwrap(), key.seal(b"x", &[]).unwrap());
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
