//! Notices: the list, and how somebody wants to be told.

mod device;

use klas_domain::{
    Id,
    id::of,
    notice::{Detail, Kind},
    school::PersonName,
};
use klas_store::notice::Notice;
use leptos::prelude::*;

use crate::{
    api::notices::{Choosable, EmailProblem, Feed, Settings},
    components::{message, moment},
    locales::{Locale, NoticeTexts},
    telling::words::line,
};

/// The list of notices.
pub fn feed(view: &Feed, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.notices();
    let none = view.notices.is_empty().then(|| view! { <p class="blank card">{texts.none}</p> });
    let notices = view.notices.iter().map(|own| notice(own, view, locale)).collect_view();
    let elsewhere = (!view.elsewhere.is_empty()).then(|| {
        let schools = view.elsewhere.iter().map(|(there, number)| {
            let said = (texts.new_elsewhere)(&there.name, *number);
            view! { <button class="button" name="school" value=there.school.to_string()>{said}</button> }
        });
        view! {
            <form method="post" action="/account/school" class="row">
                <input type="hidden" name="next" value="/notices" />
                {schools.collect_view()}
            </form>
        }
    });
    view! {
        <section class="narrow">
            <div class="bar">
                <h1>{texts.title}</h1>
                <span class="grow"></span>
                <a class="button" href="/notices/settings">{texts.how}</a>
            </div>
            {device::lost(&view.devices, texts)}
            {elsewhere}
            {none}
            <ul class="notices card">{notices}</ul>
        </section>
    }
}

fn notice(own: &Notice, view: &Feed, locale: Locale) -> AnyView {
    let texts = locale.notices();
    let said = line(own, locale);
    let child = (view.names && own.about != view.person).then(|| own.name.given.clone());
    let child = child.map(|name| view! { <span class="muted small">{name}</span> });
    let new = (!own.seen).then(|| view! { <span class="chip wait">{texts.new}</span> });
    let grave = matches!(own.kind, Kind::Absence | Kind::Urgent | Kind::LowMark | Kind::Report);
    view! {
        <li class:unseen=!own.seen class:grave=grave>
            <a href=said.href>
                <span class="bar"><strong>{said.head}</strong>{child}<span class="grow"></span>{new}</span>
                <span class="words">{said.text}</span>
                <time class="muted small">{moment(own.at)}</time>
            </a>
        </li>
    }
    .into_any()
}

/// What is said above the settings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Said {
    /// Nothing.
    #[default]
    Nothing,
    /// What was chosen is kept.
    Saved,
    /// A letter was sent.
    Sent,
    /// An address was not taken.
    NotSaved,
    /// A browser was not taken.
    BadDevice,
}

/// What was typed, and what is said of it.
#[derive(Clone, Debug, Default)]
pub struct SettingsForm {
    /// What is said above.
    pub said: Said,
    /// The address as it was typed.
    pub email: String,
    /// Why no letter was sent to it.
    pub problem: Option<EmailProblem>,
}

/// How somebody wants to be told.
pub fn settings(view: &Settings, form: &SettingsForm, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.notices();
    let said = match form.said {
        Said::Nothing => None,
        Said::Saved => Some(texts.saved),
        Said::Sent => Some(texts.email_sent),
        Said::NotSaved => Some(texts.not_saved),
        Said::BadDevice => Some(texts.device_bad),
    };
    let good = matches!(form.said, Said::Saved | Said::Sent);
    view! {
        <section class="narrow telling">
            <p><a href="/notices">{texts.all}</a></p>
            <h1>{texts.how}</h1>
            {message(said.map(str::to_owned), good)}
            {device::card(&view.devices, texts)}
            {choices(view, texts)}
            {email(view, form, locale)}
        </section>
    }
}

/// The name of the box for a kind; `where_to` is `o` for at once, `m` for a letter at once, `w` for the letter of the week.
pub fn choice_field(where_to: &str, about: Id<of::Person>, kind: Kind) -> String {
    format!("{where_to}-{about}-{}", kind.code())
}

