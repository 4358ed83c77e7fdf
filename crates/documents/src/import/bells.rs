//! When lessons begin and end.

use klas_domain::bundle::Bell;

use super::{
    draft::{Draft, Row, Source},
    header::Field,
    value,
};

pub(super) fn read(source: &Source, draft: &mut Draft) {
    for row in source.rows(draft) {
        if row.is_empty(&[Field::Starts, Field::Ends, Field::Span]) {
            continue;
        }
        let Some(bell) = bell(row, draft) else { continue };
        row.only_once(Field::Period, key(&bell), draft);
        let overlaps =
            draft.content.bells.iter().find(|other| bell.starts < other.ends && other.starts < bell.ends);
        if let Some(other) = overlaps.filter(|other| other.period != bell.period) {
            let reason = format!("накладається на урок {}", other.period);
            row.fault(begins(row), reason, draft);
        }
        draft.content.bells.push(bell);
    }
}

/// What two rows about one period share.
fn key(bell: &Bell) -> String {
    format!("дзвінок на урок {}", bell.period)
}

fn begins(row: Row<'_>) -> Field {
    if row.source.table.column(Field::Span).is_some() { Field::Span } else { Field::Starts }
}

fn bell(row: Row<'_>, draft: &mut Draft) -> Option<Bell> {
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
    Some(Bell { period: period?, starts, ends })
}
