//! Where a plug-in's manifest says that it may call (R26).

use crate::target::Target;

/// A manifest's `allowed_hosts`: `*` or URIs, read once for all calls.
#[derive(Clone, Debug, Default)]
pub struct Hosts {
    is_any: bool,
    named: Vec<Target>,
}

impl Hosts {
    /// Reads the list. What is no URI names nothing.
    pub fn new<T: AsRef<str>>(hosts: &[T]) -> Self {
        let texts = || hosts.iter().map(AsRef::as_ref);
        Self {
            is_any: texts().any(|host| host == "*"),
            named: texts()
                .filter_map(|host| Target::parse(host).ok())
                .collect(),
        }
    }

    /// Whether the call goes where the list says.
    pub fn allow(&self, target: &Target) -> bool {
        let is_in = |host: &Target| host.origin() == target.origin() && target.is_under(host);
        self.is_any || self.named.iter().any(is_in)
    }

    /// What the list names; `*` names nothing.
    pub(crate) fn named(&self) -> &[Target] {
        &self.named
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifests_allowed_hosts_are_kept_to() {
        // R26
        let target = Target::parse("https://api.example.com/v1/x").unwrap();
        let allowed = |hosts: &[&str]| Hosts::new(hosts).allow(&target);
        assert!(allowed(&["*"]));
        assert!(allowed(&[
            "https://other.test",
            "https://API.example.com/v1"
        ]));
        assert!(!allowed(&[]));
        assert!(!allowed(&[
            "http://api.example.com",
            "https://example.com",
            "https://api.example.com/v2",
            "no URI"
        ]));
    }
}
