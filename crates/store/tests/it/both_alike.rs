//! The same records and the same queries give the same answers on both databases.

use plugdock_schema::query::Query;
use plugdock_store::records::Search;
use serde_json::{Value, json};

use crate::harness::TestStore;
use crate::records::{RecordApp, record_app, shown};

/// Numbers that look random and are the same each time: a failure can be seen again.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        // xorshift64*
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(high).unwrap() % sides
    }

    pub(crate) fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.roll(from.len())]
    }
}

const TEXTS: [&str; 12] = [
    "",
    "a",
    "A",
    "ä",
    "ａ",
    "Z",
    "z",
    "あ",
    "ア",
    "ｱ",
    "100%_x",
    "🍎\\'\\\"",
];
const NUMBERS: [&str; 10] = [
    "",
    "0",
    "-1",
    "1",
    "1.0",
    "10",
    "9",
    "0.1",
    "-0.123456789012345678901234567",
    "123456789012345678901234567890",
];
const DAYS: [&str; 5] = ["", "2027-01-15", "2027-01-14", "1999-12-31", "2100-02-28"];
const TIMES: [&str; 4] = [
    "",
    "2027-01-15T08:00:00Z",
    "2027-01-14T23:59:00+09:00",
    "1969-12-31T23:59:00Z",
];
const CHOICES: [&str; 4] = ["", "r", "g", "rg"];

pub(crate) fn form() -> Value {
    let options = json!({"r": {"label": "r", "index": 0}, "g": {"label": "g", "index": 1},
        "rg": {"label": "rg", "index": 2}});
    json!({
        "text": {"type": "SINGLE_LINE_TEXT"},
        "memo": {"type": "MULTI_LINE_TEXT"},
        "n": {"type": "NUMBER"},
        "day": {"type": "DATE"},
        "at": {"type": "DATETIME"},
        "boxes": {"type": "CHECK_BOX", "options": options},
        "drop": {"type": "DROP_DOWN", "options": options},
        "t": {"type": "SUBTABLE", "fields": {"cell": {"type": "SINGLE_LINE_TEXT"}, "count": {"type": "NUMBER"}}},
    })
}

pub(crate) fn record(dice: &mut Dice) -> Value {
    let mut boxes: Vec<&str> = (0..dice.roll(3))
        .map(|_| dice.pick(&CHOICES[1..]))
        .collect();
    boxes.dedup();
    let rows: Vec<Value> = (0..dice.roll(3))
        .map(|_| {
            json!({"value": {"cell": {"value": dice.pick(&TEXTS)}, "count": {"value": dice.pick(&NUMBERS)}}})
        })
        .collect();
    json!({
        "text": {"value": dice.pick(&TEXTS)},
        "memo": {"value": dice.pick(&TEXTS)},
        "n": {"value": dice.pick(&NUMBERS)},
        "day": {"value": dice.pick(&DAYS)},
        "at": {"value": dice.pick(&TIMES)},
        "boxes": {"value": boxes},
        "drop": {"value": dice.pick(&CHOICES)},
        "t": {"value": rows},
    })
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn test(dice: &mut Dice) -> String {
    let compare = ["=", "!=", "<", ">", "<=", ">="];
    let member = ["in", "not in"];
    let like = ["like", "not like"];
    let list = |dice: &mut Dice, from: &[&str]| {
        let values: Vec<String> = (0..=dice.roll(3))
            .map(|_| quoted(dice.pick(from)))
            .collect();
        format!("({})", values.join(", "))
    };
    match dice.roll(12) {
        0 => format!(
            "text {} {}",
            dice.pick(&compare[..2]),
            quoted(dice.pick(&TEXTS))
        ),
        1 => format!("text {} {}", dice.pick(&member), list(dice, &TEXTS)),
        2 => format!(
            "{} {} {}",
            dice.pick(&["text", "memo", "cell"]),
            dice.pick(&like),
            quoted(dice.pick(&TEXTS))
        ),
        3 => format!("memo {}", dice.pick(&["is empty", "is not empty"])),
        4 => format!("n {} {}", dice.pick(&compare), quoted(dice.pick(&NUMBERS))),
        5 => format!(
            "{} {} {}",
            dice.pick(&["n", "count"]),
            dice.pick(&member),
            list(dice, &NUMBERS)
        ),
        6 => format!("day {} {}", dice.pick(&compare), quoted(dice.pick(&DAYS))),
        7 => format!("at {} {}", dice.pick(&compare), quoted(dice.pick(&TIMES))),
        8 => {
            let function = dice.pick(&[
                "TODAY()",
                "THIS_MONTH()",
                "LAST_WEEK()",
                "NOW()",
                "FROM_TODAY(-20, YEARS)",
            ]);
            format!(
                "{} {} {function}",
                dice.pick(&["day", "at", "Created_datetime"]),
                dice.pick(&compare)
            )
        }
        9 => format!(
            "{} {} {}",
            dice.pick(&["boxes", "drop"]),
            dice.pick(&member),
            list(dice, &CHOICES)
        ),
        10 => format!("cell {} {}", dice.pick(&member), list(dice, &TEXTS)),
        _ => format!("$id {} {}", dice.pick(&compare), dice.roll(60)),
    }
}

fn query(dice: &mut Dice) -> String {
    let mut query = test(dice);
    for _ in 0..dice.roll(3) {
        let more = test(dice);
        query = format!("({query}) {} {more}", dice.pick(&["and", "or"]));
    }
    let keys = [
        "text",
        "n desc",
        "day",
        "at desc",
        "drop",
        "$id asc",
        "Created_datetime",
    ];
    query.push_str(" order by ");
    query.push_str(dice.pick(&keys));
    if dice.roll(2) == 0 {
        query.push_str(", ");
        query.push_str(dice.pick(&keys));
    }
    format!(
        "{query} limit {} offset {}",
        1 + dice.roll(60),
        dice.roll(5)
    )
}

async fn answer(
    store: &TestStore,
    record_app: &RecordApp,
    text: &str,
) -> (Vec<Value>, Option<i64>) {
    let search = Search {
        query: Query::parse(text).unwrap_or_else(|error| panic!("{text}: {error}")),
        fields: None,
        total: true,
    };
    let page = store
        .records(&record_app.access, &search, &record_app.moment)
        .await;
    let page = page.unwrap_or_else(|error| panic!("{text}: {error}"));
    let records = page.records.iter().map(shown);
    (records.collect(), page.total)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_queries_find_the_same_records_on_both_databases() {
    let (sqlite, postgres) = (TestStore::sqlite().await, TestStore::postgres().await);
    let body = async {
        let mut dice = Dice(0x5EED);
        let on_sqlite = record_app(&sqlite, form()).await;
        let on_postgres = record_app(&postgres, form()).await;
        for _ in 0..50 {
            let record = record(&mut dice);
            let one = on_sqlite.add(&sqlite, record.clone()).await.unwrap();
            let other = on_postgres.add(&postgres, record).await.unwrap();
            assert_eq!(one, other);
        }
        let mut found = 0;
        for _ in 0..400 {
            let text = query(&mut dice);
            let one = answer(&sqlite, &on_sqlite, &text).await;
            found += one.0.len();
            assert_eq!(one, answer(&postgres, &on_postgres, &text).await, "{text}");
        }
        // Queries that find nothing would agree for nothing.
        assert!(found > 2_000, "{found}");
    };
    sqlite.run(Box::pin(postgres.run(body))).await;
}
