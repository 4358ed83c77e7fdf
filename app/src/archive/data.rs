//! The journal of a class as the data of its archive.

use std::collections::HashMap;

use klas_documents::archive::data::{
    Attendance, Briefing, Class, Column, Course, Decision, Entry, Excursion, FORMAT, GroupStay, Guardian,
    Health, Holiday, Journal, Lesson, MissedDay, Movement, Name, Pupil, Replacement, ResultsGroups, Stay,
    SummaryMark, SummaryWords, Year,
};
use klas_domain::{
    Id,
    calendar::{AcademicYear, Semester},
    column::{Column as PageColumn, ColumnOf, Sum},
    id::of,
    roll::{self, PupilInfo},
    substitution::{self, ArrangedLesson},
};
use klas_store::{
    journal::{JournalPage, PageEntry, PagePupil},
    register::{Summary, SummaryMark as RegisterMark, SummaryPlace, SummaryWords as RegisterWords},
};

use crate::{
    api::register::{ClassJournal, Row},
    failure::Failure,
    visit::Visit,
};

/// The lessons that were not held as planned.
type Arranged = HashMap<Id<of::Lesson>, ArrangedLesson>;

/// The data of a journal.
pub async fn journal(visit: &Visit, school: &str, journal: &ClassJournal) -> Result<Journal, Failure> {
    let class = &journal.summary.class;
    let year = &class.year;
    let mut reader = visit.reader().await?;
    let register = reader.substitutions((year.starts_on, year.ends_on)).await?;
    let arranged: Arranged = register.lessons.into_iter().map(|own| (own.lesson, own)).collect();
    let pupils = pupils(journal);
    let mut courses = Vec::new();
    for course in reader.courses_of_class(class.id).await? {
        let page = reader.journal(course, (year.starts_on, year.ends_on), visit.actor()?.person).await?;
        courses.push(of_course(page, &pupils, &arranged));
    }
    Ok(Journal {
        format: FORMAT.into(),
        school: school.to_owned(),
        year: of_year(year),
        class: Class {
            id: class.id,
            name: class.name.to_string(),
            grade: class.name.grade,
            class_teacher: class.class_teacher_name.as_ref().map(Name::from),
        },
        pupils,
        courses,
        attendance: journal
            .attendance
            .last()
            .map(|register| attendance(&register.rows, year))
            .unwrap_or_default(),
        summary: summary(journal),
        words: summary_words(journal),
        groups: results_groups(journal),
        decisions: decisions(journal),
        briefings: journal.briefings.register.briefings.iter().map(|own| briefing(&own.says)).collect(),
        excursions: journal.excursions.register.excursions.iter().map(|own| excursion(&own.says)).collect(),
    })
}

fn of_year(year: &AcademicYear) -> Year {
    Year {
        name: year.label(),
        starts_on: year.starts_on,
        first_semester_ends_on: year.first_semester_ends_on,
        second_semester_starts_on: year.second_semester_starts_on,
        ends_on: year.ends_on,
        holidays: year
            .holidays
            .iter()
            .map(|own| Holiday { name: own.name.clone(), starts_on: own.starts_on, ends_on: own.ends_on })
            .collect(),
    }
}

fn pupils(journal: &ClassJournal) -> Vec<Pupil> {
    let health: HashMap<_, _> = journal
        .health
        .register
        .lines
        .iter()
        .filter_map(|line| Some((line.pupil.id, line.stored.assessment?)))
        .collect();
    let pupil = |(info, number): (&PupilInfo, u32)| Pupil {
        id: info.pupil.id,
        number,
        name: (&info.pupil.name).into(),
        stays: info.pupil.stays.iter().copied().map(stay).collect(),
        came: info.pupil.came.as_ref().map(movement),
        left: info.pupil.left.as_ref().map(movement),
        born: info.born,
        address: info.address.clone(),
        phone: info.phone.clone(),
        guardians: info.guardians.iter().map(guardian).collect(),
        health: health
            .get(&info.pupil.id)
            .map(|own| Health { group: own.group.code().into(), examined: own.on }),
    };
    journal.pupils.register.pupils.iter().zip(1..).map(pupil).collect()
}

fn stay((from, to): roll::Stay) -> Stay {
    Stay { from, to }
}

fn movement(movement: &roll::Movement) -> Movement {
    Movement { on: movement.on, order: movement.order.clone() }
}

