//! The summary register of a class: what its pupils' year came to.

use std::{collections::HashMap, hash::BuildHasher};

use chrono::NaiveDate;
use klas_domain::{
    Mark,
    calendar::Semester,
    column::Sum,
    council::{Decision, StoredDecision, Verdict},
    id::{Id, of},
};
use serde::Deserialize;
use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    db::sql,
    error::{Result, StoreError},
    journal::{PagePupil, mark_of},
    store::Reader,
};

/// A mark that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SummaryMark {
    /// The mark; the corrected one where there is one.
    pub mark: Mark,
    /// What stood there before it was corrected; none where the mark is the first one.
    pub corrected: Option<Mark>,
}

/// What was written of a pupil in a course that is assessed in words (DOMAIN §4.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SummaryWords {
    /// The words; the corrected ones where there are any.
    pub words: String,
    /// Whether they stand in the column that corrects another.
    pub corrected: bool,
}

/// The subject, the pupil, and what is summed up.
pub type SummaryPlace = (Id<of::Subject>, Id<of::Person>, Sum);

/// What stands in a cell that sums up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SummaryEntry {
    /// The mark.
    pub mark: Option<Mark>,
    /// The words, where the course is assessed in words.
    pub words: Option<String>,
}

/// The summary register of a class.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Pupils in alphabetical order, leavers included.
    pub pupils: Vec<PagePupil>,
    /// Subjects in alphabetical order.
    pub subjects: Vec<(Id<of::Subject>, String)>,
    /// The names of the groups of results of the subjects that have any, by number from 1.
    pub groups: HashMap<Id<of::Subject>, Vec<String>>,
    /// The marks that count: of groups of results, semesters, year, attestation.
    pub marks: HashMap<SummaryPlace, SummaryMark>,
    /// The words that count, in the place of marks or beside them.
    pub words: HashMap<SummaryPlace, SummaryWords>,
    /// What the council decided.
    pub decisions: HashMap<Id<of::Person>, StoredDecision>,
}

#[derive(Deserialize)]
struct MarkRow {
    course_id: Uuid,
    subject_id: Uuid,
    pupil_id: Uuid,
    kind: String,
    semester: Option<i16>,
    results: Option<u8>,
    mark: Option<i32>,
    words: Option<String>,
}

impl MarkRow {
    fn sum(&self) -> Option<Sum> {
        let semester = || self.semester.and_then(Semester::from_code);
        Some(match self.kind.as_str() {
            "results" => Sum::Results(semester()?, self.results?),
            "semester" => Sum::Semester(semester()?),
            "corrected" => Sum::Corrected(semester()?),
            "annual" => Sum::Annual,
            "corrected-annual" => Sum::CorrectedAnnual,
            "attestation" => Sum::Attestation,
            _ => return None,
        })
    }
}

#[derive(FromRow)]
pub(crate) struct DecisionRow {
    pub(crate) pupil_id: Uuid,
    verdict: Option<String>,
    words: String,
    order_number: String,
    decided_on: Option<NaiveDate>,
    version: i32,
}

impl DecisionRow {
    pub(crate) fn stored(self) -> Result<StoredDecision> {
        let verdict =
            self.verdict.map(|code| Verdict::from_code(&code).ok_or(StoreError::Corrupt("verdict")));
        let decision = verdict.transpose()?.map(|verdict| Decision {
            verdict,
            words: self.words,
            order: self.order_number,
            date: self.decided_on,
        });
        Ok(StoredDecision { decision, version: self.version })
    }
}

pub(super) const DECISIONS: &str = "SELECT pupil_id, verdict, words, order_number, decided_on, version \
     FROM council_decision WHERE school_id = $1 AND class_id = $2";

/// The classes of the year in which pupils of a class were before, with the pupils. Its values: `$1` school, `$2` class.
macro_rules! brought {
    () => {
        "SELECT DISTINCT o.class_id, o.pupil_id FROM enrolment n \
         JOIN enrolment o ON o.school_id = n.school_id AND o.pupil_id = n.pupil_id \
          AND o.class_id <> n.class_id AND o.starts_on < n.starts_on \
         JOIN school_class k ON k.school_id = o.school_id AND k.class_id = o.class_id \
         JOIN school_class own ON own.school_id = n.school_id AND own.class_id = n.class_id \
          AND own.year_id = k.year_id WHERE n.school_id = $1 AND n.class_id = $2"
    };
}

