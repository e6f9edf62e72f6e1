//! Tests calls to other servers, and saved credentials.

mod answers;
mod masks;
mod outside;
mod permits;
mod plugin_app;
mod secrets;

pub(crate) use self::outside::Outside;
pub(crate) use self::plugin_app::PluginApp;

const SAVE: &str = "/k/api/plugin/proxy/config.json";
const READ: &str = "/k/api/plugin/proxy/config/get.json";
const DELETE: &str = "/k/api/plugin/proxy/config/delete.json";
const CALL: &str = "/k/api/plugin/proxy/call.json";
const UPLOAD: &str = "/k/api/plugin/proxy/upload.json";
const RAW: &str = "application/vnd.plugdock.raw";
const API: &str = "https://api.example.com/v1";

fn denied() -> (u16, String) {
    (403, "CB_NO02".to_owned())
}
