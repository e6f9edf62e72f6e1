//! An app with a deployed plug-in, and calls by its users.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use plugdock_schema::AppId;
use plugdock_store::{AuditLine, AuditQuery};
use serde_json::{Value, json};

use super::{API, CALL, READ, SAVE, UPLOAD};
use crate::harness::{Plugin, Reply, Session, TestApp};

/// An app with a deployed plug-in, and the sessions of its administrator and of a user.
pub(crate) struct PluginApp<'t> {
    pub(crate) test: &'t TestApp,
    pub(crate) app: AppId,
    pub(crate) plugin: Plugin,
    pub(crate) admin: Session,
    pub(crate) member: Session,
}

impl<'t> PluginApp<'t> {
    pub(crate) async fn set(test: &'t TestApp) -> Self {
        Box::pin(Self::prepare(test)).await
    }

    async fn prepare(test: &'t TestApp) -> Self {
        let plugin = Plugin::new(0, "1");
        test.install(&plugin).await;
        let app = test.app("App 1").await;
        test.user("mia").await;
        let plugin_app = Self {
            test,
            app,
            plugin,
            admin: test.sign_in("admin").await,
            member: test.sign_in("mia").await,
        };
        plugin_app.add(&plugin_app.plugin).await;
        plugin_app.deploy().await;
        plugin_app
    }

    pub(super) async fn add(&self, plugin: &Plugin) {
        let body = json!({"app": self.app, "ids": [plugin.id()]});
        let call = self.test.admin("POST", "/k/v1/preview/app/plugins.json");
        assert_eq!(call.json(&body).send().await.status, 200);
    }

    pub(crate) async fn deploy(&self) {
        let body = json!({"apps": [{"app": self.app}]});
        let call = self.test.admin("POST", "/k/v1/preview/app/deploy.json");
        assert_eq!(call.json(&body).send().await.status, 200);
    }

    pub(super) async fn post(&self, by: &Session, path: &str, body: &Value) -> Reply {
        let call = self.test.call("POST", path).session(by).csrf(by);
        call.json(body).send().await
    }

    /// Saves headers and data for GET on a URL as the administrator.
    pub(crate) async fn save(&self, url: &str, headers: Value, data: Value) {
        let body = json!({"app": self.app, "pluginId": self.plugin.id(), "url": url,
            "method": "get", "headers": headers, "data": data});
        let saved = self.post(&self.admin, SAVE, &body).await;
        assert_eq!(saved.status, 200, "{}", saved.text());
    }

    pub(super) async fn read_of(
        &self,
        by: &Session,
        plugin: &Plugin,
        page: &str,
        url: &str,
    ) -> Reply {
        let body = json!({"app": self.app, "pluginId": plugin.id(), "page": page, "url": url,
            "method": "GET"});
        self.post(by, READ, &body).await
    }

    pub(super) async fn read(&self, by: &Session, page: &str) -> Value {
        self.read_of(by, &self.plugin, page, API).await.json()
    }

    /// Makes a GET call for the plug-in from a live page.
    pub(crate) async fn call(&self, by: &Session, url: &str, more: Value) -> Reply {
        let mut body = json!({"app": self.app, "pluginId": self.plugin.id(), "url": url,
            "method": "GET", "headers": {}, "data": {}});
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        self.post(by, CALL, &body).await
    }

    pub(crate) async fn upload(&self, by: &Session, url: &str, more: Value) -> Reply {
        let mut envelope = json!({"app": self.app, "pluginId": self.plugin.id(), "url": url,
            "method": "POST", "headers": {}, "format": "RAW", "type": "text/plain"});
        envelope
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        let envelope = URL_SAFE_NO_PAD.encode(envelope.to_string());
        let call = self.test.call("POST", UPLOAD).session(by).csrf(by);
        let call = call.header("X-Plugdock-Envelope", &envelope);
        call.body("application/octet-stream", "bytes").send().await
    }

    /// Returns the details of the audit lines of an action.
    pub(crate) async fn audit(&self, action: &str) -> Vec<String> {
        let lines = self.lines(action).await.into_iter();
        lines.map(|line| line.detail).collect()
    }

    /// Returns the audit lines of an action, the latest first.
    pub(crate) async fn lines(&self, action: &str) -> Vec<AuditLine> {
        self.test.state.audit_writer.flush().await;
        let query = AuditQuery {
            app: Some(self.app),
            action: Some(action.to_owned()),
            limit: 100,
            ..AuditQuery::default()
        };
        let lines = self.test.store().audit(&query).await.unwrap();
        lines.into_iter().map(|audited| audited.line).collect()
    }
}
