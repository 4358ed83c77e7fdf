//! The report of a class: its pupils by subject, the lists by level, who is a mark away from a higher level, absences.

use std::collections::HashMap;

use klas_domain::{
    Action, Id, Level, Mark, Scale, Scope,
    attendance::Missed,
    collation,
    figures::{Figures, Pupils, Standing, one_mark_away},
    id::of,
    school::{ClassName, PersonName},
};
use klas_store::reports::{MovedMark, ReportMark};

use super::{Before, Covered, Moment, Narrowed, When, earlier::Earlier, question, viewer};
use crate::{
    api::{access::require, register::Row},
    failure::Failure,
    visit::Visit,
};

/// A pupil of a class's report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PupilLine {
    /// Identifier.
    pub id: Id<of::Person>,
    /// Names.
    pub name: PersonName,
    /// The mark in each subject of the report, and whether it is a corrected one.
    pub marks: Vec<Option<(Mark, bool)>>,
    /// Where the pupil stands over all subjects.
    pub standing: Standing,
    /// The pupil's marks together.
    pub figures: Figures,
    /// The subject, by its place, whose mark alone keeps the pupil from a higher level, the mark, and that level.
    pub away: Option<(usize, Mark, Level)>,
}

impl PupilLine {
    /// Whether the pupil has neither a mark nor `н/а` yet.
    pub fn is_unmarked(&self) -> bool {
        self.standing.is_unmarked()
    }
}

/// A pupil who has marks of the class and is not of it any more: shown, and not counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovedLine {
    /// Names.
    pub name: PersonName,
    /// The class where the pupil is now; none where the pupil left the school.
    pub now: Option<ClassName>,
    /// The mark in each subject of the report, and whether it is a corrected one.
    pub marks: Vec<Option<(Mark, bool)>>,
}

/// The report of a class.
pub struct ClassReport {
    /// What it covers.
    pub covered: Covered,
    /// The class.
    pub id: Id<of::SchoolClass>,
    /// The class as it is written.
    pub class: ClassName,
    /// Whether the class is assessed in words, which come to no figures.
    pub in_words: bool,
    /// The subjects that have marks, in alphabetical order, with the figures of each.
    pub subjects: Vec<(Id<of::Subject>, String, Figures)>,
    /// The pupils in alphabetical order.
    pub pupils: Vec<PupilLine>,
    /// The pupils who left the class with marks of it, in alphabetical order.
    pub moved: Vec<MovedLine>,
    /// Where the pupils stand.
    pub standing: Pupils,
    /// All marks together.
    pub figures: Figures,
    /// What those pupils missed who missed anything, leavers included, as the attendance register counts it.
    pub absences: Vec<(PersonName, Missed)>,
    /// What the whole class missed.
    pub missed: Missed,
    /// What the marks were before.
    pub before: Before,
    /// What the marks of all periods come to.
    pub trend: Vec<Moment>,
}

/// The report of a class for a period.
pub async fn class_report(
    visit: &Visit,
    class: Id<of::SchoolClass>,
    when: When,
) -> Result<ClassReport, Failure> {
    let (actor, viewer) = (visit.actor()?, viewer(visit)?);
    let mut reader = visit.reader().await?;
    let (question, covered) = question(&mut reader, when, viewer, visit.today()).await?;
    let (name, class_teacher, scale) = reader.class_of_year(question.year, class).await?;
    require(actor, Action::ReadReports, &Scope { class_teacher, ..Scope::school(actor.school) })?;
    let pupils = reader.pupils_of_report(&question, class).await?;
    let own = Narrowed { class: Some(class), ..Narrowed::default() };
    let marks = reader.marks_behind(&question, &own.behind()).await?;
    let moved = reader.marks_of_moved(&question, class).await?;
    let earlier = if marks.is_empty() {
        Earlier::default()
    } else {
        Earlier::read(&mut reader, visit.today(), &question, &covered).await?
    };
    let days = covered.period.days(&covered.year);
    let rows = reader.attendance(class, days).await?.into_iter().map(Row::from);
    let absences = rows.map(|row| (row.pupil.name.clone(), row.missed(days)));
    let absences: Vec<_> = absences.filter(|(_, missed)| missed.lessons > 0).collect();
    let subjects = subjects(&marks);
    let moved = moved_lines(&subjects, moved);
    let pupils: Vec<_> =
        pupils.into_iter().map(|(id, name)| pupil_line(id, name, &subjects, &marks)).collect();
    let standing = pupils.iter().fold(Pupils::default(), |mut all, pupil| {
        all.add(pupil.standing, 1);
        all
    });
    let figures = Figures::of(marks.iter().map(|mark| mark.mark));
    Ok(ClassReport {
        id: class,
        class: name,
        in_words: scale == Scale::Verbal,
        subjects,
        pupils,
        moved,
        standing,
        missed: absences.iter().map(|(_, missed)| *missed).sum(),
        absences,
        before: earlier.before(covered.period, &own),
        trend: earlier.moments(&covered, &figures, &own),
        figures,
        covered,
    })
}

/// A line for each pupil; of a mark and the one that corrects it, the latter comes last and stands.
fn moved_lines(subjects: &[(Id<of::Subject>, String, Figures)], marks: Vec<MovedMark>) -> Vec<MovedLine> {
    let mut lines: Vec<(Id<of::Person>, MovedLine)> = Vec::new();
    for mark in marks {
        if lines.last().is_none_or(|(pupil, _)| *pupil != mark.pupil) {
            let line = MovedLine { name: mark.name, now: mark.now, marks: vec![None; subjects.len()] };
            lines.push((mark.pupil, line));
        }
        let place = subjects.iter().position(|(subject, ..)| *subject == mark.subject);
        if let (Some(place), Some((_, line))) = (place, lines.last_mut()) {
            line.marks[place] = Some((mark.mark, mark.corrected));
        }
    }
    lines.into_iter().map(|(_, line)| line).collect()
}

fn subjects(marks: &[ReportMark]) -> Vec<(Id<of::Subject>, String, Figures)> {
    let mut subjects: HashMap<Id<of::Subject>, (String, Figures)> = HashMap::new();
    for mark in marks {
        let (_, figures) =
            subjects.entry(mark.subject).or_insert_with(|| (mark.subject_name.clone(), Figures::default()));
        figures.add(mark.mark, 1);
    }
    let mut subjects: Vec<_> =
        subjects.into_iter().map(|(id, (name, figures))| (id, name, figures)).collect();
    subjects.sort_by_cached_key(|(id, name, _)| (collation::sort_key(name), *id));
    subjects
}

fn pupil_line(
    id: Id<of::Person>,
    name: PersonName,
    subjects: &[(Id<of::Subject>, String, Figures)],
    marks: &[ReportMark],
) -> PupilLine {
    let own: HashMap<_, _> = marks
        .iter()
        .filter(|mark| mark.pupil == id)
        .map(|mark| (mark.subject, (mark.mark, mark.corrected)))
        .collect();
    let marks: Vec<_> = subjects.iter().map(|(subject, ..)| own.get(subject).copied()).collect();
    let given = || marks.iter().enumerate().filter_map(|(place, mark)| Some((place, (*mark)?.0)));
    let (places, given): (Vec<_>, Vec<_>) = given().unzip();
    let away = one_mark_away(&given).map(|(place, level)| (places[place], given[place], level));
    let (standing, figures) = (Standing::of(given.iter().copied()), Figures::of(given.iter().copied()));
    PupilLine { id, name, marks, standing, figures, away }
}
