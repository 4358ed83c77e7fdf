//! The list of notices of a person, each with what stands there now: what was changed or removed is not told as it was.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use klas_domain::{
    Entry,
    bullying::ReportState,
    column::ColumnOf,
    excuse::ExcuseState,
    id::{Id, of},
    message::Thread,
    notice::{Kind, sees},
    permission::Actor,
    school::PersonName,
};
use sqlx::FromRow;
use uuid::Uuid;

use super::due::Until;
use crate::{
    db::{Sql, sql},
    diary::DiaryLesson,
    error::{Result, StoreError},
    journal::EntryRow,
    store::{Reader, Store},
    summative::ColumnRow,
};

/// How many notices the list shows at most.
pub const LISTED: usize = 100;

/// Something that a person is told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Identifier.
    pub id: Id<of::Notice>,
    /// Of which pupil; the person, where it is of nobody.
    pub about: Id<of::Person>,
    /// That person's names.
    pub name: PersonName,
    /// Kind.
    pub kind: Kind,
    /// Since when it may be known.
    pub at: DateTime<Utc>,
    /// Whether the person has seen it.
    pub seen: bool,
    /// Whether a device was told.
    pub told: bool,
    /// What there is now.
    pub what: What,
}

/// What a notice is about, as it stands now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A mark or a note in a cell.
    Cell {
        /// Subject.
        subject: String,
        /// Column.
        column: ColumnOf,
        /// Day of the lesson; none of a summative mark.
        day: Option<NaiveDate>,
        /// What the family sees of the cell.
        entry: Entry,
    },
    /// The absences or the homework of a day: its lessons that have some.
    Day(NaiveDate, Vec<DiaryLesson>),
    /// An announcement with its title.
    Announcement(Id<of::Announcement>, String),
    /// A thread in which the other side wrote.
    Message(Thread, PersonName),
    /// A note about absences from one day to another was answered.
    Excuse(NaiveDate, NaiveDate, ExcuseState),
    /// Bullying was reported: nothing of what the report says.
    Report,
    /// Somebody said how far the person's report is.
    ReportState(ReportState),
    /// The head named who is responsible for reports: whether it is the person now.
    Duty(bool),
    /// It was taken back after the person was told of it.
    Gone(NaiveDate),
}

/// The columns of a notice `n` and of whom it is about, `p`.
#[derive(FromRow)]
struct HeadRow {
    notice_id: Uuid,
    about_id: Uuid,
    surname: String,
    given: String,
    patronymic: String,
    notice_kind: String,
    day: NaiveDate,
    at: DateTime<Utc>,
    seen: bool,
    told: bool,
    gone: bool,
}

impl HeadRow {
    fn notice(self, what: Option<What>) -> Result<Option<Notice>> {
        let kind = Kind::from_code(&self.notice_kind).ok_or(StoreError::Corrupt("kind of a notice"))?;
        let what = if self.gone { Some(What::Gone(self.day)) } else { what };
        Ok(what.map(|what| Notice {
            id: self.notice_id.into(),
            about: self.about_id.into(),
            name: PersonName { surname: self.surname, given: self.given, patronymic: self.patronymic },
            kind,
            at: self.at,
            seen: self.seen,
            told: self.told,
            what,
        }))
    }
}

/// A statement that selects notices: the newest of a person until a moment, or those of a batch that are due for devices.
#[derive(Clone, Copy)]
struct Texts {
    newest: &'static str,
    due: &'static str,
}

macro_rules! notices {
    ($more:literal, $joins:literal, $kinds:literal) => {
        Texts {
            newest: concat!(
                notices!(of $more, $joins, $kinds),
                " AND n.person_id = $2 AND n.at <= $3 ORDER BY n.at DESC, n.notice_id LIMIT $4"
            ),
            due: concat!(
                notices!(of $more, $joins, $kinds),
                " AND n.push_at <= $2 AND (n.push_at, n.notice_id) <= ($2, $3)"
            ),
        }
    };
    (of $more:literal, $joins:literal, $kinds:literal) => {
        concat!(
            "SELECT n.notice_id, n.about_id, p.surname, p.given, p.patronymic, n.kind AS notice_kind, n.day, n.at, \
             n.seen_at IS NOT NULL AS seen, n.told_at IS NOT NULL AS told, n.gone",
            $more,
            " FROM notice n JOIN person p ON p.school_id = n.school_id AND p.person_id = n.about_id ",
            $joins,
            " WHERE n.school_id = $1 AND n.kind IN (",
            $kinds,
            ")"
        )
    };
}

