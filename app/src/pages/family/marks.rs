//! The list of marks by subject.

use std::collections::{BTreeMap, BTreeSet};

use klas_domain::{
    Entry, Id,
    calendar::Semester,
    collation,
    column::{Sum, Work},
    entry::LATE,
    id::of,
    school::LessonKind,
};
use klas_store::diary::{DiaryLesson, DiarySum};
use leptos::prelude::*;

use super::{
    everyone,
    sections::{DiaryPart, parts},
    subject::outcome_in_short,
    week::{entry, meaning},
};
use crate::{
    api::{diary::Diary, elsewhere::Elsewhere, opened::PastYear, subjects::SubjectLine},
    components::{short_date, signed_diary_note},
    locales::Locale,
    pages::elsewhere,
};

/// The marks and absences of a semester, by subject; `there` is the diary's school, where the session is of another one.
pub fn marks(
    diary: Diary,
    semester: Semester,
    lines: &[SubjectLine],
    past: &[PastYear],
    there: Option<&Elsewhere>,
    locale: Locale,
) -> impl IntoView {
    let texts = locale.texts();
    let path = format!("/diary/{}/marks", diary.pupil.id);
    let query = format!("?semester={}", semester.code());
    let notice = there.map(|there| elsewhere::notice(there, format!("{path}{query}"), locale));
    let children = everyone(&diary, "/marks", &query);
    let mut subjects: BTreeMap<(String, String), Vec<DiaryLesson>> = BTreeMap::new();
    for lesson in diary.lessons {
        if !lesson.works.is_empty() || !lesson.entry.is_empty() {
            subjects.entry(key(&lesson.subject)).or_default().push(lesson);
        }
    }
    let (sums, _): (Vec<_>, Vec<_>) =
        diary.sums.into_iter().partition(|sum| sum.sum.semester().is_none_or(|own| own == semester));
    for sum in &sums {
        subjects.entry(key(&sum.subject)).or_default();
    }
    let legend = legend(&subjects.values().flatten().map(|lesson| &lesson.entry).collect::<Vec<_>>(), locale);
    let blank = subjects.is_empty().then(|| view! { <p class="blank card">{texts.no_marks}</p> });
    let rows = subjects
        .into_iter()
        .map(|((_, subject), lessons)| {
            let own: Vec<_> = lines.iter().filter(|line| line.subject == subject).collect();
            let ways = own.iter().map(|line| way(line, &path, &query, locale)).collect_view().into_any();
            row(subject, lessons, &sums, ways, locale)
        })
        .collect_view();
    let semesters = [(Semester::First, texts.first_semester), (Semester::Second, texts.second_semester)].map(
        |(own, name)| {
            let current = (own == semester).then_some("true");
            view! { <a href=format!("{path}?semester={}", own.code()) aria-current=current>{name}</a> }
        },
    );
    let archived = signed_diary_note(diary.signed.as_ref(), there.is_none(), locale);
    let past = past_years(past, diary.pupil.id, locale);
    let class = diary.pupil.class.clone().map(|class| format!(" · {class}"));
    view! {
        <section class="narrow diary">
            {notice}
            {children}
            <div class="bar">
                <h1>{diary.pupil.name.short()}{class}</h1>
                <span class="grow"></span>
                <nav class="segments" aria-label=texts.marks>{semesters}</nav>
            </div>
            {parts(diary.pupil.id, diary.ways, DiaryPart::Marks, locale)}
            {archived}
            {blank}
            <ul class="subjects card">{rows}</ul>
            {legend}
            {past}
        </section>
    }
}

/// The ways to the years that are archived.
fn past_years(past: &[PastYear], pupil: Id<of::Person>, locale: Locale) -> Option<AnyView> {
    let links = past.iter().map(|(class, name, year)| {
        view! { " "<a class="button" href=format!("/archive/{class}/pupils/{pupil}")>{name.to_string()}" · "{year.clone()}</a> }
    });
    let links = links.collect_view();
    (!past.is_empty())
        .then(|| view! { <p class="row"><span>{locale.opened().past_years}</span>{links}</p> }.into_any())
}

