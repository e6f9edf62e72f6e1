//! Tests what a failure reveals, and to whom (R19, T16).

use plugdock_rules::failure::{Failure, Kind};
use plugdock_rules::limits::Passed;

#[test]
fn each_kind_has_its_code_and_status() {
    // R19
    for (kind, code, status) in [
        (Kind::BadRequest, "PD_PROXY_BAD_REQUEST", 400),
        (Kind::Denied, "CB_NO02", 403),
        (Kind::Busy, "PD_PROXY_BUSY", 429),
        (Kind::Unreachable, "PD_PROXY_UNREACHABLE", 502),
        (Kind::Tls, "PD_PROXY_TLS", 502),
        (Kind::Limit, "PD_PROXY_LIMIT", 502),
        (Kind::Timeout, "PD_PROXY_TIMEOUT", 504),
    ] {
        let failure = Failure::new(kind, "proxy.x");
        assert_eq!(
            (failure.kind(), failure.code(), failure.status()),
            (kind, code, status)
        );
    }
}

#[test]
fn the_cause_is_for_the_log_alone() {
    // R19, T16
    let failure = Failure::unreachable("10.0.0.1 is filtered");
    assert_eq!(failure, Failure::unreachable("10.0.0.1 is filtered"));
    assert_eq!(
        failure.to_string(),
        "PD_PROXY_UNREACHABLE proxy.unreachable"
    );
    assert_eq!(failure.cause(), Some("10.0.0.1 is filtered"));
    assert_eq!(
        format!("{failure:?}"),
        "PD_PROXY_UNREACHABLE proxy.unreachable (10.0.0.1 is filtered)"
    );
    let failure = Failure::bad("proxy.x").with("name", "a\nb");
    assert_eq!(
        format!("{failure:?}"),
        r#"PD_PROXY_BAD_REQUEST proxy.x name="a\nb""#
    );
    assert_eq!(failure.cause(), None);
}

#[test]
fn each_limit_names_itself_and_how_much_it_allows() {
    // R22
    for (passed, key, limit) in [
        (Passed::HeaderLines(1), "proxy.limit_header_lines", "1"),
        (Passed::HeaderLine(2), "proxy.limit_header_line", "2"),
        (Passed::Informational(3), "proxy.limit_informational", "3"),
        (Passed::Body(4), "proxy.limit_body", "4"),
        (Passed::Encodings(5), "proxy.limit_encodings", "5"),
    ] {
        let failure = Failure::from(passed);
        assert_eq!((failure.kind(), failure.key()), (Kind::Limit, key));
        assert_eq!(failure.params(), [("limit", limit.to_owned())]);
        assert_eq!(failure.cause(), Some(passed.to_string().as_str()));
    }
}
