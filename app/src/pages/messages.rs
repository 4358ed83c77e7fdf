//! Messages between guardians and staff: the list of conversations, and one of them.

use klas_domain::{
    Id,
    id::of,
    message::{Expected, Reached, TEXT_LIMIT, Thread},
    school::ClassName,
};
use klas_store::{
    diary::DiaryPupil,
    message::{FamilyOfPupil, GuardianOfPupil, Message, StaffOfPupil, ThreadLine},
};
use leptos::prelude::*;

use crate::{
    api::messages::{Conversation, Inbox, WrittenTo},
    components::moment,
    locales::{Locale, MessageTexts},
};

/// The address of a thread.
pub fn thread_address(thread: Thread) -> String {
    format!("/messages/{}/{}/{}", thread.pupil, thread.guardian, thread.staff)
}

/// Where a member of staff begins to write to a family.
pub const FIRST: &str = "/messages/new";

/// The classes whose families a member of staff may write to.
pub fn classes(classes: &[WrittenTo], locale: Locale) -> impl IntoView + use<> {
    let texts = locale.messages();
    let said = if classes.is_empty() { texts.no_classes } else { texts.choose_class };
    let links = classes.iter().map(|(id, name)| {
        view! { <a class="button big" href=format!("{FIRST}/{id}")>{name.to_string()}</a> }
    });
    view! {
        <section class="narrow messages">
            <p><a href="/messages">{texts.all}</a></p>
            <h1>{texts.write_first}</h1>
            <p>{said}</p>
            <p class="row">{links.collect_view()}</p>
        </section>
    }
}

/// The families of a class, each guardian a way to the conversation.
pub fn families(
    staff: Id<of::Person>,
    class: &ClassName,
    families: &[FamilyOfPupil],
    locale: Locale,
) -> impl IntoView + use<> {
    let texts = locale.messages();
    let none = families.is_empty().then(|| view! { <p class="blank card">{locale.texts().no_pupils}</p> });
    let list = families.iter().map(|own| family(staff, own, texts)).collect_view();
    view! {
        <section class="narrow messages">
            <p><a href=FIRST>{texts.write_first}</a></p>
            <h1>{texts.write_first}" · "{class.to_string()}</h1>
            <p class="muted">{texts.choose_guardian}</p>
            {none}
            <ul class="recipients card">{list}</ul>
        </section>
    }
}

fn family(staff: Id<of::Person>, own: &FamilyOfPupil, texts: &'static MessageTexts) -> impl IntoView + use<> {
    let pupil = own.pupil;
    let none = own.guardians.is_empty().then(|| view! { <li class="muted small">{texts.no_guardians}</li> });
    let guardians = own.guardians.iter().map(|own| guardian(staff, pupil, own, texts)).collect_view();
    view! {
        <li id=format!("p{pupil}")>
            <h2>{own.name.short()}</h2>
            <ul>{guardians}{none}</ul>
        </li>
    }
}

fn guardian(
    staff: Id<of::Person>,
    pupil: Id<of::Person>,
    own: &GuardianOfPupil,
    texts: &'static MessageTexts,
) -> AnyView {
    let relation = (!own.relation.is_empty()).then(|| format!(" · {}", own.relation));
    let why = match own.reached {
        Reached::Yes => {
            let href = format!("{}#write", thread_address(Thread { pupil, guardian: own.id, staff }));
            let relation = relation.map(|said| view! { <span class="muted small">{said}</span> });
            return view! { <li><a href=href>{own.name.full()}</a>{relation}</li> }.into_any();
        }
        Reached::NoAccount => texts.no_account,
        Reached::Hindered => texts.hindered,
    };
    view! { <li>{own.name.full()}<span class="muted small">{relation}" – "{why}</span></li> }.into_any()
}

/// The conversations of a visitor, and whom the visitor may write to.
pub fn inbox(view: &Inbox, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.messages();
    let none = view.threads.is_empty().then(|| {
        let said = if view.children.is_empty() { texts.none_of_staff } else { texts.none };
        view! { <p class="blank card">{said}</p> }
    });
    let first = view.is_staff.then(|| view! { <a class="button primary" href=FIRST>{texts.write_first}</a> });
    let threads = view.threads.iter().map(|line| thread(line, view, texts)).collect_view();
    let children = view.children.iter().map(|(pupil, staff)| child(pupil, staff, view, texts).into_any());
    view! {
        <section class="narrow messages">
            <div class="bar"><h1>{texts.title}</h1><span class="grow"></span>{first}</div>
            <p class="muted small">{texts.lead}</p>
            {none}
            <ul class="note-list">{threads}</ul>
            {children.collect_view()}
        </section>
    }
}

fn thread(line: &ThreadLine, view: &Inbox, texts: &'static MessageTexts) -> impl IntoView + use<> {
    let by_family = line.thread.guardian == view.person;
    let other = if by_family { &line.staff_name } else { &line.guardian_name };
    let unread =
        (line.unread > 0).then(|| view! { <span class="chip wait">{(texts.unread)(line.unread)}</span> });
    let own = (line.last.author == view.person).then(|| format!("{}: ", texts.you));
    view! {
        <li class="card" class:unread=(line.unread > 0)>
            <div class="bar">
                <a class="main" href=format!("{}#last", thread_address(line.thread))><strong>{other.short()}</strong></a>
                <span class="muted small">{(texts.about)(&line.pupil_name.short())}</span>
                <span class="grow"></span>
                {unread}
            </div>
            <p class="excerpt">{own}{excerpt(&line.last.text)}</p>
            <p class="muted small">{moment(line.last.sent_at)}</p>
        </li>
    }
}

