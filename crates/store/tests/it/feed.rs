//! Cache invalidation by changes of this process and of other processes.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use plugdock_store::{By, Cache, Role, Store, Topic, UserChange};
use sqlx::{Connection as _, PgConnection};

use crate::{
    fixtures::{app, id, install, proxy_config, user},
    harness::{NOW, TestStore, sql},
};

/// The guaranteed bound for noticing a change by another process, on a machine that is not busy.
const BOUND: Duration = Duration::from_secs(1);

/// The time after which a test gives up. It is long because machines that run tests are busy.
const GIVE_UP: Duration = Duration::from_mins(1);

/// A cached answer that depends on one thing.
struct Stored {
    cache: Cache<(), usize>,
    topic: Topic,
    key: String,
    loads: AtomicUsize,
}

impl Stored {
    fn of(store: &Store, topic: Topic, key: &impl ToString) -> Self {
        Self {
            cache: store.cache(10),
            topic,
            key: key.to_string(),
            loads: AtomicUsize::new(0),
        }
    }

    /// Asks the cache, and returns the number of loads so far.
    async fn reads(&self) -> usize {
        let load = |mut reads: plugdock_store::Reads| async move {
            reads.of(self.topic, &self.key);
            let count = self.loads.fetch_add(1, Ordering::SeqCst) + 1;
            Ok::<_, ()>(Some((count, reads)))
        };
        self.cache.get_or(&(), load).await.unwrap().unwrap()
    }

