//! `/k/admin/system/server/`: the configuration of the server, and the settings that can be changed
//! while it runs. It never shows secrets or addresses that contain one.

use std::sync::Arc;

use axum::Router;
use axum::extract::Query;
use axum::response::{Redirect, Response};
use axum::routing::get;
use maud::{Markup, html};
use plugdock_store::{AUDIT_LIFE, GroupKind};
use serde_json::json;

use super::{Section, done, head, page};
use crate::config::{Config, Credentials, Group, Shown};
use crate::error::Error;
use crate::pages::AdminSession;
use crate::pages::layout::View;
use crate::pages::parts::{self, Tone};
use crate::services::{app_makers, credential_policy, plugin_limit};
use crate::state::AppState;

pub(super) fn routes() -> Router<Arc<AppState>> {
    Router::new()
        .route(
            "/k/admin/system/server",
            get(|| async { Redirect::permanent(Section::Server.href()) }),
        )
        .route("/k/admin/system/server/", get(server))
}

async fn server(admin: AdminSession, Query(asked): Query<parts::Said>) -> Result<Response, Error> {
    let session = admin.0;
    let state = &session.state;
    let view = &session.view;
    let sealed = credential_policy::stricter(&state.store).await?.seals_all();
    let most = plugin_limit::in_force(state).await?;
    let groups = state.store.groups(GroupKind::Group).await?;
    let makers = app_makers::in_force(state).await?;
    let answers = state.store.ping().await.is_ok();
    let known = ["SETTINGS_SAVED", "SEALED", "UNSEALED"];
    let body = html! {
        (head(view, Section::Server, &view.say("admin.server.lead"), &html! {}))
        (done(view, asked.message.as_deref(), &known))
        (parts::live("pd-says"))
        (profile(view, &state.config, sealed))
        (changeable(view, &state.config, most, &groups, &makers))
        (configured(view, &state.config, answers))
    };
    Ok(session.answer(&page(
        view,
        Section::Server,
        Section::Server.name(view),
        &body,
    )))
}

/// Renders the profile for saved credentials, and the button to make it stricter (R01).
fn profile(view: &View, config: &Config, sealed: bool) -> Markup {
    let readable = config.profile() == Credentials::Readable;
    let (tone, state) = match (readable, sealed) {
        (false, _) => (Tone::Good, "sealed"),
        (true, true) => (Tone::Good, "sealed_here"),
        (true, false) => (Tone::Warn, "readable"),
    };
    let here = Section::Server.href();
    html! {
        section class="pd-card" aria-labelledby="pd-profile" {
            div class="pd-card-head" {
                h2 class="pd-card-title" id="pd-profile" { (view.say("admin.profile")) }
                (parts::badge(tone, &view.say(&format!("admin.profile.{state}"))))
            }
            div class="pd-card-body" {
                p { (view.say(&format!("admin.profile.{state}_text"))) }
                @if readable {
                    @let ask = if sealed { "admin.profile.unseal_ask" } else { "admin.profile.seal_ask" };
                    form data-pd-form="/k/api/credentials.json" data-pd-method="PUT" data-pd-body=(json!({"sealed": !sealed}))
                        data-pd-ask=(view.say(ask)) data-pd-danger[sealed]
                        data-pd-next={ (here) "?message=" (if sealed { "UNSEALED" } else { "SEALED" }) } {
                        button class={ "pd-button" @if sealed { " pd-button-danger" } } type="submit" {
                            (view.say(if sealed { "admin.profile.unseal" } else { "admin.profile.seal" }))
                        }
                    }
                }
            }
        }
    }
}

