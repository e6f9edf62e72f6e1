//! The limits of an answer (R22). They are measured on the bytes as they arrive, and declared sizes
//! are not trusted.

use crate::failure::Failure;

/// The size limits of answers and uploads (R15, R22).
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The maximum number of header lines of an answer: 100.
    pub header_lines: usize,
    /// The maximum length of a header line `name: value` in bytes, without the line end: 8,180.
    pub header_line: usize,
    /// The maximum size of an answer's body in bytes, after decoding: 10 MB.
    pub body: u64,
    /// The maximum size of an upload in bytes, as it is encoded: 200 MB.
    pub upload: u64,
    /// The maximum number of stacked content codings: 3. Each one needs the memory of a decoder
    /// (T60).
    pub encodings: usize,
    /// The maximum number of heads with a 1xx status before the final one: 16 (T62).
    pub informational: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            header_lines: 100,
            header_line: 8_180,
            body: 10 * 1_048_576,
            upload: 200 * 1_048_576,
            encodings: 3,
            informational: 16,
        }
    }
}

/// A limit that an answer exceeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Passed {
    /// The answer has more header lines than this.
    #[error("more than {0} header lines")]
    HeaderLines(usize),
    /// A header line has more bytes than this.
    #[error("a header line of more than {0} bytes")]
    HeaderLine(usize),
    /// The answer has more 1xx heads than this.
    #[error("more than {0} heads with a 1xx status")]
    Informational(usize),
    /// The body has more bytes than this.
    #[error("a body of more than {0} bytes")]
    Body(u64),
    /// The body has more content codings than this.
    #[error("more than {0} content codings")]
    Encodings(usize),
}

impl From<Passed> for Failure {
    fn from(passed: Passed) -> Self {
        let failure = match passed {
            Passed::HeaderLines(limit) => Self::limit("proxy.limit_header_lines", limit),
            Passed::HeaderLine(limit) => Self::limit("proxy.limit_header_line", limit),
            Passed::Informational(limit) => Self::limit("proxy.limit_informational", limit),
            Passed::Body(limit) => Self::limit("proxy.limit_body", limit),
            Passed::Encodings(limit) => Self::limit("proxy.limit_encodings", limit),
        };
        failure.because(passed)
    }
}

/// The position of the status in `HTTP/1.1 200`.
const STATUS: std::ops::Range<usize> = 9..12;

/// Counts the lines and bytes of HTTP/1 heads, and the 1xx heads (T62). A line is `name: value`
/// without its line end. The status line is not counted.
#[derive(Debug)]
pub struct HeadMeter {
    lines_allowed: usize,
    line_allowed: usize,
    informational_allowed: usize,
    place: Place,
    status: [u8; 3],
    line: usize,
    ends_in_cr: bool,
    lines: usize,
    informational: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    StatusLine,
    HeaderLine,
    Body,
}

impl HeadMeter {
    /// Creates a meter for the first answer of a connection.
    pub fn new(limits: &Limits) -> Self {
        Self {
            lines_allowed: limits.header_lines,
            line_allowed: limits.header_line,
            informational_allowed: limits.informational,
            place: Place::StatusLine,
            status: [0; 3],
            line: 0,
            ends_in_cr: false,
            lines: 0,
            informational: 0,
        }
    }

    /// Returns true if the head of the answer has been read completely.
    pub fn is_past_head(&self) -> bool {
        self.place == Place::Body
    }

    /// Prepares for the head of the next answer.
    pub fn expect_head(&mut self) {
        self.place = Place::StatusLine;
        self.status = [0; 3];
        self.line = 0;
        self.ends_in_cr = false;
        self.lines = 0;
        self.informational = 0;
    }

