//! One try to sign in with a password, and the limits it stands under.
//!
//! Tries that fail are counted by account and address together, by account, and by address; what
//! comes right is taken back. Nobody is locked out by others: from an address where the user signed
//! in before, only what failed there for this very account counts. The counts are in the database, so
//! that two processes give a guesser no more than one does, and a restart forgives nothing.
//!
//! An unknown name is counted as a known one is, so that the answer does not tell who exists.

use std::net::IpAddr;

use aws_lc_rs::digest;
use plugdock_schema::{Millis, UserId};
use plugdock_store::{LimitName, SignInLimit, Store, User};

use crate::clock::Clock;
use crate::error::Error;

const SECOND: Millis = 1_000;

/// Tries that may fail in a row, and after how long one more may.
type Limit = (i64, Millis);

/// One account from one address.
const PAIR: Limit = (10, 60 * SECOND);
/// The same where the user signed in before: people mistype, and 8,640 guesses a day are few.
const PAIR_KNOWN: Limit = (30, 10 * SECOND);
/// One account from everywhere else: many addresses guessing one password.
const ACCOUNT: Limit = (100, 60 * SECOND);
/// One address, whatever the account: one password tried on many.
const ADDRESS: Limit = (100, 10 * SECOND);

/// A try that is about to be made.
pub(super) struct Attempt<'a> {
    store: &'a Store,
    clock: &'a Clock,
    buckets: Vec<SignInLimit>,
    place: LimitName,
}

impl<'a> Attempt<'a> {
    /// The limits for `login` from a [`place`]; `user` where there is one of that name.
    pub(super) async fn of(
        (store, clock): (&'a Store, &'a Clock),
        login: &str,
        place: &[u8],
        user: Option<&User>,
    ) -> Result<Self, Error> {
        let place = name("place", &[place]);
        let pair = name("pair", &[login.as_bytes(), &place]);
        // Nobody has this number: the question costs the same.
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
        })
    }

    /// Refuses where there is no room, before anything costly is done.
    pub(super) async fn look(&self) -> Result<(), Error> {
        let wait = self.store.sign_in_wait(&self.buckets, self.clock.now());
        match wait.await? {
            ..=0 => Ok(()),
            wait => Err(Error::sign_in_wait(wait)),
        }
    }

    /// Counts the try, right before the password is looked at.
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

    /// The password was right: the try is taken back, earlier ones of this pair are forgotten, and
    /// the place counts as the user's.
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

/// An address as far as one subscriber has it: of IPv6 the first half, since the rest is theirs to choose.
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
