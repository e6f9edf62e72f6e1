//! What a hostile body costs, as the system counts it (T67). Alone in its process, so that nothing
//! else is counted.

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
mod cost {
    use std::fs;

    use super::harness::TestApp;

    /// Highest resident size since the last reset, in bytes.
    fn peak() -> usize {
        let status = fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM:"));
        let kilobytes = line.unwrap().split_whitespace().nth(1).unwrap();
        kilobytes.parse::<usize>().unwrap() * 1024
    }

    /// Sixteen megabytes, less what is around them, of two million values.
    fn body() -> Vec<u8> {
        let items = vec!["1234567"; 2_000_000].join(",");
        format!(r#"{{"app":1,"records":[{items}]}}"#).into_bytes()
    }

    // T67
    #[tokio::test(flavor = "current_thread")]
    async fn a_body_of_two_million_values_is_refused_and_costs_little() {
        let test = TestApp::sqlite().await;
        let app = test.app("App 1").await;
        let small = format!("/k/v1/app.json?id={app}");
        // What is set aside once is not counted.
        assert_eq!(test.admin("GET", &small).send().await.status, 200);
        let body = body();
        let size = body.len();
        let large = test
            .admin("POST", "/k/v1/records.json")
            .body("application/json", body);
        fs::write("/proc/self/clear_refs", "5").unwrap();
        let before = peak();
        let large = tokio::spawn(large.send());
        // One thread serves both: whoever has little to ask is answered meanwhile.
        let mut answered = 0;
        while !large.is_finished() {
            assert_eq!(test.admin("GET", &small).send().await.status, 200);
            answered += 1;
        }
        let refused = large.await.unwrap();
        let memory = peak().saturating_sub(before);
        assert_eq!(refused.refusal(), (400, "PD_JSON_TOO_MANY".to_owned()));
        println!(
            "{} MB: {} MB more, {answered} others answered",
            size >> 20,
            memory >> 20
        );
        assert!(memory < 3 * size, "{memory} bytes for a body of {size}");
        assert!(answered > 0);
    }
}