    /// Counts bytes as they arrive. Bytes after the head are ignored.
    pub fn feed(&mut self, mut bytes: &[u8]) -> Result<(), Passed> {
        while !bytes.is_empty() {
            if self.place == Place::Body {
                return Ok(());
            }
            let end = bytes.iter().position(|byte| *byte == b'\n');
            let piece = &bytes[..end.unwrap_or(bytes.len())];
            self.piece(piece);
            // A carriage return at the end of the input may still be part of the line end.
            let length = self.line - usize::from(self.ends_in_cr);
            if self.place == Place::HeaderLine && length > self.line_allowed {
                return Err(Passed::HeaderLine(self.line_allowed));
            }
            let Some(end) = end else { return Ok(()) };
            bytes = &bytes[end + 1..];
            self.end_of_line(length)?;
        }
        Ok(())
    }

    fn piece(&mut self, piece: &[u8]) {
        if self.place == Place::StatusLine {
            for (at, byte) in (self.line..)
                .zip(piece)
                .take_while(|(at, _)| *at < STATUS.end)
            {
                if at >= STATUS.start {
                    self.status[at - STATUS.start] = *byte;
                }
            }
        }
        self.line += piece.len();
        if let Some(last) = piece.last() {
            self.ends_in_cr = *last == b'\r';
        }
    }

    fn end_of_line(&mut self, length: usize) -> Result<(), Passed> {
        self.line = 0;
        self.ends_in_cr = false;
        match self.place {
            // The HTTP parser skips empty lines before a status line too.
            Place::StatusLine if length == 0 => {}
            Place::StatusLine => {
                self.place = Place::HeaderLine;
                self.lines = 0;
            }
            Place::HeaderLine if length > 0 => {
                self.lines += 1;
                if self.lines > self.lines_allowed {
                    return Err(Passed::HeaderLines(self.lines_allowed));
                }
            }
            Place::HeaderLine if self.status[0] == b'1' && self.status != *b"101" => {
                self.informational += 1;
                if self.informational > self.informational_allowed {
                    return Err(Passed::Informational(self.informational_allowed));
                }
                self.place = Place::StatusLine;
                self.status = [0; 3];
            }
            Place::HeaderLine | Place::Body => self.place = Place::Body,
        }
        Ok(())
    }
}

/// Counts the bytes of a decoded body.
#[derive(Debug)]
pub struct BodyMeter {
    allowed: u64,
    left: u64,
}

impl BodyMeter {
    /// Creates a meter for a new body.
    pub fn new(limits: &Limits) -> Self {
        Self {
            allowed: limits.body,
            left: limits.body,
        }
    }

    /// Counts more bytes.
    pub fn feed(&mut self, bytes: usize) -> Result<(), Passed> {
        match self.left.checked_sub(bytes as u64) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => Err(Passed::Body(self.allowed)),
        }
    }
}

