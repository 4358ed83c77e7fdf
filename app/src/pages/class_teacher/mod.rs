//! The registers of a class: the class teacher's pages, which the administration reads too.

mod amendments;
mod applications;
mod briefings;
mod cards;
mod classes;
mod excursions;
mod families;
mod health;
mod invitations;
mod notes;
mod pupils;
mod reasons;
mod register;
mod restriction;
mod sections;
mod summary;
mod weeks;

pub use amendments::amendments;
pub use applications::{ApplicationField, ApplicationForm, applications};
pub use briefings::{BriefingForm, briefings};
pub use cards::{CardView, cards};
pub use classes::classes;
pub use excursions::{ExcursionForm, dates as excursion_dates, excursions};
pub use families::families;
pub use health::{HealthForm, TypedHealth, health};
pub use invitations::{invitations, unsent};
pub use notes::{RefusalForm, notes};
pub use pupils::pupils;
pub use reasons::{ReasonsForm, explained, prefilled};
pub use register::register;
pub use restriction::{RestrictionField, RestrictionForm, restriction};
pub use sections::{full_date, moved, sections};
pub use summary::{DecisionForm, TAKEN_BACK, summary};
pub use weeks::weeks;
