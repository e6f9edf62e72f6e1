//! `/k/v1/app/customize.json` and its preview twin: the app's own JavaScript and CSS (R46).

use std::sync::Arc;

use axum::extract::State;
use plugdock_schema::FileKey;
use plugdock_store::{
    AppList, AppScriptsChange, AppSettings, AppSource, MAX_APP_FILES, NewAppSource, ScriptScope,
};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Revised};
use super::form::{self, SettingsOf};
use crate::auth::Api;
use crate::error::Error;
use crate::params::{AppParam, Expected, Faults, List, Place, Text, choice, request};
use crate::services::script_scope::CustomizeScope;
use crate::state::AppState;

/// Characters of an address.
const URL: usize = 4_096;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new()
        .routes(routes!(live))
        .routes(routes!(preview, update))
}

#[derive(Debug, Serialize, ToSchema)]
struct Customization {
    scope: CustomizeScope,
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

fn answer(settings: &AppSettings) -> Answer<Customization> {
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
        scope: settings.scripts.scope.into(),
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
    request_body = SettingsOf, responses((status = 200, body = Customization)))]
async fn live(
    State(state): State<Arc<AppState>>,
    call: Api<SettingsOf>,
) -> Result<Answer<Customization>, Error> {
    form::managed(&state, &call.caller, call.input.app.0).await?;
    let settings = form::live(&state, &call.caller, call.input.app.0).await?;
    Ok(answer(&settings))
}

/// The JavaScript and CSS of the app's pending settings.
#[utoipa::path(get, path = "/k/v1/preview/app/customize.json", tag = "app settings",
    request_body = SettingsOf, responses((status = 200, body = Customization)))]
async fn preview(
    State(state): State<Arc<AppState>>,
    call: Api<SettingsOf>,
) -> Result<Answer<Customization>, Error> {
    let settings = form::preview(&state, &call.caller, call.input.app.0).await?;
    Ok(answer(&settings))
}

request! {
    // Script acts as whoever opens the page: an app token must not plant it (R50).
    pub(crate) struct UpdateCustomize for Admin {
        /// The app.
        app: AppParam,
        /// For whom it is loaded; absent: as it was.
        scope: Option<CustomizeScope>,
        /// For the pages of a desktop.
        desktop: Option<NewDevice>,
        /// For the pages of a phone.
        mobile: Option<NewDevice>,
        /// What the caller takes for the newest; -1 or absent: any.
        revision: Option<Expected>,
    }
}

request! {
    /// Scripts and styles in the order of their loading; a list that is absent stays.
    #[derive(Default)]
    struct NewDevice {
        js: Option<NewSources>,
        css: Option<NewSources>,
    }
}

type NewSources = List<NewSource, MAX_APP_FILES>;

request! {
    /// A script or style: an address, or a file that was uploaded.
    struct NewSource checked by has_source {
        r#type: SourceType,
        /// Of a `URL`: begins with `https://`.
        url: Option<Text>,
        /// Of a `FILE`.
        file: Option<NewFile>,
    }
}

choice! {
    enum SourceType {
        Url = "URL",
        File = "FILE",
    }
}

request! {
    struct NewFile {
        /// From `file.json`, or of a file that the app has.
        file_key: Option<Text>,
        /// As it is answered; a file keeps its own.
        #[expect(dead_code, reason = "an answer may be sent back as it came")]
        name: Option<Text>,
        /// As it is answered; a file keeps its own.
        #[expect(dead_code, reason = "an answer may be sent back as it came")]
        content_type: Option<Text>,
        /// As it is answered; a file keeps its own.
        #[expect(dead_code, reason = "an answer may be sent back as it came")]
        size: Option<Text>,
    }
}

fn has_source(source: &NewSource, place: &Place<'_>, faults: &mut Faults) {
    match source.r#type {
        SourceType::Url => {
            let url = source.url.as_ref().map_or("", |url| url.0.as_str());
            // Only what the policy of app pages lets in; never `javascript:` (T75).
            let fits = url.starts_with("https://") && url.len() <= URL;
            if !fits || url::Url::parse(url).is_err() {
                faults.note::<()>(&place.member("url"), "form.scripts_wrong_url");
            }
        }
        SourceType::File if source.file_key().is_none() => {
            let file = place.member("file");
            faults.note::<()>(&file.member("fileKey"), "errors.required");
        }
        SourceType::File => {}
    }
}

impl NewSource {
    fn file_key(&self) -> Option<&str> {
        let key = self.file.as_ref()?.file_key.as_ref()?;
        Some(&key.0)
    }

    fn into_source(self) -> Option<NewAppSource> {
        Some(match self.r#type {
            SourceType::Url => NewAppSource::Url(self.url?.0),
            SourceType::File => NewAppSource::File(FileKey(self.file?.file_key?.0)),
        })
    }
}

impl UpdateCustomize {
    fn change(self) -> AppScriptsChange {
        let mut desktop = self.desktop.unwrap_or_default();
        let mut mobile = self.mobile.unwrap_or_default();
        AppScriptsChange {
            scope: self.scope.map(ScriptScope::from),
            lists: AppList::ALL.map(|list| {
                let given = match list {
                    AppList::DesktopJs => desktop.js.take(),
                    AppList::DesktopCss => desktop.css.take(),
                    AppList::MobileJs => mobile.js.take(),
                    AppList::MobileCss => mobile.css.take(),
                };
                let sources = given?.0.into_iter();
                Some(sources.filter_map(NewSource::into_source).collect())
            }),
        }
    }
}

/// Changes the JavaScript and CSS of the app's pending settings: all of it, or nothing. Takes a system
/// administrator who manages the app, by password or session (R50).
#[utoipa::path(put, path = "/k/v1/preview/app/customize.json", tag = "app settings",
    request_body = UpdateCustomize, responses((status = 200, body = Revised)))]
async fn update(
    State(state): State<Arc<AppState>>,
    call: Api<UpdateCustomize>,
) -> Result<Answer<Revised>, Error> {
    let Api { caller, input } = call;
    let access = form::managed(&state, &caller, input.app.0).await?;
    let expected = Expected::of(input.revision);
    let now = state.clock.now();
    let revision = state
        .store
        .set_app_scripts(&access, input.change(), expected, now)
        .await?;
    Ok(Answer(Revised {
        revision: revision.to_string(),
    }))
}
