//! Tests the settings pages of an app, and the endpoints that only these pages use.

use plugdock_schema::AppId;
use plugdock_store::GRACE;
use serde_json::{Value, json};

use crate::harness::{NOW, PASSWORD, Plugin, Reply, Session, TestApp};

const SETTINGS: &str = "/k/v1/preview/app/settings.json";
const CUSTOMIZE: &str = "/k/v1/preview/app/customize.json";
const DEPLOY: &str = "/k/v1/preview/app/deploy.json";

async fn open(test: &TestApp, session: &Session, path: &str) -> Reply {
    let call = test.call("GET", path).header("Cookie", &session.cookie);
    call.send().await
}

/// Returns the HTML of a page. Panics if it is not served.
async fn html(test: &TestApp, session: &Session, path: &str) -> String {
    let reply = open(test, session, path).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.text());
    reply.text()
}

/// Makes a call that must succeed, and returns its answer.
async fn done(test: &TestApp, method: &str, path: &str, body: Value) -> Value {
    let reply = test.admin(method, path).json(&body).send().await;
    assert_eq!(reply.status, 200, "{method} {path}: {}", reply.text());
    reply.json()
}

async fn deploy(test: &TestApp, app: AppId, revert: bool) {
    let body = json!({"apps": [{"app": app}], "revert": revert});
    done(test, "POST", DEPLOY, body).await;
}

