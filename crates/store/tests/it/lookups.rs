//! Lookups and related records.

use plugdock_store::records::{Target, Wanted};
use plugdock_store::{Actor, By, Error, NewApp, Permissions, Store, TokenHash};
use serde_json::{Value, json};

use crate::harness::NOW;
use crate::records::{RecordApp, given, record_app, sent, shown};

/// Creates an app of customers, and an app of orders that look up their customer.
async fn shop(store: &Store) -> (RecordApp, RecordApp) {
    let customers = record_app(store, json!({
        "no": {"type": "NUMBER", "unique": true}, "name": {"type": "SINGLE_LINE_TEXT"},
        "rank": {"type": "DROP_DOWN", "options": {"A": {"label": "A", "index": 0}, "B": {"label": "B", "index": 1}}},
        "rate": {"type": "CALC", "expression": "no / 4"},
    })).await;
    for (no, name, rank) in [
        ("1", "Ann", "A"),
        ("2", "Bob \"B\"", "B"),
        ("3", "Ann", "A"),
    ] {
        let record = json!({"no": {"value": no}, "name": {"value": name}, "rank": {"value": rank}});
        customers.add(store, record).await.unwrap();
    }
    let app = customers.access.app().to_string();
    let lookup = json!({
        "relatedApp": {"app": app}, "relatedKeyField": "no",
        "fieldMappings": [{"field": "who", "relatedField": "name"}, {"field": "rank", "relatedField": "rank"},
            {"field": "rate", "relatedField": "rate"}],
        "lookupPickerFields": ["name"], "filterCond": "rank in (\"A\")", "sort": "no desc",
    });
    let user = customers.access.user().unwrap();
    let new = NewApp {
        name: "Orders".into(),
        ..NewApp::default()
    };
    let orders = store.add_app(new, By::user(user, None), NOW).await.unwrap();
    let orders = RecordApp {
        access: store.access(&customers.actor, orders.id).await.unwrap(),
        actor: customers.actor.clone(),
        moment: customers.moment.clone(),
    };
    orders
        .form(store, |fields| {
            fields.add(&sent(json!({
                "customer": {"type": "NUMBER", "lookup": lookup},
                "who": {"type": "SINGLE_LINE_TEXT", "required": true}, "rank": {"type": "DROP_DOWN",
                    "options": {"A": {"label": "A", "index": 0}}}, "rate": {"type": "NUMBER"},
                "twice": {"type": "CALC", "expression": "rate * 2"},
                "same": {"type": "REFERENCE_TABLE", "referenceTable": {"relatedApp": {"app": app},
                    "condition": {"field": "who", "relatedField": "name"}, "filterCond": "no > 1",
                    "displayFields": ["no", "name"], "sort": "no asc", "size": "5"}},
            })))
        })
        .await
        .unwrap();
    (customers, orders)
}

both! {
    async fn a_lookup_copies_when_a_record_is_written(store: &TestStore) {
        let (customers, orders) = shop(store).await;
        let record = json!({"customer": {"value": "2.0"}, "who": {"value": "is passed over"}});
        let id = orders.add(store, record).await.unwrap();
        let values = async || {
            let record = shown(&store.record(&orders.access, id, &orders.moment).await.unwrap().unwrap());
            ["customer", "who", "rank", "rate", "twice"].map(|code| record[code]["value"].clone())
        };
        // An option that this form does not have is left out. Formulas use the copied values.
        assert_eq!(values().await, [json!("2"), json!("Bob \"B\""), Value::Null, json!("0.5"), json!("1")]);
        let change = async |record| orders.change(store, Target::Id(id), None, record).await;
        change(json!({"customer": {"value": 1}})).await.unwrap();
        assert_eq!(values().await, [json!("1"), json!("Ann"), json!("A"), json!("0.25"), json!("0.5")]);
        // A field that the lookup fills cannot be written otherwise. It stays if the lookup is not
        // named.
        change(json!({"who": {"value": "else"}})).await.unwrap();
        assert_eq!(values().await[1], "Ann");
        for (value, several) in [("9", false), ("x1", false)] {
            let refused = change(json!({"customer": {"value": value}})).await;
            match refused {
                Err(Error::NotLookedUp { field, several: found, .. }) => assert_eq!((field.as_str(), found), ("customer", several)),
                Err(Error::Invalid(_)) if value == "x1" => {}
                other => panic!("{other:?}"),
            }
        }
        // An empty lookup clears its copies. One of them is required here.
        match change(json!({"customer": {"value": ""}})).await {
            Err(Error::Invalid(invalid)) => assert_eq!(invalid.problems[0].at.to_string(), "[0].record.who.value"),
            other => panic!("{other:?}"),
        }
        // The source record may be deleted: a form that sends the old value again can still be
        // saved.
        store.delete_records(&customers.access, &[(plugdock_schema::RecordId(1), None)], &customers.moment).await.unwrap();
        change(json!({"customer": {"value": "1"}})).await.unwrap();
        assert_eq!(values().await[1], "Ann");
    }

    async fn a_lookup_looks_with_the_rights_of_who_writes(store: &TestStore) {
        let (_, orders) = shop(store).await;
        let rights = Permissions { view: true, add: true, ..Permissions::default() };
        let token = store.add_api_token(&orders.access, &TokenHash::of("1"), rights, NOW).await.unwrap();
        let access = store.access(&Actor::Tokens(vec![token], None), orders.access.app()).await.unwrap();
        let records = [given(json!({"customer": {"value": "1"}}))];
        let refused = store.add_records(&access, &records, &orders.moment).await;
        assert!(matches!(refused, Err(Error::NotLookedUp { .. })), "{refused:?}");
    }

    async fn a_form_is_offered_records_and_shown_those_that_belong(store: &TestStore) {
        let (_, orders) = shop(store).await;
        let offers = async |wanted| {
            let (fields, offers) = store
                .offers(&orders.access, false, "customer", wanted, 10, &orders.moment)
                .await
                .unwrap();
            assert_eq!(fields.iter().map(|it| it.code.as_str()).collect::<Vec<_>>(), ["no", "name"]);
            offers
        };
        let all = offers(Wanted::Text("")).await;
        assert_eq!(all.iter().map(|it| it.value.get()).collect::<Vec<_>>(), ["\"3\"", "\"1\""]);
        // A search by value ignores the filter of the lookup.
        let one = offers(Wanted::Value("2")).await;
        assert_eq!(shown(&one[0].copies), json!({
            "who": {"type": "SINGLE_LINE_TEXT", "value": "Bob \"B\""},
            "rank": {"type": "DROP_DOWN", "value": "B"}, "rate": {"type": "NUMBER", "value": "0.5"},
        }));
        assert_eq!(shown(&one[0].record).as_object().unwrap().len(), 3);

        let id = orders.add(store, json!({"customer": {"value": "1"}})).await.unwrap();
        let record = store.record(&orders.access, id, &orders.moment).await.unwrap().unwrap();
        let related = store.related_records(&orders.access, false, "same", &record, 0, &orders.moment).await.unwrap();
        let numbers: Vec<_> = related.page.records.iter().map(|it| shown(it)["no"]["value"].clone()).collect();
        assert_eq!((numbers, related.page.total, related.size), (vec![json!("3")], Some(1), 5));
        let refused = store.related_records(&orders.access, false, "who", &record, 0, &orders.moment).await;
        assert!(matches!(refused, Err(Error::NoField(_))));
    }
}