fn guardian(guardian: &roll::GuardianInfo) -> Guardian {
    Guardian {
        name: (&guardian.name).into(),
        relation: guardian.relation.clone(),
        phone: guardian.phone.clone(),
        email: guardian.email.clone(),
    }
}

fn of_course(page: JournalPage, pupils: &[Pupil], arranged: &Arranged) -> Course {
    let lesson = |lesson: &klas_store::journal::LessonColumn| of_lesson(lesson, arranged.get(&lesson.lesson));
    Course {
        id: page.course.id,
        subject: page.course.subject.clone(),
        group: page.course.group.map(|(_, number)| number),
        scale: page.course.scale.code().into(),
        teacher: page.course.teacher.as_ref().map(|(_, name)| name.into()),
        pupils: page.pupils.iter().map(|pupil| pupil.id).collect(),
        stays: page.pupils.iter().flat_map(|pupil| of_group(pupil, pupils)).collect(),
        lessons: page.lessons.iter().map(lesson).collect(),
        columns: page.columns.iter().map(column).collect(),
        entries: entries(&page),
    }
}

/// The days on which a pupil was of a course's group, where those are not all days in the class.
fn of_group(own: &PagePupil, pupils: &[Pupil]) -> Vec<GroupStay> {
    let spans: Vec<Stay> = own.spans.iter().copied().map(stay).collect();
    let always = pupils.iter().any(|pupil| pupil.id == own.id && pupil.stays == spans);
    let of_group = |stay| GroupStay { pupil: own.id, stay };
    spans.into_iter().filter(|_| !always).map(of_group).collect()
}

fn of_lesson(lesson: &klas_store::journal::LessonColumn, arranged: Option<&ArrangedLesson>) -> Lesson {
    let replacement = |own: &substitution::Replacement| Replacement {
        subject: own.subject.clone(),
        teacher: own.teacher.as_ref().map(|(_, name)| name.into()),
    };
    Lesson {
        id: lesson.lesson,
        date: lesson.date,
        period: lesson.period,
        kind: lesson.text.kind.code().into(),
        cancelled: lesson.cancelled,
        substitute: arranged.and_then(|own| own.substitute.as_ref()).map(Name::from),
        replaced_by: arranged.and_then(|own| own.replacement.as_ref()).map(replacement),
        reason: arranged.and_then(|own| own.arrangement.reason).map(|reason| reason.code().into()),
        words: arranged.map(|own| own.arrangement.words.clone()).filter(|words| !words.is_empty()),
        topic: lesson.text.topic.clone(),
        homework: lesson.text.homework.clone(),
    }
}

/// What stands in the cells, column by column as the page has them, pupil by pupil. Pencil is nobody's but its author's.
fn entries(page: &JournalPage) -> Vec<Entry> {
    let own = page.lessons.iter().map(klas_store::journal::LessonColumn::column);
    let columns = own.chain(page.columns.iter().map(|column| column.id));
    let columns: HashMap<_, usize> = columns.zip(0..).collect();
    let pupils: HashMap<_, usize> = page.pupils.iter().map(|pupil| pupil.id).zip(0..).collect();
    let stands = |entry: &&PageEntry| !entry.stored.entry.draft && !entry.stored.entry.is_empty();
    let mut entries: Vec<&PageEntry> = page.entries.iter().filter(stands).collect();
    entries.sort_by_key(|entry| {
        (columns.get(&entry.column), entry.column, pupils.get(&entry.pupil), entry.pupil)
    });
    let entry = |own: &PageEntry| {
        let says = &own.stored.entry;
        Entry {
            column: own.column.to_string(),
            pupil: own.pupil,
            mark: says.mark.map(|mark| mark.to_string()),
            absence: says.absence.map(|absence| absence.code().into()),
            late: says.late,
            note: says.note.clone(),
        }
    };
    entries.into_iter().map(entry).collect()
}

fn column(column: &PageColumn) -> Column {
    let id = column.id.to_string();
    match &column.of {
        ColumnOf::Current { lesson, work, results } => Column {
            id,
            kind: if work.is_some() { "work" } else { "lesson" }.into(),
            lesson: Some(*lesson),
            work: work.map(|work| work.code().into()),
            results: *results,
            ..Column::default()
        },
        ColumnOf::Sum { sum, name } => Column {
            id,
            kind: sum.code().into(),
            semester: sum.semester().map(Semester::code),
            results: sum.results(),
            name: name.clone().filter(|name| !name.is_empty()),
            until: match sum {
                Sum::Thematic(_, moment) => Some(*moment),
                _ => None,
            },
            ..Column::default()
        },
    }
}