#[derive(FromRow)]
struct CellRow {
    #[sqlx(flatten)]
    head: HeadRow,
    subject: String,
    held_on: Option<NaiveDate>,
    #[sqlx(flatten)]
    column: ColumnRow,
    #[sqlx(flatten)]
    entry: EntryRow,
}

#[derive(FromRow)]
struct AnnouncementRow {
    #[sqlx(flatten)]
    head: HeadRow,
    announcement_id: Uuid,
    title: String,
}

#[derive(FromRow)]
struct ThreadRow {
    #[sqlx(flatten)]
    head: HeadRow,
    pupil_id: Uuid,
    guardian_id: Uuid,
    staff_id: Uuid,
    other_surname: String,
    other_given: String,
    other_patronymic: String,
}

#[derive(FromRow)]
struct AnswerRow {
    #[sqlx(flatten)]
    head: HeadRow,
    excuse_state: Option<String>,
    starts_on: Option<NaiveDate>,
    ends_on: Option<NaiveDate>,
    report_state: Option<String>,
    is_duty: bool,
    officer_id: Option<Uuid>,
}

impl Reader {
    /// The newest notices of a person that may be known at a moment, at most `limit`, the newest first. What there is
    /// nothing left to say of is left out.
    ///
    /// # Errors
    /// The database's.
    pub async fn notices(
        &mut self,
        person: Id<of::Person>,
        now: DateTime<Utc>,
        limit: usize,
    ) -> Result<Vec<Notice>> {
        let most = i64::try_from(limit).unwrap_or(i64::MAX);
        let ask = |texts: Texts, school| sql(texts.newest).bind(school).bind(person).bind(now).bind(most);
        let mut notices = self.told(&ask, now).await?;
        notices.sort_by_key(|notice| std::cmp::Reverse((notice.at, notice.id)));
        notices.truncate(limit);
        Ok(notices)
    }

    /// What is due for devices until the last one of a batch, whosever it is; what there is nothing left to say of is left
    /// out.
    pub(super) async fn notices_until(
        &mut self,
        until: Until,
        now: DateTime<Utc>,
    ) -> Result<HashMap<Id<of::Notice>, Notice>> {
        let ask = |texts: Texts, school| until.bind(sql(texts.due), school);
        let notices = self.told(&ask, now).await?;
        Ok(notices.into_iter().map(|notice| (notice.id, notice)).collect())
    }

    async fn told(
        &mut self,
        ask: &impl Fn(Texts, Id<of::School>) -> Sql,
        now: DateTime<Utc>,
    ) -> Result<Vec<Notice>> {
        let mut notices = self.cells_told(ask, now).await?;
        notices.extend(self.days_told(ask, now).await?);
        notices.extend(self.announcements_told(ask).await?);
        notices.extend(self.threads_told(ask).await?);
        notices.extend(self.answers_told(ask).await?);
        Ok(notices)
    }

    /// How many of the notices that the list shows somebody at a moment are new: what was taken back, emptied or hidden from
    /// the person since is not among them.
    ///
    /// # Errors
    /// The database's.
    pub async fn unseen(&mut self, actor: &Actor, now: DateTime<Utc>) -> Result<usize> {
        let school = self.school;
        let (any,): (bool,) = sql("SELECT EXISTS (SELECT 1 FROM notice WHERE school_id = $1 \
             AND person_id = $2 AND seen_at IS NULL AND at <= $3)")
        .bind(school)
        .bind(actor.person)
        .bind(now)
        .fetch_one(&mut self.conn())
        .await?;
        // Mostly there is nothing new: the list is asked only where there may be.
        if !any {
            return Ok(0);
        }
        let notices = self.notices(actor.person, now, LISTED).await?;
        let is_new = |own: &&Notice| !own.seen && sees(actor, own.about, own.kind);
        Ok(notices.iter().filter(is_new).count())
    }

