//! The egress lock: the plug-ins that administrators restricted to origins with a saved proxy
//! config, or only reported. It also remembers the calls that were reported.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use plugdock_package::PluginId;
use plugdock_proxy::Origin;
use plugdock_schema::{AppId, Millis};
use plugdock_store::{AuditLine, By, Store};

use crate::error::Error;
use crate::params::{Choice, choice};

/// The name of the server setting with the locks: `{"3/abc…": "enforce"}`.
pub(crate) const KEY: &str = "egress.lock";

/// The time after which a call to the same origin is reported again.
const AGAIN: Millis = 24 * 3_600_000;
/// The maximum number of origins of one plug-in in one app that are reported in that time. A
/// plug-in that always calls new origins must not fill the audit log.
pub(crate) const MAX_REPORTS: usize = 100;

choice! {
    /// The strictness of the egress lock, the least strict first.
    #[derive(Default, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
    #[serde(rename_all = "lowercase")]
    pub(crate) enum Hold {
        /// There is no lock.
        #[default]
        Off = "off",
        /// Calls to other origins are written to the audit log and allowed.
        Report = "report",
        /// Calls to other origins are written to the audit log and refused.
        Enforce = "enforce",
    }
}

/// The locks that administrators chose. Plug-ins that are not listed have no lock.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub(crate) struct Chosen(HashMap<String, Hold>);

impl Chosen {
    /// Returns the lock of this plug-in in this app.
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

/// Sets the lock of a plug-in in an app. Every server process applies the change within a second,
/// and the audit log records it.
pub(crate) async fn choose(
    store: &Store,
    (app, plugin): (AppId, &PluginId),
    hold: Hold,
    by: By,
    now: Millis,
) -> Result<(), Error> {
    let line = AuditLine::new("egress.lock", by, now);
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

/// Returns the locks that currently apply.
pub(crate) async fn chosen(store: &Store) -> Result<Chosen, Error> {
    let text = store.server_setting(KEY).await?;
    text.map_or_else(|| Ok(Chosen::default()), |text| parse(&text))
}

fn parse(text: &str) -> Result<Chosen, Error> {
    serde_json::from_str(text).map_err(|error| Error::internal(&error))
}

/// An app and the plug-in that called, if any.
type Who = (AppId, Option<PluginId>);

/// The calls that this process reported recently.
#[derive(Debug, Default)]
pub struct Reported(Mutex<HashMap<Who, Day>>);

#[derive(Debug)]
struct Day {
    since: Millis,
    origins: HashSet<Origin>,
    is_full: bool,
}

/// What a call outside a lock adds to the audit log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum News {
    /// Nothing, because it is known.
    None,
    /// Its origin.
    Origin,
    /// The fact that no further origins are recorded for the rest of the day.
    TooMany,
}

impl Reported {
    /// Returns what is new about a call of `who` to `origin`, compared with the last day, and
    /// remembers it.
    pub(crate) fn news(&self, who: Who, origin: &Origin, now: Millis) -> News {
        let mut days = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let day = days.entry(who).or_insert_with(|| Day {
            since: now,
            origins: HashSet::new(),
            is_full: false,
        });
        if now - day.since >= AGAIN {
            day.since = now;
            day.origins.clear();
            day.is_full = false;
        }
        if day.origins.contains(origin) {
            return News::None;
        }
        if day.origins.len() < MAX_REPORTS {
            day.origins.insert(origin.clone());
            return News::Origin;
        }
        if std::mem::replace(&mut day.is_full, true) {
            News::None
        } else {
            News::TooMany
        }
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
        assert_eq!(reported.news(who(), &origin(0), 0), News::Origin);
        assert_eq!(reported.news(who(), &origin(0), AGAIN - 1), News::None);
        assert_eq!(reported.news((AppId(2), None), &origin(0), 0), News::Origin);
        assert_eq!(reported.news(who(), &origin(0), AGAIN), News::Origin);
        let news = |n| reported.news(who(), &origin(n), AGAIN);
        assert!((1..MAX_REPORTS).all(|n| news(n) == News::Origin));
        assert_eq!(news(MAX_REPORTS), News::TooMany);
        assert!((0..2 * MAX_REPORTS).all(|n| news(n) == News::None));
        assert_eq!(reported.news(who(), &origin(0), 2 * AGAIN), News::Origin);
    }
}
