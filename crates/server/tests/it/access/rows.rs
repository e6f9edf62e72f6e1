//! The rights that each route requires: a row for every route (T78).
//!
//! **To add a route, add its line.** Without a line,
//! `t78_every_route_has_a_row_and_every_row_a_route` fails and names the route. The columns are:
//!
//! - the method and the path, as the router has them;
//! - the least role that is allowed: `nobody`, `user` (anyone signed in), `manager` (of the app) or
//!   `admin` (of the system);
//! - the requirement for API tokens: `page` and `session` accept only a browser's session (a `page`
//!   redirects strangers to `/login`), `-` accepts no token, `any` accepts every token, and `app`
//!   accepts every token of the app; `view`, `add`, `edit`, `delete`, `manage`, or several of them
//!   joined with `+`, accept a token that has at least these rights; with `!`, a token of another
//!   app gets the status 404, as if the resource did not exist;
//! - the content of the request that is needed to reach the check of rights: a query, a JSON
//!   object, `file` for a form with a file, or `form:` followed by its fields.
//!
//! The placeholders stand for objects of the fixtures: `{app}`, `{record}`, `{plugin}`, `{sha256}`,
//! `{file}` (the key of a record's attachment), `{group}` (a department to delete), `{department}`
//! (the code of a department), `{token}` (the number of an API token of the spare app), `{user}`
//! (the number of a user), `{spare}` (an app to delete) and `{csrf}` (the session's request token).
//!
//! An allowed caller really performs the request of a line. It must therefore not remove anything
//! that other lines need.

pub(crate) const ROWS: &str = r#"
GET     /-/health                               nobody   any
GET     /-/ready                                nobody   any
GET     /-/openapi.json                         nobody   any
GET     /-/assets/{name}                        nobody   any
GET     /-/plugin/{id}/{sha256}/{*path}         user     session
GET     /-/app/{app}/{sha256}/{name}            user     session
GET     /                                       nobody   any
GET     /k                                      nobody   any
GET     /login                                  nobody   any
POST    /login                                  nobody   any
POST    /logout                                 user     session  form:__REQUEST_TOKEN__={csrf}

GET     /k/                                     user     page
GET     /k/{app}                                nobody   any
GET     /k/{app}/                               user     page
GET     /k/{app}/show                           user     page     ?record={record}
GET     /k/{app}/edit                           user     page     ?record={record}
GET     /k/{app}/print                          user     page     ?record={record}
GET     /k/{app}/report                         user     page
GET     /k/{app}/export                         user     page
GET     /k/{app}/import                         user     page
GET     /k/m/{app}                              nobody   any
GET     /k/m/{app}/                             user     page
GET     /k/m/{app}/show                         user     page     ?record={record}
GET     /k/m/{app}/edit                         user     page     ?record={record}
GET     /k/admin/preview/{app}/                 manager  page
GET     /k/admin/preview/{app}/show             manager  page     ?record={record}
GET     /k/admin/preview/{app}/edit             manager  page     ?record={record}
GET     /k/m/{app}/report                       user     page
GET     /k/admin/preview/{app}/print            manager  page     ?record={record}
GET     /k/admin/preview/{app}/report           manager  page
GET     /k/admin/preview/{app}/export           manager  page
GET     /k/admin/preview/{app}/import           manager  page
GET     /k/admin/app/flow                       manager  page     ?app={app}
GET     /k/admin/app/{app}/form                 manager  page
GET     /k/admin/app/{app}/general              manager  page
GET     /k/admin/app/{app}/token                manager  page
GET     /k/admin/app/{app}/view                 manager  page
GET     /k/admin/app/{app}/process              manager  page
GET     /k/admin/app/{app}/permissions          manager  page
GET     /k/admin/app/{app}/customize            manager  page
GET     /k/admin/app/{app}/plugin               nobody   any
GET     /k/admin/app/{app}/plugin/              manager  page
GET     /k/admin/app/{app}/plugin/config        manager  page     ?pluginId={plugin}
GET     /k/admin/app/{app}/plugin/config/show   manager  page     ?pluginId={plugin}
GET     /k/admin/system/plugin                  nobody   any
GET     /k/admin/system/plugin/                 admin    page
GET     /k/admin/system/proxy/                  admin    page
GET     /k/account                              nobody   any
GET     /k/account/                             user     page
GET     /k/admin                                nobody   any
GET     /k/admin/                               admin    page
GET     /k/admin/system/user                    nobody   any
GET     /k/admin/system/user/                   admin    page
GET     /k/admin/system/user/new                admin    page
GET     /k/admin/system/user/{user}             admin    page
GET     /k/admin/system/group                  nobody   any
GET     /k/admin/system/group/                 admin    page
GET     /k/admin/system/group/new              admin    page
GET     /k/admin/system/group/{group}         admin    page
GET     /k/admin/system/plugin/{id}             nobody   any
GET     /k/admin/system/plugin/{id}/            admin    page
GET     /k/admin/system/app                     nobody   any
GET     /k/admin/system/app/                    admin    page
GET     /k/admin/system/app/{app}/delete        admin    page
GET     /k/admin/system/audit                   nobody   any
GET     /k/admin/system/audit/                  admin    page
GET     /k/admin/system/audit/log.csv           admin    page
GET     /k/admin/system/server                  nobody   any
GET     /k/admin/system/server/                 admin    page

