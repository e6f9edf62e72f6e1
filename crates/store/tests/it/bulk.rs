//! Reading records in batches, and importing many records as a whole.

use plugdock_schema::query::Query;
use plugdock_schema::{FileKey, RecordId};
use plugdock_store::records::import::{Import, Imported, Row};
use plugdock_store::records::{Search, Target};
use plugdock_store::{Error, Store};
use serde_json::{Value, json};

use crate::records::{RecordApp, describe, given, record_app, shown};

fn add(record: Value) -> Row {
    Row {
        record: given(record),
        ..Row::default()
    }
}

fn change(target: Target, record: Value) -> Row {
    Row {
        target: Some(target),
        ..add(record)
    }
}

fn key(value: &str) -> Target {
    Target::Key {
        field: "key".into(),
        value: value.into(),
    }
}

async fn shop(store: &Store) -> RecordApp {
    record_app(
        store,
        json!({
            "key": {"type": "NUMBER", "unique": true},
            "name": {"type": "SINGLE_LINE_TEXT", "required": true},
            "who": {"type": "USER_SELECT"},
            "t": {"type": "SUBTABLE", "fields": {"n": {"type": "NUMBER"}}},
        }),
    )
    .await
}

async fn begin(store: &Store, record_app: &RecordApp, writes: bool) -> Import {
    store
        .begin_import(&record_app.access, &record_app.moment, writes)
        .await
        .unwrap()
}

/// Returns the problems of the rows as `index place name`.
async fn wrong(import: &mut Import, rows: &[Row]) -> Vec<String> {
    let problems = import.rows(rows).await.unwrap();
    problems
        .iter()
        .map(|(index, it)| format!("{index} {}", describe(it)))
        .collect()
}

async fn count(store: &Store, record_app: &RecordApp) -> i64 {
    let all = Search::default();
    store
        .count_records(&record_app.access, &all, &record_app.moment)
        .await
        .unwrap()
}

both! {
    async fn records_come_in_the_order_of_the_query_and_those_that_are_gone_are_left_out(store: &TestStore) {
        let record_app = shop(store).await;
        for n in [2, 3, 1] {
            record_app.add(store, json!({"key": {"value": n}, "name": {"value": "x"}})).await.unwrap();
        }
        let query = Query::parse("key > 1 order by key asc limit 1").unwrap();
        let ids = store.record_ids(&record_app.access, &query, &record_app.moment).await.unwrap();
        assert_eq!(ids, [RecordId(1), RecordId(2)]);
        let reversed = [RecordId(3), RecordId(9), RecordId(1)];
        let records = store.records_of(&record_app.access, &reversed, &record_app.moment).await.unwrap();
        let keys: Vec<Value> = records.iter().map(|it| shown(it)["key"]["value"].clone()).collect();
        assert_eq!(keys, ["1", "2"]);
    }

    async fn a_check_finds_everything_and_writes_nothing(store: &TestStore) {
        let record_app = shop(store).await;
        let id = record_app.add(store, json!({"key": {"value": 1}, "name": {"value": "x"}})).await.unwrap();
        let rows = [
            add(json!({"key": {"value": "1.0"}, "name": {"value": "taken"}})),
            add(json!({"key": {"value": "7"}})),
            add(json!({"key": {"value": "x"}, "name": {"value": "y"}, "t": {"value": [{"value": {"n": {"value": "z"}}}]}})),
            add(json!({"key": {"value": "7.00"}, "name": {"value": "twice in the file"}})),
            add(json!({"name": {"value": "y"}, "who": {"value": [{"code": "nobody"}]}})),
            change(key("99"), json!({"name": {"value": "y"}})),
            change(Target::Id(RecordId(99)), json!({"name": {"value": "y"}})),
            change(Target::Id(id), json!({"name": {"value": ""}})),
            change(Target::Id(id), json!({"name": {"value": "again"}})),
        ];
        let mut import = begin(store, &record_app, false).await;
        // All rows of one batch must use the same kind of target.
        assert_eq!(wrong(&mut import, &rows[..6]).await, [
            "0 key.value ValueTaken",
            "1 name.value Required",
            "2 key.value NumberFormat",
            "2 t.value[0].value.n.value NumberFormat",
            "3 key.value ValueTaken",
            "4 who NoEntity",
            "5 key KeyUnknown",
        ]);
        let mut import = begin(store, &record_app, false).await;
        assert_eq!(wrong(&mut import, &rows[6..]).await, [
            "0  NoRecord",
            "1 name.value Required",
            "2  KeyTwice",
        ]);
        // The values of earlier batches count too.
        let again = [add(json!({"key": {"value": "7"}, "name": {"value": "y"}}))];
        assert_eq!(wrong(&mut import, &again).await, Vec::<String>::new());
        assert_eq!(wrong(&mut import, &again).await, ["0 key.value ValueTaken"]);
        drop(import);
        assert_eq!(count(store, &record_app).await, 1);
    }

    async fn a_file_is_imported_whole_and_once(store: &TestStore) {
        let record_app = shop(store).await;
        let id = record_app.add(store, json!({"key": {"value": 1}, "name": {"value": "old"},
            "t": {"value": [{"value": {"n": {"value": 5}}}]}})).await.unwrap();
        let file = record_app.upload(store, "orders.csv").await;
        let rows = || [
            Row { or_add: true, ..change(key("1"), json!({"key": {"value": "1"}, "name": {"value": "new"}})) },
            Row { or_add: true, ..change(key("2"), json!({"key": {"value": "2"}, "name": {"value": "added"}})) },
            add(json!({"name": {"value": "no key"}, "who": {"value": [{"code": "ann"}]}})),
        ];
        // An import that is dropped writes nothing and uses no record numbers.
        let mut import = begin(store, &record_app, true).await;
        assert_eq!(wrong(&mut import, &rows()).await, Vec::<String>::new());
        drop(import);
        assert_eq!(count(store, &record_app).await, 1);

        let mut import = begin(store, &record_app, true).await;
        assert_eq!(wrong(&mut import, &rows()).await, Vec::<String>::new());
        let done = store.commit_import(import, &file).await.unwrap();
        assert_eq!(done, Imported { added: 2, changed: 1 });
        let record = store.record(&record_app.access, id, &record_app.moment).await.unwrap().unwrap();
        let (revision, record) = (record.revision.0, shown(&record));
        assert_eq!((revision, &record["name"]["value"]), (2, &json!("new")));
        // Fields for which the file has no column stay as they are.
        assert_eq!(record["t"]["value"][0]["value"]["n"]["value"], "5");

        // Importing the same file again is refused, so its records are not added twice.
        let mut import = begin(store, &record_app, true).await;
        let third = [add(json!({"name": {"value": "again"}}))];
        assert_eq!(wrong(&mut import, &third).await, Vec::<String>::new());
        let again = store.commit_import(import, &file).await;
        assert!(matches!(again, Err(Error::NoFile(key)) if key == file));
        assert_eq!(count(store, &record_app).await, 3);
    }

    async fn an_import_belongs_to_whoever_uploaded_its_file(store: &TestStore) {
        let record_app = shop(store).await;
        let mut import = begin(store, &record_app, true).await;
        import.rows(&[add(json!({"name": {"value": "x"}}))]).await.unwrap();
        let unknown = FileKey::from("00000000-0000-4000-8000-000000000000");
        let refused = store.commit_import(import, &unknown).await;
        assert!(matches!(refused, Err(Error::NoFile(_))));
        assert_eq!(count(store, &record_app).await, 0);
    }
}
