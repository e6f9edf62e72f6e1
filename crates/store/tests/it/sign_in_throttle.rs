//! Limits of sign-in attempts. They are shared by all processes and drain with time.

use plugdock_store::{By, SignInLimit, Store};

use crate::{fixtures::user, harness::NOW};

fn bucket(name: u8) -> SignInLimit {
    SignInLimit {
        name: [name; 32],
        most: 3,
        each: 1_000,
    }
}

both! {
    async fn a_bucket_takes_its_attempts_and_then_one_at_a_time(store: &TestStore) {
        let one = [bucket(1)];
        for _ in 0..3 {
            assert_eq!(store.sign_in_wait(&one, NOW).await.unwrap(), 0);
            assert!(store.begin_attempt(&one, NOW).await.unwrap());
        }
        assert!(!store.begin_attempt(&one, NOW).await.unwrap());
        assert_eq!(store.sign_in_wait(&one, NOW).await.unwrap(), 1_000);
        assert_eq!(store.sign_in_wait(&one, NOW + 400).await.unwrap(), 600);
        // The refused attempt did not extend the time.
        assert!(store.begin_attempt(&one, NOW + 1_000).await.unwrap());
        assert!(!store.begin_attempt(&one, NOW + 1_999).await.unwrap());
        store.forgive_attempt(&one, NOW + 1_999).await.unwrap();
        assert!(store.begin_attempt(&one, NOW + 1_999).await.unwrap());
        store.forget_attempts(&one[0].name, NOW).await.unwrap();
        assert!(store.begin_attempt(&one, NOW + 1_999).await.unwrap());
    }

    async fn an_attempt_is_added_to_all_buckets_or_to_none(store: &TestStore) {
        let (full, fresh) = (bucket(1), bucket(2));
        for _ in 0..3 {
            assert!(store.begin_attempt(&[full], NOW).await.unwrap());
        }
        assert!(!store.begin_attempt(&[fresh, full], NOW).await.unwrap());
        for _ in 0..3 {
            assert!(store.begin_attempt(&[fresh], NOW).await.unwrap());
        }
    }

    async fn concurrent_attempts_are_all_counted(store: &TestStore) {
        let take = |store: Store| async move { store.begin_attempt(&[bucket(1)], NOW).await.unwrap() };
        let attempts = (0..20).map(|_| tokio::spawn(take(store.share())));
        let mut taken = 0;
        for done in attempts.collect::<Vec<_>>() {
            taken += usize::from(done.await.unwrap());
        }
        assert_eq!(taken, 3);
    }

    async fn a_sweep_forgets_what_is_empty_and_old(store: &TestStore) {
        let ann = user(store, "ann", false).await;
        store.begin_attempt(&[bucket(1)], NOW).await.unwrap();
        store.begin_attempt(&[bucket(2)], NOW + 5_000).await.unwrap();
        store.note_place(ann.id, &[7; 32], NOW).await.unwrap();
        store.sweep(NOW + 2_000).await.unwrap();
        assert_eq!(store.count("sign_in_throttle").await, 1);
        assert!(store.knows_place(ann.id, &[7; 32], NOW + 2_000).await.unwrap());
        let later = NOW + plugdock_store::PLACE_LIFE;
        assert!(!store.knows_place(ann.id, &[7; 32], later).await.unwrap());
        store.sweep(later).await.unwrap();
        assert_eq!(store.count("sign_in_places").await, 0);
    }

    // A person who knew the old password may have signed in from these places.
    async fn a_new_password_forgets_the_places_of_the_old(store: &TestStore) {
        let ann = user(store, "ann", false).await;
        store.note_place(ann.id, &[7; 32], NOW).await.unwrap();
        assert!(store.knows_place(ann.id, &[7; 32], NOW).await.unwrap());
        assert!(!store.knows_place(ann.id, &[8; 32], NOW).await.unwrap());
        store.set_password(ann.id, &"new".into(), None, By::server(), NOW).await.unwrap();
        assert!(!store.knows_place(ann.id, &[7; 32], NOW).await.unwrap());
    }

    async fn another_process_counts_the_same_attempts(store: &TestStore) {
        if store.is_postgres() {
            let twin = Store::open(store.options(), NOW).await.unwrap();
            for _ in 0..3 {
                assert!(store.begin_attempt(&[bucket(1)], NOW).await.unwrap());
            }
            assert!(!twin.begin_attempt(&[bucket(1)], NOW).await.unwrap());
            twin.close().await;
        } else {
            // A SQLite database has one server. The attempts are stored, so a restart does not
            // forget them.
            assert!(store.begin_attempt(&[bucket(1)], NOW).await.unwrap());
            assert_eq!(store.count("sign_in_throttle").await, 1);
        }
    }
}
