//! Reports: records counted and aggregated by groups.

use plugdock_schema::query::{Query, Refused};
use plugdock_store::records::report::{Figure, Function, GroupBy, Measure, Report, Reported, Step};
use plugdock_store::{Error, Result, Store};
use serde_json::{Value, json};

use crate::both_alike::{Dice, form, record};
use crate::harness::TestStore;
use crate::records::{RecordApp, record_app};

fn by(field: &str, step: Step) -> GroupBy {
    GroupBy {
        field: field.into(),
        step,
    }
}

fn of(function: Function, field: &str) -> Measure {
    Measure::Of(function, field.into())
}

fn report(field: &str, measure: Measure) -> Report {
    Report {
        query: Query::default(),
        group: by(field, Step::Month),
        series: None,
        measure,
        by_value: false,
        descending: false,
        limit: 100,
    }
}

async fn ask(store: &Store, record_app: &RecordApp, report: &Report) -> Result<Reported> {
    store
        .report(&record_app.access, report, &record_app.moment)
        .await
}

/// Returns `key value` of each group, with `-` for a missing part.
async fn figures(store: &Store, record_app: &RecordApp, report: &Report) -> Vec<String> {
    let reported = ask(store, record_app, report).await.unwrap();
    let text = |text: Option<&String>| text.map_or("-", String::as_str).to_owned();
    let groups = reported.groups.iter().map(|group| {
        let key = text(group.key.value.as_ref());
        format!("{key} {}", text(group.whole.value.as_ref()))
    });
    groups.collect()
}

async fn shop(store: &Store) -> RecordApp {
    let options =
        json!({"red": {"label": "red", "index": 0}, "blue": {"label": "blue", "index": 1}});
    let record_app = record_app(
        store,
        json!({
            "kind": {"type": "DROP_DOWN", "options": options},
            "tags": {"type": "CHECK_BOX", "options": options},
            "who": {"type": "USER_SELECT"},
            "price": {"type": "NUMBER"},
            "day": {"type": "DATE"},
            "at": {"type": "DATETIME"},
            "memo": {"type": "MULTI_LINE_TEXT"},
        }),
    )
    .await;
    let records: [Value; 4] = [
        json!({"kind": {"value": "red"}, "price": {"value": "0.1"}, "day": {"value": "2026-01-31"},
            "tags": {"value": ["red", "blue"]}, "who": {"value": [{"code": "ann"}]},
            // This is the first of January in Tokyo.
            "at": {"value": "2025-12-31T15:00:00Z"}}),
        json!({"kind": {"value": "red"}, "price": {"value": "0.2"}, "day": {"value": "2026-02-01"},
            "tags": {"value": ["red"]}, "at": {"value": "2025-12-31T14:59:00Z"}}),
        json!({"kind": {"value": "blue"}, "price": {"value": "123456789012345678901234567890"},
            "day": {"value": "2026-04-01"}}),
        json!({}),
    ];
    for record in records {
        record_app.add(store, record).await.unwrap();
    }
    record_app
}

