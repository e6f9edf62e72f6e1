//! The egress lock. It limits a plug-in to the origins for which an administrator of the app has
//! saved a proxy config, and to those in the manifest. No one has to maintain a separate list.

use std::collections::HashSet;

use crate::origin::Origin;
use crate::target::Target;

/// The origins that a caller may call, and whether the limit is enforced.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    origins: HashSet<Origin>,
    is_enforced: bool,
}

impl Lock {
    /// Creates the lock of a plug-in from its proxy configs and from the `allowed_hosts` of its
    /// manifest, whose `*` names no origin. `saved` are the URLs of proxy configs that add
    /// something to calls. A config that adds nothing is no sign that someone intended such calls
    /// (R06).
    pub fn new<'a>(
        saved: impl IntoIterator<Item = &'a str>,
        hosts: Option<&[String]>,
        is_enforced: bool,
    ) -> Self {
        let named = hosts.unwrap_or_default().iter().map(String::as_str);
        let targets = saved
            .into_iter()
            .map(Target::parse)
            .chain(named.map(Target::parse));
        Self {
            origins: targets
                .filter_map(|target| Some(target.ok()?.origin().clone()))
                .collect(),
            is_enforced,
        }
    }

    /// Combines the locks of several possible callers. An origin is permitted if one lock permits
    /// it. The limit is enforced if one lock enforces it.
    #[must_use]
    pub fn or(mut self, other: &Self) -> Self {
        self.origins.extend(other.origins.iter().cloned());
        self.is_enforced |= other.is_enforced;
        self
    }

    /// Returns true if the lock permits a call.
    pub fn permits(&self, target: &Target) -> bool {
        self.origins.contains(target.origin())
    }

    /// Returns true if other calls are refused, and false if they are only reported.
    pub fn is_enforced(&self) -> bool {
        self.is_enforced
    }

    /// Returns the permitted origins, sorted.
    pub fn origins(&self) -> Vec<String> {
        let mut origins: Vec<_> = self.origins.iter().map(Origin::to_string).collect();
        origins.sort_unstable();
        origins
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn permits(lock: &Lock, url: &str) -> bool {
        lock.permits(&Target::parse(url).unwrap())
    }

    #[test]
    fn a_lock_follows_from_what_is_saved_and_named() {
        let proxy_configs = [
            "https://api.example.com/v1",
            "http://data.example.com:8080",
            "no longer read",
        ];
        let hosts = ["*".to_owned(), "https://named.example.com/a".to_owned()];
        let lock = Lock::new(proxy_configs, Some(&hosts), true);
        assert_eq!(
            lock.origins(),
            [
                "http://data.example.com:8080",
                "https://api.example.com",
                "https://named.example.com",
            ]
        );
        for url in [
            "https://api.example.com",
            "https://API.example.com./v2?x",
            "http://data.example.com:8080/",
            "https://named.example.com/b",
        ] {
            assert!(permits(&lock, url), "{url}");
        }
        for url in [
            "http://api.example.com/v1",
            "https://api.example.com:8443/v1",
            "https://api.example.com.evil.test/v1",
            "https://evil.api.example.com/",
            "http://data.example.com/",
        ] {
            assert!(!permits(&lock, url), "{url}");
        }
        assert!(!permits(&Lock::new([], None, true), "https://a.test"));
    }

    #[test]
    fn of_several_callers_each_ones_origins_are_open_and_the_strictest_counts() {
        let one = Lock::new(["https://a.test"], None, false);
        let other = Lock::new(["https://b.test"], None, true);
        let both = one.clone().or(&other);
        assert!(both.is_enforced() && !one.is_enforced());
        assert!(permits(&both, "https://a.test") && permits(&both, "https://b.test"));
        assert!(!permits(&both, "https://c.test"));
    }
}
