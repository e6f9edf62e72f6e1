//! The metrics of the server (R23).

use std::sync::atomic::AtomicU64;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

/// The outcome of a proxied call: `ok` or the code of its failure. It has no label for plug-ins or
/// users, so that the number of series stays small and no private data is exposed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Outcome {
    outcome: &'static str,
}

/// The counters of one server.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    calls: Family<Outcome, Counter<u64, AtomicU64>>,
    in_flight: Gauge,
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
        registry.register(
            "proxied_calls",
            "Proxied calls by outcome",
            calls.clone(),
        );
        registry.register(
            "proxied_calls_in_flight",
            "Proxied calls in progress",
            in_flight.clone(),
        );
        Self {
            registry,
            calls,
            in_flight,
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

#[cfg(test)]
mod tests {
    use super::*;

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
