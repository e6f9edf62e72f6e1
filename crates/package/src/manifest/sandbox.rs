//! The keys of Kintone's experimental sandbox.

use serde_json::{Map, Value};

use super::check::Check;
use super::pointer;
use crate::Code;
use crate::problems::shown;

impl Check<'_> {
    /// Checks the experimental keys, in both known shapes (R32). `allowed_hosts` is enforced later
    /// (R26), so its items must be valid.
    pub(super) fn sandboxing(
        &mut self,
        top: &Map<String, Value>,
        sandbox: bool,
    ) -> (Option<Vec<String>>, Option<Value>) {
        for key in ["allowed_hosts", "permissions"] {
            if sandbox && !top.contains_key(key) {
                self.fault(&pointer("", key), Code::Required, &[("key", key)]);
            }
        }
        if top
            .get("allowed_domains")
            .is_some_and(|value| !matches!(value.as_str(), Some("SELF" | "ANY")))
        {
            self.fault(
                "/allowed_domains",
                Code::BadChoice,
                &[("choices", "SELF, ANY")],
            );
        }
        let hosts = top.get("allowed_hosts").map(|value| {
            let at = "/allowed_hosts";
            self.list(at, value, None);
            let hosts = if value.is_array() {
                self.texts(at, value, None)
            } else {
                Vec::new()
            };
            for (index, host) in hosts.iter().enumerate() {
                if host != "*" && url::Url::parse(host).is_err() {
                    self.fault(
                        &format!("{at}/{index}"),
                        Code::BadUrl,
                        &[("url", &shown(host))],
                    );
                }
            }
            hosts
        });
        let permissions = top.get("permissions");
        if let Some(value) = permissions {
            self.permissions(value);
        }
        (hosts, permissions.cloned())
    }

    fn permissions(&mut self, value: &Value) {
        match value {
            Value::Object(map) => {
                self.known("/permissions", map, &["js_api", "rest_api"]);
                for (key, list) in map
                    .iter()
                    .filter(|(key, _)| matches!(key.as_str(), "js_api" | "rest_api"))
                {
                    self.texts(&pointer("/permissions", key), list, None);
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    let at = format!("/permissions/{index}");
                    let Some(map) = self.object(&at, item) else {
                        continue;
                    };
                    self.known(&at, map, &["permission", "scope"]);
                    match map.get("permission") {
                        Some(name) => drop(
                            self.text(&pointer(&at, "permission"), name, None)
                                .map(str::len),
                        ),
                        None => self.fault(
                            &pointer(&at, "permission"),
                            Code::Required,
                            &[("key", "permission")],
                        ),
                    }
                }
            }
            _ => self.fault(
                "/permissions",
                Code::WrongType,
                &[("expected", "array, object")],
            ),
        }
    }
}
