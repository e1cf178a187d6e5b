//! An addon made with napi-rs: functions, objects, a class, tasks on the thread pool, thread-safe functions, errors.

use std::collections::HashMap;
use std::thread;

use napi::bindgen_prelude::*;
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi::{Env, Task};
use napi_derive::napi;

#[napi]
pub fn greet(name: String, times: Option<u32>) -> String {
    vec![format!("hello {name}"); times.unwrap_or(1) as usize].join(", ")
}

#[napi(object)]
pub struct Item {
    pub name: String,
    pub price: f64,
    pub tags: Option<Vec<String>>,
}

#[napi]
pub fn cheapest(items: Vec<Item>) -> Option<Item> {
    items.into_iter().min_by(|a, b| a.price.total_cmp(&b.price))
}

#[napi]
pub fn count_words(text: String) -> HashMap<String, u32> {
    let mut counts = HashMap::new();
    for word in text.split_whitespace() {
        *counts.entry(word.to_owned()).or_default() += 1;
    }
    counts
}

#[napi(string_enum)]
pub enum Mode {
    Fast,
    Careful,
}

#[napi]
pub fn other_mode(mode: Mode) -> Mode {
    match mode {
        Mode::Fast => Mode::Careful,
        Mode::Careful => Mode::Fast,
    }
}

#[napi]
pub fn parse_number(text: String) -> Result<i32> {
    text.parse().map_err(|error| Error::new(Status::InvalidArg, format!("{text:?}: {error}")))
}

#[napi(catch_unwind)]
pub fn panics() {
    panic!("a panic in the addon");
}

#[napi]
pub fn either(value: Either3<String, f64, bool>) -> String {
    match value {
        Either3::A(text) => format!("text {text}"),
        Either3::B(number) => format!("number {number}"),
        Either3::C(flag) => format!("flag {flag}"),
    }
}

#[napi]
pub fn call_with(function: Function<FnArgs<(u32, String)>, String>) -> Result<String> {
    function.call((7, "seven".to_owned()).into())
}

#[napi]
pub fn big(value: BigInt) -> BigInt {
    let (negative, number, _) = value.get_u128();
    BigInt { sign_bit: !negative, ..BigInt::from(number + 1) }
}

#[napi]
pub fn reversed(mut bytes: Uint8Array) -> Buffer {
    // SAFETY: nobody else looks at the array while this function runs.
    let bytes = unsafe { bytes.as_mut() };
    bytes.iter().rev().copied().collect::<Vec<u8>>().into()
}

/// A stack of numbers.
#[napi]
pub struct Stack {
    numbers: Vec<f64>,
}

#[napi]
impl Stack {
    #[napi(constructor)]
    pub fn new(numbers: Option<Vec<f64>>) -> Self {
        Self { numbers: numbers.unwrap_or_default() }
    }

    #[napi(factory)]
    pub fn of_zeros(count: u32) -> Self {
        Self { numbers: vec![0.0; count as usize] }
    }

    #[napi]
    pub fn push(&mut self, number: f64) -> &Self {
        self.numbers.push(number);
        self
    }

    #[napi]
    pub fn pop(&mut self) -> Option<f64> {
        self.numbers.pop()
    }

    #[napi(getter)]
    pub fn depth(&self) -> u32 {
        u32::try_from(self.numbers.len()).unwrap_or(u32::MAX)
    }
}

pub struct Summing(Vec<f64>);

impl Task for Summing {
    type Output = f64;
    type JsValue = f64;

    fn compute(&mut self) -> Result<f64> {
        if self.0.iter().any(|number| number.is_nan()) {
            return Err(Error::from_reason("not a number among them"));
        }
        Ok(self.0.iter().sum())
    }

    fn resolve(&mut self, _env: Env, output: f64) -> Result<f64> {
        Ok(output)
    }
}

#[napi]
pub fn sum(numbers: Vec<f64>, signal: Option<AbortSignal>) -> AsyncTask<Summing> {
    AsyncTask::with_optional_signal(Summing(numbers), signal)
}

#[napi]
pub fn count_up(to: u32, callback: ThreadsafeFunction<u32>) {
    thread::spawn(move || {
        for number in 1..=to {
            callback.call(Ok(number), ThreadsafeFunctionCallMode::Blocking);
        }
        callback.call(Err(Error::from_reason("the end")), ThreadsafeFunctionCallMode::Blocking);
    });
}