/// The beginning of a message, in one line.
fn excerpt(text: &str) -> String {
    const LENGTH: usize = 90;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LENGTH {
        return line;
    }
    line.chars().take(LENGTH).chain(['…']).collect()
}

/// Whom a guardian may write to about a child.
fn child(
    pupil: &DiaryPupil,
    staff: &[StaffOfPupil],
    view: &Inbox,
    texts: &'static MessageTexts,
) -> impl IntoView + use<> {
    let class = pupil.class.as_ref().map(|class| format!(" · {class}"));
    let none = staff.is_empty().then(|| view! { <p class="muted">{texts.no_staff}</p> });
    let lines = staff.iter().map(|own| {
        let thread = Thread { pupil: pupil.id, guardian: view.person, staff: own.id };
        let leads = own.class_teacher.then(|| texts.class_teacher.to_owned());
        let what: Vec<_> = leads.into_iter().chain(own.subjects.iter().cloned()).collect();
        view! {
            <li>
                <a href=format!("{}#write", thread_address(thread))>
                    <strong>{own.name.short()}</strong>
                    <span class="muted small">{what.join(", ")}</span>
                </a>
            </li>
        }
    });
    view! {
        <section>
            <h2>{texts.write_to}" · "{pupil.name.short()}{class}</h2>
            {none}
            <ul class="courses card">{lines.collect_view()}</ul>
        </section>
    }
}

/// A message as it was typed, and why it was not sent.
#[derive(Clone, Debug, Default)]
pub struct MessageForm {
    /// The identifier that the message will have: sent twice, it is one.
    pub id: String,
    /// What was typed.
    pub text: String,
    /// Why it was not sent.
    pub problem: Option<&'static str>,
}

/// A conversation.
pub fn conversation(view: &Conversation, form: &MessageForm, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.messages();
    let class = view.pupil.class.as_ref().map(|class| format!(" · {class}"));
    let none = view.messages.is_empty().then(|| view! { <p class="muted">{texts.nothing_yet}</p> });
    let last = view.messages.len();
    let messages =
        view.messages.iter().zip(1..).map(|(own, number)| message(own, view, number == last, texts));
    let expected = hours(view, locale).into_any();
    view! {
        <section class="narrow messages">
            <p><a href="/messages">{texts.all}</a></p>
            <h1>{view.other.full()}</h1>
            <p class="muted">{(texts.about)(&view.pupil.name.short())}{class}</p>
            {none}
            <ol class="talk">{messages.collect_view()}</ol>
            {writing(view.person, view.thread, form, Some(expected), texts)}
        </section>
    }
}

/// A message that was not sent where there is no conversation to show.
pub fn unsent(
    person: Id<of::Person>,
    thread: Thread,
    form: &MessageForm,
    locale: Locale,
) -> impl IntoView + use<> {
    let texts = locale.messages();
    view! {
        <section class="narrow messages">
            <p><a href="/messages">{texts.all}</a></p>
            <h1>{texts.title}</h1>
            {writing(person, thread, form, None, texts)}
        </section>
    }
}

/// The form of a message, with what is to be known before it is sent.
fn writing(
    person: Id<of::Person>,
    thread: Thread,
    form: &MessageForm,
    note: Option<AnyView>,
    texts: &'static MessageTexts,
) -> impl IntoView + use<> {
    let problem = form.problem.map(|said| view! { <p class="problem" role="alert">{said}</p> });
    let wrong = form.problem.map(|_| "true");
    view! {
        <form class="card stack" id="write" method="post" action=format!("{}#write", thread_address(thread))>
            <input type="hidden" name="person" value=person.to_string() />
            <input type="hidden" name="id" value=form.id.clone() />
            <label>{texts.text}<textarea name="text" rows="3" required maxlength=TEXT_LIMIT.to_string() aria-invalid=wrong>{form.text.clone()}</textarea></label>
            {problem}
            {note}
            <p><button class="button primary">{texts.send}</button></p>
        </form>
    }
}

fn message(
    own: &Message,
    view: &Conversation,
    last: bool,
    texts: &'static MessageTexts,
) -> impl IntoView + use<> {
    let mine = own.author == view.person;
    let who = if mine { texts.you.to_owned() } else { view.other.short() };
    let read = own.read_at.filter(|_| mine).map(|_| format!(" · ✓ {}", texts.read));
    view! {
        <li class:mine=mine id=last.then_some("last")>
            <p class="muted small">{who}" · "{moment(own.sent_at)}{read}</p>
            <p class="words">{own.text.clone()}</p>
        </li>
    }
}

/// When an answer can be expected.
fn hours(view: &Conversation, locale: Locale) -> impl IntoView + use<> {
    let texts = locale.messages();
    let usual = (texts.hours)(view.hours.from, view.hours.until);
    let outside = match view.expected {
        Expected::Now => None,
        _ if !view.by_family => Some(texts.outside_staff.to_owned()),
        Expected::From(moment) => {
            Some((texts.outside)(&moment.format("%H:%M").to_string(), &locale.day(moment.date())))
        }
        Expected::NextYear => Some(texts.next_year.to_owned()),
    };
    view! {
        {view.by_family.then(|| view! { <p class="muted small">{usual}</p> })}
        {outside.map(|said| view! { <p class="note">{said}</p> })}
    }
}