both! {
    async fn groups_are_counted_and_added_up_exactly(store: &TestStore) {
        let record_app = shop(store).await;
        let kinds = async |measure| figures(store, &record_app, &report("kind", measure)).await;
        // Options are in their own order. The group without a value is last.
        assert_eq!(kinds(Measure::Count).await, ["red 2", "blue 1", "- 1"]);
        let large = "123456789012345678901234567890";
        assert_eq!(kinds(of(Function::Sum, "price")).await, ["red 0.3", &format!("blue {large}"), "- -"]);
        assert_eq!(kinds(of(Function::Average, "price")).await[0], "red 0.15");
        assert_eq!(kinds(of(Function::Max, "price")).await[0], "red 0.2");
        assert_eq!(kinds(of(Function::Min, "price")).await[0], "red 0.1");
    }

    async fn a_record_with_two_choices_is_in_both_groups_and_users_have_names(store: &TestStore) {
        let record_app = shop(store).await;
        let tags = ask(store, &record_app, &report("tags", Measure::Count)).await.unwrap();
        let counted: Vec<i64> = tags.groups.iter().map(|group| group.whole.records).collect();
        assert_eq!((counted, tags.records), (vec![2, 1, 2], 4));
        let who = ask(store, &record_app, &report("who", Measure::Count)).await.unwrap();
        assert_eq!(who.groups[0].key.name.as_deref(), Some("Ann"));
        assert_eq!(who.groups[1].key.value, None);
        let added = ask(store, &record_app, &report("Created_by", Measure::Count)).await.unwrap();
        assert_eq!(added.groups[0].key.name.as_deref(), Some("Ann"));
    }

    async fn days_and_instants_fall_into_the_readers_periods(store: &TestStore) {
        let record_app = shop(store).await;
        let periods = async |field: &str, step| {
            let asked = Report { group: by(field, step), ..report(field, Measure::Count) };
            figures(store, &record_app, &asked).await
        };
        assert_eq!(periods("day", Step::Month).await, ["2026-01 1", "2026-02 1", "2026-04 1", "- 1"]);
        assert_eq!(periods("day", Step::Quarter).await, ["2026-Q1 2", "2026-Q2 1", "- 1"]);
        // The Saturday and the Sunday are in different weeks.
        assert_eq!(periods("day", Step::Week).await[..2], ["2026-01-25 1", "2026-02-01 1"]);
        assert_eq!(periods("at", Step::Year).await, ["2025 1", "2026 1", "- 2"]);
        assert_eq!(periods("at", Step::Day).await[..2], ["2025-12-31 1", "2026-01-01 1"]);
    }

    async fn two_fields_make_parts_and_the_order_and_the_limit_are_those_asked_for(store: &TestStore) {
        let record_app = shop(store).await;
        let asked = Report {
            series: Some(by("kind", Step::Month)),
            by_value: true,
            descending: true,
            limit: 2,
            ..report("tags", of(Function::Sum, "price"))
        };
        let reported = ask(store, &record_app, &asked).await.unwrap();
        let keys: Vec<_> = reported.groups.iter().map(|group| group.key.value.as_deref()).collect();
        assert_eq!((keys, reported.total), (vec![None, Some("red")], 3));
        let series: Vec<_> = reported.series.iter().map(|key| key.value.as_deref()).collect();
        assert_eq!(series, [Some("red"), Some("blue"), None]);
        let figure = Figure { records: 2, value: Some("0.3".into()) };
        assert_eq!(reported.groups[1].parts, [Some(figure), None, None]);
        // Groups without a number are last in both directions.
        let asked = Report { by_value: true, descending: true, ..report("kind", of(Function::Max, "price")) };
        let large = "blue 123456789012345678901234567890";
        assert_eq!(figures(store, &record_app, &asked).await, [large, "red 0.2", "- -"]);
        let asked = Report { descending: true, ..report("kind", Measure::Count) };
        assert_eq!(figures(store, &record_app, &asked).await, ["blue 1", "red 2", "- 1"]);
        let query = Query::parse("price < 1 order by price limit 1").unwrap();
        let asked = Report { query, ..report("kind", Measure::Count) };
        assert_eq!(figures(store, &record_app, &asked).await, ["red 2"]);
    }

    async fn what_makes_no_groups_is_refused(store: &TestStore) {
        let record_app = shop(store).await;
        let refused = async |asked: Report| match ask(store, &record_app, &asked).await {
            Err(Error::Refused(refused)) => refused,
            other => panic!("{other:?}"),
        };
        let group = refused(report("memo", Measure::Count)).await;
        assert_eq!(group, Refused::Group("memo".into()));
        let measure = refused(report("kind", of(Function::Sum, "day"))).await;
        assert_eq!(measure, Refused::Measure("day".into()));
        let none = refused(report("nowhere", Measure::Count)).await;
        assert_eq!(none, Refused::NoField("nowhere".into()));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_reports_are_the_same_on_both_databases() {
    let (sqlite, postgres) = (TestStore::sqlite().await, TestStore::postgres().await);
    let body = async {
        let mut dice = Dice(0x6EED);
        let on_sqlite = record_app(&sqlite, form()).await;
        let on_postgres = record_app(&postgres, form()).await;
        for _ in 0..60 {
            let record = record(&mut dice);
            on_sqlite.add(&sqlite, record.clone()).await.unwrap();
            on_postgres.add(&postgres, record).await.unwrap();
        }
        let fields = ["text", "n", "day", "at", "boxes", "drop", "Created_by"];
        let steps = [
            Step::Day,
            Step::Week,
            Step::Month,
            Step::Quarter,
            Step::Year,
        ];
        let functions = [
            Function::Sum,
            Function::Average,
            Function::Max,
            Function::Min,
        ];
        let mut groups = 0;
        for _ in 0..150 {
            let mut group = || {
                by(
                    fields[dice.roll(fields.len())],
                    steps[dice.roll(steps.len())],
                )
            };
            let (group, series) = (group(), group());
            let asked = Report {
                group,
                series: (dice.roll(2) == 0).then_some(series),
                measure: match dice.roll(5) {
                    0 => Measure::Count,
                    roll => of(functions[roll - 1], "n"),
                },
                by_value: dice.roll(2) == 0,
                descending: dice.roll(2) == 0,
                limit: 1 + dice.roll(20),
                ..report("n", Measure::Count)
            };
            let one = ask(&sqlite, &on_sqlite, &asked).await.unwrap();
            groups += one.groups.len();
            let other = ask(&postgres, &on_postgres, &asked).await.unwrap();
            assert_eq!(one, other, "{asked:?}");
        }
        assert!(groups > 500, "{groups}");
    };
    sqlite.run(Box::pin(postgres.run(body))).await;
}
