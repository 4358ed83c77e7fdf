//! How long what is archived is kept, and the act of what may be destroyed. There is no way here to destroy anything.

use chrono::{Datelike, NaiveDate};
use klas_documents::table::Table;
use klas_domain::{calendar::year_label, retention::Kept};
use klas_store::archive::KeptContainer;
use leptos::prelude::*;

use crate::{
    api::keeping::Keeping,
    components::{message, sheet},
    locales::Locale,
    pages::class_teacher::full_date,
};

/// The form of the policy as it was typed.
#[derive(Default)]
pub struct PolicyForm {
    /// Years of journals and of summary registers, where they were refused.
    pub typed: Option<(String, String)>,
    /// Whether the policy was saved just now.
    pub saved: bool,
}

/// The page of how long what is archived is kept, with the act as of a day.
pub fn retention(
    keeping: &Keeping,
    form: &PolicyForm,
    (day, act): (NaiveDate, &Table),
    locale: Locale,
) -> impl IntoView + use<> {
    let texts = locale.keeping();
    let saved = form.saved.then(|| texts.saved.to_owned());
    let policy = if keeping.sets { fields(keeping, form, locale) } else { told(keeping, locale) };
    let href = format!("/archive/retention/act.pdf?on={day}");
    let act_view = if act.rows.is_empty() {
        view! { <p class="blank card">{(texts.act_nothing)(&full_date(day))}</p> }.into_any()
    } else {
        sheet(act).into_any()
    };
    view! {
        <section class="columns-page archive">
            <div class="bar">
                <a class="button back" href="/archive">"‹ "{locale.archive().nav}</a>
                <h1>{texts.retention}</h1>
            </div>
            {message(saved, true)}
            <p class="muted">{texts.retention_lead}</p>
            {policy}
            <h2>{texts.terms}</h2>
            {terms(keeping, locale)}
            <h2 id="act">{texts.act}</h2>
            <form method="get" action="/archive/retention#act" class="bar">
                <label>{texts.act_day}" "<input type="date" name="on" value=day.to_string() required /></label>
                <button class="button">{texts.act_show}</button>
                <a class="button" href=href>{texts.act_pdf}</a>
            </form>
            <p class="muted small">{texts.act_lead}" "{texts.never}</p>
            {act_view}
        </section>
    }
}

fn fields(keeping: &Keeping, form: &PolicyForm, locale: Locale) -> AnyView {
    let texts = locale.keeping();
    let stored = (keeping.retention.journals.to_string(), keeping.retention.summaries.to_string());
    let wrong = form.typed.is_some();
    let (journals, summaries) = form.typed.clone().unwrap_or(stored);
    let problem =
        wrong.then(|| view! { <p class="problem" id="policy-problem" role="alert">{texts.too_short}</p> });
    let described = if wrong { "policy-problem" } else { "policy-hint" };
    let invalid = wrong.then_some("true");
    view! {
        <form class="card stack" method="post" action="/archive/retention" id="policy">
            <h2>{texts.policy}</h2>
            <label>{texts.journals_years}
                <input name="journals" inputmode="numeric" size="4" value=journals required autocomplete="off"
                    aria-invalid=invalid aria-describedby=described />
            </label>
            <label>{texts.summaries_years}
                <input name="summaries" inputmode="numeric" size="4" value=summaries required autocomplete="off"
                    aria-invalid=invalid aria-describedby=described />
            </label>
            <p class="muted small" id="policy-hint">{texts.policy_hint}</p>
            {problem}
            <p><button class="button primary">{texts.save}</button></p>
        </form>
    }
    .into_any()
}

fn told(keeping: &Keeping, locale: Locale) -> AnyView {
    let texts = locale.keeping();
    let lines = Kept::ALL
        .map(|kept| {
            view! { <dt>{(texts.kinds)(kept)}</dt><dd>{(texts.term)(keeping.retention.years(kept))}</dd> }
        })
        .collect_view();
    view! { <dl class="card facts">{lines}</dl> }.into_any()
}

fn terms(keeping: &Keeping, locale: Locale) -> AnyView {
    let texts = locale.keeping();
    if keeping.containers.is_empty() {
        return view! { <p class="blank card">{texts.nothing_archived}</p> }.into_any();
    }
    let row = |own: &KeptContainer| {
        let (starts_on, ends_on) = own.year;
        let days = Kept::ALL
            .map(|kept| view! { <td class="figure">{full_date(keeping.retention.until(kept, ends_on))}</td> })
            .collect_view();
        view! {
            <tr>
                <th scope="row"><a href=format!("/archive/{}", own.class)>{own.name.to_string()}</a></th>
                <td>{year_label(starts_on.year())}</td>
                {days}
            </tr>
        }
    };
    let rows = keeping.containers.iter().map(row).collect_view();
    let heads = Kept::ALL
        .map(|kept| {
            view! { <th scope="col" class="figure">{(texts.kinds)(kept)}<br /><small>{texts.from_day}</small></th> }
        })
        .collect_view();
    view! {
        <div class="card scroll">
            <table class="list">
                <thead><tr><th scope="col">{locale.texts().class}</th><th scope="col">{texts.year}</th>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
