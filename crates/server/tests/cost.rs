//! Measures what a large body costs other callers: memory as the operating system counts it, and
//! waiting time (T67). The tests run in a process of their own and one after the other, so that
//! nothing else is counted.

#![cfg(target_os = "linux")]

#[cfg(test)]
mod it {
    #[expect(
        dead_code,
        unused_imports,
        unused_macros,
        reason = "shared with the other tests"
    )]
    pub(crate) mod harness;
}
#[cfg(test)]
use it::harness;
#[cfg(test)]
#[path = "../../store/tests/it/template_name.rs"]
mod template_name;

#[cfg(test)]
mod cost {
    use std::fs;
    use std::time::{Duration, Instant};

    use serde_json::json;
    use tokio::sync::Mutex;

    use super::harness::TestApp;

    /// The maximum time for 99 of 100 small calls of other callers in the meantime. The release
    /// build's limit is the promised one. Without optimization the work itself takes ten times as
    /// long. Processing a batch of a file's records on the thread of the connections would exceed
    /// this limit.
    const MAX_TIME: Duration = Duration::from_millis(if cfg!(debug_assertions) { 150 } else { 50 });
    /// The number of large bodies. They are sent one after the other, so that enough small calls
    /// are made in the meantime.
    const BODIES: usize = 10;

    static ONE: Mutex<()> = Mutex::const_new(());

    /// Returns the highest resident size since the last reset, in bytes.
    fn peak() -> usize {
        let status = fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM:"));
        let kilobytes = line.unwrap().split_whitespace().nth(1).unwrap();
        kilobytes.parse::<usize>().unwrap() * 1024
    }

    /// Returns a body of almost sixteen megabytes with two million values.
    fn body() -> Vec<u8> {
        let items = vec!["1234567"; 2_000_000].join(",");
        format!(r#"{{"app":1,"records":[{items}]}}"#).into_bytes()
    }

    /// Returns a file of almost ten megabytes with the maximum number of records.
    fn csv() -> Vec<u8> {
        let cells = vec![format!("\"{}\"", "abc de,fg".repeat(6)); 8].join(",");
        let line = |number: usize| format!("{number},{cells}\n");
        let lines = (0..20_000).map(line).collect::<String>();
        format!("key,a,b,c,d,e,f,g,h\n{lines}").into_bytes()
    }

    /// Waits for `large` and makes small calls in the meantime. One thread serves both. Also
    /// returns the duration of each small call, the shortest first.
    async fn meanwhile<T>(
        test: &TestApp,
        small: &str,
        large: tokio::task::JoinHandle<T>,
    ) -> (T, Vec<Duration>) {
        let mut took = Vec::new();
        while !large.is_finished() {
            let began = Instant::now();
            assert_eq!(test.admin("GET", small).send().await.status, 200);
            took.push(began.elapsed());
        }
        took.sort_unstable();
        (large.await.unwrap(), took)
    }

    fn assert_quick(what: &str, took: &[Duration]) {
        let slow = took[took.len() * 99 / 100];
        println!(
            "{what}: {} others answered, 99 of 100 within {slow:?}",
            took.len()
        );
        assert!(slow < MAX_TIME, "{what}: {slow:?}");
    }

    // T67
    #[tokio::test(flavor = "current_thread")]
    async fn a_body_of_two_million_values_is_refused_and_costs_little() {
        let _alone = ONE.lock().await;
        let test = TestApp::sqlite().await;
        let app = test.app("App 1").await;
        let small = format!("/k/v1/app.json?id={app}");
        // The first call allocates memory that later calls reuse.
        assert_eq!(test.admin("GET", &small).send().await.status, 200);
        let body = body();
        let size = body.len();
        let large = test
            .admin("POST", "/k/v1/records.json")
            .body("application/json", body);
        fs::write("/proc/self/clear_refs", "5").unwrap();
        let before = peak();
        let (refused, took) = meanwhile(&test, &small, tokio::spawn(large.send())).await;
        let memory = peak().saturating_sub(before);
        assert_eq!(refused.refusal(), (400, "PD_JSON_TOO_MANY".to_owned()));
        println!("{} MB: {} MB more", size >> 20, memory >> 20);
        assert!(memory < 3 * size, "{memory} bytes for a body of {size}");
        assert!(!took.is_empty());
        let calls: Vec<_> = (0..BODIES)
            .map(|_| test.admin("POST", "/k/v1/records.json"))
            .map(|call| call.body("application/json", self::body()))
            .collect();
        let many = tokio::spawn(async {
            for call in calls {
                assert_eq!(call.send().await.status, 400);
            }
        });
        let ((), took) = meanwhile(&test, &small, many).await;
        assert_quick("bodies", &took);
    }

    #[tokio::test(flavor = "current_thread")]
    async fn a_file_of_ten_megabytes_is_read_and_keeps_nobody_waiting() {
        let _alone = ONE.lock().await;
        let test = TestApp::sqlite().await;
        let app = test.app("App 1").await;
        let properties: serde_json::Map<_, _> = "key a b c d e f g h"
            .split(' ')
            .map(|code| {
                (
                    code.to_owned(),
                    json!({"type": "SINGLE_LINE_TEXT", "code": code, "label": code}),
                )
            })
            .collect();
        let form = json!({"app": app, "properties": properties});
        let fields = test
            .admin("POST", "/k/v1/preview/app/form/fields.json")
            .json(&form);
        assert_eq!(fields.send().await.status, 200);
        let apps = json!({"apps": [{"app": app}]});
        let deploy = test
            .admin("POST", "/k/v1/preview/app/deploy.json")
            .json(&apps);
        assert_eq!(deploy.send().await.status, 200);
        let session = test.sign_in("admin").await;
        let call = |path| test.call("POST", path).session(&session).csrf(&session);
        let uploaded = call("/k/v1/file.json")
            .file("all.csv", &csv())
            .send()
            .await
            .json();
        let ask = json!({"app": app, "fileKey": uploaded["fileKey"]});
        let large = tokio::spawn(call("/k/api/import/check.json").json(&ask).send());
        let small = format!("/k/v1/app.json?id={app}");
        let (checked, took) = meanwhile(&test, &small, large).await;
        let checked = checked.json();
        assert_eq!(
            (&checked["records"], &checked["wrong"]),
            (&json!(20_000), &json!(0)),
            "{checked}"
        );
        assert_quick("a file", &took);
    }
}