/// Renders the settings that can be changed while the server runs (R48).
fn changeable(
    view: &View,
    config: &Config,
    most: usize,
    groups: &[plugdock_store::Group],
    makers: &[String],
) -> Markup {
    let configured = config.plugins_per_app.to_string();
    html! {
        section class="pd-card" aria-labelledby="pd-changeable" {
            div class="pd-card-head" { h2 class="pd-card-title" id="pd-changeable" { (view.say("admin.changeable")) } }
            // Without a box that is checked, the list must be empty instead of absent.
            form class="pd-card-body" data-pd-form="/k/api/settings.json" data-pd-method="PUT" data-pd-body=(json!({"appMakers": []}))
                data-pd-next={ (Section::Server.href()) "?message=SETTINGS_SAVED" } {
                div class="pd-field" {
                    label class="pd-label" for="pd-most" { (view.say("admin.most_plugins")) }
                    input class="pd-input pd-input-short" id="pd-most" name="pluginsPerApp" type="number" min="1" max=(plugin_limit::MAX_PLUGINS)
                        required value=(most) aria-describedby="pd-most-hint";
                    p class="pd-hint" id="pd-most-hint" { (view.say_with("admin.most_plugins_hint", &[("count", &configured)])) }
                }
                fieldset class="pd-set-list" aria-describedby="pd-makers-hint" {
                    legend class="pd-label" { (view.say("admin.app_makers")) }
                    @for group in groups {
                        label class="pd-set-choice" {
                            input type="checkbox" name="appMakers[]" value=(group.code) checked[makers.contains(&group.code)];
                            span { (group.name) }
                        }
                    }
                    p class="pd-hint" id="pd-makers-hint" { (view.say("admin.app_makers_hint")) }
                }
                button class="pd-button" type="submit" { (view.t("save")) }
            }
        }
    }
}

/// A line of the list: its name, its current value, and true if the value was set explicitly.
struct Fact {
    name: &'static str,
    value: String,
    is_chosen: bool,
}

fn configured(view: &View, config: &Config, answers: bool) -> Markup {
    let groups = [
        ("server", Group::Server, about(view, config, answers)),
        ("calls", Group::Calls, Vec::new()),
        ("limits", Group::Limits, vec![audit_life(view)]),
    ];
    html! {
        @for (name, group, facts) in groups {
            @let id = format!("pd-set-{name}");
            section class="pd-card" aria-labelledby=(id) {
                div class="pd-card-head" { h2 class="pd-card-title" id=(id) { (view.say(&format!("admin.set.{name}"))) } }
                div class="pd-card-body" {
                    dl class="pd-facts pd-facts-wide" {
                        @for fact in facts.into_iter().chain(settings(view, config, group)) {
                            dt { (view.say(&format!("admin.set.{}", fact.name))) }
                            dd class="pd-break" {
                                (fact.value) " "
                                @if fact.is_chosen { (parts::badge(Tone::Plain, &view.say("admin.set_chosen"))) }
                            }
                        }
                    }
                }
            }
        }
        p class="pd-hint" { (view.say("admin.set_hint")) }
    }
}

/// Returns the settings of a group.
fn settings(view: &View, config: &Config, group: Group) -> impl Iterator<Item = Fact> {
    let listed = config.listed().into_iter();
    let listed = listed.filter(move |setting| setting.group == group);
    listed.map(|setting| Fact {
        value: match setting.value {
            Shown::Text(text) => text,
            Shown::Seconds(count) => {
                view.say_with("admin.set.seconds", &[("count", &count.to_string())])
            }
            Shown::Given => view.say("admin.set.given"),
            Shown::Unset => view.say(&format!("admin.set.{}.unset", setting.name)),
        },
        name: setting.name,
        is_chosen: setting.is_chosen,
    })
}

/// Returns facts that are not settings, or whose current value differs from the setting.
fn about(view: &View, config: &Config, answers: bool) -> Vec<Fact> {
    let health = if answers {
        "admin.set.answers"
    } else {
        "admin.set.answers_not"
    };
    let admin_origin = config.admin_url.clone();
    let fact = |name, value, is_chosen| Fact {
        name,
        value,
        is_chosen,
    };
    vec![
        fact("version", env!("CARGO_PKG_VERSION").to_owned(), false),
        fact("health", view.say(health), false),
        fact("origin", config.origin(), config.public_url.is_some()),
        fact(
            "admin_origin",
            admin_origin.unwrap_or_else(|| view.say("admin.set.admin_origin.unset")),
            config.admin_url.is_some(),
        ),
    ]
}

fn audit_life(view: &View) -> Fact {
    let days = (AUDIT_LIFE / (24 * 3_600_000)).to_string();
    Fact {
        name: "audit_life",
        value: view.say_with("admin.set.days", &[("count", &days)]),
        is_chosen: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{Locale, text};

    #[test]
    fn every_listed_setting_has_its_texts() {
        let lacks = |key: &String| text(Locale::En, key, &[]) == *key;
        for setting in Config::default().listed() {
            let mut keys = vec![format!("admin.set.{}", setting.name)];
            if setting.value == Shown::Unset {
                keys.push(format!("admin.set.{}.unset", setting.name));
            }
            keys.retain(|key| setting.group != Group::Elsewhere && lacks(key));
            assert_eq!(keys, [] as [String; 0]);
        }
    }
}