GET     /k/v1/app.json                          user     app      ?id={app}
GET     /k/v1/apps.json                         user     -
GET     /k/v1/app/form/fields.json              user     app      ?app={app}
GET     /k/v1/app/form/layout.json              user     app      ?app={app}
GET     /k/v1/app/plugin/config.json            user     app      ?app={app}&id={plugin}
GET     /k/v1/app/plugins.json                  manager  manage   ?app={app}
GET     /k/v1/app/settings.json                 user     app      ?app={app}
GET     /k/v1/app/acl.json                      manager  manage   ?app={app}
PUT     /k/v1/app/acl.json                      manager  manage   {"app": {app}, "rights": [{"entity": {"type": "CREATOR"}, "appEditable": true, "recordViewable": true, "recordAddable": true, "recordEditable": true, "recordDeletable": true, "recordImportable": true, "recordExportable": true}, {"entity": {"type": "GROUP", "code": "everyone"}, "recordViewable": true, "recordAddable": true, "recordEditable": true, "recordDeletable": true, "recordImportable": true, "recordExportable": true}]}
GET     /k/v1/preview/app/acl.json              manager  manage   ?app={app}
PUT     /k/v1/preview/app/acl.json              manager  manage   {"app": {app}, "rights": [{"entity": {"type": "CREATOR"}, "appEditable": true, "recordViewable": true, "recordAddable": true, "recordEditable": true, "recordDeletable": true, "recordImportable": true, "recordExportable": true}, {"entity": {"type": "GROUP", "code": "everyone"}, "recordViewable": true, "recordAddable": true, "recordEditable": true, "recordDeletable": true, "recordImportable": true, "recordExportable": true}]}
GET     /k/v1/record/acl.json                   manager  manage   ?app={app}
PUT     /k/v1/record/acl.json                   manager  manage   {"app": {app}, "rights": []}
GET     /k/v1/preview/record/acl.json           manager  manage   ?app={app}
PUT     /k/v1/preview/record/acl.json           manager  manage   {"app": {app}, "rights": []}
GET     /k/v1/field/acl.json                    manager  manage   ?app={app}
PUT     /k/v1/field/acl.json                    manager  manage   {"app": {app}, "rights": []}
GET     /k/v1/preview/field/acl.json            manager  manage   ?app={app}
PUT     /k/v1/preview/field/acl.json            manager  manage   {"app": {app}, "rights": []}
GET     /k/v1/records/acl/evaluate.json         user     -        ?app={app}&ids[0]={record}
GET     /k/v1/app/status.json                   user     app      ?app={app}
GET     /k/v1/app/views.json                    user     app      ?app={app}
POST    /k/v1/preview/app.json                  user     -        {"name": "One more"}
GET     /k/v1/preview/app/deploy.json           manager  manage   ?apps={app}
POST    /k/v1/preview/app/deploy.json           manager  manage   {"apps": [{"app": {app}}]}
GET     /k/v1/preview/app/form/fields.json      manager  manage   ?app={app}
POST    /k/v1/preview/app/form/fields.json      manager  manage   {"app": {app}, "properties": {}}
PUT     /k/v1/preview/app/form/fields.json      manager  manage   {"app": {app}, "properties": {}}
DELETE  /k/v1/preview/app/form/fields.json      manager  manage   {"app": {app}, "fields": ["none"]}
GET     /k/v1/preview/app/form/layout.json      manager  manage   ?app={app}
PUT     /k/v1/preview/app/form/layout.json      manager  manage   {"app": {app}, "layout": []}
GET     /k/v1/preview/app/plugin/config.json    manager  manage   ?app={app}&id={plugin}
PUT     /k/v1/preview/app/plugin/config.json    manager  manage   {"app": {app}, "id": "{plugin}", "config": {"a": "b"}}
GET     /k/v1/preview/app/plugins.json          manager  manage   ?app={app}
POST    /k/v1/preview/app/plugins.json          manager  manage   {"app": {app}, "ids": ["none"]}
DELETE  /k/api/app/plugin.json                  manager  manage   ?app={app}&id=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
GET     /k/v1/app/customize.json                manager  manage   ?app={app}
GET     /k/v1/preview/app/customize.json        manager  manage   ?app={app}
PUT     /k/v1/preview/app/customize.json        admin    -        {"app": {app}}
POST    /k/api/app/view/check.json              manager  session  {"app": {app}}
GET     /k/v1/preview/app/settings.json         manager  manage   ?app={app}
GET     /k/v1/preview/app/status.json           manager  manage   ?app={app}
PUT     /k/v1/preview/app/status.json           manager  manage   {"app": {app}}
GET     /k/v1/preview/app/views.json            manager  manage   ?app={app}
PUT     /k/v1/preview/app/settings.json         manager  manage   {"app": {app}}
PUT     /k/api/app/form.json                    manager  session  {"app": {app}, "fields": [], "layout": []}
PUT     /k/v1/preview/app/views.json            manager  manage   {"app": {app}, "views": {}}

