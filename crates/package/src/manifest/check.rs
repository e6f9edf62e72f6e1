//! The rules of B2. All of them are checked for every manifest (R31).

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{Assets, ConfigPage, Manifest, Source, pointer, version};
use crate::archive::{is_plain_path, plain};
use crate::problems::{Problems, shown};
use crate::{Code, Limits, Localized, Problem};

const TOP: &[&str] = &[
    "$schema",
    "manifest_version",
    "version",
    "type",
    "name",
    "description",
    "icon",
    "homepage_url",
    "desktop",
    "mobile",
    "config",
    "sandbox",
    "allowed_hosts",
    "allowed_domains",
    "permissions",
];
const NAME_LENGTH: usize = 64;
const DESCRIPTION_LENGTH: usize = 200;
const PARAM_LENGTH: usize = 64;

/// Reads a manifest. The result is only valid if no problem is found. If there are problems, it
/// still serves to find the files to which the valid parts refer.
pub(super) fn read(
    raw: &Value,
    limits: &Limits,
    problems: &mut Problems,
    warnings: &mut Problems,
) -> Option<Manifest> {
    let mut check = Check {
        limits,
        problems,
        warnings,
    };
    let Some(top) = raw.as_object() else {
        check.fault("manifest.json", Code::WrongType, &[("expected", "object")]);
        return None;
    };
    // Another manifest version has other rules, so checking these would report false problems
    // (R32).
    if check.other_version(top) {
        return None;
    }
    check.known("", top, TOP);
    check.app_type(top);
    let name = check.localized(top, "name", Some(NAME_LENGTH));
    if name.is_none() && !top.contains_key("name") {
        check.fault("/name", Code::Required, &[("key", "name")]);
    }
    let description = check.localized(top, "description", Some(DESCRIPTION_LENGTH));
    let homepage_url = check.localized(top, "homepage_url", None);
    check.same_languages(top);
    check.optional(top, "$schema", "string", Value::is_string);
    check.optional(top, "sandbox", "boolean", Value::is_boolean);
    let sandbox = top.get("sandbox") == Some(&Value::Bool(true));
    let (allowed_hosts, permissions) = check.sandboxing(top, sandbox);
    Some(Manifest {
        version: check.version(top),
        name: name.unwrap_or_default(),
        description,
        icon: check.icon(top),
        homepage_url,
        desktop: check.assets("/desktop", top.get("desktop"), &["js", "css"]),
        mobile: check.assets("/mobile", top.get("mobile"), &["js", "css"]),
        config: top.get("config").map(|config| check.config(config)),
        sandbox,
        allowed_hosts,
        permissions,
        raw: raw.clone(),
    })
}

pub(super) struct Check<'c> {
    limits: &'c Limits,
    problems: &'c mut Problems,
    warnings: &'c mut Problems,
}

