//! Tests the permissions for apps, records and fields: the vendor's endpoints, and what a person
//! without a right gets from REST and pages.

use plugdock_schema::AppId;
use serde_json::{Value, json};

use crate::harness::{Session, TestApp};

const ALL: [&str; 7] = [
    "appEditable",
    "recordViewable",
    "recordAddable",
    "recordEditable",
    "recordDeletable",
    "recordImportable",
    "recordExportable",
];

fn row(kind: &str, code: Option<&str>, rights: &[&str]) -> Value {
    let mut row = json!({"entity": {"type": kind, "code": code}, "includeSubs": false});
    for right in ALL {
        row[right] = rights.contains(&right).into();
    }
    row
}

/// An app with a number, a name and two owners.
async fn shop(test: &TestApp) -> AppId {
    test.app_with(
        "Shop",
        json!({
            "name": {"type": "SINGLE_LINE_TEXT"},
            "price": {"type": "NUMBER"},
            "owners": {"type": "USER_SELECT"},
        }),
    )
    .await
}

/// Sets permissions of the live app as the administrator.
async fn set(test: &TestApp, what: &str, app: AppId, rights: &Value) {
    let body = json!({"app": app, "rights": rights});
    let call = test.admin("PUT", &format!("/k/v1/{what}/acl.json"));
    let reply = call.json(&body).send().await;
    assert_eq!(reply.status, 200, "{}", reply.text());
}

async fn deploy(test: &TestApp, app: AppId) {
    let body = json!({"apps": [{"app": app}]});
    let call = test.admin("POST", "/k/v1/preview/app/deploy.json");
    let reply = call.json(&body).send().await;
    assert_eq!(reply.status, 200, "{}", reply.text());
}

async fn ask(test: &TestApp, session: &Session, path: &str) -> Value {
    let reply = test.call("GET", path).session(session).send().await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.text());
    reply.json()
}

