//! Passwords: Argon2id with a few hashes at a time, and a short-lived cache of correct passwords.
//!
//! Kintone's clients send the password with every call. Hashing it each time would cost 55 ms and
//! 19 MiB per call.

mod argon;
mod fit;

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use aws_lc_rs::hmac;
use plugdock_schema::UserId;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::{OnceCell, Semaphore};

use super::headers::Credentials;
use crate::aside;
use crate::error::Error;
use crate::services::ttl_cache::TtlCache;

/// The maximum length of a password in characters. It limits the work of hashing.
pub const MAX_PASSWORD: usize = 1_024;
/// The minimum length of a new password in characters.
pub const MIN_PASSWORD: usize = 8;

/// The number of hashes that each queue computes at a time.
const AT_ONCE: usize = 2;
/// The maximum number of sign-ins that wait for a turn: from places where the user signed in before,
/// from other places, and from one of these. Others are refused, so that many wrong passwords cannot
/// fill the memory. The longest queue takes 15 seconds.
const WAITING_KNOWN: usize = 64;
const WAITING_NEW: usize = 512;
const WAITING_PER_PLACE: usize = 128;
const REMEMBERED: u64 = 10_000;
const REMEMBERED_FOR: Duration = Duration::from_mins(5);
/// The number of refused attempts after which the cache is ignored for a while. Otherwise the
/// immediate answer from the cache would reveal the correct password to a guesser who is over the
/// limit.
const REFUSALS: u32 = 50;

/// The characters of generated passwords. No two of them look alike.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// Hashes and verifies passwords. A server has one.
pub struct Passwords {
    key: hmac::Key,
    /// The credentials that were correct, with the version of the user's password at that time.
    right: TtlCache<[u8; 32], (UserId, i64)>,
    /// The number of refused attempts for a name from a place.
    refused: TtlCache<[u8; 32], u32>,
    /// The queue for places where the user signed in before. A flood of guesses from new places does
    /// not delay it.
    known_places: Queue,
    new_places: Queue,
    /// The hash that an unknown user's password is compared with, so that it takes the same time.
    nobody: OnceCell<String>,
}

impl std::fmt::Debug for Passwords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Passwords").finish_non_exhaustive()
    }
}

/// The stored data of a user whose password is checked.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The ID of the user.
    pub user: UserId,
    /// The version of the password. It rises with each new password, so that old ones in the cache
    /// are invalid.
    pub version: i64,
    /// The stored hash as a PHC string.
    pub hash: &'a str,
}

impl Passwords {
    /// Creates an empty cache with a random key. Its entries are useless to other processes.
    pub fn new() -> Result<Self, Error> {
        let mut key = [0; 32];
        aws_lc_rs::rand::fill(&mut key).map_err(|_| Error::internal("no random bytes"))?;
        Ok(Self {
            key: hmac::Key::new(hmac::HMAC_SHA256, &key),
            right: TtlCache::new(REMEMBERED, REMEMBERED_FOR),
            refused: TtlCache::new(REMEMBERED, REMEMBERED_FOR),
            known_places: Queue::new(WAITING_KNOWN),
            new_places: Queue::new(WAITING_NEW),
            nobody: OnceCell::new(),
        })
    }

    /// Returns true if these credentials were recently correct from this place and still are.
    pub fn remembers(&self, given: &Credentials, place: &[u8], known: Option<Known<'_>>) -> bool {
        let refused = self.refused.get(&self.digest(&given.login, "", place));
        refused.is_none_or(|times| times < REFUSALS)
            && self.has(&self.digest_of(given, place), known)
    }

    /// Counts an attempt that was over the limit.
    pub fn was_refused(&self, given: &Credentials, place: &[u8]) {
        let key = self.digest(&given.login, "", place);
        let times = self.refused.get(&key).unwrap_or_default();
        self.refused.put(key, times.saturating_add(1));
    }

