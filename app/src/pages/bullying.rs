//! Reports of bullying: writing one, and what the responsible person sees.

use klas_domain::{
    bullying::{ReportState, TEXT_LIMIT},
    school::PersonName,
};
use klas_store::bullying::{BullyingReport, Duty};
use leptos::prelude::*;

use crate::{
    api::bullying::Reports,
    components::{message, moment},
    locales::{BullyingTexts, Locale},
};

/// The form of a report: empty, or as it was typed.
#[derive(Clone, Debug, Default)]
pub struct ReportForm {
    /// The identifier that the report will have: sent twice, it is one.
    pub id: String,
    /// The pupil for whom it is.
    pub pupil: String,
    /// What was typed.
    pub text: String,
    /// Why it was not sent.
    pub problem: Option<&'static str>,
    /// What is said of what was done.
    pub said: Option<&'static str>,
}

/// What a visitor sees of reports.
pub fn reports(view: &Reports, form: &ReportForm, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.bullying();
    let family = (!view.pupils.is_empty()).then(|| family(view, form, texts).into_any());
    let all = view.all.as_ref().map(|all| all_reports(view, all, texts).into_any());
    let officer = view.candidates.is_some().then(|| officer(view, texts).into_any());
    view! {
        <section class="narrow bullying">
            {message(form.said.map(ToOwned::to_owned), true)}
            <h1>{texts.title}</h1>
            {family}
            {all}
            {officer}
            {duties(view, texts)}
        </section>
    }
}

/// Who became responsible, and who named them: whoever that is reads earlier reports too.
fn duties(view: &Reports, texts: &'static BullyingTexts) -> AnyView {
    if view.duties.is_empty() {
        return ().into_any();
    }
    let line = |duty: &Duty| {
        let officer = duty.officer.as_ref().map(|(_, name)| name.full());
        let officer = officer.unwrap_or_else(|| texts.officer_head.to_owned());
        view! { <li>{(texts.duty)(&moment(duty.since), &officer, &duty.named_by.full())}</li> }
    };
    view! {
        <h2>{texts.duties}</h2>
        <p class="muted small">{texts.duties_hint}</p>
        <ul>{view.duties.iter().map(line).collect_view()}</ul>
    }
    .into_any()
}

fn family(view: &Reports, form: &ReportForm, texts: &'static BullyingTexts) -> impl IntoView + use<> {
    let officers: Vec<_> = view.officers.iter().map(PersonName::full).collect();
    let since = view.since.map(|at| (texts.responsible_since)(&moment(at)));
    let problem = form.problem.map(|said| view! { <p class="problem" role="alert">{said}</p> });
    let wrong = form.problem.map(|_| "true");
    let own = view.own.iter().map(|report| {
        view! { <li class="card">{head(report, texts)}<p class="words">{report.text.clone()}</p></li> }
    });
    let own = own.collect_view();
    let heading = (!view.own.is_empty()).then(|| view! { <h2>{texts.own}</h2> });
    view! {
        <form class="card stack" method="post" action="/bullying#report" id="report">
            <h2>{texts.way}</h2>
            <p>{(texts.lead)(&officers.join(", "))}" "{since}</p>
            <p class="note">{texts.help}</p>
            <input type="hidden" name="person" value=view.person.to_string() />
            <input type="hidden" name="id" value=form.id.clone() />
            {for_whom(view, form, texts)}
            <label>{texts.text}" – "{texts.text_hint}
                <textarea name="text" rows="5" required maxlength=TEXT_LIMIT.to_string() aria-invalid=wrong>{form.text.clone()}</textarea>
            </label>
            {problem}
            <p><button class="button primary" name="what" value="report">{texts.send}</button></p>
        </form>
        {heading}
        <ul class="note-list">{own}</ul>
    }
}

/// The choice of a child, where there are several.
fn for_whom(view: &Reports, form: &ReportForm, texts: &'static BullyingTexts) -> AnyView {
    if let [only] = view.pupils.as_slice() {
        return view! { <input type="hidden" name="pupil" value=only.id.to_string() /> }.into_any();
    }
    let options = view.pupils.iter().map(|pupil| {
        let id = pupil.id.to_string();
        let chosen = id == form.pupil;
        view! { <option value=id selected=chosen>{pupil.name.short()}</option> }
    });
    view! { <label>{texts.for_whom}<select name="pupil" required>{options.collect_view()}</select></label> }
        .into_any()
}

fn head(report: &BullyingReport, texts: &'static BullyingTexts) -> impl IntoView + use<> {
    let class = match report.state {
        ReportState::New => "chip wait",
        ReportState::InWork => "chip",
        ReportState::Closed => "chip good",
    };
    view! {
        <div class="bar">
            <span class="muted small">{moment(report.sent_at)}</span>
            <span class="grow"></span>
            <span class=class>{texts.state(report.state)}</span>
            <span class="muted small">{(texts.since)(&moment(report.changed_at))}</span>
        </div>
    }
}

fn all_reports(
    view: &Reports,
    all: &[BullyingReport],
    texts: &'static BullyingTexts,
) -> impl IntoView + use<> {
    let none = all.is_empty().then(|| view! { <p class="blank card">{texts.none}</p> });
    let person = view.person.to_string();
    let lines = all.iter().map(|report| {
        let steps: &[(ReportState, &str)] = match report.state {
            ReportState::New => &[(ReportState::InWork, texts.take_up)],
            ReportState::InWork => &[(ReportState::Closed, texts.close)],
            ReportState::Closed => &[(ReportState::InWork, texts.open_again)],
        };
        let steps = steps.iter().map(|(state, name)| {
            view! { <button class="button" name="state" value=state.code()>{*name}</button> }
        });
        view! {
            <li class="card">
                {head(report, texts)}
                <p><strong>{(texts.from)(&report.reporter.short(), &report.pupil.short())}</strong></p>
                <p class="words">{report.text.clone()}</p>
                <form method="post" action="/bullying">
                    <input type="hidden" name="person" value=person.clone() />
                    <input type="hidden" name="id" value=report.id.to_string() />
                    <input type="hidden" name="what" value="state" />
                    {steps.collect_view()}
                </form>
            </li>
        }
    });
    view! {
        <h2>{texts.all}</h2>
        <p class="muted small">{texts.all_lead}</p>
        {none}
        <ul class="note-list">{lines.collect_view()}</ul>
    }
}

/// The head's form that names who is responsible.
fn officer(view: &Reports, texts: &'static BullyingTexts) -> Option<impl IntoView + use<>> {
    let (staff, officer) = view.candidates.as_ref()?;
    let options = staff.iter().map(|(id, name)| {
        view! { <option value=id.to_string() selected=*officer == Some(*id)>{name.full()}</option> }
    });
    Some(view! {
        <form class="card stack" method="post" action="/bullying">
            <h2>{texts.officer}</h2>
            <p class="muted small">{texts.officer_hint}</p>
            <input type="hidden" name="person" value=view.person.to_string() />
            <label>{texts.officer}
                <select name="officer">
                    <option value="" selected=officer.is_none()>{texts.officer_head}</option>
                    {options.collect_view()}
                </select>
            </label>
            <p><button class="button primary" name="what" value="officer">{texts.save}</button></p>
        </form>
    })
}
