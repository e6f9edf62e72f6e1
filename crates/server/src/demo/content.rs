//! The content of the demo's app.

use std::sync::Arc;

use plugdock_package::PluginId;
use plugdock_schema::layout::Layout;
use plugdock_schema::query::time::Moment;
use plugdock_schema::value::{Given, GivenValue};
use plugdock_schema::views::Views;
use plugdock_schema::{AppId, Fields, Invalid};
use plugdock_store::{Actor, AppQuery, By, Error, NewApp, NewProxyConfig, Result, Store, User};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::DemoError;
use crate::clock::Clock;

/// Returns the administrator that the first start created.
pub(super) async fn administrator(store: &Store) -> Result<User> {
    store
        .users()
        .await?
        .into_iter()
        .find(|user| user.admin)
        .ok_or(Error::Denied)
}

/// Returns true if the store has any app, deployed or not.
pub(super) async fn has_apps(store: &Store, admin: &User) -> Result<bool> {
    let any = AppQuery {
        undeployed: true,
        limit: 1,
        ..AppQuery::default()
    };
    Ok(!store
        .apps(&Actor::User(Arc::new(admin.clone()), None), &any)
        .await?
        .is_empty())
}

/// Creates the app, adds the plug-in with its settings, deploys it, and adds records.
pub(super) async fn make(
    store: &Store,
    clock: &Clock,
    admin: &User,
    plugin: &PluginId,
    origin: &str,
    key: &SecretString,
) -> Result<AppId, DemoError> {
    let actor = Actor::User(Arc::new(admin.clone()), None);
    let mut form = Fields::of_new_app(false);
    let wrong = |invalid: Invalid| DemoError::Form(invalid.to_string());
    form.add(&fields().into()).map_err(wrong)?;
    let new = NewApp {
        name: "Field visits".to_owned(),
        description: "Demo app with five visits and a plug-in that calls a weather service."
            .to_owned(),
        layout: Layout::read(&layout().into(), &form).map_err(wrong)?,
        views: Views::default()
            .read(&views().into(), &form)
            .map_err(wrong)?,
        fields: form,
        ..NewApp::default()
    };
    let app = store
        .add_app(new, By::user(admin.id, None), clock.now())
        .await?
        .id;
    let access = store.access(&actor, app).await?;
    store
        .add_app_plugins(&access, std::slice::from_ref(plugin), 1, None, clock.now())
        .await?;
    let config = [("endpoint".to_owned(), format!("{origin}/now"))]
        .into_iter()
        .collect();
    store
        .set_plugin_config(&access, plugin, config, None, clock.now())
        .await?;
    let token = SecretString::from(format!("Bearer {}", key.expose_secret()));
    let proxy_config = NewProxyConfig {
        method: "GET".to_owned(),
        url: format!("{origin}/"),
        headers: vec![("Authorization".to_owned(), token)],
        data: Vec::new(),
    };
    store
        .save_proxy_config(&access, plugin, proxy_config, clock.now())
        .await?;
    store
        .deploy(&[(access.clone(), None)], false, clock.now())
        .await?;
    let moment = Moment::new(clock.now(), &admin.timezone, Some(admin.login.clone()));
    store.add_records(&access, &records(), &moment).await?;
    Ok(app)
}

fn fields() -> Value {
    let text =
        |code: &str, label: &str| json!({"type": "SINGLE_LINE_TEXT", "code": code, "label": label});
    json!({
        "customer": text("customer", "Customer"),
        "city": text("city", "City"),
        "visit": {"type": "DATE", "code": "visit", "label": "Visit"},
        "status": {
            "type": "DROP_DOWN", "code": "status", "label": "Status", "options": {
                "Planned": {"label": "Planned", "index": "0"},
                "Done": {"label": "Done", "index": "1"},
            },
        },
        "hours": {"type": "NUMBER", "code": "hours", "label": "Hours"},
        "notes": {"type": "MULTI_LINE_TEXT", "code": "notes", "label": "Notes"},
    })
}

fn layout() -> Value {
    let field = |kind: &str, code: &str, width: u32| json!({"type": kind, "code": code, "size": {"width": width.to_string()}});
    json!([
        {"type": "ROW", "fields": [field("SINGLE_LINE_TEXT", "customer", 240), field("SINGLE_LINE_TEXT", "city", 160)]},
        {"type": "ROW", "fields": [field("DATE", "visit", 160), field("DROP_DOWN", "status", 160), field("NUMBER", "hours", 120)]},
        {"type": "ROW", "fields": [field("MULTI_LINE_TEXT", "notes", 420)]},
    ])
}

fn views() -> Value {
    json!({"Visits": {
        "type": "LIST", "id": "1", "index": "0", "name": "Visits",
        "fields": ["customer", "city", "visit", "status", "hours", "notes"],
        "filterCond": "", "sort": "visit asc",
    }})
}

fn records() -> Vec<Given> {
    [
        (
            "Aoi Foods",
            "Kyoto",
            "2026-11-24",
            "Planned",
            "2",
            "New cold room; ask about the sensors.",
        ),
        (
            "Birch & Sons",
            "Leeds",
            "2026-11-19",
            "Done",
            "3.5",
            "Signed for another year.",
        ),
        (
            "Cedar Clinic",
            "Osaka",
            "2026-11-26",
            "Planned",
            "1.5",
            "Bring the spare printer.",
        ),
        (
            "Delta Harbour",
            "Rotterdam",
            "2026-11-12",
            "Done",
            "4",
            "Crane two works again.",
        ),
        (
            "Elm Street School",
            "Sapporo",
            "2026-12-01",
            "Planned",
            "2",
            "Snow: leave early.",
        ),
    ]
    .into_iter()
    .map(|(customer, city, visit, status, hours, notes)| {
        let mut record = Given::default();
        for (code, value) in [
            ("customer", customer),
            ("city", city),
            ("visit", visit),
            ("status", status),
            ("hours", hours),
            ("notes", notes),
        ] {
            record.set(code, GivenValue::text(value));
        }
        record
    })
    .collect()
}
