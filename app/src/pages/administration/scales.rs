//! The scales of marks that the school chooses: of its youngest classes, and of subjects that are passed or not.

use klas_domain::Scale;
use klas_store::summative::{ClassScale, ScaleWish, SubjectScale};
use leptos::prelude::*;

use crate::{api::scales::ScalesView, components::message, locales::Locale};

/// What was chosen in a form that was refused, and why.
#[derive(Default)]
pub struct ScalesTyped {
    /// What was chosen.
    pub wishes: Vec<ScaleWish>,
    /// What of it cannot be, because there are marks already.
    pub marked: Vec<ScaleWish>,
    /// Whether something was saved just now.
    pub saved: bool,
}

impl ScalesTyped {
    fn class(&self, class: &ClassScale) -> Scale {
        let chosen = self.wishes.iter().find_map(|wish| match wish {
            ScaleWish::Class(id, scale) if *id == class.id => Some(*scale),
            _ => None,
        });
        chosen.unwrap_or(class.scale)
    }

    fn subject(&self, subject: &SubjectScale) -> bool {
        let chosen = self.wishes.iter().find_map(|wish| match wish {
            ScaleWish::Subject(id, passes) if *id == subject.id => Some(*passes),
            _ => None,
        });
        chosen.unwrap_or(subject.passes)
    }

    /// The names of the classes and subjects that are marked already.
    fn marked(&self, view: &ScalesView) -> String {
        let class = |id| view.classes.iter().find(|own| own.id == id).map(|own| own.class.to_string());
        let subject = |id| view.subjects.iter().find(|own| own.id == id).map(|own| own.subject.clone());
        let name = |wish: &ScaleWish| match wish {
            ScaleWish::Class(id, _) => class(*id),
            ScaleWish::Subject(id, _) => subject(*id),
        };
        self.marked.iter().filter_map(name).collect::<Vec<_>>().join(", ")
    }
}

/// The page of the scales.
pub fn scales(view: &ScalesView, typed: &ScalesTyped, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.scales();
    let refused = (!typed.marked.is_empty()).then(|| (texts.marked)(&typed.marked(view)));
    let classes = view.classes.iter().map(|class| class_line(class, typed, locale)).collect_view();
    let classes = (!view.classes.is_empty()).then(|| {
        view! {
            <fieldset class="card pad stack">
                <legend><strong>{texts.classes}</strong></legend>
                <p class="muted small">{texts.classes_hint}</p>
                {classes}
            </fieldset>
        }
    });
    let subjects = view.subjects.iter().map(|subject| {
        let name = format!("passes-{}", subject.id);
        view! {
            <label class="tick">
                <input type="checkbox" name=name value="1" checked=typed.subject(subject) />
                {subject.subject.clone()}
            </label>
        }
    });
    view! {
        <section class="narrow columns-page">
            <p><a href="/school/marking">"← "{locale.summary().marking}</a></p>
            <h1>{texts.title}</h1>
            {message(typed.saved.then(|| locale.summary().saved.to_owned()), true)}
            {message(refused, false)}
            <form method="post" action="/school/scales" class="stack">
                <input type="hidden" name="person" value=view.person.to_string() />
                {classes}
                <fieldset class="card pad">
                    <legend><strong>{texts.passed}</strong></legend>
                    <p class="muted small">{texts.passed_hint}</p>
                    <div class="ticks">{subjects.collect_view()}</div>
                </fieldset>
                <p><button class="button primary">{locale.summary().save}</button></p>
            </form>
        </section>
    }
}

fn class_line(class: &ClassScale, typed: &ScalesTyped, locale: Locale) -> impl IntoView + use<> {
    let chosen = typed.class(class);
    let options = Scale::choices_for_grade(class.class.grade).iter().map(|scale| {
        let name = locale.scales().scale(*scale);
        view! { <option value=scale.code() selected=*scale == chosen>{name}</option> }
    });
    view! {
        <label>
            {class.class.to_string()}
            <select name=format!("class-{}", class.id)>{options.collect_view()}</select>
        </label>
    }
}
