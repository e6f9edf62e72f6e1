//! Reads the `version` of a manifest.

use serde_json::Value;

/// The largest integer that all JSON parsers read as the same number.
const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;
/// The maximum number of characters, which is enough for three reasonable numbers.
const MAX_LENGTH: usize = 64;

/// Returns the version as text: an integer from 0, or up to three of them joined by dots, without
/// leading zeros (B2).
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        // `1.0` is the integer 1 in JSON Schema and for Kintone's tools.
        Value::Number(number) => number
            .as_f64()
            .filter(|n| n.fract() == 0.0 && (0.0..=MAX_SAFE_INTEGER).contains(n))
            .map(|n| format!("{}", n.abs())),
        Value::String(text) => {
            let part = |part: &str| {
                !part.is_empty()
                    && part.bytes().all(|c| c.is_ascii_digit())
                    && (part == "0" || !part.starts_with('0'))
            };
            let parts = text.split('.').count();
            (parts <= 3 && text.len() <= MAX_LENGTH && text.split('.').all(part))
                .then(|| text.clone())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn versions_are_whole_numbers_or_up_to_three_joined_by_dots() {
        for (value, expected) in [
            (json!(0), "0"),
            (json!(12), "12"),
            (json!(1.0), "1"),
            (json!(-0.0), "0"),
            (json!(9_007_199_254_740_991_u64), "9007199254740991"),
            (json!("0"), "0"),
            (json!("1.2"), "1.2"),
            (json!("10.0.3"), "10.0.3"),
        ] {
            assert_eq!(text(&value).as_deref(), Some(expected), "{value}");
        }
        for value in [
            json!("01"),
            json!("1.2.3.4"),
            json!("v1"),
            json!(""),
            json!("1."),
            json!("1.02"),
            json!("１"),
            json!(" 1"),
            json!("1\n"),
            json!(-1),
            json!(1.5),
            json!(1e300),
            json!(9_007_199_254_740_993_u64),
            json!(null),
            json!([1]),
            json!("9".repeat(65)),
        ] {
            assert_eq!(text(&value), None, "{value}");
        }
    }
}
