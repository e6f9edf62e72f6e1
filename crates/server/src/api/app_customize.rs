//! `/k/v1/app/customize.json` and `/k/v1/preview/app/customize.json`: the app's own JavaScript and
//! CSS (R46).

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

/// The maximum length of a URL in bytes.
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
    /// The key that identifies the file when the customization is changed.
    file_key: String,
    name: String,
    content_type: String,
    /// The size in bytes, as a string.
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

/// Returns the JavaScript and CSS of the deployed app. The caller must be able to manage the app.
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

/// Returns the JavaScript and CSS in the app's preview settings.
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
    // JavaScript runs as the user who opens the page, so an API token must not be able to add it
    // (R50).
    pub(crate) struct UpdateCustomize for Admin, confirmed {
        /// The app's ID.
        app: AppParam,
        /// The users for whom the files are loaded. If absent, the scope does not change.
        scope: Option<CustomizeScope>,
        /// The files for desktop pages.
        desktop: Option<NewDevice>,
        /// The files for mobile pages.
        mobile: Option<NewDevice>,
        /// The revision that the caller expects to be the newest. -1 or absent skips the check.
        revision: Option<Expected>,
    }
}

request! {
    /// Scripts and styles in the order of loading. An absent list does not change.
    #[derive(Default)]
    struct NewDevice {
        js: Option<NewSources>,
        css: Option<NewSources>,
    }
}

type NewSources = List<NewSource, MAX_APP_FILES>;

request! {
    /// A script or style: a URL or an uploaded file.
    struct NewSource checked by has_source {
        r#type: SourceType,
        /// The URL of a `URL` source. It must begin with `https://`.
        url: Option<Text>,
        /// The file of a `FILE` source.
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
        /// The file key returned by `file.json`, or the key of a file that the app already has.
        file_key: Option<Text>,
        /// Ignored. The stored file keeps its name.
        #[expect(dead_code, reason = "callers may send an answer back unchanged")]
        name: Option<Text>,
        /// Ignored. The stored file keeps its content type.
        #[expect(dead_code, reason = "callers may send an answer back unchanged")]
        content_type: Option<Text>,
        /// Ignored. The stored file keeps its size.
        #[expect(dead_code, reason = "callers may send an answer back unchanged")]
        size: Option<Text>,
    }
}

fn has_source(source: &NewSource, place: &Place<'_>, faults: &mut Faults) {
    match source.r#type {
        SourceType::Url => {
            let url = source.url.as_ref().map_or("", |url| url.0.as_str());
            // Accepts only what the content security policy of app pages allows, and never
            // `javascript:` (T75).
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

/// Changes the JavaScript and CSS in the app's preview settings. Either the whole change is saved
/// or none of it. The caller must be a system administrator who manages the app and who signed in
/// by password or session (R50).
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
    Ok(revision.into())
}
