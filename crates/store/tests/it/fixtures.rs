//! Common fixtures: users, apps, plug-ins and proxy configs.

use std::{collections::BTreeMap, sync::Arc};

use plugdock_package::{Assets, ConfigPage, File, Localized, Manifest, Package, PluginId, Source};
use plugdock_store::{
    Access, Actor, App, By, Config, Mode, NewApp, NewProxyConfig, NewUser, Sha256, Store, User,
};
use serde_json::Value;

use crate::harness::NOW;

pub(crate) async fn user(store: &Store, login: &str, admin: bool) -> Arc<User> {
    let new = NewUser {
        login: login.into(),
        name: login.to_uppercase(),
        email: String::new(),
        locale: Some("ja".into()),
        timezone: "Asia/Tokyo".into(),
        admin,
        password_hash: "$argon2id$x".into(),
    };
    Arc::new(store.add_user(new, By::server(), NOW).await.unwrap())
}

/// Returns an administrator, a new app of theirs, and their access to it.
pub(crate) async fn app(store: &Store) -> (Arc<User>, App, Access) {
    let admin = match store.user_by_login("admin").await.unwrap() {
        Some(admin) => Arc::new(admin),
        None => user(store, "admin", true).await,
    };
    let app = store
        .add_app(new_app("Customers"), By::user(admin.id, None), NOW)
        .await
        .unwrap();
    let access = store
        .access(&Actor::User(Arc::clone(&admin), None), app.id)
        .await
        .unwrap();
    (admin, app, access)
}

pub(crate) fn new_app(name: &str) -> NewApp {
    NewApp {
        name: name.into(),
        ..NewApp::default()
    }
}

/// Returns the ID that consists of one letter 32 times.
pub(crate) fn id(letter: char) -> PluginId {
    letter.to_string().repeat(32).parse().unwrap()
}

/// Returns a package, as `plugdock_package::open` would. `required` are its required parameters.
pub(crate) fn package(letter: char, version: &str, required: &[&str]) -> Package {
    let text =
        |text: &str| -> Localized { [("en".to_owned(), text.to_owned())].into_iter().collect() };
    let script = format!("console.log('{letter} {version}')").into_bytes();
    let manifest = Manifest {
        version: version.into(),
        name: text(&format!("Plug-in {letter} {version}")),
        description: None,
        icon: None,
        homepage_url: None,
        desktop: Assets {
            js: vec![Source::File("js/desktop.js".into())],
            css: Vec::new(),
        },
        mobile: Assets::default(),
        config: Some(ConfigPage {
            required_params: required.iter().map(|&key| key.to_owned()).collect(),
            ..ConfigPage::default()
        }),
        sandbox: false,
        allowed_hosts: None,
        permissions: None,
        raw: Value::Null,
    };
    Package {
        id: id(letter),
        manifest,
        files: vec![File {
            path: "js/desktop.js".into(),
            sha256: Sha256::of(&script).0,
            bytes: script,
        }],
        warnings: Vec::new(),
        sha256: Sha256::of(format!("{letter}{version}").as_bytes()).0,
    }
}

/// Installs or updates a plug-in.
pub(crate) async fn install(
    store: &Store,
    by: &User,
    letter: char,
    version: &str,
    required: &[&str],
) {
    store
        .install_plugin(
            package(letter, version, required),
            Mode::Either,
            None,
            By::user(by.id, None),
            NOW,
        )
        .await
        .unwrap();
}

pub(crate) fn config(pairs: &[(&str, &str)]) -> Config {
    let pairs = pairs
        .iter()
        .map(|&(key, value)| (key.to_owned(), value.to_owned()));
    pairs.collect::<BTreeMap<_, _>>()
}

pub(crate) fn proxy_config(method: &str, url: &str, token: &str) -> NewProxyConfig {
    NewProxyConfig {
        method: method.into(),
        url: url.into(),
        headers: vec![("Authorization".into(), token.into())],
        data: vec![("key2".into(), "true".into())],
    }
}
