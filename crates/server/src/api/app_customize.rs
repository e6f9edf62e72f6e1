//! `/k/v1/app/customize.json` and its preview twin: the app's own JavaScript and CSS (R46).

use std::sync::Arc;

use axum::extract::State;
use plugdock_schema::{AppId, FileKey, Revision};
use plugdock_store::{
    AppList, AppScriptsChange, AppSource, MAX_APP_FILES, NewAppSource, ScriptScope, Settings,
};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Revised};
use super::form::{self, OfApp};
use crate::auth::Api;
use crate::error::Error;
use crate::params::{Input, Params, Who};
use crate::state::App;

/// Characters of an address.
const URL: usize = 4_096;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(live))
        .routes(routes!(preview, update))
}

#[derive(Debug, Serialize, ToSchema)]
struct Customization {
    /// `ALL`, `ADMIN` or `NONE`: for whom it is loaded.
    scope: &'static str,
    desktop: Device,
    mobile: Device,
    revision: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct Device {
    js: Vec<Source>,
    css: Vec<Source>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "UPPERCASE")]
enum Source {
    Url { url: String },
    File { file: SourceFile },
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SourceFile {
    /// Names the file when the customization is changed.
    file_key: String,
    name: String,
    content_type: String,
    /// Bytes; a string.
    size: String,
}

fn answer(settings: &Settings) -> Answer<Customization> {
    let list = |list| -> Vec<Source> {
        let sources = settings.scripts.list(list).iter();
        sources
            .map(|source| match source {
                AppSource::Url(url) => Source::Url { url: url.clone() },
                AppSource::File(file) => Source::File {
                    file: SourceFile {
                        file_key: file.key.to_string(),
                        name: file.name.clone(),
                        content_type: file.content_type.clone(),
                        size: file.size.to_string(),
                    },
                },
            })
            .collect()
    };
    Answer(Customization {
        scope: settings.scripts.scope.as_str(),
        desktop: Device {
            js: list(AppList::DesktopJs),
            css: list(AppList::DesktopCss),
        },
        mobile: Device {
            js: list(AppList::MobileJs),
            css: list(AppList::MobileCss),
        },
        revision: settings.revision.to_string(),
    })
}

/// The JavaScript and CSS of the app in operation, for who manages it.
#[utoipa::path(get, path = "/k/v1/app/customize.json", tag = "app settings",
    params(("app" = i64, Query, description = "The app")),
    responses((status = 200, body = Customization)))]
async fn live(
    State(app): State<Arc<App>>,
    call: Api<OfApp>,
) -> Result<Answer<Customization>, Error> {
    form::managed(&app, &call.caller, call.input.app).await?;
    Ok(answer(
        &form::live(&app, &call.caller, call.input.app).await?,
    ))
}

/// The JavaScript and CSS of the app's pending settings.
#[utoipa::path(get, path = "/k/v1/preview/app/customize.json", tag = "app settings",
    params(("app" = i64, Query, description = "The app")),
    responses((status = 200, body = Customization)))]
async fn preview(
    State(app): State<Arc<App>>,
    call: Api<OfApp>,
) -> Result<Answer<Customization>, Error> {
    Ok(answer(
        &form::preview(&app, &call.caller, call.input.app).await?,
    ))
}

#[derive(Debug)]
pub(crate) struct Update {
    app: AppId,
    change: AppScriptsChange,
    revision: Option<Revision>,
}

impl Input for Update {
    // Script acts as whoever opens the page: an app token must not plant it (R50).
    const WHO: Who = Who::Admin;

    fn read(params: &mut Params) -> Self {
        let app = params.app();
        let scope = params.string("scope").and_then(|text| {
            let scope = ScriptScope::parse(&text);
            if scope.is_none() {
                params.wrong("scope", "errors.enum", Vec::new());
            }
            scope
        });
        let [desktop, mobile] = ["desktop", "mobile"].map(|name| device(params, name));
        Self {
            app,
            change: AppScriptsChange {
                scope,
                lists: AppList::ALL.map(|list| {
                    let (device, kind) = match list {
                        AppList::DesktopJs => (&desktop, "js"),
                        AppList::DesktopCss => (&desktop, "css"),
                        AppList::MobileJs => (&mobile, "js"),
                        AppList::MobileCss => (&mobile, "css"),
                    };
                    let given = device.get(kind).filter(|given| !given.is_null())?;
                    Some(sources(params, given, list.as_str()))
                }),
            },
            revision: params.revision(),
        }
    }
}

fn device(params: &mut Params, name: &'static str) -> Map<String, Value> {
    match params.take(name) {
        None => Map::new(),
        Some(Value::Object(device)) => device,
        Some(_) => {
            params.wrong(name, "errors.not_object", Vec::new());
            Map::new()
        }
    }
}

fn sources(params: &mut Params, given: &Value, at: &str) -> Vec<NewAppSource> {
    let Some(given) = given.as_array() else {
        params.wrong(at, "records.must_be_array", Vec::new());
        return Vec::new();
    };
    if given.len() > MAX_APP_FILES {
        let most = vec![("maximum", MAX_APP_FILES.to_string())];
        params.wrong(at, "errors.too_many", most);
        return Vec::new();
    }
    let mut sources = Vec::with_capacity(given.len());
    for (index, source) in given.iter().enumerate() {
        let at = format!("{at}[{index}]");
        match source["type"].as_str() {
            Some("URL") => {
                let url = source["url"].as_str().unwrap_or_default();
                // Only what the policy of app pages lets in; never `javascript:` (T75).
                let fits = url.starts_with("https://") && url.len() <= URL;
                if !fits || url::Url::parse(url).is_err() {
                    params.wrong(format!("{at}.url"), "form.scripts_wrong_url", Vec::new());
                }
                sources.push(NewAppSource::Url(url.to_owned()));
            }
            Some("FILE") => match source["file"]["fileKey"].as_str() {
                Some(key) => sources.push(NewAppSource::File(FileKey(key.to_owned()))),
                None => params.wrong(format!("{at}.file.fileKey"), "errors.required", Vec::new()),
            },
            _ => params.wrong(format!("{at}.type"), "errors.enum", Vec::new()),
        }
    }
    sources
}

/// Shown in the document.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body")]
struct UpdateBody {
    app: i64,
    /// `ALL`, `ADMIN` or `NONE`; absent: as it was.
    scope: Option<String>,
    /// `{"js": […], "css": […]}` with at most 30 entries each; absent lists stay. An entry is
    /// `{"type": "URL", "url": "https://…"}` or `{"type": "FILE", "file": {"fileKey": "…"}}`.
    #[schema(value_type = Option<Object>)]
    desktop: Option<Value>,
    /// The same for mobile pages.
    #[schema(value_type = Option<Object>)]
    mobile: Option<Value>,
    /// What the caller takes for the newest; -1 or absent: any.
    revision: Option<i64>,
}

/// Changes the JavaScript and CSS of the app's pending settings: all of it, or nothing. Takes a system
/// administrator who manages the app, by password or session (R50).
#[utoipa::path(put, path = "/k/v1/preview/app/customize.json", tag = "app settings",
    request_body = inline(UpdateBody), responses((status = 200, body = Revised)))]
async fn update(State(app): State<Arc<App>>, call: Api<Update>) -> Result<Answer<Revised>, Error> {
    let Api { caller, input } = call;
    let access = form::managed(&app, &caller, input.app).await?;
    let now = app.clock.now();
    let revision = app
        .store
        .set_app_scripts(&access, input.change, input.revision, now)
        .await?;
    Ok(Answer(Revised {
        revision: revision.to_string(),
    }))
}
