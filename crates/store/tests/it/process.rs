//! Records in the app's process.

use plugdock_schema::RecordId;
use plugdock_schema::process::{Given, Halt};
use plugdock_schema::query::time::Moment;
use plugdock_store::records::{Change, Step, Target};
use plugdock_store::{Access, Actor, Error, Result, Store};
use serde_json::{Value, json};

use crate::fixtures::user;
use crate::harness::NOW;
use crate::records::{RecordApp, given, record_app, sent, shown};

/// Sets the app's process and deploys it.
pub(crate) async fn process(store: &Store, record_app: &RecordApp, states: Value, actions: Value) {
    let given = Given {
        enable: Some(true),
        states: Some(states.into()),
        actions: Some(actions.into()),
    };
    let edit = |settings: &mut plugdock_store::AppSettings| {
        let process = settings.process.read(&given, &settings.fields)?;
        settings.set_process(process);
        Ok::<_, Error>(())
    };
    store
        .edit_settings(&record_app.access, None, NOW, edit)
        .await
        .unwrap();
    let apps = [(record_app.access.clone(), None)];
    store.deploy(&apps, false, NOW).await.unwrap();
}

/// Sets a process with four states: asked, worked on by one user, seen by two users, and done.
pub(crate) async fn usual(store: &Store, record_app: &RecordApp) {
    let assignees = |kind: &str| {
        json!({"type": kind, "entities": [
            {"entity": {"type": "USER", "code": "bob"}}, {"entity": {"type": "FIELD_ENTITY", "code": "Created_by"}}]})
    };
    let states = json!({
        "asked": {"index": 0},
        "working": {"index": 1, "assignee": assignees("ONE")},
        "seen": {"index": 2, "assignee": assignees("ALL")},
        "done": {"index": 3, "assignee": {"type": "ONE", "entities": []}},
    });
    let actions = json!([
        {"name": "take", "from": "asked", "to": "working", "filterCond": "n > \"5\""},
        {"name": "show", "from": "working", "to": "seen"},
        {"name": "agree", "from": "seen", "to": "done"},
        {"name": "stop", "from": "seen", "to": "asked", "type": "SECONDARY",
            "executableUser": {"entities": [{"entity": {"type": "USER", "code": "bob"}}]}},
    ]);
    process(store, record_app, states, actions).await;
}

/// A user who works with the app's records.
struct Hand<'a> {
    store: &'a Store,
    access: Access,
    moment: Moment,
}

impl Hand<'_> {
    async fn act(&self, id: RecordId, action: &str, assignee: Option<&str>) -> Result<i64> {
        let step = Step::Act {
            action: action.into(),
            assignee: assignee.map(Into::into),
        };
        self.step(id, json!({}), step).await
    }

    async fn step(&self, id: RecordId, record: Value, step: Step) -> Result<i64> {
        let change = Change {
            target: Target::Id(id),
            revision: None,
            record: given(record),
            step: Some(step),
        };
        let written = self
            .store
            .update_records(&self.access, &[change], &self.moment)
            .await?;
        Ok(written[0].revision.0)
    }

    async fn offered(&self, id: RecordId) -> Vec<(String, Vec<String>)> {
        let steps = self
            .store
            .next_steps(&self.access, id, &self.moment)
            .await
            .unwrap();
        let named = steps.into_iter().map(|it| {
            let assignees = it.choice.into_iter().map(|person| person.code);
            (it.action, assignees.collect())
        });
        named.collect()
    }
}

async fn hands<'a>(store: &'a Store, record_app: &RecordApp) -> (Hand<'a>, Hand<'a>) {
    let bob = user(store, "bob", false).await;
    let actor = Actor::User(bob, None);
    let access = store.access(&actor, record_app.access.app()).await.unwrap();
    let hand = |access, login: &str| Hand {
        store,
        access,
        moment: Moment::new(NOW, "UTC", Some(login.to_owned())),
    };
    (hand(record_app.access.clone(), "ann"), hand(access, "bob"))
}

