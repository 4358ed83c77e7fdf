//! The registers of a class: the class teacher's pages, which the administration reads too.

mod applications;
mod cards;
mod classes;
mod reasons;
mod register;
mod summary;

pub use applications::{ApplicationField, ApplicationForm, applications};
pub use cards::{CardView, cards};
pub use classes::classes;
pub use reasons::{ReasonsForm, explained};
pub use register::register;
pub use summary::{DecisionForm, TAKEN_BACK, summary};
