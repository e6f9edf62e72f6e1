//! Tests the record list in the browser: paging, order, filter, and each kind of view.

use serde_json::{Value, json};

use crate::harness::{Session, TestApp};

/// Creates an app about visits to a dock, with three kinds of views and `count` records.
async fn docks(test: &TestApp, count: usize) -> String {
    let send = async |method: &str, path: &str, body: Value| {
        let reply = test.admin(method, path).json(&body).send().await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.text());
        reply.json()
    };
    let added = send("POST", "/k/v1/preview/app.json", json!({"name": "Docks"})).await;
    let app = added["app"].as_str().unwrap().to_owned();
    let properties = json!({
        "name": {"type": "SINGLE_LINE_TEXT", "code": "name", "label": "Name"},
        "n": {"type": "NUMBER", "code": "n", "label": "N"},
        "day": {"type": "DATE", "code": "day", "label": "Day"},
        "tags": {"type": "CHECK_BOX", "code": "tags", "label": "Tags",
            "options": {"a": {"label": "a", "index": "0"}, "b": {"label": "b", "index": "1"}}},
    });
    let body = json!({"app": app, "properties": properties});
    send("POST", "/k/v1/preview/app/form/fields.json", body).await;
    let html = "<b id=board>Board</b><script src=https://cdn.test/x.js></script>";
    let views = json!({
        "Big": {"type": "LIST", "index": "0", "fields": ["name", "n", "tags"], "filterCond": "n > 2", "sort": "n asc"},
        "Month": {"type": "CALENDAR", "index": "1", "date": "day", "title": "name"},
        "Board": {"type": "CUSTOM", "index": "2", "html": html, "pager": true, "device": "DESKTOP"},
        "Bare": {"type": "CUSTOM", "index": "3", "html": "<i>Bare</i>", "pager": false, "device": "ANY"},
    });
    let body = json!({"app": app, "views": views});
    send("PUT", "/k/v1/preview/app/views.json", body).await;
    let body = json!({"apps": [{"app": app}]});
    send("POST", "/k/v1/preview/app/deploy.json", body).await;
    let records: Vec<Value> = (1..=count)
        .map(|n| json!({"name": {"value": format!("ship {n}")}, "n": {"value": n}, "day": {"value": format!("2027-02-{:02}", n % 28 + 1)}}))
        .collect();
    for part in records.chunks(100) {
        let body = json!({"app": app, "records": part});
        send("POST", "/k/v1/records.json", body).await;
    }
    app
}

/// Returns the HTML of a page, and the data that it contains for scripts.
async fn open(test: &TestApp, session: &Session, path: &str) -> (String, Value) {
    let call = test.call("GET", path).header("Cookie", &session.cookie);
    let reply = call.send().await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.text());
    let html = reply.text();
    let (_, boot) = html.split_once("id=\"plugdock-boot\">").unwrap();
    let (boot, _) = boot.split_once("</script>").unwrap();
    let boot: Value = serde_json::from_str(boot).unwrap();
    (html.clone(), boot["index"].clone())
}

/// Returns the numbers of the records, in the order of the page.
fn numbers(index: &Value) -> Vec<&str> {
    let records = index["records"].as_array().unwrap();
    let numbers = records.iter().map(|it| it["n"]["value"].as_str().unwrap());
    numbers.collect()
}

