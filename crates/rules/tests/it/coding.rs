//! A decoder yields to other tasks (T60, T61). The module `oracles::decompress` tests its output.

use std::io::{self, Cursor};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use plugdock_rules::coding::{self, Coding, PIECE};
use tokio::io::{AsyncReadExt, BufReader};

#[test]
fn a_decoder_gives_way_after_each_piece_also_where_nothing_comes_out() {
    // An empty gzip file: a header and a trailer of 18 bytes in total, around an empty block.
    let empty = b"\x1f\x8b\x08\0\0\0\0\0\0\xff\x03\0\0\0\0\0\0\0\0\0";
    let bytes = empty.repeat(10 * PIECE / empty.len());
    let arriving = BufReader::with_capacity(PIECE, Cursor::new(bytes));
    let mut decoded = pin!(async {
        let mut out = Vec::new();
        let mut reader = coding::take_off(&[Coding::Gzip], Box::new(arriving)).await?;
        reader.read_to_end(&mut out).await?;
        io::Result::Ok(out)
    });
    let mut cx = Context::from_waker(Waker::noop());
    let mut turns = 0;
    let out = loop {
        match decoded.as_mut().poll(&mut cx) {
            Poll::Ready(out) => break out.unwrap(),
            Poll::Pending => turns += 1,
        }
    };
    assert!(out.is_empty());
    assert!((9..=10).contains(&turns), "others had {turns} turns");
}
