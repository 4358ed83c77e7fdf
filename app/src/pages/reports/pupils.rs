//! The list of the pupils behind a figure.

use klas_domain::school::PersonName;
use klas_store::reports::{Behind, ReportPupil};
use leptos::prelude::*;

use super::{
    class::level_cell,
    figure::{behind, pupils_behind},
    marks::{frame, of_marks, teacher_of, titled},
};
use crate::{
    api::reports::{Away, Listed, ListedPupil, Only},
    locales::{Locale, ReportTexts},
};

/// The list.
pub fn pupils(list: Listed<ListedPupil>, locale: Locale) -> impl IntoView {
    let texts = locale.reports();
    let content = if list.rows.is_empty() {
        view! { <p class="blank card">{texts.no_such_pupils}</p> }.into_any()
    } else {
        table(&list, locale)
    };
    let address = pupils_behind(&list.covered, &list.behind, list.only);
    frame(&list, title(&list, texts), (texts.pupils_number)(list.all), address, content, locale)
}

/// «Учні: І семестр · 8-мі класи · усі оцінки 7–12»; of pupils whom a mark keeps from a higher level, whose mark it is,
/// too.
pub fn title(list: &Listed<ListedPupil>, texts: &ReportTexts) -> String {
    let first = list.rows.first();
    let class = first.filter(|_| list.behind.class.is_some()).map(|row| row.pupil.class_name.to_string());
    let mark = first.and_then(|row| row.away.as_ref()).map(|away| &away.mark);
    let subject = mark.filter(|_| list.behind.subject.is_some()).map(|mark| mark.subject_name.clone());
    let teacher = mark.and_then(|mark| teacher_of(&list.behind, Some(mark), texts));
    let only = list.only.map(|only| match only {
        Only::Quality => (texts.only_all)(texts.only_quality),
        Only::Success => (texts.only_all)(texts.only_success),
        only => of_marks(only, texts),
    });
    titled(texts.pupils_title, list, [class, subject, teacher, only], texts)
}

/// The pupils, each with the ways to the own marks and to the report of the class.
fn table(list: &Listed<ListedPupil>, locale: Locale) -> AnyView {
    let texts = locale.reports();
    let of_away = list.only == Some(Only::Away);
    let hint = of_away.then(|| view! { <p class="muted small">{texts.one_mark_away_hint}</p> });
    let heads = of_away.then(|| {
        view! {
            <th scope="col">{texts.subject}</th>
            <th scope="col">{texts.teacher}</th>
        }
    });
    let rows = list.rows.iter().map(|row| row_of(row, list, locale)).collect_view();
    view! {
        {hint}
        <div class="card scroll">
            <table class="list report">
                <thead>
                    <tr>
                        <th scope="col">{locale.texts().pupil}</th>
                        <th scope="col">{locale.texts().class}</th>
                        <th scope="col">{texts.pupil_level}</th>
                        {heads}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row_of(row: &ListedPupil, list: &Listed<ListedPupil>, locale: Locale) -> AnyView {
    let pupil = &row.pupil;
    let class = format!("/reports/classes/{}?{}#pupils", pupil.class, list.covered.query());
    view! {
        <tr>
            <th scope="row">{name_of(pupil, list)}</th>
            <td><a href=class>{pupil.class_name.to_string()}</a></td>
            {level_cell(pupil.standing, locale)}
            {row.away.as_ref().map(|away| away_cells(away, locale))}
        </tr>
    }
    .into_any()
}

/// The mark that keeps a pupil from a higher level, and who teaches the subject.
fn away_cells(away: &Away, locale: Locale) -> AnyView {
    let mark = &away.mark;
    let said = (locale.reports().away)(&mark.subject_name, &mark.mark.to_string(), away.level);
    view! {
        <td>{said}</td>
        <td class="muted">{mark.teacher.as_ref().map(PersonName::initials)}</td>
    }
    .into_any()
}

/// A pupil's name with the way to the marks behind the figure. Who is told the pupils of a class sees every mark of
/// theirs; who has no marks has none to be led to.
fn name_of(pupil: &ReportPupil, list: &Listed<ListedPupil>) -> AnyView {
    let name = pupil.name.short();
    if pupil.standing.is_unmarked() {
        return name.into_any();
    }
    let of = Behind { pupil: Some(pupil.id), ..list.behind };
    let way = behind(&list.covered.query(), &of, None, list.covered.origin);
    view! { <a href=way>{name}</a> }.into_any()
}
