//! `/k/admin/app/{app}/customize`: the app's own JavaScript and CSS (R46).

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use plugdock_schema::AppId;
use plugdock_store::{AppList, AppSource, MAX_APP_FILE, MAX_APP_FILES, Settings};
use serde_json::{Value, json};

use super::{Frame, Part, Saved, editor};
use crate::error::Error;
use crate::pages::PageSession;
use crate::pages::layout::View;
use crate::pages::parts::{self, Tone};
use crate::state::App;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/k/admin/app/{app}/customize", get(page))
}

async fn page(
    session: PageSession,
    Path(app): Path<AppId>,
    Query(saved): Query<Saved>,
) -> Result<Response, Error> {
    let view = &session.view;
    let frame = Frame::open(&session, app).await?;
    let settings = &frame.settings;
    if !frame.access.can_script() {
        return Ok(session.answer(&frame.page(view, Part::Scripts, &held(view, settings))));
    }
    let lists = AppList::ALL.map(|list| {
        let sources = settings.scripts.list(list).iter();
        let sources: Vec<Value> = sources
            .map(|source| match source {
                AppSource::Url(url) => json!({ "url": url }),
                AppSource::File(file) => {
                    json!({"fileKey": file.key, "name": file.name, "size": parts::size(file.size)})
                }
            })
            .collect();
        (list.as_str(), sources)
    });
    let start = json!({
        "app": settings.app,
        "revision": settings.revision,
        "scope": settings.scripts.scope.as_str(),
        "lists": lists.into_iter().collect::<std::collections::BTreeMap<_, _>>(),
        "most": MAX_APP_FILES,
        "largest": MAX_APP_FILE,
    });
    let body = html! {
        (parts::message(view, saved.message.as_deref(), &["APP_SAVED"]))
        p class="pd-lead pd-lead-alone" { (view.say("form.scripts_lead")) }
        (editor::place(view, "scripts"))
    };
    let mut page = frame.page(view, Part::Scripts, &body);
    page.tail = editor::script(view, &start);
    Ok(session.answer(&page))
}

/// What there is, for a manager who may not change it (R50).
fn held(view: &View, settings: &Settings) -> Markup {
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
