//! The codes that were just given, as cards to print, cut and hand out: the only time that they are shown.

use chrono::NaiveDate;
use klas_domain::invitation::InvitationKind;
use leptos::prelude::*;

use super::sections::full_date;
use crate::{
    api::families::{Families, Given, Unsent},
    components::{message, qr},
    locales::{JoinTexts, Locale},
    routes::site,
};

/// Why an invitation was not sent by a letter.
pub fn unsent(why: Unsent, texts: &JoinTexts) -> &'static str {
    match why {
        Unsent::NoMail => texts.mail_none,
        Unsent::TooOften => texts.mail_too_often,
        Unsent::Refused => texts.mail_refused,
        Unsent::Unreachable => texts.mail_unreachable,
    }
}

/// The cards of codes, and what is said of letters where some were to go; `address` is where the site is seen, without a
/// slash at its end.
pub fn invitations(
    view: &Families,
    (given, said): (&[Given], Vec<(String, bool)>),
    valid_until: NaiveDate,
    address: &str,
    school: &str,
    locale: Locale,
) -> impl IntoView + use<> {
    let texts = locale.join();
    let said = said.into_iter().map(|(text, good)| message(Some(text), good)).collect_view();
    let back = format!("/classes/{}/families", view.class.id);
    let until = full_date(valid_until);
    let cards = given.iter().filter_map(|own| card(view, own, &until, address, school, texts));
    view! {
        <section class="records register-page">
            <div class="no-print">{said}</div>
            <div class="bar no-print">
                <h1>{view.class.name.to_string()}" · "{texts.sheet_title}</h1>
                <div class="actions"><a class="button" href=back>{texts.sheet_back}</a></div>
            </div>
            <p class="message no-print">{texts.sheet_lead}</p>
            <div class="invitations">{cards.collect_view()}</div>
            <script src=site::address("invitations.js") defer></script>
        </section>
    }
}

fn card(
    view: &Families,
    own: &Given,
    until: &str,
    address: &str,
    school: &str,
    texts: &'static JoinTexts,
) -> Option<AnyView> {
    let name = view.name_of(own.invitee)?.full();
    let family = view.families.iter().find(|family| family.pupil.id == own.invitee.pupil)?;
    let child = format!("{}, {}", family.pupil.name.short(), view.class.name);
    let child = (!own.invitee.is_pupil()).then(|| (texts.card_for_child)(&child));
    let child = child.unwrap_or_else(|| view.class.name.to_string());
    let title = match own.kind {
        InvitationKind::Join => texts.card_title,
        InvitationKind::Password => texts.card_password,
    };
    let link = format!("{address}/join?code={}", own.code.as_str());
    let square = qr(&link, texts.qr);
    // People type an address without its beginning.
    let typed = address.split_once("://").map_or(address, |(_, rest)| rest);
    Some(
        view! {
            <article class="invitation">
                <div class="words">
                    <p class="small">{school.to_owned()}</p>
                    <h2>{name}</h2>
                    <p class="small">{child}</p>
                    <p><strong>{title}</strong></p>
                    <p class="small">{texts.card_scan}" "{texts.card_or}" "<strong class="address">{format!("{typed}/join")}</strong>" "{texts.card_code}":"</p>
                    <p class="code">{own.code.to_string()}</p>
                    <p class="small">{(texts.card_until)(until)}" "{texts.card_secret}</p>
                    <p class="row no-print" data-link=link data-title=title data-copied=texts.copied data-failed=texts.not_handed>
                        <button type="button" class="button small" hidden>{texts.copy}</button>
                        <button type="button" class="button small" hidden>{texts.share}</button>
                        <span class="small" role="status"></span>
                    </p>
                </div>
                {square}
            </article>
        }
        .into_any(),
    )
}
