//! The oracle for a call with proxy configs (R10 to R14, T25). The lines of the input are the
//! method, the called URL, the data of the call, its headers (`name:value`, separated by tabs), and
//! one line per proxy config. That line contains the method, the URL (or the length of a prefix of
//! the called one), and then `:name:value` headers and `=key=value` data, separated by tabs.

use std::collections::{BTreeMap, HashMap};

use http::HeaderMap;
use plugdock_rules::call::{Call, Caller, Data, Method, ProxyConfig};
use plugdock_rules::prepare::{self, Prepared};
use plugdock_rules::target::Target;
use plugdock_rules::{headers, proxy_config};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use serde_json::value::RawValue;

type Pairs = Vec<(String, String)>;

struct Request {
    call: Call,
    proxy_configs: Vec<ProxyConfig>,
}

pub(crate) fn check(input: &[u8]) {
    let Some(request) = std::str::from_utf8(input).ok().and_then(read) else {
        return;
    };
    let (Ok(method), Ok(target)) = (
        Method::parse(&request.call.method),
        Target::parse(&request.call.url),
    ) else {
        return;
    };
    let merged = proxy_config::merge(&request.proxy_configs, &target, method);
    let used: Vec<&ProxyConfig> = merged
        .used
        .iter()
        .map(|at| &request.proxy_configs[*at])
        .collect();
    for proxy_config in &request.proxy_configs {
        let applies = proxy_config.method == method && proxy_config.url.applies(&target);
        let count = used
            .iter()
            .filter(|own| std::ptr::eq(**own, proxy_config))
            .count();
        assert_eq!(count, usize::from(applies), "{}", proxy_config.url.as_str());
    }
    let header = winners(
        &request.proxy_configs,
        &merged.used,
        |proxy_config| &proxy_config.headers,
        fold,
    );
    let data = winners(
        &request.proxy_configs,
        &merged.used,
        |proxy_config| &proxy_config.data,
        str::to_owned,
    );
    assert_eq!(kept(&merged.headers, fold), header);
    assert_eq!(kept(&merged.data, str::to_owned), data);
    order(&request.proxy_configs, &target, method, &header, &data);
    let prepared = prepare::call(
        request.call.clone(),
        &request.proxy_configs,
        &Caller::default(),
        &[],
    );
    if let Ok(prepared) = prepared {
        assert_eq!(prepared.used, merged.used);
        sent(&prepared, &request.call, &header);
        if method.has_body() {
            body(&prepared, &request.call, &data);
        } else {
            query(&prepared, &request.call.url, &merged.data);
        }
    }
}

/// Returns a header name as programs see it that get headers as variables.
fn fold(name: &str) -> String {
    name.to_ascii_lowercase().replace('_', "-")
}

fn read(text: &str) -> Option<Request> {
    let mut lines = text.split('\n');
    let (method, url, data, called) = (lines.next()?, lines.next()?, lines.next()?, lines.next()?);
    let raw = RawValue::from_string(data.to_owned()).ok();
    let call = Call {
        url: url.to_owned(),
        method: method.to_owned(),
        headers: called
            .split('\t')
            .filter_map(|pair| pair.split_once(':'))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        data: raw.and_then(|raw| Data::read(raw).ok()).unwrap_or_default(),
    };
    let proxy_configs = lines
        .take(12)
        .filter_map(|line| proxy_config(line, url))
        .collect();
    Some(Request {
        call,
        proxy_configs,
    })
}

/// Parses a proxy config with the checks of `setProxyConfig`.
fn proxy_config(line: &str, called: &str) -> Option<ProxyConfig> {
    let mut parts = line.split('\t');
    let (method, url) = (parts.next()?, parts.next()?);
    let url = match url.parse::<usize>() {
        Ok(length) => called.get(..length)?,
        Err(_) => url,
    };
    let (mut headers, mut data) = (serde_json::Map::new(), serde_json::Map::new());
    for part in parts {
        let mark = part.chars().next()?;
        let (name, value) = part[mark.len_utf8()..].split_once(mark)?;
        let value = serde_json::from_str(value)
            .ok()
            .filter(|own: &Value| !own.is_object() && !own.is_array())
            .unwrap_or_else(|| value.into());
        match mark {
            ':' => headers.insert(name.to_owned(), value),
            _ => data.insert(name.to_owned(), value),
        };
    }
    let raw = |map| serde_json::value::to_raw_value(&Value::Object(map)).ok();
    proxy_config::check(url, method, &raw(headers)?, &raw(data)?).ok()
}

/// Returns the value of each name. The longest URL wins. For equal URLs, the last saved one wins.
/// For a name that occurs twice in one proxy config, the last value wins.
fn winners(
    proxy_configs: &[ProxyConfig],
    used: &[usize],
    of: impl Fn(&ProxyConfig) -> &[(String, SecretString)],
    same: impl Fn(&str) -> String,
) -> BTreeMap<String, String> {
    let mut best: BTreeMap<String, ((usize, usize, usize), String)> = BTreeMap::new();
    for index in used {
        let proxy_config = &proxy_configs[*index];
        for (place, (name, value)) in of(proxy_config).iter().enumerate() {
            let rank = (proxy_config.url.as_str().chars().count(), *index, place);
            let own = best.entry(same(name)).or_default();
            if rank >= own.0 {
                *own = (rank, value.expose_secret().to_owned());
            }
        }
    }
    best.into_iter()
        .map(|(name, (_, value))| (name, value))
        .collect()
}

