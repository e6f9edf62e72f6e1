//! Tests the API document: it is checked in, served, and complete.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use plugdock_server::api::openapi::document;
use serde_json::{Value, json};

use crate::access::rows::ROWS;
use crate::harness::TestApp;

/// Returns every operation: its method, its path and its description.
fn operations() -> Vec<(String, String, Value)> {
    let document: Value = serde_json::from_str(&document()).unwrap();
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            all.push((method.to_uppercase(), path.clone(), operation.clone()));
        }
    }
    all
}

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

#[test]
fn every_operation_has_a_name_of_its_own_and_says_its_errors() {
    let mut names = BTreeSet::new();
    for (method, path, operation) in operations() {
        let name = operation["operationId"].as_str().unwrap().to_owned();
        assert!(names.insert(name), "{method} {path} has another's name");
        let error = &operation["responses"]["default"]["$ref"];
        assert_eq!(error, "#/components/responses/Error", "{method} {path}");
    }
}

#[test]
fn the_document_has_every_address_that_answers_json_and_no_other() {
    let said: BTreeSet<_> = operations()
        .into_iter()
        .map(|(method, path, _)| (method, path))
        .collect();
    let is_api = |path: &str| {
        let apis = ["/k/v1/", "/k/api/", "/v1/", "/-/openapi.json"];
        apis.iter().any(|api| path.starts_with(api))
    };
    // The role matrix shows that the rows are the routes of the router (T78).
    let served: BTreeSet<_> = ROWS
        .lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            let (method, path) = (words.next()?, words.next()?);
            is_api(path).then(|| (method.to_owned(), path.to_owned()))
        })
        .collect();
    assert_eq!(said, served);
}

// R38
#[tokio::test]
async fn every_operation_refuses_by_name_what_it_does_not_know() {
    let test = TestApp::sqlite().await;
    let session = test.sign_in("admin").await;
    for (method, path, operation) in operations() {
        let body = operation["requestBody"]["content"].as_object();
        let reads_json = body.is_none_or(|body| body.contains_key("application/json"));
        if path == "/-/openapi.json" || !reads_json {
            continue;
        }
        let call = if matches!(&*method, "GET" | "DELETE") {
            test.call(&method, &format!("{path}?nonsense=1"))
        } else {
            test.call(&method, &path).json(&json!({"nonsense": 1}))
        };
        let reply = call.session(&session).csrf(&session).send().await;
        assert_eq!(reply.status, 400, "{method} {path}: {}", reply.text());
        let named = reply.json()["errors"]["nonsense"]["messages"].is_array();
        assert!(named, "{method} {path}: {}", reply.text());
    }
}

#[test]
fn every_reference_leads_somewhere() {
    let document: Value = serde_json::from_str(&document()).unwrap();
    let mut left = vec![&document];
    while let Some(value) = left.pop() {
        if let Some(place) = value["$ref"].as_str() {
            let found = document.pointer(place.trim_start_matches('#'));
            assert!(found.is_some(), "{place}");
        }
        match value {
            Value::Object(parts) => left.extend(parts.values()),
            Value::Array(parts) => left.extend(parts),
            _ => {}
        }
    }
}
