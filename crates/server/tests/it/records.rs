//! Tests an app from its creation to its records, by REST alone.

use serde_json::{Value, json};

use crate::harness::{PASSWORD, TestApp};

/// Returns a field of each simple type, a table and a file field.
fn properties() -> Value {
    json!({
        "name": {"type": "SINGLE_LINE_TEXT", "code": "name", "label": "Name", "required": true},
        "key": {"type": "NUMBER", "code": "key", "label": "Key", "unique": true, "maxValue": "100"},
        "kind": {"type": "CHECK_BOX", "code": "kind", "label": "Kind",
            "options": {"a": {"label": "a", "index": "0"}, "b": {"label": "b", "index": "1"}}},
        "rows": {"type": "SUBTABLE", "code": "rows", "label": "Rows",
            "fields": {"n": {"type": "NUMBER", "code": "n", "label": "N"}}},
        "files": {"type": "FILE", "code": "files", "label": "Files"},
    })
}

/// Creates an app with its fields, deploys it, and returns its ID.
async fn shop(test: &TestApp) -> String {
    let send = async |method: &str, path: &str, body: Value| {
        let reply = test.admin(method, path).json(&body).send().await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.text());
        reply.json()
    };
    let added = send("POST", "/k/v1/preview/app.json", json!({"name": "Shop"})).await;
    let app = added["app"].as_str().unwrap().to_owned();
    let fields = json!({"app": app, "properties": properties(), "revision": added["revision"]});
    let added = send("POST", "/k/v1/preview/app/form/fields.json", fields).await;
    let deploy = json!({"apps": [{"app": app, "revision": added["revision"]}]});
    send("POST", "/k/v1/preview/app/deploy.json", deploy).await;
    app
}

