//! What a session and its streams count and time, for the performance entries that JavaScript makes when they end.

use std::cell::Cell;
use std::time::{Duration, Instant};

pub struct SessionStatistics {
    start: Instant,
    pub bytes_read: Cell<u64>,
    pub bytes_written: Cell<u64>,
    pub frames_received: Cell<u64>,
    pub frames_sent: Cell<u64>,
    streams: Cell<u64>,
    most_streams: Cell<usize>,
    ended_streams: Cell<u32>,
    stream_time: Cell<Duration>,
}

pub struct StreamStatistics {
    start: Instant,
    bytes_read: Cell<u64>,
    bytes_written: Cell<u64>,
    first_header: Cell<Option<Duration>>,
    first_byte: Cell<Option<Duration>>,
    first_byte_sent: Cell<Option<Duration>>,
}

pub fn count(counter: &Cell<u64>, more: usize) {
    counter.set(counter.get() + more as u64);
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

impl SessionStatistics {
    pub fn new() -> Self {
        Self {
            start: Instant::now(),
            bytes_read: Cell::new(0),
            bytes_written: Cell::new(0),
            frames_received: Cell::new(0),
            frames_sent: Cell::new(0),
            streams: Cell::new(0),
            most_streams: Cell::new(0),
            ended_streams: Cell::new(0),
            stream_time: Cell::new(Duration::ZERO),
        }
    }

    pub fn stream_added(&self, open: usize) {
        count(&self.streams, 1);
        self.most_streams.set(self.most_streams.get().max(open));
    }

    pub fn stream_removed(&self, stream: &StreamStatistics) {
        self.ended_streams.set(self.ended_streams.get() + 1);
        self.stream_time.set(self.stream_time.get() + stream.start.elapsed());
    }

    /// Its age and the average age of its streams in milliseconds; bytes written and read, frames received and sent, the most
    /// streams at once, all streams.
    pub fn values(&self) -> [f64; 8] {
        let average = self.stream_time.get().checked_div(self.ended_streams.get()).unwrap_or_default();
        let [written, read] = [&self.bytes_written, &self.bytes_read].map(|counter| counter.get() as f64);
        let [received, sent] = [&self.frames_received, &self.frames_sent].map(|counter| counter.get() as f64);
        let streams = self.streams.get() as f64;
        let age = milliseconds(self.start.elapsed());
        [age, milliseconds(average), written, read, received, sent, self.most_streams.get() as f64, streams]
    }
}

impl StreamStatistics {
    pub fn new() -> Self {
        Self {
            start: Instant::now(),
            bytes_read: Cell::new(0),
            bytes_written: Cell::new(0),
            first_header: Cell::new(None),
            first_byte: Cell::new(None),
            first_byte_sent: Cell::new(None),
        }
    }

    fn note(&self, first: &Cell<Option<Duration>>) {
        if first.get().is_none() {
            first.set(Some(self.start.elapsed()));
        }
    }

    pub fn headers_received(&self) {
        self.note(&self.first_header);
    }

    pub fn data_received(&self, length: usize) {
        self.note(&self.first_byte);
        count(&self.bytes_read, length);
    }

    pub fn data_sent(&self, length: usize) {
        self.note(&self.first_byte_sent);
        count(&self.bytes_written, length);
    }

    /// Its age, and when the first byte came, the first byte left and the first headers came, in milliseconds since its start,
    /// 0 for what did not happen; bytes read and written.
    pub fn values(&self) -> [f64; 6] {
        let since_start = |first: &Cell<Option<Duration>>| milliseconds(first.get().unwrap_or_default());
        [
            milliseconds(self.start.elapsed()),
            since_start(&self.first_byte),
            since_start(&self.first_byte_sent),
            since_start(&self.first_header),
            self.bytes_read.get() as f64,
            self.bytes_written.get() as f64,
        ]
    }
}
