//! Tests the request that is sent for a call or an upload, and the refusals before a name is
//! resolved.

use std::sync::Arc;

use plugdock_rules::HOP_HEADER;
use plugdock_rules::call::{Call, Caller, Data, Form, Method, ProxyConfig, Upload};
use plugdock_rules::failure::{Failure, Kind};
use plugdock_rules::limits::Limits;
use plugdock_rules::lock::Lock;
use plugdock_rules::origin::Origin;
use plugdock_rules::prepare::{self, Prepared};
use plugdock_rules::proxy_config;
use serde_json::value::RawValue;

fn raw(text: &str) -> Box<RawValue> {
    RawValue::from_string(text.to_owned()).unwrap()
}

fn pairs(headers: &[(&str, &str)]) -> Vec<(String, String)> {
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    headers.iter().map(own).collect()
}

fn proxy_config(method: &str, headers: &str, data: &str) -> [ProxyConfig; 1] {
    [proxy_config::check("https://a.test", method, &raw(headers), &raw(data)).unwrap()]
}

fn asked(method: &str, url: &str, data: &str) -> Call {
    Call {
        url: url.to_owned(),
        method: method.to_owned(),
        headers: Vec::new(),
        data: Data::read(raw(data)).unwrap(),
    }
}

fn call(
    method: &str,
    url: &str,
    data: &str,
    proxy_configs: &[ProxyConfig],
) -> Prepared<bytes::Bytes> {
    prepare::call(
        asked(method, url, data),
        proxy_configs,
        &Caller::default(),
        &[],
    )
    .unwrap()
}

fn header<'a, B>(prepared: &'a Prepared<B>, name: &str) -> Option<&'a str> {
    prepared
        .request
        .headers()
        .get(name)
        .map(|own| own.to_str().unwrap())
}