impl Reader {
    /// The classes of the year in which pupils of a class were before they came to it, each with those pupils.
    ///
    /// # Errors
    /// The database's.
    pub async fn former_classes(
        &mut self,
        class: Id<of::SchoolClass>,
    ) -> Result<HashMap<Id<of::SchoolClass>, Vec<Id<of::Person>>>> {
        let school = self.school;
        let rows: Vec<(Uuid, Uuid)> =
            sql(brought!()).bind(school).bind(class).fetch_all(&mut self.conn()).await?;
        let mut former: HashMap<Id<of::SchoolClass>, Vec<Id<of::Person>>> = HashMap::new();
        for (class, pupil) in rows {
            former.entry(class.into()).or_default().push(pupil.into());
        }
        Ok(former)
    }

    /// The summary register of a class; pencil counts for nothing.
    ///
    /// # Errors
    /// The database's.
    pub async fn summary(&mut self, class: Id<of::SchoolClass>) -> Result<Summary> {
        let (marks, words) = what_counts(&self.summary_entries(class).await?);
        Ok(Summary {
            pupils: self.pupils_of_class(class).await?,
            subjects: self.subjects_of_class(class).await?,
            groups: self.results_groups_of_class(class).await?,
            marks,
            words,
            decisions: self.decisions(class).await?,
        })
    }

    async fn subjects_of_class(
        &mut self,
        class: Id<of::SchoolClass>,
    ) -> Result<Vec<(Id<of::Subject>, String)>> {
        let school = self.school;
        let rows: Vec<(Uuid, String)> = sql("SELECT s.subject_id, s.name FROM course c \
             JOIN subject s ON s.school_id = c.school_id AND s.subject_id = c.subject_id \
             WHERE c.school_id = $1 AND c.class_id = $2 \
             GROUP BY s.subject_id, s.name, s.sort_key ORDER BY s.sort_key, s.subject_id")
        .bind(school)
        .bind(class)
        .fetch_all(&mut self.conn())
        .await?;
        Ok(rows.into_iter().map(|(id, name)| (id.into(), name)).collect())
    }

    async fn results_groups_of_class(
        &mut self,
        class: Id<of::SchoolClass>,
    ) -> Result<HashMap<Id<of::Subject>, Vec<String>>> {
        let school = self.school;
        let rows: Vec<(Uuid, String)> = sql("SELECT g.subject_id, g.name FROM results_group g \
             WHERE g.school_id = $1 AND g.subject_id IN (SELECT c.subject_id FROM course c \
              JOIN journal_column j ON j.school_id = c.school_id AND j.course_id = c.course_id \
               AND j.kind = 'results' WHERE c.school_id = $1 AND c.class_id = $2) \
             ORDER BY g.subject_id, g.number")
        .bind(school)
        .bind(class)
        .fetch_all(&mut self.conn())
        .await?;
        let mut groups: HashMap<Id<of::Subject>, Vec<String>> = HashMap::new();
        for (subject, name) in rows {
            groups.entry(subject.into()).or_default().push(name);
        }
        Ok(groups)
    }