/// Checks the same limits for heads that are not sent as lines, as in HTTP/2.
pub fn check_head(headers: &http::HeaderMap, limits: &Limits) -> Result<(), Passed> {
    if headers.len() > limits.header_lines {
        return Err(Passed::HeaderLines(limits.header_lines));
    }
    let is_long = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
        name.as_str().len() + ": ".len() + value.len() > limits.header_line
    };
    if headers.iter().any(is_long) {
        return Err(Passed::HeaderLine(limits.header_line));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn feed(head: &str, size: usize) -> Result<bool, Passed> {
        let mut meter = HeadMeter::new(&Limits::default());
        for piece in head.as_bytes().chunks(size) {
            meter.feed(piece)?;
        }
        Ok(meter.is_past_head())
    }

    fn head(lines: usize, longest: usize) -> String {
        let mut text = "HTTP/1.1 200 OK\r\n".to_owned();
        for line in 0..lines {
            let length = if line == 0 { longest } else { 10 };
            text += &format!("{:<length$}\r\n", "a:b").replace(' ', "x");
        }
        text + "\r\n"
    }

    #[test]
    fn a_hundred_lines_of_8180_bytes_pass_and_one_more_of_either_does_not() {
        // R22, 003.26, 003.27, 003.30
        for size in [1, 7, 1 << 20] {
            assert_eq!(feed(&head(100, 8180), size), Ok(true));
            assert_eq!(feed(&head(101, 10), size), Err(Passed::HeaderLines(100)));
            assert_eq!(feed(&head(1, 8181), size), Err(Passed::HeaderLine(8180)));
            assert_eq!(feed(&head(100, 8180).replace("\r\n", "\n"), size), Ok(true));
        }
        // A long line is refused before its end has arrived.
        assert!(feed(&format!("HTTP/1.1 200 OK\r\nx: {}", "y".repeat(9000)), 100).is_err());
    }

    #[test]
    fn heads_without_lines_have_the_same_limits() {
        // R22
        let check = |lines: usize, longest: usize| {
            let mut headers = http::HeaderMap::new();
            for line in 0..lines {
                let length = if line == 0 { longest - "a: ".len() } else { 1 };
                headers.append("a", "x".repeat(length).parse().unwrap());
            }
            check_head(&headers, &Limits::default())
        };
        assert_eq!(check(100, 8180), Ok(()));
        assert_eq!(check(101, 10), Err(Passed::HeaderLines(100)));
        assert_eq!(check(1, 8181), Err(Passed::HeaderLine(8180)));
    }

    #[test]
    fn a_body_is_counted_to_its_last_byte() {
        // R22
        let mut meter = BodyMeter::new(&Limits::default());
        assert_eq!(meter.feed(10 * 1_048_576 - 1), Ok(()));
        assert_eq!(meter.feed(1), Ok(()));
        assert_eq!(meter.feed(0), Ok(()));
        assert_eq!(meter.feed(1), Err(Passed::Body(10 * 1_048_576)));
    }

    #[test]
    fn the_status_line_is_not_counted() {
        let long = format!("HTTP/1.1 200 {}\r\na: b\r\n\r\n", "x".repeat(20_000));
        assert_eq!(feed(&long, 999), Ok(true));
    }

    #[test]
    fn empty_lines_before_a_status_line_are_no_head() {
        for empty in ["\r\n", "\n\n", "\r\n\r\n\r\n"] {
            assert_eq!(feed(empty, 9), Ok(false));
            let long = format!("{empty}{}", head(1, 8181));
            assert_eq!(feed(&long, 9), Err(Passed::HeaderLine(8180)));
        }
    }

    #[test]
    fn a_storm_of_1xx_heads_is_bounded() {
        // T62
        let hint = "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n";
        let last = "HTTP/1.1 200 OK\r\n\r\n";
        assert_eq!(feed(&(hint.repeat(16) + last), 5), Ok(true));
        assert_eq!(
            feed(&(hint.repeat(17) + last), 5),
            Err(Passed::Informational(16))
        );
        assert_eq!(feed(&hint.repeat(16), 5), Ok(false));
    }

    #[test]
    fn bodies_are_not_counted_and_the_next_head_is() {
        let mut meter = HeadMeter::new(&Limits::default());
        meter.feed(b"HTTP/1.1 200 OK\r\n\r\nbody").unwrap();
        meter.feed(&[b'x'; 10_000]).unwrap();
        meter.expect_head();
        assert_eq!(
            meter.feed(head(1, 8181).as_bytes()),
            Err(Passed::HeaderLine(8180))
        );
    }

    proptest! {
        #[test]
        fn any_bytes_in_any_pieces_count_alike(
            bytes in prop::collection::vec(prop::sample::select(&b"\r\n1: HTTP/1.1 103a"[..]), 0..200),
            size in 1usize..20,
        ) {
            let text = String::from_utf8(bytes).unwrap();
            prop_assert_eq!(feed(&text, size), feed(&text, 200));
        }

        #[test]
        fn pieces_count_as_the_whole(lines in 95usize..105, longest in 8170usize..8190, size in 1usize..3000) {
            let text = head(lines, longest);
            prop_assert_eq!(feed(&text, size).is_ok(), feed(&text, text.len()).is_ok());
            prop_assert_eq!(feed(&text, size).is_ok(), lines <= 100 && longest <= 8180);
        }
    }
}
