//! All that is kept of a child, as pages to read.

use chrono::NaiveDate;
use klas_documents::table::{Cell, Head, Table};
use klas_domain::{
    amendment::{About, AmendmentState},
    briefing::BriefingKind,
    column::Work,
    excuse::ExcuseState,
    health::HealthGroup,
    look::Looked,
};
use klas_store::own_data::{EntryData, Stay};

use super::Document;
use crate::{
    api::own_data::TakenData,
    components::moment,
    locales::{Locale, OwnDataTexts},
    pages::class_teacher::full_date,
};

/// All that is kept of a child, a table for each part that holds something.
pub fn own_data(data: &TakenData, locale: Locale) -> Document {
    let own = Pages { data, locale, texts: locale.own_data() };
    let person = &data.diary.person;
    let name = format!("{} {} {}", person.surname, person.given, person.patronymic).trim().to_owned();
    let tables = [
        own.person(),
        own.stays(),
        own.entries(),
        own.notes(),
        own.applications(),
        own.decisions(),
        own.health(),
        own.briefings(),
        own.homework(),
        own.weeks(),
        own.messages(),
        own.requests(),
        own.looks(),
    ];
    Document {
        file: "klas-data".to_owned(),
        title: own.texts.title.to_owned(),
        school: data.school.clone(),
        locale,
        apart: false,
        flows: true,
        cover: Some(vec![name, moment(data.taken_at)]),
        sections: Vec::new(),
        tables: tables.into_iter().filter(|table| !table.rows.is_empty()).collect(),
    }
}

struct Pages<'a> {
    data: &'a TakenData,
    locale: Locale,
    texts: &'static OwnDataTexts,
}

fn day(day: Option<NaiveDate>) -> Cell {
    Cell::words(day.map(full_date).unwrap_or_default())
}

fn words(text: Option<&str>) -> Cell {
    Cell::words(text.unwrap_or_default())
}

fn table(title: &str, heads: Vec<Head>, rows: Vec<Vec<Cell>>) -> Table {
    Table { name: title.to_owned(), title: title.to_owned(), heads, rows, ..Table::default() }
}