impl Check<'_> {
    pub(super) fn fault(&mut self, at: &str, code: Code, params: &[(&'static str, &str)]) {
        let with =
            |problem: Problem, (key, value): &(&'static str, &str)| problem.with(key, *value);
        self.problems
            .add(params.iter().fold(Problem::new(at, code), with));
    }

    pub(super) fn known(&mut self, at: &str, map: &Map<String, Value>, keys: &[&str]) {
        for key in map.keys().filter(|key| !keys.contains(&key.as_str())) {
            self.warnings
                .add(Problem::new(pointer(at, key), Code::UnknownKey).with("key", &shown(key)));
        }
    }

    pub(super) fn object<'v>(
        &mut self,
        at: &str,
        value: &'v Value,
    ) -> Option<&'v Map<String, Value>> {
        let map = value.as_object();
        if map.is_none() {
            self.fault(at, Code::WrongType, &[("expected", "object")]);
        }
        map
    }

    fn optional(
        &mut self,
        top: &Map<String, Value>,
        key: &str,
        expected: &str,
        right: impl Fn(&Value) -> bool,
    ) {
        if top.get(key).is_some_and(|value| !right(value)) {
            self.fault(
                &pointer("", key),
                Code::WrongType,
                &[("expected", expected)],
            );
        }
    }

    fn other_version(&mut self, top: &Map<String, Value>) -> bool {
        let at = "/manifest_version";
        match top.get("manifest_version") {
            None => self.fault(at, Code::Required, &[("key", "manifest_version")]),
            Some(Value::Number(number)) if number.as_f64() == Some(1.0) => {}
            Some(Value::Number(number)) => {
                self.fault(at, Code::ManifestVersion, &[("found", &number.to_string())]);
                return true;
            }
            Some(_) => self.fault(at, Code::WrongType, &[("expected", "integer")]),
        }
        false
    }

    fn version(&mut self, top: &Map<String, Value>) -> String {
        match top.get("version") {
            None => self.fault("/version", Code::Required, &[("key", "version")]),
            Some(value) => match version::text(value) {
                Some(text) => return text,
                None => self.fault("/version", Code::BadVersion, &[]),
            },
        }
        String::new()
    }

    fn app_type(&mut self, top: &Map<String, Value>) {
        match top.get("type").map(Value::as_str) {
            None => self.fault("/type", Code::Required, &[("key", "type")]),
            Some(Some("APP")) => {}
            Some(_) => self.fault("/type", Code::BadAppType, &[]),
        }
    }

    /// Reads a text of 1 to `most` UTF-16 code units.
    pub(super) fn text<'v>(
        &mut self,
        at: &str,
        value: &'v Value,
        most: Option<usize>,
    ) -> Option<&'v str> {
        let Some(text) = value.as_str() else {
            self.fault(at, Code::WrongType, &[("expected", "string")]);
            return None;
        };
        let length = text.encode_utf16().count();
        match most {
            _ if length == 0 => self.fault(at, Code::Empty, &[]),
            Some(most) if length > most => {
                self.fault(
                    at,
                    Code::TooLong,
                    &[
                        ("limit", &most.to_string()),
                        ("length", &length.to_string()),
                    ],
                );
            }
            _ => return Some(text),
        }
        None
    }

    /// Reads texts by language. Texts without a limit are home pages, which do not require English.
    fn localized(
        &mut self,
        top: &Map<String, Value>,
        key: &str,
        most: Option<usize>,
    ) -> Option<Localized> {
        let at = pointer("", key);
        let map = self.object(&at, top.get(key)?)?;
        self.known(&at, map, &Localized::LANGUAGES);
        if most.is_some() && !map.contains_key("en") {
            self.fault(&pointer(&at, "en"), Code::Required, &[("key", "en")]);
        }
        let mut texts = Vec::new();
        for (language, value) in map
            .iter()
            .filter(|(language, _)| Localized::LANGUAGES.contains(&language.as_str()))
        {
            let at = pointer(&at, language);
            let Some(text) = self.text(&at, value, most) else {
                continue;
            };
            if most.is_none() && !is_web_page(text) {
                self.fault(&at, Code::BadUrl, &[("url", &shown(text))]);
                continue;
            }
            texts.push((language.clone(), text.to_owned()));
        }
        Some(texts.into_iter().collect())
    }

    /// Warns about a home page in a language without a name, and about the reverse.
    fn same_languages(&mut self, top: &Map<String, Value>) {
        let (Some(Value::Object(pages)), Some(Value::Object(names))) =
            (top.get("homepage_url"), top.get("name"))
        else {
            return;
        };
        for language in Localized::LANGUAGES {
            // The missing English name is reported elsewhere.
            if pages.contains_key(language) && !names.contains_key(language) && language != "en" {
                // Kintone's validator refuses this, but published packages contain it (R32).
                let at = pointer("/name", language);
                self.warnings
                    .add(Problem::new(at, Code::NoName).with("language", language));
            }
            if names.contains_key(language) && !pages.contains_key(language) {
                let at = pointer("/homepage_url", language);
                self.warnings
                    .add(Problem::new(at, Code::NoHomepage).with("language", language));
            }
        }
    }

    fn icon(&mut self, top: &Map<String, Value>) -> Option<String> {
        let Some(value) = top.get("icon") else {
            // Early versions of the format did not require an icon (R32).
            self.warnings.add(Problem::new("/icon", Code::NoIcon));
            return None;
        };
        let path = self.text("/icon", value, None)?;
        self.path("/icon", path)
    }

    fn path(&mut self, at: &str, path: &str) -> Option<String> {
        let clean = plain(path);
        if is_plain_path(clean) {
            return Some(clean.to_owned());
        }
        self.fault(at, Code::BadPath, &[("path", &shown(path))]);
        None
    }

    fn assets(&mut self, at: &str, value: Option<&Value>, keys: &[&str]) -> Assets {
        let Some(map) = value.and_then(|value| self.object(at, value)) else {
            return Assets::default();
        };
        self.known(at, map, keys);
        let mut list = |key| {
            map.get(key)
                .map_or_else(Vec::new, |value| self.sources(&pointer(at, key), value))
        };
        Assets {
            js: list("js"),
            css: list("css"),
        }
    }

    fn sources(&mut self, at: &str, value: &Value) -> Vec<Source> {
        let items = self.list(at, value, Some(self.limits.list));
        items
            .iter()
            .enumerate()
            .filter_map(|(index, item)| self.source(&format!("{at}/{index}"), item))
            .collect()
    }

    fn source(&mut self, at: &str, value: &Value) -> Option<Source> {
        let text = self.text(at, value, None)?;
        let (scheme, _) = text.split_once(':').unwrap_or(("", ""));
        if scheme.eq_ignore_ascii_case("http") {
            self.fault(at, Code::NotHttps, &[("url", &shown(text))]);
        } else if scheme.eq_ignore_ascii_case("https") {
            if is_web_page(text) {
                return Some(Source::Url(text.to_owned()));
            }
            self.fault(at, Code::BadUrl, &[("url", &shown(text))]);
        } else {
            return self.path(at, text).map(Source::File);
        }
        None
    }

    /// Returns the items of a list and reports duplicates. Returns nothing if the value is not a
    /// list or the list is too long.
    pub(super) fn list<'v>(
        &mut self,
        at: &str,
        value: &'v Value,
        most: Option<usize>,
    ) -> &'v [Value] {
        let Some(items) = value.as_array() else {
            self.fault(at, Code::WrongType, &[("expected", "array")]);
            return &[];
        };
        if let Some(most) = most.filter(|most| items.len() > *most) {
            self.fault(
                at,
                Code::TooManyItems,
                &[
                    ("limit", &most.to_string()),
                    ("count", &items.len().to_string()),
                ],
            );
            return &[];
        }
        let mut seen = BTreeSet::new();
        for (index, item) in items.iter().enumerate() {
            if let Some(text) = item.as_str()
                && !seen.insert(text)
            {
                self.fault(
                    &format!("{at}/{index}"),
                    Code::RepeatedItem,
                    &[("item", &shown(text))],
                );
            }
        }
        items
    }

    pub(super) fn texts(&mut self, at: &str, value: &Value, most: Option<usize>) -> Vec<String> {
        let Some(items) = value.as_array() else {
            self.fault(at, Code::WrongType, &[("expected", "array")]);
            return Vec::new();
        };
        let text = |(index, item)| {
            self.text(&format!("{at}/{index}"), item, most)
                .map(str::to_owned)
        };
        items.iter().enumerate().filter_map(text).collect()
    }

    fn config(&mut self, value: &Value) -> ConfigPage {
        let at = "/config";
        let Assets { js, css } =
            self.assets(at, Some(value), &["html", "js", "css", "required_params"]);
        let html = value
            .get("html")
            .and_then(|html| self.text("/config/html", html, None));
        let html = html.and_then(|path| self.path("/config/html", path));
        let params = value.get("required_params");
        let required_params =
            params.map(|params| self.texts("/config/required_params", params, Some(PARAM_LENGTH)));
        ConfigPage {
            html,
            js,
            css,
            required_params: required_params.unwrap_or_default(),
        }
    }
}

/// Returns true if a browser can open the text as a URL with a host.
fn is_web_page(text: &str) -> bool {
    let slashes = text
        .split_once(':')
        .is_some_and(|(_, rest)| rest.starts_with("//"));
    slashes
        && url::Url::parse(text)
            .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}