    /// Waits until the answer has been loaded this many times. Returns the time that it took.
    async fn until_read(&self, times: usize) -> Duration {
        let start = Instant::now();
        while self.reads().await < times {
            assert!(start.elapsed() < GIVE_UP, "the answer was not loaded again");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        start.elapsed()
    }
}

both! {
    async fn a_writer_reads_its_own_write_and_reloads_nothing_else(store: &TestStore) {
        let ann = user(store, "ann", false).await;
        let (of_ann, of_bob) = (Stored::of(store, Topic::User, &ann.id), Stored::of(store, Topic::User, &99));
        assert_eq!((of_ann.reads().await, of_bob.reads().await), (1, 1));
        assert_eq!((of_ann.reads().await, of_bob.reads().await), (1, 1));
        // The cache is invalidated at once, without a poll.
        store.change_user(ann.id, &UserChange::default(), By::server(), NOW).await.unwrap();
        assert_eq!((of_ann.reads().await, of_bob.reads().await), (2, 1));
        // The poll does not invalidate it a second time.
        let setting = Stored::of(store, Topic::Setting, &"x");
        assert_eq!(setting.reads().await, 1);
        let mut options = store.options();
        options.role = Role::Tool;
        let tool = Store::open(options, NOW).await.unwrap();
        tool.set_server_setting("x", "y", NOW).await.unwrap();
        setting.until_read(2).await;
        assert_eq!((of_ann.reads().await, of_bob.reads().await), (2, 1));
        tool.close().await;
    }

    async fn numbers_rise_by_one_in_the_order_of_commits(store: &TestStore) {
        let writes = (0..30).map(|n| {
            let store = store.share();
            tokio::spawn(async move { store.set_server_setting(&format!("k{n}"), "v", NOW).await })
        });
        for done in futures_util::future::join_all(writes).await {
            done.unwrap().unwrap();
        }
        assert_eq!(store.count("changes").await, 30);
        assert_eq!(store.count("changes WHERE seq > (SELECT seq FROM change_head) - 30").await, 30);
    }

    async fn callers_that_miss_at_once_share_one_question(store: &TestStore) {
        let asked = AtomicUsize::new(0);
        let cache = store.cache::<u8, u8>(10);
        let ask = || cache.get_or(&1, |reads| async {
            asked.fetch_add(1, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(50)).await;
            Ok::<_, ()>(Some((7, reads)))
        });
        let all = futures_util::future::join_all((0..20).map(|_| ask())).await;
        assert!(all.iter().all(|answer| *answer == Ok(Some(7))));
        assert_eq!(asked.load(Ordering::SeqCst), 1);
    }

    async fn a_failure_and_a_missing_answer_are_not_cached(store: &TestStore) {
        let cache = store.cache::<u8, u8>(10);
        let failed = cache.get_or(&1, |_| async { Err("no") }).await;
        assert_eq!(failed, Err("no"));
        let none = cache.get_or(&1, |_| async { Ok::<_, ()>(None) }).await;
        assert_eq!(none, Ok(None));
        let found = cache.get_or(&1, |reads| async { Ok::<_, ()>(Some((7, reads))) }).await;
        assert_eq!(found, Ok(Some(7)));
    }

    async fn a_tool_caches_nothing(store: &TestStore) {
        let mut options = store.options();
        options.role = Role::Tool;
        let tool = Store::open(options, NOW).await.unwrap();
        let setting = Stored::of(&tool, Topic::Setting, &"x");
        assert_eq!(setting.reads().await, 1);
        assert_eq!(setting.reads().await, 2);
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
async fn a_change_by_another_process_is_seen_within_a_second() {
    let store = TestStore::postgres().await;
    store
        .run(Box::pin(async {
            let other = Store::open(store.options(), NOW).await.unwrap();
            let setting = Stored::of(&other, Topic::Setting, &"k");
            assert_eq!(setting.reads().await, 1);
            let mut took = Vec::new();
            for round in 2..7 {
                let value = round.to_string();
                store.set_server_setting("k", &value, NOW).await.unwrap();
                took.push(setting.until_read(round).await);
            }
            // Only the fastest round counts, because a busy machine slows down the others.
            assert!(took.iter().min().unwrap() < &BOUND, "{took:?}");
            other.close().await;
        }))
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_on_one_postgresql_see_each_others_changes() {
    let store = TestStore::postgres().await;
    store
        .run(Box::pin(async {
            let other = Store::open(store.options(), NOW).await.unwrap();
            let (admin, app, access) = app(&store).await;
            let plugin = Stored::of(&other, Topic::Plugin, &id('a'));
            assert_eq!(plugin.reads().await, 1);
            install(&store, &admin, 'a', "1", &[]).await;
            plugin.until_read(2).await;
            // The cached app of the other process is invalidated too.
            assert_eq!(other.app(app.id).await.unwrap().unwrap().preview.0, 1);
            store
                .add_app_plugins(&access, &[id('a')], 20, None, NOW)
                .await
                .unwrap();
            let new = proxy_config("GET", "https://a.example/", "x");
            let revision = store
                .save_proxy_config(&access, &id('a'), new, NOW)
                .await
                .unwrap();
            let start = Instant::now();
            while other.app(app.id).await.unwrap().unwrap().preview != revision {
                assert!(start.elapsed() < GIVE_UP);
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            let saved = other.proxy_configs(&access, revision).await.unwrap();
            other
                .delete_proxy_config(&access, &saved[0].id, NOW)
                .await
                .unwrap();
            assert!(
                store
                    .open_proxy_configs(app.id, revision)
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
            let answer = Stored::of(&store, Topic::User, &99);
            assert_eq!(answer.reads().await, 1);
            let mut db = PgConnection::connect(&store.options().database_url.unwrap()).await.unwrap();
            // The counter rises, but the rows of these changes are missing.
            sql(&mut db, "UPDATE change_head SET seq = seq + 5").await;
            answer.until_read(2).await;
            // A topic of a newer release is unknown.
            sql(&mut db, "BEGIN; UPDATE change_head SET seq = seq + 1; INSERT INTO changes (seq, topic, key, at) SELECT seq, 'later', '', 0 FROM change_head; COMMIT").await;
            answer.until_read(3).await;
            // While the changes cannot be read, no answer stays cached.
            sql(&mut db, "ALTER TABLE change_head RENAME TO away").await;
            answer.until_read(4).await;
            answer.until_read(5).await;
            sql(&mut db, "ALTER TABLE away RENAME TO change_head").await;
            let ann = user(&store, "ann", false).await;
            let of_ann = Stored::of(&store, Topic::User, &ann.id);
            // When the counter can be read again, answers are cached again.
            let start = Instant::now();
            while of_ann.reads().await != of_ann.reads().await {
                assert!(start.elapsed() < GIVE_UP);
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }))
        .await;
}
