//! Letters as plain text and as HTML. Mail programs know no style sheets, so the styles stand beside what
//! they are of.

use std::fmt::Write as _;

use chrono::NaiveDate;
use klas_courier::Letter;
use klas_store::school::School;
use leptos::prelude::*;

use super::{
    at_once::Said,
    letter::{ChildWeek, span},
};
use crate::locales::{Locale, NoticeTexts};

const PAGE: &str = "margin:0;padding:24px 12px;background:#fbfaf7;color:#1b2430;\
    font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif";
const CARD: &str = "max-width:600px;margin:0 auto 16px;padding:20px 24px;background:#ffffff;\
    border:1px solid #dfe3ea;border-radius:10px";
const HEAD: &str = "max-width:600px;margin:0 auto 16px;font-size:20px";
const NAME: &str = "margin:0 0 12px;font-size:18px";
const PART: &str = "margin:16px 0 4px;font-size:14px;color:#566171";
const LIST: &str = "margin:0;padding-left:20px";
const BUTTON: &str = "display:inline-block;margin-top:16px;padding:9px 16px;border-radius:8px;background:#1d4fa3;\
    color:#ffffff;text-decoration:none;font-weight:600";
const FOOT: &str = "max-width:600px;margin:0 auto;color:#566171;font-size:13px";

/// A letter as HTML.
fn html(subject: &str, body: impl IntoView, locale: Locale) -> String {
    let page = view! {
        <html lang=locale.code()>
            <head>
                <meta charset="utf-8" />
                <title>{subject.to_owned()}</title>
            </head>
            <body style=PAGE>{body}</body>
        </html>
    };
    format!("<!DOCTYPE html>{}", page.to_html().replace("<!>", ""))
}

/// A letter of a few paragraphs with a link, before it has an address: the first says what it is about, the one with the
/// link is a button, the rest stands small beneath.
fn short(
    subject: &'static str,
    text: String,
    (link, button): (&str, &'static str),
    locale: Locale,
) -> Letter {
    let paragraphs = text.split("\n\n").filter(|own| !own.contains(link));
    let paragraphs: Vec<String> = paragraphs.map(str::to_owned).collect();
    let first = paragraphs.first().cloned();
    let rest = paragraphs.into_iter().skip(1).map(|own| view! { <p style=FOOT>{own}</p> }).collect_view();
    let body = view! {
        <div style=CARD>
            <h1 style=NAME>{subject}</h1>
            <p>{first}</p>
            <a style=BUTTON href=link.to_owned()>{button}</a>
        </div>
        {rest}
    };
    let html = html(subject, body, locale);
    Letter { to: String::new(), subject: subject.to_owned(), text, html, unsubscribe: None }
}

/// The letter that asks to confirm an address.
pub fn confirming(link: &str, locale: Locale) -> Letter {
    let texts = locale.notices();
    short(texts.confirm_subject, (texts.confirm_text)(link), (link, texts.confirm), locale)
}

/// The letter with the link to a new password.
pub fn password_letter(login: &str, link: &str, locale: Locale) -> Letter {
    let texts = locale.lost_password();
    short(texts.subject, (texts.letter)(login, link), (link, locale.join().set_password), locale)
}

/// By what a new password was set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordSetBy {
    /// By the link of a letter.
    Link,
    /// By a code that the school gave.
    Code,
}

/// The letter that a password was set, with the way to another one.
pub fn password_set_letter(login: &str, link: &str, by: PasswordSetBy, locale: Locale) -> Letter {
    let texts = locale.lost_password();
    let text = match by {
        PasswordSetBy::Link => texts.set_letter,
        PasswordSetBy::Code => texts.set_letter_by_code,
    };
    short(texts.set_subject, text(login, link), (link, texts.set_button), locale)
}

/// The letter with an invitation. It names neither guardian nor child: its address is one that nobody has confirmed.
pub fn invitation_letter(school: &str, link: &str, until: &str, locale: Locale) -> Letter {
    let texts = locale.join();
    short(texts.mail_subject, (texts.mail_text)(school, link, until), (link, texts.mail_button), locale)
}

/// A letter of paragraphs and nothing else, in which a line stays a line.
pub fn paragraphs(to: String, subject: String, paragraphs: &[String], locale: Locale) -> Letter {
    let lines = |text: &String| {
        let lines = text.lines().map(|line| view! { {line.to_owned()}<br /> }).collect_view();
        view! { <p>{lines}</p> }
    };
    let body = view! { <div style=CARD>{paragraphs.iter().map(lines).collect_view()}</div> };
    let html = html(&subject, body, locale);
    Letter { to, subject, text: paragraphs.join("\n\n"), html, unsubscribe: None }
}

