//! Which plug-ins are held to where something is saved for them, or reported when they call
//! elsewhere: what administrators chose, and what was reported already.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use plugdock_package::PluginId;
use plugdock_proxy::Origin;
use plugdock_schema::{AppId, Millis, UserId};
use plugdock_store::{AuditLine, Store};

use crate::error::Error;
use crate::params::{Choice, choice};

/// The server setting that holds it: `{"3/abc…": "enforce"}`.
pub(crate) const KEY: &str = "egress.lock";

/// How often a call to the same origin is put on record.
const AGAIN: Millis = 24 * 3_600_000;
/// Origins of one plug-in in one app that are put on record in that time: one that calls a new one
/// each time must not fill the record.
const MAX_REPORTS: usize = 100;

choice! {
    /// How strictly a plug-in is held, the loosest first.
    #[derive(Default, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
    #[serde(rename_all = "lowercase")]
    pub(crate) enum Hold {
        /// Not at all.
        #[default]
        Off = "off",
        /// Calls that would be refused are put on record, and pass.
        Report = "report",
        /// They are refused, and put on record.
        Enforce = "enforce",
    }
}

/// What administrators chose. What is not named is not held.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub(crate) struct Chosen(HashMap<String, Hold>);

impl Chosen {
    /// How this plug-in is held in this app.
    pub(crate) fn of(&self, app: AppId, plugin: &PluginId) -> Hold {
        let chosen = self.0.get(&format!("{app}/{plugin}"));
        chosen.copied().unwrap_or_default()
    }

    fn set(&mut self, app: AppId, plugin: &PluginId, hold: Hold) {
        let name = format!("{app}/{plugin}");
        if hold == Hold::Off {
            self.0.remove(&name);
        } else {
            self.0.insert(name, hold);
        }
    }
}

/// Chooses how a plug-in is held in an app; in force on every process within a second, and on
/// record.
pub(crate) async fn choose(
    store: &Store,
    (app, plugin): (AppId, &PluginId),
    hold: Hold,
    by: UserId,
    now: Millis,
) -> Result<(), Error> {
    let line = AuditLine::new("egress.lock", Some(by), now);
    let line = line.app(app).plugin(plugin).detail(hold.word());
    store
        .change_server_setting(KEY, now, |before| {
            let mut chosen = before.map_or_else(|| Ok(Chosen::default()), parse)?;
            chosen.set(app, plugin, hold);
            let text = serde_json::to_string(&chosen).map_err(|error| Error::internal(&error))?;
            Ok((text, line))
        })
        .await
}

/// What is in force now.
pub(crate) async fn chosen(store: &Store) -> Result<Chosen, Error> {
    let text = store.server_setting(KEY).await?;
    text.map_or_else(|| Ok(Chosen::default()), |text| parse(&text))
}

fn parse(text: &str) -> Result<Chosen, Error> {
    serde_json::from_str(text).map_err(|error| Error::internal(&error))
}

/// An app, and the plug-in in whose name was called.
type Who = (AppId, Option<PluginId>);

/// What this process has put on record of late.
#[derive(Debug, Default)]
pub struct Reported(Mutex<HashMap<Who, Day>>);

#[derive(Debug)]
struct Day {
    since: Millis,
    origins: HashSet<Origin>,
}

impl Reported {
    /// Whether a call of `who` to `origin` is news, and remembers that it was told.
    pub(crate) fn is_news(&self, who: Who, origin: &Origin, now: Millis) -> bool {
        let mut days = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let day = days.entry(who).or_insert_with(|| Day {
            since: now,
            origins: HashSet::new(),
        });
        if now - day.since >= AGAIN {
            day.since = now;
            day.origins.clear();
        }
        day.origins.len() < MAX_REPORTS && day.origins.insert(origin.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_news_once_a_day_and_so_many_are_enough() {
        let reported = Reported::default();
        let origin = |n: usize| format!("https://h{n}.test").parse().unwrap();
        let who = || (AppId(1), None);
        assert!(reported.is_news(who(), &origin(0), 0));
        assert!(!reported.is_news(who(), &origin(0), AGAIN - 1));
        assert!(reported.is_news((AppId(2), None), &origin(0), 0));
        assert!(reported.is_news(who(), &origin(0), AGAIN));
        let told = (0..2 * MAX_REPORTS).filter(|n| reported.is_news(who(), &origin(*n), AGAIN));
        assert_eq!(told.count(), MAX_REPORTS - 1);
    }
}
