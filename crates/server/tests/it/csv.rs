//! Tests the export of records into a file and their import.

use plugdock_schema::AppId;
use serde_json::{Value, json};

use crate::data::{get, shop};
use crate::harness::{Reply, Session, TestApp};

/// Returns a field of each type that a file can contain.
fn properties() -> Value {
    let options =
        json!({"red": {"label": "red", "index": "0"}, "blue": {"label": "blue", "index": "1"}});
    let field = |kind: &str, code: &str| json!({"type": kind, "code": code, "label": code, "options": options});
    let mut all = json!({});
    for (kind, code) in [
        ("SINGLE_LINE_TEXT", "line"),
        ("MULTI_LINE_TEXT", "lines"),
        ("NUMBER", "n"),
        ("LINK", "link"),
        ("CHECK_BOX", "boxes"),
        ("RADIO_BUTTON", "radio"),
        ("DROP_DOWN", "drop"),
        ("MULTI_SELECT", "multi"),
        ("DATE", "day"),
        ("TIME", "time"),
        ("DATETIME", "at"),
        ("USER_SELECT", "who"),
        ("FILE", "files"),
    ] {
        all[code] = field(kind, code);
    }
    all["key"] = json!({"type": "SINGLE_LINE_TEXT", "code": "key", "label": "Key", "unique": true});
    all["rows"] = json!({"type": "SUBTABLE", "code": "rows", "label": "Rows", "fields": {
        "item": {"type": "SINGLE_LINE_TEXT", "code": "item", "label": "Item"},
        "qty": {"type": "NUMBER", "code": "qty", "label": "Quantity"}}});
    all
}

fn records() -> Value {
    let row =
        |item: &str, qty: &str| json!({"value": {"item": {"value": item}, "qty": {"value": qty}}});
    json!([
        {"key": {"value": "k1"}, "line": {"value": "=cmd|' /C calc'!A1"}, "lines": {"value": "a \"b\",\nc;\td"},
            "n": {"value": "-123456789012345678901234567890"}, "link": {"value": "https://example.com/?a=1,2"},
            "boxes": {"value": ["red", "blue"]}, "radio": {"value": "blue"}, "drop": {"value": "red"},
            "multi": {"value": ["blue"]}, "day": {"value": "2026-02-28"}, "time": {"value": "09:05"},
            "at": {"value": "2026-02-28T23:59:00Z"}, "who": {"value": [{"code": "admin"}]},
            "rows": {"value": [row("pen", "1.50"), row("", "-2"), row("'quoted'", "")]}},
        {"key": {"value": "k2"}, "line": {"value": "日本語"}, "radio": {"value": "red"}},
    ])
}

async fn export(test: &TestApp, session: &Session, app: AppId, rest: &str) -> Reply {
    let reply = get(test, session, &format!("/k/api/export.csv?app={app}{rest}")).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply
}

async fn upload(test: &TestApp, session: &Session, bytes: &[u8]) -> String {
    let call = test
        .call("POST", "/k/v1/file.json")
        .session(session)
        .csrf(session);
    let reply = call.file("orders.csv", bytes).send().await;
    reply.json()["fileKey"].as_str().unwrap().to_owned()
}

/// Calls `check` or `run` for a file.
async fn import(test: &TestApp, session: &Session, what: &str, body: &Value) -> Reply {
    let path = format!("/k/api/import/{what}.json");
    let call = test.call("POST", &path).session(session).csrf(session);
    call.json(body).send().await
}

/// Runs an import and returns the last line of its answer.
async fn run(test: &TestApp, session: &Session, body: &Value) -> Value {
    let reply = import(test, session, "run", body).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    serde_json::from_str(reply.text().lines().last().unwrap()).unwrap()
}

/// Returns all records without the fields that differ between copies.
async fn kept(test: &TestApp, app: AppId) -> Vec<Value> {
    let path = format!("/k/v1/records.json?app={app}&query=order%20by%20key%20asc");
    let mut told = test.admin("GET", &path).send().await.json();
    let records = told["records"].as_array_mut().unwrap();
    for record in records.iter_mut() {
        let own = [
            "$id",
            "$revision",
            "Record_number",
            "Created_datetime",
            "Updated_datetime",
            "Updated_by",
            "Created_by",
        ];
        for code in own {
            record.as_object_mut().unwrap().remove(code);
        }
        for row in record["rows"]["value"].as_array_mut().unwrap() {
            row.as_object_mut().unwrap().remove("id");
        }
    }
    records.clone()
}

