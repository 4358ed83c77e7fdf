//! The registers of a class: the class teacher's pages, which the administration reads too.

mod classes;
mod reasons;
mod register;

pub use classes::classes;
pub use reasons::{ReasonsForm, explained};
pub use register::register;
