//! What people see: pages rendered on the server, the journal grid that wasm brings to life, server functions.
//!
//! A page's way: route → `api` (authorise, ask the store) → page (a pure view of what `api` gave). The grid's way:
//! browser event → [`klas_domain::JournalEdit`] → server function → the same `api`.

pub mod api;
pub mod grid;
pub mod locales;

#[cfg(feature = "ssr")]
pub mod archive;
#[cfg(feature = "ssr")]
mod components;
#[cfg(feature = "ssr")]
mod drawn;
#[cfg(feature = "ssr")]
mod failure;
#[cfg(feature = "ssr")]
pub mod package;
#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
mod paper;
#[cfg(feature = "ssr")]
pub mod password;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
pub mod state;
#[cfg(feature = "ssr")]
pub mod telling;
#[cfg(feature = "ssr")]
mod throttle;
#[cfg(feature = "ssr")]
mod visit;
#[cfg(feature = "ssr")]
pub mod watching;
#[cfg(feature = "ssr")]
mod work;