/// A letter that tells of something at once.
pub fn at_once(said: &Said, school: &School, site: &str, stop: &str, locale: Locale) -> Letter {
    let texts = locale.notices();
    let subject = if said.urgent { texts.mail_urgent } else { texts.push_family };
    let href = format!("{site}{}", said.href);
    let lead = if said.lines.is_empty() { texts.mail_discreet } else { texts.mail_lead };
    let why = (texts.mail_why)(&school.name);
    let mut text = format!("{subject}\n\n{lead}\n");
    for own in &said.lines {
        let _ = writeln!(text, "- {}. {}", own.head, own.text);
    }
    let _ = writeln!(text, "\n{}: {href}\n\n--\n{why}\n{}: {stop}", texts.letter_open, texts.mail_stop);
    let lines = said.lines.iter().map(|own| {
        let href = format!("{site}{}", own.href);
        view! { <li>{own.head.clone()}". "<a href=href>{own.text.clone()}</a></li> }
    });
    let body = view! {
        <div style=CARD>
            <h1 style=NAME>{subject}</h1>
            <p>{lead}</p>
            <ul style=LIST>{lines.collect_view()}</ul>
            <a style=BUTTON href=href.clone()>{texts.letter_open}</a>
        </div>
        <p style=FOOT>
            {why}
            <br />
            <a href=stop.to_owned()>{texts.mail_stop}</a>
        </p>
    };
    let html = html(subject, body, locale);
    let unsubscribe = Some(stop.to_owned());
    Letter { to: String::new(), subject: subject.to_owned(), text, html, unsubscribe }
}

/// The letter, without the address it goes to.
pub fn written(
    weeks: &[ChildWeek],
    school: &School,
    week: NaiveDate,
    site: &str,
    stop: &str,
    locale: Locale,
) -> Letter {
    let texts = locale.notices();
    let subject = (texts.letter_subject)(&span(week));
    let parts = Parts { weeks, school, subject: &subject, site, stop, texts };
    let (text, html) = (parts.text(), parts.html(locale));
    Letter { to: String::new(), subject, text, html, unsubscribe: Some(stop.to_owned()) }
}

struct Parts<'a> {
    weeks: &'a [ChildWeek],
    school: &'a School,
    subject: &'a str,
    site: &'a str,
    stop: &'a str,
    texts: &'static NoticeTexts,
}

/// A heading, and the lines beneath it.
type Section = (&'static str, Vec<String>);

impl Parts<'_> {
    fn sections(&self, week: &ChildWeek) -> Vec<Section> {
        let texts = self.texts;
        let marks = week.marks.iter().map(|(subject, marks)| format!("{subject}: {}", marks.join(", ")));
        let homework = week.homework.iter().map(|(day, tasks)| format!("{day}: {}", tasks.join("; ")));
        let sections = vec![
            (texts.letter_marks, marks.collect()),
            (texts.letter_absences, week.absences.clone()),
            (texts.letter_notes, week.notes.clone()),
            (texts.letter_homework, homework.collect()),
        ];
        sections.into_iter().filter(|(_, lines): &Section| !lines.is_empty()).collect()
    }

    fn text(&self) -> String {
        let mut text = format!("{}\n", self.subject);
        for week in self.weeks {
            let _ = writeln!(text, "\n== {} ==", (self.texts.letter_week)(&week.name, &week.class));
            if week.hidden {
                let _ = writeln!(text, "{}", self.texts.letter_hidden);
            }
            for (head, lines) in self.sections(week) {
                let _ = writeln!(text, "\n{head}");
                for line in lines {
                    let _ = writeln!(text, "- {line}");
                }
            }
            if !week.announcements.is_empty() {
                let _ = writeln!(text, "\n{}", self.texts.letter_announcements);
            }
            for own in &week.announcements {
                let _ = writeln!(text, "- {}: {}{}", own.head, self.site, own.href);
            }
            let _ = writeln!(text, "\n{}: {}{}", self.texts.letter_open, self.site, week.href);
        }
        let why = (self.texts.letter_why)(&self.school.name);
        let _ = writeln!(text, "\n--\n{why}\n{}: {}", self.texts.letter_stop, self.stop);
        text
    }

    fn html(&self, locale: Locale) -> String {
        let weeks = self.weeks.iter().map(|week| self.week(week)).collect_view();
        let body = view! {
            <h1 style=HEAD>{self.subject.to_owned()}</h1>
            {weeks}
            <p style=FOOT>
                {(self.texts.letter_why)(&self.school.name)}
                <br />
                <a href=self.stop.to_owned()>{self.texts.letter_stop}</a>
            </p>
        };
        html(self.subject, body, locale)
    }

    fn week(&self, week: &ChildWeek) -> AnyView {
        let texts = self.texts;
        let sections = self.sections(week).into_iter().map(|(head, lines)| {
            let lines = lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
            view! { <h3 style=PART>{head}</h3><ul style=LIST>{lines}</ul> }
        });
        let announcements = (!week.announcements.is_empty()).then(|| {
            let lines = week.announcements.iter().map(|own| {
                let href = format!("{}{}", self.site, own.href);
                view! { <li><a href=href>{own.head.clone()}</a></li> }
            });
            view! { <h3 style=PART>{texts.letter_announcements}</h3><ul style=LIST>{lines.collect_view()}</ul> }
        });
        view! {
            <div style=CARD>
                <h2 style=NAME>{(texts.letter_week)(&week.name, &week.class)}</h2>
                {week.hidden.then(|| view! { <p>{texts.letter_hidden}</p> })}
                {sections.collect_view()}
                {announcements}
                <a style=BUTTON href=format!("{}{}", self.site, week.href)>{texts.letter_open}</a>
            </div>
        }
        .into_any()
    }
}
