//! Classes whose journal of the year is archived: what a row would change of one stays as it is, and is told.

use std::fmt::Display;

use klas_domain::{bundle::BundleRow, school::ClassName};
use uuid::Uuid;

use super::Intake;

impl Intake<'_, '_> {
    pub fn is_archived(&self, class: &ClassName) -> bool {
        self.archived.contains_key(class)
    }

    /// The name of a class, where it is archived.
    pub fn archived_name(&self, class: Uuid) -> Option<ClassName> {
        self.archived.iter().find(|(_, id)| **id == class).map(|(name, _)| name.clone())
    }

    /// Whether a change has to be left because the class is archived. The change is told as it would be among those that
    /// were made, by its kind and its name.
    pub fn leaves(
        &mut self,
        class: &ClassName,
        row: Option<BundleRow>,
        kind: &str,
        name: impl Display,
    ) -> bool {
        if !self.is_archived(class) {
            return false;
        }
        let year = self.calendar.label();
        self.changes.left(row, format!("{kind}: {name}, не змінено: журнал {class} за {year} в архіві"));
        true
    }
}
