//! The document of the API.

use std::fs;
use std::path::Path;

use plugdock_server::api::openapi::document;

use crate::harness::TestApp;

#[test]
fn the_checked_in_document_is_what_the_code_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, document()).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == document(),
        "docs/openapi.json is out of date: run UPDATE=1 cargo test -p plugdock-server --test it openapi"
    );
}

#[tokio::test]
async fn the_document_is_served() {
    let test = TestApp::sqlite().await;
    let reply = test.call("GET", "/-/openapi.json").send().await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.text(), document());
}
