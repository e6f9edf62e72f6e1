//! The metrics of the server (R23).

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use axum::http::StatusCode;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

/// The outcome of a proxied call: `ok` or the code of its failure. It has no label for plug-ins or
/// users, so that the number of series stays small and no private data is exposed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Outcome {
    outcome: &'static str,
}

/// The labels of an answered request: its method, its route as a template, and the class of its
/// status (`2xx`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    route: String,
    status: &'static str,
}

/// The upper bounds of the buckets for durations, in seconds.
const BUCKETS: [f64; 12] = [
    0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0,
];

/// The counters of one server.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    calls: Family<Outcome, Counter<u64, AtomicU64>>,
    in_flight: Gauge,
    requests: Family<Answered, Histogram, fn() -> Histogram>,
}

/// A proxied call in progress. It is dropped when the call ends.
pub(crate) struct InFlight(Gauge);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.dec();
    }
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("plugdock");
        let calls = Family::default();
        let in_flight = Gauge::default();
        registry.register("proxied_calls", "Proxied calls by outcome", calls.clone());
        registry.register(
            "proxied_calls_in_flight",
            "Proxied calls in progress",
            in_flight.clone(),
        );
        let requests = Family::new_with_constructor(durations as fn() -> Histogram);
        registry.register_with_unit(
            "request_duration",
            "Time from a request's head to the head of its answer",
            Unit::Seconds,
            requests.clone(),
        );
        Self {
            registry,
            calls,
            in_flight,
            requests,
        }
    }
}

impl Metrics {
    /// Counts a proxied call that has ended.
    pub(crate) fn called(&self, outcome: &'static str) {
        self.calls.get_or_create(&Outcome { outcome }).inc();
    }

    /// Counts a proxied call that begins.
    pub(crate) fn calling(&self) -> InFlight {
        self.in_flight.inc();
        InFlight(self.in_flight.clone())
    }

    /// Counts an answered request.
    pub(crate) fn answered(
        &self,
        method: &'static str,
        route: &str,
        status: StatusCode,
        took: Duration,
    ) {
        let labels = Answered {
            method,
            route: route.to_owned(),
            status: class_of(status),
        };
        let histogram = self.requests.get_or_create(&labels);
        histogram.observe(took.as_secs_f64());
    }

    /// Returns all metrics in the `OpenMetrics` format.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        encode(&mut text, &self.registry).expect("writing to a String cannot fail");
        text
    }

    /// Returns the number of proxied calls with this outcome.
    #[cfg(test)]
    pub(crate) fn count(&self, outcome: &'static str) -> u64 {
        self.calls
            .get_or_create(&Outcome { outcome })
            .inner()
            .load(std::sync::atomic::Ordering::Relaxed)
    }
}

fn durations() -> Histogram {
    Histogram::new(BUCKETS)
}

fn class_of(status: StatusCode) -> &'static str {
    match status.as_u16() / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_by_method_route_and_class_of_status() {
        let metrics = Metrics::default();
        let took = Duration::from_millis(3);
        metrics.answered("GET", "/k/{app}/show", StatusCode::NOT_FOUND, took);
        let text = metrics.text();
        for line in [
            "{le=\"0.0025\",method=\"GET\",route=\"/k/{app}/show\",status=\"4xx\"} 0",
            "{le=\"0.005\",method=\"GET\",route=\"/k/{app}/show\",status=\"4xx\"} 1",
        ] {
            assert!(text.contains(line), "{text}");
        }
    }

    #[test]
    fn calls_are_counted_by_outcome() {
        let metrics = Metrics::default();
        let call = metrics.calling();
        metrics.called("ok");
        metrics.called("PD_PROXY_TLS");
        metrics.called("ok");
        drop(call);
        assert_eq!(metrics.count("ok"), 2);
        let text = metrics.text();
        assert!(
            text.contains("plugdock_proxied_calls_total{outcome=\"PD_PROXY_TLS\"} 1"),
            "{text}"
        );
        assert!(
            text.contains("plugdock_proxied_calls_in_flight 0"),
            "{text}"
        );
    }
}