#[test]
fn each_method_goes_out_as_itself_and_bodies_only_with_two() {
    // R13, R14
    let saved = |method: &str| proxy_config(method, r#"{"X-Key":"s"}"#, r#"{"k":"v"}"#);
    for (method, url, body) in [
        ("get", "https://a.test/?q=1&k=v", ""),
        ("Delete", "https://a.test/?q=1&k=v", ""),
        ("POST", "https://a.test/?q=1", r#"{"a":1,"k":"v"}"#),
        ("PUT", "https://a.test/?q=1", r#"{"a":1,"k":"v"}"#),
    ] {
        let sent = call(method, "https://a.test?q=1#f", r#"{"a":1}"#, &saved(method));
        assert_eq!(sent.request.method(), method.to_uppercase().as_str());
        assert_eq!(
            Method::parse(method).unwrap().to_string(),
            method.to_uppercase()
        );
        assert_eq!(sent.request.uri(), url);
        assert_eq!(sent.request.body(), body);
        assert_eq!(
            header(&sent, "content-type"),
            (!body.is_empty()).then_some("application/json")
        );
        assert_eq!(
            header(&sent, "content-length"),
            None,
            "its length is the writer's to tell"
        );
        assert_eq!(header(&sent, "x-key"), Some("s"));
        assert_eq!(sent.origin, "https://a.test".parse().unwrap());
        assert_eq!(sent.shown, "https://a.test/", "on record without a query");
        assert_eq!(sent.used, [0]);
    }
}

#[test]
fn pairs_go_behind_whatever_query_there_is() {
    // R13, 003.39
    let saved = proxy_config("GET", "{}", r#"{"k":1}"#);
    for (called, sent) in [
        ("https://a.test", "https://a.test/?k=1"),
        ("https://a.test?", "https://a.test/?k=1"),
        ("https://a.test?a&", "https://a.test/?a&k=1"),
        ("https://a.test?k=2", "https://a.test/?k=2&k=1"),
    ] {
        assert_eq!(call("GET", called, "null", &saved).request.uri(), sent);
    }
    assert_eq!(
        call("GET", "https://a.test?", "null", &[]).request.uri(),
        "https://a.test/?"
    );
}

#[test]
fn no_body_says_that_it_is_empty() {
    // 001.26
    let sent = call("POST", "https://a.test", "{}", &[]);
    assert_eq!(header(&sent, "content-length"), Some("0"));
    assert_eq!(header(&sent, "content-type"), None);
}

#[test]
fn what_nobody_named_is_ours_and_what_they_named_is_theirs() {
    let sent = call("GET", "https://a.test", "null", &[]);
    assert!(
        header(&sent, "user-agent")
            .unwrap()
            .starts_with("Plugdock/")
    );
    assert_eq!(
        header(&sent, "accept-encoding"),
        Some("gzip, deflate, br, zstd")
    );
    assert_eq!(header(&sent, HOP_HEADER), None);
    let named = r#"{"User-Agent":"mine","accept-encoding":"identity"}"#;
    let sent = call(
        "GET",
        "https://a.test",
        "null",
        &proxy_config("GET", named, "{}"),
    );
    assert_eq!(header(&sent, "user-agent"), Some("mine"));
    assert_eq!(header(&sent, "accept-encoding"), Some("identity"));
}

fn refused(url: &str, by: &Caller) -> Option<(Kind, &'static str)> {
    let own: [Origin; 1] = ["https://pd.test".parse().unwrap()];
    let result = prepare::call(asked("GET", url, "null"), &[], by, &own);
    result.err().map(|failure| (failure.kind(), failure.key()))
}

#[test]
fn who_may_not_call_an_address_does_not() {
    // R23, R26, T11
    let anybody = Caller::default();
    let own_path = Some((Kind::Denied, "proxy.own_path"));
    for url in [
        "https://pd.test/-/health",
        "https://pd.test:8443/k/api/x",
        "http://pd.test./k%2fapi/x",
        "https://pd.test/x/%252e%252e/k/api/x",
    ] {
        assert_eq!(refused(url, &anybody), own_path, "{url}");
    }
    for url in ["https://pd.test/k/v1/record.json", "https://a.test/-/x"] {
        assert_eq!(refused(url, &anybody), None, "{url}");
    }
    let hosts = |hosts: &[&str]| Caller {
        allowed_hosts: Some(hosts.iter().map(|own| (*own).to_owned()).collect()),
        ..Caller::default()
    };
    let not_allowed = Some((Kind::Denied, "proxy.not_allowed"));
    assert_eq!(
        refused("https://a.test/", &hosts(&["https://b.test"])),
        not_allowed
    );
    assert_eq!(refused("https://a.test/", &hosts(&[])), not_allowed);
    assert_eq!(
        refused(
            "https://a.test/",
            &hosts(&["https://b.test", "https://a.test"])
        ),
        None
    );
    let again = Caller {
        hop: true,
        ..Caller::default()
    };
    assert_eq!(
        refused("https://a.test/", &again),
        Some((Kind::Denied, "proxy.hop"))
    );
}

#[test]
fn a_lock_holds_those_it_is_enforced_for() {
    let locked = |is_enforced| Caller {
        lock: Some(Arc::new(Lock::new(["https://a.test/x"], None, is_enforced))),
        ..Caller::default()
    };
    let refusal = Some((Kind::Denied, "proxy.locked"));
    assert_eq!(refused("https://b.test/", &locked(true)), refusal);
    assert_eq!(refused("https://a.test/", &locked(true)), None);
    assert_eq!(refused("https://b.test/", &locked(false)), None);
}

#[test]
fn the_own_server_is_told_whose_call_it_is() {
    // R23, T11
    let own: [Origin; 1] = ["https://pd.test".parse().unwrap()];
    let asked = |headers: &[(&str, &str)]| Call {
        headers: pairs(headers),
        ..asked("GET", "https://pd.test/k/v1/app.json", "null")
    };
    let to = |asked: Call, own: &[Origin]| prepare::call(asked, &[], &Caller::default(), own);
    let sent = to(asked(&[(HOP_HEADER, "0")]), &own).unwrap();
    assert_eq!(header(&sent, HOP_HEADER), Some("1"));
    let failure = to(asked(&[("X-Real-IP", "127.0.0.1")]), &own)
        .err()
        .unwrap();
    assert_eq!(failure.key(), "proxy.own_header");
    assert!(to(asked(&[("X-Real-IP", "127.0.0.1")]), &[]).is_ok());
}

fn upload(
    method: &str,
    form: Form,
    size: u64,
    headers: &[(&str, &str)],
    proxy_configs: &[ProxyConfig],
) -> Result<Prepared<u64>, Failure> {
    let limits = Limits {
        upload: 10,
        ..Limits::default()
    };
    let upload = Upload {
        url: "https://a.test/files".to_owned(),
        method: method.to_owned(),
        headers: pairs(headers),
        form,
        size,
    };
    prepare::upload(
        &upload,
        proxy_configs,
        &Caller::default(),
        &[],
        &limits,
        |size| size,
    )
}

fn blob(blob_type: &str) -> Form {
    Form::Raw {
        blob_type: blob_type.to_owned(),
    }
}

#[test]
fn an_upload_is_a_post_or_put_within_the_limit() {
    // R15, 003.06
    for (method, size, key) in [
        ("POST", 10, None),
        ("put", 0, None),
        ("PUT", 11, Some("proxy.upload_too_large")),
        ("GET", 1, Some("proxy.bad_method")),
        ("DELETE", 1, Some("proxy.bad_method")),
        ("PATCH", 1, Some("proxy.bad_method")),
    ] {
        let result = upload(method, blob(""), size, &[], &[]);
        assert_eq!(
            result.as_ref().err().map(Failure::key),
            key,
            "{method} {size}"
        );
        if let Ok(sent) = result {
            assert_eq!(*sent.request.body(), size);
            assert_eq!(sent.request.uri(), "https://a.test/files");
            assert_eq!(header(&sent, "content-length"), (size == 0).then_some("0"));
        }
    }
}

#[test]
fn a_blobs_type_is_the_called_one_else_the_saved_one_else_its_own() {
    // R15.2
    let saved = proxy_config(
        "POST",
        r#"{"Content-Type":"image/saved","X-Key":"s"}"#,
        r#"{"k":1}"#,
    );
    let called = [
        ("content-type", "image/first"),
        ("Content-Type", "image/called"),
    ];
    for (blob_type, headers, proxy_configs, sent) in [
        ("image/own", &called[..], &saved[..], Some("image/called")),
        ("image/own", &[], &saved, Some("image/saved")),
        ("image/own", &[], &[], Some("image/own")),
        ("", &[], &[], None),
    ] {
        let prepared = upload("POST", blob(blob_type), 1, headers, proxy_configs).unwrap();
        assert_eq!(header(&prepared, "content-type"), sent);
        assert_eq!(
            header(&prepared, "x-key"),
            (!proxy_configs.is_empty()).then_some("s")
        );
        assert_eq!(prepared.request.uri().query(), None);
    }
    for bad in ["image/\r\nX: y", "é"] {
        let failure = upload("POST", blob(bad), 1, &[], &[]).err().unwrap();
        assert_eq!(failure.key(), "proxy.bad_header_value");
    }
}

#[test]
fn a_form_has_the_boundary_that_encoded_it() {
    // R15.3
    let form = |content_type: &str| Form::Multipart {
        content_type: content_type.to_owned(),
    };
    let ours = "Multipart/Form-Data ; boundary=x";
    let saved = proxy_config("POST", r#"{"Content-Type":"image/saved"}"#, "{}");
    let sent = upload("POST", form(ours), 1, &[("content-type", "a/b")], &saved).unwrap();
    assert_eq!(header(&sent, "content-type"), Some(ours));
    for bad in ["text/plain", "multipart/form-data2", ""] {
        let failure = upload("POST", form(bad), 1, &[], &[]).err().unwrap();
        assert_eq!(failure.params(), [("part", "type".to_owned())], "{bad}");
    }
}