    /// What the year came to, also what a pupil brought from another class. A subject of a semester, or of the year, is
    /// told by one course, as reports tell it: by the own class before another, by the group that the pupil was of on the
    /// period's last day before the other one; only then by what is corrected before what is not.
    async fn summary_entries(
        &mut self,
        class: Id<of::SchoolClass>,
    ) -> Result<HashMap<SummaryPlace, SummaryEntry>> {
        let school = self.school;
        let rows: Vec<MarkRow> = sql(concat!(
            "WITH brought AS MATERIALIZED (",
            brought!(),
            ") SELECT json_group_array(json_array(hex(c.course_id), hex(c.subject_id), hex(e.pupil_id), j.kind, \
             j.semester, j.results, e.mark, \
             CASE WHEN COALESCE(c.scale, k.scale) = 'verbal' THEN e.note END) \
             ORDER BY CASE WHEN c.class_id = $2 THEN 1 ELSE 0 END, \
             CASE WHEN c.group_id IS NULL OR EXISTS (SELECT 1 FROM group_member m \
              WHERE m.school_id = c.school_id AND m.group_id = c.group_id AND m.pupil_id = e.pupil_id \
              AND m.starts_on <= CASE WHEN j.semester = 1 THEN y.first_semester_ends_on ELSE y.ends_on END \
              AND (m.ends_on IS NULL OR m.ends_on >= \
               CASE WHEN j.semester = 1 THEN y.first_semester_ends_on ELSE y.ends_on END)) THEN 1 ELSE 0 END, \
             CASE WHEN j.kind IN ('corrected', 'corrected-annual') THEN 1 ELSE 0 END, c.course_id DESC) \
             FROM course c \
             JOIN school_class k ON k.school_id = c.school_id AND k.class_id = c.class_id \
             JOIN academic_year y ON y.school_id = k.school_id AND y.year_id = k.year_id \
             JOIN journal_column j ON j.school_id = c.school_id AND j.course_id = c.course_id \
              AND j.kind IN ('results', 'semester', 'corrected', 'annual', 'corrected-annual', 'attestation') \
             JOIN entry e ON e.school_id = j.school_id AND e.column_id = j.column_id \
             WHERE c.school_id = $1 AND (c.class_id = $2 OR c.class_id IN (SELECT class_id FROM brought)) \
              AND (c.class_id = $2 OR (c.class_id, e.pupil_id) IN (SELECT class_id, pupil_id FROM brought)) \
              AND NOT e.draft AND (e.mark IS NOT NULL \
               OR (e.note IS NOT NULL AND COALESCE(c.scale, k.scale) = 'verbal'))"
        ))
        .bind(school)
        .bind(class)
        .fetch_packed(&mut self.conn())
        .await?;
        told_by_one_course(rows)
    }

    async fn decisions(
        &mut self,
        class: Id<of::SchoolClass>,
    ) -> Result<HashMap<Id<of::Person>, StoredDecision>> {
        let school = self.school;
        let rows: Vec<DecisionRow> =
            sql(DECISIONS).bind(school).bind(class).fetch_all(&mut self.conn()).await?;
        rows.into_iter().map(|row| Ok((row.pupil_id.into(), row.stored()?))).collect()
    }
}

/// The entries of the courses that tell the subjects of pupils; of several courses the last row's does.
fn told_by_one_course(rows: Vec<MarkRow>) -> Result<HashMap<SummaryPlace, SummaryEntry>> {
    let place = |row: MarkRow| {
        let sum = row.sum().ok_or(StoreError::Corrupt("column"))?;
        Ok(((row.subject_id.into(), row.pupil_id.into(), sum), row))
    };
    let rows: Vec<(SummaryPlace, MarkRow)> = rows.into_iter().map(place).collect::<Result<_>>()?;
    let first = |(subject, pupil, sum): SummaryPlace| (subject, pupil, sum.corrects().unwrap_or(sum));
    let telling: HashMap<SummaryPlace, Uuid> =
        rows.iter().map(|(place, row)| (first(*place), row.course_id)).collect();
    let told = rows.into_iter().filter(|(place, row)| telling.get(&first(*place)) == Some(&row.course_id));
    told.map(|(place, row)| {
        let mark = row.mark.map(mark_of).transpose()?;
        Ok((place, SummaryEntry { mark, words: row.words }))
    })
    .collect()
}

type Counting = (HashMap<SummaryPlace, SummaryMark>, HashMap<SummaryPlace, SummaryWords>);

/// The marks and the words that count: what corrects stands in the place of what it corrects.
pub fn what_counts<S: BuildHasher>(entries: &HashMap<SummaryPlace, SummaryEntry, S>) -> Counting {
    let (mut marks, mut words) = (HashMap::new(), HashMap::new());
    for ((subject, pupil, sum), entry) in entries {
        let correction = sum.corrected_by().map(|by| (*subject, *pupil, by));
        if correction.is_some_and(|place| entries.contains_key(&place)) {
            continue;
        }
        let place = (*subject, *pupil, sum.corrects().unwrap_or(*sum));
        let first = entries.get(&place).filter(|_| sum.corrects().is_some());
        if let Some(mark) = entry.mark {
            marks.insert(place, SummaryMark { mark, corrected: first.and_then(|first| first.mark) });
        }
        if let Some(said) = &entry.words {
            let corrected = sum.corrects().is_some();
            words.insert(place, SummaryWords { words: said.clone(), corrected });
        }
    }
    (marks, words)
}
