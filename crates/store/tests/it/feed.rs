//! What changed, as this process and others see it.

use std::time::{Duration, Instant};

use plugdock_store::{Event, Events, Role, Store, Topic, UserChange};
use sqlx::{Connection as _, PgConnection};
use tokio::time::timeout;

use crate::{
    fixtures::{app, entry, id, install, user},
    harness::{NOW, TestStore, sql},
};

/// The bound that DESIGN states.
const BOUND: Duration = Duration::from_secs(1);

async fn next(events: &mut Events) -> Event {
    timeout(BOUND, events.next())
        .await
        .expect("an event within a second")
        .expect("an open store")
}

async fn until(events: &mut Events, topic: Topic, key: &str) {
    loop {
        if let Event::Change(change) = next(events).await
            && change.topic == topic
            && change.key == key
        {
            return;
        }
    }
}

both! {
    async fn who_writes_reads_its_own_write(store: &TestStore) {
        let mut events = store.subscribe();
        let before = store.head();
        let ann = user(store, "ann", false).await;
        // At once, without a poll.
        assert!(store.head() > before);
        let Event::Change(change) = next(&mut events).await else { panic!("a change") };
        assert_eq!((change.topic, change.key), (Topic::User, ann.id.to_string()));
        // The poll does not tell it twice: the next one told is the next one made.
        store.change_user(ann.id, &UserChange::default(), None, NOW).await.unwrap();
        store.set_server_setting("x", "y", NOW).await.unwrap();
        assert!(matches!(next(&mut events).await, Event::Change(change) if change.topic == Topic::User));
        assert!(matches!(next(&mut events).await, Event::Change(change) if change.topic == Topic::Setting));
    }

    async fn numbers_rise_by_one_in_the_order_of_commits(store: &TestStore) {
        let mut events = store.subscribe();
        let writes = (0..30).map(|n| {
            let store = store.share();
            tokio::spawn(async move { store.set_server_setting(&format!("k{n}"), "v", NOW).await })
        });
        for done in futures_util::future::join_all(writes).await {
            done.unwrap().unwrap();
        }
        let mut seen = Vec::new();
        for _ in 0..30 {
            let Event::Change(change) = next(&mut events).await else { panic!("a change") };
            seen.push(change.seq);
        }
        seen.sort_unstable();
        let first = seen[0];
        assert!(seen.iter().zip(first..).all(|(seq, expected)| *seq == expected), "{seen:?}");
    }

    async fn a_tool_beside_the_server_is_seen(store: &TestStore) {
        let mut options = store.options();
        options.role = Role::Tool;
        let tool = Store::open(options, NOW).await.unwrap();
        let mut events = store.subscribe();
        let ann = user(&tool, "ann", false).await;
        until(&mut events, Topic::User, &ann.id.to_string()).await;
        tool.close().await;
    }

    async fn rows_older_than_an_hour_go(store: &TestStore) {
        for n in 0..70 {
            store.set_server_setting("k", &n.to_string(), NOW).await.unwrap();
        }
        for n in 0..70 {
            store.set_server_setting("k", &n.to_string(), NOW + 2 * 3_600_000).await.unwrap();
        }
        let rows = store.count("changes").await;
        assert!((70..80).contains(&rows), "{rows}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_on_one_postgresql_see_each_other_within_a_second() {
    let store = TestStore::postgres().await;
    store
        .run(Box::pin(async {
            let other = Store::open(store.options(), NOW).await.unwrap();
            let mut events = other.subscribe();
            let (admin, app, access) = app(&store).await;
            install(&store, &admin, 'a', "1", &[]).await;
            let start = Instant::now();
            until(&mut events, Topic::Plugin, id('a').as_str()).await;
            assert!(start.elapsed() < BOUND);
            store
                .add_app_plugins(&access, &[id('a')], 20, None, NOW)
                .await
                .unwrap();
            let new = entry("GET", "https://a.example/", "x");
            let revision = store.save_entry(&access, &id('a'), new, NOW).await.unwrap();
            until(&mut events, Topic::App, &app.id.to_string()).await;
            let saved = other.entries(&access, revision).await.unwrap();
            let head = other.head();
            other
                .delete_entry(&access, &saved[0].id, NOW)
                .await
                .unwrap();
            assert!(other.head() > head);
            assert!(
                store
                    .open_entries(app.id, revision)
                    .await
                    .unwrap()
                    .is_empty()
            );
            other.close().await;
        }))
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_connection_and_a_gap_make_readers_forget_everything() {
    let store = TestStore::postgres().await;
    store
        .run(Box::pin(async {
            let mut events = store.subscribe();
            let mut db = PgConnection::connect(&store.options().database_url.unwrap()).await.unwrap();
            // Rows that this process never saw are gone: the counter alone tells.
            sql(&mut db, "UPDATE change_head SET seq = seq + 5").await;
            assert_eq!(next(&mut events).await, Event::Flush);
            // A topic of a newer release.
            sql(&mut db, "BEGIN; UPDATE change_head SET seq = seq + 1; INSERT INTO changes (seq, topic, key, at) SELECT seq, 'later', '', 0 FROM change_head; COMMIT").await;
            assert_eq!(next(&mut events).await, Event::Flush);
            // Nothing can be read.
            sql(&mut db, "ALTER TABLE change_head RENAME TO away").await;
            assert_eq!(next(&mut events).await, Event::Flush);
            sql(&mut db, "ALTER TABLE away RENAME TO change_head").await;
            let ann = user(&store, "ann", false).await;
            until(&mut events, Topic::User, &ann.id.to_string()).await;
        }))
        .await;
}
