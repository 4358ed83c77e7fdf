//! All that is kept of a pupil, for a guardian who takes it (Law «Про захист персональних даних», art. 8). The names of the
//! fields are those of the file that is taken, and stay.

mod data;

use chrono::{DateTime, NaiveDate, Utc};
use klas_domain::id::{Id, of};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    db::{Row, Sql, sql},
    error::{Result, StoreError},
    journal::{EntryRow, class_name},
    store::Reader,
};

pub use data::{
    ApplicationData, BriefingData, DecisionData, DiaryData, EntryData, HealthData, MarksData, MessageData,
    NoteData, OtherNoteData, PersonData, SignatureData, Stay, TickData,
};

#[derive(FromRow)]
struct StayRow {
    grade: i32,
    letter: String,
    group_number: Option<i32>,
    subject: Option<String>,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    order_number: Option<String>,
}

#[derive(FromRow)]
struct DecisionRow {
    class_id: Uuid,
    year_id: Uuid,
    grade: i32,
    letter: String,
    verdict: String,
    words: String,
    order_number: String,
    decided_on: Option<NaiveDate>,
}

#[derive(FromRow)]
struct CellRow {
    grade: i32,
    letter: String,
    subject: String,
    held_on: Option<NaiveDate>,
    period: Option<i32>,
    topic: Option<String>,
    kind: String,
    work: Option<String>,
    semester: Option<i32>,
    results: Option<i32>,
    name: Option<String>,
    updated_at: DateTime<Utc>,
    #[sqlx(flatten)]
    entry: EntryRow,
}

fn stay(row: StayRow) -> Result<Stay> {
    Ok(Stay {
        class: class_name(row.grade, row.letter)?.to_string(),
        group: row.group_number,
        subject: row.subject,
        from: row.starts_on,
        to: row.ends_on,
        order: row.order_number,
    })
}

impl Reader {
    /// All rows of a statement about a pupil and, where it asks, a guardian.
    async fn all<T: Row>(&mut self, statement: Sql, pupil: Id<of::Person>) -> Result<Vec<T>> {
        let school = self.school;
        statement.bind(school).bind(pupil).fetch_all(&mut self.conn()).await
    }

    /// What the diary alone lets a guardian see of a child.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; the database's.
    pub async fn diary_data(&mut self, pupil: Id<of::Person>, guardian: Id<of::Person>) -> Result<DiaryData> {
        let person = sql("SELECT surname, given, patronymic, born, sex, phone, email, address FROM person \
             WHERE school_id = $1 AND person_id = $2");
        let person = self.all(person, pupil).await?.pop().ok_or(StoreError::NotFound)?;
        let relation: Vec<(String,)> =
            sql("SELECT relation FROM guardianship WHERE school_id = $1 AND pupil_id = $2 \
             AND (holder_id = $3 OR guardian_id = $3 AND holder_id IS NULL) ORDER BY relation")
            .bind(self.school)
            .bind(pupil)
            .bind(guardian)
            .fetch_all(&mut self.conn())
            .await?;
        let classes: Vec<StayRow> = self
            .all(
                sql("SELECT k.grade, k.letter, CAST(NULL AS INTEGER) AS group_number, CAST(NULL AS TEXT) AS subject, \
                     n.starts_on, n.ends_on, n.order_number \
                     FROM enrolment n JOIN school_class k ON k.school_id = n.school_id AND k.class_id = n.class_id \
                     WHERE n.school_id = $1 AND n.pupil_id = $2 ORDER BY n.starts_on"),
                pupil,
            )
            .await?;
        let groups: Vec<StayRow> = self
            .all(
                sql(
                    "SELECT k.grade, k.letter, g.number AS group_number, NULLIF(g.division, '') AS subject, \
                     m.starts_on, m.ends_on, NULL AS order_number FROM group_member m \
                     JOIN class_group g ON g.school_id = m.school_id AND g.group_id = m.group_id \
                     JOIN school_class k ON k.school_id = g.school_id AND k.class_id = g.class_id \
                     WHERE m.school_id = $1 AND m.pupil_id = $2 ORDER BY m.starts_on, g.number",
                ),
                pupil,
            )
            .await?;
        Ok(DiaryData {
            person,
            your_relation: relation.into_iter().map(|(relation,)| relation).collect(),
            classes: classes.into_iter().map(stay).collect::<Result<_>>()?,
            groups: groups.into_iter().map(stay).collect::<Result<_>>()?,
            briefings: self
                .all(
                    sql("SELECT b.held_on, b.kind, b.topic, b.held_by FROM briefing_pupil p \
                         JOIN briefing b ON b.school_id = p.school_id AND b.briefing_id = p.briefing_id \
                         WHERE p.school_id = $1 AND p.pupil_id = $2 AND NOT b.struck ORDER BY b.held_on"),
                    pupil,
                )
                .await?,
            homework_done: self
                .all(
                    sql("SELECT s.name AS subject, l.held_on AS given_on, d.homework, d.done_at FROM homework_done d \
                         JOIN lesson l ON l.school_id = d.school_id AND l.lesson_id = d.lesson_id \
                         JOIN course c ON c.school_id = l.school_id AND c.course_id = l.course_id \
                         JOIN subject s ON s.school_id = c.school_id AND s.subject_id = c.subject_id \
                         WHERE d.school_id = $1 AND d.pupil_id = $2 ORDER BY d.done_at"),
                    pupil,
                )
                .await?,
            weeks_signed: sql("SELECT DISTINCT w.week, o.signed_at FROM week_signature w \
                 LEFT JOIN week_signature o ON o.school_id = w.school_id AND o.pupil_id = w.pupil_id \
                  AND o.week = w.week AND o.guardian_id = $3 \
                 WHERE w.school_id = $1 AND w.pupil_id = $2 ORDER BY w.week")
            .bind(self.school)
            .bind(pupil)
            .bind(guardian)
            .fetch_all(&mut self.conn())
            .await?,
        })
    }

