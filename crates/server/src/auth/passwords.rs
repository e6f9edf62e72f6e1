//! Passwords: Argon2id, at most two at a time, and a short memory of those that were right.
//!
//! The vendor's clients send the password with every call; hashing it each time would cost 55 ms
//! and 19 MiB a call.

mod argon;
mod fit;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use aws_lc_rs::hmac;
use plugdock_schema::UserId;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::{OnceCell, Semaphore};

use super::headers::Credentials;
use crate::aside;
use crate::error::Error;
use crate::services::ttl_cache::Lately;

/// Characters of a password, so that hashing has a bound.
pub const LONGEST: usize = 1_024;
/// Characters that a new password must have.
pub const SHORTEST: usize = 8;

const AT_ONCE: usize = 2;
/// Sign-ins that may wait for a turn; the next are refused, so that a flood of wrong passwords
/// cannot fill memory.
const WAITING: usize = 64;
const REMEMBERED: u64 = 10_000;
const REMEMBERED_FOR: Duration = Duration::from_mins(5);
/// Refused tries after which what is remembered counts no more for a while: a memory that answers
/// at once would tell a guesser who is over the limit which guess is right.
const REFUSALS: u32 = 50;

/// Characters of a password that we make: no two look alike.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// Hashes and verifies; one for a server.
pub struct Passwords {
    key: hmac::Key,
    /// Which credentials were right, and at which version of the user's password.
    right: Lately<[u8; 32], (UserId, i64)>,
    /// How often a name was refused from a place while something may be remembered of it.
    refused: Lately<[u8; 32], u32>,
    turns: Semaphore,
    waiting: AtomicUsize,
    /// What an unknown user's password is compared with, so that it costs the same.
    nobody: OnceCell<String>,
}

impl std::fmt::Debug for Passwords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Passwords").finish_non_exhaustive()
    }
}

/// What is known of a user whose password is to be checked.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Who.
    pub user: UserId,
    /// Rises with each new password, so that a remembered old one is worth nothing.
    pub version: i64,
    /// The stored hash, in PHC form.
    pub hash: &'a str,
}

impl Passwords {
    /// With a key of its own: what is remembered means nothing to another process.
    pub fn new() -> Result<Self, Error> {
        let mut key = [0; 32];
        aws_lc_rs::rand::fill(&mut key).map_err(|_| Error::internal("no random bytes"))?;
        Ok(Self {
            key: hmac::Key::new(hmac::HMAC_SHA256, &key),
            right: Lately::new(REMEMBERED, REMEMBERED_FOR),
            refused: Lately::new(REMEMBERED, REMEMBERED_FOR),
            turns: Semaphore::new(AT_ONCE),
            waiting: AtomicUsize::new(0),
            nobody: OnceCell::new(),
        })
    }

    /// Whether these credentials were right a short while ago from this place, and still are.
    pub fn remembers(&self, given: &Credentials, place: &[u8], known: Option<Known<'_>>) -> bool {
        let refused = self.refused.get(&self.digest(&given.login, "", place));
        refused.is_none_or(|times| times < REFUSALS)
            && self.has(&self.digest_of(given, place), known)
    }

    /// Notes that a try was over the limit.
    pub fn was_refused(&self, given: &Credentials, place: &[u8]) {
        let key = self.digest(&given.login, "", place);
        let times = self.refused.get(&key).unwrap_or_default();
        self.refused.put(key, times.saturating_add(1));
    }

    /// Whether the password is the one of `known`. An unknown user costs the same and is refused.
    /// `before` runs when the password's turn has come, and may refuse it.
    pub async fn is_right(
        &self,
        given: &Credentials,
        place: &[u8],
        known: Option<Known<'_>>,
        before: impl AsyncFnOnce() -> Result<(), Error>,
    ) -> Result<bool, Error> {
        if given.password.expose_secret().chars().count() > LONGEST {
            return Ok(false);
        }
        let digest = self.digest_of(given, place);
        let _place = self.queue()?;
        let _turn = self
            .turns
            .acquire()
            .await
            .map_err(|e| Error::internal(&e))?;
        // Of many calls that come at once with the same password, one hashes.
        if self.has(&digest, known) {
            return Ok(true);
        }
        before().await?;
        let hash = match known {
            Some(known) => known.hash.to_owned(),
            None => self.nobody().await?,
        };
        let password = given.password.clone();
        let right = aside::run(move || verify(&password, &hash)).await?;
        let Some(known) = known else {
            return Ok(false);
        };
        if right {
            self.right.put(digest, (known.user, known.version));
        }
        Ok(right)
    }

    /// The PHC text to keep for a new password.
    pub async fn hash(
        &self,
        password: SecretString,
        login: String,
    ) -> Result<Result<SecretString, Unfit>, Error> {
        let _place = self.queue()?;
        let _turn = self
            .turns
            .acquire()
            .await
            .map_err(|e| Error::internal(&e))?;
        aside::run(move || hash(password.expose_secret(), &login)).await
    }

    fn has(&self, digest: &[u8; 32], known: Option<Known<'_>>) -> bool {
        known.is_some_and(|known| self.right.get(digest) == Some((known.user, known.version)))
    }

    async fn nobody(&self) -> Result<String, Error> {
        self.nobody
            .get_or_try_init(|| async {
                let hash = aside::run(|| phc("nobody")).await?;
                hash.map_err(|e| Error::internal(&e))
            })
            .await
            .cloned()
    }