    /// Checks the password against that of `known`. For an unknown user it takes the same time and
    /// returns false. `is_known_place` means that the user signed in from there before. `before` runs
    /// when the password's turn has come, and may refuse the attempt.
    pub async fn is_right(
        &self,
        given: &Credentials,
        (place, is_known_place): (&[u8], bool),
        known: Option<Known<'_>>,
        before: impl AsyncFnOnce() -> Result<(), Error>,
    ) -> Result<bool, Error> {
        if given.password.expose_secret().chars().count() > MAX_PASSWORD {
            // Such an attempt costs no hash, but it counts, because each refusal is on record.
            before().await?;
            return Ok(false);
        }
        let digest = self.digest_of(given, place);
        let queue = if is_known_place {
            &self.known_places
        } else {
            &self.new_places
        };
        let _turn = queue.turn(place).await?;
        // If many calls with the same password arrive at once, only one of them computes the hash.
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

    /// Returns the PHC string to store for a new password.
    pub async fn hash(
        &self,
        password: SecretString,
        login: String,
    ) -> Result<Result<SecretString, Unfit>, Error> {
        // Only users who are signed in set passwords.
        let _turn = self.known_places.turn(&[]).await?;
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

    fn digest_of(&self, given: &Credentials, place: &[u8]) -> [u8; 32] {
        self.digest(&given.login, given.password.expose_secret(), place)
    }

    fn digest(&self, login: &str, password: &str, place: &[u8]) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&self.key);
        // The lengths distinguish "a" + "b:c" from "a:b" + "c".
        for part in [login.as_bytes(), password.as_bytes(), place] {
            context.update(&part.len().to_le_bytes());
            context.update(part);
        }
        let mut digest = [0; 32];
        digest.copy_from_slice(context.sign().as_ref());
        digest
    }
}

/// Sign-ins that wait for the computation of a hash, in the order of their arrival.
struct Queue {
    turns: Semaphore,
    /// The number of waiting sign-ins of each place.
    waiting: Mutex<HashMap<Vec<u8>, usize>>,
    most: usize,
}

/// A sign-in in a queue.
struct Waiting<'a> {
    queue: &'a Queue,
    place: &'a [u8],
}

impl Queue {
    fn new(most: usize) -> Self {
        Self {
            turns: Semaphore::new(AT_ONCE),
            waiting: Mutex::default(),
            most,
        }
    }

    /// Waits until a hash may be computed.
    ///
    /// # Errors
    /// Fails at once if too many are waiting.
    async fn turn<'a>(&'a self, place: &'a [u8]) -> Result<impl Sized + use<'a>, Error> {
        let waiting = self.enter(place)?;
        let turn = self.turns.acquire().await;
        Ok((turn.map_err(|e| Error::internal(&e))?, waiting))
    }

    fn enter<'a>(&'a self, place: &'a [u8]) -> Result<Waiting<'a>, Error> {
        let mut waiting = self.lock();
        let all: usize = waiting.values().sum();
        let here = waiting.get(place).copied().unwrap_or(0);
        if all >= self.most || here >= WAITING_PER_PLACE {
            return Err(Error::sign_in_busy());
        }
        waiting.insert(place.to_vec(), here + 1);
        Ok(Waiting { queue: self, place })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Vec<u8>, usize>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let mut waiting = self.queue.lock();
        if let Some(here) = waiting.get_mut(self.place) {
            *here -= 1;
            if *here == 0 {
                waiting.remove(self.place);
            }
        }
    }
}

/// The reason why a new password is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// It has fewer characters than [`MIN_PASSWORD`].
    #[error("the password must have at least {MIN_PASSWORD} characters")]
    Short,
    /// It has more characters than [`MAX_PASSWORD`].
    #[error("the password must have at most {MAX_PASSWORD} characters")]
    Long,
    /// It is the user's own name, with or without digits around it.
    #[error("the password must not be the login name, not even with digits or symbols around it")]
    Name,
    /// It is one of the passwords that attackers try first.
    #[error("this is a common password; choose several words in a row")]
    Common,
    /// The operating system returned no random bytes for the salt.
    #[error("the system provides no random bytes")]
    Salt,
}

