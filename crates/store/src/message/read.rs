//! Threads and what is written in them, and whom a family may write to.

use chrono::{DateTime, NaiveDate, Utc};
use klas_domain::{
    id::{Id, of},
    message::{OfficeHours, Thread},
    school::PersonName,
};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    db::sql,
    error::{Result, StoreError},
    store::Reader,
};

/// A thread as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThreadLine {
    /// Whose it is.
    pub thread: Thread,
    /// The child's names.
    pub pupil_name: PersonName,
    /// The guardian's names.
    pub guardian_name: PersonName,
    /// The names of the member of staff.
    pub staff_name: PersonName,
    /// The last message.
    pub last: Message,
    /// How many messages of the other side the person has not read.
    pub unread: usize,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Who wrote it.
    pub author: Id<of::Person>,
    /// What it says.
    pub text: String,
    /// When.
    pub sent_at: DateTime<Utc>,
    /// When the other side read it.
    pub read_at: Option<DateTime<Utc>>,
}

/// A member of staff who teaches a pupil or leads the pupil's class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffOfPupil {
    /// The person.
    pub id: Id<of::Person>,
    /// Names.
    pub name: PersonName,
    /// Whether the person is the class teacher.
    pub class_teacher: bool,
    /// The subjects that the person teaches the pupil, in alphabetical order.
    pub subjects: Vec<String>,
}

#[derive(FromRow)]
struct ThreadRow {
    pupil_id: Uuid,
    guardian_id: Uuid,
    staff_id: Uuid,
    pupil_surname: String,
    pupil_given: String,
    pupil_patronymic: String,
    guardian_surname: String,
    guardian_given: String,
    guardian_patronymic: String,
    staff_surname: String,
    staff_given: String,
    staff_patronymic: String,
    #[sqlx(flatten)]
    last: MessageRow,
    unread: i64,
}

#[derive(FromRow)]
struct MessageRow {
    author_id: Uuid,
    body: String,
    sent_at: DateTime<Utc>,
    read_at: Option<DateTime<Utc>>,
}

impl From<MessageRow> for Message {
    fn from(row: MessageRow) -> Self {
        Self { author: row.author_id.into(), text: row.body, sent_at: row.sent_at, read_at: row.read_at }
    }
}

impl From<ThreadRow> for ThreadLine {
    fn from(row: ThreadRow) -> Self {
        let name = |surname, given, patronymic| PersonName { surname, given, patronymic };
        Self {
            thread: Thread {
                pupil: row.pupil_id.into(),
                guardian: row.guardian_id.into(),
                staff: row.staff_id.into(),
            },
            pupil_name: name(row.pupil_surname, row.pupil_given, row.pupil_patronymic),
            guardian_name: name(row.guardian_surname, row.guardian_given, row.guardian_patronymic),
            staff_name: name(row.staff_surname, row.staff_given, row.staff_patronymic),
            last: row.last.into(),
            unread: usize::try_from(row.unread).unwrap_or_default(),
        }
    }
}

impl Reader {
    /// The threads of a person on either side, the one that was written in last first.
    ///
    /// # Errors
    /// The database's.
    pub async fn threads(&mut self, person: Id<of::Person>) -> Result<Vec<ThreadLine>> {
        let school = self.school;
        let rows: Vec<ThreadRow> = sql("SELECT t.pupil_id, t.guardian_id, t.staff_id, \
             p.surname AS pupil_surname, p.given AS pupil_given, p.patronymic AS pupil_patronymic, \
             g.surname AS guardian_surname, g.given AS guardian_given, g.patronymic AS guardian_patronymic, \
             s.surname AS staff_surname, s.given AS staff_given, s.patronymic AS staff_patronymic, \
             m.author_id, m.body, m.sent_at, m.read_at, \
             (SELECT count(*) FROM message u WHERE u.school_id = t.school_id AND u.thread_id = t.thread_id \
              AND u.author_id <> $2 AND u.read_at IS NULL) AS unread \
             FROM thread t \
             JOIN person p ON p.school_id = t.school_id AND p.person_id = t.pupil_id \
             JOIN person g ON g.school_id = t.school_id AND g.person_id = t.guardian_id \
             JOIN person s ON s.school_id = t.school_id AND s.person_id = t.staff_id \
             JOIN message m ON m.school_id = t.school_id AND m.message_id = (SELECT l.message_id FROM message l \
              WHERE l.school_id = t.school_id AND l.thread_id = t.thread_id \
              ORDER BY l.sent_at DESC, l.message_id DESC LIMIT 1) \
             WHERE t.school_id = $1 AND (t.guardian_id = $2 OR t.staff_id = $2) \
             ORDER BY m.sent_at DESC, m.message_id DESC")
        .bind(school)
        .bind(person)
        .fetch_all(&mut self.conn())
        .await?;
        Ok(rows.into_iter().map(ThreadLine::from).collect())
    }