    async fn cells_told(
        &mut self,
        ask: &impl Fn(Texts, Id<of::School>) -> Sql,
        now: DateTime<Utc>,
    ) -> Result<Vec<Notice>> {
        let statement = notices!(
            ", s.name AS subject, l.held_on, j.column_id, j.lesson_id, j.kind, j.work, j.semester, j.results, j.ends_on, \
             j.ends_period, j.name, e.mark, e.absence, e.late, e.note, e.draft, e.visible_at, e.version, e.updated_by, \
             e.basis",
            "JOIN journal_column j ON j.school_id = n.school_id AND j.column_id = n.object_id \
             JOIN course c ON c.school_id = j.school_id AND c.course_id = j.course_id \
             JOIN subject s ON s.school_id = c.school_id AND s.subject_id = c.subject_id \
             LEFT JOIN lesson l ON l.school_id = j.school_id AND l.lesson_id = j.lesson_id \
             LEFT JOIN entry e ON e.school_id = j.school_id AND e.column_id = j.column_id AND e.pupil_id = n.about_id",
            "'mark', 'low-mark', 'note'"
        );
        let school = self.school;
        let rows: Vec<CellRow> = ask(statement, school).fetch_all(&mut self.conn()).await?;
        let mut notices = Vec::with_capacity(rows.len());
        for row in rows {
            let entry = row.entry.for_family(now).entry()?;
            let is_note = row.head.notice_kind == Kind::Note.code();
            let stands = if is_note { entry.note.is_some() } else { entry.mark.is_some() };
            let (subject, column, day) = (row.subject, row.column.column()?.of, row.held_on);
            let what = stands.then_some(What::Cell { subject, column, day, entry });
            notices.extend(row.head.notice(what)?);
        }
        Ok(notices)
    }

    async fn days_told(
        &mut self,
        ask: &impl Fn(Texts, Id<of::School>) -> Sql,
        now: DateTime<Utc>,
    ) -> Result<Vec<Notice>> {
        let school = self.school;
        let statement = notices!("", "", "'absence', 'homework'");
        let rows: Vec<HeadRow> = ask(statement, school).fetch_all(&mut self.conn()).await?;
        let days = self.days_of(&rows, now).await?;
        let mut notices = Vec::with_capacity(rows.len());
        for row in rows {
            let (about, day) = (row.about_id, row.day);
            let is_absence = row.notice_kind == Kind::Absence.code();
            let tells = |lesson: &&DiaryLesson| {
                !lesson.cancelled
                    && if is_absence { lesson.entry.absence.is_some() } else { !lesson.homework.is_empty() }
            };
            let own = days.get(&(about, day)).into_iter().flatten();
            let lessons: Vec<_> = own.filter(tells).cloned().collect();
            notices.extend(row.notice((!lessons.is_empty()).then_some(What::Day(day, lessons)))?);
        }
        Ok(notices)
    }

    /// The lessons of the days that notices are of, by pupil and day. One question for each pupil, however many days: a list
    /// of notices spans a few weeks.
    async fn days_of(
        &mut self,
        rows: &[HeadRow],
        now: DateTime<Utc>,
    ) -> Result<HashMap<(Uuid, NaiveDate), Vec<DiaryLesson>>> {
        let mut spans: HashMap<Uuid, (NaiveDate, NaiveDate)> = HashMap::new();
        for row in rows {
            let (from, to) = spans.entry(row.about_id).or_insert((row.day, row.day));
            (*from, *to) = ((*from).min(row.day), (*to).max(row.day));
        }
        let mut days: HashMap<(Uuid, NaiveDate), Vec<DiaryLesson>> = HashMap::new();
        for (about, span) in spans {
            for lesson in self.diary(about.into(), span, now).await? {
                days.entry((about, lesson.date)).or_default().push(lesson);
            }
        }
        Ok(days)
    }

    async fn announcements_told(
        &mut self,
        ask: &impl Fn(Texts, Id<of::School>) -> Sql,
    ) -> Result<Vec<Notice>> {
        let school = self.school;
        let statement = notices!(
            ", a.announcement_id, a.title",
            "JOIN announcement a ON a.school_id = n.school_id AND a.announcement_id = n.object_id \
             AND a.withdrawn_at IS NULL",
            "'announcement', 'urgent'"
        );
        let rows: Vec<AnnouncementRow> = ask(statement, school).fetch_all(&mut self.conn()).await?;
        let notice = |row: AnnouncementRow| {
            row.head.notice(Some(What::Announcement(row.announcement_id.into(), row.title))).transpose()
        };
        rows.into_iter().filter_map(notice).collect()
    }

