//! Argon2id in memory that is returned to the operating system afterwards.
//!
//! When glibc frees a block of up to 32 MiB, it expects more blocks of that size and keeps the
//! memory: after two sign-ins an idle server held 43 MiB more than before. Larger blocks always get
//! their own mapping, and only the written part of a mapping is resident. So this module allocates
//! more than it uses.

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::password_hash::{Error, Result};
use argon2::{Algorithm, Argon2, Block, Params, Version};

/// A size in bytes above the 32 MiB up to which glibc adapts.
const MAPPED: usize = 33 * 1_024 * 1_024;

/// Returns the PHC string to store for a password. Fails if the operating system returns no random
/// bytes.
pub(super) fn phc(password: &str) -> Result<String> {
    let argon = Argon2::default();
    let mut salt = [0; Salt::RECOMMENDED_LENGTH];
    aws_lc_rs::rand::fill(&mut salt).map_err(|_| Error::Crypto)?;
    let hash = PasswordHash {
        algorithm: Algorithm::default().ident(),
        version: Some(Version::default().into()),
        params: ParamsString::try_from(argon.params())?,
        salt: Some(Salt::new(&salt)?),
        hash: Some(output(&argon, password, &salt, Params::DEFAULT_OUTPUT_LEN)?),
    };
    Ok(hash.to_string())
}

/// Returns true if the PHC string `hash` belongs to this password. A wrong password takes the same
/// time.
pub(super) fn is_of(password: &str, hash: &str) -> Result<bool> {
    let hash = PasswordHash::new(hash)?;
    let (Some(salt), Some(expected)) = (&hash.salt, &hash.hash) else {
        return Ok(false);
    };
    let algorithm = Algorithm::try_from(hash.algorithm.as_str())?;
    let version = hash
        .version
        .map_or(Ok(Version::default()), Version::try_from)?;
    let argon = Argon2::new(algorithm, version, Params::try_from(&hash)?);
    // `Output` compares in constant time.
    Ok(output(&argon, password, salt, expected.len())? == *expected)
}

fn output(argon: &Argon2<'_>, password: &str, salt: &[u8], length: usize) -> Result<Output> {
    let blocks = argon.params().block_count();
    let mut memory = Vec::with_capacity(blocks.max(MAPPED / Block::SIZE));
    memory.resize(blocks, Block::default());
    let mut bytes = [0; Output::MAX_LENGTH];
    let bytes = bytes.get_mut(..length).ok_or(Error::OutputSize)?;
    argon.hash_password_into_with_memory(password.as_bytes(), salt, bytes, &mut memory)?;
    Ok(Output::new(bytes)?)
}

#[cfg(test)]
mod tests {
    use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};

    use super::*;

    #[test]
    fn the_crates_own_verifier_agrees_both_ways() {
        let ours = phc("a few words in a row").unwrap();
        let theirs: PasswordHash = Argon2::default()
            .hash_password(b"a few words in a row")
            .unwrap();
        for hash in [&ours, &theirs.to_string()] {
            assert!(
                hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
                "{hash}"
            );
            assert!(is_of("a few words in a row", hash).unwrap());
            assert!(!is_of("a few words in a now", hash).unwrap());
            let parsed = PasswordHash::new(hash).unwrap();
            assert!(
                Argon2::default()
                    .verify_password(b"a few words in a row", &parsed)
                    .is_ok()
            );
        }
        assert_ne!(
            ours,
            phc("a few words in a row").unwrap(),
            "each hash must have a new salt"
        );
        assert!(is_of("x", "no hash").is_err());
    }
}
