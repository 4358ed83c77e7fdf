//! The browser that shows a page, and the others that are told at once. What is true of this one its own program finds out
//! (`public/notices.js`).

use klas_store::notice::Device;
use leptos::prelude::*;

use crate::{api::notices::Devices, components::moment, locales::NoticeTexts, routes::site};

/// The browser that shows the settings, and the others.
pub fn card(view: &Devices, texts: &'static NoticeTexts) -> AnyView {
    let Some(key) = view.push_key.clone() else {
        return view! { <div class="card pad" id="device"><h2>{texts.devices}</h2><p>{texts.no_push}</p></div> }
            .into_any();
    };
    let devices = view.known.iter().map(|own| known(own, view, texts)).collect_view();
    let inside = view! {
        <h2>{texts.devices}</h2>
        <p class="muted small">{texts.devices_hint}</p>
        <noscript><p>{texts.no_script}</p></noscript>
        {switches(texts)}
        <ul class="devices">{devices}</ul>
    };
    told((view, key), "card pad device", false, inside.into_any(), texts)
}

/// What is said above the list of notices where they no longer reach this browser, which wanted them; hidden until its
/// program found that.
pub fn lost(view: &Devices, texts: &'static NoticeTexts) -> Option<AnyView> {
    let key = view.push_key.clone()?;
    Some(told((view, key), "message device", true, switches(texts), texts))
}

/// What the program needs to know.
fn told(
    (view, key): (&Devices, String),
    class: &'static str,
    hidden: bool,
    inside: AnyView,
    texts: &'static NoticeTexts,
) -> AnyView {
    let endpoints: Vec<&str> = view.known.iter().map(|own| own.endpoint.as_str()).collect();
    let endpoints = endpoints.join(" ");
    view! {
        <div class=class id="device" hidden=hidden data-key=key data-person=view.person.to_string()
            data-account=view.account.to_string() data-known=endpoints
            data-on=texts.device_on data-off=texts.device_off data-lost=texts.device_lost data-forget=texts.device_forget
            data-denied=texts.device_denied data-unsupported=texts.device_unsupported
            data-failed=texts.device_failed data-bad=texts.device_bad>
            {inside}
            <script src=site::address("notices.js") defer></script>
        </div>
    }
    .into_any()
}

fn switches(texts: &'static NoticeTexts) -> AnyView {
    view! {
        <p role="status" id="device-state"></p>
        <p class="row">
            <button type="button" class="button primary" id="device-on" hidden>{texts.turn_on}</button>
            <button type="button" class="button" id="device-off" hidden>{texts.turn_off}</button>
        </p>
    }
    .into_any()
}

fn known(own: &Device, view: &Devices, texts: &'static NoticeTexts) -> AnyView {
    let here = (own.session == view.session).then(|| format!(" · {}", texts.this_device));
    let silent = own.fails.then(|| view! { <span class="chip warn">{texts.device_silent}</span> });
    view! {
        <li>
            <form method="post" action="/notices/settings" class="row" data-endpoint=own.endpoint.clone()>
                <input type="hidden" name="what" value="device-remove" />
                <input type="hidden" name="person" value=view.person.to_string() />
                <input type="hidden" name="device" value=own.id.to_string() />
                <span class="grow">{(texts.device_since)(&moment(own.made_at))}{here}" "{silent}</span>
                <button class="button small">{texts.device_remove}</button>
            </form>
        </li>
    }
    .into_any()
}
