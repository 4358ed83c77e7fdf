//! Addresses under which a calendar application shows a pupil's lessons.

use leptos::prelude::*;

use super::sections::{DiaryPart, head};
use crate::{
    api::feeds::Feeds,
    components::{message, moment},
    locales::Locale,
};

/// The addresses; `made` is the one that was just made, which is told this once.
pub fn calendar(
    view: &Feeds,
    new: &str,
    made: Option<&str>,
    said: Option<(&'static str, bool)>,
    locale: Locale,
) -> AnyView {
    let says = locale.seeing();
    let path = format!("/diary/{}/calendar", view.open.pupil.id);
    let person = view.person.to_string();
    let shown = made.map(|address| {
        let opened = address.split_once("://").map(|(_, rest)| format!("webcal://{rest}"));
        view! {
            <section class="card pad stack" id="made">
                <label>{says.feed_address}<input readonly value=address.to_owned() /></label>
                <p class="row"><a class="button" href=opened>{says.feed_open}</a></p>
                <p class="muted small">{says.feed_once}</p>
            </section>
        }
    });
    let feeds = view.feeds.iter().map(|feed| {
        view! {
            <li>
                <div class="main"><strong>{(says.feed_of)(&moment(feed.made_at))}</strong></div>
                <form method="post" action=path.clone()>
                    <input type="hidden" name="person" value=person.clone() />
                    <input type="hidden" name="feed" value=feed.id.to_string() />
                    <button class="button" name="what" value="revoke">{says.revoke}</button>
                </form>
            </li>
        }
    });
    let list = if view.feeds.is_empty() {
        view! { <p class="muted card pad">{says.no_feeds}</p> }.into_any()
    } else {
        view! { <ul class="lessons card">{feeds.collect_view()}</ul> }.into_any()
    };
    view! {
        <section class="narrow diary">
            {message(said.map(|(text, _)| text.to_owned()), said.is_some_and(|(_, good)| good))}
            {head(&view.open, view.ways, DiaryPart::Timetable, locale)}
            <h2>{says.calendar}</h2>
            <p class="muted small">{says.calendar_lead}</p>
            {shown}
            <form method="post" action=path.clone()>
                <input type="hidden" name="person" value=person.clone() />
                <input type="hidden" name="feed" value=new.to_owned() />
                <p><button class="button primary" name="what" value="make">{says.make_feed}</button></p>
            </form>
            {list}
        </section>
    }
    .into_any()
}