async fn post(test: &TestApp, path: &str, body: Value) -> Value {
    let reply = test.admin("POST", path).json(&body).send().await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

async fn find(test: &TestApp, app: &str, query: &str) -> Vec<String> {
    // Clients send a long query by POST (R38).
    let body = json!({"app": app, "query": query, "fields": ["$id"]});
    let call = test.admin("POST", "/k/v1/records.json");
    let reply = call
        .header("X-HTTP-Method-Override", "GET")
        .json(&body)
        .send()
        .await;
    let body = reply.json();
    let records = body["records"]
        .as_array()
        .unwrap_or_else(|| panic!("{body}"));
    let ids = records
        .iter()
        .map(|it| it["$id"]["value"].as_str().unwrap().to_owned());
    ids.collect()
}

stories! {
    async fn an_app_its_form_and_its_records_are_made_by_rest(test: &TestApp) {
        let app = shop(test).await;
        let known = test.admin("GET", &format!("/k/v1/app.json?id={app}")).send().await.json();
        assert_eq!((&known["name"], &known["creator"]["code"]), (&json!("Shop"), &json!("admin")));
        let listed = test.admin("GET", "/k/v1/apps.json?name=sho").send().await.json();
        assert_eq!(listed["apps"], json!([known]));

        let path = format!("/k/v1/app/form/fields.json?app={app}");
        let form = test.admin("GET", &path).send().await.json();
        assert_eq!(form["properties"]["key"]["maxValue"], "100");
        assert_eq!(form["properties"]["Record_number"]["type"], "RECORD_NUMBER");
        let path = format!("/k/v1/app/form/layout.json?app={app}");
        let layout = test.admin("GET", &path).send().await.json();
        assert_eq!(layout["layout"][3]["fields"][0]["code"], "n");

        let record = json!({"name": {"value": "Apple"}, "key": {"value": "1"},
            "kind": {"value": ["b", "a"]}, "rows": {"value": [{"value": {"n": {"value": 7}}}]}});
        let added = post(test, "/k/v1/record.json", json!({"app": app, "record": record})).await;
        assert_eq!(added, json!({"id": "1", "revision": "1"}));
        let change = json!({"app": app, "updateKey": {"field": "key", "value": "1"}, "revision": "1",
            "record": {"name": {"value": "Pear"}}});
        let changed = test.admin("PUT", "/k/v1/record.json").json(&change).send().await;
        assert_eq!(changed.json(), json!({"revision": "2"}));
        let stale = test.admin("PUT", "/k/v1/record.json").json(&change).send().await;
        assert_eq!(stale.refusal(), (409, "GAIA_CO02".to_owned()));
        let path = format!("/k/v1/record.json?app={app}&id=1");
        let got = test.admin("GET", &path).send().await.json();
        assert_eq!(got["record"]["name"], json!({"type": "SINGLE_LINE_TEXT", "value": "Pear"}));
        assert_eq!(got["record"]["kind"]["value"], json!(["a", "b"]));
        assert_eq!(got["record"]["rows"]["value"][0]["value"]["n"]["value"], "7");
        assert_eq!(got["record"]["$revision"]["value"], "2");
        let path = format!("/k/v1/record.json?app={app}&id=2");
        let none = test.admin("GET", &path).send().await;
        assert_eq!(none.refusal(), (404, "GAIA_RE01".to_owned()));
    }

    async fn many_records_are_written_together_or_not_at_all(test: &TestApp) {
        let app = shop(test).await;
        let record = |name: &str, key: i64| json!({"name": {"value": name}, "key": {"value": key}});
        let two = json!({"app": app, "records": [record("a", 1), record("b", 2)]});
        let added = post(test, "/k/v1/records.json", two).await;
        assert_eq!(added, json!({"ids": ["1", "2"], "revisions": ["1", "1"]}));
        let wrong = json!({"app": app, "records": [record("c", 3), record("", 1000)]});
        let refused = test.admin("POST", "/k/v1/records.json").json(&wrong).send().await;
        assert_eq!(refused.error(), json!({
            "code": "CB_VA01", "message": "Missing or invalid input.", "errors": {
                "records[1].name.value": {"messages": ["Required."]},
                "records[1].key.value": {"messages": ["The value must be 100 or less."]},
            }}));
        let taken = json!({"app": app, "records": [record("c", 3), record("d", 3)]});
        let refused = test.admin("POST", "/k/v1/records.json").json(&taken).send().await;
        assert_eq!(refused.json()["errors"]["records[1].key.value"]["messages"][0],
            "This value already exists in another record.");
        assert_eq!(find(test, &app, "").await, ["2", "1"]);

        let changes = json!({"app": app, "records": [
            {"id": 1, "record": {"name": {"value": "A"}}},
            {"id": "2", "revision": "1", "record": {"name": {"value": "B"}}}]});
        let written = test.admin("PUT", "/k/v1/records.json").json(&changes).send().await;
        assert_eq!(written.json(), json!({"records": [{"id": "1", "revision": "2"}, {"id": "2", "revision": "2"}]}));
        let again = test.admin("PUT", "/k/v1/records.json").json(&changes).send().await;
        assert_eq!(again.refusal(), (409, "GAIA_CO02".to_owned()));
        let many = json!({"app": app, "records": vec![record("x", 9); 101]});
        let refused = test.admin("POST", "/k/v1/records.json").json(&many).send().await;
        assert_eq!(refused.refusal(), (400, "CB_VA01".to_owned()));

        // The rest-api-client sends the parameters in the query (R38).
        let delete = |ids: &str| test.admin("DELETE", &format!("/k/v1/records.json?app={app}&{ids}"));
        let missing = delete("ids%5B0%5D=1&ids%5B1%5D=9").send().await;
        assert_eq!(missing.refusal(), (404, "GAIA_RE01".to_owned()));
        let stale = delete("ids%5B0%5D=1&revisions%5B0%5D=1").send().await;
        assert_eq!(stale.refusal(), (409, "GAIA_CO02".to_owned()));
        let done = delete("ids%5B0%5D=1&ids%5B1%5D=2&revisions%5B0%5D=2&revisions%5B1%5D=-1").send().await;
        assert_eq!((done.status, done.json()), (200, json!({})));
        assert_eq!(find(test, &app, "").await, Vec::<String>::new());
    }

    async fn queries_are_answered_and_refused_as_the_real_system_does(test: &TestApp) {
        let app = shop(test).await;
        let record = |name: &str| json!({"name": {"value": name}, "rows": {"value": [{"value": {"n": {"value": 1}}}]}});
        let three = json!({"app": app, "records": [record("りんご"), record("Pear"), record("pear tree")]});
        post(test, "/k/v1/records.json", three).await;
        assert_eq!(find(test, &app, r#"name like "PEAR" order by $id asc"#).await, ["2", "3"]);
        assert_eq!(find(test, &app, "Created_by in (LOGINUSER()) limit 1").await, ["3"]);
        let path = format!("/k/v1/records.json?app={app}&query=%24id+%3E+1&totalCount=true&fields[0]=name");
        let page = test.admin("GET", &path).send().await.json();
        assert_eq!(page, json!({"totalCount": "2", "records": [
            {"name": {"type": "SINGLE_LINE_TEXT", "value": "pear tree"}},
            {"name": {"type": "SINGLE_LINE_TEXT", "value": "Pear"}}]}));
        let path = format!("/k/v1/records.json?app={app}");
        let all = test.admin("GET", &path).send().await.json();
        assert_eq!(all["totalCount"], Value::Null);

        for (query, status, code) in [
            ("name ===", 400, "CB_VA01"),
            ("nowhere = 1", 400, "GAIA_IQ11"),
            (r#"name > "a""#, 400, "GAIA_IQ03"),
            ("n = 1", 400, "GAIA_IQ07"),
            (r#"kind in ("z")"#, 400, "GAIA_IQ10"),
            (r#"key = "x""#, 400, "PD_QUERY_VALUE"),
            ("order by kind", 400, "PD_QUERY_ORDER"),
            ("limit 501", 400, "GAIA_QU01"),
            ("offset 10001", 400, "GAIA_QU02"),
        ] {
            let body = json!({"app": app, "query": query});
            let call = test.admin("POST", "/k/v1/records.json");
            let reply = call.header("X-HTTP-Method-Override", "GET").json(&body).send().await;
            assert_eq!(reply.refusal(), (status, code.to_owned()), "{query}");
        }
        let path = format!("/k/v1/records.json?app={app}&query=a%20b");
        let refused = test.admin("GET", &path).header("Accept-Language", "ja").send().await;
        assert_eq!(refused.error(), json!({"code": "CB_VA01", "message": "入力内容が正しくありません。",
            "errors": {"query": {"messages": ["クエリ記法が間違っています（3文字目）。"]}}}));
    }

    async fn a_record_carries_files(test: &TestApp) {
        let app = shop(test).await;
        let key = test.upload(b"hello".to_vec()).await;
        let record = json!({"name": {"value": "x"}, "files": {"value": [{"fileKey": key}]}});
        post(test, "/k/v1/record.json", json!({"app": app, "record": record})).await;
        let path = format!("/k/v1/record.json?app={app}&id=1");
        let got = test.admin("GET", &path).send().await.json();
        let file = &got["record"]["files"]["value"][0];
        assert_eq!((&file["name"], &file["size"]), (&json!("plugin.zip"), &json!("5")));
        let path = format!("/k/v1/file.json?fileKey={}", file["fileKey"].as_str().unwrap());
        assert_eq!(test.admin("GET", &path).send().await.text(), "hello");
        let again = json!({"app": app, "record": record});
        let refused = test.admin("POST", "/k/v1/record.json").json(&again).send().await;
        assert_eq!(refused.refusal(), (404, "GAIA_BL01".to_owned()));
    }

    async fn forms_are_changed_in_preview_and_told_what_is_wrong(test: &TestApp) {
        let app = shop(test).await;
        let path = "/k/v1/preview/app/form/fields.json";
        let wrong = json!({"app": app, "properties": {
            "x": {"type": "WHEEL", "code": "x"}, "y": {"type": "DROP_DOWN", "code": "y", "label": "Y"}}});
        let refused = test.admin("POST", path).json(&wrong).send().await;
        assert_eq!(refused.error()["errors"], json!({
            "properties[x].type": {"messages": ["Must be one of the enum value."]},
            "properties[y].options": {"messages": ["Required."]}}));
        let change = json!({"app": app, "properties": {"name": {"code": "title", "label": "Title"}}});
        let changed = test.admin("PUT", path).json(&change).send().await;
        assert_eq!(changed.json(), json!({"revision": "3"}));
        let gone = test.admin("DELETE", path).json(&json!({"app": app, "fields": ["kind"]})).send().await;
        assert_eq!(gone.json(), json!({"revision": "4"}));
        let stale = json!({"app": app, "revision": 2, "properties": {"title": {"label": "T"}}});
        let refused = test.admin("PUT", path).json(&stale).send().await;
        assert_eq!(refused.refusal(), (409, "GAIA_CO02".to_owned()));

        let fields = async |path: &str| {
            let reply = test.admin("GET", &format!("{path}?app={app}")).send().await.json();
            let properties = reply["properties"].as_object().unwrap();
            (properties.contains_key("title"), properties.contains_key("kind"))
        };
        assert_eq!(fields("/k/v1/app/form/fields.json").await, (false, true));
        assert_eq!(fields("/k/v1/preview/app/form/fields.json").await, (true, false));

        let layout = json!({"app": app, "layout": [{"type": "ROW", "fields": [
            {"type": "SPACER", "elementId": "map", "size": {"width": "100", "height": "20"}},
            {"type": "SINGLE_LINE_TEXT", "code": "title", "size": {"width": "200"}},
            {"type": "NUMBER", "code": "key"}, {"type": "FILE", "code": "files"}]},
            {"type": "SUBTABLE", "code": "rows", "fields": [{"type": "NUMBER", "code": "n"}]}]});
        let path = "/k/v1/preview/app/form/layout.json";
        let changed = test.admin("PUT", path).json(&layout).send().await;
        assert_eq!(changed.json(), json!({"revision": "5"}));
        let got = test.admin("GET", &format!("{path}?app={app}")).send().await.json();
        assert_eq!(got["layout"][0]["fields"][0], json!(
            {"type": "SPACER", "elementId": "map", "size": {"width": "100", "height": "20"}}));
        let part = json!({"app": app, "layout": []});
        let refused = test.admin("PUT", path).json(&part).send().await;
        assert_eq!(refused.refusal(), (400, "CB_VA01".to_owned()));

        let views = json!({"app": app, "views": {"All": {"type": "LIST", "index": 0,
            "fields": ["Record_number", "title"], "filterCond": "key > 1", "sort": "key asc"}}});
        let path = "/k/v1/preview/app/views.json";
        let changed = test.admin("PUT", path).json(&views).send().await;
        assert_eq!(changed.json(), json!({"views": {"All": {"id": "1"}}, "revision": "6"}));
        let live = test.admin("GET", &format!("/k/v1/app/views.json?app={app}")).send().await.json();
        assert_eq!(live["views"], json!({}));
    }

    // Settings pages request the process before they list fields, and stop at an error.
    async fn an_app_answers_that_it_has_no_process(test: &TestApp) {
        let app = shop(test).await;
        for path in ["/k/v1/app/status.json", "/k/v1/preview/app/status.json"] {
            let got = test.admin("GET", &format!("{path}?app={app}")).send().await.json();
            let revision = &got["revision"];
            assert!(revision.is_string());
            assert_eq!(got, json!({"enable": false, "states": null, "actions": null, "revision": revision}));
        }
        let nowhere = test.admin("GET", "/k/v1/app/status.json?app=404").send().await;
        assert_eq!(nowhere.refusal(), (404, "GAIA_AP01".to_owned()));
    }

    async fn what_a_caller_may_not_is_refused(test: &TestApp) {
        let app = shop(test).await;
        test.user("ann").await;
        let ann = |method, path: &str| test.call(method, path).password("ann", PASSWORD);
        // A user may work with records but not with settings.
        let record = json!({"app": app, "record": {"name": {"value": "by ann"}}});
        let added = ann("POST", "/k/v1/record.json").json(&record).send().await;
        assert_eq!(added.status, 200);
        for path in ["form/fields", "form/layout", "status"] {
            let live = ann("GET", &format!("/k/v1/app/{path}.json?app={app}")).send().await;
            assert_eq!(live.status, 200);
            let preview = ann("GET", &format!("/k/v1/preview/app/{path}.json?app={app}")).send().await;
            assert_eq!(preview.refusal(), (403, "CB_NO02".to_owned()));
        }
        let change = json!({"app": app, "properties": {"key": {"label": "K"}}});
        let refused = ann("PUT", "/k/v1/preview/app/form/fields.json").json(&change).send().await;
        assert_eq!(refused.refusal(), (403, "CB_NO02".to_owned()));

        // A token is limited to its rights.
        let body = json!({"app": app, "view": true});
        let token = post(test, "/k/api/app/token.json", body).await["token"].as_str().unwrap().to_owned();
        let by_token = |method, path: &str| test.call(method, path).token(&token);
        let got = by_token("GET", &format!("/k/v1/records.json?app={app}")).send().await;
        assert_eq!(got.json()["records"][0]["Created_by"]["value"]["code"], "ann");
        let refused = by_token("POST", "/k/v1/record.json").json(&record).send().await;
        assert_eq!(refused.refusal(), (403, "CB_NO02".to_owned()));
        let refused = by_token("DELETE", &format!("/k/v1/records.json?app={app}&ids=1")).send().await;
        assert_eq!(refused.refusal(), (403, "CB_NO02".to_owned()));

        // An app that does not exist or was never deployed has no records.
        let fresh = post(test, "/k/v1/preview/app.json", json!({"name": "New"})).await;
        for app in [fresh["app"].as_str().unwrap(), "999"] {
            let none = test.admin("GET", &format!("/k/v1/records.json?app={app}")).send().await;
            assert_eq!(none.refusal(), (404, "GAIA_AP01".to_owned()));
        }
    }
}
