//! `/k/admin/system/group/{group}`: a group or organization and its members.

use std::collections::HashSet;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use plugdock_schema::GroupId;
use plugdock_store::{Group, GroupKind, User};
use serde_json::json;

use super::groups::{api, name_field, parent_field};
use super::{Section, done, head_below, page};
use crate::error::Error;
use crate::pages::AdminSession;
use crate::pages::layout::View;
use crate::pages::parts::{self, Tone};
use crate::state::AppState;

pub(super) fn routes() -> Router<Arc<AppState>> {
    Router::new().route("/k/admin/system/group/{group}", get(one))
}

async fn one(
    admin: AdminSession,
    Path(id): Path<String>,
    Query(asked): Query<parts::Said>,
) -> Result<Response, Error> {
    let session = admin.0;
    let store = &session.state.store;
    let id: GroupId = id.parse().map_err(|_| Error::not_found())?;
    let group = store.group(id).await?.ok_or_else(Error::not_found)?;
    let all = store.groups(GroupKind::Organization).await?;
    let members = store.members_of(&group).await?;
    let within: HashSet<_> = members.iter().map(|(user, _)| user.id).collect();
    let mut others = store.users().await?;
    others.retain(|user| user.active && !within.contains(&user.id));
    others.sort_by_cached_key(|user| (user.name.to_lowercase(), user.id));
    let view = &session.view;
    let kind = view.say(&format!("admin.group.{}", group.kind.as_str()));
    let known = [
        "GROUP_ADDED",
        "ORGANIZATION_ADDED",
        "GROUP_SAVED",
        "MEMBERS_SAVED",
    ];
    let body = html! {
        (head_below(view, Section::Groups, &group.name, &html! { (parts::badge(Tone::Plain, &kind)) }))
        (done(view, asked.message.as_deref(), &known))
        (parts::live("pd-says"))
        (in_it(view, &group, &members, &others))
        (profile(view, &group, &all))
        (removal(view, &group))
    };
    Ok(session.answer(&page(view, Section::Groups, group.name.clone(), &body)))
}

fn here(group: &Group) -> String {
    format!("{}{}", Section::Groups.href(), group.id)
}

/// Renders the members, and the form to add users.
fn in_it(view: &View, group: &Group, members: &[(User, bool)], others: &[User]) -> Markup {
    html! {
        section class="pd-card" aria-labelledby="pd-members" {
            div class="pd-card-head" { h2 class="pd-card-title" id="pd-members" { (view.say("admin.group.members")) } }
            @if members.is_empty() {
                (parts::empty(&view.say("admin.group.nobody"), &view.say("admin.group.nobody_next"), &html! {}))
            } @else {
                ul class="pd-rows" { @for (user, primary) in members { (member(view, group, user, *primary)) } }
            }
            @if others.is_empty() {
                p class="pd-card-body pd-muted" { (view.say("admin.group.all_in")) }
            } @else {
                form class="pd-card-body" data-pd-form=(api(group.kind, "/member")) data-pd-method="PUT"
                    data-pd-body=(json!({"id": group.id.0})) data-pd-next={ (here(group)) "?message=MEMBERS_SAVED" } {
                    div class="pd-field" {
                        label class="pd-label" for="pd-user" { (view.say("admin.group.user")) }
                        select class="pd-input" id="pd-user" name="user" required {
                            option value="" { (view.say("admin.group.choose")) }
                            @for user in others { option value=(user.id) { (user.name) " (" (user.login) ")" } }
                        }
                    }
                    button class="pd-button pd-button-main" type="submit" { (view.say("admin.group.add_member")) }
                }
            }
        }
    }
}

fn member(view: &View, group: &Group, user: &User, primary: bool) -> Markup {
    let name = [("name", &*user.name)];
    let next = format!("{}?message=MEMBERS_SAVED", here(group));
    let body = |primary: bool| {
        let mut body = json!({"id": group.id.0, "user": user.id.0});
        if primary {
            body["primary"] = json!(true);
        }
        body
    };
    html! {
        li class="pd-row pd-row-plain" {
            div class="pd-break" {
                a class="pd-link pd-break" href={ (Section::Users.href()) (user.id) } { (user.name) }
                " " span class="pd-muted pd-break" { (user.login) }
                @if primary { " " (parts::badge(Tone::Good, &view.say("admin.group.primary"))) }
            }
            div class="pd-actions" {
                @if group.kind == GroupKind::Organization && !primary {
                    form data-pd-form=(api(group.kind, "/member")) data-pd-method="PUT" data-pd-body=(body(true)) data-pd-next=(next) {
                        button class="pd-button pd-button-small" type="submit"
                            aria-label=(view.say_with("admin.group.make_primary_of", &name)) { (view.say("admin.group.make_primary")) }
                    }
                }
                form data-pd-form=(api(group.kind, "/member")) data-pd-method="DELETE" data-pd-body=(body(false)) data-pd-next=(next) {
                    button class="pd-button pd-button-small" type="submit"
                        aria-label=(view.say_with("admin.group.remove_member_named", &name)) { (view.say("admin.group.remove_member")) }
                }
            }
        }
    }
}

fn profile(view: &View, group: &Group, all: &[Group]) -> Markup {
    // Groups have no tree, so the title names only the name.
    let title = match group.kind {
        GroupKind::Group => "admin.group.name",
        GroupKind::Organization => "admin.group.profile",
    };
    html! {
        section class="pd-card" aria-labelledby="pd-profile" {
            div class="pd-card-head" { h2 class="pd-card-title" id="pd-profile" { (view.say(title)) } }
            form class="pd-card-body" data-pd-form=(api(group.kind, "")) data-pd-method="PUT"
                data-pd-body=(json!({"id": group.id.0})) data-pd-next={ (here(group)) "?message=GROUP_SAVED" } {
                dl class="pd-facts pd-field" {
                    dt { (view.say("admin.group.code")) }
                    dd class="pd-break" { (group.code) }
                }
                (name_field(view, &group.name))
                @if group.kind == GroupKind::Organization { (parent_field(view, all, Some(group))) }
                button class="pd-button pd-button-main" type="submit" { (view.t("save")) }
            }
        }
    }
}

fn removal(view: &View, group: &Group) -> Markup {
    let ask = view.say_with("admin.group.remove_ask", &[("name", &group.name)]);
    html! {
        form data-pd-form=(api(group.kind, "")) data-pd-method="DELETE" data-pd-danger data-pd-ask=(ask)
            data-pd-body=(json!({"id": group.id.0})) data-pd-next={ (Section::Groups.href()) "?message=" (group.kind.as_str().to_uppercase()) "_REMOVED" } {
            button class="pd-button pd-button-danger" type="submit" { (view.say("admin.group.remove")) }
        }
    }
}
