//! Tests the users, groups and organizations that plug-ins can query.

use serde_json::{Value, json};

use crate::harness::TestApp;

stories! {
    // B11.1: `kintone.user`
    async fn users_belong_to_everyone_and_administrators_to_their_group_too(test: &TestApp) {
        test.user("bob").await;
        let ask = async |path: &str| test.admin("GET", path).send().await.json();
        let codes = |answer: &Value, of: &str| -> Vec<Value> {
            let all = answer[of].as_array().unwrap_or_else(|| panic!("{answer}"));
            all.iter().map(|it| it["code"].clone()).collect()
        };
        let users = ask("/v1/users.json").await;
        assert_eq!(codes(&users, "users"), ["admin", "bob"]);
        assert_eq!(users["users"][1]["email"], "bob@example.com");
        assert_eq!(codes(&ask("/v1/users.json?codes[0]=bob").await, "users"), ["bob"]);
        assert_eq!(codes(&ask("/v1/users.json?offset=1&size=1").await, "users"), ["bob"]);
        assert_eq!(codes(&ask("/v1/groups.json").await, "groups"), ["everyone", "Administrators"]);
        assert_eq!(codes(&ask("/v1/user/groups.json?code=bob").await, "groups"), ["everyone"]);
        assert_eq!(codes(&ask("/v1/user/groups.json?code=admin").await, "groups"), ["everyone", "Administrators"]);
        assert_eq!(ask("/v1/organizations.json").await, json!({"organizations": []}));
        assert_eq!(ask("/v1/user/organizations.json?code=bob").await, json!({"organizationTitles": []}));
        let reply = test.admin("GET", "/v1/user/groups.json?code=nobody").send().await;
        assert_eq!(reply.refusal(), (400, "CB_VA01".to_owned()));
    }

    async fn groups_and_departments_are_made_and_read_as_plugins_read_them(test: &TestApp) {
        let bob = test.user("bob").await;
        let send = async |method: &str, path: &str, body: Value| test.admin(method, path).json(&body).send().await;
        let ask = async |path: &str| test.admin("GET", path).send().await.json();
        let made = async |kind: &str, body: Value| send("POST", &format!("/k/api/{kind}.json"), body).await.json();
        let top = made("organization", json!({"code": "hq", "name": "Head office"})).await;
        let sales = made("organization", json!({"code": "sales", "name": "Sales", "parent": "hq"})).await;
        let team = made("group", json!({"code": "team"})).await;
        for (kind, group) in [("organization", &sales), ("group", &team)] {
            let member = json!({"id": group["id"], "user": bob.id.to_string()});
            assert_eq!(send("PUT", &format!("/k/api/{kind}/member.json"), member).await.status, 200);
        }
        let organization = json!({"id": sales["id"], "code": "sales", "name": "Sales", "localName": "",
            "localNameLocale": "en", "parentCode": "hq", "description": ""});
        assert_eq!(ask("/v1/organizations.json?codes[0]=sales").await, json!({"organizations": [organization]}));
        let found = ask(&format!("/v1/organizations.json?ids[0]={}", top["id"].as_str().unwrap())).await;
        assert_eq!((&found["organizations"][0]["code"], &found["organizations"][0]["parentCode"]), (&json!("hq"), &Value::Null));
        let part = ask("/v1/organizations.json?offset=1&size=1").await;
        assert_eq!(part, json!({"organizations": [organization]}));
        let titles = json!({"organizationTitles": [{"organization": organization, "title": null}]});
        assert_eq!(ask("/v1/user/organizations.json?code=bob").await, titles);
        let group = json!({"id": team["id"], "code": "team", "name": "team", "description": ""});
        assert_eq!(ask("/v1/groups.json?codes=team").await, json!({"groups": [group]}));
        assert_eq!(ask("/v1/user/groups.json?code=bob").await["groups"][1], group);
        assert_eq!(ask("/v1/group/users.json?code=team").await["users"][0]["code"], "bob");
        assert_eq!(ask("/v1/group/users.json?code=Administrators").await["users"][0]["code"], "admin");
        let titles = ask("/v1/organization/users.json?code=sales").await;
        assert_eq!((&titles["userTitles"][0]["user"]["code"], &titles["userTitles"][0]["title"]), (&json!("bob"), &Value::Null));
        for path in ["/v1/group/users.json?code=none", "/v1/organizations.json?size=101"] {
            assert_eq!(test.admin("GET", path).send().await.refusal(), (400, "CB_VA01".to_owned()), "{path}");
        }
        let session = test.sign_in("bob").await;
        for (kind, code) in [("group", "TEAM"), ("organization", "sal")] {
            let path = format!("/k/api/entities.json?kind={kind}&q={code}");
            let found = test.call("GET", &path).session(&session).send().await.json()["entities"].clone();
            assert_eq!((&found[0]["type"], found.as_array().unwrap().len()), (&json!(kind.to_uppercase()), 1));
        }
        for (method, kind, body, at) in [
            ("POST", "group", json!({"parent": "hq", "code": "x"}), "parent"),
            ("POST", "group", json!({"code": "a\nb"}), "code"),
            ("POST", "group", json!({"code": "everyone"}), "code"),
            ("PUT", "organization", json!({"id": top["id"], "parent": "sales"}), "parent"),
        ] {
            let reply = send(method, &format!("/k/api/{kind}.json"), body).await;
            assert!(reply.json()["errors"].get(at).is_some(), "{at}: {}", reply.text());
        }
        let gone = json!({"id": team["id"]});
        assert_eq!(send("DELETE", "/k/api/group.json", gone.clone()).await.status, 200);
        assert_eq!(send("DELETE", "/k/api/group.json", gone.clone()).await.refusal(), (404, "PD_GROUP_NOT_FOUND".to_owned()));
        let other = json!({"id": sales["id"], "name": "Team"});
        assert_eq!(send("PUT", "/k/api/group.json", other).await.refusal(), (404, "PD_GROUP_NOT_FOUND".to_owned()));
        let none = (404, "PD_ORGANIZATION_NOT_FOUND".to_owned());
        assert_eq!(send("DELETE", "/k/api/organization.json", gone).await.refusal(), none);
    }

    async fn who_is_not_there_is_told_by_the_vendors_code_of_its_kind(test: &TestApp) {
        let app = test.app_with("People", json!({
            "u": {"type": "USER_SELECT"}, "g": {"type": "GROUP_SELECT"}, "o": {"type": "ORGANIZATION_SELECT"},
        })).await;
        for (field, code) in [("u", "GAIA_IL26"), ("g", "GAIA_IL27"), ("o", "GAIA_IL28")] {
            let record = json!({field: {"value": [{"code": "nobody"}]}});
            let call = test.admin("POST", "/k/v1/record.json").json(&json!({"app": app, "record": record}));
            assert_eq!(call.send().await.refusal(), (400, code.to_owned()));
        }
    }

    // B8.1, T78: the rules are those of the rest of the REST API.
    async fn strangers_tokens_and_plain_links_learn_of_nobody(test: &TestApp) {
        let session = test.sign_in("admin").await;
        for path in ["/v1/users.json", "/v1/groups.json", "/v1/organizations.json", "/v1/user/groups.json?code=admin", "/v1/user/organizations.json?code=admin"] {
            assert_eq!(test.call("GET", path).send().await.status, 401, "{path}");
            let linked = test.call("GET", path).header("Cookie", &session.cookie);
            assert_eq!(linked.send().await.status, 401, "{path}");
            assert_eq!(test.call("GET", path).session(&session).send().await.status, 200, "{path}");
        }
        assert_eq!(test.admin("GET", "/v1/nothing.json").send().await.refusal().0, 404);
    }
}
