//! The egress lock of a plug-in, app by app: the chosen lock and the allowed origins.

use maud::{Markup, html};
use plugdock_package::{Manifest, PluginId};
use plugdock_proxy::Lock;
use plugdock_schema::AppId;
use plugdock_store::ListedProxyConfig;
use serde_json::json;

use super::plugin_href;
use crate::pages::layout::View;
use crate::pages::parts::{self, Tone};
use crate::params::Choice;
use crate::services::egress_lock::Hold;

/// Returns the origins that a locked plug-in may call from an app.
pub(super) fn origins(
    app: AppId,
    proxy_configs: &[ListedProxyConfig],
    manifest: &Manifest,
) -> String {
    let deployed = proxy_configs
        .iter()
        .filter(|listed| listed.app == app && listed.live);
    let saved = deployed
        .map(|listed| &listed.proxy_config)
        .filter(|proxy_config| !proxy_config.headers.is_empty() || !proxy_config.data.is_empty())
        .map(|proxy_config| &*proxy_config.url);
    let hosts = manifest.allowed_hosts.as_deref();
    Lock::new(saved, hosts, true).origins().join(", ")
}

/// Renders the chosen lock for a heading. Renders nothing without a lock.
pub(super) fn badge(view: &View, hold: Hold) -> Markup {
    match hold {
        Hold::Off => html! {},
        Hold::Report => parts::badge(Tone::Plain, &view.say("admin.lock.badge.report")),
        Hold::Enforce => parts::badge(Tone::Good, &view.say("admin.lock.badge.enforce")),
    }
}

/// Returns the text that lists the allowed origins.
pub(super) fn told(view: &View, origins: &str) -> String {
    if origins.is_empty() {
        view.say("admin.lock.no_origins")
    } else {
        view.say_with("admin.lock.origins", &[("origins", origins)])
    }
}

/// Renders the form to choose the lock in an app.
pub(super) fn form(view: &View, (app, name): (AppId, &str), id: &PluginId, hold: Hold) -> Markup {
    let next = format!("{}?message=LOCK_SET", plugin_href(id));
    let named = [("app", name)];
    html! {
        form class="pd-actions" data-pd-form="/k/api/egress.json" data-pd-method="PUT"
            data-pd-body=(json!({"app": app.0, "id": id.as_str()})) data-pd-next=(next) {
            select class="pd-input" name="lock" aria-label=(view.say_with("admin.lock.named", &named)) {
                @for &one in Hold::ALL {
                    option value=(one.word()) selected[one == hold] { (view.say(&format!("admin.lock.{}", one.word()))) }
                }
            }
            button class="pd-button pd-button-small" type="submit" aria-label=(view.say_with("admin.lock.set_named", &named)) {
                (view.say("admin.lock.set"))
            }
        }
    }
}
