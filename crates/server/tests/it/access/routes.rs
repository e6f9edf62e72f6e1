//! Reads the route table from the router itself, so that no route can be missing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use plugdock_server::AppState;
use plugdock_server::api::openapi::document;
use serde_json::Value;

/// Returns every method and path of the router. They are read from its debug output, because axum
/// has no list of routes and a second list could become incomplete. Panics if the output cannot be
/// parsed, for example after an update of axum.
pub(crate) fn table(state: &Arc<AppState>) -> BTreeSet<(String, String)> {
    let text = format!("{:?}", plugdock_server::routes(state));
    let (routers, rest) = text
        .split_once(", node: Node { paths: {")
        .expect("the router prints its routes and their paths");
    let paths: BTreeMap<&str, &str> = rest
        .split("RouteId(")
        .skip(1)
        .map_while(|part| part.split_once("): \""))
        .map(|(id, part)| (id, part.split_once('"').expect("the path's end").0))
        .collect();
    let mut table = BTreeSet::new();
    for part in routers.split("RouteId(").skip(1) {
        let (id, methods) = part
            .split_once("): MethodRouter(MethodRouter { ")
            .expect("every route takes its methods one by one");
        assert!(
            methods.contains("fallback: Default("),
            "{}: a route that takes every method has no row",
            paths[id]
        );
        let (methods, _) = methods
            .split_once(", fallback")
            .expect("methods, then the fallback");
        for method in methods.split(", ") {
            let (method, handler) = method.split_once(": ").expect("a method and its handler");
            if handler != "None" {
                table.insert((method.to_uppercase(), paths[id].to_owned()));
            }
        }
    }
    table
}

// Compares the table of the router with the documentation of the handlers.
#[tokio::test]
async fn t78_the_route_table_is_read_whole() {
    let test = crate::harness::TestApp::sqlite().await;
    let table = table(&test.state);
    let document: Value = serde_json::from_str(&document()).unwrap();
    let mut documented = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            let route = (method.to_uppercase(), path.clone());
            assert!(
                table.contains(&route),
                "{route:?} is documented and not in the table"
            );
            documented += 1;
        }
    }
    assert!(documented > 50, "{documented} operations");
    for page in ["/k/", "/login", "/-/health", "/k/admin/system/plugin/"] {
        assert!(
            table.contains(&("GET".to_owned(), page.to_owned())),
            "{page}"
        );
    }
}
