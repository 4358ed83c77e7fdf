//! A server that does not answer in time counts as one that cannot be reached.

use std::{pin::pin, time::Duration};

use futures::future::{Either, select};
use js_sys::Promise;
use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::api::Problem;

/// How long an answer is awaited.
const PATIENCE: Duration = Duration::from_secs(10);

/// The answer to a call, or [`Problem::Offline`] where none comes in time.
pub async fn within<T>(call: impl Future<Output = Result<T, Problem>>) -> Result<T, Problem> {
    match select(pin!(call), pin!(sleep(PATIENCE))).await {
        Either::Left((answer, _)) => answer,
        Either::Right(_) => Err(Problem::Offline),
    }
}

async fn sleep(length: Duration) {
    let length = i32::try_from(length.as_millis()).unwrap_or(i32::MAX);
    let promise = Promise::new(&mut |resolve, _| {
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, length);
    });
    let _ = JsFuture::from(promise).await;
}