    /// Marks, absences and what rests on them, as the family may see them at `now`; of the notes whole those alone that
    /// the guardian wrote.
    ///
    /// # Errors
    /// The database's.
    pub async fn marks_data(
        &mut self,
        pupil: Id<of::Person>,
        guardian: Id<of::Person>,
        now: DateTime<Utc>,
    ) -> Result<MarksData> {
        let decisions: Vec<DecisionRow> = self
            .all(
                sql("SELECT k.class_id, k.year_id, k.grade, k.letter, d.verdict, d.words, d.order_number, d.decided_on \
                     FROM council_decision d \
                     JOIN school_class k ON k.school_id = d.school_id AND k.class_id = d.class_id \
                     WHERE d.school_id = $1 AND d.pupil_id = $2 AND d.verdict IS NOT NULL ORDER BY d.decided_on"),
                pupil,
            )
            .await?;
        let decision = |row: DecisionRow| {
            Ok(DecisionData {
                class_id: row.class_id,
                year_id: row.year_id,
                class: class_name(row.grade, row.letter)?.to_string(),
                verdict: row.verdict,
                words: row.words,
                order: row.order_number,
                decided_on: row.decided_on,
            })
        };
        Ok(MarksData {
            entries: self.entries_data(pupil, now).await?,
            decisions: decisions.into_iter().map(decision).collect::<Result<_>>()?,
            health: self
                .all(
                    sql(
                        "SELECT y.starts_on AS year_from, h.health_group, h.examined_on FROM health_group h \
                         JOIN academic_year y ON y.school_id = h.school_id AND y.year_id = h.year_id \
                         WHERE h.school_id = $1 AND h.pupil_id = $2 AND h.health_group IS NOT NULL \
                         ORDER BY y.starts_on",
                    ),
                    pupil,
                )
                .await?,
            applications: self
                .all(
                    sql("SELECT s.name AS subject, a.semester, a.applied_on, a.order_number AS \"order\", \
                         a.ordered_on, a.answer, a.words FROM correction_application a \
                         JOIN course c ON c.school_id = a.school_id AND c.course_id = a.course_id \
                         JOIN subject s ON s.school_id = c.school_id AND s.subject_id = c.subject_id \
                         WHERE a.school_id = $1 AND a.pupil_id = $2 AND a.applied_on IS NOT NULL \
                         ORDER BY a.applied_on"),
                    pupil,
                )
                .await?,
            notes_about_absences: sql(
                "SELECT x.excuse_id, x.starts_on AS \"from\", x.ends_on AS \"to\", x.kind, \
                 x.comment, x.sent_at, x.state, x.answer, EXISTS (SELECT 1 FROM excuse_photo f \
                  WHERE f.school_id = x.school_id AND f.excuse_id = x.excuse_id) AS has_photo FROM excuse x \
                 WHERE x.school_id = $1 AND x.pupil_id = $2 AND x.guardian_id = $3 ORDER BY x.sent_at",
            )
            .bind(self.school)
            .bind(pupil)
            .bind(guardian)
            .fetch_all(&mut self.conn())
            .await?,
            notes_of_another_guardian: sql(
                "SELECT x.starts_on AS \"from\", x.ends_on AS \"to\", x.kind, x.state \
                 FROM excuse x WHERE x.school_id = $1 AND x.pupil_id = $2 AND x.guardian_id <> $3 \
                 AND x.state <> 'withdrawn' ORDER BY x.starts_on, x.excuse_id",
            )
            .bind(self.school)
            .bind(pupil)
            .bind(guardian)
            .fetch_all(&mut self.conn())
            .await?,
        })
    }

