//! Users, sessions, API tokens and access rights.

use std::sync::Arc;

use plugdock_schema::{AppId, UserId};
use plugdock_store::{
    Actor, AuditLine, AuditQuery, By, Error, NewUser, Permissions, Session, TokenHash, UserChange,
};
use secrecy::ExposeSecret as _;

use crate::{
    fixtures::{app, user},
    harness::NOW,
};

fn session(user: UserId) -> Session {
    Session {
        user,
        csrf: "c".into(),
        created_at: NOW,
        last_seen: NOW,
        expires_at: NOW + 1000,
        address: Some("2001:db8::1".parse().unwrap()),
        user_agent: "Mozilla/5.0".into(),
        is_administration: false,
    }
}

fn active(active: bool) -> UserChange {
    UserChange {
        active: Some(active),
        ..UserChange::default()
    }
}

both! {
    async fn a_login_name_is_taken_once(store: &TestStore) {
        let ann = user(store, "ann", false).await;
        let again = NewUser {
            login: "ann".into(),
            name: String::new(),
            email: String::new(),
            locale: None,
            timezone: "UTC".into(),
            admin: true,
            password_hash: "x".into(),
        };
        let error = store.add_user(again, By::server(), NOW).await.unwrap_err();
        assert!(matches!(error, Error::LoginTaken(login) if login == "ann"));
        let found = store.user_by_login("ann").await.unwrap().unwrap();
        assert_eq!((found.id, found.admin, found.active), (ann.id, false, true));
        assert_eq!((found.locale.as_deref(), &*found.timezone), (Some("ja"), "Asia/Tokyo"));
        assert!(store.user_by_login("ANN").await.unwrap().is_none());
        assert_eq!(store.users().await.unwrap().len(), 1);
        assert!(!format!("{found:?}").contains("argon2id"));
    }

    async fn a_new_password_voids_the_old_one_and_its_sessions(store: &TestStore) {
        let ann = user(store, "ann", false).await;
        let token = TokenHash::of("t");
        store.add_session(&token, &session(ann.id), 1, NOW).await.unwrap();
        store.set_password(ann.id, &"new".into(), None, By::server(), NOW).await.unwrap();
        let found = store.user(ann.id).await.unwrap().unwrap();
        assert_eq!(found.credential_version, ann.credential_version + 1);
        assert_eq!(found.password_hash.expose_secret(), "new");
        assert!(store.session(&token, NOW).await.unwrap().is_none());
        let nobody = store.set_password(UserId(99), &"new".into(), None, By::server(), NOW).await;
        assert!(matches!(nobody, Err(Error::NoUser)));
    }

    async fn a_session_expires_and_is_touched_at_most_once_a_minute(store: &TestStore) {
        let ann = user(store, "ann", false).await;
        let token = TokenHash::of("t");
        store.add_session(&token, &session(ann.id), 1, NOW).await.unwrap();
        store.touch_session(&token, NOW + 90_000, NOW + 59_999).await.unwrap();
        assert_eq!(store.session(&token, NOW).await.unwrap().unwrap(), session(ann.id));
        store.touch_session(&token, NOW + 90_000, NOW + 60_000).await.unwrap();
        let seen = store.session(&token, NOW).await.unwrap().unwrap();
        assert_eq!((seen.last_seen, seen.expires_at), (NOW + 60_000, NOW + 90_000));
        assert!(store.session(&token, NOW + 90_000).await.unwrap().is_none());
        assert!(store.session(&TokenHash::of("other"), NOW).await.unwrap().is_none());
    }

    async fn sessions_end_one_by_one_and_with_their_user(store: &TestStore) {
        let ann = user(store, "ann", false).await;
        let tokens = ["a", "b", "c"].map(TokenHash::of);
        for token in &tokens {
            store.add_session(token, &session(ann.id), 1, NOW).await.unwrap();
        }
        store.remove_session(&tokens[0], By::server(), NOW).await.unwrap();
        store.remove_session(&tokens[0], By::server(), NOW).await.unwrap();
        assert!(store.session(&tokens[0], NOW).await.unwrap().is_none());
        assert!(store.session(&tokens[1], NOW).await.unwrap().is_some());
        store.change_user(ann.id, &active(false), By::server(), NOW).await.unwrap();
        assert!(store.session(&tokens[1], NOW).await.unwrap().is_none());
        store.change_user(ann.id, &active(true), By::server(), NOW).await.unwrap();
        store.add_session(&tokens[1], &session(ann.id), 1, NOW).await.unwrap();
        store.remove_sessions_of(ann.id, None, By::server(), NOW).await.unwrap();
        assert!(store.session(&tokens[1], NOW).await.unwrap().is_none());
    }

    async fn a_user_has_at_most_a_hundred_sessions(store: &TestStore) {
        let ann = user(store, "ann", false).await;
        let tokens: Vec<TokenHash> = (0..=100).map(|n| TokenHash::of(&n.to_string())).collect();
        for (token, last_seen) in tokens.iter().zip(NOW..) {
            let used = Session { last_seen, ..session(ann.id) };
            store.add_session(token, &used, 1, NOW).await.unwrap();
        }
        assert!(store.session(&tokens[0], NOW).await.unwrap().is_none());
        let left = store.sessions_of(ann.id, NOW).await.unwrap();
        assert_eq!((left.len(), left[0].0 == tokens[100]), (100, true));
    }

    async fn a_session_is_listed_with_its_origin_and_ended_by_its_id(store: &TestStore) {
        let (ann, bob) = (user(store, "ann", false).await, user(store, "bob", false).await);
        let tokens = ["a", "b"].map(TokenHash::of);
        for token in &tokens {
            store.add_session(token, &session(ann.id), 1, NOW).await.unwrap();
        }
        let listed = store.sessions_of(ann.id, NOW).await.unwrap();
        assert!(listed.iter().all(|(_, it)| *it == session(ann.id)));
        let id = tokens[0].session_id();
        assert!(id.len() == 16 && id != tokens[1].session_id());
        assert!(!store.remove_session_of(bob.id, &id, By::server(), NOW).await.unwrap());
        assert!(store.remove_session_of(ann.id, &id, By::user(bob.id, None), NOW).await.unwrap());
        assert!(!store.remove_session_of(ann.id, &id, By::user(bob.id, None), NOW).await.unwrap());
        assert!(store.session(&tokens[0], NOW).await.unwrap().is_none());
        assert!(store.session(&tokens[1], NOW).await.unwrap().is_some());
        let lines = store.audit(&AuditQuery { limit: 2, ..AuditQuery::default() }).await.unwrap();
        let end = AuditLine::new("session.end", By::user(bob.id, None), NOW).detail("ann");
        let begin = AuditLine::new("session.begin", By::user(ann.id, session(ann.id).address), NOW);
        assert_eq!(lines.into_iter().map(|it| it.line).collect::<Vec<_>>(), [end, begin]);
    }

    async fn creators_and_administrators_manage_an_app_and_others_work_in_it(store: &TestStore) {
        let (admin, _, _) = app(store).await;
        let (ann, bob) = (user(store, "ann", false).await, user(store, "bob", false).await);
        let made = store.add_app(crate::fixtures::new_app("Ann's"), By::user(ann.id, None), NOW).await.unwrap();
        for (who, manages) in [(&admin, true), (&ann, true), (&bob, false)] {
            let access = store.access(&Actor::User(Arc::clone(who), None), made.id).await.unwrap();
            let works = access.can_view() && access.can_add() && access.can_edit() && access.can_delete();
            assert_eq!((access.can_manage(), works), (manages, true), "{}", who.login);
            assert_eq!((access.app(), access.user()), (made.id, Some(who.id)));
        }
        let nowhere = store.access(&Actor::User(Arc::clone(&bob), None), AppId(99)).await;
        assert!(matches!(nowhere, Err(Error::NoApp(AppId(99)))));
        store.change_user(bob.id, &active(false), By::server(), NOW).await.unwrap();
        let bob = Arc::new(store.user(bob.id).await.unwrap().unwrap());
        assert!(matches!(store.access(&Actor::User(bob, None), made.id).await, Err(Error::Denied)));
    }

    async fn tokens_open_their_own_app_with_their_rights_together(store: &TestStore) {
        let (_, _, access) = app(store).await;
        let (_, other, _) = app(store).await;
        let view = Permissions { view: true, ..Permissions::default() };
        let add = Permissions { add: true, ..Permissions::default() };
        let first = store.add_api_token(&access, &TokenHash::of("1"), view, NOW).await.unwrap();
        let second = store.add_api_token(&access, &TokenHash::of("2"), add, NOW).await.unwrap();
        assert_eq!(store.api_token(&TokenHash::of("2")).await.unwrap(), Some(second.clone()));
        assert_eq!(store.api_tokens(&access).await.unwrap(), [first.clone(), second.clone()]);
        let both = Actor::Tokens(vec![first.clone(), second], None);
        let granted = store.access(&both, access.app()).await.unwrap();
        assert!(granted.can_view() && granted.can_add());
        assert!(!granted.can_edit() && !granted.can_delete() && !granted.can_manage());
        assert!(matches!(store.access(&both, other.id).await, Err(Error::Denied)));
        assert!(matches!(store.api_tokens(&granted).await, Err(Error::Denied)));
        store.remove_api_token(&access, first.id, NOW).await.unwrap();
        assert_eq!(store.api_token(&TokenHash::of("1")).await.unwrap(), None);
        assert!(matches!(store.remove_api_token(&access, first.id, NOW).await, Err(Error::Denied)));
    }
}
