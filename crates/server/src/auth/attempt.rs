//! A password sign-in attempt and its rate limits.
//!
//! Failed attempts are counted by account and address together, by account, and by address. A
//! successful attempt is not counted. From an address where the user signed in before, only the
//! failures at that address for that account count. So guessing from other addresses locks nobody
//! out there. The counts are stored in the database, so a guesser gains nothing from two server
//! processes or from a restart.
//!
//! Attempts with an unknown name are counted like those with a known one, so the answer does not
//! reveal which accounts exist.

use std::net::IpAddr;

use aws_lc_rs::digest;
use plugdock_schema::{Millis, UserId};
use plugdock_store::{LimitName, SignInLimit, Store, User};

use crate::clock::Clock;
use crate::error::Error;

const SECOND: Millis = 1_000;

/// The number of attempts that may fail in a row, and the time after which one more is allowed.
type Limit = (i64, Millis);

/// The limit for one account from one address.
const PAIR: Limit = (10, 60 * SECOND);
/// The limit for one account from an address where the user signed in before. It is higher because
/// people mistype. 8,640 guesses a day are still few.
const PAIR_KNOWN: Limit = (30, 10 * SECOND);
/// The limit for one account from all other addresses. It stops many addresses that guess one
/// password.
const ACCOUNT: Limit = (100, 60 * SECOND);
/// The limit for one address and all accounts. It stops one password that is tried on many
/// accounts.
const ADDRESS: Limit = (100, 10 * SECOND);

/// An attempt that is about to be made.
pub(super) struct Attempt<'a> {
    store: &'a Store,
    clock: &'a Clock,
    buckets: Vec<SignInLimit>,
    place: LimitName,
    /// True if the user signed in from there before.
    pub(super) is_known_place: bool,
}

impl<'a> Attempt<'a> {
    /// Returns the attempt for `login` from a [`place`]. `user` is the user with that name, if
    /// there is one.
    pub(super) async fn of(
        (store, clock): (&'a Store, &'a Clock),
        login: &str,
        place: &[u8],
        user: Option<&User>,
    ) -> Result<Self, Error> {
        let place = name("place", &[place]);
        let pair = name("pair", &[login.as_bytes(), &place]);
        // No user has this ID, so that the query takes the same time for an unknown name.
        let id = user.map_or(UserId(0), |user| user.id);
        let known = store.knows_place(id, &place, clock.now()).await?;
        let buckets = if known {
            vec![bucket(pair, PAIR_KNOWN)]
        } else {
            vec![
                bucket(pair, PAIR),
                bucket(name("account", &[login.as_bytes()]), ACCOUNT),
                bucket(place, ADDRESS),
            ]
        };
        Ok(Self {
            store,
            clock,
            buckets,
            place,
            is_known_place: known,
        })
    }

    /// Refuses the attempt if a limit is reached, before any expensive work.
    pub(super) async fn look(&self) -> Result<(), Error> {
        let wait = self.store.sign_in_wait(&self.buckets, self.clock.now());
        match wait.await? {
            ..=0 => Ok(()),
            wait => Err(Error::sign_in_wait(wait)),
        }
    }

    /// Counts the attempt immediately before the password is checked.
    pub(super) async fn take(&self) -> Result<(), Error> {
        if self
            .store
            .begin_attempt(&self.buckets, self.clock.now())
            .await?
        {
            return Ok(());
        }
        self.look().await?;
        Err(Error::sign_in_wait(SECOND))
    }

    /// Records a successful attempt: it is no longer counted, earlier failures of this pair are
    /// cleared, and the place becomes known for the user.
    pub(super) async fn came_right(&self, user: UserId) -> Result<(), Error> {
        let now = self.clock.now();
        self.store.forgive_attempt(&self.buckets, now).await?;
        if let Some(pair) = self.buckets.first() {
            self.store.forget_attempts(&pair.name, now).await?;
        }
        self.store.note_place(user, &self.place, now).await?;
        Ok(())
    }
}

fn bucket(name: LimitName, (most, each): Limit) -> SignInLimit {
    SignInLimit { name, most, each }
}

/// Returns the part of an address that identifies one subscriber. For IPv6 this is the first half,
/// because subscribers choose the second half.
pub(super) fn place(address: IpAddr) -> Vec<u8> {
    match address.to_canonical() {
        IpAddr::V4(ip) => ip.octets().to_vec(),
        IpAddr::V6(ip) => ip.octets()[..8].to_vec(),
    }
}

fn name(kind: &str, parts: &[&[u8]]) -> LimitName {
    let mut context = digest::Context::new(&digest::SHA256);
    context.update(kind.as_bytes());
    for part in parts {
        context.update(&part.len().to_le_bytes());
        context.update(part);
    }
    let mut name = LimitName::default();
    name.copy_from_slice(context.finish().as_ref());
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_subscriber_is_one_place_and_a_mapped_address_is_its_ipv4() {
        let place = |text: &str| place(text.parse().unwrap());
        assert_eq!(place("2001:db8:0:1::1"), place("2001:db8:0:1:ffff::2"));
        assert_ne!(place("2001:db8:0:1::1"), place("2001:db8:0:2::1"));
        assert_eq!(place("::ffff:192.0.2.1"), place("192.0.2.1"));
    }

    #[test]
    fn names_of_different_things_never_meet() {
        assert_ne!(name("pair", &[b"ab", b"c"]), name("pair", &[b"a", b"bc"]));
        assert_ne!(name("account", &[b"a"]), name("place", &[b"a"]));
    }
}