async fn state(store: &Store, record_app: &RecordApp, id: RecordId) -> (Value, Vec<String>) {
    let record = store
        .record(&record_app.access, id, &record_app.moment)
        .await
        .unwrap()
        .unwrap();
    let record = shown(&record);
    let assignees = record["Assignee"]["value"].as_array().unwrap();
    let assignees = assignees
        .iter()
        .map(|it| it["code"].as_str().unwrap().to_owned());
    (record["Status"]["value"].clone(), assignees.collect())
}

both! {
    async fn a_record_goes_through_its_states(store: &TestStore) {
        let record_app = record_app(store, json!({"n": {"type": "NUMBER"}})).await;
        let (ann, bob) = hands(store, &record_app).await;
        let before = record_app.add(store, json!({"n": {"value": "9"}})).await.unwrap();
        let plain = store.record(&record_app.access, before, &record_app.moment).await.unwrap().unwrap();
        assert!(plain.get("Status").is_none(), "without a process there is no state");
        assert!(matches!(ann.act(before, "take", None).await, Err(Error::Halt(Halt::Off))));
        usual(store, &record_app).await;
        // An existing record starts in the same state as a new one.
        assert_eq!(state(store, &record_app, before).await, (json!("asked"), vec!["ann".to_owned()]));
        let id = record_app.add(store, json!({"n": {"value": "1"}})).await.unwrap();
        assert!(ann.offered(id).await.is_empty(), "the record does not match the action's condition");
        assert!(matches!(ann.act(id, "take", Some("bob")).await, Err(Error::Halt(Halt::Unfit))));
        record_app.change(store, Target::Id(id), None, json!({"n": {"value": "6"}})).await.unwrap();
        assert_eq!(state(store, &record_app, id).await.0, "asked", "an edit keeps the state");
        assert_eq!(ann.offered(id).await, [("take".to_owned(), vec!["bob".to_owned(), "ann".to_owned()])]);
        assert!(bob.offered(id).await.is_empty());
        assert!(matches!(bob.act(id, "take", Some("bob")).await, Err(Error::Denied)));
        assert!(matches!(ann.act(id, "take", None).await, Err(Error::Halt(Halt::NoAssignee))));
        assert!(matches!(ann.act(id, "take", Some("eve")).await, Err(Error::Halt(Halt::NotOne(_)))));
        assert!(matches!(ann.act(id, "show", None).await, Err(Error::Halt(Halt::Unfit))));
        // The edit made revision 2, and an action counts as two revisions.
        assert_eq!(ann.act(id, "take", Some("bob")).await.unwrap(), 4);
        assert_eq!(state(store, &record_app, id).await, (json!("working"), vec!["bob".to_owned()]));
        // Values and step are saved together or not at all.
        let show = || Step::Act { action: "show".into(), assignee: None };
        let wrong = bob.step(id, json!({"n": {"value": "x"}}), show()).await;
        assert!(matches!(wrong, Err(Error::Invalid(_))));
        assert_eq!(state(store, &record_app, id).await.0, "working");
        bob.step(id, json!({"n": {"value": "7"}}), show()).await.unwrap();
        assert_eq!(record_app.value(store, id, "n").await, "7");
        assert_eq!(state(store, &record_app, id).await, (json!("seen"), vec!["bob".to_owned(), "ann".to_owned()]));
        // All assignees must agree. The record moves on with the action of the last one.
        assert_eq!(bob.act(id, "agree", None).await.unwrap(), 7);
        assert_eq!(state(store, &record_app, id).await, (json!("seen"), vec!["ann".to_owned()]));
        assert_eq!(bob.offered(id).await.len(), 1, "only the action with its own executable user is left");
        assert_eq!(ann.act(id, "agree", None).await.unwrap(), 9);
        assert_eq!(state(store, &record_app, id).await, (json!("done"), vec![]));
    }

    async fn states_are_found_sorted_and_follow_their_names(store: &TestStore) {
        let record_app = record_app(store, json!({"n": {"type": "NUMBER"}})).await;
        let (ann, bob) = hands(store, &record_app).await;
        usual(store, &record_app).await;
        let one = record_app.add(store, json!({"n": {"value": "6"}})).await.unwrap();
        let two = record_app.add(store, json!({"n": {"value": "7"}})).await.unwrap();
        ann.act(two, "take", Some("bob")).await.unwrap();
        assert_eq!(record_app.find(store, r#"Status = "working""#).await.unwrap(), [2]);
        assert_eq!(record_app.find(store, r#"Status != "working""#).await.unwrap(), [1]);
        assert_eq!(record_app.find(store, r#"Status in ("working", "asked") order by Status asc"#).await.unwrap(), [1, 2]);
        assert_eq!(record_app.find(store, "Assignee in (LOGINUSER())").await.unwrap(), [1]);
        assert_eq!(record_app.find(store, r#"Assignee not in ("ann")"#).await.unwrap(), [2]);
        // One state is renamed and one is removed. Records in the removed state start again.
        let states = json!({"open": {"index": 0}, "asked": {"name": "wanted", "index": 1}});
        process(store, &record_app, states, json!([])).await;
        assert_eq!(state(store, &record_app, one).await.0, "wanted");
        assert_eq!(state(store, &record_app, two).await, (json!("open"), vec!["ann".to_owned()]));
        assert_eq!(record_app.find(store, r#"Status = "open""#).await.unwrap(), [2]);
        // The process is disabled and enabled again with an edit in between. The state is not lost.
        for enable in [false, true] {
            let given = Given { enable: Some(enable), ..Given::default() };
            let edit = |settings: &mut plugdock_store::AppSettings| {
                let process = settings.process.read(&given, &settings.fields)?;
                settings.set_process(process);
                Ok::<_, Error>(())
            };
            store.edit_settings(&record_app.access, None, NOW, edit).await.unwrap();
            store.deploy(&[(record_app.access.clone(), None)], false, NOW).await.unwrap();
            record_app.change(store, Target::Id(one), None, json!({"n": {"value": "8"}})).await.unwrap();
        }
        assert_eq!(record_app.find(store, r#"Status = "wanted""#).await.unwrap(), [1]);
        // Only a user who manages the app may set the assignees of a record.
        let to_bob = Step::Assign(vec!["bob".into()]);
        assert!(matches!(bob.step(one, json!({}), to_bob.clone()).await, Err(Error::Denied)));
        ann.step(one, json!({}), to_bob).await.unwrap();
        assert_eq!(state(store, &record_app, one).await.1, ["bob"]);
        let nobody = Step::Assign(vec!["nobody".into()]);
        assert!(matches!(ann.step(one, json!({}), nobody).await, Err(Error::NoEntity { .. })));
        let both = Step::Assign(vec!["bob".into(), "ann".into()]);
        assert!(matches!(ann.step(one, json!({}), both).await, Err(Error::Halt(Halt::OneOnly))));
    }

    async fn categories_are_stored_and_found_and_not_lost_while_disabled(store: &TestStore) {
        let record_app = record_app(store, json!({"n": {"type": "NUMBER"}})).await;
        let turn = |on: bool| json!({"Categories": {"enabled": on, "options": {
            "b": {"label": "b", "index": 1}, "a": {"label": "a", "index": 0}}}});
        record_app.form(store, |fields| fields.update(&sent(turn(true)))).await.unwrap();
        let id = record_app.add(store, json!({"Categories": {"value": ["b", "of another app", "a"]}})).await.unwrap();
        assert_eq!(record_app.value(store, id, "Categories").await, json!(["a", "b"]));
        assert_eq!(record_app.find(store, r#"Categories in ("b")"#).await.unwrap(), [1]);
        record_app.form(store, |fields| fields.update(&sent(turn(false)))).await.unwrap();
        record_app.change(store, Target::Id(id), None, json!({"n": {"value": "1"}})).await.unwrap();
        record_app.form(store, |fields| fields.update(&sent(turn(true)))).await.unwrap();
        assert_eq!(record_app.find(store, r#"Categories in ("b")"#).await.unwrap(), [1]);
        let none = json!({"Categories": {"options": {}}});
        let refused = record_app.form(store, |fields| fields.update(&sent(none))).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "enabled categories must have an option");
    }
}
