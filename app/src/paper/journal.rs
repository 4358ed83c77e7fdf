//! The journal of a class with the sections of the paper form, in their order (DOMAIN §6).

use chrono::NaiveDate;

use super::{Document, attendance, briefings, course, excursions, health, pupils, summary};
use crate::{api::register::ClassJournal, locales::Locale};

/// The journal of a class up to a day.
pub fn journal(journal: ClassJournal, school: String, today: NaiveDate, locale: Locale) -> Document {
    let says = locale.paper();
    let class = &journal.summary.class;
    let lines = vec![
        (says.of_class)(&class.name.to_string()),
        (says.of_year)(&class.year.label()),
        class
            .class_teacher_name
            .as_ref()
            .map(|name| format!("{}: {}", locale.texts().class_teacher, name.full()))
            .unwrap_or_default(),
    ];
    let mut tables = Vec::new();
    for register in journal.attendance {
        tables.extend(attendance(register, today, locale));
    }
    for page in &journal.courses {
        tables.extend(course(page, today, locale));
    }
    tables.push(summary(&journal.summary, today, locale));
    tables.push(pupils(&journal.pupils.register, locale));
    tables.push(briefings(&journal.briefings.register, locale));
    tables.push(health(&journal.health.register, locale));
    tables.push(excursions(&journal.excursions.register, locale));
    Document {
        file: "klas-journal".to_owned(),
        title: says.journal.to_owned(),
        school,
        locale,
        apart: false,
        cover: Some(lines),
        tables,
    }
}
