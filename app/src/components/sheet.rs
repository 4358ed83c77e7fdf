//! A table as documents have it, on a screen; and the way to take it away.

use klas_documents::table::{Cell, Head, Table};
use leptos::prelude::*;

use crate::locales::Locale;

/// Links to a document as pages and as a spreadsheet; `query` begins with `?` or is empty.
pub fn files(path: &str, query: &str, what: &str, locale: Locale) -> impl IntoView + use<> {
    let paper = locale.paper();
    let label = (paper.take)(what);
    view! {
        <a class="button" href=format!("{path}.pdf{query}") aria-label=format!("{label}: {}", paper.pdf)>{paper.pdf}</a>
        <a class="button" href=format!("{path}.xlsx{query}") download aria-label=format!("{label}: {}", paper.xlsx)>{paper.xlsx}</a>
    }
}

/// A table with its title and notes.
pub fn sheet(table: &Table) -> impl IntoView + use<> {
    let notes = table.notes.iter().map(|note| view! { <p class="muted">{note.clone()}</p> }).collect_view();
    let heads = table.heads.iter().map(head).collect_view();
    let rows = (0..table.rows.len()).map(|row| line(table, row)).collect_view();
    view! {
        <h2>{table.title.clone()}</h2>
        {notes}
        <div class="card scroll">
            <table class="list sheet">
                <thead><tr>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn head(head: &Head) -> impl IntoView + use<> {
    view! { <th scope="col" class:figure=!head.words>{head.name.clone()}</th> }
}

fn line(table: &Table, row: usize) -> impl IntoView + use<> {
    let cell = |(column, cell): (usize, &Cell)| {
        let below = table.rows.iter().skip(row + 1);
        let below = below.take_while(|below| below.get(column) == Some(&Cell::Above)).count();
        let rows = (below > 0).then(|| (below + 1).to_string());
        let words = table.heads.get(column).is_some_and(|head| head.words);
        match cell {
            Cell::Above => None,
            Cell::Blocked => Some(view! { <td class="x"></td> }.into_any()),
            cell => Some(view! { <td rowspan=rows class:figure=!words>{cell.shown()}</td> }.into_any()),
        }
    };
    let cells = table.rows[row].iter().enumerate().filter_map(cell).collect_view();
    view! { <tr>{cells}</tr> }
}
