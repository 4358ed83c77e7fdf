//! Events: what the history does not have, written with the thing itself so that neither is without the other.

use chrono::{DateTime, Utc};
use klas_domain::id::{Id, of};
use uuid::Uuid;

use crate::{
    db::{Conn, sql},
    error::Result,
};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// An announcement was published or changed.
    Announcement,
    /// A message was sent.
    Message,
    /// A note about an absence was answered.
    Excuse,
    /// Bullying was reported.
    Report,
    /// Somebody said how far a report is.
    ReportState,
    /// Somebody became, or ceased to be, responsible for reports; its object is that person.
    Duty,
}

impl Event {
    const ALL: [Self; 6] =
        [Self::Announcement, Self::Message, Self::Excuse, Self::Report, Self::ReportState, Self::Duty];

    fn code(self) -> &'static str {
        match self {
            Self::Announcement => "announcement",
            Self::Message => "message",
            Self::Excuse => "excuse",
            Self::Report => "report",
            Self::ReportState => "report-state",
            Self::Duty => "duty",
        }
    }

    pub(super) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.code() == code)
    }
}

/// Has whoever is concerned told of what the transaction writes.
pub(crate) async fn tell(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    event: Event,
    object: Uuid,
    at: DateTime<Utc>,
) -> Result<()> {
    sql("INSERT INTO notice_event (school_id, event_id, kind, object_id, at) VALUES ($1, $2, $3, $4, $5)")
        .bind(school)
        .bind(Uuid::now_v7())
        .bind(event.code())
        .bind(object)
        .bind(at)
        .execute(conn)
        .await
        .map(|_| ())
}