    async fn threads_told(&mut self, ask: &impl Fn(Texts, Id<of::School>) -> Sql) -> Result<Vec<Notice>> {
        let school = self.school;
        let statement = notices!(
            ", t.pupil_id, t.guardian_id, t.staff_id, o.surname AS other_surname, o.given AS other_given, \
             o.patronymic AS other_patronymic",
            "JOIN thread t ON t.school_id = n.school_id AND t.thread_id = n.object_id \
             JOIN person o ON o.school_id = t.school_id \
              AND o.person_id = CASE WHEN t.guardian_id = n.person_id THEN t.staff_id ELSE t.guardian_id END",
            "'message'"
        );
        let rows: Vec<ThreadRow> = ask(statement, school).fetch_all(&mut self.conn()).await?;
        let notice = |row: ThreadRow| {
            let thread = Thread {
                pupil: row.pupil_id.into(),
                guardian: row.guardian_id.into(),
                staff: row.staff_id.into(),
            };
            let other = PersonName {
                surname: row.other_surname,
                given: row.other_given,
                patronymic: row.other_patronymic,
            };
            row.head.notice(Some(What::Message(thread, other))).transpose()
        };
        rows.into_iter().filter_map(notice).collect()
    }

    /// Answers to notes and reports; for who is responsible the reports, and that the person is or is no more.
    async fn answers_told(&mut self, ask: &impl Fn(Texts, Id<of::School>) -> Sql) -> Result<Vec<Notice>> {
        let school = self.school;
        let statement = notices!(
            ", x.state AS excuse_state, x.starts_on, x.ends_on, b.state AS report_state, \
             s.school_id IS NOT NULL AS is_duty, s.bullying_officer_id AS officer_id",
            "LEFT JOIN excuse x ON x.school_id = n.school_id AND x.excuse_id = n.object_id \
             LEFT JOIN bullying_report b ON b.school_id = n.school_id AND b.report_id = n.object_id \
             LEFT JOIN school s ON s.school_id = n.school_id AND s.school_id = n.object_id",
            "'answer', 'report-state', 'report'"
        );
        let rows: Vec<AnswerRow> = ask(statement, school).fetch_all(&mut self.conn()).await?;
        let mut notices = Vec::with_capacity(rows.len());
        for row in rows {
            let excuse = row.excuse_state.as_deref().and_then(ExcuseState::from_code);
            let report = row.report_state.as_deref().and_then(ReportState::from_code);
            let what = if row.is_duty {
                Some(What::Duty(row.officer_id == Some(row.head.about_id)))
            } else if row.head.notice_kind == Kind::Report.code() {
                report.map(|_| What::Report)
            } else {
                let excuse = row.starts_on.zip(row.ends_on).zip(excuse);
                let excuse = excuse.map(|((from, to), state)| What::Excuse(from, to, state));
                excuse.or(report.map(What::ReportState))
            };
            notices.extend(row.head.notice(what)?);
        }
        Ok(notices)
    }
}

impl Store {
    /// Notes that a person has seen what may be known at a moment.
    ///
    /// # Errors
    /// The database's.
    pub async fn see_notices(
        &self,
        school: Id<of::School>,
        person: Id<of::Person>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        self.write(Some(school), move |mut conn| {
            Box::pin(async move {
                sql("UPDATE notice SET seen_at = $3 WHERE school_id = $1 AND person_id = $2 AND seen_at IS NULL \
                     AND at <= $3")
                .bind(school)
                .bind(person)
                .bind(now)
                .execute(&mut conn)
                .await
                .map(|_| ())
            })
        })
        .await
    }

    /// Forgets notices that are older than a moment; what they told of stays where it is.
    ///
    /// # Errors
    /// The database's.
    pub async fn forget_notices(&self, school: Id<of::School>, before: DateTime<Utc>) -> Result<()> {
        self.write(Some(school), move |mut conn| {
            Box::pin(async move {
                sql("DELETE FROM notice WHERE school_id = $1 AND at < $2")
                    .bind(school)
                    .bind(before)
                    .execute(&mut conn)
                    .await
                    .map(|_| ())
            })
        })
        .await
    }
}