stories! {
    async fn what_is_exported_and_imported_again_is_the_same_to_the_last_digit(test: &TestApp) {
        let app = shop(test, properties(), records()).await;
        let copy = shop(test, properties(), json!([{"key": {"value": "old"}}])).await;
        test.admin("DELETE", "/k/v1/records.json").json(&json!({"app": copy, "ids": [1]})).send().await;
        let session = test.sign_in("admin").await;
        for rest in ["", "&header=code&charset=sjis&separator=semicolon", "&separator=tab"] {
            let file = export(test, &session, app, rest).await;
            assert_eq!(file.header("x-plugdock-records"), "2");
            assert!(file.header("content-disposition").starts_with("attachment; filename*=UTF-8''Shop%5F20270115"));
            let file_key = upload(test, &session, &file.body).await;
            // The columns are matched by their headings.
            let ask = json!({"app": copy, "fileKey": file_key});
            let checked = import(test, &session, "check", &ask).await.json();
            let told = (&checked["records"], &checked["wrong"], &checked["faults"]);
            assert_eq!(told, (&json!(2), &json!(0), &json!([])), "{rest}");
            assert_eq!(run(test, &session, &ask).await, json!({"added": 2, "changed": 0}));
            assert_eq!(kept(test, app).await, kept(test, copy).await, "{rest}");

            // A second import updates the existing records by a unique field.
            let file_key = upload(test, &session, &file.body).await;
            let again = json!({"app": copy, "fileKey": file_key, "mode": "both", "key": "key"});
            assert_eq!(run(test, &session, &again).await, json!({"added": 0, "changed": 2}));
            assert_eq!(kept(test, app).await, kept(test, copy).await, "{rest}");
            let path = format!("/k/v1/records.json?app={copy}&fields=$id");
            let found = test.admin("GET", &path).send().await.json();
            let ids: Vec<&Value> = found["records"].as_array().unwrap().iter().map(|it| &it["$id"]["value"]).collect();
            test.admin("DELETE", "/k/v1/records.json").json(&json!({"app": copy, "ids": ids})).send().await;
        }
    }

    async fn states_and_categories_are_exported_and_only_categories_come_back(test: &TestApp) {
        let app = test.app_with("Cases", json!({"n": {"type": "NUMBER"}})).await;
        let body = json!({"app": app, "enable": true});
        assert_eq!(test.send("PUT", "/k/v1/preview/app/status.json", body).await.status, 200);
        let options = json!({"a": {"label": "a", "index": "0"}, "b": {"label": "b", "index": "1"}});
        test.form(app, "PUT", json!({"Categories": {"enabled": true, "options": options}})).await;
        test.record(app, json!({"Categories": {"value": ["a"]}})).await;
        let session = test.sign_in("admin").await;
        let rest = "&header=code&fields[0]=Record_number&fields[1]=Status&fields[2]=Assignee&fields[3]=Categories";
        let file = export(test, &session, app, rest).await.text();
        let line = |status: &str, categories: &str| {
            format!("\u{feff}\"Record_number\",\"Status\",\"Assignee\",\"Categories\"\r\n\"1\",\"{status}\",\"admin\",\"{categories}\"\r\n")
        };
        assert_eq!(file, line("Not started", "a"));
        let changed = line("Completed", "a\nb");
        let file_key = upload(test, &session, changed.as_bytes()).await;
        let ask = json!({"app": app, "fileKey": file_key, "mode": "update", "key": "Record_number"});
        assert_eq!(run(test, &session, &ask).await, json!({"added": 0, "changed": 1}));
        let file = export(test, &session, app, rest).await.text();
        assert_eq!(file, line("Not started", "a\nb"));
    }

    async fn an_export_is_a_table_as_spreadsheets_read_it(test: &TestApp) {
        let app = shop(test, properties(), records()).await;
        let session = test.sign_in("admin").await;
        let rest = "&fields[0]=line&fields[1]=rows&fields[2]=n&query=key%20%3D%20%22k1%22";
        let file = export(test, &session, app, rest).await;
        assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
        assert_eq!(file.header("cache-control"), "private, no-store");
        assert_eq!(file.text(), "\u{feff}\"Start of record\",\"line\",\"Item\",\"Quantity\",\"n\"\r\n\
            \"*\",\"'=cmd|' /C calc'!A1\",\"pen\",\"1.5\",\"-123456789012345678901234567890\"\r\n\
            \"\",\"\",\"\",\"-2\",\"\"\r\n\
            \"\",\"\",\"'quoted'\",\"\",\"\"\r\n");
        let plain = export(test, &session, app, "&fields[0]=line&guard=false&query=key%20%3D%20%22k1%22").await;
        assert!(plain.text().contains("\r\n\"=cmd"));
        let none = get(test, &session, &format!("/k/api/export.csv?app={app}&fields[0]=x")).await;
        assert_eq!(none.refusal().0, 400);
        let bad = get(test, &session, &format!("/k/api/export.csv?app={app}&query=x%20%3D%3D")).await;
        assert_eq!(bad.refusal().0, 400);
        let token = test.admin("GET", &format!("/k/api/export.csv?app={app}")).send().await;
        assert_eq!(token.refusal().0, 403);
    }

    async fn a_bad_row_is_told_by_line_and_column_and_nothing_is_written(test: &TestApp) {
        let app = shop(test, properties(), records()).await;
        let session = test.sign_in("admin").await;
        let file = "key,n,at,radio,*,item,qty\r\n\
            k3,1,2026-02-28 10:00,red,*,pen,1\r\n\
            ,,,,,\"two\nlines\",x\r\n\
            k1,abc,yesterday,green,*,,\r\n\
            k3,2,,red,*,,,surplus\r\n";
        let file_key = upload(test, &session, file.as_bytes()).await;
        let ask = json!({"app": app, "fileKey": file_key});
        let checked = import(test, &session, "check", &ask).await.json();
        let told: Vec<String> = checked["faults"].as_array().unwrap().iter().map(|it| {
            format!("{} {} {:?}", it["line"], it["column"].as_str().unwrap(), it["value"].as_str().unwrap())
        }).collect();
        assert_eq!(told, [
            "3 qty \"x\"", "5 at \"yesterday\"", "5 n \"abc\"", "5 radio \"green\"", "5 key \"k1\"",
            "6 8 \"surplus\"", "6 key \"k3\"",
        ]);
        assert_eq!((&checked["records"], &checked["wrong"]), (&json!(3), &json!(7)));
        assert_eq!(checked["columns"][4]["field"], "*");
        let message = "Enter a date and time such as 2026-11-22 09:30.";
        assert_eq!(checked["faults"][1]["message"], message);
        // A run with faults writes nothing, and the file can be used again.
        let refused = run(test, &session, &ask).await;
        assert!(refused["faults"].as_array().unwrap().len() > 1, "{refused}");
        assert_eq!(kept(test, app).await.len(), 2);
        // The messages are in the reader's language.
        let call = test.call("POST", "/k/api/import/check.json").session(&session).csrf(&session);
        let told = call.header("Accept-Language", "ja").json(&ask).send().await.json();
        assert_eq!(told["faults"][1]["message"], "日時は「2026-11-22 09:30」のように入力してください。");
    }

    // T70, T78
    async fn an_import_needs_a_file_of_ones_own_and_the_request_token(test: &TestApp) {
        let app = shop(test, properties(), records()).await;
        test.user("bob").await;
        let (admin, bob) = (test.sign_in("admin").await, test.sign_in("bob").await);
        let file_key = upload(test, &admin, b"key\nk9\n").await;
        let ask = json!({"app": app, "fileKey": file_key});
        for what in ["check", "run"] {
            assert_eq!(import(test, &bob, what, &ask).await.refusal(), (404, "GAIA_BL01".to_owned()));
            let path = format!("/k/api/import/{what}.json");
            let forged = test.call("POST", &path).session(&admin).json(&ask).send().await;
            assert_eq!(forged.refusal(), (403, "PD_CSRF".to_owned()));
            assert_eq!(test.admin("POST", &path).json(&ask).send().await.refusal().0, 403);
        }
        let odd = json!({"app": app, "fileKey": upload(test, &admin, b"\x80\xff\xff").await});
        assert_eq!(import(test, &admin, "check", &odd).await.refusal().0, 400);
        // Columns that match no field are not an error yet, because the user still has to choose.
        let other = json!({"app": app, "fileKey": upload(test, &admin, b"x;y\n1;2\n").await});
        let checked = import(test, &admin, "check", &other).await.json();
        assert_eq!((&checked["separator"], checked["missing"].is_string()), (&json!("semicolon"), true));
        assert_eq!(kept(test, app).await.len(), 2);
    }
}