fn attendance(rows: &[Row], year: &AcademicYear) -> Vec<Attendance> {
    let of = |row: &Row| {
        let missed = row.days.iter().filter(|(_, day)| day.lessons() > 0);
        let day = |(date, day): (&chrono::NaiveDate, &klas_domain::attendance::Day)| MissedDay {
            date: *date,
            held: day.held,
            missed: day.missed.iter().map(|(absence, lessons)| (absence.code().into(), *lessons)).collect(),
        };
        let [first_semester, second_semester] =
            Semester::ALL.map(|semester| row.missed(year.range(semester)).into());
        Attendance {
            pupil: row.pupil.id,
            days: missed.map(day).collect(),
            first_semester,
            second_semester,
            year: row.missed((year.starts_on, year.ends_on)).into(),
        }
    };
    rows.iter().map(of).collect()
}

fn summary(journal: &ClassJournal) -> Vec<SummaryMark> {
    let marks = in_order(&journal.summary.summary, &journal.summary.summary.marks);
    let row = |(subject, pupil, sum, mark): (&String, _, Sum, &RegisterMark)| SummaryMark {
        subject: subject.clone(),
        pupil,
        kind: sum.code().into(),
        semester: sum.semester().map(Semester::code),
        results: sum.results(),
        mark: mark.mark.to_string(),
        corrected: mark.corrected.map(|before| before.to_string()),
    };
    marks.map(row).collect()
}

fn summary_words(journal: &ClassJournal) -> Vec<SummaryWords> {
    let words = in_order(&journal.summary.summary, &journal.summary.summary.words);
    let row = |(subject, pupil, sum, said): (&String, _, Sum, &RegisterWords)| SummaryWords {
        subject: subject.clone(),
        pupil,
        kind: sum.code().into(),
        semester: sum.semester().map(Semester::code),
        results: sum.results(),
        words: said.words.clone(),
        corrected: said.corrected,
    };
    words.map(row).collect()
}

/// What the summary register has, by pupil, then by subject, then in the order of its columns.
fn in_order<'a, T>(
    summary: &'a Summary,
    kept: &'a HashMap<SummaryPlace, T>,
) -> impl Iterator<Item = (&'a String, Id<of::Person>, Sum, &'a T)> {
    let of_pupil = |pupil: &'a PagePupil| summary.subjects.iter().map(move |subject| (pupil.id, subject));
    summary.pupils.iter().flat_map(of_pupil).flat_map(|(pupil, (subject, name))| {
        let own = kept.iter().filter(move |((of, who, _), _)| (of, who) == (subject, &pupil));
        let mut own: Vec<_> = own.map(|((.., sum), said)| (name, pupil, *sum, said)).collect();
        own.sort_by_key(|(.., sum, _)| sum.place());
        own
    })
}

fn results_groups(journal: &ClassJournal) -> Vec<ResultsGroups> {
    let summary = &journal.summary.summary;
    let named = summary.subjects.iter().filter_map(|(id, name)| Some((name, summary.groups.get(id)?)));
    named.map(|(name, groups)| ResultsGroups { subject: name.clone(), names: groups.clone() }).collect()
}

fn decisions(journal: &ClassJournal) -> Vec<Decision> {
    let summary = &journal.summary.summary;
    let decision = |pupil: &PagePupil| {
        let decision = summary.decisions.get(&pupil.id)?.decision.as_ref()?;
        Some(Decision {
            pupil: pupil.id,
            verdict: decision.verdict.code().into(),
            words: decision.words.clone(),
            order: decision.order.clone(),
            date: decision.date,
        })
    };
    summary.pupils.iter().filter_map(decision).collect()
}

fn briefing(briefing: &klas_domain::briefing::Briefing) -> Briefing {
    Briefing {
        held_on: briefing.held_on,
        kind: briefing.kind.code().into(),
        topic: briefing.topic.clone(),
        held_by: briefing.held_by.clone(),
        present: briefing.present.clone(),
        struck: briefing.struck,
    }
}

fn excursion(excursion: &klas_domain::excursion::Excursion) -> Excursion {
    Excursion {
        kind: excursion.kind.code().into(),
        starts_on: excursion.starts_on,
        ends_on: excursion.ends_on,
        place: excursion.place.clone(),
        hours: excursion.hours,
        led_by: excursion.led_by.clone(),
        struck: excursion.struck,
    }
}
