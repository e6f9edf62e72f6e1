//! Adding, changing, deleting and finding the records of an app.

use bytes::Bytes;
use futures_util::stream;
use plugdock_schema::query::time::Moment;
use plugdock_schema::query::{MAX_LIMIT, Query, Refused};
use plugdock_schema::value::Given;
use plugdock_schema::{FileKey, Invalid, Problem, RecordId, Revision, Sent};
use plugdock_store::records::{Change, Search, Target};
use plugdock_store::{Access, Actor, By, Error, NewApp, NewUser, Result, Role, Store};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::harness::NOW;

/// A deployed app, and what tests need to work with its records.
pub(crate) struct RecordApp {
    pub(crate) access: Access,
    pub(crate) actor: Actor,
    pub(crate) moment: Moment,
}

pub(crate) fn object(value: Value) -> Map<String, Value> {
    serde_json::from_value(value).unwrap()
}

pub(crate) fn sent(value: Value) -> Sent {
    value.into()
}

pub(crate) fn given(record: Value) -> Given {
    object(record).into()
}

/// Returns the value as REST shows it.
pub(crate) fn shown(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}

/// Creates the user `ann` and a deployed app of hers with these fields.
pub(crate) async fn record_app(store: &Store, properties: Value) -> RecordApp {
    let user = store
        .add_user(
            NewUser {
                login: "ann".into(),
                name: "Ann".into(),
                email: String::new(),
                locale: None,
                timezone: "Asia/Tokyo".into(),
                admin: false,
                password_hash: "".into(),
            },
            By::server(),
            NOW,
        )
        .await
        .unwrap();
    let new = NewApp {
        name: "Shop".into(),
        code: "SHOP".into(),
        ..NewApp::default()
    };
    let app = store
        .add_app(new, By::user(user.id, None), NOW)
        .await
        .unwrap();
    let moment = Moment::new(NOW, &user.timezone, Some(user.login.clone()));
    let actor = Actor::User(user.into(), None);
    let access = store.access(&actor, app.id).await.unwrap();
    let record_app = RecordApp {
        access,
        actor,
        moment,
    };
    record_app
        .form(store, |fields| fields.add(&sent(properties)))
        .await
        .unwrap();
    record_app
}

impl RecordApp {
    /// Changes the form and deploys it.
    pub(crate) async fn form(
        &self,
        store: &Store,
        change: impl FnOnce(&mut plugdock_schema::Fields) -> Result<(), Invalid> + Send,
    ) -> Result<()> {
        store
            .edit_settings(&self.access, None, NOW, |settings| {
                change(&mut settings.fields).map_err(Error::from)
            })
            .await?;
        let apps = [(self.access.clone(), None)];
        store.deploy(&apps, false, NOW).await
    }

    pub(crate) async fn add(&self, store: &Store, record: Value) -> Result<RecordId> {
        let records = [given(record)];
        let added = store
            .add_records(&self.access, &records, &self.moment)
            .await?;
        Ok(added[0].id)
    }

    pub(crate) async fn upload(&self, store: &Store, name: &str) -> FileKey {
        let body = stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(b"bytes"))]);
        store
            .add_upload(&self.actor, name, "text/plain", body, 100, NOW)
            .await
            .unwrap()
    }

    pub(crate) async fn change(
        &self,
        store: &Store,
        target: Target,
        revision: Option<i64>,
        record: Value,
    ) -> Result<i64> {
        let change = Change {
            target,
            revision: revision.map(Revision),
            record: given(record),
            step: None,
        };
        let changed = store
            .update_records(&self.access, &[change], &self.moment)
            .await?;
        Ok(changed[0].revision.0)
    }

    pub(crate) async fn value(&self, store: &Store, id: RecordId, code: &str) -> Value {
        let record = store
            .record(&self.access, id, &self.moment)
            .await
            .unwrap()
            .unwrap();
        shown(&record)[code]["value"].clone()
    }

    /// Returns the numbers of the records that a query finds.
    pub(crate) async fn find(&self, store: &Store, query: &str) -> Result<Vec<i64>> {
        let search = Search {
            query: Query::parse(query).unwrap(),
            ..Search::default()
        };
        let page = store.records(&self.access, &search, &self.moment).await?;
        Ok(page.records.iter().map(|record| record.id.0).collect())
    }
}