impl Pages<'_> {
    fn person(&self) -> Table {
        let (person, texts) = (&self.data.diary.person, self.texts);
        let values = [
            Some(person.surname.clone()),
            Some(person.given.clone()),
            Some(person.patronymic.clone()),
            person.born.map(full_date),
            person.sex.as_deref().map(|code| texts.sex(code).to_owned()),
            person.phone.clone(),
            person.email.clone(),
            person.address.clone(),
        ];
        let relation = self.data.diary.your_relation.join(", ");
        let named = texts.person.into_iter().zip(values).chain([(texts.relation, Some(relation))]);
        let rows = named.map(|(name, value)| vec![Cell::Text(name.to_owned()), words(value.as_deref())]);
        let heads = vec![Head::words(texts.field, 30), Head::words(texts.value, 60)];
        table(texts.tables[0], heads, rows.collect())
    }

    fn stays(&self) -> Table {
        let heads = &self.texts.heads;
        let columns = vec![
            Head::words(heads.class, 10),
            Head::words(heads.group, 18),
            Head::new(heads.from, 12),
            Head::new(heads.to, 12),
            Head::words(heads.order, 16),
        ];
        let row = |stay: &Stay| {
            let number = stay.group.map(|number| number.to_string());
            let group: Vec<String> = number.into_iter().chain(stay.subject.clone()).collect();
            vec![
                Cell::Text(stay.class.clone()),
                Cell::words(group.join(", ")),
                day(Some(stay.from)),
                day(stay.to),
                words(stay.order.as_deref()),
            ]
        };
        let diary = &self.data.diary;
        table(self.texts.tables[1], columns, diary.classes.iter().chain(&diary.groups).map(row).collect())
    }

    fn entries(&self) -> Table {
        let heads = &self.texts.heads;
        let columns = vec![
            Head::words(heads.class, 7),
            Head::words(heads.subject, 24),
            Head::words(heads.place, 30),
            Head::words(heads.stands, 12),
            Head::words(heads.words, 30),
        ];
        let row = |entry: &EntryData| {
            vec![
                Cell::Text(entry.class.clone()),
                Cell::Text(entry.subject.clone()),
                Cell::Text(self.place(entry)),
                Cell::words(stands(entry)),
                words(entry.note.as_deref()),
            ]
        };
        let entries = self.data.marks.iter().flat_map(|marks| &marks.entries);
        table(self.texts.tables[2], columns, entries.map(row).collect())
    }

    /// For what an entry stands: the day and the kind of work, or the summative column.
    fn place(&self, entry: &EntryData) -> String {
        let texts = self.locale.summary();
        let work =
            entry.work.as_deref().and_then(Work::from_code).map(|work| texts.work_name(work).to_owned());
        let semester = entry.semester.map(|semester| if semester == 1 { "І" } else { "ІІ" });
        let column = match entry.column.as_str() {
            "lesson" | "work" => None,
            code => Some(self.texts.column(code).to_owned()),
        };
        let group = entry.group_of_results.filter(|_| column.is_some()).map(|number| number.to_string());
        let parts = [
            entry.date.map(full_date),
            work,
            column,
            group,
            semester.map(str::to_owned),
            entry.theme.clone(),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    fn notes(&self) -> Table {
        let heads = &self.texts.heads;
        let columns = vec![
            Head::new(heads.from, 12),
            Head::new(heads.to, 12),
            Head::new(heads.kind, 8),
            Head::words(heads.words, 40),
            Head::words(self.texts.answer, 30),
        ];
        let texts = self.locale.excuses();
        let state = |code: &str| ExcuseState::from_code(code).map(|own| texts.state(own)).unwrap_or_default();
        let marks = || self.data.marks.iter();
        let own = marks().flat_map(|marks| &marks.notes_about_absences).map(|note| {
            let answer = format!("{} {}", state(&note.state), note.answer);
            vec![
                day(Some(note.from)),
                day(Some(note.to)),
                Cell::Text(note.kind.clone()),
                Cell::words(note.comment.as_str()),
                Cell::words(answer.trim()),
            ]
        });
        let others = marks().flat_map(|marks| &marks.notes_of_another_guardian).map(|note| {
            vec![
                day(Some(note.from)),
                day(Some(note.to)),
                Cell::Text(note.kind.clone()),
                Cell::words(texts.by_another),
                Cell::words(state(&note.state)),
            ]
        });
        table(self.texts.tables[3], columns, own.chain(others).collect())
    }

    fn applications(&self) -> Table {
        let heads = &self.texts.heads;
        let columns = vec![
            Head::new(heads.date, 12),
            Head::words(heads.subject, 24),
            Head::words(heads.words, 40),
            Head::words(heads.order, 16),
        ];
        let rows = self.data.marks.iter().flat_map(|marks| &marks.applications).map(|own| {
            vec![
                day(Some(own.applied_on)),
                Cell::Text(own.subject.clone()),
                Cell::words(own.words.as_str()),
                Cell::words(own.order.as_str()),
            ]
        });
        table(self.texts.tables[4], columns, rows.collect())
    }

    fn decisions(&self) -> Table {
        let heads = &self.texts.heads;
        let columns = vec![
            Head::words(heads.class, 10),
            Head::words(heads.words, 50),
            Head::words(heads.order, 16),
            Head::new(heads.date, 12),
        ];
        let rows = self.data.marks.iter().flat_map(|marks| &marks.decisions).map(|own| {
            let grade = own.class.split('-').next().and_then(|grade| grade.parse().ok()).unwrap_or_default();
            let verdict = klas_domain::council::Verdict::from_code(&own.verdict);
            let verdict = verdict.map(|verdict| self.locale.summary_register().verdict(verdict, grade));
            let said = format!("{} {}", verdict.unwrap_or_default(), own.words);
            vec![
                Cell::Text(own.class.clone()),
                Cell::words(said.trim()),
                Cell::words(own.order.as_str()),
                day(own.decided_on),
            ]
        });
        table(self.texts.tables[5], columns, rows.collect())
    }

    fn health(&self) -> Table {
        let columns = vec![Head::new(self.texts.heads.date, 14), Head::words(self.texts.heads.kind, 40)];
        let rows = self.data.marks.iter().flat_map(|marks| &marks.health).map(|own| {
            let group = HealthGroup::from_code(&own.health_group);
            let group = group.map(|group| self.locale.pupil_records().group(group)).unwrap_or_default();
            vec![day(own.examined_on.or(Some(own.year_from))), Cell::words(group)]
        });
        table(self.texts.tables[6], columns, rows.collect())
    }

    fn briefings(&self) -> Table {
        let heads = &self.texts.heads;
        let columns = vec![
            Head::new(heads.date, 12),
            Head::words(heads.kind, 16),
            Head::words(heads.words, 40),
            Head::words(heads.by, 24),
        ];
        let rows = self.data.diary.briefings.iter().map(|own| {
            let kind = BriefingKind::from_code(&own.kind);
            let kind = kind.map(|kind| self.locale.records().briefing(kind)).unwrap_or_default();
            vec![
                day(Some(own.held_on)),
                Cell::words(kind),
                Cell::words(own.topic.as_str()),
                Cell::words(own.held_by.as_str()),
            ]
        });
        table(self.texts.tables[7], columns, rows.collect())
    }

    fn homework(&self) -> Table {
        let heads = &self.texts.heads;
        let columns =
            vec![Head::new(heads.date, 12), Head::words(heads.subject, 26), Head::words(heads.words, 50)];
        let rows = self.data.diary.homework_done.iter().map(|own| {
            vec![day(Some(own.given_on)), Cell::Text(own.subject.clone()), Cell::words(own.homework.as_str())]
        });
        table(self.texts.tables[8], columns, rows.collect())
    }

    fn weeks(&self) -> Table {
        let columns = vec![Head::new(self.texts.heads.from, 16), Head::new(self.texts.heads.date, 24)];
        let rows = self.data.diary.weeks_signed.iter().map(|own| {
            let when = own.signed_at.map_or_else(|| self.texts.another.to_owned(), moment);
            vec![day(Some(own.week)), Cell::Text(when)]
        });
        table(self.texts.tables[9], columns, rows.collect())
    }

    fn messages(&self) -> Table {
        let heads = &self.texts.heads;
        let columns =
            vec![Head::new(heads.date, 18), Head::words(heads.by, 26), Head::words(heads.words, 50)];
        let rows = self.data.messages.iter().flatten().map(|own| {
            let way = if own.written_by_you { format!("→ {}", own.with) } else { own.with.clone() };
            vec![Cell::Text(moment(own.sent_at)), Cell::Text(way), Cell::words(own.text.as_str())]
        });
        table(self.texts.tables[10], columns, rows.collect())
    }

    fn requests(&self) -> Table {
        let (texts, heads) = (self.texts, &self.texts.heads);
        let columns = vec![
            Head::new(heads.date, 18),
            Head::words(texts.about, 20),
            Head::words(heads.words, 42),
            Head::words(heads.state, 24),
        ];
        let rows = self.data.requests.iter().map(|own| {
            let about = About::from_code(own.about).map(|about| texts.about_name(about));
            let state = AmendmentState::from_code(own.state).map(|state| texts.state(state));
            let state = format!("{} {}", state.unwrap_or_default(), own.answer);
            vec![
                Cell::Text(moment(own.sent_at)),
                words(about),
                Cell::Text(format!("{} → {}", own.wrong, own.right)),
                Cell::words(state.trim()),
            ]
        });
        table(texts.requests, columns, rows.collect())
    }

    fn looks(&self) -> Table {
        let texts = self.texts;
        let columns = vec![Head::new(texts.day, 12), Head::words(texts.who, 40), Head::words(texts.what, 44)];
        let rows = self.data.looks.iter().map(|own| {
            let part = |code: &&str| Looked::from_code(code).map(|part| texts.part(part));
            let parts: Vec<&str> = own.parts.iter().filter_map(part).collect();
            let position = own.position.as_ref().map(|words| format!(", {words}")).unwrap_or_default();
            vec![
                day(Some(own.day)),
                Cell::Text(format!("{}{position}", own.name)),
                Cell::words(parts.join(", ")),
            ]
        });
        table(texts.tables[11], columns, rows.collect())
    }
}

/// What stands in a cell: absence first, then the mark, then lateness.
fn stands(entry: &EntryData) -> String {
    let late = entry.minutes_late.map(|minutes| match minutes {
        0 => klas_domain::entry::LATE.to_owned(),
        minutes => format!("{}{minutes}", klas_domain::entry::LATE),
    });
    let parts = [entry.absence.clone(), entry.mark.clone(), late];
    parts.into_iter().flatten().collect::<Vec<_>>().join("/")
}