fn choices(view: &Settings, texts: &'static NoticeTexts) -> AnyView {
    let grids = view.choosable.iter().map(|own| grid(own, view, texts)).collect_view();
    let quiet = view.preferences.quiet;
    let full = view.preferences.detail == Detail::Full;
    let has_mailed = view.has_mail && view.choosable.iter().any(|own| own.kinds.contains(&Kind::Absence));
    let mailed_hint = has_mailed.then(|| view! { <p class="muted small">{texts.mailed_hint}</p> });
    let has_homework = view.choosable.iter().any(|own| own.kinds.contains(&Kind::Homework));
    let homework_hint = has_homework.then(|| view! { <p class="muted small">{texts.homework_hint}</p> });
    let letter = view.has_letters.then(|| {
        let wanted = !view.preferences.no_letter;
        view! { <label class="tick"><input type="checkbox" name="letter" checked=wanted />{texts.letter_wanted}</label> }
    });
    view! {
        <form method="post" action="/notices/settings">
            <input type="hidden" name="what" value="choices" />
            <input type="hidden" name="person" value=view.person.to_string() />
            <p class="muted">{texts.lead}</p>
            {grids}
            {homework_hint}
            {mailed_hint}
            <fieldset class="card pad ticks-down">
                <legend>{texts.quiet}</legend>
                <div class="pair">
                    {hours("quiet_from", texts.quiet_from, quiet.from)}
                    {hours("quiet_until", texts.quiet_until, quiet.until)}
                </div>
                <label class="tick"><input type="checkbox" name="quiet_weekends" checked=quiet.weekends />{texts.quiet_weekends}</label>
                <p class="muted small">{texts.quiet_hint}</p>
            </fieldset>
            <fieldset class="card pad ticks-down">
                <legend>{texts.detail}</legend>
                <label class="tick"><input type="radio" name="detail" value="discreet" checked=!full />{texts.discreet}</label>
                <label class="tick"><input type="radio" name="detail" value="full" checked=full />{texts.full}</label>
                <p class="muted small">{texts.detail_hint}</p>
            </fieldset>
            {letter}
            <p><button class="button primary">{texts.save}</button></p>
        </form>
    }
    .into_any()
}

fn hours(name: &'static str, label: &'static str, chosen: u8) -> impl IntoView {
    let hours = (0..24_u8).map(|hour| {
        view! { <option value=hour.to_string() selected=hour == chosen>{format!("{hour}:00")}</option> }
    });
    view! { <label>{label}<select name=name>{hours.collect_view()}</select></label> }
}