/// What the semester mark would be, and the way to why.
fn way(line: &SubjectLine, path: &str, query: &str, locale: Locale) -> impl IntoView + use<> {
    let says = locale.seeing();
    let group = line.group.map(|number| format!(" · {} {number}", locale.texts().group_short));
    let label = format!("{}: {}{}", says.details, line.subject, group.unwrap_or_default());
    let href = format!("{path}/{}{query}", line.course);
    view! {
        <div class="way">
            {outcome_in_short(&line.outcome, locale)}
            <a class="small" href=href aria-label=label>{says.details}</a>
        </div>
    }
}

/// What the letters of the list mean: a title alone cannot be read by touch.
fn legend(entries: &[&Entry], locale: Locale) -> Option<impl IntoView + use<>> {
    let mut letters = BTreeSet::new();
    for entry in entries {
        letters.extend(entry.absence.map(|absence| (absence.code(), locale.absence(absence))));
        letters.extend(entry.late.map(|_| (LATE, locale.texts().late)));
    }
    let meanings: Vec<_> = letters.iter().map(|(letter, meaning)| format!("{letter} – {meaning}")).collect();
    (!meanings.is_empty()).then(|| view! { <p class="muted small legend">{meanings.join(" · ")}</p> })
}

/// The alphabet's place of a subject, and its name.
fn key(subject: &str) -> (String, String) {
    (collation::sort_key(subject), subject.to_owned())
}

fn row(
    subject: String,
    lessons: Vec<DiaryLesson>,
    sums: &[DiarySum],
    ways: AnyView,
    locale: Locale,
) -> impl IntoView + use<> {
    let absences = lessons.iter().filter(|lesson| lesson.entry.absence.is_some()).count();
    let missed = (absences > 0)
        .then(|| view! { <span class="muted small">{(locale.texts().absences)(absences)}</span> });
    let marks = lessons
        .into_iter()
        .map(|lesson| {
            let control = lesson.kind == LessonKind::Control;
            let own = (!lesson.entry.is_empty()).then(|| {
                view! {
                    <li class:control=control title=lesson.topic.clone()>
                        {entry(&lesson.entry, locale)}
                        <span class="hidden">{meaning(&lesson.entry, locale)}</span>
                        {words(&lesson.entry)}
                        <small class="muted">{short_date(lesson.date)}</small>
                    </li>
                }
            });
            view! { {own}{works(&lesson, locale)} }
        })
        .collect_view();
    let sums = own_sums(&subject, sums, locale);
    view! { <li><div class="bar"><strong>{subject}</strong><span class="grow"></span>{missed}</div><ul class="marks">{marks}</ul>{sums}{ways}</li> }
}

fn works(lesson: &DiaryLesson, locale: Locale) -> impl IntoView + use<> {
    let works = lesson.works.iter().map(|(work, own)| {
        let name = locale.summary().work_short(*work);
        let control = *work == Work::Control;
        view! {
            <li class:control=control title=locale.summary().work_name(*work)>
                {entry(own, locale)}
                {words(own)}
                <small class="muted">{short_date(lesson.date)}" "{name}</small>
            </li>
        }
    });
    works.collect_view()
}

/// What the teacher says in the place of a mark: in the first grades there is nothing else.
fn words(entry: &Entry) -> Option<impl IntoView + use<>> {
    entry.note.clone().filter(|_| entry.mark.is_none()).map(|note| view! { <span class="note">{note}</span> })
}

/// What sums the subject up: themes, groups of results, semester and year.
fn own_sums(subject: &str, sums: &[DiarySum], locale: Locale) -> Option<impl IntoView + use<>> {
    let texts = locale.summary();
    let mut themes = 0;
    let own = sums.iter().filter(|sum| sum.subject == subject).map(|sum| {
        let theme = matches!(sum.sum, Sum::Thematic(..)).then(|| {
            themes += 1;
            themes
        });
        let full = texts.sum_name(sum.sum, theme);
        let title = sum.name.as_ref().map_or(full.clone(), |name| format!("{full}: {name}"));
        view! { <li title=title><small class="muted">{texts.sum_short(sum.sum, theme)}</small>{entry(&sum.entry, locale)}{words(&sum.entry)}</li> }
    });
    let own: Vec<_> = own.collect();
    (!own.is_empty())
        .then(|| view! { <ul class="marks sums" aria-label=texts.view>{own.into_iter().collect_view()}</ul> })
}
