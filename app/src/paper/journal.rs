//! The journal of a class with the sections of the paper form, in their order (DOMAIN §6).

use chrono::NaiveDate;
use klas_documents::table::Table;

use super::{Document, attendance, briefings, course, excursions, health, pupils, remarks, summary};
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
    let mut body = Body::default();
    body.begin(locale.registers().attendance);
    for register in journal.attendance {
        body.tables.extend(attendance(register, today, locale));
    }
    body.begin(says.course_pages);
    for page in &journal.courses {
        body.tables.extend(course(page, today, locale));
    }
    body.begin(locale.summary_register().title);
    body.tables.extend(summary(&journal.summary, today, locale));
    body.section(locale.pupil_records().pupils_title, pupils(&journal.pupils.register, locale));
    body.section(locale.records().briefings_title, briefings(&journal.briefings.register, locale));
    body.section(locale.pupil_records().health_title, health(&journal.health.register, locale));
    body.section(locale.records().excursions_title, excursions(&journal.excursions.register, locale));
    body.section(says.remarks, remarks(&journal.excursions.register.head, locale));
    Document {
        file: "klas-journal".to_owned(),
        title: says.journal.to_owned(),
        school,
        locale,
        apart: false,
        flows: false,
        cover: Some(lines),
        sections: body.sections,
        tables: body.tables,
    }
}

/// The tables of a journal, and where its sections begin.
#[derive(Default)]
struct Body {
    sections: Vec<(usize, String)>,
    tables: Vec<Table>,
}

impl Body {
    /// A section that turned out to have no tables gives way to the next one.
    fn begin(&mut self, section: &str) {
        let place = self.tables.len();
        self.sections.retain(|(first, _)| *first != place);
        self.sections.push((place, section.to_owned()));
    }

    fn section(&mut self, name: &str, table: Table) {
        self.begin(name);
        self.tables.push(table);
    }
}
