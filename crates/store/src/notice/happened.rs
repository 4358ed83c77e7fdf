//! What is told of events: to whom, and that nothing of it is told to anybody else.

use chrono::{DateTime, NaiveDate, Utc};
use klas_domain::notice::Kind;
use uuid::Uuid;

use super::{
    audience::Families,
    event::Event,
    make::{Made, News},
};
use crate::{db::sql, error::Result, school::local_day, store::Reader};

/// Whose thread a message is in, and who wrote it.
struct MessageTold {
    thread: Uuid,
    pupil: Uuid,
    guardian: Uuid,
    staff: Uuid,
    author: Uuid,
}

impl Reader {
    pub(super) async fn of_event(
        &mut self,
        families: &Families,
        event: Event,
        object: Uuid,
        at: DateTime<Utc>,
        now: DateTime<Utc>,
        made: &mut Made,
    ) -> Result<()> {
        let news = |kind, object| News { kind, object, day: local_day(at), at };
        let school = self.school;
        match event {
            Event::Announcement => {
                for (pupil, urgent) in self.announced_to(object, local_day(now)).await? {
                    let news = news(Kind::of_announcement(urgent), object);
                    made.tell_family(school, families, pupil, news);
                }
            }
            Event::Message => {
                let Some(message) = self.message_told(object).await? else { return Ok(()) };
                let news = news(Kind::Message, message.thread);
                if message.author == message.guardian {
                    let reach = self.reach_of_staff(message.staff.into()).await?;
                    made.tell(school, (message.staff.into(), reach), message.staff, news);
                } else {
                    let family = families.get(&message.pupil).into_iter().flatten();
                    let mut own = family.filter(|own| own.person.uuid() == message.guardian);
                    if let Some(own) = own.find(|own| own.sees(Kind::Message.part())) {
                        made.tell(school, (own.person, own.reach), message.pupil, news);
                    }
                }
            }
            Event::Excuse | Event::ReportState => {
                let kind = if event == Event::Excuse { Kind::Answer } else { Kind::ReportState };
                for (person, pupil) in self.answered(event, object).await? {
                    let family = families.get(&pupil).into_iter().flatten();
                    let mut own = family.filter(|own| own.person.uuid() == person);
                    if let Some(own) = own.find(|own| own.sees(kind.part())) {
                        made.tell(school, (own.person, own.reach), pupil, news(kind, object));
                    }
                }
            }
            Event::Report => {
                for person in self.report_readers().await? {
                    let reach = self.reach_of_staff(person.into()).await?;
                    made.tell(school, (person.into(), reach), person, news(Kind::Report, object));
                }
            }
            Event::Duty => {
                let reach = self.reach_of_staff(object.into()).await?;
                made.tell(school, (object.into(), reach), object, news(Kind::Report, school.uuid()));
            }
        }
        Ok(())
    }

    async fn announced_to(&mut self, announcement: Uuid, day: NaiveDate) -> Result<Vec<(Uuid, bool)>> {
        let school = self.school;
        sql("SELECT n.pupil_id, a.urgent FROM announcement a \
             JOIN school_class k ON k.school_id = a.school_id AND k.year_id = a.year_id \
              AND (a.audience = 'school' OR a.grade = k.grade OR a.class_id = k.class_id) \
             JOIN enrolment n ON n.school_id = k.school_id AND n.class_id = k.class_id \
              AND n.starts_on <= $3 AND (n.ends_on IS NULL OR n.ends_on >= $3) \
             WHERE a.school_id = $1 AND a.announcement_id = $2 AND a.withdrawn_at IS NULL")
        .bind(school)
        .bind(announcement)
        .bind(day)
        .fetch_all(&mut self.conn())
        .await
    }

    /// A message that the other side has not read.
    async fn message_told(&mut self, message: Uuid) -> Result<Option<MessageTold>> {
        let school = self.school;
        let row: Option<(Uuid, Uuid, Uuid, Uuid, Uuid)> =
            sql("SELECT t.thread_id, t.pupil_id, t.guardian_id, t.staff_id, m.author_id FROM message m \
             JOIN thread t ON t.school_id = m.school_id AND t.thread_id = m.thread_id \
             WHERE m.school_id = $1 AND m.message_id = $2 AND m.read_at IS NULL")
            .bind(school)
            .bind(message)
            .fetch_optional(&mut self.conn())
            .await?;
        let told =
            |(thread, pupil, guardian, staff, author)| MessageTold { thread, pupil, guardian, staff, author };
        Ok(row.map(told))
    }

    /// Who is answered, and of which pupil.
    async fn answered(&mut self, event: Event, object: Uuid) -> Result<Vec<(Uuid, Uuid)>> {
        let school = self.school;
        let statement = if event == Event::Excuse {
            sql("SELECT guardian_id, pupil_id FROM excuse WHERE school_id = $1 AND excuse_id = $2 \
                 AND state IN ('accepted', 'refused')")
        } else {
            sql("SELECT reporter_id, pupil_id FROM bullying_report WHERE school_id = $1 AND report_id = $2 \
                 AND state <> 'new'")
        };
        statement.bind(school).bind(object).fetch_all(&mut self.conn()).await
    }

    /// Who reads reports of bullying: the responsible person, else whoever is head.
    async fn report_readers(&mut self) -> Result<Vec<Uuid>> {
        if let Some(officer) = self.bullying_officer().await? {
            return Ok(vec![officer.uuid()]);
        }
        let school = self.school;
        let heads: Vec<(Uuid,)> =
            sql("SELECT person_id FROM person_role WHERE school_id = $1 AND role = 'head'")
                .bind(school)
                .fetch_all(&mut self.conn())
                .await?;
        Ok(heads.into_iter().map(|(head,)| head).collect())
    }
}
