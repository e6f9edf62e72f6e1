//! The requests to the upstream, its behaviour, and the results that the page must get.

use bytes::Bytes;

use crate::text;

/// A call. Its path tells the upstream how to behave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ask {
    pub(crate) what: What,
    pub(crate) seed: u64,
    pub(crate) size: usize,
}

/// The behaviour of the upstream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// Answers with a Content-Length.
    Plain,
    /// Answers in chunks of irregular sizes.
    Chunked,
    /// Answers with gzip compression.
    Gzip,
    /// Answers with status 500 and a body.
    Error,
    /// Answers after 50 ms.
    Slow,
    /// Closes the connection without an answer.
    Reset,
    /// Announces more bytes than it sends.
    Cut,
    /// Sends data that is not HTTP.
    Garbage,
    /// Never answers.
    Hang,
    /// Sends more than 10 MB without announcing the size.
    Endless,
    /// Sends more than 10 MB in compressed form, which is small on the wire.
    Bomb,
    /// Answers after the page has closed its connection.
    Left,
    /// Counts the bytes of an upload. Only `compare` uses it.
    Upload,
}

/// The result that the page must get.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Due {
    Answer {
        status: u16,
        body: Bytes,
    },
    Failure(&'static str),
    /// No result, because the page does not wait.
    Nothing,
}

impl What {
    /// The number of each kind among 10,000 calls. Kinds that occupy a connection for seconds are
    /// rare.
    const SHARES: [(Self, u64); 13] = [
        (Self::Plain, 6_600),
        (Self::Chunked, 1_500),
        (Self::Gzip, 700),
        (Self::Error, 500),
        (Self::Slow, 400),
        (Self::Reset, 60),
        (Self::Cut, 60),
        (Self::Garbage, 40),
        (Self::Hang, 20),
        (Self::Endless, 10),
        (Self::Bomb, 10),
        (Self::Left, 100),
        (Self::Upload, 0),
    ];

    fn is_fault(self) -> bool {
        !matches!(
            self,
            Self::Plain | Self::Chunked | Self::Gzip | Self::Error | Self::Slow
        )
    }

    fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Chunked => "chunked",
            Self::Gzip => "gzip",
            Self::Error => "error",
            Self::Slow => "slow",
            Self::Reset => "reset",
            Self::Cut => "cut",
            Self::Garbage => "garbage",
            Self::Hang => "hang",
            Self::Endless => "endless",
            Self::Bomb => "bomb",
            Self::Left => "left",
            Self::Upload => "upload",
        }
    }
}

impl Ask {
    /// Returns the call for a random number.
    pub(crate) fn drawn(number: u64, calm: bool) -> Self {
        let total: u64 = What::SHARES.iter().map(|(_, share)| share).sum();
        let mut at = number % total;
        let mut what = What::Plain;
        for (kind, share) in What::SHARES {
            if at < share {
                what = kind;
                break;
            }
            at -= share;
        }
        if calm && what.is_fault() {
            what = What::Plain;
        }
        let more = number / total;
        let size = match more % 200 {
            0 => 1_500_000,
            1..10 => 100_000,
            part => usize::try_from(part * 20).unwrap_or(0),
        };
        Self {
            what,
            seed: more + 1,
            size,
        }
    }

    /// Returns the path that describes the call to the upstream.
    pub(crate) fn path(&self) -> String {
        format!("/{}/{}/{}", self.what.name(), self.seed, self.size)
    }

    /// Parses such a path.
    pub(crate) fn read(path: &str) -> Option<Self> {
        let mut parts = path.strip_prefix('/')?.split('/');
        let name = parts.next()?;
        let (what, _) = What::SHARES
            .into_iter()
            .find(|(what, _)| what.name() == name)?;
        let seed = parts.next()?.parse().ok()?;
        Some(Self {
            what,
            seed,
            size: parts.next()?.parse().ok()?,
        })
    }

    /// Returns the body that the upstream intends to send.
    pub(crate) fn body(&self) -> Bytes {
        match self.seed {
            0 => text::kept(self.size),
            seed => text::of(seed, self.size).into(),
        }
    }

    /// Returns the result that the page must get (R18, R19, R22).
    pub(crate) fn due(&self) -> Due {
        match self.what {
            What::Plain | What::Chunked | What::Gzip | What::Slow => Due::Answer {
                status: 200,
                body: self.body(),
            },
            What::Error => Due::Answer {
                status: 500,
                body: self.body(),
            },
            What::Reset | What::Cut | What::Garbage => Due::Failure("PD_PROXY_UNREACHABLE"),
            What::Hang => Due::Failure("PD_PROXY_TIMEOUT"),
            What::Endless | What::Bomb => Due::Failure("PD_PROXY_LIMIT"),
            What::Left | What::Upload => Due::Nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_says_all() {
        for number in (0..1_000_000).step_by(997) {
            let ask = Ask::drawn(number, false);
            assert_eq!(Ask::read(&ask.path()), Some(ask));
            assert!(!Ask::drawn(number, true).what.is_fault());
        }
        assert_eq!(Ask::read("/other/1/2"), None);
    }
}
