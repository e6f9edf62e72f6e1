//! Heavy questions about records: how long they run, and what they leave to others.

use std::time::{Duration, Instant};

use plugdock_schema::query::Query;
use plugdock_store::records::Search;
use plugdock_store::{By, Error, NewApp, Result, Role, Store};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::harness::{NOW, TestStore};
use crate::records::{RecordApp, record_app};

/// The number of doublings of the one record that the test adds.
const DOUBLINGS: usize = 11;

/// A search that takes seconds in the app of [`large_app`].
fn heavy() -> Search {
    let terms: Vec<String> = (0..100)
        .map(|n| format!("memo like \"abc abc {n}\""))
        .collect();
    let query = format!("{} order by memo asc limit 1", terms.join(" or "));
    Search {
        query: Query::parse(&query).unwrap(),
        total: true,
        ..Search::default()
    }
}

/// An app with 2,048 records of 10 KB.
async fn large_app(store: &TestStore) -> RecordApp {
    let app = record_app(store, json!({"memo": {"type": "SINGLE_LINE_TEXT"}})).await;
    app.add(store, json!({"memo": {"value": "abc ".repeat(2_500)}}))
        .await
        .unwrap();
    let columns = "revision, creator, created_at, modifier, updated_at, doc, f6, s6";
    let table = format!("r_{}", app.access.app());
    let double = format!("INSERT INTO {table} ({columns}) SELECT {columns} FROM {table};");
    store.run_sql(&double.repeat(DOUBLINGS)).await;
    app
}

/// Another app of the same user.
async fn other_app(store: &Store, of: &RecordApp, properties: Value) -> RecordApp {
    let new = NewApp {
        name: "Other".into(),
        ..NewApp::default()
    };
    let by = By::user(of.access.user().unwrap(), None);
    let app = store.add_app(new, by, NOW).await.unwrap();
    let other = RecordApp {
        access: store.access(&of.actor, app.id).await.unwrap(),
        actor: of.actor.clone(),
        moment: of.moment.clone(),
    };
    let properties = properties.into();
    other
        .form(store, |fields| fields.add(&properties))
        .await
        .unwrap();
    other
}

/// Opens the store as another process with a short limit.
async fn process(store: &TestStore) -> Store {
    let mut options = store.options();
    options.role = Role::Tool;
    options.query_limit = Duration::from_millis(500);
    Store::open(options, NOW).await.unwrap()
}

/// Asks the heavy question twelve times at once.
fn ask_heavily(process: &Store, app: &RecordApp) -> JoinSet<Result<()>> {
    let mut asked = JoinSet::new();
    for _ in 0..12 {
        let (process, access, moment) = (process.clone(), app.access.clone(), app.moment.clone());
        asked.spawn(async move { process.records(&access, &heavy(), &moment).await.map(drop) });
    }
    asked
}

async fn total(process: &Store, app: &RecordApp) -> i64 {
    let search = Search::default();
    let counted = process.count_records(&app.access, &search, &app.moment);
    counted.await.unwrap()
}

both! {
    async fn heavy_questions_are_stopped_and_delay_no_other_app(store: &TestStore) {
        let app = large_app(store).await;
        let other = other_app(store, &app, json!({"n": {"type": "NUMBER"}})).await;
        let process = process(store).await;
        let mut asked = ask_heavily(&process, &app);
        let mut slowest = Duration::ZERO;
        for n in 1..=20 {
            tokio::time::sleep(Duration::from_millis(50)).await;
            let began = Instant::now();
            other.add(&process, json!({"n": {"value": n}})).await.unwrap();
            assert_eq!(total(&process, &other).await, n);
            slowest = slowest.max(began.elapsed());
        }
        // Without lanes, each of these waits for several heavy questions.
        assert!(slowest < Duration::from_secs(1), "{slowest:?}");
        let (mut overdue, mut refused) = (0, 0);
        while let Some(answer) = asked.join_next().await {
            match answer.unwrap() {
                Err(Error::Overdue(_)) => overdue += 1,
                Err(Error::TooManyQuestions { .. }) => refused += 1,
                other => panic!("{other:?}"),
            }
        }
        assert!(overdue >= 1 && refused >= 1, "{overdue} overdue, {refused} refused");
        assert_eq!(total(&process, &app).await, 1 << DOUBLINGS);
        process.close().await;
    }

    async fn questions_whose_callers_left_are_stopped(store: &TestStore) {
        let app = large_app(store).await;
        let process = process(store).await;
        let mut asked = ask_heavily(&process, &app);
        tokio::time::sleep(Duration::from_millis(100)).await;
        asked.shutdown().await;
        let began = Instant::now();
        let totals = tokio::join!(total(&process, &app), total(&process, &app), total(&process, &app));
        assert_eq!(totals, (2_048, 2_048, 2_048));
        assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
        process.close().await;
    }
}
