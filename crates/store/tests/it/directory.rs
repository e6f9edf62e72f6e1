//! Groups and organizations, their members, and the fields that name them.

use std::collections::HashMap;

use plugdock_schema::query::time::Moment;
use plugdock_schema::query::{Query, Refused};
use plugdock_schema::{GroupId, UserId};
use plugdock_store::{
    Actor, By, Error, GroupChange, GroupKind, Membership, NewGroup, Options, Result, Role, Store,
    User, backup,
    records::{Search, Target},
    restore,
};
use serde_json::{Value, json};

use crate::fixtures::user;
use crate::harness::{KEY, NOW};
use crate::records::{RecordApp, record_app, shown};

use GroupKind::{Group, Organization};

pub(crate) async fn group(
    store: &Store,
    kind: GroupKind,
    code: &str,
    parent: Option<&str>,
) -> plugdock_store::Group {
    let new = NewGroup {
        kind,
        code: code.into(),
        name: code.to_uppercase(),
        parent: parent.map(str::to_owned),
    };
    store.add_group(new, By::server(), NOW).await.unwrap()
}

fn member(group: &plugdock_store::Group, user: UserId) -> Membership {
    let (kind, group) = (group.kind, group.id);
    Membership { kind, group, user }
}

async fn add_member(
    store: &Store,
    group: &plugdock_store::Group,
    user: UserId,
    primary: Option<bool>,
) {
    store
        .add_member(member(group, user), primary, By::server(), NOW)
        .await
        .unwrap();
}

/// Returns the codes of a user's groups. A star marks the primary organization.
async fn of(store: &Store, user: &User, kind: GroupKind) -> Vec<String> {
    let all = store.groups_of(user, kind).await.unwrap().into_iter();
    all.map(|(it, primary)| it.code + if primary { "*" } else { "" })
        .collect()
}

async fn parents(store: &Store) -> HashMap<String, Option<String>> {
    let all = store.groups(Organization).await.unwrap().into_iter();
    all.map(|it| (it.code, it.parent)).collect()
}

async fn put_below(
    store: &Store,
    group: &plugdock_store::Group,
    parent: Option<&str>,
) -> Result<plugdock_store::Group> {
    let change = GroupChange {
        parent: Some(parent.map(str::to_owned)),
        ..GroupChange::default()
    };
    store
        .change_group(group.kind, group.id, change, By::server(), NOW)
        .await
}

async fn ann(store: &Store) -> User {
    store.user_by_login("ann").await.unwrap().unwrap()
}

/// Creates an app with fields for groups and organizations. The default of one is the caller's
/// primary organization.
async fn form(store: &Store) -> RecordApp {
    let mine = json!([{"type": "FUNCTION", "code": "PRIMARY_ORGANIZATION()"}]);
    record_app(
        store,
        json!({
            "title": {"type": "SINGLE_LINE_TEXT"},
            "team": {"type": "GROUP_SELECT"},
            "home": {"type": "ORGANIZATION_SELECT", "defaultValue": mine},
            "rows": {"type": "SUBTABLE", "fields": {"unit": {"type": "ORGANIZATION_SELECT"}}},
        }),
    )
    .await
}

fn named(code: &str) -> Value {
    json!({"value": [{"code": code}]})
}