/// Uploads a file with this name and returns its key.
async fn put_file(test: &TestApp, name: &str, bytes: &[u8]) -> String {
    let call = test.admin("POST", "/k/v1/file.json").file(name, bytes);
    call.send().await.json()["fileKey"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn holds(text: &str, pieces: &[&str]) {
    for piece in pieces {
        assert!(text.contains(piece), "{piece:?} is not in {text}");
    }
}

stories! {
    // R40: saved changes are not live. Every page lists them until the app is updated or they are
    // discarded.
    async fn what_waits_is_told_in_words_on_every_settings_page(test: &TestApp) {
        let plugin = Plugin::new(0, "1");
        test.install(&plugin).await;
        let app = test.app("Stock").await;
        let session = test.sign_in("admin").await;
        let flow = format!("/k/admin/app/flow?app={app}");
        holds(&html(test, &session, &flow).await, &["All changes are live."]);

        let fields = json!({"price": {"type": "NUMBER", "code": "price", "label": "Price"}});
        done(test, "POST", "/k/v1/preview/app/form/fields.json", json!({"app": app, "properties": fields})).await;
        deploy(test, app, false).await;
        let fields = json!({"price": {"required": true, "unit": "EUR"}});
        done(test, "PUT", "/k/v1/preview/app/form/fields.json", json!({"app": app, "properties": fields})).await;
        let fields = json!({"note": {"type": "LINK", "code": "note", "label": "<b>Note</b>"}});
        done(test, "POST", "/k/v1/preview/app/form/fields.json", json!({"app": app, "properties": fields})).await;
        let views = json!({"Cheap": {"type": "LIST", "index": 0, "fields": ["price"]}});
        done(test, "PUT", "/k/v1/preview/app/views.json", json!({"app": app, "views": views})).await;
        done(test, "POST", "/k/v1/preview/app/plugins.json", json!({"app": app, "ids": [plugin.id()]})).await;
        let config = json!({"app": app, "id": plugin.id(), "config": {"k": "v"}});
        done(test, "PUT", "/k/v1/preview/app/plugin/config.json", config).await;
        done(test, "PUT", SETTINGS, json!({"app": app, "name": "Store"})).await;

        let parts = ["general", "form", "view", "process", "plugin/", "customize", "token"].map(|part| format!("/k/admin/app/{app}/{part}"));
        for path in parts.iter().chain([&flow]) {
            holds(&html(test, &session, path).await, &[
                "Name changed from “Stock” to “Store”",
                "Fields added: “&lt;b&gt;Note&lt;/b&gt;”",
                "Field “Price” changed: Required, Unit",
                "Views added: “Cheap”",
                "Plug-ins added: “Plugin 1”",
                "Plug-in settings changed: “Plugin 1”",
                "Update app",
                "Discard changes",
            ]);
        }
        let reply = test.call("GET", &flow).header("Cookie", &session.cookie).header("Accept-Language", "ja");
        holds(&reply.send().await.text(), &["フィールド「Price」：必須項目にする、単位記号を変更"]);

        deploy(test, app, true).await;
        let discarded = html(test, &session, &flow).await;
        holds(&discarded, &["do not differ from the live settings", "Settings of Stock"]);
    }

    async fn name_and_description_are_pending_and_checked(test: &TestApp) {
        let app = test.app("Stock").await;
        let told = done(test, "PUT", SETTINGS, json!({"app": app, "description": "What there is"})).await;
        assert_eq!(told, json!({"revision": "2"}));
        let live = test.admin("GET", &format!("/k/v1/app/settings.json?app={app}")).send().await.json();
        assert_eq!(live, json!({"name": "Stock", "description": "", "revision": "1"}));
        let wrong = json!({"app": app, "name": "", "description": "x".repeat(10_001)});
        let refused = test.admin("PUT", SETTINGS).json(&wrong).send().await;
        assert_eq!(refused.error()["errors"], json!({
            "name": {"messages": ["Required field."]},
            "description": {"messages": ["must be at most 10000 characters long"]},
        }));
        let late = json!({"app": app, "name": "Late", "revision": 1});
        let refused = test.admin("PUT", SETTINGS).json(&late).send().await;
        assert_eq!(refused.refusal(), (409, "GAIA_CO02".to_owned()));
        let pending = test.admin("GET", &format!("{SETTINGS}?app={app}")).send().await.json();
        assert_eq!(pending, json!({"name": "Stock", "description": "What there is", "revision": "2"}));
    }

    // T78
    async fn settings_pages_are_for_who_manages_the_app(test: &TestApp) {
        let app = test.app("Stock").await;
        test.user("bob").await;
        let bob = test.sign_in("bob").await;
        for part in ["general", "form", "view", "process", "plugin/", "customize", "token"] {
            let path = format!("/k/admin/app/{app}/{part}");
            assert_eq!(open(test, &bob, &path).await.status, 403, "{path}");
        }
        let path = format!("/k/admin/app/flow?app={app}");
        assert_eq!(open(test, &bob, &path).await.status, 403);
    }

    // B8.1: the page lists the rights of tokens, but never a secret.
    async fn the_token_page_lists_rights_and_holds_no_secret(test: &TestApp) {
        let app = test.app("Stock").await;
        let session = test.sign_in("admin").await;
        let made = done(test, "POST", "/k/api/app/token.json", json!({"app": app, "view": true, "add": "true"})).await;
        let page = html(test, &session, &format!("/k/admin/app/{app}/token")).await;
        holds(&page, &["Token 1", "View records", "Add records", "Revoke"]);
        assert!(!page.contains(made["token"].as_str().unwrap()), "{page}");
    }

    // R44, R48: an update that requires more settings shows a warning. A full app accepts no more
    // plug-ins.
    async fn the_plugin_page_says_what_a_new_version_asks_for_and_when_an_app_is_full(test: &TestApp) {
        let plugin = Plugin::new(0, "1");
        test.install(&plugin).await;
        let app = test.app("Stock").await;
        done(test, "POST", "/k/v1/preview/app/plugins.json", json!({"app": app, "ids": [plugin.id()]})).await;
        let session = test.sign_in("admin").await;
        let path = format!("/k/admin/app/{app}/plugin/");
        holds(&html(test, &session, &path).await, &["Ready", "1 of 20"]);
        let newer = Plugin::new(0, "2").with("/config/required_params", json!(["key"]));
        let key = test.upload(newer.pack()).await;
        done(test, "PUT", "/k/v1/plugin.json", json!({"id": plugin.id(), "fileKey": key})).await;
        let page = html(test, &session, &path).await;
        holds(&page, &["Ready", "requires new settings: key"]);
        done(test, "DELETE", "/k/v1/plugin.json", json!({"id": plugin.id()})).await;
        holds(&html(test, &session, &path).await, &["Not installed", "Plugin 1"]);
    }

    // R40: fields and layout are saved together or not at all, and only with a browser's session.
    async fn a_form_is_saved_in_one_request_or_not_at_all(test: &TestApp) {
        let app = test.app("Stock").await;
        let session = test.sign_in("admin").await;
        let save = |body: Value| {
            let call = test.call("PUT", "/k/api/app/form.json").session(&session).csrf(&session);
            call.json(&body).send()
        };
        let field = |code: &str, kind: &str| json!({"type": kind, "code": code, "label": code});
        let cell = |code: &str, kind: &str| json!({"type": kind, "code": code, "size": {"width": "200"}});
        let table = json!({"type": "SUBTABLE", "code": "t", "label": "T", "fields": [field("n", "NUMBER")]});
        let layout = json!([
            {"type": "ROW", "fields": [cell("b", "DATE"), cell("a", "LINK")]},
            {"type": "SUBTABLE", "code": "t", "fields": [cell("n", "NUMBER")]},
        ]);
        let form = json!({"app": app, "revision": 1, "layout": layout,
            "fields": [field("a", "LINK"), field("b", "DATE"), table]});
        let by_password = test.admin("PUT", "/k/api/app/form.json").json(&form).send().await;
        assert_eq!(by_password.status, 403);
        assert_eq!(save(form.clone()).await.json(), json!({"revision": "2"}));
        let kept = test.admin("GET", &format!("/k/v1/preview/app/form/layout.json?app={app}")).send().await.json();
        assert_eq!(kept, json!({"layout": layout, "revision": "2"}));
        assert_eq!(save(form).await.refusal(), (409, "GAIA_CO02".to_owned()));

        // The page contains the schema, and the numbers that identify the fields from then on.
        let page = html(test, &session, &format!("/k/admin/app/{app}/form")).await;
        let (_, block) = page.split_once("id=\"pd-editor\">").unwrap();
        let start: Value = serde_json::from_str(block.split_once("</script>").unwrap().0).unwrap();
        assert_eq!(start["types"].as_array().unwrap().len(), 28);
        let list = start["fields"].as_array().unwrap();
        let known = |code: &str| list.iter().find(|field| field["property"]["code"] == code).unwrap()["id"].clone();

        // Two fields swap their codes. The request is refused as a whole, because a field is
        // missing from the layout.
        let mut swapped = json!({"app": app, "fields": [
            {"id": known("a"), "code": "b"}, {"id": known("b"), "code": "a"}, {"type": "NUMBER", "code": "c"}],
            "layout": [{"type": "ROW", "fields": [cell("b", "LINK"), cell("a", "DATE")]}]});
        let refused = save(swapped.clone()).await.error();
        assert_eq!(refused["errors"], json!({"layout": {"messages": ["The field \"c\" is missing from the layout."]}}));
        let fields = format!("/k/v1/preview/app/form/fields.json?app={app}");
        assert_eq!(test.admin("GET", &fields).send().await.json()["revision"], "2");
        swapped["layout"][0]["fields"].as_array_mut().unwrap().push(cell("c", "NUMBER"));
        assert_eq!(save(swapped).await.json(), json!({"revision": "3"}));
        let kept = test.admin("GET", &fields).send().await.json();
        assert_eq!((&kept["properties"]["b"]["type"], &kept["properties"]["t"]), (&json!("LINK"), &Value::Null));

        // Each fault is reported at its field.
        let wrong = json!({"app": app, "layout": [], "fields": [
            {"id": known("a"), "code": "b", "minLength": "few"}, {"type": "DROP_DOWN", "code": "1st"}]});
        let refused = save(wrong).await.error();
        shows!(refused["errors"], @r#"
        {
          "fields[0].minLength": {
            "messages": [
              "Must be an integer."
            ]
          },
          "fields[1].options": {
            "messages": [
              "Required."
            ]
          },
          "fields[1].code": {
            "messages": [
              "Use letters, digits, \"_\", \"・\", and currency signs only. A field code must not begin with a digit, be longer than 128 characters, or be a reserved word."
            ]
          }
        }
        "#);
    }

    async fn a_views_condition_is_checked_while_it_is_typed(test: &TestApp) {
        let app = test.app("Stock").await;
        let session = test.sign_in("admin").await;
        let check = |condition: &str| {
            let call = test.call("POST", "/k/api/app/view/check.json").session(&session).csrf(&session);
            call.json(&json!({"app": app, "filterCond": condition})).send()
        };
        assert_eq!(check("Record_number > 3").await.json(), json!({}));
        for (condition, why) in [
            ("price > 3", "Specified field (price) not found."),
            ("Record_number >", "The query is not valid (at character 16)."),
            ("$id > 1 limit 5", "The filter of the view is not valid."),
        ] {
            let errors = check(condition).await.error()["errors"].clone();
            assert_eq!(errors, json!({"filterCond": {"messages": [why]}}), "{condition}");
        }
        // Saving views reports the same fault, at the view.
        let views = json!({"Cheap": {"type": "LIST", "fields": [], "filterCond": "price > 3", "sort": "price"}});
        let body = json!({"app": app, "views": views});
        let refused = test.admin("PUT", "/k/v1/preview/app/views.json").json(&body).send().await;
        assert_eq!(refused.error()["errors"], json!({
            "views[Cheap].filterCond": {"messages": ["Specified field (price) not found."]},
            "views[Cheap].sort": {"messages": ["Specified field (price) not found."]},
        }));
        test.user("bob").await;
        let bob = test.sign_in("bob").await;
        let call = test.call("POST", "/k/api/app/view/check.json").session(&bob).csrf(&bob);
        assert_eq!(call.json(&json!({"app": app})).send().await.status, 403);
    }

    // R46: the app's own files run before any plug-in, in their order. They are pending until the
    // app is updated.
    async fn the_apps_own_scripts_stand_between_runtime_and_plugins(test: &TestApp) {
        let plugin = Plugin::new(0, "1");
        test.install(&plugin).await;
        let app = test.app("Stock").await;
        done(test, "POST", "/k/v1/preview/app/plugins.json", json!({"app": app, "ids": [plugin.id()]})).await;
        let session = test.sign_in("admin").await;
        let (js, css) = (put_file(test, "a b.js", b"own()").await, put_file(test, "own.css", b"p {}").await);
        let uploaded = |key: &str| json!({"type": "FILE", "file": {"fileKey": key}});
        let lists = json!({
            "app": app,
            "desktop": {"js": [{"type": "URL", "url": "https://cdn.example.com/x.js"}, uploaded(&js)], "css": [uploaded(&css)]},
            "mobile": {"js": [], "css": []},
        });
        assert_eq!(done(test, "PUT", CUSTOMIZE, lists.clone()).await, json!({"revision": "3"}));
        let kept = test.admin("GET", &format!("{CUSTOMIZE}?app={app}")).send().await.json();
        assert_eq!(kept, json!({
            "scope": "ALL",
            "desktop": {
                "js": [{"type": "URL", "url": "https://cdn.example.com/x.js"}, {"type": "FILE", "file": {
                    "fileKey": js, "name": "a b.js", "contentType": "application/zip", "size": "5"}}],
                "css": [{"type": "FILE", "file": {
                    "fileKey": css, "name": "own.css", "contentType": "application/zip", "size": "4"}}],
            },
            "mobile": {"js": [], "css": []},
            "revision": "3",
        }));
        let list = format!("/k/{app}/");
        assert!(!html(test, &session, &list).await.contains("cdn.example.com"), "it waits");
        let flow = html(test, &session, &format!("/k/admin/app/{app}/customize")).await;
        holds(&flow, &["JavaScript or CSS changed", "a b.js"]);
        deploy(test, app, false).await;
        let page = html(test, &session, &list).await;
        let places = ["plugdock-boot", "runtime", "https://cdn.example.com/x.js", "a%20b.js", "$PLUGIN_ID=", "desktop.js"]
            .map(|piece| page.find(piece).unwrap_or_else(|| panic!("{piece} is not in {page}")));
        assert!(places.is_sorted(), "{places:?} in {page}");
        assert!(page.contains("rel=\"stylesheet\"") && page.contains("own.css"), "{page}");

        // The file is served to everyone who may open the app. Its type comes from the list, not
        // from the upload (T75).
        let (_, rest) = page.split_once(&format!("src=\"/-/app/{app}/")).unwrap();
        let address = format!("/-/app/{app}/{}", rest.split_once('"').unwrap().0);
        let file = open(test, &session, &address).await;
        assert_eq!((file.status, file.text().as_str()), (200, "own()"));
        assert_eq!(file.header("content-type"), "text/javascript; charset=utf-8");
        assert_eq!(file.header("x-content-type-options"), "nosniff");
        assert!(file.header("cache-control").starts_with("private"));
        assert_eq!(test.call("GET", &address).send().await.status, 401);
        for wrong in [address.replace("a%20b.js", "other.js"), address.replace(&format!("/{app}/"), "/99/"), format!("{address}/..%2fx")] {
            assert_eq!(open(test, &session, &wrong).await.status, 404, "{wrong}");
        }

        // A file keeps its key in the app. With the scope ADMIN, it is loaded only for managers of
        // the app.
        let fewer = json!({"app": app, "scope": "ADMIN", "desktop": {"js": [uploaded(&js)]}});
        done(test, "PUT", CUSTOMIZE, fewer).await;
        deploy(test, app, false).await;
        test.user("bob").await;
        let bob = test.sign_in("bob").await;
        assert!(!html(test, &bob, &list).await.contains("a%20b.js"));
        let mine = html(test, &session, &list).await;
        assert!(mine.contains("a%20b.js") && mine.contains("own.css") && !mine.contains("cdn.example.com"), "{mine}");
        let swept = test.store().sweep(NOW + 10 * GRACE).await.unwrap();
        assert_eq!(open(test, &session, &address).await.status, 200, "{swept:?}");
    }

    async fn scripts_that_do_not_fit_are_refused_by_place_and_nothing_is_taken(test: &TestApp) {
        let app = test.app("Stock").await;
        let key = put_file(test, "x.js", b"x").await;
        let file = json!({"type": "FILE", "file": {"fileKey": key}});
        let many: Vec<_> = (0..31).map(|n| json!({"type": "URL", "url": format!("https://x.test/{n}")})).collect();
        let wrong = json!({"app": app, "scope": "SOME", "desktop": {"css": many, "js": [
            file.clone(), {"type": "URL", "url": "javascript:alert(1)"}, {"type": "FILE"}, {"type": "TEXT"}]}});
        let refused = test.admin("PUT", CUSTOMIZE).json(&wrong).send().await.error();
        let errors = refused["errors"].as_object().unwrap();
        let mut places: Vec<_> = errors.keys().map(String::as_str).collect();
        places.sort_unstable();
        assert_eq!(places, [
            "desktop.css", "desktop.js[1].url", "desktop.js[2].file.fileKey", "desktop.js[3].type", "scope"]);
        let unknown = json!({"app": app, "desktop": {"js": [file.clone(), {"type": "FILE", "file": {"fileKey": "no"}}]}});
        assert_eq!(test.admin("PUT", CUSTOMIZE).json(&unknown).send().await.status, 404);
        // The refused request did not use up the first key (R34).
        done(test, "PUT", CUSTOMIZE, json!({"app": app, "mobile": {"js": [file]}})).await;
        test.user("bob").await;
        let body = json!({"app": app, "scope": "NONE"});
        let bob = test.call("PUT", CUSTOMIZE).password("bob", PASSWORD).json(&body).send().await;
        assert_eq!(bob.status, 403);
    }
}