/// Formats the place and the name of a problem: `record.price NumberFormat`.
pub(crate) fn describe(problem: &Problem) -> String {
    let wrong = format!("{:?}", problem.wrong);
    let name = wrong.split([' ', '(']).next().unwrap();
    format!("{} {name}", problem.at)
}

/// Returns the formatted problems of a result. Panics on any other result.
fn problems<T: std::fmt::Debug>(result: Result<T>) -> Vec<String> {
    match result {
        Err(Error::Invalid(invalid)) => {
            let problems = invalid.problems.iter();
            problems.map(describe).collect()
        }
        other => panic!("{other:?}"),
    }
}

both! {
    async fn a_record_comes_back_as_kintone_shows_it(store: &TestStore) {
        let record_app = record_app(store, json!({
            "name": {"type": "SINGLE_LINE_TEXT", "required": true},
            "price": {"type": "NUMBER", "defaultValue": "100"},
            "day": {"type": "DATE", "defaultNowValue": true},
            "at": {"type": "DATETIME"},
            "who": {"type": "USER_SELECT"},
            "kind": {"type": "DROP_DOWN", "options": {"a": {"label": "a", "index": 0}}},
            "rows": {"type": "SUBTABLE", "fields": {"n": {"type": "NUMBER"}}},
        })).await;
        let id = record_app.add(store, json!({
            "name": {"value": "りんご"},
            "who": {"value": [{"code": "ann"}]},
            "rows": {"value": [{"value": {"n": {"value": "1.50"}}}, {"value": {}}]},
            "unknown": {"value": "is passed over"},
        })).await.unwrap();
        let record = store.record(&record_app.access, id, &record_app.moment).await.unwrap().unwrap();
        let ann = json!({"code": "ann", "name": "Ann"});
        let row = |id: &str, n: &str| json!({"id": id, "value": {"n": {"type": "NUMBER", "value": n}}});
        assert_eq!(shown(&record), json!({
            "Record_number": {"type": "RECORD_NUMBER", "value": "SHOP-1"},
            "Created_by": {"type": "CREATOR", "value": ann},
            "Created_datetime": {"type": "CREATED_TIME", "value": "2027-01-15T08:00:00Z"},
            "Updated_by": {"type": "MODIFIER", "value": ann},
            "Updated_datetime": {"type": "UPDATED_TIME", "value": "2027-01-15T08:00:00Z"},
            "name": {"type": "SINGLE_LINE_TEXT", "value": "りんご"},
            "price": {"type": "NUMBER", "value": "100"},
            "day": {"type": "DATE", "value": "2027-01-15"},
            "at": {"type": "DATETIME", "value": ""},
            "who": {"type": "USER_SELECT", "value": [ann]},
            "kind": {"type": "DROP_DOWN", "value": null},
            "rows": {"type": "SUBTABLE", "value": [row("1", "1.5"), row("2", "")]},
            "$id": {"type": "__ID__", "value": "1"},
            "$revision": {"type": "__REVISION__", "value": "1"},
        }));
    }

    async fn a_bad_record_among_good_ones_leaves_nothing(store: &TestStore) {
        let record_app = record_app(store, json!({
            "name": {"type": "SINGLE_LINE_TEXT", "required": true},
            "price": {"type": "NUMBER"},
        })).await;
        let records = [
            given(json!({"name": {"value": "a"}})),
            given(json!({"price": {"value": "cheap"}})),
        ];
        let added = store
            .add_records(&record_app.access, &records, &record_app.moment)
            .await;
        assert_eq!(problems(added), [
            "[1].name.value Required",
            "[1].price.value NumberFormat",
        ]);
        assert_eq!(record_app.find(store, "").await.unwrap(), Vec::<i64>::new());
        let nobody = json!({"name": {"value": "a"}, "who": {"value": [{"code": "nobody"}]}});
        record_app.form(store, |fields| fields.add(&sent(json!({"who": {"type": "USER_SELECT"}}))))
            .await
            .unwrap();
        assert!(matches!(record_app.add(store, nobody).await, Err(Error::NoEntity { code, .. }) if code == "nobody"));
        assert_eq!(record_app.find(store, "").await.unwrap(), Vec::<i64>::new());
    }

    async fn a_change_counts_the_revision_and_refuses_a_stale_one(store: &TestStore) {
        let record_app = record_app(store, json!({
            "name": {"type": "SINGLE_LINE_TEXT"},
            "price": {"type": "NUMBER"},
        })).await;
        let new = json!({"name": {"value": "a"}, "price": {"value": 1}});
        let id = record_app.add(store, new).await.unwrap();
        let target = || Target::Id(id);
        let set = |price: i64| json!({"price": {"value": price}});
        assert_eq!(record_app.change(store, target(), Some(1), set(2)).await.unwrap(), 2);
        let stale = record_app.change(store, target(), Some(1), set(3)).await;
        assert!(matches!(stale, Err(Error::Conflict { actual: Revision(2), .. })));
        // A field that is not given keeps its value.
        assert_eq!(record_app.value(store, id, "name").await, "a");
        assert_eq!(record_app.value(store, id, "price").await, "2");
        let none = record_app.change(store, Target::Id(RecordId(99)), None, set(3)).await;
        assert!(matches!(none, Err(Error::NoRecord { id: RecordId(99), .. })));
    }

    async fn a_unique_value_is_unique_and_names_its_record(store: &TestStore) {
        let record_app = record_app(store, json!({"key": {"type": "NUMBER", "unique": true}})).await;
        let key = |value: &str| json!({"key": {"value": value}});
        let id = record_app.add(store, key("1")).await.unwrap();
        record_app.add(store, key("")).await.unwrap();
        record_app.add(store, key("")).await.unwrap();
        // The values are equal as numbers, although their texts differ.
        assert_eq!(problems(record_app.add(store, key("1.0")).await), ["[0].key.value ValueTaken"]);
        let target = |value: &str| Target::Key { field: "key".into(), value: value.into() };
        assert_eq!(record_app.change(store, target("1"), None, key("5")).await.unwrap(), 2);
        assert_eq!(record_app.value(store, id, "key").await, "5");
        let unknown = record_app.change(store, target("1"), None, key("6")).await;
        assert_eq!(problems(unknown), ["[0].updateKey KeyUnknown"]);
        // The place of a problem contains the index of the change.
        let other = Target::Key { field: "nothing".into(), value: "5".into() };
        for (wrong, expected) in [
            (target("1"), "[1].updateKey KeyUnknown"),
            (target("x"), "[1].updateKey.value NumberFormat"),
            (other, "[1].updateKey.field KeyNotUnique"),
        ] {
            let change = |target| Change { target, revision: None, record: given(json!({})), step: None };
            let both = [change(target("5")), change(wrong)];
            let refused = store.update_records(&record_app.access, &both, &record_app.moment).await;
            assert_eq!(problems(refused), [expected]);
        }
    }

    async fn deleting_is_all_or_nothing_and_numbers_do_not_come_back(store: &TestStore) {
        let record_app = record_app(store, json!({"n": {"type": "NUMBER"}})).await;
        for _ in 0..3 {
            record_app.add(store, json!({})).await.unwrap();
        }
        let with_missing = [(RecordId(3), None), (RecordId(9), None)];
        let refused = store.delete_records(&record_app.access, &with_missing, &record_app.moment).await;
        assert!(matches!(refused, Err(Error::NoRecord { .. })));
        assert_eq!(record_app.find(store, "").await.unwrap(), [3, 2, 1]);
        let last = [(RecordId(3), Some(Revision(1)))];
        store.delete_records(&record_app.access, &last, &record_app.moment).await.unwrap();
        let next = record_app.add(store, json!({})).await.unwrap();
        assert!(next > RecordId(3), "{next}");
    }

    async fn a_deploy_changes_the_table_and_keeps_values(store: &TestStore) {
        let record_app = record_app(store, json!({
            "a": {"type": "SINGLE_LINE_TEXT"},
            "b": {"type": "NUMBER"},
        })).await;
        let one = json!({"a": {"value": "x"}, "b": {"value": "7"}});
        let id = record_app.add(store, one.clone()).await.unwrap();
        record_app.form(store, |fields| {
            fields.update(&sent(json!({"a": {"code": "title"}})))?;
            fields.remove(&["b".into()])?;
            fields.add(&sent(json!({"b": {"type": "DATE"}, "c": {"type": "LINK"}})))
        })
        .await
        .unwrap();
        assert_eq!(record_app.value(store, id, "title").await, "x");
        assert_eq!(record_app.value(store, id, "b").await, Value::Null);
        assert_eq!(record_app.find(store, r#"title = "x" and c = """#).await.unwrap(), [1]);
        let gone = record_app.find(store, "a = 1").await;
        assert!(matches!(gone, Err(Error::Refused(Refused::NoField(code))) if code == "a"));
        // A field cannot become unique if its values repeat. Nothing is deployed then.
        record_app.add(store, json!({"title": {"value": "x"}})).await.unwrap();
        let unique = record_app
            .form(store, |fields| fields.update(&sent(json!({"title": {"unique": true}}))))
            .await;
        assert_eq!(problems(unique), ["properties[title].unique UniqueImpossible"]);
        record_app.add(store, json!({"title": {"value": "x"}})).await.unwrap();
    }

    async fn queries_find_what_kintone_finds(store: &TestStore) {
        let options = json!({"r": {"label": "r", "index": 0}, "g": {"label": "g", "index": 1}});
        let record_app = record_app(store, json!({
            "text": {"type": "SINGLE_LINE_TEXT"},
            "memo": {"type": "MULTI_LINE_TEXT"},
            "n": {"type": "NUMBER"},
            "day": {"type": "DATE"},
            "at": {"type": "DATETIME"},
            "boxes": {"type": "CHECK_BOX", "options": options},
            "drop": {"type": "DROP_DOWN", "options": options},
            "who": {"type": "USER_SELECT"},
            "t": {"type": "SUBTABLE", "fields": {"cell": {"type": "SINGLE_LINE_TEXT"}}},
        })).await;
        let row = |text: &str| json!({"value": {"cell": {"value": text}}});
        // NOW is 2027-01-15 17:00 in Tokyo.
        for record in [
            json!({"text": {"value": "Apple"}, "n": {"value": "10"}, "day": {"value": "2027-01-15"},
                "at": {"value": "2027-01-14T15:00:00Z"}, "boxes": {"value": ["r"]},
                "drop": {"value": "r"}, "who": {"value": [{"code": "ann"}]},
                "t": {"value": [row("one"), row("two")]}}),
            json!({"text": {"value": "ａｐｐｌｅ pie"}, "n": {"value": "9.5"}, "day": {"value": "2027-01-31"},
                "at": {"value": "2027-01-15T15:00:00Z"}, "boxes": {"value": ["r", "g"]},
                "memo": {"value": "100% 'sure'"}, "t": {"value": [row("two")]}}),
            json!({"n": {"value": "-3"}}),
        ] {
            record_app.add(store, record).await.unwrap();
        }
        for (query, found) in [
            (r#"text = "Apple""#, vec![1]),
            (r#"text != "Apple""#, vec![3, 2]),
            (r#"text = """#, vec![3]),
            (r#"text in ("Apple", "")"#, vec![3, 1]),
            (r#"text not in ("Apple", "")"#, vec![2]),
            (r#"text like "APPLE""#, vec![2, 1]),
            (r#"text not like "pie""#, vec![3, 1]),
            (r#"memo like "0% '""#, vec![2]),
            ("memo is empty", vec![3, 1]),
            ("memo is not empty", vec![2]),
            ("n > 9.5", vec![1]),
            ("n >= 9.50", vec![2, 1]),
            ("n < 0", vec![3]),
            ("n in (10.0, \"-3\")", vec![3, 1]),
            ("day = TODAY()", vec![1]),
            ("day = THIS_MONTH()", vec![2, 1]),
            ("day > TODAY()", vec![2]),
            ("day = THIS_MONTH(LAST)", vec![2]),
            ("day < FROM_TODAY(1, DAYS)", vec![1]),
            ("at = TODAY()", vec![1]),
            ("at != TODAY()", vec![3, 2]),
            (r#"at >= "2027-01-16T00:00:00+09:00""#, vec![2]),
            (r#"Created_datetime = "2027-01-15T08:00:00Z""#, vec![3, 2, 1]),
            ("Created_datetime <= NOW()", vec![3, 2, 1]),
            (r#"boxes in ("g")"#, vec![2]),
            (r#"boxes not in ("g")"#, vec![3, 1]),
            (r#"boxes in ("")"#, vec![3]),
            (r#"drop not in ("r")"#, vec![3, 2]),
            ("who in (LOGINUSER())", vec![1]),
            (r#"Created_by in ("ann")"#, vec![3, 2, 1]),
            ("Created_by not in (LOGINUSER())", vec![]),
            (r#"cell in ("two")"#, vec![2, 1]),
            (r#"cell not in ("one")"#, vec![3, 2]),
            (r#"cell like "ON""#, vec![1]),
            ("$id > 1 and $id <= 3", vec![3, 2]),
            (r#"Record_number = "SHOP-2""#, vec![2]),
            (r#"$id = "x""#, vec![]),
            (r#"n > 0 and (day = TODAY() or boxes in ("g"))"#, vec![2, 1]),
            ("order by n asc", vec![3, 2, 1]),
            ("order by day asc, $id asc", vec![1, 2, 3]),
            ("order by day desc", vec![2, 1, 3]),
            ("order by $id asc limit 1 offset 1", vec![2]),
        ] {
            assert_eq!(record_app.find(store, query).await.unwrap(), found, "{query}");
        }
    }

    async fn a_page_has_only_what_was_asked_for(store: &TestStore) {
        let record_app = record_app(store, json!({"n": {"type": "NUMBER"}, "m": {"type": "NUMBER"}})).await;
        for n in 0..3 {
            record_app.add(store, json!({"n": {"value": n}})).await.unwrap();
        }
        let search = Search {
            query: Query::parse("n > 0 order by n asc limit 1").unwrap(),
            fields: Some(vec!["n".into(), "$id".into()]),
            total: true,
        };
        let page = store.records(&record_app.access, &search, &record_app.moment).await.unwrap();
        assert_eq!(page.total, Some(2));
        assert_eq!(shown(&page.records[0]), json!({
            "n": {"type": "NUMBER", "value": "1"}, "$id": {"type": "__ID__", "value": "2"}}));
        assert_eq!(page.records.len(), 1);
        assert_eq!(MAX_LIMIT, 500);
    }

    async fn a_file_is_claimed_with_its_record_and_let_go_with_it(store: &TestStore) {
        let record_app = record_app(store, json!({
            "n": {"type": "NUMBER"},
            "files": {"type": "FILE"},
            "t": {"type": "SUBTABLE", "fields": {"scan": {"type": "FILE"}}},
        })).await;
        let (one, two) = (record_app.upload(store, "Plan.pdf").await, record_app.upload(store, "b.txt").await);
        let with = |key: &FileKey| json!({"value": [{"fileKey": key.as_str()}]});
        // A record that is refused does not consume the upload.
        let wrong = json!({"files": with(&one), "n": {"value": "x"}});
        assert_eq!(problems(record_app.add(store, wrong).await), ["[0].n.value NumberFormat"]);
        let rows = json!({"value": [{"value": {"scan": with(&two)}}]});
        let new = json!({"files": with(&one), "t": rows});
        let id = record_app.add(store, new.clone()).await.unwrap();
        // An upload that was used cannot be used again.
        assert!(matches!(record_app.add(store, new).await, Err(Error::NoFile(key)) if key == one));
        let files = record_app.value(store, id, "files").await;
        assert_eq!(files[0]["name"], "Plan.pdf");
        assert_eq!(files[0]["size"], "5");
        assert_eq!(record_app.find(store, r#"files like "plan""#).await.unwrap(), [id.0]);
        let kept = FileKey::from(files[0]["fileKey"].as_str().unwrap());
        assert_eq!(store.attachment(&record_app.access, &kept, &record_app.moment).await.unwrap().record, id);
        // A file that a change names again stays. A file that it leaves out is removed.
        let three = record_app.upload(store, "c.txt").await;
        let both = json!({"files": {"value": [{"fileKey": kept.as_str()}, {"fileKey": three.as_str()}]}});
        record_app.change(store, Target::Id(id), None, both).await.unwrap();
        let files = record_app.value(store, id, "files").await;
        assert_eq!((files[0]["fileKey"].as_str(), files[1]["name"].as_str()), (Some(kept.as_str()), Some("c.txt")));
        let none = json!({"files": {"value": []}});
        record_app.change(store, Target::Id(id), None, none).await.unwrap();
        assert!(matches!(store.attachment(&record_app.access, &kept, &record_app.moment).await, Err(Error::NoFile(_))));
        let scan = record_app.value(store, id, "t").await[0]["value"]["scan"]["value"][0]["fileKey"].clone();
        let scan = FileKey::from(scan.as_str().unwrap());
        store.attachment(&record_app.access, &scan, &record_app.moment).await.unwrap();
        store.delete_records(&record_app.access, &[(id, None)], &record_app.moment).await.unwrap();
        assert!(matches!(store.attachment(&record_app.access, &scan, &record_app.moment).await, Err(Error::NoFile(_))));
    }

    async fn a_default_of_whoever_adds_the_record_is_that_user(store: &TestStore) {
        let me = json!([{"type": "FUNCTION", "code": "LOGINUSER()"}]);
        let record_app = record_app(store, json!({"who": {"type": "USER_SELECT", "defaultValue": me}})).await;
        let id = record_app.add(store, json!({})).await.unwrap();
        assert_eq!(record_app.value(store, id, "who").await, json!([{"code": "ann", "name": "Ann"}]));
    }

    async fn requests_that_name_the_same_records_in_other_orders_all_succeed(store: &TestStore) {
        let record_app = record_app(store, json!({"n": {"type": "NUMBER"}})).await;
        for _ in 0..20 {
            record_app.add(store, json!({})).await.unwrap();
        }
        let write = async |up: bool| {
            let mut ids: Vec<i64> = (1..=20).collect();
            if !up {
                ids.reverse();
            }
            let changes: Vec<Change> = ids
                .into_iter()
                .map(|id| Change {
                    target: Target::Id(RecordId(id)),
                    revision: None,
                    record: given(json!({"n": {"value": id}})),
                    step: None,
                })
                .collect();
            store.update_records(&record_app.access, &changes, &record_app.moment).await.unwrap();
        };
        for _ in 0..3 {
            let four = [true, false, true, false].map(|up| Box::pin(write(up)));
            futures_util::future::join_all(four).await;
        }
        let record = store.record(&record_app.access, RecordId(1), &record_app.moment).await.unwrap().unwrap();
        assert_eq!(record.revision, Revision(13));
    }

    async fn a_deploy_of_another_process_applies_at_once(store: &TestStore) {
        let record_app = record_app(store, json!({"a": {"type": "NUMBER"}, "b": {"type": "NUMBER"}})).await;
        let id = record_app.add(store, json!({"a": {"value": "1"}, "b": {"value": "2"}})).await.unwrap();
        let mut options = store.options();
        options.role = Role::Tool;
        let other = Store::open(options, NOW).await.unwrap();

        // Each deploy is used before this process can have learned of it.
        record_app.form(&other, |fields| fields.remove(&["a".to_owned()])).await.unwrap();
        assert!(record_app.find(store, "a = 1").await.is_err(), "the column was removed");
        let record = store.record(&record_app.access, id, &record_app.moment).await.unwrap().unwrap();
        assert!(record.get("a").is_none());

        let new = sent(json!({"c": {"type": "NUMBER", "defaultValue": "3"}}));
        record_app.form(&other, |fields| fields.add(&new)).await.unwrap();
        assert_eq!(record_app.find(store, "c = \"\"").await.unwrap(), [id.0]);
        let new = sent(json!({"d": {"type": "NUMBER", "defaultValue": "4"}}));
        record_app.form(&other, |fields| fields.add(&new)).await.unwrap();
        assert_eq!(record_app.find(store, "d = 4").await.unwrap(), [0; 0], "no row carries the revision");
        let new = sent(json!({"e": {"type": "NUMBER", "defaultValue": "5"}}));
        record_app.form(&other, |fields| fields.add(&new)).await.unwrap();
        let added = record_app.add(store, json!({"b": {"value": "6"}})).await.unwrap();
        assert_eq!(record_app.value(store, added, "e").await, "5");
        other.close().await;
    }

    async fn the_last_page_tells_the_total_and_others_are_counted(store: &TestStore) {
        let record_app = record_app(store, json!({"n": {"type": "NUMBER"}})).await;
        for n in 1..=5 {
            record_app.add(store, json!({"n": {"value": n}})).await.unwrap();
        }
        for (query, rows, total) in [
            ("order by n asc", 5, 5),
            ("limit 5", 5, 5),
            ("limit 2", 2, 5),
            ("order by n desc limit 2 offset 4", 1, 5),
            ("limit 2 offset 9", 0, 5),
            ("n > 2", 3, 3),
            ("n > 2 limit 1", 1, 3),
            ("n > 9", 0, 0),
        ] {
            let query_read = Query::parse(query).unwrap();
            let search = Search { query: query_read, total: true, ..Search::default() };
            let page = store.records(&record_app.access, &search, &record_app.moment).await.unwrap();
            assert_eq!((page.records.len(), page.total), (rows, Some(total)), "{query}");
        }
    }

    async fn a_count_is_cached_until_a_process_changes_a_record(store: &TestStore) {
        let record_app = record_app(store, json!({"n": {"type": "NUMBER"}})).await;
        let mut options = store.options();
        options.role = Role::Tool;
        let other = Store::open(options, NOW).await.unwrap();
        let counts = async |query: &str| {
            let search = Search { query: Query::parse(query).unwrap(), ..Search::default() };
            let here = store.count_records(&record_app.access, &search, &record_app.moment).await.unwrap();
            let there = other.count_records(&record_app.access, &search, &record_app.moment).await.unwrap();
            assert_eq!(here, there, "{query}");
            here
        };
        for n in 1..=3 {
            let process = if n == 2 { &other } else { &**store };
            record_app.add(process, json!({"n": {"value": n}})).await.unwrap();
            assert_eq!((counts("").await, counts("n > 1").await), (n, n - 1));
        }
        record_app.change(&other, Target::Id(RecordId(3)), None, json!({"n": {"value": 0}})).await.unwrap();
        assert_eq!((counts("").await, counts("n > 1").await), (3, 1));
        other.delete_records(&record_app.access, &[(RecordId(1), None)], &record_app.moment).await.unwrap();
        assert_eq!((counts("").await, counts("n > 1").await), (2, 1));
        let same = sent(json!({"n": {"type": "CALC", "expression": "5"}}));
        record_app.form(&other, |fields| fields.remove(&["n".to_owned()])).await.unwrap();
        record_app.form(&other, |fields| fields.add(&same)).await.unwrap();
        assert_eq!((counts("").await, counts("n > 1").await), (2, 2));

        // A change that bypasses the store does not raise the version.
        let app = record_app.access.app();
        store.run_sql(&format!("DELETE FROM r_{app}")).await;
        assert_eq!((counts("").await, counts("n > 1").await), (2, 2));
        assert_eq!(counts("n < 1").await, 0);
        other.close().await;
    }

    async fn a_change_counts_only_its_part_again(store: &TestStore) {
        let record_app = record_app(store, json!({"n": {"type": "NUMBER"}})).await;
        let table = format!("r_{}", record_app.access.app());
        let count = async || {
            let search = Search { query: Query::parse("n = \"\"").unwrap(), ..Search::default() };
            store.count_records(&record_app.access, &search, &record_app.moment).await.unwrap()
        };
        let change = async |id| {
            record_app.change(store, Target::Id(RecordId(id)), None, json!({"n": {"value": ""}})).await.unwrap();
        };
        // A part has 1,024 successive numbers, and again as many 131,072 numbers later.
        for id in [1, 1_023, 1_024, 2_047, 2_048, 131_072 + 5, 262_144 + 1_100] {
            store.run_sql(&format!(
                "INSERT INTO {table} (id, revision, created_at, updated_at, doc) VALUES ({id}, 1, 0, 0, '{{}}')"
            )).await;
        }
        assert_eq!(count().await, 7);
        // These changes bypass the store, so the count shows which parts are counted again.
        store.run_sql(&format!("DELETE FROM {table} WHERE id IN (1023, 2047, 131077)")).await;
        assert_eq!(count().await, 7);
        change(2_048).await;
        assert_eq!(count().await, 7);
        change(1).await;
        assert_eq!(count().await, 5);
        change(262_144 + 1_100).await;
        assert_eq!(count().await, 4);
        record_app.change(store, Target::Id(RecordId(1_024)), None, json!({"n": {"value": 1}})).await.unwrap();
        assert_eq!(count().await, 3);
        store.delete_records(&record_app.access, &[(RecordId(1), None)], &record_app.moment).await.unwrap();
        assert_eq!(count().await, 2);
    }

    async fn an_app_that_was_never_deployed_has_no_records(store: &TestStore) {
        let record_app = record_app(store, json!({"n": {"type": "NUMBER"}})).await;
        let user = record_app.access.user().unwrap();
        let app = store.add_app(NewApp::default(), By::user(user, None), NOW).await.unwrap();
        let access = store.access(&record_app.actor, app.id).await.unwrap();
        let found = store.record(&access, RecordId(1), &record_app.moment).await;
        assert!(matches!(found, Err(Error::NoApp(id)) if id == app.id));
    }
}