    fn queue(&self) -> Result<Place<'_>, Error> {
        let place = Place(&self.waiting);
        if self.waiting.fetch_add(1, Ordering::Relaxed) >= WAITING {
            return Err(Error::sign_in_busy());
        }
        Ok(place)
    }

    fn digest_of(&self, given: &Credentials, place: &[u8]) -> [u8; 32] {
        self.digest(&given.login, given.password.expose_secret(), place)
    }

    fn digest(&self, login: &str, password: &str, place: &[u8]) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&self.key);
        // The length first: "a" + "b:c" and "a:b" + "c" are two credentials.
        for part in [login.as_bytes(), password.as_bytes(), place] {
            context.update(&part.len().to_le_bytes());
            context.update(part);
        }
        let mut digest = [0; 32];
        digest.copy_from_slice(context.sign().as_ref());
        digest
    }
}

struct Place<'a>(&'a AtomicUsize);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Why a new password will not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Fewer characters than [`SHORTEST`].
    #[error("the password must have at least {SHORTEST} characters")]
    Short,
    /// More than [`LONGEST`].
    #[error("the password must have at most {LONGEST} characters")]
    Long,
    /// The user's own name, with or without digits around it.
    #[error("the password must not be the login name, not even with digits or symbols around it")]
    Name,
    /// One that guessers try first.
    #[error("this is a common password; choose several words in a row")]
    Common,
    /// The system gave no random bytes for the salt.
    #[error("the system provides no random bytes")]
    Salt,
}

/// The PHC text to keep for a new password of the user called `login`. Takes 19 MiB and, optimised, 55 ms: in a server, ask
/// [`super::hash_password`], which takes turns.
pub fn hash(password: &str, login: &str) -> Result<SecretString, Unfit> {
    fit::judge(password, login)?;
    phc(password).map(SecretString::from)
}

/// A password of 100 random bits.
///
/// # Panics
/// The system has no random bytes to give.
pub fn generate() -> SecretString {
    let mut bytes = [0; 20];
    aws_lc_rs::rand::fill(&mut bytes).expect("a system without random bytes cannot be served from");
    let text: String = bytes
        .iter()
        .map(|byte| char::from(ALPHABET[usize::from(byte % 32)]))
        .collect();
    SecretString::from(text)
}

fn phc(password: &str) -> Result<String, Unfit> {
    argon::phc(password).map_err(|_| Unfit::Salt)
}

fn verify(password: &SecretString, hash: &str) -> bool {
    argon::is_of(password.expose_secret(), hash).is_ok_and(|right| right)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(login: &str, password: &str) -> Credentials {
        Credentials {
            login: login.to_owned(),
            password: SecretString::from(password),
        }
    }

    const HERE: &[u8] = &[192, 0, 2, 1];

    async fn free() -> Result<(), Error> {
        Ok(())
    }

    #[tokio::test]
    async fn a_remembered_password_dies_with_its_version() {
        let passwords = Passwords::new().unwrap();
        let hash = hash("old passphrase", "ada").unwrap();
        let known = |version, hash| Known {
            user: UserId(1),
            version,
            hash,
        };
        let old = given("ada", "old passphrase");
        assert!(
            passwords
                .is_right(&old, HERE, Some(known(1, hash.expose_secret())), free)
                .await
                .unwrap()
        );
        // Remembered: the hash is not asked.
        assert!(passwords.remembers(&old, HERE, Some(known(1, "-"))));
        assert!(!passwords.remembers(&old, HERE, Some(known(2, "-"))));
        assert!(!passwords.remembers(&old, HERE, None));
        assert!(
            !passwords.remembers(&old, b"elsewhere", Some(known(1, "-"))),
            "a guess from elsewhere is one"
        );
        for _ in 0..REFUSALS {
            assert!(passwords.remembers(&old, HERE, Some(known(1, "-"))));
            passwords.was_refused(&old, HERE);
        }
        assert!(!passwords.remembers(&old, HERE, Some(known(1, "-"))));
        let wrong = given("ada", "new");
        assert!(
            !passwords
                .is_right(&wrong, HERE, Some(known(1, hash.expose_secret())), free)
                .await
                .unwrap()
        );
    }

    #[tokio::test]
    async fn an_unknown_user_costs_a_hash_too() {
        let passwords = Passwords::new().unwrap();
        assert!(
            !passwords
                .is_right(&given("x", "nobody"), HERE, None, free)
                .await
                .unwrap()
        );
        assert!(
            passwords.nobody.initialized(),
            "compared with nobody's password"
        );
    }

    #[test]
    fn a_new_password_has_its_bounds() {
        assert_eq!(hash("seven77", "ada").unwrap_err(), Unfit::Short);
        assert_eq!(
            hash(&"x".repeat(LONGEST + 1), "ada").unwrap_err(),
            Unfit::Long
        );
        assert!(hash(&"éüñ".repeat(SHORTEST), "ada").is_ok());
    }

    #[tokio::test]
    async fn who_waits_too_long_a_line_is_refused() {
        let passwords = Passwords::new().unwrap();
        let places: Vec<_> = (0..WAITING).map(|_| passwords.queue().unwrap()).collect();
        let refused = passwords
            .is_right(&given("ada", "x"), HERE, None, free)
            .await;
        assert_eq!(refused.unwrap_err().code, "PD_SIGN_IN_BUSY");
        drop(places);
        assert!(passwords.queue().is_ok());
    }
}
