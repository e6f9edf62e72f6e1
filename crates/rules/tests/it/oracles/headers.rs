//! The oracle for request and response headers (R12, R16, R21, R22, T22 to T25, T62). The input
//! consists of `name:value` lines. Each ends with the byte 0x1E, so that names and values can
//! contain CR, LF and NUL.

use std::collections::BTreeMap;

use http::{HeaderMap, HeaderName, HeaderValue};
use plugdock_rules::coding;
use plugdock_rules::headers::{check as check_one, hand_over, merge};
use plugdock_rules::limits::{HeadMeter, Limits, Passed, check_head};
use secrecy::SecretString;

use super::pieces::cut;

/// The names in R16, and the other names that RFC 9110 calls hop-by-hop.
const FORBIDDEN: &str = "connection content-length host http2-settings keep-alive proxy-authenticate \
                         proxy-authorization proxy-connection te trailer transfer-encoding upgrade";

pub(crate) fn check(input: &[u8]) {
    let lines: Vec<(&[u8], &[u8])> = input
        .split(|b| *b == 0x1E)
        .filter_map(|line| {
            let colon = line.iter().rposition(|b| *b == b':')?;
            Some((&line[..colon], &line[colon + 1..]))
        })
        .collect();
    outgoing(&lines);
    coming_back(&lines);
    counted(input);
}

fn outgoing(lines: &[(&[u8], &[u8])]) {
    let text: Vec<(String, String)> = lines
        .iter()
        .filter_map(|(name, value)| {
            let own = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).ok();
            Some((own(name)?, own(value)?))
        })
        .collect();
    let mut good = Vec::new();
    for (name, value) in &text {
        let result = check_one(name, value);
        let trimmed = value.trim_matches([' ', '\t']);
        let is_due = is_token(name)
            && !FORBIDDEN.split(' ').any(|own| own == fold(name))
            && trimmed
                .bytes()
                .all(|b| b == b'\t' || (b' '..=b'~').contains(&b));
        assert_eq!(result.is_ok(), is_due, "{name:?}: {value:?}");
        match result {
            Ok(_) => good.push((name.clone(), value.clone())),
            Err(failure) => {
                let told = format!("{failure} {failure:?}");
                // The message contains the escaped name, so a value that is part of the name
                // reveals nothing.
                let own = name.escape_debug().to_string();
                let is_news = value.len() > 7 && !format!("{own} {own:?}").contains(value.as_str());
                assert!(
                    !is_news || !told.contains(value.as_str()),
                    "{told} tells the value"
                );
                assert_eq!(failure.params()[0].1, own);
            }
        }
    }
    assert_eq!(merge(&text, &[]).is_ok(), good.len() == text.len());
    let (called, saved) = good.split_at(good.len() / 2);
    let secrets: Vec<_> = saved
        .iter()
        .map(|(name, value)| (name.clone(), SecretString::from(value.as_str())))
        .collect();
    let map = merge(called, &secrets).expect("all were checked");
    let mut due: BTreeMap<String, &str> = BTreeMap::new();
    for (index, (name, value)) in good.iter().enumerate() {
        if index >= called.len() {
            due.retain(|own, _| fold(own) != fold(name));
        }
        due.insert(name.to_ascii_lowercase(), value.trim_matches([' ', '\t']));
    }
    assert_eq!(read_back(&map), due);
}

/// Returns a header name as programs see it that get headers as variables.
fn fold(name: &str) -> String {
    name.to_ascii_lowercase().replace('_', "-")
}

/// Writes the headers as HTTP/1 does, and parses them with the parser that most Rust servers use.
fn read_back(map: &HeaderMap) -> BTreeMap<String, &str> {
    let mut head = b"GET / HTTP/1.1\r\n".to_vec();
    for (name, value) in map {
        head.extend_from_slice(name.as_str().as_bytes());
        head.extend_from_slice(b": ");
        head.extend_from_slice(value.as_bytes());
        head.extend_from_slice(b"\r\n");
    }
    let line_ends = head.iter().filter(|b| matches!(b, b'\r' | b'\n')).count();
    assert_eq!(line_ends, 2 * map.len() + 2, "a value ends its line");
    assert!(!head.contains(&0));
    head.extend_from_slice(b"\r\n");
    let mut lines = vec![httparse::EMPTY_HEADER; map.len()];
    let mut request = httparse::Request::new(&mut lines);
    let read = request.parse(&head).expect("what goes out can be read");
    assert_eq!(read, httparse::Status::Complete(head.len()));
    let mut back = BTreeMap::new();
    for line in request.headers.iter() {
        let value = &map[line.name];
        assert_eq!(value.as_bytes(), line.value);
        let text = value.to_str().expect("ASCII goes out");
        let doubled = back.insert(line.name.to_owned(), text);
        assert!(doubled.is_none(), "{} goes out twice", line.name);
    }
    back
}

