//! When lessons begin and end.

use klas_domain::{bundle::Bell, collation};

use super::{
    draft::{Draft, Row, Source},
    header::Field,
    shift::{self, Said},
    value,
};

pub(super) fn read(source: &Source, draft: &mut Draft) {
    if shift::stand_abreast(source) {
        let reason = "зміни стоять поруч: потрібен стовпець «Зміна» або окремий аркуш для кожної";
        Row::header(source).fault(Field::Period, reason, draft);
        return;
    }
    let around = Said::around(source);
    let mut said = around;
    let mut schedule = said.schedule();
    for row in source.rows(draft) {
        if row.is_empty(&[Field::Starts, Field::Ends, Field::Span]) {
            let heading = row.filled().next().filter(|_| row.filled().count() == 1);
            if let Some(under) = heading.and_then(|text| around.under(text)) {
                said = under;
                schedule = said.schedule();
            }
            continue;
        }
        // A schedule holds for the rows below until the next.
        if let Some(text) = row.optional_text(Field::Shift) {
            schedule = Some(said.of_cell(&text));
        }
        let Some(bell) = bell(row, schedule.clone(), draft) else { continue };
        row.only_once(Field::Period, key(&bell), draft);
        if let Some(other) = draft.content.bells.iter().find(|other| overlap(&bell, other)) {
            let reason = format!("накладається на урок {}", other.period);
            row.fault(begins(row), reason, draft);
        }
        draft.content.bells.push(bell);
    }
}

/// Whether two periods of one schedule do.
fn overlap(one: &Bell, other: &Bell) -> bool {
    let meet = one.starts < other.ends && other.starts < one.ends;
    meet && one.period != other.period && folded(one) == folded(other)
}

fn folded(bell: &Bell) -> Option<String> {
    bell.schedule.as_deref().map(collation::normalize)
}

/// What two rows about one period of a schedule share.
fn key(bell: &Bell) -> String {
    format!("дзвінок на урок {} {}", bell.period, folded(bell).unwrap_or_default())
}

fn begins(row: Row<'_>) -> Field {
    if row.source.table.column(Field::Span).is_some() { Field::Span } else { Field::Starts }
}

fn bell(row: Row<'_>, schedule: Option<String>, draft: &mut Draft) -> Option<Bell> {
    let period = row.required(Field::Period, value::period, draft);
    let (starts, ends) = if begins(row) == Field::Span {
        row.required(Field::Span, value::span, draft)?
    } else {
        let starts = row.required(Field::Starts, value::time, draft);
        let ends = row.required(Field::Ends, value::time, draft);
        (starts?, ends?)
    };
    if ends <= starts {
        row.fault(begins(row), "урок закінчується не пізніше, ніж починається", draft);
    }
    Some(Bell { schedule, period: period?, starts, ends })
}
