//! `/k/admin/app/{app}/customize`: the app's own JavaScript and CSS (R46).

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use plugdock_schema::{AppId, Revision};
use plugdock_store::{AppList, AppSettings, AppSource, MAX_APP_FILE, MAX_APP_FILES};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Frame, Part, editor};
use crate::error::Error;
use crate::pages::PageSession;
use crate::pages::layout::View;
use crate::pages::parts::{self, Said, Tone};
use crate::services::script_scope::CustomizeScope;
use crate::state::AppState;

pub(super) fn routes() -> Router<Arc<AppState>> {
    Router::new().route("/k/admin/app/{app}/customize", get(page))
}

async fn page(
    session: PageSession,
    Path(app): Path<AppId>,
    Query(said): Query<Said>,
) -> Result<Response, Error> {
    let view = &session.view;
    let frame = Frame::open(&session, app).await?;
    let settings = &frame.settings;
    if !frame.access.can_script() {
        return Ok(session.answer(&frame.page(view, Part::Scripts, &held(view, settings))));
    }
    let lead = html! { p class="pd-lead pd-lead-alone" { (view.say("form.scripts_lead")) } };
    let part = (Part::Scripts, "scripts");
    let page = editor::page(view, &frame, part, &said, &lead, &start(settings));
    Ok(session.answer(&page))
}

/// The initial data of the script editor.
#[derive(Serialize, ToSchema)]
pub(in crate::pages) struct ScriptsStart<'a> {
    #[schema(value_type = i64)]
    app: AppId,
    #[schema(value_type = i64)]
    revision: Revision,
    scope: CustomizeScope,
    /// The lists by device and kind, such as `desktop.js`.
    lists: BTreeMap<&'static str, Vec<Script<'a>>>,
    /// The maximum number of entries in a list.
    most: usize,
    /// The maximum size of a file in bytes.
    largest: u64,
}

/// An entry of a list.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
enum Script<'a> {
    Url {
        url: &'a str,
    },
    #[serde(rename_all = "camelCase")]
    File {
        file_key: String,
        name: &'a str,
        /// The size, formatted for display.
        size: String,
    },
}

fn start(settings: &AppSettings) -> ScriptsStart<'_> {
    let lists = AppList::ALL.map(|list| {
        let sources = settings.scripts.list(list).iter();
        (list.as_str(), sources.map(script).collect())
    });
    ScriptsStart {
        app: settings.app,
        revision: settings.revision,
        scope: settings.scripts.scope.into(),
        lists: lists.into_iter().collect(),
        most: MAX_APP_FILES,
        largest: MAX_APP_FILE,
    }
}

fn script(source: &AppSource) -> Script<'_> {
    match source {
        AppSource::Url(url) => Script::Url { url },
        AppSource::File(file) => Script::File {
            file_key: file.key.to_string(),
            name: &file.name,
            size: parts::size(file.size),
        },
    }
}

/// Renders the lists for a user who manages the app but may not change them (R50).
fn held(view: &View, settings: &AppSettings) -> Markup {
    html! {
        (parts::note(Tone::Plain, &html! { p { (view.say("form.scripts_admin_only")) } }))
        @for list in AppList::ALL {
            @let sources = settings.scripts.list(list);
            @if !sources.is_empty() {
                section class="pd-card" {
                    div class="pd-card-head" { h2 class="pd-card-title" { (list.as_str()) } }
                    ul class="pd-rows" {
                        @for source in sources {
                            li class="pd-row pd-row-plain pd-break" {
                                @match source {
                                    AppSource::Url(url) => (url),
                                    AppSource::File(file) => { (file.name) " " span class="pd-muted" { (parts::size(file.size)) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
