//! What the cells of the sheet have in common: the field of a mark, and the choice between two who wrote the same cell.

use klas_domain::{Entry, Level, Mark, Scale, StoredEntry};
use leptos::prelude::*;

use crate::{
    grid::{entry_class, told},
    locales::Locale,
};

/// The field of a mark.
pub struct MarkField {
    /// Its name in the form.
    pub name: String,
    /// Whose mark for what it is.
    pub label: String,
    /// What it says.
    pub text: String,
    /// Whether that is in pencil.
    pub pencil: bool,
    /// The scale of the marks.
    pub scale: Scale,
    /// Whether it is wrong.
    pub invalid: Option<&'static str>,
    /// The identifier of what is said of it.
    pub problem: String,
}

impl MarkField {
    /// A keyboard of figures where marks are figures; a choice where they are letters; grades 1–2 have words alone.
    pub fn view(self) -> Option<AnyView> {
        let Self { name, label, text, pencil, scale, invalid, problem } = self;
        let entry = Entry::parse(&text, scale).unwrap_or_default();
        let class = format!("mark {}{}", entry_class(&entry), if pencil { " d" } else { "" });
        let choices: Vec<Mark> = match scale {
            Scale::Verbal => return None,
            Scale::TwelvePoint => Vec::new(),
            Scale::Levels => Level::ALL.into_iter().rev().map(Mark::Level).collect(),
            Scale::Pass => vec![Mark::Passed, Mark::NotPassed],
        };
        if choices.is_empty() {
            let field = view! {
                <input class=class name=name value=text aria-label=label inputmode="numeric" autocomplete="off"
                    maxlength="8" aria-invalid=invalid aria-describedby=problem />
            };
            return Some(field.into_any());
        }
        let mut choices: Vec<String> = choices.iter().map(ToString::to_string).collect();
        // What was typed into the grid can be left as it is.
        if !text.is_empty() && !choices.contains(&text) {
            choices.push(text.clone());
        }
        let options = choices.iter().map(|choice| option(choice, choice, &text)).collect_view();
        let field = view! {
            <select class=class name=name aria-label=label aria-invalid=invalid aria-describedby=problem>
                <option value="">"–"</option>
                {options}
            </select>
        };
        Some(field.into_any())
    }
}

/// A line of a choice.
pub fn option(value: &str, name: &str, chosen: &str) -> impl IntoView + use<> {
    view! { <option value=value.to_owned() selected=value == chosen>{name.to_owned()}</option> }
}

/// Where somebody else changed a cell meanwhile: theirs beside the own, to choose from. The fields are the version that
/// is seen now, and what is to be kept.
pub fn choice(
    theirs: &StoredEntry,
    mine: String,
    [seen, keep]: [String; 2],
    problem: String,
    locale: Locale,
) -> impl IntoView + use<> {
    let says = locale.grid();
    let theirs_told = told(&theirs.entry, says);
    view! {
        <div class="choice" role="radiogroup" aria-labelledby=problem>
            <input type="hidden" name=seen value=theirs.version />
            <label class="tick"><input type="radio" name=keep.clone() value="mine" />{says.keep_mine}": «"{mine}"»"</label>
            <label class="tick"><input type="radio" name=keep value="theirs" />{says.keep_theirs}": «"{theirs_told}"»"</label>
        </div>
    }
}