GET     /k/v1/record.json                       user     view     ?app={app}&id={record}
POST    /k/v1/record.json                       user     add      {"app": {app}, "record": {}}
PUT     /k/v1/record.json                       user     view+edit {"app": {app}, "id": {record}, "record": {}}
PUT     /k/v1/record/status.json                user     view     {"app": {app}, "id": {record}, "action": "none"}
PUT     /k/v1/records/status.json               user     view     {"app": {app}, "records": [{"id": {record}, "action": "none"}]}
PUT     /k/v1/record/assignees.json             manager  view+manage {"app": {app}, "id": {record}, "assignees": []}
GET     /k/v1/records.json                      user     view     ?app={app}
POST    /k/v1/records.json                      user     add      {"app": {app}, "records": [{}]}
PUT     /k/v1/records.json                      user     view+edit {"app": {app}, "records": [{"id": {record}, "record": {}}]}
DELETE  /k/v1/records.json                      user     view+delete {"app": {app}, "ids": [999]}
POST    /k/api/record/compute.json              user     session  {"app": {app}, "record": {}}
GET     /k/api/record/lookup.json               user     session  ?app={app}&field=look
GET     /k/api/app/person.json                  manager  session  ?app={app}&user=admin
GET     /k/api/record/permissions.json          user     session  ?app={app}&id={record}
GET     /k/api/record/related.json              user     session  ?app={app}&field=near&id={record}
GET     /k/api/report.json                      user     session  ?app={app}&group=text
GET     /k/api/export.csv                       user     session  ?app={app}
POST    /k/api/import/check.json                user     session  {"app": {app}, "fileKey": "none"}
POST    /k/api/import/run.json                  user     session  {"app": {app}, "fileKey": "none"}
GET     /k/v1/file.json                         user     view!    ?fileKey={file}
GET     /k/api/file.json                        user     view!    ?fileKey={file}
POST    /k/v1/file.json                         user     any      file

