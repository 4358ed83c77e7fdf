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
    let cell = |(column, cell, rows): (usize, &Cell, usize)| {
        let rows = (rows > 1).then(|| rows.to_string());
        let words = table.heads.get(column).is_some_and(|head| head.words);
        match cell {
            Cell::Blocked => view! { <td class="x"></td> }.into_any(),
            cell => view! { <td rowspan=rows class:figure=!words>{cell.shown()}</td> }.into_any(),
        }
    };
    view! { <tr>{table.cells(row).map(cell).collect_view()}</tr> }
}
