//! Server functions and what pages ask: authorise, then ask the store. One file per capability.

pub mod journal;
pub mod problem;

#[cfg(feature = "ssr")]
pub mod access;
#[cfg(feature = "ssr")]
pub mod announcements;
#[cfg(feature = "ssr")]
pub mod applications;
#[cfg(feature = "ssr")]
pub mod bullying;
#[cfg(feature = "ssr")]
pub mod closing;
#[cfg(feature = "ssr")]
pub mod diary;
#[cfg(feature = "ssr")]
pub mod excuses;
#[cfg(feature = "ssr")]
pub mod family;
#[cfg(feature = "ssr")]
pub mod lesson;
#[cfg(feature = "ssr")]
pub mod messages;
#[cfg(feature = "ssr")]
pub mod package;
#[cfg(feature = "ssr")]
pub mod register;
#[cfg(feature = "ssr")]
pub mod reports;
#[cfg(feature = "ssr")]
pub mod school;
pub mod session;
#[cfg(feature = "ssr")]
pub mod substitutions;
pub mod summary;
#[cfg(feature = "ssr")]
pub mod today;
#[cfg(feature = "ssr")]
pub mod weeks;

pub use problem::Problem;