GET     /k/v1/plugins.json                      user     -
GET     /k/v1/plugins/required.json             user     -
GET     /k/v1/plugin/apps.json                  admin    -        ?id={plugin}
POST    /k/v1/plugin.json                       admin    -        {"fileKey": "none"}
PUT     /k/v1/plugin.json                       admin    -        {"id": "{plugin}", "fileKey": "none"}
DELETE  /k/v1/plugin.json                       admin    -        {"id": "none"}
POST    /k/api/plugin/import/check.json         admin    -        {"fileKey": "none"}
GET     /k/api/plugin/versions.json             admin    -        ?id={plugin}
PUT     /k/api/plugin/versions.json             admin    -        {"id": "{plugin}", "number": 99}
PUT     /k/api/credentials.json                 admin    -        {"sealed": true}
PUT     /k/api/egress.json                      admin    -        {"app": {app}, "id": "{plugin}", "lock": "off"}
PUT     /k/api/settings.json                    admin    -        {"pluginsPerApp": 20}
DELETE  /k/api/app.json                         admin    -        {"app": {spare}, "name": "none"}

POST    /k/api/plugin/proxy/call.json           user     session  {"app": {app}, "url": "none", "method": "GET"}
POST    /k/api/plugin/proxy/upload.json         user     session
POST    /k/api/plugin/proxy/config.json         manager  session  {"app": {app}, "pluginId": "{plugin}", "url": "https://api.example.com/", "method": "GET", "headers": {}, "data": {}}
POST    /k/api/plugin/proxy/config/get.json     user     session  {"app": {app}, "pluginId": "{plugin}", "url": "https://api.example.com/", "method": "GET"}
POST    /k/api/plugin/proxy/config/show.json    manager  session  {"app": {app}, "pluginId": "{plugin}"}
POST    /k/api/plugin/proxy/config/delete.json  admin    session  {"app": {app}, "id": "none"}

GET     /k/api/app/token.json                   manager  -        ?app={app}
POST    /k/api/app/token.json                   manager  -        {"app": {spare}}
PUT     /k/api/app/token.json                   manager  -        ?app={spare}&id={token}
DELETE  /k/api/app/token.json                   manager  -        ?app={spare}&id={token}
PUT     /k/api/app/scripts.json                 admin    -        ?app={spare}
DELETE  /k/api/app/scripts.json                 admin    -        ?app={spare}
POST    /k/api/session.json                     nobody   any      {}
GET     /k/api/session.json                     user     session
DELETE  /k/api/session.json                     user     session
GET     /k/api/sessions.json                    user     -
DELETE  /k/api/sessions.json                    user     -
GET     /k/api/users.json                       admin    -
PUT     /k/api/users.json                       admin    -        {"id": {user}, "email": "ada@example.com"}
PUT     /k/api/me.json                          user     -        {}
PUT     /k/api/me/password.json                 user     -        {}
POST    /k/api/users.json                       admin    -        {"login": "short", "password": "x"}
GET     /k/api/entities.json                    user     session  ?kind=user
PUT     /k/api/user/password.json               admin    -        {"id": {user}, "password": "x"}
POST    /k/api/group.json                       admin    -        {"code": "everyone"}
PUT     /k/api/group.json                       admin    -        {"id": {group}, "name": "Sales"}
DELETE  /k/api/group.json                       admin    -        {"id": {group}}
PUT     /k/api/group/member.json                admin    -        {"id": {group}, "user": {user}}
DELETE  /k/api/group/member.json                admin    -        {"id": {group}, "user": {user}}
POST    /k/api/organization.json                admin    -        {"code": ""}
PUT     /k/api/organization.json                admin    -        {"id": {organization}, "name": "Sales"}
DELETE  /k/api/organization.json                admin    -        {"id": {organization}}
PUT     /k/api/organization/member.json         admin    -        {"id": {organization}, "user": {user}}
DELETE  /k/api/organization/member.json         admin    -        {"id": {organization}, "user": {user}}

GET     /v1/users.json                          user     -
GET     /v1/groups.json                         user     -
GET     /v1/organizations.json                  user     -
GET     /v1/group/users.json                    user     -        ?code=everyone
GET     /v1/organization/users.json             user     -        ?code={department}
GET     /v1/user/groups.json                    user     -        ?code=admin
GET     /v1/user/organizations.json             user     -        ?code=admin
"#;