stories! {
    async fn a_list_is_paged_and_sorted_by_its_address_alone(test: &TestApp) {
        let app = docks(test, 65).await;
        let session = test.sign_in("admin").await;
        let (html, index) = open(test, &session, &format!("/k/{app}/?view=20")).await;
        assert_eq!((&index["offset"], &index["size"]), (&json!(0), &json!(20)));
        assert_eq!(index["query"], "limit 20 offset 0");
        assert!(html.contains("1–20 of 65"), "{html}");
        assert!(html.contains("rel=\"next\" href=\"?view=20&amp;offset=20\"") && !html.contains("rel=\"prev\""));
        assert!(html.contains("href=\"?view=20&amp;size=100\""));

        let (html, index) = open(test, &session, &format!("/k/{app}/?view=20&size=40&offset=40")).await;
        assert_eq!((&index["offset"], &index["size"]), (&json!(40), &json!(25)));
        assert!(html.contains("rel=\"prev\" href=\"?view=20&amp;size=40\"") && !html.contains("rel=\"next\""));

        // A header sorts the shown records. The view's own filter stays, and is now part of the
        // query.
        let (html, index) = open(test, &session, &format!("/k/{app}/")).await;
        assert_eq!((&index["viewName"], &index["condition"]), (&json!("Big"), &json!("n > 2")));
        assert_eq!(&numbers(&index)[..3], ["3", "4", "5"]);
        assert!(html.contains("aria-sort=\"ascending\""));
        let by_n = "n+%3E+2+order+by+n+desc";
        assert!(html.contains(by_n), "{html}");
        // A column that cannot be sorted has no link.
        assert_eq!(html.matches("class=\"pd-sort\"").count(), 2);
        let (html, index) = open(test, &session, &format!("/k/{app}/?q={by_n}")).await;
        assert_eq!(&numbers(&index)[..2], ["65", "64"]);
        assert_eq!(index["query"], "n > 2 order by n desc limit 20 offset 0");
        assert!(html.contains("aria-sort=\"descending\"") && html.contains("order+by+n+asc"));
    }

    async fn a_filter_that_cannot_be_asked_is_told_beside_its_field(test: &TestApp) {
        let app = docks(test, 1).await;
        let session = test.sign_in("admin").await;
        for (query, told) in [
            ("n+%3E", "at character 4"),
            ("none+%3D+1", "none"),
            ("n+like+%22x%22", "like"),
            ("tags+in+(%22c%22)", "tags"),
        ] {
            let (html, index) = open(test, &session, &format!("/k/{app}/?q={query}")).await;
            let (_, note) = html.split_once("pd-note-danger").unwrap();
            let (note, _) = note.split_once("</p>").unwrap();
            assert!(note.contains(told), "{query}: {note}");
            assert_eq!(index["records"], json!([]));
        }
        // The view's own filter matches nothing, so the page links to all records.
        let (html, _) = open(test, &session, &format!("/k/{app}/")).await;
        assert!(html.contains("No records in this view") && html.contains("href=\"?view=20\""));
    }

    // B7.4
    async fn a_calendar_gives_its_records_by_day_in_the_reader_s_month(test: &TestApp) {
        let app = docks(test, 30).await;
        let session = test.sign_in("admin").await;
        let month = view_of(test, &app, "Month").await;
        let (html, index) = open(test, &session, &format!("/k/{app}/?view={month}&date=2027-02")).await;
        assert_eq!((&index["viewType"], &index["date"]), (&json!("calendar"), &json!("2027-02")));
        assert_eq!((&index["offset"], &index["size"]), (&Value::Null, &Value::Null));
        let days = index["records"].as_object().unwrap();
        assert_eq!(days.len(), 28);
        assert_eq!(days["2027-02-02"].as_array().unwrap().len(), 2);
        assert_eq!(days["2027-02-28"][0]["name"]["value"], "ship 27");
        assert_eq!(index["condition"], "day >= \"2027-02-01\" and day < \"2027-03-01\"");
        assert!(html.contains("data-pd-day=\"2027-01-31\"") && html.contains(">ship 27</a>"));
        assert!(html.contains("date=2027-01") && html.contains("date=2027-03"));
        // The clock of the test is in January 2027, which has no records.
        let (html, index) = open(test, &session, &format!("/k/{app}/?view={month}")).await;
        assert_eq!((&index["date"], &index["records"]), (&json!("2027-01"), &json!({})));
        assert!(html.contains("No records this month"));
    }

    // B11.4, B7.4
    async fn a_custom_view_holds_the_app_s_html_and_runs_none_of_its_scripts(test: &TestApp) {
        let app = docks(test, 30).await;
        let session = test.sign_in("admin").await;
        let board = view_of(test, &app, "Board").await;
        let (html, index) = open(test, &session, &format!("/k/{app}/?view={board}&size=40")).await;
        assert!(html.contains("gaia-app-indexview-customview-html\"><b id=board>Board</b><script type=\"text/plugdock-inert\""));
        assert_eq!((&index["viewType"], &index["size"]), (&json!("custom"), &json!(30)));
        assert!(html.contains("gaia-argoui-app-index-pager"));

        let bare = view_of(test, &app, "Bare").await;
        let (html, index) = open(test, &session, &format!("/k/{app}/?view={bare}")).await;
        assert_eq!((&index["records"], &index["offset"], &index["size"]), (&json!([]), &json!(0), &json!(0)));
        assert!(!html.contains("gaia-argoui-app-index-pager"));

        // A view for desktops only is not shown on phones.
        let (html, index) = open(test, &session, &format!("/k/m/{app}/?view={board}")).await;
        assert_eq!(index["viewName"], "Big");
        assert!(!html.contains("id=board"));
        let (html, _) = open(test, &session, &format!("/k/m/{app}/?view={bare}")).await;
        assert!(html.contains("gaia-mobile-app-customview\"><div class=\"pd-custom gaia-app-indexview-customview-html\"><i>Bare</i>"));
    }

    // B11.4, R27, R40
    async fn each_place_has_the_list_with_the_elements_that_plugins_look_for(test: &TestApp) {
        let app = docks(test, 3).await;
        let session = test.sign_in("admin").await;
        let common = ["recordlist-gaia", "contents-gaia", "gaia-argoui-app-menu", "data-pd=\"header-space\"", "gaia-argoui-app-index-pager", "data-pd-cell=\"name\""];
        for (base, own, other) in [
            (format!("/k/{app}/"), "recordlist-edit-gaia", "gaia-mobile-v2"),
            (format!("/k/admin/preview/{app}/"), "recordlist-edit-gaia", "gaia-mobile-v2"),
            (format!("/k/m/{app}/"), "gaia-mobile-v2-app-index-recordlist-table", "recordlist-edit-gaia"),
        ] {
            let (html, _) = open(test, &session, &base).await;
            for class in common.iter().chain([&own]) {
                assert!(html.contains(class), "{base} lacks {class}");
            }
            assert!(!html.contains(other), "{base} has {other}");
            assert!(html.contains(&format!("{base}show?record=3#record=3")), "{html}");
        }
        let (html, _) = open(test, &session, &format!("/k/m/{app}/")).await;
        for class in ["gaia-mobile-v2-viewpanel-footer", "gaia-mobile-v2-app-indextoolbar-addrecord", "gaia-mobile-v2-pagelayout-contents"] {
            assert!(html.contains(class), "{class}");
        }
        // The pages for desktops and for phones link to each other.
        assert!(html.contains(&format!("href=\"/k/{app}/?view=")));
    }
}

/// Returns the number of a view.
async fn view_of(test: &TestApp, app: &str, name: &str) -> String {
    let path = format!("/k/v1/app/views.json?app={app}");
    let views = test.admin("GET", &path).send().await.json();
    views["views"][name]["id"].as_str().unwrap().to_owned()
}