/// The kinds of one child, or of the visitor.
fn grid(own: &Choosable, view: &Settings, texts: &'static NoticeTexts) -> AnyView {
    let is_work = own.kinds.contains(&Kind::Report);
    let name = own.name.as_ref().map(PersonName::short);
    let title = name.or_else(|| is_work.then(|| texts.for_work.to_owned()));
    // What never stands in a letter needs no column for it, and who gets no letter neither.
    let weekly = view.has_letters && own.kinds.iter().any(|kind| kind.fits_letter());
    let mailed = view.has_mail && own.kinds.iter().any(|kind| kind.fits_letter_at_once());
    let columns = Columns { mailed, weekly };
    let rows = own.kinds.iter().map(|kind| row(own.about, *kind, columns, view, texts)).collect_view();
    let head = weekly.then(|| view! { <th scope="col">{texts.weekly}</th> });
    let head_mailed = mailed.then(|| view! { <th scope="col">{texts.mailed}</th> });
    view! {
        <div class="card scroll">
            <table class="list kinds">
                {title.map(|title| view! { <caption>{title}</caption> })}
                <thead>
                    <tr><th scope="col">{texts.what}</th><th scope="col">{texts.at_once}</th>{head_mailed}{head}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// Which columns of letters a table has.
#[derive(Clone, Copy)]
struct Columns {
    mailed: bool,
    weekly: bool,
}

fn row(
    about: Id<of::Person>,
    kind: Kind,
    columns: Columns,
    view: &Settings,
    texts: &'static NoticeTexts,
) -> impl IntoView + use<> {
    let name = texts.kind(kind);
    let choice = view.preferences.choice(about, kind);
    let tick = |where_to: &str, column: &str, checked: bool| {
        let label = format!("{name}: {column}");
        let field = choice_field(where_to, about, kind);
        view! { <td class="tick-cell"><label><input type="checkbox" name=field checked=checked /><span class="hidden">{label}</span></label></td> }
    };
    let at_once = tick("o", texts.at_once, choice.at_once);
    let none = |said: &'static str| {
        view! { <td class="tick-cell muted"><span aria-hidden="true">"–"</span><span class="hidden">{said}</span></td> }
    };
    let mailed = columns.mailed.then(|| {
        if kind.fits_letter_at_once() {
            tick("m", texts.mailed, choice.mailed).into_any()
        } else {
            none(texts.not_mailed).into_any()
        }
    });
    let letter = columns.weekly.then(|| {
        if kind.fits_letter() {
            tick("w", texts.weekly, choice.weekly).into_any()
        } else {
            none(texts.not_in_letter).into_any()
        }
    });
    view! { <tr><th scope="row">{name}</th>{at_once}{mailed}{letter}</tr> }
}

fn email(view: &Settings, form: &SettingsForm, locale: Locale) -> AnyView {
    let texts = locale.notices();
    let person = view.person.to_string();
    let now = view.email.address.as_ref().map(|address| view! { <p>{(texts.email_now)(address)}</p> });
    let waits =
        view.email.pending.as_ref().map(|own| view! { <p class="note">{(texts.email_pending)(own)}</p> });
    let remove = (view.email.address.is_some() || view.email.pending.is_some()).then(|| {
        view! {
            <form method="post" action="/notices/settings#email">
                <input type="hidden" name="what" value="email-remove" />
                <input type="hidden" name="person" value=person.clone() />
                <button class="button small">{texts.email_remove}</button>
            </form>
        }
    });
    let problem = form.problem.map(|problem| match problem {
        EmailProblem::NoMail => texts.no_mail,
        EmailProblem::NotAnAddress => texts.email_wrong,
        EmailProblem::WrongPassword => texts.email_password_wrong,
        EmailProblem::Locked => locale.texts().locked,
        EmailProblem::TooOften => texts.email_too_often,
        EmailProblem::Refused => texts.email_refused,
        EmailProblem::Unreachable => texts.email_unreachable,
    });
    let at_password = matches!(form.problem, Some(EmailProblem::WrongPassword | EmailProblem::Locked));
    let [wrong, wrong_password] =
        [!at_password, at_password].map(|here| problem.filter(|_| here).map(|_| "true"));
    let said =
        |here| problem.filter(|_| here).map(|said| view! { <p class="problem" role="alert">{said}</p> });
    let ask = if view.has_mail {
        view! {
            <form method="post" action="/notices/settings#email" class="stack">
                <input type="hidden" name="what" value="email" />
                <input type="hidden" name="person" value=person />
                <label>{texts.email_label}<input type="email" name="email" required maxlength="254" autocomplete="email" value=form.email.clone() aria-invalid=wrong /></label>
                {said(!at_password)}
                <label>{texts.email_password}<input type="password" name="current" required autocomplete="current-password" aria-invalid=wrong_password /></label>
                {said(at_password)}
                <p><button class="button">{texts.email_send}</button></p>
            </form>
        }
        .into_any()
    } else {
        view! { <p class="note">{texts.no_mail}</p> }.into_any()
    };
    view! {
        <div class="card pad" id="email">
            <h2>{texts.email}</h2>
            <p class="muted small">{if view.has_letters { texts.email_hint } else { texts.email_hint_others }}</p>
            {now}
            {waits}
            {ask}
            {remove}
        </div>
    }
    .into_any()
}

/// A question that a letter's link leads to.
pub struct Asking {
    /// What it is about.
    pub title: &'static str,
    /// The question.
    pub lead: &'static str,
    /// What the button says.
    pub button: &'static str,
    /// Where it is sent to.
    pub action: &'static str,
    /// The field that carries what the link carried.
    pub field: &'static str,
    /// What that is.
    pub value: String,
}

/// The page of a letter's link.
pub fn asking(own: Asking) -> impl IntoView {
    view! {
        <form class="sign-in card" method="post" action=own.action>
            <h1>{own.title}</h1>
            <p>{own.lead}</p>
            <input type="hidden" name=own.field value=own.value />
            <button class="button primary">{own.button}</button>
        </form>
    }
}

/// What became of it.
pub fn answered(title: &'static str, said: &'static str, good: bool, locale: Locale) -> impl IntoView {
    view! {
        <section class="sign-in card">
            <h1>{title}</h1>
            {message(Some(said.to_owned()), good)}
            <p><a class="button" href="/notices/settings">{locale.notices().to_klas}</a></p>
        </section>
    }
}