both! {
    async fn members_are_added_and_removed_and_have_one_primary_organization(store: &TestStore) {
        let (ann, boss) = (user(store, "ann", false).await, user(store, "boss", true).await);
        let (sales, tokyo) = (group(store, Organization, "sales", None).await, group(store, Organization, "tokyo", None).await);
        let team = group(store, Group, "sales", None).await;
        assert_eq!(of(store, &ann, Group).await, ["everyone"]);
        assert_eq!(of(store, &boss, Group).await, ["everyone", "Administrators"]);
        add_member(store, &team, ann.id, Some(true)).await;
        assert_eq!(of(store, &ann, Group).await, ["everyone", "sales"]);
        add_member(store, &sales, ann.id, None).await;
        add_member(store, &tokyo, ann.id, None).await;
        add_member(store, &sales, ann.id, None).await;
        assert_eq!(of(store, &ann, Organization).await, ["sales*", "tokyo"]);
        add_member(store, &tokyo, ann.id, Some(true)).await;
        assert_eq!(of(store, &ann, Organization).await, ["sales", "tokyo*"]);
        add_member(store, &tokyo, boss.id, None).await;
        let members = store.members_of(&tokyo).await.unwrap();
        assert_eq!(members.iter().map(|(user, primary)| (user.id, *primary)).collect::<Vec<_>>(), [(ann.id, true), (boss.id, true)]);
        assert_eq!(store.group_sizes().await.unwrap(), HashMap::from([(sales.id, 1), (tokyo.id, 2), (team.id, 1)]));
        store.remove_member(member(&tokyo, ann.id), By::server(), NOW).await.unwrap();
        store.remove_member(member(&tokyo, ann.id), By::server(), NOW).await.unwrap();
        assert_eq!(of(store, &ann, Organization).await, ["sales"]);
        let nobody = store.add_member(member(&sales, UserId(99)), None, By::server(), NOW).await;
        assert!(matches!(nobody, Err(Error::NoUser)));
        let built_in = store.groups(Group).await.unwrap().remove(0).id;
        for id in [GroupId(99), built_in] {
            let nowhere = Membership { kind: Group, group: id, user: ann.id };
            assert!(matches!(store.add_member(nowhere, None, By::server(), NOW).await, Err(Error::NoGroup(Group))));
            assert!(matches!(store.remove_group(Group, id, By::server(), NOW).await, Err(Error::NoGroup(Group))));
        }
    }

    async fn a_user_added_to_two_organizations_at_once_has_one_primary_one(store: &TestStore) {
        let ann = user(store, "ann", false).await;
        for round in 0..5 {
            let one = group(store, Organization, &format!("one{round}"), None).await;
            let two = group(store, Organization, &format!("two{round}"), None).await;
            tokio::join!(add_member(store, &one, ann.id, Some(true)), add_member(store, &two, ann.id, Some(true)));
            let primary = of(store, &ann, Organization).await;
            assert_eq!(primary.iter().filter(|code| code.ends_with('*')).count(), 1, "{primary:?}");
        }
    }

    async fn a_code_is_unique_within_its_kind_and_changes_are_published(store: &TestStore) {
        let sales = group(store, Group, "sales", None).await;
        let changes = format!("changes WHERE topic = 'group' AND key = '{}'", sales.id);
        assert_eq!(store.count(&changes).await, 1);
        for code in ["sales", "everyone", "Administrators"] {
            let new = NewGroup { kind: Group, code: code.into(), name: String::new(), parent: None };
            let again = store.add_group(new, By::server(), NOW).await;
            assert!(matches!(again, Err(Error::CodeTaken(it)) if it == code));
        }
        group(store, Organization, "sales", None).await;
        let change = GroupChange { name: Some("Sellers".into()), ..GroupChange::default() };
        assert_eq!(store.change_group(Group, sales.id, change, By::server(), NOW).await.unwrap().name, "Sellers");
        assert_eq!(store.group(sales.id).await.unwrap().unwrap().name, "Sellers");
        let found = store.find_groups(Group, "ＳＥＬＬ", 5).await.unwrap();
        assert_eq!(found.iter().map(|it| &*it.code).collect::<Vec<_>>(), ["sales"]);
    }

    async fn an_organization_is_never_below_itself_and_moves_up_when_its_parent_is_removed(store: &TestStore) {
        let top = group(store, Organization, "top", None).await;
        let middle = group(store, Organization, "middle", Some("top")).await;
        let low = group(store, Organization, "low", Some("middle")).await;
        for (it, below) in [(&top, "low"), (&top, "top"), (&middle, "low")] {
            assert!(matches!(put_below(store, it, Some(below)).await, Err(Error::Circular)));
        }
        let nowhere = put_below(store, &low, Some("gone")).await;
        assert!(matches!(nowhere, Err(Error::NoEntity { code, .. }) if code == "gone"));
        store.remove_group(Organization, middle.id, By::server(), NOW).await.unwrap();
        assert_eq!(parents(store).await, HashMap::from([("top".into(), None), ("low".into(), Some("top".into()))]));
        put_below(store, &low, None).await.unwrap();
        assert_eq!(parents(store).await["low"], None);
        for _ in 0..5 {
            let (one, two) = tokio::join!(put_below(store, &low, Some("top")), put_below(store, &top, Some("low")));
            assert!(one.is_ok() != two.is_ok(), "exactly one change must succeed: {one:?} {two:?}");
            for it in [&low, &top] {
                put_below(store, it, None).await.unwrap();
            }
        }
    }

    async fn records_name_groups_and_departments_that_are_there(store: &TestStore) {
        let record_app = form(store).await;
        let team = group(store, Group, "team", None).await;
        let sales = group(store, Organization, "sales", None).await;
        let record = json!({"team": {"value": [{"code": "team"}, {"code": "everyone"}]}, "home": named("sales"),
            "rows": {"value": [{"value": {"unit": named("sales")}}]}});
        let id = record_app.add(store, record).await.unwrap();
        assert_eq!(record_app.value(store, id, "team").await, json!([{"code": "team", "name": "TEAM"}, {"code": "everyone", "name": "Everyone"}]));
        assert_eq!(record_app.value(store, id, "rows").await[0]["value"]["unit"]["value"], json!([{"code": "sales", "name": "SALES"}]));
        // Each field accepts only codes of its own kind.
        for wrong in [json!({"team": named("sales")}), json!({"home": named("team")}), json!({"team": named("ann")}),
            json!({"rows": {"value": [{"value": {"unit": named("team")}}]}})] {
            assert!(matches!(record_app.add(store, wrong.clone()).await, Err(Error::NoEntity { .. })), "{wrong}");
        }
        // A removed group stays in the record as a code, and does not prevent other changes.
        for (kind, gone) in [(Group, team.id), (Organization, sales.id)] {
            store.remove_group(kind, gone, By::server(), NOW).await.unwrap();
        }
        let all = json!({"title": {"value": "x"}, "team": named("team"), "home": named("sales")});
        record_app.change(store, Target::Id(id), None, all).await.unwrap();
        assert_eq!(record_app.value(store, id, "home").await, json!([{"code": "sales", "name": "sales"}]));
        assert!(record_app.add(store, json!({"team": named("team")})).await.is_err());
    }

    async fn a_primary_department_is_a_default_and_is_asked_for(store: &TestStore) {
        let record_app = form(store).await;
        let ann = ann(store).await;
        let mine = "home in (PRIMARY_ORGANIZATION())";
        let none = record_app.add(store, json!({})).await.unwrap();
        assert_eq!(record_app.value(store, none, "home").await, json!([]));
        assert_eq!(record_app.find(store, mine).await.unwrap(), Vec::<i64>::new());
        let count = async |query: &str| {
            let search = Search { query: Query::parse(query).unwrap(), ..Search::default() };
            store.count_records(&record_app.access, &search, &record_app.moment).await.unwrap()
        };
        let by_ann = r#"Created_by in ("ann")"#;
        assert_eq!((count(mine).await, count(by_ann).await), (0, 1));
        let sales = group(store, Organization, "sales", None).await;
        group(store, Organization, "sales2", None).await;
        add_member(store, &sales, ann.id, None).await;
        let app = store.app(record_app.access.app()).await.unwrap().unwrap();
        let live = store.settings(app.id, app.live.unwrap()).await.unwrap().unwrap();
        let fields = live.fields;
        let blank = shown(&store.blank(&fields, &record_app.moment).await.unwrap());
        assert_eq!(blank["home"]["value"], json!([{"code": "sales", "name": "SALES"}]));
        let own = record_app.add(store, json!({})).await.unwrap();
        let other = record_app.add(store, json!({"home": named("sales2"), "rows": {"value": [{"value": {"unit": named("sales")}}]}})).await.unwrap();
        assert_eq!(record_app.find(store, mine).await.unwrap(), [own.0]);
        // Cached counts depend on the users and organizations that they ask for.
        assert_eq!((count(mine).await, count(by_ann).await), (1, 3));
        add_member(store, &sales, ann.id, Some(false)).await;
        assert_eq!(count(mine).await, 0);
        add_member(store, &sales, ann.id, Some(true)).await;
        assert_eq!(record_app.find(store, "home not in (PRIMARY_ORGANIZATION())").await.unwrap(), [other.0, none.0]);
        assert_eq!(record_app.find(store, r#"home in (PRIMARY_ORGANIZATION(), "sales2")"#).await.unwrap(), [other.0, own.0]);
        assert_eq!(record_app.find(store, "unit in (PRIMARY_ORGANIZATION())").await.unwrap(), [other.0]);
        for wrong in ["team in (PRIMARY_ORGANIZATION())", "title = PRIMARY_ORGANIZATION()", "Created_by in (PRIMARY_ORGANIZATION())"] {
            assert!(matches!(record_app.find(store, wrong).await, Err(Error::Refused(Refused::Value { .. }))), "{wrong}");
        }
        // The bearer of a token has no login name.
        let nobody = RecordApp { moment: Moment::new(NOW, "UTC", None), access: record_app.access.clone(), actor: Actor::clone(&record_app.actor) };
        assert_eq!(nobody.find(store, mine).await.unwrap(), Vec::<i64>::new());
        // A default whose organization was removed is empty.
        store.remove_group(Organization, sales.id, By::server(), NOW).await.unwrap();
        let late = record_app.add(store, json!({})).await.unwrap();
        assert_eq!(record_app.value(store, late, "home").await, json!([]));
    }

    async fn a_backup_brings_the_directory_back(store: &TestStore) {
        let ann = user(store, "ann", false).await;
        let low = group(store, Organization, "low", None).await;
        group(store, Organization, "top", None).await;
        put_below(store, &low, Some("top")).await.unwrap();
        let team = group(store, Group, "team", None).await;
        add_member(store, &low, ann.id, None).await;
        add_member(store, &team, ann.id, None).await;
        let file = store.dir.path().join("backup.tar");
        backup(&store.options(), &file, false, NOW, &mut |_| {}).await.unwrap();
        let to = tempfile::tempdir().unwrap();
        let options = Options { master_key: Some(KEY.into()), ..Options::in_dir(to.path().join("data"), Role::Serve) };
        restore(&options, &file, NOW, &mut |_| {}).await.unwrap();
        let other = Store::open(options, NOW).await.unwrap();
        for kind in [Group, Organization] {
            assert_eq!(other.groups(kind).await.unwrap(), store.groups(kind).await.unwrap());
            assert_eq!(of(&other, &ann, kind).await, of(store, &ann, kind).await);
        }
        assert_eq!(of(&other, &ann, Organization).await, ["low*"]);
        other.close().await;
    }
}