stories! {
    // R51
    async fn app_permissions_are_read_and_written_as_the_vendor_does(test: &TestApp) {
        test.user("bob").await;
        let app = shop(test).await;
        let path = format!("/k/v1/app/acl.json?app={app}");
        let first = test.admin("GET", &path).send().await.json();
        assert_eq!(first["rights"], json!([row("CREATOR", None, &ALL), row("GROUP", Some("everyone"), &ALL[1..])]));
        let given = json!([
            {"entity": {"type": "GROUP", "code": "everyone"}, "recordViewable": "true"},
            {"entity": {"type": "USER", "code": "bob"}, "recordViewable": true, "recordAddable": true},
        ]);
        let body = json!({"app": app, "rights": given, "revision": first["revision"]});
        let saved = test.admin("PUT", "/k/v1/preview/app/acl.json").json(&body).send().await.json();
        let preview = test.admin("GET", &format!("/k/v1/preview/app/acl.json?app={app}")).send().await.json();
        let rights = json!([
            row("USER", Some("bob"), &["recordViewable", "recordAddable"]),
            row("GROUP", Some("everyone"), &["recordViewable"]),
        ]);
        assert_eq!(preview, json!({"rights": rights, "revision": saved["revision"]}));
        assert_eq!(test.admin("GET", &path).send().await.json(), first, "the live app follows with the deploy");
        let again = test.admin("PUT", "/k/v1/preview/app/acl.json").json(&body).send().await;
        assert_eq!(again.refusal(), (409, "GAIA_CO02".to_owned()));
        for (rights, code, at) in [
            (json!([{"entity": {"type": "USER", "code": "nobody"}}]), "GAIA_IL26", ""),
            (json!([{"entity": {"type": "GROUP", "code": "none"}}]), "GAIA_IL27", ""),
            (json!([{"entity": {"type": "ORGANIZATION", "code": "none"}}]), "GAIA_IL28", ""),
            (json!([{"entity": {"type": "CREATOR"}, "recordEditable": true}]), "CB_VA01", "rights[0].recordEditable"),
            (json!([{"entity": {"type": "FIELD_ENTITY", "code": "owners"}}]), "CB_VA01", "rights[0].entity.type"),
            (json!({}), "CB_VA01", "rights"),
        ] {
            let body = json!({"app": app, "rights": rights});
            let reply = test.admin("PUT", "/k/v1/app/acl.json").json(&body).send().await;
            assert_eq!(reply.refusal(), (400, code.to_owned()), "{rights}: {}", reply.text());
            assert!(at.is_empty() || reply.json()["errors"].get(at).is_some(), "{at}: {}", reply.text());
        }
        assert_eq!(test.admin("GET", &path).send().await.json(), first, "a refused request changes nothing");
    }

    // R51: each person sees and does what the rows give them.
    async fn an_app_is_closed_to_those_whom_no_row_lets_in(test: &TestApp) {
        test.user("ann").await;
        test.user("bob").await;
        let (ann, bob) = (test.sign_in("ann").await, test.sign_in("bob").await);
        let app = shop(test).await;
        test.record(app, json!({"name": {"value": "hush"}})).await;
        let get = async |session: &Session, path: &str| test.call("GET", path).session(session).send().await;
        assert_eq!(get(&bob, &format!("/k/v1/records.json?app={app}")).await.status, 200);
        set(test, "app", app, &json!([
            row("USER", Some("ann"), &["recordViewable"]),
            row("GROUP", Some("everyone"), &[]),
        ])).await;
        for path in [
            format!("/k/v1/records.json?app={app}"), format!("/k/v1/record.json?app={app}&id=1"),
            format!("/k/v1/app/form/fields.json?app={app}"), format!("/k/api/export.csv?app={app}"),
            format!("/k/{app}/"), format!("/k/{app}/show?record=1"), format!("/k/{app}/edit"),
        ] {
            let reply = get(&bob, &path).await;
            assert_eq!(reply.status, 403, "{path}: {}", reply.text());
            assert!(!reply.text().contains("hush"), "{path}");
        }
        let listed = ask(test, &bob, "/k/v1/apps.json").await;
        assert_eq!(listed["apps"], json!([]));
        assert!(!get(&bob, "/k/").await.text().contains("Shop"));
        // Ann sees the records and nothing that changes or exports them.
        let page = get(&ann, &format!("/k/{app}/")).await.text().clone();
        assert!(page.contains("hush") && !page.contains("add-record") && !page.contains("export"), "{page}");
        assert_eq!(get(&ann, &format!("/k/api/export.csv?app={app}")).await.status, 403);
        let change = json!({"app": app, "id": 1, "record": {"name": {"value": "x"}}});
        let refused = test.call("PUT", "/k/v1/record.json").session(&ann).csrf(&ann).json(&change).send().await;
        assert_eq!(refused.refusal(), (403, "CB_NO02".to_owned()));
        // The system administrator manages every app, and its records are the app's business.
        assert_eq!(test.admin("GET", &format!("/k/v1/app/acl.json?app={app}")).send().await.status, 200);
        assert_eq!(test.admin("GET", &format!("/k/v1/records.json?app={app}")).send().await.status, 403);
    }

    async fn records_and_fields_are_hidden_everywhere(test: &TestApp) {
        test.user("bob").await;
        let bob = test.sign_in("bob").await;
        let app = shop(test).await;
        for (name, price, owner) in [("mine", "10", "bob"), ("theirs", "20", "admin")] {
            let owners = json!([{"code": owner}]);
            let record = json!({"name": {"value": name}, "price": {"value": price}, "owners": {"value": owners}});
            test.record(app, record).await;
        }
        let owners = json!({"type": "FIELD_ENTITY", "code": "owners"});
        let rules = json!([{"filterCond": "price > 5", "entities": [
            {"entity": owners, "viewable": true, "editable": true, "deletable": false, "includeSubs": false},
        ]}]);
        set(test, "record", app, &rules).await;
        let everyone = json!({"entity": {"type": "GROUP", "code": "everyone"}, "viewable": false,
            "editable": false, "deletable": false, "includeSubs": false});
        let mut shown = rules.clone();
        shown[0]["entities"].as_array_mut().unwrap().push(everyone);
        let read = test.admin("GET", &format!("/k/v1/record/acl.json?app={app}")).send().await.json();
        assert_eq!(read["rights"], shown);
        set(test, "field", app, &json!([{"code": "price", "entities": [
            {"entity": {"type": "USER", "code": "admin"}, "accessibility": "WRITE"},
            {"entity": {"type": "GROUP", "code": "everyone"}, "accessibility": "NONE"},
        ]}])).await;
        let found = ask(test, &bob, &format!("/k/v1/records.json?app={app}&totalCount=true")).await;
        assert_eq!((&found["totalCount"], &found["records"][0]["name"]["value"]), (&json!("1"), &json!("mine")));
        assert!(found["records"][0].get("price").is_none(), "{found}");
        let fields = ask(test, &bob, &format!("/k/v1/app/form/fields.json?app={app}")).await;
        assert!(fields["properties"].get("price").is_none() && fields["properties"].get("name").is_some());
        let hidden = test.call("GET", &format!("/k/v1/records.json?app={app}&query=price%20%3E%205")).session(&bob).send().await;
        assert_eq!(hidden.status, 400, "{}", hidden.text());
        let lost = test.call("GET", &format!("/k/v1/record.json?app={app}&id=2")).session(&bob).send().await;
        assert_eq!(lost.refusal(), (404, "GAIA_RE01".to_owned()));
        let csv = test.call("GET", &format!("/k/api/export.csv?app={app}")).session(&bob).send().await;
        assert!(csv.text().contains("mine") && !csv.text().contains("theirs") && !csv.text().contains("10"), "{}", csv.text());
        for path in [format!("/k/{app}/"), format!("/k/{app}/show?record=1"), format!("/k/{app}/print?record=1")] {
            let page = test.call("GET", &path).session(&bob).send().await;
            assert_eq!(page.status, 200, "{path}");
            let text = page.text();
            assert!(text.contains("mine") && !text.contains("theirs") && !text.contains("data-pd-delete=\""), "{path}: {text}");
            assert!(!text.contains("price"), "{path}: {text}");
        }
        let send = async |record: Value| {
            let body = json!({"app": app, "id": 1, "record": record});
            test.call("PUT", "/k/v1/record.json").session(&bob).csrf(&bob).json(&body).send().await
        };
        assert_eq!(send(json!({"name": {"value": "changed"}})).await.status, 200);
        let refused = send(json!({"price": {"value": "1"}})).await;
        assert!(refused.json()["errors"].get("record.price").is_some(), "{}", refused.text());
        let body = json!({"app": app, "ids": [1]});
        let deleted = test.call("DELETE", "/k/v1/records.json").session(&bob).csrf(&bob).json(&body).send().await;
        assert_eq!(deleted.refusal(), (403, "CB_NO02".to_owned()));
        let rights = ask(test, &bob, &format!("/k/v1/records/acl/evaluate.json?app={app}&ids[0]=2&ids[1]=1")).await;
        assert_eq!(rights["rights"][0]["record"], json!({"viewable": false, "editable": false, "deletable": false}));
        assert_eq!(rights["rights"][1]["record"], json!({"viewable": true, "editable": true, "deletable": false}));
        assert_eq!(rights["rights"][1]["fields"]["price"], json!({"viewable": false, "editable": false}));
        assert_eq!(rights["rights"][1]["fields"]["name"], json!({"viewable": true, "editable": true}));
        // R51.4: no rule for records and fields narrows a token.
        let token = json!({"app": app, "view": true});
        let token = test.admin("POST", "/k/api/app/token.json").json(&token).send().await.json();
        let all = test.call("GET", &format!("/k/v1/records.json?app={app}&query=price%20%3E%205")).token(token["token"].as_str().unwrap());
        assert_eq!(all.send().await.json()["records"].as_array().map(Vec::len), Some(2));
        // The value that bob never saw is still there.
        let whole = test.admin("GET", &format!("/k/v1/field/acl.json?app={app}")).send().await.json();
        assert_eq!(whole["rights"][0]["code"], "price");
        let kept = test.admin("GET", &format!("/k/v1/record.json?app={app}&id=2")).send().await.json();
        assert_eq!(kept["record"]["price"]["value"], "20");
    }

    // A hidden value cannot be guessed, searched, copied, moved or downloaded.
    async fn what_is_hidden_cannot_be_found_out(test: &TestApp) {
        test.user("bob").await;
        let bob = test.sign_in("bob").await;
        let file = json!({"type": "FILE"});
        let app = test.app_with("Staff", json!({
            "name": {"type": "SINGLE_LINE_TEXT"},
            "ssn": {"type": "SINGLE_LINE_TEXT", "unique": true},
            "contract": file, "photo": file,
            "pay": {"type": "NUMBER"},
            "year": {"type": "CALC", "expression": "pay * 12"},
            "rows": {"type": "SUBTABLE", "fields": {"day": {"type": "NUMBER"}, "cost": {"type": "NUMBER"}}},
        })).await;
        let upload = test.admin("POST", "/k/v1/file.json").file("a.txt", b"secret").send().await.json();
        let row = json!({"value": {"day": {"value": "1"}, "cost": {"value": "98765432"}}});
        test.record(app, json!({
            "name": {"value": "Ann"}, "ssn": {"value": "123"}, "pay": {"value": "5000"},
            "contract": {"value": [{"fileKey": upload["fileKey"]}]}, "rows": {"value": [row]},
        })).await;
        let known = test.admin("GET", &format!("/k/v1/record.json?app={app}&id=1")).send().await.json();
        let key = known["record"]["contract"]["value"][0]["fileKey"].as_str().unwrap().to_owned();
        let rule = |code: &str| json!({"code": code, "entities": [
            {"entity": {"type": "USER", "code": "admin"}, "accessibility": "WRITE"},
            {"entity": {"type": "GROUP", "code": "everyone"}, "accessibility": "NONE"},
        ]});
        let views = json!({"app": app, "views": {
            "rich": {"type": "LIST", "name": "rich", "index": "0", "fields": ["name", "pay"], "filterCond": "pay > 100"},
            "plain": {"type": "LIST", "name": "plain", "index": "1", "fields": ["name", "pay"], "sort": "pay asc"},
        }});
        let saved = test.admin("PUT", "/k/v1/preview/app/views.json").json(&views).send().await;
        assert_eq!(saved.status, 200, "{}", saved.text());
        set(test, "field", app, &["ssn", "contract", "pay", "cost"].map(rule).into()).await;

        let read = format!("/k/v1/file.json?fileKey={key}");
        assert_eq!(test.admin("GET", &read).send().await.status, 200);
        let file = test.call("GET", &read).session(&bob).send().await;
        assert_eq!(file.refusal(), (404, "GAIA_BL01".to_owned()));
        let put = async |body: Value| test.call("PUT", "/k/v1/records.json").session(&bob).csrf(&bob).json(&body).send().await;
        let change = |record: Value| json!({"app": app, "records": [{"id": 1, "record": record}]});
        let moved = put(change(json!({"photo": {"value": [{"fileKey": key}]}}))).await;
        assert_eq!(moved.refusal(), (404, "GAIA_BL01".to_owned()), "{}", moved.text());
        let mut answers = Vec::new();
        for ssn in ["123", "124"] {
            let by = json!({"field": "ssn", "value": ssn});
            let found = put(json!({"app": app, "records": [{"updateKey": by, "revision": 99, "record": {}}]})).await;
            assert_eq!(found.status, 400, "{}", found.text());
            answers.push(found.json()["errors"].clone());
        }
        for pay in ["5000", "1", "x"] {
            let guess = put(change(json!({"pay": {"value": pay}}))).await;
            answers.push(guess.json()["errors"].clone());
        }
        assert_eq!(answers[0], answers[1]);
        assert!(answers[2] == answers[3] && answers[3] == answers[4], "{answers:?}");
        for path in [
            format!("/k/{app}/edit?copy=1"), format!("/k/{app}/show?record=1&mode=edit"), format!("/k/{app}/"),
            format!("/k/v1/app/form/fields.json?app={app}"), format!("/k/v1/app/views.json?app={app}"),
            format!("/k/v1/app/form/layout.json?app={app}"), format!("/k/{app}/report"),
        ] {
            let reply = test.call("GET", &path).session(&bob).send().await;
            assert_eq!(reply.status, 200, "{path}: {}", reply.text());
            for word in ["98765432", "ssn", "pay", "cost", "contract", "rich"] {
                assert!(!reply.text().contains(word), "{word} in {path}: {}", reply.text());
            }
        }
        // The results that may be seen stay, and saving keeps all that is hidden.
        let computed = json!({"app": app, "record": {"name": {"value": "B"}}});
        let computed = test.call("POST", "/k/api/record/compute.json").session(&bob).csrf(&bob).json(&computed).send().await;
        assert_eq!(computed.json(), json!({"record": {}}));
        let rows = json!([{"id": known["record"]["rows"]["value"][0]["id"], "value": {"day": {"value": "2"}}}]);
        assert_eq!(put(change(json!({"name": {"value": "B"}, "rows": {"value": rows}}))).await.status, 200);
        let now = test.admin("GET", &format!("/k/v1/record.json?app={app}&id=1")).send().await.json();
        let cell = |code: &str| now["record"]["rows"]["value"][0]["value"][code]["value"].clone();
        assert_eq!((cell("day"), cell("cost")), (json!("2"), json!("98765432")));
        assert_eq!(now["record"]["year"]["value"], "60000");
        assert_eq!(now["record"]["contract"]["value"][0]["fileKey"], key);
    }

    // A rule goes on to mean what it meant, whatever is renamed, and what it names cannot be removed.
    async fn rules_follow_renamed_fields_and_states(test: &TestApp) {
        test.user("bob").await;
        let bob = test.sign_in("bob").await;
        let level = json!({"type": "DROP_DOWN", "options": {"secret": {"label": "secret", "index": "0"}, "open": {"label": "open", "index": "1"}}});
        let app = test.app_with("Files", json!({"name": {"type": "SINGLE_LINE_TEXT"}, "level": level, "owner": {"type": "USER_SELECT"}})).await;
        let states = |first: &str| json!({"app": app, "enable": true, "states": {
            (first): {"name": first, "index": "0", "assignee": {"type": "ONE", "entities": []}},
            "Done": {"name": "Done", "index": "1", "assignee": {"type": "ONE", "entities": []}},
        }, "actions": []});
        assert_eq!(test.admin("PUT", "/k/v1/preview/app/status.json").json(&states("New")).send().await.status, 200);
        deploy(test, app).await;
        for (name, level) in [("one", "secret"), ("two", "open")] {
            test.record(app, json!({"name": {"value": name}, "level": {"value": level}})).await;
        }
        let none = json!({"entity": {"type": "GROUP", "code": "everyone"}, "viewable": false});
        let owner = json!({"entity": {"type": "FIELD_ENTITY", "code": "owner"}, "viewable": true});
        let rules = json!([
            {"filterCond": "level in (\"secret\") and Status = \"New\"", "entities": [owner, none]},
        ]);
        set(test, "record", app, &rules).await;
        let seen = async || ask(test, &bob, &format!("/k/v1/records.json?app={app}&totalCount=true")).await["totalCount"].clone();
        assert_eq!(seen().await, "1");
        let put = async |path: &str, body: Value| test.admin("PUT", path).json(&body).send().await;
        let fields = "/k/v1/preview/app/form/fields.json";
        let renamed = put(fields, json!({"app": app, "properties": {"level": {"code": "old", "type": "DROP_DOWN"}}})).await;
        assert_eq!(renamed.status, 200, "{}", renamed.text());
        let again = json!({"app": app, "properties": {"level": level}});
        assert_eq!(test.admin("POST", fields).json(&again).send().await.status, 200);
        let named = json!({"app": app, "enable": true, "states": {
            "New": {"name": "Fresh \"one\"", "index": "0", "assignee": {"type": "ONE", "entities": []}},
            "Done": {"name": "Done", "index": "1", "assignee": {"type": "ONE", "entities": []}},
        }, "actions": []});
        let named = put("/k/v1/preview/app/status.json", named).await;
        assert_eq!(named.status, 200, "{}", named.text());
        deploy(test, app).await;
        assert_eq!(seen().await, "1");
        let now = test.admin("GET", &format!("/k/v1/record/acl.json?app={app}")).send().await.json();
        assert_eq!(now["rights"][0]["filterCond"], "old in (\"secret\") and Status = \"Fresh \\\"one\\\"\"");
        for codes in [json!(["old"]), json!(["owner"])] {
            let removed = test.admin("DELETE", fields).json(&json!({"app": app, "fields": codes})).send().await;
            assert_eq!(removed.refusal(), (400, "CB_VA01".to_owned()), "{codes}: {}", removed.text());
        }
        let level = json!({"type": "DROP_DOWN", "options": {"open": {"label": "open", "index": "0"}}});
        let option = put(fields, json!({"app": app, "properties": {"old": level}})).await;
        assert_eq!(option.refusal(), (400, "CB_VA01".to_owned()), "{}", option.text());
        let state = put("/k/v1/preview/app/status.json", json!({"app": app, "enable": true, "states": {
            "Done": {"name": "Done", "index": "0", "assignee": {"type": "ONE", "entities": []}},
        }, "actions": []})).await;
        assert_eq!(state.refusal(), (400, "CB_VA01".to_owned()), "{}", state.text());
        let off = put("/k/v1/preview/app/status.json", json!({"app": app, "enable": false})).await;
        assert_eq!(off.refusal(), (400, "CB_VA01".to_owned()), "{}", off.text());
    }

    async fn managers_of_closed_apps_and_users_who_may_only_add(test: &TestApp) {
        test.user("bob").await;
        let bob = test.sign_in("bob").await;
        let app = shop(test).await;
        test.record(app, json!({"name": {"value": "hush"}})).await;
        set(test, "app", app, &json!([row("USER", Some("bob"), &["recordAddable"]), row("GROUP", Some("everyone"), &[])])).await;
        let admin = test.sign_in("admin").await;
        let list = test.call("GET", "/k/admin/system/app/").session(&admin).send().await;
        assert_eq!(list.status, 200);
        assert!(list.text().contains("Shop"));
        let form = test.call("GET", &format!("/k/{app}/edit")).session(&bob).send().await;
        assert_eq!(form.status, 200, "{}", form.text());
        assert_eq!(test.call("GET", &format!("/k/{app}/")).session(&bob).send().await.status, 403);
        let record = json!({"app": app, "record": {"name": {"value": "new"}}});
        let added = test.call("POST", "/k/v1/record.json").session(&bob).csrf(&bob).json(&record).send().await;
        assert_eq!(added.status, 200, "{}", added.text());
        let person = ask(test, &admin, &format!("/k/api/app/person.json?app={app}&user=bob")).await;
        assert_eq!(person["groups"], json!(["everyone"]));
    }

    async fn chosen_groups_create_apps(test: &TestApp) {
        test.user("ann").await;
        let ann = test.sign_in("ann").await;
        let create = async || {
            let body = json!({"name": "Ann's"});
            test.call("POST", "/k/v1/preview/app.json").session(&ann).csrf(&ann).json(&body).send().await
        };
        assert_eq!(create().await.status, 200);
        let choose = async |codes: Value| {
            test.admin("PUT", "/k/api/settings.json").json(&json!({"appMakers": codes})).send().await
        };
        assert_eq!(choose(json!(["nobody"])).await.refusal(), (400, "CB_VA01".to_owned()));
        assert_eq!(choose(json!(["Administrators"])).await.status, 200);
        assert_eq!(create().await.refusal(), (403, "CB_NO02".to_owned()));
        assert!(!test.call("GET", "/k/").session(&ann).send().await.text().contains("pd-new-app"));
        let made = test.admin("POST", "/k/v1/preview/app.json").json(&json!({"name": "Admin's"})).send().await;
        assert_eq!(made.status, 200);
        assert_eq!(choose(json!(["everyone"])).await.status, 200);
        assert_eq!(create().await.status, 200);
    }
}