/// Returns the pairs as a map, and asserts that each name occurs once.
fn kept(
    pairs: &[(String, SecretString)],
    same: impl Fn(&str) -> String,
) -> BTreeMap<String, String> {
    let map: BTreeMap<_, _> = pairs
        .iter()
        .map(|(name, value)| (same(name), value.expose_secret().to_owned()))
        .collect();
    assert_eq!(map.len(), pairs.len(), "a name is there twice");
    map
}

/// Asserts that the order of saving does not matter, except for equal URLs.
fn order(
    proxy_configs: &[ProxyConfig],
    target: &Target,
    method: Method,
    header: &BTreeMap<String, String>,
    data: &BTreeMap<String, String>,
) {
    let mut urls: Vec<&str> = proxy_configs
        .iter()
        .map(|proxy_config| proxy_config.url.as_str())
        .collect();
    urls.sort_unstable();
    urls.dedup();
    if urls.len() < proxy_configs.len() {
        return;
    }
    let mut other = proxy_configs.to_vec();
    for _ in 0..proxy_configs.len() {
        other.rotate_left(1);
        let mut turned = other.clone();
        for _ in 0..2 {
            let merged = proxy_config::merge(&turned, target, method);
            assert_eq!(&kept(&merged.headers, fold), header);
            assert_eq!(&kept(&merged.data, str::to_owned), data);
            turned.reverse();
        }
    }
}

/// Asserts that each header name is sent once. Its value is the saved one, or else the last called
/// one, or else our own default.
fn sent<B>(prepared: &Prepared<B>, call: &Call, saved: &BTreeMap<String, String>) {
    let map: &HeaderMap = prepared.request.headers();
    assert_eq!(map.keys_len(), map.len(), "a header is doubled");
    let trimmed = |value: &str| value.trim_matches([' ', '\t']).to_owned();
    let mut due: HashMap<String, String> = HashMap::new();
    for (name, value) in &call.headers {
        if !saved.contains_key(&fold(name)) {
            due.insert(name.to_ascii_lowercase(), trimmed(value));
        }
    }
    for (name, value) in saved {
        let mut twins = map.keys().filter(|own| fold(own.as_str()) == *name);
        let (sent, none) = (twins.next().expect("it is sent"), twins.next());
        assert!(none.is_none(), "{name} goes out twice");
        due.insert(sent.to_string(), trimmed(value));
        assert!(map[sent].is_sensitive(), "{name} may be printed");
    }
    for (name, value) in &due {
        assert_eq!(
            map.get(name).map(http::HeaderValue::as_bytes),
            Some(value.as_bytes()),
            "{name}"
        );
        assert!(headers::check(name, value).is_ok());
    }
    let ours = [
        "accept-encoding",
        "content-length",
        "content-type",
        "user-agent",
    ];
    for name in map.keys() {
        let name = name.as_str();
        assert!(
            due.contains_key(name) || ours.contains(&name),
            "{name} comes from nowhere"
        );
    }
}

/// Asserts that in a top-level object the saved keys replace its own keys, and that all other data
/// is sent unchanged (R14).
fn body(prepared: &Prepared<bytes::Bytes>, call: &Call, saved: &BTreeMap<String, String>) {
    let body = prepared.request.body();
    let content_type = prepared.request.headers().get("content-type");
    let is_form = content_type.is_some_and(|own| {
        let essence = own
            .as_bytes()
            .split(|b| *b == b';')
            .next()
            .unwrap_or_default();
        essence
            .trim_ascii()
            .eq_ignore_ascii_case(b"application/x-www-form-urlencoded")
    });
    let mut due: BTreeMap<String, String> = match &call.data {
        Data::Text(text) => return assert_eq!(body, text.as_bytes()),
        Data::Array(raw) => return assert_eq!(body, raw.get().as_bytes()),
        Data::None => BTreeMap::new(),
        Data::Object(raw) => members(raw.get().as_bytes()),
    };
    due.extend(saved.clone());
    if due.is_empty() {
        assert!(body.is_empty());
    } else if is_form {
        let back: Pairs = url::form_urlencoded::parse(body).into_owned().collect();
        assert_eq!(back.len(), due.len());
        for (key, value) in back {
            assert_eq!(value, plain(&due[&key]), "{key}");
        }
    } else {
        assert_eq!(members(body), due);
    }
}

/// Returns the values of an object, each as its exact JSON text.
fn members(object: &[u8]) -> BTreeMap<String, String> {
    let members: BTreeMap<String, Box<RawValue>> =
        serde_json::from_slice(object).expect("an object");
    let text = |raw: Box<RawValue>| String::from(Box::<str>::from(raw));
    members
        .into_iter()
        .map(|(key, value)| (key, text(value)))
        .collect()
}

/// Asserts that the query is the called one, followed by the saved pairs (R13).
fn query<B>(prepared: &Prepared<B>, called: &str, saved: &[(String, SecretString)]) {
    let url = url::Url::parse(called).expect("what was called can be read");
    let mut due: Pairs = url.query_pairs().into_owned().collect();
    for (key, value) in saved {
        due.push((key.clone(), plain(value.expose_secret())));
    }
    let uri = prepared.request.uri();
    let query = uri.query().unwrap_or_default();
    let back: Pairs = url::form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    assert_eq!(back, due);
    assert_eq!(uri.path(), url.path());
}

/// Formats a scalar for forms and queries.
fn plain(json: &str) -> String {
    match serde_json::from_str(json).expect("a scalar") {
        Value::Null => String::new(),
        Value::String(text) => text,
        _ => json.to_owned(),
    }
}