/// Checks the headers of an upstream as a plug-in receives them.
fn coming_back(lines: &[(&[u8], &[u8])]) {
    let mut map = HeaderMap::new();
    let mut all: Vec<(String, String)> = Vec::new();
    for (name, value) in lines {
        let pair = (HeaderName::from_bytes(name), HeaderValue::from_bytes(value));
        if let (Ok(name), Ok(value)) = pair {
            all.push((name.as_str().to_owned(), latin1(value.as_bytes())));
            map.append(name, value);
        }
    }
    let of = |wanted: &str| -> Vec<&str> {
        let found = all.iter().filter(|(name, _)| name == wanted);
        found.map(|(_, value)| value.as_str()).collect()
    };
    let connection = of("connection").join(",").to_ascii_lowercase();
    let hop = "connection keep-alive proxy-connection proxy-authenticate te trailer \
               transfer-encoding upgrade content-encoding";
    for recoded in [false, true] {
        let mut due: BTreeMap<String, String> = BTreeMap::new();
        for (name, _) in &all {
            let is_hop = hop.split(' ').any(|own| own == name)
                || connection.split(',').any(|own| own.trim() == name);
            if !(is_hop || recoded && name == "content-length") {
                due.insert(title(name), of(name).join(", "));
            }
        }
        let handed = hand_over(&map, recoded);
        assert_eq!(handed.len(), due.len(), "a name is handed over twice");
        assert_eq!(BTreeMap::from_iter(handed), due);
    }

    let encodings = of("content-encoding");
    let named = encodings
        .iter()
        .filter(|value| {
            value
                .bytes()
                .all(|b| b == b'\t' || (b' '..=b'~').contains(&b))
        })
        .flat_map(|value| value.split(','))
        .map(|own| own.trim().to_ascii_lowercase())
        .filter(|own| ["gzip", "x-gzip", "deflate", "br", "zstd"].contains(&own.as_str()));
    let count = named.count();
    let codings = coding::codings(&map, 2);
    assert_eq!(
        codings.map(|own| own.len()),
        if count > 2 {
            Err(Passed::Encodings(2))
        } else {
            Ok(count)
        }
    );

    let longest = all
        .iter()
        .map(|(name, value)| name.len() + 2 + value.chars().count())
        .max();
    let due = if all.len() > LIMITS.header_lines {
        Err(Passed::HeaderLines(LIMITS.header_lines))
    } else if longest > Some(LIMITS.header_line) {
        Err(Passed::HeaderLine(LIMITS.header_line))
    } else {
        Ok(())
    };
    assert_eq!(check_head(&map, &LIMITS), due);
}

fn is_token(name: &str) -> bool {
    let is_own = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    !name.is_empty() && name.bytes().all(is_own)
}

fn latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|b| char::from(*b)).collect()
}

fn title(name: &str) -> String {
    let words: Vec<String> = name
        .split('-')
        .map(|word| word[..word.len().min(1)].to_ascii_uppercase() + &word[word.len().min(1)..])
        .collect();
    words.join("-")
}

/// Small limits, so that short inputs reach them.
const LIMITS: Limits = Limits {
    header_lines: 4,
    header_line: 24,
    body: 0,
    upload: 0,
    encodings: 2,
    informational: 2,
};

/// Feeds the input to the meter as the heads of answers, in pieces and all at once.
fn counted(input: &[u8]) {
    let due = judge(input);
    for seed in 0..4 {
        let mut meter = HeadMeter::new(&LIMITS);
        let result = cut(input, seed).try_for_each(|piece| meter.feed(piece));
        assert_eq!(result.map(|()| meter.is_past_head()), due, "cut by {seed}");
    }

    let mut lines = [httparse::EMPTY_HEADER; 64];
    let mut response = httparse::Response::new(&mut lines);
    if let Ok(httparse::Status::Complete(end)) = response.parse(input)
        && judge(&input[..end]).is_ok()
    {
        assert!(response.headers.len() <= LIMITS.header_lines);
        for line in response.headers.iter() {
            assert!(line.name.len() + 1 + line.value.len() <= LIMITS.header_line);
        }
    }
}

/// Reads the input line by line. Returns the expected result of the meter, and true if the head of
/// the final answer is complete.
fn judge(input: &[u8]) -> Result<bool, Passed> {
    let mut status: Option<&[u8]> = None;
    let (mut count, mut hints) = (0, 0);
    let mut lines = input.split(|b| *b == b'\n').peekable();
    while let Some(line) = lines.next() {
        let is_whole = lines.peek().is_some();
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match status {
            None if line.is_empty() || !is_whole => {}
            None => (status, count) = (Some(line), 0),
            Some(_) if line.len() > LIMITS.header_line => {
                return Err(Passed::HeaderLine(LIMITS.header_line));
            }
            Some(_) if !is_whole => {}
            Some(_) if !line.is_empty() => {
                count += 1;
                if count > LIMITS.header_lines {
                    return Err(Passed::HeaderLines(LIMITS.header_lines));
                }
            }
            Some(own) if own.get(9) == Some(&b'1') && own.get(9..12) != Some(b"101") => {
                hints += 1;
                if hints > LIMITS.informational {
                    return Err(Passed::Informational(LIMITS.informational));
                }
                status = None;
            }
            Some(_) => return Ok(true),
        }
    }
    Ok(false)
}