/// Returns the PHC string to store for a new password of the user `login`. It takes 19 MiB and, in
/// an optimised build, 55 ms. In a server, use [`super::hash_password`], which limits the number of
/// concurrent hashes.
pub fn hash(password: &str, login: &str) -> Result<SecretString, Unfit> {
    fit::judge(password, login)?;
    phc(password).map(SecretString::from)
}

/// Returns a random password of 100 bits.
///
/// # Panics
/// Panics if the operating system returns no random bytes.
pub fn generate() -> SecretString {
    let mut bytes = [0; 20];
    aws_lc_rs::rand::fill(&mut bytes).expect("the system must provide random bytes");
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
                .is_right(
                    &old,
                    (HERE, true),
                    Some(known(1, hash.expose_secret())),
                    free
                )
                .await
                .unwrap()
        );
        // A cached password is accepted without a look at the hash.
        assert!(passwords.remembers(&old, HERE, Some(known(1, "-"))));
        assert!(!passwords.remembers(&old, HERE, Some(known(2, "-"))));
        assert!(!passwords.remembers(&old, HERE, None));
        assert!(
            !passwords.remembers(&old, b"elsewhere", Some(known(1, "-"))),
            "the cache must not accept a password from another place"
        );
        for _ in 0..REFUSALS {
            assert!(passwords.remembers(&old, HERE, Some(known(1, "-"))));
            passwords.was_refused(&old, HERE);
        }
        assert!(!passwords.remembers(&old, HERE, Some(known(1, "-"))));
        let wrong = given("ada", "new");
        assert!(
            !passwords
                .is_right(
                    &wrong,
                    (HERE, true),
                    Some(known(1, hash.expose_secret())),
                    free
                )
                .await
                .unwrap()
        );
    }

    #[tokio::test]
    async fn an_unknown_user_costs_a_hash_too() {
        let passwords = Passwords::new().unwrap();
        assert!(
            !passwords
                .is_right(&given("x", "nobody"), (HERE, false), None, free)
                .await
                .unwrap()
        );
        assert!(
            passwords.nobody.initialized(),
            "the password must be compared with the dummy hash"
        );
    }

    #[test]
    fn a_new_password_has_its_bounds() {
        assert_eq!(hash("seven77", "ada").unwrap_err(), Unfit::Short);
        assert_eq!(
            hash(&"x".repeat(MAX_PASSWORD + 1), "ada").unwrap_err(),
            Unfit::Long
        );
        assert!(hash(&"éüñ".repeat(MIN_PASSWORD), "ada").is_ok());
    }

    #[tokio::test]
    async fn a_flood_from_new_places_is_refused_and_delays_no_known_place() {
        let passwords = Passwords::new().unwrap();
        let places: Vec<[u8; 2]> = (0..600_u16).map(u16::to_be_bytes).collect();
        let queue = &passwords.new_places;
        let _turns = queue.turns.acquire_many(2).await.unwrap();
        let of_one: Vec<_> = (0..WAITING_PER_PLACE)
            .map(|_| queue.enter(HERE).unwrap())
            .collect();
        assert!(queue.enter(HERE).is_err());
        let others = places.iter().map_while(|place| queue.enter(place).ok());
        let others: Vec<_> = others.collect();
        assert_eq!(of_one.len() + others.len(), WAITING_NEW);
        let sign_in = async |is_known_place| {
            let ada = given("ada", "x");
            passwords
                .is_right(&ada, (HERE, is_known_place), None, free)
                .await
        };
        assert_eq!(sign_in(false).await.unwrap_err().code, "PD_SIGN_IN_BUSY");
        assert!(!sign_in(true).await.unwrap());
        drop((of_one, others));
        assert!(queue.lock().is_empty());
    }
}