    async fn entries_data(&mut self, pupil: Id<of::Person>, now: DateTime<Utc>) -> Result<Vec<EntryData>> {
        let rows: Vec<CellRow> = self
            .all(
                sql("SELECT k.grade, k.letter, s.name AS subject, l.held_on, l.period, l.topic, j.kind, j.work, \
                     j.semester, j.results, j.name, e.updated_at, \
                     e.mark, e.absence, e.late, e.note, e.draft, e.visible_at, e.version, e.updated_by, e.basis \
                     FROM entry e \
                     JOIN journal_column j ON j.school_id = e.school_id AND j.column_id = e.column_id \
                     JOIN course c ON c.school_id = j.school_id AND c.course_id = j.course_id \
                     JOIN school_class k ON k.school_id = c.school_id AND k.class_id = c.class_id \
                     JOIN subject s ON s.school_id = c.school_id AND s.subject_id = c.subject_id \
                     LEFT JOIN lesson l ON l.school_id = j.school_id AND l.lesson_id = j.lesson_id \
                     WHERE e.school_id = $1 AND e.pupil_id = $2 \
                     ORDER BY k.grade, s.sort_key, c.course_id, l.held_on, l.period, j.column_id"),
                pupil,
            )
            .await?;
        let mut entries = Vec::with_capacity(rows.len());
        for row in rows {
            let entry = row.entry.for_family(now).entry()?;
            if entry.is_empty() {
                continue;
            }
            entries.push(EntryData {
                class: class_name(row.grade, row.letter)?.to_string(),
                subject: row.subject,
                date: row.held_on,
                lesson_number: row.period,
                topic: row.topic.filter(|topic| !topic.is_empty()),
                column: row.kind,
                work: row.work,
                semester: row.semester,
                group_of_results: row.results,
                theme: row.name.filter(|name| !name.is_empty()),
                mark: entry.mark.map(|mark| mark.to_string()),
                absence: entry.absence.map(|absence| absence.to_string()),
                minutes_late: entry.late,
                note: entry.note,
                changed_at: row.updated_at,
            });
        }
        Ok(entries)
    }

    /// The messages of a guardian's conversations about a child, the earliest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn messages_data(
        &mut self,
        pupil: Id<of::Person>,
        guardian: Id<of::Person>,
    ) -> Result<Vec<MessageData>> {
        let school = self.school;
        sql("SELECT p.surname || ' ' || p.given AS \"with\", m.author_id = $3 AS written_by_you, m.body AS text, \
             m.sent_at FROM thread t \
             JOIN message m ON m.school_id = t.school_id AND m.thread_id = t.thread_id \
             JOIN person p ON p.school_id = t.school_id AND p.person_id = t.staff_id \
             WHERE t.school_id = $1 AND t.pupil_id = $2 AND t.guardian_id = $3 ORDER BY m.sent_at, m.message_id")
        .bind(school)
        .bind(pupil)
        .bind(guardian)
        .fetch_all(&mut self.conn())
        .await
    }
}