    /// The messages of a thread, the earliest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn messages(&mut self, thread: Thread) -> Result<Vec<Message>> {
        let school = self.school;
        let rows: Vec<MessageRow> = sql("SELECT m.author_id, m.body, m.sent_at, m.read_at FROM thread t \
             JOIN message m ON m.school_id = t.school_id AND m.thread_id = t.thread_id \
             WHERE t.school_id = $1 AND t.pupil_id = $2 AND t.guardian_id = $3 AND t.staff_id = $4 \
             ORDER BY m.sent_at, m.message_id")
        .bind(school)
        .bind(thread.pupil)
        .bind(thread.guardian)
        .bind(thread.staff)
        .fetch_all(&mut self.conn())
        .await?;
        Ok(rows.into_iter().map(Message::from).collect())
    }

    /// Who teaches a pupil on a day or leads the pupil's class: the class teacher first, then by name.
    ///
    /// # Errors
    /// The database's.
    pub async fn staff_of_pupil(
        &mut self,
        pupil: Id<of::Person>,
        day: NaiveDate,
    ) -> Result<Vec<StaffOfPupil>> {
        type Row = (Uuid, String, String, String, bool, Option<String>);
        let school = self.school;
        let rows: Vec<Row> = sql("SELECT p.person_id, p.surname, p.given, p.patronymic, w.leads, w.subject FROM ( \
              SELECT k.class_teacher_id AS staff_id, TRUE AS leads, NULL AS subject FROM enrolment n \
              JOIN school_class k ON k.school_id = n.school_id AND k.class_id = n.class_id \
              WHERE n.school_id = $1 AND n.pupil_id = $2 AND n.starts_on <= $3 \
               AND (n.ends_on IS NULL OR n.ends_on >= $3) \
              UNION ALL \
              SELECT c.teacher_id, FALSE, s.name FROM enrolment n \
              JOIN course c ON c.school_id = n.school_id AND c.class_id = n.class_id \
              JOIN subject s ON s.school_id = c.school_id AND s.subject_id = c.subject_id \
              WHERE n.school_id = $1 AND n.pupil_id = $2 AND n.starts_on <= $3 \
               AND (n.ends_on IS NULL OR n.ends_on >= $3) \
               AND (c.group_id IS NULL OR EXISTS (SELECT 1 FROM group_member m WHERE m.school_id = c.school_id \
                AND m.group_id = c.group_id AND m.pupil_id = $2 AND m.starts_on <= $3 \
                AND (m.ends_on IS NULL OR m.ends_on >= $3)))) w \
             JOIN person p ON p.school_id = $1 AND p.person_id = w.staff_id \
             ORDER BY p.sort_key, p.person_id, w.subject")
        .bind(school)
        .bind(pupil)
        .bind(day)
        .fetch_all(&mut self.conn())
        .await?;
        let mut staff: Vec<StaffOfPupil> = Vec::new();
        for (id, surname, given, patronymic, leads, subject) in rows {
            if staff.last().is_none_or(|last| last.id.uuid() != id) {
                staff.push(StaffOfPupil {
                    id: id.into(),
                    name: PersonName { surname, given, patronymic },
                    class_teacher: false,
                    subjects: Vec::new(),
                });
            }
            if let Some(own) = staff.last_mut() {
                own.class_teacher |= leads;
                own.subjects.extend(subject.filter(|subject| own.subjects.last() != Some(subject)));
            }
        }
        staff.sort_by_key(|own| !own.class_teacher);
        Ok(staff)
    }

    /// The hours in which the school answers families.
    ///
    /// # Errors
    /// The database's.
    pub async fn office_hours(&mut self) -> Result<OfficeHours> {
        let school = self.school;
        let (from, until): (i32, i32) =
            sql("SELECT answers_from, answers_until FROM school WHERE school_id = $1")
                .bind(school)
                .fetch_one(&mut self.conn())
                .await?;
        let hours = u8::try_from(from).ok().zip(u8::try_from(until).ok());
        hours.and_then(|(from, until)| OfficeHours::new(from, until)).ok_or(StoreError::Corrupt("hours"))
    }
}
