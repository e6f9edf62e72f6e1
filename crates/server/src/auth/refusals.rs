//! Puts refused sign-ins on record, so that administrators see who guesses passwords. A guesser must
//! not fill the audit log: each name and address gets one line a minute, with all its times.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use plugdock_schema::Millis;
use plugdock_store::{AuditLine, By};

/// The minimum time between two lines of one name and address.
const EVERY: Millis = 60_000;
/// The maximum number of names and addresses that are remembered. Refusals beyond it leave no line
/// until others are forgotten, because a flood must fill neither the memory nor the log.
const MAX_KNOWN: usize = 10_000;
/// The maximum number of times in a line. An attacker may use many sessions to confirm changes.
const MAX_TIMES: usize = 1_000;
/// The maximum number of characters of a name that are stored.
const MAX_NAME: usize = 128;

type Key = (String, IpAddr);

/// The refusals of the last minute.
#[derive(Debug, Default)]
pub(super) struct Refusals(Mutex<HashMap<Key, Recent>>);

#[derive(Debug)]
struct Recent {
    /// The time of the last line.
    since: Millis,
    /// The refusals after it, which the next line will cover.
    later: Vec<Millis>,
}

impl Refusals {
    /// Notes a refusal, and returns the lines to write now.
    pub(super) fn note(&self, login: &str, address: IpAddr, now: Millis) -> Vec<AuditLine> {
        let key: Key = (login.chars().take(MAX_NAME).collect(), address);
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut lines = take_due(&mut known, now);
        if let Some(recent) = known.get_mut(&key) {
            if recent.later.len() < MAX_TIMES {
                recent.later.push(now);
            }
        } else if known.len() < MAX_KNOWN {
            lines.push(line(&key, now));
            let later = Vec::new();
            known.insert(key, Recent { since: now, later });
        }
        lines
    }

    /// Returns the lines for earlier refusals that are due.
    pub(super) fn due(&self, now: Millis) -> Vec<AuditLine> {
        take_due(
            &mut self.0.lock().unwrap_or_else(PoisonError::into_inner),
            now,
        )
    }
}

/// Forgets the refusals of more than a minute ago. Returns a line for those that have none yet.
fn take_due(known: &mut HashMap<Key, Recent>, now: Millis) -> Vec<AuditLine> {
    let old = known.extract_if(|_, recent| now.saturating_sub(recent.since) >= EVERY);
    old.filter_map(|(key, mut recent)| {
        let mut line = line(&key, recent.later.pop()?);
        line.earlier = recent.later;
        Some(line)
    })
    .collect()
}

fn line((login, address): &Key, at: Millis) -> AuditLine {
    AuditLine::new("session.refuse", By::stranger(*address), at).detail(login)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(lines: &[AuditLine]) -> Vec<(&str, Millis, usize)> {
        let times = lines
            .iter()
            .map(|line| (&*line.detail, line.at, line.earlier.len()));
        times.collect()
    }

    #[test]
    fn one_name_and_address_has_one_line_a_minute_with_every_time() {
        let refusals = Refusals::default();
        let [here, there] = ["192.0.2.1", "192.0.2.2"].map(|it| it.parse().unwrap());
        assert_eq!(times(&refusals.note("ada", here, 0)), [("ada", 0, 0)]);
        assert_eq!(refusals.note("ada", here, 1), []);
        assert_eq!(refusals.note("ada", here, EVERY - 1), []);
        assert_eq!(times(&refusals.note("ada", there, 1)), [("ada", 1, 0)]);
        let next = refusals.note("ada", here, EVERY);
        assert_eq!(
            times(&next),
            [("ada", EVERY - 1, 1), ("ada", EVERY, 0)],
            "the first line covers what came after the line before"
        );
        assert_eq!(refusals.due(3 * EVERY), []);
    }

    #[test]
    fn a_flood_fills_neither_the_memory_nor_the_log() {
        let refusals = Refusals::default();
        let here = "192.0.2.1".parse().unwrap();
        let flood = (0..2 * MAX_KNOWN).map(|n| refusals.note(&n.to_string(), here, 0).len());
        assert_eq!(flood.sum::<usize>(), MAX_KNOWN);
        let long = Refusals::default().note(&"x".repeat(500), here, 0);
        assert_eq!(long[0].detail.len(), MAX_NAME);
    }
}
