//! Derived values: sanitized rich text and results of formulas.

use plugdock_schema::query::Query;
use plugdock_schema::{RecordId, Revision, Wrong};
use plugdock_store::Error;
use plugdock_store::records::export::MAX_BATCH;
use plugdock_store::records::{Search, Target};
use serde_json::json;

use crate::records::{given, record_app, sent, shown};

both! {
    async fn t75_rich_text_is_kept_as_it_can_be_shown(store: &TestStore) {
        let record_app = record_app(store, json!({
            "text": {"type": "RICH_TEXT"},
            "rows": {"type": "SUBTABLE", "fields": {"cell": {"type": "RICH_TEXT"}}},
        })).await;
        let bad = "<p onclick='x()'>Hello</p><script>alert(1)</script>";
        let id = record_app.add(store, json!({
            "text": {"value": bad},
            "rows": {"value": [{"value": {"cell": {"value": format!("{bad}</td>")}}}]},
        })).await.unwrap();
        assert_eq!(record_app.value(store, id, "text").await, "<p>Hello</p>");
        let rows = record_app.value(store, id, "rows").await;
        assert_eq!(rows[0]["value"]["cell"]["value"], "<p>Hello</p>");
        // Text that was removed is not found either.
        assert_eq!(record_app.find(store, r#"text like "hello""#).await.unwrap(), [1]);
        assert!(record_app.find(store, r#"text like "alert""#).await.unwrap().is_empty());
        let again = json!({"text": {"value": "<svg onload=alert(1)>x</svg>"}});
        record_app.change(store, Target::Id(id), None, again).await.unwrap();
        assert_eq!(record_app.value(store, id, "text").await, "x");
    }
    async fn formulas_are_computed_when_a_record_is_written(store: &TestStore) {
        let calc = |text: &str| json!({"type": "CALC", "expression": text});
        let record_app = record_app(store, json!({
            "price": {"type": "NUMBER"}, "from": {"type": "DATETIME"}, "to": {"type": "DATETIME"},
            "total": calc("SUM(line) * 1.1"),
            "took": {"type": "CALC", "expression": "to - from", "format": "HOUR_MINUTE"},
            "title": {"type": "SINGLE_LINE_TEXT", "required": true, "expression": "\"No. \" & price"},
            "rows": {"type": "SUBTABLE", "fields": {"count": {"type": "NUMBER"}, "line": calc("price * count")}},
        })).await;
        let row = |count: i64| json!({"value": {"count": {"value": count}, "line": {"value": "is passed over"}}});
        let record = json!({
            "price": {"value": "2.50"}, "total": {"value": "999"}, "title": {"value": "x"},
            "from": {"value": "2026-11-22T09:00:00Z"}, "to": {"value": "2026-11-24T10:30:00Z"},
            "rows": {"value": [row(2), row(4)]},
        });
        let first = record_app.add(store, record).await.unwrap();
        let shown = async |id, code| record_app.value(store, id, code).await;
        assert_eq!(shown(first, "total").await, "16.5");
        assert_eq!(shown(first, "took").await, "49:30");
        assert_eq!(shown(first, "title").await, "No. 2.5");
        assert_eq!(shown(first, "rows").await[1]["value"]["line"]["value"], "10");
        let second = record_app.add(store, json!({"price": {"value": "100"}})).await.unwrap();
        assert_eq!((shown(second, "total").await, shown(second, "took").await), (json!("0"), json!("")));

        // Results are found and sorted as numbers and times.
        let find = async |query| record_app.find(store, query).await.unwrap();
        assert_eq!(find("total > 9 and total < 100").await, [1]);
        assert_eq!(find("order by total asc").await, [2, 1]);
        assert_eq!(find("took >= \"49:00\"").await, [1]);
        assert_eq!(find("line in (\"5\")").await, [1]);
        assert_eq!(find("title like \"no. 100\"").await, [2]);

        record_app.change(store, Target::Id(first), None, json!({"price": {"value": "1"}})).await.unwrap();
        assert_eq!(shown(first, "total").await, "6.6");
    }

    async fn a_deploy_computes_the_records_there_are(store: &TestStore) {
        let record_app = record_app(store, json!({"n": {"type": "NUMBER"}})).await;
        // There are more records than one batch.
        for _ in 0..6 {
            let records: Vec<_> = (0..100).map(|n| given(json!({"n": {"value": n}}))).collect();
            store.add_records(&record_app.access, &records, &record_app.moment).await.unwrap();
        }
        let twice = json!({"twice": {"type": "CALC", "expression": "n * 2"}});
        record_app.form(store, |fields| fields.add(&sent(twice))).await.unwrap();
        assert_eq!(record_app.find(store, "twice = 198").await.unwrap(), [600, 500, 400, 300, 200, 100]);
        let record = store.record(&record_app.access, RecordId(600), &record_app.moment).await.unwrap().unwrap();
        assert_eq!((record.revision, &shown(&record)["twice"]["value"]), (Revision(1), &json!("198")));
        let change = json!({"twice": {"expression": "n * n"}});
        record_app.form(store, |fields| fields.update(&sent(change))).await.unwrap();
        assert_eq!(record_app.value(store, RecordId(600), "twice").await, "9801");
        assert!(record_app.find(store, "twice = 198").await.unwrap().is_empty());
    }

    async fn a_record_has_at_most_a_megabyte(store: &TestStore) {
        // Kintone's limit for a formula is 10,000 characters, and for a text 64,000.
        let terms = vec!["s"; 1_000].join("&");
        let mut properties = json!({"s": {"type": "SINGLE_LINE_TEXT"}});
        for number in 0..17 {
            properties[format!("t{number}")] = json!({"type": "SINGLE_LINE_TEXT", "expression": terms});
        }
        let record_app = record_app(store, properties).await;
        let add = async |length: usize| {
            let record = given(json!({"s": {"value": "x".repeat(length)}}));
            store.add_records(&record_app.access, &vec![record; 20], &record_app.moment).await
        };
        let Err(Error::Invalid(invalid)) = add(64).await else { panic!("no refusal") };
        assert_eq!(invalid.problems[0].wrong, Wrong::RecordTooLarge);
        assert_eq!(invalid.problems[0].at.to_string(), "[0]");
        assert_eq!(record_app.find(store, "").await.unwrap(), [0; 0]);
        assert_eq!(add(60).await.unwrap().len(), 20);

        let search = |limit| {
            let query = Query::parse(&format!("limit {limit}")).unwrap();
            Search { query, ..Search::default() }
        };
        for _ in 0..3 {
            add(60).await.unwrap();
        }
        // 80 records of one megabyte.
        let all = store.records_json(&record_app.access, &search(80), &record_app.moment).await;
        assert!(matches!(all, Err(Error::AnswerTooLarge)));
        let some = store.records_json(&record_app.access, &search(50), &record_app.moment).await;
        assert_eq!(some.unwrap().records.len(), 50);
        let ids = store.record_ids(&record_app.access, &Query::default(), &record_app.moment).await.unwrap();
        let exported = store.records_of(&record_app.access, &ids, &record_app.moment).await.unwrap();
        assert_eq!(exported.len(), MAX_BATCH);
    }

    async fn a_form_gets_computed_results_while_it_is_filled_in(store: &TestStore) {
        let calc = |text: &str| json!({"type": "CALC", "expression": text});
        let record_app = record_app(store, json!({
            "n": {"type": "NUMBER", "required": true}, "sum": calc("n + SUM(line)"), "name": {"type": "LINK"},
            "rows": {"type": "SUBTABLE", "fields": {"m": {"type": "NUMBER"}, "line": calc("m * 2")}},
        })).await;
        let row = |m: &str| json!({"id": null, "value": {"m": {"type": "NUMBER", "value": m}}});
        let record = json!({"n": {"value": "1"}, "name": {"value": "half typed"}, "rows": {"value": [row("3"), row("x")]}});
        let computed = store.compute(&record_app.access, false, &given(record), &record_app.moment).await.unwrap();
        let line = |value: &str| json!({"id": "0", "value": {"line": {"type": "CALC", "value": value}}});
        assert_eq!(shown(&computed), json!({
            "sum": {"type": "CALC", "value": "7"},
            "rows": {"type": "SUBTABLE", "value": [line("6"), line("0")]},
        }));
    }
}
